// The watch for the ferry that does not arrive, on a drawn sea: A and B are 28 miles apart on one latitude, the 08:00
// (local time) takes an hour, so that on time is 28 knots. Expected times follow from the limits and from that.
#include "coordinator/voyage_watch.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <random>

#include "geo/geodesic.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/ascii_sea.hpp"

namespace lingding::coordinator {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;

auto const kMidnight = support::utc("2026-08-26T16:00:00Z");  // of 2026-08-27 by the clocks of the three places
auto const kShip = mmsi(477'000'101);
auto const kSister = mmsi(477'000'102);

geo::UtcTime local(int hour, int minute, int second = 0) {
  return kMidnight + std::chrono::hours{hour} + minutes{minute} + seconds{second};
}
geo::Knots knots(double speed) {
  return geo::Knots::from_knots(speed);
}

/// What a ferry does at one second; nothing: her transponder is silent.
struct Doing {
  double miles = 0;  ///< from A towards B
  double speed = 0;
  double course = 90;
  double aside = 0;  ///< miles to the south of the track
};
using Script = std::function<std::optional<Doing>(geo::UtcTime)>;

struct World {
  simulation::Sea sea = simulation::ascii_sea(geo::Metres::from_nautical_miles(2), R"(
      g g g g g g g g h h h h h h h h h
      g A g g g g g g h h h h h h h B h
      g g g g g g g g h h h h h h h h h)");
  VoyageWatch watch;
  geo::UtcTime now = local(7, 0);
  std::map<plans::Mmsi, Script> ferries;
  std::function<bool(geo::UtcTime)> others_heard = [](geo::UtcTime) { return true; };
  std::function<bool(geo::UtcTime)> anything_heard = [](geo::UtcTime) { return true; };
  std::vector<WatchOutput> said;
  std::vector<geo::UtcTime> said_at;

  explicit World(WatchLimits limits = {}) : watch(limits) {}

  geo::Position at(double miles, double aside = 0) const {
    auto const way = geo::geodesic(sea['A'], sea['B']);
    auto const on = geo::destination(sea['A'], way.initial, geo::Metres::from_nautical_miles(miles));
    if (aside == 0) return on;
    return geo::destination(on, *geo::TrueBearing::from_degrees(aside > 0 ? 180 : 0),
                            geo::Metres::from_nautical_miles(std::abs(aside)));
  }
  double length() const { return geo::distance(sea['A'], sea['B']).nautical_miles(); }

  plans::Schedule schedule(bool hers) const {
    plans::ScheduledRoute route{"A to B",
                                {sea['A'], sea['B']},
                                {{"Pier A", "甲碼頭", sea['A']}, {"Pier B", "乙碼頭", sea['B']}},
                                geo::parse_date("2026-01-01").value(),
                                {},
                                {{0x7F, false, {}, {}, {}}},
                                {}};
    route.sailings.push_back({0, hers, {{0, 480, 480}, {1, 540, 540}}});
    return {{route}};
  }
  WatchedShip ship(plans::Mmsi number, bool hers = true) const {
    return {number, "HK-SAMPLE", {"Ferry " + std::to_string(number.number() % 100), "渡輪"}, schedule(hers)};
  }
  void load(std::vector<WatchedShip> const& ships) { hold(watch.load(ships, now)); }
  void hold(std::vector<WatchOutput> const& outputs) {
    for (auto const& one : outputs) {
      said.push_back(one);
      said_at.push_back(now);
    }
  }
  /// A ship of the ferries' class sailed the way before: what is heard along it is known.
  void teach(std::function<bool(double)> const& heard = [](double) { return true; }) {
    for (int second = 0; second * 28.0 / 3600 < length(); second += 2)
      if (heard(second * 28.0 / 3600))
        watch.hear({local(5, 30) + seconds{second},
                    mmsi(413'000'900),
                    at(second * 28.0 / 3600),
                    knots(28),
                    geo::TrueBearing::from_degrees(90),
                    {},
                    AtRest::no,
                    AisClass::a});
  }
  /// Second by second; ferries report every two seconds, thirty ships at anchor along the way every ten.
  void run_until(geo::UtcTime until) {
    for (; now < until; now += seconds{1}) {
      auto const second = now.time_since_epoch().count() / 1000;
      for (auto const& [number, script] : ferries) {
        auto const doing = script(now);
        if (!doing || second % 2 != 0 || !anything_heard(now)) continue;
        watch.hear({now, number, at(doing->miles, doing->aside), knots(doing->speed),
                    geo::TrueBearing::from_degrees(doing->course), std::nullopt,
                    doing->speed < 0.5 ? AtRest::anchored_or_moored : AtRest::no, AisClass::a});
      }
      for (int i = 0; i < 30; ++i)
        if (second % 10 == i % 10 && others_heard(now) && anything_heard(now))
          watch.hear({now,
                      mmsi(413'000'000 + static_cast<std::uint32_t>(i)),
                      at(i, 1),
                      knots(1),
                      {},
                      {},
                      AtRest::no,
                      AisClass::a});
      hold(watch.look(now));
    }
  }

