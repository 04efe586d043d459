#include "geo/rhumb.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "geo/geodesic.hpp"

using namespace lingding::geo;

namespace {

Position at(double latitude, double longitude) {
  return Position::from_degrees(latitude, longitude).value();
}
TrueBearing towards(double degrees) {
  return TrueBearing::from_degrees(degrees).value();
}

}  // namespace

// Expected values: GeographicLib 2.7, class Rhumb with exact = true, an independent implementation (elliptic integrals
// where ours has a series). The first is also the example of its RhumbSolve(1) manual page, JFK to Singapore:
// 103°34'58.2", 18 523 563 m.
TEST_CASE("geo.rhumb: distances and bearings") {
  struct Case {
    Position from, to;
    double metres, bearing;
  };
  std::vector<Case> const cases{
      {at(40 + 38 / 60. + 23 / 3600., -(73 + 46 / 60. + 44 / 3600.)),
       at(1 + 21 / 60. + 33 / 3600., 103 + 59 / 60. + 22 / 3600.), 18523563.042377, 103.5828330034},
      {at(22.2882, 114.1517), at(22.1979, 113.5593), 61880.925888, 360 - 99.2991059034},
      {at(22.148472, 113.939556), at(22.148472, 114.236), 30579.477724, 90},
      {at(10, 170), at(10.000001, -170), 2192787.278011, 89.9999971099},
      {at(-33.9, 151.2), at(-41.3, 174.8), 2237095.176146, 111.5391739476},
      {at(60, -179.5), at(59.5, 179.5), 79142.521663, 360 - 134.7362518216},
      {at(89, 0), at(88, 90), 276640.558859, 113.8127178838},
      {at(22.1, 113.5), at(22.1000001, 113.6), 10318.959580, 89.9999385165},
      {at(0, 0), at(0, 90), 10018754.171395, 90},
      {at(45, 10), at(45.3, 10.0001), 33340.413568, 0.0135144467},
  };
  for (auto const& [from, to, metres, bearing] : cases) {
    CAPTURE(from.latitude.degrees(), from.longitude.degrees(), to.latitude.degrees(), to.longitude.degrees());
    auto const path = rhumb(from, to);
    CHECK(std::abs(path.distance.metres() - metres) < kRhumbTolerance.metres());
    CHECK(std::abs(path.bearing.degrees() - bearing) < 1e-9);
    auto const end = rhumb_destination(from, path.bearing, path.distance);
    REQUIRE(end);
    CHECK(distance(*end, to).metres() < 2 * kRhumbTolerance.metres());
  }
}

TEST_CASE("geo.rhumb: destinations") {
  struct Case {
    Position from;
    double bearing, metres;
    Position to;
  };
  std::vector<Case> const cases{
      {at(22.3, 114.1), 251.3, 60000, at(22.12627806064, 113.54880005098)},
      {at(-10, 179.9), 89.9999, 100000, at(-9.99999842206, -179.18791882725)},
      {at(50, -5), 45, 3e6, at(69.04251277494, 33.72214536100)},
      {at(21.5, 113.9), 90, 1e5, at(21.5, 114.86506271705)},
      {at(70, 20), 0.5, 2e6, at(87.91338622128, 21.13498085580)},
  };
  for (auto const& [from, bearing, metres, to] : cases) {
    CAPTURE(from.latitude.degrees(), bearing, metres);
    auto const end = rhumb_destination(from, towards(bearing), Metres::from_metres(metres));
    REQUIRE(end);
    CHECK(distance(*end, to).metres() < kRhumbTolerance.metres());
  }
}

TEST_CASE("geo.rhumb: due east and west stay on the parallel to the last bit") {
  CHECK(rhumb_destination(at(22.148472, 113.9), towards(90), Metres::from_metres(1e6))->latitude.degrees() ==
        22.148472);
  CHECK(rhumb_destination(at(22.148472, 113.9), towards(270), Metres::from_metres(1e6))->latitude.degrees() ==
        22.148472);
}

TEST_CASE("geo.rhumb: equal points, opposite meridians and the poles") {
  CHECK(rhumb(at(22, 113), at(22, 113)).distance == Metres{});
  CHECK(rhumb(at(22, 180), at(22, -180)).distance == Metres{});
  CHECK(rhumb(at(0, 0), at(0, 180)).bearing.degrees() == 90);
  CHECK(rhumb(at(0, 0), at(0, -180)).bearing.degrees() == 90);
  // The quarter of the meridian, 10001965.729 m: GeographicLib's own test RhumbSolve0.
  CHECK(rhumb(at(0, 0), at(90, 30)).distance.metres() == Approx(10001965.729).margin(0.001));
  CHECK(rhumb(at(0, 0), at(90, 30)).bearing.degrees() == 0);
  CHECK(rhumb(at(-90, 0), at(-90, 50)).distance == Metres{});
  CHECK(rhumb(at(90, 0), at(0, 50)).bearing.degrees() == 180);
  CHECK_FALSE(rhumb_destination(at(0, 0), towards(0), Metres::from_metres(10001966)));
  CHECK_FALSE(rhumb_destination(at(0, 0), towards(60), Metres::from_metres(20003932)));
  CHECK_FALSE(rhumb_destination(at(90, 0), towards(180), Metres::from_metres(1)));
}

TEST_CASE("geo.rhumb: intermediate points are those of the published waypoints") {
  // RhumbSolve(1): waypoints from JFK on 103°34'58.2" every 2 000 km; seconds given to one decimal (about 3 m).
  auto const dms = [](double d, double m, double s) { return d + m / 60 + s / 3600; };
  Position const start = at(dms(40, 38, 23), -dms(73, 46, 44));
  Position const end = rhumb_destination(start, towards(dms(103, 34, 58.2)), Metres::from_metres(18e6)).value();
  auto const points = rhumb_points(start, end, 9);
  REQUIRE(points.size() == 10);
  CHECK(distance(points[1], at(dms(36, 24, 30.3), -dms(51, 28, 26.4))).metres() < 3);
  CHECK(distance(points[4], at(dms(23, 41, 50.1), dms(9, 12, 45.5))).metres() < 3);
  CHECK(distance(points[9], at(dms(2, 28, 16.2), dms(99, 24, 54.5))).metres() < 3);
  CHECK(points.front() == start);
  CHECK(points.back() == end);
}

TEST_CASE("geo.rhumb: intermediate points cross 180° and run along parallels and meridians") {
  auto const parallel = rhumb_points(at(10, 179), at(10, -179), 4);
  CHECK(parallel[1] == at(10, 179.5));
  CHECK(std::abs(parallel[2].longitude.degrees()) == 180);
  CHECK(parallel[3] == at(10, -179.5));
  auto const meridian = rhumb_points(at(0, 20), at(90, 140), 2);
  CHECK(meridian[1].longitude.degrees() == Approx(20));
  // The meridian's half-way point, latitude 45.1443387° (where the arc is 5000982.8646 m: half the quarter meridian).
  CHECK(meridian[1].latitude.degrees() == Approx(45.1443387).margin(1e-6));
}
