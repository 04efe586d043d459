#pragma once
// What each source brought in, counted: written by one thread, read by any.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/time.hpp"

namespace lingding::runtime {

/// Counts up. One thread adds (the one that owns the source), any thread reads: adding is a plain load and store.
class Counter {
 public:
  void add(std::uint64_t by = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// One source's. Each field says what it counts since the program's start.
struct SourceCounters {
  /// \param names of `rejected` in their order; static strings.
  explicit SourceCounters(std::string source, std::vector<std::string_view> names = {})
      : name(std::move(source)), reasons(std::move(names)) {}

  std::string const name;                       ///< as configured
  std::vector<std::string_view> const reasons;  ///< of `rejected`
  Counter bytes;                                ///< received
  Counter lines;                                ///< complete lines handed to the decoder
  Counter messages;                             ///< decoded whole messages
  Counter positions;                            ///< of those, position reports
  Counter alerts;                               ///< of those, distress alerts (tests not counted)
  Counter tests;                                ///< of those, test alerts
  Counter safety_texts;                         ///< of those, safety texts shown as notices
  Counter overlong;                             ///< lines that were skipped because they were too long
  Counter truncated;       ///< lines that ended with the connection or datagram instead of a newline, and cut datagrams
  Counter lost_datagrams;  ///< dropped by the operating system before we read them
  Counter connects;        ///< connections made or accepted
  Counter reconnects;      ///< of those, by a client source after its first
  Counter failures;        ///< connects that failed, reads that failed
  Counter refused;         ///< connections refused because there were too many
  Counter timeouts;        ///< connections closed because they were silent or too slow
  Counter held;            ///< times that reading stopped because the desk's queue was full
  std::atomic<bool> silent{false};            ///< no line for longer than its limit (silence_watch.hpp)
  std::atomic<std::int64_t> open{0};          ///< connections open now
  std::atomic<std::int64_t> last_seen_ms{0};  ///< when the last line came, milliseconds since 1970; 0: never

  /// Rejected sentences by reason, in the order of the decoder's list of reasons; beyond it, `other`.
  static constexpr std::size_t kMaxReasons = 32;
  std::array<Counter, kMaxReasons> rejected;

  std::optional<geo::UtcTime> last_seen() const {
    auto const ms = last_seen_ms.load(std::memory_order_relaxed);
    if (ms == 0) return std::nullopt;
    return geo::UtcTime{std::chrono::milliseconds{ms}};
  }
};

/// All sources of one program. Addresses stay valid as long as it lives.
class CounterSet {
 public:
  /// \param reasons names of SourceCounters::rejected in their order; static strings.
  explicit CounterSet(std::vector<std::string_view> reasons = {}) : reasons_(std::move(reasons)) {}
  SourceCounters& add(std::string source);
  /// A source whose reasons are its own.
  SourceCounters& add(std::string source, std::vector<std::string_view> reasons);

  /// Name and value of every counter of one source that is not zero or always shown, in a fixed order. Rejections are
  /// named "rejected.<reason>".
  struct Snapshot {
    std::string source;
    std::vector<std::pair<std::string, std::uint64_t>> values;
    std::optional<geo::UtcTime> last_seen;
    bool silent = false;
  };
  std::vector<Snapshot> snapshot() const;
  /// Appends a JSON object: for each source its name, with an object of its counters, `silent` and `last_seen` (ISO
  /// 8601, left out when there was nothing yet).
  void append_json(std::string& out) const;

 private:
  std::vector<std::string_view> reasons_;
  mutable std::mutex mutex_;
  std::deque<SourceCounters> sources_;
};

}  // namespace lingding::runtime