  template <class Output>
  std::vector<std::pair<geo::UtcTime, Output>> all() const {
    std::vector<std::pair<geo::UtcTime, Output>> found;
    for (std::size_t i = 0; i < said.size(); ++i)
      if (auto const* const one = std::get_if<Output>(&said[i])) found.emplace_back(said_at[i], *one);
    return found;
  }
  std::vector<geo::UtcTime> raised(VoyageConcern concern) const {
    std::vector<geo::UtcTime> found;
    for (auto const& [at, one] : all<QuestionRaised>())
      if (one.question.concern == concern) found.push_back(at);
    return found;
  }
  std::vector<geo::UtcTime> withdrawn(VoyageConcern concern) const {
    std::vector<geo::UtcTime> found;
    for (auto const& [at, one] : all<QuestionWithdrawn>())
      if (one.concern == concern) found.push_back(at);
    return found;
  }
  VoyageQuestion question(VoyageConcern concern) const {
    for (auto const& [at, one] : all<QuestionRaised>())
      if (one.question.concern == concern) return one.question;
    FAIL("no such question");
    return {};
  }
};

/// Sails at `departs` with `speed` until she is there.
Script sails(World const& world, geo::UtcTime departs, double speed) {
  return [length = world.length(), departs, speed](geo::UtcTime now) -> std::optional<Doing> {
    double const hours = std::chrono::duration<double, std::ratio<3600>>(now - departs).count();
    double const miles = std::clamp(hours * speed, 0.0, length);
    return Doing{miles, miles > 0 && miles < length ? speed : 0.0};
  };
}

bool near(geo::UtcTime a, geo::UtcTime b, seconds tolerance = seconds{6}) {
  return std::chrono::abs(a - b) <= tolerance;
}

}  // namespace

TEST_CASE("coordinator.voyage_watch: a voyage as the timetable has it raises nothing") {
  World w;
  w.load({w.ship(kShip)});
  w.ferries[kShip] = sails(w, local(8, 2), 29);
  w.run_until(local(8, 30));
  auto const standing = w.watch.standings().at(0);
  REQUIRE(standing.voyage);
  CHECK(standing.voyage->departs == local(8, 0));
  CHECK(standing.voyage->to.en == "Pier B");
  // 28 min at 29 knots; and along by an independent way.
  CHECK(standing.gone->nautical_miles() == Approx(29.0 * 28 / 60).margin(0.05));
  CHECK(near(*standing.expected, local(9, 0)));  // by progress it is 09:00 too, and never before the timetable
  w.run_until(local(10, 30));
  CHECK(w.said.empty());
  CHECK_FALSE(w.watch.standings().at(0).voyage);
}

