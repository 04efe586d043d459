// What receivers hear: reporting intervals by Rec. ITU-R M.1371-5, Annex 1, tables 1 and 2; who else is heard where.
#include "coordinator/reception.hpp"

#include <catch2/catch.hpp>

#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using support::mmsi;
using support::position;

auto const kStart = support::utc("2026-08-27T00:00:00Z");

std::optional<geo::Knots> knots(double speed) {
  return geo::Knots::from_knots(speed);
}

ReceptionHistory estuary() {
  ReceptionHistory history;
  history.cover(*geo::Latitude::from_degrees(22), *geo::Longitude::from_degrees(113.4),
                *geo::Latitude::from_degrees(23), *geo::Longitude::from_degrees(114.4));
  return history;
}

HeardReport report(plans::Mmsi mmsi, geo::Position position, geo::UtcTime at) {
  return {at, mmsi, position, {}, {}, {}, AtRest::no, AisClass::a};
}

}  // namespace

TEST_CASE("coordinator.reception: reporting intervals are those of M.1371's tables") {
  using enum AisClass;
  auto const rest = AtRest::anchored_or_moored;
  CHECK(reporting_interval(a, knots(0.1), rest) == minutes{3});
  CHECK(reporting_interval(a, knots(3.1), rest) == seconds{10});
  CHECK(reporting_interval(a, knots(0), AtRest::no) == seconds{10});
  CHECK(reporting_interval(a, knots(14), AtRest::no) == seconds{10});
  CHECK(reporting_interval(a, knots(14.1), AtRest::no) == seconds{6});
  CHECK(reporting_interval(a, knots(23), AtRest::no) == seconds{6});
  CHECK(reporting_interval(a, knots(23.1), AtRest::no) == seconds{2});
  CHECK(reporting_interval(a, std::nullopt, AtRest::no) == seconds{10});
  CHECK(reporting_interval(b_self_organising, knots(2), AtRest::no) == minutes{3});
  CHECK(reporting_interval(b_self_organising, knots(14), AtRest::no) == seconds{30});
  CHECK(reporting_interval(b_self_organising, knots(23), AtRest::no) == seconds{15});
  CHECK(reporting_interval(b_self_organising, knots(23.1), AtRest::no) == seconds{5});
  CHECK(reporting_interval(b_carrier_sense, knots(2), AtRest::no) == minutes{3});
  CHECK(reporting_interval(b_carrier_sense, knots(40), AtRest::no) == seconds{30});
}

TEST_CASE("coordinator.reception: others are counted once, in the cell and those that touch it, since a time") {
  auto history = estuary();
  auto const here = position(22.52, 113.92);
  history.heard(report(mmsi(477'000'001), here, kStart));
  history.heard(report(mmsi(477'000'002), position(22.57, 113.97), kStart + minutes{1}));  // the next cell, north-east
  history.heard(report(mmsi(477'000'002), here, kStart + minutes{2}));
  history.heard(report(mmsi(477'000'003), position(22.52, 114.02), kStart + minutes{2}));  // two cells off
  CHECK(history.others(here, kStart, std::nullopt) == 2);
  CHECK(history.others(here, kStart, mmsi(477'000'001)) == 1);
  CHECK(history.others(here, kStart + minutes{1}, std::nullopt) == 1);
  CHECK(history.others(here, kStart + minutes{3}, std::nullopt) == 0);
  CHECK(history.last_heard(here) == kStart + minutes{2});
  CHECK_FALSE(history.last_heard(position(22.1, 113.5)));
  CHECK(history.others(position(40, 10), kStart, std::nullopt) == 0);
}

TEST_CASE("coordinator.reception: of many ships in a cell the last ones are remembered, and the memory stays") {
  auto history = estuary();
  auto const here = position(22.52, 113.92);
  for (std::uint32_t i = 0; i < 20'000; ++i) history.heard(report(mmsi(477'000'001 + i), here, kStart + seconds{i}));
  CHECK(history.others(here, kStart, std::nullopt) == ReceptionHistory::kWitnesses);
  CHECK(history.others(here, kStart + seconds{19'998}, std::nullopt) == 2);
}

TEST_CASE("coordinator.reception: the receivers are down when nobody is heard for far longer than usual") {
  auto history = estuary();
  CHECK_FALSE(history.is_down(kStart));
  auto now = kStart;
  for (int i = 0; i < 200; ++i) history.heard(report(mmsi(477'000'001), position(22.5, 113.9), now += seconds{1}));
  CHECK_FALSE(history.is_down(now + seconds{60}));
  CHECK(history.is_down(now + seconds{61}));
  // It comes back, and the gap is no usual one.
  history.heard(report(mmsi(477'000'001), position(22.5, 113.9), now += minutes{30}));
  CHECK_FALSE(history.is_down(now + seconds{60}));
  CHECK(history.is_down(now + seconds{61}));
}

TEST_CASE("coordinator.reception: with few ships that report seldom, patience is longer, and bounded") {
  auto history = estuary();
  auto now = kStart;
  for (int i = 0; i < 100; ++i) history.heard(report(mmsi(477'000'001), position(22.5, 113.9), now += seconds{10}));
  CHECK_FALSE(history.is_down(now + seconds{290}));
  CHECK(history.is_down(now + seconds{305}));
  auto slow = estuary();
  for (int i = 0; i < 100; ++i) slow.heard(report(mmsi(477'000'001), position(22.5, 113.9), now += minutes{3}));
  CHECK_FALSE(slow.is_down(now + minutes{6}));
  CHECK(slow.is_down(now + minutes{6} + seconds{1}));
}

TEST_CASE("coordinator.reception: a wide area has larger cells, not more") {
  ReceptionHistory history;
  history.cover(*geo::Latitude::from_degrees(-90), *geo::Longitude::from_degrees(-180),
                *geo::Latitude::from_degrees(90), *geo::Longitude::from_degrees(180));
  history.heard(report(mmsi(477'000'001), position(90, 180), kStart));
  history.heard(report(mmsi(477'000'002), position(-90, -180), kStart));
  CHECK(history.others(position(90, 180), kStart, std::nullopt) == 1);
  CHECK(history.others(position(-90, -180), kStart, std::nullopt) == 1);
}

}  // namespace lingding::coordinator
