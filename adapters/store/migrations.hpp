#pragma once
// The layouts of our database files: numbered, append-only steps, embedded in the program.

#include <cstdint>
#include <optional>
#include <span>

#include "adapters/store/sqlite.hpp"
#include "coordinator/mode.hpp"

namespace lingding::store {

/// What the file is for. SQLite's application_id marks it, so that one is never taken for the other.
/// An exercise's journal is another kind of file than the world's, with the same layout: no program, not even an older
/// one, takes one for the other.
enum class Database : std::uint8_t { journal, exercise_journal, plan_register, ledger };

constexpr Database journal_of(coordinator::Mode mode) {
  return mode == coordinator::Mode::exercise ? Database::exercise_journal : Database::journal;
}
/// Whose journal the file is, by its mark; empty: it is empty, or no journal.
std::optional<coordinator::Mode> mode_of(Connection& connection);
/// The same by the mark itself, SQLite's application_id.
std::optional<coordinator::Mode> mode_of(std::int64_t application_id);

/// The steps of a database, in order. Step n brings a file from user_version n to n + 1. A step that was released is
/// never changed.
std::span<char const* const> migrations(Database database);

/// Brings the file to the newest layout, each step in its own transaction.
/// \throws SqliteFailure with Trouble::newer when the file's layout is newer than this program's,
///         with Trouble::damaged when the file is a database of something else.
void migrate(Connection& connection, Database database);
/// As migrate(), with the steps given: tests run old ones.
void migrate(Connection& connection, Database database, std::span<char const* const> steps);

/// The same refusals without writing anything.
void check_layout(Connection& connection, Database database);

/// WAL, synchronous=FULL, foreign keys, cell size check: for each connection that writes.
void set_pragmas(Connection& connection);

}  // namespace lingding::store
