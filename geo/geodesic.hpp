#pragma once
// Geodesics on the WGS 84 ellipsoid, by PROJ's geodesic.h (C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87,
// 2013).

#include <span>

#include "geo/position.hpp"
#include "geo/units.hpp"

namespace lingding::geo {

/// How far a distance or a destination may be from the exact one, for any two points, antipodal ones too: 15 nm is
/// Karney's figure for double precision (2013, section 9); this leaves room for degrees that are not exact in binary.
inline constexpr Metres kGeodesicTolerance = Metres::from_metres(1e-7);

/// The shortest way from one position to another.
struct GeodesicPath {
  Metres distance;
  TrueBearing initial;  ///< at the start, towards the end
  TrueBearing final;    ///< at the end, going on in the same direction
};

/// Equal points: distance 0, both bearings 180 less the longitude's turn (PROJ's convention; they mean nothing). From a
/// pole the bearing is measured against the meridian that the position's own longitude names. Nearly antipodal points:
/// one of the ways that are shortest.
GeodesicPath geodesic(Position from, Position to);
Metres distance(Position from, Position to);

/// Where one is after `distance` along the geodesic that starts with `bearing`. A negative distance goes backwards.
/// The longitude comes out within −180 … 180.
Position destination(Position from, TrueBearing bearing, Metres distance);

/// How closely the nearest point below is found, along the line. The distance to it is far closer than that (its error
/// grows with the square).
inline constexpr Metres kNearestTolerance = Metres::from_metres(0.001);

struct NearestPoint {
  Position position;  ///< on the line
  Metres distance;    ///< from the point that was asked about
  Metres along;       ///< from the line's start
};

/// The point of the geodesic from `start` to `end` that is nearest to `point`; one of the ends when that is nearer.
/// Correct for any length of line and any distance, over the poles and across 180° too. Equal ends make a line of zero
/// length: that point.
NearestPoint nearest_on_segment(Position point, Position start, Position end);

/// Distance of `point` from the geodesic through `start` and `end` going on beyond both, positive to starboard of the
/// direction from `start` to `end`. Accurate to kNearestTolerance for points within 2 000 km of the stretch between 2
/// 000 km before `start` and 2 000 km beyond `end`. \pre start ≠ end.
Metres cross_track(Position point, Position start, Position end);

/// The nearest point of a line of geodesics from position to position; `along` counts from the first.
/// \pre !line.empty(). One position alone is a line of zero length.
NearestPoint nearest_on_polyline(Position point, std::span<Position const> line);

/// The length of a line of geodesics; zero for fewer than two positions.
Metres length(std::span<Position const> line);

}  // namespace lingding::geo
