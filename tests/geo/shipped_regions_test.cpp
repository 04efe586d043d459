// The shipped regions (geo/data/regions.geojson) put every place that the sources name where the sources say.

#include <geodesic.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "geo/geodesic.hpp"
#include "geo/route.hpp"
#include "geo/water.hpp"
#include "tests/support/regions.hpp"

using namespace lingding::geo;
using lingding::support::at;

namespace {

WaterMap const& water() {
  static WaterMap const map(lingding::support::shipped_regions());
  return map;
}

std::string centre_at(Position position, char const* day = "2020-06-01") {
  auto const* const region = water().responsible_region(position, parse_date(day).value());
  return region == nullptr ? "nobody" : std::string(to_text(region->ref.centre));
}

Region const& shipped(std::string const& id, std::uint32_t version) {
  for (auto const& region : water().regions().regions)
    if (region.ref.id == id && region.ref.version == version) return region;
  FAIL("no region " << id);
  std::abort();
}

/// The outer ring of a polygon's WKB (OGC 06-103r4, section 8.2).
std::vector<Position> outline(Region const& region) {
  std::uint32_t count = 0;
  std::memcpy(&count, region.wkb.data() + 9, sizeof count);
  std::vector<Position> result;
  for (std::uint32_t i = 0; i < count; ++i) {
    double point[2];
    std::memcpy(point, region.wkb.data() + 13 + i * sizeof point, sizeof point);
    result.push_back(at(point[1], point[0]));
  }
  return result;
}

double square_kilometres(std::vector<Position> const& ring) {
  geod_geodesic ellipsoid{};
  geod_init(&ellipsoid, 6378137.0, 1 / 298.257223563);
  geod_polygon polygon{};
  geod_polygon_init(&polygon, 0);
  for (auto const& position : ring)
    geod_polygon_addpoint(&ellipsoid, &polygon, position.latitude.degrees(), position.longitude.degrees());
  double area = 0;
  geod_polygon_compute(&ellipsoid, &polygon, 0, 1, &area, nullptr);
  return std::abs(area) / 1e6;
}

double degrees_minutes(double degrees, double minutes) {
  return degrees + minutes / 60;
}

/// Base points of the territorial sea from east to west: Declaration of 15 May 1996, numbers 26 to 33.
std::vector<Position> baseline() {
  auto const point = [](double d, double m, double e, double n) {
    return at(degrees_minutes(d, m), degrees_minutes(e, n));
  };
  return {point(23, 12.9, 117, 14.9), point(23, 12.3, 117, 13.9), point(22, 56.1, 116, 29.7),
          point(22, 18.9, 115, 7.5),  point(21, 48.5, 113, 58.0), point(21, 34.1, 112, 47.9),
          point(21, 27.7, 112, 21.5), point(19, 58.5, 111, 16.4)};
}

}  // namespace

TEST_CASE("geo.shipped_regions: every terminal lies in its own place's waters") {
  CHECK(centre_at(at(22.2882, 114.1517)) == "HK");     // Hong Kong–Macau Ferry Terminal, Sheung Wan
  CHECK(centre_at(at(22.299, 114.167)) == "HK");       // China Ferry Terminal, Tsim Sha Tsui
  CHECK(centre_at(at(22.318, 113.942)) == "HK");       // SkyPier
  CHECK(centre_at(at(22.1979, 113.5593)) == "MO");     // Outer Harbour
  CHECK(centre_at(at(22.164, 113.577)) == "MO");       // Taipa
  CHECK(centre_at(at(22.2395, 113.5935)) == "CN-GD");  // Zhuhai Jiuzhou
  CHECK(centre_at(at(22.478, 113.902)) == "CN-GD");    // Shekou
  CHECK(centre_at(at(22.470, 113.906)) == "CN-GD");    // Shekou Cruise Centre
  CHECK(centre_at(at(22.766, 113.609)) == "CN-GD");    // Nansha
  CHECK(centre_at(at(22.567, 113.476)) == "CN-GD");    // Zhongshan
  CHECK(centre_at(at(22.985, 113.505)) == "CN-GD");    // Lianhuashan
  CHECK(centre_at(at(22.616, 113.799)) == "CN-GD");    // Fuyong
}

