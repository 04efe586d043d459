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
  ais_safety_text   ///< message 12 or 14 with distress words from something that is no distress device
};
std::string_view to_text(AlertClass alert_class);
std::string_view to_text(AlertKind kind);

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
  plans::Mmsi device;  ///< the number that was transmitted
  std::optional<geo::Position> position;
  geo::Metres radius;  ///< of uncertainty; 10 m with the AIS accuracy flag up, else 100 m
  std::string text;    ///< free text of the message, at most kMaxTextBytes; empty: none
  bool operator==(AlertReport const&) const = default;
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
  std::uint64_t count = 1;  ///< messages heard
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
  std::optional<geo::Metres> distance;   ///< only when probable: from the device to her last report
  std::optional<std::chrono::milliseconds> age;  ///< only when probable: of that report, when the alert came
  std::string officer;                           ///< who confirmed; empty unless confirmed
  geo::UtcTime at{};                             ///< when it was said
  geo::CentreId by = geo::CentreId::hk;          ///< by which desk
  bool operator==(ShipLink const&) const = default;
};

/// Which centre coordinates. Two records of the same incident are merged by the greater claim (merge.hpp), on every
/// desk alike.
struct CustodyClaim {
  geo::CentreId centre = geo::CentreId::hk;
  std::uint32_t term = 0;  ///< 0: by receiving the alert first; each acceptance is one more than the term it ends
  geo::UtcTime since{};
  std::string officer;  ///< who accepted; empty for term 0
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
  std::vector<Alert> alerts;  ///< by first_heard, then id; all of one device and class
  Decision decision;          ///< the newest that rests on a position, else the newest
  geo::UtcTime decided_at{};
  geo::CentreId decided_by = geo::CentreId::hk;
  CustodyClaim custody;
  /// The responsible centre while another has custody; its officer's acknowledgement accepts. Never for tests.
  std::optional<geo::CentreId> offered_to;
  std::optional<ShipLink> ship;
  /// The ships that it may be, the likeliest first, when the device carries no ship's number; a probable ship is among
  /// them.
  std::vector<ShipNear> candidates;
  geo::UtcTime candidates_at{};
  geo::CentreId candidates_by = geo::CentreId::hk;
  std::vector<geo::CentreId> told;  ///< every centre that must know of it, now or earlier; the order of geo::kCentres
  std::vector<Acknowledgement> acknowledgements;  ///< the newest of each centre, in the order of geo::kCentres
  std::vector<LogLine> log;  ///< the first kFirstLogLines and the last kLastLogLines, oldest first; the journal has all
  bool operator==(Incident const&) const = default;
};

}  // namespace lingding::coordinator
