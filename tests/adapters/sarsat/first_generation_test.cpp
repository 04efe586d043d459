// First-generation messages made bit by bit after C/S T.001, annex A: every protocol, defaults, offsets, what is wrong.

#include <catch2/catch.hpp>
#include <cmath>

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

BeaconRefusal refusal(std::string const& digits) {
  auto const message = decode_beacon_message(digits);
  REQUIRE_FALSE(message.has_value());
  return message.error();
}

void check_position(BeaconMessage const& message, double latitude, double longitude, double step_m) {
  REQUIRE(message.position.has_value());
  CHECK(message.position->position.latitude.degrees() == Approx(latitude).margin(1e-9));
  CHECK(message.position->position.longitude.degrees() == Approx(longitude).margin(1e-9));
  CHECK(message.position->resolution.metres() == Approx(step_m));
}

std::string with_flipped(std::string digits, std::initializer_list<std::size_t> places, std::size_t first = 25) {
  for (auto const place : places) {
    char& digit = digits[(place - first) / 4];
    auto const value = std::stoul(std::string{digit}, nullptr, 16) ^ (8U >> (place - first) % 4);
    digit = "0123456789ABCDEF"[value];
  }
  return digits;
}

// Bits 26 to 40 or 39.
std::string location(unsigned country, std::string const& code) {
  return "0" + bits(country, 10) + code;
}
std::string user(unsigned country, std::string const& code) {
  return "1" + bits(country, 10) + code;
}

std::string const kNoStandard = "0111111111 01111111111"_b;
std::string const kNoNational = "0111111100000 01111111100000"_b;
std::string const kNoHalf = "011111111 0111111111"_b;
// Bits 113 to 132, and 115 to 132.
std::string const kNoOffset = "1000001111 1000001111"_b;
std::string const kNoHalfOffset = "100001111 100001111"_b;

std::string standard(std::string const& code, std::string const& identity, std::string const& coarse = kNoStandard) {
  return location(477, code) + identity + coarse;
}

constexpr double kMinute = 1852;

}  // namespace

TEST_CASE("adapters.sarsat.first: maritime user protocol, MMSI or call sign, beacon number, homing") {
  auto const mmsi = decoded(short_message(user(477, "010") + baudot("123456") + baudot("1") + "00" + "10", "110011"));
  CHECK(mmsi.identity.protocol == BeaconProtocol::maritime_user);
  CHECK(mmsi.identity.use == BeaconUse::epirb);
  CHECK(mmsi.identity.mmsi == plans::Mmsi::parse("477123456"));
  CHECK(mmsi.identity.beacon_number == "1");
  CHECK(mmsi.homing == Homing::sart_9_ghz);
  CHECK(mmsi.activation == Activation::automatic_or_manual);
  REQUIRE(mmsi.emergency.has_value());
  CHECK(mmsi.emergency->kind == EmergencyKind::collision);
  CHECK_FALSE(mmsi.is_test());
  CHECK_FALSE(mmsi.is_long);
  CHECK(mmsi.first_code == CodeCheck{true, 0});
  CHECK_FALSE(mmsi.second_code.has_value());
  CHECK(mmsi.warnings.empty());

  // A2.2: right justified, blanks in front.
  auto const call_sign =
      decoded(short_message(user(477, "010") + baudot("  VRX1") + baudot("0") + "00" + "01", "000000"));
  CHECK(call_sign.identity.call_sign == "VRX1");
  CHECK_FALSE(call_sign.identity.mmsi.has_value());
  CHECK(call_sign.activation == Activation::manual_only);
  CHECK_FALSE(call_sign.emergency.has_value());
}

