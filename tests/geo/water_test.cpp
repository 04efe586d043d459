#include "geo/water.hpp"

#include <geos_c.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "geo/geodesic.hpp"
#include "geo/rhumb.hpp"
#include "tests/support/regions.hpp"

using namespace lingding::geo;
using namespace lingding::support;

namespace {

UtcDate const kToday = parse_date("2020-06-01").value();

std::vector<std::string> ids(std::vector<RegionRef> const& refs) {
  std::vector<std::string> result;
  for (auto const& ref : refs) result.push_back(ref.id);
  return result;
}

Region with_priority(Region given, std::int32_t priority) {
  given.priority = priority;
  return given;
}

/// GEOS's own answer, by its prepared `covers`.
class Covers {
 public:
  explicit Covers(std::vector<Region> const& regions) : handle_(GEOS_init_r()) {
    auto* const reader = GEOSWKBReader_create_r(handle_);
    for (auto const& one : regions) {
      auto* const bytes = reinterpret_cast<unsigned char const*>(one.wkb.data());
      geometries_.push_back(GEOSWKBReader_read_r(handle_, reader, bytes, one.wkb.size()));
      prepared_.push_back(GEOSPrepare_r(handle_, geometries_.back()));
    }
    GEOSWKBReader_destroy_r(handle_, reader);
  }
  Covers(Covers const&) = delete;
  Covers& operator=(Covers const&) = delete;
  ~Covers() {
    for (auto const* one : prepared_) GEOSPreparedGeom_destroy_r(handle_, one);
    for (auto* one : geometries_) GEOSGeom_destroy_r(handle_, one);
    GEOS_finish_r(handle_);
  }
  bool operator()(std::size_t region, Position position) const {
    auto* const point =
        GEOSGeom_createPointFromXY_r(handle_, position.longitude.degrees(), position.latitude.degrees());
    bool const answer = GEOSPreparedCovers_r(handle_, prepared_[region], point) == 1;
    GEOSGeom_destroy_r(handle_, point);
    return answer;
  }

 private:
  GEOSContextHandle_t handle_;
  std::vector<GEOSGeometry*> geometries_;
  std::vector<GEOSPreparedGeometry const*> prepared_;
};

/// A ring round (latitude, longitude), seen from which the vertices go once round: never crossing itself.
std::vector<Position> star(std::mt19937_64& random, double latitude, double longitude, double low, double high,
                           int vertices, double grid) {
  std::uniform_real_distribution<double> radius(low, high);
  std::vector<Position> result;
  for (int i = 0; i < vertices; ++i) {
    double const angle = 2 * 3.14159265358979 * i / vertices;
    double const r = radius(random);
    auto const snap = [&](double value) { return grid == 0 ? value : std::round(value / grid) * grid; };
    auto const position = at(snap(latitude + r * std::sin(angle)), snap(longitude + r * std::cos(angle)));
    if (result.empty() || result.back() != position) result.push_back(position);
  }
  return result;
}

/// Points where mistakes would show: corners, edges, the vertices' parallels and meridians, and their neighbours in the
/// last bit.
std::vector<Position> awkward_points(std::vector<Position> const& ring, std::mt19937_64& random) {
  std::vector<Position> result;
  std::uniform_int_distribution<std::size_t> any(0, ring.size() - 1);
  auto const add = [&](double latitude, double longitude) {
    if (auto const position = Position::from_degrees(latitude, longitude)) result.push_back(*position);
  };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    auto const a = ring[i];
    auto const b = ring[(i + 1) % ring.size()];
    auto const c = ring[any(random)];
    double const y = (a.latitude.degrees() + b.latitude.degrees()) / 2;
    double const x = (a.longitude.degrees() + b.longitude.degrees()) / 2;
    for (auto const& [latitude, longitude] : {std::pair{a.latitude.degrees(), a.longitude.degrees()},
                                              {y, x},
                                              {a.latitude.degrees(), c.longitude.degrees()}}) {
      add(latitude, longitude);
      // Next to 0 the next double is 5e-324; GEOS's 106 bits take that for 0, ours don't.
      add(latitude == 0 ? 1e-15 : std::nextafter(latitude, 90), longitude);
      add(latitude, longitude == 0 ? -1e-15 : std::nextafter(longitude, -180));
      add(std::floor(latitude * 512) / 512, longitude);
      add(std::floor(latitude * 512) / 512, std::floor(longitude * 512) / 512);
    }
  }
  return result;
}

