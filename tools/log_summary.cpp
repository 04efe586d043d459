#include "tools/log_summary.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "adapters/ais/alert_rules.hpp"
#include "adapters/ais/decoder.hpp"
#include "adapters/cap/reader.hpp"
#include "adapters/cap/report.hpp"
#include "adapters/dsc/decoder.hpp"
#include "adapters/dsc/intake.hpp"
#include "adapters/sarsat/intake.hpp"

namespace lingding::tools {
namespace {

/// Mixes the bits of a number (the finaliser of MurmurHash3, public domain).
std::uint64_t mixed(std::uint64_t number) {
  number ^= number >> 33U;
  number *= 0xFF51AFD7ED558CCDULL;
  number ^= number >> 33U;
  number *= 0xC4CEB9FE1A85EC53ULL;
  return number ^ number >> 33U;
}

}  // namespace

void DistinctCount::add(std::uint32_t number) {
  if (exact_.size() <= kExact) exact_.insert(number);
  auto const hash = mixed(number + 0x9E3779B97F4A7C15ULL);
  auto const index = static_cast<std::size_t>(hash >> (64 - kRegisterBits));
  auto const rank = static_cast<std::uint8_t>(std::countl_zero(hash << kRegisterBits | 1ULL) + 1);
  registers_[index] = std::max(registers_[index], rank);
}

std::uint64_t DistinctCount::value() const {
  if (is_exact()) return exact_.size();
  auto const m = static_cast<double>(registers_.size());
  double sum = 0;
  for (auto const rank : registers_) sum += std::ldexp(1.0, -static_cast<int>(rank));
  // alpha for m ≥ 128; far above the small range, whose correction is not needed here.
  return static_cast<std::uint64_t>(0.7213 / (1 + 1.079 / m) * m * m / sum);
}

void MinuteRates::close(std::uint64_t count, std::uint64_t times) {
  if (times == 0) return;
  std::uint64_t rounded = count;
  if (count >= 1024) {
    auto const shift = static_cast<unsigned>(std::bit_width(count)) - 10U;
    rounded = count >> shift << shift;
  }
  least_ = minutes_ == 0 ? count : std::min(least_, count);
  most_ = std::max(most_, count);
  minutes_ += times;
  whole_[rounded] += times;
}

void MinuteRates::add(geo::UtcTime at) {
  auto const minute = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
  if (minute_ && minute > *minute_) {
    if (!first_) {
      first_ = count_;
    } else {
      close(count_, 1);
    }
    close(0, static_cast<std::uint64_t>(minute - *minute_ - 1));
    count_ = 0;
  }
  if (!minute_ || minute > *minute_) minute_ = minute;
  ++count_;
}

std::optional<MinuteRates::Spread> MinuteRates::spread() const {
  if (!minute_) return std::nullopt;
  if (minutes_ == 0) {
    auto const first = first_.value_or(count_);
    return Spread{std::min(first, count_), std::min(first, count_), std::max(first, count_), first_ ? 2U : 1U};
  }
  std::uint64_t before = 0;
  for (auto const& [count, times] : whole_) {
    before += times;
    if (before * 2 >= minutes_) return Spread{least_, count, most_, minutes_};
  }
  return std::nullopt;
}

void Box::add(geo::Position position) {
  double const latitude = position.latitude.degrees();
  double const longitude = position.longitude.degrees();
  double const positive = longitude < 0 ? longitude + 360 : longitude;
  south_ = std::min(south_, latitude);
  north_ = std::max(north_, latitude);
  west_ = std::min(west_, longitude);
  east_ = std::max(east_, longitude);
  west_360_ = std::min(west_360_, positive);
  east_360_ = std::max(east_360_, positive);
  ++count_;
}
double Box::west() const {
  if (east_360_ - west_360_ >= east_ - west_) return west_;
  return west_360_ > 180 ? west_360_ - 360 : west_360_;
}
double Box::east() const {
  if (east_360_ - west_360_ >= east_ - west_) return east_;
  return east_360_ > 180 ? east_360_ - 360 : east_360_;
}

struct LogDecoder::State {
  ais::Decoder ais;
  dsc::Decoder dsc;
  Observation seen;

