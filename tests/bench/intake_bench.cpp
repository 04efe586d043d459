// Intake: sentences a second from lines to picture and traffic reports, memory of twenty thousand ships, the search for
// near ships, and how soon a desk has what is handed to it.

#include <linux/futex.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "adapters/ais/encode.hpp"
#include "adapters/ais/intake.hpp"
#include "adapters/runtime/bounded_queue.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::uint32_t kShips = 20'000;
geo::UtcTime const kStart = *geo::parse_time("2016-08-27T12:00:00Z");

double cpu_seconds() {
  std::timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Ship `i` of a sea of about 130 by 130 nautical miles about the Pearl River mouth, after `hours` on her way.
ais::PositionReport report_of(std::uint32_t i, double hours) {
  ais::PositionReport report;
  report.header = {1, 0, 412'000'000 + i};
  double const course = i * 7 % 3600 / 10.0;
  double const knots = i % 5 == 0 ? 0.0 : 5 + i % 30;  // one in five at anchor or at her berth
  double const latitude = 21.2 + (i % 141) * 0.015 + knots * hours / 60 * std::cos(course * 0.0174533);
  double const longitude = 112.8 + (i / 141) * 0.015 + knots * hours / 55 * std::sin(course * 0.0174533);
  report.coordinates = ais::Coordinates::from_fields(static_cast<std::int32_t>(longitude * 600'000),
                                                     static_cast<std::int32_t>(latitude * 600'000));
  report.speed = ais::SpeedOverGround::from_tenths_field(static_cast<std::uint32_t>(knots * 10));
  report.course = ais::CourseOverGround::from_tenths_field(static_cast<std::uint32_t>(course * 10));
  report.heading = ais::TrueHeading::from_field(i % 360);
  return report;
}

ais::StaticAndVoyageData identity_of(std::uint32_t i) {
  ais::StaticAndVoyageData data;
  data.header = {5, 0, 412'000'000 + i};
  data.ship_name = ais::Text<20>{"YUE HAI " + std::to_string(i)};
  data.callsign = ais::Text<7>{"B" + std::to_string(i)};
  data.ship_type = 70;
  data.dimensions = {100, 30, 10, 10};
  data.destination = ais::Text<20>{"HONG KONG"};
  return data;
}

void add(std::string& text, ais::Message const& message, unsigned sequence) {
  auto const sentences = ais::encode(message, {.sequence = sequence % 10});
  for (auto const& sentence : *sentences) text += sentence + "\r\n";
}

/// One report of every ship, and the static data of one in ten.
std::string round_of_traffic(double hours) {
  std::string text;
  for (std::uint32_t i = 0; i < kShips; ++i) {
    add(text, report_of(i, hours), 0);
    if (i % 10 == 0) add(text, identity_of(i), i / 10);
  }
  return text;
}

/// In blocks as a socket gives them: whole lines of up to 64 KiB.
template <class Take>
void in_blocks(std::string_view text, Take const& take) {
  while (!text.empty()) {
    auto const size = text.size() <= 65'536 ? text.size() : text.rfind('\n', 65'535) + 1;
    take(text.substr(0, size));
    text.remove_prefix(size);
  }
}

enum class Reports : std::uint8_t { none, written };

double intake_seconds(std::vector<std::string> const& rounds, Reports reports) {
  runtime::SystemClock const clock;
  runtime::Log log(runtime::LogLevel::error, clock);
  runtime::CounterSet counters(ais::rejection_names());
  ais::TrafficPicture picture;
  std::size_t bytes = 0;
  ais::AisIntakePorts ports;
  ports.alert = [](coordinator::Event&&) { return runtime::Push::done; };
  ports.notice = ports.alert;
  if (reports == Reports::written)
    ports.traffic = [&](ais::TrafficBatch& batch) {
      for (auto const& [key, json] : batch) bytes += json.size();
    };
  ais::AisIntake intake(picture, counters.add("bench"), log, std::move(ports));
  double const begin = cpu_seconds();
  auto now = kStart;
  for (auto const& text : rounds) {
    in_blocks(text, [&](std::string_view block) { intake.lines({block, 1, now}); });
    now += 10s;
  }
  double const seconds = cpu_seconds() - begin;
  if (picture.size() != kShips) std::abort();
  return seconds;
}

double decoder_seconds(std::vector<std::string> const& rounds) {
  ais::Decoder decoder;
  std::uint64_t messages = 0;
  double const begin = cpu_seconds();
  for (auto const& text : rounds)
    in_blocks(text, [&](std::string_view block) {
      decoder.decode_buffer(block, kStart,
                            [&](auto, auto, ais::Fed const& fed) { messages += fed.received != nullptr; });
    });
  double const seconds = cpu_seconds() - begin;
  if (messages == 0) std::abort();
  return seconds;
}

template <class Measure>
double best_of(int runs, Measure const& measure) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) best = std::min(best, measure());
  return best;
}

void sentences() {
  std::vector<std::string> rounds;
  double lines = 0;
  for (int i = 0; i < 20; ++i) {
    rounds.push_back(round_of_traffic(i * 10 / 3600.0));
    lines += static_cast<double>(std::count(rounds.back().begin(), rounds.back().end(), '\n'));
  }
  double const floor = lines / best_of(5, [&] { return decoder_seconds(rounds); });
  std::string const note = "20 000 ships, 10 s between reports; twenty rounds from an empty picture, CPU time";
  bench::print({.figure = "intake.picture",
                .what = "AIS sentences to picture, track and alert rules, one core",
                .value = lines / best_of(5, [&] { return intake_seconds(rounds, Reports::none); }),
                .unit = "sentences/s",
                .floor = floor,
                .floor_what = "the decoder alone on the same sentences, same run",
                .aim = 1e6,
                .peers = "Signal K 9.5 k/s to a subscriber (published run)",
                .note = note});
  bench::print({.figure = "intake.traffic",
                .what = "the same with a JSON report of each message for the traffic stream, one core",
                .value = lines / best_of(5, [&] { return intake_seconds(rounds, Reports::written); }),
                .unit = "sentences/s",
                .floor = floor,
                .floor_what = "the decoder alone on the same sentences, same run",
                .aim = 5e5,
                .peers = "AIS-catcher 1.02 M/s to JSON, without a picture of tracks (published run)",
                .note = note});
}

void memory_and_near() {
  ::malloc_trim(0);
  double const before = resident_megabytes();
  ais::TrafficPicture picture;
  auto now = kStart;
  for (std::uint32_t i = 0; i < kShips; ++i) picture.update(identity_of(i), now);
  for (int step = 0; step <= 120; ++step, now += 91s)
    for (std::uint32_t i = 0; i < kShips; ++i) picture.update(report_of(i, step * 91 / 3600.0), now);
  std::size_t points = 0;
  picture.for_each([&](ais::Station const& station) { points += picture.track(station).size(); });
  double const grown = resident_megabytes() - before;
  bench::print({.figure = "intake.memory",
                .what = "resident memory of 20 000 ships tracked for three hours",
                .value = grown,
                .unit = "MB",
                .better = bench::Better::less,
                .floor = (kShips * 100.0 + static_cast<double>(points) * 12) / 1e6,
                .floor_what = "100 bytes a ship of what was broadcast and 12 a point of track",
                .aim = 60,
                .peers = "Signal K 585 MB peak in a flood (published run, another load)",
                .note = std::to_string(points / kShips) + " points of track a ship; sizeof(Station) " +
                        std::to_string(sizeof(ais::Station))});

  std::vector<double> times;
  std::vector<double> floors;
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    auto const position = *report_of(i * 9, 3).coordinates.position();
    auto const begin = Steady::now();
    auto const near =
        picture.nearest_ships(position, ais::kNearWithin, now - ais::kNearSince, coordinator::kMaxShipsNear);
    times.push_back(std::chrono::duration<double, std::micro>(Steady::now() - begin).count());
    found += near.size();
  }
  for (std::uint32_t i = 0; i < 200; ++i) {
    auto const position = *report_of(i * 90, 3).coordinates.position();
    auto const begin = Steady::now();
    double nearest = 1e9;
    picture.for_each([&](ais::Station const& station) {
      auto const there = *station.position();
      double const north = there.latitude.degrees() - position.latitude.degrees();
      double const east = there.longitude.degrees() - position.longitude.degrees();
      nearest = std::min(nearest, north * north + east * east);
    });
    floors.push_back(std::chrono::duration<double, std::micro>(Steady::now() - begin).count());
    if (nearest > 1e8) std::abort();
  }
  bench::print({.figure = "intake.near",
                .what = "ships near a device, 20 000 tracked: nearest within 5 nm, p50",
                .value = bench::percentile(times, 50),
                .unit = "µs",
                .better = bench::Better::less,
                .floor = bench::percentile(floors, 50),
                .floor_what = "looking at every ship once, on a plane (what a picture without a grid must do)",
                .aim = 50,
                .note = std::to_string(static_cast<double>(found) / 2000) + " ships found on average; p99 " +
                        std::to_string(bench::percentile(times, 99)) + " µs"});
}

