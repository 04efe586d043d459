#pragma once
// A scenario: who is at sea, what is told to the centres and when, what their officers are to do, and what is scored.
// docs/drills.md describes the file, docs/drill-scenario.schema.json is its schema.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/logs/entry.hpp"
#include "coordinator/incident.hpp"
#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "plans/brief.hpp"
#include "plans/identity.hpp"

namespace lingding::drill {

/// Since the scenario's beginning.
using Offset = std::chrono::milliseconds;

/// What can be seen to happen at a centre, by its journal alone: the words of conditions, of objectives and of the
/// timeline. Observer finds them.
enum class Happening : std::uint8_t {
  notified,            ///< the incident is new at the centre, and its officers were alarmed; detail: the alarm's level
  alarmed,             ///< any alarm, the first and later ones; detail: the reason
  acknowledged,        ///< an officer of the centre acknowledged
  escalated,           ///< nobody did in time; detail: the step
  ship_known,          ///< the ship behind the alert became known; detail: the certainty
  plan_at_hand,        ///< the incident has her plan, or another version of it; detail: version
  plan_opened,         ///< an officer opened the plan (command `open_plan`); detail: version
  company_called,      ///< a call of the call-down list was logged; detail: the contact
  custody_taken,       ///< the centre has custody: by receiving first, by acceptance, by force; detail: the term
  custody_offered,     ///< detail: to whom
  custody_declined,    ///< or not answered; detail: "declined", "timed_out"
  custody_requested,   ///< by this centre of the custodian
  custody_passed,      ///< what this centre had another has, as its desk learnt now; detail: who
  phase_set,           ///< detail: the emergency phase
  persons_stated,      ///< detail: "on_board/accounted_for", "-" where not known
  persons_reconciled,  ///< as many accounted for as on board
  unit_state,          ///< detail: the state; a unit of the centre's case
  sitrep_issued,       ///< detail: its number
  note_added,
  merged,  ///< two incidents became one; detail: the other's id
  split,
  closed,  ///< detail: the outcome
  opened_again,
  question_raised,    ///< by the overdue watch; detail: the concern
  question_answered,  ///< detail: the answer
  refused             ///< an officer's command was refused; detail: the code
};
inline constexpr std::size_t kHappenings = static_cast<std::size_t>(Happening::refused) + 1;
std::string_view to_text(Happening happening);
std::optional<Happening> parse_happening(std::string_view text);

/// "HK acknowledged the incident of ship mk-2003"; "nobody has custody of it after 4 min".
struct Condition {
  Happening what = Happening::notified;
  std::optional<geo::CentreId> centre{};  ///< empty: any
  std::string ship{};                     ///< of the cast: the incident is hers; empty: any incident
  std::string detail{};                   ///< as Happening says; "!" before it: any other; empty: any
  bool operator==(Condition const&) const = default;
};

/// When something is done. Exactly one of `at`, `condition` and `act` is set.
struct When {
  std::optional<Offset> at{};            ///< at that time
  std::optional<Condition> condition{};  ///< when it is seen
  std::string act{};                     ///< when that act was done
  /// Of a condition: if it was not seen until then (and not before); empty: when it is.
  std::optional<Offset> unless_by{};
  bool every = false;  ///< of a condition: each time that it is seen, not only the first
  /// And so much later: a person needs time. Drawn evenly between the two with the scenario's seed.
  Offset after_least{0};
  Offset after_most{0};
  bool operator==(When const&) const = default;
};

/// As a source of the centre would send it: lines of its format, one after the other.
struct SourceBrings {
  geo::CentreId centre = geo::CentreId::hk;
  logs::Format format = logs::Format::ais;
  std::string source;              ///< name of the source; empty: the format's
  std::vector<std::string> lines;  ///< without line ends; "{position:SHIP}" and the like are not for lines of codes
  bool operator==(SourceBrings const&) const = default;
};
/// Somebody calls the centre; its officer enters what he is told. Position, when `ship` is set and the report has none:
/// hers then.
struct SomebodyReports {
  geo::CentreId centre = geo::CentreId::hk;
  std::string officer;
  coordinator::AlertReport report;  ///< of the kind AlertKind::report
  std::string position_of;          ///< of the cast; empty: as the report says
  bool operator==(SomebodyReports const&) const = default;
};
/// A distress device is switched on and heard by AIS: bursts of eight a minute (ITU-R M.1371-5, annex 9).
struct DeviceStarts {
  plans::Mmsi device;
  std::string ship;                         ///< of the cast, whose position it has; it drifts with her
  std::optional<geo::Position> position{};  ///< in place of hers
  std::optional<Offset> lasts{};            ///< empty: to the end
  bool is_test = false;
  bool operator==(DeviceStarts const&) const = default;
};
/// A digital selective call in distress of a ship of the cast, as its sentence $CDDSC of the coast station's receiver.
struct DscCalls {
  geo::CentreId centre = geo::CentreId::hk;
  std::string ship;
  coordinator::Nature nature = coordinator::Nature::undesignated;
  bool operator==(DscCalls const&) const = default;
};
/// An officer does something. `command` is a command of docs/protocol.md as JSON text, in which "$incident" stands for
/// the incident of the condition that led to it, else of the ship `about`, else the centre's newest that is open;
/// "$other" for the centre's newest open one that is not that; "$alerts" (a whole list) for the incident's last alert;
/// "$company" for the first contact of the plan at hand that is the company's, as "role phone"; without a plan
/// "company".
struct OfficerActs {
  geo::CentreId centre = geo::CentreId::hk;
  std::string officer;
  std::string command;
  std::string about{};
  bool operator==(OfficerActs const&) const = default;
};
struct LinkGoes {
  geo::CentreId a = geo::CentreId::hk;
  geo::CentreId b = geo::CentreId::mo;
  bool up = false;
  bool operator==(LinkGoes const&) const = default;
};
/// The centre's server is killed, and starts again from its journal.
struct ServerRestarts {
  geo::CentreId centre = geo::CentreId::hk;
  bool operator==(ServerRestarts const&) const = default;
};
/// A ship of the cast leaves her plan: from now on.
struct ShipChanges {
  enum class How : std::uint8_t {
    stops,    ///< lies where she is, but for the drift
    goes_on,  ///< with her track where she is; what she lost is late
    silent,   ///< her AIS is not heard any more
    heard     ///< it is again
  };
  std::string ship;
  How how = How::stops;
  bool operator==(ShipChanges const&) const = default;
};
/// The exercise control tells an officer something that no system brings: weather, what a unit sees. Shown as a notice.
struct ControlSays {
  geo::CentreId centre = geo::CentreId::hk;
  plans::BriefText text;
  bool operator==(ControlSays const&) const = default;
};

using ActBody = std::variant<SourceBrings, SomebodyReports, DeviceStarts, DscCalls, OfficerActs, LinkGoes,
                             ServerRestarts, ShipChanges, ControlSays>;

/// Something that the script does: an inject of the exercise control, or what a scripted officer does.
struct Act {
  std::string name;  ///< unique: [a-z0-9-]{1,48}
  bool is_inject = true;
  plans::BriefText title{};
  When when;
  ActBody body;
  bool operator==(Act const&) const = default;
};

/// Where a ship is when she is not in a plan, or not on it.
struct Waypoint {
  Offset at{0};
  geo::Position position;
  bool operator==(Waypoint const&) const = default;
};
/// A sailing of her plan's timetable.
struct TimetableVoyage {
  std::string route;             ///< its English name; empty: the plan's only or first one
  std::string from;              ///< stop's English name; empty: the first one
  std::string departs;           ///< "22:30", local time (UTC+8) of the scenario's day
  std::chrono::minutes late{0};  ///< she leaves so much later
  bool operator==(TimetableVoyage const&) const = default;
};

struct CastShip {
  std::string name;                   ///< by which the script calls her: [a-z0-9-]{1,48}
  std::string plan_id{};              ///< her plan: identity, route and timetable are the plan's; empty: none
  std::optional<plans::Mmsi> mmsi{};  ///< needed without a plan; with one: which of its ships, if it has several
  plans::ShipNames names{};
  std::string call_sign{};
  std::optional<std::uint32_t> persons{};  ///< on board now
  bool class_b = false;
  std::uint8_t ship_type = 60;                                  ///< AIS code: 60 passenger (ITU-R M.1371-5, table 53)
  std::variant<TimetableVoyage, std::vector<Waypoint>> voyage;  ///< on geodesics between waypoints; outside: not heard
  bool operator==(CastShip const&) const = default;
};

/// Ferries of all plans that the centres hold, by their timetables, and other ships to be heard beside them.
struct BackgroundTraffic {
  bool timetables = false;
  std::uint32_t other_ships = 0;  ///< at random courses in the area of the plans' routes, ≤ 100 000
  bool operator==(BackgroundTraffic const&) const = default;
};
/// What is heard, and how well.
struct Reception {
  double loses = 0;                     ///< share of sentences, 0 … 1
  double position_error_m = 0;          ///< standard deviation, each axis
  std::vector<geo::CentreId> heard_by;  ///< empty: all
  bool operator==(Reception const&) const = default;
};

struct Weather {
  Offset at{0};
  std::optional<geo::Knots> wind;
  std::optional<geo::TrueBearing> wind_from;
  std::optional<geo::Knots> current;           ///< sea and tide together
  std::optional<geo::TrueBearing> current_to;  ///< ships that lie still drift with it
  std::optional<std::uint8_t> sea_state;       ///< Douglas, 0 … 9
  std::optional<geo::Metres> visibility;
  plans::BriefText text;
  bool operator==(Weather const&) const = default;
};

/// What is scored.
struct Objective {
  enum class Kind : std::uint8_t {
    happens,        ///< `what` within `within` of `since`
    not_happens,    ///< `what` does not, until `within` of `since`, or at all when that is empty
    custodian,      ///< `centre` has custody of the ship's incident at `at`, or at the end
    one_custodian,  ///< outside a declared partition every incident has exactly one custodian all the time
    persons,        ///< at the end as many persons are accounted for as the scenario put on board
    sitreps,        ///< the incident's SITREPs are numbered from 1 without a gap, and there is one
    plan_copies     ///< centres that were told have the ship's plan in one and the same version
  };
  std::string name;  ///< unique
  Kind kind = Kind::happens;
  plans::BriefText title;
  Condition what{};
  /// From when time counts: the first time that this act was done, or this condition was seen; both empty: the
  /// scenario's beginning.
  std::string since_act{};
  std::optional<Condition> since{};
  std::optional<Offset> within{};
  std::optional<Offset> at{};
  std::optional<geo::CentreId> centre{};
  std::string ship{};
  std::string source{};  ///< where the target is from: "marine.gov.mo service pledge: 5 min", or "exercise director"
  bool operator==(Objective const&) const = default;
};
std::string_view to_text(Objective::Kind kind);

/// Who takes part, for the record: "Hong Kong MRCC", "the ferry company".
struct Participant {
  std::string name;
  std::string role;
  bool operator==(Participant const&) const = default;
};

struct Scenario {
  std::string name;  ///< [a-z0-9-]{1,48}
  plans::BriefText title;
  plans::BriefText summary;
  std::string based_on;                     ///< the accident or exercise, with its source; what is invented
  std::string exercise_type = "table-top";  ///< as plans::to_text(ExerciseType) writes it
  geo::UtcTime begins{};
  std::chrono::milliseconds lasts{0};  ///< ≤ 7 days
  std::vector<geo::CentreId> centres;  ///< that take part; the order of geo::kCentres
  std::uint64_t seed = 1;
  std::vector<Participant> participants;
  std::vector<CastShip> ships;
  BackgroundTraffic background;
  Reception reception;
  std::vector<Weather> weather;  ///< by time
  std::vector<Act> acts;         ///< in the file's order
  std::vector<Objective> objectives;
  bool operator==(Scenario const&) const = default;
};

struct ScenarioFault {
  std::uint64_t line = 0;  ///< from 1; 0: the whole file
  std::string field;       ///< "sails.departs", "when", "command/incident_id"; empty: the line
  std::string found;       ///< the value, cut to 80 bytes; empty: it is missing
  std::string expected;
  bool in_more = false;  ///< in the text that is laid over the base
  bool operator==(ScenarioFault const&) const = default;
};
/// "scenario.jsonl:12: act: found \"ofical\"; expected one of …"
std::string to_text(ScenarioFault const& fault, std::string_view file);

inline constexpr std::size_t kMaxScenarioBytes = 8 * 1024 * 1024;
inline constexpr std::size_t kMaxActs = 10'000;
inline constexpr std::size_t kMaxCast = 1'000;

/// Names of acts, ships and objectives: [a-z0-9-]{1,48}.
bool is_scenario_name(std::string_view text);
/// "HK acknowledged of night-egret = …", as a scenario writes conditions.
std::string to_text(Condition const& condition);
std::string_view to_text(ShipChanges::How how);
/// "00:04:00", "+01:02:03.5", "90 s", "4 min", "2 h", "500 ms". Empty: anything else, or longer than 7 days.
std::optional<Offset> parse_duration(std::string_view text);
/// "01:02:03" or "00:00:01.500". \pre not negative
std::string to_text(Offset time);
/// When and what an act is, in words: "when HK acknowledged, and 00:00:10 to 00:00:40 later", "mk-2003 stops".
std::string to_text(When const& when);
std::string to_text(ActBody const& body);

/// JSON Lines: each line one object, lines that begin with '#' and blank ones passed over. Names that acts, conditions
/// and objectives use must exist. \returns every fault, at most 100, in the order of lines
geo::Expected<Scenario, std::vector<ScenarioFault>> read_scenario(std::string_view text);
/// "The same, but": what `more` has in place of what the base has of the same name; what is new is added; header
/// members replace single ones. `{"without": ["name", …]}` takes acts and objectives out.
geo::Expected<Scenario, std::vector<ScenarioFault>> read_scenario(std::string_view text, std::string_view more);

}  // namespace lingding::drill
