// The ship that people name: by her name in any language of her plan, or by her IMO number.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/desk.hpp"
#include "coordinator/plan_book.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using std::chrono::hours;
using std::chrono::seconds;
using support::ferry_plan;
using support::mmsi;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

simulation::Sea strait() {
  return simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      m P g A g h B h C h
      . . . . . . . . . .)");
}

struct NamedDesk {
  simulation::Sea sea = strait();
  geo::WaterMap water{sea.regions};
  Desk desk{CentreId::hk, [this](std::string_view) -> geo::WaterMap const& { return water; }};
  geo::UtcTime now = kStart;

  NamedDesk() { desk.handle(RegionsLoaded{sea.regions.digest}, now); }
  NamedDesk(NamedDesk const&) = delete;
  void store(plans::PlanBrief const& plan) { desk.handle(PlanStored{{plan}}, now); }
  void alert(AlertReport const& report, std::vector<ShipNear> near = {}) {
    desk.handle(AlertReceived{"telephone", report, std::move(near), {}}, now);
    now += seconds{1};
  }
  Incident const& only() {
    auto const all = desk.incidents();
    REQUIRE(all.size() == 1);
    return *all.front();
  }
  long logged(std::string_view words) {
    return std::ranges::count_if(only().log,
                                 [&](LogLine const& line) { return line.text.find(words) != std::string::npos; });
  }
};

AlertReport told(std::string name, AlertKind kind = AlertKind::report) {
  AlertReport report{.alert_class = AlertClass::distress, .kind = kind};
  report.name = std::move(name);
  report.caller = "a fisherman, +85290000000";
  report.text = "she is listing";
  return report;
}

plans::PlanBrief numbered(plans::PlanBrief plan) {
  // Published as the example of the check digit: IMO resolution A.1117(30) rests on 9×7 + 0×6 + 7×5 + 4×4 + 7×3 + 2×2 =
  // 139, of which the last digit is the seventh.
  plan.imo = plans::ImoNumber::from_number(9'074'729);
  return plan;
}

TEST_CASE("coordinator.ship_name: a name in any of the plan's four languages is probably her, with the reason said") {
  // Full-width letters, other case and blanks are the same name.
  auto const name = GENERATE(as<std::string>{}, "Sample Ferry", "  SAMPLE  ferry ", "ＳＡＭＰＬＥ　ＦＥＲＲＹ",
                             "樣本渡輪", "样本渡轮", "ferry exemplo");
  auto const kind = GENERATE(AlertKind::report, AlertKind::cap);
  CAPTURE(name);
  NamedDesk d;
  d.store(ferry_plan());
  d.alert(told(name, kind));
  REQUIRE(d.only().ship);
  auto const& ship = *d.only().ship;
  CHECK(ship.certainty == Certainty::probable);
  CHECK(ship.mmsi == mmsi(477'000'101));
  REQUIRE(ship.plan);
  CHECK(ship.plan->plan_id == "HK-SAMPLE-477000101");
  CHECK_FALSE(ship.distance);
  CHECK_FALSE(ship.age);
  CHECK(d.logged("Probably Sample Ferry (477000101): a ship of this name is reported, and no other plan has it. Not "
                 "certain. Her plan is HK-SAMPLE-477000101, version 1.") == 1);
}

TEST_CASE(
    "coordinator.ship_name: another name, a call sign or a plan's id as a name, or a machine's name, names nobody") {
  NamedDesk d;
  d.store(ferry_plan());
  auto const name = GENERATE(as<std::string>{}, "Sample Ferry 2", "Sample", "VRXX1", "HK-SAMPLE-477000101", "");
  CAPTURE(name);
  d.alert(told(name));
  CHECK_FALSE(d.only().ship);
  NamedDesk machine;
  machine.store(ferry_plan());
  auto report = told("Sample Ferry", AlertKind::ais_sart);
  report.device = mmsi(970'010'777);
  machine.alert(report);
  CHECK_FALSE(machine.only().ship);
}

TEST_CASE("coordinator.ship_name: of several ships of one name all are listed, and none is taken") {
  NamedDesk d;
  d.store(ferry_plan());
  d.store(ferry_plan(453'000'202, 970'010'202));
  d.alert(told("sample ferry"));
  CHECK_FALSE(d.only().ship);
  CHECK(d.logged("More than one ship may be meant by the name: Sample Ferry (453000202), plan HK-SAMPLE-453000202; "
                 "Sample Ferry (477000101), plan HK-SAMPLE-477000101. None is taken.") == 1);
  // Said once, however often she is reported.
  d.alert(told("SAMPLE FERRY"));
  CHECK(d.desk.incidents().size() >= 1);
  for (auto const* incident : d.desk.incidents())
    CHECK(std::ranges::count_if(incident->log, [](LogLine const& line) {
            return line.text.starts_with("More than one ship may be meant");
          }) == 1);
}

