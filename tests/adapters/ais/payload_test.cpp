// Every message of Rec. ITU-R M.1371-5, Annex 8, packed bit by bit as its table says, and decoded.
#include "adapters/ais/payload.hpp"

#include <catch2/catch.hpp>

#include "tests/adapters/ais/naive_bits.hpp"

using namespace lingding;
using namespace lingding::ais;
using test::NaiveBits;

namespace {

template <class Content>
Content decode(NaiveBits const& bits) {
  Message message;
  auto const fault = bits.decode(message);
  REQUIRE_FALSE(fault);
  REQUIRE(std::holds_alternative<Content>(message));
  return std::get<Content>(message);
}

Rejection refusal(NaiveBits const& bits) {
  Message message;
  auto const fault = bits.decode(message);
  REQUIRE(fault);
  return *fault;
}

plans::Mmsi mmsi(std::uint32_t number) {
  return *plans::Mmsi::from_number(number);
}

constexpr std::int64_t kLon = 68'228'160;  // 113°42.816' E in 1/10 000 of a minute
constexpr std::int64_t kLat = -13'312'345;

NaiveBits class_a(int type = 1) {
  return NaiveBits{}
      .header(type, 1, 477123456)
      .add(14, 4)
      .add(-42, 8)
      .add(123, 10)
      .add(1, 1)
      .add(kLon, 28)
      .add(kLat, 27)
      .add(2345, 12)
      .add(234, 9)
      .add(59, 6)
      .add(2, 2)
      .add(0, 3)
      .add(1, 1)
      .add(0x4BEEF, 19);
}

}  // namespace

TEST_CASE("ais.payload: messages 1, 2 and 3, class A position reports") {
  int const type = GENERATE(1, 2, 3);
  auto const report = decode<PositionReport>(class_a(type));
  CHECK(report.header == Header{.type = static_cast<std::uint8_t>(type), .repeat = 1, .source = 477123456});
  CHECK(report.header.mmsi() == mmsi(477123456));
  CHECK(report.status == NavigationStatus::sart_active);
  // (42 / 4.733)² degrees a minute to the left.
  CHECK(report.turn.per_minute()->degrees() == Approx(-78.7450).epsilon(1e-5));
  CHECK(report.speed.value() == geo::Knots::from_knots(12.3));
  CHECK(report.accurate);
  CHECK(report.coordinates.longitude()->degrees() == Approx(113.7136).epsilon(1e-12));
  CHECK(report.coordinates.latitude()->degrees() == Approx(-22.18724166666667).epsilon(1e-12));
  CHECK(report.course.value()->degrees() == Approx(234.5));
  CHECK(report.heading.value()->degrees() == 234.0);
  CHECK(report.second.value() == 59);
  CHECK(report.manoeuvre == Manoeuvre::engaged);
  CHECK(report.raim);
  CHECK(report.radio == 0x4BEEF);
}

TEST_CASE("ais.payload: what a class A report says is not available is empty") {
  auto const report = decode<PositionReport>(NaiveBits{}
                                                 .header(1, 0, 0)
                                                 .add(15, 4)
                                                 .add(-128, 8)
                                                 .add(1023, 10)
                                                 .add(0, 1)
                                                 .add(181 * 600000, 28)
                                                 .add(91 * 600000, 27)
                                                 .add(3600, 12)
                                                 .add(511, 9)
                                                 .add(60, 6)
                                                 .add(0, 2)
                                                 .add(0, 3)
                                                 .add(0, 1)
                                                 .add(0, 19));
  CHECK_FALSE(report.header.mmsi());
  CHECK(report.status == NavigationStatus::undefined);
  CHECK_FALSE(report.turn.per_minute());
  CHECK_FALSE(report.turn.is_available());
  CHECK_FALSE(report.speed.value());
  CHECK_FALSE(report.coordinates.position());
  CHECK_FALSE(report.coordinates.latitude());
  CHECK_FALSE(report.coordinates.longitude());
  CHECK_FALSE(report.course.value());
  CHECK_FALSE(report.heading.value());
  CHECK_FALSE(report.second.value());
  CHECK(report.second.source() == PositionSource::not_dated);
  CHECK_FALSE(report.manoeuvre);
}

