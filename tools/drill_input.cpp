#include "tools/drill_input.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "geo/datasets/regions.hpp"
#include "geo/sha256.hpp"
#include "plans/document.hpp"
#include "tools/nearest_word.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {

namespace fs = std::filesystem;

int with_bad_options_told(std::function<int()> const& command) {
  try {
    return command();
  } catch (std::invalid_argument const& wrong) {
    std::fprintf(stderr, "lingding: %s\n", wrong.what());
    return 2;
  }
}

fs::path scenario_library() {
  return share_folder() / "tools" / "drill" / "library";
}

fs::path scenario_file(std::string const& name) {
  std::error_code error;
  if (fs::is_regular_file(name, error)) return name;
  auto const shipped = scenario_library() / (name + ".jsonl");
  if (name.find('/') == std::string::npos && fs::is_regular_file(shipped, error)) return shipped;
  // A name that differs by this much or more is another one.
  std::size_t least = 6;
  std::string nearest;
  for (auto const& entry : fs::directory_iterator{scenario_library()}) {
    auto const stem = entry.path().stem().string();
    auto const distance = edit_distance(name.substr(0, 64), stem);
    // Of two that are as near the one that comes first by name, whatever the folder's order.
    if (distance > least || (distance == least && (nearest.empty() || stem > nearest))) continue;
    least = distance;
    nearest = stem;
  }
  throw std::runtime_error(
      "there is no file and no shipped scenario \"" + name + "\"" +
      (nearest.empty() ? "; `lingding drill list` has the shipped ones" : "; did you mean \"" + nearest + "\"?"));
}

geo::Expected<ScenarioText, std::vector<std::string>> read_scenario_file(fs::path const& file, fs::path const& with) {
  auto const base = read_at_most(file, drill::kMaxScenarioBytes);
  auto const more = with.empty() ? std::string{} : read_at_most(with, drill::kMaxScenarioBytes);
  auto scenario = with.empty() ? drill::read_scenario(base) : drill::read_scenario(base, more);
  if (!scenario) {
    std::vector<std::string> faults;
    for (auto const& fault : scenario.error())
      faults.push_back(drill::to_text(fault, (fault.in_more ? with : file).string()));
    return geo::Unexpected{std::move(faults)};
  }
  geo::Sha256 sha;
  sha.update(base).update(std::string_view{"\0", 1}).update(more);
  return ScenarioText{*std::move(scenario), geo::to_hex(sha.finish())};
}

std::vector<plans::PlanBrief> plan_briefs(std::vector<std::string> paths) {
  if (paths.empty()) paths.push_back((share_folder() / "plans" / "data" / "samples").string());
  std::vector<plans::PlanBrief> ships;
  for (auto const& file : plan_files(paths)) {
    auto plan = plans::read_plan(read_document(file));
    if (!plan) throw std::runtime_error(file.string() + " is no plan that passes `lingding plan check`");
    for (auto& ship : plan->ships) ships.push_back(std::move(ship));
  }
  return ships;
}

geo::RegionSet regions_for_drill(std::optional<fs::path> const& file) {
  auto regions = geo::datasets::load_regions(file ? *file : share_folder() / "geo" / "data" / "regions.geojson");
  if (!regions) throw std::runtime_error(geo::datasets::to_text(regions.error()));
  return *std::move(regions);
}

}  // namespace lingding::tools
