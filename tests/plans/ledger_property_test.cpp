// Random histories: recognition against an independent, naive reading of the records, whatever the order in which they
// came; nothing of the past changes; everything is derived again from the records alone.

#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "plans/plan_copies.hpp"
#include "plans/reissue.hpp"
#include "tests/plans/ledger_world.hpp"

using namespace lingding;
using namespace lingding::plans;
using namespace lingding::plans_test;

namespace {

constexpr int kHistories = 60;
constexpr int kSteps = 240;

std::size_t index_of(CentreId centre) {
  return static_cast<std::size_t>(centre);
}

/// A record as the naive reader has it.
struct Told {
  Statement said;
  CentreId origin{};
  std::uint64_t seq = 0;
  UtcTime recorded_at{};
  UtcTime known_at{};
  bool good = false;
};

/// All that a journal says, read without the ledger.
struct Naive {
  std::vector<Told> told;
  std::vector<std::pair<UtcTime, PlanFacts>> facts;

  void add(Entry const& entry) {
    if (auto const* const known = std::get_if<PlanFacts>(&entry.what)) facts.emplace_back(entry.known_at, *known);
    auto const* const held = std::get_if<HeldRecord>(&entry.what);
    if (held == nullptr) return;
    told.push_back({read_statement(held->record.statement).value(), held->record.origin, held->record.seq,
                    held->record.recorded_at, entry.known_at, std::holds_alternative<SignedBy>(held->signature)});
  }

  template <class Body>
  std::vector<std::pair<Told const*, Body const*>> all(UtcTime known) const {
    std::vector<std::pair<Told const*, Body const*>> result;
    for (auto const& one : told)
      if (one.known_at <= known)
        if (auto const* const body = std::get_if<Body>(&one.said.body)) result.emplace_back(&one, body);
    return result;
  }
  PlanFacts const* document(geo::Digest const& of, UtcTime known) const {
    for (auto const& [at, one] : facts)
      if (one.document == of && at <= known) return &one;
    return nullptr;
  }

  static UtcTime midnight(geo::UtcDate date) { return UtcTime{date} - std::chrono::hours{8}; }

  struct Version {
    Told const* told = nullptr;
    geo::Digest document{};
    CarriedModules modules{};
    std::uint32_t version = 0;
    PlanRegistered const* officers = nullptr;  ///< the registration that it is, or rests on
    Told const* officers_told = nullptr;
    UtcTime begins{};
    std::string company;
  };
  /// Registrations and re-issues of a plan in the order of its home's chain.
  std::vector<Version> versions(std::string const& plan_id, UtcTime known) const {
    std::map<std::uint64_t, Version> by_seq;
    for (auto const& [one, body] : all<PlanRegistered>(known))
      if (body->plan_id == plan_id)
        by_seq[one->seq] = {one, body->document, body->modules, body->version, body, one, {}, {}};
    for (auto const& [one, body] : all<PlanReissued>(known))
      if (body->plan_id == plan_id)
        by_seq[one->seq] = {one, body->document, body->modules, body->version, nullptr, nullptr, {}, {}};
    std::vector<Version> result;
    for (auto& [seq, version] : by_seq) {
      if (version.officers == nullptr) {
        version.officers = result.back().officers;
        version.officers_told = result.back().officers_told;
      }
      version.begins = std::max(version.told->recorded_at, midnight(version.officers->valid_from));
      for (auto const& [one, body] : all<PlanFiled>(known))
        if (one->said.id == version.officers->filing) version.company = std::get<CompanyId>(one->said.by).text;
      result.push_back(version);
    }
    return result;
  }

  bool page_in_force(CentreId a, CentreId b, AsOf const& as_of) const {
    geo::UtcDate const today = std::chrono::floor<std::chrono::days>(as_of.world + std::chrono::hours{8});
    std::array const parties{std::min(a, b), std::max(a, b)};
    int signed_pages = 0;
    for (auto const party : parties) {
      ArrangementPage const* says = nullptr;
      for (auto const& page : shipped_arrangement().pages)
        if (page.parties == parties && page.from <= today) says = &page;
      bool own = false;
      for (auto const& [one, body] : all<ArrangementPage>(as_of.known)) {
        if (!one->good || one->origin != party || body->parties != parties || body->from > today) continue;
        if (!own || body->from >= says->from) says = body;
        own = true;
      }
      if (says == nullptr) continue;
      if (says->status != PageStatus::signed_page) return false;
      ++signed_pages;
    }
    return signed_pages > 0;
  }

