// What registries say to each other: every message reads back as it was written, within its bounds.

#include "coordinator/register_messages.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace lingding;
using namespace lingding::coordinator;
using geo::CentreId;

namespace {

std::vector<RegisterMessage> one_of_each() {
  plans::ChainHeads heads{};
  for (std::size_t i = 0; i < heads.size(); ++i) heads[i] = {geo::kCentres[i], i + 1, geo::sha256(std::to_string(i))};
  auto const digest = geo::sha256("x");
  return {HeadsMessage{heads, true},
          RecordsMessage{CentreId::mo, {"{}", "{\"a\":1}"}},
          AskRecordsMessage{7},
          WantMessage{{digest, geo::sha256("y")}},
          DocumentMessage{digest},
          WantPiecesMessage{digest, {0, 3, 40}},
          PieceMessage{digest, 39},
          AskHashesMessage{CentreId::cn_gd, 5},
          HashesMessage{CentreId::hk, 2, {digest}}};
}

}  // namespace

TEST_CASE("coordinator.registers: every message reads back as it was written, and none speaks of approval") {
  std::set<std::size_t> walked;
  for (auto const& message : one_of_each()) {
    walked.insert(message.index());
    auto const text = write_register_message(message);
    INFO(text);
    auto const back = read_register_message(text);
    REQUIRE(back);
    CHECK(*back == message);
    for (char const* word : {"approv", "consent", "endors", "recogni"}) CHECK(text.find(word) == std::string::npos);
  }
  CHECK(walked.size() == std::variant_size_v<RegisterMessage>);
}

TEST_CASE("coordinator.registers: heads without asking are as they always were") {
  auto message = std::get<HeadsMessage>(one_of_each().front());
  message.asks = false;
  auto const text = write_register_message(message);
  CHECK(text.find("asks") == std::string::npos);
  CHECK(std::get<HeadsMessage>(read_register_message(text).value()) == message);
}

TEST_CASE("coordinator.registers: what goes beyond the bounds is refused with its place") {
  auto const digest = geo::to_hex(geo::sha256("x"));
  auto const error_of = [](std::string const& text) {
    auto const read = read_register_message(text);
    return read ? std::string{} : read.error();
  };
  std::string pieces = "0";
  for (std::size_t i = 1; i <= kMaxPiecesWanted; ++i) pieces += "," + std::to_string(i);
  auto const want = [&](std::string const& list) {
    return R"({"type":"want_pieces","attachment":")" + digest + R"(","pieces":[)" + list + "]}";
  };
  CHECK(error_of(want(pieces)).starts_with("/pieces"));
  CHECK(error_of(want("41")).starts_with("/pieces/0"));
  CHECK(error_of(want("-1")).starts_with("/pieces/0"));
  CHECK(error_of(want("40")).empty());
  CHECK(error_of(R"({"type":"piece","attachment":"x","piece":0})").starts_with("/attachment"));
  CHECK(error_of(R"({"type":"ask_records"})").starts_with("/from"));
  CHECK(error_of(R"({"type":"approve"})").starts_with("/type"));
}
