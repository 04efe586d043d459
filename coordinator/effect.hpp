#pragma once
// What comes of an event. Recorded with it in one transaction before anyone sees either.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coordinator/event.hpp"

namespace lingding::coordinator {

/// The incident as it is now, whole: a consumer replaces what it has under its id and under every id in `also`. Sent
/// when anything but a repeat's count changed.
struct IncidentChanged {
  Incident incident;
  bool operator==(IncidentChanged const&) const = default;
};
/// A repeat, heard here or told by another desk, that brought no new fact.
struct AlertRefreshed {
  std::string incident_id;
  std::string alert_id;
  geo::UtcTime last_heard{};
  std::uint64_t count = 0;
  std::optional<geo::Position> position;
  bool operator==(AlertRefreshed const&) const = default;
};
/// The incident left this desk's memory: silent for kForgetAfter, or crowded out (kMaxIncidents). The journal has it.
struct IncidentForgotten {
  std::string incident_id;
  bool operator==(IncidentForgotten const&) const = default;
};
/// Why the officers of this centre are alarmed (again). New facts alone do it, and only after the last alarm was
/// acknowledged or when the level rises; a test never does.
enum class AlarmReason : std::uint8_t {
  new_incident,
  position_known,          ///< the first position of a device that had none
  position_moved,          ///< by more than kAlarmMoved since an officer here acknowledged
  text_changed,            ///< a ship's safety text says something else
  responsibility_changed,  ///< to or from this centre
  ship_identified,         ///< listed, own number, or confirmed by another centre's officer
  test_became_distress,
  opened_again,  ///< a case that was closed: there is a new call, or an officer of another centre said so
  custody_offered,
  custody_requested,   ///< another centre asks this one for custody
  custody_refused,     ///< nobody takes the custody that this centre offers
  positions_conflict,  ///< positions that can't be of one casualty
  nature_changed,
  persons_more,    ///< more persons are said to be on board than before
  cancelled,       ///< the sender took the alert back
  possible_match,  ///< another incident may be the same casualty's
  unacknowledged,  ///< at a centre that was told: nobody answers at another
  no_duff,         ///< real, amid an exercise: raised whatever else is alarming
  phase_raised     ///< by the watch of timetables
};
/// What is asked of the centre.
enum class AlarmLevel : std::uint8_t {
  informed,    ///< another centre is responsible and has custody, or is offered it by another
  responsible  ///< this centre is responsible, has custody or is offered it: it must act
};
std::string_view to_text(AlarmReason reason);
std::string_view to_text(AlarmLevel level);
struct AlarmRaised {
  std::string incident_id;
  AlarmReason reason = AlarmReason::new_incident;
  AlarmLevel level = AlarmLevel::responsible;
  bool operator==(AlarmRaised const&) const = default;
};
/// Nobody has acknowledged: the alarm again, louder.
struct AlarmRepeated {
  std::string incident_id;
  std::uint32_t step = 1;  ///< 1: repeated on the second channel; 2: the duty list and all centres
  geo::UtcTime since{};    ///< of the alarm
  bool operator==(AlarmRepeated const&) const = default;
};
/// For the second channels: tell somebody who does not sit at the console. Asked again after a restart, on the channels
/// that were not done with, until a NotifyDone of the attempt with nothing outstanding was recorded.
struct NotifyAsked {
  std::string incident_id;
  std::uint64_t attempt = 0;  ///< counts up at this desk
  std::uint32_t step = 1;     ///< as AlarmRepeated: which channels are meant
  std::string subject;
  std::string text;
  bool no_duff = false;  ///< of an incident that is NO DUFF: it goes out without the exercise's marking
  bool operator==(NotifyAsked const&) const = default;
};
/// The traffic picture is to say where this ship is, now and when that changes (ship_sight.hpp), in place of the one
/// that it watched for the incident before.
struct ShipWatched {
  std::string incident_id;
  std::optional<plans::Mmsi> mmsi;  ///< empty: no ship any more
  bool operator==(ShipWatched const&) const = default;
};
/// An officer of this centre acknowledged: the alarm is quiet until a new fact.
struct AlarmQuieted {
  std::string incident_id;
  std::string officer;
  bool operator==(AlarmQuieted const&) const = default;
};
struct NoticeShown {
  plans::BriefText text;
  bool operator==(NoticeShown const&) const = default;
};
/// Answer to an OfficerActed, to him alone.
struct CommandDone {
  std::string officer;
  std::string command_id;
  std::string incident_id{};  ///< that a report opened or was put to, or that a split made; else empty
  bool operator==(CommandDone const&) const = default;
};
/// Why a command was not carried out; docs/protocol.md lists the texts.
enum class Refusal : std::uint8_t {
  unknown_incident,    ///< no incident has or had this id
  note_empty,          ///< a note without text
  note_too_long,       ///< more than kMaxNoteBytes
  not_a_ship,          ///< the number is a distress device's, a coast station's or an aid's
  not_offered,         ///< custody is not offered to this centre
  not_custodian,       ///< another centre has custody
  has_custody,         ///< this centre has custody already
  unknown_alert,       ///< the incident has no such alert
  nothing_left,        ///< an incident keeps at least one alert
  same_incident,       ///< an incident can't be merged with itself
  reason_missing,      ///< a reason has to be given
  text_too_long,       ///< longer than it may be
  too_many,            ///< the incident has as many as it may have
  incomplete,          ///< the command lacks what it is about: a name, an outcome, a number
  persons_contradict,  ///< more persons would be accounted for than are on board
  persons_missing,     ///< a rescue can't be closed while persons on board are not accounted for
  is_test,             ///< a test has no emergency phase
  not_closed,          ///< the case is open, it can't be opened again
  no_plan,             ///< no plan of the incident's ship is held
  unknown_question,    ///< no question of the watch with this id is open here
  no_ship              ///< the question is about no ship in particular: there is no casualty
};
std::string_view to_text(Refusal refusal);
struct CommandRefused {
  std::string officer;
  std::string command_id;
  std::string code;  ///< to_text(Refusal)
  std::string text;
  bool operator==(CommandRefused const&) const = default;
};
/// For the outboxes to other centres' desks: one message, with its number at each of them.
struct LinkAddress {
  geo::CentreId to = geo::CentreId::hk;
  std::uint64_t link_seq = 0;  ///< counts up from 1 for each peer
  bool operator==(LinkAddress const&) const = default;
};
struct LinkSent {
  std::vector<LinkAddress> to;  ///< in the order of geo::kCentres, never empty
  LinkMessage message;
  bool operator==(LinkSent const&) const = default;
};

/// A question of the watch of timetables for the officers: put in place of what has its id.
struct VoyageQuestionShown {
  VoyageQuestion question;
  bool operator==(VoyageQuestionShown const&) const = default;
};
/// An officer answered: it is no longer open. The watch hears of it.
struct VoyageQuestionAnswered {
  std::string question_id;
  WatchAnswer answer = WatchAnswer::explained;
  std::string officer;
  std::string reason;
  std::string incident_id;  ///< of the case that the trouble was put to; else empty
  bool operator==(VoyageQuestionAnswered const&) const = default;
};
/// What it asked about is over.
struct VoyageQuestionClosed {
  std::string question_id;
  plans::BriefText why;
  bool operator==(VoyageQuestionClosed const&) const = default;
};

using Effect = std::variant<IncidentChanged, AlertRefreshed, IncidentForgotten, AlarmRaised, AlarmRepeated,
                            AlarmQuieted, NoticeShown, NotifyAsked, ShipWatched, CommandDone, CommandRefused, LinkSent,
                            VoyageQuestionShown, VoyageQuestionAnswered, VoyageQuestionClosed>;
using Effects = std::vector<Effect>;

}  // namespace lingding::coordinator
