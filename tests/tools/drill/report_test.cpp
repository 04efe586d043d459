// Reports, as other programs read them: the page by an XML reader, the score by a JSON reader.

#include "tools/drill/report.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include "geo/json_tree.hpp"
#include "tests/support/regions.hpp"
#include "tests/support/sample_run.hpp"
#include "tests/tools/drill/random_run.hpp"

#include <boost/json.hpp>

namespace lingding::drill {
namespace {

geo::WaterMap const& waters() {
  static geo::WaterMap const map{support::shipped_regions()};
  return map;
}

RunRecord const& late_run() {
  static RunRecord const record = support::sample_run({.late_call = true});
  return record;
}

bool has(std::string const& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The page as XML: what has no end tag in HTML gets one.
std::string as_xml(std::string page) {
  for (std::string_view const name : {"<meta ", "<col ", "<br"})
    for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name, at + 1)) {
      auto const end = page.find('>', at);
      page.insert(end, "/");
    }
  return page.substr(page.find("<html"));
}

std::string text_of(pugi::xml_node node) {
  std::string text;
  for (auto const child : node.children())
    text += child.type() == pugi::node_pcdata ? std::string{child.value()} : text_of(child);
  return text;
}

}  // namespace

TEST_CASE("drill.report: the page is whole, loads nothing, needs no script and is marked as an exercise") {
  auto const& record = late_run();
  auto const page = report_html(record, score(record), &waters());
  CHECK(page == report_html(record, score(record), &waters()));
  pugi::xml_document document;
  auto const parsed = document.load_string(as_xml(page).c_str(), pugi::parse_default | pugi::parse_ws_pcdata);
  REQUIRE(parsed);
  for (auto const* const word :
       {"<script", "javascript:", "onload", "http://", "https://", "url(", "@import", "src="}) {
    CAPTURE(word);
    auto rest = page;
    for (auto at = rest.find("xmlns=\"http://www.w3.org/2000/svg\""); at != std::string::npos;
         at = rest.find("xmlns=\"http://www.w3.org/2000/svg\""))
      rest.erase(at, 34);
    CHECK_FALSE(has(rest, word));
  }
  CHECK(has(page, "EXERCISE EXERCISE EXERCISE"));
  CHECK(has(page, "演習 演習 演習"));
  CHECK(page.find("EXERCISE EXERCISE EXERCISE") < page.find("<h1>"));

  std::vector<std::string> sections;
  for (auto const& one : document.select_nodes("//section")) sections.emplace_back(one.node().attribute("id").value());
  CHECK(sections == std::vector<std::string>{"summary", "timeline", "map", "objectives", "injects", "custody",
                                             "lessons", "sitreps", "circumstances", "log", "reproduction"});
  for (auto const& one : document.select_nodes("//nav/a")) {
    auto const name = std::string{one.node().attribute("href").value()}.substr(1);
    CHECK(std::ranges::find(sections, name) != sections.end());
  }
}

TEST_CASE("drill.report: each objective stands in the table with its proof, each failed one is a lesson") {
  auto const& record = late_run();
  auto const scored = score(record);
  pugi::xml_document document;
  REQUIRE(document.load_string(as_xml(report_html(record, scored, &waters())).c_str()));
  auto const rows = document.select_nodes("//section[@id='objectives']//tbody/tr");
  REQUIRE(rows.size() == scored.objectives.size());
  std::size_t failed = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const text = text_of(rows[i].node());
    auto const& one = scored.objectives[i];
    CAPTURE(text);
    CHECK(has(text, record.scenario.objectives[i].title.en));
    CHECK(has(text, record.scenario.objectives[i].title.zh_hant));
    CHECK(has(text, one.finding.en));
    CHECK(has(text, one.verdict == Verdict::failed   ? "FAILED"
                    : one.verdict == Verdict::passed ? "passed"
                                                     : "not tested"));
    for (std::size_t k = 0; k < std::min<std::size_t>(one.proofs.size(), 8); ++k)
      CHECK(has(text, std::string{geo::to_text(one.proofs[k].centre)} + "#" + std::to_string(one.proofs[k].seq)));
    if (one.verdict == Verdict::failed) ++failed;
  }
  CHECK(failed == 2);
  CHECK(document.select_nodes("//section[@id='lessons']//tbody/tr").size() == failed);
  std::vector<std::string> columns;
  for (auto const& one : document.select_nodes("//section[@id='lessons']//th"))
    columns.emplace_back(one.node().child_value());
  // SAREX Greenland Sea 2012 and 2013, lessons identified.
  CHECK(columns == std::vector<std::string>{"paragraph", "title", "observation / lesson identified", "task",
                                            "lesson learned", "action owner / status"});
  columns.clear();
  for (auto const& one : document.select_nodes("//section[@id='log']//th"))
    columns.emplace_back(one.node().child_value());
  CHECK(columns ==
        std::vector<std::string>{"UTC", "source", "from / to", "medium", "text", "author", "drill", "incident"});
  // Every happening and every inject is in the log.
  auto const injects = std::ranges::count(record.done, true, &Done::is_inject);
  CHECK(document.select_nodes("//section[@id='log']//tbody/tr").size() ==
        record.happened.size() + static_cast<std::size_t>(injects));
}

