#pragma once
// Which ship a device that carries no ship's number may belong to, by where ships were and where their plans take them.

#include <functional>
#include <vector>

#include "coordinator/incident.hpp"

namespace lingding::coordinator {

/// Whether a number of this form is a ship's, her boat's or a handheld's (ITU-R M.585-9), and not a device's, a shore
/// station's, an aircraft's or an aid's.
bool names_a_craft(plans::Mmsi mmsi);

/// nullptr: no plan is held for the ship.
using PlanLookup = std::function<plans::PlanBrief const*(plans::Mmsi)>;

/// True when the ship's last report is within kOnRoute of the route and, if she is under way, her course is within
/// kInTrackDegrees of the nearest leg, either way. Legs are taken as straight in a plane about the ship: within 0.5 %
/// for legs of up to 60 nautical miles below 60° of latitude.
bool on_route(ShipNear const& ship, std::vector<geo::Position> const& route);

/// The likeliest first: ferries on the route of their plan by distance, then the others by distance; equals by MMSI.
std::vector<ShipNear> rank_candidates(std::vector<ShipNear> near, PlanLookup const& plan_of);

}  // namespace lingding::coordinator