TEST_CASE("ais.payload: the limits of the fields of a class A report") {
  auto const with = [](int turn, int speed, std::int64_t lon, std::int64_t lat, int course, int heading, int second) {
    return decode<PositionReport>(NaiveBits{}
                                      .header(1, 0, 1'000'000'000)
                                      .add(0, 4)
                                      .add(turn, 8)
                                      .add(speed, 10)
                                      .add(0, 1)
                                      .add(lon, 28)
                                      .add(lat, 27)
                                      .add(course, 12)
                                      .add(heading, 9)
                                      .add(second, 6)
                                      .add(0, 2)
                                      .add(0, 3)
                                      .add(0, 1)
                                      .add(0, 19));
  };
  auto const high = with(127, 1022, 180 * 600000, 90 * 600000, 3599, 359, 63);
  CHECK_FALSE(high.header.mmsi());  // ten digits are no MMSI
  CHECK(high.turn.is_fast_right());
  CHECK_FALSE(high.turn.per_minute());
  CHECK(high.speed.value() == geo::Knots::from_knots(102.2));
  CHECK(high.speed.is_lower_bound());
  CHECK(high.coordinates.position() == geo::Position::from_degrees(90, 180));
  CHECK(high.course.tenths() == 3599);
  CHECK(high.heading.degrees() == 359);
  CHECK(high.second.source() == PositionSource::inoperative);
  auto const low = with(-127, 0, -180 * 600000, -90 * 600000, 0, 0, 0);
  CHECK(low.turn.is_fast_left());
  CHECK(low.speed.value() == geo::Knots::from_knots(0));
  CHECK_FALSE(low.speed.is_lower_bound());
  CHECK(low.coordinates.position() == geo::Position::from_degrees(-90, -180));
  CHECK(low.course.tenths() == 0);
  CHECK(low.second.value() == 0);
  auto const beyond = with(-126, 1021, 180 * 600000 + 1, -90 * 600000 - 1, 3601, 360, 61);
  CHECK(beyond.turn.per_minute()->degrees() == Approx(-708.71).epsilon(1e-4));
  CHECK_FALSE(beyond.speed.is_lower_bound());
  CHECK_FALSE(beyond.coordinates.longitude());
  CHECK_FALSE(beyond.coordinates.latitude());
  CHECK_FALSE(beyond.course.value());
  CHECK_FALSE(beyond.heading.value());
  CHECK(beyond.second.source() == PositionSource::manual_input);
  CHECK(with(0, 0, 0, 0, 0, 0, 62).second.source() == PositionSource::dead_reckoning);
}

TEST_CASE("ais.payload: one half of a position is no position, but is kept") {
  auto const report = decode<PositionReport>(NaiveBits{}
                                                 .header(1, 0, 477123456)
                                                 .add(0, 4)
                                                 .add(0, 8)
                                                 .add(0, 10)
                                                 .add(0, 1)
                                                 .add(181 * 600000, 28)
                                                 .add(600000, 27)
                                                 .add(0, 12)
                                                 .add(0, 9)
                                                 .add(0, 6)
                                                 .add(0, 2)
                                                 .add(0, 3)
                                                 .add(0, 1)
                                                 .add(0, 19));
  CHECK_FALSE(report.coordinates.position());
  CHECK(report.coordinates.latitude() == geo::Latitude::from_degrees(1));
}

TEST_CASE("ais.payload: messages 4 and 11, a station's time") {
  int const type = GENERATE(4, 11);
  auto const report = decode<BaseStationReport>(NaiveBits{}
                                                    .header(type, 0, 4770001)
                                                    .add(2026, 14)
                                                    .add(11, 4)
                                                    .add(21, 5)
                                                    .add(23, 5)
                                                    .add(59, 6)
                                                    .add(58, 6)
                                                    .add(1, 1)
                                                    .add(kLon, 28)
                                                    .add(kLat, 27)
                                                    .add(7, 4)
                                                    .add(1, 1)
                                                    .add(0, 9)
                                                    .add(1, 1)
                                                    .add(0x7FFFF, 19));
  CHECK(report.is_time_complete());
  CHECK(report.year == 2026);
  CHECK(report.month == 11);
  CHECK(report.day == 21);
  CHECK(report.hour == 23);
  CHECK(report.minute == 59);
  CHECK(report.second == 58);
  CHECK(report.accurate);
  CHECK(report.coordinates.longitude_units() == kLon);
  CHECK(report.coordinates.latitude_units() == kLat);
  CHECK(report.epfd == 7);
  CHECK(report.transmits_long_range);
  CHECK(report.raim);
  CHECK(report.radio == 0x7FFFF);
  auto const unknown = decode<BaseStationReport>(NaiveBits{}
                                                     .header(type, 0, 4770001)
                                                     .add(0, 14)
                                                     .add(0, 4)
                                                     .add(0, 5)
                                                     .add(24, 5)
                                                     .add(60, 6)
                                                     .add(60, 6)
                                                     .add(0, 1)
                                                     .add(kLon, 28)
                                                     .add(kLat, 27)
                                                     .add(0, 4)
                                                     .add(0, 10)
                                                     .add(0, 1)
                                                     .add(0, 19));
  CHECK_FALSE((unknown.year || unknown.month || unknown.day || unknown.hour || unknown.minute || unknown.second));
  // Years above 9999 and months above 12 fit the field but mean nothing.
  auto const wild = decode<BaseStationReport>(NaiveBits{}
                                                  .header(type, 0, 4770001)
                                                  .add(10196, 14)
                                                  .add(13, 4)
                                                  .add(31, 5)
                                                  .add(25, 5)
                                                  .add(61, 6)
                                                  .add(63, 6)
                                                  .add(0, 1)
                                                  .add(kLon, 28)
                                                  .add(kLat, 27)
                                                  .add(0, 4)
                                                  .add(0, 10)
                                                  .add(0, 1)
                                                  .add(0, 19));
  CHECK_FALSE((wild.year || wild.month || wild.hour || wild.minute || wild.second));
  CHECK(wild.day == 31);
}

TEST_CASE("ais.payload: message 5, static and voyage related data") {
  NaiveBits const bits = NaiveBits{}
                             .header(5, 0, 477123456)
                             .add(2, 2)
                             .add(9263485, 30)
                             .text("VRXY7", 7)
                             .text("UNIVERSAL MK 2004", 20)
                             .add(40, 8)
                             .add(20, 9)
                             .add(511, 9)
                             .add(6, 6)
                             .add(63, 6)
                             .add(1, 4)
                             .add(12, 4)
                             .add(31, 5)
                             .add(23, 5)
                             .add(59, 6)
                             .add(18, 8)
                             .text("MACAO OUTER HARBOUR ", 20)
                             .add(0, 1)
                             .add(0, 1);
  REQUIRE(bits.size() == 424);
  auto const data = decode<StaticAndVoyageData>(bits);
  CHECK(data.ais_version == 2);
  CHECK(data.imo == 9263485U);
  CHECK(data.callsign.view() == "VRXY7");
  CHECK(data.ship_name.view() == "UNIVERSAL MK 2004");
  CHECK(data.ship_type == 40);
  CHECK(data.dimensions == Dimensions{.to_bow = 20, .to_stern = 511, .to_port = 6, .to_starboard = 63});
  CHECK(data.dimensions.length() == geo::Metres::from_metres(531));
  CHECK(data.dimensions.beam() == geo::Metres::from_metres(69));
  CHECK(data.epfd == 1);
  CHECK(data.eta == EstimatedArrival{.month = 12, .day = 31, .hour = 23, .minute = 59});
  CHECK(data.draught() == geo::Metres::from_metres(1.8));
  CHECK(data.destination.view() == "MACAO OUTER HARBOUR");
  CHECK_FALSE(data.terminal_not_ready);

  auto const empty = decode<StaticAndVoyageData>(NaiveBits{}
                                                     .header(5, 0, 477123456)
                                                     .add(0, 2)
                                                     .add(0, 30)
                                                     .text("", 7)
                                                     .text("", 20)
                                                     .add(0, 8)
                                                     .add(0, 30)
                                                     .add(0, 4)
                                                     .add(0, 4)
                                                     .add(0, 5)
                                                     .add(24, 5)
                                                     .add(60, 6)
                                                     .add(0, 8)
                                                     .text("", 20)
                                                     .add(1, 1)
                                                     .add(0, 1));
  CHECK_FALSE(empty.imo);
  CHECK_FALSE(empty.imo_number());
  CHECK(empty.callsign.empty());
  CHECK(empty.ship_name.empty());
  CHECK_FALSE(empty.ship_type);
  CHECK_FALSE(empty.dimensions.is_available());
  CHECK_FALSE(empty.dimensions.length());
  CHECK_FALSE((empty.eta.month || empty.eta.day || empty.eta.hour || empty.eta.minute));
  CHECK_FALSE(empty.draught());
  CHECK(empty.destination.empty());
  CHECK(empty.terminal_not_ready);
}

TEST_CASE("ais.payload: message 5 without its last bits keeps the whole characters of the destination") {
  auto bits = NaiveBits{}
                  .header(5, 0, 477123456)
                  .add(0, 2)
                  .add(0, 30)
                  .text("", 7)
                  .text("", 20)
                  .add(0, 8)
                  .add(0, 30)
                  .add(0, 4)
                  .add(0, 20)
                  .add(0, 8)
                  .text("ABCDEFGHIJKLMNOPQRST", 20)
                  .add(0, 1)
                  .add(0, 1);
  CHECK(decode<StaticAndVoyageData>(bits.cut(422)).destination.view() == "ABCDEFGHIJKLMNOPQRST");
  CHECK(decode<StaticAndVoyageData>(bits).terminal_not_ready);  // not sent: the default
  CHECK(decode<StaticAndVoyageData>(bits.cut(420)).destination.view() == "ABCDEFGHIJKLMNOPQRS");
  CHECK(refusal(bits.cut(419)) == Rejection::payload_too_short);
}

TEST_CASE("ais.payload: message 6, addressed binary data to the last bit") {
  auto bits =
      NaiveBits{}.header(6, 0, 477123456).add(3, 2).add(413456789, 30).add(1, 1).add(0, 1).add(1, 10).add(16, 6);
  REQUIRE(bits.size() == 88);
  CHECK(decode<BinaryAddressed>(bits).data.bit_count == 0);
  auto const message = decode<BinaryAddressed>(bits.add(0x2BC, 10));
  CHECK(message.sequence == 3);
  CHECK(message.destination == mmsi(413456789));
  CHECK(message.retransmitted);
  CHECK(message.designated_area == 1);
  CHECK(message.function == 16);
  CHECK(message.data.bit_count == 10);
  CHECK(message.data.bytes[0] == 0xAF);
  CHECK(message.data.bytes[1] == 0x00);
  for (int i = 0; i < 910; ++i) bits.add(1, 1);
  CHECK(bits.size() == 1008);
  CHECK(decode<BinaryAddressed>(bits).data.bytes[114] == 0xFF);
  CHECK(refusal(bits.add(1, 1)) == Rejection::payload_too_long);
}

TEST_CASE("ais.payload: messages 7 and 13 acknowledge one to four stations") {
  int const type = GENERATE(7, 13);
  auto bits = NaiveBits{}.header(type, 0, 4770001).add(0, 2);
  CHECK(refusal(bits) == Rejection::payload_too_short);
  for (int i = 1; i <= 4; ++i) {
    bits.add(477000000 + i, 30).add(i % 4, 2);
    auto const message = decode<Acknowledgement>(bits);
    REQUIRE(message.count == i);
    CHECK(message.receipts[static_cast<std::size_t>(i - 1)].mmsi() == mmsi(477000000 + static_cast<unsigned>(i)));
    CHECK(message.receipts[static_cast<std::size_t>(i - 1)].sequence == i % 4);
  }
}

TEST_CASE("ais.payload: message 8, broadcast binary data") {
  auto const message = decode<BinaryBroadcast>(
      NaiveBits{}.header(8, 0, 477123456).add(0, 2).add(200, 10).add(10, 6).add(0x123456789A, 40));
  CHECK(message.designated_area == 200);
  CHECK(message.function == 10);
  CHECK(message.data.bit_count == 40);
  CHECK(message.data.bytes[0] == 0x12);
  CHECK(message.data.bytes[4] == 0x9A);
}

TEST_CASE("ais.payload: message 9, a SAR aircraft") {
  auto const aircraft = [](int altitude, int speed) {
    return decode<SarAircraftReport>(NaiveBits{}
                                         .header(9, 0, 111477001)
                                         .add(altitude, 12)
                                         .add(speed, 10)
                                         .add(1, 1)
                                         .add(kLon, 28)
                                         .add(kLat, 27)
                                         .add(1805, 12)
                                         .add(30, 6)
                                         .add(0x81, 8)
                                         .add(0, 1)
                                         .add(0, 3)
                                         .add(1, 1)
                                         .add(1, 1)
                                         .add(0xABCDE, 20));
  };
  auto const report = aircraft(303, 145);
  CHECK(report.altitude() == geo::Metres::from_metres(303));
  CHECK(report.speed.value() == geo::Knots::from_knots(145));
  CHECK(report.coordinates.longitude_units() == kLon);
  CHECK(report.course.tenths() == 1805);
  CHECK(report.second.value() == 30);
  CHECK(report.regional == 0x81);
  CHECK_FALSE(report.terminal_not_ready);
  CHECK(report.assigned);
  CHECK(report.raim);
  CHECK(report.radio == 0xABCDE);
  CHECK_FALSE(aircraft(4095, 1023).altitude());
  CHECK_FALSE(aircraft(4095, 1023).speed.value());
  CHECK(aircraft(4094, 1022).altitude() == geo::Metres::from_metres(4094));
  CHECK(aircraft(4094, 1022).speed.is_lower_bound());
}

TEST_CASE("ais.payload: message 10 asks a station for the time") {
  auto const message = decode<UtcInquiry>(NaiveBits{}.header(10, 0, 477123456).add(0, 2).add(4770001, 30).add(0, 2));
  CHECK(message.destination == mmsi(4770001));
}

TEST_CASE("ais.payload: messages 12 and 14, text up to its first @, without blanks at its end") {
  auto const addressed = decode<SafetyAddressed>(NaiveBits{}
                                                     .header(12, 0, 970123456)
                                                     .add(1, 2)
                                                     .add(477123456, 30)
                                                     .add(1, 1)
                                                     .add(0, 1)
                                                     .text("SART TEST \\\"<>?", 15));
  CHECK(addressed.sequence == 1);
  CHECK(addressed.destination == mmsi(477123456));
  CHECK(addressed.retransmitted);
  CHECK(addressed.text.view() == "SART TEST \\\"<>?");
  CHECK(decode<SafetyBroadcast>(NaiveBits{}.header(14, 0, 970123456).add(0, 2).text("SART ACTIVE", 11)).text.view() ==
        "SART ACTIVE");
  CHECK(decode<SafetyBroadcast>(NaiveBits{}.header(14, 0, 970123456).add(0, 2).text("MOB  @ ACTIVE", 13)).text.view() ==
        "MOB");
  CHECK(decode<SafetyBroadcast>(NaiveBits{}.header(14, 0, 970123456).add(0, 2)).text.empty());
  // Five bits of a sixth character are no character.
  CHECK(
      decode<SafetyBroadcast>(NaiveBits{}.header(14, 0, 970123456).add(0, 2).text("EPIRB", 5).add(31, 5)).text.view() ==
      "EPIRB");
  std::string const longest(161, 'Z');
  CHECK(decode<SafetyBroadcast>(NaiveBits{}.header(14, 0, 970123456).add(0, 2).text(longest, 161)).text.view() ==
        longest);
}

TEST_CASE("ais.payload: every character of the six-bit set is read as itself") {
  std::string const all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?";
  CHECK(decode<SafetyBroadcast>(NaiveBits{}.header(14, 0, 1).add(0, 2).text(all, all.size())).text.view() == all);
}

TEST_CASE("ais.payload: message 15 asks one station once or twice, or two stations") {
  auto bits = NaiveBits{}.header(15, 0, 4770001).add(0, 2).add(477123456, 30).add(5, 6).add(516, 12);
  REQUIRE(bits.size() == 88);
  auto const one = decode<Interrogation>(bits);
  CHECK(one.first == mmsi(477123456));
  CHECK(one.first_request == Interrogation::Request{.message_type = 5, .slot_offset = 516});
  CHECK_FALSE(one.first_second_request);
  CHECK_FALSE(one.second);
  bits.add(0, 2).add(24, 6).add(617, 12).add(0, 2);
  REQUIRE(bits.size() == 110);
  auto const two = decode<Interrogation>(bits);
  CHECK(two.first_second_request == Interrogation::Request{.message_type = 24, .slot_offset = 617});
  CHECK_FALSE(two.second_request);
  bits.add(413456789, 30).add(3, 6).add(99, 12).add(0, 2);
  REQUIRE(bits.size() == 160);
  auto const three = decode<Interrogation>(bits);
  CHECK(three.second == mmsi(413456789));
  CHECK(three.second_request == Interrogation::Request{.message_type = 3, .slot_offset = 99});
}

TEST_CASE("ais.payload: message 16 assigns one or two stations") {
  auto bits = NaiveBits{}.header(16, 0, 4770001).add(0, 2).add(477123456, 30).add(200, 12).add(45, 10);
  auto const one = decode<AssignmentCommand>(NaiveBits{bits}.add(0, 4));
  CHECK(one.first == AssignmentCommand::Assignment{.destination = 477123456, .offset = 200, .increment = 45});
  CHECK_FALSE(one.second);
  auto const two = decode<AssignmentCommand>(bits.add(413456789, 30).add(300, 12).add(46, 10));
  CHECK(two.second == AssignmentCommand::Assignment{.destination = 413456789, .offset = 300, .increment = 46});
}

TEST_CASE("ais.payload: message 17, a station's corrections at a place in tenths of a minute") {
  auto const message = decode<DgnssBroadcast>(
      NaiveBits{}.header(17, 0, 4770001).add(0, 2).add(-68228, 18).add(13312, 17).add(0, 5).add(0xDEADBEEF, 32));
  CHECK(message.coordinates.longitude()->degrees() == Approx(-113.7133333333));
  CHECK(message.coordinates.latitude()->degrees() == Approx(22.1866666667));
  CHECK(message.data.bit_count == 32);
  CHECK(message.data.bytes[3] == 0xEF);
  auto const nowhere = decode<DgnssBroadcast>(
      NaiveBits{}.header(17, 0, 4770001).add(0, 2).add(181 * 600, 18).add(91 * 600, 17).add(0, 5));
  CHECK_FALSE(nowhere.coordinates.longitude());
  CHECK_FALSE(nowhere.coordinates.latitude());
}

TEST_CASE("ais.payload: message 18, class B") {
  auto const report = decode<ClassBReport>(NaiveBits{}
                                               .header(18, 0, 477123456)
                                               .add(0x5A, 8)
                                               .add(67, 10)
                                               .add(0, 1)
                                               .add(kLon, 28)
                                               .add(kLat, 27)
                                               .add(3599, 12)
                                               .add(511, 9)
                                               .add(49, 6)
                                               .add(2, 2)
                                               .add(1, 1)
                                               .add(0, 1)
                                               .add(1, 1)
                                               .add(0, 1)
                                               .add(1, 1)
                                               .add(0, 1)
                                               .add(1, 1)
                                               .add(917510, 20));
  CHECK(report.reserved == 0x5A);
  CHECK(report.speed.tenths() == 67);
  CHECK(report.coordinates.longitude_units() == kLon);
  CHECK(report.coordinates.latitude_units() == kLat);
  CHECK(report.course.tenths() == 3599);
  CHECK_FALSE(report.heading.value());
  CHECK(report.second.value() == 49);
  CHECK(report.regional == 2);
  CHECK(report.carrier_sense);
  CHECK_FALSE(report.has_display);
  CHECK(report.has_dsc);
  CHECK_FALSE(report.whole_band);
  CHECK(report.accepts_message_22);
  CHECK_FALSE(report.assigned);
  CHECK(report.raim);
  CHECK(report.radio == 917510U);
}

TEST_CASE("ais.payload: message 19, class B with its name") {
  NaiveBits bits = NaiveBits{}
                       .header(19, 0, 477123456)
                       .add(0, 8)
                       .add(87, 10)
                       .add(1, 1)
                       .add(kLon, 28)
                       .add(kLat, 27)
                       .add(3359, 12)
                       .add(12, 9)
                       .add(46, 6)
                       .add(9, 4)
                       .text("CAPT.J.RIMES", 20)
                       .add(70, 8)
                       .add(5, 9)
                       .add(21, 9)
                       .add(4, 6)
                       .add(4, 6)
                       .add(1, 4)
                       .add(1, 1)
                       .add(0, 1)
                       .add(1, 1)
                       .add(0, 4);
  REQUIRE(bits.size() == 312);
  auto const report = decode<ClassBExtendedReport>(bits);
  CHECK(report.speed.tenths() == 87);
  CHECK(report.heading.degrees() == 12);
  CHECK(report.regional == 9);
  CHECK(report.ship_name.view() == "CAPT.J.RIMES");
  CHECK(report.ship_type == 70);
  CHECK(report.dimensions == Dimensions{.to_bow = 5, .to_stern = 21, .to_port = 4, .to_starboard = 4});
  CHECK(report.epfd == 1);
  CHECK(report.raim);
  CHECK_FALSE(report.terminal_not_ready);
  CHECK(report.assigned);
}

TEST_CASE("ais.payload: message 20 reserves one to four blocks of slots") {
  auto bits = NaiveBits{}.header(20, 0, 4770001).add(0, 2);
  for (int i = 1; i <= 4; ++i) {
    bits.add(1000 + i, 12).add(i, 4).add(7, 3).add(1125 + i, 11);
    auto padded = bits;
    while (padded.size() % 8 != 0) padded.add(0, 1);
    auto const message = decode<DataLinkManagement>(padded);
    REQUIRE(message.count == i);
    CHECK(message.reservations[static_cast<std::size_t>(i - 1)] ==
          DataLinkManagement::Reservation{.offset = static_cast<std::uint16_t>(1000 + i),
                                          .slots = static_cast<std::uint8_t>(i),
                                          .timeout_minutes = 7,
                                          .increment = static_cast<std::uint16_t>(1125 + i)});
  }
}

TEST_CASE("ais.payload: message 21, an aid to navigation and the end of its long name") {
  auto const aid = [](std::string_view name) {
    return NaiveBits{}
        .header(21, 0, 994770001)
        .add(30, 5)
        .text(name.substr(0, 20), 20)
        .add(1, 1)
        .add(kLon, 28)
        .add(kLat, 27)
        .add(1, 9)
        .add(2, 9)
        .add(3, 6)
        .add(4, 6)
        .add(7, 4)
        .add(50, 6)
        .add(1, 1)
        .add(165, 8)
        .add(1, 1)
        .add(1, 1)
        .add(1, 1)
        .add(0, 1);
  };
  REQUIRE(aid("").size() == 272);
  auto const report = decode<AidToNavigation>(aid("LINGDING BUOY"));
  CHECK(report.aid_type == 30);
  CHECK(report.name.view() == "LINGDING BUOY");
  CHECK(report.accurate);
  CHECK(report.coordinates.longitude_units() == kLon);
  CHECK(report.dimensions == Dimensions{.to_bow = 1, .to_stern = 2, .to_port = 3, .to_starboard = 4});
  CHECK(report.epfd == 7);
  CHECK(report.second.value() == 50);
  CHECK(report.off_position);
  CHECK(report.regional == 165);
  CHECK(report.raim);
  CHECK(report.is_virtual);
  CHECK(report.assigned);
  std::string const longer = "CHINA ROSE MURPHY EXPRESS ALERT";
  CHECK(decode<AidToNavigation>(aid(longer).text(longer.substr(20), 11).add(0, 6)).name.view() == longer);
  // A blank at the end of the first twenty belongs to the name when it goes on, and not when it ends there.
  std::string const blank = "EIGHTEEN LETTERS+1  AND MORE";
  CHECK(decode<AidToNavigation>(aid(blank).text(blank.substr(20), 8)).name.view() == blank);
  CHECK(decode<AidToNavigation>(aid(blank)).name.view() == "EIGHTEEN LETTERS+1");
  // Padding behind a short name is no name.
  CHECK(decode<AidToNavigation>(aid("SHORT").text("XYZ", 3)).name.view() == "SHORT");
}

TEST_CASE("ais.payload: message 22 speaks to an area or to two stations") {
  auto const area = decode<ChannelManagement>(NaiveBits{}
                                                  .header(22, 0, 4770001)
                                                  .add(0, 2)
                                                  .add(2087, 12)
                                                  .add(2088, 12)
                                                  .add(1, 4)
                                                  .add(1, 1)
                                                  .add(68228, 18)
                                                  .add(13312, 17)
                                                  .add(-68000, 18)
                                                  .add(-13000, 17)
                                                  .add(0, 1)
                                                  .add(1, 1)
                                                  .add(0, 1)
                                                  .add(4, 3)
                                                  .add(0, 23));
  CHECK(area.channel_a == 2087);
  CHECK(area.channel_b == 2088);
  CHECK(area.transmit_receive == 1);
  CHECK(area.low_power);
  auto const& corners = std::get<ChannelManagement::Area>(area.target);
  CHECK(corners.north_east.longitude_units() == 68'228'000);
  CHECK(corners.north_east.latitude_units() == 13'312'000);
  CHECK(corners.south_west.longitude_units() == -68'000'000);
  CHECK(corners.south_west.latitude_units() == -13'000'000);
  CHECK(area.narrow_a);
  CHECK_FALSE(area.narrow_b);
  CHECK(area.zone_size == 4);
  auto const stations = decode<ChannelManagement>(NaiveBits{}
                                                      .header(22, 0, 4770001)
                                                      .add(0, 2)
                                                      .add(2087, 12)
                                                      .add(2088, 12)
                                                      .add(0, 4)
                                                      .add(0, 1)
                                                      .add(477123456, 30)
                                                      .add(0, 5)
                                                      .add(413456789, 30)
                                                      .add(0, 5)
                                                      .add(1, 1)
                                                      .add(0, 1)
                                                      .add(1, 1)
                                                      .add(7, 3)
                                                      .add(0, 23));
  CHECK(std::get<ChannelManagement::Stations>(stations.target) ==
        ChannelManagement::Stations{.first = mmsi(477123456), .second = mmsi(413456789)});
}

TEST_CASE("ais.payload: message 23 assigns a group") {
  auto const message = decode<GroupAssignment>(NaiveBits{}
                                                   .header(23, 0, 4770001)
                                                   .add(0, 2)
                                                   .add(68228, 18)
                                                   .add(13312, 17)
                                                   .add(68000, 18)
                                                   .add(13000, 17)
                                                   .add(6, 4)
                                                   .add(40, 8)
                                                   .add(0, 22)
                                                   .add(2, 2)
                                                   .add(9, 4)
                                                   .add(15, 4)
                                                   .add(0, 6));
  CHECK(message.north_east.longitude_units() == 68'228'000);
  CHECK(message.south_west.latitude_units() == 13'000'000);
  CHECK(message.station_type == 6);
  CHECK(message.ship_type == 40);
  CHECK(message.transmit_receive == 2);
  CHECK(message.interval == 9);
  CHECK(message.quiet_minutes == 15);
}

TEST_CASE("ais.payload: message 24, parts A and B, of a ship and of an auxiliary craft") {
  auto const a = decode<StaticDataA>(NaiveBits{}.header(24, 0, 477123456).add(0, 2).text("YACHT", 20));
  CHECK(a.ship_name.view() == "YACHT");
  auto const part_b = [](std::uint32_t number) {
    return NaiveBits{}
        .header(24, 0, number)
        .add(1, 2)
        .add(36, 8)
        .text("SRT", 3)
        .add(12, 4)
        .add(199796, 20)
        .text("TC6163", 7);
  };
  auto const b = decode<StaticDataB>(part_b(477123456).add(0, 9).add(15, 9).add(0, 6).add(5, 6).add(1, 4).add(0, 2));
  CHECK(b.ship_type == 36);
  CHECK(b.vendor.view() == "SRT");
  CHECK(b.unit_model == 12);
  CHECK(b.serial == 199796U);
  CHECK(b.callsign.view() == "TC6163");
  auto const& size = std::get<Dimensions>(b.size_or_mother_ship);
  CHECK(size == Dimensions{.to_bow = 0, .to_stern = 15, .to_port = 0, .to_starboard = 5});
  CHECK_FALSE(size.is_reference_known());
  CHECK(size.length() == geo::Metres::from_metres(15));
  CHECK(b.epfd == 1);
  auto const tender = decode<StaticDataB>(part_b(984771234).add(477123456, 30).add(0, 6));
  CHECK(std::get<MaybeMmsi>(tender.size_or_mother_ship) == mmsi(477123456));
  auto const parts = GENERATE(2, 3);
  CHECK(refusal(NaiveBits{}.header(24, 0, 477123456).add(parts, 2).text("", 20).add(0, 8)) == Rejection::part_unknown);
}

TEST_CASE("ais.payload: messages 25 and 26, with and without address and application") {
  auto const plain = decode<SlotBinary>(NaiveBits{}.header(25, 0, 477123456).add(0, 2).add(0xABC, 12));
  CHECK_FALSE((plain.addressed || plain.structured || plain.destination || plain.application || plain.radio));
  CHECK(plain.data.bit_count == 12);
  CHECK(plain.data.bytes[0] == 0xAB);
  CHECK(plain.data.bytes[1] == 0xC0);
  auto const both =
      decode<SlotBinary>(NaiveBits{}.header(25, 0, 477123456).add(3, 2).add(413456789, 30).add(23587, 16).add(0x5, 3));
  CHECK(both.destination == mmsi(413456789));
  CHECK(both.application == 23587);
  CHECK(both.data.bit_count == 3);
  CHECK(both.data.bytes[0] == 0xA0);
  auto const several = decode<SlotBinary>(
      NaiveBits{}.header(26, 0, 477123456).add(1, 2).add(23587, 16).add(0x1234, 16).add(0, 4).add(0xFEDCB, 20));
  CHECK_FALSE(several.addressed);
  CHECK(several.structured);
  CHECK(several.application == 23587);
  CHECK(several.data.bit_count == 20);
  CHECK(several.radio == 0xFEDCB);
  CHECK(refusal(NaiveBits{}.header(25, 0, 477123456).add(3, 2).add(413456789, 30)) == Rejection::payload_too_short);
  CHECK(refusal(NaiveBits{}.header(26, 0, 477123456).add(2, 2).add(413456789, 30).add(0, 10)) ==
        Rejection::payload_too_short);
}

TEST_CASE("ais.payload: message 27, the long-range report") {
  auto const report = decode<LongRangeReport>(NaiveBits{}
                                                  .header(27, 3, 477123456)
                                                  .add(1, 1)
                                                  .add(1, 1)
                                                  .add(14, 4)
                                                  .add(68228, 18)
                                                  .add(-13312, 17)
                                                  .add(62, 6)
                                                  .add(359, 9)
                                                  .add(1, 1)
                                                  .add(0, 1));
  CHECK(report.accurate);
  CHECK(report.raim);
  CHECK(report.status == NavigationStatus::sart_active);
  CHECK(report.coordinates.longitude_units() == 68'228'000);
  CHECK(report.coordinates.latitude_units() == -13'312'000);
  CHECK(report.speed.value() == geo::Knots::from_knots(62));
  CHECK(report.course.tenths() == 3590);
  CHECK(report.not_gnss);
  auto const unknown = decode<LongRangeReport>(NaiveBits{}
                                                   .header(27, 3, 477123456)
                                                   .add(0, 2)
                                                   .add(15, 4)
                                                   .add(181 * 600, 18)
                                                   .add(91 * 600, 17)
                                                   .add(63, 6)
                                                   .add(511, 9)
                                                   .add(0, 1)
                                                   .add(0, 1));
  CHECK_FALSE(unknown.coordinates.longitude());
  CHECK_FALSE(unknown.coordinates.latitude());
  CHECK_FALSE(unknown.speed.value());
  CHECK_FALSE(unknown.course.value());
}

TEST_CASE("ais.payload: a message cut short is refused, spare bits and communication state apart") {
  auto bits = class_a();
  CHECK(decode<PositionReport>(bits.cut(167)).radio == std::nullopt);
  CHECK(decode<PositionReport>(bits.cut(149)).raim);
  CHECK(refusal(bits.cut(148)) == Rejection::payload_too_short);
  CHECK(refusal(bits.cut(37)) == Rejection::payload_too_short);
  CHECK(refusal(bits.cut(6)) == Rejection::payload_too_short);
}

TEST_CASE("ais.payload: a message longer than its type is read from its front") {
  auto const report = decode<PositionReport>(class_a().add(0x3F, 6));
  CHECK(report == decode<PositionReport>(class_a()));
}

TEST_CASE("ais.payload: types 0 and 28 to 63 are refused") {
  int const type = GENERATE(0, 28, 29, 40, 63);
  CHECK(refusal(NaiveBits{}.header(type, 0, 477123456).add(0, 62).add(0, 62).add(0, 62)) == Rejection::type_unknown);
}

TEST_CASE("ais.payload: characters outside the six-bit alphabet are refused wherever they stand") {
  // 0x58 … 0x5F between 'W' and '`', and what lies below '0' and above 'w' (IEC 61162-1).
  std::string const good = class_a().armoured();
  PayloadBits payload;
  for (int c = 0; c < 256; ++c) {
    bool const allowed = (c >= '0' && c <= 'W') || (c >= '`' && c <= 'w');
    for (std::size_t const place : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{25}, good.size() - 1}) {
      std::string text = good;
      text[place] = static_cast<char>(c);
      CAPTURE(c, place);
      CHECK(payload.assign(text, 0) == (allowed ? std::nullopt : std::optional{Rejection::payload_character}));
    }
  }
}

