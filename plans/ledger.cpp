#include "plans/ledger.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "geo/check.hpp"
#include "plans/detail/ledger_rules.hpp"
#include "plans/detail/strict_object.hpp"

namespace lingding::plans {
namespace {

std::size_t index_of(geo::CentreId centre) {
  return static_cast<std::size_t>(centre);
}

geo::Unexpected<Refusal> refuse(RefusalCode code, std::string text, std::string pointer = {}) {
  return geo::Unexpected{Refusal{code, std::move(text), std::move(pointer), std::nullopt}};
}

std::string name_of(RecordRef ref) {
  return "record " + std::to_string(ref.seq) + " of " + std::string{geo::to_text(ref.origin)};
}

RecordRef ref_of(Record const& record) {
  return {record.origin, record.seq};
}

bool fits(Record const& record) {
  return record.statement.size() <= kMaxStatementBytes && record.jws.size() <= kMaxJwsBytes &&
         record.certificates.size() <= kMaxRecordCertificateBytes;
}

/// What a journal can hold and give back.
bool is_shown_text(std::string_view text) {
  return is_printable(text) && detail::is_nfc(text);
}
bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
}

std::string first_problem(std::vector<Problem> const& problems) {
  Problem const& first = problems.front();
  return first.value.empty() ? "expected " + first.expected : "found " + first.value + "; expected " + first.expected;
}

Refusal malformed(std::vector<Problem> const& problems) {
  return {RefusalCode::malformed, first_problem(problems), problems.front().pointer, std::nullopt};
}

}  // namespace

std::string const* Held::fault_as_known(geo::UtcTime known) const {
  std::string const* fault = nullptr;
  for (auto const& judgement : judgements) {
    if (judgement.known_at > known) break;
    fault = judgement.fault.empty() ? nullptr : &judgement.fault;
  }
  return fault;
}

std::size_t Ledger::DigestHash::operator()(geo::Digest const& digest) const {
  std::size_t value = 0;
  std::memcpy(&value, digest.data(), sizeof value);
  return value;
}

Ledger::Ledger(geo::CentreId own, LedgerBase base) : own_(own), base_(std::move(base)) {}

std::array<std::uint64_t, 2> Ledger::id_key(geo::CentreId origin, std::string_view id) {
  std::string text{geo::to_text(origin)};
  text += ' ';
  text += id;
  geo::Digest const digest = geo::sha256(text);
  std::array<std::uint64_t, 2> key{};
  std::memcpy(key.data(), digest.data(), sizeof key);
  return key;
}

bool Ledger::has_statement(geo::CentreId origin, std::string_view id) const {
  return ids_.contains(id_key(origin, id));
}

Entry Ledger::next_entry(geo::UtcTime now) const {
  Entry entry;
  entry.place = last_place_ + 1;
  entry.known_at = std::max(now, last_known_);
  entry.prev = last_hash_;
  return entry;
}

std::optional<Refusal> Ledger::continues(Record const& record) const {
  auto const& chain = chains_[index_of(record.origin)];
  auto const no = [](RefusalCode code, std::string text) { return Refusal{code, std::move(text), {}, std::nullopt}; };
  if (!fits(record)) return no(RefusalCode::too_large, name_of(ref_of(record)) + " is beyond the bounds of a record");
  if (record.seq == 0 || record.seq > chain.size() + 1)
    return no(RefusalCode::chain_gap, name_of(ref_of(record)) + " came, and " + std::to_string(chain.size() + 1) +
                                          " is the next that is missing");
  if (record_hash(record) != record.hash)
    return no(RefusalCode::chain_broken, "the hash of " + name_of(ref_of(record)) + " is not that of its content");
  if (record.seq <= chain.size()) {
    bool const same = chain[record.seq - 1].hash == record.hash;
    return same ? no(RefusalCode::replayed, name_of(ref_of(record)) + " is held already")
                : no(RefusalCode::chain_diverges, "another record is held here as " + name_of(ref_of(record)) + ": " +
                                                      geo::to_hex(chain[record.seq - 1].hash) + " here, " +
                                                      geo::to_hex(record.hash) + " there");
  }
  geo::Digest const before = chain.empty() ? geo::Digest{} : chain.back().hash;
  if (record.prev != before)
    return no(RefusalCode::chain_diverges, name_of(ref_of(record)) + " follows another record than the one held here");
  if (!chain.empty() && record.recorded_at < chain.back().recorded_at)
    return no(RefusalCode::chain_time, name_of(ref_of(record)) + " is dated before the record before it");
  if (!is_shown_text(record.statement) || !is_plain_ascii(record.jws) || !is_plain_ascii(record.certificates))
    return no(RefusalCode::malformed, name_of(ref_of(record)) + " holds text that can't be kept");
  return std::nullopt;
}

