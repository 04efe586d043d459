#pragma once
// What changed between two plan documents, by field: elements of lists are matched by who or what they are, not by
// place.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/expected.hpp"
#include "plans/problem.hpp"

namespace lingding::plans {

enum class ChangeKind : std::uint8_t {
  added,
  removed,
  changed,
  moved  ///< an element of a list stands elsewhere among those that both lists have
};
std::string_view to_text(ChangeKind kind);

struct PlanChange {
  ChangeKind kind = ChangeKind::changed;
  std::string pointer;  ///< JSON Pointer: into the new document; of what was removed, into the old
  std::string place;    ///< for people: "ships / Night Egret (477000011) / persons / permitted"
  std::string before;   ///< JSON text, shortened; empty when added
  std::string after;    ///< JSON text, shortened; empty when removed
  bool operator==(PlanChange const&) const = default;
};

/// Changes beyond so many are counted in the last, not listed.
inline constexpr std::size_t kMaxPlanChanges = 2000;
/// Of `before` and `after`.
inline constexpr std::size_t kMaxChangeTextBytes = 300;

/// In the order of the new document, removed ones after what is left of their list or object. Numbers are equal by
/// value (5 and 5.0), texts by their characters. The error is the fault of a text that is no JSON.
geo::Expected<std::vector<PlanChange>, std::vector<Problem>> diff_plans(std::string_view before,
                                                                        std::string_view after);

/// One line for people: "changed  ships / Night Egret (477000011) / persons / permitted: 338 → 340".
std::string to_line(PlanChange const& change);

}  // namespace lingding::plans
