// One desk alone: which alerts become which incidents, whom they wake, and what officers can do.

#include "coordinator/desk.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/limits.hpp"
#include "coordinator/merge.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;
using support::sart;
using support::sart_test;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

/// A desk, its sea and its clock.
struct Fixture {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      m P g A g h B h C h
      . . . . . . . . . .)");
  geo::WaterMap water{sea.regions};
  Desk desk;
  geo::UtcTime now = kStart;
  int commands = 0;

  explicit Fixture(CentreId centre = CentreId::hk)
      : desk(centre, [this](std::string_view) -> geo::WaterMap const& { return water; }) {
    handle(RegionsLoaded{sea.regions.digest});
  }
  Fixture(Fixture const&) = delete;

  Effects handle(Event const& event) { return desk.handle(event, now); }
  Effects alert(AlertReport const& report, std::string source = "vhf-1", std::vector<ShipNear> near = {}) {
    return handle(AlertReceived{std::move(source), report, std::move(near), "raw"});
  }
  Effects officer(Command command, std::string name = "Officer Chan") {
    return handle(OfficerActed{std::move(name), "c" + std::to_string(++commands), std::move(command)});
  }
  Incident const& only() {
    auto const all = desk.incidents();
    REQUIRE(all.size() == 1);
    return *all.front();
  }
};

template <class T>
std::vector<T> all(Effects const& effects) {
  std::vector<T> result;
  for (auto const& effect : effects)
    if (auto const* const one = std::get_if<T>(&effect)) result.push_back(*one);
  return result;
}

bool logged(Incident const& incident, std::string_view words) {
  return std::ranges::any_of(incident.log,
                             [&](LogLine const& line) { return line.text.find(words) != std::string::npos; });
}

ShipNear ship(std::uint32_t number, std::string name, geo::Position at, double metres,
              std::optional<double> course = {}, double knots = 20) {
  ShipNear result{.mmsi = mmsi(number),
                  .name = std::move(name),
                  .position = at,
                  .speed = geo::Knots::from_knots(knots),
                  .course = {},
                  .reported_at = kStart - seconds{30},
                  .distance = geo::Metres::from_metres(metres)};
  if (course) result.course = geo::TrueBearing::from_degrees(*course);
  return result;
}

// ---- alerts and incidents

TEST_CASE("coordinator.desk: the first alert opens an incident, shows it, alarms and tells those who must know") {
  Fixture f;
  auto const effects = f.alert(sart(f.sea['A']));
  REQUIRE(effects.size() == 3);
  CHECK(std::holds_alternative<IncidentChanged>(effects[0]));
  CHECK(std::get<AlarmRaised>(effects[1]) ==
        AlarmRaised{"HK-20160827-155000-1", AlarmReason::new_incident, AlarmLevel::responsible});
  auto const& sent = std::get<LinkSent>(effects[2]);
  CHECK(sent.to == std::vector<LinkAddress>{{CentreId::cn_gd, 1}, {CentreId::mo, 1}});
  auto const& forwarded = std::get<AlertForwarded>(sent.message);
  CHECK(forwarded.incident == f.only());
  CHECK(forwarded.raw == "raw");
  CHECK(f.only().alerts.front().id == "HK-20160827-155000-1/HK/1");
  CHECK(f.only().decision.responsible == CentreId::cn_gd);
  CHECK(f.only().offered_to == CentreId::cn_gd);
  CHECK(logged(f.only(), f.only().decision.reason));
}

TEST_CASE("coordinator.desk: incidents of one second are counted") {
  Fixture f;
  f.alert(sart(f.sea['B'], 970'010'101));
  f.now += std::chrono::milliseconds{999};
  f.alert(sart(f.sea['B'], 970'010'102));
  f.now += std::chrono::milliseconds{1};
  f.alert(sart(f.sea['B'], 970'010'103));
  CHECK(f.desk.incident("HK-20160827-155000-1") != nullptr);
  CHECK(f.desk.incident("HK-20160827-155000-2") != nullptr);
  CHECK(f.desk.incident("HK-20160827-155001-1") != nullptr);
  CHECK(f.desk.incident("HK-20160827-155001-2") == nullptr);
}

