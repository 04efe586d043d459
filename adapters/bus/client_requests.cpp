#include "adapters/bus/client_requests.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace lingding::bus {
namespace json = boost::json;
namespace {

using namespace std::chrono_literals;

/// Parts under way without a receipt.
constexpr std::size_t kWindow = 4;
/// Longest message that is sent; the server ends the connection at 64 KiB.
constexpr std::size_t kLongestMessage = 62U << 10U;
/// Smallest piece that is tried before the next: in JSON a byte takes at most six (\u0000), so it always fits.
constexpr std::size_t kSmallestPart = 8U << 10U;
/// The longest pause before what the server had no room for is tried again.
constexpr std::chrono::milliseconds kMostPause = 5s;
/// Nothing heard of an upload for so long: it is begun anew. Of a question: it is asked again.
constexpr auto kUploadSilent = 20s;
constexpr auto kQuestionSilent = 90s;
/// Longest answer that is put together; the server's bound is far below.
constexpr std::size_t kLongestAnswer = 64U << 20U;
constexpr std::size_t kDeepestAnswer = 256;

/// Why the server may take the same a little later, or from the beginning.
constexpr std::array<std::string_view, 6> kTryAgain{
    "busy", "too_many_commands", "too_many_parts", "too_many_questions", "document_unknown", "part_out_of_order"};

std::uint64_t number_in(json::object const& object, char const* name) {
  auto const* value = object.if_contains(name);
  return value != nullptr && value->is_int64() && value->get_int64() > 0
             ? static_cast<std::uint64_t>(value->get_int64())
             : 0;
}

/// The result's text as the server wrote it: last in the message. Elsewhere, or from another server, written anew.
std::string result_text(std::string_view message, json::value const& result) {
  constexpr std::string_view kBefore = "\"result\":";
  auto const start = message.find(kBefore);
  if (start != std::string_view::npos && message.ends_with('}')) {
    auto const text = message.substr(start + kBefore.size(), message.size() - start - kBefore.size() - 1);
    json::parse_options options;
    options.max_depth = kDeepestAnswer;
    json::error_code error;
    auto const parsed = json::parse(text, error, {}, options);
    if (!error && parsed == result) return std::string{text};
  }
  return json::serialize(result);
}

}  // namespace

ClientRequests::Taken ClientRequests::submit(std::string const& id, std::string statement, std::string signature,
                                             std::optional<std::string> document) {
  auto const found = find(id);
  if (found != filings_.end())  // the same id is the same submission
    return found->form == DocumentPart::Form::text ? Taken::yes : Taken::id_in_use;
  if (questions_.contains(id)) return Taken::id_in_use;
  if (filings_.size() >= ConsoleClient::kMostCommands) return Taken::full;
  auto const bytes = document ? document->size() : 0;
  Filing filing{{id, std::move(statement), std::move(signature), std::nullopt}, std::move(document), false};
  if (filing.document) filing.submit.document = geo::sha256(*filing.document);
  if (id.empty() || id.size() > kLongestCommandId || filing.submit.statement.size() > kLongestStatement ||
      filing.submit.signature.size() > kLongestSignature ||
      write_submit(filing.submit, Mode::exercise).size() > kLongestMessage || bytes > BusLimits{}.document_bytes ||
      (filing.document && bytes == 0))
    return Taken::too_long;
  if (document_bytes_ + bytes > ConsoleClient::kMostDocumentBytes) return Taken::full;
  document_bytes_ += bytes;
  filings_.push_back(std::move(filing));
  return Taken::yes;
}

ClientRequests::Taken ClientRequests::attach(std::string const& id, std::string bytes) {
  if (auto const found = find(id); found != filings_.end())
    return found->form == DocumentPart::Form::data ? Taken::yes : Taken::id_in_use;
  if (questions_.contains(id)) return Taken::id_in_use;
  if (filings_.size() >= ConsoleClient::kMostCommands) return Taken::full;
  if (id.empty() || id.size() > kLongestCommandId || bytes.empty() || bytes.size() > BusLimits{}.attachment_bytes)
    return Taken::too_long;
  if (document_bytes_ + bytes.size() > ConsoleClient::kMostDocumentBytes) return Taken::full;
  document_bytes_ += bytes.size();
  auto const digest = geo::sha256(bytes);
  filings_.push_back({{id, {}, {}, digest}, std::move(bytes), false, DocumentPart::Form::data});
  return Taken::yes;
}

