#include "adapters/logs/detail/held.hpp"

#include <algorithm>
#include <utility>

#include "geo/check.hpp"

namespace lingding::logs::detail {

Entry& Held::fresh() {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  filling_ = free_.back();
  auto& entry = slots_[filling_];
  entry.is_late = false;
  return entry;
}

void Held::give() {
  LINGDING_CHECK(!free_.empty() && free_.back() == filling_);
  free_.pop_back();
  auto& entry = slots_[filling_];
  ++counts_.entries[static_cast<std::size_t>(entry.format)];
  ++counts_.times[static_cast<std::size_t>(entry.time_from)];
  bytes_ += entry.raw.size();
  // What has no time stays behind what it stood behind.
  auto key = entry.at ? entry.at->time_since_epoch().count() : previous_;
  previous_ = key;
  if (!entry.at) key = std::max(key, released_);
  if (key < released_) {
    entry.is_late = true;
    faults_.add(Fault::out_of_order, entry.place, geo::to_iso8601(*entry.at));
    key = previous_ = released_;
  } else if (key < newest_) {
    ++counts_.sorted;
  }
  newest_ = std::max(newest_, key);
  if (order_.empty() || order_.back().key <= key) {
    order_.push_back({key, filling_});
  } else {
    auto const at = std::ranges::upper_bound(order_, key, {}, &Order::key);
    order_.insert(at, {key, filling_});
  }
}

bool Held::is_ready(bool ended) const {
  if (order_.empty()) return false;
  if (ended || order_.size() > Reader::kMaxHeld || bytes_ > Reader::kMaxHeldBytes) return true;
  auto const key = order_.front().key;
  return key == kNever || newest_ - key > window_;
}

void Held::take(Entry& entry) {
  auto const first = order_.front();
  order_.pop_front();
  released_ = first.key;
  bytes_ -= slots_[first.slot].raw.size();
  std::swap(entry, slots_[first.slot]);
  free_.push_back(first.slot);
}

}  // namespace lingding::logs::detail
