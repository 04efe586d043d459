#include "geo/geodesic.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace lingding::geo;

namespace {

Position at(double latitude, double longitude) {
  return Position::from_degrees(latitude, longitude).value();
}
TrueBearing towards(double degrees) {
  return TrueBearing::from_degrees(degrees).value();
}
double apart(Position a, Position b) {
  return distance(a, b).metres();
}

/// The smaller angle between two bearings.
double between(TrueBearing bearing, double degrees) {
  return std::abs(std::remainder(bearing.degrees() - degrees, 360.0));
}

// Lines of GeodTest-short.dat: C. F. F. Karney, "Test set for geodesics", 2010, doi:10.5281/zenodo.32156 (CC0).
// Columns: latitude 1, longitude 1 (0), azimuth 1, latitude 2, longitude 2, azimuth 2, distance in metres; exact to the
// digits given.
struct Line {
  double latitude1, azimuth1, latitude2, longitude2, azimuth2, metres;
};
constexpr std::array kLines{
    Line{36.530042355041, 176.125875162171, -48.164270779097768864, 5.762344694676510456, 175.334308316285410561,
         9398502.0434687},
    Line{.003311913742, 90.001862369144, .001762385472585824, 32.846794581272844, 90.003358355630087731,
         3656488.4472191},
    Line{20.423135394589, 169.895260694771, -21.179388017798691648, 179.757116934570412271, 10.155770628519677379,
         19917969.3423672},
    Line{35.602540598169, 111.870427868602, -19.406200172031696834, 78.995799629955596127, 126.810557548058637274,
         10299779.6328425},
    Line{26.010745808687, .001066006762, 64.958396828764391273, .001576658648546905, .002258602266785352,
         4328675.605565},
    Line{23.225828498891, 90, -23.225828498891, 179.44518683104154539, 90, 19975528.4919571414229},
    Line{18.725775553796, 98.927919777265, 18.724785210853172866, .006615636046166963, 98.930043600815390181,
         706.2676803},
    Line{89.996344967961, 118.710939348963, -89.996002848213014514, 114.609255826886658305, 126.679770857297993955,
         20003468.6532733},
    Line{24.171782020744, 39.646990082748, -23.764334766744517272, 179.282236094377504312, 140.501874677811401335,
         19933995.6361023},
    Line{23.287785477695, 87.82760486416, 20.452440593866921854, 35.797365608165841143, 101.554180235008647064,
         3703998.3106422},
    Line{2.514600234503, 166.362139719401, 2.506446532968658234, .00196695535966103, 166.362225877709852834,
         927.7647972},
    Line{36.800966049655, 43.389649034063, 36.802889529289609993, .002261122427425817, 43.391003560674015305,
         293.7372273},
    Line{80.469322885334, 105.156200975107, -80.476682352349668002, 179.7382617668365442, 75.0065742603772431,
         19999908.8578331},
    Line{77.456110133819, 104.471926587063, -44.264948015173204867, 87.19591715273438267, 162.895177828292883001,
         14692937.4790901},
};

/// The same by the plainest means: the distances to 20 001 points of the line.
double nearest_by_walking(Position point, Position start, Position end) {
  auto const way = geodesic(start, end);
  double best = apart(point, start);
  for (int i = 0; i <= 20'000; ++i)
    best = std::min(best, apart(point, destination(start, way.initial, way.distance * (i / 20'000.0))));
  return best;
}

}  // namespace

TEST_CASE("geo.geodesic: distances and bearings are those of Karney's test set") {
  for (auto const& line : kLines) {
    CAPTURE(line.latitude1, line.latitude2, line.longitude2);
    auto const way = geodesic(at(line.latitude1, 0), at(line.latitude2, line.longitude2));
    CHECK(std::abs(way.distance.metres() - line.metres) < kGeodesicTolerance.metres());
    CHECK(std::abs(apart(at(line.latitude2, line.longitude2), at(line.latitude1, 0)) - line.metres) <
          kGeodesicTolerance.metres());
  }
}

TEST_CASE("geo.geodesic: bearings of lines that are not nearly antipodal are those of Karney's test set") {
  for (auto const& line : kLines) {
    if (line.metres > 1.9e7) continue;  // there a nanometre at the end turns the bearing
    CAPTURE(line.latitude1, line.latitude2, line.longitude2);
    auto const way = geodesic(at(line.latitude1, 0), at(line.latitude2, line.longitude2));
    CHECK(between(way.initial, line.azimuth1) < 1e-9);
    CHECK(between(way.final, line.azimuth2) < 1e-9);
  }
}

TEST_CASE("geo.geodesic: destinations are those of Karney's test set") {
  for (auto const& line : kLines) {
    CAPTURE(line.latitude1, line.azimuth1, line.metres);
    auto const end = destination(at(line.latitude1, 0), towards(line.azimuth1), Metres::from_metres(line.metres));
    CHECK(apart(end, at(line.latitude2, line.longitude2)) < kGeodesicTolerance.metres());
  }
}

TEST_CASE("geo.geodesic: distances cross 180° and the poles") {
  // One degree of the equator is a · π / 180; the meridian from 89° N over the pole to 89° N is twice the arc from 89°
  // to 90°: 111 693.8649 m each (by 10001965.7293 less the arc to 89°, 9890271.8644 m; Snyder 1987, equation 3-21).
  CHECK(apart(at(0, 179.5), at(0, -179.5)) == Approx(111319.4908).epsilon(1e-9));
  CHECK(apart(at(0, 180), at(0, -180)) == 0);
  CHECK(apart(at(89, 30), at(89, -150)) == Approx(2 * 111693.8649).epsilon(1e-8));
  CHECK(destination(at(0, 179.5), towards(90), Metres::from_metres(111319.4908)).longitude.degrees() ==
        Approx(-179.5).epsilon(1e-9));
  CHECK(destination(at(89, 30), towards(0), Metres::from_metres(2 * 111693.8649)).longitude.degrees() == Approx(-150));
}

TEST_CASE("geo.geodesic: equal points, poles and antipodes give finite results") {
  CHECK(apart(at(22.2, 113.6), at(22.2, 113.6)) == 0);
  CHECK(apart(at(90, 0), at(90, 77)) < 1e-8);
  // Half a meridian ellipse: 20003931.4586 m (Karney's test set, the longest distance in it).
  CHECK(apart(at(90, 0), at(-90, 0)) == Approx(20003931.4586).epsilon(1e-11));
  CHECK(apart(at(0, 0), at(0, 180)) == Approx(20003931.4586).epsilon(1e-11));
  CHECK(std::isfinite(geodesic(at(0, 0), at(0, 180)).initial.degrees()));
  CHECK(destination(at(10, 20), towards(45), Metres{}) == at(10, 20));
  auto const back = destination(at(10, 20), towards(45), Metres::from_metres(-1000));
  CHECK(apart(back, destination(at(10, 20), towards(225), Metres::from_metres(1000))) < 1e-7);
}

TEST_CASE("geo.geodesic: the nearest point of a line is that of the published examples") {
  // S. Baselga, J. C. Martínez-Llario, "Intersection and point-to-line solutions for geodesics on the ellipsoid",
  // Studia Geophysica et Geodaetica 62, 2018, table 3: Karney's line Istanbul – Washington and Reykjavík, and a line of
  // 99 km.
  auto const far = nearest_on_segment(at(64, -22), at(42, 29), at(39, -77));
  CHECK(apart(far.position, at(54.92853149711691, -21.93729106604878)) < kNearestTolerance.metres());
  CHECK(far.distance.metres() == Approx(1010585.9988368).epsilon(1e-12));
  CHECK(far.along.metres() == Approx(3928788.572).margin(kNearestTolerance.metres()));
  auto const near = nearest_on_segment(at(52, 5.5), at(52, 5), at(51.4, 6));
  CHECK(apart(near.position, at(51 + 50.0 / 60 + 45.9212 / 3600, 5 + 15.0 / 60 + 37.5426 / 3600)) < 0.005);
  CHECK(near.distance.metres() == Approx(23767.724).margin(0.001));
}

TEST_CASE("geo.geodesic: the nearest point agrees with walking along the line") {
  struct Case {
    Position point, start, end;
  };
  std::vector<Case> const cases{
      {at(22.2, 113.8), at(22.15, 113.6), at(22.3, 114.2)},
      {at(22.2, 113.8), at(22.2, 113.8), at(22.3, 114.2)},
      {at(10, 179.9), at(9, 179), at(9.5, -179)},
      {at(89.5, 100), at(88, 0), at(88, 180)},
      {at(-60, 10), at(-70, -100), at(-70, 120)},
      {at(21, 113), at(22, 114), at(22, 115)},
      {at(0, 90), at(10, -80), at(-10, -100)},
      {at(22, 113), at(22.5, 114), at(22.5, 114)},
  };
  for (auto const& [point, start, end] : cases) {
    CAPTURE(point.latitude.degrees(), point.longitude.degrees(), start.latitude.degrees(), end.longitude.degrees());
    auto const found = nearest_on_segment(point, start, end);
    double const step = distance(start, end).metres() / 20'000;
    double const walked = nearest_by_walking(point, start, end);
    CHECK(found.distance.metres() <= walked + 1e-6);
    CHECK(found.distance.metres() >= walked - step);
    CHECK(apart(found.position, point) == Approx(found.distance.metres()).margin(1e-6));
    CHECK(apart(found.position, start) == Approx(found.along.metres()).margin(1e-3));
  }
}

TEST_CASE("geo.geodesic: cross-track distances are positive to starboard and go on beyond the ends") {
  // On a meridian to the north, the foot of the perpendicular from a point of the equator is on the equator.
  CHECK(cross_track(at(0, 1), at(-1, 0), at(1, 0)).metres() == Approx(111319.4908).epsilon(1e-9));
  CHECK(cross_track(at(0, -1), at(-1, 0), at(1, 0)).metres() == Approx(-111319.4908).epsilon(1e-9));
  CHECK(cross_track(at(0, 1), at(-3, 0), at(-2, 0)).metres() == Approx(111319.4908).epsilon(1e-9));
  CHECK(cross_track(at(64, -22), at(42, 29), at(39, -77)).metres() == Approx(1010585.9988368).epsilon(1e-12));
  CHECK(std::abs(cross_track(at(0, 0), at(-1, 0), at(1, 0)).metres()) < 1e-6);
}

TEST_CASE("geo.geodesic: polylines are measured stretch by stretch") {
  std::array const line{at(0, 0), at(0, 1), at(1, 1)};
  CHECK(length(line).metres() == Approx(111319.4908 + 110574.3886).epsilon(1e-9));
  CHECK(length(std::span(line).first(1)) == Metres{});
  CHECK(length({}) == Metres{});
  auto const found = nearest_on_polyline(at(0.5, 1.5), line);
  CHECK(apart(found.position, at(0.5, 1)) < 300);  // the foot lies a little poleward of the parallel
  CHECK(found.along.metres() == Approx(111319.4908 + 55287).margin(300));
  auto const lone = nearest_on_polyline(at(0, 1), std::span(line).first(1));
  CHECK(lone.position == line[0]);
  CHECK(lone.along == Metres{});
}
