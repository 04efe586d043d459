// What documents and single lines are, by what stands in them.

#include <array>
#include <charconv>

#include "adapters/logs/detail/parser.hpp"

namespace lingding::logs::detail {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_capital_or_digit(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z');
}
bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

std::string_view trimmed(std::string_view text) {
  auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// What stands between `before` and `after`; empty: it is not there.
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  auto const begin = text.find(before);
  if (begin == std::string::npos) return {};
  text.remove_prefix(begin + before.size());
  auto const end = text.find(after);
  return end == std::string::npos ? std::string_view{} : text.substr(0, end);
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  auto const result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size() || !is_digit(text[0]))
    return std::nullopt;
  return value;
}

/// Two digits of a year: Cospas-Sarsat's first satellite flew in 1982.
int full_year(int year) {
  return year >= 82 ? 1900 + year : 2000 + year;
}

std::optional<geo::UtcTime> compose(std::optional<geo::UtcDate> date, int clock) {
  if (!date || clock / 100 > 23 || clock % 100 > 59) return std::nullopt;
  return geo::UtcTime{*date} + std::chrono::hours{clock / 100} + std::chrono::minutes{clock % 100};
}

/// "02 JUL 15 1111Z" (SIT 185, "DATE:").
std::optional<geo::UtcTime> read_date_group(std::string_view text) {
  constexpr std::string_view kMonths = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
  text = trimmed(text);
  if (text.size() < 14 || text[2] != ' ' || text[6] != ' ' || text[9] != ' ') return std::nullopt;
  auto const day = digits(text.substr(0, 2));
  auto const month = kMonths.find(text.substr(3, 3));
  auto const year = digits(text.substr(7, 2));
  auto const clock = digits(text.substr(10, 4));
  if (!day || month == std::string::npos || month % 3 != 0 || !year || !clock) return std::nullopt;
  std::chrono::year_month_day const date{std::chrono::year{full_year(*year)},
                                         std::chrono::month{static_cast<unsigned>(month / 3 + 1)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  return date.ok() ? compose(geo::UtcDate{date}, *clock) : std::nullopt;
}

/// "/00042 00000/5030/17 304 1918/185/…": two digits of the year, day of the year, time (C/S A.002, annex B).
std::optional<geo::UtcTime> read_envelope(std::string_view line) {
  for (auto at = line.find('/'); at != std::string::npos; at = line.find('/', at + 1)) {
    auto const field = trimmed(line.substr(at + 1, std::min(line.find('/', at + 1), line.size()) - at - 1));
    if (field.size() != 11 || field[2] != ' ' || field[6] != ' ') continue;
    auto const year = digits(field.substr(0, 2));
    auto const day = digits(field.substr(3, 3));
    auto const clock = digits(field.substr(7, 4));
    if (!year || !day || *day < 1 || *day > 366 || !clock) continue;
    std::chrono::year_month_day const new_year{std::chrono::year{full_year(*year)}, std::chrono::month{1},
                                               std::chrono::day{1}};
    return compose(geo::UtcDate{new_year} + std::chrono::days{*day - 1}, *clock);
  }
  return std::nullopt;
}

}  // namespace

bool begins_document(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return false;
  if (text[0] == '<') {
    if (text.starts_with("<?xml") || text.starts_with("<!--")) return true;
    auto const name = text.substr(1, text.find_first_of(" >\t/", 1) - 1);
    return name == "topMessage" || name == "alert" || name.ends_with(":alert");
  }
  // An envelope has the time of filing; other lines between strokes are fields of a message.
  if (text[0] == '/') return read_envelope(text.substr(0, 200)).has_value();
  if (text.starts_with("DATE") && text.find("FROM") != std::string::npos) return true;
  return text[0] == '1' && text.find("COSPAS") != std::string::npos;
}

bool is_beacon_message(std::string_view text) {
  constexpr std::array<std::size_t, 8> kLengths{15, 22, 23, 28, 30, 36, 51, 63};
  bool fits = false;
  for (auto const length : kLengths) fits = fits || text.size() == length;
  if (!fits) return false;
  for (char const c : text)
    if (!is_hexadecimal(c)) return false;
  return true;
}

bool has_sentence(std::string_view text) {
  for (auto at = text.find_first_of("!$"); at != std::string::npos; at = text.find_first_of("!$", at + 1)) {
    auto const comma = text.find(',', at);
    if (comma == std::string::npos) return false;
    auto const address = text.substr(at + 1, comma - at - 1);
    if (address.size() < 3 || address.size() > 8) continue;
    bool good = true;
    for (char const c : address) good = good && is_capital_or_digit(c);
    if (good) return true;
  }
  return false;
}

Format format_of_document(std::string_view document) {
  document = trimmed(document);
  if (!document.starts_with('<')) return Format::sit;
  if (document.find("urn:oasis:names:tc:emergency:cap") != std::string::npos) return Format::cap;
  return document.find("<topMessage") == std::string::npos && document.find("<alert") != std::string::npos
             ? Format::cap
             : Format::sit;
}

std::optional<geo::UtcTime> time_of_document(std::string_view document) {
  auto const text = trimmed(document);
  if (text.starts_with('<')) {
    if (format_of_document(text) == Format::cap) {
      auto sent = between(text, "sent>", "<");
      return geo::parse_time(trimmed(sent));
    }
    return geo::parse_time(trimmed(between(between(text, "<header", ">"), "date=\"", "\"")));
  }
  if (text.starts_with('/')) return read_envelope(text.substr(0, text.find('\n')));
  auto const date = text.find("DATE:");
  return date == std::string::npos ? std::nullopt : read_date_group(text.substr(date + 5, 20));
}

std::optional<Format> format_of(std::string_view raw) {
  auto const text = trimmed(raw);
  if (has_sentence(text) && !text.starts_with('<')) {
    auto const at = text.find_first_of("!$");
    auto const kind = text.substr(at).size() > 6 ? text.substr(at + 3, 3) : std::string_view{};
    return kind == "DSC" || kind == "DSE" ? Format::dsc : Format::ais;
  }
  if (is_beacon_message(text)) return Format::beacon;
  if (begins_document(text)) return format_of_document(text);
  return std::nullopt;
}

}  // namespace lingding::logs::detail
