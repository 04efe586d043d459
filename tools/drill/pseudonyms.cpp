#include "tools/drill/pseudonyms.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "adapters/sarsat/bch.hpp"
#include "adapters/sarsat/beacon_decoder.hpp"
#include "geo/check.hpp"
#include "plans/beacon.hpp"
#include "plans/identity.hpp"

namespace lingding::drill {
namespace {

/// Numbers that are remembered, so that each is worked out once: far more than there are ships in a log of days.
constexpr std::size_t kRemembered = 1'000'000;
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::span<std::byte const> bytes_of(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}

/// The digits of an MMSI that stay, as a divisor: what is below it is permuted.
std::uint32_t kept_above(plans::Mmsi number) {
  switch (number.kind()) {
    case plans::MmsiKind::coast:
    case plans::MmsiKind::aid_to_navigation:
    case plans::MmsiKind::craft_of_parent:
      return 10'000;
    case plans::MmsiKind::sar_aircraft:
      return 1'000;
    case plans::MmsiKind::ship_group:
    case plans::MmsiKind::handheld:
      return 100'000;
    default:
      return 1'000'000;
  }
}

// Modified Baudot code (C/S T.001, table A3) of what call signs are made of, by our own lookup of its bits.
constexpr std::array<std::uint8_t, 10> kBaudotDigits{0b001101, 0b011101, 0b011001, 0b010000, 0b001010,
                                                     0b000001, 0b010101, 0b011100, 0b001100, 0b000011};

std::string hex_of(plans::BeaconBits const& bits, std::size_t from, std::size_t digits) {
  std::string text;
  for (std::size_t i = 0; i < digits; ++i) text += "0123456789ABCDEF"[bits(from + 4 * i, from + 4 * i + 3)];
  return text;
}

}  // namespace

Pseudonyms::Pseudonyms(std::string_view key) : key_(geo::sha256(key)) {}

std::uint64_t Pseudonyms::drawn(std::string_view what, std::uint64_t a, std::uint64_t b) const {
  // The key first and of fixed length, then lengths, big-endian: no two questions have the same bytes, and every
  // machine asks alike.
  std::array<std::byte, 3 * sizeof(std::uint64_t)> numbers;
  auto to = numbers.begin();
  for (std::uint64_t const number : {std::uint64_t{what.size()}, a, b})
    for (int shift = 56; shift >= 0; shift -= 8) *to++ = static_cast<std::byte>(number >> static_cast<unsigned>(shift));
  geo::Sha256 hash;
  hash.update(key_).update(numbers).update(bytes_of(what));
  auto const digest = hash.finish();
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8U | std::to_integer<std::uint64_t>(digest[i]);
  return value;
}

std::uint64_t Pseudonyms::permuted(std::string_view what, std::uint64_t value, std::uint64_t size) const {
  LINGDING_CHECK(value < size && size <= std::uint64_t{1} << 32U);
  if (size < 2) return value;
  // A Feistel network of so many bits as the numbers need, walked until it comes back into their range: that is a
  // permutation (Black and Rogaway: "Ciphers with arbitrary finite domains", CT-RSA 2002).
  unsigned const half = (static_cast<unsigned>(std::bit_width(size - 1)) + 1) / 2;
  std::uint64_t const mask = (std::uint64_t{1} << half) - 1;
  do {
    std::uint64_t left = value >> half;
    std::uint64_t right = value & mask;
    for (std::uint64_t round = 0; round < 6; ++round) {
      auto const mixed = left ^ (drawn(what, right, size << 3U | round) & mask);
      left = right;
      right = mixed;
    }
    value = left << half | right;
  } while (value >= size);
  return value;
}

std::uint32_t Pseudonyms::mmsi(std::uint32_t number) {
  auto const valid = plans::Mmsi::from_number(number);
  if (!valid) return number;
  if (auto const known = numbers_.find(number); known != numbers_.end()) return known->second;
  std::uint32_t result = 0;
  if (valid->is_distress_device()) {
    auto const maker = permuted("maker", number / 10'000 % 100, 100);
    auto const last = permuted("device", number % 10'000, 10'000);
    result = number / 1'000'000 * 1'000'000 + static_cast<std::uint32_t>(maker * 10'000 + last);
  } else {
    auto const divisor = kept_above(*valid);
    auto const kept = number / divisor;
    result = kept * divisor +
             static_cast<std::uint32_t>(permuted("mmsi " + std::to_string(kept), number % divisor, divisor));
  }
  if (numbers_.size() >= kRemembered) numbers_.clear();
  numbers_.emplace(number, result);
  return result;
}

std::uint32_t Pseudonyms::imo(std::uint32_t number) const {
  if (number == 0) return 0;
  constexpr std::uint32_t kFirst = 100'000;
  auto const six = number / 10 % 1'000'000;
  auto const made = kFirst + static_cast<std::uint32_t>(permuted("imo", six % 900'000, 900'000));
  // The check digit: the last of the sum of each digit by its weight, 7 … 2.
  std::uint32_t sum = 0;
  for (std::uint32_t rest = made, weight = 2; weight <= 7; rest /= 10, ++weight) sum += rest % 10 * weight;
  return made * 10 + sum % 10;
}

std::string Pseudonyms::word(std::string_view kind, std::string_view text) const {
  auto digest = geo::sha256(text);
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < 8; ++i) first = first << 8U | std::to_integer<std::uint64_t>(digest[i]);
  auto number = drawn(kind, first, text.size());
  std::string result;
  for (int i = 0; i < 7; ++i, number >>= 5U) result += kLetters[number & 31U];
  return result;
}

std::string Pseudonyms::name(std::string_view name) const {
  auto const folded = plans::fold_name(name);
  return folded.empty() ? "" : "SHIP " + word("name", folded);
}

std::string Pseudonyms::call_sign(std::string_view call_sign) const {
  std::string result;
  for (char const c : call_sign) result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  auto const is_plain = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (result.empty()) return result;
  if (result.size() > 7 || !std::ranges::all_of(result, is_plain)) return word("call sign", result);
  std::string pattern = result.substr(0, 2);
  std::uint64_t size = 1;
  std::uint64_t value = 0;
  for (std::size_t i = 2; i < result.size(); ++i) {
    bool const is_digit = result[i] <= '9';
    std::uint64_t const base = is_digit ? 10 : 26;
    value = value * base + static_cast<std::uint64_t>(result[i] - (is_digit ? '0' : 'A'));
    size *= base;
    pattern += is_digit ? '9' : 'A';
  }
  value = permuted("call sign " + pattern, value, size);
  for (std::size_t i = result.size(); i > 2; --i) {
    bool const is_digit = pattern[i - 1] == '9';
    std::uint64_t const base = is_digit ? 10 : 26;
    result[i - 1] = static_cast<char>((is_digit ? '0' : 'A') + static_cast<char>(value % base));
    value /= base;
  }
  return result;
}

bool Pseudonyms::replace_first(plans::BeaconBits& bits) {
  auto const reading = plans::read_first_generation(bits);
  auto const& content = reading.content;
  if (reading.fault || !content.mid || content.test) return false;
  auto const ship = [&](std::size_t from) {
    if (!content.mmsi) return false;
    bits.set(from, from + 19, mmsi(content.mmsi->number()) % 1'000'000);
    return true;
  };
  auto const serial = [&](std::size_t from, std::size_t to) {
    auto const size = std::uint64_t{1} << (to - from + 1);
    bits.set(from, to, permuted("serial", bits(from, to), size));
    return true;
  };
  using plans::BeaconProtocol;
  switch (content.protocol) {
    case BeaconProtocol::epirb_mmsi_location:
    case BeaconProtocol::ship_security_location:
      return ship(41);
    case BeaconProtocol::return_link_location:
      return content.mmsi ? ship(47) : serial(53, 66);
    case BeaconProtocol::maritime_user: {
      if (!content.mmsi) return false;
      auto digits = mmsi(content.mmsi->number()) % 1'000'000;
      for (std::size_t i = 6; i > 0; --i, digits /= 10)
        bits.set(40 + 6 * (i - 1), 45 + 6 * (i - 1), kBaudotDigits[digits % 10]);
      return true;
    }
    case BeaconProtocol::serial_user: {
      auto const kind = bits(40, 42);
      return (kind == 0b010 || kind == 0b100 || kind == 0b110) && serial(44, 63);
    }
    case BeaconProtocol::epirb_serial_location:
    case BeaconProtocol::plb_serial_location:
      return serial(51, 64);
    case BeaconProtocol::epirb_national_location:
    case BeaconProtocol::plb_national_location:
      return serial(41, 58);
    default:
      return false;
  }
}

/// \param shift from the bits of an ID to those of the message; see plans::read_second_generation
bool Pseudonyms::replace_second(plans::BeaconBits& bits, std::size_t shift) {
  bool const is_message = shift != 0;
  // Table 3.1: bits 17 to 30 the serial number, 43 the test flag, 91 to 93 the kind of vessel ID, 94 to 137 the ID.
  std::size_t const serial = is_message ? 17 : 31;
  std::size_t const vessel = is_message ? 91 : 46;
  if (bits[is_message ? 43 : 45]) return false;
  bits.set(serial, serial + 13, permuted("serial", bits(serial, serial + 13), std::uint64_t{1} << 14U));
  auto const kind = bits(vessel, vessel + 2);
  if (kind == 0) return true;
  constexpr std::uint64_t kMmsi = 1;
  if (kind != kMmsi) return false;
  auto const number = bits(vessel + 3, vessel + 32);
  if (number > 999'999'999) return false;
  // 111111: there is none (T.018, table 3.1).
  if (number != 111'111) bits.set(vessel + 3, vessel + 32, mmsi(static_cast<std::uint32_t>(number)));
  auto const ending = bits(vessel + 33, vessel + 46);
  if (ending <= 9999) bits.set(vessel + 33, vessel + 46, permuted("device", ending, 10'000));
  return true;
}

std::optional<std::string> Pseudonyms::beacon(std::string_view digits) {
  auto const said = sarsat::decode_beacon_message(digits);
  if (!said) return std::nullopt;
  std::string kept;
  for (char const c : digits)
    if (c != ' ' && c != '\t' && c != '-') kept += c;
  plans::BeaconBits bits;
  using sarsat::BeaconForm;
  switch (said->form) {
    case BeaconForm::burst:
    case BeaconForm::first_generation: {
      std::size_t const from = said->form == BeaconForm::burst ? 1 : 25;
      if (!bits.set_hex(from, kept) || !sarsat::correct_first_field(bits) || !replace_first(bits)) return std::nullopt;
      bits.set(86, 106, sarsat::first_field_parity(bits));
      return hex_of(bits, from, kept.size());
    }
    case BeaconForm::first_id:
      if (!bits.set_hex(26, kept) || !replace_first(bits)) return std::nullopt;
      return hex_of(bits, 26, kept.size());
    case BeaconForm::second_id:
      if (!bits.set_hex(1, kept) || !replace_second(bits, 0)) return std::nullopt;
      return hex_of(bits, 1, kept.size());
    case BeaconForm::second_generation: {
      if (said->warnings.has(sarsat::BeaconWarning::padding_behind)) return std::nullopt;
      // Two bits of padding, then the message.
      plans::BeaconBits padded;
      if (!padded.set_hex(1, kept)) return std::nullopt;
      for (std::size_t at = 1; at <= 250; at += 50) bits.set(at, at + 49, padded(at + 2, at + 51));
      if (!sarsat::correct_second_generation(bits) || !replace_second(bits, 1)) return std::nullopt;
      bits.set(203, 250, sarsat::second_generation_parity(bits));
      for (std::size_t at = 1; at <= 250; at += 50) padded.set(at + 2, at + 51, bits(at, at + 49));
      return hex_of(padded, 1, kept.size());
    }
    case BeaconForm::without_parity:
    case BeaconForm::second_id_shortened:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace lingding::drill
