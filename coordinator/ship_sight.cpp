#include "coordinator/ship_sight.hpp"

#include "coordinator/custody.hpp"
#include "geo/geodesic.hpp"

namespace lingding::coordinator {
namespace {

/// Of another ship than the incident's: one that was taken for her before. Sights of older journals name none.
ShipSight const* of_her(std::optional<ShipSight> const& sight, Incident const& incident) {
  if (!sight) return nullptr;
  bool const other = sight->mmsi && incident.ship && incident.ship->mmsi && sight->mmsi != incident.ship->mmsi;
  return other ? nullptr : &*sight;
}

}  // namespace

bool is_stopped(ShipSight const& sight) {
  if (sight.speed) return *sight.speed < kStopped;
  return sight.status == "moored" || sight.status == "at anchor" || sight.status == "aground";
}

bool worth_telling(ShipSight const& told, ShipSight const& newest, geo::UtcTime now) {
  if (newest.reported_at <= told.reported_at) return false;
  auto const since = newest.reported_at - told.reported_at;
  if (now - newest.reported_at >= kShipSilent) return true;
  if (since < kSightEvery) return false;
  bool const stopped = is_stopped(told);
  bool const moves_again = stopped && newest.speed && *newest.speed > kUnderWayAgain;
  if (moves_again || (!stopped && is_stopped(newest)) || told.status != newest.status) return true;
  return since >= kSightRefresh || geo::distance(told.position, newest.position) > kSightMoved;
}

std::string place_of(ShipSight const& sight, plans::Schedule const& schedule) {
  if (!is_stopped(sight)) return {};
  auto const* const stop = plans::nearest_stop(schedule, sight.position, kAtStop);
  return stop == nullptr ? std::string{} : stop->name;
}

std::optional<plans::Mmsi> ship_to_watch(Incident const& incident) {
  if (incident.incident_class == AlertClass::test || is_closed(incident)) return std::nullopt;
  return certain_number(incident.ship);
}

ShipSight const* sight_then(Incident const& incident) {
  return of_her(incident.sight, incident);
}
ShipSight const* sight_now(Incident const& incident) {
  return of_her(incident.sight_now, incident);
}

}  // namespace lingding::coordinator
