#pragma once
// A chartlet: one route, her stops, the centres' waters, a graticule and a scale.

#include <span>
#include <vector>

#include "adapters/paper/detail/canvas.hpp"
#include "adapters/paper/detail/words.hpp"
#include "geo/region.hpp"

namespace lingding::paper::detail {

struct ChartStop {
  geo::Position at;
  Pair names;
};

struct ChartContent {
  std::vector<geo::Position> track;  ///< not empty
  std::vector<ChartStop> stops;      ///< numbered from 1 in this order
  std::vector<geo::Region const*> regions;
};

struct LegendEntry {
  Colour fill{};
  Colour edge{};
  bool assumed = false;
  Pair name;
};

struct Chart {
  std::vector<Operation> operations;  ///< within the box, border and its numbers included
  std::vector<LegendEntry> legend;    ///< the regions that can be seen, the most important first
};

/// Names that find no free place on the chart are left out there; stops always have their number.
Chart draw_chart(Typesetter& typesetter, Words const& words, ChartContent const& content, Box const& box);

}  // namespace lingding::paper::detail
