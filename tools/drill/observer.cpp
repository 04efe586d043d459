// What happened at the centres, from their journals' entries alone: each incident as it was is compared with what the
// entry makes of it.

#include "tools/drill/observer.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "coordinator/codec.hpp"
#include "coordinator/custody.hpp"
#include "coordinator/failures.hpp"
#include "coordinator/limits.hpp"

namespace lingding::drill {
namespace {

using namespace coordinator;
using geo::CentreId;

/// An incident as one centre has it.
struct Held {
  Incident incident;
  bool notified = false;              ///< its officers were alarmed of it as of something new
  std::set<std::string> shown_ids{};  ///< under which it was shown, or that were shown to be merged into it
};

/// One centre's incidents under all ids that they have or had.
class Cases {
 public:
  Held* find(std::string_view id) {
    auto const at = serial_of_.find(id);
    return at == serial_of_.end() ? nullptr : &held_.at(at->second);
  }
  Held const* find(std::string_view id) const { return const_cast<Cases*>(this)->find(id); }

  /// Puts the incident in the place of those that it was, and gives these, by age.
  std::vector<Held> replace(Incident const& incident) {
    std::set<std::uint64_t> serials;
    auto const add = [&](std::string const& id) {
      if (auto const at = serial_of_.find(id); at != serial_of_.end()) serials.insert(at->second);
    };
    add(incident.id);
    for (auto const& id : incident.also) add(id);
    std::vector<Held> former;
    for (auto const serial : serials) {
      former.push_back(std::move(held_.at(serial)));
      held_.erase(serial);
    }
    auto const serial = serials.empty() ? ++last_ : *serials.begin();
    auto& held = held_[serial];
    held.incident = incident;
    for (auto const& one : former) held.notified = held.notified || one.notified;
    serial_of_[incident.id] = serial;
    for (auto const& id : incident.also) serial_of_[id] = serial;
    return former;
  }
  void forget(std::string_view id) {
    auto const at = serial_of_.find(id);
    if (at == serial_of_.end()) return;
    auto const serial = at->second;
    held_.erase(serial);
    std::erase_if(serial_of_, [&](auto const& entry) { return entry.second == serial; });
  }
  /// By age.
  std::map<std::uint64_t, Held> const& all() const { return held_; }

 private:
  std::map<std::uint64_t, Held> held_;
  std::map<std::string, std::uint64_t, std::less<>> serial_of_;
  std::uint64_t last_ = 0;
};

/// Commands that were answered, as many as a desk remembers: the same one again is answered, and does nothing.
class Answered {
 public:
  /// False: it was there already.
  bool add(OfficerActed const& act) {
    auto key = std::pair{act.officer, act.command_id};
    if (!known_.insert(key).second) return false;
    order_.push_back(std::move(key));
    if (order_.size() > kMaxCommandsRemembered) {
      known_.erase(order_.front());
      order_.pop_front();
    }
    return true;
  }

 private:
  std::set<std::pair<std::string, std::string>> known_;
  std::deque<std::pair<std::string, std::string>> order_;
};

std::string ship_of(Incident const& incident) {
  if (incident.ship && incident.ship->mmsi) return incident.ship->mmsi->to_text();
  for (auto const& alert : incident.alerts)
    if (alert.report.device) return alert.report.device->to_text();
  return {};
}

bool is_of_ship(Incident const& incident, std::string_view mmsi) {
  if (incident.ship && incident.ship->mmsi) return incident.ship->mmsi->to_text() == mmsi;
  return std::ranges::any_of(incident.alerts, [&](Alert const& alert) {
    return alert.report.device && alert.report.device->to_text() == mmsi;
  });
}

bool is_reconciled(std::optional<Persons> const& said) {
  return said && said->on_board && said->accounted_for && *said->on_board == *said->accounted_for;
}

std::string counted(std::optional<std::uint32_t> number) {
  return number ? std::to_string(*number) : std::string{"-"};
}

/// The incident that a command names; empty: it names none.
std::string incident_of(Command const& command) {
  return std::visit(
      [](auto const& one) {
        // A question of the watch of timetables is about no incident yet.
        if constexpr (requires { one.incident_id; })
          return one.incident_id;
        else
          return std::string{};
      },
      command);
}

CustodyWish const* request_of(Incident const& incident, CentreId centre) {
  auto const at = std::ranges::find(incident.requests, centre, &CustodyWish::centre);
  return at == incident.requests.end() ? nullptr : &*at;
}

/// One entry of one centre on its way to what it shows.
struct Reading {
  CentreId centre;
  Seq seq;
  geo::UtcTime at;
  OfficerActed const* act;  ///< nullptr: no officer did it, or he did it before
  bool from_link;
  std::vector<Happened> shown{};
  bool is_changed = false;  ///< an incident was

