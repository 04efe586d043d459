#include "geo/route.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "geo/geodesic.hpp"

namespace lingding::geo {
namespace {

/// Whose water it is; empty: nobody's.
using Owner = std::optional<CentreId>;

/// One leg of a route: the geodesic from one position to the next.
class Leg {
 public:
  Leg(WaterMap const& water, Position from, Position to, UtcDate on)
      : water_(water), from_(from), to_(to), on_(on), way_(geodesic(from, to)) {}

  void add_to(RouteShares& shares) const {
    // Both ends of a piece in one centre's waters: the piece is. Else the limit between them is looked for.
    double const whole = way_.distance.metres();
    auto const pieces = static_cast<int>(std::max(1.0, std::ceil(whole / kRouteSampling.metres())));
    double start = 0;
    Owner at_start = owner_at(0);
    for (int i = 1; i <= pieces; ++i) {
      double const end = i < pieces ? whole * (static_cast<double>(i) / pieces) : whole;
      Owner const at_end = owner_at(end);
      if (at_end == at_start) {
        add(shares, at_start, end - start);
      } else {
        split(shares, start, at_start, end, at_end);
      }
      start = end;
      at_start = at_end;
    }
  }

 private:
  Owner owner_at(double along) const {
    Position const place = along <= 0 ? from_
                           : along >= way_.distance.metres()
                               ? to_
                               : destination(from_, way_.initial, Metres::from_metres(along));
    auto const* const region = water_.responsible_region(place, on_);
    return region == nullptr ? Owner{} : Owner{region->ref.centre};
  }

  static void add(RouteShares& shares, Owner const& owner, double metres) {
    auto& share = owner ? shares.by_centre[static_cast<std::size_t>(*owner)] : shares.outside;
    share = share + Metres::from_metres(metres);
  }

  /// Halves the stretch until what is undecided is within the tolerance. A third centre's waters between two limits are
  /// found too: each half whose ends differ is halved again.
  void split(RouteShares& shares, double start, Owner const& at_start, double end, Owner const& at_end) const {
    double const middle = start + (end - start) / 2;
    if (end - start <= kRouteShareTolerance.metres()) {
      add(shares, at_start, middle - start);
      return add(shares, at_end, end - middle);
    }
    Owner const at_middle = owner_at(middle);
    if (at_middle == at_start) {
      add(shares, at_start, middle - start);
    } else {
      split(shares, start, at_start, middle, at_middle);
    }
    if (at_middle == at_end) {
      add(shares, at_end, end - middle);
    } else {
      split(shares, middle, at_middle, end, at_end);
    }
  }

  WaterMap const& water_;
  Position from_;
  Position to_;
  UtcDate on_;
  GeodesicPath way_;
};

}  // namespace

Metres RouteShares::whole() const {
  Metres sum = outside;
  for (auto const share : by_centre) sum = sum + share;
  return sum;
}

RouteShares route_shares(WaterMap const& water, std::span<Position const> route, UtcDate on) {
  RouteShares shares;
  for (std::size_t leg = 1; leg < route.size(); ++leg) Leg{water, route[leg - 1], route[leg], on}.add_to(shares);
  return shares;
}

}  // namespace lingding::geo
