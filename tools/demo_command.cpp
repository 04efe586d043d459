// `lingding demo`: plays a collision in the estuary on a running server, through its real inputs and consoles, and
// tells it.

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "adapters/bus/console_client.hpp"
#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/line_sender.hpp"
#include "adapters/store/plan_register.hpp"
#include "coordinator/codec.hpp"
#include "tools/commands.hpp"
#include "tools/demo_filing.hpp"
#include "tools/desk_folder.hpp"
#include "tools/ferry_traffic.hpp"

namespace lingding::tools {
namespace {

using coordinator::Incident;
using geo::CentreId;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

/// The case of 27 August 2016: a Hong Kong-bound ferry of the night service and a fishing boat collide off Ngau Tau, in
/// Guangdong's waters, west of Hong Kong's western limit.
constexpr double kCollisionLatitude = 22.1885;
constexpr double kCollisionLongitude = 113.7900;
/// An AIS-SART that no plan lists, as when a raft's own is switched on.
constexpr std::uint32_t kFirstSart = 970'010'119;
constexpr char const* kCasualtyPlan = "HK-SAMPLE-01";
/// How long before the collision the traffic is watched, and how long is waited for what must come.
constexpr std::chrono::seconds kTrafficBefore{8};
constexpr std::chrono::seconds kPatience{30};

void say(std::string const& text) {
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
}

/// HH:MM:SS UTC and local time of the three centres (UTC+8).
std::string clock_text(geo::UtcTime now) {
  auto const hour_minute_second = [](geo::UtcTime time) { return geo::to_iso8601(time).substr(11, 8); };
  return hour_minute_second(now) + "Z (" + hour_minute_second(now + std::chrono::hours{8}).substr(0, 5) + " local)";
}

class Endpoints {
 public:
  explicit Endpoints(std::filesystem::path const& data_folder) {
    std::ifstream file(data_folder / "endpoints.json");
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
      throw std::runtime_error("no server has run in " + data_folder.string() + ": start it with `lingding serve`");
    document_ = boost::json::parse(text.str());
  }
  std::string console() const { return std::string(document_.at("console").as_string()); }
  std::string source(std::string const& name) const {
    auto const* const found = document_.at("sources").as_object().if_contains(name);
    if (found == nullptr) throw std::runtime_error("the server has no source named " + name);
    return std::string(found->as_string());
  }

 private:
  boost::json::value document_;
};

/// A watch officer who is played: his console, and what it shows.
class Watch {
 public:
  Watch(CentreId centre, std::string console, std::filesystem::path const& key, std::string title)
      : centre_(centre), title_(std::move(title)) {
    bus::ClientOptions options;
    options.endpoint = std::move(console);
    options.centre = centre;
    options.key = bus::read_secret(key);
    options.name = "lingding demo";
    options.traffic = bus::ClientOptions::Traffic::subscribe;
    client_ = std::make_unique<bus::ConsoleClient>(std::move(options));
  }

  void pump() {
    for (auto const& event : client_->poll(milliseconds{5})) {
      if (event.kind == bus::ClientEvent::Kind::traffic) ++batches_;
      if (event.kind == bus::ClientEvent::Kind::lost) trouble_ = event.text;
      if (event.kind == bus::ClientEvent::Kind::message) take(event.text);
    }
  }
  void acknowledge(std::string const& incident_id) {
    client_->command("demo-" + incident_id, R"({"type":"acknowledge","incident_id":")" + incident_id + "\"}");
  }

  std::string const& title() const { return title_; }
  CentreId centre() const { return centre_; }
  std::string const& trouble() const { return trouble_; }
  std::uint64_t batches() const { return batches_; }
  /// All that happened before is known here.
  bool caught_up() const { return caught_up_; }
  bool knows(std::uint32_t device) const { return devices_.contains(device); }
  /// From now on the demonstration is about this device.
  void follow(std::uint32_t device) { followed_ = device; }
  /// The incident of the demonstration's SART; empty until it is shown here.
  std::optional<Incident> const& incident() const { return incident_; }
  bool alarmed() const { return alarmed_; }

 private:
  void take(std::string const& text) {
    auto const message = boost::json::parse(text);
    if (message.at("type").as_string() == "caught_up") caught_up_ = true;
    if (message.at("type").as_string() != "update") return;
    auto const effects = coordinator::parse_effects(boost::json::serialize(message.at("effects")), "");
    if (!effects) return;
    for (auto const& effect : *effects) {
      if (auto const* changed = std::get_if<coordinator::IncidentChanged>(&effect)) {
        auto const& incident = changed->incident;
        auto const device = incident.alerts.front().report.device->number();
        devices_.insert(device);
        if (device == followed_) incident_ = incident;
      } else if (auto const* raised = std::get_if<coordinator::AlarmRaised>(&effect)) {
        if (incident_ && raised->incident_id == incident_->id) alarmed_ = true;
      }
    }
  }

