#pragma once
// One line of NMEA 0183 around AIS: the sentence, its checksum, TAG blocks before it, and the times that logs put in
// front.

#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/ais/rejection.hpp"
#include "geo/time.hpp"

namespace lingding::ais {

/// A line longer than this (without its line end) is refused. NMEA 0183 allows 82 characters to a sentence and 80 to a
/// TAG block; receivers in use go beyond both.
inline constexpr std::size_t kMaxLineLength = 512;

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

enum class Formatter : std::uint8_t {
  vdm,  ///< received from others
  vdo   ///< the station's own
};

/// The parts of a VDM or VDO sentence whose checksum is right.
struct Sentence {
  std::string_view talker{};  ///< "AI", "BS", "AB", …
  Formatter formatter = Formatter::vdm;
  std::uint8_t total = 1;                  ///< 1 … 9
  std::uint8_t number = 1;                 ///< 1 … total
  std::optional<std::uint8_t> sequence{};  ///< 0 … 9
  std::optional<char> channel{};           ///< 'A', 'B', '1', '2', …
  std::string_view payload{};              ///< not yet checked
  std::uint8_t fill_bits = 0;              ///< 0 … 5
  bool has_tag = false;                    ///< `tag` holds; otherwise it is left as it was
  TagBlock tag{};
  std::optional<TagFault> tag_fault{};
};

/// What a line is.
enum class LineKind : std::uint8_t {
  sentence,  ///< `sentence` holds
  skipped,   ///< blank, comment, a TAG block alone, or a sentence of another kind; nothing is wrong with it
  rejected   ///< `rejection` holds
};

struct ParsedLine {
  LineKind kind = LineKind::skipped;
  Rejection rejection = Rejection::fields_malformed;
  Sentence sentence;
};

/// Takes one line, with or without CR LF. Views in the result point into `line`.
///
/// Understood in front of the sentence: TAG blocks (up to four), or a time followed by blanks, a comma, a semicolon or
/// a tab: ISO 8601 with Z or an offset, or decimal digits of the time since 1970 (9–11 digits: seconds, 12–14:
/// milliseconds, 15–17: microseconds, 18–20: nanoseconds; seconds may have a fraction). Anything else in front of '!'
/// is noise and is passed over. Understood behind the checksum: comma-separated fields of the U.S. Coast Guard's log
/// format, of which r… or b… (station) and the closing time are taken where no TAG block gave them.
void parse_line(std::string_view line, ParsedLine& result);

/// The two hexadecimal digits after '*': the exclusive or of `body` (what stands between '!' or '$' and '*').
std::uint8_t checksum_of(std::string_view body);

}  // namespace lingding::ais
