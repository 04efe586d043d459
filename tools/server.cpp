#include "tools/server.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/ais/intake.hpp"
#include "adapters/ais/picture.hpp"
#include "adapters/ais/ship_watch.hpp"
#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/keys.hpp"
#include "adapters/cap/intake.hpp"
#include "adapters/dsc/intake.hpp"
#include "adapters/link/transport.hpp"
#include "adapters/notify/notifier.hpp"
#include "adapters/runtime/desk_loop.hpp"
#include "adapters/runtime/document_door.hpp"
#include "adapters/runtime/io.hpp"
#include "adapters/runtime/line_source.hpp"
#include "adapters/runtime/raw_log.hpp"
#include "adapters/runtime/silence_watch.hpp"
#include "adapters/runtime/spool_source.hpp"
#include "adapters/sarsat/intake.hpp"
#include "adapters/store/journal.hpp"
#include "adapters/store/plan_register.hpp"
#include "adapters/web/http_server.hpp"
#include "geo/json_writer.hpp"
#include "tools/console_gateway.hpp"
#include "tools/desk_folder.hpp"
#include "tools/ferry_watch.hpp"
#include "tools/mode_claim.hpp"
#include "tools/registry_office.hpp"
#include "tools/share_folder.hpp"
#include "tools/traffic_publisher.hpp"

namespace lingding::tools {
namespace {

using coordinator::Event;
using geo::CentreId;
using runtime::Log;

/// How often registers and region sets are looked at for what another program stored, and status.json is written.
constexpr std::chrono::seconds kWatchEvery{1};

/// Whole or not at all: written beside, then renamed over.
void write_file(std::filesystem::path const& path, std::string const& text) {
  auto const beside = path.string() + ".new";
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) throw std::runtime_error("can't write " + beside);
  }
  std::filesystem::rename(beside, path);
}

runtime::Endpoint address_of(SourceConfig const& source) {
  auto endpoint = runtime::parse_endpoint(source.address);
  if (!endpoint) throw std::runtime_error("source " + source.name + ": address: " + endpoint.error());
  return *std::move(endpoint);
}

runtime::LineInput input_of(SourceConfig const& source) {
  switch (source.input) {
    case SourceInput::tcp_server:
      return runtime::TcpServerInput{.address = address_of(source)};
    case SourceInput::tcp_client:
      return runtime::TcpClientInput{.address = address_of(source)};
    case SourceInput::udp:
      return runtime::UdpInput{.address = address_of(source)};
    case SourceInput::file:
      return runtime::FileInput{
          .path = source.path.string(),
          .at_end = source.at_end == AtEnd::follow ? runtime::AtEnd::follow : runtime::AtEnd::stop};
    case SourceInput::standard_input:
      return runtime::StandardInput{};
    case SourceInput::spool:
    case SourceInput::http:
      break;  // they bring documents
  }
  return runtime::StandardInput{};
}

std::vector<std::string_view> reasons_of(SourceFormat format) {
  switch (format) {
    case SourceFormat::ais:
      return ais::rejection_names();
    case SourceFormat::dsc:
      return dsc::rejection_names();
    case SourceFormat::sit:
      return sarsat::sit_rejection_names();
    case SourceFormat::beacon:
      return sarsat::beacon_rejection_names();
    case SourceFormat::cap:
      return cap::rejection_names();
  }
  return {};
}

/// What a source of this format may be sent as by HTTP.
std::vector<std::string> content_types_of(SourceFormat format) {
  switch (format) {
    case SourceFormat::ais:
    case SourceFormat::dsc:
    case SourceFormat::beacon:
      return {"text/plain"};
    case SourceFormat::sit:
      return {"text/plain", "application/xml", "text/xml"};
    case SourceFormat::cap:
      return {"application/cap+xml", "application/xml", "text/xml"};
  }
  return {};
}

/// XML of mission control centres may have no line ends within.
std::size_t longest_line(SourceFormat format) {
  switch (format) {
    case SourceFormat::ais:
    case SourceFormat::beacon:
      return runtime::LineSplitter::kMaxLine;
    case SourceFormat::dsc:
      return dsc::kMaxLineLength;
    case SourceFormat::sit:
      return sarsat::kMaxMessageBytes;
    case SourceFormat::cap:
      return cap::kMaxMessageBytes;
  }
  return runtime::LineSplitter::kMaxLine;
}

