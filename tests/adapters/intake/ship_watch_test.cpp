#include "adapters/ais/ship_watch.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "coordinator/ship_sight.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using coordinator::ShipSeen;

namespace {

geo::UtcTime const kStart = *geo::parse_time("2026-08-27T12:00:00Z");
constexpr std::uint32_t kShip = 477'000'101;

struct Watching {
  ais::TrafficPicture picture;
  std::vector<ShipSeen> told;
  bool full = false;
  ais::ShipWatch watch{picture, [this](coordinator::Event&& event) {
                         if (full) return runtime::Push::full;
                         told.push_back(std::get<ShipSeen>(event));
                         return runtime::Push::done;
                       }};

  void report(geo::UtcTime at, double latitude, std::uint32_t tenths, ais::NavigationStatus status) {
    ais::PositionReport message;
    message.header = {1, 0, kShip};
    message.status = status;
    message.coordinates =
        ais::Coordinates::from_fields(114 * 600'000, static_cast<std::int32_t>(std::lround(latitude * 600'000)));
    message.speed = ais::SpeedOverGround::from_tenths_field(tenths);
    picture.update(message, at);
  }
  void moored(geo::UtcTime at) { report(at, 22.3, 0, ais::NavigationStatus::moored); }
  void sailing(geo::UtcTime at, double latitude = 22.3) {
    report(at, latitude, 300, ais::NavigationStatus::under_way_using_engine);
  }
  void ask(geo::UtcTime now, std::optional<std::uint32_t> mmsi = kShip) {
    std::optional<plans::Mmsi> ship;
    if (mmsi) ship = plans::Mmsi::from_number(*mmsi);
    watch.watch({{"HK-1", ship}, {}}, now);
  }
};

}  // namespace

TEST_CASE("ais.ship_watch: what the picture has of her is told at once") {
  Watching w;
  w.moored(kStart);
  w.ask(kStart + 30s);
  REQUIRE(w.told.size() == 1);
  CHECK(w.told[0].incident_id == "HK-1");
  CHECK(w.told[0].mmsi.number() == kShip);
  CHECK(w.told[0].sight.status == "moored");
  CHECK(w.told[0].sight.speed == geo::Knots::from_knots(0));
  CHECK(w.told[0].sight.reported_at == kStart);
}

TEST_CASE("ais.ship_watch: a ship that was not heard yet is told when she is") {
  Watching w;
  w.ask(kStart);
  w.watch.look(kStart + 1s);
  CHECK(w.told.empty());
  w.moored(kStart + 2s);
  w.watch.look(kStart + 3s);
  CHECK(w.told.size() == 1);
}

TEST_CASE("ais.ship_watch: changes of state are told, not each report") {
  Watching w;
  w.moored(kStart);
  w.ask(kStart);
  for (auto at = kStart + 3min; at < kStart + 9min; at += 3min) {
    w.moored(at);
    w.watch.look(at);
  }
  CHECK(w.told.size() == 1);
  w.sailing(kStart + 9min);
  w.watch.look(kStart + 9min);
  REQUIRE(w.told.size() == 2);
  CHECK(w.told[1].sight.status == "under way using engine");
  // Never more often than once a minute.
  w.moored(kStart + 9min + 10s);
  w.watch.look(kStart + 9min + 10s);
  CHECK(w.told.size() == 2);
  // A mile.
  w.sailing(kStart + 11min, 22.31);
  w.watch.look(kStart + 11min);
  CHECK(w.told.size() == 2);
  w.sailing(kStart + 12min, 22.32);
  w.watch.look(kStart + 12min);
  CHECK(w.told.size() == 3);
}

TEST_CASE("ais.ship_watch: the age that officers read is refreshed, and her last report told when she falls silent") {
  Watching w;
  w.moored(kStart);
  w.ask(kStart);
  w.moored(kStart + 10min);
  w.watch.look(kStart + 10min);
  CHECK(w.told.size() == 2);
  w.moored(kStart + 13min);
  w.watch.look(kStart + 13min);
  CHECK(w.told.size() == 2);
  w.watch.look(kStart + 13min + coordinator::kShipSilent);
  REQUIRE(w.told.size() == 3);
  CHECK(w.told[2].sight.reported_at == kStart + 13min);
}

TEST_CASE("ais.ship_watch: what found no room at the desk is told again, and what is no longer asked is not") {
  Watching w;
  w.moored(kStart);
  w.full = true;
  w.ask(kStart);
  CHECK(w.told.empty());
  w.full = false;
  w.watch.look(kStart + 1s);
  CHECK(w.told.size() == 1);
  w.ask(kStart + 2s, std::nullopt);
  CHECK(w.watch.size() == 0);
  w.sailing(kStart + 5min);
  w.watch.look(kStart + 5min);
  CHECK(w.told.size() == 1);
}
