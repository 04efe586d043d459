#pragma once
// The consoles' side of a server: one thread that owns every ZeroMQ socket and speaks the protocol of docs/protocol.md.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/bus/console_port.hpp"
#include "coordinator/mode.hpp"
#include "geo/centre.hpp"
#include "geo/time.hpp"

namespace lingding::bus {

enum class Curve : std::uint8_t {
  on,  ///< every peer proves a key that is enrolled in the keys folder; the default
  off  ///< no keys: allowed on loopback endpoints alone, and said in the log
};

/// Bounds of the console protocol; docs/protocol.md, "Limits". Each is a design value.
struct BusLimits {
  std::size_t sessions = 128;            ///< over all centres; a further hello is refused
  std::size_t sessions_per_key = 8;      ///< the longest silent of the key makes room
  std::size_t operator_sessions = 32;    ///< of all operators together, so that they never take the officers' places
  std::size_t window_messages = 256;     ///< sent to one session and not known to be read
  std::size_t window_bytes = 4U << 20U;  ///< the same in bytes; one message may go beyond it
  std::size_t recent_updates = 1024;     ///< per centre, kept in memory; what is older comes from the history
  std::size_t recent_bytes = 8U << 20U;
  std::size_t unrecorded_updates = 256;       ///< per centre, kept for consoles that come while nothing can be recorded
  std::size_t history_page = 32;              ///< journal entries read for one session at a time
  std::size_t posted = 8192;                  ///< posts of the desks that wait for the bus thread
  std::size_t posted_traffic = 64;            ///< traffic batches that wait
  std::size_t message_bytes = 64U << 10U;     ///< from a peer; a longer one ends its connection
  std::size_t commands_per_second = 20;       ///< of one session, with a burst of as many; submissions count, too
  std::size_t document_bytes = 4U << 20U;     ///< of one document that is to be submitted
  std::size_t attachment_bytes = 10U << 20U;  ///< of one file that goes with a plan
  std::size_t documents_bytes = 64U << 20U;   ///< of all that are held; operators may fill half of it
  std::size_t documents_per_key = 2;          ///< held at a time; a session holds one
  std::size_t parts_per_second = 256;         ///< of one session, with a burst of as many
  std::chrono::milliseconds upload_idle{30'000};           ///< a document without a new part is dropped after this
  std::chrono::milliseconds upload_within{300'000};        ///< and one that is not submitted after this
  std::chrono::milliseconds attachment_within{1'800'000};  ///< the same of an attachment, which may be on a slow link
  std::size_t questions_per_second = 20;                   ///< of one session, with a burst of as many
  std::size_t open_submissions = 128;                      ///< of one session, without an outcome
  std::size_t open_questions = 16;                         ///< of one session, answers under way included
  std::size_t answer_bytes = 16U << 20U;                   ///< of one session's answers that wait to be sent
  std::size_t answers_bytes = 64U << 20U;                  ///< of all sessions' answers; operators may fill half of it
  std::size_t answer_window = 4;                           ///< messages with answers under way to one session
  std::chrono::milliseconds answer_wait{60'000};           ///< for the port's answer
  std::chrono::milliseconds answer_within{300'000};        ///< for a session to fetch it
  std::chrono::milliseconds heartbeat{5000};               ///< how often the server speaks when it has nothing to say
  std::chrono::milliseconds silent_after{15000};           ///< a session not heard for this long is closed
  std::chrono::milliseconds handshake{5000};               ///< an unfinished handshake is dropped after this
  std::chrono::milliseconds keys_rescan{2000};             ///< how old the view of the keys folder may be
  std::chrono::milliseconds linger{500};                   ///< how long the destructor waits for what is under way
};

struct BusOptions {
  std::string console_endpoint = "tcp://127.0.0.1:*";  ///< ROUTER
  std::string traffic_endpoint = "tcp://127.0.0.1:*";  ///< PUB
  Curve curve = Curve::on;
  std::filesystem::path keys_folder;  ///< of keys.hpp; holds server.secret and authorized/. Not read when curve is off.
  std::vector<geo::CentreId> centres;  ///< whose desks are here
  std::string server_version = "0.1.0";
  BusLimits limits;
  coordinator::Mode mode = coordinator::Mode::real;  ///< in every message, and in the traffic's topic
  std::string exercise{};                            ///< its name, told in welcomes; empty: the server is real
  std::string real_desk{};                           ///< of an exercise: how the real desk is reached
};

/// What the bus has counted since it was started.
struct BusCounters {
  std::uint64_t sessions_opened = 0;
  std::uint64_t sessions_open = 0;
  std::uint64_t sessions_expired = 0;    ///< silent, not reading, or pushed out
  std::uint64_t handshakes_refused = 0;  ///< keys that nobody enrolled
  std::uint64_t frames_refused = 0;      ///< messages from peers that got an error instead of a service
  std::uint64_t updates_sent = 0;
  std::uint64_t commands_received = 0;
  std::uint64_t submissions_received = 0;
  std::uint64_t questions_received = 0;
  std::uint64_t documents_dropped = 0;   ///< wrong digest, left alone or with their session
  std::uint64_t answers_sent = 0;        ///< to the end
  std::uint64_t answers_dropped = 0;     ///< too long, no room, not fetched in time, or the session is gone
  std::uint64_t posts_dropped = 0;       ///< recorded updates that consoles will get from the history instead
  std::uint64_t unrecorded_dropped = 0;  ///< messages without number that a console had no room for
  std::uint64_t traffic_batches = 0;
  std::uint64_t traffic_refused = 0;  ///< batches that the full lane did not take
};

/// Starts when constructed, stops when destroyed (every session is told bye; at most BusLimits::linger later all is
/// closed). Post functions may be called from any thread; they never block on a console.
class ConsoleBus {
 public:
  /// \param port is called on the bus thread and outlives the bus.
  /// \param history is used on the bus thread alone.
  /// \throws std::runtime_error: an endpoint can't be bound, the server's key can't be read, or curve is off and an
  /// endpoint is not on loopback.
  ConsoleBus(BusOptions options, ConsolePort& port, std::unique_ptr<History> history, BusLog log = {});
  ConsoleBus(ConsoleBus const&) = delete;
  ConsoleBus& operator=(ConsoleBus const&) = delete;
  ~ConsoleBus();

  /// What one recorded batch shows. Call after the commit, in the journal's order.
  /// \param after, up_to the batch covers the entries after < seq ≤ up_to; entries that show nothing have no update.
  /// When `after` is not where the last call ended, consoles get what is between from the history.
  void publish(geo::CentreId centre, Seq after, Seq up_to, std::vector<Update> updates);
  /// While the journal can't be written. Comes again through publish() when it could be recorded; the kept ones are
  /// forgotten with the first set_status() that is not degraded.
  /// \pre update.seq == 0
  void publish_unrecorded(geo::CentreId centre, Update update);
  /// Sent to the centre's consoles when it differs from the last one.
  void set_status(geo::CentreId centre, DeskStatus status);

  /// The answer to a question; the first one counts. Dropped when the session that asked is gone. One for which there
  /// is no room becomes the error `busy`.
  /// \param json JSON text without line breaks; not empty.
  void answer(ReplyTo const& reply_to, std::string json);

  enum class TrafficTaken : std::uint8_t { yes, full };
  /// One batch of the traffic picture: JSON objects with commas between (docs/protocol.md, "Traffic").
  /// `full`: keep the newest per ship and come again.
  TrafficTaken publish_traffic(geo::CentreId centre, std::shared_ptr<std::string const> reports);

  /// As bound, with the real port.
  std::string const& console_endpoint() const;
  std::string const& traffic_endpoint() const;
  /// Z85; empty when curve is off.
  std::string const& server_public_key() const;
  BusCounters counters() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::bus
