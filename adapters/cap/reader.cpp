#include "adapters/cap/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <pugixml.hpp>
#include <span>

#include "adapters/cap/codes.hpp"
#include "adapters/cap/xml_text.hpp"

namespace lingding::cap {
namespace {

using detail::trimmed;
using pugi::xml_node;

constexpr std::string_view kSignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::size_t kMaxWarnings = 64;
constexpr std::size_t kShownBytes = 80;

std::string_view local_name(xml_node node) {
  std::string_view const name = node.name();
  auto const colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// The namespace in which the element's name is; empty: none is declared.
std::string_view namespace_of(xml_node node) {
  std::string_view const name = node.name();
  auto const colon = name.find(':');
  auto const prefix = colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
  for (; node; node = node.parent()) {
    for (auto const attribute : node.attributes()) {
      std::string_view declared = attribute.name();
      if (!declared.starts_with("xmlns")) continue;
      declared.remove_prefix(5);
      if (prefix.empty() ? declared.empty() : declared.size() > 1 && declared[0] == ':' && declared.substr(1) == prefix)
        return attribute.value();
    }
  }
  return {};
}

/// "/alert/info[2]/area[1]": places are counted among elements of one name, and given where there could be several.
std::string path_of(xml_node node) {
  if (!node || node.type() == pugi::node_document) return {};
  auto const name = local_name(node);
  auto path = path_of(node.parent()) + "/" + std::string{name};
  auto const parent = node.parent();
  if (parent.type() == pugi::node_document) return path;
  std::size_t place = 0;
  std::size_t all = 0;
  for (auto const one : parent.children()) {
    if (one.type() != pugi::node_element || local_name(one) != name) continue;
    ++all;
    if (one == node) place = all;
  }
  return all > 1 ? path + "[" + std::to_string(place) + "]" : path;
}

std::optional<double> decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  auto const result = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<geo::Position> point(std::string_view text) {
  auto const comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  auto const latitude = decimal(text.substr(0, comma));
  auto const longitude = decimal(text.substr(comma + 1));
  if (!latitude || !longitude) return std::nullopt;
  return geo::Position::from_degrees(*latitude, *longitude);
}

/// The next word of a list that blanks divide; what stands in quotes is one. Empty at the end.
std::string_view next_word(std::string_view& text) {
  text = trimmed(text);
  if (text.empty()) return {};
  bool const quoted = text.front() == '"' && text.find('"', 1) != std::string_view::npos;
  auto const end = quoted ? text.find('"', 1) : std::min(text.find_first_of(" \t\r\n"), text.size());
  auto const word = quoted ? text.substr(1, end - 1) : text.substr(0, end);
  text.remove_prefix(quoted ? end + 1 : end);
  return word;
}

struct ReadTime {
  Time time;
  bool to_the_letter = true;
};
/// "2002-05-24T16:49:00-07:00"; not to the letter with "Z" or with fractions of a second.
std::optional<ReadTime> time_in(std::string_view text) {
  constexpr std::size_t kToSeconds = 19;
  if (text.size() <= kToSeconds) return std::nullopt;
  auto zone = text.substr(kToSeconds);
  bool letter = true;
  if (zone.front() == '.') {
    letter = false;
    zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  }
  auto const at = geo::parse_time(text);
  if (!at) return std::nullopt;
  Time time{.at = std::chrono::floor<std::chrono::seconds>(*at)};
  if (zone == "Z") return ReadTime{time, false};
  // parse_time has seen digits where they belong.
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  auto const two = [&](std::size_t from) { return (zone[from] - '0') * 10 + (zone[from + 1] - '0'); };
  std::chrono::minutes const offset{two(1) * 60 + two(4)};
  if (offset > std::chrono::hours{14} || two(4) > 59) return std::nullopt;
  time.offset = zone[0] == '-' ? -offset : offset;
  // The local year has to have four digits, as it was written.
  return ReadTime{time, letter};
}

std::string shown(std::string_view found) {
  return detail::clean_text(found.substr(0, kShownBytes));
}

class Reader {
 public:
  std::optional<Fault> fault;
  std::vector<std::string> warnings;

  void fail(FaultKind kind, xml_node where, std::string_view found = {}, std::string expected = {}) {
    if (!fault) fault = Fault{kind, path_of(where), shown(found), std::move(expected)};
  }
  void warn(xml_node where, std::string_view what) {
    if (warnings.size() < kMaxWarnings) warnings.push_back(path_of(where) + ": " + std::string{what});
  }

  std::string text(xml_node node) {
    std::string all;
    for (auto const part : node.children()) {
      if (part.type() == pugi::node_element) {
        fail(FaultKind::element_unexpected, part, part.name(), "text only");
      } else if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) {
        all += part.value();
      }
    }
    return std::string{trimmed(all)};
  }
  std::string required_text(xml_node node) {
    auto content = text(node);
    if (content.empty()) fail(FaultKind::element_missing, node, {}, "a text that is not empty");
    return content;
  }
  /// Of identifier and sender: they stand between commas and blanks in references.
  std::string name(xml_node node) {
    auto content = required_text(node);
    if (content.find_first_of(" ,<&\t\r\n") != std::string::npos)
      fail(FaultKind::value_wrong, node, content, "no blanks, no commas, no < and no &");
    return content;
  }
  template <class Code, std::size_t count>
  Code code(xml_node node, std::array<std::string_view, count> const& words) {
    auto const word = text(node);
    if (auto const found = detail::code_of<Code>(words, word)) return *found;
    std::string expected = "one of";
    for (auto const one : words) expected += " " + std::string{one};
    fail(FaultKind::value_wrong, node, word, std::move(expected));
    return Code{};
  }
  Time time(xml_node node) {
    auto const content = text(node);
    auto const found = time_in(content);
    if (!found) {
      fail(FaultKind::value_wrong, node, content, "a time as 2002-05-24T16:49:00-07:00");
      return {};
    }
    if (!found->to_the_letter) warn(node, "\"" + shown(content) + "\" is not written as 2002-05-24T16:49:00-07:00");
    return found->time;
  }
  double number(xml_node node) {
    auto const content = text(node);
    auto const found = decimal(content);
    if (!found) fail(FaultKind::value_wrong, node, content, "a decimal number");
    return found.value_or(0);
  }
  std::vector<std::string> words(xml_node node) {
    std::vector<std::string> all;
    auto const content = text(node);
    std::string_view rest = content;
    for (auto word = next_word(rest); !word.empty(); word = next_word(rest)) {
      if (all.size() == kMaxItems) fail(FaultKind::too_much, node, {}, "at most 256");
      if (fault) break;
      all.emplace_back(word);
    }
    return all;
  }

  std::vector<Reference> references(xml_node node) {
    std::vector<Reference> all;
    for (auto const& word : words(node)) {
      auto const first = word.find(',');
      auto const second = word.find(',', first == std::string::npos ? first : first + 1);
      auto const sent = second == std::string::npos ? std::nullopt : time_in(std::string_view{word}.substr(second + 1));
      if (!sent || first == 0 || second == first + 1) {
        fail(FaultKind::value_wrong, node, word, "sender,identifier,sent");
        break;
      }
      if (!sent->to_the_letter)
        warn(node, "\"" + shown(word) + "\" has a time that is not written as the standard says");
      all.push_back({word.substr(0, first), word.substr(first + 1, second - first - 1), sent->time});
    }
    return all;
  }
  Polygon polygon(xml_node node) {
    Polygon points;
    auto const content = text(node);
    std::string_view rest = content;
    for (auto word = next_word(rest); !word.empty(); word = next_word(rest)) {
      auto const one = point(word);
      if (!one) fail(FaultKind::value_wrong, node, word, "latitude,longitude in degrees");
      if (points.size() == kMaxPoints) fail(FaultKind::too_much, node, {}, "at most 4096 points");
      if (fault) return points;
      points.push_back(*one);
    }
    if (points.size() >= 3 && points.front() != points.back()) {
      warn(node, "the polygon is not closed");
      points.push_back(points.front());
    }
    if (points.size() < 4) fail(FaultKind::value_wrong, node, content, "four points or more, the last like the first");
    return points;
  }
  std::optional<Circle> circle(xml_node node) {
    auto const content = text(node);
    std::string_view rest = content;
    auto const centre = point(next_word(rest));
    auto const radius = decimal(next_word(rest));
    // Half the earth's girth: more is no circle.
    constexpr double kMostKilometres = 20'038;
    if (!centre || !radius || *radius < 0 || *radius > kMostKilometres || !trimmed(rest).empty()) {
      fail(FaultKind::value_wrong, node, content, "latitude,longitude in degrees, a blank, a radius in kilometres");
      return std::nullopt;
    }
    return Circle{*centre, geo::Metres::from_metres(*radius * 1000)};
  }

  template <class Value>
  struct Field {
    char const* name;
    enum : std::uint8_t { one, optional, some, any } occurs;
    void (*read)(Reader& reader, xml_node node, Value& value);
  };
  /// Reads the children of a node by a table in the standard's order.
  template <class Value, std::size_t count>
  void children(xml_node node, std::array<Field<Value>, count> const& fields, Value& value) {
    std::array<std::size_t, count> seen{};
    std::size_t latest = 0;
    bool in_order = true;
    for (auto const child : node.children()) {
      if (fault) return;
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        if (!trimmed(child.value()).empty())
          fail(FaultKind::element_unexpected, node, trimmed(child.value()), "elements, no text between them");
        continue;
      }
      if (child.type() != pugi::node_element || is_signature(child, value)) continue;
      auto const place = place_of(child, fields);
      if (!place) return;
      if (*place < latest && in_order) {
        in_order = false;
        warn(child, "the standard has this element earlier");
      }
      latest = std::max(latest, *place);
      auto const& field = fields[*place];
      ++seen[*place];
      bool const once = field.occurs == Field<Value>::one || field.occurs == Field<Value>::optional;
      if (once && seen[*place] > 1) fail(FaultKind::element_unexpected, child, {}, "this element once");
      if (seen[*place] > kMaxItems) fail(FaultKind::too_much, child, {}, "at most 256 of a kind");
      if (!fault) field.read(*this, child, value);
    }
    for (std::size_t i = 0; i < count && !fault; ++i) {
      bool const required = fields[i].occurs == Field<Value>::one || fields[i].occurs == Field<Value>::some;
      if (!required || seen[i] > 0) continue;
      fail(FaultKind::element_missing, node);
      fault->where += "/" + std::string{fields[i].name};
    }
  }

