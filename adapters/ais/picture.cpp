#include "adapters/ais/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <numbers>
#include <unordered_map>
#include <utility>

#include "geo/check.hpp"
#include "geo/geodesic.hpp"

namespace lingding::ais {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;

// The grid: cells of a tenth of a degree, 1800 rows from the south pole, 3600 columns from 180° west.
constexpr std::int32_t kCellUnits = Coordinates::kUnitsPerDegree / 10;
constexpr std::int32_t kRows = 1800;
constexpr std::int32_t kColumns = 3600;

constexpr std::uint32_t cell_at(std::int32_t row, std::int32_t column) {
  return static_cast<std::uint32_t>(row * kColumns + column);
}
std::int32_t row_of(std::int32_t latitude_units) {
  return std::min(kRows - 1, (latitude_units + 90 * Coordinates::kUnitsPerDegree) / kCellUnits);
}
std::int32_t column_of(std::int32_t longitude_units) {
  return (longitude_units + 180 * Coordinates::kUnitsPerDegree) / kCellUnits % kColumns;
}

/// Great-circle distance on the sphere of WGS 84's semi-major axis. For two points less than 100 km apart the
/// ellipsoid's distance is between 0.993 and 1.0034 of it: the radii of curvature are between a(1−f)² = 0.9933 a and
/// a/(1−f) = 1.0034 a.
constexpr double kSphereRadius = 6'378'137.0;
constexpr double kSphereLow = 0.993;
constexpr double kSphereHigh = 1.0035;
/// What rounding may add, in metres: generous.
constexpr double kSphereNoise = 0.001;
double sphere_distance(double latitude, double cos_latitude, double longitude, Coordinates to) {
  constexpr double kRadians = std::numbers::pi / 180.0 / Coordinates::kUnitsPerDegree;
  double const other = *to.latitude_units() * kRadians;
  double const half_lat = std::sin((other - latitude) / 2);
  double const half_lon = std::sin((*to.longitude_units() * kRadians - longitude) / 2);
  double const h = half_lat * half_lat + cos_latitude * std::cos(other) * half_lon * half_lon;
  return 2 * kSphereRadius * std::asin(std::min(1.0, std::sqrt(h)));
}

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace

std::string_view to_text(StationKind kind) {
  switch (kind) {
    case StationKind::ship_class_a:
      return "class_a";
    case StationKind::ship_class_b:
      return "class_b";
    case StationKind::sar_aircraft:
      return "sar_aircraft";
    case StationKind::aid_to_navigation:
      return "aid_to_navigation";
    case StationKind::base_station:
      return "base_station";
    case StationKind::distress_device:
      return "distress_device";
    case StationKind::other:
      return "other";
  }
  return "";
}

class TrafficPicture::Impl {
 public:
  explicit Impl(Limits limits) : limits_(limits) { LINGDING_CHECK(limits.stations > 0 && limits.stations < kNone); }

  Station const* update(Message const& message, geo::UtcTime at) {
    auto const mmsi = header_of(message).mmsi();
    if (!mmsi || !tells(message)) return nullptr;
    forget_silent(at, 2);
    Station& station = get(*mmsi);
    station.heard_at_ = std::max(at, station.heard_at_);
    std::visit([&](auto const& content) { take(station, content, at); }, message);
    settle_kind(station, *mmsi);
    return &station;
  }

  void forget_silent(geo::UtcTime now, std::size_t at_most) {
    for (std::size_t i = 0; i < at_most && oldest_ != kNone; ++i) {
      if (now - stations_[oldest_].heard_at_ <= limits_.silence) return;
      forget(oldest_);
    }
  }

  Station const* find(plans::Mmsi mmsi) const {
    auto const found = slots_.find(mmsi.number());
    return found == slots_.end() ? nullptr : &stations_[found->second];
  }

