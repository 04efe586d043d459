#pragma once
// A client of the console protocol: connects, catches up, stays connected, and hands over what the server says.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus/console_port.hpp"
#include "adapters/bus/keys.hpp"
#include "coordinator/mode.hpp"

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
  enum class Start : std::uint8_t {
    cursor,  ///< everything after last_seq comes first
    newest   ///< nothing of the past: for programs that file or ask something and end
  } start = Start::cursor;
  enum class Traffic : std::uint8_t { none, subscribe } traffic = Traffic::none;
  /// What the server must be for; empty: whatever the first welcome says. A client never goes over from the one to the
  /// other: to a server of another mode on the same address it is lost, and says so.
  std::optional<coordinator::Mode> mode{};
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
    reset,      ///< all that was learned so far is of another journal: forget it
    answer,     ///< id: of the question; text: the result's JSON, whole
    progress    ///< id: of a submission (done, total: bytes of its document) or a question (done, total: parts)
  } kind = Kind::message;
  std::string text;
  std::uint64_t lost = 0;
  std::string id{};  ///< of a message: an error that concerns this submission or question; empty: none
  std::uint64_t done = 0;
  std::uint64_t total = 0;
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
  /// or it was refused. False: more than kMostCommands wait already, or what is filed or asked has the id.
  static constexpr std::size_t kMostCommands = 64;
  bool command(std::string const& id, std::string const& command);

  /// What can be kept here until its outcome is known.
  enum class Taken : std::uint8_t {
    yes,       ///< or an equal id of the same kind is kept already
    full,      ///< as much waits as may
    too_long,  ///< it can't be sent
    id_in_use  ///< something else that has no outcome yet has the id: errors could not say which of the two they mean
  };
  static constexpr std::size_t kMostDocumentBytes = 64U << 20U;
  static constexpr std::size_t kMostQuestions = 16;
  /// Files a signed statement, with the document that it speaks of, if any. Sent when the session has caught up, and
  /// again in every new one until its outcome came: an answer with the id, or an error, which is handed over as a
  /// message with the id. Effects with the id (command_done, command_refused) are a command's, and say nothing of it.
  /// \param statement, signature, document exact bytes, UTF-8.
  Taken submit(std::string const& id, std::string statement, std::string signature,
               std::optional<std::string> document = std::nullopt);
  /// Sends a file that goes with a plan that is to be filed; likewise.
  Taken attach(std::string const& id, std::string bytes);
  /// Asks; the answer is an event, as is an error. \param query JSON text of an object, without line breaks.
  Taken ask(std::string const& id, std::string query);

  bool connected() const;
  /// The cursor as of the last poll(): everything up to here was handed over.
  Seq last_seq() const;
  std::string const& journal() const;
  /// As the server said in its welcome; empty before.
  std::string const& officer() const;
  /// What the server is for, as asked for or as its first welcome said; empty before.
  std::optional<coordinator::Mode> mode() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::bus
