#include "coordinator/reception.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

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

namespace {

/// Of one ship, between two reports: beyond kStraightAfter, she went straight when the way between is no more than this
/// share off what her speed explains.
constexpr seconds kStraightAfter{60};
constexpr double kOffHerSpeed = 0.35;
/// Cells that are counted between two reports at most.
constexpr int kMostSteps = 64;

std::size_t of_class(AisClass ais_class) {
  return ais_class == AisClass::a ? 0 : 1;
}

}  // namespace

bool ReceptionHistory::is_inside(double latitude, double longitude) const {
  return latitude >= south_ && latitude <= north_ && longitude >= west_ && longitude <= east_;
}

ReceptionHistory::Grid ReceptionHistory::grid(double side, std::size_t most) const {
  auto const count = [&](double from, double to) { return static_cast<std::size_t>((to - from) / side) + 1; };
  while (count(south_, north_) * count(west_, east_) > most) side *= 2;
  return {side, count(south_, north_), count(west_, east_)};
}

void ReceptionHistory::cover(geo::Latitude south, geo::Longitude west, geo::Latitude north, geo::Longitude east) {
  LINGDING_CHECK(south <= north && west <= east);
  if (south.degrees() == south_ && west.degrees() == west_ && north.degrees() == north_ && east.degrees() == east_)
    return;
  south_ = south.degrees();
  west_ = west.degrees();
  north_ = north.degrees();
  east_ = east.degrees();
  coarse_ = grid(kCellDegrees, kMaxCells);
  fine_ = grid(kShareDegrees, kMaxShareCells);
  cells_.assign(coarse_.rows * coarse_.columns, Cell{});
  shares_.assign(fine_.rows * fine_.columns, Shares{});
  tracks_.assign(kTracks, Track{});
  usual_ = {};
}

/// \pre is_inside
std::size_t ReceptionHistory::cell_of(Grid const& grid, double latitude, double longitude) const {
  auto const row = static_cast<std::size_t>((latitude - south_) / grid.side);
  auto const column = static_cast<std::size_t>((longitude - west_) / grid.side);
  return std::min(row, grid.rows - 1) * grid.columns + std::min(column, grid.columns - 1);
}

std::optional<std::size_t> ReceptionHistory::cell_of(geo::Position position) const {
  double const latitude = position.latitude.degrees();
  double const longitude = position.longitude.degrees();
  if (!is_inside(latitude, longitude)) return std::nullopt;
  return cell_of(coarse_, latitude, longitude);
}

void ReceptionHistory::heard(HeardReport const& report) {
  auto const at = report.at;
  if (last_ && is_down(at)) {
    down_until_ = at;
  } else if (last_) {
    // An average over about the last hundred reports.
    auto const gap = static_cast<double>(std::max(at - *last_, milliseconds{0}).count());
    usual_gap_ms_ += (gap - usual_gap_ms_) / std::min(100.0, static_cast<double>(reports_) + 1);
  }
  ++reports_;
  last_ = last_ ? std::max(*last_, at) : at;
  auto const cell = cell_of(report.position);
  if (!cell) return;
  learn(report);
  auto& witnesses = cells_[*cell];
  auto* place = &witnesses.front();
  for (auto& witness : witnesses) {
    if (witness.mmsi == report.mmsi.number()) {
      witness.at = std::max(witness.at, at);
      return;
    }
    if (witness.mmsi == 0 ? place->mmsi != 0 : (place->mmsi != 0 && witness.at < place->at)) place = &witness;
  }
  *place = {report.mmsi.number(), at};
}

