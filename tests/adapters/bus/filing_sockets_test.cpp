// Filing and asking over real sockets: operators at both doors, documents there and back, and peers that misbehave.

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "adapters/bus/protocol.hpp"
#include "geo/json_writer.hpp"
#include "geo/sha256.hpp"
#include "tests/adapters/bus/bus_rig.hpp"

namespace lingding::bus::test {
namespace {

using geo::CentreId;
using std::chrono::milliseconds;

template <class Done>
void until(ConsoleClient& client, Done&& done) {
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline)
    for (auto const& event : client.poll(milliseconds{50}))
      if (done(event)) return;
  FAIL("what was waited for did not come");
}

template <class Condition>
void until_true(Condition&& condition) {
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::yield();
  }
}

bool is_message(ClientEvent const& event, std::string_view type) {
  return event.kind == ClientEvent::Kind::message && text(object(event.text), "type") == type;
}

struct FilingRig : BusRig {
  FilingRig() { enrol_operator("ferries-1", "example-ferries"); }
  void enrol_operator(std::string const& name, std::string const& company) const {
    make_key(folder.path(), name, CentreId::hk, Role::operator_, kCreated, company);
  }
  /// Answers a submission as a registry does.
  static void settle(ConsoleBus& on, FakePort::Filed const& filed) {
    on.answer(filed.submission.reply_to, R"({"outcome":"recorded"})");
  }
  /// An entry of the journal with the outcome of a command that had this id.
  void record_command(std::string const& officer, std::string const& id) {
    auto const after = hk.last();
    hk.append(1);
    std::vector<Update> updates;
    updates.push_back(*make_update(
        after + 1, kCreated,
        {{"", R"({"type":"notice_shown","text":"a plan was filed"})"},
         {officer, R"({"type":"command_done","officer":")" + officer + R"(","command_id":")" + id + "\"}"}}));
    bus->publish(CentreId::hk, after, after + 1, std::move(updates));
  }
};

TEST_CASE("bus.sockets: an operator's key opens the console door and not the door to the traffic picture") {
  FilingRig rig;
  auto const ferries = rig.secret("ferries-1");
  auto const officer = rig.secret("hk-1");
  RawPeer console{rig.bus->console_endpoint(), &ferries};
  console.hello();
  CHECK(text(console.receive("welcome"), "party") == "operator:example-ferries");
  auto const refused = rig.bus->counters().handshakes_refused;
  RawPeer shut{rig.bus->traffic_endpoint(), &ferries, {}, zmq::socket_type::sub};
  RawPeer open{rig.bus->traffic_endpoint(), &officer, {}, zmq::socket_type::sub};
  // The officer is shown the picture while the operator has been refused several times and got not a byte.
  std::size_t shown = 0;
  until_true([&] {
    rig.bus->publish_traffic(CentreId::hk, std::make_shared<std::string const>(R"({"mmsi":1})"));
    if (!open.receive_parts(milliseconds{20}).empty()) ++shown;
    REQUIRE(shut.receive_parts(milliseconds{1}).empty());
    return shown >= 3 && rig.bus->counters().handshakes_refused >= refused + 3;
  });
}

TEST_CASE("bus.sockets: an operator files a plan of 4 MiB and fetches it again, and is shown its outcome alone") {
  FilingRig rig;
  rig.record(100);
  std::string document;
  while (document.size() + 32 < (4U << 20U)) document += "{\"船\":\"伶仃\"}\n" + std::to_string(document.size());
  rig.port.on_submit([&](FakePort::Filed const& filed) { rig.settle(*rig.bus, filed); });
  rig.port.on_ask([&](FakePort::Asked const& asked) {
    std::string result;
    geo::JsonWriter writer{result};
    writer.begin_object().member("document", document).end_object();
    rig.bus->answer(asked.question.reply_to, std::move(result));  // on the bus thread, at once
  });
  ConsoleClient client{rig.client_options("ferries-1")};
  REQUIRE(client.submit("s-1", "{\"kind\":\"plan_filed\"}", "eyJ..c2ln", document) == ConsoleClient::Taken::yes);
  until(client, [&](ClientEvent const& event) {
    CHECK_FALSE(is_message(event, "update"));
    return event.kind == ClientEvent::Kind::answer && event.id == "s-1" && event.text == R"({"outcome":"recorded"})";
  });
  auto const filed = rig.port.filed();
  REQUIRE(filed.size() == 1);
  CHECK(filed[0].client == Client{"ferries-1", Role::operator_, "operator:example-ferries"});
  CHECK(filed[0].submission.document == document);
  REQUIRE(client.ask("q-1", R"({"kind":"document"})") == ConsoleClient::Taken::yes);
  until(client, [&](ClientEvent const& event) {
    if (event.kind != ClientEvent::Kind::answer) return false;
    CHECK(event.id == "q-1");
    CHECK(text(object(event.text), "document") == document);
    return true;
  });
  CHECK(rig.bus->counters().answers_sent == 2);
}

