#pragma once
// Ships that are only there to be heard: on random courses in an area of the sea, invented, and without number in any
// plan.

#include <set>
#include <vector>

#include "adapters/logs/ais_row.hpp"
#include "plans/identity.hpp"
#include "tools/drill/detail/voyage.hpp"

namespace lingding::drill::detail {

/// In degrees; no box crosses 180°.
struct SeaBox {
  double south = 0;
  double west = 0;
  double north = 0;
  double east = 0;
  bool operator==(SeaBox const&) const = default;
};

/// Goes from leg to leg: five minutes to half an hour each, the course changed by no more than 30°, back towards the
/// middle where the leg would leave the area. One in five lies at anchor.
struct OtherShip {
  plans::Mmsi mmsi;
  geo::Position from;
  geo::TrueBearing course;
  geo::Knots speed;
  geo::Knots usual;
  Offset leg_began{0};
  Offset leg_ends{0};
  Offset static_due{0};
  std::uint32_t legs = 0;
  std::uint8_t ship_type = 70;
  std::uint8_t status = 0;
  bool class_b = false;
  bool turned = false;

  /// \pre times do not go back
  Motion at(Offset now, std::uint64_t seed, SeaBox const& area);
  Offset interval(Offset now) const;
  void fill_static(logs::AisRow& row) const;

 private:
  void next_leg(std::uint64_t seed, SeaBox const& area);
};

/// So many, each with a number that is not among `taken`.
std::vector<OtherShip> other_ships(std::uint32_t count, std::uint64_t seed, SeaBox const& area,
                                   std::set<std::uint32_t> const& taken);

}  // namespace lingding::drill::detail
