#pragma once
// SQLite as values: a connection, a statement, a transaction; every result is checked and becomes a SqliteFailure.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "coordinator/failures.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace lingding::store {

/// What is wrong with the storage, as far as SQLite can say.
enum class Trouble : std::uint8_t {
  disk_full,     ///< no room on the volume, or the file may not grow
  locked,        ///< another connection kept its lock for longer than the waiting time
  read_only,     ///< the file, its folder or the file system can't be written
  input_output,  ///< the operating system reports an error of the device
  cannot_open,   ///< no such folder, no permission
  damaged,       ///< the file is not what SQLite wrote
  newer,         ///< a newer Lingding has changed the layout of the file
  other
};
/// "disk full", "locked" …
std::string_view to_text(Trouble trouble);

/// The message has the file, what was being done, and SQLite's own words.
class SqliteFailure : public coordinator::StorageFailure {
 public:
  SqliteFailure(Trouble trouble, std::string const& message) : StorageFailure(message), trouble_(trouble) {}
  Trouble trouble() const { return trouble_; }

 private:
  Trouble trouble_;
};

/// How a database file is opened.
enum class Access : std::uint8_t {
  create,  ///< read and write; made when it is not there
  read_write,
  read_only,
  immutable  ///< read only, and nobody writes meanwhile: works on a read-only file system without the WAL's helper
             ///< files
};

struct ConnectionOptions {
  /// The longest that a statement waits for another connection's lock before Trouble::locked.
  std::chrono::milliseconds busy_timeout{2000};
  /// SQLite's name of a virtual file system; empty: the system's. Tests put a faulty one here.
  std::string vfs{};
};

class Statement;

/// One connection to one file. Used by one thread at a time. All calls throw SqliteFailure.
class Connection {
 public:
  Connection(std::filesystem::path const& file, Access access, ConnectionOptions const& options = {});

  /// Runs one or more statements that give no rows.
  void execute(char const* sql);
  /// Compiled once, run many times; must not outlive the connection.
  Statement prepare(std::string_view sql);
  /// The first column of the first row.
  /// \throws SqliteFailure also when there is no row.
  std::int64_t number(std::string_view sql);
  std::string text(std::string_view sql);
  /// False while a transaction is open.
  bool autocommit() const;
  void set_busy_timeout(std::chrono::milliseconds timeout);
  /// The last connection leaves the write-ahead log as it is, instead of copying it into the database and removing it.
  void keep_log_on_close();
  std::filesystem::path const& file() const { return file_; }
  sqlite3* handle() const { return handle_.get(); }

  /// \param code SQLite's result, \param doing a verb phrase for the message: "adding an entry".
  [[noreturn]] void fail(int code, std::string_view doing) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// A compiled statement. bind() numbers parameters from 1 as SQLite does, column functions number columns from 0.
/// Bound text and blobs are not copied: they must live until reset() or the end of the run.
class Statement {
 public:
  Statement(Connection const& connection, std::string_view sql);

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind_blob(int parameter, std::span<std::byte const> bytes);
  Statement& bind_blob(int parameter, std::string_view bytes);
  Statement& bind_null(int parameter);
  template <class T>
  Statement& bind(int parameter, std::optional<T> const& value) {
    return value ? bind(parameter, *value) : bind_null(parameter);
  }

  /// True: a row is there; false: done, and reset for the next run.
  bool step();
  /// Runs to the end and resets; bindings stay.
  void run();
  void reset() noexcept;

  bool is_null(int column) const;
  std::int64_t number(int column) const;
  /// Valid until the next step or reset.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const noexcept;
  };
  void check(int code, std::string_view doing) const;

  Connection const* connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

/// BEGIN IMMEDIATE at construction (the write lock is taken at once), ROLLBACK at destruction unless commit() was
/// called.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  Transaction(Transaction const&) = delete;
  Transaction& operator=(Transaction const&) = delete;
  ~Transaction();
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace lingding::store
