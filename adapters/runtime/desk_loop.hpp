#pragma once
// One centre's desk on its own thread: takes events and link frames in batches, records each batch in one commit, and
// only then shows, answers and sends. While the journal can't be written it shows alerts as unrecorded and keeps them
// until it can.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runtime/bounded_queue.hpp"
#include "adapters/runtime/clock.hpp"
#include "adapters/runtime/log.hpp"
#include "coordinator/desk_session.hpp"
#include "coordinator/ports.hpp"

namespace lingding::runtime {

/// How a desk fares, for its officers.
struct DeskHealth {
  /// Why it is degraded: recording fails, or the journal was found damaged; empty: all is well.
  std::string trouble;
  std::uint64_t unrecorded = 0;  ///< entries that wait to be recorded
  struct Peer {
    geo::CentreId centre = geo::CentreId::hk;
    std::uint64_t waiting = 0;  ///< messages that the peer has not confirmed
    std::optional<geo::UtcTime> last_heard;
    std::uint64_t other_mode = 0;  ///< frames of it that were refused: one of the two is an exercise's, the other real
    bool reachable = true;  ///< false: messages wait, and nothing was heard of it for DeskLoopOptions::link_down_after
    bool operator==(Peer const&) const = default;
  };
  std::vector<Peer> peers;
  bool operator==(DeskHealth const&) const = default;
};

/// What became of an event that was taken.
enum class Recording : std::uint8_t {
  recorded,   ///< it is in the journal, on the disk
  unrecorded  ///< the journal can't be written: the desk acts on it and keeps it until it can; `recorded` comes then
};
/// Called on the desk's thread; must not block or throw. For each event at most once with either word, `recorded` last;
/// a loop that ends before the event is recorded says no more.
using OnRecorded = std::function<void(Recording)>;

/// Where a desk shows things. Called on the desk's thread; must not block.
class DeskPublisher {
 public:
  virtual ~DeskPublisher() = default;
  /// What a recorded batch shows: entries after < seq ≤ up_to; those that show nothing are not in `deliveries`.
  virtual void recorded(geo::CentreId centre, coordinator::Seq after, coordinator::Seq up_to,
                        std::vector<coordinator::ConsoleDelivery> const& deliveries) = 0;
  virtual void unrecorded(geo::CentreId centre, std::vector<coordinator::ConsoleDelivery> const& deliveries) = 0;
  /// After every change.
  virtual void health(geo::CentreId centre, DeskHealth const& health) = 0;
};

struct DeskLoopOptions {
  std::size_t batch = 1024;                       ///< events recorded in one commit at the most
  LaneQueue<coordinator::Event>::Bounds queue{};  ///< of the lanes in front of the desk
  std::chrono::milliseconds retry{500};           ///< how soon recording is tried again after it failed
  std::chrono::seconds pulse{60};                 ///< TimePassed comes no more seldom, and when the desk wants it
  std::chrono::seconds link_down_after{10};       ///< some repetitions of coordinator::Outbox
  /// The second channels: called on the desk's thread for what the desk asks; must not block. At the start for what was
  /// asked before and is not done with, with the channels that are.
  std::function<void(coordinator::NotifyWaiting)> notify{};
  /// The traffic picture: called on the desk's thread for each ship that it is to watch or no longer to watch, at the
  /// start for those of all open incidents; must not block.
  std::function<void(coordinator::ShipAsked)> watch_ship{};
  /// The watch of timetables: called on the desk's thread for each question that an officer answered; must not block.
  std::function<void(coordinator::VoyageQuestionAnswered)> voyage_answered{};
  std::string standing_trouble{};  ///< found at start, said to the officers until the server is restarted
};

/// Runs from construction to destruction. The destructor records what was taken in, sends what is due, and ends.
class DeskLoop {
 public:
  using SendFrame = std::function<void(coordinator::LinkFrame)>;  ///< called on the desk's thread; must not block
  using OnRoom = std::function<void()>;  ///< called on the desk's thread: a lane has room again

  /// \param session recovered from `journal`; all references outlive the loop.
  DeskLoop(coordinator::DeskSession session, coordinator::Journal& journal, Clock const& clock, Log& log,
           DeskPublisher& publisher, SendFrame send, OnRoom on_room, DeskLoopOptions options);
  ~DeskLoop();
  DeskLoop(DeskLoop const&) = delete;
  DeskLoop& operator=(DeskLoop const&) = delete;

  // From any thread. The item is taken only with Push::done.
  /// Distress lane: alerts of this centre's sources. Nothing may be acknowledged to a sender before `on_recorded` says
  /// that it is recorded.
  Push post_alert(coordinator::Event&& event, OnRecorded on_recorded = {});
  /// Officers' commands, safety texts, plans, regions.
  Push post_routine(coordinator::Event&& event, OnRecorded on_recorded = {});
  Push post_frame(coordinator::LinkFrame&& frame);  ///< of another desk; when full it may be dropped: it comes again

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::runtime
