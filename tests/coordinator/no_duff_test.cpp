// Something real amid an exercise: it is never taken together with what is played, never held back, and agreed on by
// all desks.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/codec.hpp"
#include "coordinator/desk.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/sitrep.hpp"
#include "tests/support/random_values.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using simulation::ThreeDesks;
using std::chrono::hours;
using std::chrono::minutes;
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

AlertReport real(AlertReport report) {
  report.no_duff = true;
  return report;
}

struct Drill {
  simulation::Sea sea = strait();
  ThreeDesks desks{sea, kStart};

  Drill() { desks.set_clocks(ClockSet{hours{99}, hours{99}, hours{99}}); }
  std::vector<Incident const*> at(CentreId centre = CentreId::hk) const { return desks.desk(centre).incidents(); }
  std::string say(Command command, CentreId centre = CentreId::hk) {
    auto const answer = desks.officer(centre, "Officer Chan", std::move(command));
    desks.pass(seconds{1});
    REQUIRE(desks.settle());
    return answer;
  }
  void hear(std::string source, AlertReport const& report, CentreId centre = CentreId::hk) {
    desks.alert(centre, std::move(source), report);
    REQUIRE(desks.settle());
  }
  void check_sound() {
    CHECK(desks.settle());
    CHECK(desks.disagreement() == "");
    CHECK(desks.replay_difference() == "");
  }
};

std::size_t count(std::vector<Incident const*> const& all, bool no_duff) {
  return static_cast<std::size_t>(
      std::ranges::count_if(all, [&](auto const* one) { return one->no_duff.has_value() == no_duff; }));
}

