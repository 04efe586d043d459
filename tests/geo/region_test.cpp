#include "geo/region.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/regions.hpp"

using namespace lingding::geo;
using namespace lingding::support;

namespace {

Region square() {
  return region("square", CentreId::hk, {{box(22, 113, 23, 114)}});
}

RegionFault refused(Region const& given) {
  auto const set = make_region_set({given});
  REQUIRE_FALSE(set);
  return set.error();
}

}  // namespace

TEST_CASE("geo.region: a set has the digest of its canonical text, whatever order the regions come in") {
  Region other = square();
  other.ref = {"another", 2, RegionKind::srr, CentreId::cn_gd};
  other.copies_to = {CentreId::mo, CentreId::hk};
  other.valid_to = parse_date("2010-01-01");
  other.edges = EdgeKind::rhumb;
  auto const one = make_region_set({square(), other});
  auto const two = make_region_set({other, square()});
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->digest == two->digest);
  CHECK(one->digest.size() == 64);
  CHECK(serialise(one->regions) == serialise({square(), other}));
  CHECK(one->regions.front().ref.id == "another");
  other.priority = 1;
  CHECK(make_region_set({square(), other})->digest != one->digest);
}

TEST_CASE("geo.region: the canonical text reads back to the same regions") {
  Region full = square();
  full.name_en = "a \"name\"";
  full.name_zh_hant = "香港特別行政區水域";
  full.assumed = true;
  full.priority = -7;
  full.copies_to = {CentreId::cn_gd, CentreId::mo};
  full.edges = EdgeKind::geodesic;
  full.valid_to = parse_date("2015-12-20");
  auto const read = parse_regions(serialise({full, region("b", CentreId::mo, {{box(0, 0, 1, 1)}})}));
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[1] == full);
  CHECK(serialise(*read) == serialise({full, region("b", CentreId::mo, {{box(0, 0, 1, 1)}})}));
}

TEST_CASE("geo.region: text that is no region set is refused with the member's name") {
  CHECK(parse_regions("[").error().reason.rfind("no JSON", 0) == 0);
  CHECK(parse_regions("{}").error().reason == "a JSON array was expected");
  CHECK(parse_regions("[1]").error().reason == "a JSON object was expected");
  CHECK(parse_regions("[{}]").error().reason == "member \"id\" must be a string");
  auto text = serialise({square()});
  text.replace(text.find("\"HK\""), 4, "\"HX\"");
  CHECK(parse_regions(text).error().reason == "member \"centre\" must be CN-GD, HK or MO");
  CHECK(parse_regions("[]")->empty());
}

TEST_CASE("geo.region: a self-intersection is refused with GEOS's reason and the place") {
  // The bow tie's edges cross at 22.5 N 113.5 E.
  Region const bow = region("bow", CentreId::hk, {{ring({{22, 113}, {23, 114}, {22, 114}, {23, 113}})}});
  auto const fault = refused(bow);
  CHECK(fault.region == "bow version 1");
  CHECK(fault.reason == "Self-intersection");
  CHECK(fault.place == at(22.5, 113.5));
  CHECK(to_text(fault) == "bow version 1: Self-intersection at latitude 22.5, longitude 113.5");
}

TEST_CASE("geo.region: other faults of geometry are refused, none is repaired") {
  Region hole = region("hole", CentreId::hk, {{box(22, 113, 23, 114), box(25, 113, 26, 114)}});
  CHECK(refused(hole).reason == "Hole lies outside shell");
  CHECK(refused(region("nested", CentreId::hk, {{box(22, 113, 23, 114)}, {box(22.2, 113.2, 22.4, 113.4)}})).reason ==
        "Nested shells");
  Region damaged = square();
  damaged.wkb.resize(damaged.wkb.size() - 3);
  CHECK(refused(damaged).reason.rfind("the WKB can't be read", 0) == 0);
  damaged.wkb.clear();
  CHECK(refused(damaged).reason.rfind("the WKB can't be read", 0) == 0);
  damaged.wkb = std::string("\x01\x01\x00\x00\x00", 5) + std::string(16, '\0');  // a point
  CHECK(refused(damaged).reason == "the geometry is no polygon or multipolygon");
  CHECK(refused(region("none", CentreId::hk, {Polygon{}})).reason == "the geometry is empty");
  Region outside = square();
  double const longitude = 200;
  for (std::size_t const offset : {13U, 13U + 4 * 16})  // the first point of the ring, which is the last one too
    std::copy_n(reinterpret_cast<char const*>(&longitude), sizeof longitude,
                outside.wkb.begin() + static_cast<long>(offset));
  CHECK(refused(outside).reason.find("longitude 200") != std::string::npos);
}

TEST_CASE("geo.region: ids, versions and dates are checked") {
  Region given = square();
  given.ref.id = "white space";
  CHECK(refused(given).reason.rfind("the id must be", 0) == 0);
  given = square();
  given.ref.version = 0;
  CHECK(refused(given).reason == "the version must be 1 or more");
  given = square();
  given.valid_to = given.valid_from;
  CHECK(refused(given).reason == "valid_to 2000-01-01 is not after valid_from 2000-01-01");
  given = square();
  given.copies_to = {CentreId::mo, CentreId::mo};
  CHECK(refused(given).reason == "copies_to names MO twice");
}

TEST_CASE("geo.region: two versions of one region are never in force on the same day") {
  Region first = square();
  Region second = square();
  second.ref.version = 2;
  second.valid_from = parse_date("2010-01-01").value();
  CHECK(make_region_set({first, second}).error().reason == "it is in force on days on which version 1 is in force too");
  first.valid_to = parse_date("2010-01-01");
  CHECK(make_region_set({first, second}));
  second.ref.version = 1;
  CHECK(make_region_set({first, second}).error().reason == "this version is there twice");
  CHECK(make_region_set({}));
}
