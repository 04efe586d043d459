#pragma once
// Synthesised ferry-days along the sample plans' timetables, with stated noise and injected faults, and what the watch
// says of them: detections, misses, false alarms.

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "coordinator/voyage_watch.hpp"

namespace lingding::bench {

/// All of it invented: nothing here was measured on real traffic.
struct FerryDaysSetting {
  std::uint64_t seed = 1;
  int days = 5;
  double report_loss = 0.3;       ///< of each report by itself
  double position_error_m = 10;   ///< standard deviation on each axis
  double speed_error_kn = 0.2;    ///< standard deviation
  double course_error_deg = 1;    ///< standard deviation
  double late_departure_min = 2;  ///< mean of an exponential distribution
  double passage_spread = 0.03;   ///< standard deviation of the passage time, as a share of the timetable's
  double lane_nm = 0.12;          ///< ferries keep so far to starboard of the track, wandering by a third of it
  double faulty_voyages = 0.08;   ///< share of voyages with one fault
  bool reception_hole = true;     ///< a circle of 1.5 nm in mid-estuary in which nobody is heard
  bool receiver_outage = true;    ///< ten minutes a day in which nothing is heard
  bool tell_false = false;        ///< each false alarm on stderr
};

inline constexpr std::size_t kFaults = 7;
/// In the order of `kFaultNames`.
enum class Fault : std::uint8_t { vanishes, stops, leaves_track, slows, stays_at_berth, circles, crash_stop };
inline constexpr std::array<char const*, kFaults> kFaultNames{"vanishes",       "stops",   "leaves_track", "slows",
                                                              "stays_at_berth", "circles", "crash_stop"};

struct FaultCount {
  int injected = 0;
  int detected = 0;
  double delay_s = 0;  ///< summed over those detected, from the fault's beginning to the first question it may raise
};
struct FerryDaysResult {
  int ferry_days = 0;  ///< a ferry that made a voyage on a day
  int voyages = 0;
  std::uint64_t reports = 0;
  std::array<FaultCount, kFaults> faults{};
  /// Questions about ferries without a fault on that day, by concern, for which there was no reason: for what was asked
  /// with reason though without a fault, see below.
  std::array<int, 10> false_alarms{};
  int sailings_waited = 0;  ///< questions about sailings whose ship left, if at all, later than the limit
  int near_passes = 0;      ///< questions about pairs that then passed within twice the limit for closing
  /// Questions about ferries after their fault that day: what follows from it. Neither detection nor false alarm.
  int consequences = 0;
  /// Two ferries that came within the limit for closing in open water by the simulation's own truth, and those that
  /// were asked about before.
  int encounters = 0;
  int encounters_told = 0;
  int outages = 0;
  int outages_told = 0;
};

FerryDaysResult ferry_days(std::vector<coordinator::WatchedShip> const& ships, FerryDaysSetting const& setting);

}  // namespace lingding::bench