TEST_CASE("adapters.sarsat.first: every maritime emergency code of table A4, and the flags of table A5") {
  constexpr EmergencyKind kKinds[] = {EmergencyKind::unspecified, EmergencyKind::fire,      EmergencyKind::flooding,
                                      EmergencyKind::collision,   EmergencyKind::grounding, EmergencyKind::listing,
                                      EmergencyKind::sinking,     EmergencyKind::adrift,    EmergencyKind::abandoning};
  auto const identity = user(477, "110") + baudot("VRXX") + "000100101010" + baudot("0") + "00" + "01";
  for (unsigned code = 0; code < 16; ++code) {
    auto const message = decoded(short_message(identity, "11" + bits(code, 4)));
    REQUIRE(message.emergency.has_value());
    CHECK(message.emergency->kind == (code < 9 ? kKinds[code] : EmergencyKind::reserved));
    // A2.9.3: without the flag the bits are a nation's.
    CHECK_FALSE(decoded(short_message(identity, "01" + bits(code, 4))).emergency.has_value());
  }
  auto const aviation = user(477, "001") + baudot("  B-HKG") + "00" + "01";
  auto const burning = decoded(short_message(aviation, "111100"));
  CHECK(burning.emergency == Emergency{EmergencyKind::fire, true, false});
  CHECK(decoded(short_message(aviation, "110010")).emergency == Emergency{EmergencyKind::unspecified, false, true});
}

TEST_CASE("adapters.sarsat.first: radio call sign and aviation user protocols") {
  // A2.3: V R X X, then 1, 2, blank.
  auto const call_sign = decoded(
      short_message(user(477, "110") + baudot("VRXX") + "0001 0010 1010"_b + baudot("0") + "00" + "00", "010000"));
  CHECK(call_sign.identity.call_sign == "VRXX12");
  CHECK(call_sign.homing == Homing::none);
  auto const bad = decoded(
      short_message(user(477, "110") + baudot("VRXX") + "0001 1011 1010"_b + baudot("0") + "00" + "00", "010000"));
  CHECK_FALSE(bad.identity.call_sign.has_value());
  CHECK(bad.identity_fault == plans::BeaconIdFault::no_decimal_digit);

  auto const aviation = decoded(short_message(user(477, "001") + baudot("  B-HKG") + "10" + "11", "000000"));
  CHECK(aviation.identity.registration == "B-HKG");
  CHECK(aviation.identity.beacon_number == "2");
  CHECK(aviation.identity.use == BeaconUse::elt);
  CHECK(aviation.homing == Homing::other);
}

TEST_CASE("adapters.sarsat.first: serial user protocol with all its types") {
  auto const serial = [](std::string const& type, std::string const& rest) {
    return decoded(short_message(user(413, "011") + type + rest + "01", "010000"));
  };
  std::string const numbered = "1" + bits(54321, 20) + bits(0, 10) + bits(256, 10);
  struct {
    char const* type;
    BeaconUse use;
  } const kTypes[] = {{"000", BeaconUse::elt},
                      {"010", BeaconUse::epirb_float_free},
                      {"100", BeaconUse::epirb_manual},
                      {"110", BeaconUse::plb}};
  for (auto const& [type, use] : kTypes) {
    auto const message = serial(type, numbered);
    CHECK(message.identity.use == use);
    CHECK(message.identity.serial == 54321U);
    CHECK(message.identity.tac == 256);
  }
  // A2.5: without the flag the last bits are for national use.
  CHECK_FALSE(serial("010", "0" + numbered.substr(1)).identity.tac.has_value());
  auto const address = serial("011", "1" + bits(0x780ABC, 24) + bits(5, 6) + bits(99, 10));
  CHECK(address.identity.aircraft_address == 0x780ABCU);
  CHECK(address.identity.beacon_number == "5");
  CHECK(address.identity.tac == 99);
  auto const airline = serial("001", "0" + baudot("CPA") + bits(4095, 12) + bits(0, 10));
  CHECK(airline.identity.aircraft_operator == "CPA");
  CHECK(airline.identity.serial == 4095U);
  for (auto const* const spare : {"101", "111"})
    CHECK(serial(spare, numbered).identity_fault == plans::BeaconIdFault::serial_type_spare);
}

