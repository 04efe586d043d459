// What the observer finds in three desks' journals, against what was done at them.

#include "tools/drill/observer.hpp"

#include <catch2/catch.hpp>

#include "coordinator/failures.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/history.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::drill {
namespace {

using namespace coordinator;
using geo::CentreId;
using simulation::ThreeDesks;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;
using support::sart;

auto const kStart = support::utc("2016-08-27T15:50:00Z");
using Lines = std::vector<std::string>;

simulation::Sea estuary() {
  return simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
    g g g g g g g g h h h h h
    m m g g g g g g h h h h h
    m P g g A g g B h C h h h
    m m g g g g g g h h h h h )");
}

/// Names of the happenings, as the test says them.
std::string word(Happening what) {
  switch (what) {
    case Happening::notified:
      return "notified";
    case Happening::alarmed:
      return "alarmed";
    case Happening::acknowledged:
      return "acknowledged";
    case Happening::escalated:
      return "escalated";
    case Happening::ship_known:
      return "ship_known";
    case Happening::plan_at_hand:
      return "plan_at_hand";
    case Happening::plan_opened:
      return "plan_opened";
    case Happening::company_called:
      return "company_called";
    case Happening::custody_taken:
      return "custody_taken";
    case Happening::custody_offered:
      return "custody_offered";
    case Happening::custody_declined:
      return "custody_declined";
    case Happening::custody_requested:
      return "custody_requested";
    case Happening::custody_passed:
      return "custody_passed";
    case Happening::phase_set:
      return "phase_set";
    case Happening::persons_stated:
      return "persons_stated";
    case Happening::persons_reconciled:
      return "persons_reconciled";
    case Happening::unit_state:
      return "unit_state";
    case Happening::sitrep_issued:
      return "sitrep_issued";
    case Happening::note_added:
      return "note_added";
    case Happening::merged:
      return "merged";
    case Happening::split:
      return "split";
    case Happening::closed:
      return "closed";
    case Happening::opened_again:
      return "opened_again";
    case Happening::question_raised:
      return "question_raised";
    case Happening::question_answered:
      return "question_answered";
    case Happening::refused:
      return "refused";
  }
  return "";
}

/// Three desks and what the observer has seen of them so far.
struct World {
  simulation::Sea sea = estuary();
  ThreeDesks desks{sea, kStart};
  Observer observer;
  std::array<std::size_t, 3> read{};

  explicit World(ClockSet const& clock = {hours{99}, hours{99}, hours{99}}) {
    desks.set_clocks(clock);
    for (auto const centre : geo::kCentres) desks.plan(centre, support::ferry_plan());
    desks.plan(CentreId::hk, support::ferry_plan(477'000'102, 970'010'120));
    news();
  }
  std::vector<Happened> news(CentreId centre) {
    std::vector<Happened> all;
    auto& at = read[static_cast<std::size_t>(centre)];
    auto const& entries = desks.journal(centre).entries;
    for (; at < entries.size(); ++at)
      for (auto& one : observer.take(centre, entries[at])) {
        // The proof is the entry that it came with.
        CHECK(one.seq == entries[at].seq);
        CHECK(one.at == entries[at].content.at);
        CHECK(one.centre == centre);
        all.push_back(std::move(one));
      }
    return all;
  }
  /// "HK notified responsible", with the officer in front of the detail where there is one.
  Lines news() {
    Lines lines;
    for (auto const centre : geo::kCentres)
      for (auto const& one : news(centre))
        lines.push_back(std::string{geo::to_text(centre)} + " " + word(one.what) +
                        (one.officer.empty() ? "" : " by " + one.officer) +
                        (one.detail.empty() ? "" : " " + one.detail));
    return lines;
  }
  Lines pass(std::chrono::milliseconds duration) {
    desks.pass(duration);
    return news();
  }
  Lines act(CentreId centre, std::string officer, Command command, std::string id = {}) {
    desks.officer(centre, std::move(officer), std::move(command), std::move(id));
    return pass(seconds{2});
  }
  std::string only(CentreId centre) const {
    auto const all = desks.desk(centre).incidents();
    REQUIRE(all.size() == 1);
    return all.front()->id;
  }
};

}  // namespace

