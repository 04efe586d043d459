// Who may say what, when and of what: every rule of the ledger, and that a refusal changes nothing.

#include "plans/ledger.hpp"

#include <catch2/catch.hpp>

#include "tests/plans/ledger_world.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

constexpr CentreId kHk = CentreId::hk;
constexpr CentreId kMo = CentreId::mo;
constexpr CentreId kGd = CentreId::cn_gd;
constexpr char const* kPlan = "HK-2026-014";

/// The refusal's code, and that nothing has changed; "taken" when it was not refused.
std::string refusal(World& world, CentreId to, Party const& by, StatementBody body) {
  Ledger const before = world.ledger(to);
  auto const answer = world.say(to, by, std::move(body));
  if (answer) return "taken";
  CHECK(world.ledger(to) == before);
  CHECK_FALSE(answer.error().text.empty());
  CHECK(parse_refusal_code(to_text(answer.error().code)) == answer.error().code);
  return std::string{to_text(answer.error().code)};
}

World ready() {
  World world;
  world.publish_modules();
  return world;
}

}  // namespace

TEST_CASE("plans.ledger: a plan is filed, registered by its home, and recorded in its chain") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  CHECK(life_of(world.ledger(kHk), kPlan, 1, world.as_of()).state == VersionState::filed);
  world.pass(std::chrono::minutes{5});
  auto const entry = world.say(kHk, kHk, registration_for(facts, filing));
  REQUIRE(entry.has_value());
  Record const& record = std::get<HeldRecord>(entry->what).record;
  CHECK(record.origin == kHk);
  CHECK(record.seq == 3);  // after the module and the filing
  CHECK(record.recorded_at == world.now);
  CHECK(record.prev == world.chain(kHk)[1].hash);
  CHECK(record.hash == record_hash(record));
  CHECK(life_of(world.ledger(kHk), kPlan, 1, world.as_of()).in_force(world.now));
  CHECK(world.ledger(kHk).heads()[1] == ChainHead{kHk, 3, record.hash});
}

TEST_CASE("plans.ledger: only the home centre takes a filing, and another names the right one") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  for (auto const centre : {kMo, kGd}) {
    world.learn(centre, facts);
    auto const answer = world.say(centre, company(), filing_for(facts));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == RefusalCode::wrong_centre);
    CHECK(answer.error().right_centre == kHk);
    CHECK(answer.error().pointer == "/home");
  }
  // A home that the plan's id does not have.
  PlanFiled body = filing_for(facts);
  body.home = kMo;
  CHECK(refusal(world, kMo, company(), body) == "document_differs");
}

TEST_CASE("plans.ledger: registry, flag and MID agree, or the right centre is named") {
  World world = ready();
  for (auto const& [mmsi, right] : {std::pair{"453000011", kMo}, std::pair{"413000011", kGd}}) {
    PlanSpec spec;
    spec.mmsi = mmsi;
    spec.content = mmsi;
    PlanFacts const facts = facts_for(spec);
    world.learn(kHk, facts);
    auto const answer = world.say(kHk, company(), filing_for(facts));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == RefusalCode::wrong_registry);
    CHECK(answer.error().right_centre == right);
  }
  PlanFacts facts = facts_for({});
  facts.ships[0].registry = kMo;
  world.learn(kHk, facts);
  auto const answer = world.say(kHk, company(), filing_for(facts));
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == RefusalCode::wrong_registry);
  CHECK(answer.error().right_centre == kMo);
  // A flag of none of the three places: nobody is named.
  PlanSpec spec;
  spec.mmsi = "219000011";
  PlanFacts const foreign = facts_for({"HK-2026-015", 1, "219000011"});
  world.learn(kHk, foreign);
  auto const elsewhere = world.say(kHk, company(), filing_for(foreign));
  REQUIRE_FALSE(elsewhere.has_value());
  CHECK(elsewhere.error().code == RefusalCode::wrong_registry);
  CHECK_FALSE(elsewhere.error().right_centre.has_value());
}

TEST_CASE("plans.ledger: only scheduled cross-boundary passenger ships are in the arrangement's scope") {
  World world = ready();
  auto const refused = [&](char const* content, auto const& change) {
    PlanSpec spec;
    spec.content = content;
    PlanFacts facts = facts_for(spec);
    change(facts);
    world.learn(kHk, facts);
    return refusal(world, kHk, company(), filing_for(facts));
  };
  CHECK(refused("cargo", [](PlanFacts& facts) { facts.ships[0].passenger_ship = false; }) == "out_of_scope");
  CHECK(refused("charter", [](PlanFacts& facts) { facts.scheduled = false; }) == "out_of_scope");
  CHECK(refused("harbour", [](PlanFacts& facts) { facts.crosses = {kHk}; }) == "out_of_scope");
  CHECK(refused("round trip", [](PlanFacts& facts) { facts.calls_at = {kHk}; }) == "out_of_scope");
  CHECK(refused("in scope", [](PlanFacts&) {}) == "taken");
}

TEST_CASE("plans.ledger: a filing's document has to be here and to be what the filing says") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  CHECK(refusal(world, kHk, company(), filing_for(facts)) == "document_unknown");
  world.learn(kHk, facts);
  PlanFiled body = filing_for(facts);
  body.version = 2;
  CHECK(refusal(world, kHk, company(), body) == "document_differs");
  body = filing_for(facts);
  body.plan_id = "HK-2026-099";
  CHECK(refusal(world, kHk, company(), body) == "document_differs");
  body = filing_for(facts);
  body.ships_module = digest("other");
  CHECK(refusal(world, kHk, company(), body) == "document_differs");
  CHECK(refusal(world, kHk, company("red-egret"), filing_for(facts)) == "other_company");
  CHECK(refusal(world, kHk, company(), filing_for(facts)) == "taken");
}

