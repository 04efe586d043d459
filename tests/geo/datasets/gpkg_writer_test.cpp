#include "geo/datasets/gpkg_writer.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <catch2/catch.hpp>
#include <memory>

#include "geo/datasets/regions.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding::geo;
using namespace lingding::geo::datasets;
using lingding::support::at;
using lingding::support::TempFolder;

namespace {

struct CloseDataset {
  void operator()(GDALDataset* dataset) const { GDALClose(GDALDataset::ToHandle(dataset)); }
};

UtcTime const kStamp = parse_time("2026-03-02T00:00:00Z").value();

std::unique_ptr<GDALDataset, CloseDataset> open(std::filesystem::path const& file) {
  char const* const drivers[] = {"GPKG", nullptr};
  std::unique_ptr<GDALDataset, CloseDataset> dataset{
      GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers)};
  REQUIRE(dataset);
  return dataset;
}

/// One layer of points with a field of each type.
Layer points() {
  return {.name = "points",
          .description = "Places",
          .geometry = LayerGeometry::point,
          .fields = {{"name"},
                     {"count", FieldType::whole_number},
                     {"length_nm", FieldType::real_number},
                     {"day", FieldType::date}},
          .features = {
              {at(22.1979, 113.5593),
               {std::string{"澳門 'x\""}, std::int64_t{1} << 40U, 12.5, UtcDate{parse_date("0999-12-31").value()}}},
              {{}, {{}, {}, {}, {}}}}};
}

}  // namespace

TEST_CASE("datasets.geopackage: values and positions come back as they went in") {
  TempFolder const folder;
  write_geopackage(folder / "a.gpkg", {points()}, kStamp);
  auto const dataset = open(folder / "a.gpkg");
  REQUIRE(dataset->GetLayerCount() == 1);
  OGRLayer* const layer = dataset->GetLayer(0);
  REQUIRE(layer->GetFeatureCount() == 2);
  std::unique_ptr<OGRFeature> const first{layer->GetNextFeature()};
  CHECK(first->GetFieldAsString("name") == std::string{"澳門 'x\""});
  CHECK(first->GetFieldAsInteger64("count") == GIntBig{1} << 40);
  CHECK(first->GetFieldAsDouble("length_nm") == 12.5);
  CHECK(first->GetFieldAsString("day") == std::string{"0999/12/31"});
  auto const* point = first->GetGeometryRef()->toPoint();
  CHECK(point->getX() == 113.5593);
  CHECK(point->getY() == 22.1979);
  std::unique_ptr<OGRFeature> const second{layer->GetNextFeature()};
  for (int i = 0; i < 4; ++i) CHECK(second->IsFieldNull(i));
  CHECK(second->GetGeometryRef() == nullptr);
}

TEST_CASE("datasets.geopackage: the same layers and stamp give the same bytes, over an older file too") {
  TempFolder const folder;
  write_geopackage(folder / "a.gpkg", {points()}, kStamp);
  std::string const first = folder.read("a.gpkg");
  write_geopackage(folder / "a.gpkg", {points()}, kStamp + std::chrono::hours{1});
  CHECK(folder.read("a.gpkg") != first);
  write_geopackage(folder / "a.gpkg", {points()}, kStamp);
  CHECK(folder.read("a.gpkg") == first);
}

TEST_CASE("datasets.geopackage: what can't be written is said, and leaves nothing behind") {
  TempFolder const folder;
  CHECK_THROWS_AS(write_geopackage(folder / "not there" / "a.gpkg", {points()}, kStamp), std::runtime_error);
  auto twice = points();
  CHECK_THROWS_WITH(write_geopackage(folder / "b.gpkg", {twice, twice}, kStamp), Catch::Contains("points"));
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("datasets.geopackage: a layer with the regions' fields is read as regions again") {
  TempFolder const folder;
  auto const set = lingding::support::shipped_regions();
  Layer layer{.name = "regions",
              .description = "",
              .geometry = LayerGeometry::polygons,
              .fields = {{"id"},
                         {"version", FieldType::whole_number},
                         {"kind"},
                         {"centre"},
                         {"valid_from", FieldType::date},
                         {"valid_to", FieldType::date},
                         {"source"}},
              .features = {}};
  for (auto const& region : set.regions)
    layer.features.push_back({Wkb{region.wkb},
                              {region.ref.id, std::int64_t{region.ref.version}, std::string{to_text(region.ref.kind)},
                               std::string{to_text(region.ref.centre)}, region.valid_from,
                               region.valid_to ? FieldValue{*region.valid_to} : FieldValue{}, region.source}});
  write_geopackage(folder / "r.gpkg", {layer}, kStamp);
  auto const again = load_regions(folder / "r.gpkg");
  REQUIRE(again.has_value());
  REQUIRE(again->regions.size() == set.regions.size());
  for (std::size_t i = 0; i < set.regions.size(); ++i) {
    CHECK(again->regions[i].ref == set.regions[i].ref);
    CHECK(again->regions[i].valid_to == set.regions[i].valid_to);
    CHECK(again->regions[i].wkb.size() >= set.regions[i].wkb.size());
  }
}
