// What officers put on record of a case, command by command: at one desk, between desks, after a crash, and refused.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/custody.hpp"
#include "coordinator/desk.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/merge.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using simulation::ThreeDesks;
using std::chrono::hours;
using std::chrono::seconds;
using support::sart;
using support::sart_test;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

simulation::Sea strait() {
  return simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      m P g A g h B h C h
      . . . . . . . . . .)");
}

/// One casualty in Hong Kong's water, heard by Hong Kong: it has custody, and the others are told when they must be.
struct Case {
  simulation::Sea sea = strait();
  ThreeDesks desks{sea, kStart};
  std::string id;

  explicit Case(char place = 'B', AlertReport (*report)(std::optional<geo::Position>, std::uint32_t) = sart) {
    desks.set_clocks(ClockSet{hours{99}, hours{99}, hours{99}});
    desks.alert(CentreId::hk, "vhf-1", report(sea[place], 970'010'119));
    REQUIRE(desks.settle());
    id = desks.desk(CentreId::hk).incidents().front()->id;
  }
  std::string officer(Command command, CentreId centre = CentreId::hk, std::string name = "Officer Chan") {
    auto const answer = desks.officer(centre, std::move(name), std::move(command));
    desks.pass(seconds{1});
    return answer;
  }
  Incident const& at(CentreId centre = CentreId::hk) const {
    auto const* const found = desks.desk(centre).incident(id);
    REQUIRE(found != nullptr);
    return *found;
  }
  bool logged(std::string_view words, CentreId centre = CentreId::hk) const {
    return std::ranges::any_of(at(centre).log, [&](LogLine const& line) { return line.text == words; });
  }
  /// Settled, agreed, and the same after a crash of every desk: from journals alone.
  void check_sound() {
    CHECK(desks.settle());
    CHECK(desks.disagreement() == "");
    CHECK(desks.replay_difference() == "");
    auto const before = at();
    for (auto const centre : geo::kCentres) desks.crash(centre);
    CHECK(desks.settle());
    CHECK(at() == before);
  }
};

TEST_CASE("coordinator.case: a phase has its reason and its officer, and every change is logged") {
  Case c;
  CHECK(c.officer(SetPhase{c.id, EmergencyPhase::alert, "no answer on channel 16"}) == "done");
  CHECK(c.officer(SetPhase{c.id, EmergencyPhase::distress, "red flares seen"}) == "done");
  REQUIRE(c.at().phase);
  CHECK(c.at().phase->phase == EmergencyPhase::distress);
  CHECK(c.at().phase->set.officer == "Officer Chan");
  CHECK(c.logged("Phase: alert. no answer on channel 16"));
  CHECK(c.logged("Phase: distress. red flares seen"));
  CHECK(c.officer(SetPhase{c.id, EmergencyPhase::alert, ""}) == "reason_missing");
  CHECK(c.officer(SetPhase{c.id, EmergencyPhase::alert, std::string(kMaxNoteBytes + 1, 'x')}) == "text_too_long");
  CHECK(c.officer(SetPhase{"HK-nothing", EmergencyPhase::alert, "x"}) == "unknown_incident");
  c.check_sound();
}

TEST_CASE("coordinator.case: a test has no emergency phase") {
  Case c{'B', sart_test};
  CHECK(c.officer(SetPhase{c.id, EmergencyPhase::alert, "x"}) == "is_test");
  CHECK_FALSE(c.at().phase);
}

TEST_CASE("coordinator.case: persons keep what is not said anew, and never more accounted for than on board") {
  Case c;
  CHECK(c.officer(SetPersons{c.id, 299, {}, "manifest"}) == "done");
  CHECK(c.officer(SetPersons{c.id, {}, 280, {}}) == "done");
  CHECK(c.at().persons->on_board == 299);
  CHECK(c.at().persons->accounted_for == 280);
  CHECK(c.at().persons->source == "manifest");
  CHECK(c.logged("Persons on board: 299, accounted for: 280 (manifest)."));
  CHECK(c.officer(SetPersons{c.id, {}, 300, {}}) == "persons_contradict");
  CHECK(c.officer(SetPersons{c.id, 279, {}, {}}) == "persons_contradict");
  CHECK(c.officer(SetPersons{c.id, 279, 279, "master"}) == "done");
  CHECK(c.officer(SetPersons{c.id, {}, {}, {}}) == "incomplete");
  CHECK(c.officer(SetPersons{"HK-nothing", 1, {}, {}}) == "unknown_incident");
  CHECK(c.at().persons->on_board == 279);
  c.check_sound();
}

