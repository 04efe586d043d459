// Statements: what is written is read back, and nothing else is read.

#include "plans/statement.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "plans/canonical.hpp"
#include "tests/plans/ledger_world.hpp"
#include "tests/plans/plan_text.hpp"
#include "tests/plans/statement_samples.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

std::string first_pointer(std::string_view text) {
  auto const read = read_statement(text);
  return read ? "accepted" : read.error().front().pointer;
}

}  // namespace

TEST_CASE("plans.statement: every kind is read back as it was written, in canonical form") {
  std::set<StatementKind> kinds;
  for (auto const& statement : one_of_each_kind()) {
    kinds.insert(statement.kind());
    std::string const text = write_statement(statement);
    CAPTURE(text);
    auto const read = read_statement(text);
    REQUIRE(read.has_value());
    CHECK(*read == statement);
    // RFC 8785 by its own implementation.
    CHECK(canonical_json(text).value() == text);
    CHECK(parse_statement_kind(to_text(statement.kind())) == statement.kind());
  }
  CHECK(kinds.size() == kStatementKinds);
}

TEST_CASE("plans.statement: a filing's bytes are those of RFC 8785") {
  // Written out by hand: members in order, no blanks.
  Statement const said{"operator:blue-egret-1", at("2026-03-02T08:00:00Z"), company(), "渡輪主任",
                       PlanWithdrawn{"HK-2026-014", day("2026-04-01"), "航線\"停辦\""}};
  CHECK(write_statement(said) ==
        R"({"by":{"name":"渡輪主任","party":"operator:blue-egret"},"from":"2026-04-01","id":"operator:blue-egret-1",)"
        R"("kind":"plan_withdrawn","made_at":"2026-03-02T08:00:00.000Z","plan_id":"HK-2026-014",)"
        R"("reason":"航線\"停辦\"","statement":"lingding/statement/1"})");
}

TEST_CASE("plans.statement: other bytes for the same content are refused") {
  std::string const text = write_statement(one_of_each_kind().front());
  CHECK_FALSE(read_statement(" " + text).has_value());
  CHECK_FALSE(read_statement(text + "\n").has_value());
  CHECK_FALSE(read_statement(changed(text, "\"by\":{", "\"by\": {")).has_value());
  CHECK_FALSE(read_statement(changed(text, "Officer", "\\u004fffficer")).has_value());
  CHECK_FALSE(read_statement(changed(text, "\"version\":1", "\"version\":1.0")).has_value());
  CHECK_FALSE(read_statement("").has_value());
  CHECK_FALSE(read_statement("[]").has_value());
  CHECK_FALSE(read_statement("null").has_value());
}

TEST_CASE("plans.statement: what is wrong is named by its pointer") {
  std::string const filed = write_statement(one_of_each_kind().front());
  CHECK(first_pointer(changed(filed, "\"kind\":\"plan_filed\"", "\"kind\":\"plan_approved\"")) == "/kind");
  CHECK(first_pointer(changed(filed, "lingding/statement/1", "lingding/statement/2")) == "/statement");
  CHECK(first_pointer(changed(filed, "\"home\":\"HK\"", "\"home\":\"XX\"")) == "/home");
  CHECK(first_pointer(changed(filed, "\"home\":\"HK\",", "")) == "/home");
  CHECK(first_pointer(changed(filed, "\"home\":\"HK\",", "\"home\":\"HK\",\"hone\":\"HK\",")) == "/hone");
  CHECK(first_pointer(changed(filed, "\"plan_id\":\"HK-2026-014\"", "\"plan_id\":\"hk-2026-014\"")) == "/plan_id");
  CHECK(first_pointer(changed(filed, "\"version\":1", "\"version\":0")) == "/version");
  CHECK(first_pointer(changed(filed, "\"version\":1", "\"version\":1000001")) == "/version");
  CHECK(first_pointer(changed(filed, "\"version\":1", "\"version\":-1")) == "/version");
  CHECK(first_pointer(changed(filed, "\"id\":\"operator:blue-egret-", "\"id\":\"operator:red-egret-")) == "/id");
  CHECK(first_pointer(changed(filed, "\"party\":\"operator:blue-egret\"", "\"party\":\"operator:\"")) == "/by/party");
  CHECK(first_pointer(changed(filed, "2026-03-02T08:00:00.000Z", "2026-03-02T08:00:00Z")) == "/made_at");
  CHECK(first_pointer(changed(filed, "2026-03-02T08:00:00.000Z", "2026-02-30T08:00:00.000Z")) == "/made_at");
  // Twice the same member; a lone surrogate; a control; an NFD text; a text that turns its direction.
  CHECK(first_pointer(changed(filed, "\"home\":\"HK\"", "\"home\":\"HK\",\"home\":\"MO\"")) != "accepted");
  CHECK(first_pointer(changed(filed, "Officer", "\\ud800")) != "accepted");
  CHECK(first_pointer(changed(filed, "Officer", "\\u0007")) == "/by/name");
  CHECK(first_pointer(changed(filed, "Officer", "e\xCC\x81")) == "/by/name");
  CHECK(first_pointer(changed(filed, "Officer", "\xE2\x80\xAE")) == "/by/name");
  CHECK(first_pointer(changed(filed, "Officer 值班員", "")) == "/by/name");
  CHECK(first_pointer(changed(filed, "Officer", std::string(kMaxSpeakerBytes + 1, 'x'))) == "/by/name");
}

