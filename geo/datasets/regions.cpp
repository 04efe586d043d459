#include "geo/datasets/regions.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "geo/datasets/detail/gdal.hpp"
#include "geo/geodesic.hpp"
#include "geo/json_writer.hpp"

namespace lingding::geo::datasets {
namespace {

using detail::open_dataset;
using detail::Quiet;
using detail::register_drivers;

/// Field names of a Shapefile hold ten bytes (dBASE III, which its .dbf file is).
constexpr std::size_t kShapefileName = 10;

/// What went wrong below a feature; the caller adds the file and the feature.
struct Complaint {
  std::string field;
  std::string value;
  std::string expected;
  std::optional<Position> place;
};

/// One feature's fields.
class Fields {
 public:
  explicit Fields(OGRFeature const& feature) : feature_(feature) {}

  /// Empty: missing, null or empty text.
  std::optional<std::string> text(char const* name) const {
    int const index = place_of(name);
    if (index < 0) return std::nullopt;
    std::string value = as_text(index);
    return value.empty() ? std::nullopt : std::optional{std::move(value)};
  }

  std::string required(char const* name, char const* expected) {
    auto value = text(name);
    if (!value) complain(name, "", expected);
    return std::move(value).value_or("");
  }
  template <class T, class Parse>
  T parsed(char const* name, char const* expected, T otherwise, Parse parse) {
    auto const written = text(name);
    if (!written) return otherwise;
    auto const value = parse(*written);
    if (!value) complain(name, *written, expected);
    return value.value_or(otherwise);
  }
  template <class T, class Parse>
  T parsed_required(char const* name, char const* expected, T otherwise, Parse parse) {
    if (!text(name)) complain(name, "", expected);
    return parsed(name, expected, otherwise, parse);
  }
  std::optional<Complaint> const& complaint() const { return complaint_; }

 private:
  int place_of(char const* name) const {
    int index = feature_.GetFieldIndex(name);  // in any case
    if (index < 0) index = feature_.GetFieldIndex(std::string(name).substr(0, kShapefileName).c_str());
    return index >= 0 && feature_.IsFieldSetAndNotNull(index) ? index : -1;
  }

  std::string as_text(int index) const {
    auto const type = feature_.GetFieldDefnRef(index)->GetType();
    if (type == OFTDate || type == OFTDateTime) {
      int year = 0;
      int month = 0;
      int day = 0;
      int hour = 0;
      int minute = 0;
      int zone = 0;
      float second = 0;
      feature_.GetFieldAsDateTime(index, &year, &month, &day, &hour, &minute, &second, &zone);
      char buffer[48];
      int const length = std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", year, month, day);
      return std::string(buffer, static_cast<std::size_t>(length));
    }
    if (type == OFTStringList) {
      std::string joined;
      for (auto** one = feature_.GetFieldAsStringList(index); one != nullptr && *one != nullptr; ++one)
        joined += joined.empty() ? *one : std::string(",") + *one;
      return joined;
    }
    return feature_.GetFieldAsString(index);
  }

  void complain(char const* name, std::string const& value, char const* expected) {
    if (!complaint_) complaint_ = Complaint{name, value, expected, std::nullopt};
  }

