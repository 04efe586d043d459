#pragma once
// Timetables as voyages: each sailing on its day, with its track on a plane.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "coordinator/detail/plane.hpp"
#include "geo/time.hpp"
#include "plans/schedule.hpp"

namespace lingding::coordinator::detail {

/// The track from a voyage's first stop to its last, in the direction of the voyage.
class VoyageTrack {
 public:
  /// \pre two calls at stops whose nearest points of the track are not the same
  VoyageTrack(plans::ScheduledRoute const& route, plans::Sailing const& sailing);

  struct Place {
    double along = 0;   ///< metres from the first stop's end, 0 … length
    double off = 0;     ///< metres from the track
    Point direction{};  ///< of the leg, of unit length
  };
  Place project(geo::Position position) const;
  geo::Position at(double along) const { return beside(along, 0); }
  /// So many metres to port of the track there; negative: to starboard.
  geo::Position beside(double along, double aside) const;
  /// How many metres she is to port of the track, at the place that project() gave for her.
  double aside(geo::Position position, Place const& place) const;
  double length() const { return ends_.back(); }
  Plane const& plane() const { return plane_; }
  geo::Position from() const { return from_; }
  geo::Position to() const { return to_; }
  /// Minutes that she lies at stops which are still ahead.
  std::int32_t dwell_after(double along) const;
  /// A stop between the first and the last is less than `reach` metres along the track from there.
  bool calls_near(double along, double reach) const;

 private:
  struct Dwell {
    double along = 0;
    std::int32_t minutes = 0;
  };
  Plane plane_;
  geo::Position from_;
  geo::Position to_;
  std::vector<Point> points_;
  std::vector<double> ends_;  ///< metres along, of each point
  std::vector<Dwell> dwells_;
};

struct Voyage {
  std::uint32_t route = 0;
  std::uint32_t from = 0;  ///< of the route's stops
  std::uint32_t to = 0;
  geo::UtcTime departs{};
  geo::UtcTime arrives{};
  std::shared_ptr<VoyageTrack const> track;
  std::vector<std::uint32_t> ships;  ///< of the plan's, that may make it; ascending
  bool hers = false;                 ///< one ship's for certain
  bool certain = false;              ///< runs for certain on this day, not "on public holidays"
};

/// The sailings of a plan's ships that begin within [after, until). One that several ships may make is one voyage; one
/// that is one ship's for certain is hers. In the order of their keys. Sailings whose track is no line are left out.
std::vector<Voyage> voyages_between(std::vector<plans::Schedule const*> const& ships, geo::UtcTime after,
                                    geo::UtcTime until);

}  // namespace lingding::coordinator::detail
