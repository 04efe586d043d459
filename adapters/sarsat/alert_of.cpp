// What beacons and mission control centres say, as the desk's alerts.

#include <algorithm>
#include <cmath>
#include <numbers>

#include "adapters/sarsat/intake.hpp"

namespace lingding::sarsat {
namespace {

using coordinator::AlertClass;
using coordinator::AlertKind;
using coordinator::AlertReport;
using coordinator::Nature;
using coordinator::PossiblePosition;
// Two enums of this name: the beacon's own source of its position, and where the desk has a position from.
using From = coordinator::PositionSource;

constexpr char const* kSecurityText =
    " Ship security alert (SSAS): do not answer it on the air, do not call the ship, inform her flag State.";

Nature nature_of(std::optional<Emergency> const& emergency) {
  if (!emergency) return Nature::undesignated;
  switch (emergency->kind) {
    case EmergencyKind::fire:
      return Nature::fire_explosion;
    case EmergencyKind::flooding:
      return Nature::flooding;
    case EmergencyKind::collision:
      return Nature::collision;
    case EmergencyKind::grounding:
      return Nature::grounding;
    case EmergencyKind::listing:
      return Nature::listing;
    case EmergencyKind::sinking:
      return Nature::sinking;
    case EmergencyKind::adrift:
      return Nature::disabled_and_adrift;
    case EmergencyKind::abandoning:
      return Nature::abandoning_ship;
    case EmergencyKind::unspecified:
    case EmergencyKind::reserved:
      break;
  }
  return emergency->medical_help ? Nature::medical : Nature::undesignated;
}

/// Who she is, what is wrong, as the beacon's own bits say it.
void take_identity(AlertReport& report, BeaconMessage const& beacon) {
  report.beacon = beacon.id();
  auto const& identity = beacon.identity;
  if (identity.mmsi) report.device = identity.mmsi;
  if (identity.call_sign) report.call_sign = std::string(identity.call_sign->view());
  report.nature = nature_of(beacon.emergency);
  if (identity.use == plans::BeaconUse::ship_security) report.nature = Nature::piracy;
}

std::string identity_words(BeaconMessage const& beacon) {
  std::string text(plans::to_text(beacon.identity.use));
  text += ", " + std::string(plans::to_text(beacon.identity.protocol));
  if (beacon.identity.registration) text += ", aircraft " + std::string(beacon.identity.registration->view());
  if (beacon.identity.aircraft_operator) text += ", operator " + std::string(beacon.identity.aircraft_operator->view());
  return text + ".";
}

void take_encoded(AlertReport& report, std::optional<EncodedPosition> const& encoded) {
  if (!encoded) return;
  report.position = encoded->position;
  report.radius = encoded->radius;
  report.position_source = From::encoded;
}

/// The beacon's own digits, when the message has them and they can be read; else what the ID alone says.
std::optional<BeaconMessage> beacon_in(SitMessage const& message) {
  if (!message.beacon_message.empty())
    if (auto read = decode_beacon_message(message.beacon_message)) return *read;
  for (auto const& id : {message.hex_id_23, message.hex_id_15})
    if (id)
      if (auto read = decode_beacon_message(id->text())) return *read;
  return std::nullopt;
}

geo::Metres radius_of_encoded(MccPosition const& encoded, std::optional<BeaconMessage> const& beacon) {
  if (encoded.encoded_uncertainty) return *encoded.encoded_uncertainty * std::numbers::sqrt2;
  if (beacon && beacon->position) return beacon->position->radius;
  return kEncodedRadius;
}

/// Every position of the message, the best first.
std::vector<PossiblePosition> positions_of(SitMessage const& message, std::optional<BeaconMessage> const& beacon) {
  std::vector<PossiblePosition> all;
  auto const add = [&](std::optional<MccPosition> const& one, From from, geo::Metres unstated) {
    if (!one) return;
    std::optional<double> probability;
    if (one->probability_percent) probability = *one->probability_percent / 100.0;
    all.push_back({one->position, one->expected_accuracy.value_or(unstated), from, probability});
  };
  add(message.confirmed, From::confirmed, kSatelliteRadius);
  // Between MCCs a ground station's own estimate is passed on also where the station is not approved to make one; only
  // towards rescue centres the MCC leaves it out (its tests 1-2-5 and 12-4). It is not let shrink the circle.
  auto doa = message.doa;
  if (doa && doa->expected_accuracy && message.form == SitForm::fields)
    doa->expected_accuracy = std::max(*doa->expected_accuracy, kSatelliteRadius);
  add(doa, From::doa, kSatelliteRadius);
  if (message.encoded)
    all.push_back({message.encoded->position, radius_of_encoded(*message.encoded, beacon), From::encoded, {}});
  auto const doppler = message.doppler_suspect ? kSuspectRadius : kSatelliteRadius;
  add(message.doppler_a, From::doppler, doppler);
  add(message.doppler_b, From::doppler, doppler);
  // What is not said of one of a pair follows from the other.
  if (message.doppler_a && message.doppler_b) {
    auto& a = all[all.size() - 2].probability;
    auto& b = all.back().probability;
    if (a && !b) b = 1 - *a;
    if (b && !a) a = 1 - *b;
  }
  return all;
}

void take_positions(AlertReport& report, std::vector<PossiblePosition> all, bool conflict) {
  bool const pair = all.size() > 1 && all.front().source == From::doppler;
  if (all.empty()) return;
  bool const confirmed = all.front().source == From::confirmed;
  if (all.size() == 1 || confirmed || (!conflict && !pair)) {
    report.position = all.front().position;
    report.radius = all.front().radius;
    report.position_source = all.front().source;
    return;
  }
  if (all.size() > coordinator::kMaxPossible)
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(coordinator::kMaxPossible), all.end());
  report.possible = std::move(all);
}

std::string text_of(SitMessage const& message) {
  std::string text = message.title.empty() ? "MCC message" : message.title;
  if (!message.msg_no.empty()) text += ", no. " + message.msg_no;
  if (!message.reporting_mcc.empty()) text += ", from MCC " + message.reporting_mcc;
  if (message.detected_at) text += ", detected " + geo::to_iso8601(*message.detected_at);
  text += ".";
  if (message.is_nocr) text += " Copy to the country of registration: the beacon is elsewhere.";
  if (message.kind == SitKind::unreliable || message.beacon_unreliable)
    text += " The beacon's message could not be trusted.";
  if (message.kind == SitKind::cease) text += " The MCC has closed its case.";
  if (message.is_exercise) text += " Exercise.";
  if (message.is_ship_security) text += kSecurityText;
  if (message.doppler_suspect) text += " Doppler positions are suspect.";
  if (!message.emergency.empty()) text += " Emergency: " + message.emergency + ".";
  if (!message.remarks.empty()) text += " Remarks: " + message.remarks;
  for (auto const& warning : message.warnings) text += " " + warning + ".";
  return text;
}

}  // namespace