TEST_CASE("adapters.sarsat.first: national, test and orbitography protocols, and 101") {
  auto const national = decoded(short_message(user(477, "100") + bits(0x123456789AB, 46), "111111"));
  CHECK(national.identity.protocol == BeaconProtocol::national_user);
  CHECK_FALSE(national.homing.has_value());  // A2.8: bits 40 to 85 and 107 to 132 are the nation's
  CHECK_FALSE(national.emergency.has_value());
  CHECK_FALSE(national.activation.has_value());
  CHECK_FALSE(national.is_test());
  auto const test = decoded(short_message(user(477, "111") + bits(1, 46), "000000"));
  CHECK(test.identity.protocol == BeaconProtocol::test_user);
  CHECK(test.is_test());
  auto const orbitography = decoded(long_message(user(477, "000") + bits(1, 46), bits(5, 26)));
  CHECK(orbitography.is_test());
  CHECK_FALSE(orbitography.position.has_value());
  auto const reserved = decoded(short_message(user(477, "101") + bits(1, 46), "000000"));
  CHECK(reserved.identity_fault == plans::BeaconIdFault::protocol_101);
  CHECK(reserved.identity.generation == plans::BeaconContent::Generation::first);
}

TEST_CASE("adapters.sarsat.first: user-location positions to four minutes") {
  auto const identity = user(413, "010") + baudot("123456") + baudot("0") + "00" + "01";
  // C/S T.001, section B2's example: 43°32' N, 1°28' E, internal.
  auto const example = decoded(long_message(identity, "1 0 0101011 1000 0 00000001 0111"_b));
  check_position(example, 43 + 32 / 60.0, 1 + 28 / 60.0, 4 * kMinute);
  CHECK(example.position->source == PositionSource::internal);
  CHECK(example.position->radius.metres() == Approx(2 * kMinute * std::sqrt(2.0)));
  CHECK(example.second_code == CodeCheck{true, 0});
  auto const south_west =
      decoded(long_message(identity, "0 1"_b + bits(33, 7) + bits(14, 4) + "1" + bits(179, 8) + bits(14, 4)));
  check_position(south_west, -(33 + 56 / 60.0), -(179 + 56 / 60.0), 4 * kMinute);
  CHECK(south_west.position->source == PositionSource::external);

  auto const none = decoded(long_message(identity, "1 0 1111111 0000 0 11111111 0000"_b));
  CHECK_FALSE(none.position.has_value());
  CHECK(none.navigation == Navigation::internal);
  CHECK(none.warnings.empty());
  auto const half = decoded(long_message(identity, "1 0 0101011 1000 0 11111111 0000"_b));
  CHECK_FALSE(half.position.has_value());
  CHECK(half.warnings.has(W::position_incomplete));
  for (auto const& beyond : std::initializer_list<std::string>{
           "0 0"_b + bits(91, 7) + "0000 0 00000001 0111"_b, "0 0 0101011 1111 0 00000001 0111"_b,
           "0 0"_b + bits(90, 7) + "0001 0 00000001 0111"_b, "0 0 0101011 1000 0"_b + bits(181, 8) + "0000"}) {
    auto const message = decoded(long_message(identity, beyond));
    CHECK_FALSE(message.position.has_value());
    CHECK(message.warnings.has(W::position_out_of_range));
  }
  check_position(decoded(long_message(identity, "0 0"_b + bits(90, 7) + "0000 1"_b + bits(180, 8) + "0000")), 90, -180,
                 4 * kMinute);
}

TEST_CASE("adapters.sarsat.first: standard location protocols, identities of every type") {
  auto const second = "1101 1 1"_b + kNoOffset;
  auto const of = [&](std::string const& code, std::string const& identity) {
    return decoded(long_message(standard(code, identity), second));
  };
  auto const epirb = of("0010", bits(123456, 20) + bits(11, 4));
  CHECK(epirb.identity.mmsi == plans::Mmsi::parse("477123456"));
  CHECK(epirb.identity.beacon_number == "11");
  CHECK(epirb.homing == Homing::mhz_121_5);
  CHECK_FALSE(epirb.position.has_value());
  CHECK(epirb.warnings.empty());
  CHECK(epirb.id().text() == hex(standard("0010", bits(123456, 20) + bits(11, 4))));
  CHECK_FALSE(of("0010", bits(1'000'000, 20) + bits(0, 4)).identity.mmsi.has_value());
  CHECK(of("0011", bits(0x780ABC, 24)).identity.aircraft_address == 0x780ABCU);
  auto const airline = of("0101", letters("CPA") + bits(511, 9));
  CHECK(airline.identity.aircraft_operator == "CPA");
  CHECK(airline.identity.serial == 511U);
  struct {
    char const* code;
    BeaconUse use;
  } const kSerial[] = {{"0100", BeaconUse::elt}, {"0110", BeaconUse::epirb}, {"0111", BeaconUse::plb}};
  for (auto const& [code, use] : kSerial) {
    auto const message = of(code, bits(1023, 10) + bits(16383, 14));
    CHECK(message.identity.use == use);
    CHECK(message.identity.tac == 1023);
    CHECK(message.identity.serial == 16383U);
  }
  auto const security = of("1100", bits(123456, 20) + "0000");
  CHECK(security.identity.use == BeaconUse::ship_security);
  CHECK(security.identity.mmsi == plans::Mmsi::parse("477123456"));
  CHECK(of("1110", bits(0xABCDEF, 24)).is_test());
  CHECK(of("0000", bits(0, 24)).identity_fault == plans::BeaconIdFault::protocol_0000);
  CHECK(of("0001", bits(0, 24)).identity_fault == plans::BeaconIdFault::protocol_0001);
}

