#pragma once
// Who is offered custody, what came of the offers, and when two centres had it at once: follows from an incident's
// record alone, so that all desks that have heard the same agree. docs/custody.md has the rules.

#include <optional>
#include <vector>

#include "coordinator/incident.hpp"

namespace lingding::coordinator {

/// True when the custodian has closed the case and it was not opened again, by an officer or by an alert that came
/// since: of a sender or in a form that the case did not have before, or renewed (Alert::renewed_at). What goes on
/// transmitting, here or at another receiver, and what takes an alert back, leaves a case closed.
bool is_closed(Incident const& incident);
/// True when the one is what the other was: the same transmitter's, or a message of the same thread. What people say is
/// said anew each time.
bool goes_on_in(AlertReport const& earlier, AlertReport const& later);
/// How long an alert of this kind is silent when its next message is a new call and no repeat.
std::chrono::milliseconds calls_anew_after(AlertKind kind);

/// The centre that is to take custody: the one that the custodian chose, until it answers; else, while another than the
/// custodian is responsible, that one, then the decision's `informed` in their order, without those who had custody
/// before; none of them when it declined or let the offer lapse in this term of custody and under this responsibility.
/// Never for tests and closed cases.
std::optional<geo::CentreId> offer_of(Incident const& incident);

/// True when all to whom custody could go have declined or let the offer lapse: the custodian keeps it.
bool offer_refused(Incident const& incident);

/// True when this centre let the offer of the present term lapse, and nothing changed since.
bool offer_lapsed_at(Incident const& incident, geo::CentreId centre);

/// Requests of this term that the custodian has not refused, in the order of the centres.
std::vector<CustodyWish const*> standing_requests(Incident const& incident);
/// The one of this centre; nullptr: it has none.
CustodyWish const* standing_request(Incident const& incident, geo::CentreId centre);

/// Two centres that had custody at once, each by its own record.
struct CustodyOverlap {
  geo::UtcTime from{};
  geo::UtcTime to{};
  CustodyClaim holds;   ///< of the two, the one that prevails
  CustodyClaim yields;  ///< the other
  bool operator==(CustodyOverlap const&) const = default;
};
/// Those that are over and took longer than a hand-over does; with a forced claim, or of two that ended the same term,
/// any. In the order of their claims.
std::vector<CustodyOverlap> custody_overlaps(Incident const& incident);

/// When the first claim began that competes with this one and holds against it; empty: none does.
std::optional<geo::UtcTime> contested_since(Incident const& incident, CustodyClaim const& claim);

}  // namespace lingding::coordinator
