// The console bus over real sockets: who gets in, what he gets, and what bad peers can't do.

#include "adapters/bus/console_bus.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "tests/adapters/bus/bus_rig.hpp"

namespace lingding::bus::test {
namespace {

using geo::CentreId;
using std::chrono::milliseconds;

/// Events of a client until `done` says so.
template <class Done>
void until(ConsoleClient& client, Done&& done) {
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline)
    for (auto const& event : client.poll(milliseconds{50}))
      if (done(event)) return;
  FAIL("what was waited for did not come");
}

bool is_message(ClientEvent const& event, std::string_view type) {
  return event.kind == ClientEvent::Kind::message && text(object(event.text), "type") == type;
}

TEST_CASE("bus.sockets: an enrolled key is welcomed under its name") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  auto const welcome = peer.receive("welcome");
  CHECK(text(welcome, "officer") == "hk-1");
  CHECK(text(welcome, "role") == "officer");
}

TEST_CASE("bus.sockets: an unknown key gets nothing, and is let in once it is enrolled, without help") {
  BusRig rig;
  rig.enrol("hk-2");
  auto const key = rig.secret("hk-2");
  auto const entry = rig.folder / "authorized/hk-2.key";
  auto const aside = rig.folder / "hk-2.key";
  std::filesystem::rename(entry, aside);
  RawPeer peer{rig.bus->console_endpoint(), &key};
  RawPeer traffic{rig.bus->traffic_endpoint(), &key, {}, zmq::socket_type::sub};
  peer.hello();
  rig.record(1);
  // Not one byte, while several handshakes are refused.
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (rig.bus->counters().handshakes_refused < 4) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    REQUIRE(peer.receive_parts(milliseconds{20}).empty());
    rig.bus->publish_traffic(CentreId::hk, std::make_shared<std::string const>("{}"));
    REQUIRE(traffic.receive_parts(milliseconds{1}).empty());
  }
  CHECK(rig.bus->counters().sessions_opened == 0);
  std::filesystem::rename(aside, entry);
  CHECK(text(peer.receive("welcome"), "officer") == "hk-2");
}

TEST_CASE("bus.sockets: a peer without any key gets nothing") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->console_endpoint(), nullptr};
  RawPeer good{rig.bus->console_endpoint(), &key};
  peer.hello();
  good.hello();
  CHECK(text(good.receive("welcome"), "officer") == "hk-1");
  CHECK(peer.receive_parts(milliseconds{300}).empty());
  CHECK(rig.bus->counters().sessions_opened == 1);
}

TEST_CASE("bus.sockets: a client tells its user what to do about its key, and gets in later by itself") {
  BusRig rig;
  rig.enrol("hk-2");
  auto options = rig.client_options("hk-2");
  options.patience = milliseconds{400};
  auto const entry = rig.folder / "authorized/hk-2.key";
  auto const aside = rig.folder / "hk-2.key";
  std::filesystem::rename(entry, aside);
  ConsoleClient client{std::move(options)};
  std::string said;
  until(client, [&](ClientEvent const& event) {
    said = event.text;
    return event.kind == ClientEvent::Kind::lost;
  });
  CHECK(said.find("enrolled") != std::string::npos);
  std::filesystem::rename(aside, entry);
  until(client, [](ClientEvent const& event) { return event.kind == ClientEvent::Kind::connected; });
  CHECK(client.officer() == "hk-2");
}

TEST_CASE("bus.sockets: a key that is revoked loses its session while the server runs") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  peer.receive("welcome");
  std::filesystem::remove(rig.folder / "authorized/hk-1.key");
  CHECK(text(peer.receive("error"), "code") == "key_revoked");
  peer.hello();
  CHECK(text(peer.receive("error"), "code") == "key_revoked");
}

