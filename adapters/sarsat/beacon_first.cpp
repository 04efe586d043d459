// First-generation messages: C/S T.001, issue 4, rev. 12, annex A.

#include <numbers>

#include "adapters/sarsat/beacon_parts.hpp"

namespace lingding::sarsat::detail {
namespace {

using plans::BeaconBits;
using plans::BeaconProtocol;
using plans::BeaconUse;

/// Where a latitude or a longitude stands: its sign, and one or two numbers with their units in seconds of arc.
struct CoarseField {
  std::size_t sign;
  std::size_t from, to;  ///< degrees, or halves or quarters of one
  std::int32_t unit;
  std::size_t minutes_from, minutes_to;  ///< both 0: none
  std::int32_t minutes_unit;
  std::int32_t limit;  ///< 90° or 180°
};
/// Where its offset stands (minutes, and seconds in steps of four).
struct OffsetField {
  std::size_t sign;
  std::size_t minutes_from, minutes_to;
  std::size_t seconds_from;
  std::int32_t most_minutes;
};
/// How a location protocol codes positions.
struct Coding {
  CoarseField latitude, longitude;
  double coarse_step;   ///< seconds of arc
  double coarse_reach;  ///< how far, in steps along each axis, a coarse position may be from the beacon's
  OffsetField latitude_offset, longitude_offset;
};

constexpr std::int32_t kPole = 90 * 3600;
constexpr std::int32_t kAntimeridian = 180 * 3600;
constexpr double kFineStep = 4;
constexpr OffsetField kNoOffset{};

// Beacons round to the nearest step (A3.3.1). Of the standard and national protocols there are older ones that cut off
// (the section's first note), which puts their coarse position up to a whole step away.
constexpr double kRounded = 0.5;
constexpr double kCutOff = 1;

/// A3.3.4.3
constexpr Coding kUserLocation{.latitude = {108, 109, 115, 3600, 116, 119, 240, kPole},
                               .longitude = {120, 121, 128, 3600, 129, 132, 240, kAntimeridian},
                               .coarse_step = 240,
                               .coarse_reach = kRounded,
                               .latitude_offset = kNoOffset,
                               .longitude_offset = kNoOffset};
/// A3.3.5.3, A3.3.5.4
constexpr Coding kStandard{.latitude = {65, 66, 74, 900, 0, 0, 0, kPole},
                           .longitude = {75, 76, 85, 900, 0, 0, 0, kAntimeridian},
                           .coarse_step = 900,
                           .coarse_reach = kCutOff,
                           .latitude_offset = {113, 114, 118, 119, 30},
                           .longitude_offset = {123, 124, 128, 129, 30}};
/// A3.3.6.2, A3.3.6.3
constexpr Coding kNational{.latitude = {59, 60, 66, 3600, 67, 71, 120, kPole},
                           .longitude = {72, 73, 80, 3600, 81, 85, 120, kAntimeridian},
                           .coarse_step = 120,
                           .coarse_reach = kCutOff,
                           .latitude_offset = {113, 114, 115, 116, 3},
                           .longitude_offset = {120, 121, 122, 123, 3}};
/// A3.3.7.1, A3.3.7.2; A3.3.8.2, A3.3.8.3
constexpr Coding kHalfDegree{.latitude = {67, 68, 75, 1800, 0, 0, 0, kPole},
                             .longitude = {76, 77, 85, 1800, 0, 0, 0, kAntimeridian},
                             .coarse_step = 1800,
                             .coarse_reach = kRounded,
                             .latitude_offset = {115, 116, 119, 120, 15},
                             .longitude_offset = {124, 125, 128, 129, 15}};

/// Seconds of arc without their sign; empty at the default.
struct Coarse {
  Axis::State state = Axis::State::absent;
  bool is_negative = false;
  std::int32_t seconds = 0;
};

Coarse read_coarse(BeaconBits const& bits, CoarseField const& field) {
  Coarse coarse;
  coarse.is_negative = bits[field.sign];
  auto const value = bits(field.from, field.to);
  std::uint64_t const minutes = field.minutes_from == 0 ? 0 : bits(field.minutes_from, field.minutes_to);
  // A3.2: degrees all 1, minutes and sign 0.
  if (!coarse.is_negative && minutes == 0 && value == (std::uint64_t{1} << (field.to - field.from + 1)) - 1)
    return coarse;
  coarse.seconds =
      static_cast<std::int32_t>(value) * field.unit + static_cast<std::int32_t>(minutes) * field.minutes_unit;
  bool const sound = static_cast<std::int32_t>(minutes) * field.minutes_unit < 3600 && coarse.seconds <= field.limit;
  coarse.state = sound ? Axis::State::given : Axis::State::out_of_range;
  return coarse;
}

struct Offset {
  enum class State : std::uint8_t { given, absent, out_of_range } state = State::absent;
  std::int32_t seconds = 0;  ///< with its sign
};

Offset read_offset(BeaconBits const& bits, OffsetField const& field) {
  bool const is_positive = bits[field.sign];
  auto const minutes = static_cast<std::int32_t>(bits(field.minutes_from, field.minutes_to));
  auto const quarters = static_cast<std::int32_t>(bits(field.seconds_from, field.seconds_from + 3));
  // A3.2: sign and seconds all 1, minutes 0.
  if (is_positive && minutes == 0 && quarters == 15) return {};
  std::int32_t const seconds = 60 * minutes + 4 * quarters;
  if (quarters == 15 || minutes > field.most_minutes || seconds > 60 * field.most_minutes)
    return {Offset::State::out_of_range, 0};
  return {Offset::State::given, is_positive ? seconds : -seconds};
}

Axis to_axis(Coarse const& coarse, std::int32_t offset) {
  // A3.3.1: the offset is added to the number as it stands, whatever its sign is.
  std::int32_t const seconds = coarse.seconds + offset;
  return {coarse.state, static_cast<double>(coarse.is_negative ? -seconds : seconds) / 3600.0};
}

void set_position(BeaconMessage& message, geo::Position position, double step, double reach) {
  PositionSource source = PositionSource::unknown;
  if (message.navigation == Navigation::internal) source = PositionSource::internal;
  if (message.navigation == Navigation::external) source = PositionSource::external;
  message.position = EncodedPosition{position, arc(step), arc(step) * (reach * std::numbers::sqrt2), source};
}

/// Whether bits behind the first code refine the position.
enum class Fine : std::uint8_t { no, yes };

void read_position(BeaconBits const& bits, Coding const& coding, Fine fine, BeaconMessage& message) {
  Coarse const latitude = read_coarse(bits, coding.latitude);
  Coarse const longitude = read_coarse(bits, coding.longitude);
  auto const coarse = join(to_axis(latitude, 0), to_axis(longitude, 0), message.warnings);
  if (coarse) set_position(message, *coarse, coding.coarse_step, coding.coarse_reach);
  if (fine == Fine::no || !coarse) return;

  Offset const north = read_offset(bits, coding.latitude_offset);
  Offset const east = read_offset(bits, coding.longitude_offset);
  using State = Offset::State;
  if (north.state == State::absent && east.state == State::absent) return;
  std::optional<geo::Position> refined;
  if (north.state == State::given && east.state == State::given)
    refined =
        geo::Position::from_degrees(to_axis(latitude, north.seconds).degrees, to_axis(longitude, east.seconds).degrees);
  if (!refined) return message.warnings.add(BeaconWarning::offset_out_of_range);
  set_position(message, *refined, kFineStep, kRounded);
}

bool is_maritime(plans::BeaconContent const& identity) {
  return identity.protocol == BeaconProtocol::maritime_user ||
         identity.protocol == BeaconProtocol::radio_call_sign_user || identity.use == BeaconUse::epirb_float_free ||
         identity.use == BeaconUse::epirb_manual;
}

/// Tables A4 and A5.
Emergency read_emergency(BeaconBits const& bits, bool maritime) {
  if (!maritime)
    return {.kind = bits[109] ? EmergencyKind::fire : EmergencyKind::unspecified,
            .medical_help = bits[110],
            .disabled = bits[111]};
  constexpr std::array<EmergencyKind, 9> kKinds{
      EmergencyKind::unspecified, EmergencyKind::fire,      EmergencyKind::flooding,
      EmergencyKind::collision,   EmergencyKind::grounding, EmergencyKind::listing,
      EmergencyKind::sinking,     EmergencyKind::adrift,    EmergencyKind::abandoning};
  auto const code = bits(109, 112);
  return {.kind = code < kKinds.size() ? kKinds[code] : EmergencyKind::reserved};
}

/// A2: protocols whose bits 84 and 85, and 107 to 112, are as the standard says, not as a nation does.
void read_user(BeaconBits const& bits, SecondField second, BeaconMessage& message) {
  auto const protocol = message.identity.protocol;
  bool const is_standard = protocol == BeaconProtocol::aviation_user || protocol == BeaconProtocol::maritime_user ||
                           protocol == BeaconProtocol::serial_user || protocol == BeaconProtocol::radio_call_sign_user;
  constexpr std::array<Homing, 4> kHoming{Homing::none, Homing::mhz_121_5, Homing::sart_9_ghz, Homing::other};
  if (is_standard) message.homing = kHoming[bits(84, 85)];
  if (second == SecondField::none || second == SecondField::unsound) return;
  if (!message.is_long) {
    if (!is_standard) return;
    message.activation = bits[108] ? Activation::automatic_or_manual : Activation::manual_only;
    if (bits[107]) message.emergency = read_emergency(bits, is_maritime(message.identity));
    return;
  }
  if (!is_standard && protocol != BeaconProtocol::test_user) return;
  message.navigation = bits[107] ? Navigation::internal : Navigation::external;
  if (second == SecondField::sound) read_position(bits, kUserLocation, Fine::no, message);
}

/// Bits 111 and 112 of the standard and national protocols, under their fixed bits.
void read_supplement(BeaconBits const& bits, BeaconMessage& message) {
  message.navigation = bits[111] ? Navigation::internal : Navigation::external;
  message.homing = bits[112] ? Homing::mhz_121_5 : Homing::other_or_none;
}

/// A3.3.5
void read_standard(BeaconBits const& bits, SecondField second, BeaconMessage& message) {
  bool const usable = second != SecondField::none && second != SecondField::unsound;
  if (usable) {
    read_supplement(bits, message);
    if (bits(107, 110) != 0b1101) message.warnings.add(BeaconWarning::fixed_bits_wrong);
  }
  read_position(bits, kStandard, second == SecondField::sound ? Fine::yes : Fine::no, message);
}

/// A3.3.6
void read_national(BeaconBits const& bits, SecondField second, BeaconMessage& message) {
  bool const usable = second != SecondField::none && second != SecondField::unsound;
  if (usable) {
    read_supplement(bits, message);
    if (bits(107, 109) != 0b110) message.warnings.add(BeaconWarning::fixed_bits_wrong);
  }
  read_position(bits, kNational, second == SecondField::sound && bits[110] ? Fine::yes : Fine::no, message);
}

/// A3.3.7
void read_return_link(BeaconBits const& bits, SecondField second, BeaconMessage& message) {
  if (second != SecondField::none && second != SecondField::unsound) {
    message.navigation = bits[107] ? Navigation::internal : Navigation::external;
    message.homing = bits[108] ? Homing::mhz_121_5 : Homing::other_or_none;
    ReturnLinkField link{.accepts_automatic = bits[109],
                         .accepts_manual = bits[110],
                         .received_automatic = bits[111],
                         .received_manual = bits[112],
                         .provider = std::nullopt,
                         .message = std::nullopt};
    if (!link.accepts_automatic && !link.accepts_manual) message.warnings.add(BeaconWarning::reserved_value);
    constexpr std::array<ReturnLinkProvider, 4> kProviders{ReturnLinkProvider::other, ReturnLinkProvider::galileo,
                                                           ReturnLinkProvider::glonass, ReturnLinkProvider::bds};
    if (second == SecondField::sound) link.provider = kProviders[bits(113, 114)];
    message.return_link = link;
  }
  read_position(bits, kHalfDegree, second == SecondField::sound ? Fine::yes : Fine::no, message);
}

/// A3.3.8.3 b: upper bounds in metres.
std::optional<CodedRange> altitude_range(std::uint64_t code) {
  constexpr std::array<std::uint16_t, 14> kUpTo{400,  800,  1200, 1600, 2200, 2800, 3400,
                                                4000, 4800, 5600, 6600, 7600, 8800, 10000};
  if (code == 15) return std::nullopt;
  CodedRange range;
  if (code > 0) range.over = kUpTo[code - 1];
  if (code < kUpTo.size()) range.up_to = kUpTo[code];
  return range;
}

/// A3.3.8.3 c, f and g: how old the fix is, or who operates the aircraft.
void read_freshness(BeaconBits const& bits, TrackingData& tracking, BeaconMessage& message) {
  using FixAge = TrackingData::FixAge;
  constexpr std::array<FixAge, 4> kAges{FixAge::older_or_none, FixAge::older_or_none, FixAge::up_to_60_s,
                                        FixAge::current};
  if (auto const age = bits(113, 114); age != 0) {
    tracking.fix_age = kAges[age];
    return;
  }
  if (bits(115, 117) != 0) return message.warnings.add(BeaconWarning::reserved_value);
  auto const designator = plans::read_designator(bits, 118);
  if (!designator) return message.warnings.add(BeaconWarning::reserved_value);
  if (*designator != std::string_view{"ZGA"}) message.identity.aircraft_operator = designator;  // ZGA: there is none
}

/// A3.3.8
void read_tracking(BeaconBits const& bits, SecondField second, BeaconMessage& message) {
  bool const usable = second != SecondField::none && second != SecondField::unsound;
  // A3.3.8.5
  if (bits(67, 85) == 0b1'11111010'1'111111010) {
    message.cancellation = second != SecondField::sound || bits(107, 132) == 0b00111100'0'1111'0000'0'1111'0000;
    if (!message.cancellation) message.warnings.add(BeaconWarning::cancellation_disagrees);
    return;
  }
  if (usable) {
    constexpr std::array<Activation, 3> kActivations{Activation::manual, Activation::automatic, Activation::external};
    auto const activation = bits(107, 108);
    if (activation < kActivations.size()) {
      message.activation = kActivations[activation];
    } else {
      message.warnings.add(BeaconWarning::reserved_value);
    }
    TrackingData tracking;
    tracking.altitude_m = altitude_range(bits(109, 112));
    if (second == SecondField::sound) read_freshness(bits, tracking, message);
    message.tracking = tracking;
  }
  bool const has_offset = second == SecondField::sound && bits(113, 114) != 0;
  read_position(bits, kHalfDegree, has_offset ? Fine::yes : Fine::no, message);
}

/// The ID has its location bits at the default (A3.2).
void set_id(BeaconBits const& bits, BeaconMessage& message) {
  message.id_bits.set(1, 60, bits(26, 85));
  if (bits[26]) return;
  switch (message.identity.protocol) {
    case BeaconProtocol::spare_location:
      return;
    case BeaconProtocol::elt_national_location:
    case BeaconProtocol::epirb_national_location:
    case BeaconProtocol::plb_national_location:
    case BeaconProtocol::national_test_location:
      return message.id_bits.set(34, 60, 0b0'1111111'00000'0'11111111'00000);
    case BeaconProtocol::return_link_location:
    case BeaconProtocol::elt_dt_location:
      return message.id_bits.set(42, 60, 0b0'11111111'0'111111111);
    default:
      return message.id_bits.set(40, 60, 0b0'111111111'0'1111111111);
  }
}

}  // namespace

void read_first_generation_id(BeaconBits const& bits, BeaconMessage& message) {
  set_identity(message, plans::read_first_generation(bits), bits(27, 36));
  set_id(bits, message);
  if (message.identity.has_position) message.warnings.add(BeaconWarning::id_with_position);
  if (bits[26]) read_user(bits, SecondField::none, message);
}

void read_first_generation(BeaconBits const& bits, SecondField second, BeaconMessage& message) {
  message.is_long = bits[25];
  set_identity(message, plans::read_first_generation(bits), bits(27, 36));
  set_id(bits, message);
  if (second == SecondField::unsound) message.warnings.add(BeaconWarning::second_field_unsound);
  if (second == SecondField::unprotected && message.is_long) message.warnings.add(BeaconWarning::second_field_missing);
  if (bits[26]) return read_user(bits, second, message);
  if (!message.is_long) message.warnings.add(BeaconWarning::short_location);
  switch (message.identity.protocol) {
    case BeaconProtocol::spare_location:
      return;
    case BeaconProtocol::elt_national_location:
    case BeaconProtocol::epirb_national_location:
    case BeaconProtocol::plb_national_location:
    case BeaconProtocol::national_test_location:
      return read_national(bits, second, message);
    case BeaconProtocol::return_link_location:
      return read_return_link(bits, second, message);
    case BeaconProtocol::elt_dt_location:
      return read_tracking(bits, second, message);
    default:
      return read_standard(bits, second, message);
  }
}

}  // namespace lingding::sarsat::detail
