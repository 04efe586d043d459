// The replay of drills: a shipped exercise with three centres, and the estuary's traffic through one centre's inputs;
// the floor is decoding the same sentences alone.

#include <sys/resource.h>

#include <cstdlib>
#include <string>

#include "adapters/ais/decoder.hpp"
#include "plans/document.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/regions.hpp"
#include "tests/tools/drill/plans.hpp"
#include "tools/drill/stage.hpp"
#include "tools/drill/traffic.hpp"

using namespace lingding;
using bench::cpu_seconds;

namespace {

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

drill::StageOptions options() {
  drill::StageOptions options;
  options.regions = support::shipped_regions();
  options.plans = support::sample_plans();
  return options;
}

drill::Scenario exercise() {
  auto const text = support::text_of_file(LINGDING_SOURCE_DIR "/tools/drill/library/joint-exercise-2010.jsonl");
  return drill::read_scenario(text).value();
}
drill::Scenario estuary(std::chrono::minutes lasts) {
  drill::Scenario scenario;
  scenario.name = "bench";
  scenario.begins = *geo::parse_time("2026-08-27T00:00:00Z");
  scenario.lasts = lasts;
  scenario.centres = {geo::CentreId::hk};
  scenario.background.other_ships = 20'000;
  return scenario;
}

void replay_exercise() {
  auto const scenario = exercise();
  auto const begin = cpu_seconds();
  drill::Stage stage{scenario, options()};
  stage.run_until(stage.ends());
  auto const took = cpu_seconds() - begin;
  auto const record = stage.record();
  std::uint64_t entries = 0;
  for (auto const& centre : record.centres) entries += centre.entries;
  bench::print({.figure = "drill.speed",
                .what = "the joint exercise of 2010, three centres, one core",
                .value = std::chrono::duration<double>(scenario.lasts).count() / took,
                .unit = "times real time"});
  bench::print({.figure = "drill.events",
                .what = "of it, events at three desks and sentences that they hear",
                .value = static_cast<double>(entries + record.sentences) / took,
                .unit = "events/s",
                .note = std::to_string(entries) + " entries, " + std::to_string(record.sentences) + " sentences"});
}

/// Synthesised and decoded, without a stage.
double floor_seconds(drill::Scenario const& scenario, drill::Offset from) {
  drill::Traffic traffic{scenario, {}};
  ais::Decoder decoder;
  std::uint64_t sentences = 0;
  auto const take = [&](drill::Offset at, geo::CentreId, std::string_view line) {
    decoder.feed(line, scenario.begins + at);
    ++sentences;
  };
  traffic.hear(from, take);
  auto const begin = cpu_seconds();
  traffic.hear(scenario.lasts, take);
  return cpu_seconds() - begin;
}

void replay_estuary(std::chrono::minutes lasts) {
  constexpr std::chrono::minutes kWarm{10};
  auto const scenario = estuary(lasts);
  drill::Stage stage{scenario, options()};
  stage.run_until(scenario.begins + kWarm);
  auto const before = stage.record().sentences;
  auto const memory = peak_megabytes();
  auto const begin = cpu_seconds();
  stage.run_until(stage.ends());
  auto const took = cpu_seconds() - begin;
  auto const grown = peak_megabytes() - memory;
  auto const sentences = static_cast<double>(stage.record().sentences - before);
  auto const share_of_day = std::chrono::duration<double>(lasts - kWarm) / std::chrono::hours{24};
  bench::print({.figure = "drill.estuary",
                .what = "20 000 ships synthesised and through one centre's inputs, one core",
                .value = sentences / took,
                .unit = "sentences/s",
                .floor = sentences / floor_seconds(scenario, kWarm),
                .floor_what = "the same synthesised and decoded alone",
                .note = std::to_string(static_cast<std::uint64_t>(sentences / share_of_day)) + " sentences a day"});
  bench::print({.figure = "drill.estuary_day",
                .what = "a day of it, from " + std::to_string((lasts - kWarm).count()) + " minutes",
                .value = took / share_of_day / 60,
                .unit = "min",
                .better = bench::Better::less,
                .aim = 10});
  bench::print({.figure = "drill.growth",
                .what = "memory that this time added",
                .value = grown,
                .unit = "MB",
                .better = bench::Better::less,
                .aim = 5});
}

}  // namespace

/// \param argv[1] minutes of the estuary, 11 … 1440; else 40
int main(int argc, char** argv) {
  replay_exercise();
  replay_estuary(std::chrono::minutes{argc > 1 ? std::atoi(argv[1]) : 40});
  return 0;
}
