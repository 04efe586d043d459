#pragma once
// From a source of CAP messages to its centre's desk.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cap/reader.hpp"
#include "adapters/cap/report.hpp"
#include "adapters/runtime/intake.hpp"

namespace lingding::cap {

/// Messages of CAP 1.2, whole files or one after another in a stream. What is no alert for a desk (a storm warning, an
/// answer, a message of status System) is refused by name: its sender has the wrong address.
class CapIntake final : public runtime::MessageIntake {
 public:
  CapIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports);
  void closed(std::uint64_t stream) override;

 private:
  void take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) override;
  void take(std::string const& xml);

  std::map<std::uint64_t, Splitter> streams_;
};

/// The names for runtime::CounterSet: of every FaultKind, then of every NoReport.
std::vector<std::string_view> rejection_names();

}  // namespace lingding::cap
