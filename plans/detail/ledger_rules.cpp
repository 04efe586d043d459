#include "plans/detail/ledger_rules.hpp"

#include <algorithm>
#include <set>

#include "plans/plan_life.hpp"
#include "plans/recognition.hpp"

namespace lingding::plans::detail {
namespace {

using Answer = std::optional<Refusal>;
using geo::CentreId;

Answer no(RefusalCode code, std::string text, std::string pointer = {}, std::optional<CentreId> right = {}) {
  return Refusal{code, std::move(text), std::move(pointer), right};
}

std::string name(CentreId centre) {
  return std::string{geo::to_text(centre)};
}
std::string number(std::uint32_t version) {
  return std::to_string(version);
}

Answer must_be_at(CentreId origin, CentreId right, std::string_view what, std::string pointer) {
  if (origin == right) return std::nullopt;
  return no(RefusalCode::wrong_centre,
            std::string{what} + " is for " + name(right) + " to record, and this is " + name(origin),
            std::move(pointer), right);
}

HeldFiling const* filing_in(PlanRecords const& plan, std::string_view id) {
  auto const found =
      std::find_if(plan.filings.begin(), plan.filings.end(), [&](HeldFiling const& filing) { return filing.id == id; });
  return found != plan.filings.end() ? &*found : nullptr;
}

/// The company whose plan it is: that of the newest registration.
CompanyId const* owner_of(PlanRecords const* plan) {
  if (plan == nullptr || plan->registrations.empty()) return nullptr;
  return &plan->registrations.back().company;
}

/// The newest registration made by an officer, on which later re-issues rest; null when there is none.
HeldRegistration const* last_by_officer(PlanRecords const& plan) {
  auto const found = std::find_if(plan.registrations.rbegin(), plan.registrations.rend(),
                                  [](HeldRegistration const& one) { return !one.filing.empty(); });
  return found != plan.registrations.rend() ? &*found : nullptr;
}

bool is_withdrawn(PlanRecords const& plan) {
  auto const* const basis = last_by_officer(plan);
  return basis != nullptr && std::any_of(plan.withdrawals.begin(), plan.withdrawals.end(),
                                         [&](auto const& withdrawal) { return withdrawal.ref.seq > basis->ref.seq; });
}

template <class List>
std::size_t count_in_chain(List const& list, CentreId origin) {
  return static_cast<std::size_t>(
      std::count_if(list.begin(), list.end(), [&](auto const& held) { return held.ref.origin == origin; }));
}

Answer check_day(geo::UtcDate on, geo::UtcTime made_at) {
  if (on <= local_date(made_at)) return std::nullopt;
  return no(RefusalCode::dates_out_of_order, "the day " + geo::to_iso8601(on) + " is still to come", "/on");
}

/// Each centre once, one company, which is the filing's, and a ship; each copy and holder once.
Answer check_holders(std::vector<CopyHolder> const& holders, CompanyId const& company) {
  auto const incomplete = [](std::string text) {
    return no(RefusalCode::holders_incomplete, std::move(text) + " (2015 arrangement, clause 1: five copies)",
              "/holders");
  };
  std::set<std::uint32_t> copies;
  std::set<Party> parties;
  bool ship = false;
  for (auto const& holder : holders) {
    if (!copies.insert(holder.copy).second) return incomplete("copy " + number(holder.copy) + " is listed twice");
    if (!parties.insert(holder.holder).second) return incomplete(to_text(holder.holder) + " is listed twice");
    if (std::holds_alternative<Mmsi>(holder.holder)) ship = true;
    auto const* const other = std::get_if<CompanyId>(&holder.holder);
    if (other != nullptr && *other != company)
      return incomplete(to_text(holder.holder) + " holds a copy, and the plan is of " + to_text(Party{company}));
  }
  for (auto const centre : geo::kCentres)
    if (!parties.contains(Party{centre})) return incomplete("no copy for " + name(centre));
  if (!parties.contains(Party{company})) return incomplete("no copy for the company");
  return ship ? std::nullopt : incomplete("no copy for the ship");
}

/// Rules of a chain, by kind of statement.
struct ChainRules {
  Ledger const& ledger;
  Statement const& said;
  CentreId origin;
  geo::UtcTime recorded_at;