void check_against_geos(std::vector<Region> const& given, std::vector<Position> const& points) {
  WaterMap const map(set_of(given));
  auto const& regions = map.regions().regions;
  Covers const covers(regions);
  std::size_t inside_count = 0;
  std::size_t differences = 0;
  std::size_t asked = 0;
  for (auto const position : points) {
    std::vector<std::string> expected;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < regions.size(); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return regions[a].priority > regions[b].priority; });
    for (auto const i : order)
      if (covers(i, position)) expected.push_back(regions[i].ref.id);
    auto const* const responsible = map.responsible_region(position, kToday);
    CAPTURE(position.latitude.degrees(), position.longitude.degrees(), expected);
    if ((responsible == nullptr ? "" : responsible->ref.id) != (expected.empty() ? "" : expected.front()))
      ++differences;
    // find() measures distances too, which takes a thousand times as long.
    if (++asked % 16 == 0 && ids(map.find(position, Metres{}, kToday).inside) != expected) ++differences;
    if (differences > 0) FAIL("differs from GEOS");
    inside_count += expected.empty() ? 0 : 1;
  }
  CHECK(differences == 0);
  CHECK(inside_count > points.size() / 50);  // the points were worth asking about
}

/// The boundary distance by the plainest means: many points of every edge.
double distance_by_walking(Position position, std::vector<Position> const& ring) {
  double best = 1e9;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    auto const a = ring[i];
    auto const b = ring[(i + 1) % ring.size()];
    for (int k = 0; k <= 4000; ++k) {
      double const share = k / 4000.0;
      best = std::min(
          best, distance(position, at(a.latitude.degrees() + share * (b.latitude.degrees() - a.latitude.degrees()),
                                      a.longitude.degrees() + share * (b.longitude.degrees() - a.longitude.degrees())))
                    .metres());
    }
  }
  return best;
}

}  // namespace

TEST_CASE("geo.water: a position is in the regions that contain it, and the higher priority comes first") {
  WaterMap const map(set_of({with_priority(region("low", CentreId::hk, {{box(20, 110, 24, 116)}}), 1),
                             with_priority(region("high", CentreId::mo, {{box(22, 113, 23, 114)}}), 2)}));
  CHECK(ids(map.find(at(22.5, 113.5), Metres{}, kToday).inside) == std::vector<std::string>{"high", "low"});
  CHECK(map.responsible_region(at(22.5, 113.5), kToday)->ref.id == "high");
  CHECK(map.responsible_region(at(21.5, 113.5), kToday)->ref.id == "low");
  CHECK(map.responsible_region(at(25, 113.5), kToday) == nullptr);
  CHECK(map.find(at(25, 113.5), Metres{}, kToday).inside.empty());
}

TEST_CASE("geo.water: equal priorities go by the id") {
  WaterMap const map(set_of(
      {region("b", CentreId::hk, {{box(20, 110, 24, 116)}}), region("a", CentreId::mo, {{box(22, 113, 23, 114)}})}));
  CHECK(map.responsible_region(at(22.5, 113.5), kToday)->ref.id == "a");
}

TEST_CASE("geo.water: a boundary, a corner and a hole's edge are inside, a hole is not") {
  WaterMap const map(set_of({region("ring", CentreId::hk, {{box(20, 110, 24, 116), box(21, 111, 22, 112)}})}));
  CHECK(map.responsible_region(at(20, 113), kToday));
  CHECK(map.responsible_region(at(24, 116), kToday));
  CHECK(map.responsible_region(at(21, 111.5), kToday));
  CHECK(map.responsible_region(at(22, 112), kToday));
  CHECK_FALSE(map.responsible_region(at(21.5, 111.5), kToday));
  CHECK_FALSE(map.responsible_region(at(20 - 1e-12, 113), kToday));
}

TEST_CASE("geo.water: no region, or none in force, contains anything") {
  WaterMap const none(set_of({}));
  CHECK_FALSE(none.responsible_region(at(22, 113), kToday));
  CHECK_FALSE(none.find(at(22, 113), Metres::from_metres(1e7), kToday).boundary_distance);
  WaterMap const map(set_of({region("box", CentreId::hk, {{box(20, 110, 24, 116)}})}));
  CHECK_FALSE(map.responsible_region(at(22, 113), parse_date("1999-12-31").value()));
  CHECK(map.responsible_region(at(22, 113), parse_date("2000-01-01").value()));
  CHECK_FALSE(map.find(at(22, 113), Metres{}, parse_date("1999-12-31").value()).boundary_of);
}