TEST_CASE("coordinator.no_duff: a real call of a ship that is played opens an incident of its own, at every desk") {
  Drill drill;
  auto const place = drill.sea['B'];
  drill.hear("scenario", sart(place));
  drill.hear("live", real(sart(place)));
  // And on: repeats of either go where they belong.
  for (int i = 0; i < 3; ++i) {
    drill.desks.pass(minutes{2});
    drill.hear("scenario", sart(place));
    drill.hear("live", real(sart(place)));
  }
  for (auto const centre : geo::kCentres) {
    if (drill.at(centre).empty()) continue;
    REQUIRE(drill.at(centre).size() == 2);
    CHECK(count(drill.at(centre), true) == 1);
    for (auto const* const incident : drill.at(centre)) {
      CHECK(incident->matches.empty());
      REQUIRE(incident->alerts.size() == 1);
      CHECK(incident->alerts.front().count == 4);
      CHECK(incident->alerts.front().report.no_duff == incident->no_duff.has_value());
    }
  }
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: a real alert near a played one is not even a possible match, nor the ship's one case") {
  Drill drill;
  for (auto const centre : geo::kCentres) drill.desks.plan(centre, support::ferry_plan());
  drill.hear("scenario", sart(drill.sea['B']));
  auto other = real(sart(drill.sea['B'], 970'010'120));
  other.kind = AlertKind::dsc;
  other.device = support::mmsi(477'000'101);  // her own number: the ship of the played case
  drill.hear("live", other);
  REQUIRE(drill.at().size() == 2);
  CHECK(count(drill.at(), true) == 1);
  for (auto const* const incident : drill.at()) CHECK(incident->matches.empty());
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: it alarms as such, at once, and asks the second channels without waiting") {
  Drill drill;
  drill.hear("live", real(sart(drill.sea['B'])));
  auto const& desk = drill.desks.desk(CentreId::hk);
  auto const waiting = desk.notify_waiting();
  REQUIRE(waiting.size() == 1);
  auto const& asked = waiting.front().asked;
  CHECK(asked.no_duff);
  CHECK(asked.step == 1);
  CHECK(asked.subject.starts_with("NO DUFF – REAL"));
  CHECK(asked.text.starts_with("NO DUFF"));
  CHECK(asked.text.find("hand this to the real desk NOW") != std::string::npos);
  CHECK(asked.text.find("EXERCISE EXERCISE") == std::string::npos);
  CHECK(desk.alarming(drill.at().front()->id));
  // At the desk where it became known alone: the others' officers see and hear it.
  CHECK(drill.desks.desk(CentreId::mo).notify_waiting().empty());
  CHECK(drill.at().front()->no_duff->reason == "received by live");
  CHECK(drill.at().front()->no_duff->set.officer.empty());
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: a real test is apart from the exercise, and pages nobody") {
  Drill drill;
  drill.hear("live", real(sart_test(drill.sea['B'])));
  REQUIRE(drill.at().size() == 1);
  CHECK(drill.at().front()->no_duff);
  CHECK_FALSE(drill.desks.desk(CentreId::hk).alarming(drill.at().front()->id));
  CHECK(drill.desks.desk(CentreId::hk).notify_waiting().empty());
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: an officer's word rings anew at every centre that knows, and needs no reason") {
  Drill drill;
  drill.hear("scenario", sart(drill.sea['B']));
  auto const id = drill.at().front()->id;
  // Every centre knows of it, and all have acknowledged.
  for (auto const centre : geo::kCentres)
    if (!drill.at(centre).empty()) CHECK(drill.say(Acknowledge{id}, centre) == "done");
  for (auto const centre : geo::kCentres) CHECK_FALSE(drill.desks.desk(centre).alarming(id));
  CHECK(drill.say(SayNoDuff{id, ""}) == "done");
  for (auto const centre : geo::kCentres) {
    if (drill.at(centre).empty()) continue;
    INFO(geo::to_text(centre));
    CHECK(drill.desks.desk(centre).alarming(id));
    REQUIRE(drill.at(centre).front()->no_duff);
    CHECK(drill.at(centre).front()->no_duff->set.officer == "Officer Chan");
    CHECK(std::ranges::any_of(drill.at(centre).front()->log, [](LogLine const& line) {
      return line.text.starts_with("NO DUFF – REAL") && line.text.find("real desk NOW") != std::string::npos;
    }));
  }
  // Said again it changes nothing, and nothing takes it back.
  auto const before = *drill.at().front();
  CHECK(drill.say(SayNoDuff{id, "again"}) == "done");
  CHECK(*drill.at().front() == before);
  CHECK(drill.say(SayNoDuff{"HK-nothing", ""}) == "unknown_incident");
  CHECK(drill.say(SayNoDuff{id, std::string(kMaxNoteBytes + 1, 'x')}) == "text_too_long");
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: it rings though the played alarm was not acknowledged yet") {
  Drill drill;
  drill.hear("scenario", sart(drill.sea['B']));
  auto const id = drill.at().front()->id;
  REQUIRE(drill.desks.desk(CentreId::hk).alarming(id));
  Desk desk{CentreId::hk, [&](std::string_view) -> geo::WaterMap const& { throw std::runtime_error("none"); }};
  auto const opened = desk.handle(AlertReceived{"scenario", sart({}), {}, {}}, kStart);
  auto const incident = std::get<IncidentChanged>(opened.front()).incident;
  auto const effects = desk.handle(OfficerActed{"Chan", "1", SayNoDuff{incident.id, "fire"}}, kStart);
  auto const raised =
      std::ranges::find_if(effects, [](Effect const& effect) { return std::holds_alternative<AlarmRaised>(effect); });
  REQUIRE(raised != effects.end());
  CHECK(std::get<AlarmRaised>(*raised).reason == AlarmReason::no_duff);
}

TEST_CASE("coordinator.no_duff: a test that is called real is distress from there on") {
  Drill drill;
  drill.hear("scenario", sart_test(drill.sea['B']));
  auto const id = drill.at().front()->id;
  CHECK(drill.say(SayNoDuff{id, "the coxswain says mayday"}) == "done");
  for (auto const centre : geo::kCentres)
    if (auto const* const incident = drill.desks.desk(centre).incident(id))
      CHECK(incident->incident_class == AlertClass::distress);
  CHECK(drill.desks.desk(CentreId::hk).alarming(id));
  CHECK(drill.desks.desk(CentreId::hk).notify_waiting().size() == 1);
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: what began as played and was called real keeps its own repeats") {
  Drill drill;
  drill.hear("scenario", sart(drill.sea['B']));
  auto const id = drill.at().front()->id;
  CHECK(drill.say(SayNoDuff{id, "it is ours"}) == "done");
  drill.desks.pass(minutes{2});
  drill.hear("scenario", sart(drill.sea['B']));
  CHECK(drill.at().size() == 1);
  CHECK(drill.at().front()->alerts.front().count == 2);
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: alerts that are taken out of a real case are real where they may be") {
  Drill drill;
  drill.hear("scenario", sart(drill.sea['B']));
  auto const played = drill.at().front()->id;
  // An officer puts a real call to a played case: the case is real.
  auto call = real(sart(drill.sea['B'], 477'000'999));
  CHECK(drill.say(ReportDistress{played, call}) == "done");
  REQUIRE(drill.at().size() == 1);
  REQUIRE(drill.at().front()->no_duff);
  // The played alert is taken out: it is played again, the call stays real.
  auto const& alerts = drill.at().front()->alerts;
  auto const of_drill = std::ranges::find_if(alerts, [](Alert const& one) { return !one.report.no_duff; });
  REQUIRE(of_drill != alerts.end());
  CHECK(drill.say(SplitIncident{played, {of_drill->id}, "the exercise's"}) == "done");
  REQUIRE(drill.at().size() == 2);
  CHECK(count(drill.at(), true) == 1);
  for (auto const* const one : drill.at()) CHECK(one->alerts.front().report.no_duff == one->no_duff.has_value());

  // Where an officer said it of the whole, any part may be what he meant.
  Drill other;
  other.hear("scenario", sart(other.sea['B']));
  auto const whole = other.at().front()->id;
  CHECK(other.say(ReportDistress{whole, sart(other.sea['B'], 477'000'999)}) == "done");
  CHECK(other.say(SayNoDuff{whole, ""}) == "done");
  CHECK(other.say(SplitIncident{whole, {other.at().front()->alerts.front().id}, ""}) == "done");
  CHECK(count(other.at(), true) == 2);
  drill.check_sound();
  other.check_sound();
}