TEST_CASE("coordinator.case: a unit is one line that changes, its kind said once") {
  Case c;
  CHECK(c.officer(SetUnit{c.id, "Rescue 1", "helicopter", UnitState::alerted, ""}) == "done");
  CHECK(c.officer(SetUnit{c.id, "CGW 51", "launch", UnitState::proceeding, "ETA 1610"}) == "done");
  CHECK(c.officer(SetUnit{c.id, "Rescue 1", "", UnitState::on_scene, "searching"}) == "done");
  REQUIRE(c.at().units.size() == 2);
  CHECK(c.at().units[0].name == "CGW 51");
  CHECK(c.at().units[1].state == UnitState::on_scene);
  CHECK(c.at().units[1].kind == "helicopter");
  CHECK(c.logged("Unit Rescue 1 (helicopter): on_scene. searching"));
  CHECK(c.officer(SetUnit{c.id, "", "", UnitState::alerted, ""}) == "incomplete");
  CHECK(c.officer(SetUnit{c.id, "x", "", UnitState::alerted, std::string(kMaxNoteBytes + 1, 'x')}) == "text_too_long");
  CHECK(c.officer(SetUnit{"HK-nothing", "x", "", UnitState::alerted, ""}) == "unknown_incident");
  c.check_sound();
}

TEST_CASE("coordinator.case: units are bounded, and those that are there can still be changed") {
  Case c;
  for (std::size_t i = 0; i < kMaxCaseItems; ++i)
    REQUIRE(c.desks.officer(CentreId::hk, "o", SetUnit{c.id, "U" + std::to_string(i), "", UnitState::alerted, ""}) ==
            "done");
  CHECK(c.officer(SetUnit{c.id, "one more", "", UnitState::alerted, ""}) == "too_many");
  CHECK(c.officer(SetUnit{c.id, "U7", "", UnitState::released, ""}) == "done");
  CHECK(c.at().units.size() == kMaxCaseItems);
}

TEST_CASE("coordinator.case: calls are kept by contact, the newest outcome of each") {
  Case c;
  CHECK(c.officer(LogCall{c.id, "master +85290000001", "no answer"}) == "done");
  CHECK(c.officer(LogCall{c.id, "master +85290000001", "alongside, test by mistake"}) == "done");
  CHECK(c.officer(LogCall{c.id, "duty manager, 24 hours +85200000001", "will call the ship"}) == "done");
  REQUIRE(c.at().calls.size() == 2);
  CHECK(c.at().calls[1].outcome == "alongside, test by mistake");
  CHECK(c.logged("Called master +85290000001: no answer"));
  CHECK(c.officer(LogCall{c.id, "", "x"}) == "incomplete");
  CHECK(c.officer(LogCall{c.id, "x", ""}) == "incomplete");
  CHECK(c.officer(LogCall{c.id, "x", std::string(kMaxNoteBytes + 1, 'x')}) == "text_too_long");
  CHECK(c.officer(LogCall{"HK-nothing", "x", "y"}) == "unknown_incident");
  c.check_sound();
}

TEST_CASE("coordinator.case: a device that drifts on in a closed case calls nobody") {
  Case c;
  c.desks.set_clocks(ClockSet{hours{99}, hours{99}, hours{99}});
  CHECK(c.officer(Acknowledge{c.id}) == "done");
  auto const drifted = [&] {
    // Two nautical miles east: a cell of the drawn sea.
    c.desks.alert(CentreId::hk, "vhf-1", sart(c.sea['C'], 970'010'119));
    c.desks.pass(seconds{1});
    return c.desks.count(CentreId::hk, "alarm_raised");
  };
  auto const alarms = c.desks.count(CentreId::hk, "alarm_raised");
  SECTION("open: it does") {
    CHECK(drifted() == alarms + 1);
  }
  SECTION("closed: it does not") {
    CHECK(c.officer(CloseIncident{c.id, CaseOutcome::assisted, "all safe"}) == "done");
    CHECK(drifted() == alarms);
    CHECK(is_closed(c.at()));
  }
}

