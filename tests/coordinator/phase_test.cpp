// The emergency phase at one desk: what each kind of alert raises it to, that nothing lowers it but an officer, and
// that every change is on record with its reason.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/desk.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using std::chrono::minutes;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

/// One desk in Hong Kong, its sea and its clock.
struct Desk1 {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      m P g A g h B h C h
      . . . . . . . . . .)");
  geo::WaterMap water{sea.regions};
  Desk desk{CentreId::hk, [this](std::string_view) -> geo::WaterMap const& { return water; }};
  geo::UtcTime now = kStart;
  int commands = 0;

  Desk1() { desk.handle(RegionsLoaded{sea.regions.digest}, now); }
  Desk1(Desk1 const&) = delete;

  void alert(AlertReport const& report, std::string source = "a") {
    desk.handle(AlertReceived{std::move(source), report, {}, "raw"}, now);
  }
  void officer(Command command) {
    desk.handle(OfficerActed{"Officer Chan", "c" + std::to_string(++commands), std::move(command)}, now);
  }
  Incident const& only() {
    auto const all = desk.incidents();
    REQUIRE(all.size() == 1);
    return *all.front();
  }
  /// The lines of the log that are of the phase, oldest first.
  std::vector<std::string> phases() {
    std::vector<std::string> lines;
    for (auto const& line : only().log)
      if (line.text.starts_with("Phase: ")) lines.push_back(line.text);
    return lines;
  }
};
using Lines = std::vector<std::string>;

AlertReport report_of(AlertKind kind) {
  return {.alert_class = AlertClass::distress, .kind = kind};
}
AlertReport beacon(std::optional<geo::Position> at) {
  auto report = report_of(AlertKind::beacon_406);
  report.beacon = plans::BeaconId::parse("B3A9D65028154D1");
  report.position = at;
  report.radius = geo::Metres::from_metres(5000);
  return report;
}

TEST_CASE("coordinator.phase: each kind of alert raises the phase that its words and the SAR Convention give it") {
  struct Case {
    AlertKind kind;
    bool located;
    Nature nature;
    EmergencyPhase phase;
    char const* reason;
  };
  // SAR Convention 4.4: positive information of danger is distress; apprehension is alert; overdue is uncertainty.
  auto const [kind, located, nature, phase, reason] = GENERATE(
      Case{AlertKind::beacon_406, false, Nature::undesignated, EmergencyPhase::alert, "is active and not located"},
      Case{AlertKind::beacon_406, true, Nature::undesignated, EmergencyPhase::distress, "is active and located"},
      Case{AlertKind::mcc_alert, false, Nature::undesignated, EmergencyPhase::alert, "is active and not located"},
      Case{AlertKind::mcc_alert, true, Nature::undesignated, EmergencyPhase::distress, "is active and located"},
      Case{AlertKind::ais_sart, false, Nature::undesignated, EmergencyPhase::distress, "is active"},
      Case{AlertKind::ais_mob, false, Nature::undesignated, EmergencyPhase::distress, "is active"},
      Case{AlertKind::epirb_ais, false, Nature::undesignated, EmergencyPhase::distress, "is active"},
      Case{AlertKind::dsc, false, Nature::undesignated, EmergencyPhase::distress, "says so"},
      Case{AlertKind::ais_ship_status, true, Nature::undesignated, EmergencyPhase::distress, "says so"},
      Case{AlertKind::ais_safety_text, false, Nature::undesignated, EmergencyPhase::alert, "has words of distress"},
      Case{AlertKind::cap, true, Nature::sinking, EmergencyPhase::distress, ": distress"},
      Case{AlertKind::cap, false, Nature::overdue, EmergencyPhase::uncertainty, ": overdue"},
      Case{AlertKind::report, false, Nature::collision, EmergencyPhase::distress, ": distress"},
      Case{AlertKind::report, true, Nature::overdue, EmergencyPhase::uncertainty, ": overdue"});
  CAPTURE(static_cast<int>(kind), located, reason);
  Desk1 d;
  auto report = report_of(kind);
  report.device = support::mmsi(477'000'101);
  report.nature = nature;
  if (located) report.position = d.sea['B'];
  report.radius = geo::Metres::from_metres(1000);
  d.alert(report);
  REQUIRE(d.only().phase);
  CHECK(d.only().phase->phase == phase);
  CHECK(d.only().phase->reason.ends_with(reason));
  CHECK(d.only().phase->set.by == CentreId::hk);
  CHECK(d.only().phase->set.officer.empty());
  CHECK(d.only().phase->set.at == kStart);
  CHECK(d.phases() == Lines{"Phase: " + std::string{to_text(phase)} + ". " + d.only().phase->reason + "."});
}

