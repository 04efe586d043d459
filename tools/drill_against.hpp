#pragma once
// A drill on a running exercise's server, in real time.

#include <vector>

#include "plans/brief.hpp"
#include "tools/drill/record.hpp"
#include "tools/drill/scenario.hpp"
#include "tools/drill/stage.hpp"
#include "tools/drill_commands.hpp"

namespace lingding::tools {

/// \param digest of the scenario. \throws std::invalid_argument for a wrong option, std::runtime_error when the server
/// is none of an exercise, or can't be reached
drill::RunRecord run_against(DrillRunOptions const& options, drill::Scenario scenario, std::string const& digest,
                             std::vector<plans::PlanBrief> plans);

}  // namespace lingding::tools
