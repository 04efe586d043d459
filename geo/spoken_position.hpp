#pragma once
// Positions as mariners say them: "3 miles south of Siu A Chau", "bearing 135 3 miles from Cheung Chau",
// "距桂山島以南3海里".

#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "geo/gazetteer.hpp"

namespace lingding::geo {

// The uncertainty that follows from the words. Design values, except the points of the compass.

/// A spoken distance is estimated: a tenth of it …
inline constexpr double kSpokenDistanceShare = 0.1;
/// … and half a mile at least.
inline constexpr Metres kSpokenDistanceLeast = Metres::from_nautical_miles(0.5);
/// One of eight points says no more than its octant; one of sixteen, half of that.
inline constexpr Degrees kEightPoints = Degrees::from_degrees(22.5);
inline constexpr Degrees kSixteenPoints = Degrees::from_degrees(11.25);
/// A bearing in degrees, taken by a hand compass or read off a screen.
inline constexpr Degrees kSpokenBearing = Degrees::from_degrees(5);
/// "at", "in", "alongside"; a place's name alone; "near", "off", "abeam".
inline constexpr Metres kAt = Metres::from_nautical_miles(0.5);
inline constexpr Metres kNamed = Metres::from_nautical_miles(1);
inline constexpr Metres kNear = Metres::from_nautical_miles(2);
/// A direction without a distance: half as far as this in it, and as uncertain as this.
inline constexpr Metres kSomewhere = Metres::from_nautical_miles(3);
/// Coordinates that somebody reads off a plotter or a chart, said over a telephone.
inline constexpr Metres kSpokenCoordinates = Metres::from_nautical_miles(1);
/// Nobody says a distance beyond this from a place of the estuary and means it.
inline constexpr Metres kFarthestSpoken = Metres::from_nautical_miles(200);

struct SpokenPosition {
  Position position;
  Metres radius;           ///< of uncertainty: distance and direction (root of the sum of squares), and the place's own
  std::string understood;  ///< to be read back: "3.0 nm, 180°, from Siu A Chau (小鴉洲)"
  bool operator==(SpokenPosition const&) const = default;
};

struct SpokenError {
  enum class Kind : std::uint8_t {
    empty,
    too_long,        ///< more than 200 bytes
    no_place,        ///< no name of the gazetteer is in it; `candidates`: the nearest spellings
    ambiguous,       ///< several places are called so; `candidates`: them, with positions
    not_understood,  ///< `value` is neither part of the name nor of what is said of it
    contradiction,   ///< two distances, two directions, or a bearing beyond 360°
    too_far
  };
  Kind kind = Kind::empty;
  std::string value;
  std::vector<std::string> candidates{};
  bool operator==(SpokenError const&) const = default;
};
/// One line.
std::string to_text(SpokenError const& error);

/// Takes a place of the gazetteer, and what is said of it: a distance (miles, nm, cables, km, m; 海里, 浬, 鏈, 公里,
/// 米; milhas; "half a mile"; Chinese numerals to 99), a direction (8 or 16 points, in English, by letters, in Chinese,
/// Portuguese), or a bearing from the place ("bearing 135", "135°", "135 3 miles", "135/3", "方位135度"), "near",
/// "off", "at" and the like, "between A and B". Bearings are true; "magnetic" is refused. Words that say nothing are
/// passed over; any other word makes it an error, so that nothing that was said is lost. Places by geodesics.
Expected<SpokenPosition, SpokenError> parse_spoken(std::string_view text, Gazetteer const& gazetteer);

/// The same, and coordinates in each form that parse_position takes. When it is neither, the error is that of the
/// spoken form.
Expected<SpokenPosition, SpokenError> parse_place(std::string_view text, Gazetteer const& gazetteer);

}  // namespace lingding::geo
