// The console protocol's server side on an injected clock, without sockets.

#include "adapters/bus/switchboard.hpp"

#include <catch2/catch.hpp>

#include "tests/adapters/bus/switchboard_rig.hpp"

namespace lingding::bus::test {
namespace {

using geo::CentreId;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("bus.switchboard: a hello is welcomed with all that the client needs to go on") {
  Rig rig;
  rig.record(3);
  rig.hello(routing('a'), kOfficer, 1);
  auto const messages = rig.take(routing('a'));
  REQUIRE(messages.size() >= 1);
  auto const& welcome = messages.front();
  CHECK(text(welcome, "type") == "welcome");
  CHECK(text(welcome, "mode") == "real");
  CHECK(text(welcome, "centre") == "HK");
  CHECK(text(welcome, "officer") == "hk-1");
  CHECK(text(welcome, "role") == "officer");
  CHECK(text(welcome, "journal") == "journal-HK");
  CHECK(number(welcome, "newest_seq") == 3);
  CHECK(number(welcome, "heartbeat_ms") == 5000);
  CHECK(number(welcome, "silent_after_ms") == 15000);
  CHECK(number(welcome.at("window").as_object(), "messages") == 256);
  CHECK(number(welcome.at("traffic").as_object(), "port") == 7411);
  CHECK(text(welcome.at("traffic").as_object(), "topic") == "traffic.HK");
  CHECK_FALSE(welcome.at("status").at("degraded").as_bool());
}

TEST_CASE("bus.switchboard: catch-up gives every entry after the cursor once, in order, each naming the one before") {
  FakeJournal journal{/*silent_every=*/5};
  journal.append(100);
  Rig rig{{}, Curve::on, &journal};
  rig.hello(routing('a'), kOfficer, 7);
  rig.settle();
  auto messages = rig.take(routing('a'));
  messages.erase(messages.begin());
  Seq cursor = 7;
  std::vector<Seq> shown;
  bool caught_up = false;
  for (auto const& message : messages) {
    if (text(message, "type") == "update") {
      CHECK_FALSE(caught_up);
      CHECK(number(message, "prev_seq") == cursor);
      cursor = number(message, "seq");
      shown.push_back(cursor);
    } else {
      CHECK(text(message, "type") == "caught_up");
      CHECK(number(message, "seq") == 100);
      caught_up = true;
      cursor = 100;
    }
  }
  std::vector<Seq> expected;
  for (Seq seq = 8; seq <= 100; ++seq)
    if (seq % 5 != 0) expected.push_back(seq);
  CHECK(shown == expected);
  CHECK(caught_up);
  rig.record(2);
  auto const live = rig.take(routing('a'), "update");
  REQUIRE(live.size() == 2);
  CHECK(number(live[0], "prev_seq") == 100);
  CHECK(number(live[0], "seq") == 101);
  CHECK(number(live[1], "prev_seq") == 101);
}

TEST_CASE("bus.switchboard: what is recorded while a console catches up comes after it, without gap or double") {
  FakeJournal journal;
  journal.append(500);
  BusLimits limits;
  limits.recent_updates = 16;  // so that the live updates outrun what is held in memory
  Rig rig{limits, Curve::on, &journal};
  rig.hello(routing('a'), kOfficer, 0);
  std::vector<Seq> shown;
  Seq cursor = 0;
  for (int turn = 0; turn < 400; ++turn) {
    if (turn < 50) rig.record(3);
    rig.board->catch_up(rig.now);
    for (auto const& update : rig.take(routing('a'), "update")) {
      CHECK(number(update, "prev_seq") == (shown.empty() ? 0 : shown.back()));
      shown.push_back(number(update, "seq"));
      cursor = shown.back();
    }
    rig.received(routing('a'), kOfficer, cursor);
  }
  CHECK(shown == from_to(1, 650));
}

TEST_CASE("bus.switchboard: a console that never reads gets one window and holds nobody up") {
  Rig rig;
  auto const other = key("hk-22");
  rig.hello(routing('a'), kOfficer);
  rig.hello(routing('b'), other);
  Seq seen = 0;
  for (int i = 0; i < 2000; ++i) {
    rig.record(1);
    auto const updates = rig.take(routing('b'), "update");
    REQUIRE(updates.size() == 1);  // at once, in the same call
    seen = number(updates[0], "seq");
    rig.received(routing('b'), other, seen);
  }
  CHECK(seen == 2000);
  CHECK(rig.outlet.sent[routing('a')].size() == 256);

  SECTION("and resynchronises when it reads again, from where it was") {
    std::vector<Seq> shown;
    for (int turn = 0; turn < 200; ++turn) {
      for (auto const& update : rig.take(routing('a'), "update")) shown.push_back(number(update, "seq"));
      rig.received(routing('a'), kOfficer, shown.back());
      rig.board->catch_up(rig.now);
    }
    CHECK(shown == from_to(1, 2000));
  }
}

TEST_CASE("bus.switchboard: the window is bounded in bytes too") {
  BusLimits limits;
  limits.window_bytes = 2000;
  Rig rig{limits};
  rig.hello(routing('a'), kOfficer);
  for (int i = 0; i < 100; ++i) rig.record(1);
  std::size_t bytes = 0;
  for (auto const& frame : rig.outlet.sent[routing('a')]) bytes += frame.size();
  CHECK(bytes >= 2000);
  CHECK(bytes < 2000 + 400);  // one message may go beyond it
}

TEST_CASE("bus.switchboard: hellos without reading do not open new windows") {
  Rig rig;
  rig.record(3000);
  for (int i = 0; i < 50; ++i) {
    rig.hello(routing('a'), kOfficer);
    rig.settle();
  }
  std::size_t updates = 0;
  for (auto const& frame : rig.outlet.sent[routing('a')]) updates += text(object(frame), "type") == "update" ? 1 : 0;
  CHECK(updates <= 256);
  // The echo of the newest heartbeat proves that all was read.
  std::uint64_t beat = 0;
  for (auto const& message : rig.take(routing('a'), "heartbeat")) beat = number(message, "beat");
  rig.say(routing('a'), kOfficer, R"({"type":"heartbeat","beat":)" + std::to_string(beat) + "}");
  rig.settle();
  CHECK(rig.take(routing('a'), "update").size() > 200);
}

TEST_CASE("bus.switchboard: a session that is silent for 15 seconds is closed, an echoing one is not") {
  Rig rig;
  auto const other = key("hk-22");
  rig.hello(routing('a'), kOfficer);
  rig.hello(routing('b'), other);
  for (int i = 0; i < 12; ++i) {
    rig.pass(milliseconds{2500});
    for (auto const& beat : rig.take(routing('b'), "heartbeat"))
      rig.say(routing('b'), other, R"({"type":"heartbeat","beat":)" + std::to_string(number(beat, "beat")) + "}");
    CHECK(rig.board->sessions() == (i < 5 ? 2U : 1U));
  }
  auto const errors = rig.take(routing('a'), "error");
  REQUIRE(errors.size() == 1);
  CHECK(text(errors[0], "code") == "silent");
  CHECK(text(errors[0], "scope") == "session");
  CHECK(rig.counters.sessions_expired == 1);
}

TEST_CASE("bus.switchboard: a console that speaks but never reads its heartbeats is closed") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  for (int i = 0; i < 8; ++i) {
    rig.pass(seconds{5});
    rig.say(routing('a'), kOfficer, R"({"type":"heartbeat"})");
  }
  CHECK(rig.board->sessions() == 0);
  auto const errors = rig.take(routing('a'), "error");
  REQUIRE_FALSE(errors.empty());
  CHECK(text(errors[0], "code") == "not_reading");
}

TEST_CASE("bus.switchboard: a routing id in another key's hands gets nothing of the first one's session") {
  Rig rig;
  auto const thief = key("mo-9", CentreId::mo, Role::observer);
  rig.hello(routing('a'), kOfficer);
  rig.record(1);
  rig.take(routing('a'));
  SECTION("when it acknowledges") {
    rig.received(routing('a'), thief, 1);
  }
  SECTION("when it says hello") {
    rig.hello(routing('a'), thief);
  }
  SECTION("when it sends garbage") {
    rig.say(routing('a'), thief, "\x01\x02");
  }
  rig.record(5);
  rig.settle();
  CHECK(rig.take(routing('a'), "update").empty());
}

TEST_CASE("bus.switchboard: a client may not choose its routing id") {
  Rig rig;
  rig.hello("hk-console", kOfficer);
  auto const errors = rig.take("hk-console", "error");
  REQUIRE(errors.size() == 1);
  CHECK(text(errors[0], "code") == "routing_id_set");
  CHECK(rig.board->sessions() == 0);
}

TEST_CASE("bus.switchboard: an officer's key opens its own centre alone") {
  Rig rig;
  rig.say(routing('a'), kOfficer, R"({"type":"hello","version":1,"centre":"MO","last_seq":0,"client":"test"})");
  auto errors = rig.take(routing('a'), "error");
  REQUIRE(errors.size() == 1);
  CHECK(text(errors[0], "code") == "wrong_centre");
  CHECK(text(errors[0], "expected") == "HK");
  auto const guangdong = key("gd-1", CentreId::cn_gd);
  rig.hello(routing('b'), guangdong);
  errors = rig.take(routing('b'), "error");
  REQUIRE(errors.size() == 1);
  CHECK(text(errors[0], "code") == "centre_not_here");
  auto const server = key("server", CentreId::hk, Role::server);
  rig.hello(routing('c'), server);
  errors = rig.take(routing('c'), "error");
  REQUIRE(errors.size() == 1);
  CHECK(text(errors[0], "code") == "role_forbids");
  CHECK(rig.board->sessions() == 0);
}

TEST_CASE("bus.switchboard: commands go to the desk under the key's name, and an observer has none") {
  Rig rig;
  auto const observer = key("hk-obs", CentreId::hk, Role::observer);
  rig.hello(routing('a'), kOfficer, 0, R"(,"officer":"somebody-else")");
  rig.hello(routing('b'), observer);
  std::string const command = R"({"type":"command","id":"c1","command":{"type":"acknowledge","incident_id":"HK-1"}})";
  rig.say(routing('a'), kOfficer, command);
  rig.say(routing('b'), observer, command);
  REQUIRE(rig.port.taken().size() == 1);
  CHECK(rig.port.taken()[0] ==
        FakePort::Taken{CentreId::hk, "hk-1", "c1", R"({"type":"acknowledge","incident_id":"HK-1"})"});
  auto const errors = rig.take(routing('b'), "error");
  REQUIRE(errors.size() == 1);
  CHECK(text(errors[0], "code") == "role_forbids");
  CHECK(text(errors[0], "id") == "c1");
}

TEST_CASE("bus.switchboard: a command that the desk can't take is refused at once, with the place") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.port.receipt = {CommandReceipt::Verdict::full, {}, {}};
  rig.say(routing('a'), kOfficer, R"({"type":"command","id":"c1","command":{}})");
  rig.port.receipt = {CommandReceipt::Verdict::invalid, "/type", "acknowledge, confirm_ship or add_note"};
  rig.say(routing('a'), kOfficer, R"({"type":"command","id":"c2","command":{}})");
  auto const errors = rig.take(routing('a'), "error");
  REQUIRE(errors.size() == 2);
  CHECK(text(errors[0], "code") == "busy");
  CHECK(text(errors[1], "code") == "command_invalid");
  CHECK(text(errors[1], "field") == "/command/type");
  CHECK(text(errors[1], "id") == "c2");
}

