#include "adapters/runtime/document_door.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <utility>

namespace lingding::runtime {
namespace {

using coordinator::Event;

std::string printable(std::string_view bytes) {
  std::string text{bytes.substr(0, DocumentResult::kMaxFoundBytes)};
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

enum class Lane : std::uint8_t { alert, notice };

/// Shared with the desk's thread, which counts down.
struct Open {
  DocumentResult result;
  DocumentDoor::OnDone on_done;
  std::deque<std::pair<Lane, Event>> to_post;
  std::atomic<std::size_t> left{0};
  std::atomic<bool> told_unrecorded{false};
};

}  // namespace

class DocumentDoor::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(Io& made_io, Clock const& made_clock, SourceCounters& made_counters, Desk made_desk)
      : io_(made_io), clock_(made_clock), counters_(made_counters), desk_(std::move(made_desk)) {}

  void use(std::unique_ptr<Intake> intake) { intake_ = std::move(intake); }
  void stop() {
    stopped_ = true;
    posting_.clear();
    tell_room_.clear();
    intake_.reset();
  }

  IntakePorts collecting() {
    IntakePorts ports;
    ports.alert = [this](Event&& event) { return collect(Lane::alert, std::move(event)); };
    ports.notice = [this](Event&& event) { return collect(Lane::notice, std::move(event)); };
    ports.refused = [this](Refusal const& refusal) { note(refusal); };
    return ports;
  }

  Taken take(std::string_view document, std::string const& delivery, OnDone on_done) {
    if (stopped_ || !posting_.empty() || open_ >= kMaxOpen) return Taken::no_room;
    auto open = std::make_shared<Open>();
    open->on_done = std::move(on_done);
    read(document, *open);
    name(*open, delivery);
    ++open_;
    // One more than there are, lest it be done before all are posted.
    open->left.store(open->to_post.size() + 1, std::memory_order_relaxed);
    posting_.push_back(std::move(open));
    offer_again();
    return Taken::yes;
  }

  bool offer_again() {
    while (!posting_.empty()) {
      auto& open = posting_.front();
      if (!post(open)) return false;
      count_down(open);
      posting_.pop_front();
    }
    return true;
  }

  std::size_t waiting() const { return posting_.size(); }
  std::size_t open() const { return open_; }
  void when_room(std::function<void()> tell) {
    tell_room_.push_back(std::move(tell));
    if (posting_.empty() && open_ < kMaxOpen) say_room();
  }

 private:
  void read(std::string_view document, Open& open) {
    reading_ = &open;
    auto const now = clock_.now();
    auto const messages = counters_.messages.value();
    counters_.bytes.add(document.size());
    counters_.lines.add(static_cast<std::uint64_t>(std::ranges::count(document, '\n')));
    counters_.last_seen_ms.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    // A full lane is not the intake's affair here: collect() takes everything.
    static_cast<void>(intake_->lines({document, ++streams_, now}));
    intake_->closed(streams_);
    open.result.messages = static_cast<std::size_t>(counters_.messages.value() - messages);
    open.result.accepted = open.to_post.size();
    reading_ = nullptr;
  }

  static void name(Open& open, std::string const& delivery) {
    if (delivery.empty()) return;
    std::size_t number = 0;
    for (auto& [lane, event] : open.to_post)
      if (auto* const alert = std::get_if<coordinator::AlertReceived>(&event))
        alert->delivery = delivery + "-" + std::to_string(++number);
  }

  Push collect(Lane lane, Event&& event) {
    LINGDING_CHECK(reading_ != nullptr);
    reading_->to_post.emplace_back(lane, std::move(event));
    return Push::done;
  }

  void note(Refusal const& refusal) {
    LINGDING_CHECK(reading_ != nullptr);
    auto& result = reading_->result;
    if (++result.refused > DocumentResult::kMaxFaults) return;
    result.faults.push_back({std::string{refusal.name}, std::string{refusal.meaning}, std::string{refusal.where},
                             refusal.line, printable(refusal.found)});
  }

  /// True: nothing of it waits for room any more.
  bool post(std::shared_ptr<Open> const& open) {
    while (!open->to_post.empty()) {
      auto& [lane, event] = open->to_post.front();
      auto const& port = lane == Lane::alert ? desk_.alert : desk_.notice;
      auto const pushed = port(std::move(event), [door = weak_from_this(), &io = io_, open](Recording what) {
        on_recorded(door, io, open, what);
      });
      if (pushed == Push::full) return false;  // and has left the event as it was
      open->to_post.pop_front();
    }
    return true;
  }

  /// On the desk's thread.
  static void on_recorded(std::weak_ptr<Impl> const& door, Io& io, std::shared_ptr<Open> const& open, Recording what) {
    if (what == Recording::recorded) {
      if (open->left.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    } else if (open->told_unrecorded.exchange(true)) {
      return;
    }
    io.post([door, open, what] {
      if (auto const there = door.lock()) there->tell(open, what);
    });
  }
  void count_down(std::shared_ptr<Open> const& open) { on_recorded(weak_from_this(), io_, open, Recording::recorded); }

  void tell(std::shared_ptr<Open> const& open, Recording what) {
    if (stopped_) return;
    if (what == Recording::recorded) --open_;
    open->on_done(what, open->result);
    if (what == Recording::recorded && posting_.empty()) say_room();
  }
  void say_room() {
    for (auto& tell : std::exchange(tell_room_, {})) io_.post(std::move(tell));
  }

  Io& io_;
  Clock const& clock_;
  SourceCounters& counters_;
  Desk desk_;
  std::unique_ptr<Intake> intake_;
  Open* reading_ = nullptr;  ///< the document at hand
  std::uint64_t streams_ = 0;
  std::size_t open_ = 0;
  bool stopped_ = false;
  std::deque<std::shared_ptr<Open>> posting_;
  std::vector<std::function<void()>> tell_room_;
};

DocumentDoor::DocumentDoor(Io& io, Clock const& clock, SourceCounters& counters, Desk desk,
                           MakeIntake const& make_intake)
    : impl_(std::make_shared<Impl>(io, clock, counters, std::move(desk))) {
  impl_->use(make_intake(impl_->collecting()));
}
DocumentDoor::~DocumentDoor() {
  impl_->stop();
}

DocumentDoor::Taken DocumentDoor::take(std::string_view document, std::string const& delivery, OnDone on_done) {
  return impl_->take(document, delivery, std::move(on_done));
}
std::size_t DocumentDoor::waiting() const {
  return impl_->waiting();
}
std::size_t DocumentDoor::open() const {
  return impl_->open();
}
bool DocumentDoor::offer_again() {
  return impl_->offer_again();
}
void DocumentDoor::when_room(std::function<void()> tell) {
  impl_->when_room(std::move(tell));
}

}  // namespace lingding::runtime
