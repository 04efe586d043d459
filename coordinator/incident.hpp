#pragma once
// Alerts, incidents and custody: the values that a desk keeps and centres exchange.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/routing.hpp"
#include "geo/centre.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator {

/// What the sender says of itself. A test is shown, and pages nobody.
enum class AlertClass : std::uint8_t { distress, test };
/// What kind of thing sent it.
enum class AlertKind : std::uint8_t {
  ais_sart,         ///< 970xxyyyy
  ais_mob,          ///< 972xxyyyy
  epirb_ais,        ///< 974xxyyyy
  ais_ship_status,  ///< a ship's own transponder with navigation status 14
  ais_safety_text,  ///< message 12 or 14 with distress words from something that is no distress device
  beacon_406,       ///< a 406 MHz message as received (C/S T.001, T.018)
  mcc_alert,        ///< an alert that a mission control centre derived from satellites (C/S A.002)
  dsc,              ///< a digital selective call (ITU-R M.493)
  cap,              ///< a Common Alerting Protocol message
  report,           ///< what somebody said, by telephone or radio
  watch             ///< a ferry that is not where her timetable has her (voyage_watch.hpp)
};
std::string_view to_text(AlertClass alert_class);
std::string_view to_text(AlertKind kind);

/// What happened, in the words of ITU-R M.493, and what a report may add.
enum class Nature : std::uint8_t {
  undesignated,
  fire_explosion,
  flooding,
  collision,
  grounding,
  listing,
  sinking,
  disabled_and_adrift,
  abandoning_ship,
  piracy,
  man_overboard,
  medical,
  overdue
};
std::string_view to_text(Nature nature);

/// IAMSAR's emergency phases.
enum class EmergencyPhase : std::uint8_t { uncertainty, alert, distress };
std::string_view to_text(EmergencyPhase phase);

/// Where a position is from.
enum class PositionSource : std::uint8_t {
  gnss,       ///< of a transponder or device
  encoded,    ///< by the beacon, in its message
  doppler,    ///< one of two, from low-orbiting satellites
  doa,        ///< difference of arrival at several satellites
  confirmed,  ///< by the mission control centre
  stated      ///< by a person, or entered by hand
};
std::string_view to_text(PositionSource source);

/// A place where it may be: one of several, or the only one.
struct PossiblePosition {
  geo::Position position;
  geo::Metres radius;  ///< of uncertainty
  PositionSource source = PositionSource::gnss;
  std::optional<double> probability;  ///< 0 … 1, where the message says it
  bool operator==(PossiblePosition const&) const = default;
};

/// A ship of the traffic picture near a device that carries no ship's number, as it was when the alert came.
struct ShipNear {
  plans::Mmsi mmsi;
  std::string name;  ///< as broadcast; empty: never heard
  geo::Position position;
  std::optional<geo::Knots> speed;         ///< over ground
  std::optional<geo::TrueBearing> course;  ///< over ground
  geo::UtcTime reported_at{};
  geo::Metres distance;  ///< from the device's position to the ship's last reported one
  bool operator==(ShipNear const&) const = default;
};

/// One message from one source, decoded.
struct AlertReport {
  AlertClass alert_class = AlertClass::distress;
  AlertKind kind = AlertKind::ais_sart;
  /// The number of the device or ship in distress: as transmitted, coded in the beacon's message, or stated.
  std::optional<plans::Mmsi> device{};
  std::optional<plans::BeaconId> beacon{};
  std::optional<plans::ImoNumber> imo{};  ///< of the ship, as stated
  std::string call_sign{};                ///< empty: not known
  std::string name{};                     ///< of the ship, as stated; empty: not known
  std::optional<geo::Position> position{};
  geo::Metres radius{};  ///< of uncertainty; 10 m with the AIS accuracy flag up, else 100 m
  PositionSource position_source = PositionSource::gnss;
  std::vector<PossiblePosition> possible{};  ///< when it may be in several places and `position` is empty, at most 4
  Nature nature = Nature::undesignated;
  std::optional<std::uint32_t> persons{};  ///< on board, as stated
  bool cancels = false;                    ///< takes an earlier alert back: evidence, an officer closes
  /// Which phase its sender proposes; empty: its kind and nature say it.
  std::optional<EmergencyPhase> phase{};
  std::uint32_t corrected_bits = 0;  ///< by the code of the message: what was mended weighs less
  /// What the message itself is called, then the messages that it goes on with, newest first, as "sender,identifier"
  /// (CAP 1.2, <references>); at most kMaxThread, each at most kMaxNameBytes; empty: its kind has no such names.
  std::vector<std::string> thread{};
  std::string caller{};  ///< who reported, and how he is reached; empty: a machine
  std::string text{};    ///< free text of the message, at most kMaxTextBytes; empty: none
  /// While an exercise goes on: it was heard in the world, and not played. False wherever there is no exercise.
  bool no_duff = false;
  bool operator==(AlertReport const&) const = default;
};