  bool module_is_right(CarriedModule const& carried, AsOf const& as_of) const {
    bool known = false;
    for (auto const& [one, body] : all<CentreModulePublished>(as_of.known)) {
      if (!one->good || body->centre != carried.centre) continue;
      if (body->version == carried.version) {
        if (body->document != carried.document) return false;
        known = true;
      }
      if (body->version > carried.version && one->recorded_at <= as_of.world &&
          midnight(body->valid_from) <= as_of.world)
        return false;
    }
    return known;
  }

  bool ships_in_scope(PlanFacts const& of) const {
    std::map<CentreId, std::set<int>> const mids{
        {CentreId::cn_gd, {412, 413, 414}}, {CentreId::hk, {477}}, {CentreId::mo, {453}}};
    for (auto const& one : of.ships)
      if (!one.passenger_ship || one.registry != of.home ||
          !mids.at(of.home).contains(static_cast<int>(one.mmsi.number() / 1'000'000)))
        return false;
    return of.scheduled && of.crosses.size() >= 2 && of.calls_at.size() >= 2;
  }

  /// The conditions of design and arrangement, one after the other.
  bool recognised(std::string const& plan_id, std::uint32_t number, CentreId by, AsOf const& as_of) const {
    CentreId const home = home_of(plan_id).value();
    auto const all_versions = versions(plan_id, as_of.known);
    std::size_t at = 0;
    while (at < all_versions.size() && all_versions[at].version != number) ++at;
    if (at == all_versions.size()) return false;
    Version const& version = all_versions[at];
    if (as_of.world < version.begins || as_of.world < version.told->recorded_at) return false;
    if (as_of.world >= midnight(version.officers->valid_until) + std::chrono::hours{24}) return false;
    for (auto const& later : all_versions)
      if (later.version > number && later.begins <= as_of.world) return false;
    for (auto const& [one, body] : all<PlanWithdrawn>(as_of.known))
      if (body->plan_id == plan_id && one->seq > version.officers_told->seq && one->recorded_at <= as_of.world &&
          midnight(body->from) <= as_of.world)
        return false;
    for (auto const& [one, body] : all<PlanTransferred>(as_of.known)) {
      if (body->plan_id != plan_id || !one->good || one->recorded_at > as_of.world || midnight(body->on) > as_of.world)
        continue;
      auto const others = versions(body->new_plan_id, as_of.known);
      auto const* const before = document(all_versions.back().document, as_of.known);
      auto const* const after = others.empty() ? nullptr : document(others.back().document, as_of.known);
      bool const other_ship = before != nullptr && after != nullptr && before->ships[0].imo != after->ships[0].imo;
      if (!other_ship) return false;
    }
    if (by != home && !page_in_force(by, home, as_of)) return false;
    for (std::size_t i = at;; --i) {
      if (!all_versions[i].told->good) return false;
      if (std::holds_alternative<PlanRegistered>(all_versions[i].told->said.body)) break;
      auto const* const after = document(all_versions[i].document, as_of.known);
      auto const* const before = document(all_versions[i - 1].document, as_of.known);
      if (after == nullptr || before == nullptr || after->body != before->body) return false;
    }
    auto const* const of = document(version.document, as_of.known);
    if (of == nullptr || of->plan_id != plan_id || of->version != number || of->home != home) return false;
    if (!of->company.empty() && of->company != version.company) return false;
    for (std::size_t i = 0; i < 3; ++i)
      if (of->modules[i] != version.modules[i].version || !module_is_right(version.modules[i], as_of)) return false;
    return ships_in_scope(*of);
  }
};

/// Says and records anything that comes to mind, rightly and wrongly.
class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {
    for (auto const by : geo::kCentres)
      for (auto const of : geo::kCentres)
        if (by != of && below(6) == 0) world.distrusts[by].push_back(of);
    for (auto const centre : geo::kCentres) publish_module(centre);
    world.replicate_all();
  }

