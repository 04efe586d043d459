#include "tools/ferry_traffic.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "adapters/ais/encode.hpp"
#include "geo/check.hpp"
#include "geo/geodesic.hpp"

namespace lingding::tools {
namespace {

/// Type of ship 40: high-speed craft, all ships of this type (ITU-R M.1371-5, annex 8, table 53).
constexpr std::uint8_t kHighSpeedCraft = 40;

ais::Coordinates coordinates(geo::Position position) {
  auto const units = [](double degrees) {
    return static_cast<std::int32_t>(std::lround(degrees * ais::Coordinates::kUnitsPerDegree));
  };
  return ais::Coordinates::from_fields(units(position.longitude.degrees()), units(position.latitude.degrees()));
}

std::string lines(ais::Message const& message, unsigned sequence = 0) {
  auto const sentences = ais::encode(message, {.talker = "AI", .channel = 'A', .sequence = sequence % 10});
  LINGDING_CHECK(sentences.has_value());
  std::string text;
  for (std::string const& sentence : *sentences) text += sentence + "\r\n";
  return text;
}

std::vector<geo::Position> route_of(plans::PlanBrief const& ship, Direction direction) {
  auto route = ship.route;
  if (direction == Direction::back) std::ranges::reverse(route);
  return route;
}

}  // namespace

Ferry::Ferry(FerryRun run) : run_(std::move(run)) {
  LINGDING_CHECK(run_.ship.mmsi.has_value() && run_.ship.route.size() >= 2);
  run_.ship.route = route_of(run_.ship, run_.direction);
  geo::Metres along;
  for (std::size_t i = 1; i < run_.ship.route.size(); ++i) {
    along = along + geo::distance(run_.ship.route[i - 1], run_.ship.route[i]);
    leg_ends_.push_back(along);
  }
}

FerryState Ferry::at(std::chrono::milliseconds since_start) const {
  bool const stopped = since_start >= stopped_at_;
  double const seconds = std::chrono::duration<double>(std::min(since_start, stopped_at_)).count();
  geo::Metres const wanted = run_.start + geo::Metres::from_metres(run_.speed.metres_per_second() * seconds);
  bool const arrived = wanted >= leg_ends_.back();
  geo::Metres const along = std::min(wanted, leg_ends_.back());
  auto const leg_end = std::ranges::find_if(leg_ends_, [&](geo::Metres end) { return along <= end; });
  auto const leg = static_cast<std::size_t>(std::min(leg_end, leg_ends_.end() - 1) - leg_ends_.begin());
  geo::Metres const leg_start = leg == 0 ? geo::Metres{} : leg_ends_[leg - 1];
  geo::Position const from = run_.ship.route[leg];
  auto const path = geo::geodesic(from, run_.ship.route[leg + 1]);
  return {geo::destination(from, path.initial, along - leg_start), path.initial,
          stopped || arrived ? geo::Knots{} : run_.speed};
}

void Ferry::stop(std::chrono::milliseconds since_start) {
  stopped_at_ = std::min(stopped_at_, since_start);
}

std::string Ferry::position_sentence(std::chrono::milliseconds since_start, std::uint8_t utc_second) const {
  FerryState const state = at(since_start);
  ais::PositionReport report;
  report.header = {.type = 1, .repeat = 0, .source = run_.ship.mmsi->number()};
  report.status = ais::NavigationStatus::under_way_using_engine;
  report.speed =
      ais::SpeedOverGround::from_tenths_field(static_cast<std::uint32_t>(std::lround(state.speed.knots() * 10)));
  report.accurate = true;
  report.coordinates = coordinates(state.position);
  auto const course_tenths = static_cast<std::uint32_t>(std::lround(state.course.degrees() * 10)) % 3600;
  report.course = ais::CourseOverGround::from_tenths_field(course_tenths);
  report.heading = ais::TrueHeading::from_field(course_tenths / 10);
  report.second = ais::UtcSecond{utc_second};
  return lines(report);
}

std::string Ferry::static_sentences(unsigned sequence) const {
  ais::StaticAndVoyageData data;
  data.header = {.type = 5, .repeat = 0, .source = run_.ship.mmsi->number()};
  if (run_.ship.imo) data.imo = run_.ship.imo->number();
  data.callsign = ais::Text<7>{run_.ship.call_sign};
  data.ship_name = ais::Text<20>{run_.ship.names.en};
  data.ship_type = kHighSpeedCraft;
  data.epfd = 1;  // GPS (annex 8, table 46)
  data.destination = ais::Text<20>{run_.direction == Direction::as_in_plan ? "AS PLANNED" : "RETURN"};
  return lines(data, sequence);
}

geo::Metres along_route(plans::PlanBrief const& ship, Direction direction, geo::Position position) {
  auto const route = route_of(ship, direction);
  return geo::nearest_on_polyline(position, route).along;
}

ais::PositionReport burst_position(plans::Mmsi device, BurstMode mode, geo::Position position,
                                   std::uint8_t utc_second) {
  // Speed, course and heading stay "not available", as of a transmitter that does not know them.
  ais::PositionReport report;
  report.header = {.type = 1, .repeat = 0, .source = device.number()};
  report.status = mode == BurstMode::test ? ais::NavigationStatus::undefined : ais::NavigationStatus::sart_active;
  report.accurate = true;
  report.coordinates = coordinates(position);
  report.second = ais::UtcSecond{utc_second};
  return report;
}

ais::SafetyBroadcast burst_text(plans::Mmsi device, BurstMode mode) {
  ais::SafetyBroadcast message;
  message.header = {.type = 14, .repeat = 0, .source = device.number()};
  auto const family = device.number() / 1'000'000;
  std::string const name = family == 974 ? "EPIRB" : family == 972 ? "MOB" : "SART";
  message.text = ais::Text<161>{name + (mode == BurstMode::test ? " TEST" : " ACTIVE")};
  return message;
}

std::string sart_position_sentence(plans::Mmsi device, geo::Position position, std::uint8_t utc_second) {
  return lines(burst_position(device, BurstMode::active, position, utc_second));
}

std::string sart_text_sentence(plans::Mmsi device) {
  return lines(burst_text(device, BurstMode::active));
}

}  // namespace lingding::tools
