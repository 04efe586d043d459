#pragma once
// The files of a journal's folder beside the database: the lock, the mark of the last entry, the room kept for the log.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "coordinator/ports.hpp"

namespace lingding::store {

/// journal.db, and beside it SQLite's own -wal and -shm.
std::filesystem::path journal_file(std::filesystem::path const& folder);

/// Held by the one server that writes in the folder; released when the process ends, however it ends.
class FolderLock {
 public:
  /// Makes the folder when it is not there.
  /// \throws coordinator::StorageFailure when another process, or another part of this one, has it; names the process.
  explicit FolderLock(std::filesystem::path const& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  int descriptor_ = -1;
};

/// journal.head: which entry the writer recorded last. A chain can't show that its end is missing; this does. It is
/// written without a flush, so after a power failure it may be behind the journal, and is never ahead of it.
class HeadMark {
 public:
  /// Opened for writing; failing to write it never fails an append.
  explicit HeadMark(std::filesystem::path const& folder);
  HeadMark(HeadMark const&) = delete;
  HeadMark& operator=(HeadMark const&) = delete;
  ~HeadMark();
  void write(coordinator::Seq seq, coordinator::Digest const& hash) noexcept;

  struct Content {
    coordinator::Seq seq = 0;
    coordinator::Digest hash{};
  };
  /// Empty when there is none, or it can't be read: it is help, not a condition.
  static std::optional<Content> read(std::filesystem::path const& folder);

 private:
  int descriptor_;
};

/// Makes a write-ahead log of zeros, which SQLite takes for an empty one. Commits then overwrite blocks that are there
/// already: their flush needs no change of the file system's own records, and on a full disk there is still room for
/// this much. Does nothing when there is a log, or no room.
void reserve_wal(std::filesystem::path const& folder, std::size_t bytes) noexcept;

/// Makes what was renamed or created in the folder durable. \throws coordinator::StorageFailure
void flush_folder(std::filesystem::path const& folder);

}  // namespace lingding::store
