#include "adapters/ais/intake.hpp"

#include <algorithm>

#include "adapters/ais/distress.hpp"
#include "adapters/ais/heard.hpp"
#include "geo/geodesic.hpp"

namespace lingding::ais {
namespace {

using coordinator::AlertClass;
using coordinator::AlertReceived;
using coordinator::AlertReport;
using coordinator::ShipNear;
using runtime::Flow;
using runtime::Push;

static_assert(kRejectionCount + kTagFaultCount <= runtime::SourceCounters::kMaxReasons);

/// Of the position that a message gives.
geo::Metres radius_of(Message const& message) {
  if (std::holds_alternative<LongRangeReport>(message)) return kRadiusLongRange;
  bool const accurate = std::visit(
      [](auto const& content) {
        if constexpr (requires { content.accurate; }) {
          return static_cast<bool>(content.accurate);
        } else {
          return false;
        }
      },
      message);
  return accurate ? kRadiusAccurate : kRadiusOtherwise;
}

}  // namespace

std::vector<ShipNear> ships_near(TrafficPicture const& picture, geo::Position to, geo::UtcTime now,
                                 std::optional<plans::Mmsi> but) {
  std::vector<ShipNear> ships;
  for (auto const& [station, distance] :
       picture.nearest_ships(to, kNearWithin, now - kNearSince, coordinator::kMaxShipsNear, but))
    ships.push_back({station->mmsi(), std::string{station->name()}, *station->position(), station->speed().value(),
                     station->course().value(), station->position_at(), distance});
  return ships;
}

AisIntake::AisIntake(TrafficPicture& picture, runtime::SourceCounters& counters, runtime::Log& log,
                     AisIntakePorts ports)
    : picture_(picture),
      counters_(counters),
      ports_(std::move(ports)),
      refusals_(log, runtime::LogLevel::warning, "ais") {}

Flow AisIntake::lines(runtime::LineBlock const& block) {
  at_ = geo::to_iso8601(block.received_at);
  Decoder& decoder = decoder_of(block.stream);
  DecodeCounts const before = decoder.counts();
  auto const used = decoder.decode_buffer(
      block.text, block.received_at,
      [&](std::uint64_t number, std::string_view line, Fed const& fed) { take(number, line, fed, block.received_at); });
  if (used < block.text.size()) {
    auto const last = block.text.substr(used);  // a datagram's or a file's last line may have no line end
    Fed const fed = decoder.feed(last, block.received_at);
    take(decoder.counts().lines, last, fed, block.received_at);
  }
  count_rejections(before, decoder.counts());
  if (!traffic_.empty()) ports_.traffic(traffic_);
  traffic_.clear();
  if (ports_.raw) ports_.raw(block);
  return waiting() == 0 ? Flow::more : Flow::hold;
}

void AisIntake::closed(std::uint64_t stream) {
  decoders_.erase(stream);
}

bool AisIntake::offer_again() {
  bool const alerts = offer(waiting_alerts_, ports_.alert);
  bool const notices = offer(waiting_notices_, ports_.notice);
  return alerts && notices;
}

bool AisIntake::offer(Waiting& waiting, Port const& port) {
  while (!waiting.empty()) {
    if (port(std::move(waiting.front())) == Push::full) return false;
    waiting.pop_front();
  }
  return true;
}

Decoder& AisIntake::decoder_of(std::uint64_t stream) {
  if (auto const found = decoders_.find(stream); found != decoders_.end()) return found->second;
  if (decoders_.size() >= kMaxStreams) decoders_.erase(decoders_.begin());  // numbers count up: the longest open
  return decoders_.try_emplace(stream).first->second;
}

void AisIntake::take(std::uint64_t number, std::string_view line, Fed const& fed, geo::UtcTime now) {
  if (fed.rejection) {
    refusals_.write("a sentence was refused",
                    {{"source", counters_.name}, {"reason", name_of(*fed.rejection)}, {"line", line.substr(0, 96)}});
    if (ports_.refused) ports_.refused({name_of(*fed.rejection), meaning_of(*fed.rejection), line, {}, number});
  }
  if (fed.tag_fault)
    refusals_.write("a TAG block was refused",
                    {{"source", counters_.name}, {"reason", name_of(*fed.tag_fault)}, {"line", line.substr(0, 96)}});
  if (fed.received != nullptr) take_message(*fed.received, now);
}

void AisIntake::take_message(Received const& received, geo::UtcTime now) {
  counters_.messages.add();
  // Alerts first: whatever else a message does, this must not wait for it. The device itself is no ship near.
  auto finding = find_alert(received.message, ports_.mode);
  if (auto* const alert = std::get_if<AlertFound>(&finding)) {
    raise(std::move(*alert), received, now);
  } else if (auto* const text = std::get_if<SafetyTextFound>(&finding)) {
    if (auto const from = header_of(received.message).mmsi()) {
      counters_.safety_texts.add();
      send(waiting_notices_, ports_.notice,
           coordinator::SafetyTextReceived{counters_.name, *from, std::move(text->text), std::string{received.raw}});
    }
  }
  Station const* const station = picture_.update(received.message, now);
  if (station == nullptr) return;
  if (position_of(received.message)) counters_.positions.add();
  if (ports_.heard)
    if (auto const heard = heard_report(received.message, now)) ports_.heard(*heard);
  if (ports_.traffic) append_report(traffic_, received.message, *station, at_, counters_.name);
}

void AisIntake::raise(AlertFound found, Received const& received, geo::UtcTime now) {
  auto device = header_of(received.message).mmsi();
  if (!device) {
    device = plans::Mmsi::from_number(kUnnumberedDevice);
    found.text = "The device sent the number " + std::to_string(header_of(received.message).source) +
                 ", which is none, and is shown as 970000000. " + found.text;
  }
  auto& burst = burst_of(*device, now);
  // What says nothing of its own state belongs to a test that is going on.
  if (!found.says_state && burst.heard_at != geo::UtcTime{} && burst.last_class == AlertClass::test)
    found.alert_class = AlertClass::test;
  burst.last_class = found.alert_class;
  burst.heard_at = now;
  (found.alert_class == AlertClass::test ? counters_.tests : counters_.alerts).add();

  auto const position = position_of(received.message);
  AlertReceived event{counters_.name,
                      AlertReport{.alert_class = found.alert_class,
                                  .kind = found.kind,
                                  .device = device,
                                  .position = position,
                                  .radius = position ? radius_of(received.message) : geo::Metres{},
                                  .text = std::move(found.text)},
                      {},
                      std::string{received.raw}};
  if (position && (!burst.near_at || geo::distance(*burst.near_at, *position) > coordinator::kMoved)) {
    event.near = ships_near(picture_, *position, now, *device);
    burst.near_at = position;
  }
  send(waiting_alerts_, ports_.alert, std::move(event));
}

AisIntake::Burst& AisIntake::burst_of(plans::Mmsi device, geo::UtcTime now) {
  if (bursts_.size() >= kMaxDevices && !bursts_.contains(device.number()))
    bursts_.erase(std::min_element(bursts_.begin(), bursts_.end(),
                                   [](auto const& a, auto const& b) { return a.second.heard_at < b.second.heard_at; }));
  auto& burst = bursts_[device.number()];
  if (now - burst.heard_at > kBurstGap) burst = Burst{};
  return burst;
}

void AisIntake::send(Waiting& waiting, Port const& port, coordinator::Event&& event) {
  // Behind what waits already, lest a device's messages change places.
  // A port that is full has left the event as it was.
  if (!waiting.empty() || port(std::move(event)) == Push::full)
    waiting.push_back(std::move(event));  // NOLINT(bugprone-use-after-move)
}

void AisIntake::count_rejections(DecodeCounts const& before, DecodeCounts const& after) {
  for (std::size_t i = 0; i < kRejectionCount; ++i)
    if (after.rejected[i] != before.rejected[i]) counters_.rejected[i].add(after.rejected[i] - before.rejected[i]);
  for (std::size_t i = 0; i < kTagFaultCount; ++i)
    if (after.tag_faults[i] != before.tag_faults[i])
      counters_.rejected[kRejectionCount + i].add(after.tag_faults[i] - before.tag_faults[i]);
}

std::vector<std::string_view> rejection_names() {
  std::vector<std::string_view> names;
  names.reserve(kRejectionCount + kTagFaultCount);
  for (std::size_t i = 0; i < kRejectionCount; ++i) names.emplace_back(name_of(static_cast<Rejection>(i)));
  static constexpr std::array<std::string_view, kTagFaultCount> kTags{"tag_malformed", "tag_checksum_missing",
                                                                      "tag_checksum_wrong", "tag_too_many"};
  names.insert(names.end(), kTags.begin(), kTags.end());
  return names;
}

}  // namespace lingding::ais
