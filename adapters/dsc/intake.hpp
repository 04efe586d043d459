#pragma once
// From a source of DSC calls to its centre's desk: distress calls are alerts, urgency and safety calls are notices.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/dsc/decoder.hpp"
#include "adapters/runtime/intake.hpp"

namespace lingding::dsc {

/// The alert in a call; empty: nobody is in distress and nothing is tested. Pure.
///
/// A distress alert, relay or acknowledgement is an alert of the casualty, whoever sent it; a self-cancellation cancels
/// it. A test call (telecommand 118) is a test of the sender's. The radius is what the digits that were sent leave open
/// (CallPosition::uncertainty); the coordinates' age is in the text.
std::optional<coordinator::AlertReport> alert_of(Call const& call);

/// What the officers are told of an urgency or safety call: who called whom, about what, on which channel. Empty for
/// all others. Pure.
std::optional<std::string> notice_of(Call const& call);

/// One for each source. An expansion raises its call's alert again, with the finer position: the desk takes it for the
/// same alert. Routine calls are counted, and are in the raw log.
class DscIntake final : public runtime::MessageIntake {
 public:
  DscIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports);
  void closed(std::uint64_t stream) override { decoders_.erase(stream); }

 private:
  void take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) override;
  Decoder& decoder_of(std::uint64_t stream);

  std::map<std::uint64_t, Decoder> decoders_;
};

/// The names for runtime::CounterSet: of every Rejection, then of every runtime::TagFault.
std::vector<std::string_view> rejection_names();

}  // namespace lingding::dsc