TEST_CASE("coordinator.desk: a clock that goes back counts as standing still") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  f.now -= hours{1};
  auto const effects = f.alert(sart(f.sea['B']));
  CHECK(all<AlertRefreshed>(effects).front().last_heard == kStart);
}

TEST_CASE("coordinator.desk: a repeat refreshes, and keeps position and text that it lacks") {
  Fixture f;
  auto report = sart(f.sea['B']);
  report.text = "SART ACTIVE";
  f.alert(report);
  f.now += seconds{2};
  auto const effects = f.alert(sart(std::nullopt));
  REQUIRE(effects.size() == 1);
  CHECK(std::get<AlertRefreshed>(effects[0]) ==
        AlertRefreshed{f.only().id, f.only().alerts.front().id, f.now, 2, f.sea['B']});
  auto const& alert = f.only().alerts.front();
  CHECK(alert.report.position == f.sea['B']);
  CHECK(alert.positioned_at == kStart);
  CHECK(alert.report.text == "SART ACTIVE");
  CHECK(alert.first_heard == kStart);
}

TEST_CASE("coordinator.desk: another source of the centre adds an alert to the same incident") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  f.now += seconds{1};
  auto const effects = f.alert(sart(f.sea['B']), "vhf-2");
  CHECK(all<IncidentChanged>(effects).size() == 1);
  CHECK(all<AlarmRaised>(effects).empty());
  REQUIRE(f.only().alerts.size() == 2);
  CHECK(f.only().alerts[1].id == "HK-20160827-155000-1/HK/2");
  CHECK(f.only().alerts[1].source == "vhf-2");
}

TEST_CASE("coordinator.desk: a device silent for 24 hours goes on, for longer it is another incident") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  f.now += hours{24};
  f.alert(sart(f.sea['B']));
  CHECK(f.desk.incidents().size() == 1);
  f.now += hours{24} + std::chrono::milliseconds{1};
  f.alert(sart(f.sea['B']));
  CHECK(f.desk.incidents().size() == 2);
}

TEST_CASE("coordinator.desk: a device in distress and under test makes two incidents that name each other") {
  Fixture f;
  auto const test = f.alert(sart_test(f.sea['B']));
  CHECK(all<AlarmRaised>(test).empty());
  CHECK(all<IncidentChanged>(test).size() == 1);
  f.now += minutes{5};
  auto const distress = f.alert(sart(f.sea['B']));
  REQUIRE(all<AlarmRaised>(distress).size() == 1);
  CHECK(all<AlarmRaised>(distress).front().reason == AlarmReason::test_became_distress);
  auto const incidents = f.desk.incidents();
  REQUIRE(incidents.size() == 2);
  CHECK(logged(*incidents[0], incidents[1]->id));
  CHECK(logged(*incidents[1], incidents[0]->id));
}

TEST_CASE("coordinator.desk: a safety text is a notice") {
  Fixture f;
  auto const effects = f.handle(SafetyTextReceived{"vhf-1", mmsi(351'809'000), "RCVD YR TEST MSG", "raw"});
  REQUIRE(effects.size() == 1);
  CHECK(std::get<NoticeShown>(effects[0]).text.en == "Safety text of 351809000 (vhf-1): RCVD YR TEST MSG");
}

// ---- alarms

TEST_CASE("coordinator.alarm: acknowledged, it stays quiet while nothing new comes") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  auto const id = f.only().id;
  CHECK(f.desk.alarming(id));
  auto const quieted = f.officer(Acknowledge{id});
  CHECK(all<AlarmQuieted>(quieted) == std::vector<AlarmQuieted>{{id, "Officer Chan"}});
  CHECK_FALSE(f.desk.alarming(id));
  for (int i = 0; i < 500; ++i) {
    f.now += seconds{7};
    CHECK(all<AlarmRaised>(f.alert(sart(f.sea['B']))).empty());
  }
  CHECK_FALSE(f.desk.alarming(id));
}

