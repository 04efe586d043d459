#include "plans/detail/schema.hpp"

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace lingding::plans::detail {
namespace {

namespace json = boost::json;

struct LoadedSchema {
  explicit LoadedSchema(SchemaId id) : tree(json::parse(schema_text(id))) {
    valijson::SchemaParser parser;  // draft 7: our schemas use only what 2020-12 means alike
    parser.populateSchema(valijson::adapters::BoostJsonAdapter{tree}, compiled);
  }
  json::value tree;
  valijson::Schema compiled;
};

/// Made once, then only read.
LoadedSchema const& loaded(SchemaId id) {
  static LoadedSchema const plan{SchemaId::cooperation_plan};
  static LoadedSchema const centre{SchemaId::sar_centre};
  switch (id) {
    case SchemaId::cooperation_plan:
      return plan;
    case SchemaId::sar_centre:
      return centre;
  }
  return plan;
}

json::object const* as_object(json::value const* value) {
  return value != nullptr ? value->if_object() : nullptr;
}

/// The subschema that says what a place in a document should be: as referred to (with a title of its own, perhaps), and
/// what the reference leads to.
struct Rule {
  json::object const* here = nullptr;
  json::object const* target = nullptr;

  json::value const* find(std::string_view keyword) const {
    if (target != nullptr)
      if (auto const* found = target->if_contains(keyword)) return found;
    return nullptr;
  }
  std::string text(std::string_view keyword) const {
    for (auto const* object : {here, target}) {
      if (object == nullptr) continue;
      auto const* found = object->if_contains(keyword);
      if (found != nullptr && found->is_string()) return std::string{std::string_view{found->get_string()}};
    }
    return {};
  }
};

Rule resolve(json::value const& root, json::value const* schema) {
  Rule rule{as_object(schema), as_object(schema)};
  // Our schemas refer to #/$defs/<name> alone, and never in a circle (tested).
  for (int hops = 0; rule.target != nullptr && hops < 8; ++hops) {
    auto const* reference = rule.target->if_contains("$ref");
    if (reference == nullptr) break;
    constexpr std::string_view kPrefix = "#/$defs/";
    std::string_view const path = std::string_view{reference->as_string()}.substr(kPrefix.size());
    rule.target = as_object(&root.at("$defs").at(path));
  }
  return rule;
}

/// valijson's context: "<root>", then "[name]" or "[index]" for each step.
std::vector<std::string> steps_of(std::vector<std::string> const& context) {
  std::vector<std::string> steps;
  for (std::size_t i = 1; i < context.size(); ++i) steps.push_back(context[i].substr(1, context[i].size() - 2));
  return steps;
}

Rule rule_for(json::value const& root, std::vector<std::string> const& steps) {
  Rule rule = resolve(root, &root);
  for (auto const& step : steps) {
    json::value const* next = nullptr;
    if (auto const* properties = as_object(rule.find("properties"))) next = properties->if_contains(step);
    if (next == nullptr) next = rule.find("items");
    rule = resolve(root, next);
  }
  return rule;
}

json::value const* value_at(json::value const& document, std::vector<std::string> const& steps) {
  json::value const* value = &document;
  for (auto const& step : steps) {
    if (auto const* object = value->if_object()) {
      value = object->if_contains(step);
    } else if (auto const* array = value->if_array()) {
      value = array->if_contains(std::stoul(step));  // valijson wrote it
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::string list_of(json::array const& values) {
  std::string out;
  for (auto const& value : values) out += (out.empty() ? "" : ", ") + json::serialize(value);
  return out;
}

/// "A: what it is, e.g. …", as far as the schema says it.
std::string about(Rule const& rule) {
  std::string out = rule.text("title");
  if (std::string const description = rule.text("description"); !description.empty())
    out += (out.empty() ? "" : ": ") + description;
  auto const* examples = rule.find("examples");
  if (examples != nullptr && examples->is_array() && !examples->get_array().empty() &&
      !examples->get_array()[0].is_array()) {
    if (out.ends_with('.')) out.pop_back();
    out += ", e.g. " + json::serialize(examples->get_array()[0]);
  }
  return out;
}

std::string number_text(json::value const* value) {
  return value != nullptr ? json::serialize(*value) : std::string{};
}

/// "between 1 and 20 elements" from two keywords of which either may be missing.
std::string bounds(Rule const& rule, char const* least, char const* most, std::string const& of_what) {
  std::string const low = number_text(rule.find(least));
  std::string const high = number_text(rule.find(most));
  if (low.empty()) return "at most " + high + of_what;
  if (high.empty()) return "at least " + low + of_what;
  return low == high ? low + of_what : low + " to " + high + of_what;
}

std::string numeric_bounds(Rule const& rule) {
  std::string out;
  auto const add = [&](char const* keyword, char const* words) {
    if (auto const* limit = rule.find(keyword))
      out += (out.empty() ? "a number " : " and ") + std::string{words} + json::serialize(*limit);
  };
  add("exclusiveMinimum", "greater than ");
  add("minimum", "of at least ");
  add("maximum", "of at most ");
  return out;
}

std::string type_words(Rule const& rule) {
  auto const* type = rule.find("type");
  std::string const name =
      type != nullptr && type->is_string() ? std::string{std::string_view{type->get_string()}} : "";
  if (name == "object") return "an object";
  if (name == "array") return "an array";
  if (name == "integer") return "a whole number";
  if (name == "number") return "a number";
  if (name == "boolean") return "true or false";
  return "text in quotes";
}

std::string with_subject(std::string words, Rule const& rule) {
  std::string const subject = about(rule);
  return subject.empty() ? words : std::move(words) + " (" + subject + ")";
}

std::string symbols_of(Rule const& rule) {
  std::string out;
  auto const add = [&](char const* keyword, char const* sign) {
    if (auto const* limit = rule.find(keyword))
      out += (out.empty() ? "" : ", ") + std::string{sign} + " " + json::serialize(*limit);
  };
  add("exclusiveMinimum", ">");
  add("minimum", "≥");
  add("maximum", "≤");
  return out;
}

std::string first_example(Rule const& rule) {
  auto const* examples = rule.find("examples");
  if (examples != nullptr && examples->is_array() && !examples->get_array().empty())
    return json::serialize(examples->get_array()[0]);
  return rule.text("pattern");
}

std::string or_else(std::string text, char const* otherwise) {
  return text.empty() ? otherwise : text;
}

struct CodedFinding {
  ProblemCode code;
  std::vector<std::string> arguments;
};

/// \param finding valijson's sentence, which names the keyword that failed.
CodedFinding coded(Rule const& rule, std::string_view finding) {
  auto const mentions = [&](std::string_view words) { return finding.find(words) != std::string_view::npos; };
  if (auto const* constant = rule.find("const")) return {ProblemCode::schema_value, {json::serialize(*constant)}};
  if (auto const* values = rule.find("enum")) return {ProblemCode::schema_value, {list_of(values->as_array())}};
  if (mentions("'type' constraint")) return {ProblemCode::schema_type, {rule.text("type")}};
  if (mentions("'pattern' constraint")) return {ProblemCode::schema_pattern, {first_example(rule)}};
  if (mentions("characters in length"))
    return {ProblemCode::schema_length,
            {or_else(number_text(rule.find("minLength")), "0"), number_text(rule.find("maxLength"))}};
  if (mentions(" elements"))
    return {ProblemCode::schema_items,
            {or_else(number_text(rule.find("minItems")), "0"), number_text(rule.find("maxItems"))}};
  if (mentions(" properties.")) return {ProblemCode::schema_members, {number_text(rule.find("minProperties"))}};
  if (mentions("Expected number")) return {ProblemCode::schema_range, {symbols_of(rule)}};
  return {ProblemCode::schema_other, {}};
}

/// A problem with a wording of its own in English.
Problem worded(ProblemCode code, std::string pointer, std::string value, std::string expected,
               std::vector<std::string> arguments) {
  Problem problem = make_problem(code, std::move(pointer), std::move(value), std::move(arguments));
  if (!expected.empty()) problem.expected = std::move(expected);
  return problem;
}

/// \param finding valijson's sentence, which names the keyword that failed.
std::string expectation(Rule const& rule, std::string_view finding) {
  auto const mentions = [&](std::string_view words) { return finding.find(words) != std::string_view::npos; };
  if (auto const* constant = rule.find("const")) return with_subject(json::serialize(*constant), rule);
  if (auto const* values = rule.find("enum")) return with_subject("one of " + list_of(values->as_array()), rule);
  if (mentions("'type' constraint")) return with_subject(type_words(rule), rule);
  if (mentions("'pattern' constraint")) {
    std::string const subject = about(rule);
    return !subject.empty() ? subject : "text that matches " + rule.text("pattern");
  }
  if (mentions("characters in length"))
    return with_subject(bounds(rule, "minLength", "maxLength", " characters"), rule);
  if (mentions(" elements")) return with_subject(bounds(rule, "minItems", "maxItems", " elements"), rule);
  if (mentions(" properties.")) return with_subject(bounds(rule, "minProperties", "maxProperties", " members"), rule);
  if (mentions("Expected number")) return with_subject(numeric_bounds(rule), rule);
  return std::string{finding};
}

/// The name in "Missing required property 'name'."
std::string missing_name(std::string_view finding) {
  std::size_t const first = finding.find('\'') + 1;
  return std::string{finding.substr(first, finding.rfind('\'') - first)};
}

std::string known_members(Rule const& rule) {
  std::string out;
  if (auto const* properties = as_object(rule.find("properties")))
    for (auto const& member : *properties)
      out += (out.empty() ? "" : ", ") + std::string{std::string_view{member.key()}};
  return out;
}

std::string pointer_to(std::vector<std::string> const& steps) {
  std::string pointer;
  for (auto const& step : steps) append_token(pointer, step);
  return pointer;
}

/// valijson names one unknown member; its author wants to hear of them all.
void add_unknown_members(json::value const& object, Rule const& rule, std::string const& pointer,
                         std::vector<Problem>& problems) {
  auto const* properties = as_object(rule.find("properties"));
  for (auto const& member : object.as_object()) {
    if (properties == nullptr || properties->contains(member.key())) continue;
    std::string at = pointer;
    append_token(at, member.key());
    problems.push_back(
        make_problem(ProblemCode::schema_unknown, std::move(at), shown(member.value()), {known_members(rule)}));
  }
}

void add_problems(LoadedSchema const& schema, json::value const& document,
                  valijson::ValidationResults::Error const& error, std::vector<Problem>& problems) {
  std::vector<std::string> steps = steps_of(error.context);
  std::string const pointer = pointer_to(steps);
  Rule const rule = rule_for(schema.tree, steps);
  auto const* value = value_at(document, steps);
  if (error.description.starts_with("Missing required property")) {
    std::string const name = missing_name(error.description);
    steps.push_back(name);
    std::string const subject = about(rule_for(schema.tree, steps));
    problems.push_back(worded(ProblemCode::schema_missing, pointer, "",
                              "member \"" + name + "\"" + (subject.empty() ? "" : " (" + subject + ")"), {name}));
  } else if (error.description.starts_with("Object contains a property") && value != nullptr && value->is_object()) {
    add_unknown_members(*value, rule, pointer, problems);
  } else {
    auto finding = coded(rule, error.description);
    problems.push_back(worded(finding.code, pointer, value != nullptr ? shown(*value) : "",
                              expectation(rule, error.description), std::move(finding.arguments)));
  }
}

/// The tokens of a JSON Pointer.
std::vector<std::string> tokens_of(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    std::string token{pointer.substr(0, pointer.find('/'))};
    pointer.remove_prefix(token.size());
    for (std::size_t at = token.find('~'); at != std::string::npos; at = token.find('~', at + 1))
      token.replace(at, 2, token.compare(at, 2, "~1") == 0 ? "/" : "~");
    tokens.push_back(std::move(token));
  }
  return tokens;
}

/// The title of a place in a language: as referred to, or of what the reference leads to.
std::string title_in(Rule const& rule, Language language) {
  if (language == Language::en) return rule.text("title");
  for (auto const* object : {rule.here, rule.target}) {
    if (object == nullptr || !object->contains("title")) continue;
    auto const* languages = as_object(object->if_contains("x-i18n"));
    auto const* words = languages != nullptr ? as_object(languages->if_contains(to_text(language))) : nullptr;
    auto const* title = words != nullptr ? words->if_contains("title") : nullptr;
    if (title != nullptr && title->is_string()) return std::string{std::string_view{title->get_string()}};
  }
  return {};
}

bool is_of_schema(ProblemCode code) {
  return code >= ProblemCode::schema_missing && code <= ProblemCode::schema_other;
}

}  // namespace

void add_subjects(SchemaId id, std::vector<Problem>& problems) {
  LoadedSchema const& schema = loaded(id);
  for (auto& problem : problems) {
    if (!is_of_schema(problem.code)) continue;
    std::vector<std::string> steps = tokens_of(problem.pointer);
    if (problem.code == ProblemCode::schema_missing && !problem.arguments.empty())
      steps.push_back(problem.arguments[0]);
    Rule const rule = rule_for(schema.tree, steps);
    for (auto const language : kLanguages)
      problem.subject[static_cast<std::size_t>(language)] = title_in(rule, language);
  }
}

std::string shown(json::value const& value) {
  if (auto const* object = value.if_object()) return "an object of " + std::to_string(object->size()) + " members";
  if (auto const* array = value.if_array()) return "an array of " + std::to_string(array->size()) + " elements";
  constexpr std::size_t kShownBytes = 60;
  return shortened(printable(json::serialize(value)), kShownBytes);
}

std::vector<Problem> check_schema(SchemaId id, json::value const& document) {
  LoadedSchema const& schema = loaded(id);
  // It keeps the patterns that it has compiled, which costs more than all the rest; it is not made for several threads.
  thread_local valijson::Validator validator{valijson::Validator::kStrongTypes};
  valijson::ValidationResults results;
  std::vector<Problem> problems;
  bool const valid = validator.validate(schema.compiled, valijson::adapters::BoostJsonAdapter{document}, &results);
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    // A fault deep down is reported again by everything that contains it.
    if (!error.description.starts_with("Failed to validate ")) add_problems(schema, document, error, problems);
  }
  if (!valid && problems.empty()) problems.push_back(make_problem(ProblemCode::schema_other, "", ""));
  return problems;
}

}  // namespace lingding::plans::detail
