#include "coordinator/desk_session.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "coordinator/failures.hpp"
#include "geo/check.hpp"

namespace lingding::coordinator {
namespace {

/// The event and the effects of a repeat fit in.
constexpr std::size_t kUsualBytes = 512;

/// What officers of an exercise issue says so before it is on record: whatever client they use.
void mark(Event& event, Mode mode) {
  if (mode == Mode::real) return;
  auto* const acted = std::get_if<OfficerActed>(&event);
  auto* const sitrep = acted != nullptr ? std::get_if<IssueSitrep>(&acted->command) : nullptr;
  // One that says NO DUFF is looked at by the desk, which knows whether it is.
  if (sitrep != nullptr) sitrep->text = with_marking(sitrep->text, Marking::exercise);
}

}  // namespace

DeskSession::DeskSession(geo::CentreId centre, WaterMaps water, Mode mode)
    : desk_(centre, std::move(water)), mode_(mode) {}

void DeskSession::handle(Event event, geo::UtcTime now) {
  LINGDING_CHECK(!full());
  mark(event, mode_);
  canonicalise(event);
  EntryDraft draft;
  draft.at = latest_ = std::max(latest_, now);
  draft.event.reserve(kUsualBytes);
  append_json(draft.event, event);
  draft.raw = raw_of(event);
  Pending pending;
  pending.effects = desk_.handle(event, draft.at);
  draft.effects.reserve(kUsualBytes);
  pending.ends = append_json(draft.effects, pending.effects);
  drafts_.push_back(std::move(draft));
  pending_.push_back(std::move(pending));
}

std::vector<std::string_view> DeskSession::texts_of(std::size_t entry) const {
  return coordinator::texts_of(drafts_[entry].effects, pending_[entry].ends);
}

DeskSession::FrameVerdict DeskSession::receive(LinkFrame const& frame, geo::UtcTime now) {
  if (frame.to != desk_.centre() || frame.from == desk_.centre()) return FrameVerdict::misrouted;
  // Not even its receipt: another desk's numbers mean nothing here.
  if (frame.mode != mode_) return FrameVerdict::other_mode;
  auto& from = peer(frame.from);
  bring_into_step(frame, now);
  // A receipt for what was never sent is not this desk's affair.
  from.outbox.received(std::min(frame.received, desk_.sent_to(frame.from)));
  if (frame.body.empty()) return FrameVerdict::receipt;
  if (frame.link_seq != 0) {
    auto const verdict = Inbox::judge(desk_.received_from(frame.from), frame.link_seq);
    if (verdict == Inbox::Verdict::early) from.inbox.keep(frame);
    if (verdict != Inbox::Verdict::accept) {
      from.receipt_owed = true;
      return verdict == Inbox::Verdict::repeated ? FrameVerdict::repeated : FrameVerdict::early;
    }
  }
  auto const verdict = take_in(frame, now);
  // Those that waited for it follow.
  while (verdict == FrameVerdict::handled && !full()) {
    auto const next = from.inbox.take(desk_.received_from(frame.from) + 1);
    if (!next || take_in(*next, now) != FrameVerdict::handled) break;
  }
  return verdict;
}

void DeskSession::restored() {
  for (auto const centre : geo::kCentres) {
    peer(centre).outbox.confirmed_at_most(desk_.sent_to(centre));
    from_resumed(centre);
  }
}

void DeskSession::after_damage(geo::UtcTime now) {
  for (auto const centre : geo::kCentres) {
    if (centre == desk_.centre()) continue;
    handle(
        LinkOutOfStep{
            .peer = centre, .sent = desk_.sent_to(centre) + kResumeGap, .received = desk_.received_from(centre)},
        now);
    from_resumed(centre);
  }
}

/// Messages from before the numbers went on anew are not sent any more: what is in them is told again.
void DeskSession::from_resumed(geo::CentreId centre) {
  peer(centre).outbox.received(desk_.resumed_at(centre));
}

/// A peer that follows the protocol confirms only what was sent to it, and forgets only what was confirmed to it. When
/// it seems to have done otherwise, it is this desk's journal that lost entries.
void DeskSession::bring_into_step(LinkFrame const& frame, geo::UtcTime now) {
  auto const sent = desk_.sent_to(frame.from);
  auto const received = desk_.received_from(frame.from);
  if (frame.received <= sent && frame.oldest <= received + 1) return;
  handle(LinkOutOfStep{.peer = frame.from,
                       .sent = std::max(sent, frame.received),
                       .received = std::max(received, std::max<std::uint64_t>(frame.oldest, 1) - 1)},
         now);
  from_resumed(frame.from);
}

DeskSession::FrameVerdict DeskSession::take_in(LinkFrame const& frame, geo::UtcTime now) {
  auto message = parse_link_message(frame.body, frame.raw);
  if (!message) {
    last_fault_ = message.error();
    return FrameVerdict::malformed;
  }
  handle(LinkReceived{frame.from, frame.link_seq, std::move(*message)}, now);
  return FrameVerdict::handled;
}

Delivery DeskSession::recorded(Seq last) {
  Delivery delivery;
  LINGDING_CHECK(last >= drafts_.size());
  Seq seq = last - drafts_.size();
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    ++seq;
    auto const texts = texts_of(i);
    auto items = console_items(pending_[i].effects, texts);
    if (!items.empty()) delivery.consoles.push_back({seq, drafts_[i].at, std::move(items)});
    enter_outbox(pending_[i].effects, texts, drafts_[i].raw, seq);
    for (auto const& effect : pending_[i].effects) {
      auto const* const asked = std::get_if<NotifyAsked>(&effect);
      if (asked != nullptr && !pending_[i].shown) delivery.notify.push_back(*asked);
      auto const* const watched = std::get_if<ShipWatched>(&effect);
      if (watched != nullptr && !pending_[i].shown) delivery.ships.push_back(*watched);
      auto const* const answered = std::get_if<VoyageQuestionAnswered>(&effect);
      if (answered != nullptr && !pending_[i].shown) delivery.answers.push_back(*answered);
    }
  }
  drafts_.clear();
  pending_.clear();
  for (auto const centre : geo::kCentres) {
    auto const received = desk_.received_from(centre);
    auto& one = peer(centre);
    one.receipt_owed = one.receipt_owed || received > one.received;
    one.received = received;
  }
  return delivery;
}

