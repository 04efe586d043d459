// What officers do, each command once.

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/ship_search.hpp"

namespace lingding::coordinator {
namespace {

std::string_view explain(Refusal refusal) {
  switch (refusal) {
    case Refusal::unknown_incident:
      return "No incident has this id.";
    case Refusal::note_empty:
      return "The note has no text.";
    case Refusal::note_too_long:
      return "The note is longer than 4000 bytes.";
    case Refusal::not_a_ship:
      return "The number is not a ship's.";
    case Refusal::not_offered:
      return "Custody is not offered to this centre.";
    case Refusal::not_custodian:
      return "Another centre has custody.";
    case Refusal::has_custody:
      return "This centre has custody already.";
    case Refusal::unknown_alert:
      return "The incident has no such alert.";
    case Refusal::nothing_left:
      return "An incident keeps at least one alert.";
    case Refusal::same_incident:
      return "These are one incident already.";
    case Refusal::reason_missing:
      return "A reason has to be given.";
    case Refusal::text_too_long:
      return "A text is longer than it may be.";
    case Refusal::too_many:
      return "The incident has as many of these as it may have.";
    case Refusal::incomplete:
      return "Something is missing that the command needs.";
    case Refusal::persons_contradict:
      return "More persons would be accounted for than are on board.";
    case Refusal::persons_missing:
      return "Not everybody on board is accounted for: correct the numbers, or suspend the case.";
    case Refusal::is_test:
      return "This is a test: it has no emergency phase.";
    case Refusal::not_closed:
      return "The case is open.";
    case Refusal::no_plan:
      return "No plan of her is held.";
    case Refusal::unknown_question:
      return "No question with this id is open.";
    case Refusal::no_ship:
      return "The question is about no ship: there is no casualty.";
  }
  return "";
}
static_assert(kMaxNoteBytes == 4000, "explain() says so");

}  // namespace

void Desk::State::on(OfficerActed const& event) {
  auto const key = std::pair{event.officer, event.command_id};
  if (auto const answered = answers_.find(key); answered != answers_.end()) {
    emit(answered->second);
    return;
  }
  auto answer = carry_out(event);
  emit(answer);
  answers_.emplace(key, std::move(answer));
  answered_.push_back(key);
  if (answered_.size() > kMaxCommandsRemembered) {
    answers_.erase(answered_.front());
    answered_.pop_front();
  }
}

Stamp Desk::State::stamp(std::string officer, std::optional<geo::UtcTime> former) const {
  return {former ? std::max(now_, *former + std::chrono::milliseconds{1}) : now_, centre_, std::move(officer)};
}

std::optional<Refusal> fault_of_reason(std::string const& reason) {
  if (reason.empty()) return Refusal::reason_missing;
  if (reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  return std::nullopt;
}

Effect Desk::State::carry_out(OfficerActed const& event) {
  made_.clear();
  auto const refusal = std::visit([&](auto const& command) { return act(command, event.officer); }, event.command);
  if (!refusal) return CommandDone{event.officer, event.command_id, std::exchange(made_, {})};
  return CommandRefused{event.officer, event.command_id, std::string{to_text(*refusal)},
                        std::string{explain(*refusal)}};
}

std::optional<Refusal> Desk::State::act(Acknowledge const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  auto const was = before(*held);
  // The offer may have lapsed: while nobody else has it, a late word still accepts; else it asks for custody.
  bool const late = incident.offered_to != centre_ && offer_lapsed_at(incident, centre_);
  bool const accepts = incident.offered_to == centre_ || (late && !incident.offered_to);
  bool const asks = late && incident.offered_to && standing_request(incident, centre_) == nullptr;
  bool const quiets = held->alarming;
  auto const ours = std::ranges::find(incident.acknowledgements, centre_, &Acknowledgement::centre);
  bool const first = ours == incident.acknowledgements.end();
  // Another officer was faster, and nothing new has come since.
  if (!accepts && !asks && !quiets && !first) return std::nullopt;

  Acknowledgement const acknowledgement{centre_, officer, now_};
  if (first) {
    incident.acknowledgements.push_back(acknowledgement);
  } else {
    *ours = acknowledgement;
  }
  log(incident, "Acknowledged.", officer);
  held->alarming = false;
  held->acknowledged = newest_fix(incident);
  if (quiets) emit(AlarmQuieted{incident.id, officer});
  if (accepts) {
    accept(*held, officer);
    publish<CustodyTaken>(*held, was, Cause::own_doing);
    return std::nullopt;
  }
  if (asks) {
    ask_for_custody(*held, "Acknowledged after the offer had lapsed.", officer);
    log(incident, "Asks for custody, as the offer had lapsed.", officer);
  }
  show(*held, was, Cause::own_doing);
  tell(others(incident), IncidentAcknowledged{incident, acknowledgement});
  mark_shared(*held);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(ConfirmShip const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  // A number of no form that is known may still be a ship's: the officer says so.
  if (!names_a_craft(command.mmsi) && command.mmsi.kind() != plans::MmsiKind::other) return Refusal::not_a_ship;
  auto& incident = held->incident;
  auto const was = before(*held);
  ShipLink ship;
  ship.certainty = Certainty::confirmed;
  ship.mmsi = command.mmsi;
  ship.officer = officer;
  auto const candidate = std::ranges::find(incident.candidates, command.mmsi, &ShipNear::mmsi);
  if (auto const* const plan = plans_.by_mmsi(command.mmsi)) {
    ship.plan = *plan;
    ship.name = ship_name(*plan);
  } else if (incident.ship && incident.ship->mmsi == command.mmsi) {
    ship.plan = incident.ship->plan;
    ship.name = incident.ship->name;
  } else if (candidate != incident.candidates.end()) {
    ship.name = candidate->name;
  }
  name_ship(incident, std::move(ship));
  if (!newest_fix(incident)) {
    decide_again(*held);
    log_decision(*held, was);
  }
  publish<ShipNamed>(*held, was, Cause::own_doing);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(AddNote const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (command.text.empty()) return Refusal::note_empty;
  if (command.text.size() > kMaxNoteBytes) return Refusal::note_too_long;
  auto const was = before(*held);
  log(held->incident, command.text, officer);
  auto const line = held->incident.log.back();
  show(*held, was, Cause::own_doing);
  tell(others(held->incident), NoteAdded{held->incident, line});
  mark_shared(*held);
  return std::nullopt;
}

}  // namespace lingding::coordinator
