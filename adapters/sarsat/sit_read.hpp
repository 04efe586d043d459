#pragma once
// One message of a mission control centre, from text to value: envelope, SIT 185, XML, and what is kept whole.

#include <string>
#include <string_view>

#include "adapters/sarsat/sit_message.hpp"
#include "geo/expected.hpp"

namespace lingding::sarsat {

/// A longer message is refused. The longest that C/S A.002 provides for is a tenth of it.
inline constexpr std::size_t kMaxMessageBytes = 64 * 1024;

enum class SitRejection : std::uint8_t {
  too_long,
  not_a_message,
  envelope_malformed,
  nothing_identified,
  xml_malformed,
  xml_forbidden,
  xml_unknown
};
inline constexpr std::size_t kSitRejectionCount = 7;

/// A stable name ("nothing_identified"), and one sentence without a full stop: what was expected.
char const* name_of(SitRejection reason);
char const* meaning_of(SitRejection reason);

struct SitError {
  SitRejection reason = SitRejection::not_a_message;
  std::string detail;  ///< what was found, where there is something to say
  bool operator==(SitError const&) const = default;
};

/// Takes one message as sit_stream.hpp cuts them: an optional envelope ("/00042 00000/5030/17 304 1918/185/…"), the
/// body, optional "/LASSIT" and "/ENDMSG". Tolerant of order, blank lines and missing paragraphs. What a paragraph
/// claims and does not hold (a position with 61 minutes, a frequency out of the band) is left empty with a warning; a
/// message that claims to be an alert and names neither a beacon, nor a position, nor a time is refused.
geo::Expected<SitMessage, SitError> read_sit(std::string_view text);

}  // namespace lingding::sarsat
