// `lingding drill run`: a scenario, or logs, through the real inputs and desks of one, two or three centres.

#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "coordinator/mode.hpp"
#include "geo/datasets/regions.hpp"
#include "geo/sha256.hpp"
#include "plans/document.hpp"
#include "tools/console_client_options.hpp"
#include "tools/drill/live.hpp"
#include "tools/drill/report.hpp"
#include "tools/drill/stage.hpp"
#include "tools/drill_commands.hpp"
#include "tools/log_input.hpp"
#include "tools/officer_line.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using WallClock = std::chrono::steady_clock;

constexpr double kMostSpeed = 10'000;
/// So far a drill at full speed goes between two looks at its control.
constexpr std::chrono::seconds kSlice{10};
constexpr std::chrono::milliseconds kControlEvery{50};
/// A log is over; what its last lines began is waited for.
constexpr std::chrono::seconds kAfterLog{60};

std::optional<geo::CentreId> centre_of(std::string_view text) {
  return geo::parse_centre(text);
}

/// "+00:05:00" into the drill, or a time. \throws std::invalid_argument
geo::UtcTime moment(std::string_view name, std::string const& text, geo::UtcTime begins) {
  if (!text.starts_with('+')) {
    if (auto const time = time_option(name, text)) return *time;
    throw std::invalid_argument(std::string{name} + ": expected a time");
  }
  int hours = 0, minutes = 0, seconds = 0;
  char end = 0;
  if (std::sscanf(text.c_str(), "+%2d:%2d:%2d%c", &hours, &minutes, &seconds, &end) != 3 || minutes > 59 ||
      seconds > 59)
    throw std::invalid_argument(std::string{name} + ": found " + text + "; expected +HH:MM:SS or a time");
  return begins + std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
}

/// Empty: as fast as it goes.
std::optional<double> speed_of(std::string_view text) {
  if (text == "max") return std::nullopt;
  double speed = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (failure != std::errc{} || end != text.data() + text.size() || !(speed >= 1 && speed <= kMostSpeed))
    throw std::invalid_argument("speed: found " + std::string{text} + "; expected 1 to 10000, or max");
  return speed;
}

std::vector<plans::PlanBrief> briefs(fs::path const& folder) {
  std::vector<plans::PlanBrief> briefs;
  for (auto const& file : plan_files({folder.string()})) {
    auto plan = plans::read_plan(read_document(file));
    if (!plan) throw std::runtime_error(file.string() + " is no valid plan: lingding plan check tells why");
    for (auto& ship : plan->ships) briefs.push_back(std::move(ship));
  }
  return briefs;
}

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

struct Script {
  drill::Scenario scenario;
  std::string digest;
};

/// \throws std::invalid_argument with every fault, each on a line.
Script read_script(std::string const& path, std::vector<fs::path> const& with) {
  auto text = read_at_most(path, drill::kMaxScenarioBytes);
  std::string more;
  for (auto const& file : with) more += read_at_most(file, drill::kMaxScenarioBytes) + "\n";
  auto scenario = with.empty() ? drill::read_scenario(text) : drill::read_scenario(text, more);
  if (!scenario) {
    std::string faults;
    for (auto const& fault : scenario.error())
      faults += (faults.empty() ? "" : "\n") + to_text(fault, fault.in_more ? with.front().string() : path);
    throw std::invalid_argument(faults);
  }
  geo::Sha256 sha;
  sha.update(text).update(std::string_view{"\0", 1}).update(more);
  return {*std::move(scenario), geo::to_hex(sha.finish())};
}