TEST_CASE("bus.sockets: catch-up runs into live without gap or double while a desk publishes") {
  BusRig rig;
  rig.hk.append(3000);  // recorded before the bus knew of it
  constexpr Seq kLive = 3000;
  std::thread desk{[&] {
    for (Seq i = 0; i < kLive; i += 3) rig.record(3);
  }};
  ConsoleClient client{rig.client_options("hk-1")};
  std::vector<Seq> shown;
  until(client, [&](ClientEvent const& event) {
    if (is_message(event, "update")) shown.push_back(number(object(event.text), "seq"));
    return !shown.empty() && shown.back() == 3000 + kLive;
  });
  desk.join();
  REQUIRE(shown.size() == 3000 + kLive);
  for (Seq i = 0; i < shown.size(); ++i) REQUIRE(shown[i] == i + 1);
}

TEST_CASE("bus.sockets: a console that never reads does not hold up another") {
  BusRig rig;
  rig.enrol("hk-2");
  auto const key = rig.secret("hk-1");
  RawPeer sleeper{rig.bus->console_endpoint(), &key};
  sleeper.hello();
  sleeper.receive("welcome");
  ConsoleClient client{rig.client_options("hk-2")};
  until(client, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  for (Seq seq = 1; seq <= 3000; ++seq) {
    rig.record(1);
    if (seq % 100 != 0) continue;
    until(client, [&](ClientEvent const& event) {
      return is_message(event, "update") && number(object(event.text), "seq") == seq;
    });
  }
  // The sleeper was sent one window and no more.
  auto const counters = rig.bus->counters();
  CHECK(counters.updates_sent <= 3000 + 256);
  SECTION("and when it wakes, it goes on where it was") {
    Seq cursor = 0;
    while (cursor < 3000) {
      auto const parts = sleeper.receive_parts();
      REQUIRE(parts.size() == 1);
      auto const message = object(parts[0]);
      if (text(message, "type") == "error") {  // it slept through its heartbeats
        sleeper.hello("HK", cursor);
      } else if (text(message, "type") == "heartbeat") {
        sleeper.send(R"({"type":"heartbeat","beat":)" + std::to_string(number(message, "beat")) + "}");
      } else if (text(message, "type") == "update") {
        auto const seq = number(message, "seq");
        if (seq <= cursor) continue;
        REQUIRE(seq == cursor + 1);
        cursor = seq;
        sleeper.send(R"({"type":"received","seq":)" + std::to_string(cursor) + "}");
      }
    }
  }
}

TEST_CASE("bus.sockets: garbage, long and many-part messages harm nobody else") {
  BusRig rig;
  rig.enrol("hk-2");
  auto const key = rig.secret("hk-1");
  ConsoleClient client{rig.client_options("hk-2")};
  until(client, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.send(std::string{"\0\1\2\377", 4});
  CHECK(text(peer.receive("error"), "code") == "bad_json");
  peer.send_parts({"", "{}"});
  CHECK(text(peer.receive("error"), "code") == "bad_frame");
  peer.send_parts(std::vector<std::string>(200, "x"));
  CHECK(text(peer.receive("error"), "code") == "bad_frame");
  peer.hello();
  peer.receive("welcome");
  peer.watch_for_end();
  peer.send(std::string(BusLimits{}.message_bytes + 1, ' '));
  REQUIRE(peer.ended());
  peer.hello();  // on the next connection
  peer.receive("welcome");
  for (int i = 0; i < 5000; ++i) peer.send("garbage");
  rig.record(1);
  until(client, [](ClientEvent const& event) { return is_message(event, "update"); });
}

// libzmq 4.3.4 aborts the process when one of its own heartbeats falls due on a connection that broke while its input
// was held back (stream_engine_base.cpp, timer_event); so the sockets have none, and the protocol's own must do.
TEST_CASE("bus.sockets: a peer that breaks off while the server holds back its input harms nobody else") {
  std::promise<void> taken;
  std::promise<void> go_on;
  BusRig rig;
  rig.enrol("hk-2");
  auto const key = rig.secret("hk-1");
  auto const endpoint = rig.bus->console_endpoint();
  ConsoleClient client{rig.client_options("hk-2")};
  until(client, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  rig.port.on_command([&, released = go_on.get_future().share()](FakePort::Taken const&) {
    taken.set_value();
    released.wait_for(kPatience);
  });
  {
    RawPeer peer{endpoint, &key};
    peer.hello();
    peer.receive("welcome");
    peer.send(R"({"type":"command","id":"c-1","command":{"type":"acknowledge","incident_id":"HK-1"}})");
    REQUIRE(taken.get_future().wait_for(kPatience) == std::future_status::ready);
    peer.socket().set(zmq::sockopt::sndtimeo, 500);
    std::string const long_frame(32UL << 10UL, 'x');
    while (peer.socket().send(zmq::buffer(long_frame), zmq::send_flags::none)) {
    }
  }
  // A connection that says nothing is dropped after BusLimits::handshake: by then a heartbeat would have fallen due.
  for (int i = 0; i < 3; ++i) {
    zmq::context_t context{1};
    zmq::socket_t silent{context, zmq::socket_type::stream};
    silent.set(zmq::sockopt::linger, 0);
    silent.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds{kPatience}.count()));
    silent.connect(endpoint);
    int notices = 0;  // an empty frame when the connection is made, another when it has ended
    for (zmq::message_t part; notices < 2 && silent.recv(part);) {
      if (!part.more() && part.empty()) ++notices;
    }
    REQUIRE(notices == 2);
  }
  go_on.set_value();
  rig.record(1);
  until(client, [](ClientEvent const& event) { return is_message(event, "update"); });
}

TEST_CASE("bus.sockets: bytes that are not ZeroMQ's protocol are dropped") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  zmq::context_t context{1};
  zmq::socket_t stream{context, zmq::socket_type::stream};
  stream.set(zmq::sockopt::linger, 0);
  stream.set(zmq::sockopt::rcvtimeo, 5000);
  stream.connect(rig.bus->console_endpoint());
  zmq::message_t id;
  REQUIRE(stream.recv(id));
  std::string const request = "GET / HTTP/1.1\r\nHost: lingding\r\n\r\n";
  stream.send(zmq::buffer(id.data(), id.size()), zmq::send_flags::sndmore);
  stream.send(zmq::buffer(request), zmq::send_flags::none);
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  CHECK(text(peer.receive("welcome"), "centre") == "HK");
}