  std::vector<Near> nearest_ships(geo::Position to, geo::Metres radius, geo::UtcTime since, std::size_t limit,
                                  std::optional<plans::Mmsi> except) const {
    if (limit == 0 || !(radius.metres() >= 0)) return {};
    auto candidates = candidates_within(to, radius, since, except);
    // Exact distances only for those that can be among the nearest: the sphere is off by less than one percent.
    if (candidates.size() > limit) {
      auto const last = candidates.begin() + static_cast<std::ptrdiff_t>(limit - 1);
      std::nth_element(candidates.begin(), last, candidates.end(),
                       [](auto const& a, auto const& b) { return a.first < b.first; });
      double const reach = last->first * kSphereHigh / kSphereLow + kSphereNoise;
      std::erase_if(candidates, [&](auto const& c) { return c.first > reach; });
    }
    std::vector<Near> near;
    for (auto const& [rough, slot] : candidates) {
      auto const distance = geo::distance(to, *stations_[slot].position());
      if (distance <= radius) near.push_back({&stations_[slot], distance});
    }
    std::sort(near.begin(), near.end(), [](Near const& a, Near const& b) {
      return std::pair{a.distance, a.station->mmsi()} < std::pair{b.distance, b.station->mmsi()};
    });
    if (near.size() > limit) near.erase(near.begin() + static_cast<std::ptrdiff_t>(limit), near.end());
    return near;
  }

  Limits limits_;
  std::deque<Station> stations_;  // a deque: addresses hold while stations are added
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint32_t, std::uint32_t> slots_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> cells_;
  std::uint32_t oldest_ = kNone;
  std::uint32_t newest_ = kNone;
  std::uint64_t displaced_ = 0;

 private:
  /// Does the message say anything of its sender's place or identity?
  static bool tells(Message const& message) {
    return std::visit(
        Overloaded{[](PositionReport const&) { return true; }, [](BaseStationReport const&) { return true; },
                   [](StaticAndVoyageData const&) { return true; }, [](SarAircraftReport const&) { return true; },
                   [](ClassBReport const&) { return true; }, [](ClassBExtendedReport const&) { return true; },
                   [](AidToNavigation const&) { return true; }, [](StaticDataA const&) { return true; },
                   [](StaticDataB const&) { return true; }, [](LongRangeReport const&) { return true; },
                   [](auto const&) { return false; }},
        message);
  }

  Station& get(plans::Mmsi mmsi) {
    if (auto const found = slots_.find(mmsi.number()); found != slots_.end()) {
      if (found->second != newest_) {
        unchain(found->second);
        chain(found->second);
      }
      return stations_[found->second];
    }
    if (slots_.size() >= limits_.stations) {
      forget(oldest_);
      ++displaced_;
    }
    std::uint32_t slot = 0;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(stations_.size());
      stations_.push_back(Station{mmsi});
    } else {
      slot = free_.back();
      free_.pop_back();
      stations_[slot] = Station{mmsi};
    }
    stations_[slot].slot_ = slot;
    stations_[slot].cell_ = kNone;
    slots_.emplace(mmsi.number(), slot);
    chain(slot);
    return stations_[slot];
  }

  void forget(std::uint32_t slot) {
    Station& station = stations_[slot];
    leave_cell(slot);
    unchain(slot);
    slots_.erase(station.mmsi_.number());
    station.track_ = {};
    free_.push_back(slot);
  }

  void chain(std::uint32_t slot) {
    stations_[slot].older_ = newest_;
    stations_[slot].newer_ = kNone;
    (newest_ == kNone ? oldest_ : stations_[newest_].newer_) = slot;
    newest_ = slot;
  }
  void unchain(std::uint32_t slot) {
    auto const older = stations_[slot].older_;
    auto const newer = stations_[slot].newer_;
    (older == kNone ? oldest_ : stations_[older].newer_) = newer;
    (newer == kNone ? newest_ : stations_[newer].older_) = older;
  }

