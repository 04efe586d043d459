// A journal that is not what was written: flipped bits, lost pages, cut files. Detected, set aside, and its good part
// kept.

#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "adapters/store/journal.hpp"
#include "adapters/store/journal_files.hpp"
#include "adapters/store/sqlite.hpp"
#include "tests/adapters/store/drafts.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::store {
namespace {

using coordinator::JournalDamaged;
using coordinator::Seq;
namespace fs = std::filesystem;

constexpr Seq kEntries = 400;
geo::UtcTime const kNow{std::chrono::milliseconds{1'472'313'000'000}};  // 2016-08-27T15:50:00Z

std::string read_file(fs::path const& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}
void write_file(fs::path const& file, std::string const& content) {
  std::ofstream out{file, std::ios::binary | std::ios::trunc};
  out << content;
}

/// The bytes of a journal's files, to spoil and to put back.
struct Files {
  std::string database;
  std::string log;
  std::string mark;

  static Files closed() {
    support::TempFolder const folder;
    {
      SqliteJournal journal{small_log(folder.path())};
      journal.set_cursor("link:MO", 5);
      append_numbered(journal, 1, kEntries, 25);
    }
    return {read_file(folder / "journal.db"), "", read_file(folder / "journal.head")};
  }
  /// As a crash leaves them: the newest entries in the log alone.
  static Files crashed() {
    support::TempFolder const folder;
    {
      SqliteJournal journal{small_log(folder.path())};
      append_numbered(journal, 1, kEntries / 2, 25);
    }
    SqliteJournal journal{small_log(folder.path())};
    append_numbered(journal, kEntries / 2 + 1, kEntries / 2, 25);
    return {read_file(folder / "journal.db"), read_file(folder / "journal.db-wal"), read_file(folder / "journal.head")};
  }
  void put(fs::path const& folder) const {
    fs::remove_all(folder);
    fs::create_directories(folder);
    write_file(folder / "journal.db", database);
    if (!log.empty()) write_file(folder / "journal.db-wal", log);
    if (!mark.empty()) write_file(folder / "journal.head", mark);
  }
};

/// Every entry is what was written; gives how many there are. \throws JournalDamaged
Seq read_good(fs::path const& folder) {
  Seq last = 0;
  SqliteJournalReader reader{folder};
  reader.read(0, kEntries * 2, [&](coordinator::Entry const& entry) {
    last = entry.seq;
    REQUIRE(same(entry.content, numbered(entry.seq)));
    return true;
  });
  return last;
}

/// Detected, or harmless: all entries are there as written. Nothing else is allowed.
bool detected(fs::path const& folder) {
  try {
    verify_journal(folder);
  } catch (JournalDamaged const&) {
    return true;
  } catch (SqliteFailure const& failure) {
    // A flipped layout version reads as a newer program's.
    REQUIRE((failure.trouble() == Trouble::newer || failure.trouble() == Trouble::other));
    return true;
  }
  REQUIRE(read_good(folder) == kEntries);
  return false;
}

/// Opens with salvage: what is left are entries as written, the damaged file is kept, and the journal takes new
/// entries.
void check_salvage(fs::path const& folder, std::string const& damaged_database) {
  OpenedJournal opened;
  try {
    opened = open_journal(small_log(folder), kNow);
  } catch (SqliteFailure const& failure) {
    REQUIRE(failure.trouble() == Trouble::newer);
    return;
  }
  Seq const kept = opened.journal->last();
  if (opened.salvage) {
    CHECK(opened.salvage->lost_from == kept + 1);
    REQUIRE(fs::exists(opened.salvage->set_aside));
    CHECK(opened.salvage->set_aside.filename() == "journal.db.damaged-20160827T155000Z");
    CHECK(read_file(opened.salvage->set_aside) == damaged_database);
    CHECK(opened.set_aside == std::vector{opened.salvage->set_aside});
    CHECK_FALSE(opened.salvage->what.empty());
  } else {
    CHECK(kept == kEntries);
  }
  append_numbered(*opened.journal, kept + 1, 10, 5);
  CHECK(read_good(folder) == kept + 10);
  CHECK(verify_journal(folder).last == kept + 10);
}

TEST_CASE("store.damage: a flipped bit anywhere in the database is detected or harmless") {
  use_memory();
  Files const good = Files::closed();
  support::TempFolder const folder;
  std::minstd_rand random{1};
  int found = 0;
  constexpr int kFlips = 120;
  for (int i = 0; i < kFlips; ++i) {
    Files bad = good;
    std::size_t const at = random() % bad.database.size();
    bad.database[at] = static_cast<char>(bad.database[at] ^ (1 << random() % 8));
    CAPTURE(at);
    bad.put(folder / "j");
    bool const seen = detected(folder / "j");
    found += seen ? 1 : 0;
    bad.put(folder / "j");
    check_salvage(folder / "j", bad.database);
  }
  // Most of the file is entries, and every bit of an entry counts.
  CHECK(found > kFlips * 8 / 10);
}

TEST_CASE("store.damage: a flipped bit in the database's head and schema pages is detected or harmless") {
  use_memory();
  Files const good = Files::closed();
  support::TempFolder const folder;
  // All 100 bytes of the header, and a share of the schema behind it.
  for (std::size_t bit = 0; bit < 8; bit += 3) {
    for (std::size_t at = 0; at < 4096; at += at < 112 ? 1 : 61) {
      Files bad = good;
      bad.database[at] = static_cast<char>(bad.database[at] ^ (1U << bit));
      CAPTURE(at, bit);
      bad.put(folder / "j");
      detected(folder / "j");
    }
  }
}

TEST_CASE("store.damage: a page of zeros, of noise, or of another page is detected and salvaged") {
  use_memory();
  Files const good = Files::closed();
  support::TempFolder const folder;
  std::minstd_rand random{2};
  std::size_t const pages = good.database.size() / 4096;
  for (std::size_t page = 1; page < pages; page += 5) {
    std::string const noise = [&] {
      std::string bytes(4096, '\0');
      for (auto& byte : bytes) byte = static_cast<char>(random());
      return bytes;
    }();
    for (auto const& content : {std::string(4096, '\0'), noise, good.database.substr((page - 1) * 4096, 4096)}) {
      Files bad = good;
      bad.database.replace(page * 4096, 4096, content);
      CAPTURE(page);
      bad.put(folder / "j");
      detected(folder / "j");
      bad.put(folder / "j");
      check_salvage(folder / "j", bad.database);
    }
  }
}

TEST_CASE("store.damage: a database cut short at any length is detected and salvaged") {
  use_memory();
  Files const good = Files::closed();
  support::TempFolder const folder;
  std::minstd_rand random{3};
  for (int i = 0; i < 60; ++i) {
    Files bad = good;
    bad.database.resize(random() % good.database.size());
    CAPTURE(bad.database.size());
    bad.put(folder / "j");
    CHECK(detected(folder / "j"));
    bad.put(folder / "j");
    if (!bad.database.empty()) check_salvage(folder / "j", bad.database);
  }
}

TEST_CASE("store.damage: entries that vanish with a damaged log are missed") {
  use_memory();
  Files const good = Files::crashed();
  support::TempFolder const folder;
  std::minstd_rand random{4};
  int found = 0;
  for (int i = 0; i < 150; ++i) {
    Files bad = good;
    // The log is longer than what is in it: flip where there is something.
    std::size_t const used = bad.log.find_last_not_of('\0');
    std::size_t const at = random() % used;
    bad.log[at] = static_cast<char>(bad.log[at] ^ (1 << random() % 8));
    CAPTURE(at);
    bad.put(folder / "j");
    found += detected(folder / "j") ? 1 : 0;
  }
  // A frame that a later one of the same page replaces may be read by no one; those before the first bad one are all
  // there is.
  CHECK(found > 100);
}

TEST_CASE("store.damage: the message names the entry, the file and what is wrong with it") {
  use_memory();
  Files bad = Files::closed();
  std::string const needle = R"("number":123,)";
  auto const at = bad.database.find(needle);
  REQUIRE(at != std::string::npos);
  bad.database[at + 10] = '9';
  support::TempFolder const folder;
  bad.put(folder / "HK");
  try {
    verify_journal(folder / "HK");
    FAIL("not detected");
  } catch (JournalDamaged const& damage) {
    CHECK(damage.seq() == 123);
    CHECK_THAT(damage.what(), Catch::Contains("HK/journal.db: entry 123 is not what was written"));
  }
  std::vector<Seq> visited;
  auto const opened = open_journal(small_log(folder / "HK"), kNow,
                                   [&](coordinator::Entry const& entry) { visited.push_back(entry.seq); });
  REQUIRE(opened.salvage);
  CHECK(opened.salvage->lost_from == 123);
  CHECK(opened.salvage->last_known == kEntries);
  CHECK(visited.size() == 122);
  CHECK(opened.journal->cursor("link:MO") == 5);
  CHECK_THAT(opened.salvage->what, Catch::Contains("Entries before 123 were kept, 123 to 400 are lost"));
  CHECK_THAT(opened.salvage->what, Catch::Contains("journal.db.damaged-20160827T155000Z"));
}

TEST_CASE("store.damage: entries swapped, removed from the middle or added by hand do not fit the chain") {
  use_memory();
  support::TempFolder const folder;
  auto const tamper = [&](char const* sql) {
    Files::closed().put(folder / "j");
    {
      Connection connection{folder / "j" / "journal.db", Access::read_write};
      connection.execute(sql);
    }
    try {
      verify_journal(folder / "j");
    } catch (JournalDamaged const& damage) {
      return damage.seq();
    }
    return Seq{0};
  };
  CHECK(tamper("DELETE FROM entry WHERE seq = 7") == 7);
  CHECK(tamper("DELETE FROM entry WHERE seq = 400") == 400);
  CHECK(tamper("DELETE FROM entry") == 1);
  CHECK(tamper("UPDATE entry SET at = at + 1 WHERE seq = 9") == 9);
  CHECK(tamper("UPDATE entry SET raw = x'' WHERE seq = 9") == 9);
  CHECK(tamper("UPDATE entry SET effects = event, event = effects WHERE seq = 9") == 9);
  CHECK(tamper("UPDATE entry SET hash = zeroblob(32) WHERE seq = 9") == 9);
  CHECK(tamper("UPDATE entry SET hash = x'00' WHERE seq = 9") == 9);
  CHECK(tamper("INSERT INTO entry SELECT 401, at, raw, event, effects, hash FROM entry WHERE seq = 400") == 401);
  CHECK(tamper("DROP TABLE entry") == 1);
  CHECK(tamper("INSERT INTO entry SELECT -1, at, raw, event, effects, hash FROM entry WHERE seq = 400") == 0);
}

TEST_CASE("store.damage: a journal that is gone is missed, and a new one begun") {
  use_memory();
  support::TempFolder const folder;
  Files::closed().put(folder / "j");
  fs::remove(folder / "j" / "journal.db");
  auto const opened = open_journal(small_log(folder / "j"), kNow);
  REQUIRE(opened.salvage);
  CHECK(opened.salvage->lost_from == 1);
  CHECK(opened.salvage->last_known == kEntries);
  CHECK(opened.journal->last() == 0);
}

TEST_CASE("store.damage: a file that is no database at all is set aside") {
  use_memory();
  support::TempFolder const folder;
  Files const junk{"This is a letter to the harbour master, who keeps everything.", "", ""};
  junk.put(folder / "j");
  check_salvage(folder / "j", junk.database);
}

TEST_CASE("store.damage: a salvage that a crash interrupted is finished at the next start") {
  use_memory();
  support::TempFolder const folder;
  fs::path const where = folder / "j";
  // The good part, complete, beside the damaged files: the state after the first half of a salvage.
  fs::path const part = folder / "part";
  {
    SqliteJournal journal{small_log(part)};
    append_numbered(journal, 1, 100, 25);
  }
  for (int moved = 0; moved < 3; ++moved) {
    Files bad = Files::crashed();
    bad.database[50'000] = static_cast<char>(bad.database[50'000] ^ 1);
    bad.put(where);
    fs::copy_file(part / "journal.db", where / "journal.db.salvaged-20160827T155000Z");
    if (moved > 0) fs::rename(where / "journal.db-wal", where / "journal.db.damaged-20160827T155000Z-wal");
    if (moved > 1) fs::rename(where / "journal.db", where / "journal.db.damaged-20160827T155000Z");
    auto const opened = open_journal(small_log(where), kNow + std::chrono::hours{1});
    REQUIRE(opened.salvage);
    CHECK(opened.salvage->lost_from == 101);
    CHECK(opened.journal->last() == 100);
    CHECK(opened.set_aside == std::vector{where / "journal.db.damaged-20160827T155000Z"});
    CHECK(read_file(where / "journal.db.damaged-20160827T155000Z") == bad.database);
    CHECK(read_file(where / "journal.db.damaged-20160827T155000Z-wal") == bad.log);
    CHECK(read_good(where) == 100);
  }
}

TEST_CASE("store.damage: a mark that can't be read is no damage") {
  use_memory();
  Files good = Files::closed();
  support::TempFolder const folder;
  for (auto const& mark : {std::string{}, std::string{"rubbish"}, good.mark + "x", std::string(151, '0')}) {
    Files changed = good;
    changed.mark = mark;
    changed.put(folder / "j");
    if (mark != good.mark + "x") CHECK_FALSE(HeadMark::read(folder / "j"));
    CHECK_FALSE(detected(folder / "j"));
  }
}

}  // namespace
}  // namespace lingding::store
