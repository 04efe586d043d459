#pragma once
// How many centres had custody of each casualty at each moment, by what their own journals showed to them then: apart
// from coordinator/custody.hpp, which derives it from the claims that desks exchange.

#include <set>
#include <vector>

#include "tools/drill/detail/run_view.hpp"

namespace lingding::drill::detail {

/// From `from` to `to` these centres held it.
struct Holding {
  geo::UtcTime from{};
  geo::UtcTime to{};
  std::set<geo::CentreId> by;
  std::vector<Happened const*> because;  ///< the entries by which they hold
};

/// The casualty's whole time, from its first entry to the run's end, each stretch with who held it. Where incidents
/// were not yet one, each counts for itself: stretches of different incidents may lie side by side.
std::vector<Holding> custody_of(RunView const& view, Case const& of);

/// The stretches in which it was not one centre, without what is no more than the word of a hand-over on its way
/// (coordinator::kHandOverTakes), and without those of two centres whose link the script took down.
std::vector<Holding> custody_faults(RunView const& view, Case const& of);

}  // namespace lingding::drill::detail
