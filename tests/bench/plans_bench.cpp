// Plans: finding a ship among many by number and by name; reading and checking one document.

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "plans/document.hpp"
#include "plans/plan_index.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/regions.hpp"

using namespace lingding;

namespace {

constexpr std::size_t kShips = 5000;
constexpr std::size_t kRounds = 200;

/// Of the processor, spent by this process: other programs on the machine do not count.
double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

/// Nanoseconds for one call of `work(i)`, over kRounds times kShips calls.
template <class Work>
double nanoseconds_each(Work const& work) {
  double const start = cpu_seconds();
  for (std::size_t round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < kShips; ++i) work(i * 7919 % kShips);
  return 1e9 * (cpu_seconds() - start) / static_cast<double>(kRounds * kShips);
}

std::string chinese_name(std::size_t i) {
  return "示範渡輪第" + std::to_string(i) + "號";
}

}  // namespace

int main() {
  std::ifstream file{std::filesystem::path{LINGDING_SOURCE_DIR} /
                         "plans/data/samples/hk-sample-01-night-outer-harbour-sheung-wan.json",
                     std::ios::binary};
  std::string const text{std::istreambuf_iterator<char>{file}, {}};
  auto const plan = plans::read_plan(text);
  if (!plan) return 1;

  plans::PlanIndex index;
  std::vector<std::string> names;
  std::vector<plans::Mmsi> numbers;
  for (std::size_t i = 0; i < kShips; ++i) {
    plans::PlanBrief ship = plan->ships.front();
    ship.plan_id = "HK-" + std::to_string(i);
    ship.mmsi = plans::Mmsi::from_number(static_cast<std::uint32_t>(477'100'000 + i));
    ship.names.zh_hant = chinese_name(i);
    ship.devices.clear();
    ship.beacons.clear();
    index.put({ship});
    names.push_back(chinese_name(i));
    numbers.push_back(*ship.mmsi);
  }
  std::size_t found = 0;
  double const bare = nanoseconds_each([&](std::size_t i) { found += numbers[i].number() & 1U; });
  double const by_number = nanoseconds_each([&](std::size_t i) { found += index.find(numbers[i]).size(); });
  double const folding = nanoseconds_each([&](std::size_t i) { found += plans::fold_name(names[i]).size(); });
  double const by_name = nanoseconds_each([&](std::size_t i) { found += index.find(names[i]).size(); });
  double const start = cpu_seconds();
  constexpr int kDocuments = 200;
  for (int i = 0; i < kDocuments; ++i) found += plans::read_plan(text)->ships.size();
  double const reading_ms = 1e3 * (cpu_seconds() - start);
  // The same with its waters measured on the shipped regions; and the text parsed alone, as the floor.
  geo::WaterMap const water{support::shipped_regions()};
  double const checking_start = cpu_seconds();
  for (int i = 0; i < kDocuments; ++i) found += plans::read_plan(text, {.water = &water})->waters.size();
  double const checked_each_second = kDocuments / (cpu_seconds() - checking_start);
  double const scanning_start = cpu_seconds();
  for (int i = 0; i < kDocuments; ++i) found += plans::check_json_text(text).has_value() ? 1U : 0U;
  double const scanned_each_second = kDocuments / (cpu_seconds() - scanning_start);
  if (found == 0) return 1;

  bench::print({.figure = "plans.by_number",
                .what = "a ship's plan by MMSI among 5 000",
                .value = by_number / 1000,
                .unit = "µs",
                .better = bench::Better::less,
                .floor = bare / 1000,
                .floor_what = "the loop alone",
                .aim = 10});
  bench::print({.figure = "plans.by_name",
                .what = "a ship's plan by Chinese name, as typed, among 5 000",
                .value = by_name / 1000,
                .unit = "µs",
                .better = bench::Better::less,
                .floor = folding / 1000,
                .floor_what = "folding the name",
                .aim = 10});
  bench::print({.figure = "plans.read",
                .what = "a plan of 14 kB read, checked, digested",
                .value = reading_ms / kDocuments,
                .unit = "ms",
                .better = bench::Better::less});
  bench::print({.figure = "plans.checked",
                .what = "plans checked by every rule, waters measured, digested, one core",
                .value = checked_each_second,
                .unit = "plans/s",
                .floor = scanned_each_second,
                .floor_what = "the text walked once as JSON",
                .aim = 167});
}
