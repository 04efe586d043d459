// How much of a route lies in whose waters, held against GEOS's intersections.

#include "geo/route.hpp"

#include <geodesic.h>
#include <geos_c.h>

#include <catch2/catch.hpp>
#include <memory>
#include <random>

#include "geo/geodesic.hpp"
#include "tests/support/regions.hpp"

using namespace lingding::geo;
using lingding::support::at;
using lingding::support::box;
using lingding::support::region;
using lingding::support::set_of;

namespace {

UtcDate day() {
  return parse_date("2026-03-02").value();
}

/// Metres of a route within regions by GEOS: the route is cut into short chords, which GEOS intersects with each region
/// in the plane of longitude and latitude; GeographicLib's C routines measure the pieces. Neither our look-up nor our
/// halving has a part in it. Regions have to be disjoint.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(Geos const&) = delete;
  Geos& operator=(Geos const&) = delete;

  double metres_within(Region const& where, std::vector<Position> const& route) {
    auto* const reader = GEOSWKBReader_create_r(handle_);
    auto* const area = GEOSWKBReader_read_r(handle_, reader, reinterpret_cast<unsigned char const*>(where.wkb.data()),
                                            where.wkb.size());
    GEOSWKBReader_destroy_r(handle_, reader);
    auto* const line = line_of(route);
    auto* const within = GEOSIntersection_r(handle_, line, area);
    double const metres = length_of(within);
    GEOSGeom_destroy_r(handle_, within);
    GEOSGeom_destroy_r(handle_, line);
    GEOSGeom_destroy_r(handle_, area);
    return metres;
  }

 private:
  /// Chords of at most 20 m: on the geodesic to well below a millimetre.
  GEOSGeometry* line_of(std::vector<Position> const& route) {
    std::vector<std::pair<double, double>> points;
    for (std::size_t leg = 1; leg < route.size(); ++leg) {
      geod_geodesic earth{};
      geod_init(&earth, 6378137, 1 / 298.257223563);
      geod_geodesicline line{};
      geod_inverseline(&line, &earth, route[leg - 1].latitude.degrees(), route[leg - 1].longitude.degrees(),
                       route[leg].latitude.degrees(), route[leg].longitude.degrees(), GEOD_ALL);
      int const pieces = 1 + static_cast<int>(line.s13 / 20);
      for (int i = leg == 1 ? 0 : 1; i <= pieces; ++i) {
        double lat = 0, lon = 0, azimuth = 0;
        geod_position(&line, line.s13 * i / pieces, &lat, &lon, &azimuth);
        points.emplace_back(lon, lat);
      }
    }
    auto* const sequence = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(points.size()), 2);
    for (unsigned i = 0; i < points.size(); ++i)
      GEOSCoordSeq_setXY_r(handle_, sequence, i, points[i].first, points[i].second);
    return GEOSGeom_createLineString_r(handle_, sequence);
  }

  double length_of(GEOSGeometry const* geometry) {
    double metres = 0;
    int const parts = GEOSGetNumGeometries_r(handle_, geometry);
    for (int part = 0; part < parts; ++part) {
      auto const* const line = GEOSGetGeometryN_r(handle_, geometry, part);
      if (GEOSGeomTypeId_r(handle_, line) != GEOS_LINESTRING || GEOSisEmpty_r(handle_, line) == 1) continue;
      auto const* const sequence = GEOSGeom_getCoordSeq_r(handle_, line);
      unsigned size = 0;
      GEOSCoordSeq_getSize_r(handle_, sequence, &size);
      for (unsigned i = 1; i < size; ++i) metres += step(sequence, i);
    }
    return metres;
  }

  double step(GEOSCoordSequence const* sequence, unsigned i) {
    double lon1 = 0, lat1 = 0, lon2 = 0, lat2 = 0, metres = 0;
    GEOSCoordSeq_getXY_r(handle_, sequence, i - 1, &lon1, &lat1);
    GEOSCoordSeq_getXY_r(handle_, sequence, i, &lon2, &lat2);
    geod_geodesic earth{};
    geod_init(&earth, 6378137, 1 / 298.257223563);
    geod_inverse(&earth, lat1, lon1, lat2, lon2, &metres, nullptr, nullptr);
    return metres;
  }

  GEOSContextHandle_t handle_;
};

}  // namespace

TEST_CASE("geo.route: a route across two boxes is shared at the limit, and what is outside is nobody's") {
  WaterMap const water{set_of({region("west", CentreId::mo, {{box(22.0, 113.0, 22.4, 113.5)}}),
                               region("east", CentreId::hk, {{box(22.0, 113.5, 22.4, 114.0)}})})};
  // Along the parallel 22.2 N the geodesic bulges north by less than a metre: the limit at 113.5 E is crossed half way.
  std::vector<Position> const route{at(22.2, 113.25), at(22.2, 113.75)};
  auto const shares = route_shares(water, route, day());
  double const half = distance(route[0], route[1]).metres() / 2;
  CHECK(shares.in(CentreId::mo).metres() == Approx(half).margin(kRouteShareTolerance.metres()));
  CHECK(shares.in(CentreId::hk).metres() == Approx(half).margin(kRouteShareTolerance.metres()));
  CHECK(shares.in(CentreId::cn_gd) == Metres{});
  CHECK(shares.outside == Metres{});
  auto const out = route_shares(water, std::vector{at(22.2, 113.75), at(22.2, 114.25)}, day());
  CHECK(out.outside.metres() == Approx(half).margin(1.0));
}

