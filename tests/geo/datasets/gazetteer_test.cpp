#include "geo/datasets/gazetteer.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "geo/spoken_position.hpp"
#include "tests/support/temp_folder.hpp"

using namespace lingding::geo;
using datasets::load_gazetteer;
using lingding::support::TempFolder;

namespace {

std::string const kShipped = std::string(LINGDING_SOURCE_DIR) + "/geo/data/gazetteer.geojson";

std::string one(std::string const& properties, std::string const& coordinates = "[114.029, 22.209]") {
  return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{)" + properties +
         R"(},"geometry":{"type":"Point","coordinates":)" + coordinates + "}}]}";
}

std::string refused(std::string const& text) {
  TempFolder const folder;
  auto const file = folder.path() / "places.geojson";
  std::ofstream(file) << text;
  auto const result = load_gazetteer(file);
  REQUIRE_FALSE(result);
  return to_text(result.error());
}

}  // namespace

TEST_CASE(
    "geo.datasets: the shipped gazetteer loads, each place with its source, approximate ones half a mile or more") {
  auto const gazetteer = load_gazetteer(kShipped);
  INFO((gazetteer ? "" : to_text(gazetteer.error())));
  REQUIRE(gazetteer);
  CHECK(gazetteer->places().size() > 60);
  for (auto const& place : gazetteer->places()) {
    INFO(place.id);
    CHECK_FALSE(place.source.empty());
    if (place.source.starts_with("approximate")) CHECK(place.accuracy >= Metres::from_nautical_miles(0.5));
    CHECK(place.position.latitude.degrees() > 21.5);
    CHECK(place.position.latitude.degrees() < 23);
    CHECK(place.position.longitude.degrees() > 113);
    CHECK(place.position.longitude.degrees() < 114.6);
  }
  CHECK(parse_place("3 miles south of Siu A Chau", *gazetteer));
  CHECK(parse_place("2 nm SW of Green Island", *gazetteer));
  CHECK(parse_place("bearing 135 3 miles from Cheung Chau", *gazetteer));
  CHECK(parse_place("距桂山島以南3海里", *gazetteer));
  CHECK(parse_place("青洲以南1海里", *gazetteer).error().kind == SpokenError::Kind::ambiguous);
}

TEST_CASE("geo.datasets: a gazetteer with a fault is refused, with the field that has it") {
  std::string const good = R"("id":"x","kind":"island","en":"X","accuracy_m":100,"source":"test")";
  CHECK(refused(one(R"("kind":"island","en":"X","accuracy_m":100,"source":"test")")).find("id") != std::string::npos);
  CHECK(refused(one(R"("id":"x","kind":"hill","en":"X","accuracy_m":100,"source":"test")")).find("\"hill\"") !=
        std::string::npos);
  CHECK(refused(one(R"("id":"x","kind":"island","en":"X","accuracy_m":0,"source":"test")")).find("accuracy_m") !=
        std::string::npos);
  CHECK(refused(one(R"("id":"x","kind":"island","en":"X","accuracy_m":100})")).find("places.geojson") !=
        std::string::npos);
  CHECK(refused(one(good, "[114.0, 95.0]")).find("geometry") != std::string::npos);
  CHECK(refused("{").find("can be read") != std::string::npos);
}
