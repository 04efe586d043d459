#pragma once
// A message of a mission control centre as one JSON object; docs/decoders.md lists every key.

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/sarsat/sit_message.hpp"
#include "adapters/sarsat/sit_read.hpp"

namespace lingding::sarsat {

/// Appends one object without a line end. What the message does not say is left out.
void append_json(std::string& out, SitMessage const& message);
/// A refused message: its place in the input from 1, the reason's name, what was expected, what was found, the text.
void append_json(std::string& out, std::uint64_t number, std::string_view text, SitError const& error);

}  // namespace lingding::sarsat
