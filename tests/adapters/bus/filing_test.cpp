// What sessions file and ask, on an injected clock, without sockets: roles, documents in parts, answers, and the
// bounds.

#include <catch2/catch.hpp>
#include <set>

#include "geo/json_writer.hpp"
#include "geo/sha256.hpp"
#include "tests/adapters/bus/switchboard_rig.hpp"

namespace lingding::bus::test {
namespace {

using geo::CentreId;

auto const kOperator = key("ferries-1", CentreId::hk, Role::operator_);
auto const kObserver = key("hk-eye", CentreId::hk, Role::observer);
std::string const kSignature = "eyJhbGciOiJFZERTQSJ9..c2ln";

/// Text of that many bytes, different at every offset, with code points of several bytes in it.
std::string text_of_size(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() + 16 < size; ++i) text += std::to_string(i * 7919) + "伶\n";
  text.resize(std::min(text.size(), size));
  while (text.size() < size) text += 'x';
  return text;
}

std::string part_of(std::string const& document, std::size_t start, std::size_t end) {
  return write_document_part({geo::sha256(document), document.size(), start, document.substr(start, end - start)});
}

std::vector<std::string> parts_of(std::string const& document, std::size_t longest = kLongestPart) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start < document.size();) {
    auto const end = end_of_piece(document, start, longest);
    parts.push_back(part_of(document, start, end));
    start = end;
  }
  return parts;
}

std::string submit_of(std::string const& id, std::optional<std::string> const& document = std::nullopt,
                      std::string const& statement = R"({"kind":"plan_filed"})") {
  return write_submit({id, statement, kSignature, document ? std::optional{geo::sha256(*document)} : std::nullopt});
}

struct FilingRig : Rig {
  using Rig::Rig;
  void upload(std::string const& from, AuthorizedKey const& who, std::string const& document) {
    for (auto const& part : parts_of(document)) say(from, who, part);
  }
  std::string code(std::string const& from) {
    auto const errors = take(from, "error");
    REQUIRE(errors.size() == 1);
    return text(errors.front(), "code");
  }
  void open(std::string const& from, AuthorizedKey const& who) {
    hello(from, who);
    take(from);
  }
  void echo(std::string const& from, AuthorizedKey const& who, std::uint64_t beat) {
    say(from, who, R"({"type":"heartbeat","beat":)" + std::to_string(beat) + "}");
  }
  /// Reads everything as a good client does: echoes heartbeats until nothing more comes.
  std::vector<boost::json::object> read_all(std::string const& from, AuthorizedKey const& who) {
    std::vector<boost::json::object> all;
    for (;;) {
      settle();
      auto const messages = take(from);
      if (messages.empty()) return all;
      for (auto const& message : messages) {
        if (text(message, "type") == "heartbeat") echo(from, who, number(message, "beat"));
        all.push_back(message);
      }
    }
  }
};

std::string assembled(std::vector<boost::json::object> const& messages, std::string const& id) {
  std::string whole;
  std::uint64_t parts = 0;
  for (auto const& message : messages) {
    if (text(message, "type") != "answer" || text(message, "id") != id) continue;
    REQUIRE(number(message, "part") == ++parts);
    whole += text(message, "text");
    if (parts == number(message, "parts")) return whole;
  }
  FAIL("the answer is not whole");
  return {};
}

TEST_CASE("bus.filing: who may file, ask and order is in the key, and the desk is told for whom it speaks") {
  FilingRig rig;
  rig.open(routing('a'), kOfficer);
  rig.open(routing('b'), kObserver);
  rig.open(routing('c'), kOperator);
  std::string const document = "{}";
  for (auto const& [from, who] :
       {std::pair{routing('a'), kOfficer}, {routing('b'), kObserver}, {routing('c'), kOperator}}) {
    rig.say(from, who, part_of(document, 0, 2));
    rig.say(from, who, submit_of("s-1"));
    rig.say(from, who, write_ask("q-1", "{}"));
    rig.say(from, who, write_command("c-1", "{}"));
  }
  REQUIRE(rig.port.filed().size() == 2);
  CHECK(rig.port.filed()[0].client == Client{"hk-1", Role::officer, "HK"});
  CHECK(rig.port.filed()[0].centre == CentreId::hk);
  CHECK(rig.port.filed()[1].client == Client{"ferries-1", Role::operator_, "operator:example-ferries"});
  REQUIRE(rig.port.asked().size() == 3);
  CHECK(rig.port.asked()[1].client == Client{"hk-eye", Role::observer, "HK"});
  REQUIRE(rig.port.taken().size() == 1);
  CHECK(rig.port.taken()[0].officer == "hk-1");

  CHECK(rig.take(routing('a'), "error").empty());
  auto const observer = rig.take(routing('b'), "error");
  REQUIRE(observer.size() == 3);
  for (auto const& error : observer) CHECK(text(error, "code") == "role_forbids");
  CHECK(text(observer[0], "digest") == geo::to_hex(geo::sha256(document)));
  CHECK(text(observer[1], "id") == "s-1");
  auto const ferries = rig.take(routing('c'), "error");
  REQUIRE(ferries.size() == 1);
  CHECK(text(ferries[0], "code") == "role_forbids");
  CHECK(text(ferries[0], "id") == "c-1");
}

