// Members of a scenario's lines, each with its fault when it is not what it should be.

#include <algorithm>
#include <charconv>
#include <cmath>

#include "geo/position_text.hpp"
#include "plans/json_text.hpp"
#include "tools/drill/detail/scenario_fields.hpp"
#include "tools/nearest_word.hpp"

namespace lingding::drill {
namespace detail {
namespace {

std::string_view view(json::string const& text) {
  return {text.data(), text.size()};
}

/// All digits, one at least, no more than nine.
std::optional<std::int64_t> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  std::int64_t value = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// "SS" or "SS.fff", below 60.
std::optional<Offset> seconds_of(std::string_view text) {
  auto const point = text.find('.');
  auto const whole = text.substr(0, point);
  auto const seconds = digits(whole);
  if (!seconds || whole.size() != 2 || *seconds > 59) return std::nullopt;
  Offset result = std::chrono::seconds{*seconds};
  if (point == std::string::npos) return result;
  auto const fraction = text.substr(point + 1);
  auto const part = digits(fraction);
  if (!part || fraction.size() > 3) return std::nullopt;
  std::int64_t milliseconds = *part;
  for (auto i = fraction.size(); i < 3; ++i) milliseconds *= 10;
  return result + Offset{milliseconds};
}

std::optional<Offset> bounded(std::optional<Offset> time) {
  return time && *time <= kMaxScenarioTime ? time : std::nullopt;
}

std::optional<Offset> clock_duration(std::string_view text) {
  auto const first = text.find(':');
  auto const second = text.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  auto const hours = digits(text.substr(0, first));
  auto const minutes = digits(text.substr(first + 1, second - first - 1));
  auto const seconds = seconds_of(text.substr(second + 1));
  if (!hours || first > 3 || !minutes || second - first != 3 || *minutes > 59 || !seconds) return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + *seconds;
}

constexpr std::string_view kDurationExpected =
    R"(a time as "00:04:00" (hours, minutes, seconds), "90 s", "4 min", "2 h", or seconds as a number; at most 7 days)";

}  // namespace

void FaultList::add(LinePlace place, std::string field, std::string_view found, std::string expected) {
  if (faults_.size() >= kCollected) return;
  faults_.push_back({.line = place.line,
                     .field = std::move(field),
                     .found = plans::shortened(plans::printable(found), 80),
                     .expected = std::move(expected),
                     .in_more = place.in_more});
}

std::vector<ScenarioFault> FaultList::take() {
  std::ranges::stable_sort(faults_, [](ScenarioFault const& a, ScenarioFault const& b) {
    return a.in_more != b.in_more ? b.in_more : a.line < b.line;
  });
  if (faults_.size() > kShown) faults_.resize(kShown);
  return std::move(faults_);
}

std::string shown(json::value const& value) {
  // The bound keeps a big value from being written out in full for its first 80 bytes.
  if (auto const* const text = value.if_string())
    return '"' + plans::shortened(plans::printable(view(*text)), 76) + '"';
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list of " + std::to_string(value.get_array().size());
  return json::serialize(value);
}

std::string expected_word(std::string_view word, std::span<std::string_view const> known) {
  std::string_view nearest;
  std::size_t least = 1 + word.size() / 3;
  for (auto const one : known) {
    auto const distance = tools::edit_distance(word.substr(0, 64), one);
    if (distance > least || (distance == least && !nearest.empty())) continue;
    nearest = one;
    least = distance;
  }
  std::string text = "one of ";
  if (known.empty()) text = "nothing: there is none";
  if (known.size() > 24) {
    text = "one of " + std::to_string(known.size()) + " names";
  } else {
    for (std::size_t i = 0; i < known.size(); ++i) text += (i == 0 ? "" : ", ") + std::string{known[i]};
  }
  if (!nearest.empty()) text += "; did you mean \"" + std::string{nearest} + "\"?";
  return text;
}

std::optional<Condition> parse_condition(std::string_view text) {
  Condition condition;
  if (auto const equals = text.find(" = "); equals != std::string::npos) {
    condition.detail = std::string{text.substr(equals + 3)};
    text = text.substr(0, equals);
    if (condition.detail.empty() || condition.detail.size() > kMaxScenarioWord) return std::nullopt;
  }
  if (auto const of = text.find(" of "); of != std::string::npos) {
    condition.ship = std::string{text.substr(of + 4)};
    text = text.substr(0, of);
    if (!is_scenario_name(condition.ship)) return std::nullopt;
  }
  if (auto const blank = text.find(' '); blank != std::string::npos) {
    condition.centre = geo::parse_centre(text.substr(0, blank));
    if (!condition.centre) return std::nullopt;
    text = text.substr(blank + 1);
  }
  auto const what = parse_happening(text);
  if (!what) return std::nullopt;
  condition.what = *what;
  return condition;
}

bool Fields::need(std::string_view name, std::string_view expected) {
  if (has(name)) return true;
  faults_.add(place_, path(name), "", std::string{expected});
  return false;
}

json::value const* Fields::take(std::string_view name) {
  asked_.push_back(name);
  return find(name);
}

void Fields::fail(std::string_view name, std::string expected) {
  auto const* const value = find(name);
  fail_found(name, value == nullptr ? "" : shown(*value), std::move(expected));
}

void Fields::fail_found(std::string_view name, std::string_view found, std::string expected) {
  faults_.add(place_, path(name), found, std::move(expected));
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t most) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  auto const* const string = value->if_string();
  if (string != nullptr && !string->empty() && string->size() <= most && plans::is_printable(view(*string)))
    return std::string{view(*string)};
  fail(name, "a text of 1 to " + std::to_string(most) + " bytes without control characters");
  return std::nullopt;
}

std::optional<std::string> Fields::name(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  auto const* const string = value->if_string();
  if (string != nullptr && is_scenario_name(view(*string))) return std::string{view(*string)};
  fail(name, "a name of 1 to 48 of a-z, 0-9 and \"-\"");
  return std::nullopt;
}

std::optional<plans::BriefText> Fields::words(std::string_view name) {
  auto const* const value = find(name);
  if (value != nullptr && value->is_object()) {
    auto inner = object(name);
    if (!inner) return std::nullopt;
    plans::BriefText result{.en = inner->text("en", kMaxScenarioText).value_or(""),
                            .zh_hant = inner->text("zh_hant", kMaxScenarioText).value_or("")};
    if (!inner->has("en") && !inner->has("zh_hant")) fail(name, "en, zh_hant or both");
    inner->done();
    return result;
  }
  auto const plain = text(name, kMaxScenarioText);
  if (!plain) return std::nullopt;
  return plans::BriefText{.en = *plain, .zh_hant = ""};
}

std::optional<Offset> Fields::duration(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const string = value->if_string()) {
    if (auto const time = parse_duration(view(*string))) return time;
  } else if (value->is_number()) {
    auto const seconds = value->to_number<double>();
    if (seconds >= 0 && seconds <= std::chrono::duration<double>(kMaxScenarioTime).count())
      return Offset{static_cast<std::int64_t>(std::llround(seconds * 1000))};
  }
  fail(name, std::string{kDurationExpected});
  return std::nullopt;
}

