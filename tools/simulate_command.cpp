// `lingding simulate`: random histories of three desks, for as long as one likes.

#include <unistd.h>

#include <chrono>
#include <iostream>

#include "geo/json_writer.hpp"
#include "tools/commands.hpp"
#include "tools/simulation/history.hpp"

namespace lingding::tools {

int simulate(SimulateOptions const& options) {
  using Clock = std::chrono::steady_clock;
  auto const begin = Clock::now();
  auto const seconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  bool const at_terminal = isatty(STDERR_FILENO) == 1;
  simulation::Tally tally;
  auto const story =
      simulation::run_histories(options.seed, options.steps, tally, [&](simulation::Tally const& so_far) {
        if (at_terminal) std::cerr << "\r" << so_far.steps << " of " << options.steps << " steps" << std::flush;
      });
  if (at_terminal) std::cerr << "\r\033[K";
  if (story) std::cerr << to_text(*story);
  std::string text;
  geo::JsonWriter json{text};
  json.begin_object()
      .member("seed", options.seed)
      .member("steps", tally.steps)
      .member("histories", tally.histories)
      .member("events", tally.events)
      .member("incidents", tally.incidents)
      .member("seconds", seconds())
      .member("held", !story);
  if (story) json.member("wrong_seed", story->seed).member("wrong_after", story->steps).member("fault", story->fault);
  json.end_object();
  std::cout << text << "\n";
  return story ? 1 : 0;
}

}  // namespace lingding::tools
