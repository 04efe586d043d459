#pragma once
// Checks JSON text of unknown origin before anything is made of it, and says where in the text a fault is.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lingding::plans {

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{4} << 20U;
/// Arrays and objects within one another.
inline constexpr std::size_t kMaxDocumentDepth = 32;
/// Values of every kind in one document. A real plan has a few thousand.
inline constexpr std::size_t kMaxDocumentValues = 100'000;

/// Counted from 1. Columns count characters (code points), as editors do.
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
  bool operator==(TextPlace const&) const = default;
};

/// What a TextFault expects where a member name comes twice.
inline constexpr std::string_view kOnceExpected = "each member name once in an object";

enum class TextFaultKind : std::uint8_t {
  syntax,
  too_large,
  byte_order_mark,
  not_utf8,
  surrogate,
  duplicate_name,
  too_deep,
  too_many_values,
  number_range
};

struct TextFault {
  TextPlace place;
  std::string found;     ///< what is there, shortened
  std::string expected;  ///< what should have been there
  TextFaultKind kind = TextFaultKind::syntax;
  bool operator==(TextFault const&) const = default;
};

/// Empty when `text` is one JSON value (RFC 8259) within the limits above and free of what readers understand
/// differently: a byte order mark, text that is not UTF-8, unpaired surrogates, a member name twice in one object,
/// numbers beyond the range of a double (I-JSON, RFC 7493). Otherwise the first fault.
std::optional<TextFault> check_json_text(std::string_view text);

/// Where the values that JSON Pointers (RFC 6901) name begin: for members the name, for elements the value. Empty for a
/// pointer that names nothing.
/// \pre !check_json_text(text)
std::vector<std::optional<TextPlace>> places_of(std::string_view text, std::vector<std::string> const& pointers);

/// One more reference token, escaped ("~" and "/").
void append_token(std::string& pointer, std::string_view token);

/// Whether text can be shown as it is: no control characters (C0, DEL, C1), which terminals obey, and none of the
/// characters that turn the direction of what follows (U+202A … 202E, U+2066 … 2069), which can make one text look like
/// another. UTF-8.
bool is_printable(std::string_view text);
/// The same text with U+FFFD for each such character, and for each byte that is not UTF-8.
std::string printable(std::string_view text);

/// At most `limit` bytes, cut between characters, with "…" where something was left out.
std::string shortened(std::string_view text, std::size_t limit);

}  // namespace lingding::plans
