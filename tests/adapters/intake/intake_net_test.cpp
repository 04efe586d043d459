// The intake behind real sockets: several sources of one centre at once, and hostile ones among them.

#include <algorithm>
#include <catch2/catch.hpp>

#include "adapters/ais/intake.hpp"
#include "tests/support/io_harness.hpp"
#include "tests/support/sockets.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using coordinator::AlertReceived;
using coordinator::Event;
using runtime::LaneQueue;
using support::IoHarness;
using support::Socket;

namespace {

// reference/domain.md §5.
constexpr auto kActive = "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54";
runtime::Endpoint const kAnyPort{"127.0.0.1", 0};

/// One centre's desk, as far as its sources see it.
struct Centre {
  LaneQueue<Event> queue;
  ais::TrafficPicture picture;
  std::deque<ais::AisIntake> intakes;

  explicit Centre(LaneQueue<Event>::Bounds bounds = {}, std::function<void()> on_room = {})
      : queue(bounds, std::move(on_room)) {}

  runtime::LineSource& open(IoHarness& harness, std::string name, runtime::LineInput const& input) {
    auto& counters = harness.counter_set.add(name);
    auto& intake = intakes.emplace_back(
        picture, counters, harness.log,
        ais::AisIntakePorts{.alert = [this](Event&& e) { return queue.push_distress(std::move(e)); },
                            .notice = [this](Event&& e) { return queue.push_routine(std::move(e)); },
                            .traffic = {},
                            .raw = {}});
    return harness.open(std::move(name), input, intake);
  }
  /// The next `count` alerts' sources and raw sentences.
  std::vector<std::pair<std::string, std::string>> take(std::size_t count) {
    std::vector<Event> events;
    auto const deadline = std::chrono::steady_clock::now() + 30s;
    while (events.size() < count && queue.take(events, 256, deadline).count > 0) {
    }
    std::vector<std::pair<std::string, std::string>> alerts;
    for (auto const& event : events) {
      auto const& alert = std::get<AlertReceived>(event);
      alerts.emplace_back(alert.source, alert.raw);
    }
    return alerts;
  }
};

}  // namespace

TEST_CASE("ais.intake_net: one device heard by a TCP client, a TCP server, UDP and a file at once") {
  support::TempFolder const folder;
  auto receiver = Socket::listening_tcp();
  IoHarness harness;
  auto& centre = harness.keep<Centre>();
  centre.open(harness, "client", runtime::TcpClientInput{{"127.0.0.1", receiver.port()}});
  auto const tcp = centre.open(harness, "server", runtime::TcpServerInput{kAnyPort}).listening()->port;
  auto const udp = centre.open(harness, "udp", runtime::UdpInput{kAnyPort}).listening()->port;
  auto const line = std::string{kActive} + "\r\n";
  centre.open(harness, "file", runtime::FileInput{folder.write("log", line).string()});
  receiver.accept().send(line);
  Socket::connected_tcp(tcp).send(line);
  Socket::udp().send_to(udp, line);
  auto alerts = centre.take(4);
  std::sort(alerts.begin(), alerts.end());
  REQUIRE(alerts.size() == 4);
  CHECK(alerts[0].first == "client");
  CHECK(alerts[1].first == "file");
  CHECK(alerts[2].first == "server");
  CHECK(alerts[3].first == "udp");
  for (auto const& alert : alerts) CHECK(alert.second.starts_with(kActive));
}

TEST_CASE("ais.intake_net: among every kind of hostile client an alert arrives, and each kind is counted") {
  IoHarness harness;
  auto& centre = harness.keep<Centre>();
  runtime::TcpServerInput input{kAnyPort};
  input.line_timeout = 50ms;
  auto const port = centre.open(harness, "in", input).listening()->port;
  auto good = Socket::connected_tcp(port);
  auto truncated = Socket::connected_tcp(port);
  truncated.send("!AIVDM,1,1,,A,1>M4f1vP0");
  truncated.close();
  auto binary = Socket::connected_tcp(port);
  std::string noise(100'000, '\0');
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>(i * 2654435761U >> 13U);
  binary.send(noise + "\n");
  auto checksum = Socket::connected_tcp(port);
  auto nested = Socket::connected_tcp(port);
  for (int i = 0; i < 1000; ++i) {
    checksum.send("!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*00\n");
    nested.send("\\g:1-2-3*00\\\\s:x*00\\\\s:y*00\\\\c:1*00\\\\n:1*00\\" + std::string{kActive} + "\n");
  }
  auto endless = Socket::connected_tcp(port);
  std::string const megabyte(1'000'000, '!');
  for (int i = 0; i < 10; ++i) endless.send(megabyte);
  auto loris = Socket::connected_tcp(port);
  loris.send("!AI");

  good.send(std::string{kActive} + "\n");
  auto const alerts = centre.take(1);
  REQUIRE(alerts.size() >= 1);
  CHECK(loris.closed_by_peer());
  CHECK(harness.until([&] {
    std::uint64_t overlong = 0;
    std::uint64_t wrong = 0;
    std::uint64_t timeouts = 0;
    for (auto const& snapshot : harness.counter_set.snapshot())
      for (auto const& [name, value] : snapshot.values) {
        if (name == "overlong") overlong += value;
        if (name == "rejected.checksum_wrong" || name == "rejected.other") wrong += value;
        if (name == "timeouts") timeouts += value;
      }
    return overlong >= 1 && wrong >= 1000 && timeouts >= 1;
  }));
  good.send(std::string{kActive} + "\n");
  CHECK(centre.take(1).size() >= 1);
  CHECK(harness.log_lines().size() < 40);
}

TEST_CASE("ais.intake_net: a desk that stands still holds its own sources, loses no alert, and no other centre waits") {
  std::function<void()> on_room;
  IoHarness harness;
  auto& slow = harness.keep<Centre>(LaneQueue<Event>::Bounds{.distress = 16, .routine = 16, .spin = {}},
                                    [&on_room] { on_room(); });
  auto& other = harness.keep<Centre>();
  auto& source = slow.open(harness, "slow", runtime::TcpServerInput{kAnyPort});
  // The wiring that a server makes: room at the desk → offer again on the io thread → read on.
  on_room = [&] {
    harness.io.post([&] {
      if (slow.intakes.front().offer_again()) source.resume();
    });
  };
  auto const port = source.listening()->port;
  auto const other_port = other.open(harness, "other", runtime::TcpServerInput{kAnyPort}).listening()->port;
  constexpr std::size_t kAlerts = 20'000;
  std::jthread sender([&] {
    auto client = Socket::connected_tcp(port);
    std::string thousand;
    for (int i = 0; i < 1000; ++i) thousand += std::string{kActive} + "\n";
    for (std::size_t i = 0; i < kAlerts / 1000; ++i) client.send(thousand);
  });
  REQUIRE(harness.until([&] { return slow.queue.size() == 16 && slow.intakes.front().waiting() > 0; }));
  Socket::connected_tcp(other_port).send(std::string{kActive} + "\n");
  CHECK(other.take(1).size() == 1);
  CHECK(slow.take(kAlerts).size() == kAlerts);
  CHECK(slow.queue.size() == 0);
}
