#include "adapters/store/ledger_store.hpp"

#include <cstring>
#include <span>

#include "adapters/store/migrations.hpp"
#include "plans/record.hpp"
#include "plans/statement.hpp"

namespace lingding::store {
namespace {

std::string_view bytes_of(geo::Digest const& digest) {
  // The one place where a digest's bytes go into a column.
  return {reinterpret_cast<char const*>(digest.data()), digest.size()};
}

Connection open(std::filesystem::path const& folder, Access access, ConnectionOptions const& options) {
  if (access == Access::create) std::filesystem::create_directories(folder);
  Connection connection{ledger_file(folder), access, options};
  if (access == Access::create || access == Access::read_write) {
    set_pragmas(connection);
    // Kibibytes: documents and indexes of some thousand plans are looked at again and again.
    connection.execute("PRAGMA cache_size=-32768");
    migrate(connection, Database::ledger);
  } else {
    check_layout(connection, Database::ledger);
  }
  return connection;
}

}  // namespace

std::filesystem::path ledger_file(std::filesystem::path const& folder) {
  return folder / "ledger.db";
}

class LedgerStore::Impl {
 public:
  Impl(std::filesystem::path const& folder, Access access, ConnectionOptions const& options)
      : connection_(open(folder, access, options)),
        records_(
            connection_.prepare("SELECT record FROM record WHERE origin = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3")),
        record_of_(connection_.prepare("SELECT record FROM record WHERE origin = ?1 AND statement_id = ?2")),
        document_(connection_.prepare("SELECT bytes FROM document WHERE digest = ?1")),
        has_document_(connection_.prepare("SELECT 1 FROM document WHERE digest = ?1")) {}

  void append(std::vector<plans::Entry> const& entries, std::vector<coordinator::RegisterDocument> const& documents,
              std::vector<coordinator::RegisterAttachment> const& attachments) {
    Transaction transaction{connection_};
    auto insert_document =
        connection_.prepare("INSERT INTO document (digest, bytes) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING");
    for (auto const& document : documents)
      insert_document.bind_blob(1, bytes_of(document.digest)).bind_blob(2, std::string_view{document.bytes}).run();
    for (auto const& attachment : attachments) keep(attachment);
    auto insert_entry = connection_.prepare("INSERT INTO entry (place, entry) VALUES (?1, ?2)");
    auto insert_record =
        connection_.prepare("INSERT INTO record (origin, seq, statement_id, record) VALUES (?1, ?2, ?3, ?4)");
    for (auto const& entry : entries) {
      auto const text = plans::write_entry(entry);
      insert_entry.bind(1, static_cast<std::int64_t>(entry.place)).bind(2, text).run();
      auto const* const held = std::get_if<plans::HeldRecord>(&entry.what);
      if (held == nullptr) continue;
      auto const record = plans::write_record(held->record);
      auto const statement = plans::read_statement(held->record.statement);
      std::string const id = statement ? statement->id : "";
      insert_record.bind(1, geo::to_text(held->record.origin)).bind(2, static_cast<std::int64_t>(held->record.seq));
      id.empty() ? insert_record.bind_null(3) : insert_record.bind(3, id);
      insert_record.bind(4, record).run();
    }
    transaction.commit();
  }

  void read(std::function<void(std::string_view)> const& visit) {
    auto statement = connection_.prepare("SELECT entry FROM entry ORDER BY place");
    while (statement.step()) visit(statement.text(0));
  }

  std::vector<std::string> records(geo::CentreId origin, std::uint64_t from, std::size_t count) {
    std::vector<std::string> found;
    records_.bind(1, geo::to_text(origin))
        .bind(2, static_cast<std::int64_t>(from))
        .bind(3, static_cast<std::int64_t>(count));
    while (records_.step()) found.emplace_back(records_.text(0));
    return found;
  }

  std::optional<std::string> record_of(geo::CentreId origin, std::string_view statement_id) {
    return first(record_of_.bind(1, geo::to_text(origin)).bind(2, statement_id), [](auto& row) { return row.text(0); });
  }

  std::optional<std::string> document(geo::Digest const& digest) {
    return first(document_.bind_blob(1, bytes_of(digest)), [](auto& row) { return row.blob(0); });
  }

  bool has_document(geo::Digest const& digest) {
    bool const found = has_document_.bind_blob(1, bytes_of(digest)).step();
    has_document_.reset();
    return found;
  }

  std::optional<coordinator::AttachmentFacts> attachment_facts(geo::Digest const& digest) {
    auto statement = connection_.prepare("SELECT media_type, length(bytes) FROM attachment WHERE digest = ?1");
    if (!statement.bind_blob(1, bytes_of(digest)).step()) return std::nullopt;
    return coordinator::AttachmentFacts{media_type(statement.text(0)), static_cast<std::uint64_t>(statement.number(1))};
  }

  std::optional<std::string> attachment(geo::Digest const& digest) {
    auto statement = connection_.prepare("SELECT bytes FROM attachment WHERE digest = ?1");
    return first(statement.bind_blob(1, bytes_of(digest)), [](auto& row) { return row.blob(0); });
  }

