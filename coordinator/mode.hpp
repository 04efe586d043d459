#pragma once
// What a server is for, the world or an exercise, and the words by which an exercise, and what is real amid one, are
// told apart wherever they are written.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plans/language.hpp"

namespace lingding::coordinator {

/// What a server, its journals, its messages and its links are for. The two never mix.
enum class Mode : std::uint8_t { real, exercise };
/// "real", "exercise": in the configuration, in messages, in exports.
std::string_view to_text(Mode mode);
std::optional<Mode> parse_mode(std::string_view text);

/// How a text is marked.
enum class Marking : std::uint8_t {
  none,      ///< real, said by a server that is for the world
  exercise,  ///< "EXERCISE EXERCISE EXERCISE"
  no_duff    ///< real, said by a server that is for an exercise
};
/// Of what a server of this mode says. \param no_duff it is real whatever the server is for.
constexpr Marking marking_of(Mode mode, bool no_duff) {
  if (mode == Mode::real) return Marking::none;
  return no_duff ? Marking::no_duff : Marking::exercise;
}

// The words. "EXERCISE" thrice before (and, as a message may be cut, after) everything that an exercise sends is the
// practice of search and rescue exercises; NO DUFF is the pro-word of the radio rules of armed forces and coastguards
// for what is real while one goes on. Consoles and texts of every language have the English word too: whoever is on the
// circuit knows it.

/// Once: "EXERCISE", "演習", "演习", "EXERCÍCIO".
std::string_view exercise_word(plans::Language language);
/// A line of its own: "EXERCISE EXERCISE EXERCISE", in other languages theirs and the English one.
std::string_view exercise_line(plans::Language language);
/// For what has no language of its own, or is read by everybody.
inline constexpr std::string_view kExerciseMarking = "EXERCISE EXERCISE EXERCISE 演習";
/// A line of its own: "NO DUFF NO DUFF NO DUFF - REAL, NOT AN EXERCISE", with the same in the language.
std::string_view no_duff_line(plans::Language language);
inline constexpr std::string_view kNoDuffMarking = "NO DUFF – REAL";
/// What follows from NO DUFF, for whoever reads it at an exercise.
inline constexpr std::string_view kHandOver =
    "This server is an exercise's, not the real desk: hand this to the real desk NOW.";

/// What marking a line is, whatever its case and language: nothing but the word for exercise, or begun with NO DUFF.
Marking marking_in(std::string_view line);
/// The text with the marking as its first and its last line, and no other marking there. A text that has it so stays as
/// it is. Marking::none takes markings away. Always ends with a line end, but for an empty text, which stays empty.
std::string with_marking(std::string_view text, Marking marking, plans::Language language = plans::Language::en);

}  // namespace lingding::coordinator
