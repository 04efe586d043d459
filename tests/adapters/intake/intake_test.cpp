#include "adapters/ais/intake.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "adapters/ais/encode.hpp"
#include "geo/geodesic.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using coordinator::AlertClass;
using coordinator::AlertKind;
using coordinator::AlertReceived;
using coordinator::Event;
using coordinator::SafetyTextReceived;
using runtime::Flow;
using runtime::Push;

namespace {

// reference/domain.md §5: an AIS-SART south-west of Lantau, active and under test, by status and by text.
constexpr auto kActive = "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54";
constexpr auto kActiveText = "!AIVDM,1,1,,A,>>M4f1i<59B04=@UHD,2*31";
constexpr auto kTest = "!AIVDM,1,1,,A,1>M4f1wP00`8SL8<dP5>4?vt0000,0*55";
constexpr auto kTestText = "!AIVDM,1,1,,A,>>M4f1i<59B1@E=@,2*58";
// M.1371 message 14, "RCVD YR TEST MSG" (reference/domain.md §5, S67).
constexpr auto kSafetyText = "!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51";

struct Fixture {
  runtime::SettableClock clock{*geo::parse_time("2016-08-27T15:50:00Z")};
  std::vector<std::string> log_lines;
  runtime::Log log{runtime::LogLevel::info, clock, [this](std::string_view line) { log_lines.emplace_back(line); }};
  runtime::CounterSet counter_set{ais::rejection_names()};
  runtime::SourceCounters& counters = counter_set.add("waglan");
  ais::TrafficPicture picture;
  std::vector<Event> alerts;
  std::vector<Event> notices;
  std::vector<std::string> traffic;
  std::size_t alert_room = 1'000'000;
  std::size_t notice_room = 1'000'000;
  ais::AisIntake intake{picture,
                        counters,
                        log,
                        {.alert = [this](Event&& event) { return put(alerts, alert_room, std::move(event)); },
                         .notice = [this](Event&& event) { return put(notices, notice_room, std::move(event)); },
                         .traffic =
                             [this](ais::TrafficBatch& batch) {
                               for (auto& [key, json] : batch) traffic.push_back(std::move(json));
                             },
                         .raw = {}}};

