#pragma once
// Other names for ships, devices and beacons: always the same for the same key, never two alike, and of the same form.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "geo/sha256.hpp"
#include "plans/beacon_bits.hpp"

namespace lingding::drill {

/// Whoever has the key can find out who is behind a pseudonym by trying; without it nobody can but from what stays:
/// tracks, times, countries, kinds, sizes.
class Pseudonyms {
 public:
  /// \param key any bytes, as secret as the names are to be
  explicit Pseudonyms(std::string_view key);

  /// Of the nine digits those stay that say what kind of station it is, and its MID (ITU-R M.585-9): MIDxxxxxx,
  /// 0MIDxxxxx, 00MIDxxxx, 111MIDxxx, 98MIDxxxx, 99MIDxxxx, 8MIDxxxxx, 970 972 974; of devices the maker's two digits
  /// and the last four are permuted apart, as beacons carry the last four alone. What has none of these forms keeps its
  /// first three digits. 0 stays 0.
  std::uint32_t mmsi(std::uint32_t number);
  /// With a right check digit (IMO resolution A.1117(30)). What is no IMO number gives one all the same; 0 stays 0.
  std::uint32_t imo(std::uint32_t number) const;
  /// The same for the same name in either case: "SHIP 3KQ7W2A". Empty stays empty.
  std::string name(std::string_view name) const;
  /// Two characters stay, which say the country; letters become letters and digits digits, never two call signs the
  /// same. Case is lost. What is longer than seven characters, or of other characters, becomes a word.
  std::string call_sign(std::string_view call_sign) const;
  /// A word of seven letters and digits for any other text.
  std::string word(std::string_view kind, std::string_view text) const;

  /// Hexadecimal digits of a 406 MHz message or ID in any of the forms of sarsat::decode_beacon_message: its identity
  /// is replaced and its code made right. Empty: its protocol has an identity that we don't replace (aircraft, national
  /// use, operators), or the digits are no message.
  std::optional<std::string> beacon(std::string_view digits);

 private:
  std::uint64_t drawn(std::string_view what, std::uint64_t a, std::uint64_t b) const;
  /// A permutation of 0 … size − 1. \pre value < size ≤ 2³²
  std::uint64_t permuted(std::string_view what, std::uint64_t value, std::uint64_t size) const;
  bool replace_first(plans::BeaconBits& bits);
  bool replace_second(plans::BeaconBits& bits, std::size_t shift);

  geo::Digest key_;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;  ///< known already; forgotten when there are many
};

}  // namespace lingding::drill
