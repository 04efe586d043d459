#pragma once
// Plan files as the commands check them: each by itself, with its attachments, and all of them against one another.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/water.hpp"
#include "plans/document.hpp"

namespace lingding::tools {

/// One checked file.
struct CheckedPlan {
  std::filesystem::path path;
  std::string text;
  std::optional<plans::PlanDocument> plan;  ///< empty for a centre's module, and where there are errors
  std::vector<plans::Problem> problems;     ///< errors and warnings
  bool good() const { return !plans::has_errors(problems); }
};

/// The regions of a file, or, empty, the shipped ones.
/// \throws std::runtime_error when they can't be read.
std::unique_ptr<geo::WaterMap const> water_map(std::optional<std::filesystem::path> const& regions);

/// Files as they are named; of a folder its *.json. A plan's attachments are looked for in the folder "attachments"
/// beside it. Plans that are given together must not claim the same ship, beacon or device, nor be two texts of one
/// version.
/// \throws std::runtime_error for a folder without documents.
std::vector<CheckedPlan> check_plans(std::vector<std::string> const& paths, plans::CheckContext const& context);

/// "file:line:column: pointer: found …; expected … [code]", as editors and people read it. One line, whatever is in the
/// values.
std::string problem_line(std::filesystem::path const& path, plans::Problem const& problem, plans::Language language);

/// "HK-SAMPLE-01 version 2, 1 ship", or "a centre's module".
std::string subject_of(CheckedPlan const& file);

}  // namespace lingding::tools