/// A source that ends by itself is not missed.
bool goes_on(SourceConfig const& source) {
  return source.input != SourceInput::standard_input &&
         (source.input != SourceInput::file || source.at_end == AtEnd::follow);
}

plans::BriefText silence_words(runtime::SilenceWatch::Change const& change) {
  auto const& name = change.source.name;
  if (!change.silent) return {"Source " + name + " is heard again.", "訊號來源 " + name + " 已恢復。"};
  auto const seconds = std::to_string(change.silent_for.count());
  auto const last = change.last_seen ? geo::to_iso8601(*change.last_seen) : std::string{};
  return {"Source " + name + " is silent: nothing for " + seconds + " s, last heard " +
              (last.empty() ? "never since the start" : last) + ". Alerts that it would bring do not come.",
          "訊號來源 " + name + " 中斷：已 " + seconds + " 秒沒有資料，最後收到：" +
              (last.empty() ? "啟動後從未收到" : last) + "。該來源的警報將無法送達。"};
}

/// Where a centre's receivers are heard. Members in the order in which they are built.
struct Source {
  std::unique_ptr<runtime::Intake> intake;  ///< with `lines`
  std::unique_ptr<runtime::LineSource> lines;
  std::unique_ptr<runtime::DocumentDoor> door;  ///< with neither; brought to by a spool, or by HTTP
  std::unique_ptr<runtime::SpoolSource> spool;
};

/// It happened in the world, and the server is an exercise's.
void call_real(Event& event) {
  if (auto* const alert = std::get_if<coordinator::AlertReceived>(&event)) alert->report.no_duff = true;
  if (auto* const text = std::get_if<coordinator::SafetyTextReceived>(&event)) text->no_duff = true;
  if (auto* const spoke = std::get_if<coordinator::SourceSpoke>(&event)) spoke->no_duff = true;
}

/// All of one centre.
struct Centre {
  CentreId id = CentreId::hk;
  std::unique_ptr<DeskFolder> folder;  ///< journal, register, regions
  ais::TrafficPicture picture;
  std::unique_ptr<ais::ShipWatch> watch;  ///< of the ships behind alerts; io thread
  std::unique_ptr<FerryWatch> ferries;    ///< of timetables; io thread; empty: it is off
  std::unique_ptr<TrafficPublisher> traffic;
  std::vector<std::unique_ptr<Source>> sources;
  std::unique_ptr<runtime::DeskLoop> desk;
  std::unique_ptr<RegistryOffice> registry;  ///< where there is one
};

}  // namespace

class Server::Impl {
 public:
  Impl(Config config, runtime::Clock const& clock, Log& log)
      : config_(std::move(config)),
        clock_(clock),
        log_(log),
        counters_(ais::rejection_names()),
        gateway_(config_.server.mode) {
    claim_folders({.data = config_.server.data_folder,
                   .keys = config_.bus.curve ? config_.bus.keys_folder : std::filesystem::path{},
                   .raw_log = config_.raw_log.on ? config_.raw_log.folder : std::filesystem::path{}},
                  config_.server.mode);
    if (is_exercise())
      log_.warning("serve", std::string{coordinator::kExerciseMarking} + ": this server is an exercise's",
                   {{"exercise", config_.server.exercise}});
    std::filesystem::create_directories(config_.server.data_folder);
    for (CentreId const id : config_.server.centres) open_centre(id);
    start_bus();
    start_notifier();
    for (auto& centre : centres_) start_desk(*centre);
    for (auto& centre : centres_) start_registry(*centre);
    open_raw_log();
    for (SourceConfig const& source : config_.sources) open_source(source);
    start_http();
    write_endpoints();
    io_thread_ = std::thread([this] { run_io(); });
    watch_thread_ = std::jthread([this](std::stop_token const& stop) { watch(stop); });
  }

