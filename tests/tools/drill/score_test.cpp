// Objectives against what happened: of a drill of three desks, and of records made for one rule each.

#include "tools/drill/score.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/sample_run.hpp"
#include "tests/support/samples.hpp"
#include "tools/drill/detail/custody_sweep.hpp"
#include "tools/simulation/history.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::drill {
namespace {

using geo::CentreId;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

auto const kBegins = support::utc("2010-06-10T02:00:00Z");
constexpr auto kHk = CentreId::hk;
constexpr auto kMo = CentreId::mo;
constexpr auto kGd = CentreId::cn_gd;

/// A record of two hours of three centres with what the test says.
struct Made {
  RunRecord record;
  coordinator::Seq seq = 0;

  Made() {
    record.began = kBegins;
    record.ended = kBegins + minutes{120};
    record.scenario.begins = kBegins;
    record.scenario.centres = {geo::kCentres.begin(), geo::kCentres.end()};
    record.ship_numbers = {{"egret", "477000101"}};
  }
  Made& at(milliseconds offset, CentreId centre, Happening what, std::string detail = {}, std::string incident = "A",
           std::string ship = "477000101") {
    record.happened.push_back({what, centre, ++seq, kBegins + offset, std::move(incident), std::move(ship),
                               what == Happening::acknowledged ? "Chan" : "", std::move(detail)});
    return *this;
  }
  Made& done(milliseconds offset, std::string act) {
    Done one;
    one.act = std::move(act);
    one.at = kBegins + offset;
    record.done.push_back(std::move(one));
    return *this;
  }
  Scored with(Objective objective) {
    objective.name = "it";
    record.scenario.objectives = {std::move(objective)};
    return score(record).objectives.front();
  }
};

Objective of(Objective::Kind kind) {
  Objective objective;
  objective.kind = kind;
  return objective;
}
Objective within(Happening what, CentreId centre, milliseconds target, std::string since = {}) {
  auto objective = of(Objective::Kind::happens);
  objective.what.what = what;
  objective.what.centre = centre;
  objective.within = target;
  objective.since_act = std::move(since);
  return objective;
}
std::vector<Proof> proofs(std::initializer_list<std::pair<CentreId, coordinator::Seq>> all) {
  std::vector<Proof> result;
  for (auto const& [centre, seq] : all) result.push_back({centre, seq});
  return result;
}

}  // namespace

TEST_CASE("drill.score: a thing that happens in time passes with its time and its entry, and too late fails") {
  Made made;
  made.done(minutes{10}, "call")
      .at(minutes{10} + seconds{1}, kMo, Happening::notified, "responsible")
      .at(minutes{13}, kMo, Happening::acknowledged);
  auto scored = made.with(within(Happening::acknowledged, kMo, minutes{3}, "call"));
  CHECK(scored.verdict == Verdict::passed);
  CHECK(scored.measured == minutes{3});
  CHECK(scored.target == minutes{3});
  CHECK(scored.proofs == proofs({{kMo, 2}}));
  CHECK(scored.finding.en == "MO acknowledged by Chan at 02:13:00 UTC, after 3 min 00 s.");

  scored = made.with(within(Happening::acknowledged, kMo, minutes{3} - milliseconds{1}, "call"));
  CHECK(scored.verdict == Verdict::failed);
  CHECK(scored.measured == minutes{3});

  INFO("not at all");
  scored = made.with(within(Happening::acknowledged, kHk, minutes{3}, "call"));
  CHECK(scored.verdict == Verdict::failed);
  CHECK_FALSE(scored.measured);
  CHECK(scored.proofs.empty());

  INFO("counted from what was not done, or did not happen");
  scored = made.with(within(Happening::acknowledged, kMo, minutes{3}, "fire"));
  CHECK(scored.verdict == Verdict::not_tested);
  auto since = within(Happening::acknowledged, kMo, minutes{3});
  since.since = Condition{.what = Happening::escalated};
  CHECK(made.with(since).verdict == Verdict::not_tested);
  since.since = Condition{.what = Happening::notified};
  scored = made.with(since);
  CHECK(scored.verdict == Verdict::passed);
  CHECK(scored.measured == minutes{2} + seconds{59});
  CHECK(scored.proofs == proofs({{kMo, 1}, {kMo, 2}}));

  INFO("of another ship");
  auto other = within(Happening::acknowledged, kMo, minutes{30}, "call");
  other.what.ship = "heron";
  CHECK(made.with(other).verdict == Verdict::failed);
  other.what.ship = "egret";
  CHECK(made.with(other).verdict == Verdict::passed);
}

