#include "coordinator/routing.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/support/regions.hpp"

using namespace lingding;
using namespace lingding::coordinator;
using geo::CentreId;
using geo::Metres;
using support::at;

namespace {

using Centres = std::vector<CentreId>;

geo::WaterMap const& shipped() {
  static geo::WaterMap const map(support::shipped_regions());
  return map;
}

plans::Mmsi mmsi(std::uint32_t number) {
  return plans::Mmsi::from_number(number).value();
}

RoutingInput on(char const* day) {
  RoutingInput input;
  input.at = geo::UtcTime{geo::parse_date(day).value()};
  return input;
}

RoutingInput at_position(geo::Position position, char const* day = "2020-06-01") {
  auto input = on(day);
  input.position = position;
  return input;
}

/// A ferry registered in Hong Kong, on the assumed route of the reference's section 2.5: 34.9 nm, HK 19.0, CN-GD 12.0,
/// MO 3.8.
plans::PlanBrief ferry() {
  plans::PlanBrief plan;
  plan.plan_id = "HK-example";
  plan.version = 3;
  plan.home = CentreId::hk;
  plan.mmsi = mmsi(477012345);
  plan.route = {at(22.2882, 114.1517), at(22.283, 114.105), at(22.213, 114.005),
                at(22.180, 113.840),   at(22.170, 113.640), at(22.1979, 113.5593)};
  return plan;
}

bool has(std::string const& text, std::string const& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "coordinator.routing: inside Hong Kong's waters Hong Kong is responsible, and nobody else is told without a "
    "reason") {
  auto const decision = decide(shipped(), at_position(at(22.20, 114.10)));  // off Lamma Island
  CHECK(decision.responsible == CentreId::hk);
  CHECK(decision.informed.empty());
  CHECK(decision.rule == RoutingRule::waters);
  REQUIRE(decision.regions.size() == 1);
  CHECK(decision.regions[0] == geo::RegionRef{"HK-waters", 1, geo::RegionKind::waters, CentreId::hk});
  CHECK(decision.boundary_of == decision.regions[0]);
  // The southern limit along 22°08.908' N: 0.051528° of latitude, 5 706 m by 110.74 km a degree at 22° N (Snyder 1987,
  // table 6).
  CHECK(decision.boundary_distance->metres() == Approx(5706).margin(3));
  CHECK(decision.boundary_distance->metres() == std::round(decision.boundary_distance->metres()));
  CHECK(decision.reason ==
        "HK is responsible because 22°12.000'N 114°06.000'E is inside HK-waters version 1 (waters), 3.08 nm from the "
        "boundary of "
        "HK-waters version 1.");
}

TEST_CASE("coordinator.routing: the collision of 27 August 2016 goes to Guangdong, and Hong Kong is told") {
  // Off Ngau Tau island in mainland waters; the ferry MK 2003 on her way to Hong Kong, registered there.
  auto input = at_position(at(22.1762, 113.7200), "2016-08-27");
  input.mmsi = mmsi(477123456);
  input.received_by = CentreId::hk;
  auto decision = decide(shipped(), input);
  CHECK(decision.responsible == CentreId::cn_gd);
  CHECK(decision.informed == Centres{CentreId::hk});
  CHECK(decision.rule == RoutingRule::limits);
  CHECK(has(decision.reason,
            "CN-GD is responsible because 22°10.572'N 113°43.200'E is inside GD-limits version 1 (limits, assumed)"));
  CHECK(has(decision.reason, "HK is told (the ship's registry by MMSI 477123456; the receiving centre)."));
  // With her cooperation plan, each of the three centres holds a copy.
  auto const plan = ferry();
  input.plan = &plan;
  decision = decide(shipped(), input);
  CHECK(decision.responsible == CentreId::cn_gd);
  CHECK(decision.informed == Centres{CentreId::hk, CentreId::mo});
  CHECK(has(decision.reason, "MO is told (holder of cooperation plan HK-example)."));
}

TEST_CASE("coordinator.routing: a centre whose waters are within the uncertainty is told") {
  // 0.01° of longitude (1 031 m) east of Macao's eastern limit at 113.630139° E.
  auto input = at_position(at(22.14, 113.640139));
  input.radius = Metres::from_metres(900);
  CHECK(decide(shipped(), input).informed.empty());
  input.radius = Metres::from_nautical_miles(1);
  auto const decision = decide(shipped(), input);
  CHECK(decision.responsible == CentreId::cn_gd);
  CHECK(decision.informed == Centres{CentreId::mo});
  REQUIRE(decision.regions.size() == 2);
  CHECK(decision.regions[1].id == "MO-waters");
  CHECK(decision.boundary_of->id == "MO-waters");
  CHECK(decision.boundary_distance->metres() == Approx(1031).margin(2));
  CHECK(has(decision.reason,
            "0.56 nm from the boundary of MO-waters version 2; MO is told (MO-waters version 2 is within the 1.00 "
            "nm of uncertainty)."));
}

TEST_CASE("coordinator.routing: beyond Guangdong's limits Hong Kong is responsible, with the mandatory copy") {
  auto const decision = decide(shipped(), at_position(at(21.3, 114.3), "2015-08-17"));
  CHECK(decision.responsible == CentreId::hk);
  CHECK(decision.rule == RoutingRule::srr);
  CHECK(decision.informed == Centres{CentreId::cn_gd});
  CHECK(has(decision.reason, "HK-SRR version 1 (srr, assumed)"));
  CHECK(has(decision.reason, "CN-GD is told (mandatory copy for HK-SRR version 1)."));
}

TEST_CASE("coordinator.routing: where regions overlap the higher priority is responsible and the others are told") {
  auto low = support::region("low", CentreId::mo, {{support::box(20, 110, 24, 116)}});
  auto high = support::region("high", CentreId::cn_gd, {{support::box(22, 113, 23, 114)}});
  high.priority = 5;
  geo::WaterMap const water(support::set_of({low, high}));
  auto const decision = decide(water, at_position(at(22.5, 113.5)));
  CHECK(decision.responsible == CentreId::cn_gd);
  CHECK(decision.informed == Centres{CentreId::mo});
  CHECK(has(decision.reason, "MO is told (low version 1 overlaps here)."));
}

TEST_CASE("coordinator.routing: the version in force on the day is used and named") {
  auto const before = decide(shipped(), at_position(at(22.1979, 113.5593), "2014-06-13"));
  CHECK(before.responsible == CentreId::mo);
  CHECK(before.regions.front().version == 1);
  CHECK(has(before.reason, "MO-waters version 1 (waters, assumed)"));
  auto const after = decide(shipped(), at_position(at(22.1979, 113.5593), "2015-12-20"));
  CHECK(after.responsible == CentreId::mo);
  CHECK(has(after.reason, "MO-waters version 2 (waters)"));
  auto const eve = at_position(at(22.1979, 113.5593), "2015-12-19");
  CHECK(decide(shipped(), eve).regions.front().version == 1);
}

TEST_CASE(
    "coordinator.routing: a position that no region covers goes by registry, then to the receiver, and all are told") {
  auto input = at_position(at(-33.8, 151.2));
  auto decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::outside_all_regions);
  CHECK_FALSE(decision.responsible);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::hk, CentreId::mo});
  CHECK(decision.regions.empty());
  CHECK(has(decision.reason, "33°48.000'S 151°12.000'E is outside all regions"));
  input.received_by = CentreId::mo;
  decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::outside_all_regions);
  CHECK(decision.responsible == CentreId::mo);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::hk});
  input.mmsi = mmsi(413123456);
  decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::outside_all_regions);
  CHECK(decision.responsible == CentreId::cn_gd);
  CHECK(decision.informed == Centres{CentreId::hk, CentreId::mo});
}

