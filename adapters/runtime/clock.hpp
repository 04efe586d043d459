#pragma once
// What time it is: the only place where adapters ask, and one that tests can set.

#include <atomic>

#include "geo/time.hpp"

namespace lingding::runtime {

/// May be asked from any thread. UTC as the operating system has it: it can jump when the machine's clock is corrected,
/// so nothing that waits may be built on it (std::chrono::steady_clock is for that).
class Clock {
 public:
  virtual ~Clock() = default;
  virtual geo::UtcTime now() const = 0;
};

class SystemClock final : public Clock {
 public:
  geo::UtcTime now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

/// Stands still until it is told otherwise. Drills and tests run on it.
class SettableClock final : public Clock {
 public:
  explicit SettableClock(geo::UtcTime start) : milliseconds_(start.time_since_epoch().count()) {}
  geo::UtcTime now() const override {
    return geo::UtcTime{std::chrono::milliseconds{milliseconds_.load(std::memory_order_relaxed)}};
  }
  void set(geo::UtcTime time) { milliseconds_.store(time.time_since_epoch().count(), std::memory_order_relaxed); }
  void advance(std::chrono::milliseconds by) { milliseconds_.fetch_add(by.count(), std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> milliseconds_;
};

}  // namespace lingding::runtime
