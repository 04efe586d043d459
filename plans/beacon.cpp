#include "plans/beacon.hpp"

#include <algorithm>

namespace lingding::plans {
namespace {

/// C/S T.001, table A3: modified Baudot code, six bits; '.' where there is no character.
constexpr std::string_view kBaudot =
    ".5.9......4.80.."
    "3....6./-2..71.."
    ".T.O HNM.LRGIPCV"
    "EZDBSYFXAWJ.UQK.";
static_assert(kBaudot.size() == 64);
constexpr char kNoCharacter = '.';

constexpr std::uint64_t ones(std::size_t width) {
  return (std::uint64_t{1} << width) - 1;
}

/// Reads fields into a content; what can't be read is left out of it, and the first fault is noted.
class Reader {
 public:
  Reader(BeaconBits const& bits, BeaconReading& reading) : bits_(bits), reading_(reading) {}

  BeaconContent& content() { return reading_.content; }
  std::uint64_t operator()(std::size_t from, std::size_t to) const { return bits_(from, to); }
  void note(BeaconIdFault fault) {
    if (!reading_.fault) reading_.fault = fault;
  }

  /// `count` characters of six bits.
  std::optional<BeaconText> baudot(std::size_t from, std::size_t count) {
    std::array<char, 7> text{};
    for (std::size_t i = 0; i < count; ++i) text[i] = kBaudot[bits_(from + 6 * i, from + 6 * i + 5)];
    return checked({text.data(), count});
  }

  /// Three letters of five bits: those of table A3 without their first bit, which is 1 for all letters.
  std::optional<BeaconText> designator(std::size_t from) {
    std::array<char, 3> text{};
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = kBaudot[0x20U | bits_(from + 5 * i, from + 5 * i + 4)];
    return checked({text.data(), text.size()});
  }

  /// Six characters of six bits: a call sign, or the end of an MMSI where all are digits (T.001, section A2.2).
  void maritime_identity(std::size_t from) {
    std::array<char, 6> text{};
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = kBaudot[bits_(from + 6 * i, from + 6 * i + 5)];
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      std::uint64_t number = 0;
      for (char const c : text) number = 10 * number + static_cast<unsigned>(c - '0');
      ship_mmsi(number);
    } else {
      content().call_sign = checked({text.data(), text.size()});
    }
  }

