#include "geo/position_text.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace lingding::geo;
using Kind = PositionError::Kind;

namespace {

PositionError refused(std::string_view text) {
  auto const result = parse_position(text);
  CAPTURE(text);
  REQUIRE_FALSE(result);
  return result.error();
}

}  // namespace

TEST_CASE("geo.position_text: one place in all the ways mariners write it") {
  // 22°12.5'N 113°36.1'E is 22.208333…°, 113.601666…°; 12.5' is 12'30", 36.1' is 36'06".
  auto const text =
      GENERATE("22.20833333333 113.60166666667", "22.20833333333,113.60166666667", "22.20833333333N 113.60166666667E",
               "113.60166666667E 22.20833333333N", "22°12.5'N 113 36.1E", "22-12.5N 113-36.1E", "22-12.5N/113-36.1E",
               "N22 12.5 E113 36.1", "N 22° 12.5' , E 113° 36.1'", "22 12.5 N 113 36.1 E", "22 12.5 113 36.1",
               "22-12.5 113-36.1", "22°12'30\"N 113°36'06\"E", "22°12′30″N, 113°36′06″E", "22 12 30 113 36 06",
               "22-12-30N 113-36-06E", "22º12’30”n 113º36’06”e", "22°12'30''N 113°36'6''E", "N22-12-30; E113-36-06",
               "22°12.5' 113°36.1'", "22°12.5'N E113°36.1'", "N22 12.5 113 36.1E", "N22 12.5, 113 36.1E",
               "lat 22.20833333333 lon 113.60166666667", "Lat. 22°12.5'N Long. 113°36.1'E",
               "lon=113.60166666667 lat=22.20833333333", "２２°１２．５′Ｎ　１１３°３６．１′Ｅ",
               "北緯22度12.5分 東經113度36.1分", "北纬22°12′30″，东经113°36′06″", "22度12分30秒N 113度36分06秒E",
               "  22° 12.5' north   113° 36.1' east ", "+22.20833333333 +113.60166666667", "22°12.5'N\t113°36.1'E");
  CAPTURE(text);
  auto const position = parse_position(text);
  if (!position) FAIL(to_text(position.error()));
  CHECK(std::abs(position->latitude.degrees() - (22 + 12.5 / 60)) < 1e-9);
  CHECK(std::abs(position->longitude.degrees() - (113 + 36.1 / 60)) < 1e-9);
}

TEST_CASE("geo.position_text: south and west, by letter or sign") {
  auto const text = GENERATE("33.8S 151.2W", "-33.8 -151.2", "−33.8, −151.2", "33°48'S 151°12'W", "-33-48 -151-12",
                             "S33.8 W151.2", "lat -33.8 lon -151.2", "-33 48 -151 12", "南緯33.8 西經151.2");
  CAPTURE(text);
  auto const position = parse_position(text);
  if (!position) FAIL(to_text(position.error()));
  CHECK(position->latitude.degrees() == Approx(-33.8).epsilon(1e-14));
  CHECK(position->longitude.degrees() == Approx(-151.2).epsilon(1e-14));
}

TEST_CASE("geo.position_text: half a degree south of the equator keeps its sign") {
  CHECK(parse_position("-0 30 10 0")->latitude.degrees() == -0.5);
  CHECK(parse_position("0 30S 10E")->latitude.degrees() == -0.5);
  CHECK(parse_position("-33.8 151.2")->longitude.degrees() == 151.2);
}

TEST_CASE("geo.position_text: the limits of the ranges are in range") {
  CHECK(parse_position("90 180"));
  CHECK(parse_position("-90 -180"));
  CHECK(parse_position("90°00'00\"S 180°00'W"));
  CHECK(parse_position("0 0"));
}

TEST_CASE("geo.position_text: swapped latitude and longitude are recognised as such") {
  auto const error = refused("113.6 22.2");
  CHECK(error.kind == Kind::swapped);
  CHECK(error.field == "latitude");
  CHECK(error.value == "113.6");
  CHECK(to_text(error) == "latitude \"113.6\": expected -90 to 90; latitude and longitude are probably swapped");
  CHECK(refused("113 36.1 22 12.5").kind == Kind::swapped);
  CHECK(refused("113.6N 22.2E").kind == Kind::swapped);
  CHECK(refused("lat 113.6 lon 22.2").kind == Kind::swapped);
}

