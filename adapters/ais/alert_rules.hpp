#pragma once
// Which AIS messages are distress, which are tests, which are safety texts for the officers, and which are neither.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/ais/message.hpp"
#include "coordinator/incident.hpp"
#include "coordinator/mode.hpp"

namespace lingding::ais {

/// The message is an alert.
struct AlertFound {
  coordinator::AlertClass alert_class = coordinator::AlertClass::distress;
  coordinator::AlertKind kind = coordinator::AlertKind::ais_sart;
  std::string text;  ///< of the message; or why it was taken for distress although it does not say so; may be empty
  bool says_state = true;  ///< false: from a distress device, but neither "active" nor "under test" (static data, say)
  bool operator==(AlertFound const&) const = default;
};
/// A safety text without distress words.
struct SafetyTextFound {
  std::string text;
  bool operator==(SafetyTextFound const&) const = default;
};
using Finding = std::variant<std::monostate, AlertFound, SafetyTextFound>;

/// What one message is by itself. Pure. The rules, in this order:
/// - From a distress device (970 SART, 972 MOB, 974 EPIRB-AIS; Rec. ITU-R M.585-9, Annex 2):
///   - navigational status 14 is distress, 15 is a test (Rec. ITU-R M.1371-5, Annex 8, table 46);
///   - a text (message 12 or 14) with a word that begins with ACTIVE is distress, else one with a word that begins with
///   TEST
///     is a test (Annex 9: "SART ACTIVE", "SART TEST");
///   - anything else is distress, and the text says why: such a device sends for no other reason, and a false alarm
///   costs a
///     telephone call.
/// - Navigational status 14 from any other station is distress: ais_ship_status.
/// - A text (12, 14) with the word MAYDAY, SOS or DISTRESS from any other station is ais_safety_text: distress; a test
///   when one of its words begins with TEST, or is EXERCISE or DRILL, and none is MAYDAY.
/// - Any other text with a character in it is a notice. All else is nothing.
/// \param mode of the server: to an exercise, a text with EXERCISE or DRILL in it is no test but the thing practised.
Finding find_alert(Message const& message, coordinator::Mode mode = coordinator::Mode::real);

/// True when `word` stands in `text` as a whole word: letters and digits on neither side. Case does not matter.
bool has_word(std::string_view text, std::string_view word);
/// The same for the beginning of a word.
bool has_word_beginning(std::string_view text, std::string_view beginning);

}  // namespace lingding::ais