/// What names the sender for a machine: "m:477000101", "b:2DC4…" (15 digits), "i:9074729", "c:VRAB"; and what names the
/// messages of its thread: "t:sender,identifier". Alerts that share one are of one casualty. A report without any of
/// them has none.
std::vector<std::string> identities(AlertReport const& report);

/// The same identities() in both, and the same thread.
bool same_sender(AlertReport const& a, AlertReport const& b);

/// One reason why an alert was put to an incident, or was not.
struct MatchTerm {
  std::string what;  ///< "same number", "same thread", "listed in her plan", "position", "time", "nature", "name"
  int points = 0;    ///< evidence for one casualty; against it when negative
  bool operator==(MatchTerm const&) const = default;
};

/// An alert as an incident keeps it: all repeats of one activation of one device heard through one source. Only the
/// centre that received it changes it, so that of two copies the one with more messages is the newer.
struct Alert {
  std::string id;  ///< unique across centres: the incident's id then, the receiving centre, a number
  geo::CentreId received_by = geo::CentreId::hk;
  std::string source;  ///< the configured name of the receiver or feed
  AlertReport report;  ///< the newest; a message without position or text leaves the last known one
  std::optional<geo::UtcTime> positioned_at;  ///< when the position was received; empty: none ever was
  geo::UtcTime first_heard{};
  geo::UtcTime last_heard{};
  /// When it last came anew: after a silence (calls_anew_after()), or with something new to say. Empty: never since it
  /// was first heard.
  std::optional<geo::UtcTime> renewed_at{};
  std::uint64_t count = 1;  ///< messages heard
  /// Why it belongs to the incident; empty: it opened it, or shares an identity with what did.
  std::vector<MatchTerm> match{};
  std::string matched{};     ///< the same in a sentence
  std::uint32_t placed = 0;  ///< grows by one when an officer moves it to another incident
  bool operator==(Alert const&) const = default;
};

/// How sure we are which ship it is.
enum class Certainty : std::uint8_t {
  listed,      ///< the device's number is in the ship's cooperation plan
  own_number,  ///< the ship's own transponder sent it
  probable,    ///< nearest by position and track: never shown as certain
  confirmed    ///< an officer said so
};
std::string_view to_text(Certainty certainty);

/// The ship behind the device, and her plan when there is one.
struct ShipLink {
  Certainty certainty = Certainty::probable;
  std::optional<plans::Mmsi> mmsi;
  std::string name;
  std::optional<plans::PlanBrief> plan;  ///< goes with the incident, as another desk may lack it; empty: none is held
  std::optional<geo::Metres> distance;   ///< only when probable: from the device to her last report; a probable ship
                                         ///< without one was named so by people
  std::optional<std::chrono::milliseconds> age;  ///< only when probable: of that report, when the alert came
  std::string officer;                           ///< who confirmed; empty unless confirmed
  geo::UtcTime at{};                             ///< when it was said
  geo::CentreId by = geo::CentreId::hk;          ///< by which desk
  bool operator==(ShipLink const&) const = default;
};

/// A number or an officer says so: more than probable.
inline bool is_certain(std::optional<ShipLink> const& ship) {
  return ship && ship->certainty != Certainty::probable;
}
/// Of a ship that is certain; empty: there is none, or she has no number.
inline std::optional<plans::Mmsi> certain_number(std::optional<ShipLink> const& ship) {
  return is_certain(ship) ? ship->mmsi : std::nullopt;
}

/// Who said something, where and when.
struct Stamp {
  geo::UtcTime at{};
  geo::CentreId by = geo::CentreId::hk;
  std::string officer;  ///< empty: the desk itself
  bool operator==(Stamp const&) const = default;
};

struct Phase {
  EmergencyPhase phase = EmergencyPhase::distress;
  std::string reason;
  Stamp set;
  bool operator==(Phase const&) const = default;
};