  OGRFeature const& feature_;
  std::optional<Complaint> complaint_;
};

std::optional<std::int64_t> whole_number(std::string_view text, std::int64_t low, std::int64_t high) {
  // A number column of a Shapefile or a JSON number may come as "1.000000".
  if (auto const point = text.find('.');
      point != std::string_view::npos && text.find_first_not_of('0', point + 1) == std::string_view::npos)
    text = text.substr(0, point);
  std::int64_t value = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
  return value;
}

std::optional<bool> boolean(std::string_view text) {
  for (auto const yes : {"true", "True", "TRUE", "T", "1"})
    if (text == yes) return true;
  for (auto const no : {"false", "False", "FALSE", "F", "0"})
    if (text == no) return false;
  return std::nullopt;
}

std::optional<std::vector<CentreId>> centres(std::string_view text) {
  std::vector<CentreId> result;
  while (true) {
    auto const start = text.find_first_not_of(", ");
    if (start == std::string_view::npos) return result;
    text.remove_prefix(start);
    auto const word = text.substr(0, text.find_first_of(", "));
    auto const centre = parse_centre(word);
    if (!centre) return std::nullopt;
    result.push_back(*centre);
    text.remove_prefix(word.size());
  }
}

Expected<Region, Complaint> read_fields(OGRFeature const& feature) {
  Fields fields(feature);
  Region region;
  region.ref.id = fields.required("id", "the region's id");
  region.ref.version = static_cast<std::uint32_t>(
      fields.parsed_required("version", "a whole number from 1", std::int64_t{1},
                             [](auto const& text) { return whole_number(text, 1, 0xFFFFFFFFLL); }));
  region.ref.kind = fields.parsed_required("kind", "waters, limits or srr", RegionKind::waters, parse_region_kind);
  region.ref.centre = fields.parsed_required("centre", "CN-GD, HK or MO", CentreId::hk, parse_centre);
  region.valid_from = fields.parsed_required("valid_from", "a date YYYY-MM-DD", UtcDate{}, parse_date);
  if (fields.text("valid_to")) region.valid_to = fields.parsed("valid_to", "a date YYYY-MM-DD", UtcDate{}, parse_date);
  region.source = fields.required("source", "the instrument or document that the limits come from");
  region.priority =
      static_cast<std::int32_t>(fields.parsed("priority", "a whole number", std::int64_t{0}, [](auto const& text) {
        return whole_number(text, INT32_MIN, INT32_MAX);
      }));
  region.assumed = fields.parsed("assumed", "true or false", false, boolean);
  region.copies_to =
      fields.parsed("copies_to", "CN-GD, HK or MO, with commas between", std::vector<CentreId>{}, centres);
  region.edges = fields.parsed("edges", "plane, rhumb or geodesic", EdgeKind::plane, parse_edge_kind);
  region.name_en = fields.text("name_en").value_or("");
  region.name_zh_hant = fields.text("name_zh_hant").value_or("");
  if (fields.complaint()) return Unexpected{*fields.complaint()};
  return region;
}

std::string number(double value) {
  std::string text;
  JsonWriter(text).value(value);
  return text;
}

/// From the layer's coordinates to WGS 84.
class Transformer {
 public:
  /// \throws std::runtime_error when PROJ knows no way from there to WGS 84.
  explicit Transformer(OGRSpatialReference const& from) {
    OGRSpatialReference source = from;
    source.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    OGRSpatialReference wgs84;
    if (wgs84.SetWellKnownGeogCS("WGS84") != OGRERR_NONE)
      throw std::runtime_error("PROJ does not know WGS 84: " + Quiet::message());
    wgs84.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    constexpr std::array<char const*, 2> kWhateverAxes{"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", nullptr};
    if (source.IsSame(&wgs84, kWhateverAxes.data()) != 0) return;
    transformation_.reset(OGRCreateCoordinateTransformation(&source, &wgs84));
    if (!transformation_) throw std::runtime_error(Quiet::message());
  }

  bool changes_nothing() const { return !transformation_; }

  /// Empty when the point has no place on the Earth.
  std::optional<Position> operator()(double x, double y) const {
    if (transformation_ && (transformation_->Transform(1, &x, &y) == FALSE || !std::isfinite(x) || !std::isfinite(y)))
      return std::nullopt;
    return Position::from_degrees(within(y, 90), within(x, 180));
  }

 private:
  /// What rounding has put beyond the end of the range by less than a micrometre is at its end.
  static double within(double degrees, double limit) {
    if (std::abs(degrees) > limit && std::abs(degrees) < limit + 1e-11) return std::copysign(limit, degrees);
    return degrees;
  }
  struct Destroy {
    void operator()(OGRCoordinateTransformation* one) const { OCTDestroyCoordinateTransformation(one); }
  };
  std::unique_ptr<OGRCoordinateTransformation, Destroy> transformation_;
};

/// A feature's geometry in WGS 84.
class GeometryReader {
 public:
  GeometryReader(Transformer const& transform, EdgeKind edges) : transform_(transform), edges_(edges) {}

  Expected<std::vector<Polygon>, Complaint> read(OGRGeometry const* geometry) const {
    if (geometry == nullptr || geometry->IsEmpty() != 0) return complain("", "a polygon or multipolygon");
    std::vector<Polygon> polygons;
    auto const type = wkbFlatten(geometry->getGeometryType());
    if (type == wkbPolygon) {
      if (auto const bad = append(*geometry->toPolygon(), polygons)) return Unexpected{*bad};
    } else if (type == wkbMultiPolygon) {
      for (auto const* polygon : *geometry->toMultiPolygon())
        if (auto const bad = append(*polygon, polygons)) return Unexpected{*bad};
    } else {
      return complain(geometry->getGeometryName(), "a polygon or multipolygon");
    }
    return polygons;
  }

 private:
  static Unexpected<Complaint> complain(std::string value, std::string expected) {
    return Unexpected{Complaint{"geometry", std::move(value), std::move(expected), std::nullopt}};
  }

  std::optional<Complaint> append(OGRPolygon const& polygon, std::vector<Polygon>& polygons) const {
    auto& rings = polygons.emplace_back();
    for (auto const* ring : polygon) {
      auto& positions = rings.emplace_back();
      for (int i = 0; i < ring->getNumPoints(); ++i) {
        double const x = ring->getX(i);
        double const y = ring->getY(i);
        auto const position = transform_(x, y);
        if (!position)
          return Complaint{"geometry", number(x) + " " + number(y),
                           "coordinates with a place in WGS 84 within ±180 and ±90 degrees", std::nullopt};
        if (i > 0 && edges_ == EdgeKind::plane && !transform_.changes_nothing())
          follow({ring->getX(i - 1), ring->getY(i - 1)}, positions.back(), {x, y}, *position, kDepth, positions);
        positions.push_back(*position);
      }
    }
    return std::nullopt;
  }

  using Plane = std::pair<double, double>;
  static constexpr int kDepth = 14;