bool ClientRequests::has(std::string const& id) const {
  return questions_.contains(id) ||
         std::any_of(filings_.begin(), filings_.end(), [&](auto const& filing) { return filing.submit.id == id; });
}

std::string ClientRequests::Filing::message(std::optional<Mode> mode) const {
  return form == DocumentPart::Form::data ? write_attach(submit.id, *submit.document, mode)
                                          : write_submit(submit, mode);
}

ClientRequests::Taken ClientRequests::ask(std::string const& id, std::string query) {
  if (questions_.contains(id)) return Taken::yes;
  if (find(id) != filings_.end()) return Taken::id_in_use;
  if (questions_.size() >= ConsoleClient::kMostQuestions) return Taken::full;
  if (id.empty() || id.size() > kLongestCommandId || write_ask(id, query).size() > kLongestMessage)
    return Taken::too_long;
  questions_[id].query = std::move(query);
  return Taken::yes;
}

void ClientRequests::connected(std::optional<Mode> mode) {
  lost();
  mode_ = mode;
  connected_ = true;
  pause_ = kFirstPause;
  resume_at_ = {};
}

void ClientRequests::lost() {
  connected_ = false;
  caught_up_ = false;
  upload_.reset();
  for (auto& filing : filings_) filing.sent = false;
  for (auto& [id, question] : questions_) question = Question{std::move(question.query), false, {}, {}, 0};
}

void ClientRequests::keep_going(Time now) {
  if (!connected_) return;
  if (upload_ && now - upload_->moved >= kUploadSilent) {
    upload_.reset();
    pause(now);
  }
  for (auto& [id, question] : questions_)
    if (question.asked && now - question.heard >= kQuestionSilent) question.asked = false;
  if (now < resume_at_) return;
  ask_all(now);
  if (caught_up_ && !upload_) file(now);
}

std::optional<ClientRequests::Time> ClientRequests::due() const {
  if (!connected_) return std::nullopt;
  std::optional<Time> due;
  auto const at = [&](Time time) { due = due ? std::min(*due, time) : time; };
  bool waits = false;
  for (auto const& [id, question] : questions_) {
    if (question.asked) at(question.heard + kQuestionSilent);
    waits = waits || !question.asked;
  }
  if (upload_) at(upload_->moved + kUploadSilent);
  if (caught_up_ && !upload_)
    waits = waits || std::any_of(filings_.begin(), filings_.end(), [](auto const& filing) { return !filing.sent; });
  if (waits) at(resume_at_);
  return due;
}

void ClientRequests::ask_all(Time now) {
  for (auto& [id, question] : questions_) {
    if (question.asked) continue;
    question = Question{std::move(question.query), true, now, {}, 0};
    send_(write_ask(id, question.query));
  }
}

void ClientRequests::file(Time now) {
  for (auto& filing : filings_) {
    if (filing.sent) continue;
    if (filing.document) {
      upload_ = Upload{filing.submit.id, 0, 0, {}, now};
      return fill_window(now, filing);
    }
    filing.sent = true;
    send_(filing.message(mode_));
  }
}

void ClientRequests::fill_window(Time now, Filing const& filing) {
  std::string_view const document = *filing.document;
  while (upload_->sent < document.size() && upload_->under_way.size() < kWindow) {
    if (filing.form == DocumentPart::Form::data) {
      auto const end = std::min(document.size(), upload_->sent + kLongestData);
      send_(write_document_part({*filing.submit.document, document.size(), upload_->sent,
                                 std::string{document.substr(upload_->sent, end - upload_->sent)}, filing.form}));
      upload_->sent = end;
      upload_->under_way.push_back(end);
      continue;
    }
    // Smaller, while what JSON must escape makes the message too long.
    for (auto longest = kLongestPart;; longest = std::max(longest / 2, kSmallestPart)) {
      auto const end = end_of_piece(document, upload_->sent, longest);
      auto const message = write_document_part({*filing.submit.document, document.size(), upload_->sent,
                                                std::string{document.substr(upload_->sent, end - upload_->sent)}});
      if (message.size() > kLongestMessage && longest > kSmallestPart) continue;
      send_(message);
      upload_->sent = end;
      upload_->under_way.push_back(end);
      break;
    }
  }
  upload_->moved = now;
}