TEST_CASE("plans.ledger: an operator speaks for his own company's plans alone") {
  World world = ready();
  PlanSpec open;
  open.company = "";  // a document without the company's id
  PlanFacts facts = facts_for(open);
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  CHECK(refusal(world, kHk, company("red-egret"), PlanWithdrawn{kPlan, day("2026-04-01"), "x"}) == "other_company");
  facts.company = "blue-egret";
  world.must_say(kHk, kHk, registration_for(facts, filing));
  open.version = 2;
  world.learn(kHk, facts_for(open));
  CHECK(refusal(world, kHk, company("red-egret"), filing_for(facts_for(open))) == "other_company");
  CHECK(refusal(world, kHk, company("red-egret"), PlanWithdrawn{kPlan, day("2026-04-01"), "x"}) == "other_company");
  CHECK(refusal(world, kHk, company("red-egret"), ReviewDone{kPlan, day("2026-03-01"), {"x"}, "x"}) == "other_company");
  CHECK(refusal(world, kHk, company(), PlanRegistered{registration_for(facts, filing)}) == "not_theirs_to_say");
  CHECK(refusal(world, kHk, ship("477000011"), PlanWithdrawn{kPlan, day("2026-04-01"), "x"}) == "not_theirs_to_say");
  CHECK(refusal(world, kHk, company(), PlanWithdrawn{kPlan, day("2026-04-01"), "x"}) == "taken");
}

TEST_CASE("plans.ledger: a signature has to be good, and that of who has to sign") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  Statement const said = world.statement(kHk, registration_for(facts, filing));
  auto const refused = [&](auto const& change) {
    SignedBy signer = right_signer(said);
    change(signer);
    auto const answer = world.submit(kHk, said, signer);
    return answer ? std::string{"taken"} : std::string{to_text(answer.error().code)};
  };
  // The service key registers nothing; nor does an operator, another centre, or an authority of another place.
  CHECK(refused([](SignedBy& signer) { signer.signatory = {Purpose::service, "HK"}; }) == "bad_signature");
  CHECK(refused([](SignedBy& signer) { signer.signatory = {Purpose::operator_, "blue-egret"}; }) == "bad_signature");
  CHECK(refused([](SignedBy& signer) { signer.signatory = {Purpose::centre, "MO"}; }) == "bad_signature");
  CHECK(refused([](SignedBy& signer) { signer.place = CentreId::mo; }) == "bad_signature");
  CHECK(refused([](SignedBy& signer) { signer.signed_at += std::chrono::minutes{6}; }) == "bad_signature");
  CHECK(refused([](SignedBy& signer) { signer.signed_at -= std::chrono::minutes{6}; }) == "bad_signature");
  std::string const text = write_statement(said);
  auto const bad =
      world.ledger(kHk).append({text, "x", ""}, BadSignature{"revoked", "the certificate was revoked"}, world.now);
  REQUIRE_FALSE(bad.has_value());
  CHECK(bad.error().code == RefusalCode::bad_signature);
  CHECK(bad.error().text == "the certificate was revoked");
  CHECK(refused([](SignedBy&) {}) == "taken");
}

TEST_CASE("plans.ledger: the service key signs receipts, reports and re-issues, and nothing else") {
  for (std::size_t i = 0; i < kStatementKinds; ++i) {
    StatementBody const bodies[] = {PlanFiled{},         PlanReturned{}, PlanRegistered{},        PlanWithdrawn{},
                                    PlanTransferred{},   PlanReissued{}, CentreModulePublished{}, ArrangementPage{},
                                    Receipt{},           CopyReported{}, ObservationRaised{},     ObservationAnswered{},
                                    ObservationClosed{}, ReviewDone{},   ExerciseHeld{}};
    Statement const said{"HK-1", {}, kHk, "n", bodies[i]};
    REQUIRE(static_cast<std::size_t>(said.kind()) == i);
    auto const needed = needed_signature(said);
    bool const service = said.kind() == StatementKind::plan_reissued || said.kind() == StatementKind::receipt ||
                         said.kind() == StatementKind::copy_reported;
    CAPTURE(to_text(said.kind()));
    CHECK((needed && needed->purpose == Purpose::service) == service);
  }
}

TEST_CASE("plans.ledger: times of statements are held against the time of recording") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  world.learn(kHk, facts);
  Statement said = world.statement(company(), filing_for(facts));
  auto const refused = [&](std::chrono::milliseconds off) {
    said.made_at = world.now + off;
    auto const answer = world.submit(kHk, said);
    return answer ? std::string{"taken"} : std::string{to_text(answer.error().code)};
  };
  CHECK(refused(std::chrono::minutes{5} + std::chrono::milliseconds{1}) == "clock_ahead");
  CHECK(refused(-std::chrono::days{30} - std::chrono::milliseconds{1}) == "too_old");
  CHECK(refused(-std::chrono::days{30}) == "taken");
  // The ledger's time does not go back with the clock.
  world.now -= std::chrono::hours{1};
  std::string const filing = said.id;
  auto const later = world.say(kHk, kHk, registration_for(facts, filing));
  REQUIRE(later.has_value());
  CHECK(later->known_at == world.now + std::chrono::hours{1});
  CHECK(world.chain(kHk).back().recorded_at == later->known_at);
}

