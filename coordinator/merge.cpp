#include "coordinator/merge.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "coordinator/codec.hpp"
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

bool rests_on_position(RoutingRule rule) {
  switch (rule) {
    case RoutingRule::waters:
    case RoutingRule::limits:
    case RoutingRule::srr:
    case RoutingRule::outside_all_regions:
      return true;
    case RoutingRule::plan_route:
    case RoutingRule::registry:
    case RoutingRule::receiving_centre:
      return false;
  }
  return false;
}

void merge_decision(Incident& into, Incident const& from) {
  auto const rank = [](Incident const& incident) {
    return std::tuple{rests_on_position(incident.decision.rule), incident.decided_at, incident.decided_by};
  };
  if (!better(into.decision, rank(into), from.decision, rank(from))) return;
  into.decision = from.decision;
  into.decided_at = from.decided_at;
  into.decided_by = from.decided_by;
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

void merge_ship(Incident& into, Incident const& from) {
  if (!from.ship) return;
  auto const rank = [](ShipLink const& ship) { return std::tuple{certainty_rank(ship.certainty), ship.at, ship.by}; };
  if (!into.ship || better(*into.ship, rank(*into.ship), *from.ship, rank(*from.ship))) into.ship = from.ship;
}

void merge_candidates(Incident& into, Incident const& from) {
  auto const rank = [](Incident const& incident) {
    return std::tuple{!incident.candidates.empty(), incident.candidates_at, incident.candidates_by};
  };
  if (rank(from) < rank(into)) return;
  if (rank(from) == rank(into)) {
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

bool prevails(CustodyClaim const& a, CustodyClaim const& b) {
  if (a.term != b.term) return a.term > b.term;
  return std::tie(a.since, a.centre, a.officer) < std::tie(b.since, b.centre, b.officer);
}

Alert merge(Alert const& a, Alert const& b) {
  auto const rank = [](Alert const& alert) { return std::tuple{alert.count, alert.last_heard}; };
  return better(a, rank(a), b, rank(b)) ? b : a;
}

void merge_into(Incident& into, Incident const& from) {
  merge_ids(into, from);
  into.incident_class = std::min(into.incident_class, from.incident_class);
  merge_alerts(into, from);
  merge_decision(into, from);
  if (prevails(from.custody, into.custody)) into.custody = from.custody;
  merge_ship(into, from);
  merge_candidates(into, from);
  for (auto const centre : from.told) add_told(into.told, centre);
  merge_acknowledgements(into, from);
  merge_log(into, from);
  settle(into);
}

void settle(Incident& incident) {
  if (!std::ranges::is_sorted(incident.alerts, alert_before)) std::ranges::sort(incident.alerts, alert_before);
  std::ranges::sort(incident.acknowledgements, {}, &Acknowledgement::centre);
  if (!std::ranges::is_sorted(incident.log, line_before)) std::ranges::sort(incident.log, line_before);
  auto const repeated = std::ranges::unique(incident.log);
  incident.log.erase(repeated.begin(), repeated.end());
  cut_log(incident.log);

  auto const& responsible = incident.decision.responsible;
  bool const offered =
      incident.incident_class == AlertClass::distress && responsible && *responsible != incident.custody.centre;
  incident.offered_to = offered ? responsible : std::nullopt;

  if (responsible) add_told(incident.told, *responsible);
  for (auto const centre : incident.decision.informed) add_told(incident.told, centre);
  for (auto const& alert : incident.alerts) add_told(incident.told, alert.received_by);
  add_told(incident.told, incident.custody.centre);
}

bool same_incident(Incident const& a, Incident const& b) {
  if (has_id(a, b.id) || has_id(b, a.id)) return true;
  if (std::ranges::any_of(b.also, [&](auto const& id) { return has_id(a, id); })) return true;
  if (a.alerts.empty() || b.alerts.empty() || a.incident_class != b.incident_class) return false;
  if (a.alerts.front().report.device != b.alerts.front().report.device) return false;
  auto const [a_from, a_to] = heard_from_to(a);
  auto const [b_from, b_to] = heard_from_to(b);
  return a_from <= b_to + kSameActivation && b_from <= a_to + kSameActivation;
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
