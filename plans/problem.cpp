#include "plans/problem.hpp"

#include <algorithm>

#include "geo/json_writer.hpp"
#include "plans/problem_texts.hpp"

namespace lingding::plans {
namespace {

ProblemText const& text_of(ProblemCode code) {
  return problem_texts()[static_cast<std::size_t>(code)];
}

struct TypeWord {
  std::string_view type;
  std::string_view en, zh_hant, zh_hans, pt;
};
/// Types of JSON Schema, for people.
constexpr TypeWord kTypeWords[] = {
    {"object", "an object", "物件", "对象", "um objeto"},
    {"array", "an array", "陣列", "数组", "uma lista"},
    {"integer", "a whole number", "整數", "整数", "um número inteiro"},
    {"number", "a number", "數字", "数字", "um número"},
    {"boolean", "true or false", "true 或 false", "true 或 false", "true ou false"},
    {"string", "text in quotes", "引號內的文字", "引号内的文本", "texto entre aspas"},
};

std::string_view in_language(TypeWord const& word, Language language) {
  switch (language) {
    case Language::en:
      return word.en;
    case Language::zh_hant:
      return word.zh_hant;
    case Language::zh_hans:
      return word.zh_hans;
    case Language::pt:
      return word.pt;
  }
  return word.en;
}

std::string argument(Problem const& problem, std::size_t index, Language language) {
  if (index >= problem.arguments.size()) return {};
  std::string const& text = problem.arguments[index];
  if (problem.code != ProblemCode::schema_type) return text;
  for (auto const& word : kTypeWords)
    if (word.type == text) return std::string{in_language(word, language)};
  return text;
}

/// The value as a problem shows it: lists and objects are counted in words, which have to be the reader's.
std::string value_in(Problem const& problem, Language language) {
  auto const counted = [&](std::string_view before, std::string_view after) -> std::optional<std::string_view> {
    std::string_view text = problem.value;
    if (!text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
    text.remove_prefix(before.size());
    text.remove_suffix(after.size());
    return text.find_first_not_of("0123456789") == std::string_view::npos ? std::optional{text} : std::nullopt;
  };
  bool const chinese = language == Language::zh_hant || language == Language::zh_hans;
  if (language == Language::en) return problem.value;
  if (auto const count = counted("an array of ", " elements"))
    return chinese ? std::string{*count} + (language == Language::zh_hant ? " 項的清單" : " 项的列表")
                   : "uma lista de " + std::string{*count} + " elementos";
  if (auto const count = counted("an object of ", " members"))
    return chinese ? std::string{*count} + (language == Language::zh_hant ? " 個成員的物件" : " 个成员的对象")
                   : "um objeto de " + std::string{*count} + " membros";
  return problem.value;
}

std::string subject(Problem const& problem, Language language) {
  std::string const& title = problem.subject[static_cast<std::size_t>(language)];
  if (title.empty()) return {};
  bool const chinese = language == Language::zh_hant || language == Language::zh_hans;
  return chinese ? "（" + title + "）" : " (" + title + ")";
}

/// Fills in {0} … {9} and {subject}; any other brace stays.
std::string filled(std::string_view phrase, Problem const& problem, Language language) {
  constexpr std::string_view kSubject = "{subject}";
  std::string out;
  while (!phrase.empty()) {
    std::size_t const brace = phrase.find('{');
    out += phrase.substr(0, brace);
    if (brace == std::string_view::npos) break;
    phrase.remove_prefix(brace);
    if (phrase.starts_with(kSubject)) {
      out += subject(problem, language);
      phrase.remove_prefix(kSubject.size());
    } else if (phrase.size() >= 3 && phrase[1] >= '0' && phrase[1] <= '9' && phrase[2] == '}') {
      out += argument(problem, static_cast<std::size_t>(phrase[1] - '0'), language);
      phrase.remove_prefix(3);
    } else {
      out += '{';
      phrase.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

std::string_view to_text(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string_view to_text(ProblemCode code) {
  return text_of(code).name;
}

std::optional<ProblemCode> parse_problem_code(std::string_view text) {
  for (auto const& entry : problem_texts())
    if (entry.name == text) return entry.code;
  return std::nullopt;
}

Severity severity_of(ProblemCode code) {
  return text_of(code).severity;
}

Problem make_problem(ProblemCode code, std::string pointer, std::string value, std::vector<std::string> arguments) {
  Problem problem{.pointer = std::move(pointer),
                  .value = std::move(value),
                  .expected = {},
                  .code = code,
                  .severity = severity_of(code),
                  .arguments = std::move(arguments)};
  problem.expected = filled(text_of(code).en, problem, Language::en);
  return problem;
}

std::string expectation(Problem const& problem, Language language) {
  if (language == Language::en) return problem.expected;
  return filled(text_of(problem.code).in(language), problem, language);
}

std::string sentence(Problem const& problem, Language language) {
  std::string const wanted = expectation(problem, language);
  switch (language) {
    case Language::en:
      return problem.value.empty() ? "expected " + wanted : "found " + problem.value + "; expected " + wanted;
    case Language::zh_hant:
      return problem.value.empty() ? "應為：" + wanted : "現為 " + value_in(problem, language) + "；應為：" + wanted;
    case Language::zh_hans:
      return problem.value.empty() ? "应为：" + wanted : "现为 " + value_in(problem, language) + "；应为：" + wanted;
    case Language::pt:
      return problem.value.empty() ? "esperado: " + wanted
                                   : "encontrado " + value_in(problem, language) + "; esperado: " + wanted;
  }
  return wanted;
}

bool is_error(Problem const& problem) {
  return problem.severity == Severity::error;
}

bool has_errors(std::vector<Problem> const& problems) {
  return std::any_of(problems.begin(), problems.end(), is_error);
}

std::string to_json(std::vector<Problem> const& problems) {
  std::string out;
  geo::JsonWriter writer{out};
  writer.begin_array();
  for (auto const& problem : problems) {
    writer.begin_object()
        .member("code", to_text(problem.code))
        .member("severity", to_text(problem.severity))
        .member("pointer", problem.pointer);
    if (!problem.value.empty()) writer.member("value", problem.value);
    writer.member("expected", problem.expected);
    if (problem.place) writer.member("line", problem.place->line).member("column", problem.place->column);
    writer.key("sentences").begin_object();
    for (auto const language : kLanguages) writer.member(to_text(language), sentence(problem, language));
    writer.end_object().end_object();
  }
  writer.end_array();
  return out;
}

}  // namespace lingding::plans
