#include "coordinator/merge.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "coordinator/codec.hpp"
#include "coordinator/custody.hpp"
#include "coordinator/limits.hpp"

namespace lingding::coordinator {
namespace {

/// What is left to tell two values apart by, so that every order is total: their text.
template <class T>
bool text_less(T const& a, T const& b) {
  std::string left;
  std::string right;
  append_json(left, a);
  append_json(right, b);
  return left < right;
}

/// True when `b` is the better of two values with these ranks.
template <class T, class Rank>
bool better(T const& a, Rank const& rank_of_a, T const& b, Rank const& rank_of_b) {
  if (rank_of_a != rank_of_b) return rank_of_a < rank_of_b;
  return !(a == b) && text_less(a, b);
}

std::optional<geo::CentreId> issuer(std::string_view id) {
  // "CN-GD-20160827-…": the centre's name may itself have a hyphen.
  for (auto const centre : geo::kCentres) {
    auto const name = geo::to_text(centre);
    if (id.size() > name.size() && id.starts_with(name) && id[name.size()] == '-') return centre;
  }
  return std::nullopt;
}

auto id_rank(geo::UtcTime opened_at, std::string_view id) {
  auto const centre = issuer(id);
  return std::tuple{opened_at, centre ? static_cast<int>(*centre) : static_cast<int>(geo::kCentres.size()), id};
}

void unite(std::vector<std::string>& also, std::string const& id) {
  auto const at = std::lower_bound(also.begin(), also.end(), id);
  if (at == also.end() || *at != id) also.insert(at, id);
}

void merge_ids(Incident& into, Incident const& from) {
  std::string loser = from.id;
  if (id_rank(from.opened_at, from.id) < id_rank(into.opened_at, into.id)) {
    loser = std::exchange(into.id, from.id);
    into.opened_at = from.opened_at;
  }
  unite(into.also, loser);
  for (auto const& id : from.also) unite(into.also, id);
  std::erase(into.also, into.id);
}

bool alert_before(Alert const& a, Alert const& b) {
  return std::tie(a.first_heard, a.id) < std::tie(b.first_heard, b.id);
}

void merge_alerts(Incident& into, Incident const& from) {
  for (auto const& alert : from.alerts) {
    auto const at = std::ranges::find(into.alerts, alert.id, &Alert::id);
    if (at == into.alerts.end()) {
      into.alerts.push_back(alert);
    } else {
      *at = merge(*at, alert);
    }
  }
}

void merge_decision(Incident& into, Incident const& from) {
  auto const rank = [](Incident const& incident) {
    auto const basis = basis_of(incident.decision.rule);
    return std::tuple{incident.decided_without, basis == Basis::position, incident.decided_for_version, basis,
                      incident.decided_at,      incident.decided_by,      incident.decided_for};
  };
  if (!better(into.decision, rank(into), from.decision, rank(from))) return;
  into.decision = from.decision;
  into.decided_at = from.decided_at;
  into.decided_by = from.decided_by;
  into.decided_without = from.decided_without;
  into.decided_for = from.decided_for;
  into.decided_for_version = from.decided_for_version;
}

int certainty_rank(Certainty certainty) {
  switch (certainty) {
    case Certainty::probable:
      return 0;
    case Certainty::listed:
      return 1;
    case Certainty::own_number:
      return 2;
    case Certainty::confirmed:
      return 3;
  }
  return 0;
}

/// With the alerts that an officer moved elsewhere the ship may have gone: the record that was decided with more of
/// them gone says which ship it is, or that none is known. Whom an officer confirmed she stays.
/// \pre the decisions are not merged yet
void merge_ship(Incident& into, Incident const& from) {
  auto const rank = [](Incident const& one) {
    if (!one.ship) return std::tuple{false, one.decided_without, -1, geo::UtcTime::min(), geo::CentreId{}};
    bool const confirmed = one.ship->certainty == Certainty::confirmed;
    return std::tuple{confirmed, confirmed ? 0 : one.decided_without, certainty_rank(one.ship->certainty), one.ship->at,
                      one.ship->by};
  };
  auto const ours = rank(into);
  auto const theirs = rank(from);
  // Equal ranks: both have a ship, or neither has.
  bool const greater = ours == theirs && into.ship && !(*into.ship == *from.ship) && text_less(*into.ship, *from.ship);
  if (ours < theirs || greater) into.ship = from.ship;
}

void merge_candidates(Incident& into, Incident const& from) {
  auto const rank = [](Incident const& incident) {
    return std::tuple{!incident.candidates.empty(), incident.candidates_at, incident.candidates_by};
  };
  if (rank(from) < rank(into)) return;
  if (rank(from) == rank(into)) {
    if (from.candidates == into.candidates) return;
    std::string ours;
    std::string theirs;
    append_json(ours, into.candidates);
    append_json(theirs, from.candidates);
    if (theirs <= ours) return;
  }
  into.candidates = from.candidates;
  into.candidates_at = from.candidates_at;
  into.candidates_by = from.candidates_by;
}

void merge_acknowledgements(Incident& into, Incident const& from) {
  for (auto const& theirs : from.acknowledgements) {
    auto const at = std::ranges::find(into.acknowledgements, theirs.centre, &Acknowledgement::centre);
    if (at == into.acknowledgements.end()) {
      into.acknowledgements.push_back(theirs);
    } else if (std::tie(at->at, at->officer) < std::tie(theirs.at, theirs.officer)) {
      *at = theirs;
    }
  }
}

// What officers say of a case: of two sayings on the same subject the later holds, then the greater text.

template <class Said>
auto rank_of(Said const& said) {
  return said.set.at;
}
/// Of the newest custody; then what the custodian said of a request, after the request.
auto rank_of(CustodyWish const& wish) {
  return std::tuple{wish.term, wish.set.at, wish.refused ? wish.refused->set.at : geo::UtcTime::min()};
}
auto rank_of(Unheard const& one) {
  return std::tuple{one.at, one.since};
}

template <class Said>
void keep_later(std::optional<Said>& into, std::optional<Said> const& from) {
  if (from && (!into || better(*into, rank_of(*into), *from, rank_of(*from)))) into = from;
}

/// What is never taken back: the first saying holds.
void keep_first(std::optional<NoDuff>& into, std::optional<NoDuff> const& from) {
  auto const rank = [](NoDuff const& one) { return std::tie(one.set.at, one.set.by, one.set.officer, one.reason); };
  if (from && (!into || rank(*from) < rank(*into))) into = from;
}

/// Lists in which each subject stands once, in the order of subjects.
template <class Said, class Subject>
void unite_said(std::vector<Said>& into, std::vector<Said> const& from, Subject const& subject) {
  for (auto const& theirs : from) {
    auto const at = std::ranges::lower_bound(into, subject(theirs), {}, subject);
    if (at == into.end() || subject(*at) != subject(theirs)) {
      into.insert(at, theirs);
    } else if (better(*at, rank_of(*at), theirs, rank_of(theirs))) {
      *at = theirs;
    }
  }
}

// The orders of an incident's lists.

bool claim_before(CustodyClaim const& a, CustodyClaim const& b) {
  return std::tie(a.term, a.since, a.centre, a.officer, a.forced) <
         std::tie(b.term, b.since, b.centre, b.officer, b.forced);
}
auto subject_of(OfferAnswer const& one) {
  return std::tuple{one.term, one.centre};
}
geo::CentreId subject_of(CustodyWish const& one) {
  return one.centre;
}
geo::CentreId subject_of(Unheard const& one) {
  return one.centre;
}
auto subject_of(Sitrep const& one) {
  return std::tuple{one.number, one.set.by, one.set.at};
}
std::string_view subject_of(Unit const& one) {
  return one.name;
}
std::string_view subject_of(Call const& one) {
  return one.contact;
}
std::string_view subject_of(PossibleMatch const& one) {
  return one.incident_id;
}

/// Puts a list in order where it is not; of several on one subject the one that would survive a merge stays.
template <class Said>
void put_in_order(std::vector<Said>& list) {
  auto const before = [](Said const& a, Said const& b) { return subject_of(a) < subject_of(b); };
  if (std::ranges::adjacent_find(list, [&](Said const& a, Said const& b) { return !before(a, b); }) == list.end())
    return;
  std::vector<Said> ordered;
  unite_said(ordered, list, [](Said const& one) { return subject_of(one); });
  list = std::move(ordered);
}

template <class T, class Before>
void sort_each_once(std::vector<T>& list, Before const& before) {
  if (std::ranges::adjacent_find(list, [&](T const& a, T const& b) { return !before(a, b); }) == list.end()) return;
  std::ranges::sort(list, before);
  auto const repeated = std::ranges::unique(list);
  list.erase(repeated.begin(), repeated.end());
}

bool same_claim(CustodyClaim const& a, CustodyClaim const& b) {
  return !claim_before(a, b) && !claim_before(b, a);
}

/// In order, each once; of two copies the one that says when it ended, and the earlier end.
void put_in_order(std::vector<CustodyClaim>& claims) {
  if (std::ranges::adjacent_find(claims, [](auto const& a, auto const& b) { return !claim_before(a, b); }) ==
      claims.end())
    return;
  std::ranges::sort(claims, [&](CustodyClaim const& a, CustodyClaim const& b) {
    if (!same_claim(a, b)) return claim_before(a, b);
    return a.until.value_or(geo::UtcTime::max()) < b.until.value_or(geo::UtcTime::max());
  });
  auto const repeated = std::ranges::unique(claims, same_claim);
  claims.erase(repeated.begin(), repeated.end());
}

void merge_claims(Incident& into, Incident const& from) {
  auto all = std::move(into.former);
  all.push_back(into.custody);
  all.insert(all.end(), from.former.begin(), from.former.end());
  all.push_back(from.custody);
  put_in_order(all);
  auto const better_claim = prevails(from.custody, into.custody) ? from.custody : into.custody;
  auto const holds = std::ranges::lower_bound(all, better_claim, claim_before);
  into.custody = *holds;
  all.erase(holds);
  if (all.size() > kMaxCaseItems) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(kMaxCaseItems));
  into.former = std::move(all);
}

void merge_case(Incident& into, Incident const& from) {
  keep_later(into.wish, from.wish);
  unite_said(into.requests, from.requests, [](CustodyWish const& one) { return subject_of(one); });
  unite_said(into.unheard, from.unheard, [](Unheard const& one) { return subject_of(one); });
  keep_later(into.phase, from.phase);
  keep_later(into.persons, from.persons);
  keep_later(into.closure, from.closure);
  keep_first(into.no_duff, from.no_duff);
  unite_said(into.answers, from.answers, [](OfferAnswer const& one) { return subject_of(one); });
  unite_said(into.units, from.units, [](Unit const& one) { return subject_of(one); });
  unite_said(into.calls, from.calls, [](Call const& one) { return subject_of(one); });
  unite_said(into.matches, from.matches, [](PossibleMatch const& one) { return subject_of(one); });
  unite_said(into.sitreps, from.sitreps, [](Sitrep const& one) { return subject_of(one); });
  std::vector<std::string> apart;
  std::ranges::set_union(into.apart, from.apart, std::back_inserter(apart));
  into.apart = std::move(apart);
  for (auto const& theirs : from.moved_alerts) {
    auto const at = std::ranges::lower_bound(into.moved_alerts, theirs.alert_id, {}, &MovedAlert::alert_id);
    auto const rank = [](MovedAlert const& one) { return std::tie(one.placed, one.to); };
    if (at == into.moved_alerts.end() || at->alert_id != theirs.alert_id) {
      into.moved_alerts.insert(at, theirs);
    } else if (rank(*at) < rank(theirs)) {
      *at = theirs;
    }
  }
  auto const sighted = [](std::optional<ShipSight>& sight, std::optional<ShipSight> const& theirs, bool earlier) {
    if (!theirs || sight == theirs) return;
    auto const rank = [&](ShipSight const& one) {
      auto const at = one.reported_at.time_since_epoch().count();
      return std::tuple{one.named_at, earlier ? -at : at};
    };
    if (!sight || better(*sight, rank(*sight), *theirs, rank(*theirs))) sight = theirs;
  };
  sighted(into.sight, from.sight, true);
  sighted(into.sight_now, from.sight_now, false);
}

/// An alert that an officer took out is not here; the last one that is left stays, so that no incident is empty.
void take_out_moved(Incident& incident) {
  if (incident.moved_alerts.empty()) return;
  auto const moved = [&](Alert const& alert) {
    auto const at = std::ranges::lower_bound(incident.moved_alerts, alert.id, {}, &MovedAlert::alert_id);
    return at != incident.moved_alerts.end() && at->alert_id == alert.id && alert.placed <= at->placed;
  };
  if (std::ranges::all_of(incident.alerts, moved)) {
    if (!incident.alerts.empty()) incident.alerts.erase(incident.alerts.begin() + 1, incident.alerts.end());
    return;
  }
  std::erase_if(incident.alerts, moved);
}

bool line_before(LogLine const& a, LogLine const& b) {
  return std::tie(a.at, a.centre, a.who, a.text) < std::tie(b.at, b.centre, b.who, b.text);
}

/// The union of two sorted logs.
void merge_log(Incident& into, Incident const& from) {
  if (into.log == from.log) return;
  std::vector<LogLine> both;
  both.reserve(into.log.size() + from.log.size());
  std::ranges::set_union(into.log, from.log, std::back_inserter(both), line_before);
  into.log = std::move(both);
}

void cut_log(std::vector<LogLine>& log) {
  if (log.size() <= kMaxLogLines) return;
  log.erase(log.begin() + kFirstLogLines, log.end() - kLastLogLines);
}

void add_told(std::vector<geo::CentreId>& told, geo::CentreId centre) {
  auto const at = std::ranges::lower_bound(told, centre);
  if (at == told.end() || *at != centre) told.insert(at, centre);
}

std::pair<geo::UtcTime, geo::UtcTime> heard_from_to(Incident const& incident) {
  auto from = incident.alerts.front().first_heard;
  auto to = incident.alerts.front().last_heard;
  for (auto const& alert : incident.alerts) {
    from = std::min(from, alert.first_heard);
    to = std::max(to, alert.last_heard);
  }
  return {from, to};
}

}  // namespace

