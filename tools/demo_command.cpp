// `lingding demo`: plays a collision in the estuary on a running server, as it would be heard: in five forms at three
// centres, through the real inputs and consoles; and tells it.

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
#include "geo/geodesic.hpp"
#include "tools/commands.hpp"
#include "tools/demo_alerts.hpp"
#include "tools/demo_filing.hpp"
#include "tools/desk_folder.hpp"
#include "tools/ferry_traffic.hpp"
#include "tools/place_reader.hpp"

namespace lingding::tools {
namespace {

using coordinator::Incident;
using geo::CentreId;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

/// The case of 27 August 2016: a ferry between Hong Kong and Macao and a fishing boat collide off Ngau Tau, in
/// Guangdong's waters, west of Hong Kong's western limit.
constexpr double kCollisionLatitude = 22.1885;
constexpr double kCollisionLongitude = 113.7900;
/// Ferries whose routes come as near to that place may have the collision: each one once a day, as calls of the same
/// ship go to the same case.
constexpr auto kOffNgauTau = geo::Metres::from_nautical_miles(2);
/// The plan that is filed first, and the ship that has the collision if she has had none today.
constexpr char const* kFiledPlan = "HK-SAMPLE-01";
constexpr std::uint32_t kPersonsOnBoard = 299;
/// How long before the collision the traffic is watched, and how long is waited for what must come.
constexpr std::chrono::seconds kTrafficBefore{8};
constexpr std::chrono::seconds kPatience{30};
/// Between two forms, so that one can follow on a console.
constexpr std::chrono::seconds kPause{2};

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
    std::ifstream const file(data_folder / "endpoints.json");
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
      throw std::runtime_error("no server has run in " + data_folder.string() + ": start it with `lingding serve`");
    document_ = boost::json::parse(text.str());
  }
  std::string console() const { return std::string(document_.at("console").as_string()); }
  std::string source(std::string const& name) const {
    auto const* const found = document_.at("sources").as_object().if_contains(name);
    if (found == nullptr)
      throw std::runtime_error("the server has no source named " + name +
                               ": tools/run configures those of the demonstration in a new data folder");
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
  void command(std::string const& id, coordinator::Command const& command) {
    std::string text;
    coordinator::append_json(text, command);
    client_->command("demo-" + id, text);
  }
  void acknowledge(std::string const& incident_id) { command(incident_id, coordinator::Acknowledge{incident_id}); }

  std::string const& title() const { return title_; }
  CentreId centre() const { return centre_; }
  std::string const& trouble() const { return trouble_; }
  std::uint64_t batches() const { return batches_; }
  /// All that happened before is known here.
  bool caught_up() const { return caught_up_; }
  /// She has had an alert: further ones would go to the same case.
  bool knows(plans::Mmsi ship) const { return ships_.contains(ship); }
  /// From now on the demonstration is about this ship.
  void follow(plans::Mmsi ship) { followed_ = ship; }
  /// The incident of the ship that is followed; empty until it is shown here.
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
        if (!incident.ship || !incident.ship->mmsi) continue;
        ships_.insert(*incident.ship->mmsi);
        if (incident.ship->mmsi == followed_) incident_ = incident;
      } else if (auto const* raised = std::get_if<coordinator::AlarmRaised>(&effect)) {
        if (incident_ && raised->incident_id == incident_->id) alarmed_ = true;
      }
    }
  }

  CentreId centre_;
  std::string title_;
  std::unique_ptr<bus::ConsoleClient> client_;
  std::optional<Incident> incident_;
  std::set<plans::Mmsi> ships_;
  std::optional<plans::Mmsi> followed_;
  bool caught_up_ = false;
  std::string trouble_;
  bool alarmed_ = false;
  std::uint64_t batches_ = 0;
};

