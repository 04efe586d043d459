#include "coordinator/ship_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "coordinator/limits.hpp"

namespace lingding::coordinator {
namespace {

/// East and north of a ship, in metres.
struct Offset {
  double east;
  double north;
};

/// Metres per degree of latitude and, at the equator, of longitude: WGS 84's mean radius of 6 371 008.8 m (NIMA
/// TR8350.2, table 3.6) times π/180. The ellipsoid's own vary by 0.6 % with the latitude.
constexpr double kMetresPerDegree = 6'371'008.8 * std::numbers::pi / 180.0;

Offset offset(geo::Position from, geo::Position to) {
  double const east = std::remainder(to.longitude.degrees() - from.longitude.degrees(), 360.0);
  double const middle = (to.latitude.degrees() + from.latitude.degrees()) / 2 * std::numbers::pi / 180.0;
  return {east * kMetresPerDegree * std::cos(middle),
          (to.latitude.degrees() - from.latitude.degrees()) * kMetresPerDegree};
}

struct NearestLeg {
  double distance;
  double course_degrees;
};

NearestLeg nearest_leg(geo::Position ship, std::vector<geo::Position> const& route) {
  NearestLeg nearest{std::numeric_limits<double>::infinity(), 0};
  for (std::size_t i = 1; i < route.size(); ++i) {
    auto const a = offset(ship, route[i - 1]);
    auto const b = offset(ship, route[i]);
    double const east = b.east - a.east;
    double const north = b.north - a.north;
    double const square = east * east + north * north;
    double const along = square > 0 ? std::clamp(-(a.east * east + a.north * north) / square, 0.0, 1.0) : 0.0;
    double const distance = std::hypot(a.east + along * east, a.north + along * north);
    if (distance < nearest.distance) nearest = {distance, std::atan2(east, north) * 180.0 / std::numbers::pi};
  }
  return nearest;
}

}  // namespace

bool names_a_craft(plans::Mmsi mmsi) {
  switch (mmsi.kind()) {
    case plans::MmsiKind::ship:
    case plans::MmsiKind::craft_of_parent:
    case plans::MmsiKind::handheld:
      return true;
    case plans::MmsiKind::ship_group:
    case plans::MmsiKind::coast:
    case plans::MmsiKind::sar_aircraft:
    case plans::MmsiKind::aid_to_navigation:
    case plans::MmsiKind::sart:
    case plans::MmsiKind::man_overboard:
    case plans::MmsiKind::epirb_ais:
    case plans::MmsiKind::other:
      return false;
  }
  return false;
}

bool on_route(ShipNear const& ship, std::vector<geo::Position> const& route) {
  if (route.size() < 2) return false;
  auto const leg = nearest_leg(ship.position, route);
  if (leg.distance > kOnRoute.metres()) return false;
  bool const under_way = ship.course && ship.speed && *ship.speed >= kUnderWay;
  if (!under_way) return true;
  // The angle between the two lines, whichever way she sails: 0 … 90.
  double const angle = std::abs(std::remainder(ship.course->degrees() - leg.course_degrees, 180.0));
  return angle <= kInTrackDegrees;
}

std::vector<ShipNear> rank_candidates(std::vector<ShipNear> near, PlanLookup const& plan_of) {
  auto const rank = [&](ShipNear const& ship) {
    auto const* const plan = plan_of(ship.mmsi);
    bool const ferry_on_route = plan != nullptr && on_route(ship, plan->route);
    return std::tuple{!ferry_on_route, ship.distance, ship.mmsi};
  };
  std::ranges::stable_sort(near, {}, rank);
  return near;
}

}  // namespace lingding::coordinator