std::optional<double> Fields::number(std::string_view name, double least, double most) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    auto const number = value->to_number<double>();
    if (number >= least && number <= most) return number;
  }
  fail(name, "a number from " + json::serialize(json::value(std::llround(least))) + " to " +
                 json::serialize(json::value(std::llround(most))));
  return std::nullopt;
}

std::optional<std::uint64_t> Fields::natural(std::string_view name, std::uint64_t least, std::uint64_t most) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  std::optional<std::uint64_t> number;
  if (auto const* const whole = value->if_int64(); whole != nullptr && *whole >= 0)
    number = static_cast<std::uint64_t>(*whole);
  if (auto const* const whole = value->if_uint64()) number = *whole;
  if (number && *number >= least && *number <= most) return number;
  fail(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<bool> Fields::flag(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const flag = value->if_bool()) return *flag;
  fail(name, "true or false");
  return std::nullopt;
}

std::optional<geo::CentreId> Fields::centre(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const string = value->if_string())
    if (auto const centre = geo::parse_centre(view(*string))) return centre;
  fail(name, "one of CN-GD, HK, MO");
  return std::nullopt;
}

std::optional<std::vector<geo::CentreId>> Fields::centres(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  std::vector<geo::CentreId> found;
  bool is_good = value->is_array() && !value->get_array().empty() && value->get_array().size() <= geo::kCentres.size();
  if (is_good)
    for (auto const& one : value->get_array()) {
      auto const centre = one.is_string() ? geo::parse_centre(view(one.get_string())) : std::nullopt;
      is_good = is_good && centre && std::ranges::find(found, *centre) == found.end();
      if (is_good) found.push_back(*centre);
    }
  if (!is_good) {
    fail(name, R"(a list of some of "CN-GD", "HK", "MO", each once)");
    return std::nullopt;
  }
  std::ranges::sort(found);
  return found;
}

