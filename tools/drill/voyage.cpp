// Ways of ships: positions on legs, sailings of timetables, and which ship of a plan sails which.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "geo/check.hpp"
#include "geo/geodesic.hpp"
#include "plans/schedule.hpp"
#include "tools/drill/detail/voyage.hpp"

namespace lingding::drill::detail {
namespace {

using std::chrono::minutes;

double seconds_of(Offset time) {
  return std::chrono::duration<double>(time).count();
}

double turn_between(geo::TrueBearing a, geo::TrueBearing b) {
  double const turn = std::abs(a.degrees() - b.degrees());
  return turn > 180 ? 360 - turn : turn;
}

/// "22:30" as minutes after midnight. \pre the reader's form
int minutes_of(std::string_view clock) {
  int hours = 0;
  int after = 0;
  std::from_chars(clock.data(), clock.data() + 2, hours);
  std::from_chars(clock.data() + 3, clock.data() + 5, after);
  return hours * 60 + after;
}

std::string clock_text(int minute) {
  auto const two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minute / 60) + ":" + two(minute % 60);
}

/// COLREG, rule 9 a: two on one track pass port to port. How far to starboard: a design value.
constexpr geo::Metres kKeepsRight = geo::Metres::from_nautical_miles(0.15);
/// So near a stop they are back on it.
constexpr geo::Metres kToStarboardBeyond = geo::Metres::from_nautical_miles(1);

geo::Position to_starboard(geo::Position position, geo::TrueBearing course) {
  auto const abeam = std::fmod(course.degrees() + 90, 360.0);
  return geo::destination(position, *geo::TrueBearing::from_degrees(abeam), kKeepsRight);
}

/// From one stop to another along the track: where the legs meet, and how far along each is.
void add_way(Voyage& voyage, plans::ScheduledRoute const& route, plans::ScheduledCall const& from,
             plans::ScheduledCall const& to, Offset midnight, Keeps keeps) {
  auto const& track = route.track;
  auto const begin = geo::nearest_on_polyline(route.stops[from.stop].position, track);
  auto const end = geo::nearest_on_polyline(route.stops[to.stop].position, track);
  struct Point {
    geo::Metres along;
    geo::Position position;
  };
  std::vector<Point> way{{begin.along, begin.position}};
  auto const [low, high] = std::minmax(begin.along, end.along);
  geo::Metres along;
  std::vector<Point> vertices;
  for (std::size_t i = 0; i < track.size(); ++i) {
    if (i > 0) {
      auto const leg = geo::geodesic(track[i - 1], track[i]);
      for (auto const turn : {low + kToStarboardBeyond, high - kToStarboardBeyond})
        if (keeps == Keeps::right && turn > along && turn < along + leg.distance)
          vertices.push_back({turn, geo::destination(track[i - 1], leg.initial, turn - along)});
      along = along + leg.distance;
    }
    vertices.push_back({along, track[i]});
  }
  if (begin.along > end.along) std::ranges::reverse(vertices);
  // Closer than a metre to a stop's place on the track a vertex is that place.
  auto const room = geo::Metres::from_metres(1);
  for (auto const& vertex : vertices)
    if (vertex.along > low + room && vertex.along < high - room) way.push_back(vertex);
  way.push_back({end.along, end.position});
  // Each by the course between those before and after it, as they are on the track; then as long as that way is.
  auto const on_track = way;
  for (std::size_t i = 1; i < way.size(); ++i) {
    auto const at = way[i].along;
    if (keeps == Keeps::right && at >= low + kToStarboardBeyond && at <= high - kToStarboardBeyond)
      way[i].position =
          to_starboard(way[i].position, geo::geodesic(on_track[i - 1].position, on_track[i + 1].position).initial);
    way[i].along = way[i - 1].along + geo::distance(way[i - 1].position, way[i].position);
  }
  auto const departs = midnight + minutes{from.departs};
  auto const took = seconds_of(minutes{to.arrives - from.departs});
  auto const length = (way.back().along - begin.along).metres();
  for (auto const& point : way) {
    double const share = length > 0 ? (point.along - begin.along).metres() / length : 0;
    auto const at = departs + Offset{std::llround(took * share * 1000)};
    if (!voyage.points.empty() && at <= voyage.points.back().at) continue;
    voyage.points.push_back({at, point.position});
  }
}

plans::ScheduledRoute const& route_named(CastShip const& ship, plans::PlanBrief const& plan,
                                         TimetableVoyage const& voyage) {
  for (auto const& route : plan.schedule.routes)
    if (voyage.route.empty() || route.name == voyage.route) return route;
  std::string known;
  for (auto const& route : plan.schedule.routes) known += (known.empty() ? "\"" : ", \"") + route.name + '"';
  throw std::invalid_argument("ship " + ship.name + ": the plan " + plan.plan_id + " has no route \"" + voyage.route +
                              "\" with a timetable; it has " + (known.empty() ? "none" : known));
}

/// The sailing, and how many minutes after midnight it leaves the stop.
plans::Sailing const& sailing_named(CastShip const& ship, plans::PlanBrief const& plan,
                                    plans::ScheduledRoute const& route, TimetableVoyage const& voyage) {
  int const departs = minutes_of(voyage.departs);
  std::string known;
  for (auto const& sailing : route.sailings)
    for (std::size_t i = 0; i + 1 < sailing.calls.size(); ++i) {
      auto const& call = sailing.calls[i];
      auto const& stop = route.stops[call.stop].name;
      if (!voyage.from.empty() && stop != voyage.from) continue;
      if (voyage.from.empty() && i > 0) continue;
      if (call.departs == departs) return sailing;
      if (known.size() < 200) known += (known.empty() ? "" : ", ") + clock_text(call.departs) + " from " + stop;
    }
  throw std::invalid_argument("ship " + ship.name + ": the plan " + plan.plan_id + " has no departure at " +
                              voyage.departs + (voyage.from.empty() ? "" : " from \"" + voyage.from + '"') + " on \"" +
                              route.name + "\"; it has " + (known.empty() ? "none from there" : known));
}

}  // namespace

