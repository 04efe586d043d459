#pragma once
// The rules for a cooperation plan that a JSON Schema can't say.

#include <optional>
#include <vector>

#include "geo/time.hpp"
#include "geo/water.hpp"
#include "plans/detail/json_access.hpp"
#include "plans/document.hpp"
#include "plans/problem.hpp"

namespace lingding::plans::detail {

/// Appends what is wrong, and what was computed on the way. The document may be anything: what is not of the right type
/// is left to the schema.
void check_plan(Node const& document, CheckContext const& context, std::vector<Problem>& problems,
                std::vector<RouteWaters>& waters);

/// Every text at or below the node has to be fit to be shown and compared: printable, in normal form C, without
/// invisible characters; names of letters that can't be taken for others; telephone numbers and mail addresses.
void check_texts(Node const& node, std::vector<Problem>& problems);

/// For a centre's module: dates of the calendar, sources that exist.
void check_centre_module(Node const& document, std::vector<Problem>& problems);

// The parts of check_plan, each in a file of its own.

void check_ships(Node const& document, std::vector<Problem>& problems);
/// \param on the day whose regions count, where there is a map.
void check_routes(Node const& document, geo::WaterMap const* water, std::optional<geo::UtcDate> on,
                  std::vector<Problem>& problems, std::vector<RouteWaters>& waters);
void check_timetable(Node const& route, Node const& document, std::vector<Problem>& problems);
void check_attachments(Node const& document, std::vector<Problem>& problems);

}  // namespace lingding::plans::detail
