// Situation reports: the published form, what an incident says in it, and text that reads back to what was written.

#include "coordinator/sitrep.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "coordinator/sitrep_texts.hpp"
#include "tests/support/random_values.hpp"
#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using support::position;
using support::utc;

auto const kNow = utc("2016-08-27T15:59:59.999Z");

Incident collision() {
  Incident one;
  one.id = "HK-20160827-155000-1";
  one.opened_at = utc("2016-08-27T15:50:00Z");
  one.custody = {geo::CentreId::hk, 0, one.opened_at, {}};
  one.offered_to = geo::CentreId::cn_gd;
  one.told = {geo::CentreId::cn_gd, geo::CentreId::hk, geo::CentreId::mo};
  auto report = support::sart(position(22.1333, 113.8));
  report.nature = Nature::collision;
  one.alerts.push_back({.id = "a",
                        .received_by = geo::CentreId::hk,
                        .source = "waglan",
                        .report = report,
                        .positioned_at = one.opened_at,
                        .first_heard = one.opened_at,
                        .last_heard = one.opened_at,
                        .count = 3});
  ShipLink ship;
  ship.certainty = Certainty::listed;
  ship.plan = support::ferry_plan();
  ship.mmsi = ship.plan->mmsi;
  one.ship = ship;
  one.phase =
      Phase{EmergencyPhase::distress, "collision reported", {utc("2016-08-27T15:52:00Z"), geo::CentreId::hk, "o"}};
  one.persons = Persons{423, 400, "manifest", {utc("2016-08-27T15:53:00Z"), geo::CentreId::hk, "o"}};
  one.units = {
      {"CGW 51", "launch", UnitState::proceeding, "ETA 1610", {utc("2016-08-27T15:54:00Z"), geo::CentreId::hk, "o"}}};
  one.calls = {{"master +85290000001", "12 injured", {utc("2016-08-27T15:51:00Z"), geo::CentreId::hk, "o"}}};
  return one;
}

SitrepRequest request(SitrepExtent extent, plans::Language language = plans::Language::en) {
  return {.from = geo::CentreId::hk, .now = kNow, .extent = extent, .language = language};
}

TEST_CASE("coordinator.sitrep: the short form of an incident, whole") {
  CHECK(write_sitrep(compose_sitrep(collision(), request(SitrepExtent::brief)), plans::Language::en) ==
        R"(DATE AND TIME: 271559 UTC AUG 16
TRANSMISSION PRIORITY: DISTRESS
FROM: HONG KONG MRCC
TO: GUANGDONG MRCC, MACAO MARITIME AND WATER BUREAU
SAR SITREP NUMBER: 1
CASUALTY: HK-20160827-155000-1
A. IDENTITY OF CASUALTY: Sample Ferry / VRXX1 / MMSI 477000101 / FLAG HK
   AIS-SART 970010119
B. POSITION: 22-07.998N 113-48.000E, WITHIN 0.01 NM, GNSS, 271550 UTC AUG 16
C. SITUATION: 271550 UTC AUG 16: AIS-SART (HK), 3 MESSAGES
   NATURE: COLLISION
   EMERGENCY PHASE: DISTRESS, 271552 UTC AUG 16, collision reported
D. NUMBER OF PERSONS AT RISK: ON BOARD 423 (manifest), ACCOUNTED FOR 400, NOT ACCOUNTED FOR 23
E. ASSISTANCE REQUIRED: GUANGDONG MRCC: TAKE OVER COORDINATION
F. COORDINATING RCC: HONG KONG MRCC
)");
}

TEST_CASE("coordinator.sitrep: the full form adds G, H and J to N, never I, and what nobody said is not invented") {
  auto const form = compose_sitrep(collision(), request(SitrepExtent::full));
  std::string letters;
  for (auto const& field : form.fields) letters += field.letter;
  CHECK(letters == kSitrepLetters);
  CHECK(form.field('H') == "NOT KNOWN");
  CHECK(form.field('K') == "NIL");
  CHECK(form.field('J') == "CALLED master +85290000001, 271551 UTC AUG 16: 12 injured\nUNITS: CGW 51");
  CHECK(form.field('L') == "CGW 51 (launch): PROCEEDING, 271554 UTC AUG 16, ETA 1610");
  CHECK(form.field('M') == "NIL");
  CHECK(form.field('N') == "NIL");
}

