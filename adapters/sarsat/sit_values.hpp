#pragma once
// The values that paragraphs hold, each as mission control centres write it: times, positions, frequencies, hex IDs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sarsat/sit_message.hpp"

namespace lingding::sarsat {

/// Blanks and tabs squeezed to one and trimmed, line ends kept; bytes below 0x20 dropped.
std::string squeeze(std::string_view text);
/// The same with line ends as blanks.
std::string on_one_line(std::string_view text);

/// "NIL", "N/A", "NONE", "UNKNOWN", "NOT AVAILABLE", "NO DATA", dashes, or nothing at all.
bool says_nothing(std::string_view text);

/// The place of `words` in `text` as whole words, in either case, a blank in `words` matching any run of blanks and
/// line ends. npos when they are not there.
std::size_t find_words(std::string_view text, std::string_view words, std::size_t from = 0);

/// Whether `text` begins with `words`, as find_words() finds them.
bool begins_with_words(std::string_view text, std::string_view words);

/// "06 APR 07 1440 UTC", "28 JUL 2016 2338 UTC", "02 JUL 15  1104Z", "26 OCT 2017 15:32:45 UTC", "06 DEC 23 180400
/// UTC", ISO 8601 with Z. Two digits of the year are of this century: Cospas-Sarsat began in 1982, and no message of
/// that time is received again. `length` becomes how much of the text it was.
std::optional<geo::UtcTime> read_time(std::string_view text, std::size_t* length = nullptr);

/// "yy ddd hhmm" of an envelope: year, day of the year, hours and minutes.
std::optional<geo::UtcTime> read_envelope_time(std::string_view text);

/// "406.0246 MHz" to hertz. Empty outside 406.000 … 406.100 MHz, the band of the beacons (C/S T.012), 121.4 … 121.6 and
/// 242.9 … 243.1 MHz.
std::optional<std::uint64_t> read_frequency(std::string_view text);

/// The position at the front of the text ("07 00.1 S 098 42.2 E PROB 50 PERCENT") with what follows it: probability,
/// expected accuracy, altitude. Empty when no position is there; then `expected` says what was.
std::optional<MccPosition> read_position(std::string_view text, std::string* expected = nullptr);

/// Hexadecimal digits at the front, groups of them joined ("2DCC4 3C8DA FFBFF"), 36 at most.
std::string read_hexadecimal(std::string_view text);

/// A number of minutes or seconds in "PLUS-MINUS 30 MINUTES OF LATITUDE AND LONGITUDE" as metres.
std::optional<geo::Metres> read_plus_minus(std::string_view text);

}  // namespace lingding::sarsat
