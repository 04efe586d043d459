#pragma once
// Tells the service manager (systemd, or a test) what the server is doing: the sd_notify protocol, one datagram.

#include <string_view>

namespace lingding::runtime {

/// Sends `state` ("READY=1", "STOPPING=1", "STATUS=…") to the socket in $NOTIFY_SOCKET; does nothing when it is not
/// set. A failure to deliver is not an error (sd_notify(3) says the same).
void notify_service_manager(std::string_view state) noexcept;

}  // namespace lingding::runtime