void Ledger::extend(Record const& record, geo::UtcTime known_at) {
  chains_[index_of(record.origin)].push_back({record.hash, record.recorded_at, known_at});
}

void Ledger::take(HeldRecord const& held, geo::UtcTime known_at) {
  Record const& record = held.record;
  auto const statement = read_statement(record.statement);
  auto const refusal = statement ? detail::check_chain_rules(*this, *statement, record.origin, record.recorded_at)
                                 : std::optional{malformed(statement.error())};
  extend(record, known_at);
  if (refusal) {
    voids_.push_back({ref_of(record), known_at, *refusal});
    return;
  }
  ids_.insert(id_key(record.origin, statement->id));
  Held base{ref_of(record), record.recorded_at, known_at, {}};
  if (std::string fault = fault_of(*statement, held.signature, record.recorded_at); !fault.empty())
    base.judgements.push_back({known_at, std::move(fault)});
  apply(*statement, std::move(base));
}

/// Puts an entry that is complete but for its hash at the end. \pre it has been checked
geo::Expected<Entry, Refusal> Ledger::put(Entry entry) {
  entry.hash = entry_hash(entry);
  if (auto const* const held = std::get_if<HeldRecord>(&entry.what)) {
    take(*held, entry.known_at);
  } else if (auto const* const facts = std::get_if<PlanFacts>(&entry.what)) {
    note(*facts, entry.known_at);
  } else {
    judge(std::get<Rejudged>(entry.what), entry.known_at);
  }
  last_place_ = entry.place;
  last_hash_ = entry.hash;
  last_known_ = entry.known_at;
  return entry;
}

void Ledger::note(PlanFacts const& facts, geo::UtcTime known_at) {
  facts_.emplace(facts.document, HeldFacts{known_at, facts});
  PlanRecords& records = plans_[facts.plan_id];
  if (records.plan_id.empty()) records.plan_id = facts.plan_id;
  records.documents.push_back({known_at, facts.version, facts.document});
  for (auto const& ship : facts.ships) {
    auto& plans = plans_by_mmsi_[ship.mmsi.number()];
    if (std::find(plans.begin(), plans.end(), facts.plan_id) == plans.end()) plans.push_back(facts.plan_id);
  }
}

geo::Expected<Entry, Refusal> Ledger::learn(PlanFacts facts, geo::UtcTime now) {
  if (facts_.contains(facts.document))
    return refuse(RefusalCode::already_known, "the document " + geo::to_hex(facts.document) + " is known");
  // What can't be written and read back can't be kept.
  std::string const text = write_facts(facts);
  if (auto const read = read_facts(text); !read) return geo::Unexpected{malformed(read.error())};
  Entry entry = next_entry(now);
  entry.what = std::move(facts);
  return put(std::move(entry));
}

namespace {

/// The statement of a submission that is in form.
geo::Expected<Statement, Refusal> statement_of(Submission const& submission) {
  if (submission.jws.size() > kMaxJwsBytes || submission.certificates.size() > kMaxRecordCertificateBytes)
    return refuse(RefusalCode::too_large, "the signature or its certificates are beyond their bounds");
  if (!is_plain_ascii(submission.jws) || !is_plain_ascii(submission.certificates))
    return refuse(RefusalCode::malformed, "the signature or its certificates are no ASCII text");
  auto statement = read_statement(submission.statement);
  if (!statement) return geo::Unexpected{malformed(statement.error())};
  return std::move(statement).value();
}

}  // namespace