  ~Impl() {
    watch_thread_.request_stop();
    watch_thread_.join();
    pass_reports();
    // No more input; then the desks record and show what they have; then the consoles are told bye.
    io_.post([this] {
      if (http_) http_->stop();
      for (auto& centre : centres_) {
        for (auto& source : centre->sources) {
          if (source->lines) source->lines->stop();
          if (source->spool) source->spool->stop();
        }
      }
      io_.stop();
    });
    io_thread_.join();
    for (auto& centre : centres_)
      if (centre->ferries) centre->ferries->save();
    while (offer_again()) std::this_thread::yield();
    for (auto& centre : centres_) centre->traffic.reset();
    for (auto& centre : centres_) registry_wire_.connect(centre->id, {});
    for (auto& centre : centres_) {
      gateway_.attach(centre->id, static_cast<RegistryOffice*>(nullptr));
      centre->registry.reset();
    }
    for (auto& centre : centres_) wire_.connect(centre->id, {});
    for (auto& centre : centres_) {
      gateway_.attach(centre->id, static_cast<runtime::DeskLoop*>(nullptr));
      centre->desk.reset();
    }
    bus_.reset();
    http_.reset();
    for (auto& centre : centres_) centre->sources.clear();
  }

 private:
  bool is_exercise() const { return config_.server.mode == coordinator::Mode::exercise; }

  void open_centre(CentreId id) {
    auto const share = config_.server.share_folder.empty() ? share_folder() : config_.server.share_folder;
    auto centre = std::make_unique<Centre>();
    centre->id = id;
    centre->folder =
        std::make_unique<DeskFolder>(config_.server.data_folder, id, share, waters_, clock_, log_, config_.server.mode);
    centre->picture = ais::TrafficPicture(
        {.stations = config_.picture.max_ships, .silence = std::chrono::minutes{config_.picture.max_age}});
    centre->watch = std::make_unique<ais::ShipWatch>(
        centre->picture, [&desk = centre->desk](Event&& seen) { return desk->post_routine(std::move(seen)); });
    centres_.push_back(std::move(centre));
  }

  void start_bus() {
    bus::BusOptions options;
    options.console_endpoint = config_.bus.console;
    options.traffic_endpoint = config_.bus.traffic;
    options.curve = config_.bus.curve ? bus::Curve::on : bus::Curve::off;
    options.keys_folder = config_.bus.keys_folder;
    options.centres = config_.server.centres;
    options.server_version = LINGDING_VERSION;
    options.mode = config_.server.mode;
    options.exercise = config_.server.exercise;
    options.real_desk = config_.server.real_desk;
    options.limits.sessions = config_.bus.max_sessions;
    options.limits.heartbeat = config_.bus.heartbeat;
    options.limits.silent_after = config_.bus.silent_after;
    if (config_.bus.curve) static_cast<void>(bus::server_key(config_.bus.keys_folder, clock_.now()));
    auto const folder = [this](CentreId centre) { return desk_folder_path(config_.server.data_folder, centre); };
    auto history = journal_history(
        [folder](CentreId centre) { return std::make_unique<store::SqliteJournalReader>(folder(centre)); },
        [folder](CentreId centre) { return store::journals_set_aside(folder(centre)).size(); });
    auto const level = [](bus::LogLevel of_bus) {
      switch (of_bus) {
        case bus::LogLevel::debug:
          return runtime::LogLevel::debug;
        case bus::LogLevel::info:
          return runtime::LogLevel::info;
        case bus::LogLevel::warning:
          return runtime::LogLevel::warning;
        case bus::LogLevel::error:
          return runtime::LogLevel::error;
      }
      return runtime::LogLevel::error;
    };
    bus_ = std::make_unique<bus::ConsoleBus>(
        std::move(options), gateway_, std::move(history),
        [this, level](bus::LogLevel of_bus, std::string_view text) { log_.write(level(of_bus), "bus", text); });
    gateway_.attach(*bus_);
  }

  notify::Channel channel_of(NotifyConfig const& config) const {
    notify::Channel channel{config.name, config.centre, config.step, {}, config.limit, config.exercise};
    switch (config.kind) {
      case NotifyKind::mail: {
        auto const tls = config.tls == MailTls::tls    ? notify::Tls::tls
                         : config.tls == MailTls::none ? notify::Tls::none
                                                       : notify::Tls::starttls;
        channel.way =
            notify::Mail{config.server, tls, config.from, config.to, config.user, config.secret_file, config.ca_file};
        break;
      }
      case NotifyKind::webhook:
        channel.way = notify::Webhook{config.url, config.plain, config.secret_file, config.ca_file};
        break;
      case NotifyKind::command:
        channel.way = notify::Program{config.command};
        break;
    }
    if (auto const why = notify::trouble(channel, config_.server.mode); !why.empty())
      throw std::runtime_error("notify " + config.name + ": " + why);
    return channel;
  }