  CentreId centre_;
  std::string title_;
  std::unique_ptr<bus::ConsoleClient> client_;
  std::optional<Incident> incident_;
  std::set<std::uint32_t> devices_;
  std::uint32_t followed_ = 0;
  bool caught_up_ = false;
  std::string trouble_;
  bool alarmed_ = false;
  std::uint64_t batches_ = 0;
};

class Demonstration {
 public:
  Demonstration(DemoOptions const& options)
      : endpoints_(options.data_folder),
        feed_(endpoints_.source(options.source)),
        collision_(*geo::Position::from_degrees(kCollisionLatitude, kCollisionLongitude)) {
    auto const key = [&](CentreId centre) {
      return options.data_folder / "keys" / ("demo-" + std::string(geo::to_text(centre)) + ".secret");
    };
    watches_.push_back(
        std::make_unique<Watch>(CentreId::cn_gd, endpoints_.console(), key(CentreId::cn_gd), "Guangdong MRCC"));
    watches_.push_back(
        std::make_unique<Watch>(CentreId::hk, endpoints_.console(), key(CentreId::hk), "Hong Kong MRCC"));
    watches_.push_back(std::make_unique<Watch>(CentreId::mo, endpoints_.console(), key(CentreId::mo), "Macao (DSAMA)"));
    launch_ferries(options.data_folder);
  }

  int play() {
    say("Three rescue centres share the water between Hong Kong, Macao and Guangdong. Their desks run in this server.");
    until("the consoles of the three centres are connected",
          [this] { return std::ranges::all_of(watches_, [](auto const& watch) { return watch->caught_up(); }); });
    choose_device();
    say("Evening traffic: " + std::to_string(ferries_.size()) +
        " ferries on the routes of their cooperation plans. Their AIS is SYNTHETIC; all ships and plans are samples.");
    run_for(kTrafficBefore);
    say("  " + std::to_string(sentences_) + " AIS sentences heard by a Hong Kong receiver; the picture went out in " +
        std::to_string(watch(CentreId::hk).batches()) + " batches.\n");

    Ferry& casualty = *casualty_;
    say(clock_text(clock_.now()) + "  " + casualty.ship().names.en + " (" + casualty.ship().names.zh_hant +
        "), registered in Hong Kong, bound for Sheung Wan, collides with a fishing boat off Ngau Tau.");
    casualty.stop(elapsed());
    say("An AIS-SART is switched on: " + std::to_string(sart_) + ". No plan lists this number.\n");
    sart_on_ = true;
    until("each centre's console shows the alarm",
          [this] { return std::ranges::all_of(watches_, [](auto const& watch) { return watch->alarmed(); }); });
    tell_alarm();

    Watch& hk = watch(CentreId::hk);
    hk.acknowledge(hk.incident()->id);
    until("Hong Kong's acknowledgement", [&] { return acknowledged_by(hk, CentreId::hk); });
    say(clock_text(clock_.now()) +
        "  Hong Kong's officer acknowledges. Hong Kong keeps custody until Guangdong has accepted.");
    Watch& gd = watch(CentreId::cn_gd);
    gd.acknowledge(gd.incident()->id);
    until("custody with Guangdong on all three desks", [this] {
      return std::ranges::all_of(watches_, [](auto const& watch) {
        return watch->incident() && watch->incident()->custody.centre == CentreId::cn_gd;
      });
    });
    auto const& custody = gd.incident()->custody;
    say(clock_text(clock_.now()) + "  Guangdong's officer (" + custody.officer + ") accepts: custody " +
        std::string(geo::to_text(custody.centre)) + ", term " + std::to_string(custody.term) +
        ", on all three desks.\n");
    say("The log of " + gd.incident()->id + ", as Guangdong's console has it:");
    for (auto const& line : gd.incident()->log)
      say("  " + geo::to_iso8601(line.at).substr(11, 8) + "Z " + std::string(geo::to_text(line.centre)) + " " +
          line.who + ": " + line.text);
    return 0;
  }

 private:
  Watch& watch(CentreId centre) {
    return **std::ranges::find_if(watches_, [&](auto const& each) { return each->centre() == centre; });
  }
  static bool acknowledged_by(Watch const& watch, CentreId centre) {
    auto const& incident = watch.incident();
    return incident &&
           std::ranges::any_of(incident->acknowledgements, [&](auto const& each) { return each.centre == centre; });
  }
  milliseconds elapsed() const { return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - started_); }

  /// A device of an earlier demonstration would only refresh its incident.
  void choose_device() {
    while (std::ranges::any_of(watches_, [this](auto const& watch) { return watch->knows(sart_); })) ++sart_;
    for (auto& watch : watches_) watch->follow(sart_);
  }

