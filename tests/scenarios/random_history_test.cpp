// Random histories (tools/simulation): 104 000 steps through three desks and their links.

#include <catch2/catch.hpp>
#include <iostream>

#include "tools/simulation/history.hpp"

namespace lingding {
namespace {

constexpr std::uint64_t kStepsOfPart = 26'000;

/// Histories of the seeds from `seed` on.
void check(std::uint64_t seed) {
  simulation::Tally tally;
  if (auto const story = simulation::run_histories(seed, kStepsOfPart, tally)) {
    // Not through Catch, which breaks its lines.
    std::cerr << to_text(*story);
    FAIL("seed " << story->seed << " goes wrong: the story is on standard error");
  }
  CHECK(tally.steps == kStepsOfPart);
  CHECK(tally.incidents > tally.histories);
}

}  // namespace

// In parts, so that they run side by side. `lingding simulate` hunts for longer.
TEST_CASE("scenarios.random: what must hold holds after every step of random histories, first part", "[scenario]") {
  check(1);
}
TEST_CASE("scenarios.random: what must hold holds after every step of random histories, second part", "[scenario]") {
  check(10'001);
}
TEST_CASE("scenarios.random: what must hold holds after every step of random histories, third part", "[scenario]") {
  check(20'001);
}
TEST_CASE("scenarios.random: what must hold holds after every step of random histories, fourth part", "[scenario]") {
  check(30'001);
}

}  // namespace lingding
