#include "tests/support/faulty_vfs.hpp"

#include <sqlite3.h>

#include <csignal>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>

namespace lingding::support {
namespace {

struct Order {
  FaultyVfs::Call call = FaultyVfs::Call::write;
  FaultyVfs::Fault fault = FaultyVfs::Fault::no_space;
  std::string suffix;
  std::size_t skip = 0;
  std::size_t times = 0;
};

// SQLite calls from the writer's and the checkpointer's threads.
std::mutex mutex;
std::optional<Order> order;
std::size_t hit_count = 0;
std::map<std::pair<FaultyVfs::Call, std::string>, std::size_t> call_counts;
sqlite3_vfs* below = nullptr;
sqlite3_vfs vfs;

/// The file that SQLite sees; the system's own lies behind it in the same memory.
struct File {
  sqlite3_file base;
  std::string* name;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
File* file_of(sqlite3_file* file) {
  return reinterpret_cast<File*>(file);
}
sqlite3_file* real_of(sqlite3_file* file) {
  return file_of(file)->real();
}

/// What is to be done instead of this call; empty: nothing.
std::optional<FaultyVfs::Fault> judge(FaultyVfs::Call call, std::string_view name) {
  std::lock_guard const lock{mutex};
  std::string_view const base = name.substr(name.rfind('/') + 1);
  ++call_counts[{call, std::string{base}}];
  if (!order || order->call != call || !name.ends_with(order->suffix)) return std::nullopt;
  if (order->skip > 0) {
    --order->skip;
    return std::nullopt;
  }
  if (order->times == 0) return std::nullopt;
  if (order->times != FaultyVfs::kForever) --order->times;
  ++hit_count;
  return order->fault;
}

[[noreturn]] void die() {
  raise(SIGKILL);
  std::abort();
}

int x_close(sqlite3_file* file) {
  int const code = real_of(file)->pMethods->xClose(real_of(file));
  delete file_of(file)->name;
  return code;
}
int x_read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  if (auto const fault = judge(FaultyVfs::Call::read, *file_of(file)->name)) {
    if (*fault == FaultyVfs::Fault::kill) die();
    return SQLITE_IOERR_READ;
  }
  return real_of(file)->pMethods->xRead(real_of(file), to, amount, offset);
}
int x_write(sqlite3_file* file, void const* from, int amount, sqlite3_int64 offset) {
  auto const fault = judge(FaultyVfs::Call::write, *file_of(file)->name);
  if (fault) {
    using Fault = FaultyVfs::Fault;
    if (*fault == Fault::half_write || *fault == Fault::half_kill)
      real_of(file)->pMethods->xWrite(real_of(file), from, amount / 2, offset);
    if (*fault == Fault::kill || *fault == Fault::half_kill) die();
    return *fault == Fault::device_error ? SQLITE_IOERR_WRITE : SQLITE_FULL;
  }
  return real_of(file)->pMethods->xWrite(real_of(file), from, amount, offset);
}
int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (auto const fault = judge(FaultyVfs::Call::truncate, *file_of(file)->name)) {
    if (*fault == FaultyVfs::Fault::kill) die();
    return SQLITE_IOERR_TRUNCATE;
  }
  return real_of(file)->pMethods->xTruncate(real_of(file), size);
}
int x_sync(sqlite3_file* file, int flags) {
  if (auto const fault = judge(FaultyVfs::Call::sync, *file_of(file)->name)) {
    if (*fault == FaultyVfs::Fault::kill) die();
    return SQLITE_IOERR_FSYNC;
  }
  return real_of(file)->pMethods->xSync(real_of(file), flags);
}
int x_size(sqlite3_file* file, sqlite3_int64* size) {
  return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
int x_lock(sqlite3_file* file, int level) {
  return real_of(file)->pMethods->xLock(real_of(file), level);
}
int x_unlock(sqlite3_file* file, int level) {
  return real_of(file)->pMethods->xUnlock(real_of(file), level);
}
int x_reserved(sqlite3_file* file, int* out) {
  return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}
int x_control(sqlite3_file* file, int operation, void* argument) {
  return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}
int x_sector(sqlite3_file* file) {
  return real_of(file)->pMethods->xSectorSize(real_of(file));
}
int x_device(sqlite3_file* file) {
  return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}
int x_shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}
int x_shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
void x_shm_barrier(sqlite3_file* file) {
  real_of(file)->pMethods->xShmBarrier(real_of(file));
}
int x_shm_unmap(sqlite3_file* file, int remove) {
  return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

// Version 2: no memory-mapped pages, so that every read and write comes by here.
sqlite3_io_methods const methods{2,          x_close,       x_read,      x_write,   x_truncate, x_sync,   x_size,
                                 x_lock,     x_unlock,      x_reserved,  x_control, x_sector,   x_device, x_shm_map,
                                 x_shm_lock, x_shm_barrier, x_shm_unmap, nullptr,   nullptr};

int x_open(sqlite3_vfs*, char const* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* const opened = file_of(file);
  opened->base.pMethods = nullptr;
  std::string const text = name != nullptr ? name : "";
  if (auto const fault = judge(FaultyVfs::Call::open, text)) {
    if (*fault == FaultyVfs::Fault::kill) die();
    return SQLITE_CANTOPEN;
  }
  int const code = below->xOpen(below, name, opened->real(), flags, out_flags);
  if (code == SQLITE_OK) {
    opened->name = new std::string(text);
    opened->base.pMethods = &methods;
  }
  return code;
}

}  // namespace

FaultyVfs::FaultyVfs() {
  below = sqlite3_vfs_find(nullptr);
  if (below == nullptr) throw std::runtime_error("SQLite has no file system");
  vfs = *below;
  vfs.zName = kName;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + below->szOsFile;
  vfs.pNext = nullptr;
  vfs.xOpen = x_open;
  if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK) throw std::runtime_error("SQLite refuses the faulty file system");
  clear();
  std::lock_guard const lock{mutex};
  call_counts.clear();
}

FaultyVfs::~FaultyVfs() {
  clear();
  sqlite3_vfs_unregister(&vfs);
}

void FaultyVfs::inject(Call call, Fault fault, std::string_view suffix, std::size_t skip, std::size_t times) {
  std::lock_guard const lock{mutex};
  order = Order{call, fault, std::string{suffix}, skip, times};
  hit_count = 0;
}

void FaultyVfs::clear() {
  std::lock_guard const lock{mutex};
  order.reset();
}

std::size_t FaultyVfs::hits() const {
  std::lock_guard const lock{mutex};
  return hit_count;
}

std::size_t FaultyVfs::calls(Call call, std::string_view suffix) const {
  std::lock_guard const lock{mutex};
  std::size_t count = 0;
  for (auto const& [key, value] : call_counts)
    if (key.first == call && std::string_view{key.second}.ends_with(suffix)) count += value;
  return count;
}

}  // namespace lingding::support