TEST_CASE("bus.switchboard: twenty commands in a second, and more with time") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  for (int i = 0; i < 30; ++i) rig.say(routing('a'), kOfficer, R"({"type":"command","id":"c","command":{}})");
  CHECK(rig.port.taken().size() == 20);
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "too_many_commands");
  rig.now.steady += milliseconds{500};
  for (int i = 0; i < 30; ++i) rig.say(routing('a'), kOfficer, R"({"type":"command","id":"c","command":{}})");
  CHECK(rig.port.taken().size() == 30);
}

TEST_CASE("bus.switchboard: what one officer alone is shown, the others are not") {
  Rig rig;
  auto const other = key("hk-22");
  rig.hello(routing('a'), kOfficer);
  rig.hello(routing('b'), other);
  rig.take(routing('a'));
  rig.take(routing('b'));
  rig.journal.append(2);
  std::vector<Update> updates;
  updates.push_back(
      *make_update(1, geo::UtcTime{}, {{"", R"({"type":"alarm_quieted"})"}, {"hk-1", R"({"type":"command_done"})"}}));
  updates.push_back(*make_update(2, geo::UtcTime{}, {{"hk-1", R"({"type":"command_refused"})"}}));
  rig.board->publish(rig.now, CentreId::hk, 0, 2, std::move(updates));
  auto const mine = rig.take(routing('a'), "update");
  auto const his = rig.take(routing('b'), "update");
  REQUIRE(mine.size() == 2);
  CHECK(mine[0].at("effects").as_array().size() == 2);
  CHECK(number(mine[1], "prev_seq") == 1);
  REQUIRE(his.size() == 1);
  CHECK(his[0].at("effects").as_array().size() == 1);
  CHECK(text(his[0].at("effects").as_array()[0].as_object(), "type") == "alarm_quieted");
}

