#pragma once
// Devices, ships and a plan that the tests of desks share. All are invented.

#include "coordinator/event.hpp"

namespace lingding::support {

inline plans::Mmsi mmsi(std::uint32_t number) {
  return plans::Mmsi::from_number(number).value();
}
inline geo::Position position(double latitude, double longitude) {
  return geo::Position::from_degrees(latitude, longitude).value();
}
inline geo::UtcTime utc(std::string_view text) {
  return geo::parse_time(text).value();
}

/// A SART's position report.
inline coordinator::AlertReport sart(std::optional<geo::Position> at, std::uint32_t device = 970'010'119) {
  return {.alert_class = coordinator::AlertClass::distress,
          .kind = coordinator::AlertKind::ais_sart,
          .device = mmsi(device),
          .position = at,
          .radius = geo::Metres::from_metres(10),
          .text = {}};
}
inline coordinator::AlertReport sart_test(std::optional<geo::Position> at, std::uint32_t device = 970'010'119) {
  auto report = sart(at, device);
  report.alert_class = coordinator::AlertClass::test;
  return report;
}

/// A ferry between Hong Kong and Macao, registered in Hong Kong, with one SART on her list.
inline plans::PlanBrief ferry_plan(std::uint32_t ship = 477'000'101, std::uint32_t device = 970'010'119) {
  plans::PlanBrief plan;
  plan.plan_id = "HK-SAMPLE-" + std::to_string(ship);
  plan.version = 1;
  plan.digest = std::string(64, 'a');
  plan.home = geo::CentreId::hk;
  plan.names = {.en = "Sample Ferry", .zh_hant = "樣本渡輪", .zh_hans = "样本渡轮", .pt = "Ferry Exemplo"};
  plan.company = "Sample Ferries Limited";
  plan.mmsi = mmsi(ship);
  plan.call_sign = "VRXX1";
  plan.devices = {mmsi(device)};
  plan.persons_permitted = 423;
  plan.crew = 10;
  plan.contacts = {{"duty manager, 24 hours", "Sample Person", "+85200000001"}};
  plan.life_saving.survival_craft = 6;
  plan.life_saving.survival_craft_capacity = 460;
  plan.route = {position(22.29, 114.15), position(22.25, 113.95), position(22.20, 113.70), position(22.197, 113.558)};
  plan.sample = true;
  return plan;
}

}  // namespace lingding::support
