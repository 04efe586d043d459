#pragma once
// The bodies of message fields between strokes that MCCs send each other: which layouts are known, and what they say.

#include <string>
#include <string_view>
#include <vector>

#include "adapters/sarsat/sit_message.hpp"

namespace lingding::sarsat {

/// Reads `fields` (what stands between strokes behind the destination) when they fit the layout of `message.sit` field
/// by field, form and number: alerts from geostationary satellites (122 to 124, 132; 322 to 324, 332), from low ones
/// with a Doppler pair (125, 126, 133), from medium ones without (136, 138, 142 to 144; 336, 338, 342 to 344) and with
/// (137, 139, 145 to 147; 337, 339, 345 to 347) a position of their own. Sets positions, times, frequency, satellites,
/// solutions and the beacon of `message`. What does not fit is left alone: then the result is false, nothing is set
/// but a warning that names the first field that is not as expected, or none when the SIT has no known layout.
///
/// Layouts: the published commissioning messages of the Cospas-Sarsat MCCs (repository mcmsar/cs-auto-commissioning at
/// f60fa0fae39d: SIT 122, 125, 142, 145, 322 to 324, 338, 339, 342 to 347, with the messages that MCCs made of them);
/// the numbers beside those by the groups that its test plan names. A frequency is said as its offset from 406.025 MHz
/// (there: +14968.0 became 406.0400 MHz, −00105.3 became 406.0249 MHz).
bool read_alert_fields(std::vector<std::string> const& fields, SitMessage& message);

/// "407 426 408 000 …": a line that goes on with a field of groups of digits, as wide messages are broken.
bool continues_field(std::string_view line, std::string_view field);

}  // namespace lingding::sarsat
