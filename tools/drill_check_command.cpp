// `lingding drill check` and `lingding drill list`: scenarios, what is wrong in them, and what is in them.

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "coordinator/routing.hpp"
#include "geo/datasets/regions.hpp"
#include "geo/position_text.hpp"
#include "plans/document.hpp"
#include "tools/drill/scenario.hpp"
#include "tools/drill/traffic.hpp"
#include "tools/drill_commands.hpp"
#include "tools/nearest_word.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

std::filesystem::path library() {
  return share_folder() / "tools" / "drill" / "library";
}

std::vector<std::filesystem::path> scenarios_in(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  // Overlays behind what they are laid over.
  std::ranges::sort(files, {}, [](std::filesystem::path const& file) { return file.stem(); });
  return files;
}

/// An overlay is named by the scenario's name, two hyphens and its own.
bool is_overlay(std::filesystem::path const& file) {
  return file.stem().string().find("--") != std::string::npos;
}

std::vector<plans::PlanBrief> briefs_of(std::vector<std::string> paths) {
  if (paths.empty()) paths.push_back((share_folder() / "plans" / "data" / "samples").string());
  std::vector<plans::PlanBrief> ships;
  for (auto const& file : plan_files(paths)) {
    auto const plan = plans::read_plan(read_document(file));
    if (!plan) throw std::runtime_error(file.string() + " is no plan that passes `lingding plan check`");
    ships.insert(ships.end(), plan->ships.begin(), plan->ships.end());
  }
  return ships;
}

geo::WaterMap water_of(std::optional<std::filesystem::path> const& regions) {
  auto loaded = geo::datasets::load_regions(regions.value_or(share_folder() / "geo" / "data" / "regions.geojson"));
  if (!loaded) throw std::runtime_error(geo::datasets::to_text(loaded.error()));
  return geo::WaterMap(*std::move(loaded));
}

std::string pair_of(plans::BriefText const& text) {
  if (text.en.empty() || text.zh_hant.empty()) return text.en + text.zh_hant;
  return text.en + " / " + text.zh_hant;
}

/// "22°10.500'N 113°50.000'E, 35.1 kn: CN-GD".
std::string place_of(drill::ShipState const& state, geo::WaterMap const& water, geo::UtcTime at) {
  coordinator::RoutingInput input;
  input.position = state.position;
  input.at = at;
  auto const decision = coordinator::decide(water, input);
  char knots[16];
  std::snprintf(knots, sizeof knots, "%.1f kn", state.speed.knots());
  return geo::to_mariners_text(state.position) + ", " + knots + ", waters of " +
         (decision.responsible ? std::string{geo::to_text(*decision.responsible)} : "nobody") +
         (state.is_heard ? "" : ", not heard");
}

std::string const* ship_of(drill::ActBody const& body) {
  if (auto const* const one = std::get_if<drill::ShipChanges>(&body)) return &one->ship;
  if (auto const* const one = std::get_if<drill::DscCalls>(&body)) return &one->ship;
  if (auto const* const one = std::get_if<drill::SomebodyReports>(&body))
    return one->position_of.empty() ? nullptr : &one->position_of;
  if (auto const* const one = std::get_if<drill::DeviceStarts>(&body)) return one->position ? nullptr : &one->ship;
  return nullptr;
}

void print_acts(drill::Scenario const& scenario, drill::Traffic& traffic, geo::WaterMap const& water) {
  std::vector<drill::Act const*> acts;
  for (auto const& act : scenario.acts) acts.push_back(&act);
  // Those whose time is known first, by time: what ships do changes where they are later.
  std::ranges::stable_sort(acts, {}, [&](drill::Act const* act) { return act->when.at.value_or(scenario.lasts); });
  std::printf("  acts\n");
  for (auto const* const act : acts) {
    std::printf("    %-28s %s: %s\n", act->name.c_str(), drill::to_text(act->when).c_str(),
                drill::to_text(act->body).c_str());
    if (!act->when.at) continue;
    auto const at = *act->when.at;
    if (auto const* const ship = ship_of(act->body))
      std::printf("    %-28s %s at %s\n", "", ship->c_str(),
                  place_of(traffic.at(*ship, at), water, scenario.begins + at).c_str());
    if (auto const* const change = std::get_if<drill::ShipChanges>(&act->body)) traffic.change(*change, at);
  }
}

std::string what_of(drill::Objective const& objective) {
  using Kind = drill::Objective::Kind;
  std::string text{drill::to_text(objective.kind)};
  if (objective.kind == Kind::happens || objective.kind == Kind::not_happens) {
    text += " " + drill::to_text(objective.what);
    if (objective.within) text += " within " + drill::to_text(*objective.within);
    if (!objective.since_act.empty()) text += " of " + objective.since_act;
    if (objective.since) text += " of " + drill::to_text(*objective.since);
  }
  if (objective.centre) text += " " + std::string{geo::to_text(*objective.centre)};
  if (!objective.ship.empty()) text += " of " + objective.ship;
  if (objective.at) text += " at " + drill::to_text(*objective.at);
  return text;
}