geo::Expected<Statement, Refusal> Ledger::check(Submission const& submission, SignatureFinding const& signature,
                                                geo::UtcTime now) const {
  auto statement = statement_of(submission);
  if (!statement) return geo::Unexpected{statement.error()};
  geo::UtcTime const recorded_at = std::max(now, last_known_);
  if (auto refusal = detail::check_chain_rules(*this, *statement, own_, recorded_at))
    return geo::Unexpected{std::move(*refusal)};
  if (std::string fault = fault_of(*statement, signature, recorded_at); !fault.empty())
    return refuse(RefusalCode::bad_signature, std::move(fault));
  if (auto refusal = detail::check_own_rules(*this, *statement, recorded_at))
    return geo::Unexpected{std::move(*refusal)};
  return std::move(statement).value();
}

geo::Expected<Entry, Refusal> Ledger::append(Submission const& submission, SignatureFinding const& signature,
                                             geo::UtcTime now) {
  if (auto const checked = check(submission, signature, now); !checked) return geo::Unexpected{checked.error()};
  Entry entry = next_entry(now);
  auto const& chain = chains_[index_of(own_)];
  Record record;
  record.origin = own_;
  record.seq = chain.size() + 1;
  record.recorded_at = entry.known_at;
  record.statement = submission.statement;
  record.jws = submission.jws;
  record.certificates = submission.certificates;
  if (!chain.empty()) record.prev = chain.back().hash;
  record.hash = record_hash(record);
  entry.what = HeldRecord{std::move(record), tidy(signature)};
  return put(std::move(entry));
}

geo::Expected<Entry, Refusal> Ledger::accept(Record record, SignatureFinding const& signature, geo::UtcTime now) {
  if (record.origin == own_)
    return refuse(RefusalCode::own_chain, "this centre's own chain is written here, and nowhere else");
  return take_in(std::move(record), signature, now);
}

geo::Expected<Entry, Refusal> Ledger::take_back(Record record, SignatureFinding const& signature, geo::UtcTime now) {
  if (record.origin != own_)
    return refuse(RefusalCode::own_chain,
                  "the chain of " + std::string{geo::to_text(record.origin)} + " is not this centre's");
  auto const statement = read_statement(record.statement);
  if (!statement) return geo::Unexpected{malformed(statement.error())};
  if (auto refusal = continues(record)) return geo::Unexpected{std::move(*refusal)};
  if (auto refusal = detail::check_chain_rules(*this, *statement, own_, record.recorded_at))
    return geo::Unexpected{std::move(*refusal)};
  return take_in(std::move(record), signature, now);
}

geo::Expected<Entry, Refusal> Ledger::take_in(Record record, SignatureFinding const& signature, geo::UtcTime now) {
  if (auto refusal = continues(record)) return geo::Unexpected{std::move(*refusal)};
  Entry entry = next_entry(now);
  if (record.recorded_at > entry.known_at + kMaxClockAhead)
    return refuse(RefusalCode::recorded_ahead, name_of(ref_of(record)) + " is dated " +
                                                   geo::to_iso8601(record.recorded_at) + ", and it is " +
                                                   geo::to_iso8601(entry.known_at) + " here");
  entry.what = HeldRecord{std::move(record), tidy(signature)};
  return put(std::move(entry));
}

