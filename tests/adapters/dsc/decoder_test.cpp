// DSC line by line: what logs write around sentences, expansions in their window, bounds, counts.

#include "adapters/dsc/decoder.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "adapters/dsc/json.hpp"

using namespace lingding;
using namespace lingding::dsc;
using std::chrono::seconds;

namespace {

constexpr geo::UtcTime kNow{seconds{1'700'000'000}};
// Published by nmea0183-signalk.
constexpr char const* kAlert = "$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A";
constexpr char const* kExpansion = "$CDDSE,1,1,A,3380400790,00,45894494*1B";

std::string sentence(std::string const& body) {
  char sum[3];
  std::snprintf(sum, sizeof sum, "%02X", unsigned{runtime::checksum_of(body)});
  return "$" + body + "*" + sum;
}

std::string alert_by(int ship) {
  return sentence("CDDSC,12," + std::to_string(200'000'000 + ship) + "0,12,06,00,1423108312,2019,,,S,E");
}
std::string expansion_by(int ship) {
  return sentence("CDDSE,1,1,A," + std::to_string(200'000'000 + ship) + "0,00,45894494");
}

}  // namespace

TEST_CASE("dsc.decoder: a call is given at once, and again when its expansion came") {
  Decoder decoder;
  Fed const first = decoder.feed(kAlert, kNow);
  REQUIRE(first.received != nullptr);
  CHECK_FALSE(first.completes);
  CHECK(first.received->number == 1);
  CHECK(first.received->call.expansion_follows);
  CHECK_FALSE(first.received->call.expanded);
  CHECK(decoder.waits(1));
  Fed const second = decoder.feed(kExpansion, kNow + seconds{1});
  REQUIRE(second.received != nullptr);
  CHECK(second.completes);
  CHECK(second.received->number == 1);
  CHECK(second.received->call.expanded);
  CHECK(second.received->received_at == kNow);
  CHECK(second.received->raw == std::string{kAlert} + "\n" + kExpansion);
  CHECK(second.received->call.position->position.latitude.degrees() == Approx(42 + 31.4589 / 60).epsilon(1e-12));
  CHECK(decoder.waiting() == 0);
  CHECK(decoder.counts().calls == 1);
  CHECK(decoder.counts().expansions == 1);
}

TEST_CASE("dsc.decoder: an expansion after the window, of another ship, or twice joins nothing") {
  Decoder decoder{{.window = seconds{10}, .most_waiting = 4}};
  decoder.feed(kAlert, kNow);
  CHECK(decoder.feed(expansion_by(1), kNow + seconds{1}).rejection == Rejection::expansion_unmatched);
  CHECK(decoder.feed(kExpansion, kNow + seconds{11}).rejection == Rejection::expansion_unmatched);
  CHECK(decoder.counts().expansions_missing == 1);
  decoder.feed(kAlert, kNow + seconds{20});
  CHECK(decoder.feed(kExpansion, kNow + seconds{30}).completes);
  CHECK(decoder.feed(kExpansion, kNow + seconds{30}).rejection == Rejection::expansion_unmatched);
}

TEST_CASE("dsc.decoder: of two calls by one ship the newer gets the expansion") {
  Decoder decoder;
  decoder.feed(kAlert, kNow);
  decoder.feed(kAlert, kNow + seconds{5});
  CHECK(decoder.feed(kExpansion, kNow + seconds{6}).received->number == 2);
  CHECK(decoder.waits(1));
}

TEST_CASE("dsc.decoder: expansions in several sentences are joined in their order") {
  Decoder decoder;
  decoder.feed(kAlert, kNow);
  CHECK(decoder.feed(sentence("CDDSE,2,2,A,3380400790,06,0289"), kNow).rejection == Rejection::expansion_unmatched);
  Fed const first = decoder.feed(sentence("CDDSE,2,1,A,3380400790,00,45894494"), kNow);
  REQUIRE(first.received != nullptr);
  CHECK_FALSE(first.received->call.expanded);
  Fed const second = decoder.feed(sentence("CDDSE,2,2,A,3380400790,06,0289"), kNow);
  CHECK(second.received->call.expanded);
  CHECK(second.received->call.persons_on_board == 289U);
}

TEST_CASE("dsc.decoder: the table of waiting calls is bounded, and what it gives up is counted") {
  Decoder decoder{{.window = seconds{10}, .most_waiting = 3}};
  for (int ship = 1; ship <= 5; ++ship) decoder.feed(alert_by(ship), kNow);
  CHECK(decoder.waiting() == 3);
  CHECK(decoder.counts().expansions_displaced == 2);
  CHECK(decoder.feed(expansion_by(2), kNow).rejection == Rejection::expansion_unmatched);
  CHECK(decoder.feed(expansion_by(3), kNow).completes);
}

TEST_CASE("dsc.decoder: TAG blocks, times and noise around a sentence") {
  Decoder decoder;
  std::string const tag = "s:VHF1,c:1428451253";
  char sum[3];
  std::snprintf(sum, sizeof sum, "%02X", unsigned{runtime::checksum_of(tag)});
  Fed const tagged = decoder.feed("\\" + tag + "*" + sum + "\\" + kAlert + "\r\n", kNow);
  REQUIRE(tagged.received != nullptr);
  CHECK(tagged.received->source == "VHF1");
  CHECK(tagged.received->logged_at == geo::UtcTime{seconds{1'428'451'253}});
  Fed const timed = decoder.feed(std::string{"2015-04-08T00:00:53Z "} + kAlert, kNow);
  REQUIRE(timed.received != nullptr);
  CHECK(timed.received->logged_at == geo::UtcTime{seconds{1'428'451'253}});
  CHECK(timed.received->source.empty());
  Fed const broken = decoder.feed(std::string{"\\s:VHF1*00\\"} + kAlert, kNow);
  CHECK(broken.tag_fault == runtime::TagFault::checksum_wrong);
  CHECK(broken.received != nullptr);
  CHECK(decoder.feed(std::string{"noise"} + kAlert, kNow).received != nullptr);
  CHECK(decoder.counts().tag_faults[2] == 1);
}

TEST_CASE("dsc.decoder: other sentences, comments and blank lines are skipped, all else is refused and counted") {
  Decoder decoder;
  for (auto const* line :
       {"", "  ", "# comment", "!AIVDM,1,1,,A,>>M52F1<59B1@E=@,0*20", "$GPGGA,123519,4807.038,N*47"}) {
    Fed const fed = decoder.feed(line, kNow);
    CHECK(fed.received == nullptr);
    CHECK_FALSE(fed.rejection);
  }
  CHECK(decoder.feed("hello", kNow).rejection == Rejection::not_a_sentence);
  CHECK(decoder.feed("$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6B", kNow).rejection ==
        Rejection::checksum_wrong);
  CHECK(decoder.feed("$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E", kNow).rejection ==
        Rejection::checksum_missing);
  CHECK(decoder.feed("$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6", kNow).rejection ==
        Rejection::checksum_missing);
  CHECK(decoder.feed(std::string(kMaxLineLength + 1, '7'), kNow).rejection == Rejection::line_too_long);
  Fed const cut = decoder.feed("112 112 25 58 5 99 70 107", kNow);
  CHECK(cut.rejection == Rejection::sequence_too_short);
  CHECK(cut.rejected_format == Format::distress);
  auto const& counts = decoder.counts();
  CHECK(counts.skipped == 5);
  CHECK(counts.rejected_total() == 6);
  CHECK(counts.lines == counts.skipped + counts.rejected_total() + counts.calls + counts.expansions);
}

TEST_CASE("dsc.decoder: every reason has a name of its own and a meaning") {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kRejectionCount; ++i) {
    names.insert(name_of(static_cast<Rejection>(i)));
    CHECK_FALSE(std::string{meaning_of(static_cast<Rejection>(i))}.empty());
  }
  CHECK(names.size() == kRejectionCount);
}

TEST_CASE("dsc.decoder: a refused line as JSON says what was expected and keeps the line") {
  Decoder decoder;
  Fed const fed = decoder.feed("$CDDSC,,,,,,,,,,,*7F", kNow);
  std::string json;
  append_json(json, 7, "$CDDSC,,,,,,,,,,,*7F", fed);
  CHECK(
      json ==
      R"({"error":"format_missing","expected":"the call has no format specifier","line":7,"raw":"$CDDSC,,,,,,,,,,,*7F"})");
}
