// The client's side of filings and questions against a switchboard in memory: sent in parts, sent again, put together.

#include "adapters/bus/client_requests.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <set>

#include "geo/json_writer.hpp"
#include "tests/adapters/bus/switchboard_rig.hpp"

namespace lingding::bus::test {
namespace {

using Taken = ConsoleClient::Taken;

auto const kFerries = key("ferries-1", geo::CentreId::hk, Role::operator_);

/// A client whose messages reach a switchboard, one at a time, and back.
struct ClientRig : Rig {
  ClientRig()
      : requests([this](std::string const& text) { said.push_back(text); },
                 [this](ClientEvent event) { events.push_back(std::move(event)); }) {}

  void connect() {
    hello(routing('c'), kFerries, 0, R"(,"start":"newest")");
    take(routing('c'));
    requests.connected();
    requests.caught_up();
    requests.keep_going(now.steady);
  }
  /// The server takes everything that was said, and the client everything that is answered.
  void exchange() {
    for (bool more = true; more;) {
      auto const parts = std::count_if(said.begin(), said.end(),
                                       [](auto const& frame) { return frame.starts_with(R"({"type":"document")"); });
      most_parts = std::max(most_parts, parts);
      more = !said.empty();
      for (; !said.empty(); said.pop_front()) {
        longest = std::max(longest, said.front().size());
        say(routing('c'), kFerries, said.front());
      }
      settle();
      auto frames = std::move(outlet.sent[routing('c')]);
      outlet.sent[routing('c')].clear();
      more = more || !frames.empty();
      for (auto const& frame : frames) hear(frame);
    }
  }
  void hear(std::string const& frame) {
    auto const message = object(frame);
    auto const type = text(message, "type");
    if (type == "part_received")
      requests.on_part_received(now.steady, text(message, "digest"), number(message, "offset"));
    else if (type == "answer")
      requests.on_answer(now.steady, frame);
    else if (type == "heartbeat")
      said.push_back(write_heartbeat_echo(number(message, "beat")));
    else if (type == "error")
      concerned.push_back(
          requests.on_error(now.steady, text(message, "code"), text(message, "id"), text(message, "digest")));
  }
  /// The registry's answer to what was filed.
  void outcome(std::string const& id) {
    requests.on_answer(now.steady, R"({"type":"answer","id":")" + id + R"(","result":{"outcome":"recorded"}})");
  }
  /// Time goes by until the requests have nothing left to do of themselves.
  void wait() {
    auto const due = requests.due();
    REQUIRE(due.has_value());
    pass(std::chrono::ceil<milliseconds>(std::max(*due - now.steady, std::chrono::steady_clock::duration{})));
    requests.keep_going(now.steady);
  }
  std::vector<ClientEvent> of_kind(ClientEvent::Kind kind) const {
    std::vector<ClientEvent> found;
    for (auto const& event : events)
      if (event.kind == kind) found.push_back(event);
    return found;
  }

  std::deque<std::string> said;
  std::vector<ClientEvent> events;
  std::vector<std::string> concerned;
  std::ptrdiff_t most_parts = 0;
  std::size_t longest = 0;
  ClientRequests requests;
};

TEST_CASE("bus.requests: a document goes in a window of four parts, then its statement, and progress is told") {
  ClientRig rig;
  // Control characters take six bytes each in JSON: the message must still fit.
  auto const document = GENERATE(std::string(300'000, 'x'), std::string(300'000, '\x01'), std::string(1, 'x'));
  REQUIRE(rig.requests.submit("s-1", "{}", "sig", document) == Taken::yes);
  rig.connect();
  rig.exchange();
  auto const filed = rig.port.filed();
  REQUIRE(filed.size() == 1);
  CHECK(filed[0].submission.id == "s-1");
  CHECK(filed[0].submission.statement == "{}");
  CHECK(filed[0].submission.signature == "sig");
  CHECK(filed[0].submission.document == document);
  CHECK(rig.most_parts <= 4);
  CHECK(rig.longest <= BusLimits{}.message_bytes);
  auto const progress = rig.of_kind(ClientEvent::Kind::progress);
  REQUIRE_FALSE(progress.empty());
  CHECK(progress.back().id == "s-1");
  CHECK(progress.back().done == document.size());
  CHECK(progress.back().total == document.size());
  CHECK(rig.concerned.empty());
}

TEST_CASE("bus.requests: an attachment goes in parts like a document, and its outcome comes under its id") {
  ClientRig rig;
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i % 251);
  REQUIRE(rig.requests.attach("a-1", bytes) == Taken::yes);
  rig.connect();
  rig.exchange();
  auto const sent = rig.port.sent_ahead();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].attachment.bytes == bytes);
  CHECK(rig.most_parts <= 4);
  CHECK(rig.longest <= BusLimits{}.message_bytes);
  CHECK(rig.requests.attach("a-2", std::string((10U << 20U) + 1, 'x')) == Taken::too_long);
  CHECK(rig.requests.attach("a-3", "") == Taken::too_long);
}

