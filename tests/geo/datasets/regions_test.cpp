#include "geo/datasets/regions.hpp"

#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <memory>

#include "geo/geodesic.hpp"
#include "geo/water.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding::geo;
using datasets::DatasetError;
using datasets::load_regions;
using lingding::support::at;
using lingding::support::TempFolder;

namespace {

UtcDate const kToday = parse_date("2020-06-01").value();

std::vector<Position> const kMacao = lingding::support::ring({{22.0767, 113.5710},
                                                              {22.0767, 113.6102},
                                                              {22.1156, 113.6301},
                                                              {22.1656, 113.6301},
                                                              {22.2041, 113.6047},
                                                              {22.2040, 113.5300}});

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

OGRSpatialReference reference(int epsg) {
  OGRSpatialReference result;
  REQUIRE(result.importFromEPSG(epsg) == OGRERR_NONE);
  result.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return result;
}

/// A file with one region in the given coordinate reference system, as a GIS would write it.
class Written {
 public:
  Written(std::string driver, std::filesystem::path file, int epsg)
      : driver_(std::move(driver)), file_(std::move(file)), epsg_(epsg) {}

  std::vector<Position> ring = kMacao;
  bool with_reference = true;
  OGRwkbGeometryType type = wkbPolygon;
  /// Changes the feature before it is written.
  std::function<void(OGRFeature&)> change = [](OGRFeature&) {};
  bool without_kind = false;

  std::filesystem::path const& write() const {
    GDALAllRegister();
    auto* const driver = GetGDALDriverManager()->GetDriverByName(driver_.c_str());
    REQUIRE(driver != nullptr);
    std::unique_ptr<GDALDataset, CloseDataset> const dataset{
        driver->Create(file_.c_str(), 0, 0, 0, GDT_Unknown, nullptr)};
    REQUIRE(dataset);
    auto target = reference(epsg_);
    std::array<char const*, 2> const utf8{"ENCODING=UTF-8", nullptr};  // a Shapefile is in Latin-1 else
    auto** const options = driver_ == "ESRI Shapefile" ? const_cast<char**>(utf8.data()) : nullptr;
    CPLPushErrorHandler(CPLQuietErrorHandler);  // it says which names it shortens
    auto* const layer = dataset->CreateLayer("regions", with_reference ? &target : nullptr, type, options);
    REQUIRE(layer != nullptr);
    add_fields(*layer);
    CPLPopErrorHandler();
    std::unique_ptr<OGRFeature> const feature{OGRFeature::CreateFeature(layer->GetLayerDefn())};
    fill(*feature);
    auto const geometry = shape();
    REQUIRE(feature->SetGeometry(geometry.get()) == OGRERR_NONE);
    change(*feature);
    REQUIRE(layer->CreateFeature(feature.get()) == OGRERR_NONE);
    return file_;
  }

