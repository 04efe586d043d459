#pragma once
// Situation reports in the IMO form: composed from an incident, written as text, and read back from text.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/incident.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/mode.hpp"
#include "geo/expected.hpp"
#include "plans/language.hpp"

namespace lingding::coordinator {

struct SitrepField {
  char letter = 'A';
  std::string text;  ///< one or more lines
  bool operator==(SitrepField const&) const = default;
};

/// What a SITREP says. The form: IMO's standard format for SAR situation reports (as MRCC Bremen publishes it), short
/// A … F, full with G, H and J … N.
struct SitrepForm {
  std::string date_time;            ///< "271550 UTC AUG 16"
  std::string priority;             ///< "DISTRESS"
  std::string from;                 ///< originating RCC
  std::string to;                   ///< addressees
  std::string number;               ///< "1", counted for each casualty
  std::string casualty;             ///< the case, by the sender's name for it; not in IMO's form, read when it is there
  std::vector<SitrepField> fields;  ///< by letter, each once, none empty; letters that the form has not are kept
  Marking marking = Marking::none;  ///< its first and its last line
  bool operator==(SitrepForm const&) const = default;
  /// Empty when the form has no such letter.
  std::string_view field(char letter) const;
};

/// The form as write_sitrep() and parse_sitrep() keep it: fields ordered and of one letter joined, lines without blanks
/// around them, no empty ones, no control characters, header values on one line; a field with another letter than A … Z
/// is left out.
SitrepForm normalised(SitrepForm form);

enum class SitrepExtent : std::uint8_t { brief, full };  ///< A … F, or with G … N

struct SitrepRequest {
  geo::CentreId from = geo::CentreId::hk;  ///< whose report it is
  geo::UtcTime now{};
  SitrepExtent extent = SitrepExtent::brief;
  Mode mode = Mode::real;                          ///< of the server; what is NO DUFF is marked so whatever it is
  plans::Language language = plans::Language::en;  ///< of the phrases; letters and times are the same in all
  /// What the officer wrote in place of what the incident says, by letter. An empty text leaves the letter out.
  std::map<char, std::string> edits{};
};

/// The next number in the casualty's sequence.
std::uint32_t next_sitrep_number(Incident const& incident);

/// The incident as a SITREP. What nobody has said is NOT KNOWN or NIL, never guessed: a probable ship is said to be so.
/// Deterministic; the text of it is at most kMaxSitrepBytes (the longest letters lose their last lines, which is said
/// in them).
SitrepForm compose_sitrep(Incident const& incident, SitrepRequest const& request);

/// "271550 UTC AUG 16".
std::string date_time_group(geo::UtcTime time);
/// Degrees and decimal minutes: "22-12.500N 113-36.100E".
std::string sitrep_position(geo::Position position);

/// The text, each further line of a letter set in by three blanks; ends with a line end. A marking is its first and its
/// last line (mode.hpp).
std::string write_sitrep(SitrepForm const& form, plans::Language language);

enum class SitrepFault : std::uint8_t {
  too_long,   ///< more than kMaxSitrepBytes
  no_letters  ///< nothing in it is a lettered part
};
std::string_view to_text(SitrepFault fault);

/// Reads a SITREP: headings in any of the four languages or none, letters in any order, with or without points, header
/// lines with or without their words. Lines before the first that is known are an envelope and left out, lines after
/// "END" or "NNNN" too; everything between is kept. A line that is nothing but a marking, before, after or between the
/// letters, marks the report; NO DUFF counts before the exercise's. A form whose I is "initial actions" (the
/// transcription A … M) gets IMO's letters. For any normalised form, parse_sitrep(write_sitrep(form, language)) is the
/// form.
geo::Expected<SitrepForm, SitrepFault> parse_sitrep(std::string_view text);

}  // namespace lingding::coordinator