TEST_CASE("bus.requests: nothing is filed before the session has caught up") {
  ClientRig rig;
  rig.requests.submit("s-1", "{}", "sig", std::nullopt);
  rig.requests.ask("q-1", "{}");
  rig.requests.connected();
  rig.requests.keep_going(rig.now.steady);
  REQUIRE(rig.said.size() == 1);
  CHECK(text(object(rig.said[0]), "type") == "ask");
  // Its outcome was among what came meanwhile.
  rig.outcome("s-1");
  rig.requests.caught_up();
  rig.requests.keep_going(rig.now.steady);
  CHECK(rig.said.size() == 1);
}

TEST_CASE("bus.requests: after a lost session all without an outcome is sent again, documents from the beginning") {
  ClientRig rig;
  std::string const document(300'000, 'x');
  rig.requests.submit("s-1", "{}", "sig", std::nullopt);
  rig.requests.submit("s-2", "{}", "sig", document);
  rig.requests.ask("q-1", R"({"kind":"plans"})");
  rig.connect();
  // The connection breaks with the document half sent.
  for (int i = 0; i < 4 && !rig.said.empty(); ++i) {
    rig.say(routing('c'), kFerries, rig.said.front());
    rig.said.pop_front();
  }
  rig.said.clear();
  rig.take(routing('c'));
  rig.requests.lost();
  CHECK_FALSE(rig.requests.due());
  rig.connect();
  rig.exchange();
  auto const filed = rig.port.filed();
  REQUIRE(filed.size() == 3);
  CHECK(filed[0].submission.id == "s-1");
  CHECK(filed[1].submission.id == "s-1");
  CHECK(filed[2].submission.document == document);
  CHECK(rig.port.asked().size() == 2);
  rig.outcome("s-1");
  rig.outcome("s-2");
  rig.requests.lost();
  rig.connect();
  rig.exchange();
  CHECK(rig.port.filed().size() == 3);
  CHECK(rig.port.asked().size() == 3);  // still without an answer
}

TEST_CASE("bus.requests: what the server has no room for is tried again after growing pauses, what it refuses is not") {
  ClientRig rig;
  rig.requests.submit("s-1", "{}", "sig", "a plan");
  rig.port.submit_receipt = {CommandReceipt::Verdict::full, {}, {}};
  rig.connect();
  rig.exchange();
  REQUIRE(rig.concerned == std::vector<std::string>{"s-1"});
  CHECK(*rig.requests.due() - rig.now.steady == milliseconds{250});
  rig.wait();
  rig.exchange();
  REQUIRE(rig.concerned.size() == 2);
  rig.port.submit_receipt = {};
  rig.wait();
  rig.exchange();
  REQUIRE(rig.port.filed().size() == 1);
  CHECK(rig.port.filed()[0].submission.document == "a plan");
  CHECK_FALSE(rig.requests.due());

  rig.port.submit_receipt = {CommandReceipt::Verdict::invalid, "/statement", ""};
  rig.requests.submit("s-2", "{", "sig", std::nullopt);
  rig.requests.keep_going(rig.now.steady);
  rig.exchange();
  CHECK(rig.concerned.back() == "s-2");
  CHECK_FALSE(rig.requests.due());
}

TEST_CASE("bus.requests: a document that the server dropped meanwhile is sent again") {
  ClientRig rig;
  std::string const document(300'000, 'x');
  rig.requests.submit("s-1", "{}", "sig", document);
  rig.connect();
  for (int i = 0; i < 2; ++i) {
    rig.say(routing('c'), kFerries, rig.said.front());
    rig.said.pop_front();
  }
  rig.take(routing('c'));
  for (int i = 0; i < 7; ++i) {
    rig.pass(seconds{5});
    rig.say(routing('c'), kFerries, write_heartbeat_echo(static_cast<std::uint64_t>(i) + 1));
  }
  REQUIRE(rig.board->upload_bytes() == 0);
  rig.take(routing('c'));
  rig.exchange();  // the rest of the window: refused
  CHECK(rig.concerned.front() == "s-1");
  rig.wait();
  rig.exchange();
  REQUIRE(rig.port.filed().size() == 1);
  CHECK(rig.port.filed()[0].submission.document == document);
}

TEST_CASE("bus.requests: many submissions at once keep to the server's rate and all arrive") {
  ClientRig rig;
  for (std::size_t i = 0; i < ConsoleClient::kMostCommands; ++i)
    REQUIRE(rig.requests.submit("s-" + std::to_string(i), "{}", "sig", "plan " + std::to_string(i)) == Taken::yes);
  CHECK(rig.requests.submit("one-more", "{}", "sig", std::nullopt) == Taken::full);
  CHECK(rig.requests.submit("s-0", "{}", "sig", std::nullopt) == Taken::yes);  // it waits already
  rig.connect();
  rig.exchange();
  for (int i = 0; i < 200 && rig.requests.due(); ++i) {
    rig.wait();
    rig.exchange();
  }
  std::set<std::string> ids;
  for (auto const& filed : rig.port.filed()) {
    ids.insert(filed.submission.id);
    CHECK("s-" + filed.submission.document->substr(5) == filed.submission.id);
  }
  CHECK(ids.size() == ConsoleClient::kMostCommands);
}

TEST_CASE("bus.requests: answers are put together, several at once, and are the text that the desk gave") {
  ClientRig rig;
  rig.requests.ask("long", "{}");
  rig.requests.ask("short", "{}");
  rig.connect();
  rig.exchange();
  auto const asked = rig.port.asked();
  REQUIRE(asked.size() == 2);
  std::string result;
  geo::JsonWriter writer{result};
  std::string document;
  for (int i = 0; i < 300'000; ++i) document += i % 7 == 0 ? "伶仃" : "\n\"x";
  writer.begin_object().member("document", document).end_object();
  for (auto const& question : asked)
    rig.board->answer(question.question.reply_to, rig.now,
                      question.question.id == "long" ? result : R"({"result":{"of":[1.50]},"id":"\"result\":7"})");
  rig.exchange();
  auto const answers = rig.of_kind(ClientEvent::Kind::answer);
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].id == "short");
  CHECK(answers[0].text == R"({"result":{"of":[1.50]},"id":"\"result\":7"})");
  CHECK(answers[1].id == "long");
  CHECK(answers[1].text == result);
  CHECK_FALSE(rig.of_kind(ClientEvent::Kind::progress).empty());
  CHECK_FALSE(rig.requests.due());
}

