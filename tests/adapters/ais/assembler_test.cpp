#include "adapters/ais/assembler.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "adapters/ais/decoder.hpp"
#include "tests/adapters/ais/naive_bits.hpp"

using namespace lingding;
using namespace lingding::ais;
using namespace std::chrono_literals;
using test::NaiveBits;

namespace {

constexpr geo::UtcTime kStart{1'472'313'000s};

/// A safety text of the ship with that number, in sentences of `each` characters.
std::vector<std::string> parts(std::uint32_t mmsi, std::string const& text, unsigned sequence, char channel = 'A',
                               std::size_t each = 10, std::string const& talker = "AI") {
  auto const bits = NaiveBits{}.header(14, 0, mmsi).add(0, 2).text(text, text.size());
  std::string const payload = bits.armoured();
  std::size_t const total = (payload.size() + each - 1) / each;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < total; ++i) {
    lines.push_back(NaiveBits::with_checksum('!' + talker + "VDM," + std::to_string(total) + ',' +
                                             std::to_string(i + 1) + ',' + std::to_string(sequence) + ',' + channel +
                                             ',' + payload.substr(i * each, each) + ',' +
                                             (i + 1 == total ? std::to_string(bits.fill_bits()) : "0")));
  }
  return lines;
}

std::string tagged(std::string const& parameters, std::string const& line) {
  return '\\' + NaiveBits::with_checksum(' ' + parameters).substr(1) + '\\' + line;
}

/// "mmsi text" of every message, in order.
struct Feed {
  Decoder decoder;
  std::vector<std::string> heard;
  std::vector<Rejection> refused;
  geo::UtcTime now = kStart;

  explicit Feed(AssemblerLimits limits = {}) : decoder(limits) {}
  void line(std::string const& text) {
    Fed const fed = decoder.feed(text, now);
    if (fed.rejection) refused.push_back(*fed.rejection);
    if (fed.received == nullptr) return;
    auto const& message = std::get<SafetyBroadcast>(fed.received->message);
    heard.push_back(std::to_string(message.header.source) + ' ' + std::string{message.text.view()});
  }
  void lines(std::vector<std::string> const& texts) {
    for (auto const& text : texts) line(text);
  }
};

using Heard = std::vector<std::string>;

}  // namespace

TEST_CASE("ais.assembler: a message of nine sentences") {
  Feed feed;
  auto const nine = parts(970123456, std::string(75, 'S'), 0, 'A', 10);
  REQUIRE(nine.size() == 9);
  feed.lines(nine);
  CHECK(feed.heard == Heard{"970123456 " + std::string(75, 'S')});
  CHECK(feed.decoder.counts().fragments == 8);
  CHECK(feed.decoder.waiting() == 0);
}

TEST_CASE("ais.assembler: sentences of several messages interleaved by sequence, channel, talker and group") {
  Feed feed;
  auto const a = parts(1, "FIRST MESSAGE", 1, 'A');
  auto const b = parts(2, "OTHER SEQUENCE", 2, 'A');
  auto const c = parts(3, "OTHER CHANNEL", 1, 'B');
  auto const d = parts(4, "OTHER TALKER", 1, 'A', 10, "BS");
  auto const e = parts(5, "IN A GROUP", 1, 'A');
  auto const f = parts(6, "OTHER GROUP", 1, 'A');
  auto const g = parts(7, "OTHER SOURCE", 1, 'A');
  REQUIRE(a.size() >= 2);
  std::size_t const most = std::max({a.size(), b.size(), c.size(), d.size(), e.size(), f.size(), g.size()});
  for (std::size_t i = 0; i < most; ++i) {
    if (i < a.size()) feed.line(a[i]);
    if (i < b.size()) feed.line(b[i]);
    if (i < c.size()) feed.line(c[i]);
    if (i < d.size()) feed.line(d[i]);
    auto const number = std::to_string(i + 1) + '-';
    if (i < e.size())
      feed.line(tagged("g:" + number + std::to_string(e.size()) + "-11" + (i == 0 ? ",s:HK1" : ""), e[i]));
    if (i < f.size()) feed.line(tagged("g:" + number + std::to_string(f.size()) + "-12", f[i]));
  }
  std::sort(feed.heard.begin(), feed.heard.end());
  CHECK(feed.heard == Heard{"1 FIRST MESSAGE", "2 OTHER SEQUENCE", "3 OTHER CHANNEL", "4 OTHER TALKER", "5 IN A GROUP",
                            "6 OTHER GROUP"});
  CHECK(feed.refused.empty());
  // Two sources that use the same numbers at the same time.
  Feed two;
  for (std::size_t i = 0; i < g.size(); ++i) {
    two.line(tagged("s:HK1", g[i]));
    if (i < a.size()) two.line(tagged("s:MO1", a[i]));
  }
  std::sort(two.heard.begin(), two.heard.end());
  CHECK(two.heard == Heard{"1 FIRST MESSAGE", "7 OTHER SOURCE"});
}

