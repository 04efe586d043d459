#include "adapters/store/migrations.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

namespace lingding::store {
namespace {

// The journal. `hash` is defined at coordinator::Entry. WITHOUT ROWID would cost an index search a row; seq is the
// rowid.
constexpr char const* kJournal1 = R"sql(
CREATE TABLE entry (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,          -- milliseconds since 1970-01-01T00:00:00Z
  raw     BLOB NOT NULL,             -- the frame as received
  event   TEXT NOT NULL,             -- JSON
  effects TEXT NOT NULL,             -- JSON array
  hash    BLOB NOT NULL              -- SHA-256, chained
) STRICT;
-- How far each peer has confirmed. `seal` is a digest over name and value: a cursor that does not fit it counts as absent,
-- which costs repeated messages; a wrong one would cost lost messages.
CREATE TABLE cursor (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL,
  seal  BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kJournalSteps{kJournal1};

// The register of plans. Geometries are SpatiaLite's, WGS 84, longitude first. `briefs` is what was read out of the
// document, as the journal writes it (coordinator/codec.hpp, PlanStored); the columns of `ship` repeat what queries and
// maps need of it.
constexpr char const* kRegister1 = R"sql(
SELECT InitSpatialMetaData(0, 'WGS84');
CREATE TABLE plan_version (
  id        INTEGER PRIMARY KEY,
  plan_id   TEXT NOT NULL,
  version   INTEGER NOT NULL CHECK (version > 0),
  digest    TEXT NOT NULL,           -- SHA-256 of the document's bytes, hexadecimal
  document  BLOB NOT NULL,           -- the JSON text, byte for byte
  stored_at INTEGER NOT NULL,        -- milliseconds since 1970-01-01T00:00:00Z
  briefs    TEXT NOT NULL,
  UNIQUE (plan_id, version)
) STRICT;
CREATE TABLE ship (
  id           INTEGER PRIMARY KEY,
  plan_version INTEGER NOT NULL REFERENCES plan_version (id),
  ordinal      INTEGER NOT NULL,
  home         TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  name_zh_hant TEXT NOT NULL,
  name_zh_hans TEXT NOT NULL,
  name_pt      TEXT NOT NULL,
  company      TEXT NOT NULL,
  mmsi         TEXT,
  imo          TEXT,
  call_sign    TEXT NOT NULL,
  sample       INTEGER NOT NULL,
  UNIQUE (plan_version, ordinal)
);
SELECT AddGeometryColumn('ship', 'route', 4326, 'GEOMETRY', 'XY');
SELECT CreateSpatialIndex('ship', 'route');
-- Everything that a plan can be found by, as plans::fold_name gives it.
CREATE TABLE plan_key (
  folded       TEXT NOT NULL,
  plan_version INTEGER NOT NULL REFERENCES plan_version (id),
  PRIMARY KEY (folded, plan_version)
) STRICT, WITHOUT ROWID;
)sql";

// Regions. `content` is geo::serialise of the region alone; the columns repeat it for queries and maps. A region's row
// is shared by all sets that have the region; nothing is ever changed or removed.
constexpr char const* kRegister2 = R"sql(
CREATE TABLE region_set (
  id     INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE        -- geo::RegionSet::digest
) STRICT;
CREATE TABLE region (
  id           INTEGER PRIMARY KEY,
  region_id    TEXT NOT NULL,
  version      INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  centre       TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  name_zh_hant TEXT NOT NULL,
  source       TEXT NOT NULL,
  assumed      INTEGER NOT NULL,
  priority     INTEGER NOT NULL,
  copies_to    TEXT NOT NULL,        -- centre ids, a blank between
  valid_from   TEXT NOT NULL,        -- ISO 8601 date
  valid_to     TEXT,                 -- the first day on which it is no longer valid
  content      TEXT NOT NULL,
  UNIQUE (region_id, version)
);
SELECT AddGeometryColumn('region', 'area', 4326, 'GEOMETRY', 'XY');
SELECT CreateSpatialIndex('region', 'area');
CREATE TABLE region_set_member (
  region_set INTEGER NOT NULL REFERENCES region_set (id),
  ordinal    INTEGER NOT NULL,
  region     INTEGER NOT NULL REFERENCES region (id),
  PRIMARY KEY (region_set, ordinal)
) STRICT, WITHOUT ROWID;
-- Which set was the newest from when on; the last row is.
CREATE TABLE region_load (
  id         INTEGER PRIMARY KEY,
  region_set INTEGER NOT NULL REFERENCES region_set (id),
  at         INTEGER NOT NULL        -- milliseconds since 1970-01-01T00:00:00Z
) STRICT;
)sql";

constexpr std::array kRegisterSteps{kRegister1, kRegister2};

// The ledger. `entry` is the chain of what this centre came to know (plans/record.hpp); `record` repeats the records in
// it by chain and number, as they are sent to the other centres. Nothing is ever changed or removed.
constexpr char const* kLedger1 = R"sql(
CREATE TABLE entry (
  place INTEGER PRIMARY KEY,
  entry TEXT NOT NULL                -- canonical JSON
) STRICT;
CREATE TABLE record (
  origin       TEXT NOT NULL,        -- whose chain
  seq          INTEGER NOT NULL,
  statement_id TEXT,                 -- null where the statement can't be read
  record       TEXT NOT NULL,        -- canonical JSON
  PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_statement ON record (origin, statement_id);
CREATE TABLE document (
  digest BLOB PRIMARY KEY,           -- SHA-256 of the bytes
  bytes  BLOB NOT NULL               -- canonical JSON
) STRICT;
)sql";

// Files that go with plans. `staged` has those that were sent ahead of a filing, which takes them over.
constexpr char const* kLedger2 = R"sql(
CREATE TABLE attachment (
  digest     BLOB PRIMARY KEY,       -- SHA-256 of the bytes
  media_type TEXT NOT NULL,
  bytes      BLOB NOT NULL
) STRICT;
CREATE TABLE staged (
  party      TEXT NOT NULL,          -- who sent it (plans/party.hpp)
  digest     BLOB NOT NULL,
  media_type TEXT NOT NULL,
  at         INTEGER NOT NULL,       -- milliseconds since 1970-01-01T00:00:00Z
  bytes      BLOB NOT NULL,
  UNIQUE (party, digest)
) STRICT;
)sql";

