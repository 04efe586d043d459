#include "adapters/runtime/spool_source.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>

#include "adapters/runtime/descriptor.hpp"
#include "geo/sha256.hpp"

namespace lingding::runtime {
namespace {

using SteadyClock = std::chrono::steady_clock;

[[noreturn]] void fail(std::string const& what) {
  throw std::system_error(errno, std::system_category(), what);
}

std::string error_text(int error) {
  return std::system_category().message(error);
}

/// Why the spool itself refuses a file.
enum class SpoolRefusal : std::uint8_t { symbolic_link, not_a_file, unreadable, too_long, empty, nothing_in_it };
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kRefusals{{
    {"file_is_link", "a file; this is a symbolic link, which is not followed"},
    {"file_is_none", "a regular file; this is a device, a pipe or a socket"},
    {"file_unreadable", "a file that the server's account may read"},
    {"file_too_long", "a file no longer than the bound"},
    {"file_empty", "a file with something in it"},
    {"file_says_nothing", "at least one message of the source's format"},
}};

/// Which file it is, whatever it is called.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  std::int64_t modified_ns = 0;
  off_t size = 0;
  explicit FileId(struct stat const& what)
      : device(what.st_dev),
        inode(what.st_ino),
        modified_ns(std::int64_t{what.st_mtim.tv_sec} * 1'000'000'000 + what.st_mtim.tv_nsec),
        size(what.st_size) {}
  bool operator==(FileId const&) const = default;
};

bool is_left_alone(std::string_view name) {
  return name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part");
}

/// Several servers' words must not meet: an existing name is never overwritten. 0, or the error.
int rename_new(int from, std::string const& name, int to, std::string const& target) {
  if (::syscall(SYS_renameat2, from, name.c_str(), to, target.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that does not know the flag.
  if (::faccessat(to, target.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) return EEXIST;
  return ::renameat(from, name.c_str(), to, target.c_str()) == 0 ? 0 : errno;
}

std::string reason_name(std::string const& name) {
  return name + ".reason.txt";
}

std::string words_of(DocumentFault const& fault) {
  std::string text;
  if (!fault.where.empty()) {
    text += fault.where + ": ";
  } else if (fault.line > 0) {
    text += "line " + std::to_string(fault.line) + ": ";
  }
  text += fault.reason + ": expected " + fault.meaning;
  if (!fault.found.empty()) text += "; found: " + fault.found;
  return text + "\n";
}

std::string words_of(DocumentResult const& result) {
  std::string text =
      "accepted " + std::to_string(result.accepted) + ", refused " + std::to_string(result.refused) + "\n";
  for (auto const& fault : result.faults) text += words_of(fault);
  if (result.refused > result.faults.size())
    text += "and " + std::to_string(result.refused - result.faults.size()) + " more\n";
  return text;
}

/// The folder with its two others; all in one file system.
struct Folders {
  Descriptor spool;
  Descriptor processed;
  Descriptor failed;
  std::optional<FileId> id;

  explicit Folders(std::filesystem::path const& path) {
    spool = Descriptor{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (spool.get() < 0) fail("can't open the spool folder " + path.string());
    if (::faccessat(spool.get(), ".", W_OK | X_OK, 0) != 0) fail("can't move files out of " + path.string());
    struct stat what{};
    if (::fstat(spool.get(), &what) != 0) fail("can't look at " + path.string());
    id.emplace(what);
    processed = subfolder(path, "processed", what.st_dev);
    failed = subfolder(path, "failed", what.st_dev);
  }

  Descriptor subfolder(std::filesystem::path const& path, char const* name, dev_t device) const {
    auto const full = (path / name).string();
    if (::mkdirat(spool.get(), name, 0750) != 0 && errno != EEXIST) fail("can't make " + full);
    Descriptor folder{::openat(spool.get(), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (folder.get() < 0) fail("can't open " + full);
    if (::faccessat(folder.get(), ".", W_OK | X_OK, 0) != 0) fail("can't write to " + full);
    struct stat what{};
    if (::fstat(folder.get(), &what) != 0) fail("can't look at " + full);
    errno = EXDEV;
    if (what.st_dev != device) fail("can't move files to " + full);
    return folder;
  }
};

}  // namespace

class SpoolSource::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(SpoolInput input, Io& io, Log& log, SourceCounters& counters, std::size_t first_reason, DocumentDoor& door)
      : input_(std::move(input)),
        io_(io),
        log_(log),
        troubles_(log, LogLevel::warning, "intake"),
        counters_(counters),
        first_reason_(first_reason),
        door_(&door),
        folders_(input_.folder),
        wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (wake_.get() < 0) fail("can't make an event descriptor");
    LINGDING_CHECK(first_reason_ + kRefusals.size() <= SourceCounters::kMaxReasons);
  }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void stop_taking() {
    door_ = nullptr;
    wake([this] { stopped_ = true; });
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  struct Outcome {
    std::string name;
    DocumentResult result;
  };
  enum class Where : std::uint8_t { processed, failed };
  struct Leaving {
    Where to = Where::processed;
    std::string reason;  ///< empty: none
  };
  /// A file that was read and has not left the folder.
  struct Known {
    FileId id;
    std::optional<Leaving> leaving;  ///< empty: in flight; else it could not be moved
  };

  template <class Change>
  void wake(Change const& change) {
    {
      std::lock_guard const lock{mutex_};
      change();
    }
    std::uint64_t const one = 1;
    [[maybe_unused]] auto const written = ::write(wake_.get(), &one, sizeof one);
  }

  void run() {
    ::prctl(PR_SET_NAME, "spool");
    watch();
    scan();
    while (!stopped()) {
      wait();
      take_outcomes();
      if (SteadyClock::now() >= next_scan_) {
        look_at_folder();
        leave_again();
        dirty_ = true;
      }
      if (pending_.empty() && (dirty_ || (settling_at_ && SteadyClock::now() >= *settling_at_))) scan();
      take_pending();
    }
    troubles_.flush();
  }

  bool stopped() {
    std::lock_guard const lock{mutex_};
    return stopped_;
  }

  void watch() {
    inotify_ = Descriptor{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    constexpr std::uint32_t kEvents = IN_MOVED_TO | IN_CLOSE_WRITE | IN_CREATE | IN_ATTRIB | IN_ONLYDIR;
    // By the descriptor's path: the folder that is open, whatever its name points to since.
    auto const path = "/proc/self/fd/" + std::to_string(folders_.spool.get());
    if (inotify_.get() >= 0 && ::inotify_add_watch(inotify_.get(), path.c_str(), kEvents) >= 0) return;
    log_.warning("intake", "changes of the spool folder are not told: it is looked through now and then",
                 {{"source", counters_.name}, {"folder", input_.folder.string()}, {"why", error_text(errno)}});
    inotify_ = Descriptor{};
  }

  void wait() {
    auto until = next_scan_;
    if (settling_at_) until = std::min(until, *settling_at_);
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - SteadyClock::now()).count();
    bool const can_take = !pending_.empty() && in_flight_ < kMaxInFlight;
    std::array<pollfd, 2> waiting{{{wake_.get(), POLLIN, 0}, {inotify_.get(), POLLIN, 0}}};
    int const timeout = can_take ? 0 : static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
    ::poll(waiting.data(), inotify_.get() >= 0 ? 2 : 1, timeout);
    std::uint64_t count = 0;
    [[maybe_unused]] auto const woken = ::read(wake_.get(), &count, sizeof count);
    if (inotify_.get() >= 0) read_events();
  }

  void read_events() {
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    for (;;) {
      auto const size = ::read(inotify_.get(), buffer.data(), buffer.size());
      if (size <= 0) return;
      for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
        inotify_event event{};
        std::memcpy(&event, buffer.data() + at, sizeof event);
        std::string const name(event.len > 0 ? buffer.data() + at + sizeof event : "");
        at += sizeof event + event.len;
        dirty_ = true;
        if ((event.mask & (IN_MOVED_TO | IN_CLOSE_WRITE)) != 0 && !is_left_alone(name)) complete_.insert(name);
      }
    }
  }

  /// Another folder may have taken its name's place, or its other two may be gone.
  void look_at_folder() {
    next_scan_ = SteadyClock::now() + input_.scan_every;
    struct stat what{};
    bool const same = ::stat(input_.folder.c_str(), &what) == 0 && what.st_dev == folders_.id->device &&
                      what.st_ino == folders_.id->inode &&
                      ::faccessat(folders_.spool.get(), "processed", W_OK, 0) == 0 &&
                      ::faccessat(folders_.spool.get(), "failed", W_OK, 0) == 0;
    if (same) return;
    try {
      folders_ = Folders(input_.folder);
      watch();
      log_.info("intake", "the spool folder was opened anew",
                {{"source", counters_.name}, {"folder", input_.folder.string()}});
    } catch (std::system_error const& error) {
      trouble("the spool folder can't be used", error.what());
    }
  }

  void scan() {
    dirty_ = false;
    settling_at_.reset();
    next_scan_ = SteadyClock::now() + input_.scan_every;
    std::vector<std::pair<std::int64_t, std::string>> found;
    Descriptor again{::openat(folders_.spool.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    std::unique_ptr<DIR, int (*)(DIR*)> const folder{::fdopendir(again.get()), &::closedir};
    if (!folder) return trouble("the spool folder can't be read", error_text(errno));
    static_cast<void>(again.release());
    while (auto const* const entry = ::readdir(folder.get())) {
      std::string name{static_cast<char const*>(entry->d_name)};
      if (is_left_alone(name)) continue;
      struct stat what{};
      if (::fstatat(folders_.spool.get(), name.c_str(), &what, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(what.st_mode))
        continue;
      FileId const id{what};
      if (auto const known = known_.find(name);
          known != known_.end() && (!known->second.leaving || known->second.id == id))
        continue;  // of another in the place of one in flight leave() gets to know
      if (S_ISREG(what.st_mode) && !complete_.contains(name) && is_fresh(id)) continue;
      found.emplace_back(id.modified_ns, std::move(name));
    }
    std::ranges::sort(found);
    for (auto& [modified, name] : found) pending_.push_back(std::move(name));
    complete_.clear();
  }

  /// Perhaps somebody writes to it still. A time in the future says nothing.
  bool is_fresh(FileId const& id) {
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const age = now - std::chrono::nanoseconds{id.modified_ns};
    if (age < -input_.settle || age >= input_.settle) return false;
    settling_at_ = SteadyClock::now() + input_.settle;
    return true;
  }

  void take_pending() {
    while (!pending_.empty() && in_flight_ < kMaxInFlight) {
      auto const name = std::move(pending_.front());
      pending_.pop_front();
      take(name);
    }
  }

  void take(std::string const& name) {
    struct stat what{};
    if (::fstatat(folders_.spool.get(), name.c_str(), &what, AT_SYMLINK_NOFOLLOW) != 0 || S_ISDIR(what.st_mode)) return;
    if (S_ISLNK(what.st_mode)) return refuse(name, FileId{what}, SpoolRefusal::symbolic_link);
    if (!S_ISREG(what.st_mode)) return refuse(name, FileId{what}, SpoolRefusal::not_a_file);
    Descriptor const file{::openat(folders_.spool.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    if (file.get() < 0) {
      if (errno == ENOENT || errno == ELOOP) return;  // gone meanwhile, or another in its place: the next scan sees it
      if (errno == EACCES || errno == EPERM) return refuse(name, FileId{what}, SpoolRefusal::unreadable);
      return trouble("a file of the spool can't be opened", name + ": " + error_text(errno));
    }
    if (::fstat(file.get(), &what) != 0 || !S_ISREG(what.st_mode)) return;
    FileId const id{what};
    if (what.st_size > static_cast<off_t>(input_.max_bytes)) return refuse(name, id, SpoolRefusal::too_long);
    auto content = read(file.get());
    if (!content) return trouble("a file of the spool can't be read", name + ": " + error_text(errno));
    if (content->empty()) return refuse(name, id, SpoolRefusal::empty);
    if (content->size() > input_.max_bytes) return refuse(name, id, SpoolRefusal::too_long);
    hand_over(name, id, *std::move(content));
  }

  std::optional<std::string> read(int file) const {
    std::string content(input_.max_bytes + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
      auto const count = ::read(file, content.data() + size, content.size() - size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return std::nullopt;
      if (count == 0) break;
      size += static_cast<std::size_t>(count);
    }
    content.resize(size);
    return content;
  }

  void hand_over(std::string const& name, FileId const& id, std::string content) {
    geo::Sha256 digest;
    digest.update(counters_.name).update(std::string_view{"\0", 1}).update(name).update(std::string_view{"\0", 1});
    digest.update(std::to_string(id.modified_ns)).update(std::string_view{"\0", 1}).update(content);
    auto delivery = "spool-" + geo::to_hex(digest.finish()).substr(0, 32);
    known_.insert_or_assign(name, Known{id, std::nullopt});
    ++in_flight_;
    counters_.open.store(static_cast<std::int64_t>(in_flight_), std::memory_order_relaxed);
    io_.post([self = shared_from_this(), name, content = std::make_shared<std::string const>(std::move(content)),
              delivery = std::move(delivery)] { self->submit(name, content, delivery); });
  }

  /// On the io thread.
  void submit(std::string const& name, std::shared_ptr<std::string const> const& content, std::string const& delivery) {
    if (door_ == nullptr) return;
    auto const taken = door_->take(*content, delivery,
                                   [self = shared_from_this(), name](Recording what, DocumentResult const& result) {
                                     // While the journal can't be written the file stays where it is.
                                     if (what == Recording::recorded)
                                       self->wake([&] { self->outcomes_.push_back({name, result}); });
                                   });
    if (taken == DocumentDoor::Taken::no_room)
      door_->when_room([self = shared_from_this(), name, content, delivery] { self->submit(name, content, delivery); });
  }

  void take_outcomes() {
    std::deque<Outcome> outcomes;
    {
      std::lock_guard const lock{mutex_};
      outcomes.swap(outcomes_);
    }
    for (auto const& [name, result] : outcomes) {
      --in_flight_;
      auto const known = known_.find(name);
      LINGDING_CHECK(known != known_.end());
      if (result.accepted == 0 && result.messages == 0 && result.refused == 0) {
        refuse(name, known->second.id, SpoolRefusal::nothing_in_it);
        continue;
      }
      bool const failed = result.accepted == 0 && result.messages == 0;
      leave(name, known->second.id,
            {failed ? Where::failed : Where::processed, result.refused > 0 ? words_of(result) : std::string{}});
    }
    counters_.open.store(static_cast<std::int64_t>(in_flight_), std::memory_order_relaxed);
  }

  void refuse(std::string const& name, FileId const& id, SpoolRefusal why) {
    auto const& [reason, meaning] = kRefusals.at(static_cast<std::size_t>(why));
    counters_.rejected.at(first_reason_ + static_cast<std::size_t>(why)).add();
    troubles_.write("a file was refused", {{"source", counters_.name}, {"file", name}, {"reason", reason}});
    leave(name, id, {Where::failed, std::string{reason} + ": expected " + std::string{meaning} + "\n"});
  }

  /// \param id by value: the caller's may be the one in known_, which goes
  void leave(std::string const& name, FileId id, Leaving leaving) {
    auto const to = leaving.to == Where::processed ? folders_.processed.get() : folders_.failed.get();
    std::string target;
    auto const error = move_out(name, to, target);
    if (error == ENOENT) {  // its sender took it away
      known_.erase(name);
      return;
    }
    if (error != 0) {
      known_.insert_or_assign(name, Known{id, std::move(leaving)});
      return trouble("a file can't be moved out of the spool", name + ": " + error_text(error));
    }
    known_.erase(name);
    struct stat what{};
    if (::fstatat(to, target.c_str(), &what, AT_SYMLINK_NOFOLLOW) == 0 && FileId{what} != id) {
      // Its sender put another in its place just now, or wrote on: that was not read yet.
      if (rename_new(to, target, folders_.spool.get(), name) != 0)
        trouble("a file was moved out of the spool unread", target);
      dirty_ = true;
      return;
    }
    if (!leaving.reason.empty()) write_reason(to, target, leaving.reason);
  }

  /// Under its own name, or one made unique. 0, or the error.
  int move_out(std::string const& name, int to, std::string& target) const {
    constexpr std::size_t kLongest = 220;  // of 255 bytes, with room for what is put behind
    auto const stem = name.substr(0, kLongest);
    for (int number = 0; number < 100'000; ++number) {
      target = number == 0 ? stem : stem + "." + std::to_string(number);
      if (::faccessat(to, reason_name(target).c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) continue;
      auto const error = rename_new(folders_.spool.get(), name, to, target);
      if (error != EEXIST) return error;
    }
    return EEXIST;
  }

  void write_reason(int to, std::string const& target, std::string const& reason) {
    auto const name = reason_name(target);
    Descriptor const file{::openat(to, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640)};
    if (file.get() < 0 || ::write(file.get(), reason.data(), reason.size()) != static_cast<ssize_t>(reason.size()))
      trouble("the reason of a refusal can't be written", name + ": " + error_text(errno));
  }

  /// What could not be moved is tried again; its content is not looked at again.
  void leave_again() {
    std::vector<std::tuple<std::string, FileId, Leaving>> stuck;
    for (auto const& [name, known] : known_)
      if (known.leaving) stuck.emplace_back(name, known.id, *known.leaving);
    for (auto& [name, id, leaving] : stuck) leave(name, id, std::move(leaving));
  }

  void trouble(std::string_view text, std::string_view why) {
    counters_.failures.add();
    troubles_.write(text, {{"source", counters_.name}, {"why", why}});
  }

  SpoolInput const input_;
  Io& io_;
  Log& log_;
  RateLimited troubles_;
  SourceCounters& counters_;
  std::size_t const first_reason_;
  DocumentDoor* door_;  ///< of the io thread; nullptr: stopped
  Folders folders_;
  Descriptor wake_;
  Descriptor inotify_;
  std::mutex mutex_;
  std::deque<Outcome> outcomes_;  ///< under mutex_, as the next
  bool stopped_ = false;
  // Of the spool's own thread.
  std::map<std::string, Known> known_;
  std::deque<std::string> pending_;  ///< names found by the last scan and not yet taken
  std::set<std::string> complete_;   ///< names that were said to be complete since the last scan
  std::size_t in_flight_ = 0;
  bool dirty_ = false;
  std::optional<SteadyClock::time_point> settling_at_;
  SteadyClock::time_point next_scan_{};
  std::thread thread_;
};

SpoolSource::SpoolSource(SpoolInput input, Io& io, Log& log, SourceCounters& counters, std::size_t first_reason,
                         DocumentDoor& door)
    : impl_(std::make_shared<Impl>(std::move(input), io, log, counters, first_reason, door)) {
  impl_->start();
}
SpoolSource::~SpoolSource() {
  impl_->stop_taking();
  impl_->join();
}
void SpoolSource::stop() {
  impl_->stop_taking();
}

std::vector<std::string_view> SpoolSource::rejection_names() {
  std::vector<std::string_view> names;
  for (auto const& [name, meaning] : kRefusals) names.push_back(name);
  return names;
}

}  // namespace lingding::runtime
