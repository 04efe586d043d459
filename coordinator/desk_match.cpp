// Which alerts are of one casualty: by what names her, through her plan, by place, time and nature; officers' word.

#include <algorithm>
#include <cmath>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/match.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/names.hpp"
#include "coordinator/ship_sight.hpp"

namespace lingding::coordinator {
namespace {

/// "22°17.292'N 114°09.102'E, 0.0 kn, moored, alongside at Pier 3".
std::string sight_words(ShipSight const& sight) {
  auto text = words(sight.position);
  if (sight.speed) {
    auto const tenths = std::lround(sight.speed->knots() * 10);
    text += ", " + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " kn";
  }
  if (!sight.status.empty()) text += ", " + sight.status;
  if (!sight.place.empty()) text += ", at " + sight.place;
  return text;
}

}  // namespace

/// The open incidents of a class that may be the same casualty's, the likeliest first, then the oldest.
std::vector<Desk::State::Likely> Desk::State::likely(Evidence const& of, AlertClass alert_class, bool no_duff,
                                                     Held const* but) {
  std::vector<Held*> near;
  for (auto const& key : search_keys(of)) {
    auto const found = identities_.find(index_key(key, alert_class));
    if (found == identities_.end()) continue;
    // The newest come last.
    auto const& all = found->second;
    near.insert(near.end(), all.size() > kMaxCompared ? all.end() - kMaxCompared : all.begin(), all.end());
  }
  std::ranges::sort(near, {}, &Held::serial);
  auto const repeated = std::ranges::unique(near);
  near.erase(repeated.begin(), repeated.end());
  std::vector<std::pair<int, Held*>> scored;
  for (auto* const held : near) {
    if (held == but || is_closed(held->incident)) continue;
    if (held->incident.no_duff.has_value() != no_duff) continue;
    auto const score = score_of(of, held->evidence);
    if (score >= kPossiblySame) scored.emplace_back(score, held);
  }
  std::ranges::stable_sort(scored, std::greater<>{}, &std::pair<int, Held*>::first);
  if (scored.size() > kMaxPossible) scored.resize(kMaxPossible);
  std::vector<Likely> found;
  for (auto const& [score, held] : scored) found.push_back({held, match(of, held->evidence)});
  return found;
}

/// The one incident that the alert belongs to by more than its number, and why; nullptr: none, or it is not clear.
Desk::State::Likely Desk::State::belongs_to(AlertReceived const& event) {
  auto const ship = ship_of(event.report);
  auto const of = evidence_of(event.report, ship ? &*ship : nullptr, now_);
  auto found = likely(of, event.report.alert_class, event.report.no_duff, nullptr);
  if (found.empty() || found.front().match.score < kSameCasualty) return {};
  if (found.size() > 1 && found[1].match.score >= kSameCasualty) return {};
  return std::move(found.front());
}

/// Writes into this incident and the others which may be the same casualty's. The others are shown and told.
void Desk::State::note_possible(Held& held) {
  index_identities(held);
  auto found = likely(held.evidence, held.incident.incident_class, held.incident.no_duff.has_value(), &held);
  std::erase_if(found, [&](Likely const& one) { return said_apart(held.incident, one.held->incident); });
  for (auto& [other, match] : found) {
    auto const known = std::ranges::find(held.incident.matches, other->incident.id, &PossibleMatch::incident_id);
    if (known != held.incident.matches.end() && known->score == match.score) continue;
    auto const put = [&](Incident& into, Incident const& of) {
      auto const at = std::ranges::lower_bound(into.matches, of.id, {}, &PossibleMatch::incident_id);
      PossibleMatch said{of.id, match.score, match.sentence, {now_, centre_, {}}};
      if (at != into.matches.end() && at->incident_id == of.id) {
        *at = std::move(said);
      } else if (into.matches.size() < kMaxCaseItems) {
        into.matches.insert(at, std::move(said));
      }
    };
    put(held.incident, other->incident);
    log(held.incident, "Perhaps the same casualty as " + other->incident.id + ": " + match.sentence + ".");
    // In a flood not every one is told of every other.
    if (other->incident.matches.size() >= kMaxPossible) continue;
    auto const was = before(*other);
    put(other->incident, held.incident);
    publish<AlertForwarded>(*other, was, Cause::possible_match);
  }
}

/// Two incidents whose ship is the same for certain are one, unless an officer said otherwise. Gives what is left.
Desk::State::Held& Desk::State::join_same_ship(Held& held) {
  index_identities(held);
  if (!certain_number(held.incident.ship)) return held;
  for (bool again = true; again;) {
    again = false;
    auto const found =
        identities_.find(index_key("s:" + held.incident.ship->mmsi->to_text(), held.incident.incident_class));
    if (found == identities_.end()) break;
    for (auto* const one : found->second) {
      auto& other = *one;
      if (&other == &held) continue;
      if (certain_number(other.incident.ship) != held.incident.ship->mmsi) continue;
      if (is_closed(other.incident) || said_apart(held.incident, other.incident)) continue;
      if (held.incident.no_duff.has_value() != other.incident.no_duff.has_value()) continue;
      auto match = coordinator::match(held.evidence, other.evidence);
      if (match.excluded || match.score < kSameCasualty) continue;
      log(held.incident, "One casualty with " + other.incident.id + ": " + match.sentence + ".");
      absorb(held, other);
      again = true;
      break;
    }
  }
  return held;
}

void Desk::State::on(ShipSeen const& event) {
  auto* const held = by_id(event.incident_id);
  if (held == nullptr) return;
  auto& incident = held->incident;
  if (!incident.ship || incident.ship->mmsi != event.mmsi || is_closed(incident)) return;
  auto const* const told = sight_now(incident);
  auto const known = told != nullptr ? std::optional{*told} : std::nullopt;
  // Other desks watch her too: what they told is not told again.
  if (known && !worth_telling(*known, event.sight, now_)) return;
  auto const was = before(*held);
  bool const first = sight_then(incident) == nullptr;
  auto sight = event.sight;
  sight.mmsi = event.mmsi;
  sight.named_at = incident.ship->at;
  if (auto const* const plan = plans_.by_mmsi(event.mmsi); plan != nullptr && sight.place.empty())
    sight.place = place_of(sight, plan->schedule);
  if (first) incident.sight = sight;
  incident.sight_now = sight;
  if (first || (known && is_stopped(*known) != is_stopped(sight)))
    log(incident, "Her AIS " +
                      std::to_string(std::max<std::int64_t>(
                          0, std::chrono::duration_cast<std::chrono::seconds>(now_ - sight.reported_at).count())) +
                      " s ago: " + sight_words(sight) + ".");
  if (first && !newest_fix(incident)) {
    decide_again(*held);
    log_decision(*held, was);
  }
  publish<ShipNamed>(*held, was, first ? Cause::facts : Cause::own_doing);
}

// ---- officers' word

std::optional<Refusal> Desk::State::act(MergeIncidents const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  auto* const other = by_id(command.other_id);
  if (held == nullptr || other == nullptr) return Refusal::unknown_incident;
  if (held == other) return Refusal::same_incident;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto const was = before(*held);
  log(held->incident,
      "Merged with " + other->incident.id + (command.reason.empty() ? std::string{"."} : ": " + command.reason),
      officer);
  auto& joined = absorb(*held, *other);
  improve_ship(joined);
  decide_again(joined);
  log_decision(joined, was);
  publish<AlertForwarded>(joined, was, Cause::own_doing);
  made_ = joined.incident.id;
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(SplitIncident const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto& incident = held->incident;
  auto const chosen = [&](Alert const& alert) {
    return std::ranges::find(command.alert_ids, alert.id) != command.alert_ids.end();
  };
  for (auto const& id : command.alert_ids)
    if (std::ranges::find(incident.alerts, id, &Alert::id) == incident.alerts.end()) return Refusal::unknown_alert;
  if (command.alert_ids.empty()) return Refusal::unknown_alert;
  if (std::ranges::all_of(incident.alerts, chosen)) return Refusal::nothing_left;
  if (incident.moved_alerts.size() + command.alert_ids.size() > kMaxCaseItems || incident.apart.size() >= kMaxCaseItems)
    return Refusal::too_many;

  auto const was = before(*held);
  Incident made;
  made.id = new_id();
  made.incident_class = AlertClass::test;
  made.opened_at = now_;
  made.custody = incident.custody;
  made.told = incident.told;
  made.acknowledgements = incident.acknowledgements;
  made.apart = {incident.id};
  // What an officer called real may be any of it; what a source brought as real says so by itself.
  if (incident.no_duff && !incident.no_duff->set.officer.empty()) made.no_duff = incident.no_duff;
  std::string const why = command.reason.empty() ? std::string{"."} : ": " + command.reason;
  for (auto const& alert : incident.alerts) {
    if (!chosen(alert)) continue;
    auto& moved = made.alerts.emplace_back(alert);
    moved.match = {{"officer", 0}};
    moved.matched = "put apart by " + officer;
    made.incident_class = std::min(made.incident_class, alert.report.alert_class);
    if (alert.report.no_duff && !made.no_duff) made.no_duff = incident.no_duff;
    auto const at = std::ranges::lower_bound(incident.moved_alerts, alert.id, {}, &MovedAlert::alert_id);
    MovedAlert const entry{alert.id, alert.placed, made.id};
    if (at != incident.moved_alerts.end() && at->alert_id == alert.id) {
      *at = entry;
    } else {
      incident.moved_alerts.insert(at, entry);
    }
    moved.placed = alert.placed + 1;
  }
  log(made, "Taken out of " + incident.id + why, officer);
  log(incident,
      "Taken out as another casualty's: " + std::to_string(made.alerts.size()) + " alerts, now " + made.id + why,
      officer);
  incident.apart.insert(std::ranges::lower_bound(incident.apart, made.id), made.id);
  made_ = made.id;
  // What was known of the ship may have come with what is gone now.
  if (incident.ship && incident.ship->certainty != Certainty::confirmed) incident.ship.reset();
  settle(incident);
  index_ids(*held);
  auto& apart = hold(std::move(made));
  for (auto const& alert : apart.incident.alerts)
    if (alert.received_by == centre_) apart.shared.push_back({alert.id, now_, false});
  Before none;
  none.existed = true;
  none.custodian = apart.incident.custody.centre;
  see_again(apart, none, Cause::own_doing);
  see_again(*held, was, Cause::own_doing);
  return std::nullopt;
}

/// Ship and decision anew, from what the incident has now.
void Desk::State::see_again(Held& held, Before const& was, Cause cause) {
  if (!improve_ship(held)) rank_again(held);
  decide_again(held);
  log_decision(held, was);
  publish<AlertForwarded>(held, was, cause);
}

std::optional<Refusal> Desk::State::act(ReportDistress const& command, std::string const& officer) {
  AlertReceived event{"report to " + officer, command.report, {}, {}};
  event.report.kind = AlertKind::report;
  if (command.incident_id.empty()) {
    made_ = take_alert(event).incident.id;
    return std::nullopt;
  }
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  made_ = add_alert(*held, event, {{{"officer", kSameCasualty}}, "put here by " + officer}).incident.id;
  return std::nullopt;
}

}  // namespace lingding::coordinator
