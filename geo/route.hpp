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

/// How far a share may be from the exact one, for each time that the route crosses a limit.
inline constexpr Metres kRouteShareTolerance = Metres::from_metres(25);

/// The route goes by geodesics from position to position. Fewer than two positions: all zero.
RouteShares route_shares(WaterMap const& water, std::span<Position const> route, UtcDate on);

}  // namespace lingding::geo
