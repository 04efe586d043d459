#pragma once
// Everything that can happen to a desk. A desk's whole state is a fold over these.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/incident.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/voyage_question.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator {

/// One of this centre's own sources received an alert. All that the decision needs of the traffic picture is in it.
struct AlertReceived {
  std::string source;
  AlertReport report;
  std::vector<ShipNear> near;  ///< nearest first, at most kMaxShipsNear; empty when the device has no position
  std::string raw;             ///< the sentences as received; kept beside the event, not inside it
  /// Names this alert of this delivery of a document, where its way in can deliver one again (a file that was not moved
  /// before a crash, a request whose answer was lost): the second time changes nothing. Empty: none.
  std::string delivery{};
  bool operator==(AlertReceived const&) const = default;
};

/// A safety text (AIS message 12 or 14) without distress words: shown to the officers as a notice.
struct SafetyTextReceived {
  std::string source;
  plans::Mmsi from;
  std::string text;
  std::string raw;
  bool no_duff = false;  ///< as AlertReport::no_duff
  bool operator==(SafetyTextReceived const&) const = default;
};

/// The centre's registry has something for the officers: a copy has drifted, a review is due.
struct RegisterSpoke {
  plans::BriefText text;
  bool operator==(RegisterSpoke const&) const = default;
};

/// One of this centre's own sources has something for the officers that is no alert: it fell silent, it speaks again, a
/// mission control centre sent a message in plain words.
struct SourceSpoke {
  std::string source;
  plans::BriefText text;
  std::string raw;       ///< what was received, kept beside the event; empty: nothing was
  bool no_duff = false;  ///< as AlertReport::no_duff
  bool operator==(SourceSpoke const&) const = default;
};

// What officers do.
struct Acknowledge {
  std::string incident_id;
  bool operator==(Acknowledge const&) const = default;
};
/// Names the ship behind the device.
struct ConfirmShip {
  std::string incident_id;
  plans::Mmsi mmsi;
  bool operator==(ConfirmShip const&) const = default;
};
struct AddNote {
  std::string incident_id;
  std::string text;  ///< 1 … kMaxNoteBytes bytes
  bool operator==(AddNote const&) const = default;
};
/// The centre does not take the custody that it is offered; or, as custodian, does not give it to those who ask.
struct DeclineCustody {
  std::string incident_id;
  std::string reason;
  bool operator==(DeclineCustody const&) const = default;
};
/// Asks the custodian for custody. His OfferCustody gives it: the asker's desk then accepts at once, in the name of the
/// officer who asked.
struct RequestCustody {
  std::string incident_id;
  std::string reason;
  bool operator==(RequestCustody const&) const = default;
};
/// The custodian offers custody to a centre of his choice.
struct OfferCustody {
  std::string incident_id;
  geo::CentreId to = geo::CentreId::hk;
  std::string reason;
  bool operator==(OfferCustody const&) const = default;
};
/// Takes custody without the custodian's word, because he can't be reached. Recorded at both ends.
struct ForceCustody {
  std::string incident_id;
  std::string reason;
  bool operator==(ForceCustody const&) const = default;
};
struct SetPhase {
  std::string incident_id;
  EmergencyPhase phase = EmergencyPhase::distress;
  std::string reason;
  bool operator==(SetPhase const&) const = default;
};
struct SetPersons {
  std::string incident_id;
  std::optional<std::uint32_t> on_board;
  std::optional<std::uint32_t> accounted_for;
  std::string source;
  bool operator==(SetPersons const&) const = default;
};
struct SetUnit {
  std::string incident_id;
  std::string name;
  std::string kind;
  UnitState state = UnitState::alerted;
  std::string note;
  bool operator==(SetUnit const&) const = default;
};
struct LogCall {
  std::string incident_id;
  std::string contact;
  std::string outcome;
  bool operator==(LogCall const&) const = default;
};
/// The officer has her plan before him: when that was is on record.
struct OpenPlan {
  std::string incident_id;
  bool operator==(OpenPlan const&) const = default;
};
/// The two are one casualty.
struct MergeIncidents {
  std::string incident_id;
  std::string other_id;
  std::string reason;
  bool operator==(MergeIncidents const&) const = default;
};
/// These alerts are another casualty's: they get an incident of their own.
struct SplitIncident {
  std::string incident_id;
  std::vector<std::string> alert_ids;
  std::string reason;
  bool operator==(SplitIncident const&) const = default;
};
struct IssueSitrep {
  std::string incident_id;
  bool full = false;
  std::string text;
  bool operator==(IssueSitrep const&) const = default;
};
/// `open`: the case goes on after all.
struct CloseIncident {
  std::string incident_id;
  CaseOutcome outcome = CaseOutcome::open;
  std::string reason;
  bool operator==(CloseIncident const&) const = default;
};
/// What somebody told the officer by telephone or radio.
struct ReportDistress {
  std::string incident_id;  ///< to which it belongs; empty: the desk finds that out
  AlertReport report;       ///< of the kind AlertKind::report
  bool operator==(ReportDistress const&) const = default;
};
/// While an exercise goes on: this is real.
struct SayNoDuff {
  std::string incident_id;
  std::string reason;  ///< may be empty
  bool operator==(SayNoDuff const&) const = default;
};
/// To a question of the watch of timetables. `trouble` opens an incident of hers in the uncertainty phase, or puts it
/// to the one that she has.
struct AnswerVoyage {
  std::string question_id;
  WatchAnswer answer = WatchAnswer::explained;
  std::string reason;
  bool operator==(AnswerVoyage const&) const = default;
};
using Command = std::variant<Acknowledge, ConfirmShip, AddNote, DeclineCustody, RequestCustody, OfferCustody,
                             ForceCustody, SetPhase, SetPersons, SetUnit, LogCall, MergeIncidents, SplitIncident,
                             IssueSitrep, CloseIncident, ReportDistress, OpenPlan, SayNoDuff, AnswerVoyage>;

