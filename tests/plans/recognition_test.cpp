// Recognition: each condition by itself, in four languages; and that there is no approval anywhere.

#include "plans/recognition.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/plans/ledger_world.hpp"
#include "tests/plans/statement_samples.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

constexpr CentreId kHk = CentreId::hk;
constexpr CentreId kMo = CentreId::mo;
constexpr CentreId kGd = CentreId::cn_gd;
constexpr char const* kPlan = "HK-2026-014";

/// "recognised", or the codes of what fails, in order.
std::string standing(Recognition const& recognition) {
  std::string text;
  for (auto const& failing : recognition.failing)
    text += (text.empty() ? "" : " ") + std::string{to_text(failing.condition)};
  CHECK((recognition.standing == Standing::recognised) == text.empty());
  return text.empty() ? "recognised" : text;
}

/// A plan of Hong Kong, registered, replicated, with its document everywhere; and a page between Hong Kong and Macao.
World with_plan(PlanFacts const& facts, bool page = true) {
  World world;
  world.publish_modules();
  world.learn_everywhere(facts);
  if (page)
    world.must_say(kHk, kHk,
                   ArrangementPage{{kHk, kMo}, day("2026-02-01"), PageStatus::signed_page, day("2026-02-01"), "test"});
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  world.must_say(kHk, kHk, registration_for(facts, filing));
  world.replicate_all();
  return world;
}
World with_plan() {
  return with_plan(facts_for({}));
}

/// A record of Hong Kong as its software should never have made it: rules for documents are not a chain's, so others
/// take it with effect.
void force(World& world, CentreId to, StatementBody body) {
  Statement const said = world.statement(kHk, std::move(body));
  ChainHead const head = world.ledger(to).heads()[1];
  Record record;
  record.origin = kHk;
  record.seq = head.seq + 1;
  record.recorded_at = world.now;
  record.statement = write_statement(said);
  record.jws = stand_in_signature(record.statement, right_signer(said));
  record.prev = head.hash;
  record.hash = record_hash(record);
  REQUIRE(world.ledger(to).accept(record, right_signer(said), world.now).has_value());
}

/// A plan that Hong Kong registered although it should not have; as Macao and Guangdong see it.
std::string standing_of_forced(PlanFacts const& facts) {
  World world;
  world.publish_modules();
  for (auto const centre : {kGd, kMo}) world.learn(centre, facts);
  Statement const filing = world.statement(company(), filing_for(facts));
  for (auto const centre : {kGd, kMo}) {
    ChainHead const head = world.ledger(centre).heads()[1];
    Record record{kHk, head.seq + 1, world.now, write_statement(filing), "", "", head.hash, {}};
    record.jws = stand_in_signature(record.statement, right_signer(filing));
    record.hash = record_hash(record);
    REQUIRE(world.ledger(centre).accept(record, right_signer(filing), world.now).has_value());
  }
  PlanFacts as_registered = facts;
  as_registered.plan_id = kPlan;
  as_registered.company = "blue-egret";
  force(world, kGd, registration_for(as_registered, filing.id));
  return standing(world.recognise(kGd, kPlan, 1));
}

}  // namespace

TEST_CASE("plans.recognition: when every condition is met the plan is recognised, and nobody was asked") {
  World const world = with_plan();
  for (auto const centre : geo::kCentres) {
    auto const recognition = world.recognise(centre, kPlan, 1);
    CHECK(standing(recognition) == "recognised");
    CHECK(one_line_of_faults(recognition, Language::en).empty());
    CHECK(recognition.home == kHk);
    // Neither Guangdong nor Macao has said a word about the plan.
    if (centre != kHk) CHECK(world.chain(centre).size() == 1);  // its module
  }
}

