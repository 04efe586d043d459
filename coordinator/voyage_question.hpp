#pragma once
// What the watch of timetables asks officers, and what they answer: the values that desks keep and consoles are shown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "plans/brief.hpp"

namespace lingding::coordinator {

/// What is asked about. docs/overdue.md says of each when it begins, when it ends, and by which limits.
enum class VoyageConcern : std::uint8_t {
  not_departed,   ///< her sailing's time has passed, and she lies at the berth, or is not heard at all
  silent,         ///< not heard for longer than her transponder's interval explains, where others are heard
  stopped,        ///< in mid-route
  off_corridor,   ///< farther from the track than the corridor is wide
  late,           ///< by her progress she arrives later than the limit
  overdue,        ///< should have arrived, and has not
  closing,        ///< with another ferry: CPA and TCPA below the limits
  speed_fell,     ///< sharply, in mid-route
  heading_swung,  ///< round and round, in mid-route
  receiver_down   ///< nothing is heard from anybody: no ferry can be watched
};
std::string_view to_text(VoyageConcern concern);

/// A sailing on its day.
struct VoyageRef {
  std::string plan_id;
  std::string route;
  plans::BriefText from;
  plans::BriefText to;
  geo::UtcTime departs{};
  geo::UtcTime arrives{};
  bool operator==(VoyageRef const&) const = default;
};

struct VoyageQuestion {
  std::string id;  ///< unique for the watch's life: concern, ship, sailing, time
  VoyageConcern concern = VoyageConcern::silent;
  std::optional<plans::Mmsi> ship;   ///< empty: none in particular
  std::optional<plans::Mmsi> other;  ///< the ship that she closes with
  plans::BriefText ship_name;
  std::optional<VoyageRef> voyage;
  geo::UtcTime since{};                   ///< when the condition began
  geo::UtcTime raised_at{};               ///< when it was asked
  std::optional<geo::Position> position;  ///< where she was heard last …
  std::optional<geo::UtcTime> position_at;
  /// How far from there she may be by now, by the speed that she had; holds only with a position.
  geo::Metres radius;
  plans::BriefText evidence;  ///< one sentence
  plans::BriefText limits;    ///< by which it was judged
  bool operator==(VoyageQuestion const&) const = default;
};

/// An officer's answer.
enum class WatchAnswer : std::uint8_t {
  explained,  ///< nothing is wrong: this is not asked again for this voyage, and no phase follows from it
  trouble     ///< the officer is concerned: the uncertainty phase is proposed at once
};
std::string_view to_text(WatchAnswer answer);

/// The source of the alerts that the watch's proposals and officers' concern make.
inline constexpr std::string_view kWatchSource = "timetable watch";

/// A question at a desk.
struct VoyageStanding {
  VoyageQuestion question;
  std::optional<WatchAnswer> answer;  ///< empty: it is open
  bool operator==(VoyageStanding const&) const = default;
};

}  // namespace lingding::coordinator
