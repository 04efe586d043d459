// Responsible-water look-ups a second with regions of 1 000 vertices, beside GEOS's prepared geometries over an STR
// tree in the same run and beside a bare table look-up; near the limits too, and with distances.

#include <geos_c.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "geo/geodesic.hpp"
#include "geo/water.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/regions.hpp"

namespace {

using namespace lingding;
using geo::Position;

constexpr int kRegions = 10;
constexpr int kVertices = 1000;
constexpr std::size_t kPoints = 1'000'000;

/// A coast-like ring: a circle whose radius wanders, rougher the closer one looks (midpoint displacement).
std::vector<Position> coast(std::mt19937_64& random, double latitude, double longitude, double radius) {
  std::vector<double> radii(1024, 1.0);
  std::uniform_real_distribution<double> shift(-1, 1);
  double rough = 0.35;
  for (std::size_t step = 512; step > 0; step /= 2, rough *= 0.6)
    for (std::size_t i = step; i < radii.size(); i += 2 * step)
      radii[i] = std::max(0.2, (radii[i - step] + radii[(i + step) % radii.size()]) / 2 + rough * shift(random));
  std::vector<Position> ring;
  for (int i = 0; i < kVertices; ++i) {
    double const angle = 2 * 3.14159265358979 * i / kVertices;
    double const r = radius * radii[static_cast<std::size_t>(i) * radii.size() / kVertices];
    ring.push_back(support::at(latitude + r * std::sin(angle), longitude + 1.3 * r * std::cos(angle)));
  }
  return ring;
}

struct Coasts {
  std::vector<geo::Region> regions;
  std::vector<std::vector<Position>> rings;
};

/// Ten of them over 25° W – 32° E, 34 – 72° N, as large as the countries of the published run: about a sixth of the
/// points hit.
Coasts coasts() {
  std::mt19937_64 random(1);
  Coasts result;
  for (int i = 0; i < kRegions; ++i) {
    result.rings.push_back(coast(random, 40.0 + 13 * (i / 5), -18.0 + 10.5 * (i % 5), 2.9));
    result.regions.push_back(support::region("coast-" + std::to_string(i),
                                             geo::kCentres[static_cast<std::size_t>(i) % 3], {{result.rings.back()}}));
  }
  return result;
}

std::vector<Position> everywhere() {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> latitude(34, 72);
  std::uniform_real_distribution<double> longitude(-25, 32);
  std::vector<Position> points;
  for (std::size_t i = 0; i < kPoints; ++i) points.push_back(support::at(latitude(random), longitude(random)));
  return points;
}

/// Within 1 km of a limit.
std::vector<Position> near_limits(std::vector<std::vector<Position>> const& rings) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> share(0, 1);
  std::uniform_real_distribution<double> off(-1000, 1000);
  std::uniform_int_distribution<std::size_t> vertex(0, kVertices - 1);
  std::uniform_int_distribution<std::size_t> region(0, rings.size() - 1);
  std::vector<Position> points;
  for (std::size_t i = 0; i < kPoints / 4; ++i) {
    auto const& ring = rings[region(random)];
    auto const k = vertex(random);
    auto const way = geo::geodesic(ring[k], ring[(k + 1) % ring.size()]);
    auto const foot = geo::destination(ring[k], way.initial, way.distance * share(random));
    points.push_back(geo::destination(foot, geo::TrueBearing::from_degrees(way.initial.degrees() + 90).value(),
                                      geo::Metres::from_metres(off(random))));
  }
  return points;
}

/// GEOS as its users have it: prepared `covers` over an STR tree, a point made for each question (3.11 takes no bare
/// coordinates).
class Geos {
 public:
  explicit Geos(std::vector<geo::Region> const& regions)
      : handle_(GEOS_init_r()), tree_(GEOSSTRtree_create_r(handle_, 4)) {
    auto* const reader = GEOSWKBReader_create_r(handle_);
    for (auto const& region : regions) {
      auto* const geometry = GEOSWKBReader_read_r(
          handle_, reader, reinterpret_cast<unsigned char const*>(region.wkb.data()), region.wkb.size());
      geometries_.push_back(geometry);
      prepared_.push_back(GEOSPrepare_r(handle_, geometry));
    }
    for (std::size_t i = 0; i < prepared_.size(); ++i)
      GEOSSTRtree_insert_r(handle_, tree_, geometries_[i], &prepared_[i]);
    GEOSWKBReader_destroy_r(handle_, reader);
  }
  Geos(Geos const&) = delete;
  Geos& operator=(Geos const&) = delete;
  ~Geos() {
    GEOSSTRtree_destroy_r(handle_, tree_);
    for (auto const* one : prepared_) GEOSPreparedGeom_destroy_r(handle_, one);
    for (auto* one : geometries_) GEOSGeom_destroy_r(handle_, one);
    GEOS_finish_r(handle_);
  }
  bool covered(Position position) {
    question_ = {handle_,
                 GEOSGeom_createPointFromXY_r(handle_, position.longitude.degrees(), position.latitude.degrees()),
                 false};
    GEOSSTRtree_query_r(handle_, tree_, question_.point, &Geos::ask, &question_);
    GEOSGeom_destroy_r(handle_, question_.point);
    return question_.covered;
  }

