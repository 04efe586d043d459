// One MCC message: order, absence, wrong values, envelopes, what is refused.

#include "adapters/sarsat/sit_read.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include "adapters/sarsat/sit_json.hpp"
#include "adapters/sarsat/sit_values.hpp"

using namespace lingding;
using namespace lingding::sarsat;

namespace {

SitMessage message_of(std::string_view text) {
  auto const message = read_sit(text);
  if (!message) FAIL(name_of(message.error().reason) << ": " << message.error().detail);
  return *message;
}

/// The paragraphs of the published conflict, one an entry.
std::vector<std::string> conflict_paragraphs() {
  std::ifstream file{std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden/sarsat/mcc/aumcc_conflict.txt"};
  std::vector<std::string> paragraphs;
  for (std::string line; std::getline(file, line);) {
    if (line == "END OF MESSAGE") break;
    bool const begins =
        line.size() > 3 && line[0] >= '0' && line[0] <= '9' && line.substr(0, 3).find('.') != std::string::npos;
    if (begins) paragraphs.emplace_back();
    paragraphs.back() += line + "\n";
  }
  REQUIRE(paragraphs.size() == 16);
  return paragraphs;
}

std::string joined(std::vector<std::string> const& paragraphs) {
  std::string text;
  for (auto const& paragraph : paragraphs) text += paragraph;
  return text + "END OF MESSAGE\n";
}

/// What an alert is about, without the order in which it was said.
std::string facts_of(SitMessage message) {
  message.paragraphs.clear();
  std::string json;
  append_json(json, message);
  return json;
}

constexpr char const* kHead = "1. DISTRESS COSPAS-SARSAT INITIAL DOPPLER ALERT\n2. MSG NO 00812 HKMCC REF 00811\n";

std::string with_positions(std::string const& lines) {
  return std::string{kHead} + "8. POSITIONS\n" + lines +
         "11. HEX ID B3A9D65028154D1 HOMING SIGNAL NIL\nEND OF MESSAGE\n";
}

}  // namespace

TEST_CASE("sarsat.sit: the order of paragraphs, blank lines and blanks change nothing") {
  auto paragraphs = conflict_paragraphs();
  std::string const expected = facts_of(message_of(joined(paragraphs)));
  std::mt19937 random{185};
  for (int run = 0; run < 50; ++run) {
    // Not std::shuffle: its result differs between libraries.
    for (std::size_t i = paragraphs.size() - 1; i > 0; --i) std::swap(paragraphs[i], paragraphs[random() % (i + 1)]);
    std::string text = joined(paragraphs);
    std::string loose;
    for (char const c : text) {
      loose += c;
      if (c == '\n' && random() % 3 == 0) loose += "\r\n   \n";
      if (c == ' ' && random() % 3 == 0) loose += "  ";
    }
    CHECK(facts_of(message_of(loose)) == expected);
  }
}

TEST_CASE("sarsat.sit: paragraphs without numbers are known by their words") {
  auto paragraphs = conflict_paragraphs();
  std::string const expected = facts_of(message_of(joined(paragraphs)));
  for (auto& paragraph : paragraphs) paragraph = paragraph.substr(paragraph.find(' ') + 1);
  CHECK(facts_of(message_of(joined(paragraphs))) == expected);
}

TEST_CASE("sarsat.sit: any one paragraph may be missing, and takes only its own facts with it") {
  auto const all = conflict_paragraphs();
  for (std::size_t missing = 0; missing < all.size(); ++missing) {
    auto paragraphs = all;
    paragraphs.erase(paragraphs.begin() + static_cast<std::ptrdiff_t>(missing));
    SitMessage const message = message_of(joined(paragraphs));
    CAPTURE(missing + 1);
    CHECK(message.paragraphs.size() == 15);
    CHECK(message.title.empty() == (missing == 0));
    CHECK(message.detected_at.has_value() == (missing != 2));
    CHECK(message.frequency_hz.has_value() == (missing != 3));
    CHECK(message.country_code.has_value() == (missing != 4));
    CHECK(message.doppler_a.has_value() == (missing != 7));
    // Without paragraph 11 the ID is the reference of paragraph 2, which says so.
    CHECK(message.hex_id_15.has_value());
    CHECK(message.homing.empty() == (missing == 10));
    CHECK(message.remarks.empty() == (missing == 15));
  }
}

TEST_CASE("sarsat.sit: absence in every spelling is absence and never a number") {
  for (auto const* nothing :
       {"NIL", "nil", "N/A", "NONE", "UNKNOWN", "NOT AVAILABLE", "-", "", "- NIL", "NO DATA", "NIL."}) {
    CAPTURE(nothing);
    std::string text = std::string{kHead} + "3. DETECTED AT " + nothing + "\n4. DETECTION FREQUENCY " + nothing +
                       "\n5. COUNTRY OF BEACON REGISTRATION " + nothing + "\n7. EMERGENCY CODE " + nothing +
                       "\n8. POSITIONS\nCONFIRMED - " + nothing + "\nDOPPLER A - " + nothing + "\nDOA - " + nothing +
                       "\nENCODED - " + nothing + "\n11. HEX ID B3A9D65028154D1 HOMING SIGNAL " + nothing +
                       "\n12. ACTIVATION TYPE " + nothing + "\n16. REMARKS " + nothing + "\n";
    SitMessage const message = message_of(text);
    CHECK(message.warnings.empty());
    CHECK_FALSE(message.detected_at);
    CHECK_FALSE(message.frequency_hz);
    CHECK_FALSE(message.country_code);
    CHECK_FALSE(message.has_position());
    CHECK(message.emergency.empty());
    CHECK(message.homing.empty());
    CHECK(message.activation.empty());
    CHECK(message.remarks.empty());
  }
}

TEST_CASE("sarsat.sit: positions as different centres write them") {
  struct Case {
    char const* text;
    double latitude;
    double longitude;
  };
  auto const [text, latitude, longitude] =
      GENERATE(Case{"07 00.1 S 098 42.2 E PROB 50 PERCENT", -(7 + 0.1 / 60), 98 + 42.2 / 60},
               Case{"36 36.20S  174 43.00E", -(36 + 36.2 / 60), 174 + 43.0 / 60},
               Case{"55 45.00 N\n          - 037 45.00 E", 55.75, 37.75},
               Case{"22 10.57N/113 40.12E", 22 + 10.57 / 60, 113 + 40.12 / 60},
               Case{"22 10 34 N 113 40 07 E", 22 + 10 / 60.0 + 34 / 3600.0, 113 + 40 / 60.0 + 7 / 3600.0},
               Case{"00 00.0 N 180 00.0 W", 0, -180}, Case{"90 00.0 S 000 00.0 E", -90, 0},
               Case{"22.1762N 113.6687E", 22.1762, 113.6687});
  CAPTURE(text);
  for (std::string const label :
       {"DOPPLER A - ", "DOPPLER A: ", "DOPPLER A POSITION - ", "  DOPPLER A   -   ", "DOPPLER A \xE2\x80\x93 "}) {
    CAPTURE(label);
    SitMessage const message = message_of(with_positions(label + text + "\nDOPPLER B - NIL\n"));
    REQUIRE(message.doppler_a);
    CHECK(message.doppler_a->position.latitude.degrees() == Approx(latitude).margin(1e-9));
    CHECK(message.doppler_a->position.longitude.degrees() == Approx(longitude).margin(1e-9));
    CHECK_FALSE(message.doppler_b);
    CHECK(message.warnings.empty());
  }
}

TEST_CASE("sarsat.sit: a position that cannot be is left empty with what was expected, and the alert stays") {
  auto const* text = GENERATE("22 60.1 N 113 40.0 E", "91 00.0 N 113 40.0 E", "22 10.0 N 181 00.0 E", "22 10.0 N",
                              "SOMEWHERE", "113 40.0 E 22 10.0", "22 10.0 X 113 40.0 E");
  CAPTURE(text);
  SitMessage const message =
      message_of(with_positions(std::string{"DOPPLER A - "} + text + "\nENCODED - 22 11.0 N 113 34.0 E\n"));
  CHECK_FALSE(message.doppler_a);
  REQUIRE(message.encoded);
  CHECK(message.warnings.size() == 1);
  CHECK(message.hex_id_15->text() == "B3A9D65028154D1");
}

TEST_CASE("sarsat.sit: probability, accuracy and altitude go with the position that they follow") {
  SitMessage const message =
      message_of(with_positions("DOPPLER A - 22 10.5 N 113 40.1 E PROBABILITY 67 PERCENT\n"
                                "DOPPLER B - 21 40.5 N 118 10.1 E PROB 33\n"
                                "DOA - 22 10.4 N 113 40.0 E EXPECTED ACCURACY 0.5 NMS ALTITUDE -3 METRES\n"
                                "ENCODED - 22 10.30 N 113 40.20 E EXPECTED ACCURACY 02 NMS\n"));
  CHECK(message.doppler_a->probability_percent == 67U);
  CHECK(message.doppler_b->probability_percent == 33U);
  CHECK_FALSE(message.doppler_a->expected_accuracy);
  CHECK(message.doa->expected_accuracy == geo::Metres::from_nautical_miles(0.5));
  CHECK_FALSE(message.doa->probability_percent);
  CHECK(message.encoded->expected_accuracy == geo::Metres::from_nautical_miles(2));
}

TEST_CASE("sarsat.sit: titles of every kind") {
  struct Case {
    char const* title;
    SitKind kind;
  };
  auto const [title, kind] =
      GENERATE(Case{"DISTRESS COSPAS-SARSAT ALERT", SitKind::alert},
               Case{"DISTRESS COSPAS-SARSAT INITIAL ALERT", SitKind::initial},
               Case{"DISTRESS COSPAS-SARSAT INITIAL (DOA) ALERT", SitKind::initial},
               Case{"DISTRESS COSPAS-SARSAT POSITION CONFLICT ALERT", SitKind::conflict},
               Case{"DISTRESS COSPAS-SARSAT POSITION CONFIRMATION ALERT", SitKind::confirmation},
               Case{"DISTRESS COSPAS-SARSAT POSITION UPDATE ALERT", SitKind::update},
               Case{"DISTRESS COSPAS-SARSAT CONFIRMED UPDATE POSITION ALERT", SitKind::update},
               Case{"DISTRESS COSPAS-SARSAT UNRESOLVED DOPPLER POSITION MATCH ALERT", SitKind::initial},
               Case{"DISTRESS COSPAS-SARSAT UNLOCATED ALERT", SitKind::unlocated},
               Case{"DISTRESS COSPAS-SARSAT ALERT WITH UNRELIABLE BEACON MESSAGE", SitKind::unreliable},
               Case{"DISTRESS COSPAS-SARSAT CEASE ALERT", SitKind::cease},
               Case{"DISTRESS COSPAS-SARSAT USER CANCELLATION", SitKind::cease});
  CAPTURE(title);
  SitMessage const message = message_of(std::string{"1. "} + title + "\n11. HEX ID B3A9D65028154D1\n");
  CHECK(message.kind == kind);
  CHECK(message.title == title);
}

TEST_CASE("sarsat.sit: NOCR, ship security, test and exercise are marked") {
  CHECK(message_of("1. DISTRESS COSPAS-SARSAT NOCR ENCODED POSITION ALERT\n11. HEX ID B3A9D65028154D1\n").is_nocr);
  CHECK(message_of("1. NOTIFICATION OF COUNTRY OF REGISTRATION COSPAS-SARSAT ALERT\n11. HEX ID B3A9D65028154D1\n")
            .is_nocr);
  CHECK(message_of("1. SHIP SECURITY COSPAS-SARSAT INITIAL ALERT\n11. HEX ID B3A9D65028154D1\n").is_ship_security);
  CHECK(message_of("1. TEST COSPAS-SARSAT ALERT\n11. HEX ID B3A9D65028154D1\n").is_test);
  SitMessage const plain = message_of(
      "1. DISTRESS COSPAS-SARSAT ALERT\n11. HEX ID B3A9D65028154D1\n16. REMARKS EXERCISE EXERCISE EXERCISE\n");
  CHECK(plain.is_exercise);
  CHECK_FALSE(plain.is_test);
  CHECK_FALSE(plain.is_nocr);
  CHECK_FALSE(plain.is_ship_security);
}

TEST_CASE("sarsat.sit: a second-generation beacon has both its IDs") {
  SitMessage const message = message_of(
      "1. DISTRESS COSPAS-SARSAT INITIAL ALERT\n11. HEX ID 9934039823D000000000000 HOMING SIGNAL 121.5 MHZ\n");
  CHECK(message.hex_id_23->text() == "9934039823D000000000000");
  CHECK(message.hex_id_15->text() == "9934039823D0000");
}

TEST_CASE("sarsat.sit: an ID whose country is not the message's is warned of") {
  SitMessage const message = message_of(
      "1. DISTRESS COSPAS-SARSAT ALERT\n5. COUNTRY OF BEACON REGISTRATION 477/ HONG KONG\n"
      "11. HEX ID B3A9D65028154D1\n");
  CHECK(message.country_code == 477U);
  REQUIRE(message.warnings.size() == 1);
  CHECK(message.warnings[0] == "the country is 477, the ID's is 413");
}

TEST_CASE("sarsat.sit: wrong frequencies, times and IDs are left empty with a warning") {
  SitMessage const message = message_of(
      "1. DISTRESS COSPAS-SARSAT ALERT\n3. DETECTED AT 31 FEB 26 1440 UTC BY S11\n"
      "4. DETECTION FREQUENCY 4060.246 MHZ\n5. COUNTRY OF BEACON REGISTRATION CHINA\n"
      "8. POSITIONS ENCODED - 22 10.0 N 113 40.0 E\n11. HEX ID B3A9D65028154\n");
  CHECK_FALSE(message.detected_at);
  CHECK(message.detected_by == "S11");
  CHECK_FALSE(message.frequency_hz);
  CHECK_FALSE(message.country_code);
  CHECK_FALSE(message.hex_id_15);
  CHECK(message.warnings.size() == 4);
  CHECK(message.encoded);
}

TEST_CASE("sarsat.sit: an envelope, whole, with the day of the year") {
  SitMessage const message = message_of(
      "/12345 67890/4120/24 366 2359\n/185/4770\n1. DISTRESS COSPAS-SARSAT ALERT\n"
      "11. HEX ID B3A9D65028154D1\n/LASSIT\n/ENDMSG\n");
  CHECK(message.msg_no == "12345");
  CHECK(message.reference == "67890");
  CHECK(message.reporting_mcc == "4120");
  CHECK(message.destination == "4770");
  CHECK(message.sit == 185U);
  CHECK(geo::to_iso8601(*message.sent_at) == "2024-12-31T23:59:00.000Z");
  CHECK(message.hex_id_15->text() == "B3A9D65028154D1");
}

TEST_CASE("sarsat.sit: every SIT of the list keeps its fields whole, known or not") {
  struct Case {
    std::uint32_t sit;
    SitKind kind;
    bool nocr;
  };
  auto const [sit, kind, nocr] = GENERATE(
      Case{122, SitKind::unlocated, false}, Case{125, SitKind::initial, false}, Case{126, SitKind::conflict, false},
      Case{127, SitKind::confirmation, false}, Case{132, SitKind::alert, true}, Case{133, SitKind::alert, true},
      Case{142, SitKind::unlocated, false}, Case{145, SitKind::initial, false}, Case{147, SitKind::confirmation, false},
      Case{170, SitKind::unknown, false}, Case{179, SitKind::unknown, false}, Case{555, SitKind::unknown, false});
  CAPTURE(sit);
  SitMessage const message = message_of("/00001 00000/4120/26 001 0000\n/" + std::to_string(sit) +
                                        "/4770\n/+406025123.4/ B3A9D65028154D1 /\n/1/2/3\n/LASSIT\n/ENDMSG\n");
  CHECK(message.form == SitForm::fields);
  CHECK(message.sit == sit);
  CHECK(message.kind == kind);
  CHECK(message.is_nocr == nocr);
  CHECK(message.fields == std::vector<std::string>{"+406025123.4", "B3A9D65028154D1", "1", "2", "3"});
  CHECK(message.hex_id_15->text() == "B3A9D65028154D1");
  CHECK_FALSE(message.has_position());
}

TEST_CASE("sarsat.sit: a national message with a BEACON ID, and a narrative one, are kept whole") {
  SitMessage const message = message_of(
      "/00311 00000/3660/26 001 0000\n/170/RCC\n*** 406 BEACON UNLOCATED FIRST ALERT ***\n"
      "BEACON ID: B3A9D 65028 154D1   SITE ID: 72402\nUSER: MARITIME\n/LASSIT\n/ENDMSG\n");
  CHECK(message.form == SitForm::national);
  CHECK(message.sit == 170U);
  CHECK(message.kind == SitKind::unlocated);
  CHECK(message.title == "406 BEACON UNLOCATED FIRST ALERT");
  CHECK(message.hex_id_15->text() == "B3A9D65028154D1");
  CHECK(message.site_id == "72402");
  CHECK(message.body.find("USER: MARITIME") != std::string::npos);
  SitMessage const narrative =
      message_of("/00312 00000/4120/26 001 0000\n/915/4770\nALL STATIONS\nLUT DOWN UNTIL 1200\n/LASSIT\n/ENDMSG\n");
  CHECK(narrative.kind == SitKind::free_text);
  CHECK(narrative.body == "ALL STATIONS\nLUT DOWN UNTIL 1200");
}

TEST_CASE("sarsat.sit: what is no message, and what claims to be an alert and says nothing, is refused") {
  CHECK(read_sit("").error().reason == SitRejection::not_a_message);
  CHECK(read_sit("My name is Chan and I need help").error().reason == SitRejection::not_a_message);
  CHECK(read_sit("/1 2/\nx").error().reason == SitRejection::envelope_malformed);
  CHECK(read_sit("/00001 00000/4120/26 367 0000\nx").error().reason == SitRejection::envelope_malformed);
  CHECK(read_sit("/00001 00000/41200/26 001 0000\nx").error().reason == SitRejection::envelope_malformed);
  CHECK(read_sit("1. DISTRESS COSPAS-SARSAT ALERT\n16. REMARKS NIL\n").error().reason ==
        SitRejection::nothing_identified);
  CHECK(read_sit("/00001 00000/4120/26 001 0000\n/185/4770\nhello\n").error().reason ==
        SitRejection::nothing_identified);
  CHECK(read_sit(std::string(kMaxMessageBytes + 1, 'x')).error().reason == SitRejection::too_long);
}

TEST_CASE("sarsat.sit: every reason has a name of its own and a meaning") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kSitRejectionCount; ++i) {
    names.insert(name_of(static_cast<SitRejection>(i)));
    CHECK_FALSE(std::string{meaning_of(static_cast<SitRejection>(i))}.empty());
  }
  CHECK(names.size() == kSitRejectionCount);
}

