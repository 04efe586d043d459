#include "adapters/sarsat/bch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace lingding::sarsat {
namespace {

using plans::BeaconBits;

/// The remainder of X^power divided by a generator of `degree`, given with its leading term.
constexpr std::uint64_t power_modulo(std::size_t power, std::uint64_t generator, unsigned degree) {
  std::uint64_t remainder = 1;
  for (std::size_t i = 0; i < power; ++i) {
    remainder <<= 1U;
    if ((remainder >> degree & 1U) != 0) remainder ^= generator;
  }
  return remainder;
}

/// Syndromes of a systematic code word of `Length` bits, eight bits a step: table[byte][value] is the remainder of that
/// byte in its place. The code word is given from its first bit, the last byte filled with zeros.
template <std::size_t Length, class Word>
struct SyndromeTable {
  static constexpr std::size_t kBytes = (Length + 7) / 8;
  std::array<Word, Length> columns{};  ///< of an error in bit i, counted from 0
  std::array<std::array<Word, 256>, kBytes> bytes{};

  constexpr SyndromeTable(std::uint64_t generator, unsigned degree) {
    for (std::size_t i = 0; i < Length; ++i)
      columns[i] = static_cast<Word>(power_modulo(Length - 1 - i, generator, degree));
    for (std::size_t byte = 0; byte < kBytes; ++byte) {
      for (std::size_t value = 1; value < 256; ++value) {
        auto const lowest = static_cast<std::size_t>(std::countr_zero(value));
        std::size_t const bit = 8 * byte + 7 - lowest;
        Word const column = bit < Length ? columns[bit] : Word{0};
        bytes[byte][value] = static_cast<Word>(bytes[byte][value & (value - 1)] ^ column);
      }
    }
  }
};

// ---- BCH-1: C/S T.001, section B1 ----

constexpr unsigned kFirstDegree = 21;
constexpr std::uint64_t kFirstGenerator = 0b1001101101100111100011;
constexpr std::size_t kFirstLength = 82;
constexpr SyndromeTable<kFirstLength, std::uint32_t> kFirst{kFirstGenerator, kFirstDegree};

std::uint32_t first_syndrome(BeaconBits const& message) {
  std::uint64_t const upper = message(25, 88);
  auto const lower = static_cast<std::uint32_t>(message(89, 106) << 6U);
  std::uint32_t syndrome = 0;
  for (std::size_t i = 0; i < 8; ++i) syndrome ^= kFirst.bytes[i][upper >> (56 - 8 * i) & 0xFFU];
  for (std::size_t i = 0; i < 3; ++i) syndrome ^= kFirst.bytes[8 + i][lower >> (16 - 8 * i) & 0xFFU];
  return syndrome;
}

/// Every pattern of one or two errors by its syndrome. Open addressing; a syndrome has one pattern at most, since the
/// code corrects three. 3403 patterns in 8192 places.
class FirstPatterns {
 public:
  struct Pattern {
    std::uint32_t syndrome = 0;  ///< 0: the place is free
    std::uint8_t one = 0;        ///< bit of the code word, from 0
    std::uint8_t other = 0;      ///< the same as `one` for a single error
  };

  FirstPatterns() {
    for (std::uint8_t one = 0; one < kFirstLength; ++one) {
      put({kFirst.columns[one], one, one});
      for (auto other = static_cast<std::uint8_t>(one + 1); other < kFirstLength; ++other)
        put({kFirst.columns[one] ^ kFirst.columns[other], one, other});
    }
  }
  /// Null when there is none. \pre syndrome is not 0
  Pattern const* find(std::uint32_t syndrome) const {
    for (std::size_t at = place(syndrome);; at = (at + 1) % kPlaces) {
      if (places_[at].syndrome == syndrome) return &places_[at];
      if (places_[at].syndrome == 0) return nullptr;
    }
  }

