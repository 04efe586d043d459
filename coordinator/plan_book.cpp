#include "coordinator/plan_book.hpp"

#include <algorithm>

namespace lingding::coordinator {

bool PlanBook::store(std::vector<plans::PlanBrief> const& ships) {
  // Anything else than one version of one plan says nothing that could be held.
  bool const one_version = !ships.empty() && std::ranges::all_of(ships, [&](auto const& ship) {
    return ship.plan_id == ships.front().plan_id && ship.version == ships.front().version;
  });
  return one_version && index_.put(ships);
}

plans::PlanBrief const* PlanBook::by_mmsi(plans::Mmsi mmsi) const {
  auto const ships = index_.find(mmsi);
  auto const own = std::ranges::find(ships, mmsi, &plans::PlanBrief::mmsi);
  return own == ships.end() ? nullptr : *own;
}

plans::PlanBrief const* PlanBook::by_device(plans::Mmsi device) const {
  plans::PlanBrief const* holder = nullptr;
  for (auto const* const ship : index_.find(device)) {
    if (std::ranges::find(ship->devices, device) == ship->devices.end()) continue;
    // The same ship may be in several plans.
    bool const same_ship = holder == nullptr || (ship->mmsi && ship->mmsi == holder->mmsi);
    if (!same_ship) return nullptr;
    if (holder == nullptr) holder = ship;
  }
  return holder;
}

}  // namespace lingding::coordinator
