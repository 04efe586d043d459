#include "adapters/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace lingding::store {
namespace {

Trouble trouble_of(int code, int system_error) {
  if (system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG) return Trouble::disk_full;
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return Trouble::disk_full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Trouble::locked;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Trouble::read_only;
    case SQLITE_IOERR:
      return system_error == EROFS ? Trouble::read_only : Trouble::input_output;
    case SQLITE_CANTOPEN:
      return system_error == EROFS ? Trouble::read_only : Trouble::cannot_open;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Trouble::damaged;
    default:
      return Trouble::other;
  }
}

/// The operating system's own word on the last failure, when it is one of the file system's.
int system_error_of(sqlite3* handle, int code) {
  int const kind = code & 0xFF;
  if (handle == nullptr) return 0;
  if (kind != SQLITE_IOERR && kind != SQLITE_CANTOPEN && kind != SQLITE_FULL) return 0;
  return sqlite3_system_errno(handle);
}

int flags_of(Access access) {
  switch (access) {
    case Access::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::read_write:
      return SQLITE_OPEN_READWRITE;
    case Access::read_only:
      return SQLITE_OPEN_READONLY;
    case Access::immutable:
      return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
  return 0;
}

/// A file name as an SQLite URI (RFC 3986 percent encoding of everything that could be read as syntax).
std::string immutable_uri(std::filesystem::path const& file) {
  std::string uri = "file:";
  for (char const c : std::filesystem::absolute(file).string()) {
    bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                       c == '.' || c == '-' || c == '_';
    if (plain) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

std::string_view to_text(Trouble trouble) {
  switch (trouble) {
    case Trouble::disk_full:
      return "disk full";
    case Trouble::locked:
      return "locked by another program";
    case Trouble::read_only:
      return "read only";
    case Trouble::input_output:
      return "input/output error";
    case Trouble::cannot_open:
      return "cannot be opened";
    case Trouble::damaged:
      return "damaged";
    case Trouble::newer:
      return "made by a newer Lingding";
    case Trouble::other:
      return "storage error";
  }
  return "";
}

void Connection::Close::operator()(sqlite3* handle) const noexcept {
  sqlite3_close_v2(handle);
}

Connection::Connection(std::filesystem::path const& file, Access access, ConnectionOptions const& options)
    : file_(file) {
  sqlite3* handle = nullptr;
  std::string const name = access == Access::immutable ? immutable_uri(file) : file.string();
  int const code = sqlite3_open_v2(name.c_str(), &handle, flags_of(access) | SQLITE_OPEN_NOMUTEX,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(code, "opening");
  sqlite3_extended_result_codes(handle, 1);
  set_busy_timeout(options.busy_timeout);
  // A schema that someone else prepared must not run functions of ours, nor overwrite itself.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void Connection::fail(int code, std::string_view doing) const {
  sqlite3* const handle = handle_.get();
  int const system_error = system_error_of(handle, code);
  Trouble const trouble = trouble_of(code, system_error);
  // The connection's own text is more exact than the code's, as long as it is about this failure.
  bool const own_text = handle != nullptr && (sqlite3_errcode(handle) & 0xFF) == (code & 0xFF);
  std::string message = fmt::format("{}: {} while {}: {} (SQLite {})", file_.string(), to_text(trouble), doing,
                                    own_text ? sqlite3_errmsg(handle) : sqlite3_errstr(code), code);
  if (system_error != 0) message += fmt::format(", system: {}", std::strerror(system_error));
  throw SqliteFailure(trouble, message);
}

void Connection::execute(char const* sql) {
  int const code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, fmt::format("running \"{}\"", std::string_view{sql}.substr(0, 60)));
}

Statement Connection::prepare(std::string_view sql) {
  return Statement{*this, sql};
}

std::int64_t Connection::number(std::string_view sql) {
  Statement statement{*this, sql};
  if (!statement.step()) fail(SQLITE_NOTFOUND, fmt::format("running \"{}\"", sql.substr(0, 60)));
  std::int64_t const value = statement.number(0);
  statement.reset();
  return value;
}

std::string Connection::text(std::string_view sql) {
  Statement statement{*this, sql};
  if (!statement.step()) fail(SQLITE_NOTFOUND, fmt::format("running \"{}\"", sql.substr(0, 60)));
  std::string value{statement.text(0)};
  statement.reset();
  return value;
}

bool Connection::autocommit() const {
  return sqlite3_get_autocommit(handle_.get()) != 0;
}

void Connection::set_busy_timeout(std::chrono::milliseconds timeout) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(timeout.count()));
}

void Connection::keep_log_on_close() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const noexcept {
  sqlite3_finalize(handle);
}

Statement::Statement(Connection const& connection, std::string_view sql) : connection_(&connection) {
  sqlite3_stmt* handle = nullptr;
  int const code = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  handle_.reset(handle);
  check(code, "preparing a statement");
}

void Statement::check(int code, std::string_view doing) const {
  if (code != SQLITE_OK) connection_->fail(code, doing);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter, value), "binding a number");
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  // A null pointer would bind NULL, and an empty view may hold one.
  char const* const data = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(handle_.get(), parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8), "binding text");
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::span<std::byte const> bytes) {
  void const* const data = bytes.empty() ? static_cast<void const*>("") : bytes.data();
  check(sqlite3_bind_blob64(handle_.get(), parameter, data, bytes.size(), SQLITE_STATIC), "binding bytes");
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  return bind_blob(parameter, std::as_bytes(std::span{bytes.data(), bytes.size()}));
}

Statement& Statement::bind_null(int parameter) {
  check(sqlite3_bind_null(handle_.get(), parameter), "binding null");
  return *this;
}

bool Statement::step() {
  int const code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  // The message first: reset() may change it.
  try {
    connection_->fail(code, fmt::format("running \"{}\"", std::string_view{sqlite3_sql(handle_.get())}.substr(0, 60)));
  } catch (...) {
    reset();
    throw;
  }
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() noexcept {
  sqlite3_reset(handle_.get());
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::string_view Statement::text(int column) const {
  auto const* const data = reinterpret_cast<char const*>(sqlite3_column_text(handle_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string_view Statement::blob(int column) const {
  auto const* const data = static_cast<char const*>(sqlite3_column_blob(handle_.get(), column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Transaction::Transaction(Connection& connection) : connection_(connection) {
  connection_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (open_ && !connection_.autocommit()) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  open_ = false;
}

}  // namespace lingding::store
