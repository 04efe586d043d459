#pragma once
// What no program can beat on this machine: a flush to the disk, a ZeroMQ round trip under CURVE. Measured in the same
// run as the figures that stand beside them.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <vector>

namespace lingding::bench {

using Nanoseconds = std::chrono::nanoseconds;

/// Sorted durations of `count` appends of 4096 bytes, each followed by fdatasync, to a new file in `folder` (removed
/// afterwards).
/// \param pause between two, as distress alerts do not come back to back; 0: none.
std::vector<Nanoseconds> fdatasync_times(std::filesystem::path const& folder, std::size_t count, Nanoseconds pause);

/// Sorted durations of `count` round trips of `bytes` between a DEALER and a ROUTER thread over TCP on loopback under
/// CURVE.
std::vector<Nanoseconds> curve_round_trips(std::size_t count, std::size_t bytes);

/// \pre `sorted` is sorted and not empty; 0 ≤ share ≤ 1. The nearest rank.
Nanoseconds percentile(std::vector<Nanoseconds> const& sorted, double share);

}  // namespace lingding::bench
