// A source that connects out to a server of lines, and again whenever the connection ends.

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <random>
#include <utility>

#include "adapters/runtime/detail/feed.hpp"
#include "adapters/runtime/detail/sources.hpp"
#include "adapters/runtime/detail/tcp_connection.hpp"

namespace lingding::runtime::detail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

class TcpClient : public std::enable_shared_from_this<TcpClient> {
 public:
  TcpClient(TcpClientInput input, LineSourceContext const& context)
      : input_(std::move(input)),
        feed_(std::make_shared<Feed>(context)),
        resolver_(context.io.context()),
        socket_(context.io.context()),
        timer_(context.io.context()),
        backoff_(input_.first_backoff) {}

  void start() { do_resolve(); }
  void stop() {
    if (std::exchange(feed_->stopped, true)) return;
    feed_->stop();
    boost::system::error_code ignored;
    resolver_.cancel();
    timer_.cancel();
    socket_.close(ignored);
    if (auto const connection = std::exchange(connection_, nullptr)) connection->close();
  }
  Feed& feed() { return *feed_; }

 private:
  void do_resolve() {
    if (feed_->stopped) return;
    timer_.expires_after(input_.connect_timeout);
    timer_.async_wait([self = shared_from_this(), attempt = ++attempt_](boost::system::error_code error) {
      if (!error && self->attempt_ == attempt) self->on_connect_timeout();
    });
    resolver_.async_resolve(input_.address.host, std::to_string(input_.address.port), tcp::resolver::numeric_service,
                            [self = shared_from_this(), attempt = attempt_](boost::system::error_code error,
                                                                            tcp::resolver::results_type const& found) {
                              if (self->attempt_ == attempt) self->on_resolve(error, found);
                            });
  }
  void on_resolve(boost::system::error_code error, tcp::resolver::results_type const& found) {
    if (feed_->stopped) return;
    if (error) return fail(error.message());
    asio::async_connect(
        socket_, found,
        [self = shared_from_this(), attempt = attempt_](boost::system::error_code failed, tcp::endpoint const&) {
          if (self->attempt_ == attempt) self->on_connect(failed);
        });
  }
  void on_connect(boost::system::error_code error) {
    if (feed_->stopped) return;
    if (error) return fail(error.message());
    ++attempt_;
    timer_.cancel();
    feed_->context.log.info("intake", "connected", {{"source", name()}, {"to", to_text(input_.address)}});
    if (connected_before_) feed_->counters().reconnects.add();
    connected_before_ = true;
    connection_ = std::make_shared<TcpConnection>(
        feed_, std::exchange(socket_, tcp::socket{feed_->context.io.context()}),
        TcpConnection::Limits{input_.silence_timeout, milliseconds{0}},
        [self = shared_from_this()](std::shared_ptr<TcpConnection> const& connection, std::string const& why) {
          if (connection->had_line()) self->backoff_ = self->input_.first_backoff;
          self->connection_.reset();
          self->wait_and_retry("the connection ended", why);
        });
    connection_->start();
  }
  void on_connect_timeout() {
    if (feed_->stopped) return;
    boost::system::error_code ignored;
    resolver_.cancel();
    socket_.close(ignored);
    fail("no connection in time");
  }
  void fail(std::string const& why) {
    ++attempt_;
    feed_->counters().failures.add();
    wait_and_retry("can't connect", why);
  }
  void wait_and_retry(std::string_view what, std::string const& why) {
    if (feed_->stopped) return;
    auto const wait =
        milliseconds{static_cast<milliseconds::rep>(static_cast<double>(backoff_.count()) * jitter_(random_))};
    feed_->notices.write(
        what,
        {{"source", name()}, {"address", to_text(input_.address)}, {"reason", why}, {"retry_in_ms", wait.count()}});
    backoff_ = std::min(backoff_ * 2, input_.last_backoff);
    timer_.expires_after(wait);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || self->feed_->stopped) return;
      boost::system::error_code ignored;
      self->socket_.close(ignored);
      self->do_resolve();
    });
  }
  std::string const& name() { return feed_->counters().name; }

  TcpClientInput input_;
  std::shared_ptr<Feed> feed_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  std::shared_ptr<TcpConnection> connection_;
  milliseconds backoff_;
  std::minstd_rand random_{std::random_device{}()};
  std::uniform_real_distribution<double> jitter_{0.75, 1.25};
  std::uint64_t attempt_ = 0;  ///< grows when an attempt is over, so that its late handlers know
  bool connected_before_ = false;
};

class TcpClientSource final : public LineSource {
 public:
  TcpClientSource(TcpClientInput const& input, LineSourceContext const& context)
      : io_(context.io), client_(std::make_shared<TcpClient>(input, context)) {
    io_.post([client = client_] { client->start(); });
  }
  ~TcpClientSource() override { client_->stop(); }
  void stop() override { client_->stop(); }
  void resume() override {
    io_.post([client = client_] { client->feed().resume(); });
  }
  std::optional<Endpoint> listening() const override { return std::nullopt; }
  bool ended() const override { return client_->feed().stopped; }

 private:
  Io& io_;
  std::shared_ptr<TcpClient> client_;
};

}  // namespace

std::unique_ptr<LineSource> open_tcp_client(TcpClientInput const& input, LineSourceContext const& context) {
  return std::make_unique<TcpClientSource>(input, context);
}

}  // namespace lingding::runtime::detail
