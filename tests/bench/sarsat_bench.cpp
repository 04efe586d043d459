// 406 MHz beacons: messages a second from hexadecimal digits to JSON on one core, clean and with two wrong bits; the
// floor reads the digits and checks the codes. And how often each code takes too many errors for another message.

#include <algorithm>
#include <array>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "adapters/sarsat/bch.hpp"
#include "adapters/sarsat/beacon_json.hpp"
#include "tests/bench/cpu_time.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;
using plans::BeaconBits;

namespace {

std::uint64_t volatile g_sink;

std::string digits(BeaconBits const& bits, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t at = from; at <= to; at += 4) text += "0123456789ABCDEF"[bits(at, at + 3)];
  return text;
}

/// Standard location, maritime user-location and serial user-location messages of ships of these waters, with
/// positions.
BeaconBits first_generation(unsigned number, std::mt19937_64& random) {
  BeaconBits bits;
  bits.set(25, 25, 1);
  bits.set(27, 36, number % 2 == 0 ? 477 : 413);
  auto const latitude = 22 * 3600 + random() % 3600;
  auto const longitude = 113 * 3600 + random() % 3600;
  if (number % 3 == 0) {
    bits.set(37, 40, 0b0010);
    bits.set(41, 60, random() % 1'000'000);
    bits.set(66, 74, latitude / 900);
    bits.set(76, 85, longitude / 900);
    bits.set(107, 112, 0b110111);
    bits.set(113, 113, 1);
    bits.set(114, 118, latitude % 900 / 60);
    bits.set(119, 122, latitude % 60 / 4);
    bits.set(123, 123, 1);
    bits.set(124, 128, longitude % 900 / 60);
    bits.set(129, 132, longitude % 60 / 4);
  } else {
    constexpr std::array<std::uint64_t, 10> kDigits{0b001101, 0b011101, 0b011001, 0b010000, 0b001010,
                                                    0b000001, 0b010101, 0b011100, 0b001100, 0b000011};
    bits.set(26, 26, 1);
    bits.set(84, 85, 1);
    if (number % 3 == 1) {
      bits.set(37, 39, 0b010);
      for (std::size_t i = 0; i < 7; ++i) bits.set(40 + 6 * i, 45 + 6 * i, kDigits[i < 6 ? random() % 10 : 0]);
    } else {
      bits.set(37, 39, 0b011);
      bits.set(40, 43, 0b0101);
      bits.set(44, 63, random() % 1'000'000);
      bits.set(74, 83, 256);
    }
    bits.set(107, 107, 1);
    bits.set(109, 115, latitude / 3600);
    bits.set(116, 119, latitude % 3600 / 240);
    bits.set(121, 128, longitude / 3600);
    bits.set(129, 132, longitude % 3600 / 240);
  }
  bits.set(86, 106, sarsat::first_field_parity(bits));
  bits.set(133, 144, sarsat::second_field_parity(bits));
  return bits;
}