  PlanRecords const* plan(std::string_view id) const { return ledger.find(id); }
  Answer at_home(std::string_view plan_id, std::string_view what) const {
    return must_be_at(origin, home_of(plan_id).value_or(origin), what, "/plan_id");
  }

  Answer operator()(PlanFiled const& body) const {
    if (auto const home = home_of(body.plan_id); home && *home != body.home)
      return no(RefusalCode::document_differs,
                "the plan's id is one of " + name(*home) + ", and its home " + name(body.home), "/home");
    if (auto answer = must_be_at(origin, body.home, "a plan of home centre " + name(body.home), "/home")) return answer;
    auto const* const records = plan(body.plan_id);
    if (records == nullptr) return std::nullopt;
    auto const& company = std::get<CompanyId>(said.by);
    if (auto const* const owner = owner_of(records); owner != nullptr && *owner != company)
      return no(RefusalCode::other_company, "the plan is of " + to_text(Party{*owner}), "/by/party");
    std::size_t pending = 0;
    for (auto const& filing : records->filings) {
      FilingState const state = state_of(*records, filing);
      bool const alive = state == FilingState::pending || state == FilingState::registered;
      if (alive && filing.document == body.document)
        return no(RefusalCode::already_filed, "this document is filed already, as " + filing.id, "/document");
      if (state == FilingState::pending) ++pending;
    }
    if (!records->registrations.empty() && body.version <= records->registrations.back().version)
      return no(RefusalCode::version_not_above,
                "version " + number(records->registrations.back().version) + " is registered; the next is above it",
                "/version");
    if (pending >= kMaxPendingFilings)
      return no(RefusalCode::too_many_pending,
                std::to_string(pending) + " filings of the plan wait for the centre already");
    return std::nullopt;
  }

  /// A filing that waits for the home centre's answer.
  Answer check_filing(std::string_view id) const {
    auto const* const records = ledger.plan_of_filing(id);
    auto const* const filing = records != nullptr ? filing_in(*records, id) : nullptr;
    if (filing == nullptr || filing->ref.origin != origin)
      return no(RefusalCode::filing_unknown, "no filing has the id " + std::string{id}, "/filing");
    auto const decided = [](char const* how) {
      return no(RefusalCode::filing_decided, std::string{"the filing was "} + how, "/filing");
    };
    switch (state_of(*records, *filing)) {
      case FilingState::pending:
        return std::nullopt;
      case FilingState::returned:
        return decided("returned");
      case FilingState::registered:
        return decided("registered");
      case FilingState::overtaken:
        return decided("overtaken by another");
      case FilingState::withdrawn:
        return decided("withdrawn");
    }
    return std::nullopt;
  }

  Answer operator()(PlanReturned const& body) const { return check_filing(body.filing); }

  Answer operator()(PlanRegistered const& body) const {
    if (auto answer = at_home(body.plan_id, "this registration")) return answer;
    if (auto answer = check_filing(body.filing)) return answer;
    auto const& records = *ledger.plan_of_filing(body.filing);
    auto const& filing = *filing_in(records, body.filing);
    if (records.plan_id != body.plan_id || filing.version != body.version || filing.document != body.document)
      return no(RefusalCode::filing_differs, "plan, version or document are not those of the filing", "/filing");
    // A filing at or below the newest registered version has been overtaken, so this version is above it.
    std::optional<std::uint32_t> const newest =
        records.registrations.empty() ? std::nullopt : std::optional{records.registrations.back().version};
    if (body.supersedes != newest)
      return no(RefusalCode::wrong_supersedes,
                newest ? "version " + number(*newest) + " is the one that this supersedes"
                       : "no version is registered that this could supersede",
                "/supersedes");
    if (body.valid_until < body.valid_from || body.valid_until < local_date(recorded_at))
      return no(RefusalCode::dates_out_of_order, "the registration ends before it begins", "/valid_until");
    if (body.valid_until > geo::UtcDate{std::chrono::year_month_day{body.valid_from} + kMaxRegistration} ||
        body.valid_from > geo::UtcDate{std::chrono::year_month_day{local_date(recorded_at)} + kMaxRegistration})
      return no(RefusalCode::dates_out_of_order, "a registration is for at most five years, and begins within five",
                "/valid_until");
    return check_holders(body.holders, filing.company);
  }