  /// Puts points on an edge that is straight in the file's coordinates until its pieces are close enough in WGS 84.
  void follow(Plane from, Position from_position, Plane to, Position to_position, int depth,
              std::vector<Position>& into) const {
    Plane const middle{(from.first + to.first) / 2, (from.second + to.second) / 2};
    auto const there = transform_(middle.first, middle.second);
    auto const chord =
        Position::from_degrees((from_position.latitude.degrees() + to_position.latitude.degrees()) / 2,
                               (from_position.longitude.degrees() + to_position.longitude.degrees()) / 2);
    if (depth == 0 || !there || distance(*there, *chord).metres() <= kReprojectionToleranceMetres) return;
    follow(from, from_position, middle, *there, depth - 1, into);
    into.push_back(*there);
    follow(middle, *there, to, to_position, depth - 1, into);
  }

  Transformer const& transform_;
  EdgeKind edges_;
};

/// One file on its way to a region set.
class Loader {
 public:
  explicit Loader(std::filesystem::path file) : file_(std::move(file)) {}

  Expected<RegionSet, DatasetError> load() {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file_, failure))
      return refuse("", Complaint{"", "", "a file that is there", std::nullopt});
    if (auto const bytes = std::filesystem::file_size(file_, failure); failure || bytes > kMostFileBytes)
      return refuse("", Complaint{"", std::to_string(bytes) + " bytes", "no more than 256 MiB", std::nullopt});
    register_drivers();
    Quiet const quiet;
    auto const dataset = open_dataset(file_.string());
    if (!dataset)
      return refuse("",
                    Complaint{"", "", "a GeoJSON, GeoPackage or Shapefile that can be read (" + Quiet::message() + ")",
                              std::nullopt});
    for (auto* const layer : dataset->GetLayers())
      if (layer->GetGeomType() != wkbNone)
        if (auto bad = read_layer(*layer)) return Unexpected{*std::move(bad)};
    if (regions_.empty()) return refuse("", Complaint{"", "", "at least one region", std::nullopt});
    auto set = make_region_set(std::move(regions_));
    if (set) return *std::move(set);
    auto const& fault = set.error();
    auto const known = features_.find(fault.region);
    return refuse(known == features_.end() ? fault.region : known->second,
                  Complaint{fault.place ? "geometry" : "", fault.reason, "a sound region", fault.place});
  }

 private:
  Unexpected<DatasetError> refuse(std::string feature, Complaint complaint) const {
    return Unexpected{DatasetError{file_.string(), std::move(feature), std::move(complaint.field),
                                   std::move(complaint.value), std::move(complaint.expected), complaint.place}};
  }

  std::optional<DatasetError> read_layer(OGRLayer& layer) {
    std::string const name = std::string("layer ") + layer.GetName();
    auto const* const reference = layer.GetSpatialRef();
    if (reference == nullptr)
      return refuse(name, Complaint{"coordinate reference system", "", "one that is stated (a .prj file, a crs)",
                                    std::nullopt})
          .error();
    std::optional<Transformer> transform;
    try {
      transform.emplace(*reference);
    } catch (std::runtime_error const& error) {
      return refuse(
                 name,
                 Complaint{"coordinate reference system", reference->GetName() == nullptr ? "" : reference->GetName(),
                           std::string("one that PROJ can bring to WGS 84 (") + error.what() + ")", std::nullopt})
          .error();
    }
    CPLErrorReset();
    for (auto const& feature : layer) {
      if (regions_.size() == kMostRegions)
        return refuse(name,
                      Complaint{"", "", "no more than " + std::to_string(kMostRegions) + " features", std::nullopt})
            .error();
      std::string const place = name + ", feature " + std::to_string(feature->GetFID());
      auto region = read_fields(*feature);
      if (!region) return refuse(place, region.error()).error();
      std::string const full = place + " (" + region->ref.id + " version " + std::to_string(region->ref.version) + ")";
      auto const polygons = GeometryReader(*transform, region->edges).read(feature->GetGeometryRef());
      if (!polygons) return refuse(full, polygons.error()).error();
      region->wkb = to_wkb(*polygons);
      features_.emplace(region->ref.id + " version " + std::to_string(region->ref.version), full);
      regions_.push_back(*std::move(region));
    }
    if (CPLGetLastErrorType() == CE_Failure)
      return refuse(name, Complaint{"", "", "features that can be read (" + Quiet::message() + ")", std::nullopt})
          .error();
    return std::nullopt;
  }

  std::filesystem::path file_;
  std::vector<Region> regions_;
  std::map<std::string, std::string> features_;  ///< by the name that a RegionFault gives
};

}  // namespace

std::string to_text(DatasetError const& error) {
  std::string text = error.file;
  if (!error.feature.empty()) text += ": " + error.feature;
  if (!error.field.empty()) text += ": " + error.field;
  if (!error.value.empty()) text += " \"" + error.value + "\"";
  if (error.place)
    text += " at latitude " + number(error.place->latitude.degrees()) + ", longitude " +
            number(error.place->longitude.degrees());
  return text + ": expected " + error.expected;
}

Expected<RegionSet, DatasetError> load_regions(std::filesystem::path const& file) {
  return Loader(file).load();
}

}  // namespace lingding::geo::datasets
