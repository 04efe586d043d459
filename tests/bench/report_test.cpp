#include "tests/bench/report.hpp"

#include <catch2/catch.hpp>

using namespace lingding::bench;

TEST_CASE("bench.report: percentiles are nearest-rank") {
  // The worked example of the nearest-rank method (NIST/SEMATECH e-Handbook 7.2.6.2 describes the family; ranks counted
  // by hand).
  std::vector<double> const samples{50, 15, 40, 20, 35};
  CHECK(percentile(samples, 5) == 15);
  CHECK(percentile(samples, 30) == 20);
  CHECK(percentile(samples, 40) == 20);
  CHECK(percentile(samples, 50) == 35);
  CHECK(percentile(samples, 100) == 50);
  CHECK(percentile(std::vector<double>{7}, 99) == 7);
}

TEST_CASE("bench.report: a figure is one line with its floor and whether the aim is met") {
  Figure figure{.figure = "a.b",
                .what = "x",
                .value = 3,
                .unit = "s/s",
                .floor = 4,
                .floor_what = "bare",
                .aim = 2,
                .peers = "p",
                .note = ""};
  CHECK(
      to_json(figure) ==
      R"({"figure":"a.b","what":"x","value":3,"unit":"s/s","better":"more","floor":4,"floor_what":"bare","aim":2,"met":true,"peers":"p"})");
  figure.better = Better::less;
  CHECK(to_json(figure).find(R"("met":false)") != std::string::npos);
  Figure const bare{.figure = "a.c", .what = "y", .value = 1.5, .unit = "µs", .better = Better::less};
  CHECK(to_json(bare) == R"({"figure":"a.c","what":"y","value":1.5,"unit":"µs","better":"less"})");
}
