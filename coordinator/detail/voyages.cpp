#include "coordinator/detail/voyages.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace lingding::coordinator::detail {
namespace {

using std::chrono::days;
using std::chrono::minutes;

/// The point of the line nearest to `to`, as metres along it.
double nearest_along(std::vector<Point> const& line, Point to) {
  double gone = 0;
  double best = 0;
  double least = -1;
  for (std::size_t i = 1; i < line.size(); ++i) {
    Point const leg = line[i] - line[i - 1];
    double const square = dot(leg, leg);
    double const share = square > 0 ? std::clamp(dot(to - line[i - 1], leg) / square, 0.0, 1.0) : 0;
    double const off = length(to - (line[i - 1] + leg * share));
    if (least < 0 || off < least) {
      least = off;
      best = gone + share * std::sqrt(square);
    }
    gone += std::sqrt(square);
  }
  return best;
}

/// A trip's times may be as many days after its service day as plans/schedule.cpp allows for.
constexpr days kLongest{5};

bool certain_on(plans::ServiceDays const& service, geo::UtcDate day) {
  if (std::ranges::find(service.added, day) != service.added.end()) return true;
  return (service.weekdays >> (std::chrono::weekday{day}.iso_encoding() - 1) & 1U) != 0;
}

}  // namespace

VoyageTrack::VoyageTrack(plans::ScheduledRoute const& route, plans::Sailing const& sailing)
    : plane_(route.stops[sailing.calls.front().stop].position),
      from_(route.stops[sailing.calls.front().stop].position),
      to_(route.stops[sailing.calls.back().stop].position) {
  // The plane touches half way, where its error to both ends is least.
  Point const end = plane_.at(to_);
  plane_ = Plane{plane_.position(end * 0.5)};
  std::vector<Point> line;
  for (auto const& position : route.track) line.push_back(plane_.at(position));
  double begin = nearest_along(line, plane_.at(from_));
  double finish = nearest_along(line, plane_.at(to_));
  if (begin > finish) {
    double whole = 0;
    for (std::size_t i = 1; i < line.size(); ++i) whole += detail::length(line[i] - line[i - 1]);
    std::ranges::reverse(line);
    begin = whole - begin;
    finish = whole - finish;
  }
  // From stop to stop, and the berths themselves as its ends.
  points_.push_back(plane_.at(from_));
  double gone = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0) gone += detail::length(line[i] - line[i - 1]);
    if (gone > begin && gone < finish) points_.push_back(line[i]);
  }
  points_.push_back(plane_.at(to_));
  ends_.push_back(0);
  for (std::size_t i = 1; i < points_.size(); ++i)
    ends_.push_back(ends_.back() + detail::length(points_[i] - points_[i - 1]));
  for (std::size_t i = 1; i + 1 < sailing.calls.size(); ++i)
    dwells_.push_back({nearest_along(points_, plane_.at(route.stops[sailing.calls[i].stop].position)),
                       sailing.calls[i].departs - sailing.calls[i].arrives});
}

VoyageTrack::Place VoyageTrack::project(geo::Position position) const {
  Point const to = plane_.at(position);
  Place best;
  bool first = true;
  for (std::size_t i = 1; i < points_.size(); ++i) {
    Point const leg = points_[i] - points_[i - 1];
    double const long_is = ends_[i] - ends_[i - 1];
    if (!(long_is > 0)) continue;
    double const share = std::clamp(dot(to - points_[i - 1], leg) / (long_is * long_is), 0.0, 1.0);
    double const off = detail::length(to - (points_[i - 1] + leg * share));
    if (!first && off >= best.off) continue;
    best = {ends_[i - 1] + share * long_is, off, leg * (1 / long_is)};
    first = false;
  }
  return best;
}

geo::Position VoyageTrack::beside(double along, double aside) const {
  for (std::size_t i = 1; i < points_.size(); ++i) {
    double const long_is = ends_[i] - ends_[i - 1];
    if (along > ends_[i] || !(long_is > 0)) continue;
    Point const direction = (points_[i] - points_[i - 1]) * (1 / long_is);
    Point const port{-direction.north, direction.east};
    return plane_.position(points_[i - 1] + direction * std::max(0.0, along - ends_[i - 1]) + port * aside);
  }
  return to_;
}

double VoyageTrack::aside(geo::Position position, Place const& place) const {
  return cross(place.direction, plane_.at(position) - plane_.at(at(place.along)));
}

std::int32_t VoyageTrack::dwell_after(double along) const {
  std::int32_t sum = 0;
  for (auto const& dwell : dwells_)
    if (dwell.along > along) sum += dwell.minutes;
  return sum;
}

bool VoyageTrack::calls_near(double along, double reach) const {
  return std::ranges::any_of(dwells_, [&](Dwell const& dwell) { return std::abs(dwell.along - along) < reach; });
}

std::vector<Voyage> voyages_between(std::vector<plans::Schedule const*> const& ships, geo::UtcTime after,
                                    geo::UtcTime until) {
  std::map<std::tuple<geo::UtcTime, std::uint32_t, std::uint32_t, std::uint32_t, geo::UtcTime, std::int64_t>, Voyage>
      made;
  // By route, and the stops with the minutes at each.
  std::map<std::pair<std::uint32_t, std::vector<std::int32_t>>, std::shared_ptr<VoyageTrack const>> tracks;
  auto const last_day = std::chrono::floor<days>(until + plans::kScheduleOffset);
  for (std::uint32_t ship = 0; ship < ships.size(); ++ship)
    for (std::uint32_t r = 0; r < ships[ship]->routes.size(); ++r) {
      auto const& route = ships[ship]->routes[r];
      if (route.track.size() < 2) continue;
      for (auto day = std::chrono::floor<days>(after + plans::kScheduleOffset) - kLongest; day <= last_day;
           day += days{1}) {
        std::vector<bool> runs;
        for (auto const& service : route.services) runs.push_back(plans::runs_on(route, service, day));
        for (auto const& sailing : route.sailings) {
          if (!runs[sailing.service]) continue;
          geo::UtcTime const midnight = geo::UtcTime{day} - plans::kScheduleOffset;
          auto const departs = midnight + minutes{sailing.calls.front().departs};
          if (departs < after || departs >= until) continue;
          auto const from = sailing.calls.front().stop;
          auto const to = sailing.calls.back().stop;
          auto const arrives = midnight + minutes{sailing.calls.back().arrives};
          if (from == to || arrives <= departs) continue;
          auto& voyage = made[{departs, r, from, to, arrives, sailing.hers ? std::int64_t{ship} : -1}];
          if (!voyage.track) {
            std::vector<std::int32_t> stops;
            for (auto const& call : sailing.calls) {
              stops.push_back(static_cast<std::int32_t>(call.stop));
              stops.push_back(call.departs - call.arrives);
            }
            auto& track = tracks[{r, stops}];
            // Ships of one plan have the same routes; the timetable differs by ship alone.
            if (!track) track = std::make_shared<VoyageTrack const>(route, sailing);
            voyage = {r, from, to, departs, arrives, track, {}, sailing.hers, false};
          }
          voyage.certain = voyage.certain || certain_on(route.services[sailing.service], day);
          if (voyage.ships.empty() || voyage.ships.back() != ship) voyage.ships.push_back(ship);
        }
      }
    }
  std::vector<Voyage> voyages;
  for (auto& [key, voyage] : made)
    if (voyage.track->length() > 0) voyages.push_back(std::move(voyage));
  return voyages;
}

}  // namespace lingding::coordinator::detail