TEST_CASE("bus.sockets: a chosen routing id is refused") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->console_endpoint(), &key, "my-console"};
  peer.hello();
  CHECK(text(peer.receive("error"), "code") == "routing_id_set");
}

TEST_CASE("bus.sockets: a command reaches the desk once for each sending, and its outcome the officer") {
  BusRig rig;
  rig.port.on_command([&](FakePort::Taken const& taken) {
    auto const after = rig.hk.last();
    rig.hk.append(1);
    std::vector<Update> updates;
    updates.push_back(*make_update(after + 1, kCreated,
                                   {{taken.officer, R"({"type":"command_done","officer":")" + taken.officer +
                                                        R"(","command_id":")" + taken.id + "\"}"}}));
    rig.bus->publish(CentreId::hk, after, after + 1, std::move(updates));
  });
  ConsoleClient client{rig.client_options("hk-1")};
  REQUIRE(client.command("c-1", R"({"type":"acknowledge","incident_id":"HK-1"})"));
  until(client, [](ClientEvent const& event) {
    return is_message(event, "update") && event.text.find("command_done") != std::string::npos;
  });
  auto const taken = rig.port.taken();
  REQUIRE(taken.size() == 1);
  CHECK(taken[0].officer == "hk-1");
  CHECK(taken[0].id == "c-1");
}

