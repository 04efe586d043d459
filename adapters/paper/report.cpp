// A report as PDF.

#include "adapters/paper/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/paper/detail/flow.hpp"

namespace lingding::paper {
namespace {

using namespace detail;

constexpr std::array<std::string_view, kInks> kInkNames{
    "text",   "second", "grid",         "panel",  "gd",       "hk",     "mo",      "gd-water", "hk-water", "mo-water",
    "inject", "alarm",  "acknowledged", "sitrep", "decision", "outage", "track-1", "track-2",  "track-3",  "track-4"};

constexpr Colour kGood{0.05, 0.40, 0.18};
constexpr Colour kOpen{0.55, 0.36, 0.0};

Colour colour(Ink ink) {
  constexpr std::array<Colour, kInks> kColours{
      Colour{0.07, 0.10, 0.15}, {0.35, 0.39, 0.45}, {0.86, 0.88, 0.91}, {0.97, 0.98, 0.99}, {0.71, 0.23, 0.18},
      {0.12, 0.36, 0.66},       {0.10, 0.45, 0.33}, {0.97, 0.88, 0.84}, {0.84, 0.90, 0.97}, {0.83, 0.93, 0.87},
      {0.40, 0.22, 0.62},       {0.75, 0.10, 0.10}, {0.05, 0.40, 0.18}, {0.05, 0.35, 0.50}, {0.45, 0.30, 0.05},
      {0.80, 0.80, 0.80},       {0.05, 0.25, 0.55}, {0.60, 0.25, 0.05}, {0.35, 0.10, 0.45}, {0.10, 0.40, 0.40}};
  return kColours[static_cast<std::size_t>(ink)];
}

Colour colour(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return ink::kBlack;
    case Tone::good:
      return kGood;
    case Tone::bad:
      return ink::kRed;
    case Tone::open:
      return kOpen;
    case Tone::second:
      return ink::kSecond;
  }
  return ink::kBlack;
}

Cell cell_of(ReportCell const& cell, double size) {
  Cell result;
  auto const tone = colour(cell.tone);
  auto const weight = cell.strong ? Weight::bold : Weight::regular;
  result.push_back({cell.text.en,
                    {.size = cell.mono ? size * 0.92 : size,
                     .weight = weight,
                     .colour = tone,
                     .face = cell.mono ? Face::mono : Face::sans},
                    0});
  if (!cell.text.zh.empty())
    result.push_back({cell.text.zh,
                      {.size = size * 0.92,
                       .weight = weight,
                       .colour = cell.tone == Tone::plain ? ink::kSecond : tone,
                       .script = Script::zh_hant},
                      0});
  return result;
}

class Laying {
 public:
  explicit Laying(Report const& report) : report_(report) {}

  Paper lay() {
    flow_.new_page();
    title();
    for (auto const& section : report_.sections) lay(section);
    auto const bookmarks = flow_.bookmarks();
    auto pages = flow_.take_pages();
    for (std::size_t i = 0; i < pages.size(); ++i) margins(pages[i], i + 1, pages.size());
    PdfInfo const info{.title = report_.title.en + " – " + report_.title.zh,
                       .author = report_.header,
                       .subject = report_.footer,
                       .dated = report_.dated,
                       .bookmarks = bookmarks};
    Paper paper;
    paper.pages = pages.size();
    paper.pdf = write_pdf(pages, info);
    paper.missing_glyphs = typesetter_.missing_glyphs();
    return paper;
  }

 private:
  void title() {
    flow_.paragraph({report_.title.en, {.size = 19, .weight = Weight::bold, .colour = ink::kNavy}, 0});
    if (!report_.title.zh.empty())
      flow_.paragraph(
          {report_.title.zh, {.size = 15, .weight = Weight::bold, .colour = ink::kNavy, .script = Script::zh_hant}, 0});
    flow_.skip(4);
  }

  void lay(ReportSection const& section) {
    flow_.running_heading({});
    // A figure and its heading stay together.
    auto const* const figure = section.blocks.empty() ? nullptr : std::get_if<ReportFigure>(&section.blocks.front());
    flow_.need(figure == nullptr ? 110 : height_of(*figure) + 70);
    flow_.skip(flow_.at_top() ? 0 : 12);
    auto const line_of = section.heading.en + (section.heading.zh.empty() ? "" : "  " + section.heading.zh);
    flow_.bookmark(line_of);
    flow_.paragraph(
        {line_of, {.size = 13, .weight = Weight::bold, .colour = ink::kNavy, .script = Script::zh_hant}, 0});
    flow_.draw(line({Frame::kLeft, flow_.y() + 1}, {Frame::kRight, flow_.y() + 1}, Stroke{ink::kNavy, 0.7, {}}));
    flow_.skip(6);
    flow_.running_heading({{line_of + " …", {.size = 9, .colour = ink::kSecond, .script = Script::zh_hant}, 0}});
    for (auto const& block : section.blocks) std::visit([&](auto const& one) { lay(one); }, block);
  }