TEST_CASE("geo.shipped_regions: every accident of the record goes where it was handled") {
  // Positions by their descriptions: the sources give none to the minute.
  CHECK(centre_at(at(22.170, 113.655), "2008-01-11") ==
        "CN-GD");  // Funchal and Santa Maria, 5 nm off Macao, mainland waters
  CHECK(distance(at(22.170, 113.655), at(22.1979, 113.5593)).nautical_miles() == Approx(5.6).margin(0.3));
  CHECK(centre_at(at(22.222, 114.118), "2012-10-01") == "HK");       // Lamma IV, off Yung Shue Wan
  CHECK(centre_at(at(22.235, 114.030), "2014-05-21") == "HK");       // Universal MK 2013, north of Cheung Chau
  CHECK(centre_at(at(22.1979, 113.5593), "2014-06-13") == "MO");     // Cacilhas on the breakwater of the Outer Harbour
  CHECK(centre_at(at(22.190, 113.585), "2014-06-13") == "MO");       // and in its approach
  CHECK(centre_at(at(22.186, 113.905), "2015-10-25") == "HK");       // off Siu A Chau, Soko Islands
  CHECK(centre_at(at(22.1762, 113.7200), "2016-08-27") == "CN-GD");  // MK 2003 off Ngau Tau island, mainland waters
  CHECK(centre_at(at(21.33, 114.27), "2015-08-17") == "HK");  // 43 nm south of Dangan: the SRR, with its copy to CN-GD
  CHECK(shipped("HK-SRR", 1).copies_to == std::vector<CentreId>{CentreId::cn_gd});
}

TEST_CASE("geo.shipped_regions: the synthetic vectors of the reference fall where it says") {
  CHECK(centre_at(at(22.2, 114 + 32.0 / 60)) == "CN-GD");              // beacon 1.7 nm outside the east line
  CHECK(centre_at(at(22 + 10.57 / 60, 113 + 40.12 / 60)) == "CN-GD");  // DSC, collision
  CHECK(centre_at(at(22 + 11.0 / 60, 113 + 34.0 / 60)) == "MO");       // DSC, abandoning
  CHECK(centre_at(at(22.1867, 113.7167)) == "CN-GD");                  // SART
  auto const finding = water().find(at(22.2, 114.5333), Metres{}, parse_date("2020-06-01").value());
  CHECK(finding.boundary_distance->nautical_miles() == Approx(1.7).margin(0.05));
  CHECK(finding.boundary_of->id == "HK-waters");
}

TEST_CASE("geo.shipped_regions: the ferry route from Sheung Wan to Macao crosses all three waters") {
  std::vector<Position> const route{at(22.2882, 114.1517), at(22.283, 114.105), at(22.213, 114.005),
                                    at(22.180, 113.840),   at(22.170, 113.640), at(22.1979, 113.5593)};
  auto const shares = route_shares(water(), route, parse_date("2020-06-01").value());
  CHECK(shares.whole().nautical_miles() == Approx(34.9).margin(0.05));
  CHECK(shares.in(CentreId::hk).nautical_miles() == Approx(19.0).margin(0.1));
  CHECK(shares.in(CentreId::cn_gd).nautical_miles() == Approx(12.0).margin(0.1));
  CHECK(shares.in(CentreId::mo).nautical_miles() == Approx(3.8).margin(0.1));
  CHECK(shares.outside == Metres{});
  CHECK(shares.whole().metres() == Approx(length(route).metres()).epsilon(1e-12));
  CHECK(route_shares(water(), {}, parse_date("2020-06-01").value()).whole() == Metres{});
}

TEST_CASE("geo.shipped_regions: Hong Kong's and Macao's limits have the published extent and area") {
  // Published bounding box of Order 221: 22.1367222–22.5683333 N, 113.8171111–114.5024444 E.
  double south = 90, north = -90, west = 180, east = -180;
  auto const hong_kong = outline(shipped("HK-waters", 1));
  for (auto const& position : hong_kong) {
    south = std::min(south, position.latitude.degrees());
    north = std::max(north, position.latitude.degrees());
    west = std::min(west, position.longitude.degrees());
    east = std::max(east, position.longitude.degrees());
  }
  CHECK(south == Approx(22.1367222).margin(1e-6));
  CHECK(north == Approx(22.5683333).margin(1e-6));
  CHECK(west == Approx(113.8171111).margin(1e-6));
  CHECK(east == Approx(114.5024444).margin(1e-6));
  // About 2 755 km² officially; here the land line is simplified. Macao: 85 km² of sea and about 30 of land.
  CHECK(square_kilometres(hong_kong) == Approx(2755).margin(10));
  CHECK(square_kilometres(outline(shipped("MO-waters", 2))) == Approx(114.7).margin(0.5));
}