TEST_CASE("bus.switchboard: what can't be recorded is shown at once without a number, and again to who comes later") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.take(routing('a'));
  rig.board->set_status(rig.now, CentreId::hk, {Recording::degraded, "The disk is full.", {}});
  auto unrecorded = *make_update(0, rig.now.utc, {{"", R"({"type":"alarm_raised","incident_id":"HK-1"})"}});
  rig.board->publish_unrecorded(CentreId::hk, unrecorded);
  auto const messages = rig.take(routing('a'));
  REQUIRE(messages.size() == 2);
  CHECK(text(messages[0], "type") == "status");
  CHECK(messages[0].at("degraded").as_bool());
  CHECK(text(messages[0], "message") == "The disk is full.");
  CHECK_FALSE(messages[1].at("recorded").as_bool());
  CHECK_FALSE(messages[1].contains("seq"));
  auto const other = key("hk-22");
  rig.hello(routing('b'), other);
  auto const late = rig.take(routing('b'));
  CHECK(late.front().at("status").at("degraded").as_bool());
  REQUIRE(late.size() >= 2);
  CHECK_FALSE(late[1].at("recorded").as_bool());
  // Room returns: it comes with its number, and who comes now is not shown it twice.
  rig.record(1);
  rig.board->set_status(rig.now, CentreId::hk, {});
  auto const after = rig.take(routing('a'));
  REQUIRE(after.size() == 2);
  CHECK(number(after[0], "seq") == 1);
  CHECK_FALSE(after[1].at("degraded").as_bool());
  rig.hello(routing('c'), other);
  for (auto const& update : rig.take(routing('c'), "update")) CHECK(update.at("recorded").as_bool());
}