TEST_CASE("plans.recognition: the arrangement's pages, as they are shipped") {
  World const world = with_plan(facts_for({}), false);
  // Guangdong–Hong Kong: signed on 9 September 2015. Guangdong–Macao: signed, the date blank. Hong Kong–Macao: none.
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "recognised");
  CHECK(standing(world.recognise(kMo, kPlan, 1)) == "no_page");
  Ledger const& ledger = world.ledger(kHk);
  auto const page = [&](CentreId a, CentreId b, char const* time) {
    return page_between(ledger, a, b, {at(time), world.now});
  };
  CHECK(page(kGd, kHk, "2015-09-08T16:00:00Z").in_force);  // 00:00 on the ninth
  CHECK(page(kHk, kGd, "2015-09-08T16:00:00Z").in_force);
  CHECK(page(kGd, kHk, "2015-09-08T15:59:59.999Z").failing == Condition::page_not_yet);
  CHECK(page(kGd, kHk, "2015-09-08T15:59:59.999Z").from == day("2015-09-09"));
  CHECK(page(kGd, kMo, "2026-03-01T00:00:00Z").in_force);
  CHECK(page(kGd, kMo, "2026-03-01T00:00:00Z").remarks == std::vector{Remark::page_date_not_known});
  CHECK(page(kHk, kMo, "2026-03-01T00:00:00Z").failing == Condition::no_page);
  REQUIRE(read_arrangement(shipped_arrangement_text()).has_value());
  CHECK(shipped_arrangement().title_zh_hant == "粵港澳三地搜救機構《客船與搜救中心合作計劃》互認合作安排");
}

TEST_CASE("plans.recognition: a page stands by what its parties state, each for itself") {
  World world = with_plan();
  auto const state = [&](CentreId by, PageStatus status, char const* from) {
    bool const is_signed = status == PageStatus::signed_page;
    world.must_say(
        by, by,
        ArrangementPage{{kHk, kMo}, is_signed ? std::optional{day(from)} : std::nullopt, status, day(from), "t"});
    world.replicate_all();
  };
  auto const on = [&](char const* time) {
    return standing(recognise(world.ledger(kMo), kPlan, 1, kMo, {at(time), world.now}));
  };
  auto const now = world.recognise(kMo, kPlan, 1);
  CHECK(now.remarks == std::vector{Remark::page_stated_by_one});
  state(kMo, PageStatus::signed_page, "2026-02-01");
  CHECK(world.recognise(kMo, kPlan, 1).remarks.empty());
  state(kMo, PageStatus::suspended, "2026-05-01");
  CHECK(on("2026-04-30T15:59:59Z") == "recognised");
  CHECK(on("2026-04-30T16:00:00Z") == "page_suspended");
  // Hong Kong can't lift what Macao has suspended; Macao can.
  state(kHk, PageStatus::signed_page, "2026-06-01");
  CHECK(on("2026-06-02T00:00:00Z") == "page_suspended");
  state(kMo, PageStatus::signed_page, "2026-07-01");
  CHECK(on("2026-07-02T00:00:00Z") == "recognised");
  state(kHk, PageStatus::ended, "2026-09-01");
  CHECK(on("2026-09-02T00:00:00Z") == "page_ended");
  state(kHk, PageStatus::unsigned_page, "2026-10-01");
  CHECK(on("2026-10-02T00:00:00Z") == "page_unsigned");
  // A page whose signature is bad here counts for nothing.
  World doubting = with_plan(facts_for({}), false);
  doubting.distrusts[kMo] = {kHk};
  doubting.must_say(kHk, kHk,
                    ArrangementPage{{kHk, kMo}, day("2026-02-01"), PageStatus::signed_page, day("2026-02-01"), "test"});
  doubting.replicate_all();
  CHECK(page_between(doubting.ledger(kMo), kHk, kMo, doubting.as_of()).failing == Condition::no_page);
  CHECK(page_between(doubting.ledger(kGd), kHk, kMo, doubting.as_of()).in_force);
}

TEST_CASE("plans.recognition: a version has to be registered and in force") {
  World world;
  world.publish_modules();
  PlanFacts const facts = facts_for({});
  CHECK(standing(world.recognise(kGd, "no plan id", 1)) == "not_registered");
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "not_registered document_not_held");
  world.learn_everywhere(facts);
  CHECK(world.recognise(kGd, kPlan, 1).failing[0].detail == "draft");
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  world.replicate_all();
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "not_registered");
  CHECK(world.recognise(kGd, kPlan, 1).failing[0].detail == "filed");
  world.must_say(kHk, kHk, PlanReturned{filing, {{"x", "", "x"}}});
  world.replicate_all();
  CHECK(world.recognise(kGd, kPlan, 1).failing[0].detail == "returned");
  std::string const again = world.must_say(kHk, company(), filing_for(facts));
  PlanRegistered registration = registration_for(facts, again);
  registration.valid_from = day("2026-04-01");
  registration.valid_until = day("2026-12-31");
  world.must_say(kHk, kHk, registration);
  world.replicate_all();
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "not_yet_in_force");
  world.now = at("2026-03-31T16:00:00Z");
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "recognised");
  world.now = at("2026-12-31T15:59:59.999Z");
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "recognised");
  world.now = at("2026-12-31T16:00:00Z");
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "expired");
}

