#pragma once
// A centre's register of cooperation plans as an append-only ledger: its own chain of records, copies of the two
// others', and the rules of who may say what. A function of what is put in: no clock, no input or output.

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "geo/centre.hpp"
#include "geo/expected.hpp"
#include "geo/sha256.hpp"
#include "geo/time.hpp"
#include "plans/arrangement.hpp"
#include "plans/plan_facts.hpp"
#include "plans/plan_records.hpp"
#include "plans/record.hpp"
#include "plans/statement.hpp"

namespace lingding::plans {

// Bounds and design values of the ledger.

/// Filings of one plan that wait for the home centre; one more is refused.
inline constexpr std::size_t kMaxPendingFilings = 8;
/// Receipts and reports of one plan in one chain; one more is refused. A holder that reports daily takes ten years.
inline constexpr std::size_t kMaxCopyNotes = 50'000;
/// Observations of one plan in one chain; one more is refused.
inline constexpr std::size_t kMaxObservations = 1'000;
/// Plans in one ledger; a filing of one more is refused. Over a hundred times the cross-boundary craft of the estuary.
inline constexpr std::size_t kMaxPlans = 200'000;

/// Why something was not taken, or, for a record of another centre, why it has no effect. The texts are stable, for
/// programs.
enum class RefusalCode : std::uint8_t {
  // the text
  malformed,  ///< no statement in canonical form
  too_large,  ///< the signature or certificates are beyond their bounds
  // the signature
  bad_signature,  ///< it does not verify, or not for whom it has to be
  // who says what, and where
  not_theirs_to_say,  ///< this party can't say this
  wrong_centre,       ///< to be said at another centre, which is named
  other_company,      ///< the plan is another company's
  not_a_holder,       ///< no copy of this version is this party's
  // when
  clock_ahead,         ///< made after it was recorded
  too_old,             ///< made too long before it was recorded
  dates_out_of_order,  ///< an end before its beginning, a day still to come, a term too long
  // again
  replayed,       ///< a statement with this id is there
  already_filed,  ///< this document is filed or registered
  already_known,  ///< the facts of this document are there
  // versions and their life
  version_not_above,  ///< versions count up
  wrong_supersedes,   ///< does not name the version before it
  filing_unknown,     ///< no such filing in this chain
  filing_decided,     ///< it was returned, registered, overtaken or withdrawn
  filing_differs,     ///< plan, version or document are not the filing's
  not_registered,     ///< no version of the plan is registered
  plan_ended,         ///< withdrawn or transferred
  too_many_pending,   ///< filings of this plan wait already
  nothing_newer,      ///< a re-issue carries no newer module, or an older one
  // the document
  document_unknown,    ///< the document's facts have to be known first
  document_differs,    ///< the document says otherwise
  attachment_missing,  ///< a file that the document names was not sent
  attachment_refused,  ///< a file is not what it has to be
  wrong_registry,      ///< a ship is registered elsewhere (the centre is named)
  out_of_scope,        ///< not a scheduled cross-boundary passenger service
  ship_in_other_plan,  ///< a ship is in another plan in force
  not_the_same_ship,   ///< a transfer between plans that share no ship
  // modules
  module_unknown,      ///< the version of a centre's module is not known here
  module_not_current,  ///< an older version than the one in force
  module_differs,      ///< another digest than that module's
  module_version,      ///< a centre's module counts up from what it had
  // copies, observations, pages
  holders_incomplete,   ///< not each centre, the company and a ship, each copy once
  copy_unknown,         ///< no such version, copy or digest
  observation_unknown,  ///< no such observation
  observation_closed,   ///< it is closed
  limit_reached,        ///< a bound of the ledger
  page_parties,         ///< not two centres in order, or not a page of this centre
  // chains
  chain_gap,       ///< records before it are missing
  chain_broken,    ///< `prev` or `hash` is not what it has to be
  chain_diverges,  ///< another record has this number here
  chain_time,      ///< recorded before the record before it
  recorded_ahead,  ///< the other centre's clock is ahead of ours
  own_chain        ///< a record of this centre's own chain, or a submission for another's
};
std::string_view to_text(RefusalCode code);
std::optional<RefusalCode> parse_refusal_code(std::string_view text);

struct Refusal {
  RefusalCode code = RefusalCode::malformed;
  std::string text;                           ///< one sentence, printable
  std::string pointer;                        ///< JSON Pointer into the statement; empty: the whole
  std::optional<geo::CentreId> right_centre;  ///< to whom to turn (wrong_centre, wrong_registry)
  bool operator==(Refusal const&) const = default;
};

/// What somebody hands in to be recorded.
struct Submission {
  std::string statement;  ///< canonical bytes
  std::string jws;
  std::string certificates;  ///< PEM, when the signature's header has none
};

/// With what a ledger begins: data that nobody's record states.
struct LedgerBase {
  Arrangement arrangement;
  /// Modules that are known from the start (those shipped with the program); centres' own records count up from them.
  std::vector<CarriedModule> modules;
  bool operator==(LedgerBase const&) const = default;
};

struct ChainHead {
  geo::CentreId origin = geo::CentreId::hk;
  std::uint64_t seq = 0;  ///< 0: nothing held, and the hash is zero
  geo::Digest hash{};
  bool operator==(ChainHead const&) const = default;
};
using ChainHeads = std::array<ChainHead, 3>;  ///< in the order of geo::kCentres

/// A record that is held, but has no effect, and why.
struct VoidRecord {
  RecordRef ref;
  geo::UtcTime known_at{};
  Refusal reason;
  bool operator==(VoidRecord const&) const = default;
};

/// One centre's ledger. What is put in either gives an Entry, which the caller must journal and may publish, or a
/// Refusal, and then nothing has changed. The same calls in the same order give the same entries; the entries alone
/// (restore) give the same ledger. Not for several threads at once; reading from several is fine while nothing is put.
class Ledger {
 public:
  explicit Ledger(geo::CentreId own, LedgerBase base);

