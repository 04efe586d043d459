// Who is offered custody and what comes of it, from an incident's record alone: docs/custody.md.
#include "coordinator/custody.hpp"

#include <catch2/catch.hpp>

#include "coordinator/limits.hpp"
#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using std::chrono::seconds;

auto const kStart = support::utc("2016-08-27T15:50:00Z");

/// Hong Kong received it first; Macao is responsible, Guangdong is told.
Incident in_macao() {
  Incident incident;
  incident.id = "HK-1";
  incident.decision.responsible = CentreId::mo;
  incident.decision.informed = {CentreId::cn_gd, CentreId::hk};
  incident.custody = {CentreId::hk, 0, kStart, {}, false, {}};
  return incident;
}
void answers(Incident& incident, CentreId centre, OfferOutcome outcome) {
  incident.answers.push_back(
      {centre, incident.custody.term, outcome, "", {kStart + seconds{60}, centre, ""}, incident.decision.responsible});
}

TEST_CASE("coordinator.custody: the first centre keeps it while it is responsible itself") {
  auto incident = in_macao();
  incident.decision.responsible = CentreId::hk;
  CHECK_FALSE(offer_of(incident));
  CHECK_FALSE(offer_refused(incident));
}

TEST_CASE("coordinator.custody: the responsible centre is asked first, then those told, then nobody") {
  auto incident = in_macao();
  CHECK(offer_of(incident) == CentreId::mo);
  answers(incident, CentreId::mo, OfferOutcome::declined);
  CHECK(offer_of(incident) == CentreId::cn_gd);
  CHECK_FALSE(offer_lapsed_at(incident, CentreId::mo));
  answers(incident, CentreId::cn_gd, OfferOutcome::timed_out);
  CHECK(offer_lapsed_at(incident, CentreId::cn_gd));
  CHECK_FALSE(offer_of(incident));
  CHECK(offer_refused(incident));
}

TEST_CASE("coordinator.custody: while the responsible centre is silent a case does not wander between the two others") {
  auto incident = in_macao();
  answers(incident, CentreId::mo, OfferOutcome::timed_out);
  REQUIRE(offer_of(incident) == CentreId::cn_gd);
  // Guangdong takes it in Macao's place.
  incident.former = {incident.custody};
  incident.custody = {CentreId::cn_gd, 1, kStart + seconds{600}, "Officer Li", false, {}};
  CHECK(offer_of(incident) == CentreId::mo);
  answers(incident, CentreId::mo, OfferOutcome::timed_out);
  CHECK_FALSE(offer_of(incident));
  CHECK(offer_refused(incident));
  // Who is responsible is asked, whatever was before.
  incident.decision.responsible = CentreId::hk;
  incident.decision.informed = {CentreId::cn_gd, CentreId::mo};
  CHECK(offer_of(incident) == CentreId::hk);
}

TEST_CASE("coordinator.custody: an answer holds for its term and for the responsibility of its time alone") {
  auto incident = in_macao();
  answers(incident, CentreId::mo, OfferOutcome::declined);
  auto later = incident;
  later.custody.term = 1;
  CHECK(offer_of(later) == CentreId::mo);
  incident.decision.responsible = CentreId::cn_gd;
  incident.decision.informed = {CentreId::hk, CentreId::mo};
  CHECK(offer_of(incident) == CentreId::cn_gd);
}

TEST_CASE("coordinator.custody: tests and closed cases are offered to nobody") {
  auto incident = in_macao();
  incident.incident_class = AlertClass::test;
  CHECK_FALSE(offer_of(incident));
  incident = in_macao();
  incident.closure = Closure{CaseOutcome::rescued, "all safe", {kStart, CentreId::hk, "Officer Chan"}};
  CHECK(is_closed(incident));
  CHECK_FALSE(offer_of(incident));
  CHECK_FALSE(offer_refused(incident));
  incident.closure->outcome = CaseOutcome::open;
  CHECK(offer_of(incident) == CentreId::mo);
}

TEST_CASE("coordinator.custody: the custodian's own offer goes before the order of candidates, until it is answered") {
  auto incident = in_macao();
  incident.wish = CustodyWish{CentreId::cn_gd, 0, "nearer", {kStart, CentreId::hk, "Officer Chan"}, {}};
  CHECK(offer_of(incident) == CentreId::cn_gd);
  answers(incident, CentreId::cn_gd, OfferOutcome::declined);
  CHECK(offer_of(incident) == CentreId::mo);
  // Offered again after the answer: it stands again.
  incident.wish->set.at = kStart + seconds{120};
  CHECK(offer_of(incident) == CentreId::cn_gd);
}

TEST_CASE("coordinator.custody: a request stands in its term, unless the custodian refused it") {
  auto incident = in_macao();
  incident.requests = {{CentreId::mo, 0, "nearer", {kStart, CentreId::mo, "Officer Ho"}, {}}};
  REQUIRE(standing_requests(incident).size() == 1);
  CHECK(standing_request(incident, CentreId::mo) != nullptr);
  CHECK(standing_request(incident, CentreId::cn_gd) == nullptr);
  incident.requests[0].refused = WishRefused{"no", {kStart + seconds{9}, CentreId::hk, "Officer Chan"}};
  CHECK(standing_requests(incident).empty());
  incident.requests[0].refused.reset();
  incident.custody.term = 1;
  CHECK(standing_requests(incident).empty());
}

TEST_CASE("coordinator.custody: a hand-over is no overlap, one that takes longer is, a forced one always") {
  auto incident = in_macao();
  incident.former = {incident.custody};
  incident.custody = {CentreId::mo, 1, kStart + seconds{100}, "Officer Ho", false, {}};
  CHECK(custody_overlaps(incident).empty());
  incident.former[0].until = kStart + seconds{100} + kHandOverTakes;
  CHECK(custody_overlaps(incident).empty());
  incident.former[0].until = kStart + seconds{101} + kHandOverTakes;
  REQUIRE(custody_overlaps(incident).size() == 1);
  CHECK(custody_overlaps(incident)[0].from == kStart + seconds{100});
  CHECK(custody_overlaps(incident)[0].to == kStart + seconds{101} + kHandOverTakes);
  CHECK(custody_overlaps(incident)[0].holds.centre == CentreId::mo);
  incident.former[0].until = kStart + seconds{110};
  incident.custody.forced = true;
  CHECK(custody_overlaps(incident).size() == 1);
}

}  // namespace
}  // namespace lingding::coordinator
