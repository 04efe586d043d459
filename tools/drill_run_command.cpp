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
    return line.front() == '{' && line.find("\"scenario\"") != line.npos;
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
          equals == text.npos ? std::nullopt : geo::parse_centre(std::string_view{text}.substr(equals + 1));
      if (!centre) throw std::invalid_argument("source: found " + text + "; expected NAME=CN-GD, NAME=HK or NAME=MO");
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

}  // namespace

int drill_run(DrillRunOptions const& options) {
  LogOptions logs = options.logs;
  std::optional<ScenarioText> script;
  std::optional<LogDrill> log;
  std::optional<double> speed;
  try {
    speed = drill_speed(options.speed);
    std::erase_if(logs.paths, [&](std::string& path) {
      if (path != "-" && !fs::exists(path)) path = scenario_file(path).string();
      if (!is_scenario(path)) return false;
      if (script) throw std::invalid_argument(path + ": one scenario at a time; lay the other over it with --with");
      script = read_script(path, options.with);
      return true;
    });
    if (!options.against.empty() &&
        (!script || log || options.speed != "max" || options.is_controlled || !options.from.empty()))
      throw std::invalid_argument(
          "against: a server takes a scenario from its beginning, in real time, without control");
    if (!options.out.empty() && fs::exists(options.out) && !fs::is_empty(options.out))
      throw std::invalid_argument("out: " + options.out.string() + " has something in it; expected a new folder");
    if (!script && !options.with.empty()) throw std::invalid_argument("with: there is no scenario to lay it over");
    if (!logs.paths.empty()) log.emplace(logs, options.sources);
    if (!script) {
      if (!log->begins()) throw std::invalid_argument("the logs have no entry with a time (--assume-start)");
      script.emplace();
      script->scenario.name = "log";
      script->scenario.title = {"Replay of a log", "日誌重播"};
      script->scenario.begins = *log->begins();
      script->scenario.lasts = std::chrono::days{7};
    }
  } catch (std::invalid_argument const& error) {
    std::fprintf(stderr, "lingding drill run: %s\n", error.what());
    return 2;
  }
  if (!options.centres.empty()) script->scenario.centres = options.centres;
  auto const& scenario = script->scenario;
  auto const first_centre = scenario.centres.empty() ? geo::CentreId::hk : scenario.centres.front();

  auto const regions = regions_for_drill();
  auto plans = plan_briefs(options.plans.empty() ? std::vector<std::string>{} : std::vector{options.plans.string()});
  geo::UtcTime from = scenario.begins;
  geo::UtcTime to = scenario.begins + scenario.lasts;
  try {
    if (!options.from.empty()) from = drill_moment("from", options.from, scenario.begins);
    if (!options.to.empty()) to = std::min(to, drill_moment("to", options.to, scenario.begins));
  } catch (std::invalid_argument const& error) {
    std::fprintf(stderr, "lingding drill run: %s\n", error.what());
    return 2;
  }
  std::printf("%s\n%s  %s\n", std::string{coordinator::kExerciseMarking}.c_str(), scenario.title.en.c_str(),
              scenario.title.zh_hant.c_str());
  if (!options.against.empty()) {
    try {
      auto const record = run_against(options, scenario, script->digest, std::move(plans));
      return conclude(record, regions, options.out) ? 0 : 1;
    } catch (std::invalid_argument const& error) {
      std::fprintf(stderr, "lingding drill run: %s\n", error.what());
      return 2;
    }
  }
  bool log_is_over = false;
  DrillControl* control = nullptr;
  auto const make_stage = [&] {
    log_is_over = false;
    drill::StageOptions stage_options;
    stage_options.regions = regions;
    stage_options.plans = plans;
    stage_options.version = LINGDING_VERSION;
    stage_options.scenario_digest = script->digest;
    if (log) {
      stage_options.feed = [&](logs::Entry& entry) {
        log_is_over = !log->next(entry);
        return !log_is_over;
      };
      stage_options.whose = [&](logs::Entry const& entry) { return log->whose(entry, first_centre); };
    }
    if (!options.is_quiet)
      stage_options.news = [&](drill::StageNews const& news) {
        if (control == nullptr || control->is_news()) print_drill_news(news);
      };
    return std::make_unique<drill::Stage>(scenario, std::move(stage_options));
  };
  auto const again = [&] {
    if (log) log.emplace(logs, options.sources);
    return make_stage();
  };
  bool const can_be_read_again = std::ranges::find(logs.paths, "-") == logs.paths.end();
  auto const begun = WallClock::now();
  DrillControl run(make_stage(), can_be_read_again ? DrillControl::MakeStage{again} : DrillControl::MakeStage{});
  control = &run;
  run.stage().run_until(std::min(from, to));
  run.begin(speed, options.is_controlled);
  bool const is_log_alone = log && script->digest.empty();
  if (is_log_alone) {
    // A log ends where it ends.
    while (!run.is_over() && !log_is_over && run.stage().now() + kSlice <= to) run.go(run.stage().now() + kSlice);
    if (log_is_over) run.go(std::min(to, run.stage().now() + kAfterLog));
  } else {
    run.go(to);
  }
  auto const took = std::chrono::duration<double>(WallClock::now() - begun).count();
  auto const record = run.stage().record();
  auto const simulated = std::chrono::duration<double>(record.ended - record.began).count();
  std::printf("%s to %s, %llu sentences, %.1f s: %.0f times real time\n", geo::to_iso8601(record.began).c_str(),
              geo::to_iso8601(record.ended).c_str(), static_cast<unsigned long long>(record.sentences), took,
              simulated / std::max(took, 1e-3));
  if (!options.out.empty()) run.stage().write_journals(options.out / "journals");
  bool const passed = conclude(record, regions, options.out);
  return (log && log->is_incomplete()) || !passed ? 1 : 0;
}

}  // namespace lingding::tools
