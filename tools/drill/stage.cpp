#include "tools/drill/stage.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "adapters/store/journal.hpp"
#include "adapters/store/region_store.hpp"
#include "coordinator/chain.hpp"
#include "coordinator/codec.hpp"
#include "tools/drill/detail/inputs.hpp"
#include "tools/drill/detail/player.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::drill {
namespace {

using geo::CentreId;
using geo::UtcTime;

/// Where each ship of the cast was, for the map.
constexpr std::chrono::seconds kTrackEvery{30};
/// Who asks the second channels of an exercise has its answer after so long.
constexpr std::chrono::seconds kChannelAnswersAfter{1};

/// True when the centre takes part in holding the plan: it is her place of registry, or she crosses its waters.
bool holds(CentreId centre, plans::PlanBrief const& plan) {
  return plan.home == centre || std::ranges::find(plan.crosses, centre) != plan.crosses.end();
}

}  // namespace

class Stage::Impl final : private detail::Theatre {
 public:
  Impl(Scenario scenario, StageOptions options)
      : options_(std::move(options)),
        now_(scenario.begins),
        seed_(scenario.seed),
        player_(std::move(scenario), options_.plans, *this, options_.news),
        water_(options_.regions),
        desks_(options_.regions, now_, seed_, on_lookers()) {
    for (auto const centre : geo::kCentres)
      inputs_[index(centre)] = std::make_unique<detail::Inputs>(
          now_, centre, [this](geo::Position position) { return coordinator::whose_water(water_, position, now_); },
          [this, centre](coordinator::Event&& event) { desks_.happens(centre, std::move(event)); });
    desks_.set_clocks(options_.clocks);
    for (auto const centre : geo::kCentres) load_plans(centre);
    // A centre that does not take part can't be reached.
    for (auto const centre : geo::kCentres)
      for (auto const other : geo::kCentres)
        if (centre < other && !(player_.takes_part(centre) && player_.takes_part(other))) desks_.cut(centre, other);
    fetch_from_feed();
    notice_recorded();
  }
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;
  ~Impl() override = default;

  UtcTime now() const { return now_; }
  UtcTime ends() const { return player_.scenario().begins + player_.scenario().lasts; }

  void run_until(UtcTime time) {
    // Whole steps, wherever the caller stops: the last one alone may be shorter.
    while (now_ < ends() && (now_ + kStep <= time || time >= ends())) step(std::min(now_ + kStep, ends()));
  }
  void run_to_next() {
    auto const before = player_.told();
    while (now_ < ends() && player_.told() == before) step(std::min(now_ + kStep, ends()));
  }

  std::string officer(CentreId centre, std::string const& name, std::string_view command) {
    auto outcome = player_.officer(centre, name, command, now_);
    notice_recorded();
    return outcome;
  }

  RunRecord record() const {
    auto record = player_.record(now_);
    record.scenario_digest = options_.scenario_digest;
    record.version = options_.version;
    for (auto const centre : record.scenario.centres) record.centres.push_back(centre_record(centre));
    return record;
  }

  void write_journals(std::filesystem::path const& folder) const {
    constexpr std::size_t kBatch = 256;
    for (auto const centre : player_.scenario().centres) {
      auto const path = folder / std::string{geo::to_text(centre)};
      store::SqliteJournal journal({.folder = path, .mode = coordinator::Mode::exercise});
      if (journal.last() != 0) throw coordinator::StorageFailure(path.string() + " has a journal");
      std::vector<coordinator::EntryDraft> batch;
      for (auto const& entry : desks_.journal(centre).entries) {
        batch.push_back(entry.content);
        if (batch.size() < kBatch) continue;
        journal.append(batch);
        batch.clear();
      }
      if (!batch.empty()) journal.append(batch);
      // Decisions are made against regions: who replays the journal needs the same.
      store::RegionStore regions{path};
      if (auto const put = regions.put(options_.regions, now_); !put)
        throw coordinator::StorageFailure(path.string() + ": " + geo::to_text(put.error()));
    }
  }

 private:
  static std::size_t index(CentreId centre) { return static_cast<std::size_t>(centre); }
  detail::Inputs& inputs(CentreId centre) { return *inputs_[index(centre)]; }

  simulation::OnLookers on_lookers() {
    simulation::OnLookers lookers;
    lookers.recorded = [this](CentreId centre, coordinator::Entry const& entry) {
      recorded_.emplace_back(centre, entry.seq);
    };
    lookers.ship_watched = [this](CentreId centre, coordinator::ShipAsked const& asked) {
      asked_.emplace_back(centre, asked);
    };
    lookers.voyage_answered = [this](CentreId centre, coordinator::VoyageQuestionAnswered const& answered) {
      answered_.emplace_back(centre, answered);
    };
    lookers.keeps_story = false;
    lookers.link_down_after = kLinkDownAfter;
    lookers.mode = coordinator::Mode::exercise;
    return lookers;
  }

  void load_plans(CentreId centre) {
    // All ships of a version come in one event.
    std::map<std::string, std::vector<plans::PlanBrief>> by_plan;
    for (auto const& plan : options_.plans)
      if (holds(centre, plan)) by_plan[plan.plan_id].push_back(plan);
    for (auto& [id, ships] : by_plan) {
      inputs(centre).store(ships);
      desks_.happens(centre, coordinator::PlanStored{std::move(ships)});
    }
  }

  void step(UtcTime to) {
    desks_.pass(to - now_);
    now_ = to;
    for (auto& one : inputs_) one->set_time(now_);
    player_.listen(now_);
    hear_feed();
    if ((now_ - player_.scenario().begins) % std::chrono::seconds{1} == Offset{0}) each_second();
    notice_recorded();
    while (player_.perform_due(now_)) notice_recorded();
  }

