#pragma once
// What is handed to a director after a drill: one report as a page and as PDF, its score for programs, and two runs
// side by side.

#include <string>

#include "adapters/paper/paper.hpp"
#include "adapters/paper/report.hpp"
#include "geo/water.hpp"
#include "tools/drill/record.hpp"
#include "tools/drill/score.hpp"

namespace lingding::drill {

/// What the report says, for every form of it. \param water for the map; nullptr: a map without waters
paper::Report report_of(RunRecord const& record, Score const& score, geo::WaterMap const* water);

/// One self-contained page: no script, nothing loaded, every text escaped; light or dark as the reader has it, and made
/// to be printed.
std::string report_html(RunRecord const& record, Score const& score, geo::WaterMap const* water);
/// The same on A4. \throws std::runtime_error when no font is installed, or Cairo can't draw (no memory).
paper::Paper report_pdf(RunRecord const& record, Score const& score, geo::WaterMap const* water);
/// {"scenario", "scenario_digest", "version", "began", "ended", "passed", "objectives", "times"}.
std::string report_json(RunRecord const& record, Score const& score);
/// As Jenkins and GitLab read it: a test case for each objective; what was not tested is skipped.
std::string report_junit(RunRecord const& record, Score const& score);

/// Two runs side by side: objectives, times, and where the journals first differ.
struct Comparison {
  paper::Report report;
  bool same_decisions = false;   ///< all journals have the same digests
  bool same_objectives = false;  ///< the same verdicts
};
Comparison compare(RunRecord const& a, RunRecord const& b);
std::string comparison_html(Comparison const& comparison);
/// For a terminal.
std::string comparison_text(Comparison const& comparison);

}  // namespace lingding::drill
