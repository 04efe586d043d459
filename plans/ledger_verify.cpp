#include "plans/ledger_verify.hpp"

#include <algorithm>

namespace lingding::plans {
namespace {

std::string words(std::vector<Problem> const& problems) {
  Problem const& first = problems.front();
  return (first.pointer.empty() ? "" : first.pointer + ": ") +
         (first.value.empty() ? "" : "found " + first.value + "; ") + "expected " + first.expected;
}

LedgerFaultCode code_of(RefusalCode refusal) {
  auto const is_one_of = [&](std::initializer_list<RefusalCode> codes) {
    return std::find(codes.begin(), codes.end(), refusal) != codes.end();
  };
  if (is_one_of({RefusalCode::chain_gap, RefusalCode::chain_time, RefusalCode::already_known, RefusalCode::replayed}))
    return LedgerFaultCode::out_of_place;
  if (is_one_of({RefusalCode::chain_broken, RefusalCode::chain_diverges})) return LedgerFaultCode::hash_wrong;
  if (refusal == RefusalCode::malformed) return LedgerFaultCode::statement_wrong;
  return LedgerFaultCode::rule_broken;
}

bool same_verdict(SignatureFinding const& a, SignatureFinding const& b) {
  if (a.index() != b.index()) return false;
  auto const* const x = std::get_if<SignedBy>(&a);
  auto const* const y = std::get_if<SignedBy>(&b);
  // Whether a revocation list was at hand may have changed since; who signed, with which certificate and when may not.
  return x == nullptr || (x->signatory == y->signatory && x->place == y->place && x->certificate == y->certificate &&
                          x->signed_at == y->signed_at);
}

}  // namespace

LedgerVerifier::LedgerVerifier(geo::CentreId own, LedgerBase base, SignatureJudge judge)
    : ledger_(own, std::move(base)), judge_(std::move(judge)) {}

void LedgerVerifier::report(std::optional<RecordRef> record, LedgerFaultCode code, std::string text) {
  ++fault_count_;
  if (faults_.size() < kMaxLedgerFaults) faults_.push_back({taken_, record, code, std::move(text)});
}

void LedgerVerifier::judge(Entry const& entry) {
  auto const* const held = std::get_if<HeldRecord>(&entry.what);
  if (held == nullptr || !judge_) return;
  RecordRef const ref{held->record.origin, held->record.seq};
  auto const statement = read_statement(held->record.statement);
  if (!statement) return;  // told already
  ++signatures_;
  SignatureFinding const finding = tidy(judge_(*statement, held->record.statement, held->record.jws,
                                               held->record.certificates, held->record.recorded_at));
  if (std::string const fault = fault_of(*statement, finding, held->record.recorded_at); !fault.empty())
    report(ref, LedgerFaultCode::signature_wrong, fault);
  if (!same_verdict(finding, held->signature))
    report(ref, LedgerFaultCode::finding_differs, "the signature was found otherwise when the record was taken in");
}

void LedgerVerifier::take(std::string_view entry_json) {
  ++taken_;
  auto entry = read_entry(entry_json);
  if (!entry) {
    report({}, LedgerFaultCode::unreadable, words(entry.error()));
    broken_ = true;
    return;
  }
  std::optional<RecordRef> ref;
  if (auto const* const held = std::get_if<HeldRecord>(&entry->what))
    ref = RecordRef{held->record.origin, held->record.seq};
  if (!broken_) {
    std::size_t const voids = ledger_.voids().size();
    auto const restored = ledger_.restore(*entry);
    if (!restored) {
      report(ref, code_of(restored.error().code), restored.error().text);
      broken_ = true;
    } else if (ledger_.voids().size() > voids) {
      Refusal const& reason = ledger_.voids().back().reason;
      report(ref, code_of(reason.code), reason.text);
    }
  } else {
    // After a break, what an entry says of itself is all that can be checked.
    if (entry_hash(*entry) != entry->hash)
      report(ref, LedgerFaultCode::hash_wrong, "the entry's hash is not that of its content");
    if (auto const* const held = std::get_if<HeldRecord>(&entry->what);
        held != nullptr && record_hash(held->record) != held->record.hash)
      report(ref, LedgerFaultCode::hash_wrong, "the record's hash is not that of its content");
  }
  judge(*entry);
}

void LedgerVerifier::finish(std::optional<geo::Digest> const& head) {
  if (!head || (!broken_ && ledger_.last_hash() == *head)) return;
  report({}, LedgerFaultCode::head_differs,
         "the ledger ends at " + geo::to_hex(ledger_.last_hash()) + ", and has to at " + geo::to_hex(*head));
}

std::vector<LedgerFault> verify_chain(geo::CentreId origin, std::span<std::string const> records_json,
                                      SignatureJudge const& judge) {
  std::vector<LedgerFault> faults;
  std::uint64_t position = 0;
  std::optional<Record> before;
  auto const report = [&](std::optional<RecordRef> ref, LedgerFaultCode code, std::string text) {
    if (faults.size() < kMaxLedgerFaults) faults.push_back({position, ref, code, std::move(text)});
  };
  for (auto const& json : records_json) {
    ++position;
    auto record = read_record(json);
    if (!record) {
      report({}, LedgerFaultCode::unreadable, words(record.error()));
      before.reset();
      continue;
    }
    RecordRef const ref{record->origin, record->seq};
    if (record->origin != origin) report(ref, LedgerFaultCode::out_of_place, "the record is of another chain");
    if (record->seq != position) report(ref, LedgerFaultCode::out_of_place, "the record's number is not its place");
    if (record_hash(*record) != record->hash)
      report(ref, LedgerFaultCode::hash_wrong, "the record's hash is not that of its content");
    geo::Digest const expected = before ? before->hash : geo::Digest{};
    if ((before || position == 1) && record->prev != expected)
      report(ref, LedgerFaultCode::hash_wrong, "the record follows another than the one before it");
    if (before && record->recorded_at < before->recorded_at)
      report(ref, LedgerFaultCode::out_of_place, "the record is dated before the one before it");
    auto const statement = read_statement(record->statement);
    if (!statement) {
      report(ref, LedgerFaultCode::statement_wrong, words(statement.error()));
    } else if (judge) {
      SignatureFinding const finding =
          tidy(judge(*statement, record->statement, record->jws, record->certificates, record->recorded_at));
      if (std::string const fault = fault_of(*statement, finding, record->recorded_at); !fault.empty())
        report(ref, LedgerFaultCode::signature_wrong, fault);
    }
    before = std::move(*record);
  }
  return faults;
}

}  // namespace lingding::plans
