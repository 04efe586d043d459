// One casualty, one incident: alerts of every form, at three centres, of one ship and of two.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/custody.hpp"
#include "coordinator/desk.hpp"
#include "coordinator/limits.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using simulation::ThreeDesks;
using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;
using support::sart;

auto const kStart = support::utc("2016-08-27T15:50:00Z");
/// A short message of the maritime user protocol, as published in C/S T.001's examples of 15-hex IDs.
auto const kBeacon = plans::BeaconId::parse("ADCD00800440401").value();

simulation::Sea estuary() {
  return simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      m P g A g h B h C h
      . . . . . . . . . .)");
}

plans::PlanBrief ferry_with_beacon(std::uint32_t ship = 477'000'101) {
  auto plan = support::ferry_plan(ship, 974'010'119);
  plan.beacons = {kBeacon};
  return plan;
}

AlertReport unlocated_beacon() {
  AlertReport report;
  report.kind = AlertKind::mcc_alert;
  report.beacon = kBeacon;
  return report;
}
AlertReport call(geo::Position at, std::uint32_t ship = 477'000'101, Nature nature = Nature::collision) {
  AlertReport report;
  report.kind = AlertKind::dsc;
  report.device = mmsi(ship);
  report.position = at;
  report.radius = geo::Metres::from_nautical_miles(1);
  report.nature = nature;
  return report;
}
AlertReport doppler(geo::Position a, geo::Position b) {
  auto report = unlocated_beacon();
  report.possible = {{a, geo::Metres::from_metres(5000), PositionSource::doppler, 0.7},
                     {b, geo::Metres::from_metres(5000), PositionSource::doppler, 0.3}};
  return report;
}
AlertReport telephone(std::string name, std::optional<geo::Position> at) {
  AlertReport report;
  report.kind = AlertKind::report;
  report.name = std::move(name);
  report.position = at;
  report.radius = geo::Metres::from_nautical_miles(1);
  report.position_source = PositionSource::stated;
  report.nature = Nature::collision;
  report.persons = 120;
  report.caller = "master of a fishing vessel, +85200000002";
  return report;
}

struct World {
  simulation::Sea sea = estuary();
  ThreeDesks desks{sea, kStart};

  explicit World(std::vector<plans::PlanBrief> const& plans = {ferry_with_beacon()}) {
    // What is tested is not what comes of silence.
    using std::chrono::hours;
    desks.set_clocks(ClockSet{hours{99}, hours{99}, hours{99}});
    for (auto const centre : geo::kCentres)
      for (auto const& plan : plans) desks.plan(centre, plan);
  }
  std::vector<Incident const*> at(CentreId centre) const { return desks.desk(centre).incidents(); }
  Incident const& only(CentreId centre) const {
    auto const all = at(centre);
    REQUIRE(all.size() == 1);
    return *all.front();
  }
  void rest() {
    REQUIRE(desks.settle());
    CHECK(desks.disagreement() == "");
    CHECK(desks.misplaced_alerts() == "");
    CHECK(desks.replay_difference() == "");
  }
};

}  // namespace

