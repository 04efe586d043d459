#include "tools/drill_against.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>
#include <thread>

#include "coordinator/mode.hpp"
#include "tools/console_client_options.hpp"
#include "tools/drill/live.hpp"
#include "tools/drill_control.hpp"
#include "tools/drill_news.hpp"
#include "tools/officer_line.hpp"

namespace lingding::tools {
namespace {

/// Officers' lines to a server, one for each centre and name.
class Officers {
 public:
  /// \throws std::invalid_argument for a key that is none of a centre's
  Officers(std::string endpoint, std::vector<std::string> const& keys) : endpoint_(std::move(endpoint)) {
    for (auto const& text : keys) {
      auto const equals = text.find('=');
      auto const centre =
          equals == std::string::npos ? std::nullopt : geo::parse_centre(std::string_view{text}.substr(0, equals));
      if (!centre) throw std::invalid_argument("--key: found " + text + "; expected CN-GD=FILE, HK=FILE or MO=FILE");
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

}  // namespace

drill::RunRecord run_against(DrillRunOptions const& options, drill::Scenario scenario, std::string const& digest,
                             std::vector<plans::PlanBrief> plans) {
  auto server = drill::find_server(options.against);
  if (!server) throw std::runtime_error(server.error());
  Officers officers{server->console, options.keys};
  drill::LiveOptions live_options;
  live_options.plans = std::move(plans);
  live_options.command = [&](auto centre, auto const& officer, auto const& command) {
    return officers.command(centre, officer, command);
  };
  if (!options.is_quiet) live_options.news = print_drill_news;
  live_options.version = LINGDING_VERSION;
  live_options.scenario_digest = digest;
  if (!options.to.empty())
    scenario.lasts = std::min(scenario.lasts, drill_moment("to", options.to, scenario.begins) - scenario.begins);
  drill::Live live(std::move(scenario), *std::move(server), std::move(live_options));
  while (!live.is_over()) {
    live.look();
    std::this_thread::sleep_for(drill::Live::kLookEvery);
  }
  live.look();
  return live.record();
}

}  // namespace lingding::tools
