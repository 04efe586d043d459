#include "tools/simulation/ascii_sea.hpp"

#include <array>
#include <cctype>
#include <cmath>
#include <numbers>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace lingding::simulation {
namespace {

using Corner = std::pair<int, int>;  ///< column and row of a cell's north-west corner
using Edge = std::pair<Corner, Corner>;
using Ring = std::vector<Corner>;
using Rows = std::vector<std::string>;

Rows rows_of(std::string_view drawing) {
  Rows rows;
  std::string row;
  for (char const c : drawing) {
    if (c == '\n') {
      if (!row.empty()) rows.push_back(std::exchange(row, {}));
    } else if (c != ' ') {
      row += c;
    }
  }
  if (!row.empty()) rows.push_back(row);
  return rows;
}

/// Every side of every cell, with the water on its left; what two cells share falls away.
std::set<Edge> outline(Rows const& rows, char water) {
  std::set<Edge> edges;
  auto const add = [&](Corner from, Corner to) {
    if (edges.erase({to, from}) == 0) edges.insert({from, to});
  };
  for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
    auto const& cells = rows[static_cast<std::size_t>(row)];
    for (int column = 0; column < static_cast<int>(cells.size()); ++column) {
      if (cells[static_cast<std::size_t>(column)] != water) continue;
      // Counter-clockwise, with rows growing to the south.
      add({column, row + 1}, {column + 1, row + 1});
      add({column + 1, row + 1}, {column + 1, row});
      add({column + 1, row}, {column, row});
      add({column, row}, {column, row + 1});
    }
  }
  return edges;
}

/// Where two cells meet at a corner alone, the ring turns left and so keeps them apart.
Edge next_edge(std::set<Edge> const& edges, Edge const& last) {
  int const east = last.second.first - last.first.first;
  int const south = last.second.second - last.first.second;
  std::array<Corner, 3> const turns{Corner{south, -east}, Corner{east, south}, Corner{-south, east}};
  for (auto const& [dx, dy] : turns) {
    Edge const candidate{last.second, {last.second.first + dx, last.second.second + dy}};
    if (edges.contains(candidate)) return candidate;
  }
  throw std::invalid_argument("ascii_sea: an outline does not close");
}

std::vector<Ring> rings(std::set<Edge> edges) {
  std::vector<Ring> result;
  while (!edges.empty()) {
    Edge const first = *edges.begin();
    Ring ring{first.first};
    Edge edge = first;
    edges.erase(edge);
    long area = 0;
    while (true) {
      ring.push_back(edge.second);
      area += static_cast<long>(edge.first.second) * edge.second.first -
              static_cast<long>(edge.first.first) * edge.second.second;
      if (edge.second == first.first) break;
      edge = next_edge(edges, edge);
      edges.erase(edge);
    }
    if (area < 0) throw std::invalid_argument("ascii_sea: a water with a hole in it");
    result.push_back(std::move(ring));
  }
  return result;
}

class Grid {
 public:
  explicit Grid(geo::Metres spacing) {
    // 1852 m a minute of latitude serves for a drawing; cells are square at its first row.
    latitude_step_ = spacing.nautical_miles() / 60.0;
    longitude_step_ = latitude_step_ / std::cos(kNorth * std::numbers::pi / 180.0);
  }
  double latitude(double row) const { return kNorth - row * latitude_step_; }
  double longitude(double column) const { return kWest + column * longitude_step_; }

 private:
  static constexpr double kNorth = 22.5;
  static constexpr double kWest = 113.5;
  double latitude_step_;
  double longitude_step_;
};

std::string shape(std::vector<Ring> const& outlines, Grid const& grid) {
  std::vector<geo::Polygon> polygons;
  for (auto const& ring : outlines) {
    auto& outer = polygons.emplace_back().emplace_back();
    for (auto const& [column, row] : ring)
      outer.push_back(geo::Position::from_degrees(grid.latitude(row - 0.5), grid.longitude(column - 0.5)).value());
  }
  return geo::to_wkb(polygons);
}

std::optional<geo::CentreId> centre_of(char water) {
  switch (water) {
    case 'g':
      return geo::CentreId::cn_gd;
    case 'h':
      return geo::CentreId::hk;
    case 'm':
      return geo::CentreId::mo;
    default:
      return std::nullopt;
  }
}

geo::Region region(Rows const& rows, char water, Grid const& grid) {
  geo::Region result;
  auto const centre = *centre_of(water);
  result.ref = {std::string{geo::to_text(centre)} + "-waters", 1, geo::RegionKind::waters, centre};
  result.name_en = "Water drawn as " + std::string{water};
  result.source = "a test's drawing";
  if (centre == geo::CentreId::cn_gd) result.copies_to = {geo::CentreId::mo};
  result.valid_from = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
  result.wkb = shape(rings(outline(rows, water)), grid);
  return result;
}

}  // namespace

Sea ascii_sea(geo::Metres spacing, std::string_view drawing) {
  Sea sea;
  Grid const grid{spacing};
  auto rows = rows_of(drawing);
  std::set<char> waters;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows[row].size(); ++column) {
      char& cell = rows[row][column];
      if (std::isupper(static_cast<unsigned char>(cell)) != 0) {
        auto const position = geo::Position::from_degrees(grid.latitude(static_cast<double>(row)),
                                                          grid.longitude(static_cast<double>(column)));
        if (!sea.places.emplace(cell, position.value()).second)
          throw std::invalid_argument(std::string{"ascii_sea: a second "} + cell);
        cell = column == 0 ? '.' : rows[row][column - 1];
      }
      if (cell != '.' && !centre_of(cell)) throw std::invalid_argument(std::string{"ascii_sea: what is "} + cell);
      if (cell != '.') waters.insert(cell);
    }
  }
  std::vector<geo::Region> regions;
  for (char const water : waters) regions.push_back(region(rows, water, grid));
  auto set = geo::make_region_set(std::move(regions));
  if (!set) throw std::invalid_argument("ascii_sea: " + geo::to_text(set.error()));
  sea.regions = std::move(*set);
  return sea;
}

}  // namespace lingding::simulation
