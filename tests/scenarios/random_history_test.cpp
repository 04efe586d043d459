// Random histories (tools/simulation): 100 000 steps through three desks and their links.

#include <catch2/catch.hpp>
#include <iostream>

#include "tools/simulation/history.hpp"

namespace lingding {
namespace {

constexpr int kPrograms = 4;

/// Histories of seed, seed + kPrograms, …
void check(std::uint64_t seed, int count, int steps) {
  simulation::Tally tally;
  for (int i = 0; i < count; ++i, seed += kPrograms)
    if (auto const story = simulation::run_history(seed, steps, &tally)) {
      // Not through Catch, which breaks its lines.
      std::cerr << to_text(*story);
      FAIL("seed " << seed << " goes wrong: the story is on standard error");
    }
  CHECK(tally.steps == static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(steps));
  CHECK(tally.incidents > 0);
}

}  // namespace

// In parts, so that they run side by side. `lingding simulate` hunts for longer.
TEST_CASE("scenarios.random: what must hold holds after every step of many short histories, first part", "[scenario]") {
  check(1, 290, 150);
}
TEST_CASE("scenarios.random: what must hold holds after every step of many short histories, second part",
          "[scenario]") {
  check(2, 290, 150);
}
TEST_CASE("scenarios.random: what must hold holds after every step of long histories, first part", "[scenario]") {
  check(3, 11, 600);
}
TEST_CASE("scenarios.random: what must hold holds after every step of long histories, second part", "[scenario]") {
  check(4, 11, 600);
}

}  // namespace lingding
