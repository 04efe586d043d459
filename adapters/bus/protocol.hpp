#pragma once
// The console protocol's messages as text: what clients send is parsed here, what the server sends is written here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/bus/console_port.hpp"
#include "adapters/bus/errors.hpp"
#include "adapters/bus/keys.hpp"
#include "coordinator/mode.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"

namespace lingding::bus {

inline constexpr std::uint32_t kProtocolVersion = 1;
/// How deep the JSON of a message may be nested.
inline constexpr std::size_t kDeepestJson = 16;
/// Longest texts that a client may give, in bytes.
inline constexpr std::size_t kLongestClientName = 100;
inline constexpr std::size_t kLongestCommandId = 64;
/// Longest piece of a document or of an answer in one message, in bytes before JSON escapes what must be.
inline constexpr std::size_t kLongestPart = 48U << 10U;
/// Of an attachment, whose base64 is then as long.
inline constexpr std::size_t kLongestData = kLongestPart / 4 * 3;

// What clients say.
struct Hello {
  std::uint32_t version = 0;
  geo::CentreId centre = geo::CentreId::hk;
  Seq last_seq = 0;      ///< all up to here is known to the client
  std::string journal;   ///< of which journal last_seq is; empty: not said
  std::string client;    ///< name and version of the client program
  std::string language;  ///< "en" or "zh-Hant"; the protocol's own texts are English in version 1
  std::string officer;   ///< counts only where keys are off
  enum class Start : std::uint8_t {
    cursor,  ///< everything after last_seq is sent
    newest   ///< nothing of the past is; last_seq does not count
  } start = Start::cursor;
  std::optional<coordinator::Mode> mode{};  ///< in which the client believes the server to be; empty: not said
};
struct Received {
  Seq seq = 0;
};
struct Heartbeat {
  std::optional<std::uint64_t> beat;  ///< of the server's newest heartbeat that was read
};
struct CommandSent {
  std::string id;
  std::string command;  ///< JSON object
};
/// A piece of a document that is to be submitted, or of an attachment.
struct DocumentPart {
  enum class Form : std::uint8_t {
    text,  ///< of a document: UTF-8
    data   ///< of an attachment: any bytes, in base64 on the way
  };
  geo::Digest digest{};      ///< of the whole document
  std::uint64_t size = 0;    ///< of the whole document in bytes
  std::uint64_t offset = 0;  ///< of this piece, in bytes
  std::string text;          ///< the bytes: 1 … kLongestPart, of an attachment kLongestData
  Form form = Form::text;
};
/// The attachment that was sent before is to be kept for a filing.
struct Attach {
  std::string id;
  geo::Digest digest{};
};
struct Submit {
  std::string id;
  std::string statement;
  std::string signature;
  std::optional<geo::Digest> document;  ///< that was sent before
};
struct Ask {
  std::string id;
  std::string query;  ///< JSON object
};
struct Bye {};
using coordinator::Mode;
using ClientMessage = std::variant<Hello, Received, Heartbeat, CommandSent, DocumentPart, Attach, Submit, Ask, Bye>;

/// Why a message was refused.
struct Refusal {
  ErrorCode code = ErrorCode::bad_message;
  std::string field;       ///< JSON Pointer; empty: the whole message
  std::string expected;    ///< what should have been there; empty: the table's text says all
  std::string command_id;  ///< of the command, submission or question that was refused; empty: none
  std::string digest{};    ///< of the document whose part was refused, 64 hex digits; empty: none
};

/// Never throws on any bytes.
/// \param mode what the server is for: a message that names another (`mode`) is of a client that is mistaken about
/// where it is, and is refused whatever it says.
geo::Expected<ClientMessage, Refusal> parse_client_message(std::string_view frame, Mode mode = Mode::real);

// What the server says. All texts are one JSON object without line breaks, and every one says the server's mode: none
// can be written without it.
struct Welcome {
  std::string exercise{};   ///< its name; empty: the server is real
  std::string real_desk{};  ///< of an exercise: how the real desk is reached; empty: not said
  std::string session;
  std::string server;  ///< "lingding 0.1.0"
  geo::CentreId centre = geo::CentreId::hk;
  std::string officer;
  Role role = Role::officer;  ///< an operator is told nothing of the desk's state and of traffic
  std::string party;
  std::string journal;
  Seq newest_seq = 0;
  std::int64_t heartbeat_ms = 0;
  std::int64_t silent_after_ms = 0;
  std::size_t window_messages = 0;
  std::size_t window_bytes = 0;
  std::uint16_t traffic_port = 0;  ///< 0: none
  geo::UtcTime at{};
};
std::string write_welcome(Mode mode, Welcome const& welcome, DeskStatus const& status);
std::string write_update(Mode mode, Seq seq, Seq prev_seq, geo::UtcTime at, std::string_view effects);
std::string write_unrecorded(Mode mode, geo::UtcTime at, std::string_view effects);
std::string write_caught_up(Mode mode, Seq seq);
std::string write_gap(Mode mode, Seq after, Seq up_to, ErrorCode code);
std::string write_status(Mode mode, geo::CentreId centre, DeskStatus const& status, Seq newest_seq, geo::UtcTime at);
std::string write_heartbeat(Mode mode, std::uint64_t beat, geo::UtcTime at);
std::string write_bye(Mode mode, std::string_view reason);
std::string write_error(Mode mode, Refusal const& refusal);
/// \param received how much of the document is here, in bytes; its size: all, and its digest is right.
std::string write_part_received(Mode mode, geo::Digest const& digest, std::uint64_t received);
/// \param result JSON text without line breaks.
std::string write_answer(Mode mode, std::string_view id, std::string_view result);
/// \param part from 1 to parts. \param text a piece of the result's JSON text, cut between code points.
std::string write_answer_part(Mode mode, std::string_view id, std::size_t part, std::size_t parts,
                              std::string_view text);
/// Where a piece of at most `longest` bytes that begins at `start` ends: not within a code point of UTF-8 text.
/// \pre start < text.size(), longest ≥ 4
std::size_t end_of_piece(std::string_view text, std::size_t start, std::size_t longest = kLongestPart);

// What a client of ours says.
std::string write_hello(Hello const& hello);
std::string write_received(Seq seq);
std::string write_heartbeat_echo(std::uint64_t beat);
/// \param mode as the session's welcome said, or when it was given to be sent; empty: not said.
std::string write_command(std::string_view id, std::string_view command, std::optional<Mode> mode = std::nullopt);
std::string write_document_part(DocumentPart const& part);
std::string write_attach(std::string_view id, geo::Digest const& digest, std::optional<Mode> mode = std::nullopt);
std::string write_submit(Submit const& submit, std::optional<Mode> mode = std::nullopt);
std::string write_ask(std::string_view id, std::string_view query);
std::string write_client_bye();

/// \param reports JSON objects with commas between.
std::string write_traffic(Mode mode, geo::CentreId centre, std::string_view reports);
/// "traffic.HK", "exercise.traffic.HK": the first frame of a batch of the traffic picture. Who subscribes to the one is
/// not sent the other.
std::string traffic_topic(Mode mode, geo::CentreId centre);

}  // namespace lingding::bus