TEST_CASE("adapters.sarsat.first: a coarse position and its offset, in all four quarters") {
  auto const at = [](std::string const& coarse, std::string const& offset) {
    return decoded(long_message(standard("0010", bits(1, 20) + "0000", coarse), "1101 1 0"_b + offset));
  };
  // 22°15' N + 5'20", 114°00' E − 7'28".
  check_position(
      at("0" + bits(89, 9) + "0" + bits(456, 10), "1" + bits(5, 5) + bits(5, 4) + "0" + bits(7, 5) + bits(7, 4)),
      22 + 15 / 60.0 + 320 / 3600.0, 114 - 448 / 3600.0, kMinute / 15);
  // A3.3.1: the offset goes to the number, whatever its sign: 100° W + 30' is 100°30' W.
  check_position(
      at("1" + bits(89, 9) + "1" + bits(400, 10), "0" + bits(5, 5) + bits(5, 4) + "1" + bits(30, 5) + bits(0, 4)),
      -(22 + 15 / 60.0 - 320 / 3600.0), -100.5, kMinute / 15);
  // Across the equator and the meridian of Greenwich.
  check_position(
      at("0" + bits(0, 9) + "0" + bits(0, 10), "0" + bits(5, 5) + bits(0, 4) + "0" + bits(0, 5) + bits(1, 4)),
      -5 / 60.0, -4 / 3600.0, kMinute / 15);
  // The offset's default: the coarse position alone, and how far off it may be.
  auto const coarse = at("0" + bits(89, 9) + "0" + bits(456, 10), kNoOffset);
  check_position(coarse, 22.25, 114, 15 * kMinute);
  CHECK(coarse.position->radius.metres() == Approx(15 * kMinute * std::sqrt(2.0)));
  CHECK(coarse.warnings.empty());
  CHECK(coarse.id().text() == hex(standard("0010", bits(1, 20) + "0000")));

  // Impossible offsets: 31 minutes, 60 seconds, a pole passed, one axis only.
  for (auto const& offset : std::initializer_list<std::string>{
           "1" + bits(31, 5) + bits(0, 4) + "1" + bits(0, 5) + bits(1, 4), "0000001111 1000000001"_b,
           "0000001111 1000001111"_b, "1000001111 1000000001"_b}) {
    auto const message = at("0" + bits(89, 9) + "0" + bits(456, 10), offset);
    check_position(message, 22.25, 114, 15 * kMinute);
    CHECK(message.warnings.has(W::offset_out_of_range));
  }
  auto const pole =
      at("0" + bits(360, 9) + "0" + bits(456, 10), "1" + bits(1, 5) + bits(0, 4) + "1" + bits(0, 5) + bits(0, 4));
  check_position(pole, 90, 114, 15 * kMinute);
  CHECK(pole.warnings.has(W::offset_out_of_range));
  check_position(
      at("1" + bits(360, 9) + "1" + bits(720, 10), "0" + bits(0, 5) + bits(1, 4) + "1" + bits(0, 5) + bits(0, 4)),
      -90 + 4 / 3600.0, -180, kMinute / 15);
  CHECK(at("0" + bits(361, 9) + "0" + bits(456, 10), kNoOffset).warnings.has(W::position_out_of_range));
  CHECK(at("0" + bits(89, 9) + "0" + bits(721, 10), kNoOffset).warnings.has(W::position_out_of_range));
}

