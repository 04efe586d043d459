// What a journal's effects say of a centre's cases.

#include "coordinator/case_statistics.hpp"

#include <catch2/catch.hpp>

#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using support::utc;

auto const kOpened = utc("2016-08-27T15:50:00Z");

Incident incident(std::string id, AlertKind kind = AlertKind::ais_sart) {
  Incident one;
  one.id = std::move(id);
  one.opened_at = kOpened;
  one.custody = {geo::CentreId::hk, 0, kOpened, {}};
  auto report = support::sart(std::nullopt);
  report.kind = kind;
  Alert alert;
  alert.id = one.id + "/HK/1";
  alert.source = "vhf";
  alert.report = report;
  one.alerts.push_back(alert);
  return one;
}

Incident closed(Incident one, CaseOutcome outcome, milliseconds after) {
  one.closure = Closure{outcome, "why", {kOpened + after, geo::CentreId::hk, "o"}};
  return one;
}

void take(CaseStatistics& statistics, Incident one) {
  statistics.take({IncidentChanged{std::move(one)}});
}

TEST_CASE("coordinator.statistics: spreads are by nearest rank") {
  CHECK_FALSE(spread_of({}));
  CHECK(spread_of({seconds{3}}) == Spread{1, seconds{3}, seconds{3}});
  // NIST/SEMATECH e-Handbook 1.3.5.6's order statistics: of 1 … 20 the 10th and the 19th.
  std::vector<milliseconds> twenty;
  for (int i = 20; i >= 1; --i) twenty.push_back(seconds{i});
  CHECK(spread_of(twenty) == Spread{20, seconds{10}, seconds{19}});
  CHECK(spread_of({seconds{1}, seconds{2}, seconds{9}}) == Spread{3, seconds{2}, seconds{9}});
}

TEST_CASE("coordinator.statistics: outcomes, the share of false alerts by kind, and who ended before a unit went") {
  CaseStatistics statistics;
  take(statistics, incident("HK-1"));
  take(statistics, closed(incident("HK-2", AlertKind::beacon_406), CaseOutcome::false_alert, minutes{20}));
  auto both = closed(incident("HK-3", AlertKind::beacon_406), CaseOutcome::rescued, minutes{90});
  both.alerts.push_back(incident("HK-3", AlertKind::dsc).alerts[0]);
  both.alerts.back().report.cancels = true;
  auto going = both;
  going.closure.reset();
  going.units = {{"Rescue 1", "helicopter", UnitState::proceeding, {}, {}}};
  take(statistics, going);
  both.units = {{"Rescue 1", "helicopter", UnitState::released, {}, {}}};
  take(statistics, both);
  auto stood_down = closed(incident("HK-4"), CaseOutcome::false_alert, minutes{10});
  stood_down.units = {{"Rescue 2", "launch", UnitState::alerted, {}, {}}};
  take(statistics, stood_down);
  take(statistics, closed(incident("HK-5"), CaseOutcome::duplicate, minutes{1}));
  auto test = incident("HK-6");
  test.incident_class = AlertClass::test;
  take(statistics, test);

  auto const report = statistics.report();
  CHECK(report.incidents == 5);
  CHECK(report.tests == 1);
  CHECK(report.outcomes == std::map<CaseOutcome, std::uint64_t>{{CaseOutcome::open, 1},
                                                                {CaseOutcome::rescued, 1},
                                                                {CaseOutcome::false_alert, 2},
                                                                {CaseOutcome::duplicate, 1}});
  CHECK(report.closed == 3);
  CHECK(report.false_alerts == 2);
  CHECK(report.closed_before_units == 2);
  CHECK(report.cancelled == 1);
  CHECK(report.kinds == std::vector<KindCount>{{AlertKind::ais_sart, {3, 1, 1}},
                                               {AlertKind::beacon_406, {2, 2, 1}},
                                               {AlertKind::dsc, {1, 1, 0}}});
  CHECK(report.sources == std::vector<SourceCount>{{geo::CentreId::hk, "vhf", {5, 3, 2}}});
  CHECK(report.beacons.empty());
  CHECK(report.closed_after == Spread{3, minutes{20}, minutes{90}});
}

TEST_CASE("coordinator.statistics: incidents count under each source that heard them and each kind of beacon in them") {
  CaseStatistics statistics;
  auto one = closed(incident("HK-1", AlertKind::beacon_406), CaseOutcome::false_alert, minutes{5});
  // 222E60801EFFBFF is a PLB (a CMC message says so), B3A9D65028154D1 a maritime EPIRB.
  one.alerts[0].report.beacon = plans::BeaconId::parse("222E60801EFFBFF");
  auto second = one.alerts[0];
  second.received_by = geo::CentreId::mo;
  second.source = "mcc";
  second.report.beacon = plans::BeaconId::parse("B3A9D65028154D1");
  one.alerts.push_back(second);
  take(statistics, one);
  auto const report = statistics.report();
  CHECK(report.beacons == std::vector<BeaconCount>{{"EPIRB", {1, 1, 1}}, {"PLB", {1, 1, 1}}});
  CHECK(report.sources ==
        std::vector<SourceCount>{{geo::CentreId::hk, "vhf", {1, 1, 1}}, {geo::CentreId::mo, "mcc", {1, 1, 1}}});
}

TEST_CASE("coordinator.statistics: the first acknowledgement and acceptance count, also when later ones replace them") {
  CaseStatistics statistics;
  auto one = incident("HK-1");
  one.acknowledgements = {{geo::CentreId::mo, "m", kOpened + seconds{40}}};
  take(statistics, one);
  one.acknowledgements = {{geo::CentreId::mo, "m", kOpened + seconds{300}}};
  one.custody = {geo::CentreId::cn_gd, 1, kOpened + seconds{120}, "g"};
  take(statistics, one);
  one.former = {one.custody};
  one.custody = {geo::CentreId::mo, 2, kOpened + seconds{500}, "m"};
  take(statistics, one);
  auto const report = statistics.report();
  CHECK(report.acknowledged == Spread{1, seconds{40}, seconds{40}});
  CHECK(report.accepted == Spread{1, seconds{120}, seconds{120}});
  CHECK_FALSE(report.closed_after);
}

TEST_CASE("coordinator.statistics: incidents that became one count once, a case that was opened again is open") {
  CaseStatistics statistics;
  auto one = incident("HK-2");
  one.acknowledgements = {{geo::CentreId::hk, "h", kOpened + seconds{15}}};
  take(statistics, one);
  auto united = closed(incident("CN-GD-1"), CaseOutcome::assisted, minutes{5});
  united.also = {"HK-2"};
  take(statistics, united);
  united.closure->outcome = CaseOutcome::open;
  take(statistics, united);
  auto const report = statistics.report();
  CHECK(report.incidents == 1);
  CHECK(report.outcomes == std::map<CaseOutcome, std::uint64_t>{{CaseOutcome::open, 1}});
  CHECK(report.acknowledged == Spread{1, seconds{15}, seconds{15}});
}

TEST_CASE("coordinator.statistics: a period takes the incidents that were opened in it") {
  CaseStatistics statistics;
  take(statistics, incident("HK-1"));
  auto later = incident("HK-2");
  later.opened_at += std::chrono::hours{24};
  take(statistics, later);
  CHECK(statistics.report(kOpened, kOpened + seconds{1}).incidents == 1);
  CHECK(statistics.report(kOpened + seconds{1}, {}).incidents == 1);
  CHECK(statistics.report({}, kOpened).incidents == 0);
}

}  // namespace
}  // namespace lingding::coordinator