TEST_CASE("bus.filing: a document in parts and its statement reach the desk byte for byte, each part with a receipt") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  auto const document = text_of_size(200'000) + std::string{"\0\r\n\x7f\"\\/ end", 11};
  std::string const statement = "{\"kind\":\"plan_filed\",\"note\":\"伶仃 \\u0001\"}";
  auto const parts = parts_of(document);
  REQUIRE(parts.size() == 5);
  for (auto const& part : parts) rig.say(routing('c'), kOperator, part);
  auto const receipts = rig.take(routing('c'), "part_received");
  REQUIRE(receipts.size() == parts.size());
  for (auto const& receipt : receipts) CHECK(text(receipt, "digest") == geo::to_hex(geo::sha256(document)));
  CHECK(number(receipts.front(), "offset") <= kLongestPart);
  CHECK(number(receipts.back(), "offset") == document.size());
  CHECK(rig.board->upload_bytes() == document.size());
  rig.say(routing('c'), kOperator, submit_of("s-1", document, statement));
  auto const filed = rig.port.filed();
  REQUIRE(filed.size() == 1);
  CHECK(filed[0].submission.id == "s-1");
  CHECK(filed[0].submission.statement == statement);
  CHECK(filed[0].submission.signature == kSignature);
  CHECK(filed[0].submission.document == document);
  CHECK(rig.board->upload_bytes() == 0);
  CHECK(rig.take(routing('c'), "error").empty());
  // It went with that submission.
  rig.say(routing('c'), kOperator, submit_of("s-2", document));
  CHECK(rig.code(routing('c')) == "document_unknown");
}

TEST_CASE("bus.filing: an attachment in parts reaches the desk byte for byte, and is no document") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 31 % 256);
  auto const digest = geo::sha256(bytes);
  auto const part = [&](std::size_t start) {
    return write_document_part(
        {digest, bytes.size(), start, bytes.substr(start, kLongestData), DocumentPart::Form::data});
  };
  for (std::size_t start = 0; start < bytes.size(); start += kLongestData) {
    CHECK(part(start).size() <= BusLimits{}.message_bytes);
    rig.say(routing('c'), kOperator, part(start));
  }
  CHECK(number(rig.take(routing('c'), "part_received").back(), "offset") == bytes.size());
  // What was sent as data is not taken for the text of a plan.
  rig.say(routing('c'), kOperator, submit_of("s-1", bytes));
  CHECK(rig.code(routing('c')) == "document_unknown");
  rig.port.submit_receipt.verdict = CommandReceipt::Verdict::full;
  rig.say(routing('c'), kOperator, write_attach("a-1", digest));
  CHECK(rig.code(routing('c')) == "busy");
  CHECK(rig.board->upload_bytes() == bytes.size());
  rig.port.submit_receipt.verdict = CommandReceipt::Verdict::queued;
  rig.say(routing('c'), kOperator, write_attach("a-1", digest));
  auto const sent = rig.port.sent_ahead();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].client.party == "operator:example-ferries");
  CHECK(sent[0].attachment.digest == digest);
  CHECK(sent[0].attachment.bytes == bytes);
  CHECK(rig.board->upload_bytes() == 0);
  CHECK(rig.port.filed().empty());
  rig.board->answer(sent[0].attachment.reply_to, rig.now, R"({"outcome":"staged"})");
  rig.settle();
  CHECK(rig.take(routing('c'), "answer").size() == 1);
  SECTION("an observer sends none") {
    rig.open(routing('o'), kObserver);
    rig.say(routing('o'), kObserver, write_attach("a-2", digest));
    CHECK(rig.code(routing('o')) == "role_forbids");
  }
  SECTION("it has at most 10 MiB, and parts are base64 of at most 36 KiB") {
    rig.say(routing('c'), kOperator, write_document_part({digest, (10U << 20U) + 1, 0, "x", DocumentPart::Form::data}));
    CHECK(rig.code(routing('c')) == "document_too_long");
    for (std::string const data : {"", "x", "eA", "eA=\n", "e A="}) {
      rig.say(routing('c'), kOperator,
              R"({"type":"document","digest":")" + geo::to_hex(digest) + R"(","size":9,"offset":0,"data":")" +
                  (data == "eA=\n" ? "eA=\\n" : data) + "\"}");
      CHECK(rig.code(routing('c')) == "bad_message");
    }
    rig.say(routing('c'), kOperator,
            R"({"type":"document","digest":")" + geo::to_hex(digest) +
                R"(","size":9,"offset":0,"data":"eA==","text":"x"})");
    CHECK(rig.code(routing('c')) == "bad_message");
  }
}

TEST_CASE("bus.filing: a document with another digest than was said never reaches the desk") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  std::string const said = "the plan";
  std::string const sent = "the pl@n";
  rig.say(routing('c'), kOperator, write_document_part({geo::sha256(said), 8, 0, sent.substr(0, 4)}));
  rig.say(routing('c'), kOperator, write_document_part({geo::sha256(said), 8, 4, sent.substr(4)}));
  auto const messages = rig.take(routing('c'));
  REQUIRE(messages.size() == 2);
  CHECK(text(messages[0], "type") == "part_received");
  CHECK(text(messages[1], "code") == "digest_wrong");
  CHECK(text(messages[1], "digest") == geo::to_hex(geo::sha256(said)));
  CHECK(rig.board->upload_bytes() == 0);
  CHECK(rig.counters.documents_dropped == 1);
  for (auto const& digest : {said, sent}) {
    rig.say(routing('c'), kOperator, submit_of("s", digest));
    CHECK(rig.code(routing('c')) == "document_unknown");
  }
  CHECK(rig.port.filed().empty());
}

