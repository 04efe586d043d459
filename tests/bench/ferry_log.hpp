#pragma once
// What the watch of timetables asks of two ferries on a public log of real AIS, and what it makes of a ferry whose
// reports are cut off under way. docs/overdue.md says where the log is and what it can't show.

#include <cstddef>
#include <cstdint>
#include <string>

namespace lingding::bench {

/// Prints sailings, questions and a table of cuts on standard error. \param path CSV: time,mmsi,latitude,longitude
/// \param cuts how many voyages are cut at a random moment, each by itself
/// \param witnesses WatchLimits::silent_witnesses \returns false: no such log
bool ferry_log(std::string const& path, int cuts, std::uint64_t seed, std::size_t witnesses);

}  // namespace lingding::bench
