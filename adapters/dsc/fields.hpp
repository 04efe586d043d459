#pragma once
// The digits of a call, as sentences and symbols have them in common: identities, positions, times, areas, frequencies.

#include <optional>
#include <string_view>

#include "adapters/dsc/call.hpp"

namespace lingding::dsc {

/// Nine digits with one more behind, as M.493 packs them, or nine alone. Empty for anything else, and for all zeros.
std::optional<plans::Mmsi> read_identity(std::string_view digits);

/// Ten digits: quadrant (0 NE, 1 NW, 2 SE, 3 SW), degrees and minutes of latitude (DDMM) and longitude (DDDMM)
/// (M.493-16, Annex 1, §8.1.2). Empty when they are no position; "9999999999" says that there is none.
std::optional<CallPosition> read_position(std::string_view digits);
bool says_no_position(std::string_view digits);

/// Four digits, hours and minutes. Empty when they are no time; "8888" says that there is none.
std::optional<std::chrono::minutes> read_time(std::string_view digits);
bool says_no_time(std::string_view digits);

/// Ten digits: quadrant, latitude and longitude of the north-western corner in degrees (DD DDD), degrees to the south
/// and to the east (DD DD).
std::optional<CallArea> read_area(std::string_view digits);

/// Six digits (hundreds of hertz, or a channel after a leading 3, 8 or 9), or eight with a leading 4 (tens of hertz)
/// (M.493-16, Annex 1, table A1-5).
std::optional<Frequency> read_frequency(std::string_view digits);

/// Takes the data of an expansion (M.821-1, table 1) into the call: more digits to its position, speed, course,
/// persons. What is not understood is kept and warned of.
void apply(Expansion const& expansion, Call& call);

}  // namespace lingding::dsc