 private:
  static constexpr std::size_t kPlaces = 8192;
  /// Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
  static std::size_t place(std::uint32_t syndrome) { return syndrome * 2654435769U >> 19U; }
  void put(Pattern pattern) {
    std::size_t at = place(pattern.syndrome);
    while (places_[at].syndrome != 0) at = (at + 1) % kPlaces;
    places_[at] = pattern;
  }

  std::array<Pattern, kPlaces> places_{};
};

FirstPatterns const& first_patterns() {
  static FirstPatterns const patterns;
  return patterns;
}

unsigned apply(BeaconBits& message, FirstPatterns::Pattern const& pattern) {
  message.flip(25U + pattern.one);
  if (pattern.other == pattern.one) return 1;
  message.flip(25U + pattern.other);
  return 2;
}

// ---- BCH-2: C/S T.001, section B2 ----

constexpr unsigned kSecondDegree = 12;
constexpr std::uint64_t kSecondGenerator = 0b1010100111001;
constexpr std::size_t kSecondLength = 38;
constexpr SyndromeTable<kSecondLength, std::uint16_t> kSecond{kSecondGenerator, kSecondDegree};

std::uint32_t second_syndrome(BeaconBits const& message) {
  std::uint64_t const word = message(107, 144) << 2U;
  std::uint32_t syndrome = 0;
  for (std::size_t i = 0; i < 5; ++i) syndrome ^= kSecond.bytes[i][word >> (32 - 8 * i) & 0xFFU];
  return syndrome;
}

/// The errors behind each of the 4096 syndromes: bits of the code word counted from 1, 0 for none.
struct SecondPattern {
  std::uint8_t one = 0;
  std::uint8_t other = 0;
};
constexpr auto kSecondPatterns = [] {
  std::array<SecondPattern, 4096> patterns{};
  for (std::uint8_t one = 0; one < kSecondLength; ++one) {
    patterns[kSecond.columns[one]] = {static_cast<std::uint8_t>(one + 1), 0};
    for (auto other = static_cast<std::uint8_t>(one + 1); other < kSecondLength; ++other)
      patterns[static_cast<std::size_t>(kSecond.columns[one] ^ kSecond.columns[other])] = {
          static_cast<std::uint8_t>(one + 1), static_cast<std::uint8_t>(other + 1)};
  }
  return patterns;
}();

// ---- BCH (250,202): C/S T.018, section B.1 ----

constexpr unsigned kLongDegree = 48;
constexpr std::uint64_t kLongGenerator = 0b1110001111110101110000101110111110011110010010111;
constexpr std::size_t kLongLength = 250;
constexpr SyndromeTable<kLongLength, std::uint64_t> kLong{kLongGenerator, kLongDegree};

std::uint64_t long_syndrome(BeaconBits const& message) {
  std::uint64_t syndrome = 0;
  for (std::size_t word = 0; word < 4; ++word) {
    std::uint64_t const bits = message(64 * word + 1, 64 * word + 64);
    for (std::size_t i = 0; i < 8; ++i) syndrome ^= kLong.bytes[8 * word + i][bits >> (56 - 8 * i) & 0xFFU];
  }
  return syndrome;
}

/// The field of 256 elements over X^8 + X^4 + X^3 + X^2 + 1, which is m1 of T.018, section B.1.
struct Field {
  static constexpr unsigned kOrder = 255;
  std::array<std::uint8_t, 2 * kOrder + 2> power{};  ///< twice over, so that two logarithms may be added
  std::array<std::uint8_t, 256> logarithm{};

