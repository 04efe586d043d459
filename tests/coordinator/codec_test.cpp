#include "coordinator/codec.hpp"

#include <catch2/catch.hpp>

#include "coordinator/limits.hpp"
#include "tests/support/random_values.hpp"
#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

template <class T>
std::string json_of(T const& value) {
  std::string text;
  append_json(text, value);
  return text;
}

TEST_CASE("coordinator.codec: every event reads back equal, and writes the same bytes again") {
  support::RandomValues values{1};
  for (int i = 0; i < 3000; ++i) {
    auto const event = values.event();
    auto const text = json_of(event);
    auto const read = parse_event(text, raw_of(event));
    if (!read) FAIL(read.error().pointer + ": " + read.error().expected + "\n" + text);
    REQUIRE(json_of(*read) == text);
    REQUIRE(*read == event);
  }
}

TEST_CASE("coordinator.codec: effects, messages and commands read back equal") {
  support::RandomValues values{2};
  for (int i = 0; i < 2000; ++i) {
    Effects const effects{values.effect(), values.effect()};
    auto const read = parse_effects(json_of(effects), "raw");
    if (!read) FAIL(read.error().pointer + ": " + read.error().expected);
    REQUIRE(json_of(*read) == json_of(effects));
    auto const message = values.message();
    auto const message_read = parse_link_message(json_of(message), "raw \xFF");
    REQUIRE(message_read.has_value());
    REQUIRE(json_of(*message_read) == json_of(message));
    auto const command = values.command();
    REQUIRE(parse_command(json_of(command)).value() == command);
  }
}

TEST_CASE("coordinator.codec: the shortest decimal fractions read back to the same number") {
  // Hard cases of decimal to binary conversion: halfway values (Clinger, PLDI 1990, and Paxson 1991, table 3), in
  // degrees.
  for (double const degrees : {22.186700000000002, 1e-5, 5e-324, 2.2250738585072011e-308, 89.999999999999986, 8.41e-21,
                               9.007199254740993e-7, 6.9294956446009195e-14}) {
    AlertReceived event{"vhf", support::sart(support::position(degrees, degrees)), {}, ""};
    auto const read = parse_event(json_of(Event{event}), "").value();
    CHECK(std::get<AlertReceived>(read).report.position->latitude.degrees() == degrees);
  }
}

TEST_CASE("coordinator.codec: an alert in JSON is what docs/protocol.md says") {
  auto report = support::sart(support::position(22.1867, 113.7167));
  report.text = "SART ACTIVE";
  AlertReceived const event{"hk-vhf-1",
                            report,
                            {{support::mmsi(477'000'101), "SAMPLE FERRY", support::position(22.19, 113.72),
                              geo::Knots::from_knots(0.1), geo::TrueBearing::from_degrees(265.5),
                              support::utc("2016-08-27T15:49:58.250Z"), geo::Metres::from_metres(500)}},
                            "!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54"};
  CHECK(
      json_of(Event{event}) ==
      R"({"type":"alert_received","source":"hk-vhf-1","report":{"class":"distress","kind":"ais_sart","device":970010119,)"
      R"("position":{"lat":22.1867,"lon":113.7167},"radius_m":10,"text":"SART ACTIVE"},"near":[{"mmsi":477000101,)"
      R"("name":"SAMPLE FERRY","position":{"lat":22.19,"lon":113.72},"speed_kn":0.1,"course_deg_true":265.5,)"
      R"("reported_at":"2016-08-27T15:49:58.250Z","distance_m":500}]})");
}

TEST_CASE("coordinator.codec: what is wrong is named with its place") {
  struct Wrong {
    char const* json;
    char const* pointer;
    char const* expected;
  };
  Wrong const wrongs[] = {
      {R"({"type":"acknowledge"})", "/incident_id", "is missing"},
      {R"({"type":"acknowledge","incident_id":7})", "/incident_id", "a string"},
      {R"({"type":"acknowledge_all","incident_id":"x"})", "/type", "a kind of command"},
      {R"({"incident_id":"x"})", "/type", "is missing"},
      {R"([])", "", "an object"},
      {R"({"type":"confirm_ship","incident_id":"x","mmsi":0})", "/mmsi", "a whole number from 1 to 999999999"},
      {R"({"type":"confirm_ship","incident_id":"x","mmsi":1000000000})", "/mmsi", "a whole number from 1 to 999999999"},
      {R"({"type":"confirm_ship","incident_id":"x","mmsi":-1})", "/mmsi", "a whole number that is not negative"},
      {R"({"type":"confirm_ship","incident_id":"x","mmsi":1.5})", "/mmsi", "a whole number that is not negative"},
  };
  for (auto const& wrong : wrongs) {
    INFO(wrong.json);
    auto const read = parse_command(wrong.json);
    REQUIRE_FALSE(read);
    CHECK(read.error().pointer == wrong.pointer);
    CHECK(read.error().expected == wrong.expected);
  }
  auto const deep = parse_event(
      R"({"type":"alert_received","source":"s","report":{"class":"distress","kind":"ais_sart","device":970010119,"radius_m":10},)"
      R"("near":[{"mmsi":1,"position":{"lat":91,"lon":0},"reported_at":"2016-08-27T15:50:00Z","distance_m":1}]})",
      "");
  REQUIRE_FALSE(deep);
  CHECK(deep.error() == CodecError{"/near/0/position/lat", "a latitude from -90 to 90"});
  CHECK(parse_event(R"({"type":"link_received","from":"hk","link_seq":1,"message":{}})", "").error() ==
        CodecError{"/from", "CN-GD, HK or MO"});
}

