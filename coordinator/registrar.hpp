#pragma once
// The registry of one centre: takes signed statements and documents, keeps the ledger, levels it with the other
// centres' registers, and signs by itself what needs no person. Pure: the caller brings time, storage, the key and the
// wire.

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/link.hpp"
#include "coordinator/register_messages.hpp"
#include "plans/attachment.hpp"
#include "plans/document.hpp"
#include "plans/ledger.hpp"
#include "plans/recognition.hpp"
#include "plans/register.hpp"
#include "plans/trust.hpp"

namespace lingding::coordinator {

/// Canonical bytes (RFC 8785), found by their SHA-256.
struct RegisterDocument {
  geo::Digest digest{};
  std::string bytes;
};

// Attachments that were sent ahead of a filing. Design values: two plans of the largest size for each party, and none
// is kept for longer than somebody needs to try again.
inline constexpr std::size_t kMaxStagedBytesOfParty = 2 * plans::kMaxPlanAttachmentBytes;
inline constexpr std::size_t kMaxStagedOfParty = 500;
inline constexpr std::size_t kMaxStagedBytes = std::size_t{512} << 20U;
inline constexpr std::chrono::hours kStagedFor{24};

/// What is known of an attachment without its bytes.
struct AttachmentFacts {
  plans::MediaType type = plans::MediaType::pdf;
  std::uint64_t bytes = 0;
  bool operator==(AttachmentFacts const&) const = default;
};

/// An attachment that is to be kept for good.
struct RegisterAttachment {
  geo::Digest digest{};
  plans::MediaType type = plans::MediaType::pdf;
  std::string party;  ///< who sent it ahead: what is staged becomes what is kept; empty: `bytes` are it
  std::string bytes;
};

/// An attachment that was sent ahead of the filing that names it.
struct StagedAttachment {
  std::string party;  ///< plans::to_text of who sent it
  geo::Digest digest{};
  AttachmentFacts facts;
  geo::UtcTime at{};
};

/// Where a registry's ledger, documents and attachments are kept. adapters/store implements it.
class LedgerLog {
 public:
  virtual ~LedgerLog() = default;
  /// One transaction that is on the disk when the call returns. \throws StorageFailure: nothing of it is recorded.
  virtual void append(std::vector<plans::Entry> const& entries, std::vector<RegisterDocument> const& documents,
                      std::vector<RegisterAttachment> const& attachments) = 0;
  /// Every entry's canonical JSON, in order.
  virtual void read(std::function<void(std::string_view entry)> const& visit) = 0;
  /// The canonical JSON of one centre's records from `from` on, at most `count` of them.
  virtual std::vector<std::string> records(geo::CentreId origin, std::uint64_t from, std::size_t count) = 0;
  /// The record that a statement stands in, as canonical JSON; empty: none of that chain has it.
  virtual std::optional<std::string> record_of(geo::CentreId origin, std::string_view statement_id) = 0;
  virtual std::optional<std::string> document(geo::Digest const& digest) = 0;
  virtual bool has_document(geo::Digest const& digest) = 0;
  /// Of those that are kept for good; empty: it is not.
  virtual std::optional<AttachmentFacts> attachment_facts(geo::Digest const& digest) = 0;
  virtual std::optional<std::string> attachment(geo::Digest const& digest) = 0;
  /// Keeps it aside, in place of what the party sent under this digest before; on the disk when the call returns.
  /// \throws StorageFailure
  virtual void stage(StagedAttachment const& staged, std::string_view bytes) = 0;
  /// \throws StorageFailure
  virtual void unstage(std::string_view party, geo::Digest const& digest) = 0;
  /// Oldest first.
  virtual std::vector<StagedAttachment> staged() = 0;
  virtual std::optional<std::string> staged_bytes(std::string_view party, geo::Digest const& digest) = 0;
};

/// Signs with the centre's own service key; the error is a sentence. Empty function: this registry signs nothing by
/// itself, and receipts and re-issues wait until it has a key.
using ServiceSigner =
    std::function<geo::Expected<std::string, std::string>(std::string_view payload, geo::UtcTime signed_at)>;

/// What somebody hands in.
struct RegisterSubmission {
  std::string statement;  ///< canonical bytes
  std::string jws;
  std::optional<std::string> document;  ///< any JSON text; what counts are its canonical bytes
  /// As whom the bus knows the client: an operator may hand in his own statements alone; empty: an officer of this
  /// centre, who may hand in anybody's (a ship's receipt that came by mail).
  std::optional<plans::CompanyId> operator_id;
};

/// A file that goes with a plan that is to be filed, whole.
struct AttachmentSent {
  geo::Digest digest{};
  std::string bytes;
  std::optional<plans::CompanyId> operator_id;  ///< as in RegisterSubmission
};

/// What there is to say of a submission once commit() has succeeded: a JSON object (docs/protocol.md, "Filing").
using Answer = std::string;

/// How it stands with this centre's own chain after a start.
struct OwnChain {
  enum class State : std::uint8_t {
    open,         ///< written to
    waiting,      ///< the other registries have not said yet what they hold of it
    taking_back,  ///< another registry holds more of it
    diverged      ///< written to, but another registry holds other records under its numbers
  } state = State::open;
  std::string text;  ///< one sentence; empty when there is nothing to say
  /// Records that came back since the start, and the number of the first.
  std::uint64_t taken_back = 0;
  std::uint64_t first_taken_back = 0;
  bool operator==(OwnChain const&) const = default;
};
std::string_view to_text(OwnChain::State state);

/// How far the registers of two centres are level.
struct PeerRegister {
  geo::CentreId centre = geo::CentreId::hk;
  std::optional<geo::UtcTime> last_heard;
  plans::ChainHeads heads{};  ///< what the peer said it holds; zero before it said anything
  std::vector<plans::Divergence> divergences;
};

class Registrar {
 public:
  struct Setup {
    geo::CentreId centre = geo::CentreId::hk;
    plans::LedgerBase base;
    plans::TrustStore trust;
    ServiceSigner sign;
    std::string service_name = "Lingding";  ///< stands in the statements that this server makes
    /// Registries that have to say what they hold of this centre's chain before it is written to after a start; empty:
    /// it is written to at once.
    std::vector<geo::CentreId> ask_first{};
    /// For so long at most, since the start or since the last record came back.
    std::chrono::milliseconds ask_for{30'000};
  };
  /// Rebuilds the ledger from the log.
  /// \throws std::runtime_error when the log is not a ledger of this centre; the message names the entry.
  Registrar(Setup setup, LedgerLog& log);

