#include "geo/detail/cell_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>

#include "geo/check.hpp"

namespace lingding::geo::detail {
namespace {

/// Edges count for a cell when they come within this many degrees of it (0.1 mm): far more than the rounding of a
/// point's cell number, far less than a cell.
constexpr double kMargin = 1e-9;
/// A cell with more edges than this is cut again while it can be. So many are looked through in about the time that
/// reading one more cell from memory takes (measured: bench-water).
constexpr std::size_t kEdgesPerLeaf = 16;
constexpr int kLevels = 5;
/// Down to this level (cells of 1/8°, 14 km) every cell that a limit runs through is cut, so that few points meet an
/// open cell.
constexpr int kFreeLevels = 1;
/// Unless that would take more blocks than this (256 bytes each): then one level less, and so on.
constexpr double kMostFreeBlocks = 16384;

/// On which side of the edge a point lies that is moved a little north and a far smaller way east, so that it is never
/// on the edge.
int moved_side(Edge const& edge, PlanarPoint point) {
  int const side = orientation(edge.from, edge.to, point);
  if (side != 0) return side;
  if (edge.to.longitude != edge.from.longitude) return edge.to.longitude > edge.from.longitude ? 1 : -1;
  return edge.to.latitude > edge.from.latitude ? -1 : 1;
}

/// Whether the edge crosses the way from `corner` north (or south) to the point's latitude and then east (or west) to
/// the point, an odd number of times. Both ends are taken as moved_side takes them.
bool crosses(Edge const& edge, PlanarPoint corner, PlanarPoint point) {
  bool odd = false;
  auto const [west, east] = std::minmax(edge.from.longitude, edge.to.longitude);
  auto const [south, north] = std::minmax(edge.from.latitude, edge.to.latitude);
  PlanarPoint const bend{corner.longitude, point.latitude};
  if (south <= point.latitude && north > point.latitude) {
    auto const [left, right] = std::minmax(corner.longitude, point.longitude);
    if (east >= left && west <= right) odd = moved_side(edge, bend) != moved_side(edge, point);
  }
  if (west <= corner.longitude && east > corner.longitude) {
    auto const [low, high] = std::minmax(corner.latitude, point.latitude);
    if (north >= low && south <= high) odd ^= moved_side(edge, corner) != moved_side(edge, bend);
  }
  return odd;
}

bool on_edge(Edge const& edge, PlanarPoint point) {
  auto const [west, east] = std::minmax(edge.from.longitude, edge.to.longitude);
  auto const [south, north] = std::minmax(edge.from.latitude, edge.to.latitude);
  return point.longitude >= west && point.longitude <= east && point.latitude >= south && point.latitude <= north &&
         orientation(edge.from, edge.to, point) == 0;
}

/// A square cell.
struct Cell {
  double west = 0;
  double south = 0;
  double side = 0;
  PlanarPoint corner() const { return {west, south}; }
};

/// Whether the edge comes within kMargin of the cell; may say yes a little too often, never no.
bool touches(Edge const& edge, Cell const& cell) {
  double const reach = cell.side / 2 + kMargin;
  double const x = cell.west + cell.side / 2;
  double const y = cell.south + cell.side / 2;
  double const ax = edge.from.longitude - x;
  double const ay = edge.from.latitude - y;
  double const bx = edge.to.longitude - x;
  double const by = edge.to.latitude - y;
  if (std::min(ax, bx) > reach || std::max(ax, bx) < -reach || std::min(ay, by) > reach || std::max(ay, by) < -reach)
    return false;
  // The cell reaches |dx| + |dy| times half its side to either hand of a line through its middle.
  double const dx = bx - ax;
  double const dy = by - ay;
  return std::abs(ax * dy - ay * dx) <= (std::abs(dx) + std::abs(dy)) * reach;
}

/// One region as a cell sees it while the tree is built.
struct Local {
  CellIndex::Number number = 0;
  bool corner_inside = false;
  std::vector<Edge> edges;
};

bool parity_from(Local const& local, PlanarPoint corner, PlanarPoint to) {
  bool inside = local.corner_inside;
  for (auto const& edge : local.edges) inside ^= crosses(edge, corner, to);
  return inside;
}

std::vector<Edge> edges_of(std::vector<Ring> const& rings) {
  std::vector<Edge> edges;
  for (auto const& ring : rings)
    for (std::size_t i = 1; i < ring.size(); ++i)
      if (ring[i - 1] != ring[i]) edges.push_back({ring[i - 1], ring[i]});
  return edges;
}

}  // namespace

class CellIndex::Builder {
 public:
  explicit Builder(CellIndex& index) : index_(index) { settle({}); }

