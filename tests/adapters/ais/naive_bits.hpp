#pragma once
// Packs AIS fields the slow and plain way, a character a bit: independent of the encoder and decoder under test.

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/ais/message.hpp"
#include "adapters/ais/payload.hpp"

namespace lingding::test {

class NaiveBits {
 public:
  /// Two's complement for negative values.
  NaiveBits& add(std::int64_t value, int width) {
    for (int bit = width - 1; bit >= 0; --bit) bits_ += ((value >> bit) & 1) != 0 ? '1' : '0';
    return *this;
  }
  /// Table 47 of Rec. ITU-R M.1371-5, Annex 8: the place of the character in this list is its value.
  NaiveBits& text(std::string_view text, std::size_t characters) {
    constexpr std::string_view kTable = "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_ !\"#$%&'()*+,-./0123456789:;<=>?";
    for (std::size_t i = 0; i < characters; ++i) {
      add(i < text.size() ? static_cast<std::int64_t>(kTable.find(text[i])) : 0, 6);
    }
    return *this;
  }
  NaiveBits& header(int type, int repeat, std::uint32_t mmsi) { return add(type, 6).add(repeat, 2).add(mmsi, 30); }

  std::size_t size() const { return bits_.size(); }
  std::string const& bits() const { return bits_; }
  NaiveBits& cut(std::size_t size) {
    bits_.resize(size);
    return *this;
  }
  unsigned fill_bits() const { return static_cast<unsigned>((6 - bits_.size() % 6) % 6); }
  /// The armour of IEC 61162-1: the place of the character in this list is its value.
  std::string armoured() const {
    constexpr std::string_view kTable = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw";
    std::string const padded = bits_ + std::string(fill_bits(), '0');
    std::string out;
    for (std::size_t i = 0; i < padded.size(); i += 6) {
      std::size_t value = 0;
      for (std::size_t bit = 0; bit < 6; ++bit) value = value * 2 + (padded[i + bit] == '1' ? 1 : 0);
      out += kTable[value];
    }
    return out;
  }
  /// One sentence, however long.
  std::string sentence(char channel = 'A') const {
    return with_checksum(std::string("!AIVDM,1,1,,") + channel + ',' + armoured() + ',' + std::to_string(fill_bits()));
  }
  /// Puts '*' and the checksum behind it.
  static std::string with_checksum(std::string const& sentence) {
    unsigned sum = 0;
    for (char const c : sentence.substr(1)) sum ^= static_cast<unsigned char>(c);
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    return sentence + '*' + kDigits[sum / 16] + kDigits[sum % 16];
  }

  /// Decoded by the payload decoder.
  std::optional<ais::Rejection> decode(ais::Message& message) const {
    ais::PayloadBits payload;
    if (auto const fault = payload.assign(armoured(), fill_bits())) return fault;
    return ais::decode_payload(payload, message);
  }

 private:
  std::string bits_;
};

}  // namespace lingding::test
