#pragma once
// What the watch tells officers of a ferry, in English and traditional Chinese; times are of the clocks of the three
// places.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/voyage_watch.hpp"

namespace lingding::coordinator::detail {

/// "22:14".
std::string clock_minute(geo::UtcTime time);
/// Her name, else her number.
plans::BriefText name_of(WatchedShip const& ship);
/// "Night Egret (477000101), the 22:00 from A to B".
plans::BriefText who(WatchedShip const& ship, VoyageRef const& voyage);

struct AtBerth {
  geo::UtcTime now{};
  std::optional<geo::UtcTime> last_heard;  ///< there
};
plans::BriefText not_departed_text(std::optional<plans::BriefText> const& ship, VoyageRef const& voyage, AtBerth berth);
/// Not heard at all lately.
plans::BriefText unheard_text(plans::BriefText const& ship, VoyageRef const& voyage, AtBerth berth);
struct Silence {
  geo::UtcTime since{};
  geo::UtcTime now{};
  std::chrono::milliseconds interval{0};
  double missed = 0;  ///< reports that would have been heard
  std::size_t others = 0;
  geo::Position last;
  std::optional<geo::Knots> speed;
};
plans::BriefText silent_text(plans::BriefText const& subject, Silence const& silence);
plans::BriefText stopped_text(plans::BriefText const& subject, geo::Position at, std::optional<geo::Knots> speed,
                              geo::UtcTime since, geo::Metres to_stop);
plans::BriefText off_text(plans::BriefText const& subject, geo::Metres off, geo::UtcTime since, geo::Position at);
plans::BriefText late_text(plans::BriefText const& subject, geo::UtcTime expected, geo::UtcTime timetable,
                           geo::Knots progress, geo::Metres left);
plans::BriefText overdue_text(plans::BriefText const& subject, geo::UtcTime expected, geo::UtcTime now,
                              geo::UtcTime last_heard, geo::Position at, geo::Metres left);
plans::BriefText closing_text(plans::BriefText const& one, plans::BriefText const& other, geo::Metres cpa,
                              std::chrono::milliseconds tcpa, geo::Metres apart, geo::Knots speed,
                              geo::Knots other_speed);
plans::BriefText fell_text(plans::BriefText const& subject, geo::Knots before, geo::Knots after, geo::Position at);
plans::BriefText swung_text(plans::BriefText const& subject, geo::Degrees turned, std::chrono::seconds within,
                            geo::Position at);
plans::BriefText receiver_text(geo::UtcTime since, std::vector<plans::BriefText> const& under_way);
plans::BriefText limits_text(VoyageConcern concern, WatchLimits const& limits);

// Why a question is withdrawn, or a phase proposed.
plans::BriefText gone_text(VoyageConcern concern);
plans::BriefText arrived_text(plans::BriefText const& stop, geo::UtcTime at);
plans::BriefText returned_text(plans::BriefText const& stop);
plans::BriefText elsewhere_text();
plans::BriefText turned_round_text();
plans::BriefText replaced_text();
plans::BriefText answered_text();
plans::BriefText unanswered_text(std::chrono::minutes after);
plans::BriefText concerned_text();
plans::BriefText past_alert_text(std::chrono::minutes after);

}  // namespace lingding::coordinator::detail
