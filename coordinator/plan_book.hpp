#pragma once
// What the plans that a desk holds prove of a ship: by her own number, and by a device that she lists.

#include <string_view>
#include <vector>

#include "plans/plan_index.hpp"

namespace lingding::coordinator {

class PlanBook {
 public:
  /// Takes the ships of one version of a plan; false when a version as new is held.
  bool store(std::vector<plans::PlanBrief> const& ships);
  /// The first ship of the version that is held; nullptr: none is.
  plans::PlanBrief const* find(std::string_view plan_id) const { return index_.plan(plan_id); }
  /// By her own number; of several plans that name her the one whose id comes first. nullptr: none.
  plans::PlanBrief const* by_mmsi(plans::Mmsi mmsi) const;
  /// By a device that exactly one ship lists; nullptr: none, or several do, and then the number proves nothing.
  plans::PlanBrief const* by_device(plans::Mmsi device) const;
  /// By a 406 MHz beacon that exactly one ship lists, by its first 15 digits too; nullptr: none, or several do.
  plans::PlanBrief const* by_beacon(plans::BeaconId const& beacon) const;
  /// By a call sign that exactly one ship has; nullptr: none, or several have.
  plans::PlanBrief const* by_call_sign(std::string_view call_sign) const;
  /// By an IMO number that exactly one ship has; nullptr: none, or several have.
  plans::PlanBrief const* by_imo(plans::ImoNumber imo) const;
  /// The ships that have the name in one of their plan's four languages, folded (case, blanks, full-width letters),
  /// each once, ordered by plan id: several ships may be called the same.
  std::vector<plans::PlanBrief const*> called(std::string_view name) const;
  /// Every ship, ordered by plan id.
  std::vector<plans::PlanBrief const*> all() const { return index_.all(); }
  /// By a ship's name in any script, or a plan's id.
  plans::PlanIndex::Ships by_name(std::string_view name) const { return index_.find_name(name); }

 private:
  plans::PlanIndex index_;
};

}  // namespace lingding::coordinator
