// Questions of the watch of timetables at one desk: bounds, age, what has no ship.
#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/desk.hpp"
#include "coordinator/limits.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using std::chrono::hours;
using std::chrono::minutes;
using support::mmsi;

auto const kStart = support::utc("2026-08-27T00:15:00Z");

struct Fixture {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g A g h h h h)");
  geo::WaterMap water{sea.regions};
  Desk desk{CentreId::hk, [this](std::string_view) -> geo::WaterMap const& { return water; }};
  geo::UtcTime now = kStart;

  Fixture() { handle(RegionsLoaded{sea.regions.digest}); }
  Effects handle(Event const& event) { return desk.handle(event, now); }
  VoyageQuestion question(std::string id) const {
    VoyageQuestion asked;
    asked.id = std::move(id);
    asked.concern = VoyageConcern::overdue;
    asked.ship = mmsi(477'000'101);
    asked.voyage = VoyageRef{"HK-SAMPLE", "A to B", {"A", ""}, {"B", ""}, now - hours{1}, now - minutes{20}};
    asked.since = asked.raised_at = now;
    asked.position = sea['A'];
    asked.position_at = now - minutes{30};
    asked.radius = geo::Metres::from_nautical_miles(3);
    asked.evidence = {"expected at 07:55, not arrived 20 min later", ""};
    return asked;
  }
  std::string answer(std::string id, WatchAnswer said, std::string reason = "asked her") {
    auto const effects = handle(
        OfficerActed{"Li", "c" + std::to_string(++commands), AnswerVoyage{std::move(id), said, std::move(reason)}});
    for (auto const& effect : effects)
      if (auto const* const refused = std::get_if<CommandRefused>(&effect)) return refused->code;
    return "done";
  }
  int commands = 0;
};

template <class T>
std::vector<T> of(Effects const& effects) {
  std::vector<T> all;
  for (auto const& effect : effects)
    if (auto const* const one = std::get_if<T>(&effect)) all.push_back(*one);
  return all;
}

}  // namespace

TEST_CASE("coordinator.voyage_desk: a question is shown, told anew, and closed when it is over") {
  Fixture f;
  auto asked = f.question("q");
  CHECK(of<VoyageQuestionShown>(f.handle(VoyageAsked{asked})) == std::vector<VoyageQuestionShown>{{asked}});
  asked.evidence.en = "later still";
  CHECK(of<VoyageQuestionShown>(f.handle(VoyageAsked{asked})) == std::vector<VoyageQuestionShown>{{asked}});
  CHECK(f.desk.voyage_questions() == std::vector<VoyageStanding>{{asked, std::nullopt}});
  plans::BriefText const why{"she arrived", "她已抵達"};
  CHECK(of<VoyageQuestionClosed>(f.handle(VoyageOver{"q", why})) == std::vector<VoyageQuestionClosed>{{"q", why}});
  CHECK(f.desk.voyage_questions().empty());
  CHECK(f.handle(VoyageOver{"q", why}).empty());
}

TEST_CASE("coordinator.voyage_desk: a proposed phase opens a case where she was, as wide as she may have gone") {
  Fixture f;
  auto const asked = f.question("q");
  f.handle(VoyageAsked{asked});
  f.handle(VoyagePhase{EmergencyPhase::uncertainty, asked, {"not answered for 10 min", ""}});
  REQUIRE(f.desk.incidents().size() == 1);
  auto const& incident = *f.desk.incidents().front();
  CHECK(incident.phase->phase == EmergencyPhase::uncertainty);
  CHECK(incident.phase->set.officer.empty());
  auto const& report = incident.alerts[0].report;
  CHECK(report.kind == AlertKind::watch);
  CHECK(report.position == f.sea['A']);
  CHECK(report.radius.nautical_miles() == Approx(3 + 100.0 / 1852));
  CHECK(report.nature == Nature::overdue);
  CHECK(report.text == "expected at 07:55, not arrived 20 min later (not answered for 10 min)");
  // In Guangdong's water: offered to it.
  CHECK(incident.decision.responsible == CentreId::cn_gd);
  CHECK(incident.offered_to == CentreId::cn_gd);
  // The same again is no news; a higher phase is, and alarms.
  f.handle(OfficerActed{"Li", "ack", Acknowledge{incident.id}});
  f.handle(VoyagePhase{EmergencyPhase::uncertainty, asked, {"not answered for 10 min", ""}});
  CHECK_FALSE(f.desk.alarming(incident.id));
  auto const raised = of<AlarmRaised>(f.handle(VoyagePhase{EmergencyPhase::alert, asked, {"30 min", ""}}));
  REQUIRE(raised.size() == 1);
  CHECK(raised[0].reason == AlarmReason::phase_raised);
  CHECK(f.desk.incidents().front()->phase->phase == EmergencyPhase::alert);
  CHECK(f.desk.incidents().size() == 1);
}

