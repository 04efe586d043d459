#include "plans/recognition.hpp"

#include <algorithm>
#include <array>

namespace lingding::plans {
namespace {

using geo::CentreId;

std::string digits(std::uint32_t number) {
  return std::to_string(number);
}

/// The newest page of one party that counts on a day.
HeldPage const* page_of(Ledger const& ledger, CentreId by, std::array<CentreId, 2> const& parties, AsOf const& as_of,
                        geo::UtcDate day) {
  HeldPage const* newest = nullptr;
  auto const key = [](HeldPage const& held) { return std::tuple{held.page.from, held.ref.seq}; };
  for (auto const& held : ledger.pages()) {
    if (held.by != by || held.page.parties != parties || held.known_at > as_of.known || held.page.from > day) continue;
    if (held.fault_as_known(as_of.known) != nullptr) continue;
    if (newest == nullptr || key(*newest) < key(held)) newest = &held;
  }
  return newest;
}

/// Whether a page is known that will be in force on a later day.
std::optional<geo::UtcDate> signed_later(Ledger const& ledger, std::array<CentreId, 2> const& parties,
                                         AsOf const& as_of, geo::UtcDate day) {
  std::optional<geo::UtcDate> first;
  auto const consider = [&](ArrangementPage const& page) {
    if (page.parties == parties && page.status == PageStatus::signed_page && page.from > day)
      first = first ? std::min(*first, page.from) : page.from;
  };
  for (auto const& page : ledger.base().arrangement.pages) consider(page);
  for (auto const& held : ledger.pages())
    if (held.known_at <= as_of.known && held.fault_as_known(as_of.known) == nullptr) consider(held.page);
  return first;
}

Condition failing_by(PageStatus status) {
  switch (status) {
    case PageStatus::suspended:
      return Condition::page_suspended;
    case PageStatus::ended:
      return Condition::page_ended;
    case PageStatus::unsigned_page:
    case PageStatus::signed_page:
      return Condition::page_unsigned;
  }
  return Condition::page_unsigned;
}

/// The page that is worst for being in force: ended before suspended before unsigned before signed.
int weight(PageStatus status) {
  switch (status) {
    case PageStatus::ended:
      return 3;
    case PageStatus::suspended:
      return 2;
    case PageStatus::unsigned_page:
      return 1;
    case PageStatus::signed_page:
      return 0;
  }
  return 0;
}

/// Collects what fails.
class Findings {
 public:
  explicit Findings(std::vector<FailingCondition>& list) : list_(&list) {}
  void add(Condition condition, std::string detail = {}, std::optional<CentreId> centre = {},
           std::optional<RecordRef> record = {}) {
    list_->push_back({condition, centre, std::move(detail), record});
  }

