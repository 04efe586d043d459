#pragma once
// Rhumb lines (loxodromes) on the WGS 84 ellipsoid: courses of one bearing, which limits drawn on a Mercator chart
// follow.

#include <cstddef>
#include <optional>
#include <vector>

#include "geo/position.hpp"
#include "geo/units.hpp"

namespace lingding::geo {

/// How far a distance or a destination below may be from the exact one, for lines that end more than 1 km from the
/// poles: the rounding of the isometric latitude, and the series of the meridian arc, which is cut after the fifth
/// power of n (1e-10 m).
inline constexpr Metres kRhumbTolerance = Metres::from_metres(1e-3);

struct RhumbPath {
  Metres distance;
  TrueBearing bearing;
};

/// The rhumb line between two positions that goes the shorter way round; exactly 180° apart in longitude: eastward.
/// From or to a pole: along the other position's meridian. Equal positions: distance 0, bearing 0.
RhumbPath rhumb(Position from, Position to);

/// Where one is after `distance` ≥ 0 on a constant bearing. Empty when a pole would be reached or passed, where a rhumb
/// line ends.
std::optional<Position> rhumb_destination(Position from, TrueBearing bearing, Metres distance);

/// `pieces` + 1 positions that cut the rhumb line into pieces of equal length, the given ends themselves included,
/// longitudes within −180 … 180. \pre pieces > 0.
std::vector<Position> rhumb_points(Position from, Position to, std::size_t pieces);

}  // namespace lingding::geo
