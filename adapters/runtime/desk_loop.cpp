#include "adapters/runtime/desk_loop.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <thread>
#include <utility>
#include <variant>

#include "coordinator/failures.hpp"
#include "coordinator/link_watch.hpp"
#include "coordinator/recovery.hpp"

namespace lingding::runtime {
namespace {

using coordinator::Delivery;
using coordinator::DeskSession;
using coordinator::Event;
using coordinator::LinkFrame;
using coordinator::Seq;
using SteadyClock = std::chrono::steady_clock;

}  // namespace

class DeskLoop::Impl {
 public:
  static constexpr std::chrono::seconds kHealthEvery{1};

  struct Posted {
    Event event;
    OnRecorded on_recorded;
  };
  using Item = std::variant<Posted, LinkFrame>;

  Impl(DeskSession desk_session, coordinator::Journal& desk_journal, Clock const& system_clock, Log& operators_log,
       DeskPublisher& desk_publisher, SendFrame send_frame, OnRoom on_room, DeskLoopOptions loop_options)
      : session_(std::move(desk_session)),
        journal_(desk_journal),
        clock_(system_clock),
        publisher_(desk_publisher),
        send_(std::move(send_frame)),
        options_(std::move(loop_options)),
        trouble_log_(operators_log, LogLevel::error, "desk"),
        mode_log_(operators_log, LogLevel::error, "link"),
        queue_({options_.queue.distress, options_.queue.routine, options_.queue.spin}, std::move(on_room)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Impl() {
    queue_.stop();
    thread_.join();
  }

  LaneQueue<Item>& queue() { return queue_; }
  /// An event that found no room is the caller's again.
  Push post(Push (LaneQueue<Item>::*push)(Item&&), Event& event, OnRecorded on_recorded) {
    Item item{Posted{std::move(event), std::move(on_recorded)}};
    auto const pushed = (queue_.*push)(std::move(item));
    if (pushed != Push::done) event = std::move(std::get<Posted>(item).event);  // NOLINT(bugprone-use-after-move)
    return pushed;
  }

 private:
  geo::CentreId centre() const { return session_.desk().centre(); }

  void run() {
    ::prctl(PR_SET_NAME, ("desk-" + std::string(geo::to_text(centre()))).c_str());
    tell_health();
    send_due();
    if (options_.notify)
      for (auto& waiting : session_.desk().notify_waiting()) options_.notify(std::move(waiting));
    if (options_.watch_ship)
      for (auto& asked : session_.desk().ships_watched()) options_.watch_ship(std::move(asked));
    std::vector<Item> batch;
    next_pulse_ = SteadyClock::now() + options_.pulse;
    for (bool stopped = false; !stopped;) {
      batch.clear();
      // Beyond what the session can keep unrecorded, events wait in their lanes, whose bounds hold the sources back.
      std::size_t const room =
          DeskSession::kMaxUnrecorded - std::min(DeskSession::kMaxUnrecorded, session_.unrecorded().size());
      if (room > 0) {
        stopped = queue_.take(batch, std::min(options_.batch, room), wake_up_at()).stopped;
      } else {
        std::this_thread::sleep_until(wake_up_at());
      }
      for (Item& item : batch) take_in(item);
      pulse();
      watch_links();
      if (!session_.unrecorded().empty()) {
        if (SteadyClock::now() >= retry_at_) {
          record();
        } else {
          show_unrecorded();
          tell_unrecorded();
        }
      }
      send_due();
      tell_health();
    }
    // One last try for what could not be recorded: the disk may have room again.
    if (!session_.unrecorded().empty()) record();
    send_due();
  }

  SteadyClock::time_point wake_up_at() const {
    auto wake = next_pulse_;
    if (!session_.unrecorded().empty()) wake = std::min(wake, retry_at_);
    if (health_due_) wake = std::min(wake, *health_due_);
    if (auto const due = session_.next_due())
      wake = std::min(wake, SteadyClock::now() + std::max(*due - desk_time(), std::chrono::milliseconds{0}));
    if (auto const due = session_.clock_due(); due && !session_.full())
      wake = std::min(wake, SteadyClock::now() + std::max(*due - desk_time(), std::chrono::milliseconds{0}));
    return wake;
  }

  /// The desk's time goes on when the machine's clock is set back: neither an alarm nor a message that is to be
  /// repeated waits for it to catch up.
  geo::UtcTime desk_time() const {
    auto const elapsed = std::chrono::floor<std::chrono::milliseconds>(SteadyClock::now() - latest_at_);
    auto const now = clock_.now();
    return now >= session_.latest() ? now : session_.latest() + std::max(elapsed, std::chrono::milliseconds{0});
  }

  void handle(Event event) {
    auto const now = desk_time();
    session_.handle(std::move(event), now);
    latest_at_ = SteadyClock::now();
  }

  void take_in(Item& item) {
    if (auto* const posted = std::get_if<Posted>(&item)) {
      handle(std::move(posted->event));
      if (posted->on_recorded) awaited_.push_back({std::move(posted->on_recorded)});
      return;
    }
    auto const& frame = std::get<LinkFrame>(item);
    auto const verdict = session_.receive(frame, desk_time());
    // A receipt does not move the desk's time, and must not hold it back.
    if (verdict == DeskSession::FrameVerdict::handled) latest_at_ = SteadyClock::now();
    switch (verdict) {
      case DeskSession::FrameVerdict::malformed:
        trouble_log_.write("a message of another desk can't be read", {{"centre", geo::to_text(centre())},
                                                                       {"from", geo::to_text(frame.from)},
                                                                       {"at", session_.last_fault().pointer},
                                                                       {"expected", session_.last_fault().expected}});
        return;
      case DeskSession::FrameVerdict::misrouted:
        return;
      case DeskSession::FrameVerdict::other_mode:
        ++other_mode_[static_cast<std::size_t>(frame.from)];
        mode_log_.write("a message of another desk was refused: it is of the other mode, exercise and real never mix",
                        {{"centre", geo::to_text(centre())},
                         {"from", geo::to_text(frame.from)},
                         {"mode", coordinator::to_text(session_.mode())},
                         {"its_mode", coordinator::to_text(frame.mode)}});
        return;
      case DeskSession::FrameVerdict::handled:
      case DeskSession::FrameVerdict::receipt:
      case DeskSession::FrameVerdict::repeated:
      case DeskSession::FrameVerdict::early:
        link_watch_.heard(frame.from, desk_time());
    }
  }

  void pulse() {
    auto const due = session_.clock_due();
    bool const wanted = due && *due <= desk_time();
    if (!wanted && SteadyClock::now() < next_pulse_) return;
    next_pulse_ = SteadyClock::now() + options_.pulse;
    if (!session_.full()) handle(coordinator::TimePassed{});
  }

  void watch_links() {
    if (session_.full()) return;
    for (auto const& change : link_watch_.changes(session_, desk_time())) {
      if (session_.full()) return;
      handle(change);
    }
  }

  void record() {
    Seq const after = journal_.last();
    try {
      Seq const last = journal_.append(session_.unrecorded());
      tell_recorded();
      Delivery const delivery = session_.recorded(last);
      publisher_.recorded(centre(), after, last, delivery.consoles);
      send(delivery);
      trouble_.clear();
    } catch (std::exception const& error) {
      // StorageFailure, or memory that ran out on the way: either way nothing of the batch is on record.
      trouble_ = error.what();
      retry_at_ = SteadyClock::now() + options_.retry;
      trouble_log_.write(
          "events can't be recorded",
          {{"centre", geo::to_text(centre())}, {"waiting", session_.unrecorded().size()}, {"why", trouble_}});
      tell_health();  // first the mark, then what stands under it
      show_unrecorded();
      tell_unrecorded();
    }
  }

  /// Every event handled so far is on the disk: one append takes all that waits.
  void tell_recorded() {
    for (auto const& one : std::exchange(awaited_, {})) one.tell(Recording::recorded);
  }
  void tell_unrecorded() {
    for (auto& one : awaited_)
      if (!std::exchange(one.told, true)) one.tell(Recording::unrecorded);
  }

  void show_unrecorded() {
    Delivery const delivery = session_.show_unrecorded();
    if (!delivery.consoles.empty()) publisher_.unrecorded(centre(), delivery.consoles);
    send(delivery);
  }

  void send(Delivery const& delivery) {
    for (LinkFrame const& frame : delivery.frames) send_(frame);
    if (options_.watch_ship)
      for (auto const& watched : delivery.ships) options_.watch_ship({watched, {}});
    if (options_.voyage_answered)
      for (auto const& answered : delivery.answers) options_.voyage_answered(answered);
    if (!options_.notify) return;
    for (auto const& asked : delivery.notify) options_.notify({asked, {}});
  }

  void send_due() {
    try {
      for (LinkFrame& frame : session_.due(desk_time())) send_(std::move(frame));
    } catch (std::exception const& error) {
      // Messages that wait for long are read back from the journal: what can't be read now is tried again.
      trouble_log_.write("messages for other desks can't be read back",
                         {{"centre", geo::to_text(centre())}, {"why", error.what()}});
      return;
    }
    for (geo::CentreId const peer : geo::kCentres) {
      if (peer == centre()) continue;
      auto& kept = kept_cursors_[static_cast<std::size_t>(peer)];
      std::uint64_t const confirmed = session_.confirmed_by(peer);
      if (confirmed == kept || !trouble_.empty()) continue;
      try {
        journal_.set_cursor(coordinator::link_cursor(peer), confirmed);
        kept = confirmed;
      } catch (std::exception const&) {
        return;  // a lost cursor costs a repeated message; the next record() says what is wrong with the storage
      }
    }
  }

  void tell_health() {
    DeskHealth now;
    now.trouble = trouble_.empty() ? options_.standing_trouble : trouble_;
    now.unrecorded = trouble_.empty() ? 0 : session_.unrecorded().size();
    for (geo::CentreId const peer : geo::kCentres) {
      if (peer == centre()) continue;
      auto const heard = link_watch_.last_heard(peer);
      bool const reachable = !link_watch_.silent(session_, peer, desk_time());
      now.peers.push_back(
          {peer, session_.waiting_for(peer), heard, other_mode_[static_cast<std::size_t>(peer)], reachable});
    }
    health_due_.reset();
    if (told_ && now == *told_) return;
    // Trouble is told at once, the counts of the links at a rate that an officer can read.
    auto const next = told_at_ + kHealthEvery;
    if (told_ && now.trouble == told_->trouble && SteadyClock::now() < next) {
      health_due_ = next;
      return;
    }
    publisher_.health(centre(), now);
    told_ = std::move(now);
    told_at_ = SteadyClock::now();
  }

  DeskSession session_;
  coordinator::Journal& journal_;
  Clock const& clock_;
  DeskPublisher& publisher_;
  SendFrame send_;
  DeskLoopOptions const options_;
  RateLimited trouble_log_;
  RateLimited mode_log_;
  std::string trouble_;
  struct Awaited {
    OnRecorded tell;
    bool told = false;  ///< that it waits unrecorded
  };
  std::vector<Awaited> awaited_;  ///< whose events are handled and not recorded
  SteadyClock::time_point retry_at_{};
  SteadyClock::time_point next_pulse_{};
  SteadyClock::time_point latest_at_ = SteadyClock::now();  ///< when the desk was last given a time
  coordinator::LinkWatch link_watch_{centre(), options_.link_down_after};
  std::array<std::uint64_t, geo::kCentres.size()> kept_cursors_{};
  std::array<std::uint64_t, geo::kCentres.size()> other_mode_{};  ///< frames refused, by sender
  std::optional<DeskHealth> told_;
  SteadyClock::time_point told_at_{};
  std::optional<SteadyClock::time_point> health_due_;
  LaneQueue<Item> queue_;
  std::thread thread_;  // last: it uses all of the above
};

DeskLoop::DeskLoop(DeskSession session, coordinator::Journal& journal, Clock const& clock, Log& log,
                   DeskPublisher& publisher, SendFrame send, OnRoom on_room, DeskLoopOptions options)
    : impl_(std::make_unique<Impl>(std::move(session), journal, clock, log, publisher, std::move(send),
                                   std::move(on_room), std::move(options))) {}
DeskLoop::~DeskLoop() = default;

Push DeskLoop::post_alert(Event&& event, OnRecorded on_recorded) {
  return impl_->post(&LaneQueue<Impl::Item>::push_distress, event, std::move(on_recorded));
}
Push DeskLoop::post_routine(Event&& event, OnRecorded on_recorded) {
  return impl_->post(&LaneQueue<Impl::Item>::push_routine, event, std::move(on_recorded));
}
Push DeskLoop::post_frame(LinkFrame&& frame) {
  return impl_->queue().push_routine(std::move(frame));
}

}  // namespace lingding::runtime
