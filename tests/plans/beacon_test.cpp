// Beacon IDs: the published examples of C/S T.001 and T.018, and IDs made here bit by bit.

#include "plans/beacon.hpp"

#include <catch2/catch.hpp>

#include "plans/country.hpp"

using namespace lingding::plans;

namespace {

/// Hexadecimal digits of a string of bits, whose length is a multiple of four.
std::string hex(std::string const& bits) {
  std::string out;
  for (std::size_t i = 0; i < bits.size(); i += 4) {
    unsigned digit = 0;
    for (std::size_t k = 0; k < 4; ++k) digit = digit * 2 + (bits[i + k] == '1' ? 1U : 0U);
    out += "0123456789ABCDEF"[digit];
  }
  return out;
}

std::string bits(std::uint64_t value, std::size_t width) {
  std::string out(width, '0');
  for (std::size_t i = width; i-- > 0; value >>= 1U) out[i] = (value & 1U) != 0 ? '1' : '0';
  return out;
}

BeaconContent decoded(std::string const& text) {
  auto const id = BeaconId::parse(text);
  REQUIRE(id.has_value());
  auto const content = decode_beacon(*id);
  REQUIRE(content.has_value());
  return *content;
}

std::string fault_of(std::string const& text) {
  auto const content = decode_beacon(BeaconId::parse(text).value());
  return content ? "" : content.error().reason;
}

}  // namespace

TEST_CASE("plans.beacon: C/S T.001's example of a serial float-free EPIRB") {
  // The hex ID of the short message 56E6804002202009655250: MID 366, serialised user protocol, float-free EPIRB.
  auto const content = decoded("ADCD00800440401");
  CHECK(content.mid == 366);
  CHECK(to_text(content.protocol) == "serial user");
  CHECK(content.use == BeaconUse::epirb_float_free);
  CHECK_FALSE(content.mmsi.has_value());
  CHECK_FALSE(content.test);
}

TEST_CASE("plans.beacon: the maritime user protocol carries the ship's MMSI") {
  // Of the long message D9D4EB28140AA6893F16A2C67282EC: MMSI 413123456.
  auto const content = decoded("B3A9D65028154D1");
  CHECK(content.mid == 413);
  CHECK(to_text(content.protocol) == "maritime user");
  REQUIRE(content.mmsi.has_value());
  CHECK(content.mmsi->to_text() == "413123456");
  CHECK(content.use == BeaconUse::epirb);
}

TEST_CASE("plans.beacon: the EPIRB-MMSI location protocol carries it in binary") {
  // The standard location message A0D205F260850F3DC9E0B70B6E4FD7 is of MMSI 525024358; its ID has the location bits at
  // their default (C/S T.001, annex A): bit 26 clear, MID, 0010, 20 bits of MMSI, beacon 0, default.
  std::string const id = hex("0" + bits(525, 10) + "0010" + bits(24358, 20) + "0000" + "0111111111" + "01111111111");
  auto const content = decoded(id);
  CHECK(to_text(content.protocol) == "EPIRB-MMSI location");
  REQUIRE(content.mmsi.has_value());
  CHECK(content.mmsi->to_text() == "525024358");
  CHECK_FALSE(content.has_position);
  // The same with 26 … 85 of the message as sent: a position is in it.
  CHECK(decoded(hex("0" + bits(525, 10) + "0010" + bits(24358, 20) + "0000" + "1000010100" + "00111100111"))
            .has_position);
  CHECK(fault_of(hex("0" + bits(525, 10) + "0000" + bits(0, 45))) == "reserved protocol 0000");
}

TEST_CASE("plans.beacon: the radio call sign protocol, four letters in Baudot code and three digits") {
  // V 101111, R 101010, Z 110001, Z 110001, then 9, blank, blank (1010): C/S T.001, tables A1 and section A2.5.
  std::string const id = hex("1" + bits(477, 10) + "110" +
                             "101111"
                             "101010"
                             "110001"
                             "110001" +
                             "1001"
                             "1010"
                             "1010" +
                             "001101"
                             "0000");
  auto const content = decoded(id);
  CHECK(to_text(content.protocol) == "radio call sign user");
  CHECK(content.call_sign == "VRZZ9");
  CHECK(fault_of(hex("1" + bits(477, 10) + "110" +
                     "000000"
                     "101010"
                     "110001"
                     "110001" +
                     "1001"
                     "1010"
                     "1010" +
                     "001101"
                     "0000")) == "characters that modified Baudot code does not have");
}

