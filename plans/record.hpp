#pragma once
// The links of the register's chains: records, what this centre holds of them, and their canonical JSON and hashes.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/plan_facts.hpp"
#include "plans/problem.hpp"
#include "plans/signature.hpp"
#include "plans/statement.hpp"

namespace lingding::plans {

/// Of certificates that stand beside a signature whose header has none. Bytes.
inline constexpr std::size_t kMaxRecordCertificateBytes = std::size_t{32} << 10U;
/// A statement may be made, or signed, so far after the time of recording: clocks of officers' own computers.
inline constexpr std::chrono::minutes kMaxClockAhead{5};
/// … and so long before: a ship that was out of reach sends her receipts later.
inline constexpr std::chrono::days kMaxStatementAge{30};
/// A record, or an entry, as JSON: its parts at their bounds, each byte escaped.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20U;

/// What a signature turned out to be, as of the time of recording, by this centre's trust.
struct SignedBy {
  geo::CentreId place = geo::CentreId::hk;  ///< of the authority that vouches
  Signatory signatory;
  std::string name;           ///< common name; may be empty
  std::string serial;         ///< of the certificate, lower-case hex
  geo::Digest certificate{};  ///< SHA-256
  geo::Digest authority{};    ///< SHA-256 of the pinned authority's certificate
  geo::UtcTime signed_at{};
  std::string revocation;  ///< "checked", "stale" or "no_list"
  bool operator==(SignedBy const&) const = default;
};
struct BadSignature {
  std::string code;  ///< SignatureFaultCode's text
  std::string text;  ///< one sentence
  bool operator==(BadSignature const&) const = default;
};
using SignatureFinding = std::variant<SignedBy, BadSignature>;

SignatureFinding to_finding(geo::Expected<VerifiedSignature, SignatureFault> const& verdict);

/// Judges a statement's signature: over exactly `text`, for the signatory that the statement needs. A desk makes it of
/// verify_detached and its trust store; tests may make another.
using SignatureJudge =
    std::function<SignatureFinding(Statement const& statement, std::string_view text, std::string_view jws,
                                   std::string_view certificates, geo::UtcTime recorded_at)>;
/// Why a signature that was found so does not count for this statement; empty when it does: it is good, of whom it has
/// to be (needed_signature), and not made before the statement or beyond the bounds of time around its recording.
std::string fault_of(Statement const& statement, SignatureFinding const& finding, geo::UtcTime recorded_at);
/// The same finding with texts that can be journalled: printable, in normal form C, within bounds.
SignatureFinding tidy(SignatureFinding finding);

/// The judge that verify_detached makes with a trust store, which it copies (cheap).
SignatureJudge judge_by(TrustStore trust);

/// One link of one centre's chain. `hash` is SHA-256 over `prev`, then `origin` (its text), `seq`, `recorded_at` (both
/// eight bytes, big endian, milliseconds since 1970), `statement`, `jws` and `certificates`, each text after its length
/// (eight bytes, big endian).
struct Record {
  geo::CentreId origin = geo::CentreId::hk;  ///< the centre that recorded it
  std::uint64_t seq = 1;                     ///< in that centre's chain, from 1
  geo::UtcTime recorded_at{};                ///< by that centre's clock; never before the record before it
  std::string statement;                     ///< canonical bytes
  std::string jws;                           ///< detached, over `statement`
  std::string certificates;                  ///< PEM, when the signature's header has none; else empty
  geo::Digest prev{};                        ///< hash of the record before it; zero for the first
  geo::Digest hash{};
  bool operator==(Record const&) const = default;
};

geo::Digest record_hash(Record const& record);

/// A record as this centre took it in.
struct HeldRecord {
  Record record;
  SignatureFinding signature;
  bool operator==(HeldRecord const&) const = default;
};
/// The signature of a record that is held, judged again, as another trust or revocation list is known now.
struct Rejudged {
  geo::CentreId origin = geo::CentreId::hk;
  std::uint64_t seq = 1;
  std::string plan_id;  ///< that the record is about; empty: a module or page
  SignatureFinding signature;
  bool operator==(Rejudged const&) const = default;
};

/// One step of what this centre knows: a record, what was read of a document, or a signature judged again. Entries are
/// chained in the order in which they came to be known here, so that "what did we know at 20:23" is evidence too:
/// `hash` is SHA-256 over the entry's predecessor's hash and the canonical JSON of the rest of it.
struct Entry {
  std::uint64_t place = 1;  ///< from 1, without gaps
  geo::UtcTime known_at{};  ///< never before that of the entry before it
  std::variant<HeldRecord, PlanFacts, Rejudged> what;
  geo::Digest prev{};
  geo::Digest hash{};
  bool operator==(Entry const&) const = default;
};

geo::Digest entry_hash(Entry const& entry);

/// Canonical JSON (RFC 8785), and strict readers of it: any other bytes than the writer's are problems.
std::string write_record(Record const& record);
geo::Expected<Record, std::vector<Problem>> read_record(std::string_view text);
std::string write_entry(Entry const& entry);
geo::Expected<Entry, std::vector<Problem>> read_entry(std::string_view text);

}  // namespace lingding::plans
