#pragma once
// Base 64 (RFC 4648), of which exactly one text is taken for any bytes: no blanks, no line ends, padding as the
// alphabet wants it, and the bits that say nothing are zero.

#include <optional>
#include <string>
#include <string_view>

namespace lingding::geo {

/// Section 5, without padding: what JWS uses (RFC 7515, section 2).
std::string to_base64url(std::string_view bytes);
void append_base64url(std::string& out, std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// Section 4, with padding: what x5c holds (RFC 7515, section 4.1.6).
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

}  // namespace lingding::geo
