#pragma once
// A real console bus on loopback with keys in a folder of its own, and bare ZeroMQ peers to try it with.

#include <chrono>
#include <memory>
#include <string>
#include <zmq.hpp>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/console_client.hpp"
#include "adapters/bus/keys.hpp"
#include "tests/adapters/bus/fakes.hpp"
#include "tests/support/temp_folder.hpp"

namespace lingding::bus::test {

/// Longer than any test should need; reached only when it fails.
inline constexpr std::chrono::seconds kPatience{20};

inline geo::UtcTime const kCreated{std::chrono::milliseconds{1'472'313'000'000}};

/// Deserves its name: shorter times than a server's, so that the tests of what takes time do not.
inline BusLimits quick_limits() {
  BusLimits limits;
  limits.heartbeat = std::chrono::milliseconds{200};
  limits.silent_after = std::chrono::milliseconds{2000};
  limits.handshake = std::chrono::milliseconds{300};
  limits.keys_rescan = std::chrono::milliseconds{50};
  return limits;
}

struct BusRig {
  explicit BusRig(BusLimits limits = quick_limits(), Curve curve = Curve::on, Mode mode = Mode::real) : folder("bus") {
    if (curve == Curve::on) {
      make_key(folder.path(), "server", geo::CentreId::hk, Role::server, kCreated);
      enrol("hk-1");
    }
    BusOptions options;
    options.curve = curve;
    options.keys_folder = folder.path();
    options.centres = {geo::CentreId::hk, geo::CentreId::mo};
    options.limits = limits;
    options.mode = mode;
    bus = std::make_unique<ConsoleBus>(options, port,
                                       std::make_unique<FakeHistory>(std::map<geo::CentreId, FakeJournal*>{
                                           {geo::CentreId::hk, &hk}, {geo::CentreId::mo, &mo}}),
                                       [this](LogLevel, std::string_view line) {
                                         std::lock_guard const lock{log_mutex};
                                         log.append(line).append("\n");
                                       });
  }

  void enrol(std::string const& name, geo::CentreId centre = geo::CentreId::hk, Role role = Role::officer) const {
    make_key(folder.path(), name, centre, role, kCreated);
  }
  KeyPair secret(std::string const& name) const { return read_secret(folder / (name + ".secret")); }

  /// Records and publishes, as a desk does.
  void record(Seq count) {
    auto const after = hk.last();
    auto updates = hk.append(count);
    bus->publish(geo::CentreId::hk, after, after + count, std::move(updates));
  }
  ClientOptions client_options(std::string const& name, geo::CentreId centre = geo::CentreId::hk) const {
    ClientOptions options;
    options.endpoint = bus->console_endpoint();
    options.centre = centre;
    options.key = secret(name);
    options.first_wait = std::chrono::milliseconds{50};
    options.most_wait = std::chrono::milliseconds{200};
    return options;
  }
  std::string log_text() {
    std::lock_guard const lock{log_mutex};
    return log;
  }

  support::TempFolder folder;
  FakeJournal hk;
  FakeJournal mo;
  FakePort port;
  std::mutex log_mutex;
  std::string log;
  std::unique_ptr<ConsoleBus> bus;
};

/// A peer that says exactly what it is told.
class RawPeer {
 public:
  RawPeer(std::string const& endpoint, KeyPair const* key, std::string const& routing_id = {},
          zmq::socket_type type = zmq::socket_type::dealer)
      : socket_(context_, type) {
    socket_.set(zmq::sockopt::linger, 0);
    socket_.set(zmq::sockopt::handshake_ivl, 1000);
    socket_.set(zmq::sockopt::reconnect_ivl, 50);
    if (!routing_id.empty()) socket_.set(zmq::sockopt::routing_id, routing_id);
    if (key != nullptr) {
      socket_.set(zmq::sockopt::curve_serverkey, key->server_public_key);
      socket_.set(zmq::sockopt::curve_publickey, key->public_key);
      socket_.set(zmq::sockopt::curve_secretkey, key->secret_key.z85());
    }
    if (type == zmq::socket_type::sub) socket_.set(zmq::sockopt::subscribe, "");
    socket_.connect(endpoint);
  }
  void send(std::string_view frame) { socket_.send(zmq::buffer(frame), zmq::send_flags::none); }
  void send_parts(std::vector<std::string> const& frames) {
    for (std::size_t i = 0; i < frames.size(); ++i)
      socket_.send(zmq::buffer(frames[i]), i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
  }
  void hello(std::string const& centre = "HK", Seq last_seq = 0) {
    send(R"({"type":"hello","version":1,"centre":")" + centre + R"(","last_seq":)" + std::to_string(last_seq) +
         R"(,"client":"raw"})");
  }
  /// The next message, whole; empty when none comes within `patience`.
  std::vector<std::string> receive_parts(std::chrono::milliseconds patience = kPatience) {
    socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(patience.count()));
    std::vector<std::string> parts;
    zmq::message_t part;
    do {
      if (!socket_.recv(part)) return {};
      parts.emplace_back(part.data<char>(), part.size());
    } while (part.more());
    return parts;
  }
  /// The next message of that type; heartbeats and others before it are dropped.
  boost::json::object receive(std::string_view type) {
    for (;;) {
      auto const parts = receive_parts();
      if (parts.empty()) throw std::runtime_error("no message of type " + std::string{type} + " came");
      auto message = object(parts.front());
      if (text(message, "type") == type) return message;
    }
  }
  /// From now on ended() can tell when the connection is broken.
  void watch_for_end() {
    zmq_socket_monitor(socket_.handle(), "inproc://watch", ZMQ_EVENT_DISCONNECTED);
    monitor_ = zmq::socket_t{context_, zmq::socket_type::pair};
    monitor_.set(zmq::sockopt::linger, 0);
    monitor_.connect("inproc://watch");
  }
  /// Waits for the end of a connection.
  bool ended() {
    monitor_.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds{kPatience}.count()));
    zmq::message_t part;
    return monitor_.recv(part).has_value();
  }
  zmq::socket_t& socket() { return socket_; }

 private:
  zmq::context_t context_{1};
  zmq::socket_t socket_;
  zmq::socket_t monitor_;
};

}  // namespace lingding::bus::test
