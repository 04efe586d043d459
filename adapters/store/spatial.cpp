#include "adapters/store/spatial.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <spatialite.h>

#include "adapters/store/migrations.hpp"

namespace lingding::store {
namespace {

Connection open_register(std::filesystem::path const& folder, Access access, ConnectionOptions const& options) {
  auto const file = register_file(folder);
  std::error_code error;
  if (access == Access::create) std::filesystem::create_directories(folder, error);
  if (error) {
    throw SqliteFailure(Trouble::cannot_open,
                        fmt::format("{}: cannot make the folder: {}", folder.string(), error.message()));
  }
  if (access != Access::create && !std::filesystem::exists(file, error)) {
    throw SqliteFailure(Trouble::cannot_open, fmt::format("{}: there is no register here", file.string()));
  }
  return Connection{file, access, options};
}

}  // namespace

std::filesystem::path register_file(std::filesystem::path const& folder) {
  return folder / "register.db";
}

void SpatialConnection::Cleanup::operator()(void* cache) const noexcept {
  spatialite_cleanup_ex(cache);
}

SpatialConnection::SpatialConnection(std::filesystem::path const& folder, Access access,
                                     ConnectionOptions const& options)
    : cache_(spatialite_alloc_connection()), connection_(open_register(folder, access, options)) {
  spatialite_init_ex(connection_.handle(), cache_.get(), 0);
  connection_.set_busy_timeout(options.busy_timeout);  // SpatiaLite has put its own 5 s
  if (access == Access::read_only || access == Access::immutable) {
    check_layout(connection_, Database::plan_register);
    return;
  }
  set_pragmas(connection_);
  migrate(connection_, Database::plan_register);
}

std::uint64_t SpatialConnection::change_count() {
  // data_version counts the commits of others only.
  return static_cast<std::uint64_t>(connection_.number("PRAGMA data_version")) + own_changes_;
}

}  // namespace lingding::store