TEST_CASE("geo.route: no way, no shares") {
  WaterMap const water{set_of({region("east", CentreId::hk, {{box(22.0, 113.5, 22.4, 114.0)}})})};
  CHECK(route_shares(water, std::vector<Position>{}, day()).whole() == Metres{});
  CHECK(route_shares(water, std::vector{at(22.2, 113.75)}, day()).whole() == Metres{});
  CHECK(route_shares(water, std::vector{at(22.2, 113.75), at(22.2, 113.75)}, day()).whole() == Metres{});
}

TEST_CASE("geo.route: a strip of a third centre between two limits is found, down to the sampling") {
  // 0.002 degrees of longitude at 22.2 N are 206 m.
  WaterMap const water{set_of({region("a", CentreId::mo, {{box(22.0, 113.0, 22.4, 113.5)}}),
                               region("b", CentreId::cn_gd, {{box(22.0, 113.5, 22.4, 113.502)}}),
                               region("c", CentreId::hk, {{box(22.0, 113.502, 22.4, 114.0)}})})};
  auto const shares = route_shares(water, std::vector{at(22.2, 113.4), at(22.2, 113.6)}, day());
  double const strip = distance(at(22.2, 113.5), at(22.2, 113.502)).metres();
  CHECK(shares.in(CentreId::cn_gd).metres() == Approx(strip).margin(2 * kRouteShareTolerance.metres()));
}

TEST_CASE("geo.route: shares agree with GEOS's intersections on random tracks over drawn regions") {
  std::vector<Region> const regions{
      region("macao", CentreId::mo, {{{at(22.0, 113.45), at(22.0, 113.63), at(22.13, 113.66), at(22.22, 113.57)}}}),
      region("hongkong", CentreId::hk,
             {{{at(22.10, 113.82), at(22.13, 114.50), at(22.45, 114.45), at(22.50, 113.90), at(22.30, 113.87)}}})};
  WaterMap const water{set_of(regions)};
  Geos geos;
  std::mt19937_64 random{20260302};
  std::uniform_real_distribution<double> latitude{21.95, 22.55}, longitude{113.4, 114.6};
  for (int i = 0; i < 40; ++i) {
    std::vector<Position> track;
    for (int k = 0; k < 4; ++k) track.push_back(at(latitude(random), longitude(random)));
    auto const shares = route_shares(water, track, day());
    CHECK(shares.whole().metres() == Approx(length(track).metres()).epsilon(1e-12));
    // A corner clipped within one piece may be missed: those are at most as many as there are vertices.
    double const tolerance = kRouteSampling.metres();
    CHECK(shares.in(CentreId::mo).metres() == Approx(geos.metres_within(regions[0], track)).margin(tolerance));
    CHECK(shares.in(CentreId::hk).metres() == Approx(geos.metres_within(regions[1], track)).margin(tolerance));
  }
}

namespace {

/// The shipped waters of Hong Kong and Macao do not overlap; what is left of these tracks is Guangdong's.
void check_against_geos(std::vector<Position> const& track) {
  WaterMap const water{lingding::support::shipped_regions()};
  auto const shares = route_shares(water, track, day());
  Geos geos;
  double hong_kong = 0, macao = 0;
  for (auto const& one : water.regions().regions) {
    if (one.valid_from > day() || (one.valid_to && *one.valid_to <= day())) continue;
    if (one.ref.id == "HK-waters") hong_kong += geos.metres_within(one, track);
    if (one.ref.id == "MO-waters") macao += geos.metres_within(one, track);
  }
  CHECK(hong_kong > 10'000);
  CHECK(macao > 4000);
  CHECK(shares.in(CentreId::hk).metres() == Approx(hong_kong).margin(1));
  CHECK(shares.in(CentreId::mo).metres() == Approx(macao).margin(1));
  CHECK(shares.in(CentreId::cn_gd).metres() == Approx(length(track).metres() - hong_kong - macao).margin(2));
}

}  // namespace

TEST_CASE("geo.route: the demonstration's track through the shipped regions, by GEOS to the metre") {
  // Of plans/data/samples/hk-sample-01.
  check_against_geos({at(22.1979, 113.5593), at(22.183, 113.59), at(22.17, 113.64), at(22.19, 113.8),
                      at(22.183, 113.84), at(22.195, 113.92), at(22.208, 114.0), at(22.226, 114.027),
                      at(22.248, 114.064), at(22.283, 114.098), at(22.29, 114.112), at(22.2935, 114.13),
                      at(22.293, 114.148), at(22.2882, 114.1517)});
  // The ferry route by which routing is tested: 12.05, 19.06 and 3.81 nautical miles.
  check_against_geos({at(22.2882, 114.1517), at(22.283, 114.105), at(22.213, 114.005), at(22.180, 113.840),
                      at(22.170, 113.640), at(22.1979, 113.5593)});
}
