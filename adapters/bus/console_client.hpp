#pragma once
// A client of the console protocol: connects, catches up, stays connected, and hands over what the server says.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus/console_port.hpp"
#include "adapters/bus/keys.hpp"

namespace lingding::bus {

struct ClientOptions {
  std::string endpoint;  ///< of the server's consoles
  geo::CentreId centre = geo::CentreId::hk;
  std::optional<KeyPair> key;             ///< with the server's public key; empty: keys are off
  std::string officer;                    ///< where keys are off
  std::string name = "lingding console";  ///< of the program
  std::string language = "en";
  Seq last_seq = 0;
  std::string journal;  ///< of which journal last_seq is; empty: not known
  enum class Traffic : std::uint8_t { none, subscribe } traffic = Traffic::none;
  /// A connection on which no welcome came for so long is made anew.
  std::chrono::milliseconds patience{10000};
  /// The first wait before a new attempt; doubled each time up to most_wait.
  std::chrono::milliseconds first_wait{250};
  std::chrono::milliseconds most_wait{5000};
};

/// What poll() hands over.
struct ClientEvent {
  enum class Kind : std::uint8_t {
    message,    ///< text: one message of the server, as it came; repeated updates are left out
    traffic,    ///< text: one batch of the traffic picture; lost: how many batches before it were missed
    connected,  ///< a welcome came (it is handed over as a message, too)
    lost,       ///< text: why there is no session, and what to do, in a sentence
    reset       ///< all that was learned so far is of another journal: forget it
  } kind = Kind::message;
  std::string text;
  std::uint64_t lost = 0;
};

/// For one thread. What poll() returned counts as taken in when poll() is called the next time: only then the server is
/// told, so that nothing is lost when the program ends between.
class ConsoleClient {
 public:
  /// \throws std::runtime_error on an endpoint that makes no sense.
  explicit ConsoleClient(ClientOptions options);
  ~ConsoleClient();
  ConsoleClient(ConsoleClient const&) = delete;
  ConsoleClient& operator=(ConsoleClient const&) = delete;

  /// Waits for at most `at_most`, or until there is something, or until `descriptor` can be read (−1: none).
  std::vector<ClientEvent> poll(std::chrono::milliseconds at_most, int descriptor = -1);

  /// Sends it now or with the next session, and again after every new one until the officer was told what became of it
  /// or it was refused. False: more than kMostCommands wait already.
  static constexpr std::size_t kMostCommands = 64;
  bool command(std::string const& id, std::string const& command);

  bool connected() const;
  /// The cursor as of the last poll(): everything up to here was handed over.
  Seq last_seq() const;
  std::string const& journal() const;
  /// As the server said in its welcome; empty before.
  std::string const& officer() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::bus
