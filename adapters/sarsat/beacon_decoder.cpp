#include "adapters/sarsat/beacon_decoder.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "adapters/sarsat/bch.hpp"
#include "adapters/sarsat/beacon_parts.hpp"

namespace lingding::sarsat {
namespace {

using detail::SecondField;
using geo::Unexpected;
using plans::BeaconBits;
using Outcome = geo::Expected<BeaconMessage, BeaconRefusal>;

Outcome refuse(BeaconRefusal refusal) {
  return Unexpected{refusal};
}

// ---- First generation ----

/// C/S T.001, section 2.2.4.2 and 4.5.4: fifteen ones, then the frame synchronisation, whose last eight bits are
/// inverted in the self-test mode.
constexpr std::uint64_t kNormalStart = 0b111111111111111'000101111;
constexpr std::uint64_t kSelfTestStart = 0b111111111111111'011010000;
/// The two starts are eight bits apart: up to three wrong bits leave no doubt which one it was.
constexpr int kMostStartErrors = 3;

/// Whether bits 113 to 144 came at all: ground stations send them all 0 or all 1 where they could not be received. A
/// word of zeros is a code word too, and would be a position at 0° 0°.
bool is_blank(BeaconBits const& bits) {
  auto const rest = bits(113, 144);
  return rest == 0 || rest == 0xFFFF'FFFF;
}

/// Whether the bits that the location protocols fix in the second field are right (A3.3.5.4, A3.3.6.3).
bool fixed_bits_sound(BeaconBits const& bits) {
  if (bits[26]) return true;
  switch (bits(37, 40)) {
    case 0b0000:
    case 0b0001:
    case 0b1001:
    case 0b1101:
      return true;
    case 0b1000:
    case 0b1010:
    case 0b1011:
    case 0b1111:
      return bits(107, 109) == 0b110;
    default:
      return bits(107, 110) == 0b1101;
  }
}

/// Corrects the second field. A correction that leaves the fixed bits wrong went to another code word than the one that
/// was sent.
CodeCheck check_second_field(BeaconBits& bits) {
  auto const corrected = correct_second_field(bits);
  if (!corrected || (*corrected > 0 && !fixed_bits_sound(bits))) return {.sound = false, .corrected = 0};
  return {.sound = true, .corrected = static_cast<std::uint8_t>(*corrected)};
}

/// Bits 25 to 112, and to 144 where `has_second`.
Outcome decode_first(BeaconBits& bits, bool has_second, BeaconMessage& message) {
  auto const corrected = correct_first_field(bits);
  if (!corrected) return refuse(BeaconRefusal::too_many_errors);
  message.first_code = CodeCheck{.sound = true, .corrected = static_cast<std::uint8_t>(*corrected)};
  SecondField second = SecondField::unprotected;
  if (bits[25] && has_second && !is_blank(bits)) {
    message.second_code = check_second_field(bits);
    second = message.second_code->sound ? SecondField::sound : SecondField::unsound;
  }
  detail::read_first_generation(bits, second, message);
  return message;
}

/// 28 or 36 digits.
Outcome decode_burst(BeaconBits& bits, bool has_second) {
  BeaconMessage message;
  message.form = BeaconForm::burst;
  auto const start = bits(1, 24);
  int const normal = std::popcount(start ^ kNormalStart);
  int const self_test = std::popcount(start ^ kSelfTestStart);
  int const errors = std::min(normal, self_test);
  if (errors > kMostStartErrors) return refuse(BeaconRefusal::no_synchronisation);
  message.self_test = self_test < normal;
  if (errors > 0) message.warnings.add(BeaconWarning::synchronisation_errors);
  return decode_first(bits, has_second, message);
}

/// 15 digits of either generation: C/S T.018, table 3.11, note 1.
Outcome decode_short_id(BeaconBits const& digits) {
  BeaconMessage message;
  if (digits(1, 1) == 1 && digits(12, 14) == 0b101) {
    message.form = BeaconForm::second_id_shortened;
    detail::read_second_generation_id(digits, plans::BeaconIdLength::digits_15, message);
    return message;
  }
  message.form = BeaconForm::first_id;
  BeaconBits bits;
  bits.set(26, 85, digits(1, 60));
  detail::read_first_generation_id(bits, message);
  return message;
}

// ---- Second generation ----

/// Bits `first` to `first` + 249 as bits 1 to 250.
BeaconBits moved(BeaconBits const& digits, std::size_t first) {
  BeaconBits bits;
  for (std::size_t at = 1; at <= 129; at += 64) bits.set(at, at + 63, digits(first + at - 1, first + at + 62));
  bits.set(193, 250, digits(first + 192, first + 249));
  return bits;
}

/// What the ground segment puts before the message to fill the first digit (T.018, B.1: MF #90 of C/S A.002): 00, or
/// 10 for a beacon in the self-test mode, as the decoding program of the Cospas-Sarsat Secretariat has it.
bool may_be_before(BeaconBits const& digits) {
  return !digits[2];
}

bool spare_bits_sound(BeaconBits const& bits) {
  auto const spare = bits(141, 154);
  return spare == 0 || spare == 0x3FFF;
}

/// One way to read 63 digits.
struct Candidate {
  BeaconBits bits;
  std::optional<unsigned> errors;  ///< empty: not this way, or more than the code corrects