/// A drill of logs alone: no ships, no script.
class LogDrill {
 public:
  LogDrill(LogOptions const& options, std::vector<std::string> const& sources) : logs_(open_logs(options)) {
    for (auto const& text : sources) {
      auto const equals = text.find('=');
      auto const centre = equals == text.npos ? std::nullopt : centre_of(std::string_view{text}.substr(equals + 1));
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

/// Lines on standard input, without waiting for them.
class ControlLines {
 public:
  /// Waits so long at most. Empty: none is whole yet.
  std::optional<std::string> next(milliseconds wait) {
    for (;;) {
      if (auto const end = text_.find('\n'); end != text_.npos) {
        auto line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
      }
      if (is_over_) {
        std::this_thread::sleep_for(wait);
        return std::nullopt;
      }
      pollfd one{STDIN_FILENO, POLLIN, 0};
      if (::poll(&one, 1, static_cast<int>(wait.count())) <= 0) return std::nullopt;
      std::array<char, 4096> bytes{};
      auto const count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
      if (count <= 0) {
        is_over_ = true;
        if (!text_.empty()) text_ += '\n';
        continue;
      }
      text_.append(bytes.data(), static_cast<std::size_t>(count));
      if (text_.size() > kMostText) throw std::runtime_error("a control line is longer than 64 KiB");
      wait = milliseconds{0};
    }
  }
  bool is_over() const { return is_over_ && text_.empty(); }

 private:
  static constexpr std::size_t kMostText = 65536;
  std::string text_;
  bool is_over_ = false;
};

/// How far the drill may have gone by now.
class Pace {
 public:
  Pace(std::optional<double> speed, geo::UtcTime from) : speed_(speed) { go_on(from); }
  void set_speed(std::optional<double> speed, geo::UtcTime now) {
    speed_ = speed;
    go_on(now);
  }
  void go_on(geo::UtcTime now) {
    base_ = now;
    since_ = WallClock::now();
    is_paused_ = false;
  }
  void pause() { is_paused_ = true; }
  bool is_paused() const { return is_paused_; }
  bool is_full_speed() const { return !speed_; }
  geo::UtcTime allowed(geo::UtcTime now) const {
    if (is_paused_) return now;
    if (!speed_) return now + kSlice;
    auto const passed = std::chrono::duration<double, std::milli>(WallClock::now() - since_).count() * *speed_;
    return base_ + milliseconds{static_cast<std::int64_t>(passed)};
  }

 private:
  std::optional<double> speed_;
  geo::UtcTime base_{};
  WallClock::time_point since_;
  bool is_paused_ = false;
};

class Run {
 public:
  Run(drill::Stage& stage, Pace pace, bool is_controlled) : stage_(stage), pace_(pace), is_controlled_(is_controlled) {}

  bool is_over() const { return is_over_; }

  void go(geo::UtcTime end) {
    while (stage_.now() + drill::Stage::kStep <= end && !stage_.is_over() && !is_over_) {
      stage_.run_until(std::min(pace_.allowed(stage_.now()), end));
      if (is_controlled_) {
        control(end);
      } else if (!pace_.is_full_speed()) {
        std::this_thread::sleep_for(kControlEvery);
      }
    }
  }

 private:
  void control(geo::UtcTime end) {
    // A director who has gone pauses nothing.
    if (lines_.is_over() && pace_.is_paused()) pace_.go_on(stage_.now());
    auto const wait = pace_.is_full_speed() && !pace_.is_paused() ? milliseconds{0} : milliseconds{kControlEvery};
    auto const line = lines_.next(wait);
    if (!line) return;
    try {
      obey(*line, end);
    } catch (std::invalid_argument const& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
  }
  void obey(std::string const& line, geo::UtcTime end) {
    auto const blank = std::min(line.find(' '), line.size());
    auto const word = line.substr(0, blank);
    auto const rest = blank < line.size() ? line.substr(blank + 1) : std::string{};
    if (word == "pause") return pace_.pause();
    if (word == "go") return pace_.go_on(stage_.now());
    if (word == "quit") {
      is_over_ = true;
      return;
    }
    if (word == "step") {
      stage_.run_to_next();
      return pace_.pause();
    }
    if (word == "jump") {
      auto const to = moment("jump", rest, stage_.now());
      if (to < stage_.now()) throw std::invalid_argument("jump: a drill goes forward only; run it again to go back");
      stage_.run_until(std::min(to, end));
      return pace_.is_paused() ? pace_.pause() : pace_.go_on(stage_.now());
    }
    if (word == "speed") return pace_.set_speed(speed_of(rest), stage_.now());
    if (word == "officer") return officer(rest);
    throw std::invalid_argument("found " + word + "; expected pause, go, step, jump, speed, officer or quit");
  }
  /// "HK chan {"type":"acknowledge",…}"
  void officer(std::string const& rest) {
    auto const first = rest.find(' ');
    auto const second = first == rest.npos ? rest.npos : rest.find(' ', first + 1);
    auto const centre = centre_of(rest.substr(0, std::min(first, rest.size())));
    if (!centre || second == rest.npos)
      throw std::invalid_argument("officer: expected a centre, a name and a command in JSON");
    auto const outcome =
        stage_.officer(*centre, rest.substr(first + 1, second - first - 1), std::string_view{rest}.substr(second + 1));
    std::printf("%s\n", outcome.c_str());
  }

  drill::Stage& stage_;
  Pace pace_;
  ControlLines lines_;
  bool is_controlled_;
  bool is_over_ = false;
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

/// Officers' lines to a server, one for each centre and name.
class Officers {
 public:
  /// \throws std::invalid_argument for a key that is none of a centre's
  Officers(std::string endpoint, std::vector<std::string> const& keys) : endpoint_(std::move(endpoint)) {
    for (auto const& text : keys) {
      auto const equals = text.find('=');
      auto const centre = equals == text.npos ? std::nullopt : centre_of(std::string_view{text}.substr(0, equals));
      if (!centre) throw std::invalid_argument("key: found " + text + "; expected CN-GD=FILE, HK=FILE or MO=FILE");
      keys_[*centre] = text.substr(equals + 1);
    }
  }
  std::string command(geo::CentreId centre, std::string const& officer, std::string const& command) {
    constexpr std::chrono::seconds kPatience{5};
    auto const outcome = line(centre, officer).command(command, kPatience);
    if (!outcome) return "no answer: " + outcome.error();
    return outcome->is_done ? "done" : outcome->code;
  }

 private:
  OfficerLine& line(geo::CentreId centre, std::string const& officer) {
    auto const key = keys_.find(centre);
    // A key names its officer; without keys everybody has his own line.
    auto& line = lines_[{centre, key == keys_.end() ? officer : std::string{}}];
    if (line) return *line;
    ConsoleOptions console;
    console.centre = geo::to_text(centre);
    console.endpoint = endpoint_;
    console.mode = coordinator::to_text(coordinator::Mode::exercise);
    if (key == keys_.end()) {
      console.officer = officer;
    } else {
      console.key = key->second;
    }
    auto client = client_options(console);
    client.name = "lingding drill";
    line = std::make_unique<OfficerLine>(std::move(client), "drill");
    return *line;
  }

  std::string endpoint_;
  std::map<geo::CentreId, std::string> keys_;
  std::map<std::pair<geo::CentreId, std::string>, std::unique_ptr<OfficerLine>> lines_;
};

void print_news(drill::StageNews const& news) {
  auto text = news.text;
  // One line, of bounded length: a SIT message is many.
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20U) c = ' ';
  constexpr std::size_t kMost = 160;
  if (text.size() > kMost) {
    auto cut = kMost;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "…";
  }
  auto const centre = news.centre ? std::string{geo::to_text(*news.centre)} : std::string{};
  char const mark = news.kind == drill::StageNews::Kind::done      ? '>'
                    : news.kind == drill::StageNews::Kind::refused ? '!'
                                                                   : ' ';
  std::printf("%s  %c %-6s %s\n", geo::to_iso8601(news.at).c_str(), mark, centre.c_str(), text.c_str());
}

}  // namespace

namespace {

/// Against a running server, in real time.
int run_against(DrillRunOptions const& options, Script const& script, geo::RegionSet const& regions,
                std::vector<plans::PlanBrief> plans) {
  auto server = drill::find_server(options.against);
  if (!server) throw std::runtime_error(server.error());
  Officers officers{server->console, options.keys};
  drill::LiveOptions live_options;
  live_options.plans = std::move(plans);
  live_options.command = [&](auto centre, auto const& officer, auto const& command) {
    return officers.command(centre, officer, command);
  };
  if (!options.is_quiet) live_options.news = print_news;
  live_options.version = LINGDING_VERSION;
  live_options.scenario_digest = script.digest;
  auto scenario = script.scenario;
  if (!options.to.empty())
    scenario.lasts = std::min(scenario.lasts, moment("to", options.to, scenario.begins) - scenario.begins);
  drill::Live live(std::move(scenario), *std::move(server), std::move(live_options));
  while (!live.is_over()) {
    live.look();
    std::this_thread::sleep_for(drill::Live::kLookEvery);
  }
  live.look();
  return conclude(live.record(), regions, options.out) ? 0 : 1;
}

}  // namespace

int drill_run(DrillRunOptions const& options) {
  LogOptions logs = options.logs;
  std::optional<Script> script;
  std::optional<LogDrill> log;
  drill::StageOptions stage_options;
  std::optional<double> speed;
  try {
    speed = speed_of(options.speed);
    std::erase_if(logs.paths, [&](std::string& path) {
      if (path != "-" && !fs::exists(path)) path = scenario_file(path).string();
      if (!is_scenario(path)) return false;
      if (script) throw std::invalid_argument(path + ": one scenario at a time; lay the other over it with --with");
      script = read_script(path, options.with);
      return true;
    });
    if (!options.against.empty() && (!script || log || options.speed != "max" || options.is_controlled))
      throw std::invalid_argument("against: a server takes a scenario, in real time, and no control");
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

  auto const share = share_folder();
  auto regions = geo::datasets::load_regions(share / "geo" / "data" / "regions.geojson");
  if (!regions) throw std::runtime_error(to_text(regions.error()));
  auto const& regions_of_drill = *regions;
  stage_options.regions = *regions;
  stage_options.plans = briefs(options.plans.empty() ? share / "plans" / "data" / "samples" : options.plans);
  stage_options.version = LINGDING_VERSION;
  stage_options.scenario_digest = script->digest;
  bool log_is_over = false;
  if (log) {
    stage_options.feed = [&](logs::Entry& entry) {
      if (!log->next(entry)) {
        log_is_over = true;
        return false;
      }
      return true;
    };
    stage_options.whose = [&](logs::Entry const& entry) { return log->whose(entry, first_centre); };
  }
  if (!options.is_quiet) stage_options.news = print_news;

  geo::UtcTime from = scenario.begins;
  geo::UtcTime to = scenario.begins + scenario.lasts;
  try {
    if (!options.from.empty()) from = moment("from", options.from, scenario.begins);
    if (!options.to.empty()) to = std::min(to, moment("to", options.to, scenario.begins));
  } catch (std::invalid_argument const& error) {
    std::fprintf(stderr, "lingding drill run: %s\n", error.what());
    return 2;
  }
  std::printf("%s\n%s  %s\n", std::string{coordinator::kExerciseMarking}.c_str(), scenario.title.en.c_str(),
              scenario.title.zh_hant.c_str());
  if (!options.against.empty()) {
    try {
      return run_against(options, *script, regions_of_drill, std::move(stage_options.plans));
    } catch (std::invalid_argument const& error) {
      std::fprintf(stderr, "lingding drill run: %s\n", error.what());
      return 2;
    }
  }
  auto const begun = WallClock::now();
  drill::Stage stage(scenario, std::move(stage_options));
  stage.run_until(std::min(from, to));
  Run run(stage, Pace{speed, stage.now()}, options.is_controlled);
  bool const is_log_alone = log && script->digest.empty();
  if (is_log_alone) {
    // A log ends where it ends.
    while (!run.is_over() && !log_is_over && stage.now() + kSlice <= to) run.go(stage.now() + kSlice);
    if (log_is_over) run.go(std::min(to, stage.now() + kAfterLog));
  } else {
    run.go(to);
  }
  auto const took = std::chrono::duration<double>(WallClock::now() - begun).count();
  auto const record = stage.record();
  auto const simulated = std::chrono::duration<double>(record.ended - record.began).count();
  std::printf("%s to %s, %llu sentences, %.1f s: %.0f times real time\n", geo::to_iso8601(record.began).c_str(),
              geo::to_iso8601(record.ended).c_str(), static_cast<unsigned long long>(record.sentences), took,
              simulated / std::max(took, 1e-3));
  if (!options.out.empty()) stage.write_journals(options.out / "journals");
  bool const passed = conclude(record, regions_of_drill, options.out);
  return (log && log->is_incomplete()) || !passed ? 1 : 0;
}

}  // namespace lingding::tools