TEST_CASE("coordinator.voyage_desk: of a ship whose case is open nothing is asked, it stands in the case") {
  Fixture f;
  auto const first = f.question("first");
  f.handle(VoyagePhase{EmergencyPhase::uncertainty, first, {}});
  auto const id = f.desk.incidents().front()->id;
  f.handle(OfficerActed{"Li", "ack", Acknowledge{id}});
  auto stopped = f.question("stopped");
  stopped.concern = VoyageConcern::stopped;
  stopped.evidence = {"lies still since 08:02", "自08:02起停航"};
  auto const effects = f.handle(VoyageAsked{stopped});
  CHECK(of<VoyageQuestionShown>(effects).empty());
  CHECK(of<AlarmRaised>(effects).empty());
  CHECK(f.desk.incident(id)->log.back().text == "Watch of timetables: lies still since 08:02.");
  // Told anew it is not written again; no phase below hers follows from it, a higher one does.
  CHECK(f.handle(VoyageAsked{stopped}).empty());
  CHECK(f.handle(VoyagePhase{EmergencyPhase::uncertainty, stopped, {}}).empty());
  CHECK_FALSE(f.desk.alarming(id));
  CHECK(f.desk.incident(id)->alerts.size() == 1);
  f.handle(VoyagePhase{EmergencyPhase::alert, stopped, {}});
  CHECK(f.desk.incident(id)->phase->phase == EmergencyPhase::alert);
  f.handle(VoyageOver{"stopped", {"she sails again", "她已續航"}});
  CHECK(f.desk.incident(id)->log.back().text == "Watch of timetables: she sails again.");
  // Once it is closed: she was towed, and does not arrive; it was a false alert, and she sails on.
  f.handle(OfficerActed{"Li", "towed", CloseIncident{id, CaseOutcome::assisted, "towed"}});
  CHECK(f.handle(VoyageAsked{f.question("overdue")}).empty());
  f.handle(OfficerActed{"Li", "false", CloseIncident{id, CaseOutcome::false_alert, "she sails"}});
  CHECK(of<VoyageQuestionShown>(f.handle(VoyageAsked{f.question("overdue later")})).size() == 1);
}

TEST_CASE("coordinator.voyage_desk: a phase that an officer has set is not raised by the watch alone") {
  Fixture f;
  auto const asked = f.question("q");
  f.handle(VoyagePhase{EmergencyPhase::uncertainty, asked, {}});
  auto const id = f.desk.incidents().front()->id;
  f.now += minutes{1};
  f.handle(OfficerActed{"Li", "c", SetPhase{id, EmergencyPhase::uncertainty, "she was seen at anchor"}});
  f.now += minutes{1};
  f.handle(VoyagePhase{EmergencyPhase::alert, asked, {}});
  CHECK(f.desk.incidents().front()->phase->phase == EmergencyPhase::uncertainty);
}

TEST_CASE("coordinator.voyage_desk: a question about no ship can be explained, and is no casualty") {
  Fixture f;
  auto asked = f.question("q");
  asked.concern = VoyageConcern::receiver_down;
  asked.ship.reset();
  f.handle(VoyageAsked{asked});
  CHECK(f.answer("q", WatchAnswer::trouble) == "no_ship");
  CHECK(f.answer("q", WatchAnswer::explained, "") == "reason_missing");
  CHECK(f.answer("q", WatchAnswer::explained, std::string(kMaxNoteBytes + 1, 'x')) == "text_too_long");
  CHECK(f.answer("q", WatchAnswer::explained) == "done");
  CHECK(f.answer("q", WatchAnswer::explained) == "unknown_question");
  CHECK(f.handle(VoyagePhase{EmergencyPhase::alert, asked, {}}).empty());
}

TEST_CASE("coordinator.voyage_desk: questions that nobody takes back are let go after a day, and there is a bound") {
  Fixture f;
  f.handle(VoyageAsked{f.question("old")});
  f.now += kVoyageRemembered;
  f.handle(TimePassed{});
  CHECK(f.desk.voyage_questions().size() == 1);
  f.now += minutes{1};
  CHECK(of<VoyageQuestionClosed>(f.handle(TimePassed{})).size() == 1);
  CHECK(f.desk.voyage_questions().empty());
  for (std::size_t i = 0; i < kMaxVoyageQuestions; ++i) {
    f.now += std::chrono::milliseconds{1};
    CHECK(f.handle(VoyageAsked{f.question(std::to_string(i))}).size() == 1);
  }
  auto const effects = f.handle(VoyageAsked{f.question("one more")});
  REQUIRE(of<VoyageQuestionClosed>(effects).size() == 1);
  CHECK(of<VoyageQuestionClosed>(effects)[0].question_id == "0");
  CHECK(f.desk.voyage_questions().size() == kMaxVoyageQuestions);
}

TEST_CASE("coordinator.voyage_desk: long evidence is cut to what an alert carries, between characters") {
  Fixture f;
  auto asked = f.question("q");
  asked.evidence.en.clear();
  for (int i = 0; i < 600; ++i) asked.evidence.zh_hant += "船";
  f.handle(VoyagePhase{EmergencyPhase::uncertainty, asked, {}});
  auto const& text = f.desk.incidents().front()->alerts[0].report.text;
  CHECK(text.size() == kMaxTextBytes - kMaxTextBytes % 3);
}

}  // namespace lingding::coordinator
