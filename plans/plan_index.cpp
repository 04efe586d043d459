#include "plans/plan_index.hpp"

#include <algorithm>
#include <set>

#include "geo/check.hpp"

namespace lingding::plans {
namespace {

/// Ships of one plan lie in one vector, so within a plan their addresses are in the plan's order.
bool comes_before(PlanBrief const* a, PlanBrief const* b) {
  return a->plan_id != b->plan_id ? a->plan_id < b->plan_id : std::less<>{}(a, b);
}

template <class Map, class Key>
PlanIndex::Ships entry_of(Map const& map, Key const& key) {
  auto const found = map.find(key);
  return found == map.end() ? PlanIndex::Ships{} : PlanIndex::Ships{found->second};
}

}  // namespace

/// Calls visit(map, key) for everything under which a ship is found, each once.
template <class Visit>
void PlanIndex::for_each_key(PlanBrief const& ship, Visit const& visit) {
  std::set<std::uint32_t> numbers;
  if (ship.mmsi) numbers.insert(ship.mmsi->number());
  for (auto const device : ship.devices) numbers.insert(device.number());
  for (auto const number : numbers) visit(by_mmsi_, number);
  if (ship.imo) visit(by_imo_, ship.imo->number());
  std::set<std::string> beacons;
  for (auto const& beacon : ship.beacons) {
    beacons.insert(beacon.text());
    beacons.emplace(beacon.first_15());
  }
  for (auto const& beacon : beacons) visit(by_beacon_, beacon);
  std::set<std::string> names;
  for (auto const* name :
       {&ship.names.en, &ship.names.zh_hant, &ship.names.zh_hans, &ship.names.pt, &ship.call_sign, &ship.plan_id})
    if (auto folded = fold_name(*name); !folded.empty()) names.insert(std::move(folded));
  for (auto const& name : names) visit(by_name_, name);
}

void PlanIndex::add(Entry& entry, PlanBrief const& ship) {
  entry.insert(std::upper_bound(entry.begin(), entry.end(), &ship, comes_before), &ship);
}

bool PlanIndex::put(std::vector<PlanBrief> ships) {
  LINGDING_CHECK(!ships.empty());
  std::string const plan_id = ships.front().plan_id;
  for (auto const& ship : ships) LINGDING_CHECK(ship.plan_id == plan_id && ship.version == ships.front().version);
  if (auto const held = plans_.find(plan_id); held != plans_.end()) {
    if (held->second->front().version >= ships.front().version) return false;
    for (auto const& ship : *held->second)
      for_each_key(ship, [&](auto& map, auto const& key) {
        auto const at = map.find(key);
        std::erase(at->second, &ship);
        if (at->second.empty()) map.erase(at);
      });
    plans_.erase(held);
  }
  auto stored = std::make_unique<std::vector<PlanBrief> const>(std::move(ships));
  std::vector<PlanBrief> const& kept = *stored;
  plans_.emplace(plan_id, std::move(stored));
  for (auto const& ship : kept) for_each_key(ship, [&](auto& map, auto const& key) { add(map[key], ship); });
  return true;
}

PlanIndex::Ships PlanIndex::find(Mmsi mmsi) const {
  return entry_of(by_mmsi_, mmsi.number());
}
PlanIndex::Ships PlanIndex::find(ImoNumber imo) const {
  return entry_of(by_imo_, imo.number());
}

PlanIndex::Ships PlanIndex::find(BeaconId const& beacon) const {
  Ships const exact = entry_of(by_beacon_, std::string_view{beacon.text()});
  return exact.empty() ? entry_of(by_beacon_, beacon.first_15()) : exact;
}

PlanIndex::Ships PlanIndex::find_name(std::string_view name) const {
  return entry_of(by_name_, fold_name(name));
}

std::vector<PlanBrief const*> PlanIndex::find(std::string_view key) const {
  std::vector<PlanBrief const*> found;
  auto const take = [&](Ships ships) { found.insert(found.end(), ships.begin(), ships.end()); };
  std::string const folded = fold_name(key);
  if (auto const mmsi = Mmsi::parse(folded)) take(find(*mmsi));
  if (auto const imo = ImoNumber::parse(folded)) take(find(*imo));
  if (auto const beacon = BeaconId::parse(folded)) take(find(*beacon));
  take(entry_of(by_name_, folded));
  std::sort(found.begin(), found.end(), comes_before);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<std::uint32_t> PlanIndex::version_of(std::string_view plan_id) const {
  auto const held = plans_.find(plan_id);
  if (held == plans_.end()) return std::nullopt;
  return held->second->front().version;
}

std::vector<PlanBrief const*> PlanIndex::all() const {
  std::vector<PlanBrief const*> ships;
  for (auto const& [id, plan] : plans_)
    for (auto const& ship : *plan) ships.push_back(&ship);
  return ships;
}

}  // namespace lingding::plans
