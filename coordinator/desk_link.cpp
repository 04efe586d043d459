// What other desks tell: incidents are merged, and whoever lacks part of what came together is told.

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"
#include "geo/check.hpp"

namespace lingding::coordinator {
namespace {

/// What decides who must be told what: the ids that are one incident, the centres that know of it, who claimed custody
/// of it, and which alerts were taken out of it.
struct Structure {
  std::vector<std::string> ids;
  std::vector<geo::CentreId> told;
  std::vector<CustodyClaim> claims;
  std::vector<MovedAlert> moved;
  bool operator==(Structure const&) const = default;
};

Structure structure(Incident const& incident) {
  Structure result{incident.also, incident.told, incident.former, incident.moved_alerts};
  result.claims.push_back(incident.custody);
  result.ids.push_back(incident.id);
  std::ranges::sort(result.ids);
  return result;
}

}  // namespace

void Desk::State::on(LinkReceived const& event) {
  if (event.from == centre_) return;
  auto& received = received_[static_cast<std::size_t>(event.from)];
  if (event.link_seq != 0) {
    // link.hpp lets each through once and in order; what comes otherwise changes nothing.
    if (event.link_seq != received + 1) return;
    received = event.link_seq;
  }
  if (auto const* const message = std::get_if<AlertHeard>(&event.message)) {
    heard(*message);
    return;
  }
  if (std::holds_alternative<ResyncAsked>(event.message)) {
    tell_all_again(event.from);
    return;
  }
  if (auto const* const forwarded = std::get_if<AlertForwarded>(&event.message)) raw_ = forwarded->raw;
  std::visit(
      [&](auto const& one) {
        if constexpr (requires { one.incident; }) merge_in(one.incident, event.from);
      },
      event.message);
  raw_ = {};
}

void Desk::State::on(LinkOutOfStep const& event) {
  if (event.peer == centre_) return;
  auto const peer = static_cast<std::size_t>(event.peer);
  sent_[peer] = std::max(sent_[peer], event.sent);
  resumed_[peer] = sent_[peer];
  received_[peer] = std::max(received_[peer], event.received);
  tell_all_again(event.peer);
  tell({event.peer}, ResyncAsked{});
}

/// Incidents are told whole and merged, so that what the peer has already changes nothing there.
void Desk::State::tell_all_again(geo::CentreId peer) {
  for (auto const& [serial, held] : incidents_)
    if (std::ranges::find(held.incident.told, peer) != held.incident.told.end())
      tell({peer}, AlertForwarded{held.incident, {}});
}

/// An own alert that an officer elsewhere moved may have been heard again here while the message was under way: the
/// copy of the centre that hears it is the newer one.
void Desk::State::keep_own_repeats(Incident& theirs) const {
  for (auto& alert : theirs.alerts) {
    if (alert.received_by != centre_ || alert.placed == 0) continue;
    for (auto const& [serial, held] : incidents_) {
      auto const ours = std::ranges::find(held.incident.alerts, alert.id, &Alert::id);
      if (ours == held.incident.alerts.end() || ours->placed >= alert.placed || ours->count <= alert.count) continue;
      auto heard = *ours;
      heard.placed = alert.placed;
      heard.match = alert.match;
      heard.matched = alert.matched;
      alert = std::move(heard);
    }
  }
}

void Desk::State::merge_in(Incident theirs, geo::CentreId from) {
  settle(theirs);
  // An incident has at least the alert that opened it.
  if (theirs.alerts.empty()) return;
  keep_own_repeats(theirs);
  auto const theirs_structure = structure(theirs);

  std::vector<Held*> ours;
  auto const add = [&](Held* held) {
    if (held != nullptr && std::ranges::find(ours, held) == ours.end()) ours.push_back(held);
  };
  for (auto const& id : theirs_structure.ids) add(by_id(id));
  for (auto* const held : of_identities(identities(theirs), theirs.incident_class))
    if (same_incident(held->incident, theirs)) add(held);

  bool const existed = !ours.empty();
  Before was{};
  std::optional<Incident> former;
  std::optional<Structure> our_structure;
  Held* held = nullptr;
  if (existed) {
    held = ours.front();
    was = before(*held);
    former = held->incident;
    our_structure = structure(held->incident);
    for (std::size_t i = 1; i < ours.size(); ++i) held = &absorb(*held, *ours[i]);
    merge_into(held->incident, theirs);
    index_ids(*held);
  } else {
    held = &hold(std::move(theirs));
    for (auto const& alert : held->incident.alerts)
      if (alert.received_by == centre_) held->shared.push_back({alert.id, now_, false});
  }
  held = &unite(*held);
  // Who was told on the way, before another incident that gave alerts to this one, is told from now on.
  auto& told = held->incident.told;
  if (auto const at = std::ranges::lower_bound(told, centre_); at == told.end() || *at != centre_)
    told.insert(at, centre_);
  settle(held->incident);
  bool const improved = improve_ship(*held);
  bool const ordered = !existed && rank_again(*held);
  held = &join_same_ship(*held);
  // The ship of one desk's record and the decision of another's may have come together, or her plan is held here alone.
  bool const located = basis_of(held->incident.decision.rule) == Basis::position;
  bool const decided = !located && (improved || decided_for_another(held->incident));
  if (decided) {
    auto const merged = before(*held);
    decide_again(*held);
    log_decision(*held, merged);
  }
  bool const better_known = improved || ordered || decided;
  held->decided_on = newest_fix(held->incident);
  if (!held->logged) held->logged = held->decided_on;
  settle(held->incident);
  bool const more = follow_up(*held, was, former);
  if (former && *former == held->incident) {
    auto const now_known = structure(held->incident);
    if (now_known != theirs_structure) tell({from}, AlertForwarded{held->incident, std::string{raw_}});
    return;
  }

  auto const structure_now = structure(held->incident);
  if (existed && structure_now.ids != theirs_structure.ids && structure_now.ids != our_structure->ids) {
    std::string const others = held->incident.also.empty() ? "" : held->incident.also.front();
    log(held->incident, "Several centres opened this for the same device; also known as " + others + ".");
  }
  show(*held, was, Cause::facts);
  if (existed && was.custodian != held->incident.custody.centre) {
    auto const& custody = held->incident.custody;
    auto const centre = std::string{geo::to_text(custody.centre)};
    auto const& officer = custody.officer;
    emit(NoticeShown{{centre + " has custody of " + held->incident.id +
                          (officer.empty() ? std::string{} : ", accepted by " + officer) + ".",
                      held->incident.id + " 現由 " + centre + " 負責協調" +
                          (officer.empty() ? std::string{} : "，由 " + officer + " 接受") + "。"}});
  }

  bool const sender_lacks = structure_now != theirs_structure;
  bool const others_lack = sender_lacks || (our_structure && structure_now != *our_structure);
  std::vector<geo::CentreId> to;
  for (auto const centre : others(held->incident))
    if (better_known || more || (centre == from ? sender_lacks : others_lack)) to.push_back(centre);
  if (to.empty()) return;
  if (sender_lacks || others_lack) {
    tell(to, AlertForwarded{held->incident, std::string{raw_}});
  } else {
    tell(to, ShipNamed{held->incident});
  }
  if (to == others(held->incident)) mark_shared(*held);
}

/// What this desk has to add of custody, phase and links to what came together. True: the others lack it.
bool Desk::State::follow_up(Held& held, Before const& was, std::optional<Incident> const& former) {
  bool more = former && reconcile_claims(held, *former);
  more |= take_what_was_asked(held);
  more |= say_refused(held, was);
  more |= say_out_of_reach(held);
  if (held.incident.custody.centre == centre_) more |= raise_phase(held.incident);
  if (former) show_refusal(held, *former);
  if (more) settle(held.incident);
  return more;
}

/// Of two incidents of this desk that turned out to be one: `from` is gone afterwards.
Desk::State::Held& Desk::State::absorb(Held& into, Held& from) {
  merge_into(into.incident, from.incident);
  into.alarming = into.alarming || from.alarming;
  into.level = std::max(into.level, from.level);
  if (from.chase && (!into.chase || from.chase->since < into.chase->since)) into.chase = from.chase;
  if (!into.acknowledged) into.acknowledged = from.acknowledged;
  for (auto const& sharing : from.shared) {
    into.shared.push_back(sharing);
    if (sharing.waiting) heard_due_.insert({sharing.at + kHeardEvery, into.serial, sharing.alert_id});
  }
  index_ids(into);
  forget(from);
  return into;
}

/// What this incident's alerts reach now may join it with others of the same device.
Desk::State::Held& Desk::State::unite(Held& held) {
  bool again = true;
  while (again) {
    again = false;
    auto const same = of_identities(identities(held.incident), held.incident.incident_class);
    for (auto* const other : same) {
      if (other == &held || !same_incident(held.incident, other->incident)) continue;
      absorb(held, *other);
      again = true;
      break;
    }
  }
  return held;
}

void Desk::State::heard(AlertHeard const& message) {
  auto* held = by_id(message.incident_id);
  // Not known yet: the incident itself is on its way.
  if (held == nullptr) return;
  auto& alerts = held->incident.alerts;
  auto const known = std::ranges::find(alerts, message.alert.id, &Alert::id);
  if (known == alerts.end()) return;
  auto const merged = merge(*known, message.alert);
  if (merged == *known) return;
  bool const closed = is_closed(held->incident);
  *known = merged;
  auto const refreshed =
      AlertRefreshed{held->incident.id, merged.id, merged.last_heard, merged.count, merged.report.position};
  auto const of_sender = of_identities(identities(merged.report), held->incident.incident_class).size();
  auto was = before(*held);
  was.closed = closed;
  auto const former = structure(held->incident);
  if (of_sender > 1) unite(*held);
  bool const again = closed && !is_closed(held->incident);
  if (structure(held->incident) == former && !again) {
    emit(refreshed);
    return;
  }
  publish<AlertForwarded>(*held, was, Cause::facts);
}

}  // namespace lingding::coordinator