TEST_CASE("bus.filing: a part that does not follow is refused with the place where to go on, and what is here stays") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  std::string const document = "0123456789";
  rig.say(routing('c'), kOperator, part_of(document, 4, 6));
  CHECK(rig.code(routing('c')) == "document_unknown");
  rig.say(routing('c'), kOperator, part_of(document, 0, 4));
  rig.take(routing('c'));
  for (auto const start : {2, 6}) {
    rig.say(routing('c'), kOperator, part_of(document, static_cast<std::size_t>(start), 8));
    auto const error = rig.take(routing('c'), "error").at(0);
    CHECK(text(error, "code") == "part_out_of_order");
    CHECK(text(error, "field") == "/offset");
    CHECK(text(error, "expected") == "4");
  }
  rig.say(routing('c'), kOperator, write_document_part({geo::sha256(document), 11, 4, "4"}));
  CHECK(rig.code(routing('c')) == "bad_message");
  rig.say(routing('c'), kOperator, write_document_part({geo::sha256(document), 10, 4, "456789 and more"}));
  CHECK(rig.code(routing('c')) == "bad_message");
  rig.say(routing('c'), kOperator, submit_of("s-1", document));  // not whole yet
  CHECK(rig.code(routing('c')) == "document_unknown");
  rig.say(routing('c'), kOperator, part_of(document, 4, 10));
  CHECK(number(rig.take(routing('c'), "part_received").at(0), "offset") == 10);
  rig.say(routing('c'), kOperator, submit_of("s-1", document));
  REQUIRE(rig.port.filed().size() == 1);
  CHECK(rig.port.filed()[0].submission.document == document);
}

