// Every message of the server says what the server is for, and a client that takes it for another is refused.

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/adapters/bus/switchboard_rig.hpp"

namespace lingding::bus::test {
namespace {

constexpr std::string_view kDigest = "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447";

/// Each function of protocol.hpp by which a server says something, by its name, with what it writes.
std::map<std::string, std::string> everything_said(Mode mode) {
  DeskStatus const status{Recording::normal, "", {{geo::CentreId::mo, LinkState::State::up, 0, {}, 3}}};
  geo::UtcTime const at{};
  Refusal const refusal{ErrorCode::busy, "/x", "y", "c-1"};
  return {{"write_welcome", write_welcome(mode, Welcome{}, status)},
          {"write_update", write_update(mode, 2, 1, at, "[]")},
          {"write_unrecorded", write_unrecorded(mode, at, "[]")},
          {"write_caught_up", write_caught_up(mode, 2)},
          {"write_gap", write_gap(mode, 1, 2, ErrorCode::journal_damaged)},
          {"write_status", write_status(mode, geo::CentreId::hk, status, 2, at)},
          {"write_heartbeat", write_heartbeat(mode, 1, at)},
          {"write_bye", write_bye(mode, "why")},
          {"write_error", write_error(mode, refusal)},
          {"write_part_received", write_part_received(mode, {}, 1)},
          {"write_answer", write_answer(mode, "q", "{}")},
          {"write_answer_part", write_answer_part(mode, "q", 1, 2, "{")},
          {"write_traffic", write_traffic(mode, geo::CentreId::hk, "")}};
}

/// What a client says; it marks these with the mode that its session has.
std::set<std::string> const kClients{"write_hello",   "write_received", "write_heartbeat_echo",
                                     "write_command", "write_attach",   "write_document_part",
                                     "write_submit",  "write_ask",      "write_client_bye"};

TEST_CASE(
    "bus.mode: nothing that the server can say lacks its mode, and no function that says something is missing here") {
  for (auto const mode : {Mode::real, Mode::exercise})
    for (auto const& [name, message] : everything_said(mode)) {
      INFO(name << ": " << message);
      CHECK(text(object(message), "mode") == to_text(mode));
      // Before anything that a reader could act upon.
      CHECK(message.find(R"(","mode":")") == message.find(R"(","mode":")" + std::string{to_text(mode)} + "\""));
      CHECK(message.find(R"("mode":)") < 40);
    }
  std::ifstream const in{LINGDING_SOURCE_DIR "/adapters/bus/protocol.hpp"};
  std::ostringstream header;
  header << in.rdbuf();
  auto const source = header.str();
  std::set<std::string> declared;
  std::regex const writer(R"(std::string (write_\w+)\()");
  for (auto at = std::sregex_iterator(source.begin(), source.end(), writer); at != std::sregex_iterator(); ++at)
    declared.insert((*at)[1]);
  auto expected = kClients;
  for (auto const& [name, message] : everything_said(Mode::real)) expected.insert(name);
  // A new way for the server to say something belongs into everything_said(), a client's into kClients.
  CHECK(declared == expected);
}

TEST_CASE("bus.mode: a whole session of an exercise is marked, message by message, whatever is said and asked") {
  for (auto const mode : {Mode::real, Mode::exercise}) {
    BusLimits const limits;
    Rig rig{limits, Curve::on, nullptr, mode};
    rig.record(3);
    rig.hello(routing('a'), kOfficer);
    rig.settle();
    rig.record(1);
    rig.board->publish_unrecorded(geo::CentreId::hk, *make_update(0, {}, {{"", R"({"type":"notice_shown"})"}}));
    rig.board->set_status({}, geo::CentreId::hk, {Recording::degraded, "full", {}});
    rig.say(routing('a'), kOfficer, "not JSON");
    rig.say(routing('a'), kOfficer, R"({"type":"command","id":"1","command":{"type":"acknowledge"}})");
    rig.say(routing('a'), kOfficer, R"({"type":"ask","id":"q","query":{}})");
    rig.board->answer({1, "q"}, rig.now, R"({"long":")" + std::string(2 * kLongestPart, 'x') + "\"}");
    rig.say(routing('a'), kOfficer,
            R"({"type":"document","digest":")" + std::string{kDigest} +
                R"(","size":12,"offset":0,"text":"hello world\n"})");
    rig.settle();
    for (int i = 0; i < 2; ++i) rig.pass(limits.heartbeat);
    rig.say(routing('b'), kOfficer, R"({"type":"received","seq":1})");  // without a session
    rig.board->shut_down();
    std::set<std::string> types;
    for (auto const& from : {routing('a'), routing('b')})
      for (auto const& message : rig.take(from)) {
        INFO(boost::json::serialize(message).substr(0, 200));
        CHECK(text(message, "mode") == to_text(mode));
        types.insert(text(message, "type"));
      }
    CHECK(types == std::set<std::string>{"answer", "bye", "caught_up", "error", "heartbeat", "part_received", "status",
                                         "update", "welcome"});
  }
}