TEST_CASE("scenarios.casualty: one collision heard in six forms at three centres ends as one incident") {
  World world;
  auto& desks = world.desks;
  auto const place = world.sea['A'];

  INFO("a beacon without position, told to Hong Kong by satellite: through the plan it is the ferry's");
  desks.alert(CentreId::hk, "hk-mcc", unlocated_beacon());
  world.rest();
  CHECK(world.only(CentreId::hk).ship->mmsi == mmsi(477'000'101));
  CHECK(world.only(CentreId::hk).ship->certainty == Certainty::listed);
  CHECK(world.only(CentreId::hk).told == std::vector{CentreId::cn_gd, CentreId::hk, CentreId::mo});
  CHECK(world.only(CentreId::hk).custody.centre == CentreId::hk);

  INFO("her DSC call, with a position in Guangdong's limits, heard in Macao");
  desks.pass(minutes{1});
  desks.alert(CentreId::mo, "mo-coast-station", call(place));
  world.rest();
  for (auto const centre : geo::kCentres) {
    CHECK(world.only(centre).decision.responsible == CentreId::cn_gd);
    CHECK(world.only(centre).custody.centre == CentreId::hk);
    CHECK(world.only(centre).offered_to == CentreId::cn_gd);
  }
  desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{world.only(CentreId::cn_gd).id});
  world.rest();
  CHECK(world.only(CentreId::mo).custody.centre == CentreId::cn_gd);

  INFO("the AIS transmitter of her EPIRB");
  desks.pass(minutes{1});
  auto epirb_ais = sart(place, 974'010'119);
  epirb_ais.kind = AlertKind::epirb_ais;
  desks.alert(CentreId::hk, "waglan", epirb_ais);
  INFO("the satellites' two positions, told to Guangdong: one of them is hers");
  desks.pass(minutes{5});
  desks.alert(CentreId::cn_gd, "cn-mcc", doppler(place, world.sea['C']));
  INFO("a fishing vessel telephones Macao: the ferry's name and about where");
  desks.pass(minutes{2});
  CHECK(desks.officer(CentreId::mo, "Officer Costa", ReportDistress{"", telephone("sample FERRY", place)}) == "done");
  INFO("and a CAP message of the company with her call sign");
  desks.pass(minutes{2});
  AlertReport cap;
  cap.kind = AlertKind::cap;
  cap.call_sign = "VRXX1";
  cap.text = "Sample Ferry has collided, 120 persons on board";
  desks.alert(CentreId::hk, "company-cap", cap);
  world.rest();
  for (auto const centre : geo::kCentres) {
    auto const& incident = world.only(centre);
    CHECK(incident.alerts.size() == 6);
    CHECK(incident.custody.centre == CentreId::cn_gd);
    CHECK(incident.decision.responsible == CentreId::cn_gd);
    CHECK(incident.ship->mmsi == mmsi(477'000'101));
  }
  auto const& alerts = world.only(CentreId::mo).alerts;
  auto const told = std::ranges::find(alerts, AlertKind::report, [](Alert const& one) { return one.report.kind; });
  REQUIRE(told != alerts.end());
  INFO(told->matched);
  CHECK(told->matched.find("same name") != std::string::npos);
  CHECK(told->matched.find("nm apart within") != std::string::npos);
}

TEST_CASE("scenarios.casualty: two ferries in one collision are two casualties") {
  auto other = support::ferry_plan(453'000'202, 970'020'202);
  other.names = {.en = "Other Ferry", .zh_hant = "另一渡輪", .zh_hans = "另一渡轮", .pt = "Outro Ferry"};
  other.call_sign = "VRXX2";
  World world{{ferry_with_beacon(), other}};
  auto const place = world.sea['A'];
  world.desks.alert(CentreId::hk, "waglan", call(place, 477'000'101));
  world.desks.alert(CentreId::mo, "mo-coast-station", call(place, 453'000'202));
  world.desks.alert(CentreId::hk, "waglan", sart(place, 970'020'202));
  world.rest();
  for (auto const centre : geo::kCentres) {
    auto const all = world.at(centre);
    REQUIRE(all.size() == 2);
    CHECK(all[0]->ship->mmsi != all[1]->ship->mmsi);
  }
  // A raft's transmitter that no plan lists may be of either: it stays apart, and both are named.
  world.desks.alert(CentreId::hk, "waglan", sart(place, 970'099'999));
  world.rest();
  auto const all = world.at(CentreId::hk);
  REQUIRE(all.size() == 3);
  CHECK(all[2]->matches.size() == 2);
  CHECK(all[2]->matches.front().reason.find("nm apart") != std::string::npos);
}

