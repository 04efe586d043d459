#include "plans/schedule.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ranges>

#include "geo/geodesic.hpp"

namespace lingding::plans {
namespace {

using std::chrono::minutes;

constexpr std::int64_t kMinutesInDay = 24 * 60;

/// Minutes since 1970 by the clocks of the three places; whole, as timetables are.
std::int64_t local_minutes(geo::UtcTime now) {
  return std::chrono::floor<minutes>(now + kScheduleOffset).time_since_epoch().count();
}
geo::UtcDate local_day(std::int64_t minute) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<minutes>{minutes{minute}});
}
std::int64_t midnight(geo::UtcDate day) {
  return std::int64_t{day.time_since_epoch().count()} * kMinutesInDay;
}

std::string clock_text(std::int64_t minute) {
  auto const of_day = static_cast<int>(((minute % kMinutesInDay) + kMinutesInDay) % kMinutesInDay);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", of_day / 60, of_day % 60);
  return text.data();
}

/// The way along the track from one stop to another, as positions.
class Track {
 public:
  explicit Track(std::vector<geo::Position> const& points) : points_(points) {}

  geo::Metres along(geo::Position stop) const { return geo::nearest_on_polyline(stop, points_).along; }
  geo::Position at(geo::Metres along) const {
    geo::Metres gone;
    for (std::size_t i = 1; i < points_.size(); ++i) {
      auto const leg = geo::geodesic(points_[i - 1], points_[i]);
      if (along <= gone + leg.distance && leg.distance > geo::Metres{})
        return geo::destination(points_[i - 1], leg.initial, along - gone);
      gone = gone + leg.distance;
    }
    return points_.back();
  }

 private:
  std::vector<geo::Position> const& points_;
};

std::string percent(double share) {
  return std::to_string(std::lround(share * 100)) + " %";
}

/// On the leg between two calls, at `minute` after the service day's midnight.
ScheduledPlace on_leg(ScheduledRoute const& route, Sailing const& sailing, ScheduledCall const& from,
                      ScheduledCall const& to, double minute) {
  auto const& first = route.stops[from.stop];
  auto const& last = route.stops[to.stop];
  auto const took = static_cast<double>(to.arrives - from.departs);
  double const share = std::clamp((minute - from.departs) / took, 0.0, 1.0);
  Track const track(route.track);
  auto const begin = track.along(first.position);
  auto const way = track.along(last.position) - begin;
  auto const in_time =
      geo::Metres::from_metres(std::abs(way.metres()) * static_cast<double>(kOffSchedule.count()) / took);
  auto const& end = route.stops[sailing.calls.back().stop];
  auto const& start = route.stops[sailing.calls.front().stop];
  auto words = "on the " + clock_text(sailing.calls.front().departs) + " from " + start.name + " to " + end.name +
               ", " + percent(share) + " of the way" +
               (sailing.calls.size() > 2 ? " from " + first.name + " to " + last.name : "");
  return {track.at(begin + way * share), std::max(in_time, kOffTrack), true, std::move(words)};
}

ScheduledPlace at_stop(ScheduledStop const& stop, std::string words) {
  return {stop.position, kAtBerth, false, std::move(words)};
}

void add(std::vector<ScheduledPlace>& places, ScheduledPlace place) {
  bool const there = std::ranges::any_of(places, [&](ScheduledPlace const& one) {
    return one.under_way == place.under_way && one.position == place.position;
  });
  if (!there) places.push_back(std::move(place));
}

/// One sailing of one day that bears on where she is.
struct Run {
  ScheduledRoute const* route = nullptr;
  Sailing const* sailing = nullptr;
  std::int64_t begins = 0;  ///< local minutes since 1970
  std::int64_t ends = 0;
  std::int64_t day = 0;  ///< its service day's midnight
};

