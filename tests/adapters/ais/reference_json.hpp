#pragma once
// AIS messages to JSON the plain way, by printf and string addition: what the fast writer must equal byte for byte.

#include <cstdio>
#include <string>

#include "adapters/ais/decoder.hpp"
#include "geo/json_writer.hpp"
#include "geo/time.hpp"

namespace lingding::test {

class ReferenceJson {
 public:
  static std::string of(ais::Message const& message) { return ReferenceJson{}.object(message, {}); }
  static std::string of(ais::Received const& received) {
    return ReferenceJson{}.object(received.message, received.tag);
  }

 private:
  std::string out_;

  void raw(std::string const& key, std::string const& value) {
    if (!out_.empty()) out_ += ',';
    out_ += '"' + key + "\":" + value;
  }
  void number(std::string const& key, double value, int decimals = 0) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
    raw(key, buffer);
  }
  template <class T>
  void number(std::string const& key, std::optional<T> const& value) {
    if (value) number(key, static_cast<double>(*value));
  }
  void number(std::string const& key, ais::MaybeMmsi const& value) {
    if (value) number(key, value->number());
  }
  void flag(std::string const& key, bool value) { raw(key, value ? "true" : "false"); }
  void text(std::string const& key, std::string_view value) {
    std::string quoted;
    geo::JsonWriter{quoted}.value(value);
    raw(key, quoted);
  }
  void text_if(std::string const& key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void code(std::string const& key, unsigned value, char const* words) {
    number(key, value);
    text(key + "_text", words);
  }
  template <class Bits>
  void data(Bits const& bits) {
    std::string hex = std::to_string(bits.bit_count) + ':';
    char buffer[8];
    for (std::size_t i = 0; i < bits.byte_count(); ++i) {
      std::snprintf(buffer, sizeof buffer, "%02x", bits.bytes[i]);
      hex += buffer;
    }
    text("data", hex);
  }
  void place(std::string const& lon, std::string const& lat, ais::Coordinates const& coordinates) {
    if (auto const value = coordinates.longitude()) number(lon, value->degrees(), 6);
    if (auto const value = coordinates.latitude()) number(lat, value->degrees(), 6);
  }
  void speed(ais::SpeedOverGround value, int decimals) {
    if (!value.is_available()) return;
    if (value.is_lower_bound()) return text("speed", "fast");
    number("speed", value.value()->knots(), decimals);
  }
  void course(ais::CourseOverGround value, int decimals) {
    if (value.tenths()) number("course", *value.tenths() / 10.0, decimals);
  }
  void second(ais::UtcSecond value) {
    if (value.code() != 60) number("second", value.code());
  }
  void status(ais::NavigationStatus value) { code("status", static_cast<unsigned>(value), ais::status_text(value)); }
  void ship_type(std::optional<std::uint8_t> value) {
    if (value) code("shiptype", *value, ais::ship_type_text(*value));
  }
  void size(ais::Dimensions const& value) {
    if (!value.is_available()) return;
    number("to_bow", value.to_bow);
    number("to_stern", value.to_stern);
    number("to_port", value.to_port);
    number("to_starboard", value.to_starboard);
  }

  void members(ais::PositionReport const& m) {
    status(m.status);
    if (m.turn.is_fast_right()) text("turn", "fastright");
    if (m.turn.is_fast_left()) text("turn", "fastleft");
    if (auto const turn = m.turn.per_minute()) number("turn", turn->degrees(), 2);
    speed(m.speed, 1);
    flag("accuracy", m.accurate);
    place("lon", "lat", m.coordinates);
    course(m.course, 1);
    number("heading", m.heading.degrees());
    second(m.second);
    if (m.manoeuvre) number("maneuver", static_cast<double>(*m.manoeuvre));
    flag("raim", m.raim);
    number("radio", m.radio);
  }
  void members(ais::BaseStationReport const& m) {
    if (m.is_time_complete()) {
      char buffer[32];
      std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02dZ", *m.year, *m.month, *m.day, *m.hour,
                    *m.minute, *m.second);
      text("timestamp", buffer);
    }
    number("year", m.year);
    number("month", m.month);
    number("day", m.day);
    number("hour", m.hour);
    number("minute", m.minute);
    number("second", m.second);
    flag("accuracy", m.accurate);
    place("lon", "lat", m.coordinates);
    code("epfd", m.epfd, ais::epfd_text(m.epfd));
    flag("raim", m.raim);
    number("radio", m.radio);
  }
  void members(ais::StaticAndVoyageData const& m) {
    number("imo", m.imo);
    number("ais_version", m.ais_version);
    text_if("callsign", m.callsign.view());
    text_if("shipname", m.ship_name.view());
    ship_type(m.ship_type);
    size(m.dimensions);
    code("epfd", m.epfd, ais::epfd_text(m.epfd));
    if (m.eta.is_complete()) {
      char buffer[32];
      std::snprintf(buffer, sizeof buffer, "%02d-%02dT%02d:%02dZ", *m.eta.month, *m.eta.day, *m.eta.hour,
                    *m.eta.minute);
      text("eta", buffer);
    }
    number("month", m.eta.month);
    number("day", m.eta.day);
    number("hour", m.eta.hour);
    number("minute", m.eta.minute);
    if (m.draught_tenths) number("draught", *m.draught_tenths / 10.0, 1);
    text_if("destination", m.destination.view());
    number("dte", m.terminal_not_ready);
  }
  void members(ais::BinaryAddressed const& m) {
    number("seqno", m.sequence);
    number("dest_mmsi", m.destination);
    flag("retransmit", m.retransmitted);
    number("dac", m.designated_area);
    number("fid", m.function);
    data(m.data);
  }
  void members(ais::Acknowledgement const& m) {
    for (std::size_t i = 0; i < m.count; ++i) {
      if (!m.receipts[i].mmsi()) continue;
      number("mmsi" + std::to_string(i + 1), m.receipts[i].destination);
      number("mmsiseq" + std::to_string(i + 1), m.receipts[i].sequence);
    }
  }
  void members(ais::BinaryBroadcast const& m) {
    number("dac", m.designated_area);
    number("fid", m.function);
    data(m.data);
  }
  void members(ais::SarAircraftReport const& m) {
    if (m.altitude_metres == 4094) {
      text("alt", "high");
    } else {
      number("alt", m.altitude_metres);
    }
    speed(m.speed, 0);
    flag("accuracy", m.accurate);
    place("lon", "lat", m.coordinates);
    course(m.course, 1);
    second(m.second);
    number("regional", m.regional);
    number("dte", m.terminal_not_ready);
    flag("assigned", m.assigned);
    flag("raim", m.raim);
    number("radio", m.radio);
  }
  void members(ais::UtcInquiry const& m) { number("dest_mmsi", m.destination); }
  void members(ais::SafetyAddressed const& m) {
    number("seqno", m.sequence);
    number("dest_mmsi", m.destination);
    flag("retransmit", m.retransmitted);
    text_if("text", m.text.view());
  }
  void members(ais::SafetyBroadcast const& m) { text_if("text", m.text.view()); }
  void members(ais::Interrogation const& m) {
    number("mmsi1", m.first);
    number("type1_1", m.first_request.message_type);
    number("offset1_1", m.first_request.slot_offset);
    if (m.first_second_request) {
      number("type1_2", m.first_second_request->message_type);
      number("offset1_2", m.first_second_request->slot_offset);
    }
    number("mmsi2", m.second);
    if (m.second_request) {
      number("type2_1", m.second_request->message_type);
      number("offset2_1", m.second_request->slot_offset);
    }
  }
  void members(ais::AssignmentCommand const& m) {
    number("mmsi1", m.first.mmsi());
    number("offset1", m.first.offset);
    number("increment1", m.first.increment);
    if (!m.second) return;
    number("mmsi2", m.second->mmsi());
    number("offset2", m.second->offset);
    number("increment2", m.second->increment);
  }
  void members(ais::DgnssBroadcast const& m) {
    place("lon", "lat", m.coordinates);
    data(m.data);
  }
  void members(ais::ClassBReport const& m) {
    number("reserved", m.reserved);
    speed(m.speed, 1);
    flag("accuracy", m.accurate);
    place("lon", "lat", m.coordinates);
    course(m.course, 1);
    number("heading", m.heading.degrees());
    second(m.second);
    number("regional", m.regional);
    flag("cs", m.carrier_sense);
    flag("display", m.has_display);
    flag("dsc", m.has_dsc);
    flag("band", m.whole_band);
    flag("msg22", m.accepts_message_22);
    flag("assigned", m.assigned);
    flag("raim", m.raim);
    number("radio", m.radio);
  }
  void members(ais::ClassBExtendedReport const& m) {
    number("reserved", m.reserved);
    speed(m.speed, 1);
    flag("accuracy", m.accurate);
    place("lon", "lat", m.coordinates);
    course(m.course, 1);
    number("heading", m.heading.degrees());
    second(m.second);
    number("regional", m.regional);
    text_if("shipname", m.ship_name.view());
    ship_type(m.ship_type);
    size(m.dimensions);
    code("epfd", m.epfd, ais::epfd_text(m.epfd));
    flag("raim", m.raim);
    number("dte", m.terminal_not_ready);
    flag("assigned", m.assigned);
  }
  void members(ais::DataLinkManagement const& m) {
    for (std::size_t i = 0; i < m.count; ++i) {
      auto const& reservation = m.reservations[i];
      if (reservation.slots == 0) continue;
      auto const index = std::to_string(i + 1);
      number("offset" + index, reservation.offset);
      number("number" + index, reservation.slots);
      number("timeout" + index, reservation.timeout_minutes);
      number("increment" + index, reservation.increment);
    }
  }
  void members(ais::AidToNavigation const& m) {
    code("aid_type", m.aid_type, ais::aid_type_text(m.aid_type));
    text_if("name", m.name.view());
    place("lon", "lat", m.coordinates);
    flag("accuracy", m.accurate);
    size(m.dimensions);
    code("epfd", m.epfd, ais::epfd_text(m.epfd));
    second(m.second);
    number("regional", m.regional);
    if (m.second.value()) flag("off_position", m.off_position);
    flag("raim", m.raim);
    flag("virtual_aid", m.is_virtual);
    flag("assigned", m.assigned);
  }
  void members(ais::ChannelManagement const& m) {
    number("channel_a", m.channel_a);
    number("channel_b", m.channel_b);
    number("txrx", m.transmit_receive);
    flag("power", m.low_power);
    if (auto const* const area = std::get_if<ais::ChannelManagement::Area>(&m.target)) {
      place("ne_lon", "ne_lat", area->north_east);
      place("sw_lon", "sw_lat", area->south_west);
      flag("addressed", false);
    } else {
      auto const& stations = std::get<ais::ChannelManagement::Stations>(m.target);
      number("dest1", stations.first);
      number("dest2", stations.second);
      flag("addressed", true);
    }
    flag("band_a", m.narrow_a);
    flag("band_b", m.narrow_b);
    number("zonesize", m.zone_size);
  }
  void members(ais::GroupAssignment const& m) {
    place("ne_lon", "ne_lat", m.north_east);
    place("sw_lon", "sw_lat", m.south_west);
    code("stationtype", m.station_type, ais::station_type_text(m.station_type));
    ship_type(m.ship_type);
    number("txrx", m.transmit_receive);
    number("interval", m.interval);
    number("quiet", m.quiet_minutes);
  }
  void members(ais::StaticDataA const& m) {
    text("part", "A");
    text_if("shipname", m.ship_name.view());
  }
  void members(ais::StaticDataB const& m) {
    text("part", "B");
    ship_type(m.ship_type);
    text_if("vendorid", m.vendor.view());
    number("model", m.unit_model);
    number("serial", m.serial);
    text_if("callsign", m.callsign.view());
    if (auto const* const dimensions = std::get_if<ais::Dimensions>(&m.size_or_mother_ship)) {
      size(*dimensions);
    } else {
      number("mothership_mmsi", std::get<ais::MaybeMmsi>(m.size_or_mother_ship));
    }
    if (m.epfd != 0) code("epfd", m.epfd, ais::epfd_text(m.epfd));
  }
  void members(ais::SlotBinary const& m) {
    flag("addressed", m.addressed);
    flag("structured", m.structured);
    number("dest_mmsi", m.destination);
    number("app_id", m.application);
    data(m.data);
    number("radio", m.radio);
  }
  void members(ais::LongRangeReport const& m) {
    status(m.status);
    flag("accuracy", m.accurate);
    place("lon", "lat", m.coordinates);
    speed(m.speed, 0);
    course(m.course, 0);
    flag("raim", m.raim);
    flag("gnss", m.not_gnss);
  }

  static std::string tag_object(ais::TagBlock const& tag) {
    ReferenceJson inner;
    if (tag.group) {
      inner.text("g", std::to_string(tag.group->sentence) + '-' + std::to_string(tag.group->total) + '-' +
                          std::to_string(tag.group->id));
    }
    inner.text_if("s", tag.source);
    inner.text_if("d", tag.destination);
    inner.text_if("t", tag.text);
    if (tag.unix_time) inner.raw("c", std::to_string(*tag.unix_time));
    if (tag.line_count) inner.raw("n", std::to_string(*tag.line_count));
    if (tag.relative_time) inner.raw("r", std::to_string(*tag.relative_time));
    if (tag.time) inner.text("time", geo::to_iso8601(*tag.time));
    return '{' + inner.out_ + '}';
  }

  std::string object(ais::Message const& message, ais::TagBlock const& tag) {
    ais::Header const& header = header_of(message);
    number("type", header.type);
    number("repeat", header.repeat);
    number("mmsi", header.mmsi());
    flag("scaled", true);
    std::visit([&](auto const& content) { members(content); }, message);
    if (!tag.is_empty()) raw("tag", tag_object(tag));
    return '{' + out_ + '}';
  }
};

}  // namespace lingding::test