Path::Path(std::vector<Waypoint> points) : points_(std::move(points)) {
  LINGDING_CHECK(!points_.empty());
  for (std::size_t i = 1; i < points_.size(); ++i) {
    auto const way = geo::geodesic(points_[i - 1].position, points_[i].position);
    double const took = seconds_of(points_[i].at - points_[i - 1].at);
    LINGDING_CHECK(took > 0);
    Leg leg{.course = way.initial,
            .length = way.distance,
            .speed = geo::Knots::from_metres_per_second(way.distance.metres() / took)};
    // A leg without length has no course: she keeps her heading.
    if (way.distance < geo::Metres::from_metres(0.01)) {
      leg.course = legs_.empty() ? *geo::TrueBearing::from_degrees(0) : legs_.back().course;
      leg.speed = geo::Knots{};
    }
    leg.turned = !legs_.empty() && turn_between(legs_.back().course, leg.course) > kTurnDegrees;
    legs_.push_back(leg);
  }
}

std::size_t Path::leg_at(Offset time) const {
  auto const after = std::ranges::upper_bound(points_, time, {}, &Waypoint::at);
  auto const index = static_cast<std::size_t>(after - points_.begin());
  return std::min(index == 0 ? 0 : index - 1, legs_.size() - 1);
}

Motion Path::at(Offset time) const {
  if (legs_.empty()) return {points_.front().position, *geo::TrueBearing::from_degrees(0), geo::Knots{}};
  auto const index = leg_at(time);
  auto const& leg = legs_[index];
  auto const& from = points_[index];
  if (time <= from.at) return {from.position, leg.course, time < begins() ? geo::Knots{} : leg.speed, leg.turned};
  if (time >= ends()) return {points_.back().position, leg.course, geo::Knots{}};
  auto const gone = geo::Metres::from_metres(leg.speed.metres_per_second() * seconds_of(time - from.at));
  return {leg.speed > geo::Knots{} ? geo::destination(from.position, leg.course, gone) : from.position, leg.course,
          leg.speed, leg.turned && time - from.at < kTurnLasts};
}

Path Path::resumed(geo::Position from, Offset stopped, Offset now) const {
  std::vector<Waypoint> rest{{now, from}};
  if (legs_.empty() || stopped >= ends()) return Path{std::move(rest)};
  auto const index = leg_at(stopped);
  for (std::size_t i = index; i < legs_.size(); ++i) {
    auto const& to = points_[i + 1];
    auto took = to.at - std::max(points_[i].at, i == index ? stopped : points_[i].at);
    if (i == index && legs_[i].speed > geo::Knots{}) {
      // She may have drifted: the way to the next waypoint is another, at the same speed.
      auto const way = geo::distance(from, to.position);
      took = Offset{std::llround(way.metres() / legs_[i].speed.metres_per_second() * 1000)};
    }
    rest.push_back({rest.back().at + std::max(took, Offset{1}), to.position});
  }
  return Path{std::move(rest)};
}

Voyage voyage_of(plans::ScheduledRoute const& route, plans::Sailing const& sailing, Offset midnight, Keeps keeps) {
  Voyage voyage;
  voyage.from = route.stops[sailing.calls.front().stop].name;
  voyage.to = route.stops[sailing.calls.back().stop].name;
  for (std::size_t i = 0; i + 1 < sailing.calls.size(); ++i) {
    add_way(voyage, route, sailing.calls[i], sailing.calls[i + 1], midnight, keeps);
    auto const& to = sailing.calls[i + 1];
    auto const leaves = midnight + minutes{to.departs};
    if (leaves > voyage.points.back().at) voyage.points.push_back({leaves, voyage.points.back().position});
  }
  return voyage;
}