TEST_CASE("plans.ledger: what was said is not said again") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  world.learn(kHk, facts);
  Statement const said = world.statement(company(), filing_for(facts));
  REQUIRE(world.submit(kHk, said).has_value());
  auto const again = world.submit(kHk, said);
  REQUIRE_FALSE(again.has_value());
  CHECK(again.error().code == RefusalCode::replayed);
  // The same filing under a new id, while it waits and when it is registered.
  CHECK(refusal(world, kHk, company(), filing_for(facts)) == "already_filed");
  world.must_say(kHk, kHk, registration_for(facts, said.id));
  CHECK(refusal(world, kHk, company(), filing_for(facts)) == "already_filed");
  CHECK(refusal(world, kHk, kHk, registration_for(facts, said.id)) == "filing_decided");
  auto const known = world.ledger(kHk).learn(facts, world.now);
  REQUIRE_FALSE(known.has_value());
  CHECK(known.error().code == RefusalCode::already_known);
}

TEST_CASE("plans.ledger: versions count up, and a filing is decided once") {
  World world = ready();
  auto const filed = [&](std::uint32_t version, char const* content) {
    PlanSpec spec;
    spec.version = version;
    spec.content = content;
    world.learn(kHk, facts_for(spec));
    return world.must_say(kHk, company(), filing_for(facts_for(spec)));
  };
  PlanSpec three{kPlan, 3};
  std::string const first = filed(2, "earlier");
  std::string const second = filed(3, "as filed");
  std::string const third = filed(4, "later");
  world.must_say(kHk, kHk, PlanReturned{third, {{"x", "", "not yet"}}});
  CHECK(refusal(world, kHk, kHk, PlanReturned{third, {{"x", "", "again"}}}) == "filing_decided");
  CHECK(refusal(world, kHk, kHk, registration_for(facts_for(three), second, 2)) == "wrong_supersedes");
  CHECK(refusal(world, kHk, kHk, registration_for(facts_for(three), "operator:blue-egret-none")) == "filing_unknown");
  CHECK(refusal(world, kHk, kHk, PlanReturned{"operator:blue-egret-none", {{"x", "", "x"}}}) == "filing_unknown");
  CHECK(refusal(world, kHk, kHk, registration_for(facts_for(three), first)) == "filing_differs");
  world.must_say(kHk, kHk, registration_for(facts_for(three), second));
  CHECK(life_of(world.ledger(kHk), kPlan, 2, world.as_of()).state == VersionState::overtaken);
  CHECK(life_of(world.ledger(kHk), kPlan, 4, world.as_of()).state == VersionState::returned);
  CHECK(refusal(world, kHk, kHk,
                registration_for(facts_for({kPlan, 2, "477000011", 2001113, "blue-egret", "earlier"}), first, 3)) ==
        "filing_decided");
  PlanSpec low{kPlan, 3};
  low.content = "late";
  world.learn(kHk, facts_for(low));
  CHECK(refusal(world, kHk, company(), filing_for(facts_for(low))) == "version_not_above");
  // What was returned may be filed again, even unchanged.
  PlanSpec four{kPlan, 4};
  four.content = "later";
  std::string const refiled = world.must_say(kHk, company(), filing_for(facts_for(four)));
  world.must_say(kHk, kHk, registration_for(facts_for(four), refiled, 3));
  CHECK(version_in_force(world.ledger(kHk), kPlan, world.as_of()) == 4U);
}

TEST_CASE("plans.ledger: filings of one plan that wait are bounded") {
  World world = ready();
  for (std::uint32_t i = 1; i <= kMaxPendingFilings + 1; ++i) {
    PlanSpec spec;
    spec.version = i;
    world.learn(kHk, facts_for(spec));
    CHECK(refusal(world, kHk, company(), filing_for(facts_for(spec))) ==
          (i <= kMaxPendingFilings ? "taken" : "too_many_pending"));
  }
}

TEST_CASE("plans.ledger: five copies, each with one holder of the plan") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  auto const refused = [&](auto const& change) {
    PlanRegistered body = registration_for(facts, filing);
    change(body);
    return refusal(world, kHk, kHk, body);
  };
  CHECK(refused([](PlanRegistered& body) { body.holders.erase(body.holders.begin()); }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders.pop_back(); }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders.erase(body.holders.begin() + 3); }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders[1].copy = 1; }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders[1].holder = CentreId::cn_gd; }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders[3].holder = CompanyId{"other"}; }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders[4].holder = ship("477000099"); }) == "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.holders.emplace_back(CopyHolder{6, ship("477000099")}); }) ==
        "holders_incomplete");
  CHECK(refused([](PlanRegistered& body) { body.valid_until = day("2026-02-28"); }) == "dates_out_of_order");
  CHECK(refused([](PlanRegistered& body) { body.valid_until = day("2031-03-02"); }) == "dates_out_of_order");
  CHECK(refused([](PlanRegistered& body) {
          body.valid_from = day("2036-03-02"), body.valid_until = day("2037-01-01");
        }) == "dates_out_of_order");
  CHECK(refused([](PlanRegistered& body) { body.modules[0].version = 2; }) == "document_differs");
  CHECK(refused([](PlanRegistered& body) { body.modules[0].document = digest("x"); }) == "module_differs");
  CHECK(refused([](PlanRegistered& body) { body.supersedes = 1; }) == "wrong_supersedes");
  CHECK(refused([](PlanRegistered&) {}) == "taken");
}

