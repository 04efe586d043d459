#include "coordinator/link.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using std::chrono::milliseconds;
auto const kStart = support::utc("2016-08-27T15:50:00Z");

std::vector<std::uint64_t> numbers(std::vector<Outbox::Due> const& due) {
  std::vector<std::uint64_t> result;
  for (auto const& one : due) result.push_back(one.link_seq);
  return result;
}

TEST_CASE("coordinator.outbox: a message is sent once, and again only when its receipt is late") {
  Outbox outbox;
  CHECK_FALSE(outbox.next_due());
  outbox.add(1, "one", "raw");
  outbox.add(2, "two", "");
  auto const due = outbox.due(kStart);
  REQUIRE(numbers(due) == std::vector<std::uint64_t>{1, 2});
  CHECK(*due[0].body == "one");
  CHECK(*due[0].raw == "raw");
  CHECK(outbox.due(kStart + milliseconds{1999}).empty());
  CHECK(outbox.next_due() == kStart + Outbox::kRepeatAfter);
  outbox.received(1);
  CHECK(numbers(outbox.due(kStart + milliseconds{2000})) == std::vector<std::uint64_t>{2});
  outbox.received(2);
  CHECK(outbox.waiting() == 0);
  CHECK_FALSE(outbox.next_due());
  CHECK(outbox.confirmed() == 2);
}

TEST_CASE("coordinator.outbox: no more than the window is under way, and a clock set back silences nothing") {
  Outbox outbox;
  for (std::uint64_t i = 1; i <= 1000; ++i) outbox.add(i, "x", "");
  CHECK(outbox.due(kStart).size() == Outbox::kWindow);
  CHECK(outbox.due(kStart).empty());
  outbox.received(10);
  CHECK(numbers(outbox.due(kStart)).front() == Outbox::kWindow + 1);
  CHECK(outbox.due(kStart - std::chrono::hours{1}).size() == Outbox::kWindow);
  // A receipt from long ago changes nothing.
  outbox.received(3);
  CHECK(outbox.confirmed() == 10);
}

TEST_CASE("coordinator.outbox: what was confirmed before a restart is not sent again") {
  Outbox outbox;
  outbox.received(5);
  outbox.add(4, "x", "");
  outbox.add(6, "y", "");
  CHECK(numbers(outbox.due(kStart)) == std::vector<std::uint64_t>{6});
}

TEST_CASE("coordinator.outbox: what has no room is refused when it can be read back, and kept when it can not") {
  Outbox outbox;
  for (std::uint64_t i = 1; i <= Outbox::kMaxKept; ++i)
    REQUIRE(outbox.add(i, "x", "", Outbox::Room::bounded) == Outbox::Added::kept);
  CHECK(outbox.add(Outbox::kMaxKept + 1, "x", "", Outbox::Room::bounded) == Outbox::Added::no_room);
  CHECK(outbox.last() == Outbox::kMaxKept);
  CHECK_FALSE(outbox.half_empty());
  CHECK(outbox.add(Outbox::kMaxKept + 1, "x", "") == Outbox::Added::kept);
  outbox.received(Outbox::kMaxKept / 2 + 1);
  CHECK(outbox.half_empty());
  CHECK(outbox.add(1, "x", "") == Outbox::Added::confirmed_before);

  // Bytes count too, but one message always goes.
  Outbox large;
  CHECK(large.add(1, std::string(Outbox::kMaxKeptBytes + 1, 'x'), "", Outbox::Room::bounded) == Outbox::Added::kept);
  CHECK(large.add(2, "x", "", Outbox::Room::bounded) == Outbox::Added::no_room);
  large.received(1);
  CHECK(large.half_empty());
  CHECK(large.add(2, "x", "", Outbox::Room::bounded) == Outbox::Added::kept);
}

TEST_CASE("coordinator.inbox: each message once and in order") {
  CHECK(Inbox::judge(3, 3) == Inbox::Verdict::repeated);
  CHECK(Inbox::judge(3, 1) == Inbox::Verdict::repeated);
  CHECK(Inbox::judge(3, 4) == Inbox::Verdict::accept);
  CHECK(Inbox::judge(3, 5) == Inbox::Verdict::early);
}

TEST_CASE("coordinator.inbox: early messages wait, bounded in number and bytes") {
  Inbox inbox;
  auto const frame = [](std::uint64_t number, std::size_t bytes) {
    return LinkFrame{geo::CentreId::mo, geo::CentreId::hk, number, 0, std::string(bytes, 'x'), ""};
  };
  inbox.keep(frame(5, 1));
  inbox.keep(frame(5, 1));
  inbox.keep(frame(7, 2));
  CHECK(inbox.early() == 2);
  CHECK_FALSE(inbox.take(4));
  CHECK(inbox.take(5)->link_seq == 5);
  CHECK_FALSE(inbox.take(6));
  // 8 was heard of in another way: 7 is of no use any more.
  CHECK_FALSE(inbox.take(8));
  CHECK(inbox.early() == 0);
  for (std::uint64_t i = 1; i <= 1000; ++i) inbox.keep(frame(i, 1));
  CHECK(inbox.early() == Inbox::kMaxEarly);
  for (std::uint64_t i = 1; i <= 1000; ++i) inbox.take(i);
  for (std::uint64_t i = 1; i <= 10; ++i) inbox.keep(frame(i, Inbox::kMaxEarlyBytes / 4));
  CHECK(inbox.early() == 4);
}

TEST_CASE("coordinator.link: over a wire that loses, doubles, delays and reorders, all arrives once and in order") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    std::mt19937_64 random{seed};
    auto const chance = [&](int percent) { return static_cast<int>(random() % 100) < percent; };
    struct UnderWay {
      geo::UtcTime arrives;
      bool receipt;
      std::uint64_t number;
    };
    std::vector<UnderWay> wire;
    auto const send = [&](geo::UtcTime now, bool receipt, std::uint64_t number) {
      if (chance(30)) return;
      for (int copies = chance(30) ? 2 : 1; copies > 0; --copies)
        wire.push_back({now + milliseconds{random() % 5000}, receipt, number});
    };
    Outbox outbox;
    Inbox inbox;
    std::vector<std::uint64_t> got;
    constexpr std::uint64_t kMessages = 700;
    std::uint64_t added = 0;
    auto now = kStart;
    for (int step = 0; step < 20'000 && outbox.confirmed() < kMessages; ++step) {
      now += milliseconds{50};
      if (added < kMessages && chance(40)) {
        ++added;
        outbox.add(added, std::to_string(added), "");
      }
      for (auto const& due : outbox.due(now)) send(now, /*receipt=*/false, due.link_seq);
      std::vector<UnderWay> later;
      for (auto const& one : std::exchange(wire, {})) {
        if (one.arrives > now) {
          later.push_back(one);
        } else if (one.receipt) {
          outbox.received(one.number);
        } else {
          auto const verdict = Inbox::judge(got.size(), one.number);
          if (verdict == Inbox::Verdict::early) inbox.keep({.link_seq = one.number, .body = {}, .raw = {}});
          if (verdict == Inbox::Verdict::accept) {
            got.push_back(one.number);
            while (auto const next = inbox.take(got.size() + 1)) got.push_back(next->link_seq);
          }
          send(now, /*receipt=*/true, got.size());
        }
      }
      wire.insert(wire.end(), later.begin(), later.end());
    }
    REQUIRE(outbox.confirmed() == kMessages);
    REQUIRE(got.size() == kMessages);
    for (std::uint64_t i = 0; i < kMessages; ++i) REQUIRE(got[i] == i + 1);
  }
}

}  // namespace
}  // namespace lingding::coordinator
