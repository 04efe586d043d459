// A ship's position report as the watch of timetables takes it.
#include "adapters/ais/heard.hpp"

#include <catch2/catch.hpp>

#include "tests/support/samples.hpp"

namespace lingding::ais {
namespace {

auto const kNow = support::utc("2026-08-27T00:00:00Z");

Coordinates place() {
  return Coordinates::from_fields(114 * 600'000, 22 * 600'000);
}

PositionReport class_a(NavigationStatus status) {
  PositionReport report;
  report.header = {1, 0, 477'000'101};
  report.status = status;
  report.speed = SpeedOverGround::from_tenths_field(285);
  report.course = CourseOverGround::from_tenths_field(900);
  report.heading = TrueHeading::from_field(91);
  report.coordinates = place();
  return report;
}

}  // namespace

TEST_CASE("ais.heard: class A with its status at rest or not") {
  auto const report = heard_report(class_a(NavigationStatus::under_way_using_engine), kNow);
  REQUIRE(report);
  CHECK(report->mmsi == support::mmsi(477'000'101));
  CHECK(report->at == kNow);
  CHECK(report->speed->knots() == Approx(28.5));
  CHECK(report->course->degrees() == Approx(90));
  CHECK(report->heading->degrees() == Approx(91));
  CHECK(report->at_rest == coordinator::AtRest::no);
  CHECK(report->ais_class == coordinator::AisClass::a);
  using coordinator::AtRest;
  CHECK(heard_report(class_a(NavigationStatus::moored), kNow)->at_rest == AtRest::anchored_or_moored);
  CHECK(heard_report(class_a(NavigationStatus::at_anchor), kNow)->at_rest == AtRest::anchored_or_moored);
  CHECK(heard_report(class_a(NavigationStatus::aground), kNow)->at_rest == AtRest::aground);
}

TEST_CASE("ais.heard: class B is carrier sense or self organising by its unit flag") {
  ClassBReport report;
  report.header = {18, 0, 477'000'101};
  report.coordinates = place();
  CHECK(heard_report(report, kNow)->ais_class == coordinator::AisClass::b_self_organising);
  CHECK_FALSE(heard_report(report, kNow)->speed);
  report.carrier_sense = true;
  CHECK(heard_report(report, kNow)->ais_class == coordinator::AisClass::b_carrier_sense);
}

TEST_CASE("ais.heard: what is no ship's, or has no position, is nothing for the watch") {
  auto report = class_a(NavigationStatus::under_way_using_engine);
  report.coordinates = {};
  CHECK_FALSE(heard_report(report, kNow));
  report.coordinates = place();
  report.header.source = 970'010'119;
  CHECK_FALSE(heard_report(report, kNow));
  CHECK_FALSE(heard_report(SafetyBroadcast{}, kNow));
}

}  // namespace lingding::ais
