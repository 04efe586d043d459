#pragma once
// Every plan of a centre in memory, found by any identity of any of its ships.

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plans/brief.hpp"

namespace lingding::plans {

/// Holds the newest version of each plan. One writer; look-ups from several threads only while nothing is put.
/// Pointers stay good until their plan is replaced.
class PlanIndex {
 public:
  using Ships = std::span<PlanBrief const* const>;

  PlanIndex() = default;
  PlanIndex(PlanIndex&&) noexcept = default;
  PlanIndex& operator=(PlanIndex&&) noexcept = default;

  /// All ships of one version of one plan. It replaces an older version, whole; false, and nothing is changed, when the
  /// index has this or a newer version. \pre not empty, and all of one plan and version.
  bool put(std::vector<PlanBrief> ships);

  /// By a ship's own MMSI or the number of one of her distress devices. Several plans may claim a number: ordered by
  /// plan id.
  Ships find(Mmsi mmsi) const;
  Ships find(ImoNumber imo) const;
  /// A second-generation beacon is found by all its 23 digits and by the first 15.
  Ships find(BeaconId const& beacon) const;
  /// Call sign or ship's name in any script, or plan id; folded as fold_name does.
  Ships find_name(std::string_view name) const;
  /// Whatever an officer types: all of the above tried in turn. Ordered by plan id, then as in the plan; each ship
  /// once.
  std::vector<PlanBrief const*> find(std::string_view key) const;

  /// Empty: no version of the plan is held.
  std::optional<std::uint32_t> version_of(std::string_view plan_id) const;
  std::size_t plan_count() const { return plans_.size(); }
  /// Every ship, ordered by plan id, then as in the plan.
  std::vector<PlanBrief const*> all() const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Entry = std::vector<PlanBrief const*>;

  template <class Visit>
  void for_each_key(PlanBrief const& ship, Visit const& visit);
  void add(Entry& entry, PlanBrief const& ship);

  std::map<std::string, std::unique_ptr<std::vector<PlanBrief> const>, std::less<>> plans_;
  std::unordered_map<std::uint32_t, Entry> by_mmsi_;
  std::unordered_map<std::uint32_t, Entry> by_imo_;
  std::unordered_map<std::string, Entry, TextHash, std::equal_to<>> by_beacon_;
  std::unordered_map<std::string, Entry, TextHash, std::equal_to<>> by_name_;
};

}  // namespace lingding::plans
