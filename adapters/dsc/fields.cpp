#include "adapters/dsc/fields.hpp"

#include <charconv>
#include <cmath>

namespace lingding::dsc {
namespace {

/// Empty unless all of it is decimal digits, nine at most.
std::optional<std::uint32_t> number(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  std::uint32_t value = 0;
  for (char const c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

/// 1/10 000 minutes to degrees.
double degrees(std::uint32_t whole, std::uint32_t ten_thousandths) {
  return whole + ten_thousandths / 600'000.0;
}

constexpr auto kMinute = geo::Metres::from_nautical_miles(1);

std::optional<geo::Position> in_quadrant(char quadrant, double latitude, double longitude) {
  if (quadrant < '0' || quadrant > '3') return std::nullopt;
  bool const south = quadrant == '2' || quadrant == '3';
  bool const west = quadrant == '1' || quadrant == '3';
  return geo::Position::from_degrees(south ? -latitude : latitude, west ? -longitude : longitude);
}

}  // namespace

std::optional<plans::Mmsi> read_identity(std::string_view digits) {
  if (digits.size() == 10 && number(digits.substr(9))) digits.remove_suffix(1);
  return plans::Mmsi::parse(digits);
}

bool says_no_position(std::string_view digits) {
  return digits == "9999999999";
}

std::optional<CallPosition> read_position(std::string_view digits) {
  if (digits.size() != 10) return std::nullopt;
  auto const lat_degrees = number(digits.substr(1, 2));
  auto const lat_minutes = number(digits.substr(3, 2));
  auto const lon_degrees = number(digits.substr(5, 3));
  auto const lon_minutes = number(digits.substr(8, 2));
  if (!lat_degrees || !lat_minutes || !lon_degrees || !lon_minutes) return std::nullopt;
  if (*lat_minutes > 59 || *lon_minutes > 59) return std::nullopt;
  auto const position = in_quadrant(digits[0], degrees(*lat_degrees, *lat_minutes * 10'000),
                                    degrees(*lon_degrees, *lon_minutes * 10'000));
  if (!position) return std::nullopt;
  return CallPosition{.position = *position, .resolution = kMinute};
}

bool says_no_time(std::string_view digits) {
  return digits == "8888";
}

std::optional<std::chrono::minutes> read_time(std::string_view digits) {
  if (digits.size() != 4) return std::nullopt;
  auto const hours = number(digits.substr(0, 2));
  auto const minutes = number(digits.substr(2));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::minutes{*hours * 60 + *minutes};
}

std::optional<CallArea> read_area(std::string_view digits) {
  if (digits.size() != 10) return std::nullopt;
  auto const latitude = number(digits.substr(1, 2));
  auto const longitude = number(digits.substr(3, 3));
  auto const south = number(digits.substr(6, 2));
  auto const east = number(digits.substr(8, 2));
  if (!latitude || !longitude || !south || !east) return std::nullopt;
  auto const corner = in_quadrant(digits[0], *latitude, *longitude);
  if (!corner) return std::nullopt;
  return CallArea{.north_west = *corner,
                  .to_south = geo::Degrees::from_degrees(*south),
                  .to_east = geo::Degrees::from_degrees(*east)};
}

std::optional<Frequency> read_frequency(std::string_view digits) {
  if (digits.size() != 6 && digits.size() != 8) return std::nullopt;
  auto const value = number(digits);
  if (!value) return std::nullopt;
  if (digits.size() == 8) {
    if (digits[0] != '4') return std::nullopt;
    return Frequency{Hertz{(*value - 40'000'000) * 10}};
  }
  switch (digits[0]) {
    case '0':
    case '1':
    case '2':
      if (*value == 0) return std::nullopt;
      return Frequency{Hertz{*value * 100}};
    case '3':
    case '8':
      return Frequency{MfHfChannel{*value % 100'000}};
    case '9':
      return Frequency{VhfChannel{*value % 10'000}};
    default:
      return std::nullopt;
  }
}

namespace {

/// The position's whole minutes with four more digits each, in the quadrant that it is in.
bool refine_position(std::string_view data, Call& call) {
  if (data.size() != 8 || !call.position) return false;
  auto const lat_fraction = number(data.substr(0, 4));
  auto const lon_fraction = number(data.substr(4));
  if (!lat_fraction || !lon_fraction) return false;
  // Zero has no sign of its own: −0.0 keeps the side of the equator or of Greenwich on which a call stands.
  auto const refined = [](double coarse, std::uint32_t fraction) {
    double const minutes = std::round(std::abs(coarse) * 60);
    double const value = (minutes * 10'000 + fraction) / 600'000.0;
    return std::signbit(coarse) ? -value : value;
  };
  auto const& coarse = call.position->position;
  auto const position = geo::Position::from_degrees(refined(coarse.latitude.degrees(), *lat_fraction),
                                                    refined(coarse.longitude.degrees(), *lon_fraction));
  if (!position) return false;
  call.position = CallPosition{.position = *position, .resolution = kMinute * 1e-4};
  return true;
}

bool take_speed(std::string_view data, Call& call) {
  auto const tenths = number(data);
  if (data.size() != 4 || !tenths) return false;
  call.speed = geo::Knots::from_knots(*tenths / 10.0);
  return true;
}

bool take_course(std::string_view data, Call& call) {
  auto const tenths = number(data);
  if (data.size() != 4 || !tenths || *tenths > 3600) return false;
  call.course = geo::TrueBearing::from_degrees(*tenths / 10.0);
  return true;
}

bool take_persons(std::string_view data, Call& call) {
  auto const persons = number(data);
  if (data.size() != 4 || !persons) return false;
  call.persons_on_board = persons;
  return true;
}

}  // namespace

void apply(Expansion const& expansion, Call& call) {
  bool understood = true;
  switch (expansion.code) {
    case 0:
      understood = refine_position(expansion.data, call);
      break;
    case 2:
      understood = take_speed(expansion.data, call);
      break;
    case 3:
      understood = take_course(expansion.data, call);
      break;
    case 6:
      understood = take_persons(expansion.data, call);
      break;
    default:
      break;  // kept as sent
  }
  if (!understood) {
    call.warnings.push_back("expansion " + std::to_string(expansion.code) + " is not understood: \"" + expansion.data +
                            "\"" + (expansion.code == 0 && !call.position ? " (the call has no position)" : ""));
  }
  call.expansions.push_back(expansion);
}

}  // namespace lingding::dsc
