// A desk on its own thread: when who posted an event is told that it is on record; links that fall silent and heal.

#include "adapters/runtime/desk_loop.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tools/simulation/memory_journal.hpp"

using namespace lingding;
using namespace std::chrono_literals;
using runtime::Push;
using runtime::Recording;

namespace {

/// Fails on command, from any thread; holds a commit back as long as it is told to.
class Journal final : public coordinator::Journal {
 public:
  coordinator::Seq append(std::span<coordinator::EntryDraft const> batch) override {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return !held_; });
    ++appends_;
    journal_.failing = failing_;
    return journal_.append(batch);
  }
  coordinator::Seq last() const override {
    std::lock_guard const lock{mutex_};
    return std::as_const(journal_).last();
  }
  std::optional<std::uint64_t> cursor(std::string_view) override { return std::nullopt; }
  void set_cursor(std::string_view, std::uint64_t) override {}

  void fail(bool failing) {
    std::lock_guard const lock{mutex_};
    failing_ = failing;
  }
  void hold(bool held) {
    std::lock_guard const lock{mutex_};
    held_ = held;
    changed_.notify_all();
  }
  std::size_t with_raw(std::string_view raw) const {
    std::lock_guard const lock{mutex_};
    return static_cast<std::size_t>(std::ranges::count_if(
        journal_.entries, [&](auto const& entry) { return entry.content.raw.find(raw) != std::string::npos; }));
  }
  int appends() const {
    std::lock_guard const lock{mutex_};
    return appends_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  simulation::MemoryJournal journal_;
  bool failing_ = false;
  bool held_ = false;
  int appends_ = 0;
};

class NoPublisher final : public runtime::DeskPublisher {
  void recorded(geo::CentreId, coordinator::Seq, coordinator::Seq,
                std::vector<coordinator::ConsoleDelivery> const&) override {}
  void unrecorded(geo::CentreId, std::vector<coordinator::ConsoleDelivery> const&) override {}
  void health(geo::CentreId, runtime::DeskHealth const&) override {}
};

coordinator::Event alert(std::uint32_t number) {
  return coordinator::AlertReceived{
      "waglan", {.device = plans::Mmsi::from_number(number)}, {}, "alert " + std::to_string(number)};
}

/// Keeps the newest word on each peer.
class HealthKept final : public runtime::DeskPublisher {
 public:
  /// Of the frames of a peer that were refused for their mode, when there are so many.
  bool wait_for_refused(geo::CentreId peer, std::uint64_t count) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, 30s, [&] {
      return std::ranges::any_of(health_.peers,
                                 [&](auto const& one) { return one.centre == peer && one.other_mode == count; });
    });
  }

 private:
  void recorded(geo::CentreId, coordinator::Seq, coordinator::Seq,
                std::vector<coordinator::ConsoleDelivery> const&) override {}
  void unrecorded(geo::CentreId, std::vector<coordinator::ConsoleDelivery> const&) override {}
  void health(geo::CentreId, runtime::DeskHealth const& health) override {
    std::lock_guard const lock{mutex_};
    health_ = health;
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  runtime::DeskHealth health_;
};

struct Rig {
  runtime::SystemClock clock;
  runtime::Log log{runtime::LogLevel::error, clock, [](std::string_view) {}};
  Journal journal;
  NoPublisher publisher;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Recording> told;
  std::vector<std::size_t> on_record;  ///< entries with the alert when it was told

  std::unique_ptr<runtime::DeskLoop> start(std::size_t lane = 16) {
    runtime::DeskLoopOptions options;
    options.queue.distress = lane;
    options.retry = 1ms;
    return std::make_unique<runtime::DeskLoop>(
        coordinator::DeskSession{geo::CentreId::hk, {}}, journal, clock, log, publisher, [](coordinator::LinkFrame) {},
        [] {}, options);
  }
  runtime::OnRecorded teller(std::string raw) {
    return [this, raw = std::move(raw)](Recording what) {
      auto const count = journal.with_raw(raw);
      std::lock_guard const lock{mutex};
      told.push_back(what);
      on_record.push_back(count);
      changed.notify_all();
    };
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, 30s, [&] { return told.size() >= count; });
  }
};

}  // namespace

TEST_CASE("runtime.desk_loop: who posted an alert is told once it is in the journal, not before") {
  Rig rig;
  auto const desk = rig.start();
  rig.journal.hold(true);
  REQUIRE(desk->post_alert(alert(970010119), rig.teller("alert 970010119")) == Push::done);
  {
    std::lock_guard const lock{rig.mutex};
    CHECK(rig.told.empty());
  }
  rig.journal.hold(false);
  REQUIRE(rig.wait_for(1));
  REQUIRE(desk->post_routine(alert(970010120), rig.teller("alert 970010120")) == Push::done);
  REQUIRE(rig.wait_for(2));
  CHECK(rig.told == std::vector{Recording::recorded, Recording::recorded});
  CHECK(rig.on_record == std::vector<std::size_t>{1, 1});
}

