#pragma once
// How often ships report by AIS.

#include <chrono>

#include "geo/units.hpp"
#include "tools/drill/scenario.hpp"

namespace lingding::drill::detail {

/// Static data: every 6 minutes (Rec. ITU-R M.1371-5, Annex 1, §4.2.1).
inline constexpr Offset kStaticEvery = std::chrono::minutes{6};

/// Nominal intervals of position reports (Rec. ITU-R M.1371-5, Annex 1, §4.2.1, table 1; class B with carrier sense,
/// "CS", table 2). \param lies at anchor or moored; turns: changing course
constexpr Offset report_interval(bool class_b, bool lies, geo::Knots speed, bool turns) {
  double const knots = speed.knots();
  if (class_b) return knots > 2 ? std::chrono::seconds{30} : std::chrono::minutes{3};
  if (lies) return knots > 3 ? std::chrono::seconds{10} : std::chrono::minutes{3};
  if (knots > 23) return std::chrono::seconds{2};
  if (knots > 14) return turns ? std::chrono::seconds{2} : std::chrono::seconds{6};
  return turns ? Offset{3333} : Offset{10'000};
}

}  // namespace lingding::drill::detail