TEST_CASE("bus.filing: documents have 1 byte to 4 MiB and parts at most 48 KiB") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  auto const digest = geo::sha256("x");
  for (auto const size : {std::uint64_t{0}, (std::uint64_t{4} << 20U) + 1, std::uint64_t{1} << 62U}) {
    rig.say(routing('c'), kOperator, write_document_part({digest, size, 0, "x"}));
    CHECK(rig.code(routing('c')) == "document_too_long");
    CHECK(rig.board->upload_bytes() == 0);
  }
  rig.say(routing('c'), kOperator, write_document_part({digest, 100'000, 0, std::string(kLongestPart + 1, 'x')}));
  CHECK(rig.code(routing('c')) == "bad_message");
  rig.say(routing('c'), kOperator, write_document_part({digest, 100'000, 0, ""}));
  CHECK(rig.code(routing('c')) == "bad_message");
  std::string const largest((4U << 20U), 'x');
  rig.upload(routing('c'), kOperator, largest);
  CHECK(number(rig.take(routing('c'), "part_received").back(), "offset") == largest.size());
}

TEST_CASE("bus.filing: a session holds one document, a key two, and a part at 0 begins anew") {
  FilingRig rig;
  std::string const first = "first";
  std::string const second = "second";
  rig.open(routing('a'), kOperator);
  rig.upload(routing('a'), kOperator, first);
  rig.say(routing('a'), kOperator, part_of(second, 0, 3));
  rig.take(routing('a'));
  rig.say(routing('a'), kOperator, submit_of("s-1", first));
  CHECK(rig.code(routing('a')) == "document_unknown");
  CHECK(rig.board->upload_bytes() == second.size());
  rig.upload(routing('a'), kOperator, second);
  rig.say(routing('a'), kOperator, submit_of("s-2", second));
  CHECK(rig.port.filed().size() == 1);
  rig.take(routing('a'));

  // Another session of the same key has its own, and does not see this one's.
  rig.upload(routing('a'), kOperator, first);
  rig.open(routing('b'), kOperator);
  rig.say(routing('b'), kOperator, submit_of("s-3", first));
  CHECK(rig.code(routing('b')) == "document_unknown");
  rig.upload(routing('b'), kOperator, second);
  rig.open(routing('c'), kOperator);
  rig.take(routing('c'));
  rig.upload(routing('c'), kOperator, second);
  CHECK(rig.code(routing('c')) == "busy");
  CHECK(rig.board->upload_bytes() == first.size() + second.size());
}

TEST_CASE("bus.filing: what was sent of a document goes with its session, however that ends") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  rig.say(routing('c'), kOperator, part_of("0123456789", 0, 4));
  CHECK(rig.board->upload_bytes() == 10);
  SECTION("bye") {
    rig.say(routing('c'), kOperator, write_client_bye());
  }
  SECTION("silence") {
    rig.pass(seconds{16});
  }
  SECTION("another hello") {
    rig.hello(routing('c'), kOperator);
  }
  SECTION("the key is revoked") {
    rig.board->keys_changed([](std::string_view) -> AuthorizedKey const* { return nullptr; });
  }
  SECTION("the connection is gone") {
    rig.outlet.fates[routing('c')] = Outlet::Result::gone;
    rig.say(routing('c'), kOperator, part_of("0123456789", 4, 6));
  }
  SECTION("the server stops") {
    rig.board->shut_down();
  }
  CHECK(rig.board->upload_bytes() == 0);
}

TEST_CASE("bus.filing: a document that is left alone is dropped after 30 s, one that is never done after 5 minutes") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  std::string const document(1000, 'x');
  rig.say(routing('c'), kOperator, part_of(document, 0, 1));
  auto beat = [&, beats = std::uint64_t{0}]() mutable { rig.echo(routing('c'), kOperator, ++beats); };
  SECTION("left alone") {
    for (int i = 0; i < 5; ++i) {
      rig.pass(seconds{5});
      beat();
    }
    CHECK(rig.board->upload_bytes() == document.size());
    rig.pass(seconds{5});
    rig.take(routing('c'));
  }
  SECTION("never done") {
    for (std::size_t i = 1; i < 60; ++i) {
      rig.pass(seconds{5});
      beat();
      rig.say(routing('c'), kOperator, part_of(document, i, i + 1));
    }
    CHECK(rig.board->upload_bytes() == document.size());
    rig.pass(seconds{5});
    rig.take(routing('c'));
  }
  CHECK(rig.board->upload_bytes() == 0);
  CHECK(rig.board->sessions() == 1);
  CHECK(rig.counters.documents_dropped == 1);
  rig.say(routing('c'), kOperator, part_of(document, 60, 61));
  CHECK(rig.code(routing('c')) == "document_unknown");
}

TEST_CASE("bus.filing: 128 sessions that send documents at once stay within the bound, and room returns") {
  FilingRig rig;
  std::string const document(4U << 20U, 'x');
  auto const parts = parts_of(document);
  std::vector<AuthorizedKey> keys;
  std::vector<std::string> from;
  for (int i = 0; i < 128; ++i) {
    // Half of them are of operators as far as those may have sessions.
    keys.push_back(key("peer-" + std::to_string(i), CentreId::hk, i % 4 == 0 ? Role::operator_ : Role::officer));
    from.push_back(std::string{"\0\0\0\1", 4} + static_cast<char>(i));
    rig.open(from.back(), keys.back());
  }
  REQUIRE(rig.board->sessions() == 128);
  std::set<std::size_t> uploading;
  std::size_t operators = 0;
  std::size_t busy = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    rig.say(from[i], keys[i], parts[0]);
    CHECK(rig.board->upload_bytes() <= BusLimits{}.documents_bytes);
    auto const said = rig.take(from[i]);
    REQUIRE(said.size() == 1);
    if (text(said[0], "type") == "part_received") {
      uploading.insert(i);
      if (keys[i].role == Role::operator_) ++operators;
    } else {
      CHECK(text(said[0], "code") == "busy");
      ++busy;
    }
  }
  CHECK(uploading.size() == 16);
  CHECK(busy == 112);
  // Operators stop at the first half, whoever filled it.
  CHECK(operators == 2);
  for (auto const i : uploading) {
    for (std::size_t part = 1; part < parts.size(); ++part) rig.say(from[i], keys[i], parts[part]);
    rig.say(from[i], keys[i], submit_of("s", document));
  }
  CHECK(rig.port.filed().size() == 16);
  CHECK(rig.board->upload_bytes() == 0);
  rig.say(from[127], keys[127], parts[0]);
  CHECK(rig.board->upload_bytes() == document.size());
}

TEST_CASE("bus.filing: operators take no officer's place: their sessions are bounded among themselves") {
  BusLimits limits;
  limits.sessions = 4;
  limits.operator_sessions = 2;
  FilingRig rig{limits};
  rig.hello(routing('a'), key("ferries-1", CentreId::hk, Role::operator_));
  rig.hello(routing('b'), key("ferries-2", CentreId::hk, Role::operator_));
  rig.hello(routing('c'), key("ferries-3", CentreId::hk, Role::operator_));
  CHECK(text(rig.take(routing('c'), "error").at(0), "code") == "too_many_sessions");
  rig.hello(routing('a'), key("ferries-1", CentreId::hk, Role::operator_));  // again, on the same connection
  rig.hello(routing('d'), kOfficer);
  rig.hello(routing('e'), key("hk-2"));
  CHECK(rig.board->sessions() == 4);
}

TEST_CASE(
    "bus.filing: when the desk has no room the document stays, when it refuses the reason and the place are told") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  std::string const document = "a plan";
  rig.upload(routing('c'), kOperator, document);
  rig.take(routing('c'));
  rig.port.submit_receipt = {CommandReceipt::Verdict::full, {}, {}};
  rig.say(routing('c'), kOperator, submit_of("s-1", document));
  auto error = rig.take(routing('c'), "error").at(0);
  CHECK(text(error, "code") == "busy");
  CHECK(text(error, "id") == "s-1");
  CHECK(rig.board->upload_bytes() == document.size());
  rig.port.submit_receipt = {};
  rig.say(routing('c'), kOperator, submit_of("s-1", document));
  REQUIRE(rig.port.filed().size() == 1);
  CHECK(rig.port.filed()[0].submission.document == document);
  rig.port.submit_receipt = {CommandReceipt::Verdict::invalid, "/statement", "a JSON object"};
  rig.say(routing('c'), kOperator, submit_of("s-2"));
  error = rig.take(routing('c'), "error").at(0);
  CHECK(text(error, "code") == "submission_invalid");
  CHECK(text(error, "field") == "/statement");
  CHECK(text(error, "expected") == "a JSON object");
  CHECK(text(error, "id") == "s-2");
}

TEST_CASE("bus.filing: submissions, parts and questions of one session are counted, and time brings more") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  for (int i = 0; i < 15; ++i) rig.say(routing('c'), kOperator, part_of("0123456789", 0, 1));
  for (int i = 0; i < 10; ++i) rig.say(routing('c'), kOperator, submit_of("s-" + std::to_string(i)));
  CHECK(rig.port.filed().size() == 5);
  CHECK(text(rig.take(routing('c'), "error").at(0), "code") == "too_many_commands");
  rig.pass(seconds{1});
  rig.say(routing('c'), kOperator, submit_of("s-10"));
  CHECK(rig.port.filed().size() == 6);
  rig.take(routing('c'));

  for (std::size_t i = 0; i < 300; ++i) rig.say(routing('c'), kOperator, part_of(std::string(1000, 'x'), i, i + 1));
  auto const refused = rig.take(routing('c'), "error");
  REQUIRE(refused.size() == 44);
  CHECK(text(refused[0], "code") == "too_many_parts");

  for (int i = 0; i < 30; ++i) rig.say(routing('c'), kOperator, write_ask("q-" + std::to_string(i), "{}"));
  CHECK(rig.port.asked().size() == 16);
  auto const questions = rig.take(routing('c'), "error");
  CHECK(questions.size() == 14);
  CHECK(text(questions[0], "code") == "too_many_questions");
  CHECK(text(questions[0], "id") == "q-16");
}

