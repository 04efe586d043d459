#pragma once
// The console's command line: one word for each thing that an officer can do, and what follows it.

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coordinator/event.hpp"
#include "geo/expected.hpp"
#include "plans/language.hpp"
#include "tools/terminal/texts.hpp"

namespace lingding::terminal {

/// A situation report is to be drafted.
struct DraftAsked {
  bool full = false;
  plans::Language language = plans::Language::en;
};
/// The form of a telephone report is to be filled in.
struct ReportAsked {
  std::string incident_id;  ///< to which it belongs; empty: the desk finds that out
};
struct HelpAsked {};
/// The open questions of the watch of timetables are to be shown.
struct QuestionsAsked {};
using Said = std::variant<coordinator::Command, DraftAsked, ReportAsked, HelpAsked, QuestionsAsked>;

/// The open questions of the watch of timetables, as the console numbers them from 1.
using Questions = std::vector<coordinator::VoyageQuestion const*>;

/// Reads what was typed after the colon.
/// \param incident what it is about; null: none is chosen, and most commands are refused
/// \returns or a sentence in the console's language that says what is wrong and how the command is written
geo::Expected<Said, std::string> parse_line(std::string_view typed, coordinator::Incident const* incident,
                                            Language language, Questions const& questions = {});
/// What was typed, with its last word completed as far as only one thing is meant.
std::string completed(std::string_view typed);
/// How the command whose word was begun is written; empty: no word begins so.
std::string_view usage_of(std::string_view typed, Language language);
/// A line for each command: how it is written, what it does.
std::vector<std::string> command_help(Language language);
/// What must be confirmed before it is sent, as it can't be taken back by the next word; empty: nothing.
std::string confirmation(coordinator::Command const& command, Language language);

/// The answers to the report's questions, in their order.
enum class ReportQuestion : std::uint8_t { caller, ship, identity, position, nature, persons, words };
inline constexpr std::size_t kReportQuestions = 7;
std::string_view ask(ReportQuestion question, Language language);
/// Reads a place as mariners say it; empty: it is none that is known.
using PlaceReader = std::function<std::optional<coordinator::PossiblePosition>(std::string_view)>;
/// Coordinates in any of the forms that geo::parse_position takes.
std::optional<coordinator::PossiblePosition> read_coordinates(std::string_view text);
/// A report from its answers. A place that can't be read stays in the words, so that nothing that was said is lost.
/// \returns or a sentence that says which answer is wrong
geo::Expected<coordinator::AlertReport, std::string> report_of(std::vector<std::string> const& answers,
                                                               PlaceReader const& place, Language language);

/// The plan's contact as a call of it is recorded: "master +85290000001".
std::string contact_text(plans::Contact const& contact);

}  // namespace lingding::terminal
