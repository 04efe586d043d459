#include "coordinator/link.hpp"

#include <algorithm>

#include "geo/check.hpp"

namespace lingding::coordinator {

void Outbox::add(std::uint64_t link_seq, std::string body, std::string raw) {
  if (link_seq <= confirmed_) return;
  LINGDING_CHECK(messages_.empty() || link_seq > messages_.back().link_seq);
  messages_.push_back({link_seq, std::move(body), std::move(raw), std::nullopt});
}

void Outbox::received(std::uint64_t link_seq) {
  confirmed_ = std::max(confirmed_, link_seq);
  while (!messages_.empty() && messages_.front().link_seq <= confirmed_) messages_.pop_front();
}

std::vector<Outbox::Due> Outbox::due(geo::UtcTime now) {
  std::vector<Due> result;
  for (std::size_t i = 0; i < std::min(messages_.size(), kWindow); ++i) {
    auto& message = messages_[i];
    // A clock that was set back must not silence the link.
    bool const waits = message.sent_at && now >= *message.sent_at && now - *message.sent_at < kRepeatAfter;
    if (waits) continue;
    message.sent_at = now;
    result.push_back({message.link_seq, &message.body, &message.raw});
  }
  return result;
}

std::optional<geo::UtcTime> Outbox::next_due() const {
  std::optional<geo::UtcTime> next;
  for (std::size_t i = 0; i < std::min(messages_.size(), kWindow); ++i) {
    auto const& sent = messages_[i].sent_at;
    auto const at = sent ? *sent + kRepeatAfter : geo::UtcTime{};
    if (!next || at < *next) next = at;
  }
  return next;
}

Inbox::Verdict Inbox::judge(std::uint64_t link_seq) const {
  if (link_seq <= received_) return Verdict::repeated;
  return link_seq == received_ + 1 ? Verdict::accept : Verdict::early;
}

void Inbox::recorded(std::uint64_t link_seq) {
  received_ = std::max(received_, link_seq);
}

}  // namespace lingding::coordinator
