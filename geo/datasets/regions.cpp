#include "geo/datasets/regions.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <array>
#include <cctype>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "geo/check.hpp"

namespace lingding::geo::datasets {
namespace {

/// Nothing else may open a file that a person hands us.
constexpr std::array<char const*, 4> kDrivers{"GeoJSON", "GPKG", "ESRI Shapefile", nullptr};
/// Field names of a Shapefile hold ten bytes (Esri, Shapefile Technical Description, 1998; dBASE III).
constexpr std::size_t kShapefileName = 10;

void register_drivers() {
  static std::once_flag once;
  std::call_once(once, [] { GDALAllRegister(); });
}

/// GDAL's messages of one thread, kept instead of printed.
class QuietGdal {
 public:
  QuietGdal() {
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
  }
  ~QuietGdal() { CPLPopErrorHandler(); }
  QuietGdal(QuietGdal const&) = delete;
  QuietGdal& operator=(QuietGdal const&) = delete;
  std::string last() const {
    std::string const text = CPLGetLastErrorMsg();
    return text.empty() ? "GDAL gives no reason" : text;
  }
};

/// What a feature has wrong; load_regions adds where.
struct FieldFault {
  std::string field;
  std::string text;
};

std::string shown(std::string_view value) {
  constexpr std::size_t kShown = 60;
  return '"' + std::string(value.substr(0, kShown)) + (value.size() > kShown ? "…\"" : "\"");
}

/// Reads one feature's fields. Faults are thrown inside this file and caught in load_regions.
class FieldReader {
 public:
  explicit FieldReader(OGRFeature& feature) : feature_(feature) {}

  std::optional<std::string> text(std::string_view name) const {
    int const field = find(name);
    if (field < 0 || !feature_.IsFieldSetAndNotNull(field)) return std::nullopt;
    std::string value = feature_.GetFieldAsString(field);
    if (value.empty()) return std::nullopt;
    return value;
  }
  std::string needed(std::string_view name, std::string_view expected) const {
    auto value = text(name);
    if (!value) throw FieldFault{std::string(name), "is missing; expected " + std::string(expected)};
    return *std::move(value);
  }
  std::int64_t whole(std::string_view name, std::int64_t least, std::int64_t most) const {
    std::string const expected = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    std::string const value = needed(name, expected);
    char* end = nullptr;
    errno = 0;
    long long const number = std::strtoll(value.c_str(), &end, 10);
    if (errno != 0 || *end != '\0' || number < least || number > most)
      throw FieldFault{std::string(name), shown(value) + " is not " + expected};
    return number;
  }
  template <class T>
  T one_of(std::string_view name, std::string const& value, std::optional<T> parsed, std::string_view expected) const {
    if (!parsed) throw FieldFault{std::string(name), shown(value) + " is not " + std::string(expected)};
    return *parsed;
  }
  UtcDate date(std::string_view name, std::string const& value) const {
    // GDAL writes a Date field as YYYY/MM/DD.
    std::string normal = value;
    for (char& c : normal)
      if (c == '/') c = '-';
    return one_of(name, value, parse_date(normal), "a date like 2015-12-20");
  }
  bool flag(std::string_view name) const {
    auto const value = text(name);
    if (!value || *value == "0" || EQUAL(value->c_str(), "false")) return false;
    if (*value == "1" || EQUAL(value->c_str(), "true")) return true;
    throw FieldFault{std::string(name), shown(*value) + " is not true or false"};
  }