TEST_CASE("coordinator.voyage_watch: a ship that falls silent among others is asked about, then the phases follow") {
  World w;
  w.load({w.ship(kShip)});
  w.teach();
  auto const way = sails(w, local(8, 0), 28);
  w.ferries[kShip] = [&](geo::UtcTime now) { return now <= local(8, 30) ? way(now) : std::nullopt; };
  w.run_until(local(9, 45));
  // Of 60 reports in two minutes each would have been heard.
  REQUIRE(w.raised(VoyageConcern::silent).size() == 1);
  CHECK(near(w.raised(VoyageConcern::silent)[0], local(8, 32), seconds{10}));
  auto const question = w.question(VoyageConcern::silent);
  CHECK(question.ship == kShip);
  CHECK(question.voyage->departs == local(8, 0));
  CHECK(question.position_at == local(8, 30));
  CHECK(question.evidence.en.find("not heard since 08:30:00") != std::string::npos);
  CHECK(question.evidence.en.find("every 2 s") != std::string::npos);
  CHECK(question.evidence.zh_hant.find("自 08:30:00 起") != std::string::npos);
  CHECK_FALSE(question.limits.en.empty());
  CHECK_FALSE(question.limits.zh_hant.empty());
  // Unanswered for ten minutes: the uncertainty phase. Expected at 09:00: overdue at 09:15, the alert phase at 09:30.
  auto const phases = w.all<PhaseProposed>();
  REQUIRE(phases.size() == 2);
  CHECK(phases[0].second.phase == EmergencyPhase::uncertainty);
  CHECK(near(phases[0].first, w.raised(VoyageConcern::silent)[0] + minutes{10}));
  REQUIRE(w.raised(VoyageConcern::overdue).size() == 1);
  CHECK(near(w.raised(VoyageConcern::overdue)[0], local(9, 15), seconds{30}));
  CHECK(phases[1].second.phase == EmergencyPhase::alert);
  CHECK(phases[1].second.question.concern == VoyageConcern::overdue);
  CHECK(near(phases[1].first, local(9, 30), seconds{30}));
  // She turns up at the pier: everything is withdrawn.
  w.ferries[kShip] = sails(w, local(8, 0), 28);
  w.run_until(local(9, 47));
  CHECK(w.watch.open().empty());
}

TEST_CASE("coordinator.voyage_watch: what an officer has explained is not asked again, and no phase follows") {
  World w;
  w.load({w.ship(kShip)});
  w.teach();
  auto const way = sails(w, local(8, 0), 28);
  w.ferries[kShip] = [&](geo::UtcTime now) { return now <= local(8, 30) ? way(now) : std::nullopt; };
  w.run_until(local(8, 33));
  REQUIRE(w.watch.open().size() == 1);
  auto const id = w.watch.open()[0].id;
  CHECK(w.watch.answer("no such question", WatchAnswer::explained, w.now).empty());
  w.hold(w.watch.answer(id, WatchAnswer::explained, w.now));
  CHECK(w.watch.open().empty());
  w.run_until(local(9, 14));
  CHECK(w.raised(VoyageConcern::silent).size() == 1);
  CHECK(w.all<PhaseProposed>().empty());
  // That she is overdue is another question.
  w.run_until(local(9, 16));
  REQUIRE(w.watch.open().size() == 1);
  w.hold(w.watch.answer(w.watch.open()[0].id, WatchAnswer::trouble, w.now));
  REQUIRE(w.all<PhaseProposed>().size() == 1);
  CHECK(w.all<PhaseProposed>()[0].second.phase == EmergencyPhase::uncertainty);
  w.run_until(local(9, 28));
  CHECK(w.all<PhaseProposed>().size() == 1);
}

