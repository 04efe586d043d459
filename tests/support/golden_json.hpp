#pragma once
// JSON against golden JSON: what is expected is there, whatever else is.

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

namespace lingding::support {

/// Each member that is expected, at any depth; numbers to 1e-9.
inline void check_members(boost::json::value const& ours, boost::json::value const& expected) {
  CAPTURE(boost::json::serialize(ours), boost::json::serialize(expected));
  if (expected.is_object()) {
    REQUIRE(ours.is_object());
    for (auto const& [key, value] : expected.as_object()) {
      CAPTURE(std::string{key});
      REQUIRE(ours.as_object().contains(key));
      check_members(ours.as_object().at(key), value);
    }
  } else if (expected.is_number()) {
    REQUIRE(ours.is_number());
    CHECK(std::abs(ours.to_number<double>() - expected.to_number<double>()) < 1e-9);
  } else {
    CHECK(ours == expected);
  }
}

}  // namespace lingding::support
