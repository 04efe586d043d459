#include "adapters/runtime/service_notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace lingding::runtime {

void notify_service_manager(std::string_view state) noexcept {
  char const* const path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr) return;
  std::size_t const length = std::strlen(path);
  sockaddr_un address{};
  if (length == 0 || length >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path, length);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // Linux's abstract namespace
  int const socket_fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return;
  // sockaddr_un is passed as sockaddr, as the sockets interface asks for (POSIX.1-2017, sys/socket.h).
  static_cast<void>(::sendto(socket_fd, state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<sockaddr const*>(&address),
                             static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length)));
  ::close(socket_fd);
}

}  // namespace lingding::runtime
