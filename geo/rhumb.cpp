#include "geo/rhumb.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "geo/check.hpp"

namespace lingding::geo {
namespace {

constexpr double kRadian = std::numbers::pi / 180.0;

// WGS 84: semi-major axis in metres and flattening, both exact by definition (NIMA TR8350.2, 3rd edition, 2000,
// table 3.1).
constexpr double kSemiMajorAxis = 6378137.0;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kEccentricitySquared = kFlattening * (2 - kFlattening);
/// The third flattening, n = (a − b) / (a + b).
constexpr double kN = kFlattening / (2 - kFlattening);

// The rectifying latitude's series in n (J. P. Snyder, "Map Projections: A Working Manual", USGS Professional Paper
// 1395, 1987, equations 3-21 and 3-26; here to n⁵ as in F. R. Helmert, "Höhere Geodäsie" I, 1880). Uncertainty: the
// omitted n⁶ is 2e-17.
constexpr double kN2 = kN * kN;
constexpr double kN3 = kN2 * kN;
constexpr double kN4 = kN2 * kN2;
constexpr double kN5 = kN4 * kN;
constexpr double kRectifyingRadius = kSemiMajorAxis / (1 + kN) * (1 + kN2 / 4 + kN4 / 64);
constexpr double kQuarterMeridian = kRectifyingRadius * std::numbers::pi / 2;
constexpr std::array kToRectifying{-3 * kN / 2 + 9 * kN3 / 16 - 3 * kN5 / 32, 15 * kN2 / 16 - 15 * kN4 / 32,
                                   -35 * kN3 / 48 + 105 * kN5 / 256, 315 * kN4 / 512, -693 * kN5 / 1280};
constexpr std::array kFromRectifying{3 * kN / 2 - 27 * kN3 / 32 + 269 * kN5 / 512, 21 * kN2 / 16 - 55 * kN4 / 32,
                                     151 * kN3 / 96 - 417 * kN5 / 128, 1097 * kN4 / 512, 8011 * kN5 / 2560};

double sine_series(std::array<double, 5> const& coefficients, double angle) {
  double sum = angle;
  for (std::size_t k = 0; k < coefficients.size(); ++k)
    sum += coefficients[k] * std::sin(2.0 * static_cast<double>(k + 1) * angle);
  return sum;
}

/// Metres along the meridian from the equator.
double meridian_arc(double latitude) {
  return kRectifyingRadius * sine_series(kToRectifying, latitude);
}
double latitude_of_arc(double arc) {
  return sine_series(kFromRectifying, arc / kRectifyingRadius);
}

/// ψ, the latitude stretched so that rhumb lines are straight in (λ, ψ). Infinite at the poles.
double isometric(double latitude) {
  double const sine = std::sin(latitude);
  double const e = std::sqrt(kEccentricitySquared);
  return std::asinh(std::tan(latitude)) - e * std::atanh(e * sine);
}

double meridian_radius(double latitude) {
  double const sine = std::sin(latitude);
  return kSemiMajorAxis * (1 - kEccentricitySquared) / std::pow(1 - kEccentricitySquared * sine * sine, 1.5);
}
double parallel_radius(double latitude) {
  double const sine = std::sin(latitude);
  return kSemiMajorAxis * std::cos(latitude) / std::sqrt(1 - kEccentricitySquared * sine * sine);
}

/// Metres for one radian of ψ between two latitudes (radians), the mean over the line: (arc₂ − arc₁) / (ψ₂ − ψ₁).
/// Between latitudes that are close the quotient loses its digits, so both differences are then integrated
/// (Gauss–Legendre, five points: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", 1964, table 25.4).
double metres_per_isometric(double from, double to) {
  double const span = to - from;
  double const middle = (from + to) / 2;
  if (std::abs(span) > 0.01 * std::cos(middle))
    return (meridian_arc(to) - meridian_arc(from)) / (isometric(to) - isometric(from));
  constexpr std::array kNodes{0.0, 0.538469310105683, -0.538469310105683, 0.906179845938664, -0.906179845938664};
  constexpr std::array kWeights{0.568888888888889, 0.478628670499366, 0.478628670499366, 0.236926885056189,
                                0.236926885056189};
  double arc = 0;
  double stretched = 0;
  for (std::size_t i = 0; i < kNodes.size(); ++i) {
    double const latitude = middle + kNodes[i] * span / 2;
    arc += kWeights[i] * meridian_radius(latitude);
    stretched += kWeights[i] * meridian_radius(latitude) / parallel_radius(latitude);
  }
  return arc / stretched;
}

bool is_pole(Position position) {
  return std::abs(position.latitude.degrees()) == 90.0;
}

/// −180 < result ≤ 180.
double turn_east(Position from, Position to) {
  double const turn = std::remainder(to.longitude.degrees() - from.longitude.degrees(), 360.0);
  return turn == -180.0 ? 180.0 : turn;
}

TrueBearing bearing_of(double radians) {
  auto const bearing = TrueBearing::from_degrees(radians / kRadian);
  LINGDING_CHECK(bearing);
  return *bearing;
}

Position position_at(double latitude_radians, double longitude_degrees) {
  auto const position = Position::from_degrees(latitude_radians / kRadian, std::remainder(longitude_degrees, 360.0));
  LINGDING_CHECK(position);
  return *position;
}

}  // namespace

RhumbPath rhumb(Position from, Position to) {
  double const start = from.latitude.degrees() * kRadian;
  double const end = to.latitude.degrees() * kRadian;
  if (is_pole(from) || is_pole(to)) {
    double const arc = meridian_arc(end) - meridian_arc(start);
    return {Metres::from_metres(std::abs(arc)), bearing_of(arc < 0 ? std::numbers::pi : 0.0)};
  }
  double const east = turn_east(from, to) * kRadian;
  double const scale = metres_per_isometric(start, end);
  // Near the parallel ψ₂ − ψ₁ is got back from the arc, which keeps its digits there.
  double const north = (meridian_arc(end) - meridian_arc(start)) / scale;
  return {Metres::from_metres(std::hypot(east, north) * scale), bearing_of(std::atan2(east, north))};
}

std::optional<Position> rhumb_destination(Position from, TrueBearing bearing, Metres distance) {
  LINGDING_CHECK(std::isfinite(distance.metres()) && distance >= Metres{});
  if (is_pole(from)) return std::nullopt;
  double const start = from.latitude.degrees() * kRadian;
  double const heading = bearing.degrees() * kRadian;
  bool const along_parallel = bearing.degrees() == 90.0 || bearing.degrees() == 270.0;
  double const arc = along_parallel ? 0.0 : distance.metres() * std::cos(heading);
  double const end_arc = meridian_arc(start) + arc;
  if (std::abs(end_arc) >= kQuarterMeridian) return std::nullopt;
  double const end = along_parallel ? start : latitude_of_arc(end_arc);
  double const east = distance.metres() * std::sin(heading) / metres_per_isometric(start, end) / kRadian;
  return position_at(end, from.longitude.degrees() + east);
}

std::vector<Position> rhumb_points(Position from, Position to, std::size_t pieces) {
  LINGDING_CHECK(pieces > 0);
  std::vector<Position> points{from};
  points.reserve(pieces + 1);
  double const start = from.latitude.degrees() * kRadian;
  double const start_arc = meridian_arc(start);
  double const arc = meridian_arc(to.latitude.degrees() * kRadian) - start_arc;
  bool const meridian = is_pole(from) || is_pole(to);
  double const whole_turn = turn_east(from, to);
  double const scale = meridian ? 1.0 : metres_per_isometric(start, to.latitude.degrees() * kRadian);
  for (std::size_t i = 1; i < pieces; ++i) {
    double const fraction = static_cast<double>(i) / static_cast<double>(pieces);
    double const latitude = arc == 0 ? start : latitude_of_arc(start_arc + arc * fraction);
    if (meridian) {
      points.push_back(position_at(latitude, is_pole(from) ? to.longitude.degrees() : from.longitude.degrees()));
      continue;
    }
    // East of the start goes with ψ, which goes with the arc by the mean scale up to here.
    double const part = whole_turn * scale / metres_per_isometric(start, latitude) * fraction;
    points.push_back(position_at(latitude, from.longitude.degrees() + part));
  }
  points.push_back(to);
  return points;
}

}  // namespace lingding::geo
