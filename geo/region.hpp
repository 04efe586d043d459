#pragma once
// Regions: whose water is where, as versioned data.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/centre.hpp"
#include "geo/time.hpp"

namespace lingding::geo {

enum class RegionKind : std::uint8_t {
  waters,  ///< waters fixed by an instrument (State Council Orders 221 and 665)
  limits,  ///< the limits within which a centre coordinates
  srr      ///< a search and rescue region in the sense of the SAR Convention
};

std::string_view to_text(RegionKind kind);
std::optional<RegionKind> parse_region_kind(std::string_view text);

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
  UtcDate valid_from{};
  std::optional<UtcDate> valid_to;  ///< the first day on which it is no longer valid; empty: still valid
  std::string wkb;                  ///< POLYGON or MULTIPOLYGON, WGS 84, longitude first (OGC 06-103r4), little endian
  bool operator==(Region const&) const = default;
};

/// A whole set, as it was loaded, and the digest by which the journal names it.
struct RegionSet {
  std::vector<Region> regions;
  /// SHA-256 over the canonical serialisation (serialise), 64 lower-case hex digits; filled in by make_region_set.
  std::string digest;
};

/// The set's canonical JSON text: the same regions give the same bytes, whatever their order was.
std::string serialise(std::vector<Region> const& regions);

}  // namespace lingding::geo
