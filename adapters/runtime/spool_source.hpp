#pragma once
// A watched folder as a source: senders put files into it by renaming, each is taken whole, and leaves the folder when
// what it said is on record.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/document_door.hpp"
#include "adapters/runtime/io.hpp"
#include "adapters/runtime/log.hpp"

namespace lingding::runtime {

struct SpoolInput {
  std::filesystem::path folder;
  std::size_t max_bytes = std::size_t{1} << 20U;  ///< of one file; a larger one is refused
  /// How often the folder is looked through although nothing was heard of it: other machines' changes of a network file
  /// system are not told.
  std::chrono::milliseconds scan_every{10'000};
  /// A file that nobody said to be complete (by renaming it, or by closing it after writing) is taken when it was not
  /// written to for so long.
  std::chrono::milliseconds settle{1'000};
};

/// Files in `folder` are taken in the order of their times, then names. Left alone are folders, names that begin with
/// '.', and names that end with ".tmp" or ".part": a sender writes under such a name, or elsewhere in the same file
/// system, and renames.
///
/// A file that brought something is moved to folder/processed/ once it is on record; with <name>.reason.txt beside it
/// if lines of it were refused. One of which nothing could be taken, a symbolic link, a device, an unreadable, empty or
/// too long one goes to folder/failed/, with the reason beside it. Names are kept; where the name is taken there, ".1"
/// and so on follows. A file that a crash left in its place is taken again under the same delivery (a digest of its
/// name, time and content), which the desk knows: nothing is opened twice.
///
/// Works on a thread of its own, as a file system may hang; the io thread only reads what is in memory.
class SpoolSource {
 public:
  /// Files that were read and are not on record yet.
  static constexpr std::size_t kMaxInFlight = 32;

  /// What a spool itself refuses, in SourceCounters::rejected from \p first_reason on (rejection_names()).
  /// \param door outlives it, as all references do.
  /// \throws std::system_error when the folder is not there, or its subfolders can't be made or written to.
  SpoolSource(SpoolInput input, Io& io, Log& log, SourceCounters& counters, std::size_t first_reason,
              DocumentDoor& door);
  ~SpoolSource();
  SpoolSource(SpoolSource const&) = delete;
  SpoolSource& operator=(SpoolSource const&) = delete;

  /// Takes no more files; what is in flight stays in its place. On the io thread, or when its loop has ended.
  void stop();

  static std::vector<std::string_view> rejection_names();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace lingding::runtime
