#pragma once
// Ships' ways through time: legs between waypoints, and voyages of timetables as such legs.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/time.hpp"
#include "plans/brief.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill::detail {

/// Where, how fast and whither.
struct Motion {
  geo::Position position;
  geo::TrueBearing course;
  geo::Knots speed;
  bool turns = false;  ///< came onto a new course a short time ago
};

/// By geodesics from waypoint to waypoint, each leg with steady speed; before the first and after the last she lies
/// there.
class Path {
 public:
  /// \pre points are not empty, their times grow
  explicit Path(std::vector<Waypoint> points);
  Motion at(Offset time) const;
  Offset begins() const { return points_.front().at; }
  Offset ends() const { return points_.back().at; }
  std::vector<Waypoint> const& points() const { return points_; }
  /// The rest of it from where she is at `now`, when she was stopped at `stopped`: the same legs at the same speeds, so
  /// much later.
  Path resumed(geo::Position from, Offset stopped, Offset now) const;

 private:
  struct Leg {
    geo::TrueBearing course;
    geo::Metres length;
    geo::Knots speed;
    bool turned = false;  ///< against the leg before
  };
  std::size_t leg_at(Offset time) const;
  std::vector<Waypoint> points_;
  std::vector<Leg> legs_;
};

/// A change of course is one beyond this, and a ship reports faster for so long (Rec. ITU-R M.1371-5, Annex 1,
/// §4.3.1.2.2: 5°, 20 s).
inline constexpr double kTurnDegrees = 5;
inline constexpr std::chrono::seconds kTurnLasts{20};

/// A sailing on one day, as a way.
struct Voyage {
  std::vector<Waypoint> points;
  std::string from, to;  ///< stops
  std::string destination;
};

/// A ferry of the traffic keeps to starboard of the track in open water, a ship of the cast is where the script has
/// her.
enum class Keeps : std::uint8_t { track, right };

/// \param midnight local midnight of the service day, since the scenario's beginning
Voyage voyage_of(plans::ScheduledRoute const& route, plans::Sailing const& sailing, Offset midnight, Keeps keeps);

/// The sailing that the scenario names, in its time: of the day on which it lies within the scenario, the local day of
/// its beginning first.
/// \throws std::invalid_argument that names the ship, the plan and what is not in it
Voyage cast_voyage(CastShip const& ship, plans::PlanBrief const& plan, Scenario const& scenario);

/// Local midnight (UTC+8) of the day of `when`, since `begins`.
Offset local_midnight(geo::UtcTime begins, geo::UtcDate day);
geo::UtcDate local_day(geo::UtcTime when);

/// The sailings of one plan given to its ships, day by day: a sailing goes to a ship that is named for it, lies at its
/// first stop and is free. Others are not sailed: another plan's ship sails them.
class Rota {
 public:
  struct Duty {
    Offset begins{0}, ends{0};
    plans::ScheduledRoute const* route = nullptr;
    plans::Sailing const* sailing = nullptr;
    Offset midnight{0};
  };
  /// \param ships the plan's, those that sail by the rota; they outlive it
  Rota(std::vector<plans::PlanBrief const*> ships, geo::UtcTime begins);
  /// The ship's next duty that ends after `now`, taken off the rota; empty: none in the coming two days.
  std::optional<Duty> next(std::size_t ship, Offset now);
  /// When to ask again when there is none.
  static constexpr std::chrono::hours kAhead{24};

 private:
  struct Hand {
    std::vector<Duty> duties;  ///< the first is the next
    std::string lies_at;       ///< empty: not known yet
    Offset free = Offset::min();
    bool began = false;
  };
  bool may_sail(std::size_t ship, std::size_t route, std::size_t sailing) const;
  void assign(geo::UtcDate day);
  std::vector<plans::PlanBrief const*> ships_;
  std::vector<Hand> hands_;
  geo::UtcTime begins_;
  geo::UtcDate next_day_;
};

}  // namespace lingding::drill::detail
