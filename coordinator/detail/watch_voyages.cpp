// Which voyage a ferry is on, and how far she is.
#include <algorithm>
#include <cmath>

#include "coordinator/detail/watch_impl.hpp"
#include "coordinator/limits.hpp"

namespace lingding::coordinator {
namespace {

using detail::kSameStop;
using detail::Run;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// Voyages are made ahead so far, again after half of it; when the watch begins, those of so long before too.
constexpr std::chrono::hours kAhead{2};
constexpr std::chrono::hours kBehind{6};
/// Before this far along, and so near a stop on the way, nothing is said about a voyage's end: harbours are entered and
/// left slowly.
constexpr geo::Metres kClearOfHarbour = geo::Metres::from_nautical_miles(2);
/// Slower than this she makes no progress from which an arrival follows.
constexpr geo::Knots kProgress = geo::Knots::from_knots(3);
/// At the last stop she has arrived when she is slower than this.
constexpr geo::Knots kArriving = geo::Knots::from_knots(10);
/// Lying again at the stop from which she sailed for so long, she went back.
constexpr minutes kWentBack{5};
/// Sailing away from the end for so long, within this of it, she has turned round there unheard.
constexpr minutes kTurnedRound{2};
constexpr geo::Metres kNearEnd = geo::Metres::from_nautical_miles(3);

}  // namespace

void VoyageWatch::Impl::make_voyages(Fleet& fleet) {
  if (fleet.made_until && now_ + kAhead / 2 < *fleet.made_until) return;
  auto const after = fleet.made_until ? *fleet.made_until : now_ - kBehind;
  auto const until = now_ + kAhead;
  std::vector<plans::Schedule const*> schedules;
  for (auto const& ferry : fleet.ships) schedules.push_back(&ferry.data.schedule);
  for (auto& voyage : detail::voyages_between(schedules, after, until))
    if (now_ <= voyage.arrives + limits_.late_departure) fleet.waiting.push_back({std::move(voyage), {}});
  fleet.made_until = until;
}

void VoyageWatch::Impl::begin(Fleet& fleet, Ferry& ferry, std::size_t waiting, geo::UtcTime left_at) {
  Run run;
  auto& one = fleet.waiting[waiting];
  withdraw(one.slot, detail::gone_text(VoyageConcern::not_departed));
  run.voyage = std::move(one.voyage);
  run.left_at = left_at;
  run.expected = std::max(run.voyage.arrives, left_at + (run.voyage.arrives - run.voyage.departs));
  fleet.waiting.erase(fleet.waiting.begin() + static_cast<std::ptrdiff_t>(waiting));
  ferry.run = std::move(run);
}

void VoyageWatch::Impl::end(Ferry& ferry, BriefText const& why) {
  if (!ferry.run) return;
  for (auto& slot : ferry.run->slots) withdraw(slot, why);
  ferry.run.reset();
}

/// She has left a berth: the sailing from there that is nearest in time.
void VoyageWatch::Impl::depart(Fleet& fleet, Ferry& ferry) {
  auto const index = static_cast<std::uint32_t>(&ferry - fleet.ships.data());
  std::optional<std::size_t> best;
  milliseconds least{};
  auto const left_at = ferry.berth->until;
  for (std::size_t i = 0; i < fleet.waiting.size(); ++i) {
    auto const& voyage = fleet.waiting[i].voyage;
    auto const late = left_at - voyage.departs;
    if (late < -limits_.early_departure || late > limits_.late_departure) continue;
    if (std::ranges::find(voyage.ships, index) == voyage.ships.end()) continue;
    if (detail::plane_distance(voyage.track->from(), ferry.berth->stop) > kSameStop) continue;
    if (!best || std::chrono::abs(late) < least) {
      best = i;
      least = std::chrono::abs(late);
    }
  }
  if (best) begin(fleet, ferry, *best, left_at);
}

/// She is met under way: the sailing on whose track she is, nearest in time.
void VoyageWatch::Impl::join(Fleet& fleet, Ferry& ferry) {
  constexpr double kInTrack = 0.707;  // within kInTrackDegrees of the leg
  auto const& report = *ferry.last;
  if (!report.speed || *report.speed < limits_.closing_speed || !report.course || ferry.at_berth()) return;
  double const course = geo::Degrees::from_degrees(report.course->degrees()).radians();
  detail::Point const ahead{std::sin(course), std::cos(course)};
  auto const index = static_cast<std::uint32_t>(&ferry - fleet.ships.data());
  std::optional<std::size_t> best;
  geo::UtcTime best_left{};
  milliseconds least{};
  for (std::size_t i = 0; i < fleet.waiting.size(); ++i) {
    auto const& voyage = fleet.waiting[i].voyage;
    if (std::ranges::find(voyage.ships, index) == voyage.ships.end()) continue;
    auto const place = voyage.track->project(report.position);
    if (place.off > limits_.corridor.metres() || detail::dot(ahead, place.direction) < kInTrack) continue;
    auto const took = std::chrono::duration_cast<milliseconds>((voyage.arrives - voyage.departs) *
                                                               (place.along / voyage.track->length()));
    auto const late = report.at - (voyage.departs + took);
    if (late < -limits_.early_departure || late > limits_.late_departure) continue;
    if (best && std::chrono::abs(late) >= least) continue;
    best = i;
    best_left = report.at - took;
    least = std::chrono::abs(late);
  }
  if (best) begin(fleet, ferry, *best, best_left);
}

namespace {

/// The stop is one of the voyage's, or on its track.
bool calls_at(Run const& run, plans::ScheduledRoute const& route, geo::Position stop) {
  bool const of_route = std::ranges::any_of(route.stops, [&](auto const& one) { return one.position == stop; });
  return of_route && run.voyage.track->project(stop).off <= plans::kAtBerth.metres();
}

}  // namespace

/// Which voyage she is on, by her last report.
void VoyageWatch::Impl::settle(Fleet& fleet, Ferry& ferry) {
  if (!ferry.last) return;
  if (ferry.run) {
    auto& run = *ferry.run;
    auto const& track = *run.voyage.track;
    auto const& route = fleet.ships[run.voyage.ships.front()].data.schedule.routes[run.voyage.route];
    auto const stop_text = [&](std::uint32_t stop) {
      return BriefText{route.stops[stop].name, route.stops[stop].name_zh};
    };
    bool const lies = ferry.at_berth() && (!ferry.last->speed || *ferry.last->speed < kArriving);
    auto const lies_at = [&](geo::Position stop) {
      return lies && detail::plane_distance(stop, ferry.berth->stop) <= kSameStop;
    };
    if (lies_at(track.to())) {
      end(ferry, detail::arrived_text(stop_text(run.voyage.to), ferry.last->at));
    } else if (lies_at(track.from()) && ferry.last->at - run.left_at > kWentBack &&
               ferry.last->at - ferry.berth->since > kWentBack && ferry.berth->since > run.left_at) {
      // She may sail again: it waits again, and its question was withdrawn with the run.
      auto const from = stop_text(run.voyage.from);
      fleet.waiting.push_back({run.voyage, {}});
      end(ferry, detail::returned_text(from));
    } else if (lies && ferry.last->at - ferry.berth->since > kWentBack && !lies_at(track.from()) &&
               !calls_at(run, route, ferry.berth->stop)) {
      end(ferry, detail::elsewhere_text());
    }
    return;
  }
  if (ferry.at_berth()) return;
  if (ferry.resumes) {
    auto const departs = *std::exchange(ferry.resumes, std::nullopt);
    auto const index = static_cast<std::uint32_t>(&ferry - fleet.ships.data());
    auto const hers = std::ranges::find_if(fleet.waiting, [&](detail::Waiting const& one) {
      return one.voyage.departs == departs && std::ranges::find(one.voyage.ships, index) != one.voyage.ships.end();
    });
    if (hers != fleet.waiting.end())
      return begin(fleet, ferry, static_cast<std::size_t>(hers - fleet.waiting.begin()), departs);
  }
  bool const moves = !ferry.last->speed || *ferry.last->speed >= kUnderWay;
  if (ferry.berth && moves &&
      detail::plane_distance(ferry.berth->stop, ferry.last->position) >
          plans::kAtBerth.metres() + detail::kLeftBerth.metres()) {
    if (ferry.last->at - ferry.berth->until <= limits_.unheard_before) depart(fleet, ferry);
    ferry.berth.reset();
  }
  if (!ferry.run && is_fresh(ferry)) join(fleet, ferry);
}

/// How far she is, and when she arrives.
void VoyageWatch::Impl::progress(Ferry& ferry) {
  auto& run = *ferry.run;
  auto const& track = *run.voyage.track;
  run.place = track.project(ferry.last->position);
  run.eta.reset();
  if (!is_fresh(ferry)) return;
  if (track.calls_near(run.place.along, kClearOfHarbour.metres())) run.clear_at = ferry.last->at;
  run.progress = ferry.progress(track, std::max(run.left_at, run.clear_at));
  if (!run.progress) return;
  double const left = track.length() - run.place.along;
  bool const away = *run.progress < -kProgress.metres_per_second() && left < kNearEnd.metres();
  if (!away) run.away_since.reset();
  if (away && !run.away_since) run.away_since = now_;
  if (away && now_ - *run.away_since >= kTurnedRound) {
    end(ferry, detail::turned_round_text());
    return;
  }
  if (*run.progress < kProgress.metres_per_second() || run.place.along < kClearOfHarbour.metres()) return;
  run.eta = ferry.last->at + milliseconds{std::llround(1000 * left / *run.progress)} +
            minutes{track.dwell_after(run.place.along)};
  run.expected = std::max(*run.eta, run.voyage.arrives);
}

}  // namespace lingding::coordinator
