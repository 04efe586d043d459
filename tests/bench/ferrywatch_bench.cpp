// The watch for the ferry that does not arrive: what one report costs beside a bare hash look-up, what a look costs,
// and how it does on synthesised ferry-days along the sample plans. With `table` as argument: the table alone, at four
// loss rates; `table no-hole` without the hole in the reception, `tell` names each false alarm; a
// number after them is the seed. With `log FILE`, and if wanted how many cuts, a seed, and how
// many witnesses a silence needs: on a log of real AIS.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "plans/document.hpp"
#include "tests/bench/ferry_days.hpp"
#include "tests/bench/ferry_log.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;

namespace {

constexpr std::uint32_t kHeard = 20'000;
constexpr std::uint32_t kFerries = 200;
constexpr std::size_t kReports = 2'000'000;

double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

std::vector<coordinator::WatchedShip> sample_ships() {
  std::vector<std::filesystem::path> files;
  for (auto const& entry :
       std::filesystem::directory_iterator{std::filesystem::path{LINGDING_SOURCE_DIR} / "plans/data/samples"})
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<coordinator::WatchedShip> ships;
  for (auto const& path : files) {
    std::ifstream file{path, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{file}, {}};
    auto const plan = plans::read_plan(text);
    if (!plan) continue;
    auto const some = coordinator::watched_ships(plan->ships);
    ships.insert(ships.end(), some.begin(), some.end());
  }
  return ships;
}

/// Reports of 20 000 ships over the estuary, one after the other, 200 of them ferries.
std::vector<coordinator::HeardReport> reports() {
  std::mt19937 random{1};
  std::vector<coordinator::HeardReport> all;
  all.reserve(kReports);
  auto now = geo::parse_time("2026-08-27T00:00:00Z").value();
  for (std::size_t i = 0; i < kReports; ++i) {
    auto const number = 477'000'000 + static_cast<std::uint32_t>(random() % kHeard) + 1;
    double const latitude = 21.9 + 1.3 * static_cast<double>(random() % 100'000) / 1e5;
    double const longitude = 113.3 + 1.2 * static_cast<double>(random() % 100'000) / 1e5;
    if (i % 3 == 0) now += std::chrono::milliseconds{1};
    all.push_back({now,
                   *plans::Mmsi::from_number(number),
                   *geo::Position::from_degrees(latitude, longitude),
                   geo::Knots::from_knots(12),
                   geo::TrueBearing::from_degrees(90),
                   {},
                   coordinator::AtRest::no,
                   coordinator::AisClass::a});
  }
  return all;
}

void measure_reports(std::vector<coordinator::WatchedShip> const& samples) {
  auto const all = reports();
  std::unordered_map<std::uint32_t, std::uint32_t> bare;
  for (std::uint32_t i = 1; i <= kHeard; ++i) bare[477'000'000 + i] = i;
  double start = cpu_seconds();
  std::uint64_t sum = 0;
  for (auto const& one : all) sum += bare.find(one.mmsi.number())->second;
  double const floor = 1e9 * (cpu_seconds() - start) / static_cast<double>(kReports);
  coordinator::VoyageWatch watch;
  std::vector<coordinator::WatchedShip> ferries;
  for (std::uint32_t i = 0; i < kFerries; ++i) {
    auto ship = samples[i % samples.size()];
    ship.mmsi = *plans::Mmsi::from_number(477'000'001 + i);
    ship.plan_id += "-" + std::to_string(i / samples.size());
    ferries.push_back(std::move(ship));
  }
  watch.load(ferries, all.front().at);
  start = cpu_seconds();
  for (auto const& one : all) watch.hear(one);
  double const value = 1e9 * (cpu_seconds() - start) / static_cast<double>(kReports);
  bench::print({.figure = "ferrywatch.report",
                .what = "the watch takes in a report: 20 000 ships heard, 200 ferries watched",
                .value = value,
                .unit = "ns",
                .better = bench::Better::less,
                .floor = floor,
                .floor_what = "look-up of the number in a std::unordered_map",
                .note = sum == 0 ? "?" : ""});
  std::vector<double> looks;
  auto now = all.back().at;
  for (int i = 0; i < 300; ++i) {
    now += coordinator::VoyageWatch::kLookEvery;
    start = cpu_seconds();
    auto const outputs = watch.look(now);
    looks.push_back(1e6 * (cpu_seconds() - start));
    sum += outputs.size();
  }
  bench::print({.figure = "ferrywatch.look",
                .what = "one look at 200 ferries, 99th percentile of 300 every five seconds",
                .value = bench::percentile(looks, 99),
                .unit = "µs",
                .better = bench::Better::less});
}

void print_table(bench::FerryDaysResult const& r, bench::FerryDaysSetting const& setting) {
  std::fprintf(stderr, "\nSynthesised, seed %llu, report loss %.0f %%, %s: %d ferry-days, %d voyages, %llu reports\n",
               static_cast<unsigned long long>(setting.seed), 100 * setting.report_loss,
               setting.reception_hole ? "a hole of 3 nm" : "no hole", r.ferry_days, r.voyages,
               static_cast<unsigned long long>(r.reports));
  std::fprintf(stderr, "| fault | injected | detected | missed | mean delay s |\n|---|---|---|---|---|\n");
  for (std::size_t i = 0; i < bench::kFaults; ++i) {
    auto const& f = r.faults[i];
    std::fprintf(stderr, "| %s | %d | %d | %d | %.0f |\n", bench::kFaultNames[i], f.injected, f.detected,
                 f.injected - f.detected, f.detected > 0 ? f.delay_s / f.detected : 0.0);
  }
  std::fprintf(stderr, "| receiver outage | %d | %d | %d | |\n", r.outages, r.outages_told, r.outages - r.outages_told);
  std::fprintf(stderr, "| encounter within 0.1 nm | %d | %d | %d | |\n", r.encounters, r.encounters_told,
               r.encounters - r.encounters_told);
  std::fprintf(stderr, "| false alarms | number | per ferry-day |\n|---|---|---|\n");
  for (std::size_t i = 0; i < r.false_alarms.size(); ++i)
    std::fprintf(stderr, "| %s | %d | %.4f |\n",
                 std::string(to_text(static_cast<coordinator::VoyageConcern>(i))).c_str(), r.false_alarms[i],
                 r.false_alarms[i] / static_cast<double>(std::max(1, r.ferry_days)));
  std::fprintf(
      stderr,
      "questions that follow from a fault: %d; about sailings that did leave late or not at all: %d; about pairs "
      "that passed at 0.1 to 0.2 nm: %d\n",
      r.consequences, r.sailings_waited, r.near_passes);
}

}  // namespace

int main(int argc, char** argv) {
  auto const ships = sample_ships();
  if (ships.empty()) return 1;
  std::vector<std::string> const words(argv + 1, argv + argc);
  if (words.size() >= 2 && words.front() == "log")
    return bench::ferry_log(words[1], words.size() > 2 ? std::stoi(words[2]) : 200,
                            words.size() > 3 ? std::stoull(words[3]) : 1, words.size() > 4 ? std::stoul(words[4]) : 2)
               ? 0
               : 1;
  bool const table_alone = !words.empty() && words.front() == "table";
  bench::FerryDaysSetting setting;
  setting.reception_hole = std::ranges::find(words, "no-hole") == words.end();
  setting.tell_false = std::ranges::find(words, "tell") != words.end();
  if (table_alone && std::ranges::all_of(words.back(), [](char c) { return c >= '0' && c <= '9'; }))
    setting.seed = std::stoull(words.back());
  if (!table_alone) measure_reports(ships);
  for (double const loss : table_alone ? std::vector{0.0, 0.3, 0.5, 0.7} : std::vector{0.3, 0.7}) {
    setting.report_loss = loss;
    auto const r = bench::ferry_days(ships, setting);
    print_table(r, setting);
    if (table_alone) continue;
    int injected = 0;
    int detected = 0;
    int wrong = 0;
    for (auto const& fault : r.faults) {
      injected += fault.injected;
      detected += fault.detected;
    }
    for (auto const count : r.false_alarms) wrong += count;
    auto const at = " at " + std::to_string(static_cast<int>(100 * loss)) + " % report loss, synthesised";
    auto const name = std::to_string(static_cast<int>(100 * loss));
    bench::print({.figure = "ferrywatch.detected." + name,
                  .what = "injected faults that are asked about" + at,
                  .value = injected > 0 ? 100.0 * detected / injected : 0,
                  .unit = "%",
                  .note = std::to_string(detected) + " of " + std::to_string(injected)});
    bench::print({.figure = "ferrywatch.false." + name,
                  .what = "false alarms" + at,
                  .value = wrong / static_cast<double>(std::max(1, r.ferry_days)),
                  .unit = "per ferry-day",
                  .better = bench::Better::less,
                  .note = std::to_string(wrong) + " in " + std::to_string(r.ferry_days) + " ferry-days"});
  }
  return 0;
}