TEST_CASE("bus.requests: an answer with a missing piece is asked for again, never handed over") {
  ClientRig rig;
  rig.requests.ask("q-1", "{}");
  rig.connect();
  rig.said.clear();
  rig.requests.on_answer(rig.now.steady, write_answer_part(Mode::real, "q-1", 1, 3, "[1,"));
  rig.requests.on_answer(rig.now.steady, write_answer_part(Mode::real, "q-1", 3, 3, "3]"));
  CHECK(rig.of_kind(ClientEvent::Kind::answer).empty());
  rig.wait();
  REQUIRE(rig.said.size() == 1);
  rig.requests.on_answer(rig.now.steady, write_answer_part(Mode::real, "q-1", 1, 2, "[1,"));
  rig.requests.on_answer(rig.now.steady, write_answer_part(Mode::real, "q-1", 2, 2, "3]"));
  REQUIRE(rig.of_kind(ClientEvent::Kind::answer).size() == 1);
  CHECK(rig.of_kind(ClientEvent::Kind::answer)[0].text == "[1,3]");
  // Of nobody's question, or no answer at all.
  for (auto const* frame : {R"({"type":"answer","id":"q-9","result":1})", R"({"type":"answer"})", "[", "{}",
                            R"({"type":"answer","id":"q-1","part":1,"parts":1,"text":7})"})
    rig.requests.on_answer(rig.now.steady, frame);
  CHECK(rig.of_kind(ClientEvent::Kind::answer).size() == 1);
}

