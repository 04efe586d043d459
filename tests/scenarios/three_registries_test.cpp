// A plan's way through three registries: filed once, registered at home, recognised by the others without being asked,
// five copies in step; with links that fail, processes that die, and people who may not say what they say.

#include <algorithm>
#include <catch2/catch.hpp>

#include "coordinator/register_notices.hpp"
#include "plans/plan_copies.hpp"
#include "plans/plan_life.hpp"
#include "plans/recognition.hpp"
#include "tests/support/three_registries.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using geo::CentreId;
using plans::AsOf;
using support::ThreeRegistries;

namespace {

bool recorded(std::string const& outcome) {
  return outcome.find(R"("outcome":"recorded")") != std::string::npos;
}
bool refused(std::string const& outcome, std::string_view code) {
  return outcome.find(R"("outcome":"refused","code":")" + std::string{code}) != std::string::npos;
}

/// What each centre's register says of the plan now.
plans::Standing standing(ThreeRegistries& world, CentreId by, std::string const& plan_id) {
  AsOf const now{world.now(), world.now()};
  return plans::recognise(world.at(by).ledger(), plan_id, by, now).standing;
}

bool level(ThreeRegistries& world) {
  auto const heads = world.at(CentreId::hk).ledger().heads();
  return world.at(CentreId::cn_gd).ledger().heads() == heads && world.at(CentreId::mo).ledger().heads() == heads;
}

/// How many of the centres' own copies of the version are in step, as `seen_at` knows.
int copies_in_step(ThreeRegistries& world, CentreId seen_at, std::string const& plan_id, std::uint32_t version) {
  int count = 0;
  AsOf const now{world.now(), world.now()};
  for (auto const& copy : plans::copies_of(world.at(seen_at).ledger(), plan_id, version, now))
    if (std::holds_alternative<CentreId>(copy.holder) && copy.drift == plans::Drift::in_step) ++count;
  return count;
}

}  // namespace

TEST_CASE(
    "registries.scenario: filed once and registered at home, a plan is recognised where the arrangement is in force") {
  ThreeRegistries world;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(3s);
  CHECK(level(world));
  // Hong Kong and Guangdong signed their page on 2015-09-09; no page of Hong Kong and Macao was published.
  CHECK(standing(world, CentreId::hk, facts.plan_id) == plans::Standing::recognised);
  CHECK(standing(world, CentreId::cn_gd, facts.plan_id) == plans::Standing::recognised);
  CHECK(standing(world, CentreId::mo, facts.plan_id) == plans::Standing::not_recognised);
  for (auto const centre : geo::kCentres) {
    CHECK(copies_in_step(world, centre, facts.plan_id, 1) == 3);
    CHECK(world.at(centre).document(facts.document) == world.plan(CentreId::hk));
    CHECK(world.at(centre).take_registered().size() == 1);
  }
  SECTION("and by Macao from the day on which both have stated that the page is signed") {
    plans::ArrangementPage page;
    page.parties = {CentreId::hk, CentreId::mo};
    page.signed_on = plans::local_date(world.now());
    page.status = plans::PageStatus::signed_page;
    page.from = *page.signed_on;
    page.source = "made up for this test";
    REQUIRE(recorded(world.say(CentreId::hk, world.officer(CentreId::hk), page)));
    REQUIRE(recorded(world.say(CentreId::mo, world.officer(CentreId::mo), page)));
    world.run(3s);
    for (auto const centre : geo::kCentres)
      CHECK(standing(world, centre, facts.plan_id) == plans::Standing::recognised);
  }
}

TEST_CASE("registries.scenario: on the worst links the registers come level and every centre has its receipt in") {
  ThreeRegistries world;
  world.lose = 0.3;
  world.duplicate = 0.2;
  world.delay = 0.3;
  std::vector<plans::PlanFacts> all;
  for (auto const centre : geo::kCentres) all.push_back(world.file_and_register(centre));
  for (int i = 0; i < 240 && !level(world); ++i) world.run(1s);
  // Receipts are records too: level and nothing more to come.
  for (int i = 0; i < 60; ++i) world.run(1s);
  REQUIRE(level(world));
  for (auto const& facts : all)
    for (auto const centre : geo::kCentres) CHECK(copies_in_step(world, centre, facts.plan_id, 1) == 3);
}

TEST_CASE("registries.scenario: after days without a link the registers come level, by way of the third as well") {
  ThreeRegistries world;
  world.cut = {CentreId::mo};
  auto const hk = world.file_and_register(CentreId::hk);
  auto const mo = world.file_and_register(CentreId::mo);
  world.run(60s);
  CHECK(world.at(CentreId::mo).ledger().find(hk.plan_id) == nullptr);
  CHECK(world.at(CentreId::hk).ledger().find(mo.plan_id) == nullptr);
  world.cut.clear();
  world.run(60s);
  CHECK(level(world));
  CHECK(copies_in_step(world, CentreId::hk, mo.plan_id, 1) == 3);
  CHECK(copies_in_step(world, CentreId::mo, hk.plan_id, 1) == 3);
}