geo::Expected<Entry, Refusal> Ledger::rejudge(Record const& record, SignatureFinding const& signature,
                                              geo::UtcTime now) {
  auto const& chain = chains_[index_of(record.origin)];
  if (record.seq == 0 || record.seq > chain.size())
    return refuse(RefusalCode::chain_gap, name_of(ref_of(record)) + " is not held here");
  if (chain[record.seq - 1].hash != record.hash || record_hash(record) != record.hash)
    return refuse(RefusalCode::chain_diverges, "another record is held here as " + name_of(ref_of(record)));
  auto const statement = read_statement(record.statement);
  if (!statement) return geo::Unexpected{malformed(statement.error())};
  Rejudged rejudged{record.origin, record.seq, {}, tidy(signature)};
  if (std::string fault = fault_of(*statement, signature, record.recorded_at); !fault.empty()) {
    auto const* const bad = std::get_if<BadSignature>(&signature);
    rejudged.signature = tidy(BadSignature{bad != nullptr ? bad->code : "wrong_signatory", std::move(fault)});
  }
  std::string_view plan_id = plan_of(*statement);
  if (auto const* const returned = std::get_if<PlanReturned>(&statement->body))
    if (auto const* const plan = plan_of_filing(returned->filing)) plan_id = plan->plan_id;
  rejudged.plan_id = plan_id;
  Entry entry = next_entry(now);
  // A record without effect has no signature that could count.
  Ledger const& self = *this;
  auto const is_void = [&](VoidRecord const& record_void) { return record_void.ref == ref_of(record); };
  if (std::any_of(self.voids_.begin(), self.voids_.end(), is_void))
    return refuse(RefusalCode::not_registered, name_of(ref_of(record)) + " has no effect");
  entry.what = std::move(rejudged);
  return put(std::move(entry));
}

namespace {

template <class List>
bool judge_in(List& list, RecordRef ref, Judgement const& judgement) {
  for (auto& held : list) {
    if (held.ref != ref) continue;
    held.judgements.push_back(judgement);
    return true;
  }
  return false;
}

}  // namespace

bool Ledger::judge(Rejudged const& rejudged, geo::UtcTime known_at) {
  RecordRef const ref{rejudged.origin, rejudged.seq};
  auto const* const bad = std::get_if<BadSignature>(&rejudged.signature);
  Judgement const judgement{known_at, bad != nullptr ? bad->text : std::string{}};
  if (rejudged.plan_id.empty())
    return judge_in(modules_[index_of(rejudged.origin)], ref, judgement) || judge_in(pages_, ref, judgement);
  auto const found = plans_.find(rejudged.plan_id);
  if (found == plans_.end()) return false;
  PlanRecords& plan = found->second;
  return judge_in(plan.filings, ref, judgement) || judge_in(plan.returns, ref, judgement) ||
         judge_in(plan.registrations, ref, judgement) || judge_in(plan.withdrawals, ref, judgement) ||
         judge_in(plan.transfers, ref, judgement) || judge_in(plan.copy_notes, ref, judgement) ||
         judge_in(plan.observations, ref, judgement) || judge_in(plan.reviews, ref, judgement) ||
         judge_in(plan.exercises, ref, judgement);
}

geo::Expected<Entry, Refusal> Ledger::restore(Entry entry) {
  std::string const where = "entry " + std::to_string(entry.place);
  if (entry.place != last_place_ + 1)
    return refuse(RefusalCode::chain_gap, where + " came, and " + std::to_string(last_place_ + 1) + " is the next");
  if (entry.prev != last_hash_) return refuse(RefusalCode::chain_broken, where + " follows another entry");
  if (entry_hash(entry) != entry.hash)
    return refuse(RefusalCode::chain_broken, "the hash of " + where + " is not that of its content");
  if (entry.known_at < last_known_)
    return refuse(RefusalCode::chain_time, where + " is dated before the one before it");
  if (auto const* const held = std::get_if<HeldRecord>(&entry.what)) {
    if (auto refusal = continues(held->record)) return geo::Unexpected{std::move(*refusal)};
    if (held->record.origin == own_) {
      // What this centre recorded it had checked; a rule that it breaks now says that the journal is another's.
      auto const statement = read_statement(held->record.statement);
      if (!statement) return geo::Unexpected{malformed(statement.error())};
      if (auto refusal = detail::check_chain_rules(*this, *statement, own_, held->record.recorded_at))
        return geo::Unexpected{std::move(*refusal)};
    }
  } else if (auto const* const facts = std::get_if<PlanFacts>(&entry.what)) {
    if (facts_.contains(facts->document)) return refuse(RefusalCode::already_known, where + " is known");
  } else if (auto const& rejudged = std::get<Rejudged>(entry.what);
             rejudged.seq > chains_[index_of(rejudged.origin)].size()) {
    return refuse(RefusalCode::chain_gap, where + " judges a record that is not held");
  }
  return put(std::move(entry));
}