TEST_CASE("coordinator.no_duff: its SITREP says so, and not that it is an exercise") {
  Drill drill;
  drill.hear("live", real(sart(drill.sea['B'])));
  auto const id = drill.at().front()->id;
  CHECK(drill.say(IssueSitrep{id, false, "EXERCISE EXERCISE EXERCISE\nA. FERRY\n"}) == "done");
  auto const& text = drill.at().front()->sitreps.front().text;
  CHECK(text == std::string{no_duff_line(plans::Language::en)} + "\nA. FERRY\n" +
                    std::string{no_duff_line(plans::Language::en)} + "\n");
  drill.check_sound();
}

TEST_CASE("coordinator.no_duff: notices of a real source say so in both languages") {
  Desk desk{CentreId::hk, [&](std::string_view) -> geo::WaterMap const& { throw std::runtime_error("none"); }};
  auto const text_of = [&](Event const& event) {
    return std::get<NoticeShown>(desk.handle(event, kStart).front()).text;
  };
  SafetyTextReceived safety{"live", support::mmsi(477'000'101), "ENGINE FAILURE", "", true};
  CHECK(text_of(safety).en.starts_with("NO DUFF – REAL: Safety text"));
  CHECK(text_of(safety).zh_hant.starts_with("NO DUFF – REAL: "));
  CHECK(text_of(SourceSpoke{"live", {"a message in plain words", ""}, "", true}).en.starts_with("NO DUFF – REAL: "));
  safety.no_duff = false;
  CHECK(text_of(safety).en.starts_with("Safety text"));
}

TEST_CASE("coordinator.no_duff: of two centres that say it the first holds, in whatever order desks hear it") {
  support::RandomValues random{20270612};
  for (int i = 0; i < 300; ++i) {
    auto a = random.incident();
    auto b = random.incident();
    auto c = random.incident();
    b.id = c.id = a.id;
    b.opened_at = c.opened_at = a.opened_at;
    for (auto* const one : {&a, &b, &c}) {
      one->also.clear();
      settle(*one);
    }
    auto ab = a;
    merge_into(ab, b);
    merge_into(ab, c);
    auto cb = c;
    merge_into(cb, b);
    merge_into(cb, a);
    CHECK(ab.no_duff == cb.no_duff);
    CHECK(ab.no_duff.has_value() == (a.no_duff || b.no_duff || c.no_duff));
    for (auto const* const one : {&a, &b, &c})
      if (one->no_duff) CHECK(ab.no_duff->set.at <= one->no_duff->set.at);
  }
}

TEST_CASE("coordinator.no_duff: records of before it was known are read, and are not changed by it") {
  Incident incident;
  incident.id = "HK-20160827-155000-1";
  incident.alerts.push_back({.id = "x", .source = "vhf", .report = sart({}), .positioned_at = {}});
  std::string text;
  append_json(text, incident);
  CHECK(text.find("no_duff") == std::string::npos);
  auto const event =
      parse_event(R"({"type":"safety_text_received","source":"vhf","from":477000101,"text":"x"})", "raw");
  REQUIRE(event);
  CHECK_FALSE(std::get<SafetyTextReceived>(*event).no_duff);
}

}  // namespace
}  // namespace lingding::coordinator
