#pragma once
// Text set into lines, pages of drawing operations, and the PDF made of them: the only door to Cairo and Pango.
// All lengths are PostScript points (1/72 inch); x grows to the right, y downwards, from the sheet's upper left corner.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/time.hpp"

namespace lingding::paper::detail {

/// ISO 216 A4: 210 mm × 297 mm.
inline constexpr double kPointsPerMillimetre = 72.0 / 25.4;
inline constexpr double kSheetWidth = 210 * kPointsPerMillimetre;
inline constexpr double kSheetHeight = 297 * kPointsPerMillimetre;

struct Colour {
  double red = 0, green = 0, blue = 0;
  bool operator==(Colour const&) const = default;
};

struct Point {
  double x = 0, y = 0;
  bool operator==(Point const&) const = default;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool overlaps(Box const& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
  bool contains(Point point) const { return point.x >= x && point.x <= right() && point.y >= y && point.y <= bottom(); }
};

/// Which regional forms a Chinese character has, and how the language is tagged.
enum class Script : unsigned char { zh_hant, zh_hans, latin };
enum class Weight : unsigned char { regular, bold };
enum class Align : unsigned char { left, centre, right };
enum class Face : unsigned char { sans, mono };

struct TextStyle {
  double size = 10;
  Weight weight = Weight::regular;
  Colour colour{};
  Script script = Script::latin;
  Align align = Align::left;
  Face face = Face::sans;
  double leading = 1.0;  ///< times 1.448 of the size, which is Noto Sans CJK's own
};

/// A text broken into lines. Immutable.
class TextBlock {
 public:
  struct Line {
    double height = 0;    ///< from this line's top to the next one's
    double baseline = 0;  ///< below the line's top
    double x = 0;         ///< of the line's left end, from the block's left edge
    double width = 0;     ///< of what is written in it
  };
  class Impl;
  explicit TextBlock(std::unique_ptr<Impl> impl);
  TextBlock(TextBlock const&) = delete;
  TextBlock& operator=(TextBlock const&) = delete;
  ~TextBlock();

  std::vector<Line> const& lines() const;
  double height() const;  ///< of all lines
  double width() const;   ///< of the longest line
  Impl const& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};
using Text = std::shared_ptr<TextBlock const>;

/// Sets texts with the fonts that are installed. Used by one thread.
class Typesetter {
 public:
  /// \throws std::runtime_error when no font is installed.
  Typesetter();
  Typesetter(Typesetter const&) = delete;
  Typesetter& operator=(Typesetter const&) = delete;
  ~Typesetter();

  /// \param text UTF-8. Lines are broken between words, and within a word that is wider than `width`; empty: only
  /// where the text says so.
  Text set(std::string_view text, TextStyle const& style, std::optional<double> width);
  /// Characters so far for which no font had a shape.
  std::size_t missing_glyphs() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

struct Stroke {
  Colour colour{};
  double width = 0.5;
  std::vector<double> dash;  ///< on, off, …; empty: solid
};

/// Lines `first` … `first + count` of a block, the first one's top left corner at `at`.
struct DrawText {
  Text text;
  Point at;
  std::size_t first = 0;
  std::size_t count = 0;
  std::optional<Colour> halo;  ///< drawn around the letters, for text upon a chart
};
/// Lines or areas; areas by the even-odd rule, so that holes stay open.
struct DrawPath {
  std::vector<std::vector<Point>> parts;
  bool closed = false;
  std::optional<Colour> fill;
  std::optional<Stroke> stroke;
};
struct DrawCircle {
  Point centre;
  double radius = 1;
  std::optional<Colour> fill;
  std::optional<Stroke> stroke;
};
/// The text's outline filled, turned about its middle: a mark that is not found as text.
struct DrawWatermark {
  Text text;
  Point middle;
  double angle = 0;  ///< degrees, positive turning left
  Colour colour{};
};
/// From here to the matching EndClip nothing is drawn outside.
struct BeginClip {
  Box box;
};
struct EndClip {};
using Operation = std::variant<DrawText, DrawPath, DrawCircle, DrawWatermark, BeginClip, EndClip>;

using Page = std::vector<Operation>;

DrawText whole(Text text, Point at);
DrawPath rectangle(Box const& box, std::optional<Colour> fill, std::optional<Stroke> stroke = {});
DrawPath line(Point from, Point to, Stroke stroke);

/// An entry of the PDF's table of contents.
struct Bookmark {
  std::string title;
  std::size_t page = 1;  ///< from 1
};

struct PdfInfo {
  std::string title;
  std::string author;
  std::string subject;
  geo::UtcDate dated{};  ///< the date of making that the file states
  std::vector<Bookmark> bookmarks;
};

/// \throws std::runtime_error when Cairo reports an error.
std::string write_pdf(std::vector<Page> const& pages, PdfInfo const& info);

}  // namespace lingding::paper::detail
