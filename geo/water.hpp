#pragma once
// Whose water is it? Look-up of a position in the regions in force on a day, in memory.

#include <memory>
#include <optional>
#include <vector>

#include "geo/position.hpp"
#include "geo/region.hpp"
#include "geo/units.hpp"

namespace lingding::geo {

/// How far a boundary distance below may be from the exact geodesic distance to the limit, whose edges are straight in
/// longitude and latitude. (Rhumb and geodesic edges are first followed within kEdgeToleranceMetres.) Boundaries nearer
/// to each other than this, such as a limit that two regions share, count as equally near, and the region with the
/// higher priority gives its name.
inline constexpr Metres kBoundaryTolerance = Metres::from_metres(0.001);

/// What the regions say of one position.
struct WaterFinding {
  std::vector<RegionRef> inside;  ///< regions that contain it, highest priority first; a boundary counts as inside
  std::vector<RegionRef>
      possible;  ///< regions that it may be in within the radius of uncertainty, and is not inside; by priority
  /// Geodesic distance to the nearest boundary of any region in force, and whose boundary it is; empty when none is in
  /// force.
  std::optional<Metres> boundary_distance;
  std::optional<RegionRef> boundary_of;
};

/// Immutable once made; look-ups may run on several threads at once.
///
/// What a region contains is decided in the plane of longitude and latitude, exactly, as GEOS's `covers` does: a
/// boundary is inside. Regions of equal priority: the one whose id comes first in ASCII order is taken as the higher.
/// Longitudes 180 and −180 are one meridian: a region contains a position on it when it contains either form. A pole is
/// one point: a region contains it when it reaches the pole's latitude anywhere.
class WaterMap {
 public:
  /// \throws std::invalid_argument when make_region_set would refuse the regions: the message names the region, GEOS's
  /// reason and the coordinate.
  /// The regions come back from regions() in order, under the digest given, or under their own if none was given.
  explicit WaterMap(RegionSet regions);
  WaterMap(WaterMap&&) noexcept;
  WaterMap& operator=(WaterMap&&) noexcept;
  ~WaterMap();

  /// \param radius of uncertainty, ≥ 0; the circle is geodesic.
  WaterFinding find(Position position, Metres radius, UtcDate on) const;
  /// The region with the highest priority that contains the position; the fast path, no distances. nullptr: none.
  Region const* responsible_region(Position position, UtcDate on) const;
  RegionSet const& regions() const;

 private:
  class Impl;
  std::unique_ptr<Impl const> impl_;
};

}  // namespace lingding::geo
