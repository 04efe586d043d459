// The whole server: from a sentence on a TCP connection to an alarm on a console, idle and under load; traffic;
// recovery; memory.

#include <atomic>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus/console_client.hpp"
#include "adapters/runtime/line_sender.hpp"
#include "tests/bench/floors.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/server_world.hpp"
#include "tools/ferry_traffic.hpp"

using namespace lingding;
using geo::CentreId;
using support::ServerWorld;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kAlerts = 400;
constexpr std::size_t kShips = 2000;
constexpr std::chrono::milliseconds kPause{2};  ///< between alerts, and between the echoes of their floor

double seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Position reports of `ships` ships, `count` sentences in all, ready to be sent.
std::string traffic(std::size_t ships, std::size_t count) {
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < ships; ++i) {
    plans::PlanBrief ship;
    ship.mmsi = plans::Mmsi::from_number(static_cast<std::uint32_t>(412'000'000U + i));
    double const offset = static_cast<double>(i) * 1e-5;
    ship.route = {*geo::Position::from_degrees(21.9 + offset, 113.6),
                  *geo::Position::from_degrees(22.0 + offset, 114.0)};
    tools::Ferry const ferry({.ship = ship, .start = geo::Metres::from_metres(static_cast<double>(i % 1000) * 30)});
    sentences.push_back(ferry.position_sentence(std::chrono::milliseconds{0}, static_cast<std::uint8_t>(i % 60)));
  }
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += sentences[i % sentences.size()];
  return text;
}

std::unique_ptr<bus::ConsoleClient> console(ServerWorld& world, bus::ClientOptions::Traffic with_traffic) {
  bus::ClientOptions options;
  options.endpoint = world.server().console_endpoint();
  options.centre = CentreId::hk;
  options.key = bus::read_secret(world.key_file(CentreId::hk));
  options.traffic = with_traffic;
  auto client = std::make_unique<bus::ConsoleClient>(std::move(options));
  while (!client->connected()) static_cast<void>(client->poll(std::chrono::milliseconds{50}));
  return client;
}

/// Sends `per_second` sentences a second until stopped, in portions of a hundredth of a second.
class Background {
 public:
  Background(ServerWorld& world, std::size_t per_second) {
    if (per_second == 0) return;
    text_ = traffic(kShips, per_second / 100);
    address_ = world.server().source_address(support::receiver_of(CentreId::hk));
    thread_ = std::jthread([this](std::stop_token const& stop) {
      runtime::LineSender sender(address_);
      auto next = Clock::now();
      while (!stop.stop_requested()) {
        sender.send(text_);
        next += std::chrono::milliseconds{10};
        std::this_thread::sleep_until(next);
      }
    });
  }

 private:
  std::string text_;
  std::string address_;
  std::jthread thread_;
};

/// From the sentence's last byte handed to the kernel to the alarm in the console's hands.
std::vector<double> alert_times(ServerWorld& world, std::uint32_t first_device, std::size_t background) {
  auto const client = console(world, bus::ClientOptions::Traffic::none);
  Background const load(world, background);
  runtime::LineSender sender(world.server().source_address(support::receiver_of(CentreId::hk)));
  std::vector<double> times;
  for (std::size_t i = 0; i < kAlerts; ++i) {
    auto const device = *plans::Mmsi::from_number(first_device + static_cast<std::uint32_t>(i));
    // In Hong Kong's waters: the receiving centre is responsible, and the two others have nothing to record.
    std::string const sentence = tools::sart_position_sentence(device, *geo::Position::from_degrees(22.20, 114.08), 30);
    std::string const wanted = "\"device\":" + device.to_text();
    // What came before is out of the way.
    while (!client->poll(kPause).empty()) {
    }
    auto const start = Clock::now();
    sender.send(sentence);
    for (bool found = false; !found;) {
      for (auto const& event : client->poll(std::chrono::milliseconds{1000}))
        if (event.text.find(wanted) != std::string::npos) found = true;
    }
    times.push_back(seconds(Clock::now() - start) * 1e6);
  }
  return times;
}

void report_alerts(ServerWorld& world, std::string const& name, std::uint32_t first_device, std::size_t background,
                   double aim_ratio) {
  // The floors are measured right before, on the same disk: a machine's neighbours come and go.
  auto const flush = bench::fdatasync_times(world.folder(), 400, std::chrono::milliseconds{1});
  auto const echo = bench::durable_echo_times(world.folder(), 400, 512, kPause);
  auto const times = alert_times(world, first_device, background);
  double const floor = bench::percentile(echo, 50);
  std::string const load = background == 0 ? "idle" : "under " + std::to_string(background) + " AIS sentences/s";
  bench::print(
      {.figure = "alert." + name + ".p50",
       .what = "alert in by TCP, recorded, on a console under CURVE, " + load + ", median",
       .value = bench::percentile(times, 50),
       .unit = "µs",
       .better = bench::Better::less,
       .floor = floor,
       .floor_what = "one CURVE hop each way with an fdatasync between, idle for 2 ms before, median, same run",
       .aim = floor * aim_ratio,
       .peers = "PostgreSQL INSERT+NOTIFY 79 µs (flush 42); Signal K, not durable, p99 5.4 ms under 2 000/s"});
  bench::print({.figure = "alert." + name + ".p99",
                .what = "the same, 99th percentile",
                .value = bench::percentile(times, 99),
                .unit = "µs",
                .better = bench::Better::less,
                .floor = bench::percentile(flush, 99),
                .floor_what = "fdatasync, 99th percentile, same run",
                .aim = bench::percentile(flush, 99) * 1.5});
}