TEST_CASE("plans.recognition: superseded, withdrawn and transferred versions are not recognised") {
  World world = with_plan();
  PlanSpec next;
  next.version = 2;
  world.learn_everywhere(facts_for(next));
  world.register_plan(next, 1);
  world.replicate_all();
  CHECK(standing(world.recognise(kMo, kPlan, 1)) == "superseded");
  CHECK(standing(world.recognise(kMo, kPlan, 2)) == "recognised");
  World withdrawn = world;
  withdrawn.must_say(kHk, company(), PlanWithdrawn{kPlan, day("2026-03-02"), "x"});
  withdrawn.replicate_all();
  CHECK(standing(withdrawn.recognise(kMo, kPlan, 2)) == "withdrawn");
  PlanSpec sold;
  sold.plan_id = "MO-2026-003";
  sold.mmsi = "453000011";
  world.learn_everywhere(facts_for(sold));
  world.register_plan(sold);
  world.must_say(kMo, kMo, PlanTransferred{kPlan, "MO-2026-003", day("2026-03-01")});
  world.replicate_all();
  CHECK(standing(world.recognise(kMo, kPlan, 2)) == "transferred");
  CHECK(standing(world.recognise(kMo, "MO-2026-003", 1)) == "recognised");
  CHECK(recognise(world.ledger(kGd), kPlan, kGd, world.as_of()).version == 2);  // shown in distress all the same
}

TEST_CASE("plans.recognition: the home centre's signature has to verify here") {
  World world;
  world.publish_modules();
  world.learn_everywhere(facts_for({}));
  world.distrusts[kGd] = {kHk};
  world.register_plan({});
  world.replicate_all();
  auto const recognition = world.recognise(kGd, kPlan, 1);
  CHECK(standing(recognition) == "signature_bad");
  CHECK(recognition.failing[0].detail == "the authority is not pinned here");
  CHECK(recognition.failing[0].record == RecordRef{kHk, 3});
  // The company's own signature is only a remark.
  CHECK(recognition.remarks == std::vector{Remark::operator_signature_unverified});
  CHECK(standing(world.recognise(kHk, kPlan, 1)) == "recognised");
}

TEST_CASE("plans.recognition: the document and the ship have to be what the arrangement is about") {
  PlanFacts facts = facts_for({});
  CHECK(standing_of_forced(facts) == "recognised");
  facts.ships[0].passenger_ship = false;
  CHECK(standing_of_forced(facts) == "not_passenger_ship");
  facts = facts_for({});
  facts.scheduled = false;
  CHECK(standing_of_forced(facts) == "not_scheduled");
  facts = facts_for({});
  facts.crosses = {kHk};
  CHECK(standing_of_forced(facts) == "not_cross_boundary");
  facts = facts_for({});
  facts.calls_at = {kHk};
  CHECK(standing_of_forced(facts) == "not_cross_boundary");
  facts = facts_for({});
  facts.ships[0].registry = kMo;
  CHECK(standing_of_forced(facts) == "wrong_registry");
  CHECK(standing_of_forced(facts_for({kPlan, 1, "453000011"})) == "wrong_registry");
  facts = facts_for({});
  facts.company = "red-egret";
  CHECK(standing_of_forced(facts) == "document_differs");
  facts = facts_for({});
  facts.module_digests[0] = digest("another");
  CHECK(standing_of_forced(facts) == "document_differs");
  facts = facts_for({});
  facts.sample = true;
  CHECK(standing_of_forced(facts) == "recognised");
}