AlertReport alert_of(BeaconMessage const& message) {
  AlertReport report{.alert_class = message.is_test() ? AlertClass::test : AlertClass::distress,
                     .kind = AlertKind::beacon_406,
                     .cancels = message.cancellation,
                     .corrected_bits = message.corrected_bits()};
  take_identity(report, message);
  take_encoded(report, message.position);
  report.text = identity_words(message);
  if (!message.is_message()) report.text += " The ID alone, without its message.";
  if (message.identity.use == plans::BeaconUse::ship_security) report.text += kSecurityText;
  if (message.identity_fault) report.text += " " + std::string(plans::to_text(*message.identity_fault)) + ".";
  for (std::size_t i = 0; i < kBeaconWarnings; ++i)
    if (auto const warning = static_cast<BeaconWarning>(i); message.warnings.has(warning))
      report.text += " " + std::string(to_text(warning)) + ".";
  return report;
}

std::optional<AlertReport> alert_of(SitMessage const& message, coordinator::Mode mode) {
  bool const names_beacon = message.hex_id_15 || message.hex_id_23;
  bool const narrative = message.kind == SitKind::free_text || message.kind == SitKind::unknown;
  if (narrative && !names_beacon) return std::nullopt;
  auto const beacon = beacon_in(message);
  // A message that could not be trusted says nothing sure of who sent it: only the ID that the centre names is kept.
  bool const sound = beacon && !message.beacon_unreliable;
  bool const coded_test = sound && beacon->is_test();
  bool const elsewhere = message.is_exercise && mode == coordinator::Mode::real;
  AlertReport report{
      .alert_class = message.is_test || elsewhere || coded_test ? AlertClass::test : AlertClass::distress,
      .kind = AlertKind::mcc_alert,
      .cancels = message.kind == SitKind::cease || (sound && beacon->cancellation)};
  if (sound) take_identity(report, *beacon);
  // What the MCC names counts before what its digits say.
  if (message.hex_id_23) {
    report.beacon = message.hex_id_23;
  } else if (message.hex_id_15) {
    report.beacon = message.hex_id_15;
  }
  if (message.is_ship_security) report.nature = Nature::piracy;
  auto all = positions_of(message, beacon);
  if (all.empty() && sound) {
    take_encoded(report, beacon->position);
  } else {
    take_positions(report, std::move(all), message.kind == SitKind::conflict);
  }
  report.text = text_of(message);
  return report;
}

}  // namespace lingding::sarsat