TEST_CASE(
    "coordinator.voyage_watch: a ship silent in a silent area is not asked about, whenever the area falls silent") {
  std::mt19937 random{11};
  for (int round = 0; round < 6; ++round) {
    World w;
    // A report of a distant ship shows that the receivers hear.
    w.load({w.ship(kShip)});
    w.teach();
    auto const way = sails(w, local(8, 0), 28);
    auto const outage = local(8, 10) + seconds{random() % 1800};
    auto const hers = outage - seconds{random() % 60};  // some of her last reports are lost
    w.ferries[kShip] = [&](geo::UtcTime now) { return now <= hers ? way(now) : std::nullopt; };
    w.ferries[mmsi(413'999'999)] = [](geo::UtcTime) { return Doing{5, 0, 90, 40}; };
    w.others_heard = [&](geo::UtcTime now) { return now <= outage; };
    w.run_until(local(9, 14));
    CHECK(w.said.empty());
    // She does not arrive, where ships were heard that day: that is asked about, silent area or not.
    w.run_until(local(9, 17));
    CHECK(w.raised(VoyageConcern::overdue).size() == 1);
    CHECK(w.raised(VoyageConcern::silent).empty());
  }
}

TEST_CASE("coordinator.voyage_watch: a hole in the reception is learned from a ship that passes through it") {
  auto const in_hole = [](double miles) { return miles > 10 && miles < 16; };
  auto const hours_of = [](geo::UtcTime now) {
    return std::chrono::duration<double, std::ratio<3600>>(now - local(8, 0)).count();
  };
  World w;
  w.load({w.ship(kShip)});
  auto const way = sails(w, local(8, 0), 28);
  SECTION("silent in the hole she is not asked about") {
    w.teach([&](double miles) { return !in_hole(miles); });
    w.ferries[kShip] = [&](geo::UtcTime now) { return in_hole(28 * hours_of(now)) ? std::nullopt : way(now); };
    w.run_until(local(10, 0));
    CHECK(w.said.empty());
  }
  SECTION("silent beyond the hole she is, two minutes after she should be out of it") {
    w.teach([&](double miles) { return !in_hole(miles); });
    w.ferries[kShip] = [&](geo::UtcTime now) { return 28 * hours_of(now) > 10 ? std::nullopt : way(now); };
    w.run_until(local(8, 45));
    REQUIRE(w.raised(VoyageConcern::silent).size() == 1);
    // Out of it by her speed at 08:34:17, and at four fifths of it after 6 miles on at 22.4 knots: 08:37:30; a cell is
    // 77 s long.
    CHECK(near(w.raised(VoyageConcern::silent)[0], local(8, 39, 30), seconds{80}));
  }
  SECTION("where the ship before was heard she is, though the same others are heard") {
    w.teach();
    w.ferries[kShip] = [&](geo::UtcTime now) { return in_hole(28 * hours_of(now)) ? std::nullopt : way(now); };
    w.run_until(local(10, 0));
    REQUIRE(w.raised(VoyageConcern::silent).size() == 1);
    CHECK(near(w.raised(VoyageConcern::silent)[0], local(8, 23, 26), seconds{10}));
  }
  SECTION("where no ship of her class ever passed nothing is known") {
    w.ferries[kShip] = [&](geo::UtcTime now) { return in_hole(28 * hours_of(now)) ? std::nullopt : way(now); };
    w.run_until(local(10, 0));
    CHECK(w.said.empty());
  }
}

TEST_CASE("coordinator.voyage_watch: receivers that are down are told as that, and nothing of ships while they are") {
  World w;
  w.load({w.ship(kShip)});
  w.ferries[kShip] = sails(w, local(8, 0), 28);
  w.anything_heard = [](geo::UtcTime now) { return now < local(8, 20) || now > local(9, 40); };
  w.run_until(local(9, 39));
  REQUIRE(w.said.size() > 0);
  for (auto const& [at, one] : w.all<QuestionRaised>()) CHECK(one.question.concern == VoyageConcern::receiver_down);
  REQUIRE(w.raised(VoyageConcern::receiver_down).size() == 1);
  CHECK(near(w.raised(VoyageConcern::receiver_down)[0], local(8, 21), seconds{10}));
  CHECK(w.question(VoyageConcern::receiver_down).evidence.en.find("1 ferries under way can't be watched: Ferry 1") !=
        std::string::npos);
  w.run_until(local(9, 45));
  CHECK(w.withdrawn(VoyageConcern::receiver_down).size() == 1);
  CHECK(w.watch.open().empty());
}