TEST_CASE("bus.mode: the welcome of an exercise names it, and says how the real desk is reached") {
  Rig played{{}, Curve::on, nullptr, Mode::exercise};
  played.hello(routing('a'), kOfficer);
  auto const welcome = played.take(routing('a'), "welcome").at(0);
  CHECK(text(welcome, "exercise") == "PEARL");
  CHECK(text(welcome, "real_desk") == "telephone 1");
  CHECK(text(welcome.at("traffic").as_object(), "topic") == "exercise.traffic.HK");
  Rig real;
  real.hello(routing('a'), kOfficer);
  auto const plain = real.take(routing('a'), "welcome").at(0);
  CHECK_FALSE(plain.contains("exercise"));
  CHECK_FALSE(plain.contains("real_desk"));
  CHECK(text(plain.at("traffic").as_object(), "topic") == "traffic.HK");
}

TEST_CASE("bus.mode: who takes the server for another is refused, whatever he says, and has no session any more") {
  for (auto const mode : {Mode::real, Mode::exercise}) {
    std::string const other{to_text(mode == Mode::real ? Mode::exercise : Mode::real)};
    auto const believing = [&](std::string const& message) {
      return message.substr(0, message.size() - 1) + R"(,"mode":")" + other + "\"}";
    };
    std::string const command = R"({"type":"command","id":"c-1","command":{"type":"acknowledge","incident_id":"x"}})";
    for (auto const& message :
         {command, std::string{R"({"type":"submit","id":"c-1","statement":"s","signature":"t"})"},
          std::string{R"({"type":"ask","id":"c-1","query":{}})"}, std::string{R"({"type":"received","seq":0})"},
          R"({"type":"attach","id":"c-1","document":")" + std::string{kDigest} + "\"}"}) {
      Rig rig{{}, Curve::on, nullptr, mode};
      rig.hello(routing('a'), kOfficer);
      rig.take(routing('a'));
      rig.say(routing('a'), kOfficer, believing(message));
      auto const said = rig.take(routing('a'));
      REQUIRE(said.size() == 1);
      CHECK(text(said[0], "code") == "wrong_mode");
      CHECK(text(said[0], "expected") == to_text(mode));
      CHECK(text(said[0], "scope") == "session");
      if (message.find("c-1") != std::string::npos) CHECK(text(said[0], "id") == "c-1");
      CHECK(rig.board->sessions() == 0);
      CHECK(rig.port.taken().empty());
      CHECK(rig.port.filed().empty());
      CHECK(rig.port.asked().empty());
      // Nor does it go on as if nothing had been.
      rig.say(routing('a'), kOfficer, command);
      CHECK(text(rig.take(routing('a')).at(0), "code") == "no_hello");
    }
    Rig rig{{}, Curve::on, nullptr, mode};
    rig.hello(routing('a'), kOfficer, 0, R"(,"mode":")" + other + "\"");
    CHECK(text(rig.take(routing('a')).at(0), "code") == "wrong_mode");
    rig.hello(routing('a'), kOfficer, 0, R"(,"mode":"parade")");
    CHECK(text(rig.take(routing('a')).at(0), "code") == "bad_message");
    CHECK(rig.board->sessions() == 0);
    // And who knows, or does not say, is served.
    rig.hello(routing('a'), kOfficer, 0, R"(,"mode":")" + std::string{to_text(mode)} + "\"");
    rig.hello(routing('b'), kOfficer);
    CHECK(rig.board->sessions() == 2);
    rig.say(routing('a'), kOfficer, write_command("c-2", R"({"type":"acknowledge"})", mode));
    CHECK(rig.port.taken().size() == 1);
  }
}

}  // namespace
}  // namespace lingding::bus::test
