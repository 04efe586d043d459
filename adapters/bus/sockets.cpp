#include "adapters/bus/sockets.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <zmq.hpp>

namespace lingding::bus {
namespace {

constexpr std::string_view kZapDomain = "lingding";
/// Frames of one message that are looked at; the rest is thrown away unread (any number but one is refused).
constexpr std::size_t kMostFrames = 4;
/// Batches of the picture that wait for one subscriber; then it loses some, which the batches' numbers show.
constexpr int kTrafficWaiting = 64;
constexpr int kHandshakesWaiting = 256;
/// Unanswered keep-alive probes that end a connection.
constexpr int kProbes = 3;

std::string_view view(zmq::message_t const& message) {
  return {message.data<char>(), message.size()};
}

int milliseconds(std::chrono::milliseconds time) {
  return static_cast<int>(time.count());
}

/// The kernel's keep-alive counts in whole seconds, from 1.
int seconds(std::chrono::milliseconds time) {
  return std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(time).count()));
}

bool is_loopback(std::string_view endpoint) {
  for (std::string_view const start : {"tcp://127.", "tcp://[::1]:", "tcp://localhost:", "ipc://", "inproc://"})
    if (endpoint.starts_with(start)) return true;
  return false;
}

std::uint16_t port_of(std::string_view endpoint) {
  auto const digits = endpoint.substr(endpoint.rfind(':') + 1);
  std::uint16_t port = 0;
  auto const end = std::from_chars(digits.data(), digits.data() + digits.size(), port).ptr;
  return end == digits.data() + digits.size() ? port : std::uint16_t{0};
}

}  // namespace

class Sockets::Impl {
 public:
  Impl(BusOptions const& options, KeyPair const* server, Admit admit)
      : admit_(std::move(admit)),
        context_(1),
        zap_(context_, zmq::socket_type::rep),
        router_(context_, zmq::socket_type::router),
        traffic_(context_, zmq::socket_type::pub),
        wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (wake_ < 0) throw std::runtime_error("no event descriptor is to be had");
    auto const& limits = options.limits;
    zap_.set(zmq::sockopt::linger, 0);
    zap_.set(zmq::sockopt::rcvhwm, kHandshakesWaiting);
    zap_.bind("inproc://zeromq.zap.01");
    for (auto* socket : {&router_, &traffic_}) {
      socket->set(zmq::sockopt::linger, milliseconds(limits.linger));
      socket->set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(limits.message_bytes));
      socket->set(zmq::sockopt::handshake_ivl, milliseconds(limits.handshake));
      // TCP's keep-alive ends connections whose other side is gone without a word. ZeroMQ's own heartbeats would too,
      // but libzmq 4.3.4 aborts when one falls due on a connection that broke while its input was held back.
      socket->set(zmq::sockopt::tcp_keepalive, 1);
      socket->set(zmq::sockopt::tcp_keepalive_idle, seconds(limits.silent_after));
      socket->set(zmq::sockopt::tcp_keepalive_intvl, seconds(limits.heartbeat));
      socket->set(zmq::sockopt::tcp_keepalive_cnt, kProbes);
      if (server == nullptr) continue;
      socket->set(zmq::sockopt::zap_domain, std::string{kZapDomain});
      socket->set(zmq::sockopt::curve_server, 1);
      socket->set(zmq::sockopt::curve_secretkey, server->secret_key.z85());
    }
    // The window bounds what is under way; the mark is above it so that it is never what decides.
    router_.set(zmq::sockopt::sndhwm, static_cast<int>(2 * limits.window_messages + 64));
    router_.set(zmq::sockopt::rcvhwm, 1000);
    router_.set(zmq::sockopt::router_mandatory, 1);
    router_.set(zmq::sockopt::router_handover, 0);
    traffic_.set(zmq::sockopt::sndhwm, kTrafficWaiting);
    bound_.console = bind(router_, options.console_endpoint);
    bound_.traffic = bind(traffic_, options.traffic_endpoint);
    bound_.traffic_port = port_of(bound_.traffic);
  }

  ~Impl() { ::close(wake_); }

  std::string bind(zmq::socket_t& socket, std::string const& endpoint) {
    // Only where it is asked for, or the address as bound would be written as an IPv6 one.
    if (endpoint.find('[') != std::string::npos) socket.set(zmq::sockopt::ipv6, 1);
    try {
      socket.bind(endpoint);
    } catch (zmq::error_t const& error) {
      throw std::runtime_error("can't bind " + endpoint + ": " + error.what());
    }
    return socket.get(zmq::sockopt::last_endpoint);
  }

  Admit admit_;
  zmq::context_t context_;
  zmq::socket_t zap_;
  zmq::socket_t router_;
  zmq::socket_t traffic_;
  int wake_;
  Bound bound_;
};

Sockets::Sockets(BusOptions const& options, KeyPair const* server, Admit admit) {
  if (server == nullptr)
    for (auto const& endpoint : {options.console_endpoint, options.traffic_endpoint})
      if (!is_loopback(endpoint))
        throw std::runtime_error("curve is off, and " + endpoint + " is not on this machine alone");
  try {
    impl_ = std::make_unique<Impl>(options, server, std::move(admit));
  } catch (zmq::error_t const& error) {
    throw std::runtime_error(std::string{"the bus can't be opened: "} + error.what());
  }
}