  Answer operator()(PlanWithdrawn const& body) const {
    if (auto answer = at_home(body.plan_id, "a withdrawal of this plan")) return answer;
    auto const* const records = plan(body.plan_id);
    if (records == nullptr || (records->registrations.empty() && records->filings.empty()))
      return no(RefusalCode::not_registered, "no plan with this id is filed or registered", "/plan_id");
    if (auto const* const company = std::get_if<CompanyId>(&said.by)) {
      auto const* const owner = owner_of(records);
      bool const filed_it = std::any_of(records->filings.begin(), records->filings.end(),
                                        [&](HeldFiling const& filing) { return filing.company == *company; });
      if (owner != nullptr ? *owner != *company : !filed_it)
        return no(RefusalCode::other_company, "the plan is another company's", "/by/party");
    }
    bool const pending = std::any_of(records->filings.begin(), records->filings.end(), [&](HeldFiling const& filing) {
      return state_of(*records, filing) == FilingState::pending;
    });
    if (!pending && (records->registrations.empty() || is_withdrawn(*records)))
      return no(RefusalCode::plan_ended, "the plan was withdrawn already, or nothing of it is registered", "/plan_id");
    if (body.from > geo::UtcDate{std::chrono::year_month_day{local_date(recorded_at)} + kMaxRegistration})
      return no(RefusalCode::dates_out_of_order, "the withdrawal is more than five years ahead", "/from");
    return std::nullopt;
  }

  Answer operator()(PlanTransferred const& body) const {
    auto const new_home = home_of(body.new_plan_id).value_or(origin);
    if (auto answer = must_be_at(origin, new_home, "a transfer to this plan", "/new_plan_id")) return answer;
    auto const* const records = plan(body.new_plan_id);
    if (records == nullptr || records->registrations.empty())
      return no(RefusalCode::not_registered, "the new plan is not registered", "/new_plan_id");
    auto const* const old = plan(body.plan_id);
    bool const again = old != nullptr && std::any_of(old->transfers.begin(), old->transfers.end(),
                                                     [&](HeldTransfer const& one) { return one.ref.origin == origin; });
    if (again) return no(RefusalCode::plan_ended, "the plan was transferred here already", "/plan_id");
    if (body.on > geo::UtcDate{std::chrono::year_month_day{local_date(recorded_at)} + kMaxRegistration})
      return no(RefusalCode::dates_out_of_order, "the transfer is more than five years ahead", "/on");
    return std::nullopt;
  }

  Answer operator()(PlanReissued const& body) const {
    if (auto answer = at_home(body.plan_id, "a re-issue of this plan")) return answer;
    auto const* const records = plan(body.plan_id);
    if (records == nullptr || records->registrations.empty())
      return no(RefusalCode::not_registered, "no version of the plan is registered", "/plan_id");
    HeldRegistration const& before = records->registrations.back();
    if (body.version != before.version + 1)
      return no(RefusalCode::version_not_above, "the next version is " + number(before.version + 1), "/version");
    std::vector<ModuleChange> newer;
    for (std::size_t i = 0; i < body.modules.size(); ++i) {
      if (body.modules[i].version < before.modules[i].version)
        return no(RefusalCode::nothing_newer, "the module of " + name(body.modules[i].centre) + " is older than before",
                  "/modules/" + std::to_string(i));
      if (body.modules[i].version > before.modules[i].version) {
        newer.push_back({body.modules[i].centre, body.modules[i].version});
      } else if (body.modules[i] != before.modules[i]) {
        return no(RefusalCode::module_differs,
                  "the module of " + name(body.modules[i].centre) + " has the version that it had, and another digest",
                  "/modules/" + std::to_string(i));
      }
    }
    if (newer.empty() || newer != body.changes)
      return no(RefusalCode::nothing_newer, "the amendment does not name exactly the modules that are newer",
                "/amendment/modules");
    return std::nullopt;
  }

  Answer operator()(CentreModulePublished const& body) const {
    if (body.centre != origin)
      return no(RefusalCode::not_theirs_to_say, "the module of " + name(body.centre) + " is its own to publish",
                "/centre", body.centre);
    // What a centre's base has is no part of the chain: others may have another.
    std::uint32_t const last = ledger.modules(origin).empty() ? 0 : ledger.modules(origin).back().version;
    if (body.version <= last)
      return no(RefusalCode::module_version, "version " + number(last) + " is there; the next is above it", "/version");
    return std::nullopt;
  }

