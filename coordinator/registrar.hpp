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

/// Where a registry's ledger and documents are kept. adapters/store implements it.
class LedgerLog {
 public:
  virtual ~LedgerLog() = default;
  /// One transaction that is on the disk when the call returns. \throws StorageFailure: nothing of it is recorded.
  virtual void append(std::vector<plans::Entry> const& entries, std::vector<RegisterDocument> const& documents) = 0;
  /// Every entry's canonical JSON, in order.
  virtual void read(std::function<void(std::string_view entry)> const& visit) = 0;
  /// The canonical JSON of one centre's records from `from` on, at most `count` of them.
  virtual std::vector<std::string> records(geo::CentreId origin, std::uint64_t from, std::size_t count) = 0;
  /// The record that a statement stands in, as canonical JSON; empty: none of that chain has it.
  virtual std::optional<std::string> record_of(geo::CentreId origin, std::string_view statement_id) = 0;
  virtual std::optional<std::string> document(geo::Digest const& digest) = 0;
  virtual bool has_document(geo::Digest const& digest) = 0;
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

/// What there is to say of a submission once commit() has succeeded: a JSON object (docs/protocol.md, "Filing").
using Answer = std::string;

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
  };
  /// Rebuilds the ledger from the log.
  /// \throws std::runtime_error when the log is not a ledger of this centre; the message names the entry.
  Registrar(Setup setup, LedgerLog& log);

  // A turn is any number of calls of these, then commit(). Nothing of it shows before.

  /// The answer is given out by commit(), under `tag`.
  void submit(std::uint64_t tag, RegisterSubmission const& submission, geo::UtcTime now);
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
  bool say(plans::Statement statement, geo::UtcTime now);
  std::string next_service_id() const;

  bool take(Peer& peer, HeadsMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, RecordsMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, WantMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, DocumentMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, AskHashesMessage const& message, std::string const& raw, geo::UtcTime now);
  bool take(Peer& peer, HashesMessage const& message, std::string const& raw, geo::UtcTime now);
  void send(geo::CentreId to, RegisterMessage const& message, std::string raw = {});
  void send_records(Peer& peer, geo::UtcTime now);
  void tell_heads(Peer& peer, geo::UtcTime now);
  void ask_documents(geo::UtcTime now);
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
  std::set<std::string, std::less<>> to_project_;
  bool modules_changed_ = true;
  std::optional<geo::UtcDate> looked_for_reissues_;
  std::string signing_trouble_;
};

}  // namespace lingding::coordinator
