#pragma once
// Delivery between two desks over a link that may lose, delay, double or reorder: numbered messages, cumulative
// receipts, repetition until received. Pure: the caller moves the frames and says what time it is.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/mode.hpp"
#include "geo/centre.hpp"
#include "geo/time.hpp"

namespace lingding::coordinator {

/// What goes over the wire, in-process or ZeroMQ alike.
struct LinkFrame {
  geo::CentreId from = geo::CentreId::hk;
  geo::CentreId to = geo::CentreId::hk;
  std::uint64_t link_seq = 0;  ///< 0: not numbered (a receipt alone, or sent while the sender could not record it)
  std::uint64_t received = 0;  ///< receipt: all of the other side's messages up to this one are recorded here
  std::string body;            ///< JSON of a LinkMessage; empty: a receipt alone
  std::string raw;
  /// The sender will not send numbers below this again: the receiver has said that they are recorded there. 0: not
  /// said.
  std::uint64_t oldest = 0;
  /// What the sender's server is for. A desk takes frames of its own mode alone; one that does not say is real.
  Mode mode = Mode::real;
};

/// The sending half towards one peer: the durable outbox. Rebuilt on recovery from the journal's LinkSent effects.
class Outbox {
 public:
  /// How long a message waits for its receipt before it is sent again. A design value: some round trips on a slow link.
  static constexpr std::chrono::milliseconds kRepeatAfter{2000};
  /// How many messages are under way at once; the rest waits in the journal's order.
  static constexpr std::size_t kWindow = 256;

  /// Messages kept in memory, and their bytes. During a long outage the rest stays in the journal: DeskSession reads it
  /// back.
  static constexpr std::size_t kMaxKept = 8192;
  static constexpr std::size_t kMaxKeptBytes = 64U << 20U;

  enum class Added : std::uint8_t { kept, confirmed_before, no_room };
  /// Whether a message may be refused for want of room: only when it can be read back from the journal.
  enum class Room : std::uint8_t { bounded, unbounded };
  /// \pre link_seq is higher than any kept
  Added add(std::uint64_t link_seq, std::string body, std::string raw, Room bound = Room::unbounded);
  /// True when so much was confirmed that reading back is worth it.
  bool half_empty() const { return messages_.size() <= kMaxKept / 2 && bytes_ <= kMaxKeptBytes / 2; }
  /// Everything up to `link_seq` is recorded at the peer.
  void received(std::uint64_t link_seq);
  /// The messages to send now: new ones within the window, and those whose receipt is late.
  struct Due {
    std::uint64_t link_seq;
    std::string const* body;
    std::string const* raw;
  };
  std::vector<Due> due(geo::UtcTime now);
  /// When due() should be asked again; empty: nothing waits.
  std::optional<geo::UtcTime> next_due() const;
  /// Recovery: what the peer confirmed beyond the last number that the journal knows of is forgotten, so that what is
  /// numbered anew is sent; the peer's receipts then bring the numbers into step (DeskSession::receive).
  void confirmed_at_most(std::uint64_t last_sent) { confirmed_ = confirmed_ < last_sent ? confirmed_ : last_sent; }
  std::uint64_t confirmed() const { return confirmed_; }
  /// Messages kept here that are not confirmed.
  std::size_t waiting() const { return messages_.size(); }
  /// The highest link_seq kept; what was confirmed when none is.
  std::uint64_t last() const { return messages_.empty() ? confirmed_ : messages_.back().link_seq; }

 private:
  struct Message {
    std::uint64_t link_seq;
    std::string body;
    std::string raw;
    std::optional<geo::UtcTime> sent_at;
  };
  std::deque<Message> messages_;
  std::size_t bytes_ = 0;
  std::uint64_t confirmed_ = 0;
};

/// The receiving half from one peer: lets numbered messages through once each and in order. Messages that come early
/// wait here for those before them, up to kMaxEarly; what is dropped comes again. Repeated ones only renew the receipt.
class Inbox {
 public:
  /// As many as the sender has under way at once.
  static constexpr std::size_t kMaxEarly = Outbox::kWindow;
  /// Of the early messages all together.
  static constexpr std::size_t kMaxEarlyBytes = 32U << 20U;

  enum class Verdict : std::uint8_t { accept, repeated, early };
  /// \param received the highest number that was let through (Desk::received_from).
  static Verdict judge(std::uint64_t received, std::uint64_t link_seq);
  /// Keeps an early frame if there is room for it.
  void keep(LinkFrame frame);
  /// The frame with that number, if it came early; those before it are let go.
  std::optional<LinkFrame> take(std::uint64_t link_seq);
  std::size_t early() const { return early_.size(); }

 private:
  std::map<std::uint64_t, LinkFrame> early_;
  std::size_t bytes_ = 0;
};

}  // namespace lingding::coordinator