  // One for each kind of message that tells() something.
  void take(Station& s, PositionReport const& m, geo::UtcTime at) {
    s.kind_ = StationKind::ship_class_a;
    s.status_ = m.status;
    move(s, m.coordinates, m.accurate, m.speed, m.course, at);
    s.heading_ = m.heading;
  }
  void take(Station& s, LongRangeReport const& m, geo::UtcTime at) {
    if (s.kind_ == StationKind::other) s.kind_ = StationKind::ship_class_a;
    s.status_ = m.status;
    // Half a mile of resolution: it doesn't replace a good position that is fresh.
    if (s.position() && at - s.position_at_ < std::chrono::minutes{5}) return;
    move(s, m.coordinates, m.accurate, m.speed, m.course, at);
  }
  void take(Station& s, ClassBReport const& m, geo::UtcTime at) {
    s.kind_ = StationKind::ship_class_b;
    move(s, m.coordinates, m.accurate, m.speed, m.course, at);
    s.heading_ = m.heading;
  }
  void take(Station& s, ClassBExtendedReport const& m, geo::UtcTime at) {
    s.kind_ = StationKind::ship_class_b;
    move(s, m.coordinates, m.accurate, m.speed, m.course, at);
    s.heading_ = m.heading;
    rename(s, m.ship_name.view());
    if (m.ship_type) s.ship_type_ = m.ship_type;
    if (m.dimensions.is_available()) s.dimensions_ = m.dimensions;
  }
  void take(Station& s, SarAircraftReport const& m, geo::UtcTime at) {
    s.kind_ = StationKind::sar_aircraft;
    move(s, m.coordinates, m.accurate, m.speed, m.course, at);
  }
  void take(Station& s, BaseStationReport const& m, geo::UtcTime at) {
    // Message 11 answers an inquiry and comes from ships too.
    if (m.header.type == 4) s.kind_ = StationKind::base_station;
    move(s, m.coordinates, m.accurate, {}, {}, at);
  }
  void take(Station& s, AidToNavigation const& m, geo::UtcTime at) {
    s.kind_ = StationKind::aid_to_navigation;
    move(s, m.coordinates, m.accurate, {}, {}, at);
    rename(s, m.name.view());
    if (m.dimensions.is_available()) s.dimensions_ = m.dimensions;
  }
  void take(Station& s, StaticAndVoyageData const& m, geo::UtcTime) {
    s.kind_ = StationKind::ship_class_a;
    rename(s, m.ship_name.view());
    if (!m.callsign.empty()) s.callsign_ = m.callsign;
    if (!m.destination.empty()) s.destination_ = m.destination;
    if (m.imo) s.imo_ = m.imo;
    if (m.ship_type) s.ship_type_ = m.ship_type;
    if (m.draught_tenths) s.draught_tenths_ = m.draught_tenths;
    if (m.dimensions.is_available()) s.dimensions_ = m.dimensions;
  }
  void take(Station& s, StaticDataA const& m, geo::UtcTime) {
    if (s.kind_ == StationKind::other) s.kind_ = StationKind::ship_class_b;
    rename(s, m.ship_name.view());
  }
  void take(Station& s, StaticDataB const& m, geo::UtcTime) {
    if (s.kind_ == StationKind::other) s.kind_ = StationKind::ship_class_b;
    if (!m.callsign.empty()) s.callsign_ = m.callsign;
    if (m.ship_type) s.ship_type_ = m.ship_type;
    if (auto const* size = std::get_if<Dimensions>(&m.size_or_mother_ship); size != nullptr && size->is_available())
      s.dimensions_ = *size;
  }
  template <class Other>
  void take(Station&, Other const&, geo::UtcTime) {}

  static void rename(Station& s, std::string_view name) {
    if (!name.empty()) s.name_ = Text<34>{name};
  }

  /// What the number says goes before what the message says.
  static void settle_kind(Station& s, plans::Mmsi mmsi) {
    auto const number = mmsi.number();
    if (number / 1'000'000 == 970 || number / 1'000'000 == 972 || number / 1'000'000 == 974) {
      s.kind_ = StationKind::distress_device;
    } else if (number / 1'000'000 == 111) {
      s.kind_ = StationKind::sar_aircraft;
    }
  }

