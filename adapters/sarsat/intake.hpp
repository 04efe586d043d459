#pragma once
// From a source of mission control centres' messages, or of 406 MHz beacons' own, to its centre's desk.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/runtime/intake.hpp"
#include "adapters/sarsat/beacon_decoder.hpp"
#include "adapters/sarsat/beacon_message.hpp"
#include "adapters/sarsat/sit_message.hpp"
#include "adapters/sarsat/sit_read.hpp"
#include "adapters/sarsat/sit_stream.hpp"

namespace lingding::sarsat {

/// Doppler and DOA positions whose accuracy the message does not state: 95 % of them are within 5 km (what C/S T.002
/// asks of LEOLUTs for nominal solutions, and C/S T.019 of MEOLUTs).
inline constexpr geo::Metres kSatelliteRadius = geo::Metres::from_metres(5000);
/// Doppler data that the message itself calls suspect: the match distance, beyond which positions are in conflict.
inline constexpr geo::Metres kSuspectRadius = geo::Metres::from_metres(50'000);
/// An encoded position of which neither the message nor the beacon's own digits say how fine it is: half the diagonal
/// of a step of 4 minutes, the user-location protocols' (C/S T.001, annex A).
inline constexpr geo::Metres kEncodedRadius = geo::Metres::from_metres(2 * 1852 * 1.4142135623730951);

/// The alert in a beacon's message, of the kind beacon_406. Pure.
///
/// A ship security alert has the nature piracy, and its text says that it must not be answered on the air. A
/// cancellation cancels; self-tests, test protocols and system beacons are tests.
coordinator::AlertReport alert_of(BeaconMessage const& message);

/// The alert in an MCC's message, of the kind mcc_alert; empty for narratives and messages kept whole that name no
/// beacon. Pure.
///
/// `position` is the best single one: confirmed, then DOA, then encoded; in a conflict, or with a Doppler pair and
/// nothing better, all that were sent are `possible`, with their probabilities. One Doppler position alone is a
/// position. A cease message cancels: it is evidence, an officer closes. A copy to the country of registration (NOCR)
/// is an alert like others, and its text says that the beacon is elsewhere. Tests and exercises are tests. Identity,
/// nature and persons come from the ID and from the beacon's own digits, where the message gives them.
///
/// \param mode of the server: to an exercise, a message that says exercise is no test but the thing practised.
std::optional<coordinator::AlertReport> alert_of(SitMessage const& message,
                                                 coordinator::Mode mode = coordinator::Mode::real);

/// Messages of mission control centres, cut by SitSplitter. A message whose end mark came is taken when nothing follows
/// it for kTrailerWait; one without an end mark after kMessageGap, or when its stream ends.
class SitIntake final : public runtime::MessageIntake {
 public:
  static constexpr std::chrono::milliseconds kTrailerWait{500};
  /// A line of 69 characters takes 10 s at 50 baud (ITA2, 7.5 units a character).
  static constexpr std::chrono::seconds kMessageGap{20};

  SitIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports);
  void closed(std::uint64_t stream) override;
  void time_passed(geo::UtcTime now) override;

 private:
  struct Stream {
    SitSplitter splitter;
    geo::UtcTime last_line{};
    bool begun = false;
  };
  void take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) override;
  void take(std::string const& text);
  void finish(Stream& stream);

  std::map<std::uint64_t, Stream> streams_;
};

/// Beacons' messages in hexadecimal digits, one a line. Blank lines, and lines that begin with '#', are passed over. An
/// ID alone has no code that would protect it: it is refused when anything in it is at fault.
class BeaconIntake final : public runtime::MessageIntake {
 public:
  BeaconIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports);
  void closed(std::uint64_t) override {}

 private:
  void take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) override;
};

/// The names for runtime::CounterSet.
std::vector<std::string_view> sit_rejection_names();
std::vector<std::string_view> beacon_rejection_names();

}  // namespace lingding::sarsat