TEST_CASE("scenarios.casualty: two positions tell two centres, and the fix stands one of them down") {
  World world{{}};
  world.desks.alert(CentreId::mo, "mcc", doppler(world.sea['C'], world.sea['A']));
  world.rest();
  auto const& before = world.only(CentreId::mo);
  CHECK(before.decision.responsible == CentreId::hk);
  CHECK(std::ranges::find(before.decision.informed, CentreId::cn_gd) != before.decision.informed.end());
  CHECK(before.decision.reason.find("70 %") != std::string::npos);
  auto confirmed = unlocated_beacon();
  confirmed.position = world.sea['A'];
  confirmed.radius = geo::Metres::from_metres(3000);
  confirmed.position_source = PositionSource::confirmed;
  world.desks.pass(minutes{30});
  world.desks.alert(CentreId::mo, "mcc", confirmed);
  world.rest();
  auto const& after = world.only(CentreId::hk);
  CHECK(after.decision.responsible == CentreId::cn_gd);
  CHECK(after.offered_to == CentreId::cn_gd);
  CHECK(std::ranges::any_of(
      after.log, [](LogLine const& line) { return line.text.find("ambiguity is resolved") != std::string::npos; }));
}

TEST_CASE("scenarios.casualty: a ship that calls again after her case was closed as a false alert is heard") {
  World world;
  auto& desks = world.desks;
  auto const place = world.sea['A'];
  desks.alert(CentreId::hk, "waglan", call(place));
  world.rest();
  desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{world.only(CentreId::cn_gd).id});
  world.rest();
  auto const close = [&] {
    desks.pass(minutes{1});
    auto const id = world.only(CentreId::cn_gd).id;
    REQUIRE(desks.officer(CentreId::cn_gd, "Officer Li", CloseIncident{id, CaseOutcome::false_alert, "pressed"}) ==
            "done");
    world.rest();
    for (auto const centre : geo::kCentres) CHECK(is_closed(world.only(centre)));
  };
  auto const open = [&] {
    world.rest();
    for (auto const centre : geo::kCentres) CHECK_FALSE(is_closed(world.only(centre)));
  };
  close();

  INFO("the call that is repeated as long as nobody answers it, here and at another receiver, is no new one");
  auto const alarms = [&](CentreId centre) { return desks.count(centre, "alarm_raised"); };
  auto const before = alarms(CentreId::cn_gd);
  desks.pass(minutes{4});
  desks.alert(CentreId::hk, "waglan", call(place));
  desks.alert(CentreId::mo, "mo-coast-station", call(place));
  auto taken_back = call(place);
  taken_back.kind = AlertKind::cap;
  taken_back.cancels = true;
  desks.alert(CentreId::hk, "company-cap", taken_back);
  world.rest();
  for (auto const centre : geo::kCentres) CHECK(is_closed(world.only(centre)));
  CHECK(alarms(CentreId::cn_gd) == before);

  INFO("an hour later she calls in earnest");
  desks.pass(minutes{60});
  desks.alert(CentreId::hk, "waglan", call(place));
  open();
  CHECK(alarms(CentreId::cn_gd) == before + 1);
  desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{world.only(CentreId::cn_gd).id});
  close();

  INFO("closed once more, and her beacon is heard: another case, with an alarm of its own");
  desks.pass(minutes{5});
  desks.alert(CentreId::mo, "mcc", unlocated_beacon());
  world.rest();
  for (auto const centre : geo::kCentres) {
    auto const all = world.at(centre);
    REQUIRE(all.size() == 2);
    CHECK(is_closed(*all.front()));
    CHECK_FALSE(is_closed(*all.back()));
  }
}