TEST_CASE("bus.switchboard: the same status is not said twice") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.take(routing('a'));
  DeskStatus status;
  status.links.push_back({CentreId::mo, LinkState::State::up, 2, rig.now.utc});
  rig.board->set_status(rig.now, CentreId::hk, status);
  rig.board->set_status(rig.now, CentreId::hk, status);
  auto const messages = rig.take(routing('a'));
  REQUIRE(messages.size() == 1);
  auto const link = messages[0].at("links").as_array()[0].as_object();
  CHECK(text(link, "centre") == "MO");
  CHECK(text(link, "state") == "up");
  CHECK(number(link, "waiting") == 2);
}

TEST_CASE("bus.switchboard: a batch that never came from the desk is read from the journal") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.record(2);
  rig.journal.append(3);  // 3, 4, 5: recorded, but the post was lost
  rig.record(1);
  rig.settle();
  CHECK(seqs(rig.take(routing('a'), "update")) == from_to(1, 6));
}

TEST_CASE("bus.switchboard: damage in the journal is passed over with a gap message, and the rest comes") {
  FakeJournal journal;
  journal.append(90);
  journal.set_damage(50);
  BusLimits limits;
  Rig rig{limits, Curve::on, &journal};
  rig.record(2);
  rig.hello(routing('a'), kOfficer, 0);
  rig.settle();
  auto const messages = rig.take(routing('a'));
  std::vector<Seq> shown;
  bool gap = false;
  for (auto const& message : messages) {
    if (text(message, "type") == "update") {
      if (gap && shown.back() == 49) CHECK(number(message, "prev_seq") == 90);
      shown.push_back(number(message, "seq"));
    }
    if (text(message, "type") == "gap") {
      gap = true;
      CHECK(number(message, "after") == 49);
      CHECK(number(message, "up_to") == 90);
      CHECK(text(message, "code") == "journal_damaged");
    }
  }
  auto expected = from_to(1, 49);
  expected.insert(expected.end(), {91, 92});
  CHECK(shown == expected);
  CHECK(gap);
}

