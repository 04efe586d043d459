// The emergency phase: raised by what is heard, never lowered but by an officer.

#include <algorithm>

#include "coordinator/desk_state.hpp"
#include "coordinator/names.hpp"

namespace lingding::coordinator {
namespace {

struct PhaseEvidence {
  EmergencyPhase phase = EmergencyPhase::uncertainty;
  std::string reason;
};

/// What an alert says by itself, after the definitions of the SAR Convention 4.4 and IAMSAR vol. II: positive
/// information of danger and need of help is distress; apprehension for safety without it, alert; overdue, uncertainty.
std::optional<PhaseEvidence> evidence(AlertReport const& report) {
  if (report.alert_class == AlertClass::test || report.cancels) return std::nullopt;
  auto const who = sender_words(report);
  bool const located = report.position.has_value() || !report.possible.empty();
  switch (report.kind) {
    case AlertKind::beacon_406:
    case AlertKind::mcc_alert:
      // Most that are never located are false (docs/custody.md): inquiries first.
      if (!located) return PhaseEvidence{EmergencyPhase::alert, who + " is active and not located"};
      return PhaseEvidence{EmergencyPhase::distress, who + " is active and located"};
    case AlertKind::ais_sart:
    case AlertKind::ais_mob:
    case AlertKind::epirb_ais:
      return PhaseEvidence{EmergencyPhase::distress, who + " is active"};
    case AlertKind::dsc:
    case AlertKind::ais_ship_status:
      return PhaseEvidence{EmergencyPhase::distress, who + " says so"};
    case AlertKind::ais_safety_text:
      return PhaseEvidence{EmergencyPhase::alert, who + " has words of distress"};
    case AlertKind::cap:
    case AlertKind::report:
      if (report.nature == Nature::overdue) return PhaseEvidence{EmergencyPhase::uncertainty, who + ": overdue"};
      return PhaseEvidence{EmergencyPhase::distress, who + ": distress"};
    case AlertKind::watch:
      return PhaseEvidence{report.phase.value_or(EmergencyPhase::uncertainty), who + ": " + report.text};
  }
  return std::nullopt;
}

}  // namespace

/// What an officer set is raised by alerts that were first heard later. True: it was raised.
bool Desk::State::raise_phase(Incident& incident) {
  if (incident.incident_class == AlertClass::test) return false;
  auto const& former = incident.phase;
  std::optional<PhaseEvidence> strongest;
  for (auto const& alert : incident.alerts) {
    if (former && !former->set.officer.empty() && alert.first_heard <= former->set.at) continue;
    auto one = evidence(alert.report);
    if (one && (!strongest || one->phase > strongest->phase)) strongest = std::move(one);
  }
  if (!strongest || (former && strongest->phase <= former->phase)) return false;
  auto const at = former ? std::max(now_, former->set.at + std::chrono::milliseconds{1}) : now_;
  incident.phase = Phase{strongest->phase, strongest->reason, {at, centre_, {}}};
  log(incident, "Phase: " + std::string{to_text(strongest->phase)} + ". " + strongest->reason + ".");
  return true;
}

}  // namespace lingding::coordinator