TEST_CASE("plans.ledger: a registration carries the modules that are in force") {
  World world;
  PlanFacts const facts = facts_for({});
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  auto const unknown = world.say(kHk, kHk, registration_for(facts, filing));
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().code == RefusalCode::module_unknown);
  world.publish_modules();
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-04")});
  world.replicate_all();
  // Known, and not in force before its day: the old one, or already the new one, may be carried.
  CHECK(world.ledger(kHk)
            .check({write_statement(world.statement(kHk, registration_for(facts, filing))), "x", ""},
                   right_signer(world.statement(kHk, registration_for(facts, filing))), world.now)
            .has_value());
  world.now = at("2026-03-03T16:00:00Z");  // 00:00 in Macao
  CHECK(refusal(world, kHk, kHk, registration_for(facts, filing)) == "module_not_current");
  PlanSpec newer;
  newer.version = 2;
  newer.modules = {1, 1, 2};
  world.learn(kHk, facts_for(newer));
  std::string const second = world.must_say(kHk, company(), filing_for(facts_for(newer)));
  CHECK(refusal(world, kHk, kHk, registration_for(facts_for(newer), second)) == "taken");
  CHECK(refusal(world, kMo, kMo, CentreModulePublished{kMo, 2, digest("x"), day("2026-03-04")}) == "module_version");
  CHECK(refusal(world, kMo, kMo, CentreModulePublished{kHk, 5, digest("x"), day("2026-03-04")}) == "not_theirs_to_say");
}

TEST_CASE("plans.ledger: a document that names its modules by digest is registered with these") {
  World world = ready();
  PlanFacts facts = facts_for({});
  facts.module_digests[2] = digest("another");
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  CHECK(refusal(world, kHk, kHk, registration_for(facts, filing)) == "document_differs");
  PlanSpec spec;
  spec.version = 2;
  PlanFacts right = facts_for(spec);
  right.module_digests[2] = module_digest(kMo, 1);
  CHECK(read_facts(write_facts(right)).value() == right);
  world.learn(kHk, right);
  std::string const second = world.must_say(kHk, company(), filing_for(right));
  CHECK(refusal(world, kHk, kHk, registration_for(right, second)) == "taken");
}