  constexpr Field() {
    unsigned value = 1;
    for (unsigned i = 0; i < power.size(); ++i) {
      power[i] = static_cast<std::uint8_t>(value);
      if (i < kOrder) logarithm[value] = static_cast<std::uint8_t>(i);
      value <<= 1U;
      if (value > 0xFF) value ^= 0b100011101;
    }
  }
  constexpr std::uint8_t times(std::uint8_t a, std::uint8_t b) const {
    if (a == 0 || b == 0) return 0;
    return power[std::size_t{logarithm[a]} + logarithm[b]];
  }
  constexpr std::uint8_t over(std::uint8_t a, std::uint8_t b) const {
    if (a == 0) return 0;
    return power[std::size_t{logarithm[a]} + kOrder - logarithm[b]];
  }
};
constexpr Field kField{};

/// S[1] … S[12]: the remainder at powers 1 to 12 of the field's generator; the even ones are squares.
std::array<std::uint8_t, 13> power_sums(std::uint64_t remainder) {
  std::array<std::uint8_t, 13> sums{};
  for (std::uint64_t rest = remainder; rest != 0; rest &= rest - 1) {
    auto const exponent = static_cast<unsigned>(std::countr_zero(rest));
    for (unsigned j = 1; j < 12; j += 2) sums[j] ^= kField.power[exponent * j % Field::kOrder];
  }
  for (std::size_t j = 2; j < sums.size(); j += 2) sums[j] = kField.times(sums[j / 2], sums[j / 2]);
  return sums;
}

struct Locator {
  std::array<std::uint8_t, 8> coefficients{1};  ///< of X^0, X^1, …
  unsigned degree = 0;
};

/// Berlekamp and Massey's algorithm for a binary code, where every other discrepancy is zero (Lin and Costello, Error
/// Control Coding, 2nd edition, section 6.3). Empty when more than six errors are needed.
std::optional<Locator> locate(std::array<std::uint8_t, 13> const& sums) {
  Locator current;
  std::array<std::uint8_t, 8> previous{1};
  std::uint8_t previous_discrepancy = 1;
  std::size_t shift = 1;
  for (unsigned step = 0; step < 2 * kSecondGenerationErrors; step += 2) {
    std::uint8_t discrepancy = sums[step + 1];
    for (unsigned i = 1; i <= std::min(current.degree, step); ++i)
      discrepancy ^= kField.times(current.coefficients[i], sums[step + 1 - i]);
    if (discrepancy == 0) {
      shift += 2;
      continue;
    }
    auto const before = current.coefficients;
    std::uint8_t const factor = kField.over(discrepancy, previous_discrepancy);
    for (std::size_t i = 0; i < previous.size(); ++i) {
      if (previous[i] == 0) continue;
      if (i + shift >= current.coefficients.size()) return std::nullopt;
      current.coefficients[i + shift] ^= kField.times(factor, previous[i]);
    }
    if (2 * current.degree <= step) {
      current.degree = step + 1 - current.degree;
      previous = before;
      previous_discrepancy = discrepancy;
      shift = 2;
    } else {
      shift += 2;
    }
  }
  if (current.degree > kSecondGenerationErrors) return std::nullopt;
  return current;
}

struct Roots {
  std::array<std::uint8_t, kSecondGenerationErrors> exponents{};  ///< of X in the code word
  unsigned count = 0;
};

/// A root y of y² + y = c for every c that has one; the other is y + 1. 0 for the rest, and for c = 0.
constexpr auto kHalves = [] {
  std::array<std::uint8_t, 256> halves{};
  for (unsigned y = 2; y < 256; y += 2) {
    auto const root = static_cast<std::uint8_t>(y);
    halves[static_cast<std::size_t>(kField.times(root, root) ^ root)] = root;
  }
  return halves;
}();

/// Places of errors in the code word, as powers of X.
struct Places {
  std::array<unsigned, kSecondGenerationErrors> exponents{};
  unsigned count = 0;
};

/// The two places of a locator of degree 2: X₁ + X₂ and X₁X₂ are its coefficients (Chien, Cunningham and Oldham, 1969,
/// on roots of quadratics over fields of characteristic 2).
Places solve_quadratic(std::uint8_t sum, std::uint8_t product) {
  if (sum == 0 || product == 0) return {};
  std::uint8_t const half = kHalves[kField.over(kField.over(product, sum), sum)];
  if (half == 0) return {};
  std::uint8_t const one = kField.times(sum, half);
  return {{kField.logarithm[one], kField.logarithm[one ^ sum]}, 2};
}

/// Chien's search over the 250 places of the shortened code: as many as the locator's degree, all different, or the
/// errors are not these.
Places search(Locator const& locator) {
  if (locator.degree == 1 && locator.coefficients[1] != 0) return {{kField.logarithm[locator.coefficients[1]]}, 1};
  if (locator.degree == 2) return solve_quadratic(locator.coefficients[1], locator.coefficients[2]);
  Places places;
  std::array<unsigned, kSecondGenerationErrors> logs{};
  std::array<unsigned, kSecondGenerationErrors> steps{};
  std::size_t terms = 0;
  for (unsigned i = 1; i <= locator.degree; ++i) {
    if (locator.coefficients[i] == 0) continue;
    logs[terms] = kField.logarithm[locator.coefficients[i]];
    steps[terms++] = Field::kOrder - i;
  }
  for (unsigned exponent = 0; exponent < kLongLength; ++exponent) {
    std::uint8_t value = 1;
    for (std::size_t k = 0; k < terms; ++k) {
      value ^= kField.power[logs[k]];
      logs[k] += steps[k];
      if (logs[k] >= Field::kOrder) logs[k] -= Field::kOrder;
    }
    if (value != 0) continue;
    places.exponents[places.count++] = exponent;
    if (places.count == locator.degree) break;
  }
  return places;
}

}  // namespace