TEST_CASE("coordinator.phase: possible positions locate a beacon as one position does") {
  Desk1 d;
  auto report = report_of(AlertKind::mcc_alert);
  report.beacon = plans::BeaconId::parse("B3A9D65028154D1");
  report.possible = {{d.sea['A'], geo::Metres::from_metres(5000), PositionSource::doppler, 0.5},
                     {d.sea['C'], geo::Metres::from_metres(5000), PositionSource::doppler, 0.5}};
  d.alert(report);
  CHECK(d.only().phase->phase == EmergencyPhase::distress);
}

TEST_CASE(
    "coordinator.phase: an alert raises the phase when it says more, and says in the log why, and less lowers "
    "nothing") {
  Desk1 d;
  d.alert(beacon(std::nullopt));
  d.now += minutes{10};
  d.alert(beacon(d.sea['B']));
  d.now += minutes{10};
  // The same again, and without a position: nothing changes.
  d.alert(beacon(d.sea['B']));
  d.alert(beacon(std::nullopt));
  CHECK(d.phases() == Lines{"Phase: alert. 406 MHz beacon B3A9D65028154D1 is active and not located.",
                            "Phase: distress. 406 MHz beacon B3A9D65028154D1 is active and located."});
  CHECK(d.only().phase->phase == EmergencyPhase::distress);
  CHECK(d.only().phase->set.at == kStart + minutes{10});
}

TEST_CASE("coordinator.phase: a test and a cancellation raise nothing") {
  Desk1 test;
  test.alert(support::sart_test(test.sea['B']));
  CHECK_FALSE(test.only().phase);
  CHECK(test.phases().empty());
  Desk1 cancelled;
  auto report = beacon(cancelled.sea['B']);
  report.cancels = true;
  cancelled.alert(report);
  CHECK_FALSE(cancelled.only().phase);
  // The same beacon afterwards without its cancellation, by another source: it is in distress.
  cancelled.now += minutes{1};
  cancelled.alert(beacon(cancelled.sea['B']), "b");
  REQUIRE(cancelled.only().phase);
  CHECK(cancelled.only().phase->phase == EmergencyPhase::distress);
}

TEST_CASE(
    "coordinator.phase: an officer may lower it with a reason, and what was heard before does not raise it again") {
  Desk1 d;
  d.alert(support::sart(d.sea['B']));
  REQUIRE(d.only().phase->phase == EmergencyPhase::distress);
  d.now += minutes{1};
  d.officer(SetPhase{d.only().id, EmergencyPhase::uncertainty, "the ship answers, a SART fell overboard"});
  CHECK(d.only().phase->phase == EmergencyPhase::uncertainty);
  CHECK(d.only().phase->set.officer == "Officer Chan");
  // The same SART goes on sending.
  d.now += minutes{1};
  d.alert(support::sart(d.sea['B']));
  CHECK(d.only().phase->phase == EmergencyPhase::uncertainty);
  // An alert of another kind that was first heard afterwards is news.
  d.now += minutes{1};
  auto call = report_of(AlertKind::ais_safety_text);
  call.device = support::mmsi(970'010'119);
  call.text = "SART ACTIVE, PERSONS IN WATER";
  d.alert(call);
  CHECK(d.only().phase->phase == EmergencyPhase::alert);
  CHECK(d.only().phase->set.officer.empty());
  auto const lines = d.phases();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with("Phase: distress. "));
  CHECK(lines[1] == "Phase: uncertainty. the ship answers, a SART fell overboard");
  CHECK(lines[2].starts_with("Phase: alert. "));
  CHECK(lines[2].ends_with(" has words of distress."));
}

}  // namespace
}  // namespace lingding::coordinator
