// Published sentences and sequences with published decodes (tests/golden/dsc).

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>

#include "adapters/dsc/decoder.hpp"
#include "adapters/dsc/json.hpp"
#include "tests/support/golden_json.hpp"
#include "tests/support/read_lines.hpp"

using namespace lingding;
using namespace lingding::dsc;

namespace {

void check_golden(std::string const& name) {
  std::filesystem::path const folder = std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden/dsc";
  auto const expected = support::read_lines(folder / (name + ".json"));
  std::map<std::uint64_t, std::string> decoded;
  Decoder decoder;
  for (auto const& line : support::read_lines(folder / (name + ".txt"))) {
    Fed const fed = decoder.feed(line, geo::UtcTime{});
    CAPTURE(line);
    if (fed.rejection) FAIL_CHECK(name_of(*fed.rejection));
    if (fed.received == nullptr) continue;
    std::string& json = decoded[fed.received->number];
    json.clear();
    append_json(json, *fed.received);
  }
  REQUIRE(decoded.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    auto const ours = boost::json::parse(decoded.at(i + 1)).as_object();
    CAPTURE(i + 1, decoded.at(i + 1));
    auto const published = boost::json::parse(expected[i]).as_object();
    for (auto const& [key, value] : published) {
      CAPTURE(std::string{key});
      CHECK(ours.contains(key) != value.is_null());
      if (!value.is_null() && ours.contains(key)) support::check_members(ours.at(key), value);
    }
  }
}

}  // namespace

TEST_CASE("dsc.golden: published sentences decode as published") {
  check_golden("sentences");
}
TEST_CASE("dsc.golden: sequences heard on the air decode as published") {
  check_golden("symbols");
}