TEST_CASE("drill.report: texts are escaped, whatever they hold") {
  auto const& record = late_run();
  auto const page = report_html(record, score(record), &waters());
  CHECK(has(page, "exercise director &lt;draft &amp; not held&gt;"));
  CHECK_FALSE(has(page, "<draft"));

  INFO("and what is no text at all");
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    RunRecord random;
    support::RandomRun{seed}.fill(random);
    random.scenario.title.en += "\x01\x02</h1><script>alert(1)</script>\xEF\xBF\xBE";
    auto const scored = score(random);
    auto const html = report_html(random, scored, nullptr);
    CHECK_FALSE(has(html, "<script"));
    pugi::xml_document document;
    auto const parsed = document.load_string(as_xml(html).c_str());
    CHECK(parsed.status == pugi::status_ok);
    CHECK(document.load_string(report_junit(random, scored).c_str()));
    CHECK(geo::parse_json(report_json(random, scored), {}));
  }
}

TEST_CASE("drill.report: JUnit XML has a case for each objective, with what failed and what was not tested") {
  auto const& record = late_run();
  auto const scored = score(record);
  pugi::xml_document document;
  REQUIRE(document.load_string(report_junit(record, scored).c_str()));
  auto const suite = document.select_node("/testsuites/testsuite").node();
  CHECK(suite.attribute("tests").as_uint() == scored.objectives.size());
  CHECK(suite.attribute("failures").as_uint() == 2);
  CHECK(suite.attribute("skipped").as_uint() == 1);
  CHECK(document.select_nodes("//testcase").size() == scored.objectives.size());
  CHECK(document.select_nodes("//testcase/failure").size() == 2);
  CHECK(document.select_nodes("//testcase/skipped").size() == 1);
  auto const called = document.select_node("//testcase[starts-with(@name, 'company-called')]").node();
  CHECK(std::string{called.attribute("time").value()} == "720.000");
  CHECK(has(called.child("failure").child_value(), "CN-GD#"));
}

TEST_CASE("drill.report: the score as JSON has what was measured, with units") {
  auto const& record = late_run();
  auto const tree = geo::parse_json(report_json(record, score(record)), {}).value();
  CHECK(tree.at("passed").as_bool() == false);
  CHECK(tree.at("exercise").as_bool());
  bool found = false;
  for (auto const& one : tree.at("objectives").as_array()) {
    if (one.at("objective").as_string() != "company-called") continue;
    found = true;
    CHECK(one.at("verdict").as_string() == "failed");
    CHECK(one.at("measured_ms").as_int64() == 12 * 60 * 1000);
    CHECK(one.at("target_ms").as_int64() == 10 * 60 * 1000);
    CHECK(one.at("proofs").as_array().size() == 1);
  }
  CHECK(found);
}

TEST_CASE("drill.report: the PDF has pages, every letter, and is the same each time") {
  auto const& record = late_run();
  auto const scored = score(record);
  auto const paper = report_pdf(record, scored, &waters());
  CHECK(paper.pages >= 4);
  CHECK(paper.missing_glyphs == 0);
  CHECK(paper.pdf.starts_with("%PDF-"));
  CHECK(report_pdf(record, scored, &waters()).pdf == paper.pdf);
  INFO("a run in which nothing happened has a report too");
  RunRecord empty;
  empty.scenario.name = "nothing";
  CHECK(report_pdf(empty, score(empty), nullptr).pages >= 1);
}

TEST_CASE("drill.compare: the same run has no difference, another shows where it begins") {
  auto const record = support::sample_run();
  auto const same = compare(record, record);
  CHECK(same.same_decisions);
  CHECK(same.same_objectives);

  auto const differs = compare(record, late_run());
  CHECK_FALSE(differs.same_decisions);
  CHECK_FALSE(differs.same_objectives);
  auto const text = comparison_text(differs);
  CAPTURE(text);
  // Macao opened the plan in the one, and not in the other: the first that it did otherwise.
  CHECK(has(text, "MO plan opened: 3 by Costa"));
  CHECK(has(text, "differs"));
  CHECK(has(text, "Decisions: different"));
  pugi::xml_document document;
  CHECK(document.load_string(as_xml(comparison_html(differs)).c_str()));

  INFO("a journal that differs in what no objective sees");
  auto other = record;
  other.centres[0].digest = std::string(64, '0');
  auto const unseen = compare(record, other);
  CHECK_FALSE(unseen.same_decisions);
  CHECK(unseen.same_objectives);
  CHECK(has(comparison_text(unseen), "differ in what no objective sees"));
}

}  // namespace lingding::drill
