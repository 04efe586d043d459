#pragma once
// The values that AIS messages are made of, kept as scaled integers as they were sent, read as units.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "geo/position.hpp"
#include "geo/units.hpp"

namespace lingding::ais {

/// Rec. ITU-R M.1371-5, Annex 8, table 46.
enum class NavigationStatus : std::uint8_t {
  under_way_using_engine = 0,
  at_anchor = 1,
  not_under_command = 2,
  restricted_manoeuvrability = 3,
  constrained_by_draught = 4,
  moored = 5,
  aground = 6,
  fishing = 7,
  under_way_sailing = 8,
  reserved_high_speed_craft = 9,
  reserved_wing_in_ground = 10,
  towing_astern = 11,
  pushing_or_towing_alongside = 12,
  reserved = 13,
  sart_active = 14,  ///< AIS-SART, MOB-AIS or EPIRB-AIS is active
  undefined = 15     ///< the default; from a 970, 972 or 974 device: under test
};

/// Rec. ITU-R M.1371-5, Annex 8, table 46, "Special manoeuvre indicator"; 0, not available, is an empty optional.
enum class Manoeuvre : std::uint8_t { not_engaged = 1, engaged = 2, reserved = 3 };

/// What the UTC second stands for when it is no second (Annex 8, table 46, "Time stamp").
enum class PositionSource : std::uint8_t { dated, not_dated, manual_input, dead_reckoning, inoperative };

/// The second of the minute at which a position was measured, or why there is none. Six bits as sent.
class UtcSecond {
 public:
  constexpr UtcSecond() = default;
  explicit constexpr UtcSecond(std::uint8_t code) : code_(code) {}
  /// 0 … 59; empty for the codes 60 … 63.
  constexpr std::optional<std::uint8_t> value() const {
    return code_ < 60 ? std::optional<std::uint8_t>{code_} : std::nullopt;
  }
  constexpr PositionSource source() const {
    return code_ < 60 ? PositionSource::dated : static_cast<PositionSource>(code_ - 59);
  }
  constexpr std::uint8_t code() const { return code_; }
  constexpr bool operator==(UtcSecond const&) const = default;

 private:
  std::uint8_t code_ = 60;
};

/// Rate of turn: the sensor's degrees a minute are 0.2238 (code)² (Annex 8, table 46: code = 4.733 √(degrees a
/// minute)).
class RateOfTurn {
 public:
  constexpr RateOfTurn() = default;
  explicit constexpr RateOfTurn(std::int8_t code) : code_(code) {}
  /// Degrees a minute, to the right positive, −708.7 … 708.7; empty when not available or when only the side is known.
  constexpr std::optional<geo::Degrees> per_minute() const {
    if (code_ == -128 || is_fast()) return std::nullopt;
    double const root = code_ / 4.733;
    return geo::Degrees::from_degrees(code_ < 0 ? -(root * root) : root * root);
  }
  /// No turn indicator, but turning faster than 5° in 30 s.
  constexpr bool is_fast_right() const { return code_ == 127; }
  constexpr bool is_fast_left() const { return code_ == -127; }
  constexpr bool is_fast() const { return is_fast_right() || is_fast_left(); }
  constexpr bool is_available() const { return code_ != -128; }
  constexpr std::int8_t code() const { return code_; }
  constexpr bool operator==(RateOfTurn const&) const = default;

 private:
  std::int8_t code_ = -128;
};

/// Speed over ground, kept in tenths of a knot whatever the message's own step is.
class SpeedOverGround {
 public:
  constexpr SpeedOverGround() = default;
  /// Messages 1–3, 18, 19: tenths of a knot, 1022 = 102.2 kn or more, 1023 = not available.
  static constexpr SpeedOverGround from_tenths_field(std::uint32_t field) {
    return field == 1023 ? SpeedOverGround{} : SpeedOverGround{field, field == 1022};
  }
  /// Message 9: knots, 1022 = 1 022 kn or more, 1023 = not available.
  static constexpr SpeedOverGround from_knots_field(std::uint32_t field) {
    return field == 1023 ? SpeedOverGround{} : SpeedOverGround{field * 10, field == 1022};
  }
  /// Message 27: knots 0 … 62, 63 = not available.
  static constexpr SpeedOverGround from_long_range_field(std::uint32_t field) {
    return field == 63 ? SpeedOverGround{} : SpeedOverGround{field * 10, false};
  }
  constexpr std::optional<geo::Knots> value() const {
    return is_available() ? std::optional{geo::Knots::from_knots(tenths_ / 10.0)} : std::nullopt;
  }
  constexpr std::optional<std::uint16_t> tenths() const {
    return is_available() ? std::optional{tenths_} : std::nullopt;
  }
  constexpr bool is_available() const { return tenths_ != kAbsent; }
  /// The true speed is value() or more.
  constexpr bool is_lower_bound() const { return lower_bound_; }
  constexpr bool operator==(SpeedOverGround const&) const = default;