  static Push put(std::vector<Event>& lane, std::size_t room, Event&& event) {
    if (lane.size() >= room) return Push::full;
    lane.push_back(std::move(event));
    return Push::done;
  }
  Flow feed(std::string const& text, std::uint64_t stream = 1) { return intake.lines({text, stream, clock.now()}); }
  AlertReceived const& alert(std::size_t index) const { return std::get<AlertReceived>(alerts.at(index)); }
  std::uint64_t rejected(std::string const& name) const {
    auto const all = counter_set.snapshot();
    for (auto const& [key, value] : all[0].values)
      if (key == "rejected." + name) return value;
    return 0;
  }
};

std::vector<std::string> sentences_of(ais::Message const& message) {
  auto encoded = ais::encode(message);
  REQUIRE(encoded.has_value());
  return std::move(encoded).value();
}

std::string encoded(ais::Message const& message) {
  std::string text;
  for (auto const& sentence : sentences_of(message)) text += sentence + "\r\n";
  return text;
}

std::string ship(std::uint32_t number, double latitude, double longitude, ais::NavigationStatus status = {}) {
  ais::PositionReport message;
  message.header = {1, 0, number};
  message.status = status;
  message.coordinates = ais::Coordinates::from_fields(static_cast<std::int32_t>(std::lround(longitude * 600'000)),
                                                      static_cast<std::int32_t>(std::lround(latitude * 600'000)));
  message.speed = ais::SpeedOverGround::from_tenths_field(305);
  message.course = ais::CourseOverGround::from_tenths_field(2700);
  return encoded(message);
}

std::string device_at(std::uint32_t number, double latitude, double longitude) {
  return ship(number, latitude, longitude, ais::NavigationStatus::sart_active);
}

}  // namespace

TEST_CASE("ais.intake: an active device is an alert with its position, radius and the sentence as it was received") {
  Fixture f;
  CHECK(f.feed(std::string{kActive} + "\r\n") == Flow::more);
  REQUIRE(f.alerts.size() == 1);
  auto const& alert = f.alert(0);
  CHECK(alert.source == "waglan");
  CHECK(alert.report.alert_class == AlertClass::distress);
  CHECK(alert.report.kind == AlertKind::ais_sart);
  CHECK(alert.report.device->number() == 970'010'119);
  REQUIRE(alert.report.position.has_value());
  CHECK(alert.report.position->latitude.degrees() == Approx(22.1867).margin(5e-5));
  CHECK(alert.report.position->longitude.degrees() == Approx(113.7167).margin(5e-5));
  CHECK((alert.report.radius == ais::kRadiusAccurate || alert.report.radius == ais::kRadiusOtherwise));
  CHECK(alert.raw.starts_with(kActive));
  CHECK(f.counters.alerts.value() == 1);
  CHECK(f.counters.tests.value() == 0);
}

TEST_CASE("ais.intake: each message of a burst is an event, the text joins with no position, the test is a test") {
  Fixture f;
  f.feed(std::string{kActive} + "\n" + kActiveText + "\n" + kActive + "\n");
  REQUIRE(f.alerts.size() == 3);
  CHECK(f.alert(1).report.text == "SART ACTIVE");
  CHECK_FALSE(f.alert(1).report.position.has_value());
  CHECK(f.alert(1).report.device == f.alert(0).report.device);
  f.feed(std::string{kTest} + "\n" + kTestText + "\n");
  REQUIRE(f.alerts.size() == 5);
  CHECK(f.alert(3).report.alert_class == AlertClass::test);
  CHECK(f.alert(4).report.alert_class == AlertClass::test);
  CHECK(f.counters.alerts.value() == 3);
  CHECK(f.counters.tests.value() == 2);
  CHECK(f.notices.empty());
}

TEST_CASE("ais.intake: ships near are in the first event of a burst that has a position, nearest first") {
  Fixture f;
  ais::StaticDataA name;
  name.header = {24, 0, 477'000'002};
  name.ship_name = ais::Text<20>{"HAI 2"};
  f.feed(ship(477'000'001, 22.20, 113.7167) + ship(477'000'002, 22.19, 113.7167) + ship(477'000'003, 22.40, 113.7167) +
         encoded(name));
  f.clock.advance(29min);
  f.feed(std::string{kActiveText} + "\n" + kActive + "\n" + kActive + "\n");
  REQUIRE(f.alerts.size() == 3);
  CHECK(f.alert(0).near.empty());
  CHECK(f.alert(2).near.empty());
  auto const& near = f.alert(1).near;
  REQUIRE(near.size() == 2);
  CHECK(near[0].mmsi.number() == 477'000'002);
  CHECK(near[0].name == "HAI 2");
  CHECK(near[0].position == *geo::Position::from_degrees(22.19, 113.7167));
  CHECK(near[0].distance == geo::distance(*f.alert(1).report.position, near[0].position));
  CHECK(near[0].reported_at == f.clock.now() - 29min);
  CHECK(near[0].speed == geo::Knots::from_knots(30.5));
  CHECK(near[0].course == geo::TrueBearing::from_degrees(270));
  CHECK(near[1].mmsi.number() == 477'000'001);
  CHECK(near[1].name.empty());
}

TEST_CASE(
    "ais.intake: ships near come again when the device has moved, when a burst is new, and never older than half an "
    "hour") {
  Fixture f;
  f.feed(ship(477'000'001, 22.20, 113.70));
  auto const near_after = [&](double latitude, std::chrono::milliseconds wait) {
    f.clock.advance(wait);
    f.feed(device_at(970'010'119, latitude, 113.70));
    return f.alert(f.alerts.size() - 1).near.size();
  };
  CHECK(near_after(22.2000, 0s) == 1);
  CHECK(near_after(22.2015, 60s) == 0);    // 166 m: no more than 200
  CHECK(near_after(22.2030, 60s) == 1);    // 332 m from where they were looked up last
  CHECK(near_after(22.2030, 5min) == 0);   // a burst still
  CHECK(near_after(22.2030, 6min) == 1);   // a new burst
  CHECK(near_after(22.2030, 20min) == 0);  // the ship was heard 33 minutes ago
}

TEST_CASE("ais.intake: no more ships than an alert may have") {
  Fixture f;
  for (std::uint32_t i = 0; i < 50; ++i) f.feed(ship(477'000'000 + i, 22.20 + i * 0.001, 113.70));
  f.feed(device_at(972'010'119, 22.20, 113.70));
  REQUIRE(f.alerts.size() == 1);
  REQUIRE(f.alert(0).near.size() == coordinator::kMaxShipsNear);
  for (std::uint32_t i = 0; i < coordinator::kMaxShipsNear; ++i)
    CHECK(f.alert(0).near[i].mmsi.number() == 477'000'000 + i);
}

TEST_CASE("ais.intake: a ship in distress by her own transponder is not near herself") {
  Fixture f;
  f.feed(ship(477'000'001, 22.20, 113.70) + ship(477'000'002, 22.21, 113.70));
  f.feed(device_at(477'000'001, 22.20, 113.70));
  REQUIRE(f.alerts.size() == 1);
  CHECK(f.alert(0).report.kind == AlertKind::ais_ship_status);
  REQUIRE(f.alert(0).near.size() == 1);
  CHECK(f.alert(0).near[0].mmsi.number() == 477'000'002);
}

TEST_CASE("ais.intake: safety texts are notices in the routine lane") {
  Fixture f;
  f.feed(std::string{kSafetyText} + "\r\n");
  CHECK(f.alerts.empty());
  REQUIRE(f.notices.size() == 1);
  auto const& notice = std::get<SafetyTextReceived>(f.notices[0]);
  CHECK(notice.source == "waglan");
  CHECK(notice.from.number() == 351'809'000);
  CHECK(notice.text == "RCVD YR TEST MSG");
  CHECK(notice.raw.starts_with(kSafetyText));
  CHECK(f.counters.safety_texts.value() == 1);
}

TEST_CASE("ais.intake: a device that sends no number is shown all the same") {
  Fixture f;
  f.feed(device_at(0, 22.2, 113.7));
  REQUIRE(f.alerts.size() == 1);
  CHECK(f.alert(0).report.device->number() == 970'000'000);
  CHECK(f.alert(0).report.text == "The device sent the number 0, which is none, and is shown as 970000000. ");
}

TEST_CASE(
    "ais.intake: what a device under test says besides is part of the test, what an active one says is distress") {
  Fixture f;
  ais::StaticDataA name;
  name.header = {24, 0, 970'010'119};
  name.ship_name = ais::Text<20>{"X"};
  f.feed(std::string{kTest} + "\n" + encoded(name));
  CHECK(f.alert(1).report.alert_class == AlertClass::test);
  f.feed(std::string{kActive} + "\n" + encoded(name));
  CHECK(f.alert(3).report.alert_class == AlertClass::distress);
  f.clock.advance(10min);
  f.feed(std::string{kTest} + "\n");
  f.clock.advance(10min);
  f.feed(encoded(name));  // the test is over
  CHECK(f.alert(5).report.alert_class == AlertClass::distress);
}

TEST_CASE("ais.intake: a full lane loses nothing, keeps the order, and asks to be held") {
  Fixture f;
  f.alert_room = 1;
  CHECK(f.feed(std::string{kActive} + "\n" + kActiveText + "\n" + kTest + "\n") == Flow::hold);
  CHECK(f.alerts.size() == 1);
  CHECK(f.intake.waiting() == 2);
  f.alert_room = 2;
  CHECK_FALSE(f.intake.offer_again());
  CHECK(f.feed("") == Flow::hold);
  f.alert_room = 10;
  CHECK(f.intake.offer_again());
  CHECK(f.feed("") == Flow::more);
  REQUIRE(f.alerts.size() == 3);
  CHECK(f.alert(1).report.text == "SART ACTIVE");
  CHECK(f.alert(2).report.alert_class == AlertClass::test);
}

TEST_CASE("ais.intake: alerts do not wait behind notices") {
  Fixture f;
  f.notice_room = 0;
  CHECK(f.feed(std::string{kSafetyText} + "\n" + kActive + "\n") == Flow::hold);
  CHECK(f.alerts.size() == 1);
  CHECK(f.intake.waiting() == 1);
}

TEST_CASE("ais.intake: streams are assembled apart, and a closed one is forgotten") {
  Fixture f;
  ais::StaticAndVoyageData voyage;
  voyage.header = {5, 0, 477'995'000};
  voyage.ship_name = ais::Text<20>{"ONE"};
  auto const first = sentences_of(voyage);
  REQUIRE(first.size() == 2);
  f.feed(first[0] + "\n", 1);
  f.feed(first[1] + "\n", 2);  // the same sequence number from somebody else
  CHECK(f.picture.size() == 0);
  f.feed(first[1] + "\n", 1);
  CHECK(f.picture.size() == 1);
  f.feed(first[0] + "\n", 1);
  f.intake.closed(1);
  f.feed(first[1] + "\n", 1);
  CHECK(f.counters.messages.value() == 1);
}

TEST_CASE("ais.intake: an alert in several sentences has them all as received") {
  Fixture f;
  ais::SafetyBroadcast text;
  text.header = {14, 0, 477'995'000};
  text.text = ais::Text<161>{
      "MAYDAY MAYDAY MAYDAY COLLISION WITH A FISHING BOAT WEST OF NGAU TAU ISLAND TWO HUNDRED NINETY NINE ABOARD"};
  auto const sentences = sentences_of(text);
  REQUIRE(sentences.size() >= 2);
  std::string block;
  for (auto const& sentence : sentences) block += sentence + "\n";
  f.feed(block);
  REQUIRE(f.alerts.size() == 1);
  CHECK(f.alert(0).report.kind == AlertKind::ais_safety_text);
  CHECK(f.alert(0).report.text.starts_with("MAYDAY MAYDAY"));
  CHECK(f.alert(0).raw + "\n" == block);
}

TEST_CASE("ais.intake: the alert comes first, then the traffic reports, then the raw log") {
  Fixture f;
  std::vector<std::string> order;
  runtime::SourceCounters& counters = f.counter_set.add("second");
  ais::AisIntake intake(
      f.picture, counters, f.log,
      {.alert =
           [&](Event&&) {
             order.emplace_back("alert");
             return Push::done;
           },
       .notice = [](Event&&) { return Push::done; },
       .traffic = [&](ais::TrafficBatch& batch) { order.push_back(std::to_string(batch.size())); },
       .raw = [&](runtime::LineBlock const& block) { order.push_back(std::string{block.text.substr(0, 6)}); }});
  auto const block = ship(477'000'001, 22.2, 113.7) + kActive + "\n";
  intake.lines({block, 1, f.clock.now()});
  CHECK(order == std::vector<std::string>{"alert", "2", "!AIVDM"});
  CHECK(counters.positions.value() == 2);
  CHECK(counters.messages.value() == 2);
}

TEST_CASE("ais.intake: a last line without its end is decoded") {
  Fixture f;
  f.feed(kActive);
  CHECK(f.alerts.size() == 1);
}

TEST_CASE(
    "ais.intake: bad input is counted by its reason and logged at a bounded rate, good input among it is not "
    "disturbed") {
  Fixture f;
  std::string block;
  for (int i = 0; i < 10'000; ++i) {
    block += "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*00\n";   // wrong checksum
    block += "!AIVDM,1,1,,A,1>M4f1vP00\n";                          // cut off
    block += "\\g:1-2-3\\\\s:a*00\\\\\\!AIVDM,1,1\n";               // TAG blocks within TAG blocks
    block += std::string("\x00\xff\xfe!\x01$\n", 7);                // binary
    block += "!AIVDM,1,1,,A," + std::string(600, 'w') + ",0*00\n";  // overlong
    if (i == 5000) block += std::string{kActive} + "\n";
  }
  f.feed(block);
  CHECK(f.alerts.size() == 1);
  CHECK(f.rejected("checksum_wrong") >= 10'000);
  CHECK(f.rejected("line_too_long") == 10'000);
  std::uint64_t rejected = 0;
  for (auto const& counter : f.counters.rejected) rejected += counter.value();
  CHECK(rejected >= 30'000);
  CHECK(f.log_lines.size() <= 4);
  for (auto const& line : f.log_lines) CHECK(line.size() < 600);
}

TEST_CASE("ais.intake: a flood of invented devices leaves memory bounded, and every message is an alert") {
  Fixture f;
  for (std::uint32_t i = 0; i < 3 * ais::AisIntake::kMaxDevices; ++i) {
    f.clock.advance(1ms);
    f.feed(device_at(970'000'001 + i, 22.2, 113.7));
  }
  CHECK(f.alerts.size() == 3 * ais::AisIntake::kMaxDevices);
}

TEST_CASE("ais.intake: connections that come and go leave nothing behind") {
  Fixture f;
  for (std::uint64_t stream = 1; stream <= 2 * ais::AisIntake::kMaxStreams; ++stream)
    f.feed(std::string{kActive} + "\n", stream);
  CHECK(f.alerts.size() == 2 * ais::AisIntake::kMaxStreams);
}
