#pragma once
// What every NMEA 0183 line has in common: the checksum, TAG blocks before the sentence, and what logs write around it.

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "geo/time.hpp"

namespace lingding::runtime {

/// What a TAG block says (NMEA 0183 v4.10, §7; IEC 61162-450). Views point into the line. Of several blocks before one
/// sentence, the one nearest to the sentence counts where two give the same parameter.
struct TagBlock {
  struct Group {
    std::uint32_t sentence = 0;  ///< 1 … total
    std::uint32_t total = 0;
    std::uint32_t id = 0;
    bool operator==(Group const&) const = default;
  };
  std::optional<Group> group;                  ///< g
  std::string_view source;                     ///< s; empty when not given
  std::string_view destination;                ///< d
  std::string_view text;                       ///< t, or i
  std::optional<std::uint64_t> line_count;     ///< n
  std::optional<std::uint64_t> relative_time;  ///< r, in the talker's own unit
  std::optional<std::int64_t> unix_time;       ///< c as sent, seconds or milliseconds
  /// c as a time: below 100 000 000 000 it is taken as seconds, else as milliseconds. Where there is no c, the time
  /// that a log put in front of the line, or behind it (USCG form).
  std::optional<geo::UtcTime> time;

  bool is_empty() const {
    return !group && source.empty() && destination.empty() && text.empty() && !line_count && !relative_time &&
           !unix_time && !time;
  }
  bool operator==(TagBlock const&) const = default;
};

/// What can be wrong with a TAG block. It costs the block; the sentence after it is decoded all the same.
enum class TagFault : std::uint8_t { malformed, checksum_missing, checksum_wrong, too_many };
inline constexpr std::size_t kTagFaultCount = 4;

/// A stable name ("tag_checksum_wrong"), and one sentence without a full stop.
char const* name_of(TagFault fault);
char const* meaning_of(TagFault fault);

/// Takes the TAG blocks (up to four) off the front of `line`. After a fault `tag` is empty, and `line` begins where the
/// sentence can begin: behind the last backslash.
std::optional<TagFault> take_tag_blocks(std::string_view& line, TagBlock& tag);

/// The time that a log wrote in front of the sentence: ISO 8601 with Z or an offset, or decimal digits of the time
/// since 1970 (9–11 digits: seconds, 12–14: milliseconds, 15–17: microseconds, 18–20: nanoseconds; seconds may have a
/// fraction), with a blank, a tab, a comma or a semicolon behind.
std::optional<geo::UtcTime> read_log_time(std::string_view text);

/// What follows the checksum in the U.S. Coast Guard's log format (",s1234,d-119,T12.34567123,r003669958,1085889680"):
/// the station and the closing time, where `tag` does not have them. Sets `has_tag` when it took any.
void read_coast_guard_fields(std::string_view fields, TagBlock& tag, bool& has_tag);

/// What the two hexadecimal digits after '*' say: the exclusive or of `body` (what stands between '!' or '$' and '*').
inline std::uint8_t checksum_of(std::string_view body) {
  char const* at = body.data();
  std::size_t left = body.size();
  std::uint64_t sum = 0;
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    sum ^= word;
  }
  sum ^= sum >> 32U;
  sum ^= sum >> 16U;
  sum ^= sum >> 8U;
  auto folded = static_cast<std::uint8_t>(sum);
  for (; left > 0; --left, ++at) folded = static_cast<std::uint8_t>(folded ^ static_cast<unsigned char>(*at));
  return folded;
}

/// The checksum as lines have it: '*' and two hexadecimal digits.
inline std::string checksum_text(std::string_view body) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  auto const sum = checksum_of(body);
  return {'*', kDigits[sum >> 4U], kDigits[sum & 0xFU]};
}

namespace detail {
/// 0 … 15 for hexadecimal digits of either case, 255 for all other characters.
constexpr std::array<std::uint8_t, 256> make_hexadecimal_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(255);
  for (std::uint8_t i = 0; i < 10; ++i) digits[std::size_t{'0'} + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    digits[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
    digits[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
  }
  return digits;
}
inline constexpr auto kHexadecimalDigits = make_hexadecimal_digits();
}  // namespace detail

/// 0 … 255, or −1 when either character is no hexadecimal digit.
inline int read_hexadecimal(char high, char low) {
  unsigned const upper = detail::kHexadecimalDigits[static_cast<unsigned char>(high)];
  unsigned const lower = detail::kHexadecimalDigits[static_cast<unsigned char>(low)];
  return (upper | lower) > 15 ? -1 : static_cast<int>(upper * 16 + lower);
}

}  // namespace lingding::runtime