TEST_CASE("coordinator.sitrep: a ship that is only probable, places that are only possible, and nobody's count") {
  auto one = collision();
  one.ship->certainty = Certainty::probable;
  one.persons.reset();
  auto& report = one.alerts[0].report;
  report.position.reset();
  report.possible = {{position(22, 113.5), geo::Metres::from_nautical_miles(5), PositionSource::doppler, 0.61},
                     {position(-5.5, -0.25), geo::Metres::from_nautical_miles(5), PositionSource::doppler, 0.39}};
  auto const form = compose_sitrep(one, request(SitrepExtent::brief));
  CHECK(form.field('A').starts_with("PROBABLY, NOT CONFIRMED: Sample Ferry"));
  CHECK(form.field('B') ==
        "22-00.000N 113-30.000E, WITHIN 5.00 NM, DOPPLER, PROBABILITY 61%\n"
        "OR 05-30.000S 000-15.000W, WITHIN 5.00 NM, DOPPLER, PROBABILITY 39%");
  CHECK(form.field('D') == "NOT KNOWN\nPERMITTED AT MOST 423 (CREW 10)");
  one.ship.reset();
  report.possible.clear();
  auto const less = compose_sitrep(one, request(SitrepExtent::brief));
  CHECK(less.field('A') == "SHIP NOT KNOWN\nAIS-SART 970010119");
  CHECK(less.field('B') == "NO POSITION");
  CHECK(less.field('D') == "NOT KNOWN");
}

TEST_CASE("coordinator.sitrep: what the officer writes stands in place of what the incident says") {
  auto wanted = request(SitrepExtent::full);
  wanted.edits = {{'E', "HELICOPTER WITH WINCH\nDOCTOR"}, {'H', "SE 6, sea 2.5 m"}, {'M', ""}};
  auto const form = compose_sitrep(collision(), wanted);
  CHECK(form.field('E') == "HELICOPTER WITH WINCH\nDOCTOR");
  CHECK(form.field('H') == "SE 6, sea 2.5 m");
  CHECK(form.field('M').empty());
}

TEST_CASE("coordinator.sitrep: the end of the case is its conclusion, with the time") {
  auto one = collision();
  one.closure = Closure{CaseOutcome::rescued, "all landed", {utc("2016-08-27T18:30:00Z"), geo::CentreId::hk, "o"}};
  one.sitreps = {{4, false, "…", {}}};
  auto const form = compose_sitrep(one, request(SitrepExtent::full));
  CHECK(form.field('N') == "SAR OPERATIONS TERMINATED 271830 UTC AUG 16: RESCUED. all landed");
  CHECK(form.number == "5");
}

TEST_CASE("coordinator.sitrep: four languages, one set of letters, each read back") {
  auto const one = collision();
  for (auto const language : plans::kLanguages) {
    INFO(plans::to_text(language));
    auto const form = compose_sitrep(one, request(SitrepExtent::full, language));
    auto const text = write_sitrep(form, language);
    CHECK(text.find(std::string{"\nA. "} + std::string{sitrep_label('A').in(language)}) != std::string::npos);
    CHECK(parse_sitrep(text).value() == form);
  }
  auto const chinese = write_sitrep(compose_sitrep(one, request(SitrepExtent::brief, plans::Language::zh_hant)),
                                    plans::Language::zh_hant);
  CHECK(chinese.find("發自: 香港海上救援協調中心") != std::string::npos);
  CHECK(chinese.find("D. 遇險人數: 船上人數 423 (manifest), 已確定下落 400, 下落不明 23") != std::string::npos);
  auto const portuguese =
      write_sitrep(compose_sitrep(one, request(SitrepExtent::brief, plans::Language::pt)), plans::Language::pt);
  CHECK(portuguese.find("NATUREZA: ABALROAMENTO") != std::string::npos);
}

TEST_CASE("coordinator.sitrep: times by the calendar, positions in minutes, never sixty") {
  CHECK(date_time_group(utc("2000-02-29T00:00:00Z")) == "290000 UTC FEB 00");
  CHECK(date_time_group(utc("1998-11-27T12:35:00Z")) == "271235 UTC NOV 98");
  CHECK(sitrep_position(position(9.99999999, -179.9999999)) == "10-00.000N 180-00.000W");
}