 private:
  std::vector<FailingCondition>* list_;
};

void check_version(VersionLife const& life, geo::UtcTime world, Findings& failing) {
  switch (life.state) {
    case VersionState::unknown:
    case VersionState::draft:
    case VersionState::filed:
    case VersionState::returned:
    case VersionState::overtaken:
      return failing.add(Condition::not_registered, std::string{to_text(life.state)}, {}, life.record);
    case VersionState::registered:
      if (!life.in_force(world))
        failing.add(Condition::not_yet_in_force, geo::to_iso8601(local_date(*life.in_force_from)), {}, life.record);
      return;
    case VersionState::superseded:
      return failing.add(Condition::superseded, geo::to_iso8601(local_date(*life.ended_at)), {}, life.record);
    case VersionState::withdrawn:
      return failing.add(Condition::withdrawn, life.ended_at ? geo::to_iso8601(local_date(*life.ended_at)) : "", {},
                         life.record);
    case VersionState::expired:
      return failing.add(Condition::expired, geo::to_iso8601(local_date(*life.ended_at)), {}, life.record);
    case VersionState::transferred:
      return failing.add(Condition::transferred, life.successor.value_or(""), {}, life.record);
  }
}

PlanFacts const* facts_as_known(Ledger const& ledger, geo::Digest const& document, geo::UtcTime known) {
  auto const* const held = ledger.facts(document);
  return held != nullptr && held->known_at <= known ? &held->facts : nullptr;
}

/// The document against what was registered, and the scope of the arrangement.
void check_document(PlanFacts const& facts, HeldRegistration const* registration, Recognition const& about,
                    Findings& failing) {
  bool differs = facts.plan_id != about.plan_id || facts.version != about.version || facts.home != about.home;
  if (registration != nullptr) {
    differs = differs || (!facts.company.empty() && facts.company != registration->company.text);
    differs = differs || !carries(facts, registration->modules);
  }
  if (differs) failing.add(Condition::document_differs, geo::to_hex(facts.document));
}

void check_ships(PlanFacts const& facts, CentreId home, Findings& failing) {
  for (auto const& ship : facts.ships)
    if (ship.registry != home || registry_of(ship.mmsi) != home)
      failing.add(Condition::wrong_registry, ship.mmsi.to_text(), ship.registry != home ? ship.registry : home);
  for (auto const& ship : facts.ships)
    if (!ship.passenger_ship) failing.add(Condition::not_passenger_ship, ship.mmsi.to_text());
  if (!facts.scheduled) failing.add(Condition::not_scheduled);
  if (facts.crosses.size() < 2 || facts.calls_at.size() < 2) failing.add(Condition::not_cross_boundary);
}

/// Each re-issue against the version that it was made from.
void check_reissues(Ledger const& ledger, std::vector<HeldRegistration const*> const& basis, geo::UtcTime known,
                    Findings& failing) {
  for (std::size_t i = 0; i + 1 < basis.size(); ++i) {
    auto const* const after = facts_as_known(ledger, basis[i]->document, known);
    auto const* const before = facts_as_known(ledger, basis[i + 1]->document, known);
    if (before == nullptr || after == nullptr) {
      failing.add(Condition::document_not_held, digits(basis[before == nullptr ? i + 1 : i]->version));
    } else if (before->body != after->body) {
      failing.add(Condition::reissue_changes_more, digits(basis[i]->version), {}, basis[i]->ref);
    }
  }
}

void check_modules(Ledger const& ledger, CarriedModules const& modules, AsOf const& as_of, Findings& failing) {
  for (auto const& carried : modules) {
    auto const known = module_version(ledger, carried.centre, carried.version, as_of.known);
    if (!known) {
      failing.add(Condition::module_unknown, digits(carried.version), carried.centre);
      continue;
    }
    if (known->document != carried.document)
      failing.add(Condition::module_differs, digits(carried.version), carried.centre);
    auto const current = module_in_force(ledger, carried.centre, as_of);
    if (current && current->version > carried.version)
      failing.add(Condition::module_not_current, digits(carried.version) + " < " + digits(current->version),
                  carried.centre);
  }
}

void add_remarks(Ledger const& ledger, Recognition& recognition, std::vector<HeldRegistration const*> const& basis,
                 PlanFacts const* facts) {
  AsOf const& as_of = recognition.as_of;
  auto const* const plan = ledger.find(recognition.plan_id);
  if (plan != nullptr && !basis.empty()) {
    for (auto const& filing : plan->filings)
      if (filing.id == basis.back()->filing && filing.fault_as_known(as_of.known) != nullptr)
        recognition.remarks.push_back(Remark::operator_signature_unverified);
  }
  auto const observations = observations_of(ledger, recognition.plan_id, as_of);
  if (std::any_of(observations.begin(), observations.end(), [](auto const& one) { return !one.closed; }))
    recognition.remarks.push_back(Remark::observation_open);
  if (facts != nullptr && facts->sample) recognition.remarks.push_back(Remark::sample);
}

}  // namespace

std::optional<CentreId> registry_of(Mmsi mmsi) {
  // ITU, table of maritime identification digits.
  auto const mid = mmsi.mid();
  if (!mid) return std::nullopt;
  if (*mid >= 412 && *mid <= 414) return CentreId::cn_gd;
  if (*mid == 477) return CentreId::hk;
  if (*mid == 453) return CentreId::mo;
  return std::nullopt;
}

PageState page_between(Ledger const& ledger, CentreId a, CentreId b, AsOf const& as_of) {
  std::array<CentreId, 2> const parties{std::min(a, b), std::max(a, b)};
  geo::UtcDate const day = local_date(as_of.world);
  PageState state;
  ArrangementPage const* shipped = nullptr;
  for (auto const& page : ledger.base().arrangement.pages)
    if (page.parties == parties && page.from <= day) shipped = &page;

  struct Stated {
    ArrangementPage const* page = nullptr;
    std::optional<RecordRef> record;
  };
  std::vector<Stated> stated;
  std::size_t by_statement = 0;
  for (auto const party : parties) {
    if (auto const* const held = page_of(ledger, party, parties, as_of, day)) {
      stated.push_back({&held->page, held->ref});
      ++by_statement;
    } else if (shipped != nullptr) {
      stated.push_back({shipped, std::nullopt});
    }
  }
  if (stated.empty()) {
    auto const later = signed_later(ledger, parties, as_of, day);
    state.failing = later ? Condition::page_not_yet : Condition::no_page;
    state.from = later;
    return state;
  }
  for (auto const& one : stated) state.stated.push_back(*one.page);
  auto const& decisive = *std::max_element(stated.begin(), stated.end(), [](Stated const& x, Stated const& y) {
    return weight(x.page->status) < weight(y.page->status);
  });
  state.from = decisive.page->from;
  state.record = decisive.record;
  state.in_force = decisive.page->status == PageStatus::signed_page;
  if (!state.in_force) {
    state.failing = failing_by(decisive.page->status);
    return state;
  }
  bool const dated =
      std::any_of(stated.begin(), stated.end(), [](Stated const& one) { return one.page->signed_on.has_value(); });
  if (!dated) state.remarks.push_back(Remark::page_date_not_known);
  if (by_statement == 1 && stated.size() == 1) state.remarks.push_back(Remark::page_stated_by_one);
  return state;
}

std::optional<CarriedModule> module_version(Ledger const& ledger, CentreId centre, std::uint32_t version,
                                            geo::UtcTime known) {
  for (auto const& held : ledger.modules(centre))
    if (held.version == version && held.known_at <= known && held.fault_as_known(known) == nullptr)
      return CarriedModule{centre, version, held.document};
  for (auto const& module : ledger.base().modules)
    if (module.centre == centre && module.version == version) return module;
  return std::nullopt;
}

std::optional<CarriedModule> module_in_force(Ledger const& ledger, CentreId centre, AsOf const& as_of) {
  std::optional<CarriedModule> current;
  auto const consider = [&](CarriedModule const& module) {
    if (!current || module.version > current->version) current = module;
  };
  for (auto const& module : ledger.base().modules)
    if (module.centre == centre) consider(module);
  for (auto const& held : ledger.modules(centre))
    if (held.known_at <= as_of.known && std::max(held.recorded_at, beginning_of(held.valid_from)) <= as_of.world &&
        held.fault_as_known(as_of.known) == nullptr)
      consider({centre, held.version, held.document});
  return current;
}

Recognition recognise(Ledger const& ledger, std::string_view plan_id, std::uint32_t version, CentreId by,
                      AsOf const& as_of) {
  Recognition recognition;
  recognition.plan_id = plan_id;
  recognition.version = version;
  recognition.by = by;
  recognition.as_of = as_of;
  auto const home = home_of(plan_id);
  if (!home) {
    recognition.failing.push_back({Condition::not_registered, std::nullopt, "unknown", std::nullopt});
    return recognition;
  }
  recognition.home = *home;
  Findings failing{recognition.failing};
  if (by != *home) {
    PageState const page = page_between(ledger, by, *home, as_of);
    if (page.failing) failing.add(*page.failing, page.from ? geo::to_iso8601(*page.from) : "", *home, page.record);
    recognition.remarks = page.remarks;
  }
  VersionLife const life = life_of(ledger, plan_id, version, as_of);
  check_version(life, as_of.world, failing);
  auto const basis = basis_of(ledger, plan_id, version, as_of);
  for (auto const* const one : basis)
    if (auto const* const fault = one->fault_as_known(as_of.known))
      failing.add(Condition::signature_bad, *fault, *home, one->ref);
  HeldRegistration const* const registration = basis.empty() ? nullptr : basis.front();
  PlanFacts const* const facts = life.document ? facts_as_known(ledger, *life.document, as_of.known) : nullptr;
  if (facts == nullptr) {
    failing.add(Condition::document_not_held, digits(version));
  } else {
    check_document(*facts, registration, recognition, failing);
  }
  check_reissues(ledger, basis, as_of.known, failing);
  if (facts != nullptr) check_ships(*facts, *home, failing);
  if (registration != nullptr) check_modules(ledger, registration->modules, as_of, failing);
  // Each once, in the order of Condition.
  std::stable_sort(recognition.failing.begin(), recognition.failing.end(),
                   [](FailingCondition const& a, FailingCondition const& b) { return a.condition < b.condition; });
  recognition.failing.erase(std::unique(recognition.failing.begin(), recognition.failing.end()),
                            recognition.failing.end());
  add_remarks(ledger, recognition, basis, facts);
  recognition.standing = recognition.failing.empty() ? Standing::recognised : Standing::not_recognised;
  return recognition;
}

Recognition recognise(Ledger const& ledger, std::string_view plan_id, CentreId by, AsOf const& as_of) {
  return recognise(ledger, plan_id, best_version(ledger, plan_id, as_of).value_or(0), by, as_of);
}

}  // namespace lingding::plans
