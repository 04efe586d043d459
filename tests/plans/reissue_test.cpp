// A centre's new module flows into the plans that carry it, and changes nothing else.

#include "plans/reissue.hpp"

#include <catch2/catch.hpp>

#include "geo/sha256.hpp"
#include "plans/canonical.hpp"
#include "plans/plan_diff.hpp"
#include "plans/recognition.hpp"
#include "tests/plans/ledger_world.hpp"
#include "tests/plans/plan_text.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

constexpr CentreId kHk = CentreId::hk;
constexpr CentreId kMo = CentreId::mo;

/// The demonstration's plan, filed and registered with the sample's own document.
struct Demonstration {
  World world;
  PlanFacts facts;

  Demonstration() : facts(facts_of(demonstration_plan()).value()) {
    world.publish_modules();
    facts.company = facts.company.empty() ? "blue-egret" : facts.company;
    world.learn_everywhere(facts);
    std::string const filing = world.must_say(kHk, company(facts.company), filing_for(facts));
    world.must_say(kHk, kHk, registration_for(facts, filing));
    world.replicate_all();
  }
};

}  // namespace

TEST_CASE("plans.facts: what the ledger reads of a document") {
  PlanFacts const facts = facts_of(demonstration_plan()).value();
  CHECK(facts.plan_id == "HK-SAMPLE-01");
  CHECK(facts.home == kHk);
  CHECK(facts.document == geo::sha256(canonical_json(demonstration_plan()).value()));
  REQUIRE(facts.ships.size() == 1);
  CHECK(facts.ships[0].mmsi == ship("477000011"));
  CHECK(facts.ships[0].imo == ImoNumber::from_number(2001113));
  CHECK(facts.ships[0].passenger_ship);
  CHECK(facts.ships[0].persons == 338);
  CHECK(facts.crosses == std::vector{CentreId::cn_gd, kHk, kMo});
  CHECK(facts.calls_at == std::vector{kHk, kMo});
  CHECK(facts.scheduled);
  CHECK(facts.sample);
  CHECK(read_facts(write_facts(facts)).value() == facts);
  // Layout does not matter, content does.
  PlanFacts const compact = facts_of(canonical_json(demonstration_plan()).value()).value();
  CHECK(compact == facts);
  PlanFacts const other = facts_of(changed(demonstration_plan(), "Duty controller", "Duty master")).value();
  CHECK(other.document != facts.document);
  CHECK(other.body != facts.body);
  CHECK(other.company_module != facts.company_module);
  CHECK(other.ships_module == facts.ships_module);
}

TEST_CASE("plans.facts: every sample is in the arrangement's scope") {
  for (auto const& path : samples()) {
    PlanFacts const facts = facts_of(read_file(path)).value();
    CAPTURE(path.string());
    CHECK(facts.scheduled);
    CHECK(facts.crosses.size() >= 2);
    CHECK(facts.calls_at.size() >= 2);
    for (auto const& one : facts.ships) {
      CHECK(one.passenger_ship);
      CHECK(registry_of(one.mmsi) == facts.home);
      CHECK(one.registry == facts.home);
    }
  }
}

TEST_CASE("plans.facts: thirteen passengers make a passenger ship") {
  // SOLAS chapter I, regulation 2(f): more than twelve.
  std::string text = changed(demonstration_plan(), "\"passengers_max\": 326", "\"passengers_max\": 12");
  CHECK_FALSE(facts_of(text).value().ships[0].passenger_ship);
  text = changed(demonstration_plan(), "\"passengers_max\": 326", "\"passengers_max\": 13");
  CHECK(facts_of(text).value().ships[0].passenger_ship);
}

TEST_CASE("plans.reissue: a new module needs the plans of this centre that carry the older one") {
  Demonstration demo;
  World& world = demo.world;
  CHECK(reissues_needed(world.ledger(kHk), world.as_of()).empty());
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-04-01")});
  CHECK(reissues_needed(world.ledger(kHk), world.as_of()).empty());  // not known yet
  world.replicate_all();
  auto const needed = reissues_needed(world.ledger(kHk), world.as_of());
  REQUIRE(needed.size() == 1);
  CHECK(needed[0].new_version == 3);
  CHECK(needed[0].changes == std::vector<ModuleChange>{{kMo, 2}});
  CHECK(reissues_needed(world.ledger(kMo), world.as_of()).empty());  // not its plan
  CHECK_FALSE(reissue_needed(world.ledger(kHk), "HK-NONE", world.as_of()).has_value());
}

TEST_CASE("plans.reissue: the new document differs in version, date, amendments and modules alone, and is recognised") {
  Demonstration demo;
  World& world = demo.world;
  for (auto const centre : {CentreId::cn_gd, kMo})
    world.must_say(centre, centre, CentreModulePublished{centre, 4, module_digest(centre, 4), day("2026-03-02")});
  world.replicate_all();
  auto const needed = reissue_needed(world.ledger(kHk), "HK-SAMPLE-01", world.as_of()).value();
  auto const document = reissued_document(demonstration_plan(), needed, day("2026-03-02"));
  REQUIRE(document.has_value());
  CHECK(canonical_json(*document).value() == *document);
  std::vector<std::string> places;
  std::vector<PlanChange> const changes = diff_plans(demonstration_plan(), *document).value();
  for (auto const& change : changes) places.push_back(change.pointer);
  CHECK(places ==
        std::vector<std::string>{"/centres/0/version", "/centres/2/version", "/cover/amendments/2", "/cover/version"});
  auto facts = facts_of(*document);  // every check of a plan passes
  REQUIRE(facts.has_value());
  CHECK(facts->version == 3);
  CHECK(facts->body == demo.facts.body);
  CHECK(facts->modules == std::array<std::uint32_t, 3>{4, 1, 4});
  facts->company = demo.facts.company;
  world.learn_everywhere(*facts);
  Statement const said = reissue_statement(needed, kHk, facts->document, "HK-reissue-1", "Lingding service", world.now);
  REQUIRE(world.submit(kHk, said).has_value());
  world.replicate_all();
  CHECK(world.recognise(CentreId::cn_gd, "HK-SAMPLE-01", 3).standing == Standing::recognised);
  CHECK(reissues_needed(world.ledger(kHk), world.as_of()).empty());
  // The third is made from the second.
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 5, module_digest(kMo, 5), day("2026-03-02")});
  world.replicate_all();
  auto const again = reissue_needed(world.ledger(kHk), "HK-SAMPLE-01", world.as_of()).value();
  CHECK(again.new_version == 4);
  CHECK(reissued_document(*document, again, day("2026-03-03")).has_value());
  CHECK_FALSE(reissued_document(demonstration_plan(), again, day("2026-03-03")).has_value());
}

