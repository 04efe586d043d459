#include "adapters/ais/sentence.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "tests/adapters/ais/naive_bits.hpp"

using namespace lingding;
using namespace lingding::ais;
using namespace std::chrono_literals;

namespace {

// Published: "AIVDM/AIVDO protocol decoding" (gpsd project), section "AIVDM/AIVDO Sentence Layer".
constexpr std::string_view kPlain = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C";

ParsedLine parse(std::string_view line) {
  ParsedLine result;
  parse_line(line, result);
  return result;
}

Sentence sentence(std::string_view line) {
  auto const result = parse(line);
  CAPTURE(std::string{line}, static_cast<int>(result.rejection));
  REQUIRE(result.kind == LineKind::sentence);
  return result.sentence;
}

Rejection refusal(std::string_view line) {
  auto const result = parse(line);
  CAPTURE(std::string{line});
  REQUIRE(result.kind == LineKind::rejected);
  return result.rejection;
}

/// A TAG block with its checksum.
std::string tag(std::string const& parameters) {
  return '\\' + test::NaiveBits::with_checksum(' ' + parameters).substr(1) + '\\';
}

std::string with_checksum(std::string const& text) {
  return test::NaiveBits::with_checksum(text);
}

}  // namespace

TEST_CASE("ais.sentence: the fields of a plain sentence") {
  std::string const end = GENERATE("", "\n", "\r\n", "\r", "  \r\n");
  std::string const line = std::string{kPlain} + end;
  auto const parsed = sentence(line);
  CHECK(parsed.talker == "AI");
  CHECK(parsed.formatter == Formatter::vdm);
  CHECK(parsed.total == 1);
  CHECK(parsed.number == 1);
  CHECK_FALSE(parsed.sequence);
  CHECK(parsed.channel == 'B');
  CHECK(parsed.payload == "177KQJ5000G?tO`K>RA1wUbN0TKH");
  CHECK(parsed.fill_bits == 0);
  CHECK_FALSE(parsed.has_tag);
  CHECK_FALSE(parsed.tag_fault);
}

TEST_CASE("ais.sentence: a sentence of several, of any talker, received or own, with or without channel") {
  auto const part = sentence("!AIVDM,2,2,3,B,1@0000000000000,2*55");  // published in the same place
  CHECK(part.total == 2);
  CHECK(part.number == 2);
  CHECK(part.sequence == 3);
  CHECK(part.fill_bits == 2);
  for (auto const* talker : {"AB", "AD", "AI", "AN", "AR", "AS", "AT", "AX", "BS", "SA"}) {
    std::string const line = with_checksum(std::string("!") + talker + "VDO,1,1,,,177KQJ5000G?tO`K>RA1wUbN0TKH,0");
    auto const own = sentence(line);
    CHECK(own.talker == talker);
    CHECK(own.formatter == Formatter::vdo);
    CHECK_FALSE(own.channel);
  }
}

TEST_CASE("ais.sentence: the checksum is required and verified, in either case of letters") {
  CHECK(sentence("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5c").channel == 'B');
  CHECK(refusal("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5D") == Rejection::checksum_wrong);
  CHECK(refusal("!AIVDM,1,1,,A,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C") == Rejection::checksum_wrong);
  CHECK(refusal("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0") == Rejection::checksum_missing);
  CHECK(refusal("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*") == Rejection::checksum_missing);
  CHECK(refusal("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5") == Rejection::checksum_missing);
  CHECK(refusal("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*G0") == Rejection::checksum_missing);
}

TEST_CASE(
    "ais.sentence: a sum at the end of fields that follow a sentence, that fits by chance, is not the sentence's") {
  auto const parsed =
      parse("!AIVDM,1,1,,B,?h3Ovn1GP<K0<P@59a0,2*04,d-077,S1832,t004248.00,T48.85520485,r07RPAL1172,241532*51");
  REQUIRE(parsed.kind == LineKind::sentence);
  CHECK(parsed.sentence.payload == "?h3Ovn1GP<K0<P@59a0");
  CHECK(parsed.sentence.fill_bits == 2);
}

TEST_CASE("ais.sentence: one flipped bit anywhere is noticed") {
  // Between '!' and '*': the exclusive or changes with every bit. The address apart, whose change may make it no AIS at
  // all.
  std::string const good{kPlain};
  for (std::size_t place = 7; place < good.find('*'); ++place) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string line = good;
      line[place] = static_cast<char>(static_cast<unsigned char>(line[place]) ^ (1U << bit));
      CAPTURE(place, bit);
      CHECK(parse(line).kind != LineKind::sentence);
    }
  }
}

