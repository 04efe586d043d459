#pragma once
// How two desks' records of the same incident become one. Every merge is commutative, associative and idempotent, so
// that desks which have heard the same things agree, in whatever order, how often and through whom they heard them.

#include <cstdint>
#include <vector>

#include "coordinator/incident.hpp"

namespace lingding::coordinator {

/// Which of two claims holds: the higher term; in the same term the earlier, then the centre that comes first in
/// geo::kCentres, then the officer whose name does. A total order.
bool prevails(CustodyClaim const& a, CustodyClaim const& b);

/// Copies of one alert: the one with more messages, then heard later.
/// \pre the same id
Alert merge(Alert const& a, Alert const& b);

/// Records of one incident. The earliest opened gives the id (then the order of the centres, then of the texts), the
/// others stay in `also`; alerts, told, acknowledgements and log are united; custody by the prevailing claim; decision,
/// ship and candidates by the better founded, then the newer.
/// \pre settled(a) and settled(b)
void merge_into(Incident& into, Incident const& from);

/// What a decision rests on, the least first: none of the others, where her timetable has the ship, where she was seen
/// last, where the casualty is. On every desk the decision that rests on more prevails; among those that rest on no
/// position only when it is for the same ship.
enum class Basis : std::uint8_t { none, timetable, last_seen, position };
Basis basis_of(RoutingRule rule);

/// What is not free: sorts, cuts the log to its bounds, makes the offer follow from decision and custody, and adds to
/// `told` all who by decision, custody and alerts must know. Called after every change.
void settle(Incident& incident);

/// True when what both know makes them one: a common id; or a common identity (identities()) in the same class, both or
/// neither NO DUFF, with no more than kSameActivation between what was heard, unless an officer said that they are two
/// casualties'.
bool same_incident(Incident const& a, Incident const& b);

/// Of all its alerts, sorted, each once.
std::vector<std::string> identities(Incident const& incident);
/// \returns false when they share no more than a message's thread, and are two ships for certain.
bool share_identity(Incident const& a, Incident const& b);
/// An officer said that the two are of different casualties.
bool said_apart(Incident const& a, Incident const& b);
/// True for any id that the incident has or had.
bool has_id(Incident const& incident, std::string_view id);
/// The newest time at which any alert of it was heard.
geo::UtcTime last_heard(Incident const& incident);

}  // namespace lingding::coordinator
