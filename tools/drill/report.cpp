// A drill's report, put together of its parts; its score for programs.

#include "tools/drill/report.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "coordinator/mode.hpp"
#include "tools/drill/detail/custody_sweep.hpp"
#include "tools/drill/detail/json_out.hpp"
#include "tools/drill/detail/report_parts.hpp"
#include "tools/drill/detail/words.hpp"

namespace lingding::drill {
namespace {

using namespace detail;
using paper::ReportCell;
using paper::ReportSection;
using paper::ReportTable;
using paper::ReportText;
using paper::ReportTile;
using paper::ReportTiles;
using paper::Tone;

std::size_t count(Score const& score, Verdict verdict) {
  return static_cast<std::size_t>(std::ranges::count(score.objectives, verdict, &Scored::verdict));
}

/// The first of a kind of time at any centre, of the case that came first: what the exercise was about.
std::optional<CentreTimes::Time> first_time(Score const& score, std::optional<CentreTimes::Time> CentreTimes::* which) {
  std::optional<CentreTimes::Time> first;
  for (auto const& one : score.times)
    if (one.incident == score.times.front().incident && (one.*which) && (!first || (one.*which)->after < first->after))
      first = one.*which;
  return first;
}

ReportTile time_tile(TwoTexts name, std::optional<CentreTimes::Time> const& time) {
  ReportTile tile{std::move(name), "–", {}, Tone::second};
  if (!time) return tile;
  tile.value = duration_en(time->after);
  tile.tone = Tone::plain;
  tile.detail.en = to_text(time->proof.centre, time->proof.seq);
  return tile;
}

ReportSection summary(ReportInput const& in) {
  ReportSection section{"summary", {"Summary", "摘要"}, {}};
  auto const& score = in.score;
  auto const passed = count(score, Verdict::passed);
  auto const failed = count(score, Verdict::failed);
  auto const untested = count(score, Verdict::not_tested);
  ReportTiles tiles;
  auto const all = score.objectives.size();
  tiles.tiles.push_back({{"Objectives passed", "達標目標"},
                         std::to_string(passed) + " / " + std::to_string(all),
                         {std::to_string(failed) + " failed, " + std::to_string(untested) + " not tested",
                          std::to_string(failed) + " 項未達標，" + std::to_string(untested) + " 項未測試"},
                         failed > 0     ? Tone::bad
                         : untested > 0 ? Tone::open
                                        : Tone::good});
  tiles.tiles.push_back(time_tile({"First notification", "首次通知"}, first_time(score, &CentreTimes::notified)));
  tiles.tiles.push_back(
      time_tile({"First acknowledgement", "首次確認"}, first_time(score, &CentreTimes::acknowledged)));
  tiles.tiles.push_back(time_tile({"Custody accepted", "接手協調"}, first_time(score, &CentreTimes::accepted)));
  tiles.tiles.push_back(time_tile({"Plan opened", "查閱計劃"}, first_time(score, &CentreTimes::plan_opened)));
  tiles.tiles.push_back(time_tile({"Company called", "致電公司"}, first_time(score, &CentreTimes::company_called)));
  tiles.tiles.push_back(time_tile({"SITREP 1", "情況報告 1"}, first_time(score, &CentreTimes::sitrep_1)));
  tiles.tiles.push_back(
      {{"Exercise time", "演習歷時"},
       duration_en(in.record.ended - in.record.began),
       {time_of_day(in.record.began).substr(0, 5) + " – " + time_of_day(in.record.ended).substr(0, 5) + " UTC", {}},
       Tone::plain});
  section.blocks.emplace_back(std::move(tiles));
  if (failed + untested > 0) {
    ReportTable short_list;
    short_list.columns = {column("Not reached", "未達標", 2), column("Finding", "所見", 4),
                          column("Result", "結果", 1)};
    for (std::size_t i = 0; i < all; ++i) {
      auto const& scored = score.objectives[i];
      if (scored.verdict == Verdict::passed) continue;
      ReportCell title{two(in.record.scenario.objectives.at(i).title)};
      if (title.text.en.empty()) title.text.en = scored.objective;
      title.strong = true;
      short_list.rows.push_back({std::move(title), ReportCell{two(scored.finding)},
                                 ReportCell{verdict_words(scored.verdict), tone_of(scored.verdict), true}});
    }
    section.blocks.emplace_back(std::move(short_list));
  }
  if (!score.times.empty()) {
    section.blocks.emplace_back(times_table(in));
    section.blocks.emplace_back(
        ReportText{{"Times since the first inject that led to the incident; below each the journal entry that shows it "
                    "(centre#number). The figures above are of the first incident.",
                    "時間自引致個案的首個注入事件起計；下方為證明該事的日誌編號（中心#號）。上方數字屬首宗個案。"},
                   Tone::second});
  }
  return section;
}

ReportSection objectives(ReportInput const& in) {
  ReportSection section{"objectives", {"Objectives", "目標"}, {}};
  ReportTable table;
  table.small = true;
  table.columns = {column("#", "", 0.35),
                   column("Objective", "目標", 2.3),
                   column("Result", "結果", 0.9),
                   column("Time", "歷時", 1.05, true),
                   column("Target", "限時", 1.05, true),
                   column("Finding", "所見", 3),
                   column("Proof", "證明", 1.2),
                   column("Target from", "目標來源", 2.2)};
  for (std::size_t i = 0; i < in.score.objectives.size(); ++i) {
    auto const& scored = in.score.objectives[i];
    auto const& objective = in.record.scenario.objectives.at(i);
    ReportCell title{two(objective.title)};
    if (title.text.en.empty()) title.text.en = objective.name;
    ReportCell proof{{proofs_text(scored.proofs), {}}};
    proof.mono = true;
    table.rows.push_back({plain(std::to_string(i + 1)), std::move(title),
                          ReportCell{verdict_words(scored.verdict), tone_of(scored.verdict), true},
                          plain(scored.measured ? duration_en(*scored.measured) : "–"),
                          plain(scored.target ? duration_en(*scored.target) : "–"), ReportCell{two(scored.finding)},
                          std::move(proof), ReportCell{{objective.source, {}}, Tone::second}});
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

/// What each inject led to, at each centre.
ReportSection inject_section(ReportInput const& in) {
  ReportSection section{"injects", {"Injects", "注入事件"}, {}};
  ReportTable table;
  table.columns = {column("#", "", 0.35), column("UTC", "", 0.9), column("Inject", "注入事件", 3),
                   column("To", "致", 0.7)};
  auto const& centres = in.record.scenario.centres;
  for (auto const centre : centres)
    table.columns.push_back(
        column(std::string{geo::to_text(centre)} + ": first after it", centre_words(centre).zh + "：其後首項", 1.9));
  std::size_t number = 0;
  auto const all = injects(in.record);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const& done = *all[i];
    auto const* const act = in.view.act(done.act);
    ReportCell title{act == nullptr ? TwoTexts{done.act, {}} : two(act->title)};
    if (title.text.en.empty()) title.text.en = done.act;
    std::vector<ReportCell> row{plain(std::to_string(++number)), plain(time_of_day(done.at)), std::move(title),
                                plain(done.centre ? std::string{geo::to_text(*done.centre)} : "–")};
    auto const until = i + 1 < all.size() ? all[i + 1]->at : in.record.ended;
    for (auto const centre : centres) {
      auto const found = std::ranges::find_if(in.record.happened, [&](Happened const& one) {
        return one.centre == centre && one.at >= done.at &&
               one.at < std::max(until, done.at + std::chrono::minutes{5}) &&
               (!one.officer.empty() || one.what == Happening::notified || one.what == Happening::alarmed);
      });
      if (found == in.record.happened.end()) {
        row.push_back(ReportCell{{"–", {}}, Tone::second});
      } else {
        row.push_back(ReportCell{{words_en(found->what) + " after " + duration_en(found->at - done.at) + " (" +
                                      to_text(found->centre, found->seq) + ")",
                                  words_zh(found->what)}});
      }
    }
    table.rows.push_back(std::move(row));
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

ReportSection custody_section(ReportInput const& in) {
  ReportSection section{"custody", {"Custody", "協調權"}, {}};
  ReportTable table;
  table.columns = {column("Incident", "個案", 2), column("From", "由", 1), column("Until", "至", 1),
                   column("Centre", "中心", 2), column("By", "依據", 1.6)};
  for (auto const& of : in.view.cases()) {
    if (of.is_test) continue;
    for (auto const& stretch : custody_of(in.view, of)) {
      std::string who;
      std::string by;
      for (auto const centre : stretch.by) who += (who.empty() ? "" : " + ") + std::string{geo::to_text(centre)};
      for (auto const* const because : stretch.because)
        by += (by.empty() ? "" : " ") + to_text(because->centre, because->seq) +
              (because->officer.empty() ? "" : " " + because->officer);
      bool const is_one = stretch.by.size() == 1;
      bool const is_way = stretch.to - stretch.from <= std::chrono::minutes{1};
      ReportCell centre{{who.empty() ? "nobody" : who, is_one   ? ""
                                                       : is_way ? "hand-over on its way 移交途中"
                                                                : "not one 並非唯一"},
                        is_one   ? Tone::plain
                        : is_way ? Tone::second
                                 : Tone::bad};
      table.rows.push_back({plain(of.id), plain(time_of_day(stretch.from)), plain(time_of_day(stretch.to)),
                            std::move(centre), plain(std::move(by))});
    }
  }
  section.blocks.emplace_back(std::move(table));
  return section;
}

ReportSection sitrep_section(ReportInput const& in) {
  ReportSection section{"sitreps", {"Situation reports", "情況報告"}, {}};
  for (auto const& of : in.view.cases()) {
    if (of.is_test) continue;
    coordinator::Incident const* incident = nullptr;
    for (auto const centre : geo::kCentres)
      if (auto const* const one = in.view.at_end(of, centre))
        if (incident == nullptr || one->sitreps.size() > incident->sitreps.size()) incident = one;
    if (incident == nullptr) continue;
    for (auto const& sitrep : incident->sitreps) {
      section.blocks.emplace_back(
          ReportText{{"SITREP " + std::to_string(sitrep.number) + ", " + std::string{geo::to_text(sitrep.set.by)} +
                          ", " + sitrep.set.officer + ", " + time_of_day(sitrep.set.at) + " UTC, " + of.id,
                      {}},
                     Tone::second});
      // As it was issued: marked already, unless the record is of an earlier version.
      section.blocks.emplace_back(
          ReportText{{coordinator::with_marking(sitrep.text, coordinator::Marking::exercise), {}}, Tone::plain, true});
    }
  }
  if (section.blocks.empty()) section.blocks.emplace_back(ReportText{{"None was issued.", "未有發出。"}, Tone::second});
  return section;
}

std::string decimals(double value) {
  auto const tenths = static_cast<long long>(value * 10 + (value < 0 ? -0.5 : 0.5));
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(std::abs(tenths % 10)));
}

ReportSection circumstances(ReportInput const& in) {
  ReportSection section{"circumstances", {"Participants and weather", "參與者與天氣"}, {}};
  auto const& scenario = in.record.scenario;
  ReportTable people;
  people.columns = {column("Participant", "參與單位", 2), column("Role", "角色", 2)};
  for (auto const& one : scenario.participants) people.rows.push_back({plain(one.name), plain(one.role)});
  std::set<std::string> officers;
  for (auto const& one : in.record.happened)
    if (!one.officer.empty()) officers.insert(std::string{geo::to_text(one.centre)} + ": " + one.officer);
  for (auto const& officer : officers) people.rows.push_back({plain(officer), ReportCell{{"officer", "值班人員"}}});
  section.blocks.emplace_back(std::move(people));
  ReportTable ships;
  ships.columns = {column("Ship", "船舶", 2), column("MMSI", "", 1), column("Call sign", "呼號", 1),
                   column("Persons", "人數", 1, true), column("Plan", "合作計劃", 2)};
  for (auto const& ship : scenario.ships) {
    auto const number = in.view.number_of(ship.name);
    ships.rows.push_back({plain(ship_words(in.record, ship.name)), plain(number == ship.name ? "–" : number),
                          plain(ship.call_sign), plain(ship.persons ? std::to_string(*ship.persons) : "–"),
                          plain(ship.plan_id.empty() ? "–" : ship.plan_id)});
  }
  section.blocks.emplace_back(std::move(ships));
  ReportTable weather;
  weather.columns = {column("UTC", "", 1),       column("Wind", "風", 1.4),           column("Current", "水流", 1.4),
                     column("Sea", "海況", 0.8), column("Visibility", "能見度", 1.2), column("Text", "描述", 2)};
  for (auto const& one : scenario.weather) {
    auto const flow = [](std::optional<geo::Knots> speed, std::optional<geo::TrueBearing> direction, char const* word) {
      if (!speed) return std::string{"–"};
      return decimals(speed->knots()) + " kn" + (direction ? word + decimals(direction->degrees()) + "°" : "");
    };
    weather.rows.push_back(
        {plain(time_of_day(in.record.began + one.at)), plain(flow(one.wind, one.wind_from, " from ")),
         plain(flow(one.current, one.current_to, " to ")),
         plain(one.sea_state ? "Douglas " + std::to_string(*one.sea_state) : "–"),
         plain(one.visibility ? decimals(one.visibility->nautical_miles()) + " nm" : "–"), ReportCell{two(one.text)}});
  }
  if (!weather.rows.empty()) section.blocks.emplace_back(std::move(weather));
  return section;
}

ReportSection provenance(ReportInput const& in) {
  ReportSection section{"reproduction", {"To run it again", "重演資料"}, {}};
  auto const& record = in.record;
  section.blocks.emplace_back(
      ReportText{{"The same scenario, seed and version give the same decisions: then these digests are the same.",
                  "相同的劇本、種子及版本得出相同的決定，下列摘要亦相同。"},
                 Tone::second});
  ReportTable table;
  table.columns = {column("What", "項目", 1.4), column("Value", "值", 4)};
  auto const row = [&](std::string en, std::string zh, std::string value) {
    ReportCell cell{{std::move(value), {}}};
    cell.mono = true;
    table.rows.push_back({ReportCell{{std::move(en), std::move(zh)}}, std::move(cell)});
  };
  row("Scenario", "劇本", record.scenario.name);
  row("SHA-256 of the scenario", "劇本摘要", record.scenario_digest);
  row("Seed", "種子", std::to_string(record.scenario.seed));
  row("Lingding", "伶仃版本", record.version + (record.embedded ? ", embedded" : ", on a running server"));
  row("AIS sentences heard", "收到 AIS 語句", std::to_string(record.sentences));
  for (auto const& centre : record.centres)
    row("Journal of " + std::string{geo::to_text(centre.centre)}, centre_words(centre.centre).zh + "日誌",
        std::to_string(centre.entries) + " entries, last hash " + centre.digest);
  section.blocks.emplace_back(std::move(table));
  if (!record.scenario.based_on.empty())
    section.blocks.emplace_back(ReportText{{"Based on: " + record.scenario.based_on, {}}, Tone::second});
  return section;
}

void add_verdict(pugi::xml_node& suite, Objective const* objective, Scored const& scored, std::string const& name) {
  auto test = suite.append_child("testcase");
  test.append_attribute("classname") = clean("drill." + name).c_str();
  std::string title = scored.objective;
  if (objective != nullptr && !objective->title.en.empty()) title += ": " + objective->title.en;
  test.append_attribute("name") = clean(title).c_str();
  auto const seconds = scored.measured.value_or(std::chrono::milliseconds{0}).count();
  auto const milliseconds = std::to_string(std::max<std::int64_t>(seconds, 0) % 1000);
  test.append_attribute("time") = (std::to_string(std::max<std::int64_t>(seconds, 0) / 1000) + "." +
                                   std::string(3 - milliseconds.size(), '0') + milliseconds)
                                      .c_str();
  if (scored.verdict == Verdict::passed) return;
  auto result = test.append_child(scored.verdict == Verdict::failed ? "failure" : "skipped");
  result.append_attribute("message") = clean(scored.finding.en).c_str();
  if (scored.verdict != Verdict::failed) return;
  result.append_attribute("type") = "objective";
  result.text().set(
      clean(scored.finding.en + "\n" + scored.finding.zh_hant + "\nProof: " + proofs_text(scored.proofs)).c_str());
}

}  // namespace

paper::Report report_of(RunRecord const& record, Score const& score, geo::WaterMap const* water) {
  ReportInput const in{record, score, water};
  auto const& scenario = record.scenario;
  paper::Report report;
  report.title = two(scenario.title);
  if (report.title.en.empty()) report.title.en = scenario.name;
  report.marking = {"EXERCISE EXERCISE EXERCISE", "演習 演習 演習"};
  report.watermark = {"EXERCISE", "演習"};
  report.header = "Drill report " + scenario.name + ", " + geo::to_iso8601(record.began).substr(0, 10) +
                  " · 演習報告 · Lingding " + record.version;
  report.footer = "scenario sha256:" + record.scenario_digest.substr(0, 16);
  for (auto const& centre : record.centres)
    report.footer += "  " + std::string{geo::to_text(centre.centre)} + ":" + centre.digest.substr(0, 12);
  report.dated = std::chrono::floor<std::chrono::days>(record.began);
  auto first = summary(in);
  if (!scenario.summary.en.empty() || !scenario.summary.zh_hant.empty())
    first.blocks.emplace_back(ReportText{two(scenario.summary)});
  report.sections.push_back(std::move(first));
  ReportSection lanes{"timeline", {"Timeline", "時間線"}, {timeline(in, record.began, record.ended)}};
  // How it began, where most is done in the least time.
  constexpr std::chrono::minutes kBeginning{15};
  if (!in.view.cases().empty() && record.ended - record.began >= 2 * kBeginning) {
    auto const& first_case = in.view.cases().front();
    auto const known = first_case.story.empty() ? record.began : first_case.story.front()->at;
    auto const led = std::max(in.view.began(first_case), known - std::chrono::minutes{2});
    auto const from = std::max(record.began, led - std::chrono::minutes{1});
    auto beginning = timeline(in, from, std::min(record.ended, from + kBeginning));
    beginning.caption = {"Fifteen minutes in which the first incident became known.", "首宗個案獲悉前後的十五分鐘。"};
    lanes.blocks.emplace_back(std::move(beginning));
  }
  report.sections.push_back(std::move(lanes));
  report.sections.push_back(map_section(in));
  report.sections.push_back(objectives(in));
  report.sections.push_back(inject_section(in));
  report.sections.push_back(custody_section(in));
  report.sections.push_back(lessons_section(in));
  report.sections.push_back(sitrep_section(in));
  report.sections.push_back(circumstances(in));
  report.sections.push_back(log_section(in));
  report.sections.push_back(provenance(in));
  return report;
}

std::string report_html(RunRecord const& record, Score const& score, geo::WaterMap const* water) {
  return to_html(report_of(record, score, water));
}

paper::Paper report_pdf(RunRecord const& record, Score const& score, geo::WaterMap const* water) {
  return paper::render_report(report_of(record, score, water));
}

std::string report_json(RunRecord const& record, Score const& score) {
  std::string out;
  geo::JsonWriter json{out};
  json.begin_object()
      .member("exercise", true)
      .member("scenario", record.scenario.name)
      .member("scenario_digest", record.scenario_digest)
      .member("version", record.version)
      .member("began", geo::to_iso8601(record.began))
      .member("ended", geo::to_iso8601(record.ended))
      .member("passed", score.passed());
  json.key("objectives").raw(as_json(score.objectives));
  json.key("times").raw(as_json(score.times));
  json.key("centres").begin_array();
  for (auto const& centre : record.centres)
    json.begin_object()
        .member("centre", geo::to_text(centre.centre))
        .member("entries", centre.entries)
        .member("digest", centre.digest)
        .end_object();
  json.end_array().end_object();
  return out + "\n";
}

std::string report_junit(RunRecord const& record, Score const& score) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  auto suites = document.append_child("testsuites");
  auto suite = suites.append_child("testsuite");
  auto const set = [&](pugi::xml_node node) {
    node.append_attribute("name") = clean("drill " + record.scenario.name).c_str();
    node.append_attribute("tests") = static_cast<unsigned>(score.objectives.size());
    node.append_attribute("failures") = static_cast<unsigned>(count(score, Verdict::failed));
    node.append_attribute("errors") = 0;
  };
  set(suites);
  set(suite);
  suite.append_attribute("skipped") = static_cast<unsigned>(count(score, Verdict::not_tested));
  suite.append_attribute("timestamp") = geo::to_iso8601(record.began).substr(0, 19).c_str();
  auto const lasted = std::chrono::floor<std::chrono::seconds>(record.ended - record.began).count();
  suite.append_attribute("time") = std::to_string(lasted).c_str();
  for (std::size_t i = 0; i < score.objectives.size(); ++i)
    add_verdict(suite, i < record.scenario.objectives.size() ? &record.scenario.objectives[i] : nullptr,
                score.objectives[i], record.scenario.name);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace lingding::drill
