#pragma once
// The fields of each generation's message, read into one BeaconMessage. Internal to adapters/sarsat.

#include "adapters/sarsat/beacon_message.hpp"

namespace lingding::sarsat::detail {

/// How much of a first-generation message is there behind its first code.
enum class SecondField : std::uint8_t {
  sound,        ///< long, its code is right or has been put right
  unsound,      ///< long, its code can't be put right: bits 107 to 144 are not used
  unprotected,  ///< bits 107 to 112 alone: a short message, or a long one whose rest is blank or not there
  none          ///< an ID
};

/// Bits 25 to 112 or 144, errors put right.
void read_first_generation(plans::BeaconBits const& bits, SecondField second, BeaconMessage& message);
/// Bits 26 to 85 of an ID.
void read_first_generation_id(plans::BeaconBits const& bits, BeaconMessage& message);

/// Bits 1 to 202, errors put right.
void read_second_generation(plans::BeaconBits const& bits, BeaconMessage& message);
/// Bits of an ID, counted from 1.
void read_second_generation_id(plans::BeaconBits const& bits, plans::BeaconIdLength length, BeaconMessage& message);

/// The identity's part that both generations share: the country and what is wrong with either.
void set_identity(BeaconMessage& message, plans::BeaconReading const& reading, std::uint64_t country_code);

/// A minute of arc as 1852 m: at most 0.6 % from the meridian's true length.
constexpr geo::Metres arc(double seconds) {
  return geo::Metres::from_nautical_miles(seconds / 60.0);
}

/// Latitude and longitude as one position, or a warning.
struct Axis {
  enum class State : std::uint8_t { given, absent, out_of_range } state = State::absent;
  double degrees = 0;
};
std::optional<geo::Position> join(Axis latitude, Axis longitude, BeaconWarnings& warnings);

}  // namespace lingding::sarsat::detail
