// Published messages with published decodes (tests/golden/sarsat).

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "adapters/sarsat/beacon_json.hpp"

using namespace lingding;
namespace json = boost::json;

namespace {

/// The member `name` wherever it stands: beside the others, or in one of the objects among them. Null: nowhere.
json::value const* find(json::object const& object, std::string_view name) {
  if (auto const* const here = object.if_contains(name)) return here;
  for (auto const* const inner : {"position", "rotating_field", "return_link"}) {
    auto const* const part = object.if_contains(inner);
    if (part == nullptr) continue;
    if (auto const* const there = part->as_object().if_contains(name)) return there;
  }
  return nullptr;
}

void check_member(json::object const& ours, std::string const& name, json::value const& expected) {
  CAPTURE(name, json::serialize(expected), json::serialize(ours));
  if (name == "bch_corrected") {
    CHECK(ours.at("bch").at("corrected") == expected);
    CHECK(ours.at("bch").at("ok") == json::value(true));
    return;
  }
  auto const* const value = find(ours, name);
  if (expected.is_null()) {
    CHECK(value == nullptr);
    return;
  }
  REQUIRE(value != nullptr);
  if (name == "lat" || name == "lon") {
    // Published with five decimals at least.
    CHECK(std::abs(value->to_number<double>() - expected.to_number<double>()) < 6e-6);
  } else {
    CHECK(json::serialize(*value) == json::serialize(expected));
  }
}

std::size_t check_file(char const* name) {
  std::ifstream file{std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden/sarsat" / name};
  REQUIRE(file.is_open());
  std::size_t count = 0;
  for (std::string line; std::getline(file, line); ++count) {
    auto const entry = json::parse(line).as_object();
    CHECK_FALSE(entry.at("source").as_string().empty());
    std::string const hex{entry.at("hex").as_string()};
    std::string text;
    sarsat::decode_to_json(text, hex);
    auto const ours = json::parse(text).as_object();
    CAPTURE(hex);
    CHECK(ours.at("input").as_string() == hex);
    for (auto const& [key, value] : entry.at("expect").as_object()) check_member(ours, key, value);
  }
  return count;
}

}  // namespace

TEST_CASE("adapters.sarsat.golden: first-generation messages with their published decodes") {
  CHECK(check_file("first_generation.jsonl") == 38);
}

TEST_CASE("adapters.sarsat.golden: second-generation messages with their published decodes") {
  CHECK(check_file("second_generation.jsonl") == 12);
}
