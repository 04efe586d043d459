// Published messages with published decodes (tests/golden/ais), and the real logs beside the project where they are
// there.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>

#include "adapters/ais/json.hpp"
#include "adapters/ais/stream.hpp"
#include "tests/support/read_lines.hpp"

using namespace lingding;
using namespace lingding::ais;

namespace {

/// Whether the object may have a key that the published decode does not have.
enum class Extra {
  documented_only,  ///< keys of gpsd's documentation that its programs do not print, and texts beside codes
  any               ///< the published decode names some of the fields alone
};

bool may_be_extra(std::string const& key, Extra extra) {
  static std::regex const pattern{"scaled|assigned|txrx|tag|data|radio|mmsiseq[1-4]|.*_text"};
  return extra == Extra::any || std::regex_match(key, pattern);
}

void check_value(std::string const& key, boost::json::value const& ours, boost::json::value const& expected) {
  CAPTURE(key, boost::json::serialize(ours), boost::json::serialize(expected));
  if (!expected.is_number()) {
    CHECK(ours == expected);
    return;
  }
  REQUIRE(ours.is_number());
  bool const is_degrees = key.size() >= 3 && (key.ends_with("lon") || key.ends_with("lat"));
  double const tolerance = is_degrees ? 6e-7 : 1e-9;
  CHECK(std::abs(ours.to_number<double>() - expected.to_number<double>()) <= tolerance);
}

void check_golden(std::string const& name, Extra extra, double degrees_tolerance = 6e-7) {
  std::filesystem::path const folder = std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden/ais";
  auto const expected = support::read_lines(folder / (name + ".json"));
  std::vector<std::string> decoded;
  Decoder decoder;
  for (auto const& line : support::read_lines(folder / (name + ".nmea"))) {
    Fed const fed = decoder.feed(line, geo::UtcTime{});
    CAPTURE(line);
    CHECK_FALSE(fed.rejection);
    CHECK_FALSE(fed.tag_fault);
    if (fed.received == nullptr) continue;
    decoded.emplace_back();
    append_json(decoded.back(), *fed.received);
  }
  REQUIRE(decoded.size() == expected.size());
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    CAPTURE(decoded[i], expected[i]);
    auto const ours = boost::json::parse(decoded[i]).as_object();
    auto const theirs = boost::json::parse(expected[i]).as_object();
    for (auto const& [key, value] : theirs) {
      std::string const name_of_key{key};
      CAPTURE(name_of_key);
      if (value.is_null()) {
        CHECK_FALSE(ours.contains(key));
      } else if (degrees_tolerance > 6e-7 && (name_of_key == "lon" || name_of_key == "lat")) {
        CHECK(std::abs(ours.at(key).to_number<double>() - value.to_number<double>()) <= degrees_tolerance);
      } else {
        REQUIRE(ours.contains(key));
        check_value(name_of_key, ours.at(key), value);
      }
    }
    for (auto const& [key, value] : ours) {
      std::string const name_of_key{key};
      CAPTURE(name_of_key);
      CHECK((theirs.contains(key) || may_be_extra(name_of_key, extra)));
    }
  }
}

}  // namespace

TEST_CASE("ais.golden: messages of every type that gpsd publishes decode as published") {
  check_golden("gpsd_sample", Extra::documented_only);
}

TEST_CASE("ais.golden: the messages of pyais' tests decode as those tests expect") {
  check_golden("pyais_tests", Extra::any);
}

TEST_CASE("ais.golden: a transmitter in distress and one under test") {
  check_golden("distress", Extra::any, 1e-4);
}
