#pragma once
// One ferry that is watched: what was heard of her lately, where she lay, the voyage she is on.

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/detail/latch.hpp"
#include "coordinator/detail/voyages.hpp"
#include "coordinator/voyage_watch.hpp"

namespace lingding::coordinator::detail {

inline constexpr std::size_t kConcerns = static_cast<std::size_t>(VoyageConcern::receiver_down) + 1;
/// Reports that are kept, so far apart and for so long: 61 at most.
inline constexpr std::chrono::seconds kSampleEvery{5};
inline constexpr std::chrono::seconds kSamplesFor{300};
/// Her progress is measured over no less than this, and over kSamplesFor at most.
inline constexpr std::chrono::seconds kProgressOver{120};
/// She has left a berth this much farther off than what counts as lying there.
inline constexpr geo::Metres kLeftBerth = geo::Metres::from_nautical_miles(0.1);

/// The state of one question that may be asked.
struct Slot {
  Latch latch;
  std::string id;  ///< of the question that is open; empty: none
  std::optional<geo::UtcTime> quiet_until;
  bool explained = false;
};

/// Since she was heard last.
struct SilenceCount {
  geo::UtcTime last{};  ///< her last report
  geo::UtcTime counted_to{};
  double missed = 0;  ///< reports that would have been heard
  std::chrono::milliseconds hearable{0};
};

/// A voyage that she is on.
struct Run {
  Voyage voyage;
  geo::UtcTime left_at{};
  geo::UtcTime clear_at{};          ///< of the last harbour: before it her progress says nothing of her arrival
  geo::UtcTime expected{};          ///< arrival, never before the timetable
  std::optional<geo::UtcTime> eta;  ///< by her progress, while she makes any
  VoyageTrack::Place place{};
  std::optional<double> progress;  ///< metres a second along the track; negative: back
  std::array<Slot, kConcerns> slots{};
  SilenceCount silence{};
  std::optional<EmergencyPhase> proposed;
  std::optional<geo::UtcTime> away_since;  ///< that she sails away from the voyage's end
  geo::Knots speed_before;                 ///< it fell
  Slot& slot(VoyageConcern concern) { return slots[static_cast<std::size_t>(concern)]; }
  Slot const& slot(VoyageConcern concern) const { return slots[static_cast<std::size_t>(concern)]; }
};

struct Berth {
  geo::Position stop;
  geo::UtcTime since{};
  geo::UtcTime until{};  ///< when she was heard there last
};

struct Ferry {
  explicit Ferry(WatchedShip ship);

  void hear(HeardReport const& report);
  /// Metres to the nearest of her stops. \pre last
  double to_stop() const { return to_stop_; }
  bool at_berth() const { return berth && last && berth->until == last->at; }
  std::chrono::milliseconds age(geo::UtcTime now) const { return now - last->at; }  ///< \pre last
  /// Metres a second along the track, from her reports since `since`. Empty: they say too little.
  std::optional<double> progress(VoyageTrack const& track, geo::UtcTime since) const;
  /// The greatest speed between 30 and 90 s ago.
  std::optional<geo::Knots> speed_before(geo::UtcTime now) const;
  /// Degrees turned through since then, to both sides, added up; turns of less than 5° between two samples don't count.
  double turned(geo::UtcTime since) const;
  /// Her speed by her word, else by her last two samples.
  std::optional<geo::Knots> speed() const;

  struct Sample {
    geo::UtcTime at{};
    geo::Position position;
    std::optional<geo::Knots> speed;
    std::optional<double> heading;  ///< degrees; her course where she tells none and goes fast enough to have one
  };

  WatchedShip data;
  std::vector<geo::Position> stops;
  std::optional<HeardReport> last;
  std::deque<Sample> samples;
  std::optional<Berth> berth;
  std::optional<Run> run;
  std::optional<geo::UtcTime> resumes;  ///< the sailing on which she was before a restart, by its time
  bool asked_unheard = false;           ///< since she was heard

 private:
  double to_stop_ = 0;
};

}  // namespace lingding::coordinator::detail
