#include "adapters/cap/json.hpp"

#include "geo/json_writer.hpp"

namespace lingding::cap {
namespace {

using geo::JsonWriter;

void text(JsonWriter& json, std::string_view name, std::string_view content) {
  if (!content.empty()) json.member(name, content);
}

void texts(JsonWriter& json, std::string_view name, std::vector<std::string> const& all) {
  if (all.empty()) return;
  json.key(name).begin_array();
  for (auto const& one : all) json.value(one);
  json.end_array();
}

template <class Code>
void codes(JsonWriter& json, std::string_view name, std::vector<Code> const& all) {
  if (all.empty()) return;
  json.key(name).begin_array();
  for (auto const one : all) json.value(to_text(one));
  json.end_array();
}

void time(JsonWriter& json, std::string_view name, std::optional<Time> const& content) {
  if (content) json.member(name, geo::to_iso8601(content->at));
}

void pairs(JsonWriter& json, std::string_view name, std::vector<NamedValue> const& all) {
  if (all.empty()) return;
  json.key(name).begin_array();
  for (auto const& [key, value] : all) json.begin_object().member("name", key).member("value", value).end_object();
  json.end_array();
}

void write_area(JsonWriter& json, Area const& area) {
  json.begin_object().member("description", area.description);
  if (!area.circles.empty()) {
    json.key("circles").begin_array();
    for (auto const& circle : area.circles) {
      json.begin_object()
          .member("lat", circle.centre.latitude.degrees())
          .member("lon", circle.centre.longitude.degrees());
      json.member("radius_m", circle.radius.metres()).end_object();
    }
    json.end_array();
  }
  if (!area.polygons.empty()) {
    json.key("polygons").begin_array();
    for (auto const& polygon : area.polygons) {
      json.begin_array();
      for (auto const& point : polygon)
        json.begin_array().value(point.latitude.degrees()).value(point.longitude.degrees()).end_array();
      json.end_array();
    }
    json.end_array();
  }
  pairs(json, "geocodes", area.geocodes);
  json.member("altitude_ft", area.altitude_ft).member("ceiling_ft", area.ceiling_ft);
  json.end_object();
}

void write_info(JsonWriter& json, Info const& info) {
  json.begin_object();
  text(json, "language", info.language);
  codes(json, "categories", info.categories);
  json.member("event", info.event);
  codes(json, "response_types", info.responses);
  json.member("urgency", to_text(info.urgency)).member("severity", to_text(info.severity));
  json.member("certainty", to_text(info.certainty));
  text(json, "audience", info.audience);
  pairs(json, "event_codes", info.event_codes);
  time(json, "effective", info.effective);
  time(json, "onset", info.onset);
  time(json, "expires", info.expires);
  text(json, "sender_name", info.sender_name);
  text(json, "headline", info.headline);
  text(json, "description", info.description);
  text(json, "instruction", info.instruction);
  text(json, "web", info.web);
  text(json, "contact", info.contact);
  pairs(json, "parameters", info.parameters);
  if (!info.resources.empty()) {
    json.key("resources").begin_array();
    for (auto const& one : info.resources) {
      json.begin_object().member("description", one.description).member("mime_type", one.mime_type);
      json.member("size", one.size);
      text(json, "uri", one.uri);
      if (!one.content.empty()) json.member("embedded", true);
      text(json, "digest", one.digest);
      json.end_object();
    }
    json.end_array();
  }
  if (!info.areas.empty()) {
    json.key("areas").begin_array();
    for (auto const& area : info.areas) write_area(json, area);
    json.end_array();
  }
  json.end_object();
}

}  // namespace

void append_json(std::string& out, Message const& message) {
  JsonWriter json{out};
  json.begin_object();
  json.member("identifier", message.identifier).member("sender", message.sender);
  json.member("sent", geo::to_iso8601(message.sent.at));
  json.member("utc_offset_min", static_cast<std::int64_t>(message.sent.offset.count()));
  json.member("status", to_text(message.status)).member("type", to_text(message.type));
  text(json, "source", message.source);
  json.member("scope", to_text(message.scope));
  text(json, "restriction", message.restriction);
  texts(json, "addresses", message.addresses);
  texts(json, "codes", message.codes);
  text(json, "note", message.note);
  if (!message.references.empty()) {
    json.key("references").begin_array();
    for (auto const& one : message.references) {
      json.begin_object().member("sender", one.sender).member("identifier", one.identifier);
      json.member("sent", geo::to_iso8601(one.sent.at)).end_object();
    }
    json.end_array();
  }
  texts(json, "incidents", message.incidents);
  if (!message.infos.empty()) {
    json.key("infos").begin_array();
    for (auto const& info : message.infos) write_info(json, info);
    json.end_array();
  }
  if (message.is_signed) json.member("signed", true);
  json.key("warnings").begin_array();
  for (auto const& warning : message.warnings) json.value(warning);
  json.end_array();
  json.end_object();
}

void append_json(std::string& out, std::uint64_t number, std::string_view text_of_message, Fault const& fault) {
  JsonWriter json{out};
  json.begin_object();
  json.member("error", name_of(fault.kind));
  json.member("expected", fault.expected.empty() ? std::string_view{meaning_of(fault.kind)} : fault.expected);
  text(json, "where", fault.where);
  text(json, "found", fault.found);
  json.member("message", number).member("raw", text_of_message.substr(0, kMaxMessageBytes));
  json.end_object();
}

}  // namespace lingding::cap
