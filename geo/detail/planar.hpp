#pragma once
// Points and edges in the plane of longitude and latitude, and the one question that is answered exactly: which side?

#include <cmath>
#include <vector>

namespace lingding::geo::detail {

/// Degrees, as in a region's WKB.
struct PlanarPoint {
  double longitude = 0;
  double latitude = 0;
  bool operator==(PlanarPoint const&) const = default;
};

struct Edge {
  PlanarPoint from;
  PlanarPoint to;
};

/// Closed: the last point is the first one again.
using Ring = std::vector<PlanarPoint>;

/// The sign of (to − from) × (point − from): 1 when `point` lies to the left of the line from `from` to `to`, −1 to the
/// right, 0 on it. Exact, unless two
/// coordinates that are not 0 but smaller than 1e-150 degrees meet (J. R. Shewchuk, "Adaptive precision
/// floating-point arithmetic and fast robust geometric predicates", Discrete & Computational Geometry 18, 1997).
int orientation(PlanarPoint from, PlanarPoint to, PlanarPoint point);

/// The same by exact arithmetic alone, for what the quick way can't decide.
int exact_orientation(PlanarPoint from, PlanarPoint to, PlanarPoint point);

inline int orientation(PlanarPoint from, PlanarPoint to, PlanarPoint point) {
  double const left = (to.longitude - from.longitude) * (point.latitude - from.latitude);
  double const right = (to.latitude - from.latitude) * (point.longitude - from.longitude);
  double const determinant = left - right;
  // Shewchuk 1997, section 4: (3 + 16 ε) ε with ε = 2⁻⁵³ bounds the rounding of the determinant against |left| +
  // |right|. The smallest addition covers products that are too small for a double.
  constexpr double kEpsilon = 0x1p-53;
  double const bound = (3 + 16 * kEpsilon) * kEpsilon * (std::abs(left) + std::abs(right)) + 1e-300;
  if (determinant > bound) return 1;
  if (determinant < -bound) return -1;
  return exact_orientation(from, to, point);
}

}  // namespace lingding::geo::detail