TEST_CASE("coordinator.alarm: once for many new facts until it is acknowledged") {
  Fixture f;
  f.alert(sart(std::nullopt));
  f.now += seconds{1};
  CHECK(all<AlarmRaised>(f.alert(sart(f.sea['B']))).empty());
  CHECK(all<AlarmRaised>(f.alert(sart(f.sea['C']))).empty());
}

TEST_CASE("coordinator.alarm: the first position of a device without one is a new fact") {
  Fixture f;
  f.alert(sart(std::nullopt));
  f.officer(Acknowledge{f.only().id});
  auto const raised = all<AlarmRaised>(f.alert(sart(f.sea['B'])));
  REQUIRE(raised.size() == 1);
  CHECK(raised.front().reason == AlarmReason::position_known);
}

TEST_CASE("coordinator.alarm: a mile from where it was acknowledged alarms again, two hundred metres only tell") {
  Fixture f;
  auto const north = [&](double metres) {
    return support::position(f.sea['B'].latitude.degrees() + metres / 110'600.0, f.sea['B'].longitude.degrees());
  };
  f.alert(sart(f.sea['B']));
  auto const id = f.only().id;
  f.officer(Acknowledge{id});
  auto effects = f.alert(sart(north(150)));
  CHECK(all<AlertRefreshed>(effects).size() == 1);
  effects = f.alert(sart(north(250)));
  CHECK(all<IncidentChanged>(effects).size() == 1);
  CHECK(all<AlarmRaised>(effects).empty());
  // Small steps add up: they are measured from where the decision stands, and the alarm from the acknowledgement.
  for (double metres = 300; metres < 1800; metres += 100) CHECK(all<AlarmRaised>(f.alert(sart(north(metres)))).empty());
  effects = f.alert(sart(north(2100)));
  REQUIRE(all<AlarmRaised>(effects).size() == 1);
  CHECK(all<AlarmRaised>(effects).front().reason == AlarmReason::position_moved);
}

TEST_CASE("coordinator.alarm: a move within the radii of uncertainty is none") {
  Fixture f;
  auto report = sart(f.sea['B']);
  report.radius = geo::Metres::from_metres(400);
  f.alert(report);
  report.position = support::position(f.sea['B'].latitude.degrees() + 700 / 110'600.0, f.sea['B'].longitude.degrees());
  CHECK(all<AlertRefreshed>(f.alert(report)).size() == 1);
}

TEST_CASE("coordinator.alarm: a ship that says something else alarms, a SART's first text does not") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  f.officer(Acknowledge{f.only().id});
  auto report = sart(f.sea['B']);
  report.text = "SART ACTIVE";
  CHECK(all<AlarmRaised>(f.alert(report)).empty());

  AlertReport text{.alert_class = AlertClass::distress,
                   .kind = AlertKind::ais_safety_text,
                   .device = mmsi(477'000'101),
                   .position = {},
                   .radius = {},
                   .text = "MAYDAY ON FIRE"};
  f.alert(text);
  f.officer(Acknowledge{f.desk.incidents()[1]->id});
  CHECK(all<AlarmRaised>(f.alert(text)).empty());
  text.text = "MAYDAY ABANDONING";
  auto const raised = all<AlarmRaised>(f.alert(text));
  REQUIRE(raised.size() == 1);
  CHECK(raised.front().reason == AlarmReason::text_changed);
}

// ---- the ship

TEST_CASE("coordinator.ship: a device in a plan's list names the ship, with her plan") {
  Fixture f;
  f.handle(PlanStored{{support::ferry_plan()}});
  f.alert(sart(f.sea['B']), "vhf-1", {ship(477'000'999, "OTHER", f.sea['B'], 10)});
  REQUIRE(f.only().ship);
  CHECK(f.only().ship->certainty == Certainty::listed);
  CHECK(f.only().ship->mmsi == mmsi(477'000'101));
  CHECK(f.only().ship->name == "Sample Ferry");
  CHECK(f.only().ship->plan == support::ferry_plan());
  CHECK(f.desk.plan_of(mmsi(970'010'119))->plan_id == support::ferry_plan().plan_id);
}

TEST_CASE("coordinator.ship: a number that two ships list proves nothing") {
  Fixture f;
  f.handle(PlanStored{{support::ferry_plan()}});
  f.handle(PlanStored{{support::ferry_plan(477'000'102)}});
  f.alert(sart(f.sea['B']));
  CHECK_FALSE(f.only().ship);
  CHECK(f.desk.plan_of(mmsi(970'010'119)) == nullptr);
}

TEST_CASE("coordinator.ship: her own transponder names her") {
  Fixture f;
  f.handle(PlanStored{{support::ferry_plan()}});
  auto report = sart(f.sea['B'], 477'000'101);
  report.kind = AlertKind::ais_ship_status;
  f.alert(report);
  REQUIRE(f.only().ship);
  CHECK(f.only().ship->certainty == Certainty::own_number);
  CHECK(f.only().ship->plan->persons_permitted == 423);
}

TEST_CASE("coordinator.ship: else a ferry on her plan's route comes before a nearer ship, and is never certain") {
  Fixture f;
  auto plan = support::ferry_plan(477'000'101, 970'010'999);
  auto const here = f.sea['B'];
  plan.route = {support::position(here.latitude.degrees() + 0.002, here.longitude.degrees() - 0.2),
                support::position(here.latitude.degrees() + 0.002, here.longitude.degrees() + 0.2)};
  f.handle(PlanStored{{plan}});
  f.alert(sart(here), "vhf-1",
          {ship(412'000'001, "NEAREST", here, 50, 90), ship(477'000'101, "FERRY", here, 900, 268),
           ship(412'000'002, "FARTHER", here, 1000, 90)});
  REQUIRE(f.only().ship);
  CHECK(f.only().ship->certainty == Certainty::probable);
  CHECK(f.only().ship->mmsi == mmsi(477'000'101));
  CHECK(f.only().ship->distance == geo::Metres::from_metres(900));
  CHECK(f.only().ship->age == std::chrono::milliseconds{30'000});
  CHECK(f.only().ship->plan == plan);
  REQUIRE(f.only().candidates.size() == 3);
  CHECK(f.only().candidates[1].name == "NEAREST");
  CHECK(logged(f.only(), "Not certain."));
}

TEST_CASE("coordinator.ship: an officer confirms another, and others' findings do not change that") {
  Fixture f;
  f.alert(sart(f.sea['B']), "vhf-1", {ship(412'000'001, "NEAREST", f.sea['B'], 50)});
  auto const id = f.only().id;
  CHECK(f.only().ship->certainty == Certainty::probable);
  f.officer(Acknowledge{id});
  auto const effects = f.officer(ConfirmShip{id, mmsi(477'000'101)}, "Officer Wong");
  CHECK(all<CommandDone>(effects).size() == 1);
  // He knows what he has just said.
  CHECK(all<AlarmRaised>(effects).empty());
  CHECK(f.only().ship->certainty == Certainty::confirmed);
  CHECK(f.only().ship->officer == "Officer Wong");
  CHECK_FALSE(f.only().ship->plan);
  // Her plan comes later.
  f.now += minutes{1};
  auto const later = f.handle(PlanStored{{support::ferry_plan()}});
  CHECK(f.only().ship->certainty == Certainty::confirmed);
  CHECK(f.only().ship->officer == "Officer Wong");
  CHECK(f.only().ship->plan == support::ferry_plan());
  CHECK(all<IncidentChanged>(later).size() == 1);
}

TEST_CASE("coordinator.ship: a plan that comes later names the ship of an open incident, and alarms") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  f.officer(Acknowledge{f.only().id});
  CHECK_FALSE(f.only().ship);
  f.now += minutes{10};
  auto const raised = all<AlarmRaised>(f.handle(PlanStored{{support::ferry_plan()}}));
  REQUIRE(raised.size() == 1);
  CHECK(raised.front().reason == AlarmReason::ship_identified);
  CHECK(f.only().ship->certainty == Certainty::listed);
  // A newer version replaces it on the screen, an older one does not, and neither alarms.
  auto newer = support::ferry_plan();
  newer.version = 3;
  newer.persons_permitted = 400;
  CHECK(all<AlarmRaised>(f.handle(PlanStored{{newer}})).empty());
  CHECK(f.only().ship->plan->persons_permitted == 400);
  auto older = support::ferry_plan();
  older.version = 2;
  CHECK(f.handle(PlanStored{{older}}).empty());
  CHECK(f.only().ship->plan->persons_permitted == 400);
}

// ---- custody and commands

TEST_CASE(
    "coordinator.custody: the receiving centre keeps it while another is responsible, by its own acknowledgement too") {
  Fixture f;
  f.alert(sart(f.sea['A']));
  f.officer(Acknowledge{f.only().id});
  CHECK(f.only().custody == CustodyClaim{CentreId::hk, 0, kStart, ""});
  CHECK(f.only().offered_to == CentreId::cn_gd);
}

TEST_CASE("coordinator.custody: without position all are told, and no one is offered what it already has") {
  Fixture f;
  f.alert(sart(std::nullopt));
  CHECK(f.only().told == std::vector{CentreId::cn_gd, CentreId::hk, CentreId::mo});
  CHECK(f.only().decision.responsible == CentreId::hk);
  CHECK_FALSE(f.only().offered_to);
}

TEST_CASE("coordinator.command: is carried out once, and answered alike each time") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  OfficerActed const note{"Officer Chan", "c-1", AddNote{f.only().id, "Called the master."}};
  auto const first = f.handle(note);
  auto const lines = f.only().log.size();
  auto const again = f.handle(note);
  CHECK(again == Effects{CommandDone{"Officer Chan", "c-1"}});
  CHECK(f.only().log.size() == lines);
  CHECK(all<CommandDone>(first) == all<CommandDone>(again));
  // Another officer may use the same id.
  CHECK(all<IncidentChanged>(f.handle(OfficerActed{"Officer Wong", "c-1", note.command})).size() == 1);
  // Refusals are remembered too.
  OfficerActed const wrong{"Officer Chan", "c-2", Acknowledge{"HK-20000101-000000-1"}};
  CHECK(f.handle(wrong) == f.handle(wrong));
}

TEST_CASE("coordinator.command: refusals have their codes") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  auto const id = f.only().id;
  auto const code = [&](Command command) {
    auto const refused = all<CommandRefused>(f.officer(std::move(command)));
    return refused.empty() ? std::string{"done"} : refused.front().code;
  };
  CHECK(code(Acknowledge{"HK-20000101-000000-1"}) == "unknown_incident");
  CHECK(code(ConfirmShip{"nothing", mmsi(477'000'101)}) == "unknown_incident");
  CHECK(code(ConfirmShip{id, mmsi(970'010'119)}) == "not_a_ship");
  CHECK(code(ConfirmShip{id, mmsi(2'241'000)}) == "not_a_ship");
  CHECK(code(AddNote{id, ""}) == "note_empty");
  CHECK(code(AddNote{id, std::string(kMaxNoteBytes + 1, 'x')}) == "note_too_long");
  CHECK(code(AddNote{id, std::string(kMaxNoteBytes, 'x')}) == "done");
}