TEST_CASE("plans.recognition: a document that is not here is said to be missing") {
  World world;
  world.publish_modules();
  world.learn(kHk, facts_for({}));
  world.register_plan({});
  world.replicate_all();
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "document_not_held");
  UtcTime const before = world.now;
  world.pass(std::chrono::minutes{1});
  world.learn(kGd, facts_for({}));
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "recognised");
  CHECK(standing(recognise(world.ledger(kGd), kPlan, 1, kGd, {world.now, before})) == "document_not_held");
}

TEST_CASE("plans.recognition: the modules of all three centres have to be carried and current") {
  World world = with_plan();
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-10")});
  world.replicate_all();
  CHECK(standing(world.recognise(kGd, kPlan, 1)) == "recognised");  // its day has not come
  world.now = at("2026-03-09T16:00:00Z");
  auto const stale = world.recognise(kGd, kPlan, 1);
  CHECK(standing(stale) == "module_not_current");
  CHECK(stale.failing[0].centre == kMo);
  CHECK(sentence(stale.failing[0], Language::en) == "the module of Macao is out of date (1 < 2)");
  // Re-issued with the new module, it is recognised again, without anybody.
  PlanSpec spec;
  spec.version = 2;
  spec.modules = {1, 1, 2};
  PlanFacts const facts = facts_for(spec);
  world.learn_everywhere(facts);
  PlanReissued const reissue{kPlan, 2, facts.document, registration_for(facts, "").modules, "carried", {{kMo, 2}}};
  world.must_say(kHk, kHk, reissue);
  world.replicate_all();
  for (auto const centre : geo::kCentres) CHECK(standing(world.recognise(centre, kPlan, 2)) == "recognised");
  // A module that is not known here, or is another.
  World late;
  for (auto const centre : {kGd, kHk})
    late.must_say(centre, centre, CentreModulePublished{centre, 1, module_digest(centre, 1), day("2026-01-05")});
  late.must_say(kMo, kMo, CentreModulePublished{kMo, 1, module_digest(kMo, 1), day("2026-01-05")});
  late.replicate(kGd, kHk);
  late.replicate(kMo, kHk);
  late.learn_everywhere(facts_for({}));
  late.register_plan({});
  late.replicate(kHk, kGd);
  CHECK(standing(late.recognise(kGd, kPlan, 1)) == "module_unknown");
  late.replicate(kMo, kGd);
  CHECK(standing(late.recognise(kGd, kPlan, 1)) == "recognised");
  World other;
  other.must_say(kMo, kMo, CentreModulePublished{kMo, 1, digest("another"), day("2026-01-05")});
  for (auto const centre : {kGd, kHk})
    other.must_say(centre, centre, CentreModulePublished{centre, 1, module_digest(centre, 1), day("2026-01-05")});
  other.replicate_all();
  PlanFacts const plan = facts_for({});
  other.learn(kGd, plan);
  Statement const filing = other.statement(company(), filing_for(plan));
  ChainHead const head = other.ledger(kGd).heads()[1];
  Record record{kHk, head.seq + 1, other.now, write_statement(filing), "x", "", head.hash, {}};
  record.hash = record_hash(record);
  REQUIRE(other.ledger(kGd).accept(record, right_signer(filing), other.now).has_value());
  force(other, kGd, registration_for(plan, filing.id));
  CHECK(standing(other.recognise(kGd, kPlan, 1)) == "module_differs");
}

TEST_CASE("plans.recognition: a re-issue that changed more than modules is not recognised") {
  World world = with_plan();
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-02")});
  world.replicate_all();
  PlanSpec spec;
  spec.version = 2;
  spec.modules = {1, 1, 2};
  spec.content = "and a telephone number";
  PlanFacts const facts = facts_for(spec);
  world.learn_everywhere(facts);
  force(world, kGd, PlanReissued{kPlan, 2, facts.document, registration_for(facts, "").modules, "carried", {{kMo, 2}}});
  CHECK(standing(world.recognise(kGd, kPlan, 2)) == "reissue_changes_more");
}

TEST_CASE("plans.recognition: an observation suspends nothing") {
  World world = with_plan();
  world.must_say(kMo, kMo, ObservationRaised{kPlan, 1, "The drawings are hard to read."});
  world.must_say(kGd, kGd, ObservationRaised{kPlan, 1, "So we find."});
  world.replicate_all();
  for (auto const centre : geo::kCentres) {
    auto const recognition = world.recognise(centre, kPlan, 1);
    CHECK(standing(recognition) == "recognised");
    CHECK(std::count(recognition.remarks.begin(), recognition.remarks.end(), Remark::observation_open) == 1);
  }
}