  void start_notifier() {
    std::vector<notify::Channel> channels;
    for (auto const& config : config_.notify) channels.push_back(channel_of(config));
    notifier_ = std::make_unique<notify::Notifier>(
        std::move(channels),
        [this](CentreId id, coordinator::NotifyDone done) {
          std::lock_guard const lock(reports_mutex_);
          reports_.emplace_back(id, std::move(done));
        },
        notify::NotifierOptions{.mode = config_.server.mode, .real_desk = config_.server.real_desk});
  }

  /// What second channels report goes to the desks from the watch's thread: a desk that asks must not wait for itself.
  void pass_reports() {
    std::deque<std::pair<CentreId, coordinator::NotifyDone>> reports;
    {
      std::lock_guard const lock(reports_mutex_);
      reports.swap(reports_);
    }
    for (auto& [id, done] : reports) {
      auto const centre = std::ranges::find(centres_, id, [](auto const& one) { return one->id; });
      if (centre != centres_.end()) post_news(**centre, std::move(done));
    }
  }

  void start_desk(Centre& centre) {
    runtime::DeskLoopOptions options;
    options.batch = config_.limits.batch;
    options.queue.distress = config_.limits.distress_queue;
    options.standing_trouble = centre.folder->trouble();
    options.notify = [this, id = centre.id](coordinator::NotifyWaiting waiting) {
      notifier_->ask(id, std::move(waiting));
    };
    options.watch_ship = [this, &centre](coordinator::ShipAsked asked) {
      io_.post(
          [this, &centre, asked = std::move(asked)]() mutable { centre.watch->watch(std::move(asked), clock_.now()); });
    };
    auto& link = faulty_when_asked(wire_, faulty_wire_);
    auto news = centre.folder->news();
    auto session = centre.folder->take_session();
    start_ferry_watch(centre, session.desk(), news);
    options.voyage_answered = [this, &centre](coordinator::VoyageQuestionAnswered answer) {
      io_.post([this, &centre, answer = std::move(answer)] {
        if (centre.ferries) centre.ferries->answered(answer, clock_.now());
      });
    };
    auto const& times = config_.clock[static_cast<std::size_t>(centre.id)];
    coordinator::ClockSet const clock_set{times.repeat_after, times.escalate_after, times.offer_lapses_after};
    if (session.desk().clock() != clock_set) news.insert(news.begin(), clock_set);
    centre.desk = std::make_unique<runtime::DeskLoop>(
        std::move(session), centre.folder->journal(), clock_, log_, gateway_,
        [&link](coordinator::LinkFrame frame) { link.send(std::move(frame)); },
        [this] { io_.post([this] { offer_again(); }); }, std::move(options));
    gateway_.attach(centre.id, centre.desk.get());
    wire_.connect(centre.id, [desk = centre.desk.get()](coordinator::LinkFrame frame) {
      // A frame that finds no room is lost, as on any link; it comes again.
      static_cast<void>(desk->post_frame(std::move(frame)));
    });
    for (Event& event : news) post_news(centre, std::move(event));
    centre.traffic =
        std::make_unique<TrafficPublisher>(centre.id, [this, &centre](std::shared_ptr<std::string const> reports) {
          return bus_->publish_traffic(centre.id, std::move(reports)) == bus::ConsoleBus::TrafficTaken::yes;
        });
  }

  /// Before there are threads: with what the desk has from before. What is new comes by post_news.
  void start_ferry_watch(Centre& centre, coordinator::Desk const& desk, std::vector<Event>& news) {
    auto const& watch = config_.watch[static_cast<std::size_t>(centre.id)];
    auto const questions = desk.voyage_questions();
    if (!watch.on) {
      for (auto const& one : questions)
        news.emplace_back(coordinator::VoyageOver{one.question.id, {"the watch is off", "班次監察已關閉"}});
      return;
    }
    auto const folder = desk_folder_path(config_.server.data_folder, centre.id);
    bool const regions_come = std::ranges::any_of(
        news, [](Event const& event) { return std::holds_alternative<coordinator::RegionsLoaded>(event); });
    coordinator::VoyagePortSetting setting{centre.id, waters_watched_by(centre.id), watch.limits};
    centre.ferries = std::make_unique<FerryWatch>(
        std::move(setting), regions_come ? nullptr : &waters_.get(desk.regions_digest(), folder),
        folder / "reception.txt",
        [&desk_loop = centre.desk](Event&& event) { return desk_loop->post_routine(std::move(event)); }, log_);
    // Told through the io thread, when the desk's loop is there.
    io_.post(
        [&centre, this, ships = desk.plans(), questions] { centre.ferries->resume(ships, questions, clock_.now()); });
  }

