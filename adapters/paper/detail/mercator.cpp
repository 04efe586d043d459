#include "adapters/paper/detail/mercator.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>
#include <string_view>

#include "geo/check.hpp"
#include "geo/geodesic.hpp"

namespace lingding::paper::detail {
namespace {

/// First eccentricity of the WGS 84 ellipsoid (NGA.STND.0036_1.0.0_WGS84, 2014, table 3.3).
constexpr double kEccentricity = 8.1819190842622e-2;
constexpr double kRadian = std::numbers::pi / 180;
constexpr double kMostLatitude = 80;

/// Isometric latitude in radians (J. P. Snyder, Map Projections: A Working Manual, USGS PP 1395, 1987, equation 7-7).
double isometric(double latitude_degrees) {
  double const sine = std::sin(std::clamp(latitude_degrees, -kMostLatitude, kMostLatitude) * kRadian);
  return std::atanh(sine) - kEccentricity * std::atanh(kEccentricity * sine);
}

/// The inverse, by the iteration of Snyder's equation 7-9: five steps give 1e-12 degrees.
double latitude_at(double ordinate) {
  double latitude = std::asin(std::tanh(ordinate));
  for (int i = 0; i < 5; ++i)
    latitude = std::asin(std::tanh(ordinate + kEccentricity * std::atanh(kEccentricity * std::sin(latitude))));
  return latitude / kRadian;
}

}  // namespace

Mercator::Mercator(std::span<geo::Position const> positions, Box const& frame) : frame_(frame) {
  LINGDING_CHECK(!positions.empty());
  double west = std::numeric_limits<double>::infinity();
  double east = -west;
  double south = west;
  double north = -west;
  for (auto const& position : positions) {
    west = std::min(west, position.longitude.degrees() * kRadian);
    east = std::max(east, position.longitude.degrees() * kRadian);
    south = std::min(south, isometric(position.latitude.degrees()));
    north = std::max(north, isometric(position.latitude.degrees()));
  }
  // Room on every side for the labels of the ends.
  constexpr double kUsedWidth = 0.74;
  constexpr double kUsedHeight = 0.62;
  // 6 378 137 m: the equatorial radius of WGS 84; two nautical miles across at least.
  constexpr double kLeastAcross = 2 * 1852.0 / 6'378'137.0;
  scale_ = std::min({frame.width * kUsedWidth / std::max(east - west, 1e-12),
                     frame.height * kUsedHeight / std::max(north - south, 1e-12),
                     frame.width / (kLeastAcross / std::cos(latitude_at((south + north) / 2) * kRadian))});
  west_ = (west + east) / 2 - frame.width / scale_ / 2;
  north_ordinate_ = (south + north) / 2 + frame.height / scale_ / 2;
}

Point Mercator::to_page(geo::Degrees longitude, geo::Degrees latitude) const {
  return {frame_.x + (longitude.radians() - west_) * scale_,
          frame_.y + (north_ordinate_ - isometric(latitude.degrees())) * scale_};
}

Point Mercator::to_page(geo::Position position) const {
  return to_page(geo::Degrees::from_degrees(position.longitude.degrees()),
                 geo::Degrees::from_degrees(position.latitude.degrees()));
}

geo::Degrees Mercator::longitude_of(double x) const {
  return geo::Degrees::from_radians(west_ + (x - frame_.x) / scale_);
}

geo::Degrees Mercator::latitude_of(double y) const {
  return geo::Degrees::from_degrees(latitude_at(north_ordinate_ - (y - frame_.y) / scale_));
}

double Mercator::points_for(geo::Metres distance) const {
  auto const middle = geo::Position::from_degrees(latitude_of(frame_.y + frame_.height / 2).degrees(),
                                                  longitude_of(frame_.x + frame_.width / 2).degrees());
  LINGDING_CHECK(middle.has_value());
  auto const east = geo::destination(*middle, *geo::TrueBearing::from_degrees(90), distance);
  return to_page(east).x - to_page(*middle).x;
}

namespace {

/// Reads the little-endian WKB that geo::to_wkb writes; stops the process when it is none (regions are checked before).
class WkbReader {
 public:
  explicit WkbReader(std::string_view bytes) : bytes_(bytes) {}
  void header() { LINGDING_CHECK(take<std::uint8_t>() == 1); }
  template <class T>
  T take() {
    LINGDING_CHECK(bytes_.size() >= sizeof(T));
    T value{};
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_.remove_prefix(sizeof(T));
    return value;
  }

