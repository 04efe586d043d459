#include "adapters/logs/times.hpp"

#include <array>
#include <cstring>

#include "adapters/runtime/nmea.hpp"

namespace lingding::logs {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_separator(char c) {
  return c == ' ' || c == '\t' || c == ',' || c == ';';
}

std::string_view trimmed(std::string_view text) {
  auto const passed = [](char c) { return is_separator(c) || c == '[' || c == ']' || c == '"' || c == '\''; };
  while (!text.empty() && passed(text.front())) text.remove_prefix(1);
  while (!text.empty() && passed(text.back())) text.remove_suffix(1);
  return text;
}

bool digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return false;
  for (std::size_t i = at; i < at + count; ++i)
    if (!is_digit(text[i])) return false;
  return true;
}

/// Date and time of day in any of the forms, brought to the one that geo::parse_time takes.
std::optional<geo::UtcTime> read_calendar(std::string_view text) {
  std::array<char, 48> form{};
  std::string_view rest;
  auto const put_date = [&](std::string_view year, std::string_view month, std::string_view day) {
    std::memcpy(form.data(), year.data(), 4);
    std::memcpy(form.data() + 5, month.data(), 2);
    std::memcpy(form.data() + 8, day.data(), 2);
    form[4] = form[7] = '-';
    form[10] = 'T';
  };
  auto const is_mark = [&](std::size_t at) { return text[at] == '-' || text[at] == '/' || text[at] == '.'; };
  if (text.size() >= 16 && digits_at(text, 0, 4) && is_mark(4) && digits_at(text, 5, 2) && is_mark(7) &&
      digits_at(text, 8, 2)) {
    put_date(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
    rest = text.substr(10);
  } else if (text.size() >= 16 && digits_at(text, 0, 2) && is_mark(2) && digits_at(text, 3, 2) && is_mark(5) &&
             digits_at(text, 6, 4)) {
    put_date(text.substr(6, 4), text.substr(3, 2), text.substr(0, 2));
    rest = text.substr(10);
  } else if (text.size() >= 15 && digits_at(text, 0, 8) && text[8] == 'T' && digits_at(text, 9, 6)) {
    put_date(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
    std::memcpy(form.data() + 11, text.data() + 9, 2);
    std::memcpy(form.data() + 14, text.data() + 11, 2);
    std::memcpy(form.data() + 17, text.data() + 13, 2);
    form[13] = form[16] = ':';
    auto const zone = text.substr(15);
    if (zone.size() > 20) return std::nullopt;
    std::memcpy(form.data() + 19, zone.data(), zone.size());
    std::size_t size = 19 + zone.size();
    bool const fraction_alone = zone.empty() || (zone[0] == '.' && zone.find_first_of("Z+-") == std::string::npos);
    if (fraction_alone) form[size++] = 'Z';
    return geo::parse_time({form.data(), size});
  } else {
    return std::nullopt;
  }
  if (rest.front() != 'T' && rest.front() != ' ' && rest.front() != '_') return std::nullopt;
  rest.remove_prefix(1);
  if (rest.ends_with(" UTC")) rest.remove_suffix(4);
  if (rest.ends_with(" Z")) rest = rest.substr(0, rest.size() - 2);
  if (rest.empty() || rest.size() > 30) return std::nullopt;
  std::memcpy(form.data() + 11, rest.data(), rest.size());
  std::size_t size = 11 + rest.size();
  // Behind the hour a sign is an offset.
  if (rest.find_first_of("Z+-") == std::string::npos) form[size++] = 'Z';
  return geo::parse_time({form.data(), size});
}

/// The end of the first word of `text`, and where the next one begins.
struct Word {
  std::size_t end;
  std::size_t next;
};
Word word_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && !is_separator(text[end])) ++end;
  std::size_t next = end;
  while (next < text.size() && is_separator(text[next])) ++next;
  return {end, next};
}

}  // namespace

std::optional<geo::UtcTime> read_time(std::string_view text) {
  text = trimmed(text);
  if (text.size() < 9 || text.size() > 40 || !is_digit(text.front())) return std::nullopt;
  if (auto const time = runtime::read_log_time(text)) return time;
  return read_calendar(text);
}

std::optional<geo::UtcTime> take_front_time(std::string_view& line) {
  if (line.empty() || !(is_digit(line.front()) || line.front() == '[' || line.front() == '"')) return std::nullopt;
  auto const first = word_at(line, 0);
  // "2016-08-27 15:50:00": the time of day is the second word.
  auto const second = word_at(line, first.next);
  std::optional<geo::UtcTime> time;
  std::size_t next = first.next;
  if (second.end > first.next) {
    time = read_time(line.substr(0, second.end));
    if (time) next = second.next;
  }
  if (!time) time = read_time(line.substr(0, first.end));
  if (!time) return std::nullopt;
  auto const mark = line.find_first_of("!$\\", next);
  // What stands between is a word or two (a station, a channel), never a sentence.
  line.remove_prefix(mark != std::string_view::npos && mark - next <= 64 ? mark : next);
  return time;
}

}  // namespace lingding::logs
