// The journal: append, read, verify, the hash chain's definition, cursors, one writer.

#include "adapters/store/journal.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <limits>

#include "adapters/store/sqlite.hpp"
#include "geo/sha256.hpp"
#include "tests/adapters/store/drafts.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::store {
namespace {

using coordinator::Entry;
using coordinator::EntryDraft;

geo::UtcTime at(std::int64_t milliseconds) {
  return geo::UtcTime{std::chrono::milliseconds{milliseconds}};
}

TEST_CASE("store.journal: what is appended is read back, in order and to the byte") {
  support::TempFolder const folder;
  std::vector<EntryDraft> const drafts{
      {at(1'472'313'000'000), R"({"type":"alert_received"})", "[]", std::string{"!AIVDM\0\xFF\r\n", 10}},
      {at(-1), "", "", ""},
      {at(0), R"({"text":"求救 伶仃"})", std::string(100'000, 'x'), ""}};
  {
    SqliteJournal journal{{.folder = folder.path()}};
    REQUIRE(journal.last() == 0);
    REQUIRE(journal.append({}) == 0);
    REQUIRE(journal.append(std::span{drafts}.first(1)) == 1);
    REQUIRE(journal.append(std::span{drafts}.subspan(1)) == 3);
  }
  SqliteJournal journal{{.folder = folder.path()}};
  REQUIRE(journal.last() == 3);
  auto const entries = read_all(folder.path());
  REQUIRE(entries.size() == 3);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CHECK(entries[i].seq == i + 1);
    CHECK(same(entries[i].content, drafts[i]));
  }
}

// Computed with Python's hashlib from the definition at coordinator::Entry:
//   import hashlib, struct
//   def link(prev, seq, at, raw, event, effects):
//       h = hashlib.sha256(prev + struct.pack('>Qq', seq, at))
//       for part in (raw, event, effects): h.update(struct.pack('>Q', len(part)) + part)
//       return h.digest()
//   a = link(bytes(32), 1, 1472313000000, b'!AIVDM,1,1,,A,1,0*00', b'{"type":"time_passed"}', b'[]')
//   b = link(a, 2, -1, b'', b'', '伶仃'.encode())
TEST_CASE("store.journal: the hash chain is the published definition") {
  support::TempFolder const folder;
  {
    SqliteJournal journal{{.folder = folder.path()}};
    std::vector<EntryDraft> const drafts{
        {at(1'472'313'000'000), R"({"type":"time_passed"})", "[]", "!AIVDM,1,1,,A,1,0*00"}, {at(-1), "", "伶仃", ""}};
    journal.append(drafts);
  }
  auto const entries = read_all(folder.path());
  CHECK(geo::to_hex(entries[0].hash) == "2e62d52388c936664a29131fd794260abab6b9de835139a48259f306ffce75ea");
  CHECK(geo::to_hex(entries[1].hash) == "21cc817fbdbbd94d65660282eaff6ccf24c5319fdff39c47fb8c9d8834ddd8c3");
}

TEST_CASE("store.journal: a reader starts anywhere, stops at its limit and when it is told to") {
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path()}};
  append_numbered(journal, 1, 3000, 1000);
  SqliteJournalReader reader{folder.path()};
  auto const read = [&](coordinator::Seq after, std::size_t limit) {
    std::vector<coordinator::Seq> seen;
    reader.read(after, limit, [&](Entry const& entry) {
      seen.push_back(entry.seq);
      return true;
    });
    return seen;
  };
  CHECK(read(2998, 10) == std::vector<coordinator::Seq>{2999, 3000});
  CHECK(read(0, 2) == std::vector<coordinator::Seq>{1, 2});
  CHECK(read(0, 1025).size() == 1025);
  CHECK(read(3000, 10).empty());
  CHECK(read(1'000'000, 10).empty());
  CHECK(read(std::numeric_limits<coordinator::Seq>::max(), 10).empty());
  CHECK(read(5, 0).empty());
  std::size_t seen = 0;
  reader.read(0, 100, [&](Entry const&) { return ++seen < 7; });
  CHECK(seen == 7);
  // The same reader sees what comes later.
  append_numbered(journal, 3001, 1, 1);
  CHECK(reader.last() == 3001);
  CHECK(read(3000, 10) == std::vector<coordinator::Seq>{3001});
}

TEST_CASE("store.journal: an empty journal reads as empty and verifies") {
  support::TempFolder const folder;
  SqliteJournal const journal{{.folder = folder.path()}};
  CHECK(read_all(folder.path()).empty());
  CHECK(verify_journal(folder.path()).last == 0);
}

TEST_CASE("store.journal: verification gives the end of the chain, beside a server that writes") {
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path()}};
  append_numbered(journal, 1, 100, 10);
  auto const state = verify_journal(folder.path());
  CHECK(state.last == 100);
  CHECK(state.hash == read_all(folder.path()).back().hash);
}

