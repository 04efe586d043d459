// The read side of a journal, and its verification.

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <limits>

#include "adapters/store/detail/journal_writer.hpp"
#include "adapters/store/journal.hpp"
#include "adapters/store/migrations.hpp"

namespace lingding::store {
namespace {

using coordinator::Entry;
using coordinator::JournalDamaged;
using coordinator::Seq;

// One portion: so much is in memory at once, and so long a reader keeps the log from being given back.
constexpr std::size_t kPortionEntries = 1024;
constexpr std::size_t kPortionBytes = 4U << 20U;

bool wal_is_empty(std::filesystem::path const& file) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file.string() + "-wal", error);
  return error || size == 0;
}

/// Reads beside a server. Where SQLite can't make its helper files (a read-only folder), a journal that was closed
/// cleanly is read all the same.
void check_journal(Connection& connection) {
  check_layout(connection, journal_of(mode_of(connection).value_or(coordinator::Mode::real)));
}

Connection open_for_reading(std::filesystem::path const& file, std::string const& vfs) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    throw SqliteFailure(Trouble::cannot_open, fmt::format("{}: there is no journal here", file.string()));
  }
  ConnectionOptions const options{.vfs = vfs};
  try {
    Connection connection{file, Access::read_only, options};
    check_journal(connection);
    return connection;
  } catch (SqliteFailure const& failure) {
    bool const helpers = failure.trouble() == Trouble::cannot_open || failure.trouble() == Trouble::read_only;
    if (!helpers) throw;
    if (!wal_is_empty(file)) {
      throw SqliteFailure(failure.trouble(),
                          fmt::format("{}. The journal was not closed cleanly, and its folder can't be written: copy "
                                      "journal.db and journal.db-wal to a folder that can, and read them there",
                                      failure.what()));
    }
  }
  Connection connection{file, Access::immutable, options};
  check_journal(connection);
  return connection;
}

}  // namespace

namespace {

/// The mark in the database's own first page, which holds it from the first checkpoint on; empty: no database.
std::optional<std::int64_t> mark_in(std::filesystem::path const& file) {
  // SQLite file format, section 1.3: the first 16 bytes, and a big-endian number at offset 68.
  constexpr std::string_view kMagic{"SQLite format 3\0", 16};
  constexpr std::size_t kHeader = 100;
  constexpr std::size_t kApplicationId = 68;
  std::array<char, kHeader> header{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(header.data(), header.size()) || !std::string_view{header.data(), header.size()}.starts_with(kMagic))
    return std::nullopt;
  std::int64_t mark = 0;
  for (std::size_t i = 0; i < 4; ++i) mark = mark << 8 | static_cast<unsigned char>(header[kApplicationId + i]);
  return mark;
}

}  // namespace

/// SQLite is asked only where the log alone can know: opening makes files, and beside a journal whose log was set aside
/// they would be taken for it.
std::optional<coordinator::Mode> journal_mode(std::filesystem::path const& folder, std::string const& vfs) {
  auto const file = journal_file(folder);
  auto const mark = mark_in(file);
  if (!mark || *mark != 0 || wal_is_empty(file)) return mark ? mode_of(*mark) : std::nullopt;
  try {
    Connection connection{file, Access::read_only, {.vfs = vfs}};
    // A journal that is not ours, or is damaged, is left as it was found.
    connection.keep_log_on_close();
    return mode_of(connection);
  } catch (SqliteFailure const&) {
    return std::nullopt;  // who opens it for good says what is wrong with it
  }
}

void refuse_other_mode(std::filesystem::path const& folder, coordinator::Mode mode, std::string const& vfs) {
  auto const found = journal_mode(folder, vfs);
  if (!found || *found == mode) return;
  bool const exercise = *found == coordinator::Mode::exercise;
  throw OtherMode(
      fmt::format("{}: this is the journal of {}, and the server is started for {} (server.mode = \"{}\"). Neither "
                  "ever writes into "
                  "the other's folder: give this server a data folder of its own",
                  journal_file(folder).string(), exercise ? "an exercise" : "a real desk",
                  exercise ? "real" : "an exercise", coordinator::to_text(mode)));
}

