#pragma once
// What five senders would say of one casualty, each in its own form, for the demonstration.

#include <string>
#include <vector>

#include "geo/gazetteer.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "plans/brief.hpp"

namespace lingding::tools {

/// A message of a mission control centre to its rescue centre (C/S A.002, SIT 185; paragraphs as in C/S G.007): the
/// ship's beacon was heard through a geostationary satellite, nowhere located. Ends with "END OF MESSAGE".
/// \pre the ship has an MMSI and a beacon
std::string mcc_message(plans::PlanBrief const& ship, geo::UtcTime heard);

/// The sentences of a coast station that received the ship's DSC distress call for a collision (IEC 61162-1): DSC with
/// the position to the minute of arc, DSE with four more digits.
/// \pre the ship has an MMSI
std::string dsc_sentences(plans::PlanBrief const& ship, geo::Position position, geo::UtcTime heard);

/// A CAP 1.2 message by the ship's company: her call sign, the nature, persons on board, a description in two
/// languages; no position.
std::string cap_message(plans::PlanBrief const& ship, std::uint32_t persons, geo::UtcTime sent);

/// Where that is, as somebody says it who sees the nearest island: "3 miles south of Siu A Chau".
/// \pre the gazetteer has an island
std::string spoken_place(geo::Position position, geo::Gazetteer const& gazetteer);

/// Her EPIRB's AIS transmitter, else her first AIS-SART. \pre the ship has a device
plans::Mmsi transmitter_of(plans::PlanBrief const& ship);

}  // namespace lingding::tools
