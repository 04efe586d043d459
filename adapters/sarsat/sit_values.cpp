#include "adapters/sarsat/sit_values.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "geo/position_text.hpp"

namespace lingding::sarsat {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
bool is_letter(char c) {
  return upper(c) >= 'A' && upper(c) <= 'Z';
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c);
}

std::string squeezed(std::string_view text, bool keep_lines) {
  std::string out;
  bool blank = false;
  bool line = false;
  for (char const c : text) {
    if (c == '\n') {
      line = true;
    } else if (is_space(c)) {
      blank = true;
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      if (!out.empty() && line) out += keep_lines ? '\n' : ' ';
      if (!out.empty() && blank && !line) out += ' ';
      blank = line = false;
      out += c;
    }
  }
  return out;
}

/// Takes `count` digits at most off the front; empty when there are none.
std::optional<std::uint32_t> take_number(std::string_view& text, std::size_t most) {
  std::size_t size = 0;
  std::uint32_t value = 0;
  while (size < most && size < text.size() && is_digit(text[size]))
    value = value * 10 + static_cast<std::uint32_t>(text[size++] - '0');
  if (size == 0) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

void skip_spaces(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

std::optional<double> take_decimal(std::string_view& text) {
  double value = 0;
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  auto const result = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (result.ec != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()));
  return value;
}

std::optional<unsigned> take_month(std::string_view& text) {
  constexpr std::array<std::string_view, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                     "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  if (text.size() < 3) return std::nullopt;
  std::string const name{upper(text[0]), upper(text[1]), upper(text[2])};
  for (unsigned i = 0; i < kMonths.size(); ++i) {
    if (name != kMonths[i]) continue;
    while (!text.empty() && is_letter(text.front())) text.remove_prefix(1);
    return i + 1;
  }
  return std::nullopt;
}

std::optional<geo::UtcTime> make_time(std::chrono::year_month_day date, std::uint32_t hour, std::uint32_t minute,
                                      std::uint32_t second) {
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return geo::UtcTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

}  // namespace

std::string squeeze(std::string_view text) {
  return squeezed(text, true);
}
std::string on_one_line(std::string_view text) {
  return squeezed(text, false);
}

bool says_nothing(std::string_view text) {
  constexpr std::array<std::string_view, 12> kNothing{"NIL",
                                                      "N/A",
                                                      "NA",
                                                      "NONE",
                                                      "UNKNOWN",
                                                      "NOT KNOWN",
                                                      "NO DATA",
                                                      "NO INFORMATION",
                                                      "NOT AVAILABLE",
                                                      "NOT AVAIL",
                                                      "NOT APPLICABLE",
                                                      "UNAVAILABLE"};
  std::string plain;
  for (char const c : on_one_line(text)) plain += upper(c);
  while (!plain.empty() && (plain.back() == '.' || plain.back() == '-' || plain.back() == ' ')) plain.pop_back();
  std::size_t const first = plain.find_first_not_of("-: ");
  if (first == std::string::npos) return true;
  plain.erase(0, first);
  for (auto const word : kNothing)
    if (plain == word) return true;
  return false;
}

namespace {

bool matches_at(std::string_view text, std::string_view words, std::size_t at) {
  std::size_t word = 0;
  while (word < words.size() && at < text.size()) {
    if (words[word] == ' ') {
      if (!is_space(text[at])) return false;
      while (at < text.size() && is_space(text[at])) ++at;
    } else if (upper(text[at]) == words[word]) {
      ++at;
    } else {
      return false;
    }
    ++word;
  }
  return word == words.size() && (at == text.size() || !is_word(text[at]) || !is_word(words.back()));
}

}  // namespace

bool begins_with_words(std::string_view text, std::string_view words) {
  return matches_at(text, words, 0);
}

std::size_t find_words(std::string_view text, std::string_view words, std::size_t from) {
  for (std::size_t start = from; start < text.size(); ++start) {
    if (upper(text[start]) != words.front() || (start > 0 && is_word(text[start - 1]))) continue;
    if (matches_at(text, words, start)) return start;
  }
  return std::string_view::npos;
}

std::optional<geo::UtcTime> read_time(std::string_view text, std::size_t* length) {
  auto const whole = text;
  auto const done = [&](std::optional<geo::UtcTime> time) {
    if (length != nullptr) *length = whole.size() - text.size();
    return time;
  };
  skip_spaces(text);
  if (text.size() >= 20 && text[4] == '-' && text[10] == 'T') {
    auto const end = text.find_first_of(" \n\t\r");
    auto const word = text.substr(0, end);
    auto const time = geo::parse_time(word);
    if (time) text.remove_prefix(word.size());
    return done(time);
  }
  auto const day = take_number(text, 2);
  skip_spaces(text);
  auto const month = take_month(text);
  skip_spaces(text);
  auto const before_year = text.size();
  auto const year = take_number(text, 4);
  auto const year_digits = before_year - text.size();
  skip_spaces(text);
  if (!day || !month || !year || (year_digits != 2 && year_digits != 4)) return std::nullopt;
  auto const hour = take_number(text, 2);
  if (!text.empty() && text.front() == ':') text.remove_prefix(1);
  auto const minute = take_number(text, 2);
  std::uint32_t second = 0;
  if (text.size() >= 3 && text[0] == ':' && is_digit(text[1]) && is_digit(text[2])) {
    text.remove_prefix(1);
    second = *take_number(text, 2);
  } else if (text.size() >= 2 && is_digit(text[0]) && is_digit(text[1])) {
    second = *take_number(text, 2);  // "180400"
  }
  if (!hour || !minute) return std::nullopt;
  // The time must say that it is UTC, or nothing of a zone.
  auto rest = text;
  skip_spaces(rest);
  if (rest.size() >= 3 && upper(rest[0]) == 'U' && upper(rest[1]) == 'T' && upper(rest[2]) == 'C') {
    text = rest.substr(3);
  } else if (!rest.empty() && upper(rest[0]) == 'Z' && (rest.size() == 1 || !is_word(rest[1]))) {
    text = rest.substr(1);
  }
  int const full_year = static_cast<int>(year_digits == 2 ? *year + 2000 : *year);
  return done(make_time(std::chrono::year{full_year} / std::chrono::month{*month} / std::chrono::day{*day}, *hour,
                        *minute, second));
}

std::optional<geo::UtcTime> read_envelope_time(std::string_view text) {
  skip_spaces(text);
  auto const year = take_number(text, 2);
  skip_spaces(text);
  auto const day = take_number(text, 3);
  skip_spaces(text);
  auto const hour = take_number(text, 2);
  auto const minute = take_number(text, 2);
  skip_spaces(text);
  if (!year || !day || !hour || !minute || !text.empty()) return std::nullopt;
  std::chrono::year const full{static_cast<int>(*year + 2000)};
  if (*day < 1 || *day > (full.is_leap() ? 366U : 365U)) return std::nullopt;
  auto const date = std::chrono::sys_days{full / 1 / 1} + std::chrono::days{*day - 1};
  return make_time(std::chrono::year_month_day{date}, *hour, *minute, 0);
}

std::optional<std::uint64_t> read_frequency(std::string_view text) {
  while (!text.empty() && !is_digit(text.front())) text.remove_prefix(1);
  auto const megahertz = take_decimal(text);
  if (!megahertz || *megahertz > 1000) return std::nullopt;
  auto const hertz = static_cast<std::uint64_t>(std::llround(*megahertz * 1e6));
  bool const known = (hertz >= 406'000'000 && hertz <= 406'100'000) || (hertz >= 121'400'000 && hertz <= 121'600'000) ||
                     (hertz >= 242'900'000 && hertz <= 243'100'000);
  return known ? std::optional{hertz} : std::nullopt;
}

namespace {

/// The end of a coordinate pair: behind the letter E or W that stands alone behind a digit.
std::size_t end_of_position(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    char const c = upper(text[i]);
    if (c != 'E' && c != 'W') continue;
    if (i + 1 < text.size() && is_word(text[i + 1])) continue;
    std::size_t before = i;
    while (before > 0 && is_space(text[before - 1])) --before;
    if (before > 0 && (is_digit(text[before - 1]) || text[before - 1] == '\'' || text[before - 1] == '"')) return i + 1;
  }
  return std::string_view::npos;
}

/// The first number behind the words.
std::optional<double> number_behind(std::string_view text, std::string_view words) {
  auto const at = find_words(text, words);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(std::min(at + words.size(), text.size()));
  // Only blanks and signs may stand between: "ALTITUDE NIL … 45" says nothing of an altitude.
  auto const first = text.find_first_not_of(" \t\n\r:-=");
  if (first == std::string_view::npos) return std::nullopt;
  text.remove_prefix(first);
  return take_decimal(text);
}

/// "ESTIMATED ERROR 2 NMS": taken only with a unit; "ESTIMATED ERROR UNKNOWN" says nothing.
std::optional<geo::Metres> estimated_error(std::string_view text) {
  constexpr std::string_view kWords = "ESTIMATED ERROR";
  auto const at = find_words(text, kWords);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(std::min(at + kWords.size(), text.size()));
  skip_spaces(text);
  auto const value = take_decimal(text);
  if (!value || *value >= 10'000) return std::nullopt;
  skip_spaces(text);
  for (auto const* miles : {"NM", "NMS", "NAUTICAL MILES"})
    if (begins_with_words(text, miles)) return geo::Metres::from_nautical_miles(*value);
  for (auto const* kilometres : {"KM", "KMS", "KILOMETRES"})
    if (begins_with_words(text, kilometres)) return geo::Metres::from_metres(*value * 1000);
  return std::nullopt;
}

/// Dashes that join words or lines, not numbers: "55 45.00 N - 037 45.00 E".
std::string without_loose_dashes(std::string_view text) {
  std::string out{text};
  for (std::size_t i = 0; i < out.size(); ++i)
    if (out[i] == '-' && (i == 0 || is_space(out[i - 1])) && (i + 1 == out.size() || is_space(out[i + 1])))
      out[i] = ' ';
  return out;
}

}  // namespace

std::optional<MccPosition> read_position(std::string_view text, std::string* expected) {
  constexpr std::size_t kLongest = 80;
  std::string const plain = without_loose_dashes(text);
  auto const end = end_of_position(plain);
  auto const fail = [&](std::string why) -> std::optional<MccPosition> {
    if (expected != nullptr) *expected = std::move(why);
    return std::nullopt;
  };
  if (end > kLongest) return fail("a latitude with N or S and a longitude with E or W");
  auto const position = geo::parse_position(std::string_view{plain}.substr(0, end));
  if (!position) return fail(geo::to_text(position.error()));
  std::string_view const rest = std::string_view{plain}.substr(end);
  MccPosition result{.position = *position,
                     .probability_percent = {},
                     .expected_accuracy = {},
                     .encoded_uncertainty = {},
                     .altitude = {}};
  for (auto const* words : {"PROBABILITY", "PROB"})
    if (auto const percent = number_behind(rest, words); percent && *percent >= 0 && *percent <= 100)
      result.probability_percent = static_cast<std::uint32_t>(std::lround(*percent));
  if (auto const miles = number_behind(rest, "ACCURACY"); miles && *miles < 10'000)
    result.expected_accuracy = geo::Metres::from_nautical_miles(*miles);
  else
    result.expected_accuracy = estimated_error(rest);
  if (auto const metres = number_behind(rest, "ALTITUDE"); metres && *metres < 100'000)
    result.altitude = geo::Metres::from_metres(*metres);
  return result;
}

std::string read_hexadecimal(std::string_view text) {
  constexpr std::size_t kMost = 36;  // a first-generation burst with its frame synchronisation
  std::string digits;
  while (true) {
    skip_spaces(text);
    std::size_t size = 0;
    while (size < text.size() && (is_digit(text[size]) || (upper(text[size]) >= 'A' && upper(text[size]) <= 'F')))
      ++size;
    bool const is_whole = size > 0 && (size == text.size() || !is_word(text[size]));
    // Groups of fewer than four digits ("BE") could be words.
    if (!is_whole || size < 4 || digits.size() + size > kMost) return digits;
    for (std::size_t i = 0; i < size; ++i) digits += upper(text[i]);
    text.remove_prefix(size);
  }
}

std::optional<geo::Metres> read_plus_minus(std::string_view text) {
  constexpr double kSecondsPerMinute = 60;
  constexpr double kMinutesPerDegree = 60;
  for (auto const* words : {"PLUS-MINUS", "PLUS MINUS", "+/-"}) {
    auto const at = find_words(text, words);
    if (at == std::string_view::npos) continue;
    auto rest = text.substr(std::min(at + std::string_view{words}.size(), text.size()));
    skip_spaces(rest);
    auto const value = take_decimal(rest);
    if (!value || *value > 3600) return std::nullopt;
    skip_spaces(rest);
    if (begins_with_words(rest, "SECONDS") || begins_with_words(rest, "SECOND"))
      return geo::Metres::from_nautical_miles(*value / kSecondsPerMinute);
    if (begins_with_words(rest, "MINUTES") || begins_with_words(rest, "MINUTE"))
      return geo::Metres::from_nautical_miles(*value);
    if (begins_with_words(rest, "DEGREES") || begins_with_words(rest, "DEGREE"))
      return geo::Metres::from_nautical_miles(*value * kMinutesPerDegree);
  }
  return std::nullopt;
}

}  // namespace lingding::sarsat