class SqliteJournalReader::Impl {
 public:
  Impl(std::filesystem::path const& folder, std::string const& vfs)
      : connection_(open_for_reading(journal_file(folder), vfs)),
        fetch_(connection_.prepare(
            "SELECT seq, at, raw, event, effects, hash FROM entry WHERE seq > ?1 ORDER BY seq LIMIT ?2")),
        hash_of_(connection_.prepare("SELECT hash FROM entry WHERE seq = ?1")) {
    connection_.execute("PRAGMA cell_size_check=ON");
  }

  Seq last() { return read_tail(connection_).seq; }
  coordinator::Mode mode() { return mode_of(connection_).value_or(coordinator::Mode::real); }
  Connection& connection() { return connection_; }

  void read(Seq after, std::size_t limit, std::function<bool(Entry const&)> const& visit) {
    auto const start = tail_at(after);
    if (!start) return;
    Tail tail = *start;
    bool retried = false;
    while (limit > 0) {
      Portion const portion = fetch(tail.seq, std::min(limit, kPortionEntries));
      for (auto const& entry : portion.entries) {
        check(tail, entry);
        tail = {entry.seq, entry.hash};
        --limit;
        if (!visit(entry)) return;
      }
      if (portion.fault) throw JournalDamaged(tail.seq + 1, *portion.fault);
      if (!portion.entries.empty()) continue;
      // The end; unless the tree says that there is more. One more try, as the writer may just have added it.
      if (last() <= tail.seq) return;
      if (retried) throw JournalDamaged(tail.seq + 1, fmt::format("{}: entry {} is missing", name(), tail.seq + 1));
      retried = true;
    }
  }

 private:
  struct Portion {
    std::vector<Entry> entries;
    std::optional<std::string> fault;  ///< why there are no more, when it is damage
  };

  std::string name() const { return connection_.file().string(); }

