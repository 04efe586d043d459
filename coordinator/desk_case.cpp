// What officers put on record of a case: phase, persons, units, calls, situation reports, and how it ended.

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/sitrep.hpp"

namespace lingding::coordinator {
namespace {

template <class Said>
std::optional<geo::UtcTime> set_at(std::optional<Said> const& said) {
  return said ? std::optional{said->set.at} : std::nullopt;
}

std::string counted(std::optional<std::uint32_t> number) {
  return number ? std::to_string(*number) : std::string{"not known"};
}

/// Puts what was said of a subject in its place in a list that is ordered by subjects; false: there is no room.
template <class Said, class Subject>
bool put_said(std::vector<Said>& list, Said said, Subject Said::* subject) {
  auto const at = std::ranges::lower_bound(list, said.*subject, {}, subject);
  if (at != list.end() && (*at).*subject == said.*subject) {
    said.set.at = std::max(said.set.at, at->set.at + std::chrono::milliseconds{1});
    *at = std::move(said);
    return true;
  }
  if (list.size() >= kMaxCaseItems) return false;
  list.insert(at, std::move(said));
  return true;
}

}  // namespace

void Desk::State::publish_case(Held& held, Before const& was) {
  auto const line = held.incident.log.back();
  show(held, was, Cause::own_doing);
  tell(others(held.incident), NoteAdded{held.incident, line});
  mark_shared(held);
}

std::optional<Refusal> Desk::State::act(SetPhase const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (auto const refusal = fault_of_reason(command.reason)) return refusal;
  auto& incident = held->incident;
  if (incident.incident_class == AlertClass::test) return Refusal::is_test;
  auto const was = before(*held);
  incident.phase = Phase{command.phase, command.reason, stamp(officer, set_at(incident.phase))};
  log(incident, "Phase: " + std::string{to_text(command.phase)} + ". " + command.reason, officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(SetPersons const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (!command.on_board && !command.accounted_for && command.source.empty()) return Refusal::incomplete;
  if (command.source.size() > kMaxNameBytes) return Refusal::text_too_long;
  auto& incident = held->incident;
  auto const was = before(*held);
  Persons said{command.on_board, command.accounted_for, command.source, stamp(officer, set_at(incident.persons))};
  // What is left out stays as it was.
  if (incident.persons) {
    if (!said.on_board) said.on_board = incident.persons->on_board;
    if (!said.accounted_for) said.accounted_for = incident.persons->accounted_for;
    if (said.source.empty()) said.source = incident.persons->source;
  }
  // Somebody counted twice, or not everybody on board was counted: an officer finds out which before it is on record.
  if (said.on_board && said.accounted_for && *said.accounted_for > *said.on_board) return Refusal::persons_contradict;
  incident.persons = said;
  log(incident,
      "Persons on board: " + counted(said.on_board) + ", accounted for: " + counted(said.accounted_for) +
          (said.source.empty() ? std::string{} : " (" + said.source + ")") + ".",
      officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(SetUnit const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (command.name.empty()) return Refusal::incomplete;
  if (command.note.size() > kMaxNoteBytes || command.name.size() > kMaxNameBytes || command.kind.size() > kMaxNameBytes)
    return Refusal::text_too_long;
  auto& incident = held->incident;
  auto const was = before(*held);
  // What kind of unit it is need be said once.
  auto const known = std::ranges::find(incident.units, command.name, &Unit::name);
  auto const kind = command.kind.empty() && known != incident.units.end() ? known->kind : command.kind;
  if (!put_said(incident.units, {command.name, kind, command.state, command.note, {now_, centre_, officer}},
                &Unit::name))
    return Refusal::too_many;
  log(incident,
      "Unit " + command.name + (kind.empty() ? std::string{} : " (" + kind + ")") + ": " +
          std::string{to_text(command.state)} + (command.note.empty() ? std::string{} : ". " + command.note),
      officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(LogCall const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (command.contact.empty() || command.outcome.empty()) return Refusal::incomplete;
  if (command.outcome.size() > kMaxNoteBytes || command.contact.size() > kMaxNameBytes) return Refusal::text_too_long;
  auto& incident = held->incident;
  auto const was = before(*held);
  if (!put_said(incident.calls, {command.contact, command.outcome, {now_, centre_, officer}}, &Call::contact))
    return Refusal::too_many;
  log(incident, "Called " + command.contact + ": " + command.outcome, officer);
  publish_case(*held, was);
  return std::nullopt;
}

/// Each version once for each officer: looking again is no news.
std::optional<Refusal> Desk::State::act(OpenPlan const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  auto& incident = held->incident;
  if (!incident.ship || !incident.ship->plan) return Refusal::no_plan;
  auto const& plan = *incident.ship->plan;
  auto const words = "Opened plan " + plan.plan_id + ", version " + std::to_string(plan.version) + ".";
  bool const again = std::ranges::any_of(incident.log, [&](LogLine const& line) {
    return line.centre == centre_ && line.who == officer && line.text == words;
  });
  if (again) return std::nullopt;
  auto const was = before(*held);
  log(incident, words, officer);
  publish_case(*held, was);
  return std::nullopt;
}

/// A casualty has one sequence of numbers, and the centre that co-ordinates issues it (IAMSAR: the SITREPs of a case
/// are the SMC's; other centres tell him, with notes). Two centres that both hold themselves for the custodian, as they
/// are out of each other's reach, may give the same number: both reports are kept.
std::optional<Refusal> Desk::State::act(IssueSitrep const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (command.text.empty()) return Refusal::note_empty;
  auto& incident = held->incident;
  auto const text = incident.no_duff ? with_marking(command.text, Marking::no_duff) : command.text;
  if (text.size() > kMaxSitrepBytes) return Refusal::text_too_long;
  if (incident.custody.centre != centre_) return Refusal::not_custodian;
  auto const was = before(*held);
  auto const number = next_sitrep_number(incident);
  incident.sitreps.push_back({number, command.full, text, {now_, centre_, officer}});
  log(incident, "SITREP " + std::to_string(number) + " issued.", officer);
  publish_case(*held, was);
  return std::nullopt;
}

std::optional<Refusal> Desk::State::act(CloseIncident const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (auto const refusal = fault_of_reason(command.reason)) return refusal;
  auto& incident = held->incident;
  if (incident.custody.centre != centre_) return Refusal::not_custodian;
  if (command.outcome == CaseOutcome::open && !is_closed(incident)) return Refusal::not_closed;
  if (command.outcome == CaseOutcome::rescued || command.outcome == CaseOutcome::assisted) {
    // Who is not accounted for is still at sea until somebody says otherwise.
    auto const& persons = incident.persons;
    if (persons && persons->on_board && persons->accounted_for && *persons->accounted_for < *persons->on_board)
      return Refusal::persons_missing;
  }
  auto const was = before(*held);
  incident.closure = Closure{command.outcome, command.reason, stamp(officer, set_at(incident.closure))};
  log(incident,
      (command.outcome == CaseOutcome::open ? std::string{"Opened again. "}
                                            : "Closed: " + std::string{to_text(command.outcome)} + ". ") +
          command.reason,
      officer);
  publish_case(*held, was);
  return std::nullopt;
}

}  // namespace lingding::coordinator
