#pragma once
// Positions as mariners write them, in and out.

#include <string>
#include <string_view>

#include "geo/expected.hpp"
#include "geo/position.hpp"

namespace lingding::geo {

/// Why a text is no position: which part of it, what it says, what was expected.
struct PositionError {
  enum class Kind : std::uint8_t {
    empty,         ///< nothing was written
    not_a_number,  ///< something where degrees, minutes or seconds should stand
    out_of_range,  ///< a latitude beyond 90°, a longitude beyond 180°, 60 or more minutes or seconds
    swapped,       ///< out of range as written, in range the other way round
    incomplete,    ///< one coordinate, or only half of one
    contradiction  ///< a sign and a hemisphere, two latitudes, a fraction before a smaller unit
  };
  Kind kind = Kind::empty;
  std::string field;     ///< "latitude", "longitude", "latitude minutes", …; "position" when it is about the whole
  std::string value;     ///< as it was written
  std::string expected;  ///< what was expected instead
  bool operator==(PositionError const&) const = default;
};
/// One line: "latitude: 113.6 is out of range (-90 to 90); latitude and longitude are probably swapped".
std::string to_text(PositionError const& error);

/// Takes latitude and longitude, in this order unless hemisphere letters say otherwise, each as degrees, degrees and
/// minutes or degrees, minutes and seconds; the last number of each may have a decimal point. Between the parts:
/// blanks, "-" or the signs ° ' ", ′ ″ ’ ” º ˚ 度 分 秒 (in full width too); between the two coordinates: blanks,
/// comma, semicolon or slash. Hemisphere letters N S E W, before or after, in either case; 北 南 東 东 西 and 北緯 北纬
/// … as well; "lat", "lon" and the like before a coordinate. A sign, + - −, only without a letter. Full-width digits
/// and letters are taken like plain ones.
///
/// 22.2 113.6 · 22°12.5'N 113 36.1E · 22-12.5N 113-36.1E · N22 12 30, E113 36 06 · 22.2083N/113.6017E · −33.8 151.2 ·
/// ２２°１２．５′Ｎ
///
/// Without letters, two numbers are decimal degrees; four are degrees and minutes, six degrees, minutes and seconds.
/// Minutes and seconds are below 60; degrees and minutes before a smaller unit are whole. Text of more than 200 bytes
/// is refused.
Expected<Position, PositionError> parse_position(std::string_view text);

/// Degrees and minutes to three decimals, latitude first: "22°12.500'N 113°36.100'E" (a thousandth of a minute is 1.9
/// m).
std::string to_mariners_text(Position position);

}  // namespace lingding::geo
