// Verification: a ledger that was kept is found in order, and any changed byte of any record is found.

#include "plans/ledger_verify.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "tests/plans/ledger_world.hpp"
#include "tests/plans/signing_rig.hpp"

using namespace lingding;
using namespace lingding::plans;
using plans_test::company;
using plans_test::facts_for;
using plans_test::filing_for;
using plans_test::registration_for;
using plans_test::World;

namespace {

constexpr geo::CentreId kHk = geo::CentreId::hk;
constexpr geo::CentreId kMo = geo::CentreId::mo;
constexpr char const* kPlan = "HK-2026-014";

/// Macao's ledger after a filing, a registration, receipts and a report.
World lived_in() {
  World world;
  world.publish_modules();
  world.learn_everywhere(facts_for({}));
  world.register_plan({});
  world.replicate_all();
  world.pass(std::chrono::seconds{1});
  world.must_say(kMo, kMo, Receipt{kPlan, 1, facts_for({}).document, 3, world.now, {"digest"}, {}});
  world.must_say(kMo, kMo, ObservationRaised{kPlan, 1, "繩梯"});
  return world;
}

std::vector<std::string> journal_of(World const& world, geo::CentreId centre) {
  std::vector<std::string> lines;
  for (auto const& entry : world.journal(centre)) lines.push_back(write_entry(entry));
  return lines;
}

std::vector<LedgerFault> faults_in(std::vector<std::string> const& lines, std::optional<geo::Digest> const& head = {}) {
  LedgerVerifier verifier{kMo, {shipped_arrangement(), {}}, plans_test::judge_stand_in};
  for (auto const& line : lines) verifier.take(line);
  verifier.finish(head);
  CHECK(verifier.fault_count() >= verifier.faults().size());
  return verifier.faults();
}

}  // namespace

TEST_CASE("plans.verify: a ledger that was kept is in order") {
  World const world = lived_in();
  auto const lines = journal_of(world, kMo);
  CHECK(faults_in(lines, world.ledger(kMo).last_hash()).empty());
  LedgerVerifier verifier{kMo, {shipped_arrangement(), {}}, plans_test::judge_stand_in};
  for (auto const& line : lines) verifier.take(line);
  verifier.finish();
  CHECK(verifier.entries() == lines.size());
  CHECK(verifier.signatures() == lines.size() - 1);  // all but the document's facts
  CHECK(verifier.ledger() == world.ledger(kMo));
  std::vector<std::string> chain;
  for (auto const& record : world.chain(kHk)) chain.push_back(write_record(record));
  CHECK(verify_chain(kHk, chain, plans_test::judge_stand_in).empty());
}

TEST_CASE("plans.verify: any changed byte of any entry is found, in its place") {
  auto const lines = journal_of(lived_in(), kMo);
  std::size_t changes = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t at = 0; at < lines[i].size(); ++at) {
      LedgerVerifier verifier{kMo, {shipped_arrangement(), {}}, plans_test::judge_stand_in};
      for (std::size_t before = 0; before < i; ++before) verifier.take(lines[before]);
      std::string changed = lines[i];
      changed[at] = static_cast<char>(changed[at] ^ 1);
      verifier.take(changed);
      ++changes;
      bool const found = verifier.fault_count() > 0 && verifier.faults().front().place == i + 1;
      if (!found) FAIL_CHECK("entry " << i + 1 << ", byte " << at << ": " << changed.substr(at > 20 ? at - 20 : 0, 40));
    }
  }
  CHECK(changes > 5000);
}

TEST_CASE("plans.verify: any changed byte of any record of a chain is found, also when its hash is made to fit") {
  World const world = lived_in();
  auto const& records = world.chain(kHk);
  std::vector<std::string> chain;
  for (auto const& record : records) chain.push_back(write_record(record));
  for (std::size_t i = 0; i < chain.size(); ++i)
    for (std::size_t at = 0; at < chain[i].size(); ++at) {
      auto changed = chain;
      changed[i][at] = static_cast<char>(changed[i][at] ^ 4);
      if (verify_chain(kHk, changed, plans_test::judge_stand_in).empty()) FAIL_CHECK("record " << i << ", byte " << at);
    }
  // Whoever changes the statement and makes every hash after it fit has not the key.
  Record forged = records[1];
  forged.statement.replace(forged.statement.find("Somebody"), 8, "Everyone");
  forged.hash = record_hash(forged);
  Record next = records[2];
  next.prev = forged.hash;
  next.hash = record_hash(next);
  auto const faults =
      verify_chain(kHk, std::vector{chain[0], write_record(forged), write_record(next)}, plans_test::judge_stand_in);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].code == LedgerFaultCode::signature_wrong);
  CHECK(faults[0].record == RecordRef{kHk, 2});
}

