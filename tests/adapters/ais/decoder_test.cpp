#include "adapters/ais/decoder.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>
#include <random>
#include <string>

#include "adapters/ais/distress.hpp"
#include "adapters/ais/stream.hpp"
#include "tests/adapters/ais/naive_bits.hpp"

using namespace lingding;
using namespace lingding::ais;
using test::NaiveBits;

namespace {

thread_local std::size_t t_allocations = 0;

constexpr char const* kPosition = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C";
constexpr char const* kText = "!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51";
constexpr geo::UtcTime kNow{std::chrono::seconds{1'472'313'000}};

std::uint64_t rejected(DecodeCounts const& counts, Rejection reason) {
  return counts.rejected[static_cast<std::size_t>(reason)];
}

}  // namespace

// Counts what this thread allocates, for the test below.
void* operator new(std::size_t size) {
  ++t_allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void* operator new(std::size_t size, std::nothrow_t const&) noexcept {
  ++t_allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

TEST_CASE("ais.decoder: a message with its reception") {
  Decoder decoder;
  std::string const line = std::string(kPosition) + "\r\n";
  Fed const fed = decoder.feed(line, kNow);
  REQUIRE(fed.received != nullptr);
  CHECK_FALSE(fed.rejection);
  CHECK(fed.received->talker == "AI");
  CHECK(fed.received->formatter == Formatter::vdm);
  CHECK(fed.received->channel == 'B');
  CHECK(fed.received->received_at == kNow);
  CHECK(fed.received->raw == kPosition);
  CHECK(fed.received->tag.is_empty());
  // Published decode: gpsd's documentation gives MMSI 477553000 for this sentence; status 5 (moored), 47.58 N 122.35 W.
  auto const& report = std::get<PositionReport>(fed.received->message);
  CHECK(report.header.source == 477553000);
  CHECK(report.status == NavigationStatus::moored);
  auto const place = position_of(fed.received->message);
  REQUIRE(place);
  CHECK(place->latitude.degrees() == Approx(47.58283).margin(1e-5));
  CHECK(place->longitude.degrees() == Approx(-122.34583).margin(1e-5));
}

TEST_CASE("ais.decoder: what one line says does not cling to the next") {
  Decoder decoder;
  REQUIRE(decoder.feed(std::string("1550303566167726840 ") + kPosition, kNow).received->tag.time);
  CHECK(decoder.feed(kPosition, kNow).received->tag.is_empty());
  CHECK(decoder.feed("\\bad\\" + std::string(kPosition), kNow).tag_fault == TagFault::checksum_missing);
  CHECK_FALSE(decoder.feed(kPosition, kNow).tag_fault);
}

TEST_CASE("ais.decoder: every line is counted once, by what became of it") {
  Decoder decoder;
  decoder.feed(kPosition, kNow);
  decoder.feed(kText, kNow);
  decoder.feed("# comment", kNow);
  decoder.feed("!AIVDM,2,1,3,B,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E", kNow);
  decoder.feed("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*00", kNow);
  decoder.feed("\\x\\" + std::string(kPosition), kNow);
  DecodeCounts const& counts = decoder.counts();
  CHECK(counts.lines == 6);
  CHECK(counts.messages_total() == 3);
  CHECK(counts.messages[1] == 2);
  CHECK(counts.messages[14] == 1);
  CHECK(counts.skipped == 1);
  CHECK(counts.fragments == 1);
  CHECK(counts.rejected_total() == 1);
  CHECK(rejected(counts, Rejection::checksum_wrong) == 1);
  CHECK(counts.tag_faults[static_cast<std::size_t>(TagFault::checksum_missing)] == 1);
  CHECK(counts.lines == counts.messages_total() + counts.skipped + counts.fragments + counts.rejected_total());
  CHECK(decoder.waiting() == 1);
}

TEST_CASE("ais.decoder: single sentences allocate nothing") {
  Decoder decoder;
  std::string const tagged = R"(\g:1-1-73874,n:157036,s:r003669945,c:1241544035*49\)" + std::string(kText);
  decoder.feed(kPosition, kNow);
  std::size_t const before = t_allocations;
  for (int i = 0; i < 100; ++i) {
    REQUIRE_NOTHROW(decoder.feed(kPosition, kNow));
    decoder.feed(kText, kNow);
    decoder.feed(tagged, kNow);
    decoder.feed("$GPGGA,1*00", kNow);
    decoder.feed("!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*00", kNow);
  }
  std::size_t const after = t_allocations;
  CHECK(after == before);
  CHECK(decoder.counts().messages_total() == 301);
}

TEST_CASE("ais.decoder: a buffer of lines gives what the lines give, and leaves the unfinished one") {
  std::string const buffer = std::string(kPosition) + "\r\n# x\nnoise\n" + kText + "\n" + "!AIVDM,1,1";
  Decoder decoder;
  std::vector<std::pair<std::uint64_t, bool>> calls;
  std::size_t const used = decoder.decode_buffer(
      buffer, kNow,
      [&](std::uint64_t line, std::string_view, Fed const& fed) { calls.emplace_back(line, fed.received != nullptr); });
  CHECK(used == buffer.size() - 10);
  CHECK(calls == std::vector<std::pair<std::uint64_t, bool>>{{1, true}, {3, false}, {4, true}});
}

TEST_CASE("ais.decoder: a stream cut anywhere gives the same messages") {
  std::string const text = std::string(kPosition) + "\r\n" + kText + "\n\nnoise\n" + kPosition;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    for (std::size_t second = cut; second <= text.size(); second += 7) {
      Decoder decoder;
      StreamDecoder stream{decoder};
      std::vector<std::uint64_t> lines;
      auto const sink = [&](std::uint64_t line, std::string_view, Fed const&) { lines.push_back(line); };
      stream.push(std::string_view{text}.substr(0, cut), kNow, sink);
      stream.push(std::string_view{text}.substr(cut, second - cut), kNow, sink);
      stream.push(std::string_view{text}.substr(second), kNow, sink);
      stream.finish(kNow, sink);
      REQUIRE(lines == std::vector<std::uint64_t>{1, 2, 4, 5});
      REQUIRE(decoder.counts().messages_total() == 3);
    }
  }
}

TEST_CASE("ais.decoder: a long line is refused, and a long line's end is a line's end, wherever the stream is cut") {
  // Libraries that translate line ends twice write "\r\r\n"; any number of CRs is taken for an end.
  std::string const ended = std::string{kPosition} + std::string(600, '\r') + "\n";
  std::string const goes_on = std::string{kPosition} + std::string(600, '\r') + "x\n";
  std::string const at_limit = std::string(kMaxLineLength, 'x') + "\r\r" + "x\n";
  for (std::size_t piece = 1; piece <= 700; piece += 3) {
    CAPTURE(piece);
    Decoder decoder;
    StreamDecoder stream{decoder};
    auto const sink = [](std::uint64_t, std::string_view, Fed const&) {};
    std::string const text = ended + goes_on + at_limit + kPosition + "\n";
    for (std::size_t at = 0; at < text.size(); at += piece)
      stream.push(std::string_view{text}.substr(at, piece), kNow, sink);
    stream.finish(kNow, sink);
    REQUIRE(decoder.counts().lines == 4);
    REQUIRE(decoder.counts().messages_total() == 2);
    REQUIRE(rejected(decoder.counts(), Rejection::line_too_long) == 2);
  }
}

TEST_CASE("ais.decoder: ten megabytes without a line end are refused once and cost no memory") {
  Decoder decoder;
  StreamDecoder stream{decoder};
  std::size_t calls = 0;
  auto const sink = [&](std::uint64_t, std::string_view line, Fed const&) {
    ++calls;
    CHECK(line.size() <= kMaxLineLength + 2);
  };
  std::string const block(64 * 1024, 'x');
  stream.push(block, kNow, sink);
  std::size_t const before = t_allocations;
  for (int i = 0; i < 160; ++i) stream.push(block, kNow, sink);
  CHECK(t_allocations == before);
  CHECK(calls == 1);
  CHECK(rejected(decoder.counts(), Rejection::line_too_long) == 1);
  stream.push(std::string("\n") + kPosition + "\n", kNow, sink);
  CHECK(decoder.counts().messages_total() == 1);
  CHECK(decoder.counts().lines == 2);
}

TEST_CASE("ais.decoder: random bytes and damaged sentences never give a message that was not sent") {
  // One sentence, its bytes changed at random and its checksum put right again half of the time.
  std::mt19937 random{1};
  Decoder decoder;
  for (int round = 0; round < 20000; ++round) {
    std::string line = kText;
    for (unsigned change = 0; change <= random() % 4; ++change) {
      line[1 + random() % (line.size() - 1)] = static_cast<char>(random() & 0xFFU);
    }
    if (random() % 2 == 0) line = NaiveBits::with_checksum('!' + line.substr(1, line.rfind('*') - 1));
    Fed const fed = decoder.feed(line, kNow);
    if (fed.received != nullptr) {
      CHECK(header_of(fed.received->message).type >= 1);
      CHECK(header_of(fed.received->message).type <= 27);
      CHECK(fed.received->raw.size() <= line.size());
    }
  }
  DecodeCounts const& counts = decoder.counts();
  CHECK(counts.lines == counts.messages_total() + counts.skipped + counts.fragments + counts.rejected_total());
}

TEST_CASE("ais.distress: devices by their numbers, status and texts") {
  // Rec. ITU-R M.585-9, Annex 2: 970 SART, 972 man overboard, 974 EPIRB.
  auto const device = [](std::uint32_t number) {
    return distress_device(Header{.type = 1, .repeat = 0, .source = number});
  };
  CHECK(device(970'123'456) == DistressDevice::sart);
  CHECK(device(972'123'456) == DistressDevice::man_overboard);
  CHECK(device(974'123'456) == DistressDevice::epirb);
  CHECK_FALSE(device(971'123'456));
  CHECK_FALSE(device(97'012'345));
  CHECK_FALSE(device(477'123'456));
  CHECK_FALSE(device(0));

  // The synthetic SART of the project's domain notes: status 14 near 22.1867 N 113.7167 E, and its test form.
  Decoder decoder;
  Fed fed = decoder.feed("!AIVDM,1,1,,A,1>M4f1vP00`8SL8<dP5>4?vt0000,0*54", kNow);
  REQUIRE(fed.received != nullptr);
  CHECK(navigation_status(fed.received->message) == NavigationStatus::sart_active);
  CHECK(distress_device(header_of(fed.received->message)) == DistressDevice::sart);
  CHECK(position_of(fed.received->message)->latitude.degrees() == Approx(22.1867).margin(1e-4));
  CHECK(position_of(fed.received->message)->longitude.degrees() == Approx(113.7167).margin(1e-4));
  fed = decoder.feed("!AIVDM,1,1,,A,1>M4f1wP00`8SL8<dP5>4?vt0000,0*55", kNow);
  REQUIRE(fed.received != nullptr);
  CHECK(navigation_status(fed.received->message) == NavigationStatus::undefined);
  fed = decoder.feed("!AIVDM,1,1,,A,>>M4f1i<59B04=@UHD,2*31", kNow);
  REQUIRE(fed.received != nullptr);
  CHECK(safety_text(fed.received->message) == "SART ACTIVE");
  CHECK_FALSE(navigation_status(fed.received->message));
  CHECK_FALSE(position_of(fed.received->message));
  fed = decoder.feed("!AIVDM,1,1,,A,91b77=h3h00nHt0Q3r@@07000<0b,0*69", kNow);
  REQUIRE(fed.received != nullptr);
  CHECK(is_sar_aircraft(fed.received->message));
  CHECK_FALSE(safety_text(fed.received->message));
}

TEST_CASE("ais.rejection: every reason and every fault has a name and a meaning of its own") {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kRejectionCount; ++i) {
    names.emplace_back(name_of(static_cast<Rejection>(i)));
    CHECK_FALSE(std::string{meaning_of(static_cast<Rejection>(i))}.empty());
  }
  for (std::size_t i = 0; i < kTagFaultCount; ++i) {
    names.emplace_back(name_of(static_cast<TagFault>(i)));
    CHECK_FALSE(std::string{meaning_of(static_cast<TagFault>(i))}.empty());
  }
  CHECK(std::string{name_of(Rejection::part_unknown)} == "part_unknown");
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}