  World world;
  std::array<Naive, 3> naive;

  int below(int end) { return std::uniform_int_distribution<int>{0, end - 1}(random_); }
  CentreId centre() { return geo::kCentres[static_cast<std::size_t>(below(3))]; }
  std::string plan_id() { return kPlans[static_cast<std::size_t>(below(4))]; }

  void step() {
    switch (below(17)) {
      case 0:
      case 1:
        return file();
      case 2:
      case 3:
      case 4:
        return decide();
      case 5:
        return reissue();
      case 6:
        if (below(3) == 0) publish_module(centre());
        return;
      case 7:
        if (below(3) == 0) state_page();
        return;
      case 8:
        if (below(4) == 0) withdraw();
        return;
      case 9:
        if (below(4) == 0) transfer();
        return;
      case 10:
        return confirm();
      case 11:
        return observe();
      case 12:
        return learn_elsewhere();
      case 13:
        world.pass(std::chrono::hours{below(4) == 0 ? 24 * below(12) : below(12)});
        return;
      default:
        world.replicate(centre(), centre(), static_cast<std::size_t>(1 + below(4)));
    }
  }

  /// Lets the naive readers see what has been journalled, and a moment pass.
  void settle() {
    for (auto const one : geo::kCentres) {
      auto const& journal = world.journal(one);
      for (std::size_t& at = read_[index_of(one)]; at < journal.size(); ++at) naive[index_of(one)].add(journal[at]);
    }
    world.pass(std::chrono::milliseconds{1});
  }

 private:
  static constexpr std::array<char const*, 4> kPlans{"HK-1A", "HK-2B", "MO-3C", "CN-GD-4D"};

  /// Mostly by the rules; sometimes past those that a chain does not hold by itself, as broken software might.
  void say(CentreId to, Party const& by, StatementBody body) {
    if (below(4) == 0) {
      (void)world.say_unchecked(to, by, std::move(body));
    } else {
      (void)world.say(to, by, std::move(body));
    }
  }

  PlanFacts invent(std::string const& id) {
    auto const* const plan = world.ledger(home_of(id).value()).find(id);
    std::uint32_t newest = 0;
    if (plan != nullptr && !plan->registrations.empty()) newest = plan->registrations.back().version;
    PlanSpec spec;
    spec.plan_id = id;
    spec.version = newest + static_cast<std::uint32_t>(below(3));
    if (spec.version == 0) spec.version = 1;
    spec.content = std::to_string(below(3));
    CentreId const home = home_of(id).value();
    spec.mmsi = home == CentreId::hk   ? (id == "HK-1A" || below(3) == 0 ? "477000011" : "477000012")
                : home == CentreId::mo ? "453000011"
                                       : "413000011";
    spec.imo = below(3) == 0 ? 9074729 : 2001113;
    for (auto const one : geo::kCentres) {
      auto const& modules = world.ledger(home).modules(one);
      if (!modules.empty()) spec.modules[index_of(one)] = modules.back().version;
    }
    PlanFacts facts = facts_for(spec);
    if (below(12) == 0) facts.scheduled = false;
    if (below(12) == 0) facts.crosses = {home};
    if (below(12) == 0) facts.ships[0].registry = CentreId::mo;
    if (below(12) == 0) facts.ships[0].passenger_ship = false;
    if (below(12) == 0) facts.company = "red-egret";
    // Each invention is a document of its own.
    facts.document = digest(write_facts(facts));
    return facts;
  }

  void file() {
    PlanFacts const facts = invent(plan_id());
    if (world.ledger(facts.home).facts(facts.document) == nullptr) world.learn(facts.home, facts);
    say(below(8) == 0 ? centre() : facts.home, company(), filing_for(facts));
  }