TEST_CASE("coordinator.command: the answers that are remembered are bounded") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  AddNote const note{f.only().id, "x"};
  f.handle(OfficerActed{"O", "first", note});
  for (std::size_t i = 0; i + 1 < kMaxCommandsRemembered; ++i)
    f.handle(OfficerActed{"O", std::to_string(i), Acknowledge{"none"}});
  CHECK(f.handle(OfficerActed{"O", "first", note}).size() == 1);
  f.handle(OfficerActed{"O", "one more", Acknowledge{"none"}});
  CHECK(f.handle(OfficerActed{"O", "first", note}).size() > 1);
}

// ---- what other desks tell

TEST_CASE("coordinator.link: numbered messages count once and in order, unnumbered ones not at all") {
  Fixture from{CentreId::mo};
  auto const sent = all<LinkSent>(from.alert(sart(from.sea['B']))).front();
  Fixture f;
  auto const receive = [&](std::uint64_t number) { return f.handle(LinkReceived{CentreId::mo, number, sent.message}); };
  CHECK(receive(2).empty());
  CHECK(f.desk.incidents().empty());
  CHECK(all<AlarmRaised>(receive(0)).size() == 1);
  CHECK(f.desk.received_from(CentreId::mo) == 0);
  CHECK(receive(1).empty());
  CHECK(f.desk.received_from(CentreId::mo) == 1);
  CHECK(receive(1).empty());
  CHECK(f.desk.incidents().size() == 1);
  CHECK(f.only() == from.only());
  CHECK(f.handle(LinkReceived{CentreId::hk, 1, sent.message}).empty());
}

