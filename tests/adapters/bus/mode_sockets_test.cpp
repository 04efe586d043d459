// Over real sockets: a console never goes over from a real server to an exercise's, or back, and takes nothing with it.

#include <catch2/catch.hpp>

#include "tests/adapters/bus/bus_rig.hpp"

namespace lingding::bus::test {
namespace {

using geo::CentreId;
using std::chrono::milliseconds;

/// Polls until `found`; false when nothing of the kind came in time.
template <class Found>
bool comes(ConsoleClient& client, Found const& found) {
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline)
    for (auto const& event : client.poll(milliseconds{20}))
      if (found(event)) return true;
  return false;
}

bool is_type(ClientEvent const& event, std::string_view type) {
  return event.kind == ClientEvent::Kind::message && text(object(event.text), "type") == type;
}

TEST_CASE("bus.mode: a client learns the mode, and says it with all that it says from there on") {
  for (auto const mode : {Mode::real, Mode::exercise}) {
    BusRig rig{quick_limits(), Curve::on, mode};
    ConsoleClient client{rig.client_options("hk-1")};
    CHECK_FALSE(client.mode());
    CHECK(comes(client, [](auto const& event) { return is_type(event, "caught_up"); }));
    CHECK(client.mode() == mode);
    REQUIRE(client.command("c-1", R"({"type":"acknowledge","incident_id":"x"})"));
    auto const deadline = std::chrono::steady_clock::now() + kPatience;
    while (rig.port.taken().empty() && std::chrono::steady_clock::now() < deadline) client.poll(milliseconds{5});
    CHECK(rig.port.taken().size() == 1);
  }
}

TEST_CASE("bus.mode: a client that insists is not let into the other kind of server, and says why") {
  for (auto const mode : {Mode::real, Mode::exercise}) {
    BusRig rig{quick_limits(), Curve::on, mode};
    auto options = rig.client_options("hk-1");
    options.mode = mode == Mode::real ? Mode::exercise : Mode::real;
    ConsoleClient client{std::move(options)};
    REQUIRE(client.command("c-1", R"({"type":"acknowledge","incident_id":"x"})"));
    std::string why;
    CHECK(comes(client, [&](auto const& event) {
      if (event.kind == ClientEvent::Kind::lost) why = event.text;
      return event.kind == ClientEvent::Kind::lost;
    }));
    CHECK(why.find("takes this server for another") != std::string::npos);
    CHECK(rig.port.taken().empty());
    CHECK(rig.bus->counters().sessions_opened == 0);
  }
}

TEST_CASE("bus.mode: an order that waits for an exercise never reaches the real server that has its address since") {
  BusRig rig{quick_limits(), Curve::on, Mode::exercise};
  ConsoleClient client{rig.client_options("hk-1")};
  REQUIRE(comes(client, [](auto const& event) { return is_type(event, "caught_up"); }));
  BusOptions options;
  options.console_endpoint = rig.bus->console_endpoint();
  options.keys_folder = rig.folder.path();  // even with the exercise's keys
  options.centres = {CentreId::hk};
  options.limits = quick_limits();
  rig.bus.reset();
  REQUIRE(comes(client, [](auto const& event) { return event.kind == ClientEvent::Kind::lost; }));
  REQUIRE(client.command("c-1", R"({"type":"close_incident","incident_id":"x"})"));
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  // The port is ours again as soon as the library has let go of it.
  while (rig.bus == nullptr) {
    try {
      rig.bus = std::make_unique<ConsoleBus>(
          options, rig.port, std::make_unique<FakeHistory>(std::map<CentreId, FakeJournal*>{{CentreId::hk, &rig.hk}}));
    } catch (std::runtime_error const&) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
  }
  bool shown = false;
  CHECK(comes(client, [&](auto const& event) {
    shown = shown || event.kind == ClientEvent::Kind::connected;
    return is_type(event, "error") && text(object(event.text), "code") == "wrong_mode";
  }));
  CHECK_FALSE(shown);
  CHECK(client.mode() == Mode::exercise);
  CHECK(rig.port.taken().empty());
}

TEST_CASE("bus.mode: who subscribes to the real traffic is sent nothing of an exercise's") {
  BusRig rig{quick_limits(), Curve::on, Mode::exercise};
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->traffic_endpoint(), &key, {}, zmq::socket_type::sub};
  std::vector<std::string> got;
  while (got.empty()) {  // until the subscription has arrived
    rig.bus->publish_traffic(CentreId::hk, std::make_shared<std::string const>(R"({"mmsi":1})"));
    got = peer.receive_parts(milliseconds{20});
  }
  REQUIRE(got.size() == 3);
  CHECK(got[0] == "exercise.traffic.HK");
  CHECK_FALSE(got[0].starts_with("traffic."));
  CHECK(got[2] == R"({"type":"traffic","mode":"exercise","centre":"HK","reports":[{"mmsi":1}]})");
}

}  // namespace
}  // namespace lingding::bus::test