TEST_CASE("coordinator.voyage_watch: stopped in mid-route is asked after three minutes, at a pier never") {
  World w;
  w.load({w.ship(kShip)});
  // Stops at 08:20 for six minutes, after 9.33 miles.
  w.ferries[kShip] = [&](geo::UtcTime now) -> std::optional<Doing> {
    if (now < local(8, 20)) return sails(w, local(8, 0), 28)(now);
    if (now < local(8, 26)) return Doing{28.0 / 3, 0.4};
    return sails(w, local(8, 6), 28)(now);
  };
  w.run_until(local(9, 30));
  REQUIRE(w.raised(VoyageConcern::stopped).size() == 1);
  CHECK(near(w.raised(VoyageConcern::stopped)[0], local(8, 23)));
  auto const text = w.question(VoyageConcern::stopped).evidence.en;
  CHECK(text.find("stopped since 08:20") != std::string::npos);
  CHECK(text.find("9.3 nm from the nearest stop") != std::string::npos);
  REQUIRE(w.withdrawn(VoyageConcern::stopped).size() == 1);
  CHECK(near(w.withdrawn(VoyageConcern::stopped)[0], local(8, 27)));
  // From 28 knots to nothing is a pattern of its own.
  CHECK(w.raised(VoyageConcern::speed_fell).size() == 1);
  CHECK(w.all<PhaseProposed>().empty());
}

TEST_CASE("coordinator.voyage_watch: off the corridor is asked after three minutes beyond it") {
  World w;
  w.load({w.ship(kShip)});
  auto const way = sails(w, local(8, 0), 28);
  auto const off = [&](double miles) {
    w.ferries[kShip] = [&, miles](geo::UtcTime now) {
      auto doing = way(now);
      if (now >= local(8, 20) && now < local(8, 40)) doing->aside = miles;
      return doing;
    };
  };
  SECTION("1.4 miles are inside") {
    off(1.4);
    w.run_until(local(9, 30));
    CHECK(w.said.empty());
  }
  SECTION("1.6 miles are outside") {
    off(-1.6);
    w.run_until(local(9, 30));
    REQUIRE(w.raised(VoyageConcern::off_corridor).size() == 1);
    CHECK(near(w.raised(VoyageConcern::off_corridor)[0], local(8, 23)));
    CHECK(w.question(VoyageConcern::off_corridor).evidence.en.find("1.6 nm off her track") != std::string::npos);
    REQUIRE(w.withdrawn(VoyageConcern::off_corridor).size() == 1);
    CHECK(near(w.withdrawn(VoyageConcern::off_corridor)[0], local(8, 42)));
  }
}

TEST_CASE("coordinator.voyage_watch: late is judged by what is left and her speed, by hand") {
  World w;
  w.load({w.ship(kShip)});
  // Half way at 08:30; from then on 14 knots for 14 miles: an hour, so 09:30 and half an hour late.
  w.ferries[kShip] = [&](geo::UtcTime now) -> std::optional<Doing> {
    if (now < local(8, 30)) return sails(w, local(8, 0), 28)(now);
    double const hours = std::chrono::duration<double, std::ratio<3600>>(now - local(8, 30)).count();
    double const miles = std::min(14 + 14 * hours, w.length());
    return Doing{miles, miles < w.length() ? 14.0 : 0.0};
  };
  w.run_until(local(8, 45));
  REQUIRE(w.raised(VoyageConcern::late).size() == 1);
  REQUIRE(w.watch.standings().at(0).expected);
  CHECK(near(*w.watch.standings().at(0).expected, local(9, 30), seconds{60}));
  w.run_until(local(9, 40));
  // Heard all the way, she is late, never overdue.
  CHECK(w.raised(VoyageConcern::overdue).empty());
  CHECK(w.withdrawn(VoyageConcern::late).size() == 1);
  CHECK(w.watch.open().empty());
}

