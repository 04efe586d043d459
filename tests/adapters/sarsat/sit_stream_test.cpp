// Where one MCC message ends and the next begins.

#include "adapters/sarsat/sit_stream.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "adapters/sarsat/sit_read.hpp"

using namespace lingding::sarsat;

namespace {

std::vector<std::string> split(std::string_view text) {
  SitSplitter splitter;
  std::vector<std::string> messages;
  while (!text.empty()) {
    auto const end = text.find('\n');
    if (auto message = splitter.push(text.substr(0, end))) messages.push_back(*message);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  if (auto message = splitter.finish()) messages.push_back(*message);
  return messages;
}

constexpr char const* kOne = "1. DISTRESS COSPAS-SARSAT ALERT\n11. HEX ID B3A9D65028154D1\n";

}  // namespace

TEST_CASE("sarsat.sit_stream: messages end at their end, at an envelope, at paragraph 1") {
  std::string const one = kOne;
  CHECK(split(one + "END OF MESSAGE\n" + one + "END OF MESSAGE\n").size() == 2);
  CHECK(split(one + one + one).size() == 3);
  CHECK(split("/00001 00000/4120/26 001 0000\n" + one + "/00002 00000/4120/26 001 0000\n" + one).size() == 2);
  CHECK(split("DATE: 02 JUL 15 1111Z FROM: MCC A\n" + one + "DATE: 02 JUL 15 1112Z FROM: MCC A\n" + one).size() == 2);
  CHECK(split("\n\n \n").empty());
}

TEST_CASE("sarsat.sit_stream: a trailer belongs to the message before it") {
  std::string const one = kOne;
  auto const messages = split(one + "END OF MESSAGE\nRCC406E.FMT\n\n/LASSIT\n/ENDMSG\n" + one);
  REQUIRE(messages.size() == 2);
  CHECK(messages[0].find("/ENDMSG") != std::string::npos);
  CHECK(messages[1] == one);
}

TEST_CASE("sarsat.sit_stream: XML with and without envelope, one after another") {
  std::string const xml = "<?xml version=\"1.0\" ?>\n<topMessage>\n</topMessage>\n";
  CHECK(split(xml + xml).size() == 2);
  CHECK(split("/00001 00000/5030/17 299 1532\n/122/503A\n" + xml + "/LASSIT\n/ENDMSG\n" + xml).size() == 2);
  CHECK(split("<topMessage>\n<topMessage>\n").size() == 2);
}

TEST_CASE("sarsat.sit_stream: a message that never ends is cut, refused and followed by the next") {
  std::string endless;
  while (endless.size() < 3 * kMaxMessageBytes) endless += "AND SO ON AND SO ON AND SO ON AND SO ON\n";
  auto const messages = split("1. X\n" + endless + kOne + std::string{"END OF MESSAGE\n"});
  REQUIRE(messages.size() == 2);
  CHECK(messages[0].size() == kMaxMessageBytes + 1);
  CHECK(read_sit(messages[0]).error().reason == SitRejection::too_long);
  CHECK(read_sit(messages[1]));
}

TEST_CASE("sarsat.sit_stream: a source that is silent after the end need not be waited for") {
  SitSplitter splitter;
  CHECK_FALSE(splitter.push("1. DISTRESS COSPAS-SARSAT ALERT"));
  CHECK_FALSE(splitter.is_complete());
  CHECK_FALSE(splitter.push("END OF MESSAGE"));
  CHECK(splitter.is_complete());
  CHECK(splitter.finish());
  CHECK_FALSE(splitter.finish());
}
