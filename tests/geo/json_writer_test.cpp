#include "geo/json_writer.hpp"

#include <catch2/catch.hpp>
#include <limits>

using lingding::geo::JsonWriter;

namespace {
template <class T>
std::string written(T const& content) {
  std::string out;
  JsonWriter(out).value(content);
  return out;
}
}  // namespace

TEST_CASE("geo.json_writer: commas stand between members and elements, and nowhere else") {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object()
      .member("a", 1)
      .key("b")
      .begin_array()
      .value(true)
      .null()
      .begin_object()
      .end_object()
      .end_array();
  writer.member("c", std::optional<int>{}).member("d", "x").end_object();
  CHECK(out == R"({"a":1,"b":[true,null,{}],"d":"x"})");
}

TEST_CASE("geo.json_writer: strings are escaped, and bytes that are not UTF-8 are replaced") {
  CHECK(written("a\"b\\c\n\x01") == R"("a\"b\\c\n\u0001")");
  CHECK(written("伶仃洋 🛟") == "\"伶仃洋 🛟\"");
  CHECK(written("a\xFF"
                "b\xC0\x80"
                "c\xED\xA0\x80") ==
        "\"a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\xEF\xBF\xBD"
        "c\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("geo.json_writer: doubles read back to the same double") {
  CHECK(written(22.25) == "22.25");
  CHECK(written(0.1) == "0.1");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == "null");
  CHECK(written(std::numeric_limits<double>::infinity()) == "null");
  CHECK(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}
