#include "adapters/ais/message.hpp"

#include <type_traits>

namespace lingding::ais {
namespace {

template <class Content>
concept HasCoordinates = requires(Content const& content) {
  { content.coordinates } -> std::convertible_to<Coordinates>;
};

// Rec. ITU-R M.1371-5, Annex 8, table 46, in the wording of gpsd's published vocabulary.
constexpr std::array<char const*, 16> kStatusTexts{"Under way using engine",
                                                   "At anchor",
                                                   "Not under command",
                                                   "Restricted manoeuverability",
                                                   "Constrained by her draught",
                                                   "Moored",
                                                   "Aground",
                                                   "Engaged in fishing",
                                                   "Under way sailing",
                                                   "Reserved for HSC",
                                                   "Reserved for WIG",
                                                   "Power-driven vessel towing astern",
                                                   "Power-driven vessel pushing ahead or towing alongside",
                                                   "Reserved",
                                                   "AIS-SART is active",
                                                   "Not defined"};

// The same, table 48, "Type of electronic position fixing device".
constexpr std::array<char const*, 16> kEpfdTexts{"Undefined",
                                                 "GPS",
                                                 "GLONASS",
                                                 "Combined GPS/GLONASS",
                                                 "Loran-C",
                                                 "Chayka",
                                                 "Integrated navigation system",
                                                 "Surveyed",
                                                 "Galileo",
                                                 "Reserved",
                                                 "Reserved",
                                                 "Reserved",
                                                 "Reserved",
                                                 "Reserved",
                                                 "Reserved",
                                                 "Internal GNSS"};

// The same, table 74, "Nature and type of aids to navigation".
constexpr std::array<char const*, 32> kAidTexts{"Unspecified",
                                                "Reference point",
                                                "RACON",
                                                "Fixed offshore structure",
                                                "Emergency wreck marking buoy",
                                                "Light, without sectors",
                                                "Light, with sectors",
                                                "Leading light front",
                                                "Leading light rear",
                                                "Beacon, Cardinal N",
                                                "Beacon, Cardinal E",
                                                "Beacon, Cardinal S",
                                                "Beacon, Cardinal W",
                                                "Beacon, Port hand",
                                                "Beacon, Starboard hand",
                                                "Beacon, Preferred channel port hand",
                                                "Beacon, Preferred channel starboard hand",
                                                "Beacon, Isolated danger",
                                                "Beacon, Safe water",
                                                "Beacon, Special mark",
                                                "Cardinal mark N",
                                                "Cardinal mark E",
                                                "Cardinal mark S",
                                                "Cardinal mark W",
                                                "Port hand mark",
                                                "Starboard hand mark",
                                                "Preferred channel port hand",
                                                "Preferred channel starboard hand",
                                                "Isolated danger",
                                                "Safe water",
                                                "Special mark",
                                                "Light vessel, LANBY or rig"};

// The same, table 53: the first digit says what the ship is, the second what she carries.
constexpr std::array<char const*, 10> kWingTexts{
    "Wing in ground (WIG), all ships of this type",  "Wing in ground (WIG), Hazardous category A",
    "Wing in ground (WIG), Hazardous category B",    "Wing in ground (WIG), Hazardous category C",
    "Wing in ground (WIG), Hazardous category D",    "Wing in ground (WIG), Reserved for future use",
    "Wing in ground (WIG), Reserved for future use", "Wing in ground (WIG), Reserved for future use",
    "Wing in ground (WIG), Reserved for future use", "Wing in ground (WIG), No additional information"};
constexpr std::array<char const*, 10> kVesselTexts{"Fishing",
                                                   "Towing",
                                                   "Towing: length exceeds 200m or breadth exceeds 25m",
                                                   "Dredging or underwater ops",
                                                   "Diving ops",
                                                   "Military ops",
                                                   "Sailing",
                                                   "Pleasure Craft",
                                                   "Reserved",
                                                   "Reserved"};
constexpr std::array<char const*, 10> kHighSpeedTexts{
    "High speed craft (HSC), all ships of this type",  "High speed craft (HSC), Hazardous category A",
    "High speed craft (HSC), Hazardous category B",    "High speed craft (HSC), Hazardous category C",
    "High speed craft (HSC), Hazardous category D",    "High speed craft (HSC), Reserved for future use",
    "High speed craft (HSC), Reserved for future use", "High speed craft (HSC), Reserved for future use",
    "High speed craft (HSC), Reserved for future use", "High speed craft (HSC), No additional information"};
constexpr std::array<char const*, 10> kSpecialTexts{"Pilot Vessel",
                                                    "Search and Rescue vessel",
                                                    "Tug",
                                                    "Port Tender",
                                                    "Anti-pollution equipment",
                                                    "Law Enforcement",
                                                    "Spare - Local Vessel",
                                                    "Spare - Local Vessel",
                                                    "Medical Transport",
                                                    "Noncombatant ship according to RR Resolution No. 18"};
constexpr std::array<char const*, 10> kPassengerTexts{
    "Passenger, all ships of this type",   "Passenger, Hazardous category A",    "Passenger, Hazardous category B",
    "Passenger, Hazardous category C",     "Passenger, Hazardous category D",    "Passenger, Reserved for future use",
    "Passenger, Reserved for future use",  "Passenger, Reserved for future use", "Passenger, Reserved for future use",
    "Passenger, No additional information"};
constexpr std::array<char const*, 10> kCargoTexts{"Cargo, all ships of this type",  "Cargo, Hazardous category A",
                                                  "Cargo, Hazardous category B",    "Cargo, Hazardous category C",
                                                  "Cargo, Hazardous category D",    "Cargo, Reserved for future use",
                                                  "Cargo, Reserved for future use", "Cargo, Reserved for future use",
                                                  "Cargo, Reserved for future use", "Cargo, No additional information"};
constexpr std::array<char const*, 10> kTankerTexts{
    "Tanker, all ships of this type",   "Tanker, Hazardous category A",    "Tanker, Hazardous category B",
    "Tanker, Hazardous category C",     "Tanker, Hazardous category D",    "Tanker, Reserved for future use",
    "Tanker, Reserved for future use",  "Tanker, Reserved for future use", "Tanker, Reserved for future use",
    "Tanker, No additional information"};
constexpr std::array<char const*, 10> kOtherTexts{
    "Other Type, all ships of this type",  "Other Type, Hazardous category A",
    "Other Type, Hazardous category B",    "Other Type, Hazardous category C",
    "Other Type, Hazardous category D",    "Other Type, Reserved for future use",
    "Other Type, Reserved for future use", "Other Type, Reserved for future use",
    "Other Type, Reserved for future use", "Other Type, no additional information"};
constexpr std::array<std::array<char const*, 10> const*, 10> kShipTypes{
    nullptr,        nullptr,          &kWingTexts,  &kVesselTexts, &kHighSpeedTexts,
    &kSpecialTexts, &kPassengerTexts, &kCargoTexts, &kTankerTexts, &kOtherTexts};

// The same, table 79, "Station type".
constexpr std::array<char const*, 16> kStationTexts{"All types of mobiles",
                                                    "Class A mobile stations",
                                                    "All types of Class B mobile stations",
                                                    "SAR airborne mobile station",
                                                    "Class B SOTDMA mobile stations",
                                                    "Class B CS shipborne mobile stations",
                                                    "Inland waterways",
                                                    "Regional use",
                                                    "Regional use",
                                                    "Regional use",
                                                    "Base station coverage area",
                                                    "Reserved for future use",
                                                    "Reserved for future use",
                                                    "Reserved for future use",
                                                    "Reserved for future use",
                                                    "Reserved for future use"};

}  // namespace

std::optional<geo::Position> position_of(Message const& message) {
  return std::visit(
      [](auto const& content) -> std::optional<geo::Position> {
        using Content = std::remove_cvref_t<decltype(content)>;
        if constexpr (HasCoordinates<Content> && !std::is_same_v<Content, DgnssBroadcast>) {
          return content.coordinates.position();
        } else {
          return std::nullopt;
        }
      },
      message);
}

char const* status_text(NavigationStatus status) {
  return kStatusTexts[static_cast<std::size_t>(status) & 15U];
}

char const* epfd_text(std::uint8_t epfd) {
  return kEpfdTexts[epfd & 15U];
}

char const* ship_type_text(std::uint8_t ship_type) {
  if (ship_type == 0) return "Not available";
  if (ship_type > 99) return "Reserved for regional or future use";
  auto const* const decade = kShipTypes[ship_type / 10];
  return decade == nullptr ? "Reserved for future use" : (*decade)[ship_type % 10];
}

char const* aid_type_text(std::uint8_t aid_type) {
  return kAidTexts[aid_type & 31U];
}

char const* station_type_text(std::uint8_t station_type) {
  return kStationTexts[station_type & 15U];
}

}  // namespace lingding::ais