TEST_CASE("coordinator.codec: text that is no JSON, or more than one document, or too long, is refused") {
  for (auto const* const text :
       {"", "{", "{}{}", "nul", "{\"type\":\"acknowledge\",}", "\xFF", "[1e999]", "{\"a\":\"\xC3\"}"}) {
    INFO(text);
    auto const read = parse_command(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().pointer.empty());
  }
  std::string deep(1000, '[');
  CHECK_FALSE(parse_command(deep));
  std::string const blanks(kMaxCommandBytes + 1, ' ');
  CHECK(parse_command(blanks).error().expected == "at most 32768 bytes");
  std::string const name(kMaxNameBytes + 1, 'x');
  CHECK(parse_command(R"({"type":"acknowledge","incident_id":")" + name + "\"}").error().expected ==
        "a string of at most 256 bytes");
}

TEST_CASE("coordinator.codec: an event that is made canonical reads back equal, whatever bytes its texts had") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  AlertReceived alert{bytes, support::sart(std::nullopt), {}, bytes};
  alert.report.text = std::string(2000, '\xE4');
  alert.report.radius = geo::Metres::from_metres(std::numeric_limits<double>::quiet_NaN());
  alert.near.assign(20, {support::mmsi(1),
                         bytes,
                         support::position(0, 0),
                         geo::Knots::from_knots(std::numeric_limits<double>::infinity()),
                         std::nullopt,
                         {},
                         geo::Metres::from_metres(1)});
  alert.near.front().distance = geo::Metres::from_metres(-1);
  std::vector<Event> events{alert,
                            SafetyTextReceived{bytes, support::mmsi(1), bytes + bytes + bytes + bytes + bytes, bytes},
                            OfficerActed{bytes, bytes, AddNote{bytes, std::string(5000, '\x80')}}};
  for (auto& event : events) {
    canonicalise(event);
    auto const read = parse_event(json_of(event), raw_of(event));
    if (!read) FAIL(read.error().pointer + ": " + read.error().expected);
    CHECK(*read == event);
    auto again = event;
    canonicalise(again);
    CHECK(again == event);
  }
  CHECK(std::get<AlertReceived>(events[0]).near.size() == kMaxShipsNear);
  CHECK(std::get<AlertReceived>(events[0]).raw == bytes);
  CHECK(std::get<AddNote>(std::get<OfficerActed>(events[2]).command).text.size() > kMaxNoteBytes);
}

TEST_CASE(
    "coordinator.codec: consoles get the same bytes from the desk and from the journal, and nothing that is for "
    "others") {
  support::RandomValues values{3};
  for (int i = 0; i < 300; ++i) {
    Effects const effects{values.effect(), values.effect(), values.effect()};
    auto const live = console_items(effects);
    CHECK(live == console_items(json_of(effects)).value());
    for (auto const& item : live) CHECK(item.json.find("\"type\":\"link_sent\"") == std::string::npos);
  }
  auto const items = console_items(Effects{CommandDone{"Officer Li", "c1"}, NoticeShown{{"for all", "全體"}}});
  CHECK(items[0].officer == "Officer Li");
  CHECK(items[1].officer.empty());
}

TEST_CASE("coordinator.codec: an incident that is in several effects is written the same in each") {
  support::RandomValues values{5};
  for (int i = 0; i < 200; ++i) {
    auto const incident = values.incident();
    LinkMessage const message{AlertForwarded{incident, ""}};
    Effects const effects{IncidentChanged{incident}, LinkSent{{{geo::CentreId::mo, 7}}, message},
                          IncidentChanged{values.incident()}, IncidentChanged{incident}};
    std::string text;
    auto const ends = append_json(text, effects);
    auto const texts = texts_of(text, ends);
    REQUIRE(texts.size() == effects.size());
    for (std::size_t j = 0; j < effects.size(); ++j) {
      std::string alone;
      append_json(alone, effects[j]);
      REQUIRE(texts[j] == alone);
    }
    std::string told;
    append_json(told, message);
    REQUIRE(message_in(texts[1]) == told);
  }
}

}  // namespace
}  // namespace lingding::coordinator
