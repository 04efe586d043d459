#include "plans/plan_copies.hpp"

#include <algorithm>
#include <tuple>

namespace lingding::plans {
namespace {

/// The last that a holder has said, by the time of its recording, that had happened and was known.
HeldCopyNote const* last_note(PlanRecords const& plan, Party const& holder, AsOf const& as_of) {
  HeldCopyNote const* last = nullptr;
  auto const key = [](HeldCopyNote const& note) { return std::tuple{note.recorded_at, note.ref}; };
  for (auto const& note : plan.copy_notes)
    if (note.holder == holder && note.known_at <= as_of.known && note.recorded_at <= as_of.world &&
        (last == nullptr || key(*last) < key(note)))
      last = &note;
  return last;
}

/// The first good receipt for exactly this version and copy.
HeldCopyNote const* receipt_for(PlanRecords const& plan, HeldRegistration const& registration, CopyHolder const& holder,
                                AsOf const& as_of) {
  HeldCopyNote const* first = nullptr;
  auto const key = [](HeldCopyNote const& note) { return std::tuple{note.recorded_at, note.ref}; };
  for (auto const& note : plan.copy_notes)
    if (note.holder == holder.holder && note.copy == holder.copy && note.version == registration.version &&
        note.document == registration.document && note.known_at <= as_of.known && note.recorded_at <= as_of.world &&
        note.fault_as_known(as_of.known) == nullptr && (first == nullptr || key(note) < key(*first)))
      first = &note;
  return first;
}

Drift drift_of(HeldCopyNote const* note, HeldRegistration const& registration, geo::UtcTime known) {
  if (note == nullptr) return Drift::nothing_heard;
  if (note->fault_as_known(known) != nullptr) return Drift::unverified;
  if (note->version < registration.version) return Drift::behind;
  if (note->version > registration.version) return Drift::ahead;
  if (note->document != registration.document) return Drift::other_content;
  return note->faults > 0 ? Drift::faulty : Drift::in_step;
}

std::vector<CopyState> states_of(PlanRecords const& plan, HeldRegistration const& registration, AsOf const& as_of) {
  std::vector<CopyState> states;
  for (auto const& holder : registration.holders) {
    auto const* const note = last_note(plan, holder.holder, as_of);
    CopyState state;
    state.copy = holder.copy;
    state.holder = holder.holder;
    state.drift = drift_of(note, registration, as_of.known);
    state.since = registration.recorded_at;
    if (note != nullptr) {
      state.holds = note->version;
      state.digest = note->document;
      state.evidence = note->ref;
    }
    if (auto const* const receipt = receipt_for(plan, registration, holder, as_of))
      state.received_at = receipt->received_at;
    states.push_back(std::move(state));
  }
  std::sort(states.begin(), states.end(), [](CopyState const& a, CopyState const& b) { return a.copy < b.copy; });
  return states;
}

/// What one holder had, by his signed word from before the instant.
HeldAt held_at(PlanRecords const* plan, Party const& holder, HeldRegistration const* in_force, geo::UtcTime at,
               geo::UtcTime known) {
  HeldAt held;
  held.holder = holder;
  if (plan == nullptr) return held;
  HeldCopyNote const* last = nullptr;
  auto const key = [](HeldCopyNote const& note) { return std::tuple{note.received_at, note.recorded_at, note.ref}; };
  for (auto const& note : plan->copy_notes)
    if (note.holder == holder && note.known_at <= known && note.received_at <= at &&
        note.fault_as_known(known) == nullptr && (last == nullptr || key(*last) < key(note)))
      last = &note;
  if (last == nullptr) return held;
  held.version = last->version;
  held.document = last->document;
  held.received_at = last->received_at;
  held.evidence = last->ref;
  held.in_step = in_force != nullptr && in_force->version == last->version && in_force->document == last->document;
  return held;
}

}  // namespace

std::vector<CopyState> copies_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version,
                                 AsOf const& as_of) {
  auto const* const plan = ledger.find(plan_id);
  auto const* const registration = registration_of(ledger, plan_id, version, as_of);
  return registration != nullptr ? states_of(*plan, *registration, as_of) : std::vector<CopyState>{};
}

std::vector<DriftingCopy> drifting_copies(Ledger const& ledger, AsOf const& as_of, std::chrono::seconds overdue) {
  std::vector<DriftingCopy> result;
  for (auto const& [plan_id, plan] : ledger.plans()) {
    auto const version = version_in_force(ledger, plan_id, as_of);
    if (!version) continue;
    auto const* const registration = registration_of(ledger, plan_id, *version, as_of);
    if (registration == nullptr || registration->recorded_at + overdue > as_of.world) continue;
    for (auto& state : states_of(plan, *registration, as_of))
      if (state.drift != Drift::in_step) result.push_back({plan_id, *version, std::move(state)});
  }
  return result;
}

HoldingsAt holdings_at(Ledger const& ledger, std::string_view plan_id, geo::UtcTime at, geo::UtcTime known) {
  HoldingsAt result;
  result.at = at;
  result.known = known;
  AsOf const now_known{at, known};
  AsOf const then_known{at, std::min(at, known)};
  result.in_force = version_in_force(ledger, plan_id, now_known);
  result.in_force_as_known_here = version_in_force(ledger, plan_id, then_known);
  auto const best = best_version(ledger, plan_id, now_known);
  auto const* const plan = ledger.find(plan_id);
  auto const* const in_force =
      result.in_force ? registration_of(ledger, plan_id, *result.in_force, now_known) : nullptr;

  std::vector<Party> holders(geo::kCentres.begin(), geo::kCentres.end());
  auto const add = [&](Party const& party) {
    if (std::find(holders.begin(), holders.end(), party) == holders.end()) holders.push_back(party);
  };
  if (plan != nullptr)
    for (auto const& registration : plan->registrations)
      if (registration.known_at <= known && registration.recorded_at <= at)
        for (auto const& holder : registration.holders) add(holder.holder);
  std::sort(holders.begin(), holders.end());  // centres, then companies, then ships
  for (auto const& holder : holders) result.holders.push_back(held_at(plan, holder, in_force, at, known));
  for (std::size_t i = 0; i < geo::kCentres.size(); ++i) {
    result.recognition[i] = recognise(ledger, plan_id, best.value_or(0), geo::kCentres[i], now_known);
    result.as_known_here[i] = recognise(ledger, plan_id, geo::kCentres[i], then_known);
  }
  result.heads_here = ledger.heads_as_known(then_known.known);
  return result;
}

}  // namespace lingding::plans
