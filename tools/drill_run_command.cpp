// `lingding drill run`: a scenario, or logs, through the real inputs and desks of one, two or three centres.

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

#include "coordinator/mode.hpp"
#include "tools/drill/report.hpp"
#include "tools/drill/stage.hpp"
#include "tools/drill_against.hpp"
#include "tools/drill_commands.hpp"
#include "tools/drill_control.hpp"
#include "tools/drill_input.hpp"
#include "tools/drill_news.hpp"
#include "tools/log_input.hpp"
#include "tools/plan_files.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using WallClock = std::chrono::steady_clock;

/// So far a drill of logs goes between two looks at whether they are over.
constexpr std::chrono::seconds kSlice{10};
/// A log is over; what its last lines began is waited for.
constexpr std::chrono::seconds kAfterLog{60};

bool is_scenario(std::string const& path) {
  if (path == "-" || fs::is_directory(path)) return false;
  auto const text = read_at_most(path, drill::kMaxScenarioBytes);
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find('\n', at), text.size());
    auto line = std::string_view{text}.substr(at, end - at);
    at = end + 1;
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (line.empty() || line.front() == '#') continue;
    return line.front() == '{' && line.find("\"scenario\"") != std::string::npos;
  }
  return false;
}

/// \throws std::invalid_argument with every fault, each on a line.
ScenarioText read_script(std::string const& path, std::string const& with) {
  auto read = read_scenario_file(path, with.empty() ? fs::path{} : scenario_file(with));
  if (read) return *std::move(read);
  std::string faults;
  for (auto const& fault : read.error()) faults += (faults.empty() ? "" : "\n") + fault;
  throw std::invalid_argument(faults);
}

/// A drill of logs alone: no ships, no script.
class LogDrill {
 public:
  LogDrill(LogOptions const& options, std::vector<std::string> const& sources) : logs_(open_logs(options)) {
    for (auto const& text : sources) {
      auto const equals = text.find('=');
      auto const centre =
          equals == std::string::npos ? std::nullopt : geo::parse_centre(std::string_view{text}.substr(equals + 1));
      if (!centre) throw std::invalid_argument("--at: found " + text + "; expected NAME=CN-GD, NAME=HK or NAME=MO");
      centres_[text.substr(0, equals)] = *centre;
    }
    is_first_read_ = logs_.reader.next(first_);
    while (is_first_read_ && !first_.at) is_first_read_ = logs_.reader.next(first_);
  }
  std::optional<geo::UtcTime> begins() const { return is_first_read_ ? first_.at : std::nullopt; }
  bool next(logs::Entry& entry) {
    if (is_first_read_) {
      entry = std::move(first_);
      is_first_read_ = false;
      return true;
    }
    return logs_.reader.next(entry);
  }
  geo::CentreId whose(logs::Entry const& entry, geo::CentreId otherwise) const {
    auto const found = centres_.find(entry.source);
    return found == centres_.end() ? otherwise : found->second;
  }
  bool is_incomplete() const { return is_any_incomplete(logs_.reader); }

 private:
  OpenLogs logs_;
  std::map<std::string, geo::CentreId> centres_;
  logs::Entry first_;
  bool is_first_read_ = false;
};

/// "00:04:10"; hours may be more than two digits.
std::string clock_of(milliseconds time) {
  auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  std::array<char, 32> text{};
  auto const size =
      std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                    static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60));
  return {text.data(), static_cast<std::size_t>(size)};
}

void print_score(drill::Score const& score) {
  for (auto const& one : score.objectives) {
    auto times = one.measured ? clock_of(*one.measured) : std::string{};
    if (one.target) times += " of " + clock_of(*one.target);
    std::string proofs;
    for (auto const& proof : one.proofs)
      proofs += " " + std::string{geo::to_text(proof.centre)} + "#" + std::to_string(proof.seq);
    std::printf("%-10s  %-32s  %s %s%s%s\n", std::string{to_text(one.verdict)}.c_str(), one.objective.c_str(),
                one.finding.en.c_str(), times.c_str(), proofs.empty() ? "" : " ", proofs.c_str());
  }
}

void write_results(fs::path const& out, drill::RunRecord const& record, drill::Score const& score,
                   geo::WaterMap const& water) {
  fs::create_directories(out);
  write_whole(out / "run.json", to_json(record));
  write_reports(out, record, score, &water);
}

/// What comes of a run, on the terminal and in the folder. True: every objective was passed.
bool conclude(drill::RunRecord const& record, geo::RegionSet const& regions, fs::path const& out) {
  for (auto const& centre : record.centres)
    std::printf("%-6s %llu journal entries, digest %s\n", std::string{geo::to_text(centre.centre)}.c_str(),
                static_cast<unsigned long long>(centre.entries), centre.digest.c_str());
  auto const score = drill::score(record);
  print_score(score);
  if (!out.empty()) {
    write_results(out, record, score, geo::WaterMap{regions});
    std::printf("%s: report.html, report.pdf, score.json, junit.xml, run.json%s\n", out.c_str(),
                record.embedded ? ", journals" : "");
  }
  std::printf("%s\n", std::string{coordinator::kExerciseMarking}.c_str());
  return score.passed();
}

/// What the options ask for, read and found good.
struct Drill {
  LogOptions logs;  ///< without the scenario
  ScenarioText script;
  std::optional<LogDrill> log;
  bool is_log_alone = false;
  std::optional<double> speed;  ///< times real time; empty: as fast as it goes
  geo::UtcTime from;
  geo::UtcTime to;

  bool can_be_read_again() const { return std::ranges::find(logs.paths, "-") == logs.paths.end(); }
  void read_again(std::vector<std::string> const& sources) {
    if (log) log.emplace(logs, sources);
  }
};

