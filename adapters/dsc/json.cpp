#include "adapters/dsc/json.hpp"

#include "geo/json_writer.hpp"

namespace lingding::dsc {
namespace {

using geo::JsonWriter;

void write(JsonWriter& json, char const* name, std::optional<plans::Mmsi> const& mmsi) {
  if (mmsi) json.member(name, mmsi->to_text());
}

/// Digits as in "09:05".
std::string clock_text(std::chrono::minutes time) {
  auto const count = static_cast<unsigned>(time.count());
  std::string text = "00:00";
  text[0] = static_cast<char>('0' + count / 600);
  text[1] = static_cast<char>('0' + count / 60 % 10);
  text[3] = static_cast<char>('0' + count % 60 / 10);
  text[4] = static_cast<char>('0' + count % 10);
  return text;
}

void write_position(JsonWriter& json, Call const& call) {
  if (!call.position) return;
  auto const& position = *call.position;
  json.key("position").begin_object();
  json.member("lat", position.position.latitude.degrees()).member("lon", position.position.longitude.degrees());
  json.member("resolution_m", position.resolution.metres());
  json.end_object();
}

void write_area(JsonWriter& json, Call const& call) {
  if (!call.area) return;
  json.key("area").begin_object();
  json.member("north_west_lat", call.area->north_west.latitude.degrees());
  json.member("north_west_lon", call.area->north_west.longitude.degrees());
  json.member("to_south_deg", call.area->to_south.degrees()).member("to_east_deg", call.area->to_east.degrees());
  json.end_object();
}

void write_frequency(JsonWriter& json, char const* name, std::optional<Frequency> const& frequency) {
  if (!frequency) return;
  json.key(name).begin_object();
  if (auto const* hertz = std::get_if<Hertz>(&*frequency)) json.member("frequency_hz", hertz->hertz);
  if (auto const* channel = std::get_if<MfHfChannel>(&*frequency)) json.member("mf_hf_channel", channel->number);
  if (auto const* channel = std::get_if<VhfChannel>(&*frequency)) json.member("vhf_channel", channel->number);
  json.end_object();
}

void write_telecommand(JsonWriter& json, char const* name, char const* code_name, std::optional<std::uint8_t> symbol,
                       char const* words) {
  if (!symbol) return;
  if (*words != '\0') json.member(name, words);
  json.member(code_name, unsigned{*symbol});
}

void write_telecommands(JsonWriter& json, Call const& call) {
  write_telecommand(json, "first_telecommand", "first_telecommand_code", call.first_telecommand,
                    first_telecommand_name(call.first_telecommand.value_or(0)));
  write_telecommand(json, "second_telecommand", "second_telecommand_code", call.second_telecommand,
                    second_telecommand_name(call.second_telecommand.value_or(0)));
  write_telecommand(json, "subsequent_communications", "subsequent_communications_code", call.subsequent_communications,
                    first_telecommand_name(call.subsequent_communications.value_or(0)));
  write_frequency(json, "receive", call.receive);
  write_frequency(json, "transmit", call.transmit);
  if (!call.telephone.empty()) json.member("telephone", call.telephone);
}

void write_expansions(JsonWriter& json, Call const& call) {
  json.member("expansion_follows", call.expansion_follows);
  if (call.expansion_follows) json.member("expanded", call.expanded);
  if (!call.expansions.empty()) {
    json.key("expansions").begin_array();
    for (auto const& each : call.expansions)
      json.begin_object().member("code", unsigned{each.code}).member("data", each.data).end_object();
    json.end_array();
  }
  if (call.speed) json.member("speed_kn", call.speed->knots());
  if (call.course) json.member("course_deg_true", call.course->degrees());
  json.member("persons_on_board", call.persons_on_board);
}

void write_members(JsonWriter& json, Call const& call) {
  json.member("kind", name_of(call.kind)).member("format", name_of(call.format));
  if (call.category) json.member("category", name_of(*call.category));
  if (call.nature) json.member("nature", name_of(*call.nature));
  write(json, "sender_mmsi", call.sender);
  write(json, "casualty_mmsi", call.casualty);
  write(json, "address_mmsi", call.address);
  write_area(json, call);
  write_position(json, call);
  if (call.utc) json.member("utc", clock_text(*call.utc));
  write_telecommands(json, call);
  if (call.eos) json.member("eos", name_of(*call.eos));
  write_expansions(json, call);
  json.key("warnings").begin_array();
  for (auto const& warning : call.warnings) json.value(warning);
  json.end_array();
}

}  // namespace

void append_json(std::string& out, Call const& call) {
  JsonWriter json{out};
  json.begin_object();
  write_members(json, call);
  json.end_object();
}

void append_json(std::string& out, Received const& received) {
  JsonWriter json{out};
  json.begin_object();
  write_members(json, received.call);
  if (received.logged_at) json.member("logged_at", geo::to_iso8601(*received.logged_at));
  if (!received.source.empty()) json.member("source", received.source);
  json.end_object();
}

void append_json(std::string& out, std::uint64_t line_number, std::string_view line, Fed const& refused) {
  if (!refused.rejection) return;
  JsonWriter json{out};
  json.begin_object();
  json.member("error", name_of(*refused.rejection)).member("expected", meaning_of(*refused.rejection));
  if (refused.rejected_format) json.member("format", name_of(*refused.rejected_format));
  json.member("line", line_number).member("raw", line.substr(0, kMaxLineLength));
  json.end_object();
}

}  // namespace lingding::dsc