struct OfficerActed {
  std::string officer;     ///< as the peer's key names him
  std::string command_id;  ///< chosen by the client; the same officer's same id is carried out once
  Command command;
  bool operator==(OfficerActed const&) const = default;
};

// What desks tell each other. All but AlertHeard carry the incident whole, as the sender has it, and are applied by
// merging (merge.hpp): any of them is enough to learn of the incident, can be applied twice and in any order. The type
// says why it came.

/// A new or changed alert, or what came of merging two desks' incidents.
struct AlertForwarded {
  Incident incident;
  std::string raw;  ///< the frames that brought it, when frames did; kept beside the message, not inside it
  bool operator==(AlertForwarded const&) const = default;
};
/// An officer of the sending centre accepted custody: incident.custody.
struct CustodyTaken {
  Incident incident;
  bool operator==(CustodyTaken const&) const = default;
};
struct IncidentAcknowledged {
  Incident incident;
  Acknowledgement acknowledgement;
  bool operator==(IncidentAcknowledged const&) const = default;
};
/// The ship behind the device, or her plan, became known: incident.ship.
struct ShipNamed {
  Incident incident;
  bool operator==(ShipNamed const&) const = default;
};
struct NoteAdded {
  Incident incident;
  LogLine line;
  bool operator==(NoteAdded const&) const = default;
};
/// Repeats that brought no new fact, at most every kHeardEvery: keeps count and last_heard fresh at the other desks.
struct AlertHeard {
  std::string incident_id;
  Alert alert;
  bool operator==(AlertHeard const&) const = default;
};
/// The sender's journal lost entries: the receiver is to tell it again of every incident that it must know.
struct ResyncAsked {
  bool operator==(ResyncAsked const&) const = default;
};
using LinkMessage =
    std::variant<AlertForwarded, CustodyTaken, IncidentAcknowledged, ShipNamed, NoteAdded, AlertHeard, ResyncAsked>;

