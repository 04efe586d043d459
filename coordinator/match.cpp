#include "coordinator/match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "coordinator/limits.hpp"
#include "coordinator/merge.hpp"
#include "geo/geodesic.hpp"
#include "plans/identity.hpp"

namespace lingding::coordinator {
namespace {

// The terms' points.
constexpr int kSameNumber = 100;
constexpr int kSameThread = 100;
constexpr int kSamePlanShip = 90;
constexpr int kSameName = 50;
constexpr int kOtherName = -40;
constexpr int kMendedBit = -5;
constexpr int kClose = 40;      ///< within 5 nautical miles of tolerance
constexpr int kNear = 25;       ///< within 20
constexpr int kSomewhere = 10;  ///< within more
constexpr int kOutside = -30;
constexpr int kFarOutside = -100;  ///< more than twice the tolerance
constexpr int kSameHour = 10;
constexpr int kLater = -10;  ///< more than six hours apart
constexpr int kSameNature = 10;
constexpr int kOtherNature = -10;

template <class T>
void sort_once(std::vector<T>& list) {
  std::ranges::sort(list);
  auto const repeated = std::ranges::unique(list);
  list.erase(repeated.begin(), repeated.end());
}

void add_name(Evidence& evidence, std::string_view name) {
  auto folded = plans::fold_name(name);
  if (!folded.empty()) evidence.names.push_back(std::move(folded));
}

void add_places(Evidence& evidence, AlertReport const& report, geo::UtcTime at) {
  if (report.position) evidence.places.push_back({*report.position, report.radius, report.position_source, at});
  for (auto const& one : report.possible) evidence.places.push_back({one.position, one.radius, one.source, at});
}

void add_ship(Evidence& evidence, ShipLink const& ship) {
  add_name(evidence, ship.name);
  if (ship.certainty == Certainty::probable) return;
  evidence.ship = ship.mmsi;
  if (!ship.plan) return;
  evidence.plan_id = ship.plan->plan_id;
  for (auto const* name :
       {&ship.plan->names.en, &ship.plan->names.zh_hant, &ship.plan->names.zh_hans, &ship.plan->names.pt})
    add_name(evidence, *name);
}

/// Sorted ranges.
template <class T>
T const* common(std::vector<T> const& a, std::vector<T> const& b) {
  for (auto const& one : a)
    if (std::ranges::binary_search(b, one)) return &one;
  return nullptr;
}

geo::Metres at_least(PlacedEvidence const& a, PlacedEvidence const& b) {
  auto const either = [&](PositionSource source) { return a.source == source || b.source == source; };
  if (either(PositionSource::doppler)) return kDopplerMatch;
  if (either(PositionSource::doa)) return kDoaMatch;
  if (a.source == PositionSource::encoded && b.source == PositionSource::encoded) return kEncodedMatch;
  return {};
}

struct Nearness {
  geo::Metres distance;
  geo::Metres tolerance;
  double ratio() const { return distance.metres() / std::max(tolerance.metres(), 1.0); }
};

/// \param exact false: of what is far apart, at least the distance to the north or south.
Nearness nearness(PlacedEvidence const& a, PlacedEvidence const& b, bool exact) {
  auto const apart = std::chrono::abs(a.at - b.at);
  double const hours = std::chrono::duration<double, std::ratio<3600>>(apart).count();
  auto const drift = geo::Metres::from_nautical_miles(kDriftPerHour.knots() * hours);
  auto const tolerance = std::max(at_least(a, b), a.radius + b.radius + drift);
  // A degree of latitude is nowhere less than 110 574 m (WGS 84, at the equator): most that are far apart are seen to
  // be so without the geodesic.
  auto const north =
      geo::Metres::from_metres(std::abs(a.position.latitude.degrees() - b.position.latitude.degrees()) * 110'500);
  if (!exact && north.metres() > 3 * tolerance.metres()) return {north, tolerance};
  return {geo::distance(a.position, b.position), tolerance};
}

/// Adds up; puts it in words only when asked, as most pairs that are looked at have nothing in common.
class Weighing {
 public:
  explicit Weighing(bool in_words) : in_words_(in_words) {}
  template <class Words>
  void add(std::string_view what, int points, Words const& words) {
    result.score += points;
    if (!in_words_) return;
    result.terms.push_back({std::string{what}, points});
    result.sentence += fmt::format("{}{} ({:+d})", result.sentence.empty() ? "" : ", ", words(), points);
  }
  bool in_words() const { return in_words_; }
  Match result;

 private:
  bool in_words_;
};

void weigh_names(Weighing& to, Evidence const& a, Evidence const& b) {
  if (auto const* number = common(a.identities, b.identities)) {
    // Sorted: "t:", the thread's, come last.
    if (number->starts_with("t:")) {
      to.add("same thread", kSameThread, [&] { return "goes on with message " + number->substr(2); });
    } else {
      to.add("same number", kSameNumber, [&] { return "same number " + number->substr(2); });
    }
  }
  if (a.ship && b.ship) {
    if (a.ship == b.ship) {
      to.add("listed in her plan", kSamePlanShip, [&] {
        auto const& plan = a.plan_id.empty() ? b.plan_id : a.plan_id;
        return "both of " + a.ship->to_text() + (plan.empty() ? std::string{} : " by plan " + plan);
      });
    } else {
      to.result.excluded = true;
      to.add("other ship", -kSameNumber, [&] {
        return "two ships, " + std::min(*a.ship, *b.ship).to_text() + " and " + std::max(*a.ship, *b.ship).to_text();
      });
    }
  } else if (!a.names.empty() && !b.names.empty()) {
    if (auto const* name = common(a.names, b.names)) {
      to.add("name", kSameName, [&] { return "same name \"" + *name + "\""; });
    } else {
      to.add("name", kOtherName, [] { return "other names"; });
    }
  }
  auto const mended = static_cast<int>(std::min<std::uint32_t>(a.corrected_bits + b.corrected_bits, 6));
  if (mended > 0) to.add("mended", kMendedBit * mended, [&] { return fmt::format("{} bits mended", mended); });
}

void weigh_places(Weighing& to, Evidence const& a, Evidence const& b) {
  std::optional<Nearness> best;
  for (auto const& here : a.places)
    for (auto const& there : b.places) {
      auto const found = nearness(here, there, to.in_words());
      if (!best || found.ratio() < best->ratio()) best = found;
    }
  if (!best) return;
  double const tolerance = best->tolerance.nautical_miles();
  int points = tolerance <= 5 ? kClose : tolerance <= 20 ? kNear : kSomewhere;
  if (best->ratio() > 1) points = best->ratio() > 2 ? kFarOutside : kOutside;
  to.add("position", points, [&] {
    return fmt::format("{:.1f} nm apart {} {:.1f} nm", best->distance.nautical_miles(),
                       best->ratio() > 1 ? "beyond" : "within", tolerance);
  });
}

void weigh_time(Weighing& to, Evidence const& a, Evidence const& b) {
  auto const gap = std::max({a.first - b.last, b.first - a.last, std::chrono::milliseconds{0}});
  auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(gap).count();
  if (gap > kSameActivation) {
    to.result.excluded = true;
    to.add("time", kFarOutside, [] { return "more than a day apart"; });
  } else if (gap > std::chrono::hours{6}) {
    to.add("time", kLater, [&] { return fmt::format("{} h apart", minutes / 60); });
  } else if (gap <= std::chrono::hours{1}) {
    to.add("time", kSameHour, [&] { return fmt::format("{} min apart", minutes); });
  }
}

void weigh_nature(Weighing& to, Evidence const& a, Evidence const& b) {
  if (a.natures.empty() || b.natures.empty()) return;
  if (common(a.natures, b.natures) != nullptr) {
    to.add("nature", kSameNature, [] { return "same nature"; });
  } else {
    to.add("nature", kOtherNature, [] { return "other nature"; });
  }
}

}  // namespace

Evidence evidence_of(AlertReport const& report, ShipLink const* ship, geo::UtcTime at) {
  Evidence evidence;
  evidence.identities = identities(report);
  add_name(evidence, report.name);
  if (ship != nullptr) add_ship(evidence, *ship);
  add_places(evidence, report, at);
  if (report.nature != Nature::undesignated) evidence.natures.push_back(report.nature);
  evidence.corrected_bits = report.corrected_bits;
  evidence.first = evidence.last = at;
  sort_once(evidence.identities);
  sort_once(evidence.names);
  return evidence;
}

Evidence evidence_of(Incident const& incident) {
  Evidence evidence;
  evidence.identities = identities(incident);
  if (incident.ship) add_ship(evidence, *incident.ship);
  evidence.first = incident.opened_at;
  evidence.last = last_heard(incident);
  for (auto const& alert : incident.alerts) {
    evidence.first = std::min(evidence.first, alert.first_heard);
    add_name(evidence, alert.report.name);
    add_places(evidence, alert.report, alert.positioned_at.value_or(alert.last_heard));
    if (alert.report.nature != Nature::undesignated) evidence.natures.push_back(alert.report.nature);
  }
  sort_once(evidence.names);
  sort_once(evidence.natures);
  return evidence;
}

namespace {

Match weigh(Evidence const& a, Evidence const& b, bool in_words) {
  Weighing weighing{in_words};
  weigh_names(weighing, a, b);
  weigh_places(weighing, a, b);
  weigh_time(weighing, a, b);
  weigh_nature(weighing, a, b);
  return std::move(weighing.result);
}

/// Cells of half a degree, 30 nautical miles from north to south.
std::pair<long, long> cell_of(geo::Position position) {
  return {std::lround(std::floor(position.latitude.degrees() * 2)),
          std::lround(std::floor(position.longitude.degrees() * 2))};
}
std::string cell_key(long north, long east) {
  // Around the date line.
  east = (east + 3 * 360) % 720;
  return "g:" + std::to_string(north) + "," + std::to_string(east);
}

}  // namespace

Match match(Evidence const& a, Evidence const& b) {
  return weigh(a, b, true);
}

int score_of(Evidence const& a, Evidence const& b) {
  auto const result = weigh(a, b, false);
  return result.excluded ? 0 : result.score;
}

std::vector<std::string> index_keys(Evidence const& evidence) {
  auto keys = evidence.identities;
  if (evidence.ship) keys.push_back("s:" + evidence.ship->to_text());
  for (auto const& name : evidence.names) keys.push_back("n:" + name);
  for (auto const& place : evidence.places) {
    auto const [north, east] = cell_of(place.position);
    keys.push_back(cell_key(north, east));
  }
  sort_once(keys);
  return keys;
}

std::vector<std::string> search_keys(Evidence const& evidence) {
  auto keys = index_keys(evidence);
  for (auto const& place : evidence.places) {
    auto const [north, east] = cell_of(place.position);
    for (long dn = -1; dn <= 1; ++dn)
      for (long de = -1; de <= 1; ++de) keys.push_back(cell_key(north + dn, east + de));
  }
  sort_once(keys);
  return keys;
}

}  // namespace lingding::coordinator
