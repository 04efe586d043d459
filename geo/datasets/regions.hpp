#pragma once
// Regions from files that any GIS can edit: GeoJSON, GeoPackage and Shapefile, in any coordinate reference system.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "geo/expected.hpp"
#include "geo/position.hpp"
#include "geo/region.hpp"

namespace lingding::geo::datasets {

/// Why a file gives no regions: which file, which feature, which field, what stands there, what was expected.
struct DatasetError {
  std::string file;
  std::string feature;  ///< "layer regions, feature 3 (HK-waters)"; empty when it is about the file
  std::string field;    ///< "kind", "geometry", "coordinate reference system"; empty when it is about the whole feature
  std::string value;    ///< as it stands there; empty: nothing does
  std::string expected;
  std::optional<Position> place;  ///< of a fault in a geometry
  bool operator==(DatasetError const&) const = default;
};
/// One line, with whatever of these is known.
std::string to_text(DatasetError const& error);

/// How far a line that is straight in the file's own coordinate reference system may be from the one that stands for it
/// in longitude and latitude, in metres: points are put on it until it is closer. (Edges that are said to be rhumb
/// lines or geodesics only have their vertices transformed.)
inline constexpr double kReprojectionToleranceMetres = 0.5;

/// Larger files are refused: regions are kilobytes.
inline constexpr std::uintmax_t kMostFileBytes = std::uintmax_t{256} << 20U;
inline constexpr std::size_t kMostRegions = 10'000;

/// Reads every layer that has geometry; one feature is one version of one region. Coordinates are brought to WGS 84 by
/// PROJ, each file's axes as its format stores them; heights are left out. Geometry that is invalid is refused with its
/// place, never repaired.
///
/// Fields, by name in any case (their first ten letters in a Shapefile); a file may have others, which are not looked
/// at:
///
/// | field        | type          | meaning |
/// |--------------|---------------|---------|
/// | id           | text          | Region::ref.id |
/// | version      | whole number  | 1 or more |
/// | kind         | text          | waters, limits or srr |
/// | centre       | text          | CN-GD, HK or MO |
/// | valid_from   | date or text  | YYYY-MM-DD, the first day in force |
/// | valid_to     | date or text  | the first day no longer in force; may be missing or empty: still in force |
/// | source       | text          | the instrument that the limits come from |
/// | priority     | whole number  | may be missing or empty: 0 |
/// | assumed      | boolean, 0/1 or text | true or false; may be missing or empty: false |
/// | copies_to    | text          | centres, with commas or blanks between; may be missing or empty |
/// | edges        | text          | plane, rhumb or geodesic; may be missing or empty: plane |
/// | name_en      | text          | may be missing or empty |
/// | name_zh_hant | text          | may be missing or empty; name_zh in a Shapefile, whose names end after ten letters
/// |
///
/// Only the drivers for these three formats are let at the file, which must be a plain file on this machine.
/// \throws std::runtime_error when GDAL lacks one of the drivers.
Expected<RegionSet, DatasetError> load_regions(std::filesystem::path const& file);

}  // namespace lingding::geo::datasets
