#include "adapters/store/detail/checkpointer.hpp"

#include <pthread.h>
#include <sqlite3.h>

#include "adapters/store/migrations.hpp"

namespace lingding::store {

Checkpointer::Checkpointer(std::filesystem::path file, std::string vfs)
    : file_(std::move(file)), vfs_(std::move(vfs)), thread_([this](std::stop_token const& stop) { run(stop); }) {
  pthread_setname_np(thread_.native_handle(), "checkpoint");
}

Checkpointer::~Checkpointer() = default;  // jthread asks to stop, and joins

void Checkpointer::request() {
  {
    std::lock_guard const lock{mutex_};
    if (requested_) return;
    requested_ = true;
  }
  wake_.notify_one();
}

bool Checkpointer::checkpoint(Connection& connection) {
  int in_log = 0;
  int copied = 0;
  int const code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &copied);
  if (code == SQLITE_BUSY) return false;  // another checkpoint is under way
  if (code != SQLITE_OK) connection.fail(code, "copying the write-ahead log into the database");
  return in_log == copied;
}

void Checkpointer::run(std::stop_token const& stop) {
  std::optional<Connection> connection;
  std::unique_lock lock{mutex_};
  while (wake_.wait(lock, stop, [this] { return requested_; })) {
    lock.unlock();
    work(connection);
    lock.lock();
    requested_ = false;
  }
}

void Checkpointer::work(std::optional<Connection>& connection) {
  // Each pass leaves what was appended during it; three are enough to get ahead of any but a saturated writer, who
  // helps himself.
  constexpr int kPasses = 3;
  try {
    if (!connection) {
      connection.emplace(file_, Access::read_write, ConnectionOptions{.vfs = vfs_});
      set_pragmas(*connection);
    }
    for (int pass = 0; pass < kPasses; ++pass)
      if (checkpoint(*connection)) return;
  } catch (SqliteFailure const&) {
    // The log grows until this works again; the writer reports when the disk is full. A new connection next time.
    connection.reset();
  }
}

}  // namespace lingding::store
