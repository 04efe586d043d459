// Synthetic traffic: sentences a second of twenty thousand ships; the floor is geodesics and copying alone.

#include <sys/resource.h>

#include <string>

#include "geo/geodesic.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"
#include "tools/drill/traffic.hpp"

using namespace lingding;

namespace {

using bench::cpu_seconds;

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

drill::Scenario estuary(std::uint32_t ships) {
  drill::Scenario scenario;
  scenario.name = "bench";
  scenario.begins = *geo::parse_time("2026-08-27T00:00:00Z");
  scenario.lasts = std::chrono::hours{24};
  scenario.centres = {geo::CentreId::hk};
  scenario.background.other_ships = ships;
  return scenario;
}

struct Heard {
  std::uint64_t sentences = 0;
  std::uint64_t bytes = 0;
  std::uint8_t digest = 0;
};
Heard hear(drill::Traffic& traffic, drill::Offset until) {
  Heard heard;
  traffic.hear(until, [&](drill::Offset, geo::CentreId, std::string_view line) {
    ++heard.sentences;
    heard.bytes += line.size();
    heard.digest ^= static_cast<std::uint8_t>(line[line.size() - 1]);
  });
  return heard;
}

/// One position along a geodesic and one copied line for each sentence.
double floor_seconds(std::uint64_t sentences) {
  std::string const line = "!AIVDM,1,1,,A,13u08p0000QDeLNO=PvHU3M>0>`<,0*5C";
  auto const from = *geo::Position::from_degrees(22.2, 113.8);
  auto const course = *geo::TrueBearing::from_degrees(77);
  std::string copy;
  double sum = 0;
  double const begin = cpu_seconds();
  for (std::uint64_t i = 0; i < sentences; ++i) {
    sum += geo::destination(from, course, geo::Metres::from_metres(static_cast<double>(i % 4096))).latitude.degrees();
    copy = line;
  }
  double const took = cpu_seconds() - begin;
  return sum > 0 && !copy.empty() ? took : 0;
}

}  // namespace

int main() {
  constexpr std::uint32_t kShips = 20'000;
  drill::Traffic traffic{estuary(kShips), {}};
  hear(traffic, std::chrono::minutes{10});
  double const memory = peak_megabytes();
  double const begin = cpu_seconds();
  auto const heard = hear(traffic, std::chrono::minutes{70});
  double const took = cpu_seconds() - begin;
  auto const sentences = static_cast<double>(heard.sentences);
  bench::print({.figure = "drill_traffic.sentences",
                .what = "synthetic AIS of 20 000 ships, one core",
                .value = sentences / took,
                .unit = "sentences/s",
                .floor = sentences / floor_seconds(heard.sentences),
                .floor_what = "a position along a geodesic and a copied line each",
                .aim = 400'000,
                .note = std::to_string(heard.sentences * 24) + " sentences a day at this rate of reports"});
  bench::print({.figure = "drill_traffic.day",
                .what = "a day of 20 000 ships, one core",
                .value = took * 24,
                .unit = "s",
                .better = bench::Better::less,
                .aim = 300});
  bench::print({.figure = "drill_traffic.growth",
                .what = "memory that an hour of 20 000 ships added",
                .value = peak_megabytes() - memory,
                .unit = "MB",
                .better = bench::Better::less,
                .aim = 1});
  return heard.digest == 255 ? 1 : 0;
}