TEST_CASE("bus.switchboard: a journal that can't be read now is tried again, and live updates do not wait for ever") {
  FakeJournal journal;
  journal.append(10);
  Rig rig{{}, Curve::on, &journal};
  journal.set_failing(true);
  rig.hello(routing('a'), kOfficer);
  rig.settle();
  auto messages = rig.take(routing('a'), "error");
  REQUIRE(messages.size() == 1);
  CHECK(text(messages[0], "code") == "history_unavailable");
  SECTION("it can be read again") {
    journal.set_failing(false);
    rig.pass(milliseconds{1000});
    rig.settle();
    CHECK(seqs(rig.take(routing('a'), "update")) == from_to(1, 10));
  }
  SECTION("it stays so") {
    for (int i = 0; i < 4; ++i) {
      rig.pass(milliseconds{1000});
      rig.settle();
    }
    rig.record(1);
    messages = rig.take(routing('a'));
    REQUIRE(messages.size() >= 2);
    CHECK(text(messages[0], "type") == "gap");
    CHECK(seqs({messages.back()}) == from_to(11, 11));
  }
}

TEST_CASE("bus.switchboard: who came before the journal could be read at all is shown it when it can") {
  FakeJournal journal;
  journal.append(3);
  journal.set_failing(true);
  Rig rig{{}, Curve::on, &journal};
  rig.hello(routing('a'), kOfficer);
  CHECK(rig.take(routing('a'), "update").empty());
  journal.set_failing(false);
  rig.pass(milliseconds{500});
  rig.settle();
  CHECK(seqs(rig.take(routing('a'), "update")) == from_to(1, 3));
}

TEST_CASE("bus.switchboard: a cursor of another journal, or beyond the end, is refused") {
  Rig rig;
  rig.record(5);
  rig.hello(routing('a'), kOfficer, 6);
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "seq_unknown");
  rig.hello(routing('a'), kOfficer, 3, R"(,"journal":"journal-of-last-year")");
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "other_journal");
  rig.hello(routing('a'), kOfficer, 3, R"(,"journal":"journal-HK")");
  CHECK(seqs(rig.take(routing('a'), "update")) == from_to(4, 5));
}

TEST_CASE("bus.switchboard: sessions are bounded, over all and for each key") {
  BusLimits limits;
  limits.sessions = 5;
  limits.sessions_per_key = 3;
  Rig rig{limits};
  for (char id = 'a'; id < 'e'; ++id) {
    rig.hello(routing(id), kOfficer);
    rig.now.steady += milliseconds{1};
  }
  CHECK(rig.board->sessions() == 3);
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "replaced");
  auto const b = key("hk-22");
  auto const c = key("hk-333");
  rig.hello(routing('p'), b);
  rig.hello(routing('q'), b);
  rig.hello(routing('r'), c);
  CHECK(rig.board->sessions() == 5);
  CHECK(text(rig.take(routing('r'), "error").front(), "code") == "too_many_sessions");
}

TEST_CASE("bus.switchboard: a key that is no longer enrolled loses its sessions") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.take(routing('a'));
  rig.board->keys_changed([](std::string_view) -> AuthorizedKey const* { return nullptr; });
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "key_revoked");
  rig.record(1);
  CHECK(rig.take(routing('a')).empty());
  rig.board->on_message(rig.now, Peer{routing('a'), kOfficer.public_key, nullptr}, {R"({"type":"bye"})"});
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "key_revoked");
}