TEST_CASE("bus.requests: a question that ends in an error is over, one that finds no room is asked again") {
  ClientRig rig;
  rig.requests.ask("q-1", "{}");
  rig.port.ask_receipt = {CommandReceipt::Verdict::full, {}, {}};
  rig.connect();
  rig.exchange();
  CHECK(rig.concerned == std::vector<std::string>{"q-1"});
  rig.port.ask_receipt = {CommandReceipt::Verdict::invalid, "/kind", "plans"};
  rig.wait();
  rig.exchange();
  CHECK(rig.port.asked().size() == 2);
  CHECK_FALSE(rig.requests.due());
}

TEST_CASE("bus.requests: what can't be sent is not taken") {
  ClientRig rig;
  CHECK(rig.requests.submit("", "{}", "sig", std::nullopt) == Taken::too_long);
  CHECK(rig.requests.submit(std::string(65, 'x'), "{}", "sig", std::nullopt) == Taken::too_long);
  CHECK(rig.requests.submit("s", std::string(kLongestStatement + 1, 'x'), "sig", std::nullopt) == Taken::too_long);
  CHECK(rig.requests.submit("s", std::string(kLongestStatement, '\x01'), "sig", std::nullopt) == Taken::too_long);
  CHECK(rig.requests.submit("s", "{}", std::string(kLongestSignature + 1, 'x'), std::nullopt) == Taken::too_long);
  CHECK(rig.requests.submit("s", "{}", "sig", "") == Taken::too_long);
  CHECK(rig.requests.submit("s", "{}", "sig", std::string((4U << 20U) + 1, 'x')) == Taken::too_long);
  CHECK(rig.requests.ask("q", "{\"x\":\"" + std::string(63U << 10U, 'x') + "\"}") == Taken::too_long);
  for (std::size_t i = 0; i < ConsoleClient::kMostDocumentBytes >> 22U; ++i)
    REQUIRE(rig.requests.submit("s-" + std::to_string(i), "{}", "sig", std::string(4U << 20U, 'x')) == Taken::yes);
  CHECK(rig.requests.submit("s", "{}", "sig", "x") == Taken::full);
  rig.outcome("s-3");
  CHECK(rig.requests.submit("s", "{}", "sig", "x") == Taken::yes);
  for (std::size_t i = 0; i < ConsoleClient::kMostQuestions; ++i)
    REQUIRE(rig.requests.ask("q-" + std::to_string(i), "{}") == Taken::yes);
  CHECK(rig.requests.ask("q", "{}") == Taken::full);
}

TEST_CASE("bus.requests: an id is one thing's until its outcome is known, and free again then") {
  ClientRig rig;
  CHECK_FALSE(rig.requests.has("x"));
  REQUIRE(rig.requests.submit("x", "{}", "sig", std::nullopt) == Taken::yes);
  CHECK(rig.requests.has("x"));
  CHECK(rig.requests.submit("x", "{}", "sig", std::nullopt) == Taken::yes);
  CHECK(rig.requests.attach("x", "bytes") == Taken::id_in_use);
  CHECK(rig.requests.ask("x", "{}") == Taken::id_in_use);
  REQUIRE(rig.requests.attach("a", "bytes") == Taken::yes);
  CHECK(rig.requests.submit("a", "{}", "sig", std::nullopt) == Taken::id_in_use);
  REQUIRE(rig.requests.ask("q", "{}") == Taken::yes);
  CHECK(rig.requests.has("q"));
  CHECK(rig.requests.submit("q", "{}", "sig", std::nullopt) == Taken::id_in_use);
  CHECK(rig.requests.attach("q", "bytes") == Taken::id_in_use);
  rig.outcome("x");
  CHECK_FALSE(rig.requests.has("x"));
  CHECK(rig.requests.ask("x", "{}") == Taken::yes);
  // An answer ends what has its id, and nothing else.
  CHECK(rig.requests.has("a"));
}

}  // namespace
}  // namespace lingding::bus::test
