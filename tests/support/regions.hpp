#pragma once
// Regions for tests: drawn from literals, or the shipped ones read without GDAL.

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "geo/position.hpp"
#include "geo/region.hpp"

namespace lingding::support {

geo::Position at(double latitude, double longitude);

/// Latitude and longitude pairs to a ring.
std::vector<geo::Position> ring(std::initializer_list<std::pair<double, double>> vertices);
/// The box between two latitudes and two longitudes.
std::vector<geo::Position> box(double south, double west, double north, double east);

/// In force from 2000-01-01 on, priority 0; the caller changes what the test is about.
geo::Region region(std::string id, geo::CentreId centre, std::vector<geo::Polygon> polygons);

/// The set of geo/data/regions.geojson, read with Boost.JSON.
geo::RegionSet shipped_regions();

/// \throws std::invalid_argument with the fault when the regions are refused.
geo::RegionSet set_of(std::vector<geo::Region> regions);

}  // namespace lingding::support
