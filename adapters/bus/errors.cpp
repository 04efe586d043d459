#include "adapters/bus/errors.hpp"

#include <array>

#include "geo/check.hpp"

namespace lingding::bus {
namespace {

using enum ErrorCode;
using enum ErrorScope;

constexpr std::array kTable{
    ErrorRow{bad_frame, "bad_frame", message, "A message is one ZeroMQ frame."},
    ErrorRow{bad_json, "bad_json", message, "The frame is not one JSON object in UTF-8, nested at most 16 deep."},
    ErrorRow{bad_message, "bad_message", message, "A member is missing, of the wrong type or out of range; see field."},
    ErrorRow{unknown_type, "unknown_type", message, "This type of message is not known here."},
    ErrorRow{version_unsupported, "version_unsupported", session,
             "This server does not speak that version of the protocol."},
    ErrorRow{no_hello, "no_hello", session, "There is no session on this connection: say hello first."},
    ErrorRow{wrong_mode, "wrong_mode", session,
             "The client takes this server for another: the one is for an exercise, the other is real."},
    ErrorRow{wrong_centre, "wrong_centre", session, "The key belongs to another centre."},
    ErrorRow{centre_not_here, "centre_not_here", session, "The desk of that centre is not on this server."},
    ErrorRow{role_forbids, "role_forbids", message, "The key's role does not allow this."},
    ErrorRow{routing_id_set, "routing_id_set", session, "Leave the routing id of the socket unset and connect again."},
    ErrorRow{too_many_sessions, "too_many_sessions", session, "The server has as many sessions as it will carry."},
    ErrorRow{too_many_commands, "too_many_commands", message, "Too many commands in a second; send it again."},
    ErrorRow{seq_unknown, "seq_unknown", session,
             "The journal does not reach to last_seq: forget the cursor and begin at 0."},
    ErrorRow{other_journal, "other_journal", session,
             "This is another journal than the cursor's: forget it and begin at 0."},
    ErrorRow{history_unavailable, "history_unavailable", message,
             "The journal can't be read now; catching up goes on as soon as it can."},
    ErrorRow{journal_damaged, "journal_damaged", message,
             "Part of the journal can't be read; a gap message says which."},
    ErrorRow{command_invalid, "command_invalid", message, "This is no command; see field and text."},
    ErrorRow{busy, "busy", message, "There is no room for it now; send it again a little later."},
    ErrorRow{silent, "silent", session, "Nothing was heard from the client for too long."},
    ErrorRow{not_reading, "not_reading", session, "The client does not read what it is sent."},
    ErrorRow{replaced, "replaced", session, "The key opened more sessions than it may have; the oldest was closed."},
    ErrorRow{key_revoked, "key_revoked", session, "The key is no longer enrolled, or for something else."},
    ErrorRow{document_unknown, "document_unknown", message,
             "This session holds no such document, whole: send it from offset 0."},
    ErrorRow{document_too_long, "document_too_long", message,
             "A document has 1 byte to 4 MiB, an attachment to 10 MiB."},
    ErrorRow{part_out_of_order, "part_out_of_order", message, "The part does not begin where the one before ended."},
    ErrorRow{digest_wrong, "digest_wrong", message, "The document that came has another digest; it was dropped."},
    ErrorRow{too_many_parts, "too_many_parts", message, "Too many parts in a second; send it again."},
    ErrorRow{submission_invalid, "submission_invalid", message,
             "This is nothing that can be filed; see field and text."},
    ErrorRow{question_invalid, "question_invalid", message, "This is no question; see field and text."},
    ErrorRow{too_many_questions, "too_many_questions", message,
             "Too many questions in a second, or without an answer; ask again."},
    ErrorRow{unanswered, "unanswered", message, "No answer came, or it was not fetched, in time; ask again."},
    ErrorRow{answer_too_long, "answer_too_long", message, "The answer is too long to be sent; ask for less."},
};

}  // namespace

std::span<ErrorRow const> error_table() {
  return kTable;
}

ErrorRow const& row_of(ErrorCode code) {
  auto const index = static_cast<std::size_t>(code);
  LINGDING_CHECK(index < kTable.size() && kTable[index].code == code);
  return kTable[index];
}

}  // namespace lingding::bus
