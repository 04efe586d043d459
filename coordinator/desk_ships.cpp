// The ship behind the device: by her plan's list, by her own number, else by where ships were.

#include <algorithm>
#include <cmath>
#include <tuple>

#include "coordinator/desk_state.hpp"
#include "coordinator/limits.hpp"
#include "coordinator/merge.hpp"
#include "coordinator/names.hpp"
#include "coordinator/ship_search.hpp"

namespace lingding::coordinator {
namespace {

/// As it goes with an incident: when she sails stays at the desks.
plans::PlanBrief without_schedule(plans::PlanBrief plan) {
  plan.schedule = {};
  return plan;
}

ShipLink of_plan(Certainty certainty, plans::PlanBrief const& plan) {
  ShipLink ship;
  ship.certainty = certainty;
  ship.mmsi = plan.mmsi;
  ship.name = ship_name(plan);
  ship.plan = without_schedule(plan);
  return ship;
}

std::string called(ShipLink const& ship) {
  std::string text = ship.name.empty() ? std::string{"ship"} : ship.name;
  if (ship.mmsi) text += " (" + ship.mmsi->to_text() + ")";
  return text;
}

std::string plan_words(ShipLink const& ship) {
  if (!ship.plan) return "No cooperation plan is held for her.";
  return "Her plan is " + ship.plan->plan_id + ", version " + std::to_string(ship.plan->version) + ".";
}

std::string words_of(ShipLink const& ship) {
  switch (ship.certainty) {
    case Certainty::listed:
      return "The device is listed in the plan of " + called(ship) + ". " + plan_words(ship);
    case Certainty::own_number:
      return "The ship's own number: " + called(ship) + ". " + plan_words(ship);
    case Certainty::confirmed:
      return "The ship is confirmed as " + called(ship) + ". " + plan_words(ship);
    case Certainty::probable:
      break;
  }
  // Nobody measured a distance: people named her.
  if (!ship.distance)
    return "Probably " + called(ship) + ": a ship of this name is reported, and no other plan has it. Not certain. " +
           plan_words(ship);
  auto const metres = std::llround(ship.distance->metres());
  auto const seconds = ship.age ? ship.age->count() / 1000 : 0;
  return "Probably " + called(ship) + ": " + std::to_string(metres) + " m from the device, reported " +
         std::to_string(seconds) + " s before. Not certain. " + plan_words(ship);
}

}  // namespace

std::string const& ship_name(plans::PlanBrief const& plan) {
  for (auto const* name : {&plan.names.en, &plan.names.zh_hant, &plan.names.zh_hans})
    if (!name->empty()) return *name;
  return plan.names.pt;
}

/// Puts the ship in, later than what it replaces, and logs it.
void Desk::State::name_ship(Incident& incident, ShipLink ship) {
  auto const former = incident.ship ? incident.ship->at + std::chrono::milliseconds{1} : now_;
  ship.at = std::max(now_, former);
  ship.by = centre_;
  log(incident, words_of(ship), ship.officer.empty() ? "desk" : ship.officer);
  incident.ship = std::move(ship);
}

/// By numbers alone: what lists her in a plan, then her own number; empty: they say nothing.
std::optional<ShipLink> Desk::State::certain_ship(Incident const& incident) const {
  std::optional<ShipLink> own;
  for (auto const& alert : incident.alerts) {
    auto ship = ship_of(alert.report);
    if (!ship) continue;
    if (ship->plan) return ship;
    if (!own) own = std::move(ship);
  }
  return own;
}

/// By the numbers of one alert.
std::optional<ShipLink> Desk::State::ship_of(AlertReport const& report) const {
  if (report.device && report.device->is_distress_device()) {
    if (auto const* const plan = plans_.by_device(*report.device)) return of_plan(Certainty::listed, *plan);
  }
  if (report.beacon)
    if (auto const* const plan = plans_.by_beacon(*report.beacon)) return of_plan(Certainty::listed, *plan);
  if (report.device && names_a_craft(*report.device)) {
    if (auto const* const plan = plans_.by_mmsi(*report.device)) return of_plan(Certainty::own_number, *plan);
    ShipLink ship;
    ship.certainty = Certainty::own_number;
    ship.mmsi = report.device;
    ship.name = report.name;
    return ship;
  }
  if (report.imo)
    if (auto const* const plan = plans_.by_imo(*report.imo)) return of_plan(Certainty::own_number, *plan);
  if (!report.call_sign.empty())
    if (auto const* const plan = plans_.by_call_sign(report.call_sign)) return of_plan(Certainty::listed, *plan);
  return std::nullopt;
}

/// By the names that people gave her, when no number says who she is: the ship of the one plan that has the name, as
/// probable; of several ships they are listed and none is taken. True when the ship, or the list, is new.
bool Desk::State::name_by_word(Incident& incident) {
  bool const open = !incident.ship || (incident.ship->certainty == Certainty::probable && incident.ship->distance);
  if (!open) return false;
  std::vector<plans::PlanBrief const*> ships;
  for (auto const& alert : incident.alerts) {
    auto const kind = alert.report.kind;
    if (kind != AlertKind::report && kind != AlertKind::cap) continue;
    for (auto const* const ship : plans_.called(alert.report.name))
      if (std::ranges::find(ships, ship) == ships.end()) ships.push_back(ship);
  }
  if (ships.empty()) return false;
  if (ships.size() == 1) {
    name_ship(incident, of_plan(Certainty::probable, *ships.front()));
    return true;
  }
  std::ranges::sort(ships, {}, [](plans::PlanBrief const* ship) { return std::tuple{ship->plan_id, ship->mmsi}; });
  std::string text = "More than one ship may be meant by the name: ";
  for (std::size_t i = 0; i < ships.size() && i < kMaxShipsNear; ++i) {
    auto const link = of_plan(Certainty::probable, *ships[i]);
    text += (i == 0 ? "" : "; ") + called(link) + ", plan " + ships[i]->plan_id;
  }
  text += ". None is taken.";
  auto const said = [&](LogLine const& line) { return line.text == text; };
  if (std::ranges::any_of(incident.log, said)) return false;
  log(incident, text);
  return true;
}

/// At the first alert and at the first position: true when the ship became known, or better known.
bool Desk::State::identify(Held& held, std::vector<ShipNear> const& near) {
  auto& incident = held.incident;
  if (!is_certain(incident.ship)) {
    if (auto ship = certain_ship(incident)) {
      auto const broadcast = std::ranges::find_if(near, [&](ShipNear const& one) { return one.mmsi == ship->mmsi; });
      if (ship->name.empty() && broadcast != near.end()) ship->name = broadcast->name;
      name_ship(incident, std::move(*ship));
      return true;
    }
  }
  bool const named = name_by_word(incident);
  if (named && incident.ship && !incident.ship->distance && near.empty()) return true;
  if (is_certain(incident.ship) || near.empty() || !incident.candidates.empty()) return false;
  incident.candidates = near;
  return rank_again(held) || named;
}

/// Orders the candidates by the plans held now, and names the first as probable; true when the others are to be told,
/// as the order, and with it perhaps the ship, is another than before.
bool Desk::State::rank_again(Held& held) {
  auto& incident = held.incident;
  if (incident.candidates.empty()) return false;
  auto ranked = rank_candidates(incident.candidates, [&](plans::Mmsi mmsi) { return plans_.by_mmsi(mmsi); });
  bool const first_time = incident.candidates_at == geo::UtcTime{};
  if (!first_time && ranked == incident.candidates) return false;
  incident.candidates = std::move(ranked);
  incident.candidates_at = std::max(now_, incident.candidates_at + std::chrono::milliseconds{1});
  incident.candidates_by = centre_;

  auto const& best = incident.candidates.front();
  // A name that people gave says more than being the nearest.
  bool const named = incident.ship && !incident.ship->distance;
  bool const same = incident.ship && incident.ship->mmsi == best.mmsi;
  if (is_certain(incident.ship) || named || same || best.distance > kProbableWithin) return true;
  ShipLink ship;
  ship.certainty = Certainty::probable;
  ship.mmsi = best.mmsi;
  ship.name = best.name;
  ship.distance = best.distance;
  ship.age = std::max(now_ - best.reported_at, std::chrono::milliseconds{0});
  if (auto const* const plan = plans_.by_mmsi(best.mmsi)) {
    ship.plan = without_schedule(*plan);
    ship.name = ship_name(*plan);
  }
  name_ship(incident, std::move(ship));
  return true;
}

/// By the plans held: a number that names her, or a plan, or a newer version of it, for the ship that is known already.
bool Desk::State::improve_ship(Held& held) {
  auto& incident = held.incident;
  if (incident.alerts.empty()) return false;
  if (!is_certain(incident.ship)) {
    if (auto ship = certain_ship(incident)) {
      name_ship(incident, std::move(*ship));
      return true;
    }
  }
  if (name_by_word(incident)) return true;
  if (!incident.ship || !incident.ship->mmsi) return false;
  auto const* const plan = plans_.by_mmsi(*incident.ship->mmsi);
  if (plan == nullptr) return false;
  auto const& attached = incident.ship->plan;
  bool const newer = !attached || (attached->plan_id == plan->plan_id && attached->version < plan->version);
  if (!newer) return false;
  auto ship = *incident.ship;
  ship.plan = without_schedule(*plan);
  if (ship.name.empty()) ship.name = ship_name(*plan);
  name_ship(incident, std::move(ship));
  return true;
}

void Desk::State::on(PlanStored const& event) {
  if (!plans_.store(event.ships)) return;
  for (auto& [serial, held] : incidents_) {
    if (now_ - last_heard(held.incident) > kSameActivation) continue;
    auto const was = before(held);
    bool const improved = improve_ship(held);
    bool const reordered = rank_again(held);
    if (!improved && !reordered) continue;
    if (!newest_fix(held.incident)) {
      decide_again(held);
      log_decision(held, was);
    }
    publish<ShipNamed>(held, was, Cause::facts);
  }
}

}  // namespace lingding::coordinator