  void stage(coordinator::StagedAttachment const& staged, std::string_view bytes) {
    Transaction transaction{connection_};
    connection_
        .prepare("INSERT OR REPLACE INTO staged (party, digest, media_type, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(1, staged.party)
        .bind_blob(2, bytes_of(staged.digest))
        .bind(3, plans::to_text(staged.facts.type))
        .bind(4, staged.at.time_since_epoch().count())
        .bind_blob(5, bytes)
        .run();
    transaction.commit();
  }

  void unstage(std::string_view party, geo::Digest const& digest) {
    Transaction transaction{connection_};
    remove_staged(party, digest);
    transaction.commit();
  }

  std::vector<coordinator::StagedAttachment> staged() {
    std::vector<coordinator::StagedAttachment> all;
    auto statement = connection_.prepare("SELECT party, digest, media_type, at, length(bytes) FROM staged ORDER BY at");
    while (statement.step())
      all.push_back({std::string{statement.text(0)},
                     digest_in(statement, 1),
                     {media_type(statement.text(2)), static_cast<std::uint64_t>(statement.number(4))},
                     geo::UtcTime{std::chrono::milliseconds{statement.number(3)}}});
    return all;
  }

  std::optional<std::string> staged_bytes(std::string_view party, geo::Digest const& digest) {
    auto statement = connection_.prepare("SELECT bytes FROM staged WHERE party = ?1 AND digest = ?2");
    return first(statement.bind(1, party).bind_blob(2, bytes_of(digest)), [](auto& row) { return row.blob(0); });
  }

  void each(std::string_view table, std::function<void(geo::Digest const&, std::string_view)> const& visit) {
    auto statement = connection_.prepare("SELECT digest, bytes FROM " + std::string{table} + " ORDER BY digest");
    while (statement.step()) visit(digest_in(statement, 0), statement.blob(1));
  }

 private:
  geo::Digest digest_in(Statement const& row, int column) const {
    geo::Digest digest{};
    auto const blob = row.blob(column);
    if (blob.size() != digest.size())
      throw SqliteFailure(Trouble::damaged, connection_.file().string() + ": a digest is not one");
    std::memcpy(digest.data(), blob.data(), digest.size());
    return digest;
  }

  plans::MediaType media_type(std::string_view text) const {
    auto const type = plans::parse_media_type(text);
    if (!type) throw SqliteFailure(Trouble::damaged, connection_.file().string() + ": an attachment's type is none");
    return *type;
  }

  /// Within a transaction.
  void keep(coordinator::RegisterAttachment const& attachment) {
    if (attachment.party.empty()) {
      connection_
          .prepare(
              "INSERT INTO attachment (digest, media_type, bytes) VALUES (?1, ?2, ?3) "
              "ON CONFLICT (digest) DO NOTHING")
          .bind_blob(1, bytes_of(attachment.digest))
          .bind(2, plans::to_text(attachment.type))
          .bind_blob(3, std::string_view{attachment.bytes})
          .run();
      return;
    }
    connection_
        .prepare(
            "INSERT INTO attachment (digest, media_type, bytes) SELECT digest, media_type, bytes FROM staged "
            "WHERE party = ?1 AND digest = ?2 ON CONFLICT (digest) DO NOTHING")
        .bind(1, attachment.party)
        .bind_blob(2, bytes_of(attachment.digest))
        .run();
    if (!attachment_facts(attachment.digest))
      throw SqliteFailure(Trouble::other, connection_.file().string() + ": an attachment that was sent ahead is gone");
    remove_staged(attachment.party, attachment.digest);
  }

  void remove_staged(std::string_view party, geo::Digest const& digest) {
    connection_.prepare("DELETE FROM staged WHERE party = ?1 AND digest = ?2")
        .bind(1, party)
        .bind_blob(2, bytes_of(digest))
        .run();
  }

  template <class Column>
  static std::optional<std::string> first(Statement& statement, Column const& column) {
    if (!statement.step()) return std::nullopt;
    std::string found{column(statement)};
    statement.reset();
    return found;
  }

  Connection connection_;
  Statement records_;
  Statement record_of_;
  Statement document_;
  Statement has_document_;
};

LedgerStore::LedgerStore(std::filesystem::path const& folder, Access access, ConnectionOptions const& options)
    : impl_(std::make_unique<Impl>(folder, access, options)) {}
LedgerStore::~LedgerStore() = default;

void LedgerStore::append(std::vector<plans::Entry> const& entries,
                         std::vector<coordinator::RegisterDocument> const& documents,
                         std::vector<coordinator::RegisterAttachment> const& attachments) {
  impl_->append(entries, documents, attachments);
}
void LedgerStore::read(std::function<void(std::string_view entry)> const& visit) {
  impl_->read(visit);
}
std::vector<std::string> LedgerStore::records(geo::CentreId origin, std::uint64_t from, std::size_t count) {
  return impl_->records(origin, from, count);
}
std::optional<std::string> LedgerStore::record_of(geo::CentreId origin, std::string_view statement_id) {
  return impl_->record_of(origin, statement_id);
}
std::optional<std::string> LedgerStore::document(geo::Digest const& digest) {
  return impl_->document(digest);
}
bool LedgerStore::has_document(geo::Digest const& digest) {
  return impl_->has_document(digest);
}
void LedgerStore::each_document(std::function<void(geo::Digest const&, std::string_view)> const& visit) {
  impl_->each("document", visit);
}
std::optional<coordinator::AttachmentFacts> LedgerStore::attachment_facts(geo::Digest const& digest) {
  return impl_->attachment_facts(digest);
}
std::optional<std::string> LedgerStore::attachment(geo::Digest const& digest) {
  return impl_->attachment(digest);
}
void LedgerStore::stage(coordinator::StagedAttachment const& staged, std::string_view bytes) {
  impl_->stage(staged, bytes);
}
void LedgerStore::unstage(std::string_view party, geo::Digest const& digest) {
  impl_->unstage(party, digest);
}
std::vector<coordinator::StagedAttachment> LedgerStore::staged() {
  return impl_->staged();
}
std::optional<std::string> LedgerStore::staged_bytes(std::string_view party, geo::Digest const& digest) {
  return impl_->staged_bytes(party, digest);
}
void LedgerStore::each_attachment(std::function<void(geo::Digest const&, std::string_view)> const& visit) {
  impl_->each("attachment", visit);
}

}  // namespace lingding::store
