#pragma once
// A virtual file system for SQLite that does what it is told at the call it is told: no room, a device error, half a
// write, the process killed. Everything else goes to the system's own.

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace lingding::support {

/// Registered with SQLite under kName while it lives; one at a time.
class FaultyVfs {
 public:
  static constexpr char const* kName = "lingding-faulty";

  enum class Call : unsigned char { write, sync, truncate, read, open };
  enum class Fault : unsigned char {
    no_space,      ///< SQLITE_FULL, as SQLite answers ENOSPC
    half_write,    ///< the first half is written, then SQLITE_FULL
    device_error,  ///< SQLITE_IOERR of the call
    kill,          ///< SIGKILL to this process instead of the call
    half_kill      ///< the first half of a write is done, then SIGKILL
  };
  static constexpr std::size_t kForever = std::numeric_limits<std::size_t>::max();

  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(FaultyVfs const&) = delete;
  FaultyVfs& operator=(FaultyVfs const&) = delete;

  /// From now on, after `skip` calls of this kind to files whose names end in `suffix`, `times` of them fail. Replaces
  /// what was injected before.
  void inject(Call call, Fault fault, std::string_view suffix, std::size_t skip, std::size_t times = kForever);
  void clear();
  /// How many calls failed since the last inject().
  std::size_t hits() const;
  /// How many calls of this kind there were to files with this suffix, since construction.
  std::size_t calls(Call call, std::string_view suffix) const;
};

}  // namespace lingding::support
