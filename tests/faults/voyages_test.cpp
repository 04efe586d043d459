// A real server whose AIS receivers hear a ferry, and then no more, while others are heard: the question on the
// console, over a crash, its answer, her case, and that she is heard again.

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

#include "adapters/store/plan_register.hpp"
#include "coordinator/voyage_port.hpp"
#include "geo/geodesic.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/server_world.hpp"
#include "tools/ferry_traffic.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using coordinator::VoyageConcern;
using geo::CentreId;
using support::ServerWorld;

namespace {

constexpr std::uint32_t kShip = 477'000'101;

/// South of Lantau, in Hong Kong's water: a sailing every day that began ten minutes ago and takes forty.
plans::PlanBrief ferry_now() {
  auto plan = support::ferry_plan(kShip);
  auto const from = support::position(22.17, 114.10);
  auto const to = support::position(22.17, 113.92);
  auto const now = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now()) + plans::kScheduleOffset;
  auto const of_day = static_cast<std::int32_t>((now - std::chrono::floor<std::chrono::days>(now)).count());
  std::int32_t const departs = (of_day + 1440 - 10) % 1440;
  plans::ScheduledRoute route{"From to",
                              {from, to},
                              {{"Pier from", "", from}, {"Pier to", "", to}},
                              geo::parse_date("2026-01-01").value(),
                              {},
                              {{0x7F, false, {}, {}, {}}},
                              {}};
  route.sailings.push_back({0, true, {{0, departs, departs}, {1, departs + 40, departs + 40}}});
  plan.route = {from, to};
  plan.schedule.routes = {route};
  return plan;
}

/// What a centre would have learned of the way by a fast ship that passed.
std::string learned(plans::PlanBrief const& ferry) {
  auto const now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  coordinator::VoyageWatchPort port({CentreId::hk, {CentreId::hk}, {}}, [](geo::Position) { return std::nullopt; });
  static_cast<void>(port.store({ferry}, now));
  auto const way = geo::geodesic(ferry.route.front(), ferry.route.back());
  double const metres_a_second = geo::Knots::from_knots(25).metres_per_second();
  for (int second = 0; second * metres_a_second < way.distance.metres(); second += 2)
    port.hear({now + std::chrono::seconds{second},
               support::mmsi(413'000'900),
               geo::destination(ferry.route.front(), way.initial, geo::Metres::from_metres(second * metres_a_second)),
               geo::Knots::from_knots(25),
               way.initial,
               {},
               coordinator::AtRest::no,
               coordinator::AisClass::a});
  return port.learned();
}

tools::Ferry sailing(plans::PlanBrief ship, std::uint32_t mmsi, double knots, double start_nm) {
  ship.mmsi = support::mmsi(mmsi);
  return tools::Ferry({std::move(ship), tools::Direction::as_in_plan, geo::Knots::from_knots(knots),
                       geo::Metres::from_nautical_miles(start_nm)});
}

}  // namespace

TEST_CASE("faults.voyages: a ferry that is heard no more is asked about, over a crash, and an officer opens her case") {
  ServerWorld world("[watch]\nsilent_least_s = 30\nsilent_reports = 3\nupdate_every_min = 1\n[watch.MO]\non = false\n");
  auto const plan = ferry_now();
  {
    store::SpatialPlanRegister plans(world.data() / "HK");
    plans.put({plan.plan_id, plan.version, plan.digest, "{}", geo::UtcTime{}, {plan}});
    std::ofstream(world.data() / "HK" / "reception.txt", std::ios::binary) << learned(plan);
  }
  auto const ferry = sailing(plan, kShip, 25, 3);
  std::vector<tools::Ferry> const others{sailing(plan, 413'000'001, 12, 3.5), sailing(plan, 413'000'002, 12, 4)};
  support::OfficerConsole console(CentreId::hk, world.key_file(CentreId::hk), support::Officer::watches);
  world.start();
  console.connect(world.server().console_endpoint());
  auto const hear = [&](tools::Ferry const& one, std::chrono::seconds since) {
    world.feed(CentreId::hk).try_send(one.position_sentence(since, static_cast<std::uint8_t>(since.count() % 60)));
  };
  auto const asked = [&]() -> coordinator::VoyageQuestion const* {
    for (auto const& [id, question] : console.questions())
      if (question.concern == VoyageConcern::silent) return &question;
    return nullptr;
  };
  // The ferry is heard for five seconds, the others all the time.
  for (int second = 0; second < 120 && asked() == nullptr; ++second) {
    if (second < 5) hear(ferry, std::chrono::seconds{second});
    for (auto const& other : others) hear(other, std::chrono::seconds{second});
    console.pump(1s);
  }
  auto const* const first = asked();
  REQUIRE(first != nullptr);
  auto const question = *first;
  CHECK(question.ship == support::mmsi(kShip));
  CHECK(question.voyage->to.en == "Pier to");
  CHECK(question.evidence.en.find("not heard since") != std::string::npos);
  CHECK(question.evidence.zh_hant.find("未收到其訊號") != std::string::npos);
  CHECK(question.limits.en.find("3 reports missed") != std::string::npos);
  CHECK(console.incidents().empty());

  INFO("the server dies and comes back: the question is still there, and can be answered");
  world.end(SIGKILL);
  console.disconnect();
  world.start();
  console.connect(world.server().console_endpoint());
  CHECK(console.questions().contains(question.id));
  console.answer(question.id, coordinator::WatchAnswer::trouble, "no answer on channel 16");
  REQUIRE(console.pump_until([&] { return console.of_device(kShip) != nullptr && console.questions().empty(); }));
  auto const* incident = console.of_device(kShip);
  CHECK(incident->phase->phase == coordinator::EmergencyPhase::uncertainty);
  CHECK(incident->alerts[0].report.kind == coordinator::AlertKind::watch);
  CHECK(incident->ship->plan->plan_id == plan.plan_id);
  CHECK(incident->decision.responsible == CentreId::hk);

  INFO("she is heard again: her case says so");
  auto const heard_again = [&] {
    auto const* const now = console.of_device(kShip);
    return std::ranges::any_of(now->log,
                               [](auto const& line) { return line.text.starts_with("Watch of timetables: "); });
  };
  for (int second = 0; second < 30 && !heard_again(); ++second) {
    hear(ferry, std::chrono::seconds{60 + second});
    console.pump(1s);
  }
  CHECK(heard_again());
  world.end(SIGTERM);
  CHECK(std::filesystem::file_size(world.data() / "HK" / "reception.txt") > 100);
  auto const replayed = world.run({"journal", "replay", "--data", world.data().string(), "--centre", "HK"});
  INFO(replayed.output);
  CHECK(replayed.status == 0);
}
