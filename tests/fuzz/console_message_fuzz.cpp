// Messages of console clients, as text and in a session: nothing that a peer sends may do more than get an error, and
// whatever is understood is understood the same when written again.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/bus/switchboard.hpp"
#include "geo/check.hpp"

using namespace lingding;

namespace {

class NoHistory final : public bus::History {
 public:
  bus::Seq newest(geo::CentreId) override { return 5; }
  std::string journal_id(geo::CentreId) override { return "journal"; }
  bus::HistoryPage read(geo::CentreId, bus::Seq after, std::size_t) override { return {{}, after < 5 ? 5 : after}; }
};
class AnyPort final : public bus::ConsolePort {
 public:
  bus::CommandReceipt command(geo::CentreId, std::string_view officer, std::string_view id,
                              std::string_view command) override {
    LINGDING_CHECK(officer == "hk-1" && !id.empty() && command.starts_with('{'));
    return {};
  }
  bus::CommandReceipt submit(geo::CentreId, bus::Client const& client, bus::Submission&& submission) override {
    LINGDING_CHECK(client.name == "hk-1" && !submission.id.empty() && !submission.statement.empty() &&
                   !submission.signature.empty() && (!submission.document || !submission.document->empty()));
    // Every third time there is no room.
    if (++filed_ % 3 == 0) return {bus::CommandReceipt::Verdict::full, {}, {}};
    auto const taken = std::move(submission);
    return {};
  }
  bus::CommandReceipt attach(geo::CentreId, bus::Client const&, bus::Attachment&& attachment) override {
    LINGDING_CHECK(!attachment.id.empty() && geo::sha256(attachment.bytes) == attachment.digest);
    if (++filed_ % 3 == 0) return {bus::CommandReceipt::Verdict::full, {}, {}};
    auto const taken = std::move(attachment);
    return {};
  }
  bus::CommandReceipt ask(geo::CentreId, bus::Client const&, bus::Question&& question) override {
    LINGDING_CHECK(!question.id.empty() && question.query.starts_with('{') && question.reply_to.id == question.id);
    replies.push_back(question.reply_to);
    return {};
  }
  std::vector<bus::ReplyTo> replies;

 private:
  int filed_ = 0;
};
class NoOutlet final : public bus::Outlet {
 public:
  Result send(std::string_view, std::string_view frame) override {
    LINGDING_CHECK(frame.starts_with("{\"type\":") && frame.ends_with('}'));
    return Result::sent;
  }
};

/// What was understood is understood the same when written again.
void write_again(bus::ClientMessage const& message) {
  if (auto const* hello = std::get_if<bus::Hello>(&message)) {
    auto const again = bus::parse_client_message(bus::write_hello(*hello));
    LINGDING_CHECK(again.has_value());
    LINGDING_CHECK(std::get<bus::Hello>(*again).last_seq == hello->last_seq);
    LINGDING_CHECK(std::get<bus::Hello>(*again).start == hello->start);
  }
  if (auto const* part = std::get_if<bus::DocumentPart>(&message)) {
    auto const again = bus::parse_client_message(bus::write_document_part(*part));
    LINGDING_CHECK(again.has_value());
    auto const& back = std::get<bus::DocumentPart>(*again);
    LINGDING_CHECK(back.text == part->text && back.digest == part->digest && back.offset == part->offset &&
                   back.form == part->form);
  }
  if (auto const* submit = std::get_if<bus::Submit>(&message)) {
    auto const again = bus::parse_client_message(bus::write_submit(*submit));
    LINGDING_CHECK(again.has_value());
    auto const& back = std::get<bus::Submit>(*again);
    LINGDING_CHECK(back.statement == submit->statement && back.signature == submit->signature &&
                   back.document == submit->document);
  }
  if (auto const* attach = std::get_if<bus::Attach>(&message)) {
    auto const again = bus::parse_client_message(bus::write_attach(attach->id, attach->digest));
    LINGDING_CHECK(again.has_value() && std::get<bus::Attach>(*again).digest == attach->digest);
  }
  if (auto const* ask = std::get_if<bus::Ask>(&message)) {
    auto const again = bus::parse_client_message(bus::write_ask(ask->id, ask->query));
    LINGDING_CHECK(again.has_value() && std::get<bus::Ask>(*again).query == ask->query);
  }
}

/// Each line is a message of one connection.
void converse(std::string_view text, bus::Role role) {
  NoHistory history;
  AnyPort port;
  NoOutlet outlet;
  bus::BusCounters counters;
  bus::BusLog const log;
  bus::BusLimits limits;
  limits.document_bytes = 4096;
  limits.attachment_bytes = 4096;
  limits.documents_bytes = 8192;
  bus::Switchboard board{
      {bus::Curve::on, {geo::CentreId::hk}, "fuzz", 1, limits}, port, history, outlet, counters, log};
  bus::AuthorizedKey const key{"hk-1", geo::CentreId::hk, role, std::string(40, 'k'), {}, "ferries"};
  bus::Moment now{};
  for (auto rest = text; !rest.empty();) {
    auto const line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    board.on_message(now, {std::string_view{"\0abcd", 5}, key.public_key, &key}, {line});
    for (auto const& reply : port.replies)
      board.answer(reply, now, R"({"of":")" + std::string(line.size(), 'x') + "\"}");
    port.replies.clear();
    while (board.catch_up(now)) {
    }
    now.steady += std::chrono::seconds{1};
    board.tick(now);
    LINGDING_CHECK(board.sessions() <= 1);
    LINGDING_CHECK(board.upload_bytes() <= (board.sessions() == 0 ? 0 : limits.document_bytes));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto const message = bus::parse_client_message(text)) write_again(*message);
  converse(text, bus::Role::officer);
  converse(text, bus::Role::operator_);
  return 0;
}
