#include "tools/nearest_word.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "geo/ascii.hpp"

namespace lingding::tools {

using geo::ascii_lower;

std::size_t edit_distance(std::string_view left, std::string_view right) {
  // Three rows of the usual table: the one being filled and the two above it.
  std::array<std::vector<std::size_t>, 3> rows;
  for (auto& row : rows) row.resize(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    auto& row = rows[i % 3];
    auto const& above = rows[(i + 2) % 3];
    auto const& second_above = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      bool const same = ascii_lower(left[i - 1]) == ascii_lower(right[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && ascii_lower(left[i - 1]) == ascii_lower(right[j - 2]) &&
          ascii_lower(left[i - 2]) == ascii_lower(right[j - 1]))
        row[j] = std::min(row[j], second_above[j - 2] + 1);
    }
  }
  return rows[left.size() % 3][right.size()];
}

}  // namespace lingding::tools
