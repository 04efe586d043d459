// Merging has the laws that let desks agree whatever they heard first, how often and through whom.

#include "coordinator/merge.hpp"

#include <catch2/catch.hpp>

#include "coordinator/limits.hpp"
#include "tests/support/random_values.hpp"
#include "tests/support/samples.hpp"
#include "tools/simulation/three_desks.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using simulation::text_of;
using support::utc;

Incident merged(Incident a, Incident const& b) {
  merge_into(a, b);
  return a;
}

TEST_CASE("coordinator.merge: the order, the grouping and the number of merges do not matter") {
  support::RandomValues values{20160827};
  for (int i = 0; i < 3000; ++i) {
    auto const a = values.incident();
    auto const b = values.incident();
    auto const c = values.incident();
    REQUIRE(text_of(merged(a, a)) == text_of(a));
    REQUIRE(text_of(merged(a, b)) == text_of(merged(b, a)));
    auto const left = merged(merged(a, b), c);
    REQUIRE(text_of(left) == text_of(merged(a, merged(b, c))));
    // What was merged in brings nothing new.
    REQUIRE(text_of(merged(left, b)) == text_of(left));
    REQUIRE(merged(left, b) == left);
  }
}

TEST_CASE("coordinator.merge: settling twice is settling once") {
  support::RandomValues values{7};
  for (int i = 0; i < 1000; ++i) {
    auto const once = values.incident();
    auto twice = once;
    settle(twice);
    REQUIRE(twice == once);
  }
}

TEST_CASE("coordinator.merge: the higher term of custody prevails, then the earlier, then the order of the centres") {
  auto const at = utc("2016-08-27T15:50:00Z");
  CustodyClaim const first{CentreId::mo, 0, at, ""};
  CustodyClaim const later{CentreId::hk, 0, at + std::chrono::milliseconds{1}, ""};
  CustodyClaim const same_time{CentreId::hk, 0, at, ""};
  CustodyClaim const accepted{CentreId::cn_gd, 1, at + std::chrono::hours{1}, "Li"};
  CHECK(prevails(first, later));
  CHECK_FALSE(prevails(later, first));
  CHECK(prevails(same_time, first));
  CHECK(prevails(accepted, first));
  CHECK_FALSE(prevails(first, accepted));
  CHECK_FALSE(prevails(first, first));
}

TEST_CASE("coordinator.merge: the earliest opened gives the id, and in the same millisecond the order of the centres") {
  Incident a;
  a.id = "MO-20160827-155000-1";
  a.opened_at = utc("2016-08-27T15:50:00.000Z");
  Incident b;
  b.id = "CN-GD-20160827-155000-1";
  b.opened_at = utc("2016-08-27T15:50:00.001Z");
  settle(a);
  settle(b);
  CHECK(merged(a, b).id == a.id);
  CHECK(merged(a, b).also == std::vector{b.id});
  b.opened_at = a.opened_at;
  CHECK(merged(a, b).id == b.id);
  CHECK(has_id(merged(a, b), a.id));
}

TEST_CASE("coordinator.merge: a decision with a position is not replaced by a later one without") {
  Incident a;
  a.id = "HK-1";
  a.decision.rule = RoutingRule::waters;
  a.decision.responsible = CentreId::mo;
  a.decided_at = utc("2016-08-27T15:50:00Z");
  auto b = a;
  b.decision.rule = RoutingRule::receiving_centre;
  b.decision.responsible = CentreId::hk;
  b.decided_at = utc("2016-08-27T15:51:00Z");
  settle(a);
  settle(b);
  CHECK(merged(a, b).decision.responsible == CentreId::mo);
  CHECK(merged(b, a).decision.responsible == CentreId::mo);
}

TEST_CASE("coordinator.merge: a confirmed ship is not replaced by what a desk finds later") {
  Incident a;
  a.id = "HK-1";
  a.ship = ShipLink{.certainty = Certainty::confirmed,
                    .mmsi = support::mmsi(477'000'101),
                    .name = "CONFIRMED",
                    .plan = {},
                    .distance = {},
                    .age = {},
                    .officer = "Li",
                    .at = utc("2016-08-27T15:50:00Z"),
                    .by = CentreId::hk};
  settle(a);
  auto b = a;
  b.ship->certainty = Certainty::listed;
  b.ship->name = "LISTED";
  b.ship->at = utc("2016-08-27T16:50:00Z");
  CHECK(merged(a, b).ship->name == "CONFIRMED");
  // Another officer changes it.
  b.ship->certainty = Certainty::confirmed;
  b.ship->name = "CHANGED";
  CHECK(merged(a, b).ship->name == "CHANGED");
}

TEST_CASE("coordinator.merge: a ship that went with moved alerts does not come back, a confirmed one stays") {
  Incident before;
  before.id = "HK-1";
  before.ship = ShipLink{};
  before.ship->certainty = Certainty::listed;
  before.ship->mmsi = support::mmsi(477'000'101);
  settle(before);
  auto after = before;
  after.ship.reset();
  after.decided_without = 1;
  CHECK_FALSE(merged(before, after).ship);
  CHECK_FALSE(merged(after, before).ship);
  before.ship->certainty = Certainty::confirmed;
  CHECK(merged(before, after).ship == before.ship);
  CHECK(merged(after, before).ship == before.ship);
}

TEST_CASE("coordinator.merge: the log keeps how it began and what came last") {
  Incident a;
  a.id = "HK-1";
  for (int i = 0; i < 1000; ++i)
    a.log.push_back({utc("2016-08-27T15:50:00Z") + std::chrono::seconds{i}, CentreId::hk, "desk", std::to_string(i)});
  settle(a);
  REQUIRE(a.log.size() == kMaxLogLines);
  CHECK(a.log.front().text == "0");
  CHECK(a.log[kFirstLogLines - 1].text == std::to_string(kFirstLogLines - 1));
  CHECK(a.log[kFirstLogLines].text == std::to_string(1000 - kLastLogLines));
  CHECK(a.log.back().text == "999");
}

TEST_CASE("coordinator.merge: records of one device are one incident unless a day of silence lies between") {
  auto const record = [](std::string id, std::string_view from, std::string_view to) {
    Incident incident;
    incident.id = id;
    incident.alerts.push_back({.id = id + "/1",
                               .received_by = CentreId::hk,
                               .source = "vhf",
                               .report = support::sart(std::nullopt),
                               .positioned_at = {},
                               .first_heard = utc(from),
                               .last_heard = utc(to),
                               .count = 1});
    return incident;
  };
  auto const first = record("HK-1", "2016-08-27T10:00:00Z", "2016-08-27T11:00:00Z");
  CHECK(same_incident(first, record("MO-1", "2016-08-28T11:00:00Z", "2016-08-28T12:00:00Z")));
  CHECK_FALSE(same_incident(first, record("MO-1", "2016-08-28T11:00:00.001Z", "2016-08-28T12:00:00Z")));
  CHECK(same_incident(record("MO-1", "2016-08-28T11:00:00Z", "2016-08-28T12:00:00Z"), first));
  // A record that lasts from one to the other joins them.
  CHECK(same_incident(first, record("MO-1", "2016-08-27T10:30:00Z", "2016-08-30T12:00:00Z")));
  auto other = record("MO-1", "2016-08-27T10:00:00Z", "2016-08-27T11:00:00Z");
  other.alerts.front().report.device = support::mmsi(970'010'120);
  CHECK_FALSE(same_incident(first, other));
  other.also = {"HK-1"};
  CHECK(same_incident(first, other));
}

}  // namespace
}  // namespace lingding::coordinator