TEST_CASE("coordinator.routing: without a position the plan's route decides, by the longest share") {
  auto const plan = ferry();
  auto input = on("2020-06-01");
  input.plan = &plan;
  input.received_by = CentreId::mo;
  auto decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::plan_route);
  CHECK(decision.responsible == CentreId::hk);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::mo});
  CHECK_FALSE(decision.boundary_distance);
  CAPTURE(decision.reason);
  CHECK(has(decision.reason,
            "HK is responsible because no position is known and the route of plan HK-example version 3 runs "
            "12.1 nm in the waters of CN-GD, 19."));
  CHECK(has(decision.reason, " nm in the waters of HK and 3.8 nm in the waters of MO"));
  // The longest share need not be the home centre's.
  auto other = plan;
  other.route = {at(22.170, 113.640), at(22.180, 113.840), at(22.2, 113.87)};
  input.plan = &other;
  CHECK(decide(shipped(), input).responsible == CentreId::cn_gd);
}

TEST_CASE(
    "coordinator.routing: without position and route the registry decides, then the receiving centre, and all are "
    "told") {
  auto plan = ferry();
  plan.route.clear();
  auto input = on("2020-06-01");
  input.received_by = CentreId::mo;
  input.plan = &plan;
  auto decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::registry);
  CHECK(decision.responsible == CentreId::hk);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::mo});
  input.plan = nullptr;
  input.mmsi = mmsi(453001234);
  input.received_by = CentreId::hk;
  decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::registry);
  CHECK(decision.responsible == CentreId::mo);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::hk});
  input.mmsi = mmsi(970010119);  // a SART carries no MID
  decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::receiving_centre);
  CHECK(decision.responsible == CentreId::hk);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::mo});
  input.received_by.reset();
  decision = decide(shipped(), input);
  CHECK(decision.rule == RoutingRule::receiving_centre);
  CHECK_FALSE(decision.responsible);
  CHECK(decision.informed == Centres{CentreId::cn_gd, CentreId::hk, CentreId::mo});
}

