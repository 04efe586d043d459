#pragma once
// What the officer's keys do: moves in the view, questions and their answers, and the commands that come of them.

#include <optional>
#include <string>
#include <string_view>

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
    end
  } kind = Kind::text;
  std::string text;  ///< one character in UTF-8, for Kind::text
};

class Officer {
 public:
  Officer(ConsoleModel const& model, View& view) : model_(model), view_(view) {}

  struct Pressed {
    std::optional<std::string> command;  ///< JSON of the command that is to be sent
    bool quit = false;
  };
  Pressed press(Key const& key);
  /// The command was given to the connection under this id.
  void sent(std::string_view id);
  /// Looks whether an outcome came for the newest command.
  void look();

 private:
  enum class Question : std::uint8_t { none, ship, note, accept };
  /// An officer's note; the desk refuses a longer one (coordinator/limits.hpp, kMaxNoteBytes).
  static constexpr std::size_t kLongestAnswer = 4000;

  void ask(Question question, std::string_view text);
  Pressed answer(Key const& key);
  Pressed conclude();
  Pressed on_letter(std::string_view letter);
  void move(std::ptrdiff_t by);
  ConsoleModel::Case const* chosen() const { return model_.find(view_.chosen); }

  ConsoleModel const& model_;
  View& view_;
  Question question_ = Question::none;
  std::string asked_;
  std::string typed_;
  std::string about_;    ///< the incident that the question is about: what is chosen may change meanwhile
  std::string waiting_;  ///< id of the command whose outcome is awaited
};

}  // namespace lingding::terminal