TEST_CASE("geo.position_text: what is out of range is named with its unit") {
  CHECK(to_text(refused("91 113")) == "latitude \"91\": expected -90 to 90");
  CHECK(refused("91 113").kind == Kind::out_of_range);
  CHECK(to_text(refused("22 181")) == "longitude \"181\": expected -180 to 180");
  CHECK(to_text(refused("-22.5 -180.1")) == "longitude \"-180.1\": expected -180 to 180");
  CHECK(to_text(refused("22 60 113 36")) == "latitude minutes \"60\": expected less than 60");
  CHECK(to_text(refused("22°12'30\"N 113°36'60\"E")) == "longitude seconds \"60\": expected less than 60");
  CHECK(refused("200 22").kind == Kind::out_of_range);
  CHECK(refused("90°00'01\"N 113E").kind == Kind::out_of_range);
}

TEST_CASE("geo.position_text: what is no number is named") {
  CHECK(refused("abc 113.6").value == "abc");
  CHECK(refused("abc 113.6").kind == Kind::not_a_number);
  CHECK(refused("nan nan").kind == Kind::not_a_number);
  CHECK(refused("22.2 inf").value == "inf");
  CHECK(refused("22,2 113,6").kind == Kind::contradiction);
  CHECK(refused("22.2.2 113.6").kind == Kind::not_a_number);
  CHECK(refused("0x16 113").kind == Kind::not_a_number);
  CHECK(refused("Ⅻ 113").kind == Kind::not_a_number);
  CHECK(refused(std::string(201, '1')).kind == Kind::not_a_number);
  CHECK(refused("\xff\xfe").kind == Kind::not_a_number);
}

TEST_CASE("geo.position_text: halves of positions are refused") {
  CHECK(refused("").kind == Kind::empty);
  CHECK(refused("  \t ").kind == Kind::empty);
  CHECK(refused("22.2").kind == Kind::incomplete);
  CHECK(refused("22.2 113.6E").kind == Kind::incomplete);
  CHECK(refused("N E").kind == Kind::incomplete);
  CHECK(refused("22.2N").kind == Kind::incomplete);
  CHECK(refused("22 12 30 113 36 06 7").kind == Kind::incomplete);
  CHECK(refused("1 2 3").kind == Kind::incomplete);
}

TEST_CASE("geo.position_text: contradictions are refused") {
  CHECK(refused("22.2N 23.1S").kind == Kind::contradiction);
  CHECK(refused("-22.2S 113.6E").kind == Kind::contradiction);
  CHECK(refused("22.2 12 113.6 36").kind == Kind::contradiction);
  CHECK(refused("22'12.5°N 113 36.1E").kind == Kind::contradiction);
  CHECK(refused("lat 22.2E lon 113.6N").kind == Kind::contradiction);
  CHECK(refused("1e5 2").kind != Kind::empty);
}

TEST_CASE("geo.position_text: positions are written in degrees and minutes, which read back") {
  CHECK(to_mariners_text(*Position::from_degrees(22.208333333, 113.601666667)) == "22°12.500'N 113°36.100'E");
  CHECK(to_mariners_text(*Position::from_degrees(-5.5, -0.05)) == "05°30.000'S 000°03.000'W");
  CHECK(to_mariners_text(*Position::from_degrees(21.9999999, 113.9999999)) == "22°00.000'N 114°00.000'E");
  CHECK(to_mariners_text(*Position::from_degrees(90, -180)) == "90°00.000'N 180°00.000'W");
  auto const back = parse_position(to_mariners_text(*Position::from_degrees(-22.13579, 113.97531)));
  CHECK(std::abs(back->latitude.degrees() + 22.13579) <= 0.0005 / 60 + 1e-12);
  CHECK(std::abs(back->longitude.degrees() - 113.97531) <= 0.0005 / 60 + 1e-12);
}
