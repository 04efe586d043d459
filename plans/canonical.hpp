#pragma once
// Canonical JSON (RFC 8785): the one sequence of bytes that is digested and signed for a JSON text.

#include <string>
#include <string_view>

#include "geo/expected.hpp"
#include "plans/json_text.hpp"

namespace lingding::plans {

/// The bytes that RFC 8785 gives for `text`: no blanks, members in the order of their names' UTF-16 code units, strings
/// with the fewest escapes, numbers as ECMAScript writes them. Text that check_json_text refuses is refused with its
/// fault. Idempotent: canonical bytes come back unchanged.
///
/// Every number is a double (RFC 8785, section 3.2.2.3): 9007199254740993 becomes 9007199254740992. What is signed is
/// what these bytes say, so read values out of them, never out of the text that they were made from.
geo::Expected<std::string, TextFault> canonical_json(std::string_view text);

}  // namespace lingding::plans
