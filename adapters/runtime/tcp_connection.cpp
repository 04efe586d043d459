#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

#include "adapters/runtime/detail/tcp_connection.hpp"

namespace lingding::runtime::detail {

namespace asio = boost::asio;
using std::chrono::steady_clock;

TcpConnection::TcpConnection(std::shared_ptr<Feed> feed, asio::ip::tcp::socket socket, Limits limits, OnEnd on_end)
    : feed_(std::move(feed)),
      socket_(std::move(socket)),
      watch_(socket_.get_executor()),
      limits_(limits),
      on_end_(std::move(on_end)),
      splitter_(feed_->context.max_line),
      stream_(feed_->next_stream()),
      last_line_(steady_clock::now()),
      line_begun_(last_line_) {
  boost::system::error_code ignored;
  socket_.set_option(asio::socket_base::keep_alive(true), ignored);
  feed_->counters().connects.add();
  feed_->counters().open.fetch_add(1, std::memory_order_relaxed);
}

TcpConnection::~TcpConnection() {
  release();
}

void TcpConnection::start() {
  do_watch();
  do_read();
}

void TcpConnection::close() {
  if (!open_) return;
  release();
  feed_->close_stream(stream_);
}

void TcpConnection::do_read() {
  if (!open_) return;
  auto const room = splitter_.prepare();
  socket_.async_read_some(
      asio::buffer(room.data(), room.size()),
      [self = shared_from_this()](boost::system::error_code error, std::size_t count) { self->on_read(error, count); });
}

void TcpConnection::on_read(boost::system::error_code error, std::size_t count) {
  if (!open_) return;
  if (error) {
    feed_->finish(splitter_, stream_);
    return end(error == asio::error::eof ? "closed by the other side" : error.message());
  }
  bool const had_partial = splitter_.partial();
  auto const lines = splitter_.lines();
  feed_->commit(splitter_, count, stream_);
  if (!open_) return;  // the sink stopped the source
  bool const complete = splitter_.lines() > lines;
  if (complete || !had_partial) line_begun_ = steady_clock::now();
  if (complete) last_line_ = line_begun_;
  if (!feed_->held()) return do_read();
  feed_->when_free([self = shared_from_this()] {
    self->last_line_ = self->line_begun_ = steady_clock::now();
    self->do_read();
  });
}

void TcpConnection::do_watch() {
  using std::chrono::milliseconds;
  milliseconds shortest = milliseconds::max();
  if (limits_.silence.count() > 0) shortest = limits_.silence;
  if (limits_.line.count() > 0) shortest = std::min(shortest, limits_.line);
  if (shortest == milliseconds::max()) return;
  watch_.expires_after(std::max(milliseconds{1}, shortest / 4));
  watch_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error && self->open_) self->on_watch();
  });
}

void TcpConnection::on_watch() {
  auto const now = steady_clock::now();
  if (!feed_->held()) {
    bool const silent = limits_.silence.count() > 0 && now - last_line_ > limits_.silence;
    bool const slow = limits_.line.count() > 0 && splitter_.partial() && now - line_begun_ > limits_.line;
    if (silent || slow) {
      feed_->counters().timeouts.add();
      return end(slow ? "a line was begun and not completed in time" : "silent for too long");
    }
  }
  do_watch();
}

void TcpConnection::end(std::string const& why) {
  if (!open_) return;
  auto const self = shared_from_this();
  close();
  if (on_end_) std::exchange(on_end_, {})(self, why);
}

void TcpConnection::release() {
  if (!std::exchange(open_, false)) return;
  boost::system::error_code ignored;
  watch_.cancel();
  socket_.close(ignored);
  feed_->counters().open.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace lingding::runtime::detail
