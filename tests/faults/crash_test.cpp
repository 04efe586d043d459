// The server is killed with SIGKILL at random points, again and again, while alerts come in and officers acknowledge
// them.

#include <catch2/catch.hpp>
#include <csignal>
#include <random>
#include <set>

#include "tests/support/server_world.hpp"
#include "tools/ferry_traffic.hpp"

using namespace lingding;
using geo::CentreId;
using support::Officer;
using support::OfficerConsole;
using support::ServerWorld;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kDevices = 200;
constexpr std::size_t kKills = 100;

struct Device {
  plans::Mmsi mmsi;
  geo::Position position;
  CentreId heard_by;
};

/// Devices all over the estuary, in the waters of all three centres, each heard by one of them.
std::vector<Device> draw_devices(std::mt19937_64& random) {
  std::uniform_real_distribution<double> latitude(22.05, 22.45);
  std::uniform_real_distribution<double> longitude(113.50, 114.30);
  std::vector<Device> devices;
  for (std::uint32_t i = 0; i < kDevices; ++i) {
    devices.push_back({*plans::Mmsi::from_number(970'010'000U + i),
                       *geo::Position::from_degrees(latitude(random), longitude(random)), geo::kCentres[i % 3]});
  }
  return devices;
}

class Story {
 public:
  explicit Story(std::string const& configuration, std::uint64_t seed) : world(configuration), random(seed) {
    devices = draw_devices(random);
    for (CentreId const centre : geo::kCentres)
      consoles.push_back(std::make_unique<OfficerConsole>(centre, world.key_file(centre), Officer::acknowledges));
  }

  ServerWorld world;
  std::mt19937_64 random;
  std::vector<Device> devices;
  std::vector<std::unique_ptr<OfficerConsole>> consoles;

  std::size_t draw(std::size_t least, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(least, most)(random);
  }

  void start() {
    world.start();
    for (auto& console : consoles) console->connect(world.server().console_endpoint());
  }

  void kill() {
    world.end(SIGKILL);
    for (auto& console : consoles) console->disconnect();
  }

  OfficerConsole& console(CentreId centre) { return *consoles[static_cast<std::size_t>(centre)]; }

  /// One message of the device, among traffic.
  void transmit(Device const& device) {
    std::string text = "!AIVDM,1,1,,A,13RlIW?04F1beOVEFLB9bRvH0L0L,0*6C\r\n";
    text += tools::sart_position_sentence(device.mmsi, device.position, 30);
    world.feed(device.heard_by).try_send(text);
  }

  void pump(std::chrono::milliseconds at_most) {
    for (auto& console : consoles) console->pump(at_most);
  }

  /// True when every device's incident is at all who must know of it, under one id with one custodian, and no alarm is
  /// open.
  bool settled() {
    for (Device const& device : devices) {
      auto const* const incident = console(device.heard_by).of_device(device.mmsi.number());
      if (incident == nullptr) return false;
      for (CentreId const told : incident->told) {
        auto const* const theirs = console(told).of_device(device.mmsi.number());
        if (theirs == nullptr || theirs->id != incident->id || theirs->custody != incident->custody) return false;
      }
    }
    return std::ranges::all_of(consoles, [](auto const& each) { return each->alarming().empty(); });
  }

  /// A device's transmitter does not know of servers that fail: it repeats.
  bool settle() {
    auto const deadline = std::chrono::steady_clock::now() + 120s;
    while (!settled()) {
      if (std::chrono::steady_clock::now() > deadline) {
        for (auto const& each : consoles)
          UNSCOPED_INFO(geo::to_text(each->centre())
                        << ": " << each->alarming().size() << " alarms open, newest message "
                        << each->messages().back().substr(0, 300));
        return false;
      }
      for (Device const& device : devices)
        if (console(device.heard_by).of_device(device.mmsi.number()) == nullptr) transmit(device);
      pump(20ms);
    }
    return true;
  }

