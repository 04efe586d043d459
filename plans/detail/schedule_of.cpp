#include "plans/detail/schedule_of.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "geo/check.hpp"
#include "plans/detail/brief_of.hpp"

namespace lingding::plans::detail {
namespace {

constexpr std::uint8_t kWorkdays = 0b001'1111;
constexpr std::uint8_t kWeekend = 0b110'0000;
constexpr std::array<std::string_view, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::size_t kStopNameBytes = 90;

geo::UtcDate date_of(Node const& node) {
  auto const date = geo::parse_date(node.string());
  LINGDING_CHECK(date.has_value());
  return *date;
}

/// "25:10" is ten past one on the day after.
std::optional<std::int32_t> minutes_of(Node const& node) {
  auto const text = node.string();
  if (text.size() != 5) return std::nullopt;
  auto const digit = [&](std::size_t at) { return text[at] - '0'; };
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}

ServiceDays days_of(std::string_view words) {
  ServiceDays days;
  if (words == "daily") days.weekdays = kWorkdays | kWeekend;
  if (words == "Monday to Friday") days.weekdays = kWorkdays;
  if (words == "Saturday and Sunday") days.weekdays = kWeekend;
  days.holidays = words == "public holidays";
  return days;
}

ServiceDays service_of(Node const& node) {
  ServiceDays service;
  for (std::size_t i = 0; i < node["days"].size(); ++i)
    for (std::size_t day = 0; day < kWeekdays.size(); ++day)
      if (node["days"][i].string() == kWeekdays[day]) service.weekdays |= static_cast<std::uint8_t>(1U << day);
  for (std::size_t i = 0; i < node["seasons"].size(); ++i)
    service.seasons.push_back({date_of(node["seasons"][i]["from"]), date_of(node["seasons"][i]["to"])});
  for (std::size_t i = 0; i < node["exceptions"].size(); ++i) {
    Node const exception = node["exceptions"][i];
    (exception["runs"].string() == "added" ? service.added : service.removed).push_back(date_of(exception["date"]));
  }
  return service;
}

/// One route in the making.
class Reader {
 public:
  Reader(Node const& route, std::string mmsi, bool only_ship)
      : route_(route), mmsi_(std::move(mmsi)), only_ship_(only_ship) {}

  ScheduledRoute read() {
    Node const timetable = route_["timetable"];
    made_.name = brief_text(route_["names"], kStopNameBytes).en;
    made_.track = track_of(route_, kMaxScheduleTrack);
    made_.valid_from = date_of(timetable["valid_from"]);
    if (timetable["valid_to"]) made_.valid_to = date_of(timetable["valid_to"]);
    for (std::size_t i = 0; i < route_["stops"].size(); ++i) add_stop(route_["stops"][i]);
    add_departures(timetable);
    add_trips(timetable);
    return std::move(made_);
  }

 private:
  void add_stop(Node const& stop) {
    auto const name = brief_text(stop["names"], kStopNameBytes);
    auto const position = position_of(stop["position"]);
    order_.emplace(stop["id"].string(), static_cast<std::uint32_t>(made_.stops.size()));
    made_.stops.push_back({name.en.empty() ? name.zh_hant : name.en, name.zh_hant, position});
  }

  void add_departures(Node const& timetable) {
    auto const took = timetable["duration_min"].integer();
    if (!took) return;
    auto const last = static_cast<std::uint32_t>(made_.stops.size() - 1);
    for (std::size_t i = 0; i < timetable["departures"].size(); ++i) {
      Node const departures = timetable["departures"][i];
      auto const from = order_.find(departures["from"].string());
      if (from == order_.end()) continue;
      auto const service = static_cast<std::uint32_t>(made_.services.size());
      made_.services.push_back(days_of(departures["days"].string()));
      for (std::size_t k = 0; k < departures["times"].size(); ++k) {
        auto const departs = minutes_of(departures["times"][k]);
        if (!departs) continue;
        auto const arrives = *departs + static_cast<std::int32_t>(*took);
        for (auto const to : {0U, last})
          if (to != from->second)
            made_.sailings.push_back(
                {service, only_ship_, {{from->second, *departs, *departs}, {to, arrives, arrives}}});
      }
    }
  }

  void add_trips(Node const& timetable) {
    std::map<std::string, std::uint32_t, std::less<>> services;
    for (std::size_t i = 0; i < timetable["services"].size(); ++i) {
      services.emplace(timetable["services"][i]["id"].string(), static_cast<std::uint32_t>(made_.services.size()));
      made_.services.push_back(service_of(timetable["services"][i]));
    }
    for (std::size_t i = 0; i < timetable["trips"].size(); ++i) {
      Node const trip = timetable["trips"][i];
      auto const service = services.find(trip["service"].string());
      auto const ship = trip["ship"].text();
      if (service == services.end() || (ship && *ship != mmsi_)) continue;
      Sailing sailing{service->second, ship.has_value() || only_ship_, {}};
      for (std::size_t k = 0; k < trip["stop_times"].size(); ++k) add_call(sailing, trip["stop_times"][k]);
      if (sailing.calls.size() >= 2) made_.sailings.push_back(std::move(sailing));
    }
  }

  void add_call(Sailing& sailing, Node const& call) const {
    auto const stop = order_.find(call["stop"].string());
    auto arrives = minutes_of(call["arrival"]);
    auto departs = minutes_of(call["departure"]);
    if (stop == order_.end() || (!arrives && !departs)) return;
    if (!arrives) arrives = departs;
    if (!departs) departs = arrives;
    sailing.calls.push_back({stop->second, *arrives, *departs});
  }

  Node const& route_;
  std::string mmsi_;
  bool only_ship_;
  std::map<std::string, std::uint32_t, std::less<>> order_;
  ScheduledRoute made_;
};

}  // namespace

Schedule schedule_of(Node const& document, Node const& ship) {
  Schedule schedule;
  bool const only_ship = document["ships"].size() == 1;
  std::size_t sailings = 0;
  for (std::size_t i = 0; i < std::min(document["routes"].size(), kMaxScheduleRoutes); ++i) {
    Node const route = document["routes"][i];
    schedule.routes.push_back(Reader(route, ship["identity"]["mmsi"].string(), only_ship).read());
    sailings += schedule.routes.back().sailings.size();
  }
  if (sailings > kMaxSailings) schedule.routes.clear();
  return schedule;
}

}  // namespace lingding::plans::detail
