#pragma once
// A plane that touches the ellipsoid at one point: small distances without the cost of geodesics.

#include <cmath>
#include <numbers>

#include "geo/position.hpp"

namespace lingding::coordinator::detail {

/// Metres east and north of the plane's origin.
struct Point {
  double east = 0;
  double north = 0;
  friend Point operator-(Point a, Point b) { return {a.east - b.east, a.north - b.north}; }
  friend Point operator+(Point a, Point b) { return {a.east + b.east, a.north + b.north}; }
  friend Point operator*(Point a, double factor) { return {a.east * factor, a.north * factor}; }
};
inline double dot(Point a, Point b) {
  return a.east * b.east + a.north * b.north;
}
/// Positive when b is to the left of a.
inline double cross(Point a, Point b) {
  return a.east * b.north - a.north * b.east;
}
inline double length(Point a) {
  return std::sqrt(dot(a, a));
}

/// Scaled by the radii of curvature of WGS 84 (NGA.STND.0036, 2014, table 3.1: a, f) at its origin: exact there, off by
/// the share tan φ · Δφ of the east-west part away from it (0.35 % half a degree from 22°N). Longitudes are taken the
/// shorter way round.
class Plane {
 public:
  explicit Plane(geo::Position origin) : origin_(origin) {
    constexpr double kSemiMajor = 6'378'137.0;
    constexpr double kFlattening = 1 / 298.257223563;
    constexpr double kSquare = kFlattening * (2 - kFlattening);
    double const latitude = origin.latitude.degrees() * kRadians;
    double const sine = std::sin(latitude);
    double const w = 1 - kSquare * sine * sine;
    north_ = kSemiMajor * (1 - kSquare) / (w * std::sqrt(w)) * kRadians;
    east_ = kSemiMajor / std::sqrt(w) * std::cos(latitude) * kRadians;
  }
  Point at(geo::Position position) const {
    double turn = position.longitude.degrees() - origin_.longitude.degrees();
    if (turn > 180) turn -= 360;
    if (turn < -180) turn += 360;
    return {turn * east_, (position.latitude.degrees() - origin_.latitude.degrees()) * north_};
  }
  /// \pre the point is on the Earth: no farther than a quarter of a turn from the origin
  geo::Position position(Point point) const {
    double longitude = origin_.longitude.degrees() + point.east / east_;
    if (longitude > 180) longitude -= 360;
    if (longitude < -180) longitude += 360;
    auto const position = geo::Position::from_degrees(origin_.latitude.degrees() + point.north / north_, longitude);
    return position ? *position : origin_;
  }

 private:
  static constexpr double kRadians = std::numbers::pi / 180;
  geo::Position origin_;
  double east_ = 0;
  double north_ = 0;
};

/// Metres, for positions some miles apart.
inline double plane_distance(geo::Position a, geo::Position b) {
  return length(Plane{a}.at(b));
}

}  // namespace lingding::coordinator::detail
