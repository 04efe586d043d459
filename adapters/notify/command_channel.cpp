// A command with the message on its standard input.

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigset_t and kill() are POSIX
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "adapters/runtime/descriptor.hpp"

#include "adapters/notify/detail/run_program.hpp"

extern char** environ;

namespace lingding::notify {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// How often the end of the program, the stop and the limit are looked for.
constexpr std::chrono::milliseconds kLookEvery{20};

/// While it lives, a pipe that nobody reads is an error on this thread and not the end of the process.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &former_);
  }
  ~NoBrokenPipe() {
    // One that is pending is this thread's own, of its write.
    timespec const at_once{};
    if (sigismember(&former_, SIGPIPE) == 0)
      while (::sigtimedwait(&pipe_, nullptr, &at_once) == SIGPIPE) continue;
    ::pthread_sigmask(SIG_SETMASK, &former_, nullptr);
  }
  NoBrokenPipe(NoBrokenPipe const&) = delete;
  NoBrokenPipe& operator=(NoBrokenPipe const&) = delete;

 private:
  sigset_t pipe_;
  sigset_t former_;
};

/// Writes what fits now; closes when all is written, or the program does not read it.
void feed(runtime::Descriptor& into, std::string const& input, std::size_t& written) {
  if (into.get() < 0) return;
  NoBrokenPipe const guard;
  auto const count = ::write(into.get(), input.data() + written, input.size() - written);
  int const error = errno;
  if (count > 0) written += static_cast<std::size_t>(count);
  bool const broken = count < 0 && error != EAGAIN && error != EINTR;
  if (broken || written == input.size()) into.close();
}

}  // namespace

Result run_program(std::vector<std::string> const& arguments, std::string const& input, std::string const& mark,
                   std::chrono::seconds limit, std::atomic<bool> const& stop) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {false, std::string("no pipe: ") + std::strerror(errno)};
  runtime::Descriptor reading(ends[0]);
  runtime::Descriptor writing(ends[1]);
  ::fcntl(writing.get(), F_SETFL, O_NONBLOCK);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, reading.get(), STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // A group of its own, so that what it started ends with it; signals as programs expect them.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> argv;
  for (auto const& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<char*> environment{const_cast<char*>(mark.c_str())};
  auto const name = std::string_view{mark}.substr(0, mark.find('=') + 1);
  for (char** one = environ; *one != nullptr; ++one)
    if (!std::string_view{*one}.starts_with(name)) environment.push_back(*one);
  environment.push_back(nullptr);
  pid_t pid = 0;
  int const failed = ::posix_spawn(&pid, argv.front(), &actions, &attributes, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return {false, std::string("can't be started: ") + std::strerror(failed)};
  reading.close();

  auto const deadline = SteadyClock::now() + limit;
  std::size_t written = 0;
  int status = 0;
  while (true) {
    feed(writing, input, written);
    if (::waitpid(pid, &status, WNOHANG) == pid) break;
    bool const late = SteadyClock::now() >= deadline;
    if (late || stop) {
      ::kill(-pid, SIGKILL);
      ::waitpid(pid, &status, 0);
      return {false, late ? "took longer than " + std::to_string(limit.count()) + " s and was ended" : "interrupted"};
    }
    pollfd wait{writing.get(), POLLOUT, 0};
    ::poll(&wait, writing.get() >= 0 && written == 0 ? 1 : 0, static_cast<int>(kLookEvery.count()));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {true, "exit status 0"};
  if (WIFEXITED(status)) return {false, "exit status " + std::to_string(WEXITSTATUS(status))};
  return {false, "ended by signal " + std::to_string(WTERMSIG(status))};
}

}  // namespace lingding::notify
