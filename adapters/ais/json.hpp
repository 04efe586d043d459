#pragma once
// A message as one JSON object in gpsd's names and scaled units; docs/ais-json.md lists every key.

#include <string>

#include "adapters/ais/decoder.hpp"
#include "adapters/ais/message.hpp"

namespace lingding::ais {

/// Appends one object without a line end. What a message says is not available is left out.
void append_json(std::string& out, Message const& message);
/// The same with the `tag` object, where the line had TAG blocks or a time.
void append_json(std::string& out, Received const& received);

}  // namespace lingding::ais