void ClientRequests::on_part_received(Time now, std::string_view digest, std::uint64_t offset) {
  if (!upload_) return;
  auto const filing = find(upload_->id);
  if (filing == filings_.end() || geo::to_hex(*filing->submit.document) != digest) return;
  if (offset <= upload_->received || offset > upload_->sent) return;
  upload_->received = static_cast<std::size_t>(offset);
  while (!upload_->under_way.empty() && upload_->under_way.front() <= offset) upload_->under_way.pop_front();
  pause_ = kFirstPause;
  tell_({ClientEvent::Kind::progress, {}, 0, upload_->id, offset, filing->document->size()});
  if (upload_->received < filing->document->size()) return fill_window(now, *filing);
  upload_.reset();
  filing->sent = true;
  send_(filing->message(mode_));
  file(now);
}

void ClientRequests::on_answer(Time now, std::string_view message) {
  json::parse_options options;
  options.max_depth = kDeepestAnswer;
  json::error_code error;
  auto const parsed = json::parse(message, error, {}, options);
  if (error || !parsed.is_object()) return;
  auto const& answer = parsed.get_object();
  auto const* id_value = answer.if_contains("id");
  if (id_value == nullptr || !id_value->is_string()) return;
  std::string const id{std::string_view{id_value->get_string()}};
  auto const found = questions_.find(id);
  if (found == questions_.end()) {
    // What became of a submission: always in one message.
    auto const* const result = answer.if_contains("result");
    if (result == nullptr || find(id) == filings_.end()) return;
    outcome(id);
    return tell_({ClientEvent::Kind::answer, result_text(message, *result), 0, id});
  }
  if (auto const* result = answer.if_contains("result")) {
    questions_.erase(found);
    return tell_({ClientEvent::Kind::answer, result_text(message, *result), 0, id});
  }
  auto const* text = answer.if_contains("text");
  if (text == nullptr || !text->is_string()) return;
  on_answer_part(now, id, number_in(answer, "part"), number_in(answer, "parts"), text->get_string());
}

void ClientRequests::on_answer_part(Time now, std::string const& id, std::uint64_t part, std::uint64_t parts,
                                    std::string_view text) {
  auto& question = questions_[id];
  if (part != question.parts + 1 || part > parts) {
    // A piece is missing: from the beginning.
    question.asked = false;
    return pause(now);
  }
  if (question.text.size() + text.size() > kLongestAnswer) {
    questions_.erase(id);
    return tell_({ClientEvent::Kind::message,
                  write_error(mode_.value_or(Mode::real), {ErrorCode::answer_too_long, {}, {}, id}), 0, id});
  }
  question.text += text;
  question.parts = part;
  question.heard = now;
  if (part < parts) return tell_({ClientEvent::Kind::progress, {}, 0, id, part, parts});
  auto whole = std::move(question.text);
  questions_.erase(id);
  tell_({ClientEvent::Kind::answer, std::move(whole), 0, id});
}

std::string ClientRequests::on_error(Time now, std::string_view code, std::string const& id, std::string_view digest) {
  bool const again = std::find(kTryAgain.begin(), kTryAgain.end(), code) != kTryAgain.end();
  if (auto const question = questions_.find(id); question != questions_.end()) {
    if (again) {
      question->second.asked = false;
      pause(now);
    } else {
      questions_.erase(question);
    }
    return id;
  }
  auto of = !id.empty() ? id : upload_ ? upload_->id : std::string{};
  auto const filing = find(of);
  if (filing == filings_.end()) return {};
  if (id.empty() && (!filing->submit.document || geo::to_hex(*filing->submit.document) != digest)) return {};
  if (upload_ && upload_->id == of) upload_.reset();
  if (!again) {
    outcome(of);
  } else {
    filing->sent = false;
    pause(now);
  }
  return of;
}

void ClientRequests::outcome(std::string const& id) {
  auto const found = find(id);
  if (found == filings_.end()) return;
  if (upload_ && upload_->id == id) upload_.reset();
  document_bytes_ -= found->document ? found->document->size() : 0;
  filings_.erase(found);
}

std::vector<ClientRequests::Filing>::iterator ClientRequests::find(std::string_view id) {
  return std::find_if(filings_.begin(), filings_.end(), [&](auto const& filing) { return filing.submit.id == id; });
}

void ClientRequests::pause(Time now) {
  if (now < resume_at_) return;  // of several refusals at once the first counts
  resume_at_ = now + pause_;
  pause_ = std::min(pause_ * 2, kMostPause);
}

}  // namespace lingding::bus
