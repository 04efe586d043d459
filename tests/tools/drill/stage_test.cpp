#include "tools/drill/stage.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "adapters/store/journal.hpp"
#include "coordinator/recovery.hpp"
#include "geo/sha256.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/tools/drill/plans.hpp"

using namespace lingding;
using namespace lingding::drill;
using namespace std::chrono_literals;
using geo::CentreId;

namespace {

/// A ferry is hit in Guangdong's water; Macao hears of it. Officers answer by themselves.
constexpr std::string_view kCollision = R"(
{"scenario":"collision","title":"A collision","based_on":"nothing","begins":"2026-08-27T23:40:00+08:00","lasts":"01:00:00","seed":7}
{"ship":"egret","plan":"HK-SAMPLE-01","sails":{"departs":"23:30"},"persons":299}
{"duty_officer":"HK","name":"Wong","acknowledges_after":[10,40],"opens_plan_after":20}
{"duty_officer":"MO","name":"Chan","acknowledges_after":[10,40],"opens_plan_after":20,"calls_company_after":60}
{"duty_officer":"CN-GD","name":"Li","acknowledges_after":[10,40],"opens_plan_after":20,"sitrep_after":300}
{"inject":"stop","at":"00:10:00","does":"stops","ship":"egret"}
{"inject":"dsc","at":"00:10:30","distress_call":"collision","ship":"egret","centre":"MO"}
{"inject":"call","at":"00:12:00","reports":{"name":"Night Egret","nature":"collision","persons":299,"caller":"master"},"position_of":"egret","centre":"MO","officer":"Chan"}
{"inject":"sart","at":"00:15:00","device":970000111,"ship":"egret","lasts":"00:10:00"}
{"inject":"down","at":"00:20:00","link":"down","between":["MO","CN-GD"]}
{"inject":"killed","at":"00:25:00","restart":"CN-GD"}
{"inject":"up","at":"00:30:00","link":"up","between":["MO","CN-GD"]}
)";

Scenario scenario(std::string_view text = kCollision, std::string_view more = {}) {
  auto read = more.empty() ? read_scenario(text) : read_scenario(text, more);
  if (!read)
    for (auto const& fault : read.error()) UNSCOPED_INFO(to_text(fault, "test"));
  REQUIRE(read);
  return *read;
}
StageOptions options() {
  StageOptions options;
  options.regions = support::shipped_regions();
  options.plans = support::sample_plans();
  options.version = "test";
  return options;
}
RunRecord whole_run(Scenario const& of) {
  Stage stage{of, options()};
  stage.run_until(stage.ends());
  return stage.record();
}
std::vector<Happened> of(RunRecord const& record, Happening what, CentreId centre) {
  std::vector<Happened> found;
  for (auto const& one : record.happened)
    if (one.what == what && one.centre == centre) found.push_back(one);
  return found;
}

}  // namespace

TEST_CASE("drill.stage: a call in Guangdong's water that Macao hears ends in Guangdong's custody") {
  auto const record = whole_run(scenario());
  REQUIRE(record.centres.size() == 3);
  for (auto const& centre : record.centres) {
    REQUIRE(centre.incidents.size() == 1);
    auto const& incident = centre.incidents.front();
    CHECK(incident.custody.centre == CentreId::cn_gd);
    CHECK(incident.custody.officer == "Li");
    REQUIRE(incident.ship);
    CHECK(incident.ship->plan->plan_id == "HK-SAMPLE-01");
    // One casualty: her call, the master's word, and her SART as each of the three centres hears it.
    CHECK(incident.alerts.size() == 5);
  }
  CHECK(of(record, Happening::notified, CentreId::mo).size() == 1);
  CHECK(of(record, Happening::sitrep_issued, CentreId::cn_gd).size() == 1);
  auto const acknowledged = of(record, Happening::acknowledged, CentreId::mo);
  REQUIRE_FALSE(acknowledged.empty());
  auto const call = support::utc("2026-08-27T15:50:30Z");
  CHECK(acknowledged.front().at >= call + 10s);
  CHECK(acknowledged.front().at <= call + 41s);
  CHECK(record.outages.size() == 1);
  CHECK(record.tracks.front().points.size() == 121);
}

TEST_CASE("drill.stage: the same scenario gives the same journals at any pace") {
  auto const wanted = whole_run(scenario());
  std::mt19937 random{5};
  for (int round = 0; round < 3; ++round) {
    Stage stage{scenario(), options()};
    // As a clock that is looked at now and then, never at the drill's own steps.
    while (!stage.is_over())
      stage.run_until(stage.now() + std::chrono::milliseconds{101 + random() % (3000U << round)});
    CHECK(to_json(stage.record()) == to_json(wanted));
  }
  Stage stage{scenario(), options()};
  while (!stage.is_over()) stage.run_to_next();
  CHECK(to_json(stage.record()) == to_json(wanted));
}