TEST_CASE("drill.score: what was known of the ship only later counts for her from the beginning") {
  Made made;
  Act start;
  start.name = "raft";
  start.body = DeviceStarts{.device = support::mmsi(970'010'119), .ship = "egret"};
  made.record.scenario.acts = {start};
  made.done(minutes{10}, "raft").at(minutes{11}, kHk, Happening::notified, "informed", "A", "970010119");
  made.at(minutes{11}, kHk, Happening::alarmed, "new_incident", "A", "970010119");
  auto objective = within(Happening::notified, kHk, minutes{5}, "raft");
  objective.what.ship = "egret";
  CHECK(made.with(objective).verdict == Verdict::passed);
  auto const times = score(made.record).times;
  REQUIRE(times.size() == 1);
  CHECK(times[0].ship == "egret");
  CHECK(times[0].notified->after == minutes{1});
}

TEST_CASE("drill.score: an incident whose ship is only probable is not hers where one is hers for certain") {
  Made made;
  made.at(minutes{10}, kGd, Happening::alarmed).at(minutes{10}, kGd, Happening::custody_taken, "0");
  made.at(minutes{12}, kMo, Happening::alarmed, "", "B").at(minutes{12}, kMo, Happening::custody_taken, "0", "B");
  auto custodian = of(Objective::Kind::custodian);
  custodian.ship = "egret";
  custodian.centre = kGd;
  coordinator::Incident certain;
  certain.id = "A";
  certain.ship = coordinator::ShipLink{};
  certain.ship->mmsi = support::mmsi(477'000'101);
  certain.ship->certainty = coordinator::Certainty::listed;
  auto probable = certain;
  probable.id = "B";
  probable.ship->certainty = coordinator::Certainty::probable;
  made.record.centres.emplace_back();
  made.record.centres.back().incidents = {certain, probable};
  CHECK(made.with(custodian).verdict == Verdict::passed);
  made.record.centres.back().incidents = {probable};
  made.record.happened.erase(made.record.happened.begin(), made.record.happened.begin() + 2);
  custodian.centre = kMo;
  CHECK(made.with(custodian).verdict == Verdict::passed);
}

TEST_CASE("drill.score: what must not happen") {
  Made made;
  made.done(minutes{10}, "call")
      .at(minutes{30}, kMo, Happening::escalated, "2")
      .at(minutes{40}, kMo, Happening::escalated, "2");
  auto never = of(Objective::Kind::not_happens);
  never.what.what = Happening::escalated;
  auto scored = made.with(never);
  CHECK(scored.verdict == Verdict::failed);
  CHECK(scored.proofs == proofs({{kMo, 1}, {kMo, 2}}));
  never.since_act = "call";
  never.within = minutes{19};
  CHECK(made.with(never).verdict == Verdict::passed);
  never.within = minutes{20};
  CHECK(made.with(never).verdict == Verdict::failed);
  never.what.centre = kHk;
  CHECK(made.with(never).verdict == Verdict::passed);
  never.since_act = "fire";
  CHECK(made.with(never).verdict == Verdict::not_tested);
}