void report_traffic(ServerWorld& world) {
  constexpr std::size_t kSentences = 1'000'000;
  auto const client = console(world, bus::ClientOptions::Traffic::subscribe);
  std::string const block = traffic(kShips, kSentences / 20);
  // The last ship's report says that all before it went through.
  std::string const last = "\"mmsi\":499000001";
  plans::PlanBrief marker;
  marker.mmsi = plans::Mmsi::from_number(499'000'001);
  marker.route = {*geo::Position::from_degrees(22.0, 113.9), *geo::Position::from_degrees(22.1, 113.9)};
  std::string const marker_sentence = tools::Ferry({.ship = marker, .start = {}}).position_sentence({}, 1);
  std::string const address = world.server().source_address(support::receiver_of(CentreId::hk));
  auto const start = Clock::now();
  std::jthread const sending([&] {
    runtime::LineSender sender(address);
    for (int i = 0; i < 20; ++i) sender.send(block);
    sender.send(marker_sentence);
  });
  std::size_t reports = 0;
  for (bool done = false; !done;) {
    for (auto const& event : client->poll(std::chrono::milliseconds{100})) {
      if (event.kind != bus::ClientEvent::Kind::traffic) continue;
      for (auto at = event.text.find("\"mmsi\""); at != std::string::npos; at = event.text.find("\"mmsi\"", at + 1))
        ++reports;
      if (event.text.find(last) != std::string::npos) done = true;
    }
  }
  double const time = seconds(Clock::now() - start);
  bench::print({.figure = "traffic.through",
                .what = "AIS sentences/s through the whole server to a traffic subscriber (" +
                        std::to_string(100 * reports / kSentences) +
                        " % of the reports one by one, the others replaced by newer)",
                .value = kSentences / time,
                .unit = "sentences/s",
                .better = bench::Better::more,
                .aim = 200'000,
                .peers = "Signal K 9 500/s"});
}

double resident_megabytes(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

/// Waits until the source's sentences are all in: an alert sent behind them is on the console.
void wait_for_alert(ServerWorld& world, runtime::LineSender& sender, std::uint32_t device) {
  auto const client = console(world, bus::ClientOptions::Traffic::none);
  sender.send(
      tools::sart_position_sentence(*plans::Mmsi::from_number(device), *geo::Position::from_degrees(22.20, 114.08), 1));
  std::string const wanted = "\"device\":" + std::to_string(device);
  for (bool found = false; !found;)
    for (auto const& event : client->poll(std::chrono::milliseconds{100}))
      if (event.text.find(wanted) != std::string::npos) found = true;
}

void report_memory() {
  ServerWorld world;
  world.start();
  double const before = resident_megabytes(world.server().pid());
  runtime::LineSender sender(world.server().source_address(support::receiver_of(CentreId::hk)));
  sender.send(traffic(20'000, 20'000));
  wait_for_alert(world, sender, 970'019'999);
  bench::print({.figure = "memory.20000_ships",
                .what = "memory of the whole server with 20 000 ships tracked (before them: " +
                        std::to_string(static_cast<int>(before)) + " MB)",
                .value = resident_megabytes(world.server().pid()),
                .unit = "MB",
                .better = bench::Better::less,
                .peers = "Signal K 195 MB idle"});
}

void report_recovery() {
  constexpr std::size_t kEvents = 100'000;
  ServerWorld world;
  world.start();
  runtime::LineSender sender(world.server().source_address(support::receiver_of(CentreId::hk)));
  std::string repeats;
  std::string const sentence = tools::sart_position_sentence(*plans::Mmsi::from_number(970'018'888),
                                                             *geo::Position::from_degrees(22.20, 114.08), 1);
  for (std::size_t i = 0; i < 1000; ++i) repeats += sentence;
  auto const start = Clock::now();
  for (std::size_t i = 0; i < kEvents / 1000; ++i) sender.send(repeats);
  wait_for_alert(world, sender, 970'018'889);
  double const recording = seconds(Clock::now() - start);
  bench::print({.figure = "events.through",
                .what = "distress messages/s in by TCP, each recorded with its effects",
                .value = kEvents / recording,
                .unit = "events/s",
                .better = bench::Better::more});
  world.end(SIGKILL);
  auto const again = Clock::now();
  world.start();
  bench::print({.figure = "recovery.100000_events",
                .what = "start after SIGKILL with 100 000 events in one journal: chain verified, desk replayed, ready",
                .value = seconds(Clock::now() - again),
                .unit = "s",
                .better = bench::Better::less});
}

}  // namespace

int main() {
  {
    ServerWorld world;
    world.start();
    report_alerts(world, "idle", 970'010'000, 0, 1.5);
    report_alerts(world, "at_5000", 970'011'000, 5'000, 3);
    report_alerts(world, "at_50000", 970'012'000, 50'000, 3);
    report_traffic(world);
  }
  report_memory();
  report_recovery();
}
