// Closest approach of two ships. Expected values by hand, and by an independent method: both sail along geodesics in
// small steps, and the least distance is looked for.
#include "coordinator/closing.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "geo/geodesic.hpp"
#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using support::position;

Moving ship(geo::Position at, double course, double knots) {
  return {at, *geo::TrueBearing::from_degrees(course), geo::Knots::from_knots(knots)};
}
geo::Position off(geo::Position from, double bearing, double miles) {
  return geo::destination(from, *geo::TrueBearing::from_degrees(bearing), geo::Metres::from_nautical_miles(miles));
}

/// Golden-section search would do; a scan and one refinement are plainer.
ClosestApproach by_steps(Moving const& one, Moving const& other, double from_s, double to_s) {
  auto const apart = [&](double seconds) {
    auto const a =
        geo::destination(one.position, one.course, geo::Metres::from_metres(one.speed.metres_per_second() * seconds));
    auto const b = geo::destination(other.position, other.course,
                                    geo::Metres::from_metres(other.speed.metres_per_second() * seconds));
    return geo::distance(a, b).metres();
  };
  for (int round = 0; round < 4; ++round) {
    double best = from_s;
    double const step = (to_s - from_s) / 200;
    for (double s = from_s; s <= to_s; s += step)
      if (apart(s) < apart(best)) best = s;
    from_s = best - step;
    to_s = best + step;
  }
  double const s = (from_s + to_s) / 2;
  return {geo::Metres::from_metres(apart(s)), std::chrono::milliseconds{std::llround(s * 1000)}};
}

}  // namespace

TEST_CASE("coordinator.closing: two at right angles by hand, five miles apart at ten knots each") {
  // One goes north, the other, 5 nm to the east, west: relative speed 10·√2 at 45°, so 5/√2 nm after 5/20 h.
  auto const here = position(22.2, 113.8);
  auto const found = closest_approach(ship(here, 0, 10), ship(off(here, 90, 5), 270, 10));
  REQUIRE(found);
  CHECK(found->distance.nautical_miles() == Approx(3.5355).epsilon(kPlaneError));
  CHECK(std::chrono::duration<double>(found->after).count() == Approx(900).epsilon(kPlaneError));
}

TEST_CASE("coordinator.closing: head on they meet, past each other the time is negative") {
  auto const here = position(22.2, 113.8);
  auto const meet = closest_approach(ship(here, 90, 35), ship(off(here, 90, 3), 270, 25));
  REQUIRE(meet);
  // 3 nm at 60 kn are 180 s.
  CHECK(std::chrono::duration<double>(meet->after).count() == Approx(180).epsilon(kPlaneError));
  CHECK(meet->distance.metres() < 20);
  auto const past = closest_approach(ship(here, 270, 35), ship(off(here, 90, 3), 90, 25));
  REQUIRE(past);
  CHECK(past->after < std::chrono::seconds{0});
}

TEST_CASE("coordinator.closing: across 180° of longitude as anywhere") {
  auto const west = position(10, 179.98);
  auto const found = closest_approach(ship(west, 90, 20), ship(off(west, 90, 4), 270, 20));
  REQUIRE(found);
  CHECK(std::chrono::duration<double>(found->after).count() == Approx(360).epsilon(kPlaneError));
}

TEST_CASE("coordinator.closing: nothing is said of ships far apart, side by side, or at the pole") {
  auto const here = position(22.2, 113.8);
  CHECK_FALSE(closest_approach(ship(here, 90, 20), ship(off(here, 90, 12.1), 270, 20)));
  CHECK_FALSE(closest_approach(ship(here, 90, 20), ship(off(here, 0, 1), 90, 20)));
  CHECK_FALSE(closest_approach(ship(here, 0, 0), ship(off(here, 0, 1), 90, 0)));
  CHECK_FALSE(closest_approach(ship(position(89.9, 0), 0, 10), ship(position(89.9, 10), 0, 10)));
}

TEST_CASE("coordinator.closing: agrees with two ships that sail along geodesics, whoever is named first") {
  std::mt19937 random{7};
  auto const between = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
  };
  int compared = 0;
  for (int i = 0; i < 300; ++i) {
    auto const here = position(between(-55, 55), between(-180, 180));
    auto const one = ship(here, between(0, 359), between(5, 45));
    auto const other = ship(off(here, between(0, 359), between(0.5, 8)), between(0, 359), between(5, 45));
    auto const found = closest_approach(one, other);
    REQUIRE(found);
    CHECK(closest_approach(other, one)->distance.metres() == Approx(found->distance.metres()).margin(0.01));
    double const seconds = std::chrono::duration<double>(found->after).count();
    if (std::abs(seconds) > kPlaneSpan.count()) continue;
    auto const exact = by_steps(one, other, seconds - 120, seconds + 120);
    double const apart = geo::distance(one.position, other.position).metres();
    CHECK(std::abs(exact.distance.metres() - found->distance.metres()) < kPlaneMargin.metres() + kPlaneError * apart);
    ++compared;
  }
  CHECK(compared > 100);
}

}  // namespace lingding::coordinator
