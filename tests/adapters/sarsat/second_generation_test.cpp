// Second-generation messages made bit by bit after C/S T.018, section 3: identities, positions, every rotating field.

#include <catch2/catch.hpp>

#include "adapters/sarsat/beacon_decoder.hpp"
#include "tests/adapters/sarsat/make_message.hpp"

using namespace lingding;
using namespace lingding::sarsat;
using namespace lingding::sarsat::test;
using plans::BeaconProtocol;
using plans::BeaconUse;
using W = BeaconWarning;

namespace {

BeaconMessage decoded(std::string const& digits) {
  CAPTURE(digits);
  auto const message = decode_beacon_message(digits);
  REQUIRE(message.has_value());
  return *message;
}

BeaconMessage decoded(Second const& second) {
  auto const whole = decoded(second.digits_63());
  CHECK(whole.first_code == CodeCheck{true, 0});
  // The same without its parity.
  auto const without = decoded(second.digits_51());
  CHECK_FALSE(without.first_code.has_value());
  CHECK(without.identity == whole.identity);
  CHECK(without.position == whole.position);
  CHECK(without.rotating == whole.rotating);
  return whole;
}

template <class Field>
Field rotating(std::string const& field, bool cancels = false) {
  Second second;
  second.rotating = field;
  if (cancels) second.spare = bits(0, 14);
  auto const message = decoded(second);
  REQUIRE(std::holds_alternative<Field>(message.rotating));
  return std::get<Field>(message.rotating);
}

BeaconMessage with_vessel(std::string const& type, std::string const& vessel, std::string const& test = "0") {
  Second second;
  second.vessel_type = type;
  second.vessel = vessel;
  second.test = test;
  return decoded(second);
}

}  // namespace

TEST_CASE("adapters.sarsat.second: the main field") {
  Second second;
  second.return_link = "1";
  auto const message = decoded(second);
  CHECK(message.identity.tac == 12345);
  CHECK(message.identity.serial == 6789U);
  CHECK(message.country_code == 477);
  CHECK(message.homing == Homing::some);
  CHECK(message.return_link_enabled == true);
  CHECK(message.identity.use == BeaconUse::epirb);
  REQUIRE(message.position.has_value());
  CHECK(message.position->position == geo::Position::from_degrees(22.5, 113.75));
  CHECK(message.position->resolution.metres() == Approx(3.39).margin(0.01));  // T.018: "3.4 m resolution max"
  CHECK(message.warnings.empty());
  CHECK_FALSE(message.is_test());
  second.test = "1";
  second.homing = "0";
  auto const test = decoded(second);
  CHECK(test.is_test());
  CHECK(test.homing == Homing::none_or_disabled);
}

TEST_CASE("adapters.sarsat.second: positions, C/S T.018, appendix C, and both defaults") {
  Second second;
  // Section C.5: 35°46.295' N is 0 0100011 110001011000011.
  second.latitude = "0 0100011 110001011000011"_b;
  second.longitude = "1" + bits(148, 8) + bits(11627, 15);
  auto const example = decoded(second);
  CHECK(example.position->position.latitude.degrees() == Approx(35.77158).margin(0.5 / 32768));
  CHECK(example.position->position.longitude.degrees() == Approx(-148 - 11627 / 32768.0));

  second.latitude = "0 1111111 000001111100000"_b;
  second.longitude = "0 11111111 111110000011111"_b;
  auto const no_fix = decoded(second);
  CHECK_FALSE(no_fix.position.has_value());
  CHECK_FALSE(no_fix.navigation.has_value());
  CHECK(no_fix.warnings.empty());
  second.latitude[0] = '1';
  second.longitude[0] = '1';
  auto const incapable = decoded(second);
  CHECK_FALSE(incapable.position.has_value());
  CHECK(incapable.navigation == Navigation::none);
  second.longitude = "0" + bits(113, 8) + bits(0, 15);
  CHECK(decoded(second).warnings.has(W::position_incomplete));
  second.latitude = "0" + bits(90, 7) + bits(1, 15);
  CHECK(decoded(second).warnings.has(W::position_out_of_range));
  second.latitude = "1" + bits(90, 7) + bits(0, 15);
  second.longitude = "1" + bits(180, 8) + bits(0, 15);
  CHECK(decoded(second).position->position == geo::Position::from_degrees(-90, -180));
  second.longitude = "1" + bits(180, 8) + bits(1, 15);
  CHECK(decoded(second).warnings.has(W::position_out_of_range));
}