TEST_CASE("coordinator.ship_name: one ship in two plans is one ship") {
  NamedDesk d;
  auto second = ferry_plan();
  second.plan_id = "MO-SAMPLE-1";
  d.store(ferry_plan());
  d.store(second);
  d.alert(told("Sample Ferry"));
  REQUIRE(d.only().ship);
  CHECK(d.only().ship->plan->plan_id == "HK-SAMPLE-477000101");
}

TEST_CASE("coordinator.ship_name: a plan that comes after the report names her then") {
  NamedDesk d;
  d.alert(told("Sample Ferry"));
  CHECK_FALSE(d.only().ship);
  d.store(ferry_plan());
  REQUIRE(d.only().ship);
  CHECK(d.only().ship->certainty == Certainty::probable);
}

TEST_CASE("coordinator.ship_name: her own number and an officer are surer than a name, a name than being nearest") {
  NamedDesk d;
  d.store(ferry_plan());
  ShipNear const near{.mmsi = mmsi(413'000'303),
                      .name = "NEARBY",
                      .position = d.sea['B'],
                      .speed = {},
                      .course = {},
                      .reported_at = kStart,
                      .distance = geo::Metres::from_metres(50)};
  auto report = told("Sample Ferry");
  report.position = d.sea['B'];
  report.radius = geo::Metres::from_metres(500);
  d.alert(report, {near});
  REQUIRE(d.only().ship);
  CHECK(d.only().ship->mmsi == mmsi(477'000'101));
  CHECK(d.only().candidates.size() == 1);
  auto numbered_report = told("Sample Ferry");
  numbered_report.device = mmsi(453'000'202);
  NamedDesk own;
  own.store(ferry_plan());
  own.alert(numbered_report);
  CHECK(own.only().ship->mmsi == mmsi(453'000'202));
  CHECK(own.only().ship->certainty == Certainty::own_number);
}

TEST_CASE("coordinator.ship_name: an IMO number of a plan is as certain as her MMSI, and names one casualty with it") {
  NamedDesk d;
  d.store(numbered(ferry_plan()));
  AlertReport report{.alert_class = AlertClass::distress, .kind = AlertKind::report};
  report.imo = plans::ImoNumber::from_number(9'074'729);
  report.text = "fire in the engine room";
  d.alert(report);
  REQUIRE(d.only().ship);
  CHECK(d.only().ship->certainty == Certainty::own_number);
  CHECK(d.only().ship->mmsi == mmsi(477'000'101));
  CHECK(d.logged("Report of IMO 9074729: distress, received by telephone") == 1);
  // Her own call by DSC comes to the same incident, and a second report by the number too.
  AlertReport call{.alert_class = AlertClass::distress, .kind = AlertKind::dsc, .device = mmsi(477'000'101)};
  d.alert(call);
  report.text = "smoke seen";
  d.alert(report);
  CHECK(d.only().alerts.size() == 3);
}

TEST_CASE("coordinator.ship_name: an IMO number that two ships' plans have proves nothing") {
  NamedDesk d;
  d.store(numbered(ferry_plan()));
  d.store(numbered(ferry_plan(453'000'202, 970'010'202)));
  AlertReport report{.alert_class = AlertClass::distress, .kind = AlertKind::report};
  report.imo = plans::ImoNumber::from_number(9'074'729);
  d.alert(report);
  CHECK_FALSE(d.only().ship);
}

TEST_CASE(
    "coordinator.ship_name: three desks agree on a named ship, also when one alone holds her plan, and after crashes") {
  auto const sea = strait();
  simulation::ThreeDesks desks{sea, kStart};
  desks.set_clocks(ClockSet{hours{99}, hours{99}, hours{99}});
  desks.plan(CentreId::mo, ferry_plan());
  auto report = told("樣本渡輪");
  report.position = sea['A'];
  report.radius = geo::Metres::from_metres(2000);
  desks.alert(CentreId::hk, "telephone", report);
  REQUIRE(desks.settle());
  CHECK(desks.disagreement() == "");
  CHECK(desks.replay_difference() == "");
}

}  // namespace
}  // namespace lingding::coordinator
