#include "plans/plan_life.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace lingding::plans {
namespace {

constexpr std::array<std::string_view, 10> kStateTexts{"unknown",   "draft",      "filed",      "returned",
                                                       "overtaken", "registered", "superseded", "withdrawn",
                                                       "expired",   "transferred"};

bool is_known(Held const& held, AsOf const& as_of) {
  return held.known_at <= as_of.known;
}
/// Known, and in the past of the time asked for.
bool has_happened(Held const& held, AsOf const& as_of) {
  return is_known(held, as_of) && held.recorded_at <= as_of.world;
}

/// Nothing takes effect before it was recorded.
geo::UtcTime effect_of(Held const& held, geo::UtcDate day) {
  return std::max(held.recorded_at, beginning_of(day));
}

geo::UtcTime in_force_from(HeldRegistration const& registration) {
  return effect_of(registration, registration.valid_from);
}

/// The registration by an officer that a version rests on: itself, or the last before a re-issue.
HeldRegistration const& officers_basis(PlanRecords const& plan, HeldRegistration const& registration) {
  HeldRegistration const* basis = &registration;
  for (auto const& one : plan.registrations) {
    if (one.version > registration.version) break;
    if (!one.filing.empty()) basis = &one;
  }
  return *basis;
}

struct End {
  geo::UtcTime at{};
  VersionState state = VersionState::expired;
  RecordRef record;
  std::string successor;
};

int says_least(VersionState state) {
  if (state == VersionState::transferred) return 0;
  if (state == VersionState::withdrawn) return 1;
  return state == VersionState::superseded ? 2 : 3;
}

/// Transfers end a plan of another centre, so their signature has to be good, and the new plan has to share a ship as
/// far as the documents are known.
bool counts(Ledger const& ledger, PlanRecords const& plan, HeldTransfer const& transfer, AsOf const& as_of) {
  if (transfer.fault_as_known(as_of.known) != nullptr) return false;
  auto const* const successor = ledger.find(transfer.new_plan_id);
  if (successor == nullptr) return false;
  auto const newest_facts = [&](PlanRecords const& records) -> PlanFacts const* {
    for (auto it = records.registrations.rbegin(); it != records.registrations.rend(); ++it) {
      if (!is_known(*it, as_of)) continue;
      auto const* const held = ledger.facts(it->document);
      return held != nullptr && held->known_at <= as_of.known ? &held->facts : nullptr;
    }
    return nullptr;
  };
  auto const* const before = newest_facts(plan);
  auto const* const after = newest_facts(*successor);
  return before == nullptr || after == nullptr || share_a_ship(*before, *after).value_or(true);
}

End end_of(Ledger const& ledger, PlanRecords const& plan, HeldRegistration const& registration, AsOf const& as_of) {
  std::vector<End> ends;
  for (auto const& transfer : plan.transfers)
    if (is_known(transfer, as_of) && counts(ledger, plan, transfer, as_of))
      ends.push_back({effect_of(transfer, transfer.on), VersionState::transferred, transfer.ref, transfer.new_plan_id});
  RecordRef const basis = officers_basis(plan, registration).ref;
  for (auto const& withdrawal : plan.withdrawals)
    if (is_known(withdrawal, as_of) && withdrawal.ref.seq > basis.seq)
      ends.push_back({effect_of(withdrawal, withdrawal.from), VersionState::withdrawn, withdrawal.ref, {}});
  for (auto const& later : plan.registrations)
    if (is_known(later, as_of) && later.version > registration.version)
      ends.push_back({in_force_from(later), VersionState::superseded, later.ref, {}});
  ends.push_back(
      {beginning_of(registration.valid_until + std::chrono::days{1}), VersionState::expired, registration.ref, {}});
  // The first end counts; of ends at the same time, the one that says most.
  auto const key = [](End const& end) { return std::tuple{end.at, says_least(end.state), end.record}; };
  return *std::min_element(ends.begin(), ends.end(), [&](End const& a, End const& b) { return key(a) < key(b); });
}

VersionLife registered_life(Ledger const& ledger, PlanRecords const& plan, HeldRegistration const& registration,
                            AsOf const& as_of) {
  VersionLife life;
  life.version = registration.version;
  life.state = VersionState::registered;
  life.document = registration.document;
  life.in_force_from = in_force_from(registration);
  life.record = registration.ref;
  End const end = end_of(ledger, plan, registration, as_of);
  life.ended_at = end.at;
  if (end.at <= as_of.world) {
    life.state = end.state;
    life.record = end.record;
    if (!end.successor.empty()) life.successor = end.successor;
  }
  return life;
}

/// What became of a filing, by records that came after it in the chain.
VersionLife filed_life(PlanRecords const& plan, HeldFiling const& filing, AsOf const& as_of) {
  VersionLife life;
  life.version = filing.version;
  life.state = VersionState::filed;
  life.document = filing.document;
  life.record = filing.ref;
  auto const decide = [&](VersionState state, Held const& by) {
    life.state = state;
    life.record = by.ref;
  };
  for (auto const& returned : plan.returns)
    if (returned.filing == filing.id && has_happened(returned, as_of)) decide(VersionState::returned, returned);
  if (life.state != VersionState::filed) return life;
  for (auto const& registration : plan.registrations)
    if (registration.ref.seq > filing.ref.seq && registration.version >= filing.version &&
        has_happened(registration, as_of)) {
      decide(VersionState::overtaken, registration);
      return life;
    }
  for (auto const& withdrawal : plan.withdrawals)
    if (withdrawal.ref.seq > filing.ref.seq && has_happened(withdrawal, as_of)) {
      decide(VersionState::withdrawn, withdrawal);
      return life;
    }
  return life;
}

VersionLife life_in(Ledger const& ledger, PlanRecords const& plan, std::uint32_t version, AsOf const& as_of) {
  for (auto const& registration : plan.registrations)
    if (registration.version == version && has_happened(registration, as_of))
      return registered_life(ledger, plan, registration, as_of);
  VersionLife life;
  life.version = version;
  for (auto const& filing : plan.filings) {
    if (filing.version != version || !has_happened(filing, as_of)) continue;
    // The newest counts, but one that still waits counts before one that is decided.
    VersionLife const newer = filed_life(plan, filing, as_of);
    if (newer.state == VersionState::filed || life.state != VersionState::filed) life = newer;
  }
  if (life.state != VersionState::unknown) return life;
  for (auto const& document : plan.documents) {
    if (document.version != version || document.known_at > as_of.known) continue;
    life.state = VersionState::draft;
    life.document = document.document;
  }
  return life;
}

std::set<std::uint32_t> versions_of(PlanRecords const& plan, AsOf const& as_of) {
  std::set<std::uint32_t> versions;
  for (auto const& registration : plan.registrations)
    if (has_happened(registration, as_of)) versions.insert(registration.version);
  for (auto const& filing : plan.filings)
    if (has_happened(filing, as_of)) versions.insert(filing.version);
  for (auto const& document : plan.documents)
    if (document.known_at <= as_of.known) versions.insert(document.version);
  return versions;
}

}  // namespace

