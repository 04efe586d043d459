#include "adapters/notify/notifier.hpp"

#include <curl/curl.h>
#include <sys/prctl.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace lingding::notify {
namespace {

/// One attempt, shared by the channels that it is on.
struct Attempt {
  coordinator::NotifyAsked asked;
  std::mutex mutex;               ///< held while a result is reported, so that the last one says that it is the last
  std::uint32_t outstanding = 0;  ///< channels that are not done with
};

}  // namespace

class Notifier::Impl {
 public:
  Impl(std::vector<Channel> channels, Report report, NotifierOptions options)
      : report_(std::move(report)), options_(std::move(options)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    for (auto& channel : channels) lines_.push_back(std::make_unique<Line>(std::move(channel)));
    int number = 0;
    for (auto& line : lines_) line->thread = std::thread([this, &line = *line, n = number++] { run(line, n); });
  }

  ~Impl() {
    stop_ = true;
    for (auto& line : lines_) {
      // The lock, so that no thread is between its look at `stop_` and its sleep.
      std::lock_guard const lock(line->mutex);
      line->wake.notify_all();
    }
    for (auto& line : lines_) line->thread.join();
  }

  void ask(geo::CentreId centre, coordinator::NotifyWaiting waiting) {
    std::vector<Line*> meant;
    for (auto& line : lines_) {
      bool const fits = line->channel.centre == centre && line->channel.step == waiting.asked.step;
      if (fits && std::ranges::find(waiting.done, line->words) == waiting.done.end()) meant.push_back(line.get());
    }
    if (meant.empty()) {
      auto const which = "step " + std::to_string(waiting.asked.step);
      report_(centre, {waiting.asked.incident_id, waiting.asked.attempt, "none", false,
                       waiting.done.empty() ? "no channel is configured for " + which : "the others are not configured",
                       false, 0});
      return;
    }
    auto attempt = std::make_shared<Attempt>();
    attempt->asked = std::move(waiting.asked);
    attempt->outstanding = static_cast<std::uint32_t>(meant.size());
    for (auto* const line : meant) {
      bool full = false;
      {
        std::lock_guard const lock(line->mutex);
        full = line->queue.size() >= options_.queue;
        if (!full) line->queue.push_back(attempt);
      }
      if (full) {
        done(*line, *attempt, {false, "too many messages wait for this channel"}, /*again=*/false);
      } else {
        line->wake.notify_one();
      }
    }
  }

 private:
  struct Line {
    explicit Line(Channel of) : channel(std::move(of)), words(notify::words(channel)) {}
    Channel channel;
    std::string words;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Attempt>> queue;
    std::thread thread;
  };

  void run(Line& line, int number) {
    ::prctl(PR_SET_NAME, ("notify-" + std::to_string(number)).c_str());
    while (true) {
      std::shared_ptr<Attempt> next;
      {
        std::unique_lock lock(line.mutex);
        line.wake.wait(lock, [&] { return stop_ || !line.queue.empty(); });
        if (stop_) return;
        next = std::move(line.queue.front());
        line.queue.pop_front();
      }
      deliver(line, *next);
    }
  }

  void deliver(Line& line, Attempt& attempt) {
    for (std::size_t tries = 0;; ++tries) {
      auto const result = send(line.channel, {attempt.asked, options_.mode, options_.real_desk}, stop_);
      if (stop_ && !result.delivered) return;
      bool const again = !result.delivered && tries < options_.again_after.size();
      done(line, attempt, result, again);
      if (!again) return;
      std::unique_lock lock(line.mutex);
      if (line.wake.wait_for(lock, options_.again_after[tries], [&] { return stop_.load(); })) return;
    }
  }

  void done(Line const& line, Attempt& attempt, Result const& result, bool again) {
    std::lock_guard const lock(attempt.mutex);
    if (!again) --attempt.outstanding;
    report_(line.channel.centre, {attempt.asked.incident_id, attempt.asked.attempt, line.words, result.delivered,
                                  result.detail, again, attempt.outstanding});
  }

  Report const report_;
  NotifierOptions const options_;
  std::atomic<bool> stop_ = false;
  std::vector<std::unique_ptr<Line>> lines_;
};

Notifier::Notifier(std::vector<Channel> channels, Report report, NotifierOptions options)
    : impl_(std::make_unique<Impl>(std::move(channels), std::move(report), std::move(options))) {}
Notifier::~Notifier() = default;

void Notifier::ask(geo::CentreId centre, coordinator::NotifyWaiting waiting) {
  impl_->ask(centre, std::move(waiting));
}

}  // namespace lingding::notify
