#pragma once
// What was sent to one connection and is not known to be read: the bound on what a console that does not read can cost.

#include <cstddef>
#include <cstdint>
#include <deque>

#include "coordinator/ports.hpp"

namespace lingding::bus {

/// A client confirms updates by their seq (cumulative) and everything else by echoing heartbeats; either confirms all
/// that was sent before it, as a connection keeps the order.
class Outflow {
 public:
  void sent(std::size_t bytes, coordinator::Seq seq = 0, std::uint64_t beat = 0) {
    items_.push_back({bytes, seq, beat});
    bytes_ += bytes;
  }
  /// Returns whether anything was confirmed.
  bool received(coordinator::Seq seq) {
    return confirm([seq](Item const& item) { return item.seq != 0 && item.seq <= seq; });
  }
  bool echoed(std::uint64_t beat) {
    return confirm([beat](Item const& item) { return item.beat != 0 && item.beat <= beat; });
  }
  /// A new session on the same connection: its numbers say nothing of what was sent before, a heartbeat's echo does.
  void forget_seqs() {
    for (auto& item : items_) item.seq = 0;
  }
  std::size_t messages() const { return items_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Item {
    std::size_t bytes;
    coordinator::Seq seq;
    std::uint64_t beat;
  };
  template <class Is>
  bool confirm(Is&& is) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (is(items_[i])) count = i + 1;
    for (std::size_t i = 0; i < count; ++i) {
      bytes_ -= items_.front().bytes;
      items_.pop_front();
    }
    return count != 0;
  }

  std::deque<Item> items_;
  std::size_t bytes_ = 0;
};

}  // namespace lingding::bus