  Answer operator()(ArrangementPage const& body) const {
    if (body.parties[0] == origin || body.parties[1] == origin) return std::nullopt;
    return no(RefusalCode::page_parties, name(origin) + " is not a party of this page", "/parties");
  }

  Answer check_copy_notes(std::string_view plan_id) const {
    auto const* const records = plan(plan_id);
    if (records != nullptr && count_in_chain(records->copy_notes, origin) >= kMaxCopyNotes)
      return no(RefusalCode::limit_reached, "there are too many receipts and reports of this plan", "/plan_id");
    return std::nullopt;
  }
  Answer operator()(Receipt const& body) const {
    if (body.received_at > said.made_at + kMaxClockAhead)
      return no(RefusalCode::dates_out_of_order, "received after the receipt was made", "/received_at");
    return check_copy_notes(body.plan_id);
  }
  Answer operator()(CopyReported const& body) const { return check_copy_notes(body.plan_id); }

  Answer check_observations(std::string_view plan_id) const {
    auto const* const records = plan(plan_id);
    if (records != nullptr && count_in_chain(records->observations, origin) >= kMaxObservations)
      return no(RefusalCode::limit_reached, "there are too many observations of this plan", "/plan_id");
    return std::nullopt;
  }
  Answer operator()(ObservationRaised const& body) const { return check_observations(body.plan_id); }
  Answer operator()(ObservationAnswered const& body) const {
    if (auto answer = at_home(body.plan_id, "an answer about this plan")) return answer;
    return check_observations(body.plan_id);
  }
  Answer operator()(ObservationClosed const& body) const {
    auto const* const records = plan(body.plan_id);
    bool raised = false;
    if (records != nullptr) {
      for (auto const& step : records->observations) {
        if (step.ref.origin != origin || step.observation != body.observation) continue;
        if (step.step == ObservationStep::raised) raised = true;
        if (step.step == ObservationStep::closed)
          return no(RefusalCode::observation_closed, "the observation is closed", "/observation");
      }
    }
    if (!raised)
      return no(RefusalCode::observation_unknown, name(origin) + " has raised no such observation of this plan",
                "/observation");
    return std::nullopt;
  }

  Answer operator()(ReviewDone const& body) const {
    if (auto answer = at_home(body.plan_id, "a review of this plan")) return answer;
    return check_day(body.on, said.made_at);
  }
  Answer operator()(ExerciseHeld const& body) const {
    if (std::holds_alternative<CompanyId>(said.by))
      if (auto answer = at_home(body.plan_id, "a company's report of an exercise")) return answer;
    return check_day(body.on, said.made_at);
  }
};

// Rules of the centre that records.

Answer check_modules(Ledger const& ledger, CarriedModules const& modules, geo::UtcTime now) {
  for (std::size_t i = 0; i < modules.size(); ++i) {
    CarriedModule const& carried = modules[i];
    std::string const pointer = "/modules/" + std::to_string(i);
    auto const known = module_version(ledger, carried.centre, carried.version, now);
    if (!known)
      return no(
          RefusalCode::module_unknown,
          "version " + number(carried.version) + " of the module of " + name(carried.centre) + " is not known here",
          pointer, carried.centre);
    if (known->document != carried.document)
      return no(
          RefusalCode::module_differs,
          "version " + number(carried.version) + " of the module of " + name(carried.centre) + " has another digest",
          pointer);
    auto const current = module_in_force(ledger, carried.centre, {now, now});
    if (current && current->version > carried.version)
      return no(RefusalCode::module_not_current,
                "version " + number(current->version) + " of the module of " + name(carried.centre) + " is in force",
                pointer);
  }
  return std::nullopt;
}

struct OwnRules {
  Ledger const& ledger;
  Statement const& said;
  geo::UtcTime now;

  AsOf as_of() const { return {now, now}; }

  bool is_transferred(std::string_view plan_id) const {
    auto const* const records = ledger.find(plan_id);
    if (records == nullptr || records->registrations.empty()) return false;
    return life_of(ledger, plan_id, records->registrations.back().version, as_of()).state == VersionState::transferred;
  }
  Answer check_not_transferred(std::string_view plan_id) const {
    if (!is_transferred(plan_id)) return std::nullopt;
    return no(RefusalCode::plan_ended, "the plan was transferred to another registry", "/plan_id");
  }

