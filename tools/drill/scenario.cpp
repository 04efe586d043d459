// The words of scenarios, and how a fault is said.

#include "tools/drill/scenario.hpp"

#include <array>

namespace lingding::drill {
namespace {

constexpr std::array<std::string_view, kHappenings> kWords{"notified",
                                                           "alarmed",
                                                           "acknowledged",
                                                           "escalated",
                                                           "ship_known",
                                                           "plan_at_hand",
                                                           "plan_opened",
                                                           "company_called",
                                                           "custody_taken",
                                                           "custody_offered",
                                                           "custody_declined",
                                                           "custody_requested",
                                                           "custody_passed",
                                                           "phase_set",
                                                           "persons_stated",
                                                           "persons_reconciled",
                                                           "unit_state",
                                                           "sitrep_issued",
                                                           "note_added",
                                                           "merged",
                                                           "split",
                                                           "closed",
                                                           "opened_again",
                                                           "question_raised",
                                                           "question_answered",
                                                           "refused"};

}  // namespace

std::string_view to_text(Happening happening) {
  return kWords.at(static_cast<std::size_t>(happening));
}

std::optional<Happening> parse_happening(std::string_view text) {
  for (std::size_t i = 0; i < kHappenings; ++i)
    if (kWords.at(i) == text) return static_cast<Happening>(i);
  return std::nullopt;
}

std::string_view to_text(Objective::Kind kind) {
  switch (kind) {
    case Objective::Kind::happens:
      return "happens";
    case Objective::Kind::not_happens:
      return "not_happens";
    case Objective::Kind::custodian:
      return "custodian";
    case Objective::Kind::one_custodian:
      return "one_custodian";
    case Objective::Kind::persons:
      return "persons";
    case Objective::Kind::sitreps:
      return "sitreps";
    case Objective::Kind::plan_copies:
      return "plan_copies";
  }
  return "";
}

std::string_view to_text(ShipChanges::How how) {
  switch (how) {
    case ShipChanges::How::stops:
      return "stops";
    case ShipChanges::How::goes_on:
      return "goes_on";
    case ShipChanges::How::silent:
      return "silent";
    case ShipChanges::How::heard:
      return "heard";
  }
  return "";
}

bool is_scenario_name(std::string_view text) {
  if (text.empty() || text.size() > 48) return false;
  for (char const c : text)
    if (!(c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
  return true;
}

std::string to_text(Condition const& condition) {
  std::string text;
  if (condition.centre) text = std::string{geo::to_text(*condition.centre)} + " ";
  text += to_text(condition.what);
  if (!condition.ship.empty()) text += " of " + condition.ship;
  if (!condition.detail.empty()) text += " = " + condition.detail;
  return text;
}

std::string to_text(ScenarioFault const& fault, std::string_view file) {
  std::string text{file};
  if (fault.line != 0) text += ":" + std::to_string(fault.line);
  text += ": ";
  if (!fault.field.empty()) text += fault.field + ": ";
  return text + (fault.found.empty() ? "missing" : "found " + fault.found) + "; expected " + fault.expected;
}

}  // namespace lingding::drill
