#pragma once
// What drill commands read: options, scenarios by file or by name, the plans of a cast, the regions by which desks
// decide.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geo/region.hpp"
#include "plans/brief.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::tools {

/// The command's exit status; 2, with what is wrong on standard error, when it throws std::invalid_argument.
int with_bad_options_told(std::function<int()> const& command);

/// The shipped scenarios, and overlays for them.
std::filesystem::path scenario_library();

/// A scenario's file: the path itself when there is such a file, else the shipped one of that name.
/// \throws std::runtime_error when there is neither: with the name that is nearest
std::filesystem::path scenario_file(std::string const& name);

/// A scenario, and the bytes that it was read from.
struct ScenarioText {
  drill::Scenario scenario;
  std::string digest;  ///< SHA-256 of the file, a zero byte, and what is laid over it; 64 hex digits
};
/// \param with laid over it; empty: nothing
/// \returns every fault, each as a line with its file
/// \throws std::system_error for a file that can't be read
geo::Expected<ScenarioText, std::vector<std::string>> read_scenario_file(std::filesystem::path const& file,
                                                                         std::filesystem::path const& with);

/// All ships of the plans in these files and folders; none: of the shipped samples.
/// \throws std::runtime_error for a document that does not pass the checks
std::vector<plans::PlanBrief> plan_briefs(std::vector<std::string> paths);

/// Of the file; empty: the shipped ones. \throws std::runtime_error
geo::RegionSet regions_for_drill(std::optional<std::filesystem::path> const& file = std::nullopt);

}  // namespace lingding::tools
