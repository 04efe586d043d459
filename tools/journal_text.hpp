#pragma once
// A journal's entries as text: JSON Lines for programs and archives, a line for people.

#include <string>

#include "coordinator/ports.hpp"

namespace lingding::tools {

/// {"seq":…,"at":"…Z","event":{…},"effects":[…],"raw":"…","hash":"64 hex digits"} and a line feed. Event and effects
/// stand byte for byte as they were recorded, so that the hash can be checked from the export. Raw bytes that are not
/// UTF-8 come as "raw_base64" (RFC 4648, section 4); without raw bytes there is neither.
void append_json_line(std::string& out, coordinator::Entry const& entry);

/// "     12  2016-08-27T15:50:00.000Z  alert_received → incident_changed, alarm_raised" and a line feed.
void append_text_line(std::string& out, coordinator::Entry const& entry);

/// RFC 4648, section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Well-formed UTF-8 (Unicode 15, table 3-7).
bool is_utf8(std::string_view bytes);

}  // namespace lingding::tools
