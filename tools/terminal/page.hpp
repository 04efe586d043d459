#pragma once
// The terminal console's picture as lines of styled text, for any size; a screen only has to put them there.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/position.hpp"
#include "geo/time.hpp"
#include "tools/terminal/case_fields.hpp"
#include "tools/terminal/model.hpp"
#include "tools/terminal/texts.hpp"

namespace lingding::terminal {

enum class Style : std::uint8_t {
  plain,
  bold,
  dim,
  title,
  alarm,
  alarm_flash,
  warning,
  exercise,  ///< what marks every page of an exercise
  good,
  chosen,
  heading
};

struct Span {
  std::string text;
  Style style = Style::plain;
};
using Line = std::vector<Span>;

/// Where the officer is looking.
struct View {
  Language language = Language::en;
  enum class Where : std::uint8_t { list, detail, draft, help, questions } where = Where::list;
  bool opened = false;     ///< the detail is where the officer goes back to from a draft or the help
  std::string chosen;      ///< id of the incident that is chosen or open; empty: the first
  std::size_t scroll = 0;  ///< of the detail, in lines; corrected when it is beyond the end
  std::string prompt;      ///< asked and typed so far; empty: nothing is asked
  std::string draft;       ///< of a situation report, as it will be sent
  std::string message;     ///< the newest outcome of what the officer did
  bool flash = false;      ///< alternates, so that alarms flash
};

inline constexpr std::size_t kLeastColumns = 60;
inline constexpr std::size_t kLeastRows = 16;

/// Exactly `rows` lines, none wider than `columns` cells. Of an exercise's server every page says so, however small,
/// and what is NO DUFF stands above everything else, on every page.
std::vector<Line> render(ConsoleModel& model, View& view, std::size_t columns, std::size_t rows, geo::UtcTime now);

/// Cells that the text takes in a terminal: East Asian wide characters take two, combining ones none (UAX #11).
std::size_t width_of(std::string_view text);
/// Cut or filled with blanks to exactly `width` cells; a cut is shown by an ellipsis.
std::string fitted(std::string_view text, std::size_t width);
/// Broken at blanks, and between wide characters, into lines of at most `width` cells.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace lingding::terminal
