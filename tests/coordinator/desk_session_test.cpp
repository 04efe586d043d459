// Between "an event came" and "it is recorded: show it", and back from the journal.

#include "coordinator/desk_session.hpp"

#include <catch2/catch.hpp>

#include "coordinator/recovery.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"
#include "tools/simulation/memory_journal.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using support::sart;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

struct Fixture {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), "g g A g g");
  geo::WaterMap water{sea.regions};
  simulation::MemoryJournal journal;
  DeskSession session = fresh(CentreId::hk);

  DeskSession fresh(CentreId centre) {
    return {centre, [this](std::string_view) -> geo::WaterMap const& { return water; }};
  }
  Fixture() { session.handle(RegionsLoaded{sea.regions.digest}, kStart); }
  Fixture(Fixture const&) = delete;
  void alert() { session.handle(AlertReceived{"vhf-1", sart(sea['A']), {}, "the raw frame"}, kStart); }
  Delivery record() { return session.recorded(journal.append(session.unrecorded())); }
};

TEST_CASE("coordinator.session: nothing leaves before it is recorded") {
  Fixture f;
  f.alert();
  CHECK(f.session.unrecorded().size() == 2);
  CHECK(f.session.due(kStart).empty());
  CHECK_FALSE(f.session.next_due());
  auto const delivery = f.record();
  REQUIRE(delivery.consoles.size() == 1);
  CHECK(delivery.consoles[0].seq == 2);
  CHECK(delivery.consoles[0].at == kStart);
  REQUIRE(delivery.consoles[0].items.size() == 2);
  CHECK(
      delivery.consoles[0].items[1].json ==
      R"({"type":"alarm_raised","incident_id":"HK-20160827-155000-1","reason":"new_incident","level":"responsible"})");
  CHECK(delivery.frames.empty());
  CHECK(f.session.next_due());
  auto const frames = f.session.due(kStart);
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].to == CentreId::cn_gd);
  CHECK(frames[0].link_seq == 1);
  CHECK(frames[0].raw == "the raw frame");
  CHECK(frames[1].to == CentreId::mo);
  CHECK(f.session.unrecorded().empty());
  CHECK(f.journal.entries[1].content.raw == "the raw frame");
}

TEST_CASE("coordinator.session: what can't be recorded is shown once as unrecorded, and with its number afterwards") {
  Fixture f;
  f.record();
  f.journal.failing = true;
  f.alert();
  auto const shown = f.session.show_unrecorded();
  REQUIRE(shown.consoles.size() == 1);
  CHECK_FALSE(shown.consoles[0].seq);
  REQUIRE(shown.frames.size() == 2);
  CHECK(shown.frames[0].link_seq == 0);
  CHECK(shown.frames[0].raw == "the raw frame");
  CHECK(f.session.show_unrecorded().consoles.empty());
  CHECK(f.session.due(kStart).empty());
  f.journal.failing = false;
  auto const delivery = f.record();
  REQUIRE(delivery.consoles.size() == 1);
  CHECK(delivery.consoles[0].seq == 2);
  CHECK(f.session.due(kStart).size() == 2);
}

TEST_CASE("coordinator.session: a receipt is given for what is recorded, not for what was only received") {
  Fixture f;
  f.alert();
  f.record();
  auto const frame = f.session.due(kStart)[0];

  simulation::MemoryJournal journal;
  auto peer = f.fresh(CentreId::cn_gd);
  CHECK(peer.receive(frame, kStart) == DeskSession::FrameVerdict::handled);
  CHECK(peer.due(kStart).empty());
  CHECK(peer.receive(frame, kStart) == DeskSession::FrameVerdict::repeated);
  REQUIRE(peer.due(kStart).size() == 1);
  CHECK(peer.due(kStart).empty());
  peer.recorded(journal.append(peer.unrecorded()));
  auto const receipts = peer.due(kStart);
  REQUIRE(receipts.size() == 1);
  CHECK(receipts[0].received == 1);
  CHECK(receipts[0].body.empty());
  CHECK(f.session.receive(receipts[0], kStart) == DeskSession::FrameVerdict::receipt);
  CHECK(f.session.confirmed_by(CentreId::cn_gd) == 1);
  CHECK(f.session.waiting_for(CentreId::cn_gd) == 0);
  CHECK(f.session.waiting_for(CentreId::mo) == 1);
}

TEST_CASE("coordinator.session: frames that are not for this desk, too early or unreadable change nothing") {
  Fixture f;
  f.record();
  LinkFrame frame{CentreId::mo, CentreId::hk, 1, 0, "{\"type\":\"alert_forwarded\"}", ""};
  CHECK(f.session.receive(frame, kStart) == DeskSession::FrameVerdict::malformed);
  CHECK(f.session.last_fault() == CodecError{"/incident", "is missing"});
  frame.link_seq = 2;
  CHECK(f.session.receive(frame, kStart) == DeskSession::FrameVerdict::early);
  frame.to = CentreId::cn_gd;
  CHECK(f.session.receive(frame, kStart) == DeskSession::FrameVerdict::misrouted);
  frame = {CentreId::hk, CentreId::hk, 1, 0, "{}", ""};
  CHECK(f.session.receive(frame, kStart) == DeskSession::FrameVerdict::misrouted);
}

