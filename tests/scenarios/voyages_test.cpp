// The ferry that does not arrive, at three centres that hear her and watch her timetable: who asks, what follows, and
// that it is one incident. The 08:00 from B to A, 14 miles in half an hour, from Hong Kong's water into Guangdong's.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>

#include "coordinator/desk.hpp"
#include "coordinator/voyage_port.hpp"
#include "geo/geodesic.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using simulation::ThreeDesks;
using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;

auto const kMidnight = support::utc("2026-08-26T16:00:00Z");  // by the clocks of the three places
auto const kShip = mmsi(477'000'101);
/// In whose waters she may be: both must know.
constexpr std::array kConcerned{CentreId::hk, CentreId::cn_gd};

geo::UtcTime local(int hour, int minute, int second = 0) {
  return kMidnight + std::chrono::hours{hour} + minutes{minute} + seconds{second};
}

simulation::Sea estuary() {
  return simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g h h h h h
      g A g g g h h h B h
      g g g g g h h h h h)");
}

plans::PlanBrief plan(simulation::Sea const& sea) {
  auto plan = support::ferry_plan();
  plans::ScheduledRoute route{"B to A",
                              {sea['B'], sea['A']},
                              {{"Pier B", "", sea['B']}, {"Pier A", "", sea['A']}},
                              geo::parse_date("2026-01-01").value(),
                              {},
                              {{0x7F, false, {}, {}, {}}},
                              {}};
  route.sailings.push_back({0, true, {{0, 480, 480}, {1, 510, 510}}});
  plan.schedule.routes = {route};
  return plan;
}

/// Three desks, and at some of them a watch that hears what is sailing.
struct World {
  static constexpr double kKnots = 28;
  simulation::Sea sea = estuary();
  geo::WaterMap water{sea.regions};
  ThreeDesks desks{sea, local(7, 30)};
  std::map<CentreId, std::unique_ptr<VoyageWatchPort>> watches;
  std::size_t entries_read = 0;
  /// Whether the ferry's transponder works, by the time and the miles that she has gone.
  /// There she stops, before the end.
  double stops_at = 99;
  std::function<bool(CentreId, double)> heard = [](CentreId, double) { return true; };

  explicit World(std::vector<CentreId> const& watching) {
    using std::chrono::hours;
    // What is tested is not what comes of alarms that nobody acknowledges.
    desks.set_clocks(ClockSet{hours{99}, hours{99}, hours{99}});
    for (auto const centre : geo::kCentres) desks.plan(centre, plan(sea));
    for (auto const centre : watching) open(centre);
    for (int second = 0; second < 1800; second += 2)
      for (auto& [centre, watch] : watches)
        watch->hear({local(6, 0) + seconds{second},
                     mmsi(413'000'900),
                     place(second * kKnots / 3600),
                     geo::Knots::from_knots(kKnots),
                     west(),
                     {},
                     AtRest::no,
                     AisClass::a});
  }
  void open(CentreId centre) {
    VoyagePortSetting setting{centre, {centre}, {}};
    watches[centre] = std::make_unique<VoyageWatchPort>(
        setting, [this](geo::Position position) { return whose_water(water, position, desks.now()); });
    auto& watch = *watches[centre];
    auto const& desk = desks.desk(centre);
    say(centre, watch.resume(desk.plans(), desk.voyage_questions(), desks.now()));
  }
  geo::TrueBearing west() const { return geo::geodesic(sea['B'], sea['A']).initial; }
  geo::Position place(double miles) const {
    return geo::destination(sea['B'], west(), geo::Metres::from_nautical_miles(miles));
  }
  double length() const { return geo::distance(sea['B'], sea['A']).nautical_miles(); }
  void say(CentreId centre, std::vector<Event> events) {
    for (auto& event : events) desks.voyage(centre, std::move(event));
  }
  /// Her transponder is heard every two seconds where it is, ships at anchor along the way every ten.
  void run_until(geo::UtcTime until) {
    for (; desks.now() < until; desks.pass(seconds{5})) {
      for (int second = 0; second < 5; ++second) {
        auto const at = desks.now() + seconds{second};
        double const hours = std::chrono::duration<double, std::ratio<3600>>(at - local(8, 0)).count();
        double const miles = std::clamp(hours * kKnots, 0.0, std::min(stops_at, length()));
        bool const sails = miles > 0 && miles < std::min(stops_at, length());
        bool const moored = !sails && miles < stops_at;
        for (auto& [centre, watch] : watches) {
          if (second % 2 == 0 && heard(centre, miles))
            watch->hear({at,
                         kShip,
                         place(miles),
                         geo::Knots::from_knots(sails ? kKnots : 0),
                         west(),
                         {},
                         moored ? AtRest::anchored_or_moored : AtRest::no,
                         AisClass::a});
          if (second == 0)
            for (std::uint32_t i = 0; i < 16; ++i)
              watch->hear({at,
                           mmsi(413'000'000 + i),
                           place(i),
                           geo::Knots::from_knots(0),
                           west(),
                           {},
                           AtRest::no,
                           AisClass::b_carrier_sense});
        }
      }
      for (auto& [centre, watch] : watches) say(centre, watch->look(desks.now()));
    }
  }
  std::vector<VoyageQuestion> open_at(CentreId centre) const {
    std::vector<VoyageQuestion> open;
    for (auto const& one : desks.desk(centre).voyage_questions())
      if (!one.answer) open.push_back(one.question);
    return open;
  }
  std::string answer(CentreId centre, std::string id, WatchAnswer answer) {
    auto const said = desks.officer(centre, "Officer Li", AnswerVoyage{id, answer, "called her on channel 16"});
    if (said == "done" && watches.contains(centre)) watches[centre]->answered(id, answer, desks.now());
    return said;
  }
  Incident const& only(CentreId centre) const {
    auto const all = desks.desk(centre).incidents();
    REQUIRE(all.size() == 1);
    return *all.front();
  }
  void rest() {
    REQUIRE(desks.settle());
    CHECK(desks.disagreement() == "");
    CHECK(desks.misplaced_alerts() == "");
    CHECK(desks.two_custodians() == "");
    CHECK(desks.replay_difference() == "");
  }
};