TEST_CASE("bus.filing: a question's answer comes under its id, once, and the same id asks again only afterwards") {
  FilingRig rig;
  rig.open(routing('b'), kObserver);
  rig.say(routing('b'), kObserver, write_ask("q-1", R"({"kind":"plans"})"));
  rig.say(routing('b'), kObserver, write_ask("q-1", R"({"kind":"plans"})"));
  REQUIRE(rig.port.asked().size() == 1);
  auto const question = rig.port.asked()[0].question;
  CHECK(question.id == "q-1");
  CHECK(question.query == R"({"kind":"plans"})");
  rig.board->answer(question.reply_to, rig.now, R"({"plans":[1.50,2]})");
  rig.board->answer(question.reply_to, rig.now, R"({"plans":"again"})");
  rig.settle();
  CHECK(rig.outlet.sent[routing('b')] ==
        std::vector<std::string>{R"({"type":"answer","mode":"real","id":"q-1","result":{"plans":[1.50,2]}})"});
  CHECK(rig.counters.answers_sent == 1);
  CHECK(rig.counters.answers_dropped == 1);
  rig.say(routing('b'), kObserver, write_ask("q-1", R"({"kind":"plans"})"));
  CHECK(rig.port.asked().size() == 2);
}

TEST_CASE("bus.filing: an answer of 4 MiB comes in parts, four at a time, and each window waits for the echo") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  rig.say(routing('c'), kOperator, write_ask("q-1", "{}"));
  std::string result;
  geo::JsonWriter writer{result};
  writer.begin_object().member("document", text_of_size(4U << 20U)).end_object();
  rig.board->answer(rig.port.asked()[0].question.reply_to, rig.now, result);
  rig.settle();
  auto const first = rig.take(routing('c'));
  REQUIRE(first.size() == 5);
  for (std::size_t i = 0; i < 4; ++i) CHECK(text(first[i], "type") == "answer");
  CHECK(text(first[4], "type") == "heartbeat");
  rig.settle();
  CHECK(rig.take(routing('c')).empty());  // not one more
  rig.echo(routing('c'), kOperator, number(first[4], "beat"));
  auto all = first;
  auto const rest = rig.read_all(routing('c'), kOperator);
  all.insert(all.end(), rest.begin(), rest.end());
  CHECK(assembled(all, "q-1") == result);
  CHECK(rig.board->answer_bytes() == 0);
  CHECK(rig.counters.answers_sent == 1);
}

TEST_CASE("bus.filing: short answers do not wait for a long one, and no answer keeps an officer from an update") {
  FilingRig rig;
  rig.open(routing('a'), kOfficer);
  for (auto const* id : {"long", "short-1", "short-2"}) rig.say(routing('a'), kOfficer, write_ask(id, "{}"));
  auto const asked = rig.port.asked();
  std::string const result = "\"" + std::string(1U << 20U, 'x') + "\"";
  rig.board->answer(asked[0].question.reply_to, rig.now, result);
  rig.board->answer(asked[1].question.reply_to, rig.now, "1");
  rig.board->answer(asked[2].question.reply_to, rig.now, "2");
  rig.settle();
  auto const first = rig.take(routing('a'), "answer");
  REQUIRE(first.size() == 4);
  CHECK(first[1].at("result") == 1);
  CHECK(first[2].at("result") == 2);
  // The window for answers is full and its echo never comes: updates go on.
  rig.record(100);
  CHECK(rig.take(routing('a'), "update").size() == 100);
}

TEST_CASE("bus.filing: filing documents does not fill the window for updates as long as the client reads") {
  FilingRig rig;
  rig.open(routing('a'), kOfficer);
  std::string const document(4U << 20U, 'x');
  for (int i = 0; i < 5; ++i) {
    for (auto const& part : parts_of(document)) {
      rig.say(routing('a'), kOfficer, part);
      for (auto const& beat : rig.take(routing('a'), "heartbeat"))
        rig.echo(routing('a'), kOfficer, number(beat, "beat"));
    }
    rig.now.steady += seconds{1};
  }
  rig.record(150);
  CHECK(rig.take(routing('a'), "update").size() == 150);
}

TEST_CASE("bus.filing: a question without an answer, or an answer that nobody fetches, ends in time") {
  BusLimits limits;
  limits.silent_after = seconds{1000};
  limits.heartbeat = seconds{200};
  FilingRig rig{limits};
  rig.open(routing('c'), kOperator);
  rig.say(routing('c'), kOperator, write_ask("q-1", "{}"));
  rig.say(routing('c'), kOperator, write_ask("q-2", "{}"));
  auto const asked = rig.port.asked();
  std::string const result = "\"" + std::string(1U << 20U, 'x') + "\"";
  rig.board->answer(asked[1].question.reply_to, rig.now, result);
  rig.settle();
  rig.pass(seconds{59});
  CHECK(rig.take(routing('c'), "error").empty());
  rig.pass(seconds{1});
  auto error = rig.take(routing('c'), "error").at(0);
  CHECK(text(error, "code") == "unanswered");
  CHECK(text(error, "id") == "q-1");
  rig.pass(seconds{240});
  error = rig.take(routing('c'), "error").at(0);
  CHECK(text(error, "id") == "q-2");
  CHECK(rig.board->answer_bytes() == 0);
  rig.board->answer(asked[0].question.reply_to, rig.now, "1");  // too late
  rig.settle();
  CHECK(rig.take(routing('c'), "answer").empty());
  CHECK(rig.board->sessions() == 1);
}

