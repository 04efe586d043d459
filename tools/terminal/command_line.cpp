#include "tools/terminal/command_line.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "coordinator/names.hpp"
#include "coordinator/sitrep_texts.hpp"
#include "geo/position_text.hpp"

namespace lingding::terminal {
namespace {

using coordinator::Incident;
using Result = geo::Expected<Said, std::string>;

struct Word {
  std::string_view word;
  std::string_view usage;
  std::string_view english;
  std::string_view chinese;
};
constexpr std::array kWords{
    Word{"ack", "ack", "acknowledge; accepts custody where it is offered here", "確認收到;如獲提交接管,即接管"},
    Word{"decline", "decline REASON", "do not take the custody that is offered", "拒絕接管"},
    Word{"request", "request REASON", "ask the custodian for custody", "向主管中心要求接管"},
    Word{"offer", "offer CN-GD|HK|MO [REASON]", "offer custody to a centre", "向他中心提交接管"},
    Word{"force", "force REASON", "take custody: the custodian can't be reached", "強制接管:無法聯絡主管中心"},
    Word{"ship", "ship NUMBER|MMSI", "confirm which ship it is", "確認船舶"},
    Word{"note", "note TEXT", "a line for the log", "備註"},
    Word{"phase", "phase uncertainty|alert|distress REASON", "the emergency phase", "緊急階段"},
    Word{"persons", "persons ON_BOARD|- [ACCOUNTED|-] [SOURCE]", "persons on board and accounted for",
         "船上人數及已確定下落人數"},
    Word{"unit", "unit NAME, alerted|proceeding|on_scene|returning|released[, KIND][, NOTE]", "a unit and its state",
         "搜救單位及狀態"},
    Word{"call", "call NUMBER|CONTACT = OUTCOME", "a call of the list, and what came of it", "聯絡及結果"},
    Word{"merge", "merge NUMBER|INCIDENT [REASON]", "the two are one casualty", "兩事件為同一遇險個案"},
    Word{"split", "split ALERT[,ALERT] [REASON]", "these alerts are another casualty's", "警報屬另一遇險個案"},
    Word{"sitrep", "sitrep [full] [en|zh-Hant|zh-Hans|pt]", "draft a situation report", "擬備情況報告"},
    Word{"close", "close rescued|assisted|false_alert|duplicate|transferred|suspended REASON", "how the case ended",
         "結案"},
    Word{"reopen", "reopen REASON", "the case goes on after all", "重開個案"},
    Word{"noduff", "noduff [REASON]", "in an exercise: this is REAL, not of the exercise",
         "演習中：此為真實事件，並非演習"},
    Word{"report", "report [here]", "a telephone or radio report; here: of this incident", "電話或無線電報告"},
    Word{"questions", "questions", "what the watch of timetables asks", "班次監察的問題"},
    Word{"explain", "explain NUMBER REASON", "a question: nothing is wrong, for this voyage", "問題:本航次無異常"},
    Word{"trouble", "trouble NUMBER REASON", "a question: you are concerned for her; a case is opened",
         "問題:關注其安全,即開立個案"},
    Word{"help", "help", "this list", "說明"},
};

std::string say(Language language, std::string_view english, std::string_view chinese) {
  return std::string{language == Language::en ? english : chinese};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Takes the first word off.
std::string_view next_word(std::string_view& rest) {
  rest = trimmed(rest);
  auto const end = std::min(rest.find(' '), rest.size());
  auto const word = rest.substr(0, end);
  rest = trimmed(rest.substr(end));
  return word;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  auto const end = text.data() + text.size();
  auto const read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return value;
}

/// The number of something in a list that counts from 1.
template <class T>
T const* numbered(std::vector<T> const& list, std::string_view text) {
  auto const index = number(text);
  return index && *index >= 1 && *index <= list.size() ? &list[*index - 1] : nullptr;
}

/// What follows a command's word, and the incident that it is about.
struct Given {
  Incident const& incident;
  std::string_view rest;
};
using Read = std::optional<Said> (*)(Given);

std::string text_of(std::string_view text) {
  return std::string{text};
}

std::optional<Said> read_offer(Given given) {
  auto const centre = geo::parse_centre(next_word(given.rest));
  if (!centre) return std::nullopt;
  return coordinator::OfferCustody{given.incident.id, *centre, text_of(given.rest)};
}

std::optional<Said> read_ship(Given given) {
  auto mmsi = plans::Mmsi::parse(given.rest);
  if (!mmsi)
    if (auto const* const candidate = numbered(given.incident.candidates, given.rest)) mmsi = candidate->mmsi;
  if (!mmsi) return std::nullopt;
  return coordinator::ConfirmShip{given.incident.id, *mmsi};
}

std::optional<Said> read_phase(Given given) {
  auto const phase = coordinator::named(coordinator::kEmergencyPhases, next_word(given.rest));
  if (!phase || given.rest.empty()) return std::nullopt;
  return coordinator::SetPhase{given.incident.id, *phase, text_of(given.rest)};
}

std::optional<Said> read_persons(Given given) {
  coordinator::SetPersons command{given.incident.id, {}, {}, {}};
  auto const first = next_word(given.rest);
  command.on_board = number(first);
  if (!command.on_board && first != "-") return std::nullopt;
  auto after = given.rest;
  auto const second = next_word(after);
  if (auto const accounted = number(second); accounted || second == "-") {
    command.accounted_for = accounted;
    given.rest = after;
  }
  command.source = text_of(given.rest);
  if (!command.on_board && !command.accounted_for && command.source.empty()) return std::nullopt;
  return command;
}

std::optional<Said> read_unit(Given given) {
  std::vector<std::string_view> parts;
  auto rest = given.rest;
  // The fourth is the note, with whatever commas it has.
  while (parts.size() < 3) {
    auto const comma = rest.find(',');
    if (comma == std::string_view::npos) break;
    parts.push_back(trimmed(rest.substr(0, comma)));
    rest = rest.substr(comma + 1);
  }
  parts.push_back(trimmed(rest));
  if (parts.size() < 2 || parts[0].empty()) return std::nullopt;
  auto const state = coordinator::named(coordinator::kUnitStates, parts[1]);
  if (!state) return std::nullopt;
  auto const part = [&](std::size_t index) { return index < parts.size() ? text_of(parts[index]) : std::string{}; };
  return coordinator::SetUnit{given.incident.id, part(0), part(2), *state, part(3)};
}

std::optional<Said> read_call(Given given) {
  auto const equals = given.rest.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  auto const who = trimmed(given.rest.substr(0, equals));
  auto const outcome = trimmed(given.rest.substr(equals + 1));
  if (who.empty() || outcome.empty()) return std::nullopt;
  auto contact = text_of(who);
  if (given.incident.ship && given.incident.ship->plan)
    if (auto const* const listed = numbered(given.incident.ship->plan->contacts, who)) contact = contact_text(*listed);
  return coordinator::LogCall{given.incident.id, contact, text_of(outcome)};
}

std::optional<Said> read_merge(Given given) {
  auto const which = next_word(given.rest);
  if (which.empty()) return std::nullopt;
  auto const* const match = numbered(given.incident.matches, which);
  if (match == nullptr && number(which)) return std::nullopt;
  return coordinator::MergeIncidents{given.incident.id, match != nullptr ? match->incident_id : text_of(which),
                                     text_of(given.rest)};
}

std::optional<Said> read_split(Given given) {
  auto which = next_word(given.rest);
  coordinator::SplitIncident command{given.incident.id, {}, text_of(given.rest)};
  while (!which.empty()) {
    auto const end = std::min(which.find(','), which.size());
    auto const* const alert = numbered(given.incident.alerts, which.substr(0, end));
    if (alert == nullptr) return std::nullopt;
    command.alert_ids.push_back(alert->id);
    which.remove_prefix(std::min(end + 1, which.size()));
  }
  if (command.alert_ids.empty()) return std::nullopt;
  return command;
}

std::optional<Said> read_sitrep(Given given) {
  DraftAsked asked;
  while (!given.rest.empty()) {
    auto const word = next_word(given.rest);
    auto const language = plans::parse_language(word);
    if (word != "full" && !language) return std::nullopt;
    if (language) asked.language = *language;
    asked.full = asked.full || word == "full";
  }
  return asked;
}

std::optional<Said> read_close(Given given) {
  auto const outcome = coordinator::named(coordinator::kCaseOutcomes, next_word(given.rest));
  if (!outcome || *outcome == coordinator::CaseOutcome::open || given.rest.empty()) return std::nullopt;
  return coordinator::CloseIncident{given.incident.id, *outcome, text_of(given.rest)};
}

template <class Command>
std::optional<Said> with_text(Given given) {
  if (given.rest.empty()) return std::nullopt;
  return Command{given.incident.id, text_of(given.rest)};
}

Read reader_of(std::string_view word) {
  if (word == "ack")
    return [](Given given) -> std::optional<Said> { return coordinator::Acknowledge{given.incident.id}; };
  if (word == "decline") return with_text<coordinator::DeclineCustody>;
  if (word == "request") return with_text<coordinator::RequestCustody>;
  if (word == "offer") return read_offer;
  if (word == "force") return with_text<coordinator::ForceCustody>;
  if (word == "ship") return read_ship;
  if (word == "note") return with_text<coordinator::AddNote>;
  if (word == "phase") return read_phase;
  if (word == "persons") return read_persons;
  if (word == "unit") return read_unit;
  if (word == "call") return read_call;
  if (word == "merge") return read_merge;
  if (word == "split") return read_split;
  if (word == "sitrep") return read_sitrep;
  if (word == "close") return read_close;
  if (word == "noduff")
    return [](Given given) -> std::optional<Said> {
      return coordinator::SayNoDuff{given.incident.id, text_of(given.rest)};
    };
  if (word == "reopen")
    return [](Given given) -> std::optional<Said> {
      if (given.rest.empty()) return std::nullopt;
      return coordinator::CloseIncident{given.incident.id, coordinator::CaseOutcome::open, text_of(given.rest)};
    };
  return nullptr;
}

Word const* word_of(std::string_view typed) {
  auto const found = std::ranges::find(kWords, typed, &Word::word);
  return found == kWords.end() ? nullptr : &*found;
}

/// What may stand after the word.
std::vector<std::string_view> choices_after(std::string_view word) {
  std::vector<std::string_view> choices;
  auto const add = [&](auto const& all) {
    for (auto const one : all) choices.push_back(coordinator::to_text(one));
  };
  if (word == "phase") add(coordinator::kEmergencyPhases);
  if (word == "unit") add(coordinator::kUnitStates);
  if (word == "close") {
    add(coordinator::kCaseOutcomes);
    std::erase(choices, "open");
  }
  if (word == "offer")
    for (auto const centre : geo::kCentres) choices.emplace_back(geo::to_text(centre));
  if (word == "sitrep") {
    choices.push_back("full");
    for (auto const language : plans::kLanguages) choices.emplace_back(plans::to_text(language));
  }
  if (word == "report") choices.push_back("here");
  return choices;
}

}  // namespace

std::string contact_text(plans::Contact const& contact) {
  return contact.role + " " + contact.phone;
}

Result parse_line(std::string_view typed, Incident const* incident, Language language, Questions const& questions) {
  auto rest = typed;
  auto const word = next_word(rest);
  if (word == "questions" && rest.empty()) return Said{QuestionsAsked{}};
  if (word == "explain" || word == "trouble") {
    auto const* const question = numbered(questions, next_word(rest));
    if (question == nullptr || rest.empty())
      return geo::Unexpected{say(language, "Write: ", "格式:") + text_of(word_of(word)->usage) +
                             say(language, "  (questions lists them)", "  (輸入 questions 查看)")};
    return Said{coordinator::Command{coordinator::AnswerVoyage{
        (*question)->id, word == "explain" ? coordinator::WatchAnswer::explained : coordinator::WatchAnswer::trouble,
        text_of(rest)}}};
  }
  if (word == "help") return Said{HelpAsked{}};
  if (word == "report" && (rest.empty() || rest == "here")) {
    if (rest.empty()) return Said{ReportAsked{}};
    if (incident != nullptr) return Said{ReportAsked{incident->id}};
  }
  auto const* const known = word_of(word);
  if (known == nullptr)
    return geo::Unexpected{say(language, "No such command: ", "沒有此指令:") + text_of(word) +
                           say(language, "  (help lists them)", "  (輸入 help 查看)")};
  if (incident == nullptr) return geo::Unexpected{say(language, "No incident is chosen.", "未選擇事件。")};
  if (auto const read = reader_of(word))
    if (auto line = read({*incident, rest})) return *std::move(line);
  return geo::Unexpected{say(language, "Write: ", "格式:") + text_of(known->usage)};
}

std::string completed(std::string_view typed) {
  auto const space = typed.rfind(' ');
  auto const head = space == std::string_view::npos ? std::string_view{} : typed.substr(0, space + 1);
  auto const begun = typed.substr(head.size());
  std::vector<std::string_view> choices;
  if (head.empty()) {
    for (auto const& word : kWords) choices.push_back(word.word);
  } else {
    auto rest = head;
    choices = choices_after(next_word(rest));
  }
  std::string_view common;
  bool first = true;
  bool several = false;
  for (auto const choice : choices) {
    if (!choice.starts_with(begun)) continue;
    several = !first;
    auto const same = std::ranges::mismatch(common, choice).in1 - common.begin();
    common = first ? choice : common.substr(0, static_cast<std::size_t>(same));
    first = false;
  }
  if (first) return text_of(typed);
  return text_of(head) + text_of(common) + (several ? "" : " ");
}

std::string_view usage_of(std::string_view typed, Language) {
  auto rest = typed;
  auto const* const word = word_of(next_word(rest));
  return word == nullptr ? std::string_view{} : word->usage;
}

std::vector<std::string> command_help(Language language) {
  std::vector<std::string> lines;
  for (auto const& word : kWords)
    lines.push_back(":" + text_of(word.usage) + "  – " + say(language, word.english, word.chinese));
  return lines;
}

std::string confirmation(coordinator::Command const& command, Language language) {
  if (std::holds_alternative<coordinator::ForceCustody>(command))
    return say(language, "TAKE CUSTODY WITHOUT THE CUSTODIAN'S WORD? (y/n) ", "未經主管中心同意強制接管?(y/n) ");
  if (auto const* const merge = std::get_if<coordinator::MergeIncidents>(&command))
    return say(language, "One casualty with ", "與此事件合併:") + merge->other_id + "? (y/n) ";
  if (auto const* const split = std::get_if<coordinator::SplitIncident>(&command))
    return say(language, "Alerts that get an incident of their own: ", "另立事件的警報數目:") +
           std::to_string(split->alert_ids.size()) + ". (y/n) ";
  if (auto const* const close = std::get_if<coordinator::CloseIncident>(&command);
      close != nullptr && close->outcome != coordinator::CaseOutcome::open)
    return say(language, "CLOSE THE CASE: ", "結案:") +
           text_of(coordinator::sitrep_text(close->outcome)
                       .in(language == Language::en ? plans::Language::en : plans::Language::zh_hant)) +
           "? (y/n) ";
  return {};
}

// ---- the telephone report

std::string_view ask(ReportQuestion question, Language language) {
  bool const english = language == Language::en;
  switch (question) {
    case ReportQuestion::caller:
      return english ? "Caller, and how he is reached: " : "報告人及聯絡方法:";
    case ReportQuestion::ship:
      return english ? "Ship's name: " : "船名:";
    case ReportQuestion::identity:
      return english ? "MMSI, call sign or beacon ID: " : "MMSI、呼號或示位標編號:";
    case ReportQuestion::position:
      return english ? "Position, as it was said: " : "位置(照所述):";
    case ReportQuestion::nature:
      return english
                 ? "Nature (fire, flooding, collision, grounding, listing, sinking, adrift, abandoning, piracy, mob, "
                   "medical, overdue): "
                 : "性質 (fire 火警, flooding 入水, collision 碰撞, grounding 擱淺, listing 傾側, sinking 沉沒, adrift "
                   "漂流, "
                   "abandoning 棄船, piracy 海盜, mob 落水, medical 醫療, overdue 逾時): ";
    case ReportQuestion::persons:
      return english ? "Persons on board: " : "船上人數:";
    case ReportQuestion::words:
      return english ? "In the caller's words: " : "報告內容:";
  }
  return "";
}

std::optional<coordinator::PossiblePosition> read_coordinates(std::string_view text) {
  auto const position = geo::parse_position(text);
  if (!position) return std::nullopt;
  // What somebody reads off a plotter or a chart, said over a telephone.
  return coordinator::PossiblePosition{
      *position, geo::Metres::from_nautical_miles(1), coordinator::PositionSource::stated, {}};
}

namespace {

std::optional<coordinator::Nature> nature_of(std::string_view text) {
  if (text.empty()) return coordinator::Nature::undesignated;
  if (text == "mob") return coordinator::Nature::man_overboard;
  if (text == "adrift") return coordinator::Nature::disabled_and_adrift;
  std::optional<coordinator::Nature> found;
  for (auto const nature : coordinator::kNatures) {
    bool const meant = coordinator::to_text(nature).starts_with(text) ||
                       coordinator::sitrep_text(nature).in(plans::Language::zh_hant).starts_with(text);
    if (!meant) continue;
    if (found) return std::nullopt;
    found = nature;
  }
  return found;
}

}  // namespace

geo::Expected<coordinator::AlertReport, std::string> report_of(std::vector<std::string> const& answers,
                                                               PlaceReader const& place, Language language) {
  auto const answer = [&](ReportQuestion question) {
    auto const index = static_cast<std::size_t>(question);
    return index < answers.size() ? trimmed(answers[index]) : std::string_view{};
  };
  coordinator::AlertReport report;
  report.kind = coordinator::AlertKind::report;
  report.position_source = coordinator::PositionSource::stated;
  report.caller = text_of(answer(ReportQuestion::caller));
  report.name = text_of(answer(ReportQuestion::ship));
  if (auto const identity = answer(ReportQuestion::identity); !identity.empty()) {
    report.device = plans::Mmsi::parse(identity);
    if (!report.device) report.beacon = plans::BeaconId::parse(identity);
    if (!report.device && !report.beacon) report.imo = plans::ImoNumber::parse(identity);
    if (!report.device && !report.beacon && !report.imo) report.call_sign = text_of(identity);
  }
  auto const nature = nature_of(answer(ReportQuestion::nature));
  if (!nature) return geo::Unexpected{say(language, "That nature is not known.", "未能辨認性質。")};
  report.nature = *nature;
  if (auto const persons = answer(ReportQuestion::persons); !persons.empty()) {
    report.persons = number(persons);
    if (!report.persons) return geo::Unexpected{say(language, "Persons: a number.", "人數須為數字。")};
  }
  report.text = text_of(answer(ReportQuestion::words));
  if (auto const where = answer(ReportQuestion::position); !where.empty()) {
    if (auto const found = place(where)) {
      report.position = found->position;
      report.radius = found->radius;
    }
    // What was said stays in the words, so that the reading of it can be held against it.
    if (!read_coordinates(where)) {
      report.text = "Position as stated: " + text_of(where) + (report.text.empty() ? "" : ". " + report.text);
    }
  }
  if (report.text.size() > coordinator::kMaxTextBytes)
    return geo::Unexpected{say(language, "The words are too long.", "內容過長。")};
  if (report.name.empty() && coordinator::identities(report).empty() && !report.position && report.text.empty())
    return geo::Unexpected{say(language, "Nothing was said.", "沒有內容。")};
  return report;
}

}  // namespace lingding::terminal
