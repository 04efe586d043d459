// The register: filing and registering, recognition and look-up with 10 000 plans, memory, verification.

#include <malloc.h>

#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "geo/sha256.hpp"
#include "plans/ledger.hpp"
#include "plans/ledger_verify.hpp"
#include "plans/plan_copies.hpp"
#include "plans/recognition.hpp"
#include "tests/bench/report.hpp"

using namespace lingding;
using namespace lingding::plans;
using geo::CentreId;

namespace {

constexpr std::size_t kPlans = 10'000;

/// Of the processor, spent by this process: other programs on the machine do not count.
double cpu_seconds() {
  timespec spent{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + 1e-9 * static_cast<double>(spent.tv_nsec);
}

template <class Work>
double seconds_of(Work const& work) {
  double const start = cpu_seconds();
  work();
  return cpu_seconds() - start;
}

geo::UtcTime const kNow = geo::parse_time("2026-03-02T00:00:00Z").value();

CarriedModules modules() {
  CarriedModules all{};
  for (auto const centre : geo::kCentres)
    all[static_cast<std::size_t>(centre)] = {centre, 1, geo::sha256(geo::to_text(centre))};
  return all;
}

std::string plan_id(std::size_t i) {
  return "HK-2026-" + std::to_string(100'000 + i);
}

PlanFacts facts_of_plan(std::size_t i) {
  PlanFacts facts;
  facts.plan_id = plan_id(i);
  facts.document = geo::sha256(facts.plan_id);
  facts.body = geo::sha256(facts.plan_id + "body");
  facts.home = CentreId::hk;
  facts.company = "company-" + std::to_string(i % 40);
  facts.ships = {
      {*Mmsi::from_number(static_cast<std::uint32_t>(477'100'000 + i)), std::nullopt, CentreId::hk, true, 338}};
  facts.crosses = {CentreId::cn_gd, CentreId::hk, CentreId::mo};
  facts.calls_at = {CentreId::hk, CentreId::mo};
  facts.scheduled = true;
  facts.modules = {1, 1, 1};
  facts.dated = std::chrono::floor<std::chrono::days>(kNow);
  return facts;
}

SignedBy signer_of(Statement const& statement) {
  SignedBy signer;
  auto const needed = needed_signature(statement);
  signer.place = needed->place;
  signer.signatory = {needed->purpose, needed->id};
  signer.name = "Chan Siu Ming";
  signer.serial = "00c0ffee00c0ffee";
  signer.signed_at = kNow;
  signer.revocation = "checked";
  return signer;
}

/// As long as an Ed25519 signature with one certificate.
std::string const kJws(900, 'x');

struct Said {
  Statement statement;
  Submission submission;
};
Said said(std::string id, Party by, StatementBody body) {
  Statement statement{std::move(id), kNow, std::move(by), "Duty officer", std::move(body)};
  std::string text = write_statement(statement);
  return {std::move(statement), {std::move(text), kJws, ""}};
}

struct Work {
  PlanFacts facts;
  Said filing;
  Said registration;
  std::vector<Said> receipts;
};

Work work_of(std::size_t i) {
  PlanFacts facts = facts_of_plan(i);
  CompanyId const company{facts.company};
  std::string const filing = "operator:" + company.text + "-" + std::to_string(i);
  PlanRegistered registered;
  registered.filing = filing;
  registered.plan_id = facts.plan_id;
  registered.document = facts.document;
  registered.modules = modules();
  std::vector<Party> holders{CentreId::cn_gd, CentreId::hk, CentreId::mo, company, facts.ships[0].mmsi};
  for (std::uint32_t copy = 0; copy < holders.size(); ++copy)
    registered.holders.push_back(CopyHolder{copy + 1, holders[copy]});
  registered.valid_from = facts.dated;
  registered.valid_until = facts.dated + std::chrono::days{700};
  Said first =
      said(filing, company,
           PlanFiled{facts.plan_id, 1, CentreId::hk, facts.document, facts.company_module, facts.ships_module});
  Said second = said("HK-r" + std::to_string(i), CentreId::hk, registered);
  std::vector<Said> receipts;
  for (std::uint32_t copy : {1U, 3U, 4U})  // Hong Kong's chain takes its own, the company's and the ship's
    receipts.push_back(said(to_text(holders[copy]) + "-c" + std::to_string(i), holders[copy],
                            Receipt{facts.plan_id, 1, facts.document, copy + 1, kNow, {"digest", "signature"}, {}}));
  return {std::move(facts), std::move(first), std::move(second), std::move(receipts)};
}

double megabytes() {
  struct mallinfo2 const info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}

}  // namespace

int main() {
  std::vector<Work> work;
  for (std::size_t i = 0; i < kPlans; ++i) work.push_back(work_of(i));
  auto const base_modules = modules();
  LedgerBase const base{shipped_arrangement(), {base_modules.begin(), base_modules.end()}};
  Ledger ledger{CentreId::hk, base};
  std::vector<std::string> journal;
  bool good = true;
  auto const take = [&](geo::Expected<Entry, Refusal> const& entry) {
    good = good && entry.has_value();
    return entry.has_value();
  };

  // The floor: the digests that chains and entries are made of, and nothing else.
  double const floor = seconds_of([&] {
    for (auto const& one : work)
      for (auto const* submission : {&one.filing.submission, &one.registration.submission}) {
        (void)geo::sha256(submission->statement + submission->jws);
        (void)geo::sha256(submission->statement + submission->jws);
      }
  });
  double const before = megabytes();
  double const filed = seconds_of([&] {
    for (auto const& one : work) {
      take(ledger.learn(one.facts, kNow));
      take(ledger.append(one.filing.submission, signer_of(one.filing.statement), kNow));
      take(ledger.append(one.registration.submission, signer_of(one.registration.statement), kNow));
    }
  });
  double const after = megabytes();
  double const receipts = seconds_of([&] {
    for (auto const& one : work)
      for (auto const& receipt : one.receipts)
        take(ledger.append(receipt.submission, signer_of(receipt.statement), kNow));
  });
  double const with_receipts = megabytes();
  if (!good) return 1;
  bench::print({.figure = "ledger.register",
                .what = "plans filed and registered, by every rule, chained, without signature checks and disk",
                .value = static_cast<double>(kPlans) / filed,
                .unit = "plans/s",
                .floor = static_cast<double>(kPlans) / floor,
                .floor_what = "SHA-256 of the same statements and signatures, as often",
                .aim = 10'000.0 / 60});
  bench::print({.figure = "ledger.receipts",
                .what = "receipts recorded",
                .value = static_cast<double>(3 * kPlans) / receipts,
                .unit = "receipts/s"});
  bench::print({.figure = "ledger.memory",
                .what = "memory for a plan, filed and registered, with its facts",
                .value = 1000 * (after - before) / static_cast<double>(kPlans),
                .unit = "kB",
                .better = bench::Better::less});
  bench::print({.figure = "ledger.memory_receipts",
                .what = "the same with three receipts",
                .value = 1000 * (with_receipts - before) / static_cast<double>(kPlans),
                .unit = "kB",
                .better = bench::Better::less});

  constexpr std::size_t kRounds = 20;
  std::size_t recognised = 0;
  double const recognition = seconds_of([&] {
    for (std::size_t i = 0; i < kRounds * kPlans; ++i)
      recognised += recognise(ledger, work[i * 7919 % kPlans].facts.plan_id, CentreId::cn_gd, {kNow, kNow}).standing ==
                    Standing::recognised;
  });
  if (recognised != kRounds * kPlans) return 1;
  double const look_up = seconds_of([&] {
    for (std::size_t i = 0; i < kRounds * kPlans; ++i)
      recognised += ledger.find(work[i * 7919 % kPlans].facts.plan_id) != nullptr;
  });
  double const microseconds = 1e6 / static_cast<double>(kRounds * kPlans);
  bench::print({.figure = "ledger.recognise",
                .what = "one recognition of one plan among 10 000, with every condition",
                .value = recognition * microseconds,
                .unit = "µs",
                .better = bench::Better::less,
                .floor = look_up * microseconds,
                .floor_what = "finding the plan's records by its id",
                .aim = 10});
  double const drifting = seconds_of([&] { recognised += drifting_copies(ledger, {kNow, kNow}).size(); });
  bench::print({.figure = "ledger.drifting",
                .what = "whom to chase, over all 10 000 plans",
                .value = 1000 * drifting,
                .unit = "ms",
                .better = bench::Better::less});

  // Restoring and verifying from the journal's text: a new ledger of fewer plans, journalled.
  Ledger small{CentreId::hk, base};
  constexpr std::size_t kSmall = 2000;
  for (std::size_t i = 0; i < kSmall; ++i) {
    auto const keep = [&](geo::Expected<Entry, Refusal> const& entry) {
      if (take(entry)) journal.push_back(write_entry(*entry));
    };
    keep(small.learn(work[i].facts, kNow));
    keep(small.append(work[i].filing.submission, signer_of(work[i].filing.statement), kNow));
    keep(small.append(work[i].registration.submission, signer_of(work[i].registration.statement), kNow));
  }
  double const hashing = seconds_of([&] {
    for (auto const& line : journal) (void)geo::sha256(line);
  });
  LedgerVerifier verifier{CentreId::hk, base, {}};
  double const verifying = seconds_of([&] {
    for (auto const& line : journal) verifier.take(line);
    verifier.finish(small.last_hash());
  });
  if (!good || verifier.fault_count() != 0) return 1;
  bench::print({.figure = "ledger.verify",
                .what = "plans of a ledger verified from its text: form, hashes, order, rules; without signatures",
                .value = static_cast<double>(kSmall) / verifying,
                .unit = "plans/s",
                .floor = static_cast<double>(kSmall) / hashing,
                .floor_what = "SHA-256 of the same text, once"});
  return 0;
}
