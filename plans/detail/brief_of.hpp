#pragma once
// From a checked document to the briefs of its ships.

#include <vector>

#include "plans/brief.hpp"
#include "plans/detail/json_access.hpp"

namespace lingding::plans::detail {

/// \pre the document passed check_schema and check_plan.
std::vector<PlanBrief> briefs_of(Node const& document, std::string_view digest);

BriefText brief_text(Node const& text, std::size_t limit);

}  // namespace lingding::plans::detail
