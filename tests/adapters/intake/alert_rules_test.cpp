#include "adapters/ais/alert_rules.hpp"

#include <catch2/catch.hpp>
#include <string_view>

#include "adapters/ais/decoder.hpp"

using namespace lingding;
using ais::AlertFound;
using ais::Finding;
using ais::SafetyTextFound;
using coordinator::AlertClass;
using coordinator::AlertKind;

namespace {

/// Decodes one published sentence and says what it is.
Finding find(std::string_view sentence) {
  ais::Decoder decoder;
  auto const fed = decoder.feed(sentence, geo::UtcTime{});
  REQUIRE(fed.received != nullptr);
  return ais::find_alert(fed.received->message);
}

Finding find_text(std::uint32_t from, std::string_view text) {
  ais::SafetyBroadcast message;
  message.header = {14, 0, from};
  message.text = ais::Text<161>{text};
  return ais::find_alert(message);
}

Finding find_status(std::uint32_t from, unsigned status) {
  ais::PositionReport message;
  message.header = {1, 0, from};
  message.status = static_cast<ais::NavigationStatus>(status);
  return ais::find_alert(message);
}

Finding distress(AlertKind kind, std::string text = "") {
  return AlertFound{AlertClass::distress, kind, std::move(text), true};
}
Finding test(AlertKind kind, std::string text = "") {
  return AlertFound{AlertClass::test, kind, std::move(text), true};
}

}  // namespace

// The four synthetic sentences of reference/domain.md §5, made by re-encoding: 970010119 off the Pearl River mouth.
TEST_CASE("ais.alerts: an AIS-SART that is active, by its status and by its text") {
  CHECK(find("!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54") == distress(AlertKind::ais_sart));
  CHECK(find("!AIVDM,1,1,,A,>>M4f1i<59B04=@UHD,2*31") == distress(AlertKind::ais_sart, "SART ACTIVE"));
}

TEST_CASE("ais.alerts: an AIS-SART under test, by its status and by its text") {
  CHECK(find("!AIVDM,1,1,,A,1>M4f1wP00`8SL8<dP5>4?vt0000,0*55") == test(AlertKind::ais_sart));
  CHECK(find("!AIVDM,1,1,,A,>>M4f1i<59B1@E=@,2*58") == test(AlertKind::ais_sart, "SART TEST"));
}

// Sentences heard on the air, from public decoder test suites (shared sample sar_sentences.nmea): real devices under
// test.
TEST_CASE("ais.alerts: real SART test messages are tests") {
  for (auto const* sentence : {"!AIVDM,1,1,,A,>>M52F1<59B1@E=@,0*20", "!AIVDM,1,1,,A,>>M4soi<59B1@E=@,0*11",
                               "!AIVDM,1,1,,A,>>M4s:Q<59B1@E=@,0*7C", "!AIVDM,1,1,,A,>>M4vui<59B1@E=@,0*0E"})
    CHECK(find(sentence) == test(AlertKind::ais_sart, "SART TEST"));
}

TEST_CASE("ais.alerts: a real safety text with a distress word is distress, whoever sends it") {
  CHECK(find("!AIVDM,1,1,,A,>6:lQGh@U=A8E=>0HU8F40,4*42") == distress(AlertKind::ais_safety_text, "DISTRESS FIRE!"));
}

TEST_CASE("ais.alerts: real safety texts without distress words are notices") {
  CHECK(find("!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51") == Finding{SafetyTextFound{"RCVD YR TEST MSG"}});
  CHECK(find("!AIVDM,1,1,,A,>@2Pg<098t4@<5=B1@E=B10hD5<F0@U=8DL58@0,2*58") ==
        Finding{SafetyTextFound{"BROADCAST TEST PLEASE DISREGARD"}});
  CHECK(find("!AIVDM,1,1,,A,<42LTHA0W9N8D5CDP=C7P@<CP13;PI5>75P0,0*3C") ==
        Finding{SafetyTextFound{"TEST MSG PLS ACK YENGE"}});
}

TEST_CASE("ais.alerts: real SAR aircraft are traffic, no alert") {
  for (auto const* sentence :
       {"!AIVDM,1,1,,A,91b77<@lio1EaEHR9b;iJ2h20@7B,0*3E", "!AIVDM,1,1,,A,91b4Vi85Acwun`VFEd@W560240Ru,0*60"})
    CHECK(find(sentence) == Finding{});
}

TEST_CASE("ais.alerts: the first three digits say which kind of device it is") {
  CHECK(find_status(970'010'119, 14) == distress(AlertKind::ais_sart));
  CHECK(find_status(972'010'119, 14) == distress(AlertKind::ais_mob));
  CHECK(find_status(974'010'119, 14) == distress(AlertKind::epirb_ais));
  CHECK(find_text(972'010'119, "MOB ACTIVE") == distress(AlertKind::ais_mob, "MOB ACTIVE"));
  CHECK(find_text(974'010'119, "EPIRB ACTIVE") == distress(AlertKind::epirb_ais, "EPIRB ACTIVE"));
  CHECK(find_text(972'010'119, "MOB TEST") == test(AlertKind::ais_mob, "MOB TEST"));
  CHECK(find_text(974'010'119, "EPIRB TEST") == test(AlertKind::epirb_ais, "EPIRB TEST"));
}