TEST_CASE("adapters.sarsat.first: national location, with an offset or for national use") {
  auto const identity = location(477, "1010") + bits(123456, 18);
  std::string const coarse = "0" + bits(22, 7) + bits(7, 5) + "0" + bits(114, 8) + bits(29, 5);
  auto const fine = decoded(long_message(
      identity + coarse, "110 1 1 1 0"_b + bits(1, 2) + bits(3, 4) + "1" + bits(0, 2) + bits(14, 4) + "000000"));
  check_position(fine, 22 + 14 / 60.0 - 72 / 3600.0, 114 + 58 / 60.0 + 56 / 3600.0, kMinute / 15);
  CHECK(fine.identity.serial == 123456U);
  CHECK(fine.identity.use == BeaconUse::epirb);
  CHECK(fine.homing == Homing::mhz_121_5);
  CHECK(fine.id().text() == hex(identity + kNoNational));
  // A3.3.6.3 b: bit 110 clear.
  check_position(decoded(long_message(identity + coarse, "110 0 1 1"_b + bits(0xABCDE, 20))), 22 + 14 / 60.0,
                 114 + 58 / 60.0, 2 * kMinute);
  CHECK(decoded(long_message(identity + "0" + bits(22, 7) + bits(30, 5) + "0" + bits(114, 8) + bits(0, 5),
                             "110 1 1 1 1001111 1001111 000000"_b))
            .warnings.has(W::position_out_of_range));
  CHECK(decoded(long_message(location(477, "1111") + bits(1, 18) + kNoNational, "110 1 1 1 1001111 1001111 000000"_b))
            .is_test());
  CHECK(decoded(long_message(location(477, "1000") + bits(1, 18) + kNoNational, "110 1 1 1 1001111 1001111 000000"_b))
            .identity.use == BeaconUse::elt);
  CHECK(decoded(long_message(location(477, "1011") + bits(1, 18) + kNoNational, "110 1 1 1 1001111 1001111 000000"_b))
            .identity.use == BeaconUse::plb);
}

TEST_CASE("adapters.sarsat.first: return link location, by certificate and by MMSI") {
  std::string const coarse = "0" + bits(44, 8) + "0" + bits(228, 9);
  auto const link =
      decoded(long_message(location(477, "1101") + "01" + bits(42, 10) + bits(16383, 14) + coarse,
                           "1 1 10 11 01 1"_b + bits(15, 4) + bits(0, 4) + "0" + bits(14, 4) + bits(14, 4)));
  CHECK(link.identity.use == BeaconUse::epirb);
  CHECK(link.identity.tac == 1042);  // A3.3.7.1's first note
  CHECK(link.identity.serial == 16383U);
  check_position(link, 22.25, 114 - (14 * 60 + 56) / 3600.0, kMinute / 15);
  CHECK(link.return_link == ReturnLinkField{true, false, true, true, ReturnLinkProvider::galileo, std::nullopt});
  CHECK(link.navigation == Navigation::internal);
  CHECK(link.homing == Homing::mhz_121_5);
  CHECK(link.id().text() == hex(location(477, "1101") + "01" + bits(42, 10) + bits(16383, 14) + kNoHalf));

  auto const by_mmsi = decoded(
      long_message(location(477, "1101") + "01 1111"_b + bits(123456, 20) + kNoHalf, "0 0 00 00 10"_b + kNoHalfOffset));
  CHECK(by_mmsi.identity.mmsi == plans::Mmsi::parse("477123456"));
  CHECK(by_mmsi.identity.use == BeaconUse::epirb);
  CHECK(by_mmsi.identity.beacon_number == "1");  // the second EPIRB of the ship
  CHECK_FALSE(by_mmsi.identity.tac.has_value());
  CHECK(by_mmsi.return_link->provider == ReturnLinkProvider::glonass);
  CHECK(by_mmsi.warnings.has(W::reserved_value));  // bits 109 and 110 both 0 is invalid
  CHECK(decoded(long_message(location(477, "1101") + "11" + bits(42, 10) + bits(1, 14) + kNoHalf,
                             "0 0 10 00 11"_b + kNoHalfOffset))
            .is_test());
  CHECK(decoded(long_message(location(477, "1101") + "10" + bits(42, 10) + bits(1, 14) + kNoHalf,
                             "0 0 10 00 11"_b + kNoHalfOffset))
            .identity.tac == 3042);
  CHECK(decoded(long_message(location(477, "1101") + "00" + bits(42, 10) + bits(1, 14) + kNoHalf,
                             "0 0 10 00 11"_b + kNoHalfOffset))
            .identity.tac == 2042);
}