TEST_CASE("geo.water: the version in force on the day decides") {
  Region first = region("w", CentreId::hk, {{box(20, 110, 21, 111)}});
  first.valid_to = parse_date("2010-01-01");
  Region second = region("w", CentreId::mo, {{box(20, 110, 22, 112)}});
  second.ref.version = 2;
  second.valid_from = parse_date("2012-01-01").value();
  WaterMap const map(set_of({first, second}));
  auto const version = [&](char const* day) {
    auto const* const found = map.responsible_region(at(20.5, 110.5), parse_date(day).value());
    return found == nullptr ? 0U : found->ref.version;
  };
  CHECK(version("1999-12-31") == 0);
  CHECK(version("2000-01-01") == 1);
  CHECK(version("2009-12-31") == 1);
  CHECK(version("2010-01-01") == 0);
  CHECK(version("2011-12-31") == 0);
  CHECK(version("2012-01-01") == 2);
  CHECK(version("2100-01-01") == 2);
}

TEST_CASE("geo.water: look-ups agree with GEOS on coast-like regions with holes and overlap") {
  std::mt19937_64 random(20150909);
  std::vector<Region> regions;
  std::vector<Position> points;
  for (int i = 0; i < 6; ++i) {
    double const latitude = 22 + 0.35 * i;
    auto const outer = star(random, latitude, 113.5, 0.6, 1.0, 300 + 100 * i, 0);
    auto const hole = star(random, latitude, 113.5, 0.1, 0.5, 60, 0);
    regions.push_back(with_priority(region("r" + std::to_string(i), CentreId::hk, {{outer, hole}}), i % 3));
    for (auto const& ring : {outer, hole}) {
      auto const more = awkward_points(ring, random);
      points.insert(points.end(), more.begin(), more.end());
    }
  }
  std::uniform_real_distribution<double> latitude(20.5, 25.5);
  std::uniform_real_distribution<double> longitude(112, 115);
  for (int i = 0; i < 10'000; ++i) points.push_back(at(latitude(random), longitude(random)));
  check_against_geos(regions, points);
}

TEST_CASE("geo.water: look-ups agree with GEOS where vertices, edges and cells share their coordinates") {
  std::mt19937_64 random(19970701);
  auto const grid = GENERATE(1.0 / 64, 1.0 / 512, 0.25, 0.001);
  CAPTURE(grid);
  std::vector<Region> regions;
  std::vector<Position> points;
  for (int i = 0; i < 20; ++i) {
    auto const outline = star(random, -1 + 0.1 * i, 0.2 * i - 2, 0.5, 2.5, 24, grid);
    auto candidate = region("r" + std::to_string(i), CentreId::mo, {{outline}});
    if (!make_region_set({candidate})) continue;  // snapping made it touch itself
    regions.push_back(candidate);
    auto const more = awkward_points(outline, random);
    points.insert(points.end(), more.begin(), more.end());
  }
  REQUIRE(regions.size() > 5);
  std::uniform_int_distribution<int> step(static_cast<int>(-3 / grid), static_cast<int>(3 / grid));
  for (int i = 0; i < 2'000; ++i) points.push_back(at(step(random) * grid, step(random) * grid));
  check_against_geos(regions, points);
}

TEST_CASE("geo.water: boundary distances are geodesic, to edges straight in longitude and latitude") {
  std::mt19937_64 random(665);
  auto const outline = star(random, 22.2, 113.7, 0.1, 0.3, 25, 0);
  auto const wide = ring({{10, 109}, {10, 120}, {23, 120}, {18, 112}});
  WaterMap const small(set_of({region("small", CentreId::mo, {{outline}})}));
  WaterMap const large(set_of({region("large", CentreId::hk, {{wide}})}));
  std::uniform_real_distribution<double> latitude(21, 23.5);
  std::uniform_real_distribution<double> longitude(112.5, 115);
  for (int i = 0; i < 12; ++i) {
    auto const position = at(latitude(random), longitude(random));
    CAPTURE(position.latitude.degrees(), position.longitude.degrees());
    // A step along the small outline is under 15 m, along the wide one under 350 m.
    double const walked = distance_by_walking(position, outline);
    double const found = small.find(position, Metres{}, kToday).boundary_distance->metres();
    CHECK(found <= walked + kBoundaryTolerance.metres());
    CHECK(found >= walked - 8 * 8 / std::max(found, 8.0));
    double const walked_wide = distance_by_walking(position, wide);
    double const found_wide = large.find(position, Metres{}, kToday).boundary_distance->metres();
    CHECK(found_wide <= walked_wide + kBoundaryTolerance.metres());
    CHECK(found_wide >= walked_wide - 175.0 * 175.0 / std::max(found_wide, 175.0));
  }
}

TEST_CASE("geo.water: a limit along a meridian and a parallel is as far as theory says") {
  WaterMap const map(set_of({region("box", CentreId::hk, {{box(-10, 0, 10, 20)}})}));
  // On the equator, one degree is 111 319.4908 m (a · π / 180); along the meridian 9° to 10° N is 110 598.7 m by Snyder
  // 1987, 3-21.
  auto const west = map.find(at(0, -1), Metres{}, kToday);
  CHECK(west.boundary_distance->metres() == Approx(111319.4908).margin(0.001));
  CHECK(west.boundary_of->id == "box");
  CHECK(map.find(at(0, 1), Metres{}, kToday).boundary_distance->metres() == Approx(111319.4908).margin(0.001));
  auto const corner = map.find(at(11, 21), Metres{}, kToday);
  CHECK(corner.boundary_distance->metres() == Approx(distance(at(11, 21), at(10, 20)).metres()).margin(0.001));
  CHECK(map.find(at(0, 0), Metres{}, kToday).boundary_distance->metres() < 0.001);
}

TEST_CASE("geo.water: a shared limit is the one with the higher priority's") {
  auto const west = ring({{20, 110}, {24, 110}, {23, 112.3}, {21, 113.1}, {20, 112}});
  auto const east = ring({{20, 112}, {21, 113.1}, {23, 112.3}, {24, 110}, {24, 116}, {20, 116}});
  WaterMap const map(set_of({with_priority(region("east", CentreId::hk, {{east}}), 1),
                             with_priority(region("west", CentreId::mo, {{west}}), 2)}));
  CHECK(map.find(at(22, 113.2), Metres{}, kToday).boundary_of->id == "west");
  CHECK(map.find(at(22, 112.2), Metres{}, kToday).boundary_of->id == "west");
  CHECK(map.find(at(22, 115.9), Metres{}, kToday).boundary_of->id == "east");
}

TEST_CASE("geo.water: regions within the radius of uncertainty are possible") {
  WaterMap const map(set_of({with_priority(region("west", CentreId::mo, {{box(20, 110, 24, 113)}}), 2),
                             region("east", CentreId::hk, {{box(20, 113.1, 24, 116)}})}));
  // 0.1° of longitude at 22° N is 10 323 m from edge to edge; 0.01° is 1 032 m.
  auto const find = [&](double longitude, double metres) {
    auto const finding = map.find(at(22, longitude), Metres::from_metres(metres), kToday);
    return std::pair{ids(finding.inside), ids(finding.possible)};
  };
  using Ids = std::vector<std::string>;
  CHECK(find(112.99, 11000) == std::pair{Ids{"west"}, Ids{}});
  CHECK(find(112.99, 11400) == std::pair{Ids{"west"}, Ids{"east"}});
  CHECK(find(113.05, 5000) == std::pair{Ids{}, Ids{}});
  CHECK(find(113.05, 5200) == std::pair{Ids{}, Ids{"west", "east"}});
  CHECK(find(111, 0) == std::pair{Ids{"west"}, Ids{}});
  CHECK(find(100, 1e7) == std::pair{Ids{}, Ids{"west", "east"}});
}

TEST_CASE("geo.water: a region across 180° is one region, and the seam is no limit") {
  WaterMap const map(set_of({region("pacific", CentreId::hk, {{box(0, 170, 10, 180)}, {box(0, -180, 10, -170)}}),
                             region("east", CentreId::mo, {{box(20, 170, 30, 180)}})}));
  CHECK(map.responsible_region(at(5, 179.9), kToday)->ref.id == "pacific");
  CHECK(map.responsible_region(at(5, -179.9), kToday)->ref.id == "pacific");
  CHECK(map.responsible_region(at(5, 180), kToday)->ref.id == "pacific");
  CHECK(map.responsible_region(at(5, -180), kToday)->ref.id == "pacific");
  CHECK(ids(map.find(at(5, 180), Metres{}, kToday).inside) == std::vector<std::string>{"pacific"});
  // From 5° N on the seam the nearest limit is the equator: 552 885 m (Snyder 1987, equation 3-21).
  auto const finding = map.find(at(5, 180), Metres{}, kToday);
  CHECK(finding.boundary_distance->metres() == Approx(552885.45).margin(1));
  CHECK(finding.boundary_of->id == "pacific");
  CHECK(map.responsible_region(at(25, -180), kToday)->ref.id == "east");
  CHECK_FALSE(map.responsible_region(at(25, -179.99), kToday));
  // Where a region really ends at 180°, that is its limit: 0.1° at 25° N is 10 095 m.
  CHECK(map.find(at(25, -179.9), Metres::from_metres(11000), kToday).possible.size() == 1);
  CHECK(map.find(at(25, -179.9), Metres::from_metres(10000), kToday).possible.empty());
  CHECK(map.find(at(25, -179.9), Metres{}, kToday).boundary_distance->metres() == Approx(10095).margin(5));
}

TEST_CASE("geo.water: a region round a pole contains it, whatever longitude the pole is given") {
  WaterMap const map(set_of({region("cap", CentreId::hk, {{box(80, -180, 90, 180)}})}));
  CHECK(map.responsible_region(at(90, 0), kToday));
  CHECK(map.responsible_region(at(90, -123.4), kToday));
  CHECK(map.responsible_region(at(85, 180), kToday));
  CHECK_FALSE(map.responsible_region(at(-90, 0), kToday));
  // The only limit is the 80th parallel: 1 116 824 m from the pole (10 001 965.729 less the arc to 80°, Snyder 1987,
  // 3-21).
  CHECK(map.find(at(90, 0), Metres{}, kToday).boundary_distance->metres() == Approx(1116824.7).margin(2));
  CHECK(map.find(at(89.9, 180), Metres{}, kToday).boundary_distance->metres() == Approx(1116824.7 - 11169.4).margin(2));
}

TEST_CASE("geo.water: rhumb and geodesic edges are followed within their tolerance") {
  auto outline = ring({{50, -40}, {20, 40}, {10, -40}});
  Region rhumbs = region("curve", CentreId::hk, {{outline}});
  rhumbs.edges = EdgeKind::rhumb;
  Region geodesics = rhumbs;
  geodesics.edges = EdgeKind::geodesic;
  WaterMap const by_rhumb(set_of({rhumbs}));
  WaterMap const by_geodesic(set_of({geodesics}));
  auto const way = geodesic(at(50, -40), at(20, 40));
  for (int i = 1; i < 50; ++i) {
    auto const on_rhumb = rhumb_points(at(50, -40), at(20, 40), 50)[static_cast<std::size_t>(i)];
    CHECK(by_rhumb.find(on_rhumb, Metres{}, kToday).boundary_distance->metres() <= kEdgeToleranceMetres);
    auto const on_geodesic = destination(at(50, -40), way.initial, way.distance * (i / 50.0));
    CHECK(by_geodesic.find(on_geodesic, Metres{}, kToday).boundary_distance->metres() <= kEdgeToleranceMetres);
  }
  // Between the two lines, hundreds of kilometres apart in the middle.
  auto const middle = destination(at(50, -40), way.initial, way.distance * 0.5);
  auto const between = at(middle.latitude.degrees() - 1, middle.longitude.degrees());
  CHECK(by_geodesic.responsible_region(between, kToday));
  CHECK_FALSE(by_rhumb.responsible_region(between, kToday));
  Region too_wide = region("wide", CentreId::hk, {{box(0, -100, 10, 100)}});
  too_wide.edges = EdgeKind::rhumb;
  CHECK_THROWS_WITH(WaterMap(RegionSet{{too_wide}, ""}),
                    Catch::Contains("wide version 1") && Catch::Contains("180 degrees"));
}

TEST_CASE("geo.water: an invalid region is refused by name, reason and place") {
  Region const bow = region("bow", CentreId::hk, {{ring({{22, 113}, {23, 114}, {22, 114}, {23, 113}})}});
  CHECK_THROWS_WITH(WaterMap(RegionSet{{bow}, ""}),
                    "bow version 1: Self-intersection at latitude 22.5, longitude 113.5");
}
