#pragma once
// The parts of a drill's report, each made of its record.

#include "adapters/paper/report.hpp"
#include "tools/drill/detail/run_view.hpp"
#include "tools/drill/score.hpp"

namespace lingding::drill::detail {

using paper::TwoTexts;

/// What the parts are made of.
struct ReportInput {
  RunView view;
  RunRecord const& record;
  Score const& score;
  geo::WaterMap const* water;

  ReportInput(RunRecord const& given, Score const& scored, geo::WaterMap const* map)
      : view(given), record(given), score(scored), water(map) {}
};

TwoTexts two(plans::BriefText const& text);
TwoTexts centre_words(geo::CentreId centre);
TwoTexts verdict_words(Verdict verdict);
paper::Tone tone_of(Verdict verdict);
/// "MO#41 HK#7".
std::string proofs_text(std::vector<Proof> const& proofs);
/// The name of a cast ship as people call her; the word itself for anything else.
std::string ship_words(RunRecord const& record, std::string const& ship);
/// Injects as the script has done them, in their order.
std::vector<Done const*> injects(RunRecord const& record);
paper::ReportCell plain(std::string text);
paper::ReportTable::Column column(std::string en, std::string zh, double share, bool right = false);

/// Three lanes over time: injects, alarms, officers' acts, custody and SITREPs. \pre from < to
paper::ReportFigure timeline(ReportInput const& in, geo::UtcTime from, geo::UtcTime to);
paper::ReportSection map_section(ReportInput const& in);
paper::ReportTable times_table(ReportInput const& in);
paper::ReportSection log_section(ReportInput const& in);
paper::ReportSection lessons_section(ReportInput const& in);

/// The page of a report.
std::string to_html(paper::Report const& report);
/// The text without characters that XML 1.0 and pages can't have.
std::string clean(std::string_view text);

}  // namespace lingding::drill::detail
