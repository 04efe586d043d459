#include "tools/ais_rows.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "adapters/ais/encode.hpp"

namespace lingding::tools {
namespace {

using logs::AisRow;
using logs::Station;

std::uint32_t tenths(double value) {
  return static_cast<std::uint32_t>(std::lround(value * 10));
}

ais::Coordinates coordinates_of(AisRow const& row) {
  if (!row.position) return {};
  auto const units = [](double degrees) {
    return static_cast<std::int32_t>(std::lround(degrees * ais::Coordinates::kUnitsPerDegree));
  };
  return ais::Coordinates::from_fields(units(row.position->longitude.degrees()),
                                       units(row.position->latitude.degrees()));
}
ais::SpeedOverGround speed_of(AisRow const& row) {
  if (!row.speed) return {};
  return ais::SpeedOverGround::from_tenths_field(std::min(tenths(row.speed->knots()), 1022U));
}
ais::CourseOverGround course_of(AisRow const& row) {
  if (!row.course) return {};
  return ais::CourseOverGround::from_tenths_field(tenths(row.course->degrees()) % 3600);
}
ais::TrueHeading heading_of(AisRow const& row) {
  if (!row.heading) return {};
  return ais::TrueHeading::from_field(static_cast<std::uint32_t>(std::lround(row.heading->degrees())) % 360);
}
ais::UtcSecond second_of(AisRow const& row) {
  auto const second = std::chrono::floor<std::chrono::seconds>(row.at).time_since_epoch().count() % 60;
  return ais::UtcSecond{static_cast<std::uint8_t>((second + 60) % 60)};
}
/// The code of degrees a minute: 4.733 times the square root (Rec. ITU-R M.1371-5, Annex 8, table 46).
ais::RateOfTurn turn_of(AisRow const& row) {
  if (!row.turn_per_minute) return {};
  double const turn = row.turn_per_minute->degrees();
  double const code = std::min(4.733 * std::sqrt(std::abs(turn)), 126.0);
  return ais::RateOfTurn{static_cast<std::int8_t>(std::lround(turn < 0 ? -code : code))};
}

ais::Dimensions dimensions_of(AisRow const& row) {
  auto const whole = [](std::optional<geo::Metres> const& value, long most) {
    return value ? std::clamp(std::lround(value->metres()), 0L, most) : 0L;
  };
  if (row.to_bow || row.to_stern || row.to_port || row.to_starboard)
    return {.to_bow = static_cast<std::uint16_t>(whole(row.to_bow, 511)),
            .to_stern = static_cast<std::uint16_t>(whole(row.to_stern, 511)),
            .to_port = static_cast<std::uint8_t>(whole(row.to_port, 63)),
            .to_starboard = static_cast<std::uint8_t>(whole(row.to_starboard, 63))};
  // Length and beam alone: where in the ship the antenna is, is not known.
  return {.to_bow = 0,
          .to_stern = static_cast<std::uint16_t>(whole(row.length, 511)),
          .to_port = 0,
          .to_starboard = static_cast<std::uint8_t>(whole(row.width, 63))};
}

ais::Header header_of(AisRow const& row, std::uint8_t type) {
  return {.type = type, .repeat = 0, .source = row.mmsi};
}

ais::Message class_a_report(AisRow const& row) {
  ais::PositionReport report;
  report.header = header_of(row, 1);
  if (row.status) report.status = static_cast<ais::NavigationStatus>(*row.status);
  report.turn = turn_of(row);
  report.speed = speed_of(row);
  report.coordinates = coordinates_of(row);
  report.course = course_of(row);
  report.heading = heading_of(row);
  report.second = second_of(row);
  return report;
}
ais::Message class_b_report(AisRow const& row) {
  ais::ClassBReport report;
  report.header = header_of(row, 18);
  report.speed = speed_of(row);
  report.coordinates = coordinates_of(row);
  report.course = course_of(row);
  report.heading = heading_of(row);
  report.second = second_of(row);
  report.carrier_sense = true;
  return report;
}
ais::Message aircraft_report(AisRow const& row) {
  ais::SarAircraftReport report;
  report.header = header_of(row, 9);
  if (row.speed)
    report.speed = ais::SpeedOverGround::from_knots_field(static_cast<std::uint32_t>(std::lround(row.speed->knots())));
  report.coordinates = coordinates_of(row);
  report.course = course_of(row);
  report.second = second_of(row);
  return report;
}
ais::Message base_report(AisRow const& row) {
  ais::BaseStationReport report;
  report.header = header_of(row, 4);
  auto const day = std::chrono::floor<std::chrono::days>(row.at);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const clock{std::chrono::floor<std::chrono::seconds>(row.at - day)};
  report.year = static_cast<std::uint16_t>(static_cast<int>(date.year()));
  report.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
  report.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
  report.hour = static_cast<std::uint8_t>(clock.hours().count());
  report.minute = static_cast<std::uint8_t>(clock.minutes().count());
  report.second = static_cast<std::uint8_t>(clock.seconds().count());
  report.coordinates = coordinates_of(row);
  return report;
}

bool has_static(AisRow const& row) {
  return !row.name.empty() || !row.call_sign.empty() || row.imo || row.ship_type || row.length || row.to_bow;
}
ais::Message class_a_static(AisRow const& row) {
  ais::StaticAndVoyageData data;
  data.header = header_of(row, 5);
  data.imo = row.imo;
  data.callsign = ais::Text<7>{row.call_sign};
  data.ship_name = ais::Text<20>{row.name};
  data.ship_type = row.ship_type;
  data.dimensions = dimensions_of(row);
  if (row.draught) data.draught_tenths = static_cast<std::uint8_t>(std::min(tenths(row.draught->metres()), 255U));
  data.destination = ais::Text<20>{row.destination};
  return data;
}
std::vector<ais::Message> class_b_static(AisRow const& row) {
  ais::StaticDataA name;
  name.header = header_of(row, 24);
  name.ship_name = ais::Text<20>{row.name};
  ais::StaticDataB rest;
  rest.header = header_of(row, 24);
  rest.ship_type = row.ship_type;
  rest.callsign = ais::Text<7>{row.call_sign};
  rest.size_or_mother_ship = dimensions_of(row);
  return {name, rest};
}

}  // namespace

std::optional<ais::Message> position_message(AisRow const& row) {
  switch (row.station) {
    case Station::class_a:
    case Station::distress_device:
      return class_a_report(row);
    case Station::class_b:
      return class_b_report(row);
    case Station::base_station:
      return base_report(row);
    case Station::sar_aircraft:
      return aircraft_report(row);
    case Station::aid_to_navigation:
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<ais::Message> static_messages(AisRow const& row) {
  if (row.station == Station::class_a) return {class_a_static(row)};
  if (row.station == Station::class_b) return class_b_static(row);
  return {};
}

bool AisRowEncoder::static_is_due(AisRow const& row) {
  if (!has_static(row)) return false;
  std::hash<std::string> const text;
  std::size_t digest = text(row.name) * 31 + text(row.call_sign);
  digest = digest * 31 + text(row.destination);
  digest = digest * 31 + row.imo.value_or(0);
  digest = digest * 31 + row.ship_type.value_or(0);
  if (sent_.empty()) sent_.resize(kRemembered);
  auto& sent = sent_[row.mmsi % kRemembered];
  if (sent.mmsi == row.mmsi && sent.digest == digest && row.at - sent.at < kStaticEvery) return false;
  sent = {.mmsi = row.mmsi, .digest = digest, .at = row.at};
  return true;
}

void AisRowEncoder::encode(AisRow const& row, std::vector<std::string>& sentences) {
  bool const with_static = static_is_due(row);
  auto const give = [&](ais::Message const& message) {
    ++count_;
    auto const made = ais::encode(message, {.channel = count_ % 2 == 0 ? 'A' : 'B', .sequence = count_ % 10});
    if (!made) return;
    for (auto const& sentence : *made) sentences.push_back(sentence);
  };
  if (auto const position = position_message(row)) give(*position);
  if (!with_static) return;
  for (auto const& message : static_messages(row)) give(message);
}

}  // namespace lingding::tools