 private:
  std::string_view bytes_;
};

/// Longer edges in degrees get points on the way.
constexpr double kLongestEdge = 0.1;

std::vector<Point> read_ring(WkbReader& reader, Mercator const& chart, geo::EdgeKind edges) {
  std::vector<Point> ring;
  double last_longitude = 0;
  double last_latitude = 0;
  auto const count = reader.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < count; ++i) {
    auto const longitude = reader.take<double>();
    auto const latitude = reader.take<double>();
    int const pieces =
        i == 0 || edges == geo::EdgeKind::rhumb
            ? 1
            : std::clamp(
                  static_cast<int>(std::max(std::abs(longitude - last_longitude), std::abs(latitude - last_latitude)) /
                                   kLongestEdge),
                  1, 200);
    for (int piece = 1; piece <= pieces; ++piece) {
      double const part = static_cast<double>(piece) / pieces;
      auto const between = [part](double from, double to) {
        return geo::Degrees::from_degrees(from + (to - from) * part);
      };
      ring.push_back(i == 0 ? chart.to_page(geo::Degrees::from_degrees(longitude), geo::Degrees::from_degrees(latitude))
                            : chart.to_page(between(last_longitude, longitude), between(last_latitude, latitude)));
    }
    last_longitude = longitude;
    last_latitude = latitude;
  }
  return ring;
}

/// Sutherland and Hodgman (CACM 17, 1974): the ring cut at one side of a box.
template <class Inside, class Meet>
std::vector<Point> cut(std::vector<Point> const& ring, Inside const& is_inside, Meet const& meet) {
  std::vector<Point> out;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    Point const& from = ring[i == 0 ? ring.size() - 1 : i - 1];
    Point const& to = ring[i];
    if (is_inside(from) != is_inside(to)) out.push_back(meet(from, to));
    if (is_inside(to)) out.push_back(to);
  }
  return out;
}

std::vector<Point> cut_to(std::vector<Point> ring, Box const& box) {
  auto const at_x = [](double x) {
    return [x](Point a, Point b) { return Point{x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)}; };
  };
  auto const at_y = [](double y) {
    return [y](Point a, Point b) { return Point{a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y}; };
  };
  ring = cut(ring, [&](Point p) { return p.x >= box.x; }, at_x(box.x));
  ring = cut(ring, [&](Point p) { return p.x <= box.right(); }, at_x(box.right()));
  ring = cut(ring, [&](Point p) { return p.y >= box.y; }, at_y(box.y));
  return cut(ring, [&](Point p) { return p.y <= box.bottom(); }, at_y(box.bottom()));
}

double distance_to_segment(Point from, Point to, Point point) {
  double const dx = to.x - from.x;
  double const dy = to.y - from.y;
  double const square = dx * dx + dy * dy;
  double const along =
      square == 0 ? 0 : std::clamp(((point.x - from.x) * dx + (point.y - from.y) * dy) / square, 0.0, 1.0);
  return std::hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}

}  // namespace

std::vector<std::vector<Point>> rings_on_page(Mercator const& chart, geo::Region const& region, double margin) {
  Box const& frame = chart.frame();
  Box const box{frame.x - margin, frame.y - margin, frame.width + 2 * margin, frame.height + 2 * margin};
  std::vector<std::vector<Point>> rings;
  WkbReader reader{region.wkb};
  reader.header();
  constexpr std::uint32_t kMultiPolygon = 6;  // OGC 06-103r4, table 12
  bool const many = reader.take<std::uint32_t>() == kMultiPolygon;
  std::uint32_t const polygons = many ? reader.take<std::uint32_t>() : 1;
  for (std::uint32_t p = 0; p < polygons; ++p) {
    if (many) {
      reader.header();
      static_cast<void>(reader.take<std::uint32_t>());
    }
    auto const count = reader.take<std::uint32_t>();
    for (std::uint32_t r = 0; r < count; ++r)
      if (auto ring = cut_to(read_ring(reader, chart, region.edges), box); ring.size() > 2)
        rings.push_back(std::move(ring));
  }
  return rings;
}

bool inside(std::vector<std::vector<Point>> const& rings, Point point) {
  bool odd = false;
  for (auto const& ring : rings)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      Point const& a = ring[i == 0 ? ring.size() - 1 : i - 1];
      Point const& b = ring[i];
      if ((a.y > point.y) != (b.y > point.y) && point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y)) odd = !odd;
    }
  return odd;
}

double distance_to(std::vector<Point> const& line, bool closed, Point point) {
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t i = closed ? 0 : 1; i < line.size(); ++i)
    nearest = std::min(nearest, distance_to_segment(line[i == 0 ? line.size() - 1 : i - 1], line[i], point));
  return nearest;
}

bool crosses(std::vector<Point> const& line, Box const& box) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    // Liang and Barsky (ACM TOG 3, 1984): the part of the segment within the box.
    double first = 0;
    double last = 1;
    Point const a = line[i - 1];
    double const dx = line[i].x - a.x;
    double const dy = line[i].y - a.y;
    auto const side = [&](double towards, double room) {
      if (towards == 0) return room >= 0;
      double const at = room / towards;
      (towards < 0 ? first : last) = towards < 0 ? std::max(first, at) : std::min(last, at);
      return first <= last;
    };
    if (side(-dx, a.x - box.x) && side(dx, box.right() - a.x) && side(-dy, a.y - box.y) && side(dy, box.bottom() - a.y))
      return true;
  }
  return false;
}

}  // namespace lingding::paper::detail