  void each_second() {
    for (auto& one : inputs_) one->time_passed(now_);
    answer_channels();
    if ((now_ - player_.scenario().begins) % kTrackEvery == Offset{0}) player_.look_at_tracks(now_);
  }

  /// The exercise's own second channels: they deliver, to nobody.
  void answer_channels() {
    for (auto const& [centre, at] : channels_)
      if (at <= now_) desks_.channel_answers(centre, true, false);
    std::erase_if(channels_, [&](auto const& one) { return one.second <= now_; });
    for (auto const centre : geo::kCentres) {
      auto const pending = static_cast<std::size_t>(
          std::ranges::count_if(channels_, [&](auto const& one) { return one.first == centre; }));
      for (auto i = pending; i < desks_.channels_waiting(centre); ++i)
        channels_.emplace_back(centre, now_ + kChannelAnswersAfter);
    }
  }

  /// What has no time is left out: it can't be placed.
  void fetch_from_feed() {
    feed_ready_ = false;
    while (options_.feed && options_.feed(feed_entry_)) {
      if (!feed_entry_.at) continue;
      feed_ready_ = true;
      return;
    }
  }
  void hear_feed() {
    while (feed_ready_ && *feed_entry_.at <= now_) {
      auto const centre = options_.whose ? options_.whose(feed_entry_) : player_.scenario().centres.front();
      if (player_.takes_part(centre)) {
        player_.count_sentences(1);
        feed_entry_.raw += '\n';
        inputs(centre).bring(feed_entry_.format, feed_entry_.source, feed_entry_.raw);
      }
      fetch_from_feed();
    }
  }

  /// What the desks recorded since: conditions may have come true; ships are to be watched.
  void notice_recorded() {
    while (!recorded_.empty() || !asked_.empty() || !answered_.empty()) {
      for (auto const& [centre, seq] : std::exchange(recorded_, {}))
        player_.read(centre, desks_.journal(centre).entries[static_cast<std::size_t>(seq) - 1], now_);
      for (auto& [centre, asked] : std::exchange(asked_, {})) inputs(centre).watch(std::move(asked), now_);
      for (auto const& [centre, answered] : std::exchange(answered_, {})) inputs(centre).answered(answered);
    }
  }

  void bring(CentreId centre, logs::Format format, std::string const& source, std::string_view text) override {
    inputs(centre).bring(format, source.empty() ? std::string{logs::to_text(format)} : source, text);
  }
  std::string command(CentreId centre, std::string const& officer, std::string const& command) override {
    auto parsed = coordinator::parse_command(command);
    if (!parsed) return "malformed at " + parsed.error().pointer + ": expected " + parsed.error().expected;
    return desks_.officer(centre, officer, *std::move(parsed), "drill-" + std::to_string(++commands_));
  }
  std::string notice(CentreId centre, plans::BriefText const& text) override {
    desks_.happens(centre, coordinator::SourceSpoke{"exercise control", text, {}});
    return {};
  }
  std::string link(CentreId a, CentreId b, bool up) override {
    up ? desks_.mend(a, b) : desks_.cut(a, b);
    return {};
  }
  std::string restart(CentreId centre) override {
    desks_.crash(centre);
    inputs(centre).restart(now_, desks_.desk(centre));
    return {};
  }

  CentreRecord centre_record(CentreId centre) const {
    CentreRecord record;
    record.centre = centre;
    auto const& entries = desks_.journal(centre).entries;
    record.entries = entries.size();
    coordinator::Chain chain;
    coordinator::Digest digest{};
    for (auto const& entry : entries) digest = chain.hash(digest, entry.seq, entry.content);
    record.digest = geo::to_hex(digest);
    for (auto const* incident : desks_.desk(centre).incidents()) record.incidents.push_back(*incident);
    std::ranges::sort(record.incidents, {}, &coordinator::Incident::id);
    return record;
  }

  StageOptions options_;
  UtcTime now_;
  std::uint64_t seed_;
  detail::Player player_;
  std::vector<std::pair<CentreId, coordinator::Seq>> recorded_;
  std::vector<std::pair<CentreId, coordinator::ShipAsked>> asked_;
  std::vector<std::pair<CentreId, coordinator::VoyageQuestionAnswered>> answered_;
  geo::WaterMap water_;
  simulation::ThreeDesks desks_;
  std::array<std::unique_ptr<detail::Inputs>, geo::kCentres.size()> inputs_;
  logs::Entry feed_entry_;
  bool feed_ready_ = false;
  std::vector<std::pair<CentreId, UtcTime>> channels_;  ///< answers of second channels that are due
  std::uint64_t commands_ = 0;
};

Stage::Stage(Scenario scenario, StageOptions options)
    : impl_(std::make_unique<Impl>(std::move(scenario), std::move(options))) {}
Stage::~Stage() = default;
Stage::Stage(Stage&&) noexcept = default;
Stage& Stage::operator=(Stage&&) noexcept = default;
UtcTime Stage::now() const {
  return impl_->now();
}
UtcTime Stage::ends() const {
  return impl_->ends();
}
void Stage::run_until(UtcTime time) {
  impl_->run_until(time);
}
void Stage::run_to_next() {
  impl_->run_to_next();
}
std::string Stage::officer(CentreId centre, std::string const& name, std::string_view command) {
  return impl_->officer(centre, name, command);
}
RunRecord Stage::record() const {
  return impl_->record();
}
void Stage::write_journals(std::filesystem::path const& folder) const {
  impl_->write_journals(folder);
}

}  // namespace lingding::drill