  void lay(ReportText const& text) {
    auto const tone = colour(text.tone);
    auto const face = text.preformatted ? Face::mono : Face::sans;
    flow_.paragraph({text.text.en, {.size = text.preformatted ? 8.5 : 9.5, .colour = tone, .face = face}, 0});
    if (!text.text.zh.empty())
      flow_.paragraph({text.text.zh, {.size = 9, .colour = ink::kSecond, .script = Script::zh_hant}, 0});
    flow_.skip(5);
  }

  void lay(ReportTable const& table) {
    double shares = 0;
    for (auto const& column : table.columns) shares += column.share;
    std::vector<Table::Column> columns;
    std::vector<Cell> heading;
    double const size = table.small ? 7.2 : 8.8;
    for (auto const& column : table.columns) {
      columns.push_back({Frame::kWidth * column.share / shares, column.right ? Align::right : Align::left});
      heading.push_back(cell_of({column.name, Tone::plain, true, false}, size));
    }
    Table laid{flow_, std::move(columns), heading, Table::Look{.padding_x = 3, .padding_y = table.small ? 1.6 : 2.6}};
    for (auto const& row : table.rows) {
      std::vector<Cell> cells;
      for (auto const& cell : row) cells.push_back(cell_of(cell, size));
      laid.row(cells);
    }
    flow_.skip(8);
  }

  /// Side by side, as many as find room.
  void lay(ReportTiles const& tiles) {
    constexpr std::size_t kAcross = 4;
    constexpr double kGap = 6;
    constexpr double kWide = (Frame::kWidth - (kAcross - 1) * kGap) / kAcross;
    for (std::size_t from = 0; from < tiles.tiles.size(); from += kAcross) {
      auto const count = std::min(kAcross, tiles.tiles.size() - from);
      std::vector<std::vector<Text>> set(count);
      double tallest = 0;
      for (std::size_t i = 0; i < count; ++i) {
        auto const& tile = tiles.tiles[from + i];
        auto const put = [&](std::string const& text, TextStyle const& style) {
          if (!text.empty()) set[i].push_back(typesetter_.set(text, style, kWide - 12));
        };
        put(tile.name.en, {.size = 8, .colour = ink::kSecond});
        put(tile.name.zh, {.size = 7.5, .colour = ink::kSecond, .script = Script::zh_hant});
        put(tile.value, {.size = 16, .weight = Weight::bold, .colour = colour(tile.tone)});
        put(tile.detail.en, {.size = 7.5, .colour = ink::kSecond});
        put(tile.detail.zh, {.size = 7.5, .colour = ink::kSecond, .script = Script::zh_hant});
        double height = 8;
        for (auto const& text : set[i]) height += text->height();
        tallest = std::max(tallest, height);
      }
      flow_.need(tallest + kGap);
      for (std::size_t i = 0; i < count; ++i) {
        Box const box{Frame::kLeft + static_cast<double>(i) * (kWide + kGap), flow_.y(), kWide, tallest};
        flow_.draw(rectangle(box, ink::kHead, Stroke{ink::kRule, 0.5, {}}));
        double y = box.y + 4;
        for (auto const& text : set[i]) {
          flow_.draw(whole(text, {box.x + 6, y}));
          y += text->height();
        }
      }
      flow_.skip(tallest + kGap);
    }
    flow_.skip(4);
  }

  static double height_of(ReportFigure const& figure) {
    return std::min(Frame::kWidth / figure.width * figure.height, Frame::kHeight - 90);
  }

