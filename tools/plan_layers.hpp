#pragma once
// Plans and regions as layers of a GeoPackage, for any GIS.

#include <span>
#include <string>
#include <vector>

#include "geo/datasets/gpkg_writer.hpp"
#include "geo/region.hpp"

namespace lingding::tools {

/// A plan's document that passed its checks, and its digest.
struct LayeredPlan {
  std::string document;
  std::string digest;
};

/// plans (one feature a plan, with all of its routes), routes, stops, ships (attributes alone) and regions, each plan's
/// in the order given. docs/plans.md names the columns.
std::vector<geo::datasets::Layer> plan_layers(std::span<LayeredPlan const> plans, std::span<geo::Region const> regions);

}  // namespace lingding::tools