TEST_CASE("bus.filing: an answer for a session that is gone reaches nobody, not even the same key's next session") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  rig.say(routing('c'), kOperator, write_ask("q-1", "{}"));
  auto const reply_to = rig.port.asked().at(0).question.reply_to;
  rig.say(routing('c'), kOperator, write_client_bye());
  rig.board->answer(reply_to, rig.now, "1");
  rig.open(routing('c'), kOperator);
  rig.open(routing('a'), kOfficer);
  rig.board->answer(reply_to, rig.now, "1");
  rig.settle();
  CHECK(rig.take(routing('c')).empty());
  CHECK(rig.take(routing('a')).empty());
  CHECK(rig.counters.answers_dropped == 2);
  rig.board->answer({}, rig.now, "1");
  rig.board->answer({999, "q-1"}, rig.now, std::nullopt);
  CHECK(rig.counters.answers_dropped == 4);
}

TEST_CASE("bus.filing: answers that are too long, or for which there is no room, become errors") {
  BusLimits limits;
  limits.answer_bytes = 1000;
  limits.answers_bytes = 2000;
  FilingRig rig{limits};
  rig.open(routing('a'), kOfficer);
  rig.open(routing('b'), key("hk-2"));
  rig.open(routing('c'), kOperator);
  auto const ask = [&](char from, AuthorizedKey const& who, std::string const& id) {
    rig.say(routing(from), who, write_ask(id, "{}"));
    return rig.port.asked().back().question.reply_to;
  };
  std::string const large = "\"" + std::string(900, 'x') + "\"";
  rig.board->answer(ask('a', kOfficer, "q-1"), rig.now, "\"" + std::string(1000, 'x') + "\"");
  CHECK(rig.code(routing('a')) == "answer_too_long");
  rig.board->answer(ask('a', kOfficer, "q-2"), rig.now, std::nullopt);
  CHECK(rig.code(routing('a')) == "busy");
  rig.board->answer(ask('a', kOfficer, "q-3"), rig.now, large);
  CHECK(rig.take(routing('a'), "error").empty());
  rig.board->answer(ask('a', kOfficer, "q-4"), rig.now, large);
  CHECK(rig.code(routing('a')) == "busy");  // of this session
  rig.board->answer(ask('c', kOperator, "q-5"), rig.now, large);
  CHECK(rig.code(routing('c')) == "busy");  // the operators' half is full
  rig.board->answer(ask('b', key("hk-2"), "q-6"), rig.now, large);
  CHECK(rig.take(routing('b'), "error").empty());
  CHECK(rig.board->answer_bytes() == 2 * large.size());
  rig.port.ask_receipt = {CommandReceipt::Verdict::full, {}, {}};
  ask('b', key("hk-2"), "q-7");
  CHECK(rig.code(routing('b')) == "busy");
  rig.port.ask_receipt = {CommandReceipt::Verdict::invalid, "/kind", "plans, plan, …"};
  ask('b', key("hk-2"), "q-7");
  auto const error = rig.take(routing('b'), "error").at(0);
  CHECK(text(error, "code") == "question_invalid");
  CHECK(text(error, "field") == "/query/kind");
}

/// Everything a desk and its bus can show, in one go.
void show_everything(FilingRig& rig) {
  Seq seq = rig.journal.last();
  auto const publish = [&](std::vector<coordinator::ConsoleItem> const& items) {
    rig.journal.append(1);
    std::vector<Update> updates;
    updates.push_back(*make_update(seq + 1, rig.now.utc, items));
    rig.board->publish(rig.now, CentreId::hk, seq, seq + 1, std::move(updates));
    ++seq;
  };
  for (auto const* type : {"incident_changed", "alert_refreshed", "incident_forgotten", "alarm_raised", "alarm_quieted",
                           "notice_shown", "command_done", "command_refused"}) {
    std::string const secret = R"({"type":")" + std::string{type} + R"(","text":"SECRET"})";
    publish({{"", secret}});
    publish({{"hk-1", secret}});
    publish({{"", secret}, {"hk-1", secret}});
    publish({{"ferries-2", secret}});
    // In one entry with what all are shown: the operator gets his own part alone.
    publish({{"", secret}, {"ferries-1", R"({"type":"command_done","command_id":"s-1"})"}, {"", secret}});
    rig.board->publish_unrecorded(CentreId::hk, *make_update(0, rig.now.utc, {{"", secret}}));
    rig.board->publish_unrecorded(
        CentreId::hk,
        *make_update(0, rig.now.utc, {{"", secret}, {"ferries-1", R"({"type":"command_done","command_id":"s-1"})"}}));
  }
  DeskStatus status{Recording::degraded, "SECRET", {}};
  status.links.push_back({CentreId::mo, LinkState::State::up, 2, rig.now.utc});
  rig.board->set_status(rig.now, CentreId::hk, status);
  rig.settle();
}

