// Which alerts are of one casualty: by what names her, through her plan, by place, time and nature; officers' word.

#include <algorithm>

#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"

namespace lingding::coordinator {

void Desk::State::on(ShipSeen const& event) {
  static_cast<void>(event);
}

std::optional<Refusal> Desk::State::act(MergeIncidents const& command, std::string const&) {
  static_cast<void>(command);
  return Refusal::unknown_incident;
}
std::optional<Refusal> Desk::State::act(SplitIncident const& command, std::string const&) {
  static_cast<void>(command);
  return Refusal::unknown_incident;
}
std::optional<Refusal> Desk::State::act(ReportDistress const& command, std::string const&) {
  static_cast<void>(command);
  return Refusal::unknown_incident;
}

}  // namespace lingding::coordinator