  Answer check_ships(PlanFacts const& facts) const {
    for (std::size_t i = 0; i < facts.ships.size(); ++i) {
      ShipFacts const& ship = facts.ships[i];
      auto const by_mid = registry_of(ship.mmsi);
      CentreId const elsewhere = ship.registry != facts.home ? ship.registry : by_mid.value_or(facts.home);
      if (elsewhere != facts.home || !by_mid)
        return no(RefusalCode::wrong_registry,
                  "ship " + ship.mmsi.to_text() + " is not registered with " + name(facts.home) +
                      " (2015 arrangement, clause 1: each centre with the ships registered in its own place)",
                  "/document", by_mid ? std::optional{elsewhere} : std::nullopt);
      if (!ship.passenger_ship)
        return no(RefusalCode::out_of_scope, "ship " + ship.mmsi.to_text() + " is not a passenger ship", "/document");
    }
    if (!facts.scheduled)
      return no(RefusalCode::out_of_scope, "no route has departures: the arrangement is for scheduled services",
                "/document");
    if (facts.crosses.size() < 2 || facts.calls_at.size() < 2)
      return no(RefusalCode::out_of_scope, "no two of the three places: the arrangement is for cross-boundary services",
                "/document");
    return std::nullopt;
  }

  Answer operator()(PlanFiled const& body) const {
    if (auto answer = check_not_transferred(body.plan_id)) return answer;
    if (auto const* const records = ledger.find(body.plan_id);
        (records == nullptr || records->filings.empty()) && ledger.plan_count() >= kMaxPlans)
      return no(RefusalCode::limit_reached, "the register is full", "/plan_id");
    auto const* const held = ledger.facts(body.document);
    if (held == nullptr)
      return no(RefusalCode::document_unknown, "the document with this digest did not come here", "/document");
    PlanFacts const& facts = held->facts;
    if (facts.plan_id != body.plan_id || facts.version != body.version || facts.home != body.home)
      return no(RefusalCode::document_differs, "the document is of another plan, version or home centre", "/document");
    if (facts.company_module != body.company_module || facts.ships_module != body.ships_module)
      return no(RefusalCode::document_differs, "modules 1 and 2 in the document have other digests", "/modules");
    if (auto const& company = std::get<CompanyId>(said.by); !facts.company.empty() && facts.company != company.text)
      return no(RefusalCode::other_company, "the document is of company " + facts.company, "/by/party");
    return check_ships(facts);
  }

  Answer operator()(PlanReturned const&) const { return std::nullopt; }

  Answer check_carried(PlanFacts const& facts, CarriedModules const& modules) const {
    for (std::size_t i = 0; i < modules.size(); ++i)
      if (facts.modules[i] != modules[i].version)
        return no(
            RefusalCode::document_differs,
            "the document carries version " + number(facts.modules[i]) + " of the module of " + name(modules[i].centre),
            "/modules/" + std::to_string(i));
    if (!carries(facts, modules))
      return no(RefusalCode::document_differs, "the document names modules with other digests", "/modules");
    return check_modules(ledger, modules, now);
  }

  Answer operator()(PlanRegistered const& body) const {
    if (auto answer = check_not_transferred(body.plan_id)) return answer;
    auto const* const held = ledger.facts(body.document);
    if (held == nullptr)
      return no(RefusalCode::document_unknown, "the document with this digest did not come here", "/document");
    PlanFacts const& facts = held->facts;
    if (auto answer = check_carried(facts, body.modules)) return answer;
    std::set<Mmsi> with_copy;
    for (auto const& holder : body.holders)
      if (auto const* const ship = std::get_if<Mmsi>(&holder.holder)) with_copy.insert(*ship);
    std::set<Mmsi> ships;
    for (auto const& ship : facts.ships) ships.insert(ship.mmsi);
    if (ships != with_copy)
      return no(RefusalCode::holders_incomplete, "the ships that hold copies are not the ships of the plan",
                "/holders");
    for (auto const& ship : ships)
      if (auto const other = other_plan_of(ship, body.plan_id))
        return no(RefusalCode::ship_in_other_plan, "ship " + ship.to_text() + " is in plan " + *other, "/document");
    return std::nullopt;
  }

