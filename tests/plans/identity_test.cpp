// Identities of ships, devices and beacons against the examples of the instruments that define them.

#include "plans/identity.hpp"

#include <catch2/catch.hpp>

using lingding::plans::BeaconId;
using lingding::plans::fold_name;
using lingding::plans::ImoNumber;
using lingding::plans::Mmsi;
using lingding::plans::MmsiKind;

namespace {
MmsiKind kind_of(char const* digits) {
  return Mmsi::parse(digits).value().kind();
}
}  // namespace

TEST_CASE("plans.identity: each form of ITU-R M.585-9 is recognised by its leading digits") {
  // Coast stations: Macao VTS 004530101 (gov.mo, service 1823). Devices: the ranges of M.585-9, annex 2.
  CHECK(kind_of("477012345") == MmsiKind::ship);
  CHECK(kind_of("047701234") == MmsiKind::ship_group);
  CHECK(kind_of("004530101") == MmsiKind::coast);
  CHECK(kind_of("111477001") == MmsiKind::sar_aircraft);
  CHECK(kind_of("994771001") == MmsiKind::aid_to_navigation);
  CHECK(kind_of("984771234") == MmsiKind::craft_of_parent);
  CHECK(kind_of("847712345") == MmsiKind::handheld);
  CHECK(kind_of("970010119") == MmsiKind::sart);
  CHECK(kind_of("972010119") == MmsiKind::man_overboard);
  CHECK(kind_of("974454287") == MmsiKind::epirb_ais);
}

TEST_CASE("plans.identity: digits outside the table of MIDs are no station") {
  CHECK(kind_of("200999999") == MmsiKind::other);
  CHECK(kind_of("201000000") == MmsiKind::ship);
  CHECK(kind_of("775999999") == MmsiKind::ship);
  CHECK(kind_of("776000000") == MmsiKind::other);
  CHECK(kind_of("123456789") == MmsiKind::other);
  CHECK(kind_of("111111111") == MmsiKind::other);
  CHECK(kind_of("999999999") == MmsiKind::other);
  CHECK(kind_of("971000001") == MmsiKind::other);
  CHECK(kind_of("000000001") == MmsiKind::other);
  CHECK_FALSE(Mmsi::parse("123456789")->mid());
}

TEST_CASE("plans.identity: the MID is read where each form has it, and devices have none") {
  CHECK(Mmsi::parse("477012345")->mid() == 477);
  CHECK(Mmsi::parse("041301234")->mid() == 413);
  CHECK(Mmsi::parse("004530101")->mid() == 453);
  CHECK(Mmsi::parse("111412001")->mid() == 412);
  CHECK(Mmsi::parse("994771001")->mid() == 477);
  CHECK(Mmsi::parse("984771234")->mid() == 477);
  CHECK(Mmsi::parse("847712345")->mid() == 477);
  for (char const* device : {"970477001", "972477001", "974477001"}) {
    CHECK_FALSE(Mmsi::parse(device)->mid());
    CHECK(Mmsi::parse(device)->is_distress_device());
  }
  CHECK_FALSE(Mmsi::parse("477970001")->is_distress_device());
}

