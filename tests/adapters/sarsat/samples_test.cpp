// The compliance kits of ../shared/samples/beacons, where they are there: every ID, country, serial and position of
// them.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "adapters/sarsat/beacon_json.hpp"

using namespace lingding;
namespace json = boost::json;

namespace {

struct Sample {
  std::string hex;
  json::object published;
  json::object ours;
};

/// Empty, with a message, where the file is not there.
std::vector<Sample> samples(std::string const& name) {
  auto const path = std::filesystem::path{LINGDING_SOURCE_DIR} / "../shared/samples/beacons" / name;
  std::ifstream file{path};
  std::vector<Sample> all;
  if (!file.is_open()) {
    WARN("skipped: " << path.lexically_normal().string() << " is not there");
    return all;
  }
  for (std::string line; std::getline(file, line);) {
    auto const entry = json::parse(line).as_object();
    Sample sample{std::string{entry.at("hex").as_string()}, entry.at("published_decode").as_object(), {}};
    std::string text;
    sarsat::decode_to_json(text, sample.hex);
    sample.ours = json::parse(text).as_object();
    all.push_back(std::move(sample));
  }
  CHECK_FALSE(all.empty());
  return all;
}

void check_same(Sample const& sample, char const* theirs, char const* ours) {
  auto const* const value = sample.published.if_contains(theirs);
  if (value == nullptr) return;
  CAPTURE(theirs, json::serialize(sample.ours));
  REQUIRE(sample.ours.contains(ours));
  CHECK(json::serialize(sample.ours.at(ours)) == json::serialize(*value));
}

void check_degrees(json::object const& ours, char const* name, json::value const& published) {
  CHECK(std::abs(ours.at(name).to_number<double>() - published.to_number<double>()) < 1e-9);
}

}  // namespace

TEST_CASE("adapters.sarsat.samples: the first-generation kit") {
  for (auto const& sample : samples("first_generation.jsonl")) {
    CAPTURE(sample.hex);
    CHECK_FALSE(sample.ours.contains("error"));
    check_same(sample, "hexId", "hex_id_15");
    check_same(sample, "countryCode", "country_code");
    check_same(sample, "serialNumber", "serial");
    check_same(sample, "beaconSerialNumber", "serial");
    check_same(sample, "rlsId", "serial");
    check_same(sample, "cSTypeApprovalNumber", "tac");
    check_same(sample, "cSTypeApproval", "tac");
    check_same(sample, "aircraft24BitAddressHex", "aircraft_address");
    auto const* const longitude = sample.published.if_contains("longitude");
    // C/S T.001, annex A: longitudes are 0 to 180 degrees; the kit has some beyond.
    bool const possible = longitude != nullptr && std::abs(longitude->to_number<double>()) <= 180;
    REQUIRE(sample.ours.contains("position") == possible);
    if (!possible) continue;
    auto const& position = sample.ours.at("position").as_object();
    check_degrees(position, "lat", sample.published.at("latitude"));
    check_degrees(position, "lon", *longitude);
  }
}

TEST_CASE("adapters.sarsat.samples: the second-generation kit") {
  for (auto const& sample : samples("second_generation.jsonl")) {
    CAPTURE(sample.hex);
    check_same(sample, "tac", "tac");
    check_same(sample, "serialNo", "serial");
    check_same(sample, "countryCode", "country_code");
    check_same(sample, "beacon23HexId", "hex_id_23");
    check_same(sample, "beacon15HexId", "hex_id_15");
    check_same(sample, "testProtocolMessage", "test");
    auto const& published = sample.published.at("encodedGnssPosition").as_object();
    check_degrees(sample.ours.at("position").as_object(), "lat", published.at("lat"));
    check_degrees(sample.ours.at("position").as_object(), "lon", published.at("lon"));
    auto const& field = sample.ours.at("rotating_field").as_object();
    auto const& theirs = sample.published.at("rotatingField").as_object();
    CHECK(field.at("hours_since_activation") == theirs.at("elapsedTimeSinceActivationHours"));
    CHECK(field.at("minutes_since_fix") == theirs.at("timeSinceLastEncodedLocationMinutes"));
    CHECK(field.at("altitude_m") == theirs.at("altitudeEncodedLocationMetres"));
  }
}