void print(drill::Scenario const& scenario, drill::Traffic& traffic, geo::WaterMap const& water) {
  std::printf("  %s\n  %s, %s\n  based on: %s\n", pair_of(scenario.title).c_str(),
              geo::to_iso8601(scenario.begins).c_str(), drill::to_text(scenario.lasts).c_str(),
              scenario.based_on.c_str());
  std::printf("  cast\n");
  for (auto const& ship : scenario.ships)
    std::printf("    %-28s %s %s%s\n", ship.name.c_str(), traffic.mmsi_of(ship.name).to_text().c_str(),
                ship.plan_id.empty() ? "" : (ship.plan_id + ", ").c_str(),
                place_of(traffic.at(ship.name, drill::Offset{0}), water, scenario.begins).c_str());
  print_acts(scenario, traffic, water);
  std::printf("  objectives\n");
  for (auto const& objective : scenario.objectives)
    std::printf("    %-28s %s (%s)\n", objective.name.c_str(), what_of(objective).c_str(), objective.source.c_str());
}

using Read = geo::Expected<drill::Scenario, std::vector<drill::ScenarioFault>>;

/// \param with may be empty
Read read_with(std::filesystem::path const& file, std::filesystem::path const& with) {
  auto const base = read_at_most(file, drill::kMaxScenarioBytes);
  if (with.empty()) return drill::read_scenario(base);
  return drill::read_scenario(base, read_at_most(with, drill::kMaxScenarioBytes));
}

bool check_one(std::filesystem::path const& file, std::filesystem::path const& with,
               std::vector<plans::PlanBrief> const& plans, geo::WaterMap const& water) {
  auto const scenario = read_with(file, with);
  if (!scenario) {
    for (auto const& fault : scenario.error())
      std::fprintf(stderr, "%s\n", drill::to_text(fault, (fault.in_more ? with : file).string()).c_str());
    return false;
  }
  try {
    drill::Traffic traffic{*scenario, plans};
    std::printf("%s\n", file.string().c_str());
    print(*scenario, traffic, water);
  } catch (std::invalid_argument const& fault) {
    std::fprintf(stderr, "%s: %s\n", file.string().c_str(), fault.what());
    return false;
  }
  return true;
}

}  // namespace

std::filesystem::path scenario_file(std::string const& name) {
  std::error_code error;
  if (std::filesystem::is_regular_file(name, error)) return name;
  auto const shipped = library() / (name + ".jsonl");
  if (name.find('/') == name.npos && std::filesystem::is_regular_file(shipped, error)) return shipped;
  std::string nearest;
  std::size_t least = 6;
  for (auto const& file : scenarios_in(library())) {
    auto const distance = edit_distance(name.substr(0, 64), file.stem().string());
    if (distance >= least) continue;
    least = distance;
    nearest = file.stem().string();
  }
  throw std::runtime_error(
      "there is no file and no shipped scenario \"" + name + "\"" +
      (nearest.empty() ? "; `lingding drill list` has the shipped ones" : "; did you mean \"" + nearest + "\"?"));
}

int drill_check(DrillCheckOptions const& options) {
  auto const plans = briefs_of(options.plans);
  auto const water = water_of(options.regions);
  auto const with = options.with.empty() ? options.with : scenario_file(options.with.string());
  bool all_right = true;
  for (auto const& name : options.scenarios)
    all_right = check_one(scenario_file(name), with, plans, water) && all_right;
  return all_right ? 0 : 1;
}

int drill_list(std::filesystem::path const& folder) {
  int status = 0;
  auto const files = scenarios_in(folder.empty() ? library() : folder);
  for (auto const& file : files) {
    auto const name = file.stem().string();
    bool const overlay = is_overlay(file);
    auto const base = overlay ? file.parent_path() / (name.substr(0, name.find("--")) + ".jsonl") : file;
    auto const scenario = read_with(base, overlay ? file : std::filesystem::path{});
    if (!scenario) {
      for (auto const& fault : scenario.error())
        std::fprintf(stderr, "%s\n", drill::to_text(fault, (fault.in_more ? file : base).string()).c_str());
      status = 1;
      continue;
    }
    std::printf("%s%s\n", overlay ? "  --with " : "", name.c_str());
    std::printf("%s  %s\n", overlay ? "  " : "", pair_of(scenario->title).c_str());
  }
  return status;
}

}  // namespace lingding::tools
