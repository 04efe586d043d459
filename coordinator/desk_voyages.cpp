// Questions of the watch of timetables: asked of the officers, answered by them, and what follows.

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/desk_state.hpp"
#include "coordinator/names.hpp"

namespace lingding::coordinator {
namespace {

/// Of a position that AIS gives without its accuracy flag (adapters/ais/intake.hpp).
constexpr geo::Metres kFixRadius = geo::Metres::from_metres(100);

/// The start of a UTF-8 text, cut between characters.
std::string cut(std::string text, std::size_t at_most) {
  if (text.size() <= at_most) return text;
  while (at_most > 0 && (static_cast<unsigned char>(text[at_most]) & 0xC0U) == 0x80U) --at_most;
  text.resize(at_most);
  return text;
}

Nature nature_of(VoyageConcern concern) {
  switch (concern) {
    case VoyageConcern::not_departed:
    case VoyageConcern::silent:
    case VoyageConcern::late:
    case VoyageConcern::overdue:
      return Nature::overdue;
    case VoyageConcern::stopped:
    case VoyageConcern::off_corridor:
    case VoyageConcern::closing:
    case VoyageConcern::speed_fell:
    case VoyageConcern::heading_swung:
    case VoyageConcern::receiver_down:
      break;
  }
  return Nature::undesignated;
}

/// For records, which are in English.
std::string const& words(plans::BriefText const& text) {
  return text.en.empty() ? text.zh_hant : text.en;
}

/// \pre the question is about a ship
AlertReceived alert_of(VoyageQuestion const& question, EmergencyPhase phase, std::string const& why) {
  AlertReport report{.kind = AlertKind::watch,
                     .device = question.ship,
                     .position = question.position,
                     .nature = nature_of(question.concern),
                     .phase = phase};
  if (question.position) report.radius = kFixRadius + question.radius;
  report.text = cut(words(question.evidence) + (why.empty() ? std::string{} : " (" + why + ")"), kMaxTextBytes);
  return {std::string{kWatchSource}, std::move(report), {}, {}};
}

geo::UtcTime forgotten_at(VoyageQuestion const& question) {
  auto const end = question.voyage ? std::max(question.voyage->arrives, question.raised_at) : question.raised_at;
  return end + kVoyageRemembered;
}

}  // namespace

void Desk::State::on(VoyageAsked const& event) {
  auto const& question = event.question;
  auto const found = voyages_.find(question.id);
  if (found != voyages_.end()) {
    if (found->second.answer) return;
    found->second.question = question;
    emit(VoyageQuestionShown{question});
    return;
  }
  if (voyages_.size() >= kMaxVoyageQuestions) {
    auto const oldest = std::ranges::min_element(
        voyages_, {}, [](auto const& one) { return std::tuple{one.second.question.raised_at, one.first}; });
    close_question(oldest->first, {"there are more questions than are kept", "問題數目超過可保存的上限"});
  }
  auto* const held = question.ship ? case_of(*question.ship, question.voyage) : nullptr;
  if (held != nullptr && is_closed(held->incident)) {
    voyages_.emplace(question.id, Asked{question, WatchAnswer::explained, held->incident.id});
    return;
  }
  if (held == nullptr) {
    voyages_.emplace(question.id, Asked{question, std::nullopt, {}});
    emit(VoyageQuestionShown{question});
    return;
  }
  // Her officers are concerned for her already: what is new of her belongs in the case, and rings nobody.
  voyages_.emplace(question.id, Asked{question, WatchAnswer::trouble, held->incident.id});
  auto const was = before(*held);
  log(held->incident, "Watch of timetables: " + words(question.evidence) + ".");
  publish_case(*held, was);
}

/// Of a casualty that is her for certain: one that is open, else one that explains why this voyage does not end, as she
/// was found in distress on it. nullptr: none.
Desk::State::Held* Desk::State::case_of(plans::Mmsi ship, std::optional<VoyageRef> const& voyage) {
  auto const found = identities_.find(index_key("s:" + ship.to_text(), AlertClass::distress));
  if (found == identities_.end()) return nullptr;
  Held* past = nullptr;
  for (auto* const held : found->second) {
    auto const& incident = held->incident;
    if (incident.no_duff) continue;
    if (!is_closed(incident)) return held;
    bool const sails_on = incident.closure->outcome == CaseOutcome::false_alert;
    if (!sails_on && voyage && incident.closure->set.at >= voyage->departs) past = held;
  }
  return past;
}

/// It leaves the memory; shown, when it was open.
void Desk::State::close_question(std::string id, plans::BriefText why) {
  auto const found = voyages_.find(id);
  bool const open = !found->second.answer;
  voyages_.erase(found);
  if (open) emit(VoyageQuestionClosed{std::move(id), std::move(why)});
}

void Desk::State::on(VoyageOver const& event) {
  auto const found = voyages_.find(event.question_id);
  if (found == voyages_.end()) return;
  auto const incident_id = found->second.incident_id;
  close_question(event.question_id, event.why);
  auto* const held = incident_id.empty() ? nullptr : by_id(incident_id);
  if (held == nullptr || is_closed(held->incident)) return;
  auto const was = before(*held);
  log(held->incident, "Watch of timetables: " + words(event.why) + ".");
  publish_case(*held, was);
}

void Desk::State::on(VoyagePhase const& event) {
  auto const& question = event.question;
  if (!question.ship) return;
  // What an officer made of this voyage holds: he closed her case, or explained the question.
  for (auto const& [id, asked] : voyages_) {
    bool const same = asked.question.ship == question.ship && asked.question.voyage && question.voyage &&
                      asked.question.voyage->departs == question.voyage->departs;
    if (id != question.id && !same) continue;
    if (id == question.id && asked.answer == WatchAnswer::explained) return;
    auto const* const held = asked.incident_id.empty() ? nullptr : by_id(asked.incident_id);
    if (held != nullptr && is_closed(held->incident)) return;
  }
  // Nor is anything new in it where her case is in that phase or a higher one, on more than another centre's watch.
  if (auto const* const held = case_of(*question.ship, std::nullopt);
      held != nullptr && held->incident.phase && held->incident.phase->phase >= event.phase &&
      std::ranges::any_of(held->incident.alerts, [&](Alert const& alert) {
        return alert.report.kind != AlertKind::watch || alert.received_by == centre_;
      }))
    return;
  auto const id = take_alert(alert_of(question, event.phase, words(event.why))).incident.id;
  if (auto const found = voyages_.find(question.id); found != voyages_.end()) found->second.incident_id = id;
}

std::optional<Refusal> Desk::State::act(AnswerVoyage const& command, std::string const& officer) {
  auto const found = voyages_.find(command.question_id);
  if (found == voyages_.end() || found->second.answer) return Refusal::unknown_question;
  if (auto const refusal = fault_of_reason(command.reason)) return refusal;
  auto& asked = found->second;
  if (command.answer == WatchAnswer::trouble) {
    if (!asked.question.ship) return Refusal::no_ship;
    auto const why = officer + ": " + command.reason;
    asked.incident_id = take_alert(alert_of(asked.question, EmergencyPhase::uncertainty, why)).incident.id;
  }
  asked.answer = command.answer;
  if (auto* const held = asked.incident_id.empty() ? nullptr : by_id(asked.incident_id); held != nullptr) {
    auto const was = before(*held);
    bool const trouble = command.answer == WatchAnswer::trouble;
    log(held->incident,
        std::string{trouble ? "Concerned for her" : "Explained"} +
            ", asked by the watch of timetables: " + command.reason,
        officer);
    publish_case(*held, was);
    made_ = held->incident.id;
  }
  emit(VoyageQuestionAnswered{command.question_id, command.answer, officer, command.reason, made_});
  return std::nullopt;
}

/// What nobody took back, as the watch ended or its ship was never heard again.
void Desk::State::forget_questions() {
  std::vector<std::string> old;
  for (auto const& [id, asked] : voyages_)
    if (now_ > forgotten_at(asked.question)) old.push_back(id);
  for (auto& id : old) close_question(std::move(id), {"it is a day old", "問題已過一天"});
}

std::vector<plans::PlanBrief> Desk::plans() const {
  std::vector<plans::PlanBrief> all;
  for (auto const* const ship : state_->plans_.all()) all.push_back(*ship);
  return all;
}

std::vector<VoyageStanding> Desk::voyage_questions() const {
  std::vector<VoyageStanding> all;
  for (auto const& [id, asked] : state_->voyages_) all.push_back({asked.question, asked.answer});
  return all;
}

}  // namespace lingding::coordinator
