// Opening a journal with all of it verified, and what is done when it is damaged.

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "adapters/store/detail/journal_writer.hpp"
#include "adapters/store/journal.hpp"
#include "adapters/store/migrations.hpp"
#include "geo/time.hpp"

namespace lingding::store {
namespace {

using coordinator::Entry;
using coordinator::JournalDamaged;
using coordinator::Seq;
namespace fs = std::filesystem;

constexpr std::string_view kBuilding = "journal.db.building";
constexpr std::string_view kSalvaged = "journal.db.salvaged-";  // complete; followed by the time
constexpr std::string_view kDamaged = "journal.db.damaged-";

/// "20160827T155000Z": fit for a file name.
std::string stamp(geo::UtcTime now) {
  std::string text = geo::to_iso8601(std::chrono::floor<std::chrono::seconds>(now));
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }), text.end());
  if (auto const dot = text.find('.'); dot != std::string::npos) text = text.substr(0, dot) + 'Z';
  return text;
}

std::vector<fs::path> files_named(fs::path const& folder, std::string_view prefix) {
  std::vector<fs::path> found;
  for (auto const& file : fs::directory_iterator(folder)) {
    std::string const name = file.path().filename().string();
    bool const helper = name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal");
    if (name.starts_with(prefix) && !helper) found.push_back(file.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void remove_database(fs::path const& file) {
  for (auto const* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + suffix);
}

/// The damaged file's cursors that fit their seals. One that is lost costs repeated messages.
std::map<std::string, std::uint64_t> readable_cursors(fs::path const& folder, JournalOptions const& options) {
  std::map<std::string, std::uint64_t> cursors;
  try {
    Connection from{journal_file(folder), Access::read_only, {.vfs = options.vfs}};
    auto rows = from.prepare("SELECT name, value, seal FROM cursor");
    while (rows.step()) {
      auto const value = static_cast<std::uint64_t>(rows.number(1));
      if (to_digest(rows.blob(2)) == cursor_seal(rows.text(0), value)) cursors[std::string{rows.text(0)}] = value;
    }
  } catch (SqliteFailure const&) {
    // As many as could be read.
  }
  return cursors;
}

/// Copies the entries before `end`, verified, and the cursors that can be read, into a new file.
void build_prefix(fs::path const& folder, Seq end, JournalOptions const& options) {
  fs::path const file = folder / kBuilding;
  remove_database(file);
  Connection to{file, Access::create, {.vfs = options.vfs}};
  set_pragmas(to);
  migrate(to, journal_of(options.mode));
  if (!fs::exists(journal_file(folder))) return;
  auto insert = to.prepare("INSERT INTO entry (seq, at, raw, event, effects, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  Transaction transaction{to};
  if (end > 1) {
    SqliteJournalReader reader{folder, options.vfs};
    reader.read(0, end - 1, [&](Entry const& entry) {
      insert.bind(1, static_cast<std::int64_t>(entry.seq))
          .bind(2, entry.content.at.time_since_epoch().count())
          .bind_blob(3, entry.content.raw)
          .bind(4, entry.content.event)
          .bind(5, entry.content.effects)
          .bind_blob(6, entry.hash)
          .run();
      return true;
    });
  }
  auto put = to.prepare("INSERT OR REPLACE INTO cursor (name, value, seal) VALUES (?1, ?2, ?3)");
  for (auto const& [name, value] : readable_cursors(folder, options)) {
    put.bind(1, name).bind(2, static_cast<std::int64_t>(value)).bind_blob(3, cursor_seal(name, value)).run();
  }
  transaction.commit();
}

/// Moves the damaged files out of the way and the salvaged one into their place. Each step may have been done before a
/// crash. The log goes first: beside the new database it would be taken for that one's.
fs::path take_place(fs::path const& folder, fs::path const& salvaged) {
  std::string const time = salvaged.filename().string().substr(kSalvaged.size());
  fs::path const aside = folder / (std::string{kDamaged} + time);
  fs::path const journal = journal_file(folder);
  for (auto const* suffix : {"-wal", "-journal", "-shm", ""}) {
    fs::path const from = journal.string() + suffix;
    if (fs::exists(from)) fs::rename(from, aside.string() + suffix);
  }
  flush_folder(folder);
  fs::rename(salvaged, journal);
  fs::remove(folder / "journal.head");
  flush_folder(folder);
  return fs::exists(aside) ? aside : fs::path{};
}

/// Undoes what a crash left half done while the file was made, and brings a file of an older layout up to date. Nothing
/// else is written: a damaged file is to be set aside as it was found.
void bring_up_to_date(JournalOptions const& options) {
  Connection connection{journal_file(options.folder), Access::read_write, {.vfs = options.vfs}};
  connection.keep_log_on_close();
  if (connection.number("PRAGMA user_version") >= static_cast<std::int64_t>(migrations(Database::journal).size()))
    return;
  set_pragmas(connection);
  migrate(connection, journal_of(options.mode));
}

/// Reads all of it. What is wrong, if anything is, comes back as the salvage to be done.
std::optional<Salvage> examine(JournalOptions const& options, std::function<void(Entry const&)> const& visit) {
  auto const mark = HeadMark::read(options.folder);
  std::optional<Seq> const last_known = mark ? std::optional{mark->seq} : std::nullopt;
  std::error_code ignored;
  fs::path const file = journal_file(options.folder);
  bool const absent = !fs::exists(file, ignored) || fs::file_size(file, ignored) == 0;
  if (absent) {
    if (!mark || mark->seq == 0) return std::nullopt;
    return Salvage{
        1, last_known, fmt::format("{}: is gone; {} entries were recorded in it", file.string(), mark->seq), {}};
  }
  try {
    bring_up_to_date(options);
    auto const state = read_whole(options.folder, options.vfs, mark, visit);
    check_pages(options.folder, options.vfs, state.last);
    return std::nullopt;
  } catch (JournalDamaged const& damage) {
    return Salvage{damage.seq(), last_known, damage.what(), {}};
  } catch (SqliteFailure const& failure) {
    if (failure.trouble() != Trouble::damaged) throw;
    return Salvage{1, last_known, failure.what(), {}};
  }
}

/// A salvage that a crash interrupted after the new journal was complete.
std::optional<Salvage> finish_salvage(fs::path const& folder) {
  auto const found = files_named(folder, kSalvaged);
  if (found.empty()) return std::nullopt;
  auto const mark = HeadMark::read(folder);
  Salvage salvage;
  if (mark) salvage.last_known = mark->seq;
  salvage.set_aside = take_place(folder, found.back());
  return salvage;
}

std::string sentence(Salvage const& salvage) {
  std::string text =
      fmt::format("The journal was damaged ({}). Entries before {} were kept", salvage.what, salvage.lost_from);
  if (salvage.last_known && *salvage.last_known >= salvage.lost_from) {
    text += fmt::format(", {} to {} are lost", salvage.lost_from, *salvage.last_known);
  } else if (salvage.last_known) {
    text += ", none that was recorded is lost";
  }
  if (!salvage.set_aside.empty()) text += fmt::format("; the damaged file is {}", salvage.set_aside.string());
  return text + '.';
}

}  // namespace

std::vector<fs::path> journals_set_aside(fs::path const& folder) {
  return files_named(folder, kDamaged);
}

OpenedJournal open_journal(JournalOptions const& options, geo::UtcTime now,
                           std::function<void(Entry const&)> const& visit) {
  FolderLock lock{options.folder};
  refuse_other_mode(options.folder, options.mode, options.vfs);
  auto salvage = finish_salvage(options.folder);
  refuse_other_mode(options.folder, options.mode, options.vfs);
  auto damage = examine(options, visit);
  if (damage) {
    build_prefix(options.folder, damage->lost_from, options);
    fs::path const salvaged = options.folder / (std::string{kSalvaged} + stamp(now));
    fs::rename(options.folder / kBuilding, salvaged);
    flush_folder(options.folder);
    damage->set_aside = take_place(options.folder, salvaged);
    damage->what = sentence(*damage);
    salvage = std::move(damage);
  }
  OpenedJournal opened;
  opened.journal.reset(new SqliteJournal(std::make_unique<SqliteJournal::Impl>(options, std::move(lock))));
  if (salvage && salvage->what.empty()) {
    salvage->lost_from = opened.journal->last() + 1;
    salvage->what = "an earlier start found it so and was interrupted";
    salvage->what = sentence(*salvage);
  }
  opened.salvage = std::move(salvage);
  opened.set_aside = journals_set_aside(options.folder);
  return opened;
}

}  // namespace lingding::store