  void lay(ReportFigure const& figure) {
    if (figure.parts.empty()) return;
    double const height = height_of(figure);
    double const scale = height / figure.height;
    flow_.need(height + 24);
    Point const origin{Frame::kLeft, flow_.y()};
    auto const to = [&](FigurePoint at) { return Point{origin.x + at.x * scale, origin.y + at.y * scale}; };
    flow_.draw(BeginClip{{origin.x, origin.y, figure.width * scale, height}});
    for (auto const& part : figure.parts) {
      if (auto const* const path = std::get_if<FigurePath>(&part)) {
        DrawPath drawn;
        drawn.closed = path->closed;
        for (auto const& points : path->parts) {
          auto& line_of = drawn.parts.emplace_back();
          for (auto const& point : points) line_of.push_back(to(point));
        }
        if (path->fill) drawn.fill = colour(*path->fill);
        if (path->stroke)
          drawn.stroke = Stroke{colour(*path->stroke), path->width * std::max(scale, 0.5),
                                path->dashed ? std::vector<double>{3, 2} : std::vector<double>{}};
        flow_.draw(std::move(drawn));
        continue;
      }
      auto const& text = std::get<FigureText>(part);
      auto const set = typesetter_.set(text.text,
                                       {.size = std::max(5.0, text.size * scale),
                                        .weight = text.strong ? Weight::bold : Weight::regular,
                                        .colour = colour(text.ink),
                                        .script = Script::zh_hant},
                                       std::nullopt);
      if (set->lines().empty()) continue;
      auto const at = to(text.at);
      double const shift = text.anchor == FigureText::Anchor::start    ? 0
                           : text.anchor == FigureText::Anchor::middle ? set->width() / 2
                                                                       : set->width();
      flow_.draw(DrawText{set, {at.x - shift, at.y - set->lines().front().baseline}, 0, 1, ink::kWhite});
    }
    flow_.draw(EndClip{});
    flow_.skip(height + 3);
    if (!figure.caption.en.empty()) flow_.paragraph({figure.caption.en, {.size = 8, .colour = ink::kSecond}, 0});
    if (!figure.caption.zh.empty())
      flow_.paragraph({figure.caption.zh, {.size = 8, .colour = ink::kSecond, .script = Script::zh_hant}, 0});
    flow_.skip(6);
  }

  void margins(Page& page, std::size_t number, std::size_t of) {
    auto const put = [&](std::string const& text, TextStyle const& style, double y, Align align) {
      if (text.empty()) return;
      Text const set = typesetter_.set(text, style, Frame::kWidth);
      double const room = Frame::kWidth - set->width();
      double const x = align == Align::left ? 0 : align == Align::right ? room : room / 2;
      page.push_back(DrawText{set, {Frame::kLeft + x, y}, 0, 1, {}});
    };
    if (!report_.watermark.en.empty()) {
      Text const mark = typesetter_.set(report_.watermark.zh + " " + report_.watermark.en,
                                        {.size = 78, .weight = Weight::bold, .script = Script::zh_hant}, std::nullopt);
      page.insert(page.begin(),
                  DrawWatermark{mark, {(Frame::kLeft + Frame::kRight) / 2, kSheetHeight / 2}, 45, {0.965, 0.93, 0.93}});
    }
    constexpr double kHeader = 13 * kPointsPerMillimetre;
    put(report_.marking.en + "  " + report_.marking.zh,
        {.size = 10, .weight = Weight::bold, .colour = ink::kRed, .script = Script::zh_hant}, kHeader - 8,
        Align::centre);
    put(report_.header, {.size = 8, .colour = ink::kSecond, .script = Script::zh_hant}, kHeader + 9, Align::centre);
    page.push_back(line({Frame::kLeft, kHeader + 25}, {Frame::kRight, kHeader + 25}, Stroke{ink::kNavy, 0.7, {}}));
    constexpr double kFooter = Frame::kBottom + 5;
    page.push_back(line({Frame::kLeft, kFooter}, {Frame::kRight, kFooter}, Stroke{ink::kNavy, 0.7, {}}));
    put(report_.footer, {.size = 6.5, .colour = ink::kSecond, .face = Face::mono}, kFooter + 3, Align::left);
    put(fmt::format("{} / {}", number, of), {.size = 8.5, .weight = Weight::bold}, kFooter + 3, Align::right);
    put(report_.marking.en + "  " + report_.marking.zh,
        {.size = 8, .weight = Weight::bold, .colour = ink::kRed, .script = Script::zh_hant}, kFooter + 14,
        Align::centre);
  }

  Report const& report_;
  Typesetter typesetter_;
  Flow flow_{typesetter_};
};

}  // namespace

std::string_view to_text(Ink ink) {
  return kInkNames.at(static_cast<std::size_t>(ink));
}

Paper render_report(Report const& report) {
  return Laying{report}.lay();
}

}  // namespace lingding::paper
