#pragma once
// What the plans that a desk holds prove of a ship: by her own number, and by a device that she lists.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "plans/plan_index.hpp"

namespace lingding::coordinator {

class PlanBook {
 public:
  /// Takes the ships of one version of a plan; false when a version as new is held.
  bool store(std::vector<plans::PlanBrief> const& ships);
  /// Empty: no version is held.
  std::optional<std::uint32_t> version_of(std::string_view plan_id) const { return index_.version_of(plan_id); }
  /// By her own number; of several plans that name her the one whose id comes first. nullptr: none.
  plans::PlanBrief const* by_mmsi(plans::Mmsi mmsi) const;
  /// By a device that exactly one ship lists; nullptr: none, or several do, and then the number proves nothing.
  plans::PlanBrief const* by_device(plans::Mmsi device) const;

 private:
  plans::PlanIndex index_;
};

}  // namespace lingding::coordinator
