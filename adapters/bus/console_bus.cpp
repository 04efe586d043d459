#include "adapters/bus/console_bus.hpp"

#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX signal sets, which <csignal> has not

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>
#include <variant>

#include "adapters/bus/keys.hpp"
#include "adapters/bus/sockets.hpp"
#include "adapters/bus/switchboard.hpp"
#include "geo/check.hpp"

namespace lingding::bus {
namespace {

/// Messages of peers that are taken before the desks' posts are looked at again.
constexpr std::size_t kPeerMessagesPerTurn = 64;
/// The same in bytes, so that documents hold up nobody's updates.
constexpr std::size_t kPeerBytesPerTurn = 256U << 10U;
/// Answers that are taken from those who give them before the desks' posts are looked at again.
constexpr std::size_t kAnswersPerTurn = 16;
/// An unknown key makes the folder be read again, but not more often than this.
constexpr std::chrono::milliseconds kRescanForStranger{200};
/// Statuses are taken up to this many times the bound for updates, which can be had from the history again.
constexpr std::size_t kBeyondPosted = 2;
/// How often what outsiders cause may be logged.
constexpr std::chrono::seconds kLogPeriod{10};

struct Publish {
  geo::CentreId centre;
  Seq after;
  Seq up_to;
  std::vector<Update> updates;
};
struct Unrecorded {
  geo::CentreId centre;
  Update update;
};
struct Status {
  geo::CentreId centre;
  DeskStatus status;
};
using Post = std::variant<Publish, Unrecorded, Status>;

struct Reply {
  ReplyTo to;
  std::optional<std::string> json;  ///< empty: there was no room for it
};

struct Traffic {
  geo::CentreId centre;
  std::shared_ptr<std::string const> reports;
};

Moment moment_now() {
  return {std::chrono::steady_clock::now(),
          std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now())};
}

}  // namespace

class ConsoleBus::Impl {
 public:
  Impl(BusOptions options, ConsolePort& port, std::unique_ptr<History> history, BusLog log)
      : options_(std::move(options)), log_(std::move(log)), history_(std::move(history)), keys_(options_.keys_folder) {
    LINGDING_CHECK(history_ != nullptr);
    std::optional<KeyPair> server;
    if (options_.curve == Curve::on) {
      server.emplace(read_secret(options_.keys_folder / "server.secret"));
      public_key_ = server->public_key;
      keys_.refresh();
      report_key_faults();
    }
    sockets_ = std::make_unique<Sockets>(options_, server ? &*server : nullptr,
                                         [this](std::string_view key, Sockets::Door door) { return admit(key, door); });
    switchboard_ = std::make_unique<Switchboard>(
        Switchboard::Setup{options_.curve, options_.centres, "lingding " + options_.server_version,
                           sockets_->bound().traffic_port, options_.limits, options_.mode, options_.exercise,
                           options_.real_desk},
        port, *history_, *sockets_, counters_, log_);
    say(options_.curve == Curve::on ? LogLevel::info : LogLevel::warning,
        "what=listening console=" + sockets_->bound().console + " traffic=" + sockets_->bound().traffic +
            (options_.curve == Curve::on ? " curve=on" : " curve=off: anyone on this machine can act as any officer"));
    thread_ = std::thread{[this] { run(); }};
  }

  ~Impl() {
    stopping_.store(true);
    sockets_->wake();
    thread_.join();
  }

  void post(Post&& item, std::size_t bound) {
    {
      std::lock_guard const lock{mutex_};
      if (posts_.size() >= bound) {
        if (auto const* published = std::get_if<Publish>(&item)) {
          auto& up_to = missed_[published->centre];
          up_to = std::max(up_to, published->up_to);
          posts_dropped_.fetch_add(1, std::memory_order_relaxed);
        } else {
          unrecorded_dropped_.fetch_add(1, std::memory_order_relaxed);
        }
        return;
      }
      posts_.push_back(std::move(item));
      if (woken_) return;
      woken_ = true;
    }
    sockets_->wake();
  }

  void post_answer(ReplyTo const& to, std::string&& json) {
    {
      std::lock_guard const lock{mutex_};
      // One for every question that may be open; who asked more than that has no session any more.
      if (answers_.size() >= options_.limits.sessions * options_.limits.open_questions) {
        answers_dropped_.fetch_add(1, std::memory_order_relaxed);
        return;
      }
      bool const fits =
          json.size() <= options_.limits.answers_bytes - std::min(options_.limits.answers_bytes, answers_bytes_);
      if (fits) answers_bytes_ += json.size();
      answers_.push_back({to, fits ? std::optional{std::move(json)} : std::nullopt});
      if (woken_) return;
      woken_ = true;
    }
    sockets_->wake();
  }

  TrafficTaken post_traffic(Traffic&& item) {
    {
      std::lock_guard const lock{mutex_};
      if (traffic_.size() >= options_.limits.posted_traffic) {
        traffic_refused_.fetch_add(1, std::memory_order_relaxed);
        return TrafficTaken::full;
      }
      traffic_.push_back(std::move(item));
      if (woken_) return TrafficTaken::yes;
      woken_ = true;
    }
    sockets_->wake();
    return TrafficTaken::yes;
  }