  /// The MMSI of a ship from the country code and her last six digits (T.001, section A1.2.3).
  void ship_mmsi(std::uint64_t last_six) {
    if (last_six > 999'999) return note(BeaconIdFault::mmsi_too_long);
    if (!content().mid) return;
    content().mmsi =
        Mmsi::from_number(std::uint32_t{*content().mid} * 1'000'000U + static_cast<std::uint32_t>(last_six));
  }

  void number_of_beacon(std::uint64_t number) {
    std::array<char, 2> const digits{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
    content().beacon_number = BeaconText{std::string_view{digits.data(), 2}.substr(number < 10 ? 1 : 0)};
  }
  void serial(std::size_t from, std::size_t to) { content().serial = static_cast<std::uint32_t>(bits_(from, to)); }
  void tac(std::uint64_t number) { content().tac = static_cast<std::uint16_t>(number); }
  void address(std::size_t from) { content().aircraft_address = static_cast<std::uint32_t>(bits_(from, from + 23)); }

  /// Empty when there is no character for one of the codes, or nothing but blanks.
  std::optional<BeaconText> checked(std::string_view text) {
    if (text.find(kNoCharacter) != std::string_view::npos) {
      note(BeaconIdFault::no_baudot_character);
      return std::nullopt;
    }
    while (text.ends_with(' ')) text.remove_suffix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    return BeaconText{text};
  }

 private:
  BeaconBits const& bits_;
  BeaconReading& reading_;
};

/// 201 … 775: ITU-R M.585-9, annex 1, section 1.
std::optional<std::uint16_t> mid_of(std::uint64_t country_code) {
  if (country_code < 201 || country_code > 775) return std::nullopt;
  return static_cast<std::uint16_t>(country_code);
}

/// T.001, section A2.3: four characters in Baudot code, three in binary-coded decimal, where 1010 is a blank.
void read_call_sign_user(Reader& read) {
  std::array<char, 7> text{};
  for (std::size_t i = 0; i < 4; ++i) text[i] = kBaudot[read(40 + 6 * i, 45 + 6 * i)];
  bool sound = true;
  for (std::size_t i = 0; i < 3; ++i) {
    auto const digit = read(64 + 4 * i, 67 + 4 * i);
    sound = sound && digit <= 10;
    text[4 + i] = digit == 10 ? ' ' : static_cast<char>('0' + digit % 10);
  }
  if (!sound) return read.note(BeaconIdFault::no_decimal_digit);
  read.content().call_sign = read.checked({text.data(), text.size()});
}

/// T.001, section A2.5: bits 40 to 42 tell the type, bit 43 whether a certificate's number is there.
void read_serial_user(Reader& read) {
  auto& content = read.content();
  if (read(43, 43) != 0) read.tac(read(74, 83));
  switch (read(40, 42)) {
    case 0b000:
      content.use = BeaconUse::elt;
      return read.serial(44, 63);
    case 0b001:
      content.use = BeaconUse::elt;
      content.aircraft_operator = read.baudot(44, 3);
      return read.serial(62, 73);
    case 0b010:
      content.use = BeaconUse::epirb_float_free;
      return read.serial(44, 63);
    case 0b011:
      content.use = BeaconUse::elt;
      read.address(44);
      return read.number_of_beacon(read(68, 73));
    case 0b100:
      content.use = BeaconUse::epirb_manual;
      return read.serial(44, 63);
    case 0b110:
      content.use = BeaconUse::plb;
      return read.serial(44, 63);
    default:
      read.serial(44, 63);
      return read.note(BeaconIdFault::serial_type_spare);
  }
}

/// Protocols with bit 26 set; bits 37 to 39 tell which.
void read_user(Reader& read) {
  auto& content = read.content();
  switch (read(37, 39)) {
    case 0b000:
      content.protocol = BeaconProtocol::orbitography;
      content.test = true;
      return;
    case 0b001:
      content.protocol = BeaconProtocol::aviation_user;
      content.use = BeaconUse::elt;
      content.registration = read.baudot(40, 7);
      return read.number_of_beacon(read(82, 83));
    case 0b010:
      content.protocol = BeaconProtocol::maritime_user;
      content.use = BeaconUse::epirb;
      read.maritime_identity(40);
      content.beacon_number = read.baudot(76, 1);
      return;
    case 0b011:
      content.protocol = BeaconProtocol::serial_user;
      return read_serial_user(read);
    case 0b100:
      content.protocol = BeaconProtocol::national_user;
      return;
    case 0b110:
      content.protocol = BeaconProtocol::radio_call_sign_user;
      content.use = BeaconUse::epirb;
      read_call_sign_user(read);
      content.beacon_number = read.baudot(76, 1);
      return;
    case 0b111:
      content.protocol = BeaconProtocol::test_user;
      content.test = true;
      return;
    default:
      content.protocol = BeaconProtocol::second_generation_user;
      return read.note(BeaconIdFault::protocol_101);
  }
}

// Location bits of an ID have to be at their default (C/S T.001, section A3.2).
constexpr std::uint64_t kStandardDefault = 0b0'111111111'0'1111111111;          // bits 65 to 85
constexpr std::uint64_t kNationalDefault = 0b0'1111111'00000'0'11111111'00000;  // bits 59 to 85
constexpr std::uint64_t kHalfDegreeDefault = 0b0'11111111'0'111111111;          // bits 67 to 85

/// T.001, section A3.3.5.
void read_standard_location(Reader& read, BeaconProtocol protocol, BeaconUse use) {
  auto& content = read.content();
  content.protocol = protocol;
  content.use = use;
  content.has_position = read(65, 85) != kStandardDefault;
  switch (protocol) {
    case BeaconProtocol::epirb_mmsi_location:
      read.ship_mmsi(read(41, 60));
      return read.number_of_beacon(read(61, 64));
    case BeaconProtocol::ship_security_location:
      return read.ship_mmsi(read(41, 60));
    case BeaconProtocol::elt_address_location:
      return read.address(41);
    case BeaconProtocol::elt_operator_location:
      content.aircraft_operator = read.designator(41);
      return read.serial(56, 64);
    case BeaconProtocol::test_location:
      content.test = true;
      return;
    default:
      read.tac(read(41, 50));
      return read.serial(51, 64);
  }
}

/// T.001, section A3.3.6.
void read_national_location(Reader& read, BeaconProtocol protocol, BeaconUse use) {
  auto& content = read.content();
  content.protocol = protocol;
  content.use = use;
  content.test = protocol == BeaconProtocol::national_test_location;
  content.has_position = read(59, 85) != kNationalDefault;
  read.serial(41, 58);
}

/// T.001, section A3.3.7: bits 43 to 46 set mean that an MMSI follows, and change what bits 41 and 42 say.
void read_return_link(Reader& read) {
  auto& content = read.content();
  content.protocol = BeaconProtocol::return_link_location;
  content.has_position = read(67, 85) != kHalfDegreeDefault;
  auto const type = read(41, 42);
  content.test = type == 0b11;
  if (read(43, 46) == 0b1111) {
    content.use = type == 0b10 ? BeaconUse::plb : content.test ? BeaconUse::unknown : BeaconUse::epirb;
    if (type < 0b10) read.number_of_beacon(type);
    return read.ship_mmsi(read(47, 66));
  }
  constexpr std::array<BeaconUse, 4> kUses{BeaconUse::elt, BeaconUse::epirb, BeaconUse::plb, BeaconUse::unknown};
  // The first note of the section: 1000 is added for EPIRBs, 2000 for ELTs, 3000 for PLBs.
  constexpr std::array<std::uint64_t, 4> kSeries{2000, 1000, 3000, 0};
  content.use = kUses[type];
  read.tac(kSeries[type] + read(43, 52));
  read.serial(53, 66);
}

/// T.001, section A3.3.8.
void read_elt_dt(Reader& read) {
  auto& content = read.content();
  content.protocol = BeaconProtocol::elt_dt_location;
  content.use = BeaconUse::elt_dt;
  // Section A3.3.8.5: the fixed sequences of a cancellation are no position.
  constexpr std::uint64_t kCancelled = 0b1'11111010'1'111111010;
  content.has_position = read(67, 85) != kHalfDegreeDefault && read(67, 85) != kCancelled;
  auto const identity = read(43, 66);
  content.test = identity == 0 || identity == ones(24);
  if (content.test) return;
  switch (read(41, 42)) {
    case 0b00:
      return read.address(43);
    case 0b01:
      content.aircraft_operator = read.designator(43);
      return read.serial(58, 66);
    case 0b10:
      read.tac(read(43, 52));
      return read.serial(53, 66);
    default:
      return read.note(BeaconIdFault::identity_type_spare);
  }
}

/// Protocols with bit 26 clear; bits 37 to 40 tell which.
void read_location(Reader& read) {
  switch (read(37, 40)) {
    case 0b0010:
      return read_standard_location(read, BeaconProtocol::epirb_mmsi_location, BeaconUse::epirb);
    case 0b0011:
      return read_standard_location(read, BeaconProtocol::elt_address_location, BeaconUse::elt);
    case 0b0100:
      return read_standard_location(read, BeaconProtocol::elt_serial_location, BeaconUse::elt);
    case 0b0101:
      return read_standard_location(read, BeaconProtocol::elt_operator_location, BeaconUse::elt);
    case 0b0110:
      return read_standard_location(read, BeaconProtocol::epirb_serial_location, BeaconUse::epirb);
    case 0b0111:
      return read_standard_location(read, BeaconProtocol::plb_serial_location, BeaconUse::plb);
    case 0b1000:
      return read_national_location(read, BeaconProtocol::elt_national_location, BeaconUse::elt);
    case 0b1001:
      return read_elt_dt(read);
    case 0b1010:
      return read_national_location(read, BeaconProtocol::epirb_national_location, BeaconUse::epirb);
    case 0b1011:
      return read_national_location(read, BeaconProtocol::plb_national_location, BeaconUse::plb);
    case 0b1100:
      return read_standard_location(read, BeaconProtocol::ship_security_location, BeaconUse::ship_security);
    case 0b1101:
      return read_return_link(read);
    case 0b1110:
      return read_standard_location(read, BeaconProtocol::test_location, BeaconUse::unknown);
    case 0b1111:
      return read_national_location(read, BeaconProtocol::national_test_location, BeaconUse::unknown);
    default:
      read.content().protocol = BeaconProtocol::spare_location;
      return read.note(read(40, 40) != 0 ? BeaconIdFault::protocol_0001 : BeaconIdFault::protocol_0000);
  }
}

/// Bits 49 to 92 as an MMSI and the end of an EPIRB-AIS number (T.018, table 3.1, vessel ID 1).
void read_vessel_mmsi(Reader& read) {
  constexpr std::uint64_t kNoMmsi = 111'111;               // T.018, table 3.1: sent when there is no MMSI
  constexpr std::uint64_t kNoEpirbAis = 0b10101010101010;  // 10922: no EPIRB-AIS
  auto& content = read.content();
  content.use = BeaconUse::epirb;
  auto const number = read(49, 78);
  if (number > 999'999'999) {
    read.note(BeaconIdFault::mmsi_too_long);
  } else if (number != kNoMmsi) {
    content.mmsi = Mmsi::from_number(static_cast<std::uint32_t>(number));
  }
  auto const ending = read(79, 92);
  if (ending == kNoEpirbAis) return;
  if (ending > 9999) return read.note(BeaconIdFault::epirb_ais_too_long);
  content.epirb_ais_ending = static_cast<std::uint32_t>(ending);
}

constexpr std::array<BeaconProtocol, 8> kVesselProtocols{
    BeaconProtocol::second_generation_plain,     BeaconProtocol::second_generation_mmsi,
    BeaconProtocol::second_generation_call_sign, BeaconProtocol::second_generation_registration,
    BeaconProtocol::second_generation_address,   BeaconProtocol::second_generation_operator,
    BeaconProtocol::second_generation_spare,     BeaconProtocol::second_generation_system_test};

/// T.018, table 3.1, bits 94 to 137 of the message, which are 49 to 92 of the ID.
void read_vessel(Reader& read) {
  auto& content = read.content();
  switch (content.protocol) {
    case BeaconProtocol::second_generation_mmsi:
      return read_vessel_mmsi(read);
    case BeaconProtocol::second_generation_call_sign:
      content.call_sign = read.baudot(49, 7);
      return;
    case BeaconProtocol::second_generation_registration:
      content.use = BeaconUse::elt;
      content.registration = read.baudot(49, 7);
      return;
    case BeaconProtocol::second_generation_address:
      content.use = BeaconUse::elt;
      read.address(49);
      // Twenty zeros, or a designator and five zeros.
      if (read(73, 92) != 0) content.aircraft_operator = read.designator(73);
      return;
    case BeaconProtocol::second_generation_operator:
      content.use = BeaconUse::elt;
      content.aircraft_operator = read.designator(49);
      content.operator_serial = static_cast<std::uint16_t>(read(64, 75));
      return;
    default:
      return;
  }
}

}  // namespace

std::string_view to_text(BeaconUse use) {
  switch (use) {
    case BeaconUse::epirb_float_free:
      return "EPIRB, float-free";
    case BeaconUse::epirb_manual:
      return "EPIRB, manual";
    case BeaconUse::epirb:
      return "EPIRB";
    case BeaconUse::plb:
      return "PLB";
    case BeaconUse::elt:
      return "ELT, for aircraft";
    case BeaconUse::elt_dt:
      return "ELT(DT), for aircraft";
    case BeaconUse::ship_security:
      return "ship security alert";
    case BeaconUse::system:
      return "system beacon";
    case BeaconUse::unknown:
      return "unknown";
  }
  return "";
}

std::string_view to_text(BeaconProtocol protocol) {
  switch (protocol) {
    case BeaconProtocol::orbitography:
      return "orbitography";
    case BeaconProtocol::aviation_user:
      return "aviation user";
    case BeaconProtocol::maritime_user:
      return "maritime user";
    case BeaconProtocol::serial_user:
      return "serial user";
    case BeaconProtocol::national_user:
      return "national user";
    case BeaconProtocol::second_generation_user:
      return "reserved for second generation";
    case BeaconProtocol::radio_call_sign_user:
      return "radio call sign user";
    case BeaconProtocol::test_user:
      return "test user";
    case BeaconProtocol::epirb_mmsi_location:
      return "EPIRB-MMSI location";
    case BeaconProtocol::elt_address_location:
      return "ELT 24-bit address location";
    case BeaconProtocol::elt_serial_location:
      return "ELT serial location";
    case BeaconProtocol::elt_operator_location:
      return "ELT aircraft operator location";
    case BeaconProtocol::epirb_serial_location:
      return "EPIRB serial location";
    case BeaconProtocol::plb_serial_location:
      return "PLB serial location";
    case BeaconProtocol::ship_security_location:
      return "ship security location";
    case BeaconProtocol::test_location:
      return "test location";
    case BeaconProtocol::elt_national_location:
      return "ELT national location";
    case BeaconProtocol::epirb_national_location:
      return "EPIRB national location";
    case BeaconProtocol::plb_national_location:
      return "PLB national location";
    case BeaconProtocol::national_test_location:
      return "national test location";
    case BeaconProtocol::return_link_location:
      return "return link location";
    case BeaconProtocol::elt_dt_location:
      return "ELT(DT) location";
    case BeaconProtocol::spare_location:
      return "spare location";
    case BeaconProtocol::second_generation_plain:
      return "second generation, no vessel identity";
    case BeaconProtocol::second_generation_mmsi:
      return "second generation, MMSI";
    case BeaconProtocol::second_generation_call_sign:
      return "second generation, call sign";
    case BeaconProtocol::second_generation_registration:
      return "second generation, registration marking";
    case BeaconProtocol::second_generation_address:
      return "second generation, 24-bit address";
    case BeaconProtocol::second_generation_operator:
      return "second generation, aircraft operator";
    case BeaconProtocol::second_generation_system_test:
      return "second generation, system test";
    case BeaconProtocol::second_generation_spare:
      return "second generation, spare";
  }
  return "";
}

std::string_view to_text(BeaconIdFault fault) {
  switch (fault) {
    case BeaconIdFault::protocol_101:
      return "reserved protocol 101";
    case BeaconIdFault::protocol_0000:
      return "reserved protocol 0000";
    case BeaconIdFault::protocol_0001:
      return "reserved protocol 0001";
    case BeaconIdFault::serial_type_spare:
      return "a spare beacon type of the serial user protocol";
    case BeaconIdFault::identity_type_spare:
      return "a reserved type of ELT(DT) identity";
    case BeaconIdFault::no_baudot_character:
      return "characters that modified Baudot code does not have";
    case BeaconIdFault::no_decimal_digit:
      return "a call sign with digits that are none";
    case BeaconIdFault::mmsi_too_long:
      return "an MMSI of too many digits";
    case BeaconIdFault::epirb_ais_too_long:
      return "an EPIRB-AIS number that ends with more than four digits";
    case BeaconIdFault::vessel_type_spare:
      return "a reserved kind of vessel identity";
    case BeaconIdFault::system_test_in_service:
      return "a system test identity without the test flag";
    case BeaconIdFault::not_second_generation:
      return "bits 1 and 12 to 14 are not 1 and 101 (C/S T.018)";
  }
  return "";
}

BeaconReading read_first_generation(BeaconBits const& message) {
  BeaconReading reading;
  Reader read{message, reading};
  reading.content.mid = mid_of(message(27, 36));
  if (message[26]) {
    read_user(read);
  } else {
    read_location(read);
  }
  return reading;
}

BeaconReading read_second_generation(BeaconBits const& id, BeaconIdLength length) {
  BeaconReading reading;
  Reader read{id, reading};
  auto& content = reading.content;
  content.generation = BeaconContent::Generation::second;
  content.mid = mid_of(id(2, 11));
  content.protocol = kVesselProtocols[id(46, 48)];
  // T.018, table 3.11, note 1.
  if (id(1, 1) != 1 || id(12, 14) != 0b101) read.note(BeaconIdFault::not_second_generation);
  content.tac = static_cast<std::uint16_t>(id(15, 30));
  content.serial = static_cast<std::uint32_t>(id(31, 44));
  content.test = id[45];
  if (content.protocol == BeaconProtocol::second_generation_spare) read.note(BeaconIdFault::vessel_type_spare);
  // Table 3.1, third note.
  if (content.protocol == BeaconProtocol::second_generation_system_test && !content.test)
    read.note(BeaconIdFault::system_test_in_service);
  if (length == BeaconIdLength::digits_23) read_vessel(read);
  return reading;
}

std::optional<BeaconText> read_designator(BeaconBits const& bits, std::size_t from) {
  BeaconReading reading;
  return Reader{bits, reading}.designator(from);
}

geo::Expected<BeaconContent, BeaconFault> decode_beacon(BeaconId const& id) {
  BeaconBits bits;
  bool const is_first = id.text().size() == 15;
  bits.set_hex(is_first ? 26 : 1, id.text());
  auto const reading = is_first ? read_first_generation(bits) : read_second_generation(bits, BeaconIdLength::digits_23);
  if (reading.fault) return geo::Unexpected{BeaconFault{std::string{to_text(*reading.fault)}}};
  return reading.content;
}

}  // namespace lingding::plans
