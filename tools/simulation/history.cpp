#include "tools/simulation/history.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "geo/check.hpp"
#include "tools/simulation/ascii_sea.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::simulation {
namespace {

using namespace coordinator;
using geo::CentreId;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Sea estuary() {
  return ascii_sea(geo::Metres::from_nautical_miles(2), R"(
    g g g g g g g g h h h h h
    m m g g g A g g h h D h h
    m P g g g g g B h C h h h
    m m g E g g g g h h h h h
    g g g g g g g g g h h h h
    . . . . . S . . . . . . . )");
}

/// Whoever may be in distress. All are invented; the first two have cooperation plans.
struct Casualty {
  std::uint32_t ship;
  std::uint32_t sart;
  std::string_view beacon;  ///< 15 digits, from C/S T.001's examples of the user protocols
  std::string_view call_sign;
  std::string_view name;
  char place;
};
constexpr std::array<Casualty, 5> kCast{{
    {477'000'101, 970'010'119, "ADCD00800440401", "VRXX1", "SAMPLE FERRY", 'A'},
    {453'000'102, 972'010'120, "ADCC404E2C00495", "XXSA2", "SAMPLE CAT", 'B'},
    {412'000'103, 974'000'001, "BEEC4634B42428D", "BXX03", "SAMPLE TRADER", 'C'},
    {477'000'104, 970'000'104, "ADC6E4C1A5B4D21", "VRXX4", "SAMPLE TUG", 'E'},
    {453'000'105, 972'000'001, "9D0E4C56E4E1BC7", "XXSA5", "", 'S'},
}};

plans::Mmsi mmsi(std::uint32_t number) {
  return plans::Mmsi::from_number(number).value();
}
geo::Position shifted(geo::Position from, double degrees_north, double degrees_east) {
  return geo::Position::from_degrees(from.latitude.degrees() + degrees_north, from.longitude.degrees() + degrees_east)
      .value();
}

/// Out and back every other hour, later and slower from version to version; of even versions by this ship for certain.
plans::Schedule timetable(Sea const& sea, std::uint32_t version) {
  plans::ScheduledRoute route;
  route.name = "Sample route";
  route.track = {sea['D'], sea['B'], sea['P']};
  route.stops = {{"Sample Pier D", "樣本碼頭", sea['D']}, {"Sample Pier P", "", sea['P']}};
  route.valid_from = geo::UtcDate{std::chrono::year{2016} / 1 / 1};
  route.services = {{.weekdays = 0x7F, .holidays = true, .seasons = {}, .added = {}, .removed = {}}};
  auto const takes = static_cast<std::int32_t>(40 + 10 * version);
  for (std::int32_t hour = 6; hour <= 24; hour += 2) {
    auto const out = hour * 60 + static_cast<std::int32_t>(version) * 5;
    auto const back = out + 60;
    route.sailings.push_back({0, version % 2 == 0, {{0, out, out}, {1, out + takes, out + takes}}});
    route.sailings.push_back({0, version % 2 == 0, {{1, back, back}, {0, back + takes, back + takes}}});
  }
  return {{std::move(route)}};
}

plans::PlanBrief plan_of(Casualty const& casualty, Sea const& sea, std::uint32_t version) {
  plans::PlanBrief plan;
  plan.plan_id = "SAMPLE-" + std::to_string(casualty.ship);
  plan.version = version;
  plan.digest = std::string(64, 'a');
  plan.home = casualty.ship / 1'000'000 == 453 ? CentreId::mo : CentreId::hk;
  plan.names = {.en = std::string{casualty.name}, .zh_hant = "樣本渡輪", .zh_hans = "样本渡轮", .pt = "Ferry Exemplo"};
  plan.company = "Sample Ferries Limited";
  plan.mmsi = mmsi(casualty.ship);
  plan.call_sign = std::string{casualty.call_sign};
  plan.devices = {mmsi(casualty.sart)};
  if (auto const beacon = plans::BeaconId::parse(casualty.beacon)) plan.beacons = {*beacon};
  plan.persons_permitted = 423;
  plan.crew = 10;
  plan.contacts = {{"duty manager, 24 hours", "Sample Person", "+85200000001"}};
  plan.route = {sea['D'], sea['B'], sea['P']};
  plan.sample = true;
  if (version > 1) plan.schedule = timetable(sea, version);
  return plan;
}

class History {
 public:
  explicit History(std::uint64_t seed)
      : sea_(estuary()),
        exercise_(seed % 4 == 0),
        desks_(sea_.regions, geo::parse_time("2016-08-27T15:50:00Z").value(), seed,
               {.mode = exercise_ ? Mode::exercise : Mode::real}),
        random_(seed * 7919 + 1),
        watch_random_(seed * 104'729 + 2) {
    if (chance(4)) desks_.set_clocks({seconds{20 + pick(100)}, seconds{150 + pick(300)}, seconds{60 + pick(600)}});
  }

