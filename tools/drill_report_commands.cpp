// What is made of a drill's run: its report, a comparison with another, and its record in the plans of its ships.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>

#include "geo/datasets/regions.hpp"
#include "tools/drill/report.hpp"
#include "tools/drill_commands.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;

/// As drill::read_run has it.
constexpr std::size_t kMaxRunBytes = 512U << 20U;

/// \throws std::runtime_error that names the file and what is wrong with it
drill::RunRecord read_record(fs::path const& run) {
  auto const file = fs::is_directory(run) ? run / "run.json" : run;
  auto record = drill::read_run(read_at_most(file, kMaxRunBytes));
  if (!record) throw std::runtime_error(file.string() + " is no record of a run: " + record.error());
  return std::move(record).value();
}

geo::WaterMap water_map(std::optional<fs::path> const& file) {
  auto regions = geo::datasets::load_regions(file ? *file : share_folder() / "geo" / "data" / "regions.geojson");
  if (!regions) throw std::runtime_error(to_text(regions.error()));
  return geo::WaterMap{*std::move(regions)};
}

/// The ships of each plan that took part: of the cast, and those that centres had in their incidents.
std::map<std::string, std::set<std::string>> ships_by_plan(drill::RunRecord const& record) {
  std::map<std::string, std::set<std::string>> plans;
  for (auto const& ship : record.scenario.ships) {
    if (ship.plan_id.empty()) continue;
    auto const number = record.ship_numbers.find(ship.name);
    if (number != record.ship_numbers.end()) plans[ship.plan_id].insert(number->second);
  }
  for (auto const& centre : record.centres)
    for (auto const& incident : centre.incidents)
      if (incident.incident_class == coordinator::AlertClass::distress && incident.ship && incident.ship->mmsi &&
          incident.ship->plan && incident.ship->certainty != coordinator::Certainty::probable)
        plans[incident.ship->plan->plan_id].insert(incident.ship->mmsi->to_text());
  return plans;
}

bool is_of_home(std::string const& plan_id, geo::CentreId centre) {
  return plan_id.starts_with(std::string{geo::to_text(centre)} + "-");
}

std::vector<std::string> participants_of(drill::RunRecord const& record, std::vector<std::string> const& more) {
  std::vector<std::string> all;
  for (auto const& one : record.scenario.participants)
    all.push_back(one.role.empty() ? one.name : one.name + " (" + one.role + ")");
  if (all.empty())
    for (auto const centre : record.scenario.centres) all.emplace_back(geo::to_text(centre));
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// "Drill two-ferries: 12 of 15 objectives passed; not passed: …".
std::string outcome_of(drill::RunRecord const& record, drill::Score const& score) {
  auto const passed = std::ranges::count(score.objectives, drill::Verdict::passed, &drill::Scored::verdict);
  auto text = fmt::format("Drill {}, scenario sha256 {}: {} of {} objectives passed", record.scenario.name,
                          record.scenario_digest.substr(0, 16), passed, score.objectives.size());
  std::size_t shown = 0;
  constexpr std::size_t kShown = 12;
  for (auto const& one : score.objectives) {
    if (one.verdict == drill::Verdict::passed || shown == kShown) continue;
    text += (shown++ == 0 ? "; not passed: " : ", ") + one.objective;
  }
  return text + ".";
}

}  // namespace

void write_reports(fs::path const& folder, drill::RunRecord const& record, drill::Score const& score,
                   geo::WaterMap const* water) {
  write_whole(folder / "report.html", drill::report_html(record, score, water));
  auto const paper = drill::report_pdf(record, score, water);
  if (paper.missing_glyphs > 0)
    std::fprintf(stderr, "lingding: report.pdf: no font has %zu of its characters; install fonts-noto-cjk\n",
                 paper.missing_glyphs);
  write_whole(folder / "report.pdf", paper.pdf);
  write_whole(folder / "score.json", drill::report_json(record, score));
  write_whole(folder / "junit.xml", drill::report_junit(record, score));
}

int drill_report(DrillReportOptions const& options) {
  auto const record = read_record(options.run);
  auto const water = water_map(options.regions);
  auto out = options.out;
  if (out.empty()) out = fs::is_directory(options.run) ? options.run : options.run.parent_path();
  if (out.empty()) out = ".";
  fs::create_directories(out);
  auto const score = drill::score(record);
  write_reports(out, record, score, &water);
  for (auto const& one : score.objectives)
    fmt::print("{:<11} {:<28} {}\n", drill::to_text(one.verdict), one.objective, one.finding.en);
  fmt::print("{}: report.html, report.pdf, score.json, junit.xml\n", out.string());
  return score.passed() ? 0 : 1;
}

int drill_compare(DrillCompareOptions const& options) {
  auto const comparison = drill::compare(read_record(options.first), read_record(options.second));
  if (!options.html.empty()) write_whole(options.html, drill::comparison_html(comparison));
  auto const text = drill::comparison_text(comparison);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return comparison.same_decisions && comparison.same_objectives ? 0 : 1;
}

int drill_file_exercise(DrillFilingOptions const& options) {
  auto const record = read_record(options.run);
  auto const score = drill::score(record);
  auto const type = options.type.empty() ? record.scenario.exercise_type : options.type;
  auto const outcome = options.outcome.empty() ? outcome_of(record, score) : options.outcome;
  auto const participants = participants_of(record, options.participants);
  auto const home = options.registry.address.centre;
  std::size_t filed = 0;
  int status = 0;
  for (auto const& [plan, ships] : ships_by_plan(record)) {
    if (!is_of_home(plan, home)) {
      fmt::print("{}: not a plan of {}; its home centre's officers file it\n", plan, geo::to_text(home));
      continue;
    }
    ++filed;
    std::string names;
    for (auto const& ship : ships) names += (names.empty() ? "" : ", ") + ship;
    fmt::print("{}: {} exercise, ships {}\n  {}\n", plan, type, names, outcome);
    std::fflush(stdout);
    if (options.is_dry) continue;
    status = std::max(status, register_exercise(options.registry, plan, options.on, type, {ships.begin(), ships.end()},
                                                participants, outcome));
  }
  if (filed == 0) {
    std::fprintf(stderr, "lingding: no plan of %s took part in this run\n", std::string{geo::to_text(home)}.c_str());
    return 1;
  }
  return status;
}

}  // namespace lingding::tools