/// \throws std::invalid_argument for an option or a scenario that can't be read, std::exception for a file
Drill prepared(DrillRunOptions const& options) {
  Drill drill;
  drill.logs = options.logs;
  drill.speed = drill_speed(options.speed);
  drill.is_log_alone = true;
  std::erase_if(drill.logs.paths, [&](std::string& path) {
    if (path != "-" && !fs::exists(path)) path = scenario_file(path).string();
    if (!is_scenario(path)) return false;
    if (!drill.is_log_alone)
      throw std::invalid_argument(path + ": one scenario at a time; lay the other over it with --with");
    drill.script = read_script(path, options.with);
    drill.is_log_alone = false;
    return true;
  });
  if (!options.against.empty() && (drill.is_log_alone || !drill.logs.paths.empty() || options.speed != "max" ||
                                   options.is_controlled || !options.from.empty()))
    throw std::invalid_argument(
        "--against: a server takes a scenario from its beginning, in real time, without logs and without control");
  if (!options.out.empty() && fs::exists(options.out) && !fs::is_empty(options.out))
    throw std::invalid_argument("--out: " + options.out.string() + " has something in it; expected a new folder");
  if (drill.is_log_alone && !options.with.empty())
    throw std::invalid_argument("--with: there is no scenario to lay it over");
  if (!drill.logs.paths.empty()) drill.log.emplace(drill.logs, options.sources);
  auto& scenario = drill.script.scenario;
  if (drill.is_log_alone) {
    if (!drill.log->begins()) throw std::invalid_argument("the logs have no entry with a time (--assume-start)");
    scenario.name = "log";
    scenario.title = {"Replay of a log", "日誌重播"};
    scenario.begins = *drill.log->begins();
    scenario.lasts = std::chrono::days{7};
  }
  if (!options.centres.empty()) scenario.centres = options.centres;
  drill.from = scenario.begins;
  drill.to = scenario.begins + scenario.lasts;
  if (!options.from.empty()) drill.from = drill_moment("--from", options.from, scenario.begins);
  if (!options.to.empty()) drill.to = std::min(drill.to, drill_moment("--to", options.to, scenario.begins));
  return drill;
}

int run_embedded(DrillRunOptions const& options, Drill& drill, geo::RegionSet const& regions,
                 std::vector<plans::PlanBrief> const& plans) {
  auto const& scenario = drill.script.scenario;
  auto const first_centre = scenario.centres.empty() ? geo::CentreId::hk : scenario.centres.front();
  bool log_is_over = false;
  DrillControl* control = nullptr;
  auto const make_stage = [&] {
    log_is_over = false;
    drill::StageOptions stage_options;
    stage_options.regions = regions;
    stage_options.plans = plans;
    stage_options.version = LINGDING_VERSION;
    stage_options.scenario_digest = drill.script.digest;
    if (drill.log) {
      stage_options.feed = [&](logs::Entry& entry) {
        log_is_over = !drill.log->next(entry);
        return !log_is_over;
      };
      stage_options.whose = [&](logs::Entry const& entry) { return drill.log->whose(entry, first_centre); };
    }
    if (!options.is_quiet)
      stage_options.news = [&](drill::StageNews const& news) {
        if (control == nullptr || control->is_news()) print_drill_news(news);
      };
    return std::make_unique<drill::Stage>(scenario, std::move(stage_options));
  };
  auto const again = [&] {
    drill.read_again(options.sources);
    return make_stage();
  };
  auto const begun = WallClock::now();
  DrillControl run(make_stage(),
                   drill.can_be_read_again() ? DrillControl::MakeStage{again} : DrillControl::MakeStage{});
  control = &run;
  run.stage().run_until(std::min(drill.from, drill.to));
  run.begin(drill.speed, options.is_controlled);
  if (drill.is_log_alone) {
    // A log ends where it ends.
    while (!run.is_over() && !log_is_over && run.stage().now() + kSlice <= drill.to) run.go(run.stage().now() + kSlice);
    if (log_is_over) run.go(std::min(drill.to, run.stage().now() + kAfterLog));
  } else {
    run.go(drill.to);
  }
  auto const took = std::chrono::duration<double>(WallClock::now() - begun).count();
  auto const record = run.stage().record();
  auto const simulated = std::chrono::duration<double>(record.ended - record.began).count();
  std::printf("%s to %s, %llu sentences, %.1f s: %.0f times real time\n", geo::to_iso8601(record.began).c_str(),
              geo::to_iso8601(record.ended).c_str(), static_cast<unsigned long long>(record.sentences), took,
              simulated / std::max(took, 1e-3));
  if (!options.out.empty()) run.stage().write_journals(options.out / "journals");
  bool const passed = conclude(record, regions, options.out);
  return (drill.log && drill.log->is_incomplete()) || !passed ? 1 : 0;
}

}  // namespace

int drill_run(DrillRunOptions const& options) {
  return with_bad_options_told([&] {
    auto drill = prepared(options);
    auto const& script = drill.script;
    auto const regions = regions_for_drill();
    auto plans = plan_briefs(options.plans.empty() ? std::vector<std::string>{} : std::vector{options.plans.string()});
    std::printf("%s\n%s  %s\n", std::string{coordinator::kExerciseMarking}.c_str(), script.scenario.title.en.c_str(),
                script.scenario.title.zh_hant.c_str());
    if (options.against.empty()) return run_embedded(options, drill, regions, plans);
    auto const record = run_against(options, script.scenario, script.digest, std::move(plans));
    return conclude(record, regions, options.out) ? 0 : 1;
  });
}

}  // namespace lingding::tools
