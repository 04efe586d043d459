// `lingding regions`: the regions that decide whose water it is, into the centres' registers and out of them.

#include <cstdio>
#include <string>

#include "adapters/runtime/clock.hpp"
#include "adapters/store/region_store.hpp"
#include "geo/datasets/regions.hpp"
#include "tools/commands.hpp"
#include "tools/desk_folder.hpp"

namespace lingding::tools {

int regions_import(std::filesystem::path const& file, std::filesystem::path const& data_folder,
                   std::vector<geo::CentreId> const& centres) {
  auto const set = geo::datasets::load_regions(file);
  if (!set) {
    std::fprintf(stderr, "lingding: %s\n", geo::datasets::to_text(set.error()).c_str());
    return 1;
  }
  int status = 0;
  for (geo::CentreId const centre : centres) {
    store::RegionStore regions(desk_folder_path(data_folder, centre));
    auto const put = regions.put(*set, runtime::SystemClock().now());
    std::string const name(geo::to_text(centre));
    if (!put) {
      std::fprintf(stderr, "lingding: %s: %s\n", name.c_str(), geo::to_text(put.error()).c_str());
      status = 1;
      continue;
    }
    std::printf("%s: %zu regions, digest %s: %s\n", name.c_str(), set->regions.size(), set->digest.c_str(),
                *put == store::RegionStore::PutResult::stored ? "stored" : "already there");
  }
  return status;
}

int regions_list(std::filesystem::path const& data_folder, geo::CentreId centre) {
  store::RegionStore regions(desk_folder_path(data_folder, centre), store::Access::read_only);
  auto const digest = regions.newest();
  if (!digest) {
    std::fprintf(stderr, "lingding: no regions are stored\n");
    return 1;
  }
  auto const set = regions.get(*digest);
  if (!set) {
    std::fprintf(stderr, "lingding: the set %s is not whole\n", digest->c_str());
    return 1;
  }
  std::printf("digest %s\n", digest->c_str());
  for (auto const& region : set->regions) {
    std::printf("%-12s v%u  %-6s  %-5s  priority %4d  from %s  to %s%s  %s\n", region.ref.id.c_str(),
                region.ref.version, std::string(geo::to_text(region.ref.kind)).c_str(),
                std::string(geo::to_text(region.ref.centre)).c_str(), region.priority,
                geo::to_iso8601(region.valid_from).c_str(),
                region.valid_to ? geo::to_iso8601(*region.valid_to).c_str() : "—", region.assumed ? "  assumed" : "",
                region.name_en.c_str());
  }
  return 0;
}

}  // namespace lingding::tools