TEST_CASE("ais.alerts: a distress device with any other status is distress, and the text says why") {
  for (unsigned status = 0; status <= 13; ++status) {
    auto const finding = std::get<AlertFound>(find_status(970'010'119, status));
    CHECK(finding.alert_class == AlertClass::distress);
    CHECK(finding.text == "Navigational status " + std::to_string(status) +
                              ", neither active (14) nor under test (15): taken as distress");
  }
}

TEST_CASE("ais.alerts: a distress device that says something else is distress") {
  CHECK(std::get<AlertFound>(find_text(970'010'119, "HELLO")).alert_class == AlertClass::distress);
  CHECK(std::get<AlertFound>(find_text(970'010'119, "")).alert_class == AlertClass::distress);
  CHECK_FALSE(std::get<AlertFound>(find_text(970'010'119, "HELLO")).says_state);
  ais::StaticDataA name;
  name.header = {24, 0, 974'010'119};
  auto const finding = std::get<AlertFound>(ais::find_alert(name));
  CHECK(finding.alert_class == AlertClass::distress);
  CHECK(finding.kind == AlertKind::epirb_ais);
  CHECK(finding.text == "AIS message 24 from a distress device, neither active nor under test: taken as distress");
}

TEST_CASE("ais.alerts: a text that says both is distress") {
  CHECK(std::get<AlertFound>(find_text(970'010'119, "SART ACTIVE NO TEST")).alert_class == AlertClass::distress);
}

TEST_CASE("ais.alerts: a ship's own transponder with status 14 is distress, with 15, every ship's default, nothing") {
  CHECK(find_status(477'995'000, 14) == distress(AlertKind::ais_ship_status));
  CHECK(find_status(477'995'000, 15) == Finding{});
  CHECK(find_status(477'995'000, 0) == Finding{});
  CHECK(find_status(0, 14) == distress(AlertKind::ais_ship_status));
}

TEST_CASE("ais.alerts: distress words count as whole words alone") {
  CHECK(find_text(477'995'000, "MAYDAY COLLISION 22-12N") ==
        distress(AlertKind::ais_safety_text, "MAYDAY COLLISION 22-12N"));
  CHECK(find_text(477'995'000, "SOS") == distress(AlertKind::ais_safety_text, "SOS"));
  CHECK(find_text(477'995'000, "(SOS)!") == distress(AlertKind::ais_safety_text, "(SOS)!"));
  CHECK(find_text(477'995'000, "BOSOSS ISOSCELES MAYDAYS") == Finding{SafetyTextFound{"BOSOSS ISOSCELES MAYDAYS"}});
  CHECK(find_text(477'995'000, "SOS1 XSOS SOS") == distress(AlertKind::ais_safety_text, "SOS1 XSOS SOS"));
  CHECK(find_text(477'995'000, "") == Finding{});
}

TEST_CASE("ais.alerts: a distress text marked as test or exercise is a test, but a mayday never is") {
  CHECK(find_text(477'995'000, "TEST DISTRESS CALL") == test(AlertKind::ais_safety_text, "TEST DISTRESS CALL"));
  CHECK(find_text(477'995'000, "EXERCISE SOS EXERCISE") == test(AlertKind::ais_safety_text, "EXERCISE SOS EXERCISE"));
  CHECK(find_text(477'995'000, "MAYDAY LATEST POSITION") ==
        distress(AlertKind::ais_safety_text, "MAYDAY LATEST POSITION"));
  CHECK(find_text(477'995'000, "MAYDAY AFTER ENGINE TEST") ==
        distress(AlertKind::ais_safety_text, "MAYDAY AFTER ENGINE TEST"));
}

TEST_CASE("ais.alerts: an exercise is what an exercise's server practises, and a test is a test to it too") {
  auto const played = [](std::string_view text) {
    ais::SafetyBroadcast message;
    message.header = {14, 0, 477'995'000};
    message.text = ais::Text<161>{text};
    return ais::find_alert(message, coordinator::Mode::exercise);
  };
  CHECK(played("EXERCISE SOS EXERCISE") == distress(AlertKind::ais_safety_text, "EXERCISE SOS EXERCISE"));
  CHECK(played("DRILL MAYDAY") == distress(AlertKind::ais_safety_text, "DRILL MAYDAY"));
  CHECK(played("TEST DISTRESS CALL") == test(AlertKind::ais_safety_text, "TEST DISTRESS CALL"));
}

TEST_CASE("ais.alerts: words are found in either case") {
  CHECK(ais::has_word("please help, mayday", "MAYDAY"));
  CHECK_FALSE(ais::has_word("", "SOS"));
  CHECK(ais::has_word_beginning("IN TESTING", "TEST"));
  CHECK_FALSE(ais::has_word_beginning("LATEST", "TEST"));
}
