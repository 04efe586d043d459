#pragma once
// What a 406 MHz distress beacon said, of either generation, in one type.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "geo/position.hpp"
#include "geo/units.hpp"
#include "plans/beacon.hpp"

namespace lingding::sarsat {

/// In which form the digits came.
enum class BeaconForm : std::uint8_t {
  burst,              ///< 36 or 28 digits: bits 1 to 144 or 112 of a first-generation burst, with both synchronisations
  first_generation,   ///< 30 or 22 digits: bits 25 to 144 or 112
  second_generation,  ///< 63 digits: bits 1 to 250
  without_parity,     ///< 51 digits: bits 1 to 202 of a second-generation message
  first_id,           ///< 15 digits
  second_id,          ///< 23 digits
  second_id_shortened  ///< 15 digits, the first of 23
};

/// One code's verdict. A message whose first code (or whose only one) fails is refused, so only `second` may say so.
struct CodeCheck {
  bool sound = true;           ///< false: more errors than the code corrects; the bits under it are not used
  std::uint8_t corrected = 0;  ///< bits that were wrong and have been put right
  bool operator==(CodeCheck const&) const = default;
};

enum class PositionSource : std::uint8_t {
  internal,  ///< the beacon's own receiver (C/S T.001, A3.3.2.1)
  external,  ///< a navigation device outside the beacon
  unknown    ///< the message does not say (second generation, ELT(DT)), or the bit was not received
};

/// What the beacon takes positions from.
enum class Navigation : std::uint8_t {
  internal,
  external,
  none  ///< second generation: it can't encode a position, or is installed without a source of any
};

/// A position that the beacon sent. How old and how good its fix was is not in these figures.
struct EncodedPosition {
  geo::Position position;
  geo::Metres resolution;  ///< the step of the coding, in latitude, a minute of arc taken as 1852 m
  /// No point that the beacon may have rounded to this one is farther away: half the diagonal of a step, on the
  /// equator.
  geo::Metres radius;
  PositionSource source = PositionSource::unknown;
  bool operator==(EncodedPosition const&) const = default;
};

enum class Homing : std::uint8_t {
  none,
  mhz_121_5,
  sart_9_ghz,
  other,
  other_or_none,     ///< location protocols: no 121.5 MHz
  some,              ///< second generation: at least one homing signal
  none_or_disabled,  ///< second generation
};

enum class Activation : std::uint8_t {
  manual_only,          ///< user protocols: the beacon has no other way
  automatic_or_manual,  ///< user protocols: the beacon has both ways; which one it was is not said
  manual,               ///< it was switched on by hand
  automatic,            ///< by the beacon itself
  external              ///< by external means, avionics for instance
};

/// C/S T.001, tables A4 and A5.
enum class EmergencyKind : std::uint8_t {
  unspecified,
  fire,
  flooding,
  collision,
  grounding,
  listing,
  sinking,
  adrift,
  abandoning,
  reserved  ///< a maritime code of 9 to 15
};
struct Emergency {
  EmergencyKind kind = EmergencyKind::unspecified;
  bool medical_help = false;  ///< said by beacons that are not maritime
  bool disabled = false;      ///< likewise
  bool operator==(Emergency const&) const = default;
};

/// A bound on either side, each empty where the coding has none: above `over`, at most `up_to`.
struct CodedRange {
  std::optional<std::uint16_t> over;
  std::optional<std::uint16_t> up_to;
  bool operator==(CodedRange const&) const = default;
};

enum class GnssStatus : std::uint8_t { no_fix, fix_2d, fix_3d };
enum class ReturnLinkProvider : std::uint8_t { galileo, glonass, bds, other };

/// C/S T.018, table 3.3.
struct ObjectiveField {
  std::uint8_t hours_since_activation = 0;         ///< 63: or more
  std::optional<std::uint16_t> minutes_since_fix;  ///< 2046: or more
  std::optional<std::int16_t> altitude_m;          ///< −400: or lower; 15952: or higher
  std::optional<CodedRange> hdop;
  std::optional<CodedRange> vdop;
  std::optional<CodedRange> battery_percent;
  std::optional<GnssStatus> gnss;
  bool operator==(ObjectiveField const&) const = default;
};
/// Table 3.4.
struct InFlightField {
  enum class Trigger : std::uint8_t { crew, g_switch, avionics, spare };
  std::optional<std::uint32_t> fix_second_of_day;  ///< UTC
  std::optional<std::int16_t> altitude_m;
  Trigger trigger = Trigger::spare;
  std::optional<GnssStatus> gnss;
  std::optional<CodedRange> battery_percent;
  bool operator==(InFlightField const&) const = default;
};
/// Table 3.5; C/S T.001, section A3.3.7.2.
struct ReturnLinkField {
  bool accepts_automatic = false;  ///< acknowledgement type 1
  bool accepts_manual = false;     ///< type 2
  bool received_automatic = false;
  bool received_manual = false;
  std::optional<ReturnLinkProvider> provider;  ///< empty: not received
  std::optional<std::uint32_t> message;        ///< 20 bits of the message received, second generation
  bool operator==(ReturnLinkField const&) const = default;
};
/// Table 3.7.
struct TwoWayField {
  struct Exchange {
    std::uint8_t question = 0;
    std::uint8_t answer = 0;
    bool operator==(Exchange const&) const = default;
  };
  ReturnLinkProvider provider = ReturnLinkProvider::other;
  std::uint8_t version = 0;
  bool acknowledged = false;
  std::array<Exchange, 3> exchanges{};
  bool operator==(TwoWayField const&) const = default;
};
/// Tables 3.6 and 3.8: bits that are for national use, or that have no meaning yet.
struct OpaqueField {
  std::uint8_t number = 0;    ///< of the rotating field: 3 is national use, 5 to 14 are spare
  std::uint64_t content = 0;  ///< 44 bits
  bool operator==(OpaqueField const&) const = default;
};
/// Table 3.9.
struct CancellationField {
  enum class Method : std::uint8_t { manual, automatic, spare } method = Method::spare;
  bool operator==(CancellationField const&) const = default;
};
using RotatingField = std::variant<std::monostate, ObjectiveField, InFlightField, ReturnLinkField, TwoWayField,
                                   OpaqueField, CancellationField>;

/// What only a first-generation ELT(DT) says: C/S T.001, section A3.3.8.3.
struct TrackingData {
  enum class FixAge : std::uint8_t { current, up_to_60_s, older_or_none };  ///< current: at most 2 s
  std::optional<CodedRange> altitude_m;
  std::optional<FixAge> fix_age;  ///< empty: this burst has the operator in its place
  bool operator==(TrackingData const&) const = default;
};

/// What does not fit; the message is used all the same.
enum class BeaconWarning : std::uint8_t {
  synchronisation_errors,  ///< bits of the bit or frame synchronisation are wrong
  country_not_allocated,   ///< by the ITU
  second_field_missing,    ///< long format, but bits 113 to 144 are blank or not there: unprotected, no fine position
  second_field_unsound,    ///< BCH-2 can't be corrected: bits 107 to 144 are not used
  short_location,          ///< a location protocol in the short format, which is no longer permitted
  position_out_of_range,   ///< a latitude above 90° or a longitude above 180°: there is no position
  position_incomplete,     ///< only one of latitude and longitude is given: there is no position
  offset_out_of_range,     ///< the fine position is impossible: the coarse one stands alone
  fixed_bits_wrong,        ///< bits that the standard fixes have another value
  reserved_value,          ///< a value that the standard keeps for later
  padding_behind,          ///< 51 or 63 digits whose two padding bits stand at the end (T.018, B.1, first form)
  spare_bits_mixed,        ///< second generation: bits 141 to 154 are neither all 1 nor all 0
  cancellation_disagrees,  ///< second generation: spare bits and rotating field differ on whether this is one
  id_with_position         ///< an ID whose location bits are not at their default; hex_id_15 has the default
};
inline constexpr std::size_t kBeaconWarnings = 14;
std::string_view to_text(BeaconWarning warning);

class BeaconWarnings {
 public:
  void add(BeaconWarning warning) { bits_ |= 1U << static_cast<unsigned>(warning); }
  bool has(BeaconWarning warning) const { return (bits_ >> static_cast<unsigned>(warning) & 1U) != 0; }
  bool empty() const { return bits_ == 0; }
  bool operator==(BeaconWarnings const&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

/// One message, or an ID by itself. Empty members: not in this protocol, at the standard's default, or not received.
struct BeaconMessage {
  BeaconForm form = BeaconForm::first_generation;
  plans::BeaconContent identity;  ///< generation, protocol, use, MMSI, call sign, serial …
  std::optional<plans::BeaconIdFault> identity_fault;
  std::uint16_t country_code = 0;  ///< as sent, 0 … 1023
  bool is_long = false;            ///< first generation: the format flag
  bool self_test = false;          ///< inverted frame synchronisation; second generation: padding of 10
  bool cancellation = false;       ///< the beacon takes its alert back
  std::optional<EncodedPosition> position;
  std::optional<Navigation> navigation;
  std::optional<Homing> homing;
  std::optional<Activation> activation;
  std::optional<Emergency> emergency;
  std::optional<ReturnLinkField> return_link;  ///< first generation; the second's is a rotating field
  std::optional<TrackingData> tracking;
  std::optional<bool> return_link_enabled;  ///< second generation, bit 42
  RotatingField rotating;                   ///< second generation
  std::optional<CodeCheck> first_code;      ///< BCH-1, or the second generation's; empty: not sent
  std::optional<CodeCheck> second_code;     ///< BCH-2; empty: short, blank or not sent
  BeaconWarnings warnings;
  plans::BeaconBits id_bits;  ///< of the ID, from bit 1: 60 or 92

  /// 15 digits for the first generation and for a shortened second, 23 for the second.
  plans::BeaconId id() const;
  /// The digits into `to`; how many there are: 15 or 23.
  std::size_t write_id(std::array<char, 23>& to) const;
  /// Coded for tests, a self-test, or a system beacon: nobody is in distress.
  bool is_test() const { return identity.test || self_test || identity.use == plans::BeaconUse::system; }
  bool is_message() const { return form < BeaconForm::first_id; }
  /// All bits put right under both codes: what was corrected weighs less as evidence.
  unsigned corrected_bits() const {
    return (first_code ? first_code->corrected : 0U) + (second_code ? second_code->corrected : 0U);
  }
};

}  // namespace lingding::sarsat
