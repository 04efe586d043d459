// `lingding report`: what was said by telephone or radio, to a running server, as a centre's officer.

#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "adapters/runtime/clock.hpp"
#include "coordinator/codec.hpp"
#include "geo/datasets/gazetteer.hpp"
#include "geo/spoken_position.hpp"
#include "tools/console_client_options.hpp"
#include "tools/place_reader.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;

/// The effect that answers the command in a message of the server; null: none does.
json::object const* outcome_in(json::value const& message, std::string_view id) {
  if (!message.is_object()) return nullptr;
  auto const* const effects = message.get_object().if_contains("effects");
  if (effects == nullptr || !effects->is_array()) return nullptr;
  for (auto const& effect : effects->get_array()) {
    if (!effect.is_object()) continue;
    auto const* const of = effect.get_object().if_contains("command_id");
    if (of != nullptr && of->is_string() && std::string_view{of->get_string()} == id) return &effect.get_object();
  }
  return nullptr;
}

std::string text_of(json::object const& object, std::string_view name) {
  auto const* const found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

/// Sends it and waits for what became of it.
int send(ReportOptions const& options, std::string const& command) {
  auto client_options = tools::client_options(options.console);
  client_options.name = "lingding report";
  client_options.start = bus::ClientOptions::Start::newest;
  // Nobody sees a banner here before it is told: a real call must not end in an exercise unseen.
  if (!client_options.mode) client_options.mode = coordinator::Mode::real;
  if (*client_options.mode == coordinator::Mode::exercise)
    std::fprintf(stderr, "lingding report: %s: told to an exercise%s\n",
                 std::string{coordinator::kExerciseMarking}.c_str(),
                 options.no_duff ? ", as NO DUFF. Hand it to the real desk NOW" : "");
  bus::ConsoleClient client(std::move(client_options));
  auto const id = "report-" + std::to_string(runtime::SystemClock{}.now().time_since_epoch().count()) + "-" +
                  std::to_string(::getpid());
  if (!client.command(id, command)) throw std::runtime_error("the command can't be sent");
  auto const deadline = std::chrono::steady_clock::now() + options.patience;
  std::string why = "no answer";
  while (std::chrono::steady_clock::now() < deadline) {
    for (auto const& event : client.poll(std::chrono::milliseconds{250})) {
      if (event.kind == bus::ClientEvent::Kind::lost) why = event.text;
      if (event.kind != bus::ClientEvent::Kind::message) continue;
      json::error_code fault;
      auto const message = json::parse(event.text, fault);
      auto const* const outcome = fault ? nullptr : outcome_in(message, id);
      if (outcome == nullptr) continue;
      std::printf("%s\n", json::serialize(*outcome).c_str());
      if (text_of(*outcome, "type") == "command_done") return kDone;
      std::fprintf(stderr, "lingding report: refused: %s\n", text_of(*outcome, "text").c_str());
      return kRefused;
    }
  }
  std::fprintf(stderr, "lingding report: not known to be taken: %s. Tell it again, or by the console.\n", why.c_str());
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