namespace {

/// Test 2.1 of the Chinese MCC's commissioning (tests/golden/sarsat/mcc/README.md).
std::string doa_message(std::string const& position = "-412/+40.104/+116.209", std::string const& sit = "145") {
  return "/00002 00000/4310/24 263 0310\n/" + sit +
         "/4120/01\n/4314/+14968.0 999.9 +00.00/24 263 0305 48.48\n/24 263 0307 48.89/03/"
         "FFFE2F8C998000001FEFFD2FB5B00626EC28\n/" +
         position +
         "/872/010.00\n/38.50/00/00/00.000000/00/005/018 012.2 003.6\n/407 426 408 000 000 000 000 000 000 000 000 000 "
         "000 000 000 000 000\n/LASSIT\n/ENDMSG\n";
}

}  // namespace

TEST_CASE("sarsat.sit: fields that do not fit their layout are kept whole, and the warning names the first") {
  CHECK(message_of(doa_message()).doa);
  auto const [position, words] = GENERATE(table<std::string, std::string>(
      {{"-412/+40.1040/+116.209", "field 9 behind the destination is \"+40.1040\", expected sdd.ddd"},
       {"-412/+95.000/+116.209", "field 10 behind the destination is \"+116.209\", expected degrees up to 90 and 180"},
       {"-412/40.104/+116.209", "field 9 behind the destination is \"40.104\", expected sdd.ddd"},
       {"-412/+40.104", "1 alerts in 18 fields, expected 19 each"}}));
  SitMessage const message = message_of(doa_message(position));
  CHECK_FALSE(message.has_position());
  CHECK_FALSE(message.detected_at);
  CHECK(message.solutions.empty());
  CHECK(message.kind == SitKind::initial);
  CHECK(message.beacon_message == "FFFE2F8C998000001FEFFD2FB5B00626EC28");
  REQUIRE(message.warnings.size() == 1);
  CHECK(message.warnings.front() == "the body is kept whole: " + words);
}

