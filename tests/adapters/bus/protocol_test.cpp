// The messages as text, and docs/protocol.md held to the code: its error table, its examples, its limits.

#include "adapters/bus/protocol.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "adapters/bus/console_bus.hpp"
#include "tests/adapters/bus/fakes.hpp"

namespace lingding::bus::test {
namespace {

std::string document() {
  std::ifstream const in{LINGDING_SOURCE_DIR "/docs/protocol.md"};
  std::ostringstream text;
  text << in.rdbuf();
  REQUIRE(text.str().size() > 10'000);
  return text.str();
}

/// The lines of the document's json blocks that are whole objects.
std::vector<std::string> examples(std::string const& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```"))
      inside = line == "```json";
    else if (inside && line.starts_with("{") && line.ends_with("}"))
      lines.push_back(line);
  }
  return lines;
}

geo::UtcTime at(std::string_view time) {
  return geo::parse_time(time).value();
}

TEST_CASE("bus.protocol: the document's table of errors is the code's") {
  auto const text = document();
  auto const start = text.find("## 11. Errors");
  auto const end = text.find("## 12.");
  REQUIRE(start < end);
  std::string expected;
  for (auto const& row : error_table()) {
    CHECK(row_of(row.code).name == row.name);
    expected += "| `" + std::string{row.name} + "` | " + (row.scope == ErrorScope::session ? "session" : "message") +
                " | " + std::string{row.text} + " |\n";
  }
  auto const table = text.substr(start, end - start);
  CHECK(table.find("|---|---|---|\n" + expected + "\n") != std::string::npos);
}

TEST_CASE("bus.protocol: the server takes every example that the document gives a client to say") {
  std::vector<std::string> taken;
  for (auto const& line : examples(document())) {
    auto const type = text(object(line), "type");
    // heartbeat and bye have namesakes of the server's, with other members.
    bool const of_server = object(line).contains("at") || object(line).contains("reason");
    if (of_server || (type != "hello" && type != "received" && type != "heartbeat" && type != "command" &&
                      type != "document" && type != "submit" && type != "ask" && type != "bye"))
      continue;
    INFO(line);
    CHECK(parse_client_message(line));
    taken.push_back(type);
  }
  CHECK(taken ==
        std::vector<std::string>{"hello", "received", "heartbeat", "command", "document", "submit", "ask", "bye"});
}

TEST_CASE("bus.protocol: the document's examples of what the server says are what it writes") {
  auto const text = document();
  auto const shows = [&](std::string const& message) {
    INFO(message);
    CHECK(text.find("\n" + message + "\n") != std::string::npos);
  };
  DeskStatus const status{
      Recording::normal, "", {{geo::CentreId::cn_gd, LinkState::State::up, 0, at("2016-08-27T15:49:58Z")}}};
  shows(write_welcome(Mode::real,
                      {.session = "HK-12",
                       .server = "lingding 0.1.0",
                       .centre = geo::CentreId::hk,
                       .officer = "hk-1",
                       .role = Role::officer,
                       .party = "HK",
                       .journal = "9f2c51d0a7be3344",
                       .newest_seq = 41,
                       .heartbeat_ms = BusLimits{}.heartbeat.count(),
                       .silent_after_ms = BusLimits{}.silent_after.count(),
                       .window_messages = BusLimits{}.window_messages,
                       .window_bytes = BusLimits{}.window_bytes,
                       .traffic_port = 7411,
                       .at = at("2016-08-27T15:50:00Z")},
                      status));
  shows(write_update(
      Mode::real, 42, 40, at("2016-08-27T15:50:00Z"),
      R"([{"type":"alarm_raised","incident_id":"HK-20160827-155000-1","reason":"new_incident","level":"responsible"}])"));
  shows(write_unrecorded(Mode::real, at("2016-08-27T15:50:00Z"), R"([{"type":"notice_shown","text":"…"}])"));
  shows(write_caught_up(Mode::real, 42));
  shows(write_gap(Mode::real, 17, 40, ErrorCode::journal_damaged));
  shows(write_status(Mode::real, geo::CentreId::hk,
                     {Recording::degraded, "The journal can't be written: no space left on device.", {}}, 42,
                     at("2016-08-27T15:50:01Z")));
  shows(write_heartbeat(Mode::real, 7, at("2016-08-27T15:50:05Z")));
  shows(write_error(Mode::real, {ErrorCode::wrong_centre, "/centre", "HK", {}}));
  shows(write_part_received(Mode::real, geo::sha256("hello world\n"), 12));
  shows(write_answer(Mode::real, "q-1", R"({"plan_id":"HK-2026-0007"})"));
  shows(write_answer_part(Mode::real, "q-2", 1, 90, R"({"document":)"));
  shows(write_bye(Mode::real, "the server is being stopped"));
}

TEST_CASE("bus.protocol: the commands of the document are commands of the desk") {
  std::size_t found = 0;
  for (auto const& line : examples(document())) {
    auto const type = text(object(line), "type");
    if (type != "acknowledge" && type != "confirm_ship" && type != "add_note") continue;
    INFO(line);
    CHECK(coordinator::parse_command(line));
    ++found;
  }
  CHECK(found == 3);
}

TEST_CASE("bus.protocol: what a client of ours writes is what the server reads") {
  Hello const hello{1, geo::CentreId::mo, 12345678901234ULL, "journal", "console \"1\" 澳門", "zh-Hant", "mo-1"};
  auto const parsed = parse_client_message(write_hello(hello));
  REQUIRE(parsed);
  auto const& back = std::get<Hello>(*parsed);
  CHECK(back.centre == hello.centre);
  CHECK(back.last_seq == hello.last_seq);
  CHECK(back.journal == hello.journal);
  CHECK(back.client == hello.client);
  CHECK(back.language == hello.language);
  CHECK(back.officer == hello.officer);
  CHECK(std::get<Received>(*parse_client_message(write_received(9))).seq == 9);
  CHECK(std::get<Heartbeat>(*parse_client_message(write_heartbeat_echo(3))).beat == 3);
  auto const command = std::get<CommandSent>(*parse_client_message(write_command("c-1", R"({"a":[1,"x"]})")));
  CHECK(command.id == "c-1");
  CHECK(command.command == R"({"a":[1,"x"]})");
  CHECK(std::holds_alternative<Bye>(*parse_client_message(write_client_bye())));
}

TEST_CASE("bus.protocol: an update has what all are shown, and for its officer all that he is shown, in order") {
  auto const update = make_update(7, geo::UtcTime{}, {{"", "1"}, {"hk-1", "2"}, {"", "3"}});
  REQUIRE(update);
  CHECK(*update->effects_for("hk-2") == "[1,3]");
  CHECK(*update->effects_for("hk-1") == "[1,2,3]");
  CHECK_FALSE(make_update(7, geo::UtcTime{}, {}));
  auto const only = make_update(7, geo::UtcTime{}, {{"hk-1", "2"}});
  CHECK(only->effects_for("hk-2") == nullptr);
  CHECK(only->effects_for("") == nullptr);
}

TEST_CASE("bus.recent: held updates are bounded, and what is let go of is known") {
  RecentUpdates recent{3, 1000};
  recent.start(10);
  CHECK(recent.complete_after() == 10);
  std::vector<Update> five;
  for (Seq seq = 11; seq <= 15; ++seq) five.push_back(FakeJournal::update(seq));
  recent.add(10, 16, five);
  CHECK(recent.complete_after() == 12);
  CHECK(recent.up_to() == 16);
  CHECK(recent.next(12)->seq == 13);
  CHECK(recent.next(14)->seq == 15);
  CHECK(recent.next(15) == nullptr);
  recent.add(10, 16, five);  // again: nothing new
  CHECK(recent.complete_after() == 12);
  recent.add(20, 21, {FakeJournal::update(21)});  // 17 … 20 never came
  CHECK(recent.complete_after() == 20);
  CHECK(recent.next(20)->seq == 21);
}

TEST_CASE("bus.outflow: an update's receipt and a heartbeat's echo confirm all that was sent before") {
  Outflow outflow;
  outflow.sent(100);
  outflow.sent(10, 5);
  outflow.sent(1, 0, 1);
  outflow.sent(10, 6);
  CHECK(outflow.messages() == 4);
  CHECK(outflow.bytes() == 121);
  CHECK_FALSE(outflow.received(4));
  CHECK(outflow.received(5));
  CHECK(outflow.messages() == 2);
  CHECK(outflow.bytes() == 11);
  CHECK(outflow.echoed(1));
  CHECK(outflow.messages() == 1);
  outflow.forget_seqs();
  CHECK_FALSE(outflow.received(100));
  outflow.sent(1, 0, 2);
  CHECK(outflow.echoed(2));
  CHECK(outflow.bytes() == 0);
}

}  // namespace
}  // namespace lingding::bus::test
