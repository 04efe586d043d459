// The shipped scenarios, each played to its end by the three desks: what their officers do is carried out, and what is
// scored is passed, so that a centre that does worse than these officers is what fails.

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/regions.hpp"
#include "tests/tools/drill/plans.hpp"
#include "tools/drill/score.hpp"
#include "tools/drill/stage.hpp"

using namespace lingding;
using namespace lingding::drill;

namespace {

std::filesystem::path const kLibrary = LINGDING_SOURCE_DIR "/tools/drill/library";

RunRecord played(std::string const& name, std::string overlay = {}) {
  auto const base = support::text_of_file(kLibrary / (name.substr(0, name.find("--")) + ".jsonl"));
  if (name.find("--") != std::string::npos) overlay = support::text_of_file(kLibrary / (name + ".jsonl"));
  auto const scenario = overlay.empty() ? read_scenario(base) : read_scenario(base, overlay);
  REQUIRE(scenario);
  StageOptions options;
  options.regions = support::shipped_regions();
  options.plans = support::sample_plans();
  options.version = "test";
  Stage stage{*scenario, std::move(options)};
  stage.run_until(stage.ends());
  return stage.record();
}

/// What nobody is there to do in it: an alternative that is not taken, an answer to what does not come up.
bool may_stay_undone(Act const& act) {
  return act.name.ends_with("-accepts") || act.name == "control-asks";
}

void check_played(std::string const& name, std::set<std::string> const& failing) {
  INFO(name);
  auto const record = played(name);
  std::set<std::string> done;
  for (auto const& one : record.done) {
    done.insert(one.act);
    INFO(one.act << ": " << one.words);
    CHECK((one.outcome.empty() || one.outcome == "done"));
  }
  for (auto const& act : record.scenario.acts)
    if (!done.contains(act.name) && !may_stay_undone(act)) FAIL_CHECK("never done: " << act.name);
  for (auto const& scored : score(record).objectives) {
    INFO(scored.objective << ": " << scored.finding.en);
    CHECK((scored.verdict == Verdict::passed) == !failing.contains(scored.objective));
  }
}

}  // namespace

TEST_CASE("drill.shipped: breakwater-2014 is played to its end") {
  check_played("breakwater-2014", {});
}
TEST_CASE("drill.shipped: collision-2008-fog is played to its end") {
  check_played("collision-2008-fog", {});
}
TEST_CASE("drill.shipped: collision-2014-cargo-ship is played to its end") {
  check_played("collision-2014-cargo-ship", {});
}
TEST_CASE("drill.shipped: collision-2016-fishing-boat is played to its end") {
  check_played("collision-2016-fishing-boat", {});
}
TEST_CASE("drill.shipped: collision-2016-fishing-boat with nobody answering is played to its end") {
  // That is what it is for: Guangdong is late.
  check_played("collision-2016-fishing-boat--nobody-answers", {"cn-gd-acknowledges"});
}
TEST_CASE("drill.shipped: floating-object-2015 is played to its end") {
  check_played("floating-object-2015", {});
}
TEST_CASE("drill.shipped: overdue-ferry is played to its end") {
  check_played("overdue-ferry", {});
}
TEST_CASE("drill.shipped: where the watch alone speaks, times count from when the ship fell silent") {
  auto const record = played("overdue-ferry");
  auto const told = std::ranges::find(record.happened, Happening::notified, &Happened::what);
  REQUIRE(told != record.happened.end());
  auto const result = score(record);
  REQUIRE_FALSE(result.times.empty());
  // The script's act "ais-silent".
  CHECK(result.times.front().notified->after ==
        told->at - record.began - std::chrono::minutes{21} - std::chrono::seconds{58});
}
TEST_CASE("drill.shipped: overdue-ferry with nobody answering is played to its end") {
  check_played("overdue-ferry--nobody-answers", {});
}
TEST_CASE("drill.shipped: a question of the watch of timetables stands over a restart of the server that asked it") {
  // Asked at 00:41:51, answered two to four minutes later.
  auto const record =
      played("overdue-ferry", R"({"scenario":"restarted","title":"restarted"})"
                              "\n"
                              R"({"inject":"restart","title":"restart","at":"00:42:30","restart":"CN-GD"})"
                              "\n");
  for (auto const& scored : score(record).objectives) {
    INFO(scored.objective << ": " << scored.finding.en);
    CHECK(scored.verdict == Verdict::passed);
  }
  auto const asked = std::ranges::count_if(record.happened, [](Happened const& one) {
    return one.what == Happening::question_raised && one.detail == "silent";
  });
  CHECK(asked == 1);
}
TEST_CASE("drill.shipped: joint-exercise-2010 is played to its end") {
  check_played("joint-exercise-2010", {});
}
TEST_CASE("drill.shipped: joint-exercise-2010 with a link down is played to its end") {
  check_played("joint-exercise-2010--link-down", {});
}
TEST_CASE("drill.shipped: lamma-2012-sinking is played to its end") {
  check_played("lamma-2012-sinking", {});
}
TEST_CASE("drill.shipped: unknown-object-2013 is played to its end") {
  check_played("unknown-object-2013", {});
}
TEST_CASE("drill.shipped: unlocated-epirb is played to its end") {
  check_played("unlocated-epirb", {});
}