TEST_CASE("coordinator.routing: a plan without an MMSI stands for the registry by its home centre") {
  auto plan = ferry();
  plan.mmsi.reset();
  plan.route.clear();
  plan.home = CentreId::mo;
  auto input = on("2020-06-01");
  input.plan = &plan;
  CHECK(decide(shipped(), input).responsible == CentreId::mo);
  input.mmsi = mmsi(970010119);
  CHECK(decide(shipped(), input).responsible == CentreId::mo);
}

TEST_CASE("coordinator.routing: MIDs of the three places, and of others none") {
  // ITU, Table of Maritime Identification Digits: 412, 413, 414 China; 453 Macao; 477 Hong Kong; 351 Panama.
  CHECK(centre_of_registry(mmsi(412000000)) == CentreId::cn_gd);
  CHECK(centre_of_registry(mmsi(413000000)) == CentreId::cn_gd);
  CHECK(centre_of_registry(mmsi(414000000)) == CentreId::cn_gd);
  CHECK(centre_of_registry(mmsi(453000000)) == CentreId::mo);
  CHECK(centre_of_registry(mmsi(477000000)) == CentreId::hk);
  CHECK(centre_of_registry(mmsi(111477001)) == CentreId::hk);  // a SAR aircraft
  CHECK(centre_of_registry(mmsi(4773500)) == CentreId::hk);    // 004773500, a coast station
  CHECK_FALSE(centre_of_registry(mmsi(351809000)));
  CHECK_FALSE(centre_of_registry(mmsi(974477001)));
}

TEST_CASE("coordinator.routing: a foreign ship in a region tells nobody by registry") {
  auto input = at_position(at(22.20, 114.10));
  input.mmsi = mmsi(351809000);
  CHECK(decide(shipped(), input).informed.empty());
}

TEST_CASE("coordinator.routing: the decision as JSON, the same bytes each time") {
  auto input = at_position(at(22.14, 113.640139));
  input.radius = Metres::from_nautical_miles(1);
  auto const text = to_json(decide(shipped(), input));
  CHECK(text == to_json(decide(shipped(), input)));
  auto const json = boost::json::parse(text);
  CHECK(json.at("responsible").as_string() == "CN-GD");
  CHECK(json.at("informed").as_array().at(0).as_string() == "MO");
  CHECK(json.at("rule").as_string() == "limits");
  CHECK(json.at("boundary_distance_m").as_int64() == 1032);  // 1 031.6 m: N cos φ · π / 180 · 0.01 at 22.14° N
  CHECK(json.at("boundary_of").at("id").as_string() == "MO-waters");
  auto const& region = json.at("regions").as_array().at(0).as_object();
  CHECK(region.at("id").as_string() == "GD-limits");
  CHECK(region.at("version").as_int64() == 1);
  CHECK(region.at("kind").as_string() == "limits");
  CHECK(region.at("centre").as_string() == "CN-GD");
  CHECK(boost::json::parse(to_json(decide(shipped(), at_position(at(-33.8, 151.2))))).at("responsible").is_null());
  CHECK(boost::json::parse(to_json(decide(shipped(), on("2020-06-01")))).at("boundary_distance_m").is_null());
}