geo::UtcDate local_day(geo::UtcTime when) {
  return std::chrono::floor<std::chrono::days>(when + plans::kScheduleOffset);
}

Offset local_midnight(geo::UtcTime begins, geo::UtcDate day) {
  return geo::UtcTime{day.time_since_epoch()} - plans::kScheduleOffset - begins;
}

Voyage cast_voyage(CastShip const& ship, plans::PlanBrief const& plan, Scenario const& scenario) {
  auto const& wanted = std::get<TimetableVoyage>(ship.voyage);
  auto const& route = route_named(ship, plan, wanted);
  auto const& sailing = sailing_named(ship, plan, route, wanted);
  auto const today = local_day(scenario.begins);
  Voyage voyage = voyage_of(route, sailing, local_midnight(scenario.begins, today), Keeps::track);
  for (auto const other : {today - std::chrono::days{1}, today + std::chrono::days{1}}) {
    if (voyage.points.back().at >= Offset{0} && voyage.points.front().at <= scenario.lasts) break;
    auto shifted = voyage_of(route, sailing, local_midnight(scenario.begins, other), Keeps::track);
    if (shifted.points.back().at >= Offset{0} && shifted.points.front().at <= scenario.lasts)
      voyage = std::move(shifted);
  }
  for (auto& point : voyage.points) point.at += wanted.late;
  return voyage;
}

Rota::Rota(std::vector<plans::PlanBrief const*> ships, geo::UtcTime begins)
    : ships_(std::move(ships)),
      hands_(ships_.size()),
      begins_(begins),
      next_day_(local_day(begins) - std::chrono::days{1}) {}

bool Rota::may_sail(std::size_t ship, std::size_t route, std::size_t sailing) const {
  auto const is_hers = [&](plans::PlanBrief const& brief) {
    auto const& routes = brief.schedule.routes;
    return route < routes.size() && sailing < routes[route].sailings.size() && routes[route].sailings[sailing].hers;
  };
  return is_hers(*ships_[ship]) ||
         std::ranges::none_of(ships_, [&](plans::PlanBrief const* other) { return is_hers(*other); });
}

void Rota::assign(geo::UtcDate day) {
  struct Candidate {
    Duty duty;
    std::size_t route;
    std::size_t sailing;
  };
  auto const midnight = local_midnight(begins_, day);
  std::vector<Candidate> candidates;
  // All ships of a plan have the same timetable; which sailings are hers is what differs.
  auto const& routes = ships_.front()->schedule.routes;
  for (std::size_t r = 0; r < routes.size(); ++r)
    for (std::size_t s = 0; s < routes[r].sailings.size(); ++s) {
      auto const& route = routes[r];
      auto const& sailing = route.sailings[s];
      if (!plans::runs_on(route, route.services[sailing.service], day)) continue;
      Duty const duty{midnight + minutes{sailing.calls.front().departs},
                      midnight + minutes{sailing.calls.back().arrives}, &route, &sailing, midnight};
      candidates.push_back({duty, r, s});
    }
  std::ranges::stable_sort(candidates, {}, [](Candidate const& one) { return one.duty.begins; });
  for (auto const& [duty, route, sailing] : candidates)
    for (std::size_t i = 0; i < hands_.size(); ++i) {
      auto& hand = hands_[i];
      auto const& from = duty.route->stops[duty.sailing->calls.front().stop].name;
      if (hand.free > duty.begins || (hand.began && hand.lies_at != from) || !may_sail(i, route, sailing)) continue;
      hand.began = true;
      hand.lies_at = duty.route->stops[duty.sailing->calls.back().stop].name;
      hand.free = duty.ends;
      hand.duties.push_back(duty);
      break;
    }
  // Overnight she is brought to where the first sailing of the day needs her.
  for (auto& hand : hands_) hand.began = false;
}

std::optional<Rota::Duty> Rota::next(std::size_t ship, Offset now) {
  auto& duties = hands_[ship].duties;
  for (;;) {
    while (!duties.empty() && duties.front().ends <= now) duties.erase(duties.begin());
    if (!duties.empty()) {
      auto const duty = duties.front();
      duties.erase(duties.begin());
      return duty;
    }
    if (local_midnight(begins_, next_day_) > now + kAhead) return std::nullopt;
    assign(next_day_);
    next_day_ += std::chrono::days{1};
  }
}

}  // namespace lingding::drill::detail
