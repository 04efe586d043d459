#include "coordinator/desk_state.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <variant>

#include "coordinator/custody.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/ship_sight.hpp"
#include "geo/geodesic.hpp"

namespace lingding::coordinator {

// ---- the public face

Desk::Desk(geo::CentreId centre, WaterMaps water) : state_(std::make_unique<State>(centre, std::move(water))) {}
Desk::Desk(Desk&&) noexcept = default;
Desk& Desk::operator=(Desk&&) noexcept = default;
Desk::~Desk() = default;

Effects Desk::handle(Event const& event, geo::UtcTime now) {
  return state_->handle(event, now);
}
geo::CentreId Desk::centre() const {
  return state_->centre_;
}

Incident const* Desk::incident(std::string_view id) const {
  auto const* const held = std::as_const(*state_).by_id(id);
  return held == nullptr ? nullptr : &held->incident;
}

std::vector<Incident const*> Desk::incidents() const {
  std::vector<Incident const*> all;
  for (auto const& [serial, held] : state_->incidents_) all.push_back(&held.incident);
  std::ranges::stable_sort(all, {}, [](Incident const* one) { return std::tie(one->opened_at, one->id); });
  return all;
}

bool Desk::alarming(std::string_view incident_id) const {
  return alarm(incident_id).has_value();
}

std::optional<AlarmLevel> Desk::alarm(std::string_view incident_id) const {
  auto const* const held = std::as_const(*state_).by_id(incident_id);
  if (held == nullptr || !held->alarming) return std::nullopt;
  return held->level;
}

std::uint64_t Desk::received_from(geo::CentreId peer) const {
  return state_->received_[static_cast<std::size_t>(peer)];
}
std::uint64_t Desk::sent_to(geo::CentreId peer) const {
  return state_->sent_[static_cast<std::size_t>(peer)];
}
std::uint64_t Desk::resumed_at(geo::CentreId peer) const {
  return state_->resumed_[static_cast<std::size_t>(peer)];
}
void Desk::resume_numbers(geo::CentreId peer, std::uint64_t link_seq) {
  auto& sent = state_->sent_[static_cast<std::size_t>(peer)];
  sent = std::max(sent, link_seq);
}

plans::PlanBrief const* Desk::plan_of(plans::Mmsi mmsi_or_device) const {
  auto const* const plan = state_->plans_.by_mmsi(mmsi_or_device);
  return plan != nullptr ? plan : state_->plans_.by_device(mmsi_or_device);
}

plans::PlanBrief const* Desk::plan(std::string_view plan_id) const {
  return state_->plans_.find(plan_id);
}
ClockSet const& Desk::clock() const {
  return state_->clock_;
}
bool Desk::link_up(geo::CentreId peer) const {
  return state_->link_up(peer);
}
std::optional<geo::UtcTime> Desk::next_due() const {
  return state_->next_due();
}
std::vector<NotifyWaiting> Desk::notify_waiting() const {
  return {state_->notify_waiting_.begin(), state_->notify_waiting_.end()};
}
std::vector<ShipAsked> Desk::ships_watched() const {
  std::vector<ShipAsked> all;
  for (auto const& [serial, held] : state_->incidents_) {
    if (!held.watched) continue;
    auto const* const told = sight_now(held.incident);
    all.push_back({*held.watched, told != nullptr ? std::optional{*told} : std::nullopt});
  }
  return all;
}
std::string const& Desk::regions_digest() const {
  return state_->water_->regions().digest;
}

// ---- the state

Desk::State::State(geo::CentreId centre, WaterMaps water)
    : centre_(centre), water_maps_(std::move(water)), no_water_(geo::RegionSet{}), water_(&no_water_) {}

Effects Desk::State::handle(Event const& event, geo::UtcTime now) {
  now_ = std::max(now_, now);
  effects_.clear();
  std::visit([&](auto const& one) { on(one); }, event);
  return std::exchange(effects_, {});
}

void Desk::State::on(RegionsLoaded const& event) {
  water_ = &water_maps_(event.digest);
}

Desk::State::Held* Desk::State::by_id(std::string_view id) {
  auto const found = ids_.find(id);
  return found == ids_.end() ? nullptr : found->second;
}
Desk::State::Held const* Desk::State::by_id(std::string_view id) const {
  auto const found = ids_.find(id);
  return found == ids_.end() ? nullptr : found->second;
}

std::string Desk::State::index_key(std::string_view identity, AlertClass alert_class) {
  return (alert_class == AlertClass::test ? "t" : "d") + std::string{identity};
}

std::vector<Desk::State::Held*> Desk::State::of_identities(std::vector<std::string> const& identities,
                                                           AlertClass alert_class) const {
  std::vector<Held*> all;
  for (auto const& identity : identities) {
    auto const found = identities_.find(index_key(identity, alert_class));
    if (found == identities_.end()) continue;
    for (auto* const held : found->second)
      if (std::ranges::find(all, held) == all.end()) all.push_back(held);
  }
  return all;
}

void Desk::State::index_identities(Held& held) {
  held.evidence = evidence_of(held.incident);
  std::vector<std::string> keys;
  for (auto& key : index_keys(held.evidence)) keys.push_back(index_key(key, held.incident.incident_class));
  if (keys == held.indexed) return;
  drop_identities(held);
  for (auto const& key : keys) identities_[key].push_back(&held);
  held.indexed = std::move(keys);
}

void Desk::State::drop_identities(Held& held) {
  for (auto const& key : held.indexed) {
    auto const found = identities_.find(key);
    std::erase(found->second, &held);
    if (found->second.empty()) identities_.erase(found);
  }
  held.indexed.clear();
}

Desk::State::Held& Desk::State::hold(Incident incident) {
  make_room();
  auto& held = incidents_[++last_serial_];
  held.serial = last_serial_;
  held.incident = std::move(incident);
  index_ids(held);
  return held;
}

void Desk::State::index_ids(Held& held) {
  index_identities(held);
  ids_[held.incident.id] = &held;
  for (auto const& id : held.incident.also) ids_[id] = &held;
}

/// Takes the incident out of every index and out of memory. Ids that meanwhile point to another incident stay.
void Desk::State::forget(Held& held) {
  auto const drop = [&](std::string const& id) {
    auto const found = ids_.find(id);
    if (found != ids_.end() && found->second == &held) ids_.erase(found);
  };
  drop(held.incident.id);
  for (auto const& id : held.incident.also) drop(id);
  if (held.due) due_.erase({*held.due, held.serial});
  if (held.watched) emit(ShipWatched{held.watched->incident_id, std::nullopt});
  drop_identities(held);
  std::erase_if(heard_due_, [&](auto const& due) { return std::get<1>(due) == held.serial; });
  incidents_.erase(held.serial);
}

void Desk::State::forget_old() {
  // Looking once an hour is often enough for what is a month old.
  if (now_ - looked_for_old_ < std::chrono::hours{1}) return;
  looked_for_old_ = now_;
  std::vector<Held*> old;
  for (auto& [serial, held] : incidents_)
    if (now_ - last_heard(held.incident) > kForgetAfter) old.push_back(&held);
  for (auto* const held : old) {
    emit(IncidentForgotten{held->incident.id});
    forget(*held);
  }
}

void Desk::State::make_room() {
  if (incidents_.size() < kMaxIncidents) return;
  auto const silent =
      std::ranges::min_element(incidents_, {}, [](auto const& entry) { return last_heard(entry.second.incident); });
  emit(IncidentForgotten{silent->second.incident.id});
  forget(silent->second);
}

std::string Desk::State::new_id() {
  auto const second = std::chrono::floor<std::chrono::seconds>(now_);
  ids_in_second_ = last_id_second_ == second ? ids_in_second_ + 1 : 1;
  last_id_second_ = second;
  auto const day = std::chrono::floor<std::chrono::days>(second);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const clock{second - day};
  char text[64];
  int const length = std::snprintf(text, sizeof text, "-%04d%02u%02u-%02d%02d%02d-%u", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                                   static_cast<int>(clock.seconds().count()), ids_in_second_);
  return std::string{geo::to_text(centre_)} + std::string(text, static_cast<std::size_t>(length));
}

Desk::State::Before Desk::State::before(Held const& held) const {
  auto const& incident = held.incident;
  std::optional<geo::UtcTime> requested;
  for (auto const* const request : standing_requests(incident))
    if (!requested || request->set.at > *requested) requested = request->set.at;
  std::optional<geo::UtcTime> unheard;
  for (auto const& one : incident.unheard)
    if (one.centre != centre_ && (!unheard || one.at > *unheard)) unheard = one.at;
  return {.existed = true,
          .responsible = incident.decision.responsible,
          .offered_to = incident.offered_to,
          .custodian = incident.custody.centre,
          .ship = certain_number(incident.ship),
          .ship_sure = is_certain(incident.ship),
          .located = newest_fix(incident).has_value(),
          .refused = offer_refused(incident),
          .requested = requested,
          .unheard = unheard,
          .no_duff = incident.no_duff.has_value(),
          .ambiguous =
              std::ranges::any_of(incident.alerts, [](Alert const& alert) { return alert.report.possible.size() > 1; }),
          .cancelled = cancelled(incident),
          .closed = is_closed(incident),
          .nature = nature_of(incident),
          .persons = persons_of(incident),
          .fix = newest_fix(incident),
          .proposed = proposed_phase(incident)};
}

void Desk::State::log(Incident& incident, std::string text, std::string who) {
  incident.log.push_back({now_, centre_, std::move(who), std::move(text)});
}

void Desk::State::show(Held& held, Before const& was, Cause cause) {
  settle(held.incident);
  index_identities(held);
  emit(IncidentChanged{held.incident});
  alarm(held, was, cause);
  watch_ship(held);
  wind(held);
}

/// Asks the traffic picture, when there is another ship to watch than before, or another incident to watch her for.
void Desk::State::watch_ship(Held& held) {
  auto& watched = held.watched;
  auto const mmsi = ship_to_watch(held.incident);
  bool const same = watched ? watched->incident_id == held.incident.id && watched->mmsi == mmsi : !mmsi;
  if (same) return;
  if (watched && watched->incident_id != held.incident.id) emit(ShipWatched{watched->incident_id, std::nullopt});
  bool const ended = !mmsi && (!watched || watched->incident_id != held.incident.id);
  watched.reset();
  if (ended) return;
  ShipWatched asked{held.incident.id, mmsi};
  emit(asked);
  if (mmsi) watched = std::move(asked);
}

namespace {
Incident const* incident_of(LinkMessage const& message) {
  return std::visit(
      [](auto const& one) -> Incident const* {
        if constexpr (requires { one.incident; }) return &one.incident;
        return nullptr;
      },
      message);
}
}  // namespace

/// Where an officer moved alerts elsewhere, the incidents that have them now go before the one that had them: a desk
/// may have an alert in both for the time of a message, and never in none, whoever it hears of it.
void Desk::State::tell(std::vector<geo::CentreId> const& centres, LinkMessage message) {
  if (centres.empty()) return;
  if (auto const* const incident = incident_of(message)) {
    std::vector<Held const*> before;
    for (auto const& moved : incident->moved_alerts) {
      auto const* const to = by_id(moved.to);
      if (to != nullptr && !has_id(*incident, to->incident.id) && std::ranges::find(before, to) == before.end())
        before.push_back(to);
    }
    for (auto const* const to : before) send(centres, AlertForwarded{to->incident, {}});
  }
  send(centres, std::move(message));
}

void Desk::State::send(std::vector<geo::CentreId> const& centres, LinkMessage message) {
  LinkSent sent{{}, std::move(message)};
  for (auto const centre : centres) sent.to.push_back({centre, ++sent_[static_cast<std::size_t>(centre)]});
  emit(std::move(sent));
}

std::vector<geo::CentreId> Desk::State::others(Incident const& incident) const {
  auto told = incident.told;
  std::erase(told, centre_);
  return told;
}

void Desk::State::mark_shared(Held& held) {
  for (auto& sharing : held.shared) {
    if (sharing.waiting) heard_due_.erase({sharing.at + kHeardEvery, held.serial, sharing.alert_id});
    sharing.at = now_;
    sharing.waiting = false;
  }
}

// ---- positions

std::optional<Fix> newest_fix(Incident const& incident) {
  std::optional<geo::UtcTime> latest;
  for (auto const& alert : incident.alerts)
    if (alert.report.position && alert.positioned_at)
      latest = std::max(latest.value_or(*alert.positioned_at), *alert.positioned_at);
  if (!latest) return std::nullopt;
  // A precise position beats a newer rough one until it has drifted beyond it.
  Alert const* best = nullptr;
  double best_radius = 0;
  for (auto const& alert : incident.alerts) {
    if (!alert.report.position || !alert.positioned_at) continue;
    double const hours = std::chrono::duration<double, std::ratio<3600>>(*latest - *alert.positioned_at).count();
    double const radius =
        (alert.report.radius + geo::Metres::from_nautical_miles(kDriftPerHour.knots() * hours)).metres();
    bool const newer =
        best != nullptr && std::tie(*alert.positioned_at, alert.id) > std::tie(*best->positioned_at, best->id);
    if (best != nullptr && !(radius < best_radius || (radius == best_radius && newer))) continue;
    best = &alert;
    best_radius = radius;
  }
  return Fix{*best->report.position, best->report.radius};
}

std::optional<EmergencyPhase> proposed_phase(Incident const& incident) {
  std::optional<EmergencyPhase> highest;
  for (auto const& alert : incident.alerts)
    if (alert.report.phase && (!highest || *alert.report.phase > *highest)) highest = alert.report.phase;
  return highest;
}

Nature nature_of(Incident const& incident) {
  Alert const* newest = nullptr;
  for (auto const& alert : incident.alerts) {
    if (alert.report.nature == Nature::undesignated) continue;
    if (newest == nullptr || std::tie(alert.last_heard, alert.id) > std::tie(newest->last_heard, newest->id))
      newest = &alert;
  }
  return newest == nullptr ? Nature::undesignated : newest->report.nature;
}

std::optional<std::uint32_t> persons_of(Incident const& incident) {
  if (incident.persons && incident.persons->on_board) return incident.persons->on_board;
  std::optional<std::uint32_t> most;
  for (auto const& alert : incident.alerts)
    if (alert.report.persons) most = std::max(most.value_or(0), *alert.report.persons);
  return most;
}

bool cancelled(Incident const& incident) {
  return !incident.alerts.empty() &&
         std::ranges::all_of(incident.alerts, [](Alert const& alert) { return alert.report.cancels; });
}

bool conflicts(Fix const& a, Fix const& b) {
  return geo::distance(a.position, b.position) > kDopplerMatch + a.radius + b.radius;
}

bool moved(Fix const& from, Fix const& to, geo::Metres threshold) {
  auto const limit = std::max(threshold, from.radius + to.radius);
  // Most repeats hardly move: more than any degree of latitude or longitude has (111 694 m, at the poles; WGS 84) in
  // each direction is still short of the limit, and the geodesic need not be asked.
  constexpr double kMetresPerDegreeAtMost = 111'700;
  double const north = std::abs(to.position.latitude.degrees() - from.position.latitude.degrees());
  double const east = std::abs(to.position.longitude.degrees() - from.position.longitude.degrees());
  if ((north + east) * kMetresPerDegreeAtMost < limit.metres()) return false;
  return geo::distance(from.position, to.position) > limit;
}

std::string words(geo::Position position) {
  auto const half = [](double degrees, char const* letters, int width) {
    auto const thousandths = std::llround(std::abs(degrees) * 60'000);
    char text[48];
    std::snprintf(text, sizeof text, "%0*lld°%02lld.%03lld'%c", width, thousandths / 60'000, thousandths / 1000 % 60,
                  thousandths % 1000, letters[degrees < 0 ? 1 : 0]);
    return std::string{text};
  };
  return half(position.latitude.degrees(), "NS", 2) + " " + half(position.longitude.degrees(), "EW", 3);
}

}  // namespace lingding::coordinator