TEST_CASE("drill.observer: an evening of a collision, from the first alarm to the closing") {
  World world;
  auto& desks = world.desks;
  desks.alert(CentreId::hk, "hk-vhf-1", sart(world.sea['A']));
  CHECK(world.pass(seconds{2}) == Lines{"CN-GD ship_known listed", "CN-GD plan_at_hand 1", "CN-GD notified responsible",
                                        "CN-GD alarmed new_incident", "HK ship_known listed", "HK plan_at_hand 1",
                                        "HK custody_taken 0", "HK custody_offered CN-GD", "HK phase_set distress",
                                        "HK notified responsible", "HK alarmed new_incident", "MO ship_known listed",
                                        "MO plan_at_hand 1", "MO notified informed", "MO alarmed new_incident"});
  auto const id = world.only(CentreId::hk);
  INFO("its repeats show nothing");
  for (int i = 0; i < 8; ++i) {
    desks.alert(CentreId::hk, "hk-vhf-1", sart(world.sea['A']));
    CHECK(world.pass(seconds{8}).empty());
  }
  INFO("an acknowledgement where nothing is offered, and the one that accepts");
  CHECK(world.act(CentreId::mo, "Costa", Acknowledge{id}) == Lines{"MO acknowledged by Costa"});
  CHECK(world.act(CentreId::mo, "Silva", Acknowledge{id}).empty());
  CHECK(world.act(CentreId::hk, "Chan", Acknowledge{id}) == Lines{"HK acknowledged by Chan"});
  CHECK(world.act(CentreId::cn_gd, "Li", Acknowledge{id}) ==
        Lines{"CN-GD acknowledged by Li", "CN-GD custody_taken by Li 1", "HK custody_passed CN-GD"});
  CHECK(world.observer.incident(CentreId::mo, id)->custody.centre == CentreId::cn_gd);

  INFO("her plan is opened, which is news once for each officer");
  CHECK(world.act(CentreId::cn_gd, "Li", OpenPlan{id}) == Lines{"CN-GD plan_opened by Li 1"});
  CHECK(world.act(CentreId::cn_gd, "Li", OpenPlan{id}).empty());
  CHECK(world.act(CentreId::hk, "Chan", OpenPlan{id}) == Lines{"HK plan_opened by Chan 1"});

  INFO("the case's work, each said at the centre whose officer did it");
  CHECK(world.act(CentreId::cn_gd, "Li", LogCall{id, "duty manager", "answered"}) ==
        Lines{"CN-GD company_called by Li duty manager"});
  CHECK(world.act(CentreId::cn_gd, "Li", SetPersons{id, 133, {}, "manifest"}) ==
        Lines{"CN-GD persons_stated by Li 133/-"});
  CHECK(world.act(CentreId::hk, "Chan", SetUnit{id, "Launch 1", "launch", UnitState::proceeding, ""}) ==
        Lines{"HK unit_state by Chan proceeding"});
  CHECK(world.act(CentreId::hk, "Chan", SetUnit{id, "Launch 1", "", UnitState::on_scene, ""}) ==
        Lines{"HK unit_state by Chan on_scene"});
  CHECK(world.act(CentreId::cn_gd, "Li", IssueSitrep{id, false, "A. Collision"}) ==
        Lines{"CN-GD sitrep_issued by Li 1"});
  CHECK(world.act(CentreId::mo, "Costa", IssueSitrep{id, false, "A. Collision"}) ==
        Lines{"MO refused by Costa not_custodian"});
  CHECK(world.act(CentreId::mo, "Costa", AddNote{id, "Fog lifts."}, "note-1") == Lines{"MO note_added by Costa"});
  INFO("the same command again, as after a lost answer, is not done again");
  CHECK(world.act(CentreId::mo, "Costa", AddNote{id, "Fog lifts."}, "note-1").empty());
  CHECK(world.act(CentreId::cn_gd, "Li", SetPhase{id, EmergencyPhase::alert, "all are in rafts"}) ==
        Lines{"CN-GD phase_set by Li alert"});
  CHECK(world.act(CentreId::cn_gd, "Li", CloseIncident{id, CaseOutcome::rescued, "done"}) ==
        Lines{"CN-GD closed by Li rescued"});
  CHECK(world.observer.newest_open(CentreId::hk) == nullptr);
  CHECK(world.act(CentreId::cn_gd, "Li", CloseIncident{id, CaseOutcome::open, "one is missing"}) ==
        Lines{"CN-GD opened_again by Li", "HK alarmed opened_again", "MO alarmed opened_again"});
  CHECK(world.act(CentreId::cn_gd, "Li", SetPersons{id, {}, 133, ""}) ==
        Lines{"CN-GD persons_stated by Li 133/133", "CN-GD persons_reconciled by Li"});
  CHECK(world.observer.newest_open(CentreId::hk, "477000101") == world.observer.incident(CentreId::hk, id));
  CHECK(world.observer.newest_open(CentreId::hk, "477000102") == nullptr);
}

