#include "adapters/bus/protocol.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "geo/base64.hpp"
#include "geo/check.hpp"
#include "geo/json_writer.hpp"

namespace lingding::bus {
namespace json = boost::json;
namespace {

geo::Unexpected<Refusal> refuse(ErrorCode code, std::string field = {}, std::string expected = {},
                                std::string command_id = {}) {
  return geo::Unexpected{Refusal{code, std::move(field), std::move(expected), std::move(command_id)}};
}

/// A whole number that fits; JSON numbers like 3.0 or 1e2 are not taken.
std::optional<std::uint64_t> natural(json::value const* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_uint64()) return value->get_uint64();
  if (value->is_int64() && value->get_int64() >= 0) return static_cast<std::uint64_t>(value->get_int64());
  return std::nullopt;
}

/// Text of at most `longest` bytes without control characters.
std::optional<std::string> text(json::value const* value, std::size_t longest) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  std::string_view const content = value->get_string();
  if (content.size() > longest) return std::nullopt;
  for (char const c : content)
    if (static_cast<unsigned char>(c) < 0x20U || c == 0x7f) return std::nullopt;
  return std::string{content};
}

/// Text of 1 to `longest` bytes, whatever they are.
std::optional<std::string> any_text(json::value const* value, std::size_t longest) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  std::string_view const content = value->get_string();
  if (content.empty() || content.size() > longest) return std::nullopt;
  return std::string{content};
}

std::optional<geo::Digest> digest(json::value const* value) {
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return geo::parse_digest(value->get_string());
}

std::string bytes_text(std::size_t longest) {
  return "text of 1 to " + std::to_string(longest) + " bytes";
}

std::string short_text() {
  return "text of at most " + std::to_string(kLongestClientName) + " bytes";
}

geo::Expected<ClientMessage, Refusal> parse_hello(json::object const& message) {
  Hello hello;
  auto const version = natural(message.if_contains("version"));
  if (!version) return refuse(ErrorCode::bad_message, "/version", "a whole number");
  if (*version != kProtocolVersion)
    return refuse(ErrorCode::version_unsupported, "/version", std::to_string(kProtocolVersion));
  hello.version = kProtocolVersion;
  auto const* centre = message.if_contains("centre");
  auto const known = centre != nullptr && centre->is_string() ? geo::parse_centre(centre->get_string()) : std::nullopt;
  if (!known) return refuse(ErrorCode::bad_message, "/centre", "CN-GD, HK or MO");
  hello.centre = *known;
  auto const last_seq = natural(message.if_contains("last_seq"));
  if (!last_seq) return refuse(ErrorCode::bad_message, "/last_seq", "a whole number, 0 for everything");
  hello.last_seq = *last_seq;
  auto const client = text(message.if_contains("client"), kLongestClientName);
  if (!client) return refuse(ErrorCode::bad_message, "/client", short_text());
  hello.client = *client;
  struct Optional {
    char const* name;
    std::string Hello::* member;
  };
  for (auto const& [name, member] : {Optional{"journal", &Hello::journal}, Optional{"language", &Hello::language},
                                     Optional{"officer", &Hello::officer}}) {
    auto const* value = message.if_contains(name);
    if (value == nullptr) continue;
    auto content = text(value, kLongestClientName);
    if (!content) return refuse(ErrorCode::bad_message, std::string{"/"} + name, short_text());
    hello.*member = std::move(*content);
  }
  if (auto const* start = message.if_contains("start")) {
    if (!start->is_string() || std::string_view{start->get_string()} != "newest")
      return refuse(ErrorCode::bad_message, "/start", "\"newest\", or nothing");
    hello.start = Hello::Start::newest;
  }
  // That it is the server's was looked at before.
  if (auto const* mode = message.if_contains("mode"); mode != nullptr && mode->is_string())
    hello.mode = coordinator::parse_mode(mode->get_string());
  return ClientMessage{std::move(hello)};
}

