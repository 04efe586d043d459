#pragma once
// Where something is. All positions in Lingding are geodetic, on the WGS 84 ellipsoid (EPSG:4326); it is said here
// once.

#include <cmath>
#include <compare>
#include <optional>

namespace lingding::geo {

/// Geodetic latitude in degrees, −90 … 90, north positive.
class Latitude {
 public:
  /// Empty when out of range or not a number.
  static constexpr std::optional<Latitude> from_degrees(double degrees) {
    if (!(degrees >= -90.0 && degrees <= 90.0)) return std::nullopt;
    return Latitude{degrees};
  }
  constexpr double degrees() const { return value_; }
  constexpr auto operator<=>(Latitude const&) const = default;

 private:
  explicit constexpr Latitude(double value) : value_(value) {}
  double value_;
};

/// Longitude in degrees, −180 … 180, east positive. Both −180 and 180 are accepted and are kept as given.
class Longitude {
 public:
  /// Empty when out of range or not a number.
  static constexpr std::optional<Longitude> from_degrees(double degrees) {
    if (!(degrees >= -180.0 && degrees <= 180.0)) return std::nullopt;
    return Longitude{degrees};
  }
  constexpr double degrees() const { return value_; }
  constexpr auto operator<=>(Longitude const&) const = default;

 private:
  explicit constexpr Longitude(double value) : value_(value) {}
  double value_;
};

/// A direction from true north, clockwise, 0 ≤ degrees < 360.
class TrueBearing {
 public:
  /// Any finite angle is taken modulo 360; empty when it is not finite.
  static std::optional<TrueBearing> from_degrees(double degrees) {
    if (!std::isfinite(degrees)) return std::nullopt;
    double const turned = std::fmod(degrees, 360.0);
    double const positive = turned < 0 ? turned + 360.0 : turned;
    return TrueBearing{positive >= 360.0 ? 0.0 : positive};
  }
  constexpr double degrees() const { return value_; }
  constexpr auto operator<=>(TrueBearing const&) const = default;

 private:
  explicit constexpr TrueBearing(double value) : value_(value) {}
  double value_;
};

/// A point on the ellipsoid. Latitude first, as mariners say it; the types keep the two from being swapped.
struct Position {
  Latitude latitude;
  Longitude longitude;

  /// Empty when either is out of range or not a number.
  static constexpr std::optional<Position> from_degrees(double latitude, double longitude) {
    auto const lat = Latitude::from_degrees(latitude);
    auto const lon = Longitude::from_degrees(longitude);
    if (!lat || !lon) return std::nullopt;
    return Position{*lat, *lon};
  }
  constexpr auto operator<=>(Position const&) const = default;
};

}  // namespace lingding::geo
