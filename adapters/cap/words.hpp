#pragma once
// An incident's facts as our messages tell them, and the fixed words for them. Internal to adapters/cap.

#include <optional>
#include <string>
#include <vector>

#include "coordinator/incident.hpp"

namespace lingding::cap::detail {

enum class Tongue : std::uint8_t { en, zh_hk };
std::string words(coordinator::Nature nature, Tongue tongue);
std::string words(coordinator::EmergencyPhase phase, Tongue tongue);
std::string words(coordinator::CaseOutcome outcome, Tongue tongue);
std::string_view centre_words(geo::CentreId centre, Tongue tongue);

/// What an incident comes to: the ship as far as she is known for certain, and where the casualty is or may be.
struct Facts {
  std::string name;  ///< empty: not known
  std::string name_zh;
  std::optional<plans::Mmsi> mmsi;  ///< of the ship, else of the device
  std::string call_sign;
  std::string beacon;  ///< hex ID
  coordinator::Nature nature = coordinator::Nature::undesignated;
  std::optional<std::uint32_t> persons;
  std::optional<std::uint32_t> accounted_for;
  std::vector<coordinator::PossiblePosition> places;  ///< one; or several, of which one is right; or none
  std::optional<geo::UtcTime> positioned_at;
  bool is_closed = false;
};
Facts facts_of(coordinator::Incident const& incident);

/// "MV Example (MMSI 477000101, call sign VRAB)", "an unnamed vessel".
std::string vessel_words(Facts const& facts, Tongue tongue);
/// One sentence for each fact.
std::string situation_words(coordinator::Incident const& incident, Facts const& facts, Tongue tongue);

}  // namespace lingding::cap::detail
