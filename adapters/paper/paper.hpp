#pragma once
// The cooperation plan on paper: a PDF for the wheelhouse, the duty room and the office, in Chinese and one more
// language.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "geo/water.hpp"

namespace lingding::paper {

/// The two languages of a copy. Where a text is missing in one of them, its nearest relative stands in: the other
/// Chinese script, or English for Portuguese and the reverse.
enum class Languages : std::uint8_t { zh_hant_en, zh_hant_pt, zh_hans_en };

/// "zh-Hant+en", "zh-Hant+pt" or "zh-Hans+en".
std::string_view to_text(Languages languages);
std::optional<Languages> parse_languages(std::string_view text);

/// What goes onto the paper beside the plan itself.
struct PaperOptions {
  Languages languages = Languages::zh_hant_en;
  /// Number of the controlled copy, one of the plan's cover.copies; empty: marked as not controlled on every page.
  std::optional<std::uint32_t> copy;
  /// The digest that identifies the document, 64 lower-case hex digits; empty: the SHA-256 of the text as given.
  std::string digest;
  /// How the register has the plan, in words; shown on the cover as given. One line of at most 300 bytes. Empty:
  /// nothing is said.
  std::string status;
  /// Name of the exercise that the copy is for; it is marked EXERCISE on every page. One line of at most 300 bytes.
  /// Empty: a real copy.
  std::string exercise;
  /// The centres' modules as JSON texts (schema lingding/sar-centre/1), in any order, at most one for each centre; one
  /// that is missing is said to be missing.
  std::vector<std::string> modules;
  /// For the chartlets and for the miles in each centre's waters; the regions in force on the plan's date count.
  /// nullptr: chartlets without waters.
  geo::WaterMap const* water = nullptr;
};

struct Paper {
  std::string pdf;  ///< PDF 1.5, fonts embedded; the same input, fonts and libraries give the same bytes
  std::size_t pages = 0;
  std::size_t missing_glyphs = 0;  ///< characters for which no installed font has a shape: install fonts-noto-cjk
};

/// Why there is no paper.
struct PaperFault {
  std::string reason;
  bool operator==(PaperFault const&) const = default;
};

/// The whole plan, A4: cover, contacts in call-down order, the three centres, ships, routes with chartlets and
/// timetables, SAR facilities, liaison, media, exercises.
/// \param document JSON text of a cooperation plan; one that plans::read_plan refuses is a fault, and so are a copy
/// number that the plan does not list, a digest that is none, a status or exercise that is no line, and a module that
/// does not pass its checks.
/// \throws std::runtime_error when no font is installed, or Cairo can't draw (no memory).
geo::Expected<Paper, PaperFault> render_plan(std::string_view document, PaperOptions const& options);

/// One page to pin up: the numbers to call, big, and the ship's identities. For at most six ships; a plan with more
/// names the first six and says how many others the plan has. Parameters and faults as for render_plan.
geo::Expected<Paper, PaperFault> render_contacts_card(std::string_view document, PaperOptions const& options);

}  // namespace lingding::paper
