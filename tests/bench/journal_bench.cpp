// Durable events a second through the journal by batch size, beside the disk's own flush and beside SQLite without the
// hash chain; and how fast a desk's journal is read back.

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/store/journal.hpp"
#include "adapters/store/migrations.hpp"
#include "adapters/store/sqlite.hpp"
#include "tests/bench/floors.hpp"
#include "tests/bench/report.hpp"
#include "tests/support/temp_folder.hpp"

namespace {

using namespace lingding;
using Clock = std::chrono::steady_clock;

/// 300 B event, 200 B effects, 80 B raw: a small alert's refresh.
coordinator::EntryDraft draft(std::uint64_t number) {
  std::string const text = fmt::format("{:012}", number);
  return {geo::UtcTime{std::chrono::milliseconds{1'472'313'000'000 + static_cast<std::int64_t>(number)}},
          R"({"type":"alert_received","n":")" + text + std::string(300 - 45 - 12, 'e') + "\"}",
          R"([{"type":"alert_refreshed","n":")" + text + std::string(200 - 48 - 12, 'f') + "\"}]",
          "!AIVDM,1,1,,A," + text + std::string(80 - 26, '0')};
}

std::vector<coordinator::EntryDraft> drafts(std::uint64_t first, std::size_t count) {
  std::vector<coordinator::EntryDraft> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(draft(first + i));
  return all;
}

struct Run {
  double per_second = 0;
  std::vector<double> commits;  ///< microseconds
};

/// Runs `commit` on `batches` batches, made beforehand in portions: making them is not what is measured.
template <class Commit>
Run measure(std::size_t batches, std::size_t batch, Commit const& commit) {
  Run run;
  double spent = 0;  // seconds
  for (std::size_t i = 0; i < batches; ++i) {
    auto const entries = drafts(i * batch, batch);
    auto const start = Clock::now();
    commit(entries);
    double const took = std::chrono::duration<double>(Clock::now() - start).count();
    spent += took;
    run.commits.push_back(took * 1e6);
  }
  run.per_second = static_cast<double>(batches * batch) / spent;
  return run;
}

Run journal_run(std::size_t batches, std::size_t batch) {
  support::TempFolder const folder{"bench-journal"};
  store::SqliteJournal journal{{.folder = folder.path()}};
  journal.append(drafts(0, 1));
  return measure(batches, batch, [&](auto const& entries) { journal.append(entries); });
}

/// The same rows with the same settings but SQLite's own checkpoints, and no hashes: what a plain program would do.
Run plain_run(std::size_t batches, std::size_t batch) {
  support::TempFolder const folder{"bench-plain"};
  store::Connection connection{folder / "plain.db", store::Access::create};
  store::set_pragmas(connection);
  connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, at INTEGER, raw BLOB, event TEXT, effects TEXT)");
  auto insert = connection.prepare("INSERT INTO entry (at, raw, event, effects) VALUES (?1, ?2, ?3, ?4)");
  auto begin = connection.prepare("BEGIN IMMEDIATE");
  auto commit = connection.prepare("COMMIT");
  return measure(batches, batch, [&](auto const& entries) {
    begin.run();
    for (auto const& entry : entries) {
      insert.bind(1, entry.at.time_since_epoch().count())
          .bind_blob(2, entry.raw)
          .bind(3, entry.event)
          .bind(4, entry.effects)
          .run();
    }
    commit.run();
  });
}

void report_writing() {
  support::TempFolder const folder{"bench-floor"};
  constexpr std::size_t kSizes[] = {1, 32, 1024};
  constexpr std::size_t kBatches[] = {6000, 2000, 300};
  for (std::size_t i = 0; i < 3; ++i) {
    std::size_t const batch = kSizes[i];
    auto const floor = bench::fdatasync_times(folder.path(), kBatches[i], std::chrono::microseconds{0});
    Run const plain = plain_run(kBatches[i], batch);
    Run const ours = journal_run(kBatches[i], batch);
    auto const p50 = [](auto const& samples) { return bench::percentile(samples, 50); };
    auto const p99 = [](auto const& samples) { return bench::percentile(samples, 99); };
    double const flushes = static_cast<double>(batch) * 1e6 / p50(floor);
    bench::print(
        {.figure = fmt::format("journal.append_{}", batch),
         .what = fmt::format("durable events (580 B), {} a commit, hash-chained", batch),
         .value = ours.per_second,
         .unit = "events/s",
         .floor = plain.per_second,
         .floor_what = fmt::format("plain SQLite, no hashes, same run; one flush a batch would give {:.0f}", flushes),
         .aim = batch == 1024 ? std::optional{150'000.0} : std::nullopt,
         .peers = "SQLite WAL FULL 181-236 k/s at 1024, PostgreSQL 13 k/s at 1 (published run)"});
    bench::print({.figure = fmt::format("journal.commit_{}_p50", batch),
                  .what = fmt::format("one commit of {}, median", batch),
                  .value = p50(ours.commits),
                  .unit = "µs",
                  .better = bench::Better::less,
                  .floor = p50(floor),
                  .floor_what = "4 kB write + fdatasync, median, same run",
                  .note = fmt::format("plain SQLite {:.0f} µs", p50(plain.commits))});
    bench::print({.figure = fmt::format("journal.commit_{}_p99", batch),
                  .what = fmt::format("one commit of {}, 99 of 100", batch),
                  .value = p99(ours.commits),
                  .unit = "µs",
                  .better = bench::Better::less,
                  .floor = p99(floor),
                  .floor_what = "4 kB write + fdatasync, 99 of 100, same run",
                  .note = fmt::format("plain SQLite {:.0f} µs", p99(plain.commits))});
  }
}

void report_reading() {
  support::TempFolder const folder{"bench-read"};
  {
    store::SqliteJournal journal{{.folder = folder.path()}};
    for (std::size_t i = 0; i < 100; ++i) journal.append(drafts(i * 1000, 1000));
  }
  std::size_t bytes = 0;
  auto const start = Clock::now();
  store::SqliteJournalReader reader{folder.path()};
  reader.read(0, 1'000'000, [&](coordinator::Entry const& entry) {
    bytes += entry.content.event.size();
    return true;
  });
  double const took = std::chrono::duration<double>(Clock::now() - start).count();

  auto const again = Clock::now();
  store::Connection plain{folder / "journal.db", store::Access::read_only};
  auto rows = plain.prepare("SELECT seq, at, raw, event, effects, hash FROM entry ORDER BY seq");
  std::size_t plain_bytes = 0;
  while (rows.step()) plain_bytes += rows.text(3).size();
  double const floor = std::chrono::duration<double>(Clock::now() - again).count();
  if (bytes != plain_bytes) std::exit(1);
  bench::print({.figure = "journal.read_100k",
                .what = "reading 100 000 entries back, the chain verified",
                .value = took * 1000,
                .unit = "ms",
                .better = bench::Better::less,
                .floor = floor * 1000,
                .floor_what = "the same rows from plain SQLite, nothing verified, same run"});
}

}  // namespace

int main() {
  report_writing();
  report_reading();
}
