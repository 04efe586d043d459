#pragma once
// How much of a route lies in whose waters.

#include <array>
#include <span>

#include "geo/centre.hpp"
#include "geo/position.hpp"
#include "geo/units.hpp"
#include "geo/water.hpp"

namespace lingding::geo {

/// A route, by the centre that is responsible along it.
struct RouteShares {
  std::array<Metres, kCentres.size()> by_centre{};  ///< in the order of kCentres
  Metres outside;                                   ///< in nobody's waters
  Metres in(CentreId centre) const { return by_centre[static_cast<std::size_t>(centre)]; }
  Metres whole() const;
};

/// Where the route crosses a limit is found within this, for each crossing.
inline constexpr Metres kRouteShareTolerance = Metres::from_metres(0.1);
/// The route is looked at no further apart than this: waters that it only clips, entering and leaving within one such
/// piece, may be missed, and their length then counts for what is around them.
inline constexpr Metres kRouteSampling = Metres::from_metres(50);

/// The route goes by geodesics from position to position; lengths are geodesic too, and add up to the route's. Fewer
/// than two positions: all zero. The work grows with the length: about 37 look-ups a nautical mile, and 10 a crossing.
RouteShares route_shares(WaterMap const& water, std::span<Position const> route, UtcDate on);

}  // namespace lingding::geo
