#include "coordinator/mode.hpp"

#include <array>
#include <vector>

#include "geo/ascii.hpp"

namespace lingding::coordinator {
namespace {

/// In every language, ASCII in lower case. Longest first, so that no word is the beginning of one after it.
constexpr std::array<std::string_view, 5> kWords{"exercício", "exercÍcio", "exercise", "演習", "演习"};
constexpr std::array<std::string_view, 9> kBetween{" ", "\t", "\r", "/", "-", "–", "·", ".", "*"};

template <std::size_t count>
bool take_one(std::string_view& text, std::array<std::string_view, count> const& all) {
  for (auto const one : all)
    if (text.starts_with(one)) {
      text.remove_prefix(one.size());
      return true;
    }
  return false;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    auto const end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string_view line_of(Marking marking, plans::Language language) {
  return marking == Marking::exercise ? exercise_line(language) : no_duff_line(language);
}

}  // namespace

std::string_view to_text(Mode mode) {
  switch (mode) {
    case Mode::real:
      return "real";
    case Mode::exercise:
      return "exercise";
  }
  return "";
}

std::optional<Mode> parse_mode(std::string_view text) {
  for (auto const mode : {Mode::real, Mode::exercise})
    if (to_text(mode) == text) return mode;
  return std::nullopt;
}

std::string_view exercise_word(plans::Language language) {
  return plans::choose(language, "EXERCISE", "演習", "演习", "EXERCÍCIO");
}

std::string_view exercise_line(plans::Language language) {
  return plans::choose(language, "EXERCISE EXERCISE EXERCISE", "演習 演習 演習 / EXERCISE EXERCISE EXERCISE",
                       "演习 演习 演习 / EXERCISE EXERCISE EXERCISE",
                       "EXERCÍCIO EXERCÍCIO EXERCÍCIO / EXERCISE EXERCISE EXERCISE");
}

std::string_view no_duff_line(plans::Language language) {
  return plans::choose(language, "NO DUFF NO DUFF NO DUFF - REAL, NOT AN EXERCISE",
                       "NO DUFF NO DUFF NO DUFF - 真實事件，並非演習 / REAL, NOT AN EXERCISE",
                       "NO DUFF NO DUFF NO DUFF - 真实事件，并非演习 / REAL, NOT AN EXERCISE",
                       "NO DUFF NO DUFF NO DUFF - REAL, NÃO É EXERCÍCIO / REAL, NOT AN EXERCISE");
}

Marking marking_in(std::string_view line) {
  auto const lower = geo::ascii_lower(line);
  std::string_view rest = lower;
  while (take_one(rest, kBetween)) continue;
  if (rest.starts_with("no duff") || rest.starts_with("noduff")) return Marking::no_duff;
  bool any = false;
  while (!rest.empty()) {
    if (take_one(rest, kWords)) {
      any = true;
    } else if (!take_one(rest, kBetween)) {
      return Marking::none;
    }
  }
  return any ? Marking::exercise : Marking::none;
}

std::string with_marking(std::string_view text, Marking marking, plans::Language language) {
  if (text.empty()) return {};
  auto lines = lines_of(text);
  auto const has = [&](std::string_view line) { return marking != Marking::none && marking_in(line) == marking; };
  auto const spare = [](std::string_view line) { return is_blank(line) || marking_in(line) != Marking::none; };
  if (lines.size() > 2 && has(lines.front()) && has(lines.back()) && text.ends_with('\n') && !spare(lines[1]) &&
      !spare(lines[lines.size() - 2]))
    return std::string{text};
  std::size_t begin = 0;
  std::size_t end = lines.size();
  while (begin < end && spare(lines[begin])) ++begin;
  while (end > begin && spare(lines[end - 1])) --end;
  std::string marked;
  auto const put = [&](std::string_view line) { marked.append(line).append("\n"); };
  if (marking != Marking::none) put(line_of(marking, language));
  for (std::size_t i = begin; i < end; ++i) put(lines[i]);
  if (marking != Marking::none) put(line_of(marking, language));
  return marked;
}

}  // namespace lingding::coordinator
