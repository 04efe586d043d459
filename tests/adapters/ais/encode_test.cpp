#include "adapters/ais/encode.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "adapters/ais/decoder.hpp"
#include "tests/adapters/ais/naive_bits.hpp"

using namespace lingding;
using namespace lingding::ais;
using test::NaiveBits;

namespace {

/// What a decoder hears of the sentences; exactly one message is expected.
Message heard(std::vector<std::string> const& sentences) {
  Decoder decoder;
  std::optional<Message> message;
  for (auto const& sentence : sentences) {
    CHECK(sentence.size() <= 80);
    Fed const fed = decoder.feed(sentence, geo::UtcTime{});
    REQUIRE_FALSE(fed.rejection);
    if (fed.received != nullptr) {
      REQUIRE_FALSE(message);
      message = fed.received->message;
    }
  }
  REQUIRE(message);
  return *message;
}

}  // namespace

TEST_CASE("ais.encode: published sentences of messages 1, 14 and 24 come out as they went in") {
  // "AIVDM/AIVDO protocol decoding" and test/sample.aivdm (gpsd project).
  for (std::string const line :
       {"!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C", "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A",
        "!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51", "!AIVDM,1,1,,A,H42O55lti4hhhilD3nink000?050,0*40",
        "!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C", "!AIVDM,1,1,,A,91b77=h3h00nHt0Q3r@@07000<0b,0*69",
        "!AIVDM,1,1,,A,403OviQuMGCqWrRO9>E6fE700@GO,0*4D"}) {
    CAPTURE(line);
    Decoder decoder;
    Fed const fed = decoder.feed(line, geo::UtcTime{});
    REQUIRE(fed.received != nullptr);
    auto const sentences = encode(fed.received->message, {.channel = line[12]});
    REQUIRE(sentences);
    CHECK(*sentences == std::vector{line});
  }
}

TEST_CASE("ais.encode: decoding and encoding random messages changes nothing more the second time") {
  std::mt19937 random{14};
  for (int const type : {1, 2, 3, 4, 5, 9, 11, 14, 18, 24}) {
    int compared = 0;
    for (int round = 0; round < 500; ++round) {
      NaiveBits bits;
      bits.header(type, static_cast<int>(random() % 4), random() % 1'073'741'824);
      std::size_t const size = type == 5 ? 424 : type == 14 ? 40 + 6 * (random() % 150) : 168;
      while (bits.size() < size) bits.add(random() & 1U, 1);
      Message first;
      if (bits.decode(first)) continue;  // part 2 or 3 of message 24
      auto const sentences =
          encode(first, {.talker = "AB", .channel = 'B', .sequence = static_cast<unsigned>(round % 10)});
      REQUIRE(sentences);
      Message const second = heard(*sentences);
      REQUIRE(second == first);
      ++compared;
    }
    CHECK(compared > 200);
  }
}

TEST_CASE("ais.encode: a long message goes out in sentences of at most 80 characters with one number") {
  StaticAndVoyageData data;
  data.header = {.type = 5, .repeat = 0, .source = 477123456};
  data.imo = 9263485;
  data.callsign = Text<7>{"vrxy7"};
  data.ship_name = Text<20>{"Universal @ M\xC3\xBCller"};
  data.destination = Text<20>{"MACAO"};
  auto const sentences =
      encode(Message{data}, {.talker = "BS", .formatter = Formatter::vdo, .channel = 'B', .sequence = 7});
  REQUIRE(sentences);
  REQUIRE(sentences->size() == 2);
  CHECK(sentences->at(0).substr(0, 15) == "!BSVDO,2,1,7,B,");
  CHECK(sentences->at(1).substr(0, 15) == "!BSVDO,2,2,7,B,");
  auto const back = std::get<StaticAndVoyageData>(heard(*sentences));
  CHECK(back.callsign.view() == "VRXY7");
  CHECK(back.ship_name.view() == "UNIVERSAL ? M??LLER");
}

TEST_CASE("ais.encode: what cannot be sent is refused") {
  CHECK(encode(Message{BinaryBroadcast{}}).error() == EncodeError::type_not_encodable);
  CHECK(encode(Message{PositionReport{}}, {.talker = "A"}).error() == EncodeError::option_out_of_range);
  CHECK(encode(Message{PositionReport{}}, {.sequence = 10}).error() == EncodeError::option_out_of_range);
}
