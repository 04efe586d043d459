#include "geo/time.hpp"

#include <charconv>
#include <cstdio>

namespace lingding::geo {
namespace {

using std::chrono::milliseconds;

/// Reads exactly `digits` decimal digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (char const c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<UtcDate> take_date(std::string_view& text) {
  auto const year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  auto const month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  auto const day = take_number(text, 2);
  if (!day) return std::nullopt;
  std::chrono::year_month_day const date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return UtcDate{date};
}

std::optional<milliseconds> take_seconds(std::string_view& text) {
  auto const seconds = take_number(text, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  int thousandths = 0;
  if (take(text, '.')) {
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    int weight = 100;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      thousandths += weight * (text.front() - '0');
      weight /= 10;
      text.remove_prefix(1);
    }
  }
  return milliseconds{*seconds * 1000 + thousandths};
}

/// What has to be subtracted from the local time to get UTC.
std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return std::chrono::minutes{0};
  bool const west = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  auto const hours = take_number(text, 2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (bool const colon = take(text, ':'); colon || !text.empty()) {
    auto const read = take_number(text, 2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  std::chrono::minutes const offset{*hours * 60 + minutes};
  return west ? -offset : offset;
}

}  // namespace

std::string to_iso8601(UtcDate date) {
  std::chrono::year_month_day const calendar{date};
  char buffer[32];
  int const length = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(calendar.year()),
                                   static_cast<unsigned>(calendar.month()), static_cast<unsigned>(calendar.day()));
  return std::string(buffer, static_cast<std::size_t>(length));
}

std::string to_iso8601(UtcTime time) {
  auto const date = std::chrono::floor<std::chrono::days>(time);
  std::chrono::hh_mm_ss<milliseconds> const clock{time - date};
  char buffer[32];
  int const length =
      std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d.%03dZ", static_cast<int>(clock.hours().count()),
                    static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                    static_cast<int>(clock.subseconds().count()));
  return to_iso8601(date) + std::string(buffer, static_cast<std::size_t>(length));
}

std::optional<UtcDate> parse_date(std::string_view text) {
  auto const date = take_date(text);
  if (!text.empty()) return std::nullopt;
  return date;
}

std::optional<UtcTime> parse_time(std::string_view text) {
  auto const date = take_date(text);
  if (!date || !take(text, 'T')) return std::nullopt;
  auto const hours = take_number(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  auto const minutes = take_number(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  milliseconds seconds{0};
  if (take(text, ':')) {
    auto const read = take_seconds(text);
    if (!read) return std::nullopt;
    seconds = *read;
  }
  auto const offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  UtcTime const time = UtcTime{*date} + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + seconds - *offset;
  // An offset can carry the instant out of the years that have a text form.
  constexpr UtcDate kFirst{std::chrono::year{0} / 1 / 1};
  constexpr UtcDate kAfterLast{std::chrono::year{10000} / 1 / 1};
  if (time < kFirst || time >= kAfterLast) return std::nullopt;
  return time;
}

}  // namespace lingding::geo