TEST_CASE("plans.statement: lists and pages keep their order and their bounds") {
  for (auto const& statement : one_of_each_kind()) {
    std::string const text = write_statement(statement);
    if (statement.kind() == StatementKind::plan_registered) {
      CHECK(first_pointer(changed(text, "\"centre\":\"CN-GD\"", "\"centre\":\"MO\"")) == "/modules/0/centre");
      CHECK(first_pointer(changed(text, "\"copy\":1,", "\"copy\":1001,")) == "/holders/0/copy");
    }
    if (statement.kind() == StatementKind::arrangement_page) {
      CHECK(first_pointer(changed(text, "[\"HK\",\"MO\"]", "[\"MO\",\"HK\"]")) == "/parties/1");
      CHECK(first_pointer(changed(text, "[\"HK\",\"MO\"]", "[\"HK\",\"HK\"]")) == "/parties/1");
      CHECK(first_pointer(changed(text, "\"status\":\"signed\"", "\"status\":\"unsigned\"")) == "/signed_on");
      CHECK(first_pointer(changed(text, "\"from\":\"2026-05-01\"", "\"from\":\"2026-04-29\"")) == "/from");
    }
    if (statement.kind() == StatementKind::plan_reissued) {
      CHECK(first_pointer(changed(text, "\"number\":2", "\"number\":3")) == "/amendment/number");
      CHECK(first_pointer(changed(text, "\"cause\":\"centre_module\"", "\"cause\":\"whim\"")) == "/amendment/cause");
    }
    if (statement.kind() == StatementKind::exercise_held)
      CHECK(first_pointer(changed(text, "\"477000011\"", "\"970000111\"")) == "/ships/0");
    if (statement.kind() == StatementKind::plan_transferred)
      CHECK(first_pointer(changed(text, "\"new_plan_id\":\"MO-", "\"new_plan_id\":\"HK-")) == "/new_plan_id");
  }
}

TEST_CASE("plans.statement: each kind is signed by the purpose that may say it, of the right place") {
  auto const needed = [](Party const& by, StatementBody body) {
    return needed_signature({"x-1", {}, by, "n", std::move(body)});
  };
  PlanFiled filed;
  filed.plan_id = "MO-1A";
  CHECK(needed(company(), filed) == NeededSignature{CentreId::mo, Purpose::operator_, "blue-egret"});
  CHECK_FALSE(needed(CentreId::mo, filed).has_value());
  CHECK_FALSE(needed(ship("453000011"), filed).has_value());
  CHECK(needed(CentreId::hk, PlanRegistered{}) == NeededSignature{CentreId::hk, Purpose::centre, "HK"});
  CHECK_FALSE(needed(company(), PlanRegistered{}).has_value());
  PlanReissued reissued;
  reissued.plan_id = "HK-1A";
  CHECK(needed(CentreId::hk, reissued) == NeededSignature{CentreId::hk, Purpose::service, "HK"});
  CHECK_FALSE(needed(company(), reissued).has_value());
  Receipt receipt;
  receipt.plan_id = "HK-1A";
  CHECK(needed(CentreId::mo, receipt) == NeededSignature{CentreId::mo, Purpose::service, "MO"});
  CHECK(needed(company(), receipt) == NeededSignature{CentreId::hk, Purpose::operator_, "blue-egret"});
  CHECK(needed(ship("477000011"), receipt) == NeededSignature{CentreId::hk, Purpose::ship, "477000011"});
  CHECK_FALSE(needed(ship("477000011"), PlanWithdrawn{"HK-1A", {}, "x"}).has_value());
  CHECK_FALSE(needed(company(), ObservationRaised{"HK-1A", 1, "x"}).has_value());
  CHECK_FALSE(needed(company(), CentreModulePublished{}).has_value());
  CHECK_FALSE(needed(company(), ArrangementPage{}).has_value());
}

TEST_CASE("plans.party: three forms, and no others") {
  CHECK(parse_party("HK") == Party{CentreId::hk});
  CHECK(parse_party("operator:Blue.Egret_2-x") == Party{CompanyId{"Blue.Egret_2-x"}});
  CHECK(parse_party("ship:477000011") == Party{ship("477000011")});
  for (char const* text : {"", "hk", "operator:", "operator:-x", "operator:a b", "ship:", "ship:47700001",
                           "ship:970000111", "ship:004773500", "centre:HK", "operator:x\n"})
    CHECK_FALSE(parse_party(text).has_value());
  CHECK_FALSE(parse_party("operator:" + std::string(65, 'a')).has_value());
}

TEST_CASE("plans.party: a plan's id names its home centre") {
  CHECK(home_of("HK-2026-014") == CentreId::hk);
  CHECK(home_of("CN-GD-SAMPLE-01") == CentreId::cn_gd);
  CHECK(home_of("MO-1") == CentreId::mo);
  for (char const* id :
       {"", "HK", "HK-", "HK--1", "XX-1", "HK-a", "HK 1", "HKK-1", "HK-12345678901234567890123456789012"})
    CHECK_FALSE(home_of(id).has_value());
}