TEST_CASE("plans.beacon: test, security and aircraft codes are told from ships' distress beacons") {
  CHECK(decoded(hex("1" + bits(477, 10) + "111" + bits(0, 46))).test);
  CHECK(decoded(hex("1" + bits(477, 10) + "000" + bits(0, 46))).test);
  // The registration marking B-HKG: blank 100100 twice, B 110011, hyphen 011000, H 100101, K 111110, G 101011.
  auto const elt = decoded(hex("1" + bits(477, 10) + "001" + "100100100100110011011000100101111110101011" + "0000"));
  CHECK(elt.use == BeaconUse::elt);
  CHECK(elt.registration == "B-HKG");
  CHECK(fault_of(hex("1" + bits(477, 10) + "001" + bits(0, 46))) ==
        "characters that modified Baudot code does not have");
  CHECK(decoded(hex("0" + bits(477, 10) + "1100" + bits(11, 20) + "0000" + "0111111111" + "01111111111")).use ==
        BeaconUse::ship_security);
  CHECK(decoded(hex("0" + bits(477, 10) + "1110" + bits(0, 45))).test);
  CHECK(fault_of(hex("1" + bits(477, 10) + "101" + bits(0, 46))) == "reserved protocol 101");
}

TEST_CASE("plans.beacon: the return link protocol may carry an MMSI") {
  std::string const id = hex("0" + bits(477, 10) + "1101" + "01" + "1111" + bits(11, 20) + "011111111" + "0111111111");
  auto const content = decoded(id);
  CHECK(content.use == BeaconUse::epirb);
  CHECK(content.mmsi == Mmsi::parse("477000011"));
  CHECK_FALSE(content.has_position);
  // C/S T.001, section A3.3.7.1: with an MMSI, 00 is the first EPIRB of the ship, not an ELT.
  auto const first =
      decoded(hex("0" + bits(477, 10) + "1101" + "00" + "1111" + bits(11, 20) + "011111111" + "0111111111"));
  CHECK(first.use == BeaconUse::epirb);
  CHECK(first.beacon_number == "0");
}

TEST_CASE("plans.beacon: C/S T.018's example, and its form with an MMSI and an EPIRB-AIS number") {
  auto const plain = decoded("9934039823D000000000000");
  CHECK(plain.generation == BeaconContent::Generation::second);
  CHECK(plain.mid == 201);
  CHECK_FALSE(plain.mmsi.has_value());
  auto const with_mmsi = decoded("9934039823D11D6F34550BF");
  REQUIRE(with_mmsi.mmsi.has_value());
  CHECK(with_mmsi.mmsi->to_text() == "123456789");
  CHECK(with_mmsi.epirb_ais_ending == 4287);  // of 974454287
  CHECK(fault_of("1934039823D000000000000") == "bits 1 and 12 to 14 are not 1 and 101 (C/S T.018)");
}

TEST_CASE("plans.beacon: every 15 and 23 digits get an answer") {
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (int k = 0; k < (i % 2 == 0 ? 15 : 23); ++k) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      text += "0123456789ABCDEF"[state >> 60U];
    }
    auto const content = decode_beacon(BeaconId::parse(text).value());
    if (content) {
      CHECK_FALSE(to_text(content->protocol).empty());
    } else {
      CHECK_FALSE(content.error().reason.empty());
    }
  }
}

TEST_CASE("plans.country: country codes by the ITU's table, and none for digits that are not allocated") {
  CHECK(country_of_mid(412) == "China");
  CHECK(country_of_mid(453) == "China - Macao");
  CHECK(country_of_mid(477) == "China - Hong Kong");
  CHECK(country_of_mid(201) == "Albania");
  CHECK(country_of_mid(775) == "Venezuela");
  for (auto const mid : std::initializer_list<std::uint16_t>{0, 200, 217, 776, 1023})
    CHECK_FALSE(country_of_mid(mid).has_value());
}
