#include "tools/drill/live.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/line_sender.hpp"
#include "adapters/store/journal.hpp"
#include "coordinator/mode.hpp"
#include "geo/sha256.hpp"
#include "tools/drill/detail/player.hpp"

namespace lingding::drill {
namespace {

namespace json = boost::json;
using geo::CentreId;
using geo::UtcTime;

constexpr std::string_view kNotHere = "not_against_a_server";
constexpr std::chrono::seconds kTrackEvery{30};
/// Entries that are read at a look; what is more comes at the next.
constexpr std::size_t kMostEntries = 10'000;
/// A server that has gone is looked for again so often.
constexpr std::chrono::seconds kTryAgain{1};

using Wanted = std::set<std::pair<CentreId, logs::Format>>;

/// What the scenario brings to which centre.
Wanted wanted_inputs(Scenario const& scenario) {
  Wanted wanted;
  auto const takes_part = [&](CentreId centre) {
    return scenario.centres.empty() || std::ranges::find(scenario.centres, centre) != scenario.centres.end();
  };
  auto const want = [&](CentreId centre, logs::Format format) {
    if (takes_part(centre)) wanted.emplace(centre, format);
  };
  auto const& hear = scenario.reception.heard_by;
  bool const has_traffic =
      !scenario.ships.empty() || scenario.background.timetables || scenario.background.other_ships > 0;
  for (auto const centre : geo::kCentres)
    if (has_traffic && (hear.empty() || std::ranges::find(hear, centre) != hear.end())) want(centre, logs::Format::ais);
  for (auto const& act : scenario.acts) {
    if (auto const* const brings = std::get_if<SourceBrings>(&act.body)) want(brings->centre, brings->format);
    if (auto const* const calls = std::get_if<DscCalls>(&act.body)) want(calls->centre, logs::Format::dsc);
  }
  return wanted;
}

std::string text_of(json::object const& object, std::string_view name) {
  auto const* const found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

}  // namespace

geo::Expected<LiveServer, std::string> find_server(std::filesystem::path const& data) {
  auto const file = data / "endpoints.json";
  std::ifstream in{file, std::ios::binary};
  std::string const text{std::istreambuf_iterator<char>{in}, {}};
  if (!in && text.empty()) return geo::Unexpected{file.string() + " can't be read: does a server run on this folder?"};
  json::error_code fault;
  auto const value = json::parse(text, fault);
  if (fault || !value.is_object()) return geo::Unexpected{file.string() + " is no JSON object"};
  auto const& object = value.get_object();
  LiveServer server;
  server.data = data;
  server.is_exercise = text_of(object, "mode") == coordinator::to_text(coordinator::Mode::exercise);
  server.console = text_of(object, "console");
  auto const* const inputs = object.if_contains("inputs");
  if (inputs == nullptr || !inputs->is_array()) return geo::Unexpected{file.string() + " names no inputs"};
  for (auto const& one : inputs->get_array()) {
    if (!one.is_object()) continue;
    auto const& input = one.get_object();
    auto const centre = geo::parse_centre(text_of(input, "centre"));
    auto const format = logs::parse_format(text_of(input, "format"));
    if (!centre || !format) return geo::Unexpected{file.string() + ": an input has no centre or format"};
    server.inputs.push_back({text_of(input, "name"), *centre, *format, text_of(input, "address")});
  }
  return server;
}

class Live::Impl final : private detail::Theatre {
 public:
  Impl(Scenario scenario, LiveServer server, LiveOptions options)
      : server_(std::move(server)),
        options_(std::move(options)),
        begins_(scenario.begins),
        lasts_(scenario.lasts),
        player_(std::move(scenario), options_.plans, *this, options_.news),
        began_(clock_.now()) {
    if (!server_.is_exercise)
      throw std::invalid_argument(server_.data.string() +
                                  " is a real server's: a drill runs against one with [server] mode = \"exercise\"");
    for (auto const& [centre, format] : wanted_inputs(player_.scenario())) connect(centre, format);
    for (auto const centre : player_.scenario().centres) {
      auto& journal = journals_[centre];
      journal.reader = std::make_unique<store::SqliteJournalReader>(server_.data / std::string{geo::to_text(centre)});
      journal.read = journal.first = journal.reader->last();
    }
    next_track_ = begins_ + kTrackEvery;
  }
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;
  ~Impl() override = default;

  UtcTime now() const { return begins_ + (clock_.now() - began_); }
  bool is_over() const { return now() >= begins_ + lasts_; }

  void look() {
    auto const to = std::min(now(), begins_ + lasts_);
    player_.listen(to);
    read_journals(to);
    while (player_.perform_due(to)) read_journals(to);
    if (to >= next_track_) {
      player_.look_at_tracks(to);
      next_track_ += kTrackEvery;
    }
  }

