#include "adapters/store/detail/journal_writer.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>

#include "adapters/store/migrations.hpp"

namespace lingding::store {
namespace {

constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kFrameBytes =
    kPageBytes + 24;  // SQLite file format, section 4.1: a frame is a 24-byte header and a page
constexpr std::chrono::milliseconds kImpatience{10};

}  // namespace

std::optional<coordinator::Digest> to_digest(std::string_view blob) {
  coordinator::Digest digest{};
  if (blob.size() != digest.size()) return std::nullopt;
  std::memcpy(digest.data(), blob.data(), digest.size());
  return digest;
}

Tail read_tail(Connection& connection) {
  auto statement = connection.prepare("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1");
  if (!statement.step()) return {};
  auto const hash = to_digest(statement.blob(1));
  auto const seq = statement.number(0);
  statement.reset();
  if (!hash || seq < 1) {
    throw SqliteFailure(Trouble::damaged,
                        fmt::format("{}: the last entry is not what was written", connection.file().string()));
  }
  return {static_cast<coordinator::Seq>(seq), *hash};
}

coordinator::Digest cursor_seal(std::string_view name, std::uint64_t value) {
  return geo::sha256(fmt::format("lingding cursor\n{}\n{}", name, value));
}

SqliteJournal::Impl::Writer::Writer(std::filesystem::path const& file, Access access, JournalOptions const& options)
    : connection([&] {
        Connection opened{file, access, {.busy_timeout = options.busy_timeout, .vfs = options.vfs}};
        if (auto const found = mode_of(opened); found && *found != options.mode)
          refuse_other_mode(options.folder, options.mode, options.vfs);
        set_pragmas(opened);
        // The log is copied by the checkpointer, and given back to the disk beyond this size.
        opened.execute("PRAGMA wal_autocheckpoint=0");
        opened.execute(fmt::format("PRAGMA journal_size_limit={}", options.wal_limit_pages * kFrameBytes).c_str());
        migrate(opened, journal_of(options.mode));
        return opened;
      }()),
      begin(connection.prepare("BEGIN IMMEDIATE")),
      insert(
          connection.prepare("INSERT INTO entry (seq, at, raw, event, effects, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
      put_cursor(connection.prepare("INSERT INTO cursor (name, value, seal) VALUES (?1, ?2, ?3) ON CONFLICT (name) "
                                    "DO UPDATE SET value = excluded.value, seal = excluded.seal")),
      commit(connection.prepare("COMMIT")),
      rollback(connection.prepare("ROLLBACK")) {}

SqliteJournal::Impl::Impl(JournalOptions const& options, FolderLock lock)
    : options_(options), lock_(std::move(lock)), head_(options.folder) {
  auto const file = journal_file(options_.folder);
  reserve_wal(options_.folder, 32 + options_.checkpoint_pages * kFrameBytes);
  writer_.emplace(file, Access::create, options_);
  watch_log(*writer_);
  tail_ = read_tail(writer_->connection);
  flush_folder(options_.folder);
  checkpointer_.emplace(file, options_.vfs);
}

SqliteJournal::Impl::~Impl() {
  try {
    flush_cursors();
  } catch (std::exception const&) {
    // A lost cursor costs repeated messages.
  }
  checkpointer_.reset();
  writer_.reset();  // the last connection copies the log into the database and removes it
}

void SqliteJournal::Impl::watch_log(Writer& to) {
  auto const note = [](void* pages, sqlite3*, char const*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(to.connection.handle(), note, &to.wal_pages);
}

/// The connection, proved good after a failure.
SqliteJournal::Impl::Writer& SqliteJournal::Impl::writer() {
  if (writer_ && doubtful_) {
    try {
      if (read_tail(writer_->connection) == tail_) doubtful_ = false;
    } catch (SqliteFailure const&) {
      // Seen below, by the new connection.
    }
  }
  if (!writer_ || doubtful_) open_again();
  return *writer_;
}

void SqliteJournal::Impl::open_again() {
  writer_.reset();
  writer_.emplace(journal_file(options_.folder), Access::read_write, options_);
  watch_log(*writer_);
  Tail const found = read_tail(writer_->connection);
  if (found.seq > tail_.seq) remove_unacknowledged();
  if (read_tail(writer_->connection) != tail_) {
    throw SqliteFailure(Trouble::damaged, fmt::format("{}: ends at entry {} and not at {}, which was recorded last",
                                                      writer_->connection.file().string(), found.seq, tail_.seq));
  }
  doubtful_ = false;
}

/// A batch whose flush failed may have survived in the log. It was reported as not recorded, and will come again.
void SqliteJournal::Impl::remove_unacknowledged() {
  Transaction transaction{writer_->connection};
  auto erase = writer_->connection.prepare("DELETE FROM entry WHERE seq > ?1");
  erase.bind(1, static_cast<std::int64_t>(tail_.seq)).run();
  transaction.commit();
}

/// An unlinked file takes entries as willingly as any, and keeps none.
void SqliteJournal::Impl::check_in_place(Writer const& writer) const {
  int moved = 0;
  sqlite3_file_control(writer.connection.handle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved != 0) {
    throw SqliteFailure(Trouble::cannot_open, fmt::format("{}: was moved or deleted while the server writes in it",
                                                          writer.connection.file().string()));
  }
}

coordinator::Seq SqliteJournal::Impl::append(std::span<coordinator::EntryDraft const> batch) {
  if (batch.empty()) return tail_.seq;
  try {
    Writer& to = writer();
    check_in_place(to);
    tail_ = write(to, batch);
  } catch (SqliteFailure const& failure) {
    after_failure(failure);
    throw;
  }
  after_commit();
  return tail_.seq;
}

Tail SqliteJournal::Impl::write(Writer& to, std::span<coordinator::EntryDraft const> batch) {
  to.begin.run();
  try {
    Tail const tail = write_entries(to, batch);
    to.commit.run();
    return tail;
  } catch (...) {
    // SQLite has rolled back by itself after some failures.
    if (!to.connection.autocommit()) {
      try {
        to.rollback.run();
      } catch (SqliteFailure const&) {
        doubtful_ = true;
      }
    }
    throw;
  }
}

Tail SqliteJournal::Impl::write_entries(Writer& to, std::span<coordinator::EntryDraft const> batch) {
  Tail tail = tail_;
  for (auto const& draft : batch) {
    tail = {tail.seq + 1, chain_.hash(tail.hash, tail.seq + 1, draft)};
    to.insert.bind(1, static_cast<std::int64_t>(tail.seq))
        .bind(2, draft.at.time_since_epoch().count())
        .bind_blob(3, draft.raw)
        .bind(4, draft.event)
        .bind(5, draft.effects)
        .bind_blob(6, tail.hash)
        .run();
  }
  for (auto const& [name, value] : waiting_cursors_) {
    auto const seal = cursor_seal(name, value);
    to.put_cursor.bind(1, name).bind(2, static_cast<std::int64_t>(value)).bind_blob(3, seal).run();
  }
  return tail;
}

void SqliteJournal::Impl::after_commit() {
  waiting_cursors_.clear();
  head_.write(tail_.seq, tail_.hash);
  Writer& to = *writer_;
  if (impatient_) {
    to.connection.set_busy_timeout(options_.busy_timeout);
    impatient_ = false;
  }
  auto const pages = static_cast<std::size_t>(to.wal_pages);
  if (pages < options_.checkpoint_pages) return;
  if (pages < options_.wal_limit_pages) {
    checkpointer_->request();
    return;
  }
  try {
    Checkpointer::checkpoint(to.connection);
  } catch (SqliteFailure const&) {
    // The batch is recorded. A log that can't be copied grows; when the disk is full, the next append says so.
  }
}

void SqliteJournal::Impl::after_failure(SqliteFailure const& failure) {
  doubtful_ = true;
  if (failure.trouble() == Trouble::locked && writer_) {
    writer_->connection.set_busy_timeout(kImpatience);
    impatient_ = true;
  }
}

std::optional<std::uint64_t> SqliteJournal::Impl::cursor(std::string_view name) {
  if (auto const found = waiting_cursors_.find(name); found != waiting_cursors_.end()) return found->second;
  auto statement = writer().connection.prepare("SELECT value, seal FROM cursor WHERE name = ?1");
  if (!statement.bind(1, name).step()) return std::nullopt;
  auto const value = static_cast<std::uint64_t>(statement.number(0));
  auto const seal = to_digest(statement.blob(1));
  statement.reset();
  if (!seal || *seal != cursor_seal(name, value)) return std::nullopt;
  return value;
}

void SqliteJournal::Impl::set_cursor(std::string_view name, std::uint64_t value) {
  waiting_cursors_.insert_or_assign(std::string{name}, value);
}

void SqliteJournal::Impl::flush_cursors() {
  if (waiting_cursors_.empty()) return;
  try {
    Writer& to = writer();
    check_in_place(to);
    write(to, {});
  } catch (SqliteFailure const& failure) {
    after_failure(failure);
    throw;
  }
  after_commit();
}

namespace {

/// A damaged file found while opening is no storage failure that passes: salvage is the answer.
template <class Make>
auto damaged_as_such(Make const& make) {
  try {
    return make();
  } catch (SqliteFailure const& failure) {
    if (failure.trouble() == Trouble::damaged) throw coordinator::JournalDamaged(1, failure.what());
    throw;
  }
}

}  // namespace

SqliteJournal::SqliteJournal(JournalOptions const& options)
    : impl_(damaged_as_such([&] { return std::make_unique<Impl>(options, FolderLock{options.folder}); })) {}
SqliteJournal::SqliteJournal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteJournal::~SqliteJournal() = default;

coordinator::Seq SqliteJournal::append(std::span<coordinator::EntryDraft const> batch) {
  return impl_->append(batch);
}
coordinator::Seq SqliteJournal::last() const {
  return impl_->last();
}
std::optional<std::uint64_t> SqliteJournal::cursor(std::string_view name) {
  return impl_->cursor(name);
}
void SqliteJournal::set_cursor(std::string_view name, std::uint64_t value) {
  impl_->set_cursor(name, value);
}
void SqliteJournal::flush_cursors() {
  impl_->flush_cursors();
}

}  // namespace lingding::store
