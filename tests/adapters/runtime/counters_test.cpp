#include "adapters/runtime/counters.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/silence_watch.hpp"

using namespace lingding;
using namespace std::chrono_literals;

TEST_CASE("runtime.counters: a snapshot has what was counted, with the reasons' names") {
  runtime::CounterSet set({"checksum_wrong", "type_unknown"});
  auto& waglan = set.add("waglan");
  auto& file = set.add("file");
  waglan.bytes.add(120);
  waglan.lines.add(2);
  waglan.rejected[1].add();
  waglan.rejected[7].add(3);
  waglan.last_seen_ms = 1'472'313'000'007;
  auto const all = set.snapshot();
  REQUIRE(all.size() == 2);
  CHECK(all[0].source == "waglan");
  CHECK(all[0].last_seen == geo::parse_time("2016-08-27T15:50:00.007Z"));
  using Pair = std::pair<std::string, std::uint64_t>;
  CHECK(all[0].values == std::vector<Pair>{{"bytes", 120},
                                           {"lines", 2},
                                           {"messages", 0},
                                           {"alerts", 0},
                                           {"open", 0},
                                           {"rejected.type_unknown", 1},
                                           {"rejected.other", 3}});
  CHECK(all[1].source == file.name);
  CHECK_FALSE(all[1].last_seen.has_value());
}

TEST_CASE("runtime.clock: the settable clock stands still until it is told otherwise") {
  auto const start = *geo::parse_time("2016-08-27T15:50:00Z");
  runtime::SettableClock clock(start);
  CHECK(clock.now() == start);
  clock.advance(90s);
  CHECK(clock.now() == start + 90s);
  clock.set(start);
  CHECK(clock.now() == start);
}

TEST_CASE("runtime.counters: as JSON") {
  runtime::CounterSet set;
  auto& waglan = set.add("waglan");
  set.add("file");
  waglan.bytes.add(120);
  waglan.last_seen_ms = 1'472'313'000'007;
  waglan.silent = true;
  std::string json;
  set.append_json(json);
  CHECK(
      json ==
      R"({"waglan":{"bytes":120,"lines":0,"messages":0,"alerts":0,"open":0,"silent":true,"last_seen":"2016-08-27T15:50:00.007Z"},)"
      R"("file":{"bytes":0,"lines":0,"messages":0,"alerts":0,"open":0,"silent":false}})");
}

TEST_CASE("runtime.silence: a source that falls silent is said once, and once when it is heard again") {
  runtime::SettableClock clock(*geo::parse_time("2016-08-27T15:50:00Z"));
  std::vector<std::string> lines;
  runtime::Log log(runtime::LogLevel::info, clock, [&](std::string_view line) { lines.emplace_back(line); });
  runtime::CounterSet set;
  auto& waglan = set.add("waglan");
  auto& never = set.add("never");
  runtime::SilenceWatch watch(log);
  watch.add(waglan, 60s, clock.now());
  watch.add(never, 300s, clock.now());
  auto const hear = [&] { waglan.last_seen_ms = clock.now().time_since_epoch().count(); };
  auto const look_after = [&](std::chrono::seconds wait) {
    clock.advance(wait);
    watch.look(clock.now());
  };
  look_after(60s);
  CHECK(lines.empty());
  hear();
  look_after(60s);
  CHECK_FALSE(waglan.silent);
  look_after(1s);
  look_after(1s);
  REQUIRE(lines.size() == 1);
  CHECK(waglan.silent);
  CHECK(lines[0].ends_with("message=\"a source is silent\" source=waglan for_s=61 last_seen=2016-08-27T15:51:00.000Z"));
  hear();
  look_after(1s);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].ends_with("message=\"a source is heard again\" source=waglan"));
  hear();
  look_after(180s);
  REQUIRE(lines.size() == 4);
  CHECK(lines[3].ends_with("source=never for_s=303 last_seen=never"));
  CHECK(never.silent);
}

TEST_CASE("runtime.silence: who is to be told is told of each change once, and again when he could not take it") {
  runtime::SettableClock clock(*geo::parse_time("2016-08-27T15:50:00Z"));
  runtime::Log log(runtime::LogLevel::error, clock, [](std::string_view) {});
  runtime::CounterSet set;
  auto& mcc = set.add("mcc");
  runtime::SilenceWatch watch(log);
  std::vector<std::string> told;
  bool has_room = false;
  watch.add(mcc, 60s, clock.now(), [&](runtime::SilenceWatch::Change const& change) {
    if (!has_room) return false;
    told.push_back(change.source.name + (change.silent ? " silent " : " heard ") +
                   std::to_string(change.silent_for.count()));
    return true;
  });
  clock.advance(61s);
  watch.look(clock.now());
  CHECK_FALSE(mcc.silent);
  has_room = true;
  clock.advance(1s);
  watch.look(clock.now());
  watch.look(clock.now());
  CHECK(mcc.silent);
  mcc.last_seen_ms = clock.now().time_since_epoch().count();
  watch.look(clock.now());
  watch.look(clock.now());
  CHECK(told == std::vector<std::string>{"mcc silent 62", "mcc heard 0"});
}

TEST_CASE("runtime.counters: a source's reasons are its own") {
  runtime::CounterSet set({"checksum_wrong"});
  set.add("ais").rejected[0].add();
  set.add("mcc", {"not_a_message"}).rejected[0].add();
  auto const all = set.snapshot();
  CHECK(all[0].values.back().first == "rejected.checksum_wrong");
  CHECK(all[1].values.back().first == "rejected.not_a_message");
}
