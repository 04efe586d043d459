#include "tests/support/server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace lingding::support {
namespace {

[[noreturn]] void fail(std::string const& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

std::string contents(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::string log_end(std::filesystem::path const& folder) {
  std::string const log = contents(folder / "serve.log");
  constexpr std::size_t kShown = 3000;
  return log.size() <= kShown ? log : log.substr(log.size() - kShown);
}

/// Binds a datagram socket at `path`, for the server's READY=1.
int notification_socket(std::filesystem::path const& path) {
  std::filesystem::remove(path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path)
    throw std::runtime_error("path too long for a socket: " + path.native());
  std::memcpy(address.sun_path, path.c_str(), path.native().size());
  int const fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
    fail("notification socket");
  return fd;
}

}  // namespace

ServerProcess::ServerProcess(std::filesystem::path folder, std::vector<std::string> arguments,
                             std::map<std::string, std::string> environment, std::chrono::milliseconds patience)
    : folder_(std::move(folder)) {
  std::filesystem::path const notify_path = folder_ / "notify.sock";
  int const notify_fd = notification_socket(notify_path);
  int const log_fd = ::open((folder_ / "serve.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_fd < 0) fail("serve.log");

  std::string const program = std::string(LINGDING_BINARY_DIR) + "/lingding";
  arguments.insert(arguments.begin(), {program, "serve", "--config", (folder_ / "lingding.toml").string()});
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  environment["NOTIFY_SOCKET"] = notify_path.string();
  pid_ = ::fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // the server does not outlive the test
    for (auto const& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    int const null_fd = ::open("/dev/null", O_RDONLY);
    ::dup2(null_fd, STDIN_FILENO);
    ::dup2(log_fd, STDOUT_FILENO);
    ::dup2(log_fd, STDERR_FILENO);
    ::execv(program.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(log_fd);
  try {
    wait_until_ready(notify_fd, patience);
  } catch (...) {
    ::close(notify_fd);
    if (pid_ > 0) end(SIGKILL);
    throw;
  }
  ::close(notify_fd);
}

void ServerProcess::wait_until_ready(int notify_fd, std::chrono::milliseconds patience) {
  auto const deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    pollfd waiting{notify_fd, POLLIN, 0};
    // Short waits, so that a server that ends at once is noticed at once.
    if (::poll(&waiting, 1, 50) > 0) {
      std::array<char, 512> buffer;
      auto const length = ::recv(notify_fd, buffer.data(), buffer.size(), 0);
      if (length > 0 &&
          std::string_view(buffer.data(), static_cast<std::size_t>(length)).find("READY=1") != std::string_view::npos)
        return;
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = 0;
      throw std::runtime_error("the server ended before it was ready:\n" + log_end(folder_));
    }
  }
  throw std::runtime_error("the server was not ready in time:\n" + log_end(folder_));
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) end(SIGKILL);
}

int ServerProcess::end(int signal_number) {
  ::kill(pid_, signal_number);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return status;
}

std::string ServerProcess::endpoint(std::string const& pointer) const {
  auto const document = boost::json::parse(contents(folder_ / "data" / "endpoints.json"));
  return std::string(document.at_pointer(pointer).as_string());
}
std::string ServerProcess::source_address(std::string const& name) const {
  return endpoint("/sources/" + name);
}
std::string ServerProcess::console_endpoint() const {
  return endpoint("/console");
}
std::string ServerProcess::traffic_endpoint() const {
  return endpoint("/traffic");
}

}  // namespace lingding::support