TEST_CASE("coordinator.case: when an officer opened the plan is on record, once for each officer") {
  Case c;
  CHECK(c.officer(OpenPlan{c.id}) == "no_plan");
  CHECK(c.officer(OpenPlan{"HK-nothing"}) == "unknown_incident");
  c.desks.plan(CentreId::hk, support::ferry_plan());
  c.desks.alert(CentreId::hk, "vhf-1", sart(c.sea['B'], 970'010'119));
  c.desks.pass(seconds{1});
  REQUIRE(c.at().ship);
  REQUIRE(c.at().ship->plan);
  auto const opened = [&](std::string_view who) {
    return std::ranges::count_if(c.at().log, [&](LogLine const& line) {
      return line.who == who && line.text == "Opened plan " + c.at().ship->plan->plan_id + ", version 1.";
    });
  };
  CHECK(c.officer(OpenPlan{c.id}) == "done");
  CHECK(c.officer(OpenPlan{c.id}) == "done");
  CHECK(c.officer(OpenPlan{c.id}, CentreId::hk, "Officer Wong") == "done");
  CHECK(opened("Officer Chan") == 1);
  CHECK(opened("Officer Wong") == 1);
  c.check_sound();
}

TEST_CASE("coordinator.case: situation reports are numbered for the casualty, by the centre that co-ordinates") {
  Case c{'A'};
  CHECK(c.officer(IssueSitrep{c.id, false, "A. SAMPLE"}) == "done");
  CHECK(c.officer(IssueSitrep{c.id, false, "x"}, CentreId::cn_gd, "Officer Li") == "not_custodian");
  CHECK(c.officer(Acknowledge{c.id}, CentreId::cn_gd, "Officer Li") == "done");
  CHECK(c.officer(IssueSitrep{c.id, true, "A. SAMPLE, again"}, CentreId::cn_gd, "Officer Li") == "done");
  CHECK(c.officer(IssueSitrep{c.id, true, "x"}) == "not_custodian");
  REQUIRE(c.at().sitreps.size() == 2);
  CHECK(c.at().sitreps[1].number == 2);
  CHECK(c.at().sitreps[1].full);
  CHECK(c.at().sitreps[1].set.by == CentreId::cn_gd);
  CHECK(c.logged("SITREP 2 issued.", CentreId::mo));
  CHECK(c.officer(IssueSitrep{c.id, true, ""}, CentreId::cn_gd) == "note_empty");
  CHECK(c.officer(IssueSitrep{c.id, true, std::string(kMaxSitrepBytes + 1, 'x')}, CentreId::cn_gd) == "text_too_long");
  CHECK(c.officer(IssueSitrep{"HK-nothing", true, "x"}) == "unknown_incident");
  c.check_sound();
}

TEST_CASE("coordinator.case: reports of one number from one centre, of two incidents that became one, are both kept") {
  Case c;
  auto first = c.at();
  auto second = c.at();
  first.sitreps = {{1, false, "of one", {kStart, CentreId::hk, "a"}}};
  second.sitreps = {{1, false, "of the other", {kStart + seconds{9}, CentreId::hk, "a"}}};
  auto turned = second;
  merge_into(turned, first);
  merge_into(first, second);
  REQUIRE(first.sitreps.size() == 2);
  CHECK(first.sitreps == turned.sitreps);
}

