#pragma once
// From a checked document to the briefs of its ships.

#include <vector>

#include "plans/brief.hpp"
#include "plans/detail/json_access.hpp"

namespace lingding::plans::detail {

/// \pre the document passed check_schema and check_plan.
std::vector<PlanBrief> briefs_of(Node const& document, std::string_view digest);

BriefText brief_text(Node const& text, std::size_t limit);
/// A [longitude, latitude] of the document, to a metre.
geo::Position position_of(Node const& point);
/// The route's track, thinned to so many positions.
std::vector<geo::Position> track_of(Node const& route, std::size_t limit);

}  // namespace lingding::plans::detail