  void add(Happening what, Incident const& incident, std::string officer, std::string detail = {}) {
    shown.push_back({what, centre, seq, at, incident.id, ship_of(incident), std::move(officer), std::move(detail)});
  }
  std::string officer() const { return act == nullptr ? std::string{} : act->officer; }
  template <class Wanted>
  Wanted const* did() const {
    return act == nullptr ? nullptr : std::get_if<Wanted>(&act->command);
  }
  /// Said at this centre, and now: what a desk that lost entries learns again was said before.
  bool is_said_here(Stamp const& stamp) const { return stamp.by == centre && (!from_link || stamp.at >= at); }
};

/// What one change of an incident shows, each subject by its own function.
class Change {
 public:
  Change(Reading& reading, std::vector<Held> const& former, Incident const& now)
      : reading_(reading), former_(former), now_(now) {}

  /// \returns the ids under which the incident was shown so far (Held::shown_ids)
  std::set<std::string> show() {
    merged();
    acknowledged();
    ship();
    custody();
    if (now_.phase && is_new(now_.phase->set, [](Incident const& one) { return set_of(one.phase); }))
      add(Happening::phase_set, now_.phase->set.officer, std::string{to_text(now_.phase->phase)});
    persons();
    lists();
    closure();
    return std::move(shown_ids_);
  }

 private:
  void add(Happening what, std::string officer, std::string detail = {}) {
    reading_.add(what, now_, std::move(officer), std::move(detail));
  }
  template <class Is>
  bool was(Is const& is) const {
    return std::ranges::any_of(former_, [&](Held const& one) { return is(one.incident); });
  }
  template <class Said>
  static std::optional<Stamp> set_of(std::optional<Said> const& said) {
    return said ? std::optional{said->set} : std::nullopt;
  }
  /// Said at this centre by this entry, and not what stood before.
  template <class SetOf>
  bool is_new(Stamp const& stamp, SetOf const& set_in) const {
    return reading_.is_said_here(stamp) &&
           !was([&](Incident const& one) { return set_in(one) == std::optional{stamp}; });
  }
  /// The same of a list's items.
  template <class Said>
  bool is_new_in(Said const& said, std::vector<Said> Incident::* list) const {
    return reading_.is_said_here(said.set) &&
           !was([&](Incident const& one) { return std::ranges::find(one.*list, said) != (one.*list).end(); });
  }

  void merged() {
    for (auto const& one : former_) shown_ids_.insert(one.shown_ids.begin(), one.shown_ids.end());
    if (former_.empty()) {
      shown_ids_.insert(now_.id);
      return;
    }
    auto const had = [&](std::string const& id) {
      return was(
          [&](Incident const& one) { return one.id == id || std::ranges::find(one.also, id) != one.also.end(); });
    };
    auto const show_merged = [&](std::string const& id) {
      shown_ids_.insert(id);
      add(Happening::merged, reading_.officer(), id == now_.id ? former_[0].incident.id : id);
    };
    // Of this centre's own that are one now: what it goes on as stays, else the eldest.
    bool goes_on = std::ranges::any_of(former_, [&](Held const& one) { return one.incident.id == now_.id; });
    for (auto const& one : former_) {
      if (one.incident.id == now_.id) continue;
      if (std::exchange(goes_on, true)) add(Happening::merged, reading_.officer(), one.incident.id);
    }
    for (auto const& id : now_.also)
      if (!had(id)) show_merged(id);
    // Also when it had this id from its beginning here, but is known by it only now.
    if (!had(now_.id) || !shown_ids_.contains(now_.id)) show_merged(now_.id);
  }

  void acknowledged() {
    if (reading_.did<Acknowledge>() == nullptr) return;
    auto const ours = [&](Incident const& one) -> Acknowledgement const* {
      auto const at = std::ranges::find(one.acknowledgements, reading_.centre, &Acknowledgement::centre);
      return at == one.acknowledgements.end() ? nullptr : &*at;
    };
    auto const* const said = ours(now_);
    if (said == nullptr || was([&](Incident const& one) { return ours(one) != nullptr && *ours(one) == *said; }))
      return;
    add(Happening::acknowledged, said->officer);
  }

