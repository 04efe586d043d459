#pragma once
// The fixed phrases of a situation report in the four languages of the three centres.

#include <string_view>

#include "coordinator/incident.hpp"
#include "plans/language.hpp"

namespace lingding::coordinator {

/// One phrase; none of the four is ever empty.
struct FourTexts {
  std::string_view en;
  std::string_view zh_hant;
  std::string_view zh_hans;
  std::string_view pt;
  constexpr std::string_view in(plans::Language language) const {
    return plans::choose(language, en, zh_hant, zh_hans, pt);
  }
};

/// The form's letters: there is no I (MRCC Bremen's page of the IMO form; some transcriptions have A … M).
inline constexpr std::string_view kSitrepLetters = "ABCDEFGHJKLMN";
/// The short form ends with F.
inline constexpr std::size_t kShortSitrepLetters = 6;

/// The heading of a letter. \pre the letter is one of kSitrepLetters
FourTexts const& sitrep_label(char letter);

/// What else the form says.
enum class SitrepWord : std::uint8_t {
  date_time,  // the header's words
  priority,
  from,
  to,
  number,
  casualty,
  distress,  // the priorities
  urgency,
  routine,
  nil,  // from here on within the letters
  not_known,
  no_position,
  ship_not_known,
  probably,
  flag,
  within,
  or_else,
  probability,
  nature,
  phase,
  message_text,
  messages,
  sender_cancelled,
  on_board,
  accounted_for,
  missing,
  capacity,
  crew,
  takes_over,
  length,
  company,
  route,
  life_saving,
  places,
  appearance,
  called,
  units_alerted,
  informed,
  ship_seen,
  alongside,
  ended,
  more
};
FourTexts const& sitrep_word(SitrepWord word);

FourTexts const& sitrep_text(AlertKind kind);
FourTexts const& sitrep_text(Nature nature);
FourTexts const& sitrep_text(PositionSource source);
FourTexts const& sitrep_text(EmergencyPhase phase);
FourTexts const& sitrep_text(UnitState state);
FourTexts const& sitrep_text(CaseOutcome outcome);
/// The centre's name on a message: "HONG KONG MRCC".
FourTexts const& sitrep_text(geo::CentreId centre);

}  // namespace lingding::coordinator