struct Persons {
  std::optional<std::uint32_t> on_board;
  std::optional<std::uint32_t> accounted_for;
  std::string source;  ///< "manifest", "master", …
  Stamp set;
  bool operator==(Persons const&) const = default;
};

/// A search and rescue unit at work on the case; states after the IMO SITREP's sections.
enum class UnitState : std::uint8_t { alerted, proceeding, on_scene, returning, released };
std::string_view to_text(UnitState state);
struct Unit {
  std::string name;  ///< unique in the incident
  std::string kind;  ///< "helicopter", "launch", …
  UnitState state = UnitState::alerted;
  std::string note;
  Stamp set;
  bool operator==(Unit const&) const = default;
};

/// A call of the plan's call-down list, and what came of it.
struct Call {
  std::string contact;  ///< role and number, as in the plan
  std::string outcome;
  Stamp set;
  bool operator==(Call const&) const = default;
};

/// A centre to which custody was offered did not take it.
enum class OfferOutcome : std::uint8_t { declined, timed_out };
std::string_view to_text(OfferOutcome outcome);
struct OfferAnswer {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t term = 0;  ///< of the custody that was offered
  OfferOutcome outcome = OfferOutcome::declined;
  std::string reason;
  Stamp set;
  /// By the decision then. Where another is responsible since, the answer is to an offer that is past.
  std::optional<geo::CentreId> responsible{};
  bool operator==(OfferAnswer const&) const = default;
};
/// The custodian does not give what was asked for.
struct WishRefused {
  std::string reason;
  Stamp set;
  bool operator==(WishRefused const&) const = default;
};
/// A centre asks for custody, as it is better placed; or the custodian offers it to that centre.
struct CustodyWish {
  geo::CentreId centre = geo::CentreId::hk;  ///< who is to have it
  std::uint32_t term = 0;                    ///< of the custody that it would end
  std::string reason;
  Stamp set;                             ///< by the custodian: an offer; by `centre`: a request
  std::optional<WishRefused> refused{};  ///< of a request
  bool operator==(CustodyWish const&) const = default;
};
/// Nobody at this centre acknowledged its alarm within ClockSet::escalate_after: all centres are told.
struct Unheard {
  geo::CentreId centre = geo::CentreId::hk;
  geo::UtcTime since{};  ///< of the alarm
  geo::UtcTime at{};     ///< when it was last said
  bool operator==(Unheard const&) const = default;
};

struct Sitrep {
  std::uint32_t number = 1;  ///< counts up for each casualty
  bool full = false;         ///< A … H and J … N; else A … F
  std::string text;
  Stamp set;
  bool operator==(Sitrep const&) const = default;
};

/// How a case ended, or that it goes on after all.
enum class CaseOutcome : std::uint8_t { open, rescued, assisted, false_alert, duplicate, transferred, suspended };
std::string_view to_text(CaseOutcome outcome);
struct Closure {
  CaseOutcome outcome = CaseOutcome::open;
  std::string reason;
  Stamp set;
  bool operator==(Closure const&) const = default;
};

/// NO DUFF: it happens in the world, though the desk that has it is an exercise's. Said once, and never taken back: of
/// two sayings the earlier holds, and one that was said in error is closed like a false alert.
struct NoDuff {
  std::string reason;  ///< may be empty: nobody is kept from calling it out
  Stamp set;           ///< without officer: a source that hears the world brought it
  bool operator==(NoDuff const&) const = default;
};

/// Another incident that may be the same casualty's: shown to officers, who decide.
struct PossibleMatch {
  std::string incident_id;
  int score = 0;
  std::string reason;  ///< one English sentence
  Stamp set;
  bool operator==(PossibleMatch const&) const = default;
};
/// An alert that an officer took out of this incident.
struct MovedAlert {
  std::string alert_id;
  std::uint32_t placed = 0;  ///< this and lower placements of the alert are not here
  std::string to;            ///< the incident that has it since
  bool operator==(MovedAlert const&) const = default;
};

/// What the traffic picture had of the ship.
struct ShipSight {
  geo::Position position;
  std::optional<geo::Knots> speed;         ///< over ground
  std::optional<geo::TrueBearing> course;  ///< over ground
  std::string status;                      ///< navigation status in words; empty: not known
  std::string place;                       ///< "Hong Kong–Macau Ferry Terminal", when alongside; empty: under way
  geo::UtcTime reported_at{};
  std::optional<plans::Mmsi> mmsi{};  ///< whose; empty in journals of older versions
  geo::UtcTime named_at{};            ///< ShipLink::at of that ship; what was seen of a ship named later holds
  bool operator==(ShipSight const&) const = default;
};