std::optional<plans::Mmsi> Fields::mmsi(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const string = value->if_string()) {
    if (auto const number = plans::Mmsi::parse(view(*string))) return number;
  } else if (auto const* const whole = value->if_int64(); whole != nullptr && *whole > 0 && *whole <= 999'999'999) {
    return plans::Mmsi::from_number(static_cast<std::uint32_t>(*whole));
  }
  fail(name, "a number of nine digits");
  return std::nullopt;
}

std::optional<geo::Position> Fields::position(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const string = value->if_string()) {
    auto const position = geo::parse_position(view(*string));
    if (position) return *position;
    fail(name, geo::to_text(position.error()));
    return std::nullopt;
  }
  if (auto const* const pair = value->if_array();
      pair != nullptr && pair->size() == 2 && pair->at(0).is_number() && pair->at(1).is_number())
    if (auto const position =
            geo::Position::from_degrees(pair->at(0).to_number<double>(), pair->at(1).to_number<double>()))
      return position;
  fail(name, "a position as \"22-10.5N 113-50.0E\", or [latitude, longitude] in degrees");
  return std::nullopt;
}

std::optional<geo::TrueBearing> Fields::bearing(std::string_view name) {
  auto const degrees = number(name, 0, 360);
  return degrees ? geo::TrueBearing::from_degrees(*degrees) : std::nullopt;
}

std::optional<Condition> Fields::condition(std::string_view name) {
  auto const found = text(name, 512);
  if (!found) return std::nullopt;
  if (auto const condition = parse_condition(*found)) return condition;
  // The word that was to say what happens: behind the centre, before " of " or " = ".
  std::string_view rest = *found;
  rest = rest.substr(0, std::min(rest.find(" = "), rest.find(" of ")));
  if (auto const blank = rest.rfind(' '); blank != std::string::npos) rest = rest.substr(blank + 1);
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < kHappenings; ++i) known.push_back(to_text(static_cast<Happening>(i)));
  std::string expected = "\"[CENTRE ]WHAT[ of SHIP][ = DETAIL]\"";
  if (!parse_happening(rest)) expected += ", WHAT " + expected_word(rest, known);
  fail_found(name, *found, expected);
  return std::nullopt;
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name, std::size_t most, std::size_t text_most) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> found;
  bool is_good = value->is_array() && !value->get_array().empty() && value->get_array().size() <= most;
  if (is_good)
    for (auto const& one : value->get_array()) {
      is_good = is_good && one.is_string() && one.get_string().size() <= text_most &&
                view(one.get_string()).find_first_of("\r\n") == std::string_view::npos;
      if (is_good) found.emplace_back(view(one.get_string()));
    }
  if (is_good) return found;
  fail(name, "a list of 1 to " + std::to_string(most) + " texts, each of one line and at most " +
                 std::to_string(text_most) + " bytes");
  return std::nullopt;
}

std::optional<Fields> Fields::object(std::string_view name) {
  auto const* const value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) return Fields{value->get_object(), place_, path(name), faults_};
  fail(name, "an object");
  return std::nullopt;
}

std::size_t Fields::count_of(std::initializer_list<std::string_view> names) const {
  return static_cast<std::size_t>(std::ranges::count_if(names, [&](std::string_view name) { return has(name); }));
}

void Fields::done() {
  for (auto const& member : object_) {
    std::string_view const key{member.key().data(), member.key().size()};
    if (std::ranges::find(asked_, key) != asked_.end()) continue;
    faults_.add(place_, path(plans::shortened(plans::printable(key), 60)), shown(member.value()),
                "no such member here; " + expected_word(key, asked_));
  }
}

}  // namespace detail

std::optional<Offset> parse_duration(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.find(':') != std::string::npos) return detail::bounded(detail::clock_duration(text));
  auto const blank = text.find(' ');
  auto const number = detail::digits(text.substr(0, blank));
  if (!number || blank == std::string::npos) return std::nullopt;
  auto const unit = text.substr(blank + 1);
  if (unit == "ms") return detail::bounded(Offset{*number});
  if (unit == "s") return detail::bounded(std::chrono::seconds{*number});
  if (unit == "min") return detail::bounded(std::chrono::minutes{*number});
  if (unit == "h") return detail::bounded(std::chrono::hours{*number});
  return std::nullopt;
}

}  // namespace lingding::drill