  RunRecord record() const {
    auto record = player_.record(std::min(now(), begins_ + lasts_));
    record.scenario_digest = options_.scenario_digest;
    record.version = options_.version;
    record.embedded = false;
    for (auto const& [centre, journal] : journals_) {
      CentreRecord one;
      one.centre = centre;
      one.entries = journal.read - journal.first;
      one.digest = geo::to_hex(journal.digest);
      one.incidents = player_.incidents(centre);
      record.centres.push_back(std::move(one));
    }
    return record;
  }

 private:
  /// Lines to one of the server's sources.
  struct Line {
    std::string source;
    std::unique_ptr<runtime::LineSender> sender;  ///< nullptr: the server has gone
    UtcTime again_at{};
  };
  struct Journal {
    std::unique_ptr<store::SqliteJournalReader> reader;
    coordinator::Seq first = 0;  ///< entries up to here were there before
    coordinator::Seq read = 0;
    coordinator::Digest digest{};
  };

  void connect(CentreId centre, logs::Format format) {
    auto const found = std::ranges::find_if(server_.inputs, [&](LiveServer::Input const& input) {
      return input.centre == centre && input.format == format;
    });
    if (found == server_.inputs.end())
      throw std::invalid_argument("the server has no tcp_server source of format " +
                                  std::string{logs::to_text(format)} + " at " + std::string{geo::to_text(centre)} +
                                  ", which the scenario needs");
    lines_[{centre, format}] = {found->name, std::make_unique<runtime::LineSender>(found->address), {}};
  }  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the analyzer loses what is moved into the map

  void read_journals(UtcTime to) {
    for (auto& [centre, journal] : journals_) {
      journal.reader->read(journal.read, kMostEntries, [&, of = centre](coordinator::Entry const& entry) {
        auto shifted = entry;
        shifted.content.at = begins_ + (entry.content.at - began_);
        player_.read(of, shifted, to);
        journals_.at(of).read = entry.seq;
        journals_.at(of).digest = entry.hash;
        return true;
      });
    }
  }

  void bring(CentreId centre, logs::Format format, std::string const&, std::string_view text) override {
    auto& line = lines_.at({centre, format});
    if (line.sender == nullptr && now() >= line.again_at) reach_again(centre, line);
    if (line.sender != nullptr && line.sender->try_send(text)) return;
    bool const was_reached = line.sender != nullptr;
    line.sender.reset();
    if (was_reached)
      tell(centre, "the server's source " + line.source + " takes no lines: they are lost until it does");
    line.again_at = now() + kTryAgain;
  }
  /// A server that was started again may have other ports.
  void reach_again(CentreId centre, Line& line) {
    auto const server = find_server(server_.data);
    if (!server) return;
    auto const found = std::ranges::find(server->inputs, line.source, &LiveServer::Input::name);
    if (found == server->inputs.end()) return;
    try {
      line.sender = std::make_unique<runtime::LineSender>(found->address);
    } catch (std::runtime_error const&) {
      return;
    }
    tell(centre, "the server's source " + line.source + " takes lines again");
  }
  void tell(CentreId centre, std::string text) const {
    if (options_.news) options_.news({StageNews::Kind::refused, now(), centre, std::move(text)});
  }
  std::string command(CentreId centre, std::string const& officer, std::string const& command) override {
    return options_.command(centre, officer, command);
  }
  std::string notice(CentreId, plans::BriefText const&) override { return std::string{kNotHere}; }
  std::string link(CentreId, CentreId, bool) override { return std::string{kNotHere}; }
  std::string restart(CentreId) override { return std::string{kNotHere}; }

  LiveServer server_;
  LiveOptions options_;
  runtime::SystemClock clock_;
  UtcTime begins_;
  std::chrono::milliseconds lasts_;
  detail::Player player_;
  UtcTime began_;
  UtcTime next_track_{};
  std::map<std::pair<CentreId, logs::Format>, Line> lines_;
  std::map<CentreId, Journal> journals_;
};

Live::Live(Scenario scenario, LiveServer server, LiveOptions options)
    : impl_(std::make_unique<Impl>(std::move(scenario), std::move(server), std::move(options))) {}
Live::~Live() = default;
Live::Live(Live&&) noexcept = default;
Live& Live::operator=(Live&&) noexcept = default;
UtcTime Live::now() const {
  return impl_->now();
}
bool Live::is_over() const {
  return impl_->is_over();
}
void Live::look() {
  impl_->look();
}
RunRecord Live::record() const {
  return impl_->record();
}

}  // namespace lingding::drill
