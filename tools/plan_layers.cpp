#include "tools/plan_layers.hpp"

#include <boost/json.hpp>
#include <optional>

#include "geo/centre.hpp"
#include "geo/check.hpp"
#include "geo/geodesic.hpp"
#include "geo/time.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;
using geo::datasets::FeatureGeometry;
using geo::datasets::FieldType;
using geo::datasets::FieldValue;
using geo::datasets::Layer;
using geo::datasets::LayerGeometry;
using geo::datasets::Line;

json::value const* find(json::value const& object, std::string_view name) {
  return object.is_object() ? object.get_object().if_contains(name) : nullptr;
}

json::array const& list(json::value const& object, std::string_view name) {
  static json::array const kNone;
  auto const* value = find(object, name);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

FieldValue text(json::value const& object, std::string_view name) {
  auto const* value = find(object, name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string{std::string_view{value->get_string()}};
}

FieldValue whole(json::value const& object, std::string_view name) {
  auto const* value = find(object, name);
  if (value == nullptr || !value->is_number()) return {};
  return value->to_number<std::int64_t>();
}

FieldValue real(json::value const& object, std::string_view name) {
  auto const* value = find(object, name);
  if (value == nullptr || !value->is_number()) return {};
  return value->to_number<double>();
}

FieldValue date(json::value const& object, std::string_view name) {
  auto const* value = find(object, name);
  if (value == nullptr || !value->is_string()) return {};
  auto const day = geo::parse_date(value->get_string());
  return day ? FieldValue{*day} : FieldValue{};
}

/// Strings of an array, or of a member of its objects, with commas.
std::string joined(json::array const& values, std::string_view name = {}) {
  std::string all;
  for (auto const& value : values) {
    json::value const& one = name.empty() ? value : value.at(name);
    all.append(all.empty() ? "" : ", ").append(std::string_view{one.get_string()});
  }
  return all;
}

geo::Position position_of(json::value const& coordinates) {
  auto const& pair = coordinates.as_array();
  auto const position = geo::Position::from_degrees(pair.at(1).to_number<double>(), pair.at(0).to_number<double>());
  LINGDING_CHECK(position.has_value());  // checked with the document
  return *position;
}

Line track_of(json::value const& route) {
  Line track;
  for (auto const& coordinates : list(route.at("geometry"), "coordinates")) track.push_back(position_of(coordinates));
  return track;
}

std::int64_t departures_of(json::value const& route) {
  std::size_t count = 0;
  for (auto const& departures : list(route.at("timetable"), "departures")) count += list(departures, "times").size();
  count += list(route.at("timetable"), "trips").size();
  return static_cast<std::int64_t>(count);
}

/// The layers with their columns; rows are added plan by plan.
struct Layers {
  Layer plans{.name = "plans",
              .description = "Cooperation plans, each with all of its routes",
              .geometry = LayerGeometry::lines,
              .fields = {{"plan_id"},
                         {"version", FieldType::whole_number},
                         {"home_centre"},
                         {"dated", FieldType::date},
                         {"title_en"},
                         {"title_zh_hant"},
                         {"company_en"},
                         {"company_zh_hant"},
                         {"first_phone"},
                         {"ships", FieldType::whole_number},
                         {"sample", FieldType::whole_number},
                         {"sha256"}},
              .features = {}};
  Layer routes{.name = "routes",
               .description = "Routes of the plans, from the first stop to the last",
               .geometry = LayerGeometry::line,
               .fields = {{"plan_id"},
                          {"version", FieldType::whole_number},
                          {"route_id"},
                          {"name_en"},
                          {"name_zh_hant"},
                          {"crosses"},
                          {"length_nm", FieldType::real_number},
                          {"duration_min", FieldType::whole_number},
                          {"departures", FieldType::whole_number},
                          {"valid_from", FieldType::date},
                          {"valid_to", FieldType::date}},
               .features = {}};
  Layer stops{.name = "stops",
              .description = "Terminals that the routes call at, in their order",
              .geometry = LayerGeometry::point,
              .fields = {{"plan_id"},
                         {"version", FieldType::whole_number},
                         {"route_id"},
                         {"number", FieldType::whole_number},
                         {"stop_id"},
                         {"name_en"},
                         {"name_zh_hant"},
                         {"locode"},
                         {"centre"}},
              .features = {}};
  Layer ships{.name = "ships",
              .description = "Ships of the plans, by every number under which an alert may come",
              .geometry = LayerGeometry::none,
              .fields = {{"plan_id"},
                         {"version", FieldType::whole_number},
                         {"name_en"},
                         {"name_zh_hant"},
                         {"mmsi"},
                         {"imo"},
                         {"call_sign"},
                         {"ais_devices"},
                         {"beacons"},
                         {"persons_permitted", FieldType::whole_number},
                         {"length_overall_m", FieldType::real_number},
                         {"service_speed_kn", FieldType::real_number}},
              .features = {}};
};

void add(Layers& layers, LayeredPlan const& layered) {
  json::value const plan = json::parse(layered.document);
  json::value const& cover = plan.at("cover");
  FieldValue const id = text(cover, "plan_id");
  FieldValue const version = whole(cover, "version");
  auto const* sample = find(plan, "sample");

  std::vector<Line> tracks;
  for (auto const& route : list(plan, "routes")) {
    Line track = track_of(route);
    json::value const& timetable = route.at("timetable");
    layers.routes.features.push_back(
        {track,
         {id, version, text(route, "id"), text(route.at("names"), "en"), text(route.at("names"), "zh_hant"),
          joined(list(route, "crosses")), geo::length(track).nautical_miles(), whole(timetable, "duration_min"),
          departures_of(route), date(timetable, "valid_from"), date(timetable, "valid_to")}});
    tracks.push_back(std::move(track));
    std::int64_t number = 0;
    for (auto const& stop : list(route, "stops"))
      layers.stops.features.push_back(
          {position_of(stop.at("position")),
           {id, version, text(route, "id"), ++number, text(stop, "id"), text(stop.at("names"), "en"),
            text(stop.at("names"), "zh_hant"), text(stop, "locode"), text(stop, "centre")}});
  }
  for (auto const& ship : list(plan, "ships")) {
    json::value const& identity = ship.at("identity");
    layers.ships.features.push_back(
        {{},
         {id, version, text(ship.at("names"), "en"), text(ship.at("names"), "zh_hant"), text(identity, "mmsi"),
          text(identity, "imo"), text(identity, "call_sign"), joined(list(identity, "ais_devices"), "number"),
          joined(list(identity, "beacons"), "hex_id"), whole(ship.at("persons"), "permitted"),
          real(ship.at("particulars"), "length_overall_m"), real(ship.at("particulars"), "service_speed_kn")}});
  }
  json::value const& company = plan.at("company");
  layers.plans.features.push_back(
      {std::move(tracks),
       {id, version, text(cover, "home_centre"), date(cover, "dated"), text(cover.at("title"), "en"),
        text(cover.at("title"), "zh_hant"), text(company.at("names"), "en"), text(company.at("names"), "zh_hant"),
        text(list(company, "emergency_contacts").at(0), "phone"), static_cast<std::int64_t>(list(plan, "ships").size()),
        std::int64_t{sample != nullptr && sample->is_bool() && sample->get_bool() ? 1 : 0}, layered.digest}});
}

/// The columns that geo::datasets::load_regions reads, so that the layer can be edited and imported again.
Layer region_layer(std::span<geo::Region const> regions) {
  Layer layer{.name = "regions",
              .description = "The centres' waters, limits and search and rescue regions, by version",
              .geometry = LayerGeometry::polygons,
              .fields = {{"id"},
                         {"version", FieldType::whole_number},
                         {"kind"},
                         {"centre"},
                         {"valid_from", FieldType::date},
                         {"valid_to", FieldType::date},
                         {"source"},
                         {"priority", FieldType::whole_number},
                         {"assumed", FieldType::whole_number},
                         {"copies_to"},
                         {"edges"},
                         {"name_en"},
                         {"name_zh_hant"}},
              .features = {}};
  for (auto const& region : regions) {
    std::string copies;
    for (auto const centre : region.copies_to) copies.append(copies.empty() ? "" : ", ").append(geo::to_text(centre));
    layer.features.push_back({geo::datasets::Wkb{region.wkb},
                              {region.ref.id, std::int64_t{region.ref.version},
                               std::string{geo::to_text(region.ref.kind)}, std::string{geo::to_text(region.ref.centre)},
                               region.valid_from, region.valid_to ? FieldValue{*region.valid_to} : FieldValue{},
                               region.source, std::int64_t{region.priority}, std::int64_t{region.assumed ? 1 : 0},
                               copies, std::string{geo::to_text(region.edges)}, region.name_en, region.name_zh_hant}});
  }
  return layer;
}

}  // namespace

std::vector<Layer> plan_layers(std::span<LayeredPlan const> plans, std::span<geo::Region const> regions) {
  Layers layers;
  for (auto const& plan : plans) add(layers, plan);
  std::vector<Layer> all;
  all.push_back(std::move(layers.plans));
  all.push_back(std::move(layers.routes));
  all.push_back(std::move(layers.stops));
  all.push_back(std::move(layers.ships));
  all.push_back(region_layer(regions));
  return all;
}

}  // namespace lingding::tools
