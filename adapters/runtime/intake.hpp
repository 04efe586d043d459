#pragma once
// What the intakes of all formats have in common: events for the desk, which wait here while its lanes are full.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runtime/bounded_queue.hpp"
#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/line_source.hpp"
#include "adapters/runtime/log.hpp"
#include "coordinator/event.hpp"
#include "coordinator/mode.hpp"

namespace lingding::runtime {

/// From one named source of one centre to its desk.
class Intake : public LineSink {
 public:
  /// Offers the desk again what waits. True: nothing waits any more, the source may be resumed.
  virtual bool offer_again() = 0;
  virtual std::size_t waiting() const = 0;
  /// About once a second: what began and does not go on is taken as it is.
  virtual void time_passed(geo::UtcTime /*now*/) {}
};

/// What was not taken, and why. The texts live during the call.
struct Refusal {
  std::string_view name;     ///< stable: "checksum_wrong"
  std::string_view meaning;  ///< what was expected
  std::string_view found;    ///< what came instead, or the line; may be any bytes
  std::string_view where{};  ///< within a message that has parts: "/alert/info[2]/area[1]"; empty: the line tells
  std::uint64_t line = 0;    ///< of its block of lines, from 1: where the message or the fault ended; 0: no lines
};

/// Where an intake's results go. Called on the `io` thread; must not block.
struct IntakePorts {
  /// The desk's distress lane, for alerts and tests alike, so that a sender's messages keep their order.
  std::function<Push(coordinator::Event&&)> alert;
  /// The desk's routine lane.
  std::function<Push(coordinator::Event&&)> notice;
  /// Ships of the traffic picture around a position, nearest first; may be empty.
  std::function<std::vector<coordinator::ShipNear>(geo::Position)> near{};
  /// Gets every block of lines, accepted or refused (the raw log), once its alerts are on their way; may be empty.
  std::function<void(LineBlock const&)> raw{};
  /// Gets every refusal; may be empty.
  std::function<void(Refusal const&)> refused{};
  /// What the source plays for. A message that says of itself that it is an exercise's is a test to the world, and the
  /// thing practised to an exercise; a test is a test to both.
  coordinator::Mode mode = coordinator::Mode::real;
};

/// What is refused is counted by reason in SourceCounters::rejected, logged at a bounded rate, and in the raw log as
/// all else. A full lane loses nothing: events wait here, and the source is held.
class MessageIntake : public Intake {
 public:
  /// Streams (connections, senders) read at a time; a line source has fewer. When full, the longest open is closed.
  static constexpr std::size_t kMaxStreams = 256;

  /// All references outlive it. The counters' name is the source's name in events.
  MessageIntake(SourceCounters& counters, Log& log, std::string category, IntakePorts ports);

  /// Flow::hold when events wait for room at the desk.
  Flow lines(LineBlock const& block) final;
  bool offer_again() final;
  std::size_t waiting() const final { return alerts_.size() + notices_.size(); }

 protected:
  /// One line, without its line end.
  virtual void take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) = 0;

  void raise(coordinator::AlertReport report, std::string raw);
  void notice(coordinator::Event event);
  /// \param reason index into the source's names of reasons
  void refuse(std::size_t reason, std::string_view name, std::string_view meaning, std::string_view what,
              std::string_view where = {});

  coordinator::Mode mode() const { return ports_.mode; }

  SourceCounters& counters_;

 private:
  using Waiting = std::deque<coordinator::Event>;
  using Port = std::function<Push(coordinator::Event&&)>;
  static void send(Waiting& waiting, Port const& port, coordinator::Event&& event);
  static bool offer(Waiting& waiting, Port const& port);

  IntakePorts ports_;
  RateLimited refusals_;
  std::uint64_t line_ = 0;  ///< of the block at hand
  Waiting alerts_;
  Waiting notices_;
};

}  // namespace lingding::runtime