  /// The centre's own, and those of this server's centres that can't ask themselves.
  std::vector<CentreId> waters_watched_by(CentreId id) const {
    auto const& own = config_.watch[static_cast<std::size_t>(id)].waters;
    if (!own.empty()) return own;
    std::vector<CentreId> waters{id};
    for (CentreId const other : config_.server.centres) {
      bool const on = config_.watch[static_cast<std::size_t>(other)].on;
      bool const hears = std::ranges::any_of(config_.sources, [&](SourceConfig const& source) {
        return source.centre == other && source.format == SourceFormat::ais;
      });
      if (other != id && !(on && hears)) waters.push_back(other);
    }
    return waters;
  }

  /// Registries speak over a wire of their own: plans never stand in an alert's way.
  void start_registry(Centre& centre) {
    auto files = registry_files(config_.registry.folder, centre.id);
    if (!files) {
      log_.info("registry", "there is none here: no trust folder",
                {{"centre", geo::to_text(centre.id)}, {"folder", config_.registry.folder.string()}});
      return;
    }
    if (is_exercise()) {
      // It is read here, never written: nothing that an exercise says is signed, so no real register can take it.
      files->service_key.clear();
      files->service_certificate.clear();
    }
    files->ask_for = config_.registry.ask_peers;
    if (files->ask_for > std::chrono::milliseconds{0})
      for (auto const& other : centres_)
        if (other->id != centre.id && registry_files(config_.registry.folder, other->id))
          files->ask_first.push_back(other->id);
    auto& link = faulty_when_asked(registry_wire_, faulty_registry_wire_);
    centre.registry = std::make_unique<RegistryOffice>(
        centre.id, desk_folder_path(config_.server.data_folder, centre.id), *files, clock_, log_,
        [&link, mode = config_.server.mode](coordinator::LinkFrame frame) {
          frame.mode = mode;
          link.send(std::move(frame));
        },
        [&centre](plans::BriefText text) {
          // Where the desk has no room it is told again tomorrow, and is in the register all the time.
          static_cast<void>(centre.desk->post_routine(coordinator::RegisterSpoke{std::move(text)}));
        });
    gateway_.attach(centre.id, centre.registry.get());
    registry_wire_.connect(centre.id, [this, registry = centre.registry.get()](coordinator::LinkFrame frame) {
      if (frame.mode != config_.server.mode) {
        ++registry_other_mode_;
        return mode_trouble_.write(
            "a message of another registry was refused: it is of the other mode",
            {{"from", geo::to_text(frame.from)}, {"its_mode", coordinator::to_text(frame.mode)}});
      }
      registry->take(std::move(frame));
    });
  }

  link::Transport& faulty_when_asked(link::InProcessLink& wire, std::unique_ptr<link::FaultyLink>& faulty) {
    if (!config_.link.faulty()) return wire;
    if (!faulty) {
      log_.warning("link", "messages between centres are made to fail, as configured under [link]");
      auto const share = [](std::size_t percent) { return static_cast<double>(percent) / 100; };
      faulty =
          std::make_unique<link::FaultyLink>(wire, link::LinkFaults{.lose = share(config_.link.lose_percent),
                                                                    .duplicate = share(config_.link.duplicate_percent),
                                                                    .delay = share(config_.link.delay_percent),
                                                                    .longest_delay = config_.link.longest_delay});
    }
    return *faulty;
  }

  /// New plans and regions are worth waiting for.
  void post_news(Centre& centre, Event event) {
    if (centre.ferries) {
      if (auto const* const plan = std::get_if<coordinator::PlanStored>(&event)) {
        io_.post([this, &centre, ships = plan->ships] { centre.ferries->store(ships, clock_.now()); });
      } else if (auto const* const regions = std::get_if<coordinator::RegionsLoaded>(&event)) {
        auto const& water = waters_.get(regions->digest, desk_folder_path(config_.server.data_folder, centre.id));
        io_.post([&centre, &water] { centre.ferries->set_water(water); });
      }
    }
    // NOLINTNEXTLINE(bugprone-use-after-move): a lane that is full leaves it here
    while (centre.desk->post_routine(std::move(event)) == runtime::Push::full) std::this_thread::yield();
  }

