#include "tools/drill/detail/run_view.hpp"

#include <algorithm>
#include <numeric>

namespace lingding::drill::detail {
namespace {

/// Sets of ids that turned out to be one.
class Union {
 public:
  std::size_t add(std::string const& id) {
    auto const [at, is_new] = index_.emplace(id, parent_.size());
    if (is_new) parent_.push_back(at->second);
    return root(at->second);
  }
  void join(std::string const& a, std::string const& b) {
    auto const first = add(a);
    auto const second = add(b);
    parent_[std::max(first, second)] = std::min(first, second);
  }
  std::map<std::string, std::size_t> const& ids() const { return index_; }
  std::size_t root(std::size_t at) const {
    while (parent_[at] != at) at = parent_[at];
    return at;
  }

 private:
  std::map<std::string, std::size_t> index_;
  std::vector<std::size_t> parent_;
};

/// What the act is about, of the acts that bring an alert: a ship of the cast or a number; empty: not said.
std::string ship_of_alert(ActBody const& body) {
  if (auto const* const device = std::get_if<DeviceStarts>(&body)) return device->ship;
  if (auto const* const call = std::get_if<DscCalls>(&body)) return call->ship;
  if (auto const* const report = std::get_if<SomebodyReports>(&body)) {
    if (!report->position_of.empty()) return report->position_of;
    if (report->report.device) return report->report.device->to_text();
  }
  return {};
}

/// A ship that is stopped or silenced: what the watch of timetables asks about.
std::string ship_that_fails(ActBody const& body) {
  auto const* const change = std::get_if<ShipChanges>(&body);
  bool const fails =
      change != nullptr && (change->how == ShipChanges::How::stops || change->how == ShipChanges::How::silent);
  return fails ? change->ship : std::string{};
}

bool brings_alert(ActBody const& body) {
  return std::holds_alternative<SourceBrings>(body) || std::holds_alternative<SomebodyReports>(body) ||
         std::holds_alternative<DeviceStarts>(body) || std::holds_alternative<DscCalls>(body);
}

}  // namespace

std::string to_text(geo::CentreId centre, coordinator::Seq seq) {
  return std::string{geo::to_text(centre)} + "#" + std::to_string(seq);
}

RunView::RunView(RunRecord const& record) : record_(record) {
  for (auto const& act : record.scenario.acts)
    if (auto const* const device = std::get_if<DeviceStarts>(&act.body); device != nullptr && !device->ship.empty())
      ship_of_device_.emplace(device->device.to_text(), number_of(device->ship));
  group();
  find_ships();
}

void RunView::group() {
  Union ids;
  for (auto const& one : record_.happened) {
    if (one.incident.empty()) continue;
    ids.add(one.incident);
    if (one.what == Happening::merged && !one.detail.empty()) ids.join(one.incident, one.detail);
  }
  for (auto const& centre : record_.centres)
    for (auto const& incident : centre.incidents) {
      ids.add(incident.id);
      for (auto const& id : incident.also) ids.join(incident.id, id);
    }
  std::map<std::size_t, std::size_t> case_of_root;
  auto const case_at = [&](std::string const& id) -> Case& {
    auto const root = ids.root(ids.ids().at(id));
    auto const [at, is_new] = case_of_root.emplace(root, cases_.size());
    if (is_new) cases_.emplace_back();
    return cases_[at->second];
  };
  for (auto const& one : record_.happened) {
    if (one.incident.empty()) continue;
    auto& of = case_at(one.incident);
    if (of.id.empty()) of.id = one.incident;
    of.story.push_back(&one);
  }
  for (auto const& [id, index] : ids.ids()) {
    auto& of = case_at(id);
    of.ids.insert(id);
    if (of.id.empty()) of.id = id;
    case_of_.emplace(id, static_cast<std::size_t>(&of - cases_.data()));
  }
}

void RunView::find_ships() {
  for (auto& of : cases_) {
    bool alarmed = false;
    for (auto const* const one : of.story) {
      if (!one->ship.empty()) of.maybe.insert(one->ship);
      alarmed = alarmed || one->what == Happening::alarmed;
    }
    of.is_test = !alarmed;
  }
  for (auto const& centre : record_.centres)
    for (auto const& incident : centre.incidents) {
      auto& of = cases_[case_of_.at(incident.id)];
      of.id = incident.id;
      if (incident.incident_class == coordinator::AlertClass::distress) of.is_test = false;
      if (incident.ship && incident.ship->mmsi)
        (coordinator::is_certain(incident.ship) ? of.ships : of.maybe).insert(incident.ship->mmsi->to_text());
      for (auto const& alert : incident.alerts)
        if (alert.report.device) of.ships.insert(alert.report.device->to_text());
    }
  for (auto& of : cases_) {
    // No centre has it any more: what was known then.
    if (std::ranges::none_of(geo::kCentres, [&](auto centre) { return at_end(of, centre) != nullptr; }))
      of.ships = of.maybe;
    auto const known = of.ships;
    for (auto const& number : known)
      if (auto const at = ship_of_device_.find(number); at != ship_of_device_.end()) of.ships.insert(at->second);
  }
}

Case const* RunView::case_of(std::string_view incident_id) const {
  auto const at = case_of_.find(incident_id);
  return at == case_of_.end() ? nullptr : &cases_[at->second];
}

coordinator::Incident const* RunView::at_end(Case const& of, geo::CentreId centre) const {
  for (auto const& record : record_.centres)
    if (record.centre == centre)
      for (auto const& incident : record.incidents)
        if (of.ids.contains(incident.id)) return &incident;
  return nullptr;
}

std::string RunView::number_of(std::string const& ship) const {
  auto const at = record_.ship_numbers.find(ship);
  return at == record_.ship_numbers.end() ? ship : at->second;
}

std::string RunView::name_of(std::string_view mmsi) const {
  for (auto const& [name, number] : record_.ship_numbers)
    if (number == mmsi) return name;
  if (auto const at = ship_of_device_.find(mmsi); at != ship_of_device_.end()) {
    for (auto const& [name, number] : record_.ship_numbers)
      if (number == at->second) return name;
  }
  return std::string{mmsi};
}

bool RunView::matches(Condition const& condition, Happened const& happened) const {
  if (!drill::matches(condition, {}, happened)) return false;
  if (condition.ship.empty()) return true;
  auto const* const of = case_of(happened.incident);
  // A question of the watch of timetables names her before there is a case.
  if (of == nullptr) return happened.incident.empty() && happened.ship == number_of(condition.ship);
  return (is_of(*of, condition.ship) || of->maybe.contains(number_of(condition.ship)));
}

std::vector<Case const*> RunView::cases_of(std::string const& ship) const {
  std::vector<Case const*> certain;
  std::vector<Case const*> probable;
  for (auto const& one : cases_) {
    if (one.is_test) continue;
    if (ship.empty() || is_of(one, ship)) {
      certain.push_back(&one);
    } else if (one.maybe.contains(number_of(ship))) {
      probable.push_back(&one);
    }
  }
  return certain.empty() ? probable : certain;
}

Happened const* RunView::first(Condition const& condition, geo::UtcTime from) const {
  auto const at = std::ranges::find_if(record_.happened,
                                       [&](Happened const& one) { return one.at >= from && matches(condition, one); });
  return at == record_.happened.end() ? nullptr : &*at;
}

Done const* RunView::first_done(std::string_view act) const {
  auto const at = std::ranges::find(record_.done, act, &Done::act);
  return at == record_.done.end() ? nullptr : &*at;
}

Act const* RunView::act(std::string_view name) const {
  auto const at = std::ranges::find(record_.scenario.acts, name, &Act::name);
  return at == record_.scenario.acts.end() ? nullptr : &*at;
}

bool RunView::is_of_watch_alone(Case const& of) const {
  bool any = false;
  for (auto const centre : geo::kCentres) {
    auto const* const incident = at_end(of, centre);
    if (incident == nullptr) continue;
    any = true;
    for (auto const& alert : incident->alerts)
      if (alert.report.kind != coordinator::AlertKind::watch) return false;
  }
  return any;
}

geo::UtcTime RunView::began(Case const& of) const {
  auto const first = of.story.empty() ? record_.began : of.story.front()->at;
  bool const of_watch = is_of_watch_alone(of);
  std::optional<geo::UtcTime> named;
  std::optional<geo::UtcTime> last;
  for (auto const& done : record_.done) {
    auto const* const what = act(done.act);
    if (done.at > first || what == nullptr) continue;
    if (!of_watch && brings_alert(what->body)) last = std::max(last.value_or(done.at), done.at);
    auto const ship = of_watch ? ship_that_fails(what->body) : ship_of_alert(what->body);
    if (!ship.empty() && (is_of(of, ship) || of.maybe.contains(number_of(ship))))
      named = std::min(named.value_or(done.at), done.at);
  }
  return named ? *named : last.value_or(first);
}

}  // namespace lingding::drill::detail
