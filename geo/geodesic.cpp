#include "geo/geodesic.hpp"

#include <geodesic.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geo/check.hpp"

namespace lingding::geo {
namespace {

// WGS 84: semi-major axis in metres and flattening, both exact by definition (NIMA TR8350.2, 3rd edition, 2000,
// table 3.1).
constexpr double kSemiMajorAxis = 6378137.0;
constexpr double kFlattening = 1 / 298.257223563;

/// Longer stretches are cut before a minimum is looked for: along this much, the distance to a point within a quarter
/// of the Earth's circumference has one minimum.
constexpr double kLongestStretch = 1.0e6;

geod_geodesic const& ellipsoid() {
  static geod_geodesic const made = [] {
    geod_geodesic result{};
    geod_init(&result, kSemiMajorAxis, kFlattening);
    return result;
  }();
  return made;
}

Position position_of(double latitude, double longitude) {
  auto const position = Position::from_degrees(std::clamp(latitude, -90.0, 90.0), std::remainder(longitude, 360.0));
  LINGDING_CHECK(position);
  return *position;
}

TrueBearing bearing_of(double degrees) {
  auto const bearing = TrueBearing::from_degrees(degrees);
  LINGDING_CHECK(bearing);
  return *bearing;
}

struct Inverse {
  double metres = 0;
  double start_azimuth = 0;
  double end_azimuth = 0;
};

Inverse inverse(double from_latitude, double from_longitude, double to_latitude, double to_longitude) {
  Inverse result;
  geod_inverse(&ellipsoid(), from_latitude, from_longitude, to_latitude, to_longitude, &result.metres,
               &result.start_azimuth, &result.end_azimuth);
  return result;
}

/// A point on a geodesic line, seen from the position that was asked about.
struct Sighting {
  double along = 0;
  double latitude = 0;
  double longitude = 0;
  double metres = 0;
  double slope = 0;  ///< of the distance, per metre along the line: minus the cosine of the angle at the line
};

Sighting sight(geod_geodesicline const& line, double along, Position point) {
  Sighting result;
  result.along = along;
  double heading = 0;
  geod_position(&line, along, &result.latitude, &result.longitude, &heading);
  auto const way = inverse(result.latitude, result.longitude, point.latitude.degrees(), point.longitude.degrees());
  result.metres = way.metres;
  result.slope = way.metres == 0 ? 0 : -std::cos((way.start_azimuth - heading) * std::numbers::pi / 180.0);
  return result;
}

/// How far along the line the nearest point still is, by the triangle at it: where the distance itself is flat, this is
/// not.
double still_off(Sighting const& sighting) {
  return std::abs(sighting.slope) * sighting.metres;
}

/// Between two points where the distance falls and rises again: bisection helped by the secant (the Illinois rule).
Sighting turning_point(geod_geodesicline const& line, Sighting low, Sighting high, Position point) {
  double low_weight = low.slope;
  double high_weight = high.slope;
  for (int step = 0; step < 100 && high.along - low.along > kNearestTolerance.metres() / 2; ++step) {
    double const secant = (low.along * high_weight - high.along * low_weight) / (high_weight - low_weight);
    bool const usable = secant > low.along && secant < high.along && step % 8 != 7;
    auto const middle = sight(line, usable ? secant : (low.along + high.along) / 2, point);
    if (still_off(middle) < kNearestTolerance.metres() / 10) return middle;
    if (middle.slope < 0) {
      low = middle;
      low_weight = middle.slope;
      high_weight /= 2;
    } else {
      high = middle;
      high_weight = middle.slope;
      low_weight /= 2;
    }
  }
  return still_off(low) < still_off(high) ? low : high;
}

Sighting nearest_on_line(geod_geodesicline const& line, double from, double to, Position point) {
  auto const stretches = std::max(1, static_cast<int>(std::ceil((to - from) / kLongestStretch)));
  auto low = sight(line, from, point);
  auto best = low;
  for (int i = 1; i <= stretches; ++i) {
    auto const high = sight(line, from + (to - from) * i / stretches, point);
    if (high.metres < best.metres) best = high;
    if (low.slope < 0 && high.slope > 0) {
      auto const turn = turning_point(line, low, high, point);
      if (turn.metres < best.metres) best = turn;
    }
    low = high;
  }
  return best;
}

geod_geodesicline line_between(Position start, Position end) {
  geod_geodesicline line{};
  geod_inverseline(&line, &ellipsoid(), start.latitude.degrees(), start.longitude.degrees(), end.latitude.degrees(),
                   end.longitude.degrees(), 0);
  return line;
}

}  // namespace

GeodesicPath geodesic(Position from, Position to) {
  auto const way =
      inverse(from.latitude.degrees(), from.longitude.degrees(), to.latitude.degrees(), to.longitude.degrees());
  return {Metres::from_metres(way.metres), bearing_of(way.start_azimuth), bearing_of(way.end_azimuth)};
}

Metres distance(Position from, Position to) {
  double metres = 0;
  geod_inverse(&ellipsoid(), from.latitude.degrees(), from.longitude.degrees(), to.latitude.degrees(),
               to.longitude.degrees(), &metres, nullptr, nullptr);
  return Metres::from_metres(metres);
}

Position destination(Position from, TrueBearing bearing, Metres distance) {
  LINGDING_CHECK(std::isfinite(distance.metres()));
  double latitude = 0;
  double longitude = 0;
  geod_direct(&ellipsoid(), from.latitude.degrees(), from.longitude.degrees(), bearing.degrees(), distance.metres(),
              &latitude, &longitude, nullptr);
  return position_of(latitude, longitude);
}

NearestPoint nearest_on_segment(Position point, Position start, Position end) {
  auto const line = line_between(start, end);
  auto const best = nearest_on_line(line, 0, line.s13, point);
  return {position_of(best.latitude, best.longitude), Metres::from_metres(best.metres),
          Metres::from_metres(best.along)};
}

Metres cross_track(Position point, Position start, Position end) {
  LINGDING_CHECK(start != end);
  constexpr double kBeyond = 4.0e6;
  auto const line = line_between(start, end);
  auto const best = nearest_on_line(line, -kBeyond, line.s13 + kBeyond, point);
  double heading = 0;
  geod_position(&line, best.along, nullptr, nullptr, &heading);
  auto const way = inverse(best.latitude, best.longitude, point.latitude.degrees(), point.longitude.degrees());
  double const side = std::sin((way.start_azimuth - heading) * std::numbers::pi / 180.0);
  return Metres::from_metres(side < 0 ? -best.metres : best.metres);
}

NearestPoint nearest_on_polyline(Position point, std::span<Position const> line) {
  LINGDING_CHECK(!line.empty());
  NearestPoint best{line.front(), distance(point, line.front()), Metres{}};
  Metres travelled;
  for (std::size_t i = 1; i < line.size(); ++i) {
    auto candidate = nearest_on_segment(point, line[i - 1], line[i]);
    candidate.along = candidate.along + travelled;
    if (candidate.distance < best.distance) best = candidate;
    travelled = travelled + distance(line[i - 1], line[i]);
  }
  return best;
}

Metres length(std::span<Position const> line) {
  Metres sum;
  for (std::size_t i = 1; i < line.size(); ++i) sum = sum + distance(line[i - 1], line[i]);
  return sum;
}

}  // namespace lingding::geo