  geo::CentreId own() const { return own_; }
  LedgerBase const& base() const { return base_; }

  // Putting in. `now`: never goes back inside the ledger; an earlier one counts as the time of the entry before.

  /// What was read of a document that came here. Has to be known before a filing or re-issue of it is appended.
  geo::Expected<Entry, Refusal> learn(PlanFacts facts, geo::UtcTime now);
  /// A statement made to this centre: checked by every rule, and recorded in its own chain.
  geo::Expected<Entry, Refusal> append(Submission const& submission, SignatureFinding const& signature,
                                       geo::UtcTime now);
  /// The same rules, and nothing recorded: what append would say. The statement when nothing is wrong.
  geo::Expected<Statement, Refusal> check(Submission const& submission, SignatureFinding const& signature,
                                          geo::UtcTime now) const;
  /// A record of another centre's chain, in that chain's order. Refused when it does not continue the chain; a record
  /// that is held already is refused as `replayed` (the same) or `chain_diverges` (another). A record that breaks a
  /// rule of its own chain, or whose signature does not count, is held (it is evidence, and the chain goes on): the
  /// former without effect (voids()), the latter as a fault that recognition names.
  geo::Expected<Entry, Refusal> accept(Record record, SignatureFinding const& signature, geo::UtcTime now);
  /// A record of this centre's own chain that a peer still has and this ledger has lost: as accept. For recovery, with
  /// nobody writing to the chain meanwhile.
  geo::Expected<Entry, Refusal> take_back(Record record, SignatureFinding const& signature, geo::UtcTime now);
  /// The signature of a record that is held, judged anew. \pre `record` is the one that is held: another is refused.
  geo::Expected<Entry, Refusal> rejudge(Record const& record, SignatureFinding const& signature, geo::UtcTime now);
  /// An entry of this ledger's own journal, in order. Checks places, times and every hash, not signatures.
  geo::Expected<Entry, Refusal> restore(Entry entry);

  // Chains.

  ChainHeads heads() const;
  /// As they were here at that time.
  ChainHeads heads_as_known(geo::UtcTime known) const;
  std::uint64_t last_place() const { return last_place_; }
  geo::Digest const& last_hash() const { return last_hash_; }
  /// Hashes of the records `from` … `from + count - 1` of one chain, as far as they are held.
  std::vector<geo::Digest> hashes(geo::CentreId origin, std::uint64_t from, std::size_t count) const;
  std::vector<VoidRecord> const& voids() const { return voids_; }

  // What is held. Pointers are good until something is put in.

