#pragma once
// Where the shipped data is: geo/data, plans/data and plans/schema lie below one folder, laid out as in the source
// tree.

#include <filesystem>

namespace lingding::tools {

/// The first of these that holds geo/data: the environment's LINGDING_SHARE; ../share/lingding beside the program's own
/// folder (installed, or unpacked anywhere); the source tree that the program was built from.
/// \throws std::runtime_error when none does; the message names the places.
std::filesystem::path share_folder();

}  // namespace lingding::tools