  // A turn is any number of calls of these, then commit(). Nothing of it shows before.

  /// The answer is given out by commit(), under `tag`.
  void submit(std::uint64_t tag, RegisterSubmission const& submission, geo::UtcTime now);
  /// Checks a file and keeps it aside, on the disk at once, until a filing of the same party names it; after kStagedFor
  /// it is dropped. The answer is given out by commit(), under `tag`.
  void attach(std::uint64_t tag, AttachmentSent const& sent, geo::UtcTime now);
  /// A frame of another centre's registry. \return false: it makes no sense, and is ignored.
  bool receive(LinkFrame const& frame, geo::UtcTime now);
  /// Receipts, re-issues, what peers lack, what is asked for again. Call at least once a second.
  void tick(geo::UtcTime now);

  /// From now on these authorities and revocation lists count. Every signature on record is judged again by them, as of
  /// its own time; where the finding is another than before, that is recorded, and recognition follows from it.
  void trust_anew(plans::TrustStore trust, geo::UtcTime now);

  struct Released {
    std::vector<std::pair<std::uint64_t, Answer>> answers;
    std::vector<LinkFrame> frames;
    std::vector<std::string> filed;  ///< plans that were filed with this centre, and wait for it
    bool changed = false;            ///< the ledger has more than before
  };
  /// Records the turn and gives out what came of it. After a failure the ledger is read again from the log, and the
  /// submissions of the turn are answered with `not_recorded`; they may be handed in again.
  /// \throws std::runtime_error when the log can't be read either.
  Released commit();

