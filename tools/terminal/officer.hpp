#pragma once
// What the officer's keys do: moves in the view, questions and their answers, the command line, the draft of a
// situation report, and the commands that come of them.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/sitrep.hpp"
#include "tools/terminal/command_line.hpp"
#include "tools/terminal/model.hpp"
#include "tools/terminal/page.hpp"

namespace lingding::terminal {

/// A key as the terminal gave it.
struct Key {
  enum class Kind : std::uint8_t {
    text,
    enter,
    escape,
    backspace,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    tab
  } kind = Kind::text;
  std::string text;  ///< one character in UTF-8, for Kind::text
};

class Officer {
 public:
  /// \param place reads positions of telephone reports
  Officer(ConsoleModel const& model, View& view, PlaceReader place = read_coordinates)
      : model_(model), view_(view), place_(std::move(place)) {}

  struct Pressed {
    std::optional<std::string> command;  ///< JSON of the command that is to be sent
    bool quit = false;
    std::optional<std::string> edit;  ///< this text is to be given to the officer's editor, and then to edited()
    bool quiet = false;               ///< the outcome of the command is not the officer\'s concern: not for sent()
  };
  /// \param now the time of a situation report that is drafted
  Pressed press(Key const& key, geo::UtcTime now = {});
  /// The command was given to the connection under this id.
  void sent(std::string_view id);
  /// Looks whether an outcome came for the newest command.
  void look();
  /// What the editor left; empty: it could not be run, or left nothing.
  void edited(std::optional<std::string> const& text);

 private:
  enum class Question : std::uint8_t { none, ship, note, accept, line, report, confirm, letter };
  /// An officer's note; the desk refuses a longer one (coordinator/limits.hpp, kMaxNoteBytes). A command's word more.
  static constexpr std::size_t kLongestAnswer = 4200;
  struct Draft {
    std::string incident_id;
    coordinator::SitrepForm form;
    coordinator::SitrepExtent extent = coordinator::SitrepExtent::brief;
    plans::Language language = plans::Language::en;
  };

  void ask(Question question, std::string_view text, std::string_view typed = {});
  Pressed answer(Key const& key);
  Pressed conclude();
  Pressed conclude_ship();
  Pressed carry_out(Said const& said);
  Pressed submit(coordinator::Command const& command);
  Pressed opened_plan();
  Pressed next_report_answer();
  void draft(DraftAsked const& asked);
  void show_draft();
  void set_letter();
  Pressed on_draft_letter(std::string_view letter);
  Pressed on_letter(std::string_view letter);
  void move(std::ptrdiff_t by);
  ConsoleModel::Case const* chosen() const { return model_.find(view_.chosen); }

  ConsoleModel const& model_;
  View& view_;
  PlaceReader place_;
  Question question_ = Question::none;
  std::string asked_;
  std::string typed_;
  std::string about_;    ///< the incident that the question is about: what is chosen may change meanwhile
  std::string waiting_;  ///< id of the command whose outcome is awaited
  std::string pending_;  ///< JSON of the command that is to be confirmed
  std::string report_for_;
  std::vector<std::string> report_;  ///< answers so far
  std::optional<Draft> draft_;
  std::set<std::string> plans_opened_;  ///< of which the desk was told, by incident and digest of the plan
  geo::UtcTime now_{};
};

}  // namespace lingding::terminal