TEST_CASE("drill.observer: offers are declined and lapse, custody is asked for, given and refused") {
  World world{{hours{99}, hours{99}, seconds{300}}};
  auto& desks = world.desks;
  desks.alert(CentreId::hk, "hk-vhf-1", sart(world.sea['A']));
  world.pass(seconds{2});
  auto const id = world.only(CentreId::hk);
  CHECK(world.act(CentreId::hk, "Chan", Acknowledge{id}) == Lines{"HK acknowledged by Chan"});
  CHECK(world.act(CentreId::mo, "Costa", Acknowledge{id}) == Lines{"MO acknowledged by Costa"});

  INFO("Guangdong declines, and the offer goes to Macao, who does not answer");
  auto lines = world.act(CentreId::cn_gd, "Li", DeclineCustody{id, "no unit is free"});
  CHECK(lines == Lines{"CN-GD custody_declined by Li declined", "HK custody_offered MO", "MO alarmed custody_offered"});
  lines = world.pass(minutes{6});
  CHECK(lines == Lines{"HK custody_declined timed_out", "HK alarmed custody_refused"});

  INFO("Macao asks, Hong Kong refuses; Macao asks again, Hong Kong offers");
  CHECK(world.act(CentreId::hk, "Chan", Acknowledge{id}) == Lines{"HK acknowledged by Chan"});
  CHECK(world.act(CentreId::mo, "Costa", RequestCustody{id, "our launch is nearest"}) ==
        Lines{"HK alarmed custody_requested", "MO custody_requested by Costa"});
  CHECK(world.act(CentreId::hk, "Chan", DeclineCustody{id, "a helicopter is on scene"}) ==
        Lines{"HK custody_declined by Chan declined"});
  CHECK(world.act(CentreId::mo, "Costa", RequestCustody{id, "she drifts to us"}) ==
        Lines{"MO custody_requested by Costa"});
  // Macao has it now, and offers it in its turn to Guangdong, who is responsible by the position.
  lines = world.act(CentreId::hk, "Chan", OfferCustody{id, CentreId::mo, ""});
  CHECK(lines == Lines{"HK custody_offered by Chan MO", "HK custody_passed MO", "MO custody_taken by Costa 1",
                       "MO custody_offered CN-GD", "MO alarmed responsibility_changed"});
  lines = world.act(CentreId::hk, "Chan", ForceCustody{id, "Macao's room is on fire"});
  CHECK(lines == Lines{"HK custody_taken by Chan 2", "HK custody_offered CN-GD", "MO custody_passed HK"});
}

TEST_CASE("drill.observer: an alarm that nobody acknowledges gets louder") {
  World world{{seconds{60}, seconds{240}, hours{99}}};
  world.desks.alert(CentreId::mo, "mo-vhf-1", sart(world.sea['P']));
  world.pass(seconds{2});
  CHECK(world.only(CentreId::mo) == "MO-20160827-155000-1");
  CHECK(world.pass(seconds{60}) == Lines{"MO escalated 1"});
  CHECK(world.pass(seconds{120}).empty());
  // All centres are told: what still sounds there goes on, and is repeated in its turn.
  CHECK(world.pass(seconds{60}) == Lines{"MO escalated 2"});
  CHECK(world.pass(seconds{60}) == Lines{"CN-GD escalated 1", "HK escalated 1"});
}

TEST_CASE("drill.observer: two centres have custody while they can't reach each other") {
  World world;
  auto& desks = world.desks;
  desks.alert(CentreId::hk, "hk-vhf-1", sart(world.sea['A']));
  world.pass(seconds{2});
  auto const id = world.only(CentreId::hk);
  desks.cut(CentreId::hk, CentreId::mo);
  desks.cut(CentreId::hk, CentreId::cn_gd);
  CHECK(world.act(CentreId::mo, "Costa", ForceCustody{id, "Hong Kong does not answer"}) ==
        Lines{"MO custody_taken by Costa 1", "MO custody_offered CN-GD"});
  CHECK(world.observer.incident(CentreId::hk, id)->custody.centre == CentreId::hk);
  CHECK(world.observer.incident(CentreId::mo, id)->custody.centre == CentreId::mo);
  desks.heal();
  REQUIRE(desks.settle());
  auto const after = world.news();
  CHECK(std::ranges::none_of(after, [](std::string const& line) { return line.find("taken") != std::string::npos; }));
  CHECK(std::ranges::count(after, "HK custody_passed MO") == 1);
  CHECK(world.observer.incident(CentreId::hk, id)->custody.centre == CentreId::mo);
}

