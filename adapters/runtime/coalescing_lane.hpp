#pragma once
// The way out for traffic: reports pass one by one while the reader keeps up; when it doesn't, each ship's newest wins.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lingding::runtime {

/// Keyed by ship (and kind of report). Up to `soft` reports wait in order. Beyond that, and
/// until half of them are gone, a report whose key waits already takes the waiting one's place, and is counted as
/// coalesced; one with a new key is appended, up to `hard` reports in all, beyond which the oldest waiting report goes,
/// and is counted as dropped. With `hard - soft` at least the number of keys in use, nothing but superseded reports is
/// ever lost.
template <class T>
class CoalescingLane {
 public:
  struct Bounds {
    std::size_t soft = 16'384;
    std::size_t hard = 65'536;
  };
  struct Losses {
    std::uint64_t coalesced = 0;
    std::uint64_t dropped = 0;
  };
  enum class Put : std::uint8_t {
    first,  ///< the lane was empty: the reader should be woken
    queued
  };

  CoalescingLane() : CoalescingLane(Bounds{}) {}
  explicit CoalescingLane(Bounds bounds) : bounds_(bounds) {}

  Put put(std::uint64_t key, T report) {
    std::lock_guard const lock{mutex_};
    bool const was_empty = waiting_.empty();
    append(key, std::move(report));
    return was_empty ? Put::first : Put::queued;
  }
  /// All under one lock, in order; the reports are moved out.
  Put put(std::vector<std::pair<std::uint64_t, T>>& batch) {
    std::lock_guard const lock{mutex_};
    bool const was_empty = waiting_.empty();
    for (auto& [key, report] : batch) append(key, std::move(report));
    batch.clear();
    return was_empty && !waiting_.empty() ? Put::first : Put::queued;
  }
  /// Appends at most `max` reports to `out`, longest waiting first; how many.
  std::size_t take(std::vector<T>& out, std::size_t max) {
    std::lock_guard const lock{mutex_};
    std::size_t const count = max < waiting_.size() ? max : waiting_.size();
    for (std::size_t i = 0; i < count; ++i) {
      out.push_back(std::move(waiting_.front().second));
      pop_front();
    }
    return count;
  }
  std::size_t size() const {
    std::lock_guard const lock{mutex_};
    return waiting_.size();
  }
  Losses losses() const {
    std::lock_guard const lock{mutex_};
    return losses_;
  }

 private:
  // Reports are numbered as they come; the front's number is first_. The index is kept only while newest wins.
  void append(std::uint64_t key, T report) {
    if (!index_.empty() || waiting_.size() >= bounds_.soft) {
      if (index_.empty()) build_index();
      auto const found = index_.find(key);
      if (found != index_.end()) {
        waiting_[static_cast<std::size_t>(found->second - first_)].second = std::move(report);
        ++losses_.coalesced;
        return;
      }
      if (waiting_.size() >= bounds_.hard) {
        pop_front();
        ++losses_.dropped;
      }
      index_[key] = first_ + waiting_.size();
    }
    waiting_.emplace_back(key, std::move(report));
  }
  void build_index() {
    for (std::size_t i = 0; i < waiting_.size(); ++i) index_[waiting_[i].first] = first_ + i;
  }
  void pop_front() {
    if (!index_.empty()) {
      auto const found = index_.find(waiting_.front().first);
      if (found != index_.end() && found->second == first_) index_.erase(found);
    }
    waiting_.pop_front();
    ++first_;
    if (waiting_.size() <= bounds_.soft / 2) index_.clear();
  }

  Bounds bounds_;
  mutable std::mutex mutex_;
  std::deque<std::pair<std::uint64_t, T>> waiting_;
  std::unordered_map<std::uint64_t, std::uint64_t> index_;
  std::uint64_t first_ = 0;
  Losses losses_;
};

}  // namespace lingding::runtime
