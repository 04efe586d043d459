#pragma once
// Entries on their way out of a reader: held for a window of time, so that small disorder can be sorted.

#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

#include "adapters/logs/reader.hpp"

namespace lingding::logs::detail {

/// Strings of entries that went out are used again: nothing is allocated once the window is full.
class Held {
 public:
  Held(std::chrono::milliseconds window, Counts& counts, Faults& faults)
      : window_(window.count()), counts_(counts), faults_(faults) {}

  /// An entry to fill; give() takes it. Its members have the values of an earlier one.
  Entry& fresh();
  void give();

  /// Whether the first may go out.
  bool is_ready(bool ended) const;
  /// \pre is_ready(). Swaps.
  void take(Entry& entry);

 private:
  struct Order {
    std::int64_t key;
    std::uint32_t slot;
  };
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

  std::int64_t window_;
  Counts& counts_;
  Faults& faults_;
  std::vector<Entry> slots_;
  std::vector<std::uint32_t> free_;
  std::uint32_t filling_ = 0;
  std::deque<Order> order_;
  std::size_t bytes_ = 0;
  std::int64_t newest_ = kNever;    ///< the latest time that came in
  std::int64_t previous_ = kNever;  ///< of the entry that came in last
  std::int64_t released_ = kNever;
};

}  // namespace lingding::logs::detail
