#include "plans/arrangement.hpp"

#include <algorithm>

#include "geo/check.hpp"
#include "plans/detail/ledger_texts.hpp"
#include "plans/detail/strict_object.hpp"

namespace lingding::plans {
namespace {

using detail::StrictObject;

constexpr std::size_t kMaxArrangementBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxPages = 3;
constexpr std::size_t kMaxSources = 20;
/// UTC+8 (see the header).
constexpr std::chrono::hours kLocalOffset{8};

}  // namespace

namespace detail {

/// The members of a page, of a statement or of the shipped data.
ArrangementPage read_page(StrictObject& in) {
  ArrangementPage page;
  std::vector<geo::CentreId> parties;
  in.strings("parties", 2, 2, R"("CN-GD", "HK" or "MO"; two, in this order)", [&](std::string_view text) {
    auto const centre = geo::parse_centre(text);
    if (!centre || (!parties.empty() && *centre <= parties.back())) return false;
    parties.push_back(*centre);
    return true;
  });
  page.parties = {geo::CentreId::cn_gd, geo::CentreId::hk};
  if (parties.size() == 2) page.parties = {parties[0], parties[1]};
  page.signed_on = in.date_or_null("signed_on");
  page.status = in.choice("status", R"("signed", "unsigned", "suspended" or "ended")",
                          [](std::string_view text) { return parse_page_status(text); });
  page.from = in.date("from");
  page.source = in.text("source", kMaxShortTextBytes);
  if (page.signed_on && page.status == PageStatus::unsigned_page) in.fail("signed_on", "null, as the page is unsigned");
  if (page.signed_on && page.from < *page.signed_on) in.fail("from", "a day not before signed_on");
  return page;
}

}  // namespace detail

geo::Expected<Arrangement, std::vector<Problem>> read_arrangement(std::string_view text) {
  auto const tree = detail::strict_tree(text, kMaxArrangementBytes);
  if (!tree) return geo::Unexpected{tree.error()};
  std::vector<Problem> problems;
  StrictObject in{*tree, "", problems};
  in.choice("schema", "\"" + std::string{kArrangementForm} + "\"",
            [](std::string_view form) { return form == kArrangementForm ? std::optional{true} : std::nullopt; });
  Arrangement arrangement;
  StrictObject title = in.object("title");
  arrangement.title_en = title.text("en", kMaxShortTextBytes);
  arrangement.title_zh_hant = title.text("zh_hant", kMaxShortTextBytes);
  title.done();
  in.objects("pages", 0, kMaxPages, [&](StrictObject& element) {
    ArrangementPage page = detail::read_page(element);
    auto const same = [&](ArrangementPage const& other) { return other.parties == page.parties; };
    if (std::any_of(arrangement.pages.begin(), arrangement.pages.end(), same))
      element.fail("parties", "one page for each two centres");
    arrangement.pages.push_back(std::move(page));
  });
  in.objects("sources", 1, kMaxSources, [&](StrictObject& element) {
    constexpr std::size_t kMaxNoteBytes = 1000;
    arrangement.sources.push_back(
        {element.text("id", 64), element.text("title", kMaxShortTextBytes), element.text("note", kMaxNoteBytes)});
  });
  in.done();
  if (!problems.empty()) return geo::Unexpected{std::move(problems)};
  return arrangement;
}

std::string_view shipped_arrangement_text() {
  return detail::arrangement_text();
}

Arrangement const& shipped_arrangement() {
  static Arrangement const arrangement = [] {
    auto read = read_arrangement(shipped_arrangement_text());
    LINGDING_CHECK(read.has_value());  // tested
    return std::move(read).value();
  }();
  return arrangement;
}

std::string_view arrangement_schema() {
  return detail::arrangement_schema_text();
}

geo::UtcDate local_date(geo::UtcTime time) {
  return std::chrono::floor<std::chrono::days>(time + kLocalOffset);
}

geo::UtcTime beginning_of(geo::UtcDate date) {
  return geo::UtcTime{date} - kLocalOffset;
}

}  // namespace lingding::plans
