#pragma once
// The way into a desk: many producers, one consumer, two lanes. Distress goes first and is never dropped.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "geo/check.hpp"

namespace lingding::runtime {

/// What became of an item that was pushed.
enum class Push : std::uint8_t {
  done,  ///< it is in the queue
  full,  ///< the lane is full: the item is still the caller's, who keeps it and holds its source back (never drops it)
  stopped  ///< the queue was stopped: nothing more will be taken in
};

/// Why a call of take() came back.
struct Taken {
  std::size_t count = 0;  ///< items appended
  bool stopped = false;   ///< stopped and empty: there will never be more
};

/// Full lanes. Neither lane drops anything: a push to a full lane is refused and the producer keeps the item. A
/// producer that must not block (the io thread serves every centre) stops reading its source and tries again when
/// `on_room` is called: the back-pressure reaches the sender of that one source and nobody else. A producer that may
/// wait uses push_wait().
///
/// Order: first come, first served within a lane; the distress lane first. When both lanes wait, one item in
/// kRoutineShare of a batch is routine, so that an officer's acknowledgement gets through a flood of alerts.
template <class T>
class LaneQueue {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  struct Bounds {
    std::size_t distress = 65'536;  ///< about two hours of a hundred devices sending eight messages a minute
    std::size_t routine = 8'192;
    /// How long the consumer looks again before it sleeps. Waking a sleeping thread costs its producer and its consumer
    /// more than this; 0 on a machine with one core.
    std::chrono::microseconds spin{20};
  };
  static constexpr std::size_t kRoutineShare = 8;

  LaneQueue() : LaneQueue(Bounds{}) {}
  /// \param on_room called on the consumer's thread, without locks held, when a lane that refused an item is half empty
  /// again.
  explicit LaneQueue(Bounds bounds, std::function<void()> on_room = {})
      : bounds_(bounds), on_room_(std::move(on_room)) {
    LINGDING_CHECK(bounds.distress > 0 && bounds.routine > 0);
  }
  LaneQueue(LaneQueue const&) = delete;
  LaneQueue& operator=(LaneQueue const&) = delete;

  /// Takes `item` only when it answers Push::done.
  [[nodiscard]] Push push_distress(T&& item) { return push(distress_, bounds_.distress, item); }
  [[nodiscard]] Push push_routine(T&& item) { return push(routine_, bounds_.routine, item); }

  /// Waits for room; for producers with a thread of their own. Push::full: the deadline passed.
  [[nodiscard]] Push push_distress_wait(T&& item, SteadyTime deadline) {
    return push_wait(distress_, bounds_.distress, item, deadline);
  }
  [[nodiscard]] Push push_routine_wait(T&& item, SteadyTime deadline) {
    return push_wait(routine_, bounds_.routine, item, deadline);
  }

  /// Appends at most `max` items to `out`; waits until there is one, the deadline passes or the queue is stopped. What
  /// was pushed before stop() is still given out. One thread alone may call this.
  Taken take(std::vector<T>& out, std::size_t max, SteadyTime deadline) {
    LINGDING_CHECK(max > 0);
    spin(deadline);
    std::unique_lock lock{mutex_};
    while (waiting_.load(std::memory_order_relaxed) == 0 && !stopped_.load(std::memory_order_relaxed)) {
      sleeping_ = true;
      bool const timed_out = wake_.wait_until(lock, deadline) == std::cv_status::timeout;
      sleeping_ = false;
      if (timed_out) break;
    }
    Taken const taken = move_out(out, max);
    bool const tell = refused_ && has_room();
    if (tell) refused_ = false;
    bool const wake_producers = producers_waiting_ > 0 && taken.count > 0;
    lock.unlock();
    if (wake_producers) room_.notify_all();
    if (tell && on_room_) on_room_();
    return taken;
  }

  /// Refuses everything from now on and wakes all who wait. May be called from any thread, more than once.
  void stop() {
    {
      std::lock_guard const lock{mutex_};
      stopped_.store(true, std::memory_order_release);
    }
    wake_.notify_all();
    room_.notify_all();
  }

  std::size_t size() const { return waiting_.load(std::memory_order_relaxed); }
  /// How many pushes were refused because a lane was full.
  std::uint64_t refused() const { return refusals_.load(std::memory_order_relaxed); }

 private:
  Push push(std::deque<T>& lane, std::size_t bound, T& item) {
    std::unique_lock lock{mutex_};
    if (stopped_.load(std::memory_order_relaxed)) return Push::stopped;
    if (lane.size() >= bound) {
      refused_ = true;
      refusals_.fetch_add(1, std::memory_order_relaxed);
      return Push::full;
    }
    put(lock, lane, item);
    return Push::done;
  }

  Push push_wait(std::deque<T>& lane, std::size_t bound, T& item, SteadyTime deadline) {
    std::unique_lock lock{mutex_};
    ++producers_waiting_;
    bool const ready = room_.wait_until(
        lock, deadline, [&] { return stopped_.load(std::memory_order_relaxed) || lane.size() < bound; });
    --producers_waiting_;
    if (stopped_.load(std::memory_order_relaxed)) return Push::stopped;
    if (!ready) return Push::full;
    put(lock, lane, item);
    return Push::done;
  }

  void put(std::unique_lock<std::mutex>& lock, std::deque<T>& lane, T& item) {
    lane.push_back(std::move(item));
    waiting_.fetch_add(1, std::memory_order_release);
    bool const wake = sleeping_;
    lock.unlock();
    if (wake) wake_.notify_one();
  }

  void spin(SteadyTime deadline) {
    if (bounds_.spin.count() == 0 || waiting_.load(std::memory_order_acquire) > 0) return;
    auto const now = std::chrono::steady_clock::now();
    auto const until = std::min(deadline, now + bounds_.spin);
    while (waiting_.load(std::memory_order_acquire) == 0 && !stopped_.load(std::memory_order_acquire)) {
      for (int i = 0; i < 32; ++i) pause();
      if (std::chrono::steady_clock::now() >= until) return;
    }
  }

  static void pause() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
  }

  Taken move_out(std::vector<T>& out, std::size_t max) {
    std::size_t const share = routine_.empty() || distress_.empty() ? 0 : std::max<std::size_t>(1, max / kRoutineShare);
    std::size_t const routine_least = max > 1 ? std::min(share, routine_.size()) : 0;
    std::size_t const from_distress = std::min(distress_.size(), max - routine_least);
    std::size_t const from_routine = std::min(routine_.size(), max - from_distress);
    move_lane(distress_, from_distress, out);
    move_lane(routine_, from_routine, out);
    waiting_.fetch_sub(from_distress + from_routine, std::memory_order_relaxed);
    return {from_distress + from_routine, stopped_.load(std::memory_order_relaxed) &&
                                              waiting_.load(std::memory_order_relaxed) == 0 &&
                                              from_distress + from_routine == 0};
  }

  static void move_lane(std::deque<T>& lane, std::size_t count, std::vector<T>& out) {
    for (std::size_t i = 0; i < count; ++i) {
      out.push_back(std::move(lane.front()));
      lane.pop_front();
    }
  }

  bool has_room() const { return distress_.size() <= bounds_.distress / 2 && routine_.size() <= bounds_.routine / 2; }

  Bounds bounds_;
  std::function<void()> on_room_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable room_;
  std::deque<T> distress_;
  std::deque<T> routine_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<bool> stopped_{false};
  std::atomic<std::uint64_t> refusals_{0};
  bool sleeping_ = false;
  bool refused_ = false;
  std::size_t producers_waiting_ = 0;
};

}  // namespace lingding::runtime