geo::Expected<ClientMessage, Refusal> parse_command_sent(json::object const& message) {
  auto id = text(message.if_contains("id"), kLongestCommandId);
  if (!id || id->empty())
    return refuse(ErrorCode::bad_message, "/id", "text of 1 to " + std::to_string(kLongestCommandId) + " bytes");
  auto const* command = message.if_contains("command");
  if (command == nullptr || !command->is_object())
    return refuse(ErrorCode::bad_message, "/command", "an object", std::move(*id));
  return ClientMessage{CommandSent{std::move(*id), json::serialize(*command)}};
}

geo::Expected<ClientMessage, Refusal> parse_document_part(json::object const& message) {
  DocumentPart part;
  auto const known = digest(message.if_contains("digest"));
  if (!known) return refuse(ErrorCode::bad_message, "/digest", "64 hex digits");
  part.digest = *known;
  auto const bad = [&](std::string field, std::string expected) {
    return geo::Unexpected{
        Refusal{ErrorCode::bad_message, std::move(field), std::move(expected), {}, geo::to_hex(part.digest)}};
  };
  auto const size = natural(message.if_contains("size"));
  if (!size) return bad("/size", "a whole number of bytes");
  part.size = *size;
  auto const offset = natural(message.if_contains("offset"));
  if (!offset) return bad("/offset", "a whole number of bytes");
  part.offset = *offset;
  if (auto const* data = message.if_contains("data")) {
    auto const encoded = any_text(data, kLongestPart);
    auto bytes = encoded && !message.contains("text") ? geo::from_base64(*encoded) : std::nullopt;
    if (!bytes || bytes->empty()) return bad("/data", "base64 of 1 to " + std::to_string(kLongestData) + " bytes");
    part.text = std::move(*bytes);
    part.form = DocumentPart::Form::data;
    return ClientMessage{std::move(part)};
  }
  auto content = any_text(message.if_contains("text"), kLongestPart);
  if (!content) return bad("/text", bytes_text(kLongestPart));
  part.text = std::move(*content);
  return ClientMessage{std::move(part)};
}

geo::Expected<ClientMessage, Refusal> parse_attach(json::object const& message) {
  auto id = text(message.if_contains("id"), kLongestCommandId);
  if (!id || id->empty()) return refuse(ErrorCode::bad_message, "/id", bytes_text(kLongestCommandId));
  auto const known = digest(message.if_contains("document"));
  if (!known) return refuse(ErrorCode::bad_message, "/document", "64 hex digits", std::move(*id));
  return ClientMessage{Attach{std::move(*id), *known}};
}

geo::Expected<ClientMessage, Refusal> parse_submit(json::object const& message) {
  auto id = text(message.if_contains("id"), kLongestCommandId);
  if (!id || id->empty()) return refuse(ErrorCode::bad_message, "/id", bytes_text(kLongestCommandId));
  auto statement = any_text(message.if_contains("statement"), kLongestStatement);
  if (!statement) return refuse(ErrorCode::bad_message, "/statement", bytes_text(kLongestStatement), std::move(*id));
  auto signature = text(message.if_contains("signature"), kLongestSignature);
  if (!signature || signature->empty())
    return refuse(ErrorCode::bad_message, "/signature", bytes_text(kLongestSignature), std::move(*id));
  std::optional<geo::Digest> document;
  if (auto const* value = message.if_contains("document")) {
    document = digest(value);
    if (!document) return refuse(ErrorCode::bad_message, "/document", "64 hex digits", std::move(*id));
  }
  return ClientMessage{Submit{std::move(*id), std::move(*statement), std::move(*signature), document}};
}

geo::Expected<ClientMessage, Refusal> parse_ask(json::object const& message) {
  auto id = text(message.if_contains("id"), kLongestCommandId);
  if (!id || id->empty()) return refuse(ErrorCode::bad_message, "/id", bytes_text(kLongestCommandId));
  auto const* query = message.if_contains("query");
  if (query == nullptr || !query->is_object())
    return refuse(ErrorCode::bad_message, "/query", "an object", std::move(*id));
  return ClientMessage{Ask{std::move(*id), json::serialize(*query)}};
}