TEST_CASE("bus.sockets: a client that lost its server comes back with its cursor and its unanswered command") {
  BusRig rig;
  rig.record(3);
  ConsoleClient client{rig.client_options("hk-1")};
  until(client, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  REQUIRE(client.command("c-1", R"({"type":"acknowledge","incident_id":"HK-1"})"));
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (rig.port.taken().empty() && std::chrono::steady_clock::now() < deadline) client.poll(milliseconds{5});
  auto const endpoint = rig.bus->console_endpoint();
  BusOptions options;
  options.console_endpoint = endpoint;
  options.keys_folder = rig.folder.path();
  options.centres = {CentreId::hk};
  options.limits = quick_limits();
  rig.bus.reset();
  rig.hk.append(2);
  until(client, [](ClientEvent const& event) { return event.kind == ClientEvent::Kind::lost; });
  // The port is ours again as soon as the library has let go of it.
  while (rig.bus == nullptr) {
    try {
      rig.bus = std::make_unique<ConsoleBus>(
          options, rig.port, std::make_unique<FakeHistory>(std::map<CentreId, FakeJournal*>{{CentreId::hk, &rig.hk}}));
    } catch (std::runtime_error const&) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
  }
  std::vector<Seq> shown;
  until(client, [&](ClientEvent const& event) {
    if (is_message(event, "update")) shown.push_back(number(object(event.text), "seq"));
    return shown.size() == 2;
  });
  CHECK(shown == std::vector<Seq>{4, 5});
  while (rig.port.taken().size() < 2 && std::chrono::steady_clock::now() < deadline) client.poll(milliseconds{5});
  REQUIRE(rig.port.taken().size() == 2);
  CHECK(rig.port.taken()[1].id == "c-1");
}

TEST_CASE("bus.sockets: the traffic picture carries a topic and a number that shows what was lost") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->traffic_endpoint(), &key, {}, zmq::socket_type::sub};
  std::vector<std::string> first;
  while (first.empty()) {  // until the subscription has arrived
    rig.bus->publish_traffic(CentreId::hk, std::make_shared<std::string const>(R"({"mmsi":1},{"mmsi":2})"));
    first = peer.receive_parts(milliseconds{20});
  }
  REQUIRE(first.size() == 3);
  CHECK(first[0] == "traffic.HK");
  CHECK(first[1].size() == 8);
  CHECK(first[2] == R"({"type":"traffic","mode":"real","centre":"HK","reports":[{"mmsi":1},{"mmsi":2}]})");
  rig.bus->publish_traffic(CentreId::mo, std::make_shared<std::string const>());
  auto next = peer.receive_parts();
  while (!next.empty() && next[0] != "traffic.MO") next = peer.receive_parts();
  REQUIRE(next.size() == 3);
  CHECK(next[1] == std::string({0, 0, 0, 0, 0, 0, 0, 1}));
}

TEST_CASE("bus.sockets: without keys the bus is for this machine alone, and says so") {
  BusRig rig{quick_limits(), Curve::off};
  CHECK(rig.log_text().find("curve=off") != std::string::npos);
  RawPeer peer{rig.bus->console_endpoint(), nullptr};
  peer.send(R"({"type":"hello","version":1,"centre":"HK","last_seq":0,"client":"raw","officer":"trial"})");
  CHECK(text(peer.receive("welcome"), "officer") == "trial");
  BusOptions open;
  open.curve = Curve::off;
  open.console_endpoint = "tcp://0.0.0.0:*";
  open.centres = {CentreId::hk};
  CHECK_THROWS_WITH(
      (ConsoleBus{open, rig.port,
                  std::make_unique<FakeHistory>(std::map<CentreId, FakeJournal*>{{CentreId::hk, &rig.hk}})}),
      Catch::Contains("not on this machine"));
}

TEST_CASE("bus.sockets: consoles are told when the server stops") {
  BusRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  peer.receive("welcome");
  rig.bus.reset();
  CHECK(text(peer.receive("bye"), "reason") == "the server is being stopped");
}

TEST_CASE("bus.sockets: many officers at once, each gets each update once") {
  BusRig rig;
  std::vector<std::unique_ptr<ConsoleClient>> clients;
  for (int i = 0; i < 12; ++i) {
    rig.enrol("officer-" + std::to_string(i));
    clients.push_back(std::make_unique<ConsoleClient>(rig.client_options("officer-" + std::to_string(i))));
  }
  for (auto& client : clients) until(*client, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  for (int i = 0; i < 100; ++i) rig.record(1);
  for (auto& client : clients) {
    std::vector<Seq> shown;
    until(*client, [&](ClientEvent const& event) {
      if (is_message(event, "update")) shown.push_back(number(object(event.text), "seq"));
      return shown.size() == 100;
    });
    for (Seq i = 0; i < 100; ++i) REQUIRE(shown[i] == i + 1);
  }
}

}  // namespace
}  // namespace lingding::bus::test
