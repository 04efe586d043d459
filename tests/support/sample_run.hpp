#pragma once
// A drill that was held: three desks in the estuary's real waters, driven through the collision of two ferries as the
// exercise of 10 June 2010 had it (Macao takes the call), with what a run's record keeps of it. All persons, ships and
// numbers are invented.

#include "tools/drill/record.hpp"

namespace lingding::support {

struct SampleRun {
  bool late_call = false;  ///< the company is called only after 20 minutes, and nobody opens the plan at Macao
};

/// An hour and a half of three centres; the same each time.
drill::RunRecord sample_run(SampleRun const& how = {});

}  // namespace lingding::support
