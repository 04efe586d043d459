#include "geo/route.hpp"

#include <algorithm>
#include <cmath>

#include "geo/geodesic.hpp"

namespace lingding::geo {

Metres RouteShares::whole() const {
  Metres sum = outside;
  for (auto const share : by_centre) sum = sum + share;
  return sum;
}

RouteShares route_shares(WaterMap const& water, std::span<Position const> route, UtcDate on) {
  RouteShares shares;
  for (std::size_t leg = 1; leg < route.size(); ++leg) {
    auto const way = geodesic(route[leg - 1], route[leg]);
    // Each piece counts for the centre at its middle: at a limit, half a piece is wrong at most.
    auto const pieces =
        std::max(1, static_cast<int>(std::ceil(way.distance.metres() / (2 * kRouteShareTolerance.metres()))));
    auto const piece = way.distance * (1.0 / pieces);
    for (int i = 0; i < pieces; ++i) {
      auto const* const region =
          water.responsible_region(destination(route[leg - 1], way.initial, piece * (i + 0.5)), on);
      auto& share = region == nullptr ? shares.outside : shares.by_centre[static_cast<std::size_t>(region->ref.centre)];
      share = share + piece;
    }
  }
  return shares;
}

}  // namespace lingding::geo
