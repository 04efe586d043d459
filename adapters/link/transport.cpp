#include "adapters/link/transport.hpp"

#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace lingding::link {

using coordinator::LinkFrame;

class InProcessLink::Impl {
 public:
  std::shared_mutex mutex;
  std::array<Receiver, geo::kCentres.size()> receivers;
};

InProcessLink::InProcessLink() : impl_(std::make_unique<Impl>()) {}
InProcessLink::~InProcessLink() = default;

void InProcessLink::connect(geo::CentreId centre, Receiver receiver) {
  std::unique_lock const lock(impl_->mutex);
  impl_->receivers[static_cast<std::size_t>(centre)] = std::move(receiver);
}

void InProcessLink::send(LinkFrame frame) {
  std::shared_lock const lock(impl_->mutex);
  auto const& receiver = impl_->receivers[static_cast<std::size_t>(frame.to)];
  if (receiver) receiver(std::move(frame));
}

class FaultyLink::Impl {
 public:
  Impl(Transport& next_link, LinkFaults link_faults) : next(next_link), faults(link_faults), random(link_faults.seed) {
    thread = std::jthread([this](std::stop_token const& stop) { run(stop); });
  }

  using Clock = std::chrono::steady_clock;
  /// Frames held back at the most; beyond that a frame is lost, as on a link whose buffer is full.
  static constexpr std::size_t kMaxHeld = 10'000;

  Transport& next;
  LinkFaults const faults;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::mt19937_64 random;
  std::multimap<Clock::time_point, LinkFrame> held;
  std::jthread thread;  // last: it uses all of the above

  bool draw(double share) { return std::uniform_real_distribution<double>{}(random) < share; }

  void pass_or_hold(LinkFrame frame) {
    std::unique_lock lock(mutex);
    if (draw(faults.delay)) {
      if (held.size() >= kMaxHeld) return;
      std::uniform_int_distribution<std::int64_t> wait(0, faults.longest_delay.count());
      held.emplace(Clock::now() + std::chrono::milliseconds{wait(random)}, std::move(frame));
      wake.notify_one();
      return;
    }
    lock.unlock();
    next.send(std::move(frame));
  }

  void run(std::stop_token const& stop) {
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      if (held.empty()) {
        wake.wait(lock, stop, [this] { return !held.empty(); });
      } else if (auto const first = held.begin(); first->first > Clock::now()) {
        wake.wait_until(lock, stop, first->first, [this, due = first->first] { return held.begin()->first < due; });
      } else {
        auto node = held.extract(first);
        lock.unlock();
        next.send(std::move(node.mapped()));
        lock.lock();
      }
    }
  }
};

FaultyLink::FaultyLink(Transport& next, LinkFaults faults) : impl_(std::make_unique<Impl>(next, faults)) {}
FaultyLink::~FaultyLink() = default;

void FaultyLink::send(LinkFrame frame) {
  bool lost = false;
  bool twice = false;
  {
    std::scoped_lock const lock(impl_->mutex);
    lost = impl_->draw(impl_->faults.lose);
    twice = impl_->draw(impl_->faults.duplicate);
  }
  if (lost) return;
  if (twice) impl_->pass_or_hold(frame);
  impl_->pass_or_hold(std::move(frame));
}

}  // namespace lingding::link
