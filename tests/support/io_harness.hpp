#pragma once
// A running `io` loop, a sink that remembers, and waiting with a deadline instead of sleeping.

#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/runtime/line_source.hpp"

namespace lingding::support {

/// Remembers everything; any thread may look.
class RememberingSink final : public runtime::LineSink {
 public:
  runtime::Flow lines(runtime::LineBlock const& block) override {
    std::lock_guard const lock{mutex_};
    text_ += block.text;
    by_stream_[block.stream] += block.text;
    ++blocks_;
    changed_.notify_all();
    return hold_ ? runtime::Flow::hold : runtime::Flow::more;
  }
  void closed(std::uint64_t stream) override {
    std::lock_guard const lock{mutex_};
    closed_.push_back(stream);
    changed_.notify_all();
  }
  std::string text() const {
    std::lock_guard const lock{mutex_};
    return text_;
  }
  std::map<std::uint64_t, std::string> by_stream() const {
    std::lock_guard const lock{mutex_};
    return by_stream_;
  }
  std::vector<std::uint64_t> closed_streams() const {
    std::lock_guard const lock{mutex_};
    return closed_;
  }
  void set_hold(bool hold) {
    std::lock_guard const lock{mutex_};
    hold_ = hold;
  }
  /// True when `ready` comes true within thirty seconds; it may look at the sink by its other functions' lock-free
  /// twins only.
  bool wait_for_text(std::string const& wanted) {
    return wait([&] { return text_ == wanted; });
  }
  bool wait_for_size(std::size_t wanted) {
    return wait([&] { return text_.size() >= wanted; });
  }
  bool wait_for_closed(std::size_t count) {
    return wait([&] { return closed_.size() >= count; });
  }

 private:
  bool wait(std::function<bool()> const& ready) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{30}, ready);
  }
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::map<std::uint64_t, std::string> by_stream_;
  std::vector<std::uint64_t> closed_;
  std::uint64_t blocks_ = 0;
  bool hold_ = false;
};

/// Sinks are declared before it: it ends its sources, who tell them so. Members in the order in which they must be made
/// and destroyed: the loop ends before what it uses goes.
class IoHarness {
 public:
  IoHarness() : thread_([this] { io.run(); }) {}
  ~IoHarness() {
    on_io([this] { sources_.clear(); });
    io.stop();
    thread_.join();
  }
  IoHarness(IoHarness const&) = delete;
  IoHarness& operator=(IoHarness const&) = delete;

  runtime::LineSource& open(std::string name, runtime::LineInput const& input, runtime::LineSink& sink,
                            std::size_t max_line = runtime::LineSplitter::kMaxLine) {
    auto& counters = counter_set.add(std::move(name));
    auto source = runtime::open_line_source(input, {io, clock, log, counters, sink, max_line});
    auto& opened = *source;
    on_io([&] { sources_.push_back(std::move(source)); });
    return opened;
  }
  /// Makes something that uses the log or the counters and that sources use: it goes after them and before those.
  template <class T, class... Arguments>
  T& keep(Arguments&&... arguments) {
    auto kept = std::make_shared<T>(std::forward<Arguments>(arguments)...);
    kept_.push_back(kept);
    return *kept;
  }
  /// Runs `work` on the loop and waits for it; on the loop's own thread, at once. What the loop was doing when it was
  /// called is done when it returns.
  void on_io(std::function<void()> const& work) {
    if (std::this_thread::get_id() == thread_.get_id()) return work();
    std::promise<void> done;
    io.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  /// Turns the loop until `ready` holds, thirty seconds at the most: each turn runs on the loop's thread.
  bool until(std::function<bool()> const& ready) {
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    bool is_ready = false;
    while (!is_ready && std::chrono::steady_clock::now() < deadline) {
      on_io([&] { is_ready = ready(); });
      std::this_thread::yield();
    }
    return is_ready;
  }
  std::vector<std::string> log_lines() const {
    std::lock_guard const lock{log_mutex_};
    return log_lines_;
  }

 private:
  mutable std::mutex log_mutex_;
  std::vector<std::string> log_lines_;

 public:
  runtime::SettableClock clock{*geo::parse_time("2016-08-27T15:50:00Z")};
  runtime::Log log{runtime::LogLevel::debug, clock, [this](std::string_view line) {
                     std::lock_guard const lock{log_mutex_};
                     log_lines_.emplace_back(line);
                   }};
  runtime::CounterSet counter_set;
  runtime::Io io;

 private:
  std::vector<std::shared_ptr<void>> kept_;
  std::vector<std::unique_ptr<runtime::LineSource>> sources_;
  std::thread thread_;
};

}  // namespace lingding::support
