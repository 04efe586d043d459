// A source that listens for clients which send lines.

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/runtime/detail/feed.hpp"
#include "adapters/runtime/detail/listening.hpp"
#include "adapters/runtime/detail/sources.hpp"
#include "adapters/runtime/detail/tcp_connection.hpp"

namespace lingding::runtime::detail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class TcpServer : public std::enable_shared_from_this<TcpServer> {
 public:
  TcpServer(TcpServerInput input, LineSourceContext const& context)
      : input_(std::move(input)),
        feed_(std::make_shared<Feed>(context)),
        acceptor_(context.io.context()),
        pause_(context.io.context()) {
    auto const endpoint = local_endpoint<tcp>(input_.address);
    try {
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(asio::socket_base::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen();
    } catch (boost::system::system_error const& error) {
      throw_cannot_listen(input_.address, error);
    }
    auto const bound = acceptor_.local_endpoint();
    listening_ = Endpoint{bound.address().to_string(), bound.port()};
  }

  void start() { do_accept(); }
  void stop() {
    if (std::exchange(feed_->stopped, true)) return;
    feed_->stop();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (auto const& client : std::exchange(clients_, {})) client->close();
  }
  Feed& feed() { return *feed_; }
  Endpoint const& listening() const { return listening_; }

 private:
  void do_accept() {
    acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, tcp::socket socket) {
      if (!self->feed_->stopped) self->on_accept(error, std::move(socket));
    });
  }
  void on_accept(boost::system::error_code error, tcp::socket socket) {
    if (error) {
      // No descriptors left, or the client went away again: wait a little, lest we spin.
      feed_->counters().failures.add();
      feed_->notices.write("can't accept", {{"source", feed_->counters().name}, {"reason", error.message()}});
      pause_.expires_after(milliseconds{100});
      pause_.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
        if (!cancelled && !self->feed_->stopped) self->do_accept();
      });
      return;
    }
    if (clients_.size() < input_.max_clients || make_room()) {
      add(std::move(socket));
    } else {
      feed_->counters().refused.add();
      feed_->notices.write("too many clients: one was refused",
                           {{"source", feed_->counters().name}, {"limit", input_.max_clients}});
    }
    do_accept();
  }
  void add(tcp::socket socket) {
    boost::system::error_code ignored;
    auto const peer = socket.remote_endpoint(ignored);
    auto const connection = std::make_shared<TcpConnection>(
        feed_, std::move(socket), TcpConnection::Limits{input_.silence_timeout, input_.line_timeout},
        [self = shared_from_this()](std::shared_ptr<TcpConnection> const& ended, std::string const& why) {
          std::erase(self->clients_, ended);
          self->feed_->context.log.debug(
              "intake", "client gone",
              {{"source", self->feed_->counters().name}, {"stream", ended->stream()}, {"reason", why}});
        });
    feed_->context.log.debug(
        "intake", "client connected",
        {{"source", feed_->counters().name}, {"stream", connection->stream()}, {"peer", peer.address().to_string()}});
    clients_.push_back(connection);
    connection->start();
  }
  /// Closes the client silent longest, if that is long enough.
  bool make_room() {
    auto const silent = std::min_element(clients_.begin(), clients_.end(),
                                         [](auto const& a, auto const& b) { return a->last_line() < b->last_line(); });
    if (silent == clients_.end() || steady_clock::now() - (*silent)->last_line() < input_.yield_after) return false;
    feed_->counters().timeouts.add();
    (*silent)->close();
    clients_.erase(silent);
    return true;
  }

  TcpServerInput input_;
  std::shared_ptr<Feed> feed_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  Endpoint listening_;
  std::vector<std::shared_ptr<TcpConnection>> clients_;
};

class TcpServerSource final : public LineSource {
 public:
  TcpServerSource(TcpServerInput const& input, LineSourceContext const& context)
      : io_(context.io), server_(std::make_shared<TcpServer>(input, context)) {
    io_.post([server = server_] {
      if (!server->feed().stopped) server->start();
    });
  }
  ~TcpServerSource() override { server_->stop(); }
  void stop() override { server_->stop(); }
  void resume() override {
    io_.post([server = server_] { server->feed().resume(); });
  }
  std::optional<Endpoint> listening() const override { return server_->listening(); }
  bool ended() const override { return server_->feed().stopped; }

 private:
  Io& io_;
  std::shared_ptr<TcpServer> server_;
};

}  // namespace

std::unique_ptr<LineSource> open_tcp_server(TcpServerInput const& input, LineSourceContext const& context) {
  return std::make_unique<TcpServerSource>(input, context);
}

}  // namespace lingding::runtime::detail
