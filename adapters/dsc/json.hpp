#pragma once
// A call as one JSON object; docs/decoders.md lists every key.

#include <string>

#include "adapters/dsc/call.hpp"
#include "adapters/dsc/decoder.hpp"

namespace lingding::dsc {

/// Appends one object without a line end. What the call does not say is left out.
void append_json(std::string& out, Call const& call);
/// The same with the time and source that the line's TAG block or log gave.
void append_json(std::string& out, Received const& received);
/// A refused line: its number, the reason's name, what was expected, the line itself (its first 4096 bytes).
void append_json(std::string& out, std::uint64_t line_number, std::string_view line, Fed const& refused);

}  // namespace lingding::dsc
