// DSC sentences: every kind of call, what is missing, what is wrong.

#include "adapters/dsc/sentence.hpp"

#include <catch2/catch.hpp>

#include "adapters/dsc/fields.hpp"

using namespace lingding;
using namespace lingding::dsc;

namespace {

Call call_of(std::string_view body) {
  auto const call = read_call(body);
  CAPTURE(body);
  if (!call) FAIL(name_of(call.error()));
  return *call;
}

plans::Mmsi mmsi(std::uint32_t number) {
  return *plans::Mmsi::from_number(number);
}

}  // namespace

TEST_CASE("dsc.sentence: a distress alert with nothing but its sender is an alert") {
  Call const call = call_of("CDDSC,12,4770123450,,,,,,,,,");
  CHECK(call.kind == CallKind::distress_alert);
  CHECK(call.category == Category::distress);
  CHECK(call.casualty == mmsi(477012345));
  CHECK_FALSE(call.position);
  CHECK_FALSE(call.utc);
  CHECK_FALSE(call.nature);
  CHECK(call.warnings.empty());
}

TEST_CASE("dsc.sentence: nines and eights say that position and time are not known") {
  Call const call = call_of("CDDSC,12,4770123450,12,07,00,9999999999,8888,,,S,");
  CHECK_FALSE(call.position);
  CHECK_FALSE(call.utc);
  CHECK(call.nature == Nature::undesignated);
  CHECK(call.warnings.empty());
}

TEST_CASE("dsc.sentence: all four quadrants, the equator, 180 degrees and the pole") {
  struct Case {
    char const* digits;
    double latitude;
    double longitude;
  };
  auto const [digits, latitude, longitude] = GENERATE(
      Case{"0221011340", 22 + 10 / 60.0, 113 + 40 / 60.0}, Case{"1423108312", 42 + 31 / 60.0, -(83 + 12 / 60.0)},
      Case{"2335115112", -(33 + 51 / 60.0), 151 + 12 / 60.0}, Case{"3225704312", -(22 + 57 / 60.0), -(43 + 12 / 60.0)},
      Case{"0000000000", 0, 0}, Case{"0000018000", 0, 180}, Case{"1900000000", 90, 0});
  CAPTURE(digits);
  auto const position = read_position(digits);
  REQUIRE(position);
  CHECK(position->position.latitude.degrees() == Approx(latitude).margin(1e-12));
  CHECK(position->position.longitude.degrees() == Approx(longitude).margin(1e-12));
  CHECK(position->resolution == geo::Metres::from_metres(1852));
}

TEST_CASE("dsc.sentence: digits that are no position cost the position, with a warning, and not the alert") {
  auto const digits =
      GENERATE("4221011340", "0226011340", "0221011360", "0911011340", "0221018100", "022101134", "O221011340");
  CAPTURE(digits);
  Call const call = call_of(std::string{"CDDSC,12,4770123450,12,02,00,"} + digits + ",1432,,,S,");
  CHECK(call.kind == CallKind::distress_alert);
  CHECK_FALSE(call.position);
  CHECK(call.warnings.size() == 1);
  CHECK(call.utc == std::chrono::minutes{14 * 60 + 32});
}

TEST_CASE("dsc.sentence: the casualty of a relay is not its sender") {
  for (auto const* format : {"16", "02", "14", "20"}) {
    Call const call = call_of(std::string{"CDDSC,"} + format + ",0041231000,12,12,00,0221011340,1432,4770123450,02,S,");
    CHECK(call.kind == CallKind::distress_relay);
    CHECK(call.sender == mmsi(4'123'100));
    CHECK(call.casualty == mmsi(477012345));
    CHECK(call.nature == Nature::collision);
  }
  // The distress format itself, as some radios give a relay.
  CHECK(call_of("CDDSC,12,0041231000,12,02,00,0221011340,1432,4770123450,02,S,").kind == CallKind::distress_relay);
}

TEST_CASE("dsc.sentence: acknowledgements, of an alert and of a relay") {
  Call const call = call_of("CDDSC,16,0047735000,12,10,00,0221011340,1432,4770123450,02,S,");
  CHECK(call.kind == CallKind::distress_acknowledgement);
  CHECK(call.casualty == mmsi(477012345));
  CHECK(call_of("CDDSC,20,0047735000,12,12,00,0221011340,1432,4770123450,02,B,").kind ==
        CallKind::distress_relay_acknowledgement);
}