/// `{"type":"…"` with the writer open for more members.
struct Message {
  explicit Message(char const* type, std::size_t size = 256) : writer(out) {
    out.reserve(size);
    writer.begin_object().member("type", type);
  }
  std::string done() {
    writer.end_object();
    return std::move(out);
  }
  std::string out;
  geo::JsonWriter writer;
};

/// What a server says begins with what it is for.
struct ServerMessage : Message {
  ServerMessage(Mode mode, char const* type, std::size_t size = 256) : Message(type, size) {
    writer.member("mode", to_text(mode));
  }
};

void put_status(geo::JsonWriter& writer, DeskStatus const& status) {
  writer.member("degraded", status.recording == Recording::degraded).member("message", status.message);
  writer.key("links").begin_array();
  for (auto const& link : status.links) {
    writer.begin_object()
        .member("centre", geo::to_text(link.centre))
        .member("state", link.state == LinkState::State::up ? "up" : "down")
        .member("waiting", link.waiting);
    if (link.last_heard) writer.member("last_heard", geo::to_iso8601(*link.last_heard));
    if (link.other_mode != 0) writer.member("other_mode", link.other_mode);
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

geo::Expected<ClientMessage, Refusal> parse_client_message(std::string_view frame, Mode mode) {
  json::parse_options options;
  options.max_depth = kDeepestJson;
  json::error_code error;
  auto const parsed = json::parse(frame, error, {}, options);
  if (error || !parsed.is_object()) return refuse(ErrorCode::bad_json);
  auto const& message = parsed.get_object();
  auto const type = text(message.if_contains("type"), kLongestClientName);
  if (!type) return refuse(ErrorCode::bad_message, "/type", short_text());
  if (auto const* believed = message.if_contains("mode")) {
    bool const known = believed->is_string() && coordinator::parse_mode(believed->get_string());
    if (!known) return refuse(ErrorCode::bad_message, "/mode", "real or exercise");
    if (std::string_view{believed->get_string()} != to_text(mode)) {
      auto const id = text(message.if_contains("id"), kLongestCommandId);
      auto const part = digest(message.if_contains("digest"));
      return geo::Unexpected{Refusal{ErrorCode::wrong_mode, "/mode", std::string{to_text(mode)}, id.value_or(""),
                                     part ? geo::to_hex(*part) : std::string{}}};
    }
  }
  if (*type == "hello") return parse_hello(message);
  if (*type == "received") {
    auto const seq = natural(message.if_contains("seq"));
    if (!seq) return refuse(ErrorCode::bad_message, "/seq", "a whole number");
    return ClientMessage{Received{*seq}};
  }
  if (*type == "heartbeat") {
    auto const* beat = message.if_contains("beat");
    if (beat == nullptr) return ClientMessage{Heartbeat{}};
    auto const number = natural(beat);
    if (!number) return refuse(ErrorCode::bad_message, "/beat", "a whole number");
    return ClientMessage{Heartbeat{number}};
  }
  if (*type == "command") return parse_command_sent(message);
  if (*type == "document") return parse_document_part(message);
  if (*type == "attach") return parse_attach(message);
  if (*type == "submit") return parse_submit(message);
  if (*type == "ask") return parse_ask(message);
  if (*type == "bye") return ClientMessage{Bye{}};
  return refuse(ErrorCode::unknown_type, "/type",
                "hello, received, heartbeat, command, document, attach, submit, ask or bye");
}

std::string write_welcome(Mode mode, Welcome const& welcome, DeskStatus const& status) {
  ServerMessage message{mode, "welcome", 640};
  message.writer.member("version", kProtocolVersion)
      .member("session", welcome.session)
      .member("server", welcome.server)
      .member("centre", geo::to_text(welcome.centre))
      .member("officer", welcome.officer)
      .member("role", to_text(welcome.role))
      .member("party", welcome.party);
  if (!welcome.exercise.empty()) message.writer.member("exercise", welcome.exercise);
  if (!welcome.real_desk.empty()) message.writer.member("real_desk", welcome.real_desk);
  message.writer.member("journal", welcome.journal)
      .member("newest_seq", welcome.newest_seq)
      .member("at", geo::to_iso8601(welcome.at))
      .member("heartbeat_ms", welcome.heartbeat_ms)
      .member("silent_after_ms", welcome.silent_after_ms);
  message.writer.key("window")
      .begin_object()
      .member("messages", welcome.window_messages)
      .member("bytes", welcome.window_bytes)
      .end_object();
  if (welcome.role == Role::operator_) return message.done();
  if (welcome.traffic_port != 0)
    message.writer.key("traffic")
        .begin_object()
        .member("port", welcome.traffic_port)
        .member("topic", traffic_topic(mode, welcome.centre))
        .end_object();
  message.writer.key("status").begin_object();
  put_status(message.writer, status);
  message.writer.end_object();
  return message.done();
}

std::string write_update(Mode mode, Seq seq, Seq prev_seq, geo::UtcTime at, std::string_view effects) {
  ServerMessage message{mode, "update", effects.size() + 160};
  message.writer.member("recorded", true)
      .member("seq", seq)
      .member("prev_seq", prev_seq)
      .member("at", geo::to_iso8601(at))
      .key("effects")
      .raw(effects);
  return message.done();
}

std::string write_unrecorded(Mode mode, geo::UtcTime at, std::string_view effects) {
  ServerMessage message{mode, "update", effects.size() + 128};
  message.writer.member("recorded", false).member("at", geo::to_iso8601(at)).key("effects").raw(effects);
  return message.done();
}

std::string write_caught_up(Mode mode, Seq seq) {
  ServerMessage message{mode, "caught_up"};
  message.writer.member("seq", seq);
  return message.done();
}

std::string write_gap(Mode mode, Seq after, Seq up_to, ErrorCode code) {
  ServerMessage message{mode, "gap"};
  message.writer.member("after", after).member("up_to", up_to).member("code", row_of(code).name);
  return message.done();
}

std::string write_status(Mode mode, geo::CentreId centre, DeskStatus const& status, Seq newest_seq, geo::UtcTime at) {
  ServerMessage message{mode, "status"};
  message.writer.member("centre", geo::to_text(centre))
      .member("newest_seq", newest_seq)
      .member("at", geo::to_iso8601(at));
  put_status(message.writer, status);
  return message.done();
}

std::string write_heartbeat(Mode mode, std::uint64_t beat, geo::UtcTime at) {
  ServerMessage message{mode, "heartbeat"};
  message.writer.member("beat", beat).member("at", geo::to_iso8601(at));
  return message.done();
}

std::string write_bye(Mode mode, std::string_view reason) {
  ServerMessage message{mode, "bye"};
  message.writer.member("reason", reason);
  return message.done();
}

std::string write_error(Mode mode, Refusal const& refusal) {
  auto const& row = row_of(refusal.code);
  ServerMessage message{mode, "error"};
  message.writer.member("code", row.name)
      .member("text", row.text)
      .member("scope", row.scope == ErrorScope::session ? "session" : "message");
  if (!refusal.field.empty()) message.writer.member("field", refusal.field);
  if (!refusal.expected.empty()) message.writer.member("expected", refusal.expected);
  if (!refusal.command_id.empty()) message.writer.member("id", refusal.command_id);
  if (!refusal.digest.empty()) message.writer.member("digest", refusal.digest);
  return message.done();
}

std::string write_part_received(Mode mode, geo::Digest const& digest, std::uint64_t received) {
  ServerMessage message{mode, "part_received"};
  message.writer.member("digest", geo::to_hex(digest)).member("offset", received);
  return message.done();
}

std::string write_answer(Mode mode, std::string_view id, std::string_view result) {
  ServerMessage message{mode, "answer", result.size() + 128};
  message.writer.member("id", id).key("result").raw(result);
  return message.done();
}

std::string write_answer_part(Mode mode, std::string_view id, std::size_t part, std::size_t parts,
                              std::string_view text) {
  ServerMessage message{mode, "answer", text.size() + text.size() / 4 + 128};
  message.writer.member("id", id).member("part", part).member("parts", parts).member("text", text);
  return message.done();
}

std::size_t end_of_piece(std::string_view text, std::size_t start, std::size_t longest) {
  LINGDING_CHECK(start < text.size() && longest >= 4);
  auto end = std::min(text.size(), start + longest);
  // A code point has at most three bytes that continue it (RFC 3629).
  for (int i = 0; i < 3 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U; ++i) --end;
  return end;
}

namespace {
/// What a client says may name the mode that it believes the server to be in.
void put_mode(geo::JsonWriter& writer, std::optional<Mode> mode) {
  if (mode) writer.member("mode", to_text(*mode));
}
}  // namespace

std::string write_hello(Hello const& hello) {
  Message message{"hello"};
  put_mode(message.writer, hello.mode);
  message.writer.member("version", hello.version)
      .member("centre", geo::to_text(hello.centre))
      .member("last_seq", hello.last_seq)
      .member("client", hello.client);
  if (hello.start == Hello::Start::newest) message.writer.member("start", "newest");
  if (!hello.journal.empty()) message.writer.member("journal", hello.journal);
  if (!hello.language.empty()) message.writer.member("language", hello.language);
  if (!hello.officer.empty()) message.writer.member("officer", hello.officer);
  return message.done();
}

std::string write_received(Seq seq) {
  Message message{"received"};
  message.writer.member("seq", seq);
  return message.done();
}

std::string write_heartbeat_echo(std::uint64_t beat) {
  Message message{"heartbeat"};
  message.writer.member("beat", beat);
  return message.done();
}

std::string write_command(std::string_view id, std::string_view command, std::optional<Mode> mode) {
  Message message{"command", command.size() + 128};
  put_mode(message.writer, mode);
  message.writer.member("id", id).key("command").raw(command);
  return message.done();
}

std::string write_document_part(DocumentPart const& part) {
  Message message{"document", part.text.size() + part.text.size() / 4 + 192};
  message.writer.member("digest", geo::to_hex(part.digest)).member("size", part.size).member("offset", part.offset);
  if (part.form == DocumentPart::Form::data) {
    message.writer.member("data", geo::to_base64(part.text));
  } else {
    message.writer.member("text", part.text);
  }
  return message.done();
}

std::string write_attach(std::string_view id, geo::Digest const& digest, std::optional<Mode> mode) {
  Message message{"attach"};
  put_mode(message.writer, mode);
  message.writer.member("id", id).member("document", geo::to_hex(digest));
  return message.done();
}

std::string write_submit(Submit const& submit, std::optional<Mode> mode) {
  Message message{"submit", submit.statement.size() * 5 / 4 + submit.signature.size() + 256};
  put_mode(message.writer, mode);
  message.writer.member("id", submit.id).member("statement", submit.statement).member("signature", submit.signature);
  if (submit.document) message.writer.member("document", geo::to_hex(*submit.document));
  return message.done();
}

std::string write_ask(std::string_view id, std::string_view query) {
  Message message{"ask", query.size() + 128};
  message.writer.member("id", id).key("query").raw(query);
  return message.done();
}

std::string write_client_bye() {
  return Message{"bye"}.done();
}

std::string write_traffic(Mode mode, geo::CentreId centre, std::string_view reports) {
  ServerMessage message{mode, "traffic", reports.size() + 96};
  message.writer.member("centre", geo::to_text(centre)).key("reports").begin_array();
  if (!reports.empty()) message.writer.raw(reports);
  message.writer.end_array();
  return message.done();
}

std::string traffic_topic(Mode mode, geo::CentreId centre) {
  return (mode == Mode::exercise ? "exercise.traffic." : "traffic.") + std::string{geo::to_text(centre)};
}

}  // namespace lingding::bus
