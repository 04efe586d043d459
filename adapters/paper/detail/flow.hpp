#pragma once
// Content flowing down pages: sections, paragraphs, and tables that break between and within rows.

#include <functional>
#include <string>
#include <vector>

#include "adapters/paper/detail/canvas.hpp"

namespace lingding::paper::detail {

/// The area of the sheet that content may use; header and footer lie outside of it, within the margins.
struct Frame {
  static constexpr double kLeft = 20 * kPointsPerMillimetre;  ///< room for punched holes
  static constexpr double kRight = kSheetWidth - 14 * kPointsPerMillimetre;
  static constexpr double kTop = 25 * kPointsPerMillimetre;
  static constexpr double kBottom = kSheetHeight - 22 * kPointsPerMillimetre;
  static constexpr double kWidth = kRight - kLeft;
  static constexpr double kHeight = kBottom - kTop;
};

/// Colours of print, chosen so that they stay apart when copied in black and white.
namespace ink {
inline constexpr Colour kBlack{0, 0, 0};
inline constexpr Colour kSecond{0.27, 0.29, 0.33};  ///< second language
inline constexpr Colour kRule{0.68, 0.71, 0.75};
inline constexpr Colour kNavy{0.04, 0.17, 0.33};
inline constexpr Colour kHead{0.90, 0.93, 0.96};  ///< behind headings of tables
inline constexpr Colour kRed{0.70, 0.05, 0.08};
inline constexpr Colour kWhite{1, 1, 1};
}  // namespace ink

/// A text in a cell or paragraph. Several below one another make a cell.
struct Styled {
  std::string text;
  TextStyle style;
  double gap_before = 0;
};
using Cell = std::vector<Styled>;

/// Pages being filled from the top. All that is drawn stays within Frame.
class Flow {
 public:
  explicit Flow(Typesetter& typesetter) : typesetter_(typesetter) {}

  Typesetter& typesetter() { return typesetter_; }
  /// Starts a page; sections that go on have their heading repeated on it, small.
  void new_page();
  /// New page unless this much room is left.
  void need(double height);
  double y() const { return y_; }
  double room() const { return Frame::kBottom - y_; }
  bool at_top() const;
  void skip(double height) { y_ += height; }
  void draw(Operation operation) { pages_.back().push_back(std::move(operation)); }

  /// A paragraph across the frame, broken over pages where it must be.
  void paragraph(Styled const& paragraph);

  /// The heading drawn again, as `continued`, on each new page until the next call. Empty: none.
  void running_heading(Cell continued) { running_heading_ = std::move(continued); }
  /// An entry of the table of contents, to this page.
  void bookmark(std::string title) { bookmarks_.push_back({std::move(title), pages_.size()}); }

  std::vector<Page> const& pages() const { return pages_; }
  std::vector<Page> take_pages() { return std::move(pages_); }
  std::vector<Bookmark> const& bookmarks() const { return bookmarks_; }

 private:
  Typesetter& typesetter_;
  std::vector<Page> pages_;
  double y_ = Frame::kBottom;
  Cell running_heading_;
  std::vector<Bookmark> bookmarks_;
};

/// Rows in columns. A row that fits on a page of its own and is not too tall is kept in one piece; else it breaks
/// between lines. The heading stands above the first row, and again on each page.
class Table {
 public:
  struct Column {
    double width = 0;
    Align align = Align::left;
  };
  struct Look {
    double padding_x = 4;
    double padding_y = 3;
    bool rules = true;
  };
  /// \pre the widths together are not more than `width` of the frame from `left` on
  Table(Flow& flow, std::vector<Column> columns, std::vector<Cell> const& heading, Look look);
  Table(Flow& flow, std::vector<Column> columns, std::vector<Cell> const& heading)
      : Table(flow, std::move(columns), heading, Look{}) {}

  /// \pre a cell for each column
  void row(std::vector<Cell> const& cells, std::optional<Colour> fill = {});
  /// How tall this row would be, in one piece.
  double height_of(std::vector<Cell> const& cells);
  std::size_t rows() const { return rows_; }

 private:
  struct SetLine {
    Text text;
    std::size_t index = 0;
    double gap_before = 0;
    double height = 0;
  };
  struct SetRow {
    std::vector<std::vector<SetLine>> columns;
  };
  SetRow set(std::vector<Cell> const& cells);
  double height(SetRow const& row, std::vector<std::size_t> const& from) const;
  double place(SetRow const& row, std::vector<std::size_t>& from, double room, std::optional<Colour> fill);
  void put_heading();

  Flow& flow_;
  std::vector<Column> columns_;
  Look look_;
  std::optional<SetRow> heading_;
  double heading_height_ = 0;
  std::size_t heading_page_ = 0;  ///< the page that has the heading, from 1; 0: none yet
  std::size_t rows_ = 0;
};

}  // namespace lingding::paper::detail
