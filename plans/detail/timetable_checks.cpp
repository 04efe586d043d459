// The rules for timetables: services that run, trips whose times go forward, and speeds that the ships have.

#include <algorithm>
#include <charconv>
#include <set>

#include "geo/geodesic.hpp"
#include "plans/detail/check_tools.hpp"
#include "plans/detail/plan_checks.hpp"

namespace lingding::plans::detail {
namespace {

// As the schema has them; it reports what is beyond.
constexpr std::size_t kMostStops = 20, kMostPoints = 500, kMostTrips = 400, kMostServices = 40;

/// One route as a timetable needs it.
struct Line {
  std::map<std::string, std::size_t, std::less<>> order;  ///< of each stop's id
  std::vector<std::optional<geo::Metres>> along;          ///< of each stop on the track
  std::optional<geo::Metres> whole;
  double fastest_kn = 0;  ///< of the plan's ships; 0: not stated
};

std::optional<geo::Position> position_of(Node const& node) {
  auto const longitude = node[0].number(), latitude = node[1].number();
  if (node.size() != 2 || !longitude || !latitude) return std::nullopt;
  return geo::Position::from_degrees(*latitude, *longitude);
}

Line line_of(Node const& route, Node const& document) {
  Line line;
  Node const ships = document["ships"];
  for (std::size_t i = 0; i < ships.size(); ++i)
    line.fastest_kn = std::max(line.fastest_kn, ships[i]["particulars"]["service_speed_kn"].number().value_or(0));
  std::vector<geo::Position> track;
  Node const coordinates = route["geometry"]["coordinates"];
  for (std::size_t i = 0; i < std::min(coordinates.size(), kMostPoints); ++i)
    if (auto const position = position_of(coordinates[i])) track.push_back(*position);
  bool const whole = track.size() == coordinates.size() && track.size() >= 2;
  if (whole) line.whole = geo::length(track);
  Node const stops = route["stops"];
  for (std::size_t i = 0; i < std::min(stops.size(), kMostStops); ++i) {
    line.order.emplace(stops[i]["id"].string(), i);
    auto const position = position_of(stops[i]["position"]);
    line.along.push_back(whole && position ? std::optional{geo::nearest_on_polyline(*position, track).along}
                                           : std::nullopt);
  }
  return line;
}

/// Times are whole minutes: what is written as 60 may have been almost 61.
void check_speed(Node const& where, geo::Metres way, std::int64_t minutes, Line const& line, Problems& problems) {
  if (line.fastest_kn <= 0 || minutes < 0) return;
  double const miles = way.nautical_miles();
  double const least = miles / (static_cast<double>(minutes) + 1.0) * 60.0;
  if (least <= line.fastest_kn) return;
  double const needed = minutes > 0 ? miles / static_cast<double>(minutes) * 60.0 : least;
  report(problems, where, ProblemCode::timetable_speed,
         {one_decimal(line.fastest_kn), one_decimal(miles), std::to_string(minutes), one_decimal(needed)});
}

/// "25:10" is ten past one on the day after (as GTFS has it): minutes after the service day's midnight.
std::optional<std::int64_t> minutes_of(Node const& time) {
  auto const text = time.text();
  if (!text || text->size() != 5 || (*text)[2] != ':') return std::nullopt;
  int hours = 0, minutes = 0;
  auto const [hours_end, bad_hours] = std::from_chars(text->data(), text->data() + 2, hours);
  auto const [minutes_end, bad_minutes] = std::from_chars(text->data() + 3, text->data() + 5, minutes);
  if (bad_hours != std::errc{} || bad_minutes != std::errc{} || hours_end != text->data() + 2 ||
      minutes_end != text->data() + 5 || hours < 0 || minutes < 0)
    return std::nullopt;
  constexpr std::int64_t kMinutesInHour = 60;
  return kMinutesInHour * hours + minutes;
}

void check_period(Node const& from_node, Node const& to_node, char const* from_name, Problems& problems) {
  auto const from = check_date(from_node, problems);
  auto const to = check_date(to_node, problems);
  if (from && to && *to < *from)
    report(problems, to_node, ProblemCode::timetable_dates, {from_name, geo::to_iso8601(*from)});
}

std::set<std::string, std::less<>> check_services(Node const& services, Problems& problems) {
  std::set<std::string, std::less<>> ids;
  for (std::size_t i = 0; i < std::min(services.size(), kMostServices); ++i) {
    Node const service = services[i];
    if (service["id"].text() && !ids.insert(service["id"].string()).second)
      report(problems, service["id"], ProblemCode::service_id_twice);
    for (std::size_t k = 0; k < service["seasons"].size(); ++k)
      check_period(service["seasons"][k]["from"], service["seasons"][k]["to"], "from", problems);
    std::set<std::string, std::less<>> dates;
    bool added = false;
    Node const exceptions = service["exceptions"];
    for (std::size_t k = 0; k < exceptions.size(); ++k) {
      static_cast<void>(check_date(exceptions[k]["date"], problems));
      if (exceptions[k]["date"].text() && !dates.insert(exceptions[k]["date"].string()).second)
        report(problems, exceptions[k]["date"], ProblemCode::exception_twice);
      added = added || exceptions[k]["runs"].string() == "added";
    }
    if (service["days"] && service["days"].size() == 0 && !added)
      report(problems, service["days"], ProblemCode::service_never);
  }
  return ids;
}

/// Times go forward, stops follow the route one way, and no leg is faster than the ships.
void check_stop_times(Node const& trip, Line const& line, Problems& problems) {
  Node const times = trip["stop_times"];
  std::optional<std::size_t> last_stop;
  std::optional<std::int64_t> last_time;
  int direction = 0;
  for (std::size_t i = 0; i < std::min(times.size(), kMostStops); ++i) {
    Node const call = times[i];
    auto const found = line.order.find(call["stop"].string());
    if (!call["stop"].text()) return;
    if (found == line.order.end()) return report(problems, call["stop"], ProblemCode::timetable_stop);
    std::size_t const stop = found->second;
    auto const arrival = minutes_of(call["arrival"]), departure = minutes_of(call["departure"]);
    auto const first = arrival ? arrival : departure;
    if (last_stop) {
      int const step = stop > *last_stop ? 1 : stop < *last_stop ? -1 : 0;
      if (step == 0 || (direction != 0 && step != direction))
        return report(problems, call["stop"], ProblemCode::trip_order);
      direction = step;
    }
    if (first && last_time && *first <= *last_time) {
      report(problems, call[arrival ? "arrival" : "departure"], ProblemCode::trip_times,
             {quoted(times[i - 1][times[i - 1]["departure"] ? "departure" : "arrival"].string())});
    } else if (first && last_time && line.along[*last_stop] && line.along[stop]) {
      geo::Metres const a = *line.along[*last_stop], b = *line.along[stop];
      check_speed(call[arrival ? "arrival" : "departure"], a > b ? a - b : b - a, *first - *last_time, line, problems);
    }
    if (arrival && departure && *departure < *arrival)
      report(problems, call["departure"], ProblemCode::trip_times, {quoted(call["arrival"].string())});
    last_stop = stop;
    last_time = departure ? departure : arrival;
  }
}

void check_departures(Node const& timetable, Line const& line, Problems& problems) {
  Node const departures = timetable["departures"];
  for (std::size_t i = 0; i < departures.size(); ++i) {
    Node const stop = departures[i]["from"];
    if (stop.text() && !line.order.contains(*stop.text())) report(problems, stop, ProblemCode::timetable_stop);
  }
  auto const minutes = timetable["duration_min"].integer();
  if (minutes && line.whole) check_speed(timetable["duration_min"], *line.whole, *minutes, line, problems);
}

}  // namespace

void check_timetable(Node const& route, Node const& document, Problems& problems) {
  Node const timetable = route["timetable"];
  if (!timetable || timetable.value->if_object() == nullptr || route["stops"].size() > kMostStops) return;
  Line const line = line_of(route, document);
  check_period(timetable["valid_from"], timetable["valid_to"], "valid_from", problems);
  bool const has_departures = timetable["departures"].size() > 0 && timetable["duration_min"];
  if (!has_departures && timetable["trips"].size() == 0) report(problems, timetable, ProblemCode::timetable_empty);
  check_departures(timetable, line, problems);
  auto const services = check_services(timetable["services"], problems);
  Node const trips = timetable["trips"];
  std::set<std::string, std::less<>> ids;
  for (std::size_t i = 0; i < std::min(trips.size(), kMostTrips); ++i) {
    Node const id = trips[i]["id"], service = trips[i]["service"];
    if (id.text() && !ids.insert(id.string()).second) report(problems, id, ProblemCode::trip_id_twice);
    if (service.text() && !services.contains(*service.text())) report(problems, service, ProblemCode::service_unknown);
    check_stop_times(trips[i], line, problems);
  }
}

}  // namespace lingding::plans::detail
