// Fuzzes the reading of spoken positions: what is accepted has a finite radius and words to read back; what is refused
// says why.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "geo/check.hpp"
#include "geo/spoken_position.hpp"

namespace {

using namespace lingding::geo;

NamedPlace place(char const* id, std::vector<std::string> names, double lat, double lon) {
  return {id, PlaceKind::island, std::move(names), *Position::from_degrees(lat, lon), Metres::from_metres(500), "fuzz"};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static Gazetteer const gazetteer{
      {place("a", {"Siu A Chau", "小鴉洲"}, 22.18, 113.918), place("b", {"Cheung Chau", "長洲"}, 22.209, 114.029),
       place("c", {"Green Island", "青洲"}, 22.286, 114.112), place("d", {"Ilha Verde", "青洲"}, 22.212, 113.537),
       place("e", {"東澳島"}, 22.022, 113.705)}};
  auto const read = parse_place({reinterpret_cast<char const*>(data), size}, gazetteer);
  if (!read) {
    LINGDING_CHECK(!to_text(read.error()).empty());
    return 0;
  }
  LINGDING_CHECK(std::isfinite(read->radius.metres()) && read->radius.metres() > 0);
  LINGDING_CHECK(read->radius.nautical_miles() < 300 && !read->understood.empty());
  return 0;
}