ChainHeads Ledger::heads() const {
  ChainHeads heads{};
  for (auto const centre : geo::kCentres) {
    auto const& chain = chains_[index_of(centre)];
    ChainHead& head = heads[index_of(centre)];
    head.origin = centre;
    head.seq = chain.size();
    if (!chain.empty()) head.hash = chain.back().hash;
  }
  return heads;
}

ChainHeads Ledger::heads_as_known(geo::UtcTime known) const {
  ChainHeads heads{};
  for (auto const centre : geo::kCentres) {
    auto const& chain = chains_[index_of(centre)];
    auto const end =
        std::partition_point(chain.begin(), chain.end(), [&](Link const& link) { return link.known_at <= known; });
    ChainHead& head = heads[index_of(centre)];
    head.origin = centre;
    head.seq = static_cast<std::uint64_t>(end - chain.begin());
    if (head.seq > 0) head.hash = chain[head.seq - 1].hash;
  }
  return heads;
}

std::vector<geo::Digest> Ledger::hashes(geo::CentreId origin, std::uint64_t from, std::size_t count) const {
  auto const& chain = chains_[index_of(origin)];
  std::vector<geo::Digest> result;
  for (std::uint64_t seq = std::max<std::uint64_t>(from, 1); seq <= chain.size() && result.size() < count; ++seq)
    result.push_back(chain[seq - 1].hash);
  return result;
}

PlanRecords const* Ledger::find(std::string_view plan_id) const {
  auto const found = plans_.find(plan_id);
  return found != plans_.end() ? &found->second : nullptr;
}

HeldFacts const* Ledger::facts(geo::Digest const& document) const {
  auto const found = facts_.find(document);
  return found != facts_.end() ? &found->second : nullptr;
}

std::vector<HeldModule> const& Ledger::modules(geo::CentreId centre) const {
  return modules_[index_of(centre)];
}

PlanRecords const* Ledger::plan_of_filing(std::string_view filing_id) const {
  auto const found = filings_.find(filing_id);
  return found != filings_.end() ? find(found->second) : nullptr;
}

PlanRecords const* Ledger::plan_of_observation(std::string_view observation_id) const {
  auto const found = observations_.find(observation_id);
  return found != observations_.end() ? find(found->second) : nullptr;
}

std::vector<std::string> const& Ledger::plans_with(Mmsi mmsi) const {
  static std::vector<std::string> const kNone;
  auto const found = plans_by_mmsi_.find(mmsi.number());
  return found != plans_by_mmsi_.end() ? found->second : kNone;
}