 private:
  static void set(OGRFeature& feature, char const* field, char const* value) {
    int const index = feature.GetFieldIndex(field);
    if (index >= 0) feature.SetField(index, value);
  }
  void add_fields(OGRLayer& layer) const {
    for (auto const* name : {"id", "kind", "centre", "source", "copies_to", "name_en", "name_zh_hant"}) {
      if (without_kind && std::string(name) == "kind") continue;
      OGRFieldDefn field(name, OFTString);
      field.SetWidth(120);
      REQUIRE(layer.CreateField(&field) == OGRERR_NONE);
    }
    OGRFieldDefn version("version", OFTInteger);
    OGRFieldDefn priority("priority", OFTInteger);
    OGRFieldDefn assumed("assumed", OFTInteger);
    if (driver_ != "ESRI Shapefile") assumed.SetSubType(OFSTBoolean);
    OGRFieldDefn from("valid_from", OFTDate);
    OGRFieldDefn to("valid_to", OFTDate);
    for (auto* field : {&version, &priority, &assumed, &from, &to}) REQUIRE(layer.CreateField(field) == OGRERR_NONE);
  }
  void fill(OGRFeature& feature) const {
    set(feature, "id", "MO-waters");
    set(feature, "kind", "waters");
    set(feature, "centre", "MO");
    set(feature, "source", "drawn for a test");
    set(feature, "copies_to", "HK, CN-GD");
    set(feature, "name_en", "Macao waters");
    set(feature, driver_ == "ESRI Shapefile" ? "name_zh_ha" : "name_zh_hant", "澳門水域");
    feature.SetField("version", 2);
    feature.SetField("priority", 7);
    feature.SetField("assumed", 1);
    feature.SetField("valid_from", 2015, 12, 20);
  }
  std::unique_ptr<OGRGeometry> shape() const {
    auto outline = std::make_unique<OGRLinearRing>();
    for (auto const& position : ring) outline->addPoint(position.longitude.degrees(), position.latitude.degrees());
    outline->closeRings();
    std::unique_ptr<OGRGeometry> geometry;
    if (type == wkbPolygon) {
      auto polygon = std::make_unique<OGRPolygon>();
      polygon->addRingDirectly(outline.release());
      geometry = std::move(polygon);
    } else {
      auto line = std::make_unique<OGRLineString>();
      line->addSubLineString(outline.get());
      geometry = std::move(line);
    }
    geometry->flattenTo2D();
    auto const wgs84 = reference(4326);
    auto const target = reference(epsg_);
    std::unique_ptr<OGRCoordinateTransformation> const transformation{
        OGRCreateCoordinateTransformation(&wgs84, &target)};
    REQUIRE(transformation);
    REQUIRE(geometry->transform(transformation.get()) == OGRERR_NONE);
    return geometry;
  }

  std::string driver_;
  std::filesystem::path file_;
  int epsg_;
};

struct Format {
  char const* driver;
  char const* name;
};

DatasetError refused(std::filesystem::path const& file) {
  auto const set = load_regions(file);
  REQUIRE_FALSE(set);
  INFO(to_text(set.error()));
  CHECK(set.error().file == file.string());
  return set.error();
}

/// One region by its GeoJSON text; `properties` are put after the required ones, which they may so replace.
std::string geojson(std::string const& properties, std::string const& geometry) {
  return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a","version":1,"kind":"waters","centre":"HK",)"
         R"("source":"test","valid_from":"2000-01-01")" +
         (properties.empty() ? "" : "," + properties) + R"(},"geometry":)" + geometry + "}]}";
}

constexpr char const* kSquare = R"({"type":"Polygon","coordinates":[[[113,22],[114,22],[114,23],[113,23],[113,22]]]})";

}  // namespace

TEST_CASE("geo.datasets: the shipped file gives the same set as reading it without GDAL") {
  auto const set = load_regions(LINGDING_SOURCE_DIR "/geo/data/regions.geojson");
  if (!set) FAIL(to_text(set.error()));
  auto const expected = lingding::support::shipped_regions();
  CHECK(set->digest == expected.digest);
  CHECK(set->regions == expected.regions);
}

TEST_CASE("geo.datasets: regions come back from every format in every coordinate reference system") {
  auto const format =
      GENERATE(Format{"GeoJSON", "r.geojson"}, Format{"GPKG", "r.gpkg"}, Format{"ESRI Shapefile", "r.shp"});
  auto const epsg = GENERATE(4326, 2326, 3857);
  CAPTURE(format.driver, epsg);
  TempFolder const folder;
  auto const set = load_regions(Written(format.driver, folder / format.name, epsg).write());
  if (!set) FAIL(to_text(set.error()));
  REQUIRE(set->regions.size() == 1);
  auto const& region = set->regions.front();
  CHECK(region.ref == RegionRef{"MO-waters", 2, RegionKind::waters, CentreId::mo});
  CHECK(region.priority == 7);
  CHECK(region.assumed);
  CHECK(region.copies_to == std::vector<CentreId>{CentreId::hk, CentreId::cn_gd});
  CHECK(region.source == "drawn for a test");
  CHECK(region.name_en == "Macao waters");
  CHECK(region.name_zh_hant == "澳門水域");
  CHECK(to_iso8601(region.valid_from) == "2015-12-20");
  CHECK_FALSE(region.valid_to);
  WaterMap const map(*set);
  for (auto const& vertex : kMacao)  // GeoJSON keeps seven decimals, a centimetre
    CHECK(map.find(vertex, Metres{}, kToday).boundary_distance->metres() < 0.02);
  CHECK(map.responsible_region(at(22.15, 113.6), kToday) != nullptr);
  CHECK(map.responsible_region(at(22.15, 113.64), kToday) == nullptr);
  CHECK(map.responsible_region(at(113.6 - 90, 22.15), kToday) == nullptr);
}