  void ship() {
    if (!now_.ship) return;
    auto const& ship = *now_.ship;
    if (!was([&](Incident const& one) {
          return one.ship && one.ship->mmsi == ship.mmsi && one.ship->name == ship.name &&
                 one.ship->certainty == ship.certainty;
        }))
      add(Happening::ship_known, ship.by == reading_.centre ? ship.officer : std::string{},
          std::string{to_text(ship.certainty)});
    if (ship.plan && !was([&](Incident const& one) {
          return one.ship && one.ship->plan && one.ship->plan->plan_id == ship.plan->plan_id &&
                 one.ship->plan->version == ship.plan->version;
        }))
      add(Happening::plan_at_hand, {}, std::to_string(ship.plan->version));
  }

  void custody() {
    for (auto const& answer : now_.answers)
      if (is_new_in(answer, &Incident::answers))
        add(Happening::custody_declined, answer.set.officer, std::string{to_text(answer.outcome)});
    refused_requests();
    if (auto const* const asked = request_of(now_, reading_.centre);
        asked != nullptr && is_new(asked->set, [&](Incident const& one) {
          auto const* const before = request_of(one, reading_.centre);
          return before == nullptr ? std::optional<Stamp>{} : std::optional{before->set};
        }))
      add(Happening::custody_requested, asked->set.officer);

    auto const& claim = now_.custody;
    if (claim.centre != reading_.centre) {
      if (was([&](Incident const& one) { return one.custody.centre == reading_.centre; }))
        add(Happening::custody_passed, {}, std::string{geo::to_text(claim.centre)});
      return;
    }
    auto const same = [&](CustodyClaim const& one) {
      return one.centre == claim.centre && one.term == claim.term && one.since == claim.since;
    };
    if (!was([&](Incident const& one) { return same(one.custody) || std::ranges::any_of(one.former, same); }))
      add(Happening::custody_taken, claim.officer, std::to_string(claim.term));
    // An offer is the custodian's: of the decision's own accord, or his officer's.
    if (!now_.offered_to || was([&](Incident const& one) {
          return one.offered_to == now_.offered_to && one.custody.term == claim.term && one.wish == now_.wish;
        }))
      return;
    bool const his = now_.wish && now_.wish->centre == *now_.offered_to && now_.wish->term == claim.term;
    add(Happening::custody_offered, his ? now_.wish->set.officer : std::string{},
        std::string{geo::to_text(*now_.offered_to)});
  }

  void refused_requests() {
    for (auto const& request : now_.requests) {
      if (!request.refused || !is_new(request.refused->set, [&](Incident const& one) {
            auto const* const before = request_of(one, request.centre);
            return before == nullptr ? std::optional<Stamp>{} : set_of(before->refused);
          }))
        continue;
      add(Happening::custody_declined, request.refused->set.officer, std::string{to_text(OfferOutcome::declined)});
    }
  }

  void persons() {
    if (!now_.persons || !is_new(now_.persons->set, [](Incident const& one) { return set_of(one.persons); })) return;
    auto const& said = *now_.persons;
    add(Happening::persons_stated, said.set.officer, counted(said.on_board) + "/" + counted(said.accounted_for));
    if (is_reconciled(said) &&
        !was([&](Incident const& one) { return is_reconciled(one.persons) && one.persons->on_board == said.on_board; }))
      add(Happening::persons_reconciled, said.set.officer);
  }

  void lists() {
    for (auto const& unit : now_.units)
      if (is_new_in(unit, &Incident::units))
        add(Happening::unit_state, unit.set.officer, std::string{to_text(unit.state)});
    for (auto const& call : now_.calls)
      if (is_new_in(call, &Incident::calls)) add(Happening::company_called, call.set.officer, call.contact);
    for (auto const& sitrep : now_.sitreps)
      if (is_new_in(sitrep, &Incident::sitreps))
        add(Happening::sitrep_issued, sitrep.set.officer, std::to_string(sitrep.number));
  }

  void closure() {
    if (now_.closure && is_new(now_.closure->set, [](Incident const& one) { return set_of(one.closure); })) {
      auto const& said = *now_.closure;
      if (said.outcome == CaseOutcome::open) return add(Happening::opened_again, said.set.officer);
      return add(Happening::closed, said.set.officer, std::string{to_text(said.outcome)});
    }
    // A new call opens it again, at the centre that hears it.
    if (reading_.from_link || is_closed(now_) || !was([](Incident const& one) { return is_closed(one); })) return;
    if (was([](Incident const& one) { return !is_closed(one); })) return;
    add(Happening::opened_again, reading_.officer());
  }

