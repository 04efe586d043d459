#pragma once
// Eight six-bit values at a time, in one 64-bit word: the armour of sentences, the text of messages, fields of bits.
// Internal to adapters/ais.

#include <bit>
#include <cstdint>
#include <cstring>

namespace lingding::ais::detail {

constexpr std::uint64_t swap_if_little(std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::little) return __builtin_bswap64(word);
  return word;
}

/// Eight bytes with the first of them on top.
inline std::uint64_t load_big(void const* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  return swap_if_little(word);
}

inline void store_big(void* to, std::uint64_t word) {
  word = swap_if_little(word);
  std::memcpy(to, &word, sizeof word);
}

/// The byte `value` eight times.
constexpr std::uint64_t every(std::uint8_t value) {
  return 0x0101010101010101U * value;
}

/// Eight values below 64, one a byte, to 48 bits, the first on top.
constexpr std::uint64_t squeeze(std::uint64_t values) {
  std::uint64_t const pairs = ((values & 0x3F003F003F003F00U) >> 2U) | (values & 0x003F003F003F003FU);
  std::uint64_t const fours = ((pairs & 0x0FFF00000FFF0000U) >> 4U) | (pairs & 0x00000FFF00000FFFU);
  return ((fours & 0x00FFFFFF00000000U) >> 8U) | (fours & 0x0000000000FFFFFFU);
}

/// The reverse of squeeze().
constexpr std::uint64_t spread(std::uint64_t bits) {
  std::uint64_t const fours = ((bits & 0xFFFFFF000000U) << 8U) | (bits & 0xFFFFFFU);
  std::uint64_t const pairs = ((fours & 0x00FFF00000FFF000U) << 4U) | (fours & 0x00000FFF00000FFFU);
  return ((pairs & 0x0FC00FC00FC00FC0U) << 2U) | (pairs & 0x003F003F003F003FU);
}

/// Not 0 when one of eight characters is none of '0' … 'W' and '`' … 'w' (IEC 61162-1, six-bit field conversion).
constexpr std::uint64_t armour_faults(std::uint64_t characters) {
  // In the top bit of each byte. A carry out of a byte needs a byte above 0x7F, and that one is a fault itself.
  std::uint64_t const below_0 = ~(characters + every(0x80 - '0'));
  std::uint64_t const above_w = characters + every(0x7F - 'w');
  // 'X' … '_' are those whose upper five bits are 01011: a zero byte after this.
  std::uint64_t const gap = (characters ^ every('X')) & every(0xF8);
  std::uint64_t const in_gap = (gap - every(1)) & ~gap;
  return (below_0 | above_w | characters | in_gap) & every(0x80);
}

/// The values of eight characters without faults.
constexpr std::uint64_t armour_values(std::uint64_t characters) {
  std::uint64_t const upper_part = (characters >> 6U) & (characters >> 5U) & every(1);  // 1 for '`' … 'w'
  return characters - every('0') - 8 * upper_part;
}

/// Eight values below 64, one a byte, to the characters of Annex 8, table 47: '@' … '_', ' ' … '?'.
constexpr std::uint64_t text_characters(std::uint64_t values) {
  return values + ((~values & every(0x20)) << 1U);
}

/// The index of the first of eight values below 64 that is 0 ('@'), 8 when there is none.
constexpr unsigned first_zero(std::uint64_t values) {
  std::uint64_t const zeros = ~(values + every(0x3F)) & every(0x40);
  return static_cast<unsigned>(std::countl_zero(zeros)) / 8;
}

}  // namespace lingding::ais::detail
