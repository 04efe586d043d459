#include "geo/datasets/gpkg_writer.hpp"

#include <cpl_conv.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "geo/check.hpp"
#include "geo/datasets/detail/gdal.hpp"

namespace lingding::geo::datasets {
namespace {

/// A configuration option of GDAL for this thread, while it lives.
class Option {
 public:
  Option(char const* name, std::string const& value) : name_(name) {
    if (char const* before = CPLGetThreadLocalConfigOption(name, nullptr)) before_ = before;
    CPLSetThreadLocalConfigOption(name, value.c_str());
  }
  Option(Option const&) = delete;
  Option& operator=(Option const&) = delete;
  ~Option() { CPLSetThreadLocalConfigOption(name_, before_ ? before_->c_str() : nullptr); }

 private:
  char const* name_;
  std::optional<std::string> before_;
};

/// A file that is gone unless it was kept.
class Draft {
 public:
  explicit Draft(std::filesystem::path path) : path_(std::move(path)) { remove(); }
  Draft(Draft const&) = delete;
  Draft& operator=(Draft const&) = delete;
  ~Draft() {
    if (!path_.empty()) remove();
  }
  std::filesystem::path const& path() const { return path_; }
  void keep_as(std::filesystem::path const& file) {
    std::filesystem::rename(path_, file);
    path_.clear();
  }

 private:
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::filesystem::path path_;
};

struct Close {
  void operator()(GDALDataset* dataset) const { GDALClose(GDALDataset::ToHandle(dataset)); }
};
struct Destroy {
  void operator()(OGRFeature* feature) const { OGRFeature::DestroyFeature(feature); }
};

std::runtime_error failure(std::filesystem::path const& file, std::string const& what) {
  std::string const reason = CPLGetLastErrorMsg();
  return std::runtime_error(file.string() + ": " + what + (reason.empty() ? "" : ": " + reason));
}

OGRwkbGeometryType type_of(LayerGeometry geometry) {
  switch (geometry) {
    case LayerGeometry::none:
      return wkbNone;
    case LayerGeometry::point:
      return wkbPoint;
    case LayerGeometry::line:
      return wkbLineString;
    case LayerGeometry::lines:
      return wkbMultiLineString;
    case LayerGeometry::polygons:
      return wkbMultiPolygon;
  }
  return wkbNone;
}

OGRFieldType type_of(FieldType type) {
  switch (type) {
    case FieldType::text:
      return OFTString;
    case FieldType::whole_number:
      return OFTInteger64;
    case FieldType::real_number:
      return OFTReal;
    case FieldType::date:
      return OFTDate;
  }
  return OFTString;
}

/// Puts one value into one field of a feature.
struct SetField {
  OGRFeature& feature;
  int field;
  FieldType type;

  void operator()(std::monostate) const { feature.SetFieldNull(field); }
  void operator()(std::string const& value) const {
    LINGDING_CHECK(type == FieldType::text);
    feature.SetField(field, value.c_str());
  }
  void operator()(std::int64_t value) const {
    LINGDING_CHECK(type == FieldType::whole_number);
    feature.SetField(field, static_cast<GIntBig>(value));
  }
  void operator()(double value) const {
    LINGDING_CHECK(type == FieldType::real_number);
    feature.SetField(field, value);
  }
  void operator()(UtcDate value) const {
    LINGDING_CHECK(type == FieldType::date);
    std::chrono::year_month_day const day{value};
    feature.SetField(field, static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
                     static_cast<int>(static_cast<unsigned>(day.day())));
  }
};

std::unique_ptr<OGRLineString> line_of(Line const& positions) {
  auto line = std::make_unique<OGRLineString>();
  for (auto const& position : positions) line->addPoint(position.longitude.degrees(), position.latitude.degrees());
  return line;
}

/// The geometry in GDAL's form; nullptr for none.
struct MakeGeometry {
  LayerGeometry wanted;

