#pragma once
// Random histories of three desks: what `lingding simulate` and the tests run, to find what nobody thought of.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lingding::simulation {

class ThreeDesks;

/// A history that went wrong.
struct Story {
  std::uint64_t seed = 0;
  int steps = 0;                   ///< after so many it is wrong
  bool at_rest = false;            ///< found when the links were whole again, not right after a step
  std::vector<std::string> lines;  ///< what happened, each with its time
  std::string fault;               ///< what does not hold
};
/// Seed, steps, what happened line by line, what is wrong, and the command that runs it again.
std::string to_text(Story const& story);

/// What a history came to, for who wants to know that it was one.
struct Tally {
  std::uint64_t histories = 0;
  std::uint64_t steps = 0;
  std::uint64_t events = 0;  ///< in the three journals
  std::uint64_t incidents = 0;
};

/// Alerts of every form at three centres, of five casualties; officers who answer late, wrongly or not at all; links
/// that lose, double, delay and break; servers that are killed; clocks that are put forward and back. After every step
/// holds what must always hold (ThreeDesks::two_custodians, unattended, misplaced_alerts); in between and at the end
/// the links are made whole, and what must hold at rest holds too: the desks agree, and each journal replays to the
/// byte. Everything follows from the seed. Empty: all held.
/// \param steps at least 1; the cost of a step grows with those before it, as every restart replays the journal
/// \param at_end told of the desks when all held
std::optional<Story> run_history(std::uint64_t seed, int steps, Tally* tally = nullptr,
                                 std::function<void(ThreeDesks const&)> const& at_end = {});

/// How long the histories of run_histories() are, in turn by their seeds. Many short ones, as most of what goes wrong
/// does so soon, and a step costs the more the longer its incidents have grown; some long ones, as the rest does not.
inline constexpr std::array<int, 32> kStepsOfHistories{20, 30, 20, 40, 20, 30, 20, 60, 20, 30, 20, 40, 20, 30, 20, 100,
                                                       20, 30, 20, 40, 20, 30, 20, 60, 20, 30, 20, 40, 20, 30, 20, 150};
int steps_of_history(std::uint64_t seed);

/// Histories of the seeds from `seed` on, until they have had `steps` steps together; the first that goes wrong.
/// \param each told after each history, of all so far
std::optional<Story> run_histories(std::uint64_t seed, std::uint64_t steps, Tally& tally,
                                   std::function<void(Tally const&)> const& each = {});

}  // namespace lingding::simulation