/// A message of another desk, each in its order and once; link.hpp sees to that.
struct LinkReceived {
  geo::CentreId from = geo::CentreId::hk;
  std::uint64_t link_seq = 0;  ///< 0: sent while the sender could not record it, will come again with a number
  LinkMessage message;
  bool operator==(LinkReceived const&) const = default;
};

/// The peer has confirmed messages that this desk does not know to have sent, or keeps none of those that this desk
/// waits for: this desk's journal lost entries (link.hpp). Numbers go on after these, both are told everything again.
struct LinkOutOfStep {
  geo::CentreId peer = geo::CentreId::hk;
  std::uint64_t sent = 0;      ///< the next message to the peer has a higher number
  std::uint64_t received = 0;  ///< the next message of the peer has a higher number
  bool operator==(LinkOutOfStep const&) const = default;
};

/// A version of a cooperation plan is in this centre's register. An older version than the one held changes nothing.
struct PlanStored {
  std::vector<plans::PlanBrief> ships;  ///< all of that version
  bool operator==(PlanStored const&) const = default;
};

/// From here on decisions are made against this set of regions (geo::RegionSet::digest).
struct RegionsLoaded {
  std::string digest;
  bool operator==(RegionsLoaded const&) const = default;
};

/// From here on these are the times after which an alarm that nobody acknowledged gets louder.
struct ClockSet {
  std::chrono::seconds repeat_after{60};         ///< repeated, louder, and on the second channel
  std::chrono::seconds escalate_after{240};      ///< the duty list, and all three centres
  std::chrono::seconds offer_lapses_after{300};  ///< an offer of custody that nobody answers goes to the next centre
  bool operator==(ClockSet const&) const = default;
};
/// What came of a NotifyAsked on one channel, or of one try of it.
struct NotifyDone {
  std::string incident_id;
  std::uint64_t attempt = 0;  ///< NotifyAsked::attempt
  std::string channel;        ///< "mail", "webhook", "command", with whom it went to
  bool delivered = false;
  std::string detail;             ///< what the other side said
  bool again = false;             ///< not delivered, and will be tried again
  std::uint32_t outstanding = 0;  ///< channels of the same attempt that are not done with; 0: the attempt is
  bool operator==(NotifyDone const&) const = default;
};
/// The traffic picture's answer to ShipWatched.
struct ShipSeen {
  std::string incident_id;
  plans::Mmsi mmsi;
  ShipSight sight;
  bool operator==(ShipSeen const&) const = default;
};
/// A peer desk is out of reach, or within it again.
struct LinkChanged {
  geo::CentreId peer = geo::CentreId::hk;
  bool up = true;
  bool operator==(LinkChanged const&) const = default;
};

/// The watch of timetables asks, or asks the same with other evidence (voyage_port.hpp).
struct VoyageAsked {
  VoyageQuestion question;
  bool operator==(VoyageAsked const&) const = default;
};
/// What it asked about is over.
struct VoyageOver {
  std::string question_id;
  plans::BriefText why;
  bool operator==(VoyageOver const&) const = default;
};
/// What it asked about is not over, and nobody has explained it: an incident of the ship is opened in this phase, or
/// hers is raised to it.
struct VoyagePhase {
  EmergencyPhase phase = EmergencyPhase::uncertainty;
  VoyageQuestion question;  ///< with its evidence
  plans::BriefText why;
  bool operator==(VoyagePhase const&) const = default;
};

/// Some time went by; the loop says so at least every kHeardEvery.
struct TimePassed {
  bool operator==(TimePassed const&) const = default;
};

using Event = std::variant<AlertReceived, SafetyTextReceived, OfficerActed, LinkReceived, LinkOutOfStep, PlanStored,
                           RegionsLoaded, RegisterSpoke, SourceSpoke, ClockSet, NotifyDone, ShipSeen, LinkChanged,
                           VoyageAsked, VoyageOver, VoyagePhase, TimePassed>;

}  // namespace lingding::coordinator
