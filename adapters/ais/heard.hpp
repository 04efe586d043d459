#pragma once
// A ship's position report as the watch of timetables takes it.

#include <optional>

#include "adapters/ais/message.hpp"
#include "coordinator/reception.hpp"

namespace lingding::ais {

/// Messages 1, 2, 3, 18 and 19 with a position and a number that is a ship's. Message 27 comes by satellite, and says
/// nothing of what the receivers hear. \param at when it was received
std::optional<coordinator::HeardReport> heard_report(Message const& message, geo::UtcTime at);

}  // namespace lingding::ais
