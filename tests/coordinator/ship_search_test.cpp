#include "coordinator/ship_search.hpp"

#include <catch2/catch.hpp>

#include "coordinator/limits.hpp"
#include "geo/geodesic.hpp"
#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using support::mmsi;
using support::position;

ShipNear at(geo::Position where, std::optional<double> course = {}, double knots = 30) {
  ShipNear ship{.mmsi = mmsi(477'000'101),
                .name = {},
                .position = where,
                .speed = geo::Knots::from_knots(knots),
                .course = {},
                .reported_at = {},
                .distance = {}};
  if (course) ship.course = geo::TrueBearing::from_degrees(*course);
  return ship;
}

TEST_CASE("coordinator.on_route: near the route and along it, either way") {
  std::vector const route{position(22.2, 113.6), position(22.2, 114.1)};
  CHECK(on_route(at(position(22.2, 113.8), 90), route));
  CHECK(on_route(at(position(22.2, 113.8), 270), route));
  CHECK(on_route(at(position(22.2, 113.8), 130), route));
  CHECK_FALSE(on_route(at(position(22.2, 113.8), 140), route));
  CHECK_FALSE(on_route(at(position(22.2, 113.8), 0), route));
  // Stopped, as after a collision, her course says nothing.
  CHECK(on_route(at(position(22.2, 113.8), 0, 2.9), route));
  CHECK(on_route(at(position(22.2, 113.8)), route));
}

TEST_CASE("coordinator.on_route: the limit is a mile and a half from any leg, also off the ends") {
  std::vector const route{position(22.2, 113.6), position(22.2, 114.1), position(22.3, 114.15)};
  auto const off = [&](geo::Position from, double bearing, double miles) {
    return geo::destination(from, geo::TrueBearing::from_degrees(bearing).value(),
                            geo::Metres::from_nautical_miles(miles));
  };
  CHECK(on_route(at(off(position(22.2, 113.8), 0, 1.49)), route));
  CHECK_FALSE(on_route(at(off(position(22.2, 113.8), 0, 1.51)), route));
  CHECK(on_route(at(off(position(22.2, 113.6), 270, 1.49)), route));
  CHECK_FALSE(on_route(at(off(position(22.2, 113.6), 270, 1.51)), route));
  CHECK(on_route(at(position(22.25, 114.125), 25), route));
}

TEST_CASE("coordinator.on_route: no route, one point, legs of no length, and 180 degrees") {
  CHECK_FALSE(on_route(at(position(22.2, 113.8)), {}));
  CHECK_FALSE(on_route(at(position(22.2, 113.8)), {position(22.2, 113.8)}));
  CHECK(on_route(at(position(22.2, 113.8), 90, 1), {position(22.2, 113.8), position(22.2, 113.8)}));
  CHECK(on_route(at(position(0, 180), 90), {position(0, 179.9), position(0, -179.9)}));
  CHECK(on_route(at(position(0, -179.99), 90), {position(0, 179.9), position(0, -179.9)}));
}

TEST_CASE("coordinator.candidates: ferries on their routes first, then by distance, then by number") {
  auto const ferry = support::ferry_plan();
  auto const lookup = [&](plans::Mmsi one) { return one == ferry.mmsi ? &ferry : nullptr; };
  auto const ship = [&](std::uint32_t number, double metres) {
    auto result = at(position(22.25, 113.95));
    result.mmsi = mmsi(number);
    result.distance = geo::Metres::from_metres(metres);
    return result;
  };
  auto const ranked = rank_candidates(
      {ship(412'000'009, 100), ship(412'000'003, 200), ship(412'000'002, 200), ship(477'000'101, 5000)}, lookup);
  REQUIRE(ranked.size() == 4);
  CHECK(ranked[0].mmsi == mmsi(477'000'101));
  CHECK(ranked[1].mmsi == mmsi(412'000'009));
  CHECK(ranked[2].mmsi == mmsi(412'000'002));
  CHECK(rank_candidates({}, lookup).empty());
}

}  // namespace
}  // namespace lingding::coordinator