Delivery DeskSession::show_unrecorded() {
  Delivery delivery;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    if (pending_[i].shown) continue;
    pending_[i].shown = true;
    auto const texts = texts_of(i);
    auto items = console_items(pending_[i].effects, texts);
    if (!items.empty()) delivery.consoles.push_back({std::nullopt, drafts_[i].at, std::move(items)});
    for (std::size_t j = 0; j < texts.size(); ++j) {
      auto const& effect = pending_[i].effects[j];
      if (auto const* const asked = std::get_if<NotifyAsked>(&effect)) delivery.notify.push_back(*asked);
      if (auto const* const watched = std::get_if<ShipWatched>(&effect)) delivery.ships.push_back(*watched);
      if (auto const* const answered = std::get_if<VoyageQuestionAnswered>(&effect))
        delivery.answers.push_back(*answered);
      auto const* const sent = std::get_if<LinkSent>(&effect);
      if (sent == nullptr) continue;
      std::string const body{message_in(texts[j])};
      for (auto const& address : sent->to)
        delivery.frames.push_back(
            {desk_.centre(), address.to, /*link_seq=*/0, peer(address.to).received, body, drafts_[i].raw, 0, mode_});
    }
  }
  return delivery;
}

void DeskSession::enter_outbox(Effects const& effects, std::vector<std::string_view> const& texts, std::string_view raw,
                               Seq seq) {
  LINGDING_CHECK(effects.size() == texts.size());
  for (std::size_t i = 0; i < effects.size(); ++i) {
    auto const* const sent = std::get_if<LinkSent>(&effects[i]);
    if (sent == nullptr) continue;
    bool const forwarded = std::holds_alternative<AlertForwarded>(sent->message);
    for (auto const& address : sent->to) {
      auto& to = peer(address.to);
      if (to.left_in_journal_after) continue;
      add(to, address.link_seq, message_in(texts[i]), forwarded ? raw : std::string_view{}, seq);
    }
  }
}

/// False when the message stays in the journal alone, and with it all that follow.
bool DeskSession::add(Peer& to, std::uint64_t link_seq, std::string_view body, std::string_view raw, Seq seq) {
  if (link_seq <= to.outbox.confirmed()) return true;
  auto const bound = journal_ == nullptr ? Outbox::Room::unbounded : Outbox::Room::bounded;
  if (to.outbox.add(link_seq, std::string{body}, std::string{raw}, bound) != Outbox::Added::no_room) return true;
  to.left_in_journal_after = seq - 1;
  return false;
}