TEST_CASE("ais.assembler: sentences in any order") {
  auto lines = parts(970123456, "MAN OVER BOARD OFF LANTAU", 3);
  REQUIRE(lines.size() == 4);
  std::sort(lines.begin(), lines.end());
  do {
    Feed feed;
    feed.lines(lines);
    CHECK(feed.heard == Heard{"970123456 MAN OVER BOARD OFF LANTAU"});
  } while (std::next_permutation(lines.begin(), lines.end()));
}

TEST_CASE("ais.assembler: the lines of a message are given together, in the order of the sentences") {
  Decoder decoder;
  auto const lines = parts(970123456, "SART ACTIVE", 3);
  REQUIRE(lines.size() == 2);
  CHECK(decoder.feed(lines[1], kStart).received == nullptr);
  Fed const fed = decoder.feed(tagged("s:HK1,c:1472313000", lines[0]) + "\r\n", kStart + 1s);
  REQUIRE(fed.received != nullptr);
  CHECK(fed.received->raw == tagged("s:HK1,c:1472313000", lines[0]) + '\n' + lines[1]);
  CHECK(fed.received->tag.source == "HK1");
  CHECK(fed.received->tag.time == kStart);
  CHECK(fed.received->received_at == kStart + 1s);
}

TEST_CASE("ais.assembler: what does not come in time is given up and counted") {
  Feed feed;
  auto const lines = parts(970123456, "TOO LATE", 3);
  feed.line(lines[0]);
  feed.now += 2s + 1ms;
  feed.line(lines[1]);
  CHECK(feed.heard.empty());
  CHECK(feed.decoder.counts().incomplete_expired == 1);
  Feed just;
  just.line(lines[0]);
  just.now += 2s;
  just.line(lines[1]);
  CHECK(just.heard.size() == 1);
}

TEST_CASE("ais.assembler: without times, messages expire after so many sentences") {
  Feed feed{{.messages = 8, .age = 2s, .sentences = 20, .reorder_sentences = 16}};
  auto const lines = parts(970123456, "TOO LATE", 3);
  auto const single = NaiveBits{}.header(14, 0, 1).add(0, 2).text("X", 1).sentence();
  feed.line(lines[0]);
  for (int i = 0; i < 20; ++i) feed.line(single);
  feed.line(lines[1]);
  CHECK(feed.heard == Heard(20, "1 X"));
  CHECK(feed.decoder.counts().incomplete_expired == 1);
}

TEST_CASE("ais.assembler: when the table is full the oldest is given up") {
  Feed feed{{.messages = 3}};
  std::vector<std::vector<std::string>> messages;
  for (unsigned i = 0; i < 4; ++i) messages.push_back(parts(100 + i, "SEVERAL AT ONCE", i));
  for (auto const& message : messages) feed.line(message[0]);
  CHECK(feed.decoder.waiting() == 3);
  CHECK(feed.decoder.counts().incomplete_displaced == 1);
  for (std::size_t i = 1; i < 4; ++i) feed.lines({messages[i].begin() + 1, messages[i].end()});
  CHECK(feed.heard == Heard{"101 SEVERAL AT ONCE", "102 SEVERAL AT ONCE", "103 SEVERAL AT ONCE"});
}