TEST_CASE(
    "registries.scenario: a new module of one centre flows into every plan that carries it, and out to the holders") {
  ThreeRegistries world;
  auto const hk = world.file_and_register(CentreId::hk);
  auto const gd = world.file_and_register(CentreId::cn_gd);
  world.run(3s);
  auto const module = world.module_version(CentreId::mo, 2);
  REQUIRE(recorded(world.say(
      CentreId::mo, world.officer(CentreId::mo),
      plans::CentreModulePublished{CentreId::mo, 2, geo::sha256(module), plans::local_date(world.now())}, module)));
  world.run(10s);
  CHECK(level(world));
  for (auto const& facts : {hk, gd}) {
    for (auto const centre : geo::kCentres) {
      auto const& ledger = world.at(centre).ledger();
      CHECK(plans::version_in_force(ledger, facts.plan_id, {world.now(), world.now()}) == 2U);
      CHECK(copies_in_step(world, centre, facts.plan_id, 2) == 3);
    }
    CHECK(standing(world, facts.home, facts.plan_id) == plans::Standing::recognised);
  }
}

TEST_CASE("registries.scenario: what may not be said is refused, and nothing is stored") {
  ThreeRegistries world;
  auto const document = world.plan(CentreId::hk);
  auto const facts = plans::facts_of(document).value();
  plans::PlanFiled const filed{facts.plan_id,  facts.version,        facts.home,
                               facts.document, facts.company_module, facts.ships_module};
  auto const nothing_stored = [&] {
    for (auto const centre : geo::kCentres) CHECK(world.log(centre).entries().empty());
  };
  SECTION("at another centre") {
    auto const outcome = world.say(CentreId::mo, world.operator_of(CentreId::hk), filed, document);
    CHECK(refused(outcome, "wrong_centre"));
    CHECK(outcome.find(R"("right_centre":"HK")") != std::string::npos);
    nothing_stored();
  }
  SECTION("by another company") {
    CHECK(refused(world.say(CentreId::hk, world.operator_of(CentreId::mo), filed, document), "bad_signature"));
    nothing_stored();
  }
  SECTION("without the document") {
    CHECK(refused(world.say(CentreId::hk, world.operator_of(CentreId::hk), filed), "document_unknown"));
    nothing_stored();
  }
  SECTION("with another document") {
    CHECK(refused(world.say(CentreId::hk, world.operator_of(CentreId::hk), filed, world.plan(CentreId::hk, 2)),
                  "document_differs"));
    nothing_stored();
  }
  SECTION("with one character of the statement changed") {
    auto submission = world.sign(world.operator_of(CentreId::hk), filed, document);
    auto const at = submission.statement.find("manager");
    REQUIRE(at != std::string::npos);
    submission.statement[at] = 'M';
    CHECK(refused(world.hand_in(CentreId::hk, submission), "bad_signature"));
    nothing_stored();
  }
  SECTION("handed in by an operator who is not its author") {
    auto submission = world.sign(world.operator_of(CentreId::hk), filed, document);
    submission.operator_id = plans::CompanyId{"mo-lines"};
    CHECK(refused(world.hand_in(CentreId::hk, submission), "not_theirs_to_say"));
    nothing_stored();
  }
  SECTION("a registration by an operator") {
    REQUIRE(recorded(world.say(CentreId::hk, world.operator_of(CentreId::hk), filed, document)));
    auto const held = world.log(CentreId::hk).entries().size();
    CHECK_FALSE(recorded(world.say(CentreId::hk, world.operator_of(CentreId::hk), world.registration(facts, "x-1"))));
    CHECK(world.log(CentreId::hk).entries().size() == held);
  }
}

TEST_CASE("registries.scenario: who lost the answer asks again and is answered as the first time") {
  ThreeRegistries world;
  auto const document = world.plan(CentreId::hk);
  auto const facts = plans::facts_of(document).value();
  auto const submission = world.sign(world.operator_of(CentreId::hk),
                                     plans::PlanFiled{facts.plan_id, facts.version, facts.home, facts.document,
                                                      facts.company_module, facts.ships_module},
                                     document);
  auto const first = world.hand_in(CentreId::hk, submission);
  REQUIRE(recorded(first));
  auto const entries = world.log(CentreId::hk).entries();
  CHECK(world.hand_in(CentreId::hk, submission) == first);
  world.restart(CentreId::hk);
  CHECK(world.hand_in(CentreId::hk, submission) == first);
  CHECK(world.log(CentreId::hk).entries() == entries);
}

TEST_CASE("registries.scenario: what the disk refuses is answered so, and is as if it had never been said") {
  ThreeRegistries world;
  auto const document = world.plan(CentreId::hk);
  auto const facts = plans::facts_of(document).value();
  auto const submission = world.sign(world.operator_of(CentreId::hk),
                                     plans::PlanFiled{facts.plan_id, facts.version, facts.home, facts.document,
                                                      facts.company_module, facts.ships_module},
                                     document);
  world.send_attachments(CentreId::hk, document);
  world.log(CentreId::hk).full = true;
  CHECK(refused(world.hand_in(CentreId::hk, submission), "not_recorded"));
  CHECK(world.at(CentreId::hk).ledger().find(facts.plan_id) == nullptr);
  world.log(CentreId::hk).full = false;
  CHECK(recorded(world.hand_in(CentreId::hk, submission)));
}

