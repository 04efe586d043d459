#include "coordinator/plan_book.hpp"

#include <algorithm>

namespace lingding::coordinator {

bool PlanBook::store(std::vector<plans::PlanBrief> const& ships) {
  bool stored = false;
  std::map<std::string, std::vector<plans::PlanBrief>> by_plan;
  for (auto const& ship : ships) by_plan[ship.plan_id].push_back(ship);
  for (auto& [plan_id, version] : by_plan) {
    auto& held = plans_[plan_id];
    if (!held.empty() && held.front().version >= version.front().version) continue;
    held = std::move(version);
    stored = true;
  }
  if (stored) rebuild();
  return stored;
}

std::optional<std::uint32_t> PlanBook::version_of(std::string_view plan_id) const {
  auto const found = plans_.find(plan_id);
  if (found == plans_.end()) return std::nullopt;
  return found->second.front().version;
}

void PlanBook::rebuild() {
  ships_.clear();
  devices_.clear();
  for (auto const& [plan_id, ships] : plans_) {
    for (auto const& ship : ships) {
      if (ship.mmsi) ships_[*ship.mmsi].push_back(&ship);
      for (auto const device : ship.devices) devices_[device].push_back(&ship);
    }
  }
}

plans::PlanBrief const* PlanBook::by_mmsi(plans::Mmsi mmsi) const {
  auto const found = ships_.find(mmsi);
  return found == ships_.end() ? nullptr : found->second.front();
}

plans::PlanBrief const* PlanBook::by_device(plans::Mmsi device) const {
  auto const found = devices_.find(device);
  if (found == devices_.end()) return nullptr;
  auto const& holders = found->second;
  // The same ship may be in several plans.
  bool const one_ship = std::ranges::all_of(holders, [&](auto const* other) {
    return other == holders.front() || (other->mmsi && other->mmsi == holders.front()->mmsi);
  });
  return one_ship ? holders.front() : nullptr;
}

}  // namespace lingding::coordinator
