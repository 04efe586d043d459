#include "adapters/runtime/silence_watch.hpp"

#include <algorithm>
#include <utility>

namespace lingding::runtime {

void SilenceWatch::add(SourceCounters& counters, std::chrono::milliseconds limit, geo::UtcTime now, Tell tell) {
  watched_.push_back({&counters, limit, now, std::move(tell)});
}

void SilenceWatch::look(geo::UtcTime now) {
  for (auto const& [counters, limit, since, tell] : watched_) {
    auto const last_seen = counters->last_seen();
    auto const heard = std::max(last_seen.value_or(since), since);
    bool const is_silent = now - heard > limit;
    if (counters->silent.load(std::memory_order_relaxed) == is_silent) continue;
    auto const silent_for = std::chrono::duration_cast<std::chrono::seconds>(now - heard);
    if (tell && !tell({*counters, is_silent, silent_for, last_seen})) continue;
    counters->silent.store(is_silent, std::memory_order_relaxed);
    if (is_silent) {
      log_.warning("intake", "a source is silent",
                   {{"source", counters->name},
                    {"for_s", silent_for.count()},
                    {"last_seen", last_seen ? geo::to_iso8601(*last_seen) : "never"}});
    } else {
      log_.info("intake", "a source is heard again", {{"source", counters->name}});
    }
  }
}

}  // namespace lingding::runtime
