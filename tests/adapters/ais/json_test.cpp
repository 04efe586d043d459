#include "adapters/ais/json.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <random>

#include "tests/adapters/ais/naive_bits.hpp"
#include "tests/adapters/ais/reference_json.hpp"

using namespace lingding;
using namespace lingding::ais;
using test::NaiveBits;
using test::ReferenceJson;

namespace {

std::string json_of(Message const& message) {
  std::string out;
  append_json(out, message);
  return out;
}

std::string json_of(NaiveBits const& bits) {
  Message message;
  REQUIRE_FALSE(bits.decode(message));
  return json_of(message);
}

/// Random content behind the header of the type, long enough for every type.
NaiveBits random_bits(std::mt19937& random, int type, std::size_t size) {
  NaiveBits bits;
  bits.header(type, static_cast<int>(random() % 4), random() % 1'073'741'824);
  while (bits.size() < size) bits.add(random() & 1U, 1);
  return bits;
}

}  // namespace

TEST_CASE("ais.json: the fast writer and the plain one write the same bytes for random messages of every type") {
  std::mt19937 random{477};
  for (int type = 1; type <= 27; ++type) {
    int decoded = 0;
    for (int round = 0; round < 1500; ++round) {
      std::size_t const size = type == 25 ? 168 : type == 21 ? 272 + random() % 90 : 424 + random() % 400;
      Message message;
      if (random_bits(random, type, size).decode(message)) continue;  // part 2 or 3 of message 24
      ++decoded;
      std::string const json = json_of(message);
      REQUIRE(json == ReferenceJson::of(message));
      REQUIRE(json.size() < kMaxJsonBytes);
      boost::json::error_code fault;
      auto const parsed = boost::json::parse(json, fault);
      REQUIRE_FALSE(fault);
      REQUIRE(parsed.as_object().at("type").as_int64() == type);
    }
    CHECK(decoded > 700);
  }
}

TEST_CASE("ais.json: every longitude and latitude is written to the nearest millionth of a degree") {
  // Every residue of the five thirds, both signs, the ends and a spread of the whole range.
  PositionReport report;
  auto const check = [&](std::int32_t lon, std::int32_t lat) {
    report.coordinates = Coordinates::from_fields(lon, lat);
    REQUIRE(json_of(Message{report}) == ReferenceJson::of(Message{report}));
  };
  for (std::int32_t units = -700; units <= 700; ++units) check(units, units);
  for (std::int32_t step = 0; step < 2000; ++step) {
    check(-108'000'000 + step * 108'047, -54'000'000 + step * 54'011);
  }
  check(108'000'000, 54'000'000);
  check(-108'000'000, -54'000'000);
}

TEST_CASE("ais.json: every rate of turn, speed, course and heading") {
  PositionReport report;
  for (int code = 0; code < 4096; ++code) {
    report.turn = RateOfTurn{static_cast<std::int8_t>(code & 0xFF)};
    report.speed = SpeedOverGround::from_tenths_field(static_cast<std::uint32_t>(code & 1023));
    report.course = CourseOverGround::from_tenths_field(static_cast<std::uint32_t>(code));
    report.heading = TrueHeading::from_field(static_cast<std::uint32_t>(code & 511));
    report.second = UtcSecond{static_cast<std::uint8_t>(code & 63)};
    REQUIRE(json_of(Message{report}) == ReferenceJson::of(Message{report}));
  }
}

TEST_CASE("ais.json: a class A report that says nothing has no number for it") {
  CHECK(
      json_of(NaiveBits{}
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
                  .add(0, 19)) ==
      R"({"type":1,"repeat":0,"scaled":true,"status":15,"status_text":"Not defined","accuracy":false,"raim":false,"radio":0})");
}

TEST_CASE("ais.json: values beyond the ends of their scales have gpsd's words") {
  // "AIVDM/AIVDO protocol decoding" (gpsd project), section "JSON-AIS encoding", table "String special values".
  auto const fast = json_of(NaiveBits{}
                                .header(1, 0, 477123456)
                                .add(0, 4)
                                .add(127, 8)
                                .add(1022, 10)
                                .add(0, 1)
                                .add(0, 28)
                                .add(0, 27)
                                .add(0, 12)
                                .add(0, 9)
                                .add(0, 6)
                                .add(0, 2)
                                .add(0, 3)
                                .add(0, 1)
                                .add(0, 19));
  CHECK(fast.find(R"("turn":"fastright","speed":"fast")") != std::string::npos);
  auto const high = json_of(NaiveBits{}
                                .header(9, 0, 111477001)
                                .add(4094, 12)
                                .add(1022, 10)
                                .add(0, 1)
                                .add(0, 28)
                                .add(0, 27)
                                .add(0, 12)
                                .add(0, 6)
                                .add(0, 8)
                                .add(0, 1)
                                .add(0, 3)
                                .add(0, 2)
                                .add(0, 20));
  CHECK(high.find(R"("alt":"high","speed":"fast")") != std::string::npos);
}

TEST_CASE("ais.json: quotes and backslashes in texts are escaped") {
  CHECK(json_of(NaiveBits{}.header(14, 0, 970123456).add(0, 2).text("A \"B\" \\ C", 9)) ==
        R"({"type":14,"repeat":0,"mmsi":970123456,"scaled":true,"text":"A \"B\" \\ C"})");
  for (std::size_t place = 0; place < 20; ++place) {
    std::string text(20, 'X');
    text[place] = place % 2 == 0 ? '"' : '\\';
    SafetyBroadcast message{.header = {.type = 14, .repeat = 0, .source = 1}, .text = Text<161>{text}};
    CHECK(json_of(Message{message}) == ReferenceJson::of(Message{message}));
  }
}

TEST_CASE("ais.json: the tag object holds what the TAG block says, whatever its bytes") {
  auto const tagged = [](std::string const& parameters) {
    std::string const line = '\\' + NaiveBits::with_checksum(' ' + parameters).substr(1) + '\\' +
                             NaiveBits{}.header(14, 0, 970123456).add(0, 2).text("MOB ACTIVE", 10).sentence();
    Decoder decoder;
    Fed const fed = decoder.feed(line, geo::UtcTime{});
    REQUIRE(fed.received != nullptr);
    std::string json;
    append_json(json, *fed.received);
    CHECK(json == ReferenceJson::of(*fed.received));
    return json;
  };
  CHECK(tagged("g:1-1-73874,n:157036,s:r003669945,c:1241544035,d:HKMRCC,t:TEST,r:42") ==
        R"({"type":14,"repeat":0,"mmsi":970123456,"scaled":true,"text":"MOB ACTIVE",)"
        R"("tag":{"g":"1-1-73874","s":"r003669945","d":"HKMRCC","t":"TEST","c":1241544035,"n":157036,"r":42,)"
        R"("time":"2009-05-05T17:20:35.000Z"}})");
  tagged("c:1241544035001,n:18446744073709551615");
  tagged("c:0");
  tagged("s:\"\x01\x7F \xC3\xA9 \xFF,d:" + std::string(300, '"'));
  tagged("s:" + std::string(7, 'x') + ",t:" + std::string(8, 'y') + ",d:" + std::string(9, 'z'));
}

TEST_CASE("ais.json: appending leaves what is there, and both forms agree without a tag") {
  Decoder decoder;
  Fed const fed = decoder.feed("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C", geo::UtcTime{});
  REQUIRE(fed.received != nullptr);
  std::string out = "before ";
  append_json(out, *fed.received);
  CHECK(out == "before " + json_of(fed.received->message));
}