Basis basis_of(RoutingRule rule) {
  switch (rule) {
    case RoutingRule::waters:
    case RoutingRule::limits:
    case RoutingRule::srr:
    case RoutingRule::outside_all_regions:
      return Basis::position;
    case RoutingRule::ship_last_seen:
      return Basis::last_seen;
    case RoutingRule::ship_timetable:
      return Basis::timetable;
    case RoutingRule::plan_route:
    case RoutingRule::registry:
    case RoutingRule::receiving_centre:
      break;
  }
  return Basis::none;
}

bool prevails(CustodyClaim const& a, CustodyClaim const& b) {
  if (a.term != b.term) return a.term > b.term;
  return std::tie(a.since, a.centre, a.officer, a.forced) < std::tie(b.since, b.centre, b.officer, b.forced);
}

Alert merge(Alert const& a, Alert const& b) {
  auto const rank = [](Alert const& alert) { return std::tuple{alert.placed, alert.count, alert.last_heard}; };
  return better(a, rank(a), b, rank(b)) ? b : a;
}

void merge_into(Incident& into, Incident const& from) {
  merge_ids(into, from);
  into.incident_class = std::min(into.incident_class, from.incident_class);
  merge_alerts(into, from);
  merge_ship(into, from);
  merge_decision(into, from);
  merge_claims(into, from);
  merge_case(into, from);
  merge_candidates(into, from);
  for (auto const centre : from.told) add_told(into.told, centre);
  merge_acknowledgements(into, from);
  merge_log(into, from);
  settle(into);
}

