#pragma once
// The server's ZeroMQ sockets, without ZeroMQ in the header: consoles' ROUTER, traffic PUB, the ZAP door and the
// wake-up.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/switchboard.hpp"

namespace lingding::bus {

/// All but wake() is for one thread alone.
class Sockets final : public Outlet {
 public:
  /// Each socket has a ZAP domain of its own, so that a key can be let in at one and not at the other.
  enum class Door : std::uint8_t { console, traffic };
  /// Says whether a key may connect; asked for every handshake.
  using Admit = std::function<bool(std::string_view public_key, Door door)>;

  /// Binds. \param server nullptr: CURVE is off. \throws std::runtime_error
  Sockets(BusOptions const& options, KeyPair const* server, Admit admit);
  ~Sockets() override;

  struct Bound {
    std::string console;
    std::string traffic;
    std::uint16_t traffic_port = 0;
  };
  Bound const& bound() const;

  /// Returns when a peer has sent something, a handshake waits, wake() was called or the time is over.
  void wait(std::chrono::milliseconds at_most);
  /// From any thread.
  void wake() noexcept;

  /// Answers the handshakes that wait.
  void answer_handshakes();
  /// Calls `take(routing id, user id, frames)` for at most `most` messages, none after `most_bytes`. Returns whether
  /// there may be more.
  template <class Take>
  bool receive(std::size_t most, std::size_t most_bytes, Take&& take) {
    Incoming message;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < most && bytes < most_bytes; ++i) {
      if (!next(message)) return false;
      for (auto const& part : message.parts) bytes += part.size();
      take(std::string_view{message.routing_id}, std::string_view{message.user_id}, message.frames);
    }
    return true;
  }
  Result send(std::string_view routing_id, std::string_view frame) override;
  void publish(std::string_view topic, std::uint64_t seq, std::string_view batch);

 private:
  struct Incoming {
    std::string routing_id;
    std::string user_id;
    std::vector<std::string> parts;
    std::vector<std::string_view> frames;
  };
  bool next(Incoming& message);

  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::bus