TEST_CASE("plans.ledger: a ship is in one plan in force") {
  World world = ready();
  world.register_plan({});
  PlanSpec other;
  other.plan_id = "HK-2026-015";
  PlanFacts const facts = facts_for(other);
  world.learn(kHk, facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  CHECK(refusal(world, kHk, kHk, registration_for(facts, filing)) == "ship_in_other_plan");
  world.must_say(kHk, company(), PlanWithdrawn{kPlan, day("2026-03-02"), "renumbered"});
  CHECK(refusal(world, kHk, kHk, registration_for(facts, filing)) == "taken");
}

TEST_CASE("plans.ledger: a withdrawal ends what is registered and what waits, the company may begin again") {
  World world = ready();
  CHECK(refusal(world, kHk, company(), PlanWithdrawn{kPlan, day("2026-04-01"), "x"}) == "not_registered");
  world.register_plan({});
  PlanSpec next;
  next.version = 2;
  world.learn(kHk, facts_for(next));
  std::string const waiting = world.must_say(kHk, company(), filing_for(facts_for(next)));
  CHECK(refusal(world, kMo, company(), PlanWithdrawn{kPlan, day("2026-04-01"), "x"}) == "wrong_centre");
  CHECK(refusal(world, kHk, kHk, PlanWithdrawn{kPlan, day("2036-04-01"), "x"}) == "dates_out_of_order");
  world.must_say(kHk, kHk, PlanWithdrawn{kPlan, day("2026-04-01"), "service ended"});
  CHECK(refusal(world, kHk, company(), PlanWithdrawn{kPlan, day("2026-05-01"), "x"}) == "plan_ended");
  CHECK(refusal(world, kHk, kHk, registration_for(facts_for(next), waiting, 1)) == "filing_decided");
  CHECK(version_in_force(world.ledger(kHk), kPlan, {at("2026-03-31T15:59:59Z"), world.now}) == 1U);
  CHECK_FALSE(version_in_force(world.ledger(kHk), kPlan, {at("2026-03-31T16:00:00Z"), world.now}).has_value());
  std::string const again = world.must_say(kHk, company(), filing_for(facts_for(next)));
  world.must_say(kHk, kHk, registration_for(facts_for(next), again, 1));
  CHECK(version_in_force(world.ledger(kHk), kPlan, {at("2026-05-01T00:00:00Z"), world.now}) == 2U);
}

TEST_CASE("plans.ledger: a sale to another registry ends the old plan when the new home registers") {
  World world = ready();
  PlanFacts const old_facts = facts_for({});
  world.register_plan({});
  PlanSpec sold;
  sold.plan_id = "MO-2026-003";
  sold.mmsi = "453000011";
  PlanFacts const new_facts = facts_for(sold);
  world.learn(kMo, new_facts);
  PlanTransferred const transfer{kPlan, "MO-2026-003", day("2026-03-01")};
  CHECK(refusal(world, kMo, kMo, transfer) == "not_registered");  // the new plan is not
  std::string const filing = world.must_say(kMo, company(), filing_for(new_facts));
  world.must_say(kMo, kMo, registration_for(new_facts, filing));
  CHECK(refusal(world, kHk, kHk, transfer) == "wrong_centre");
  CHECK(refusal(world, kMo, kMo, transfer) == "not_registered");  // the old one is not known at Macao yet
  world.replicate_all();
  CHECK(refusal(world, kMo, kMo, transfer) == "document_unknown");
  world.learn(kMo, old_facts);
  CHECK(refusal(world, kMo, kMo, PlanTransferred{kPlan, "MO-2026-003", day("2036-03-01")}) == "dates_out_of_order");
  world.must_say(kMo, kMo, transfer);
  CHECK(refusal(world, kMo, kMo, transfer) == "plan_ended");
  world.replicate_all();
  auto const life = life_of(world.ledger(kHk), kPlan, 1, world.as_of());
  CHECK(life.state == VersionState::transferred);
  CHECK(life.successor == std::string{"MO-2026-003"});
  PlanSpec next;
  next.version = 2;
  world.learn(kHk, facts_for(next));
  CHECK(refusal(world, kHk, company(), filing_for(facts_for(next))) == "plan_ended");
}

TEST_CASE("plans.ledger: a transfer whose signature is bad here ends nothing") {
  World world = ready();
  world.distrusts[kHk] = {kMo};
  world.register_plan({});
  PlanSpec sold;
  sold.plan_id = "MO-2026-003";
  sold.mmsi = "453000011";
  world.register_plan(sold);
  world.replicate_all();
  world.learn(kMo, facts_for({}));
  world.must_say(kMo, kMo, PlanTransferred{kPlan, "MO-2026-003", day("2026-03-01")});
  world.replicate_all();
  CHECK(life_of(world.ledger(kMo), kPlan, 1, world.as_of()).state == VersionState::transferred);
  CHECK(life_of(world.ledger(kGd), kPlan, 1, world.as_of()).state == VersionState::transferred);
  CHECK(life_of(world.ledger(kHk), kPlan, 1, world.as_of()).state == VersionState::registered);
}

TEST_CASE("plans.ledger: a transfer is of the same ship") {
  World world = ready();
  world.register_plan({});
  PlanSpec other;
  other.plan_id = "MO-2026-003";
  other.mmsi = "453000011";
  other.imo = 9074729;
  world.register_plan(other);
  world.replicate_all();
  world.learn(kMo, facts_for({}));
  CHECK(refusal(world, kMo, kMo, PlanTransferred{kPlan, "MO-2026-003", day("2026-03-01")}) == "not_the_same_ship");
  CHECK(refusal(world, kMo, kHk, PlanTransferred{kPlan, "MO-2026-003", day("2026-03-01")}) == "wrong_centre");
}

TEST_CASE("plans.ledger: a re-issue carries newer modules and changes nothing else") {
  World world = ready();
  world.register_plan({});
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-02")});
  world.replicate_all();
  PlanSpec spec;
  spec.version = 2;
  spec.modules = {1, 1, 2};
  PlanFacts const facts = facts_for(spec);
  PlanReissued body{kPlan, 2, facts.document, registration_for(facts, "").modules, "carried", {{kMo, 2}}};
  CHECK(refusal(world, kHk, kHk, body) == "document_unknown");
  world.learn(kHk, facts);
  auto const refused = [&](auto const& change) {
    PlanReissued other = body;
    change(other);
    return refusal(world, kHk, kHk, other);
  };
  CHECK(refused([](PlanReissued& other) { other.version = 3; }) == "version_not_above");
  CHECK(refused([](PlanReissued& other) { other.modules = first_modules(), other.changes = {}; }) == "malformed");
  CHECK(refused([](PlanReissued& other) {
          other.modules = first_modules();
          other.changes = {{CentreId::mo, 1}};
        }) == "nothing_newer");
  CHECK(refused([](PlanReissued& other) { other.modules[0].document = digest("x"); }) == "module_differs");
  CHECK(refused([](PlanReissued& other) { other.modules[2].document = digest("x"); }) == "module_differs");
  CHECK(refused([](PlanReissued& other) { other.plan_id = "HK-2026-015"; }) == "not_registered");
  PlanSpec more = spec;
  more.content = "and the crew as well";
  world.learn(kHk, facts_for(more));
  CHECK(refused([&](PlanReissued& other) { other.document = facts_for(more).document; }) == "document_differs");
  CHECK(refusal(world, kMo, kMo, body) == "wrong_centre");
  CHECK(refused([](PlanReissued&) {}) == "taken");
  CHECK(version_in_force(world.ledger(kHk), kPlan, world.as_of()) == 2U);
  CHECK(registration_of(world.ledger(kHk), kPlan, 2, world.as_of())->holders ==
        registration_of(world.ledger(kHk), kPlan, 1, world.as_of())->holders);
}

TEST_CASE("plans.ledger: a re-issue does not outlive the plan") {
  World world = ready();
  world.register_plan({});
  world.must_say(kHk, company(), PlanWithdrawn{kPlan, day("2026-03-05"), "service ends"});
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-02")});
  world.replicate_all();
  PlanSpec spec;
  spec.version = 2;
  spec.modules = {1, 1, 2};
  PlanFacts const facts = facts_for(spec);
  world.learn(kHk, facts);
  PlanReissued const body{kPlan, 2, facts.document, registration_for(facts, "").modules, "carried", {{kMo, 2}}};
  world.must_say(kHk, kHk, body);
  CHECK(version_in_force(world.ledger(kHk), kPlan, world.as_of()) == 2U);
  world.now = at("2026-03-05T00:00:00Z");
  CHECK(life_of(world.ledger(kHk), kPlan, 2, world.as_of()).state == VersionState::withdrawn);
  spec.version = 3;
  spec.modules = {1, 1, 3};
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 3, module_digest(kMo, 3), day("2026-03-05")});
  world.replicate_all();
  PlanFacts const third = facts_for(spec);
  world.learn(kHk, third);
  PlanReissued const late{kPlan, 3, third.document, registration_for(third, "").modules, "carried", {{kMo, 3}}};
  CHECK(refusal(world, kHk, kHk, late) == "plan_ended");
}

