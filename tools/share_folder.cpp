#include "tools/share_folder.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace lingding::tools {

std::filesystem::path share_folder() {
  std::vector<std::filesystem::path> places;
  if (char const* const named = std::getenv("LINGDING_SHARE"); named != nullptr && *named != '\0') {
    places.emplace_back(named);
  } else {
    std::error_code unreadable;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", unreadable);
    if (!unreadable) places.push_back(program.parent_path().parent_path() / "share" / "lingding");
    places.emplace_back(LINGDING_SOURCE_DIR);
  }
  std::string tried;
  for (auto const& place : places) {
    std::error_code missing;
    if (std::filesystem::is_directory(place / "geo" / "data", missing)) return place;
    tried += tried.empty() ? place.string() : ", " + place.string();
  }
  throw std::runtime_error("the shipped data (geo/data) is in none of: " + tried);
}

}  // namespace lingding::tools