TEST_CASE("drill.observer: two incidents that are merged keep their histories, and what is split off is found") {
  World world;
  auto& desks = world.desks;
  desks.alert(CentreId::hk, "hk-vhf-1", sart(world.sea['C']));
  world.pass(seconds{5});
  desks.alert(CentreId::hk, "hk-vhf-1", sart(world.sea['B'], 970'010'120));
  CHECK(world.pass(seconds{5}).size() > 3);
  auto const all = desks.desk(CentreId::hk).incidents();
  REQUIRE(all.size() == 2);
  auto const first = all[0]->id;
  auto const second = all[1]->id;
  CHECK(world.observer.newest_open(CentreId::hk)->id == second);
  CHECK(world.act(CentreId::hk, "Chan", Acknowledge{first}) == Lines{"HK acknowledged by Chan"});
  CHECK(world.act(CentreId::hk, "Chan", Acknowledge{second}) == Lines{"HK acknowledged by Chan"});

  auto lines = world.act(CentreId::hk, "Chan", MergeIncidents{first, second, "one collision"});
  CHECK(std::ranges::find(lines, "HK merged by Chan " + second) != lines.end());
  CHECK(std::ranges::none_of(lines, [](std::string const& line) {
    return line.find("notified") != std::string::npos || line.find("acknowledged") != std::string::npos ||
           line.find("custody_taken") != std::string::npos;
  }));
  CHECK(world.observer.incident(CentreId::hk, second) == world.observer.incident(CentreId::hk, first));

  auto const* const merged = world.observer.incident(CentreId::hk, first);
  REQUIRE(merged->alerts.size() == 2);
  auto const other = merged->alerts[1].id;
  lines = world.act(CentreId::hk, "Chan", SplitIncident{first, {other}, "two ships"});
  auto const split = std::ranges::find_if(
      lines, [](std::string const& line) { return line.starts_with("HK split by Chan HK-20160827-"); });
  REQUIRE(split != lines.end());
  auto const apart = split->substr(std::string{"HK split by Chan "}.size());
  REQUIRE(world.observer.incident(CentreId::hk, apart) != nullptr);
  CHECK(world.observer.incident(CentreId::hk, apart)->alerts.size() == 1);
  CHECK(std::ranges::count(lines, "HK custody_taken 0") == 1);
  CHECK(std::ranges::none_of(lines, [](std::string const& line) { return line.starts_with("HK acknowledged"); }));
}

TEST_CASE("drill.observer: whatever happens, it has each incident as the desk has it") {
  std::size_t seen_incidents = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    CHECK_FALSE(simulation::run_history(seed, 40, nullptr, [&](ThreeDesks const& desks) {
      Observer observer;
      for (auto const centre : geo::kCentres) {
        for (auto const& entry : desks.journal(centre).entries)
          for (auto const& one : observer.take(centre, entry))
            if (one.what == Happening::merged) CHECK(one.detail != one.incident);
        for (auto const* const incident : desks.desk(centre).incidents()) {
          ++seen_incidents;
          auto const* const seen = observer.incident(centre, incident->id);
          REQUIRE(seen != nullptr);
          CHECK(simulation::text_of(*seen) == simulation::text_of(*incident));
          for (auto const& id : incident->also) CHECK(observer.incident(centre, id) == seen);
        }
      }
    }));
  }
  CHECK(seen_incidents > 50);
}

TEST_CASE("drill.observer: an entry that can't be read is said to be damaged, with its number") {
  Observer observer;
  Entry entry;
  entry.seq = 7;
  entry.content.event = R"({"type":"nothing known"})";
  entry.content.effects = "[]";
  CHECK_THROWS_AS(observer.take(CentreId::hk, entry), JournalDamaged);
  CHECK_THROWS_WITH(observer.take(CentreId::hk, entry), Catch::Contains("journal entry 7, event"));
}

TEST_CASE("drill.observer: a condition is about the centre, the ship and the detail that it names") {
  Happened const happened{Happening::sitrep_issued, CentreId::hk, 4,      kStart,
                          "HK-20160827-155000-1",   "477000101",  "Chan", "2"};
  Condition condition;
  condition.what = Happening::sitrep_issued;
  CHECK(matches(condition, {}, happened));
  CHECK(matches(condition, "477000101", happened));
  CHECK_FALSE(matches(condition, "477000102", happened));
  condition.centre = CentreId::mo;
  CHECK_FALSE(matches(condition, {}, happened));
  condition.centre = CentreId::hk;
  condition.detail = "1";
  CHECK_FALSE(matches(condition, {}, happened));
  condition.detail = "2";
  CHECK(matches(condition, {}, happened));
  condition.what = Happening::closed;
  CHECK_FALSE(matches(condition, {}, happened));
}

}  // namespace lingding::drill