TEST_CASE("adapters.sarsat.second: identities of vessels and aircraft") {
  auto const ship = with_vessel("001", bits(477'123'456, 30) + bits(4287, 14));
  CHECK(ship.identity.protocol == BeaconProtocol::second_generation_mmsi);
  CHECK(ship.identity.mmsi == plans::Mmsi::parse("477123456"));
  CHECK(ship.identity.epirb_ais_ending == 4287U);
  auto const none = with_vessel("001", bits(111'111, 30) + "10101010101010");
  CHECK_FALSE(none.identity.mmsi.has_value());
  CHECK_FALSE(none.identity.epirb_ais_ending.has_value());
  CHECK_FALSE(none.identity_fault.has_value());
  CHECK(with_vessel("001", bits(1'000'000'000, 30) + bits(0, 14)).identity_fault ==
        plans::BeaconIdFault::mmsi_too_long);
  CHECK(with_vessel("001", bits(477'123'456, 30) + bits(10'000, 14)).identity_fault ==
        plans::BeaconIdFault::epirb_ais_too_long);
  CHECK(with_vessel("010", baudot("VRXX1  ") + "00").identity.call_sign == "VRXX1");
  CHECK_FALSE(with_vessel("010", baudot("       ") + "00").identity.call_sign.has_value());
  CHECK(with_vessel("011", baudot("  B-HKG") + "00").identity.registration == "B-HKG");
  auto const address = with_vessel("100", bits(0xAC82EC, 24) + bits(0, 20));
  CHECK(address.identity.aircraft_address == 0xAC82ECU);
  CHECK_FALSE(address.identity.aircraft_operator.has_value());
  CHECK(with_vessel("100", bits(0xAC82EC, 24) + letters("CPA") + "00000").identity.aircraft_operator == "CPA");
  auto const airline = with_vessel("101", letters("CPA") + bits(4095, 12) + ones(17));
  CHECK(airline.identity.aircraft_operator == "CPA");
  CHECK(airline.identity.operator_serial == 4095);
  CHECK(with_vessel("110", bits(0, 44)).identity_fault == plans::BeaconIdFault::vessel_type_spare);
  CHECK_FALSE(with_vessel("111", bits(0, 44), "1").identity_fault.has_value());
  CHECK(with_vessel("111", bits(0, 44)).identity_fault == plans::BeaconIdFault::system_test_in_service);
}

TEST_CASE("adapters.sarsat.second: types of beacon are what bits 138 to 140 say, whatever the vessel is") {
  struct {
    char const* type;
    BeaconUse use;
  } const kTypes[] = {{"000", BeaconUse::elt},    {"001", BeaconUse::epirb},  {"010", BeaconUse::plb},
                      {"011", BeaconUse::elt_dt}, {"111", BeaconUse::system}, {"100", BeaconUse::unknown}};
  for (auto const& [type, use] : kTypes) {
    Second second;
    second.type = type;
    second.vessel_type = "001";
    second.vessel = bits(477'123'456, 30) + bits(4287, 14);
    auto const message = decoded(second);
    CHECK(message.identity.use == use);
    CHECK(message.warnings.has(W::reserved_value) == (use == BeaconUse::unknown));
    CHECK(message.is_test() == (use == BeaconUse::system));
  }
}

TEST_CASE("adapters.sarsat.second: the 23-hex ID and its first 15 digits (table 3.11)") {
  Second second;
  second.vessel_type = "001";
  second.vessel = bits(477'123'456, 30) + bits(4287, 14);
  second.test = "1";
  auto const message = decoded(second);
  auto const id = hex("1" + second.country + "101" + second.tac + second.serial + "1" + "001" + second.vessel);
  CHECK(message.id().text() == id);
  auto const alone = decoded(id);
  CHECK(alone.identity.mmsi == message.identity.mmsi);
  CHECK(alone.identity.test);
  CHECK(alone.country_code == 477);
  CHECK(decoded(id.substr(0, 15)).id().text() == id.substr(0, 15));
}

TEST_CASE("adapters.sarsat.second: rotating field 0, objective requirements") {
  auto const field =
      rotating<ObjectiveField>("0000" + bits(63, 6) + bits(2046, 11) + bits(0, 10) + "1000 1110 10 001 01 00"_b);
  CHECK(field.hours_since_activation == 63);
  CHECK(field.minutes_since_fix == 2046);
  CHECK(field.altitude_m == -400);
  CHECK(field.hdop == CodedRange{8, 10});
  CHECK(field.vdop == CodedRange{50, std::nullopt});
  CHECK(field.battery_percent == CodedRange{5, 10});
  CHECK(field.gnss == GnssStatus::fix_2d);
  auto const empty = rotating<ObjectiveField>("0000" + bits(0, 6) + ones(11) + ones(10) + "1111 1111 00 111 00 00"_b);
  CHECK_FALSE(empty.minutes_since_fix.has_value());
  CHECK_FALSE(empty.altitude_m.has_value());
  CHECK_FALSE(empty.hdop.has_value());
  CHECK_FALSE(empty.vdop.has_value());
  CHECK_FALSE(empty.battery_percent.has_value());
  CHECK(empty.gnss == GnssStatus::no_fix);
  // Table 3.3: −384 m is 1, sea level 25, 15952 m and more 1022.
  CHECK(rotating<ObjectiveField>("0000" + bits(0, 6) + bits(0, 11) + bits(1, 10) + bits(0, 17)).altitude_m == -384);
  CHECK(rotating<ObjectiveField>("0000" + bits(0, 6) + bits(0, 11) + "0000011001" + bits(0, 17)).altitude_m == 0);
  CHECK(rotating<ObjectiveField>("0000" + bits(0, 6) + bits(0, 11) + "1111111110" + bits(0, 17)).altitude_m == 15952);
  CHECK(rotating<ObjectiveField>("0000" + bits(0, 27) + "0000 0000 00 000 00 00"_b).battery_percent ==
        CodedRange{std::nullopt, 5});
  Second second;
  second.rotating = "0000" + bits(0, 27) + "0000 0000 01 101 10 00"_b;
  CHECK(decoded(second).activation == Activation::automatic);
  second.rotating = "0000" + bits(0, 27) + "0000 0000 11 110 11 01"_b;
  auto const reserved = decoded(second);
  CHECK_FALSE(reserved.activation.has_value());
  CHECK(reserved.warnings.has(W::reserved_value));
  CHECK(reserved.warnings.has(W::fixed_bits_wrong));
}

TEST_CASE("adapters.sarsat.second: rotating field 1, in-flight emergency") {
  auto const field = rotating<InFlightField>("0001" + bits(86399, 17) + bits(650, 10) + "1000 10 01"_b + bits(0, 9));
  CHECK(field.fix_second_of_day == 86399U);
  CHECK(field.altitude_m == 10000);
  CHECK(field.trigger == InFlightField::Trigger::avionics);
  CHECK(field.gnss == GnssStatus::fix_3d);
  CHECK(field.battery_percent == CodedRange{33, 66});
  auto const empty = rotating<InFlightField>("0001" + ones(17) + ones(10) + "0001 00 11"_b + bits(0, 9));
  CHECK_FALSE(empty.fix_second_of_day.has_value());
  CHECK_FALSE(empty.altitude_m.has_value());
  CHECK_FALSE(empty.battery_percent.has_value());
  CHECK(empty.trigger == InFlightField::Trigger::crew);
  Second second;
  second.rotating = "0001" + bits(86400, 17) + bits(650, 10) + "0100 00 00"_b + bits(0, 9);
  auto const message = decoded(second);
  CHECK(message.activation == Activation::automatic);
  CHECK(message.warnings.has(W::reserved_value));
}

TEST_CASE("adapters.sarsat.second: rotating fields 2 and 4, return link and two-way communication") {
  auto const waiting = rotating<ReturnLinkField>("0010 00 11 0000 001 00"_b + bits(0, 20) + bits(0, 11));
  CHECK(waiting == ReturnLinkField{true, true, false, false, ReturnLinkProvider::galileo, std::nullopt});
  auto const received = rotating<ReturnLinkField>("0010 00 10 0000 001 10"_b + bits(0xABCDE, 20) + bits(0, 11));
  CHECK(received == ReturnLinkField{true, false, true, false, ReturnLinkProvider::galileo, 0xABCDE});
  CHECK(rotating<ReturnLinkField>("0010 00 01 0000 011 00"_b + bits(0, 20) + bits(0, 11)).provider ==
        ReturnLinkProvider::bds);
  Second second;
  second.rotating = "0010 00 00 0000 001 01"_b + bits(0, 20) + bits(0, 11);
  CHECK(decoded(second).warnings.has(W::reserved_value));

  auto const talk = rotating<TwoWayField>("0100 001 10101 1 00"_b + bits(1, 7) + bits(2, 4) + bits(100, 7) +
                                          bits(15, 4) + bits(0, 7) + bits(0, 4));
  CHECK(talk.provider == ReturnLinkProvider::galileo);
  CHECK(talk.version == 21);
  CHECK(talk.acknowledged);
  CHECK(talk.exchanges[0] == TwoWayField::Exchange{1, 2});
  CHECK(talk.exchanges[1] == TwoWayField::Exchange{100, 15});
  CHECK(talk.exchanges[2] == TwoWayField::Exchange{0, 0});
}

TEST_CASE("adapters.sarsat.second: rotating fields for national use and spare keep their bits") {
  CHECK(rotating<OpaqueField>("0011" + bits(0xABCDEF01234, 44)) == OpaqueField{3, 0xABCDEF01234});
  for (std::uint8_t number = 5; number < 15; ++number)
    CHECK(rotating<OpaqueField>(bits(number, 4) + bits(number, 44)) == OpaqueField{number, number});
}

TEST_CASE("adapters.sarsat.second: a cancellation has its rotating field and its spare bits") {
  CHECK(rotating<CancellationField>("1111" + ones(42) + "10", true).method == CancellationField::Method::manual);
  CHECK(rotating<CancellationField>("1111" + ones(42) + "01", true).method == CancellationField::Method::automatic);
  Second second;
  second.rotating = "1111" + ones(42) + "10";
  second.spare = bits(0, 14);
  CHECK(decoded(second).cancellation);
  CHECK(decoded(second).warnings.empty());
  second.spare = ones(14);
  CHECK_FALSE(decoded(second).cancellation);
  CHECK(decoded(second).warnings.has(W::cancellation_disagrees));
  second.rotating = bits(0, 48);
  second.spare = bits(0, 14);
  CHECK_FALSE(decoded(second).cancellation);
  CHECK(decoded(second).warnings.has(W::cancellation_disagrees));
  second.spare = bits(5, 14);
  CHECK(decoded(second).warnings.has(W::spare_bits_mixed));
}

TEST_CASE("adapters.sarsat.second: six wrong bits are put right, with either padding, and seven are refused") {
  Second second;
  second.tac = bits(60'000, 16);  // its first bits are not 0: only one padding can be right
  second.rotating = "0000" + bits(1, 6) + bits(6, 11) + bits(25, 10) + "00000001 00 101 10 00"_b;
  auto const clean = decoded(second);
  auto const whole = with_parity(second.text(), kLongGenerator);
  auto const flipped = [&](std::initializer_list<std::size_t> places) {
    auto text = whole;
    for (auto const place : places) text[place - 1] = text[place - 1] == '0' ? '1' : '0';
    return text;
  };
  for (auto const& digits :
       {hex("00" + flipped({1, 50, 100, 154, 202, 250})), hex(flipped({1, 50, 100, 154, 202, 250}) + "00")}) {
    auto const message = decoded(digits);
    CHECK(message.first_code == CodeCheck{true, 6});
    CHECK(message.identity == clean.identity);
    CHECK(message.position == clean.position);
    CHECK(message.rotating == clean.rotating);
  }
  CHECK(decoded(hex(whole + "00")).warnings.has(W::padding_behind));
  auto const refused = decode_beacon_message(hex("00" + flipped({1, 50, 100, 154, 202, 250, 33})));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == BeaconRefusal::too_many_errors);
  auto const unpadded = decode_beacon_message(hex("01" + whole.substr(0, 249) + "1"));
  REQUIRE_FALSE(unpadded.has_value());
}

TEST_CASE("adapters.sarsat.second: a code word that is one in both paddings is read where its spare bits are right") {
  Second second;  // TAC 12345 begins with two zeros: moved by two places the word is a code word too
  auto const whole = with_parity(second.text(), kLongGenerator);
  CHECK(decoded(hex("00" + whole)).identity.tac == 12345);
  CHECK(decoded(hex(whole + "00")).identity.tac == 12345);
  CHECK(decoded(hex(second.text() + "00")).identity.tac == 12345);
}

TEST_CASE("adapters.sarsat.second: padding of 10 is a self-test") {
  Second second;
  auto const whole = with_parity(second.text(), kLongGenerator);
  for (auto const& digits : {hex("10" + whole), hex("10" + second.text())}) {
    auto const message = decoded(digits);
    CHECK(message.self_test);
    CHECK(message.is_test());
    CHECK(message.identity.tac == 12345);
  }
}
