#include "tools/register_pages.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdio>
#include <string_view>

#include "geo/json_writer.hpp"

namespace lingding::tools {
namespace {

namespace json = boost::json;

/// The member as text; a number in digits; "–" when there is none.
std::string shown(json::object const& object, std::string_view name) {
  auto const* const member = object.if_contains(name);
  if (member == nullptr) return "–";
  if (member->is_string()) return std::string(member->as_string());
  return json::serialize(*member);
}

std::string record_text(json::object const& object, std::string_view name) {
  auto const* const ref = object.if_contains(name);
  if (ref == nullptr) return "–";
  return shown(ref->as_object(), "origin") + " " + shown(ref->as_object(), "seq");
}

json::array const& list(json::object const& object, std::string_view name) {
  static json::array const none;
  auto const* const member = object.if_contains(name);
  return member != nullptr && member->is_array() ? member->as_array() : none;
}

std::string joined(json::array const& array) {
  std::string text;
  for (auto const& one : array) text += (text.empty() ? "" : ", ") + std::string(one.as_string());
  return text.empty() ? "nobody" : text;
}

void print_recognition(json::array const& all, std::string_view indent = "  ") {
  for (auto const& one : all) {
    auto const& recognition = one.as_object();
    bool const own = shown(recognition, "by") == shown(recognition, "home");
    bool const good = shown(recognition, "standing") == "recognised";
    fmt::print("{}{:<6} {}\n", indent, shown(recognition, "by"),
               good ? (own ? "its own plan, in order" : "recognised")
                    : (own ? "its own plan, NOT IN ORDER" : "NOT RECOGNISED"));
    for (auto const& failing : list(recognition, "failing"))
      fmt::print("{}       {}\n", indent, shown(failing.as_object(), "text"));
    for (auto const& remark : list(recognition, "remarks"))
      fmt::print("{}       (note: {})\n", indent, shown(remark.as_object(), "text"));
  }
}

void print_copies(json::array const& copies) {
  for (auto const& one : copies) {
    auto const& copy = one.as_object();
    fmt::print("  {:>2}  {:<24} {:<14} holds version {:<4} received {}\n", shown(copy, "copy"), shown(copy, "holder"),
               shown(copy, "drift"), shown(copy, "holds"), shown(copy, "received_at"));
  }
}

void print_due(json::array const& due) {
  for (auto const& one : due) {
    auto const& item = one.as_object();
    fmt::print("  {}  {:<20} {:<12} {}{}\n", shown(item, "due"), shown(item, "plan_id"), shown(item, "kind"),
               item.contains("ship") ? shown(item, "ship") : "", item.contains("about") ? shown(item, "about") : "");
  }
}

void print_observations(json::array const& observations) {
  for (auto const& one : observations) {
    auto const& observation = one.as_object();
    bool const open = observation.at("open").as_bool();
    fmt::print("  {}  version {}, by {}, {} answers, {}\n", shown(observation, "id"), shown(observation, "version"),
               shown(observation, "raised_by"), shown(observation, "answers"), open ? "open" : "closed");
  }
}

void print_plan(json::object const& answer) {
  fmt::print("{} at {}, as of {} (known by {})\n\nVersions\n", shown(answer, "plan_id"), shown(answer, "centre"),
             shown(answer, "world"), shown(answer, "known"));
  for (auto const& one : list(answer, "versions")) {
    auto const& version = one.as_object();
    fmt::print("  {:>4}  {:<12} in force from {}  ended {}  record {}\n", shown(version, "version"),
               shown(version, "state"), shown(version, "in_force_from"), shown(version, "ended_at"),
               record_text(version, "record"));
  }
  fmt::print("\nRecognition of version {}\n", shown(answer, "version"));
  print_recognition(list(answer, "recognition"));
  fmt::print("\nCopies\n");
  print_copies(list(answer, "copies"));
  if (!list(answer, "observations").empty()) fmt::print("\nObservations\n");
  print_observations(list(answer, "observations"));
  if (!list(answer, "due").empty()) fmt::print("\nDue\n");
  print_due(list(answer, "due"));
}

void print_plans(json::object const& answer) {
  for (auto const& one : list(answer, "plans")) {
    auto const& plan = one.as_object();
    auto const* const newest = plan.if_contains("newest");
    fmt::print("{:<24} {:<12} version {:<4} {:<28} recognised by {}\n", shown(plan, "plan_id"),
               newest ? shown(newest->as_object(), "state") : "–", newest ? shown(newest->as_object(), "version") : "–",
               shown(plan, "company"), joined(list(plan, "recognised_by")));
  }
  if (answer.contains("more_after")) fmt::print("… more after {}\n", shown(answer, "more_after"));
}

void print_history(json::object const& answer) {
  for (auto const& one : list(answer, "history")) {
    auto const& line = one.as_object();
    fmt::print("{}  {:<9} {:<22} version {:<4} {:<22} known here {}{}\n", shown(line, "recorded_at"),
               record_text(line, "record"), shown(line, "kind"), shown(line, "version"), shown(line, "by"),
               shown(line, "known_at"),
               line.contains("signature_fault") ? "  SIGNATURE: " + shown(line, "signature_fault") : "");
  }
}

void print_as_of(json::object const& answer) {
  fmt::print("{} at {}, by what is known by {}\n  in force: version {} (as known at {} then: {})\n\nWho held what\n",
             shown(answer, "plan_id"), shown(answer, "world"), shown(answer, "known"), shown(answer, "in_force"),
             shown(answer, "centre"), shown(answer, "in_force_as_known_here"));
  for (auto const& one : list(answer, "holders")) {
    auto const& holder = one.as_object();
    fmt::print("  {:<24} version {:<4} received {}  {}\n", shown(holder, "holder"), shown(holder, "version"),
               shown(holder, "received_at"), holder.at("in_step").as_bool() ? "in step" : "NOT IN STEP");
  }
  fmt::print("\nRecognition, by what is known now\n");
  print_recognition(list(answer, "recognition"));
  fmt::print("\nRecognition, as it was known here then\n");
  print_recognition(list(answer, "as_known_here"));
}

void print_head_list(json::array const& heads, std::string_view indent) {
  for (auto const& one : heads) {
    auto const& head = one.as_object();
    fmt::print("{}{:<6} {:>8}  {}\n", indent, shown(head, "origin"), shown(head, "seq"),
               shown(head, "hash").substr(0, 16));
  }
}

void print_own_chain(json::object const& own) {
  auto const state = shown(own, "state");
  if (state == "waiting" || state == "taking_back") fmt::print("  NOT WRITTEN TO: {}\n", shown(own, "text"));
  if ((state == "open" || state == "diverged") && own.contains("text")) fmt::print("  NOTE: {}\n", shown(own, "text"));
  if (own.contains("taken_back"))
    fmt::print("  {} records of its own chain came back from the other registries, from number {} on\n",
               shown(own, "taken_back"), shown(own, "first_taken_back"));
}

void print_attachments(json::object const& answer) {
  if (list(answer, "attachments").empty()) fmt::print("version {} names no attachments\n", shown(answer, "version"));
  for (auto const& one : list(answer, "attachments")) {
    auto const& attachment = one.as_object();
    fmt::print("  {}  {:<16} {:>9} bytes  {}{}\n", shown(attachment, "digest"), shown(attachment, "media_type"),
               shown(attachment, "bytes"), shown(attachment, "file_name"),
               attachment.at("held").as_bool() ? "" : "  NOT HELD HERE");
  }
}

void print_heads(json::object const& answer) {
  fmt::print("{} holds\n", shown(answer, "centre"));
  print_head_list(list(answer, "heads"), "  ");
  if (answer.contains("own_chain")) print_own_chain(answer.at("own_chain").as_object());
  for (auto const& one : list(answer, "peers")) {
    auto const& peer = one.as_object();
    fmt::print("{} holds, by what it said last ({})\n", shown(peer, "centre"), shown(peer, "last_heard"));
    print_head_list(list(peer, "heads"), "  ");
    for (auto const& divergence : list(peer, "divergences"))
      fmt::print("  DIFFERS at {} {}: here {}, there {}\n", shown(divergence.as_object(), "origin"),
                 shown(divergence.as_object(), "seq"), shown(divergence.as_object(), "ours").substr(0, 16),
                 shown(divergence.as_object(), "theirs").substr(0, 16));
  }
  if (answer.contains("signing_trouble")) fmt::print("TROUBLE: {}\n", shown(answer, "signing_trouble"));
}

void print_findings(json::object const& answer, std::string_view name) {
  for (auto const& one : list(answer, name)) {
    auto const& problem = one.as_object();
    fmt::print(stderr, "  {} {} [{}]: found {}; expected {}\n", shown(problem, "severity"), shown(problem, "pointer"),
               shown(problem, "code"), shown(problem, "value"), shown(problem, "expected"));
  }
}

}  // namespace

void print_outcome(std::string const& outcome, std::string const& about, OutputForm form) {
  if (form == OutputForm::json) {
    fmt::print("{}\n", outcome);
    return;
  }
  auto const answer = json::parse(outcome).as_object();
  std::string const where = about.empty() ? "" : about + ": ";
  if (shown(answer, "outcome") == "recorded") {
    fmt::print("{}recorded: {} {}, record {} {} at {}\n", where, shown(answer, "kind"),
               answer.contains("plan_id") ? shown(answer, "plan_id") : "", shown(answer, "origin"),
               shown(answer, "seq"), shown(answer, "recorded_at"));
    print_findings(answer, "warnings");
    return;
  }
  fmt::print(stderr, "{}REFUSED ({}): {}{}\n", where, shown(answer, "code"), shown(answer, "text"),
             answer.contains("right_centre") ? "; turn to " + shown(answer, "right_centre") : "");
  print_findings(answer, "problems");
}

void print_problems(std::string const& file, std::vector<plans::Problem> const& problems, OutputForm form) {
  if (form == OutputForm::json) {
    std::string text;
    geo::JsonWriter writer(text);
    writer.begin_object().member("outcome", "refused").member("code", "document_differs").member("file", file);
    writer.key("problems").begin_array();
    for (auto const& problem : problems)
      writer.begin_object()
          .member("pointer", problem.pointer)
          .member("value", problem.value)
          .member("expected", problem.expected)
          .end_object();
    writer.end_array().end_object();
    fmt::print("{}\n", text);
    return;
  }
  for (auto const& problem : problems)
    fmt::print(stderr, "{}{}: {}: found {}; expected {}\n", file,
               problem.place ? fmt::format(":{}:{}", problem.place->line, problem.place->column) : "",
               problem.pointer.empty() ? "/" : problem.pointer, problem.value.empty() ? "nothing" : problem.value,
               problem.expected);
}

int print_answer(std::string const& text, OutputForm form) {
  auto const answer = json::parse(text).as_object();
  bool const failed = answer.contains("error");
  if (form == OutputForm::json) {
    fmt::print("{}\n", text);
    return failed ? 1 : 0;
  }
  if (failed) {
    auto const& error = answer.at("error").as_object();
    fmt::print(stderr, "{}{}\n", shown(error, "text"),
               error.contains("expected")
                   ? " (" + shown(error, "field") + ": expected " + shown(error, "expected") + ")"
                   : "");
    return 1;
  }
  auto const kind = shown(answer, "kind");
  if (kind == "plans") print_plans(answer);
  if (kind == "plan") print_plan(answer);
  if (kind == "recognition") print_recognition(list(answer, "recognition"), "");
  if (kind == "copies") print_copies(list(answer, "copies"));
  if (kind == "document") fmt::print("{}\n", shown(answer, "document"));
  if (kind == "history") print_history(answer);
  if (kind == "as_of") print_as_of(answer);
  if (kind == "observations") print_observations(list(answer, "observations"));
  if (kind == "attachments") print_attachments(answer);
  if (kind == "heads") print_heads(answer);
  if (kind == "due") print_due(list(answer, "due"));
  if (kind == "modules")
    for (auto const& module : list(answer, "modules"))
      fmt::print("{:<6} version {:<4} {}\n", shown(module.as_object(), "centre"), shown(module.as_object(), "version"),
                 shown(module.as_object(), "document"));
  return 0;
}

}  // namespace lingding::tools