TEST_CASE("drill.stage: another seed is another exercise, with officers who take another time") {
  auto other = scenario();
  other.seed = 8;
  auto const one = whole_run(scenario());
  auto const two = whole_run(other);
  CHECK(one.centres.front().digest != two.centres.front().digest);
}

TEST_CASE("drill.stage: journals are written as desks keep them, and replay to the same decisions") {
  support::TempFolder folder;
  Stage stage{scenario(), options()};
  stage.run_until(stage.ends());
  auto const record = stage.record();
  stage.write_journals(folder.path());
  auto const regions = support::shipped_regions();
  geo::WaterMap const water{regions};
  for (auto const& centre : record.centres) {
    auto const path = folder.path() / std::string{geo::to_text(centre.centre)};
    store::SqliteJournalReader reader{path};
    CHECK(reader.last() == centre.entries);
    coordinator::Digest digest{};
    reader.read(centre.entries - 1, 1, [&](coordinator::Entry const& entry) {
      digest = entry.hash;
      return true;
    });
    CHECK(geo::to_hex(digest) == centre.digest);
    coordinator::DeskSession fresh{centre.centre, [&](std::string_view) -> geo::WaterMap const& { return water; }};
    auto const replayed = coordinator::replay(reader, fresh, [](CentreId) { return std::uint64_t{0}; });
    CHECK(replayed.differences == 0);
    CHECK(fresh.desk().incidents().size() == centre.incidents.size());
  }
  CHECK_THROWS_AS(stage.write_journals(folder.path()), coordinator::StorageFailure);
}

TEST_CASE("drill.stage: a centre that does not take part hears nothing and can't be reached") {
  auto two = scenario();
  two.centres = {CentreId::hk, CentreId::mo};
  auto const record = whole_run(two);
  REQUIRE(record.centres.size() == 2);
  for (auto const& centre : record.centres) {
    REQUIRE(centre.incidents.size() == 1);
    // The offer to who does not answer lapses; the next centre takes it, and keeps it.
    CHECK(centre.incidents.front().custody.centre == CentreId::hk);
    CHECK(centre.incidents.front().custody.since > support::utc("2026-08-27T15:55:30Z"));
  }
  CHECK(of(record, Happening::notified, CentreId::cn_gd).empty());
}

TEST_CASE("drill.stage: the same, but nobody answers at Guangdong: the clock tells all centres") {
  auto const record = whole_run(scenario(kCollision, R"({"without":["cn-gd-li-acknowledges"]})"
                                                     "\n"));
  CHECK(of(record, Happening::acknowledged, CentreId::cn_gd).empty());
  CHECK_FALSE(of(record, Happening::escalated, CentreId::cn_gd).empty());
}

TEST_CASE("drill.stage: a person beside the script is answered as at a console") {
  Stage stage{scenario(), options()};
  stage.run_until(scenario().begins + 11min);
  CHECK(stage.officer(CentreId::mo, "Wu", R"({"type":"add_note","incident_id":"$incident","text":"fog"})") == "done");
  CHECK(stage.officer(CentreId::mo, "Wu", R"({"type":"add_note","incident_id":"nothing","text":"fog"})") ==
        "unknown_incident");
  CHECK(stage.officer(CentreId::mo, "Wu", "{") != "done");
}

TEST_CASE("drill.stage: a script that answers itself is stopped") {
  auto const loop = std::string{kCollision} +
                    R"({"act":"echo","centre":"MO","officer":"Wu","when":"MO note_added","every":true,)"
                    R"("command":{"type":"add_note","incident_id":"$incident","text":"again"}})"
                    "\n"
                    R"({"act":"first","at":"00:11:00","centre":"MO","officer":"Wu",)"
                    R"("command":{"type":"add_note","incident_id":"$incident","text":"once"}})"
                    "\n";
  Stage stage{scenario(loop), options()};
  CHECK_THROWS_WITH(stage.run_until(stage.ends()), Catch::Contains("echo"));
}

TEST_CASE("drill.stage: what a log brings goes through the same inputs") {
  Scenario log;
  log.name = "log";
  log.begins = support::utc("2026-08-27T15:00:00Z");
  log.lasts = 10min;
  auto with_feed = options();
  // Published in a decoder's tests (tests/golden/dsc).
  std::vector<logs::Entry> entries(1);
  entries[0].at = log.begins + 30s;
  entries[0].format = logs::Format::dsc;
  entries[0].source = "vhf";
  entries[0].raw = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A";
  std::size_t next = 0;
  with_feed.feed = [&](logs::Entry& entry) {
    if (next == entries.size()) return false;
    entry = entries[next++];
    return true;
  };
  with_feed.whose = [](logs::Entry const&) { return CentreId::hk; };
  Stage stage{log, with_feed};
  stage.run_until(stage.ends());
  auto const record = stage.record();
  CHECK(record.sentences == 1);
  REQUIRE(of(record, Happening::notified, CentreId::hk).size() == 1);
  CHECK(of(record, Happening::notified, CentreId::hk).front().at == log.begins + 30s);
}