std::optional<unsigned> correct_first_field(BeaconBits& message) {
  std::uint32_t const syndrome = first_syndrome(message);
  if (syndrome == 0) return 0;
  auto const& patterns = first_patterns();
  if (auto const* const found = patterns.find(syndrome)) return apply(message, *found);
  for (std::size_t bit = 0; bit < kFirstLength; ++bit) {
    // Not 0: a single error would have been found.
    auto const* const found = patterns.find(syndrome ^ kFirst.columns[bit]);
    if (found == nullptr) continue;
    message.flip(25 + bit);
    return 1 + apply(message, *found);
  }
  return std::nullopt;
}

std::optional<unsigned> correct_second_field(BeaconBits& message) {
  std::uint32_t const syndrome = second_syndrome(message);
  if (syndrome == 0) return 0;
  auto const pattern = kSecondPatterns[syndrome];
  if (pattern.one == 0) return std::nullopt;
  message.flip(106U + pattern.one);
  if (pattern.other == 0) return 1;
  message.flip(106U + pattern.other);
  return 2;
}

std::optional<unsigned> correct_second_generation(BeaconBits& message) {
  std::uint64_t const remainder = long_syndrome(message);
  if (remainder == 0) return 0;
  auto const locator = locate(power_sums(remainder));
  if (!locator) return std::nullopt;
  auto const places = search(*locator);
  if (places.count != locator->degree) return std::nullopt;
  for (unsigned i = 0; i < places.count; ++i)
    if (places.exponents[i] >= kLongLength) return std::nullopt;  // among the five zeros before the message
  for (unsigned i = 0; i < places.count; ++i) message.flip(kLongLength - places.exponents[i]);
  return places.count;
}

std::uint32_t first_field_parity(BeaconBits const& message) {
  BeaconBits data = message;
  data.set(86, 106, 0);
  return first_syndrome(data);
}

std::uint32_t second_field_parity(BeaconBits const& message) {
  BeaconBits data = message;
  data.set(133, 144, 0);
  return second_syndrome(data);
}

std::uint64_t second_generation_parity(BeaconBits const& message) {
  BeaconBits data = message;
  data.set(203, 250, 0);
  data.set(251, 256, 0);
  return long_syndrome(data);
}

}  // namespace lingding::sarsat
