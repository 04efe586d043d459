#pragma once
// Which regions contain a point: cells known to be wholly in or out, and the exact question where a limit runs through
// the cell.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "geo/detail/planar.hpp"

namespace lingding::geo::detail {

/// A tree of square cells over the regions' extent: 1° cells, each cut 8 × 8 where limits run through, and so on down
/// to the leaf. A leaf is settled (no limit in it: a list of regions) or open: for each region its edges in the cell,
/// and whether the cell's south-west corner is inside. A point in an open cell is inside as its corner is, unless the
/// way from the corner to the point (north, then east) crosses an odd number of edges; sides are decided by exact
/// arithmetic, so that the answers are the same as without cells. Points on an edge are inside.
class CellIndex {
 public:
  /// The number of a region: its place in the list given. At most 65 534.
  using Number = std::uint16_t;

  /// \param regions the rings of each, highest priority first; inside is what an odd number of a region's rings goes
  /// round.
  explicit CellIndex(std::vector<std::vector<Ring> const*> const& regions);

  /// The first region of the list that contains the point. \pre the point's coordinates are finite.
  std::optional<Number> first(PlanarPoint point) const {
    std::uint32_t const code = leaf(point);
    if (!(code & kOpen)) {
      Number const number = settled_first_[code];
      return number == kNone ? std::nullopt : std::optional<Number>{number};
    }
    return first_in_open(code & ~kOpen, point);
  }
  /// All that contain it, in the list's order.
  void all(PlanarPoint point, std::vector<Number>& into) const;

  std::size_t bytes() const;

 private:
  static constexpr Number kNone = 0xFFFF;
  static constexpr std::uint32_t kOpen = 0x80000000U;
  static constexpr std::uint32_t kBlock = 0x40000000U;
  /// Cells of the finest level per degree: 2^15, which five cuts by 8 reach.
  static constexpr int kFinestBits = 15;

  /// What is known of one region in an open cell; without edges the cell is wholly inside it. An open cell's parts
  /// stand one after the other, highest priority first.
  struct Part {
    PlanarPoint corner;  ///< the cell's south-west corner
    std::uint32_t first_edge = 0;
    std::uint32_t edge_count = 0;
    Number number = 0;
    bool corner_inside = false;
    bool last = false;
  };
  class Builder;

  std::uint32_t leaf(PlanarPoint point) const {
    double const east = (point.longitude - west_) * (1 << kFinestBits);
    double const north = (point.latitude - south_) * (1 << kFinestBits);
    if (!(east >= 0 && north >= 0 && east < east_limit_ && north < north_limit_)) return 0;
    auto const x = static_cast<std::uint32_t>(east);
    auto const y = static_cast<std::uint32_t>(north);
    std::uint32_t code = root_[(y >> kFinestBits) * columns_ + (x >> kFinestBits)];
    for (unsigned shift = kFinestBits - 3; code & kBlock; shift -= 3)
      code = blocks_[((code & ~kBlock) << 6U) + (((y >> shift) & 7U) << 3U) + ((x >> shift) & 7U)];
    return code;
  }
  std::optional<Number> first_in_open(std::uint32_t part, PlanarPoint point) const;
  bool contains(Part const& part, PlanarPoint point) const;

  double west_ = 0;
  double south_ = 0;
  double east_limit_ = 0;
  double north_limit_ = 0;
  std::uint32_t columns_ = 0;
  std::vector<std::uint32_t> root_;
  std::vector<std::uint32_t> blocks_;         ///< 64 codes each
  std::vector<Number> settled_first_;         ///< by settled code; code 0: in no region
  std::vector<std::vector<Number>> settled_;  ///< the same, all of them
  std::vector<Part> parts_;
  std::vector<Edge> edges_;
};

}  // namespace lingding::geo::detail
