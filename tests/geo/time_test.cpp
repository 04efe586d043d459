#include "geo/time.hpp"

#include <catch2/catch.hpp>

using namespace lingding::geo;
using namespace std::chrono_literals;

TEST_CASE("geo.time: ISO 8601 text and time points agree both ways") {
  // 1472313000 s is 2016-08-27T15:50:00Z (POSIX; `date -u -d @1472313000`).
  UtcTime const time{1472313000s + 250ms};
  CHECK(to_iso8601(time) == "2016-08-27T15:50:00.250Z");
  CHECK(parse_time("2016-08-27T15:50:00.250Z") == time);
  CHECK(parse_time("2016-08-27T23:50:00.2504+08:00") == time);
  CHECK(parse_time("2016-08-27T15:50Z") == UtcTime{1472313000s});
}

TEST_CASE("geo.time: dates that do not exist and texts of another form are refused") {
  auto const text =
      GENERATE("", "2015-02-29T00:00:00Z", "2016-13-01T00:00:00Z", "2016-08-27T24:00:00Z", "2016-08-27T15:60:00Z",
               "2016-08-27T15:50:60Z", "2016-08-27T15:50:00", "2016-08-27 15:50:00Z", "2016-08-27T15:50:00.Z",
               "2016-08-27T15:50:00Z ", "20160827T155000Z", "2016-08-27T15:50:00+24:00");
  CAPTURE(text);
  CHECK_FALSE(parse_time(text));
}

TEST_CASE("geo.time: a leap day is a date in leap years alone") {
  CHECK(parse_date("2016-02-29"));
  CHECK_FALSE(parse_date("2015-02-29"));
  CHECK_FALSE(parse_date("1900-02-29"));
  CHECK(parse_date("2000-02-29"));
}

TEST_CASE("geo.time: an offset that leaves the years 0000 to 9999, or has a colon and no minutes, is refused") {
  CHECK_FALSE(lingding::geo::parse_time("0000-01-01T00:00+00:01"));
  CHECK_FALSE(lingding::geo::parse_time("9999-12-31T23:59-00:01"));
  CHECK(lingding::geo::parse_time("0000-01-01T00:00-00:01"));
  CHECK_FALSE(lingding::geo::parse_time("2016-08-27T15:50+08:"));
}