  void open_raw_log() {
    if (!config_.raw_log.on) return;
    raw_log_ =
        std::make_unique<runtime::RawLog>(config_.raw_log.folder,
                                          runtime::RawLog::Limits{.total_bytes = config_.raw_log.max_bytes,
                                                                  .segment_bytes = config_.raw_log.max_bytes / 16},
                                          clock_, log_);
  }

  void open_source(SourceConfig const& config) {
    auto const found = std::ranges::find_if(centres_, [&](auto const& centre) { return centre->id == config.centre; });
    if (found == centres_.end())
      throw std::runtime_error("source " + config.name + ": its centre " + std::string(geo::to_text(config.centre)) +
                               " is not one of this server's centres");
    Centre& centre = **found;
    if (config.input == SourceInput::spool || config.input == SourceInput::http) return open_documents(config, centre);
    auto& counters = counters_.add(config.name, reasons_of(config.format));
    watch_for_silence(config, centre, counters);
    auto source = std::make_unique<Source>();
    runtime::IntakePorts ports;
    ports.alert = [&centre](Event&& event) { return centre.desk->post_alert(std::move(event)); };
    ports.notice = [&centre](Event&& event) { return centre.desk->post_routine(std::move(event)); };
    source->intake = make_intake(config, centre, counters, std::move(ports));
    source->lines = runtime::open_line_source(
        input_of(config), {io_, clock_, log_, counters, *source->intake, longest_line(config.format)});
    if (auto const listening = source->lines->listening()) addresses_[config.name] = runtime::to_text(*listening);
    centre.sources.push_back(std::move(source));
  }

  /// A source that brings whole documents: files, or bodies of requests.
  void open_documents(SourceConfig const& config, Centre& centre) {
    auto reasons = reasons_of(config.format);
    auto const first_of_spool = reasons.size();
    for (auto const name : runtime::SpoolSource::rejection_names()) reasons.push_back(name);
    auto& counters = counters_.add(config.name, std::move(reasons));
    watch_for_silence(config, centre, counters);
    auto source = std::make_unique<Source>();
    runtime::DocumentDoor::Desk const desk{[&centre](Event&& event, runtime::OnRecorded told) {
                                             return centre.desk->post_alert(std::move(event), std::move(told));
                                           },
                                           [&centre](Event&& event, runtime::OnRecorded told) {
                                             return centre.desk->post_routine(std::move(event), std::move(told));
                                           }};
    source->door = std::make_unique<runtime::DocumentDoor>(
        io_, clock_, counters, desk,
        [&](runtime::IntakePorts ports) { return make_intake(config, centre, counters, std::move(ports)); });
    if (config.input == SourceInput::spool) {
      source->spool = std::make_unique<runtime::SpoolSource>(runtime::SpoolInput{.folder = config.path}, io_, log_,
                                                             counters, first_of_spool, *source->door);
      addresses_[config.name] = config.path;
    } else {
      post_sources_.push_back({config.name, content_types_of(config.format), web::Tokens::from_file(config.token_file),
                               source->door.get()});
    }
    centre.sources.push_back(std::move(source));
  }

  void start_http() {
    if (post_sources_.empty()) return;
    auto const address = runtime::parse_endpoint(config_.http.address);
    if (!address) throw std::runtime_error("http: address: " + address.error());
    web::HttpOptions options{.address = *address,
                             .certificate_file = config_.http.certificate_file,
                             .key_file = config_.http.key_file,
                             .max_connections = config_.http.max_connections};
    options.mode = config_.server.mode;
    http_ = std::make_unique<web::HttpServer>(std::move(options), std::move(post_sources_), io_, log_,
                                              counters_.add("(http)", {"request_refused"}));
    http_address_ = runtime::to_text(http_->listening());
  }

  void watch_for_silence(SourceConfig const& config, Centre& centre, runtime::SourceCounters& counters) {
    if (!config.silent_after) return;
    runtime::SilenceWatch::Tell tell;
    if (goes_on(config))
      tell = [&centre](runtime::SilenceWatch::Change const& change) {
        return centre.desk->post_routine(coordinator::SourceSpoke{change.source.name, silence_words(change), {}}) !=
               runtime::Push::full;
      };
    silence_.add(counters, *config.silent_after, clock_.now(), std::move(tell));
  }