TEST_CASE("adapters.sarsat.first: ELT(DT) location: identities, activation, altitude, freshness, the operator's turn") {
  std::string const coarse = "0" + bits(44, 8) + "0" + bits(228, 9);
  auto const of = [&](std::string const& identity, std::string const& second) {
    return decoded(long_message(location(477, "1001") + identity + coarse, second));
  };
  auto const flying =
      of("00" + bits(0x780ABC, 24), "10 1000 11 1"_b + bits(1, 4) + bits(2, 4) + "1" + bits(0, 4) + bits(0, 4));
  CHECK(flying.identity.use == BeaconUse::elt_dt);
  CHECK(flying.identity.aircraft_address == 0x780ABCU);
  CHECK(flying.activation == Activation::external);
  REQUIRE(flying.tracking.has_value());
  CHECK(flying.tracking->altitude_m == CodedRange{4000, 4800});
  CHECK(flying.tracking->fix_age == TrackingData::FixAge::current);
  check_position(flying, 22 + 68 / 3600.0, 114, kMinute / 15);
  CHECK(flying.position->source == PositionSource::unknown);

  auto const turn = of("00" + bits(0x780ABC, 24), "01 1111 00 000"_b + letters("CPA"));
  CHECK(turn.identity.aircraft_operator == "CPA");
  CHECK_FALSE(turn.tracking->altitude_m.has_value());
  CHECK_FALSE(turn.tracking->fix_age.has_value());
  check_position(turn, 22, 114, 30 * kMinute);
  CHECK_FALSE(
      of("00" + bits(0x780ABC, 24), "01 1111 00 000"_b + letters("ZGA")).identity.aircraft_operator.has_value());
  CHECK(of("00" + bits(0x780ABC, 24), "01 1111 00 001"_b + letters("CPA")).warnings.has(W::reserved_value));

  auto const airline = of("01" + letters("CPA") + bits(7, 9), "00 0000 01"_b + kNoHalfOffset);
  CHECK(airline.identity.aircraft_operator == "CPA");
  CHECK(airline.identity.serial == 7U);
  CHECK(airline.tracking->altitude_m == CodedRange{std::nullopt, 400});
  auto const certified = of("10" + bits(77, 10) + bits(88, 14), "00 1110 10"_b + kNoHalfOffset);
  CHECK(certified.identity.tac == 77);
  CHECK(certified.identity.serial == 88U);
  CHECK(certified.tracking->altitude_m == CodedRange{10000, std::nullopt});
  CHECK(certified.tracking->fix_age == TrackingData::FixAge::up_to_60_s);
  CHECK(of("11" + bits(1, 24), "11 1110 10"_b + kNoHalfOffset).identity_fault ==
        plans::BeaconIdFault::identity_type_spare);
  CHECK(of("00" + bits(0, 24), "00 1110 10"_b + kNoHalfOffset).is_test());
  CHECK(of("00" + ones(24), "00 1110 10"_b + kNoHalfOffset).is_test());
}

TEST_CASE("adapters.sarsat.first: an ELT(DT) takes its alert back with a fixed sequence (A3.3.8.5)") {
  auto const identity = location(477, "1001") + "00" + bits(0x780ABC, 24) + "111111010 1111111010"_b;
  std::string const fixed = "00111100 011110000 011110000"_b;
  auto const cancelled = decoded(long_message(identity, fixed));
  CHECK(cancelled.cancellation);
  CHECK_FALSE(cancelled.position.has_value());
  CHECK(cancelled.warnings.empty());
  CHECK_FALSE(cancelled.identity.has_position);
  // Half a cancellation is none.
  auto const half = decoded(long_message(identity, "00111100 011110000 011110001"_b));
  CHECK_FALSE(half.cancellation);
  CHECK(half.warnings.has(W::cancellation_disagrees));
}

