#include "tests/plans/ledger_world.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace lingding::plans_test {

using namespace plans;

namespace {

std::size_t index_of(CentreId centre) {
  return static_cast<std::size_t>(centre);
}

}  // namespace

std::string stand_in_signature(std::string_view text, SignedBy const& signer) {
  std::string const head = std::string{geo::to_text(signer.place)} + " " + to_uri(signer.signatory) + " " +
                           geo::to_iso8601(signer.signed_at) + " ";
  return head + geo::to_hex(geo::sha256(head + std::string{text}));
}

SignatureFinding judge_stand_in(Statement const& /*statement*/, std::string_view text, std::string_view jws,
                                std::string_view /*certificates*/, UtcTime /*recorded_at*/) {
  std::istringstream in{std::string{jws}};
  std::string place, uri, time, hash;
  in >> place >> uri >> time >> hash;
  auto const centre = geo::parse_centre(place);
  auto const signatory = parse_signatory(uri);
  auto const signed_at = geo::parse_time(time);
  if (!centre || !signatory || !signed_at) return BadSignature{"malformed", "no signature"};
  SignedBy signer;
  signer.place = *centre;
  signer.signatory = *signatory;
  signer.signed_at = *signed_at;
  signer.revocation = "checked";
  if (stand_in_signature(text, signer) != jws) return BadSignature{"signature_invalid", "not over these bytes"};
  return signer;
}

SignedBy right_signer(Statement const& statement) {
  auto const needed = needed_signature(statement);
  SignedBy signer;
  signer.signed_at = statement.made_at;
  signer.revocation = "checked";
  if (needed) {
    signer.place = needed->place;
    signer.signatory = {needed->purpose, needed->id};
  } else {
    signer.signatory = {Purpose::centre, "HK"};
  }
  return signer;
}

geo::Digest module_digest(CentreId centre, std::uint32_t version) {
  return digest(std::string{geo::to_text(centre)} + " module " + std::to_string(version));
}

CarriedModules first_modules() {
  CarriedModules modules{};
  for (auto const centre : geo::kCentres) modules[index_of(centre)] = {centre, 1, module_digest(centre, 1)};
  return modules;
}

PlanFacts facts_for(PlanSpec const& spec) {
  PlanFacts facts;
  std::string const name = spec.plan_id + " " + spec.content;
  facts.document = digest(name + " " + std::to_string(spec.version));
  facts.body = digest(name);
  facts.company_module = digest(name + " company");
  facts.ships_module = digest(name + " ships");
  facts.plan_id = spec.plan_id;
  facts.version = spec.version;
  facts.home = home_of(spec.plan_id).value();
  facts.dated = day("2026-03-01");
  facts.company = spec.company;
  facts.ships = {{ship(spec.mmsi), ImoNumber::from_number(spec.imo), facts.home, true, 338}};
  facts.crosses = {CentreId::cn_gd, CentreId::hk, CentreId::mo};
  facts.calls_at = {CentreId::hk, CentreId::mo};
  facts.scheduled = true;
  facts.modules = spec.modules;
  return facts;
}

PlanFiled filing_for(PlanFacts const& facts) {
  return {facts.plan_id, facts.version, facts.home, facts.document, facts.company_module, facts.ships_module};
}

PlanRegistered registration_for(PlanFacts const& facts, std::string filing, std::optional<std::uint32_t> supersedes) {
  PlanRegistered body;
  body.filing = std::move(filing);
  body.plan_id = facts.plan_id;
  body.version = facts.version;
  body.document = facts.document;
  for (auto const centre : geo::kCentres) {
    std::uint32_t const version = facts.modules[index_of(centre)];
    body.modules[index_of(centre)] = {centre, version, module_digest(centre, version)};
  }
  std::vector<Party> holders(geo::kCentres.begin(), geo::kCentres.end());
  holders.emplace_back(CompanyId{facts.company});
  for (auto const& one : facts.ships) holders.emplace_back(one.mmsi);
  for (auto& holder : holders) {
    CopyHolder& copy = body.holders.emplace_back();
    copy.copy = static_cast<std::uint32_t>(body.holders.size());
    copy.holder = std::move(holder);
  }
  body.valid_from = day("2026-03-01");
  body.valid_until = day("2028-02-29");
  body.supersedes = supersedes;
  return body;
}

World::World(Arrangement arrangement) {
  for (auto const centre : geo::kCentres) ledgers_.emplace_back(centre, LedgerBase{arrangement, {}});
}

