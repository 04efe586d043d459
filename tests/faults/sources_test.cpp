// A whole server with sources of every format: over TCP, over UDP, from a file; hostile bytes among them; and silence.

#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>

#include "adapters/ais/encode.hpp"
#include "adapters/runtime/endpoint.hpp"
#include "tests/support/server_world.hpp"
#include "tests/support/sockets.hpp"

using namespace lingding;
using coordinator::AlertKind;
using geo::CentreId;
using support::Officer;
using support::OfficerConsole;
using support::ServerWorld;
using support::Socket;
using namespace std::chrono_literals;

namespace {

// Published by nmea0183-signalk; tests/golden/dsc/README.md.
constexpr char const* kCall = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A\r\n";
constexpr char const* kExpansion = "$CDDSE,1,1,A,3380400790,00,45894494*1B\r\n";
// The message in tests/golden/sarsat/mcc/cmc_encoded.txt.
constexpr char const* kBeacon = "911730400F37C4BE478E37FFFFFFFF\r\n";

constexpr char const* kSources = R"(
[[source]]
name = "vhf"
centre = "HK"
format = "dsc"
input = "udp"
address = "127.0.0.1:0"
[[source]]
name = "mcc"
centre = "HK"
format = "sit"
input = "tcp_server"
address = "127.0.0.1:0"
silent_after_s = 5
[[source]]
name = "terminal"
centre = "HK"
format = "beacon"
input = "file"
path = "beacons"
)";

struct Story {
  ServerWorld world{kSources};
  OfficerConsole hk{CentreId::hk, world.key_file(CentreId::hk), Officer::watches};

  Story() { write("beacons", "not a beacon\r\n" + std::string(kBeacon)); }

  void write(std::string const& name, std::string const& text) const {
    std::ofstream(world.folder() / name, std::ios::binary) << text;
  }
  void start() {
    world.start();
    hk.connect(world.server().console_endpoint());
  }
  std::uint16_t port_of(std::string const& source) {
    return runtime::parse_endpoint(world.server().source_address(source)).value().port;
  }
  void send_calls() {
    auto const port = port_of("vhf");
    Socket::udp().send_to(port, kCall);
    Socket::udp().send_to(port, std::string("$CDDSC,12,\xFF\xFF*00\r\n") + kCall + kExpansion);
  }
  void send_message() {
    auto const path = std::string(LINGDING_SOURCE_DIR) + "/tests/golden/sarsat/mcc/aumcc_conflict.txt";
    std::ifstream file(path);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    Socket::connected_tcp(port_of("mcc")).send("good morning\n");
    Socket::connected_tcp(port_of("mcc")).send(text);
  }
  coordinator::Alert const* heard(AlertKind kind) const {
    for (auto const& [id, incident] : hk.incidents())
      for (auto const& alert : incident.alerts)
        if (alert.report.kind == kind) return &alert;
    return nullptr;
  }
  bool all_heard() {
    return hk.pump_until([&] {
      return heard(AlertKind::dsc) != nullptr && heard(AlertKind::mcc_alert) != nullptr &&
             heard(AlertKind::beacon_406) != nullptr;
    });
  }
  bool told(std::string const& words) {
    return hk.pump_until([&] {
      return std::ranges::any_of(hk.messages(),
                                 [&](std::string const& text) { return text.find(words) != std::string::npos; });
    });
  }
};

}  // namespace

TEST_CASE("server.sources: calls, MCC messages and beacons each open an incident, with what was received on record") {
  Story story;
  story.start();
  story.send_calls();
  story.send_message();
  REQUIRE(story.all_heard());
  CHECK(story.heard(AlertKind::dsc)->source == "vhf");
  CHECK(story.heard(AlertKind::dsc)->report.device->number() == 338'040'079);
  CHECK(story.heard(AlertKind::mcc_alert)->source == "mcc");
  CHECK(story.heard(AlertKind::mcc_alert)->report.beacon->text() == "C1ADE28809C0185");
  CHECK(story.heard(AlertKind::mcc_alert)->report.possible.size() == 2);
  CHECK(story.heard(AlertKind::beacon_406)->report.beacon->text() == "222E60801EFFBFF");
  // Refused bytes cost nothing but a count, of the source's own reasons.
  auto const status = story.world.data() / "status.json";
  REQUIRE(story.hk.pump_until([&] {
    std::ifstream file(status);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    return text.find("rejected.not_a_message") != std::string::npos &&
           text.find("rejected.wrong_length") != std::string::npos;
  }));
  story.world.end(SIGKILL);
  story.hk.disconnect();
  auto const ran = story.world.run({"journal", "show", "--data", story.world.data().string(), "--centre", "HK"});
  CHECK(ran.status == 0);
  CHECK(story.world.run({"journal", "replay", "--data", story.world.data().string(), "--centre", "HK"}).status == 0);
}

TEST_CASE("server.sources: officers are told when a source falls silent, and when it speaks again") {
  Story story;
  story.start();
  REQUIRE(story.told("Source mcc is silent"));
  story.send_message();
  CHECK(story.told("Source mcc is heard again"));
}

TEST_CASE("server.sources: the traffic picture says where the ship behind a call was, and that is on record") {
  Story story;
  story.start();
  // The ship of the call, moored; then she calls.
  ais::PositionReport report;
  report.header = {1, 0, 338'040'079};
  report.status = ais::NavigationStatus::moored;
  report.coordinates = ais::Coordinates::from_fields(114 * 600'000, 22 * 600'000);
  report.speed = ais::SpeedOverGround::from_tenths_field(0);
  auto const moored = ais::encode(report).value().front() + "\r\n";
  story.world.feed(CentreId::hk).send(moored);
  story.send_calls();
  auto const sight = [&]() -> coordinator::ShipSight const* {
    for (auto const& [id, incident] : story.hk.incidents())
      if (incident.sight_now && incident.sight_now->mmsi && incident.sight_now->mmsi->number() == 338'040'079)
        return &*incident.sight_now;
    return nullptr;
  };
  REQUIRE(story.hk.pump_until([&] { return sight() != nullptr; }));
  CHECK(sight()->status == "moored");
  CHECK(sight()->speed == geo::Knots::from_knots(0));
  auto const first = *sight();
  // What was told is on record.
  story.world.end(SIGKILL);
  story.hk.disconnect();
  story.start();
  CHECK(story.hk.pump_until([&] { return sight() != nullptr && *sight() == first; }));
}