TEST_CASE("coordinator.link: every kind of message is enough to learn of the incident") {
  Fixture from{CentreId::mo};
  from.alert(sart(from.sea['B']));
  auto const incident = from.only();
  Acknowledgement const acknowledgement{CentreId::mo, "Officer Silva", kStart};
  for (LinkMessage const& message :
       {LinkMessage{AlertForwarded{incident, ""}}, LinkMessage{CustodyTaken{incident}},
        LinkMessage{IncidentAcknowledged{incident, acknowledgement}}, LinkMessage{ShipNamed{incident}},
        LinkMessage{NoteAdded{incident, {kStart, CentreId::mo, "Officer Silva", "x"}}}}) {
    Fixture f;
    f.handle(LinkReceived{CentreId::mo, 1, message});
    CHECK(f.only() == incident);
    CHECK(f.desk.alarming(incident.id));
  }
  Fixture f;
  CHECK(f.handle(LinkReceived{CentreId::mo, 1, AlertHeard{incident.id, incident.alerts.front()}}).empty());
  CHECK(f.desk.received_from(CentreId::mo) == 1);
}

TEST_CASE("coordinator.link: a desk that heard of an incident in passing is told of it from then on") {
  Fixture from{CentreId::mo};
  from.alert(sart(from.sea['B']));
  auto incident = from.only();
  incident.decision.responsible = CentreId::mo;
  incident.decision.informed.clear();
  incident.told = {CentreId::mo};
  Fixture f;
  auto const sent = all<LinkSent>(f.handle(LinkReceived{CentreId::mo, 1, AlertForwarded{incident, ""}}));
  CHECK(f.only().told == std::vector{CentreId::hk, CentreId::mo});
  REQUIRE(sent.size() == 1);
  CHECK(sent.front().to == std::vector{LinkAddress{CentreId::mo, 1}});
}