TEST_CASE("registries.scenario: a register that was rebuilt from its log says the same of everything") {
  ThreeRegistries world;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(3s);
  for (auto const centre : geo::kCentres) {
    auto const before = world.at(centre).ledger();
    world.restart(centre);
    CHECK(world.at(centre).ledger() == before);
  }
  world.run(3s);
  CHECK(level(world));
  CHECK(copies_in_step(world, CentreId::mo, facts.plan_id, 1) == 3);
}

TEST_CASE(
    "registries.scenario: an authority that is trusted no more costs its plans their recognition, until it is again") {
  ThreeRegistries world;
  auto const facts = world.file_and_register(CentreId::hk);
  world.run(3s);
  REQUIRE(standing(world, CentreId::cn_gd, facts.plan_id) == plans::Standing::recognised);
  auto const before = world.now();
  world.run(1s);
  world.at(CentreId::cn_gd).trust_anew(world.trust(CentreId::cn_gd, CentreId::hk), world.now());
  world.release(CentreId::cn_gd);
  auto const now = AsOf{world.now(), world.now()};
  auto const lost = plans::recognise(world.at(CentreId::cn_gd).ledger(), facts.plan_id, CentreId::cn_gd, now);
  CHECK(lost.standing == plans::Standing::not_recognised);
  CHECK(std::ranges::find(lost.failing, plans::Condition::signature_bad, &plans::FailingCondition::condition) !=
        lost.failing.end());
  // What was known before stays as it was known, also after a restart.
  world.restart(CentreId::cn_gd);
  auto const then =
      plans::recognise(world.at(CentreId::cn_gd).ledger(), facts.plan_id, CentreId::cn_gd, {before, before});
  CHECK(then.standing == plans::Standing::recognised);
  CHECK(standing(world, CentreId::hk, facts.plan_id) == plans::Standing::recognised);
  world.run(1s);
  world.at(CentreId::cn_gd).trust_anew(world.trust(CentreId::cn_gd), world.now());
  world.release(CentreId::cn_gd);
  CHECK(standing(world, CentreId::cn_gd, facts.plan_id) == plans::Standing::recognised);
}

TEST_CASE("registries.scenario: officers are told of filings, copies that drift and what is due, once a day") {
  ThreeRegistries rig;
  coordinator::RegisterNotices notices;
  auto& hk = rig.at(CentreId::hk);
  CHECK(notices.take(hk, rig.now()).empty());
  notices.filed("HK-SAMPLE-01");
  notices.filed("HK-SAMPLE-02");
  auto told = notices.take(hk, rig.now());
  REQUIRE(told.size() == 1);
  CHECK(told[0].en == "2 plans were filed and wait for this centre, the last is HK-SAMPLE-02.");
  auto const facts = rig.file_and_register(CentreId::hk);
  rig.run(std::chrono::seconds{30});
  notices.filed(facts.plan_id);
  CHECK(notices.take(hk, rig.now()).empty());  // a minute has not gone by

  // The centres' receipts are in; the company and the ship have said nothing for two days.
  auto const later = rig.now() + std::chrono::hours{48};
  told = notices.take(hk, later);
  std::string all;
  for (auto const& notice : told) all += notice.en + "\n" + notice.zh_hant + "\n";
  INFO(all);
  CHECK(all.find("copy 4") != std::string::npos);
  CHECK(all.find("copy 5") != std::string::npos);
  CHECK(all.find("no receipt has come") != std::string::npos);
  CHECK(all.find("尚無簽收") != std::string::npos);
  for (char const* in_step : {"copy 1 ", "copy 2 ", "copy 3 "}) CHECK(all.find(in_step) == std::string::npos);
  CHECK(notices.take(hk, later).empty());
  CHECK_FALSE(notices.take(hk, later + std::chrono::hours{24}).empty());
  // Whose plan it is not chases nobody.
  CHECK(coordinator::RegisterNotices{}.take(rig.at(CentreId::mo), later).empty());
}

TEST_CASE("registries.scenario: what was filed is said when it is on record, and not before") {
  ThreeRegistries rig;
  auto const text = rig.plan(CentreId::hk);
  auto& hk = rig.at(CentreId::hk);
  auto const facts = plans::facts_of(text).value();
  plans::PlanFiled const filing{facts.plan_id,  facts.version,        facts.home,
                                facts.document, facts.company_module, facts.ships_module};
  rig.send_attachments(CentreId::hk, text);
  hk.submit(1, rig.sign(rig.operator_of(CentreId::hk), filing, text), rig.now());
  CHECK(hk.commit().filed == std::vector<std::string>{facts.plan_id});
  CHECK(hk.commit().filed.empty());
}