 private:
  template <class Value>
  static bool is_signature(xml_node child, Value& value) {
    if constexpr (std::is_same_v<Value, Message>) {
      if (namespace_of(child) != kSignatureNamespace) return false;
      value.is_signed = true;
      return true;
    } else {
      return false;
    }
  }
  template <class Value, std::size_t count>
  std::optional<std::size_t> place_of(xml_node child, std::array<Field<Value>, count> const& fields) {
    auto const name = local_name(child);
    auto const found = std::ranges::find_if(fields, [&](auto const& field) { return name == field.name; });
    if (found != fields.end() && namespace_of(child) == kNamespace)
      return static_cast<std::size_t>(found - fields.begin());
    fail(FaultKind::element_unexpected, child, child.name(), "an element that CAP 1.2 has here");
    return std::nullopt;
  }
};

template <class Value>
using Field = Reader::Field<Value>;

constexpr std::array<Field<NamedValue>, 2> kNamedValueFields{{
    {"valueName", Field<NamedValue>::one, [](Reader& r, xml_node n, NamedValue& v) { v.name = r.required_text(n); }},
    {"value", Field<NamedValue>::one, [](Reader& r, xml_node n, NamedValue& v) { v.value = r.text(n); }},
}};
NamedValue named_value(Reader& reader, xml_node node) {
  NamedValue value;
  reader.children(node, kNamedValueFields, value);
  return value;
}

constexpr std::array<Field<Resource>, 6> kResourceFields{{
    {"resourceDesc", Field<Resource>::one, [](Reader& r, xml_node n, Resource& v) { v.description = r.text(n); }},
    {"mimeType", Field<Resource>::one, [](Reader& r, xml_node n, Resource& v) { v.mime_type = r.required_text(n); }},
    {"size", Field<Resource>::optional,
     [](Reader& r, xml_node n, Resource& v) {
       auto const text = r.text(n);
       std::uint64_t size = 0;
       auto const result = std::from_chars(text.data(), text.data() + text.size(), size);
       if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
         r.fail(FaultKind::value_wrong, n, text, "a number of bytes");
       v.size = size;
     }},
    {"uri", Field<Resource>::optional, [](Reader& r, xml_node n, Resource& v) { v.uri = r.text(n); }},
    {"derefUri", Field<Resource>::optional, [](Reader& r, xml_node n, Resource& v) { v.content = r.text(n); }},
    {"digest", Field<Resource>::optional, [](Reader& r, xml_node n, Resource& v) { v.digest = r.text(n); }},
}};

constexpr std::array<Field<Area>, 6> kAreaFields{{
    {"areaDesc", Field<Area>::one, [](Reader& r, xml_node n, Area& v) { v.description = r.required_text(n); }},
    {"polygon", Field<Area>::any, [](Reader& r, xml_node n, Area& v) { v.polygons.push_back(r.polygon(n)); }},
    {"circle", Field<Area>::any,
     [](Reader& r, xml_node n, Area& v) {
       if (auto const circle = r.circle(n)) v.circles.push_back(*circle);
     }},
    {"geocode", Field<Area>::any, [](Reader& r, xml_node n, Area& v) { v.geocodes.push_back(named_value(r, n)); }},
    {"altitude", Field<Area>::optional, [](Reader& r, xml_node n, Area& v) { v.altitude_ft = r.number(n); }},
    {"ceiling", Field<Area>::optional, [](Reader& r, xml_node n, Area& v) { v.ceiling_ft = r.number(n); }},
}};

constexpr std::array<Field<Info>, 21> kInfoFields{{
    {"language", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.language = r.text(n); }},
    {"category", Field<Info>::some,
     [](Reader& r, xml_node n, Info& v) { v.categories.push_back(r.code<Category>(n, detail::kCategories)); }},
    {"event", Field<Info>::one, [](Reader& r, xml_node n, Info& v) { v.event = r.required_text(n); }},
    {"responseType", Field<Info>::any,
     [](Reader& r, xml_node n, Info& v) { v.responses.push_back(r.code<ResponseType>(n, detail::kResponseTypes)); }},
    {"urgency", Field<Info>::one,
     [](Reader& r, xml_node n, Info& v) { v.urgency = r.code<Urgency>(n, detail::kUrgencies); }},
    {"severity", Field<Info>::one,
     [](Reader& r, xml_node n, Info& v) { v.severity = r.code<Severity>(n, detail::kSeverities); }},
    {"certainty", Field<Info>::one,
     [](Reader& r, xml_node n, Info& v) { v.certainty = r.code<Certainty>(n, detail::kCertainties); }},
    {"audience", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.audience = r.text(n); }},
    {"eventCode", Field<Info>::any, [](Reader& r, xml_node n, Info& v) { v.event_codes.push_back(named_value(r, n)); }},
    {"effective", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.effective = r.time(n); }},
    {"onset", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.onset = r.time(n); }},
    {"expires", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.expires = r.time(n); }},
    {"senderName", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.sender_name = r.text(n); }},
    {"headline", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.headline = r.text(n); }},
    {"description", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.description = r.text(n); }},
    {"instruction", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.instruction = r.text(n); }},
    {"web", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.web = r.text(n); }},
    {"contact", Field<Info>::optional, [](Reader& r, xml_node n, Info& v) { v.contact = r.text(n); }},
    {"parameter", Field<Info>::any, [](Reader& r, xml_node n, Info& v) { v.parameters.push_back(named_value(r, n)); }},
    {"resource", Field<Info>::any,
     [](Reader& r, xml_node n, Info& v) { r.children(n, kResourceFields, v.resources.emplace_back()); }},
    {"area", Field<Info>::any,
     [](Reader& r, xml_node n, Info& v) {
       auto& area = v.areas.emplace_back();
       r.children(n, kAreaFields, area);
       if (area.ceiling_ft && !area.altitude_ft) r.warn(n, "a ceiling without an altitude");
     }},
}};