  PlanRecords const* find(std::string_view plan_id) const;
  std::size_t plan_count() const { return plans_.size(); }
  std::map<std::string, PlanRecords, std::less<>> const& plans() const { return plans_; }
  HeldFacts const* facts(geo::Digest const& document) const;
  /// Of one centre, in its chain's order; without the base.
  std::vector<HeldModule> const& modules(geo::CentreId centre) const;
  std::vector<HeldPage> const& pages() const { return pages_; }
  /// Whether a statement with this id stands, with effect, in a chain.
  bool has_statement(geo::CentreId origin, std::string_view id) const;
  /// The plan that a filing, or an observation, is of; null for an unknown id.
  PlanRecords const* plan_of_filing(std::string_view filing_id) const;
  PlanRecords const* plan_of_observation(std::string_view observation_id) const;
  /// Plans of which some known document, of whatever version, has this ship; in the order in which they became known.
  std::vector<std::string> const& plans_with(Mmsi mmsi) const;

  bool operator==(Ledger const&) const = default;

 private:
  void extend(Record const& record, geo::UtcTime known_at);
  void apply(Statement const& statement, Held held);
  void note(PlanFacts const& facts, geo::UtcTime known_at);
  bool judge(Rejudged const& rejudged, geo::UtcTime known_at);
  geo::Expected<Entry, Refusal> put(Entry entry);
  Entry next_entry(geo::UtcTime now) const;
  geo::Expected<Entry, Refusal> take_in(Record record, SignatureFinding const& signature, geo::UtcTime now);
  /// Checks that the record goes on from what is held of its chain.
  std::optional<Refusal> continues(Record const& record) const;
  /// Takes the record in: with its effect, or without one for the reason given.
  void take(HeldRecord const& held, geo::UtcTime known_at);

  struct Link {
    geo::Digest hash{};
    geo::UtcTime recorded_at{};
    geo::UtcTime known_at{};
    bool operator==(Link const&) const = default;
  };
  struct IdHash {
    std::size_t operator()(std::array<std::uint64_t, 2> const& id) const { return static_cast<std::size_t>(id[0]); }
  };
  struct DigestHash {
    std::size_t operator()(geo::Digest const& digest) const;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  static std::array<std::uint64_t, 2> id_key(geo::CentreId origin, std::string_view id);

  geo::CentreId own_;
  LedgerBase base_;
  std::array<std::vector<Link>, 3> chains_;
  /// The first 16 bytes of SHA-256 of origin and statement id.
  std::unordered_set<std::array<std::uint64_t, 2>, IdHash> ids_;
  std::uint64_t last_place_ = 0;
  geo::Digest last_hash_{};
  geo::UtcTime last_known_{};
  std::map<std::string, PlanRecords, std::less<>> plans_;
  std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> filings_;       ///< filing id → plan id
  std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> observations_;  ///< id → plan id
  std::unordered_map<geo::Digest, HeldFacts, DigestHash> facts_;
  std::unordered_map<std::uint32_t, std::vector<std::string>> plans_by_mmsi_;
  std::array<std::vector<HeldModule>, 3> modules_;
  std::vector<HeldPage> pages_;
  std::vector<VoidRecord> voids_;
};

// Comparing two registers.

enum class ChainStanding : std::uint8_t { level, behind, ahead, diverged };
struct ChainComparison {
  geo::CentreId origin = geo::CentreId::hk;
  ChainStanding standing = ChainStanding::level;  ///< of ours against theirs
  std::uint64_t ours = 0;                         ///< numbers of the heads
  std::uint64_t theirs = 0;
  bool operator==(ChainComparison const&) const = default;
};
/// Compares heads. Where the shorter head's record is held here, its hash is compared too, so that a divergence below
/// the head is found without asking; where theirs is longer, it is found when their hashes come (divergences).
std::array<ChainComparison, 3> compare(Ledger const& ours, ChainHeads const& theirs);

/// One record number at which two copies of a chain differ.
struct Divergence {
  RecordRef ref;
  std::optional<geo::Digest> ours;    ///< empty: not held here
  std::optional<geo::Digest> theirs;  ///< empty: not held there
  bool operator==(Divergence const&) const = default;
};
/// Record by record, from the first that differs on. `theirs` are hashes from number `from` on to their head.
std::vector<Divergence> divergences(Ledger const& ours, geo::CentreId origin, std::uint64_t from,
                                    std::span<geo::Digest const> theirs);

}  // namespace lingding::plans
