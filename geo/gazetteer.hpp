#pragma once
// Named places of the sea, and how a name is looked up whatever the spelling, the script and the case.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/position.hpp"
#include "geo/units.hpp"

namespace lingding::geo {

enum class PlaceKind : std::uint8_t { island, cape, port, channel, lighthouse, buoy, bridge, rock, town };
/// "island", "cape", …; empty: no kind is called so.
std::string_view to_text(PlaceKind kind);
std::optional<PlaceKind> parse_place_kind(std::string_view text);

struct NamedPlace {
  std::string id;  ///< unique in the gazetteer
  PlaceKind kind = PlaceKind::island;
  std::vector<std::string> names;  ///< in any script; the first is the one that is shown; never empty
  Position position;
  Metres accuracy;     ///< the place, all of it, is within this of the position
  std::string source;  ///< where name and position are from
  bool operator==(NamedPlace const&) const = default;
};
/// "Siu A Chau (小鴉洲)".
std::string called(NamedPlace const& place);

/// One character of a folded text: letters small and without accents, full-width ones narrow; blanks, hyphens,
/// apostrophes and full stops left out.
struct Glyph {
  std::string text;
  std::size_t from = 0;  ///< of the text that was folded, in bytes
  std::size_t to = 0;
  bool begins_word =
      false;  ///< nothing that belongs to the same word stands before it; true for each Chinese character
  bool ends_word = false;
};
std::vector<Glyph> fold_glyphs(std::string_view text);
/// The same as one string.
std::string fold_place_name(std::string_view name);

class Gazetteer {
 public:
  Gazetteer() = default;
  explicit Gazetteer(std::vector<NamedPlace> places);

  std::vector<NamedPlace> const& places() const { return places_; }
  /// All that are called so, in the order of the data. "Guishan", "Guishan Island" and "桂山" find what is listed as
  /// "Guishan Dao" or "桂山島": the word for the kind of place may be there or not.
  std::vector<NamedPlace const*> find(std::string_view name) const;

  /// The longest name that stands in a folded text, the first of those as long.
  struct Found {
    std::size_t first = 0;  ///< glyph
    std::size_t count = 0;
    std::vector<NamedPlace const*> places;
  };
  std::optional<Found> longest_in(std::vector<Glyph> const& text) const;
  /// The names whose spelling is nearest, nearest first, then by the alphabet; those alone that could be meant.
  std::vector<std::string> nearest(std::string_view name, std::size_t at_most = 5) const;

 private:
  void add(std::string const& key, std::size_t place);

  std::vector<NamedPlace> places_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> keys_;  ///< folded names, with and without the kind
  std::size_t longest_key_ = 0;
};

}  // namespace lingding::geo