void DeskSession::read_back(geo::CentreId centre) {
  auto& to = peer(centre);
  if (journal_ == nullptr || !to.left_in_journal_after || !to.outbox.half_empty()) return;
  auto const after = *std::exchange(to.left_in_journal_after, std::nullopt);
  journal_->read(after, std::numeric_limits<std::size_t>::max(), [&](Entry const& entry) {
    auto const& [at, event, effects, raw] = entry.content;
    if (effects.find("\"link_sent\"") == std::string::npos) return true;
    auto const all = parse_effects(effects, raw);
    if (!all)
      throw JournalDamaged(entry.seq, "journal entry " + std::to_string(entry.seq) + "'s effects can't be read");
    for (auto const& effect : *all) {
      auto const* const sent = std::get_if<LinkSent>(&effect);
      if (sent == nullptr) continue;
      auto const address = std::ranges::find(sent->to, centre, &LinkAddress::to);
      if (address == sent->to.end() || address->link_seq <= to.outbox.last()) continue;
      std::string body;
      append_json(body, sent->message);
      bool const forwarded = std::holds_alternative<AlertForwarded>(sent->message);
      if (!add(to, address->link_seq, body, forwarded ? raw : std::string_view{}, entry.seq)) return false;
    }
    return true;
  });
}

LinkFrame FrameDue::copy() const {
  return {from, to, link_seq, received, std::string{body}, std::string{raw}, oldest, mode};
}

void DeskSession::due(geo::UtcTime now, std::function<void(FrameDue const&)> const& send) {
  for (auto const centre : geo::kCentres) {
    if (centre == desk_.centre()) continue;
    read_back(centre);
    auto& to = peer(centre);
    auto const messages = to.outbox.due(now);
    FrameDue frame{desk_.centre(), centre, /*link_seq=*/0, to.received, {}, {}, to.outbox.confirmed() + 1, mode_};
    if (to.receipt_owed && messages.empty()) send(frame);
    to.receipt_owed = false;
    for (auto const& message : messages) {
      frame.link_seq = message.link_seq;
      frame.body = *message.body;
      frame.raw = *message.raw;
      send(frame);
    }
  }
}

std::vector<LinkFrame> DeskSession::due(geo::UtcTime now) {
  std::vector<LinkFrame> frames;
  due(now, [&](FrameDue const& frame) { frames.push_back(frame.copy()); });
  return frames;
}

std::optional<geo::UtcTime> DeskSession::next_due() const {
  std::optional<geo::UtcTime> next;
  for (auto const& one : peers_) {
    auto const at = one.receipt_owed ? std::optional{geo::UtcTime{}} : one.outbox.next_due();
    if (at && (!next || *at < *next)) next = at;
  }
  return next;
}

std::uint64_t DeskSession::confirmed_by(geo::CentreId centre) const {
  return peer(centre).outbox.confirmed();
}
std::uint64_t DeskSession::waiting_for(geo::CentreId centre) const {
  auto const& to = peer(centre);
  return to.left_in_journal_after ? desk_.sent_to(centre) - to.outbox.confirmed() : to.outbox.waiting();
}
void DeskSession::set_confirmed(geo::CentreId centre, std::uint64_t link_seq) {
  peer(centre).outbox.received(link_seq);
}

geo::Expected<std::string, CodecError> DeskSession::restore(Entry const& entry) {
  LINGDING_CHECK(drafts_.empty());
  auto event = parse_event(entry.content.event, entry.content.raw);
  if (!event) return geo::Unexpected{event.error()};
  latest_ = std::max(latest_, entry.content.at);
  auto const effects = desk_.handle(*event, entry.content.at);
  std::string text;
  text.reserve(entry.content.effects.size());
  auto const ends = append_json(text, effects);
  if (text == entry.content.effects) {
    enter_outbox(effects, coordinator::texts_of(text, ends), entry.content.raw, entry.seq);
  } else {
    // The other desks have what was recorded; so it is what they get again.
    auto const recorded_effects = parse_effects(entry.content.effects, entry.content.raw);
    if (!recorded_effects) return geo::Unexpected{recorded_effects.error()};
    std::string recorded_text;
    auto const recorded_ends = append_json(recorded_text, *recorded_effects);
    enter_outbox(*recorded_effects, coordinator::texts_of(recorded_text, recorded_ends), entry.content.raw, entry.seq);
    for (auto const& effect : *recorded_effects)
      if (auto const* const sent = std::get_if<LinkSent>(&effect))
        for (auto const& address : sent->to) desk_.resume_numbers(address.to, address.link_seq);
  }
  for (auto const centre : geo::kCentres) peer(centre).received = desk_.received_from(centre);
  return text;
}

}  // namespace lingding::coordinator
