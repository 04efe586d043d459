#pragma once
// What comes of an event. Recorded with it in one transaction before anyone sees either.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/event.hpp"

namespace lingding::coordinator {

/// The incident as it is now, whole: a consumer replaces what it has. Sent when anything but a repeat's count changed.
struct IncidentChanged {
  Incident incident;
};
/// A repeat that brought no new fact.
struct AlertRefreshed {
  std::string incident_id;
  std::string alert_id;
  geo::UtcTime last_heard{};
  std::uint64_t count = 0;
  std::optional<geo::Position> position;
};
/// Why the officers of this centre are alarmed (again). New facts alone do it.
enum class AlarmReason : std::uint8_t { new_incident, position_moved, responsibility_changed, ship_identified, test_became_distress, custody_offered };
struct AlarmRaised {
  std::string incident_id;
  AlarmReason reason = AlarmReason::new_incident;
};
/// An officer of this centre acknowledged: the alarm is quiet until a new fact.
struct AlarmQuieted {
  std::string incident_id;
  std::string officer;
};
struct NoticeShown {
  std::string text;
};
/// Answer to an OfficerActed, to him alone.
struct CommandDone {
  std::string officer;
  std::string command_id;
};
struct CommandRefused {
  std::string officer;
  std::string command_id;
  std::string code;                  ///< of docs/protocol.md's one table of errors
  std::string text;
};
/// For the outbox to another centre's desk.
struct LinkSent {
  geo::CentreId to = geo::CentreId::hk;
  std::uint64_t link_seq = 0;        ///< counts up from 1 for each peer
  LinkMessage message;
};

using Effect = std::variant<IncidentChanged, AlertRefreshed, AlarmRaised, AlarmQuieted, NoticeShown, CommandDone, CommandRefused, LinkSent>;
using Effects = std::vector<Effect>;

}  // namespace lingding::coordinator