  void build(std::vector<std::vector<Edge>> const& regions) {
    set_extent(regions);
    choose_free_levels(regions);
    std::vector<std::vector<Local>> cells(index_.root_.size());
    for (std::size_t i = 0; i < regions.size(); ++i) spread(regions[i], static_cast<Number>(i), cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      index_.root_[i] = make(root_cell(i), cells[i], 0);
      cells[i].clear();
    }
  }

 private:
  void set_extent(std::vector<std::vector<Edge>> const& regions) {
    double west = 180;
    double south = 90;
    double east = -180;
    double north = -90;
    for (auto const& edges : regions)
      for (auto const& edge : edges)
        for (auto const& point : {edge.from, edge.to}) {
          west = std::min(west, point.longitude);
          east = std::max(east, point.longitude);
          south = std::min(south, point.latitude);
          north = std::max(north, point.latitude);
        }
    if (west > east) return;  // no edges at all: every point is outside
    // One cell more all round: the corners of the first row and column are then outside every region.
    index_.west_ = std::floor(west) - 1;
    index_.south_ = std::floor(south) - 1;
    index_.columns_ = static_cast<std::uint32_t>(std::floor(east) - index_.west_) + 2;
    rows_ = static_cast<std::uint32_t>(std::floor(north) - index_.south_) + 2;
    index_.east_limit_ = static_cast<double>(index_.columns_ << kFinestBits);
    index_.north_limit_ = static_cast<double>(rows_ << kFinestBits);
    index_.root_.resize(std::size_t{index_.columns_} * rows_);
  }

  void choose_free_levels(std::vector<std::vector<Edge>> const& regions) {
    double degrees = 0;
    for (auto const& edges : regions)
      for (auto const& edge : edges)
        degrees += std::abs(edge.to.longitude - edge.from.longitude) + std::abs(edge.to.latitude - edge.from.latitude);
    double blocks = degrees * std::pow(8.0, kFreeLevels - 1);
    for (free_levels_ = kFreeLevels; free_levels_ > 0 && blocks > kMostFreeBlocks; --free_levels_) blocks /= 8;
  }

  Cell root_cell(std::size_t i) const {
    std::size_t const column = i % index_.columns_;
    std::size_t const row = i / index_.columns_;
    return {index_.west_ + static_cast<double>(column), index_.south_ + static_cast<double>(row), 1.0};
  }

  /// Gives every root cell the region's edges in it, and walks from cell to cell to learn which corners are inside.
  void spread(std::vector<Edge> const& edges, Number number, std::vector<std::vector<Local>>& cells) const {
    std::vector<Local> locals(cells.size());
    auto const column = [&](double longitude) {
      return static_cast<std::size_t>(std::floor(longitude - index_.west_));
    };
    auto const row = [&](double latitude) { return static_cast<std::size_t>(std::floor(latitude - index_.south_)); };
    for (auto const& edge : edges) {
      auto const [west, east] = std::minmax(edge.from.longitude, edge.to.longitude);
      auto const [south, north] = std::minmax(edge.from.latitude, edge.to.latitude);
      for (auto y = row(south - kMargin); y <= row(north + kMargin); ++y)
        for (auto x = column(west - kMargin); x <= column(east + kMargin); ++x) {
          auto const i = y * index_.columns_ + x;
          if (touches(edge, root_cell(i))) locals[i].edges.push_back(edge);
        }
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      bool const first_column = i % index_.columns_ == 0;
      if (i == 0) continue;
      auto const from = first_column ? i - index_.columns_ : i - 1;
      locals[i].corner_inside = parity_from(locals[from], root_cell(from).corner(), root_cell(i).corner());
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (locals[i].edges.empty() && !locals[i].corner_inside) continue;
      locals[i].number = number;
      cells[i].push_back(std::move(locals[i]));
    }
  }

