#include "adapters/ais/picture.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>

#include "geo/geodesic.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using ais::Coordinates;
using ais::StationKind;
using ais::TrafficPicture;

namespace {

geo::UtcTime const kStart = *geo::parse_time("2016-08-27T12:00:00Z");

geo::Position at(double latitude, double longitude) {
  return *geo::Position::from_degrees(latitude, longitude);
}
plans::Mmsi mmsi(std::uint32_t number) {
  return *plans::Mmsi::from_number(number);
}
Coordinates coordinates(double latitude, double longitude) {
  return Coordinates::from_fields(static_cast<std::int32_t>(std::lround(longitude * 600'000)),
                                  static_cast<std::int32_t>(std::lround(latitude * 600'000)));
}

ais::PositionReport position_report(std::uint32_t number, double latitude, double longitude,
                                    std::uint32_t speed_tenths = 100) {
  ais::PositionReport message;
  message.header = {1, 0, number};
  message.status = ais::NavigationStatus::under_way_using_engine;
  message.coordinates = coordinates(latitude, longitude);
  message.speed = ais::SpeedOverGround::from_tenths_field(speed_tenths);
  message.course = ais::CourseOverGround::from_tenths_field(905);
  return message;
}

std::vector<std::uint32_t> numbers(std::vector<TrafficPicture::Near> const& near) {
  std::vector<std::uint32_t> all;
  for (auto const& ship : near) all.push_back(ship.station->mmsi().number());
  return all;
}

}  // namespace

TEST_CASE("ais.picture: the last position, and static data from either kind of message") {
  TrafficPicture picture;
  picture.update(position_report(477'995'000, 22.2, 113.9), kStart);
  ais::StaticAndVoyageData voyage;
  voyage.header = {5, 0, 477'995'000};
  voyage.ship_name = ais::Text<20>{"UNIVERSAL MK 2003"};
  voyage.callsign = ais::Text<7>{"VRXX1"};
  voyage.imo = 9'263'485;
  voyage.ship_type = 42;
  voyage.dimensions = {20, 27, 6, 6};
  voyage.destination = ais::Text<20>{"MACAU"};
  picture.update(voyage, kStart + 1s);
  picture.update(position_report(477'995'000, 22.21, 113.91), kStart + 10s);
  auto const* ship = picture.find(mmsi(477'995'000));
  REQUIRE(ship != nullptr);
  CHECK(ship->kind() == StationKind::ship_class_a);
  CHECK(ship->position() == at(22.21, 113.91));
  CHECK(ship->position_at() == kStart + 10s);
  CHECK(ship->name() == "UNIVERSAL MK 2003");
  CHECK(ship->callsign() == "VRXX1");
  CHECK(ship->imo() == 9'263'485U);
  CHECK(ship->ship_type() == 42);
  CHECK(ship->destination() == "MACAU");
  CHECK(ship->dimensions().length() == geo::Metres::from_metres(47));
  CHECK(ship->speed().value() == geo::Knots::from_knots(10));
  CHECK(ship->course().tenths() == 905);
  CHECK(ship->status() == ais::NavigationStatus::under_way_using_engine);
  CHECK(picture.size() == 1);
}

TEST_CASE("ais.picture: a report without a position leaves the last known one, with its time") {
  TrafficPicture picture;
  picture.update(position_report(477'995'000, 22.2, 113.9), kStart);
  auto lost = position_report(477'995'000, 0, 0);
  lost.coordinates = {};
  picture.update(lost, kStart + 60s);
  auto const* ship = picture.find(mmsi(477'995'000));
  REQUIRE(ship != nullptr);
  CHECK(ship->position() == at(22.2, 113.9));
  CHECK(ship->position_at() == kStart);
  CHECK(ship->heard_at() == kStart + 60s);
}

TEST_CASE("ais.picture: each kind of station is told from the others") {
  TrafficPicture picture;
  ais::SarAircraftReport aircraft;
  aircraft.header = {9, 0, 111'412'001};
  aircraft.coordinates = coordinates(22, 114);
  picture.update(aircraft, kStart);
  ais::PositionReport helicopter = position_report(111'477'002, 22, 114);  // a class A set aboard an aircraft
  picture.update(helicopter, kStart);
  ais::ClassBReport boat;
  boat.header = {18, 0, 412'000'001};
  picture.update(boat, kStart);
  ais::AidToNavigation buoy;
  buoy.header = {21, 0, 994'136'001};
  buoy.name = ais::Text<34>{"LING DING NO 1"};
  picture.update(buoy, kStart);
  ais::BaseStationReport base;
  base.header = {4, 0, 4'131'101};
  picture.update(base, kStart);
  picture.update(position_report(970'010'119, 22, 114), kStart);
  ais::StaticDataA name;
  name.header = {24, 0, 412'000'002};
  name.ship_name = ais::Text<20>{"YUE 1"};
  picture.update(name, kStart);

  CHECK(picture.find(mmsi(111'412'001))->is_sar_aircraft());
  CHECK(picture.find(mmsi(111'477'002))->is_sar_aircraft());
  CHECK(picture.find(mmsi(412'000'001))->kind() == StationKind::ship_class_b);
  CHECK(picture.find(mmsi(994'136'001))->kind() == StationKind::aid_to_navigation);
  CHECK(picture.find(mmsi(994'136'001))->name() == "LING DING NO 1");
  CHECK(picture.find(mmsi(4'131'101))->kind() == StationKind::base_station);
  CHECK(picture.find(mmsi(970'010'119))->kind() == StationKind::distress_device);
  CHECK(picture.find(mmsi(412'000'002))->kind() == StationKind::ship_class_b);
  CHECK(picture.find(mmsi(412'000'002))->name() == "YUE 1");
  // None of the first five is a ship that may have lost a device.
  CHECK(picture.nearest_ships(at(22, 114), geo::Metres::from_nautical_miles(5), kStart, 16).empty());
}

TEST_CASE("ais.picture: messages that say nothing of place or identity, and such without a number, are left out") {
  TrafficPicture picture;
  ais::SafetyBroadcast text;
  text.header = {14, 0, 477'995'000};
  CHECK(picture.update(text, kStart) == nullptr);
  CHECK(picture.update(position_report(0, 22, 114), kStart) == nullptr);
  CHECK(picture.size() == 0);
}

TEST_CASE("ais.picture: a long-range report replaces an old position, not a fresh one") {
  TrafficPicture picture;
  picture.update(position_report(477'995'000, 22.2, 113.9), kStart);
  ais::LongRangeReport coarse;
  coarse.header = {27, 0, 477'995'000};
  coarse.coordinates = coordinates(22.3, 113.8);
  picture.update(coarse, kStart + 1min);
  CHECK(picture.find(mmsi(477'995'000))->position() == at(22.2, 113.9));
  picture.update(coarse, kStart + 6min);
  CHECK(picture.find(mmsi(477'995'000))->position() == at(22.3, 113.8));
}

TEST_CASE("ais.picture: when there are too many stations the longest silent goes") {
  TrafficPicture picture({.stations = 3, .silence = 60min});
  for (std::uint32_t i = 1; i <= 3; ++i) picture.update(position_report(477'000'000 + i, 22, 114), kStart + i * 1s);
  picture.update(position_report(477'000'001, 22, 114), kStart + 4s);  // 1 is heard again
  picture.update(position_report(477'000'004, 22, 114), kStart + 5s);
  CHECK(picture.size() == 3);
  CHECK(picture.displaced() == 1);
  CHECK(picture.find(mmsi(477'000'002)) == nullptr);
  CHECK(picture.find(mmsi(477'000'001)) != nullptr);
  std::vector<std::uint32_t> order;
  picture.for_each([&](ais::Station const& station) { order.push_back(station.mmsi().number()); });
  CHECK(order == std::vector<std::uint32_t>{477'000'003, 477'000'001, 477'000'004});
  // The one that went is not near either, and its place is used again.
  CHECK(numbers(picture.nearest_ships(at(22, 114), geo::Metres::from_metres(1), kStart, 16)) ==
        std::vector<std::uint32_t>{477'000'001, 477'000'003, 477'000'004});
}

TEST_CASE("ais.picture: stations that are silent for long are forgotten, at once or as others are heard") {
  TrafficPicture picture({.stations = 100, .silence = 60min});
  for (std::uint32_t i = 0; i < 10; ++i) picture.update(position_report(477'000'000 + i, 22, 114), kStart);
  for (int i = 0; i < 5; ++i) picture.update(position_report(412'000'000, 22, 114), kStart + 60min + i * 1s + 1ms);
  CHECK(picture.size() == 1);
  picture.forget_silent(kStart + 3h);
  CHECK(picture.size() == 0);
  CHECK(picture.displaced() == 0);
}

TEST_CASE("ais.picture: the track keeps the last hours, thinned by time and by way") {
  TrafficPicture picture;
  // A ferry at 40 knots due north, a report every two seconds for four hours: 0.011111° of latitude a minute.
  geo::UtcTime now = kStart;
  for (int i = 0; i < 4 * 1800; ++i, now += 2s)
    picture.update(position_report(477'000'001, 20 + i * 2 / 60.0 * 40.0 / 60 / 60, 114), now);
  auto const ferry = picture.track(*picture.find(mmsi(477'000'001)));
  CHECK(ferry.size() == TrafficPicture::kMaxTrackPoints);
  CHECK(ferry.front().at >= now - TrafficPicture::kTrackSpan - 2min);
  for (std::size_t i = 1; i < ferry.size(); ++i) {
    REQUIRE(ferry[i].at - ferry[i - 1].at >= TrafficPicture::kTrackStep);
    // 40 knots for 90 s are one nautical mile of 1852 m; a minute of latitude at 21° N is 1845 m.
    REQUIRE(geo::distance(ferry[i].position, ferry[i - 1].position).metres() == Approx(1845).epsilon(0.01));
  }
  // A ship at her berth, swinging by some metres.
  for (int i = 0; i < 1000; ++i)
    picture.update(position_report(477'000'002, 22.3 + (i % 3) * 1e-5, 114.1, 0), kStart + i * 10s);
  CHECK(picture.track(*picture.find(mmsi(477'000'002))).size() == 1);
}

TEST_CASE("ais.picture: near ships are those within the radius, heard since, nearest first, but for the one left out") {
  TrafficPicture picture;
  picture.update(position_report(477'000'001, 22.20, 113.90), kStart);
  picture.update(position_report(477'000'002, 22.21, 113.90), kStart);
  picture.update(position_report(477'000'003, 22.22, 113.90), kStart - 31min);
  picture.update(position_report(477'000'004, 22.2833, 113.90),
                 kStart);  // 4.99 nm (a minute of latitude there: 1845 m)
  picture.update(position_report(477'000'005, 22.2837, 113.90), kStart);  // 5.01 nm
  picture.update(position_report(970'000'006, 22.20, 113.90), kStart);
  auto const near = picture.nearest_ships(at(22.20, 113.90), geo::Metres::from_nautical_miles(5), kStart - 30min, 16,
                                          mmsi(477'000'002));
  CHECK(numbers(near) == std::vector<std::uint32_t>{477'000'001, 477'000'004});
  CHECK(near[0].distance == geo::Metres{});
  CHECK(near[1].distance.nautical_miles() == Approx(4.983).margin(0.005));
  CHECK(picture.nearest_ships(at(22.20, 113.90), geo::Metres::from_nautical_miles(5), kStart - 30min, 0).empty());
  CHECK(picture.nearest_ships(at(-22.20, 113.90), geo::Metres::from_nautical_miles(5), kStart - 30min, 16).empty());
}

TEST_CASE(
    "ais.picture: near ships across 180°, at the poles and everywhere else are those that every ship's distance "
    "gives") {
  struct Sea {
    double latitude, longitude, spread, radius_nm;
  };
  std::mt19937 random(477);
  for (auto const& sea : {Sea{22.2, 113.9, 0.3, 5}, Sea{0, 180, 0.3, 5}, Sea{51, -180, 0.5, 12}, Sea{89.95, 10, 0.3, 8},
                          Sea{-90, 0, 0.2, 6}, Sea{78, 15, 2, 30}, Sea{0, 0, 0.2, 0}, Sea{22, 114, 180, 3000}}) {
    TrafficPicture picture;
    std::uniform_real_distribution<double> offset(-sea.spread, sea.spread);
    auto const somewhere = [&] {
      double const latitude = std::clamp(sea.latitude + offset(random), -90.0, 90.0);
      // Near a pole any longitude is near.
      double const wide = std::abs(sea.latitude) > 89 ? 180 : sea.spread * 2;
      double longitude = sea.longitude + offset(random) * wide / sea.spread;
      longitude = std::remainder(longitude, 360.0);
      return at(latitude, longitude);
    };
    std::vector<std::pair<std::uint32_t, geo::Position>> ships;
    for (std::uint32_t i = 0; i < 400; ++i) {
      auto const position = somewhere();
      auto const* station = picture.update(
          position_report(477'000'000 + i, position.latitude.degrees(), position.longitude.degrees()), kStart);
      ships.emplace_back(477'000'000 + i, *station->position());
    }
    for (int round = 0; round < 20; ++round) {
      auto const here = round == 0 ? at(sea.latitude, sea.longitude) : somewhere();
      auto const radius = geo::Metres::from_nautical_miles(sea.radius_nm);
      std::vector<std::pair<double, std::uint32_t>> expected;
      for (auto const& [number, position] : ships)
        if (auto const distance = geo::distance(here, position); distance <= radius)
          expected.emplace_back(distance.metres(), number);
      std::sort(expected.begin(), expected.end());
      for (std::size_t const limit : {std::size_t{8}, std::size_t{1000}}) {
        auto const near = picture.nearest_ships(here, radius, kStart, limit);
        REQUIRE(near.size() == std::min(limit, expected.size()));
        for (std::size_t i = 0; i < near.size(); ++i) REQUIRE(near[i].station->mmsi().number() == expected[i].second);
      }
    }
  }
}

TEST_CASE("ais.picture: ships that move between cells of the grid are found where they are, not where they were") {
  TrafficPicture picture;
  std::mt19937 random(20150909);
  std::uniform_real_distribution<double> latitude(21.8, 22.6);
  std::uniform_real_distribution<double> longitude(113.4, 114.6);
  std::map<std::uint32_t, geo::Position> last;
  for (int i = 0; i < 5000; ++i) {
    auto const number = 477'000'000 + static_cast<std::uint32_t>(random() % 200);
    last.insert_or_assign(
        number, *picture.update(position_report(number, latitude(random), longitude(random)), kStart)->position());
  }
  auto const here = at(22.2, 114.0);
  auto const radius = geo::Metres::from_nautical_miles(10);
  std::size_t expected = 0;
  for (auto const& [number, position] : last) expected += geo::distance(here, position) <= radius ? 1 : 0;
  auto const near = picture.nearest_ships(here, radius, kStart, 1000);
  CHECK(near.size() == expected);
  for (auto const& ship : near) CHECK(ship.station->position() == last.at(ship.station->mmsi().number()));
}
