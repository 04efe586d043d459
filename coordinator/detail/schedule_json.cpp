#include "coordinator/detail/schedule_json.hpp"

#include "coordinator/limits.hpp"

namespace lingding::coordinator::detail {
namespace {

using geo::JsonWriter;

/// Dates of a service: its seasons and exceptions, as many as the plans' schema takes, and more.
constexpr std::size_t kMaxDates = 1000;
constexpr std::size_t kMaxServices = 100;
/// Minutes after a service day's midnight: the latest time that the schema takes and its longest duration after it.
constexpr std::int64_t kLatestMinute = 50 * 60 + 2880;

void write_point(JsonWriter& json, geo::Position point) {
  json.begin_array().value(point.latitude.degrees() + 0.0).value(point.longitude.degrees() + 0.0).end_array();
}

void write_dates(JsonWriter& json, std::string_view key, std::vector<geo::UtcDate> const& dates) {
  if (dates.empty()) return;
  json.key(key).begin_array();
  for (auto const date : dates) json.value(geo::to_iso8601(date));
  json.end_array();
}

void write_service(JsonWriter& json, plans::ServiceDays const& service) {
  json.begin_object().member("weekdays", static_cast<unsigned>(service.weekdays));
  if (service.holidays) json.member("holidays", true);
  if (!service.seasons.empty()) {
    json.key("seasons").begin_array();
    for (auto const& season : service.seasons)
      json.begin_array().value(geo::to_iso8601(season.from)).value(geo::to_iso8601(season.to)).end_array();
    json.end_array();
  }
  write_dates(json, "added", service.added);
  write_dates(json, "removed", service.removed);
  json.end_object();
}

void write_sailing(JsonWriter& json, plans::Sailing const& sailing) {
  json.begin_object().member("service", sailing.service);
  if (sailing.hers) json.member("hers", true);
  json.key("calls").begin_array();
  for (auto const& call : sailing.calls)
    json.begin_array().value(call.stop).value(call.arrives).value(call.departs).end_array();
  json.end_array().end_object();
}

void write_route(JsonWriter& json, plans::ScheduledRoute const& route) {
  json.begin_object().member("name", route.name).key("track").begin_array();
  for (auto const point : route.track) write_point(json, point);
  json.end_array().key("stops").begin_array();
  for (auto const& stop : route.stops) {
    json.begin_object().member("name", stop.name);
    if (!stop.name_zh.empty()) json.member("name_zh", stop.name_zh);
    json.key("at");
    write_point(json, stop.position);
    json.end_object();
  }
  json.end_array().member("valid_from", geo::to_iso8601(route.valid_from));
  if (route.valid_to) json.member("valid_to", geo::to_iso8601(*route.valid_to));
  json.key("services").begin_array();
  for (auto const& service : route.services) write_service(json, service);
  json.end_array().key("sailings").begin_array();
  for (auto const& sailing : route.sailings) write_sailing(json, sailing);
  json.end_array().end_object();
}

template <class Read>
auto read_list(Node const& node, std::size_t at_most, Read const& read) {
  std::vector<decltype(read(node))> all;
  node.each(at_most, [&](Node const& one) { all.push_back(read(one)); });
  return all;
}

geo::UtcDate read_date(Node const& node) {
  auto const date = geo::parse_date(node.view());
  if (!date) node.fail("a date as 2016-08-27");
  return date.value_or(geo::UtcDate{});
}

geo::Position read_point(Node const& node) {
  auto const numbers = read_list(node, 2, [](Node const& one) { return one.number(); });
  auto const position =
      numbers.size() == 2 ? geo::Position::from_degrees(numbers[0], numbers[1]) : std::optional<geo::Position>{};
  if (!position) node.fail("[latitude, longitude]");
  return position.value_or(*geo::Position::from_degrees(0, 0));
}

plans::ServiceDays read_service(Node const& node) {
  plans::ServiceDays service;
  service.weekdays = static_cast<std::uint8_t>(node.at("weekdays").natural(0x7F));
  if (auto const holidays = node.find("holidays")) service.holidays = holidays->flag();
  if (auto const seasons = node.find("seasons"))
    service.seasons = read_list(*seasons, kMaxDates, [](Node const& one) {
      auto const dates = read_list(one, 2, read_date);
      if (dates.size() != 2) one.fail("two dates");
      return dates.size() == 2 ? plans::ServiceDays::Season{dates[0], dates[1]} : plans::ServiceDays::Season{};
    });
  if (auto const added = node.find("added")) service.added = read_list(*added, kMaxDates, read_date);
  if (auto const removed = node.find("removed")) service.removed = read_list(*removed, kMaxDates, read_date);
  return service;
}

plans::Sailing read_sailing(Node const& node, plans::ScheduledRoute const& route) {
  plans::Sailing sailing;
  sailing.service = static_cast<std::uint32_t>(node.at("service").natural());
  if (sailing.service >= route.services.size()) node.fail("a service of the route");
  if (auto const hers = node.find("hers")) sailing.hers = hers->flag();
  sailing.calls = read_list(node.at("calls"), plans::kMaxScheduleStops, [&](Node const& one) {
    auto const numbers =
        read_list(one, 3, [](Node const& number) { return static_cast<std::int32_t>(number.natural(kLatestMinute)); });
    if (numbers.size() != 3 || static_cast<std::size_t>(numbers[0]) >= route.stops.size() || numbers[1] > numbers[2]) {
      one.fail("[stop, arrival, departure]");
      return plans::ScheduledCall{};
    }
    return plans::ScheduledCall{static_cast<std::uint32_t>(numbers[0]), numbers[1], numbers[2]};
  });
  if (sailing.calls.size() < 2) node.fail("two calls or more");
  for (std::size_t i = 1; i < sailing.calls.size(); ++i)
    if (sailing.calls[i].arrives <= sailing.calls[i - 1].departs) node.fail("times that go on");
  return sailing;
}

plans::ScheduledRoute read_route(Node const& node) {
  plans::ScheduledRoute route;
  route.name = node.at("name").text(plans::kMaxBriefBytes);
  route.track = read_list(node.at("track"), plans::kMaxScheduleTrack, read_point);
  if (route.track.empty()) node.fail("a track");
  route.stops = read_list(node.at("stops"), plans::kMaxScheduleStops, [](Node const& one) {
    auto const chinese = one.find("name_zh");
    return plans::ScheduledStop{one.at("name").text(plans::kMaxBriefBytes),
                                chinese ? chinese->text(plans::kMaxBriefBytes) : std::string{},
                                read_point(one.at("at"))};
  });
  route.valid_from = read_date(node.at("valid_from"));
  if (auto const to = node.find("valid_to")) route.valid_to = read_date(*to);
  route.services = read_list(node.at("services"), kMaxServices, read_service);
  route.sailings =
      read_list(node.at("sailings"), plans::kMaxSailings, [&](Node const& one) { return read_sailing(one, route); });
  return route;
}

}  // namespace

void write_schedule(JsonWriter& json, plans::Schedule const& schedule) {
  json.begin_array();
  for (auto const& route : schedule.routes) write_route(json, route);
  json.end_array();
}

plans::Schedule read_schedule(Node const& node) {
  return {read_list(node, plans::kMaxScheduleRoutes, read_route)};
}

}  // namespace lingding::coordinator::detail
