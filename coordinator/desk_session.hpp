#pragma once
// One desk with its inboxes and outboxes, between "an event came" and "it is recorded: show it". Pure: the server's
// thread and the simulations of the tests drive the same code; they bring the events, the time, the journal and the
// wires.

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/codec.hpp"
#include "coordinator/desk.hpp"
#include "coordinator/link.hpp"
#include "coordinator/ports.hpp"

namespace lingding::coordinator {

/// What consoles get of one entry.
struct ConsoleDelivery {
  std::optional<Seq> seq;  ///< empty: shown while it could not be recorded; it comes again with its number
  geo::UtcTime at{};       ///< the desk's `now`
  std::vector<ConsoleItem> items;
};

/// What may leave the desk now.
struct Delivery {
  std::vector<ConsoleDelivery> consoles;
  std::vector<LinkFrame> frames;    ///< unnumbered frames of unrecorded entries; recorded ones leave through due()
  std::vector<NotifyAsked> notify;  ///< for the second channels, each once
  std::vector<ShipWatched> ships;   ///< for the traffic picture, each once
  std::vector<VoyageQuestionAnswered> answers;  ///< for the watch of timetables, each once
};

/// A frame to send, as LinkFrame. The texts are the outbox's, and stay for the time of the call that gives it.
struct FrameDue {
  geo::CentreId from = geo::CentreId::hk;
  geo::CentreId to = geo::CentreId::hk;
  std::uint64_t link_seq = 0;
  std::uint64_t received = 0;
  std::string_view body;
  std::string_view raw;
  std::uint64_t oldest = 0;
  Mode mode = Mode::real;

  LinkFrame copy() const;
};

/// Use: handle() or receive() for each event of a batch; append unrecorded() to the journal; when that succeeded
/// recorded(), when it failed show_unrecorded(); then due(), and again at next_due().
class DeskSession {
 public:
  /// How many entries wait while the journal can't be written. When full(), handle() must not be called: what a desk
  /// has handled it must record. Distress events wait in their lane then; positions never come here.
  static constexpr std::size_t kMaxUnrecorded = 100'000;

  /// \param mode what the server is for. The desk itself does not know it: it decides alike in both, and its effects
  /// are the same to the byte. The session marks what officers issue (SITREPs) and the frames that leave, and takes
  /// frames of its own mode alone.
  DeskSession(geo::CentreId centre, WaterMaps water, Mode mode = Mode::real);

  Mode mode() const { return mode_; }
  Desk const& desk() const { return desk_; }

  /// The desk handles the event; nothing is shown yet.
  /// \pre !full()
  void handle(Event event, geo::UtcTime now);

  enum class FrameVerdict : std::uint8_t {
    handled,     ///< a new message: the desk has handled it, and those that came early and follow it
    receipt,     ///< no message in it
    repeated,    ///< recorded before; the receipt is renewed
    early,       ///< a message before it is missing; it waits, or will come again
    misrouted,   ///< not for this desk, or from itself
    other_mode,  ///< of an exercise at a real desk, or the other way round: nothing of it is taken, nor confirmed
    malformed  ///< the body can't be read: last_fault() says why; it is not received, and blocks the link until mended
  };
  /// A frame from another desk.
  /// \pre !full()
  FrameVerdict receive(LinkFrame const& frame, geo::UtcTime now);
  CodecError const& last_fault() const { return last_fault_; }

  /// What is to be recorded, oldest first.
  std::span<EntryDraft const> unrecorded() const { return drafts_; }
  bool full() const { return drafts_.size() >= kMaxUnrecorded; }
  /// All of unrecorded() is on the disk; its last entry has this seq.
  Delivery recorded(Seq last);
  /// Recording failed: what was not shown yet is shown as unrecorded; link messages go out unnumbered.
  Delivery show_unrecorded();

  /// Frames to send now: numbered messages within the window, late ones again, receipts that are owed.
  std::vector<LinkFrame> due(geo::UtcTime now);
  /// The same, each frame given to `send` as it stands in the outbox.
  void due(geo::UtcTime now, std::function<void(FrameDue const&)> const& send);
  /// When due() should be asked again if nothing happens; empty: nothing waits.
  std::optional<geo::UtcTime> next_due() const;
  /// When a TimePassed should be handled if nothing happens before (Desk::next_due); empty: nothing waits.
  std::optional<geo::UtcTime> clock_due() const { return desk_.next_due(); }
  /// The latest time that the desk was given.
  geo::UtcTime latest() const { return latest_; }
  /// Up to which link_seq the peer has confirmed: the cursor to keep (Journal::set_cursor).
  std::uint64_t confirmed_by(geo::CentreId centre) const;
  /// Messages that wait for the peer's receipt, here or in the journal.
  std::uint64_t waiting_for(geo::CentreId centre) const;

  /// Where messages are read back from that had no room in the outbox (Outbox::kMaxKept). Without one they are all kept
  /// in memory. It must outlive the session, and is used on the caller's thread by due(), which then may throw what it
  /// throws.
  void read_back_from(JournalReader& journal) { journal_ = &journal; }

  // Recovery (recovery.hpp).
  /// What the peer had confirmed; before the first restore().
  void set_confirmed(geo::CentreId centre, std::uint64_t link_seq);
  /// After the last restore().
  void restored();
  /// How far numbers leap after damage: more than a journal can have lost, so that no number is given twice.
  static constexpr std::uint64_t kResumeGap = 1'000'000;
  /// The journal was found damaged, and what was restored is its beginning: numbers leap, the other desks are asked to
  /// tell again what they told, and are told again what is known here. An event like others: to be recorded.
  void after_damage(geo::UtcTime now);
  /// The desk handles a recorded entry again; link messages that were not confirmed go back to the outbox, as they were
  /// recorded. Gives the effects' text that the desk makes of it now.
  /// \pre nothing is unrecorded
  geo::Expected<std::string, CodecError> restore(Entry const& entry);

 private:
  struct Pending {
    Effects effects;
    std::vector<std::size_t> ends;  ///< of each effect's text in the draft
    bool shown = false;
  };
  struct Peer {
    Outbox outbox;
    Inbox inbox;
    std::uint64_t received = 0;  ///< recorded here: what receipts say
    /// The outbox had no room: from the entry after this one on, messages are in the journal alone.
    std::optional<Seq> left_in_journal_after;
    bool receipt_owed = false;
  };
  void from_resumed(geo::CentreId centre);
  void bring_into_step(LinkFrame const& frame, geo::UtcTime now);
  Peer& peer(geo::CentreId centre) { return peers_[static_cast<std::size_t>(centre)]; }
  Peer const& peer(geo::CentreId centre) const { return peers_[static_cast<std::size_t>(centre)]; }
  std::vector<std::string_view> texts_of(std::size_t entry) const;
  FrameVerdict take_in(LinkFrame const& frame, geo::UtcTime now);
  void enter_outbox(Effects const& effects, std::vector<std::string_view> const& texts, std::string_view raw, Seq seq);
  bool add(Peer& to, std::uint64_t link_seq, std::string_view body, std::string_view raw, Seq seq);
  void read_back(geo::CentreId centre);

  Desk desk_;
  Mode mode_;
  std::vector<EntryDraft> drafts_;
  std::vector<Pending> pending_;  ///< beside drafts_, one for one
  std::array<Peer, geo::kCentres.size()> peers_;
  CodecError last_fault_;
  JournalReader* journal_ = nullptr;
  geo::UtcTime latest_{};  ///< the clock may be set back; the desk's time is not
};

}  // namespace lingding::coordinator