TEST_CASE("plans.ledger: holders alone give receipts and reports, for their own copy") {
  World world = ready();
  PlanFacts const facts = facts_for({});
  Receipt receipt{kPlan, 1, facts.document, 3, world.now, {"digest"}, {}};
  CHECK(refusal(world, kMo, kMo, receipt) == "not_registered");
  world.register_plan({});
  world.replicate_all();
  auto const refused = [&](CentreId to, Party const& by, auto const& change) {
    Receipt other = receipt;
    change(other);
    return refusal(world, to, by, other);
  };
  CHECK(refused(kMo, kMo, [](Receipt& other) { other.copy = 2; }) == "not_a_holder");
  CHECK(refused(kMo, kMo, [](Receipt& other) { other.version = 2; }) == "copy_unknown");
  CHECK(refused(kMo, kMo, [](Receipt& other) { other.document = digest("x"); }) == "copy_unknown");
  CHECK(refused(kMo, kMo, [&](Receipt& other) { other.received_at += std::chrono::hours{1}; }) == "dates_out_of_order");
  CHECK(refused(kHk, kMo, [](Receipt&) {}) == "wrong_centre");
  CHECK(refused(kHk, company("red-egret"), [](Receipt& other) { other.copy = 4; }) == "not_a_holder");
  CHECK(refused(kHk, ship("477000099"), [](Receipt& other) { other.copy = 5; }) == "not_a_holder");
  CHECK(refusal(world, kHk, ship("477000099"), CopyReported{kPlan, 1, facts.document}) == "not_a_holder");
  CHECK(refused(kMo, kMo, [](Receipt&) {}) == "taken");
  CHECK(refused(kHk, company(), [](Receipt& other) { other.copy = 4; }) == "taken");
  CHECK(refused(kGd, ship("477000011"), [](Receipt& other) { other.copy = 5; }) == "taken");
  CHECK(refusal(world, kHk, ship("477000011"), CopyReported{kPlan, 7, digest("an old printout")}) == "taken");
}

TEST_CASE("plans.ledger: observations are raised by a centre, answered by the home, closed by who raised them") {
  World world = ready();
  CHECK(refusal(world, kMo, kMo, ObservationRaised{kPlan, 1, "x"}) == "not_registered");
  world.register_plan({});
  world.replicate_all();
  std::string const id = world.must_say(kMo, kMo, ObservationRaised{kPlan, 1, "The winching area is not shown."});
  CHECK(refusal(world, kHk, kHk, ObservationAnswered{kPlan, 1, id, "x"}) == "observation_unknown");
  world.replicate_all();
  CHECK(refusal(world, kMo, kMo, ObservationAnswered{kPlan, 1, id, "x"}) == "wrong_centre");
  CHECK(refusal(world, kHk, kHk, ObservationAnswered{kPlan, 1, "MO-none", "x"}) == "observation_unknown");
  world.must_say(kHk, kHk, ObservationAnswered{kPlan, 1, id, "The next version has it."});
  CHECK(refusal(world, kHk, kHk, ObservationClosed{kPlan, 1, id, "x"}) == "observation_unknown");
  CHECK(refusal(world, kGd, kGd, ObservationClosed{kPlan, 1, id, "x"}) == "observation_unknown");
  world.must_say(kMo, kMo, ObservationClosed{kPlan, 1, id, "Seen."});
  CHECK(refusal(world, kMo, kMo, ObservationClosed{kPlan, 1, id, "x"}) == "observation_closed");
  world.replicate_all();
  auto const states = observations_of(world.ledger(kGd), kPlan, world.as_of());
  REQUIRE(states.size() == 1);
  CHECK(states[0].raised_by == kMo);
  CHECK(states[0].answers.size() == 1);
  CHECK(states[0].closed.has_value());
}

TEST_CASE("plans.ledger: reviews, exercises and pages") {
  World world = ready();
  CHECK(refusal(world, kHk, kHk, ReviewDone{kPlan, day("2026-03-01"), {"x"}, "x"}) == "not_registered");
  world.register_plan({});
  CHECK(refusal(world, kHk, kHk, ReviewDone{kPlan, day("2026-03-03"), {"x"}, "x"}) == "dates_out_of_order");
  CHECK(refusal(world, kMo, kMo, ReviewDone{kPlan, day("2026-03-01"), {"x"}, "x"}) == "wrong_centre");
  CHECK(refusal(world, kHk, kHk, ReviewDone{kPlan, day("2026-03-02"), {"x"}, "x"}) == "taken");
  ExerciseHeld exercise{kPlan, day("2026-03-01"), ExerciseType::communications, {ship("477000011")}, {"x"}, "x"};
  CHECK(refusal(world, kMo, company(), exercise) == "wrong_centre");
  CHECK(refusal(world, kMo, kMo, exercise) == "not_registered");
  world.replicate_all();
  CHECK(refusal(world, kMo, kMo, exercise) == "taken");
  exercise.ships = {ship("477000099")};
  CHECK(refusal(world, kHk, kHk, exercise) == "document_differs");
  exercise.on = day("2026-03-04");
  CHECK(refusal(world, kHk, kHk, exercise) == "dates_out_of_order");
  ArrangementPage const page{{kGd, kMo}, {}, PageStatus::suspended, day("2026-03-02"), "x"};
  CHECK(refusal(world, kHk, kHk, page) == "page_parties");
  CHECK(refusal(world, kMo, kMo, page) == "taken");
}

