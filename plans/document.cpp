#include "plans/document.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <tuple>

#include "geo/check.hpp"
#include "geo/sha256.hpp"
#include "plans/detail/brief_of.hpp"
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

/// The text as a tree, or the one fault that keeps it from being one.
geo::Expected<json::value, Problems> parse(std::string_view text) {
  if (auto const fault = check_json_text(text))
    return geo::Unexpected{Problems{{"", fault->found, fault->expected, fault->place}}};
  json::parse_options options;
  options.max_depth = kMaxDocumentDepth;
  json::error_code error;
  json::value tree = json::parse({text.data(), text.size()}, error, {}, options);
  if (error) return geo::Unexpected{Problems{{"", error.message(), "JSON text (RFC 8259)", TextPlace{}}}};
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
    TextPlace const left = a.place.value_or(TextPlace{}), right = b.place.value_or(TextPlace{});
    return std::tie(left.line, left.column, a.pointer, a.expected) <
           std::tie(right.line, right.column, b.pointer, b.expected);
  });
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
  if (problems.size() <= kMaxProblems) return;
  std::size_t const left_out = problems.size() - kMaxProblems;
  problems.resize(kMaxProblems);
  problems.push_back({"", "", "fewer problems: " + std::to_string(left_out) + " more are not listed", {}});
}

constexpr std::string_view kCentreForm = "lingding/sar-centre/1";

Problems check_tree(json::value const& tree, std::string_view text) {
  Node const document{&tree, ""};
  bool const is_centre = document["schema"].string() == kCentreForm;
  Problems problems =
      detail::check_schema(is_centre ? detail::SchemaId::sar_centre : detail::SchemaId::cooperation_plan, tree);
  if (is_centre) {
    detail::check_centre_module(document, problems);
  } else {
    detail::check_plan(document, problems);
  }
  detail::check_texts(document, problems);
  finish(problems, text);
  return problems;
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

geo::Expected<PlanDocument, Problems> read_plan(std::string_view text) {
  auto const tree = parse(text);
  if (!tree) return geo::Unexpected{tree.error()};
  Node const document{&*tree, ""};
  Problems problems = check_tree(*tree, text);
  if (problems.empty() && document["schema"].string() == kCentreForm)
    problems.push_back({"/schema", "\"" + std::string{kCentreForm} + "\"",
                        "a cooperation plan; this is a centre's module", TextPlace{}});
  if (!problems.empty()) return geo::Unexpected{std::move(problems)};
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
  return plan;
}

Problems check_document(std::string_view text) {
  auto const tree = parse(text);
  return tree ? check_tree(*tree, text) : tree.error();
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
