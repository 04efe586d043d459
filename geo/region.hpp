#pragma once
// Regions: whose water is where, as versioned data.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"

namespace lingding::geo {

enum class RegionKind : std::uint8_t {
  waters,  ///< waters fixed by an instrument (State Council Orders 221 and 665)
  limits,  ///< the limits within which a centre coordinates
  srr      ///< a search and rescue region in the sense of the SAR Convention
};

std::string_view to_text(RegionKind kind);
std::optional<RegionKind> parse_region_kind(std::string_view text);

/// What runs from one vertex of a region to the next. Instruments list points and say "joined by lines"; on a Mercator
/// chart those are rhumb lines, in a GIS they are straight in longitude and latitude. Along meridians and parallels the
/// two are one.
enum class EdgeKind : std::uint8_t {
  plane,    ///< straight in longitude and latitude (EPSG:4326 taken as a plane): the default, and what every GIS shows
  rhumb,    ///< a line of constant bearing, followed within kEdgeTolerance
  geodesic  ///< the shortest line, followed within kEdgeTolerance
};

std::string_view to_text(EdgeKind kind);
std::optional<EdgeKind> parse_edge_kind(std::string_view text);

/// Which region, and which version of it, a decision rests on.
struct RegionRef {
  std::string id;  ///< "HK-waters"
  std::uint32_t version = 1;
  RegionKind kind = RegionKind::waters;
  CentreId centre = CentreId::hk;
  bool operator==(RegionRef const&) const = default;
};

/// One version of one region.
struct Region {
  RegionRef ref;
  std::string name_en;
  std::string name_zh_hant;
  std::string source;    ///< the instrument or document that the limits come from
  bool assumed = false;  ///< the limits are our reading, not published coordinates
  /// Where regions overlap, the higher priority is responsible and the others are told.
  std::int32_t priority = 0;
  /// Centres that must always get a copy of what happens here, whoever is responsible.
  std::vector<CentreId> copies_to;
  EdgeKind edges = EdgeKind::plane;
  UtcDate valid_from{};
  std::optional<UtcDate> valid_to;  ///< the first day on which it is no longer valid; empty: still valid
  /// POLYGON or MULTIPOLYGON without heights, WGS 84, longitude first (OGC 06-103r4), little endian. Longitudes within
  /// −180 … 180: a region across 180° is cut there into two polygons (as RFC 7946, section 3.1.9), and one with a pole
  /// in it runs along ±180 and along the pole's latitude. Those seams are no limits: no distance is measured to them.
  std::string wkb;
  bool operator==(Region const&) const = default;
};

/// A whole set, as it was loaded, and the digest by which the journal names it.
struct RegionSet {
  std::vector<Region> regions;
  /// SHA-256 over the canonical serialisation (serialise), 64 lower-case hex digits; filled in by make_region_set.
  std::string digest;
};

/// Why regions were refused.
struct RegionFault {
  std::string region;             ///< id and version: "HK-waters version 1"
  std::string reason;             ///< "Self-intersection", "valid_to 1997-01-01 is not after valid_from 1997-07-01", …
  std::optional<Position> place;  ///< of a fault in the geometry, where there is one place
  bool operator==(RegionFault const&) const = default;
};
/// One line: region, reason, and the place in degrees and decimal degrees.
std::string to_text(RegionFault const& fault);

/// The largest distance between a rhumb or geodesic edge and the line that stands for it, in metres.
inline constexpr double kEdgeToleranceMetres = 0.5;

/// Checks every region (id of letters, digits, "-", "_" and "."; version; dates; that no two versions of one id are in
/// force on the same day; geometry valid by OGC's rules, which GEOS judges) and puts them in order. Nothing is
/// repaired. Overlap of different regions is legal.
Expected<RegionSet, RegionFault> make_region_set(std::vector<Region> regions);

/// The set's canonical JSON text: the same regions give the same bytes, whatever their order was.
std::string serialise(std::vector<Region> const& regions);
/// Reads what serialise wrote; the regions are not checked (make_region_set does).
Expected<std::vector<Region>, RegionFault> parse_regions(std::string_view json);

/// A polygon: its outer ring, then its holes. Rings need not be closed: the first position is the last one too.
using Polygon = std::vector<std::vector<Position>>;
/// The form of Region::wkb: a POLYGON for one polygon, a MULTIPOLYGON for more.
std::string to_wkb(std::span<Polygon const> polygons);

}  // namespace lingding::geo