TEST_CASE("plans.ledger: a chain is taken in order, whole, and once") {
  World world = ready();
  world.register_plan({});
  auto const& chain = world.chain(kHk);
  REQUIRE(chain.size() == 3);
  SignatureFinding const good = SignedBy{};
  Ledger& macao = world.ledger(kMo);  // has the first record
  auto const code = [&](Record const& record) {
    Ledger const before = macao;
    auto const answer = macao.accept(record, good, world.now);
    if (answer) return std::string{"taken"};
    CHECK(macao == before);
    return std::string{to_text(answer.error().code)};
  };
  CHECK(code(chain[2]) == "chain_gap");
  CHECK(code(chain[0]) == "replayed");
  Record other = chain[1];
  other.statement[10] ^= 1;
  CHECK(code(other) == "chain_broken");
  other = chain[0];
  other.recorded_at += std::chrono::milliseconds{1};
  other.hash = record_hash(other);
  CHECK(code(other) == "chain_diverges");
  other = chain[1];
  other.prev = digest("x");
  other.hash = record_hash(other);
  CHECK(code(other) == "chain_diverges");
  other = chain[1];
  other.recorded_at = chain[0].recorded_at - std::chrono::milliseconds{1};
  other.hash = record_hash(other);
  CHECK(code(other) == "chain_time");
  other = chain[1];
  other.recorded_at = world.now + kMaxClockAhead + std::chrono::milliseconds{1};
  other.hash = record_hash(other);
  CHECK(code(other) == "recorded_ahead");
  other = chain[1];
  other.jws = std::string(kMaxJwsBytes + 1, 'x');
  CHECK(code(other) == "too_large");
  other = chain[1];
  other.statement = "\x1b[2J";
  other.hash = record_hash(other);
  CHECK(code(other) == "malformed");
  CHECK(code(world.chain(kMo)[0]) == "own_chain");
  CHECK(code(chain[1]) == "taken");
  CHECK(code(chain[2]) == "taken");
}

TEST_CASE("plans.ledger: a record of another centre that breaks a rule is held without effect") {
  World world = ready();
  world.register_plan({});
  world.replicate_all();
  // Macao says that it registers, re-issues, withdraws and transfers what is not its own: its own server would refuse
  // it.
  Record record = world.chain(kMo).back();
  auto const add = [&](StatementBody body) {
    Statement const said = world.statement(kMo, std::move(body));
    Record next;
    next.origin = kMo;
    next.seq = record.seq + 1;
    next.recorded_at = world.now;
    next.statement = write_statement(said);
    next.jws = stand_in_signature(next.statement, right_signer(said));
    next.prev = record.hash;
    next.hash = record_hash(next);
    record = next;
    REQUIRE(world.ledger(kHk).accept(next, right_signer(said), world.now).has_value());
  };
  PlanFacts const facts = facts_for({});
  std::string const filing = world.ledger(kHk).find(kPlan)->filings[0].id;
  add(registration_for(facts, filing, 1));
  add(PlanReturned{filing, {{"x", "", "x"}}});
  add(PlanWithdrawn{kPlan, day("2026-03-01"), "x"});
  add(PlanTransferred{kPlan, "MO-2026-003", day("2026-03-01")});
  add(PlanReissued{kPlan, 2, digest("x"), first_modules(), "x", {{kMo, 1}}});
  add(CentreModulePublished{kHk, 9, digest("x"), day("2026-03-01")});
  add(ObservationAnswered{kPlan, 1, "MO-1", "x"});
  add(ArrangementPage{{kGd, kHk}, {}, PageStatus::ended, day("2026-01-01"), "x"});
  CHECK(world.ledger(kHk).voids().size() == 8);
  CHECK(world.ledger(kHk).voids()[0].reason.code == RefusalCode::wrong_centre);
  CHECK(world.ledger(kHk).voids()[0].reason.right_centre == kHk);
  CHECK(version_in_force(world.ledger(kHk), kPlan, world.as_of()) == 1U);
  CHECK(world.ledger(kHk).modules(kHk).size() == 1);
  CHECK(page_between(world.ledger(kHk), kGd, kHk, world.as_of()).in_force);
  // The chain goes on.
  CHECK(world.ledger(kHk).heads()[2].seq == record.seq);
}

TEST_CASE("plans.ledger: registers are compared by heads, and a divergence is listed record by record") {
  World world = ready();
  world.register_plan({});
  Ledger const& hk = world.ledger(kHk);
  Ledger const& mo = world.ledger(kMo);
  CHECK(compare(hk, hk.heads())[1].standing == ChainStanding::level);
  CHECK(compare(hk, mo.heads())[1] == ChainComparison{kHk, ChainStanding::ahead, 3, 1});
  CHECK(compare(mo, hk.heads())[1] == ChainComparison{kHk, ChainStanding::behind, 1, 3});
  // A copy whose second record is another.
  Ledger forged = mo;
  Record other = world.chain(kHk)[1];
  other.certificates = "another";
  other.hash = record_hash(other);
  REQUIRE(forged.accept(other, SignedBy{}, world.now).has_value());
  CHECK(compare(hk, forged.heads())[1].standing == ChainStanding::diverged);
  CHECK(compare(forged, hk.heads())[1].standing == ChainStanding::behind);
  auto const lines = divergences(forged, kHk, 1, hk.hashes(kHk, 1, 10));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == Divergence{{kHk, 2}, other.hash, world.chain(kHk)[1].hash});
  CHECK(lines[1] == Divergence{{kHk, 3}, std::nullopt, world.chain(kHk)[2].hash});
  CHECK(divergences(mo, kHk, 1, hk.hashes(kHk, 1, 10)).empty());  // only shorter
  CHECK(divergences(hk, kHk, 2, mo.hashes(kHk, 2, 10)).empty());
}

