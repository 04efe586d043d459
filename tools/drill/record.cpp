// A run's record as JSON, and back.

#include "tools/drill/record.hpp"

#include <array>
#include <boost/json.hpp>
#include <limits>

#include "geo/json_tree.hpp"
#include "tools/drill/detail/json_out.hpp"

namespace lingding::drill {
namespace {

namespace json = boost::json;
using detail::Shape;

/// A run of three centres for a week, with thousands of incidents; what is longer was not written by a run.
constexpr std::size_t kMaxRunBytes = 512U << 20U;

// Texts to the values of closed sets.
template <class Enum, std::size_t count>
constexpr std::array<Enum, count> first_of() {
  std::array<Enum, count> all{};
  for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<Enum>(i);
  return all;
}
constexpr auto kObjectiveKinds = first_of<Objective::Kind, 7>();
static_assert(kObjectiveKinds.back() == Objective::Kind::plan_copies);
constexpr auto kShipChanges = first_of<ShipChanges::How, 4>();
static_assert(kShipChanges.back() == ShipChanges::How::heard);

std::optional<geo::CentreId> parse(std::string_view text, geo::CentreId) {
  return geo::parse_centre(text);
}
std::optional<Happening> parse(std::string_view text, Happening) {
  return parse_happening(text);
}
std::optional<logs::Format> parse(std::string_view text, logs::Format) {
  return logs::parse_format(text);
}
std::optional<coordinator::Nature> parse(std::string_view text, coordinator::Nature) {
  return coordinator::named(coordinator::kNatures, text);
}
std::optional<Objective::Kind> parse(std::string_view text, Objective::Kind) {
  return coordinator::named(kObjectiveKinds, text);
}
std::optional<ShipChanges::How> parse(std::string_view text, ShipChanges::How) {
  return coordinator::named(kShipChanges, text);
}

/// A value of any kind to be read over: some have no empty one.
template <class T>
T blank() {
  return T{};
}
template <>
plans::Mmsi blank() {
  return *plans::Mmsi::from_number(1);
}
template <>
geo::Position blank() {
  return *geo::Position::from_degrees(0, 0);
}
template <>
geo::TrueBearing blank() {
  return *geo::TrueBearing::from_degrees(0);
}
template <>
DeviceStarts blank() {
  return {.device = blank<plans::Mmsi>(), .ship = {}};
}
template <>
Waypoint blank() {
  return {.position = blank<geo::Position>()};
}
template <>
TrackPoint blank() {
  return {.position = blank<geo::Position>()};
}

/// An archive for Shape<T>::of. The first thing found wrong stays; from then on nothing is read.
class JsonIn {
 public:
  JsonIn(json::value const& value, std::string path, std::optional<std::string>& fault)
      : object_(value.if_object()), path_(std::move(path)), fault_(fault) {
    if (object_ == nullptr) fail(path_, "an object");
  }

  template <class T>
  void operator()(std::string_view name, T& member) {
    if (auto const* const found = find(name)) return read(*found, path_of(name), member);
    fail(path_of(name), "this member");
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& member) {
    auto const* const found = find(name);
    if (found == nullptr) return;
    member = blank<T>();
    read(*found, path_of(name), *member);
  }

