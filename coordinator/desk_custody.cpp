// Whose water the incident is in, and who has custody of it.

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "coordinator/desk_state.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/ship_sight.hpp"
#include "plans/schedule.hpp"

namespace lingding::coordinator {
namespace {

std::string names(std::vector<geo::CentreId> const& centres) {
  std::string text;
  for (auto const centre : centres) text.append(text.empty() ? "" : ", ").append(geo::to_text(centre));
  return text;
}

/// The places where it may be, when no alert says where it is: those of the newest alert that has some, the likeliest
/// first.
std::vector<PossiblePosition> possible_places(Incident const& incident) {
  Alert const* newest = nullptr;
  for (auto const& alert : incident.alerts) {
    if (alert.report.possible.empty()) continue;
    if (newest == nullptr || std::tie(alert.last_heard, alert.id) > std::tie(newest->last_heard, newest->id))
      newest = &alert;
  }
  if (newest == nullptr) return {};
  auto places = newest->report.possible;
  std::ranges::stable_sort(places, std::greater<>{},
                           [](PossiblePosition const& one) { return one.probability.value_or(0); });
  return places;
}

/// One decision for several places: the likeliest place's centre is responsible, everybody concerned with another is
/// told.
Decision decide_for(geo::WaterMap const& water, RoutingInput input, std::vector<PossiblePosition> const& places) {
  Decision all;
  std::string reason = std::to_string(places.size()) + " positions are possible.";
  for (auto const& place : places) {
    input.position = place.position;
    input.radius = place.radius;
    auto one = decide(water, input);
    reason += " " + words(place.position);
    if (place.probability) reason += " (" + std::to_string(std::lround(*place.probability * 100)) + " %)";
    reason += ": " + one.reason;
    if (&place == &places.front()) {
      all = std::move(one);
      continue;
    }
    auto const tell = [&](geo::CentreId centre) {
      if (centre != all.responsible && std::ranges::find(all.informed, centre) == all.informed.end())
        all.informed.push_back(centre);
    };
    if (one.responsible) tell(*one.responsible);
    for (auto const centre : one.informed) tell(centre);
    for (auto& region : one.regions)
      if (std::ranges::find(all.regions, region) == all.regions.end()) all.regions.push_back(std::move(region));
  }
  std::ranges::sort(all.informed);
  all.reason = std::move(reason);
  return all;
}

/// Where her timetable has her. The centre in whose waters most of the places are is responsible, among equals that of
/// the sailing that left last; everybody concerned with another is told.
Decision decide_by_timetable(geo::WaterMap const& water, RoutingInput input,
                             std::vector<plans::ScheduledPlace> const& places) {
  std::vector<PossiblePosition> all;
  std::vector<std::optional<geo::CentreId>> in;
  std::string where;
  for (auto const& place : places) {
    all.push_back({place.position, place.radius, PositionSource::stated, {}});
    input.position = place.position;
    input.radius = place.radius;
    in.push_back(decide(water, input).responsible);
    where.append(where.empty() ? "" : ", or ").append(place.words);
  }
  std::vector<std::size_t> order(places.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return std::ranges::count(in, in[i]); });
  std::vector<PossiblePosition> sorted;
  for (auto const i : order) sorted.push_back(all[i]);
  input.position = sorted.front().position;
  input.radius = sorted.front().radius;
  auto decision = sorted.size() == 1 ? decide(water, input) : decide_for(water, input, sorted);
  decision.rule = RoutingRule::ship_timetable;
  decision.reason =
      "No position came with the alert; by the timetable of her plan she is now " + where + ". " + decision.reason;
  return decision;
}

/// Where a ship may be that her AIS last placed there, by the speed that no ferry here exceeds.
constexpr geo::Knots kFastestFerry = geo::Knots::from_knots(45);
/// Older than this it says nothing: the width of the estuary at that speed.
constexpr std::chrono::hours kSightHolds{1};

}  // namespace