  std::unique_ptr<OGRGeometry> operator()(std::monostate) const { return nullptr; }
  std::unique_ptr<OGRGeometry> operator()(Position const& position) const {
    LINGDING_CHECK(wanted == LayerGeometry::point);
    return std::make_unique<OGRPoint>(position.longitude.degrees(), position.latitude.degrees());
  }
  std::unique_ptr<OGRGeometry> operator()(Line const& positions) const {
    LINGDING_CHECK(wanted == LayerGeometry::line);
    return line_of(positions);
  }
  std::unique_ptr<OGRGeometry> operator()(std::vector<Line> const& lines) const {
    LINGDING_CHECK(wanted == LayerGeometry::lines);
    auto all = std::make_unique<OGRMultiLineString>();
    for (auto const& positions : lines) all->addGeometryDirectly(line_of(positions).release());
    return all;
  }
  std::unique_ptr<OGRGeometry> operator()(Wkb const& wkb) const {
    LINGDING_CHECK(wanted == LayerGeometry::polygons);
    OGRGeometry* geometry = nullptr;
    LINGDING_CHECK(OGRGeometryFactory::createFromWkb(wkb.bytes.data(), nullptr, &geometry, wkb.bytes.size()) ==
                   OGRERR_NONE);
    return std::unique_ptr<OGRGeometry>{OGRGeometryFactory::forceToMultiPolygon(geometry)};
  }
};

void write_layer(GDALDataset& dataset, Layer const& layer, OGRSpatialReference& wgs84,
                 std::filesystem::path const& file) {
  CPLStringList options;
  options.SetNameValue("DESCRIPTION", layer.description.c_str());
  options.SetNameValue("IDENTIFIER", layer.name.c_str());
  OGRLayer* const table =
      dataset.CreateLayer(layer.name.c_str(), layer.geometry == LayerGeometry::none ? nullptr : &wgs84,
                          type_of(layer.geometry), options.List());
  if (table == nullptr) throw failure(file, "layer " + layer.name);
  for (auto const& field : layer.fields) {
    OGRFieldDefn definition{field.name.c_str(), type_of(field.type)};
    if (table->CreateField(&definition) != OGRERR_NONE) throw failure(file, "field " + layer.name + "." + field.name);
  }
  for (auto const& feature : layer.features) {
    LINGDING_CHECK(feature.values.size() == layer.fields.size());
    std::unique_ptr<OGRFeature, Destroy> const row{OGRFeature::CreateFeature(table->GetLayerDefn())};
    for (std::size_t i = 0; i < feature.values.size(); ++i)
      std::visit(SetField{*row, static_cast<int>(i), layer.fields[i].type}, feature.values[i]);
    if (auto geometry = std::visit(MakeGeometry{layer.geometry}, feature.geometry))
      row->SetGeometryDirectly(geometry.release());
    if (table->CreateFeature(row.get()) != OGRERR_NONE) throw failure(file, "a feature of " + layer.name);
  }
  if (table->SyncToDisk() != OGRERR_NONE) throw failure(file, "layer " + layer.name);
}

}  // namespace

void write_geopackage(std::filesystem::path const& file, std::vector<Layer> const& layers, UtcTime stamp) {
  GDALAllRegister();
  detail::Quiet const quiet;
  GDALDriver* const driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  if (driver == nullptr) throw std::runtime_error("GDAL has no driver for GPKG");
  Option const current_date{"OGR_CURRENT_DATE", to_iso8601(stamp)};
  Draft draft{file.string() + ".draft"};
  {
    CPLStringList options;
    options.SetNameValue("VERSION", "1.2");  // what QGIS 3 and other readers of the last years all know
    std::unique_ptr<GDALDataset, Close> const dataset{
        driver->Create(draft.path().c_str(), 0, 0, 0, GDT_Unknown, options.List())};
    if (!dataset) throw failure(file, "can't be written");
    OGRSpatialReference wgs84;
    if (wgs84.importFromEPSG(4326) != OGRERR_NONE) throw failure(file, "EPSG:4326");
    wgs84.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (dataset->StartTransaction() != OGRERR_NONE) throw failure(file, "can't be written");
    for (auto const& layer : layers) write_layer(*dataset, layer, wgs84, file);
    if (dataset->CommitTransaction() != OGRERR_NONE) throw failure(file, "can't be written");
    CPLErrorReset();
  }
  // GDAL writes the last of it when it closes, and reports a failure by its error state alone.
  if (CPLGetLastErrorType() >= CE_Failure) throw failure(file, "can't be written");
  draft.keep_as(file);
}

}  // namespace lingding::geo::datasets