TEST_CASE("store.journal: cursors live in memory until the next append, and longer than the process") {
  support::TempFolder const folder;
  {
    SqliteJournal journal{{.folder = folder.path()}};
    CHECK_FALSE(journal.cursor("link:MO"));
    journal.set_cursor("link:MO", 7);
    CHECK(journal.cursor("link:MO") == 7);
    append_numbered(journal, 1, 1, 1);
    CHECK(journal.cursor("link:MO") == 7);
    journal.set_cursor("link:MO", 8);
    journal.set_cursor("link:CN-GD", 1);
    journal.flush_cursors();
    journal.set_cursor("link:CN-GD", 2);
  }
  SqliteJournal journal{{.folder = folder.path()}};
  CHECK(journal.cursor("link:MO") == 8);
  CHECK(journal.cursor("link:CN-GD") == 2);
}

TEST_CASE("store.journal: a cursor that was tampered with counts as absent") {
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path()}};
  journal.set_cursor("link:MO", 7);
  journal.flush_cursors();
  {
    Connection other{folder / "journal.db", Access::read_write};
    other.execute("UPDATE cursor SET value = 9");
  }
  CHECK_FALSE(journal.cursor("link:MO"));
}

TEST_CASE("store.journal: a second writer is refused, and told which process has the folder") {
  support::TempFolder const folder;
  {
    SqliteJournal const first{{.folder = folder.path()}};
    CHECK_THROWS_WITH((SqliteJournal{{.folder = folder.path()}}),
                      Catch::Contains("in use by another Lingding server (process " + std::to_string(getpid()) + ")"));
    // From another process: the lock is the system's, not this one's memory.
    pid_t const child = fork();
    if (child == 0) {
      int status = 1;
      try {
        SqliteJournal const second{{.folder = folder.path()}};
      } catch (coordinator::StorageFailure const&) {
        status = 0;
      }
      _exit(status);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  SqliteJournal const next{{.folder = folder.path()}};
  CHECK(next.last() == 0);
}

TEST_CASE("store.journal: a journal that was moved away under the writer fails loudly, and works when it is back") {
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path()}};
  append_numbered(journal, 1, 3, 1);
  std::filesystem::rename(folder / "journal.db", folder / "elsewhere.db");
  CHECK_THROWS_WITH(append_numbered(journal, 4, 1, 1), Catch::Contains("was moved or deleted"));
  std::filesystem::rename(folder / "elsewhere.db", folder / "journal.db");
  append_numbered(journal, 4, 1, 1);
  CHECK(verify_journal(folder.path()).last == 4);
}

TEST_CASE("store.journal: the log is given back while one writes on and on") {
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path(), .checkpoint_pages = 64, .wal_limit_pages = 256}};
  std::uintmax_t largest = 0;
  for (std::size_t round = 0; round < 200; ++round) {
    append_numbered(journal, 1 + round * 100, 100, 100);
    largest = std::max(largest, std::filesystem::file_size(folder / "journal.db-wal"));
  }
  // 20 000 entries are some 12 MB; the limit is 256 pages, and one batch may come on top.
  CHECK(largest < 2U * 256 * 4120);
  CHECK(verify_journal(folder.path()).last == 20'000);
}

TEST_CASE("store.journal: no journal there is said plainly") {
  support::TempFolder const folder;
  CHECK_THROWS_WITH(SqliteJournalReader{folder.path()}, Catch::Contains("there is no journal here"));
}

TEST_CASE("store.journal: a newer layout is refused, with what to do") {
  support::TempFolder const folder;
  {
    SqliteJournal const journal{{.folder = folder.path()}};
  }
  {
    Connection other{folder / "journal.db", Access::read_write};
    other.execute("PRAGMA user_version = 99");
  }
  CHECK_THROWS_WITH((SqliteJournal{{.folder = folder.path()}}), Catch::Contains("written by a newer Lingding"));
  CHECK_THROWS_WITH(SqliteJournalReader{folder.path()}, Catch::Contains("written by a newer Lingding"));
  CHECK_THROWS_WITH(open_journal({.folder = folder.path()}, at(0)), Catch::Contains("written by a newer Lingding"));
}

}  // namespace
}  // namespace lingding::store
