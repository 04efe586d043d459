// A whole server that is posted to, and whose spools are filled; killed where it hurts.

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

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
namespace fs = std::filesystem;

namespace {

constexpr char const* kToken = "0123456789abcdef0123456789abcdef";
// Published by nmea0183-signalk; tests/golden/dsc/README.md.
constexpr char const* kCall = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A\r\n";

constexpr char const* kSources = R"(
[http]
address = "127.0.0.1:0"
[[source]]
name = "posted"
centre = "HK"
format = "cap"
input = "http"
token_file = "token"
[[source]]
name = "drop"
centre = "HK"
format = "dsc"
input = "spool"
path = "spool"
[[source]]
name = "cap-drop"
centre = "HK"
format = "cap"
input = "spool"
path = "cap-spool"
)";

/// CAP 1.2, with every required element; no MMSI: only its thread tells what it is about.
std::string cap(std::string const& type, std::string const& id, std::string const& references) {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>)" +
         id + R"(</identifier><sender>watch@example.org</sender><sent>2026-11-21T10:00:00+08:00</sent>
<status>Actual</status><msgType>)" +
         type + "</msgType><scope>Public</scope>" +
         (references.empty()
              ? ""
              : "<references>watch@example.org," + references + ",2026-11-21T09:00:00+08:00</references>") +
         R"(<info><category>Rescue</category><event>Yacht overdue</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Likely</certainty></info></alert>
)";
}

struct Story {
  ServerWorld world{kSources};
  OfficerConsole hk{CentreId::hk, world.key_file(CentreId::hk), Officer::watches};

  Story() {
    std::ofstream(world.folder() / "token") << kToken << "\n";
    fs::permissions(world.folder() / "token", fs::perms::owner_read | fs::perms::owner_write);
    fs::create_directory(world.folder() / "spool");
    fs::create_directory(world.folder() / "cap-spool");
  }
  void start() {
    world.start();
    hk.connect(world.server().console_endpoint());
  }
  std::string post(std::string const& body) {
    std::ifstream file(world.data() / "endpoints.json");
    std::string const endpoints{std::istreambuf_iterator<char>(file), {}};
    auto const at = endpoints.find("\"http\":\"") + 8;
    auto const port = runtime::parse_endpoint(endpoints.substr(at, endpoints.find('"', at) - at)).value().port;
    auto socket = Socket::connected_tcp(port);
    socket.send(
        "POST /v1/alerts/posted HTTP/1.1\r\nHost: x\r\nContent-Type: application/cap+xml\r\nAuthorization: Bearer " +
        std::string(kToken) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    std::string answer;
    char buffer[4096];
    if (socket.readable(std::chrono::seconds{30}))
      if (auto const got = ::recv(socket.fd(), buffer, sizeof buffer, 0); got > 0)
        answer.assign(buffer, static_cast<std::size_t>(got));
    return answer;
  }
  void put(std::string const& folder, std::string const& name, std::string const& text) const {
    std::ofstream(world.folder() / "being-written", std::ios::binary) << text;
    fs::rename(world.folder() / "being-written", world.folder() / folder / name);
  }
  bool there(std::string const& path) {
    return hk.pump_until([&] { return fs::exists(world.folder() / path); });
  }
};

std::size_t alerts_of(coordinator::Desk const& desk, AlertKind kind) {
  std::size_t count = 0;
  for (auto const* const incident : desk.incidents())
    for (auto const& alert : incident->alerts)
      if (alert.report.kind == kind) count += alert.count;
  return count;
}

}  // namespace

TEST_CASE("server.ways_in: what was answered as accepted is there after a crash") {
  Story story;
  story.start();
  CHECK(story.post("<alert").starts_with("HTTP/1.1 400 "));
  auto const answer = story.post(cap("Alert", "A1", ""));
  story.world.end(SIGKILL);  // at once
  REQUIRE(answer.starts_with("HTTP/1.1 200 "));
  CHECK(answer.find("\"accepted\":1") != std::string::npos);
  story.hk.disconnect();
  auto const session = story.world.replayed(CentreId::hk);
  CHECK(alerts_of(session->desk(), AlertKind::cap) == 1);
}

TEST_CASE("server.ways_in: an update and a cancel come to the incident that their references opened, by any way in") {
  Story story;
  story.start();
  REQUIRE(story.post(cap("Alert", "A1", "")).starts_with("HTTP/1.1 200 "));
  story.put("cap-spool", "update.xml", cap("Update", "A2", "A1"));
  REQUIRE(story.there("cap-spool/processed/update.xml"));
  REQUIRE(story.post(cap("Cancel", "A3", "A2")).starts_with("HTTP/1.1 200 "));
  REQUIRE(story.post(cap("Alert", "B1", "")).starts_with("HTTP/1.1 200 "));
  story.world.end(SIGKILL);
  story.hk.disconnect();
  auto const session = story.world.replayed(CentreId::hk);
  REQUIRE(session->desk().incidents().size() == 2);
  auto const& first = *session->desk().incidents().front();
  REQUIRE(first.alerts.size() == 3);
  CHECK(std::ranges::count_if(first.alerts, [](auto const& alert) { return alert.report.cancels; }) == 1);
  CHECK((!first.closure || first.closure->outcome == coordinator::CaseOutcome::open));  // an officer closes
}

TEST_CASE("server.ways_in: a spooled file that a crash left in its place is delivered once") {
  Story story;
  story.start();
  story.put("spool", "call", kCall);
  REQUIRE(story.there("spool/processed/call"));
  story.world.end(SIGKILL);
  story.hk.disconnect();
  // As if the crash had come between recording and moving: the same file, with its times, where it was.
  fs::rename(story.world.folder() / "spool" / "processed" / "call", story.world.folder() / "spool" / "call");
  story.start();
  REQUIRE(story.there("spool/processed/call"));
  story.put("spool", "bad", "$CDDSC,12*00\r\n");
  REQUIRE(story.there("spool/failed/bad.reason.txt"));
  story.world.end(SIGTERM);
  story.hk.disconnect();
  auto const session = story.world.replayed(CentreId::hk);
  CHECK(alerts_of(session->desk(), AlertKind::dsc) == 1);
}