void settle(Incident& incident) {
  if (!std::ranges::is_sorted(incident.alerts, alert_before)) std::ranges::sort(incident.alerts, alert_before);
  put_in_order(incident.answers);
  put_in_order(incident.units);
  put_in_order(incident.calls);
  put_in_order(incident.matches);
  put_in_order(incident.sitreps);
  put_in_order(incident.requests);
  put_in_order(incident.unheard);
  put_in_order(incident.former);
  std::erase_if(incident.former, [&](CustodyClaim const& one) { return same_claim(one, incident.custody); });
  sort_each_once(incident.apart, std::less<>{});
  sort_each_once(incident.moved_alerts,
                 [](MovedAlert const& a, MovedAlert const& b) { return a.alert_id < b.alert_id; });
  take_out_moved(incident);
  std::ranges::sort(incident.acknowledgements, {}, &Acknowledgement::centre);
  std::erase_if(incident.apart, [&](auto const& id) { return has_id(incident, id); });
  std::erase_if(incident.matches, [&](auto const& match) { return has_id(incident, match.incident_id); });
  if (incident.sitreps.size() > kMaxSitreps)
    incident.sitreps.erase(incident.sitreps.begin(), incident.sitreps.end() - static_cast<std::ptrdiff_t>(kMaxSitreps));
  if (!std::ranges::is_sorted(incident.log, line_before)) std::ranges::sort(incident.log, line_before);
  auto const repeated = std::ranges::unique(incident.log);
  incident.log.erase(repeated.begin(), repeated.end());
  cut_log(incident.log);

  incident.offered_to = offer_of(incident);
  // Only what each record has by itself adds to `told`, not what comes of two: else the order of merges would show.
  if (incident.wish) add_told(incident.told, incident.wish->centre);
  if (!incident.unheard.empty())
    for (auto const centre : geo::kCentres) add_told(incident.told, centre);
  if (auto const& responsible = incident.decision.responsible) add_told(incident.told, *responsible);
  for (auto const centre : incident.decision.informed) add_told(incident.told, centre);
  for (auto const& alert : incident.alerts) add_told(incident.told, alert.received_by);
  add_told(incident.told, incident.custody.centre);
}

