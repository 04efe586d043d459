#pragma once
// Events and effects as JSON: what the journal holds, what consoles and other desks are sent. docs/protocol.md describes it.

#include <string>
#include <string_view>

#include "coordinator/effect.hpp"
#include "coordinator/event.hpp"
#include "geo/expected.hpp"

namespace lingding::coordinator {

struct CodecError {
  std::string pointer;   ///< JSON Pointer (RFC 6901) to what is wrong
  std::string expected;  ///< what should have been there
};

/// Appends; the raw bytes of an event are not in it (they are recorded beside it). Byte-identical for equal values.
void append_json(std::string& out, Event const& event);
void append_json(std::string& out, Effect const& effect);
void append_json(std::string& out, Incident const& incident);
void append_json(std::string& out, LinkMessage const& message);

/// \param raw goes back into the event.
geo::Expected<Event, CodecError> parse_event(std::string_view json, std::string_view raw);
geo::Expected<LinkMessage, CodecError> parse_link_message(std::string_view json, std::string_view raw);
geo::Expected<Command, CodecError> parse_command(std::string_view json);

}  // namespace lingding::coordinator
