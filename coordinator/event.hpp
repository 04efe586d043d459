#pragma once
// Everything that can happen to a desk. A desk's whole state is a fold over these.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/incident.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator {

/// One of this centre's own sources received an alert. All that the decision needs of the traffic picture is in it.
struct AlertReceived {
  std::string source;
  AlertReport report;
  std::vector<ShipNear> near;        ///< nearest first, at most kMaxShipsNear; empty when the device has no position
  std::string raw;                   ///< the sentences as received; kept beside the event, not inside it
};

/// A safety text (AIS message 12 or 14) without distress words: shown to the officers as a notice.
struct SafetyTextReceived {
  std::string source;
  plans::Mmsi from;
  std::string text;
  std::string raw;
};

// What officers do.
struct Acknowledge {
  std::string incident_id;
};
/// Names the ship behind the device.
struct ConfirmShip {
  std::string incident_id;
  plans::Mmsi mmsi;
};
struct AddNote {
  std::string incident_id;
  std::string text;                  ///< 1 … kMaxNoteBytes
};
using Command = std::variant<Acknowledge, ConfirmShip, AddNote>;

struct OfficerActed {
  std::string officer;               ///< as the peer's key names him
  std::string command_id;            ///< chosen by the client; the same officer's same id is carried out once
  Command command;
};

// What desks tell each other. Every message can be applied twice without harm.

/// A new or changed alert of an incident, with everything.
struct AlertForwarded {
  Incident incident;                 ///< as the sender has it
  std::string raw;                   ///< of the newest alert
};
struct CustodyTaken {
  std::string incident_id;
  CustodyClaim claim;
};
struct IncidentAcknowledged {
  std::string incident_id;
  Acknowledgement acknowledgement;
};
struct ShipNamed {
  std::string incident_id;
  ShipLink ship;
  geo::CentreId by = geo::CentreId::hk;
  geo::UtcTime at{};
};
struct NoteAdded {
  std::string incident_id;
  LogLine line;
};
using LinkMessage = std::variant<AlertForwarded, CustodyTaken, IncidentAcknowledged, ShipNamed, NoteAdded>;

/// A message of another desk, each in its order and once; link.hpp sees to that.
struct LinkReceived {
  geo::CentreId from = geo::CentreId::hk;
  std::uint64_t link_seq = 0;        ///< 0: sent while the sender could not record it, will come again with a number
  LinkMessage message;
};

/// A version of a cooperation plan is in this centre's register.
struct PlanStored {
  std::vector<plans::PlanBrief> ships;
};

/// From here on decisions are made against this set of regions (geo::RegionSet::digest).
struct RegionsLoaded {
  std::string digest;
};

struct TimePassed {};

using Event = std::variant<AlertReceived, SafetyTextReceived, OfficerActed, LinkReceived, PlanStored, RegionsLoaded, TimePassed>;

}  // namespace lingding::coordinator
