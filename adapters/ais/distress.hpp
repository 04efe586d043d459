#pragma once
// What of an AIS message bears on distress: the sender's kind of device, its status, and safety texts.

#include <optional>
#include <string_view>

#include "adapters/ais/message.hpp"

namespace lingding::ais {

/// Devices that identify themselves as distress transmitters (Rec. ITU-R M.585-9, Annex 2).
enum class DistressDevice { sart, man_overboard, epirb };

/// Empty for all other stations.
std::optional<DistressDevice> distress_device(Header const& header);

/// Of messages 1–3 and 27; empty for the rest.
std::optional<NavigationStatus> navigation_status(Message const& message);

/// The text of messages 12 and 14; empty optional for the rest. The view holds as long as the message.
std::optional<std::string_view> safety_text(Message const& message);

/// Message 9, or any message of a station with a SAR aircraft's MMSI (111MIDxxx).
bool is_sar_aircraft(Message const& message);

}  // namespace lingding::ais
