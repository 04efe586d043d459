#pragma once
// The inside of SqliteJournal: one connection with its statements, thrown away and made anew when the storage fails.

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "coordinator/chain.hpp"
#include "adapters/store/detail/checkpointer.hpp"
#include "adapters/store/journal.hpp"
#include "adapters/store/journal_files.hpp"
#include "adapters/store/sqlite.hpp"

namespace lingding::store {

/// Where a chain ends.
struct Tail {
  coordinator::Seq seq = 0;
  coordinator::Digest hash{};
  bool operator==(Tail const&) const = default;
};

/// The last entry of a journal; zeros when it is empty. \throws SqliteFailure
Tail read_tail(Connection& connection);
/// 32 bytes of a column; empty when it has another length.
std::optional<coordinator::Digest> to_digest(std::string_view blob);
/// What a cursor's row is sealed with.
coordinator::Digest cursor_seal(std::string_view name, std::uint64_t value);

/// Reads and checks all, in order; `visit` may be empty.
/// \param mark what the writer's mark said before the journal was opened
/// \throws JournalDamaged, StorageFailure
JournalState read_whole(std::filesystem::path const& folder, std::string const& vfs,
                        std::optional<HeadMark::Content> const& mark,
                        std::function<void(coordinator::Entry const&)> const& visit);

/// SQLite's own look at the tree of pages, which finds what no entry is read from, but the next one may be written to.
/// \throws JournalDamaged at last + 1
void check_pages(std::filesystem::path const& folder, std::string const& vfs, coordinator::Seq last);

class SqliteJournal::Impl {
 public:
  Impl(JournalOptions const& options, FolderLock lock);
  ~Impl();
  Impl(Impl const&) = delete;
  Impl& operator=(Impl const&) = delete;

  coordinator::Seq append(std::span<coordinator::EntryDraft const> batch);
  coordinator::Seq last() const { return tail_.seq; }
  std::optional<std::uint64_t> cursor(std::string_view name);
  void set_cursor(std::string_view name, std::uint64_t value);
  void flush_cursors();

 private:
  struct Writer {
    Writer(std::filesystem::path const& file, Access access, JournalOptions const& options);
    Connection connection;
    Statement begin;
    Statement insert;
    Statement put_cursor;
    Statement commit;
    Statement rollback;
    int wal_pages = 0;  ///< in the log after the last commit
  };
  using Cursors = std::map<std::string, std::uint64_t, std::less<>>;

  Writer& writer();
  void open_again();
  void remove_unacknowledged();
  void watch_log(Writer& to);
  void check_in_place(Writer const& writer) const;
  Tail write(Writer& to, std::span<coordinator::EntryDraft const> batch);
  Tail write_entries(Writer& to, std::span<coordinator::EntryDraft const> batch);
  void after_commit();
  void after_failure(SqliteFailure const& failure);

  JournalOptions options_;
  FolderLock lock_;
  HeadMark head_;
  coordinator::Chain chain_;
  Tail tail_;
  Cursors waiting_cursors_;
  bool impatient_ = false;  ///< the last append failed by a lock: wait less
  bool doubtful_ = false;   ///< the last append failed: look at the end of the journal before the next one
  std::optional<Writer> writer_;
  std::optional<Checkpointer> checkpointer_;
};

}  // namespace lingding::store
