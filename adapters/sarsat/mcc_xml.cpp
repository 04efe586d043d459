#include "adapters/sarsat/mcc_xml.hpp"

#include <charconv>
#include <cmath>
#include <pugixml.hpp>

#include "adapters/sarsat/sit_values.hpp"

namespace lingding::sarsat {
namespace {

constexpr int kMaxDepth = 32;

/// Stops at a node that is too deep.
class DepthCheck : public pugi::xml_tree_walker {
 public:
  bool for_each(pugi::xml_node&) override {
    too_deep_ = depth() > kMaxDepth;
    return !too_deep_;
  }
  bool too_deep() const { return too_deep_; }

 private:
  bool too_deep_ = false;
};

bool contains_declaration(std::string_view xml) {
  // "<!--" and "<![CDATA[" are no declarations; "<!DOCTYPE", "<!ENTITY" and all else of the kind are.
  for (auto at = xml.find("<!"); at != std::string_view::npos; at = xml.find("<!", at + 2)) {
    auto const rest = xml.substr(at + 2);
    if (!rest.starts_with("--") && !rest.starts_with("[CDATA[")) return true;
  }
  return false;
}

std::optional<double> decimal(std::string_view text) {
  double value = 0;
  bool const plus = !text.empty() && text.front() == '+';
  if (plus) text.remove_prefix(1);
  auto const result = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string text_of(pugi::xml_node node) {
  auto const text = on_one_line(node.text().get());
  return says_nothing(text) ? std::string{} : text;
}

std::optional<geo::UtcTime> time_of(pugi::xml_node node) {
  return geo::parse_time(text_of(node));
}

/// The location below the node, with what it and the node say of probability, accuracy and altitude.
std::optional<MccPosition> position_of(pugi::xml_node node, SitMessage& message) {
  auto const location = node.child("location");
  if (!location) return std::nullopt;
  auto const latitude = decimal(location.attribute("latitude").value());
  auto const longitude = decimal(location.attribute("longitude").value());
  auto const position = latitude && longitude ? geo::Position::from_degrees(*latitude, *longitude) : std::nullopt;
  if (!position) {
    message.warnings.push_back(std::string(node.name()) + ": expected latitude and longitude in degrees");
    return std::nullopt;
  }
  MccPosition result{.position = *position,
                     .probability_percent = {},
                     .expected_accuracy = {},
                     .encoded_uncertainty = {},
                     .altitude = {}};
  if (auto const percent = decimal(node.attribute("probability").value()); percent && *percent >= 0 && *percent <= 100)
    result.probability_percent = static_cast<std::uint32_t>(std::lround(*percent));
  for (auto const attribute : {location.attribute("altitude"), node.attribute("altitude")})
    if (auto const metres = decimal(attribute.value()); metres && std::abs(*metres) < 100'000)
      result.altitude = geo::Metres::from_metres(*metres);
  return result;
}

MccSolution solution_of(pugi::xml_node node, SitMessage& message) {
  MccSolution solution;
  solution.satellite = text_of(node.child("satellite"));
  solution.orbit = text_of(node.child("orbitNumber"));
  solution.side = text_of(node.child("side"));
  solution.at = time_of(node.child("tca"));
  if (node.child("tca") && !solution.at)
    message.warnings.push_back(std::string(node.name()) + ": expected a tca as 2014-10-09T13:10:26.848Z");
  if (auto const pair = node.child("dopplerA")) solution.doppler_a = position_of(pair, message);
  if (auto const pair = node.child("dopplerB")) solution.doppler_b = position_of(pair, message);
  if (auto const doa = node.child("doa")) solution.doa = position_of(doa, message);
  // In a resolved alert the one location that was right stands in the solution itself, with its side.
  if (node.child("location"))
    (solution.side == "B" ? solution.doppler_b : solution.doppler_a) = position_of(node, message);
  return solution;
}

/// A pair's probabilities add up to 100: some MCCs state one of them.
void complete_pair(MccSolution& solution) {
  if (!solution.doppler_a || !solution.doppler_b) return;
  auto& a = solution.doppler_a->probability_percent;
  auto& b = solution.doppler_b->probability_percent;
  if (a && !b) b = 100 - *a;
  if (b && !a) a = 100 - *b;
}

void read_alert(pugi::xml_node alert, SitMessage& message) {
  message.site_id = text_of(alert.child("header").child("siteId"));
  auto const beacon = text_of(alert.child("header").child("beacon"));
  if (auto const id = plans::BeaconId::parse(beacon)) {
    if (beacon.size() == 23) message.hex_id_23 = id;
    message.hex_id_15 = beacon.size() == 23 ? plans::BeaconId::parse(id->first_15()) : id;
    if (id->mid()) message.country_code = *id->mid();
  } else if (!beacon.empty()) {
    message.warnings.push_back("beacon \"" + beacon.substr(0, 60) + "\": expected 15 or 23 hexadecimal digits");
  }
  message.detected_at = time_of(alert.child("tca"));
  message.detected_by = text_of(alert.child("satellite"));
  bool const is_resolved = std::string_view{alert.name()} == "resolvedAlertMessage";
  std::optional<geo::UtcTime> newest_doppler;
  std::optional<geo::UtcTime> newest_doa;
  for (auto const node : alert.children()) {
    std::string_view const name = node.name();
    if (name != "elemental" && name != "meoElemental") continue;
    MccSolution solution = solution_of(node, message);
    complete_pair(solution);
    bool const is_pair = solution.doppler_a || solution.doppler_b;
    // Sides of resolved solutions are history: the composite is the position.
    if (is_pair && !is_resolved && (!newest_doppler || solution.at > newest_doppler)) {
      message.doppler_a = solution.doppler_a;
      message.doppler_b = solution.doppler_b;
      newest_doppler = solution.at;
    }
    if (solution.doa && (!newest_doa || solution.at > newest_doa)) {
      message.doa = solution.doa;
      newest_doa = solution.at;
    }
    if (solution.at && (!message.detected_at || *solution.at > *message.detected_at)) {
      message.detected_at = solution.at;
      message.detected_by = solution.satellite;
    }
    message.solutions.push_back(std::move(solution));
  }
  if (auto const composite = alert.child("composite")) message.confirmed = position_of(composite, message);
}

SitError error(SitRejection reason, std::string detail = {}) {
  return {.reason = reason, .detail = std::move(detail)};
}

/// The one element below message, and what it means.
std::optional<SitError> read_message(pugi::xml_node content, SitMessage& message) {
  std::string_view const name = content.name();
  message.title = name;
  if (name == "freeformMessage") {
    message.kind = SitKind::free_text;
    message.title = text_of(content.child("subject"));
    message.body = content.child("body").text().get();
    return std::nullopt;
  }
  if (name == "unlocatedAlertMessage") {
    message.kind = SitKind::unlocated;
  } else if (name == "incidentAlertMessage") {
    message.kind = SitKind::initial;
  } else if (name == "resolvedAlertMessage") {
    message.kind = SitKind::confirmation;
  } else {
    return error(SitRejection::xml_unknown, std::string(name.substr(0, 60)));
  }
  read_alert(content, message);
  if (!message.hex_id_15 && !message.has_position() && !message.detected_at)
    return error(SitRejection::nothing_identified, message.title);
  return std::nullopt;
}

}  // namespace

std::string_view find_xml(std::string_view text) {
  auto const top = text.find("<topMessage");
  auto begin = text.find("<?xml");
  if (begin == std::string_view::npos || (top != std::string_view::npos && begin > top)) begin = top;
  if (begin == std::string_view::npos) return {};
  constexpr std::string_view kEnd = "</topMessage>";
  auto const end = text.rfind(kEnd);
  return end == std::string_view::npos || end < begin ? text.substr(begin)
                                                      : text.substr(begin, end + kEnd.size() - begin);
}

std::optional<SitError> read_xml(std::string_view xml, SitMessage& message) {
  message.form = SitForm::xml;
  if (xml.size() > kMaxMessageBytes) return error(SitRejection::too_long);
  if (contains_declaration(xml)) return error(SitRejection::xml_forbidden);
  pugi::xml_document document;
  auto const parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) return error(SitRejection::xml_malformed, parsed.description());
  DepthCheck depth;
  document.traverse(depth);
  if (depth.too_deep()) return error(SitRejection::xml_malformed, "more than 32 levels");
  auto const top = document.child("topMessage");
  if (!top) return error(SitRejection::xml_unknown, document.first_child().name());
  auto const header = top.child("header");
  std::string const number = on_one_line(header.attribute("number").value());
  if (!number.empty()) message.msg_no = number;
  if (auto const* orig = header.attribute("orig").value(); *orig != '\0') message.reporting_mcc = on_one_line(orig);
  if (auto const* dest = header.attribute("dest").value(); *dest != '\0') message.destination = on_one_line(dest);
  if (auto const sent = geo::parse_time(header.attribute("date").value())) message.sent_at = sent;
  auto const content =
      top.child("message").find_child([](pugi::xml_node node) { return node.type() == pugi::node_element; });
  if (!content) return error(SitRejection::xml_unknown, "an empty message");
  return read_message(content, message);
}

}  // namespace lingding::sarsat