  std::unique_ptr<runtime::Intake> make_intake(SourceConfig const& config, Centre& centre,
                                               runtime::SourceCounters& counters, runtime::IntakePorts ports) {
    if (is_exercise() && config.real) {
      // What is heard in the world breaks in: NO DUFF.
      for (auto* const port : {&ports.alert, &ports.notice})
        *port = [taken = std::move(*port)](Event&& event) {
          call_real(event);
          return taken(std::move(event));
        };
    } else {
      ports.mode = config_.server.mode;
    }
    ports.near = [this, &centre](geo::Position to) { return ais::ships_near(centre.picture, to, clock_.now()); };
    if (raw_log_)
      ports.raw = [this, name = config.name](runtime::LineBlock const& block) {
        raw_log_->write(name, block.received_at, block.text);
      };
    switch (config.format) {
      case SourceFormat::ais: {
        ais::AisIntakePorts of_ais{
            std::move(ports.alert), std::move(ports.notice), {}, std::move(ports.raw), std::move(ports.refused)};
        of_ais.mode = ports.mode;
        of_ais.traffic = [&centre](ais::TrafficBatch& batch) { centre.traffic->take(batch); };
        if (centre.ferries)
          of_ais.heard = [&centre](coordinator::HeardReport const& report) { centre.ferries->hear(report); };
        return std::make_unique<ais::AisIntake>(centre.picture, counters, log_, std::move(of_ais));
      }
      case SourceFormat::dsc:
        return std::make_unique<dsc::DscIntake>(counters, log_, std::move(ports));
      case SourceFormat::sit:
        return std::make_unique<sarsat::SitIntake>(counters, log_, std::move(ports));
      case SourceFormat::beacon:
        return std::make_unique<sarsat::BeaconIntake>(counters, log_, std::move(ports));
      case SourceFormat::cap:
        return std::make_unique<cap::CapIntake>(counters, log_, std::move(ports));
    }
    throw std::logic_error("a source of no format");
  }

  /// On the io thread, about once a second: messages that began and do not go on; ships behind alerts.
  void let_time_pass() {
    for (auto& centre : centres_) {
      for (auto& source : centre->sources)
        if (source->intake) source->intake->time_passed(clock_.now());
      centre->watch->look(clock_.now());
      if (centre->ferries) centre->ferries->look(clock_.now());
    }
  }

  /// Desks that were full may have room again. On the io thread, or when it has ended. True: something waits still.
  bool offer_again() {
    bool waits = false;
    for (auto& centre : centres_) {
      for (auto& source : centre->sources) {
        if (source->door) {
          waits = !source->door->offer_again() || waits;
          continue;
        }
        if (source->intake->waiting() == 0) continue;
        if (source->intake->offer_again()) {
          source->lines->resume();
        } else {
          waits = true;
        }
      }
    }
    return waits;
  }

  void write_endpoints() {
    std::string text;
    geo::JsonWriter writer(text);
    writer.begin_object().member("mode", coordinator::to_text(config_.server.mode));
    if (is_exercise()) writer.member("exercise", config_.server.exercise);
    writer.member("console", bus_->console_endpoint()).member("traffic", bus_->traffic_endpoint());
    if (config_.bus.curve) writer.member("server_public_key", bus_->server_public_key());
    writer.key("sources").begin_object();
    for (auto const& [name, address] : addresses_) writer.member(name, address);
    writer.end_object().key("inputs").begin_array();
    for (auto const& source : config_.sources)
      if (source.input == SourceInput::tcp_server)
        writer.begin_object()
            .member("name", source.name)
            .member("centre", geo::to_text(source.centre))
            .member("format", to_text(source.format))
            .member("address", addresses_.at(source.name))
            .end_object();
    writer.end_array();
    if (!http_address_.empty()) writer.member("http", http_address_);
    writer.end_object();
    write_file(config_.server.data_folder / "endpoints.json", text + "\n");
  }

  void run_io() {
    ::prctl(PR_SET_NAME, "io");
    try {
      io_.run();
    } catch (std::exception const& error) {
      // A bug or a failing machine: the server manager starts us again, and the journals have everything.
      log_.error("io", "the input loop failed", {{"why", error.what()}});
      std::abort();
    }
  }

