// The journal when the storage fails: no room, device errors, locks, a read-only folder; and when the process is killed
// at any point.

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <random>

#include "adapters/store/journal.hpp"
#include "adapters/store/sqlite.hpp"
#include "tests/adapters/store/drafts.hpp"
#include "tests/support/faulty_vfs.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::store {
namespace {

using coordinator::Seq;
using support::FaultyVfs;
namespace fs = std::filesystem;

/// Each entry of the journal is the one that carries its number.
Seq check_content(fs::path const& folder) {
  Seq expected = 1;
  for (auto const& entry : read_all(folder)) {
    REQUIRE(entry.seq == expected);
    REQUIRE(same(entry.content, numbered(expected)));
    ++expected;
  }
  REQUIRE(verify_journal(folder).last == expected - 1);
  return expected - 1;
}

/// What a crash at this moment would leave: the files as they are, without the process that writes them.
void copy_files(fs::path const& from, fs::path const& to) {
  fs::remove_all(to);
  fs::create_directories(to);
  for (auto const* name : {"journal.db", "journal.db-wal", "journal.head"})
    if (fs::exists(from / name)) fs::copy_file(from / name, to / name);
}

/// Runs in a child process; its exit status, or minus the signal that killed it.
template <class Work>
int in_child(Work const& work) {
  pid_t const child = fork();
  if (child == 0) {
    int status = 99;
    try {
      status = work();
    } catch (std::exception const& error) {
      std::fprintf(stderr, "child: %s\n", error.what());
    }
    _exit(status);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return 98;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

struct Case {
  FaultyVfs::Call call;
  FaultyVfs::Fault fault;
  char const* message;
};

/// Lets the n-th call of an append fail, for every n that the append gets to; the journal must refuse the batch whole,
/// and take it when the storage works again.
void sweep(Case const& fault, std::string const& suffix) {
  FaultyVfs vfs;
  support::TempFolder const folder;
  constexpr std::uint64_t kBatch = 50;
  SqliteJournal journal{small_log(folder.path(), FaultyVfs::kName)};
  append_numbered(journal, 1, 10, 10);
  Seq recorded = 10;
  std::size_t failures = 0;
  for (std::size_t skip = 0; skip < 500; ++skip) {
    vfs.inject(fault.call, fault.fault, suffix, skip);
    bool failed = false;
    try {
      append_numbered(journal, recorded + 1, kBatch, kBatch);
      recorded += kBatch;
    } catch (coordinator::StorageFailure const& failure) {
      failed = true;
      CHECK_THAT(failure.what(), Catch::Contains(fault.message));
      CHECK_THAT(failure.what(), Catch::Contains("journal.db"));
    }
    bool const hit = vfs.hits() > 0;
    vfs.clear();
    REQUIRE(failed == hit);
    REQUIRE(journal.last() == recorded);
    REQUIRE(SqliteJournalReader{folder.path()}.last() == recorded);
    if (!hit) break;
    ++failures;
    copy_files(folder.path(), folder / "crashed");
    Seq const after_crash = check_content(folder / "crashed");
    // A batch whose flush failed may be found after a crash, whole; never a part of it.
    bool const flush_failed = fault.call == FaultyVfs::Call::sync;
    REQUIRE((after_crash == recorded || (flush_failed && after_crash == recorded + kBatch)));
    append_numbered(journal, recorded + 1, kBatch, kBatch);
    recorded += kBatch;
  }
  CHECK(failures >= 1);
  CHECK(failures < 500);
  CHECK(check_content(folder.path()) == recorded);
}

TEST_CASE("store.faults: a full disk at any write refuses the batch whole and says so") {
  use_memory();
  sweep({FaultyVfs::Call::write, FaultyVfs::Fault::no_space, "disk full"}, "-wal");
}

TEST_CASE("store.faults: half a write at any point refuses the batch whole") {
  use_memory();
  sweep({FaultyVfs::Call::write, FaultyVfs::Fault::half_write, "disk full"}, "-wal");
}

TEST_CASE("store.faults: a device error at any write refuses the batch whole") {
  use_memory();
  sweep({FaultyVfs::Call::write, FaultyVfs::Fault::device_error, "input/output error"}, "-wal");
}

TEST_CASE("store.faults: a flush that fails refuses the batch whole") {
  use_memory();
  sweep({FaultyVfs::Call::sync, FaultyVfs::Fault::device_error, "input/output error"}, "-wal");
}

TEST_CASE("store.faults: every append is flushed before it returns") {
  use_memory();
  FaultyVfs vfs;
  support::TempFolder const folder;
  SqliteJournal journal{small_log(folder.path(), FaultyVfs::kName)};
  append_numbered(journal, 1, 1, 1);
  for (Seq seq = 2; seq < 20; ++seq) {
    auto const before = vfs.calls(FaultyVfs::Call::sync, "-wal");
    append_numbered(journal, seq, 1, 1);
    CHECK(vfs.calls(FaultyVfs::Call::sync, "-wal") == before + 1);
  }
}

TEST_CASE("store.faults: while the database can't be written the log still takes entries") {
  use_memory();
  FaultyVfs vfs;
  support::TempFolder const folder;
  {
    SqliteJournal journal{
        {.folder = folder.path(), .vfs = FaultyVfs::kName, .checkpoint_pages = 16, .wal_limit_pages = 32}};
    append_numbered(journal, 1, 10, 10);
    vfs.inject(FaultyVfs::Call::write, FaultyVfs::Fault::no_space, "journal.db", 0);
    append_numbered(journal, 11, 1000, 10);
    CHECK(vfs.hits() > 0);
    copy_files(folder.path(), folder / "crashed");
    CHECK(check_content(folder / "crashed") == 1010);
    vfs.clear();
    append_numbered(journal, 1011, 1000, 10);
  }
  CHECK(check_content(folder.path()) == 2010);
}

TEST_CASE("store.faults: a file size limit of the system counts as a full disk, and room makes it work again") {
  use_memory();
  support::TempFolder const folder;
  int const status = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    SqliteJournal journal{{.folder = folder.path(), .checkpoint_pages = 256, .wal_limit_pages = 512}};
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = 3U << 20U;
    setrlimit(RLIMIT_FSIZE, &limit);
    Seq recorded = 0;
    bool refused = false;
    while (!refused && recorded < 100'000) {
      try {
        append_numbered(journal, recorded + 1, 100, 100);
        recorded += 100;
      } catch (SqliteFailure const& failure) {
        if (failure.trouble() != Trouble::disk_full) return 1;
        refused = true;
      }
    }
    if (!refused || recorded < 1000) return 2;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
    append_numbered(journal, recorded + 1, 100, 100);
    return journal.last() == recorded + 100 ? 0 : 3;
  });
  REQUIRE(status == 0);
  CHECK(check_content(folder.path()) > 1000);
}

TEST_CASE("store.faults: a journal locked by another program fails with that word, and works when the lock is gone") {
  use_memory();
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path(), .busy_timeout = std::chrono::milliseconds{20}}};
  append_numbered(journal, 1, 10, 10);
  {
    Connection other{folder / "journal.db", Access::read_write};
    Transaction const lock{other};
    for (int i = 0; i < 3; ++i)
      CHECK_THROWS_WITH(append_numbered(journal, 11, 10, 10), Catch::Contains("locked by another program"));
    // Reading goes on.
    CHECK(SqliteJournalReader{folder.path()}.last() == 10);
  }
  append_numbered(journal, 11, 10, 10);
  CHECK(check_content(folder.path()) == 20);
}

