// Expected places are worked out beside the code, on a sphere of 60 nm a degree: within a hundredth of a mile at these
// distances. Expected radii are the rules of geo/spoken_position.hpp by hand.
#include "geo/spoken_position.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "geo/geodesic.hpp"

using namespace lingding::geo;

namespace {

NamedPlace place(std::string id, std::vector<std::string> names, double lat, double lon) {
  return {std::move(id),
          PlaceKind::island,
          std::move(names),
          Position::from_degrees(lat, lon).value(),
          Metres::from_nautical_miles(0.5),
          "test"};
}

Gazetteer const kPlaces{{place("siu-a-chau", {"Siu A Chau", "小鴉洲"}, 22.18, 113.918),
                         place("cheung-chau", {"Cheung Chau", "長洲"}, 22.209, 114.029),
                         place("green-hk", {"Green Island", "青洲"}, 22.286, 114.112),
                         place("green-mo", {"Ilha Verde", "青洲"}, 22.212, 113.537),
                         place("guishan", {"Guishan Dao", "桂山島", "桂山岛"}, 22.135, 113.826),
                         place("dongao", {"Dong'ao Dao", "東澳島"}, 22.022, 113.705),
                         place("taipa", {"Taipa", "氹仔", "Ilha da Taipa"}, 22.157, 113.56)}};

/// So many miles on a bearing from a place, on the sphere.
Position off(double lat, double lon, double miles, double degrees) {
  double const radians = degrees * std::numbers::pi / 180;
  return Position::from_degrees(lat + miles / 60 * std::cos(radians),
                                lon + miles / 60 * std::sin(radians) / std::cos(lat * std::numbers::pi / 180))
      .value();
}

struct Case {
  std::string_view said;
  Position at;
  double radius_nm;
};

SpokenPosition read(std::string_view text) {
  auto const result = parse_spoken(text, kPlaces);
  INFO(text);
  INFO((result ? "" : to_text(result.error())));
  REQUIRE(result);
  return *result;
}
SpokenError refused(std::string_view text) {
  auto const result = parse_spoken(text, kPlaces);
  INFO(text);
  REQUIRE_FALSE(result);
  return result.error();
}

}  // namespace

TEST_CASE("geo.spoken_position: places, directions and distances as mariners say them") {
  // Radius: distance ±10 %, 0.5 nm at least; direction ±22.5° of eight points, ±5° of degrees; the place's 0.5 nm.
  double const eight_3 = std::sqrt(0.25 + std::pow(3 * 0.38268, 2) + 0.25);
  double const eight_2 = std::sqrt(0.25 + std::pow(2 * 0.38268, 2) + 0.25);
  double const degrees_3 = std::sqrt(0.25 + std::pow(3 * 0.08716, 2) + 0.25);
  double const eight_10 = std::sqrt(1 + std::pow(10 * 0.38268, 2) + 0.25);
  std::vector<Case> const cases{
      {"3 miles south of Siu A Chau", off(22.18, 113.918, 3, 180), eight_3},
      {"about 3 nautical miles S of siu a chau", off(22.18, 113.918, 3, 180), eight_3},
      {"three miles south from SIU A CHAU", off(22.18, 113.918, 3, 180), eight_3},
      {"2 nm SW of Green Island", off(22.286, 114.112, 2, 225), eight_2},
      {"we are 2nm south-west of Green Island", off(22.286, 114.112, 2, 225), eight_2},
      {"10 miles east of Cheung Chau", off(22.209, 114.029, 10, 90), eight_10},
      {"bearing 135 3 miles from Cheung Chau", off(22.209, 114.029, 3, 135), degrees_3},
      {"135° 3 miles from Cheung Chau", off(22.209, 114.029, 3, 135), degrees_3},
      {"Cheung Chau 135/3", off(22.209, 114.029, 3, 135), degrees_3},
      {"position 135 degrees from Cheung Chau distance 3 miles", off(22.209, 114.029, 3, 135), degrees_3},
      {"距桂山島以南3海里", off(22.135, 113.826, 3, 180), eight_3},
      {"桂山岛以南约三海里", off(22.135, 113.826, 3, 180), eight_3},
      {"桂山島東南面２浬", off(22.135, 113.826, 2, 135), eight_2},
      {"東澳島以東3海里", off(22.022, 113.705, 3, 90), eight_3},
      {"長洲 方位135度 距離3海里", off(22.209, 114.029, 3, 135), degrees_3},
      {"3 milhas a sul da Ilha da Taipa", off(22.157, 113.56, 3, 180), eight_3},
      {"1.5 miles off Cheung Chau", off(22.209, 114.029, 0, 0), 1.5 + 0.5 + 0.5},
      {"half a mile off Cheung Chau", off(22.209, 114.029, 0, 0), 0.5 + 0.5 + 0.5},
      {"near Cheung Chau", off(22.209, 114.029, 0, 0), 2.5},
      {"桂山島附近", off(22.135, 113.826, 0, 0), 2.5},
      {"at Cheung Chau", off(22.209, 114.029, 0, 0), 1.0},
      {"Cheung Chau", off(22.209, 114.029, 0, 0), 1.5},
      {"south of Siu A Chau", off(22.18, 113.918, 1.5, 180), std::sqrt(1.5 * 1.5 + std::pow(1.5 * 0.38268, 2) + 0.25)},
      {"5 cables NNE of Cheung Chau", off(22.209, 114.029, 0.5, 22.5),
       std::sqrt(0.25 + std::pow(0.5 * 0.19509, 2) + 0.25)},
  };
  for (auto const& [said, at, radius_nm] : cases) {
    auto const result = read(said);
    INFO(said << " → " << result.understood);
    CHECK(distance(result.position, at).nautical_miles() < 0.05);
    CHECK(result.radius.nautical_miles() == Approx(radius_nm).margin(0.01));
  }
}