TEST_CASE("adapters.sarsat.first: wrong bits are put right, counted, and the message reads as it was sent") {
  auto const sent = long_message(standard("0010", bits(123456, 20) + "0000", "0" + bits(89, 9) + "0" + bits(456, 10)),
                                 "1101 1 1 1"_b + bits(5, 5) + bits(5, 4) + "0" + bits(7, 5) + bits(7, 4));
  auto const clean = decoded(sent);
  auto const mended = decoded(with_flipped(sent, {25, 60, 106, 107, 144}));
  CHECK(mended.first_code == CodeCheck{true, 3});
  CHECK(mended.second_code == CodeCheck{true, 2});
  CHECK(mended.corrected_bits() == 5);
  CHECK(mended.position == clean.position);
  CHECK(mended.identity == clean.identity);
  CHECK(mended.is_long);
}

TEST_CASE(
    "adapters.sarsat.first: a second field that can't be put right, or did not come, leaves the coarse position") {
  auto const sent = long_message(standard("0010", bits(123456, 20) + "0000", "0" + bits(89, 9) + "0" + bits(456, 10)),
                                 "1101 1 1 1"_b + bits(5, 5) + bits(5, 4) + "0" + bits(7, 5) + bits(7, 4));
  auto broken = with_flipped(sent, {113, 120, 127, 139});
  auto const unsound = decoded(broken);
  CHECK(unsound.second_code == CodeCheck{false, 0});
  CHECK(unsound.warnings.has(W::second_field_unsound));
  check_position(unsound, 22.25, 114, 15 * kMinute);
  CHECK(unsound.position->source == PositionSource::unknown);
  CHECK_FALSE(unsound.homing.has_value());

  for (auto const* const rest : {"00000000", "FFFFFFFF", ""}) {
    auto const blank = decoded(sent.substr(0, 22) + rest);
    CHECK_FALSE(blank.second_code.has_value());
    CHECK(blank.warnings.has(W::second_field_missing));
    check_position(blank, 22.25, 114, 15 * kMinute);
    CHECK(blank.homing == Homing::mhz_121_5);  // bits 107 to 112 came, unprotected
  }
  // A blank user-location field is no position at 0° N 0° E, although its zeros are a code word.
  auto const zeros =
      decoded(long_message(user(413, "010") + baudot("123456") + baudot("0") + "00" + "01", bits(0, 26)));
  CHECK_FALSE(zeros.position.has_value());
  CHECK(zeros.warnings.has(W::second_field_missing));
}

TEST_CASE("adapters.sarsat.first: a correction that breaks the fixed bits went to the wrong code word") {
  // Over all patterns of three wrong bits in the second field: what is accepted has its fixed bits right.
  auto const sent = long_message(standard("0010", bits(123456, 20) + "0000", "0" + bits(89, 9) + "0" + bits(456, 10)),
                                 "1101 1 1"_b + kNoOffset);
  int accepted = 0;
  int refused = 0;
  for (std::size_t a = 107; a <= 144; ++a) {
    for (std::size_t b = a + 1; b <= 144; ++b) {
      for (std::size_t c = b + 1; c <= 144; ++c) {
        auto const message = decode_beacon_message(with_flipped(sent, {a, b, c}));
        REQUIRE(message.has_value());
        if (!message->second_code || !message->second_code->sound) {
          ++refused;
        } else {
          ++accepted;
          if (message->warnings.has(W::fixed_bits_wrong)) FAIL("corrected to wrong fixed bits");
        }
      }
    }
  }
  CHECK(accepted + refused == 8436);
  CHECK(accepted < 8436 * 10 / 100);  // 10.9 % without the fixed bits
}