 private:
  static constexpr std::uint16_t kAbsent = std::numeric_limits<std::uint16_t>::max();
  constexpr SpeedOverGround(std::uint32_t tenths, bool lower_bound)
      : tenths_(static_cast<std::uint16_t>(tenths)), lower_bound_(lower_bound) {}
  std::uint16_t tenths_ = kAbsent;
  bool lower_bound_ = false;
};

/// Course over ground in tenths of a degree from true north. 3600 is "not available", and 3601 … 4095 "should not be
/// used" (Annex 8, table 46): both are absent here.
class CourseOverGround {
 public:
  constexpr CourseOverGround() = default;
  static constexpr CourseOverGround from_tenths_field(std::uint32_t field) {
    CourseOverGround course;
    if (field < 3600) course.tenths_ = static_cast<std::uint16_t>(field);
    return course;
  }
  /// Message 27: whole degrees, 511 = not available.
  static constexpr CourseOverGround from_degrees_field(std::uint32_t field) { return from_tenths_field(field * 10); }
  std::optional<geo::TrueBearing> value() const {
    return is_available() ? geo::TrueBearing::from_degrees(tenths_ / 10.0) : std::nullopt;
  }
  constexpr std::optional<std::uint16_t> tenths() const {
    return is_available() ? std::optional{tenths_} : std::nullopt;
  }
  constexpr bool is_available() const { return tenths_ != kAbsent; }
  constexpr bool operator==(CourseOverGround const&) const = default;

 private:
  static constexpr std::uint16_t kAbsent = std::numeric_limits<std::uint16_t>::max();
  std::uint16_t tenths_ = kAbsent;
};

/// True heading in whole degrees, 0 … 359; 511, "not available", and the undefined 360 … 510 are absent.
class TrueHeading {
 public:
  constexpr TrueHeading() = default;
  static constexpr TrueHeading from_field(std::uint32_t field) {
    TrueHeading heading;
    if (field < 360) heading.degrees_ = static_cast<std::uint16_t>(field);
    return heading;
  }
  std::optional<geo::TrueBearing> value() const {
    return is_available() ? geo::TrueBearing::from_degrees(degrees_) : std::nullopt;
  }
  constexpr std::optional<std::uint16_t> degrees() const {
    return is_available() ? std::optional{degrees_} : std::nullopt;
  }
  constexpr bool is_available() const { return degrees_ != kAbsent; }
  constexpr bool operator==(TrueHeading const&) const = default;

 private:
  static constexpr std::uint16_t kAbsent = std::numeric_limits<std::uint16_t>::max();
  std::uint16_t degrees_ = kAbsent;
};

/// A pair of longitude and latitude in 1/10 000 of a minute (1/600 000 of a degree, at most 0.19 m), either of which
/// can be missing: 181° and 91°, and whatever else lies outside ±180° and ±90°, is absent.
class Coordinates {
 public:
  static constexpr std::int32_t kUnitsPerDegree = 600'000;

  constexpr Coordinates() = default;
  /// Fields of 28 and 27 bits in 1/10 000 of a minute.
  static constexpr Coordinates from_fields(std::int32_t longitude, std::int32_t latitude) {
    Coordinates coordinates;
    if (longitude >= -180 * kUnitsPerDegree && longitude <= 180 * kUnitsPerDegree) coordinates.longitude_ = longitude;
    if (latitude >= -90 * kUnitsPerDegree && latitude <= 90 * kUnitsPerDegree) coordinates.latitude_ = latitude;
    return coordinates;
  }
  /// Fields of 18 and 17 bits in 1/10 of a minute (messages 17, 22, 23, 27).
  static constexpr Coordinates from_coarse_fields(std::int32_t longitude, std::int32_t latitude) {
    return from_fields(longitude * 1000, latitude * 1000);
  }
  /// Empty when either of the two is missing.
  constexpr std::optional<geo::Position> position() const {
    auto const lat = latitude();
    auto const lon = longitude();
    if (!lat || !lon) return std::nullopt;
    return geo::Position{*lat, *lon};
  }
  constexpr std::optional<geo::Latitude> latitude() const {
    if (latitude_ == kAbsent) return std::nullopt;
    return geo::Latitude::from_degrees(latitude_ / double{kUnitsPerDegree});
  }
  constexpr std::optional<geo::Longitude> longitude() const {
    if (longitude_ == kAbsent) return std::nullopt;
    return geo::Longitude::from_degrees(longitude_ / double{kUnitsPerDegree});
  }
  /// In units of 1/600 000 of a degree, north positive.
  constexpr std::optional<std::int32_t> latitude_units() const {
    return latitude_ == kAbsent ? std::nullopt : std::optional{latitude_};
  }
  /// In units of 1/600 000 of a degree, east positive.
  constexpr std::optional<std::int32_t> longitude_units() const {
    return longitude_ == kAbsent ? std::nullopt : std::optional{longitude_};
  }
  constexpr bool operator==(Coordinates const&) const = default;

