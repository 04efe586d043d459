#include "adapters/sarsat/sit_json.hpp"

#include "geo/json_writer.hpp"

namespace lingding::sarsat {
namespace {

using geo::JsonWriter;

void text(JsonWriter& json, char const* name, std::string const& value) {
  if (!value.empty()) json.member(name, value);
}
void time(JsonWriter& json, char const* name, std::optional<geo::UtcTime> const& value) {
  if (value) json.member(name, geo::to_iso8601(*value));
}
void flag(JsonWriter& json, char const* name, bool value) {
  if (value) json.member(name, true);
}

void write(JsonWriter& json, char const* name, std::optional<MccPosition> const& position) {
  if (!position) return;
  json.key(name).begin_object();
  json.member("lat", position->position.latitude.degrees()).member("lon", position->position.longitude.degrees());
  json.member("probability_percent", position->probability_percent);
  if (position->expected_accuracy) json.member("accuracy_nm", position->expected_accuracy->nautical_miles());
  if (position->encoded_uncertainty) json.member("uncertainty_nm", position->encoded_uncertainty->nautical_miles());
  if (position->altitude) json.member("altitude_m", position->altitude->metres());
  json.end_object();
}

void write_header(JsonWriter& json, SitMessage const& message) {
  json.member("form", name_of(message.form)).member("kind", name_of(message.kind));
  text(json, "title", message.title);
  json.member("sit", message.sit);
  text(json, "msg_no", message.msg_no);
  text(json, "reference", message.reference);
  text(json, "reporting_mcc", message.reporting_mcc);
  text(json, "destination", message.destination);
  time(json, "sent_at", message.sent_at);
  time(json, "detected_at", message.detected_at);
  time(json, "last_detected_at", message.last_detected_at);
  text(json, "detected_by", message.detected_by);
}

void write_beacon(JsonWriter& json, SitMessage const& message) {
  if (message.frequency_hz) json.member("frequency_mhz", static_cast<double>(*message.frequency_hz) / 1e6);
  json.member("country_code", message.country_code);
  text(json, "country", message.country);
  text(json, "user_class", message.user_class);
  text(json, "emergency", message.emergency);
  if (message.hex_id_15) json.member("hex_id_15", message.hex_id_15->text());
  if (message.hex_id_23) json.member("hex_id_23", message.hex_id_23->text());
  text(json, "beacon_message", message.beacon_message);
  text(json, "site_id", message.site_id);
}

void write_solutions(JsonWriter& json, SitMessage const& message) {
  if (message.solutions.empty()) return;
  json.key("solutions").begin_array();
  for (auto const& solution : message.solutions) {
    json.begin_object();
    time(json, "first_at", solution.first_at);
    time(json, "at", solution.at);
    text(json, "lut", solution.lut);
    text(json, "satellite", solution.satellite);
    text(json, "orbit", solution.orbit);
    text(json, "side", solution.side);
    if (solution.frequency_hz) json.member("frequency_mhz", static_cast<double>(*solution.frequency_hz) / 1e6);
    write(json, "doppler_a", solution.doppler_a);
    write(json, "doppler_b", solution.doppler_b);
    write(json, "doa", solution.doa);
    json.end_object();
  }
  json.end_array();
}

void write_positions(JsonWriter& json, SitMessage const& message) {
  write(json, "confirmed", message.confirmed);
  write(json, "doppler_a", message.doppler_a);
  write(json, "doppler_b", message.doppler_b);
  write(json, "doa", message.doa);
  write(json, "encoded", message.encoded);
  text(json, "encoded_source", message.encoded_source);
  text(json, "update_time", message.update_time);
  flag(json, "beacon_unreliable", message.beacon_unreliable);
  flag(json, "doppler_suspect", message.doppler_suspect);
  write_solutions(json, message);
}

/// An object by number; of a number that comes twice, and of paragraphs without one, an array.
void write_paragraphs(JsonWriter& json, SitMessage const& message) {
  if (message.paragraphs.empty()) return;
  json.key("paragraphs").begin_object();
  for (std::size_t i = 0; i < message.paragraphs.size(); ++i) {
    auto const number = message.paragraphs[i].number;
    std::size_t count = 0;
    bool is_first = true;
    for (std::size_t j = 0; j < message.paragraphs.size(); ++j) {
      if (message.paragraphs[j].number != number) continue;
      ++count;
      is_first = is_first && j >= i;
    }
    if (!is_first) continue;
    std::string const key = std::to_string(number);
    if (count == 1 && number != 0) {
      json.member(key, message.paragraphs[i].text);
      continue;
    }
    json.key(number == 0 ? "unnumbered" : key).begin_array();
    for (auto const& paragraph : message.paragraphs)
      if (paragraph.number == number) json.value(paragraph.text);
    json.end_array();
  }
  json.end_object();
}

}  // namespace

void append_json(std::string& out, SitMessage const& message) {
  JsonWriter json{out};
  json.begin_object();
  write_header(json, message);
  write_beacon(json, message);
  write_positions(json, message);
  text(json, "homing", message.homing);
  text(json, "activation", message.activation);
  text(json, "beacon_number", message.beacon_number);
  text(json, "remarks", message.remarks);
  flag(json, "nocr", message.is_nocr);
  flag(json, "test", message.is_test);
  flag(json, "exercise", message.is_exercise);
  flag(json, "ship_security", message.is_ship_security);
  write_paragraphs(json, message);
  if (!message.fields.empty()) {
    json.key("fields").begin_array();
    for (auto const& field : message.fields) json.value(field);
    json.end_array();
  }
  text(json, "body", message.body);
  json.key("warnings").begin_array();
  for (auto const& warning : message.warnings) json.value(warning);
  json.end_array();
  json.end_object();
}

void append_json(std::string& out, std::uint64_t number, std::string_view text_of_message, SitError const& error) {
  JsonWriter json{out};
  json.begin_object();
  json.member("error", name_of(error.reason)).member("expected", meaning_of(error.reason));
  text(json, "found", error.detail);
  json.member("message", number).member("raw", text_of_message.substr(0, kMaxMessageBytes));
  json.end_object();
}

}  // namespace lingding::sarsat
