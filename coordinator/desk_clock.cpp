// Alarms that nobody acknowledges: repeated, louder, on second channels, until somebody answers. Offers of custody that
// nobody answers. Links that are down.

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/names.hpp"

namespace lingding::coordinator {
namespace {

std::string text(geo::CentreId centre) {
  return std::string{geo::to_text(centre)};
}

std::string seconds_words(std::chrono::seconds seconds) {
  return std::to_string(seconds.count()) + " s";
}

/// True when an officer of another centre acknowledged after all were told that nobody here does.
bool heard_elsewhere(Incident const& incident, geo::CentreId centre) {
  auto const ours = std::ranges::find(incident.unheard, centre, &Unheard::centre);
  if (ours == incident.unheard.end()) return false;
  return std::ranges::any_of(incident.acknowledgements,
                             [&](Acknowledgement const& one) { return one.centre != centre && one.at >= ours->since; });
}

/// True when another centre was silent, and all were told, this one among them.
bool called_by_another(Incident const& incident, geo::CentreId centre) {
  return std::ranges::any_of(incident.unheard, [&](Unheard const& one) {
    if (one.centre == centre) return false;
    auto const theirs = std::ranges::find(incident.acknowledgements, one.centre, &Acknowledgement::centre);
    return theirs == incident.acknowledgements.end() || theirs->at < one.since;
  });
}

}  // namespace

void Desk::State::on(ClockSet const& event) {
  clock_ = event;
  for (auto& [serial, held] : incidents_) wind(held);
}

// ---- what is due

/// Whether somebody must be called, and by when an offer lapses: after every change.
void Desk::State::wind(Held& held) {
  auto const& incident = held.incident;
  bool const open = incident.incident_class == AlertClass::distress && !is_closed(incident);
  bool const ours = held.level == AlarmLevel::responsible || called_by_another(incident, centre_);
  if (!open || !held.alarming || !ours) {
    held.chase.reset();
  } else if (!held.chase) {
    held.chase = Chase{.since = now_, .calls = 0, .last = now_, .step = 0};
  }
  if (!open || incident.custody.centre != centre_ || !incident.offered_to) {
    held.offer.reset();
  } else {
    auto const asked =
        incident.wish && incident.wish->centre == *incident.offered_to ? incident.wish->set.at : geo::UtcTime{};
    if (!held.offer || held.offer->to != *incident.offered_to || held.offer->term != incident.custody.term ||
        held.offer->asked != asked)
      held.offer = Offer{*incident.offered_to, incident.custody.term, asked, now_};
  }
  auto due = chase_due(held);
  if (held.offer) {
    auto const lapses = held.offer->since + clock_.offer_lapses_after;
    due = due ? std::min(*due, lapses) : lapses;
  }
  if (due == held.due) return;
  if (held.due) due_.erase({*held.due, held.serial});
  if (due) due_.insert({*due, held.serial});
  held.due = due;
}

std::optional<geo::UtcTime> Desk::State::chase_due(Held const& held) const {
  if (!held.chase) return std::nullopt;
  auto const& chase = *held.chase;
  if (chase.step == 0) return chase.since + clock_.repeat_after;
  if (chase.step == 1) return chase.since + std::max(clock_.repeat_after, clock_.escalate_after);
  // A human has heard it: the alarm stands on this centre's consoles, and nobody is called any more.
  if (heard_elsewhere(held.incident, centre_)) return std::nullopt;
  if (chase.calls < kCallsInARow) return chase.last + clock_.escalate_after;
  return chase.last + kCallEvery;
}

std::optional<geo::UtcTime> Desk::State::next_due() const {
  std::optional<geo::UtcTime> next;
  if (!due_.empty()) next = due_.begin()->first;
  if (!heard_due_.empty() && (!next || std::get<0>(*heard_due_.begin()) < *next))
    next = std::get<0>(*heard_due_.begin());
  return next;
}

void Desk::State::run_clocks() {
  while (!due_.empty() && due_.begin()->first <= now_) {
    auto& held = incidents_.at(due_.begin()->second);
    auto const chase = chase_due(held);
    if (chase && *chase <= now_) {
      escalate(held);
    } else {
      let_offer_lapse(held);
    }
  }
}

/// One step of the clock; each is on record before the next.
void Desk::State::escalate(Held& held) {
  auto& incident = held.incident;
  auto& chase = *held.chase;
  auto const was = before(held);
  auto const waited = std::chrono::floor<std::chrono::seconds>(now_ - chase.since);
  auto const silent = "Nobody at " + text(centre_) + " has acknowledged for " + seconds_words(waited);
  if (chase.step == 0) {
    chase.step = 1;
    log(incident, silent + ": the alarm is repeated, and on the second channels.");
  } else {
    chase.step = 2;
    ++chase.calls;
    log(incident, silent + ": the duty list is called, and all centres are told.");
    auto const ours = std::ranges::find(incident.unheard, centre_, &Unheard::centre);
    if (ours == incident.unheard.end()) {
      incident.unheard.push_back({centre_, chase.since, now_});
    } else {
      // Later than what it replaces.
      *ours = {centre_, chase.since, std::max(now_, ours->at + std::chrono::milliseconds{1})};
    }
  }
  chase.last = now_;
  emit(AlarmRepeated{incident.id, chase.step, chase.since});
  ask_to_notify(held);
  publish_case(held, was);
}

void Desk::State::let_offer_lapse(Held& held) {
  auto& incident = held.incident;
  auto const was = before(held);
  auto const to = held.offer->to;
  auto const reason = "No answer within " + seconds_words(clock_.offer_lapses_after) + ".";
  answer_offer(held, to, OfferOutcome::timed_out, reason, {});
  log(incident,
      text(to) + " did not answer the offer of custody within " + seconds_words(clock_.offer_lapses_after) + ".");
  auto const line = incident.log.back();
  settle(incident);
  log_offer(held, was);
  show(held, was, Cause::facts);
  tell(others(incident), NoteAdded{incident, line});
  mark_shared(held);
}

// ---- second channels

void Desk::State::ask_to_notify(Held const& held) {
  ask_to_notify(held, held.chase->step, "DISTRESS not acknowledged at " + text(centre_) + ": " + held.incident.id,
                "The alarm stands at " + text(centre_) + " since " + geo::to_iso8601(held.chase->since) +
                    ", and nobody has acknowledged it.\n");
}

/// What is real amid an exercise does not wait for its clock.
void Desk::State::notify_at_once(Held const& held) {
  if (held.incident.incident_class == AlertClass::test) return;
  ask_to_notify(held, 1, "DISTRESS told at the exercise's desk of " + text(centre_) + ": " + held.incident.id, {});
}

void Desk::State::ask_to_notify(Held const& held, std::uint32_t step, std::string const& subject,
                                std::string const& ending) {
  auto const& incident = held.incident;
  auto const& first = incident.alerts.front();
  NotifyAsked asked;
  asked.incident_id = incident.id;
  asked.attempt = ++notify_attempts_;
  asked.step = step;
  asked.no_duff = incident.no_duff.has_value();
  if (asked.no_duff) {
    asked.subject = std::string{kNoDuffMarking} + ": ";
    asked.text = std::string{no_duff_line(plans::Language::en)} + "\n" + std::string{kHandOver} + "\n";
  }
  asked.subject += subject;
  asked.text += incident.id + "\n" + sender_words(first.report) + ", first heard " +
                geo::to_iso8601(first.first_heard) + " by " + text(first.received_by) + "\n";
  if (auto const fix = newest_fix(incident)) asked.text += "Position " + words(fix->position) + "\n";
  if (incident.ship && !incident.ship->name.empty())
    asked.text +=
        "Ship " + incident.ship->name + (incident.ship->certainty == Certainty::probable ? " (probable)" : "") + "\n";
  if (incident.phase) asked.text += "Phase " + std::string{to_text(incident.phase->phase)} + "\n";
  asked.text += incident.decision.reason + "\n";
  asked.text += "Custody: " + text(incident.custody.centre);
  if (incident.offered_to) asked.text += ", offered to " + text(*incident.offered_to);
  asked.text += "\n" + ending;
  notify_waiting_.push_back({asked, {}});
  if (notify_waiting_.size() > kMaxNotifyWaiting) notify_waiting_.pop_front();
  emit(std::move(asked));
}

void Desk::State::on(NotifyDone const& event) {
  auto const waiting = std::ranges::find_if(
      notify_waiting_, [&](NotifyWaiting const& one) { return one.asked.attempt == event.attempt; });
  if (waiting != notify_waiting_.end()) {
    if (event.outstanding == 0) {
      notify_waiting_.erase(waiting);
    } else if (!event.again) {
      waiting->done.push_back(event.channel);
    }
  }
  auto* const held = by_id(event.incident_id);
  if (held == nullptr) return;
  auto const was = before(*held);
  log(held->incident, "Second channel " + event.channel + ": " +
                          (event.delivered ? "delivered"
                           : event.again   ? "failed, is tried again"
                                           : "failed") +
                          (event.detail.empty() ? std::string{} : " (" + event.detail + ")") + ".");
  publish_case(*held, was);
}

// ---- links

bool Desk::State::link_up(geo::CentreId peer) const {
  return !link_down_[static_cast<std::size_t>(peer)];
}

void Desk::State::on(LinkChanged const& event) {
  if (event.peer == centre_ || link_up(event.peer) == event.up) return;
  link_down_[static_cast<std::size_t>(event.peer)] = !event.up;
  auto const peer = text(event.peer);
  emit(NoticeShown{event.up ? plans::BriefText{peer + " can be reached again.", peer + " 已恢復連接。"}
                            : plans::BriefText{peer + " can't be reached: what it is told waits for it.",
                                               "無法連接 " + peer + "：發給它的訊息正在等候。"}});
  for (auto& [serial, held] : incidents_) {
    auto const was = before(held);
    auto& said = held.out_of_reach[static_cast<std::size_t>(event.peer)];
    if (event.up && said) {
      said = false;
      log(held.incident, peer + " can be reached again from " + text(centre_) + ".");
      publish_case(held, was);
    } else if (!event.up && say_out_of_reach(held)) {
      publish_case(held, was);
    }
  }
}

/// The custodian, or who is offered custody, is out of reach: said once while it lasts. True: it was said now.
bool Desk::State::say_out_of_reach(Held& held) {
  if (std::ranges::none_of(link_down_, [](bool down) { return down; })) return false;
  auto& incident = held.incident;
  if (incident.incident_class == AlertClass::test || is_closed(incident)) return false;
  if (now_ - last_heard(incident) > kSameActivation) return false;
  bool more = false;
  auto const say = [&](geo::CentreId centre, std::string const& what) {
    auto& said = held.out_of_reach[static_cast<std::size_t>(centre)];
    if (centre == centre_ || link_up(centre) || said) return;
    said = true;
    more = true;
    log(incident, text(centre) + ", " + what + ", can't be reached from " + text(centre_) + ".");
  };
  say(incident.custody.centre, "which has custody");
  if (incident.offered_to) say(*incident.offered_to, "to which custody is offered");
  return more;
}

}  // namespace lingding::coordinator
