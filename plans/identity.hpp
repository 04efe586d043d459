#pragma once
// The identities by which a ship, a device or a beacon is known, each checked when it is made.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lingding::plans {

/// What kind of station a Maritime Mobile Service Identity belongs to (ITU-R M.585-9, annexes 1 and 2).
enum class MmsiKind : std::uint8_t {
  ship,               ///< MIDxxxxxx
  ship_group,         ///< 0MIDxxxxx
  coast,              ///< 00MIDxxxx
  sar_aircraft,       ///< 111MIDxxx
  aid_to_navigation,  ///< 99MIDxxxx
  craft_of_parent,    ///< 98MIDxxxx
  handheld,           ///< 8MIDxxxxx
  sart,               ///< 970xxyyyy, AIS search and rescue transmitter
  man_overboard,      ///< 972xxyyyy
  epirb_ais,          ///< 974xxyyyy
  other               ///< nine digits that fit none of these, or whose MID is outside 201 … 775
};

/// A nine-digit Maritime Mobile Service Identity.
class Mmsi {
 public:
  /// Any number of at most nine digits, 0 excluded (AIS transmits 0 for "none"); leading zeros count as digits.
  static constexpr std::optional<Mmsi> from_number(std::uint32_t number) {
    if (number == 0 || number > 999'999'999U) return std::nullopt;
    return Mmsi{number};
  }
  /// Exactly nine decimal digits, not all zero.
  static std::optional<Mmsi> parse(std::string_view text);

  constexpr std::uint32_t number() const { return value_; }
  MmsiKind kind() const;
  /// The Maritime Identification Digits (201 … 775), empty for devices, which carry none (970, 972, 974), and for
  /// `other`.
  std::optional<std::uint16_t> mid() const;
  /// A 970, 972 or 974 device: it carries its own number, never its ship's.
  bool is_distress_device() const;
  /// Nine digits with leading zeros.
  std::string to_text() const;
  constexpr auto operator<=>(Mmsi const&) const = default;

 private:
  explicit constexpr Mmsi(std::uint32_t number) : value_(number) {}
  std::uint32_t value_;
};

/// A seven-digit IMO ship identification number with a right check digit (IMO resolution A.1117(30)).
class ImoNumber {
 public:
  static std::optional<ImoNumber> from_number(std::uint32_t number);
  /// "9074729" or "IMO 9074729", the prefix in either case.
  static std::optional<ImoNumber> parse(std::string_view text);
  constexpr std::uint32_t number() const { return value_; }
  constexpr auto operator<=>(ImoNumber const&) const = default;

 private:
  explicit constexpr ImoNumber(std::uint32_t number) : value_(number) {}
  std::uint32_t value_;
};

/// A 406 MHz beacon's 15- or 23-hex ID (C/S T.001 and T.018), upper case.
class BeaconId {
 public:
  /// Exactly 15 or 23 hexadecimal digits of either case.
  static std::optional<BeaconId> parse(std::string_view text);
  std::string const& text() const { return value_; }
  /// A second-generation beacon's 23 digits begin with the 15 by which first-generation systems know it (C/S T.018).
  std::string_view first_15() const { return std::string_view{value_}.substr(0, 15); }
  /// The country code that the ID carries, a MID; empty when the digits there are none.
  std::optional<std::uint16_t> mid() const;
  auto operator<=>(BeaconId const&) const = default;

 private:
  explicit BeaconId(std::string text) : value_(std::move(text)) {}
  std::string value_;
};

/// The form in which names and call signs are compared: Unicode's NFKC_Casefold (Unicode 15, UAX #15 and section 3.13,
/// rule R5), which folds case and width and drops invisible characters; then controls and blanks of every kind squeezed
/// to one space and trimmed. Traditional and simplified characters stay different. Text that is not UTF-8 gives an
/// empty string.
std::string fold_name(std::string_view name);

}  // namespace lingding::plans