std::string_view to_text(VersionState state) {
  return kStateTexts[static_cast<std::size_t>(state)];
}

std::optional<VersionState> parse_version_state(std::string_view text) {
  auto const found = std::find(kStateTexts.begin(), kStateTexts.end(), text);
  if (found == kStateTexts.end()) return std::nullopt;
  return static_cast<VersionState>(found - kStateTexts.begin());
}

VersionLife life_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version, AsOf const& as_of) {
  auto const* const plan = ledger.find(plan_id);
  if (plan != nullptr) return life_in(ledger, *plan, version, as_of);
  VersionLife life;
  life.version = version;
  return life;
}

std::vector<VersionLife> lives_of(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of) {
  std::vector<VersionLife> lives;
  if (auto const* const plan = ledger.find(plan_id))
    for (auto const version : versions_of(*plan, as_of)) lives.push_back(life_in(ledger, *plan, version, as_of));
  return lives;
}

std::optional<std::uint32_t> version_in_force(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of) {
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr) return std::nullopt;
  for (auto it = plan->registrations.rbegin(); it != plan->registrations.rend(); ++it) {
    if (!has_happened(*it, as_of)) continue;
    if (registered_life(ledger, *plan, *it, as_of).in_force(as_of.world)) return it->version;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> best_version(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of) {
  if (auto const version = version_in_force(ledger, plan_id, as_of)) return version;
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr) return std::nullopt;
  for (auto it = plan->registrations.rbegin(); it != plan->registrations.rend(); ++it)
    if (has_happened(*it, as_of)) return it->version;
  std::optional<std::uint32_t> newest;
  for (auto const& filing : plan->filings)
    if (has_happened(filing, as_of)) newest = std::max(newest.value_or(0), filing.version);
  return newest;
}

HeldRegistration const* registration_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version,
                                        AsOf const& as_of) {
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr) return nullptr;
  for (auto const& registration : plan->registrations)
    if (registration.version == version && has_happened(registration, as_of)) return &registration;
  return nullptr;
}

