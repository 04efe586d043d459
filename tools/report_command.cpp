// `lingding report`: what was said by telephone or radio, to a running server, as a centre's officer.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "coordinator/codec.hpp"
#include "geo/datasets/gazetteer.hpp"
#include "geo/spoken_position.hpp"
#include "tools/console_client_options.hpp"
#include "tools/officer_line.hpp"
#include "tools/place_reader.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;

/// Sends it and waits for what became of it.
int send(ReportOptions const& options, std::string const& command) {
  auto client_options = tools::client_options(options.console);
  client_options.name = "lingding report";
  // Nobody sees a banner here before it is told: a real call must not end in an exercise unseen.
  if (!client_options.mode) client_options.mode = coordinator::Mode::real;
  if (*client_options.mode == coordinator::Mode::exercise)
    std::fprintf(stderr, "lingding report: %s: told to an exercise%s\n",
                 std::string{coordinator::kExerciseMarking}.c_str(),
                 options.no_duff ? ", as NO DUFF. Hand it to the real desk NOW" : "");
  OfficerLine line(std::move(client_options), "report");
  auto const outcome = line.command(command, options.patience);
  if (!outcome) {
    std::fprintf(stderr, "lingding report: not known to be taken: %s. Tell it again, or by the console.\n",
                 outcome.error().c_str());
    return kRefused;
  }
  std::printf("%s\n", outcome->json.c_str());
  if (outcome->is_done) return kDone;
  std::fprintf(stderr, "lingding report: refused: %s\n", outcome->text.c_str());
  return kRefused;
}

}  // namespace

geo::Gazetteer read_gazetteer(std::filesystem::path const& file) {
  auto const path = file.empty() ? share_folder() / "geo" / "data" / "gazetteer.geojson" : file;
  auto gazetteer = geo::datasets::load_gazetteer(path);
  if (!gazetteer) throw std::runtime_error(geo::datasets::to_text(gazetteer.error()));
  return *std::move(gazetteer);
}

terminal::PlaceReader place_reader(std::shared_ptr<geo::Gazetteer const> gazetteer) {
  return [gazetteer = std::move(gazetteer)](std::string_view text) -> std::optional<coordinator::PossiblePosition> {
    auto const place = geo::parse_place(text, *gazetteer);
    if (!place) return std::nullopt;
    return coordinator::PossiblePosition{place->position, place->radius, coordinator::PositionSource::stated, {}};
  };
}

int report(ReportOptions const& options) {
  auto const gazetteer = std::make_shared<geo::Gazetteer const>(read_gazetteer(options.gazetteer));
  if (!options.position.empty()) {
    auto const place = geo::parse_place(options.position, *gazetteer);
    if (!place && !options.as_said) {
      std::fprintf(stderr, "lingding report: --position: %s\n  (--as-said files the words without a position)\n",
                   geo::to_text(place.error()).c_str());
      return kUsage;
    }
    if (place)
      std::fprintf(stderr, "lingding report: position understood as %s, within %.1f nm\n", place->understood.c_str(),
                   place->radius.nautical_miles());
  }
  std::vector<std::string> const answers{options.caller, options.ship,    options.identity, options.position,
                                         options.nature, options.persons, options.words};
  auto report = terminal::report_of(answers, place_reader(gazetteer), terminal::Language::en);
  if (!report) {
    std::fprintf(stderr, "lingding report: %s\n", report.error().c_str());
    return kUsage;
  }
  report->no_duff = options.no_duff;
  std::string command;
  coordinator::append_json(command,
                           coordinator::Command{coordinator::ReportDistress{options.incident, *std::move(report)}});
  return send(options, command);
}

}  // namespace lingding::tools