TEST_CASE("ais.payload: sentences join at any bit") {
  NaiveBits bits;
  bits.header(8, 0, 477123456).add(0, 2).add(1, 10).add(11, 6);
  for (int i = 0; i < 100; ++i) bits.add(i * 37 % 256, 8);
  std::string const whole = bits.armoured();
  PayloadBits reference;
  REQUIRE_FALSE(reference.assign(whole, bits.fill_bits()));
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    PayloadBits joined;
    REQUIRE_FALSE(joined.assign(whole.substr(0, cut), 0));
    REQUIRE_FALSE(joined.append(whole.substr(cut), bits.fill_bits()));
    REQUIRE(joined.size() == reference.size());
    CHECK(std::equal(joined.bytes(), joined.bytes() + joined.size() / 8 + 1, reference.bytes()));
  }
}

TEST_CASE("ais.payload: fill bits of a sentence in the middle are taken off") {
  // 8 + 16 bits: two characters with four fill bits, then three with two.
  PayloadBits payload;
  REQUIRE_FALSE(payload.assign(NaiveBits{}.add(0xA5, 8).armoured(), 4));
  REQUIRE(payload.size() == 8);
  REQUIRE_FALSE(payload.append(NaiveBits{}.add(0xBEEF, 16).armoured(), 2));
  REQUIRE(payload.size() == 24);
  CHECK(payload.bytes()[0] == 0xA5);
  CHECK(payload.bytes()[1] == 0xBE);
  CHECK(payload.bytes()[2] == 0xEF);
  CHECK(payload.bytes()[3] == 0);
}

TEST_CASE("ais.payload: what is longer than any message is refused, and the limit itself is not") {
  PayloadBits payload;
  CHECK_FALSE(payload.assign(std::string(kMaxPayloadCharacters, '0'), 0));
  CHECK(payload.assign(std::string(kMaxPayloadCharacters + 1, '0'), 0) == Rejection::payload_too_long);
  CHECK(payload.assign("", 1) == Rejection::payload_fill_bits);
}
