#pragma once
// What the hex ID of a 406 MHz beacon says: whose it is, and what it is for.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "geo/expected.hpp"
#include "plans/identity.hpp"

namespace lingding::plans {

/// What a beacon is built for, as its ID says it.
enum class BeaconUse : std::uint8_t {
  epirb_float_free,  ///< serial protocols tell float-free EPIRBs from others
  epirb_manual,
  epirb,  ///< an EPIRB, no matter how it is released
  plb,
  elt,            ///< for aircraft
  ship_security,  ///< a ship security alert: no distress beacon
  unknown
};
std::string_view to_text(BeaconUse use);

/// The content of a 15-hex ID (C/S T.001, bits 26 to 85 of the message) or a 23-hex ID (C/S T.018).
struct BeaconContent {
  enum class Generation : std::uint8_t { first, second } generation = Generation::first;
  std::optional<std::uint16_t> mid;  ///< the country code; empty when the digits there are none (201 … 775)
  std::string protocol;              ///< "maritime user", "EPIRB-MMSI location", …
  BeaconUse use = BeaconUse::unknown;
  std::optional<Mmsi> mmsi;                       ///< of the ship, where the protocol carries one
  std::optional<std::string> call_sign;           ///< where the protocol carries one
  std::optional<std::uint32_t> epirb_ais_ending;  ///< second generation: last four digits of the EPIRB-AIS number
  bool test = false;                              ///< coded for tests or training
  bool has_position = false;                      ///< the location bits are not at their default, as an ID's have to be
  bool operator==(BeaconContent const&) const = default;
};

/// Why an ID is none.
struct BeaconFault {
  std::string reason;  ///< "reserved protocol 101"
  bool operator==(BeaconFault const&) const = default;
};

/// Reads every protocol of C/S T.001 (issue 4, rev. 12) and T.018 (issue 1, rev. 12). Reserved protocols and
/// characters that modified Baudot code does not have are faults.
geo::Expected<BeaconContent, BeaconFault> decode_beacon(BeaconId const& id);

}  // namespace lingding::plans
