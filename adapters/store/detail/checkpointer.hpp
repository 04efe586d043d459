#pragma once
// Copies the write-ahead log into the database on a thread of its own, so that no append waits for it.

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "adapters/store/sqlite.hpp"

namespace lingding::store {

class Checkpointer {
 public:
  /// \param vfs as ConnectionOptions::vfs.
  Checkpointer(std::filesystem::path file, std::string vfs);
  /// Waits for the copy under way.
  ~Checkpointer();

  /// Asks for a copy soon; cheap.
  void request();
  /// Copies what can be copied without waiting for anyone, on the calling thread.
  /// \returns true when all of the log is in the database: the next append starts it anew.
  static bool checkpoint(Connection& connection);

 private:
  void run(std::stop_token const& stop);
  void work(std::optional<Connection>& connection);

  std::filesystem::path file_;
  std::string vfs_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool requested_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace lingding::store