bool logged(Incident const& incident, std::string_view words) {
  return std::ranges::any_of(incident.log,
                             [&](LogLine const& line) { return line.text.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("scenarios.voyages: one centre asks, nobody answers, and all three know of one incident by the clock") {
  World w{{CentreId::hk, CentreId::cn_gd}};
  // Six miles out she is heard no more by anybody: in Hong Kong's water.
  w.heard = [](CentreId, double miles) { return miles < 5; };
  w.run_until(local(8, 13, 30));
  auto const open = w.open_at(CentreId::hk);
  REQUIRE(open.size() == 1);
  CHECK(open[0].concern == VoyageConcern::silent);
  CHECK(open[0].ship == kShip);
  CHECK(open[0].radius.nautical_miles() > 0.5);
  CHECK(w.open_at(CentreId::cn_gd).empty());
  CHECK(w.desks.desk(CentreId::hk).incidents().empty());
  auto const asked_at = open[0].raised_at;
  // 5 miles at 28 knots: heard last at 08:10:43; two minutes without a report where each would have been heard.
  CHECK(std::chrono::abs(asked_at - local(8, 12, 43)) <= seconds{12});

  INFO("nobody answers for ten minutes: the uncertainty phase");
  w.run_until(asked_at + minutes{10} - seconds{5});
  CHECK(w.desks.desk(CentreId::hk).incidents().empty());
  w.run_until(asked_at + minutes{10} + seconds{15});
  w.rest();
  for (auto const centre : kConcerned) {
    auto const& incident = w.only(centre);
    CHECK(incident.phase->phase == EmergencyPhase::uncertainty);
    CHECK(incident.alerts.size() == 1);
    CHECK(incident.alerts[0].report.kind == AlertKind::watch);
    CHECK(incident.alerts[0].received_by == CentreId::hk);
    REQUIRE(incident.ship);
    CHECK(incident.ship->mmsi == kShip);
    CHECK(incident.ship->plan->plan_id == plan(w.sea).plan_id);
    CHECK(logged(incident, "not heard since 08:10:4"));
    // Where she was heard last, and how far she may have gone since at 28 knots.
    CHECK(geo::distance(*incident.alerts[0].report.position, w.place(5)).nautical_miles() < 0.1);
    CHECK(incident.alerts[0].report.radius.nautical_miles() > 0.9);
  }
  CHECK(w.desks.desk(CentreId::hk).alarming(w.only(CentreId::hk).id));

  INFO("expected at 08:30 and not arrived at 09:00: the alert phase, of the same incident");
  w.desks.officer(CentreId::hk, "Officer Li", Acknowledge{w.only(CentreId::hk).id});
  w.run_until(local(9, 0, 30));
  w.rest();
  for (auto const centre : kConcerned) CHECK(w.only(centre).phase->phase == EmergencyPhase::alert);
  CHECK(w.desks.desk(CentreId::hk).alarming(w.only(CentreId::hk).id));

  INFO("she turns up at the pier: what was asked is taken back, and her case has it in its log");
  w.heard = [](CentreId, double) { return true; };
  w.run_until(w.desks.now() + minutes{3});
  for (auto const& one : w.open_at(CentreId::hk)) UNSCOPED_INFO(one.id << ": " << one.evidence.en);
  CHECK(w.open_at(CentreId::hk).empty());
  CHECK(logged(w.only(CentreId::hk), "Watch of timetables: "));
  w.rest();
}

TEST_CASE("scenarios.voyages: two centres that both ask open one incident of one ship") {
  World w{{CentreId::hk, CentreId::cn_gd}};
  // The limit is near the seventh mile: Hong Kong hears her to the fifth, Guangdong to the ninth.
  w.heard = [](CentreId centre, double miles) { return miles < (centre == CentreId::hk ? 5 : 9); };
  w.run_until(local(8, 22));
  CHECK(w.open_at(CentreId::hk).size() == 1);
  CHECK(w.open_at(CentreId::cn_gd).size() == 1);
  SECTION("by their clocks") {
    w.run_until(local(8, 34));
  }
  SECTION("by two officers at the same time, with links that lose half") {
    w.desks.spoil({.lose = 0.5, .duplicate = 0.2, .delay = 0.5, .longest_delay = seconds{20}});
    CHECK(w.answer(CentreId::hk, w.open_at(CentreId::hk)[0].id, WatchAnswer::trouble) == "done");
    CHECK(w.answer(CentreId::cn_gd, w.open_at(CentreId::cn_gd)[0].id, WatchAnswer::trouble) == "done");
    w.run_until(local(8, 34));
    w.desks.spoil({});
  }
  w.rest();
  for (auto const centre : kConcerned) {
    CHECK(w.only(centre).alerts.size() == 2);
    CHECK(w.only(centre).ship->mmsi == kShip);
    CHECK(w.only(centre).phase->phase == EmergencyPhase::uncertainty);
  }
}

TEST_CASE("scenarios.voyages: a question survives a restart, goes on under its id, and the clock runs meanwhile") {
  World w{{CentreId::hk}};
  w.heard = [](CentreId, double miles) { return miles < 5; };
  w.run_until(local(8, 14));
  REQUIRE(w.open_at(CentreId::hk).size() == 1);
  auto const question = w.open_at(CentreId::hk)[0];

  // The server dies and comes back; its watch knows nothing but what the desk has.
  w.watches.clear();
  w.desks.crash(CentreId::hk);
  REQUIRE(w.open_at(CentreId::hk).size() == 1);
  w.open(CentreId::hk);
  SECTION("nobody answers: the uncertainty phase ten minutes after the question, not after the restart") {
    w.run_until(question.raised_at + minutes{10} + seconds{15});
    REQUIRE(w.desks.desk(CentreId::hk).incidents().size() == 1);
    CHECK(w.only(CentreId::hk).phase->phase == EmergencyPhase::uncertainty);
    CHECK(w.open_at(CentreId::hk).size() == 1);
  }
  SECTION("she is heard: it is over") {
    w.heard = [](CentreId, double) { return true; };
    w.run_until(local(8, 14, 30));
    CHECK(w.open_at(CentreId::hk).empty());
    CHECK(w.desks.count(CentreId::hk, "voyage_question_closed") == 1);
    w.run_until(local(8, 50));
    CHECK(w.desks.desk(CentreId::hk).incidents().empty());
  }
  SECTION("explained before the restart it is not asked again after it") {
    CHECK(w.answer(CentreId::hk, question.id, WatchAnswer::explained) == "done");
    w.watches.clear();
    w.desks.crash(CentreId::hk);
    w.open(CentreId::hk);
    w.run_until(local(8, 44));
    CHECK(w.open_at(CentreId::hk).empty());
    CHECK(w.desks.desk(CentreId::hk).incidents().empty());
  }
  w.rest();
}

TEST_CASE("scenarios.voyages: what a watch after a restart asks again goes on under its id, or as it was answered") {
  World w{{CentreId::hk}};
  w.stops_at = 5;
  w.run_until(local(8, 15));
  REQUIRE(w.open_at(CentreId::hk).size() == 2);  // stopped, and her speed fell
  auto const all = w.open_at(CentreId::hk);
  auto const stopped = *std::ranges::find(all, VoyageConcern::stopped, &VoyageQuestion::concern);
  auto const restart = [&] {
    w.watches.clear();
    w.desks.crash(CentreId::hk);
    w.open(CentreId::hk);
  };
  SECTION("not answered: one question, and its ten minutes go on") {
    restart();
    w.run_until(stopped.raised_at + minutes{10} - seconds{5});
    auto const open = w.open_at(CentreId::hk);
    CHECK(std::ranges::count(open, VoyageConcern::stopped, &VoyageQuestion::concern) == 1);
    CHECK(std::ranges::count(open, stopped.id, &VoyageQuestion::id) == 1);
    CHECK(w.desks.desk(CentreId::hk).incidents().empty());
    w.run_until(stopped.raised_at + minutes{10} + seconds{15});
    CHECK(w.only(CentreId::hk).phase->phase == EmergencyPhase::uncertainty);
  }
  SECTION("explained: neither asked nor proposed") {
    CHECK(w.answer(CentreId::hk, stopped.id, WatchAnswer::explained) == "done");
    restart();
    w.run_until(local(8, 40));
    auto const open = w.open_at(CentreId::hk);
    CHECK(std::ranges::count(open, VoyageConcern::stopped, &VoyageQuestion::concern) == 0);
    CHECK(w.desks.desk(CentreId::hk).incidents().empty());
  }
  w.rest();
}

TEST_CASE("scenarios.voyages: what an officer says of a question") {
  World w{{CentreId::hk}};
  w.heard = [](CentreId, double miles) { return miles < 5; };
  w.run_until(local(8, 14));
  REQUIRE(w.open_at(CentreId::hk).size() == 1);
  auto const id = w.open_at(CentreId::hk)[0].id;
  CHECK(w.answer(CentreId::hk, "no such question", WatchAnswer::explained) == "unknown_question");
  CHECK(w.desks.officer(CentreId::hk, "Officer Li", AnswerVoyage{id, WatchAnswer::trouble, ""}) == "reason_missing");
  SECTION("explained: nothing follows") {
    CHECK(w.answer(CentreId::hk, id, WatchAnswer::explained) == "done");
    CHECK(w.open_at(CentreId::hk).empty());
    CHECK(w.answer(CentreId::hk, id, WatchAnswer::trouble) == "unknown_question");
    w.run_until(local(8, 44));
    CHECK(w.desks.desk(CentreId::hk).incidents().empty());
  }
  SECTION("trouble: her case is opened at once, with who is concerned and why") {
    CHECK(w.answer(CentreId::hk, id, WatchAnswer::trouble) == "done");
    CHECK(w.only(CentreId::hk).phase->phase == EmergencyPhase::uncertainty);
    CHECK(w.only(CentreId::hk).ship->mmsi == kShip);
    CHECK(logged(w.only(CentreId::hk), "called her on channel 16"));
    // Nothing is opened twice by the clock.
    w.run_until(local(8, 40));
    CHECK(w.only(CentreId::hk).phase->phase == EmergencyPhase::uncertainty);
  }
  SECTION("trouble, and the case is closed: the watch does not open it again") {
    CHECK(w.answer(CentreId::hk, id, WatchAnswer::trouble) == "done");
    auto const incident = w.only(CentreId::hk).id;
    w.desks.officer(CentreId::hk, "Officer Li", Acknowledge{incident});
    CHECK(w.desks.officer(CentreId::hk, "Officer Li",
                          CloseIncident{incident, CaseOutcome::false_alert, "she answers by telephone"}) == "done");
    w.run_until(local(9, 5));
    CHECK(w.only(CentreId::hk).closure->outcome == CaseOutcome::false_alert);
    CHECK_FALSE(w.desks.desk(CentreId::hk).alarming(incident));
    CHECK(w.only(CentreId::hk).phase->phase == EmergencyPhase::uncertainty);
  }
  w.rest();
}

}  // namespace lingding::coordinator
