#pragma once
// The 27 messages of Rec. ITU-R M.1371-5, Annex 8, as plain structs; what a message says is not available is empty
// here.

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "adapters/ais/fields.hpp"
#include "plans/identity.hpp"

namespace lingding::ais {

/// What every message begins with.
struct Header {
  std::uint8_t type = 0;     ///< 1 … 27
  std::uint8_t repeat = 0;   ///< how often it was repeated, 0 … 3; 3 = do not repeat any more
  std::uint32_t source = 0;  ///< the thirty bits as sent

  /// The sender. Empty when it sent 0 (a station that nobody configured) or more than nine digits.
  constexpr std::optional<plans::Mmsi> mmsi() const { return plans::Mmsi::from_number(source); }
  constexpr bool operator==(Header const&) const = default;
};

/// An MMSI inside a message; empty when the field is 0 or no nine digits.
using MaybeMmsi = std::optional<plans::Mmsi>;

/// Messages 1, 2, 3: class A position report (§3.1).
struct PositionReport {
  Header header;
  NavigationStatus status = NavigationStatus::undefined;
  RateOfTurn turn;
  SpeedOverGround speed;
  bool accurate = false;  ///< better than 10 m
  Coordinates coordinates;
  CourseOverGround course;
  TrueHeading heading;
  UtcSecond second;
  std::optional<Manoeuvre> manoeuvre;
  bool raim = false;
  std::optional<std::uint32_t> radio;  ///< communication state, 19 bits; empty where a receiver cut it off
  bool operator==(PositionReport const&) const = default;
};

/// Messages 4 (base station report, §3.2) and 11 (UTC and date response).
struct BaseStationReport {
  Header header;
  std::optional<std::uint16_t> year;  ///< 1 … 9999
  std::optional<std::uint8_t> month;
  std::optional<std::uint8_t> day;
  std::optional<std::uint8_t> hour;
  std::optional<std::uint8_t> minute;
  std::optional<std::uint8_t> second;
  bool accurate = false;
  Coordinates coordinates;
  std::uint8_t epfd = 0;              ///< type of position-fixing device, 0 … 15, 0 = undefined; see epfd_text()
  bool transmits_long_range = false;  ///< "transmission control for long-range broadcast message"
  bool raim = false;
  std::optional<std::uint32_t> radio;  ///< 19 bits; empty where a receiver cut it off

  constexpr bool is_time_complete() const { return year && month && day && hour && minute && second; }
  bool operator==(BaseStationReport const&) const = default;
};

/// Message 5: static and voyage related data of a class A ship (§3.3).
struct StaticAndVoyageData {
  Header header;
  std::uint8_t ais_version = 0;
  std::optional<std::uint32_t> imo;  ///< as sent, not 0; see imo_number()
  Text<7> callsign;
  Text<20> ship_name;
  std::optional<std::uint8_t> ship_type;  ///< 1 … 255; see ship_type_text()
  Dimensions dimensions;
  std::uint8_t epfd = 0;
  EstimatedArrival eta;
  std::optional<std::uint8_t> draught_tenths;  ///< of a metre; 255 = 25.5 m or more
  Text<20> destination;
  bool terminal_not_ready = true;  ///< DTE

  /// Empty when the number sent has a wrong check digit.
  std::optional<plans::ImoNumber> imo_number() const {
    return imo ? plans::ImoNumber::from_number(*imo) : std::nullopt;
  }
  std::optional<geo::Metres> draught() const {
    return draught_tenths ? std::optional{geo::Metres::from_metres(*draught_tenths / 10.0)} : std::nullopt;
  }
  bool operator==(StaticAndVoyageData const&) const = default;
};

/// Message 6: binary message to one station (§3.4).
struct BinaryAddressed {
  Header header;
  std::uint8_t sequence = 0;
  MaybeMmsi destination;
  bool retransmitted = false;
  std::uint16_t designated_area = 0;  ///< DAC
  std::uint8_t function = 0;          ///< FI
  BitData<920> data;
  bool operator==(BinaryAddressed const&) const = default;
};

/// Messages 7 and 13: acknowledgement of messages 6 and 12 (§3.5, §3.11).
struct Acknowledgement {
  struct Receipt {
    std::uint32_t destination = 0;  ///< as sent
    std::uint8_t sequence = 0;
    constexpr MaybeMmsi mmsi() const { return plans::Mmsi::from_number(destination); }
    bool operator==(Receipt const&) const = default;
  };
  Header header;
  std::uint8_t count = 0;  ///< 1 … 4 of `receipts` hold
  std::array<Receipt, 4> receipts{};
  bool operator==(Acknowledgement const&) const = default;
};

/// Message 8: binary broadcast (§3.6).
struct BinaryBroadcast {
  Header header;
  std::uint16_t designated_area = 0;
  std::uint8_t function = 0;
  BitData<952> data;
  bool operator==(BinaryBroadcast const&) const = default;
};

/// Message 9: position report of a SAR aircraft (§3.7).
struct SarAircraftReport {
  Header header;
  std::optional<std::uint16_t> altitude_metres;  ///< 4094 = 4 094 m or more
  SpeedOverGround speed;
  bool accurate = false;
  Coordinates coordinates;
  CourseOverGround course;
  UtcSecond second;
  std::uint8_t regional = 0;  ///< altitude sensor bit and seven spare bits, as sent
  bool terminal_not_ready = true;
  bool assigned = false;
  bool raim = false;
  std::optional<std::uint32_t> radio;  ///< selector and communication state, 20 bits; empty where it was cut off

