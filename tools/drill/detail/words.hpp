#pragma once
// How scores and reports say times and places.

#include <chrono>
#include <string>

#include "geo/time.hpp"
#include "tools/drill/record.hpp"

namespace lingding::drill::detail {

/// "15:50:07".
std::string time_of_day(geo::UtcTime at);
/// "0.3 s", "47 s", "4 min 05 s", "1 h 02 min 05 s", "2 h 00 min"; below zero with a minus.
std::string duration_en(std::chrono::milliseconds time);
/// The same in Chinese.
std::string duration_zh(std::chrono::milliseconds time);
/// "custody taken".
std::string words_en(Happening what);
std::string words_zh(Happening what);

}  // namespace lingding::drill::detail