TEST_CASE("ais.assembler: a sentence that lost its partner does not marry the next message's") {
  // The second half of one message, then, seventeen sentences on, the next message with the same sequence number.
  Feed feed;
  auto const lost = parts(970000001, "LOST HALF OF IT", 3);
  auto const whole = parts(970000002, "THE WHOLE OF IT", 3);
  REQUIRE(lost.size() == whole.size());
  auto const single = NaiveBits{}.header(14, 0, 1).add(0, 2).text("X", 1).sentence();
  feed.lines({lost.begin() + 1, lost.end()});
  for (int i = 0; i < 17; ++i) feed.line(single);
  feed.lines(whole);
  CHECK(feed.heard.back() == "970000002 THE WHOLE OF IT");
  CHECK(feed.heard.size() == 18);
  CHECK(feed.decoder.counts().incomplete_displaced == 1);
  // The first half of one, then the next message from its beginning.
  Feed next;
  next.line(lost[0]);
  next.lines(whole);
  CHECK(next.heard == Heard{"970000002 THE WHOLE OF IT"});
}

TEST_CASE("ais.assembler: a source heard twice gives its messages once") {
  auto const lines = parts(970123456, "HEARD TWICE", 3);
  Feed feed;
  for (auto const& line : lines) {
    feed.line(line);
    feed.line(line);
  }
  CHECK(feed.heard == Heard{"970123456 HEARD TWICE"});
  CHECK(feed.refused == std::vector(lines.size(), Rejection::fragment_repeated));
  CHECK(feed.decoder.waiting() == 0);
  // The same text again later is a message of its own.
  feed.now += 10s;
  feed.lines(lines);
  CHECK(feed.heard.size() == 2);
}

TEST_CASE("ais.assembler: a damaged sentence costs its message alone") {
  auto lines = parts(970123456, "DAMAGED", 3);
  lines[1][lines[1].find('*') - 3] ^= 1;
  Feed feed;
  feed.lines(lines);
  feed.lines(parts(970123457, "SOUND", 4));
  CHECK(feed.refused == std::vector{Rejection::checksum_wrong});
  CHECK(feed.heard == Heard{"970123457 SOUND"});
}

TEST_CASE("ais.assembler: more than any message can hold is refused") {
  // Nine sentences of forty characters each are 2 160 bits.
  Feed feed;
  for (int i = 1; i <= 9; ++i) {
    feed.line(NaiveBits::with_checksum("!AIVDM,9," + std::to_string(i) + ",1,A," + std::string(40, '0') + ",0"));
  }
  CHECK(feed.refused == std::vector{Rejection::payload_too_long});
  Feed huge;
  for (int i = 1; i <= 9; ++i) {
    huge.line(NaiveBits::with_checksum("!AIVDM,9," + std::to_string(i) + ",1,A," + std::string(400, '0') + ",0"));
  }
  CHECK(std::count(huge.refused.begin(), huge.refused.end(), Rejection::fragments_too_long) > 0);
  CHECK(huge.heard.empty());
}

TEST_CASE("ais.assembler: any interleaving of any messages gives each once, or none") {
  // Twelve messages with distinct numbers, their sentences merged at random in order: nothing is lost, nothing is
  // mixed.
  std::mt19937 random{20160827};
  for (int round = 0; round < 50; ++round) {
    std::vector<std::vector<std::string>> queues;
    Heard expected;
    for (unsigned i = 0; i < 10; ++i) {
      std::string const text = "MESSAGE " + std::to_string(i * 7919 + static_cast<unsigned>(round));
      queues.push_back(parts(300 + i, text, i, i % 2 == 0 ? 'A' : 'B', 6 + i));
      expected.push_back(std::to_string(300 + i) + ' ' + text);
    }
    for (auto& queue : queues) std::reverse(queue.begin(), queue.end());
    Feed feed;
    while (!queues.empty()) {
      auto& queue = queues[random() % queues.size()];
      feed.line(queue.back());
      queue.pop_back();
      std::erase_if(queues, [](auto const& rest) { return rest.empty(); });
    }
    std::sort(feed.heard.begin(), feed.heard.end());
    CHECK(feed.heard == expected);
    CHECK(feed.refused.empty());
  }
}