Statement World::statement(Party const& by, StatementBody body) {
  return {to_text(by) + "-" + std::to_string(next_id_++), now, by, "Somebody", std::move(body)};
}

void World::journal_entry(CentreId centre, Entry const& entry) {
  journals_[index_of(centre)].push_back(entry);
  if (auto const* const held = std::get_if<HeldRecord>(&entry.what))
    if (held->record.origin == centre) chains_[index_of(centre)].push_back(held->record);
}

geo::Expected<Entry, Refusal> World::submit(CentreId to, Statement const& statement,
                                            std::optional<SignedBy> const& signer) {
  std::string const text = write_statement(statement);
  Submission const submission{text, stand_in_signature(text, signer.value_or(right_signer(statement))), ""};
  auto const finding = judge_stand_in(statement, text, submission.jws, "", now);
  auto entry = ledger(to).append(submission, finding, now);
  if (entry) journal_entry(to, *entry);
  return entry;
}

geo::Expected<Entry, Refusal> World::say(CentreId to, Party const& by, StatementBody body) {
  return submit(to, statement(by, std::move(body)));
}

bool World::say_unchecked(CentreId to, Party const& by, StatementBody body) {
  Statement const said = statement(by, std::move(body));
  Ledger& own = ledger(to);
  ChainHead const head = own.heads()[index_of(to)];
  Record record{to, head.seq + 1, now, write_statement(said), "", "", head.hash, {}};
  record.jws = stand_in_signature(record.statement, right_signer(said));
  record.hash = record_hash(record);
  Entry entry;
  entry.place = own.last_place() + 1;
  entry.known_at = now;
  entry.what = HeldRecord{std::move(record), right_signer(said)};
  entry.prev = own.last_hash();
  entry.hash = entry_hash(entry);
  auto const restored = own.restore(entry);
  if (restored) journal_entry(to, *restored);
  return restored.has_value();
}

std::string World::must_say(CentreId to, Party const& by, StatementBody body) {
  Statement const said = statement(by, std::move(body));
  auto const entry = submit(to, said);
  if (!entry)
    throw std::runtime_error(std::string{to_text(said.kind())} +
                             " was refused: " + std::string{to_text(entry.error().code)} + ": " + entry.error().text);
  return said.id;
}

void World::learn(CentreId centre, PlanFacts const& facts) {
  auto const entry = ledger(centre).learn(facts, now);
  if (!entry) throw std::runtime_error("facts were refused: " + entry.error().text);
  journal_entry(centre, *entry);
}

void World::learn_everywhere(PlanFacts const& facts) {
  for (auto const centre : geo::kCentres) learn(centre, facts);
}

std::size_t World::replicate(CentreId origin, CentreId to, std::size_t count) {
  if (origin == to) return 0;
  std::size_t went = 0;
  auto const& records = chain(origin);
  while (went < count) {
    std::size_t const next = ledger(to).heads()[index_of(origin)].seq;
    if (next >= records.size()) break;
    Record const& record = records[next];
    auto const said = read_statement(record.statement);
    auto const& bad = distrusts[to];
    SignatureFinding finding = std::find(bad.begin(), bad.end(), origin) != bad.end()
                                   ? SignatureFinding{BadSignature{"untrusted", "the authority is not pinned here"}}
                                   : judge_stand_in(*said, record.statement, record.jws, "", record.recorded_at);
    auto const entry = ledger(to).accept(record, finding, now);
    if (!entry) throw std::runtime_error("a record was refused: " + entry.error().text);
    journal_entry(to, *entry);
    ++went;
  }
  return went;
}

void World::replicate_all() {
  for (auto const origin : geo::kCentres)
    for (auto const to : geo::kCentres) replicate(origin, to);
}

void World::publish_modules() {
  for (auto const centre : geo::kCentres)
    must_say(centre, centre, CentreModulePublished{centre, 1, module_digest(centre, 1), day("2026-01-05")});
  replicate_all();
}

std::string World::register_plan(PlanSpec const& spec, std::optional<std::uint32_t> supersedes) {
  PlanFacts const facts = facts_for(spec);
  if (ledger(facts.home).facts(facts.document) == nullptr) learn(facts.home, facts);
  std::string const filing = must_say(facts.home, company(spec.company), filing_for(facts));
  must_say(facts.home, facts.home, registration_for(facts, filing, supersedes));
  return filing;
}

}  // namespace lingding::plans_test
