#include "adapters/cap/writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <pugixml.hpp>
#include <sstream>

#include "adapters/cap/xml_text.hpp"

namespace lingding::cap {
namespace {

using pugi::xml_node;

void add(xml_node parent, char const* name, std::string_view content) {
  parent.append_child(name).text().set(detail::clean_text(content).c_str());
}
void add_if(xml_node parent, char const* name, std::string_view content) {
  if (!content.empty()) add(parent, name, content);
}
void add_if(xml_node parent, char const* name, std::optional<Time> const& time) {
  if (time) add(parent, name, to_text(*time));
}

/// The shortest that reads back to the same number, never with an exponent.
std::string number_text(double number) {
  std::array<char, 512> digits{};
  auto const result = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  return {digits.data(), result.ptr};
}
/// To the millimetre.
std::string kilometres_text(geo::Metres length) {
  return number_text(std::round(length.metres() * 1000) / 1e6);
}
std::string point_text(geo::Position position) {
  return number_text(position.latitude.degrees()) + "," + number_text(position.longitude.degrees());
}

void add_pairs(xml_node parent, char const* name, std::vector<NamedValue> const& pairs) {
  for (auto const& [key, value] : pairs) {
    auto node = parent.append_child(name);
    add(node, "valueName", key);
    add(node, "value", value);
  }
}

/// Words that blanks divide, in quotes where they have blanks themselves.
std::string joined(std::vector<std::string> const& words) {
  std::string all;
  for (auto const& word : words) {
    if (!all.empty()) all += ' ';
    bool const quoted = word.find_first_of(" \t\r\n") != std::string::npos;
    all += quoted ? "\"" + word + "\"" : word;
  }
  return all;
}

void add_area(xml_node info, Area const& area) {
  auto node = info.append_child("area");
  add(node, "areaDesc", area.description);
  for (auto const& polygon : area.polygons) {
    std::string points;
    for (auto const& point : polygon) points += (points.empty() ? "" : " ") + point_text(point);
    add(node, "polygon", points);
  }
  for (auto const& circle : area.circles)
    add(node, "circle", point_text(circle.centre) + " " + kilometres_text(circle.radius));
  add_pairs(node, "geocode", area.geocodes);
  if (area.altitude_ft) add(node, "altitude", number_text(*area.altitude_ft));
  if (area.ceiling_ft) add(node, "ceiling", number_text(*area.ceiling_ft));
}

void add_resource(xml_node info, Resource const& resource) {
  auto node = info.append_child("resource");
  add(node, "resourceDesc", resource.description);
  add(node, "mimeType", resource.mime_type);
  if (resource.size) add(node, "size", std::to_string(*resource.size));
  add_if(node, "uri", resource.uri);
  add_if(node, "derefUri", resource.content);
  add_if(node, "digest", resource.digest);
}

void add_info(xml_node alert, Info const& info) {
  auto node = alert.append_child("info");
  add_if(node, "language", info.language);
  for (auto const one : info.categories) add(node, "category", to_text(one));
  add(node, "event", info.event);
  for (auto const one : info.responses) add(node, "responseType", to_text(one));
  add(node, "urgency", to_text(info.urgency));
  add(node, "severity", to_text(info.severity));
  add(node, "certainty", to_text(info.certainty));
  add_if(node, "audience", info.audience);
  add_pairs(node, "eventCode", info.event_codes);
  add_if(node, "effective", info.effective);
  add_if(node, "onset", info.onset);
  add_if(node, "expires", info.expires);
  add_if(node, "senderName", info.sender_name);
  add_if(node, "headline", info.headline);
  add_if(node, "description", info.description);
  add_if(node, "instruction", info.instruction);
  add_if(node, "web", info.web);
  add_if(node, "contact", info.contact);
  add_pairs(node, "parameter", info.parameters);
  for (auto const& one : info.resources) add_resource(node, one);
  for (auto const& one : info.areas) add_area(node, one);
}

}  // namespace

std::string write(Message const& message) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto alert = document.append_child("alert");
  alert.append_attribute("xmlns") = std::string{kNamespace}.c_str();
  add(alert, "identifier", message.identifier);
  add(alert, "sender", message.sender);
  add(alert, "sent", to_text(message.sent));
  add(alert, "status", to_text(message.status));
  add(alert, "msgType", to_text(message.type));
  add_if(alert, "source", message.source);
  add(alert, "scope", to_text(message.scope));
  add_if(alert, "restriction", message.restriction);
  add_if(alert, "addresses", joined(message.addresses));
  for (auto const& code : message.codes) add(alert, "code", code);
  add_if(alert, "note", message.note);
  std::string references;
  for (auto const& one : message.references) references += (references.empty() ? "" : " ") + to_text(one);
  add_if(alert, "references", references);
  add_if(alert, "incidents", joined(message.incidents));
  for (auto const& info : message.infos) add_info(alert, info);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return std::move(out).str();
}

}  // namespace lingding::cap