TEST_CASE("store.faults: a reader in the middle of the journal does not keep the writer waiting") {
  use_memory();
  support::TempFolder const folder;
  SqliteJournal journal{{.folder = folder.path(), .busy_timeout = std::chrono::milliseconds{0}}};
  append_numbered(journal, 1, 100, 10);
  SqliteJournalReader reader{folder.path()};
  Seq next = 101;
  reader.read(0, 100, [&](coordinator::Entry const&) {
    append_numbered(journal, next, 1, 1);
    ++next;
    return true;
  });
  CHECK(check_content(folder.path()) == 200);
}

/// As somebody who may not write, which root may everywhere.
int as_nobody(std::function<int()> const& work) {
  return in_child([&] {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) return 97;
    return work();
  });
}

TEST_CASE("store.faults: in a folder that can't be written, reading works and writing says read only") {
  use_memory();
  support::TempFolder const folder;
  {
    SqliteJournal journal{small_log(folder / "HK")};
    append_numbered(journal, 1, 10, 10);
  }
  fs::remove(folder / "HK" / "journal.lock");
  fs::permissions(folder.path(), fs::perms{0755});
  for (auto const& file : fs::directory_iterator(folder / "HK")) fs::permissions(file, fs::perms{0444});
  fs::permissions(folder / "HK", fs::perms{0555});
  int const status = as_nobody([&] {
    if (verify_journal(folder / "HK").last != 10) return 1;
    try {
      SqliteJournal const journal{small_log(folder / "HK")};
      return 2;
    } catch (SqliteFailure const& failure) {
      return failure.trouble() == Trouble::read_only ? 0 : 3;
    }
  });
  fs::permissions(folder / "HK", fs::perms{0755});
  CHECK(status == 0);
}

