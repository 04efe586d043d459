// Times, hexadecimal digits, words and bounds as centres write them.

#include "adapters/sarsat/sit_values.hpp"

#include <catch2/catch.hpp>

using namespace lingding;
using namespace lingding::sarsat;

TEST_CASE("sarsat.sit_values: times in every form, and none that does not exist") {
  auto const text = [](std::string_view written) {
    auto const time = read_time(written);
    return time ? geo::to_iso8601(*time) : std::string{"none"};
  };
  CHECK(text("06 APR 07 1440 UTC") == "2007-04-06T14:40:00.000Z");
  CHECK(text("28 JUL 2016 2338 UTC") == "2016-07-28T23:38:00.000Z");
  CHECK(text("02 JUL 15  1104Z") == "2015-07-02T11:04:00.000Z");
  CHECK(text(" 29 february 2024 15:32:45 UTC") == "2024-02-29T15:32:45.000Z");
  CHECK(text("2017-10-26T15:32:45Z") == "2017-10-26T15:32:45.000Z");
  for (auto const* wrong : {"29 FEB 23 1440 UTC", "06 APR 07 2440 UTC", "06 APR 07 1460 UTC", "06 APX 07 1440 UTC",
                            "APR 07 1440", "06 APR 7 1440", ""})
    CHECK(text(wrong) == "none");
}

TEST_CASE("sarsat.sit_values: the time of an envelope counts days of the year") {
  CHECK(geo::to_iso8601(*read_envelope_time("17 304 1918")) == "2017-10-31T19:18:00.000Z");
  CHECK(geo::to_iso8601(*read_envelope_time("24 060 0000")) == "2024-02-29T00:00:00.000Z");
  for (auto const* wrong :
       {"23 366 0000", "24 367 0000", "24 000 0000", "24 001 2400", "24 001 0060", "24 001", "24 001 0000 x"})
    CHECK_FALSE(read_envelope_time(wrong));
}

TEST_CASE("sarsat.sit_values: hexadecimal digits in one piece or in groups, and not words") {
  CHECK(read_hexadecimal("C1ADE28809C0185 HOMING") == "C1ADE28809C0185");
  CHECK(read_hexadecimal("2DCC4 3C8DA FFBFF") == "2DCC43C8DAFFBFF");
  CHECK(read_hexadecimal("c1ade28809c0185") == "C1ADE28809C0185");
  CHECK(read_hexadecimal("FACE ABOUT") == "FACE");
  CHECK(read_hexadecimal("XYZ").empty());
}

TEST_CASE("sarsat.sit_values: the bound of an encoded position as a length") {
  CHECK(read_plus_minus("ENCODED POSITION UNCERTAINTY PLUS-MINUS 30 MINUTES OF LATITUDE") ==
        geo::Metres::from_nautical_miles(30));
  CHECK(read_plus_minus("PLUS-MINUS 2 SECONDS OF\nLATITUDE")->metres() == Approx(1852.0 / 30));
  CHECK(read_plus_minus("+/- 2 DEGREES") == geo::Metres::from_nautical_miles(120));
  CHECK_FALSE(read_plus_minus("PLUS-MINUS MINUTES"));
  CHECK_FALSE(read_plus_minus("2 MINUTES"));
}

TEST_CASE("sarsat.sit_values: words are found whole, in either case, over line ends") {
  CHECK(find_words("POSITION CONFIRMED", "CONFIRMED") == 9);
  CHECK(find_words("UNCONFIRMED", "CONFIRMED") == std::string_view::npos);
  CHECK(find_words("CONFIRMEDLY", "CONFIRMED") == std::string_view::npos);
  CHECK(find_words("homing \n signal", "HOMING SIGNAL") == 0);
  CHECK(find_words("", "A") == std::string_view::npos);
}

TEST_CASE("sarsat.sit_values: frequencies of beacons only") {
  CHECK(read_frequency("406.0246 MHz") == 406'024'600U);
  CHECK(read_frequency("  : 406.037") == 406'037'000U);
  CHECK(read_frequency("121.5") == 121'500'000U);
  CHECK_FALSE(read_frequency("405.9"));
  CHECK_FALSE(read_frequency("MHZ"));
}
