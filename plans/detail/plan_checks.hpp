#pragma once
// The rules for a cooperation plan that a JSON Schema can't say.

#include <vector>

#include "plans/detail/json_access.hpp"
#include "plans/problem.hpp"

namespace lingding::plans::detail {

/// Appends what is wrong. The document may be anything: what is not of the right type is left to the schema.
void check_plan(Node const& document, std::vector<Problem>& problems);

/// Every text at or below the node has to be fit to be shown (is_printable).
void check_texts(Node const& node, std::vector<Problem>& problems);

/// Likewise for a centre's module: dates of the calendar, sources that exist.
void check_centre_module(Node const& document, std::vector<Problem>& problems);

}  // namespace lingding::plans::detail