TEST_CASE(
    "bus.sockets: a filing is sent again to a server that came back, with its document, and a question asked again") {
  FilingRig rig;
  rig.record(3);
  std::string const document(500'000, 'x');
  auto options = rig.client_options("ferries-1");
  options.start = ClientOptions::Start::newest;
  ConsoleClient client{std::move(options)};
  client.submit("s-1", "{}", "sig", document);
  client.ask("q-1", "{}");
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while ((rig.port.filed().empty() || rig.port.asked().empty()) && std::chrono::steady_clock::now() < deadline)
    client.poll(milliseconds{5});
  BusOptions again;
  again.console_endpoint = rig.bus->console_endpoint();
  again.keys_folder = rig.folder.path();
  again.centres = {CentreId::hk};
  again.limits = quick_limits();
  rig.bus.reset();
  until(client, [](ClientEvent const& event) { return event.kind == ClientEvent::Kind::lost; });
  // The new bus may be asked before its constructor has returned here.
  std::promise<ConsoleBus*> made;
  auto const next = made.get_future().share();
  rig.port.on_submit([&, next](FakePort::Filed const& filed) { rig.settle(*next.get(), filed); });
  rig.port.on_ask([next](FakePort::Asked const& asked) { next.get()->answer(asked.question.reply_to, "[1]"); });
  until_true([&] {
    try {
      rig.bus = std::make_unique<ConsoleBus>(
          again, rig.port, std::make_unique<FakeHistory>(std::map<CentreId, FakeJournal*>{{CentreId::hk, &rig.hk}}));
    } catch (std::runtime_error const&) {  // the port is not free yet
    }
    return rig.bus != nullptr;
  });
  made.set_value(rig.bus.get());
  bool done = false;
  bool answered = false;
  until(client, [&](ClientEvent const& event) {
    if (event.kind != ClientEvent::Kind::answer) return false;
    done = done || event.id == "s-1";
    answered = answered || (event.text == "[1]" && event.id == "q-1");
    return done && answered;
  });
  auto const filed = rig.port.filed();
  REQUIRE(filed.size() == 2);
  CHECK(filed[1].submission.id == "s-1");
  CHECK(filed[1].submission.document == document);
}

TEST_CASE(
    "bus.sockets: the outcome of a command says nothing of a filing with the same id, which waits for its answer") {
  FilingRig rig;
  ConsoleClient client{rig.client_options("hk-1")};
  until(client, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  REQUIRE(client.submit("s-1", "{}", "sig", std::nullopt) == ConsoleClient::Taken::yes);
  auto const deadline = std::chrono::steady_clock::now() + kPatience;
  while (rig.port.filed().empty() && std::chrono::steady_clock::now() < deadline) client.poll(milliseconds{5});
  REQUIRE(rig.port.filed().size() == 1);
  // While it has no outcome nothing else of this client takes its id.
  CHECK_FALSE(client.command("s-1", R"({"type":"acknowledge_incident","incident_id":"x"})"));
  // A command of an earlier run of the program had it.
  rig.record_command("hk-1", "s-1");
  until(client, [](ClientEvent const& event) {
    return is_message(event, "update") && event.text.find("command_done") != std::string::npos;
  });
  FilingRig::settle(*rig.bus, rig.port.filed()[0]);
  until(client, [](ClientEvent const& event) { return event.kind == ClientEvent::Kind::answer && event.id == "s-1"; });
  // Free again; and the other way round.
  CHECK(client.command("s-1", R"({"type":"acknowledge_incident","incident_id":"x"})"));
  CHECK(client.submit("s-1", "{}", "sig", std::nullopt) == ConsoleClient::Taken::id_in_use);
  CHECK(client.ask("s-1", "{}") == ConsoleClient::Taken::id_in_use);
}

TEST_CASE("bus.sockets: a flood of questions and documents does not hold up an officer's updates") {
  std::string const large = "\"" + std::string(1U << 20U, 'x') + "\"";  // outlives the bus, which answers to its end
  FilingRig rig;
  rig.port.on_ask([&](FakePort::Asked const& asked) { rig.bus->answer(asked.question.reply_to, large); });
  ConsoleClient officer{rig.client_options("hk-1")};
  until(officer, [](ClientEvent const& event) { return is_message(event, "caught_up"); });
  std::atomic<bool> stop{false};
  std::vector<std::thread> flood;
  for (int i = 0; i < 2; ++i) {
    auto const name = "flood-" + std::to_string(i);
    rig.enrol_operator(name, "flood");
    flood.emplace_back([&rig, &stop, name] {
      auto const key = rig.secret(name);
      RawPeer peer{rig.bus->console_endpoint(), &key};
      peer.socket().set(zmq::sockopt::sndtimeo, 50);
      peer.hello();
      std::string const part = write_document_part({geo::sha256("x"), 1U << 20U, 0, std::string(kLongestPart, 'x')});
      for (int n = 0; !stop; ++n) {
        auto const frame = n % 3 == 0 ? part : write_ask("q-" + std::to_string(n), "{}");
        static_cast<void>(peer.socket().send(zmq::buffer(frame), zmq::send_flags::none));
      }
    });
  }
  until_true([&] { return rig.bus->counters().questions_received > 20; });
  auto const before = rig.bus->counters().questions_received;
  Seq seq = 0;
  while (seq < 100 || rig.bus->counters().questions_received < before + 100) {
    rig.record(1);
    ++seq;
    until(officer, [&](ClientEvent const& event) {
      return is_message(event, "update") && number(object(event.text), "seq") == seq;
    });
  }
  stop = true;
  for (auto& thread : flood) thread.join();
  CHECK(rig.bus->counters().questions_received >= before + 100);
}

TEST_CASE("bus.sockets: an operator that breaks off in the middle of a document leaves nothing behind") {
  FilingRig rig;
  auto const key = rig.secret("ferries-1");
  std::string const document(200'000, 'x');
  auto const part = [&](std::size_t start) {
    return write_document_part({geo::sha256(document), document.size(), start, document.substr(start, 40'000)});
  };
  {
    RawPeer peer{rig.bus->console_endpoint(), &key};
    peer.hello();
    peer.receive("welcome");
    peer.send(part(0));
    CHECK(number(peer.receive("part_received"), "offset") == 40'000);
  }
  // The next connection has no part of it.
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  peer.receive("welcome");
  peer.send(part(40'000));
  auto const error = peer.receive("error");
  CHECK(text(error, "code") == "document_unknown");
  CHECK(text(error, "digest") == geo::to_hex(geo::sha256(document)));
  for (std::size_t start = 0; start < document.size(); start += 40'000) {
    peer.send(part(start));
    CHECK(number(peer.receive("part_received"), "offset") == start + 40'000);
  }
  peer.send(write_submit({"s-1", "{}", "sig", geo::sha256(document)}));
  until_true([&] { return rig.port.filed().size() == 1; });
  CHECK(rig.port.filed()[0].submission.document == document);
}

TEST_CASE("bus.sockets: answers from many threads to sessions that are gone are dropped, and the bus goes on") {
  FilingRig rig;
  auto const key = rig.secret("ferries-1");
  {
    RawPeer peer{rig.bus->console_endpoint(), &key};
    peer.hello();
    peer.receive("welcome");
    for (int i = 0; i < 10; ++i) peer.send(write_ask("q-" + std::to_string(i), "{}"));
    until_true([&] { return rig.port.asked().size() == 10; });
    peer.send(write_client_bye());
    until_true([&] { return rig.bus->counters().sessions_open == 0; });
  }
  auto const asked = rig.port.asked();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (auto const& question : asked) rig.bus->answer(question.question.reply_to, "1");
    });
  for (auto& thread : threads) thread.join();
  until_true([&] { return rig.bus->counters().answers_dropped == 40; });
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  peer.receive("welcome");
  peer.send(write_ask("q-1", "{}"));
  until_true([&] { return rig.port.asked().size() == 11; });
  rig.bus->answer(rig.port.asked().back().question.reply_to, "2");
  CHECK(peer.receive("answer").at("result") == 2);
}

TEST_CASE("bus.sockets: a key that is enrolled anew as an operator's loses the officer's session") {
  FilingRig rig;
  auto const key = rig.secret("hk-1");
  RawPeer peer{rig.bus->console_endpoint(), &key};
  peer.hello();
  peer.receive("welcome");
  auto entry = parse_authorized_key(rig.folder.read("authorized/hk-1.key")).value();
  entry.role = Role::operator_;
  entry.company = "example-ferries";
  rig.folder.write("authorized/hk-1.key", to_text(entry));
  CHECK(text(peer.receive("error"), "code") == "key_revoked");
  peer.hello();
  CHECK(text(peer.receive("welcome"), "role") == "operator");
}

}  // namespace
}  // namespace lingding::bus::test