std::vector<HeldRegistration const*> basis_of(Ledger const& ledger, std::string_view plan_id, std::uint32_t version,
                                              AsOf const& as_of) {
  std::vector<HeldRegistration const*> basis;
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr) return basis;
  for (auto it = plan->registrations.rbegin(); it != plan->registrations.rend(); ++it) {
    if (it->version > version || !has_happened(*it, as_of)) continue;
    if (basis.empty() && it->version != version) return basis;
    basis.push_back(&*it);
    if (!it->filing.empty()) break;
  }
  return basis;
}

std::vector<HistoryLine> history_of(Ledger const& ledger, std::string_view plan_id, geo::UtcTime known) {
  std::vector<HistoryLine> lines;
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr) return lines;
  auto const add = [&](Held const& held, StatementKind kind, std::optional<std::uint32_t> version,
                       std::optional<Party> by) {
    if (held.known_at > known) return;
    auto const* const fault = held.fault_as_known(known);
    lines.push_back({held.ref, held.recorded_at, held.known_at, kind, version, std::move(by),
                     fault != nullptr ? *fault : std::string{}});
  };
  for (auto const& one : plan->filings) add(one, StatementKind::plan_filed, one.version, Party{one.company});
  for (auto const& one : plan->returns) add(one, StatementKind::plan_returned, {}, Party{one.ref.origin});
  for (auto const& one : plan->registrations)
    add(one, one.filing.empty() ? StatementKind::plan_reissued : StatementKind::plan_registered, one.version,
        Party{one.ref.origin});
  for (auto const& one : plan->withdrawals) add(one, StatementKind::plan_withdrawn, {}, {});
  for (auto const& one : plan->transfers) add(one, StatementKind::plan_transferred, {}, Party{one.ref.origin});
  for (auto const& one : plan->copy_notes)
    add(one, one.copy ? StatementKind::receipt : StatementKind::copy_reported, one.version, one.holder);
  for (auto const& one : plan->observations) {
    StatementKind const kind = one.step == ObservationStep::raised     ? StatementKind::observation_raised
                               : one.step == ObservationStep::answered ? StatementKind::observation_answered
                                                                       : StatementKind::observation_closed;
    add(one, kind, one.version, Party{one.by});
  }
  for (auto const& one : plan->reviews) add(one, StatementKind::review_done, {}, {});
  for (auto const& one : plan->exercises) add(one, StatementKind::exercise_held, {}, {});
  std::sort(lines.begin(), lines.end(), [](HistoryLine const& a, HistoryLine const& b) {
    return std::tie(a.recorded_at, a.record) < std::tie(b.recorded_at, b.record);
  });
  return lines;
}

std::vector<ObservationState> observations_of(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of) {
  std::map<std::string, ObservationState> states;
  auto const* const plan = ledger.find(plan_id);
  if (plan == nullptr) return {};
  for (auto const& step : plan->observations) {
    if (step.step != ObservationStep::raised || !has_happened(step, as_of)) continue;
    states[step.observation] = {step.observation, step.version, step.by, step.ref, {}, std::nullopt};
  }
  for (auto const& step : plan->observations) {
    auto const found = states.find(step.observation);
    if (found == states.end() || !has_happened(step, as_of)) continue;
    if (step.step == ObservationStep::answered) found->second.answers.push_back(step.ref);
    if (step.step == ObservationStep::closed) found->second.closed = step.ref;
  }
  std::vector<ObservationState> result;
  for (auto& [id, state] : states) {
    std::sort(state.answers.begin(), state.answers.end());
    result.push_back(std::move(state));
  }
  std::sort(result.begin(), result.end(),
            [](ObservationState const& a, ObservationState const& b) { return a.raised < b.raised; });
  return result;
}

// What is due

