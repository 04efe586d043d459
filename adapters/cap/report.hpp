#pragma once
// What a CAP message says of a casualty at sea: the alert report that a desk takes.

#include <cstddef>
#include <cstdint>

#include "adapters/cap/message.hpp"
#include "coordinator/incident.hpp"
#include "coordinator/mode.hpp"
#include "geo/expected.hpp"

namespace lingding::cap {

/// Why a message is no alert for a desk.
enum class NoReport : std::uint8_t {
  not_maritime,  ///< nothing in it is about a ship or persons in distress at sea: a storm, an earthquake
  answer,        ///< an Ack or Error: about a message, not about an event
  system         ///< status System: for the network itself
};
inline constexpr std::size_t kNoReportCount = 3;
/// A stable name ("not_maritime"), and one sentence without a full stop: what was expected.
char const* name_of(NoReport reason);
char const* meaning_of(NoReport reason);

/// The report of an Alert, Update or Cancel. Tests are those of status Exercise, Test and Draft. A Cancel cancels, also
/// when it has no info block: then what it refers to is all that it says.
///
/// Maritime distress: an info block names a ship by a parameter (below), or is of category Rescue, Transport or Safety
/// and has a word of ships and people at sea in its event, headline or event codes (English or Chinese:
/// docs/decoders.md has the list).
///
/// Parameters, in any case, blanks, hyphens and underscores passed over: MMSI · CallSign · VesselName or ShipName ·
/// BeaconId or HexId (15 or 23 digits) · PersonsOnBoard or POB · Nature (the words of coordinator::Nature).
///
/// The position is the centre of a circle that covers every circle and polygon of the info block, no smaller than 100
/// m: CAP does not say how good a point is. The info block is the first one in English, else the first.
///
/// `thread` is the message's own name and those of its references, so that an Update or a Cancel comes to the incident
/// that the first message opened.
///
/// The text says what the message is called, and the newest one that it goes on with: "CAP Update
/// sender,identifier of sender,identifier."
///
/// \param mode of the server: to an exercise, status Exercise is no test but the thing practised.
geo::Expected<coordinator::AlertReport, NoReport> to_report(Message const& message,
                                                            coordinator::Mode mode = coordinator::Mode::real);

/// The circle that covers all of an area's circles and polygons; empty: it has none. At most some per cent larger than
/// the smallest one.
std::optional<Circle> covering_circle(std::vector<Area> const& areas);

}  // namespace lingding::cap
