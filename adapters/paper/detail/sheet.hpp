#pragma once
// What the sections of a plan share while they are laid out: the document, the words, the styles.

#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/paper/detail/flow.hpp"
#include "adapters/paper/detail/words.hpp"
#include "adapters/paper/paper.hpp"
#include "geo/centre.hpp"
#include "geo/time.hpp"

namespace lingding::paper::detail {

namespace json = boost::json;

/// One plan being laid out.
struct Sheet {
  Sheet(json::value document, Words chosen, PaperOptions const& given)
      : plan(std::move(document)), words(chosen), options(given) {}

  json::value plan;
  Words words;
  PaperOptions const& options;
  std::array<std::optional<json::value>, geo::kCentres.size()> modules;
  geo::UtcDate dated{};
  std::string digest;
  Typesetter typesetter;
  Flow flow{typesetter};
  std::size_t sections = 0;
  bool cover_is_cut = false;  ///< the records are printed in full at the end

  json::value const& cover() const { return plan.at("cover"); }
  bool is_sample() const;
};

// Looks into a document that has passed its checks.
json::value const* find(json::value const& object, std::string_view name);
/// A member as text, numbers as people write them; empty when it is not there.
std::string member(json::value const& object, std::string_view name);
json::array const& list(json::value const& object, std::string_view name);

// Texts as cells.
/// Both languages below one another.
Cell both(Pair const& pair, double size = 9.5, Weight weight = Weight::regular);
/// The heading of a column, or the name of a field.
Cell heading(Words const& words, Label const& label);
Cell field_name(Words const& words, Label const& label);
/// A text that the document has in no particular language.
Cell plain(std::string text, double size = 9.5, Weight weight = Weight::regular);
Cell operator+(Cell first, Cell const& second);
/// The same with a gap between the two, for things that are said one after another.
Cell spaced(Cell first, Cell second);

/// Starts a numbered section with its heading, an entry of the table of contents, and the small
/// heading of the pages on which it goes on.
void begin_section(Sheet& sheet, Label const& label, double room_for_start);
/// Within a section: a heading of a part.
void part_heading(Sheet& sheet, Pair const& pair, double room_for_start = 60);
void part_heading(Sheet& sheet, Label const& label, double room_for_start = 60);
/// A table of names and values, without heading.
Table fields(Sheet& sheet);
/// A row of it; left out when there is nothing to say.
void field(Sheet& sheet, Table& table, Label const& label, Cell const& value);
void field(Sheet& sheet, Table& table, Label const& label, json::value const* texts);

/// "yue, cmn, en" as names.
std::string languages_of(Words const& words, json::value const& contact);
/// The telephone numbers of a contact as a cell, the first one large.
Cell phones_of(Sheet const& sheet, json::value const& contact, double size);
/// Role, name, hours, languages, mail address.
Cell person_of(Sheet const& sheet, json::value const& contact);
/// Whom a controlled copy is for: "HK", the company's names, or the ship's.
Pair holder_of(Sheet const& sheet, json::value const& copy);
/// A ship of the plan by her MMSI; nullptr for none.
json::value const* ship_with(json::value const& plan, std::string_view mmsi);
/// The text at the largest of these sizes that is no wider than `width`; at the smallest one it may be broken.
Text fitted(Typesetter& typesetter, std::string_view text, TextStyle style, double smallest, double width);

// The sections, in their order on paper.
void lay_cover(Sheet& sheet);
void lay_contacts(Sheet& sheet);
void lay_centres(Sheet& sheet);
void lay_ships(Sheet& sheet);
void lay_routes(Sheet& sheet);
void lay_facilities(Sheet& sheet);
void lay_liaison(Sheet& sheet);
void lay_media(Sheet& sheet);
void lay_exercises(Sheet& sheet);
/// Distribution list, amendments and description in full, where the cover has no room for them.
void lay_records(Sheet& sheet);
/// Distribution list and amendment record as the cover and lay_records show them.
std::vector<Cell> copy_row(Sheet const& sheet, json::value const& copy);
/// The three centres' first numbers side by side.
void lay_centre_numbers(Sheet& sheet, double size);

/// The document read and the options checked: what both forms of paper begin with.
geo::Expected<std::unique_ptr<Sheet>, PaperFault> begin_sheet(std::string_view document, PaperOptions const& options);
/// Marks, header and footer on every page, and the file.
Paper finish(Sheet& sheet, Label const& what);

}  // namespace lingding::paper::detail