TEST_CASE("dsc.sentence: a ship that acknowledges her own alert cancels it") {
  CHECK(call_of("CDDSC,16,4770123450,12,10,00,0221011340,1432,4770123450,02,S,").kind ==
        CallKind::distress_cancellation);
  Call const old_form = call_of("CDDSC,12,4770123450,12,02,00,0221011340,1432,4770123450,,S,");
  CHECK(old_form.kind == CallKind::distress_cancellation);
  CHECK(old_form.warnings.size() == 1);
}

TEST_CASE("dsc.sentence: an alert that names its sender twice with a nature is read as the graver: an alert") {
  Call const call = call_of("CDDSC,12,4770123450,12,02,00,0221011340,1432,4770123450,02,S,");
  CHECK(call.kind == CallKind::distress_alert);
  CHECK(call.casualty == mmsi(477012345));
  CHECK(call.warnings.size() == 1);
}

TEST_CASE("dsc.sentence: distress to all without a telecommand is read as an alert or a relay") {
  CHECK(call_of("CDDSC,16,4770123450,12,,00,0221011340,1432,,,S,").kind == CallKind::distress_alert);
  CHECK(call_of("CDDSC,16,4770123450,12,,00,0221011340,1432,4530012340,,S,").kind == CallKind::distress_relay);
}

TEST_CASE("dsc.sentence: urgency to all ships with a channel and with two frequencies") {
  Call const call = call_of("CDDSC,16,4770123450,10,00,26,900016,,,,S,");
  CHECK(call.kind == CallKind::all_ships);
  CHECK(call.category == Category::urgency);
  CHECK(call.receive == Frequency{VhfChannel{16}});
  CHECK_FALSE(call.casualty);
  Call const both = call_of("CDDSC,16,4770123450,08,09,26,021820041250,,,,S,");
  CHECK(both.receive == Frequency{Hertz{2'182'000}});
  CHECK(both.transmit == Frequency{Hertz{4'125'000}});
  Call const fine = call_of("CDDSC,16,4770123450,08,09,26,4021820040412500,,,,S,");
  CHECK(fine.receive == Frequency{Hertz{2'182'000}});
  CHECK(fine.transmit == Frequency{Hertz{4'125'000}});
  CHECK(call_of("CDDSC,16,4770123450,08,09,26,300401,,,,S,").receive == Frequency{MfHfChannel{401}});
}

TEST_CASE("dsc.sentence: medical transport, test, polling of positions") {
  Call const medical = call_of("CDDSC,16,4770123450,10,00,11,900016,,,,S,");
  CHECK(std::string{second_telecommand_name(medical.second_telecommand.value())} == "medical_transport");
  CHECK(call_of("CDDSC,20,4770123450,08,18,26,,,,,R,").kind == CallKind::test);
  CHECK(call_of("CDDSC,20,0047735000,08,21,26,,,,,R,").kind == CallKind::position_request);
  CHECK(call_of("CDDSC,20,4770123450,08,21,26,0221011340,1432,,,B,").kind == CallKind::position_report);
}

TEST_CASE("dsc.sentence: a telephone call has a number where others have a time") {
  Call const call = call_of("CDDSC,23,4770123450,00,00,26,900072,0085222337999,,,R,");
  CHECK(call.kind == CallKind::telephone);
  CHECK(call.telephone == "0085222337999");
  CHECK_FALSE(call.utc);
}

TEST_CASE("dsc.sentence: a call to an area, by what stands in its address") {
  Call const area = call_of("CDDSC,02,0221130205,08,09,26,021820021820,,,,S,");
  CHECK(area.kind == CallKind::area);
  REQUIRE(area.area);
  CHECK(area.area->north_west == *geo::Position::from_degrees(22, 113));
  CHECK(area.area->to_south == geo::Degrees::from_degrees(2));
  CHECK(area.area->to_east == geo::Degrees::from_degrees(5));
  Call const heard = call_of("CDDSC,02,4770123450,08,09,26,021820021820,,,,S,");
  CHECK(heard.sender == mmsi(477012345));
  CHECK_FALSE(heard.area);
}

TEST_CASE("dsc.sentence: radios that leave the tenth digit out, or have more fields filled than they should") {
  Call const nine = call_of("CDDSC,20,244670681,00,00,26,900072900072,,,,,R");
  CHECK(nine.sender == mmsi(244670681));
  CHECK(nine.receive == Frequency{VhfChannel{72}});
  CHECK(nine.warnings.size() == 2);  // the address, the expansion indicator
}