/// Whose water it is, by what this desk has of the incident now.
Decision Desk::State::decide_now(Incident const& incident) const {
  auto const fix = newest_fix(incident);
  auto const places = fix ? std::vector<PossiblePosition>{} : possible_places(incident);
  auto const& first = incident.alerts.front();
  auto const ship = certain_number(incident.ship);
  RoutingInput input;
  if (fix) {
    input.position = fix->position;
    input.radius = fix->radius;
  }
  input.at = now_;
  input.mmsi = ship ? ship : first.report.device;
  // Where the device is decides who is responsible; a plan then only widens who is told, for which "probable" is
  // enough.
  bool const plan_counts = incident.ship && incident.ship->plan && (is_certain(incident.ship) || fix);
  input.plan = plan_counts ? &*incident.ship->plan : nullptr;
  input.received_by = first.received_by;
  if (!places.empty()) return decide_for(*water_, input, places);
  if (fix) return decide(*water_, input);
  auto const* const sight = sight_now(incident);
  if (sight != nullptr && now_ - sight->reported_at <= kSightHolds) {
    auto const age = std::max(now_ - sight->reported_at, std::chrono::milliseconds{0});
    double const hours = std::chrono::duration<double, std::ratio<3600>>(age).count();
    auto const speed = sight->place.empty() ? kFastestFerry : geo::Knots::from_knots(0);
    input.position = sight->position;
    input.radius = geo::Metres::from_metres(100) + geo::Metres::from_nautical_miles(speed.knots() * hours);
    auto decision = decide(*water_, input);
    decision.rule = RoutingRule::ship_last_seen;
    decision.reason = "No position came with the alert; her AIS placed her here " +
                      std::to_string(std::chrono::duration_cast<std::chrono::minutes>(age).count()) + " min before. " +
                      decision.reason;
    return decision;
  }
  auto const* const plan = ship ? plans_.by_mmsi(*ship) : nullptr;
  auto const scheduled =
      plan != nullptr ? plans::scheduled_places(plan->schedule, now_) : std::vector<plans::ScheduledPlace>{};
  return scheduled.empty() ? decide(*water_, input) : decide_by_timetable(*water_, input, scheduled);
}

/// What rests on less takes no other decision's place, as it would not on other desks (merge.hpp), unless it is for
/// another ship, or alerts were taken out.
void Desk::State::decide_again(Held& held) {
  auto& incident = held.incident;
  auto decision = decide_now(incident);
  held.decided_on = newest_fix(incident);
  auto const ship = certain_number(incident.ship);
  auto const without = static_cast<std::uint32_t>(incident.moved_alerts.size());
  bool const other_ship = ship != incident.decided_for;
  bool const weaker = basis_of(decision.rule) < basis_of(incident.decision.rule);
  bool const is_decided = incident.decided_at != geo::UtcTime{};
  if (is_decided && weaker && !other_ship && without == incident.decided_without) return;
  incident.decision = std::move(decision);
  // Later than the decision that it replaces, whatever another centre's clock said.
  incident.decided_at = std::max(now_, incident.decided_at + std::chrono::milliseconds{1});
  incident.decided_by = centre_;
  incident.decided_without = without;
  incident.decided_for = ship;
  if (other_ship) ++incident.decided_for_version;
}

/// True when the decision in force is not for the ship that is known now.
bool Desk::State::decided_for_another(Incident const& incident) {
  return certain_number(incident.ship) != incident.decided_for;
}

/// A line when the decision names another centre or is the first, or when the device has gone far.
void Desk::State::log_decision(Held& held, Before const& was) {
  auto& incident = held.incident;
  auto const fix = newest_fix(incident);
  bool const other = !was.existed || was.responsible != incident.decision.responsible;
  bool const far = fix && (!held.logged || moved(*held.logged, *fix, kAlarmMoved));
  if (!other && !far) return;
  if (fix && was.existed) log(incident, "Position now " + words(fix->position) + ".");
  bool const resolved = fix && was.existed && !was.located && was.ambiguous;
  if (resolved) log(incident, "The ambiguity is resolved; the other position is given up.");
  held.logged = fix;
  log(incident, incident.decision.reason);
  if (!other || incident.incident_class == AlertClass::test) return;
  settle(incident);
  log_offer(held, was);
  if (!incident.decision.informed.empty()) log(incident, "Told: " + names(incident.decision.informed) + ".");
}

void Desk::State::accept(Held& held, std::string const& officer, std::string words) {
  auto& incident = held.incident;
  if (words.empty()) words = "Accepted custody from " + std::string{geo::to_text(incident.custody.centre)} + ".";
  incident.former.push_back(incident.custody);
  incident.custody = {.centre = centre_, .term = incident.custody.term + 1, .since = now_, .officer = officer};
  log(incident, std::move(words), officer);
}

}  // namespace lingding::coordinator
