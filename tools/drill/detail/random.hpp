#pragma once
// Random numbers that are the same on every machine, and that belong to what they are drawn for: no draw depends on the
// draws before it.

#include <cstdint>
#include <initializer_list>

namespace lingding::drill::detail {

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014): what the state
/// grows by, and the number that a state gives.
constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15U;
constexpr std::uint64_t mixed(std::uint64_t value) {
  value += kGamma;
  value = (value ^ value >> 30U) * 0xBF58476D1CE4E5B9U;
  value = (value ^ value >> 27U) * 0x94D049BB133111EBU;
  return value ^ value >> 31U;
}
/// A number for these.
constexpr std::uint64_t drawn(std::initializer_list<std::uint64_t> what) {
  std::uint64_t value = 0;
  for (auto const one : what) value = mixed(value ^ one);
  return value;
}
/// 0 … 1, the end not included.
constexpr double share_of(std::uint64_t number) {
  return static_cast<double>(number >> 11U) * 0x1p-53;
}
/// 0 … bound − 1; the bias is below bound / 2³².
constexpr std::uint64_t below(std::uint64_t number, std::uint32_t bound) {
  return (number >> 32U) * bound >> 32U;
}
/// Mean 0, standard deviation 1, within ±6: the sum of twelve even draws less six, which needs no library's logarithm.
constexpr double bell_of(std::uint64_t number) {
  double sum = -6;
  for (std::uint64_t i = 0; i < 12; ++i) sum += share_of(mixed(number + i));
  return sum;
}

}  // namespace lingding::drill::detail
