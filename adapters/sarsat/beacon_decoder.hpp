#pragma once
// Hexadecimal digits to what a 406 MHz beacon said. Pure.

#include <string_view>

#include "adapters/sarsat/beacon_message.hpp"
#include "geo/expected.hpp"

namespace lingding::sarsat {

/// Why digits are no message.
enum class BeaconRefusal : std::uint8_t {
  empty,
  not_hexadecimal,
  wrong_length,           ///< not 15, 22, 23, 28, 30, 36, 51 or 63 digits
  no_synchronisation,     ///< 28 or 36 digits that do not begin like a burst, four bits apart or more
  blank,                  ///< all digits 0, or all F
  too_many_errors,        ///< BCH-1, or the second generation's code: no code word in reach
  not_second_generation,  ///< 23 digits without the marks of a second-generation ID
  no_padding              ///< 51 or 63 digits whose two padding bits are neither before nor behind
};
std::string_view to_text(BeaconRefusal refusal);

/// Digits of either case; blanks, tabs and hyphens anywhere are passed over. How many digits there are says what they
/// are: see BeaconForm. First generation by C/S T.001, issue 4, rev. 12; second by C/S T.018, issue 1, rev. 12. Errors
/// in bits are corrected as far as the codes can; then the message is read as if it had come so, with the count.
/// Allocates nothing.
geo::Expected<BeaconMessage, BeaconRefusal> decode_beacon_message(std::string_view digits);

}  // namespace lingding::sarsat