Sockets::~Sockets() = default;

Sockets::Bound const& Sockets::bound() const {
  return impl_->bound_;
}

void Sockets::wait(std::chrono::milliseconds at_most) {
  std::array<zmq::pollitem_t, 3> items{{{impl_->router_.handle(), 0, ZMQ_POLLIN, 0},
                                        {impl_->zap_.handle(), 0, ZMQ_POLLIN, 0},
                                        {nullptr, impl_->wake_, ZMQ_POLLIN, 0}}};
  try {
    zmq::poll(items.data(), items.size(), at_most);
  } catch (zmq::error_t const& error) {
    if (error.num() != EINTR) throw;
  }
  if ((items[2].revents & ZMQ_POLLIN) != 0) {
    std::uint64_t count = 0;
    static_cast<void>(::read(impl_->wake_, &count, sizeof count) == 0);
  }
}

void Sockets::wake() noexcept {
  std::uint64_t const one = 1;
  // Fails only when the counter is full, and then the thread is being woken.
  static_cast<void>(::write(impl_->wake_, &one, sizeof one) == 0);
}

void Sockets::answer_handshakes() {
  // ZeroMQ RFC 27: version, request id, domain, address, identity, mechanism, credentials.
  enum Part : std::size_t { version, request_id, domain, address, identity, mechanism, credentials, count };
  constexpr std::size_t kKeyBytes = 32;
  for (;;) {
    std::array<std::string, Part::count> parts;
    std::size_t received = 0;
    zmq::message_t part;
    do {
      if (!impl_->zap_.recv(part, received == 0 ? zmq::recv_flags::dontwait : zmq::recv_flags::none)) return;
      if (received < parts.size()) parts[received] = view(part);
      ++received;
    } while (part.more());
    std::array<char, kKeyBytes * 5 / 4 + 1> key{};
    bool admitted = false;
    if (received == Part::count && parts[version] == "1.0" && parts[domain] == kZapDomain &&
        parts[mechanism] == "CURVE" && parts[credentials].size() == kKeyBytes) {
      std::array<std::uint8_t, kKeyBytes> bytes{};
      std::copy(parts[credentials].begin(), parts[credentials].end(), bytes.begin());
      zmq_z85_encode(key.data(), bytes.data(), bytes.size());
      admitted = impl_->admit_(key.data());
    }
    // An unknown key is answered 300, "temporary failure", never 400: libzmq then says nothing at all to the peer and
    // drops the unfinished handshake after its time, and the peer's library tries again, so that a key enrolled later
    // gets in without help. After 400 the peer's socket would be dead for good.
    std::array<std::string_view, 6> const reply{"1.0", parts[request_id],          admitted ? "200" : "300",
                                                "",    admitted ? key.data() : "", ""};
    for (std::size_t i = 0; i < reply.size(); ++i)
      impl_->zap_.send(zmq::buffer(reply[i]), i + 1 < reply.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
  }
}

bool Sockets::next(Incoming& message) {
  zmq::message_t part;
  if (!impl_->router_.recv(part, zmq::recv_flags::dontwait)) return false;
  message.routing_id = view(part);
  message.user_id.clear();
  message.parts.clear();
  message.frames.clear();
  while (part.more()) {
    static_cast<void>(impl_->router_.recv(part, zmq::recv_flags::none));
    if (message.parts.empty()) {
      // Set by libzmq from our own ZAP reply: the key that made the connection, whatever the peer says of itself.
      char const* const user = zmq_msg_gets(part.handle(), "User-Id");
      if (user != nullptr) message.user_id = user;
    }
    if (message.parts.size() < kMostFrames) message.parts.emplace_back(view(part));
  }
  for (auto const& content : message.parts) message.frames.emplace_back(content);
  return true;
}

Outlet::Result Sockets::send(std::string_view routing_id, std::string_view frame) {
  try {
    if (!impl_->router_.send(zmq::buffer(routing_id), zmq::send_flags::sndmore | zmq::send_flags::dontwait))
      return Result::full;
    static_cast<void>(impl_->router_.send(zmq::buffer(frame), zmq::send_flags::dontwait));
    return Result::sent;
  } catch (zmq::error_t const& error) {
    if (error.num() == EHOSTUNREACH) return Result::gone;
    throw;
  }
}

void Sockets::publish(std::string_view topic, std::uint64_t seq, std::string_view batch) {
  std::array<char, 8> number{};
  for (std::size_t i = 0; i < number.size(); ++i) number[i] = static_cast<char>((seq >> (56U - 8U * i)) & 0xffU);
  static_cast<void>(impl_->traffic_.send(zmq::buffer(topic), zmq::send_flags::sndmore));
  static_cast<void>(impl_->traffic_.send(zmq::buffer(number), zmq::send_flags::sndmore));
  static_cast<void>(impl_->traffic_.send(zmq::buffer(batch), zmq::send_flags::none));
}

}  // namespace lingding::bus
