// What the traffic picture says of the ship behind an alert, and where her timetable has her: at one desk.
#include "coordinator/ship_sight.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/desk.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;

auto const kStart = support::utc("2026-08-27T00:15:00Z");  // 08:15 by the clocks of the three places
plans::BeaconId const kBeacon = plans::BeaconId::parse("BEEE46800000001").value();

/// Guangdong's water in the west, Hong Kong's in the east; the ferry's plan with a sailing from B to A at 08:00.
struct Fixture {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      g A g g g h h h B h
      . . . . . . . . . .)");
  geo::WaterMap water{sea.regions};
  Desk desk{CentreId::hk, [this](std::string_view) -> geo::WaterMap const& { return water; }};
  geo::UtcTime now = kStart;
  std::string id;

  explicit Fixture(bool with_schedule) {
    desk.handle(RegionsLoaded{sea.regions.digest}, now);
    auto plan = support::ferry_plan();
    plan.beacons = {kBeacon};
    if (with_schedule) {
      plans::ScheduledRoute route{"B to A",
                                  {sea['B'], sea['A']},
                                  {{"Pier B", "", sea['B']}, {"Pier A", "", sea['A']}},
                                  geo::parse_date("2026-01-01").value(),
                                  {},
                                  {{0x7F, false, {}, {}, {}}},
                                  {}};
      route.sailings.push_back({0, true, {{0, 480, 480}, {1, 500, 500}}});
      plan.schedule.routes = {route};
    }
    desk.handle(PlanStored{{plan}}, now);
  }
  Effects unlocated() {
    AlertReport report;
    report.kind = AlertKind::beacon_406;
    report.beacon = kBeacon;
    auto effects = desk.handle(AlertReceived{"mcc", report, {}, "raw"}, now);
    id = desk.incidents().front()->id;
    return effects;
  }
  Incident const& incident() const { return *desk.incident(id); }
  Effects seen(char at, double knots, std::string status = {}, seconds ago = seconds{10}) {
    ShipSight sight{sea[at], geo::Knots::from_knots(knots), {}, std::move(status), {}, now - ago, {}, {}};
    return desk.handle(ShipSeen{id, mmsi(477'000'101), sight}, now);
  }
};

std::vector<ShipWatched> watched(Effects const& effects) {
  std::vector<ShipWatched> all;
  for (auto const& effect : effects)
    if (auto const* const one = std::get_if<ShipWatched>(&effect)) all.push_back(*one);
  return all;
}

TEST_CASE("coordinator.ship_sight: the ship of an open case is watched, that of a closed one no longer, and again") {
  Fixture f{false};
  auto const first = f.unlocated();
  CHECK(watched(first) == std::vector<ShipWatched>{{f.id, mmsi(477'000'101)}});
  REQUIRE(f.desk.ships_watched().size() == 1);
  CHECK_FALSE(f.desk.ships_watched()[0].told);
  auto const officer = [&](CaseOutcome outcome) {
    return f.desk.handle(OfficerActed{"Chan", "c" + std::to_string(int(outcome)), CloseIncident{f.id, outcome, "x"}},
                         f.now);
  };
  CHECK(watched(officer(CaseOutcome::false_alert)) == std::vector<ShipWatched>{{f.id, std::nullopt}});
  CHECK(f.desk.ships_watched().empty());
  CHECK(watched(officer(CaseOutcome::open)) == std::vector<ShipWatched>{{f.id, mmsi(477'000'101)}});
}

TEST_CASE(
    "coordinator.ship_sight: alongside at a stop of her plan she is said to be there, and the decision goes by it") {
  Fixture f{true};
  f.unlocated();
  f.seen('A', 0.1, "moored");
  REQUIRE(f.incident().sight);
  CHECK(f.incident().sight->place == "Pier A");
  CHECK(f.incident().decision.rule == RoutingRule::ship_last_seen);
  CHECK(f.incident().decision.responsible == CentreId::cn_gd);
  CHECK(f.desk.ships_watched()[0].told == f.incident().sight_now);
  // Under way she is at no stop.
  f.now += minutes{5};
  f.seen('A', 20);
  CHECK(f.incident().sight_now->place.empty());
  CHECK(f.incident().sight->place == "Pier A");
}

TEST_CASE("coordinator.ship_sight: what says nothing new changes nothing") {
  Fixture f{false};
  f.unlocated();
  f.seen('B', 0, "moored");
  f.now += minutes{2};
  CHECK(f.seen('B', 0, "moored").empty());
  f.now += minutes{1};
  CHECK_FALSE(f.seen('B', 12, "moored").empty());
}

TEST_CASE("coordinator.ship_sight: without AIS the timetable says where she is, and the rule is named") {
  Fixture f{true};
  f.unlocated();
  // 08:15 of a sailing from 08:00 to 08:20: three quarters of the way to Pier A, in Guangdong's water.
  CHECK(f.incident().decision.rule == RoutingRule::ship_timetable);
  CHECK(f.incident().decision.responsible == CentreId::cn_gd);
  CHECK(f.incident().decision.reason.find("on the 08:00 from Pier B to Pier A, 75 % of the way") != std::string::npos);
  CHECK(f.incident().ship->plan->schedule.empty());
}

TEST_CASE("coordinator.ship_sight: AIS older than an hour is not gone by") {
  Fixture f{true};
  f.unlocated();
  f.seen('B', 0, "moored", seconds{3601});
  CHECK(f.incident().decision.rule == RoutingRule::ship_timetable);
}

}  // namespace
}  // namespace lingding::coordinator
