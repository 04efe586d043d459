#include "tests/support/regions.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace lingding::support {
namespace {

using namespace geo;

std::string text(boost::json::object const& object, char const* name) {
  auto const* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string().c_str()) : std::string();
}

std::vector<Position> read_ring(boost::json::value const& coordinates) {
  std::vector<Position> result;
  for (auto const& point : coordinates.as_array())
    result.push_back(at(point.at(1).to_number<double>(), point.at(0).to_number<double>()));
  return result;
}

Polygon read_polygon(boost::json::value const& coordinates) {
  Polygon polygon;
  for (auto const& one : coordinates.as_array()) polygon.push_back(read_ring(one));
  return polygon;
}

Region read_feature(boost::json::object const& feature) {
  auto const& properties = feature.at("properties").as_object();
  auto const& geometry = feature.at("geometry").as_object();
  std::vector<Polygon> polygons;
  if (text(geometry, "type") == "Polygon") {
    polygons.push_back(read_polygon(geometry.at("coordinates")));
  } else {
    for (auto const& one : geometry.at("coordinates").as_array()) polygons.push_back(read_polygon(one));
  }
  Region result = region(text(properties, "id"), parse_centre(text(properties, "centre")).value(), polygons);
  result.ref.version = properties.at("version").to_number<std::uint32_t>();
  result.ref.kind = parse_region_kind(text(properties, "kind")).value();
  result.name_en = text(properties, "name_en");
  result.name_zh_hant = text(properties, "name_zh_hant");
  result.source = text(properties, "source");
  result.assumed = properties.at("assumed").as_bool();
  result.priority = properties.at("priority").to_number<std::int32_t>();
  if (!text(properties, "copies_to").empty())
    result.copies_to.push_back(parse_centre(text(properties, "copies_to")).value());
  if (!text(properties, "edges").empty()) result.edges = parse_edge_kind(text(properties, "edges")).value();
  result.valid_from = parse_date(text(properties, "valid_from")).value();
  if (!text(properties, "valid_to").empty()) result.valid_to = parse_date(text(properties, "valid_to")).value();
  return result;
}

}  // namespace

Position at(double latitude, double longitude) {
  return Position::from_degrees(latitude, longitude).value();
}

std::vector<Position> ring(std::initializer_list<std::pair<double, double>> vertices) {
  std::vector<Position> result;
  for (auto const& [latitude, longitude] : vertices) result.push_back(at(latitude, longitude));
  return result;
}

std::vector<Position> box(double south, double west, double north, double east) {
  return ring({{south, west}, {south, east}, {north, east}, {north, west}});
}

Region region(std::string id, CentreId centre, std::vector<Polygon> polygons) {
  Region result;
  result.ref = {std::move(id), 1, RegionKind::waters, centre};
  result.name_en = "drawn for a test";
  result.source = "test";
  result.valid_from = parse_date("2000-01-01").value();
  result.wkb = to_wkb(polygons);
  return result;
}

RegionSet set_of(std::vector<Region> regions) {
  auto set = make_region_set(std::move(regions));
  if (!set) throw std::invalid_argument(to_text(set.error()));
  return *std::move(set);
}

RegionSet shipped_regions() {
  std::ifstream file(LINGDING_SOURCE_DIR "/geo/data/regions.geojson");
  std::string const bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<Region> regions;
  auto const document = boost::json::parse(bytes);
  for (auto const& feature : document.at("features").as_array()) regions.push_back(read_feature(feature.as_object()));
  return set_of(std::move(regions));
}

}  // namespace lingding::support
