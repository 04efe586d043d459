#pragma once
// Says when a source has fallen silent, and when it is heard again: a receiver that died makes no noise.

#include <chrono>
#include <functional>
#include <optional>
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

  /// A change, for whoever else is to know it.
  struct Change {
    SourceCounters const& source;
    bool silent = false;
    std::chrono::seconds silent_for{};      ///< until now
    std::optional<geo::UtcTime> last_seen;  ///< empty: it never brought anything
  };
  /// False: it could not be told; it is tried again at the next look.
  using Tell = std::function<bool(Change const&)>;

  /// \param limit a source that brings no line for longer is silent; one that never brought any is measured from `now`.
  /// \param counters outlive this; `silent` is kept up in them.
  void add(SourceCounters& counters, std::chrono::milliseconds limit, geo::UtcTime now, Tell tell = {});
  /// Tells and logs each change once: a warning when a source falls silent, an information when it is heard again.
  void look(geo::UtcTime now);

 private:
  struct Watched {
    SourceCounters* counters;
    std::chrono::milliseconds limit;
    geo::UtcTime since;  ///< when watching began
    Tell tell;
  };
  Log& log_;
  std::vector<Watched> watched_;
};

}  // namespace lingding::runtime