TEST_CASE("coordinator.sitrep: a flood of alerts and the longest edits stay within the bound, and read back") {
  auto one = collision();
  for (int i = 0; i < 300; ++i) {
    one.alerts.push_back(one.alerts[0]);
    one.alerts.back().report.device = support::mmsi(970'020'000U + static_cast<std::uint32_t>(i));
    one.alerts.back().report.text = std::string(1000, 'x');
  }
  auto wanted = request(SitrepExtent::full, plans::Language::zh_hans);
  for (char const letter : kSitrepLetters)
    for (int i = 0; i < 3000; ++i) wanted.edits[letter] += "搜救\n";
  wanted.edits.erase('C');
  auto const form = compose_sitrep(one, wanted);
  auto const text = write_sitrep(form, plans::Language::zh_hans);
  CHECK(text.size() <= kMaxSitrepBytes);
  CHECK(text.size() > kMaxSitrepBytes / 2);
  CHECK(text.find("及其他 …") != std::string::npos);
  CHECK(parse_sitrep(text).value() == form);
}

// MRCC Bremen, "Standard Format der IMO für SAR-SITREPs" (mrcc.de/pages/sar-einsatzplan/imo-sitrep-format.php): its
// headings, layout and example values (date, position), with texts of our own for the rest.
TEST_CASE("coordinator.sitrep: reads the form as MRCC Bremen publishes it") {
  auto const form = parse_sitrep(R"(
  DATE AND TIME: 271235utc nov98
  TRANSMISSION PRIORITY: Distress
  FROM: MRCC BREMEN
  TO: RCC GLUECKSBURG
      MRCC DEN HELDER
  SAR SITREP NUMBER: 2
A IDENTITY OF CASUALTY: SAMPLE, DXXX, GERMANY
B POSITION: 54-37 N 008-18 E
C SITUATION:
  1. MAYDAY 271230 UTC
  2. FIRE
D NUMBER OF PERSONS AT RISK: 4
E ASSISTANCE REQUIRED: HELICOPTER
F CO-ORDINATING RCC: MRCC BREMEN

G DESCRIPTION OF CASUALTY: COASTER
H WEATHER ON SCENE: NW 7
J INITIAL ACTION TAKEN: LIFEBOAT LAUNCHED
K SEARCH AREA: NIL
L CO-ORDINATING INSTRUCTIONS: OSC NOT DESIGNATED, VHF 16
M FUTURE PLANS: NIL
N ADDITIONAL INFORMATION /
CONCLUSION:
NIL
)");
  REQUIRE(form);
  CHECK(form->date_time == "271235utc nov98");
  CHECK(form->priority == "Distress");
  CHECK(form->from == "MRCC BREMEN");
  CHECK(form->to == "RCC GLUECKSBURG MRCC DEN HELDER");
  CHECK(form->number == "2");
  CHECK(form->field('A') == "SAMPLE, DXXX, GERMANY");
  CHECK(form->field('B') == "54-37 N 008-18 E");
  CHECK(form->field('C') == "1. MAYDAY 271230 UTC\n2. FIRE");
  CHECK(form->field('F') == "MRCC BREMEN");
  CHECK(form->field('J') == "LIFEBOAT LAUNCHED");
  CHECK(form->field('L') == "OSC NOT DESIGNATED, VHF 16");
  CHECK(form->field('N') == "CONCLUSION:\nNIL");
}

