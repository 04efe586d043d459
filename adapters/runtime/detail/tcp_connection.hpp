#pragma once
// One TCP connection that brings lines: reading, its time limits, its end. Used by the client and the server source.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/runtime/detail/feed.hpp"

namespace lingding::runtime::detail {

class TcpConnection : public std::enable_shared_from_this<TcpConnection> {
 public:
  struct Limits {
    std::chrono::milliseconds silence{0};  ///< without a complete line; 0: no limit
    std::chrono::milliseconds line{0};     ///< from a line's first byte to its end; 0: no limit
  };
  /// Why it ended, in a few words for the log.
  using OnEnd = std::function<void(std::shared_ptr<TcpConnection> const&, std::string const& why)>;

  TcpConnection(std::shared_ptr<Feed> feed, boost::asio::ip::tcp::socket socket, Limits limits, OnEnd on_end);
  ~TcpConnection();

  /// Reading begins; on_end is called once, later.
  void start();
  /// Ends it now, from outside; on_end is not called.
  void close();

  std::uint64_t stream() const { return stream_; }
  std::chrono::steady_clock::time_point last_line() const { return last_line_; }
  bool had_line() const { return splitter_.lines() > 0; }

 private:
  void do_read();
  void on_read(boost::system::error_code error, std::size_t count);
  void do_watch();
  void on_watch();
  void end(std::string const& why);
  void release();

  std::shared_ptr<Feed> feed_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer watch_;
  Limits limits_;
  OnEnd on_end_;
  LineSplitter splitter_;
  std::uint64_t stream_;
  std::chrono::steady_clock::time_point last_line_;
  std::chrono::steady_clock::time_point line_begun_;
  bool open_ = true;
};

}  // namespace lingding::runtime::detail
