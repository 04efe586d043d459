#include "tools/share_folder.hpp"

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace lingding::tools {

std::filesystem::path share_folder() {
  std::filesystem::path place;
  if (char const* const named = std::getenv("LINGDING_SHARE"); named != nullptr && *named != '\0') {
    place = named;
  } else {
    auto const program = std::filesystem::read_symlink("/proc/self/exe");
    // A program in the build folder belongs to the source tree; an installed one must not read somebody's source tree.
    bool const is_built = program.string().starts_with(LINGDING_BINARY_DIR "/");
    place = is_built ? std::filesystem::path(LINGDING_SOURCE_DIR)
                     : program.parent_path().parent_path() / "share" / "lingding";
  }
  std::error_code missing;
  if (!std::filesystem::is_directory(place / "geo" / "data", missing))
    throw std::runtime_error("the shipped data (geo/data) is not in " + place.string());
  return place;
}

}  // namespace lingding::tools