TEST_CASE("coordinator.session: a receipt for messages that it does not know to have sent makes it tell all again") {
  Fixture f;
  f.alert();
  f.record();
  auto const incident = *f.session.desk().incidents().front();
  CHECK(f.session.receive({CentreId::mo, CentreId::hk, 0, 999, "", "", 1}, kStart) ==
        DeskSession::FrameVerdict::receipt);
  f.record();
  auto const frames = f.session.due(kStart);
  std::vector<std::uint64_t> numbers;
  std::vector<std::string> types;
  for (auto const& frame : frames) {
    if (frame.to != CentreId::mo || frame.link_seq == 0) continue;
    numbers.push_back(frame.link_seq);
    auto const message = parse_link_message(frame.body, "");
    REQUIRE(message.has_value());
    if (auto const* const told = std::get_if<AlertForwarded>(&*message)) CHECK(told->incident == incident);
    types.emplace_back(std::holds_alternative<ResyncAsked>(*message) ? "ask" : "tell");
  }
  CHECK(numbers == std::vector<std::uint64_t>{1000, 1001});
  CHECK(types == std::vector<std::string>{"tell", "ask"});
}

TEST_CASE("coordinator.session: a long outage leaves messages in the journal, and all arrive in order afterwards") {
  Fixture f;
  f.session.read_back_from(f.journal);
  constexpr std::uint64_t kMessages = Outbox::kMaxKept + Outbox::kMaxKept / 4;
  for (std::uint32_t i = 1; i <= kMessages; ++i) {
    f.session.handle(AlertReceived{"vhf-1", support::sart_test(f.sea['A'], 970'000'000 + i), {}, std::to_string(i)},
                     kStart);
    if (i % 100 == 0) f.record();
  }
  f.record();
  CHECK(f.session.waiting_for(CentreId::mo) == kMessages);
  // And the same after a restart in the middle of it.
  auto back = f.fresh(CentreId::hk);
  back.read_back_from(f.journal);
  CHECK(replay(f.journal, back, [](CentreId) { return std::uint64_t{0}; }).differences == 0);
  for (auto* const session : {&f.session, &back}) {
    std::uint64_t got = 0;
    auto now = kStart;
    while (got < kMessages) {
      now += Outbox::kRepeatAfter;
      auto const before = got;
      for (auto const& frame : session->due(now)) {
        if (frame.to != CentreId::mo) continue;
        ++got;
        REQUIRE(frame.link_seq == got);
        REQUIRE(frame.raw == std::to_string(got));
        REQUIRE(frame.body.find("\"device\":" + std::to_string(970'000'000 + got)) != std::string::npos);
      }
      REQUIRE(got > before);
      session->receive({CentreId::mo, CentreId::hk, 0, got, "", ""}, now);
    }
    CHECK(session->waiting_for(CentreId::mo) == 0);
    CHECK(session->waiting_for(CentreId::cn_gd) == kMessages);
  }
}

TEST_CASE("coordinator.recovery: brings back the desk, and what the peers had not confirmed") {
  Fixture f;
  f.alert();
  f.session.handle(OfficerActed{"Officer Chan", "c1", AddNote{"HK-20160827-155000-1", "A note."}}, kStart);
  f.record();
  auto back = f.fresh(CentreId::hk);
  auto const result = replay(f.journal, back, [](CentreId peer) { return peer == CentreId::mo ? 1U : 0U; });
  CHECK(result.entries == 3);
  CHECK(result.last == 3);
  CHECK(result.differences == 0);
  CHECK(*back.desk().incidents().front() == *f.session.desk().incidents().front());
  CHECK(back.waiting_for(CentreId::cn_gd) == 2);
  CHECK(back.waiting_for(CentreId::mo) == 1);
  auto const again = back.due(kStart);
  auto const first = f.session.due(kStart);
  REQUIRE(again.size() == 3);
  CHECK(again[0].body == first[0].body);
  CHECK(again[0].raw == "the raw frame");
  CHECK(again[2].body == first[3].body);
  // The next message goes on counting.
  back.handle(OfficerActed{"Officer Chan", "c2", AddNote{"HK-20160827-155000-1", "Another."}}, kStart);
  CHECK(back.desk().sent_to(CentreId::mo) == 3);
}

TEST_CASE("coordinator.recovery: names the first entry whose effects are others, and sends what was recorded") {
  Fixture f;
  f.alert();
  f.record();
  auto& effects = f.journal.entries[1].content.effects;
  auto const at = effects.find("\"link_seq\":1");
  REQUIRE(at != std::string::npos);
  effects.replace(at, 12, "\"link_seq\":7");
  auto back = f.fresh(CentreId::hk);
  auto const result = replay(f.journal, back, [](CentreId) { return std::uint64_t{0}; });
  CHECK(result.differences == 1);
  REQUIRE(result.first_difference);
  CHECK(result.first_difference->seq == 2);
  CHECK(result.first_difference->recorded == effects);
  CHECK(result.first_difference->replayed != effects);
  CHECK(back.due(kStart)[0].link_seq == 7);
  CHECK(back.desk().sent_to(CentreId::cn_gd) == 7);
}

TEST_CASE("coordinator.recovery: an entry that can't be read stops it, with its number and the fault") {
  Fixture f;
  f.alert();
  f.record();
  f.journal.entries[1].content.event = R"({"type":"alert_received","source":7})";
  auto back = f.fresh(CentreId::hk);
  try {
    replay(f.journal, back, [](CentreId) { return std::uint64_t{0}; });
    FAIL("it went on");
  } catch (JournalDamaged const& damaged) {
    CHECK(damaged.seq() == 2);
    CHECK(std::string{damaged.what()} == "journal entry 2 can't be read: at \"/source\" expected a string");
  }
}

}  // namespace
}  // namespace lingding::coordinator
