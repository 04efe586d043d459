#pragma once
// Says when a source has fallen silent, and when it is heard again: a receiver that died makes no noise.

#include <chrono>
#include <vector>

#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/log.hpp"
#include "geo/time.hpp"

namespace lingding::runtime {

/// Looked at now and then, about once a second, on one thread.
class SilenceWatch {
 public:
  /// The log outlives this.
  explicit SilenceWatch(Log& log) : log_(log) {}

  /// \param limit a source that brings no line for longer is silent; one that never brought any is measured from `now`.
  /// \param counters outlive this; `silent` is kept up in them.
  void add(SourceCounters& counters, std::chrono::milliseconds limit, geo::UtcTime now);
  /// Logs each change once: a warning when a source falls silent, an information when it is heard again.
  void look(geo::UtcTime now);

 private:
  struct Watched {
    SourceCounters* counters;
    std::chrono::milliseconds limit;
    geo::UtcTime since;  ///< when watching began
  };
  Log& log_;
  std::vector<Watched> watched_;
};

}  // namespace lingding::runtime
