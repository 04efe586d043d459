#pragma once
// From a checked document to the schedule of one of its ships.

#include "plans/detail/json_access.hpp"
#include "plans/schedule.hpp"

namespace lingding::plans::detail {

/// Departures become sailings: from the first stop to the last, from the last to the first, and from a stop between to
/// both ends. Trips that name another ship are left out.
/// \pre the document passed check_schema and check_plan.
Schedule schedule_of(Node const& document, Node const& ship);

}  // namespace lingding::plans::detail
