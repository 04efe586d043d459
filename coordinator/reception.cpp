#include "coordinator/reception.hpp"

#include <algorithm>
#include <cmath>

#include "geo/check.hpp"

namespace lingding::coordinator {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::chrono::milliseconds reporting_interval(AisClass ais_class, std::optional<geo::Knots> speed, AtRest at_rest) {
  double const knots = speed ? speed->knots() : 0;
  switch (ais_class) {
    case AisClass::a:
      if (at_rest == AtRest::anchored_or_moored) return knots > 3 ? milliseconds{seconds{10}} : minutes{3};
      if (knots > 23) return seconds{2};
      return knots > 14 ? seconds{6} : seconds{10};
    case AisClass::b_self_organising:
      if (knots > 23) return seconds{5};
      if (knots > 14) return seconds{15};
      return knots > 2 ? milliseconds{seconds{30}} : minutes{3};
    case AisClass::b_carrier_sense:
      return knots > 2 ? milliseconds{seconds{30}} : minutes{3};
  }
  return minutes{3};
}

void ReceptionHistory::cover(geo::Latitude south, geo::Longitude west, geo::Latitude north, geo::Longitude east) {
  LINGDING_CHECK(south <= north && west <= east);
  if (south.degrees() == south_ && west.degrees() == west_ && north.degrees() == north_ && east.degrees() == east_)
    return;
  south_ = south.degrees();
  west_ = west.degrees();
  north_ = north.degrees();
  east_ = east.degrees();
  side_ = kCellDegrees;
  auto const count = [&](double from, double to) { return static_cast<std::size_t>((to - from) / side_) + 1; };
  while (count(south_, north_) * count(west_, east_) > kMaxCells) side_ *= 2;
  rows_ = count(south_, north_);
  columns_ = count(west_, east_);
  cells_.assign(rows_ * columns_, Cell{});
}

std::optional<std::size_t> ReceptionHistory::cell_of(geo::Position position) const {
  double const latitude = position.latitude.degrees();
  double const longitude = position.longitude.degrees();
  if (latitude < south_ || latitude > north_ || longitude < west_ || longitude > east_) return std::nullopt;
  auto const row = static_cast<std::size_t>((latitude - south_) / side_);
  auto const column = static_cast<std::size_t>((longitude - west_) / side_);
  return std::min(row, rows_ - 1) * columns_ + std::min(column, columns_ - 1);
}

void ReceptionHistory::heard(plans::Mmsi mmsi, geo::Position position, geo::UtcTime at) {
  if (last_ && !is_down(at)) {
    // An average over about the last hundred reports.
    auto const gap = static_cast<double>(std::max(at - *last_, milliseconds{0}).count());
    usual_gap_ms_ += (gap - usual_gap_ms_) / std::min(100.0, static_cast<double>(reports_) + 1);
  }
  ++reports_;
  last_ = last_ ? std::max(*last_, at) : at;
  auto const cell = cell_of(position);
  if (!cell) return;
  auto& witnesses = cells_[*cell];
  auto* place = &witnesses.front();
  for (auto& witness : witnesses) {
    if (witness.mmsi == mmsi.number()) {
      witness.at = std::max(witness.at, at);
      return;
    }
    if (witness.mmsi == 0 ? place->mmsi != 0 : (place->mmsi != 0 && witness.at < place->at)) place = &witness;
  }
  *place = {mmsi.number(), at};
}

template <class Visit>
void ReceptionHistory::around(geo::Position position, Visit const& visit) const {
  auto const middle = cell_of(position);
  if (!middle) return;
  auto const row = *middle / columns_;
  auto const column = *middle % columns_;
  for (auto r = row == 0 ? row : row - 1; r <= std::min(row + 1, rows_ - 1); ++r)
    for (auto c = column == 0 ? column : column - 1; c <= std::min(column + 1, columns_ - 1); ++c)
      for (auto const& witness : cells_[r * columns_ + c])
        if (witness.mmsi != 0) visit(witness);
}

std::size_t ReceptionHistory::others(geo::Position position, geo::UtcTime since,
                                     std::optional<plans::Mmsi> except) const {
  std::array<std::uint32_t, 9 * kWitnesses> found{};
  std::size_t count = 0;
  around(position, [&](Witness const& witness) {
    if (witness.at < since || (except && witness.mmsi == except->number())) return;
    auto const* const end = found.begin() + count;
    if (std::find(found.cbegin(), end, witness.mmsi) == end) found[count++] = witness.mmsi;
  });
  return count;
}

std::optional<geo::UtcTime> ReceptionHistory::last_heard(geo::Position position) const {
  std::optional<geo::UtcTime> last;
  around(position, [&](Witness const& witness) { last = last ? std::max(*last, witness.at) : witness.at; });
  return last;
}

bool ReceptionHistory::is_down(geo::UtcTime now) const {
  if (!last_ || reports_ < kLearned) return false;
  auto const patience = std::clamp(milliseconds{std::llround(usual_gap_ms_ * kGaps)}, milliseconds{kLeastSilence},
                                   milliseconds{kMostSilence});
  return now - *last_ > patience;
}

}  // namespace lingding::coordinator
