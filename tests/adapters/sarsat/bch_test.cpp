// The three codes against plain long division by the published generators, and every pattern of errors that they
// promise to correct.

#include "adapters/sarsat/bch.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string_view>
#include <vector>

#include "tests/adapters/sarsat/make_message.hpp"

using namespace lingding;
using namespace lingding::sarsat;
using namespace lingding::sarsat::test;
using plans::BeaconBits;

namespace {

std::string text(BeaconBits const& bits, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t bit = from; bit <= to; ++bit) out += bits[bit] ? '1' : '0';
  return out;
}

void put(BeaconBits& bits, std::size_t from, std::string_view text) {
  for (char const c : text) bits.set(from, from, c == '1' ? 1 : 0), ++from;
}

void fill(BeaconBits& bits, std::size_t from, std::size_t to, std::mt19937_64& random) {
  for (std::size_t bit = from; bit <= to; ++bit) bits.set(bit, bit, random() >> 63U);
}

/// A random code word of one of the codes, its parity by long division.
BeaconBits code_word(std::size_t from, std::size_t data_to, std::string_view generator, std::mt19937_64& random) {
  BeaconBits bits;
  fill(bits, from, data_to, random);
  put(bits, data_to + 1, divide(text(bits, from, data_to), generator));
  return bits;
}

/// `count` different bits from `from` to `to`.
std::vector<std::size_t> places(std::size_t count, std::size_t from, std::size_t to, std::mt19937_64& random) {
  std::vector<std::size_t> chosen;
  std::uniform_int_distribution<std::size_t> any{from, to};
  while (chosen.size() < count) {
    auto const bit = any(random);
    if (std::find(chosen.begin(), chosen.end(), bit) == chosen.end()) chosen.push_back(bit);
  }
  return chosen;
}

struct Outcomes {
  int refused = 0;
  int miscorrected = 0;
  double share() const { return 100.0 * miscorrected / (refused + miscorrected); }
};

/// What comes of `errors` wrong bits in random code words: never the word that was sent.
template <class Correct>
Outcomes beyond(std::size_t errors, std::size_t from, std::size_t data_to, std::size_t to, std::string_view generator,
                int runs, Correct correct) {
  std::mt19937_64 random{errors};
  Outcomes outcomes;
  for (int run = 0; run < runs; ++run) {
    auto const sent = code_word(from, data_to, generator, random);
    auto received = sent;
    for (auto const bit : places(errors, from, to, random)) received.flip(bit);
    auto const before = received;
    auto const corrected = correct(received);
    if (!corrected) {
      ++outcomes.refused;
      if (received != before) FAIL("a refused word was changed");
    } else {
      ++outcomes.miscorrected;
      if (received == sent) FAIL("more errors than the code corrects were put right");
      if (divide(text(received, from, data_to), generator) != text(received, data_to + 1, to))
        FAIL("corrected to what is no code word");
    }
  }
  return outcomes;
}

}  // namespace

TEST_CASE("adapters.sarsat.bch: the examples of C/S T.001, B1 and B2, and of T.018, B.1") {
  BeaconBits first;
  REQUIRE(first.set_hex(25, "56E6804002202009655250"));
  CHECK(text(first, 86, 106) == "001011001010101001001");
  CHECK(first_field_parity(first) == 0b001011001010101001001);
  CHECK(correct_first_field(first) == 0U);

  BeaconBits second;
  put(second, 107, "10010101110000000000010111");
  CHECK(second_field_parity(second) == 0b000101010001);
  put(second, 133, "000101010001");
  CHECK(correct_second_field(second) == 0U);

  BeaconBits third;
  REQUIRE(third.set_hex(1, "00E608F4C986196188A047C000000000000FFFC0100C1A00960"));
  CHECK(second_generation_parity(third) == 0b010010010010101001001111110001010111101001001001);
  put(third, 203, "010010010010101001001111110001010111101001001001");
  CHECK(correct_second_generation(third) == 0U);
}

TEST_CASE("adapters.sarsat.bch: parity is the remainder of long division by the published generators") {
  std::mt19937_64 random{20241024};
  for (int run = 0; run < 1000; ++run) {
    auto first = code_word(25, 85, kFirstGenerator, random);
    CHECK(correct_first_field(first) == 0U);
    auto second = code_word(107, 132, kSecondGenerator, random);
    CHECK(correct_second_field(second) == 0U);
    auto third = code_word(1, 202, kLongGenerator, random);
    CHECK(correct_second_generation(third) == 0U);
  }
}