  ThreeDesks& desks() { return desks_; }

  /// What does not hold after it; empty: all does.
  std::string step() {
    take_step();
    desks_.do_due();
    return fault();
  }

  /// Somebody comes to each desk, and the links are whole.
  std::string fault_at_rest() {
    desks_.heal();
    set_links(true);
    answer_all();
    if (!desks_.settle()) return "the links do not come to rest";
    if (auto found = fault(); !found.empty()) return found;
    return desks_.disagreement();
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>{0, below - 1}(random_); }
  bool chance(int one_in) { return pick(one_in) == 0; }
  template <class List>
  auto const& any(List const& list) {
    return list[static_cast<std::size_t>(pick(static_cast<int>(std::size(list))))];
  }
  CentreId any_centre() { return any(geo::kCentres); }
  std::string officer() { return chance(2) ? "Officer A" : "Officer B"; }

  std::string fault() const {
    for (auto found : {desks_.two_custodians(), desks_.unattended(), desks_.misplaced_alerts()})
      if (!found.empty()) return found;
    return {};
  }

  void take_step() {
    // By dice of its own: what else happens stays as it was.
    std::swap(random_, watch_random_);
    if (chance(200))
      for (int more = pick(5); more >= 0; --more) watch_timetables();
    std::swap(random_, watch_random_);
    int const what = pick(1000);
    if (what < 380) return hear();
    if (what < 600) return act();
    if (what < 620)
      return desks_.plan(any_centre(), plan_of(kCast[static_cast<std::size_t>(pick(2))], sea_, version()));
    if (what < 650) return see_ship();
    if (what < 690) return desks_.channel_answers(any_centre(), chance(2), chance(4));
    if (what < 870) return desks_.pass(milliseconds{50 + pick(20'000)});
    if (what < 885) return desks_.pass(minutes{pick(30)});
    // Beyond 24 hours an activation is another one; leaps come seldom, so that much happens within one.
    if (what < 887) return desks_.leap(std::chrono::hours{1 + pick(40)});
    if (what < 925) return spoil();
    if (what < 945) return cut();
    if (what < 965) return heal();
    if (what < 985) return step_clock();
    desks_.crash(any_centre());
  }

  std::uint32_t version() { return static_cast<std::uint32_t>(1 + pick(4)); }

  // ---- alerts

  void hear() {
    auto const& casualty = any(kCast);
    AlertReport report = form(casualty);
    if (chance(8)) report.alert_class = AlertClass::test;
    if (chance(12)) report.cancels = true;
    if (exercise_ && chance(8)) report.no_duff = true;
    if (report.kind == AlertKind::report) return tell_officer(std::move(report));
    if (report.kind == AlertKind::cap) return publish(casualty, std::move(report));
    std::vector<ShipNear> near;
    if (report.position && report.kind == AlertKind::ais_sart && chance(2)) near = ships_near(*report.position);
    desks_.alert(any_centre(), chance(3) ? "second" : "first", std::move(report), std::move(near));
  }

  /// A message of the Common Alerting Protocol: the first of its thread, an update or a cancellation of what came
  /// before, or one that came already; sometimes it goes on with a message about somebody else.
  void publish(Casualty const& casualty, AlertReport report) {
    auto& before = threads_[casualty.ship];
    report.cancels = report.cancels && !before.empty();
    std::string delivery;
    if (before.empty() || !chance(6)) {
      auto const number = std::to_string(++messages_);
      std::vector<std::string> thread{"feed@sample.example,CAP-" + number};
      if (report.cancels || chance(2)) thread.insert(thread.end(), before.begin(), before.end());
      auto const& other = threads_[any(kCast).ship];
      if (chance(16) && &other != &before && !other.empty()) thread.push_back(other.front());
      if (thread.size() > kMaxThread) thread.resize(kMaxThread);
      before = std::move(thread);
      if (chance(2)) delivery = "CAP-" + number + ".xml";
    }
    report.thread = before;
    auto const centre = any_centre();
    desks_.alert(centre, "spool", report, {}, delivery);
    if (!delivery.empty() && chance(3)) desks_.alert(centre, "spool", std::move(report), {}, delivery);
  }

  AlertReport form(Casualty const& casualty) {
    AlertReport report;
    report.kind = static_cast<AlertKind>(pick(static_cast<int>(AlertKind::report) + 1));
    auto const place = shifted(sea_[casualty.place], pick(200) * 1e-4, pick(200) * 1e-4);
    auto const located = [&](geo::Metres radius, PositionSource source) {
      if (chance(4)) return;
      // Now and then somewhere else altogether: in another's water, or an error.
      report.position = chance(6) ? sea_[any(std::string_view{"ABCDEPS"})] : place;
      report.radius = radius;
      report.position_source = source;
    };
    using geo::Metres;
    switch (report.kind) {
      case AlertKind::ais_sart:
      case AlertKind::ais_mob:
      case AlertKind::epirb_ais:
        report.device = mmsi(casualty.sart);
        located(Metres::from_metres(10), PositionSource::gnss);
        if (chance(4)) report.text = "SART ACTIVE";
        break;
      case AlertKind::ais_ship_status:
      case AlertKind::ais_safety_text:
        report.device = mmsi(casualty.ship);
        located(Metres::from_metres(100), PositionSource::gnss);
        if (chance(4)) report.text = "ON FIRE";
        break;
      case AlertKind::beacon_406:
        report.beacon = plans::BeaconId::parse(casualty.beacon);
        report.corrected_bits = static_cast<std::uint32_t>(chance(4) ? 1 + pick(3) : 0);
        located(Metres::from_metres(200), PositionSource::encoded);
        break;
      case AlertKind::mcc_alert:
        report.beacon = plans::BeaconId::parse(casualty.beacon);
        if (chance(3)) {
          report.possible = {
              {place, Metres::from_nautical_miles(5), PositionSource::doppler, 0.7},
              {sea_[any(std::string_view{"ABCDEPS"})], Metres::from_nautical_miles(5), PositionSource::doppler, 0.3}};
        } else {
          located(Metres::from_nautical_miles(3), PositionSource::confirmed);
        }
        break;
      case AlertKind::dsc:
        report.device = mmsi(casualty.ship);
        report.nature = static_cast<Nature>(pick(static_cast<int>(Nature::overdue) + 1));
        located(Metres::from_nautical_miles(1), PositionSource::gnss);
        break;
      case AlertKind::cap:
      case AlertKind::report:
        if (chance(2)) report.device = mmsi(casualty.ship);
        if (chance(3)) report.call_sign = casualty.call_sign;
        // Who telephones may not know whom he sees.
        if (!chance(4)) report.name = casualty.name;
        report.nature = chance(2) ? Nature::collision : Nature::undesignated;
        if (chance(2)) report.persons = static_cast<std::uint32_t>(pick(400));
        located(Metres::from_nautical_miles(2), PositionSource::stated);
        report.text = chance(2) ? "as told" : "a red light, low on the water";
        if (report.kind == AlertKind::report) report.caller = chance(2) ? "a passing vessel" : "the lighthouse";
        break;
      case AlertKind::watch:
        break;  // watch_timetables()
    }
    return report;
  }

  std::vector<ShipNear> ships_near(geo::Position at) {
    std::vector<ShipNear> near;
    for (auto const& ship : kCast) {
      auto const metres = geo::Metres::from_metres(100.0 * (1 + pick(100)));
      near.push_back({mmsi(ship.ship), std::string{ship.name}, at, std::nullopt, std::nullopt,
                      desks_.now() - seconds{pick(300)}, metres});
    }
    std::ranges::sort(near, {}, &ShipNear::distance);
    return near;
  }

  // ---- officers

  Incident const* any_incident(CentreId centre) {
    auto const all = desks_.desk(centre).incidents();
    return all.empty() ? nullptr : any(all);
  }
  std::string any_id(Incident const& incident) {
    return incident.also.empty() || chance(2) ? incident.id : incident.also.front();
  }

  /// Some of it is refused, as officers try what they may not.
  void say(CentreId centre, Command command) {
    auto const answer = desks_.officer(centre, officer(), std::move(command));
    LINGDING_CHECK(answer != "unanswered" && answer != "unknown_incident");
  }

  void tell_officer(AlertReport report) {
    auto const centre = any_centre();
    auto const* const incident = any_incident(centre);
    say(centre,
        ReportDistress{incident != nullptr && chance(3) ? any_id(*incident) : std::string{}, std::move(report)});
  }

  void act() {
    auto const centre = any_centre();
    auto const* const incident = any_incident(centre);
    if (incident == nullptr) return;
    auto const id = any_id(*incident);
    if (exercise_ && chance(20)) return say(centre, SayNoDuff{id, "smoke is seen"});
    switch (pick(17)) {
      case 0:
        return say(centre, ConfirmShip{id, mmsi(any(kCast).ship)});
      case 1:
        return say(centre, AddNote{id, "note " + std::to_string(pick(1000))});
      case 2:
        return say(centre, RequestCustody{id, "better placed"});
      case 3:
        return say(centre, OfferCustody{id, any_centre(), "nearer"});
      case 4:
        if (chance(3)) return say(centre, ForceCustody{id, "silent"});
        return say(centre, DeclineCustody{id, "no unit"});
      case 5:
        return say(centre, DeclineCustody{id, "no unit"});
      case 6:
        return say(centre, SetPhase{id, static_cast<EmergencyPhase>(pick(3)), "as it looks"});
      case 7:
        return say(centre, SetPersons{id, static_cast<std::uint32_t>(pick(50)), static_cast<std::uint32_t>(pick(50)),
                                      "manifest"});
      case 8:
        return say(centre,
                   SetUnit{id, chance(2) ? "Launch 1" : "Helicopter 2", "", static_cast<UnitState>(pick(5)), ""});
      case 9:
        return say(centre, LogCall{id, "duty manager, 24 hours", "no answer"});
      case 10:
        return say(centre, MergeIncidents{id, any_incident(centre)->id, "same casualty"});
      case 11:
        return say(centre, SplitIncident{id, {any(incident->alerts).id}, "another casualty"});
      case 12:
        return say(centre, IssueSitrep{id, chance(2), "A: as known"});
      case 13:
        return say(centre, CloseIncident{id, static_cast<CaseOutcome>(pick(7)), "as it ended"});
      default:
        return say(centre, Acknowledge{id});
    }
  }

  /// Asks, asks again, proposes a phase, takes back; an officer answers.
  void watch_timetables() {
    auto const centre = any_centre();
    auto const open = desks_.desk(centre).voyage_questions();
    if (!open.empty() && chance(2)) {
      auto const& question = any(open).question;
      if (chance(4)) return desks_.voyage(centre, VoyageOver{question.id, {"she is heard again", "已重新收到其訊號"}});
      if (chance(2))
        return desks_.voyage(centre, VoyagePhase{chance(2) ? EmergencyPhase::uncertainty : EmergencyPhase::alert,
                                                 question,
                                                 {"nobody answered", "未獲答覆"}});
      return say(centre,
                 AnswerVoyage{question.id, chance(2) ? WatchAnswer::explained : WatchAnswer::trouble, "asked her"});
    }
    auto const& ship = any(kCast);
    VoyageQuestion question;
    question.concern = static_cast<VoyageConcern>(pick(static_cast<int>(VoyageConcern::receiver_down) + 1));
    question.id = std::string{to_text(question.concern)} + "/" + std::to_string(pick(30));
    if (question.concern != VoyageConcern::receiver_down) {
      question.ship = mmsi(ship.ship);
      question.ship_name.en = ship.name;
      question.voyage = VoyageRef{
          "HK-SAMPLE", "A to B", {"A", ""}, {"B", ""}, desks_.now() - minutes{30}, desks_.now() + minutes{30}};
      question.position = shifted(sea_[ship.place], pick(200) * 1e-4, pick(200) * 1e-4);
      question.position_at = desks_.now() - minutes{pick(20)};
      question.radius = geo::Metres::from_nautical_miles(pick(10));
    }
    question.since = desks_.now() - minutes{pick(9)};
    question.raised_at = desks_.now();
    question.evidence = {"not heard since then", "未收到其訊號"};
    question.limits = {"12 reports", "12 個報告"};
    desks_.voyage(centre, VoyageAsked{std::move(question)});
  }

  /// The traffic picture answers a desk that asked; now and then late, about the ship that it was asked for before.
  void see_ship() {
    auto const centre = any_centre();
    auto const asked = desks_.desk(centre).ships_watched();
    if (asked.empty()) return;
    auto const& watched = any(asked).watched;
    ShipSight sight{sea_[any(std::string_view{"ABCDEPS"})], std::nullopt, std::nullopt, "", "",
                    desks_.now() - seconds{pick(600)}};
    if (!chance(4)) sight.speed = geo::Knots::from_knots(chance(2) ? 0 : pick(40));
    if (chance(2)) sight.status = chance(2) ? "moored" : "under way using engine";
    if (chance(6)) sight.place = "Sample Pier E";
    auto const mmsi_seen = chance(8) ? mmsi(any(kCast).ship) : *watched.mmsi;
    desks_.ship_seen(centre, {watched.incident_id, mmsi_seen, sight});
  }

  /// In the end somebody comes to each desk: until then its clock goes on calling.
  void answer_all() {
    for (int round = 0; round < 8; ++round) {
      for (auto const centre : geo::kCentres) {
        std::vector<std::string> ids;
        for (auto const* const incident : desks_.desk(centre).incidents())
          if (desks_.desk(centre).alarming(incident->id)) ids.push_back(incident->id);
        for (auto const& id : ids) desks_.officer(centre, "Officer C", Acknowledge{id});
      }
      desks_.pass(seconds{60});
    }
  }

  // ---- what fails

  void spoil() {
    WireFaults faults;
    faults.lose = pick(60) / 100.0;
    faults.duplicate = pick(50) / 100.0;
    faults.delay = pick(100) / 100.0;
    faults.longest_delay = milliseconds{pick(20'000)};
    desks_.tell("links lose " + std::to_string(faults.lose) + ", double " + std::to_string(faults.duplicate) +
                ", delay " + std::to_string(faults.delay) + " by up to " +
                std::to_string(faults.longest_delay.count()) + " ms");
    desks_.spoil(faults);
  }

  void cut() {
    auto const one = any_centre();
    auto const other = any_centre();
    desks_.cut(one, other);
    if (chance(2)) desks_.link_changed(one, other, false);
  }

  void heal() {
    desks_.heal();
    set_links(true);
  }

  void set_links(bool up) {
    for (auto const one : geo::kCentres)
      for (auto const other : geo::kCentres) desks_.link_changed(one, other, up);
  }

  void step_clock() {
    auto const by = chance(8) ? milliseconds{minutes{pick(20) - 10}} : milliseconds{pick(6000) - 3000};
    desks_.step_clock(any_centre(), by);
  }

  Sea sea_;
  bool exercise_;
  ThreeDesks desks_;
  std::mt19937_64 random_;
  std::mt19937_64 watch_random_;
  std::map<std::uint32_t, std::vector<std::string>> threads_;  ///< of each ship, newest first
  unsigned messages_ = 0;
};

constexpr int kStepsBetweenRests = 150;

/// Empty when all is well after the first steps of a seed's history.
std::optional<Story> story_of(std::uint64_t seed, int steps, Tally* tally,
                              std::function<void(ThreeDesks const&)> const& at_end) {
  History history{seed};
  auto& desks = history.desks();
  auto const story = [&](int done, bool at_rest, std::string fault) {
    return Story{seed, done, at_rest, desks.story(), std::move(fault)};
  };
  for (int i = 1; i <= steps; ++i) {
    if (auto fault = history.step(); !fault.empty()) return story(i, false, std::move(fault));
    if (i % kStepsBetweenRests != 0 && i < steps) continue;
    if (auto fault = history.fault_at_rest(); !fault.empty()) return story(i, true, std::move(fault));
  }
  if (auto fault = desks.replay_difference(); !fault.empty()) return story(steps, true, std::move(fault));
  if (tally != nullptr) {
    ++tally->histories;
    tally->steps += static_cast<std::uint64_t>(steps);
    for (auto const centre : geo::kCentres) tally->events += desks.journal(centre).entries.size();
    tally->incidents += desks.desk(CentreId::hk).incidents().size();
  }
  if (at_end) at_end(desks);
  return std::nullopt;
}

}  // namespace

std::string to_text(Story const& story) {
  std::string text;
  for (auto const& line : story.lines) text += line + "\n";
  return text + "\nWrong after " + std::to_string(story.steps) + " steps of seed " + std::to_string(story.seed) + ": " +
         story.fault + "\nAgain: lingding simulate --seed " + std::to_string(story.seed) + " --steps " +
         std::to_string(story.steps) + "\n";
}

std::optional<Story> run_history(std::uint64_t seed, int steps, Tally* tally,
                                 std::function<void(ThreeDesks const&)> const& at_end) {
  auto found = story_of(seed, steps, tally, at_end);
  if (!found || !found->at_rest) return found;
  // What is wrong at rest alone may have begun long before: the shortest beginning is the readable story.
  for (int less = 1; less < found->steps; less += 1 + less / 4)
    if (auto shorter = story_of(seed, less, nullptr, {})) return shorter;
  return found;
}

int steps_of_history(std::uint64_t seed) {
  return kStepsOfHistories[seed % kStepsOfHistories.size()];
}

std::optional<Story> run_histories(std::uint64_t seed, std::uint64_t steps, Tally& tally,
                                   std::function<void(Tally const&)> const& each) {
  for (auto left = steps; left > 0; ++seed) {
    auto const now = static_cast<int>(std::min(left, static_cast<std::uint64_t>(steps_of_history(seed))));
    if (auto story = run_history(seed, now, &tally)) return story;
    left -= static_cast<std::uint64_t>(now);
    if (each) each(tally);
  }
  return std::nullopt;
}

}  // namespace lingding::simulation