  Reading& reading_;
  std::vector<Held> const& former_;
  Incident const& now_;
  std::set<std::string> shown_ids_;
};

}  // namespace

class Observer::Impl {
 public:
  std::vector<Happened> take(CentreId centre, Entry const& entry) {
    auto const event = parse_event(entry.content.event, {});
    if (!event) throw damaged(entry, "event", event.error());
    auto const effects = parse_effects(entry.content.effects, {});
    if (!effects) throw damaged(entry, "effects", effects.error());
    auto const* act = std::get_if<OfficerActed>(&*event);
    bool const repeated = act != nullptr && !at(centre).answered.add(*act);
    Reading reading{centre, entry.seq, entry.content.at, repeated ? nullptr : act,
                    std::holds_alternative<LinkReceived>(*event)};
    for (auto const& effect : *effects) std::visit([&](auto const& one) { read(reading, one); }, effect);
    return std::move(reading.shown);
  }

  Incident const* incident(CentreId centre, std::string_view id) const {
    auto const* const held = at(centre).cases.find(id);
    return held == nullptr ? nullptr : &held->incident;
  }

  std::vector<Incident> incidents(CentreId centre) const {
    std::vector<Incident> all;
    for (auto const& [serial, held] : at(centre).cases.all()) all.push_back(held.incident);
    std::ranges::sort(all, {}, &Incident::id);
    return all;
  }

  Incident const* newest_open(CentreId centre, std::string_view ship_mmsi, Incident const* but) const {
    Incident const* newest = nullptr;
    for (auto const& [serial, held] : at(centre).cases.all()) {
      auto const& one = held.incident;
      if (is_closed(one) || &one == but || (!ship_mmsi.empty() && !is_of_ship(one, ship_mmsi))) continue;
      // A test is nobody's casualty: only where there is nothing else.
      bool const worse =
          newest != nullptr && newest->incident_class == AlertClass::distress && one.incident_class == AlertClass::test;
      if (!worse) newest = &one;
    }
    return newest;
  }

  std::string newest_question(CentreId centre, std::string_view ship_mmsi) const {
    VoyageQuestion const* newest = nullptr;
    for (auto const& [id, question] : at(centre).questions) {
      if (!ship_mmsi.empty() && (!question.ship || question.ship->to_text() != ship_mmsi)) continue;
      if (newest == nullptr || question.raised_at >= newest->raised_at) newest = &question;
    }
    return newest == nullptr ? std::string{} : newest->id;
  }

 private:
  struct Centre {
    Cases cases;
    Answered answered;
    std::map<std::string, VoyageQuestion, std::less<>> questions;  ///< that are open
  };
  Centre& at(CentreId centre) { return centres_[static_cast<std::size_t>(centre)]; }
  Centre const& at(CentreId centre) const { return centres_[static_cast<std::size_t>(centre)]; }

  static JournalDamaged damaged(Entry const& entry, std::string const& what, CodecError const& error) {
    return {entry.seq, "journal entry " + std::to_string(entry.seq) + ", " + what + ": at \"" + error.pointer +
                           "\" expected " + error.expected};
  }