  std::optional<geo::Metres> altitude() const {
    return altitude_metres ? std::optional{geo::Metres::from_metres(*altitude_metres)} : std::nullopt;
  }
  bool operator==(SarAircraftReport const&) const = default;
};

/// Message 10: UTC and date inquiry (§3.8).
struct UtcInquiry {
  Header header;
  MaybeMmsi destination;
  bool operator==(UtcInquiry const&) const = default;
};

/// Message 12: safety related text to one station (§3.10).
struct SafetyAddressed {
  Header header;
  std::uint8_t sequence = 0;
  MaybeMmsi destination;
  bool retransmitted = false;
  Text<156> text;
  bool operator==(SafetyAddressed const&) const = default;
};

/// Message 14: safety related text to all (§3.12).
struct SafetyBroadcast {
  Header header;
  Text<161> text;
  bool operator==(SafetyBroadcast const&) const = default;
};

/// Message 15: interrogation (§3.13).
struct Interrogation {
  struct Request {
    std::uint8_t message_type = 0;
    std::uint16_t slot_offset = 0;
    bool operator==(Request const&) const = default;
  };
  Header header;
  MaybeMmsi first;
  Request first_request;
  std::optional<Request> first_second_request;  ///< also asked of the first station
  MaybeMmsi second;
  std::optional<Request> second_request;  ///< asked of the second station
  bool operator==(Interrogation const&) const = default;
};

/// Message 16: assigned mode command (§3.14).
struct AssignmentCommand {
  struct Assignment {
    std::uint32_t destination = 0;
    std::uint16_t offset = 0;
    std::uint16_t increment = 0;
    constexpr MaybeMmsi mmsi() const { return plans::Mmsi::from_number(destination); }
    bool operator==(Assignment const&) const = default;
  };
  Header header;
  Assignment first;
  std::optional<Assignment> second;
  bool operator==(AssignmentCommand const&) const = default;
};

/// Message 17: DGNSS broadcast (§3.15).
struct DgnssBroadcast {
  Header header;
  Coordinates coordinates;
  BitData<736> data;
  bool operator==(DgnssBroadcast const&) const = default;
};

/// Message 18: class B position report (§3.16).
struct ClassBReport {
  Header header;
  std::uint8_t reserved = 0;
  SpeedOverGround speed;
  bool accurate = false;
  Coordinates coordinates;
  CourseOverGround course;
  TrueHeading heading;
  UtcSecond second;
  std::uint8_t regional = 0;
  bool carrier_sense = false;  ///< false: SOTDMA
  bool has_display = false;
  bool has_dsc = false;
  bool whole_band = false;
  bool accepts_message_22 = false;
  bool assigned = false;
  bool raim = false;
  std::optional<std::uint32_t> radio;  ///< selector and communication state, 20 bits; empty where it was cut off
  bool operator==(ClassBReport const&) const = default;
};

/// Message 19: extended class B position report (§3.17).
struct ClassBExtendedReport {
  Header header;
  std::uint8_t reserved = 0;
  SpeedOverGround speed;
  bool accurate = false;
  Coordinates coordinates;
  CourseOverGround course;
  TrueHeading heading;
  UtcSecond second;
  std::uint8_t regional = 0;
  Text<20> ship_name;
  std::optional<std::uint8_t> ship_type;
  Dimensions dimensions;
  std::uint8_t epfd = 0;
  bool raim = false;
  bool terminal_not_ready = true;
  bool assigned = false;
  bool operator==(ClassBExtendedReport const&) const = default;
};

/// Message 20: data link management (§3.18).
struct DataLinkManagement {
  struct Reservation {
    std::uint16_t offset = 0;
    std::uint8_t slots = 0;
    std::uint8_t timeout_minutes = 0;
    std::uint16_t increment = 0;
    bool operator==(Reservation const&) const = default;
  };
  Header header;
  std::uint8_t count = 0;  ///< 1 … 4 of `reservations` hold
  std::array<Reservation, 4> reservations{};
  bool operator==(DataLinkManagement const&) const = default;
};

/// Message 21: aid to navigation (§3.19). The name extension is part of the name.
struct AidToNavigation {
  Header header;
  std::uint8_t aid_type = 0;  ///< 0 … 31, 0 = not specified; see aid_type_text()
  Text<34> name;
  bool accurate = false;
  Coordinates coordinates;
  Dimensions dimensions;
  std::uint8_t epfd = 0;
  UtcSecond second;
  bool off_position = false;  ///< holds only where `second` has a value
  std::uint8_t regional = 0;
  bool raim = false;
  bool is_virtual = false;
  bool assigned = false;
  bool operator==(AidToNavigation const&) const = default;
};

/// Message 22: channel management (§3.20).
struct ChannelManagement {
  struct Area {
    Coordinates north_east;
    Coordinates south_west;
    bool operator==(Area const&) const = default;
  };
  struct Stations {
    MaybeMmsi first;
    MaybeMmsi second;
    bool operator==(Stations const&) const = default;
  };
  Header header;
  std::uint16_t channel_a = 0;
  std::uint16_t channel_b = 0;
  std::uint8_t transmit_receive = 0;
  bool low_power = false;
  std::variant<Area, Stations> target;
  bool narrow_a = false;
  bool narrow_b = false;
  std::uint8_t zone_size = 0;
  bool operator==(ChannelManagement const&) const = default;
};

/// Message 23: group assignment (§3.21).
struct GroupAssignment {
  Header header;
  Coordinates north_east;
  Coordinates south_west;
  std::uint8_t station_type = 0;
  std::optional<std::uint8_t> ship_type;  ///< empty: all types
  std::uint8_t transmit_receive = 0;
  std::uint8_t interval = 0;
  std::uint8_t quiet_minutes = 0;
  bool operator==(GroupAssignment const&) const = default;
};

/// Message 24, part A: the name (§3.22).
struct StaticDataA {
  Header header;
  Text<20> ship_name;
  bool operator==(StaticDataA const&) const = default;
};

/// Message 24, part B: the rest of the static data (§3.22).
struct StaticDataB {
  Header header;
  std::optional<std::uint8_t> ship_type;
  Text<3> vendor;
  std::uint8_t unit_model = 0;
  std::uint32_t serial = 0;
  Text<7> callsign;
  /// Of an auxiliary craft (98MIDxxxx) the thirty bits are her mother ship's MMSI, of all others the dimensions.
  std::variant<Dimensions, MaybeMmsi> size_or_mother_ship;
  std::uint8_t epfd = 0;  ///< M.1371-5 uses four of the formerly spare bits
  bool operator==(StaticDataB const&) const = default;
};

/// Messages 25 (single slot, §3.23) and 26 (multiple slots, §3.24): binary with few headers.
struct SlotBinary {
  Header header;
  bool addressed = false;
  bool structured = false;
  MaybeMmsi destination;
  std::optional<std::uint16_t> application;  ///< DAC (10 bits) and FI (6 bits), where structured
  BitData<1004> data;
  std::optional<std::uint32_t> radio;  ///< message 26 alone: selector and communication state, 20 bits
  bool operator==(SlotBinary const&) const = default;
};

/// Message 27: long-range position report (§3.25).
struct LongRangeReport {
  Header header;
  bool accurate = false;
  bool raim = false;
  NavigationStatus status = NavigationStatus::undefined;
  Coordinates coordinates;
  SpeedOverGround speed;
  CourseOverGround course;
  bool not_gnss = false;  ///< the position's latency is more than 5 s
  bool operator==(LongRangeReport const&) const = default;
};

using Message = std::variant<PositionReport, BaseStationReport, StaticAndVoyageData, BinaryAddressed, Acknowledgement,
                             BinaryBroadcast, SarAircraftReport, UtcInquiry, SafetyAddressed, SafetyBroadcast,
                             Interrogation, AssignmentCommand, DgnssBroadcast, ClassBReport, ClassBExtendedReport,
                             DataLinkManagement, AidToNavigation, ChannelManagement, GroupAssignment, StaticDataA,
                             StaticDataB, SlotBinary, LongRangeReport>;

/// The header, whatever the message is.
inline Header const& header_of(Message const& message) {
  return std::visit([](auto const& content) -> Header const& { return content.header; }, message);
}

/// Where the sender says it is (messages 1–4, 9, 11, 18, 19, 21, 27). Empty for the other messages and for half a
/// position.
std::optional<geo::Position> position_of(Message const& message);

/// The controlled vocabularies of the ITU tables, in English. Codes without a meaning give "Reserved" texts.
char const* status_text(NavigationStatus status);
char const* epfd_text(std::uint8_t epfd);
char const* ship_type_text(std::uint8_t ship_type);
char const* aid_type_text(std::uint8_t aid_type);
char const* station_type_text(std::uint8_t station_type);

}  // namespace lingding::ais