TEST_CASE("plans.ledger: entries alone give the same ledger, and nothing else is taken for one") {
  World world = ready();
  world.distrusts[kMo] = {kHk};
  world.register_plan({});
  world.learn(kMo, facts_for({}));
  world.replicate_all();
  Record const registration = world.chain(kHk)[2];
  REQUIRE(
      world.ledger(kMo).rejudge(registration, right_signer(read_statement(registration.statement).value()), world.now));
  world.must_say(kMo, kMo, Receipt{kPlan, 1, facts_for({}).document, 3, world.now, {}, {}});
  std::vector<Entry> journal = world.journal(kMo);
  // rejudge's entry is not in the world's journal: it stands before the receipt's.
  Ledger again{kMo, {shipped_arrangement(), {}}};
  std::size_t taken = 0;
  for (auto const& entry : journal) {
    if (!again.restore(entry)) break;
    ++taken;
  }
  CHECK(taken == journal.size() - 1);
  Entry forged = journal[taken - 1];
  CHECK(again.restore(forged).error().code == RefusalCode::chain_gap);
  forged = journal[taken];
  CHECK(again.restore(forged).error().code == RefusalCode::chain_gap);
  forged.place = again.last_place() + 1;
  CHECK(again.restore(forged).error().code == RefusalCode::chain_broken);
  forged.prev = again.last_hash();
  CHECK(again.restore(forged).error().code == RefusalCode::chain_broken);
  forged.hash = entry_hash(forged);
  CHECK(again.restore(forged).has_value());
  // Written, read and restored.
  Ledger third{kHk, {shipped_arrangement(), {}}};
  for (auto const& entry : world.journal(kHk)) {
    auto const read = read_entry(write_entry(entry));
    REQUIRE(read.has_value());
    REQUIRE(*read == entry);
    REQUIRE(third.restore(*read).has_value());
  }
  CHECK(third == world.ledger(kHk));
}

TEST_CASE("plans.ledger: a chain that was lost is taken back from a peer") {
  World world = ready();
  world.register_plan({});
  world.replicate_all();
  Ledger empty{kHk, {shipped_arrangement(), {}}};
  CHECK(compare(empty, world.ledger(kMo).heads())[1].standing == ChainStanding::behind);
  CHECK(empty.take_back(world.chain(kMo)[0], SignedBy{}, world.now).error().code == RefusalCode::own_chain);
  CHECK(empty.take_back(world.chain(kHk)[1], SignedBy{}, world.now).error().code == RefusalCode::chain_gap);
  for (auto const& record : world.chain(kHk)) {
    auto const said = read_statement(record.statement).value();
    REQUIRE(empty.take_back(record, right_signer(said), world.now).has_value());
  }
  CHECK(empty.heads()[1] == world.ledger(kHk).heads()[1]);
  CHECK(version_in_force(empty, kPlan, world.as_of()) == 1U);
}

TEST_CASE("plans.ledger: modules that are known from the start are counted up from") {
  CarriedModules const first = first_modules();
  World world;
  Ledger ledger{kMo, {shipped_arrangement(), {first.begin(), first.end()}}};
  auto const publish = [&](std::uint32_t version, geo::Digest const& of) {
    Statement const said = world.statement(kMo, CentreModulePublished{kMo, version, of, day("2026-01-05")});
    auto const answer = ledger.append({write_statement(said), "x", ""}, right_signer(said), world.now);
    return answer ? std::string{"taken"} : std::string{to_text(answer.error().code)};
  };
  CHECK(module_in_force(ledger, kMo, world.as_of())->version == 1);
  CHECK(publish(1, digest("another")) == "module_version");
  CHECK(publish(1, module_digest(kMo, 1)) == "taken");
  CHECK(publish(1, module_digest(kMo, 1)) == "module_version");
  CHECK(publish(2, module_digest(kMo, 2)) == "taken");
  CHECK(module_in_force(ledger, kMo, world.as_of())->version == 2);
}

TEST_CASE("plans.ledger: a signature judged again counts from then on") {
  World world = ready();
  world.distrusts[kMo] = {kHk};
  world.register_plan({});
  world.learn(kMo, facts_for({}));
  world.replicate_all();
  UtcTime const before = world.now;
  CHECK(world.recognise(kMo, kPlan, 1).standing == Standing::not_recognised);
  world.pass(std::chrono::hours{1});
  for (auto const& record : world.chain(kHk)) {
    auto const said = read_statement(record.statement).value();
    // Judged for another signatory, it stays bad.
    SignedBy wrong = right_signer(said);
    wrong.signatory = {Purpose::service, "MO"};
    REQUIRE(world.ledger(kMo).rejudge(record, wrong, world.now).has_value());
    REQUIRE(world.ledger(kMo).rejudge(record, right_signer(said), world.now).has_value());
  }
  auto const first_condition = [&](AsOf const& as_of) {
    auto const recognition = recognise(world.ledger(kMo), kPlan, 1, kGd, as_of);
    return recognition.failing.empty() ? std::string{} : std::string{to_text(recognition.failing.front().condition)};
  };
  CHECK(first_condition({world.now, before}) == "signature_bad");
  CHECK(first_condition({world.now, world.now}).empty());
  // Revoked later, with a date before the signing.
  world.pass(std::chrono::hours{1});
  REQUIRE(
      world.ledger(kMo).rejudge(world.chain(kHk)[2], BadSignature{"revoked", "revoked since 2026-01-01"}, world.now));
  CHECK(first_condition(world.as_of()) == "signature_bad");
  CHECK(first_condition({world.now, world.now - std::chrono::minutes{1}}).empty());
  Record other = world.chain(kHk)[2];
  other.jws += "x";
  CHECK(world.ledger(kMo).rejudge(other, SignedBy{}, world.now).error().code == RefusalCode::chain_diverges);
  other.seq = 99;
  CHECK(world.ledger(kMo).rejudge(other, SignedBy{}, world.now).error().code == RefusalCode::chain_gap);
}

TEST_CASE("plans.ledger: texts of findings that can't be journalled are made fit") {
  World world = ready();
  world.register_plan({});
  Record const record = world.chain(kHk)[1];
  auto const entry = world.ledger(kMo).accept(
      record, BadSignature{"x", "control \x1b and e\xCC\x81 and bad \xFF" + std::string(5000, 'y')}, world.now);
  REQUIRE(entry.has_value());
  auto const read = read_entry(write_entry(*entry));
  REQUIRE(read.has_value());
  CHECK(*read == *entry);
}
