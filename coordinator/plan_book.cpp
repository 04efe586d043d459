#include "coordinator/plan_book.hpp"

#include <algorithm>
#include <array>

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

namespace {

/// The one ship of them that `has` it; the same ship may be in several plans. nullptr: none has, or several ships do.
template <class Has>
plans::PlanBrief const* only_holder(plans::PlanIndex::Ships ships, Has const& has) {
  plans::PlanBrief const* holder = nullptr;
  for (auto const* const ship : ships) {
    if (!has(*ship)) continue;
    bool const same_ship = holder == nullptr || (ship->mmsi && ship->mmsi == holder->mmsi);
    if (!same_ship) return nullptr;
    if (holder == nullptr) holder = ship;
  }
  return holder;
}

}  // namespace

plans::PlanBrief const* PlanBook::by_device(plans::Mmsi device) const {
  return only_holder(index_.find(device), [&](plans::PlanBrief const& ship) {
    return std::ranges::find(ship.devices, device) != ship.devices.end();
  });
}

plans::PlanBrief const* PlanBook::by_beacon(plans::BeaconId const& beacon) const {
  return only_holder(index_.find(beacon), [](plans::PlanBrief const&) { return true; });
}

plans::PlanBrief const* PlanBook::by_imo(plans::ImoNumber imo) const {
  return only_holder(index_.find(imo), [](plans::PlanBrief const&) { return true; });
}

std::vector<plans::PlanBrief const*> PlanBook::called(std::string_view name) const {
  std::vector<plans::PlanBrief const*> ships;
  auto const folded = plans::fold_name(name);
  if (folded.empty()) return ships;
  // The index finds by call sign and plan id too.
  for (auto const* const ship : index_.find_name(name)) {
    auto const& names = ship->names;
    bool const has_it = std::ranges::any_of(std::array{&names.en, &names.zh_hant, &names.zh_hans, &names.pt},
                                            [&](auto const* one) { return plans::fold_name(*one) == folded; });
    bool const known = ship->mmsi && std::ranges::find(ships, ship->mmsi, &plans::PlanBrief::mmsi) != ships.end();
    if (has_it && !known) ships.push_back(ship);
  }
  return ships;
}

plans::PlanBrief const* PlanBook::by_call_sign(std::string_view call_sign) const {
  auto const folded = plans::fold_name(call_sign);
  return only_holder(index_.find_name(call_sign),
                     [&](plans::PlanBrief const& ship) { return plans::fold_name(ship.call_sign) == folded; });
}

}  // namespace lingding::coordinator
