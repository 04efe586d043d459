#include "tests/bench/ferry_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "coordinator/voyage_watch.hpp"
#include "geo/geodesic.hpp"
#include "tests/bench/report.hpp"

namespace lingding::bench {

namespace {

using coordinator::VoyageConcern;
using geo::UtcDate;
using geo::UtcTime;
using std::chrono::minutes;

/// Greek summer time: the days of these timetables.
constexpr std::chrono::hours kLocal{3};
constexpr minutes kStay{2};  ///< a ship that is so long within kAtBerth of a stop calls there
constexpr minutes kLongestLeg{360};
constexpr minutes kSameSailing{45};  ///< of two days, when they leave within this of each other

struct Stop {
  char const* name;
  double latitude;
  double longitude;
  geo::Position position() const { return *geo::Position::from_degrees(latitude, longitude); }
};
/// A ferry of the log: where she calls, by which routes, and which days have one timetable (bit 0 Monday).
struct Line {
  std::uint32_t mmsi;
  char const* name;
  std::vector<Stop> stops;
  std::vector<std::vector<std::size_t>> routes;  ///< stops in the order of the outward trip
  std::vector<unsigned> kinds;
};
Line const kFast{237'000'002,
                 "High-speed craft Piraeus–Poros–Hydra",
                 {{"Piraeus", 37.9435, 23.6426}, {"Poros", 37.4990, 23.4520}, {"Hydra", 37.3515, 23.4665}},
                 {{0, 2}, {0, 1, 2}},
                 {0b0101111, 0b0010000}};
Line const kConventional{237'000'003,
                         "Ferry Piraeus–Syros",
                         {{"Piraeus", 37.9408, 23.6256}, {"Syros", 37.4404, 24.9424}},
                         {{0, 1}},
                         {0b0010101}};

using Log = std::vector<coordinator::HeardReport>;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  auto const end = std::from_chars(text.data(), text.data() + text.size(), value);
  return end.ec == std::errc{} ? std::optional{value} : std::nullopt;
}

/// Speeds and courses are those between a ship's last two positions: the log has none.
Log read_log(std::string const& path) {
  std::ifstream file{path};
  Log log;
  for (std::string line; std::getline(file, line);) {
    std::array<std::string_view, 4> field;
    std::string_view rest = line;
    for (auto& one : field) {
      auto const comma = std::min(rest.find(','), rest.size());
      one = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    auto const at = geo::parse_time(field[0]);
    auto const mmsi = plans::Mmsi::from_number(number<std::uint32_t>(field[1]).value_or(0));
    auto const latitude = number<double>(field[2]);
    auto const longitude = number<double>(field[3]);
    if (!at || !mmsi || !latitude || !longitude) continue;
    auto const position = geo::Position::from_degrees(*latitude, *longitude);
    if (position) log.push_back({.at = *at, .mmsi = *mmsi, .position = *position});
  }
  std::ranges::stable_sort(log, {}, &coordinator::HeardReport::at);
  std::map<plans::Mmsi, coordinator::HeardReport> before;
  for (auto& one : log) {
    auto const last = before.find(one.mmsi);
    if (last != before.end() && one.at - last->second.at <= minutes{5} && one.at > last->second.at) {
      auto const path_sailed = geo::geodesic(last->second.position, one.position);
      std::chrono::duration<double> const took = one.at - last->second.at;
      one.speed = geo::Knots::from_metres_per_second(path_sailed.distance.metres() / took.count());
      one.course = path_sailed.final;
      if (one.speed->knots() < 0.5) one.at_rest = coordinator::AtRest::anchored_or_moored;
    }
    before.insert_or_assign(one.mmsi, one);
  }
  return log;
}

struct Call {
  std::size_t stop;
  UtcTime arrives;
  UtcTime departs;
};
/// One that was really made.
struct Trip {
  std::size_t route;
  bool inward;
  std::vector<Call> calls;
  std::vector<geo::Position> track;  ///< in the order of the outward trip
  UtcDate day() const { return std::chrono::floor<std::chrono::days>(calls.front().departs + kLocal); }
  /// After the local day's midnight.
  minutes left() const { return std::chrono::floor<minutes>(calls.front().departs + kLocal - day()); }
};

std::vector<Call> calls_of(Line const& line, Log const& log) {
  std::vector<Call> calls;
  std::optional<std::size_t> at_stop;
  for (auto const& one : log) {
    if (one.mmsi.number() != line.mmsi) continue;
    std::optional<std::size_t> here;
    for (std::size_t i = 0; i < line.stops.size(); ++i)
      if (geo::distance(one.position, line.stops[i].position()) <= plans::kAtBerth) here = i;
    if (here && here == at_stop)
      calls.back().departs = one.at;
    else if (here)
      calls.push_back({*here, one.at, one.at});
    at_stop = here;
  }
  std::erase_if(calls, [](Call const& call) { return call.departs - call.arrives < kStay; });
  return calls;
}

std::vector<Trip> trips_of(Line const& line, Log const& log) {
  auto const calls = calls_of(line, log);
  std::vector<Trip> trips;
  for (std::size_t first = 0; first < calls.size(); ++first)
    for (std::size_t route = 0; route < line.routes.size(); ++route)
      for (bool const inward : {false, true}) {
        auto stops = line.routes[route];
        if (inward) std::ranges::reverse(stops);
        if (first + stops.size() > calls.size()) continue;
        Trip trip{route, inward, {}, {}};
        for (std::size_t i = 0; i < stops.size(); ++i) {
          auto const& call = calls[first + i];
          bool const follows = i == 0 || call.arrives - calls[first + i - 1].departs < kLongestLeg;
          if (call.stop == stops[i] && follows) trip.calls.push_back(call);
        }
        if (trip.calls.size() < stops.size()) continue;
        for (auto const& one : log)
          if (one.mmsi.number() == line.mmsi && one.at >= trip.calls.front().departs &&
              one.at <= trip.calls.back().arrives)
            trip.track.push_back(one.position);
        if (inward) std::ranges::reverse(trip.track);
        trips.push_back(std::move(trip));
      }
  return trips;
}

/// What the timetable of a day says, as far as the other days of its kind tell: the sailings that most of them have,
/// which leave at the earliest minute at which one left, rounded down to five, and arrive at the middle one, rounded.
struct Planned {
  std::size_t route;
  bool inward;
  UtcDate day;
  std::vector<std::pair<minutes, minutes>> calls;  ///< arrives, departs: after local midnight
  UtcTime departs() const { return UtcTime{day} - kLocal + calls.front().second; }
  UtcTime arrives() const { return UtcTime{day} - kLocal + calls.back().first; }
};

minutes five(minutes time, int add) {
  return minutes{(time.count() + add) / 5 * 5};
}

std::vector<Planned> plan_of(std::vector<Trip> const& trips, std::set<UtcDate> const& others, UtcDate day) {
  std::vector<Planned> planned;
  std::set<Trip const*> used;
  for (auto const& first : trips) {
    if (!others.contains(first.day()) || used.contains(&first)) continue;
    std::vector<Trip const*> same;
    for (auto const& one : trips)
      if (others.contains(one.day()) && !used.contains(&one) && one.route == first.route &&
          one.inward == first.inward && std::chrono::abs(one.left() - first.left()) <= kSameSailing)
        same.push_back(&one);
    used.insert(same.begin(), same.end());
    if (2 * same.size() <= others.size()) continue;
    Planned sailing{first.route, first.inward, day, {}};
    for (std::size_t i = 0; i < first.calls.size(); ++i) {
      std::vector<minutes> arrive;
      std::vector<minutes> depart;
      for (auto const* const one : same) {
        auto const since = UtcTime{one->day()} - kLocal;
        arrive.push_back(std::chrono::floor<minutes>(one->calls[i].arrives - since));
        depart.push_back(std::chrono::floor<minutes>(one->calls[i].departs - since));
      }
      std::ranges::sort(arrive);
      auto const arrives = five(arrive[arrive.size() / 2], 2);
      sailing.calls.emplace_back(arrives, std::max(arrives, five(std::ranges::min(depart), 0)));
    }
    sailing.calls.front().first = sailing.calls.front().second;
    sailing.calls.back().second = sailing.calls.back().first;
    planned.push_back(std::move(sailing));
  }
  return planned;
}

/// A ferry as the watch has her, with a timetable and tracks for each day that no report of that day went into.
struct Watched {
  Line const* line;
  std::vector<Trip> trips;
  std::vector<Planned> planned;
  coordinator::WatchedShip ship;
};

/// A route for each way: they may be miles apart.
plans::ScheduledRoute route_of(Line const& line, std::size_t route, bool inward, UtcDate day,
                               std::vector<Trip> const& trips, std::vector<Planned> const& planned) {
  plans::ScheduledRoute made;
  made.name = std::string{line.name} + (inward ? ", home, " : ", out, ") + geo::to_iso8601(day);
  made.valid_from = day - std::chrono::days{30};
  for (auto const stop : line.routes[route])
    made.stops.push_back({line.stops[stop].name, "", line.stops[stop].position()});
  Trip const* fullest = nullptr;
  for (auto const& trip : trips)
    if (trip.route == route && trip.inward == inward && trip.day() != day &&
        (fullest == nullptr || trip.track.size() > fullest->track.size()))
      fullest = &trip;
  if (fullest == nullptr) return made;
  auto const step = fullest->track.size() / (plans::kMaxScheduleTrack - 2) + 1;
  for (std::size_t i = 0; i < fullest->track.size(); i += step) made.track.push_back(fullest->track[i]);
  made.track.push_back(fullest->track.back());
  // The schedule's days are those of UTC+8: the same moments, counted from midnight there.
  auto const shift = std::chrono::duration_cast<minutes>(plans::kScheduleOffset - kLocal);
  made.services.emplace_back().added = {day};
  for (auto const& one : planned) {
    if (one.route != route || one.inward != inward || one.day != day) continue;
    plans::Sailing sailing{.service = 0, .hers = true, .calls = {}};
    for (std::size_t i = 0; i < one.calls.size(); ++i)
      sailing.calls.push_back({static_cast<std::uint32_t>(one.inward ? one.calls.size() - 1 - i : i),
                               static_cast<std::int32_t>((one.calls[i].first + shift).count()),
                               static_cast<std::int32_t>((one.calls[i].second + shift).count())});
    made.sailings.push_back(std::move(sailing));
  }
  return made;
}

Watched watched(Line const& line, Log const& log) {
  Watched result{&line,
                 trips_of(line, log),
                 {},
                 {.mmsi = *plans::Mmsi::from_number(line.mmsi),
                  .plan_id = "saronic-" + std::to_string(line.mmsi % 10),
                  .name = {line.name, line.name},
                  .schedule = {}}};
  auto const first = std::chrono::floor<std::chrono::days>(log.front().at + kLocal);
  auto const last = std::chrono::floor<std::chrono::days>(log.back().at + kLocal);
  std::set<UtcDate> sailed;
  for (auto const& trip : result.trips) sailed.insert(trip.day());
  for (auto day = first; day <= last; day += std::chrono::days{1})
    for (auto const kind : line.kinds) {
      auto const is_kind = [kind](UtcDate one) {
        return (kind >> (std::chrono::weekday{one}.iso_encoding() - 1) & 1U) != 0;
      };
      if (!is_kind(day)) continue;
      auto others = sailed;
      std::erase_if(others, [&](UtcDate one) { return one == day || !is_kind(one); });
      auto planned = plan_of(result.trips, others, day);
      std::erase_if(planned, [&](Planned const& one) { return one.departs() > log.back().at; });
      result.planned.insert(result.planned.end(), planned.begin(), planned.end());
    }
  for (auto day = first; day <= last; day += std::chrono::days{1})
    for (std::size_t route = 0; route < line.routes.size(); ++route)
      for (bool const inward : {false, true}) {
        auto made = route_of(line, route, inward, day, result.trips, result.planned);
        if (!made.sailings.empty()) result.ship.schedule.routes.push_back(std::move(made));
      }
  return result;
}

/// Her reports from `from` on are left out.
struct Cut {
  plans::Mmsi ship;
  UtcTime from;
};

/// The log heard from its beginning, with a look every kLookEvery until `until`; what was asked.
std::vector<coordinator::VoyageQuestion> run(Log const& log, std::vector<Watched> const& ferries,
                                             coordinator::WatchLimits const& limits, std::optional<Cut> cut,
                                             UtcTime until) {
  coordinator::VoyageWatch watch{limits};
  std::vector<coordinator::WatchedShip> ships;
  for (auto const& one : ferries) ships.push_back(one.ship);
  auto now = log.front().at;
  watch.load(ships, now);
  std::vector<coordinator::VoyageQuestion> asked;
  auto const look = [&] {
    for (auto const& output : watch.look(now))
      if (auto const* const raised = std::get_if<coordinator::QuestionRaised>(&output))
        asked.push_back(raised->question);
    now += coordinator::VoyageWatch::kLookEvery;
  };
  for (auto const& one : log) {
    if (one.at >= until) break;
    while (now < one.at) look();
    if (!cut || one.mmsi != cut->ship || one.at < cut->from) watch.hear(one);
  }
  while (now < until) look();
  return asked;
}

/// The trip that was made of it; nullptr: none is in the log.
Trip const* made_of(Watched const& ferry, Planned const& sailing) {
  auto const made = std::ranges::find_if(ferry.trips, [&](Trip const& trip) {
    return trip.route == sailing.route && trip.inward == sailing.inward &&
           std::chrono::abs(trip.calls.front().departs - sailing.departs()) <= kSameSailing;
  });
  return made == ferry.trips.end() ? nullptr : &*made;
}

std::string clock_text(UtcTime time) {
  return geo::to_iso8601(time).substr(11, 5);
}

void print_trips(Watched const& ferry) {
  std::fprintf(stderr, "\n%s, times in UTC\n", ferry.line->name);
  std::set<UtcDate> days;
  int voyages = 0;
  std::chrono::duration<double, std::ratio<3600>> under_way{};
  for (auto const& one : ferry.planned) {
    auto const& stops = ferry.line->routes[one.route];
    auto const* const made = made_of(ferry, one);
    if (made != nullptr) {
      ++voyages;
      days.insert(one.day);
      under_way += made->calls.back().arrives - made->calls.front().departs;
    }
    std::fprintf(stderr, "%s %s to %s, %zu stops, %s: %s\n", geo::to_iso8601(one.departs()).substr(0, 16).c_str(),
                 ferry.line->stops[one.inward ? stops.back() : stops.front()].name,
                 ferry.line->stops[one.inward ? stops.front() : stops.back()].name, stops.size(),
                 clock_text(one.arrives()).c_str(),
                 made == nullptr ? "not in the log"
                                 : ("left " + clock_text(made->calls.front().departs) + ", arrived " +
                                    clock_text(made->calls.back().arrives))
                                       .c_str());
  }
  std::fprintf(stderr, "%zu sailings of the timetable, %d in the log on %zu days, %.1f h from pier to pier\n",
               ferry.planned.size(), voyages, days.size(), under_way.count());
}

void print_asked(std::vector<coordinator::VoyageQuestion> const& asked) {
  std::fprintf(stderr, "\nAsked on the log as it is:\n");
  std::map<VoyageConcern, int> by_concern;
  for (auto const& one : asked) {
    ++by_concern[one.concern];
    std::fprintf(stderr, "%s %s %s: %s\n", geo::to_iso8601(one.raised_at).c_str(),
                 std::string(to_text(one.concern)).c_str(), one.ship ? one.ship->to_text().c_str() : "–",
                 one.evidence.en.c_str());
  }
  for (auto const& [concern, count] : by_concern)
    std::fprintf(stderr, "| %s | %d |\n", std::string(to_text(concern)).c_str(), count);
}

/// Of `cuts` voyages that were made as the timetable has them, each cut at a random moment, which are asked about?
void print_cuts(Log const& log, std::vector<Watched> const& ferries, coordinator::WatchLimits const& limits,
                std::vector<coordinator::VoyageQuestion> const& uncut, int cuts, std::uint64_t seed) {
  struct Voyage {
    plans::Mmsi ship;
    UtcTime departs;
    UtcTime arrives;
  };
  std::vector<Voyage> voyages;
  for (auto const& ferry : ferries)
    for (auto const& one : ferry.planned)
      if (auto const* const made = made_of(ferry, one))
        voyages.push_back({ferry.ship.mmsi, made->calls.front().departs, made->calls.back().arrives});
  std::mt19937_64 random{seed};
  std::map<std::string, std::vector<double>> delays;
  int missed = 0;
  for (int i = 0; i < cuts; ++i) {
    auto const& voyage = voyages[random() % voyages.size()];
    double const share = 0.05 + 0.9 * static_cast<double>(random() >> 11) * 0x1p-53;
    auto const cut = voyage.departs +
                     std::chrono::duration_cast<std::chrono::milliseconds>(share * (voyage.arrives - voyage.departs));
    auto const asked = run(log, ferries, limits, Cut{voyage.ship, cut}, voyage.arrives + std::chrono::hours{2});
    auto const of_her = std::ranges::find_if(asked, [&](coordinator::VoyageQuestion const& one) {
      bool const tells = one.concern == VoyageConcern::silent || one.concern == VoyageConcern::overdue;
      bool const anyhow = std::ranges::any_of(uncut, [&](auto const& other) { return other.id == one.id; });
      return one.ship == voyage.ship && one.raised_at >= cut && tells && !anyhow;
    });
    if (of_her == asked.end()) {
      ++missed;
      std::fprintf(stderr, "missed: %s cut %s, arrived really %s\n", voyage.ship.to_text().c_str(),
                   geo::to_iso8601(cut).c_str(), geo::to_iso8601(voyage.arrives).c_str());
      continue;
    }
    delays[std::string(to_text(of_her->concern))].push_back(
        std::chrono::duration<double, std::ratio<60>>(of_her->raised_at - cut).count());
    delays["after the real arrival, " + std::string(to_text(of_her->concern))].push_back(
        std::chrono::duration<double, std::ratio<60>>(of_her->raised_at - voyage.arrives).count());
  }
  std::fprintf(stderr,
               "\n%d cuts of %zu voyages, seed %llu: %d missed\n| asked first | times | mean min | median | 90 %% |\n",
               cuts, voyages.size(), static_cast<unsigned long long>(seed), missed);
  for (auto const& [what, times] : delays) {
    double sum = 0;
    for (auto const one : times) sum += one;
    std::fprintf(stderr, "| %s | %zu | %.1f | %.1f | %.1f |\n", what.c_str(), times.size(),
                 sum / static_cast<double>(times.size()), percentile(times, 50), percentile(times, 90));
  }
}

}  // namespace

bool ferry_log(std::string const& path, int cuts, std::uint64_t seed, std::size_t witnesses) {
  auto const log = read_log(path);
  if (log.empty()) return false;
  coordinator::WatchLimits limits;
  limits.silent_witnesses = witnesses;
  std::vector<Watched> ferries;
  for (auto const* const line : {&kFast, &kConventional}) ferries.push_back(watched(*line, log));
  for (auto const& ferry : ferries) print_trips(ferry);
  auto const asked = run(log, ferries, limits, std::nullopt, log.back().at);
  print_asked(asked);
  if (cuts > 0) print_cuts(log, ferries, limits, asked, cuts, seed);
  return true;
}

}  // namespace lingding::bench
