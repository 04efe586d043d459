// A real server whose officers do not answer: the alarm is repeated and goes out by a second channel, also when the
// server is killed in between.

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/server_world.hpp"
#include "tools/ferry_traffic.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using geo::CentreId;
using support::ServerWorld;

TEST_CASE(
    "faults.clock: an alarm that nobody acknowledges reaches a human, though the server is killed and restarted") {
  support::TempFolder const folder("clock");
  auto const file = (folder / "got").string();
  ServerWorld world(
      "[clock]\nrepeat_after_s = 5\nescalate_after_s = 5\n[[notify]]\nname = \"duty\"\ncentre = \"HK\"\n"
      "step = 2\nkind = \"command\"\ncommand = [\"/usr/bin/tee\", \"-a\", \"" +
      file + "\"]\n");
  support::OfficerConsole console(CentreId::hk, world.key_file(CentreId::hk), support::Officer::watches);
  world.start();
  console.connect(world.server().console_endpoint());
  auto const device = *plans::Mmsi::from_number(970'010'119U);
  world.feed(CentreId::hk)
      .try_send(tools::sart_position_sentence(device, *geo::Position::from_degrees(22.25, 114.1), 30));
  REQUIRE(console.pump_until([&] { return console.of_device(device.number()) != nullptr; }));
  world.end(SIGKILL);
  console.disconnect();

  world.start();
  console.connect(world.server().console_endpoint());
  auto const delivered = [&] {
    auto const* const incident = console.of_device(device.number());
    return incident != nullptr && std::ranges::any_of(incident->log, [](auto const& line) {
             return line.text.starts_with("Second channel duty (command tee): delivered");
           });
  };
  CHECK(console.pump_until(delivered, 30s));
  std::ostringstream got;
  got << std::ifstream(file).rdbuf();
  CHECK(got.str().find("DISTRESS not acknowledged at HK") != std::string::npos);
  CHECK(console.of_device(device.number())->told.size() == 3);
  world.end(SIGTERM);
  auto const replayed = world.run({"journal", "replay", "--data", world.data().string(), "--centre", "HK"});
  INFO(replayed.output);
  CHECK(replayed.status == 0);
}
