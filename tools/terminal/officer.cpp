#include "tools/terminal/officer.hpp"

#include <algorithm>
#include <charconv>

#include "coordinator/codec.hpp"

namespace lingding::terminal {
namespace {

std::string json_of(coordinator::Command const& command) {
  std::string text;
  coordinator::append_json(text, command);
  return text;
}

}  // namespace

void Officer::ask(Question question, std::string_view text) {
  question_ = question;
  asked_ = text;
  typed_.clear();
  view_.prompt = asked_;
  view_.message.clear();
}

void Officer::move(std::ptrdiff_t by) {
  if (view_.where == View::Where::detail) {
    auto const to = static_cast<std::ptrdiff_t>(view_.scroll) + by;
    view_.scroll = static_cast<std::size_t>(std::max<std::ptrdiff_t>(to, 0));
    return;
  }
  auto const cases = model_.cases();
  if (cases.empty()) return;
  auto const found =
      std::find_if(cases.begin(), cases.end(), [&](auto const* entry) { return entry->incident.id == view_.chosen; });
  auto const index = found == cases.end() ? 0 : found - cases.begin();
  auto const to = std::clamp<std::ptrdiff_t>(index + by, 0, static_cast<std::ptrdiff_t>(cases.size()) - 1);
  view_.chosen = cases[static_cast<std::size_t>(to)]->incident.id;
}

Officer::Pressed Officer::press(Key const& key) {
  if (question_ != Question::none) return answer(key);
  if (waiting_.empty()) view_.message.clear();
  constexpr std::ptrdiff_t kPage = 10;
  constexpr std::ptrdiff_t kFar = 1'000'000;
  switch (key.kind) {
    case Key::Kind::up:
      move(-1);
      return {};
    case Key::Kind::down:
      move(1);
      return {};
    case Key::Kind::page_up:
      move(-kPage);
      return {};
    case Key::Kind::page_down:
      move(kPage);
      return {};
    case Key::Kind::home:
      move(-kFar);
      return {};
    case Key::Kind::end:
      move(kFar);
      return {};
    case Key::Kind::enter:
      if (view_.where == View::Where::list && chosen() != nullptr) {
        view_.where = View::Where::detail;
        view_.scroll = 0;
      }
      return {};
    case Key::Kind::escape:
    case Key::Kind::backspace:
      view_.where = View::Where::list;
      return {};
    case Key::Kind::text:
      return on_letter(key.text);
  }
  return {};
}

Officer::Pressed Officer::on_letter(std::string_view letter) {
  auto const& t = texts(view_.language);
  if (letter == "q") return {std::nullopt, true};
  if (letter == "l") {
    view_.language = view_.language == Language::en ? Language::zh_hant : Language::en;
    view_.message.clear();
    return {};
  }
  if (letter != "a" && letter != "c" && letter != "n") return {};
  auto const* const entry = chosen();
  if (entry == nullptr) return {};
  if (model_.observer()) {
    view_.message = t.observer_can_not;
    return {};
  }
  about_ = entry->incident.id;
  if (letter == "n") {
    ask(Question::note, t.ask_note);
  } else if (letter == "c") {
    if (view_.where == View::Where::detail) ask(Question::ship, t.ask_ship);
  } else if (entry->incident.offered_to == model_.centre()) {
    // One key must not take over a case by mistake.
    ask(Question::accept, t.ask_accept);
  } else {
    return {json_of(coordinator::Acknowledge{about_}), false};
  }
  return {};
}

Officer::Pressed Officer::answer(Key const& key) {
  if (key.kind == Key::Kind::escape) {
    question_ = Question::none;
    view_.prompt.clear();
    return {};
  }
  if (question_ == Question::accept) {
    if (key.kind != Key::Kind::text) return {};
    question_ = Question::none;
    view_.prompt.clear();
    if (key.text == "y" || key.text == "Y") return {json_of(coordinator::Acknowledge{about_}), false};
    return {};
  }
  if (key.kind == Key::Kind::enter) return conclude();
  if (key.kind == Key::Kind::backspace) {
    // One whole character: the bytes that go on another, then the one that begins it.
    while (!typed_.empty() && (static_cast<unsigned char>(typed_.back()) & 0xC0U) == 0x80U) typed_.pop_back();
    if (!typed_.empty()) typed_.pop_back();
  } else if (key.kind == Key::Kind::text && typed_.size() + key.text.size() <= kLongestAnswer) {
    typed_ += key.text;
  }
  view_.prompt = asked_ + typed_;
  return {};
}

Officer::Pressed Officer::conclude() {
  auto const question = question_;
  question_ = Question::none;
  view_.prompt.clear();
  if (typed_.empty()) return {};
  if (question == Question::note) return {json_of(coordinator::AddNote{about_, typed_}), false};
  auto const* const entry = model_.find(about_);
  std::optional<plans::Mmsi> ship = plans::Mmsi::parse(typed_);
  std::size_t number = 0;
  auto const end = typed_.data() + typed_.size();
  if (!ship && entry != nullptr && std::from_chars(typed_.data(), end, number).ptr == end && number >= 1 &&
      number <= entry->incident.candidates.size())
    ship = entry->incident.candidates[number - 1].mmsi;
  if (!ship) {
    view_.message = texts(view_.language).no_such_ship;
    return {};
  }
  return {json_of(coordinator::ConfirmShip{about_, *ship}), false};
}

void Officer::sent(std::string_view id) {
  waiting_ = id;
  view_.message = texts(view_.language).sent;
}

void Officer::look() {
  auto const& outcome = model_.outcome();
  if (waiting_.empty() || !outcome || outcome->command_id != waiting_) return;
  waiting_.clear();
  auto const& t = texts(view_.language);
  view_.message = outcome->done ? std::string{t.done} : std::string{t.refused} + ": " + outcome->text;
}

}  // namespace lingding::terminal
