#pragma once
// Three registries on one simulated clock, with real keys and signatures, logs in memory that may fail, and a wire that
// loses, doubles and reorders.

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/registrar.hpp"
#include "plans/plan_facts.hpp"
#include "plans/signing_key.hpp"

namespace lingding::support {

/// What a registry keeps, in memory.
class MemoryLedgerLog final : public coordinator::LedgerLog {
 public:
  void append(std::vector<plans::Entry> const& entries, std::vector<coordinator::RegisterDocument> const& documents,
              std::vector<coordinator::RegisterAttachment> const& attachments) override;
  void read(std::function<void(std::string_view entry)> const& visit) override;
  std::vector<std::string> records(geo::CentreId origin, std::uint64_t from, std::size_t count) override;
  std::optional<std::string> record_of(geo::CentreId origin, std::string_view statement_id) override;
  std::optional<std::string> document(geo::Digest const& digest) override;
  bool has_document(geo::Digest const& digest) override { return documents_.contains(digest); }
  std::optional<coordinator::AttachmentFacts> attachment_facts(geo::Digest const& digest) override;
  std::optional<std::string> attachment(geo::Digest const& digest) override;
  void stage(coordinator::StagedAttachment const& staged, std::string_view bytes) override;
  void unstage(std::string_view party, geo::Digest const& digest) override;
  std::vector<coordinator::StagedAttachment> staged() override;
  std::optional<std::string> staged_bytes(std::string_view party, geo::Digest const& digest) override;

  bool full = false;  ///< every append fails
  std::vector<std::string> const& entries() const { return entries_; }

 private:
  std::vector<std::string> entries_;
  std::map<std::pair<geo::CentreId, std::uint64_t>, plans::Record> records_;
  std::map<geo::Digest, std::string> documents_;
  struct Kept {
    coordinator::AttachmentFacts facts;
    std::string bytes;
  };
  std::map<geo::Digest, Kept> attachments_;
  std::map<std::pair<std::string, geo::Digest>, std::pair<coordinator::StagedAttachment, std::string>> staged_;
};

/// Somebody who signs: an officer, an operator, a service, a ship.
struct Hand {
  plans::Party party;
  std::string name;
  std::shared_ptr<plans::SigningKey> key;
  std::string chain;
};

class ThreeRegistries {
 public:
  ThreeRegistries();

  coordinator::Registrar& at(geo::CentreId centre) { return *registrars_[static_cast<std::size_t>(centre)]; }
  MemoryLedgerLog& log(geo::CentreId centre) { return *logs_[static_cast<std::size_t>(centre)]; }
  Hand const& officer(geo::CentreId centre) const { return officers_[static_cast<std::size_t>(centre)]; }
  Hand const& operator_of(geo::CentreId centre) const { return operators_[static_cast<std::size_t>(centre)]; }
  geo::UtcTime now() const { return now_; }
  /// For another registry of the centre, with the same trust and service key.
  coordinator::Registrar::Setup setup(geo::CentreId centre) const;
  /// What the centre trusts: the authorities of all places but `without`.
  plans::TrustStore trust(geo::CentreId centre, std::optional<geo::CentreId> without = std::nullopt) const;
  /// Commits what was done at a centre, and sends what comes of it.
  void release(geo::CentreId from);

  /// The outcome, as JSON.
  std::string say(geo::CentreId to, Hand const& who, plans::StatementBody body,
                  std::optional<std::string> document = std::nullopt);
  /// The same statement again and again is possible with these.
  coordinator::RegisterSubmission sign(Hand const& who, plans::StatementBody body,
                                       std::optional<std::string> document = std::nullopt);
  std::string hand_in(geo::CentreId to, coordinator::RegisterSubmission const& submission);

  /// A sample of the centre's plans as its operator's own, in canonical form, with `version` and amendments for it.
  std::string plan(geo::CentreId home, std::uint32_t version = 1) const;
  /// The same plan with these bytes as its first attachment, a PDF of that name.
  std::string with_attachment(std::string const& plan, std::string const& bytes, std::string const& name) const;
  /// A PDF of about so many bytes, another for each `number`.
  static std::string pdf(std::size_t bytes, int number = 0);
  /// Hands in the attachments that the document names, as who hands in the filing; those of the samples and those that
  /// with_attachment() was given.
  void send_attachments(geo::CentreId to, std::string const& document,
                        std::optional<plans::CompanyId> const& operator_id = std::nullopt);
  std::string attach(geo::CentreId to, std::string const& bytes,
                     std::optional<plans::CompanyId> const& operator_id = std::nullopt);
  /// The bytes of an attachment of a sample's, or of one that with_attachment() was given.
  std::string attachment(plans::AttachmentRef const& ref) const;
  /// The centre's shipped module with another version number, in canonical form.
  std::string module_version(geo::CentreId centre, std::uint32_t version) const;
  /// Files and registers it; fails the test when either is refused.
  plans::PlanFacts file_and_register(geo::CentreId home, std::uint32_t version = 1);
  plans::PlanFacts file_and_register(geo::CentreId home, std::string const& document);
  plans::PlanRegistered registration(plans::PlanFacts const& facts, std::string const& filing) const;

  /// Time goes by in steps of a quarter of a second; frames arrive.
  void run(std::chrono::milliseconds time);
  /// The process ends and starts again: all that was not committed is gone.
  void restart(geo::CentreId centre);
  /// A copy of what a centre has on its disk, and the disk played back to it (the process has to be started again).
  MemoryLedgerLog backup(geo::CentreId centre) { return log(centre); }
  void play_back(geo::CentreId centre, MemoryLedgerLog const& backup) { log(centre) = backup; }

  /// Registries ask the others after a start what they hold of their chain.
  bool ask_first = false;
  bool lose_pieces = false;  ///< of attachments
  double lose = 0;
  double duplicate = 0;
  double delay = 0;
  std::set<geo::CentreId> cut;  ///< no frames to or from these

 private:
  void deliver();
  std::unique_ptr<coordinator::Registrar> open(geo::CentreId centre);

  geo::UtcTime now_;
  std::mt19937 random_{20150909};
  std::array<std::string, 3> authorities_;
  std::array<Hand, 3> officers_;
  std::array<Hand, 3> operators_;
  std::array<Hand, 3> services_;
  std::array<std::unique_ptr<MemoryLedgerLog>, 3> logs_;
  std::array<std::unique_ptr<coordinator::Registrar>, 3> registrars_;
  std::vector<coordinator::LinkFrame> wire_;
  mutable std::map<std::string, std::string> attachments_;
  std::map<std::uint64_t, std::string> answers_;
  std::uint64_t tag_ = 0;
  std::uint64_t statements_ = 0;
};

}  // namespace lingding::support
