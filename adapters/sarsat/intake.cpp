#include "adapters/sarsat/intake.hpp"

#include <array>
#include <utility>

namespace lingding::sarsat {
namespace {

constexpr std::array kRefusals{BeaconRefusal::empty,
                               BeaconRefusal::not_hexadecimal,
                               BeaconRefusal::wrong_length,
                               BeaconRefusal::no_synchronisation,
                               BeaconRefusal::blank,
                               BeaconRefusal::too_many_errors,
                               BeaconRefusal::not_second_generation,
                               BeaconRefusal::no_padding};
constexpr std::string_view kIdFaulty = "id_faulty";
constexpr std::string_view kIdMeaning = "an ID alone whose country code is allocated and whose fields are in order";

/// As counters and senders see it.
std::string_view name_of(BeaconRefusal refusal) {
  switch (refusal) {
    case BeaconRefusal::empty:
      return "empty";
    case BeaconRefusal::not_hexadecimal:
      return "not_hexadecimal";
    case BeaconRefusal::wrong_length:
      return "wrong_length";
    case BeaconRefusal::no_synchronisation:
      return "no_synchronisation";
    case BeaconRefusal::blank:
      return "blank";
    case BeaconRefusal::too_many_errors:
      return "too_many_errors";
    case BeaconRefusal::not_second_generation:
      return "not_second_generation";
    case BeaconRefusal::no_padding:
      return "no_padding";
  }
  return "";
}

/// What the officers are shown of a narrative: its beginning.
plans::BriefText narrative(std::string const& source, SitMessage const& message, std::string const& text) {
  constexpr std::size_t kShown = 1500;
  auto const& body = message.body.empty() ? text : message.body;
  auto const shown = body.size() > kShown ? body.substr(0, kShown) + " …" : body;
  auto const from = message.reporting_mcc.empty() ? std::string{} : " " + message.reporting_mcc;
  return {"Message of mission control centre" + from + " (" + source + "): " + shown,
          "任務控制中心" + from + " 來電（" + source + "）：" + shown};
}

}  // namespace

SitIntake::SitIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports)
    : MessageIntake(counters, log, "sit", std::move(ports)) {}

void SitIntake::take_line(std::string_view line, std::uint64_t stream, geo::UtcTime now) {
  if (streams_.size() >= kMaxStreams && !streams_.contains(stream)) closed(streams_.begin()->first);
  auto& one = streams_[stream];
  if (auto const message = one.splitter.push(line)) take(*message);
  one.last_line = now;
  one.begun = true;
}

void SitIntake::closed(std::uint64_t stream) {
  auto const found = streams_.find(stream);
  if (found == streams_.end()) return;
  finish(found->second);
  streams_.erase(found);
}

void SitIntake::time_passed(geo::UtcTime now) {
  for (auto& [number, stream] : streams_) {
    auto const wait = stream.splitter.is_complete() ? kTrailerWait : std::chrono::milliseconds{kMessageGap};
    if (stream.begun && now - stream.last_line >= wait) finish(stream);
  }
}

void SitIntake::finish(Stream& stream) {
  if (auto const message = stream.splitter.finish()) take(*message);
  stream.begun = false;
}

void SitIntake::take(std::string const& text) {
  auto const message = read_sit(text);
  if (!message) {
    auto const reason = message.error().reason;
    return refuse(static_cast<std::size_t>(reason), sarsat::name_of(reason), meaning_of(reason), text);
  }
  counters_.messages.add();
  if (message->has_position()) counters_.positions.add();
  if (auto report = alert_of(*message, mode())) {
    raise(*std::move(report), text);
  } else {
    notice(coordinator::SourceSpoke{counters_.name, narrative(counters_.name, *message, text), text});
  }
}

BeaconIntake::BeaconIntake(runtime::SourceCounters& counters, runtime::Log& log, runtime::IntakePorts ports)
    : MessageIntake(counters, log, "beacon", std::move(ports)) {}

void BeaconIntake::take_line(std::string_view line, std::uint64_t /*stream*/, geo::UtcTime /*now*/) {
  auto const first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] == '#') return;
  auto const message = decode_beacon_message(line);
  if (!message)
    return refuse(static_cast<std::size_t>(message.error()), name_of(message.error()), to_text(message.error()), line);
  if (!message->is_message() &&
      (message->identity_fault || message->warnings.has(BeaconWarning::country_not_allocated)))
    return refuse(kRefusals.size(), kIdFaulty, kIdMeaning, line);
  counters_.messages.add();
  if (message->position) counters_.positions.add();
  raise(alert_of(*message), std::string(line));
}

std::vector<std::string_view> sit_rejection_names() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kSitRejectionCount; ++i)
    names.emplace_back(sarsat::name_of(static_cast<SitRejection>(i)));
  return names;
}

std::vector<std::string_view> beacon_rejection_names() {
  std::vector<std::string_view> names;
  for (auto const refusal : kRefusals) names.push_back(name_of(refusal));
  names.push_back(kIdFaulty);
  return names;
}

}  // namespace lingding::sarsat
