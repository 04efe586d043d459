#pragma once
// A real `lingding serve` in a process of its own: started, watched until it is ready, killed or stopped.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lingding::support {

/// Runs the program that was built beside the tests. Its standard error goes to `<folder>/serve.log`, appended.
class ServerProcess {
 public:
  /// Starts it and returns when it says that it is ready.
  /// \throws std::runtime_error with the end of the log when it ends or is not ready within `patience`.
  explicit ServerProcess(std::filesystem::path folder, std::vector<std::string> arguments = {},
                         std::map<std::string, std::string> environment = {},
                         std::chrono::milliseconds patience = std::chrono::seconds{30});
  ~ServerProcess();
  ServerProcess(ServerProcess const&) = delete;
  ServerProcess& operator=(ServerProcess const&) = delete;

  /// Sends the signal and waits for the end; gives the wait status. SIGKILL is a crash, SIGTERM a graceful stop.
  int end(int signal_number);
  bool running() const { return pid_ > 0; }
  int pid() const { return pid_; }

  /// "host:port" of a source of the configuration, as bound.
  std::string source_address(std::string const& name) const;
  /// "tcp://host:port".
  std::string console_endpoint() const;
  std::string traffic_endpoint() const;

 private:
  void wait_until_ready(int notify_fd, std::chrono::milliseconds patience);
  std::string endpoint(std::string const& pointer) const;

  std::filesystem::path folder_;
  int pid_ = 0;
};

}  // namespace lingding::support
