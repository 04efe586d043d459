// Where a timetable has a ship. Expected places by hand: the track runs due north from A (22°00'N) over M (22°15'N) to
// B (22°30'N), so that shares of the time are shares of the latitude within a few metres.
#include "plans/schedule.hpp"

#include <catch2/catch.hpp>

#include "geo/geodesic.hpp"

using namespace lingding;
using namespace lingding::plans;

namespace {

geo::Position at(double latitude) {
  return geo::Position::from_degrees(latitude, 114.0).value();
}
/// Local time: UTC+8.
geo::UtcTime local(std::string_view date_and_time) {
  return geo::parse_time(std::string(date_and_time) + "+08:00").value();
}
geo::UtcDate day(std::string_view date) {
  return geo::parse_date(date).value();
}

constexpr std::uint8_t kDaily = 0x7F;

/// A to B: 08:00 to 09:00, and 23:30 to 00:30; B to A: 10:00 to 11:00.
Schedule ferry(bool hers = true) {
  ScheduledRoute route{"A to B",
                       {at(22.0), at(22.5)},
                       {{"A", "", at(22.0)}, {"M", "", at(22.25)}, {"B", "", at(22.5)}},
                       day("2026-01-01"),
                       day("2026-12-31"),
                       {{kDaily, false, {}, {}, {}}},
                       {}};
  route.sailings.push_back({0, hers, {{0, 480, 480}, {2, 540, 540}}});
  route.sailings.push_back({0, hers, {{2, 600, 600}, {0, 660, 660}}});
  route.sailings.push_back({0, hers, {{0, 1410, 1410}, {2, 1470, 1470}}});
  return {{route}};
}

ScheduledPlace only(Schedule const& schedule, geo::UtcTime now) {
  auto const places = scheduled_places(schedule, now);
  REQUIRE(places.size() == 1);
  return places.front();
}
void check_near(geo::Position position, double latitude) {
  CHECK(geo::distance(position, at(latitude)).metres() < 60);
}

}  // namespace

TEST_CASE("plans.schedule: under way she is as far along the track as the time is between departure and arrival") {
  auto const place = only(ferry(), local("2026-08-27T08:15:00"));
  CHECK(place.under_way);
  check_near(place.position, 22.125);
  // 30' of latitude at 22°N is 29.91 nm; ten minutes of an hour's sailing are a sixth of it.
  CHECK(place.radius.nautical_miles() == Approx(29.91 / 6).margin(0.03));
  CHECK(place.words == "on the 08:00 from A to B, 25 % of the way");
  // The other way round.
  check_near(only(ferry(), local("2026-08-27T10:45:00")).position, 22.125);
}

TEST_CASE("plans.schedule: at the minute of departure she sails, at the minute of arrival she is there") {
  check_near(only(ferry(), local("2026-08-27T08:00:00")).position, 22.0);
  CHECK(only(ferry(), local("2026-08-27T08:00:00")).under_way);
  auto const arrived = scheduled_places(ferry(), local("2026-08-27T09:00:00"));
  REQUIRE(arrived.size() == 1);
  CHECK_FALSE(arrived.front().under_way);
  CHECK(arrived.front().position == at(22.5));
  CHECK(arrived.front().radius == kAtBerth);
  CHECK(arrived.front().words == "at B, since the arrival of 09:00");
}

TEST_CASE("plans.schedule: over midnight she belongs to the day before") {
  check_near(only(ferry(), local("2026-08-28T00:15:00")).position, 22.375);
  // She ended at B, and the next one begins at A: both are possible.
  auto const night = scheduled_places(ferry(), local("2026-08-28T03:00:00"));
  REQUIRE(night.size() == 2);
  CHECK(night[0].position == at(22.5));
  CHECK(night[1].position == at(22.0));
  CHECK(night[1].words == "at A, before the 08:00");
}

