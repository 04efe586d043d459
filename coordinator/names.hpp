#pragma once
// The texts of the closed sets, as they stand in JSON, and back.

#include <array>
#include <optional>
#include <string_view>

#include "coordinator/effect.hpp"
#include "coordinator/routing.hpp"

namespace lingding::coordinator {

inline constexpr std::array kAlertClasses{AlertClass::distress, AlertClass::test};
inline constexpr std::array kAlertKinds{AlertKind::ais_sart,
                                        AlertKind::ais_mob,
                                        AlertKind::epirb_ais,
                                        AlertKind::ais_ship_status,
                                        AlertKind::ais_safety_text,
                                        AlertKind::beacon_406,
                                        AlertKind::mcc_alert,
                                        AlertKind::dsc,
                                        AlertKind::cap,
                                        AlertKind::report,
                                        AlertKind::watch};
inline constexpr std::array kNatures{Nature::undesignated, Nature::fire_explosion,      Nature::flooding,
                                     Nature::collision,    Nature::grounding,           Nature::listing,
                                     Nature::sinking,      Nature::disabled_and_adrift, Nature::abandoning_ship,
                                     Nature::piracy,       Nature::man_overboard,       Nature::medical,
                                     Nature::overdue};
inline constexpr std::array kPositionSources{PositionSource::gnss, PositionSource::encoded,   PositionSource::doppler,
                                             PositionSource::doa,  PositionSource::confirmed, PositionSource::stated};
inline constexpr std::array kEmergencyPhases{EmergencyPhase::uncertainty, EmergencyPhase::alert,
                                             EmergencyPhase::distress};
inline constexpr std::array kUnitStates{UnitState::alerted, UnitState::proceeding, UnitState::on_scene,
                                        UnitState::returning, UnitState::released};
inline constexpr std::array kOfferOutcomes{OfferOutcome::declined, OfferOutcome::timed_out};
inline constexpr std::array kCaseOutcomes{CaseOutcome::open,        CaseOutcome::rescued,   CaseOutcome::assisted,
                                          CaseOutcome::false_alert, CaseOutcome::duplicate, CaseOutcome::transferred,
                                          CaseOutcome::suspended};
inline constexpr std::array kCertainties{Certainty::listed, Certainty::own_number, Certainty::probable,
                                         Certainty::confirmed};
inline constexpr std::array kAlarmReasons{
    AlarmReason::new_incident,         AlarmReason::position_known,         AlarmReason::position_moved,
    AlarmReason::text_changed,         AlarmReason::responsibility_changed, AlarmReason::ship_identified,
    AlarmReason::test_became_distress, AlarmReason::opened_again,           AlarmReason::custody_offered,
    AlarmReason::custody_requested,    AlarmReason::custody_refused,        AlarmReason::positions_conflict,
    AlarmReason::nature_changed,       AlarmReason::persons_more,           AlarmReason::cancelled,
    AlarmReason::possible_match,       AlarmReason::unacknowledged,         AlarmReason::no_duff,
    AlarmReason::phase_raised};
inline constexpr std::array kAlarmLevels{AlarmLevel::informed, AlarmLevel::responsible};
inline constexpr std::array kRoutingRules{
    RoutingRule::waters,         RoutingRule::limits,           RoutingRule::srr,
    RoutingRule::ship_last_seen, RoutingRule::ship_timetable,   RoutingRule::plan_route,
    RoutingRule::registry,       RoutingRule::receiving_centre, RoutingRule::outside_all_regions};
inline constexpr std::array kVoyageConcerns{
    VoyageConcern::not_departed,  VoyageConcern::silent,       VoyageConcern::stopped, VoyageConcern::off_corridor,
    VoyageConcern::late,          VoyageConcern::overdue,      VoyageConcern::closing, VoyageConcern::speed_fell,
    VoyageConcern::heading_swung, VoyageConcern::receiver_down};
inline constexpr std::array kWatchAnswers{WatchAnswer::explained, WatchAnswer::trouble};
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
/// "406 MHz beacon 2DC4…, 477000101", "Report of an unnamed ship".
std::string sender_words(AlertReport const& report);

}  // namespace lingding::coordinator
