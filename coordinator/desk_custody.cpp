// Whose water the incident is in, and who has custody of it.

#include <algorithm>

#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"

namespace lingding::coordinator {
namespace {

std::string names(std::vector<geo::CentreId> const& centres) {
  std::string text;
  for (auto const centre : centres) text.append(text.empty() ? "" : ", ").append(geo::to_text(centre));
  return text;
}

}  // namespace

void Desk::State::decide_again(Held& held) {
  auto& incident = held.incident;
  auto const fix = newest_fix(incident);
  auto const& first = incident.alerts.front();
  bool const ship_known = incident.ship && incident.ship->certainty != Certainty::probable;
  RoutingInput input;
  if (fix) {
    input.position = fix->position;
    input.radius = fix->radius;
  }
  input.at = now_;
  input.mmsi = ship_known && incident.ship->mmsi ? incident.ship->mmsi : first.report.device;
  // Where the device is decides who is responsible; a plan then only widens who is told, for which "probable" is
  // enough.
  bool const plan_counts = incident.ship && incident.ship->plan && (ship_known || fix);
  input.plan = plan_counts ? &*incident.ship->plan : nullptr;
  input.received_by = first.received_by;
  incident.decision = decide(*water_, input);
  // Later than the decision that it replaces, whatever another centre's clock said.
  incident.decided_at = std::max(now_, incident.decided_at + std::chrono::milliseconds{1});
  incident.decided_by = centre_;
  held.decided_on = fix;
}

/// A line when the decision names another centre or is the first, or when the device has gone far.
void Desk::State::log_decision(Held& held, Before const& was) {
  auto& incident = held.incident;
  auto const fix = newest_fix(incident);
  bool const other = !was.existed || was.responsible != incident.decision.responsible;
  bool const far = fix && (!held.logged || moved(*held.logged, *fix, kAlarmMoved));
  if (!other && !far) return;
  if (fix && was.existed) log(incident, "Position now " + words(fix->position) + ".");
  held.logged = fix;
  log(incident, incident.decision.reason);
  if (!other || incident.incident_class == AlertClass::test) return;
  settle(incident);
  log_offer(held, was);
  if (!incident.decision.informed.empty()) log(incident, "Told: " + names(incident.decision.informed) + ".");
}

void Desk::State::accept(Held& held, std::string const& officer, std::string words) {
  auto& incident = held.incident;
  if (words.empty()) words = "Accepted custody from " + std::string{geo::to_text(incident.custody.centre)} + ".";
  incident.former.push_back(incident.custody);
  incident.custody = {.centre = centre_, .term = incident.custody.term + 1, .since = now_, .officer = officer};
  log(incident, std::move(words), officer);
}

}  // namespace lingding::coordinator
