// The chartlet's projection and the plane geometry around it.

#include "adapters/paper/detail/mercator.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "geo/rhumb.hpp"

using namespace lingding;
using geo::Degrees;
using paper::detail::Box;
using paper::detail::Mercator;
using paper::detail::Point;

namespace {

geo::Position at(double latitude, double longitude) {
  return geo::Position::from_degrees(latitude, longitude).value();
}

constexpr Box kFrame{100, 200, 400, 300};

}  // namespace

TEST_CASE("paper.mercator: what is shown is within the frame, with room around it") {
  std::vector<geo::Position> const track{at(22.1979, 113.5593), at(22.2882, 114.1517)};
  Mercator const chart{track, kFrame};
  for (auto const& position : track) CHECK(kFrame.contains(chart.to_page(position)));
  Point const west = chart.to_page(track.front());
  Point const east = chart.to_page(track.back());
  CHECK(west.x < east.x);
  CHECK(west.y > east.y);
  CHECK(west.x - kFrame.x == Approx(kFrame.right() - east.x).margin(1e-6));
  CHECK(west.x - kFrame.x > 0.1 * kFrame.width);
}

TEST_CASE("paper.mercator: ordinates are those of Snyder's worked example") {
  // J. P. Snyder, USGS Professional Paper 1395 (1987), numerical example of the ellipsoidal Mercator: Clarke 1866
  // (a = 6 378 206.4 m, e² = 0.00676866), 35° N: y = 4 139 145.6 m, so y/a = 0.648950700.
  Mercator const chart{std::vector{at(0, 0), at(35, 60)}, kFrame};
  double const for_a_radian = (chart.to_page(at(0, 1)).x - chart.to_page(at(0, 0)).x) * 180 / 3.14159265358979;
  double const ordinate = (chart.to_page(at(0, 0)).y - chart.to_page(at(35, 0)).y) / for_a_radian;
  // WGS 84 has e² = 0.00669438, smaller by 7.43e-5; by equation 7-7 the ordinate is then larger by that times sin 35°.
  CHECK(ordinate == Approx(0.648950700 + 4.26e-5).margin(2e-6));
}

TEST_CASE("paper.mercator: a place on the page leads back to its position") {
  Mercator const chart{std::vector{at(-43, 10), at(61, 30)}, kFrame};
  for (double latitude = -60; latitude <= 70; latitude += 13) {
    Point const point = chart.to_page(at(latitude, 17.25));
    CHECK(chart.latitude_of(point.y).degrees() == Approx(latitude).margin(1e-9));
    CHECK(chart.longitude_of(point.x).degrees() == Approx(17.25).margin(1e-9));
  }
}

TEST_CASE("paper.mercator: a rhumb line is straight on the page") {
  Mercator const chart{std::vector{at(10, 100), at(24, 120)}, kFrame};
  auto const points = geo::rhumb_points(at(10, 100), at(24, 120), 8);
  Point const from = chart.to_page(points.front());
  Point const to = chart.to_page(points.back());
  for (auto const& position : points) {
    Point const point = chart.to_page(position);
    double const aside = (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
    CHECK(std::abs(aside) / std::hypot(to.x - from.x, to.y - from.y) < 1e-6);
  }
}

TEST_CASE("paper.mercator: the scale bar is as long as the miles that it names") {
  Mercator const chart{std::vector{at(22, 113.5), at(22.4, 114.2)}, kFrame};
  double const bar = chart.points_for(geo::Metres::from_nautical_miles(10));
  // 10 nautical miles along the parallel of 22.2°: a degree of longitude there is 103.098 km (NGA, Length of a Degree
  // calculator's series: 111412.84 cos φ − 93.5 cos 3φ + 0.118 cos 5φ).
  double const phi = 22.2 * 3.14159265358979 / 180;
  double const degree = 111412.84 * std::cos(phi) - 93.5 * std::cos(3 * phi) + 0.118 * std::cos(5 * phi);
  double const points_per_degree = chart.to_page(at(22.2, 114)).x - chart.to_page(at(22.2, 113)).x;
  CHECK(bar == Approx(18520 / degree * points_per_degree).epsilon(1e-3));
}

TEST_CASE("paper.mercator: one position, or a line of no length, still makes a chart") {
  for (auto const& track : {std::vector{at(22, 114)}, std::vector{at(22, 114), at(22, 114)}}) {
    Mercator const chart{track, kFrame};
    Point const point = chart.to_page(track.front());
    CHECK(point.x == Approx(kFrame.x + kFrame.width / 2));
    CHECK(point.y == Approx(kFrame.y + kFrame.height / 2));
    CHECK(chart.points_for(geo::Metres::from_nautical_miles(1)) <= 0.51 * kFrame.width);
  }
}

TEST_CASE("paper.mercator: a region is cut to the frame and keeps its holes") {
  Mercator const chart{std::vector{at(22, 113), at(23, 114)}, kFrame};
  geo::Region region;
  geo::Polygon const ring{{at(10, 100), at(10, 130), at(30, 130), at(30, 100)},
                          {at(22.4, 113.4), at(22.4, 113.6), at(22.6, 113.6), at(22.6, 113.4)}};
  region.wkb = geo::to_wkb(std::vector<geo::Polygon>{ring});
  auto const rings = paper::detail::rings_on_page(chart, region, 5);
  REQUIRE(rings.size() == 2);
  for (auto const& part : rings)
    for (auto const& point : part)
      CHECK(Box{kFrame.x - 5.001, kFrame.y - 5.001, kFrame.width + 10.002, kFrame.height + 10.002}.contains(point));
  CHECK(paper::detail::inside(rings, chart.to_page(at(22.2, 113.2))));
  CHECK_FALSE(paper::detail::inside(rings, chart.to_page(at(22.5, 113.5))));

  region.wkb = geo::to_wkb(std::vector<geo::Polygon>{{{at(0, 0), at(0, 1), at(1, 1)}}});
  CHECK(paper::detail::rings_on_page(chart, region, 5).empty());
}

TEST_CASE("paper.mercator: a line crosses a box, passes it, or lies within it") {
  Box const box{10, 10, 20, 10};
  CHECK(paper::detail::crosses({{0, 15}, {40, 15}}, box));
  CHECK(paper::detail::crosses({{12, 12}, {14, 14}}, box));
  CHECK(paper::detail::crosses({{5, 5}, {12, 12}}, box));
  CHECK_FALSE(paper::detail::crosses({{0, 25}, {40, 25}}, box));
  CHECK_FALSE(paper::detail::crosses({{0, 20}, {9, 30}}, box));
  CHECK_FALSE(paper::detail::crosses({}, box));
  CHECK_FALSE(paper::detail::crosses({{0, 0}, {9, 9}}, box));
}

TEST_CASE("paper.mercator: the distance to a line is to its nearest point") {
  CHECK(paper::detail::distance_to({{0, 0}, {10, 0}}, false, {5, 3}) == Approx(3));
  CHECK(paper::detail::distance_to({{0, 0}, {10, 0}}, false, {13, 4}) == Approx(5));
  CHECK(paper::detail::distance_to({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, true, {1, 5}) == Approx(1));
  CHECK(paper::detail::distance_to({}, false, {1, 5}) == std::numeric_limits<double>::infinity());
}
