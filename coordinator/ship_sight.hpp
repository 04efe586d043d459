#pragma once
// What the traffic picture has of the ship behind an alert: which reports are worth telling, and where she lies.

#include "coordinator/incident.hpp"
#include "plans/schedule.hpp"

namespace lingding::coordinator {

/// Slower than this over ground a ship is stopped. Design value: AIS gives tenths of a knot, and a receiver at rest
/// shows up to some of them.
inline constexpr geo::Knots kStopped = geo::Knots::from_knots(0.5);
/// One that was stopped is under way again beyond this: a gust at the berth is no departure.
inline constexpr geo::Knots kUnderWayAgain = geo::Knots::from_knots(1.5);
/// She is at a stop of her plan's routes within this of it: what a track may begin away from its stop (plan check
/// route_first_stop).
inline constexpr geo::Metres kAtStop = plans::kAtBerth;
/// A sight is told no sooner than this after the one before …
inline constexpr std::chrono::seconds kSightEvery{60};
/// … then when her state changes, or she has gone so far …
inline constexpr geo::Metres kSightMoved = geo::Metres::from_nautical_miles(1);
/// … or after this, so that the age that officers read is no older than hers.
inline constexpr std::chrono::minutes kSightRefresh{10};
/// A ship that reported and did not for so long has fallen silent: her last report is told. A class A transponder
/// reports every three minutes at least, moored (Rec. ITU-R M.1371-5, Annex 1, table 1); this bridges one not heard.
inline constexpr std::chrono::minutes kShipSilent{7};

/// Moored, at anchor or aground by her own word, or slower than kStopped.
bool is_stopped(ShipSight const& sight);
/// Whether officers are to be told of `newest`, who know of `told`. \pre both of one ship
bool worth_telling(ShipSight const& told, ShipSight const& newest, geo::UtcTime now);
/// The stop where she lies, when she is stopped within kAtStop of one; empty: at none.
std::string place_of(ShipSight const& sight, plans::Schedule const& schedule);

/// The ship that the traffic picture is to watch: known for certain, of an open case of distress. Empty: none.
std::optional<plans::Mmsi> ship_to_watch(Incident const& incident);
/// The ship when the alert came, and the newest since: of the ship that is behind it now, not of one that was taken for
/// her. nullptr: nothing was seen.
ShipSight const* sight_then(Incident const& incident);
ShipSight const* sight_now(Incident const& incident);

}  // namespace lingding::coordinator
