#pragma once
// Verifying a whole ledger from its entries, or a chain from its records: hashes, order, signatures and rules, each
// fault named by place.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plans/ledger.hpp"

namespace lingding::plans {

enum class LedgerFaultCode : std::uint8_t {
  unreadable,       ///< not an entry or record in canonical form
  out_of_place,     ///< a place, number or time is not the one after the one before
  hash_wrong,       ///< a hash is not that of the content, or not the one that the next names
  statement_wrong,  ///< no statement in canonical form
  signature_wrong,  ///< the signature is bad
  finding_differs,  ///< the signature is not what was noted when it was taken in
  rule_broken,      ///< the record has no effect, by a rule
  head_differs      ///< the chain does not end where it should
};
std::string_view to_text(LedgerFaultCode code);

struct LedgerFault {
  std::uint64_t place = 0;  ///< of the entry, or the record's position in the input, from 1
  std::optional<RecordRef> record;
  LedgerFaultCode code = LedgerFaultCode::unreadable;
  std::string text;  ///< one sentence
  bool operator==(LedgerFault const&) const = default;
};

/// More are counted, not listed.
inline constexpr std::size_t kMaxLedgerFaults = 1000;

/// Takes entries one by one, in order, so that a ledger of any length can be verified from a file. After an entry that
/// can't be taken, the rest is checked for what can still be checked of it.
class LedgerVerifier {
 public:
  /// `judge`: empty: signatures are not judged (what was noted of them is taken as it is).
  LedgerVerifier(geo::CentreId own, LedgerBase base, SignatureJudge judge);

  void take(std::string_view entry_json);
  /// `head`: the hash at which the ledger has to end; empty: any.
  void finish(std::optional<geo::Digest> const& head = {});

  std::vector<LedgerFault> const& faults() const { return faults_; }
  std::uint64_t fault_count() const { return fault_count_; }
  std::uint64_t entries() const { return taken_; }
  std::uint64_t signatures() const { return signatures_; }
  /// What the entries make, up to the first that could not be taken.
  Ledger const& ledger() const { return ledger_; }

 private:
  void report(std::optional<RecordRef> record, LedgerFaultCode code, std::string text);
  void judge(Entry const& entry);

  Ledger ledger_;
  SignatureJudge judge_;
  std::vector<LedgerFault> faults_;
  std::uint64_t fault_count_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t signatures_ = 0;
  bool broken_ = false;
};

/// One chain from its records alone, as an exported bundle or another centre's outbox has them: numbers, times, hashes,
/// statements, signatures. `next` gives the records in order, nothing at the end.
std::vector<LedgerFault> verify_chain(geo::CentreId origin, std::span<std::string const> records_json,
                                      SignatureJudge const& judge);

}  // namespace lingding::plans