  // Reading.

  plans::Ledger const& ledger() const { return *ledger_; }
  plans::TrustStore const& trust() const { return setup_.trust; }
  geo::CentreId centre() const { return setup_.centre; }
  std::vector<PeerRegister> peers() const;
  std::optional<std::string> document(geo::Digest const& digest) { return log_.document(digest); }
  std::optional<std::string> attachment(geo::Digest const& digest) { return log_.attachment(digest); }
  bool has_attachment(geo::Digest const& digest);
  /// Whether the party (plans::to_text) need not send it: it is here, or was sent ahead by the same.
  bool needs_not_send(std::string const& party, geo::Digest const& digest);
  /// False: whatever is submitted is answered `busy`, and this registry says nothing by itself.
  bool is_open(geo::UtcTime now) const;
  OwnChain own_chain(geo::UtcTime now) const;
  /// Plans whose newest registered version, or what is wrong with it, may be another since the last call (all of them
  /// at the first), where its document is held: for the register that officers and desks read.
  std::vector<plans::StoredPlan> take_registered();
  /// Why this registry could not sign the last time; empty: it could, or never had to.
  std::string const& signing_trouble() const { return signing_trouble_; }

 private:
  struct Peer {
    geo::CentreId centre = geo::CentreId::hk;
    std::optional<geo::UtcTime> last_heard;
    std::optional<plans::ChainHeads> heads;
    std::optional<geo::UtcTime> told_at;  ///< when our heads were last sent
    plans::ChainHeads told{};
    struct Sent {
      std::uint64_t up_to = 0;
      std::optional<geo::UtcTime> at;
    };
    std::array<Sent, geo::kCentres.size()> sent;  ///< by origin
    std::array<std::optional<geo::UtcTime>, geo::kCentres.size()> behind_since;
    std::vector<plans::Divergence> divergences;
    std::optional<geo::UtcTime> asked_back_at;  ///< for records of our own chain
  };

  void rebuild();
  void note(plans::Entry entry);
  void keep(geo::Digest const& digest, std::string bytes);
  bool holds(geo::Digest const& digest);
  std::optional<std::string> bytes_of(geo::Digest const& digest);
  plans::SignatureFinding judge(plans::Statement const& statement, std::string_view text, std::string_view jws,
                                geo::UtcTime at) const;

  geo::Expected<plans::Entry, plans::Refusal> record(plans::Statement const& statement,
                                                     RegisterSubmission const& submission, geo::UtcTime now,
                                                     std::vector<plans::Problem>& problems);
  /// What a filing takes over of what its party sent; a refusal when something is missing or not what the plan says.
  std::optional<plans::Refusal> gather(std::vector<plans::AttachmentRef> const& named, std::string const& party,
                                       std::vector<plans::Problem>& problems, std::vector<RegisterAttachment>& taken);
  bool make_room(std::string const& party, std::size_t bytes);
  bool drop_staged(std::string const& party, geo::Digest const& digest);
  void drop_old_staged(geo::UtcTime now);
  bool say(plans::Statement const& statement, geo::UtcTime now);
  std::string next_service_id() const;

