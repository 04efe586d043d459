#include "coordinator/detail/register_answers.hpp"

#include <algorithm>

#include "geo/json_writer.hpp"

namespace lingding::coordinator::detail {
namespace {

/// A document's first problems say enough.
constexpr std::size_t kMaxProblemsInAnswer = 50;
/// So that an outcome fits into one message of the bus, sentences are written as long as it is no longer.
constexpr std::size_t kSentencesUpTo = std::size_t{12} << 10U;

/// What is wrong in the document, for whoever wrote it.
void write_problems(geo::JsonWriter& json, std::string const& written, std::string_view name,
                    std::vector<plans::Problem> const& problems) {
  if (problems.empty()) return;
  json.key(name).begin_array();
  for (std::size_t i = 0; i < std::min(problems.size(), kMaxProblemsInAnswer); ++i) {
    auto const& problem = problems[i];
    json.begin_object()
        .member("code", plans::to_text(problem.code))
        .member("severity", plans::to_text(problem.severity))
        .member("pointer", problem.pointer);
    if (!problem.value.empty()) json.member("value", plans::shortened(problem.value, 100));
    json.member("expected", plans::shortened(problem.expected, 400));
    if (written.size() < kSentencesUpTo) {
      json.key("sentences").begin_object();
      for (auto const language : plans::kLanguages)
        json.member(plans::to_text(language), plans::shortened(plans::sentence(problem, language), 400));
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string refused(plans::Refusal const& refusal, std::vector<plans::Problem> const& problems) {
  std::string text;
  geo::JsonWriter json(text);
  json.begin_object()
      .member("outcome", "refused")
      .member("code", plans::to_text(refusal.code))
      .member("text", refusal.text);
  if (!refusal.pointer.empty()) json.member("pointer", refusal.pointer);
  if (refusal.right_centre) json.member("right_centre", geo::to_text(*refusal.right_centre));
  write_problems(json, text, "problems", problems);
  json.end_object();
  return text;
}

std::string recorded(plans::Record const& record, plans::Statement const& statement,
                     std::vector<plans::Problem> const& warnings) {
  std::string text;
  geo::JsonWriter json(text);
  json.begin_object()
      .member("outcome", "recorded")
      .member("statement", statement.id)
      .member("kind", plans::to_text(statement.kind()));
  if (auto const plan = plans::plan_of(statement); !plan.empty()) json.member("plan_id", plan);
  json.member("origin", geo::to_text(record.origin))
      .member("seq", record.seq)
      .member("hash", geo::to_hex(record.hash))
      .member("recorded_at", geo::to_iso8601(record.recorded_at));
  write_problems(json, text, "warnings", warnings);
  json.end_object();
  return text;
}

std::string not_recorded(std::string_view why) {
  std::string text;
  geo::JsonWriter(text)
      .begin_object()
      .member("outcome", "refused")
      .member("code", "not_recorded")
      .member("text", "The register can't be written (" + std::string{why} + "); nothing was stored: try again.")
      .end_object();
  return text;
}

std::string busy(std::string_view why) {
  std::string text;
  geo::JsonWriter(text)
      .begin_object()
      .member("outcome", "refused")
      .member("code", "busy")
      .member("text", std::string{why} + " Nothing was stored: try again in some seconds.")
      .end_object();
  return text;
}

}  // namespace lingding::coordinator::detail
