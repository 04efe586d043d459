// Finding a ship's plan by whatever identity an alert or an officer has of her.

#include "plans/plan_index.hpp"

#include <catch2/catch.hpp>
#include <chrono>

#include "plans/document.hpp"
#include "tests/plans/plan_text.hpp"

using namespace lingding;
using plans::BeaconId;
using plans::ImoNumber;
using plans::Mmsi;
using plans::PlanBrief;
using plans::PlanIndex;

namespace {

PlanBrief ship(std::string plan_id, std::uint32_t version, std::uint32_t mmsi, std::string name) {
  PlanBrief brief;
  brief.plan_id = std::move(plan_id);
  brief.version = version;
  brief.mmsi = Mmsi::from_number(mmsi);
  brief.names.en = std::move(name);
  return brief;
}

PlanIndex of_samples() {
  PlanIndex index;
  for (auto const& path : plans_test::samples()) {
    auto plan = plans::read_plan(plans_test::read_file(path));
    REQUIRE(plan.has_value());
    REQUIRE(index.put(plan->ships));
  }
  return index;
}

/// The one ship found, or nullptr.
PlanBrief const* only(std::vector<PlanBrief const*> const& found) {
  return found.size() == 1 ? found.front() : nullptr;
}

}  // namespace

TEST_CASE("plans.index: a ship is found by every identity that her plan lists") {
  PlanIndex const index = of_samples();
  for (PlanBrief const* listed : index.all()) {
    INFO(listed->plan_id << ' ' << listed->names.en);
    CHECK(index.find(*listed->mmsi).size() == 1);
    CHECK(index.find(*listed->imo).front() == listed);
    CHECK(only(index.find(listed->mmsi->to_text())) == listed);
    CHECK(only(index.find("IMO " + std::to_string(listed->imo->number()))) == listed);
    CHECK(only(index.find(listed->call_sign)) == listed);
    for (auto const& device : listed->devices) CHECK(index.find(device).front() == listed);
    for (auto const& beacon : listed->beacons) {
      CHECK(index.find(beacon).front() == listed);
      CHECK(only(index.find(beacon.text())) == listed);
    }
    for (auto const* name : {&listed->names.en, &listed->names.zh_hant, &listed->names.zh_hans, &listed->names.pt})
      if (!name->empty()) CHECK(only(index.find(*name)) == listed);
  }
}

TEST_CASE("plans.index: names are found however they are typed") {
  PlanIndex const index = of_samples();
  for (char const* typed : {"NIGHT EGRET", "night  egret ", "ＮＩＧＨＴ　ＥＧＲＥＴ", "夜鷺", "夜鹭", " 夜鷺 ", "vrzz1",
                            "ＶＲＺＺ１", "hk-sample-01", "４７７００００１１"}) {
    INFO(typed);
    auto const* found = only(index.find(typed));
    REQUIRE(found != nullptr);
    CHECK(found->plan_id == "HK-SAMPLE-01");
  }
  CHECK(only(index.find("baía sul três"))->plan_id == "MO-SAMPLE-01");
  CHECK(index.find("nobody").empty());
  CHECK(index.find("").empty());
  CHECK(index.find("970010119").empty());
}

TEST_CASE(
    "plans.index: a second-generation beacon is found by all 23 digits and by the first 15, and the other way round") {
  PlanIndex index;
  PlanBrief second = ship("HK-A", 1, 477000001, "A");
  second.beacons = {BeaconId::parse("9934039823D000000000000").value()};
  PlanBrief first = ship("HK-B", 1, 477000002, "B");
  first.beacons = {BeaconId::parse("ADCD00800440401").value()};
  REQUIRE(index.put({second}));
  REQUIRE(index.put({first}));
  CHECK(only(index.find("9934039823d000000000000"))->plan_id == "HK-A");
  CHECK(only(index.find("9934039823D0000"))->plan_id == "HK-A");
  CHECK(only(index.find("ADCD0080044040100000000"))->plan_id == "HK-B");
}

TEST_CASE("plans.index: a newer version replaces the older one whole, an older or equal one nothing") {
  PlanIndex index;
  REQUIRE(index.put({ship("HK-A", 1, 477000001, "One"), ship("HK-A", 1, 477000002, "Two")}));
  CHECK_FALSE(index.put({ship("HK-A", 1, 477000003, "Three")}));
  REQUIRE(index.put({ship("HK-A", 3, 477000002, "Renamed")}));
  CHECK_FALSE(index.put({ship("HK-A", 2, 477000001, "One")}));
  CHECK(index.find("One").empty());
  CHECK(index.find("477000001").empty());
  CHECK(index.find("Two").empty());
  CHECK(only(index.find("477000002"))->names.en == "Renamed");
  CHECK(index.plan_count() == 1);
  CHECK(index.all().size() == 1);
}

TEST_CASE("plans.index: two plans that claim one number are both found, in the order of their ids") {
  PlanIndex index;
  REQUIRE(index.put({ship("MO-B", 1, 477000001, "Same name")}));
  REQUIRE(index.put({ship("HK-A", 1, 477000001, "Same name")}));
  auto const found = index.find("same name");
  REQUIRE(found.size() == 2);
  CHECK(found[0]->plan_id == "HK-A");
  CHECK(found[1]->plan_id == "MO-B");
  REQUIRE(index.find(Mmsi::from_number(477000001).value()).size() == 2);
  REQUIRE(index.put({ship("HK-A", 2, 477000009, "Other")}));
  CHECK(only(index.find("same name"))->plan_id == "MO-B");
}

TEST_CASE("plans.index: an index can be moved without losing its ships") {
  PlanIndex index = of_samples();
  std::size_t const plans = index.plan_count();
  PlanIndex const moved = std::move(index);
  CHECK(moved.plan_count() == plans);
  CHECK(only(moved.find("夜鷺"))->mmsi->to_text() == "477000011");
}