  /// A plan in force, other than this one and of the same home centre, that has the ship.
  std::optional<std::string> other_plan_of(Mmsi ship, std::string_view plan_id) const {
    for (auto const& other : ledger.plans_with(ship)) {
      if (other == plan_id || home_of(other) != home_of(plan_id)) continue;
      auto const version = version_in_force(ledger, other, as_of());
      if (!version) continue;
      auto const life = life_of(ledger, other, *version, as_of());
      auto const* const held = life.document ? ledger.facts(*life.document) : nullptr;
      if (held != nullptr && std::any_of(held->facts.ships.begin(), held->facts.ships.end(),
                                         [&](ShipFacts const& one) { return one.mmsi == ship; }))
        return other;
    }
    return std::nullopt;
  }

  Answer operator()(PlanWithdrawn const&) const { return std::nullopt; }

  Answer operator()(PlanTransferred const& body) const {
    auto const* const old = ledger.find(body.plan_id);
    if (old == nullptr || old->registrations.empty())
      return no(RefusalCode::not_registered, "the old plan is not known here", "/plan_id");
    if (is_transferred(body.plan_id))
      return no(RefusalCode::plan_ended, "the plan was transferred already", "/plan_id");
    auto const* const before = ledger.facts(old->registrations.back().document);
    auto const* const after = ledger.facts(ledger.find(body.new_plan_id)->registrations.back().document);
    if (before == nullptr || after == nullptr)
      return no(RefusalCode::document_unknown, "the documents of the two plans are not both here", "/plan_id");
    if (!share_a_ship(before->facts, after->facts).value_or(true))
      return no(RefusalCode::not_the_same_ship, "the two plans have no ship in common, by IMO number", "/new_plan_id");
    return std::nullopt;
  }

  Answer operator()(PlanReissued const& body) const {
    HeldRegistration const& before = ledger.find(body.plan_id)->registrations.back();
    if (life_of(ledger, body.plan_id, before.version, as_of()).state != VersionState::registered)
      return no(RefusalCode::plan_ended, "the newest version of the plan has ended", "/plan_id");
    auto const* const old = ledger.facts(before.document);
    auto const* const held = ledger.facts(body.document);
    if (held == nullptr || old == nullptr)
      return no(RefusalCode::document_unknown, "the document with this digest did not come here", "/document");
    if (held->facts.plan_id != body.plan_id || held->facts.version != body.version)
      return no(RefusalCode::document_differs, "the document is of another plan or version", "/document");
    if (held->facts.body != old->facts.body)
      return no(RefusalCode::document_differs, "the document changes more than the centres' modules", "/document");
    return check_carried(held->facts, body.modules);
  }

  Answer operator()(CentreModulePublished const& body) const {
    for (auto const& module : ledger.base().modules) {
      if (module.centre != body.centre || module.version < body.version) continue;
      // The version that was there from the start may be stated, as it is.
      if (module.version == body.version && module.document == body.document) continue;
      return no(RefusalCode::module_version,
                "version " + number(module.version) + " is there from the start; the next is above it", "/version");
    }
    return std::nullopt;
  }
  Answer operator()(ArrangementPage const&) const { return std::nullopt; }

  /// The registration that a copy is of, when the party is one of its holders.
  Answer check_holder(std::string_view plan_id, Receipt const* receipt) const {
    auto const* const records = ledger.find(plan_id);
    if (records == nullptr || records->registrations.empty())
      return no(RefusalCode::not_registered, "no version of the plan is known here to be registered", "/plan_id");
    bool holds = false;
    HeldRegistration const* version = nullptr;
    for (auto const& registration : records->registrations) {
      if (receipt != nullptr && registration.version != receipt->version) continue;
      version = &registration;
      for (auto const& holder : registration.holders)
        if (holder.holder == said.by && (receipt == nullptr || holder.copy == receipt->copy)) holds = true;
    }
    if (version == nullptr)
      return no(RefusalCode::copy_unknown, "no such version of the plan is known here to be registered", "/version");
    if (!holds)
      return no(RefusalCode::not_a_holder, to_text(said.by) + " holds no such copy of this plan", "/by/party");
    if (receipt != nullptr && receipt->document != version->document)
      return no(RefusalCode::copy_unknown, "this version was registered with another digest", "/document");
    return std::nullopt;
  }
  Answer operator()(Receipt const& body) const { return check_holder(body.plan_id, &body); }
  Answer operator()(CopyReported const& body) const { return check_holder(body.plan_id, nullptr); }

