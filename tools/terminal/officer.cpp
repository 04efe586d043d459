#include "tools/terminal/officer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "coordinator/codec.hpp"

namespace lingding::terminal {
namespace {

std::string json_of(coordinator::Command const& command) {
  std::string text;
  coordinator::append_json(text, command);
  return text;
}

}  // namespace

void Officer::ask(Question question, std::string_view text, std::string_view typed) {
  question_ = question;
  asked_ = text;
  typed_ = typed;
  view_.prompt = asked_ + typed_;
  view_.message.clear();
}

void Officer::move(std::ptrdiff_t by) {
  if (view_.where != View::Where::list) {
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

Officer::Pressed Officer::press(Key const& key, geo::UtcTime now) {
  now_ = now;
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
        view_.opened = true;
        view_.scroll = 0;
        return opened_plan();
      }
      return {};
    case Key::Kind::escape:
    case Key::Kind::backspace:
      // A draft is left with its own key, so that it is not lost by a slip.
      if (view_.where == View::Where::help || view_.where == View::Where::questions) {
        view_.where = chosen() != nullptr && view_.opened ? View::Where::detail : View::Where::list;
        view_.scroll = 0;
      } else if (view_.where != View::Where::draft) {
        view_.where = View::Where::list;
        view_.opened = false;
      }
      return {};
    case Key::Kind::tab:
      return {};
    case Key::Kind::text:
      return view_.where == View::Where::draft ? on_draft_letter(key.text) : on_letter(key.text);
  }
  return {};
}

namespace {

/// Keys that begin a command line, and what they write there.
std::string_view begun_by(std::string_view key) {
  if (key == "p") return "persons ";
  if (key == "h") return "phase ";
  if (key == "u") return "unit ";
  if (key == "t") return "call ";
  if (key == "d") return "decline ";
  if (key == "w") return "request ";
  if (key == "o") return "offer ";
  if (key == "m") return "merge ";
  if (key == "s") return "sitrep ";
  if (key == "x") return "close ";
  return {};
}

}  // namespace

Officer::Pressed Officer::on_letter(std::string_view letter) {
  auto const& t = texts(view_.language);
  if (letter == "q") return {std::nullopt, true, std::nullopt};
  if (letter == "l") {
    view_.language = view_.language == Language::en ? Language::zh_hant : Language::en;
    view_.message.clear();
    return {};
  }
  if (letter == "?") return carry_out(HelpAsked{});
  if (letter == "v") return carry_out(QuestionsAsked{});
  auto const begun = begun_by(letter);
  bool const is_line = letter == ":" || letter == "r" || !begun.empty();
  if (letter != "a" && letter != "c" && letter != "n" && !is_line) return {};
  auto const* const entry = chosen();
  if (entry == nullptr && letter != ":" && letter != "r") return {};
  if (model_.observer()) {
    view_.message = t.observer_can_not;
    return {};
  }
  about_ = entry == nullptr ? std::string{} : entry->incident.id;
  if (letter == "r") return carry_out(ReportAsked{});
  if (is_line) {
    ask(Question::line, ":", begun);
    view_.message = usage_of(typed_, view_.language);
  } else if (letter == "n") {
    ask(Question::note, t.ask_note);
  } else if (letter == "c") {
    if (view_.where == View::Where::detail) ask(Question::ship, t.ask_ship);
  } else {
    return submit(coordinator::Acknowledge{about_});
  }
  return {};
}

Officer::Pressed Officer::answer(Key const& key) {
  if (key.kind == Key::Kind::escape) {
    question_ = Question::none;
    view_.prompt.clear();
    view_.message.clear();
    return {};
  }
  if (question_ == Question::accept || question_ == Question::confirm) {
    if (key.kind != Key::Kind::text) return {};
    question_ = Question::none;
    view_.prompt.clear();
    if (key.text == "y" || key.text == "Y") return {std::exchange(pending_, {}), false, std::nullopt};
    return {};
  }
  if (key.kind == Key::Kind::enter) return conclude();
  if (key.kind == Key::Kind::tab && question_ == Question::line) {
    typed_ = completed(typed_);
  } else if (key.kind == Key::Kind::backspace) {
    // One whole character: the bytes that go on another, then the one that begins it.
    while (!typed_.empty() && (static_cast<unsigned char>(typed_.back()) & 0xC0U) == 0x80U) typed_.pop_back();
    if (!typed_.empty()) typed_.pop_back();
  } else if (key.kind == Key::Kind::text && typed_.size() + key.text.size() <= kLongestAnswer) {
    typed_ += key.text;
  }
  if (question_ == Question::line) view_.message = usage_of(typed_, view_.language);
  view_.prompt = asked_ + typed_;
  return {};
}

Officer::Pressed Officer::conclude() {
  auto const question = question_;
  if (question == Question::report) return next_report_answer();
  question_ = Question::none;
  view_.prompt.clear();
  view_.message.clear();
  if (question == Question::letter) {
    set_letter();
    return {};
  }
  if (typed_.empty()) return {};
  if (question == Question::note) return submit(coordinator::AddNote{about_, typed_});
  if (question == Question::ship) return conclude_ship();
  auto const* const entry = model_.find(about_);
  auto const line =
      parse_line(typed_, entry == nullptr ? nullptr : &entry->incident, view_.language, model_.questions());
  if (line) return carry_out(*line);
  // What was typed can be put right.
  ask(Question::line, ":", std::string{typed_});
  view_.message = line.error();
  return {};
}

Officer::Pressed Officer::conclude_ship() {
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
  return submit(coordinator::ConfirmShip{about_, *ship});
}

Officer::Pressed Officer::carry_out(Said const& said) {
  if (auto const* const command = std::get_if<coordinator::Command>(&said)) return submit(*command);
  if (std::holds_alternative<HelpAsked>(said)) {
    view_.where = View::Where::help;
    view_.scroll = 0;
  } else if (std::holds_alternative<QuestionsAsked>(said)) {
    view_.where = View::Where::questions;
    view_.scroll = 0;
  } else if (auto const* const asked = std::get_if<DraftAsked>(&said)) {
    draft(*asked);
  } else if (auto const* const report = std::get_if<ReportAsked>(&said)) {
    report_for_ = report->incident_id;
    report_.clear();
    ask(Question::report, terminal::ask(ReportQuestion::caller, view_.language));
  }
  return {};
}

/// Sent at once, or when it was confirmed.
/// Whose page shows a plan has it open: the desk is told once. A refusal is no news for the officer.
Officer::Pressed Officer::opened_plan() {
  auto const* const entry = chosen();
  if (entry == nullptr || model_.observer() || !entry->incident.ship || !entry->incident.ship->plan) return {};
  auto const& incident = entry->incident;
  if (!plans_opened_.insert(incident.id + " " + incident.ship->plan->digest).second) return {};
  return {json_of(coordinator::OpenPlan{incident.id}), false, std::nullopt, true};
}

Officer::Pressed Officer::submit(coordinator::Command const& command) {
  auto const* const entry = model_.find(about_);
  if (std::holds_alternative<coordinator::Acknowledge>(command) && entry != nullptr &&
      entry->incident.offered_to == model_.centre()) {
    // One key must not take over a case by mistake.
    pending_ = json_of(command);
    ask(Question::accept, texts(view_.language).ask_accept);
    return {};
  }
  if (auto const question = confirmation(command, view_.language); !question.empty()) {
    pending_ = json_of(command);
    ask(Question::confirm, question);
    return {};
  }
  return {json_of(command), false, std::nullopt};
}

Officer::Pressed Officer::next_report_answer() {
  report_.push_back(typed_);
  if (report_.size() < kReportQuestions) {
    ask(Question::report, terminal::ask(static_cast<ReportQuestion>(report_.size()), view_.language));
    return {};
  }
  auto report = report_of(report_, place_, view_.language);
  if (!report) {
    // The last answers again, with what is wrong; the others are kept.
    report_.resize(static_cast<std::size_t>(ReportQuestion::nature));
    ask(Question::report, terminal::ask(ReportQuestion::nature, view_.language));
    view_.message = report.error();
    return {};
  }
  question_ = Question::none;
  view_.prompt.clear();
  return {json_of(coordinator::ReportDistress{report_for_, *std::move(report)}), false, std::nullopt};
}

// ---- the draft of a situation report

void Officer::draft(DraftAsked const& asked) {
  auto const* const entry = model_.find(about_);
  if (entry == nullptr) return;
  draft_ = Draft{entry->incident.id,
                 {},
                 asked.full ? coordinator::SitrepExtent::full : coordinator::SitrepExtent::brief,
                 asked.language};
  draft_->form = coordinator::compose_sitrep(entry->incident, {.from = model_.centre(),
                                                               .now = now_,
                                                               .extent = draft_->extent,
                                                               .mode = model_.mode(),
                                                               .language = asked.language});
  view_.where = View::Where::draft;
  view_.scroll = 0;
  show_draft();
}

void Officer::show_draft() {
  view_.draft = coordinator::write_sitrep(draft_->form, draft_->language);
}

/// "E HELICOPTER": the letter says that; a letter alone is left out.
void Officer::set_letter() {
  if (!draft_ || typed_.empty()) return;
  char const letter = typed_[0] >= 'a' && typed_[0] <= 'z' ? static_cast<char>(typed_[0] - 'a' + 'A') : typed_[0];
  bool const alone = typed_.size() == 1;
  if (letter < 'A' || letter > 'Z' || (!alone && typed_[1] != ' ')) {
    view_.message = texts(view_.language).ask_letter;
    return;
  }
  std::erase_if(draft_->form.fields, [&](auto const& field) { return field.letter == letter; });
  if (!alone) draft_->form.fields.push_back({letter, typed_.substr(2)});
  draft_->form = coordinator::normalised(std::move(draft_->form));
  show_draft();
}

Officer::Pressed Officer::on_draft_letter(std::string_view letter) {
  auto const& t = texts(view_.language);
  auto const leave = [&] {
    draft_.reset();
    view_.draft.clear();
    view_.where = view_.opened ? View::Where::detail : View::Where::list;
    view_.scroll = 0;
  };
  if (letter == "q") {
    leave();
  } else if (letter == ":") {
    ask(Question::letter, t.ask_letter);
  } else if (letter == "e") {
    return {std::nullopt, false, view_.draft};
  } else if (letter == "i") {
    auto const* const entry = model_.find(draft_->incident_id);
    // Another may have been issued meanwhile.
    if (entry != nullptr) {
      draft_->form.number = std::to_string(coordinator::next_sitrep_number(entry->incident));
      draft_->form.marking = coordinator::marking_of(model_.mode(), entry->incident.no_duff.has_value());
    }
    Pressed pressed{
        json_of(coordinator::IssueSitrep{draft_->incident_id, draft_->extent == coordinator::SitrepExtent::full,
                                         coordinator::write_sitrep(draft_->form, draft_->language)}),
        false, std::nullopt};
    leave();
    return pressed;
  }
  return {};
}

void Officer::edited(std::optional<std::string> const& text) {
  if (!draft_) return;
  auto const& t = texts(view_.language);
  if (!text) {
    view_.message = t.no_editor;
    return;
  }
  auto form = coordinator::parse_sitrep(*text);
  if (!form) {
    view_.message = t.not_a_sitrep;
    return;
  }
  // How it is marked is not the editor's to say.
  form->marking = draft_->form.marking;
  draft_->form = *std::move(form);
  show_draft();
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
  auto const own = text_of_refusal(outcome->code, view_.language);
  view_.message = outcome->done ? std::string{t.done}
                                : std::string{t.refused} + ": " + (own.empty() ? outcome->text : std::string{own});
  // What a report or a split made is what the officer wants to see next.
  if (!outcome->incident_id.empty() && model_.find(outcome->incident_id) != nullptr)
    view_.chosen = outcome->incident_id;
}

}  // namespace lingding::terminal
