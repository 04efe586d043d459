#include "tools/desk_folder.hpp"

#include <stdexcept>
#include <utility>

#include "coordinator/recovery.hpp"
#include "geo/datasets/regions.hpp"

namespace lingding::tools {

using coordinator::Event;
using geo::CentreId;

std::filesystem::path desk_folder_path(std::filesystem::path const& data_folder, CentreId centre) {
  return data_folder / std::string(geo::to_text(centre));
}

geo::WaterMap const& WaterLibrary::get(std::string_view digest, std::filesystem::path const& folder) {
  std::scoped_lock const lock(mutex_);
  if (auto const found = maps_.find(digest); found != maps_.end()) return found->second;
  auto set = store::RegionStore(folder, store::Access::read_only).get(digest);
  if (!set)
    throw std::runtime_error("the regions " + std::string(digest) +
                             " that decisions in the journal rest on are not in " + (folder / "register.db").string());
  return maps_.emplace(std::string(digest), geo::WaterMap(*std::move(set))).first->second;
}

DeskFolder::DeskFolder(std::filesystem::path const& data_folder, CentreId centre,
                       std::filesystem::path const& share_folder, WaterLibrary& library, runtime::Clock const& clock,
                       runtime::Log& log, coordinator::Mode mode)
    : centre_(centre),
      mode_(mode),
      folder_([&] {
        auto folder = desk_folder_path(data_folder, centre);
        store::refuse_other_mode(folder, mode);
        return folder;
      }()),
      library_(library),
      register_(folder_),
      regions_(folder_) {
  recover(library, clock, log);
  provide_regions(share_folder, clock, log);
}

void DeskFolder::recover(WaterLibrary& library, runtime::Clock const& clock, runtime::Log& log) {
  store::JournalOptions options;
  options.folder = folder_;
  options.mode = mode_;
  auto opened = store::open_journal(options, clock.now(), [](coordinator::Entry const&) {});
  journal_ = std::move(opened.journal);
  if (opened.salvage) {
    trouble_ = "the journal was damaged: entries from " + std::to_string(opened.salvage->lost_from) +
               " on are lost here, and may be at the other centres; the damaged file is kept as " +
               opened.salvage->set_aside.filename().string();
    log.error("journal", trouble_, {{"centre", geo::to_text(centre_)}, {"what", opened.salvage->what}});
  } else if (!opened.set_aside.empty()) {
    trouble_ = "the journal was damaged at an earlier start; the damaged file is still here as " +
               opened.set_aside.back().filename().string() + ": move it away when it is understood what was lost";
    log.warning("journal", trouble_, {{"centre", geo::to_text(centre_)}});
  }
  session_ = std::make_unique<coordinator::DeskSession>(
      centre_,
      [&library, folder = folder_](std::string_view digest) -> geo::WaterMap const& {
        return library.get(digest, folder);
      },
      mode_);
  reader_ = std::make_unique<store::SqliteJournalReader>(folder_);
  session_->read_back_from(*reader_);
  auto const replay = coordinator::replay(*reader_, *session_, [this](CentreId peer) {
    return journal_->cursor(coordinator::link_cursor(peer)).value_or(0);
  });
  if (opened.salvage) session_->after_damage(clock.now());
  log.info("journal", "recovered", {{"centre", geo::to_text(centre_)}, {"entries", replay.entries}});
  if (replay.differences > 0)
    log.warning(
        "journal", "another version of the program decided otherwise",
        {{"centre", geo::to_text(centre_)}, {"entries", replay.differences}, {"first", replay.first_difference->seq}});
}

void DeskFolder::provide_regions(std::filesystem::path const& share_folder, runtime::Clock const& clock,
                                 runtime::Log& log) {
  if (regions_.newest()) return;
  auto const file = share_folder / "geo" / "data" / "regions.geojson";
  auto set = geo::datasets::load_regions(file);
  if (!set) throw std::runtime_error(geo::datasets::to_text(set.error()));
  if (auto const put = regions_.put(*set, clock.now()); !put) throw std::runtime_error(geo::to_text(put.error()));
  log.info("regions", "the shipped regions are loaded",
           {{"centre", geo::to_text(centre_)}, {"regions", set->regions.size()}, {"digest", set->digest}});
}

std::vector<Event> DeskFolder::news() {
  std::vector<Event> events;
  auto const changes = register_.change_count();
  if (looked_ && changes == seen_changes_) return events;
  if (!looked_) known_regions_ = session_->desk().regions_digest();

  if (auto const newest = regions_.newest(); newest && *newest != known_regions_) {
    static_cast<void>(library_.get(*newest, folder_));  // an unusable set is found here, not on the desk's thread
    events.emplace_back(coordinator::RegionsLoaded{*newest});
    known_regions_ = *newest;
  }
  for (auto& plan : register_.newest()) {
    auto known = known_plans_.find(plan.plan_id);
    auto const remark = plan.ships.empty() ? plans::BriefText{} : plan.ships.front().remark;
    if (known == known_plans_.end() && !looked_)
      if (auto const* const held = session_->desk().plan(plan.plan_id))
        known = known_plans_.emplace(plan.plan_id, KnownPlan{held->version, held->remark}).first;
    if (known != known_plans_.end() && (known->second.version > plan.version ||
                                        (known->second.version == plan.version && known->second.remark == remark)))
      continue;
    known_plans_[plan.plan_id] = {plan.version, remark};
    events.emplace_back(coordinator::PlanStored{std::move(plan.ships)});
  }
  seen_changes_ = changes;
  looked_ = true;
  return events;
}

}  // namespace lingding::tools
