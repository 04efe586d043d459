#pragma once
// Events and effects as JSON: what the journal holds, what consoles and other desks are sent. docs/protocol.md
// describes it.

#include <string>
#include <string_view>
#include <vector>

#include "coordinator/effect.hpp"
#include "coordinator/event.hpp"
#include "geo/expected.hpp"

namespace lingding::coordinator {

struct CodecError {
  std::string pointer;   ///< JSON Pointer (RFC 6901) to what is wrong; empty: the document itself
  std::string expected;  ///< what should have been there
  bool operator==(CodecError const&) const = default;
};

/// Appends; the raw bytes of an event are not in it (they are recorded beside it). Byte-identical for equal values.
/// What is written reads back to an equal value, and that writes the same bytes, for every value within the bounds of
/// limits.hpp whose texts are UTF-8 (see canonicalise).
void append_json(std::string& out, Event const& event);
void append_json(std::string& out, Effect const& effect);
/// An array. Gives where each effect's text ends in `out`.
std::vector<std::size_t> append_json(std::string& out, Effects const& effects);
void append_json(std::string& out, Incident const& incident);
void append_json(std::string& out, LinkMessage const& message);
void append_json(std::string& out, Command const& command);
void append_json(std::string& out, Decision const& decision);
void append_json(std::string& out, ShipLink const& ship);
void append_json(std::string& out, Alert const& alert);
void append_json(std::string& out, AlertReport const& report);
void append_json(std::string& out, std::vector<ShipNear> const& ships);
void append_json(std::string& out, Phase const& said);
void append_json(std::string& out, Persons const& said);
void append_json(std::string& out, Closure const& said);
void append_json(std::string& out, NoDuff const& said);
void append_json(std::string& out, CustodyWish const& said);
void append_json(std::string& out, OfferAnswer const& said);
void append_json(std::string& out, Unheard const& said);
void append_json(std::string& out, Unit const& said);
void append_json(std::string& out, Call const& said);
void append_json(std::string& out, PossibleMatch const& said);
void append_json(std::string& out, Sitrep const& said);
void append_json(std::string& out, ShipSight const& said);
void append_json(std::string& out, plans::PlanBrief const& plan);

/// \param raw goes back into the event.
geo::Expected<Event, CodecError> parse_event(std::string_view json, std::string_view raw);
geo::Expected<LinkMessage, CodecError> parse_link_message(std::string_view json, std::string_view raw);
geo::Expected<Command, CodecError> parse_command(std::string_view json);
geo::Expected<Incident, CodecError> parse_incident(std::string_view json);
geo::Expected<AlertReport, CodecError> parse_alert_report(std::string_view json);
geo::Expected<Effects, CodecError> parse_effects(std::string_view json, std::string_view raw);

/// The JSON text of the message in that of a LinkSent.
/// \pre written by append_json
std::string_view message_in(std::string_view link_sent);

/// The frames as received that belong to the event; empty for what is not received bytes.
std::string_view raw_of(Event const& event);
/// Brings an event into the form that its JSON text keeps: texts that are not UTF-8 mended and cut to their bounds.
void canonicalise(Event& event);

/// Each effect's text in that of all, by what append_json gave when it wrote them at the front of an empty text.
std::vector<std::string_view> texts_of(std::string_view effects_json, std::vector<std::size_t> const& ends);

/// One effect as consoles get it.
struct ConsoleItem {
  std::string officer;  ///< for him alone; empty: for every console of the centre
  std::string json;     ///< the effect
  bool operator==(ConsoleItem const&) const = default;
};
/// What of an entry's effects is for consoles, in order: all but what goes to other desks. The same from the desk's own
/// effects and from the recorded text, so that a console that catches up gets the same bytes as one that was there.
std::vector<ConsoleItem> console_items(Effects const& effects);
/// The same from the effects' JSON texts, one for each.
/// \pre as many texts as effects
std::vector<ConsoleItem> console_items(Effects const& effects, std::vector<std::string_view> const& texts);
geo::Expected<std::vector<ConsoleItem>, CodecError> console_items(std::string_view effects_json);

}  // namespace lingding::coordinator