TEST_CASE("drill.score: who has custody, and that it is one") {
  Made made;
  made.at(minutes{10}, kMo, Happening::custody_taken, "0").at(minutes{10}, kMo, Happening::alarmed);
  made.at(minutes{20}, kGd, Happening::custody_taken, "1")
      .at(minutes{20} + seconds{2}, kMo, Happening::custody_passed, "CN-GD");
  auto custodian = of(Objective::Kind::custodian);
  custodian.ship = "egret";
  custodian.centre = kGd;
  auto scored = made.with(custodian);
  CHECK(scored.verdict == Verdict::passed);
  CHECK(scored.proofs == proofs({{kGd, 3}}));
  custodian.at = minutes{15};
  scored = made.with(custodian);
  CHECK(scored.verdict == Verdict::failed);
  CHECK(scored.finding.en == "At 02:15:00 UTC custody was with MO; expected CN-GD.");
  custodian.at = minutes{5};
  CHECK(made.with(custodian).finding.en == "At 02:05:00 UTC custody was with nobody; expected CN-GD.");
  custodian.ship = "heron";
  CHECK(made.with(custodian).verdict == Verdict::not_tested);

  auto const one = of(Objective::Kind::one_custodian);
  scored = made.with(one);
  CHECK(scored.verdict == Verdict::passed);
  CHECK(scored.proofs == proofs({{kMo, 1}, {kGd, 3}}));

  INFO("the word of a hand-over that takes longer than a hand-over does");
  auto slow = made;
  slow.record.happened.back().at = kBegins + minutes{22};
  scored = slow.with(one);
  CHECK(scored.verdict == Verdict::failed);
  CHECK(scored.proofs == proofs({{kMo, 1}, {kGd, 3}}));
  INFO("but not while the script has taken their link down");
  slow.record.outages = {{kGd, kMo, kBegins + minutes{19}, kBegins + minutes{21} + seconds{30}}};
  CHECK(slow.with(one).verdict == Verdict::passed);
  slow.record.outages = {{kGd, kMo, kBegins + minutes{19}, kBegins + minutes{20} + seconds{30}}};
  CHECK(slow.with(one).verdict == Verdict::failed);
  slow.record.outages = {{kGd, kHk, kBegins + minutes{19}, std::nullopt}};
  CHECK(slow.with(one).verdict == Verdict::failed);
  slow.record.outages = {{kMo, kGd, kBegins + minutes{19}, std::nullopt}};
  CHECK(slow.with(one).verdict == Verdict::passed);

  INFO("nobody has it");
  auto lost = made;
  lost.at(minutes{30}, kGd, Happening::custody_passed, "MO");
  CHECK(lost.with(one).verdict == Verdict::failed);

  INFO("two incidents of one ship have each their own custodian, until they are one");
  auto two = made;
  two.at(minutes{40}, kHk, Happening::custody_taken, "0", "B");
  CHECK(two.with(one).verdict == Verdict::passed);
  two.at(minutes{50}, kHk, Happening::merged, "A", "B");
  CHECK(two.with(one).verdict == Verdict::failed);
  two.at(minutes{50}, kHk, Happening::custody_passed, "CN-GD", "B");
  CHECK(two.with(one).verdict == Verdict::passed);
}

TEST_CASE("drill.score: SITREPs go from 1 without a gap") {
  auto const scored = [](std::vector<std::string> const& numbers) {
    Made made;
    made.at(minutes{9}, kHk, Happening::alarmed);
    for (auto const& number : numbers) made.at(minutes{10}, kHk, Happening::sitrep_issued, number);
    return made.with(of(Objective::Kind::sitreps)).verdict;
  };
  CHECK(scored({"1"}) == Verdict::passed);
  CHECK(scored({"1", "2", "3"}) == Verdict::passed);
  CHECK(scored({}) == Verdict::failed);
  CHECK(scored({"2"}) == Verdict::failed);
  CHECK(scored({"1", "3"}) == Verdict::failed);
  CHECK(scored({"1", "1"}) == Verdict::failed);
}

TEST_CASE("drill.score: persons are those whom the scenario put on board, copies of the plan are of one version") {
  Made made;
  made.at(minutes{10}, kHk, Happening::alarmed);
  CastShip egret;
  egret.name = "egret";
  egret.persons = 133;
  made.record.scenario.ships = {egret};
  coordinator::Incident incident;
  incident.id = "A";
  incident.custody.centre = kHk;
  incident.ship = coordinator::ShipLink{};
  incident.ship->mmsi = support::mmsi(477'000'101);
  incident.ship->plan = support::ferry_plan();
  for (auto const centre : {kHk, kMo}) {
    made.record.centres.emplace_back();
    made.record.centres.back().centre = centre;
    made.record.centres.back().incidents = {incident};
  }
  auto const persons = [&](std::optional<std::uint32_t> on_board, std::optional<std::uint32_t> accounted) {
    made.record.centres[0].incidents[0].persons = coordinator::Persons{on_board, accounted, "", {}};
    return made.with(of(Objective::Kind::persons)).verdict;
  };
  CHECK(made.with(of(Objective::Kind::persons)).verdict == Verdict::failed);
  CHECK(persons(133, 133) == Verdict::passed);
  CHECK(persons({}, 133) == Verdict::passed);
  CHECK(persons(133, 132) == Verdict::failed);
  INFO("reconciled, but with a wrong number on board");
  CHECK(persons(132, 132) == Verdict::failed);

  CHECK(made.with(of(Objective::Kind::plan_copies)).verdict == Verdict::passed);
  made.record.centres[1].incidents[0].ship->plan->version = 2;
  CHECK(made.with(of(Objective::Kind::plan_copies)).verdict == Verdict::failed);
  made.record.centres[1].incidents[0].ship->plan.reset();
  auto const scored = made.with(of(Objective::Kind::plan_copies));
  CHECK(scored.verdict == Verdict::failed);
  CHECK(scored.finding.en.find("none at MO") != std::string::npos);
}