  /// Until each console was shown all that is on record now. \pre the server runs
  bool show_all() {
    for (auto const& each : consoles) {
      auto const visible = world.visible(each->centre());
      auto const deadline = std::chrono::steady_clock::now() + 60s;
      while (!visible.empty() && (each->shown().empty() || each->shown().rbegin()->first < visible.rbegin()->first)) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        pump(20ms);
      }
    }
    return true;
  }
};

void check_records(Story& story) {
  std::vector<std::unique_ptr<coordinator::DeskSession>> sessions;
  for (CentreId const centre : geo::kCentres) {
    CAPTURE(geo::to_text(centre));
    auto const name = std::string(geo::to_text(centre));
    auto const data = story.world.data().string();
    auto const verified = story.world.run({"journal", "verify", "--data", data, "--centre", name});
    CHECK(verified.status == 0);
    auto const replayed = story.world.run({"journal", "replay", "--data", data, "--centre", name});
    INFO(replayed.output);
    CHECK(replayed.status == 0);
    // Each event reached the console, and what was shown, in whichever life of the server, is what is on record.
    auto const shown = story.console(centre).shown();
    auto visible = story.world.visible(centre);
    REQUIRE_FALSE(shown.empty());
    // What came after the last look at the console, while the server ended, was for nobody's eyes.
    visible.erase(visible.upper_bound(shown.rbegin()->first), visible.end());
    for (auto const& [seq, effects] : visible)
      if (auto const found = shown.find(seq); found == shown.end() || found->second != effects)
        UNSCOPED_INFO("entry " << seq << " is on record as " << effects << "\nand was shown as "
                               << (found == shown.end() ? std::string{"nothing"} : found->second));
    CHECK((shown == visible));
    sessions.push_back(story.world.replayed(centre));
  }
  for (Device const& device : story.devices) {
    CAPTURE(device.mmsi.number());
    std::set<std::string> ids;
    std::set<std::pair<CentreId, std::uint32_t>> custodians;
    std::vector<CentreId> told;
    std::vector<CentreId> holders;
    for (auto const& session : sessions) {
      std::size_t found = 0;
      for (auto const* incident : session->desk().incidents()) {
        if (incident->alerts.front().report.device != device.mmsi) continue;
        ++found;
        ids.insert(incident->id);
        custodians.emplace(incident->custody.centre, incident->custody.term);
        told = incident->told;
      }
      CHECK(found <= 1);
      if (found == 1) holders.push_back(session->desk().centre());
    }
    CHECK(ids.size() == 1);
    CHECK(custodians.size() == 1);
    CHECK(holders == told);
  }
}

void tell(std::string const& configuration, std::uint64_t seed) {
  Story story(configuration, seed);
  for (std::size_t life = 0; life < kKills; ++life) {
    story.start();
    // How long this life is: some messages, and some of what they set off. The seed decides; the machine's speed
    // decides how far the server is when it dies, and every point is as good as any other.
    for (std::size_t messages = story.draw(0, 12); messages > 0; --messages) {
      story.transmit(story.devices[story.draw(0, kDevices - 1)]);
      if (story.draw(0, 2) == 0) story.pump(std::chrono::milliseconds{story.draw(0, 5)});
    }
    story.pump(std::chrono::milliseconds{story.draw(0, 10)});
    story.kill();
  }
  story.start();
  CHECK(story.settle());
  CHECK(story.show_all());
  story.world.end(SIGTERM);
  check_records(story);
}

}  // namespace

TEST_CASE("faults.crash: a server that is killed a hundred times loses nothing that it accepted") {
  tell("", 20161201);
}

TEST_CASE("faults.crash: nor when the links between the desks lose, double and reorder") {
  tell("[link]\nlose_percent = 30\nduplicate_percent = 20\ndelay_percent = 40\nlongest_delay_ms = 150\n", 20151025);
}
