#pragma once
// The traffic picture of one centre: every station heard, where it was last, what it is, where it came from; and who is
// near.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/ais/message.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"

namespace lingding::ais {

enum class StationKind : std::uint8_t {
  ship_class_a,
  ship_class_b,
  sar_aircraft,
  aid_to_navigation,
  base_station,
  distress_device,  ///< 970, 972, 974
  other             ///< heard, but nothing said what it is
};
/// "class_a", "class_b", "sar_aircraft", "aid_to_navigation", "base_station", "distress_device", "other".
std::string_view to_text(StationKind kind);

/// One station, as it was heard last. What was never heard is empty.
class Station {
 public:
  plans::Mmsi mmsi() const { return mmsi_; }
  StationKind kind() const { return kind_; }
  bool is_sar_aircraft() const { return kind_ == StationKind::sar_aircraft; }
  bool is_ship() const { return kind_ == StationKind::ship_class_a || kind_ == StationKind::ship_class_b; }

  std::optional<geo::Position> position() const { return coordinates_.position(); }
  Coordinates coordinates() const { return coordinates_; }
  bool accurate() const { return accurate_; }                ///< of the position: better than 10 m
  geo::UtcTime position_at() const { return position_at_; }  ///< when the position came; holds only with a position
  geo::UtcTime heard_at() const { return heard_at_; }        ///< when anything came
  SpeedOverGround speed() const { return speed_; }
  CourseOverGround course() const { return course_; }
  TrueHeading heading() const { return heading_; }
  std::optional<NavigationStatus> status() const { return status_; }

  std::string_view name() const { return name_.view(); }
  std::string_view callsign() const { return callsign_.view(); }
  std::string_view destination() const { return destination_.view(); }
  std::optional<std::uint32_t> imo() const { return imo_; }  ///< as sent, perhaps with a wrong check digit
  std::optional<std::uint8_t> ship_type() const { return ship_type_; }
  Dimensions dimensions() const { return dimensions_; }
  std::optional<std::uint8_t> draught_tenths() const { return draught_tenths_; }

 private:
  friend class TrafficPicture;
  explicit Station(plans::Mmsi mmsi) : mmsi_(mmsi) {}

  struct TrackPoint {       // 12 bytes
    std::int32_t latitude;  ///< 1/600 000 of a degree
    std::int32_t longitude;
    std::uint32_t seconds;  ///< since 1970
  };

  plans::Mmsi mmsi_;
  StationKind kind_ = StationKind::other;
  bool accurate_ = false;
  std::optional<NavigationStatus> status_;
  std::optional<std::uint8_t> ship_type_;
  Coordinates coordinates_;
  geo::UtcTime position_at_{};
  geo::UtcTime heard_at_{};
  SpeedOverGround speed_;
  CourseOverGround course_;
  TrueHeading heading_;
  std::optional<std::uint8_t> draught_tenths_;
  std::optional<std::uint32_t> imo_;
  Dimensions dimensions_;
  Text<34> name_;
  Text<7> callsign_;
  Text<20> destination_;
  std::vector<TrackPoint> track_;
  // The picture's own: the chain from longest silent to newest, and the place in the grid.
  std::uint32_t slot_ = 0;
  std::uint32_t older_ = 0;
  std::uint32_t newer_ = 0;
  std::uint32_t cell_ = 0;
  std::uint32_t place_in_cell_ = 0;
};

/// Bounded in count and age. Not for use from two threads at once: it belongs to the `io` thread; others ask by
/// Io::post. Memory: about 250 bytes a station and at most kMaxTrackPoints × 12 bytes for its track; measured by
/// bench-intake.
class TrafficPicture {
 public:
  struct Limits {
    std::size_t stations = 50'000;         ///< when one more is heard, the longest silent is forgotten
    std::chrono::minutes silence{6 * 60};  ///< a station silent for longer is forgotten
  };
  /// The track goes back so far …
  static constexpr std::chrono::hours kTrackSpan{3};
  /// … in steps of at least so much time and way: a ferry at 40 knots leaves a point a mile, a ship at her berth none.
  static constexpr std::chrono::seconds kTrackStep{90};
  static constexpr geo::Metres kTrackMove = geo::Metres::from_metres(50);
  static constexpr std::size_t kMaxTrackPoints = 120;

  explicit TrafficPicture(Limits limits);
  TrafficPicture() : TrafficPicture(Limits{}) {}
  TrafficPicture(TrafficPicture&&) noexcept;
  TrafficPicture& operator=(TrafficPicture&&) noexcept;
  ~TrafficPicture();

  /// Takes in one message that came at `at`. Messages without an MMSI, and such as say nothing of their sender's place
  /// or identity, leave the picture as it is.
  /// \returns the station, until the next call that is not const; nullptr: the message was not for the picture.
  Station const* update(Message const& message, geo::UtcTime at);
  /// Forgets all that are silent for longer than Limits::silence. update() does it little by little.
  void forget_silent(geo::UtcTime now);

  Station const* find(plans::Mmsi mmsi) const;
  std::size_t size() const;
  /// How many were forgotten because there were too many.
  std::uint64_t displaced() const;

  struct TrackPosition {
    geo::Position position;  ///< to 1/600 000 of a degree
    geo::UtcTime at;         ///< to the second
  };
  /// Oldest first; the last position is not in it unless it was kept.
  std::vector<TrackPosition> track(Station const& station) const;

  struct Near {
    Station const* station;  ///< until the next call that is not const
    geo::Metres distance;    ///< geodesic
  };
  /// Ships (class A and B) whose last position is within `radius` and came at `since` or later, nearest first, equally
  /// near ones by MMSI; at most `limit`. `except` is left out.
  std::vector<Near> nearest_ships(geo::Position to, geo::Metres radius, geo::UtcTime since, std::size_t limit,
                                  std::optional<plans::Mmsi> except = std::nullopt) const;

  /// All stations, longest silent first.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (Station const* station = first(); station != nullptr; station = next(*station)) visit(*station);
  }

 private:
  class Impl;
  Station const* first() const;
  Station const* next(Station const& station) const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::ais
