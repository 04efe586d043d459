// Custody from one centre to another: offered, declined, asked for, and taken where nobody could be asked.

#include <algorithm>

#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"

namespace lingding::coordinator {

std::optional<Refusal> Desk::State::act(DeclineCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.offered_to != centre_) return Refusal::not_offered;
  if (command.reason.empty()) return Refusal::reason_missing;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto const was = before(*held);
  incident.answers.push_back(
      {centre_, incident.custody.term, OfferOutcome::declined, command.reason, {now_, centre_, officer}});
  std::ranges::sort(incident.answers, {}, [](OfferAnswer const& one) { return std::tuple{one.term, one.centre}; });
  log(incident, "Declined custody. " + command.reason, officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(RequestCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.custody.centre == centre_) return Refusal::has_custody;
  if (command.reason.empty()) return Refusal::reason_missing;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto const was = before(*held);
  incident.wish = CustodyWish{centre_, incident.custody.term, command.reason, {now_, centre_, officer}};
  log(incident, "Asks for custody. " + command.reason, officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(OfferCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.custody.centre != centre_) return Refusal::not_custodian;
  if (command.to == centre_) return Refusal::has_custody;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto const was = before(*held);
  incident.wish = CustodyWish{command.to, incident.custody.term, command.reason, {now_, centre_, officer}};
  log(incident, "Offers custody to " + std::string{geo::to_text(command.to)} + ". " + command.reason, officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(ForceCustody const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (incident.custody.centre == centre_) return Refusal::has_custody;
  if (command.reason.empty()) return Refusal::reason_missing;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto const was = before(*held);
  accept(*held, officer);
  incident.custody.forced = true;
  log(incident, "Took custody without the custodian's word. " + command.reason, officer);
  publish_case(*held, was);
  return std::nullopt;
}

}  // namespace lingding::coordinator