TEST_CASE("sarsat.sit: a time or a number of alerts that cannot be is not believed") {
  auto const spoilt = [](std::string text, std::string const& from, std::string const& to) {
    return message_of(text.replace(text.find(from), from.size(), to));
  };
  CHECK_FALSE(spoilt(doa_message(), "24 263 0307 48.89", "24 367 0307 48.89").doa);
  CHECK_FALSE(spoilt(doa_message(), "24 263 0307 48.89", "24 263 0307 61.00").doa);
  CHECK_FALSE(spoilt(doa_message(), "/4120/01", "/4120/00").doa);
  CHECK_FALSE(spoilt(doa_message(), "/4120/01", "/4120/02").doa);
  // Nines: not known. Outside the band: not believed.
  CHECK_FALSE(spoilt(doa_message(), "+14968.0", "+99999.9").frequency_hz);
  CHECK_FALSE(spoilt(doa_message(), "+14968.0", "-26000.0").frequency_hz);
}

TEST_CASE(
    "sarsat.sit: the number of a message says which layout its body has, and a copy to the flag State is marked") {
  CHECK(message_of(doa_message("-412/+40.104/+116.209", "146")).kind == SitKind::conflict);
  CHECK(message_of(doa_message("-412/+40.104/+116.209", "147")).kind == SitKind::confirmation);
  SitMessage const copy = message_of(doa_message("-412/+40.104/+116.209", "137"));
  CHECK(copy.is_nocr);
  CHECK(copy.doa);
  // SIT 127 has no published layout: kept whole, without a word of blame.
  SitMessage const resolved = message_of(doa_message("-412/+40.104/+116.209", "127"));
  CHECK_FALSE(resolved.has_position());
  CHECK(resolved.warnings.empty());
  CHECK_FALSE(message_of(doa_message("-412/+40.104/+116.209", "125")).has_position());
}

TEST_CASE("sarsat.sit: an estimated error counts when it has a unit") {
  auto const accuracy = [](std::string const& words) {
    auto const position = read_position("38 56.9N  076 49.9W  ESTIMATED ERROR " + words);
    REQUIRE(position);
    return position->expected_accuracy;
  };
  CHECK(accuracy("12 NMS")->metres() == Approx(22'224));
  CHECK(accuracy("2.5 KM")->metres() == Approx(2'500));
  CHECK_FALSE(accuracy("UNKNOWN"));
  CHECK_FALSE(accuracy("12"));
}