TEST_CASE("plans.identity: an MMSI is nine digits and not zero") {
  for (char const* bad : {"", "47701234", "4770123450", "47701234x", " 47701234", "+47701234", "000000000"})
    CHECK_FALSE(Mmsi::parse(bad));
  CHECK_FALSE(Mmsi::from_number(0));
  CHECK_FALSE(Mmsi::from_number(1'000'000'000));
  CHECK(Mmsi::from_number(4'530'101)->to_text() == "004530101");
  CHECK(Mmsi::parse("004530101")->number() == 4'530'101);
}

TEST_CASE("plans.identity: the IMO number's check digit is verified") {
  // The worked example usually given with the scheme: 9×7 + 0×6 + 7×5 + 4×4 + 7×3 + 2×2 = 139.
  CHECK(ImoNumber::parse("9074729")->number() == 9074729);
  CHECK(ImoNumber::parse("IMO 9074729")->number() == 9074729);
  CHECK(ImoNumber::parse("imo9074729")->number() == 9074729);
  for (char last = '0'; last <= '8'; ++last) CHECK_FALSE(ImoNumber::parse(std::string{"907472"} + last));
  for (char const* bad : {"", "IMO", "IMO ", "IMO  9074729", "907472", "90747290", "0000000", "9O74729", "IMO9074728"})
    CHECK_FALSE(ImoNumber::parse(bad));
}

TEST_CASE("plans.identity: every exchange of two unequal neighbouring digits but the last breaks the IMO number") {
  // Neighbouring weights differ by one, so an exchange changes the sum by the digits' difference, 1 … 9: never a
  // multiple of ten.
  std::string const right = "9074729";
  for (std::size_t i = 0; i + 2 < right.size(); ++i) {
    std::string swapped = right;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped != right) CHECK_FALSE(ImoNumber::parse(swapped));
  }
}

TEST_CASE("plans.identity: beacon IDs are 15 or 23 hexadecimal digits and name their country") {
  // C/S T.001 (first generation, MID 366 and 413) and T.018 appendix B (second generation, MID 201).
  CHECK(BeaconId::parse("adcd00800440401")->text() == "ADCD00800440401");
  CHECK(BeaconId::parse("ADCD00800440401")->mid() == 366);
  CHECK(BeaconId::parse("B3A9D65028154D1")->mid() == 413);
  auto const second = BeaconId::parse("9934039823D000000000000");
  REQUIRE(second);
  CHECK(second->mid() == 201);
  CHECK(second->first_15() == "9934039823D0000");
  for (char const* bad : {"", "ADCD0080044040", "ADCD008004404011", "ADCD0080044040G", "9934039823D00000000000"})
    CHECK_FALSE(BeaconId::parse(bad));
  CHECK_FALSE(BeaconId::parse("FFFFFFFFFFFFFFF")->mid());
}

TEST_CASE("plans.identity: names fold case, width and composition alike") {
  CHECK(fold_name("Lamma IV") == "lamma iv");
  CHECK(fold_name("ＬＡＭＭＡ　Ⅳ") == "lamma iv");  // full-width letters, ideographic space, Roman numeral (UAX #15)
  CHECK(fold_name("Avia\u0303o") == fold_name("AVI\u00C3O"));  // a with tilde, decomposed and composed
  CHECK(fold_name("STRASSE") == fold_name("Straße"));          // Unicode CaseFolding.txt: 00DF; F; 0073 0073
  CHECK(fold_name("ﾌｪﾘｰ") == "フェリー");                      // half-width katakana (UAX #15, figure 6)
  CHECK(fold_name("金光\uFEFF飛航") == "金光飛航");            // invisible characters are ignorable
  CHECK(fold_name("飛航") != fold_name("飞航"));               // two scripts, two names
}

TEST_CASE("plans.identity: blanks of every kind are squeezed and trimmed") {
  CHECK(fold_name(" \t Ling\u00A0\u2003\r\nding ") == "ling ding");
  CHECK(fold_name("").empty());
  CHECK(fold_name(" \u3000\n").empty());
}

TEST_CASE("plans.identity: text that is not UTF-8 folds to nothing") {
  for (char const* bad : {"\xFF", "abc\xC3", "\xED\xA0\x80", "\xC0\xAF", "\xF5\x80\x80\x80"})
    CHECK(fold_name(bad).empty());
}

TEST_CASE("plans.identity: folding twice changes nothing") {
  for (char const* name : {"ＭＶ　Ⅳ ﾌｪﾘｰ", "İstanbul", "ΆΣ", "ﬁn №5", "濠江明珠 號", "\u1E9E\u0345"})
    CHECK(fold_name(fold_name(name)) == fold_name(name));
}
