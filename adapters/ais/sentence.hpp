#pragma once
// One line of NMEA 0183 around AIS: the sentence, its checksum, TAG blocks before it, and the times that logs put in
// front.

#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/ais/rejection.hpp"
#include "adapters/runtime/nmea.hpp"
#include "geo/time.hpp"

namespace lingding::ais {

/// A line longer than this (without its line end) is refused. NMEA 0183 allows 82 characters to a sentence and 80 to a
/// TAG block; receivers in use go beyond both.
inline constexpr std::size_t kMaxLineLength = 512;

using runtime::TagBlock;
using runtime::TagFault;

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

using runtime::checksum_of;

}  // namespace lingding::ais
