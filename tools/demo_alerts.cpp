#include "tools/demo_alerts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

#include "adapters/cap/writer.hpp"
#include "geo/geodesic.hpp"
#include "tools/distress_call.hpp"

namespace lingding::tools {
namespace {

/// "27 AUG 16 1551", as messages of mission control centres write it.
std::string mcc_time(geo::UtcTime time) {
  constexpr std::array kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const clock{time - day};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02u %s %02d %02ld%02ld", static_cast<unsigned>(date.day()),
                kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()) % 100,
                clock.hours().count(), clock.minutes().count());
  return text.data();
}

std::string country_name(geo::CentreId home) {
  switch (home) {
    case geo::CentreId::cn_gd:
      return "CHINA";
    case geo::CentreId::hk:
      return "HONG KONG";
    case geo::CentreId::mo:
      return "MACAO";
  }
  return {};
}

/// The direction in which `bearing` lies, of eight.
char const* point_of(geo::TrueBearing bearing) {
  constexpr std::array kPoints{"north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"};
  return kPoints[static_cast<std::size_t>(std::lround(bearing.degrees() / 45)) % kPoints.size()];
}

}  // namespace

std::string mcc_message(plans::PlanBrief const& ship, geo::UtcTime heard) {
  auto const country = ship.mmsi->to_text().substr(0, 3);
  auto const beacon = ship.beacons.front().text();
  return "1. DISTRESS COSPAS-SARSAT INITIAL ALERT\n"
         "2. MSG NO 00017 HKMCC REF " +
         beacon + "\n3. DETECTED AT " + mcc_time(heard) +
         " UTC BY INSAT-3DR\n"
         "4. DETECTION FREQUENCY 406.0281 MHZ\n"
         "5. COUNTRY OF BEACON REGISTRATION " +
         country + "/ " + country_name(ship.home) +
         "\n6. USER CLASS EPIRB USER\n"
         "7. EMERGENCY CODE NIL\n"
         "8. POSITIONS\nCONFIRMED - NIL\nDOPPLER A - NIL\nDOPPLER B - NIL\nDOA - NIL\nENCODED - NIL\n"
         "9. ENCODED POSITION PROVIDED BY NIL\n"
         "10. NEXT PASS TIMES CONFIRMED - NIL\n"
         "11. HEX ID " +
         beacon +
         " HOMING SIGNAL 121.5 MHZ\n"
         "12. ACTIVATION TYPE NIL\n13. BEACON NUMBER ON AIRCRAFT OR VESSEL 0\n14. OTHER ENCODED INFORMATION NIL\n"
         "15. OPERATIONAL INFORMATION NIL\n16. REMARKS SYNTHETIC MESSAGE OF A DEMONSTRATION\nEND OF MESSAGE\n";
}

std::string dsc_sentences(plans::PlanBrief const& ship, geo::Position position, geo::UtcTime heard) {
  std::string all;
  for (auto const& line : distress_call(*ship.mmsi, coordinator::Nature::collision, position, heard))
    all += line + "\r\n";
  return all;
}

std::string cap_message(plans::PlanBrief const& ship, std::uint32_t persons, geo::UtcTime sent) {
  using namespace std::chrono;
  cap::Time const now{floor<seconds>(sent), hours{8}};
  cap::Info english{
      .language = "en",
      .categories = {cap::Category::rescue, cap::Category::transport},
      .event = "Collision of a passenger ferry",
      .urgency = cap::Urgency::immediate,
      .severity = cap::Severity::severe,
      .certainty = cap::Certainty::observed,
      .sender_name = ship.company,
      .headline = ship.names.en + " has collided",
      .description = "Hull breached forward; passengers are being mustered. DEMONSTRATION.",
      .parameters = {
          {"CallSign", ship.call_sign}, {"VesselName", ship.names.en}, {"PersonsOnBoard", std::to_string(persons)}}};
  auto chinese = english;
  chinese.language = "zh-HK";
  chinese.event = "客船碰撞";
  chinese.headline = ship.names.zh_hant + "發生碰撞";
  chinese.description = "船首破損，正集合乘客。示範。";
  cap::Message const message{.identifier = "demo-" + std::to_string(sent.time_since_epoch().count()),
                             .sender = "operations@ferries.example",
                             .sent = now,
                             .status = cap::Status::actual,
                             .scope = cap::Scope::restricted,
                             .restriction = "Search and rescue services",
                             .infos = {std::move(english), std::move(chinese)}};
  return cap::write(message);
}

std::string spoken_place(geo::Position position, geo::Gazetteer const& gazetteer) {
  geo::NamedPlace const* nearest = nullptr;
  std::optional<geo::GeodesicPath> way;
  for (auto const& place : gazetteer.places()) {
    if (place.kind != geo::PlaceKind::island) continue;
    auto const line = geo::geodesic(place.position, position);
    if (way && line.distance >= way->distance) continue;
    nearest = &place;
    way = line;
  }
  auto const miles = std::max(1L, std::lround(way->distance.nautical_miles()));
  return std::to_string(miles) + (miles == 1 ? " mile " : " miles ") + point_of(way->initial) + " of " +
         nearest->names.front();
}

plans::Mmsi transmitter_of(plans::PlanBrief const& ship) {
  constexpr std::uint32_t kEpirbAis = 974;
  auto const found =
      std::ranges::find_if(ship.devices, [](plans::Mmsi one) { return one.number() / 1'000'000 == kEpirbAis; });
  return found == ship.devices.end() ? ship.devices.front() : *found;
}

}  // namespace lingding::tools