  std::uint32_t make(Cell const& cell, std::vector<Local> const& locals, int level) {
    std::size_t edges = 0;
    for (auto const& local : locals) edges += local.edges.size();
    if (edges == 0) {
      std::vector<Number> inside;
      inside.reserve(locals.size());
      for (auto const& local : locals) inside.push_back(local.number);
      return settle(std::move(inside));
    }
    bool const cut = level < free_levels_ || (edges > kEdgesPerLeaf && level < kLevels);
    return cut ? make_block(cell, locals, level) : make_open(cell, locals);
  }

  std::uint32_t make_block(Cell const& cell, std::vector<Local> const& locals, int level) {
    auto const block = static_cast<std::uint32_t>(index_.blocks_.size() / 64);
    LINGDING_CHECK(block < kBlock);
    index_.blocks_.resize(index_.blocks_.size() + 64);
    for (unsigned i = 0; i < 64; ++i) {
      double const side = cell.side / 8;
      unsigned const column = i % 8;
      unsigned const row = i / 8;
      Cell const part{cell.west + side * column, cell.south + side * row, side};
      std::vector<Local> inner;
      for (auto const& local : locals) {
        Local mine{local.number, parity_from(local, cell.corner(), part.corner()), {}};
        for (auto const& edge : local.edges)
          if (touches(edge, part)) mine.edges.push_back(edge);
        if (mine.corner_inside || !mine.edges.empty()) inner.push_back(std::move(mine));
      }
      auto const code = make(part, inner, level + 1);
      index_.blocks_[std::size_t{block} * 64 + i] = code;
    }
    return kBlock | block;
  }

  std::uint32_t make_open(Cell const& cell, std::vector<Local> const& locals) {
    auto const first = static_cast<std::uint32_t>(index_.parts_.size());
    LINGDING_CHECK(first < kBlock);
    for (auto const& local : locals) {
      index_.parts_.push_back({cell.corner(), static_cast<std::uint32_t>(index_.edges_.size()),
                               static_cast<std::uint32_t>(local.edges.size()), local.number, local.corner_inside,
                               false});
      index_.edges_.insert(index_.edges_.end(), local.edges.begin(), local.edges.end());
    }
    index_.parts_.back().last = true;
    return kOpen | first;
  }

  std::uint32_t settle(std::vector<Number> inside) {
    auto const [place, fresh] = known_.try_emplace(inside, static_cast<std::uint32_t>(index_.settled_.size()));
    if (fresh) {
      index_.settled_first_.push_back(inside.empty() ? kNone : inside.front());
      index_.settled_.push_back(std::move(inside));
    }
    return place->second;
  }

  CellIndex& index_;
  std::uint32_t rows_ = 0;
  int free_levels_ = kFreeLevels;
  std::map<std::vector<Number>, std::uint32_t> known_;
};

CellIndex::CellIndex(std::vector<std::vector<Ring> const*> const& regions) {
  LINGDING_CHECK(regions.size() < kNone);
  std::vector<std::vector<Edge>> edges;
  edges.reserve(regions.size());
  for (auto const* const rings : regions) edges.push_back(edges_of(*rings));
  Builder(*this).build(edges);
}

bool CellIndex::contains(Part const& part, PlanarPoint point) const {
  bool inside = part.corner_inside;
  for (auto const& edge : std::span{edges_}.subspan(part.first_edge, part.edge_count)) {
    if (on_edge(edge, point)) return true;
    inside ^= crosses(edge, part.corner, point);
  }
  return inside;
}

std::optional<CellIndex::Number> CellIndex::first_in_open(std::uint32_t part, PlanarPoint point) const {
  while (true) {
    Part const& one = parts_[part++];
    if (contains(one, point)) return one.number;
    if (one.last) return std::nullopt;
  }
}

void CellIndex::all(PlanarPoint point, std::vector<Number>& into) const {
  std::uint32_t const code = leaf(point);
  if (!(code & kOpen)) {
    into.insert(into.end(), settled_[code].begin(), settled_[code].end());
    return;
  }
  for (auto part = code & ~kOpen;; ++part) {
    if (contains(parts_[part], point)) into.push_back(parts_[part].number);
    if (parts_[part].last) return;
  }
}

std::size_t CellIndex::bytes() const {
  return root_.size() * sizeof root_[0] + blocks_.size() * sizeof blocks_[0] + parts_.size() * sizeof(Part) +
         edges_.size() * sizeof(Edge);
}

}  // namespace lingding::geo::detail
