// Tables and lists of a drill's report.

#include <algorithm>
#include <utility>

#include "geo/position_text.hpp"
#include "tools/drill/detail/report_parts.hpp"
#include "tools/drill/detail/words.hpp"

namespace lingding::drill::detail {

using paper::ReportCell;
using paper::ReportSection;
using paper::ReportTable;
using paper::ReportText;
using paper::Tone;

TwoTexts two(plans::BriefText const& text) {
  return {text.en, text.zh_hant};
}

TwoTexts centre_words(geo::CentreId centre) {
  switch (centre) {
    case geo::CentreId::cn_gd:
      return {"Guangdong MRCC", "廣東"};
    case geo::CentreId::hk:
      return {"Hong Kong MRCC", "香港"};
    case geo::CentreId::mo:
      return {"Macao DSAMA", "澳門"};
  }
  return {};
}

TwoTexts verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return {"passed", "達標"};
    case Verdict::failed:
      return {"FAILED", "未達標"};
    case Verdict::not_tested:
      return {"not tested", "未測試"};
  }
  return {};
}

Tone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return Tone::good;
    case Verdict::failed:
      return Tone::bad;
    case Verdict::not_tested:
      return Tone::open;
  }
  return Tone::plain;
}

std::string proofs_text(std::vector<Proof> const& proofs) {
  // Of many the first: the log has all.
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < proofs.size() && i < kShown; ++i)
    text += (i == 0 ? "" : " ") + to_text(proofs[i].centre, proofs[i].seq);
  if (proofs.size() > kShown) text += " + " + std::to_string(proofs.size() - kShown);
  return text;
}

std::string ship_words(RunRecord const& record, std::string const& ship) {
  auto const named = [](std::string const& en, std::string const& zh) {
    return en + (en.empty() || zh.empty() ? "" : " ") + zh;
  };
  for (auto const& one : record.scenario.ships)
    if (one.name == ship && !(one.names.en.empty() && one.names.zh_hant.empty()))
      return named(one.names.en, one.names.zh_hant);
  // Else as the centres had her, by her plan.
  auto const number = record.ship_numbers.find(ship);
  for (auto const& centre : record.centres)
    for (auto const& incident : centre.incidents) {
      if (!incident.ship || !incident.ship->mmsi) continue;
      if (incident.ship->mmsi->to_text() != (number == record.ship_numbers.end() ? ship : number->second)) continue;
      if (incident.ship->plan) return named(incident.ship->plan->names.en, incident.ship->plan->names.zh_hant);
      if (!incident.ship->name.empty()) return incident.ship->name;
    }
  return ship;
}

std::vector<Done const*> injects(RunRecord const& record) {
  std::vector<Done const*> all;
  for (auto const& done : record.done)
    if (done.is_inject) all.push_back(&done);
  return all;
}

ReportCell plain(std::string text) {
  return {{std::move(text), {}}};
}

ReportTable::Column column(std::string en, std::string zh, double share, bool right) {
  return {{std::move(en), std::move(zh)}, share, right};
}

ReportTable times_table(ReportInput const& in) {
  ReportTable table;
  table.columns = {column("Ship", "船舶", 1.7),
                   column("Centre", "中心", 1.1),
                   column("notified", "收到通知", 1, true),
                   column("acknowledged", "確認收悉", 1.4, true),
                   column("plan opened", "查閱計劃", 1, true),
                   column("company called", "致電公司", 1.1, true),
                   column("custody accepted", "接手協調", 1.1, true),
                   column("SITREP 1", "情況報告 1", 1, true)};
  std::string last;
  for (auto const& one : in.score.times) {
    auto const cell = [](std::optional<CentreTimes::Time> const& time) {
      if (!time) return ReportCell{{"–", {}}, Tone::second};
      return ReportCell{{duration_en(time->after), to_text(time->proof.centre, time->proof.seq)}};
    };
    ReportCell ship{{ship_words(in.record, one.ship), one.incident}};
    if (last == one.incident) ship.text = {};
    last = one.incident;
    ReportCell centre{{std::string{geo::to_text(one.centre)}, centre_words(one.centre).zh}};
    centre.strong = true;
    table.rows.push_back({std::move(ship), std::move(centre), cell(one.notified), cell(one.acknowledged),
                          cell(one.plan_opened), cell(one.company_called), cell(one.accepted), cell(one.sitrep_1)});
  }
  return table;
}

