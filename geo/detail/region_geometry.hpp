#pragma once
// A region's WKB as rings in the plane, checked by GEOS.

#include <vector>

#include "geo/detail/planar.hpp"
#include "geo/expected.hpp"
#include "geo/region.hpp"

namespace lingding::geo::detail {

/// All rings of all polygons, with rhumb and geodesic edges already cut into pieces that are straight in the plane.
/// What is inside is what an odd number of rings goes round (valid polygons leave no other reading). The fault names
/// the region, GEOS's reason and the coordinate.
Expected<std::vector<Ring>, RegionFault> read_geometry(Region const& region);

/// The id and version as faults name them.
std::string name_of(RegionRef const& ref);

}  // namespace lingding::geo::detail
