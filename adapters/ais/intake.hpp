#pragma once
// From one named source of one centre to its desk: lines are decoded, the picture and the traffic stream fed, alerts
// found.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "adapters/ais/alert_rules.hpp"
#include "adapters/ais/decoder.hpp"
#include "adapters/ais/picture.hpp"
#include "adapters/ais/traffic_report.hpp"
#include "adapters/runtime/bounded_queue.hpp"
#include "adapters/runtime/counters.hpp"
#include "adapters/runtime/intake.hpp"
#include "adapters/runtime/line_source.hpp"
#include "adapters/runtime/log.hpp"
#include "coordinator/event.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/reception.hpp"
#include "geo/units.hpp"

namespace lingding::ais {

/// Ships so near a device are written into its alert …
inline constexpr geo::Metres kNearWithin = geo::Metres::from_nautical_miles(5);
/// … when their position is no older than this. Both are design values: a ferry at 40 knots does 20 nm in that time,
/// but one that was lost stops reporting, and her last report is then this old at the most when her device is first
/// heard.
inline constexpr std::chrono::minutes kNearSince{30};
/// A device that was silent for longer begins a new burst. An AIS-SART sends a burst of eight messages every minute
/// (Rec. ITU-R M.1371-5, Annex 9); five minutes bridge four that were not heard.
inline constexpr std::chrono::minutes kBurstGap{5};
/// The AIS position accuracy flag: high is 10 m or better (Rec. ITU-R M.1371-5, Annex 8, table 46); low is more than
/// that, of an unaided GNSS receiver at most 100 m (IMO resolution A.819(19), the standard of the receivers of the
/// flag's time).
inline constexpr geo::Metres kRadiusAccurate = geo::Metres::from_metres(10);
inline constexpr geo::Metres kRadiusOtherwise = geo::Metres::from_metres(100);
/// Message 27 gives a tenth of a minute (Annex 8, table 74): half of its diagonal at the equator.
inline constexpr geo::Metres kRadiusLongRange = geo::Metres::from_metres(131);
/// A transmitter that sends no number that can be shown (0, or more than nine digits) in distress is shown under this
/// one, which no maker is given, and its text says so.
inline constexpr std::uint32_t kUnnumberedDevice = 970'000'000;

/// Where the intake's results go. Called on the `io` thread; must not block.
struct AisIntakePorts {
  /// The desk's distress lane, for alerts and tests alike, so that a device's messages keep their order.
  std::function<runtime::Push(coordinator::Event&&)> alert;
  /// The desk's routine lane, for safety texts.
  std::function<runtime::Push(coordinator::Event&&)> notice;
  /// Takes the reports out of the batch; may be empty: then no reports are written.
  std::function<void(TrafficBatch&)> traffic;
  /// Gets every block of lines once its alerts are on their way (the raw log); may be empty.
  std::function<void(runtime::LineBlock const&)> raw;
  /// Gets every refusal; may be empty.
  std::function<void(runtime::Refusal const&)> refused{};
  /// As runtime::IntakePorts::mode.
  coordinator::Mode mode = coordinator::Mode::real;
  /// Gets every ship's position report (heard.hpp), for the watch of timetables; may be empty.
  std::function<void(coordinator::HeardReport const&)> heard{};
};

/// Ships whose last position is within kNearWithin of `to` and no older than kNearSince, nearest first, at most
/// coordinator::kMaxShipsNear. \param but is left out
std::vector<coordinator::ShipNear> ships_near(TrafficPicture const& picture, geo::Position to, geo::UtcTime now,
                                              std::optional<plans::Mmsi> but = std::nullopt);

/// One for each source. Every accepted message of a distress device is one AlertReceived: the desk makes one alert of a
/// burst. Of a burst, the ships near are in the first event that has a position, and in those that follow a move of
/// more than coordinator::kMoved since; the others are small. A full lane loses nothing: events wait here, and the
/// source is held.
///
/// Lines that are no good are counted by reason in SourceCounters::rejected (in the order of Rejection, then TagFault)
/// and logged at a bounded rate.
class AisIntake final : public runtime::Intake {
 public:
  /// Streams (connections, senders) decoded at a time; a line source has fewer. When full, the longest open is closed.
  static constexpr std::size_t kMaxStreams = 256;
  /// Devices whose burst is remembered; when full, the longest silent is forgotten, and its next message counts as a
  /// first.
  static constexpr std::size_t kMaxDevices = 1024;

  /// All references outlive it. The counters' name is the source's name in events. The picture is its centre's: several
  /// intakes share it, on one thread.
  AisIntake(TrafficPicture& picture, runtime::SourceCounters& counters, runtime::Log& log, AisIntakePorts ports);

  /// runtime::Flow::hold when events wait for room at the desk.
  runtime::Flow lines(runtime::LineBlock const& block) override;
  void closed(std::uint64_t stream) override;

  /// Offers the desk again what waits. True: nothing waits any more, the source may be resumed.
  bool offer_again() override;
  std::size_t waiting() const override { return waiting_alerts_.size() + waiting_notices_.size(); }

 private:
  using Waiting = std::deque<coordinator::Event>;
  using Port = std::function<runtime::Push(coordinator::Event&&)>;
  struct Burst {
    std::optional<geo::Position> near_at;  ///< where the ships near were last looked up
    geo::UtcTime heard_at{};
    coordinator::AlertClass last_class = coordinator::AlertClass::distress;
  };

  Decoder& decoder_of(std::uint64_t stream);
  void take(std::uint64_t number, std::string_view line, Fed const& fed, geo::UtcTime now);
  void take_message(Received const& received, geo::UtcTime now);
  void raise(AlertFound found, Received const& received, geo::UtcTime now);
  Burst& burst_of(plans::Mmsi device, geo::UtcTime now);
  static void send(Waiting& waiting, Port const& port, coordinator::Event&& event);
  static bool offer(Waiting& waiting, Port const& port);
  void count_rejections(DecodeCounts const& before, DecodeCounts const& after);

  TrafficPicture& picture_;
  runtime::SourceCounters& counters_;
  AisIntakePorts ports_;
  runtime::RateLimited refusals_;
  std::map<std::uint64_t, Decoder> decoders_;
  std::unordered_map<std::uint32_t, Burst> bursts_;
  Waiting waiting_alerts_;
  Waiting waiting_notices_;
  TrafficBatch traffic_;
  std::string at_;  ///< the block's time as text
};

/// The names for runtime::CounterSet: of every Rejection, then "tag_" and the name of every TagFault.
std::vector<std::string_view> rejection_names();

}  // namespace lingding::ais
