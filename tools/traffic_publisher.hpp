#pragma once
// From the io thread's position reports to the bus: batched, and when the bus can't keep up, each ship's newest wins.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/ais/traffic_report.hpp"
#include "geo/centre.hpp"

namespace lingding::tools {

/// One centre's. Its thread gathers what came for a short while and hands it on as one batch, so that a subscriber gets
/// few large messages instead of many small ones.
class TrafficPublisher {
 public:
  /// A batch goes out this often at most …
  static constexpr std::chrono::milliseconds kEvery{20};
  /// … with this many reports at most; about 100 kB of JSON.
  static constexpr std::size_t kBatch = 512;

  /// Hands a batch on: JSON objects with commas between. False: no room, it is kept and comes again.
  using Publish = std::function<bool(std::shared_ptr<std::string const>)>;

  TrafficPublisher(geo::CentreId centre, Publish publish);
  ~TrafficPublisher();
  TrafficPublisher(TrafficPublisher const&) = delete;
  TrafficPublisher& operator=(TrafficPublisher const&) = delete;

  /// On the io thread. Takes the reports out of `batch`.
  void take(ais::TrafficBatch& batch);

  struct Counts {
    std::uint64_t published = 0;  ///< reports handed on
    std::uint64_t coalesced = 0;  ///< replaced by a newer report of the same ship while they waited
    std::uint64_t dropped = 0;    ///< lost because too many ships waited
  };
  Counts counts() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::tools
