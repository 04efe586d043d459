#pragma once
// A CAP message as one JSON object; docs/decoders.md lists every key.

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/cap/reader.hpp"

namespace lingding::cap {

/// Appends one object without a line end. What the message does not say is left out.
void append_json(std::string& out, Message const& message);
/// A refused message: its place in the input from 1, the fault, and the text.
void append_json(std::string& out, std::uint64_t number, std::string_view text, Fault const& fault);

}  // namespace lingding::cap