TEST_CASE("geo.shipped_regions: Guangdong's limits reach 12 nautical miles beyond the baseline") {
  auto const base = baseline();
  int at_twelve_miles = 0;
  auto limits = outline(shipped("GD-limits", 1));
  limits.pop_back();  // the first vertex again
  for (auto const& position : limits)
    if (std::abs(nearest_on_polyline(position, base).distance.nautical_miles() - 12) < 0.01) ++at_twelve_miles;
  CHECK(at_twelve_miles == 74);
  // Two miles to either side of the line, off every leg of the baseline in the open sea.
  for (std::size_t leg = 1; leg + 1 < base.size(); ++leg) {
    auto const way = geodesic(base[leg - 1], base[leg]);
    auto const middle = destination(base[leg - 1], way.initial, way.distance * 0.5);
    auto const seaward = TrueBearing::from_degrees(way.initial.degrees() - 90).value();
    CAPTURE(leg);
    CHECK(centre_at(destination(middle, seaward, Metres::from_nautical_miles(11.8))) == "CN-GD");
    CHECK(centre_at(destination(middle, seaward, Metres::from_nautical_miles(12.2))) == "HK");
  }
}

TEST_CASE("geo.shipped_regions: between the regions of the estuary there is no gap and no overlap of waters") {
  std::mt19937_64 random(19970701);
  std::uniform_real_distribution<double> latitude(21.5, 23.0);
  std::uniform_real_distribution<double> longitude(113.0, 115.0);
  auto const day = parse_date("2020-06-01").value();
  std::vector<Position> points;
  for (int i = 0; i < 20'000; ++i) points.push_back(at(latitude(random), longitude(random)));
  for (auto const* id : {"HK-waters", "MO-waters", "GD-limits"}) {
    auto const ring = outline(shipped(id, std::strcmp(id, "MO-waters") == 0 ? 2 : 1));
    std::uniform_real_distribution<double> share(0, 1);
    for (std::size_t i = 1; i < ring.size(); ++i)
      for (int k = 0; k < 50; ++k) {
        double const t = share(random);
        double const y =
            ring[i - 1].latitude.degrees() + t * (ring[i].latitude.degrees() - ring[i - 1].latitude.degrees());
        double const x =
            ring[i - 1].longitude.degrees() + t * (ring[i].longitude.degrees() - ring[i - 1].longitude.degrees());
        if (y > 21 && y < 23 && x > 113 && x < 115) points.push_back(at(y, x));
      }
  }
  int nowhere = 0;
  for (auto const& point : points) nowhere += water().responsible_region(point, day) == nullptr ? 1 : 0;
  CHECK(nowhere == 0);
  // Well inside Hong Kong or Macao, and in Guangdong's part of the estuary, one region alone.
  CHECK(water().find(at(22.25, 114.2), Metres{}, day).inside.size() == 1);
  CHECK(water().find(at(22.15, 113.6), Metres{}, day).inside.size() == 1);
  CHECK(water().find(at(22.3, 113.7), Metres{}, day).inside.size() == 1);
  CHECK(water().find(at(18.0, 115.0), Metres{}, day).inside.size() == 1);
}

TEST_CASE("geo.shipped_regions: the Hong Kong SRR lies north of 10° N and west of 120° E") {
  for (auto const& position : outline(shipped("HK-SRR", 1))) {
    CHECK(position.latitude.degrees() >= 10);
    CHECK(position.longitude.degrees() <= 120);
  }
  CHECK(centre_at(at(15, 115)) == "HK");
  CHECK(centre_at(at(9.9, 115)) == "nobody");
  CHECK(centre_at(at(20, 120.1)) == "nobody");
  CHECK(centre_at(at(-33.8, 151.2)) == "nobody");
}

TEST_CASE("geo.shipped_regions: what is assumed says so, and versions follow each other without a gap") {
  CHECK_FALSE(shipped("HK-waters", 1).assumed);
  CHECK_FALSE(shipped("MO-waters", 2).assumed);
  CHECK(shipped("MO-waters", 1).assumed);
  CHECK(shipped("GD-limits", 1).assumed);
  CHECK(shipped("HK-SRR", 1).assumed);
  CHECK(shipped("MO-waters", 1).valid_to == shipped("MO-waters", 2).valid_from);
  CHECK(to_iso8601(shipped("HK-waters", 1).valid_from) == "1997-07-01");
  CHECK(to_iso8601(shipped("MO-waters", 2).valid_from) == "2015-12-20");
  for (auto const& region : water().regions().regions) {
    CHECK_FALSE(region.source.empty());
    CHECK_FALSE(region.name_zh_hant.empty());
  }
}
