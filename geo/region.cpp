#include "geo/region.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/json.hpp>
#include <cstring>
#include <tuple>

#include "geo/detail/region_geometry.hpp"
#include "geo/json_writer.hpp"
#include "geo/sha256.hpp"

namespace lingding::geo {
namespace {

constexpr std::array kKinds{RegionKind::waters, RegionKind::limits, RegionKind::srr};
constexpr std::array kEdgeKinds{EdgeKind::plane, EdgeKind::rhumb, EdgeKind::geodesic};

bool is_id(std::string_view text) {
  constexpr std::string_view kPunctuation = "-_.";
  auto const fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kPunctuation.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits);
}

RegionFault fault(Region const& region, std::string reason) {
  return {detail::name_of(region.ref), std::move(reason), std::nullopt};
}

std::optional<RegionFault> fault_in_fields(Region const& region) {
  if (!is_id(region.ref.id)) return fault(region, R"(the id must be 1 to 64 letters, digits, "-", "_" or ".")");
  if (region.ref.version == 0) return fault(region, "the version must be 1 or more");
  if (region.valid_to && *region.valid_to <= region.valid_from)
    return fault(region, "valid_to " + to_iso8601(*region.valid_to) + " is not after valid_from " +
                             to_iso8601(region.valid_from));
  for (std::size_t i = 0; i < region.copies_to.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (region.copies_to[k] == region.copies_to[i])
        return fault(region, "copies_to names " + std::string(to_text(region.copies_to[i])) + " twice");
  return std::nullopt;
}

bool earlier(Region const& a, Region const& b) {
  return std::tie(a.ref.id, a.ref.version) < std::tie(b.ref.id, b.ref.version);
}

/// Of two versions of one id. \pre sorted by id and version.
std::optional<RegionFault> fault_between(Region const& a, Region const& b) {
  if (a.ref.id != b.ref.id) return std::nullopt;
  if (a.ref.version == b.ref.version) return fault(b, "this version is there twice");
  bool const apart = (a.valid_to && *a.valid_to <= b.valid_from) || (b.valid_to && *b.valid_to <= a.valid_from);
  if (apart) return std::nullopt;
  return fault(b, "it is in force on days on which version " + std::to_string(a.ref.version) + " is in force too");
}

std::string to_hex_bytes(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (char const c : bytes) {
    auto const value = static_cast<unsigned char>(c);
    text += kHex[value >> 4U];
    text += kHex[value & 0xFU];
  }
  return text;
}

std::optional<std::string> from_hex_bytes(std::string_view hex) {
  auto const nibble = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    int const high = nibble(hex[i]);
    int const low = nibble(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

void write(JsonWriter& writer, Region const& region) {
  writer.begin_object();
  writer.member("id", region.ref.id).member("version", region.ref.version);
  writer.member("kind", to_text(region.ref.kind)).member("centre", to_text(region.ref.centre));
  writer.member("name_en", region.name_en).member("name_zh_hant", region.name_zh_hant).member("source", region.source);
  writer.member("assumed", region.assumed).member("priority", region.priority);
  writer.key("copies_to").begin_array();
  auto copies = region.copies_to;
  std::sort(copies.begin(), copies.end());
  for (auto const centre : copies) writer.value(to_text(centre));
  writer.end_array();
  writer.member("edges", to_text(region.edges));
  writer.member("valid_from", to_iso8601(region.valid_from));
  if (region.valid_to) writer.member("valid_to", to_iso8601(*region.valid_to));
  writer.member("wkb", to_hex_bytes(region.wkb)).end_object();
}

/// Reads one member of an object; what is missing or of another type is a fault that names it.
class Members {
 public:
  explicit Members(boost::json::object const& object) : object_(object) {}

  std::string text(char const* name) {
    auto const* const value = object_.if_contains(name);
    auto const* const string = value == nullptr ? nullptr : value->if_string();
    if (string == nullptr) return complain(name, "a string"), std::string{};
    return std::string{string->data(), string->size()};
  }
  template <class T, class Parse>
  T parsed(char const* name, char const* expected, Parse parse, T const& otherwise) {
    auto const value = parse(text(name));
    if (!value) complain(name, expected);
    return value.value_or(otherwise);
  }
  std::int64_t whole(char const* name, std::int64_t low, std::int64_t high) {
    auto const* const value = object_.if_contains(name);
    if (value == nullptr || !value->is_int64() || value->get_int64() < low || value->get_int64() > high)
      return complain(name, "a whole number in range"), low;
    return value->get_int64();
  }
  bool flag(char const* name) {
    auto const* const value = object_.if_contains(name);
    if (value == nullptr || !value->is_bool()) return complain(name, "true or false"), false;
    return value->get_bool();
  }
  std::vector<CentreId> centres(char const* name) {
    std::vector<CentreId> result;
    auto const* const value = object_.if_contains(name);
    if (value == nullptr || !value->is_array()) return complain(name, "an array of centres"), result;
    for (auto const& element : value->get_array()) {
      auto const centre = element.is_string() ? parse_centre(std::string_view{element.get_string()}) : std::nullopt;
      if (!centre) return complain(name, "an array of centres"), result;
      result.push_back(*centre);
    }
    return result;
  }
  bool has(char const* name) const { return object_.contains(name); }
  std::string const& complaint() const { return complaint_; }

 private:
  void complain(char const* name, char const* expected) {
    if (complaint_.empty()) complaint_ = std::string("member \"") + name + "\" must be " + expected;
  }
  boost::json::object const& object_;
  std::string complaint_;
};

Expected<Region, RegionFault> read_region(boost::json::object const& object) {
  Members members(object);
  Region region;
  region.ref.id = members.text("id");
  region.ref.version = static_cast<std::uint32_t>(members.whole("version", 1, 0xFFFFFFFFLL));
  region.ref.kind = members.parsed("kind", "waters, limits or srr", parse_region_kind, RegionKind::waters);
  region.ref.centre = members.parsed("centre", "CN-GD, HK or MO", parse_centre, CentreId::hk);
  region.name_en = members.text("name_en");
  region.name_zh_hant = members.text("name_zh_hant");
  region.source = members.text("source");
  region.assumed = members.flag("assumed");
  region.priority = static_cast<std::int32_t>(members.whole("priority", INT32_MIN, INT32_MAX));
  region.copies_to = members.centres("copies_to");
  region.edges = members.parsed("edges", "plane, rhumb or geodesic", parse_edge_kind, EdgeKind::plane);
  region.valid_from = members.parsed("valid_from", "a date YYYY-MM-DD", parse_date, UtcDate{});
  if (members.has("valid_to")) region.valid_to = members.parsed("valid_to", "a date YYYY-MM-DD", parse_date, UtcDate{});
  region.wkb = members.parsed("wkb", "lower-case hex digits", from_hex_bytes, std::string{});
  if (!members.complaint().empty()) return Unexpected{fault(region, members.complaint())};
  return region;
}

template <class T>
void append_bytes(std::string& out, T value) {
  static_assert(std::endian::native == std::endian::little,
                "WKB is written in the machine's order, which must be little endian");
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

constexpr std::uint32_t kWkbPolygon = 3;       // OGC 06-103r4, table 12
constexpr std::uint32_t kWkbMultiPolygon = 6;  // the same

void append_polygon(std::string& out, Polygon const& polygon) {
  out += '\x01';
  append_bytes(out, kWkbPolygon);
  append_bytes(out, static_cast<std::uint32_t>(polygon.size()));
  for (auto const& ring : polygon) {
    bool const open = !ring.empty() && ring.front() != ring.back();
    append_bytes(out, static_cast<std::uint32_t>(ring.size() + (open ? 1 : 0)));
    auto const append_position = [&](Position position) {
      append_bytes(out, position.longitude.degrees());
      append_bytes(out, position.latitude.degrees());
    };
    for (auto const& position : ring) append_position(position);
    if (open) append_position(ring.front());
  }
}

}  // namespace

std::string_view to_text(RegionKind kind) {
  switch (kind) {
    case RegionKind::waters:
      return "waters";
    case RegionKind::limits:
      return "limits";
    case RegionKind::srr:
      return "srr";
  }
  return "";
}

std::optional<RegionKind> parse_region_kind(std::string_view text) {
  for (auto const kind : kKinds)
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

std::string_view to_text(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::plane:
      return "plane";
    case EdgeKind::rhumb:
      return "rhumb";
    case EdgeKind::geodesic:
      return "geodesic";
  }
  return "";
}

std::optional<EdgeKind> parse_edge_kind(std::string_view text) {
  for (auto const kind : kEdgeKinds)
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

std::string to_text(RegionFault const& fault) {
  std::string text = fault.region + ": " + fault.reason;
  if (!fault.place) return text;
  // JsonWriter writes a double as the shortest text that reads back to it.
  std::string latitude;
  std::string longitude;
  JsonWriter(latitude).value(fault.place->latitude.degrees());
  JsonWriter(longitude).value(fault.place->longitude.degrees());
  return text + " at latitude " + latitude + ", longitude " + longitude;
}

Expected<RegionSet, RegionFault> make_region_set(std::vector<Region> regions) {
  for (auto const& region : regions)
    if (auto const bad = fault_in_fields(region)) return Unexpected{*bad};
  std::sort(regions.begin(), regions.end(), earlier);
  for (std::size_t i = 0; i < regions.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (auto const bad = fault_between(regions[k], regions[i])) return Unexpected{*bad};
  for (auto const& region : regions)
    if (auto const rings = detail::read_geometry(region); !rings) return Unexpected{rings.error()};
  RegionSet set;
  set.digest = to_hex(sha256(serialise(regions)));
  set.regions = std::move(regions);
  return set;
}

std::string serialise(std::vector<Region> const& regions) {
  std::vector<Region const*> ordered;
  ordered.reserve(regions.size());
  for (auto const& region : regions) ordered.push_back(&region);
  std::sort(ordered.begin(), ordered.end(), [](auto const* a, auto const* b) { return earlier(*a, *b); });
  std::string text;
  JsonWriter writer(text);
  writer.begin_array();
  for (auto const* const region : ordered) write(writer, *region);
  writer.end_array();
  return text;
}

Expected<std::vector<Region>, RegionFault> parse_regions(std::string_view json) {
  boost::json::error_code code;
  auto const document = boost::json::parse({json.data(), json.size()}, code);
  if (code || !document.is_array())
    return Unexpected{
        RegionFault{"region set", code ? "no JSON: " + code.message() : "a JSON array was expected", std::nullopt}};
  std::vector<Region> regions;
  for (auto const& element : document.get_array()) {
    if (!element.is_object())
      return Unexpected{
          RegionFault{"region " + std::to_string(regions.size() + 1), "a JSON object was expected", std::nullopt}};
    auto region = read_region(element.get_object());
    if (!region) return Unexpected{region.error()};
    regions.push_back(*std::move(region));
  }
  return regions;
}

std::string to_wkb(std::span<Polygon const> polygons) {
  std::string wkb;
  if (polygons.size() == 1) {
    append_polygon(wkb, polygons.front());
    return wkb;
  }
  wkb += '\x01';
  append_bytes(wkb, kWkbMultiPolygon);
  append_bytes(wkb, static_cast<std::uint32_t>(polygons.size()));
  for (auto const& polygon : polygons) append_polygon(wkb, polygon);
  return wkb;
}

}  // namespace lingding::geo
