#pragma once
// A centre's ledger of statements and the documents they name, in SQLite: <data>/<centre>/ledger.db.

#include <filesystem>
#include <memory>

#include "adapters/store/sqlite.hpp"
#include "coordinator/registrar.hpp"

namespace lingding::store {

/// Used by one thread at a time; one writer, and any number of readers in this process or others. All calls throw
/// SqliteFailure.
class LedgerStore final : public coordinator::LedgerLog {
 public:
  /// \param folder the centre's; with Access::create it is made when it is not there.
  explicit LedgerStore(std::filesystem::path const& folder, Access access = Access::create,
                       ConnectionOptions const& options = {});
  ~LedgerStore() override;

  void append(std::vector<plans::Entry> const& entries, std::vector<coordinator::RegisterDocument> const& documents,
              std::vector<coordinator::RegisterAttachment> const& attachments) override;
  void read(std::function<void(std::string_view entry)> const& visit) override;
  std::vector<std::string> records(geo::CentreId origin, std::uint64_t from, std::size_t count) override;
  std::optional<std::string> record_of(geo::CentreId origin, std::string_view statement_id) override;
  std::optional<std::string> document(geo::Digest const& digest) override;
  bool has_document(geo::Digest const& digest) override;
  std::optional<coordinator::AttachmentFacts> attachment_facts(geo::Digest const& digest) override;
  std::optional<std::string> attachment(geo::Digest const& digest) override;
  void stage(coordinator::StagedAttachment const& staged, std::string_view bytes) override;
  void unstage(std::string_view party, geo::Digest const& digest) override;
  std::vector<coordinator::StagedAttachment> staged() override;
  std::optional<std::string> staged_bytes(std::string_view party, geo::Digest const& digest) override;
  /// Every attachment, in order of digests.
  void each_attachment(std::function<void(geo::Digest const& digest, std::string_view bytes)> const& visit);
  /// Every document, in order of digests.
  void each_document(std::function<void(geo::Digest const& digest, std::string_view bytes)> const& visit);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// "<folder>/ledger.db".
std::filesystem::path ledger_file(std::filesystem::path const& folder);

}  // namespace lingding::store
