// `lingding plan new`: a plan from answers to questions, each held against the same checks as a finished document.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <system_error>

#include "geo/time.hpp"
#include "plans/document.hpp"
#include "tools/commands.hpp"
#include "tools/plan_checking.hpp"
#include "tools/plan_draft.hpp"
#include "tools/plan_files.hpp"
#include "tools/share_folder.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;
using plans::Language;

std::string trimmed(std::string text) {
  auto const blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  text.erase(0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), blank) - text.begin()));
  return text;
}

/// Where answers come from: a person, who is asked again, or lines, of which each has to be right.
class Answers {
 public:
  explicit Answers(std::optional<std::filesystem::path> const& file) : person_(!file && isatty(STDIN_FILENO) != 0) {
    if (!file) return;
    stream_ = std::make_unique<std::ifstream>(*file);
    if (!*stream_) throw std::system_error(errno, std::generic_category(), file->string());
  }

  /// Empty at the end. Lines that begin with # say nothing.
  std::optional<std::string> next() {
    constexpr std::size_t kLongest = 4000;  // more than any text of a plan may have
    std::istream& in = stream_ ? *stream_ : std::cin;
    std::string line;
    do {
      if (!std::getline(in, line)) return std::nullopt;
      ++line_;
    } while (!person_ && line.starts_with('#'));
    if (line.size() > kLongest) line.resize(kLongest);
    return trimmed(std::move(line));
  }
  bool person() const { return person_; }
  std::size_t line() const { return line_; }

 private:
  bool person_;
  std::unique_ptr<std::ifstream> stream_;
  std::size_t line_ = 0;
};

void say(std::string const& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw std::system_error(errno, std::generic_category(), "writing");
}

/// Only what is about this answer: the rest of the document is still to come.
std::vector<plans::Problem> faults_of(PlanDraft const& draft, DraftQuestion const& question,
                                      plans::CheckContext const& context) {
  std::vector<plans::Problem> faults;
  for (auto& problem : plans::check_document(draft.text(), context)) {
    bool const watched = std::any_of(question.watch.begin(), question.watch.end(), [&](std::string const& pointer) {
      return problem.pointer == pointer || problem.pointer.starts_with(pointer + "/");
    });
    if (watched && plans::is_error(problem)) faults.push_back(std::move(problem));
  }
  return faults;
}

std::vector<plans::Problem> not_among(DraftQuestion const& question, std::string const& answer) {
  if (question.choices.empty() ||
      std::find(question.choices.begin(), question.choices.end(), answer) != question.choices.end())
    return {};
  std::string list;
  for (auto const& choice : question.choices) list += (list.empty() ? "" : ", ") + choice;
  return {plans::make_problem(plans::ProblemCode::schema_value, "",
                              "\"" + plans::shortened(plans::printable(answer), 60) + "\"", {list})};
}

/// False when the answers ended, or one of several lines was refused.
bool ask(PlanDraft& draft, DraftQuestion const& question, Answers& answers, PlanNewOptions const& options,
         plans::CheckContext const& context) {
  bool const chinese = options.language == Language::zh_hant;
  std::string const words = (chinese ? question.zh_hant : question.en) + (chinese ? "" : " ") +
                            (question.otherwise.empty() ? "" : "[" + question.otherwise + "] ");
  for (;;) {
    if (answers.person()) say(words);
    auto answer = answers.next();
    if (!answer) {
      std::string const open =
          chinese ? "答案不足，尚欠：" + question.zh_hant : "the answers end before: " + question.en;
      say((answers.person() ? "\n" : "") + open + "\n");
      return false;
    }
    if (answer->empty()) answer = question.otherwise;
    PlanDraft const before = draft;
    auto faults = not_among(question, *answer);
    if (faults.empty()) {
      question.apply(draft, *answer);
      faults = faults_of(draft, question, context);
    }
    if (faults.empty()) return true;
    for (auto const& fault : faults) {
      std::string const place = answers.person() ? "  " : fmt::format("{}: {}: ", answers.line(), words);
      say(plans::printable(place + plans::sentence(fault, options.language) + " [" +
                           std::string{plans::to_text(fault.code)} + "]") +
          "\n");
    }
    draft = before;
    if (!answers.person()) return false;
  }
}

void write_new(std::filesystem::path const& path, std::string const& text) {
  struct Close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  std::unique_ptr<std::FILE, Close> file{std::fopen(path.c_str(), "wxe")};
  if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() || std::fflush(file.get()) != 0)
    throw std::system_error(errno, std::generic_category(), path.string());
}

/// The standard wording that was put in, for the author to look at.
void say_what_was_supplied(PlanDraft const& draft, PlanNewOptions const& options) {
  bool const chinese = options.language == Language::zh_hant;
  std::string const file = options.output.string();
  say(chinese ? "已寫入 " + file + "。以下各項用了標準措辭，請閱讀並改成貴公司的做法：\n"
              : file + " is written. These parts have standard wording: read them, and say what your company does.\n");
  for (auto const& pointer : draft.supplied()) say("  " + pointer + "\n");
  say((chinese ? "然後執行：lingding plan check " : "Then: lingding plan check ") + file + "\n");
}

}  // namespace

int plan_new(PlanNewOptions const& options) {
  if (std::filesystem::exists(options.output))
    throw std::system_error(EEXIST, std::generic_category(), options.output.string());
  auto const water = water_map(std::nullopt);
  plans::CheckContext const context{.water = water.get()};
  auto const today = geo::to_iso8601(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  PlanDraft draft{known_terminals(share_folder() / "plans" / "data" / "samples")};
  Answers answers{options.answers};
  for (auto const& question : draft_questions(draft, today))
    if (!ask(draft, question, answers, options, context)) return 1;
  std::string const text = draft.text();
  auto const problems = plans::check_document(text, context);
  for (auto const& problem : problems) say(problem_line(options.output, problem, options.language));
  if (plans::has_errors(problems)) return 1;
  write_new(options.output, text);
  say_what_was_supplied(draft, options);
  return 0;
}

}  // namespace lingding::tools
