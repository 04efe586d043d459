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
  }
  return "";
}

}  // namespace lingding::coordinator