TEST_CASE("coordinator.voyage_watch: slow into a stop on the way and out of it, she is not late by that") {
  World w;
  auto ship = w.ship(kShip);
  auto& route = ship.schedule.routes[0];
  route.stops.insert(route.stops.begin() + 1, {"Pier C", "丙碼頭", w.at(14)});
  route.sailings[0].calls = {{0, 480, 480}, {1, 510, 520}, {2, 550, 550}};
  w.load({ship});
  double onward = 28;
  // 7 knots for the last mile and a half before C and the first behind it, where she lies for five minutes.
  w.ferries[kShip] = [&](geo::UtcTime now) -> std::optional<Doing> {
    double left = std::max(0.0, std::chrono::duration<double, std::ratio<3600>>(now - local(8, 0)).count());
    double gone = 0;
    for (auto const& [miles, speed] : {std::pair{12.5, 28.0}, {1.5, 7.0}}) {
      if (left * speed < miles) return Doing{gone + left * speed, left > 0 ? speed : 0.0};
      left -= miles / speed;
      gone += miles;
    }
    left -= 5.0 / 60;
    if (left <= 0) return Doing{gone, 0};
    for (auto const& [miles, speed] : {std::pair{1.5, 7.0}, {w.length() - 15.5, onward}}) {
      if (left * speed < miles) return Doing{gone + left * speed, speed};
      left -= miles / speed;
      gone += miles;
    }
    return Doing{w.length(), 0};
  };
  SECTION("a quarter of an hour in all is lost") {
    w.run_until(local(9, 40));
    CHECK(w.raised(VoyageConcern::late).empty());
    CHECK(w.watch.open().empty());
  }
  SECTION("slow out at sea, she is") {
    onward = 8;
    w.run_until(local(9, 15));
    REQUIRE(w.raised(VoyageConcern::late).size() == 1);
    // Two miles behind C at 09:01:20; two minutes to tell her progress from, and three in which it holds.
    CHECK(near(w.raised(VoyageConcern::late)[0], local(9, 6, 20), seconds{15}));
  }
}

TEST_CASE("coordinator.voyage_watch: a ship at her berth ten minutes after her time has not departed") {
  World w;
  w.load({w.ship(kShip)});
  w.ferries[kShip] = sails(w, local(8, 25), 40);
  w.run_until(local(9, 30));
  REQUIRE(w.raised(VoyageConcern::not_departed).size() == 1);
  CHECK(near(w.raised(VoyageConcern::not_departed)[0], local(8, 10)));
  auto const question = w.question(VoyageConcern::not_departed);
  CHECK(question.evidence.en.find("10 min after her time she lies at Pier A") != std::string::npos);
  CHECK(question.evidence.zh_hant.find("仍停泊於甲碼頭") != std::string::npos);
  REQUIRE(w.withdrawn(VoyageConcern::not_departed).size() == 1);
  CHECK(near(w.withdrawn(VoyageConcern::not_departed)[0], local(8, 25), minutes{2}));
}

TEST_CASE("coordinator.voyage_watch: a ship that nobody hears may have sailed: asked once, where others are heard") {
  World w;
  w.load({w.ship(kShip)});
  SECTION("others are heard at the pier") {
    w.run_until(local(9, 30));
    REQUIRE(w.raised(VoyageConcern::not_departed).size() == 1);
    CHECK(w.question(VoyageConcern::not_departed).evidence.en.find("not been heard at all") != std::string::npos);
  }
  SECTION("nobody is") {
    w.others_heard = [](geo::UtcTime) { return false; };
    w.run_until(local(9, 30));
    CHECK(w.said.empty());
  }
}