 private:
  struct Question {
    GEOSContextHandle_t handle = nullptr;
    GEOSGeometry* point = nullptr;
    bool covered = false;
  };
  static void ask(void* item, void* question) {
    auto& asked = *static_cast<Question*>(question);
    if (!asked.covered)
      asked.covered =
          GEOSPreparedCovers_r(asked.handle, *static_cast<GEOSPreparedGeometry const**>(item), asked.point) == 1;
  }
  GEOSContextHandle_t handle_;
  GEOSSTRtree* tree_;
  std::vector<GEOSGeometry*> geometries_;
  std::vector<GEOSPreparedGeometry const*> prepared_;
  Question question_;
};

/// The least that any look-up has to do: turn a position into a cell number and read the cell.
std::size_t bare_table(std::vector<std::uint8_t> const& table, std::vector<Position> const& points) {
  std::size_t sum = 0;
  for (auto const& point : points) {
    auto const x = static_cast<std::size_t>((point.longitude.degrees() + 32) * 8);
    auto const y = static_cast<std::size_t>((point.latitude.degrees() - 30) * 8);
    sum += table[y * 512 + x];
  }
  return sum;
}

std::string millions(double rate) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2f", rate / 1e6);
  return buffer;
}

}  // namespace

int main() {
  auto const drawn = coasts();
  geo::WaterMap const map(support::set_of(drawn.regions));
  auto const day = geo::parse_date("2020-06-01").value();
  std::vector<std::uint8_t> table(512 * 512, 1);
  Geos geos(drawn.regions);

  auto const compare = [&](char const* figure, char const* what, std::vector<Position> const& points) {
    std::size_t ours = 0;
    std::size_t theirs = 0;
    std::size_t floor = 0;
    auto const count = static_cast<double>(points.size());
    double const our_rate = count / bench::best_time([&] {
                              ours = 0;
                              for (auto const& point : points)
                                ours += map.responsible_region(point, day) != nullptr ? 1 : 0;
                            });
    double const their_rate = count / bench::best_time([&] {
                                theirs = 0;
                                for (auto const& point : points) theirs += geos.covered(point) ? 1 : 0;
                              });
    double const floor_rate = count / bench::best_time([&] { floor = bare_table(table, points); });
    if (ours != theirs || floor != points.size()) {
      std::fprintf(stderr, "bench-water: %zu points in regions, GEOS says %zu\n", ours, theirs);
      std::exit(1);
    }
    bench::print(
        {.figure = figure,
         .what = what,
         .value = our_rate,
         .unit = "look-ups/s",
         .better = bench::Better::more,
         .floor = floor_rate,
         .floor_what = "position to the number of a cell, one table read",
         .aim = 20e6,
         .peers =
             "GEOS 3.11 prepared over an STR tree, same run: " + millions(their_rate) + " M/s (published run: 5.2 M/s)",
         .note = std::to_string(100 * ours / points.size()) + " % of the points hit; GEOS finds the same number"});
  };
  compare("water.lookups", "responsible region of a position, 10 regions of 1 000 vertices, one core", everywhere());
  auto const near = near_limits(drawn.rings);
  compare("water.lookups_near_limits", "the same, all positions within 1 km of a limit", near);

  std::vector<Position> const some(near.begin(), near.begin() + 2000);
  double const seconds = bench::best_time([&] {
    for (auto const& point : some) static_cast<void>(map.find(point, geo::Metres::from_nautical_miles(1), day));
  });
  double const inverse = bench::best_time([&] {
    for (std::size_t i = 1; i < some.size(); ++i) static_cast<void>(geo::distance(some[i - 1], some[i]));
  });
  bench::print({.figure = "water.findings",
                .what = "whole finding: regions, possible regions, geodesic distance to the nearest limit, one core",
                .value = static_cast<double>(some.size()) / seconds,
                .unit = "findings/s",
                .better = bench::Better::more,
                .floor = static_cast<double>(some.size() - 1) / inverse,
                .floor_what = "one geodesic inverse by PROJ",
                .aim = {},
                .peers = {},
                .note = "10 regions of 1 000 vertices, positions within 1 km of a limit, 1 nm of uncertainty"});
  auto const shipped = support::shipped_regions();
  double const build = bench::best_time([&] { static_cast<void>(geo::WaterMap(shipped)); });
  bench::print({.figure = "water.build",
                .what = "making the look-up of the shipped regions",
                .value = build * 1e3,
                .unit = "ms",
                .better = bench::Better::less,
                .floor = {},
                .floor_what = {},
                .aim = {},
                .peers = {},
                .note = "five regions, all their days"});
  return 0;
}
