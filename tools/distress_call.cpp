#include "tools/distress_call.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "adapters/dsc/call.hpp"
#include "adapters/runtime/nmea.hpp"
#include "geo/check.hpp"

namespace lingding::tools {
namespace {

dsc::Nature symbol_of(coordinator::Nature nature) {
  using coordinator::Nature;
  switch (nature) {
    case Nature::fire_explosion:
      return dsc::Nature::fire_explosion;
    case Nature::flooding:
      return dsc::Nature::flooding;
    case Nature::collision:
      return dsc::Nature::collision;
    case Nature::grounding:
      return dsc::Nature::grounding;
    case Nature::listing:
      return dsc::Nature::listing;
    case Nature::sinking:
      return dsc::Nature::sinking;
    case Nature::disabled_and_adrift:
      return dsc::Nature::disabled_adrift;
    case Nature::abandoning_ship:
      return dsc::Nature::abandoning_ship;
    case Nature::piracy:
      return dsc::Nature::piracy;
    case Nature::man_overboard:
      return dsc::Nature::man_overboard;
    case Nature::undesignated:
    case Nature::medical:
    case Nature::overdue:
      return dsc::Nature::undesignated;
  }
  return dsc::Nature::undesignated;
}

std::string sentence(std::string_view body) {
  std::array<char, 8> end{};
  std::snprintf(end.data(), end.size(), "*%02X", static_cast<unsigned>(runtime::checksum_of(body)));
  return "$" + std::string{body} + end.data();
}

/// Degrees cut into whole minutes and ten-thousandths of one.
struct Minutes {
  explicit Minutes(double degrees)
      : all(static_cast<std::int64_t>(std::floor(std::abs(degrees) * 600'000 + 1e-6))),
        degrees_part(static_cast<int>(all / 600'000)),
        minutes(static_cast<int>(all / 10'000 % 60)),
        fraction(static_cast<int>(all % 10'000)) {}
  std::int64_t all;
  int degrees_part;
  int minutes;
  int fraction;
};

}  // namespace

std::vector<std::string> distress_call(plans::Mmsi ship, coordinator::Nature nature, geo::Position position,
                                       geo::UtcTime at) {
  Minutes const latitude{position.latitude.degrees()};
  Minutes const longitude{position.longitude.degrees()};
  bool const is_south = position.latitude.degrees() < 0;
  bool const is_west = position.longitude.degrees() < 0;
  int const quadrant = (is_south ? 2 : 0) + (is_west ? 1 : 0);
  auto const day = std::chrono::floor<std::chrono::days>(at);
  std::chrono::hh_mm_ss const clock{std::chrono::floor<std::chrono::seconds>(at - day)};
  std::array<char, 96> text{};
  // Symbols without their leading 1: format 112, category 112, the nature, telecommand 100 (telephony). 127: no
  // acknowledgement; E: an expansion follows.
  std::snprintf(text.data(), text.size(), "CDDSC,12,%s0,12,%02d,00,%d%02d%02d%03d%02d,%02d%02d,,,S,E",
                ship.to_text().c_str(), static_cast<int>(symbol_of(nature)) - 100, quadrant, latitude.degrees_part,
                latitude.minutes, longitude.degrees_part, longitude.minutes, static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()));
  auto call = sentence(text.data());
  std::snprintf(text.data(), text.size(), "CDDSE,1,1,A,%s0,00,%04d%04d", ship.to_text().c_str(), latitude.fraction,
                longitude.fraction);
  return {std::move(call), sentence(text.data())};
}

}  // namespace lingding::tools