TEST_CASE("ais.sentence: fields of another form are refused with their reason") {
  auto const of = [](std::string const& body) { return refusal(with_checksum("!AIVDM," + body)); };
  CHECK(of("1,1,,B,,0") == Rejection::payload_empty);
  CHECK(of("1,2,,B,177KQJ5000,0") == Rejection::fragment_numbers);
  CHECK(of("0,0,,B,177KQJ5000,0") == Rejection::fragment_numbers);
  CHECK(of("2,0,1,B,177KQJ5000,0") == Rejection::fragment_numbers);
  CHECK(of("1,1,,B,177KQJ5000,6") == Rejection::payload_fill_bits);
  CHECK(of("1,1,,B,177KQJ5000,x") == Rejection::payload_fill_bits);
  CHECK(of("1,1,,BB,177KQJ5000,0") == Rejection::fields_malformed);
  CHECK(of("10,1,,B,177KQJ5000,0") == Rejection::fields_malformed);
  CHECK(of("1,1,12,B,177KQJ5000,0") == Rejection::fields_malformed);
  CHECK(of("1,1,,B,177KQJ5000") == Rejection::fields_malformed);
  CHECK(of("1,1,,B") == Rejection::fields_malformed);
  CHECK(of("x,1,,B,177KQJ5000,0") == Rejection::fields_malformed);
  CHECK(of("") == Rejection::fields_malformed);
  // A log that leaves the fill bits empty means none.
  CHECK(sentence(with_checksum("!AIVDM,1,1,,B,177KQJ5000,")).fill_bits == 0);
}

TEST_CASE("ais.sentence: what is no AIS sentence is passed over, what is no sentence is refused") {
  for (auto const* line :
       {"", "\r\n", "   ", "# a comment", "$GPRMC,213950.00,A,5250.53669,N,00542.34920,E,0.020,,070420,,,A*7D",
        "!ABVSI,r3669961,1,013536.96326433,1386,-98,,*14", "$AIALR,,001,A,V,AIS: TX malfunction*50",
        "1550303566167726840 $GPGGA,1*00", "!AI", "!!!!"}) {
    CAPTURE(line);
    CHECK(parse(line).kind == LineKind::skipped);
  }
  CHECK(refusal("hello") == Rejection::not_a_sentence);
  CHECK(refusal("AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C") == Rejection::not_a_sentence);
  CHECK(refusal(std::string_view{"\0\x01\xFF\xFE", 4}) == Rejection::not_a_sentence);
}