TEST_CASE("plans.reissue: a version that is registered and not yet in force is issued again as well") {
  World world;
  world.publish_modules();
  PlanFacts const facts = facts_for({});
  world.learn_everywhere(facts);
  std::string const filing = world.must_say(kHk, company(), filing_for(facts));
  PlanRegistered body = registration_for(facts, filing);
  body.valid_from = day("2026-06-01");
  world.must_say(kHk, kHk, body);
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-02")});
  world.replicate_all();
  auto const needed = reissue_needed(world.ledger(kHk), "HK-2026-014", world.as_of()).value();
  PlanSpec spec;
  spec.version = 2;
  spec.modules = {1, 1, 2};
  world.learn_everywhere(facts_for(spec));
  Statement const said =
      reissue_statement(needed, kHk, facts_for(spec).document, "HK-reissue-1", "Lingding service", world.now);
  REQUIRE(world.submit(kHk, said).has_value());
  CHECK_FALSE(version_in_force(world.ledger(kHk), "HK-2026-014", world.as_of()).has_value());
  CHECK(version_in_force(world.ledger(kHk), "HK-2026-014", {at("2026-05-31T16:00:00Z"), world.now}) == 2U);
  // What has ended needs none.
  world.must_say(kHk, kHk, PlanWithdrawn{"HK-2026-014", day("2026-03-02"), "x"});
  world.must_say(kMo, kMo, CentreModulePublished{kMo, 3, module_digest(kMo, 3), day("2026-03-02")});
  world.replicate_all();
  CHECK(reissues_needed(world.ledger(kHk), world.as_of()).empty());
}

TEST_CASE("plans.reissue: another document than the one in force is refused") {
  Demonstration demo;
  demo.world.must_say(kMo, kMo, CentreModulePublished{kMo, 2, module_digest(kMo, 2), day("2026-03-02")});
  demo.world.replicate_all();
  auto const needed = reissue_needed(demo.world.ledger(kHk), "HK-SAMPLE-01", demo.world.as_of()).value();
  CHECK_FALSE(reissued_document("{}", needed, day("2026-03-02")).has_value());
  CHECK_FALSE(reissued_document("x", needed, day("2026-03-02")).has_value());
  CHECK_FALSE(
      reissued_document(changed(demonstration_plan(), "Duty controller", "Duty master"), needed, day("2026-03-02"))
          .has_value());
}

TEST_CASE("plans.reissue: a full amendment record keeps its first entry and the newest") {
  std::string entries;
  for (int i = 1; i <= 200; ++i)
    entries += (i > 1 ? "," : "") + std::string{R"({"by":"x","dated":"2020-01-01","version":)"} + std::to_string(i) +
               R"(,"what":{"en":"x"}})";
  std::string const document = R"({"centres":[],"cover":{"amendments":[)" + entries +
                               R"(],"dated":"2020-01-01","plan_id":"HK-1A","version":200}})";
  ReissueNeeded needed;
  needed.plan_id = "HK-1A";
  needed.version = 200;
  needed.document = geo::sha256(document);
  needed.new_version = 201;
  needed.changes = {{kMo, 2}};
  auto const result = reissued_document(document, needed, day("2026-03-02"));
  REQUIRE(result.has_value());
  CHECK(result->find(R"("version":1,)") != std::string::npos);
  CHECK(result->find(R"("version":2,)") == std::string::npos);
  CHECK(result->find(R"("version":3,)") != std::string::npos);
  CHECK(result->find(R"("version":200,)") != std::string::npos);
  CHECK(result->find(R"("version":201,)") != std::string::npos);
  std::size_t count = 0;
  for (std::size_t at = result->find("\"what\""); at != std::string::npos; at = result->find("\"what\"", at + 1))
    ++count;
  CHECK(count == 200);
}

TEST_CASE("plans.reissue: the amendment names every module in each language") {
  std::vector<ModuleChange> const changes{{CentreId::cn_gd, 2}, {kMo, 3}};
  CHECK(amendment_text(changes, Language::en) ==
        "Module of Guangdong, version 2, carried. Module of Macao, version 3, carried.");
  CHECK(amendment_text(changes, Language::zh_hant) == "載入廣東搜救中心資料第2版。載入澳門搜救中心資料第3版。");
  CHECK(amendment_text(changes, Language::zh_hans) == "载入广东搜救中心资料第2版。载入澳门搜救中心资料第3版。");
  CHECK(amendment_text(changes, Language::pt) ==
        "Módulo de Guangdong, versão 2, incluído. Módulo de Macau, versão 3, incluído.");
}