TEST_CASE("plans.verify: entries left out, doubled, exchanged or cut off are found") {
  World const world = lived_in();
  auto const lines = journal_of(world, kMo);
  geo::Digest const head = world.ledger(kMo).last_hash();
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    auto changed = lines;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_FALSE(faults_in(changed).empty());
    changed = lines;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    CHECK_FALSE(faults_in(changed).empty());
    changed = lines;
    std::swap(changed[i], changed[i + 1]);
    CHECK_FALSE(faults_in(changed).empty());
  }
  auto shorter = lines;
  shorter.pop_back();
  CHECK(faults_in(shorter).empty());              // it may be an older copy …
  REQUIRE(faults_in(shorter, head).size() == 1);  // … but it is not the one whose head we know
  CHECK(faults_in(shorter, head)[0].code == LedgerFaultCode::head_differs);
}

TEST_CASE("plans.verify: a signature that is found otherwise now is told") {
  World world = lived_in();
  auto const lines = journal_of(world, kMo);
  LedgerVerifier verifier{
      kMo,
      {shipped_arrangement(), {}},
      [](Statement const&, std::string_view, std::string_view, std::string_view, geo::UtcTime) -> SignatureFinding {
        return BadSignature{"revoked", "the certificate was revoked"};
      }};
  for (auto const& line : lines) verifier.take(line);
  CHECK(verifier.fault_count() == 2 * verifier.signatures());
  CHECK(verifier.faults()[0].code == LedgerFaultCode::signature_wrong);
  CHECK(verifier.faults()[1].code == LedgerFaultCode::finding_differs);
}

TEST_CASE("plans.verify: real signatures, from filing to a verified ledger") {
  using test::make_authority;
  using test::make_signer;
  auto const authority = make_authority(kHk);
  auto const operator_ = make_signer(authority, "lingding:operator:blue-egret");
  auto const officer = make_signer(authority, "lingding:centre:HK");
  auto const service = make_signer(authority, "lingding:service:HK");
  auto const trust = test::trust({{kHk, authority.pem}});
  auto const judge = judge_by(trust);

  World world;  // for its statements and clock
  auto const modules = plans_test::first_modules();
  LedgerBase const with_modules{shipped_arrangement(), {modules.begin(), modules.end()}};
  Ledger ledger{kHk, with_modules};
  std::vector<std::string> journal;
  PlanFacts const facts = facts_for({});
  journal.push_back(write_entry(ledger.learn(facts, world.now).value()));
  auto const say = [&](Statement const& said, test::Holder const& signer) {
    std::string const text = write_statement(said);
    Submission const submission{text, sign_detached(text, signer.key, signer.pem, world.now).value(), ""};
    auto const entry = ledger.append(submission, judge(said, text, submission.jws, "", world.now), world.now);
    if (entry) journal.push_back(write_entry(*entry));
    return entry ? std::string{"taken"} : std::string{to_text(entry.error().code)};
  };
  Statement const filing = world.statement(company(), filing_for(facts));
  CHECK(say(filing, officer) == "bad_signature");
  CHECK(say(filing, operator_) == "taken");
  Statement const registration = world.statement(kHk, registration_for(facts, filing.id));
  CHECK(say(registration, service) == "bad_signature");
  CHECK(say(registration, operator_) == "bad_signature");
  CHECK(say(registration, officer) == "taken");
  CHECK(say(world.statement(kHk, Receipt{kPlan, 1, facts.document, 2, world.now, {"signature"}, {}}), service) ==
        "taken");

  LedgerVerifier verifier{kHk, with_modules, judge};
  for (auto const& line : journal) verifier.take(line);
  verifier.finish(ledger.last_hash());
  for (auto const& fault : verifier.faults()) UNSCOPED_INFO(fault.text);
  CHECK(verifier.faults().empty());
  CHECK(verifier.signatures() == 3);
  CHECK(recognise(verifier.ledger(), kPlan, 1, geo::CentreId::cn_gd, world.as_of()).standing == Standing::recognised);
  // The signature, byte by byte.
  Record const record = std::get<HeldRecord>(read_entry(journal[2])->what).record;
  for (std::size_t i = record.jws.rfind('.') + 1; i < record.jws.size(); ++i) {
    std::string jws = record.jws;
    jws[i] = jws[i] == 'A' ? 'B' : 'A';
    auto const finding = judge(registration, record.statement, jws, "", record.recorded_at);
    CHECK(std::holds_alternative<BadSignature>(finding));
  }
}