class Demonstration {
 public:
  explicit Demonstration(DemoOptions const& options)
      : endpoints_(options.data_folder),
        hk_receiver_(endpoints_.source("HK-receiver")),
        gd_receiver_(endpoints_.source("CN-GD-receiver")),
        mcc_(endpoints_.source("HK-MCC")),
        dsc_(endpoints_.source("MO-DSC")),
        cap_inbox_(endpoints_.source("HK-CAP")),
        gazetteer_(std::make_shared<geo::Gazetteer const>(read_gazetteer({}))),
        collision_(*geo::Position::from_degrees(kCollisionLatitude, kCollisionLongitude)) {
    auto const key = [&](CentreId centre) {
      return options.data_folder / "keys" / ("demo-" + std::string(geo::to_text(centre)) + ".secret");
    };
    watches_.push_back(
        std::make_unique<Watch>(CentreId::cn_gd, endpoints_.console(), key(CentreId::cn_gd), "Guangdong MRCC"));
    watches_.push_back(
        std::make_unique<Watch>(CentreId::hk, endpoints_.console(), key(CentreId::hk), "Hong Kong MRCC"));
    watches_.push_back(std::make_unique<Watch>(CentreId::mo, endpoints_.console(), key(CentreId::mo), "Macao (DSAMA)"));
    until("the consoles of the three centres are connected",
          [this] { return std::ranges::all_of(watches_, [](auto const& watch) { return watch->caught_up(); }); });
    launch_ferries(options.data_folder);
  }

