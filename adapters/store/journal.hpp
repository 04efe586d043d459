#pragma once
// A desk's journal in SQLite: <data>/<centre>/journal.db, hash-chained, one transaction a batch, one writer a folder.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coordinator/failures.hpp"
#include "coordinator/mode.hpp"
#include "coordinator/ports.hpp"

namespace lingding::store {

struct JournalOptions {
  /// The centre's folder; made when it is not there.
  std::filesystem::path folder;
  /// Whose journal it is. One of the other mode is neither opened nor changed nor set aside.
  coordinator::Mode mode = coordinator::Mode::real;
  /// How long an append waits for a foreign lock before it fails. After such a failure it waits 10 ms at most until one
  /// succeeds, so that a locked journal delays one alert and not each.
  std::chrono::milliseconds busy_timeout{500};
  /// SQLite's name of a virtual file system; empty: the system's.
  std::string vfs{};
  /// The write-ahead log is copied into the database, by a thread of its own, when it has this many pages (of 4 kB).
  std::size_t checkpoint_pages = 4096;
  /// When that thread can't keep up, the writer lends a hand at this many pages. A reader that holds on to old pages
  /// can let the log grow further; our readers let go between portions.
  std::size_t wal_limit_pages = 32768;
};

/// The folder's journal is of the other mode.
class OtherMode : public coordinator::StorageFailure {
 public:
  using StorageFailure::StorageFailure;
};

struct OpenedJournal;

/// The write side. Used by one thread (the checkpoint thread is its own affair).
class SqliteJournal final : public coordinator::Journal {
 public:
  /// Takes the folder's lock, brings the layout up to date, reads the last entry. Does not read the whole: open_journal
  /// does.
  /// \throws StorageFailure; when another server has the folder, its process id is in the message.
  /// \throws OtherMode, naming the folder, what is there and what was expected.
  /// \throws JournalDamaged when the file is no journal, or its end can't be read.
  explicit SqliteJournal(JournalOptions const& options);
  ~SqliteJournal() override;

  /// As Journal::append. After a failure the journal mends itself: the next call works as soon as the storage does.
  /// A batch whose flush failed is not in the journal; only if the process dies before the next append or reader, it
  /// may be found there afterwards, whole.
  coordinator::Seq append(std::span<coordinator::EntryDraft const> batch) override;
  coordinator::Seq last() const override;
  std::optional<std::uint64_t> cursor(std::string_view name) override;
  /// Kept in memory, and written with the next append or at the end: a lost one costs repeated messages.
  void set_cursor(std::string_view name, std::uint64_t value) override;
  /// Writes the cursors that wait; for a desk that has been idle for a while.
  void flush_cursors();

 private:
  friend OpenedJournal open_journal(JournalOptions const&, geo::UtcTime,
                                    std::function<void(coordinator::Entry const&)> const&);
  class Impl;
  explicit SqliteJournal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// What was done about a damaged journal.
struct Salvage {
  /// The first entry that is lost; the new journal ends before it, and its next entry gets this number again.
  coordinator::Seq lost_from = 1;
  /// The last entry that the damaged journal had, as far as known.
  std::optional<coordinator::Seq> last_known;
  std::string what;                 ///< one English sentence, for the standing message
  std::filesystem::path set_aside;  ///< where the damaged file is now; empty: there was none
};

struct OpenedJournal {
  std::unique_ptr<SqliteJournal> journal;
  std::optional<Salvage> salvage;
  /// Damaged journals of this and earlier starts that lie in the folder: someone should look at them, and take them
  /// away.
  std::vector<std::filesystem::path> set_aside;
};

/// Opens the journal, verifies the whole chain, and hands each good entry to `visit` in order.
/// A damaged journal is set aside as journal.db.damaged-20160827T155000Z, never deleted; a new one takes its place,
/// which begins with the entries before the damage. It is complete and on the disk before the old one is touched, and a
/// crash on the way is made good at the next start.
/// \param now names the file that is set aside.
/// \param visit may be empty.
/// \throws StorageFailure, OtherMode
OpenedJournal open_journal(JournalOptions const& options, geo::UtcTime now,
                           std::function<void(coordinator::Entry const&)> const& visit = {});

/// Whose journal lies in the folder; empty: none, or its first page can't be read. Nothing is changed.
std::optional<coordinator::Mode> journal_mode(std::filesystem::path const& folder, std::string const& vfs = {});

/// \throws OtherMode when the folder's journal is not of that mode.
void refuse_other_mode(std::filesystem::path const& folder, coordinator::Mode mode, std::string const& vfs = {});

/// The damaged journals that lie in the folder, oldest first. As long as one does, the numbers of entries from some seq
/// on may have been given twice.
std::vector<std::filesystem::path> journals_set_aside(std::filesystem::path const& folder);

/// The read side: its own connection, read only; works beside a running server and on a file system that can't be
/// written.
class SqliteJournalReader final : public coordinator::JournalReader {
 public:
  /// \param folder the centre's folder.
  /// \throws StorageFailure when there is no journal, JournalDamaged when it is no journal.
  explicit SqliteJournalReader(std::filesystem::path const& folder, std::string const& vfs = {});
  ~SqliteJournalReader() override;

  /// As JournalReader::read. Entries are fetched in portions; no lock is held while `visit` runs.
  void read(coordinator::Seq after, std::size_t limit,
            std::function<bool(coordinator::Entry const&)> const& visit) override;
  coordinator::Seq last() override;
  /// Readers read journals of both modes.
  coordinator::Mode mode() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a journal holds when all of it was checked.
struct JournalState {
  coordinator::Seq last = 0;
  coordinator::Digest hash{};  ///< of the last entry; zeros when there is none
};

/// Walks the whole chain, compares its end with the mark that the writer left in journal.head, and lets SQLite check
/// the pages.
/// \throws JournalDamaged at the first fault, StorageFailure
JournalState verify_journal(std::filesystem::path const& folder, std::string const& vfs = {});

}  // namespace lingding::store