TEST_CASE("bus.filing: an operator is shown its own outcomes and answers, and nothing else of the centre") {
  FakeJournal journal;
  journal.append(50);  // of the past: all of it is the centre's
  FilingRig rig{{}, Curve::on, &journal};
  DeskStatus const trouble{Recording::degraded, "SECRET", {}};
  rig.board->set_status(rig.now, CentreId::hk, trouble);
  rig.hello(routing('c'), kOperator);
  rig.settle();
  auto messages = rig.take(routing('c'));
  REQUIRE(messages.size() == 2);
  CHECK(text(messages[0], "type") == "welcome");
  CHECK(text(messages[0], "role") == "operator");
  CHECK(text(messages[0], "party") == "operator:example-ferries");
  CHECK_FALSE(messages[0].contains("status"));
  CHECK_FALSE(messages[0].contains("traffic"));
  CHECK(text(messages[1], "type") == "caught_up");
  CHECK(number(messages[1], "seq") == 50);

  show_everything(rig);
  std::set<std::string> types;
  std::size_t recorded = 0;
  std::size_t unrecorded = 0;
  Seq cursor = 50;
  auto const look = [&](boost::json::object const& message) {
    INFO(boost::json::serialize(message));
    types.insert(text(message, "type"));
    CHECK(boost::json::serialize(message).find("SECRET") == std::string::npos);
    if (text(message, "type") != "update") return;
    REQUIRE(message.at("effects").as_array().size() == 1);
    CHECK(text(message.at("effects").as_array()[0].as_object(), "type") == "command_done");
    if (!message.at("recorded").as_bool()) {
      ++unrecorded;
      return;
    }
    CHECK(number(message, "prev_seq") == cursor);
    cursor = number(message, "seq");
    ++recorded;
  };
  for (auto const& message : rig.take(routing('c'))) look(message);
  CHECK(recorded == 8);
  CHECK(unrecorded == 8);
  CHECK(types == std::set<std::string>{"update"});

  SECTION("not when it comes back, from memory and from what is not on record") {
    types.clear();
    recorded = 0;
    unrecorded = 0;
    cursor = 50;
    rig.hello(routing('d'), kOperator, 50);
    rig.settle();
    for (auto const& message : rig.take(routing('d'))) look(message);
    CHECK(recorded == 8);
    CHECK(unrecorded == 8);
    CHECK(types == std::set<std::string>{
                       "welcome",
                       "update",
                       "caught_up",
                   });
  }
  SECTION("not by anything that it can say") {
    types.clear();
    for (auto const& frame :
         {write_received(0), write_heartbeat_echo(0), write_command("c-1", "{}"), part_of("doc", 0, 3),
          submit_of("s-2", "doc"), write_ask("q-1", "{}"), std::string{R"({"type":"subscribe","topic":"traffic.HK"})"},
          std::string{R"({"type":"hello","version":1,"centre":"HK","last_seq":0,"client":"x","officer":"hk-1"})"}})
      rig.say(routing('c'), kOperator, frame);
    rig.settle();
    rig.pass(seconds{5});
    for (auto const& message : rig.take(routing('c'))) {
      types.insert(text(message, "type"));
      CHECK(boost::json::serialize(message).find("SECRET") == std::string::npos);
    }
    CHECK(types == std::set<std::string>{"caught_up", "error", "heartbeat", "part_received", "update", "welcome"});
    // And it stays who it is, whatever it says.
    rig.say(routing('c'), kOperator, submit_of("s-3"));
    CHECK(rig.port.filed().back().client.party == "operator:example-ferries");
  }
  SECTION("while an officer is shown all of it") {
    rig.hello(routing('a'), kOfficer, 50);
    rig.settle();
    std::size_t secrets = 0;
    for (auto const& message : rig.take(routing('a'), "update"))
      if (boost::json::serialize(message).find("SECRET") != std::string::npos) ++secrets;
    CHECK(secrets == 8 * 4 + 2 * 8);
  }
}

TEST_CASE("bus.filing: another hello on the same connection brings no new allowance and no new window for answers") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  std::string const result = "\"" + std::string(1U << 20U, 'x') + "\"";
  std::size_t asked = 0;
  std::size_t filed = 0;
  std::size_t messages = 0;
  for (int i = 0; i < 10; ++i) {
    for (int n = 0; n < 4; ++n) {
      rig.say(routing('c'), kOperator, write_ask("q-" + std::to_string(n), "{}"));
      rig.say(routing('c'), kOperator, submit_of("s-" + std::to_string(n)));
      for (; asked < rig.port.asked().size(); ++asked)
        rig.board->answer(rig.port.asked()[asked].question.reply_to, rig.now, result);
    }
    filed = rig.port.filed().size();
    rig.settle();
    messages += rig.take(routing('c'), "answer").size();
    rig.open(routing('c'), kOperator);
  }
  CHECK(asked == 20);
  CHECK(filed == 20);
  CHECK(messages == 4);
  // What waited for the old session is gone with it.
  CHECK(rig.board->answer_bytes() == 0);
}

TEST_CASE("bus.filing: a key that is enrolled anew with another role, centre or party loses its session") {
  FilingRig rig;
  auto changed = kOperator;
  rig.open(routing('c'), kOperator);
  rig.board->keys_changed([&](std::string_view) { return &changed; });
  CHECK(rig.board->sessions() == 1);
  SECTION("role") {
    changed.role = Role::observer;
  }
  SECTION("centre") {
    changed.centre = CentreId::mo;
  }
  SECTION("party") {
    changed.company = "another-company";
  }
  SECTION("name") {
    changed.name = "ferries-2";
  }
  rig.board->keys_changed([&](std::string_view) { return &changed; });
  CHECK(rig.board->sessions() == 0);
  CHECK(rig.code(routing('c')) == "key_revoked");
}