  template <class T>
  void read(json::value const& value, std::string const& path, T& into) {
    if (fault_) return;
    if constexpr (requires(JsonIn& in) { Shape<T>::of(in, into); }) {
      JsonIn inner{value, path, fault_};
      if (!fault_) Shape<T>::of(inner, into);
    } else if constexpr (std::is_enum_v<T>) {
      auto const* const text = value.if_string();
      auto const parsed = text == nullptr ? std::nullopt : parse({text->data(), text->size()}, T{});
      if (!parsed) return fail(path, "one of its words");
      into = *parsed;
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!value.is_bool()) return fail(path, "true or false");
      into = value.get_bool();
    } else {
      static_assert(std::is_unsigned_v<T>);
      auto const number = whole(value, path);
      if (number < 0 && !value.is_uint64()) return fail(path, "a number that is not negative");
      auto const natural = value.is_uint64() ? value.get_uint64() : static_cast<std::uint64_t>(number);
      if (natural > std::numeric_limits<T>::max()) return fail(path, "a smaller number");
      into = static_cast<T>(natural);
    }
  }
  void read(json::value const& value, std::string const& path, std::string& into) {
    if (fault_) return;
    auto const* const text = value.if_string();
    if (text == nullptr) return fail(path, "a text");
    into.assign(text->data(), text->size());
  }
  void read(json::value const& value, std::string const& path, double& into) {
    if (fault_) return;
    if (auto const* const number = value.if_double()) {
      into = *number;
    } else if (auto const* const integer = value.if_int64()) {
      into = static_cast<double>(*integer);
    } else {
      fail(path, "a number");
    }
  }
  void read(json::value const& value, std::string const& path, geo::UtcTime& into) {
    std::string text;
    read(value, path, text);
    auto const parsed = geo::parse_time(text);
    if (!parsed) return fail(path, "a time like 2016-08-27T15:50:00.000Z");
    into = *parsed;
  }
  template <class Period>
  void read(json::value const& value, std::string const& path, std::chrono::duration<std::int64_t, Period>& into) {
    read_duration(value, path, into);
  }
  void read(json::value const& value, std::string const& path, std::chrono::minutes& into) {
    read_duration(value, path, into);
  }
  void read(json::value const& value, std::string const& path, geo::Position& into) {
    if (fault_) return;
    auto const* const pair = value.if_array();
    if (pair == nullptr || pair->size() != 2) return fail(path, "latitude and longitude");
    double latitude = 0;
    double longitude = 0;
    read((*pair)[0], path, latitude);
    read((*pair)[1], path, longitude);
    auto const position = geo::Position::from_degrees(latitude, longitude);
    if (!position) return fail(path, "a latitude and a longitude in degrees");
    into = *position;
  }
  void read(json::value const& value, std::string const& path, geo::Metres& into) {
    into = geo::Metres::from_metres(number(value, path));
  }
  void read(json::value const& value, std::string const& path, geo::Knots& into) {
    into = geo::Knots::from_knots(number(value, path));
  }
  void read(json::value const& value, std::string const& path, geo::TrueBearing& into) {
    into = geo::TrueBearing::from_degrees(number(value, path)).value_or(into);
  }
  void read(json::value const& value, std::string const& path, plans::Mmsi& into) {
    std::string text;
    read(value, path, text);
    auto const parsed = plans::Mmsi::parse(text);
    if (!parsed) return fail(path, "an MMSI of nine digits");
    into = *parsed;
  }
  void read(json::value const& value, std::string const& path, coordinator::Incident& into) {
    read_coded(coordinator::parse_incident(json::serialize(value)), path, into);
  }
  void read(json::value const& value, std::string const& path, coordinator::AlertReport& into) {
    read_coded(coordinator::parse_alert_report(json::serialize(value)), path, into);
  }
  template <class T>
  void read(json::value const& value, std::string const& path, std::vector<T>& into) {
    if (fault_) return;
    auto const* const array = value.if_array();
    if (array == nullptr) return fail(path, "a list");
    into.assign(array->size(), blank<T>());
    for (std::size_t i = 0; i < array->size() && !fault_; ++i)
      read((*array)[i], path + "/" + std::to_string(i), into[i]);
  }
  void read(json::value const& value, std::string const& path, std::map<std::string, std::string>& into) {
    if (fault_) return;
    auto const* const array = value.if_array();
    if (array == nullptr) return fail(path, "a list");
    for (std::size_t i = 0; i < array->size() && !fault_; ++i) {
      JsonIn inner{(*array)[i], path + "/" + std::to_string(i), fault_};
      std::string ship;
      std::string mmsi;
      if (fault_) return;
      inner("ship", ship);
      inner("mmsi", mmsi);
      if (!into.emplace(std::move(ship), std::move(mmsi)).second) fail(path, "each ship once");
    }
  }
  template <class... T>
  void read(json::value const& value, std::string const& path, std::variant<T...>& into) {
    if (fault_) return;
    auto const* const object = value.if_object();
    if (object == nullptr || object->size() != 1) return fail(path, "an object with one member");
    auto const& entry = *object->begin();
    bool known = false;
    std::size_t index = 0;
    auto const alternative = [&]<class One>() {
      if (detail::Alternatives<std::variant<T...>>::kNames[index++] != std::string_view{entry.key()}) return;
      known = true;
      auto one = blank<One>();
      read(entry.value(), path + "/" + std::string{entry.key()}, one);
      into = std::move(one);
    };
    (alternative.template operator()<T>(), ...);
    if (!known) fail(path, "one of its kinds");
  }

 private:
  json::value const* find(std::string_view name) const {
    return fault_ || object_ == nullptr ? nullptr : object_->if_contains({name.data(), name.size()});
  }
  std::string path_of(std::string_view name) const { return path_ + "/" + std::string{name}; }
  void fail(std::string const& path, std::string_view expected) {
    if (!fault_) fault_ = (path.empty() ? std::string{"the record"} : path) + ": expected " + std::string{expected};
  }
  std::int64_t whole(json::value const& value, std::string const& path) {
    if (auto const* const number = value.if_int64()) return *number;
    if (!value.is_uint64()) fail(path, "a whole number");
    return 0;
  }
  double number(json::value const& value, std::string const& path) {
    double result = 0;
    read(value, path, result);
    return result;
  }
  /// No time of a run is farther off than a century.
  template <class Duration>
  void read_duration(json::value const& value, std::string const& path, Duration& into) {
    if (fault_) return;
    Duration const longest = std::chrono::duration_cast<Duration>(std::chrono::days{36'525});
    auto const count = whole(value, path);
    if (value.is_uint64() || count > longest.count() || count < -longest.count()) return fail(path, "a shorter time");
    into = Duration{count};
  }
  template <class T>
  void read_coded(geo::Expected<T, coordinator::CodecError> parsed, std::string const& path, T& into) {
    if (!parsed) return fail(path + parsed.error().pointer, parsed.error().expected);
    into = std::move(parsed).value();
  }

  json::object const* object_;
  std::string path_;
  std::optional<std::string>& fault_;
};

}  // namespace

std::string to_json(RunRecord const& record) {
  return detail::as_json(record) + "\n";
}

geo::Expected<RunRecord, std::string> read_run(std::string_view text) {
  if (text.size() > kMaxRunBytes) return geo::Unexpected{std::string{"longer than any record of a run"}};
  json::monotonic_resource memory;
  auto const tree = geo::parse_json(text, json::storage_ptr{&memory});
  if (!tree) return geo::Unexpected{tree.error()};
  std::optional<std::string> fault;
  RunRecord record;
  JsonIn in{*tree, {}, fault};
  if (!fault) Shape<RunRecord>::of(in, record);
  if (fault) return geo::Unexpected{std::move(*fault)};
  return record;
}

}  // namespace lingding::drill
