#include "geo/water.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "geo/detail/cell_index.hpp"
#include "geo/detail/limit_lines.hpp"
#include "geo/detail/region_geometry.hpp"

namespace lingding::geo {
namespace {

using detail::CellIndex;
using detail::LimitLines;
using detail::PlanarPoint;
using detail::Ring;

/// A region's geometry, ready for look-ups.
struct Shape {
  std::vector<Ring> rings;
  LimitLines limits;
  bool reaches_north_pole = false;
  bool reaches_south_pole = false;

  explicit Shape(std::vector<Ring> given) : rings(std::move(given)), limits(rings) {
    for (auto const& ring : rings)
      for (auto const& point : ring) {
        reaches_north_pole = reaches_north_pole || point.latitude == 90;
        reaches_south_pole = reaches_south_pole || point.latitude == -90;
      }
  }
};

/// The days from `from` to the next era's first, on all of which the same regions are in force.
struct Era {
  UtcDate from;
  std::vector<std::size_t> in_force;  ///< places in the set, highest priority first
  CellIndex index;
};

bool in_force(Region const& region, UtcDate on) {
  return region.valid_from <= on && (!region.valid_to || on < *region.valid_to);
}

/// Where the plane's numbers do not say where one is: the poles and the 180° meridian.
bool is_seam(Position position) {
  return std::abs(position.longitude.degrees()) == 180 || std::abs(position.latitude.degrees()) == 90;
}

PlanarPoint planar(Position position) {
  return {position.longitude.degrees(), position.latitude.degrees()};
}

}  // namespace

class WaterMap::Impl {
 public:
  explicit Impl(RegionSet regions) : set_(std::move(regions)) {
    auto checked = make_region_set(set_.regions);
    if (!checked) throw std::invalid_argument(to_text(checked.error()));
    std::string const name = set_.digest;
    set_ = *std::move(checked);
    if (!name.empty()) set_.digest = name;
    shapes_.reserve(set_.regions.size());
    for (auto const& region : set_.regions) shapes_.emplace_back(detail::read_geometry(region).value());
    std::vector<UtcDate> changes;
    changes.reserve(2 * set_.regions.size());
    for (auto const& region : set_.regions) {
      changes.push_back(region.valid_from);
      if (region.valid_to) changes.push_back(*region.valid_to);
    }
    std::sort(changes.begin(), changes.end());
    changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
    for (auto const day : changes) eras_.push_back(make_era(day));
  }

  RegionSet const& set() const { return set_; }

  Region const* responsible(Position position, UtcDate on) const {
    auto const* const era = era_of(on);
    if (era == nullptr) return nullptr;
    if (is_seam(position)) [[unlikely]] {
      auto const inside = all_at_seam(*era, position);
      return inside.empty() ? nullptr : &set_.regions[era->in_force[inside.front()]];
    }
    auto const number = era->index.first(planar(position));
    return number ? &set_.regions[era->in_force[*number]] : nullptr;
  }

  WaterFinding find(Position position, Metres radius, UtcDate on) const {
    WaterFinding finding;
    auto const* const era = era_of(on);
    if (era == nullptr) return finding;
    std::vector<CellIndex::Number> inside;
    if (is_seam(position)) {
      inside = all_at_seam(*era, position);
    } else {
      era->index.all(planar(position), inside);
    }
    for (auto const number : inside) finding.inside.push_back(set_.regions[era->in_force[number]].ref);
    measure(*era, position, radius, inside, finding);
    return finding;
  }

 private:
  /// The distances: to the nearest boundary of all, and to every region that the position is not in but may be.
  void measure(Era const& era, Position position, Metres radius, std::vector<CellIndex::Number> const& inside,
               WaterFinding& finding) const {
    struct Candidate {
      Metres at_least;
      std::size_t number;
    };
    std::vector<Candidate> candidates;
    candidates.reserve(era.in_force.size());
    for (std::size_t number = 0; number < era.in_force.size(); ++number)
      candidates.push_back({shapes_[era.in_force[number]].limits.at_least(position), number});
    std::sort(candidates.begin(), candidates.end(),
              [](auto const& a, auto const& b) { return a.at_least < b.at_least; });
    Metres best = Metres::from_metres(std::numeric_limits<double>::infinity());
    std::vector<Metres> away(candidates.size(), best);
    for (auto const& [at_least, number] : candidates) {
      bool const is_inside = std::binary_search(inside.begin(), inside.end(), static_cast<CellIndex::Number>(number));
      auto const of_interest = (is_inside ? best : std::max(best, radius)) + kBoundaryTolerance * 2;
      if (at_least < of_interest) away[number] = shapes_[era.in_force[number]].limits.nearest(position, of_interest);
      best = std::min(best, away[number]);
    }
    for (std::size_t number = 0; number < away.size(); ++number) {
      auto const& ref = set_.regions[era.in_force[number]].ref;
      bool const is_inside = std::binary_search(inside.begin(), inside.end(), static_cast<CellIndex::Number>(number));
      if (!is_inside && away[number] <= radius) finding.possible.push_back(ref);
      if (!finding.boundary_of && std::isfinite(best.metres()) && away[number] <= best + kBoundaryTolerance) {
        finding.boundary_distance = away[number];
        finding.boundary_of = ref;
      }
    }
  }

  Era make_era(UtcDate day) const {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < set_.regions.size(); ++i)
      if (in_force(set_.regions[i], day)) numbers.push_back(i);
    std::stable_sort(numbers.begin(), numbers.end(),
                     [&](auto a, auto b) { return set_.regions[a].priority > set_.regions[b].priority; });
    std::vector<std::vector<Ring> const*> rings;
    rings.reserve(numbers.size());
    for (auto const i : numbers) rings.push_back(&shapes_[i].rings);
    return {day, numbers, CellIndex(rings)};
  }

  Era const* era_of(UtcDate on) const {
    // A handful of eras: looking through them beats a binary search.
    auto const era = std::find_if(eras_.rbegin(), eras_.rend(), [&](auto const& one) { return one.from <= on; });
    return era == eras_.rend() ? nullptr : &*era;
  }

  std::vector<CellIndex::Number> all_at_seam(Era const& era, Position position) const {
    std::vector<CellIndex::Number> inside;
    double const latitude = position.latitude.degrees();
    if (std::abs(latitude) == 90) {
      for (std::size_t number = 0; number < era.in_force.size(); ++number) {
        auto const& shape = shapes_[era.in_force[number]];
        if (latitude > 0 ? shape.reaches_north_pole : shape.reaches_south_pole)
          inside.push_back(static_cast<CellIndex::Number>(number));
      }
      return inside;
    }
    era.index.all({180, latitude}, inside);
    era.index.all({-180, latitude}, inside);
    std::sort(inside.begin(), inside.end());
    inside.erase(std::unique(inside.begin(), inside.end()), inside.end());
    return inside;
  }

  RegionSet set_;
  std::vector<Shape> shapes_;
  std::vector<Era> eras_;
};

WaterMap::WaterMap(RegionSet regions) : impl_(std::make_unique<Impl const>(std::move(regions))) {}
WaterMap::WaterMap(WaterMap&&) noexcept = default;
WaterMap& WaterMap::operator=(WaterMap&&) noexcept = default;
WaterMap::~WaterMap() = default;

WaterFinding WaterMap::find(Position position, Metres radius, UtcDate on) const {
  return impl_->find(position, radius, on);
}
Region const* WaterMap::responsible_region(Position position, UtcDate on) const {
  return impl_->responsible(position, on);
}
RegionSet const& WaterMap::regions() const {
  return impl_->set();
}

}  // namespace lingding::geo
