#include "geo/units.hpp"

#include <catch2/catch.hpp>
#include <concepts>
#include <limits>

#include "geo/position.hpp"

using namespace lingding::geo;

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };

static_assert(Metres::from_nautical_miles(1) == Metres::from_metres(1852));
static_assert(Addable<Metres, Metres> && !Addable<Metres, Degrees> && !Addable<Metres, Knots> &&
              !Addable<Metres, double>);
static_assert(!std::convertible_to<double, Metres> && !std::convertible_to<double, Knots> &&
              !std::convertible_to<double, Degrees>);
static_assert(!std::convertible_to<Latitude, Longitude> && !std::constructible_from<Position, Longitude, Latitude>);
static_assert(!std::constructible_from<Latitude, double> && !std::constructible_from<TrueBearing, double>);

TEST_CASE("geo.units: a knot is a nautical mile an hour") {
  CHECK(Knots::from_knots(1).metres_per_second() * 3600 == Approx(1852).epsilon(1e-15));
  CHECK(Knots::from_metres_per_second(10).knots() == Approx(19.438444924406).epsilon(1e-13));  // 36000 / 1852
  CHECK(SquareMetres::from_square_kilometres(85).square_metres() == 85e6);
  CHECK(Degrees::from_radians(Degrees::from_degrees(180).radians()).degrees() == 180);
}

TEST_CASE("geo.position: latitudes and longitudes are checked when they are made") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(Latitude::from_degrees(90));
  CHECK(Latitude::from_degrees(-90));
  CHECK_FALSE(Latitude::from_degrees(90.0000001));
  CHECK_FALSE(Latitude::from_degrees(nan));
  CHECK(Longitude::from_degrees(-180)->degrees() == -180);
  CHECK(Longitude::from_degrees(180)->degrees() == 180);
  CHECK_FALSE(Longitude::from_degrees(-180.0000001));
  CHECK_FALSE(Longitude::from_degrees(nan));
  CHECK_FALSE(Position::from_degrees(113.6, 22.2));
  CHECK_FALSE(Position::from_degrees(22.2, nan));
}

TEST_CASE("geo.position: bearings are taken into one turn") {
  CHECK(TrueBearing::from_degrees(-90)->degrees() == 270);
  CHECK(TrueBearing::from_degrees(360)->degrees() == 0);
  CHECK(TrueBearing::from_degrees(-1e-20)->degrees() == 0);
  CHECK(TrueBearing::from_degrees(725)->degrees() == 5);
  CHECK_FALSE(TrueBearing::from_degrees(std::numeric_limits<double>::infinity()));
}