  void decide() {
    std::string const id = plan_id();
    CentreId const home = home_of(id).value();
    auto const* const plan = world.ledger(home).find(id);
    if (plan == nullptr || plan->filings.empty()) return;
    auto const& filing = plan->filings[static_cast<std::size_t>(below(static_cast<int>(plan->filings.size())))];
    auto const* const known = world.ledger(home).facts(filing.document);
    if (known == nullptr) return;
    if (below(6) == 0) return say(home, home, PlanReturned{filing.id, {{"x", "", "x"}}});
    PlanFacts facts = known->facts;
    facts.company = filing.company.text;
    PlanRegistered body = registration_for(facts, filing.id);
    if (!plan->registrations.empty()) body.supersedes = plan->registrations.back().version;
    geo::UtcDate const today = local_date(world.now);
    body.valid_from = today + std::chrono::days{below(3) == 0 ? below(30) : 0};
    body.valid_until = body.valid_from + std::chrono::days{10 + below(200)};
    if (below(10) == 0) body.modules[static_cast<std::size_t>(below(3))].document = digest("another");
    if (below(10) == 0) ++body.modules[static_cast<std::size_t>(below(3))].version;
    say(below(8) == 0 ? centre() : home, below(8) == 0 ? centre() : home, body);
  }

  void reissue() {
    std::string const id = plan_id();
    CentreId const home = home_of(id).value();
    auto const needed = reissue_needed(world.ledger(home), id, world.as_of());
    if (!needed) return;
    auto const* const known = world.ledger(home).facts(needed->document);
    if (known == nullptr) return;
    PlanFacts facts = known->facts;
    facts.version = needed->new_version;
    for (std::size_t i = 0; i < 3; ++i) facts.modules[i] = needed->modules[i].version;
    if (below(4) == 0) facts.body = digest("more was changed");
    facts.document = digest(write_facts(facts) + "reissue");
    if (world.ledger(home).facts(facts.document) == nullptr) world.learn(home, facts);
    Statement const said = reissue_statement(*needed, home, facts.document, "HK-x", "service", world.now);
    say(home, home, said.body);
  }

  void publish_module(CentreId of) {
    auto const& modules = world.ledger(of).modules(of);
    std::uint32_t const version = modules.empty() ? 1 : modules.back().version + 1;
    say(of, of,
        CentreModulePublished{of, version, module_digest(of, version),
                              local_date(world.now) + std::chrono::days{below(3) == 0 ? below(10) : 0}});
  }

  void state_page() {
    CentreId const a = centre();
    CentreId const b = centre();
    if (a == b) return;
    auto const status = static_cast<PageStatus>(below(3) == 0 ? below(4) : 0);
    geo::UtcDate const from = local_date(world.now) + std::chrono::days{below(20) - 10};
    say(a, a, ArrangementPage{{std::min(a, b), std::max(a, b)}, std::nullopt, status, from, "x"});
  }

  void withdraw() {
    std::string const id = plan_id();
    CentreId const home = home_of(id).value();
    PlanWithdrawn const body{id, local_date(world.now) + std::chrono::days{below(10)}, "x"};
    if (below(2) == 0) return say(home, home, body);
    say(home, company(), body);
  }

  void transfer() {
    // Mostly between plans that are registered, so that it is taken.
    std::string old_id = plan_id();
    std::string new_id = plan_id();
    for (int i = 0; i < 8; ++i) {
      auto const* const plan = world.ledger(home_of(new_id).value()).find(new_id);
      if (home_of(old_id) != home_of(new_id) && plan != nullptr && !plan->registrations.empty()) break;
      old_id = plan_id();
      new_id = plan_id();
    }
    PlanTransferred const body{old_id, new_id, local_date(world.now) + std::chrono::days{below(6) - 3}};
    if (home_of(body.plan_id) == home_of(body.new_plan_id)) return;
    CentreId const new_home = home_of(body.new_plan_id).value();
    say(new_home, new_home, body);
  }

  void confirm() {
    CentreId const by = centre();
    std::string const id = plan_id();
    auto const* const plan = world.ledger(by).find(id);
    if (plan == nullptr || plan->registrations.empty()) return;
    auto const& registration =
        plan->registrations[static_cast<std::size_t>(below(static_cast<int>(plan->registrations.size())))];
    if (below(4) == 0) return say(by, by, CopyReported{id, registration.version, digest("x")});
    say(by, by,
        Receipt{id,
                registration.version,
                registration.document,
                static_cast<std::uint32_t>(index_of(by)) + 1,
                world.now,
                {},
                {}});
  }