TEST_CASE("adapters.sarsat.first: bursts with their synchronisation, whole or with errors, and self-tests") {
  std::string const message = "56E6804002202009655250";  // C/S T.001, section B1
  auto const burst = decoded("FFFE2F" + message);
  CHECK(burst.form == BeaconForm::burst);
  CHECK_FALSE(burst.is_test());
  CHECK(burst.id().text() == "ADCD00800440401");
  auto const self_test = decoded("FFFED0" + message);
  CHECK(self_test.self_test);
  CHECK(self_test.is_test());
  auto const noisy = decoded(with_flipped("FFFE2F" + message, {3, 17, 24}, 1));
  CHECK_FALSE(noisy.self_test);
  CHECK(noisy.warnings.has(W::synchronisation_errors));
  CHECK(decoded(with_flipped("FFFED0" + message, {3, 17, 24}, 1)).self_test);
  CHECK(refusal(with_flipped("FFFE2F" + message, {17, 18, 19, 20}, 1)) == BeaconRefusal::no_synchronisation);
  CHECK(decoded("FFFE2FD9D4EB28140AA6893F16A2C67282EC").identity.mmsi == plans::Mmsi::parse("413123456"));
}

TEST_CASE("adapters.sarsat.first: IDs by themselves, of either generation") {
  auto const id = decoded("ADCD00800440401");
  CHECK_FALSE(id.is_message());
  CHECK_FALSE(id.first_code.has_value());
  CHECK(id.homing == Homing::mhz_121_5);
  CHECK(id.warnings.empty());
  auto const placed = decoded(hex(standard("0010", bits(1, 20) + "0000", "0" + bits(89, 9) + "0" + bits(456, 10))));
  CHECK(placed.warnings.has(W::id_with_position));
  CHECK_FALSE(placed.position.has_value());
  CHECK(placed.id().text() == hex(standard("0010", bits(1, 20) + "0000")));
  auto const shortened = decoded("9934039823D11D6");  // T.018, section 3.6, note 2
  CHECK(shortened.form == BeaconForm::second_id_shortened);
  CHECK(shortened.identity.generation == plans::BeaconContent::Generation::second);
  CHECK(shortened.identity.tac == 230);
  CHECK_FALSE(shortened.identity.mmsi.has_value());
  CHECK(shortened.id().text() == "9934039823D11D6");
}

TEST_CASE("adapters.sarsat.first: short location messages of old beacons, and countries that are none") {
  auto const old =
      decoded(short_message(standard("0010", bits(1, 20) + "0000", "0" + bits(89, 9) + "0" + bits(456, 10)), "110111"));
  CHECK(old.warnings.has(W::short_location));
  check_position(old, 22.25, 114, 15 * kMinute);
  CHECK(old.position->source == PositionSource::internal);
  auto const nowhere =
      decoded(short_message(user(999, "010") + baudot("123456") + baudot("0") + "00" + "01", "000000"));
  CHECK(nowhere.country_code == 999);
  CHECK(nowhere.warnings.has(W::country_not_allocated));
  CHECK_FALSE(nowhere.identity.mmsi.has_value());
  CHECK_FALSE(nowhere.identity.mid.has_value());
}

TEST_CASE("adapters.sarsat.first: what is refused, and why") {
  CHECK(refusal("") == BeaconRefusal::empty);
  CHECK(refusal(" \t-") == BeaconRefusal::empty);
  CHECK(refusal("56E680400220200965525") == BeaconRefusal::wrong_length);
  CHECK(refusal(std::string(1'000'000, 'A')) == BeaconRefusal::wrong_length);
  CHECK(refusal(std::string(1'000'000, ' ') + std::string(64, 'A')) == BeaconRefusal::wrong_length);
  CHECK(refusal("56E680400220200965525G") == BeaconRefusal::not_hexadecimal);
  CHECK(refusal(std::string(30, '0')) == BeaconRefusal::blank);
  CHECK(refusal(std::string(15, 'f')) == BeaconRefusal::blank);
  CHECK(refusal("1934039823D000000000000") == BeaconRefusal::not_second_generation);
  // Four wrong bits that no code word is within three of: found by trying.
  CHECK(refusal(with_flipped("56E6804002202009655250", {25, 26, 27, 28})) == BeaconRefusal::too_many_errors);
  CHECK(decoded("56e6804002202009655250").id().text() == "ADCD00800440401");
  CHECK(decoded(" 56E68-04002 20200\t96552 50\r").id().text() == "ADCD00800440401");
}