/// EPIRBs with an MMSI, a position and the field of objective requirements.
BeaconBits second_generation(std::mt19937_64& random) {
  BeaconBits bits;
  bits.set(1, 16, 12'000 + random() % 2000);
  bits.set(17, 30, random() % 16'384);
  bits.set(31, 40, 477);
  bits.set(41, 41, 1);
  bits.set(45, 51, 22);
  bits.set(52, 66, random() % 32'768);
  bits.set(68, 75, 113);
  bits.set(76, 90, random() % 32'768);
  bits.set(91, 93, 1);
  bits.set(94, 123, 477'000'000 + random() % 1'000'000);
  bits.set(124, 137, random() % 10'000);
  bits.set(138, 140, 1);
  bits.set(141, 154, 0x3FFF);
  bits.set(159, 164, 1);
  bits.set(165, 175, random() % 60);
  bits.set(176, 185, 25);
  bits.set(186, 193, 0x01);
  bits.set(194, 200, 0b0110110);
  bits.set(203, 250, sarsat::second_generation_parity(bits));
  return bits;
}

/// Bits 1 to 250 behind two zero bits.
std::string ground_segment(BeaconBits const& bits) {
  BeaconBits padded;
  for (std::size_t bit = 1; bit <= 250; ++bit) padded.set(bit + 2, bit + 2, bits(bit, bit));
  return digits(padded, 1, 252);
}

constexpr std::size_t kMessages = 20'000;

std::vector<std::string> messages(bool second, unsigned errors) {
  std::mt19937_64 random{406};
  std::vector<std::string> all;
  for (unsigned i = 0; i < kMessages; ++i) {
    BeaconBits bits = second ? second_generation(random) : first_generation(i, random);
    auto const pick = [&](std::size_t from, std::size_t to) { return from + random() % (to - from + 1); };
    // First generation: both under the first code, the dearer one.
    std::size_t const one = second ? pick(1, 250) : pick(25, 106);
    std::size_t other = one;
    while (other == one) other = second ? pick(1, 250) : pick(25, 106);
    if (errors > 0) bits.flip(one);
    if (errors > 1) bits.flip(other);
    all.push_back(second ? ground_segment(bits) : digits(bits, 25, 144));
  }
  return all;
}

/// What no decoder can do without: the digits to bits, and the remainders of the codes.
void bare_pass(std::vector<std::string> const& all, bool second) {
  std::uint64_t sum = 0;
  for (auto const& message : all) {
    BeaconBits bits;
    if (second) {
      bits.set_hex(1, message);
      sum += sarsat::second_generation_parity(bits);
    } else {
      bits.set_hex(25, message);
      sum += sarsat::first_field_parity(bits) + sarsat::second_field_parity(bits);
    }
  }
  g_sink = sum;
}

void to_json(std::vector<std::string> const& all) {
  std::string out;
  std::uint64_t sum = 0;
  for (auto const& message : all) {
    out.clear();
    if (!sarsat::decode_to_json(out, message)) std::abort();
    sum += out.size();
  }
  g_sink = sum;
}

void to_objects(std::vector<std::string> const& all) {
  std::uint64_t sum = 0;
  for (auto const& message : all) {
    auto const decoded = sarsat::decode_beacon_message(message);
    if (!decoded) std::abort();
    sum += decoded->country_code;
  }
  g_sink = sum;
}

void measure(bool second) {
  std::string const generation = second ? "sgb" : "fgb";
  std::string const peers = second ? "AMSA sgb-decoder 270 000/s to objects, dec406 about 155 000/s"
                                   : "AMSA fgb-decoder 54 000/s, dec406 211 000/s";
  auto const clean = messages(second, 0);
  auto const rate = [](double seconds) { return kMessages / seconds; };
  double const floor = rate(bench::best_time([&] { bare_pass(clean, second); }));
  auto const report = [&](std::string const& name, std::string const& what, double value, std::optional<double> aim) {
    bench::print(
        {.figure = "beacon." + generation + "_" + name,
         .what = (second ? "second" : "first") + std::string{"-generation beacon messages, "} + what + ", one core",
         .value = value,
         .unit = "messages/s",
         .floor = floor,
         .floor_what = "digits to bits and the codes' remainders, same run",
         .aim = aim,
         .peers = peers});
  };
  report("objects", "digits to objects", rate(bench::best_time([&] { to_objects(clean); })), std::nullopt);
  report("json", "digits to JSON", rate(bench::best_time([&] { to_json(clean); })), 1e6);
  auto const faulty = messages(second, 2);
  report("json_2_errors", "two wrong bits put right, to JSON", rate(bench::best_time([&] { to_json(faulty); })), 3e5);
}

/// How many of `runs` random code words with `errors` wrong bits are taken for another one, in percent.
template <class Correct, class Parity>
double miscorrected(std::size_t from, std::size_t data_to, std::size_t to, std::size_t errors, int runs,
                    Correct correct, Parity parity) {
  std::mt19937_64 random{errors};
  int taken = 0;
  for (int run = 0; run < runs; ++run) {
    BeaconBits bits;
    for (std::size_t bit = from; bit <= data_to; ++bit) bits.set(bit, bit, random() >> 63U);
    bits.set(data_to + 1, to, parity(bits));
    BeaconBits flipped;
    for (std::size_t count = 0; count < errors;) {
      std::size_t const bit = from + random() % (to - from + 1);
      if (flipped[bit]) continue;
      flipped.flip(bit);
      bits.flip(bit);
      ++count;
    }
    if (correct(bits)) ++taken;
  }
  return 100.0 * taken / runs;
}

void report_share(std::string const& code, std::size_t errors, double share, double unavoidable) {
  bench::print({.figure = "beacon.miscorrected_" + code + "_" + std::to_string(errors),
                .what = code + ", " + std::to_string(errors) + " wrong bits: taken for another code word",
                .value = share,
                .unit = "%",
                .better = bench::Better::less,
                .floor = unavoidable,
                .floor_what = "the code words' reach as a share of all words"});
}

}  // namespace

int main() {
  measure(false);
  measure(true);
  for (std::size_t const errors : {4U, 5U, 6U})
    report_share("bch1", errors,
                 miscorrected(25, 85, 106, errors, 1'000'000, sarsat::correct_first_field, sarsat::first_field_parity),
                 100.0 * (1 + 82 + 3321 + 88560) / 2097152);
  for (std::size_t const errors : {3U, 4U, 5U})
    report_share(
        "bch2", errors,
        miscorrected(107, 132, 144, errors, 1'000'000, sarsat::correct_second_field, sarsat::second_field_parity),
        100.0 * (1 + 38 + 703) / 4096);
  // C(250,0) + … + C(250,6) of 2^48.
  double const sgb = 100.0 * (1.0 + 250 + 31125 + 2573000 + 158882750 + 7817031300 + 319195444750) / 281474976710656.0;
  for (std::size_t const errors : {7U, 8U, 10U})
    report_share("sgb", errors,
                 miscorrected(1, 202, 250, errors, 1'000'000, sarsat::correct_second_generation,
                              sarsat::second_generation_parity),
                 sgb);
}
