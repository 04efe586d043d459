#pragma once
// Watches the ships behind alerts in the traffic picture, and tells the desk where each is and when that changes.

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "adapters/ais/picture.hpp"
#include "adapters/runtime/bounded_queue.hpp"
#include "coordinator/desk.hpp"

namespace lingding::ais {

/// The picture's word on a station, as desks take it; empty: it has no position of her.
std::optional<coordinator::ShipSight> sight_of(Station const& station);

/// One for each centre; belongs to the `io` thread, as the picture does. It watches as many as the desk asks for, at
/// most coordinator::kMaxIncidents, and looks at each about once a second: a look is one look-up in a table.
class ShipWatch {
 public:
  /// The desk's routine lane. Push::full: it is told again at the next look.
  using Tell = std::function<runtime::Push(coordinator::Event&&)>;

  /// \param picture outlives the watch
  ShipWatch(TrafficPicture const& picture, Tell tell) : picture_(picture), tell_(std::move(tell)) {}

  /// From now on, in place of what was watched for the incident before; told at once if she is in the picture.
  void watch(coordinator::ShipAsked asked, geo::UtcTime now);
  /// Tells of each ship what is worth telling (coordinator/ship_sight.hpp): the first that is seen of her, a change of
  /// state, a mile, her last report when she falls silent.
  void look(geo::UtcTime now);
  std::size_t size() const { return watched_.size(); }

 private:
  struct Watched {
    plans::Mmsi mmsi;
    std::optional<coordinator::ShipSight> told;
  };

  void look_at(std::string const& id, Watched& one, geo::UtcTime now);

  TrafficPicture const& picture_;
  Tell tell_;
  std::map<std::string, Watched> watched_;  ///< by incident id
};

}  // namespace lingding::ais
