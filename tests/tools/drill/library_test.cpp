// The shipped scenarios: each is right, its ships are where its story says, and what its sources bring can be read.

#include <catch2/catch.hpp>
#include <map>

#include "adapters/cap/reader.hpp"
#include "adapters/cap/report.hpp"
#include "adapters/sarsat/sit_read.hpp"
#include "coordinator/routing.hpp"
#include "geo/geodesic.hpp"
#include "tests/support/regions.hpp"
#include "tests/tools/drill/plans.hpp"
#include "tools/drill/traffic.hpp"

using namespace lingding;
using namespace lingding::drill;

namespace {

std::filesystem::path const kLibrary = LINGDING_SOURCE_DIR "/tools/drill/library";

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> found;
  for (auto const& entry : std::filesystem::directory_iterator{kLibrary}) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}
bool is_overlay(std::filesystem::path const& file) {
  return file.stem().string().find("--") != std::string::npos;
}
Scenario read(std::filesystem::path const& file) {
  auto const name = file.stem().string();
  auto const base = support::text_of_file(kLibrary / (name.substr(0, name.find("--")) + ".jsonl"));
  auto const scenario = is_overlay(file) ? read_scenario(base, support::text_of_file(file)) : read_scenario(base);
  if (!scenario)
    for (auto const& fault : scenario.error()) UNSCOPED_INFO(to_text(fault, file.string()));
  REQUIRE(scenario);
  return *scenario;
}

std::string joined(std::vector<std::string> const& lines) {
  std::string text;
  for (auto const& line : lines) text += line + "\n";
  return text;
}

/// In whose waters the accidents were (their sources say so; reference of each in its `based_on`).
std::map<std::string, std::pair<std::string, geo::CentreId>> const kCasualties{
    {"breakwater-2014", {"grey-egret", geo::CentreId::mo}},
    {"collision-2008-fog", {"reef-egret", geo::CentreId::cn_gd}},
    {"collision-2014-cargo-ship", {"southern-bay-three", geo::CentreId::hk}},
    {"collision-2016-fishing-boat", {"night-egret", geo::CentreId::cn_gd}},
    {"floating-object-2015", {"southern-bay-two", geo::CentreId::hk}},
    {"joint-exercise-2010", {"southern-bay-one", geo::CentreId::mo}},
    {"lamma-2012-sinking", {"launch", geo::CentreId::hk}},
    {"unknown-object-2013", {"reef-egret", geo::CentreId::hk}},
    {"unlocated-epirb", {"night-egret", geo::CentreId::cn_gd}}};

}  // namespace

TEST_CASE("drill.library: there are eight scenarios and more, each with its source and its targets' sources") {
  std::size_t scenarios = 0;
  for (auto const& file : files()) {
    INFO(file);
    auto const scenario = read(file);
    scenarios += is_overlay(file) ? 0 : 1;
    CHECK(scenario.based_on.find("nvented") != std::string::npos);
    CHECK_FALSE(scenario.title.en.empty());
    CHECK_FALSE(scenario.title.zh_hant.empty());
    CHECK(scenario.centres.size() == 3);
    CHECK(scenario.objectives.size() >= 5);
    for (auto const& objective : scenario.objectives) CHECK_FALSE(objective.source.empty());
    if (!is_overlay(file)) CHECK(scenario.name == file.stem().string());
  }
  CHECK(scenarios >= 8);
}

TEST_CASE("drill.library: each casualty lies in the waters that her story says") {
  geo::WaterMap const water{support::shipped_regions()};
  for (auto const& [name, casualty] : kCasualties) {
    INFO(name);
    auto const scenario = read(kLibrary / (name + ".jsonl"));
    Traffic traffic{scenario, support::sample_plans()};
    auto const& [ship, centre] = casualty;
    auto const stop = std::ranges::find_if(scenario.acts, [&, &wanted = ship](Act const& act) {
      auto const* const change = std::get_if<ShipChanges>(&act.body);
      return change != nullptr && change->how == ShipChanges::How::stops && change->ship == wanted;
    });
    REQUIRE(stop != scenario.acts.end());
    coordinator::RoutingInput input;
    input.position = traffic.at(ship, *stop->when.at).position;
    input.at = scenario.begins + *stop->when.at;
    CHECK(coordinator::decide(water, input).responsible == centre);
  }
}

TEST_CASE("drill.library: ships that collide are at one place when they do") {
  for (auto const& [name, first, second, at] :
       {std::tuple{"joint-exercise-2010", "southern-bay-one", "reef-egret", 660},
        std::tuple{"collision-2008-fog", "reef-egret", "southern-bay-one", 600},
        std::tuple{"collision-2016-fishing-boat", "night-egret", "fishing-boat", 600},
        std::tuple{"collision-2014-cargo-ship", "southern-bay-three", "cargo-ship", 480},
        std::tuple{"lamma-2012-sinking", "launch", "island-ferry", 300}}) {
    INFO(name);
    Traffic traffic{read(kLibrary / (std::string{name} + ".jsonl")), support::sample_plans()};
    auto const when = std::chrono::seconds{at};
    auto const a = traffic.at(first, when);
    auto const b = traffic.at(second, when);
    CHECK(geo::distance(a.position, b.position) < geo::Metres::from_metres(100));
    CHECK(a.speed.knots() > 1);
  }
}

TEST_CASE("drill.library: what sources bring is read as an alert of a ship of the cast") {
  std::size_t documents = 0;
  for (auto const& file : files()) {
    INFO(file);
    auto const scenario = read(file);
    Traffic traffic{scenario, support::sample_plans()};
    auto const is_of_cast = [&](auto const& matches) {
      return std::ranges::any_of(scenario.ships, [&](CastShip const& ship) {
        auto const* const plan = traffic.plan_of(ship.name);
        return plan != nullptr && matches(*plan);
      });
    };
    for (auto const& act : scenario.acts) {
      auto const* const brings = std::get_if<SourceBrings>(&act.body);
      if (brings == nullptr) continue;
      ++documents;
      INFO(act.name);
      auto const text = joined(brings->lines);
      if (brings->format == logs::Format::sit) {
        auto const message = sarsat::read_sit(text);
        REQUIRE(message);
        CHECK(message->warnings.empty());
        CHECK_FALSE(message->is_exercise);
        CHECK(is_of_cast([&](plans::PlanBrief const& plan) {
          return std::ranges::any_of(plan.beacons, [&](plans::BeaconId const& beacon) {
            return text.find(beacon.first_15()) != std::string::npos;
          });
        }));
      } else {
        REQUIRE(brings->format == logs::Format::cap);
        auto const message = cap::read(text);
        REQUIRE(message);
        auto const report = cap::to_report(*message);
        REQUIRE(report);
        CHECK(report->alert_class == coordinator::AlertClass::distress);
        CHECK(is_of_cast([&](plans::PlanBrief const& plan) { return plan.call_sign == report->call_sign; }));
      }
    }
    // Devices are those that the plans list, but for the one of a launch without a plan.
    for (auto const& act : scenario.acts)
      if (auto const* const device = std::get_if<DeviceStarts>(&act.body); device != nullptr && !device->ship.empty()) {
        auto const* const plan = traffic.plan_of(device->ship);
        REQUIRE(plan != nullptr);
        CHECK(std::ranges::find(plan->devices, device->device) != plan->devices.end());
      }
  }
  CHECK(documents >= 5);
}