 private:
  static constexpr std::int32_t kAbsent = std::numeric_limits<std::int32_t>::min();
  std::int32_t longitude_ = kAbsent;
  std::int32_t latitude_ = kAbsent;
};

/// Distances from the reference point of the reported position to the ship's ends and sides (Annex 8, figure 41).
struct Dimensions {
  std::uint16_t to_bow = 0;       ///< metres; 511 = 511 m or more
  std::uint16_t to_stern = 0;     ///< metres; 511 = 511 m or more
  std::uint8_t to_port = 0;       ///< metres; 63 = 63 m or more
  std::uint8_t to_starboard = 0;  ///< metres; 63 = 63 m or more

  /// All four 0 says that nothing is known.
  constexpr bool is_available() const { return to_bow != 0 || to_stern != 0 || to_port != 0 || to_starboard != 0; }
  /// to_bow = to_port = 0 says that the length and beam are known, but not where in the ship the antenna is.
  constexpr bool is_reference_known() const { return to_bow != 0 || to_port != 0; }
  constexpr std::optional<geo::Metres> length() const {
    if (to_bow + to_stern == 0) return std::nullopt;
    return geo::Metres::from_metres(to_bow + to_stern);
  }
  constexpr std::optional<geo::Metres> beam() const {
    if (to_port + to_starboard == 0) return std::nullopt;
    return geo::Metres::from_metres(to_port + to_starboard);
  }
  constexpr bool operator==(Dimensions const&) const = default;
};

/// Estimated time of arrival, UTC, without a year; each part can be missing.
struct EstimatedArrival {
  std::optional<std::uint8_t> month;   ///< 1 … 12
  std::optional<std::uint8_t> day;     ///< 1 … 31
  std::optional<std::uint8_t> hour;    ///< 0 … 23
  std::optional<std::uint8_t> minute;  ///< 0 … 59
  constexpr bool is_complete() const { return month && day && hour && minute; }
  constexpr bool operator==(EstimatedArrival const&) const = default;
};

/// Six-bit text (Annex 8, table 47): it ends before the first '@', and blanks at its end are dropped. Characters are
/// those of ASCII from ' ' to '_'. Empty text is "not available".
template <std::size_t Capacity>
class Text {
 public:
  static constexpr std::size_t kCapacity = Capacity;
  static_assert(Capacity < 256);

  constexpr Text() = default;
  /// Takes the first Capacity characters; nothing is checked or trimmed.
  explicit constexpr Text(std::string_view text) : size_(static_cast<std::uint8_t>(std::min(text.size(), Capacity))) {
    std::copy_n(text.data(), size_, characters_.data());
  }
  constexpr std::string_view view() const { return {characters_.data(), size_}; }
  constexpr bool empty() const { return size_ == 0; }
  friend constexpr bool operator==(Text const& a, Text const& b) { return a.view() == b.view(); }

  /// For decoders: room for Capacity characters, and how many of them hold.
  constexpr char* data() { return characters_.data(); }
  constexpr void set_size(std::size_t size) { size_ = static_cast<std::uint8_t>(size); }

 private:
  std::uint8_t size_ = 0;
  std::array<char, Capacity> characters_{};
};

/// Bits as they were sent, first bit in the top of the first byte; what is beyond bit_count is 0.
template <std::size_t MaxBits>
struct BitData {
  static constexpr std::size_t kMaxBits = MaxBits;
  std::uint16_t bit_count = 0;
  std::array<std::uint8_t, (MaxBits + 7) / 8> bytes{};

  constexpr std::size_t byte_count() const { return (bit_count + std::size_t{7}) / 8; }
  constexpr bool operator==(BitData const&) const = default;
};

}  // namespace lingding::ais
