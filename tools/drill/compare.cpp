// Two runs side by side.

#include <algorithm>
#include <map>

#include "tools/drill/detail/report_parts.hpp"
#include "tools/drill/detail/words.hpp"
#include "tools/drill/report.hpp"

namespace lingding::drill {
namespace {

using namespace detail;
using paper::ReportCell;
using paper::ReportSection;
using paper::ReportTable;
using paper::Tone;

std::string measured(Scored const& scored) {
  return scored.measured ? duration_en(*scored.measured) : std::string{"–"};
}

ReportCell verdict(Scored const* scored) {
  if (scored == nullptr) return {{"not an objective", "非目標"}, Tone::second};
  return {verdict_words(scored->verdict), tone_of(scored->verdict), true};
}

std::string words(Happened const& one, RunRecord const& of) {
  return time_of_day(one.at) + " (" + duration_en(one.at - of.began) + ") " + std::string{geo::to_text(one.centre)} +
         " " + words_en(one.what) + (one.detail.empty() ? "" : ": " + one.detail) +
         (one.officer.empty() ? "" : " by " + one.officer) + " [" + to_text(one.centre, one.seq) + "]";
}

Scored const* find(Score const& score, std::string const& objective) {
  auto const at = std::ranges::find(score.objectives, objective, &Scored::objective);
  return at == score.objectives.end() ? nullptr : &*at;
}

ReportSection objectives(RunRecord const& a, RunRecord const& b, Score const& first, Score const& second, bool& same) {
  ReportSection section{"objectives", {"Objectives", "目標"}, {}};
  ReportTable table;
  table.columns = {column("Objective", "目標", 2), column("first", "甲", 1),        column("time", "歷時", 1, true),
                   column("second", "乙", 1),      column("time", "歷時", 1, true), column("", "", 1)};
  auto const row = [&](std::string const& name, plans::BriefText const& title) {
    auto const* const one = find(first, name);
    auto const* const other = find(second, name);
    bool const differs = one == nullptr || other == nullptr || one->verdict != other->verdict;
    same = same && !differs;
    ReportCell cell{two(title)};
    if (cell.text.en.empty()) cell.text.en = name;
    std::string by;
    if (one != nullptr && other != nullptr && one->measured && other->measured && one->measured != other->measured)
      by = (*other->measured > *one->measured ? "+" : "") + duration_en(*other->measured - *one->measured);
    table.rows.push_back({std::move(cell), verdict(one), plain(one == nullptr ? "–" : measured(*one)), verdict(other),
                          plain(other == nullptr ? "–" : measured(*other)),
                          ReportCell{{differs ? "differs " + by : by, {}}, differs ? Tone::bad : Tone::second}});
  };
  for (auto const& one : a.scenario.objectives) row(one.name, one.title);
  for (auto const& one : b.scenario.objectives)
    if (find(first, one.name) == nullptr) row(one.name, one.title);
  section.blocks.emplace_back(std::move(table));
  return section;
}

using Slot = std::optional<CentreTimes::Time> CentreTimes::*;

CentreTimes::Time const* time_in(CentreTimes const* of, Slot slot) {
  return of != nullptr && (of->*slot) ? &*(of->*slot) : nullptr;
}

ReportSection times(RunRecord const& a, RunRecord const& b, Score const& first, Score const& second) {
  ReportSection section{"times", {"Key times per centre", "各中心主要時間"}, {}};
  ReportTable table;
  table.columns = {column("Ship", "船舶", 1.4),    column("Centre", "中心", 0.9),   column("What", "事項", 1.4),
                   column("first", "甲", 1, true), column("second", "乙", 1, true), column("", "", 1, true)};
  std::vector<std::pair<TwoTexts, Slot>> const slots{{{"notified", "收到通知"}, &CentreTimes::notified},
                                                     {{"acknowledged", "確認收悉"}, &CentreTimes::acknowledged},
                                                     {{"plan opened", "查閱計劃"}, &CentreTimes::plan_opened},
                                                     {{"company called", "致電公司"}, &CentreTimes::company_called},
                                                     {{"custody accepted", "接手協調"}, &CentreTimes::accepted},
                                                     {{"SITREP 1", "情況報告 1"}, &CentreTimes::sitrep_1}};
  // Of a ship's several cases the first with the first, the second with the second.
  auto const keyed = [](Score const& score) {
    std::map<std::tuple<std::string, geo::CentreId, std::size_t>, CentreTimes const*> all;
    std::map<std::pair<std::string, geo::CentreId>, std::size_t> seen;
    for (auto const& one : score.times) all[{one.ship, one.centre, seen[{one.ship, one.centre}]++}] = &one;
    return all;
  };
  auto const ours = keyed(first);
  auto const theirs = keyed(second);
  auto keys = ours;
  keys.insert(theirs.begin(), theirs.end());
  for (auto const& [key, unused] : keys) {
    auto const one = ours.find(key);
    auto const other = theirs.find(key);
    for (auto const& [name, slot] : slots) {
      auto const* const mine = time_in(one == ours.end() ? nullptr : one->second, slot);
      auto const* const his = time_in(other == theirs.end() ? nullptr : other->second, slot);
      if (mine == nullptr && his == nullptr) continue;
      std::string by;
      if (mine != nullptr && his != nullptr && mine->after != his->after)
        by = (his->after > mine->after ? "+" : "") + duration_en(his->after - mine->after);
      table.rows.push_back({plain(ship_words(one == ours.end() ? b : a, std::get<0>(key))),
                            plain(std::string{geo::to_text(std::get<1>(key))}), ReportCell{name},
                            plain(mine != nullptr ? duration_en(mine->after) : "–"),
                            plain(his != nullptr ? duration_en(his->after) : "–"),
                            ReportCell{{by, {}}, (mine == nullptr) != (his == nullptr) ? Tone::bad : Tone::second}});
    }
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

/// What the observer saw at a centre, in its order.
std::vector<Happened const*> at_centre(RunRecord const& record, geo::CentreId centre) {
  std::vector<Happened const*> all;
  for (auto const& one : record.happened)
    if (one.centre == centre) all.push_back(&one);
  return all;
}

/// The same thing at the same time, but for where in the journal it stands.
bool alike(Happened const& a, Happened const& b, RunRecord const& of_a, RunRecord const& of_b) {
  return a.what == b.what && a.detail == b.detail && a.officer == b.officer && a.ship == b.ship &&
         a.at - of_a.began == b.at - of_b.began;
}

ReportSection decisions(RunRecord const& a, RunRecord const& b, bool& same) {
  ReportSection section{"decisions", {"Where the journals first differ", "日誌首個相異處"}, {}};
  ReportTable table;
  table.columns = {column("Centre", "中心", 0.8), column("Journals", "日誌", 1.6), column("first", "甲", 3),
                   column("second", "乙", 3)};
  for (auto const centre : geo::kCentres) {
    auto const record = [&](RunRecord const& of) -> CentreRecord const* {
      auto const at = std::ranges::find(of.centres, centre, &CentreRecord::centre);
      return at == of.centres.end() ? nullptr : &*at;
    };
    auto const* const ours = record(a);
    auto const* const theirs = record(b);
    if (ours == nullptr && theirs == nullptr) continue;
    bool const equal =
        ours != nullptr && theirs != nullptr && ours->digest == theirs->digest && ours->entries == theirs->entries;
    same = same && equal;
    auto const mine = at_centre(a, centre);
    auto const his = at_centre(b, centre);
    std::size_t i = 0;
    while (i < mine.size() && i < his.size() && alike(*mine[i], *his[i], a, b)) ++i;
    auto const shown = [&](std::vector<Happened const*> const& all, RunRecord const& of) {
      if (equal) return plain("–");
      if (i < all.size()) return plain(words(*all[i], of));
      return ReportCell{{i == 0 ? "nothing" : "nothing more", "再無"}, Tone::second};
    };
    auto const entries = [](CentreRecord const* one) {
      return one == nullptr ? std::string{"none"} : std::to_string(one->entries);
    };
    bool const unseen = !equal && i >= mine.size() && i >= his.size();
    table.rows.push_back({plain(std::string{geo::to_text(centre)}),
                          ReportCell{{equal    ? "the same, " + entries(ours) + " entries"
                                      : unseen ? "differ in what no objective sees: " + entries(ours) + " and " +
                                                     entries(theirs) + " entries"
                                               : "differ: " + entries(ours) + " and " + entries(theirs) + " entries",
                                      equal ? "相同" : "相異"},
                                     equal ? Tone::good : Tone::bad},
                          unseen ? plain("–") : shown(mine, a), unseen ? plain("–") : shown(his, b)});
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

void pad(std::string& line, std::string_view text, std::size_t width) {
  line += text;
  // Code points, not bytes: the texts are short and English here.
  auto const count = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  line.append(count < width ? width - count : 1, ' ');
}

}  // namespace

Comparison compare(RunRecord const& a, RunRecord const& b) {
  auto const first = score(a);
  auto const second = score(b);
  Comparison result;
  result.same_decisions = true;
  result.same_objectives = true;
  auto& report = result.report;
  report.title = {"Two runs of drills", "兩次演習比較"};
  report.marking = {"EXERCISE EXERCISE EXERCISE", "演習 演習 演習"};
  report.watermark = {"EXERCISE", "演習"};
  report.header = "first: " + a.scenario.name + ", " + geo::to_iso8601(a.began) + " · second: " + b.scenario.name +
                  ", " + geo::to_iso8601(b.began);
  report.dated = std::chrono::floor<std::chrono::days>(a.began);
  ReportSection runs{"runs", {"Runs", "演習"}, {}};
  ReportTable table;
  table.columns = {column("", "", 1.2), column("first", "甲", 3), column("second", "乙", 3)};
  auto const row = [&](std::string en, std::string zh, std::string one, std::string other) {
    auto const tone = one == other ? Tone::plain : Tone::open;
    table.rows.push_back({ReportCell{{std::move(en), std::move(zh)}}, ReportCell{{std::move(one), {}}, tone},
                          ReportCell{{std::move(other), {}}, tone}});
  };
  auto const passed = [](Score const& of) {
    return std::to_string(std::ranges::count(of.objectives, Verdict::passed, &Scored::verdict)) + " of " +
           std::to_string(of.objectives.size());
  };
  row("Scenario", "劇本", a.scenario.name, b.scenario.name);
  row("SHA-256", "摘要", a.scenario_digest.substr(0, 24), b.scenario_digest.substr(0, 24));
  row("Seed", "種子", std::to_string(a.scenario.seed), std::to_string(b.scenario.seed));
  row("Lingding", "伶仃版本", a.version, b.version);
  row("Began", "開始", geo::to_iso8601(a.began), geo::to_iso8601(b.began));
  row("Lasted", "歷時", duration_en(a.ended - a.began), duration_en(b.ended - b.began));
  row("Objectives passed", "達標目標", passed(first), passed(second));
  runs.blocks.emplace_back(std::move(table));
  report.sections.push_back(std::move(runs));
  report.sections.push_back(objectives(a, b, first, second, result.same_objectives));
  report.sections.push_back(times(a, b, first, second));
  report.sections.push_back(decisions(a, b, result.same_decisions));
  return result;
}

std::string comparison_html(Comparison const& comparison) {
  return to_html(comparison.report);
}

std::string comparison_text(Comparison const& comparison) {
  std::string text = comparison.report.marking.en + "\n" + comparison.report.header + "\n";
  for (auto const& section : comparison.report.sections) {
    text += "\n" + section.heading.en + "\n";
    for (auto const& block : section.blocks) {
      auto const* const table = std::get_if<ReportTable>(&block);
      if (table == nullptr) continue;
      std::vector<std::size_t> widths(table->columns.size(), 0);
      auto const widen = [&](std::size_t i, std::string const& cell) {
        widths[i] = std::max(widths[i], std::min<std::size_t>(cell.size(), 60) + 2);
      };
      for (std::size_t i = 0; i < table->columns.size(); ++i) widen(i, table->columns[i].name.en);
      for (auto const& row : table->rows)
        for (std::size_t i = 0; i < row.size(); ++i) widen(i, row[i].text.en);
      auto const line = [&](auto const& cell_at) {
        std::string words = "  ";
        for (std::size_t i = 0; i < widths.size(); ++i) pad(words, cell_at(i), widths[i]);
        while (words.ends_with(' ')) words.pop_back();
        text += clean(words) + "\n";
      };
      line([&](std::size_t i) { return std::string_view{table->columns[i].name.en}; });
      for (auto const& row : table->rows) line([&](std::size_t i) { return std::string_view{row[i].text.en}; });
    }
  }
  text += std::string{"\nDecisions: "} + (comparison.same_decisions ? "the same" : "different") +
          "\nObjectives: " + (comparison.same_objectives ? "the same" : "different") + "\n";
  return text;
}

}  // namespace lingding::drill