TEST_CASE("drill.score: a drill of three desks, each objective and each centre's times against what was done") {
  auto const record = support::sample_run();
  auto const result = score(record);
  CHECK(score(record) == result);
  auto const of_name = [&](std::string_view name) {
    auto const at = std::ranges::find(result.objectives, name, &Scored::objective);
    REQUIRE(at != result.objectives.end());
    return *at;
  };
  REQUIRE(result.objectives.size() == record.scenario.objectives.size());
  for (auto const& one : result.objectives) {
    CAPTURE(one.objective, one.finding.en);
    CHECK(one.verdict == (one.objective == "fire-call" ? Verdict::not_tested : Verdict::passed));
    CHECK_FALSE(one.finding.zh_hant.empty());
    // Every proof is an entry in which the observer saw something.
    for (auto const& proof : one.proofs)
      CHECK(std::ranges::any_of(record.happened, [&](Happened const& happened) {
        return happened.centre == proof.centre && happened.seq == proof.seq;
      }));
  }
  CHECK_FALSE(result.passed());
  CHECK(of_name("gd-acknowledges").measured == minutes{2} + seconds{20});
  CHECK(of_name("company-called").measured == minutes{6});
  CHECK(of_name("sitrep-1").measured == minutes{14});

  auto const times = [&](CentreId centre) {
    auto const at = std::ranges::find_if(
        result.times, [&](CentreTimes const& one) { return one.centre == centre && one.ship == "egret"; });
    REQUIRE(at != result.times.end());
    return *at;
  };
  CHECK(times(kMo).acknowledged->after == seconds{41});
  CHECK(times(kMo).plan_opened->after == minutes{4});
  CHECK_FALSE(times(kMo).accepted);
  CHECK(times(kGd).accepted->after == minutes{2} + seconds{20});
  CHECK(times(kGd).sitrep_1->after == minutes{14});
  CHECK(times(kGd).company_called->after == minutes{6});
  CHECK_FALSE(times(kHk).sitrep_1);

  auto const late = score(support::sample_run({.late_call = true}));
  auto const verdict = [&](std::string_view name) {
    return std::ranges::find(late.objectives, name, &Scored::objective)->verdict;
  };
  CHECK(verdict("company-called") == Verdict::failed);
  CHECK(verdict("mo-opens-plan") == Verdict::failed);
  CHECK(verdict("gd-opens-plan") == Verdict::passed);
}

TEST_CASE("drill.score: who held custody when is what the desks themselves held, in random histories") {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    CHECK_FALSE(simulation::run_history(seed, 30, nullptr, [&](simulation::ThreeDesks const& desks) {
      RunRecord record;
      record.began = kBegins;
      record.ended = desks.now();
      Observer observer;
      for (auto const centre : geo::kCentres) {
        for (auto const& entry : desks.journal(centre).entries)
          for (auto& one : observer.take(centre, entry)) record.happened.push_back(std::move(one));
        record.centres.emplace_back();
        record.centres.back().centre = centre;
        for (auto const* const one : desks.desk(centre).incidents()) record.centres.back().incidents.push_back(*one);
      }
      std::ranges::stable_sort(record.happened, {}, &Happened::at);
      detail::RunView const view{record};
      for (auto const& one : view.cases()) {
        // At rest all centres that know of it agree on one custodian: he is who holds it last.
        std::set<CentreId> custodians;
        for (auto const centre : geo::kCentres)
          if (auto const* const incident = view.at_end(one, centre)) custodians.insert(incident->custody.centre);
        REQUIRE(custodians.size() == 1);
        auto const stretches = detail::custody_of(view, one);
        std::set<CentreId> holders;
        for (auto const& stretch : stretches)
          if (stretch.to == record.ended) holders.insert(stretch.by.begin(), stretch.by.end());
        CHECK(holders == custodians);
        ++compared;
      }
    }));
  }
  CHECK(compared > 30);
}

}  // namespace lingding::drill
