#include "adapters/web/alert_post.hpp"

#include <algorithm>

#include "geo/ascii.hpp"
#include "geo/json_writer.hpp"

namespace lingding::web {
namespace {

constexpr std::string_view kPath = "/v1/alerts/";

/// "Text/Plain; charset=utf-8": "text/plain".
std::string media_type(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
  return geo::ascii_lower(type);
}

std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size() || geo::ascii_lower(authorization.substr(0, kScheme.size())) != kScheme)
    return {};
  auto token = authorization.substr(kScheme.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  return token;
}

}  // namespace

Answer refusal(unsigned status, std::string_view code, std::string_view message) {
  Answer answer{.status = status, .body = {}};
  geo::JsonWriter{answer.body}.begin_object().member("error", code).member("message", message).end_object();
  answer.body += '\n';
  return answer;
}

std::string marked_body(std::string const& body, coordinator::Mode mode) {
  if (mode == coordinator::Mode::real || !body.starts_with('{')) return body;
  std::string const mark = R"({"mode":"exercise","marking":")" + std::string{coordinator::kExerciseMarking} + "\"";
  return mark + (body.starts_with("{}") ? "" : ",") + body.substr(1);
}

Admitted admit(PostHead const& head, std::vector<PostSource> const& sources) {
  auto const token = bearer(head.authorization);
  PostSource const* owner = nullptr;  // of the token
  bool right = false;
  auto const path = head.target.substr(0, head.target.find('?'));
  auto const name = path.starts_with(kPath) ? path.substr(kPath.size()) : std::string_view{};
  PostSource const* named = nullptr;
  // All are looked at, whichever it is: how long it takes tells nothing.
  for (auto const& source : sources) {
    bool const knows = !token.empty() && source.tokens.accept(token);
    if (knows) owner = &source;
    if (source.name == name) {
      named = &source;
      right = knows;
    }
  }
  if (owner == nullptr || (named != nullptr && !right)) {
    auto answer = refusal(401, "unauthorized", "A bearer token of this source is needed.");
    answer.challenge = true;
    return {nullptr, std::move(answer)};
  }
  if (named == nullptr) return {nullptr, refusal(404, "unknown_source", "There is no such source here.")};
  if (head.method != "POST") {
    auto answer = refusal(405, "method_not_allowed", "Alerts are posted.");
    answer.allow = "POST";
    return {nullptr, std::move(answer)};
  }
  if (std::ranges::find(named->content_types, media_type(head.content_type)) == named->content_types.end()) {
    std::string types;
    for (auto const& type : named->content_types) types += (types.empty() ? "" : ", ") + type;
    return {nullptr, refusal(415, "unsupported_media_type", "This source takes " + types + ".")};
  }
  if (!head.has_length) return {nullptr, refusal(411, "length_required", "Content-Length is missing.")};
  return {named, {}};
}

Answer answer_of(runtime::DocumentResult const& result) {
  bool const nothing = result.accepted == 0 && result.messages == 0;
  Answer answer{.status = nothing ? 400U : 200U, .body = {}};
  geo::JsonWriter writer(answer.body);
  writer.begin_object();
  if (nothing && result.refused == 0) {
    writer.member("error", "nothing_in_it").member("message", "No message of this source's format was found.");
  } else if (nothing) {
    writer.member("error", "refused").member("message", "Nothing of it could be taken.");
  }
  writer.member("accepted", result.accepted).member("messages", result.messages);
  writer.member("refused_count", result.refused).key("refused").begin_array();
  for (auto const& fault : result.faults) {
    writer.begin_object();
    if (fault.line > 0) writer.member("line", fault.line);
    if (!fault.where.empty()) writer.member("field", fault.where);
    writer.member("reason", fault.reason).member("expected", fault.meaning);
    if (!fault.found.empty()) writer.member("found", fault.found);
    writer.end_object();
  }
  writer.end_array().end_object();
  answer.body += '\n';
  return answer;
}

}  // namespace lingding::web