void Ledger::apply(Statement const& statement, Held held) {
  struct Apply {
    Ledger& ledger;
    Statement const& said;
    Held held;

    PlanRecords& plan(std::string const& plan_id) const {
      PlanRecords& records = ledger.plans_[plan_id];
      if (records.plan_id.empty()) records.plan_id = plan_id;
      return records;
    }
    geo::CentreId centre() const { return held.ref.origin; }

    void operator()(PlanFiled const& body) {
      HeldFiling filing{std::move(held), said.id, body.version, body.document, std::get<CompanyId>(said.by)};
      plan(body.plan_id).filings.push_back(std::move(filing));
      ledger.filings_.emplace(said.id, body.plan_id);
    }
    void operator()(PlanReturned const& body) {
      auto const found = ledger.filings_.find(body.filing);
      LINGDING_CHECK(found != ledger.filings_.end());
      plan(found->second).returns.push_back({std::move(held), body.filing});
    }
    void operator()(PlanRegistered const& body) {
      PlanRecords& records = plan(body.plan_id);
      auto const filing = std::find_if(records.filings.begin(), records.filings.end(),
                                       [&](HeldFiling const& one) { return one.id == body.filing; });
      LINGDING_CHECK(filing != records.filings.end());
      records.registrations.push_back({std::move(held), body.filing, body.version, body.document, body.modules,
                                       body.holders, filing->company, body.valid_from, body.valid_until});
    }
    void operator()(PlanWithdrawn const& body) {
      plan(body.plan_id).withdrawals.push_back({std::move(held), body.from});
    }
    void operator()(PlanTransferred const& body) {
      plan(body.plan_id).transfers.push_back({std::move(held), body.new_plan_id, body.on});
    }
    void operator()(PlanReissued const& body) {
      PlanRecords& records = plan(body.plan_id);
      LINGDING_CHECK(!records.registrations.empty());
      HeldRegistration const& before = records.registrations.back();
      HeldRegistration reissue{std::move(held),   {},
                               body.version,      body.document,
                               body.modules,      before.holders,
                               before.company,    before.valid_from,
                               before.valid_until};
      records.registrations.push_back(std::move(reissue));
    }
    void operator()(CentreModulePublished const& body) {
      ledger.modules_[index_of(body.centre)].push_back({std::move(held), body.version, body.document, body.valid_from});
    }
    void operator()(ArrangementPage const& body) { ledger.pages_.push_back({std::move(held), centre(), body}); }
    void operator()(Receipt const& body) {
      HeldCopyNote note{std::move(held),
                        said.by,
                        body.version,
                        body.document,
                        body.copy,
                        body.received_at,
                        static_cast<std::uint32_t>(body.faults.size())};
      plan(body.plan_id).copy_notes.push_back(std::move(note));
    }
    void operator()(CopyReported const& body) {
      HeldCopyNote note{std::move(held), said.by, body.version, body.document, std::nullopt, said.made_at, 0};
      plan(body.plan_id).copy_notes.push_back(std::move(note));
    }
    void operator()(ObservationRaised const& body) {
      geo::CentreId const by = centre();
      ledger.observations_.emplace(said.id, body.plan_id);
      plan(body.plan_id).observations.push_back({std::move(held), ObservationStep::raised, said.id, body.version, by});
    }
    void operator()(ObservationAnswered const& body) {
      geo::CentreId const by = centre();
      plan(body.plan_id)
          .observations.push_back({std::move(held), ObservationStep::answered, body.observation, body.version, by});
    }
    void operator()(ObservationClosed const& body) {
      geo::CentreId const by = centre();
      plan(body.plan_id)
          .observations.push_back({std::move(held), ObservationStep::closed, body.observation, body.version, by});
    }
    void operator()(ReviewDone const& body) { plan(body.plan_id).reviews.push_back({std::move(held), body.on}); }
    void operator()(ExerciseHeld const& body) {
      plan(body.plan_id).exercises.push_back({std::move(held), body.on, body.type, body.ships});
    }
  };
  std::visit(Apply{*this, statement, std::move(held)}, statement.body);
}

// Comparing

std::array<ChainComparison, 3> compare(Ledger const& ours, ChainHeads const& theirs) {
  std::array<ChainComparison, 3> result{};
  ChainHeads const heads = ours.heads();
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = {geo::kCentres[i], ChainStanding::level, heads[i].seq, theirs[i].seq};
    if (theirs[i].seq > heads[i].seq) {
      result[i].standing = ChainStanding::behind;
    } else {
      auto const here = ours.hashes(geo::kCentres[i], theirs[i].seq, 1);
      bool const same = theirs[i].seq == 0 || (!here.empty() && here.front() == theirs[i].hash);
      if (!same) {
        result[i].standing = ChainStanding::diverged;
      } else if (theirs[i].seq < heads[i].seq) {
        result[i].standing = ChainStanding::ahead;
      }
    }
  }
  return result;
}

std::vector<Divergence> divergences(Ledger const& ours, geo::CentreId origin, std::uint64_t from,
                                    std::span<geo::Digest const> theirs) {
  std::vector<Divergence> result;
  std::uint64_t const here = ours.heads()[index_of(origin)].seq;
  std::uint64_t const last = std::max(here, from + theirs.size() - 1);
  bool differing = false;
  for (std::uint64_t seq = from; seq <= last; ++seq) {
    Divergence line{{origin, seq}, std::nullopt, std::nullopt};
    if (auto const own = ours.hashes(origin, seq, 1); !own.empty()) line.ours = own.front();
    if (seq - from < theirs.size()) line.theirs = theirs[seq - from];
    // A chain that is only longer on one side has not diverged.
    if (line.ours && line.theirs && line.ours != line.theirs) differing = true;
    if (differing) result.push_back(line);
  }
  return result;
}

}  // namespace lingding::plans
