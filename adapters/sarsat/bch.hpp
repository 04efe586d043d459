#pragma once
// The three error-correcting codes of 406 MHz messages: checked, and corrected as far as each code can.

#include <cstdint>
#include <optional>

#include "plans/beacon_bits.hpp"

namespace lingding::sarsat {

/// How many bit errors each code corrects. The code sees every error of up to twice as many bits; more than it corrects
/// are refused, or, where they lead into the reach of another code word, are taken for it (docs/decoders.md has how
/// often).
inline constexpr unsigned kFirstFieldErrors = 3;        ///< BCH-1, C/S T.001, section B1
inline constexpr unsigned kSecondFieldErrors = 2;       ///< BCH-2, C/S T.001, section B2
inline constexpr unsigned kSecondGenerationErrors = 6;  ///< C/S T.018, section B.1

/// BCH (82,61), over bits 25 to 106 of a first-generation message: corrects the bits in place and says how many were
/// wrong; empty, and nothing changed, when no code word is within three bits.
std::optional<unsigned> correct_first_field(plans::BeaconBits& message);

/// BCH (38,26), over bits 107 to 144 of a long first-generation message, up to two bits; the same.
std::optional<unsigned> correct_second_field(plans::BeaconBits& message);

/// BCH (250,202), over bits 1 to 250 of a second-generation message, up to six bits; the same.
std::optional<unsigned> correct_second_generation(plans::BeaconBits& message);

/// The 21 parity bits that belong to bits 25 to 85.
std::uint32_t first_field_parity(plans::BeaconBits const& message);
/// The 12 parity bits that belong to bits 107 to 132.
std::uint32_t second_field_parity(plans::BeaconBits const& message);
/// The 48 parity bits that belong to bits 1 to 202.
std::uint64_t second_generation_parity(plans::BeaconBits const& message);

}  // namespace lingding::sarsat
