#include "adapters/cap/intake.hpp"

#include <utility>

namespace lingding::cap {

static_assert(kFaultKindCount + kNoReportCount <= runtime::SourceCounters::kMaxReasons);

CapIntake::CapIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports)
    : MessageIntake(counters, log, "cap", std::move(ports)) {}

void CapIntake::take_line(std::string_view line, std::uint64_t stream, geo::UtcTime /*now*/) {
  if (streams_.size() >= kMaxStreams && !streams_.contains(stream)) closed(streams_.begin()->first);
  auto& splitter = streams_[stream];
  for (auto const& xml : splitter.push(std::string{line} + "\n")) take(xml);
}

void CapIntake::closed(std::uint64_t stream) {
  auto const found = streams_.find(stream);
  if (found == streams_.end()) return;
  auto const rest = found->second.finish();
  streams_.erase(found);
  if (rest) take(*rest);
}

void CapIntake::take(std::string const& xml) {
  auto const message = read(xml);
  if (!message) {
    auto const& fault = message.error();
    auto const meaning = fault.expected.empty() ? std::string{meaning_of(fault.kind)} : fault.expected;
    return refuse(static_cast<std::size_t>(fault.kind), name_of(fault.kind), meaning, fault.found, fault.where);
  }
  auto report = to_report(*message, mode());
  if (!report)
    return refuse(kFaultKindCount + static_cast<std::size_t>(report.error()), name_of(report.error()),
                  meaning_of(report.error()), message->sender + "," + message->identifier);
  counters_.messages.add();
  if (report->position) counters_.positions.add();
  raise(*std::move(report), xml);
}

std::vector<std::string_view> rejection_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kFaultKindCount; ++i) names.emplace_back(name_of(static_cast<FaultKind>(i)));
  for (std::size_t i = 0; i < kNoReportCount; ++i) names.emplace_back(name_of(static_cast<NoReport>(i)));
  return names;
}

}  // namespace lingding::cap