TEST_CASE("coordinator.voyage_watch: a sailing that either ship may make is that of the one which leaves the pier") {
  World w;
  w.load({w.ship(kShip, false), w.ship(kSister, false)});
  w.ferries[kShip] = [](geo::UtcTime) { return Doing{0, 0}; };
  w.ferries[kSister] = sails(w, local(8, 3), 28);
  w.run_until(local(8, 30));
  auto const standings = w.watch.standings();
  REQUIRE(standings.size() == 2);
  CHECK_FALSE(standings[0].voyage);
  REQUIRE(standings[1].voyage);
  CHECK(standings[1].voyage->departs == local(8, 0));
  CHECK(w.said.empty());
}

TEST_CASE("coordinator.voyage_watch: a ferry met under way is put to the sailing on whose track she is") {
  World w;
  w.now = local(8, 20);
  w.load({w.ship(kShip, false), w.ship(kSister, false)});
  w.ferries[kSister] = sails(w, local(8, 0), 28);
  SECTION("in its direction") {
    w.run_until(local(8, 21));
    REQUIRE(w.watch.standings()[1].voyage);
    CHECK(w.watch.standings()[1].voyage->departs == local(8, 0));
  }
  SECTION("not the other way") {
    w.ferries[kSister] = [](geo::UtcTime) { return Doing{9, 28, 270}; };
    w.run_until(local(8, 21));
    CHECK_FALSE(w.watch.standings()[1].voyage);
  }
}

TEST_CASE("coordinator.voyage_watch: two ferries that close are asked about in time, passing clear they are not") {
  auto const meeting = [](double aside) {
    World w;
    auto back = w.ship(kSister);
    back.plan_id = "MO-SAMPLE";
    back.schedule.routes[0].sailings[0].calls = {{1, 480, 480}, {0, 540, 540}};
    w.load({w.ship(kShip), back});
    w.ferries[kShip] = sails(w, local(8, 0), 28);
    auto const other = sails(w, local(8, 0), 28);
    w.ferries[kSister] = [=, length = w.length()](geo::UtcTime now) {
      auto doing = other(now);
      return Doing{length - doing->miles, doing->speed, 270, aside};
    };
    w.run_until(local(9, 10));
    return w;
  };
  auto const collision = meeting(0.02);
  REQUIRE(collision.raised(VoyageConcern::closing).size() == 1);
  // They meet at 08:30; two minutes before they are within the limit, and ten seconds more.
  CHECK(near(collision.raised(VoyageConcern::closing)[0], local(8, 28, 10)));
  auto const question = collision.question(VoyageConcern::closing);
  CHECK(question.ship == kShip);
  CHECK(question.other == kSister);
  CHECK(collision.withdrawn(VoyageConcern::closing).size() == 1);
  auto const clear = meeting(0.25);
  CHECK(clear.said.empty());
}

TEST_CASE("coordinator.voyage_watch: a ship that turns in circles is asked about") {
  World w;
  w.load({w.ship(kShip)});
  auto const way = sails(w, local(8, 0), 28);
  w.ferries[kShip] = [&](geo::UtcTime now) {
    auto doing = way(now);
    if (now >= local(8, 20) && now < local(8, 25)) {
      // Once round in two minutes.
      auto const turn = std::chrono::duration<double>(now - local(8, 20)).count() * 3;
      doing->course = std::fmod(90 + turn, 360.0);
    }
    return doing;
  };
  w.run_until(local(8, 40));
  REQUIRE(w.raised(VoyageConcern::heading_swung).size() == 1);
  // 270° at 3° a second are 90 s, and 15 s more.
  CHECK(near(w.raised(VoyageConcern::heading_swung)[0], local(8, 21, 45), seconds{15}));
  CHECK(w.withdrawn(VoyageConcern::heading_swung).size() == 1);
}