  Answer operator()(ObservationRaised const& body) const {
    auto const state = life_of(ledger, body.plan_id, body.version, as_of()).state;
    if (state != VersionState::unknown && state != VersionState::draft) return std::nullopt;
    return no(RefusalCode::not_registered, "no such version of the plan is known here", "/version");
  }
  Answer operator()(ObservationAnswered const& body) const {
    auto const* const records = ledger.plan_of_observation(body.observation);
    if (records == nullptr || records->plan_id != body.plan_id)
      return no(RefusalCode::observation_unknown, "no such observation of this plan is known here", "/observation");
    return std::nullopt;
  }
  Answer operator()(ObservationClosed const&) const { return std::nullopt; }

  Answer check_own_plan(std::string_view plan_id) const {
    auto const* const owner = owner_of(ledger.find(plan_id));
    if (owner == nullptr)
      return no(RefusalCode::not_registered, "no version of the plan is known here to be registered", "/plan_id");
    auto const* const company = std::get_if<CompanyId>(&said.by);
    if (company != nullptr && *company != *owner)
      return no(RefusalCode::other_company, "the plan is another company's", "/by/party");
    return std::nullopt;
  }
  Answer operator()(ReviewDone const& body) const { return check_own_plan(body.plan_id); }
  Answer operator()(ExerciseHeld const& body) const {
    if (auto answer = check_own_plan(body.plan_id)) return answer;
    auto const* const held = ledger.facts(ledger.find(body.plan_id)->registrations.back().document);
    for (std::size_t i = 0; held != nullptr && i < body.ships.size(); ++i)
      if (std::none_of(held->facts.ships.begin(), held->facts.ships.end(),
                       [&](ShipFacts const& ship) { return ship.mmsi == body.ships[i]; }))
        return no(RefusalCode::document_differs, "ship " + body.ships[i].to_text() + " is not of this plan",
                  "/ships/" + std::to_string(i));
    return std::nullopt;
  }
};

}  // namespace

FilingState state_of(PlanRecords const& plan, HeldFiling const& filing) {
  for (auto const& returned : plan.returns)
    if (returned.filing == filing.id) return FilingState::returned;
  for (auto const& registration : plan.registrations) {
    if (registration.filing == filing.id) return FilingState::registered;
    if (registration.version >= filing.version) return FilingState::overtaken;
  }
  for (auto const& withdrawal : plan.withdrawals)
    if (withdrawal.ref.seq > filing.ref.seq) return FilingState::withdrawn;
  return FilingState::pending;
}

std::optional<Refusal> check_chain_rules(Ledger const& ledger, Statement const& statement, CentreId origin,
                                         geo::UtcTime recorded_at) {
  if (!needed_signature(statement))
    return no(RefusalCode::not_theirs_to_say,
              to_text(statement.by) + " can't say " + std::string{to_text(statement.kind())}, "/by/party");
  if (auto const* const centre = std::get_if<CentreId>(&statement.by); centre != nullptr)
    if (auto answer = must_be_at(origin, *centre, "what " + name(*centre) + " says", "/by/party")) return answer;
  if (statement.made_at > recorded_at + kMaxClockAhead)
    return no(RefusalCode::clock_ahead, "made at " + geo::to_iso8601(statement.made_at) + ", which is still to come",
              "/made_at");
  if (statement.made_at < recorded_at - kMaxStatementAge)
    return no(RefusalCode::too_old, "made more than 30 days before it came to be recorded", "/made_at");
  if (ledger.has_statement(origin, statement.id))
    return no(RefusalCode::replayed, "a statement with the id " + statement.id + " is recorded already", "/id");
  return std::visit(ChainRules{ledger, statement, origin, recorded_at}, statement.body);
}

std::optional<Refusal> check_own_rules(Ledger const& ledger, Statement const& statement, geo::UtcTime recorded_at) {
  return std::visit(OwnRules{ledger, statement, recorded_at}, statement.body);
}

}  // namespace lingding::plans::detail
