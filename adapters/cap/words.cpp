#include "adapters/cap/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "coordinator/custody.hpp"
#include "coordinator/sitrep_texts.hpp"
#include "geo/position_text.hpp"

namespace lingding::cap::detail {
namespace {

using coordinator::AlertReport;
using coordinator::Incident;
using coordinator::Nature;

/// In full, for the public; by Tongue.
constexpr std::array<std::array<std::string_view, 2>, 3> kCentres{{
    {"Guangdong Maritime Search and Rescue Centre", "廣東省海上搜救中心"},
    {"Hong Kong Maritime Rescue Co-ordination Centre", "香港海上救援協調中心"},
    {"Macao Maritime Search and Rescue Co-ordination Centre", "澳門海上搜救協調中心"},
}};

/// The situation report's phrase, in a sentence: its capitals are the form's.
std::string in_sentence(coordinator::FourTexts const& texts, Tongue tongue) {
  if (tongue == Tongue::zh_hk) return std::string{texts.zh_hant};
  std::string text{texts.en};
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return text;
}

void take_ship(Facts& facts, coordinator::ShipLink const& ship) {
  if (ship.certainty == coordinator::Certainty::probable) return;
  facts.mmsi = ship.mmsi;
  facts.name = ship.name;
  if (!ship.plan) return;
  if (!ship.plan->names.en.empty()) facts.name = ship.plan->names.en;
  facts.name_zh = ship.plan->names.zh_hant;
  facts.call_sign = ship.plan->call_sign;
}

void take_report(Facts& facts, AlertReport const& report) {
  if (facts.name.empty()) facts.name = report.name;
  if (!facts.mmsi) facts.mmsi = report.device;
  if (facts.call_sign.empty()) facts.call_sign = report.call_sign;
  if (facts.beacon.empty() && report.beacon) facts.beacon = report.beacon->text();
  if (facts.nature == Nature::undesignated) facts.nature = report.nature;
  if (!facts.persons) facts.persons = report.persons;
}

/// The newest position; where none is, the places of the newest alert that may be.
void take_places(Facts& facts, Incident const& incident) {
  coordinator::Alert const* newest = nullptr;
  for (auto const& alert : incident.alerts)
    if (alert.report.position && (newest == nullptr || alert.positioned_at >= newest->positioned_at)) newest = &alert;
  if (newest != nullptr) {
    auto const& report = newest->report;
    facts.places.push_back({*report.position, report.radius, report.position_source, {}});
    facts.positioned_at = newest->positioned_at;
    return;
  }
  for (auto const& alert : incident.alerts) {
    if (alert.report.possible.empty()) continue;
    facts.places = alert.report.possible;
    facts.positioned_at = alert.last_heard;
  }
}

std::string position_words(Facts const& facts, Tongue tongue) {
  if (facts.places.empty()) return tongue == Tongue::en ? "Position not known." : "位置不詳。";
  std::string all;
  for (auto const& place : facts.places) {
    if (!all.empty()) all += tongue == Tongue::en ? "; or " : "；或";
    all +=
        fmt::format(fmt::runtime(tongue == Tongue::en ? "{}, within {:.1f} nautical miles" : "{}，誤差 {:.1f} 海里內"),
                    geo::to_mariners_text(place.position), std::max(place.radius.nautical_miles(), 0.1));
  }
  std::string const at =
      facts.positioned_at ? geo::to_iso8601(*facts.positioned_at).substr(0, 16) + "Z" : std::string{};
  if (tongue == Tongue::en) return "Position " + all + (at.empty() ? "." : ", as of " + at + ".");
  return "位置：" + all + (at.empty() ? "。" : "，時間 " + at + "。");
}

std::string persons_words(Facts const& facts, Tongue tongue) {
  std::string text;
  if (facts.persons)
    text +=
        fmt::format(fmt::runtime(tongue == Tongue::en ? " Persons on board: {}." : "船上人數：{}。"), *facts.persons);
  if (facts.accounted_for)
    text += fmt::format(fmt::runtime(tongue == Tongue::en ? " Accounted for: {}." : "已確知下落：{}。"),
                        *facts.accounted_for);
  return text;
}

}  // namespace

std::string words(Nature nature, Tongue tongue) {
  return in_sentence(coordinator::sitrep_text(nature), tongue);
}
std::string words(coordinator::EmergencyPhase phase, Tongue tongue) {
  return in_sentence(coordinator::sitrep_text(phase), tongue);
}
std::string words(coordinator::CaseOutcome outcome, Tongue tongue) {
  return in_sentence(coordinator::sitrep_text(outcome), tongue);
}
std::string_view centre_words(geo::CentreId centre, Tongue tongue) {
  return kCentres[static_cast<std::size_t>(centre)][static_cast<std::size_t>(tongue)];
}

Facts facts_of(Incident const& incident) {
  Facts facts;
  if (incident.ship) take_ship(facts, *incident.ship);
  // Later alerts know better, but for what the first ones alone know.
  for (auto const& alert : incident.alerts | std::views::reverse) take_report(facts, alert.report);
  if (incident.persons) {
    if (incident.persons->on_board) facts.persons = incident.persons->on_board;
    facts.accounted_for = incident.persons->accounted_for;
  }
  take_places(facts, incident);
  facts.is_closed = coordinator::is_closed(incident);
  return facts;
}

std::string vessel_words(Facts const& facts, Tongue tongue) {
  bool const english = tongue == Tongue::en;
  std::string text = english || facts.name_zh.empty() ? facts.name : facts.name_zh;
  if (text.empty()) text = english ? "an unnamed vessel" : "船名不詳";
  std::string numbers;
  auto const add = [&](std::string_view what, std::string_view number) {
    if (number.empty()) return;
    numbers += (numbers.empty() ? "" : ", ") + std::string{what} + " " + std::string{number};
  };
  add("MMSI", facts.mmsi ? facts.mmsi->to_text() : std::string{});
  add(english ? "call sign" : "呼號", facts.call_sign);
  add(english ? "406 MHz beacon" : "406 MHz 示位標", facts.beacon);
  return numbers.empty() ? text : text + " (" + numbers + ")";
}

std::string situation_words(Incident const& incident, Facts const& facts, Tongue tongue) {
  bool const english = tongue == Tongue::en;
  std::string text =
      english ? "Vessel: " + vessel_words(facts, tongue) + ". " : "船隻：" + vessel_words(facts, tongue) + "。";
  text += (english ? "Nature: " : "性質：") + words(facts.nature, tongue) + (english ? ". " : "。");
  text += position_words(facts, tongue) + persons_words(facts, tongue);
  if (incident.phase)
    text +=
        (english ? " Emergency phase: " : "緊急階段：") + words(incident.phase->phase, tongue) + (english ? "." : "。");
  text += (english ? " Co-ordinated by the " : "協調單位：") +
          std::string{centre_words(incident.custody.centre, tongue)} + (english ? "." : "。");
  return text;
}

}  // namespace lingding::cap::detail
