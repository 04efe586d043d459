#include "adapters/runtime/counters.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "adapters/runtime/clock.hpp"

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