TEST_CASE("coordinator.link: repeats are told at most once a minute, and the last of them in the end") {
  Fixture f;
  // No clock but that of repeats runs in this test.
  f.handle(ClockSet{hours{9}, hours{9}, hours{9}});
  f.alert(sart(f.sea['A']));
  std::size_t heard = 0;
  for (int i = 0; i < 60; ++i) {
    f.now += seconds{2};
    heard += all<LinkSent>(f.alert(sart(f.sea['A']))).size();
  }
  CHECK(heard == 2);
  f.now += seconds{2};
  f.alert(sart(f.sea['A']));
  // Then it falls silent.
  f.now += seconds{57};
  CHECK(f.handle(TimePassed{}).empty());
  f.now += seconds{1};
  auto const sent = all<LinkSent>(f.handle(TimePassed{}));
  REQUIRE(sent.size() == 1);
  CHECK(std::get<AlertHeard>(sent.front().message).alert.count == 62);
  f.now += hours{1};
  CHECK(f.handle(TimePassed{}).empty());
}

// ---- memory

TEST_CASE("coordinator.thread: an update and a cancel come to the incident that their references opened") {
  Fixture f;
  auto const message = [](std::vector<std::string> thread, bool cancels = false) {
    return AlertReport{.kind = AlertKind::cap, .cancels = cancels, .thread = std::move(thread)};
  };
  f.alert(message({"s,1"}), "cap");
  f.alert(message({"s,2", "s,1"}), "drop");
  f.alert(message({"s,3", "s,2"}, true), "cap");
  CHECK(f.only().alerts.size() == 3);
  CHECK((!f.only().closure || f.only().closure->outcome == CaseOutcome::open));
  // The same message again is a repeat, another thread another casualty.
  f.alert(message({"s,2", "s,1"}), "drop");
  CHECK(f.only().alerts.size() == 3);
  f.alert(message({"s,9", "s,8"}), "cap");
  CHECK(f.desk.incidents().size() == 2);
}

