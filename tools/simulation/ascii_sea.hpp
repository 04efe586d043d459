#pragma once
// A sea drawn in a test's own text: whose water is where, and named places in it.

#include <map>
#include <string_view>

#include "geo/position.hpp"
#include "geo/region.hpp"
#include "geo/units.hpp"

namespace lingding::simulation {

/// What was drawn.
struct Sea {
  geo::RegionSet regions;  ///< one region "HK-waters", "MO-waters", "CN-GD-waters" for each that occurs
  std::map<char, geo::Position> places;
  /// \throws std::out_of_range when the drawing has no such letter
  geo::Position operator[](char place) const { return places.at(place); }
};

/// Rows from north to south, blanks between the cells left out, each cell a square of `spacing` about its middle; the
/// first cell's middle is at 22°30'N 113°30'E. `h`, `m` and `g` are the waters of HK, MO and CN-GD, `.` is nobody's. A
/// capital letter is a place at the middle of its cell, in the same water as the cell to the west of it (nobody's at
/// the west end). What happens in Guangdong's water is copied to MO: a region's `copies_to` at work. Valid from
/// 2000-01-01.
/// \throws std::invalid_argument for any other character, a place drawn twice, or a water with a hole.
Sea ascii_sea(geo::Metres spacing, std::string_view drawing);

}  // namespace lingding::simulation
