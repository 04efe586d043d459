#pragma once
// A ship's digital selective call in distress, as a coast station's receiver writes it.

#include <string>
#include <vector>

#include "coordinator/incident.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "plans/identity.hpp"

namespace lingding::tools {

/// $CDDSC with the position in whole minutes, $CDDSE with their next four decimals (IEC 61162-1; Rec. ITU-R M.493-16,
/// M.821-1). Both cut digits off, as radios do. \pre a nature of M.493
std::vector<std::string> distress_call(plans::Mmsi ship, coordinator::Nature nature, geo::Position position,
                                       geo::UtcTime at);

}  // namespace lingding::tools
