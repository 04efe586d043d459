// The texts of the closed sets, as they stand in JSON, and back.

#include "coordinator/names.hpp"

namespace lingding::coordinator {

std::string_view to_text(AlertClass alert_class) {
  switch (alert_class) {
    case AlertClass::distress:
      return "distress";
    case AlertClass::test:
      return "test";
  }
  return "";
}

std::string_view to_text(AlertKind kind) {
  switch (kind) {
    case AlertKind::ais_sart:
      return "ais_sart";
    case AlertKind::ais_mob:
      return "ais_mob";
    case AlertKind::epirb_ais:
      return "epirb_ais";
    case AlertKind::ais_ship_status:
      return "ais_ship_status";
    case AlertKind::ais_safety_text:
      return "ais_safety_text";
    case AlertKind::beacon_406:
      return "beacon_406";
    case AlertKind::mcc_alert:
      return "mcc_alert";
    case AlertKind::dsc:
      return "dsc";
    case AlertKind::cap:
      return "cap";
    case AlertKind::report:
      return "report";
    case AlertKind::watch:
      return "watch";
  }
  return "";
}

std::string_view to_text(Nature nature) {
  switch (nature) {
    case Nature::undesignated:
      return "undesignated";
    case Nature::fire_explosion:
      return "fire_explosion";
    case Nature::flooding:
      return "flooding";
    case Nature::collision:
      return "collision";
    case Nature::grounding:
      return "grounding";
    case Nature::listing:
      return "listing";
    case Nature::sinking:
      return "sinking";
    case Nature::disabled_and_adrift:
      return "disabled_and_adrift";
    case Nature::abandoning_ship:
      return "abandoning_ship";
    case Nature::piracy:
      return "piracy";
    case Nature::man_overboard:
      return "man_overboard";
    case Nature::medical:
      return "medical";
    case Nature::overdue:
      return "overdue";
  }
  return "";
}

std::string_view to_text(PositionSource source) {
  switch (source) {
    case PositionSource::gnss:
      return "gnss";
    case PositionSource::encoded:
      return "encoded";
    case PositionSource::doppler:
      return "doppler";
    case PositionSource::doa:
      return "doa";
    case PositionSource::confirmed:
      return "confirmed";
    case PositionSource::stated:
      return "stated";
  }
  return "";
}

std::string_view to_text(EmergencyPhase phase) {
  switch (phase) {
    case EmergencyPhase::uncertainty:
      return "uncertainty";
    case EmergencyPhase::alert:
      return "alert";
    case EmergencyPhase::distress:
      return "distress";
  }
  return "";
}

std::string_view to_text(UnitState state) {
  switch (state) {
    case UnitState::alerted:
      return "alerted";
    case UnitState::proceeding:
      return "proceeding";
    case UnitState::on_scene:
      return "on_scene";
    case UnitState::returning:
      return "returning";
    case UnitState::released:
      return "released";
  }
  return "";
}

std::string_view to_text(OfferOutcome outcome) {
  switch (outcome) {
    case OfferOutcome::declined:
      return "declined";
    case OfferOutcome::timed_out:
      return "timed_out";
  }
  return "";
}

std::string_view to_text(CaseOutcome outcome) {
  switch (outcome) {
    case CaseOutcome::open:
      return "open";
    case CaseOutcome::rescued:
      return "rescued";
    case CaseOutcome::assisted:
      return "assisted";
    case CaseOutcome::false_alert:
      return "false_alert";
    case CaseOutcome::duplicate:
      return "duplicate";
    case CaseOutcome::transferred:
      return "transferred";
    case CaseOutcome::suspended:
      return "suspended";
  }
  return "";
}

std::string_view to_text(Certainty certainty) {
  switch (certainty) {
    case Certainty::listed:
      return "listed";
    case Certainty::own_number:
      return "own_number";
    case Certainty::probable:
      return "probable";
    case Certainty::confirmed:
      return "confirmed";
  }
  return "";
}

std::string_view to_text(AlarmReason reason) {
  switch (reason) {
    case AlarmReason::new_incident:
      return "new_incident";
    case AlarmReason::position_known:
      return "position_known";
    case AlarmReason::position_moved:
      return "position_moved";
    case AlarmReason::text_changed:
      return "text_changed";
    case AlarmReason::responsibility_changed:
      return "responsibility_changed";
    case AlarmReason::ship_identified:
      return "ship_identified";
    case AlarmReason::test_became_distress:
      return "test_became_distress";
    case AlarmReason::custody_offered:
      return "custody_offered";
    case AlarmReason::custody_requested:
      return "custody_requested";
    case AlarmReason::custody_refused:
      return "custody_refused";
    case AlarmReason::opened_again:
      return "opened_again";
    case AlarmReason::positions_conflict:
      return "positions_conflict";
    case AlarmReason::nature_changed:
      return "nature_changed";
    case AlarmReason::persons_more:
      return "persons_more";
    case AlarmReason::cancelled:
      return "cancelled";
    case AlarmReason::possible_match:
      return "possible_match";
    case AlarmReason::unacknowledged:
      return "unacknowledged";
    case AlarmReason::no_duff:
      return "no_duff";
    case AlarmReason::phase_raised:
      return "phase_raised";
  }
  return "";
}

std::string_view to_text(AlarmLevel level) {
  switch (level) {
    case AlarmLevel::informed:
      return "informed";
    case AlarmLevel::responsible:
      return "responsible";
  }
  return "";
}

std::string_view to_text(Refusal refusal) {
  switch (refusal) {
    case Refusal::unknown_incident:
      return "unknown_incident";
    case Refusal::note_empty:
      return "note_empty";
    case Refusal::note_too_long:
      return "note_too_long";
    case Refusal::not_a_ship:
      return "not_a_ship";
    case Refusal::not_offered:
      return "not_offered";
    case Refusal::not_custodian:
      return "not_custodian";
    case Refusal::has_custody:
      return "has_custody";
    case Refusal::unknown_alert:
      return "unknown_alert";
    case Refusal::nothing_left:
      return "nothing_left";
    case Refusal::same_incident:
      return "same_incident";
    case Refusal::reason_missing:
      return "reason_missing";
    case Refusal::text_too_long:
      return "text_too_long";
    case Refusal::too_many:
      return "too_many";
    case Refusal::incomplete:
      return "incomplete";
    case Refusal::persons_contradict:
      return "persons_contradict";
    case Refusal::persons_missing:
      return "persons_missing";
    case Refusal::is_test:
      return "is_test";
    case Refusal::not_closed:
      return "not_closed";
    case Refusal::no_plan:
      return "no_plan";
    case Refusal::unknown_question:
      return "unknown_question";
    case Refusal::no_ship:
      return "no_ship";
  }
  return "";
}

std::string_view to_text(VoyageConcern concern) {
  switch (concern) {
    case VoyageConcern::not_departed:
      return "not_departed";
    case VoyageConcern::silent:
      return "silent";
    case VoyageConcern::stopped:
      return "stopped";
    case VoyageConcern::off_corridor:
      return "off_corridor";
    case VoyageConcern::late:
      return "late";
    case VoyageConcern::overdue:
      return "overdue";
    case VoyageConcern::closing:
      return "closing";
    case VoyageConcern::speed_fell:
      return "speed_fell";
    case VoyageConcern::heading_swung:
      return "heading_swung";
    case VoyageConcern::receiver_down:
      return "receiver_down";
  }
  return "";
}

std::string_view to_text(WatchAnswer answer) {
  switch (answer) {
    case WatchAnswer::explained:
      return "explained";
    case WatchAnswer::trouble:
      return "trouble";
  }
  return "";
}

std::string_view device_words(AlertKind kind) {
  switch (kind) {
    case AlertKind::ais_sart:
      return "AIS-SART";
    case AlertKind::ais_mob:
      return "AIS man-overboard device";
    case AlertKind::epirb_ais:
      return "EPIRB-AIS";
    case AlertKind::ais_ship_status:
      return "Ship's AIS with navigation status 14,";
    case AlertKind::ais_safety_text:
      return "Safety text of";
    case AlertKind::beacon_406:
      return "406 MHz beacon";
    case AlertKind::mcc_alert:
      return "Satellite alert of beacon";
    case AlertKind::dsc:
      return "Digital selective call of";
    case AlertKind::cap:
      return "CAP alert";
    case AlertKind::report:
      return "Report of";
    case AlertKind::watch:
      return "Watch of the timetable of";
  }
  return "";
}

std::vector<std::string> identities(AlertReport const& report) {
  std::vector<std::string> all;
  if (report.device) all.push_back("m:" + report.device->to_text());
  if (report.beacon) all.push_back("b:" + std::string{report.beacon->first_15()});
  if (report.imo) all.push_back("i:" + std::to_string(report.imo->number()));
  if (!report.call_sign.empty()) all.push_back("c:" + report.call_sign);
  for (auto const& message : report.thread) all.push_back("t:" + message);
  return all;
}

bool same_sender(AlertReport const& a, AlertReport const& b) {
  auto const beacon = [](AlertReport const& report) {
    return report.beacon ? report.beacon->first_15() : std::string_view{};
  };
  return a.device == b.device && beacon(a) == beacon(b) && a.imo == b.imo && a.call_sign == b.call_sign &&
         a.thread == b.thread;
}

std::string sender_words(AlertReport const& report) {
  std::string text{device_words(report.kind)};
  bool named = false;
  auto const add = [&](std::string const& what) {
    text += (named ? ", " : " ") + what;
    named = true;
  };
  if (report.beacon) add(report.beacon->text());
  if (report.device) add(report.device->to_text());
  if (report.imo) add("IMO " + std::to_string(report.imo->number()));
  if (!report.call_sign.empty()) add(report.call_sign);
  if (!report.name.empty()) add("\"" + report.name + "\"");
  if (!named) text += " an unnamed ship";
  return text;
}

}  // namespace lingding::coordinator
