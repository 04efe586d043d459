#include "adapters/runtime/line_sender.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace lingding::runtime {

LineSender::LineSender(std::string const& address) {
  auto const colon = address.rfind(':');
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.substr(0, colon).c_str(), address.substr(colon + 1).c_str(), &hints, &found) != 0)
    throw std::runtime_error("not an address: " + address);
  fd_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0) {
    int const error = errno;
    ::freeaddrinfo(found);
    throw std::system_error(error, std::generic_category(), "opening a connection");
  }
  int const result = ::connect(fd_, found->ai_addr, found->ai_addrlen);
  ::freeaddrinfo(found);
  if (result != 0) {
    int const error = errno;
    ::close(fd_);
    throw std::system_error(error, std::generic_category(), "connecting to " + address);
  }
  timeval const patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

LineSender::~LineSender() {
  ::close(fd_);
}

bool LineSender::try_send(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    auto const sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void LineSender::send(std::string_view bytes) {
  if (!try_send(bytes)) throw std::system_error(errno, std::generic_category(), "sending lines");
}

}  // namespace lingding::runtime