  void take(coordinator::AlertReport const& report) {
    std::string label;
    if (report.device) {
      label = report.device->to_text();
    } else if (report.beacon) {
      label = report.beacon->text();
    } else {
      label = !report.call_sign.empty() ? report.call_sign : !report.name.empty() ? report.name : "not said";
    }
    seen.position = report.position;
    seen.alert = Observation::Alert{.kind = std::string{to_text(report.kind)},
                                    .label = std::move(label),
                                    .is_test = report.alert_class == coordinator::AlertClass::test};
  }
  void read_ais(logs::Entry const& entry) {
    auto const fed = ais.feed(entry.raw, entry.at.value_or(geo::UtcTime{}));
    if (fed.rejection) seen.refused = name_of(*fed.rejection);
    if (fed.received == nullptr) return;
    auto const& message = fed.received->message;
    auto const mmsi = header_of(message).mmsi();
    if (mmsi) seen.mmsi = mmsi->number();
    seen.position = position_of(message);
    auto const finding = ais::find_alert(message);
    if (auto const* const found = std::get_if<ais::AlertFound>(&finding))
      seen.alert = Observation::Alert{.kind = std::string{to_text(found->kind)},
                                      .label = mmsi ? mmsi->to_text() : std::to_string(header_of(message).source),
                                      .is_test = found->alert_class == coordinator::AlertClass::test};
  }
  void read_dsc(logs::Entry const& entry) {
    auto const fed = dsc.feed(entry.raw, entry.at.value_or(geo::UtcTime{}));
    if (fed.rejection) seen.refused = name_of(*fed.rejection);
    if (fed.received == nullptr || fed.completes) return;
    if (auto const report = alert_of(fed.received->call)) take(*report);
    if (fed.received->call.sender) seen.mmsi = fed.received->call.sender->number();
    if (!seen.position && fed.received->call.position) seen.position = fed.received->call.position->position;
  }
  void read_sit(logs::Entry const& entry) {
    auto const message = sarsat::read_sit(entry.raw);
    if (!message) {
      seen.refused = name_of(message.error().reason);
    } else if (auto const report = alert_of(*message)) {
      take(*report);
    }
  }
  void read_beacon(logs::Entry const& entry) {
    auto const message = sarsat::decode_beacon_message(entry.raw);
    if (message) {
      take(alert_of(*message));
    } else {
      seen.refused = to_text(message.error());
    }
  }
  void read_cap(logs::Entry const& entry) {
    auto const message = cap::read(entry.raw);
    if (!message) {
      seen.refused = name_of(message.error().kind);
    } else if (auto const report = to_report(*message)) {
      take(*report);
    }
  }
};

LogDecoder::LogDecoder() : state_(std::make_unique<State>()) {}
LogDecoder::~LogDecoder() = default;
LogDecoder::LogDecoder(LogDecoder&&) noexcept = default;
LogDecoder& LogDecoder::operator=(LogDecoder&&) noexcept = default;

Observation const& LogDecoder::read(logs::Entry const& entry) {
  auto& seen = state_->seen;
  seen.mmsi.reset();
  seen.position.reset();
  seen.alert.reset();
  seen.refused.clear();
  switch (entry.format) {
    case logs::Format::ais:
      state_->read_ais(entry);
      break;
    case logs::Format::dsc:
      state_->read_dsc(entry);
      break;
    case logs::Format::sit:
      state_->read_sit(entry);
      break;
    case logs::Format::beacon:
      state_->read_beacon(entry);
      break;
    case logs::Format::cap:
      state_->read_cap(entry);
      break;
  }
  return seen;
}

std::uint64_t LogSummary::entries() const {
  std::uint64_t sum = 0;
  for (auto const count : by_format_) sum += count;
  return sum;
}

void LogSummary::add_time(geo::UtcTime at) {
  if (!from_) from_ = at;
  if (to_ && at - *to_ > gap_) {
    Gap const gap{.from = *to_, .to = at};
    ++gap_count_;
    silent_ += at - *to_;
    if (gaps_.size() < kMaxGaps) gaps_.push_back(gap);
    if (!longest_ || gap.to - gap.from > longest_->to - longest_->from) longest_ = gap;
  }
  to_ = to_ ? std::max(*to_, at) : at;
  rates_.add(at);
}

void LogSummary::add_alert(logs::Entry const& entry, Observation const& observation) {
  auto const& alert = *observation.alert;
  auto const key = alert.kind + ' ' + alert.label;
  auto found = alerting_.find(key);
  if (found == alerting_.end()) {
    if (alerting_.size() >= kMaxAlerting) {
      ++alerting_left_out_;
      return;
    }
    found = alerting_.emplace(key, Alerting{.kind = alert.kind, .label = alert.label}).first;
  }
  auto& device = found->second;
  ++(alert.is_test ? device.tests : device.distress);
  if (!device.first) device.first = entry.at;
  if (entry.at) device.last = entry.at;
  if (!device.position) device.position = observation.position;
}

void LogSummary::add(logs::Entry const& entry, Observation const& observation) {
  ++by_format_[static_cast<std::size_t>(entry.format)];
  ++by_time_[static_cast<std::size_t>(entry.time_from)];
  if (entry.at && !entry.is_late) add_time(*entry.at);
  if (observation.mmsi) ships_.add(*observation.mmsi);
  if (observation.position) box_.add(*observation.position);
  if (observation.alert) add_alert(entry, observation);
  if (!observation.refused.empty()) ++refused_[observation.refused];
  auto const hash = std::hash<std::string>{}(entry.raw);
  auto& seen = seen_[hash % kSeen];
  auto const at = entry.at.value_or(geo::UtcTime{});
  if (seen.hash == hash && hash != 0 && std::chrono::abs(at - seen.at) <= kSameWithin) ++duplicates_;
  seen = {.hash = hash, .at = at};
}

}  // namespace lingding::tools