  bool is_likelier_than(Candidate const& other) const {
    if (!errors || !other.errors) return errors.has_value();
    bool const is_sound = spare_bits_sound(bits);
    if (is_sound != spare_bits_sound(other.bits)) return is_sound;
    return *errors < *other.errors;
  }
};

/// 63 digits. Some put two zero bits behind the message, as the standard's other form does (T.018, B.1). The code alone
/// can't tell the two forms apart: it is cyclic, and the message moved by two places is a code word too where its first
/// or last two bits are zeros. The spare bits, fourteen of one value, can.
Outcome decode_second(BeaconBits const& digits) {
  bool const may_be_behind = digits(251, 252) == 0;
  if (!may_be_before(digits) && !may_be_behind) return refuse(BeaconRefusal::no_padding);
  Candidate before{moved(digits, 3), std::nullopt};
  if (may_be_before(digits)) before.errors = correct_second_generation(before.bits);
  BeaconMessage message;
  message.form = BeaconForm::second_generation;
  Candidate const* best = &before;
  Candidate behind;
  if (may_be_behind && (!before.errors || *before.errors > 0 || !spare_bits_sound(before.bits))) {
    behind.bits = moved(digits, 1);
    behind.errors = correct_second_generation(behind.bits);
    if (behind.is_likelier_than(before)) best = &behind;
  }
  if (!best->errors) return refuse(BeaconRefusal::too_many_errors);
  if (best == &behind) {
    message.warnings.add(BeaconWarning::padding_behind);
  } else {
    message.self_test = digits[1];
  }
  message.first_code = CodeCheck{.sound = true, .corrected = static_cast<std::uint8_t>(*best->errors)};
  detail::read_second_generation(best->bits, message);
  return message;
}

/// 51 digits, without a code to tell the two forms apart: the spare bits do, fourteen of one value.
Outcome decode_without_parity(BeaconBits const& digits) {
  bool const may_be_behind = digits(203, 204) == 0;
  if (!may_be_before(digits) && !may_be_behind) return refuse(BeaconRefusal::no_padding);
  BeaconBits const before = moved(digits, 3);
  BeaconBits const behind = moved(digits, 1);
  BeaconMessage message;
  message.form = BeaconForm::without_parity;
  bool const is_behind =
      !may_be_before(digits) || (may_be_behind && !spare_bits_sound(before) && spare_bits_sound(behind));
  if (is_behind) message.warnings.add(BeaconWarning::padding_behind);
  message.self_test = !is_behind && digits[1];
  detail::read_second_generation(is_behind ? behind : before, message);
  return message;
}

Outcome decode_second_id(BeaconBits const& digits) {
  BeaconMessage message;
  message.form = BeaconForm::second_id;
  detail::read_second_generation_id(digits, plans::BeaconIdLength::digits_23, message);
  if (message.identity_fault == plans::BeaconIdFault::not_second_generation)
    return refuse(BeaconRefusal::not_second_generation);
  return message;
}

// ---- Digits ----

bool is_one_digit(std::string_view digits, char upper, char lower) {
  return std::all_of(digits.begin(), digits.end(), [&](char c) { return c == upper || c == lower; });
}

Outcome decode_digits(std::string_view digits) {
  BeaconBits bits;
  std::size_t const count = digits.size();
  bool const is_first = count == 22 || count == 30;
  if (!is_first && count != 15 && count != 23 && count != 28 && count != 36 && count != 51 && count != 63)
    return refuse(count == 0 ? BeaconRefusal::empty : BeaconRefusal::wrong_length);
  if (!bits.set_hex(is_first ? 25 : 1, digits)) return refuse(BeaconRefusal::not_hexadecimal);
  bool const starts_blank = digits.front() == '0' || digits.front() == 'F' || digits.front() == 'f';
  if (starts_blank && (is_one_digit(digits, '0', '0') || is_one_digit(digits, 'F', 'f')))
    return refuse(BeaconRefusal::blank);
  switch (count) {
    case 15:
      return decode_short_id(bits);
    case 22:
    case 30: {
      BeaconMessage message;
      return decode_first(bits, count == 30, message);
    }
    case 23:
      return decode_second_id(bits);
    case 28:
    case 36:
      return decode_burst(bits, count == 36);
    case 51:
      return decode_without_parity(bits);
    default:
      return decode_second(bits);
  }
}

constexpr bool is_separator(char c) {
  return c == ' ' || c == '\t' || c == '-' || c == '\r' || c == '\n';
}

}  // namespace

std::string_view to_text(BeaconRefusal refusal) {
  switch (refusal) {
    case BeaconRefusal::empty:
      return "no digits";
    case BeaconRefusal::not_hexadecimal:
      return "characters that are no hexadecimal digits";
    case BeaconRefusal::wrong_length:
      return "neither a message (22, 28, 30, 36, 51 or 63 digits) nor an ID (15 or 23)";
    case BeaconRefusal::no_synchronisation:
      return "28 or 36 digits that do not begin like a burst (FFFE2F, or FFFED0 in a self-test)";
    case BeaconRefusal::blank:
      return "nothing but zeros or ones";
    case BeaconRefusal::too_many_errors:
      return "more bit errors than the code corrects";
    case BeaconRefusal::not_second_generation:
      return "23 digits that are no second-generation ID: bits 1 and 12 to 14 are not 1 and 101 (C/S T.018)";
    case BeaconRefusal::no_padding:
      return "a second-generation message without its two bits of padding (00 or 10 before it, or 00 behind)";
  }
  return "";
}

geo::Expected<BeaconMessage, BeaconRefusal> decode_beacon_message(std::string_view digits) {
  if (std::none_of(digits.begin(), digits.end(), is_separator)) return decode_digits(digits);
  constexpr std::size_t kLongest = 63;
  std::array<char, kLongest> kept{};
  std::size_t count = 0;
  for (char const c : digits) {
    if (is_separator(c)) continue;
    if (count == kLongest) return refuse(BeaconRefusal::wrong_length);
    kept[count++] = c;
  }
  return decode_digits({kept.data(), count});
}

}  // namespace lingding::sarsat
