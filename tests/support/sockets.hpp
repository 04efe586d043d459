#pragma once
// Plain blocking sockets for the other end of a test.

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace lingding::support {

/// An owned socket on the IPv4 loopback. Every failure throws.
class Socket {
 public:
  static Socket tcp() { return Socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}; }
  static Socket udp() { return Socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)}; }
  static Socket connected_tcp(std::uint16_t port) {
    auto socket = tcp();
    socket.connect(port);
    return socket;
  }
  /// Listens on `port`; 0: any.
  static Socket listening_tcp(std::uint16_t port = 0) {
    auto socket = tcp();
    int const on = 1;
    check(::setsockopt(socket.fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    auto const address = loopback(port);
    check(::bind(socket.fd_, reinterpret_cast<sockaddr const*>(&address), sizeof address), "bind");
    check(::listen(socket.fd_, 16), "listen");
    return socket;
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }

  void connect(std::uint16_t port) {
    auto const address = loopback(port);
    check(::connect(fd_, reinterpret_cast<sockaddr const*>(&address), sizeof address), "connect");
  }
  Socket accept(std::chrono::milliseconds within = std::chrono::seconds{30}) {
    if (!readable(within)) throw std::runtime_error("nobody connected in time");
    return Socket{::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC)};
  }
  std::uint16_t port() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    check(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      auto const sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      check(static_cast<int>(sent < 0 ? -1 : 0), "send");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void send_to(std::uint16_t port, std::string_view datagram) {
    auto const address = loopback(port);
    auto const sent =
        ::sendto(fd_, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr const*>(&address), sizeof address);
    check(sent == static_cast<ssize_t>(datagram.size()) ? 0 : -1, "sendto");
  }
  bool readable(std::chrono::milliseconds within) const {
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) > 0;
  }
  /// True when the other side closes the connection in time; what it sends before is thrown away.
  bool closed_by_peer(std::chrono::milliseconds within = std::chrono::seconds{30}) {
    auto const until = std::chrono::steady_clock::now() + within;
    for (;;) {
      auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      if (left.count() <= 0 || !readable(left)) return false;
      char buffer[256];
      auto const got = ::recv(fd_, buffer, sizeof buffer, 0);
      if (got == 0 || (got < 0 && errno == ECONNRESET)) return true;
    }
  }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  int fd() const { return fd_; }

 private:
  explicit Socket(int fd) : fd_(fd) { check(fd, "socket"); }
  static void check(int result, char const* what) {
    if (result < 0) throw std::system_error(errno, std::system_category(), what);
  }
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
  }
  int fd_;
};

}  // namespace lingding::support
