#include "coordinator/closing.hpp"

#include <cmath>

#include "coordinator/detail/plane.hpp"

namespace lingding::coordinator {
namespace {

using detail::Plane;
using detail::Point;

Point velocity(Moving const& ship) {
  double const course = geo::Degrees::from_degrees(ship.course.degrees()).radians();
  double const speed = ship.speed.metres_per_second();
  return {speed * std::sin(course), speed * std::cos(course)};
}

/// Half way between two positions that are some miles apart. Empty near a pole.
std::optional<geo::Position> midpoint(geo::Position one, geo::Position other) {
  constexpr double kNearPole = 89;
  if (std::abs(one.latitude.degrees()) > kNearPole || std::abs(other.latitude.degrees()) > kNearPole)
    return std::nullopt;
  Plane const plane{one};
  return plane.position(plane.at(other) * 0.5);
}

}  // namespace

std::optional<ClosestApproach> closest_approach(Moving const& one, Moving const& other) {
  auto const middle = midpoint(one.position, other.position);
  if (!middle) return std::nullopt;
  Plane const plane{*middle};
  Point const apart = plane.at(other.position) - plane.at(one.position);
  if (detail::length(apart) > kPlaneReach.metres()) return std::nullopt;
  Point const relative = velocity(other) - velocity(one);
  double const speed = detail::length(relative);
  if (speed < kSameVelocity.metres_per_second()) return std::nullopt;
  double const seconds = -detail::dot(apart, relative) / (speed * speed);
  Point const then = apart + relative * seconds;
  return ClosestApproach{geo::Metres::from_metres(detail::length(then)),
                         std::chrono::milliseconds{std::llround(seconds * 1000)}};
}

}  // namespace lingding::coordinator
