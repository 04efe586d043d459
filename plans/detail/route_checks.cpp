// The rules for routes: they begin and end at their stops, and cross the waters that they say they cross.

#include <algorithm>
#include <set>

#include "geo/geodesic.hpp"
#include "geo/route.hpp"
#include "plans/detail/check_tools.hpp"
#include "plans/detail/plan_checks.hpp"
#include "plans/detail/schema.hpp"

namespace lingding::plans::detail {
namespace {

using geo::CentreId;

/// How far a route's end may be from its stop: terminals' positions are known to 0.3 nautical miles.
constexpr geo::Metres kStopTolerance = geo::Metres::from_nautical_miles(0.3);
/// How far a stop on the way may be from the track.
constexpr geo::Metres kWayStopTolerance = geo::Metres::from_nautical_miles(0.5);
/// A share below this is the width of a line on the chart, and no stretch of water.
constexpr geo::Metres kLeastShare = geo::Metres::from_nautical_miles(0.05);
/// Longer than any service within the region; the work of measuring grows with the length.
constexpr double kMostMiles = 500;

/// Where routes between Guangdong, Hong Kong and Macao can lie, with room to spare: the coast of Guangdong is within
/// 109.6 … 117.4 E and 20.2 … 25.6 N.
constexpr double kWest = 109.0, kEast = 118.0, kSouth = 18.0, kNorth = 26.0;

// As the schema has them; it reports what is beyond. The work here grows with their product.
constexpr std::size_t kMostRoutes = 20, kMostStops = 20, kMostPoints = 500;

using Positions = std::vector<std::optional<geo::Position>>;

/// Country letters of a UN/LOCODE (ISO 3166-1) → whose waters the stop is in.
std::optional<CentreId> centre_of_locode(std::string_view locode) {
  if (locode.starts_with("HK")) return CentreId::hk;
  if (locode.starts_with("MO")) return CentreId::mo;
  if (locode.starts_with("CN")) return CentreId::cn_gd;
  return std::nullopt;
}

void report_at(Problems& problems, Node const& place, ProblemCode code, std::vector<std::string> arguments = {}) {
  problems.push_back(make_problem(code, place.pointer, json::serialize(*place.value), std::move(arguments)));
}

/// [longitude, latitude]; empty (and reported) when it can't be off Guangdong.
std::optional<geo::Position> check_position(Node const& node, Problems& problems) {
  auto const longitude = node[0].number();
  auto const latitude = node[1].number();
  if (node.size() != 2 || !longitude || !latitude) return std::nullopt;
  auto const near = [](double lon, double lat) {
    return lon >= kWest && lon <= kEast && lat >= kSouth && lat <= kNorth;
  };
  if (near(*longitude, *latitude)) return geo::Position::from_degrees(*latitude, *longitude);
  report_at(problems, node, near(*latitude, *longitude) ? ProblemCode::position_swapped : ProblemCode::position_area);
  return std::nullopt;
}

std::string metres_text(geo::Metres distance) {
  return std::to_string(static_cast<long long>(distance.metres()));
}

std::string miles_text(geo::Metres distance) {
  return one_decimal(distance.nautical_miles());
}

/// Empty (and reported) when a point is none; empty for more points than the schema allows.
std::vector<geo::Position> track_of(Node const& coordinates, Problems& problems) {
  std::vector<geo::Position> track;
  if (coordinates.size() > kMostPoints) return track;
  for (std::size_t i = 0; i < coordinates.size(); ++i)
    if (auto const position = check_position(coordinates[i], problems)) track.push_back(*position);
  if (track.size() != coordinates.size() || track.size() < 2) track.clear();
  return track;
}

void check_track(Node const& route, Positions const& stops, std::vector<geo::Position> const& track,
                 Problems& problems) {
  Node const coordinates = route["geometry"]["coordinates"];
  if (stops.size() > kMostStops || track.empty() || stops.size() < 2) return;
  auto const check_end = [&](std::size_t point, std::size_t stop, ProblemCode code) {
    if (!stops[stop]) return;
    geo::Metres const off = geo::distance(track[point], *stops[stop]);
    if (off > kStopTolerance)
      report_at(problems, coordinates[point], code, {quoted(route["stops"][stop]["id"].string()), metres_text(off)});
  };
  check_end(0, 0, ProblemCode::route_first_stop);
  check_end(track.size() - 1, stops.size() - 1, ProblemCode::route_last_stop);
  for (std::size_t i = 1; i + 1 < stops.size(); ++i) {
    if (!stops[i]) continue;
    geo::Metres const off = geo::nearest_on_polyline(*stops[i], track).distance;
    if (off > kWayStopTolerance)
      report_at(problems, route["stops"][i]["position"], ProblemCode::route_stop_off, {metres_text(off)});
  }
}

void check_waters(Node const& route, geo::RouteShares const& shares, std::set<CentreId> const& declared,
                  Problems& problems) {
  std::string const computed = waters_text(shares);
  Node const crosses = route["crosses"];
  auto const crossed = std::count_if(shares.by_centre.begin(), shares.by_centre.end(),
                                     [](geo::Metres share) { return share > kLeastShare; });
  if (crossed < 2) report(problems, route["geometry"]["coordinates"], ProblemCode::route_waters_one, {computed});
  for (auto const centre : geo::kCentres) {
    std::string const name{geo::to_text(centre)};
    if (shares.in(centre) > kLeastShare && !declared.contains(centre) && crosses)
      report(problems, crosses, ProblemCode::route_waters_missing, {name, miles_text(shares.in(centre)), computed});
    if (!(shares.in(centre) > kLeastShare) && declared.contains(centre))
      report(problems, crosses, ProblemCode::route_waters_extra, {name, computed});
  }
  if (shares.outside > kLeastShare)
    report(problems, route["geometry"]["coordinates"], ProblemCode::route_waters_outside, {miles_text(shares.outside)});
}

/// The stops' positions; ids and places are checked on the way.
Positions check_stops(Node const& route, std::set<CentreId> const& declared, Problems& problems) {
  Node const stops = route["stops"];
  Node const crossed = route["crosses"];
  Positions positions;
  std::set<std::string, std::less<>> ids;
  std::set<CentreId> called_at;
  for (std::size_t i = 0; i < stops.size(); ++i) {
    Node const stop = stops[i];
    positions.push_back(check_position(stop["position"], problems));
    if (stop["id"].text() && !ids.insert(stop["id"].string()).second)
      report(problems, stop["id"], ProblemCode::stop_id_twice);
    auto const centre = centre_at(stop["centre"]);
    std::string const locode = stop["locode"].string();
    auto const by_locode = centre_of_locode(locode);
    if (centre && by_locode && *centre != *by_locode)
      report(problems, stop["centre"], ProblemCode::stop_centre,
             {std::string{geo::to_text(*by_locode)}, quoted(locode)});
    if (!centre) continue;
    called_at.insert(*centre);
    if (!declared.empty() && !declared.contains(*centre))
      report(problems, crossed, ProblemCode::route_crosses_stop,
             {std::string{geo::to_text(*centre)}, quoted(stop["id"].string())});
  }
  if (called_at.size() == 1) report(problems, stops, ProblemCode::route_one_place);
  return positions;
}

void check_route(Node const& route, geo::WaterMap const* water, std::optional<geo::UtcDate> on, Problems& problems,
                 std::vector<RouteWaters>& waters) {
  std::set<CentreId> declared;
  Node const crossed = route["crosses"];
  for (std::size_t i = 0; i < crossed.size(); ++i) {
    auto const centre = centre_at(crossed[i]);
    if (centre && !declared.insert(*centre).second) report(problems, crossed[i], ProblemCode::route_crosses_twice);
  }
  Positions const stops = check_stops(route, declared, problems);
  Node const coordinates = route["geometry"]["coordinates"];
  auto const track = track_of(coordinates, problems);
  check_track(route, stops, track, problems);
  if (track.empty()) return;
  double const miles = geo::length(track).nautical_miles();
  if (miles > kMostMiles)
    return report(problems, coordinates, ProblemCode::route_too_long, {one_decimal(kMostMiles), one_decimal(miles)});
  if (water == nullptr || !on) return;
  waters.push_back({route["id"].string(), geo::route_shares(*water, track, *on)});
  check_waters(route, waters.back().shares, declared, problems);
}

}  // namespace

void check_routes(Node const& document, geo::WaterMap const* water, std::optional<geo::UtcDate> on, Problems& problems,
                  std::vector<RouteWaters>& waters) {
  Node const routes = document["routes"];
  if (routes.size() > kMostRoutes) return;
  Seen ids{ProblemCode::route_id_twice, problems};
  for (std::size_t i = 0; i < routes.size(); ++i) {
    ids.add(routes[i]["id"]);
    check_route(routes[i], water, on, problems, waters);
    check_timetable(routes[i], document, problems);
  }
}

}  // namespace lingding::plans::detail
