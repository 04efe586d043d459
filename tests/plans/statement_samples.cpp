#include "tests/plans/statement_samples.hpp"

#include "tests/plans/ledger_world.hpp"

namespace lingding::plans_test {

using namespace plans;

std::vector<Statement> one_of_each_kind() {
  PlanFacts const facts = facts_for({});
  CarriedModules newer = first_modules();
  newer[2] = {CentreId::mo, 2, module_digest(CentreId::mo, 2)};
  std::vector<Statement> result;
  auto const add = [&](Party const& by, StatementBody body) {
    result.push_back({to_text(by) + "-" + std::to_string(result.size()), at("2026-03-02T08:00:00Z"), by,
                      "Officer 值班員", std::move(body)});
  };
  geo::Digest const document = facts.document;
  add(company(), filing_for(facts));
  add(CentreId::hk,
      PlanReturned{"operator:blue-egret-0",
                   {{"imo_check_digit", "/ships/0/identity/imo", "檢查碼不符"}, {"other", "", "two\\\"quoted\""}}});
  add(CentreId::hk, registration_for(facts, "operator:blue-egret-0", 3));
  add(company(), PlanWithdrawn{"HK-2026-014", day("2026-04-01"), "service ended"});
  add(CentreId::mo, PlanTransferred{"HK-2026-014", "MO-2026-003", day("2026-04-01")});
  add(CentreId::hk,
      PlanReissued{"HK-2026-014", 2, document, newer, "Module of Macao, version 2, carried.", {{CentreId::mo, 2}}});
  add(CentreId::mo, CentreModulePublished{CentreId::mo, 2, module_digest(CentreId::mo, 2), day("2026-03-10")});
  add(CentreId::hk, ArrangementPage{{CentreId::hk, CentreId::mo},
                                    day("2026-04-30"),
                                    PageStatus::signed_page,
                                    day("2026-05-01"),
                                    "a page that was signed later"});
  add(CentreId::mo,
      Receipt{"HK-2026-014", 1, document, 3, at("2026-03-02T07:59:58.123Z"), {"digest", "signature"}, {}});
  add(ship("477000011"), CopyReported{"HK-2026-014", 1, document});
  add(CentreId::mo, ObservationRaised{"HK-2026-014", 1, "The winching area is not in the drawing."});
  add(CentreId::hk, ObservationAnswered{"HK-2026-014", 1, "MO-10", "The next version has it."});
  add(CentreId::mo, ObservationClosed{"HK-2026-014", 1, "MO-10", "Seen, thank you."});
  add(company(), ReviewDone{"HK-2026-014", day("2026-03-01"), {"HK MRCC", "Blue Egret Lines"}, "no change"});
  add(CentreId::hk, ExerciseHeld{"HK-2026-014",
                                 day("2026-03-01"),
                                 ExerciseType::co_ordination,
                                 {ship("477000011")},
                                 {"HK MRCC", "Macao DSAMA"},
                                 "contacts answered within a minute"});
  return result;
}

}  // namespace lingding::plans_test
