#pragma once
// The other end of a line source: a TCP connection that lines are written to, as a receiver or a feed does.

#include <string>
#include <string_view>

namespace lingding::runtime {

/// Blocks while the reader takes its time, for at most kPatience.
class LineSender {
 public:
  static constexpr int kPatienceSeconds = 10;

  /// \param address "127.0.0.1:10110"
  /// \throws std::system_error when nobody listens there; std::runtime_error when it is no address.
  explicit LineSender(std::string const& address);
  ~LineSender();
  LineSender(LineSender const&) = delete;
  LineSender& operator=(LineSender const&) = delete;

  /// \throws std::system_error when the connection ended or nothing was taken for kPatience.
  void send(std::string_view bytes);
  /// The same, without throwing: false.
  bool try_send(std::string_view bytes) noexcept;

 private:
  int fd_ = -1;
};

}  // namespace lingding::runtime
