// `lingding regions`: sets of regions into the centres' registers, and what they hold.

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "adapters/store/region_store.hpp"
#include "geo/datasets/regions.hpp"
#include "geo/json_writer.hpp"
#include "tools/commands.hpp"
#include "tools/desk_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;

std::string valid(geo::Region const& region) {
  return geo::to_iso8601(region.valid_from) + " … " +
         (region.valid_to ? geo::to_iso8601(*region.valid_to) : std::string{"open"});
}

std::string json_line(geo::CentreId holder, std::string const& digest, geo::UtcTime loaded_at,
                      geo::Region const& region) {
  std::string out;
  geo::JsonWriter writer(out);
  writer.begin_object()
      .member("held_by", geo::to_text(holder))
      .member("set", digest)
      .member("loaded_at", geo::to_iso8601(loaded_at))
      .member("id", region.ref.id)
      .member("version", region.ref.version)
      .member("kind", geo::to_text(region.ref.kind))
      .member("centre", geo::to_text(region.ref.centre))
      .member("name_en", region.name_en)
      .member("name_zh_hant", region.name_zh_hant)
      .member("source", region.source)
      .member("assumed", region.assumed)
      .member("priority", region.priority);
  writer.key("copies_to").begin_array();
  for (auto const centre : region.copies_to) writer.value(geo::to_text(centre));
  writer.end_array().member("valid_from", geo::to_iso8601(region.valid_from));
  if (region.valid_to) writer.member("valid_to", geo::to_iso8601(*region.valid_to));
  writer.end_object();
  return out;
}

void print_set(geo::CentreId holder, store::RegionStore& regions, OutputForm form) {
  auto const history = regions.history();
  if (history.empty()) {
    if (form == OutputForm::text) fmt::print("{}: no regions\n", geo::to_text(holder));
    return;
  }
  auto const& newest = history.back();
  auto const set = regions.get(newest.digest);
  if (!set) throw std::runtime_error("the register names a set of regions that it does not hold: " + newest.digest);
  if (form == OutputForm::text) {
    fmt::print("{}: {} regions since {}, set {}\n", geo::to_text(holder), set->regions.size(),
               geo::to_iso8601(newest.at), newest.digest);
  }
  for (auto const& region : set->regions) {
    if (form == OutputForm::json) {
      fmt::print("{}\n", json_line(holder, newest.digest, newest.at, region));
    } else {
      fmt::print("  {} version {}, {} of {}{}, {}: {}\n", region.ref.id, region.ref.version,
                 geo::to_text(region.ref.kind), geo::to_text(region.ref.centre), region.assumed ? " (assumed)" : "",
                 valid(region), region.source);
    }
  }
}

}  // namespace

int regions_import(fs::path const& file, fs::path const& data_folder, std::vector<geo::CentreId> const& centres) {
  auto const set = geo::datasets::load_regions(file);
  if (!set) {
    fmt::print(stderr, "{}\n", geo::datasets::to_text(set.error()));
    return 1;
  }
  auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  int status = 0;
  for (auto const centre : centres) {
    store::RegionStore regions{desk_folder_path(data_folder, centre)};
    auto const put = regions.put(*set, now);
    if (!put) {
      fmt::print(stderr, "{}: {}: {}\n", geo::to_text(centre), file.string(), geo::to_text(put.error()));
      status = 1;
    } else {
      bool const stored = *put == store::RegionStore::PutResult::stored;
      fmt::print("{}: {} regions {}, set {}\n", geo::to_text(centre), set->regions.size(),
                 stored ? "stored" : "were there already", set->digest);
    }
  }
  return status;
}

int regions_list(fs::path const& data_folder, std::vector<geo::CentreId> const& centres, OutputForm form) {
  bool any = false;
  for (auto const centre : centres) {
    auto const folder = desk_folder_path(data_folder, centre);
    if (!fs::exists(folder / "register.db")) continue;
    any = true;
    store::RegionStore regions{folder, store::Access::read_only};
    print_set(centre, regions, form);
  }
  if (!any) throw std::runtime_error(fmt::format("{}: there is no register of these centres", data_folder.string()));
  return 0;
}

}  // namespace lingding::tools
