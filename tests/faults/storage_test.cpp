// What officers see when the storage fails under a running server, and that nothing is lost when it works again.

#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "adapters/store/sqlite.hpp"
#include "tests/support/server_world.hpp"
#include "tools/ferry_traffic.hpp"

using namespace lingding;
using geo::CentreId;
using support::Officer;
using support::OfficerConsole;
using support::ServerWorld;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kFirst = 970'010'001;
constexpr std::uint32_t kSecond = 970'010'002;

class Case {
 public:
  Case() : hk(CentreId::hk, world.key_file(CentreId::hk), Officer::watches) {}

  ServerWorld world;
  OfficerConsole hk;

  void start() {
    world.start();
    hk.connect(world.server().console_endpoint());
  }
  void stop() {
    world.end(SIGTERM);
    hk.disconnect();
  }
  /// An AIS-SART in Hong Kong's waters, off Lamma.
  void transmit(std::uint32_t device) {
    world.feed(CentreId::hk)
        .send(tools::sart_position_sentence(*plans::Mmsi::from_number(device),
                                            *geo::Position::from_degrees(22.20, 114.08), 30));
  }
  bool shown(std::uint32_t device) {
    return hk.pump_until([&] { return hk.of_device(device) != nullptr; });
  }
  bool shown_unrecorded(std::uint32_t device) {
    return hk.pump_until([&] {
      return hk.degraded() && std::ranges::any_of(hk.unrecorded(), [&](coordinator::Effects const& effects) {
               return std::ranges::any_of(effects, [&](coordinator::Effect const& effect) {
                 auto const* changed = std::get_if<coordinator::IncidentChanged>(&effect);
                 return changed != nullptr && changed->incident.alerts.front().report.device->number() == device;
               });
             });
    });
  }
  bool recovered(std::uint32_t device) {
    return hk.pump_until([&] { return !hk.degraded() && hk.of_device(device) != nullptr; });
  }
  void check_journal() {
    for (auto const* what : {"verify", "replay"}) {
      auto const ran = world.run({"journal", what, "--data", world.data().string(), "--centre", "HK"});
      INFO(ran.output);
      CHECK(ran.status == 0);
    }
    CHECK(hk.shown() == world.visible(CentreId::hk));
  }
};

void limit_file_size(int pid, rlim_t bytes) {
  rlimit const limit{bytes, RLIM_INFINITY};
  REQUIRE(::prlimit(pid, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

}  // namespace

TEST_CASE(
    "faults.storage: with no room left alerts are shown as unrecorded, and are recorded when there is room again") {
  Case story;
  story.start();
  story.transmit(kFirst);
  REQUIRE(story.shown(kFirst));

  // No file may grow past its first page: to the server a full disk.
  limit_file_size(story.world.server().pid(), 4096);
  story.transmit(kSecond);
  REQUIRE(story.shown_unrecorded(kSecond));
  CHECK(story.hk.of_device(kSecond) == nullptr);
  CHECK(story.hk.trouble().find("journal.db") != std::string::npos);

  limit_file_size(story.world.server().pid(), RLIM_INFINITY);
  REQUIRE(story.recovered(kSecond));
  story.stop();
  story.check_journal();
}

TEST_CASE("faults.storage: a journal that another program locks delays the record, not the alert") {
  Case story;
  story.start();
  story.transmit(kFirst);
  REQUIRE(story.shown(kFirst));
  {
    store::Connection other(story.world.data() / "HK" / "journal.db", store::Access::read_write);
    store::Transaction const lock(other);
    story.transmit(kSecond);
    REQUIRE(story.shown_unrecorded(kSecond));
  }
  REQUIRE(story.recovered(kSecond));
  story.stop();
  story.check_journal();
}

TEST_CASE("faults.storage: a damaged journal is set aside, said to the officers, and alerts go on") {
  Case story;
  story.start();
  story.transmit(kFirst);
  REQUIRE(story.shown(kFirst));
  story.stop();

  // The last third of the file: the pages of the newest entries.
  auto const journal = story.world.data() / "HK" / "journal.db";
  auto const size = std::filesystem::file_size(journal);
  {
    std::fstream file(journal, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size / 3));
    std::string const rubbish(size - size / 3, '\x5A');
    file << rubbish;
  }
  auto const verified = story.world.run({"journal", "verify", "--data", story.world.data().string(), "--centre", "HK"});
  CHECK(verified.status == 1);
  CHECK(verified.output.find("damaged") != std::string::npos);

  OfficerConsole fresh(CentreId::hk, story.world.key_file(CentreId::hk), Officer::watches);
  story.world.start();
  fresh.connect(story.world.server().console_endpoint());
  REQUIRE(fresh.pump_until([&] { return fresh.degraded(); }));
  CHECK(fresh.trouble().find("journal.db.damaged") != std::string::npos);
  story.transmit(kSecond);
  REQUIRE(fresh.pump_until([&] { return fresh.of_device(kSecond) != nullptr; }));
  story.world.end(SIGTERM);
  auto const again = story.world.run({"journal", "verify", "--data", story.world.data().string(), "--centre", "HK"});
  INFO(again.output);
  CHECK(again.status == 0);
}