constexpr std::array<Field<Message>, 14> kAlertFields{{
    {"identifier", Field<Message>::one, [](Reader& r, xml_node n, Message& v) { v.identifier = r.name(n); }},
    {"sender", Field<Message>::one, [](Reader& r, xml_node n, Message& v) { v.sender = r.name(n); }},
    {"sent", Field<Message>::one, [](Reader& r, xml_node n, Message& v) { v.sent = r.time(n); }},
    {"status", Field<Message>::one,
     [](Reader& r, xml_node n, Message& v) { v.status = r.code<Status>(n, detail::kStatuses); }},
    {"msgType", Field<Message>::one,
     [](Reader& r, xml_node n, Message& v) { v.type = r.code<MessageType>(n, detail::kMessageTypes); }},
    {"source", Field<Message>::optional, [](Reader& r, xml_node n, Message& v) { v.source = r.text(n); }},
    {"scope", Field<Message>::one,
     [](Reader& r, xml_node n, Message& v) { v.scope = r.code<Scope>(n, detail::kScopes); }},
    {"restriction", Field<Message>::optional, [](Reader& r, xml_node n, Message& v) { v.restriction = r.text(n); }},
    {"addresses", Field<Message>::optional, [](Reader& r, xml_node n, Message& v) { v.addresses = r.words(n); }},
    {"code", Field<Message>::any, [](Reader& r, xml_node n, Message& v) { v.codes.push_back(r.text(n)); }},
    {"note", Field<Message>::optional, [](Reader& r, xml_node n, Message& v) { v.note = r.text(n); }},
    {"references", Field<Message>::optional, [](Reader& r, xml_node n, Message& v) { v.references = r.references(n); }},
    {"incidents", Field<Message>::optional, [](Reader& r, xml_node n, Message& v) { v.incidents = r.words(n); }},
    {"info", Field<Message>::any,
     [](Reader& r, xml_node n, Message& v) { r.children(n, kInfoFields, v.infos.emplace_back()); }},
}};

