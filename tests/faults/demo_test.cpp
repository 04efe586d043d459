// The main job, end to end, as the demonstration plays it through a real server's real inputs and consoles.

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "adapters/bus/keys.hpp"
#include "tests/support/server_world.hpp"

using namespace lingding;
using geo::CentreId;
using support::ServerWorld;

namespace {

/// As tools/run configures them, at addresses that are free.
constexpr char const* kSources = R"(
[[source]]
name = "HK-MCC"
centre = "HK"
format = "sit"
input = "tcp_server"
address = "127.0.0.1:0"
[[source]]
name = "MO-DSC"
centre = "MO"
format = "dsc"
input = "tcp_server"
address = "127.0.0.1:0"
[[source]]
name = "HK-CAP"
centre = "HK"
format = "cap"
input = "spool"
path = "cap-inbox"
)";

}  // namespace

TEST_CASE("faults.demo: the collision of 27 August 2016 ends with Guangdong in custody and all three centres told") {
  ServerWorld world{kSources};
  std::filesystem::create_directory(world.folder() / "cap-inbox");
  auto const data = world.data().string();
  for (CentreId const centre : geo::kCentres) {
    static_cast<void>(bus::make_key(world.data() / "keys", "demo-" + std::string(geo::to_text(centre)), centre,
                                    bus::Role::officer, geo::UtcTime{std::chrono::seconds{1'780'000'000}}));
  }
  auto const imported =
      world.run({"plan", "import", std::string(LINGDING_SOURCE_DIR) + "/plans/data/samples", "--data", data});
  INFO(imported.output);
  REQUIRE(imported.status == 0);
  world.start();
  auto const played = world.run({"demo", "--data", data});
  CAPTURE(played.output);
  CHECK(played.status == 0);
  CHECK(played.output.find("CN-GD is responsible because") != std::string::npos);
  CHECK(played.output.find("HK (heard it first), offered to CN-GD") != std::string::npos);
  CHECK(played.output.find("Told           CN-GD, HK, MO") != std::string::npos);
  CHECK(played.output.find("Night Egret, listed") != std::string::npos);
  CHECK(played.output.find("HK-SAMPLE-01") != std::string::npos);
  CHECK(played.output.find("accepts: custody CN-GD, term 1, on all three desks") != std::string::npos);
  CHECK(played.output.find("The same incident, now of 5 alerts") != std::string::npos);
  // A second time on the same server it is another ship, and another incident.
  auto const again = world.run({"demo", "--data", data});
  CAPTURE(again.output);
  CHECK(again.status == 0);
  CHECK(again.output.find("Night Egret") == std::string::npos);
  CHECK(again.output.find("The same incident, now of 5 alerts") != std::string::npos);
  world.end(SIGTERM);
  for (auto const* centre : {"CN-GD", "HK", "MO"}) {
    auto const replayed = world.run({"journal", "replay", "--data", data, "--centre", centre});
    INFO(replayed.output);
    CHECK(replayed.status == 0);
  }
}