TEST_CASE("ais.sentence: overlong lines are refused, the longest allowed is not") {
  std::string const noise(kMaxLineLength - kPlain.size(), ' ');
  CHECK(parse(noise + std::string{kPlain}).kind == LineKind::sentence);
  CHECK(refusal(noise + ' ' + std::string{kPlain}) == Rejection::line_too_long);
  CHECK(refusal(std::string(100'000, 'x')) == Rejection::line_too_long);
  CHECK(refusal('!' + std::string(100'000, 'x')) == Rejection::line_too_long);
}

TEST_CASE("ais.sentence: a published TAG block with group, line count, source and time") {
  // "AIVDM/AIVDO protocol decoding" (gpsd project), section "NMEA Tag Blocks".
  auto const parsed =
      sentence(R"(\g:1-2-73874,n:157036,s:r003669945,c:1241544035*4A\!AIVDM,1,1,,B,15N4cJ`005Jrek0H@9n`DW5608EP,0*13)");
  REQUIRE(parsed.has_tag);
  CHECK(parsed.tag.group == TagBlock::Group{.sentence = 1, .total = 2, .id = 73874});
  CHECK(parsed.tag.line_count == 157036U);
  CHECK(parsed.tag.source == "r003669945");
  CHECK(parsed.tag.unix_time == 1241544035);
  // `date -u -d @1241544035`: 2009-05-05T17:20:35Z.
  CHECK(parsed.tag.time == geo::parse_time("2009-05-05T17:20:35Z"));
  CHECK(parsed.payload == "15N4cJ`005Jrek0H@9n`DW5608EP");
}

TEST_CASE("ais.sentence: all parameters of a TAG block, seconds and milliseconds") {
  auto const line = tag("d:HKMRCC,t:AISHUB,r:1234567,c:1241544035250,x:ignored,s:HK1") + std::string{kPlain};
  auto const parsed = sentence(line);
  REQUIRE(parsed.has_tag);
  CHECK(parsed.tag.destination == "HKMRCC");
  CHECK(parsed.tag.text == "AISHUB");
  CHECK(parsed.tag.relative_time == 1234567U);
  CHECK(parsed.tag.time == geo::UtcTime{1241544035250ms});
  CHECK(parsed.tag.unix_time == 1241544035250);
  CHECK(parsed.tag.source == "HK1");
}

TEST_CASE("ais.sentence: of several TAG blocks the one nearest to the sentence counts") {
  auto const line = tag("s:relay,c:1000000000") + tag("s:station") + std::string{kPlain};
  auto const parsed = sentence(line);
  CHECK(parsed.tag.source == "station");
  CHECK(parsed.tag.time == geo::UtcTime{1000000000s});
}

TEST_CASE("ais.sentence: a damaged TAG block costs the block, not the message") {
  struct Case {
    std::string line;
    TagFault fault;
  };
  std::string const plain{kPlain};
  auto const [line, fault] = GENERATE_COPY(values<Case>({
      {R"(\s:rEV02,c:1428451253*00\)" + plain, TagFault::checksum_wrong},
      {R"(\s:rEV02,c:1428451253\)" + plain, TagFault::checksum_missing},
      {R"(\\)" + plain, TagFault::checksum_missing},
      {R"(\s:a)" + plain, TagFault::malformed},
      {tag("g:3-2-1") + plain, TagFault::malformed},
      {tag("g:1-2") + plain, TagFault::malformed},
      {tag("c:yesterday") + plain, TagFault::malformed},
      {tag("c:99999999999999999999") + plain, TagFault::malformed},
      {tag("n:-1") + plain, TagFault::malformed},
      {tag("nonsense") + plain, TagFault::malformed},
      {R"(\s:a\s:b*11\)" + plain, TagFault::checksum_missing},
      {tag("s:a") + "s:b*00\\" + plain, TagFault::malformed},
      {tag("s:1") + tag("s:2") + tag("s:3") + tag("s:4") + tag("s:5") + plain, TagFault::too_many},
  }));
  CAPTURE(line);
  auto const parsed = sentence(line);
  CHECK(parsed.tag_fault == fault);
  CHECK_FALSE(parsed.has_tag);
  CHECK(parsed.payload == "177KQJ5000G?tO`K>RA1wUbN0TKH");
}

TEST_CASE("ais.sentence: a TAG block alone on its line is passed over") {
  CHECK(parse(tag("s:rEV02,c:1428451253")).kind == LineKind::skipped);
}

TEST_CASE("ais.sentence: times in front of the sentence") {
  // 1550303566 is 2019-02-16T07:52:46Z (`date -u -d @1550303566`).
  auto const expected = geo::UtcTime{1550303566167ms};
  for (auto const* front : {"1550303566167726840 ", "1550303566167726 ", "1550303566167 ", "1550303566.167 ",
                            "1550303566.16772,", "2019-02-16T07:52:46.167Z ", "2019-02-16T07:52:46.167Z;",
                            "2019-02-16T15:52:46.167+08:00\t", " 1550303566167, "}) {
    CAPTURE(front);
    std::string const line = front + std::string{kPlain};
    auto const parsed = sentence(line);
    REQUIRE(parsed.has_tag);
    CHECK(parsed.tag.time == expected);
    CHECK_FALSE(parsed.tag.unix_time);
  }
  for (auto const* front :
       {"12345 ", "-1550303566 ", "noise", "2019-02-16 ", "155030356616772684012 ", "1550303566.1x "}) {
    CAPTURE(front);
    std::string const line = front + std::string{kPlain};
    CHECK_FALSE(sentence(line).has_tag);
  }
}

TEST_CASE("ais.sentence: a time in front of a TAG block stands where the block has none") {
  auto const without = "1550303566 " + tag("s:HK1") + std::string{kPlain};
  CHECK(sentence(without).tag.time == geo::UtcTime{1550303566s});
  CHECK(sentence(without).tag.source == "HK1");
  auto const with = "1550303566 " + tag("c:1000000000") + std::string{kPlain};
  CHECK(sentence(with).tag.time == geo::UtcTime{1000000000s});
}

TEST_CASE("ais.sentence: the U.S. Coast Guard's fields behind the checksum") {
  // Published: "AIVDM/AIVDO protocol decoding" (gpsd project), section "U.S. Coast Guard Extended AIVDM".
  auto const parsed =
      sentence("!AIVDM,1,1,,B,15Cjtd0Oj;Jp7ilG7=UkKBoB0<06,0*63,s1234,d-119,T12.34567123,r003669958,1085889680");
  REQUIRE(parsed.has_tag);
  CHECK(parsed.tag.source == "r003669958");
  // `date -u -d @1085889680`: 2004-05-30T04:01:20Z.
  CHECK(parsed.tag.time == geo::parse_time("2004-05-30T04:01:20Z"));
}

TEST_CASE("ais.sentence: of two sentences run together the last is read") {
  std::string const line = "!AIVDM,1,1,,B,177KQJ50!AIVDM,2,2,3,B,1@0000000000000,2*55";
  CHECK(sentence(line).number == 2);
}

TEST_CASE("ais.sentence: the checksum is the exclusive or of all characters at any length") {
  std::string text;
  unsigned sum = 0;
  for (unsigned i = 0; i < 100; ++i) {
    CHECK(checksum_of(text) == sum);
    auto const c = static_cast<char>(i * 37 + 11);
    text += c;
    sum ^= static_cast<unsigned char>(c);
  }
}
