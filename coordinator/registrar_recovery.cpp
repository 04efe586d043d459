// The registrar's own chain after a start: what the other registries hold of it, and records that come back from them.

#include <algorithm>

#include "coordinator/registrar.hpp"

namespace lingding::coordinator {
namespace {

using geo::CentreId;
using plans::RefusalCode;

constexpr std::chrono::seconds kAskAgain{2};

std::size_t index(CentreId centre) {
  return static_cast<std::size_t>(centre);
}

std::string name(CentreId centre) {
  return std::string{geo::to_text(centre)};
}

}  // namespace

std::string_view to_text(OwnChain::State state) {
  switch (state) {
    case OwnChain::State::open:
      return "open";
    case OwnChain::State::waiting:
      return "waiting";
    case OwnChain::State::taking_back:
      return "taking_back";
    case OwnChain::State::diverged:
      return "diverged";
  }
  return "";
}

bool Registrar::holds_more_of_ours(Peer const& peer) const {
  auto const own = index(setup_.centre);
  auto const differs = [&](auto const& one) { return one.ref.origin == setup_.centre; };
  return peer.heads && (*peer.heads)[own].seq > ledger_->heads()[own].seq &&
         std::ranges::none_of(peer.divergences, differs);
}

OwnChain Registrar::own_chain(geo::UtcTime now) const {
  OwnChain own{OwnChain::State::open, {}, taken_back_, first_taken_back_};
  auto const held = ledger_->heads()[index(setup_.centre)].seq;
  bool const in_time = !held_since_ || now - *held_since_ < setup_.ask_for;
  for (auto const& peer : peers_) {
    bool const differs =
        std::ranges::any_of(peer.divergences, [&](auto const& one) { return one.ref.origin == setup_.centre; });
    if (differs) {
      own.state = OwnChain::State::diverged;
      own.text = name(peer.centre) + " holds other records of the chain of " + name(setup_.centre) +
                 " than this registry: see the list of differences.";
    }
    if (setup_.ask_first.empty() || !holds_more_of_ours(peer)) continue;
    std::string const more = name(peer.centre) + " holds " + std::to_string((*peer.heads)[index(setup_.centre)].seq) +
                             " records of the chain of " + name(setup_.centre) + ", and this registry " +
                             std::to_string(held);
    if (!take_back_trouble_.empty())
      return {OwnChain::State::taking_back, more + "; they can't be taken back: " + take_back_trouble_ + ".",
              taken_back_, first_taken_back_};
    if (in_time)
      return {OwnChain::State::taking_back, more + ": they are being taken back.", taken_back_, first_taken_back_};
    own.text = more + "; they did not come in time, and the chain is written to without them.";
  }
  if (unheard_.empty()) return own;
  std::string who;
  for (auto const centre : unheard_) who += (who.empty() ? "" : ", ") + name(centre);
  if (in_time)
    return {OwnChain::State::waiting,
            "This registry has started, and asks the others first what they hold of its chain: " + who + ".",
            taken_back_, first_taken_back_};
  if (own.text.empty())
    own.text = "Nothing was heard of " + who + " since the start: what it has of this chain is not known.";
  return own;
}

bool Registrar::is_open(geo::UtcTime now) const {
  auto const state = own_chain(now).state;
  return state == OwnChain::State::open || state == OwnChain::State::diverged;
}

/// A peer said how far it holds this centre's chain.
void Registrar::heard_of_own_chain(Peer& peer, geo::UtcTime now) {
  std::erase(unheard_, peer.centre);
  if (setup_.ask_first.empty() || !holds_more_of_ours(peer)) return;
  // Found late, it still has its time.
  if (!peer.asked_back_at) held_since_ = now;
  ask_own_records(peer, now);
}

void Registrar::ask_own_records(Peer& peer, geo::UtcTime now) {
  if (setup_.ask_first.empty() || !holds_more_of_ours(peer)) return;
  if (peer.asked_back_at && now - *peer.asked_back_at < kAskAgain) return;
  peer.asked_back_at = now;
  send(peer.centre, AskRecordsMessage{ledger_->heads()[index(setup_.centre)].seq + 1});
}

bool Registrar::take(Peer& peer, AskRecordsMessage const& message, std::string const&, geo::UtcTime) {
  auto answer = records_from(peer.centre, std::max<std::uint64_t>(1, message.from));
  if (!answer.records.empty()) send(peer.centre, answer);
  return true;
}

bool Registrar::take_back(Peer& peer, RecordsMessage const& message, geo::UtcTime now) {
  if (!peer.asked_back_at) return false;  // nobody else writes to this chain, and nothing was asked for
  bool moved = false;
  for (auto const& text : message.records) {
    auto record = plans::read_record(text);
    if (!record || record->origin != setup_.centre) return false;
    auto const seq = record->seq;
    if (seq <= ledger_->heads()[index(setup_.centre)].seq) continue;
    auto const statement = plans::read_statement(record->statement);
    if (!statement) return false;
    auto const finding = judge_(*statement, record->statement, record->jws, record->certificates, record->recorded_at);
    // This centre recorded nothing whose signature it had not verified.
    if (auto const fault = plans::fault_of(*statement, finding, record->recorded_at); !fault.empty()) {
      take_back_trouble_ = "record " + std::to_string(seq) + " from " + name(peer.centre) + ": " + fault;
      return true;
    }
    auto entry = ledger_->take_back(*std::move(record), finding, now);
    if (!entry) {
      auto const code = entry.error().code;
      if (code == RefusalCode::chain_broken || code == RefusalCode::chain_diverges) {
        send(peer.centre, AskHashesMessage{setup_.centre, 1});
      } else if (code != RefusalCode::chain_gap) {
        take_back_trouble_ = "record " + std::to_string(seq) + " from " + name(peer.centre) + ": " + entry.error().text;
      }
      return true;
    }
    note(*std::move(entry));
    want_documents_of(*statement);
    if (first_taken_back_ == 0) first_taken_back_ = seq;
    ++taken_back_;
    take_back_trouble_.clear();
    held_since_ = now;
    moved = true;
  }
  if (moved) {
    peer.asked_back_at = now - kAskAgain;
    ask_own_records(peer, now);
  }
  return true;
}

}  // namespace lingding::coordinator
