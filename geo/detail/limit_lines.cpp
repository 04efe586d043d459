#include "geo/detail/limit_lines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "geo/geodesic.hpp"

namespace lingding::geo::detail {
namespace {

constexpr double kRadian = std::numbers::pi / 180.0;
// WGS 84: semi-major axis in metres and flattening, both exact by definition (NIMA TR8350.2, 3rd edition, 2000,
// table 3.1).
constexpr double kSemiMajorAxis = 6378137.0;
constexpr double kFlattening = 1 / 298.257223563;
constexpr double kEccentricitySquared = kFlattening * (2 - kFlattening);

/// Edges are cut into pieces no longer than this, in degrees of either coordinate: along so little a distance has one
/// minimum.
constexpr double kPieceDegrees = 0.05;
/// When to stop looking for the nearest point of a piece: the distance differs from the least by less than the square
/// of it over twice the distance.
constexpr double kAlongTolerance = 0.0005;

/// Metres for a degree of longitude and of latitude at a latitude.
std::pair<double, double> metres_per_degree(double latitude) {
  double const sine = std::sin(latitude * kRadian);
  double const w = 1 - kEccentricitySquared * sine * sine;
  double const east = kSemiMajorAxis * std::cos(latitude * kRadian) / std::sqrt(w) * kRadian;
  double const north = kSemiMajorAxis * (1 - kEccentricitySquared) / (w * std::sqrt(w)) * kRadian;
  return {east, north};
}

PlanarPoint between(Edge const& edge, double share) {
  return {edge.from.longitude + share * (edge.to.longitude - edge.from.longitude),
          edge.from.latitude + share * (edge.to.latitude - edge.from.latitude)};
}

/// A point of a piece, seen from the position that was asked about.
struct Sighting {
  double share = 0;
  double metres = 0;
  double slope = 0;  ///< of the distance along the piece: minus the cosine of the angle at it
};

Sighting sight(Edge const& edge, double share, Position position) {
  auto const point = between(edge, share);
  auto const way = geodesic(*Position::from_degrees(point.latitude, point.longitude), position);
  Sighting result{share, way.distance.metres(), 0};
  if (result.metres == 0) return result;
  auto const [east, north] = metres_per_degree(point.latitude);
  double const heading =
      std::atan2(east * (edge.to.longitude - edge.from.longitude), north * (edge.to.latitude - edge.from.latitude));
  result.slope = -std::cos(way.initial.degrees() * kRadian - heading);
  return result;
}

/// The least distance to a piece: at one of its ends or where the slope turns (bisection helped by the secant, the
/// Illinois rule).
double nearest_of(Edge const& edge, Position position) {
  auto low = sight(edge, 0, position);
  auto high = sight(edge, 1, position);
  double best = std::min(low.metres, high.metres);
  if (!(low.slope < 0 && high.slope > 0)) return best;
  double low_weight = low.slope;
  double high_weight = high.slope;
  for (int step = 0; step < 60 && high.share - low.share > 1e-7; ++step) {
    double const secant = (low.share * high_weight - high.share * low_weight) / (high_weight - low_weight);
    bool const usable = secant > low.share && secant < high.share && step % 8 != 7;
    auto const middle = sight(edge, usable ? secant : (low.share + high.share) / 2, position);
    best = std::min(best, middle.metres);
    if (std::abs(middle.slope) * middle.metres < kAlongTolerance) break;
    auto& side = middle.slope < 0 ? low : high;
    auto& weight = middle.slope < 0 ? low_weight : high_weight;
    auto& other_weight = middle.slope < 0 ? high_weight : low_weight;
    side = middle;
    weight = middle.slope;
    other_weight /= 2;
  }
  return best;
}

using Interval = std::pair<double, double>;

/// The parts of `intervals` that no interval of `others` covers.
std::vector<Interval> without(std::vector<Interval> intervals, std::vector<Interval> const& others) {
  for (auto const& [low, high] : others) {
    std::vector<Interval> left;
    for (auto const& [from, to] : intervals) {
      if (from < std::min(to, low)) left.emplace_back(from, std::min(to, low));
      if (std::max(from, high) < to) left.emplace_back(std::max(from, high), to);
    }
    intervals = std::move(left);
  }
  return intervals;
}

/// All edges that are limits.
std::vector<Edge> limits_of(std::vector<Ring> const& rings) {
  std::vector<Edge> edges;
  std::vector<Interval> east_seam;
  std::vector<Interval> west_seam;
  for (auto const& ring : rings)
    for (std::size_t i = 1; i < ring.size(); ++i) {
      Edge const edge{ring[i - 1], ring[i]};
      if (edge.from == edge.to) continue;
      if (edge.from.latitude == edge.to.latitude && std::abs(edge.from.latitude) == 90) continue;
      auto const [south, north] = std::minmax(edge.from.latitude, edge.to.latitude);
      bool const meridian = edge.from.longitude == edge.to.longitude;
      if (meridian && edge.from.longitude == 180) {
        east_seam.emplace_back(south, north);
      } else if (meridian && edge.from.longitude == -180) {
        west_seam.emplace_back(south, north);
      } else {
        edges.push_back(edge);
      }
    }
  for (auto const& [south, north] : without(east_seam, west_seam)) edges.push_back({{180, south}, {180, north}});
  for (auto const& [south, north] : without(west_seam, east_seam)) edges.push_back({{-180, south}, {-180, north}});
  return edges;
}

std::array<double, 3> earth_centred(PlanarPoint point) {
  double const latitude = point.latitude * kRadian;
  double const longitude = point.longitude * kRadian;
  double const sine = std::sin(latitude);
  double const normal = kSemiMajorAxis / std::sqrt(1 - kEccentricitySquared * sine * sine);
  return {normal * std::cos(latitude) * std::cos(longitude), normal * std::cos(latitude) * std::sin(longitude),
          normal * (1 - kEccentricitySquared) * sine};
}

double through(std::array<double, 3> const& a, std::array<double, 3> const& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// The least length over the Earth of a way whose ends are `chord` metres apart through it. No geodesic curves less
/// than a circle with the ellipsoid's greatest radius of curvature, a² / b, so none spans a longer chord than that
/// circle does (A. Schur, "Über die Schwarzsche Extremaleigenschaft des Kreises unter den Kurven konstanter Krümmung",
/// Math. Annalen 83, 1921).
double over_at_least(double chord) {
  constexpr double kGreatestRadius = kSemiMajorAxis / (1 - kFlattening);
  return chord <= 0 ? chord : 2 * kGreatestRadius * std::asin(std::min(1.0, chord / (2 * kGreatestRadius)));
}

}  // namespace

LimitLines::LimitLines(std::vector<Ring> const& rings) {
  for (auto edge : limits_of(rings)) {
    // The same pieces whichever way the edge runs: regions that share it are then equally far.
    if (std::pair{edge.to.longitude, edge.to.latitude} < std::pair{edge.from.longitude, edge.from.latitude})
      std::swap(edge.from, edge.to);
    double const span =
        std::max(std::abs(edge.to.longitude - edge.from.longitude), std::abs(edge.to.latitude - edge.from.latitude));
    auto const count = std::max(1, static_cast<int>(std::ceil(span / kPieceDegrees)));
    for (int i = 0; i < count; ++i) {
      Edge const piece{i == 0 ? edge.from : between(edge, static_cast<double>(i) / count),
                       i + 1 == count ? edge.to : between(edge, static_cast<double>(i + 1) / count)};
      pieces_.push_back(make_piece(piece));
    }
  }
  for (std::size_t first = 0; first < pieces_.size(); first += kGroup)
    groups_.push_back(around_group(first, std::min(first + kGroup, pieces_.size())));
}

LimitLines::Piece LimitLines::make_piece(Edge const& edge) {
  Piece piece{edge, earth_centred(edge.from), earth_centred(edge.to), 0};
  auto const middle = earth_centred(between(edge, 0.5));
  Vector chord{};
  for (std::size_t axis = 0; axis < 3; ++axis) chord[axis] = (piece.from[axis] + piece.to[axis]) / 2;
  // At so short a piece's middle the bulge is greatest but for a small part of it.
  piece.bulge = 1.5 * through(middle, chord) + 0.05;
  return piece;
}

LimitLines::Sphere LimitLines::around_group(std::size_t first, std::size_t last) const {
  Sphere sphere;
  for (auto i = first; i < last; ++i)
    for (std::size_t axis = 0; axis < 3; ++axis)
      sphere.centre[axis] += (pieces_[i].from[axis] + pieces_[i].to[axis]) / 2 / static_cast<double>(last - first);
  for (auto i = first; i < last; ++i)
    for (auto const& end : {pieces_[i].from, pieces_[i].to})
      sphere.radius = std::max(sphere.radius, through(sphere.centre, end) + pieces_[i].bulge);
  return sphere;
}

double LimitLines::nearest_possible(Vector const& eye, Sphere const& sphere) {
  return over_at_least(through(eye, sphere.centre) - sphere.radius);
}

double LimitLines::nearest_possible(Vector const& eye, Piece const& piece) {
  double along = 0;
  double whole = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double const step = piece.to[axis] - piece.from[axis];
    along += (eye[axis] - piece.from[axis]) * step;
    whole += step * step;
  }
  double const share = whole == 0 ? 0 : std::clamp(along / whole, 0.0, 1.0);
  Vector foot{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    foot[axis] = piece.from[axis] + share * (piece.to[axis] - piece.from[axis]);
  return over_at_least(through(eye, foot) - piece.bulge);
}

Metres LimitLines::at_least(Position position) const {
  auto const eye = earth_centred({position.longitude.degrees(), position.latitude.degrees()});
  double least = std::numeric_limits<double>::infinity();
  for (auto const& group : groups_) least = std::min(least, nearest_possible(eye, group));
  return Metres::from_metres(least);
}

Metres LimitLines::nearest(Position position, Metres best) const {
  auto const eye = earth_centred({position.longitude.degrees(), position.latitude.degrees()});
  double least = best.metres();
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    double const possible = nearest_possible(eye, groups_[i]);
    if (possible < least) order.emplace_back(possible, i);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::pair<double, std::size_t>> near;
  for (auto const& [group_possible, group] : order) {
    if (group_possible >= least) break;
    near.clear();
    for (auto i = group * kGroup; i < std::min((group + 1) * kGroup, pieces_.size()); ++i)
      near.emplace_back(nearest_possible(eye, pieces_[i]), i);
    std::sort(near.begin(), near.end());
    for (auto const& [possible, i] : near) {
      if (possible >= least) break;
      least = std::min(least, nearest_of(pieces_[i].edge, position));
    }
  }
  return Metres::from_metres(least);
}

}  // namespace lingding::geo::detail