// The transcription "Standard format for search and rescue situation reports" (slideserve.com, adara): letters A … M.
TEST_CASE("coordinator.sitrep: a transcription with I has its later letters put right by their headings") {
  auto const form = parse_sitrep(
      "URGENCY\n271235Z NOV 98\nFROM MRCC ONE\nTO MRCC TWO\nSAR SITREP (NUMBER) 1\n"
      "A. IDENTITY OF CASUALTY: X\nH. WEATHER ON- SCENE: calm\nI. INITIAL ACTIONS TAKEN: called\n"
      "J. SEARCH AREA: box\nK. COORDINATING INSTRUCTIONS: VHF 16\nL. FUTURE PLANS: night search\n"
      "M. ADDITIONAL INFORMATION/CONCLUSION: none\nEND\nZ. not of it\n");
  REQUIRE(form);
  CHECK(form->priority == "URGENCY");
  CHECK(form->date_time == "271235Z NOV 98");
  CHECK(form->from == "MRCC ONE");
  CHECK(form->to == "MRCC TWO");
  CHECK(form->number == "1");
  std::string letters;
  for (auto const& field : form->fields) letters += field.letter;
  CHECK(letters == "AHJKLMN");
  CHECK(form->field('H') == "calm");
  CHECK(form->field('K') == "box");
  CHECK(form->field('N') == "none");
}

TEST_CASE("coordinator.sitrep: order, spacing and an envelope do not matter, unknown letters are kept") {
  auto const form = parse_sitrep(
      "ZCZC HK123\r\nto all whom it concerns\r\n\r\nFROM:RCC\r\nB.22-10N 113-40E\r\n  B. 22-10N 113-40E\r\n"
      "A) SAMPLE\r\n\r\n  U.S. flag, e-mail sent\r\nP. PHOTOGRAPHS: two\r\nF、香港\r\n");
  REQUIRE(form);
  CHECK(form->from == "RCC B.22-10N 113-40E");  // no blank: part of the line before
  CHECK(form->field('A') == "SAMPLE\nU.S. flag, e-mail sent");
  CHECK(form->field('B') == "22-10N 113-40E");
  CHECK(form->field('P') == "PHOTOGRAPHS: two");
  CHECK(form->field('F') == "香港");
}

TEST_CASE("coordinator.sitrep: what is no report, or too long, is refused") {
  CHECK(parse_sitrep("").error() == SitrepFault::no_letters);
  CHECK(parse_sitrep("FROM: somebody\nhello").error() == SitrepFault::no_letters);
  CHECK(parse_sitrep(std::string(kMaxSitrepBytes + 1, 'A')).error() == SitrepFault::too_long);
}

TEST_CASE("coordinator.sitrep: whatever is written reads back the same, in every language") {
  std::mt19937_64 random{20160827};
  auto const below = [&](std::size_t end) { return std::uniform_int_distribution<std::size_t>{0, end - 1}(random); };
  std::vector<std::string> const pieces{"A. ",
                                        "B. POSITION: ",
                                        "FROM: ",
                                        "END",
                                        "\n",
                                        "\n\n   ",
                                        " ",
                                        ":",
                                        "- ",
                                        "遇險",
                                        "I. ",
                                        "\t",
                                        "x",
                                        "TO",
                                        "1",
                                        "\r",
                                        "NNNN",
                                        "SEARCH AREA",
                                        "INITIAL ACTIONS TAKEN",
                                        "DISTRESS",
                                        "271235Z NOV 98",
                                        "/",
                                        ")"};
  auto const text = [&] {
    std::string made;
    for (auto i = below(8); i > 0; --i) made += pieces[below(pieces.size())];
    return made;
  };
  for (int i = 0; i < 20'000; ++i) {
    SitrepForm form{text(), text(), text(), text(), text(), text(), {}};
    for (auto n = below(6); n > 0; --n) form.fields.push_back({static_cast<char>('A' + below(26)), text()});
    form.fields.push_back({'A', "SAMPLE"});
    form = normalised(form);
    auto const language = plans::kLanguages[below(4)];
    auto const written = write_sitrep(form, language);
    INFO(written);
    auto const read = parse_sitrep(written);
    REQUIRE(read);
    REQUIRE(*read == form);
  }
}

TEST_CASE("coordinator.sitrep: any incident can be reported, in any language, within the bound") {
  support::RandomValues random{7};
  for (int i = 0; i < 500; ++i) {
    auto const one = random.incident();
    for (auto const language : plans::kLanguages) {
      auto const form = compose_sitrep(one, request(SitrepExtent::full, language));
      auto const text = write_sitrep(form, language);
      REQUIRE(text.size() <= kMaxSitrepBytes);
      auto const read = parse_sitrep(text);
      INFO(text);
      REQUIRE(read);
      REQUIRE(*read == form);
    }
  }
}

}  // namespace
}  // namespace lingding::coordinator