TEST_CASE("runtime.desk_loop: while the journal fails nothing is said to be recorded, and afterwards it is") {
  Rig rig;
  auto const desk = rig.start();
  rig.journal.fail(true);
  REQUIRE(desk->post_alert(alert(970010119), rig.teller("alert 970010119")) == Push::done);
  REQUIRE(rig.wait_for(1));
  CHECK(rig.told == std::vector{Recording::unrecorded});
  // However often it fails again, who waits is told once.
  auto const tried = rig.journal.appends();
  while (rig.journal.appends() < tried + 3) std::this_thread::yield();
  rig.journal.fail(false);
  REQUIRE(rig.wait_for(2));
  CHECK(rig.told == std::vector{Recording::unrecorded, Recording::recorded});
  CHECK(rig.on_record == std::vector<std::size_t>{0, 1});
}

TEST_CASE("runtime.desk_loop: an event that finds no room is the caller's still, and nobody is told of it") {
  Rig rig;
  auto const desk = rig.start(1);
  rig.journal.hold(true);
  auto event = alert(970010121);
  auto pushed = Push::done;
  std::size_t taken = 0;
  while (pushed == Push::done) {
    pushed = desk->post_alert(std::move(event), rig.teller("alert 970010121"));
    if (pushed == Push::done) {
      ++taken;
      event = alert(970010121);
    }
  }
  REQUIRE(pushed == Push::full);
  CHECK(std::get<coordinator::AlertReceived>(event).raw == "alert 970010121");
  rig.journal.hold(false);
  REQUIRE(rig.wait_for(taken));
  CHECK(rig.told.size() == taken);
}

namespace {

/// A desk of Hong Kong on a clock that the test sets, with what it sends and says.
struct LinkRig {
  runtime::SettableClock clock{*geo::parse_time("2016-08-27T15:50:00Z")};
  runtime::Log log{runtime::LogLevel::error, clock, [](std::string_view) {}};
  Journal journal;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<coordinator::LinkFrame> frames;
  std::vector<std::string> items;  ///< what consoles were given, as JSON
  runtime::DeskHealth last_health;
  std::vector<Recording> told;

  class Publisher final : public runtime::DeskPublisher {
   public:
    explicit Publisher(LinkRig& rig) : rig_{rig} {}
    void recorded(geo::CentreId, coordinator::Seq, coordinator::Seq,
                  std::vector<coordinator::ConsoleDelivery> const& deliveries) override {
      std::lock_guard const lock{rig_.mutex};
      for (auto const& delivery : deliveries)
        for (auto const& item : delivery.items) rig_.items.push_back(item.json);
      rig_.changed.notify_all();
    }
    void unrecorded(geo::CentreId, std::vector<coordinator::ConsoleDelivery> const&) override {}
    void health(geo::CentreId, runtime::DeskHealth const& health) override {
      std::lock_guard const lock{rig_.mutex};
      rig_.last_health = health;
      rig_.changed.notify_all();
    }

   private:
    LinkRig& rig_;
  };
  Publisher publisher{*this};

  std::unique_ptr<runtime::DeskLoop> start() {
    runtime::DeskLoopOptions options;
    options.link_down_after = 10s;
    return std::make_unique<runtime::DeskLoop>(
        coordinator::DeskSession{geo::CentreId::hk, {}}, journal, clock, log, publisher,
        [this](coordinator::LinkFrame frame) {
          std::lock_guard const lock{mutex};
          frames.push_back(std::move(frame));
          changed.notify_all();
        },
        [] {}, options);
  }
  template <class Condition>
  bool wait_for(Condition condition) {
    std::unique_lock lock{mutex};
    return changed.wait_for(lock, 30s, condition);
  }
  /// Lets the loop go round once: a thing that opens nothing is handled and recorded.
  bool go_round(runtime::DeskLoop& desk, std::uint32_t number) {
    auto const before = [&] {
      std::lock_guard const lock{mutex};
      return told.size();
    }();
    coordinator::SafetyTextReceived const text{"waglan", *plans::Mmsi::from_number(number), "NAVIGATIONAL WARNING", {}};
    auto const pushed = desk.post_routine(text, [this](Recording what) {
      std::lock_guard const lock{mutex};
      told.push_back(what);
      changed.notify_all();
    });
    return pushed == Push::done && wait_for([&] { return told.size() > before; });
  }
  /// Notices with these words; call it with the lock held.
  long count_held(std::string const& words) const {
    return std::ranges::count_if(items, [&](std::string const& item) {
      return item.find("notice_shown") != std::string::npos && item.find(words) != std::string::npos;
    });
  }
  long count(std::string const& words) {
    std::lock_guard const lock{mutex};
    return count_held(words);
  }
  bool said(std::string const& words, long times = 1) {
    return wait_for([&] { return count_held(words) == times; });
  }
  bool reachable(geo::CentreId centre) {
    return std::ranges::any_of(last_health.peers,
                               [&](auto const& peer) { return peer.centre == centre && peer.reachable; });
  }
};

std::string const kGuangdongGone = "CN-GD can't be reached: what it is told waits for it.";
std::string const kGuangdongBack = "CN-GD can be reached again.";
std::string const kMacaoGone = "MO can't be reached: what it is told waits for it.";

}  // namespace

