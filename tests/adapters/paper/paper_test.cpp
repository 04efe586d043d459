// The paper as bytes: refusals, sameness, and what happens when things are not at hand. What stands on the pages is
// read back by other programs in tests/tools/plan_export_test.py.

#include "adapters/paper/paper.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/regions.hpp"

using namespace lingding;
namespace fs = std::filesystem;

namespace {

std::string read(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

fs::path const kPlans = fs::path{LINGDING_SOURCE_DIR} / "plans" / "data";

std::string const& document() {
  static std::string const text = read(kPlans / "samples" / "hk-sample-01-night-outer-harbour-sheung-wan.json");
  return text;
}

std::string module(char const* centre) {
  return read(kPlans / "centres" / (std::string{centre} + ".json"));
}

std::string reason(std::string_view text, paper::PaperOptions const& options) {
  auto const made = paper::render_plan(text, options);
  return made ? "" : made.error().reason;
}

}  // namespace

TEST_CASE("paper.plan: the same input gives the same bytes, also after other papers") {
  paper::PaperOptions options;
  options.copy = 3;
  options.modules = {module("MO"), module("HK"), module("CN-GD")};
  auto const first = paper::render_plan(document(), options);
  REQUIRE(first.has_value());
  paper::PaperOptions other = options;
  other.languages = paper::Languages::zh_hans_en;
  REQUIRE(paper::render_plan(document(), other).has_value());
  std::reverse(options.modules.begin(), options.modules.end());
  auto const again = paper::render_plan(document(), options);
  REQUIRE(again.has_value());
  CHECK(first->pdf == again->pdf);
  CHECK(first->pdf.starts_with("%PDF-1.5"));
  CHECK(first->pages == again->pages);
  CHECK(first->missing_glyphs == 0);
}

TEST_CASE("paper.plan: without modules, regions, copy and status there is a paper all the same") {
  auto const made = paper::render_plan(document(), {});
  REQUIRE(made.has_value());
  CHECK(made->pages >= 6);
}

TEST_CASE("paper.plan: characters that no font has are counted, and nothing breaks") {
  std::string text = document();
  // U+13000, an Egyptian hieroglyph: in none of the fonts that the packages bring.
  std::string const from = "White superstructure";
  text.replace(text.find(from), from.size(), "\xF0\x93\x80\x80 White superstructure");
  auto const made = paper::render_plan(text, {});
  REQUIRE(made.has_value());
  CHECK(made->missing_glyphs > 0);
}

TEST_CASE("paper.plan: what can't be printed is refused with its reason") {
  CHECK_THAT(reason("{}", {}), Catch::Contains("expected"));
  paper::PaperOptions options;
  options.copy = 6;
  CHECK_THAT(reason(document(), options), Catch::Contains("copy 6"));
  options = {};
  options.digest = std::string(64, 'A');
  CHECK_THAT(reason(document(), options), Catch::Contains("64 lower-case hex digits"));
  options = {};
  options.modules = {module("HK"), module("HK")};
  CHECK_THAT(reason(document(), options), Catch::Contains("twice"));
  options.modules = {document()};
  CHECK_THAT(reason(document(), options), Catch::Contains("it is a plan"));
  options.modules = {"{"};
  CHECK_THAT(reason(document(), options), Catch::Contains("module"));
  options = {};
  options.status = "two\nlines";
  CHECK_THAT(reason(document(), options), Catch::Contains("one line"));
  options.status = std::string(301, 'x');
  CHECK_THAT(reason(document(), options), Catch::Contains("300 bytes"));
  options = {};
  options.exercise = "\xE2\x80\xAE turned";  // U+202E turns what follows
  CHECK_THAT(reason(document(), options), Catch::Contains("one line"));
  CHECK_THAT(paper::render_contacts_card(document(), options).error().reason, Catch::Contains("one line"));
}

TEST_CASE("paper.card: one page for each language") {
  for (auto const languages :
       {paper::Languages::zh_hant_en, paper::Languages::zh_hant_pt, paper::Languages::zh_hans_en}) {
    paper::PaperOptions options;
    options.languages = languages;
    auto const made = paper::render_contacts_card(document(), options);
    REQUIRE(made.has_value());
    CHECK(made->pages == 1);
  }
}