/// Appends batches for ever, and tells each acknowledged seq through the pipe.
[[noreturn]] void append_and_tell(fs::path const& folder, std::uint32_t seed, int pipe, std::string const& vfs = {}) {
  try {
    JournalOptions const options{.folder = folder, .vfs = vfs, .checkpoint_pages = 32, .wal_limit_pages = 64};
    auto const journal = open_journal(options, geo::UtcTime{}).journal;
    std::minstd_rand random{seed};
    for (;;) {
      std::uint64_t const batch = 1 + random() % 40;
      append_numbered(*journal, journal->last() + 1, batch, batch);
      Seq const last = journal->last();
      if (write(pipe, &last, sizeof last) != sizeof last) _exit(1);
    }
  } catch (std::exception const& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
  }
  _exit(2);
}

/// The last seq that the child said was recorded, when it was killed; kills it itself after `kill_after`
/// acknowledgements.
Seq acknowledged_until_death(pid_t child, int pipe, std::size_t kill_after) {
  Seq last = 0;
  Seq told = 0;
  for (std::size_t count = 0; read(pipe, &told, sizeof told) == sizeof told; ++count) {
    last = told;
    if (count == kill_after) kill(child, SIGKILL);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  return last;
}

TEST_CASE("store.crash: a writer killed sixty times loses nothing that it had acknowledged") {
  use_memory();
  std::minstd_rand random{20160827};
  for (int folders = 0; folders < 6; ++folders) {
    support::TempFolder const folder;
    for (int round = 0; round < 10; ++round) {
      int ends[2];
      REQUIRE(pipe(ends) == 0);
      auto const seed = static_cast<std::uint32_t>(random());
      pid_t const child = fork();
      if (child == 0) {
        close(ends[0]);
        append_and_tell(folder.path(), seed, ends[1]);
      }
      close(ends[1]);
      Seq const acknowledged = acknowledged_until_death(child, ends[0], random() % 60);
      close(ends[0]);
      REQUIRE(check_content(folder.path()) >= acknowledged);
      auto const opened = open_journal(small_log(folder.path()), geo::UtcTime{});
      REQUIRE_FALSE(opened.salvage);
    }
  }
}

/// Kills the writer at the n-th call of a kind, for n from 0 in steps, until it gets through the whole run.
void kill_sweep(FaultyVfs::Call call, FaultyVfs::Fault fault, std::size_t step, std::size_t most) {
  std::size_t killed = 0;
  for (std::size_t skip = 0; skip < most; skip += step) {
    support::TempFolder const folder;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    pid_t const child = fork();
    if (child == 0) {
      close(ends[0]);
      FaultyVfs vfs;
      vfs.inject(call, fault, "", skip);
      append_and_tell(folder.path(), static_cast<std::uint32_t>(skip), ends[1], FaultyVfs::kName);
    }
    close(ends[1]);
    Seq const acknowledged = acknowledged_until_death(child, ends[0], 400);
    close(ends[0]);
    ++killed;
    auto const opened = open_journal(small_log(folder.path()), geo::UtcTime{});
    REQUIRE_FALSE(opened.salvage);
    REQUIRE(opened.journal->last() >= acknowledged);
    REQUIRE(check_content(folder.path()) == opened.journal->last());
  }
  CHECK(killed > 10);
}

TEST_CASE("store.crash: killed at a write, of log or database, the journal stands") {
  use_memory();
  kill_sweep(FaultyVfs::Call::write, FaultyVfs::Fault::kill, 7, 400);
}

TEST_CASE("store.crash: killed half way through a write, the journal stands") {
  use_memory();
  kill_sweep(FaultyVfs::Call::write, FaultyVfs::Fault::half_kill, 11, 400);
}

TEST_CASE("store.crash: killed at a flush, the journal stands") {
  use_memory();
  kill_sweep(FaultyVfs::Call::sync, FaultyVfs::Fault::kill, 1, 40);
}

}  // namespace
}  // namespace lingding::store