TEST_CASE("runtime.desk_loop: a peer that owes receipts for longer than the limit is said to be out of reach, once") {
  LinkRig rig;
  auto const desk = rig.start();
  REQUIRE(desk->post_alert(alert(970010119)) == Push::done);
  // Both others are told of the alert, and neither answers.
  REQUIRE(rig.wait_for([&] {
    return std::ranges::any_of(rig.frames, [](auto const& one) { return one.to == geo::CentreId::cn_gd; }) &&
           std::ranges::any_of(rig.frames, [](auto const& one) { return one.to == geo::CentreId::mo; });
  }));
  // A round later the loop has seen that receipts are owed; only then does the clock go on.
  REQUIRE(rig.go_round(*desk, 477000100));
  rig.clock.advance(10s);
  REQUIRE(rig.go_round(*desk, 477000101));
  CHECK(rig.count(kGuangdongGone) == 0);
  rig.clock.advance(1ms);
  REQUIRE(rig.go_round(*desk, 477000102));
  CHECK(rig.said(kGuangdongGone));
  CHECK(rig.said(kMacaoGone));
  // On the links' page too; counts are told at a rate that an officer can read, so it may take a second.
  CHECK(rig.wait_for([&] { return !rig.last_health.peers.empty() && !rig.reachable(geo::CentreId::cn_gd); }));
  rig.clock.advance(60s);
  REQUIRE(rig.go_round(*desk, 477000103));
  CHECK(rig.count(kGuangdongGone) == 1);
}

TEST_CASE("runtime.desk_loop: a peer that is heard again is said to be back, and falls silent anew by the same rule") {
  LinkRig rig;
  auto const desk = rig.start();
  REQUIRE(desk->post_alert(alert(970010119)) == Push::done);
  REQUIRE(rig.wait_for([&] { return !rig.frames.empty(); }));
  REQUIRE(rig.go_round(*desk, 477000100));
  rig.clock.advance(11s);
  REQUIRE(rig.go_round(*desk, 477000101));
  REQUIRE(rig.said(kGuangdongGone));
  // A receipt that confirms nothing is a sign of life: the peer can be reached, the messages wait on.
  REQUIRE(desk->post_frame({.from = geo::CentreId::cn_gd, .to = geo::CentreId::hk, .body = {}, .raw = {}}) ==
          Push::done);
  CHECK(rig.said(kGuangdongBack));
  CHECK(rig.count(kMacaoGone) == 1);
  CHECK(rig.count("MO can be reached again.") == 0);
  CHECK(rig.wait_for([&] { return rig.reachable(geo::CentreId::cn_gd) && !rig.reachable(geo::CentreId::mo); }));
  rig.clock.advance(11s);
  REQUIRE(rig.go_round(*desk, 477000102));
  CHECK(rig.said(kGuangdongGone, 2));
}

TEST_CASE("runtime.desk_loop: a peer to which nothing is owed may be silent for as long as it likes") {
  LinkRig rig;
  auto const desk = rig.start();
  REQUIRE(rig.go_round(*desk, 477000101));
  rig.clock.advance(24h);
  REQUIRE(rig.go_round(*desk, 477000102));
  CHECK(rig.count(kGuangdongGone) == 0);
  CHECK(rig.count(kMacaoGone) == 0);
  CHECK(rig.wait_for([&] { return rig.reachable(geo::CentreId::cn_gd) && rig.reachable(geo::CentreId::mo); }));
}

TEST_CASE("runtime.desk_loop: a frame of an exercise is refused by a real desk, counted for its officers, and logged") {
  for (auto const mode : {coordinator::Mode::real, coordinator::Mode::exercise}) {
    Rig rig;
    HealthKept kept;
    std::mutex mutex;
    std::string said;
    runtime::Log log{runtime::LogLevel::error, rig.clock, [&](std::string_view line) {
                       std::lock_guard const lock{mutex};
                       said += line;
                     }};
    auto loop = std::make_unique<runtime::DeskLoop>(
        coordinator::DeskSession{geo::CentreId::hk, {}, mode}, rig.journal, rig.clock, log, kept,
        [](coordinator::LinkFrame) {}, [] {}, runtime::DeskLoopOptions{});
    coordinator::LinkFrame frame;
    frame.from = geo::CentreId::mo;
    frame.to = geo::CentreId::hk;
    frame.link_seq = 1;
    frame.body = "{}";
    frame.mode = mode == coordinator::Mode::real ? coordinator::Mode::exercise : coordinator::Mode::real;
    for (int i = 0; i < 3; ++i) REQUIRE(loop->post_frame(coordinator::LinkFrame{frame}) == Push::done);
    CHECK(kept.wait_for_refused(geo::CentreId::mo, 3));
    loop.reset();
    CHECK(rig.journal.appends() == 0);
    CHECK(said.find("of the other mode") != std::string::npos);
    CHECK(said.find("its_mode=" + std::string{coordinator::to_text(frame.mode)}) != std::string::npos);
  }
}
