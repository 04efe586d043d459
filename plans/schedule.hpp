#pragma once
// When and where a plan's ship sails, as its routes and timetables say, and where she may be by them at a moment.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"

namespace lingding::plans {

/// The three places keep UTC+8 all the year (the schema's timetable.utc_offset).
inline constexpr std::chrono::hours kScheduleOffset{8};

/// A terminal at which a route's ships call.
struct ScheduledStop {
  std::string name;     ///< English
  std::string name_zh;  ///< traditional Chinese, else simplified; empty: none stated
  geo::Position position;
  bool operator==(ScheduledStop const&) const = default;
};

/// On which days of the service trips run. Days are local.
struct ServiceDays {
  std::uint8_t weekdays = 0;  ///< bit 0 Monday … bit 6 Sunday
  /// On public holidays, which no plan lists: any day may be one.
  bool holidays = false;
  struct Season {
    geo::UtcDate from{};
    geo::UtcDate to{};  ///< the last day
    bool operator==(Season const&) const = default;
  };
  std::vector<Season> seasons;  ///< empty: as long as the timetable is valid
  std::vector<geo::UtcDate> added;
  std::vector<geo::UtcDate> removed;
  bool operator==(ServiceDays const&) const = default;
};

/// A trip's time at one stop, in minutes after the service day's midnight; 1500 is one in the morning of the day after.
struct ScheduledCall {
  std::uint32_t stop = 0;  ///< of ScheduledRoute::stops
  std::int32_t arrives = 0;
  std::int32_t departs = 0;  ///< equal to `arrives` at the ends of the trip
  bool operator==(ScheduledCall const&) const = default;
};

struct Sailing {
  std::uint32_t service = 0;         ///< of ScheduledRoute::services
  bool hers = false;                 ///< the timetable names her for it, or the plan has no other ship
  std::vector<ScheduledCall> calls;  ///< two or more, times never going back
  bool operator==(Sailing const&) const = default;
};

struct ScheduledRoute {
  std::string name;  ///< English
  std::vector<geo::Position> track;
  std::vector<ScheduledStop> stops;  ///< in the order of the outward trip
  geo::UtcDate valid_from{};
  std::optional<geo::UtcDate> valid_to;  ///< the last day; empty: open
  std::vector<ServiceDays> services;
  std::vector<Sailing> sailings;
  bool operator==(ScheduledRoute const&) const = default;
};

/// Of one ship of a plan. Empty: the plan states none, or more sailings than kMaxSailings.
struct Schedule {
  std::vector<ScheduledRoute> routes;
  bool empty() const { return routes.empty(); }
  bool operator==(Schedule const&) const = default;
};

/// Of all routes together. A sailing each quarter of an hour in both directions on four kinds of days is 768.
inline constexpr std::size_t kMaxSailings = 1000;
inline constexpr std::size_t kMaxScheduleRoutes = 20;
inline constexpr std::size_t kMaxScheduleStops = 20;
/// A track is thinned to so many positions.
inline constexpr std::size_t kMaxScheduleTrack = 64;

/// A ship is taken to be as far ahead of her timetable or behind it as this. Design value: the departures of the plans
/// at hand are half an hour and more apart, and a ferry that is later than a third of that is reported late.
inline constexpr std::chrono::minutes kOffSchedule{10};
/// … and no better known than this, as tracks are those usually sailed, not those sailed. Design value: coordinator's
/// kOnRoute, in which a ferry counts as on her route, less what the thinning of tracks takes.
inline constexpr geo::Metres kOffTrack = geo::Metres::from_nautical_miles(1);
/// How far back and ahead a sailing is looked for that says at which berth she lies.
inline constexpr std::chrono::days kBerthSearch{7};

/// One place where she may be.
struct ScheduledPlace {
  geo::Position position;
  geo::Metres radius;      ///< of uncertainty: how far she sails within kOffSchedule; kAtBerth at a berth
  bool under_way = false;  ///< else at a stop
  std::string words;       ///< "on the 22:30 from A to B, 40 % of the way"; "at A, before the 07:00"
  bool operator==(ScheduledPlace const&) const = default;
};
/// A stop's own extent: as far as a track may begin from it (plan check route_first_stop).
inline constexpr geo::Metres kAtBerth = geo::Metres::from_nautical_miles(0.3);

/// Where the timetable has her at `now`: on every sailing that is under way then, the one that left last first; without
/// any, or when the sailings may be another ship's, at the stop where the last sailing ended and at that from which the
/// next one begins. Each place once. Empty: no sailing within kBerthSearch on either side. Positions under way are
/// interpolated along the track by the time between two stops, arrivals and departures counted at the minute.
std::vector<ScheduledPlace> scheduled_places(Schedule const& schedule, geo::UtcTime now);

/// True when the service runs on that local day.
bool runs_on(ScheduledRoute const& route, ServiceDays const& service, geo::UtcDate day);

/// The stop that is nearest, within `reach`; nullptr: none is so near.
ScheduledStop const* nearest_stop(Schedule const& schedule, geo::Position position, geo::Metres reach);

}  // namespace lingding::plans
