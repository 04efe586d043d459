#include "geo/detail/region_geometry.hpp"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "geo/geodesic.hpp"
#include "geo/rhumb.hpp"

namespace lingding::geo::detail {
namespace {

/// One GEOS context: not shared between threads.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {
    if (handle_ == nullptr) throw std::runtime_error("GEOS could not be started");
    GEOSContext_setErrorMessageHandler_r(handle_, &Geos::keep_message, &message_);
  }
  Geos(Geos const&) = delete;
  Geos& operator=(Geos const&) = delete;
  ~Geos() { GEOS_finish_r(handle_); }

  GEOSContextHandle_t handle() const { return handle_; }
  std::string const& message() const { return message_; }

 private:
  static void keep_message(char const* text, void* into) { *static_cast<std::string*>(into) = text; }
  GEOSContextHandle_t handle_;
  std::string message_;
};

struct FreeGeometry {
  GEOSContextHandle_t handle;
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, FreeGeometry>;

class Reader {
 public:
  explicit Reader(Region const& region) : region_(region) {}

  Expected<std::vector<Ring>, RegionFault> read() {
    auto const geometry = parse();
    if (!geometry) return fault("the WKB can't be read: " + (geos_.message().empty() ? "damaged" : geos_.message()));
    int const type = GEOSGeomTypeId_r(geos_.handle(), geometry.get());
    if (type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON) return fault("the geometry is no polygon or multipolygon");
    if (GEOSHasZ_r(geos_.handle(), geometry.get()) == 1) return fault("the geometry has heights");
    if (GEOSisEmpty_r(geos_.handle(), geometry.get()) != 0) return fault("the geometry is empty");
    auto rings = rings_of(*geometry);
    if (auto const bad = first_outside_the_world(rings)) return fault(*bad);
    if (auto const bad = validity(*geometry)) return Unexpected{*bad};
    if (region_.edges == EdgeKind::plane) return rings;
    return follow_curves(std::move(rings));
  }

 private:
  Unexpected<RegionFault> fault(std::string reason) const {
    return Unexpected{RegionFault{name_of(region_.ref), std::move(reason), std::nullopt}};
  }

  Geometry parse() {
    auto* const reader = GEOSWKBReader_create_r(geos_.handle());
    if (reader == nullptr) throw std::runtime_error("GEOS made no WKB reader");
    auto* const bytes = reinterpret_cast<unsigned char const*>(region_.wkb.data());
    Geometry geometry{GEOSWKBReader_read_r(geos_.handle(), reader, bytes, region_.wkb.size()), {geos_.handle()}};
    GEOSWKBReader_destroy_r(geos_.handle(), reader);
    return geometry;
  }

  Ring points_of(GEOSGeometry const* ring) {
    auto const* const sequence = GEOSGeom_getCoordSeq_r(geos_.handle(), ring);
    unsigned size = 0;
    if (sequence == nullptr || GEOSCoordSeq_getSize_r(geos_.handle(), sequence, &size) == 0)
      throw std::runtime_error("GEOS gave no coordinates: " + geos_.message());
    Ring points(size);
    for (unsigned i = 0; i < size; ++i)
      if (GEOSCoordSeq_getXY_r(geos_.handle(), sequence, i, &points[i].longitude, &points[i].latitude) == 0)
        throw std::runtime_error("GEOS gave no coordinate: " + geos_.message());
    return points;
  }

  std::vector<Ring> rings_of(GEOSGeometry const& geometry) {
    std::vector<Ring> rings;
    int const polygons = GEOSGetNumGeometries_r(geos_.handle(), &geometry);
    for (int i = 0; i < polygons; ++i) {
      auto const* const polygon = GEOSGetGeometryN_r(geos_.handle(), &geometry, i);
      if (GEOSisEmpty_r(geos_.handle(), polygon) != 0) continue;
      rings.push_back(points_of(GEOSGetExteriorRing_r(geos_.handle(), polygon)));
      int const holes = GEOSGetNumInteriorRings_r(geos_.handle(), polygon);
      for (int k = 0; k < holes; ++k) rings.push_back(points_of(GEOSGetInteriorRingN_r(geos_.handle(), polygon, k)));
    }
    return rings;
  }

