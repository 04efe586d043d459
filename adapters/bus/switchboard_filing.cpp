// What sessions file and ask: documents in parts, submissions, questions and their answers.

#include <algorithm>

#include "adapters/bus/session.hpp"
#include "adapters/bus/switchboard.hpp"

namespace lingding::bus {
namespace {

/// Receipts of parts after which a heartbeat asks whether they were read: far fewer than the window has messages, so
/// that whoever files is not kept from updates by what he has long read.
constexpr std::size_t kReceiptsPerBeat = 32;
/// Such heartbeats without an echo at a time; more would make a client that reads slowly one that does not read.
constexpr std::uint64_t kBeatsUnderWay = 2;
/// Beyond the window by this factor, answers wait.
constexpr std::size_t kAnswersBeyondWindow = 2;

bool may_file(Role role) {
  return role == Role::officer || role == Role::operator_;
}

}  // namespace

void Switchboard::deny(Session& session, Refusal const& refusal) {
  ++counters_.frames_refused;
  send_if_room(session, write_error(setup_.mode, refusal));
}

void Switchboard::on_document(Moment now, Session& session, DocumentPart const& part) {
  auto const refused = [&](ErrorCode code) { deny(session, {code, {}, {}, {}, geo::to_hex(part.digest)}); };
  if (!may_file(session.client.role)) return refused(ErrorCode::role_forbids);
  if (part.offset == 0 && !session.commands.take(now.steady)) return refused(ErrorCode::too_many_commands);
  if (!session.parts.take(now.steady)) return refused(ErrorCode::too_many_parts);
  auto const received = uploads_.take(now.steady, {session.number, session.user_id, session.client.role}, part);
  if (!received) {
    if (received.error().code == ErrorCode::digest_wrong) ++counters_.documents_dropped;
    return deny(session, received.error());
  }
  send_if_room(session, write_part_received(setup_.mode, part.digest, *received));
  if (++session.receipts >= kReceiptsPerBeat && session.beats - session.echoed < kBeatsUnderWay) beat(now, session);
}

bool Switchboard::open_submission(Moment now, Session& session, std::string const& id) {
  ++counters_.submissions_received;
  auto const refused = [&](ErrorCode code) {
    deny(session, {code, {}, {}, id});
    return false;
  };
  if (!may_file(session.client.role)) return refused(ErrorCode::role_forbids);
  if (!session.commands.take(now.steady)) return refused(ErrorCode::too_many_commands);
  switch (session.inquiries.ask(id, now.steady, setup_.limits.open_submissions, Inquiries::What::submission)) {
    case Inquiries::Asked::already:
      return false;  // its outcome comes
    case Inquiries::Asked::too_many:
      return refused(ErrorCode::too_many_commands);
    case Inquiries::Asked::fresh:
      break;
  }
  return true;
}

void Switchboard::on_attach(Moment now, Session& session, Attach const& sent) {
  if (!open_submission(now, session, sent.id)) return;
  auto const refuse = [&](Refusal const& refusal) {
    session.inquiries.drop(sent.id);
    deny(session, refusal);
  };
  auto bytes = uploads_.release(session.number, sent.digest, DocumentPart::Form::data);
  if (!bytes) return refuse({ErrorCode::document_unknown, "/document", {}, sent.id, geo::to_hex(sent.digest)});
  Attachment attachment{sent.id, sent.digest, *std::move(bytes), ReplyTo{session.number, sent.id}};
  auto const receipt = port_.attach(session.centre, session.client, std::move(attachment));
  if (receipt.verdict == CommandReceipt::Verdict::queued) return;
  if (receipt.verdict == CommandReceipt::Verdict::invalid)
    return refuse({ErrorCode::submission_invalid, receipt.pointer, receipt.expected, sent.id});
  // Left as it was (ConsolePort::attach): the client need not send it again.
  uploads_.put_back(now.steady, {session.number, session.user_id, session.client.role}, sent.digest,
                    DocumentPart::Form::data, std::move(attachment.bytes));  // NOLINT(bugprone-use-after-move)
  refuse({ErrorCode::busy, {}, {}, sent.id});
}

void Switchboard::on_submit(Moment now, Session& session, Submit& sent) {
  if (!open_submission(now, session, sent.id)) return;
  auto const refuse = [&](Refusal const& refusal) {
    session.inquiries.drop(sent.id);
    deny(session, refusal);
  };
  Submission submission{sent.id, std::move(sent.statement), std::move(sent.signature), std::nullopt,
                        ReplyTo{session.number, sent.id}};
  if (sent.document) {
    submission.document = uploads_.release(session.number, *sent.document, DocumentPart::Form::text);
    if (!submission.document)
      return refuse({ErrorCode::document_unknown, "/document", {}, sent.id, geo::to_hex(*sent.document)});
  }
  auto const receipt = port_.submit(session.centre, session.client, std::move(submission));
  switch (receipt.verdict) {
    case CommandReceipt::Verdict::queued:
      return;
    case CommandReceipt::Verdict::full:
      // Left as it was (ConsolePort::submit): the client need not send the document again.
      if (sent.document)
        uploads_.put_back(now.steady, {session.number, session.user_id, session.client.role}, *sent.document,
                          DocumentPart::Form::text,
                          *std::move(submission.document));  // NOLINT(bugprone-use-after-move)
      return refuse({ErrorCode::busy, {}, {}, sent.id});
    case CommandReceipt::Verdict::invalid:
      return refuse({ErrorCode::submission_invalid, receipt.pointer, receipt.expected, sent.id});
  }
}

void Switchboard::on_ask(Moment now, Session& session, Ask& sent) {
  ++counters_.questions_received;
  if (!session.questions.take(now.steady)) return deny(session, {ErrorCode::too_many_questions, {}, {}, sent.id});
  switch (session.inquiries.ask(sent.id, now.steady, setup_.limits.open_questions)) {
    case Inquiries::Asked::already:
      return;  // its answer comes
    case Inquiries::Asked::too_many:
      return deny(session, {ErrorCode::too_many_questions, {}, {}, sent.id});
    case Inquiries::Asked::fresh:
      break;
  }
  auto const receipt = port_.ask(session.centre, session.client,
                                 Question{sent.id, std::move(sent.query), ReplyTo{session.number, sent.id}});
  if (receipt.verdict == CommandReceipt::Verdict::queued) return;
  session.inquiries.drop(sent.id);
  if (receipt.verdict == CommandReceipt::Verdict::full) return deny(session, {ErrorCode::busy, {}, {}, sent.id});
  deny(session, {ErrorCode::question_invalid, "/query" + receipt.pointer, receipt.expected, sent.id});
}

std::size_t Switchboard::answer_bytes() const {
  std::size_t bytes = 0;
  for (auto const& [id, session] : sessions_) bytes += session->inquiries.bytes();
  return bytes;
}

void Switchboard::answer(ReplyTo const& reply_to, Moment now, std::optional<std::string> json) {
  auto const found = std::find_if(sessions_.begin(), sessions_.end(),
                                  [&](auto const& entry) { return entry.second->number == reply_to.session; });
  if (found == sessions_.end() || !found->second->inquiries.is_open(reply_to.id)) {
    ++counters_.answers_dropped;
    return;
  }
  auto& session = *found->second;
  auto const& limits = setup_.limits;
  std::optional<ErrorCode> why;
  if (!json) {
    why = ErrorCode::busy;
  } else if (json->size() > limits.answer_bytes) {
    why = ErrorCode::answer_too_long;
  } else {
    auto const room = session.client.role == Role::operator_ ? limits.answers_bytes / 2 : limits.answers_bytes;
    if (session.inquiries.bytes() + json->size() > limits.answer_bytes || answer_bytes() + json->size() > room)
      why = ErrorCode::busy;
  }
  if (!why) return session.inquiries.answer(reply_to.id, *std::move(json), now.steady);
  session.inquiries.drop(reply_to.id);
  ++counters_.answers_dropped;
  send_if_room(session, write_error(setup_.mode, {*why, {}, {}, reply_to.id}));
}

bool Switchboard::pump_answers(Moment now, Session& session) {
  auto const may_send = [&] {
    return session.inquiries.waiting() && session.answers_wait_for == 0 && !session.broken &&
           session.outflow.messages() < kAnswersBeyondWindow * setup_.limits.window_messages &&
           session.outflow.bytes() < kAnswersBeyondWindow * setup_.limits.window_bytes;
  };
  if (!may_send()) return false;
  auto const piece = session.inquiries.next();
  if (!send(session, piece.message)) return false;
  if (piece.last) ++counters_.answers_sent;
  if (++session.answers_under_way >= setup_.limits.answer_window) {
    beat(now, session);
    session.answers_wait_for = session.beats;
  }
  return may_send();
}

void Switchboard::expire_filing(Moment now) {
  counters_.documents_dropped += uploads_.expire(now.steady);
  for (auto& [id, session] : sessions_) {
    for (auto const& question :
         session->inquiries.expire(now.steady, setup_.limits.answer_wait, setup_.limits.answer_within)) {
      ++counters_.answers_dropped;
      send_if_room(*session, write_error(setup_.mode, {ErrorCode::unanswered, {}, {}, question}));
    }
  }
}

}  // namespace lingding::bus