  BusCounters counters() const {
    std::lock_guard const lock{counters_mutex_};
    auto counters = shown_;
    counters.posts_dropped += posts_dropped_.load(std::memory_order_relaxed);
    counters.unrecorded_dropped += unrecorded_dropped_.load(std::memory_order_relaxed);
    counters.answers_dropped += answers_dropped_.load(std::memory_order_relaxed);
    counters.traffic_refused += traffic_refused_.load(std::memory_order_relaxed);
    return counters;
  }

  BusOptions const options_;
  std::string public_key_;
  std::unique_ptr<Sockets> sockets_;

 private:
  void run() {
    pthread_setname_np(pthread_self(), "bus");
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);  // signals are for the thread that waits for them
    auto const tick_every = std::max(std::chrono::milliseconds{1}, options_.limits.heartbeat / 10);
    auto next_tick = std::chrono::steady_clock::now();
    auto next_rescan = next_tick + options_.limits.keys_rescan;
    bool more = false;
    bool more_posts = false;
    while (!stopping_.load()) {
      try {
        auto const until = std::chrono::ceil<std::chrono::milliseconds>(next_tick - std::chrono::steady_clock::now());
        sockets_->wait(more || more_posts ? std::chrono::milliseconds{0}
                                          : std::clamp(until, std::chrono::milliseconds{0}, tick_every));
        more_posts = take_posts();
        sockets_->answer_handshakes();
        more = take_messages();
        auto const now = moment_now();
        if (now.steady >= next_rescan) {
          rescan(now.steady);
          next_rescan = now.steady + options_.limits.keys_rescan;
        }
        if (now.steady >= next_tick) {
          switchboard_->tick(now);
          report_refusals(now.steady);
          next_tick = now.steady + tick_every;
        }
        if (switchboard_->catch_up(now)) more = true;
      } catch (std::exception const& failure) {
        // One bad turn is not the end of the bus.
        if (may_log(std::chrono::steady_clock::now()))
          say(LogLevel::error, std::string{"what=turn_failed reason=\""} + failure.what() + "\"");
      }
      std::lock_guard const lock{counters_mutex_};
      shown_ = counters_;
    }
    try {
      take_posts();
      switchboard_->shut_down();
    } catch (std::exception const& failure) {
      say(LogLevel::warning, std::string{"what=farewell_failed reason=\""} + failure.what() + "\"");
    }
  }

  /// Returns whether some are left for the next turn.
  bool take_posts() {
    std::vector<Post> posts;
    std::vector<Reply> answers;
    std::vector<Traffic> traffic;
    std::map<geo::CentreId, Seq> missed;
    bool left = false;
    {
      std::lock_guard const lock{mutex_};
      posts.swap(posts_);
      traffic.swap(traffic_);
      missed.swap(missed_);
      // What happens at sea goes first: of answers a few in each turn.
      auto const count = std::min(answers_.size(), kAnswersPerTurn);
      auto const end = answers_.begin() + static_cast<std::ptrdiff_t>(count);
      answers.assign(std::make_move_iterator(answers_.begin()), std::make_move_iterator(end));
      answers_.erase(answers_.begin(), end);
      for (auto const& answer : answers) answers_bytes_ -= answer.json ? answer.json->size() : 0;
      left = !answers_.empty();
      woken_ = false;
    }
    if (!posts.empty() || !missed.empty()) {
      auto const now = moment_now();
      for (auto& item : posts) {
        try {
          std::visit([&](auto& content) { apply(now, content); }, item);
        } catch (std::exception const& failure) {
          // The one is not the others' misfortune; a recorded update is in the history when the next one shows the
          // hole.
          if (may_log(now.steady))
            say(LogLevel::error, std::string{"what=post_failed reason=\""} + failure.what() + "\"");
        }
      }
      for (auto const& [centre, up_to] : missed) switchboard_->publish(now, centre, up_to, up_to, {});
    }
    for (auto const& batch : traffic) {
      sockets_->publish(traffic_topic(options_.mode, batch.centre), ++traffic_seq_[batch.centre],
                        write_traffic(options_.mode, batch.centre, *batch.reports));
      ++counters_.traffic_batches;
    }
    for (auto& reply : answers) switchboard_->answer(reply.to, moment_now(), std::move(reply.json));
    return left;
  }

  void apply(Moment now, Publish& post) {
    switchboard_->publish(now, post.centre, post.after, post.up_to, std::move(post.updates));
  }
  void apply(Moment, Unrecorded& post) { switchboard_->publish_unrecorded(post.centre, std::move(post.update)); }
  void apply(Moment now, Status& post) { switchboard_->set_status(now, post.centre, std::move(post.status)); }

  bool take_messages() {
    Moment now{};
    bool timed = false;
    return sockets_->receive(
        kPeerMessagesPerTurn, kPeerBytesPerTurn,
        [&](std::string_view routing_id, std::string_view user_id, std::vector<std::string_view> const& frames) {
          if (!timed) now = moment_now();
          timed = true;
          switchboard_->on_message(now, Peer{routing_id, user_id, keys_.by_public_key(user_id)}, frames);
        });
  }

  bool admit(std::string_view key, Sockets::Door door) {
    auto const* found = keys_.by_public_key(key);
    auto const now = std::chrono::steady_clock::now();
    if (found == nullptr && now - scanned_ >= kRescanForStranger) {
      rescan(now);
      found = keys_.by_public_key(key);
    }
    // Where ships are is not shown to ferry companies.
    bool const admitted = found != nullptr && (door != Sockets::Door::traffic || found->role != Role::operator_);
    if (!admitted) ++counters_.handshakes_refused;
    return admitted;
  }

  void rescan(std::chrono::steady_clock::time_point now) {
    if (options_.curve == Curve::off) return;
    scanned_ = now;
    if (!keys_.refresh()) return;
    report_key_faults();
    switchboard_->keys_changed([this](std::string_view key) { return keys_.by_public_key(key); });
  }

  void report_key_faults() {
    for (auto const& fault : keys_.faults()) say(LogLevel::warning, "what=key_file_left_out reason=\"" + fault + "\"");
  }

  /// What outsiders cause is said as counts, and seldom.
  void report_refusals(std::chrono::steady_clock::time_point now) {
    if (counters_.handshakes_refused == said_handshakes_ && counters_.frames_refused == said_frames_) return;
    if (!may_log(now)) return;
    say(LogLevel::warning,
        "what=refused handshakes=" + std::to_string(counters_.handshakes_refused - said_handshakes_) +
            " messages=" + std::to_string(counters_.frames_refused - said_frames_));
    said_handshakes_ = counters_.handshakes_refused;
    said_frames_ = counters_.frames_refused;
  }

  bool may_log(std::chrono::steady_clock::time_point now) {
    if (now < next_log_) return false;
    next_log_ = now + kLogPeriod;
    return true;
  }

  void say(LogLevel level, std::string const& text) {
    if (log_) log_(level, text);
  }

  BusLog const log_;
  std::unique_ptr<History> history_;
  AuthorizedKeys keys_;
  BusCounters counters_;
  std::unique_ptr<Switchboard> switchboard_;
  std::map<geo::CentreId, std::uint64_t> traffic_seq_;
  std::chrono::steady_clock::time_point scanned_{};
  std::chrono::steady_clock::time_point next_log_{};
  std::uint64_t said_handshakes_ = 0;
  std::uint64_t said_frames_ = 0;

  std::mutex mutex_;
  std::vector<Post> posts_;
  std::vector<Traffic> traffic_;
  std::deque<Reply> answers_;
  std::size_t answers_bytes_ = 0;  // of answers_
  std::map<geo::CentreId, Seq> missed_;
  bool woken_ = false;
  std::atomic<std::uint64_t> posts_dropped_{0};
  std::atomic<std::uint64_t> unrecorded_dropped_{0};
  std::atomic<std::uint64_t> traffic_refused_{0};
  std::atomic<std::uint64_t> answers_dropped_{0};
  std::atomic<bool> stopping_{false};
  mutable std::mutex counters_mutex_;
  BusCounters shown_;
  std::thread thread_;
};