constexpr std::array kLedgerSteps{kLedger1, kLedger2};

/// "LgdJ", "LgdX", "LgdR" and "LgdL".
std::int64_t application_id(Database database) {
  switch (database) {
    case Database::journal:
      return 0x4C67644A;
    case Database::exercise_journal:
      return 0x4C676458;
    case Database::plan_register:
      return 0x4C676452;
    case Database::ledger:
      return 0x4C67644C;
  }
  return 0;
}

/// Runs a step. A SELECT in it calls one of SpatiaLite's functions, which give 0 where they failed instead of raising.
void run_step(Connection& connection, std::string_view sql) {
  while (!sql.empty()) {
    sqlite3_stmt* handle = nullptr;
    char const* rest = nullptr;
    int const prepared =
        sqlite3_prepare_v2(connection.handle(), sql.data(), static_cast<int>(sql.size()), &handle, &rest);
    if (prepared != SQLITE_OK) connection.fail(prepared, "changing the layout");
    sql.remove_prefix(static_cast<std::size_t>(rest - sql.data()));
    if (handle == nullptr) continue;  // blanks or a comment
    int const stepped = sqlite3_step(handle);
    bool const refused = stepped == SQLITE_ROW && sqlite3_column_int(handle, 0) == 0;
    std::string const text = sqlite3_sql(handle);
    int const finalized = sqlite3_finalize(handle);
    if (finalized != SQLITE_OK) connection.fail(finalized, "changing the layout");
    if (refused) {
      throw SqliteFailure(Trouble::other, fmt::format("{}: SpatiaLite refused: {}", connection.file().string(), text));
    }
  }
}

/// The file's version, after refusing what is not ours.
std::size_t checked_version(Connection& connection, Database database, std::size_t newest) {
  auto const version = connection.number("PRAGMA user_version");
  auto const id = connection.number("PRAGMA application_id");
  bool const empty = id == 0 && version == 0 && connection.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (!empty && id != application_id(database)) {
    throw SqliteFailure(Trouble::damaged, fmt::format("{}: this is not the kind of database that belongs here "
                                                      "(application_id {:#x} instead of {:#x})",
                                                      connection.file().string(), id, application_id(database)));
  }
  if (version < 0) {
    throw SqliteFailure(Trouble::damaged,
                        fmt::format("{}: its layout has the version {}", connection.file().string(), version));
  }
  if (static_cast<std::size_t>(version) > newest) {
    throw SqliteFailure(
        Trouble::newer,
        fmt::format("{}: its layout is version {}, this program knows versions up to {}. It was written by a newer "
                    "Lingding: install that one, or give this one another data folder",
                    connection.file().string(), version, newest));
  }
  return static_cast<std::size_t>(version);
}

}  // namespace

std::span<char const* const> migrations(Database database) {
  switch (database) {
    case Database::journal:
    case Database::exercise_journal:
      return kJournalSteps;
    case Database::plan_register:
      return kRegisterSteps;
    case Database::ledger:
      return kLedgerSteps;
  }
  return {};
}

std::optional<coordinator::Mode> mode_of(Connection& connection) {
  return mode_of(connection.number("PRAGMA application_id"));
}

std::optional<coordinator::Mode> mode_of(std::int64_t id) {
  for (auto const mode : {coordinator::Mode::real, coordinator::Mode::exercise})
    if (id == application_id(journal_of(mode))) return mode;
  return std::nullopt;
}

void migrate(Connection& connection, Database database) {
  migrate(connection, database, migrations(database));
}

void migrate(Connection& connection, Database database, std::span<char const* const> steps) {
  if (checked_version(connection, database, steps.size()) == steps.size()) return;
  for (;;) {
    Transaction transaction{connection};
    // Read again under the write lock: another process may have been here first.
    std::size_t const version = checked_version(connection, database, steps.size());
    if (version == steps.size()) return;
    run_step(connection, steps[version]);
    connection.execute(
        fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", application_id(database), version + 1).c_str());
    transaction.commit();
  }
}

void check_layout(Connection& connection, Database database) {
  std::size_t const newest = migrations(database).size();
  std::size_t const version = checked_version(connection, database, newest);
  if (version < newest) {
    throw SqliteFailure(Trouble::other,
                        fmt::format("{}: its layout is version {} and this program reads version {}; start the server "
                                    "once, it brings the file up to date",
                                    connection.file().string(), version, newest));
  }
}

void set_pragmas(Connection& connection) {
  if (connection.text("PRAGMA journal_mode=WAL") != "wal") {
    throw SqliteFailure(Trouble::other, connection.file().string() + ": the file system can't hold a write-ahead log");
  }
  connection.execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON");
}

}  // namespace lingding::store
