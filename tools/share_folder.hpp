#pragma once
// Where the shipped data is: geo/data, plans/data and plans/schema lie below one folder, laid out as in the source
// tree.

#include <filesystem>

namespace lingding::tools {

/// The environment's LINGDING_SHARE; else, for a program in the build folder, the source tree that it was built from;
/// else
/// ../share/lingding beside the program's own folder (installed, or unpacked anywhere).
/// \throws std::runtime_error when there is no geo/data below it; the message names the place.
std::filesystem::path share_folder();

}  // namespace lingding::tools
