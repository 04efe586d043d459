// Published messages of mission control centres (tests/golden/sarsat/mcc), and the samples beside the project.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "adapters/sarsat/sit_json.hpp"
#include "adapters/sarsat/sit_stream.hpp"
#include "tests/support/golden_json.hpp"
#include "tests/support/read_lines.hpp"

using namespace lingding;
using namespace lingding::sarsat;

namespace {

std::vector<std::string> messages_of(std::vector<std::string> const& lines) {
  SitSplitter splitter;
  std::vector<std::string> messages;
  for (auto const& line : lines)
    if (auto message = splitter.push(line)) messages.push_back(*message);
  if (auto message = splitter.finish()) messages.push_back(*message);
  return messages;
}

void check_golden(std::string const& name) {
  std::filesystem::path const folder = std::filesystem::path{LINGDING_SOURCE_DIR} / "tests/golden/sarsat/mcc";
  auto const expected = support::read_lines(folder / (name + ".json"));
  auto const messages = messages_of(support::read_lines(folder / (name + ".txt")));
  REQUIRE(messages.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    auto const message = read_sit(messages[i]);
    CAPTURE(messages[i]);
    if (!message) FAIL(name_of(message.error().reason));
    std::string json;
    append_json(json, *message);
    CAPTURE(json);
    auto const ours = boost::json::parse(json).as_object();
    auto const published = boost::json::parse(expected[i]).as_object();
    for (auto const& [key, value] : published) {
      CAPTURE(std::string{key});
      CHECK(ours.contains(key) != value.is_null());
      if (!value.is_null() && ours.contains(key)) support::check_members(ours.at(key), value);
    }
  }
}

}  // namespace

TEST_CASE("sarsat.mcc: a position conflict of the Australian centre decodes as published") {
  check_golden("aumcc_conflict");
}
TEST_CASE("sarsat.mcc: an alert with envelope, confirmed position and DOA decodes as published") {
  check_golden("nz_alert");
}
TEST_CASE("sarsat.mcc: an initial encoded alert of the Russian centre decodes as published") {
  check_golden("cmc_encoded");
}
TEST_CASE("sarsat.mcc: envelopes of SIT 122, 145 and 147 with XML bodies decode as published") {
  check_golden("envelopes_xml");
}
TEST_CASE("sarsat.mcc: XML of every kind decodes as published") {
  check_golden("xml");
}
TEST_CASE("sarsat.mcc: fields between strokes of the centres' commissioning messages decode as published") {
  check_golden("fields");
}
TEST_CASE("sarsat.mcc: SIT 185 in the newer grouped layout, also within SIT 915, decodes as published") {
  check_golden("grouped");
}
