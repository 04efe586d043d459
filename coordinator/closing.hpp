#pragma once
// How near two ships will come to each other if both go on as they are, and when.

#include <chrono>
#include <optional>

#include "geo/position.hpp"
#include "geo/units.hpp"

namespace lingding::coordinator {

/// A ship that keeps her course and speed over ground.
struct Moving {
  geo::Position position;
  geo::TrueBearing course;
  geo::Knots speed;
  bool operator==(Moving const&) const = default;
};

struct ClosestApproach {
  geo::Metres distance;                ///< CPA
  std::chrono::milliseconds after{0};  ///< TCPA; negative: it was before now
  bool operator==(ClosestApproach const&) const = default;
};

/// The plane below is good for two ships within this of each other; farther apart nothing is said.
inline constexpr geo::Metres kPlaneReach = geo::Metres::from_nautical_miles(12);
/// The closest distance is within this share of the distance that they are apart now, and kPlaneMargin, up to 60° of
/// latitude, when the closest approach is within kPlaneSpan: the plane's scale is exact at the midpoint alone, and what
/// is a straight course on it bends on the ellipsoid.
inline constexpr double kPlaneError = 0.003;
inline constexpr geo::Metres kPlaneMargin = geo::Metres::from_metres(15);
inline constexpr std::chrono::seconds kPlaneSpan{300};
/// Two ships whose velocities differ by less than this keep their distance: no closest approach is ahead or behind.
inline constexpr geo::Knots kSameVelocity = geo::Knots::from_knots(0.1);

/// By relative motion on the plane that touches the ellipsoid at the midpoint of the two (radii of curvature of WGS 84
/// there). Empty: farther apart than kPlaneReach, nearer than that to a pole or astride of 180° by more than the plane
/// can say, or with the same velocity.
std::optional<ClosestApproach> closest_approach(Moving const& one, Moving const& other);

}  // namespace lingding::coordinator
