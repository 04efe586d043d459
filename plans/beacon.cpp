#include "plans/beacon.hpp"

#include <array>
#include <charconv>
#include <string_view>

namespace lingding::plans {
namespace {

using geo::Unexpected;

/// The bits of a hex ID, counted from 1 as the specifications count them, with an offset: the first bit of a 15-hex ID
/// is bit 26 of the message.
class Bits {
 public:
  Bits(std::string_view hex, std::size_t first) : hex_(hex), first_(first) {}

  /// Bits `from` to `to`, both included, the most significant first. \pre to - from < 64
  std::uint64_t operator()(std::size_t from, std::size_t to) const {
    std::uint64_t value = 0;
    for (std::size_t bit = from - first_; bit <= to - first_; ++bit) {
      unsigned digit = 0;
      std::from_chars(hex_.data() + bit / 4, hex_.data() + bit / 4 + 1, digit, 16);
      value = value << 1U | (digit >> (3 - bit % 4) & 1U);
    }
    return value;
  }

 private:
  std::string_view hex_;
  std::size_t first_;
};

/// C/S T.001, table A1: modified Baudot code, six bits.
constexpr char baudot(std::uint64_t code) {
  switch (code) {
    case 0b100100:
      return ' ';
    case 0b011000:
      return '-';
    case 0b010111:
      return '/';
    case 0b001101:
      return '0';
    case 0b011101:
      return '1';
    case 0b011001:
      return '2';
    case 0b010000:
      return '3';
    case 0b001010:
      return '4';
    case 0b000001:
      return '5';
    case 0b010101:
      return '6';
    case 0b011100:
      return '7';
    case 0b001100:
      return '8';
    case 0b000011:
      return '9';
    case 0b111000:
      return 'A';
    case 0b110011:
      return 'B';
    case 0b101110:
      return 'C';
    case 0b110010:
      return 'D';
    case 0b110000:
      return 'E';
    case 0b110110:
      return 'F';
    case 0b101011:
      return 'G';
    case 0b100101:
      return 'H';
    case 0b101100:
      return 'I';
    case 0b111010:
      return 'J';
    case 0b111110:
      return 'K';
    case 0b101001:
      return 'L';
    case 0b100111:
      return 'M';
    case 0b100110:
      return 'N';
    case 0b100011:
      return 'O';
    case 0b101101:
      return 'P';
    case 0b111101:
      return 'Q';
    case 0b101010:
      return 'R';
    case 0b110100:
      return 'S';
    case 0b100001:
      return 'T';
    case 0b111100:
      return 'U';
    case 0b101111:
      return 'V';
    case 0b111001:
      return 'W';
    case 0b110111:
      return 'X';
    case 0b110101:
      return 'Y';
    case 0b110001:
      return 'Z';
    default:
      return '\0';
  }
}

/// Empty when there is no character for one of the codes.
std::optional<std::string> baudot_text(Bits const& bits, std::size_t from, std::size_t characters) {
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) {
    char const c = baudot(bits(from + 6 * i, from + 6 * i + 5));
    if (c == '\0') return std::nullopt;
    text += c;
  }
  return text;
}

std::string trimmed(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  while (text.starts_with(' ')) text.remove_prefix(1);
  return std::string{text};
}

/// The MMSI of a ship from her country code and the last six digits; empty for more than six digits.
std::optional<Mmsi> ship_mmsi(std::optional<std::uint16_t> mid, std::uint64_t last_six) {
  if (!mid || last_six > 999'999) return std::nullopt;
  return Mmsi::from_number(std::uint32_t{*mid} * 1'000'000U + static_cast<std::uint32_t>(last_six));
}

Unexpected<BeaconFault> fault(std::string reason) {
  return Unexpected{BeaconFault{std::move(reason)}};
}

BeaconUse serial_use(std::uint64_t type) {
  switch (type) {
    case 0b010:
      return BeaconUse::epirb_float_free;
    case 0b100:
      return BeaconUse::epirb_manual;
    case 0b110:
      return BeaconUse::plb;
    case 0b000:
    case 0b001:
    case 0b011:
      return BeaconUse::elt;
    default:
      return BeaconUse::unknown;
  }
}

/// C/S T.001, annex A, section 2.4: six characters that are the end of an MMSI, or a call sign.
std::optional<BeaconFault> read_maritime_user(Bits const& bits, BeaconContent& content) {
  auto const text = baudot_text(bits, 40, 6);
  if (!text) return BeaconFault{"characters that modified Baudot code does not have"};
  content.protocol = "maritime user";
  content.use = BeaconUse::epirb;
  if (text->find_first_not_of("0123456789") == std::string::npos) {
    std::uint32_t digits = 0;
    std::from_chars(text->data(), text->data() + text->size(), digits);
    content.mmsi = ship_mmsi(content.mid, digits);
  } else {
    content.call_sign = trimmed(*text);
  }
  return std::nullopt;
}

/// Section 2.5: four characters in Baudot code, three in binary-coded decimal, where 1010 is a space.
std::optional<BeaconFault> read_call_sign_user(Bits const& bits, BeaconContent& content) {
  auto text = baudot_text(bits, 40, 4);
  if (!text) return BeaconFault{"characters that modified Baudot code does not have"};
  for (std::size_t i = 0; i < 3; ++i) {
    auto const digit = bits(64 + 4 * i, 67 + 4 * i);
    if (digit > 10) return BeaconFault{"a call sign with digits that are none"};
    *text += digit == 10 ? ' ' : static_cast<char>('0' + digit);
  }
  content.protocol = "radio call sign user";
  content.use = BeaconUse::epirb;
  content.call_sign = trimmed(*text);
  return std::nullopt;
}

/// Protocols with bit 26 set; bits 37 to 39 tell which.
std::optional<BeaconFault> read_user(Bits const& bits, BeaconContent& content) {
  switch (bits(37, 39)) {
    case 0b000:
      content.protocol = "orbitography";
      content.test = true;
      return std::nullopt;
    case 0b001:
      content.protocol = "aviation user";
      content.use = BeaconUse::elt;
      return std::nullopt;
    case 0b010:
      return read_maritime_user(bits, content);
    case 0b011:
      content.protocol = "serial user";
      content.use = serial_use(bits(40, 42));
      return std::nullopt;
    case 0b100:
      content.protocol = "national user";
      return std::nullopt;
    case 0b110:
      return read_call_sign_user(bits, content);
    case 0b111:
      content.protocol = "test user";
      content.test = true;
      return std::nullopt;
    default:
      return BeaconFault{"reserved protocol 101"};
  }
}

// Location bits of an ID have to be at their default (C/S T.001, annex A, section 3).
constexpr std::uint64_t kStandardDefault = 0b0'111111111'0'1111111111;          // bits 65 to 85
constexpr std::uint64_t kNationalDefault = 0b0'1111111'00000'0'11111111'00000;  // bits 59 to 85
constexpr std::uint64_t kReturnLinkDefault = 0b0'11111111'0'111111111;          // bits 67 to 85

void read_standard_location(Bits const& bits, char const* name, BeaconUse use, BeaconContent& content) {
  content.protocol = name;
  content.use = use;
  content.has_position = bits(65, 85) != kStandardDefault;
}

void read_national_location(Bits const& bits, char const* name, BeaconUse use, BeaconContent& content) {
  content.protocol = name;
  content.use = use;
  content.has_position = bits(59, 85) != kNationalDefault;
}

/// Return link service protocol: bits 41 and 42 tell the type, 43 to 46 set mean that an MMSI follows.
void read_return_link(Bits const& bits, BeaconContent& content) {
  constexpr std::array<BeaconUse, 4> kUses{BeaconUse::elt, BeaconUse::epirb, BeaconUse::plb, BeaconUse::unknown};
  auto const type = bits(41, 42);
  content.protocol = "return link location";
  content.use = kUses.at(static_cast<std::size_t>(type));
  content.test = type == 0b11;
  content.has_position = bits(67, 85) != kReturnLinkDefault;
  if (bits(43, 46) == 0b1111) content.mmsi = ship_mmsi(content.mid, bits(47, 66));
}

/// Protocols with bit 26 clear; bits 37 to 40 tell which.
std::optional<BeaconFault> read_location(Bits const& bits, BeaconContent& content) {
  switch (bits(37, 40)) {
    case 0b0010:
      read_standard_location(bits, "EPIRB-MMSI location", BeaconUse::epirb, content);
      content.mmsi = ship_mmsi(content.mid, bits(41, 60));
      return std::nullopt;
    case 0b0011:
    case 0b0100:
    case 0b0101:
      read_standard_location(bits, "ELT location", BeaconUse::elt, content);
      return std::nullopt;
    case 0b0110:
      read_standard_location(bits, "EPIRB serial location", BeaconUse::epirb, content);
      return std::nullopt;
    case 0b0111:
      read_standard_location(bits, "PLB serial location", BeaconUse::plb, content);
      return std::nullopt;
    case 0b1000:
      read_national_location(bits, "ELT national location", BeaconUse::elt, content);
      return std::nullopt;
    case 0b1001:
      content.protocol = "ELT(DT) location";
      content.use = BeaconUse::elt;
      return std::nullopt;
    case 0b1010:
      read_national_location(bits, "EPIRB national location", BeaconUse::epirb, content);
      return std::nullopt;
    case 0b1011:
      read_national_location(bits, "PLB national location", BeaconUse::plb, content);
      return std::nullopt;
    case 0b1100:
      read_standard_location(bits, "ship security location", BeaconUse::ship_security, content);
      content.mmsi = ship_mmsi(content.mid, bits(41, 60));
      return std::nullopt;
    case 0b1101:
      read_return_link(bits, content);
      return std::nullopt;
    case 0b1110:
    case 0b1111:
      content.protocol = "test location";
      content.test = true;
      return std::nullopt;
    default:
      return BeaconFault{"reserved protocol 00" + std::string{bits(39, 39) != 0 ? "1" : "0"} +
                         (bits(40, 40) != 0 ? "1" : "0")};
  }
}

/// C/S T.018, section 3.6: which identity of the vessel bits 49 to 92 of the 23-hex ID are.
std::optional<BeaconFault> read_vessel(Bits const& bits, BeaconContent& content) {
  constexpr std::uint64_t kNoMmsi = 111'111;               // T.018, table 3.1: sent when there is no MMSI
  constexpr std::uint64_t kNoEpirbAis = 0b10101010101010;  // 10922: no EPIRB-AIS
  switch (bits(46, 48)) {
    case 0b000:
      content.protocol = "second generation, no vessel identity";
      return std::nullopt;
    case 0b001: {
      content.protocol = "second generation, MMSI";
      content.use = BeaconUse::epirb;
      auto const number = bits(49, 78);
      if (number != kNoMmsi) {
        content.mmsi = number <= 999'999'999 ? Mmsi::from_number(static_cast<std::uint32_t>(number)) : std::nullopt;
        if (!content.mmsi) return BeaconFault{"an MMSI of more than nine digits"};
      }
      auto const ending = bits(79, 92);
      if (ending != kNoEpirbAis) {
        if (ending > 9999) return BeaconFault{"an EPIRB-AIS number that ends with more than four digits"};
        content.epirb_ais_ending = static_cast<std::uint32_t>(ending);
      }
      return std::nullopt;
    }
    case 0b010: {
      auto const text = baudot_text(bits, 49, 7);
      if (!text) return BeaconFault{"characters that modified Baudot code does not have"};
      content.protocol = "second generation, call sign";
      if (auto const call_sign = trimmed(*text); !call_sign.empty()) content.call_sign = call_sign;
      return std::nullopt;
    }
    case 0b011:
    case 0b100:
    case 0b101:
      content.protocol = "second generation, aircraft";
      content.use = BeaconUse::elt;
      return std::nullopt;
    default:
      return BeaconFault{"a reserved kind of vessel identity"};
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
    case BeaconUse::ship_security:
      return "ship security alert";
    case BeaconUse::unknown:
      return "unknown";
  }
  return "";
}

geo::Expected<BeaconContent, BeaconFault> decode_beacon(BeaconId const& id) {
  BeaconContent content;
  content.mid = id.mid();
  std::optional<BeaconFault> found;
  if (id.text().size() == 15) {
    Bits const bits{id.text(), 26};
    found = bits(26, 26) != 0 ? read_user(bits, content) : read_location(bits, content);
  } else {
    content.generation = BeaconContent::Generation::second;
    Bits const bits{id.text(), 1};
    // T.018, section 3.6: bit 1 and bits 12 to 14 tell a second-generation ID from others.
    if (bits(1, 1) != 1 || bits(12, 14) != 0b101) return fault("bits 1 and 12 to 14 are not 1 and 101 (C/S T.018)");
    content.test = bits(45, 45) != 0;
    found = read_vessel(bits, content);
  }
  if (found) return Unexpected{*std::move(found)};
  return content;
}

}  // namespace lingding::plans
