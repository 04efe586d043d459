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

TEST_CASE("coordinator.reception: the share that is heard is learned by class, from the gaps of ships that pass") {
  auto history = estuary();
  // East along 22.5° at 36 knots, a report every 2 s of a ship of class A; nothing is heard between 113.8° and 113.9°.
  double const degrees_a_second = 36.0 / 3600 / 60 / 0.923880;  // cos 22.5°
  for (int pass = 0; pass < 3; ++pass)
    for (int second = 0; second < 1500; second += 2) {
      double const longitude = 113.7 + second * degrees_a_second;
      history.heard({kStart + std::chrono::hours{pass} + seconds{second},
                     mmsi(477'000'009),
                     position(22.9, 114.3),
                     {},
                     {},
                     {},
                     AtRest::no,
                     AisClass::b_carrier_sense});
      if (longitude > 113.8 && longitude < 113.9) continue;
      if (pass == 2 && second % 4 == 0) continue;  // the last time each second one is lost
      history.heard({kStart + std::chrono::hours{pass} + seconds{second},
                     mmsi(477'000'001),
                     position(22.505, longitude),
                     knots(36),
                     geo::TrueBearing::from_degrees(90),
                     {},
                     AtRest::no,
                     AisClass::a});
    }
  auto const at = [&](double longitude) { return history.share(position(22.505, longitude), AisClass::a); };
  REQUIRE(at(113.755));
  CHECK(*at(113.755) == Approx(5.0 / 6).margin(0.03));
  REQUIRE(at(113.855));
  CHECK(*at(113.855) < 0.01);
  CHECK(*at(113.945) == Approx(5.0 / 6).margin(0.03));
  // Nothing is known of class B, nor of where nobody passed.
  CHECK_FALSE(history.share(position(22.505, 113.755), AisClass::b_carrier_sense));
  CHECK_FALSE(history.share(position(22.8, 113.755), AisClass::a));
  CHECK_FALSE(history.share(position(40, 10), AisClass::a));

  SECTION("it can be kept and taken back") {
    auto again = estuary();
    REQUIRE(again.restore(history.learned()));
    CHECK(*again.share(position(22.505, 113.755), AisClass::a) == Approx(5.0 / 6).margin(0.03));
    CHECK(*again.share(position(22.505, 113.855), AisClass::a) < 0.01);
    CHECK(again.learned() == history.learned());
  }
  SECTION("what is of another area, or damaged, is not taken") {
    auto other = estuary();
    auto text = history.learned();
    CHECK_FALSE(other.restore(text.substr(0, text.size() - 3)));
    CHECK_FALSE(other.restore(text + "1 7 2 3\n"));
    CHECK_FALSE(other.restore(text + "1 0 nan 3\n"));
    CHECK_FALSE(other.restore("x"));
    CHECK_FALSE(other.restore({}));
    CHECK_FALSE(other.share(position(22.505, 113.755), AisClass::a));
    other.cover(*geo::Latitude::from_degrees(22), *geo::Longitude::from_degrees(113), *geo::Latitude::from_degrees(23),
                *geo::Longitude::from_degrees(114));
    CHECK_FALSE(other.restore(text));
  }
}

TEST_CASE("coordinator.reception: an outage of the receivers is no hole, nor is a ship that lay still meanwhile") {
  auto history = estuary();
  double const degrees_a_second = 36.0 / 3600 / 60 / 0.923880;
  auto const sail = [&](geo::UtcTime start, double silent_from, double silent_to, bool others) {
    for (int second = 0; second < 1200; ++second) {
      if (others)
        history.heard({start + seconds{second},
                       mmsi(477'000'009),
                       position(22.9, 114.3),
                       {},
                       {},
                       {},
                       AtRest::no,
                       AisClass::b_carrier_sense});
      if (second % 2 != 0 || (second > silent_from && second < silent_to)) continue;
      history.heard({start + seconds{second},
                     mmsi(477'000'001),
                     position(22.505, 113.7 + second * degrees_a_second),
                     knots(36),
                     geo::TrueBearing::from_degrees(90),
                     {},
                     AtRest::no,
                     AisClass::a});
    }
  };
  // Nobody is heard for ten minutes: nothing is learned of where she was meanwhile.
  sail(kStart, 300, 900, false);
  CHECK_FALSE(history.share(position(22.505, 113.7 + 600 * degrees_a_second), AisClass::a));
  // Others are: it is a hole.
  sail(kStart + std::chrono::hours{1}, 300, 900, true);
  CHECK(*history.share(position(22.505, 113.7 + 600 * degrees_a_second), AisClass::a) < 0.01);
  // A ship that is heard farther off than her speed explains was elsewhere.
  auto odd = estuary();
  for (int pass = 0; pass < 50; ++pass)
    for (int i = 0; i < 2; ++i)
      odd.heard({kStart + std::chrono::hours{pass} + seconds{600 * i},
                 mmsi(477'000'001),
                 position(22.5, 113.7 + 0.3 * i),
                 knots(5),
                 geo::TrueBearing::from_degrees(90),
                 {},
                 AtRest::no,
                 AisClass::a});
  CHECK_FALSE(odd.share(position(22.5, 113.85), AisClass::a));
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