ConsoleBus::ConsoleBus(BusOptions options, ConsolePort& port, std::unique_ptr<History> history, BusLog log)
    : impl_(std::make_unique<Impl>(std::move(options), port, std::move(history), std::move(log))) {}

ConsoleBus::~ConsoleBus() = default;

void ConsoleBus::publish(geo::CentreId centre, Seq after, Seq up_to, std::vector<Update> updates) {
  impl_->post(Publish{centre, after, up_to, std::move(updates)}, impl_->options_.limits.posted);
}

void ConsoleBus::publish_unrecorded(geo::CentreId centre, Update update) {
  impl_->post(Unrecorded{centre, std::move(update)}, impl_->options_.limits.posted);
}

void ConsoleBus::set_status(geo::CentreId centre, DeskStatus status) {
  impl_->post(Status{centre, std::move(status)}, kBeyondPosted * impl_->options_.limits.posted);
}

void ConsoleBus::answer(ReplyTo const& reply_to, std::string json) {
  LINGDING_CHECK(!json.empty());
  impl_->post_answer(reply_to, std::move(json));
}

ConsoleBus::TrafficTaken ConsoleBus::publish_traffic(geo::CentreId centre, std::shared_ptr<std::string const> reports) {
  LINGDING_CHECK(reports != nullptr);
  return impl_->post_traffic(Traffic{centre, std::move(reports)});
}

std::string const& ConsoleBus::console_endpoint() const {
  return impl_->sockets_->bound().console;
}
std::string const& ConsoleBus::traffic_endpoint() const {
  return impl_->sockets_->bound().traffic;
}
std::string const& ConsoleBus::server_public_key() const {
  return impl_->public_key_;
}
BusCounters ConsoleBus::counters() const {
  return impl_->counters();
}

}  // namespace lingding::bus
