#include "tests/bench/ferry_days.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "coordinator/closing.hpp"
#include "geo/geodesic.hpp"
#include "geo/position_text.hpp"

namespace lingding::bench {
namespace {

using coordinator::VoyageConcern;
using geo::Metres;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr double kMile = 1852;
constexpr double kTurnaroundS = 300;
constexpr double kHarbourM = 0.6 * kMile;  // at 8 knots at both ends
constexpr double kHarbourMs = 8 * kMile / 3600;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double share() { return static_cast<double>(random_() >> 11U) * 0x1.0p-53; }
  /// By Box and Muller: the same on every machine, as std::normal_distribution is not.
  double normal(double deviation) {
    double const u = std::max(share(), 1e-300);
    return deviation * std::sqrt(-2 * std::log(u)) * std::cos(2 * 3.14159265358979 * share());
  }
  double exponential(double mean) { return -mean * std::log(std::max(share(), 1e-300)); }

 private:
  std::mt19937_64 random_;
};

/// A line of geodesics, gone along in one direction.
class Way {
 public:
  Way(plans::ScheduledRoute const& route, geo::Position from, geo::Position to) {
    auto line = route.track;
    if (geo::distance(line.front(), from) > geo::distance(line.back(), from)) std::ranges::reverse(line);
    line.front() = from;
    line.back() = to;
    for (std::size_t i = 1; i < line.size(); ++i) {
      auto const path = geo::geodesic(line[i - 1], line[i]);
      if (path.distance.metres() < 1) continue;
      legs_.push_back({line[i - 1], path.initial, length, path.distance.metres()});
      length += path.distance.metres();
    }
  }
  struct Place {
    geo::Position position;
    double course;
  };
  /// `aside` metres to starboard.
  Place at(double along, double aside) const {
    auto leg = std::ranges::find_if(legs_, [&](Leg const& one) { return along <= one.begins + one.length; });
    if (leg == legs_.end()) leg = legs_.end() - 1;
    auto const on = geo::destination(leg->from, leg->course, Metres::from_metres(along - leg->begins));
    auto const side = *geo::TrueBearing::from_degrees(leg->course.degrees() + 90);
    return {geo::destination(on, side, Metres::from_metres(aside)), leg->course.degrees()};
  }
  double length = 0;

 private:
  struct Leg {
    geo::Position from;
    geo::TrueBearing course;
    double begins;
    double length;
  };
  std::vector<Leg> legs_;
};

struct Trip {
  plans::ScheduledRoute const* route;
  std::uint32_t from;
  std::uint32_t to;
  double departs;  ///< seconds after local midnight
  double arrives;
  std::set<std::size_t> ships;
};

struct Sailor {
  std::size_t index;
  plans::Mmsi mmsi;
  geo::Position lies;  ///< at which pier
  double free_at = 0;
  std::optional<Way> way;
  Trip const* trip = nullptr;
  double leaves = 0;
  double cruise = 0;  ///< metres a second
  double along = 0;
  double aside = 0;
  double speed = 0;
  double course = 0;
  double wander = 0;
  std::optional<Fault> fault;
  double fault_at = -1;  ///< metres along; then the second when it began
  double began = -1;
  double turned = 0;
  bool gone = false;
  bool faulty_today = false;
  bool sailed_today = false;
  double next_report = 0;
  geo::Position position;
  double to_stop = 0;
};

bool answers(Fault fault, VoyageConcern concern) {
  switch (fault) {
    case Fault::vanishes:
      return concern == VoyageConcern::silent || concern == VoyageConcern::overdue;
    case Fault::stops:
      return concern == VoyageConcern::stopped;
    case Fault::leaves_track:
      return concern == VoyageConcern::off_corridor;
    case Fault::slows:
      return concern == VoyageConcern::late;
    case Fault::stays_at_berth:
      return concern == VoyageConcern::not_departed;
    case Fault::circles:
      return concern == VoyageConcern::heading_swung;
    case Fault::crash_stop:
      return concern == VoyageConcern::speed_fell || concern == VoyageConcern::stopped;
  }
  return false;
}

class Days {
 public:
  Days(std::vector<coordinator::WatchedShip> const& ships, FerryDaysSetting const& setting)
      : ships_(ships), set_(setting), dice_(setting.seed) {
    watch_.load(ships, geo::UtcTime{});
  }