  /// A report without a position leaves the last known one, with its time.
  void move(Station& s, Coordinates to, bool accurate, SpeedOverGround speed, CourseOverGround course,
            geo::UtcTime at) {
    s.speed_ = speed;
    s.course_ = course;
    if (!to.latitude_units() || !to.longitude_units()) return;
    s.coordinates_ = to;
    s.accurate_ = accurate;
    s.position_at_ = at;
    keep_track(s, at);
    auto const cell = cell_at(row_of(*to.latitude_units()), column_of(*to.longitude_units()));
    if (cell == s.cell_) return;
    leave_cell(s.slot_);
    auto& members = cells_[cell];
    s.cell_ = cell;
    s.place_in_cell_ = static_cast<std::uint32_t>(members.size());
    members.push_back(s.slot_);
  }

  void leave_cell(std::uint32_t slot) {
    Station& s = stations_[slot];
    if (s.cell_ == kNone) return;
    auto const cell = cells_.find(s.cell_);
    auto& members = cell->second;
    members[s.place_in_cell_] = members.back();
    stations_[members.back()].place_in_cell_ = s.place_in_cell_;
    members.pop_back();
    if (members.empty()) cells_.erase(cell);
    s.cell_ = kNone;
  }

  static void keep_track(Station& s, geo::UtcTime at) {
    auto const seconds = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count(), 0, kNone));
    Station::TrackPoint const here{*s.coordinates_.latitude_units(), *s.coordinates_.longitude_units(), seconds};
    if (!s.track_.empty()) {
      auto const& last = s.track_.back();
      if (seconds < last.seconds + static_cast<std::uint32_t>(kTrackStep.count())) return;
      if (!has_moved(last, here)) return;
    }
    auto const span = static_cast<std::uint32_t>(std::chrono::seconds{kTrackSpan}.count());
    auto const live = std::find_if(s.track_.begin(), s.track_.end(),
                                   [&](Station::TrackPoint const& p) { return p.seconds + span >= seconds; });
    s.track_.erase(s.track_.begin(), live);
    if (s.track_.size() >= kMaxTrackPoints) s.track_.erase(s.track_.begin());
    if (s.track_.size() == s.track_.capacity()) s.track_.reserve(std::min(kMaxTrackPoints, s.track_.size() * 2 + 2));
    s.track_.push_back(here);
  }
  /// By more than kTrackMove; one unit of latitude is 0.185 m.
  static bool has_moved(Station::TrackPoint const& a, Station::TrackPoint const& b) {
    constexpr double kMetresPerUnit = 111'195.0 / Coordinates::kUnitsPerDegree;  // a sphere's degree will do
    double const north = (b.latitude - a.latitude) * kMetresPerUnit;
    double const east = (b.longitude - a.longitude) * kMetresPerUnit *
                        std::cos(a.latitude * (std::numbers::pi / 180.0 / Coordinates::kUnitsPerDegree));
    return north * north + east * east > kTrackMove.metres() * kTrackMove.metres();
  }

  using Candidate = std::pair<double, std::uint32_t>;  // metres on the sphere, slot

  std::vector<Candidate> candidates_within(geo::Position to, geo::Metres radius, geo::UtcTime since,
                                           std::optional<plans::Mmsi> except) const {
    std::vector<Candidate> found;
    double const latitude = to.latitude.degrees() * std::numbers::pi / 180.0;
    double const longitude = to.longitude.degrees() * std::numbers::pi / 180.0;
    double const cos_latitude = std::cos(latitude);
    double const reach = radius.metres() / kSphereLow + kSphereNoise;
    visit_cells(to, reach, [&](std::vector<std::uint32_t> const& members) {
      for (auto const slot : members) {
        Station const& s = stations_[slot];
        if (!s.is_ship() || s.position_at_ < since || s.mmsi_ == except) continue;
        double const rough = sphere_distance(latitude, cos_latitude, longitude, s.coordinates_);
        if (rough <= reach) found.emplace_back(rough, slot);
      }
    });
    return found;
  }

  /// Visits at least the cells that have a point within `reach` metres of `to` on the sphere.
  template <class Visit>
  void visit_cells(geo::Position to, double reach, Visit const& visit) const {
    double const degrees = reach / kSphereRadius * 180.0 / std::numbers::pi;
    double const south = to.latitude.degrees() - degrees;
    double const north = to.latitude.degrees() + degrees;
    // The widest meridian difference of a small circle: asin(sin r / cos φ); over a pole it is all longitudes.
    double width = 180.0;
    if (south > -90 && north < 90) {
      double const sine =
          std::sin(degrees * std::numbers::pi / 180.0) / std::cos(to.latitude.degrees() * std::numbers::pi / 180.0);
      if (sine < 1) width = std::asin(sine) * 180.0 / std::numbers::pi;
    }
    auto const cell = [](double value, double low) {
      return static_cast<std::int32_t>(std::floor((value - low) * 10));
    };
    std::int32_t const row_first = std::clamp(cell(south, -90) - 1, 0, kRows - 1);
    std::int32_t const row_last = std::clamp(cell(north, -90) + 1, 0, kRows - 1);
    std::int32_t const column_first = cell(to.longitude.degrees() - width, -180) - 1;
    std::int32_t const columns = std::min(kColumns, cell(to.longitude.degrees() + width, -180) + 2 - column_first);
    if (static_cast<std::size_t>(row_last - row_first + 1) * static_cast<std::size_t>(columns) > cells_.size()) {
      for (auto const& [key, members] : cells_) visit(members);
      return;
    }
    for (auto row = row_first; row <= row_last; ++row)
      for (std::int32_t i = 0; i < columns; ++i) {
        auto const column = ((column_first + i) % kColumns + kColumns) % kColumns;
        if (auto const found = cells_.find(cell_at(row, column)); found != cells_.end()) visit(found->second);
      }
  }
};