TEST_CASE("dsc.sentence: what is no call is refused with its reason") {
  CHECK(read_call("CDDSC,,,,,,,,,,,").error() == Rejection::format_missing);
  CHECK(read_call("CDDSC,13,4770123450,12,02,00,0221011340,1432,,,S,").error() == Rejection::format_unknown);
  CHECK(read_call("CDDSC,1x,4770123450,12,02,00,0221011340,1432,,,S,").error() == Rejection::format_unknown);
  CHECK(read_call("CDDSC,12,,12,02,00,0221011340,1432,,,S,").error() == Rejection::sender_missing);
  CHECK(read_call("CDDSC,12,0000000000,12,02,00,0221011340,1432,,,S,").error() == Rejection::sender_missing);
  CHECK(read_call("CDDSC,12,4770123450").error() == Rejection::fields_malformed);
  CHECK(read_call("CDDSC,12,4770123450,12,02,00,0221011340,1432,,,S,E,x").error() == Rejection::fields_malformed);
  CHECK(read_call("CDDSC").error() == Rejection::fields_malformed);
}

TEST_CASE("dsc.sentence: DSE fields") {
  auto const expansion = read_expansion("CDDSE,1,1,A,3380400790,00,46504437,01,16501437");
  REQUIRE(expansion);
  CHECK(expansion->sender == mmsi(338040079));
  CHECK(expansion->expansions == std::vector<Expansion>{{0, "46504437"}, {1, "16501437"}});
  CHECK(read_expansion("CDDSE,1,2,A,3380400790,00,46504437").error() == Rejection::expansion_malformed);
  CHECK(read_expansion("CDDSE,1,1,X,3380400790,00,46504437").error() == Rejection::expansion_malformed);
  CHECK(read_expansion("CDDSE,1,1,A,33804,00,46504437").error() == Rejection::expansion_malformed);
  CHECK(read_expansion("CDDSE,1,1,Q,3380400790,00")->expansions.empty());
}

TEST_CASE("dsc.sentence: an expansion goes further in the quadrant that the call named") {
  struct Case {
    char const* digits;
    double latitude;
    double longitude;
  };
  // 12.3456' and 54.3210' of minutes behind each whole minute, towards the pole and away from Greenwich.
  auto const [digits, latitude, longitude] = GENERATE(Case{"0221011340", 22 + 10.3456 / 60, 113 + 40.5432 / 60},
                                                      Case{"1221011340", 22 + 10.3456 / 60, -113 - 40.5432 / 60},
                                                      Case{"2221011340", -22 - 10.3456 / 60, 113 + 40.5432 / 60},
                                                      Case{"3221011340", -22 - 10.3456 / 60, -113 - 40.5432 / 60},
                                                      Case{"3000000000", -0.3456 / 60, -0.5432 / 60});
  Call call = call_of(std::string{"CDDSC,12,4770123450,12,02,00,"} + digits + ",1432,,,S,E");
  apply({.code = 0, .data = "34565432"}, call);
  REQUIRE(call.position);
  CHECK(call.position->position.latitude.degrees() == Approx(latitude).margin(1e-9));
  CHECK(call.position->position.longitude.degrees() == Approx(longitude).margin(1e-9));
  CHECK(call.position->resolution.metres() == Approx(0.1852));
  CHECK(call.warnings.empty());
}

TEST_CASE("dsc.sentence: other expansions, and those that are not understood") {
  Call call = call_of("CDDSC,12,4770123450,12,02,00,,,,,S,E");
  apply({.code = 2, .data = "0325"}, call);
  apply({.code = 3, .data = "2705"}, call);
  apply({.code = 6, .data = "0289"}, call);
  CHECK(call.speed == geo::Knots::from_knots(32.5));
  CHECK(call.course->degrees() == 270.5);
  CHECK(call.persons_on_board == 289U);
  CHECK(call.warnings.empty());
  apply({.code = 0, .data = "34565432"}, call);  // the call has no position
  apply({.code = 3, .data = "9999"}, call);
  apply({.code = 6, .data = "many"}, call);
  CHECK(call.warnings.size() == 3);
  CHECK(call.persons_on_board == 289U);
  CHECK(call.expansions.size() == 6);
}