// Handing over: a producer that waits between two items, as alerts do, and a consumer that sleeps meanwhile.

void wait_a_while(std::chrono::microseconds pause) {
  auto const until = Steady::now() + pause;
  if (pause > 500us) {
    std::this_thread::sleep_until(until);
  } else {
    while (Steady::now() < until) {
    }
  }
}

double microseconds(Steady::duration duration) {
  return std::chrono::duration<double, std::micro>(duration).count();
}

std::vector<double> queue_hand_over(std::size_t count, std::chrono::microseconds pause,
                                    std::chrono::microseconds spin) {
  runtime::LaneQueue<Steady::time_point> queue({.distress = 1024, .routine = 1024, .spin = spin});
  std::vector<double> times;
  times.reserve(count);
  std::atomic<std::size_t> taken{0};
  std::thread consumer([&] {
    std::vector<Steady::time_point> batch;
    while (times.size() < count) {
      batch.clear();
      queue.take(batch, 64, Steady::now() + 10s);
      auto const now = Steady::now();
      for (auto const sent : batch) times.push_back(microseconds(now - sent));
      taken.store(times.size(), std::memory_order_release);
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    wait_a_while(pause);
    static_cast<void>(queue.push_distress(Steady::now()));
    while (taken.load(std::memory_order_acquire) <= i) {
    }
  }
  consumer.join();
  return times;
}

/// The barest thing: one futex word, no lock, no queue.
std::vector<double> futex_hand_over(std::size_t count, std::chrono::microseconds pause) {
  std::vector<double> times;
  times.reserve(count);
  std::atomic<std::uint32_t> word{0};
  static_assert(sizeof word == 4);
  std::atomic<std::size_t> taken{0};
  std::atomic<Steady::rep> sent{0};
  std::thread consumer([&] {
    for (std::uint32_t seen = 0; seen < count; ++seen) {
      while (word.load(std::memory_order_acquire) == seen)
        ::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
      auto const now = Steady::now();
      times.push_back(microseconds(now - Steady::time_point{Steady::duration{sent.load()}}));
      taken.store(times.size(), std::memory_order_release);
    }
  });
  for (std::size_t i = 0; i < count; ++i) {
    wait_a_while(pause);
    sent.store(Steady::now().time_since_epoch().count());
    word.fetch_add(1, std::memory_order_release);
    ::syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    while (taken.load(std::memory_order_acquire) <= i) {
    }
  }
  consumer.join();
  return times;
}

void hand_over(std::string const& name, std::string const& what, std::size_t count, std::chrono::microseconds pause) {
  // Interleaved, so that a noisy neighbour falls on both alike.
  std::vector<double> ours;
  std::vector<double> floor;
  auto const spin = runtime::LaneQueue<int>::Bounds{}.spin;
  for (int round = 0; round < 5; ++round) {
    auto const futex = futex_hand_over(count / 5, pause);
    auto const queue = queue_hand_over(count / 5, pause, spin);
    floor.insert(floor.end(), futex.begin(), futex.end());
    ours.insert(ours.end(), queue.begin(), queue.end());
  }
  for (double const percent : {50.0, 99.0})
    bench::print({.figure = name + (percent < 60 ? ".p50" : ".p99"),
                  .what = what + (percent < 60 ? ", p50" : ", p99"),
                  .value = bench::percentile(ours, percent),
                  .unit = "µs",
                  .better = bench::Better::less,
                  .floor = bench::percentile(floor, percent),
                  .floor_what = "one futex word, no lock, no queue, same run",
                  .note = "wall clock, one way; the consumer looks again for " + std::to_string(spin.count()) +
                          " µs before it sleeps"});
}

}  // namespace

int main() {
  memory_and_near();  // first: the heap is fresh
  sentences();
  hand_over("intake.handover_idle", "queue hand-over to a sleeping desk, an alert every millisecond", 5'000, 1000us);
  hand_over("intake.handover_busy", "queue hand-over, an alert every 10 µs", 50'000, 10us);
  return 0;
}
