// The arrangement as data: read strictly, and as published.

#include "plans/arrangement.hpp"

#include <catch2/catch.hpp>

#include "tests/plans/ledger_world.hpp"
#include "tests/plans/plan_text.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

TEST_CASE("plans.arrangement: the shipped pages are those of the published copy") {
  Arrangement const& arrangement = shipped_arrangement();
  REQUIRE(arrangement.pages.size() == 2);
  CHECK(arrangement.pages[0].parties == std::array{CentreId::cn_gd, CentreId::hk});
  CHECK(arrangement.pages[0].signed_on == day("2015-09-09"));
  CHECK(arrangement.pages[1].parties == std::array{CentreId::cn_gd, CentreId::mo});
  CHECK_FALSE(arrangement.pages[1].signed_on.has_value());
  CHECK(arrangement.pages[1].status == PageStatus::signed_page);
}

TEST_CASE("plans.arrangement: what is wrong with the data is named") {
  std::string const text{shipped_arrangement_text()};
  auto const pointer = [](std::string const& changed_text) {
    auto const read = read_arrangement(changed_text);
    return read ? std::string{"accepted"} : read.error().front().pointer;
  };
  CHECK(pointer(text) == "accepted");
  CHECK(pointer(changed(text, "\"signed\"", "\"agreed\"")) == "/pages/0/status");
  CHECK(pointer(changed(text, "[\"CN-GD\", \"MO\"]", "[\"CN-GD\", \"HK\"]")) == "/pages/1/parties");
  CHECK(pointer(changed(text, "[\"CN-GD\", \"MO\"]", "[\"MO\", \"CN-GD\"]")) == "/pages/1/parties/1");
  CHECK(pointer(changed(text, "\"from\": \"2015-09-09\"", "\"from\": \"2015-09-08\"")) == "/pages/0/from");
  CHECK(pointer(changed(text, "\"from\": \"2015-09-09\"", "\"from\": \"2015-09-31\"")) == "/pages/0/from");
  CHECK(pointer(changed(text, "\"schema\"", "\"scheme\"")) == "/schema");
  CHECK(pointer("{}") == "/schema");
  CHECK_FALSE(read_arrangement("x").has_value());
}

TEST_CASE("plans.arrangement: days begin at 16:00 UTC") {
  CHECK(local_date(at("2026-03-02T15:59:59.999Z")) == day("2026-03-02"));
  CHECK(local_date(at("2026-03-02T16:00:00Z")) == day("2026-03-03"));
  CHECK(beginning_of(day("2026-03-03")) == at("2026-03-02T16:00:00Z"));
}