namespace {

constexpr std::array<std::string_view, 5> kDueTexts{"review", "exercise", "expiry", "filing", "observation"};

geo::UtcDate months_after(geo::UtcDate date, std::chrono::months months) {
  std::chrono::year_month_day day{date};
  day += months;
  // 31 January and a month is the last of February.
  if (!day.ok()) day = std::chrono::year_month_day{day.year() / day.month() / std::chrono::last};
  return geo::UtcDate{day};
}

/// The last of the days of records that have happened and fit.
template <class List, class Fits>
std::optional<geo::UtcDate> last_day(List const& list, AsOf const& as_of, Fits const& fits) {
  std::optional<geo::UtcDate> last;
  for (auto const& one : list)
    if (has_happened(one, as_of) && fits(one)) last = last ? std::max(*last, one.on) : one.on;
  return last;
}

std::optional<geo::UtcDate> last_exercise(PlanRecords const& plan, Mmsi ship, AsOf const& as_of) {
  return last_day(plan.exercises, as_of, [&](HeldExercise const& exercise) {
    return std::find(exercise.ships.begin(), exercise.ships.end(), ship) != exercise.ships.end();
  });
}

/// The day from which the plan has been in force, whatever versions.
geo::UtcDate first_day(PlanRecords const& plan, AsOf const& as_of) {
  for (auto const& registration : plan.registrations)
    if (has_happened(registration, as_of)) return local_date(in_force_from(registration));
  return local_date(as_of.world);
}

void add_due_in_force(PlanRecords const& plan, HeldRegistration const& registration, AsOf const& as_of,
                      std::vector<DueItem>& items) {
  geo::UtcDate const begun = first_day(plan, as_of);
  auto const review = last_day(plan.reviews, as_of, [](HeldReview const&) { return true; });
  items.push_back({plan.plan_id, DueKind::review, months_after(review.value_or(begun), kReviewEvery), {}, {}});
  for (auto const& holder : registration.holders)
    if (auto const* const ship = std::get_if<Mmsi>(&holder.holder)) {
      auto const held = last_exercise(plan, *ship, as_of);
      items.push_back({plan.plan_id, DueKind::exercise, months_after(held.value_or(begun), kExerciseEvery), *ship, {}});
    }
  items.push_back({plan.plan_id, DueKind::expiry, registration.valid_until, {}, {}});
}

std::vector<DueItem> due_in(Ledger const& ledger, PlanRecords const& plan, AsOf const& as_of,
                            std::chrono::days within) {
  std::vector<DueItem> items;
  if (auto const version = version_in_force(ledger, plan.plan_id, as_of))
    if (auto const* const registration = registration_of(ledger, plan.plan_id, *version, as_of))
      add_due_in_force(plan, *registration, as_of, items);
  for (auto const& filing : plan.filings) {
    if (!has_happened(filing, as_of) || filed_life(plan, filing, as_of).state != VersionState::filed) continue;
    bool const registered = std::any_of(plan.registrations.begin(), plan.registrations.end(), [&](auto const& one) {
      return one.filing == filing.id && has_happened(one, as_of);
    });
    if (!registered)
      items.push_back({plan.plan_id, DueKind::filing, local_date(filing.recorded_at) + kFilingWaits, {}, filing.id});
  }
  for (auto const& observation : observations_of(ledger, plan.plan_id, as_of)) {
    if (observation.closed || !observation.answers.empty()) continue;
    for (auto const& step : plan.observations)
      if (step.ref == observation.raised)
        items.push_back({plan.plan_id, DueKind::observation, local_date(step.recorded_at) + kSoon, {}, observation.id});
  }
  geo::UtcDate const horizon = local_date(as_of.world) + within;
  std::erase_if(items, [&](DueItem const& item) { return item.due > horizon; });
  std::sort(items.begin(), items.end(), [](DueItem const& a, DueItem const& b) {
    return std::tie(a.kind, a.due, a.ship, a.about) < std::tie(b.kind, b.due, b.ship, b.about);
  });
  return items;
}

}  // namespace

std::string_view to_text(DueKind kind) {
  return kDueTexts[static_cast<std::size_t>(kind)];
}

std::vector<DueItem> due_of(Ledger const& ledger, std::string_view plan_id, AsOf const& as_of,
                            std::chrono::days within) {
  auto const* const plan = ledger.find(plan_id);
  return plan != nullptr ? due_in(ledger, *plan, as_of, within) : std::vector<DueItem>{};
}

std::vector<DueItem> due(Ledger const& ledger, AsOf const& as_of, std::chrono::days within) {
  std::vector<DueItem> items;
  for (auto const& [plan_id, plan] : ledger.plans()) {
    auto some = due_in(ledger, plan, as_of, within);
    std::move(some.begin(), some.end(), std::back_inserter(items));
  }
  return items;
}

std::optional<geo::UtcDate> next_exercise_from(Ledger const& ledger, std::string_view plan_id, Mmsi ship,
                                               AsOf const& as_of) {
  auto const* const plan = ledger.find(plan_id);
  auto const last = plan != nullptr ? last_exercise(*plan, ship, as_of) : std::nullopt;
  return last ? std::optional{months_after(*last, kExerciseEvery)} : std::nullopt;
}

}  // namespace lingding::plans