TEST_CASE("geo.datasets: the Hong Kong grid's origin lies where the Survey says") {
  // Lands Department, "Explanatory Notes on Geodetic Datums in Hong Kong", 1995, section 2 and annex D: Old Trig 38,
  // Patridge Hill, has 819 069.80 N 836 694.05 E in the Hong Kong 1980 Grid, and 22°18'43.68" N 114°10'42.80" E in its
  // datum; in WGS 84, 5.5" less and 8.8" more.
  TempFolder const folder;
  auto const file = folder.write("grid.geojson", R"({"type":"FeatureCollection",
    "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2326"}},"features":[{"type":"Feature","properties":{
    "id":"a","version":1,"kind":"waters","centre":"HK","source":"test","valid_from":"2000-01-01"},"geometry":{"type":"Polygon",
    "coordinates":[[[836694.05,819069.80],[846694.05,819069.80],[846694.05,829069.80],[836694.05,819069.80]]]}}]})");
  auto const set = load_regions(file);
  if (!set) FAIL(to_text(set.error()));
  WaterMap const map(*set);
  double const latitude = 22 + 18 / 60.0 + (43.68 - 5.5) / 3600;
  double const longitude = 114 + 10 / 60.0 + (42.80 + 8.8) / 3600;
  // The two differences are given to a tenth of a second: 3 m.
  CHECK(map.find(at(latitude, longitude), Metres{}, kToday).boundary_distance->metres() < 5);
  CHECK(map.responsible_region(at(latitude + 0.01, longitude + 0.02), kToday) != nullptr);
  CHECK(map.responsible_region(at(latitude - 0.01, longitude), kToday) == nullptr);
}

