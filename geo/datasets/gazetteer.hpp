#pragma once
// The gazetteer from a file that any GIS can edit.

#include <filesystem>

#include "geo/datasets/regions.hpp"
#include "geo/gazetteer.hpp"

namespace lingding::geo::datasets {

inline constexpr std::size_t kMostPlaces = 20'000;

/// Reads every layer of points; one feature is one place. WGS 84 alone: gazetteers are kept so.
///
/// | field      | type   | meaning |
/// |------------|--------|---------|
/// | id         | text   | unique in the file |
/// | kind       | text   | island, cape, port, channel, lighthouse, buoy, bridge, rock, town |
/// | en         | text   | English name |
/// | zh_hant    | text   | may be missing or empty, as the next two |
/// | zh_hans    | text   | |
/// | pt         | text   | |
/// | also       | text   | other names and spellings, with semicolons between; may be missing or empty |
/// | accuracy_m | number | more than 0: the place, all of it, is within this of the point |
/// | source     | text   | where name and position are from |
///
/// At least one name. Only GeoJSON, GeoPackage and Shapefile; a plain file on this machine.
/// \throws std::runtime_error when GDAL lacks one of the drivers.
Expected<Gazetteer, DatasetError> load_gazetteer(std::filesystem::path const& file);

}  // namespace lingding::geo::datasets
