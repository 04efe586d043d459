#include "plans/document.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <tuple>

#include "geo/check.hpp"
#include "geo/sha256.hpp"
#include "plans/detail/brief_of.hpp"
#include "plans/detail/check_tools.hpp"
#include "plans/detail/json_access.hpp"
#include "plans/detail/plan_checks.hpp"
#include "plans/detail/schema.hpp"

namespace lingding::plans {
namespace {

namespace json = boost::json;
using detail::Node;
using Problems = std::vector<Problem>;

/// JSON Schema counts 5.0 as an integer (2020-12, section 6.1.1), so the tree has whole numbers of one kind.
void make_whole_numbers_integers(json::value& value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: every whole number up to it is a double
  if (auto* object = value.if_object()) {
    for (auto& member : *object) make_whole_numbers_integers(member.value());
  } else if (auto* array = value.if_array()) {
    for (auto& element : *array) make_whole_numbers_integers(element);
  } else if (auto const* number = value.if_double();
             number != nullptr && std::abs(*number) <= kExact && std::trunc(*number) == *number) {
    value = static_cast<std::int64_t>(*number);
  }
}

ProblemCode code_of(TextFaultKind kind) {
  switch (kind) {
    case TextFaultKind::syntax:
      return ProblemCode::text_syntax;
    case TextFaultKind::too_large:
      return ProblemCode::text_too_large;
    case TextFaultKind::byte_order_mark:
      return ProblemCode::text_byte_order_mark;
    case TextFaultKind::not_utf8:
      return ProblemCode::text_not_utf8;
    case TextFaultKind::surrogate:
      return ProblemCode::text_surrogate;
    case TextFaultKind::duplicate_name:
      return ProblemCode::text_duplicate_name;
    case TextFaultKind::too_deep:
      return ProblemCode::text_too_deep;
    case TextFaultKind::too_many_values:
      return ProblemCode::text_too_many_values;
    case TextFaultKind::number_range:
      return ProblemCode::text_number_range;
  }
  return ProblemCode::text_syntax;
}

Problem problem_of(TextFault const& fault) {
  Problem problem = make_problem(code_of(fault.kind), "", fault.found);
  problem.expected = fault.expected;
  problem.place = fault.place;
  return problem;
}

/// The text as a tree, or the one fault that keeps it from being one.
geo::Expected<json::value, Problems> parse(std::string_view text) {
  if (auto const fault = check_json_text(text)) return geo::Unexpected{Problems{problem_of(*fault)}};
  json::parse_options options;
  options.max_depth = kMaxDocumentDepth;
  json::error_code error;
  json::value tree = json::parse({text.data(), text.size()}, error, {}, options);
  if (error) {
    Problem problem = make_problem(ProblemCode::text_syntax, "", error.message());
    problem.place = TextPlace{};
    return geo::Unexpected{Problems{std::move(problem)}};
  }
  make_whole_numbers_integers(tree);
  return tree;
}

std::string parent_of(std::string const& pointer) {
  return pointer.substr(0, pointer.rfind('/'));
}

/// Fills in the places, puts the problems in the order of the text and bounds their number.
void finish(Problems& problems, std::string_view text) {
  std::vector<std::string> pointers;
  for (auto const& problem : problems) {
    pointers.push_back(problem.pointer);
    pointers.push_back(problem.pointer.empty() ? "" : parent_of(problem.pointer));
  }
  auto const places = places_of(text, pointers);
  for (std::size_t i = 0; i < problems.size(); ++i)
    problems[i].place = places[2 * i] ? places[2 * i] : places[2 * i + 1];
  std::stable_sort(problems.begin(), problems.end(), [](Problem const& a, Problem const& b) {
    auto const left = a.place.value_or(TextPlace{});
    auto const right = b.place.value_or(TextPlace{});
    return std::tie(left.line, left.column, a.pointer, a.expected) <
           std::tie(right.line, right.column, b.pointer, b.expected);
  });
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
  if (problems.size() <= kMaxProblems) return;
  std::string const left_out = std::to_string(problems.size() - kMaxProblems);
  bool const errors_left_out =
      std::any_of(problems.begin() + static_cast<std::ptrdiff_t>(kMaxProblems), problems.end(), is_error);
  problems.resize(kMaxProblems);
  problems.push_back(make_problem(ProblemCode::too_many_problems, "", "", {left_out}));
  if (!errors_left_out) problems.back().severity = Severity::warning;
}

constexpr std::string_view kCentreForm = "lingding/sar-centre/1";

struct Findings {
  Problems problems;
  std::vector<RouteWaters> waters;
};

Findings check_tree(json::value const& tree, std::string_view text, CheckContext const& context) {
  Node const document{&tree, ""};
  bool const is_centre = document["schema"].string() == kCentreForm;
  auto const schema = is_centre ? detail::SchemaId::sar_centre : detail::SchemaId::cooperation_plan;
  Findings findings;
  findings.problems = detail::check_schema(schema, tree);
  if (is_centre) {
    detail::check_centre_module(document, findings.problems);
  } else {
    detail::check_plan(document, context, findings.problems, findings.waters);
  }
  detail::check_texts(document, findings.problems);
  finish(findings.problems, text);
  detail::add_subjects(schema, findings.problems);
  return findings;
}

std::vector<AttachmentRef> attachments_of(Node const& document) {
  std::vector<AttachmentRef> found;
  Node const ships = document["ships"];
  for (std::size_t i = 0; i < ships.size(); ++i) {
    Node const drawings = ships[i]["drawings"];
    for (std::size_t k = 0; k < drawings.size(); ++k) {
      Node const entry = drawings[k]["attachment"];
      std::string const digest = entry["digest"].string();
      auto const type = parse_media_type(entry["media_type"].string());
      bool const known =
          std::any_of(found.begin(), found.end(), [&](AttachmentRef const& one) { return one.digest == digest; });
      if (!entry || !type || known || found.size() >= kMaxPlanAttachments) continue;
      found.push_back({entry.pointer, digest, *type, static_cast<std::size_t>(entry["bytes"].integer().value_or(0)),
                       entry["title"]["en"].string(), entry["file_name"].string()});
    }
  }
  return found;
}

std::vector<CentreModuleRef> modules_of(Node const& document) {
  std::vector<CentreModuleRef> modules;
  for (std::size_t i = 0; i < document["centres"].size(); ++i) {
    Node const entry = document["centres"][i];
    modules.push_back({geo::parse_centre(entry["centre"].string()).value(),
                       static_cast<std::uint32_t>(entry["version"].integer().value())});
  }
  return modules;
}

}  // namespace

geo::Expected<PlanDocument, Problems> read_plan(std::string_view text, CheckContext const& context) {
  auto const tree = parse(text);
  if (!tree) return geo::Unexpected{tree.error()};
  Node const document{&*tree, ""};
  Findings findings = check_tree(*tree, text, context);
  if (!has_errors(findings.problems) && document["schema"].string() == kCentreForm) {
    findings.problems.push_back(
        make_problem(ProblemCode::not_a_plan, "/schema", "\"" + std::string{kCentreForm} + "\""));
    findings.problems.back().place = TextPlace{};
  }
  if (has_errors(findings.problems)) return geo::Unexpected{std::move(findings.problems)};
  Node const cover = document["cover"];
  PlanDocument plan;
  plan.digest = geo::to_hex(geo::sha256(text));
  plan.ships = detail::briefs_of(document, plan.digest);
  LINGDING_CHECK(!plan.ships.empty());
  PlanBrief const& first = plan.ships.front();
  plan.plan_id = first.plan_id;
  plan.version = first.version;
  plan.home = first.home;
  plan.sample = first.sample;
  plan.dated = geo::parse_date(cover["dated"].string()).value();
  constexpr std::size_t kWholeTitle = 1000;
  plan.title = detail::brief_text(cover["title"], kWholeTitle);
  plan.modules = modules_of(document);
  plan.attachments = attachments_of(document);
  plan.waters = std::move(findings.waters);
  plan.warnings = std::move(findings.problems);
  return plan;
}

std::vector<AttachmentRef> attachments_in(std::string_view text) {
  if (text.find("\"attachment\"") == std::string_view::npos) return {};
  auto const tree = parse(text);
  if (!tree) return {};
  auto found = attachments_of(Node{&*tree, ""});
  std::size_t bytes = 0;
  std::erase_if(found, [&](AttachmentRef const& one) {
    bool const possible = one.bytes > 0 && one.bytes <= kMaxAttachmentBytes && geo::parse_digest(one.digest) &&
                          bytes + one.bytes <= kMaxPlanAttachmentBytes;
    if (possible) bytes += one.bytes;
    return !possible;
  });
  return found;
}

Problems check_document(std::string_view text, CheckContext const& context) {
  auto const tree = parse(text);
  return tree ? check_tree(*tree, text, context).problems : tree.error();
}

std::string waters_text(geo::RouteShares const& shares) {
  std::string text;
  auto const add = [&](std::string_view where, geo::Metres share) {
    if (!text.empty()) text += ", ";
    text += std::string{where} + " " + detail::one_decimal(share.nautical_miles()) + " nm";
  };
  for (auto const centre : geo::kCentres) add(geo::to_text(centre), shares.in(centre));
  if (shares.outside.nautical_miles() >= 0.05) add("-", shares.outside);
  return text;
}

StoredPlan to_stored(PlanDocument const& plan, std::string_view text, geo::UtcTime stored_at) {
  return {plan.plan_id, plan.version, plan.digest, std::string{text}, stored_at, plan.ships};
}

std::string_view cooperation_plan_schema() {
  return detail::schema_text(detail::SchemaId::cooperation_plan);
}
std::string_view sar_centre_schema() {
  return detail::schema_text(detail::SchemaId::sar_centre);
}

}  // namespace lingding::plans
