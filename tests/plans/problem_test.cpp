// The phrases of problems: every code has its sentence in four languages, and the documentation lists them all.

#include "plans/problem.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "plans/problem_texts.hpp"
#include "tests/plans/plan_text.hpp"

using namespace lingding;
using plans::kLanguages;
using plans::Language;
using plans::make_problem;
using plans::ProblemCode;

namespace {

/// The placeholders of a phrase, sorted: "{0}", "{1}", "{subject}".
std::multiset<std::string> placeholders(std::string_view phrase) {
  std::multiset<std::string> found;
  for (std::size_t at = phrase.find('{'); at != std::string_view::npos; at = phrase.find('{', at + 1))
    found.emplace(phrase.substr(at, phrase.find('}', at) - at + 1));
  found.erase("{subject}");  // English has its own wording for the schema's findings
  return found;
}

bool has_han(std::string_view text) {
  // U+4E00 … U+9FFF begin with the bytes E4 to E9.
  return std::any_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xF0U) == 0xE0U; });
}

}  // namespace

TEST_CASE("plans.problem: every code has a name of its own and can be found by it") {
  std::set<std::string_view> names;
  REQUIRE(plans::problem_texts().size() == plans::kProblemCodes);
  for (auto const& entry : plans::problem_texts()) {
    INFO(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK(plans::to_text(entry.code) == entry.name);
    CHECK(plans::parse_problem_code(entry.name) == entry.code);
    CHECK(plans::severity_of(entry.code) == entry.severity);
  }
  CHECK_FALSE(plans::parse_problem_code("no_such_code").has_value());
}

TEST_CASE("plans.problem: every code has a phrase in four languages, with the same arguments in each") {
  for (auto const& entry : plans::problem_texts()) {
    INFO(entry.name);
    for (auto const language : kLanguages) CHECK_FALSE(entry.in(language).empty());
    bool const arguments_alone = entry.code == ProblemCode::schema_type;
    CHECK(has_han(entry.zh_hant) != arguments_alone);
    CHECK(has_han(entry.zh_hans) != arguments_alone);
    CHECK(entry.en != entry.pt);
    bool const of_schema = entry.name.starts_with("schema_");
    if (of_schema) continue;  // their English names the value's type and bounds in words
    CHECK(placeholders(entry.en) == placeholders(entry.pt));
    CHECK(placeholders(entry.en) == placeholders(entry.zh_hant));
    CHECK(placeholders(entry.zh_hant) == placeholders(entry.zh_hans));
  }
}

TEST_CASE("plans.problem: a sentence says what is there and what should be") {
  auto const problem =
      make_problem(ProblemCode::imo_check_digit, "/ships/0/identity/imo", "\"2001114\"", {"200111", "3"});
  CHECK(problem.severity == plans::Severity::error);
  CHECK(plans::sentence(problem, Language::en).starts_with("found \"2001114\"; expected an IMO number"));
  CHECK(plans::sentence(problem, Language::en).ends_with("after 200111 comes 3"));
  CHECK(plans::sentence(problem, Language::zh_hant).starts_with("現為 \"2001114\"；應為：校驗位正確的 IMO 編號"));
  CHECK(plans::sentence(problem, Language::zh_hans).starts_with("现为 \"2001114\"；应为：校验位正确的 IMO 编号"));
  CHECK(plans::sentence(problem, Language::pt).starts_with("encontrado \"2001114\"; esperado: um número IMO"));
  auto const missing = make_problem(ProblemCode::review_missing, "/cover/review", "");
  CHECK(plans::sentence(missing, Language::zh_hant).starts_with("應為："));
  CHECK_FALSE(plans::is_error(missing));
}

TEST_CASE("plans.problem: a list that was found is counted in the reader's language") {
  auto const problem =
      make_problem(ProblemCode::survival_craft_capacity, "/x", "an array of 3 elements", {"438", "390"});
  CHECK(plans::sentence(problem, Language::en).starts_with("found an array of 3 elements;"));
  CHECK(plans::sentence(problem, Language::zh_hant).starts_with("現為 3 項的清單；"));
  CHECK(plans::sentence(problem, Language::pt).starts_with("encontrado uma lista de 3 elementos;"));
}

TEST_CASE("plans.problem: braces in a value are left as they are") {
  auto const problem = make_problem(ProblemCode::mail_address, "/x", "", {"{0} {subject} {1}"});
  CHECK(plans::expectation(problem, Language::pt).ends_with("{0} {subject} {1}"));
}

TEST_CASE("plans.problem: the JSON form has code, severity, place and four sentences") {
  auto problem = make_problem(ProblemCode::beacon_kind, "/ships/0/identity/beacons/0/kind", "\"PLB\"", {"EPIRB"});
  problem.place = plans::TextPlace{7, 3};
  auto const tree = boost::json::parse(plans::to_json({problem}));
  auto const& entry = tree.at(0).as_object();
  CHECK(entry.at("code").as_string() == "beacon_kind");
  CHECK(entry.at("severity").as_string() == "warning");
  CHECK(entry.at("line").as_int64() == 7);
  CHECK(entry.at("sentences").as_object().size() == 4);
  CHECK(entry.at("sentences").at("zh-Hans").as_string().find("识别码") != boost::json::string::npos);
  CHECK(plans::to_json({}) == "[]");
}

TEST_CASE("plans.problem: docs/plans.md lists every code with its severity and its meaning") {
  std::string const docs = plans_test::read_file(std::string{LINGDING_SOURCE_DIR} + "/docs/plans.md");
  for (auto const& entry : plans::problem_texts()) {
    std::string const line = "| `" + std::string{entry.name} + "` | " + std::string{plans::to_text(entry.severity)} +
                             " | " + std::string{entry.en} + " |\n";
    INFO("docs/plans.md has to have this line:\n" << line);
    CHECK(docs.find(line) != std::string::npos);
  }
  std::size_t lines = 0;
  for (std::size_t at = docs.find("\n| `"); at != std::string::npos; at = docs.find("\n| `", at + 1))
    if (docs.compare(docs.find("` | ", at), 8, "` | erro") == 0 ||
        docs.compare(docs.find("` | ", at), 8, "` | warn") == 0)
      ++lines;
  CHECK(lines == plans::kProblemCodes);
}
