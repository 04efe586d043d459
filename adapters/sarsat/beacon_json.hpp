#pragma once
// A beacon's message as one JSON object; docs/decoders.md lists every member.

#include <string>
#include <string_view>

#include "adapters/sarsat/beacon_decoder.hpp"

namespace lingding::sarsat {

/// Appends one object without a line end. What the message does not say, or says is not available, is left out.
/// \param input what was decoded, as it came: the member `input`, cut after 80 bytes
void append_json(std::string& out, BeaconMessage const& message, std::string_view input);

/// The object for digits that are no message: `input` and `error`.
void append_json(std::string& out, BeaconRefusal refusal, std::string_view input);

/// Decodes, and appends the one or the other. True: it was a message or an ID.
bool decode_to_json(std::string& out, std::string_view input);

}  // namespace lingding::sarsat