  bool take(Peer& peer, HeadsMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, RecordsMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, WantMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, DocumentMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, WantPiecesMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, PieceMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, AskRecordsMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, AskHashesMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, HashesMessage const& message, std::string const& raw, geo::UtcTime now);
  void send(geo::CentreId to, RegisterMessage const& message, std::string raw = {});
  void send_records(Peer& peer, geo::UtcTime now);
  void tell_heads(Peer& peer, geo::UtcTime now, bool asks = false);
  /// Of one chain, as many as one message takes.
  RecordsMessage records_from(geo::CentreId origin, std::uint64_t from);
  bool holds_more_of_ours(Peer const& peer) const;
  void heard_of_own_chain(Peer& peer, geo::UtcTime now);
  void ask_own_records(Peer& peer, geo::UtcTime now);
  void want_documents_of(plans::Statement const& statement);
  bool take_back(Peer& peer, RecordsMessage const& message, geo::UtcTime now);
  void ask_documents(geo::UtcTime now);
  /// Asks for what is missing of one attachment, and then of the next.
  void ask_attachments(geo::UtcTime now);
  void want_attachments(std::string_view document, geo::CentreId home);
  /// Looks for attachments that are missing of plans' newest documents, some plans at a time.
  void look_for_attachments();
  void finish_assembly();
  using Attachments = std::vector<plans::AttachmentRef>;
  void add_attachments(Attachments const& attachments, plans::Receipt& receipt);
  /// Some of a document's are neither here nor found bad.
  bool lacks_attachments(std::vector<plans::AttachmentRef> const& named);
  void issue_receipts(geo::UtcTime now);
  void issue_again(geo::UtcTime now);
  void remember(geo::Digest const& digest, plans::PlanDocument plan);
  std::optional<plans::PlanDocument> plan_of(geo::Digest const& digest, std::string_view bytes);
  void look_at_plan(std::string const& plan_id);
  void look_at_all();
  void want(geo::Digest const& document, geo::CentreId home);

  Setup setup_;
  LedgerLog& log_;
  plans::SignatureJudge judge_;
  std::unique_ptr<plans::Ledger> ledger_;
  std::vector<Peer> peers_;
  geo::UtcTime latest_{};
  std::optional<geo::UtcDate> day_;

  // Of the turn.
  std::vector<plans::Entry> entries_;
  std::map<geo::Digest, std::string> documents_;
  std::vector<RegisterAttachment> attachments_;
  std::vector<std::pair<std::uint64_t, Answer>> answers_;
  std::vector<LinkFrame> frames_;
  std::vector<std::string> filed_;

  std::vector<std::pair<geo::Digest, plans::PlanDocument>> recent_;

  // What is to be done still; all of it can be found again from the ledger.
  std::set<std::string, std::less<>> to_receipt_;
  struct Missing {
    geo::CentreId home = geo::CentreId::hk;  ///< who is asked first
    std::optional<geo::UtcTime> asked_at;
    std::uint32_t asked = 0;
  };
  std::map<geo::Digest, Missing> missing_;
  struct MissingAttachment {
    plans::AttachmentRef ref;
    Missing missing;
  };
  std::map<geo::Digest, MissingAttachment> missing_attachments_;
  /// The one attachment that is being put together.
  struct Assembly {
    geo::Digest digest{};
    geo::CentreId from = geo::CentreId::hk;
    std::string bytes;
    std::vector<bool> here;
    std::vector<std::optional<geo::UtcTime>> asked;
    std::size_t left = 0;
    geo::UtcTime moved{};
  };
  std::optional<Assembly> assembly_;
  /// What came with the right digest and was found bad, and why; not fetched again before the next start.
  std::map<geo::Digest, std::string> bad_attachments_;
  std::set<std::string, std::less<>> to_attach_;
  std::map<std::pair<std::string, geo::Digest>, StagedAttachment> staged_;

  // This centre's own chain after a start.
  std::optional<geo::UtcTime> held_since_;  ///< or since the last record came back
  std::vector<geo::CentreId> unheard_;      ///< of Setup::ask_first
  std::uint64_t taken_back_ = 0;
  std::uint64_t first_taken_back_ = 0;
  std::string take_back_trouble_;
  std::set<std::string, std::less<>> to_project_;
  bool modules_changed_ = true;
  std::optional<geo::UtcDate> looked_for_reissues_;
  std::string signing_trouble_;
};

}  // namespace lingding::coordinator
