#pragma once
// "Did you mean …": the known word that a mistyped one is nearest to.

#include <cstddef>
#include <string_view>

namespace lingding::tools {

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other (optimal string alignment,
/// in bytes, ASCII letters of either case alike).
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace lingding::tools
