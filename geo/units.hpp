#pragma once
// Units as types: the only doors in are named constructors, and no unit converts into another.

#include <compare>
#include <numbers>

namespace lingding::geo {

/// A length. Always finite where a function of ours returns one.
class Metres {
 public:
  /// One international nautical mile is exactly 1852 m (SI Brochure, 9th edition, 2019, table 8 note; IHO 1929).
  static constexpr double kMetresPerNauticalMile = 1852.0;

  constexpr Metres() = default;
  static constexpr Metres from_metres(double metres) { return Metres{metres}; }
  static constexpr Metres from_nautical_miles(double miles) { return Metres{miles * kMetresPerNauticalMile}; }
  constexpr double metres() const { return value_; }
  constexpr double nautical_miles() const { return value_ / kMetresPerNauticalMile; }
  constexpr auto operator<=>(Metres const&) const = default;
  friend constexpr Metres operator+(Metres a, Metres b) { return Metres{a.value_ + b.value_}; }
  friend constexpr Metres operator-(Metres a, Metres b) { return Metres{a.value_ - b.value_}; }
  friend constexpr Metres operator*(Metres a, double factor) { return Metres{a.value_ * factor}; }

 private:
  explicit constexpr Metres(double value) : value_(value) {}
  double value_ = 0;
};

/// A speed over ground or through the water; the function that takes one says which.
class Knots {
 public:
  constexpr Knots() = default;
  static constexpr Knots from_knots(double knots) { return Knots{knots}; }
  static constexpr Knots from_metres_per_second(double speed) {
    return Knots{speed * 3600.0 / Metres::kMetresPerNauticalMile};
  }
  constexpr double knots() const { return value_; }
  constexpr double metres_per_second() const { return value_ * Metres::kMetresPerNauticalMile / 3600.0; }
  constexpr auto operator<=>(Knots const&) const = default;

 private:
  explicit constexpr Knots(double value) : value_(value) {}
  double value_ = 0;
};

/// A plane angle, unbounded. Latitudes, longitudes and bearings have types of their own (geo/position.hpp).
class Degrees {
 public:
  constexpr Degrees() = default;
  static constexpr Degrees from_degrees(double degrees) { return Degrees{degrees}; }
  static constexpr Degrees from_radians(double radians) { return Degrees{radians * 180.0 / std::numbers::pi}; }
  constexpr double degrees() const { return value_; }
  constexpr double radians() const { return value_ * std::numbers::pi / 180.0; }
  constexpr auto operator<=>(Degrees const&) const = default;

 private:
  explicit constexpr Degrees(double value) : value_(value) {}
  double value_ = 0;
};

/// An area.
class SquareMetres {
 public:
  constexpr SquareMetres() = default;
  static constexpr SquareMetres from_square_metres(double area) { return SquareMetres{area}; }
  static constexpr SquareMetres from_square_kilometres(double area) { return SquareMetres{area * 1e6}; }
  constexpr double square_metres() const { return value_; }
  constexpr double square_kilometres() const { return value_ / 1e6; }
  constexpr auto operator<=>(SquareMetres const&) const = default;

 private:
  explicit constexpr SquareMetres(double value) : value_(value) {}
  double value_ = 0;
};

}  // namespace lingding::geo
