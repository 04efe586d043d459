#pragma once
// One line of JSON for each position or static report: what the public traffic stream carries.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/ais/picture.hpp"

namespace lingding::ais {

/// Key and JSON of each report. Reports with the same key replace one another (runtime/coalescing_lane.hpp): the
/// station's MMSI times four, plus 0 for positions, 1 for static data of message 5 and part A of 24, 2 for part B
/// of 24.
using TrafficBatch = std::vector<std::pair<std::uint64_t, std::string>>;

/// Appends the report of `message` to `batch`; nothing for messages that say nothing of their sender's place or
/// identity. The object has no line end. What the message says is not available is left out. Its keys, gpsd's names and
/// scaled units:
///
/// | key | in | what |
/// |---|---|---|
/// | report | all | "position" or "static" |
/// | mmsi | all | number |
/// | kind | all | to_text(StationKind) |
/// | type | all | AIS message type |
/// | lat, lon | position | degrees, WGS 84, six decimals (0.11 m) |
/// | accuracy | position with lat, lon | true: better than 10 m |
/// | speed | position | knots over ground, one decimal |
/// | course | position | degrees true over ground, one decimal |
/// | heading | position | degrees true |
/// | status | position of types 1–3, 27 | navigational status 0 … 15 |
/// | shipname | static; position of types 19, 21 | as broadcast |
/// | callsign, destination | static | as broadcast |
/// | imo, shiptype | static | numbers |
/// | to_bow, to_stern, to_port, to_starboard | static | metres from the antenna; all four or none |
/// | draught | static | metres, one decimal |
/// | at | all | when it was received, ISO 8601 UTC |
/// | source | all | the configured name of the source |
///
/// \param station what the picture made of the message (TrafficPicture::update).
void append_report(TrafficBatch& batch, Message const& message, Station const& station, std::string_view at,
                   std::string_view source);

}  // namespace lingding::ais
