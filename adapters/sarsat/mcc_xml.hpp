#pragma once
// The XML bodies that some mission control centres send: a topMessage with one alert.

#include <optional>
#include <string_view>

#include "adapters/sarsat/sit_message.hpp"
#include "adapters/sarsat/sit_read.hpp"

namespace lingding::sarsat {

/// The topMessage in the text, with the XML declaration or what stands between that and it; empty when there is none.
std::string_view find_xml(std::string_view text);

/// Fills the message from a topMessage: unlocatedAlertMessage, incidentAlertMessage (Doppler pairs, DOA),
/// resolvedAlertMessage (composite: the confirmed position) or freeformMessage. Document types are refused, so that no
/// entity but XML's own five and character references is ever expanded, and nothing outside is read; at most 32 levels
/// and kMaxMessageBytes.
std::optional<SitError> read_xml(std::string_view xml, SitMessage& message);

}  // namespace lingding::sarsat