  FerryDaysResult run() {
    for (int day = 0; day < set_.days; ++day) one_day(day);
    return result_;
  }

 private:
  void one_day(int day);
  void assign();
  void sail(Sailor& one);
  void steer(Sailor& one);
  void report(Sailor& one);
  void encounters();
  void approaches();
  bool waits(coordinator::VoyageRef const& voyage) const;
  void tell(coordinator::VoyageQuestion const& question) const;
  void take(std::vector<coordinator::WatchOutput> const& outputs);
  bool heard(geo::Position position) const {
    return !(outage_from_ <= second_ && second_ < outage_from_ + 600 && set_.receiver_outage) &&
           !(set_.reception_hole && geo::distance(position, hole_).nautical_miles() < 1.5);
  }
  geo::UtcTime now() const {
    return geo::UtcTime{midnight_} - plans::kScheduleOffset + std::chrono::milliseconds{std::llround(second_ * 1000)};
  }
  void hear(coordinator::HeardReport const& one) {
    ++result_.reports;
    watch_.hear(one);
  }

  std::vector<coordinator::WatchedShip> const& ships_;
  FerryDaysSetting set_;
  Dice dice_;
  coordinator::VoyageWatch watch_;
  FerryDaysResult result_;
  geo::UtcDate midnight_{};
  double second_ = 0;
  double outage_from_ = 0;
  geo::Position hole_ = geo::Position::from_degrees(22.19, 113.80).value();
  std::vector<Trip> trips_;
  std::vector<Sailor> sailors_;
  std::set<Trip const*> made_;
  std::vector<geo::Position> others_;
  std::map<std::pair<plans::Mmsi, plans::Mmsi>, double> asked_pairs_;  ///< when
  std::map<std::pair<plans::Mmsi, plans::Mmsi>, double> met_pairs_;
  /// Of pairs that were asked about: the least distance since, until when it is looked at.
  struct Approach {
    std::pair<plans::Mmsi, plans::Mmsi> pair;
    double until = 0;
    double least = 0;
  };
  std::vector<Approach> approaches_;
  bool outage_told_ = false;
};

void Days::one_day(int day) {
  midnight_ = geo::parse_date("2026-08-24").value() + std::chrono::days{day};
  trips_.clear();
  made_.clear();
  sailors_.clear();
  others_.clear();
  asked_pairs_.clear();
  met_pairs_.clear();
  approaches_.clear();
  outage_told_ = false;
  outage_from_ = 3600 * (9 + 10 * dice_.share());
  // The sailings of the day; one that several ships of a plan may make is one trip.
  std::map<std::tuple<std::string, double, std::uint32_t, std::uint32_t, std::string, std::size_t>, Trip> trips;
  for (std::size_t i = 0; i < ships_.size(); ++i)
    for (auto const& route : ships_[i].schedule.routes)
      for (auto const& sailing : route.sailings) {
        if (!plans::runs_on(route, route.services[sailing.service], midnight_) || route.track.size() < 2) continue;
        auto const& first = sailing.calls.front();
        auto const& last = sailing.calls.back();
        auto& trip = trips[{ships_[i].plan_id, first.departs * 60.0, first.stop, last.stop, route.name,
                            sailing.hers ? i + 1 : 0}];
        trip.route = &route;
        trip.from = first.stop;
        trip.to = last.stop;
        trip.departs = first.departs * 60.0;
        trip.arrives = last.arrives * 60.0;
        trip.ships.insert(i);
      }
  for (auto& [key, trip] : trips) trips_.push_back(trip);
  std::ranges::stable_sort(trips_, {}, &Trip::departs);
  // Each ship begins where the first sailing starts that no sister begins with.
  std::set<std::size_t> placed;
  for (auto const& trip : trips_)
    for (auto const ship : trip.ships) {
      if (placed.contains(ship)) continue;
      placed.insert(ship);
      auto const pier = trip.route->stops[trip.from].position;
      Sailor sailor{ship,  ships_[ship].mmsi,
                    pier,  0,
                    {},    nullptr,
                    0,     0,
                    0,     0,
                    0,     0,
                    0,     {},
                    -1,    -1,
                    0,     false,
                    false, false,
                    0,     pier,
                    0};
      sailor.wander = 6.28 * dice_.share();
      sailors_.push_back(std::move(sailor));
      break;
    }
  for (auto const& trip : trips_)
    for (double along = 0; along < 1 && others_.size() < 200; along += 0.08) {
      Way const way{*trip.route, trip.route->stops[trip.from].position, trip.route->stops[trip.to].position};
      others_.push_back(way.at(along * way.length, (dice_.share() - 0.5) * 3 * kMile).position);
    }
  for (second_ = 3600 * 5.5; second_ < 3600 * 25.5; second_ += 1) {
    if (std::fmod(second_, 30) == 0) assign();
    for (auto& one : sailors_)
      if (!one.gone) {
        sail(one);
        report(one);
      }
    auto const tick = static_cast<std::size_t>(second_);
    for (std::size_t i = tick % 10; i < others_.size(); i += 10)
      if (dice_.share() >= set_.report_loss && heard(others_[i]))
        hear({now(),
              *plans::Mmsi::from_number(static_cast<std::uint32_t>(412'900'000 + i)),
              others_[i],
              geo::Knots::from_knots(4),
              {},
              {},
              coordinator::AtRest::no,
              coordinator::AisClass::a});
    if (tick % 5 == 0) {
      take(watch_.look(now()));
      encounters();
    }
    if (!approaches_.empty()) approaches();
  }
  for (auto const& one : sailors_) {
    result_.ferry_days += one.sailed_today ? 1 : 0;
    if (one.fault && one.began >= 0) ++result_.faults[static_cast<std::size_t>(*one.fault)].injected;
  }
  if (set_.receiver_outage) {
    ++result_.outages;
    result_.outages_told += outage_told_ ? 1 : 0;
  }
}

/// Sailings whose time is near go to the ship that lies there and is free.
void Days::assign() {
  for (auto& trip : trips_) {
    if (trip.departs > second_ + 60 || trip.departs <= second_ - 30 + 60) continue;
    auto const pier = trip.route->stops[trip.from].position;
    auto const free = std::ranges::find_if(sailors_, [&](Sailor const& one) {
      return trip.ships.contains(one.index) && !one.trip && !one.gone && !one.faulty_today && one.lies == pier &&
             one.free_at + kTurnaroundS <= trip.departs;
    });
    if (free == sailors_.end()) continue;
    auto& one = *free;
    one.trip = &trip;
    one.way = Way{*trip.route, pier, trip.route->stops[trip.to].position};
    one.leaves = trip.departs + 60 * dice_.exponential(set_.late_departure_min);
    double const took = (trip.arrives - trip.departs) * (1 + dice_.normal(set_.passage_spread)) - 90;
    double const harbour = 2 * kHarbourM / kHarbourMs;
    one.cruise = (one.way->length - 2 * kHarbourM) / std::max(took - harbour, 600.0);
    one.along = 0;
    one.sailed_today = true;
    ++result_.voyages;
    if (dice_.share() < set_.faulty_voyages) {
      one.fault = static_cast<Fault>(static_cast<int>(dice_.share() * kFaults));
      one.fault_at = one.way->length * (0.25 + 0.4 * dice_.share());
      one.faulty_today = true;
      if (one.fault == Fault::stays_at_berth) {
        one.began = trip.departs;
        one.leaves = trip.departs + 1800;
      }
    }
  }
}

/// What a fault makes of her.
void Days::steer(Sailor& one) {
  if (one.fault && one.began < 0 && one.along >= one.fault_at) one.began = second_;
  if (!one.fault || one.began < 0) return;
  double const since = second_ - one.began;
  switch (*one.fault) {
    case Fault::vanishes:
      one.gone = true;
      break;
    case Fault::stops:
      if (since < 1800) one.speed = std::max(0.0, one.cruise * (1 - since / 300));
      break;
    case Fault::leaves_track:
      if (since < 1200) one.aside = std::min(since * 5, 2.5 * kMile);
      break;
    case Fault::slows:
      one.speed = one.cruise * 0.35;
      break;
    case Fault::circles:
      if (since < 360) {
        one.speed = std::min(one.speed, 5.0);
        one.turned = since * 3;
      } else {
        one.turned = 0;
      }
      break;
    case Fault::crash_stop:
      if (since < 420) one.speed = std::max(0.3, one.cruise * (1 - since / 25));
      break;
    case Fault::stays_at_berth:
      break;
  }
}

void Days::sail(Sailor& one) {
  one.speed = 0;
  if (one.trip == nullptr || second_ < one.leaves) return;
  double const left = one.way->length - one.along;
  one.speed = one.along < kHarbourM || left < kHarbourM ? kHarbourMs : one.cruise;
  double const lane = set_.lane_nm * kMile;
  double const open = std::clamp(std::min(one.along, left) / kMile, 0.0, 1.0);
  one.aside = open * lane * (1 + std::sin(one.wander + one.along / 8000) / 3);
  steer(one);
  if (one.gone) return;
  one.along += one.fault == Fault::circles && one.turned > 0 ? 0 : one.speed;
  if (one.along >= one.way->length) {
    one.lies = one.trip->route->stops[one.trip->to].position;
    one.position = one.lies;
    made_.insert(one.trip);
    one.trip = nullptr;
    one.free_at = second_;
    one.speed = 0;
    return;
  }
  auto const place = one.way->at(one.along, one.aside);
  one.position = place.position;
  one.course = std::fmod(place.course + one.turned, 360);
  one.to_stop = std::min(one.along, left);
}

void Days::report(Sailor& one) {
  if (second_ < one.next_report) return;
  auto const speed = geo::Knots::from_metres_per_second(one.speed);
  auto const rest =
      one.trip == nullptr || second_ < one.leaves ? coordinator::AtRest::anchored_or_moored : coordinator::AtRest::no;
  one.next_report =
      second_ +
      std::chrono::duration<double>(coordinator::reporting_interval(coordinator::AisClass::a, speed, rest)).count();
  if (dice_.share() < set_.report_loss || !heard(one.position)) return;
  auto const error =
      Metres::from_metres(std::hypot(dice_.normal(set_.position_error_m), dice_.normal(set_.position_error_m)));
  auto const at = geo::destination(one.position, *geo::TrueBearing::from_degrees(360 * dice_.share()), error);
  double const told = std::max(0.0, speed.knots() + dice_.normal(set_.speed_error_kn));
  hear({now(), one.mmsi, at, geo::Knots::from_knots(told),
        geo::TrueBearing::from_degrees(one.course + dice_.normal(set_.course_error_deg)), std::nullopt, rest,
        coordinator::AisClass::a});
}

/// Pairs that are within the limit for closing now, in open water, by the simulation's own truth.
void Days::encounters() {
  coordinator::WatchLimits const limits;
  for (std::size_t i = 0; i < sailors_.size(); ++i)
    for (std::size_t k = i + 1; k < sailors_.size(); ++k) {
      auto const& a = sailors_[i];
      auto const& b = sailors_[k];
      double const slow = limits.closing_speed.metres_per_second();
      if (a.gone || b.gone || a.trip == nullptr || b.trip == nullptr || a.speed < slow || b.speed < slow) continue;
      if (std::min(a.to_stop, b.to_stop) < 1.3 * kMile || !heard(a.position) || !heard(b.position)) continue;
      if (std::abs(a.position.latitude.degrees() - b.position.latitude.degrees()) > 0.01) continue;
      if (geo::distance(a.position, b.position) > limits.closing_cpa) continue;
      auto const key = std::minmax(a.mmsi, b.mmsi);
      auto const met = met_pairs_.find(key);
      if (met != met_pairs_.end() && second_ - met->second < 600) continue;
      met_pairs_[key] = second_;
      ++result_.encounters;
      auto const asked = asked_pairs_.find(key);
      if (asked != asked_pairs_.end() && second_ - asked->second < 300) ++result_.encounters_told;
    }
}

/// How near those came that were asked about.
void Days::approaches() {
  coordinator::WatchLimits const limits;
  auto const of = [&](plans::Mmsi mmsi) { return std::ranges::find(sailors_, mmsi, &Sailor::mmsi); };
  for (auto& one : approaches_)
    one.least =
        std::min(one.least, geo::distance(of(one.pair.first)->position, of(one.pair.second)->position).metres());
  std::erase_if(approaches_, [&](Approach const& one) {
    if (second_ < one.until) return false;
    if (one.least > 2 * limits.closing_cpa.metres()) {
      ++result_.false_alarms[static_cast<std::size_t>(VoyageConcern::closing)];
      if (set_.tell_false)
        std::fprintf(stderr, "%s closing %s %s: %.2f nm\n", geo::to_iso8601(now()).c_str(),
                     one.pair.first.to_text().c_str(), one.pair.second.to_text().c_str(), one.least / kMile);
    } else if (one.least > limits.closing_cpa.metres())
      ++result_.near_passes;
    return true;
  });
}

/// She lies where a sailing of that time begins that nobody has made yet.
bool Days::waits(coordinator::VoyageRef const& voyage) const {
  for (auto const& trip : trips_) {
    bool const same =
        trip.route->name == voyage.route && trip.route->stops[trip.from].name == voyage.from.en &&
        trip.route->stops[trip.to].name == voyage.to.en &&
        std::abs(trip.departs - (second_ - std::chrono::duration<double>(now() - voyage.departs).count())) < 1;
    if (!same) continue;
    auto const makes = std::ranges::find(sailors_, &trip, &Sailor::trip);
    bool const under_way = makes != sailors_.end() && second_ >= makes->leaves;
    if (!under_way && !made_.contains(&trip)) return true;
  }
  return false;
}

void Days::take(std::vector<coordinator::WatchOutput> const& outputs) {
  for (auto const& output : outputs) {
    auto const* const raised = std::get_if<coordinator::QuestionRaised>(&output);
    if (raised == nullptr) continue;
    auto const& question = raised->question;
    if (question.concern == VoyageConcern::receiver_down) {
      bool const real = second_ >= outage_from_ && second_ < outage_from_ + 600;
      outage_told_ = outage_told_ || real;
      if (!real) ++result_.false_alarms[static_cast<std::size_t>(question.concern)];
      continue;
    }
    if (question.other) {
      auto const pair = std::minmax(*question.ship, *question.other);
      asked_pairs_[pair] = second_;
      approaches_.push_back({pair, second_ + 300, 1e9});
      continue;
    }
    auto const one = std::ranges::find(sailors_, *question.ship, &Sailor::mmsi);
    if (one != sailors_.end() && one->fault && one->began >= 0 && second_ >= one->began) {
      bool const first = one->turned >= 0 && one->fault_at != -2;
      if (first && answers(*one->fault, question.concern) && second_ - one->began < 5400) {
        auto& count = result_.faults[static_cast<std::size_t>(*one->fault)];
        ++count.detected;
        count.delay_s += second_ - one->began;
        one->fault_at = -2;  // told
      } else {
        ++result_.consequences;
      }
      continue;
    }
    if (question.concern == VoyageConcern::not_departed && waits(*question.voyage)) {
      ++result_.sailings_waited;
      continue;
    }
    if (set_.tell_false) tell(question);
    ++result_.false_alarms[static_cast<std::size_t>(question.concern)];
  }
}

void Days::tell(coordinator::VoyageQuestion const& question) const {
  auto const one = std::ranges::find(sailors_, *question.ship, &Sailor::mmsi);
  bool const outage = second_ >= outage_from_ && second_ < outage_from_ + 900;
  std::fprintf(stderr, "%s %s: %s; really %s, %.1f nm of the hole%s\n", geo::to_iso8601(now()).c_str(),
               std::string(to_text(question.concern)).c_str(), question.evidence.en.c_str(),
               one == sailors_.end() ? "?" : geo::to_mariners_text(one->position).c_str(),
               one == sailors_.end() ? 0.0 : geo::distance(one->position, hole_).nautical_miles(),
               outage ? ", outage" : "");
}

}  // namespace

FerryDaysResult ferry_days(std::vector<coordinator::WatchedShip> const& ships, FerryDaysSetting const& setting) {
  return Days{ships, setting}.run();
}

}  // namespace lingding::bench
