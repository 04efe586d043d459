#pragma once
// How long work takes on one core, whatever else the machine does.

#include <algorithm>
#include <ctime>
#include <limits>

namespace lingding::bench {

/// Of the processor, spent by this process.
inline double cpu_seconds() {
  std::timespec spent{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

/// The best of several runs, in CPU seconds: others share the caches.
template <class Work>
double best_time(Work&& work) {
  constexpr int kRuns = 9;
  double best = std::numeric_limits<double>::max();
  for (int run = 0; run < kRuns; ++run) {
    double const begin = cpu_seconds();
    work();
    best = std::min(best, cpu_seconds() - begin);
  }
  return best;
}

}  // namespace lingding::bench
