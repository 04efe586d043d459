#pragma once
// The newest version of every plan that a desk holds, by what an alert may say of a ship.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/brief.hpp"

namespace lingding::coordinator {

class PlanBook {
 public:
  /// Takes a plan's ships; false when a version as new is held.
  bool store(std::vector<plans::PlanBrief> const& ships);
  /// Empty: no version is held.
  std::optional<std::uint32_t> version_of(std::string_view plan_id) const;
  /// By her own number; of several plans that name her the one whose id comes first. nullptr: none.
  plans::PlanBrief const* by_mmsi(plans::Mmsi mmsi) const;
  /// By a device that exactly one ship lists; nullptr: none, or several do, and then the number proves nothing.
  plans::PlanBrief const* by_device(plans::Mmsi device) const;

 private:
  using Holders = std::map<plans::Mmsi, std::vector<plans::PlanBrief const*>>;
  void rebuild();

  std::map<std::string, std::vector<plans::PlanBrief>, std::less<>> plans_;  ///< by plan id
  Holders ships_;
  Holders devices_;
};

}  // namespace lingding::coordinator