  void launch_ferries(std::filesystem::path const& data_folder) {
    store::SpatialPlanRegister plans(desk_folder_path(data_folder, CentreId::hk), store::Access::read_only);
    std::size_t number = 0;
    for (auto const& plan : plans.newest()) {
      for (auto const& ship : plan.ships) {
        if (!ship.mmsi || ship.route.size() < 2) continue;
        FerryRun run{.ship = ship,
                     .direction = number % 2 == 0 ? Direction::as_in_plan : Direction::back,
                     .speed = geo::Knots::from_knots(30 + static_cast<double>(number % 5)),
                     // Spread over their routes.
                     .start = geo::Metres::from_metres(2000 + 3500 * static_cast<double>(number))};
        bool const is_casualty = casualty_ == nullptr && plan.plan_id == kCasualtyPlan;
        if (is_casualty) {
          run.direction = Direction::as_in_plan;
          // So that she is at the place of the collision when the time has come.
          double const way = run.speed.metres_per_second() * std::chrono::duration<double>(kTrafficBefore).count();
          run.start = along_route(ship, run.direction, collision_) - geo::Metres::from_metres(way);
        }
        ferries_.push_back(std::make_unique<Ferry>(std::move(run)));
        if (is_casualty) casualty_ = ferries_.back().get();
        ++number;
      }
    }
    if (casualty_ == nullptr)
      throw std::runtime_error(
          "the sample plans are not in the register: lingding plan import plans/data/samples --data …");
  }

  /// One step: what is due on the air, and what the consoles show.
  void step() {
    auto const now = elapsed();
    auto const second = static_cast<std::uint8_t>(clock_.now().time_since_epoch().count() / 1000 % 60);
    if (now >= next_report_) {
      next_report_ = now + milliseconds{1000};
      std::string text;
      for (std::size_t i = 0; i < ferries_.size(); ++i) {
        text += ferries_[i]->position_sentence(now, second);
        if (reports_ % 30 == 0) text += ferries_[i]->static_sentences(static_cast<unsigned>(i));
      }
      ++reports_;
      // A SART's burst: positions, and its text now and then.
      if (sart_on_) {
        auto const drift = geo::Position::from_degrees(collision_.latitude.degrees() + 0.0004,
                                                       collision_.longitude.degrees() - 0.0006);
        text += sart_position_sentence(*plans::Mmsi::from_number(sart_), *drift, second);
        if (reports_ % 4 == 0) text += sart_text_sentence(*plans::Mmsi::from_number(sart_));
      }
      sentences_ += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
      feed_.send(text);
    }
    for (auto& each : watches_) each->pump();
  }

  void run_for(std::chrono::seconds time) {
    for (auto const end = elapsed() + time; elapsed() < end;) step();
  }
  template <class Done>
  void until(std::string const& what, Done done) {
    auto const deadline = SteadyClock::now() + kPatience;
    while (!done()) {
      step();
      if (SteadyClock::now() < deadline) continue;
      for (auto const& each : watches_)
        if (!each->trouble().empty()) throw std::runtime_error(each->title() + ": " + each->trouble());
      throw std::runtime_error("waited in vain for this: " + what);
    }
  }

  void tell_alarm() {
    Incident const& incident = *watch(CentreId::hk).incident();
    auto const& decision = incident.decision;
    say(clock_text(clock_.now()) + "  ALARM at " + std::to_string(watches_.size()) + " consoles: incident " +
        incident.id);
    say("  Whose water?   " + decision.reason);
    say("  Custody        " + std::string(geo::to_text(incident.custody.centre)) + " (heard it first)" +
        (incident.offered_to ? ", offered to " + std::string(geo::to_text(*incident.offered_to)) : ""));
    std::string told;
    for (CentreId const centre : incident.told) told += (told.empty() ? "" : ", ") + std::string(geo::to_text(centre));
    say("  Told           " + told);
    if (incident.ship) tell_ship(*incident.ship);
    say("");
  }

  static void tell_ship(coordinator::ShipLink const& ship) {
    std::string line = "  Which ship?    " + ship.name + ", " + std::string(coordinator::to_text(ship.certainty));
    if (ship.distance) line += ", " + std::to_string(std::lround(ship.distance->metres())) + " m from the device";
    if (ship.age) line += ", reported " + std::to_string(ship.age->count() / 1000) + " s before";
    say(line);
    if (!ship.plan) return;
    auto const& plan = *ship.plan;
    say("  Her plan       " + plan.plan_id + " version " + std::to_string(plan.version) +
        (plan.sample ? " (SAMPLE)" : "") + ": at most " + std::to_string(plan.persons_permitted) + " persons, " +
        std::to_string(plan.crew) + " of them crew");
    for (std::size_t i = 0; i < std::min<std::size_t>(plan.contacts.size(), 3); ++i)
      say("  Call           " + plan.contacts[i].phone + "  " + plan.contacts[i].role + ", " + plan.contacts[i].name);
  }

  runtime::SystemClock clock_;
  Endpoints endpoints_;
  runtime::LineSender feed_;
  geo::Position collision_;
  std::vector<std::unique_ptr<Watch>> watches_;
  std::vector<std::unique_ptr<Ferry>> ferries_;
  Ferry* casualty_ = nullptr;
  std::uint32_t sart_ = kFirstSart;
  SteadyClock::time_point started_ = SteadyClock::now();
  milliseconds next_report_{0};
  std::uint64_t reports_ = 0;
  std::uint64_t sentences_ = 0;
  bool sart_on_ = false;
};

}  // namespace

int demo(DemoOptions const& options) {
  demo_filing(options.data_folder, kCasualtyPlan, say);
  return Demonstration(options).play();
}

}  // namespace lingding::tools
