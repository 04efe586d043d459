#pragma once
// The texts of the closed sets, as they stand in JSON, and back.

#include <array>
#include <optional>
#include <string_view>

#include "coordinator/effect.hpp"
#include "coordinator/routing.hpp"

namespace lingding::coordinator {

inline constexpr std::array kAlertClasses{AlertClass::distress, AlertClass::test};
inline constexpr std::array kAlertKinds{AlertKind::ais_sart, AlertKind::ais_mob, AlertKind::epirb_ais,
                                        AlertKind::ais_ship_status, AlertKind::ais_safety_text};
inline constexpr std::array kCertainties{Certainty::listed, Certainty::own_number, Certainty::probable,
                                         Certainty::confirmed};
inline constexpr std::array kAlarmReasons{AlarmReason::new_incident,           AlarmReason::position_known,
                                          AlarmReason::position_moved,         AlarmReason::text_changed,
                                          AlarmReason::responsibility_changed, AlarmReason::ship_identified,
                                          AlarmReason::test_became_distress,   AlarmReason::custody_offered};
inline constexpr std::array kAlarmLevels{AlarmLevel::informed, AlarmLevel::responsible};
inline constexpr std::array kRoutingRules{RoutingRule::waters,
                                          RoutingRule::limits,
                                          RoutingRule::srr,
                                          RoutingRule::plan_route,
                                          RoutingRule::registry,
                                          RoutingRule::receiving_centre,
                                          RoutingRule::outside_all_regions};
inline constexpr std::array kRegionKinds{geo::RegionKind::waters, geo::RegionKind::limits, geo::RegionKind::srr};

/// The one of `all` that to_text names so; empty: none.
template <class Enum, std::size_t count>
std::optional<Enum> named(std::array<Enum, count> const& all, std::string_view text) {
  for (auto const one : all)
    if (to_text(one) == text) return one;
  return std::nullopt;
}

/// How a log line calls what sent the alert; its number follows.
std::string_view device_words(AlertKind kind);

}  // namespace lingding::coordinator