  void observe() {
    CentreId const by = centre();
    std::string const id = plan_id();
    auto const* const plan = world.ledger(by).find(id);
    if (plan == nullptr) return;
    if (plan->observations.empty() || below(2) == 0) return say(by, by, ObservationRaised{id, 1, "x"});
    auto const& one = plan->observations[static_cast<std::size_t>(below(static_cast<int>(plan->observations.size())))];
    if (below(2) == 0) return say(by, by, ObservationAnswered{id, 1, one.observation, "x"});
    say(by, by, ObservationClosed{id, 1, one.observation, "x"});
  }

  void learn_elsewhere() {
    CentreId const from = centre();
    CentreId const to = centre();
    for (auto const& entry : world.journal(from))
      if (auto const* const facts = std::get_if<PlanFacts>(&entry.what);
          facts != nullptr && below(2) == 0 && world.ledger(to).facts(facts->document) == nullptr) {
        PlanFacts const copy = *facts;
        world.learn(to, copy);
        if (from == to) return;
      }
  }

  std::mt19937_64 random_;
  std::array<std::size_t, 3> read_{};
};

/// What a ledger says of everything, as one text, without when things became known.
std::string everything(Ledger const& ledger, AsOf const& as_of) {
  std::string text;
  auto const add = [&](std::string_view part) { (text += part) += '|'; };
  for (char const* plan : {"HK-1A", "HK-2B", "MO-3C", "CN-GD-4D"}) {
    for (auto const& life : lives_of(ledger, plan, as_of)) {
      add(std::to_string(life.version) + std::string{to_text(life.state)});
      if (life.record) add(std::string{geo::to_text(life.record->origin)} + std::to_string(life.record->seq));
      if (life.ended_at) add(geo::to_iso8601(*life.ended_at));
      for (auto const by : geo::kCentres) {
        auto const recognition = recognise(ledger, plan, life.version, by, as_of);
        for (auto const& failing : recognition.failing) add(sentence(failing, Language::en));
        for (auto const remark : recognition.remarks) add(to_text(remark));
      }
      for (auto const& copy : copies_of(ledger, plan, life.version, as_of))
        add(std::to_string(copy.copy) + std::string{to_text(copy.drift)} +
            (copy.evidence ? std::to_string(copy.evidence->seq) : ""));
    }
    for (auto const& observation : observations_of(ledger, plan, as_of))
      add(observation.id + std::to_string(observation.answers.size()) + (observation.closed ? "closed" : "open"));
    for (auto const& item : due_of(ledger, plan, as_of, std::chrono::days{400}))
      add(std::string{to_text(item.kind)} + geo::to_iso8601(item.due) + item.about);
    for (auto const& line : history_of(ledger, plan, as_of.known))
      add(std::string{to_text(line.kind)} + std::to_string(line.record.seq) + line.signature_fault);
  }
  return text;
}

/// The same content taken in in another order: chains in their own order, everything else as it comes.
Ledger in_another_order(Ledger const& original, std::vector<Entry> const& journal, std::mt19937_64& random,
                        UtcTime when) {
  std::array<std::vector<Entry const*>, 4> queues;
  for (auto const& entry : journal) {
    auto const* const held = std::get_if<HeldRecord>(&entry.what);
    queues[held != nullptr ? index_of(held->record.origin) : 3].push_back(&entry);
  }
  Ledger ledger{original.own(), original.base()};
  std::array<std::size_t, 4> next{};
  for (std::size_t left = journal.size(); left > 0;) {
    std::size_t const queue = std::uniform_int_distribution<std::size_t>{0, 3}(random);
    if (next[queue] == queues[queue].size()) continue;
    Entry entry = *queues[queue][next[queue]++];
    entry.place = ledger.last_place() + 1;
    entry.known_at = when;
    entry.prev = ledger.last_hash();
    entry.hash = entry_hash(entry);
    auto const restored = ledger.restore(entry);
    if (!restored) FAIL("in another order: " << restored.error().text);
    --left;
  }
  return ledger;
}

struct Snapshot {
  CentreId centre{};
  AsOf as_of;
  std::string text;
};

}  // namespace