TEST_CASE("scenarios.casualty: who closes a case behind a cut link does not silence a call that came meanwhile") {
  World world;
  auto& desks = world.desks;
  auto const place = world.sea['A'];
  desks.alert(CentreId::hk, "waglan", call(place));
  world.rest();
  desks.officer(CentreId::cn_gd, "Officer Li", Acknowledge{world.only(CentreId::cn_gd).id});
  world.rest();
  desks.cut(CentreId::hk, CentreId::cn_gd);
  desks.cut(CentreId::mo, CentreId::cn_gd);
  auto const id = world.only(CentreId::cn_gd).id;
  desks.officer(CentreId::cn_gd, "Officer Li", CloseIncident{id, CaseOutcome::false_alert, "pressed"});
  CHECK(is_closed(world.only(CentreId::cn_gd)));
  desks.pass(minutes{20});
  desks.alert(CentreId::hk, "waglan", call(place));
  desks.heal();
  world.rest();
  for (auto const centre : geo::kCentres) CHECK_FALSE(is_closed(world.only(centre)));
}

TEST_CASE("scenarios.casualty: officers merge what is one and take apart what is not, and every desk follows") {
  World world{{}};
  auto const place = world.sea['B'];
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'001));
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'002));
  world.rest();
  auto const all = world.at(CentreId::hk);
  REQUIRE(all.size() == 2);
  auto const first = all[0]->id;
  auto const second = all[1]->id;
  CHECK(world.desks.officer(CentreId::hk, "Officer Chan", MergeIncidents{first, first, ""}) == "same_incident");
  CHECK(world.desks.officer(CentreId::hk, "Officer Chan", MergeIncidents{first, second, "same raft"}) == "done");
  world.rest();
  for (auto const centre : world.only(CentreId::hk).told) {
    auto const& one = world.only(centre);
    CHECK(one.alerts.size() == 2);
    CHECK(world.desks.desk(centre).incident(second) == world.desks.desk(centre).incident(first));
  }
  // Its repeats go to the one that is left.
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'002));
  world.rest();
  CHECK(world.only(CentreId::hk).alerts.size() == 2);

  auto const alerts = world.only(CentreId::hk).alerts;
  CHECK(world.desks.officer(CentreId::hk, "Officer Chan", SplitIncident{first, {"nothing"}, ""}) == "unknown_alert");
  CHECK(world.desks.officer(CentreId::hk, "Officer Chan", SplitIncident{first, {alerts[0].id, alerts[1].id}, ""}) ==
        "nothing_left");
  CHECK(world.desks.officer(CentreId::hk, "Officer Chan", SplitIncident{first, {alerts[1].id}, "another raft"}) ==
        "done");
  world.rest();
  REQUIRE(world.at(CentreId::hk).size() == 2);
  for (auto const* const one : world.at(CentreId::hk)) CHECK(one->alerts.size() == 1);
  // They stay apart, whatever comes.
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'001));
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'002));
  world.desks.pass(minutes{5});
  world.rest();
  CHECK(world.at(CentreId::hk).size() == 2);
  // And are one again when an officer says so.
  CHECK(world.desks.officer(CentreId::hk, "Officer Chan",
                            MergeIncidents{first, world.at(CentreId::hk)[1]->id, "after all"}) == "done");
  world.rest();
  CHECK(world.only(CentreId::hk).alerts.size() == 2);
}

TEST_CASE("scenarios.casualty: merged at one desk and split at another behind a cut link, they agree once it heals") {
  World world{{}};
  auto const place = world.sea['A'];
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'001));
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'002));
  world.rest();
  auto const first = world.at(CentreId::hk)[0]->id;
  auto const second = world.at(CentreId::hk)[1]->id;
  world.desks.officer(CentreId::hk, "Officer Chan", MergeIncidents{first, second, ""});
  world.rest();
  auto const alerts = world.only(CentreId::cn_gd).alerts;
  world.desks.cut(CentreId::hk, CentreId::cn_gd);
  world.desks.officer(CentreId::hk, "Officer Chan", SplitIncident{first, {alerts[0].id}, ""});
  world.desks.officer(CentreId::cn_gd, "Officer Li", SplitIncident{first, {alerts[1].id}, ""});
  world.desks.alert(CentreId::hk, "vhf", sart(place, 970'000'002));
  world.desks.pass(minutes{10});
  world.desks.heal();
  REQUIRE(world.desks.settle());
  CHECK(world.desks.disagreement() == "");
  CHECK(world.desks.replay_difference() == "");
  // No alert is without an incident.
  for (auto const centre : {CentreId::hk, CentreId::cn_gd})
    for (auto const& alert : alerts)
      CHECK(std::ranges::any_of(world.at(centre), [&](Incident const* one) {
        return std::ranges::find(one->alerts, alert.id, &Alert::id) != one->alerts.end();
      }));
}