/// Which centre coordinates. Two records of the same incident are merged by the greater claim (merge.hpp), on every
/// desk alike.
struct CustodyClaim {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t term = 0;  ///< 0: by receiving the alert first; each acceptance is one more than the term it ends
  geo::UtcTime since{};
  std::string officer;  ///< who accepted; empty for term 0
  bool forced = false;  ///< taken without the custodian's word, as he could not be reached
  /// When its centre's desk learned that another claim holds, where that was later than a hand-over takes.
  std::optional<geo::UtcTime> until{};
  bool operator==(CustodyClaim const&) const = default;
};

struct Acknowledgement {
  geo::CentreId centre = geo::CentreId::hk;
  std::string officer;
  geo::UtcTime at{};
  bool operator==(Acknowledgement const&) const = default;
};

struct LogLine {
  geo::UtcTime at{};
  geo::CentreId centre = geo::CentreId::hk;
  std::string who;   ///< officer, or "desk"
  std::string text;  ///< English sentence
  bool operator==(LogLine const&) const = default;
};

/// What happened to one craft. Desks exchange incidents whole, and each merges what it gets with what it has
/// (merge.hpp).
struct Incident {
  std::string id;                 ///< "HK-20160827-155000-1": issuing centre, UTC of opening, a number
  std::vector<std::string> also;  ///< ids under which the same was opened elsewhere, sorted; they stay valid
  AlertClass incident_class = AlertClass::distress;
  geo::UtcTime opened_at{};   ///< under `id`
  std::vector<Alert> alerts;  ///< by first_heard, then id; all of one casualty and class
  Decision decision;          ///< the newest that rests on a position, else the newest
  geo::UtcTime decided_at{};
  geo::CentreId decided_by = geo::CentreId::hk;
  /// How many alerts had been moved elsewhere then: of two decisions, more prevails.
  std::uint32_t decided_without = 0;
  std::optional<plans::Mmsi> decided_for;  ///< the ship that was known for certain then
  /// How often `decided_for` had changed then: of two decisions that rest on no position, more prevails.
  std::uint32_t decided_for_version = 0;
  CustodyClaim custody;
  std::vector<CustodyClaim> former;  ///< every claim that was heard of and is not `custody`, by term, then since
  /// The centre that is to take custody from another (custody.hpp); its officer's acknowledgement accepts. Never for
  /// tests and closed cases.
  std::optional<geo::CentreId> offered_to;
  std::optional<ShipLink> ship;
  /// The ships that it may be, the likeliest first, when the device carries no ship's number; a probable ship is among
  /// them.
  std::vector<ShipNear> candidates;
  geo::UtcTime candidates_at{};
  geo::CentreId candidates_by = geo::CentreId::hk;
  std::vector<geo::CentreId> told;  ///< every centre that must know of it, now or earlier; the order of geo::kCentres
  std::vector<Acknowledgement> acknowledgements;  ///< the newest of each centre, in the order of geo::kCentres
  std::vector<OfferAnswer> answers;               ///< by term, then centre
  std::optional<CustodyWish> wish;                ///< the newest offer that a custodian made of his own accord
  std::vector<CustodyWish> requests;              ///< the newest of each centre, in the order of geo::kCentres
  std::vector<Unheard> unheard;                   ///< the newest of each centre, in the order of geo::kCentres
  std::optional<Phase> phase;                     ///< empty for tests
  std::optional<Persons> persons;
  std::vector<Unit> units;      ///< by name
  std::vector<Call> calls;      ///< by contact
  std::vector<Sitrep> sitreps;  ///< by number, centre, time; the last kMaxSitreps
  std::optional<Closure> closure;
  std::optional<NoDuff> no_duff;         ///< empty: as the desk is, real at a real one, played at an exercise's
  std::vector<PossibleMatch> matches;    ///< by incident id
  std::vector<std::string> apart;        ///< incidents that an officer said are another casualty's, sorted
  std::vector<MovedAlert> moved_alerts;  ///< by alert id
  std::optional<ShipSight> sight;        ///< the ship when the alert came
  std::optional<ShipSight> sight_now;    ///< and since
  std::vector<LogLine> log;  ///< the first kFirstLogLines and the last kLastLogLines, oldest first; the journal has all
  bool operator==(Incident const&) const = default;
};

}  // namespace lingding::coordinator
