#pragma once
// What the hex ID of a 406 MHz beacon says: whose it is, and what it is for.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/expected.hpp"
#include "plans/beacon_bits.hpp"
#include "plans/identity.hpp"

namespace lingding::plans {

/// What a beacon is built for, as its ID or its message says it.
enum class BeaconUse : std::uint8_t {
  epirb_float_free,  ///< serial protocols tell float-free EPIRBs from others
  epirb_manual,
  epirb,  ///< an EPIRB, no matter how it is released
  plb,
  elt,            ///< for aircraft
  elt_dt,         ///< for aircraft: a distress tracking ELT, which may be switched on in flight
  ship_security,  ///< a ship security alert: no distress beacon
  system,         ///< a reference beacon of Cospas-Sarsat itself
  unknown
};
std::string_view to_text(BeaconUse use);

/// How the identity is coded: C/S T.001, table A2; C/S T.018, table 3.1, bits 91 to 93.
enum class BeaconProtocol : std::uint8_t {
  orbitography,
  aviation_user,
  maritime_user,
  serial_user,
  national_user,
  second_generation_user,  ///< 101: kept free for second-generation IDs, never sent by a first-generation beacon
  radio_call_sign_user,
  test_user,
  epirb_mmsi_location,
  elt_address_location,
  elt_serial_location,
  elt_operator_location,
  epirb_serial_location,
  plb_serial_location,
  ship_security_location,
  test_location,
  elt_national_location,
  epirb_national_location,
  plb_national_location,
  national_test_location,
  return_link_location,
  elt_dt_location,
  spare_location,  ///< 0000 and 0001
  second_generation_plain,
  second_generation_mmsi,
  second_generation_call_sign,
  second_generation_registration,
  second_generation_address,
  second_generation_operator,
  second_generation_system_test,
  second_generation_spare
};
std::string_view to_text(BeaconProtocol protocol);

/// A call sign, a registration marking or an operator's designator: at most seven characters of modified Baudot code
/// (A … Z, 0 … 9, blank, hyphen, slash), without blanks at its ends.
class BeaconText {
 public:
  /// Takes the first seven characters.
  explicit constexpr BeaconText(std::string_view text) {
    for (; size_ < characters_.size() && size_ < text.size(); ++size_) characters_[size_] = text[size_];
  }
  constexpr std::string_view view() const { return {characters_.data(), size_}; }
  constexpr bool operator==(BeaconText const& other) const { return view() == other.view(); }
  constexpr bool operator==(std::string_view text) const { return view() == text; }

 private:
  std::array<char, 7> characters_{};
  std::uint8_t size_ = 0;
};

/// The content of a 15-hex ID (C/S T.001, bits 26 to 85 of the message) or a 23-hex ID (C/S T.018, table 3.11). Empty:
/// the protocol carries none, or what it carries is none.
struct BeaconContent {
  enum class Generation : std::uint8_t { first, second } generation = Generation::first;
  std::optional<std::uint16_t> mid;  ///< the country code; empty when the digits there are none (201 … 775)
  BeaconProtocol protocol = BeaconProtocol::orbitography;
  BeaconUse use = BeaconUse::unknown;
  std::optional<Mmsi> mmsi;                       ///< of the ship
  std::optional<BeaconText> call_sign;            ///< of the ship
  std::optional<BeaconText> registration;         ///< marking of the aircraft
  std::optional<BeaconText> aircraft_operator;    ///< three letters (ICAO Doc 8585)
  std::optional<std::uint32_t> aircraft_address;  ///< 24 bits (ICAO)
  std::optional<std::uint32_t> serial;            ///< of the maker, the operator or the nation, as the protocol has it
  std::optional<std::uint16_t> operator_serial;   ///< second generation: the number that an aircraft's operator gave
  std::optional<std::uint16_t> tac;               ///< the number of the type approval certificate
  std::optional<BeaconText> beacon_number;        ///< which of several in one ship or aircraft; "0" is the first
  std::optional<std::uint32_t> epirb_ais_ending;  ///< second generation: last four digits of the EPIRB-AIS number
  bool test = false;                              ///< coded for tests or training
  bool has_position = false;                      ///< the location bits are not at their default, as an ID's have to be
  bool operator==(BeaconContent const&) const = default;
};

/// What is wrong with the bits of an ID.
enum class BeaconIdFault : std::uint8_t {
  protocol_101,
  protocol_0000,
  protocol_0001,
  serial_type_spare,    ///< serial user protocol: beacon type 101 or 111
  identity_type_spare,  ///< ELT(DT) location protocol: type of identity 11
  no_baudot_character,
  no_decimal_digit,  ///< of a call sign
  mmsi_too_long,     ///< more digits than an MMSI, or than the end of one, has
  epirb_ais_too_long,
  vessel_type_spare,       ///< 110
  system_test_in_service,  ///< 111 without the test flag
  not_second_generation    ///< bits 1 and 12 to 14 of 23 digits
};
/// A sentence without its full stop.
std::string_view to_text(BeaconIdFault fault);

/// All that could be read, and the first fault, if there is one: for alerts, which are never dropped for a fault in
/// their identity.
struct BeaconReading {
  BeaconContent content;
  std::optional<BeaconIdFault> fault{};
};

/// Reads bits 26 to 85 of a first-generation message (C/S T.001, issue 4, rev. 12, annex A).
BeaconReading read_first_generation(BeaconBits const& message);

/// How much of a second-generation ID there is: 23 digits, or the first 15 of them, which end within the vessel's
/// identity (C/S T.018, section 3.6, note 2).
enum class BeaconIdLength : std::uint8_t { digits_15 = 60, digits_23 = 92 };
/// Reads the bits of an ID counted from 1 (C/S T.018, issue 1, rev. 12, tables 3.1 and 3.11).
BeaconReading read_second_generation(BeaconBits const& id, BeaconIdLength length);

/// Three letters of five bits, those of modified Baudot code without their first bit; empty when one is none.
std::optional<BeaconText> read_designator(BeaconBits const& bits, std::size_t from);

/// Why an ID is none.
struct BeaconFault {
  std::string reason;  ///< "reserved protocol 101"
  bool operator==(BeaconFault const&) const = default;
};

/// Reads every protocol of C/S T.001 and T.018 strictly, as for a plan: what BeaconReading calls a fault is refused,
/// also the short form of a second-generation ID.
geo::Expected<BeaconContent, BeaconFault> decode_beacon(BeaconId const& id);

}  // namespace lingding::plans
