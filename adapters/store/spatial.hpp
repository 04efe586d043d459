#pragma once
// A connection to <data>/<centre>/register.db with SpatiaLite's functions, its layout up to date.

#include <filesystem>
#include <memory>

#include "adapters/store/sqlite.hpp"

namespace lingding::store {

std::filesystem::path register_file(std::filesystem::path const& folder);

/// SpatiaLite needs 6 to 10 ms for each connection: keep it.
class SpatialConnection {
 public:
  /// \param access with create, the folder and the file are made when they are not there.
  /// \throws SqliteFailure
  SpatialConnection(std::filesystem::path const& folder, Access access, ConnectionOptions const& options = {});

  Connection& sql() { return connection_; }
  /// Grows whenever any connection, of this process or another, has changed the file: own changes are told by
  /// changed().
  std::uint64_t change_count();
  void changed() { ++own_changes_; }

 private:
  struct Cleanup {
    void operator()(void* cache) const noexcept;
  };
  std::unique_ptr<void, Cleanup> cache_;  // first: SpatiaLite's memory must outlive the connection
  Connection connection_;
  std::uint64_t own_changes_ = 0;
};

}  // namespace lingding::store
