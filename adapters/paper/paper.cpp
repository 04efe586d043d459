#include "adapters/paper/paper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "adapters/paper/detail/sheet.hpp"
#include "geo/sha256.hpp"
#include "plans/document.hpp"
#include "plans/json_text.hpp"

namespace lingding::paper {
namespace detail {
namespace {

geo::Unexpected<PaperFault> fault(std::string reason) {
  return geo::Unexpected{PaperFault{std::move(reason)}};
}

std::string first_problem(std::vector<plans::Problem> const& problems) {
  auto const& problem = problems.front();
  return fmt::format("{}: expected {}", problem.pointer.empty() ? "(document)" : problem.pointer, problem.expected);
}

/// Puts the modules where their centres' are; the reason when one is none.
std::optional<std::string> read_modules(Sheet& sheet) {
  for (auto const& text : sheet.options.modules) {
    if (auto const problems = plans::check_document(text); !problems.empty())
      return "a centre's module: " + first_problem(problems);
    json::value module = json::parse(text);
    auto const centre = geo::parse_centre(member(module, "centre"));
    if (!centre) return "a centre's module: it is a plan";
    auto& place = sheet.modules[static_cast<std::size_t>(*centre)];
    if (place) return fmt::format("a centre's module: that of {} twice", geo::to_text(*centre));
    place = std::move(module);
  }
  return std::nullopt;
}

/// Shown whole in one line or a few, so it has a bound.
constexpr std::size_t kMostLineBytes = 300;

bool is_line(std::string const& text) {
  return text.size() <= kMostLineBytes && plans::printable(text) == text;
}

bool lists_copy(Sheet const& sheet, std::uint32_t number) {
  auto const& copies = list(sheet.cover(), "copies");
  return std::any_of(copies.begin(), copies.end(),
                     [&](json::value const& copy) { return member(copy, "number") == std::to_string(number); });
}

constexpr double kMarkSize = 84;
constexpr Colour kMarkColour{0.965, 0.93, 0.93};

/// SAMPLE or EXERCISE in both languages, across the page; under everything else.
std::vector<Operation> watermark(Sheet& sheet, Label const& label) {
  Pair const pair = sheet.words.of(label);
  std::string const text = pair.first.text + (pair.second.text.empty() ? "" : " " + pair.second.text);
  Text const mark = fitted(sheet.typesetter, text,
                           {.size = kMarkSize, .weight = Weight::bold, .script = pair.first.script}, 24, Frame::kWidth);
  return {DrawWatermark{mark, {(Frame::kLeft + Frame::kRight) / 2, kSheetHeight / 2}, 45, kMarkColour}};
}

/// "樣本 SAMPLE" or "演習 EXERCISE – name"; empty for a real copy.
std::string mark_line(Sheet const& sheet) {
  std::string text;
  if (sheet.is_sample()) text = sheet.words.line(label::kSample);
  if (!sheet.options.exercise.empty())
    text += (text.empty() ? "" : " · ") + sheet.words.line(label::kExercise) + " – " + sheet.options.exercise;
  return text;
}

struct Margins {
  std::string plan;    ///< upper left
  std::string copy;    ///< upper right
  std::string mark;    ///< below the two, in the middle
  std::string digest;  ///< lower left
};

void lay_margins(Sheet& sheet, Page& page, Margins const& margins, std::size_t number, std::size_t of) {
  Script const script = sheet.words.of(label::kPage).first.script;
  TextStyle const style{.size = 8.5, .weight = Weight::bold, .script = script, .leading = 0.86};
  constexpr double kHeader = 13 * kPointsPerMillimetre;
  constexpr double kHalf = Frame::kWidth / 2;
  auto const put = [&](std::string const& text, TextStyle const& wanted, double x, double width, double y,
                       Align align) {
    if (text.empty()) return;
    Text const set = fitted(sheet.typesetter, text, wanted, 5, width);
    double const left = align == Align::left    ? x
                        : align == Align::right ? x + width - set->width()
                                                : x + (width - set->width()) / 2;
    page.push_back(DrawText{set, {left, y}, 0, 1, {}});
  };
  TextStyle red = style;
  red.colour = ink::kRed;
  put(margins.plan, style, Frame::kLeft, kHalf - 4, kHeader, Align::left);
  put(margins.copy, sheet.options.copy ? style : red, Frame::kLeft + kHalf, kHalf, kHeader, Align::right);
  put(margins.mark, red, Frame::kLeft, Frame::kWidth, kHeader + 11.5, Align::centre);
  page.push_back(line({Frame::kLeft, kHeader + 25}, {Frame::kRight, kHeader + 25}, Stroke{ink::kNavy, 0.7, {}}));

  constexpr double kFooter = Frame::kBottom + 5;
  page.push_back(line({Frame::kLeft, kFooter}, {Frame::kRight, kFooter}, Stroke{ink::kNavy, 0.7, {}}));
  put(margins.digest, {.size = 7, .colour = ink::kSecond, .face = Face::mono}, Frame::kLeft, Frame::kWidth * 0.6,
      kFooter + 3, Align::left);
  Pair const page_word = sheet.words.of(label::kPage);
  Pair const of_word = sheet.words.of(label::kOf);
  std::string const pages = fmt::format("第 {} 頁，共 {} 頁 · {} {} {} {}", number, of, page_word.second.text, number,
                                        of_word.second.text.empty() ? "of" : of_word.second.text, of);
  std::string const simplified =
      fmt::format("第 {} 页，共 {} 页 · {} {} of {}", number, of, page_word.second.text, number, of);
  put(script == Script::zh_hans ? simplified : pages, style, Frame::kLeft + Frame::kWidth * 0.6, Frame::kWidth * 0.4,
      kFooter + 3, Align::right);
}

Margins margins_of(Sheet const& sheet) {
  Margins margins;
  Words const& words = sheet.words;
  json::value const& cover = sheet.cover();
  margins.plan =
      fmt::format("{} · {} {}", member(cover, "plan_id"), words.line(label::kVersion), member(cover, "version"));
  margins.copy = sheet.options.copy ? fmt::format("{} {} / {}", words.line(label::kControlledCopy), *sheet.options.copy,
                                                  list(cover, "copies").size())
                                    : words.line(label::kUncontrolled);
  margins.mark = mark_line(sheet);
  margins.digest = "SHA-256 " + sheet.digest;
  return margins;
}

}  // namespace

geo::Expected<std::unique_ptr<Sheet>, PaperFault> begin_sheet(std::string_view document, PaperOptions const& options) {
  auto const plan = plans::read_plan(document);
  if (!plan) return fault("the plan: " + first_problem(plan.error()));
  auto sheet =
      std::make_unique<Sheet>(json::parse({document.data(), document.size()}), Words{options.languages}, options);
  sheet->dated = plan->dated;
  sheet->digest = options.digest.empty() ? plan->digest : options.digest;
  if (auto const digest = geo::parse_digest(sheet->digest); !digest || geo::to_hex(*digest) != sheet->digest)
    return fault("the digest: expected 64 lower-case hex digits");
  for (auto const& [text, what] : {std::pair{&options.status, "status"}, std::pair{&options.exercise, "exercise"}})
    if (!is_line(*text))
      return fault(fmt::format("the {}: expected one line of at most {} bytes", what, kMostLineBytes));
  if (options.copy && !lists_copy(*sheet, *options.copy))
    return fault(fmt::format("copy {}: the plan has no controlled copy of this number", *options.copy));
  if (auto reason = read_modules(*sheet)) return fault(std::move(*reason));
  return sheet;
}

Paper finish(Sheet& sheet, Label const& what) {
  auto const bookmarks = sheet.flow.bookmarks();
  std::vector<Page> pages = sheet.flow.take_pages();
  std::vector<Operation> under;
  // An exercise's mark goes over a sample's: both are said in the header.
  if (!sheet.options.exercise.empty()) {
    under = watermark(sheet, label::kExercise);
  } else if (sheet.is_sample()) {
    under = watermark(sheet, label::kSample);
  }
  Margins const margins = margins_of(sheet);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    pages[i].insert(pages[i].begin(), under.begin(), under.end());
    lay_margins(sheet, pages[i], margins, i + 1, pages.size());
  }
  json::value const& cover = sheet.cover();
  PdfInfo const info{
      .title = sheet.words.line(what) + " – " + sheet.words.line(sheet.words.of(find(cover, "title")), " – "),
      .author = sheet.words.line(sheet.words.of(find(sheet.plan.at("company"), "names")), " – "),
      .subject =
          fmt::format("{} version {}, sha256:{}", member(cover, "plan_id"), member(cover, "version"), sheet.digest),
      .dated = sheet.dated,
      .bookmarks = bookmarks};
  Paper paper;
  paper.pages = pages.size();
  paper.pdf = write_pdf(pages, info);
  paper.missing_glyphs = sheet.typesetter.missing_glyphs();
  return paper;
}

}  // namespace detail

geo::Expected<Paper, PaperFault> render_plan(std::string_view document, PaperOptions const& options) {
  auto begun = detail::begin_sheet(document, options);
  if (!begun) return geo::Unexpected{begun.error()};
  detail::Sheet& sheet = **begun;
  detail::lay_cover(sheet);
  detail::lay_contacts(sheet);
  detail::lay_centres(sheet);
  detail::lay_ships(sheet);
  detail::lay_routes(sheet);
  detail::lay_facilities(sheet);
  detail::lay_liaison(sheet);
  detail::lay_media(sheet);
  detail::lay_exercises(sheet);
  detail::lay_records(sheet);
  return detail::finish(sheet, detail::label::kDocument);
}

}  // namespace lingding::paper
