#pragma once
// A digital selective call as a value: who calls whom, about which casualty, where and when, and what to do next.

#include <chrono>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "geo/position.hpp"
#include "geo/units.hpp"
#include "plans/identity.hpp"

namespace lingding::dsc {

/// The symbols of Rec. ITU-R M.493-16, Annex 1, table A1-3. The enumerators' values are the symbols themselves.
enum class Format : std::uint8_t {
  area = 102,
  distress = 112,
  group = 114,
  all_ships = 116,
  individual = 120,
  semi_automatic = 123
};
enum class Category : std::uint8_t { routine = 100, safety = 108, urgency = 110, distress = 112 };
enum class Nature : std::uint8_t {
  fire_explosion = 100,
  flooding = 101,
  collision = 102,
  grounding = 103,
  listing = 104,
  sinking = 105,
  disabled_adrift = 106,
  undesignated = 107,
  abandoning_ship = 108,
  piracy = 109,
  man_overboard = 110,
  epirb_emission = 112
};
enum class EndOfSequence : std::uint8_t {
  acknowledge_requested = 117,  ///< "R" in a sentence
  acknowledgement = 122,        ///< "B"
  end = 127                     ///< "S"
};

/// What the call is for, from its format, category, telecommand and end of sequence together.
enum class CallKind : std::uint8_t {
  distress_alert,                  ///< by the casualty herself
  distress_relay,                  ///< by another station, for `casualty`
  distress_acknowledgement,        ///< of `casualty`'s alert
  distress_relay_acknowledgement,  ///< of a relay
  distress_cancellation,           ///< a self-cancel: the casualty acknowledges her own alert
  test,                            ///< telecommand 118; nobody is in distress
  position_request,                ///< telecommand 121 with an acknowledgement asked for
  position_report,                 ///< telecommand 121, answered
  all_ships,                       ///< urgency or safety, to all
  area,                            ///< urgency or safety, to ships in an area
  group,
  individual,
  telephone  ///< semi-automatic or automatic service
};

/// A position as the call gives it.
struct CallPosition {
  geo::Position position;
  /// One unit of the last digit sent: a minute of latitude (1852 m), or 1/10 000 of one with an expansion. Calls cut
  /// digits off, they do not round (M.493-16, Annex 1, §8.1.2; Rec. ITU-R M.821-1): the craft is up to this far further
  /// from the equator and from Greenwich.
  geo::Metres resolution;
  /// No point that this position can stand for is further away than this: the diagonal of that box.
  geo::Metres uncertainty() const { return resolution * std::numbers::sqrt2; }
  bool operator==(CallPosition const&) const = default;
};

/// The rectangle of a call to ships in an area (M.493-16, Annex 1, §5.3): it reaches south and east from its
/// north-western corner.
struct CallArea {
  geo::Position north_west;
  geo::Degrees to_south;
  geo::Degrees to_east;
  bool operator==(CallArea const&) const = default;
};

/// M.493-16, Annex 1, table A1-5.
struct Hertz {
  std::uint32_t hertz = 0;
  bool operator==(Hertz const&) const = default;
};
struct MfHfChannel {
  std::uint32_t number = 0;
  bool operator==(MfHfChannel const&) const = default;
};
struct VhfChannel {
  std::uint32_t number = 0;
  bool operator==(VhfChannel const&) const = default;
};
using Frequency = std::variant<Hertz, MfHfChannel, VhfChannel>;

/// What an expansion sequence added (Rec. ITU-R M.821-1).
struct Expansion {
  std::uint8_t code = 0;  ///< 0 … 6: position, source and datum, speed, course, text, area, persons on board
  std::string data;       ///< as sent
  bool operator==(Expansion const&) const = default;
};

/// One call. What it does not say, or says is not known, is empty.
struct Call {
  CallKind kind = CallKind::individual;
  Format format = Format::individual;
  std::optional<Category> category;
  std::optional<Nature> nature;  ///< of the distress, whoever reports it
  std::optional<plans::Mmsi> sender;
  std::optional<plans::Mmsi> casualty;  ///< in distress calls alone; the sender herself in an alert of her own
  std::optional<plans::Mmsi> address;
  std::optional<CallArea> area;
  std::optional<CallPosition> position;           ///< of the casualty in distress calls, else of the sender
  std::optional<std::chrono::minutes> utc;        ///< since midnight: when the position was right
  std::optional<std::uint8_t> first_telecommand;  ///< the symbol, 100 … 126
  std::optional<std::uint8_t> second_telecommand;
  std::optional<std::uint8_t> subsequent_communications;  ///< in distress calls: a first telecommand's symbol
  std::optional<Frequency> receive;                       ///< that the called station is to receive on
  std::optional<Frequency> transmit;                      ///< that the called station is to send on
  std::string telephone;                                  ///< digits
  std::optional<EndOfSequence> eos;
  bool expansion_follows = false;     ///< the call announced one
  bool expanded = false;              ///< and it is joined, all its sentences
  std::vector<Expansion> expansions;  ///< joined
  std::optional<geo::Knots> speed;
  std::optional<geo::TrueBearing> course;
  std::optional<std::uint32_t> persons_on_board;
  std::vector<std::string> warnings;  ///< a sentence each, without a full stop

  bool is_distress() const {
    return kind == CallKind::distress_alert || kind == CallKind::distress_relay ||
           kind == CallKind::distress_acknowledgement || kind == CallKind::distress_relay_acknowledgement ||
           kind == CallKind::distress_cancellation;
  }
  bool operator==(Call const&) const = default;
};

/// Stable names: "all_ships", "disabled_adrift", …
char const* name_of(Format format);
char const* name_of(Category category);
char const* name_of(Nature nature);
char const* name_of(EndOfSequence eos);
char const* name_of(CallKind kind);
/// M.493-16, Annex 1, tables A1-4.1 and A1-4.2; empty for a symbol that they do not assign.
char const* first_telecommand_name(std::uint8_t symbol);
char const* second_telecommand_name(std::uint8_t symbol);

/// Empty for a symbol that the table does not assign.
std::optional<Format> format_of(std::uint8_t symbol);
std::optional<Category> category_of(std::uint8_t symbol);
std::optional<Nature> nature_of(std::uint8_t symbol);
std::optional<EndOfSequence> end_of_sequence_of(std::uint8_t symbol);

/// Sets `kind` (and for an alert of her own `casualty`) from the rest. What contradicts itself is warned of, and read
/// as the graver.
void classify(Call& call);

}  // namespace lingding::dsc