  void read(Reading& reading, IncidentChanged const& effect) {
    auto& cases = at(reading.centre).cases;
    auto const former = cases.replace(effect.incident);
    reading.is_changed = true;
    auto shown = Change{reading, former, effect.incident}.show();
    cases.find(effect.incident.id)->shown_ids = std::move(shown);
  }
  void read(Reading& reading, AlertRefreshed const& effect) {
    auto* const held = at(reading.centre).cases.find(effect.incident_id);
    if (held == nullptr) return;
    for (auto& alert : held->incident.alerts) {
      if (alert.id != effect.alert_id) continue;
      alert.last_heard = effect.last_heard;
      alert.count = effect.count;
      if (!effect.position) continue;
      alert.report.position = effect.position;
      alert.positioned_at = effect.last_heard;
    }
  }
  void read(Reading& reading, IncidentForgotten const& effect) { at(reading.centre).cases.forget(effect.incident_id); }
  void read(Reading& reading, AlarmRaised const& effect) {
    auto* const held = at(reading.centre).cases.find(effect.incident_id);
    if (held == nullptr) return;
    bool const is_new =
        effect.reason == AlarmReason::new_incident || effect.reason == AlarmReason::test_became_distress;
    if (is_new && !std::exchange(held->notified, true))
      reading.add(Happening::notified, held->incident, {}, std::string{to_text(effect.level)});
    reading.add(Happening::alarmed, held->incident, {}, std::string{to_text(effect.reason)});
  }
  void read(Reading& reading, AlarmRepeated const& effect) {
    if (auto const* const held = at(reading.centre).cases.find(effect.incident_id))
      reading.add(Happening::escalated, held->incident, {}, std::to_string(effect.step));
  }
  void read(Reading& reading, CommandDone const& effect) {
    if (reading.act == nullptr) return;
    auto const* const held = at(reading.centre).cases.find(incident_of(reading.act->command));
    if (held == nullptr) return;
    if (reading.did<AddNote>() != nullptr) reading.add(Happening::note_added, held->incident, effect.officer);
    // Looked at again it is no news, and the desk changes nothing.
    if (reading.did<OpenPlan>() != nullptr && reading.is_changed && held->incident.ship && held->incident.ship->plan)
      reading.add(Happening::plan_opened, held->incident, effect.officer,
                  std::to_string(held->incident.ship->plan->version));
    if (reading.did<SplitIncident>() != nullptr)
      reading.add(Happening::split, held->incident, effect.officer, effect.incident_id);
  }
  void read(Reading& reading, CommandRefused const& effect) {
    if (reading.act == nullptr) return;
    auto const* const held = at(reading.centre).cases.find(incident_of(reading.act->command));
    static Incident const none;
    reading.add(Happening::refused, held == nullptr ? none : held->incident, effect.officer, effect.code);
  }
  // What goes to programs and other desks, and what quiets an alarm: the acknowledgement itself is in the incident.
  void read(Reading&, AlarmQuieted const&) {}
  void read(Reading&, NoticeShown const&) {}
  void read(Reading&, NotifyAsked const&) {}
  void read(Reading&, ShipWatched const&) {}
  void read(Reading&, LinkSent const&) {}
  void read(Reading& reading, VoyageQuestionShown const& effect) {
    auto const& question = effect.question;
    auto const ship = question.ship ? question.ship->to_text() : std::string{};
    bool const is_new = at(reading.centre).questions.insert_or_assign(question.id, effect.question).second;
    if (is_new)
      reading.shown.push_back({Happening::question_raised,
                               reading.centre,
                               reading.seq,
                               reading.at,
                               {},
                               ship,
                               {},
                               std::string{to_text(question.concern)}});
  }
  void read(Reading& reading, VoyageQuestionAnswered const& effect) {
    auto const question = at(reading.centre).questions.extract(effect.question_id);
    bool const of_ship = !question.empty() && question.mapped().ship;
    reading.shown.push_back({Happening::question_answered, reading.centre, reading.seq, reading.at, effect.incident_id,
                             of_ship ? question.mapped().ship->to_text() : std::string{}, effect.officer,
                             std::string{to_text(effect.answer)}});
  }
  void read(Reading& reading, VoyageQuestionClosed const& effect) {
    at(reading.centre).questions.erase(effect.question_id);
  }

  std::array<Centre, geo::kCentres.size()> centres_;
};

Observer::Observer() : impl_(std::make_unique<Impl>()) {}
Observer::~Observer() = default;
Observer::Observer(Observer&&) noexcept = default;
Observer& Observer::operator=(Observer&&) noexcept = default;

std::vector<Happened> Observer::take(CentreId centre, Entry const& entry) {
  return impl_->take(centre, entry);
}

std::string Observer::newest_question(CentreId centre, std::string_view ship_mmsi) const {
  return impl_->newest_question(centre, ship_mmsi);
}

Incident const* Observer::incident(CentreId centre, std::string_view id) const {
  return impl_->incident(centre, id);
}

std::vector<Incident> Observer::incidents(CentreId centre) const {
  return impl_->incidents(centre);
}

Incident const* Observer::newest_open(CentreId centre, std::string_view ship_mmsi, Incident const* but) const {
  return impl_->newest_open(centre, ship_mmsi, but);
}

bool matches(Condition const& condition, std::string_view ship_mmsi, Happened const& happened) {
  return condition.what == happened.what && (!condition.centre || *condition.centre == happened.centre) &&
         (ship_mmsi.empty() || ship_mmsi == happened.ship) &&
         (condition.detail.empty() || (condition.detail.front() == '!' ? condition.detail.substr(1) != happened.detail
                                                                       : condition.detail == happened.detail));
}

}  // namespace lingding::drill
