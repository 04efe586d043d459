#pragma once
// The console protocol's server side without sockets, clocks or threads: sessions, catching up, live updates,
// heartbeats.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/bus/console_bus.hpp"
#include "adapters/bus/outflow.hpp"
#include "adapters/bus/protocol.hpp"
#include "adapters/bus/recent.hpp"
#include "adapters/bus/uploads.hpp"

namespace lingding::bus {

/// Time as the switchboard is told it.
struct Moment {
  std::chrono::steady_clock::time_point steady;
  geo::UtcTime utc;
};

/// Where frames leave.
class Outlet {
 public:
  virtual ~Outlet() = default;
  enum class Result : std::uint8_t { sent, full, gone };
  virtual Result send(std::string_view routing_id, std::string_view frame) = 0;
};

/// Who sent a frame, as the transport proved it.
struct Peer {
  std::string_view routing_id;
  std::string_view user_id;            ///< the public key that made the connection; empty where keys are off
  AuthorizedKey const* key = nullptr;  ///< of user_id; nullptr: not enrolled (any more)
};

/// Everything runs on one thread.
class Switchboard {
 public:
  struct Setup {
    Curve curve = Curve::on;
    std::vector<geo::CentreId> centres;
    std::string server = "lingding";
    std::uint16_t traffic_port = 0;
    BusLimits limits;
    Mode mode = Mode::real;
    std::string exercise{};
    std::string real_desk{};
  };
  Switchboard(Setup setup, ConsolePort& port, History& history, Outlet& outlet, BusCounters& counters,
              BusLog const& log);
  ~Switchboard();

  /// \param frames the parts after the routing id.
  void on_message(Moment now, Peer const& peer, std::vector<std::string_view> const& frames);

  void publish(Moment now, geo::CentreId centre, Seq after, Seq up_to, std::vector<Update> updates);
  void publish_unrecorded(geo::CentreId centre, Update update);
  void set_status(Moment now, geo::CentreId centre, DeskStatus status);

  /// \param json empty: it came, and there was no room for it. Nothing happens when nobody waits for it (any more).
  void answer(ReplyTo const& reply_to, Moment now, std::optional<std::string> json);

  /// Reads history for sessions that catch up, a page for each, and sends answers, a message for each. Returns whether
  /// there is more to do at once.
  bool catch_up(Moment now);
  /// Heartbeats and expiry; call a few times in each BusLimits::heartbeat.
  void tick(Moment now);
  /// Closes the sessions whose key is not enrolled any more, or for something else.
  void keys_changed(std::function<AuthorizedKey const*(std::string_view public_key)> const& enrolled);
  /// Says bye to everyone.
  void shut_down();

  std::size_t sessions() const { return sessions_.size(); }
  /// Set aside for documents on their way.
  std::size_t upload_bytes() const { return uploads_.bytes(); }
  /// Of answers that wait to be sent.
  std::size_t answer_bytes() const;

 private:
  struct Session;
  struct Desk {
    RecentUpdates recent;
    DeskStatus status;
    std::deque<Update> unrecorded;
    std::string journal;
    bool started = false;  ///< the history said where its journal ends
  };
  using Sessions = std::unordered_map<std::string, std::unique_ptr<Session>>;
  enum class Pumped : std::uint8_t { idle, more };

  void on_hello(Moment now, Peer const& peer, Hello const& hello);
  void on_command(Moment now, Session& session, CommandSent const& sent);
  void on_document(Moment now, Session& session, DocumentPart const& part);
  /// Counts it, and says whether it is to be handled: false when it was refused, or came before.
  bool open_submission(Moment now, Session& session, std::string const& id);
  void on_attach(Moment now, Session& session, Attach const& sent);
  void on_submit(Moment now, Session& session, Submit& sent);
  void on_ask(Moment now, Session& session, Ask& sent);
  /// Sends what its window for answers allows, one message at most. Returns whether there is more to be sent at once.
  bool pump_answers(Moment now, Session& session);
  void expire_filing(Moment now);
  void deny(Session& session, Refusal const& refusal);
  /// Finds why there is to be no session; empty: all is well.
  std::optional<Refusal> objection(Moment now, Peer const& peer, Hello const& hello, Desk const* desk) const;
  void make_room(std::string_view user_id, std::string_view routing_id);
  /// Whether there may be one session more for a peer of that role.
  bool is_full(Role role) const;
  void open(Moment now, Peer const& peer, Hello const& hello, Desk& desk);
  /// Asks the history once where the journal ends, so that the recent updates begin there.
  void start(geo::CentreId centre, Desk& desk);

  Pumped pump(Moment now, Session& session);
  Pumped pump_history(Moment now, Session& session, Desk& desk);
  void history_failed(Moment now, Session& session, Desk& desk, std::string_view what);
  void jump(Session& session, Desk const& desk, ErrorCode code);
  void send_unrecorded(Session& session, Update const& update);
  bool send_update(Session& session, Update const& update);
  bool has_room(Session const& session) const;
  /// False: the session can't be sent anything more and is marked for the end.
  bool send(Session& session, std::string_view frame, Seq seq = 0, std::uint64_t beat = 0);
  /// For messages outside the window: dropped and counted when the console has far too much unread.
  void send_if_room(Session& session, std::string_view frame);
  void refuse(Peer const& peer, Refusal const& refusal);
  void beat(Moment now, Session& session);
  void close(Sessions::iterator it, ErrorCode code);
  void erase_broken();
  Desk* desk_of(geo::CentreId centre);
  std::vector<Session*> sessions_of(geo::CentreId centre);

  Setup setup_;
  ConsolePort& port_;
  History& history_;
  Outlet& outlet_;
  BusCounters& counters_;
  BusLog const& log_;
  std::map<geo::CentreId, Desk> desks_;
  Uploads uploads_;  ///< before the sessions, which let go of theirs at their end
  Sessions sessions_;
  std::uint64_t session_number_ = 0;
  bool any_broken_ = false;
};

}  // namespace lingding::bus