TEST_CASE("geo.spoken_position: between two places is half way, and as uncertain as that") {
  auto const result = read("between Siu A Chau and Cheung Chau");
  auto const way =
      distance(Position::from_degrees(22.18, 113.918).value(), Position::from_degrees(22.209, 114.029).value());
  CHECK(distance(result.position, Position::from_degrees(22.18, 113.918).value()).metres() ==
        Approx(way.metres() / 2).margin(1));
  CHECK(result.radius.nautical_miles() == Approx(way.nautical_miles() / 2 + 0.5).margin(0.01));
}

TEST_CASE("geo.spoken_position: what is not known or not clear is refused, with what may be meant") {
  auto const ambiguous = refused("2 miles south of 青洲");
  CHECK(ambiguous.kind == SpokenError::Kind::ambiguous);
  CHECK(ambiguous.candidates.size() == 2);
  auto const unknown = refused("3 miles south of Chung Chau");
  CHECK(unknown.kind == SpokenError::Kind::no_place);
  REQUIRE_FALSE(unknown.candidates.empty());
  CHECK(unknown.candidates.front() == "Cheung Chau");
  CHECK(refused("3 miles south of the buoy").kind == SpokenError::Kind::no_place);
  CHECK(refused("").kind == SpokenError::Kind::empty);
  CHECK(refused(std::string(201, 'x')).kind == SpokenError::Kind::too_long);
  CHECK(refused("3 miles 4 miles south of Cheung Chau").kind == SpokenError::Kind::contradiction);
  CHECK(refused("north south of Cheung Chau").kind == SpokenError::Kind::not_understood);
  CHECK(refused("bearing 400 3 miles from Cheung Chau").kind == SpokenError::Kind::contradiction);
  CHECK(refused("bearing 135 magnetic 3 miles from Cheung Chau").kind == SpokenError::Kind::not_understood);
  CHECK(refused("300 miles south of Cheung Chau").kind == SpokenError::Kind::too_far);
  CHECK(refused("Cheung Chau 3").kind == SpokenError::Kind::not_understood);
}

TEST_CASE("geo.spoken_position: coordinates are read in every form, a mile uncertain") {
  for (auto const* text : {"22°12.5'N 113°36.1'E", "22-12.5N 113-36.1E", "北緯22度12.5分 東經113度36.1分"}) {
    auto const result = parse_place(text, kPlaces);
    REQUIRE(result);
    CHECK(result->position.latitude.degrees() == Approx(22 + 12.5 / 60));
    CHECK(result->radius == Metres::from_nautical_miles(1));
  }
  CHECK(parse_place("3 miles south of Siu A Chau", kPlaces));
}