void ReceptionHistory::learn(HeardReport const& report) {
  auto& track = tracks_[std::size_t{report.mmsi.number() * 2'654'435'761U} % kTracks];
  if (track.mmsi == report.mmsi.number()) {
    // Two receivers may give one report.
    if (report.at <= track.at) return;
    bool const outage = down_until_ && *down_until_ > track.at;
    if (report.at - track.at <= kLongestGap && !outage) learn_between(track, report);
  }
  auto const interval = reporting_interval(report.ais_class, report.speed, report.at_rest);
  track = {report.mmsi.number(),
           report.speed ? static_cast<float>(report.speed->knots()) : -1.0F,
           report.at,
           report.position.latitude.degrees(),
           report.position.longitude.degrees(),
           static_cast<std::int32_t>(interval.count())};
}

void ReceptionHistory::learn_between(Track const& from, HeardReport const& to) {
  double const latitude = to.position.latitude.degrees();
  double const longitude = to.position.longitude.degrees();
  double const north = latitude - from.latitude;
  double const east = longitude - from.longitude;
  double const gap = std::chrono::duration<double>(to.at - from.at).count();
  if (to.at - from.at > kStraightAfter) {
    double const miles = 60 * std::hypot(north, east * std::cos(latitude * std::numbers::pi / 180));
    double const speed = to.speed && from.speed >= 0 ? (to.speed->knots() + static_cast<double>(from.speed)) / 2 : -1;
    constexpr double kDrift = 0.2;  // nm; at anchor
    if (speed < 0 || std::abs(miles - speed * gap / 3600) > kOffHerSpeed * speed * gap / 3600 + kDrift) return;
  }
  // A ship that turns or is asked to reports more often than her interval.
  double const transmitted = std::max(1000 * gap / from.interval_ms, 1e-3);
  double const heard = std::min(1.0, transmitted);
  double const cells = std::max(std::abs(north), std::abs(east)) / fine_.side;
  int const steps = std::clamp(static_cast<int>(std::ceil(cells)), 1, kMostSteps);
  if (steps == 1) return count(latitude, longitude, to.ais_class, transmitted, heard);
  for (int i = 0; i < steps; ++i) {
    double const part = (i + 0.5) / steps;
    count(from.latitude + part * north, from.longitude + part * east, to.ais_class, transmitted / steps, 0);
  }
  count(latitude, longitude, to.ais_class, 0, heard);
}

void ReceptionHistory::count(double latitude, double longitude, AisClass ais_class, double transmitted, double heard) {
  constexpr double kUsual = 1e6;
  auto& usual = usual_[of_class(ais_class)];
  usual = {usual[0] + transmitted, usual[1] + heard};
  if (usual[0] > kUsual) usual = {usual[0] / 2, usual[1] / 2};
  if (!is_inside(latitude, longitude)) return;
  auto& share = shares_[cell_of(fine_, latitude, longitude)][of_class(ais_class)];
  share.transmitted += static_cast<float>(transmitted);
  share.heard += static_cast<float>(heard);
  if (share.transmitted < static_cast<float>(kRemembered)) return;
  share.transmitted /= 2;
  share.heard /= 2;
}

std::optional<double> ReceptionHistory::share(geo::Position position, AisClass ais_class) const {
  double const latitude = position.latitude.degrees();
  double const longitude = position.longitude.degrees();
  if (!is_inside(latitude, longitude)) return std::nullopt;
  auto const& share = shares_[cell_of(fine_, latitude, longitude)][of_class(ais_class)];
  if (share.transmitted < static_cast<float>(kKnown)) return std::nullopt;
  return std::min(1.0, static_cast<double>(share.heard / share.transmitted));
}

template <class Visit>
void ReceptionHistory::around(geo::Position position, Visit const& visit) const {
  auto const middle = cell_of(position);
  if (!middle) return;
  auto const row = *middle / coarse_.columns;
  auto const column = *middle % coarse_.columns;
  for (auto r = row == 0 ? row : row - 1; r <= std::min(row + 1, coarse_.rows - 1); ++r)
    for (auto c = column == 0 ? column : column - 1; c <= std::min(column + 1, coarse_.columns - 1); ++c)
      for (auto const& witness : cells_[r * coarse_.columns + c])
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

double ReceptionHistory::usual_share(AisClass ais_class) const {
  auto const& usual = usual_[of_class(ais_class)];
  return usual[0] < kKnown ? 0 : std::min(1.0, usual[1] / usual[0]);
}

namespace {

constexpr std::string_view kLearnedMark = "lingding reception 1";

}  // namespace

std::string ReceptionHistory::learned() const {
  auto text =
      fmt::format("{} {} {} {} {} {} {}\n", kLearnedMark, south_, west_, north_, east_, fine_.rows, fine_.columns);
  for (std::size_t cell = 0; cell < shares_.size(); ++cell)
    for (std::size_t which = 0; which < 2; ++which) {
      auto const& share = shares_[cell][which];
      if (share.transmitted < 1) continue;
      text += fmt::format("{} {} {:.1f} {:.1f}\n", cell, which, share.transmitted, share.heard);
    }
  return text;
}

bool ReceptionHistory::restore(std::string_view learned) {
  auto const first =
      fmt::format("{} {} {} {} {} {} {}\n", kLearnedMark, south_, west_, north_, east_, fine_.rows, fine_.columns);
  if (!learned.starts_with(first)) return false;
  auto shares = std::vector<Shares>(shares_.size());
  char const* at = learned.data() + first.size();
  char const* const end = learned.data() + learned.size();
  auto const read = [&](auto& value, char after) {
    auto const [next, error] = std::from_chars(at, end, value);
    if (error != std::errc{} || next == end || *next != after) return false;
    at = next + 1;
    return true;
  };
  while (at != end) {
    std::size_t cell = 0;
    std::size_t which = 0;
    Share share;
    if (!read(cell, ' ') || !read(which, ' ') || !read(share.transmitted, ' ') || !read(share.heard, '\n'))
      return false;
    constexpr auto kMost = static_cast<float>(2 * kRemembered);
    bool const sound = cell < shares.size() && which < 2 && share.transmitted >= 0 && share.heard >= 0 &&
                       share.transmitted <= kMost && share.heard <= kMost;
    if (!sound) return false;
    shares[cell][which] = share;
  }
  shares_ = std::move(shares);
  usual_ = {};
  for (auto const& cell : shares_)
    for (std::size_t which = 0; which < 2; ++which) {
      usual_[which][0] += static_cast<double>(cell[which].transmitted);
      usual_[which][1] += static_cast<double>(cell[which].heard);
    }
  return true;
}

}  // namespace lingding::coordinator