TEST_CASE("plans.history: recognition is what a naive reading of the records says, in every order, and stays so") {
  std::set<Condition> seen;
  std::size_t recognised_abroad = 0;
  std::size_t asked = 0;
  for (int number = 1; number <= kHistories; ++number) {
    CAPTURE(number);
    History history{static_cast<std::uint64_t>(number)};
    std::mt19937_64 random{static_cast<std::uint64_t>(number) * 7919};
    std::vector<Snapshot> snapshots;
    UtcTime const begun = history.world.now;
    for (int step = 0; step < kSteps; ++step) {
      history.step();
      if (step % 4 != 0) continue;
      history.settle();
      World const& world = history.world;
      CentreId const here = history.centre();
      Ledger const& ledger = world.ledger(here);
      // Now, and a time at random in the past or to come, by what was known at a time at random.
      std::chrono::milliseconds const lived = world.now - begun;
      UtcTime const some_time = begun + lived * history.below(140) / 100;
      UtcTime const some_known = begun + lived * history.below(101) / 100;
      for (AsOf const& as_of : {AsOf{world.now, world.now}, AsOf{some_time, world.now}, AsOf{some_time, some_known}})
        for (char const* plan : {"HK-1A", "HK-2B", "MO-3C", "CN-GD-4D"})
          for (std::uint32_t version = 1; version <= 8; ++version)
            for (auto const by : geo::kCentres) {
              auto const recognition = recognise(ledger, plan, version, by, as_of);
              bool const expected = history.naive[index_of(here)].recognised(plan, version, by, as_of);
              ++asked;
              if ((recognition.standing == Standing::recognised) != expected)
                FAIL(plan << " version " << version << " by " << geo::to_text(by) << " at " << geo::to_text(here)
                          << ": expected " << expected << "; " << one_line_of_faults(recognition, Language::en));
              for (auto const& failing : recognition.failing) seen.insert(failing.condition);
              if (expected && by != recognition.home) ++recognised_abroad;
            }
      // At most one version is in force.
      for (char const* plan : {"HK-1A", "HK-2B", "MO-3C", "CN-GD-4D"}) {
        int in_force = 0;
        for (auto const& life : lives_of(ledger, plan, {some_time, some_known})) in_force += life.in_force(some_time);
        CHECK(in_force <= 1);
      }
      if (step % 40 == 0) {
        // `known` lies before now, so nothing may be added to it any more.
        AsOf const past{some_time, std::min(some_known, world.now - std::chrono::milliseconds{1})};
        snapshots.push_back({here, past, everything(ledger, past)});
      }
    }
    history.settle();
    // No path removes history: what was said of the past, by what was known then, is said still.
    for (auto const& snapshot : snapshots)
      CHECK(everything(history.world.ledger(snapshot.centre), snapshot.as_of) == snapshot.text);
    for (auto const centre : geo::kCentres) {
      Ledger const& ledger = history.world.ledger(centre);
      auto const& journal = history.world.journal(centre);
      CHECK(ledger.last_place() == journal.size());
      Ledger again{centre, ledger.base()};
      for (auto const& entry : journal) REQUIRE(again.restore(read_entry(write_entry(entry)).value()).has_value());
      CHECK(again == ledger);
      UtcTime const now = history.world.now;
      std::string const expected = everything(ledger, {now, now});
      for (int i = 0; i < 3; ++i)
        CHECK(everything(in_another_order(ledger, journal, random, now), {now, now}) == expected);
    }
  }
  // The histories went where they should.
  CHECK(asked > 100'000);
  CHECK(recognised_abroad > 1000);
  for (auto const condition : {Condition::no_page,
                               Condition::page_unsigned,
                               Condition::page_not_yet,
                               Condition::page_suspended,
                               Condition::page_ended,
                               Condition::not_registered,
                               Condition::not_yet_in_force,
                               Condition::superseded,
                               Condition::withdrawn,
                               Condition::expired,
                               Condition::transferred,
                               Condition::signature_bad,
                               Condition::document_not_held,
                               Condition::document_differs,
                               Condition::reissue_changes_more,
                               Condition::wrong_registry,
                               Condition::not_passenger_ship,
                               Condition::not_scheduled,
                               Condition::not_cross_boundary,
                               Condition::module_unknown,
                               Condition::module_not_current,
                               Condition::module_differs}) {
    CAPTURE(to_text(condition));
    CHECK(seen.contains(condition));
  }
}
