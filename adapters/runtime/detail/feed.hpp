#pragma once
// What all line sources share: delivery to the sink, counting, the rate-limited log, and standing still while held.

#include <functional>
#include <utility>
#include <vector>

#include "adapters/runtime/line_source.hpp"

namespace lingding::runtime::detail {

/// Lives on the io thread; shared by a source and its connections, whose last handlers may outlive the source.
class Feed {
 public:
  explicit Feed(LineSourceContext const& made_of)
      : context(made_of), notices(made_of.log, LogLevel::warning, "intake") {}

  std::uint64_t next_stream() { return ++streams_; }

  void deliver(std::string_view text, std::uint64_t stream) {
    if (stopped) return;
    auto const now = context.clock.now();
    counters().last_seen_ms.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    if (context.sink.lines({text, stream, now}) == Flow::hold && !held_) {
      held_ = true;
      counters().held.add();
      notices.write("the desk's queue is full: reading is held", {{"source", counters().name}});
    }
  }
  void close_stream(std::uint64_t stream) { context.sink.closed(stream); }

  /// Puts the bytes through the splitter and counts what came of it.
  void commit(LineSplitter& splitter, std::size_t count, std::uint64_t stream) {
    counters().bytes.add(count);
    take(splitter, [&](LineSplitter::Sink const& sink) { splitter.commit(count, sink); }, stream);
  }
  /// The stream ended: what stands without LF is given out all the same.
  void finish(LineSplitter& splitter, std::uint64_t stream) {
    if (splitter.partial()) counters().truncated.add();
    take(splitter, [&](LineSplitter::Sink const& sink) { splitter.finish(sink); }, stream);
  }

  bool held() const { return held_; }
  /// Runs `next` now, or when reading goes on.
  void when_free(std::function<void()> next) {
    if (held_) {
      waiting_.push_back(std::move(next));
    } else {
      next();
    }
  }
  void resume() {
    if (!std::exchange(held_, false)) return;
    for (auto& next : std::exchange(waiting_, {})) when_free(std::move(next));
  }
  void stop() {
    stopped = true;
    waiting_.clear();
    notices.flush();  // the log may be gone when the last handler lets go of us
  }

  SourceCounters& counters() { return context.counters; }

  LineSourceContext context;
  RateLimited notices;
  bool stopped = false;

 private:
  template <class Act>
  void take(LineSplitter& splitter, Act const& act, std::uint64_t stream) {
    auto const lines = splitter.lines();
    auto const overlong = splitter.overlong();
    act([&](std::string_view text) { deliver(text, stream); });
    counters().lines.add(splitter.lines() - lines);
    if (splitter.overlong() > overlong) {
      counters().overlong.add(splitter.overlong() - overlong);
      notices.write("a line is too long and was skipped",
                    {{"source", counters().name}, {"stream", stream}, {"limit_bytes", context.max_line}});
    }
  }

  bool held_ = false;
  std::uint64_t streams_ = 0;
  std::vector<std::function<void()>> waiting_;
};

}  // namespace lingding::runtime::detail
