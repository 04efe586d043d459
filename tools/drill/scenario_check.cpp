// What can be judged only of a whole scenario: names that are used must exist, times must lie within it.

#include <algorithm>
#include <set>

#include "tools/drill/detail/scenario_draft.hpp"

namespace lingding::drill::detail {
namespace {

std::vector<std::string_view> names_of(std::map<std::string, LinePlace, std::less<>> const& names) {
  std::vector<std::string_view> known;
  for (auto const& [name, place] : names) known.push_back(name);
  return known;
}

void look_up(Draft& draft, Use const& use) {
  auto const fault = [&](std::string_view found, std::string expected) {
    draft.faults.add(use.place, use.field, found, std::move(expected));
  };
  auto const quoted = '"' + use.name + '"';
  switch (use.of) {
    case Use::Of::ship:
      if (!draft.ships.contains(use.name))
        fault(quoted, "a ship of the cast: " + expected_word(use.name, names_of(draft.ships)));
      return;
    case Use::Of::act:
      if (!draft.acts.contains(use.name))
        fault(quoted, "an act or inject: " + expected_word(use.name, names_of(draft.acts)));
      return;
    case Use::Of::centre:
      if (std::ranges::find(draft.scenario.centres, use.centre) == draft.scenario.centres.end())
        fault(geo::to_text(use.centre), "a centre that takes part");
      return;
    case Use::Of::time:
      if (use.time > draft.scenario.lasts) fault("a time after the scenario's end", "a time within it");
      return;
  }
}

/// Takes the named acts and objectives out. \returns their lines
std::set<LinePlace> take_out(Draft& draft) {
  std::set<LinePlace> gone;
  for (auto const& use : draft.without_uses) {
    auto const act = draft.acts.find(use.name);
    auto const objective = draft.objectives.find(use.name);
    if (act == draft.acts.end() && objective == draft.objectives.end()) {
      auto known = names_of(draft.acts);
      for (auto const name : names_of(draft.objectives)) known.push_back(name);
      draft.faults.add(use.place, use.field, '"' + use.name + '"',
                       "an act, inject or objective: " + expected_word(use.name, known));
      continue;
    }
    if (act != draft.acts.end()) {
      gone.insert(act->second);
      draft.acts.erase(act);
    }
    if (objective != draft.objectives.end()) {
      gone.insert(objective->second);
      draft.objectives.erase(objective);
    }
    std::erase_if(draft.scenario.acts, [&](Act const& one) { return one.name == use.name; });
    std::erase_if(draft.scenario.objectives, [&](Objective const& one) { return one.name == use.name; });
  }
  return gone;
}

/// Acts without an officer are the centre's first duty officer's.
void name_officers(Draft& draft) {
  auto const named = [&](geo::CentreId centre, std::string& officer) {
    if (!officer.empty()) return;
    auto const duty = draft.duty_officers.find(centre);
    officer = duty != draft.duty_officers.end() ? duty->second : "Duty officer " + std::string{geo::to_text(centre)};
  };
  for (auto& act : draft.scenario.acts) {
    if (auto* const acts = std::get_if<OfficerActs>(&act.body)) named(acts->centre, acts->officer);
    if (auto* const reports = std::get_if<SomebodyReports>(&act.body)) named(reports->centre, reports->officer);
  }
}

}  // namespace

void check_whole(Draft& draft) {
  auto const gone = take_out(draft);
  // What lines that were taken out use, nobody misses.
  for (auto const& use : draft.uses)
    if (!gone.contains(use.place)) look_up(draft, use);
  name_officers(draft);
  std::ranges::stable_sort(draft.scenario.weather, {}, &Weather::at);
  if (draft.scenario.acts.size() > kMaxActs)
    draft.faults.add({}, "act", std::to_string(draft.scenario.acts.size()),
                     "at most " + std::to_string(kMaxActs) + " acts and injects");
  if (draft.scenario.ships.size() > kMaxCast)
    draft.faults.add({}, "ship", std::to_string(draft.scenario.ships.size()),
                     "at most " + std::to_string(kMaxCast) + " ships");
  if (draft.scenario.objectives.size() > kMaxActs)
    draft.faults.add({}, "objective", std::to_string(draft.scenario.objectives.size()),
                     "at most " + std::to_string(kMaxActs));
}

}  // namespace lingding::drill::detail