namespace {

/// By what an act reaches the centre.
std::string medium_of(ActBody const& body) {
  struct Medium {
    std::string operator()(SourceBrings const& one) const { return std::string{logs::to_text(one.format)}; }
    std::string operator()(SomebodyReports const&) const { return "telephone / VHF"; }
    std::string operator()(DeviceStarts const&) const { return "AIS device"; }
    std::string operator()(DscCalls const&) const { return "DSC"; }
    std::string operator()(OfficerActs const&) const { return "console"; }
    std::string operator()(LinkGoes const&) const { return "link"; }
    std::string operator()(ServerRestarts const&) const { return "server"; }
    std::string operator()(ShipChanges const&) const { return "AIS"; }
    std::string operator()(ControlSays const&) const { return "exercise control"; }
  };
  return std::visit(Medium{}, body);
}

struct LogLine {
  geo::UtcTime at{};
  std::vector<ReportCell> cells;
};

}  // namespace

ReportSection log_section(ReportInput const& in) {
  ReportSection section{"log", {"Log", "日誌"}, {}};
  ReportTable table;
  table.small = true;
  table.columns = {column("UTC", "", 1.1),       column("source", "來源", 1.1),      column("from / to", "由／至", 1.2),
                   column("medium", "媒介", 1),  column("text", "內容", 4),          column("author", "記錄人", 0.9),
                   column("drill", "演習", 0.8), column("incident", "個案編號", 1.7)};
  std::vector<LogLine> lines;
  auto const drill = [] { return ReportCell{{"EXERCISE", "演習"}, Tone::bad}; };
  for (auto const* const done : injects(in.record)) {
    auto const* const act = in.view.act(done->act);
    std::string const to = done->centre ? std::string{geo::to_text(*done->centre)} : "all";
    auto text = act == nullptr ? TwoTexts{} : two(act->title);
    if (!done->words.empty()) text.en += (text.en.empty() ? "" : ": ") + done->words;
    if (!done->outcome.empty() && done->outcome != "done") text.en += " (refused: " + done->outcome + ")";
    lines.push_back({done->at,
                     {plain(time_of_day(done->at)), plain(done->act), plain("control → " + to),
                      plain(act == nullptr ? "script" : medium_of(act->body)), ReportCell{std::move(text)},
                      plain(done->officer.empty() ? "script" : done->officer), drill(), plain("")}});
  }
  for (auto const& one : in.record.happened) {
    std::string const centre{geo::to_text(one.centre)};
    std::string const detail = one.detail.empty() ? "" : ": " + one.detail;
    lines.push_back({one.at,
                     {plain(time_of_day(one.at)), plain(to_text(one.centre, one.seq)), plain(centre),
                      plain(one.officer.empty() ? "desk" : "console"),
                      ReportCell{{words_en(one.what) + detail, words_zh(one.what) + detail}},
                      plain(one.officer.empty() ? "desk" : one.officer), drill(), plain(one.incident)}});
  }
  std::ranges::stable_sort(lines, {}, &LogLine::at);
  for (auto& line : lines) table.rows.push_back(std::move(line.cells));
  section.blocks.emplace_back(std::move(table));
  return section;
}

