#pragma once
// The `io` thread's loop: every socket but ZeroMQ's lives on it.

#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace lingding::runtime {

/// One Asio io_context, run by one thread.
class Io {
 public:
  Io();
  ~Io();
  Io(Io const&) = delete;
  Io& operator=(Io const&) = delete;

  /// Runs until stop(), and lets what a handler throws through (a failing environment; the caller logs it and ends the
  /// program).
  void run();
  /// From any thread or signal handler's thread. Handlers that wait are dropped with the loop.
  void stop();
  /// Runs `work` on the loop's thread, in order with other posted work. From any thread.
  void post(std::function<void()> work);

  /// For .cpp files of adapters that bring their own sockets.
  boost::asio::io_context& context();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::runtime
