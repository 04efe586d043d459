#pragma once
// Regions from files that any GIS can edit: GeoJSON, GeoPackage and Shapefile, in any coordinate reference system,
// through GDAL.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "geo/expected.hpp"
#include "geo/region.hpp"

namespace lingding::geo::datasets {

/// What is wrong with a file.
struct DatasetError {
  std::filesystem::path file;
  std::string layer;                    ///< empty: the file itself
  std::optional<std::int64_t> feature;  ///< the feature's FID in its layer
  std::string field;                    ///< empty: not one field
  std::string text;                     ///< the value and what was expected, or GDAL's own words
  bool operator==(DatasetError const&) const = default;
};
/// "regions.geojson: layer regions: feature 3: kind: \"water\" is none of waters, limits, srr".
std::string to_text(DatasetError const& error);

/// A file larger than this is refused: regions are kilobytes.
inline constexpr std::uintmax_t kMaxFileBytes = 256U << 20U;
inline constexpr std::int64_t kMaxFeatures = 10'000;

/// Every feature of every layer is one version of one region. Fields, by name (case does not matter; a Shapefile's
/// first ten letters are enough):
///
/// | field | what |
/// |---|---|
/// | id, version | text; a whole number from 1 |
/// | kind | waters, limits or srr |
/// | centre | CN-GD, HK or MO |
/// | priority | a whole number; where regions overlap the higher is responsible |
/// | copies_to | centres with commas between; may be empty or missing |
/// | name_en, name_zh_hant, source | text |
/// | assumed | true or false (1 or 0); missing: false |
/// | edges | plane, rhumb or geodesic; missing: plane |
/// | valid_from, valid_to | dates; valid_to may be empty or missing |
///
/// Geometry: Polygon or MultiPolygon. A layer without a coordinate reference system is refused, but for GeoJSON, which
/// has WGS 84 by its definition (RFC 7946, section 4). Others are reprojected by PROJ to WGS 84; axis order is what the
/// reference system's data has in practice (longitude or easting first). Nothing is repaired.
/// \throws std::bad_alloc only.
Expected<RegionSet, DatasetError> load_regions(std::filesystem::path const& file);

}  // namespace lingding::geo::datasets