TEST_CASE("coordinator.case: the custodian closes, with a reason, and not while persons are missing") {
  Case c{'A'};
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::false_alert, "x"}, CentreId::mo) == "not_custodian");
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::false_alert, ""}) == "reason_missing");
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::open, "x"}) == "not_closed");
  CHECK(c.officer(SetPersons{c.id, 10, 9, "manifest"}) == "done");
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::rescued, "all well"}) == "persons_missing");
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::suspended, "nothing found in 72 h"}) == "done");
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::open, "raft sighted"}) == "done");
  CHECK(c.officer(SetPersons{c.id, {}, 10, {}}) == "done");
  CHECK(c.officer(CloseIncident{c.id, CaseOutcome::rescued, "landed at Macao"}) == "done");
  CHECK(c.at().closure->outcome == CaseOutcome::rescued);
  CHECK(c.logged("Closed: suspended. nothing found in 72 h"));
  CHECK(c.logged("Opened again. raft sighted"));
  CHECK(c.logged("Closed: rescued. landed at Macao", CentreId::mo));
  CHECK(c.officer(CloseIncident{"HK-nothing", CaseOutcome::rescued, "x"}) == "unknown_incident");
  c.check_sound();
}

TEST_CASE("coordinator.case: what two centres said while out of reach is united, the later word on one subject") {
  Case c{'A'};
  c.desks.cut(CentreId::hk, CentreId::cn_gd);
  c.desks.cut(CentreId::mo, CentreId::cn_gd);
  CHECK(c.officer(SetPersons{c.id, 100, {}, "company"}) == "done");
  CHECK(c.officer(SetUnit{c.id, "Rescue 1", "helicopter", UnitState::proceeding, ""}) == "done");
  CHECK(c.officer(SetUnit{c.id, "Nanhaijiu 1", "rescue ship", UnitState::alerted, ""}, CentreId::cn_gd, "Li") ==
        "done");
  CHECK(c.officer(LogCall{c.id, "agent", "sailed with 103"}, CentreId::cn_gd, "Li") == "done");
  CHECK(c.officer(SetPersons{c.id, 103, {}, "agent"}, CentreId::cn_gd, "Li") == "done");
  c.desks.heal();
  REQUIRE(c.desks.settle());
  for (auto const centre : geo::kCentres) {
    auto const& one = c.at(centre);
    CHECK(one.persons->on_board == 103);
    CHECK(one.units.size() == 2);
    CHECK(one.calls.size() == 1);
  }
  c.check_sound();
}

TEST_CASE("coordinator.case: a clock that is behind another centre's does not make a later word the earlier one") {
  Case c{'A'};
  CHECK(c.officer(SetPhase{c.id, EmergencyPhase::alert, "first"}) == "done");
  auto const set = c.at().phase->set.at;
  CHECK(c.desks.officer(CentreId::hk, "o", SetPhase{c.id, EmergencyPhase::distress, "at once"}) == "done");
  CHECK(c.desks.officer(CentreId::hk, "o", SetPhase{c.id, EmergencyPhase::uncertainty, "the same moment"}) == "done");
  CHECK(c.at().phase->reason == "the same moment");
  CHECK(c.at().phase->set.at > set);
  c.check_sound();
}

TEST_CASE("coordinator.case: every refusal has a sentence") {
  simulation::Sea const sea = strait();
  geo::WaterMap const water{sea.regions};
  Desk desk{CentreId::hk, [&](std::string_view) -> geo::WaterMap const& { return water; }};
  desk.handle(RegionsLoaded{sea.regions.digest}, kStart);
  desk.handle(AlertReceived{"vhf", sart(sea['A']), {}, ""}, kStart);
  auto const id = desk.incidents().front()->id;
  int count = 0;
  auto const refused = [&](Command command) {
    auto const effects = desk.handle(OfficerActed{"o", std::to_string(++count), std::move(command)}, kStart);
    REQUIRE(effects.size() == 1);
    return std::get<CommandRefused>(effects.front());
  };
  CHECK(refused(SetPersons{id, 1, 2, ""}).text == "More persons would be accounted for than are on board.");
  CHECK(refused(SetPersons{id, {}, {}, std::string(kMaxNameBytes + 1, 'x')}).code == "text_too_long");
  CHECK(refused(CloseIncident{id, CaseOutcome::open, "x"}).text == "The case is open.");
  CHECK(refused(SetUnit{id, "", "", UnitState::alerted, ""}).text == "Something is missing that the command needs.");
}

}  // namespace
}  // namespace lingding::coordinator
