#include "coordinator/case_statistics.hpp"

#include <algorithm>

#include "coordinator/custody.hpp"
#include "coordinator/names.hpp"
#include "plans/beacon.hpp"

namespace lingding::coordinator {
namespace {

void keep_earlier(std::optional<geo::UtcTime>& at, std::optional<geo::UtcTime> other) {
  if (other && (!at || *other < *at)) at = other;
}

/// A clock that was set back gives no negative duration.
std::chrono::milliseconds between(geo::UtcTime from, geo::UtcTime to) {
  return std::max(to - from, std::chrono::milliseconds{0});
}

}  // namespace

std::optional<Spread> spread_of(std::vector<std::chrono::milliseconds> durations) {
  if (durations.empty()) return std::nullopt;
  std::ranges::sort(durations);
  auto const rank = [&](std::size_t percent) { return durations[(durations.size() * percent + 99) / 100 - 1]; };
  return Spread{durations.size(), rank(50), rank(95)};
}

void CaseStatistics::take(Effects const& effects) {
  for (auto const& effect : effects)
    if (auto const* const changed = std::get_if<IncidentChanged>(&effect)) take(changed->incident);
}

void CaseStatistics::take(Incident const& incident) {
  auto& facts = incidents_[incident.id];
  // What became one counts once, with what each of them had seen.
  for (auto const& id : incident.also) {
    auto const earlier = incidents_.find(id);
    if (earlier == incidents_.end() || id == incident.id) continue;
    keep_earlier(facts.acknowledged_at, earlier->second.acknowledged_at);
    keep_earlier(facts.accepted_at, earlier->second.accepted_at);
    facts.unit_went = facts.unit_went || earlier->second.unit_went;
    incidents_.erase(earlier);
  }
  facts.incident_class = incident.incident_class;
  facts.opened_at = incident.opened_at;
  facts.kinds.clear();
  facts.beacons.clear();
  facts.sources.clear();
  facts.cancelled = false;
  for (auto const& alert : incident.alerts) {
    facts.kinds.insert(alert.report.kind);
    facts.sources.emplace(alert.received_by, alert.source);
    if (alert.report.beacon) {
      auto const content = plans::decode_beacon(*alert.report.beacon);
      facts.beacons.emplace(plans::to_text(content ? content->use : plans::BeaconUse::unknown));
    }
    facts.cancelled = facts.cancelled || alert.report.cancels;
  }
  facts.outcome = is_closed(incident) ? incident.closure->outcome : CaseOutcome::open;
  facts.ended_at.reset();
  if (facts.outcome != CaseOutcome::open) facts.ended_at = incident.closure->set.at;
  for (auto const& one : incident.acknowledgements) keep_earlier(facts.acknowledged_at, one.at);
  auto const claim = [&](CustodyClaim const& one) {
    if (one.term > 0) keep_earlier(facts.accepted_at, one.since);
  };
  claim(incident.custody);
  for (auto const& one : incident.former) claim(one);
  for (auto const& unit : incident.units)
    facts.unit_went = facts.unit_went || unit.state == UnitState::proceeding || unit.state == UnitState::on_scene ||
                      unit.state == UnitState::returning;
}

CaseReport CaseStatistics::report(std::optional<geo::UtcTime> from, std::optional<geo::UtcTime> until) const {
  CaseReport report;
  std::map<AlertKind, Tally> kinds;
  std::map<std::string, Tally> beacons;
  std::map<std::pair<geo::CentreId, std::string>, Tally> sources;
  std::vector<std::chrono::milliseconds> acknowledged;
  std::vector<std::chrono::milliseconds> accepted;
  std::vector<std::chrono::milliseconds> closed_after;
  for (auto const& [id, facts] : incidents_) {
    if ((from && facts.opened_at < *from) || (until && facts.opened_at >= *until)) continue;
    if (facts.incident_class == AlertClass::test) {
      ++report.tests;
      continue;
    }
    ++report.incidents;
    ++report.outcomes[facts.outcome];
    bool const closed = facts.outcome != CaseOutcome::open && facts.outcome != CaseOutcome::duplicate;
    bool const is_false = facts.outcome == CaseOutcome::false_alert;
    auto const count = [&](Tally& tally) {
      ++tally.incidents;
      tally.closed += closed ? 1 : 0;
      tally.false_alerts += is_false ? 1 : 0;
    };
    for (auto const kind : facts.kinds) count(kinds[kind]);
    for (auto const& use : facts.beacons) count(beacons[use]);
    for (auto const& source : facts.sources) count(sources[source]);
    report.cancelled += facts.cancelled ? 1 : 0;
    report.closed += closed ? 1 : 0;
    report.false_alerts += is_false ? 1 : 0;
    report.closed_before_units += closed && !facts.unit_went ? 1 : 0;
    if (facts.acknowledged_at) acknowledged.push_back(between(facts.opened_at, *facts.acknowledged_at));
    if (facts.accepted_at) accepted.push_back(between(facts.opened_at, *facts.accepted_at));
    if (closed) closed_after.push_back(between(facts.opened_at, *facts.ended_at));
  }
  for (auto const& [kind, tally] : kinds) report.kinds.push_back({kind, tally});
  for (auto const& [use, tally] : beacons) report.beacons.push_back({use, tally});
  for (auto const& [source, tally] : sources) report.sources.push_back({source.first, source.second, tally});
  report.acknowledged = spread_of(std::move(acknowledged));
  report.accepted = spread_of(std::move(accepted));
  report.closed_after = spread_of(std::move(closed_after));
  return report;
}

}  // namespace lingding::coordinator
