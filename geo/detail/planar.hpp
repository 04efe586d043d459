#pragma once
// Points and edges in the plane of longitude and latitude, and the one question that is answered exactly: which side?

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

}  // namespace lingding::geo::detail
