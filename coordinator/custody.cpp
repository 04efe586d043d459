#include "coordinator/custody.hpp"

#include <algorithm>

#include "coordinator/limits.hpp"
#include "coordinator/merge.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;

OfferAnswer const* answer_of(Incident const& incident, CentreId centre) {
  auto const found = std::ranges::find_if(incident.answers, [&](OfferAnswer const& one) {
    return one.centre == centre && one.term == incident.custody.term;
  });
  return found == incident.answers.end() ? nullptr : &*found;
}

/// True when the centre will not be asked again under this decision.
bool answered(Incident const& incident, CentreId centre) {
  auto const* const answer = answer_of(incident, centre);
  return answer != nullptr && answer->responsible == incident.decision.responsible;
}

/// The custodian's own offer of this term, answered or not; nullptr: he made none.
CustodyWish const* own_offer(Incident const& incident) {
  auto const& wish = incident.wish;
  bool const stands = wish && wish->term == incident.custody.term && wish->centre != incident.custody.centre;
  return stands ? &*wish : nullptr;
}

bool had_custody(Incident const& incident, CentreId centre) {
  return std::ranges::find(incident.former, centre, &CustodyClaim::centre) != incident.former.end();
}

bool may_be_offered(Incident const& incident) {
  return incident.incident_class == AlertClass::distress && !is_closed(incident);
}

bool other_is_responsible(Incident const& incident) {
  auto const& responsible = incident.decision.responsible;
  return responsible && *responsible != incident.custody.centre;
}

std::vector<CustodyClaim> all_claims(Incident const& incident) {
  auto all = incident.former;
  all.push_back(incident.custody);
  return all;
}

bool competes(CustodyClaim const& a, CustodyClaim const& b) {
  return a.forced || b.forced || (a.term == b.term && a.term > 0);
}

/// When the claim was over at its own desk; empty: it is not, or that is not known here.
std::optional<geo::UtcTime> end_of(CustodyClaim const& claim, std::vector<CustodyClaim> const& all) {
  if (claim.until) return claim.until;
  // Handed over in order: the desk knew at once.
  std::optional<geo::UtcTime> end;
  for (auto const& next : all)
    if (next.term == claim.term + 1 && !next.forced && (!end || next.since < *end)) end = next.since;
  return end;
}

}  // namespace

std::chrono::milliseconds calls_anew_after(AlertKind kind) {
  return kind == AlertKind::dsc ? std::chrono::milliseconds{kCallAnewDsc} : std::chrono::milliseconds{kCallAnew};
}

bool is_closed(Incident const& incident) {
  if (!incident.closure || incident.closure->outcome == CaseOutcome::open) return false;
  auto const closed_at = incident.closure->set.at;
  auto const& alerts = incident.alerts;
  return std::ranges::none_of(alerts, [&](Alert const& alert) {
    if (alert.report.alert_class == AlertClass::test) return false;
    if (alert.renewed_at && *alert.renewed_at > closed_at) return true;
    if (alert.first_heard <= closed_at || alert.report.cancels) return false;
    return std::ranges::none_of(alerts, [&](Alert const& other) {
      return other.first_heard <= closed_at && goes_on_in(other.report, alert.report);
    });
  });
}

bool goes_on_in(AlertReport const& earlier, AlertReport const& later) {
  if (later.kind != earlier.kind || later.kind == AlertKind::report) return false;
  if (later.kind == AlertKind::cap && later.thread.empty()) return false;
  return same_sender(earlier, later);
}

std::optional<CentreId> offer_of(Incident const& incident) {
  if (!may_be_offered(incident)) return std::nullopt;
  if (auto const* const own = own_offer(incident)) {
    auto const* const answer = answer_of(incident, own->centre);
    if (answer == nullptr || answer->set.at < own->set.at) return own->centre;
  }
  if (!other_is_responsible(incident)) return std::nullopt;
  auto const responsible = *incident.decision.responsible;
  if (!answered(incident, responsible)) return responsible;
  // Who had it already does not get it again in place of who is responsible: a case must not wander between centres.
  for (auto const centre : incident.decision.informed)
    if (centre != incident.custody.centre && !answered(incident, centre) && !had_custody(incident, centre))
      return centre;
  return std::nullopt;
}

bool offer_refused(Incident const& incident) {
  if (!may_be_offered(incident) || offer_of(incident)) return false;
  // That nobody is offered it although somebody should have it: all have answered.
  return other_is_responsible(incident) || own_offer(incident) != nullptr;
}

bool offer_lapsed_at(Incident const& incident, CentreId centre) {
  auto const* const answer = answer_of(incident, centre);
  return answer != nullptr && answered(incident, centre) && answer->outcome == OfferOutcome::timed_out;
}

std::vector<CustodyWish const*> standing_requests(Incident const& incident) {
  std::vector<CustodyWish const*> all;
  if (!may_be_offered(incident)) return all;
  for (auto const& one : incident.requests)
    if (one.term == incident.custody.term && one.centre != incident.custody.centre && !one.refused) all.push_back(&one);
  return all;
}

CustodyWish const* standing_request(Incident const& incident, CentreId centre) {
  for (auto const* const one : standing_requests(incident))
    if (one->centre == centre) return one;
  return nullptr;
}

std::vector<CustodyOverlap> custody_overlaps(Incident const& incident) {
  std::vector<CustodyOverlap> overlaps;
  if (incident.former.empty()) return overlaps;
  auto const all = all_claims(incident);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      auto const& a = all[i];
      auto const& b = all[k];
      if (a.centre == b.centre) continue;
      auto const end_of_a = end_of(a, all);
      auto const end_of_b = end_of(b, all);
      if (!end_of_a && !end_of_b) continue;
      auto const from = std::max(a.since, b.since);
      auto const to = std::min(end_of_a.value_or(geo::UtcTime::max()), end_of_b.value_or(geo::UtcTime::max()));
      if (to <= from || (!competes(a, b) && to - from <= kHandOverTakes)) continue;
      bool const a_holds = prevails(a, b);
      overlaps.push_back({from, to, a_holds ? a : b, a_holds ? b : a});
    }
  }
  return overlaps;
}

std::optional<geo::UtcTime> contested_since(Incident const& incident, CustodyClaim const& claim) {
  std::optional<geo::UtcTime> since;
  for (auto const& other : all_claims(incident))
    if (other.centre != claim.centre && competes(claim, other) && prevails(other, claim) &&
        (!since || other.since < *since))
      since = other.since;
  return since;
}

}  // namespace lingding::coordinator
