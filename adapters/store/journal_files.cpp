#include "adapters/store/journal_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "adapters/store/sqlite.hpp"
#include "geo/sha256.hpp"

namespace lingding::store {
namespace {

[[noreturn]] void fail(std::filesystem::path const& file, std::string_view doing, int error) {
  Trouble const trouble = error == EROFS || error == EACCES || error == EPERM ? Trouble::read_only
                          : error == ENOSPC || error == EDQUOT                ? Trouble::disk_full
                                                                              : Trouble::input_output;
  throw SqliteFailure(trouble,
                      fmt::format("{}: {} while {}: {}", file.string(), to_text(trouble), doing, std::strerror(error)));
}

std::filesystem::path head_file(std::filesystem::path const& folder) {
  return folder / "journal.head";
}

/// "seq hash digest-of-both\n": fixed length, so that one small write replaces it.
std::string head_text(coordinator::Seq seq, coordinator::Digest const& hash) {
  std::string const text = fmt::format("{:020} {}", seq, geo::to_hex(hash));
  return text + ' ' + geo::to_hex(geo::sha256(text)) + '\n';
}
constexpr std::size_t kHeadBytes = 20 + 1 + 64 + 1 + 64 + 1;

/// Who has the lock, as he wrote into it himself; empty: nobody did.
std::string holder(int descriptor) {
  std::array<char, 32> text{};
  ssize_t const length = pread(descriptor, text.data(), text.size(), 0);
  std::string_view const read{text.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
  return std::string{read.substr(0, read.find('\n'))};
}

bool write_zeros(int descriptor, std::size_t bytes) {
  static constexpr std::array<char, 65536> kZeros{};
  while (bytes > 0) {
    ssize_t const written = write(descriptor, kZeros.data(), std::min(bytes, kZeros.size()));
    if (written <= 0) return false;
    bytes -= static_cast<std::size_t>(written);
  }
  return fsync(descriptor) == 0;
}

}  // namespace

std::filesystem::path journal_file(std::filesystem::path const& folder) {
  return folder / "journal.db";
}

FolderLock::FolderLock(std::filesystem::path const& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(folder, "making the folder", error.value());
  auto const file = folder / "journal.lock";
  descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor_ < 0) fail(file, "opening the lock", errno);
  if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    int const why = errno;
    std::string const process = holder(descriptor_);
    close(std::exchange(descriptor_, -1));
    if (why != EWOULDBLOCK) fail(file, "locking", why);
    throw SqliteFailure(
        Trouble::locked,
        fmt::format("{}: this data folder is in use by another Lingding server (process {}). Two servers "
                    "can't share one",
                    folder.string(), process.empty() ? "unknown" : process));
  }
  std::string const own = fmt::format("{}\n", getpid());
  // Only a help for the message above: a full disk must not keep a server from starting.
  bool const noted = ftruncate(descriptor_, 0) == 0 && pwrite(descriptor_, own.data(), own.size(), 0) > 0;
  static_cast<void>(noted);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

HeadMark::HeadMark(std::filesystem::path const& folder)
    : descriptor_(open(head_file(folder).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640)) {}

HeadMark::~HeadMark() {
  if (descriptor_ >= 0) close(descriptor_);
}

void HeadMark::write(coordinator::Seq seq, coordinator::Digest const& hash) noexcept {
  if (descriptor_ < 0) return;
  try {
    std::string const text = head_text(seq, hash);
    ssize_t const written = pwrite(descriptor_, text.data(), text.size(), 0);
    static_cast<void>(written);
  } catch (std::exception const&) {
    // Out of memory: the entry is recorded all the same.
  }
}

std::optional<HeadMark::Content> HeadMark::read(std::filesystem::path const& folder) {
  int const descriptor = open(head_file(folder).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  std::array<char, kHeadBytes> buffer{};
  ssize_t const length = pread(descriptor, buffer.data(), buffer.size(), 0);
  close(descriptor);
  if (length != static_cast<ssize_t>(buffer.size())) return std::nullopt;
  std::string_view const text{buffer.data(), buffer.size()};
  Content content;
  auto const parsed = std::from_chars(text.data(), text.data() + 20, content.seq);
  auto const hash = geo::parse_digest(text.substr(21, 64));
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + 20 || !hash) return std::nullopt;
  content.hash = *hash;
  if (head_text(content.seq, content.hash) != text) return std::nullopt;
  return content;
}

void reserve_wal(std::filesystem::path const& folder, std::size_t bytes) noexcept {
  try {
    std::filesystem::path const wal = journal_file(folder).string() + "-wal";
    std::error_code ignored;
    if (std::filesystem::exists(wal, ignored)) return;
    std::filesystem::path const fresh = wal.string() + ".new";
    int const descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (descriptor < 0) return;
    bool const written = write_zeros(descriptor, bytes);
    close(descriptor);
    // link(), unlike rename(), never replaces a log that a reader made meanwhile.
    bool const placed = written && link(fresh.c_str(), wal.c_str()) == 0;
    static_cast<void>(placed);
    std::filesystem::remove(fresh, ignored);
  } catch (std::exception const&) {
    // No reserve, then: the journal works without.
  }
}

void flush_folder(std::filesystem::path const& folder) {
  int const descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder, "opening the folder", errno);
  int const result = fsync(descriptor);
  int const error = errno;
  close(descriptor);
  if (result != 0) fail(folder, "flushing the folder", error);
}

}  // namespace lingding::store
