#pragma once
// How far is it to a region's limits? Geodesic distance from a position to the nearest point of the rings.

#include <array>
#include <cstddef>
#include <vector>

#include "geo/detail/planar.hpp"
#include "geo/position.hpp"
#include "geo/units.hpp"

namespace lingding::geo::detail {

/// The limits of one region: its rings without the seams along ±180° that the region has on both sides, and without
/// edges that lie in a pole.
class LimitLines {
 public:
  explicit LimitLines(std::vector<Ring> const& rings);

  /// The geodesic distance to the nearest point of the limits (which are straight in the plane), if it is less than
  /// `best`; else `best`. Within kBoundaryTolerance (geo/water.hpp).
  Metres nearest(Position position, Metres best) const;
  /// A quick bound: no limit is nearer than this (it may be below zero); infinite when there is no limit.
  Metres at_least(Position position) const;

 private:
  /// Earth-centred, Earth-fixed, metres: no seam and no pole there, and no way over the Earth is shorter than through
  /// it.
  using Vector = std::array<double, 3>;
  struct Sphere {
    Vector centre{};
    double radius = 0;
  };
  struct Piece {
    Edge edge;
    Vector from{};
    Vector to{};
    double bulge = 0;  ///< no point of the piece is farther than this from its chord through the Earth
  };
  static constexpr std::size_t kGroup = 16;

  static Piece make_piece(Edge const& edge);
  static double nearest_possible(Vector const& eye, Piece const& piece);
  static double nearest_possible(Vector const& eye, Sphere const& sphere);
  Sphere around_group(std::size_t first, std::size_t last) const;

  std::vector<Piece> pieces_;
  std::vector<Sphere> groups_;  ///< of kGroup pieces each
};

}  // namespace lingding::geo::detail