TEST_CASE("scenarios.casualty: a beacon without position is looked for where the ship's AIS was last") {
  World world;
  world.desks.alert(CentreId::mo, "mcc", unlocated_beacon());
  world.rest();
  CHECK(world.desks.count(CentreId::mo, "ship_watched") == 0);  // asked of the traffic picture, not of consoles
}

namespace {

/// The ferry's plan of `version`, with a sailing that has her in Guangdong's limits at the time of the tests.
plans::PlanBrief ferry_with_timetable(simulation::Sea const& sea, std::uint32_t version) {
  auto plan = ferry_with_beacon();
  plan.version = version;
  plans::ScheduledRoute route;
  route.track = {sea['B'], sea['P']};
  route.stops = {{"Pier B", "", sea['B']}, {"Pier P", "", sea['P']}};
  route.valid_from = geo::parse_date("2016-01-01").value();
  route.services = {{0x7F, false, {}, {}, {}}};
  // 23:50 by the clocks of the three places is half-way.
  route.sailings.push_back({0, true, {{0, 23 * 60 + 40, 23 * 60 + 40}, {1, 24 * 60, 24 * 60}}});
  plan.schedule.routes = {route};
  return plan;
}

}  // namespace

TEST_CASE("scenarios.casualty: a desk without her timetable does not undo what another decided by it") {
  World world{{}};
  auto& desks = world.desks;
  auto without_timetable = ferry_with_beacon();
  desks.plan(CentreId::hk, ferry_with_timetable(world.sea, without_timetable.version));
  desks.plan(CentreId::mo, without_timetable);
  desks.alert(CentreId::hk, "hk-mcc", unlocated_beacon());
  world.rest();
  CHECK(world.only(CentreId::mo).decision.rule == RoutingRule::ship_timetable);

  SECTION("when it gets a newer plan, without timetable") {
    ++without_timetable.version;
    desks.plan(CentreId::mo, without_timetable);
  }
  SECTION("when its officer confirms the ship") {
    desks.officer(CentreId::mo, "Wong", ConfirmShip{world.only(CentreId::mo).id, mmsi(477'000'101)});
  }
  world.rest();
  for (auto const centre : {CentreId::hk, CentreId::mo}) {
    CHECK(world.only(centre).decision.rule == RoutingRule::ship_timetable);
    CHECK(world.only(centre).decision.responsible == CentreId::cn_gd);
  }
}

TEST_CASE("scenarios.casualty: another ship than was thought is decided for, whatever the first decision rested on") {
  World world{{}};
  auto& desks = world.desks;
  desks.plan(CentreId::hk, ferry_with_timetable(world.sea, 1));
  desks.alert(CentreId::hk, "hk-mcc", unlocated_beacon());
  world.rest();
  REQUIRE(world.only(CentreId::hk).decision.rule == RoutingRule::ship_timetable);
  REQUIRE(world.only(CentreId::hk).decision.responsible == CentreId::cn_gd);

  desks.officer(CentreId::hk, "Chan", ConfirmShip{world.only(CentreId::hk).id, mmsi(453'000'102)});
  world.rest();
  for (auto const centre : {CentreId::hk, CentreId::cn_gd}) {
    CHECK(world.only(centre).ship->mmsi == mmsi(453'000'102));
    CHECK(world.only(centre).decision.rule == RoutingRule::registry);
    CHECK(world.only(centre).decision.responsible == CentreId::mo);
  }
}

}  // namespace lingding::coordinator