TEST_CASE("plans.schedule: on a day without service she lies where the last sailing ended, or the next begins") {
  auto schedule = ferry();
  schedule.routes[0].services[0] = {0b001'1111, false, {}, {}, {}};  // Monday to Friday
  // Saturday 2026-08-29, noon: last arrival Saturday 00:30 at B; next departure Monday 08:00 from A.
  auto const places = scheduled_places(schedule, local("2026-08-29T12:00:00"));
  REQUIRE(places.size() == 2);
  CHECK(places[0].position == at(22.5));
  CHECK(places[1].position == at(22.0));
}

TEST_CASE("plans.schedule: seasons, added and removed days, validity") {
  auto const route = ferry().routes[0];
  ServiceDays const weekends{
      0b110'0000, false, {{day("2026-06-01"), day("2026-08-31")}}, {day("2026-10-01")}, {day("2026-07-04")}};
  CHECK(runs_on(route, weekends, day("2026-08-29")));        // a Saturday in season
  CHECK_FALSE(runs_on(route, weekends, day("2026-08-28")));  // a Friday
  CHECK_FALSE(runs_on(route, weekends, day("2026-09-05")));  // a Saturday after it
  CHECK(runs_on(route, weekends, day("2026-10-01")));        // added, a Thursday out of season
  CHECK_FALSE(runs_on(route, weekends, day("2026-07-04")));  // removed, a Saturday
  CHECK(runs_on(route, {kDaily, false, {}, {}, {}}, day("2026-12-31")));
  CHECK_FALSE(runs_on(route, {kDaily, false, {}, {}, {}}, day("2027-01-01")));
  CHECK_FALSE(runs_on(route, {kDaily, false, {}, {}, {}}, day("2025-12-31")));
  // Which days are public holidays no plan says: any may be.
  CHECK(runs_on(route, {0, true, {}, {}, {}}, day("2026-08-28")));
}

TEST_CASE("plans.schedule: beyond its season a timetable says nothing") {
  CHECK(scheduled_places(ferry(), local("2027-02-01T08:15:00")).empty());
  CHECK(scheduled_places({}, local("2026-08-27T08:15:00")).empty());
}

TEST_CASE("plans.schedule: several sailings at once are several places, the one that left last first") {
  auto schedule = ferry();
  schedule.routes[0].sailings.push_back({0, true, {{2, 495, 495}, {0, 555, 555}}});  // B to A, 08:15 to 09:15
  auto const places = scheduled_places(schedule, local("2026-08-27T08:30:00"));
  REQUIRE(places.size() == 2);
  check_near(places[0].position, 22.375);
  check_near(places[1].position, 22.25);
}

TEST_CASE("plans.schedule: sailings that may be another ship's leave her at the berth too") {
  auto const places = scheduled_places(ferry(false), local("2026-08-27T08:15:00"));
  REQUIRE(places.size() == 2);
  CHECK(places[0].under_way);
  // The night's last arrival was at B, and the next departure is from there.
  CHECK(places[1].words == "at B, since the arrival of 00:30");
  CHECK(places[1].position == at(22.5));
}

TEST_CASE("plans.schedule: at a stop on the way she lies there until she departs") {
  auto schedule = ferry();
  schedule.routes[0].sailings = {{0, true, {{0, 480, 480}, {1, 510, 520}, {2, 550, 550}}}};
  auto const stopped = only(schedule, local("2026-08-27T08:35:00"));
  CHECK(stopped.position == at(22.25));
  CHECK_FALSE(stopped.under_way);
  check_near(only(schedule, local("2026-08-27T08:55:00")).position, 22.375);
}

TEST_CASE("plans.schedule: the nearest stop within reach") {
  auto const schedule = ferry();
  REQUIRE(nearest_stop(schedule, at(22.004), kAtBerth) != nullptr);
  CHECK(nearest_stop(schedule, at(22.004), kAtBerth)->name == "A");
  CHECK(nearest_stop(schedule, at(22.1), kAtBerth) == nullptr);
}