  void watch(std::stop_token const& stop) {
    ::prctl(PR_SET_NAME, "watch");
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, stop, kWatchEvery, [&] { return stop.stop_requested(); })) {
      for (auto& centre : centres_) look_for_news(*centre);
      pass_reports();
      io_.post([this] {
        let_time_pass();
        offer_again();
      });
      silence_.look(clock_.now());
      write_status();
    }
  }

  /// What the sources brought, for the operator: status.json in the data folder.
  void write_status() {
    std::string text;
    geo::JsonWriter writer(text);
    writer.begin_object().member("mode", coordinator::to_text(config_.server.mode));
    if (is_exercise()) writer.member("exercise", config_.server.exercise);
    writer.member("at", geo::to_iso8601(clock_.now())).key("sources");
    std::string sources;
    counters_.append_json(sources);
    writer.raw(sources);
    writer.key("traffic").begin_object();
    for (auto const& centre : centres_) {
      auto const counts = centre->traffic->counts();
      writer.key(geo::to_text(centre->id))
          .begin_object()
          .member("published", counts.published)
          .member("coalesced", counts.coalesced)
          .member("dropped", counts.dropped)
          .end_object();
    }
    writer.end_object();
    // Messages of other centres that were refused, as they are of the other mode: nobody should send any.
    writer.key("other_mode").begin_object();
    for (auto const& centre : centres_) writer.member(geo::to_text(centre->id), gateway_.other_mode(centre->id));
    writer.member("registries", registry_other_mode_.load()).end_object();
    if (raw_log_) {
      auto const counts = raw_log_->counts();
      writer.key("raw_log")
          .begin_object()
          .member("lines", counts.lines)
          .member("lost_lines", counts.lost_lines)
          .member("bytes_written", counts.bytes_written)
          .member("failures", counts.failures)
          .member("disabled", counts.disabled)
          .end_object();
    }
    writer.end_object();
    try {
      write_file(config_.server.data_folder / "status.json", text + "\n");
    } catch (std::exception const& error) {
      status_trouble_.write("status.json can't be written", {{"why", error.what()}});
    }
  }

  void look_for_news(Centre& centre) {
    try {
      for (Event& event : centre.folder->news()) post_news(centre, std::move(event));
    } catch (std::exception const& error) {
      watch_trouble_.write("the register can't be read", {{"centre", geo::to_text(centre.id)}, {"why", error.what()}});
    }
  }

  Config const config_;
  runtime::Clock const& clock_;
  Log& log_;
  runtime::RateLimited watch_trouble_{log_, runtime::LogLevel::error, "register"};
  runtime::RateLimited status_trouble_{log_, runtime::LogLevel::warning, "status", std::chrono::minutes{10}, 1};
  runtime::RateLimited mode_trouble_{log_, runtime::LogLevel::error, "link"};
  std::atomic<std::uint64_t> registry_other_mode_ = 0;
  runtime::CounterSet counters_;
  runtime::SilenceWatch silence_{log_};
  std::map<std::string, std::string> addresses_;
  WaterLibrary waters_;
  link::InProcessLink wire_;
  std::unique_ptr<link::FaultyLink> faulty_wire_;
  link::InProcessLink registry_wire_;
  std::unique_ptr<link::FaultyLink> faulty_registry_wire_;
  runtime::Io io_;
  std::unique_ptr<runtime::RawLog> raw_log_;
  ConsoleGateway gateway_;
  std::mutex reports_mutex_;
  std::deque<std::pair<CentreId, coordinator::NotifyDone>> reports_;  ///< a second's worth, of bounded queues
  std::unique_ptr<notify::Notifier> notifier_;
  std::vector<std::unique_ptr<Centre>> centres_;
  std::vector<web::PostSource> post_sources_;  ///< until the HTTP server has them
  std::unique_ptr<web::HttpServer> http_;
  std::string http_address_;  ///< as bound; empty: none
  std::unique_ptr<bus::ConsoleBus> bus_;
  std::thread io_thread_;
  std::jthread watch_thread_;
};

Server::Server(Config config, runtime::Clock const& clock, Log& log)
    : impl_(std::make_unique<Impl>(std::move(config), clock, log)) {}
Server::~Server() = default;

}  // namespace lingding::tools
