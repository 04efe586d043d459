// Second-generation messages: C/S T.018, issue 1, rev. 12, section 3.

#include <numbers>

#include "adapters/sarsat/beacon_parts.hpp"

namespace lingding::sarsat::detail {
namespace {

using plans::BeaconBits;
using plans::BeaconUse;

/// Table 3.1, bits 44 to 66 and 67 to 90: a sign, whole degrees, and 32768ths of one.
constexpr double kFraction = 32768;
constexpr double kStepSeconds = 3600 / kFraction;
// Without the sign, which tells a beacon that has no position now (0) from one that can't encode any (1).
constexpr std::uint64_t kNoLatitude = 0b1111111'000001111100000;
constexpr std::uint64_t kNoLongitude = 0b11111111'111110000011111;

Axis read_axis(bool is_negative, std::uint64_t value, std::uint64_t no_value, double limit) {
  if (value == no_value) return {};
  double const degrees = static_cast<double>(value) / kFraction;
  if (degrees > limit) return {Axis::State::out_of_range, 0};
  return {Axis::State::given, is_negative ? -degrees : degrees};
}

void read_position(BeaconBits const& bits, BeaconMessage& message) {
  auto const latitude = bits(45, 66);
  auto const longitude = bits(68, 90);
  if (latitude == kNoLatitude && longitude == kNoLongitude) {
    if (bits[44] != bits[67]) return message.warnings.add(BeaconWarning::reserved_value);
    if (bits[44]) message.navigation = Navigation::none;
    return;
  }
  auto const position = join(read_axis(bits[44], latitude, kNoLatitude, 90),
                             read_axis(bits[67], longitude, kNoLongitude, 180), message.warnings);
  if (!position) return;
  message.position = EncodedPosition{*position, arc(kStepSeconds), arc(kStepSeconds) * (0.5 * std::numbers::sqrt2),
                                     PositionSource::unknown};
}

/// Tables 3.3 and 3.4: steps of 16 m from −400 m; all ones: none.
std::optional<std::int16_t> read_altitude(BeaconBits const& bits) {
  auto const code = bits(176, 185);
  if (code == 0x3FF) return std::nullopt;
  return static_cast<std::int16_t>(static_cast<int>(code) * 16 - 400);
}

std::optional<CodedRange> dilution(std::uint64_t code) {
  constexpr std::array<std::uint16_t, 14> kUpTo{1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50};
  if (code == 15) return std::nullopt;
  CodedRange range;
  if (code > 0) range.over = kUpTo[code - 1];
  if (code < kUpTo.size()) range.up_to = kUpTo[code];
  return range;
}

std::optional<GnssStatus> gnss_status(std::uint64_t code, BeaconWarnings& warnings) {
  constexpr std::array<GnssStatus, 3> kStatus{GnssStatus::no_fix, GnssStatus::fix_2d, GnssStatus::fix_3d};
  if (code < kStatus.size()) return kStatus[code];
  warnings.add(BeaconWarning::reserved_value);
  return std::nullopt;
}

void check_zero(std::uint64_t bits, BeaconWarnings& warnings) {
  if (bits != 0) warnings.add(BeaconWarning::fixed_bits_wrong);
}

/// Table 3.3
void read_objective(BeaconBits const& bits, BeaconMessage& message) {
  ObjectiveField field;
  field.hours_since_activation = static_cast<std::uint8_t>(bits(159, 164));
  if (auto const minutes = bits(165, 175); minutes != 2047)
    field.minutes_since_fix = static_cast<std::uint16_t>(minutes);
  field.altitude_m = read_altitude(bits);
  field.hdop = dilution(bits(186, 189));
  field.vdop = dilution(bits(190, 193));
  constexpr std::array<Activation, 3> kActivations{Activation::manual, Activation::automatic, Activation::external};
  if (auto const activation = bits(194, 195); activation < kActivations.size()) {
    message.activation = kActivations[activation];
  } else {
    message.warnings.add(BeaconWarning::reserved_value);
  }
  constexpr std::array<std::uint16_t, 7> kBattery{0, 5, 10, 25, 50, 75, 100};
  auto const battery = bits(196, 198);
  if (battery < 6) {
    CodedRange range{.over = std::nullopt, .up_to = kBattery[battery + 1]};
    if (battery > 0) range.over = kBattery[battery];
    field.battery_percent = range;
  } else if (battery == 6) {
    message.warnings.add(BeaconWarning::reserved_value);
  }
  field.gnss = gnss_status(bits(199, 200), message.warnings);
  check_zero(bits(201, 202), message.warnings);
  message.rotating = field;
}

/// Table 3.4
void read_in_flight(BeaconBits const& bits, BeaconMessage& message) {
  constexpr std::uint64_t kNoTime = 0x1FFFF;
  constexpr std::uint64_t kDay = 86'400;
  InFlightField field;
  if (auto const second = bits(159, 175); second < kDay) {
    field.fix_second_of_day = static_cast<std::uint32_t>(second);
  } else if (second != kNoTime) {
    message.warnings.add(BeaconWarning::reserved_value);
  }
  field.altitude_m = read_altitude(bits);
  switch (bits(186, 189)) {
    case 0b0001:
      field.trigger = InFlightField::Trigger::crew;
      message.activation = Activation::manual;
      break;
    case 0b0100:
      field.trigger = InFlightField::Trigger::g_switch;
      message.activation = Activation::automatic;
      break;
    case 0b1000:
      field.trigger = InFlightField::Trigger::avionics;
      message.activation = Activation::external;
      break;
    default:
      message.warnings.add(BeaconWarning::reserved_value);
  }
  field.gnss = gnss_status(bits(190, 191), message.warnings);
  constexpr std::array<CodedRange, 3> kBattery{CodedRange{std::nullopt, 33}, CodedRange{33, 66}, CodedRange{66, 100}};
  if (auto const battery = bits(192, 193); battery < kBattery.size()) field.battery_percent = kBattery[battery];
  check_zero(bits(194, 202), message.warnings);
  message.rotating = field;
}

ReturnLinkProvider provider(std::uint64_t code) {
  switch (code) {
    case 1:
      return ReturnLinkProvider::galileo;
    case 2:
      return ReturnLinkProvider::glonass;
    case 3:
      return ReturnLinkProvider::bds;
    default:
      return ReturnLinkProvider::other;
  }
}

/// Table 3.5
void read_return_link(BeaconBits const& bits, BeaconMessage& message) {
  ReturnLinkField field;
  check_zero(bits(159, 160) | bits(163, 166) | bits(192, 202), message.warnings);
  field.accepts_automatic = bits[161];
  field.accepts_manual = bits[162];
  if (!field.accepts_automatic && !field.accepts_manual) message.warnings.add(BeaconWarning::reserved_value);
  field.provider = provider(bits(167, 169));
  if (field.provider == ReturnLinkProvider::galileo) {
    field.received_automatic = bits[170];
    field.received_manual = bits[171];
    if (field.received_automatic && !field.received_manual) {
      field.message = static_cast<std::uint32_t>(bits(172, 191));
    } else if (field.received_manual) {
      message.warnings.add(BeaconWarning::reserved_value);
    } else {
      check_zero(bits(172, 191), message.warnings);
    }
  } else {
    check_zero(bits(170, 191), message.warnings);
  }
  message.rotating = field;
}

/// Table 3.7
void read_two_way(BeaconBits const& bits, BeaconMessage& message) {
  TwoWayField field;
  field.provider = provider(bits(159, 161));
  field.version = static_cast<std::uint8_t>(bits(162, 166));
  field.acknowledged = bits[167];
  for (std::size_t i = 0; i < field.exchanges.size(); ++i) {
    std::size_t const at = 170 + 11 * i;
    field.exchanges[i] = {static_cast<std::uint8_t>(bits(at, at + 6)),
                          static_cast<std::uint8_t>(bits(at + 7, at + 10))};
  }
  message.rotating = field;
}

/// Table 3.9
void read_cancellation(BeaconBits const& bits, BeaconMessage& message) {
  using Method = CancellationField::Method;
  constexpr std::array<Method, 4> kMethods{Method::spare, Method::automatic, Method::manual, Method::spare};
  if (bits(159, 200) != (std::uint64_t{1} << 42U) - 1) message.warnings.add(BeaconWarning::fixed_bits_wrong);
  message.rotating = CancellationField{kMethods[bits(201, 202)]};
}

void read_rotating(BeaconBits const& bits, BeaconMessage& message) {
  switch (auto const number = bits(155, 158)) {
    case 0:
      return read_objective(bits, message);
    case 1:
      return read_in_flight(bits, message);
    case 2:
      return read_return_link(bits, message);
    case 4:
      return read_two_way(bits, message);
    case 15:
      return read_cancellation(bits, message);
    default:
      message.rotating = OpaqueField{static_cast<std::uint8_t>(number), bits(159, 202)};
  }
}

BeaconUse use_of(std::uint64_t type, BeaconWarnings& warnings) {
  switch (type) {
    case 0b000:
      return BeaconUse::elt;
    case 0b001:
      return BeaconUse::epirb;
    case 0b010:
      return BeaconUse::plb;
    case 0b011:
      return BeaconUse::elt_dt;
    case 0b111:
      return BeaconUse::system;
    default:
      warnings.add(BeaconWarning::reserved_value);
      return BeaconUse::unknown;
  }
}

/// Table 3.11
BeaconBits id_of(BeaconBits const& bits) {
  BeaconBits id;
  id.set(1, 1, 1);
  id.set(2, 11, bits(31, 40));
  id.set(12, 14, 0b101);
  id.set(15, 44, bits(1, 30));
  id.set(45, 45, bits(43, 43));
  id.set(46, 92, bits(91, 137));
  return id;
}

}  // namespace

void read_second_generation_id(BeaconBits const& bits, plans::BeaconIdLength length, BeaconMessage& message) {
  set_identity(message, plans::read_second_generation(bits, length), bits(2, 11));
  message.id_bits = bits;
}

void read_second_generation(BeaconBits const& bits, BeaconMessage& message) {
  read_second_generation_id(id_of(bits), plans::BeaconIdLength::digits_23, message);
  message.is_long = true;
  message.identity.use = use_of(bits(138, 140), message.warnings);
  message.homing = bits[41] ? Homing::some : Homing::none_or_disabled;
  message.return_link_enabled = bits[42];
  read_position(bits, message);
  read_rotating(bits, message);
  // Table 3.1, spare bits, and table 3.9: a cancellation has both.
  constexpr std::uint64_t kSpare = 0x3FFF;
  auto const spare = bits(141, 154);
  bool const field_cancels = bits(155, 158) == 15;
  if (spare != 0 && spare != kSpare) message.warnings.add(BeaconWarning::spare_bits_mixed);
  message.cancellation = spare == 0 && field_cancels;
  if ((spare == 0) != field_cancels) message.warnings.add(BeaconWarning::cancellation_disagrees);
}

}  // namespace lingding::sarsat::detail