ReportSection lessons_section(ReportInput const& in) {
  ReportSection section{"lessons", {"Lessons identified", "檢討所得"}, {}};
  ReportTable table;
  table.columns = {column("paragraph", "段號", 0.7),
                   column("title", "標題", 1.6),
                   column("observation / lesson identified", "觀察所得", 2.6),
                   column("task", "任務", 1.6),
                   column("lesson learned", "所得教訓", 1.6),
                   column("action owner / status", "負責人／進度", 1.3)};
  std::size_t number = 0;
  for (std::size_t i = 0; i < in.score.objectives.size(); ++i) {
    auto const& scored = in.score.objectives[i];
    if (scored.verdict != Verdict::failed || i >= in.record.scenario.objectives.size()) continue;
    auto const& objective = in.record.scenario.objectives[i];
    auto observation = two(scored.finding);
    if (!scored.proofs.empty()) observation.en += " [" + proofs_text(scored.proofs) + "]";
    auto const target = scored.target ? "Within " + duration_en(*scored.target) : std::string{"As stated"};
    auto const target_zh = scored.target ? duration_zh(*scored.target) + "內" : std::string{"按目標"};
    table.rows.push_back(
        {plain(std::to_string(++number)), ReportCell{two(objective.title), Tone::plain, true},
         ReportCell{std::move(observation)},
         ReportCell{{target + (objective.source.empty() ? "" : " (" + objective.source + ")"), target_zh}}, plain(""),
         ReportCell{{"to be named / open", "待定／未完成"}, Tone::second}});
  }
  if (number == 0) {
    section.blocks.emplace_back(
        ReportText{{"No objective failed. Lessons that the director found beside the objectives are entered here.",
                    "沒有未達標的目標。導演另有檢討，請填於此。"},
                   Tone::second});
    table.rows.push_back({plain(""), plain(""), plain(""), plain(""), plain(""), plain("")});
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

ReportSection map_section(ReportInput const& in) {
  ReportSection section{"map", {"Map", "海圖"}, {}};
  paper::MapContent content;
  content.water = in.water;
  content.on = std::chrono::floor<std::chrono::days>(in.record.began);
  // So many tracks stay apart; ships of the script come first.
  constexpr std::size_t kMostTracks = 12;
  for (auto const& track : in.record.tracks) {
    if (content.tracks.size() >= kMostTracks) break;
    // The script's word for her is not how people call her.
    auto const is_named = !track.label.empty() && track.label != track.ship;
    paper::MapTrack line{is_named ? track.label : ship_words(in.record, track.ship), {}, !track.is_heard};
    for (auto const& point : track.points) line.points.push_back(point.position);
    if (!line.points.empty()) content.tracks.push_back(std::move(line));
  }
  std::size_t number = 0;
  ReportTable table;
  table.columns = {column("#", "", 0.4),
                   column("UTC", "", 0.8),
                   column("alert", "警報", 1.4),
                   column("received by", "接收", 0.8),
                   column("position", "位置", 1.6),
                   column("decision", "決定", 4)};
  for (auto const& of : in.view.cases()) {
    if (of.is_test) continue;
    coordinator::Incident const* incident = nullptr;
    for (auto const centre : geo::kCentres)
      if (incident == nullptr || incident->custody.centre != centre)
        if (auto const* const one = in.view.at_end(of, centre)) incident = one;
    if (incident == nullptr) continue;
    bool is_first = true;
    for (auto const& alert : incident->alerts) {
      ++number;
      std::string const label = std::to_string(number);
      std::string const time = time_of_day(alert.first_heard);
      std::string const what{coordinator::to_text(alert.report.kind)};
      if (alert.report.position)
        content.marks.push_back({*alert.report.position, label, time + " " + what, paper::Ink::alarm});
      std::string place = "–";
      if (alert.report.position) place = geo::to_mariners_text(*alert.report.position);
      ReportCell decision;
      if (std::exchange(is_first, false)) {
        auto const& responsible = incident->decision.responsible;
        decision.text = {(responsible ? "Responsible: " + std::string{geo::to_text(*responsible)} + ". " : "") +
                             incident->decision.reason,
                         of.id};
      }
      table.rows.push_back({plain(label), plain(time), plain(what), plain(std::string{geo::to_text(alert.received_by)}),
                            plain(place), std::move(decision)});
    }
  }
  auto figure = paper::draw_map(content);
  figure.caption = {
      "Squares: where a track begins; triangles: where it ends; numbered diamonds: alerts, as below. "
      "Dashed limits are assumed, not published.",
      "方塊為航跡起點，三角為終點；編號菱形為警報，見下表。虛線界線為推定，並非公布。"};
  section.blocks.emplace_back(std::move(figure));
  section.blocks.emplace_back(std::move(table));
  return section;
}

}  // namespace lingding::drill::detail