TEST_CASE("plans.recognition: nothing that another centre can say changes recognition but by a condition of its own") {
  // The protocol's messages are the kinds of statements. Each is said by Macao and by Guangdong about a plan of Hong
  // Kong, with whatever content: the plan stays recognised by the third centre as it was, except by what is that
  // centre's own to state: its module, its page, and (with a new registration) a transfer.
  std::set<StatementKind> walked;
  for (auto const& sample : one_of_each_kind()) {
    walked.insert(sample.kind());
    // No kind, and none of its members, speaks of approval.
    std::string const text = write_statement(sample);
    for (char const* word : {"approv", "consent", "endors", "recogni"}) CHECK(text.find(word) == std::string::npos);
    for (auto const other : {kMo, kGd}) {
      World world = with_plan();
      CentreId const third = other == kMo ? kGd : kMo;
      auto const before_own = world.recognise(other, kPlan, 1);
      Statement said = sample;
      said.by = other;
      said.id = std::string{geo::to_text(other)} + "-walk";
      said.made_at = world.now;
      if (!needed_signature(said)) continue;  // a centre can't say it at all
      auto const entry = world.submit(other, said);
      world.replicate_all();
      CAPTURE(to_text(sample.kind()));
      bool const own_condition =
          sample.kind() == StatementKind::centre_module || sample.kind() == StatementKind::arrangement_page;
      if (!own_condition) {
        CHECK(standing(world.recognise(third, kPlan, 1)) == "recognised");
        CHECK(standing(world.recognise(other, kPlan, 1)) == "recognised");
        CHECK(standing(world.recognise(kHk, kPlan, 1)) == "recognised");
      }
      CHECK(standing(before_own) == "recognised");
      (void)entry;
    }
  }
  CHECK(walked.size() == kStatementKinds);
}

TEST_CASE("plans.recognition: every condition and remark has a code and a sentence in each language") {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < kConditions; ++i) {
    auto const condition = static_cast<Condition>(i);
    CHECK(parse_condition(to_text(condition)) == condition);
    for (auto const language : kLanguages) {
      std::string const text = sentence({condition, kMo, "7", std::nullopt}, language);
      CAPTURE(text);
      CHECK_FALSE(text.empty());
      CHECK(text.find('{') == std::string::npos);
      CHECK(is_printable(text));
      // Simplified and traditional may be alike where they share every character.
      if (language == Language::en || language == Language::zh_hant || language == Language::pt)
        CHECK(seen.insert(text).second);
    }
  }
  for (auto const remark : {Remark::page_date_not_known, Remark::page_stated_by_one,
                            Remark::operator_signature_unverified, Remark::observation_open, Remark::sample})
    for (auto const language : kLanguages) CHECK_FALSE(sentence(remark, language).empty());
}

TEST_CASE("plans.recognition: one line says what is wrong, and that the plan is shown all the same") {
  World world;
  world.publish_modules();
  world.learn_everywhere(facts_for({}));
  world.register_plan({});
  world.replicate_all();
  world.must_say(kHk, company(), PlanWithdrawn{kPlan, day("2026-03-02"), "x"});
  world.replicate_all();
  auto const recognition = world.recognise(kMo, kPlan, 1);
  CHECK(one_line_of_faults(recognition, Language::en) ==
        "Plan not recognised by Macao, shown all the same: no signed page of the arrangement with Hong Kong is known; "
        "the plan was withdrawn on 2026-03-02");
  CHECK(one_line_of_faults(recognition, Language::zh_hant) ==
        "計劃未獲澳門認可，照常顯示：未知與香港之間有已簽署的安排頁；計劃已於2026-03-02撤回");
  CHECK(one_line_of_faults(world.recognise(kHk, kPlan, 1), Language::en) ==
        "Plan to be shown all the same; its faults: the plan was withdrawn on 2026-03-02");
  Recognition many = recognition;
  for (int i = 0; i < 50; ++i) many.failing.push_back(many.failing[0]);
  for (auto const language : kLanguages) CHECK(one_line_of_faults(many, language).size() <= kMaxFaultLineBytes);
}
