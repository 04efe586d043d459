#pragma once
// POST /v1/alerts/<source>: who may, what is taken, and what is answered. Pure, without sockets.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runtime/document_door.hpp"
#include "adapters/web/token.hpp"
#include "coordinator/mode.hpp"

namespace lingding::web {

/// A source that takes alerts by HTTP.
struct PostSource {
  std::string name;
  std::vector<std::string> content_types;  ///< "application/cap+xml", …: lower case, without parameters
  Tokens tokens;
  runtime::DocumentDoor* door = nullptr;  ///< outlives the server
};

struct Answer {
  unsigned status = 500;
  std::string body;            ///< JSON, ends with LF
  unsigned retry_after_s = 0;  ///< 0: not said
  std::string allow{};         ///< of 405
  bool challenge = false;      ///< WWW-Authenticate: Bearer, of 401
};

/// What of a request's head decides whether its body is read.
struct PostHead {
  std::string_view method;
  std::string_view target;
  std::string_view content_type;
  std::string_view authorization;
  bool has_length = false;  ///< Content-Length or chunked
};

struct Admitted {
  PostSource const* source = nullptr;  ///< nullptr: `refusal`
  Answer refusal{};
};

/// Without a token that one of the sources knows nothing is told, not even which sources there are.
Admitted admit(PostHead const& head, std::vector<PostSource> const& sources);

/// Everything is on record: 200, or 400 when nothing could be taken. {"accepted":N,"messages":N,"refused":[…]}
Answer answer_of(runtime::DocumentResult const& result);
/// The body as it is sent: an exercise's begins with its mode, so that whoever posts what is real there can tell.
std::string marked_body(std::string const& body, coordinator::Mode mode);
/// {"error":"<code>","message":"<sentence>"}
Answer refusal(unsigned status, std::string_view code, std::string_view message);

}  // namespace lingding::web