TEST_CASE("adapters.sarsat.bch: BCH-1 corrects every pattern of one, two and three wrong bits") {
  std::mt19937_64 random{1};
  std::size_t patterns = 0;
  std::size_t wrong = 0;
  auto const sent = code_word(25, 85, kFirstGenerator, random);
  auto const check = [&](BeaconBits received, unsigned errors) {
    ++patterns;
    auto const corrected = correct_first_field(received);
    if (corrected != errors || received != sent) ++wrong;
  };
  for (std::size_t a = 25; a <= 106; ++a) {
    auto one = sent;
    one.flip(a);
    check(one, 1);
    for (std::size_t b = a + 1; b <= 106; ++b) {
      auto two = one;
      two.flip(b);
      check(two, 2);
      for (std::size_t c = b + 1; c <= 106; ++c) {
        auto three = two;
        three.flip(c);
        check(three, 3);
      }
    }
  }
  CHECK(patterns == 82 + 3321 + 88560);
  CHECK(wrong == 0);
}

TEST_CASE("adapters.sarsat.bch: BCH-2 corrects every pattern of one and two wrong bits") {
  std::mt19937_64 random{2};
  std::size_t patterns = 0;
  auto const sent = code_word(107, 132, kSecondGenerator, random);
  for (std::size_t a = 107; a <= 144; ++a) {
    auto one = sent;
    one.flip(a);
    for (std::size_t b = a; b <= 144; ++b) {
      auto received = one;
      if (b != a) received.flip(b);
      CHECK(correct_second_field(received) == (b == a ? 1U : 2U));
      CHECK(received == sent);
      ++patterns;
    }
  }
  CHECK(patterns == 38 + 703);
}

TEST_CASE("adapters.sarsat.bch: the second generation's code corrects one to six wrong bits") {
  std::mt19937_64 random{3};
  // Every single bit and every pair, then a large sample.
  auto const sent = code_word(1, 202, kLongGenerator, random);
  std::size_t wrong = 0;
  for (std::size_t a = 1; a <= 250; ++a) {
    for (std::size_t b = a; b <= 250; ++b) {
      auto received = sent;
      received.flip(a);
      if (b != a) received.flip(b);
      if (correct_second_generation(received) != (b == a ? 1U : 2U) || received != sent) ++wrong;
    }
  }
  CHECK(wrong == 0);
  for (std::size_t errors = 3; errors <= 6; ++errors) {
    for (int run = 0; run < 100'000; ++run) {
      auto received = sent;
      for (auto const bit : places(errors, 1, 250, random)) received.flip(bit);
      if (correct_second_generation(received) != errors || received != sent) ++wrong;
    }
  }
  CHECK(wrong == 0);
  // And over other words than one.
  for (int run = 0; run < 2000; ++run) {
    auto const other = code_word(1, 202, kLongGenerator, random);
    auto received = other;
    for (auto const bit : places(1 + static_cast<std::size_t>(run) % 6, 1, 250, random)) received.flip(bit);
    CHECK(correct_second_generation(received).has_value());
    CHECK(received == other);
  }
}

TEST_CASE("adapters.sarsat.bch: beyond its reach a code refuses, or lands in another word as seldom as it must") {
  // docs/decoders.md states these shares. A perfect decoder takes a random word for a code word with the probability
  // of the volume of its spheres: 91 964 / 2^21 = 4.39 %, 742 / 2^12 = 18.1 %, 0.115 % (sum of C(250, 0 … 6) / 2^48).
  for (std::size_t const errors : {4U, 5U, 6U, 8U}) {
    auto const outcomes = beyond(errors, 25, 85, 106, kFirstGenerator, 20'000, correct_first_field);
    CAPTURE(errors, outcomes.share());
    CHECK(outcomes.share() < 6);
    CHECK(outcomes.miscorrected > 0);
  }
  for (std::size_t const errors : {3U, 4U, 6U}) {
    auto const outcomes = beyond(errors, 107, 132, 144, kSecondGenerator, 20'000, correct_second_field);
    CAPTURE(errors, outcomes.share());
    CHECK(outcomes.share() < 25);
  }
  for (std::size_t const errors : {7U, 8U, 10U, 125U}) {
    auto const outcomes = beyond(errors, 1, 202, 250, kLongGenerator, 20'000, correct_second_generation);
    CAPTURE(errors, outcomes.share());
    CHECK(outcomes.share() < 0.3);
  }
}