  /// What the entry after `seq` builds on; empty when the journal does not reach so far.
  std::optional<Tail> tail_at(Seq seq) {
    if (seq == 0) return Tail{};
    if (seq > static_cast<Seq>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    if (!hash_of_.bind(1, static_cast<std::int64_t>(seq)).step()) {
      if (last() < seq) return std::nullopt;
      throw JournalDamaged(seq, fmt::format("{}: entry {} is missing", name(), seq));
    }
    auto const hash = to_digest(hash_of_.blob(0));
    hash_of_.reset();
    if (!hash) throw JournalDamaged(seq, fmt::format("{}: entry {} has no hash", name(), seq));
    return Tail{seq, *hash};
  }

  /// What can be read is given even when damage follows it.
  Portion fetch(Seq after, std::size_t limit) {
    Portion portion;
    try {
      fetch_.bind(1, static_cast<std::int64_t>(after)).bind(2, static_cast<std::int64_t>(limit));
      std::size_t bytes = 0;
      while (bytes < kPortionBytes && fetch_.step()) {
        auto const hash = to_digest(fetch_.blob(5));
        if (!hash) {
          portion.fault = fmt::format("{}: entry {} has no hash", name(), fetch_.number(0));
          break;
        }
        portion.entries.push_back({.seq = static_cast<Seq>(fetch_.number(0)),
                                   .content = {.at = geo::UtcTime{std::chrono::milliseconds{fetch_.number(1)}},
                                               .event = std::string{fetch_.text(3)},
                                               .effects = std::string{fetch_.text(4)},
                                               .raw = std::string{fetch_.blob(2)}},
                                   .hash = *hash});
        auto const& content = portion.entries.back().content;
        bytes += content.raw.size() + content.event.size() + content.effects.size();
      }
    } catch (SqliteFailure const& failure) {
      if (failure.trouble() != Trouble::damaged) throw;
      portion.fault = failure.what();
    }
    fetch_.reset();
    return portion;
  }

  void check(Tail const& before, Entry const& entry) {
    Seq const wanted = before.seq + 1;
    if (entry.seq != wanted) throw JournalDamaged(wanted, fmt::format("{}: entry {} is missing", name(), wanted));
    if (chain_.hash(before.hash, entry.seq, entry.content) != entry.hash) {
      throw JournalDamaged(
          wanted, fmt::format("{}: entry {} is not what was written: its hash does not fit", name(), entry.seq));
    }
  }

  Connection connection_;
  Statement fetch_;
  Statement hash_of_;
  coordinator::Chain chain_;
};

namespace {

/// Damage of the pages becomes damage of the journal, at the entry from which nothing is certain.
template <class Work>
auto damage_from(Seq seq, Work const& work) {
  try {
    return work();
  } catch (SqliteFailure const& failure) {
    if (failure.trouble() == Trouble::damaged) throw JournalDamaged(seq, failure.what());
    throw;
  }
}

}  // namespace

SqliteJournalReader::SqliteJournalReader(std::filesystem::path const& folder, std::string const& vfs)
    : impl_(damage_from(1, [&] {
        try {
          return std::make_unique<Impl>(folder, vfs);
        } catch (SqliteFailure const& failure) {
          // "no such table": the schema's page is damaged in a way that still reads as a schema.
          if (failure.trouble() == Trouble::other &&
              std::string_view{failure.what()}.find("preparing") != std::string_view::npos)
            throw JournalDamaged(1, failure.what());
          throw;
        }
      })) {}
SqliteJournalReader::~SqliteJournalReader() = default;

void SqliteJournalReader::read(Seq after, std::size_t limit, std::function<bool(Entry const&)> const& visit) {
  damage_from(after + 1, [&] { impl_->read(after, limit, visit); });
}

coordinator::Mode SqliteJournalReader::mode() const {
  return impl_->mode();
}

Seq SqliteJournalReader::last() {
  return damage_from(1, [&] { return impl_->last(); });
}

void check_pages(std::filesystem::path const& folder, std::string const& vfs, Seq last) {
  damage_from(last + 1, [&] {
    auto connection = open_for_reading(journal_file(folder), vfs);
    std::string const verdict = connection.text("PRAGMA quick_check(1)");
    if (verdict != "ok") throw JournalDamaged(last + 1, fmt::format("{}: {}", connection.file().string(), verdict));
  });
}

JournalState verify_journal(std::filesystem::path const& folder, std::string const& vfs) {
  // Read before the journal, so that a server that writes meanwhile does not seem to have lost anything.
  auto const mark = HeadMark::read(folder);
  auto const state = read_whole(folder, vfs, mark, {});
  check_pages(folder, vfs, state.last);
  return state;
}

JournalState read_whole(std::filesystem::path const& folder, std::string const& vfs,
                        std::optional<HeadMark::Content> const& mark, std::function<void(Entry const&)> const& visit) {
  SqliteJournalReader reader{folder, vfs};
  JournalState state;
  reader.read(0, std::numeric_limits<std::size_t>::max(), [&](Entry const& entry) {
    if (mark && mark->seq == entry.seq && mark->hash != entry.hash) {
      throw JournalDamaged(entry.seq, fmt::format("{}: entry {} is not the one that was recorded under this number",
                                                  journal_file(folder).string(), entry.seq));
    }
    if (visit) visit(entry);
    state = {entry.seq, entry.hash};
    return true;
  });
  if (mark && mark->seq > state.last) {
    throw JournalDamaged(state.last + 1, fmt::format("{}: ends at entry {}, but {} were recorded: its end is missing",
                                                     journal_file(folder).string(), state.last, mark->seq));
  }
  return state;
}

}  // namespace lingding::store