bool same_incident(Incident const& a, Incident const& b) {
  if (has_id(a, b.id) || has_id(b, a.id)) return true;
  if (std::ranges::any_of(b.also, [&](auto const& id) { return has_id(a, id); })) return true;
  if (a.alerts.empty() || b.alerts.empty() || a.incident_class != b.incident_class) return false;
  // What is real is never taken together with what is played of the same ship.
  if (a.no_duff.has_value() != b.no_duff.has_value()) return false;
  if (said_apart(a, b) || !share_identity(a, b)) return false;
  auto const [a_from, a_to] = heard_from_to(a);
  auto const [b_from, b_to] = heard_from_to(b);
  return a_from <= b_to + kSameActivation && b_from <= a_to + kSameActivation;
}

std::vector<std::string> identities(Incident const& incident) {
  std::vector<std::string> all;
  for (auto const& alert : incident.alerts)
    for (auto& one : identities(alert.report)) all.push_back(std::move(one));
  std::ranges::sort(all);
  auto const repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  return all;
}

namespace {

bool two_ships(Incident const& a, Incident const& b) {
  auto const ship_a = certain_number(a.ship);
  auto const ship_b = certain_number(b.ship);
  return ship_a && ship_b && ship_a != ship_b;
}

}  // namespace

bool share_identity(Incident const& a, Incident const& b) {
  auto const of_a = identities(a);
  auto const of_b = identities(b);
  auto const shared =
      std::ranges::find_if(of_a, [&](auto const& one) { return std::ranges::binary_search(of_b, one); });
  if (shared == of_a.end()) return false;
  // A message that goes on with two others may be about two casualties of one event: that does not make two ships one.
  // Sorted: "t:", the thread's, come last.
  return !shared->starts_with("t:") || !two_ships(a, b);
}

bool said_apart(Incident const& a, Incident const& b) {
  auto const says = [](Incident const& one, Incident const& other) {
    return std::ranges::any_of(one.apart, [&](auto const& id) { return has_id(other, id); });
  };
  return says(a, b) || says(b, a);
}

bool has_id(Incident const& incident, std::string_view id) {
  return incident.id == id || std::ranges::find(incident.also, id) != incident.also.end();
}

geo::UtcTime last_heard(Incident const& incident) {
  auto last = incident.opened_at;
  for (auto const& alert : incident.alerts) last = std::max(last, alert.last_heard);
  return last;
}

}  // namespace lingding::coordinator