TEST_CASE("coordinator.thread: a message that goes on with two ships' alerts does not make them one") {
  Fixture f;
  AlertReport first{.kind = AlertKind::ais_ship_status, .device = mmsi(477'000'101), .thread = {"s,1"}};
  AlertReport second{.kind = AlertKind::ais_ship_status, .device = mmsi(453'000'202), .thread = {"s,2"}};
  f.alert(first);
  f.alert(second);
  REQUIRE(f.desk.incidents().size() == 2);
  f.alert({.kind = AlertKind::cap, .thread = {"s,3", "s,2", "s,1"}}, "cap");
  CHECK(f.desk.incidents().size() == 2);
}

TEST_CASE("coordinator.delivery: what is delivered again changes nothing, also after a replay") {
  Fixture f;
  AlertReport const unnamed{.kind = AlertKind::dsc, .nature = Nature::sinking};
  AlertReceived event{"drop", unnamed, {}, "raw", "spool-1"};
  CHECK_FALSE(f.handle(event).empty());
  CHECK(f.handle(event).empty());
  CHECK(f.only().alerts.front().count == 1);
  event.delivery = "spool-2";
  CHECK_FALSE(f.handle(event).empty());
}

TEST_CASE("coordinator.delivery: those that are remembered are bounded") {
  Fixture f;
  AlertReceived event{"drop", sart_test(std::nullopt, 970'010'119), {}, "raw", "first"};
  f.handle(event);
  for (std::size_t i = 0; i < kMaxDeliveriesRemembered; ++i) {
    event.delivery = std::to_string(i);
    f.handle(event);
  }
  event.delivery = "first";
  CHECK_FALSE(f.handle(event).empty());
}

TEST_CASE("coordinator.memory: incidents silent for thirty days are let go") {
  Fixture f;
  f.alert(sart(f.sea['B']));
  auto const id = f.only().id;
  f.officer(Acknowledge{id});
  f.now += hours{30 * 24};
  CHECK(f.handle(TimePassed{}).empty());
  f.now += hours{1};
  CHECK(f.handle(TimePassed{}) == Effects{IncidentForgotten{id}});
  CHECK(f.desk.incidents().empty());
  CHECK(f.desk.incident(id) == nullptr);
  // The device is not forgotten by half: it opens a new incident.
  f.alert(sart(f.sea['B']));
  CHECK(f.only().id != id);
}

TEST_CASE("coordinator.memory: a flood of devices crowds out the longest silent") {
  Fixture f;
  for (std::uint32_t i = 0; i < kMaxIncidents; ++i) {
    f.now += std::chrono::milliseconds{1};
    f.alert(sart_test(std::nullopt, 970'100'000 + i));
  }
  CHECK(f.desk.incidents().size() == kMaxIncidents);
  auto const first = f.desk.incidents().front()->id;
  // Heard again: no longer the longest silent.
  f.now += std::chrono::milliseconds{1};
  f.alert(sart_test(std::nullopt, 970'100'000));
  f.now += std::chrono::milliseconds{1};
  auto const effects = f.alert(sart(f.sea['B']));
  CHECK(all<IncidentForgotten>(effects).size() == 1);
  CHECK(f.desk.incidents().size() == kMaxIncidents);
  CHECK(f.desk.incident(first) != nullptr);
}

}  // namespace
}  // namespace lingding::coordinator
