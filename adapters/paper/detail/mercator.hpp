#pragma once
// The ellipsoidal Mercator projection onto a rectangle of a page, and what a chart's border needs of it.

#include <span>
#include <vector>

#include "adapters/paper/detail/canvas.hpp"
#include "geo/position.hpp"
#include "geo/region.hpp"
#include "geo/units.hpp"

namespace lingding::paper::detail {

/// A chart between 80° S and 80° N, not across 180°.
class Mercator {
 public:
  /// Shows all these positions within the frame, with a part of its size left free around them, and no larger than
  /// that a nautical mile takes half of its width.
  /// \pre !positions.empty()
  Mercator(std::span<geo::Position const> positions, Box const& frame);

  /// Positions beyond the frame fall outside of it.
  Point to_page(geo::Position position) const;
  Point to_page(geo::Degrees longitude, geo::Degrees latitude) const;
  geo::Degrees longitude_of(double x) const;
  geo::Degrees latitude_of(double y) const;
  Box const& frame() const { return frame_; }
  /// How long a distance looks, eastwards, half-way up the frame.
  double points_for(geo::Metres distance) const;

 private:
  Box frame_;
  double scale_ = 1;           ///< points for a radian of longitude
  double west_ = 0;            ///< radians, at the frame's left side
  double north_ordinate_ = 0;  ///< isometric latitude at the frame's top
};

/// The polygons of a region's WKB (geo::Region::wkb), each ring as it runs on the page: edges that are straight in
/// longitude and latitude get points on the way. Cut to the frame (grown by `margin` points).
std::vector<std::vector<Point>> rings_on_page(Mercator const& chart, geo::Region const& region, double margin);

/// Even-odd.
bool inside(std::vector<std::vector<Point>> const& rings, Point point);
/// From a point to the nearest of these lines; infinity for none.
double distance_to(std::vector<Point> const& line, bool closed, Point point);
bool crosses(std::vector<Point> const& line, Box const& box);

}  // namespace lingding::paper::detail
