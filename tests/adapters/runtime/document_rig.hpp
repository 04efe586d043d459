#pragma once
// A desk that a test commands, behind a document door: it takes events when it has room, and records them when told to.

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "adapters/runtime/document_door.hpp"
#include "tests/support/io_harness.hpp"

namespace lingding::support {

/// Records at once unless held back; any thread may look and command.
class CommandedDesk {
 public:
  runtime::DocumentDoor::Desk ports() {
    auto const take = [this](coordinator::Event&& event, runtime::OnRecorded told) {
      std::unique_lock lock{mutex_};
      if (events_.size() >= room_) return runtime::Push::full;
      events_.push_back(std::move(event));
      if (failing_) {
        waiting_.push_back(told);
        lock.unlock();
        told(runtime::Recording::unrecorded);
      } else if (held_) {
        waiting_.push_back(std::move(told));
      } else {
        lock.unlock();
        told(runtime::Recording::recorded);
      }
      return runtime::Push::done;
    };
    return {take, take};
  }
  void set_room(std::size_t room) {
    std::lock_guard const lock{mutex_};
    room_ = room;
  }
  void hold() {
    std::lock_guard const lock{mutex_};
    held_ = true;
  }
  void fail() {
    std::lock_guard const lock{mutex_};
    failing_ = true;
  }
  /// Everything that waits is on record now, and what comes is at once.
  void record() {
    std::deque<runtime::OnRecorded> waiting;
    {
      std::lock_guard const lock{mutex_};
      held_ = failing_ = false;
      waiting.swap(waiting_);
    }
    for (auto const& told : waiting) told(runtime::Recording::recorded);
  }
  std::vector<coordinator::AlertReceived> alerts() const {
    std::lock_guard const lock{mutex_};
    std::vector<coordinator::AlertReceived> all;
    for (auto const& event : events_)
      if (auto const* alert = std::get_if<coordinator::AlertReceived>(&event)) all.push_back(*alert);
    return all;
  }
  std::size_t events() const {
    std::lock_guard const lock{mutex_};
    return events_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<coordinator::Event> events_;
  std::deque<runtime::OnRecorded> waiting_;
  std::size_t room_ = 1'000'000;
  bool held_ = false;
  bool failing_ = false;
};

}  // namespace lingding::support