/// What section 3.2.1 asks beyond the schema.
void check_conditions(Reader& reader, xml_node alert, Message const& message) {
  if (message.type != MessageType::alert && message.references.empty())
    reader.warn(alert, "a message of type " + std::string{to_text(message.type)} + " names the earlier ones");
  if (message.scope == Scope::restricted && message.restriction.empty())
    reader.warn(alert, "the scope Restricted has a restriction");
  if (message.scope == Scope::addressed && message.addresses.empty())
    reader.warn(alert, "the scope Private has addresses");
}

/// Stops at a node that is too deep.
class DepthCheck : public pugi::xml_tree_walker {
 public:
  bool for_each(xml_node& node) override {
    if (depth() > kMaxDepth) too_deep = node;
    return !too_deep;
  }
  xml_node too_deep;
};

geo::Unexpected<Fault> refused(FaultKind kind, std::string_view found = {}, std::string where = {}) {
  return geo::Unexpected{Fault{kind, std::move(where), shown(found), {}}};
}

}  // namespace

geo::Expected<Message, Fault> read(std::string_view xml) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (xml.starts_with(kByteOrderMark)) xml.remove_prefix(kByteOrderMark.size());
  if (xml.size() > kMaxMessageBytes) return refused(FaultKind::too_long);
  if (!detail::is_xml_text(xml)) return refused(FaultKind::not_utf8);
  if (auto const found = detail::forbidden_construct(xml)) return refused(FaultKind::forbidden, *found);
  auto const content = trimmed(xml);
  if (!content.starts_with('<') || !content.ends_with('>')) return refused(FaultKind::malformed, content);
  pugi::xml_document document;
  auto const parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!parsed) return refused(FaultKind::malformed, parsed.description());
  DepthCheck depth;
  document.traverse(depth);
  if (depth.too_deep) return refused(FaultKind::too_much, "more than 24 levels");
  xml_node const alert = document.document_element();
  if (local_name(alert) != "alert" || namespace_of(alert) != kNamespace)
    return refused(FaultKind::not_cap, "{" + std::string{namespace_of(alert)} + "}" + std::string{local_name(alert)});
  for (auto after = alert.next_sibling(); after; after = after.next_sibling())
    if (after.type() == pugi::node_element) return refused(FaultKind::malformed, "a second document element");
  Message message;
  Reader reader;
  reader.children(alert, kAlertFields, message);
  if (!reader.fault) check_conditions(reader, alert, message);
  if (reader.fault) return geo::Unexpected{std::move(*reader.fault)};
  message.warnings = std::move(reader.warnings);
  return message;
}

char const* name_of(FaultKind kind) {
  constexpr std::array<char const*, kFaultKindCount> kNames{
      "too_long", "not_utf8",        "forbidden",          "malformed",  "not_cap",
      "too_much", "element_missing", "element_unexpected", "value_wrong"};
  return kNames[static_cast<std::size_t>(kind)];
}

char const* meaning_of(FaultKind kind) {
  constexpr std::array<char const*, kFaultKindCount> kMeanings{
      "at most 512 KiB",
      "UTF-8 with the characters of XML 1.0",
      "no document type, no declarations, no entities but XML's own",
      "well-formed XML",
      "a document whose element is alert in the namespace urn:oasis:names:tc:emergency:cap:1.2",
      "at most 24 levels, and 256 elements of a kind in one place",
      "an element that CAP 1.2 requires here",
      "only elements that CAP 1.2 has here",
      "a value that CAP 1.2 allows here"};
  return kMeanings[static_cast<std::size_t>(kind)];
}

}  // namespace lingding::cap
