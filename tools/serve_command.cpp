// `lingding serve`: reads the configuration, runs the server until a signal, stops it gracefully.

#include <csignal>
#include <cstdio>
#include <string>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/log.hpp"
#include "adapters/runtime/service_notify.hpp"
#include "tools/commands.hpp"
#include "tools/config.hpp"
#include "tools/server.hpp"

namespace lingding::tools {
namespace {

runtime::LogLevel level_of(Config const& config) {
  switch (config.log.level) {
    case LogLevel::debug:
      return runtime::LogLevel::debug;
    case LogLevel::info:
      return runtime::LogLevel::info;
    case LogLevel::warning:
      return runtime::LogLevel::warning;
    case LogLevel::error:
      return runtime::LogLevel::error;
  }
  return runtime::LogLevel::info;
}

/// SIGINT and SIGTERM are taken by the main thread alone; SIGPIPE and SIGXFSZ become error codes of the calls that
/// caused them.
sigset_t take_over_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  sigset_t stop{};
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  // Before any thread is started: all inherit it.
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  return stop;
}

}  // namespace

int serve(ServeOptions const& options) {
  auto config = load_config(options.config, options.overrides);
  if (!config) {
    for (ConfigProblem const& problem : config.error())
      std::fprintf(stderr, "lingding: %s\n", to_text(problem).c_str());
    return 2;
  }
  if (options.only_check) return 0;

  sigset_t const stop = take_over_signals();
  runtime::SystemClock const clock;
  runtime::Log log(level_of(*config), clock);
  {
    Server const server(*std::move(config), clock, log);
    log.info("serve", "ready", {{"version", LINGDING_VERSION}});
    runtime::notify_service_manager("READY=1");
    int received = 0;
    sigwait(&stop, &received);
    log.info("serve", "stopping", {{"signal", received}});
    runtime::notify_service_manager("STOPPING=1");
  }
  log.info("serve", "stopped");
  return 0;
}

}  // namespace lingding::tools
