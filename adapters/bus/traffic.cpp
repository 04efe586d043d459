#include "adapters/bus/traffic.hpp"

#include "geo/json_writer.hpp"

namespace lingding::bus {

void append_traffic(std::string& out, geo::CentreId centre, geo::UtcTime at, std::size_t tracked,
                    std::span<TrafficShip const> ships) {
  geo::JsonWriter writer{out};
  writer.begin_object()
      .member("type", "traffic")
      .member("mode", "real")
      .member("centre", geo::to_text(centre))
      .member("at", geo::to_iso8601(at))
      .member("tracked", tracked)
      .key("ships")
      .begin_array();
  for (auto const& ship : ships) {
    writer.begin_object().member("mmsi", ship.mmsi.to_text());
    if (!ship.name.empty()) writer.member("name", ship.name);
    if (ship.position)
      writer.member("lat", ship.position->latitude.degrees()).member("lon", ship.position->longitude.degrees());
    if (ship.speed) writer.member("speed_kn", ship.speed->knots());
    if (ship.course) writer.member("course_deg_true", ship.course->degrees());
    if (ship.heading) writer.member("heading_deg_true", ship.heading->degrees());
    writer.member("status", ship.status);
    writer.member("at", geo::to_iso8601(ship.at)).end_object();
  }
  writer.end_array().end_object();
}

}  // namespace lingding::bus
