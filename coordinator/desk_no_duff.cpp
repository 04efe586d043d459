// What is real amid an exercise: an officer says so, or a source that hears the world brings it.

#include "coordinator/desk_state.hpp"
#include "coordinator/mode.hpp"

namespace lingding::coordinator {
namespace {

std::string words(std::string const& why) {
  return std::string{kNoDuffMarking} + ", not of the exercise" + (why.empty() ? std::string{} : ": " + why) + ". " +
         std::string{kHandOver};
}

}  // namespace

/// \pre log() of the alert was written. True: it made the incident real.
bool Desk::State::take_no_duff(Incident& incident, AlertReceived const& event) {
  if (!event.report.no_duff || incident.no_duff) return false;
  auto const why = "received by " + event.source;
  incident.no_duff = NoDuff{why, {now_, centre_, {}}};
  log(incident, words(why));
  return true;
}

/// Nothing of the exercise holds it back: every console rings, the second channels are told at once, and a test that is
/// called real is one no more.
std::optional<Refusal> Desk::State::act(SayNoDuff const& command, std::string const& officer) {
  auto* const held = by_id(command.incident_id);
  if (held == nullptr) return Refusal::unknown_incident;
  if (command.reason.size() > kMaxNoteBytes) return Refusal::text_too_long;
  auto& incident = held->incident;
  if (incident.no_duff) return std::nullopt;
  auto const was = before(*held);
  incident.no_duff = NoDuff{command.reason, {now_, centre_, officer}};
  incident.incident_class = AlertClass::distress;
  log(incident, words(command.reason), officer);
  auto const line = incident.log.back();
  show(*held, was, Cause::facts);
  tell(others(incident), NoteAdded{incident, line});
  mark_shared(*held);
  notify_at_once(*held);
  return std::nullopt;
}

}  // namespace lingding::coordinator