TEST_CASE("geo.datasets: an edge straight in the file's projection stays that line") {
  // On Mercator's chart the line from 10° N 110° E to 30° N 120° E passes, half way, through the latitude whose
  // Mercator ordinate is the mean: with m(φ) = ln tan(45° + φ/2) (sphere, as EPSG:3857), 20.3220° N 115° E, and not
  // through 20° N.
  TempFolder const folder;
  Written written("GPKG", folder / "r.gpkg", 3857);
  written.ring = lingding::support::ring({{10, 110}, {30, 120}, {30, 110}});
  auto const set = load_regions(written.write());
  if (!set) FAIL(to_text(set.error()));
  WaterMap const map(*set);
  auto const ordinate = [](double degrees) { return std::asinh(std::tan(degrees * 3.14159265358979324 / 180)); };
  double const middle = std::atan(std::sinh((ordinate(10) + ordinate(30)) / 2)) * 180 / 3.14159265358979324;
  CHECK(middle == Approx(20.3220).margin(0.0001));
  CHECK(map.find(at(middle, 115), Metres{}, kToday).boundary_distance->metres() <=
        datasets::kReprojectionToleranceMetres);
  CHECK(map.find(at(20, 115), Metres{}, kToday).boundary_distance->metres() > 10'000);
}

TEST_CASE("geo.datasets: an error names the file, the feature, the field, the value and what was expected") {
  TempFolder const folder;
  auto const error = refused(folder.write("r.geojson", geojson(R"("kind":"water")", kSquare)));
  CHECK(error.field == "kind");
  CHECK(error.value == "water");
  CHECK(error.expected == "waters, limits or srr");
  CHECK(error.feature == "layer r, feature 0");
  CHECK(to_text(error) ==
        (folder / "r.geojson").string() + ": layer r, feature 0: kind \"water\": expected waters, limits or srr");
}

TEST_CASE("geo.datasets: every field is checked") {
  struct Case {
    char const* properties;
    char const* field;
    char const* value;
  };
  auto const [properties, field, value] = GENERATE(
      Case{R"("centre":"XX")", "centre", "XX"}, Case{R"("version":0)", "version", "0"},
      Case{R"("version":1.5)", "version", "1.5"}, Case{R"("valid_from":"1997-02-29")", "valid_from", "1997-02-29"},
      Case{R"("valid_to":"soon")", "valid_to", "soon"}, Case{R"("assumed":"perhaps")", "assumed", "perhaps"},
      Case{R"("copies_to":"HK;MO")", "copies_to", "HK;MO"}, Case{R"("edges":"curved")", "edges", "curved"},
      Case{R"("priority":"high")", "priority", "high"}, Case{R"("source":null)", "source", ""},
      Case{R"("id":"")", "id", ""});
  CAPTURE(properties);
  TempFolder const folder;
  auto const error = refused(folder.write("r.geojson", geojson(properties, kSquare)));
  CHECK(error.field == field);
  CHECK(error.value == value);
  CHECK_FALSE(error.expected.empty());
}

TEST_CASE("geo.datasets: a missing field is named") {
  TempFolder const folder;
  Written written("GPKG", folder / "r.gpkg", 4326);
  written.without_kind = true;
  auto const error = refused(written.write());
  CHECK(error.field == "kind");
  CHECK(error.value.empty());
}

TEST_CASE("geo.datasets: an invalid geometry is refused with its feature, reason and place") {
  TempFolder const folder;
  auto const error = refused(folder.write(
      "r.geojson",
      geojson("", R"({"type":"Polygon","coordinates":[[[113,22],[114,23],[114,22],[113,23],[113,22]]]})")));
  CHECK(error.feature == "layer r, feature 0 (a version 1)");
  CHECK(error.field == "geometry");
  CHECK(error.value == "Self-intersection");
  CHECK(error.place == at(22.5, 113.5));
  CHECK(to_text(error).find("\"Self-intersection\" at latitude 22.5, longitude 113.5") != std::string::npos);
}

TEST_CASE("geo.datasets: geometry of another kind, none, or beyond the Earth is refused") {
  TempFolder const folder;
  Written line("GPKG", folder / "line.gpkg", 4326);
  line.type = wkbLineString;
  auto const error = refused(line.write());
  CHECK(error.field == "geometry");
  CHECK(error.value == "LINESTRING");
  CHECK(refused(folder.write("null.geojson", geojson("", "null"))).field == "geometry");
  auto const beyond = refused(folder.write(
      "beyond.geojson", geojson("", R"({"type":"Polygon","coordinates":[[[113,22],[190,22],[114,23],[113,22]]]})")));
  CHECK(beyond.field == "geometry");
  CHECK(beyond.value == "190 22");
}

TEST_CASE("geo.datasets: a layer without a coordinate reference system is refused") {
  TempFolder const folder;
  Written written("ESRI Shapefile", folder / "r.shp", 4326);
  written.with_reference = false;
  CHECK(refused(written.write()).field == "coordinate reference system");
}

TEST_CASE("geo.datasets: two versions in force on one day are refused") {
  TempFolder const folder;
  auto const text = geojson("", kSquare);
  auto const feature = text.substr(text.find(R"({"type":"Feature",)"));
  auto second = feature.substr(0, feature.size() - 2);
  second.replace(second.find(R"("version":1)"), 11, R"("version":2)");
  auto const error = refused(folder.write("r.geojson", text.substr(0, text.size() - 2) + "," + second + "]}"));
  CHECK(error.feature == "layer r, feature 1 (a version 2)");
  CHECK(error.value == "it is in force on days on which version 1 is in force too");
}

TEST_CASE("geo.datasets: files that are missing, of another format, empty or damaged are refused") {
  TempFolder const folder;
  CHECK(refused(folder / "nothing.geojson").expected == "a file that is there");
  CHECK(refused(folder.path()).expected == "a file that is there");
  // GDAL itself would read both of these; they are not among the formats let in.
  refused(folder.write("r.csv", "id,WKT\n1,\"POINT(1 2)\"\n"));
  refused(folder.write(
      "r.kml", R"(<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document></Document></kml>)"));
  refused(folder.write("empty.geojson", ""));
  CHECK(refused(folder.write("none.geojson", R"({"type":"FeatureCollection","features":[]})")).expected ==
        "at least one region");
  auto const file = Written("GPKG", folder / "cut.gpkg", 4326).write();
  std::filesystem::resize_file(file, 20'000);
  refused(file);
}
