#pragma once
// Where lines come from: TCP out and in, UDP, files, standard input; all on the one `io` loop, each with a name and
// counters.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/endpoint.hpp"
#include "adapters/runtime/io.hpp"
#include "adapters/runtime/line_splitter.hpp"
#include "adapters/runtime/log.hpp"

namespace lingding::runtime {

/// Complete lines, in the order received. `text` lives during the call.
struct LineBlock {
  std::string_view
      text;  ///< one or more lines, each ending with LF; the last of a datagram or of an ended stream may lack it
  std::uint64_t stream = 0;  ///< one connection, or one sender of datagrams; counts up from 1 for each source
  geo::UtcTime received_at{};
};

/// What the receiver of lines wants next.
enum class Flow : std::uint8_t {
  more,
  hold  ///< read nothing more from this source until LineSource::resume(); the block itself was taken
};

/// Who receives the lines. Called on the `io` thread alone.
class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual Flow lines(LineBlock const& block) = 0;
  /// The stream has ended; its number is not used again.
  virtual void closed(std::uint64_t stream) = 0;
};

/// Connects out, and again whenever the connection ends.
struct TcpClientInput {
  Endpoint address;
  std::chrono::milliseconds connect_timeout{10'000};
  /// A connection without a complete line for so long is taken for dead. 0: never.
  std::chrono::milliseconds silence_timeout{120'000};
  /// The first wait; each further one is twice as long, up to the last; all ± a quarter at random, so that a restarted
  /// server isn't met by all its clients at once. A complete line starts over.
  std::chrono::milliseconds first_backoff{500};
  std::chrono::milliseconds last_backoff{30'000};
};

/// Listens; every client's lines are taken alike.
struct TcpServerInput {
  Endpoint address;
  std::size_t max_clients = 64;  ///< more are refused, unless one has been silent for yield_after
  /// When full, the client that is silent longest yields to a new one if that is at least so long.
  std::chrono::milliseconds yield_after{10'000};
  /// A client without a complete line for so long is closed. 0: never.
  std::chrono::milliseconds silence_timeout{600'000};
  /// A line that has begun must be complete within this (a slow-loris sends a byte now and then, and never a line).
  std::chrono::milliseconds line_timeout{15'000};
};

/// Takes datagrams, each with one or more lines, from anyone. Senders are told apart; of more than kMaxSenders the one
/// silent longest is forgotten.
struct UdpInput {
  Endpoint address;
  static constexpr std::size_t kMaxSenders = 64;
};

enum class AtEnd : std::uint8_t { stop, follow };

/// A regular file from its start, or a named pipe. Following, it waits for more, and starts over when the file was cut
/// or replaced.
struct FileInput {
  std::string path;
  AtEnd at_end = AtEnd::stop;
  std::chrono::milliseconds poll{200};  ///< how often a followed file is looked at
};

struct StandardInput {};

using LineInput = std::variant<TcpClientInput, TcpServerInput, UdpInput, FileInput, StandardInput>;

/// What a source is made of; all but the name outlive it.
struct LineSourceContext {
  Io& io;
  Clock const& clock;
  Log& log;
  SourceCounters& counters;  ///< its name is the source's name in the log
  LineSink& sink;
  std::size_t max_line = LineSplitter::kMaxLine;
};

/// A running source: it reads from its construction until stop() or the end of its input.
class LineSource {
 public:
  /// Destroy it on the io thread, or when the loop has ended.
  virtual ~LineSource() = default;
  /// Ends it: sockets are closed at once, the sink hears no more lines; closed() comes for each stream that was open.
  /// On the io thread.
  virtual void stop() = 0;
  /// Reads on after Flow::hold. From any thread.
  virtual void resume() = 0;
  /// Where it listens: the port that was chosen when 0 was asked for. Empty for those that don't listen.
  virtual std::optional<Endpoint> listening() const = 0;
  /// True when nothing will ever come again: the file has ended, or it was stopped. On the io thread.
  virtual bool ended() const = 0;
};

/// \throws std::system_error when an address can't be bound or a file can't be opened; the message names it.
std::unique_ptr<LineSource> open_line_source(LineInput const& input, LineSourceContext const& context);

}  // namespace lingding::runtime