  static std::optional<std::string> first_outside_the_world(std::vector<Ring> const& rings) {
    for (auto const& ring : rings)
      for (auto const& point : ring)
        if (!Position::from_degrees(point.latitude, point.longitude))
          return "longitude " + std::to_string(point.longitude) + ", latitude " + std::to_string(point.latitude) +
                 " is out of range (longitude -180 to 180, latitude -90 to 90)";
    return std::nullopt;
  }

  std::optional<RegionFault> validity(GEOSGeometry const& geometry) {
    char* reason = nullptr;
    GEOSGeometry* location = nullptr;
    char const valid = GEOSisValidDetail_r(geos_.handle(), &geometry, 0, &reason, &location);
    Geometry const place{location, {geos_.handle()}};
    std::string const why = reason == nullptr ? geos_.message() : reason;
    if (reason != nullptr) GEOSFree_r(geos_.handle(), reason);
    if (valid == 1) return std::nullopt;
    RegionFault result{name_of(region_.ref), why.empty() ? "invalid geometry" : why, std::nullopt};
    double longitude = 0;
    double latitude = 0;
    if (place && GEOSGeomGetX_r(geos_.handle(), place.get(), &longitude) == 1 &&
        GEOSGeomGetY_r(geos_.handle(), place.get(), &latitude) == 1)
      result.place = Position::from_degrees(latitude, longitude);
    return result;
  }

  /// Puts points on a curved edge, between `from` and `to`, until each piece is within the tolerance of its chord.
  void follow(Position from, Position to, int depth, Ring& into) const {
    auto const middle = region_.edges == EdgeKind::rhumb ? rhumb_points(from, to, 2)[1] : middle_of_geodesic(from, to);
    auto const chord = Position::from_degrees((from.latitude.degrees() + to.latitude.degrees()) / 2,
                                              (from.longitude.degrees() + to.longitude.degrees()) / 2);
    if (depth == 0 || distance(middle, *chord).metres() <= kEdgeToleranceMetres) return;
    follow(from, middle, depth - 1, into);
    into.push_back({middle.longitude.degrees(), middle.latitude.degrees()});
    follow(middle, to, depth - 1, into);
  }

  static Position middle_of_geodesic(Position from, Position to) {
    auto const way = geodesic(from, to);
    return destination(from, way.initial, way.distance * 0.5);
  }

  Expected<std::vector<Ring>, RegionFault> follow_curves(std::vector<Ring> rings) {
    constexpr int kDepth = 16;  // 2^16 pieces of an edge of at most half the Earth's circumference are 300 m long
    for (auto& ring : rings) {
      Ring followed{ring.front()};
      for (std::size_t i = 1; i < ring.size(); ++i) {
        if (std::abs(ring[i].longitude - ring[i - 1].longitude) >= 180)
          return fault("an edge that is no straight line spans 180 degrees of longitude or more");
        // The same points whichever way the edge runs: regions that share it share them.
        bool const forward =
            std::pair{ring[i - 1].longitude, ring[i - 1].latitude} < std::pair{ring[i].longitude, ring[i].latitude};
        auto const first = forward ? ring[i - 1] : ring[i];
        auto const last = forward ? ring[i] : ring[i - 1];
        Ring between;
        follow(*Position::from_degrees(first.latitude, first.longitude),
               *Position::from_degrees(last.latitude, last.longitude), kDepth, between);
        if (!forward) std::reverse(between.begin(), between.end());
        followed.insert(followed.end(), between.begin(), between.end());
        followed.push_back(ring[i]);
      }
      ring = std::move(followed);
    }
    return rings;
  }

  Region const& region_;
  Geos geos_;
};

}  // namespace

std::string name_of(RegionRef const& ref) {
  return ref.id + " version " + std::to_string(ref.version);
}

Expected<std::vector<Ring>, RegionFault> read_geometry(Region const& region) {
  return Reader(region).read();
}

}  // namespace lingding::geo::detail