 private:
  int find(std::string_view name) const {
    int const whole_name = feature_.GetFieldIndex(std::string(name).c_str());
    if (whole_name >= 0 || name.size() <= kShapefileName) return whole_name;
    return feature_.GetFieldIndex(std::string(name.substr(0, kShapefileName)).c_str());
  }
  OGRFeature& feature_;
};

std::vector<CentreId> centres(FieldReader const& reader, std::string const& list) {
  std::vector<CentreId> centres;
  std::size_t start = 0;
  while (start <= list.size()) {
    auto const comma = std::min(list.find(',', start), list.size());
    std::string name = list.substr(start, comma - start);
    std::erase(name, ' ');
    centres.push_back(reader.one_of("copies_to", name, parse_centre(name), "CN-GD, HK or MO, with commas between"));
    start = comma + 1;
  }
  return centres;
}

EdgeKind edges(FieldReader const& reader) {
  auto const value = reader.text("edges");
  if (!value) return EdgeKind::plane;
  return reader.one_of("edges", *value, parse_edge_kind(*value), "plane, rhumb or geodesic");
}

Region read_fields(FieldReader const& reader) {
  Region region;
  region.ref.id = reader.needed("id", "the region's name, such as HK-waters");
  region.ref.version = static_cast<std::uint32_t>(reader.whole("version", 1, 1'000'000));
  std::string const kind = reader.needed("kind", "waters, limits or srr");
  region.ref.kind = reader.one_of("kind", kind, parse_region_kind(kind), "waters, limits or srr");
  std::string const centre = reader.needed("centre", "CN-GD, HK or MO");
  region.ref.centre = reader.one_of("centre", centre, parse_centre(centre), "CN-GD, HK or MO");
  region.priority = static_cast<std::int32_t>(reader.whole("priority", -1'000'000, 1'000'000));
  if (auto const list = reader.text("copies_to")) region.copies_to = centres(reader, *list);
  region.name_en = reader.text("name_en").value_or("");
  region.name_zh_hant = reader.text("name_zh_hant").value_or("");
  region.source = reader.needed("source", "the instrument or document that the limits come from");
  region.assumed = reader.flag("assumed");
  region.edges = edges(reader);
  region.valid_from = reader.date("valid_from", reader.needed("valid_from", "a date like 2015-12-20"));
  if (auto const until = reader.text("valid_to")) region.valid_to = reader.date("valid_to", *until);
  return region;
}

/// The geometry as Region::wkb, in WGS 84.
std::string read_geometry(OGRFeature& feature, OGRCoordinateTransformation* to_wgs84) {
  OGRGeometry* const geometry = feature.GetGeometryRef();
  if (geometry == nullptr) throw FieldFault{"geometry", "is missing; expected a Polygon or MultiPolygon"};
  auto const type = wkbFlatten(geometry->getGeometryType());
  if (type != wkbPolygon && type != wkbMultiPolygon)
    throw FieldFault{"geometry", std::string(geometry->getGeometryName()) + " is not a Polygon or MultiPolygon"};
  geometry->flattenTo2D();
  if (to_wgs84 != nullptr && geometry->transform(to_wgs84) != OGRERR_NONE)
    throw FieldFault{"geometry", std::string("can't be reprojected: ") + CPLGetLastErrorMsg()};
  std::string wkb(geometry->WkbSize(), '\0');
  if (geometry->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso) != OGRERR_NONE)
    throw FieldFault{"geometry", "can't be written as WKB"};
  return wkb;
}

using Transformation = std::unique_ptr<OGRCoordinateTransformation, decltype(&OGRCoordinateTransformation::DestroyCT)>;

/// nullptr when the layer is in WGS 84 already.
Transformation transformation_of(OGRLayer& layer, bool is_geojson, QuietGdal const& gdal) {
  Transformation none(nullptr, &OGRCoordinateTransformation::DestroyCT);
  OGRSpatialReference const* const reference = layer.GetSpatialRef();
  if (reference == nullptr) {
    if (is_geojson) return none;
    throw FieldFault{"", "has no coordinate reference system; without one a number is no place"};
  }
  OGRSpatialReference from(*reference);
  from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  OGRSpatialReference wgs84;
  wgs84.SetWellKnownGeogCS("WGS84");
  wgs84.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  std::array<char const*, 2> constexpr kOnlyMeaning{"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", nullptr};
  if (from.IsSame(&wgs84, kOnlyMeaning.data()) != 0) return none;
  Transformation made(OGRCreateCoordinateTransformation(&from, &wgs84), &OGRCoordinateTransformation::DestroyCT);
  if (!made) throw FieldFault{"", "has a coordinate reference system that can't be used: " + gdal.last()};
  return made;
}

}  // namespace

std::string to_text(DatasetError const& error) {
  std::string text = error.file.string();
  if (!error.layer.empty()) text += ": layer " + error.layer;
  if (error.feature) text += ": feature " + std::to_string(*error.feature);
  if (!error.field.empty()) text += ": " + error.field;
  return text + ": " + error.text;
}

Expected<RegionSet, DatasetError> load_regions(std::filesystem::path const& file) {
  DatasetError error{.file = file, .layer = {}, .feature = {}, .field = {}, .text = {}};
  auto const refuse = [&](std::string text) {
    error.text = std::move(text);
    return Unexpected{error};
  };
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return refuse("there is no such file");
  if (std::filesystem::is_regular_file(file, failed) && std::filesystem::file_size(file, failed) > kMaxFileBytes)
    return refuse("is larger than " + std::to_string(kMaxFileBytes >> 20U) + " MiB");

  register_drivers();
  QuietGdal const gdal;
  std::unique_ptr<GDALDataset, decltype(&GDALClose)> const dataset(
      static_cast<GDALDataset*>(
          GDALOpenEx(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, kDrivers.data(), nullptr, nullptr)),
      &GDALClose);
  if (!dataset) return refuse("can't be read as GeoJSON, GeoPackage or Shapefile: " + gdal.last());
  bool const is_geojson = EQUAL(dataset->GetDriver()->GetDescription(), "GeoJSON");

  std::vector<Region> regions;
  try {
    for (OGRLayer* layer : dataset->GetLayers()) {
      error.layer = layer->GetName();
      error.feature.reset();
      auto const to_wgs84 = transformation_of(*layer, is_geojson, gdal);
      for (auto const& feature : *layer) {
        error.feature = feature->GetFID();
        if (regions.size() >= static_cast<std::size_t>(kMaxFeatures))
          return refuse("more than " + std::to_string(kMaxFeatures) + " features");
        Region region = read_fields(FieldReader(*feature));
        region.wkb = read_geometry(*feature, to_wgs84.get());
        regions.push_back(std::move(region));
      }
    }
  } catch (FieldFault const& fault) {
    error.field = fault.field;
    return refuse(fault.text);
  }
  error.layer.clear();
  error.feature.reset();
  if (regions.empty()) return refuse("has no features");
  auto set = make_region_set(std::move(regions));
  if (!set) return refuse(to_text(set.error()));
  return *std::move(set);
}

}  // namespace lingding::geo::datasets
