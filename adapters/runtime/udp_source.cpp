// A source that takes datagrams with lines in them.

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "adapters/runtime/detail/feed.hpp"
#include "adapters/runtime/detail/listening.hpp"
#include "adapters/runtime/detail/sources.hpp"

namespace lingding::runtime::detail {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

/// One datagram as the operating system gave it.
struct Datagram {
  std::size_t size = 0;
  bool truncated = false;
  std::uint32_t lost_before = 0;  ///< dropped by the kernel since the socket was opened (SO_RXQ_OVFL, socket(7))
};

class UdpReceiver : public std::enable_shared_from_this<UdpReceiver> {
 public:
  /// Datagrams read before others on the loop have their turn.
  static constexpr int kTurn = 64;
  /// The largest UDP payload is 65 507 bytes (RFC 768 over IPv4): nothing is ever cut but jumbograms.
  static constexpr std::size_t kMaxDatagram = 65'536;
  /// Asked of the kernel for bursts; it may give less (net.core.rmem_max).
  static constexpr int kReceiveBuffer = 4 * 1024 * 1024;

  UdpReceiver(UdpInput input, LineSourceContext const& context)
      : input_(std::move(input)), feed_(std::make_shared<Feed>(context)), socket_(context.io.context()) {
    auto const endpoint = local_endpoint<udp>(input_.address);
    try {
      socket_.open(endpoint.protocol());
      socket_.bind(endpoint);
      socket_.non_blocking(true);
    } catch (boost::system::system_error const& error) {
      throw_cannot_listen(input_.address, error);
    }
    boost::system::error_code ignored;
    socket_.set_option(asio::socket_base::receive_buffer_size(kReceiveBuffer), ignored);
    int const on = 1;
    counts_lost_ = ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on) == 0;
    auto const bound = socket_.local_endpoint();
    listening_ = Endpoint{bound.address().to_string(), bound.port()};
  }

  void start() { do_wait(); }
  void stop() {
    if (std::exchange(feed_->stopped, true)) return;
    feed_->stop();
    boost::system::error_code ignored;
    socket_.close(ignored);
    for (auto const& sender : std::exchange(senders_, {})) feed_->close_stream(sender.stream);
    feed_->counters().open.store(0, std::memory_order_relaxed);
  }
  Feed& feed() { return *feed_; }
  Endpoint const& listening() const { return listening_; }

 private:
  struct Sender {
    udp::endpoint endpoint;
    std::uint64_t stream;
    std::uint64_t last_turn;
  };

  void do_wait() {
    if (feed_->stopped) return;
    socket_.async_wait(udp::socket::wait_read, [self = shared_from_this()](boost::system::error_code error) {
      if (!error && !self->feed_->stopped) self->on_readable();
    });
  }
  void on_readable() {
    for (int i = 0; i < kTurn && !feed_->stopped && !feed_->held(); ++i)
      if (!receive_one()) break;
    feed_->when_free([self = shared_from_this()] { self->do_wait(); });
  }

  bool receive_one() {
    udp::endpoint from;
    auto const got = receive(from);
    if (!got) return false;
    auto& counters = feed_->counters();
    counters.bytes.add(got->size);
    if (got->truncated) counters.truncated.add();
    if (counts_lost_ && got->lost_before != lost_) {
      counters.lost_datagrams.add(got->lost_before - lost_);
      lost_ = got->lost_before;
      feed_->notices.write("the operating system dropped datagrams", {{"source", counters.name}, {"in_all", lost_}});
    }
    deliver_lines({buffer_.data(), got->size}, stream_of(from));
    return true;
  }

  std::optional<Datagram> receive(udp::endpoint& from) {
    iovec part{buffer_.data(), buffer_.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> control{};
    msghdr message{};
    message.msg_name = from.data();
    message.msg_namelen = static_cast<socklen_t>(from.capacity());
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    auto const size = ::recvmsg(socket_.native_handle(), &message, 0);
    if (size < 0) {
      // Errors of earlier sends (ICMP) may show up here; the socket stays good.
      if (errno != EAGAIN && errno != EWOULDBLOCK) feed_->counters().failures.add();
      return std::nullopt;
    }
    from.resize(message.msg_namelen);
    Datagram datagram{static_cast<std::size_t>(size), (message.msg_flags & MSG_TRUNC) != 0, lost_};
    for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header))
      if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SO_RXQ_OVFL)
        std::memcpy(&datagram.lost_before, CMSG_DATA(header), sizeof datagram.lost_before);
    return datagram;
  }

  /// A datagram is whole in itself: its lines go out at once, too long ones are left out.
  void deliver_lines(std::string_view text, std::uint64_t stream) {
    auto& counters = feed_->counters();
    std::size_t run = 0;
    std::size_t at = 0;
    while (at < text.size()) {
      auto const newline = text.find('\n', at);
      auto const end = newline == std::string_view::npos ? text.size() : newline;
      auto const next = newline == std::string_view::npos ? text.size() : newline + 1;
      if (end - at > feed_->context.max_line) {
        counters.overlong.add();
        feed_->notices.write("a line is too long and was skipped",
                             {{"source", counters.name}, {"stream", stream}, {"limit_bytes", feed_->context.max_line}});
        if (at > run) feed_->deliver(text.substr(run, at - run), stream);
        run = next;
      } else {
        counters.lines.add();
      }
      at = next;
    }
    if (at > run) feed_->deliver(text.substr(run, at - run), stream);
  }

  std::uint64_t stream_of(udp::endpoint const& from) {
    ++turn_;
    auto const known =
        std::find_if(senders_.begin(), senders_.end(), [&](Sender const& s) { return s.endpoint == from; });
    if (known != senders_.end()) {
      known->last_turn = turn_;
      return known->stream;
    }
    if (senders_.size() >= UdpInput::kMaxSenders) {
      auto const oldest = std::min_element(senders_.begin(), senders_.end(),
                                           [](Sender const& a, Sender const& b) { return a.last_turn < b.last_turn; });
      feed_->close_stream(oldest->stream);
      senders_.erase(oldest);
    }
    senders_.push_back({from, feed_->next_stream(), turn_});
    feed_->counters().open.store(static_cast<std::int64_t>(senders_.size()), std::memory_order_relaxed);
    return senders_.back().stream;
  }

  UdpInput input_;
  std::shared_ptr<Feed> feed_;
  udp::socket socket_;
  Endpoint listening_;
  std::vector<char> buffer_ = std::vector<char>(kMaxDatagram);
  std::vector<Sender> senders_;
  std::uint64_t turn_ = 0;
  std::uint32_t lost_ = 0;
  bool counts_lost_ = false;
};

class UdpSource final : public LineSource {
 public:
  UdpSource(UdpInput const& input, LineSourceContext const& context)
      : io_(context.io), receiver_(std::make_shared<UdpReceiver>(input, context)) {
    io_.post([receiver = receiver_] { receiver->start(); });
  }
  ~UdpSource() override { receiver_->stop(); }
  void stop() override { receiver_->stop(); }
  void resume() override {
    io_.post([receiver = receiver_] { receiver->feed().resume(); });
  }
  std::optional<Endpoint> listening() const override { return receiver_->listening(); }
  bool ended() const override { return receiver_->feed().stopped; }

 private:
  Io& io_;
  std::shared_ptr<UdpReceiver> receiver_;
};

}  // namespace

std::unique_ptr<LineSource> open_udp(UdpInput const& input, LineSourceContext const& context) {
  return std::make_unique<UdpSource>(input, context);
}

}  // namespace lingding::runtime::detail
