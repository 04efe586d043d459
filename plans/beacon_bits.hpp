#pragma once
// The bits of a beacon's message or ID, counted from 1 as C/S T.001 and C/S T.018 count them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "geo/check.hpp"

namespace lingding::plans {

/// Up to 256 bits; those that were never put in are 0.
class BeaconBits {
 public:
  static constexpr std::size_t kCapacity = 256;

  /// Bits `from` to `to`, both included, the first of them the most significant. \pre from ≤ to, to − from < 64
  constexpr std::uint64_t operator()(std::size_t from, std::size_t to) const {
    LINGDING_CHECK(from >= 1 && from <= to && to <= kCapacity && to - from < 64);
    std::size_t const word = (from - 1) / 64;
    std::size_t const offset = (from - 1) % 64;
    std::uint64_t value = words_[word] << offset;
    if (offset != 0) value |= words_[word + 1] >> (64 - offset);
    return value >> (63 - (to - from));
  }
  constexpr bool operator[](std::size_t bit) const { return (*this)(bit, bit) != 0; }

  /// Puts the low bits of `value` at `from` to `to`. \pre as above, and `value` fits
  constexpr void set(std::size_t from, std::size_t to, std::uint64_t value) {
    LINGDING_CHECK(from >= 1 && from <= to && to <= kCapacity && to - from < 64);
    std::size_t const width = to - from + 1;
    LINGDING_CHECK(width == 64 || value >> width == 0);
    std::size_t const word = (from - 1) / 64;
    std::size_t const offset = (from - 1) % 64;
    std::uint64_t const left = value << (64 - width);
    std::uint64_t const mask = ~std::uint64_t{0} << (64 - width);
    words_[word] = (words_[word] & ~(mask >> offset)) | left >> offset;
    if (offset != 0) words_[word + 1] = (words_[word + 1] & ~(mask << (64 - offset))) | left << (64 - offset);
  }
  constexpr void flip(std::size_t bit) { set(bit, bit, (*this)[bit] ? 0 : 1); }

  /// Puts hexadecimal digits of either case one behind the other, the first bit of the first digit at `from`. False,
  /// with the bits in an unspecified state, when a character is none. \pre from + 4 · digits ≤ 257
  constexpr bool set_hex(std::size_t from, std::string_view digits) {
    for (; digits.size() >= 16; digits.remove_prefix(16), from += 64) {
      auto const value = number(digits.substr(0, 16));
      if (!value) return false;
      set(from, from + 63, *value);
    }
    if (digits.empty()) return true;
    auto const value = number(digits);
    if (!value) return false;
    set(from, from + 4 * digits.size() - 1, *value);
    return true;
  }

  constexpr bool operator==(BeaconBits const&) const = default;

 private:
  static constexpr std::uint8_t kNoDigit = 0xFF;
  static constexpr auto kDigits = [] {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(kNoDigit);
    for (std::uint8_t i = 0; i < 10; ++i) digits[std::size_t{'0'} + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) {
      digits[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
      digits[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
    }
    return digits;
  }();

  static constexpr std::optional<std::uint64_t> number(std::string_view digits) {
    std::uint64_t value = 0;
    unsigned all = 0;
    for (char const c : digits) {
      unsigned const digit = kDigits[static_cast<unsigned char>(c)];
      all |= digit;
      value = value << 4U | (digit & 0xFU);
    }
    if (all > 0xF) return std::nullopt;
    return value;
  }

  std::array<std::uint64_t, kCapacity / 64 + 1> words_{};  // one more, so that every field has a word behind its own
};

}  // namespace lingding::plans
