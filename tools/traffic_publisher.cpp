#include "tools/traffic_publisher.hpp"

#include <sys/prctl.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/runtime/coalescing_lane.hpp"

namespace lingding::tools {

class TrafficPublisher::Impl {
 public:
  Impl(geo::CentreId of_centre, Publish publish_batch) : centre(of_centre), publish(std::move(publish_batch)) {
    thread = std::jthread([this](std::stop_token const& stop) { run(stop); });
  }

  geo::CentreId const centre;
  Publish const publish;
  runtime::CoalescingLane<std::string> lane;
  std::atomic<std::uint64_t> published{0};
  std::mutex mutex;
  std::condition_variable_any wake;
  bool waiting = false;  // guarded by mutex: the lane is not empty
  std::jthread thread;   // last: it uses all of the above

  void run(std::stop_token const& stop) {
    ::prctl(PR_SET_NAME, ("traffic-" + std::string(geo::to_text(centre))).c_str());
    std::vector<std::string> reports;
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(mutex);
        wake.wait(lock, stop, [this] { return waiting; });
        // Gather for a while: this wait ends early only when the server stops.
        wake.wait_for(lock, stop, kEvery, [] { return false; });
        waiting = false;
      }
      while (!stop.stop_requested() && hand_on(reports)) {
      }
    }
  }

  /// False: nothing waits any more.
  bool hand_on(std::vector<std::string>& reports) {
    reports.clear();
    if (lane.take(reports, kBatch) == 0) return false;
    std::string batch;
    for (std::string const& report : reports) {
      if (!batch.empty()) batch += ',';
      batch += report;
    }
    auto const text = std::make_shared<std::string const>(std::move(batch));
    while (!publish(text)) {
      // The bus is behind. Meanwhile newer reports take the places of those that wait in the lane.
      std::unique_lock lock(mutex);
      if (wake.wait_for(lock, thread.get_stop_token(), kEvery, [] { return false; }) ||
          thread.get_stop_token().stop_requested())
        return false;
    }
    published.fetch_add(reports.size(), std::memory_order_relaxed);
    return true;
  }
};

TrafficPublisher::TrafficPublisher(geo::CentreId centre, Publish publish)
    : impl_(std::make_unique<Impl>(centre, std::move(publish))) {}
TrafficPublisher::~TrafficPublisher() = default;

void TrafficPublisher::take(ais::TrafficBatch& batch) {
  if (impl_->lane.put(batch) != runtime::CoalescingLane<std::string>::Put::first) return;
  {
    std::scoped_lock const lock(impl_->mutex);
    impl_->waiting = true;
  }
  impl_->wake.notify_one();
}

TrafficPublisher::Counts TrafficPublisher::counts() const {
  auto const losses = impl_->lane.losses();
  return {impl_->published.load(std::memory_order_relaxed), losses.coalesced, losses.dropped};
}

}  // namespace lingding::tools
