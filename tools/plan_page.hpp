#pragma once
// A cooperation plan as a page of text, for an officer at a terminal: whom to call comes first.

#include <filesystem>
#include <string>
#include <string_view>

namespace lingding::tools {

/// \param document a plan that passed its checks. \param held_by who holds which version, in words; may be empty.
/// \param modules folder of the centres' modules (<id>.json); one that can't be read is said to be missing.
std::string plan_page(std::string_view document, std::string_view held_by, std::filesystem::path const& modules);

}  // namespace lingding::tools
