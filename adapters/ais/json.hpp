#pragma once
// A message as one JSON object in gpsd's names and scaled units; docs/ais-json.md lists every key.

#include <cstddef>
#include <string>

#include "adapters/ais/decoder.hpp"
#include "adapters/ais/message.hpp"

namespace lingding::ais {

/// Appends one object without a line end. What a message says is not available is left out.
void append_json(std::string& out, Message const& message);
/// The same with the `tag` object, where the line had TAG blocks or a time.
void append_json(std::string& out, Received const& received);

/// No object is longer, its tag included: the longest message (161 characters of text, each escaped to six) and a TAG
/// block of a whole line (512 characters, each escaped to six) with all names of keys are below this.
inline constexpr std::size_t kMaxJsonBytes = 6144;
/// Writes to `at` and returns the end. \pre kMaxJsonBytes bytes can be written at `at`; not all of them are.
char* write_json(char* at, Received const& received);

}  // namespace lingding::ais
