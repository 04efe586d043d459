// Fuzzes the reading of positions: whatever is accepted is in range, and what we write of it reads back to the same
// place.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "geo/check.hpp"
#include "geo/position_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace lingding::geo;
  auto const position = parse_position({reinterpret_cast<char const*>(data), size});
  if (!position) {
    LINGDING_CHECK(!position.error().expected.empty() && !to_text(position.error()).empty());
    return 0;
  }
  auto const again = parse_position(to_mariners_text(*position));
  LINGDING_CHECK(again);
  LINGDING_CHECK(std::abs(again->latitude.degrees() - position->latitude.degrees()) < 0.00051 / 60);
  LINGDING_CHECK(std::abs(again->longitude.degrees() - position->longitude.degrees()) < 0.00051 / 60);
  return 0;
}
