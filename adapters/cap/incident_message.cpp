#include "adapters/cap/incident_message.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/cap/words.hpp"
#include "adapters/cap/writer.hpp"
#include "adapters/cap/xml_text.hpp"
#include "geo/position_text.hpp"

namespace lingding::cap {
namespace {

using coordinator::CaseOutcome;
using coordinator::EmergencyPhase;
using coordinator::Incident;
using detail::Facts;
using detail::Tongue;

bool was_real(CaseOutcome outcome) {
  return outcome != CaseOutcome::false_alert && outcome != CaseOutcome::duplicate;
}

void judge(Info& info, Incident const& incident, Facts const& facts) {
  auto const phase = incident.phase ? incident.phase->phase : EmergencyPhase::distress;
  if (facts.is_closed) {
    info.urgency = Urgency::past;
    info.severity = Severity::unknown;
    info.certainty = was_real(incident.closure->outcome) ? Certainty::observed : Certainty::unlikely;
    info.responses = {ResponseType::all_clear};
    return;
  }
  bool const distress = phase == EmergencyPhase::distress;
  info.urgency = Urgency::immediate;
  info.severity = distress ? Severity::extreme : Severity::severe;
  info.certainty = distress ? Certainty::likely : Certainty::possible;
  if (distress && incident.incident_class == coordinator::AlertClass::distress)
    info.responses = {ResponseType::execute};
}

std::vector<NamedValue> parameters_of(Incident const& incident, Facts const& facts) {
  std::vector<NamedValue> all;
  auto const add = [&](char const* name, std::string value) {
    if (!value.empty()) all.push_back({name, std::move(value)});
  };
  add("MMSI", facts.mmsi ? facts.mmsi->to_text() : std::string{});
  add("CallSign", facts.call_sign);
  add("VesselName", facts.name);
  add("BeaconId", facts.beacon);
  if (facts.persons) add("PersonsOnBoard", std::to_string(*facts.persons));
  add("Nature", std::string{to_text(facts.nature)});
  add("Incident", incident.id);
  return all;
}

Area area_of(Facts const& facts, Tongue tongue) {
  Area area;
  for (auto const& place : facts.places) {
    area.description += (area.description.empty() ? "" : "; ") + geo::to_mariners_text(place.position);
    area.circles.push_back({place.position, place.radius});
  }
  if (facts.places.size() > 1) area.description += tongue == Tongue::en ? " (one of these)" : "（其中之一）";
  return area;
}

/// What is NO DUFF is real, whoever tells it.
bool is_played(Incident const& incident, Issuer const& issuer) {
  return issuer.is_exercise && !incident.no_duff;
}

std::string headline_of(Incident const& incident, Facts const& facts, bool exercise, Tongue tongue) {
  bool const english = tongue == Tongue::en;
  std::string text = exercise           ? (english ? "EXERCISE EXERCISE EXERCISE. " : "演習 演習 演習。")
                     : incident.no_duff ? (english ? "NO DUFF - REAL. " : "NO DUFF 真實事件。")
                                        : "";
  if (incident.incident_class == coordinator::AlertClass::test) text += english ? "TEST. " : "測試。";
  auto const& name = english || facts.name_zh.empty() ? facts.name : facts.name_zh;
  text += (english ? "Distress at sea: " : "海上遇險：") + std::string{detail::words(facts.nature, tongue)};
  if (!name.empty()) text += (english ? ", " : "，") + name;
  if (facts.is_closed)
    text += (english ? " (" : "（") + std::string{detail::words(incident.closure->outcome, tongue)} +
            (english ? ")" : "）");
  return text;
}

Info info_of(Incident const& incident, Facts const& facts, Issuer const& issuer, Tongue tongue) {
  bool const english = tongue == Tongue::en;
  Info info;
  info.language = english ? "en" : "zh-HK";
  info.categories = {Category::rescue, Category::transport};
  info.event = english ? "Distress at sea" : "海上遇險";
  judge(info, incident, facts);
  info.onset = Time{incident.opened_at, issuer.offset};
  info.sender_name = detail::centre_words(issuer.centre, tongue);
  bool const played = is_played(incident, issuer);
  info.headline = headline_of(incident, facts, played, tongue);
  info.description = detail::situation_words(incident, facts, tongue);
  if (played)
    info.description = (english ? "EXERCISE EXERCISE EXERCISE. " : "演習 演習 演習。") + info.description +
                       (english ? " EXERCISE EXERCISE EXERCISE." : "演習 演習 演習。");
  if (info.responses == std::vector{ResponseType::execute})
    info.instruction = english
                           ? "Vessels in the vicinity are requested to keep a sharp lookout, to assist if possible, "
                             "and to report to the co-ordinating centre."
                           : "附近船隻請加強瞭望，盡可能提供協助，並向協調中心報告。";
  info.parameters = parameters_of(incident, facts);
  if (!facts.places.empty()) info.areas.push_back(area_of(facts, tongue));
  return info;
}

/// Texts as XML and our reader keep them.
void settle(std::string& text) {
  auto const clean = detail::clean_text(text);
  text = detail::trimmed(clean);
}
void settle(Info& info) {
  settle(info.headline);
  settle(info.description);
  for (auto& one : info.parameters) settle(one.value);
  std::erase_if(info.parameters, [](NamedValue const& one) { return one.value.empty(); });
}

}  // namespace

std::string default_sender(geo::CentreId centre) {
  switch (centre) {
    case geo::CentreId::cn_gd:
      return "mrcc-cn-gd@lingding";
    case geo::CentreId::hk:
      return "mrcc-hk@lingding";
    case geo::CentreId::mo:
      return "mrcc-mo@lingding";
  }
  return "";
}

Thread join(Thread const& one, Thread const& other) {
  Thread both{.sent = one.sent, .count = std::max(one.count, other.count), .said = {}};
  both.sent.insert(both.sent.end(), other.sent.begin(), other.sent.end());
  std::ranges::stable_sort(both.sent, {}, [](Reference const& reference) { return reference.sent.at; });
  return both;
}

std::optional<Message> next_message(Incident const& incident, Issuer const& issuer, Thread& thread, geo::UtcTime now) {
  auto const facts = detail::facts_of(incident);
  if (facts.is_closed && thread.sent.empty()) return std::nullopt;
  Message message;
  message.sender = issuer.sender;
  bool const played = is_played(incident, issuer);
  message.status = played ? Status::exercise : Status::actual;
  if (incident.incident_class == coordinator::AlertClass::test && !played) message.status = Status::test;
  message.scope = Scope::restricted;
  message.restriction = "Search and rescue services";
  message.incidents = {incident.id};
  message.incidents.insert(message.incidents.end(), incident.also.begin(), incident.also.end());
  if (facts.is_closed) {
    message.note = std::string{detail::words(incident.closure->outcome, Tongue::en)};
    if (!incident.closure->reason.empty()) message.note += ": " + incident.closure->reason;
    settle(message.note);
  }
  for (auto const tongue : {Tongue::en, Tongue::zh_hk}) {
    message.infos.push_back(info_of(incident, facts, issuer, tongue));
    settle(message.infos.back());
  }
  auto const said = write(message);
  if (said == thread.said) return std::nullopt;

  message.type = facts.is_closed ? MessageType::cancel : thread.sent.empty() ? MessageType::alert : MessageType::update;
  message.references = thread.sent;
  message.identifier = incident.id + "." + std::to_string(++thread.count);
  message.sent = {std::chrono::floor<std::chrono::seconds>(now), issuer.offset};
  for (auto& info : message.infos) {
    info.effective = message.sent;
    info.expires = Time{message.sent.at + kExpiresAfter, issuer.offset};
    info.onset->at = std::chrono::floor<std::chrono::seconds>(info.onset->at);
  }
  thread.said = said;
  thread.sent.push_back({message.sender, message.identifier, message.sent});
  if (facts.is_closed) thread.sent.clear();
  return message;
}

}  // namespace lingding::cap