  int play() {
    tell_traffic();
    collide();
    hear_beacon();
    accept();
    hear_dsc();
    hear_transmitter();
    hear_telephone();
    hear_cap();
    tell_incident();
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
  plans::PlanBrief const& ship() const { return casualty_->ship(); }
  void say_now(std::string const& text) { say(clock_text(clock_.now()) + "  " + text); }

  /// On every console: so many alerts in the one incident.
  void until_alerts(std::size_t count, std::string const& what) {
    until(what, [&] {
      return std::ranges::all_of(
          watches_, [&](auto const& watch) { return watch->incident() && watch->incident()->alerts.size() >= count; });
    });
  }

  // ---- the story

  void tell_traffic() {
    say("Three rescue centres share the water between Hong Kong, Macao and Guangdong. Their desks run in this server.");
    say("Evening traffic: " + std::to_string(ferries_.size()) +
        " ferries on the routes of their cooperation plans. Their AIS is SYNTHETIC, and so is all that follows; ships "
        "and "
        "plans are samples.");
    run_for(kTrafficBefore);
    say("  " + std::to_string(sentences_) + " AIS sentences heard by a Hong Kong receiver; the picture went out in " +
        std::to_string(watch(CentreId::hk).batches()) + " batches.\n");
  }

  void collide() {
    say_now(ship().names.en + " (" + ship().names.zh_hant + "), registered in " +
            std::string(geo::to_text(ship().home)) + ", collides with a fishing boat off Ngau Tau.\n");
    casualty_->stop(elapsed());
  }

  void hear_beacon() {
    say_now("1. Her 406 MHz beacon. Hong Kong's mission control centre passes on that " +
            ship().beacons.front().text() + " was heard by satellite; it is not located.");
    mcc_.send(mcc_message(ship(), clock_.now()));
    until("each centre's console shows the alarm, and where the ship was by her AIS", [this] {
      return std::ranges::all_of(watches_, [](auto const& watch) {
        return watch->alarmed() && watch->incident() &&
               watch->incident()->decision.rule == coordinator::RoutingRule::ship_last_seen;
      });
    });
    tell_alarm();
  }

  void accept() {
    Watch& hk = watch(CentreId::hk);
    hk.acknowledge(hk.incident()->id);
    until("Hong Kong's acknowledgement", [&] { return acknowledged_by(hk, CentreId::hk); });
    say_now("Hong Kong's officer acknowledges. Hong Kong keeps custody until Guangdong has accepted.");
    Watch& gd = watch(CentreId::cn_gd);
    gd.acknowledge(gd.incident()->id);
    until("custody with Guangdong on all three desks", [this] {
      return std::ranges::all_of(watches_, [](auto const& watch) {
        return watch->incident() && watch->incident()->custody.centre == CentreId::cn_gd;
      });
    });
    auto const& custody = gd.incident()->custody;
    say_now("Guangdong's officer (" + custody.officer + ") accepts: custody " +
            std::string(geo::to_text(custody.centre)) + ", term " + std::to_string(custody.term) +
            ", on all three desks.\n");
  }

  void hear_dsc() {
    run_for(kPause);
    auto const text = dsc_sentences(ship(), collision_, clock_.now());
    say_now("2. Her DSC distress call on channel 70, received by Macao's coast station:");
    say("  " + text.substr(0, text.find('\r')));
    dsc_.send(text);
    until_alerts(2, "the DSC call in the same incident on each console");
    tell_match(coordinator::AlertKind::dsc);
  }

  void hear_transmitter() {
    run_for(kPause);
    say_now("3. The AIS transmitter of her EPIRB, " + transmitter_of(ship()).to_text() +
            ", is heard by Guangdong's receiver.");
    transmitting_ = true;
    until_alerts(3, "the transmitter in the same incident on each console");
    tell_match(coordinator::AlertKind::epirb_ais);
  }

  void hear_telephone() {
    run_for(kPause);
    auto const place = spoken_place(collision_, *gazetteer_);
    say_now("4. A fishing boat's master telephones Macao: \"" + ship().names.en + " has been hit, " + place + "\".");
    auto const report = terminal::report_of({"master of a fishing boat, +85366000000", ship().names.en, "", place,
                                             "coll", "", "A ferry has been hit, she lies low in the water"},
                                            place_reader(gazetteer_), terminal::Language::en);
    if (!report) throw std::runtime_error(report.error());
    watch(CentreId::mo)
        .command("telephone-" + std::to_string(clock_.now().time_since_epoch().count()),
                 coordinator::ReportDistress{"", *report});
    until_alerts(4, "the report in the same incident on each console");
    tell_match(coordinator::AlertKind::report);
  }

  void hear_cap() {
    run_for(kPause);
    say_now("5. Her company's operations room sends a CAP message to Hong Kong: " + std::to_string(kPersonsOnBoard) +
            " persons on board.");
    auto const name = "demo-" + std::to_string(clock_.now().time_since_epoch().count()) + ".xml";
    {
      std::ofstream file(cap_inbox_ / (name + ".tmp"), std::ios::binary);
      file << cap_message(ship(), kPersonsOnBoard, clock_.now());
      if (!file.flush()) throw std::runtime_error("no file can be written in " + cap_inbox_.string());
    }
    std::filesystem::rename(cap_inbox_ / (name + ".tmp"), cap_inbox_ / name);
    until_alerts(5, "the CAP message in the same incident on each console");
    tell_match(coordinator::AlertKind::cap);
  }

  void tell_incident() {
    auto const& incident = *watch(CentreId::cn_gd).incident();
    say("\nFive forms, received at three centres: one casualty, one incident, one custodian. The log of " +
        incident.id + ", as Guangdong's console has it:");
    for (auto const& line : incident.log)
      say("  " + geo::to_iso8601(line.at).substr(11, 8) + "Z " + std::string(geo::to_text(line.centre)) + " " +
          line.who + ": " + line.text);
  }

  // ---- what it is told from

  /// All ships of the plans that state a route, spread over it; among them the one that has the collision.
  void launch_ferries(std::filesystem::path const& data_folder) {
    store::SpatialPlanRegister plans(desk_folder_path(data_folder, CentreId::hk), store::Access::read_only);
    for (auto const& plan : plans.newest())
      for (auto const& ship : plan.ships)
        if (ship.mmsi && ship.route.size() >= 2) launch(ship);
    if (ferries_.empty())
      throw std::runtime_error(
          "the sample plans are not in the register: lingding plan import plans/data/samples --data …");
    if (casualty_ == nullptr)
      throw std::runtime_error(
          "each of the sample ferries off Ngau Tau has had her collision today: begin anew in "
          "another data folder, tools/run --data DIR");
    for (auto& watch : watches_) watch->follow(*ship().mmsi);
  }
  void launch(plans::PlanBrief const& ship) {
    auto const number = ferries_.size();
    FerryRun run{.ship = ship,
                 .direction = number % 2 == 0 ? Direction::as_in_plan : Direction::back,
                 .speed = geo::Knots::from_knots(30 + static_cast<double>(number % 5)),
                 .start = geo::Metres::from_metres(2000 + 3500 * static_cast<double>(number))};
    bool const is_casualty = may_collide(ship) && (casualty_ == nullptr || ship.plan_id == kFiledPlan);
    if (is_casualty) {
      run.direction = Direction::as_in_plan;
      collision_ = geo::nearest_on_polyline(ngau_tau(), ship.route).position;
      // So that she is at the place of the collision when the time has come.
      double const way = run.speed.metres_per_second() * std::chrono::duration<double>(kTrafficBefore).count();
      run.start = along_route(ship, run.direction, collision_) - geo::Metres::from_metres(way);
    }
    ferries_.push_back(std::make_unique<Ferry>(std::move(run)));
    if (is_casualty) casualty_ = ferries_.back().get();
  }
  static geo::Position ngau_tau() { return *geo::Position::from_degrees(kCollisionLatitude, kCollisionLongitude); }
  bool may_collide(plans::PlanBrief const& ship) const {
    constexpr std::size_t kFirstGeneration = 15;  // hexadecimal digits
    if (ship.beacons.empty() || ship.beacons.front().text().size() != kFirstGeneration) return false;
    if (ship.devices.empty() || ship.call_sign.empty()) return false;
    if (geo::nearest_on_polyline(ngau_tau(), ship.route).distance > kOffNgauTau) return false;
    return std::ranges::none_of(watches_, [&](auto const& watch) { return watch->knows(*ship.mmsi); });
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
      sentences_ += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
      hk_receiver_.send(text);
      // The transmitter's burst: positions, and its text now and then. The ship drifts.
      if (transmitting_) {
        auto const drift = geo::Position::from_degrees(collision_.latitude.degrees() + 0.0004,
                                                       collision_.longitude.degrees() - 0.0006);
        auto const device = transmitter_of(ship());
        auto burst = sart_position_sentence(device, *drift, second);
        if (reports_ % 4 == 0) burst += sart_text_sentence(device);
        gd_receiver_.send(burst);
      }
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

  /// Why the newest alert of that kind was put to the incident.
  void tell_match(coordinator::AlertKind kind) {
    auto const& alerts = watch(CentreId::cn_gd).incident()->alerts;
    auto const found = std::ranges::find(alerts, kind, [](coordinator::Alert const& one) { return one.report.kind; });
    if (found == alerts.end()) return;
    say("  The same incident, now of " + std::to_string(alerts.size()) +
        " alerts: " + (found->matched.empty() ? std::string("by what names the ship") : found->matched) + ".\n");
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
  runtime::LineSender hk_receiver_;  ///< of AIS
  runtime::LineSender gd_receiver_;
  runtime::LineSender mcc_;
  runtime::LineSender dsc_;
  std::filesystem::path cap_inbox_;
  std::shared_ptr<geo::Gazetteer const> gazetteer_;
  geo::Position collision_;
  std::vector<std::unique_ptr<Watch>> watches_;
  std::vector<std::unique_ptr<Ferry>> ferries_;
  Ferry* casualty_ = nullptr;
  SteadyClock::time_point started_ = SteadyClock::now();
  milliseconds next_report_{0};
  std::uint64_t reports_ = 0;
  std::uint64_t sentences_ = 0;
  bool transmitting_ = false;
};

}  // namespace

int demo(DemoOptions const& options) {
  demo_filing(options.data_folder, kFiledPlan, say);
  return Demonstration(options).play();
}

}  // namespace lingding::tools
