#include "coordinator/link.hpp"

#include <algorithm>

#include "geo/check.hpp"

namespace lingding::coordinator {

Outbox::Added Outbox::add(std::uint64_t link_seq, std::string body, std::string raw, Room bound) {
  if (link_seq <= confirmed_) return Added::confirmed_before;
  LINGDING_CHECK(messages_.empty() || link_seq > messages_.back().link_seq);
  auto const size = body.size() + raw.size();
  // One message always has room, whatever its size.
  bool const room = messages_.size() < kMaxKept && bytes_ + size <= kMaxKeptBytes;
  if (!room && !messages_.empty() && bound == Room::bounded) return Added::no_room;
  bytes_ += size;
  messages_.push_back({link_seq, std::move(body), std::move(raw), std::nullopt});
  return Added::kept;
}

void Outbox::received(std::uint64_t link_seq) {
  confirmed_ = std::max(confirmed_, link_seq);
  while (!messages_.empty() && messages_.front().link_seq <= confirmed_) {
    bytes_ -= messages_.front().body.size() + messages_.front().raw.size();
    messages_.pop_front();
  }
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

Inbox::Verdict Inbox::judge(std::uint64_t received, std::uint64_t link_seq) {
  if (link_seq <= received) return Verdict::repeated;
  return link_seq == received + 1 ? Verdict::accept : Verdict::early;
}

void Inbox::keep(LinkFrame frame) {
  auto const size = frame.body.size() + frame.raw.size();
  if (early_.size() >= kMaxEarly || bytes_ + size > kMaxEarlyBytes) return;
  auto const link_seq = frame.link_seq;
  if (early_.emplace(link_seq, std::move(frame)).second) bytes_ += size;
}

std::optional<LinkFrame> Inbox::take(std::uint64_t link_seq) {
  while (!early_.empty() && early_.begin()->first <= link_seq) {
    auto frame = std::move(early_.extract(early_.begin()).mapped());
    bytes_ -= frame.body.size() + frame.raw.size();
    if (frame.link_seq == link_seq) return frame;
  }
  return std::nullopt;
}

}  // namespace lingding::coordinator
