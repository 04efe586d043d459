#include "tests/bench/floors.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <zmq.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace lingding::bench {
namespace {

using Clock = std::chrono::steady_clock;

double microseconds(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

/// Spins: a sleeping thread would measure the scheduler.
void pass_time(std::chrono::microseconds pause) {
  for (auto const until = Clock::now() + pause; Clock::now() < until;) {
  }
}

struct KeyPair {
  std::array<char, 41> open{};
  std::array<char, 41> secret{};
  KeyPair() {
    if (zmq_curve_keypair(open.data(), secret.data()) != 0) throw std::runtime_error("this libzmq has no CURVE");
  }
};

struct CloseSocket {
  void operator()(void* socket) const {
    int const none = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_close(socket);
  }
};
using Socket = std::unique_ptr<void, CloseSocket>;

void check(int result, char const* what) {
  if (result < 0) throw std::runtime_error(std::string(what) + ": " + zmq_strerror(zmq_errno()));
}

/// A file that pages are appended to, each flushed before the next.
class Flushed {
 public:
  explicit Flushed(std::filesystem::path const& folder)
      : path_(folder / "flush-floor"),
        descriptor_(::open(path_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw std::runtime_error("can't write in " + folder.string());
  }
  Flushed(Flushed const&) = delete;
  Flushed& operator=(Flushed const&) = delete;
  ~Flushed() {
    ::close(descriptor_);
    std::filesystem::remove(path_);
  }

  void append() {
    if (::pwrite(descriptor_, page_.data(), page_.size(), end_) < 0 || ::fdatasync(descriptor_) != 0)
      throw std::runtime_error("the disk failed at " + path_.string());
    end_ += static_cast<off_t>(page_.size());
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
  std::array<char, 4096> page_{};
  off_t end_ = 0;
};

void durable_echo(void* socket, Flushed& file, std::size_t count) {
  std::array<char, 64> identity;
  std::vector<char> body(1 << 20);
  for (std::size_t i = 0; i < count; ++i) {
    int const identity_size = zmq_recv(socket, identity.data(), identity.size(), 0);
    int const size = zmq_recv(socket, body.data(), body.size(), 0);
    if (identity_size < 0 || size < 0) return;
    file.append();
    zmq_send(socket, identity.data(), static_cast<std::size_t>(identity_size), ZMQ_SNDMORE);
    zmq_send(socket, body.data(), static_cast<std::size_t>(size), 0);
  }
}

}  // namespace

std::vector<double> fdatasync_times(std::filesystem::path const& folder, std::size_t count,
                                    std::chrono::microseconds pause) {
  Flushed file(folder);
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i) {
    pass_time(pause);
    auto const start = Clock::now();
    file.append();
    times.push_back(microseconds(Clock::now() - start));
  }
  return times;
}

std::vector<double> durable_echo_times(std::filesystem::path const& folder, std::size_t count, std::size_t bytes,
                                       std::chrono::microseconds pause) {
  Flushed file(folder);
  std::unique_ptr<void, int (*)(void*)> const context(zmq_ctx_new(), zmq_ctx_term);
  KeyPair const server;
  KeyPair const client;
  Socket const router(zmq_socket(context.get(), ZMQ_ROUTER));
  int const yes = 1;
  check(zmq_setsockopt(router.get(), ZMQ_CURVE_SERVER, &yes, sizeof yes), "curve server");
  check(zmq_setsockopt(router.get(), ZMQ_CURVE_SECRETKEY, server.secret.data(), 41), "server key");
  check(zmq_bind(router.get(), "tcp://127.0.0.1:*"), "bind");
  std::array<char, 256> endpoint{};
  std::size_t size = endpoint.size();
  check(zmq_getsockopt(router.get(), ZMQ_LAST_ENDPOINT, endpoint.data(), &size), "endpoint");

  Socket const dealer(zmq_socket(context.get(), ZMQ_DEALER));
  check(zmq_setsockopt(dealer.get(), ZMQ_CURVE_SERVERKEY, server.open.data(), 41), "server key");
  check(zmq_setsockopt(dealer.get(), ZMQ_CURVE_PUBLICKEY, client.open.data(), 41), "client key");
  check(zmq_setsockopt(dealer.get(), ZMQ_CURVE_SECRETKEY, client.secret.data(), 41), "client key");
  check(zmq_connect(dealer.get(), endpoint.data()), "connect");

  constexpr std::size_t kWarmUp = 20;
  std::jthread const echoing([&] { durable_echo(router.get(), file, count + kWarmUp); });
  std::vector<char> body(bytes, 'x');
  std::vector<double> times;
  for (std::size_t i = 0; i < count + kWarmUp; ++i) {
    std::this_thread::sleep_for(pause);
    auto const start = Clock::now();
    check(zmq_send(dealer.get(), body.data(), body.size(), 0), "send");
    check(zmq_recv(dealer.get(), body.data(), body.size(), 0), "receive");
    if (i >= kWarmUp) times.push_back(microseconds(Clock::now() - start));
  }
  return times;
}

}  // namespace lingding::bench
