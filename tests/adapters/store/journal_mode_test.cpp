// A journal belongs to the world or to an exercise from its first page on, and neither server opens the other's.

#include <catch2/catch.hpp>
#include <fstream>
#include <random>

#include "adapters/store/journal.hpp"
#include "adapters/store/journal_files.hpp"
#include "adapters/store/migrations.hpp"
#include "tests/adapters/store/drafts.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::store {
namespace {

using coordinator::Mode;
namespace fs = std::filesystem;

geo::UtcTime const kNow{std::chrono::milliseconds{1'472'313'000'000}};

JournalOptions options(fs::path const& folder, Mode mode) {
  auto made = small_log(folder);
  made.mode = mode;
  return made;
}

Mode other(Mode mode) {
  return mode == Mode::real ? Mode::exercise : Mode::real;
}

std::string read_file(fs::path const& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> names_in(fs::path const& folder) {
  std::vector<std::string> names;
  for (auto const& file : fs::directory_iterator(folder)) names.push_back(file.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST_CASE("store.mode: a journal of one mode refuses a server of the other, and is not touched") {
  for (auto const mode : {Mode::real, Mode::exercise}) {
    support::TempFolder const folder;
    {
      auto opened = open_journal(options(folder.path(), mode), kNow);
      append_numbered(*opened.journal, 1, 10, 5);
      opened.journal->set_cursor("link:MO", 7);
    }
    CHECK(journal_mode(folder.path()) == mode);
    auto const before = read_file(folder / "journal.db");
    auto const names = names_in(folder.path());
    try {
      open_journal(options(folder.path(), other(mode)), kNow);
      FAIL("the other mode's server opened it");
    } catch (OtherMode const& refused) {
      std::string const words = refused.what();
      INFO(words);
      CHECK(words.find(folder.path().string()) != std::string::npos);
      CHECK(words.find(mode == Mode::exercise ? "the journal of an exercise" : "the journal of a real desk") !=
            std::string::npos);
      CHECK(words.find("server.mode = \"" + std::string{to_text(other(mode))} + "\"") != std::string::npos);
    }
    CHECK_THROWS_AS(SqliteJournal(options(folder.path(), other(mode))), OtherMode);
    CHECK_THROWS_AS(refuse_other_mode(folder.path(), other(mode)), OtherMode);
    CHECK(read_file(folder / "journal.db") == before);
    CHECK(names_in(folder.path()) == names);
    // Its own server opens it as it was; readers read both.
    auto const again = open_journal(options(folder.path(), mode), kNow);
    CHECK_FALSE(again.salvage);
    CHECK(again.journal->last() == 10);
    CHECK(again.journal->cursor("link:MO") == 7);
    SqliteJournalReader reader(folder.path());
    CHECK(reader.mode() == mode);
    CHECK(reader.last() == 10);
    CHECK(verify_journal(folder.path()).last == 10);
  }
}

TEST_CASE("store.mode: a crash leaves the mark, also when the newest pages are in the log alone") {
  support::TempFolder const folder;
  support::TempFolder const copy;
  {
    SqliteJournal journal{options(folder.path(), Mode::exercise)};
    append_numbered(journal, 1, 3, 1);
    // As a crash leaves them.
    for (auto const* const name : {"journal.db", "journal.db-wal", "journal.head"})
      fs::copy_file(folder / name, copy / name);
  }
  CHECK(journal_mode(copy.path()) == Mode::exercise);
  CHECK_THROWS_AS(open_journal(options(copy.path(), Mode::real), kNow), OtherMode);
  CHECK(open_journal(options(copy.path(), Mode::exercise), kNow).journal->last() == 3);
}

TEST_CASE("store.mode: what is salvaged of an exercise's journal stays an exercise's") {
  support::TempFolder const folder;
  {
    SqliteJournal journal{options(folder.path(), Mode::exercise)};
    append_numbered(journal, 1, 200, 20);
  }
  // A page in the middle is spoilt; the first, with the mark, is not.
  {
    std::fstream file{folder / "journal.db", std::ios::binary | std::ios::in | std::ios::out};
    file.seekp(4096 * 12 + 2048);
    file << std::string(1024, '\x5A');
  }
  CHECK_THROWS_AS(open_journal(options(folder.path(), Mode::real), kNow), OtherMode);
  CHECK(journals_set_aside(folder.path()).empty());
  auto const opened = open_journal(options(folder.path(), Mode::exercise), kNow);
  REQUIRE(opened.salvage);
  CHECK(journals_set_aside(folder.path()).size() == 1);
  CHECK(journal_mode(folder.path()) == Mode::exercise);
}

TEST_CASE("store.mode: journals of before there were modes are real, and an older program refuses an exercise's") {
  support::TempFolder const folder;
  {
    SqliteJournal journal{{.folder = folder.path()}};
  }
  CHECK(journal_mode(folder.path()) == Mode::real);
  // "LgdJ", as every version has written it, and "LgdX", which none before knows: the file's own mark, not a row in it.
  Connection real{journal_file(folder.path()), Access::read_only};
  CHECK(real.number("PRAGMA application_id") == 0x4C67644A);
  support::TempFolder const played;
  {
    SqliteJournal journal{options(played.path(), Mode::exercise)};
  }
  Connection exercise{journal_file(played.path()), Access::read_only};
  CHECK(exercise.number("PRAGMA application_id") == 0x4C676458);
  CHECK_THROWS_AS(check_layout(exercise, Database::journal), SqliteFailure);
}

TEST_CASE(
    "store.mode: a folder without a journal is nobody's, and one whose journal can't be read is not refused for it") {
  support::TempFolder const folder;
  CHECK_FALSE(journal_mode(folder.path()));
  CHECK_NOTHROW(refuse_other_mode(folder.path(), Mode::exercise));
  std::ofstream{folder / "journal.db"} << std::string(8192, 'x');
  CHECK_FALSE(journal_mode(folder.path()));
  CHECK_NOTHROW(refuse_other_mode(folder.path(), Mode::exercise));
}

}  // namespace
}  // namespace lingding::store
