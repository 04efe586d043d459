#include "adapters/bus/recent.hpp"

#include <algorithm>

#include "geo/check.hpp"

namespace lingding::bus {

void RecentUpdates::add(Seq after, Seq up_to, std::vector<Update> updates) {
  if (up_to <= up_to_) return;
  if (after > up_to_) {
    updates_.clear();
    bytes_ = 0;
    complete_after_ = after;
    up_to_ = after;
  }
  for (auto& update : updates) {
    LINGDING_CHECK(update.bytes() != 0 && update.seq <= up_to);
    if (update.seq <= up_to_) continue;
    up_to_ = update.seq;
    bytes_ += update.bytes();
    updates_.push_back(std::move(update));
  }
  up_to_ = up_to;
  // The newest is kept whatever its size.
  while (updates_.size() > most_updates_ || (bytes_ > most_bytes_ && updates_.size() > 1)) {
    complete_after_ = updates_.front().seq;
    bytes_ -= updates_.front().bytes();
    updates_.pop_front();
  }
}

Update const* RecentUpdates::next(Seq seq) const {
  LINGDING_CHECK(seq >= complete_after_);
  auto const found = std::upper_bound(updates_.begin(), updates_.end(), seq,
                                      [](Seq s, Update const& update) { return s < update.seq; });
  return found == updates_.end() ? nullptr : &*found;
}

}  // namespace lingding::bus
