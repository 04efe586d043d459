#pragma once
// A report of sections, tables and figures in English and Chinese: what it says, for the screen and for paper alike,
// and its PDF.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "adapters/paper/paper.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "geo/water.hpp"

namespace lingding::paper {

/// A text in the report's two languages; `zh` may be empty.
struct TwoTexts {
  std::string en;
  std::string zh;
  bool operator==(TwoTexts const&) const = default;
};

/// What a text or a row means, for its colour; the words must say it too.
enum class Tone : std::uint8_t { plain, good, bad, open, second };

struct ReportCell {
  TwoTexts text;
  Tone tone = Tone::plain;
  bool strong = false;
  bool mono = false;
};
struct ReportTable {
  struct Column {
    TwoTexts name;
    double share = 1;  ///< of the width, beside the others'
    bool right = false;
  };
  std::vector<Column> columns;
  std::vector<std::vector<ReportCell>> rows;  ///< a cell for each column
  bool small = false;                         ///< long ones: smaller letters
};
/// One number of the summary.
struct ReportTile {
  TwoTexts name;
  std::string value;
  TwoTexts detail;
  Tone tone = Tone::plain;
};
struct ReportTiles {
  std::vector<ReportTile> tiles;
};
struct ReportText {
  TwoTexts text;
  Tone tone = Tone::plain;
  bool preformatted = false;  ///< lines as they are, in letters of one width
};

/// What something in a figure is drawn with: a role, which screen and paper give their colours to.
enum class Ink : std::uint8_t {
  text,
  second,
  grid,
  panel,
  gd,
  hk,
  mo,
  gd_water,
  hk_water,
  mo_water,
  inject,
  alarm,
  acknowledged,
  sitrep,
  decision,
  outage,
  track_1,
  track_2,
  track_3,
  track_4
};
inline constexpr std::size_t kInks = static_cast<std::size_t>(Ink::track_4) + 1;
/// "gd-water": as classes of the page's style sheet.
std::string_view to_text(Ink ink);

struct FigurePoint {
  double x = 0;
  double y = 0;
};
/// A line; an area when it is closed, by the even-odd rule over its parts.
struct FigurePath {
  std::vector<std::vector<FigurePoint>> parts;
  bool closed = false;
  std::optional<Ink> fill;
  std::optional<Ink> stroke;
  double width = 1;
  bool dashed = false;
  std::string title;  ///< told when pointed at
};
struct FigureText {
  FigurePoint at;  ///< on the base line
  std::string text;
  double size = 12;
  Ink ink = Ink::text;
  bool strong = false;
  enum class Anchor : std::uint8_t { start, middle, end } anchor = Anchor::start;
};
using FigurePart = std::variant<FigurePath, FigureText>;
/// A drawing of its own size; x to the right, y downwards. Scaled to the width that there is.
struct ReportFigure {
  double width = 1000;
  double height = 400;
  std::vector<FigurePart> parts;
  TwoTexts caption;
};

using ReportBlock = std::variant<ReportText, ReportTable, ReportTiles, ReportFigure>;
struct ReportSection {
  std::string name;  ///< [a-z0-9-]+, for links
  TwoTexts heading;
  std::vector<ReportBlock> blocks;
};
struct Report {
  TwoTexts title;
  TwoTexts marking;    ///< on top of everything, and on each page: "EXERCISE EXERCISE EXERCISE"; empty: none
  TwoTexts watermark;  ///< across each page of paper
  std::string header;  ///< of each page of paper, one line
  std::string footer;  ///< as well
  geo::UtcDate dated{};
  std::vector<ReportSection> sections;
};

/// A4, upright. The same report, fonts and libraries give the same bytes.
/// \throws std::runtime_error when no font is installed, or Cairo can't draw (no memory).
Paper render_report(Report const& report);

// ---- figures

struct MapTrack {
  std::string label;
  std::vector<geo::Position> points;
  bool dashed = false;
};
struct MapMark {
  geo::Position at;
  std::string label;  ///< a few letters beside it; empty: none
  std::string title;  ///< told when pointed at
  Ink ink = Ink::alarm;
};
struct MapContent {
  std::vector<MapTrack> tracks;
  std::vector<MapMark> marks;
  geo::WaterMap const* water = nullptr;  ///< nullptr: no waters
  geo::UtcDate on{};                     ///< the regions in force then
};
/// Waters, tracks and marks in the ellipsoidal Mercator projection, with a graticule, a scale and a legend. Nothing to
/// show gives a figure without parts.
ReportFigure draw_map(MapContent const& content);

}  // namespace lingding::paper
