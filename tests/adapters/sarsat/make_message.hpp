#pragma once
// Beacon messages put together from strings of bits, their parity by long division: shares nothing with the decoder.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace lingding::sarsat::test {

/// Long division on paper, as C/S T.001, figures B1 and B2, and T.018, figure B-1, show it: the remainder of `data`
/// with the generator's degree of zeros behind it.
inline std::string divide(std::string data, std::string_view generator) {
  std::size_t const degree = generator.size() - 1;
  data.append(degree, '0');
  for (std::size_t at = 0; at + degree < data.size(); ++at) {
    if (data[at] == '0') continue;
    for (std::size_t i = 0; i < generator.size(); ++i) data[at + i] = data[at + i] == generator[i] ? '0' : '1';
  }
  return data.substr(data.size() - degree);
}

inline constexpr std::string_view kFirstGenerator = "1001101101100111100011";
inline constexpr std::string_view kSecondGenerator = "1010100111001";
inline constexpr std::string_view kLongGenerator = "1110001111110101110000101110111110011110010010111";

inline std::string bits(std::uint64_t value, std::size_t width) {
  std::string out(width, '0');
  for (std::size_t i = width; i-- > 0; value >>= 1U) out[i] = (value & 1U) != 0 ? '1' : '0';
  if (value != 0) throw std::logic_error("a field is too small for its value");
  return out;
}
inline std::string ones(std::size_t width) {
  return std::string(width, '1');
}

/// Bits in groups: "1101 1 0"_b.
inline std::string operator""_b(char const* text, std::size_t size) {
  std::string out;
  for (char const c : std::string_view{text, size})
    if (c != ' ') out += c;
  return out;
}

/// \pre a multiple of four
inline std::string hex(std::string const& text) {
  if (text.size() % 4 != 0) throw std::logic_error("bits that are no whole digits: " + std::to_string(text.size()));
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    unsigned digit = 0;
    for (std::size_t k = 0; k < 4; ++k) digit = digit * 2 + (text[i + k] == '1' ? 1U : 0U);
    out += "0123456789ABCDEF"[digit];
  }
  return out;
}

/// C/S T.001, table A3, by its columns.
inline std::string baudot(std::string_view text) {
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ -/0123456789";
  constexpr std::string_view kCodes =
      "111000110011101110110010110000110110101011100101101100111010111110101001100111"
      "100110100011101101111101101010110100100001111100101111111001110111110101110001"
      "100100011000010111001101011101011001010000001010000001010101011100001100000011";
  std::string out;
  for (char const c : text) out += kCodes.substr(6 * kCharacters.find(c), 6);
  return out;
}
/// Without the first bit of each.
inline std::string letters(std::string_view text) {
  std::string out;
  for (char const c : text) out += baudot({&c, 1}).substr(1);
  return out;
}

inline std::string with_parity(std::string const& data, std::string_view generator) {
  return data + divide(data, generator);
}

/// Bits 26 to 85 and 107 to 132: 30 digits.
inline std::string long_message(std::string const& identity, std::string const& second) {
  if (identity.size() != 60 || second.size() != 26) throw std::logic_error("the fields have 60 and 26 bits");
  return hex(with_parity("1" + identity, kFirstGenerator) + with_parity(second, kSecondGenerator));
}
/// Bits 26 to 85 and 107 to 112: 22 digits.
inline std::string short_message(std::string const& identity, std::string const& rest) {
  if (identity.size() != 60 || rest.size() != 6) throw std::logic_error("the fields have 60 and 6 bits");
  return hex(with_parity("0" + identity, kFirstGenerator) + rest);
}

/// What a second-generation message is made of, by the names of C/S T.018, table 3.1.
struct Second {
  std::string tac = bits(12345, 16);
  std::string serial = bits(6789, 14);
  std::string country = bits(477, 10);
  std::string homing = "1";
  std::string return_link = "0";
  std::string test = "0";
  std::string latitude = "0" + bits(22, 7) + bits(16384, 15);
  std::string longitude = "0" + bits(113, 8) + bits(24576, 15);
  std::string vessel_type = "000";
  std::string vessel = std::string(44, '0');
  std::string type = "001";
  std::string spare = ones(14);
  std::string rotating = std::string(48, '0');

  std::string text() const {
    auto const all = tac + serial + country + homing + return_link + test + latitude + longitude + vessel_type +
                     vessel + type + spare + rotating;
    if (all.size() != 202) throw std::logic_error("bits that are not 202: " + std::to_string(all.size()));
    return all;
  }
  std::string digits_63() const { return hex("00" + with_parity(text(), kLongGenerator)); }
  std::string digits_51() const { return hex("00" + text()); }
};

}  // namespace lingding::sarsat::test
