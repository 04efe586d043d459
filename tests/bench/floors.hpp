#pragma once
// What no program can beat on this machine: a flush to the disk, a ZeroMQ round trip under CURVE. Measured in the same
// run as the figures that stand beside them.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <vector>

namespace lingding::bench {

/// Durations, in microseconds, of `count` appends of 4096 bytes, each followed by fdatasync, to a new file in `folder`
/// (removed afterwards).
/// \param pause between two, as distress alerts do not come back to back; 0: none.
std::vector<double> fdatasync_times(std::filesystem::path const& folder, std::size_t count,
                                    std::chrono::microseconds pause);

/// Durations, in microseconds, of `count` round trips of `bytes` between a DEALER and a ROUTER thread over TCP on
/// loopback under CURVE, with an fdatasync of 4096 bytes appended to a new file in `folder` before the answer: one hop
/// each way and a flush, with nothing else.
/// \param pause in which both sides sleep before each: an alert finds a server that has been waiting.
std::vector<double> durable_echo_times(std::filesystem::path const& folder, std::size_t count, std::size_t bytes,
                                       std::chrono::microseconds pause);

}  // namespace lingding::bench