TrafficPicture::TrafficPicture(Limits limits) : impl_(std::make_unique<Impl>(limits)) {}
TrafficPicture::TrafficPicture(TrafficPicture&&) noexcept = default;
TrafficPicture& TrafficPicture::operator=(TrafficPicture&&) noexcept = default;
TrafficPicture::~TrafficPicture() = default;

Station const* TrafficPicture::update(Message const& message, geo::UtcTime at) {
  return impl_->update(message, at);
}
void TrafficPicture::forget_silent(geo::UtcTime now) {
  impl_->forget_silent(now, impl_->slots_.size());
}
Station const* TrafficPicture::find(plans::Mmsi mmsi) const {
  return impl_->find(mmsi);
}
std::size_t TrafficPicture::size() const {
  return impl_->slots_.size();
}
std::uint64_t TrafficPicture::displaced() const {
  return impl_->displaced_;
}

std::vector<TrafficPicture::TrackPosition> TrafficPicture::track(Station const& station) const {
  std::vector<TrackPosition> positions;
  positions.reserve(station.track_.size());
  for (auto const& point : station.track_)
    if (auto const position = Coordinates::from_fields(point.longitude, point.latitude).position())
      positions.push_back({*position, geo::UtcTime{std::chrono::seconds{point.seconds}}});
  return positions;
}

std::vector<TrafficPicture::Near> TrafficPicture::nearest_ships(geo::Position to, geo::Metres radius,
                                                                geo::UtcTime since, std::size_t limit,
                                                                std::optional<plans::Mmsi> except) const {
  return impl_->nearest_ships(to, radius, since, limit, except);
}

Station const* TrafficPicture::first() const {
  return impl_->oldest_ == kNone ? nullptr : &impl_->stations_[impl_->oldest_];
}
Station const* TrafficPicture::next(Station const& station) const {
  return station.newer_ == kNone ? nullptr : &impl_->stations_[station.newer_];
}

}  // namespace lingding::ais
