#include "adapters/paper/detail/flow.hpp"

#include <algorithm>
#include <utility>

#include "geo/check.hpp"

namespace lingding::paper::detail {
namespace {

/// Rounding in sums of line heights.
constexpr double kSlack = 1e-6;
/// A row taller than this may be broken; one that is not goes to the next page whole.
constexpr double kTallRow = 0.3 * Frame::kHeight;
/// So much of a broken row has to fit below, or it is begun on the next page.
constexpr double kLeastPiece = 48;
Stroke const kRowRule{ink::kRule, 0.4, {}};

}  // namespace

bool Flow::at_top() const {
  return !pages_.empty() && y_ <= Frame::kTop + kSlack;
}

void Flow::new_page() {
  pages_.emplace_back();
  y_ = Frame::kTop;
  if (running_heading_.empty()) return;
  for (auto const& part : running_heading_) {
    Text const text = typesetter_.set(part.text, part.style, Frame::kWidth);
    draw(whole(text, {Frame::kLeft, y_}));
    y_ += text->height();
  }
  y_ += 4;
}

void Flow::need(double height) {
  if (pages_.empty() || (room() + kSlack < height && !at_top())) new_page();
}

void Flow::paragraph(Styled const& paragraph) {
  Text const text = typesetter_.set(paragraph.text, paragraph.style, Frame::kWidth);
  skip(paragraph.gap_before);
  auto const& lines = text->lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    need(lines[i].height);
    draw(DrawText{text, {Frame::kLeft, y_}, i, 1, {}});
    y_ += lines[i].height;
  }
}

Table::Table(Flow& flow, std::vector<Column> columns, std::vector<Cell> const& heading, Look look)
    : flow_(flow), columns_(std::move(columns)), look_(look) {
  double sum = 0;
  for (auto const& column : columns_) sum += column.width;
  LINGDING_CHECK(sum <= Frame::kWidth + kSlack);
  if (heading.empty()) return;
  heading_ = set(heading);
  heading_height_ = height(*heading_, std::vector<std::size_t>(columns_.size(), 0));
}

Table::SetRow Table::set(std::vector<Cell> const& cells) {
  LINGDING_CHECK(cells.size() == columns_.size());
  SetRow row;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    auto& lines = row.columns.emplace_back();
    for (auto const& part : cells[c]) {
      if (part.text.empty()) continue;
      TextStyle style = part.style;
      style.align = columns_[c].align;
      Text const text = flow_.typesetter().set(part.text, style, columns_[c].width - 2 * look_.padding_x);
      for (std::size_t i = 0; i < text->lines().size(); ++i)
        lines.push_back({text, i, i == 0 && !lines.empty() ? part.gap_before : 0, text->lines()[i].height});
    }
  }
  return row;
}

double Table::height(SetRow const& row, std::vector<std::size_t> const& from) const {
  double tallest = 0;
  for (std::size_t c = 0; c < row.columns.size(); ++c) {
    double sum = 0;
    for (std::size_t i = from[c]; i < row.columns[c].size(); ++i)
      sum += row.columns[c][i].height + (i == from[c] ? 0 : row.columns[c][i].gap_before);
    tallest = std::max(tallest, sum);
  }
  return tallest + 2 * look_.padding_y;
}

/// Draws the lines that fit into `room`, from each column's own on, and moves `from` behind them.
/// \returns the height used; 0 when no line fits.
double Table::place(SetRow const& row, std::vector<std::size_t>& from, double room, std::optional<Colour> fill) {
  double const top = flow_.y();
  double tallest = 0;
  bool any = false;
  std::vector<DrawText> texts;
  double x = Frame::kLeft;
  double width = 0;
  for (std::size_t c = 0; c < row.columns.size(); ++c) {
    double y = look_.padding_y;
    auto const first = from[c];
    for (; from[c] < row.columns[c].size(); ++from[c]) {
      SetLine const& next = row.columns[c][from[c]];
      double const gap = from[c] == first ? 0 : next.gap_before;
      if (y + gap + next.height + look_.padding_y > room + kSlack) break;
      texts.push_back({next.text, {x + look_.padding_x, top + y + gap}, next.index, 1, {}});
      y += gap + next.height;
      any = true;
    }
    tallest = std::max(tallest, y + look_.padding_y);
    x += columns_[c].width;
    width += columns_[c].width;
  }
  if (!any) return 0;
  if (fill) flow_.draw(rectangle({Frame::kLeft, top, width, tallest}, fill));
  for (auto& text : texts) flow_.draw(std::move(text));
  flow_.skip(tallest);
  if (look_.rules) flow_.draw(line({Frame::kLeft, flow_.y()}, {Frame::kLeft + width, flow_.y()}, kRowRule));
  return tallest;
}

double Table::height_of(std::vector<Cell> const& cells) {
  return height(set(cells), std::vector<std::size_t>(columns_.size(), 0));
}

void Table::put_heading() {
  heading_page_ = flow_.pages().size();
  if (!heading_) return;
  std::vector<std::size_t> from(columns_.size(), 0);
  place(*heading_, from, flow_.room(), ink::kHead);
}

void Table::row(std::vector<Cell> const& cells, std::optional<Colour> fill) {
  SetRow const set_row = set(cells);
  std::vector<std::size_t> from(columns_.size(), 0);
  double const whole_height = height(set_row, from);
  if (flow_.pages().empty()) flow_.new_page();
  // Where the row does not fit below the heading: keep it whole when it is not tall, else begin it where a good piece
  // fits.
  bool const has_heading = heading_page_ == flow_.pages().size();
  double const room = flow_.room() - (has_heading ? 0 : heading_height_);
  double const wanted = whole_height <= kTallRow ? whole_height : kLeastPiece;
  if (room + kSlack < wanted && !flow_.at_top()) flow_.new_page();
  ++rows_;
  auto const done = [&] {
    for (std::size_t c = 0; c < columns_.size(); ++c)
      if (from[c] < set_row.columns[c].size()) return false;
    return true;
  };
  do {
    if (heading_page_ != flow_.pages().size()) put_heading();
    double const used = place(set_row, from, flow_.room(), fill);
    if (done()) break;
    // A line is far shorter than a page: a page without any of it has been broken off before.
    LINGDING_CHECK(used > 0 || flow_.room() < Frame::kHeight / 2);
    flow_.new_page();
  } while (true);
}

}  // namespace lingding::paper::detail