TEST_CASE("bus.switchboard: garbage is refused with the right code and the session lives on") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.take(routing('a'));
  struct Case {
    std::string frame;
    std::string code;
    std::string field;
  };
  for (auto const& [frame, code, field] : std::vector<Case>{
           {"", "bad_json", ""},
           {"\xff\xfe", "bad_json", ""},
           {"[]", "bad_json", ""},
           {std::string(100, '['), "bad_json", ""},
           {"{}", "bad_message", "/type"},
           {R"({"type":7})", "bad_message", "/type"},
           {R"({"type":"shout"})", "unknown_type", "/type"},
           {R"({"type":"received"})", "bad_message", "/seq"},
           {R"({"type":"received","seq":-1})", "bad_message", "/seq"},
           {R"({"type":"received","seq":1.5})", "bad_message", "/seq"},
           {R"({"type":"received","seq":99})", "bad_message", "/seq"},
           {R"({"type":"heartbeat","beat":99})", "bad_message", "/beat"},
           {R"({"type":"command","command":{}})", "bad_message", "/id"},
           {R"({"type":"command","id":"a\nb","command":{}})", "bad_message", "/id"},
           {R"({"type":"command","id":"x","command":[]})", "bad_message", "/command"},
       }) {
    INFO(frame);
    rig.say(routing('a'), kOfficer, frame);
    auto const errors = rig.take(routing('a'), "error");
    REQUIRE(errors.size() == 1);
    CHECK(text(errors[0], "code") == code);
    CHECK(text(errors[0], "field") == field);
    CHECK(text(errors[0], "scope") == "message");
  }
  rig.board->on_message(rig.now, Peer{routing('a'), kOfficer.public_key, &kOfficer}, {"{}", "{}"});
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "bad_frame");
  rig.record(1);
  CHECK(rig.take(routing('a'), "update").size() == 1);
}

TEST_CASE("bus.switchboard: without a hello, or with another version, there is no session") {
  Rig rig;
  rig.received(routing('a'), kOfficer, 1);
  CHECK(text(rig.take(routing('a'), "error").front(), "code") == "no_hello");
  rig.say(routing('a'), kOfficer, R"({"type":"hello","version":2,"centre":"HK","last_seq":0,"client":"test"})");
  auto const error = rig.take(routing('a'), "error").front();
  CHECK(text(error, "code") == "version_unsupported");
  CHECK(text(error, "expected") == "1");
  rig.record(1);
  CHECK(rig.take(routing('a')).empty());
}

TEST_CASE("bus.switchboard: a connection that is gone or full loses its session, not the others theirs") {
  Rig rig;
  auto const other = key("hk-22");
  rig.hello(routing('a'), kOfficer);
  rig.hello(routing('b'), other);
  rig.take(routing('b'));
  rig.outlet.fates[routing('a')] = GENERATE(Outlet::Result::gone, Outlet::Result::full);
  rig.record(1);
  CHECK(rig.board->sessions() == 1);
  CHECK(rig.take(routing('b'), "update").size() == 1);
}

TEST_CASE("bus.switchboard: where keys are off the hello names the officer") {
  Rig rig{{}, Curve::off};
  std::string const hello = R"({"type":"hello","version":1,"centre":"HK","last_seq":0,"client":"test")";
  rig.board->on_message(rig.now, Peer{routing('a'), "", nullptr}, {hello + "}"});
  CHECK(text(rig.take(routing('a'), "error").front(), "field") == "/officer");
  std::string const named = hello + R"(,"officer":"trial"})";
  rig.board->on_message(rig.now, Peer{routing('a'), "", nullptr}, {named});
  CHECK(text(rig.take(routing('a'), "welcome").front(), "officer") == "trial");
}

TEST_CASE("bus.switchboard: everyone is told when the server stops") {
  Rig rig;
  rig.hello(routing('a'), kOfficer);
  rig.take(routing('a'));
  rig.board->shut_down();
  CHECK(text(rig.take(routing('a')).front(), "type") == "bye");
  CHECK(rig.board->sessions() == 0);
}

}  // namespace
}  // namespace lingding::bus::test
