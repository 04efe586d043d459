#pragma once
// Entries for the journal's tests: each says its number, so that a lost or doubled one shows.

#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "adapters/store/journal.hpp"

namespace lingding::store {

inline bool same(coordinator::EntryDraft const& a, coordinator::EntryDraft const& b) {
  return a.at == b.at && a.event == b.event && a.effects == b.effects && a.raw == b.raw;
}

/// Of about 600 bytes, as a small alert's.
inline coordinator::EntryDraft numbered(std::uint64_t number) {
  std::string const text = std::to_string(number);
  return {geo::UtcTime{std::chrono::milliseconds{1'472'313'000'000 + static_cast<std::int64_t>(number)}},
          R"({"type":"alert_received","number":)" + text + R"(,"text":")" + std::string(250, 'e') + "\"}",
          R"([{"type":"alert_refreshed","number":)" + text + R"(,"text":")" + std::string(150, 'f') + "\"}]",
          "!AIVDM,1,1,,A," + std::string(56, '0') + "," + text + "*00\r\n"};
}

/// Folders made from here on lie in memory where there is such a file system: what these tests look at are crashes of
/// the process and damage, which need no disk, and hundreds of journals are made for them.
inline void use_memory() {
  if (std::filesystem::is_directory("/dev/shm")) setenv("TMPDIR", "/dev/shm", 0);
}

/// With a small log, which is made faster than the ordinary one.
inline JournalOptions small_log(std::filesystem::path folder, std::string vfs = {}) {
  return {.folder = std::move(folder), .vfs = std::move(vfs), .checkpoint_pages = 64, .wal_limit_pages = 512};
}

/// `count` entries from `first` on, in batches.
inline void append_numbered(coordinator::Journal& journal, std::uint64_t first, std::uint64_t count,
                            std::uint64_t batch) {
  for (std::uint64_t done = 0; done < count; done += batch) {
    std::vector<coordinator::EntryDraft> drafts;
    for (std::uint64_t i = done; i < std::min(count, done + batch); ++i) drafts.push_back(numbered(first + i));
    journal.append(drafts);
  }
}

inline std::vector<coordinator::Entry> read_all(std::filesystem::path const& folder) {
  std::vector<coordinator::Entry> entries;
  SqliteJournalReader reader{folder};
  reader.read(0, std::numeric_limits<std::size_t>::max(), [&](coordinator::Entry const& entry) {
    entries.push_back(entry);
    return true;
  });
  return entries;
}

}  // namespace lingding::store