TEST_CASE("coordinator.voyage_watch: what is repeated is the same, and questions never flap faster than stated") {
  auto const random_sea = [](std::uint32_t seed) {
    World w;
    w.load({w.ship(kShip)});
    auto const random = std::make_shared<std::mt19937>(seed);
    auto const state = std::make_shared<Doing>(Doing{0, 28});
    w.ferries[kShip] = [=](geo::UtcTime now) -> std::optional<Doing> {
      if (now < local(8, 0)) return Doing{0, 0};
      // Wanders in speed, course and from side to side, and is heard for a while and then not.
      auto const dice = (*random)() % 1000;
      if (dice < 10) state->speed = static_cast<double>((*random)() % 35);
      if (dice >= 10 && dice < 16) state->aside = static_cast<double>((*random)() % 40) / 10 - 2;
      if (dice >= 16 && dice < 40) state->course = static_cast<double>((*random)() % 360);
      state->miles = std::min(state->miles + state->speed / 3600, 27.0);
      bool const heard = now.time_since_epoch().count() / 1000 / 100 % 3 != 0;
      return heard ? std::optional{*state} : std::nullopt;
    };
    w.run_until(local(9, 50));
    return w;
  };
  int raised = 0;
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    auto const w = random_sea(seed);
    CHECK(w.said == random_sea(seed).said);
    WatchLimits const limits;
    std::map<VoyageConcern, geo::UtcTime> up;
    std::map<VoyageConcern, geo::UtcTime> down;
    std::map<std::string, int> open;
    for (std::size_t i = 0; i < w.said.size(); ++i) {
      if (auto const* const one = std::get_if<QuestionRaised>(&w.said[i])) {
        auto const concern = one->question.concern;
        CHECK(++open[one->question.id] == 1);
        if (down.contains(concern)) CHECK(w.said_at[i] - down[concern] >= limits.quiet_after);
        up[concern] = w.said_at[i];
        ++raised;
      }
      if (auto const* const one = std::get_if<QuestionUpdated>(&w.said[i])) CHECK(open[one->question.id] == 1);
      if (auto const* const one = std::get_if<QuestionWithdrawn>(&w.said[i])) {
        CHECK(--open[one->id] == 0);
        CHECK(w.said_at[i] - up[one->concern] >= limits.silent_over);
        down[one->concern] = w.said_at[i];
      }
    }
  }
  CHECK(raised > 10);
}

TEST_CASE("coordinator.voyage_watch: plans that are replaced take their questions along, others stay") {
  World w;
  auto other = w.ship(kSister);
  other.plan_id = "MO-SAMPLE";
  w.load({w.ship(kShip), other});
  w.ferries[kShip] = [](geo::UtcTime) { return Doing{0, 0}; };
  w.ferries[kSister] = w.ferries[kShip];
  w.run_until(local(8, 15));
  REQUIRE(w.watch.open().size() == 2);
  w.load({w.ship(kShip), other});
  CHECK(w.watch.open().size() == 2);
  auto changed = w.ship(kShip);
  changed.schedule.routes[0].sailings[0].calls = {{0, 600, 600}, {1, 660, 660}};
  w.load({changed, other});
  REQUIRE(w.watch.open().size() == 1);
  CHECK(w.watch.open()[0].ship == kSister);
  REQUIRE(w.all<QuestionWithdrawn>().size() == 1);
  CHECK(w.all<QuestionWithdrawn>()[0].second.why.en == "her plan or timetable was replaced");
  // No ships at all, and too many.
  w.load({});
  CHECK(w.watch.open().empty());
  std::vector<WatchedShip> many;
  for (std::uint32_t i = 0; i < VoyageWatch::kMaxWatchedShips + 10; ++i) many.push_back(w.ship(mmsi(477'100'000 + i)));
  w.load(many);
  CHECK(w.watch.ships() == VoyageWatch::kMaxWatchedShips);
}

TEST_CASE("coordinator.voyage_watch: public holidays are no certain day, nothing is asked of a ship that stays") {
  World w;
  auto ship = w.ship(kShip);
  ship.schedule.routes[0].services[0] = {0, true, {}, {}, {}};
  w.load({ship});
  w.ferries[kShip] = [](geo::UtcTime) { return Doing{0, 0}; };
  w.run_until(local(8, 30));
  CHECK(w.said.empty());
}

}  // namespace lingding::coordinator
