#pragma once
// A message from a Cospas-Sarsat mission control centre (MCC) as a value, whatever form it came in.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "plans/identity.hpp"

namespace lingding::sarsat {

/// In which form the message came.
enum class SitForm : std::uint8_t {
  paragraphs,  ///< SIT 185 (C/S A.002, annex C; G.007, section 3): numbered paragraphs for people
  xml,         ///< a topMessage
  national,    ///< free layout with a BEACON ID, as the USMCC's SIT 160 and 170 series
  fields       ///< C/S A.002's message fields between strokes: read where the layout is known, kept whole always
};

/// What the message announces, from its title, its SIT number or its XML element.
enum class SitKind : std::uint8_t {
  alert,         ///< an alert of which no more is said
  unlocated,     ///< no position yet
  initial,       ///< first position
  conflict,      ///< positions of one beacon that do not agree: all are sent again
  confirmation,  ///< two independent positions agree (the ambiguity is resolved)
  update,        ///< a further position after the confirmation
  unreliable,    ///< the beacon's message could not be trusted
  cease,         ///< the MCC closes the case: evidence, not an order to stop
  free_text,     ///< a narrative message
  unknown        ///< an envelope with a body that is kept whole
};

/// One position of a message. What the message does not say is empty.
struct MccPosition {
  geo::Position position;
  std::optional<std::uint32_t> probability_percent;  ///< of Doppler A against B, 0 … 100
  /// With 95 % the beacon is no further than this (DOA: "EXPECTED ACCURACY nn NMS", G.007).
  std::optional<geo::Metres> expected_accuracy;
  /// The bound that paragraph 14 states for an encoded position ("PLUS-MINUS 30 MINUTES"): in latitude and in
  /// longitude, a minute of either taken as a nautical mile.
  std::optional<geo::Metres> encoded_uncertainty;
  std::optional<geo::Metres> altitude;
  bool operator==(MccPosition const&) const = default;
};

/// One solution of an XML message or of one of fields; the newest of each kind is also the message's own.
struct MccSolution {
  std::string satellite;  ///< of fields: all that took part, with blanks between
  std::string lut;        ///< the ground station, four digits; fields only
  std::string orbit;
  std::string side;                      ///< "A" or "B" of a resolved Doppler pair
  std::optional<geo::UtcTime> at;        ///< of several bursts the last
  std::optional<geo::UtcTime> first_at;  ///< of several bursts the first; fields only
  std::optional<std::uint64_t> frequency_hz;
  std::optional<MccPosition> doppler_a;
  std::optional<MccPosition> doppler_b;
  std::optional<MccPosition> doa;
  bool operator==(MccSolution const&) const = default;
};

/// A paragraph by the number that it was written with; 0: written without one.
struct Paragraph {
  std::uint32_t number = 0;
  std::string text;  ///< blanks squeezed, '\n' between lines
  bool operator==(Paragraph const&) const = default;
};

/// A message. "NIL", "N/A", "UNKNOWN" and the like are absence: empty here, and never a number.
struct SitMessage {
  SitForm form = SitForm::paragraphs;
  SitKind kind = SitKind::alert;
  std::string title;  ///< as sent, blanks squeezed; of XML the element's name
  std::optional<std::uint32_t> sit;
  std::string msg_no;
  std::string reference;      ///< the MCC's reference; often the beacon's ID
  std::string reporting_mcc;  ///< four characters of the envelope or XML ("5030"), or letters of paragraph 2 ("AUMCC")
  std::string destination;
  std::optional<geo::UtcTime> sent_at;
  std::optional<geo::UtcTime> detected_at;
  std::optional<geo::UtcTime> last_detected_at;  ///< where the message says first and last
  std::string detected_by;
  std::optional<std::uint64_t> frequency_hz;
  std::optional<std::uint32_t> country_code;
  std::string country;
  std::string user_class;
  std::string emergency;
  std::optional<plans::BeaconId> hex_id_15;
  std::optional<plans::BeaconId> hex_id_23;
  std::string beacon_message;  ///< hexadecimal digits of the message itself (30 of a first-generation beacon)
  std::string site_id;
  std::optional<MccPosition> confirmed;
  std::optional<MccPosition> doppler_a;
  std::optional<MccPosition> doppler_b;
  std::optional<MccPosition> doa;
  std::optional<MccPosition> encoded;
  std::string encoded_source;  ///< "internal" or "external"; empty: not said
  std::string update_time;     ///< of the encoded position, as sent
  std::string homing;
  std::string activation;
  std::string beacon_number;
  std::string remarks;
  bool is_nocr = false;               ///< a copy to the country of registration: the beacon is elsewhere
  bool is_test = false;               ///< the title or the user class says test
  bool is_exercise = false;           ///< the title or the remarks say exercise
  bool is_ship_security = false;      ///< SSAS: not to be answered on the air
  bool beacon_unreliable = false;     ///< the ID and all else decoded from the beacon may be wrong
  bool doppler_suspect = false;       ///< "RELIABILITY OF DOPPLER POSITION DATA - SUSPECT"
  std::vector<Paragraph> paragraphs;  ///< all of them, in the order sent
  std::vector<MccSolution> solutions;
  std::vector<std::string> fields;  ///< of form `fields`: all that stands between strokes behind the destination
  std::string body;                 ///< of forms `national`, `fields` and free text: as sent
  std::vector<std::string> warnings;

  bool has_position() const { return confirmed || doppler_a || doppler_b || doa || encoded; }
};

char const* name_of(SitForm form);
char const* name_of(SitKind kind);

/// What the title says, by its words ("POSITION CONFLICT", "CONFIRM", "INITIAL", …).
SitKind kind_of_title(std::string_view title);
/// What an envelope's SIT number says (C/S A.002, table of subject indicators). `unknown` for all others.
SitKind kind_of_sit(std::uint32_t sit);
/// 132, 133, 136, 137, 332, 336, 337: notification of the country of registration.
bool is_nocr_sit(std::uint32_t sit);

}  // namespace lingding::sarsat
