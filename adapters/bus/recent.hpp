#pragma once
// The newest updates of one centre, in memory: what most consoles are sent without the journal being read.

#include <cstddef>
#include <deque>
#include <vector>

#include "adapters/bus/console_port.hpp"

namespace lingding::bus {

class RecentUpdates {
 public:
  RecentUpdates(std::size_t most_updates, std::size_t most_bytes)
      : most_updates_(most_updates), most_bytes_(most_bytes) {}

  /// The journal as it was when the bus started.
  void start(Seq newest) {
    complete_after_ = newest;
    up_to_ = newest;
  }
  /// The batch covers after < seq ≤ up_to. One that does not follow on the last leaves a hole: what was held is
  /// dropped, as the history has it. One that brings nothing new is ignored.
  void add(Seq after, Seq up_to, std::vector<Update> updates);

  /// Everything with a seq above this is held (or shows nothing), up to up_to().
  Seq complete_after() const { return complete_after_; }
  Seq up_to() const { return up_to_; }
  /// The first held update after `seq`; nullptr: none. \pre seq ≥ complete_after()
  Update const* next(Seq seq) const;

 private:
  std::size_t most_updates_;
  std::size_t most_bytes_;
  std::deque<Update> updates_;
  std::size_t bytes_ = 0;
  Seq complete_after_ = 0;
  Seq up_to_ = 0;
};

}  // namespace lingding::bus
