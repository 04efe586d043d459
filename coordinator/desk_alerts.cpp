// Alerts of this centre's own sources: which incident they belong to, what is new in them, and whom they wake.

#include <algorithm>
#include <cmath>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/names.hpp"

namespace lingding::coordinator {

namespace {

/// Real, amid an exercise: said first.
plans::BriefText called_real(plans::BriefText text, bool no_duff) {
  if (!no_duff) return text;
  auto const mark = std::string{kNoDuffMarking} + ": ";
  return {mark + text.en, text.zh_hant.empty() ? std::string{} : mark + text.zh_hant};
}

}  // namespace

void Desk::State::on(SafetyTextReceived const& event) {
  auto const whose = event.from.to_text() + " (" + event.source + "): " + event.text;
  emit(NoticeShown{called_real({"Safety text of " + whose, "安全訊息 " + whose}, event.no_duff)});
}

void Desk::State::on(RegisterSpoke const& event) {
  emit(NoticeShown{event.text});
}

void Desk::State::on(SourceSpoke const& event) {
  emit(NoticeShown{called_real(event.text, event.no_duff)});
}

void Desk::State::on(TimePassed const&) {
  while (!heard_due_.empty() && std::get<0>(*heard_due_.begin()) <= now_) {
    auto const next = *heard_due_.begin();
    auto& held = incidents_.at(std::get<1>(next));
    auto const& alert_id = std::get<2>(next);
    auto const alert = std::ranges::find(held.incident.alerts, alert_id, &Alert::id);
    if (alert != held.incident.alerts.end()) {
      share_heard(held, *alert);
    } else {
      // An officer took it out meanwhile: it was told with the incident that has it now.
      std::erase_if(held.shared, [&](Sharing const& sharing) { return sharing.alert_id == alert_id; });
      heard_due_.erase(heard_due_.begin());
    }
  }
  run_clocks();
  forget_old();
  forget_questions();
}

void Desk::State::on(AlertReceived const& event) {
  if (!event.delivery.empty() && !deliveries_.insert(event.delivery).second) return;
  if (!event.delivery.empty()) delivered_.push_back(event.delivery);
  if (delivered_.size() > kMaxDeliveriesRemembered) {
    deliveries_.erase(delivered_.front());
    delivered_.pop_front();
  }
  raw_ = event.raw;
  take_alert(event);
  raw_ = {};
}

/// Puts the alert where it belongs: with its own activation, with a casualty that it is of for certain, or by itself.
Desk::State::Held& Desk::State::take_alert(AlertReceived const& event) {
  if (auto* const held = current(event.report, event.report.alert_class)) return add_alert(*held, event);
  if (auto found = belongs_to(event); found.held != nullptr)
    return add_alert(*found.held, event, {std::move(found.match.terms), std::move(found.match.sentence)});
  return open(event);
}

namespace {

/// What is heard in the world amid an exercise goes to what is real alone; what is played never goes there, but where
/// an officer said NO DUFF of what this sender had begun.
bool belongs_with(AlertReport const& report, Incident const& incident) {
  if (report.no_duff == incident.no_duff.has_value()) return true;
  return !report.no_duff && std::ranges::any_of(incident.alerts, [&](Alert const& alert) {
    return !alert.report.no_duff && same_sender(alert.report, report);
  });
}

}  // namespace

/// The incident of the sender's activation that still goes on; nullptr: none.
Desk::State::Held* Desk::State::current(AlertReport const& report, AlertClass alert_class) {
  Held* newest = nullptr;
  auto all = of_identities(identities(report), alert_class);
  std::erase_if(all, [&](Held const* held) { return !belongs_with(report, held->incident); });
  // After a split the number may be in several: the alert itself tells which.
  auto const has_it = [&](Held const& held) {
    return std::ranges::any_of(held.incident.alerts, [&](Alert const& alert) {
      return alert.report.kind == report.kind && same_sender(alert.report, report);
    });
  };
  if (all.size() == 1) newest = all.front();
  for (auto* const held : all) {
    if (held == newest) continue;
    auto const rank = [&](Held const& one) {
      return std::tuple{one.incident.no_duff.has_value() == report.no_duff, has_it(one), last_heard(one.incident)};
    };
    if (newest == nullptr || rank(*held) > rank(*newest)) newest = held;
  }
  if (newest == nullptr || now_ - last_heard(newest->incident) > kSameActivation) return nullptr;
  return newest;
}

namespace {

Alert first_alert(AlertReceived const& event, std::string id, geo::CentreId centre, geo::UtcTime now) {
  Alert alert{.id = std::move(id),
              .received_by = centre,
              .source = event.source,
              .report = event.report,
              .positioned_at = std::nullopt,
              .first_heard = now,
              .last_heard = now,
              .count = 1};
  if (event.report.position) alert.positioned_at = now;
  return alert;
}

std::string heard_words(AlertReceived const& event) {
  auto const& report = event.report;
  std::string text = sender_words(report);
  if (report.phase)
    text += ": " + std::string{to_text(*report.phase)} + " phase";
  else
    text += report.alert_class == AlertClass::test ? ": test" : ": distress";
  text += ", received by " + event.source;
  if (report.position) text += ", position " + words(*report.position);
  for (auto const& one : report.possible) {
    text += one.source == PositionSource::doppler ? ", perhaps " : ", position ";
    text += words(one.position);
    if (one.probability) text += " (" + std::to_string(std::lround(*one.probability * 100)) + " %)";
  }
  if (!report.position && report.possible.empty()) text += ", without position";
  if (report.nature != Nature::undesignated) text += ", " + std::string{to_text(report.nature)};
  if (report.persons) text += ", " + std::to_string(*report.persons) + " persons";
  if (report.cancels) text += ", TAKEN BACK by its sender";
  if (report.corrected_bits != 0) text += ", " + std::to_string(report.corrected_bits) + " bits mended";
  if (!report.caller.empty()) text += ", told by " + report.caller;
  if (!report.text.empty()) text += ", \"" + report.text + "\"";
  return text + ".";
}

/// One that no alert of the incident has, nor had before an officer moved it elsewhere.
std::string new_alert_id(Incident const& incident, geo::CentreId centre) {
  auto const start = incident.id + "/" + std::string{geo::to_text(centre)} + "/";
  auto number = std::ranges::count(incident.alerts, centre, &Alert::received_by);
  std::string id;
  do {
    id = start + std::to_string(++number);
  } while (std::ranges::find(incident.alerts, id, &Alert::id) != incident.alerts.end() ||
           std::ranges::find(incident.moved_alerts, id, &MovedAlert::alert_id) != incident.moved_alerts.end());
  return id;
}

}  // namespace

Desk::State::Held& Desk::State::open(AlertReceived const& event) {
  auto const& report = event.report;
  Incident incident;
  incident.id = new_id();
  incident.incident_class = report.alert_class;
  incident.opened_at = now_;
  incident.custody = {.centre = centre_, .term = 0, .since = now_, .officer = {}};
  auto const alert_id = new_alert_id(incident, centre_);
  incident.alerts.push_back(first_alert(event, alert_id, centre_, now_));
  log(incident, heard_words(event));
  bool const no_duff = take_no_duff(incident, event);

  // A device that was tested and now calls for help: both incidents say so.
  auto const other_class = report.alert_class == AlertClass::test ? AlertClass::distress : AlertClass::test;
  auto* const other = current(report, other_class);
  if (other != nullptr) {
    bool const test = report.alert_class == AlertClass::test;
    log(incident,
        "The same device " + std::string{test ? "is in distress" : "was tested"} + ": " + other->incident.id + ".");
  }

  raise_phase(incident);
  auto& held = hold(std::move(incident));
  held.shared.push_back({alert_id, now_, false});
  identify(held, event.near);
  decide_again(held);
  log_decision(held, {});
  auto const cause =
      other != nullptr && report.alert_class == AlertClass::distress ? Cause::distress_after_test : Cause::facts;
  auto& joined = join_same_ship(held);
  if (report.alert_class == AlertClass::distress) note_possible(joined);
  std::string const id = joined.incident.id;
  publish<AlertForwarded>(joined, {}, cause);
  if (no_duff) notify_at_once(joined);

  // hold() may have let the other go.
  auto* const cross = current(report, other_class);
  if (cross == nullptr) return joined;
  auto const was = before(*cross);
  bool const test = report.alert_class == AlertClass::test;
  log(cross->incident, "The same device " + std::string{test ? "was tested" : "is in distress now"} + ": " + id + ".");
  publish<NoteAdded>(*cross, was, Cause::own_doing);
  return joined;
}

/// This centre's alert of the same source, device and kind; nullptr: none.
Alert* Desk::State::own_alert(Held& held, AlertReceived const& event) {
  Alert* newest = nullptr;
  for (auto& alert : held.incident.alerts) {
    if (alert.received_by != centre_ || alert.source != event.source) continue;
    // Where an officer merged a test with a distress case, distress is no repeat of the test.
    if (alert.report.alert_class != event.report.alert_class || alert.report.no_duff != event.report.no_duff) continue;
    if (!goes_on_in(alert.report, event.report)) continue;
    if (newest == nullptr || alert.last_heard >= newest->last_heard) newest = &alert;
  }
  return newest;
}

Desk::State::Held& Desk::State::add_alert(Held& first, AlertReceived const& event, Why const& why) {
  auto* held = &first;
  auto const was = before(*held);
  auto const& report = event.report;
  auto* alert = own_alert(*held, event);
  bool const other_source = alert == nullptr;
  if (other_source) {
    std::string const id = new_alert_id(held->incident, centre_);
    held->incident.alerts.push_back(first_alert(event, id, centre_, now_));
    alert = &held->incident.alerts.back();
    alert->match = why.terms;
    alert->matched = why.sentence;
    held->shared.push_back({id, now_, false});
    // Put to a test's incident by an officer.
    held->incident.incident_class = std::min(held->incident.incident_class, report.alert_class);
  }
  bool const after_silence = now_ - alert->last_heard > calls_anew_after(report.kind);
  if (!other_source) {
    ++alert->count;
    alert->last_heard = now_;
  }
  bool const new_facts = take_facts(*alert, report, other_source);
  bool const new_text = !report.text.empty() && (other_source || report.text != alert->report.text);
  bool const first_text = alert->report.text.empty() || other_source;
  if (new_text) alert->report.text = report.text;
  // The first text that a SART sends is no news; a ship that says something else is.
  bool const says_else = new_text && !first_text && report.kind == AlertKind::ais_safety_text;
  auto& alerts = held->incident.alerts;
  bool const anew =
      other_source
          ? was.closed && std::ranges::none_of(
                              alerts, [&](Alert const& one) { return &one != alert && goes_on_in(one.report, report); })
          : after_silence || new_facts || says_else;
  auto const& closure = held->incident.closure;
  if (anew && !report.cancels)
    alert->renewed_at = stamp({}, closure ? std::optional{closure->set.at} : std::nullopt).at;
  bool const again = was.closed && !is_closed(held->incident);
  if (again) log(held->incident, "Opened again: it is called for help after the case was closed.");

  auto const fix = report.position ? std::optional{Fix{*report.position, report.radius}} : std::nullopt;
  bool const new_place = (fix && (!held->decided_on || moved(*held->decided_on, *fix, kMoved))) ||
                         (!report.possible.empty() && !held->decided_on);
  bool const bridged = of_identities(identities(report), report.alert_class).size() > 1 && &unite(*held) != held;
  if (!new_place && !new_text && !new_facts && !other_source && !bridged && !again) {
    refresh(*held, *alert);
    return *held;
  }
  index_identities(*held);
  if (bridged || other_source) held = &unite(*held);
  if (other_source) log(held->incident, heard_words(event));
  bool const no_duff = take_no_duff(held->incident, event);
  if (!why.sentence.empty()) log(held->incident, "Put to this incident: " + why.sentence + ".");
  raise_phase(held->incident);
  if (new_text && !other_source) log(held->incident, "Text now: \"" + report.text + "\".");
  if (new_facts && !other_source) log(held->incident, "Now: " + heard_words(event));
  if (new_place || other_source) {
    identify(*held, event.near);
    decide_again(*held);
    log_decision(*held, was);
  }
  held = &join_same_ship(*held);
  publish<AlertForwarded>(*held, was, says_else ? Cause::new_text : Cause::facts);
  if (no_duff) notify_at_once(*held);
  return *held;
}

/// What the newest message of an alert says, over what earlier ones said; true when it is something new, other than a
/// position or a text.
bool Desk::State::take_facts(Alert& alert, AlertReport const& report, bool first) {
  auto& held = alert.report;
  if (report.position) {
    held.position = report.position;
    held.radius = report.radius;
    held.position_source = report.position_source;
    held.possible.clear();
    alert.positioned_at = now_;
  } else if (!report.possible.empty() && !held.position) {
    held.possible = report.possible;
  }
  bool const new_nature = report.nature != Nature::undesignated && report.nature != held.nature;
  if (report.nature != Nature::undesignated) held.nature = report.nature;
  bool const new_persons = report.persons && report.persons != held.persons;
  if (report.persons) held.persons = report.persons;
  bool const new_phase = report.phase && (!held.phase || *report.phase > *held.phase);
  if (new_phase) held.phase = report.phase;
  bool const new_cancel = report.cancels && !held.cancels;
  held.cancels = held.cancels || report.cancels;
  return !first && (new_nature || new_persons || new_phase || new_cancel);
}

void Desk::State::refresh(Held& held, Alert& alert) {
  emit(AlertRefreshed{held.incident.id, alert.id, alert.last_heard, alert.count, alert.report.position});
  if (held.incident.told.size() < 2) return;
  auto const sharing = std::ranges::find(held.shared, alert.id, &Sharing::alert_id);
  if (sharing == held.shared.end()) return;
  if (now_ - sharing->at >= kHeardEvery) {
    share_heard(held, alert);
  } else if (!sharing->waiting) {
    sharing->waiting = true;
    heard_due_.insert({sharing->at + kHeardEvery, held.serial, alert.id});
  }
}

void Desk::State::share_heard(Held& held, Alert const& alert) {
  auto const sharing = std::ranges::find(held.shared, alert.id, &Sharing::alert_id);
  if (sharing->waiting) heard_due_.erase({sharing->at + kHeardEvery, held.serial, alert.id});
  sharing->waiting = false;
  sharing->at = now_;
  tell(others(held.incident), AlertHeard{held.incident.id, alert});
}

void Desk::State::alarm(Held& held, Before const& was, Cause cause) {
  auto const& incident = held.incident;
  if (incident.incident_class == AlertClass::test) return;
  bool const must_act =
      incident.decision.responsible == centre_ || incident.custody.centre == centre_ || incident.offered_to == centre_;
  auto const level = must_act ? AlarmLevel::responsible : AlarmLevel::informed;
  bool const no_duff = incident.no_duff.has_value() && !was.no_duff;
  bool const rises = held.alarming && (level > held.level || no_duff);
  held.level = level;
  if (cause == Cause::own_doing) return;
  // What goes on transmitting in a closed case drifts, and is heard elsewhere: nobody is called for that.
  if (was.existed && was.closed && is_closed(incident)) return;

  bool const sure = is_certain(incident.ship);
  auto const fix = newest_fix(incident);
  bool const responsible_here = incident.decision.responsible == centre_ || was.responsible == centre_;
  std::optional<AlarmReason> reason;
  if (!was.existed) {
    // Learnt again after it was forgotten: an officer here has acknowledged it.
    if (std::ranges::find(incident.acknowledgements, centre_, &Acknowledgement::centre) !=
        incident.acknowledgements.end())
      return;
    reason = no_duff                               ? AlarmReason::no_duff
             : cause == Cause::distress_after_test ? AlarmReason::test_became_distress
                                                   : AlarmReason::new_incident;
  } else if (no_duff) {
    reason = AlarmReason::no_duff;
  } else if (was.closed && !is_closed(incident)) {
    reason = AlarmReason::opened_again;
  } else if (incident.offered_to == centre_ && was.offered_to != centre_) {
    reason = AlarmReason::custody_offered;
  } else if (auto const of_custody = custody_alarm(held, was)) {
    reason = of_custody;
  } else if ((incident.decision.responsible != was.responsible && responsible_here) ||
             (incident.custody.centre == centre_ && was.custodian != centre_)) {
    reason = AlarmReason::responsibility_changed;
  } else if (proposed_phase(incident) > was.proposed) {
    reason = AlarmReason::phase_raised;
  } else if (fix && !was.located) {
    reason = AlarmReason::position_known;
  } else if (sure && (!was.ship_sure || was.ship != incident.ship->mmsi)) {
    reason = AlarmReason::ship_identified;
  } else if (cause == Cause::new_text) {
    reason = AlarmReason::text_changed;
  } else if (cancelled(incident) && !was.cancelled) {
    reason = AlarmReason::cancelled;
  } else if (nature_of(incident) != was.nature && was.nature != Nature::undesignated) {
    reason = AlarmReason::nature_changed;
  } else if (persons_of(incident) > was.persons && was.persons) {
    reason = AlarmReason::persons_more;
  } else if (cause == Cause::possible_match) {
    reason = AlarmReason::possible_match;
  } else if (fix && was.fix && held.acknowledged && conflicts(*was.fix, *fix)) {
    reason = AlarmReason::positions_conflict;
  } else if (fix && held.acknowledged && moved(*held.acknowledged, *fix, kAlarmMoved)) {
    reason = AlarmReason::position_moved;
  }
  if (!reason || (held.alarming && !rises)) return;
  held.alarming = true;
  emit(AlarmRaised{incident.id, *reason, level});
}

}  // namespace lingding::coordinator