/// All that begin or end within kBerthSearch of `minute`, by their beginning.
std::vector<Run> runs_near(Schedule const& schedule, std::int64_t minute) {
  std::vector<Run> runs;
  constexpr std::int64_t kSearch = std::int64_t{kBerthSearch.count()} * kMinutesInDay;
  // A trip's times may go on for days after its service day (24:40, and at most 49:59 by the schema, and as long as
  // duration_min after it).
  constexpr std::chrono::days kLongest{5};
  for (auto const& route : schedule.routes)
    for (auto day = local_day(minute) - kBerthSearch - kLongest; day <= local_day(minute) + kBerthSearch;
         day += std::chrono::days{1}) {
      std::vector<bool> runs_today;
      for (auto const& service : route.services) runs_today.push_back(runs_on(route, service, day));
      for (auto const& sailing : route.sailings) {
        if (!runs_today[sailing.service]) continue;
        auto const from = midnight(day);
        Run const run{&route, &sailing, from + sailing.calls.front().departs, from + sailing.calls.back().arrives,
                      from};
        if (run.ends >= minute - kSearch && run.begins <= minute + kSearch) runs.push_back(run);
      }
    }
  std::ranges::stable_sort(runs, {}, &Run::begins);
  return runs;
}

/// Between two calls, or at one on the way. \pre run.begins <= minute < run.ends
ScheduledPlace during(Run const& run, std::int64_t minute, double exact) {
  auto const& calls = run.sailing->calls;
  for (std::size_t i = 0; i + 1 < calls.size(); ++i) {
    if (minute < run.day + calls[i].departs)
      return at_stop(run.route->stops[calls[i].stop], "at " + run.route->stops[calls[i].stop].name + ", before the " +
                                                          clock_text(run.day + calls[i].departs));
    if (minute < run.day + calls[i + 1].arrives)
      return on_leg(*run.route, *run.sailing, calls[i], calls[i + 1], exact - static_cast<double>(run.day));
  }
  return at_stop(run.route->stops[calls.back().stop], "at " + run.route->stops[calls.back().stop].name);
}

/// Where the last sailing before ended, and whence the next begins.
void add_berths(std::vector<ScheduledPlace>& places, std::vector<Run> const& runs, std::int64_t minute) {
  Run const* last = nullptr;
  Run const* next = nullptr;
  for (auto const& run : runs) {
    if (run.ends <= minute && (last == nullptr || run.ends > last->ends)) last = &run;
    if (run.begins > minute && next == nullptr) next = &run;
  }
  if (last != nullptr) {
    auto const& stop = last->route->stops[last->sailing->calls.back().stop];
    add(places, at_stop(stop, "at " + stop.name + ", since the arrival of " + clock_text(last->ends)));
  }
  if (next != nullptr) {
    auto const& stop = next->route->stops[next->sailing->calls.front().stop];
    add(places, at_stop(stop, "at " + stop.name + ", before the " + clock_text(next->begins)));
  }
}

}  // namespace

bool runs_on(ScheduledRoute const& route, ServiceDays const& service, geo::UtcDate day) {
  if (day < route.valid_from || (route.valid_to && day > *route.valid_to)) return false;
  if (std::ranges::find(service.removed, day) != service.removed.end()) return false;
  if (std::ranges::find(service.added, day) != service.added.end()) return true;
  bool const in_season =
      service.seasons.empty() || std::ranges::any_of(service.seasons, [&](ServiceDays::Season const& season) {
        return season.from <= day && day <= season.to;
      });
  if (!in_season) return false;
  auto const weekday = std::chrono::weekday{day}.iso_encoding() - 1;
  return service.holidays || (service.weekdays >> weekday & 1U) != 0;
}

std::vector<ScheduledPlace> scheduled_places(Schedule const& schedule, geo::UtcTime now) {
  auto const minute = local_minutes(now);
  double const exact =
      std::chrono::duration<double, std::ratio<60>>((now + kScheduleOffset).time_since_epoch()).count();
  auto const runs = runs_near(schedule, minute);
  std::vector<ScheduledPlace> places;
  bool surely_hers = false;
  for (auto const& run : runs | std::views::reverse) {
    if (minute < run.begins || minute >= run.ends) continue;
    add(places, during(run, minute, exact));
    surely_hers = surely_hers || run.sailing->hers;
  }
  if (!surely_hers) add_berths(places, runs, minute);
  return places;
}

ScheduledStop const* nearest_stop(Schedule const& schedule, geo::Position position, geo::Metres reach) {
  ScheduledStop const* nearest = nullptr;
  auto least = reach;
  for (auto const& route : schedule.routes)
    for (auto const& stop : route.stops) {
      auto const distance = geo::distance(position, stop.position);
      if (distance > least || (nearest != nullptr && distance == least)) continue;
      nearest = &stop;
      least = distance;
    }
  return nearest;
}

}  // namespace lingding::plans
