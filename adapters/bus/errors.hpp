#pragma once
// The one table of the console protocol's errors; docs/protocol.md shows the same, and a test compares them.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lingding::bus {

enum class ErrorCode : std::uint8_t {
  bad_frame,
  bad_json,
  bad_message,
  unknown_type,
  version_unsupported,
  no_hello,
  wrong_mode,
  wrong_centre,
  centre_not_here,
  role_forbids,
  routing_id_set,
  too_many_sessions,
  too_many_commands,
  seq_unknown,
  other_journal,
  history_unavailable,
  journal_damaged,
  command_invalid,
  busy,
  silent,
  not_reading,
  replaced,
  key_revoked,
  document_unknown,
  document_too_long,
  part_out_of_order,
  digest_wrong,
  too_many_parts,
  submission_invalid,
  question_invalid,
  too_many_questions,
  unanswered,
  answer_too_long
};

/// What the client has after the error.
enum class ErrorScope : std::uint8_t {
  message,  ///< the one message was refused, the session goes on
  session   ///< there is no session (any more): say hello to have one
};

struct ErrorRow {
  ErrorCode code;
  std::string_view name;  ///< the `code` member
  ErrorScope scope;
  std::string_view text;  ///< the `text` member
};

/// In the order of ErrorCode.
std::span<ErrorRow const> error_table();
ErrorRow const& row_of(ErrorCode code);

}  // namespace lingding::bus