TEST_CASE("bus.filing: who wants nothing of the past begins with what is newest") {
  FilingRig rig;
  rig.record(2000);  // more than memory holds
  rig.hello(routing('c'), kOfficer, 7, R"(,"start":"newest","journal":"of-last-year")");
  rig.settle();
  auto messages = rig.take(routing('c'));
  REQUIRE(messages.size() == 2);
  CHECK(number(messages[0], "newest_seq") == 2000);
  CHECK(text(messages[1], "type") == "caught_up");
  CHECK(number(messages[1], "seq") == 2000);
  rig.record(1);
  auto const update = rig.take(routing('c'), "update").at(0);
  CHECK(number(update, "seq") == 2001);
  CHECK(number(update, "prev_seq") == 2000);
}

TEST_CASE("bus.filing: garbage in filings and questions is refused with the right code, and the session lives on") {
  FilingRig rig;
  rig.open(routing('c'), kOperator);
  auto const digest = geo::to_hex(geo::sha256("x"));
  struct Case {
    std::string frame;
    std::string code;
    std::string field;
    std::string id;
  };
  for (auto const& [frame, code, field, id] : std::vector<Case>{
           {R"({"type":"document"})", "bad_message", "/digest", ""},
           {R"({"type":"document","digest":"abc","size":1,"offset":0,"text":"x"})", "bad_message", "/digest", ""},
           {R"({"type":"document","digest":")" + digest + R"(","size":"1","offset":0,"text":"x"})", "bad_message",
            "/size", ""},
           {R"({"type":"document","digest":")" + digest + R"(","size":1,"offset":-1,"text":"x"})", "bad_message",
            "/offset", ""},
           {R"({"type":"document","digest":")" + digest + R"(","size":1,"offset":0,"text":["x"]})", "bad_message",
            "/text", ""},
           {R"({"type":"document","digest":")" + digest + R"(","size":1,"offset":18446744073709551615,"text":"x"})",
            "document_unknown", "/digest", ""},
           {R"({"type":"document","digest":")" + digest + "\",\"size\":1,\"offset\":0,\"text\":\"\xff\"}", "bad_json",
            "", ""},
           {R"({"type":"document","digest":")" + digest + R"(","size":3,"offset":0,"text":"\ud800"})", "bad_json", "",
            ""},
           {R"({"type":"submit"})", "bad_message", "/id", ""},
           {R"({"type":"submit","id":"s"})", "bad_message", "/statement", "s"},
           {R"({"type":"submit","id":"s","statement":{},"signature":"x"})", "bad_message", "/statement", "s"},
           {R"({"type":"submit","id":"s","statement":"","signature":"x"})", "bad_message", "/statement", "s"},
           {R"({"type":"submit","id":"s","statement":")" + std::string(kLongestStatement + 1, 'x') +
                R"(","signature":"x"})",
            "bad_message", "/statement", "s"},
           {R"({"type":"submit","id":"s","statement":"{}","signature":""})", "bad_message", "/signature", "s"},
           {R"({"type":"submit","id":"s","statement":"{}","signature":"a\nb"})", "bad_message", "/signature", "s"},
           {R"({"type":"submit","id":"s","statement":"{}","signature":"x","document":7})", "bad_message", "/document",
            "s"},
           {R"({"type":"ask","query":{}})", "bad_message", "/id", ""},
           {R"({"type":"ask","id":")" + std::string(65, 'x') + R"(","query":{}})", "bad_message", "/id", ""},
           {R"({"type":"ask","id":"q","query":"plans"})", "bad_message", "/query", "q"},
           {R"({"type":"ask","id":"q","query":)" + std::string(20, '[') + std::string(20, ']') + "}", "bad_json", "",
            ""},
           {R"({"type":"answer","id":"q","result":{}})", "unknown_type", "/type", ""},
           {R"({"type":"approve","id":"s"})", "unknown_type", "/type", ""},
           {R"({"type":"hello","version":1,"centre":"HK","last_seq":0,"client":"x","start":"oldest"})", "bad_message",
            "/start", ""},
       }) {
    INFO(frame.substr(0, 200));
    rig.say(routing('c'), kOperator, frame);
    auto const errors = rig.take(routing('c'), "error");
    REQUIRE(errors.size() == 1);
    CHECK(text(errors[0], "code") == code);
    CHECK(text(errors[0], "field") == field);
    CHECK(text(errors[0], "id") == id);
    CHECK(text(errors[0], "scope") == "message");
  }
  CHECK(rig.port.filed().empty());
  CHECK(rig.port.asked().empty());
  CHECK(rig.board->upload_bytes() == 0);
  rig.say(routing('c'), kOperator, submit_of("s-1"));
  CHECK(rig.port.filed().size() == 1);
}

TEST_CASE("bus.filing: pieces end between code points, and every piece is as long as it may be") {
  std::string const text =
      "a伶b仃\xf0\x9f\x9a\xa2"
      "c";  // 1, 3, 1, 3, 4, 1 bytes
  std::vector<std::string> pieces;
  for (std::size_t start = 0; start < text.size();) {
    auto const end = end_of_piece(text, start, 4);
    pieces.push_back(text.substr(start, end - start));
    start = end;
  }
  CHECK(pieces == std::vector<std::string>{"a伶", "b仃", "\xf0\x9f\x9a\xa2", "c"});
  // Bytes that are no UTF-8 are cut somewhere, but cut.
  CHECK(end_of_piece(std::string(10, '\x80'), 0, 4) > 0);
}

}  // namespace
}  // namespace lingding::bus::test
