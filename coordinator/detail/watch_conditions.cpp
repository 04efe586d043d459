// What the watch asks of a ferry on a voyage, of a sailing that nobody makes, of two ferries, of the receivers.
#include <algorithm>
#include <array>
#include <cmath>

#include "coordinator/closing.hpp"
#include "coordinator/detail/watch_impl.hpp"

namespace lingding::coordinator {
namespace {

using detail::kSameStop;
using detail::sense_of;
using plans::BriefText;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A ship that tells her place is told of at sea where reports of both are no older than this.
constexpr seconds kFresh{30};
/// Reception anywhere near a stop within this shows that arrivals there are heard at all.
constexpr std::chrono::hours kEverHeard{24};
/// What she does is known while a report is no older than so many intervals, within these bounds.
constexpr int kFreshIntervals = 20;
constexpr seconds kFreshLeast{60};
constexpr seconds kFreshMost{420};
/// A place where less than this of the usual share of the reports of ships that pass is heard is a hole in the
/// reception.
constexpr double kHeardAtAll = 0.25;
/// Where she may be by now, as shares of the way that her last speed makes: reception must be known at each.
constexpr std::array<double, 3> kMayHaveGone{1.0, 0.9, 0.8};

}  // namespace

bool VoyageWatch::Impl::is_fresh(Ferry const& ferry) const {
  if (!ferry.last) return false;
  auto const interval = reporting_interval(ferry.last->ais_class, ferry.speed(), ferry.last->at_rest);
  return ferry.age(now_) <= std::clamp(interval * kFreshIntervals, milliseconds{kFreshLeast}, milliseconds{kFreshMost});
}

/// Sailings whose time has come and on which no ship is seen.
void VoyageWatch::Impl::watch_waiting(Fleet& fleet) {
  for (auto& waiting : fleet.waiting) {
    auto const& voyage = waiting.voyage;
    if (now_ < voyage.departs + limits_.not_departed_after && waiting.slot.id.empty()) continue;
    auto const lies_there = [&](Ferry const& ferry) {
      // Heard there after the limit: she may have left since her last report of a ship that is moored.
      bool const still = !ferry.last || !ferry.last->speed || *ferry.last->speed < limits_.stopped_below;
      bool const after = ferry.last && ferry.last->at >= voyage.departs + limits_.not_departed_after;
      return ferry.at_berth() && !ferry.run && (after || !waiting.slot.id.empty()) && still &&
             ferry.age(now_) <= kFreshMost &&
             detail::plane_distance(ferry.berth->stop, voyage.track->from()) <= kSameStop &&
             ferry.berth->since <= voyage.departs - limits_.turnaround;
    };
    Ferry* there = nullptr;
    for (auto const index : voyage.ships)
      if (there == nullptr && lies_there(fleet.ships[index])) there = &fleet.ships[index];
    auto const is_unheard = [&](Ferry const& ferry) {
      bool const long_ago = !ferry.last || ferry.age(now_) > limits_.unheard_before;
      bool const watched = began_at_ && now_ - *began_at_ > limits_.unheard_before;
      bool const heard_there = reception_.others(voyage.track->from(), now_ - limits_.not_departed_after,
                                                 ferry.data.mmsi) >= limits_.silent_witnesses;
      return !ferry.run && long_ago && watched && heard_there && (!ferry.asked_unheard || !waiting.slot.id.empty());
    };
    auto& first = fleet.ships[voyage.ships.front()];
    bool const unheard = voyage.hers && there == nullptr && is_unheard(first);
    bool const in_time =
        now_ >= voyage.departs + limits_.not_departed_after && now_ <= voyage.departs + limits_.late_departure;
    bool const asks = voyage.certain && in_time && (there != nullptr || unheard);
    Ferry& ferry = there == nullptr ? first : *there;
    auto const ref = ref_of(fleet, voyage);
    auto const sense = down_ && in_time ? Sense::between : sense_of(asks, !asks);
    bool const open = !waiting.slot.id.empty();
    feel(waiting.slot, about(VoyageConcern::not_departed, ferry, ref), sense, seconds{0}, limits_.stopped_over, [&] {
      auto const who = detail::who(ferry.data, ref);
      auto const last = ferry.last ? std::optional{ferry.last->at} : std::nullopt;
      return unheard ? detail::unheard_text(who, ref, {now_, last}) : detail::not_departed_text(who, ref, {now_, last});
    });
    if (unheard && !open && !waiting.slot.id.empty()) ferry.asked_unheard = true;
  }
  std::erase_if(fleet.waiting, [&](detail::Waiting& waiting) {
    if (now_ <= waiting.voyage.arrives + limits_.late_departure) return false;
    withdraw(waiting.slot, detail::gone_text(VoyageConcern::not_departed));
    return true;
  });
}

/// Adds what passed since it was added last: how many of her reports would have been heard where she should be by now,
/// if all is well, and how long. What she may have sent in a hole of the reception, or while nobody is heard there,
/// counts for nothing. \returns how many others are heard there now
std::size_t VoyageWatch::Impl::count_silence(Ferry& ferry) const {
  auto& run = *ferry.run;
  auto& silence = run.silence;
  if (silence.last != ferry.last->at || down_) silence = {ferry.last->at, down_ ? now_ : ferry.last->at, 0, {}};
  auto const passed = now_ - silence.counted_to;
  silence.counted_to = std::max(silence.counted_to, now_);
  auto const speed = ferry.speed();
  double const metres = speed ? speed->metres_per_second() * std::chrono::duration<double>(ferry.age(now_)).count() : 0;
  auto const& track = *run.voyage.track;
  // As far to the side of her track as she was.
  double const aside = track.aside(ferry.last->position, run.place);
  auto const expected = [&](double part) {
    return track.beside(std::min(run.place.along + part * metres, track.length()), aside);
  };
  auto const others = reception_.others(expected(1), now_ - limits_.silent_heard_within, ferry.data.mmsi);
  if (down_ || passed <= milliseconds{0} || others < limits_.silent_witnesses) return others;
  double share = 1;
  for (double const part : kMayHaveGone)
    share = std::min(share, reception_.share(expected(part), ferry.last->ais_class).value_or(0));
  if (share < kHeardAtAll * reception_.usual_share(ferry.last->ais_class)) return others;
  // At the pier she reports as a ship that is moored.
  bool const there = run.place.along + metres > track.length() - limits_.mid_route.metres();
  auto const interval =
      there ? reporting_interval(ferry.last->ais_class, geo::Knots::from_knots(0), AtRest::anchored_or_moored)
            : reporting_interval(ferry.last->ais_class, speed, ferry.last->at_rest);
  silence.missed += share * std::chrono::duration<double>(passed) / std::chrono::duration<double>(interval);
  silence.hearable += passed;
  return others;
}

void VoyageWatch::Impl::watch_silence(Ferry& ferry, VoyageRef const& voyage) {
  auto& run = *ferry.run;
  auto const others = count_silence(ferry);
  auto const& silence = run.silence;
  auto sense = silence.hearable >= limits_.silent_least && silence.missed >= limits_.silent_reports ? Sense::yes
                                                                                                    : Sense::between;
  if (is_fresh(ferry) && sense == Sense::between) sense = Sense::no;
  feel(run.slot(VoyageConcern::silent), about(VoyageConcern::silent, ferry, voyage), sense, seconds{0},
       limits_.silent_over, [&] {
         auto const interval = reporting_interval(ferry.last->ais_class, ferry.speed(), ferry.last->at_rest);
         return detail::silent_text(detail::who(ferry.data, voyage), {ferry.last->at, now_, interval, silence.missed,
                                                                      others, ferry.last->position, ferry.speed()});
       });
}

/// Stopped, and off the corridor.
void VoyageWatch::Impl::watch_way(Ferry& ferry, VoyageRef const& voyage) {
  auto& run = *ferry.run;
  auto const speed = ferry.speed();
  bool const fresh = is_fresh(ferry);
  bool const mid_route = ferry.to_stop() > limits_.mid_route.metres();
  auto const stopped = !fresh || !speed ? Sense::between
                                        : sense_of(mid_route && *speed < limits_.stopped_below,
                                                   !mid_route || *speed > limits_.moving_above);
  auto& slot = run.slot(VoyageConcern::stopped);
  feel(slot, about(VoyageConcern::stopped, ferry, voyage), stopped, limits_.stopped_for, limits_.stopped_over, [&] {
    return detail::stopped_text(detail::who(ferry.data, voyage), ferry.last->position, speed, slot.latch.since(),
                                geo::Metres::from_metres(ferry.to_stop()));
  });
  auto const off =
      !fresh ? Sense::between
             : sense_of(run.place.off > limits_.corridor.metres(), run.place.off < limits_.back_within.metres());
  auto& off_slot = run.slot(VoyageConcern::off_corridor);
  feel(off_slot, about(VoyageConcern::off_corridor, ferry, voyage), off, limits_.off_for, limits_.off_over, [&] {
    return detail::off_text(detail::who(ferry.data, voyage), geo::Metres::from_metres(run.place.off),
                            off_slot.latch.since(), ferry.last->position);
  });
}

/// Late, and overdue.
void VoyageWatch::Impl::watch_clock(Ferry& ferry, VoyageRef const& voyage) {
  auto& run = *ferry.run;
  auto const left = geo::Metres::from_metres(run.voyage.track->length() - run.place.along);
  auto const late = !run.eta ? Sense::between
                             : sense_of(*run.eta - run.voyage.arrives > limits_.late_by,
                                        *run.eta - run.voyage.arrives < limits_.no_longer_late);
  feel(run.slot(VoyageConcern::late), about(VoyageConcern::late, ferry, voyage), late, limits_.late_for,
       limits_.late_over, [&] {
         return detail::late_text(detail::who(ferry.data, voyage), *run.eta, run.voyage.arrives,
                                  geo::Knots::from_metres_per_second(*run.progress), left);
       });
  // Where nobody was ever heard at the end of her voyage, an arrival can't be seen.
  auto const heard = reception_.last_heard(run.voyage.track->to());
  bool const blind = !heard || now_ - *heard > kEverHeard;
  bool const due = now_ > run.expected + limits_.overdue_after;
  auto const overdue = down_ || blind ? Sense::between : sense_of(due, now_ < run.expected);
  feel(run.slot(VoyageConcern::overdue), about(VoyageConcern::overdue, ferry, voyage), overdue, seconds{0},
       limits_.stopped_over, [&] {
         return detail::overdue_text(detail::who(ferry.data, voyage), run.expected, now_, ferry.last->at,
                                     ferry.last->position, left);
       });
}

void VoyageWatch::Impl::watch_patterns(Ferry& ferry, VoyageRef const& voyage) {
  auto& run = *ferry.run;
  bool const fresh = is_fresh(ferry);
  bool const open_water = ferry.to_stop() > limits_.open_water.metres();
  auto& slot = run.slot(VoyageConcern::speed_fell);
  auto const speed = ferry.speed();
  auto fell = Sense::between;
  if (fresh && speed && !slot.latch.on()) {
    auto const before = ferry.speed_before(now_);
    bool const yes = open_water && before && before->knots() - speed->knots() >= limits_.fell_by.knots() &&
                     speed->knots() < before->knots() / 2;
    if (yes) run.speed_before = *before;
    fell = sense_of(yes, !yes);
  } else if (slot.latch.on()) {
    bool const again = fresh && speed && speed->knots() >= 0.8 * run.speed_before.knots();
    fell = sense_of(false, again || now_ - slot.latch.since() > limits_.fell_forgotten);
  }
  feel(slot, about(VoyageConcern::speed_fell, ferry, voyage), fell, limits_.fell_for, limits_.silent_over, [&] {
    return detail::fell_text(detail::who(ferry.data, voyage), run.speed_before, *speed, ferry.last->position);
  });
  double const turned = ferry.turned(now_ - limits_.swung_within);
  auto const swung = !fresh
                         ? Sense::between
                         : sense_of(open_water && turned >= limits_.swung.degrees(), turned < limits_.steady.degrees());
  feel(run.slot(VoyageConcern::heading_swung), about(VoyageConcern::heading_swung, ferry, voyage), swung,
       limits_.swung_for, limits_.swung_over, [&] {
         return detail::swung_text(detail::who(ferry.data, voyage), geo::Degrees::from_degrees(turned),
                                   limits_.swung_within, ferry.last->position);
       });
}

void VoyageWatch::Impl::watch_run(Fleet const& fleet, Ferry& ferry) {
  progress(ferry);
  if (!ferry.run) return;
  auto const voyage = ref_of(fleet, ferry.run->voyage);
  watch_silence(ferry, voyage);
  watch_way(ferry, voyage);
  watch_clock(ferry, voyage);
  watch_patterns(ferry, voyage);
  escalate(ferry);
}

/// What an unanswered question leads to.
void VoyageWatch::Impl::escalate(Ferry& ferry) {
  auto& run = *ferry.run;
  for (auto const concern : {VoyageConcern::overdue, VoyageConcern::silent, VoyageConcern::stopped}) {
    auto const& slot = run.slot(concern);
    if (slot.id.empty()) continue;
    auto const& question = open_.at(slot.id).question;
    if (concern == VoyageConcern::overdue && now_ > run.expected + limits_.alert_after)
      propose(run, EmergencyPhase::alert, question, detail::past_alert_text(limits_.alert_after));
    if (now_ - question.raised_at >= limits_.unanswered_after)
      propose(run, EmergencyPhase::uncertainty, question, detail::unanswered_text(limits_.unanswered_after));
  }
}

namespace {

/// Her course is her track's there.
bool follows(detail::Ferry const& ferry) {
  constexpr double kWithin = 0.966;  // 15°
  double const course = geo::Degrees::from_degrees(ferry.last->course->degrees()).radians();
  auto const& place = ferry.run->place;
  return place.along < ferry.run->voyage.track->length() &&
         detail::dot({std::sin(course), std::cos(course)}, place.direction) > kWithin;
}

}  // namespace

/// The least distance from now on, if both follow their tracks at the speed and the distance from them that they have;
/// within the limit for the question. Empty: they don't near each other.
std::optional<ClosestApproach> VoyageWatch::Impl::along_tracks(Ferry const& one, Ferry const& other) const {
  constexpr seconds kStep{2};
  auto const at = [&](Ferry const& ferry, milliseconds after) {
    auto const& track = *ferry.run->voyage.track;
    double const gone =
        ferry.last->speed->metres_per_second() * std::chrono::duration<double>(ferry.age(now_) + after).count();
    return track.beside(ferry.run->place.along + gone, track.aside(ferry.last->position, ferry.run->place));
  };
  ClosestApproach best{geo::Metres::from_metres(detail::plane_distance(at(one, {}), at(other, {}))), {}};
  bool nears = false;
  for (milliseconds after = kStep; after <= limits_.closing_tcpa + kStep; after += kStep) {
    auto const apart = geo::Metres::from_metres(detail::plane_distance(at(one, after), at(other, after)));
    if (apart >= best.distance) continue;
    best = {apart, after};
    nears = true;
  }
  if (!nears) return std::nullopt;
  return best;
}

void VoyageWatch::Impl::watch_pair(Fleet const& fleet, Ferry& one, Fleet const& other_fleet, Ferry& other) {
  if (one.data.mmsi > other.data.mmsi) return watch_pair(other_fleet, other, fleet, one);
  auto const key = std::pair{one.data.mmsi, other.data.mmsi};
  auto const found = pairs_.find(key);
  // Both where they are now, if they went on.
  auto const moved = [&](Ferry const& ferry) {
    double const metres =
        ferry.last->speed->metres_per_second() * std::chrono::duration<double>(ferry.age(now_)).count();
    double const course = geo::Degrees::from_degrees(ferry.last->course->degrees()).radians();
    detail::Plane const plane{ferry.last->position};
    return Moving{plane.position({metres * std::sin(course), metres * std::cos(course)}), *ferry.last->course,
                  *ferry.last->speed};
  };
  auto const a = moved(one);
  auto const b = moved(other);
  // Ships that follow their tracks turn where these do; of others nothing is known but course and speed.
  bool const both_follow = follows(one) && follows(other);
  auto const approach = both_follow ? along_tracks(one, other) : closest_approach(a, b);
  bool const near = approach && approach->after >= milliseconds{0} && approach->after <= limits_.closing_tcpa &&
                    approach->distance < limits_.closing_cpa;
  bool const clear = !approach || approach->after < milliseconds{0} || approach->distance > limits_.closing_clear_cpa;
  if (found == pairs_.end() && !near) return;
  auto& pair = found == pairs_.end() ? pairs_[key] : found->second;
  auto const voyage = ref_of(fleet, one.run->voyage);
  auto question = about(VoyageConcern::closing, one, voyage);
  question.other = other.data.mmsi;
  feel(pair.slot, std::move(question), sense_of(near, clear), limits_.closing_for, limits_.closing_over, [&] {
    auto const apart = geo::Metres::from_metres(detail::plane_distance(a.position, b.position));
    return detail::closing_text(detail::who(one.data, voyage),
                                detail::who(other.data, ref_of(other_fleet, other.run->voyage)), approach->distance,
                                approach->after, apart, a.speed, b.speed);
  });
}

/// Two ferries under way in open water that are near enough to meet within the limit.
void VoyageWatch::Impl::watch_pairs() {
  struct Under {
    double latitude;
    Fleet const* fleet;
    Ferry* ferry;
  };
  std::vector<Under> all;
  for (auto& [plan, fleet] : fleets_)
    for (auto& ferry : fleet.ships)
      if (ferry.run && ferry.age(now_) <= kFresh && ferry.last->speed && *ferry.last->speed > limits_.closing_speed &&
          ferry.last->course && ferry.to_stop() > limits_.open_water.metres())
        all.push_back({ferry.last->position.latitude.degrees(), &fleet, &ferry});
  std::ranges::stable_sort(all, {}, &Under::latitude);
  // Farther apart than two ferries at 60 knots go within the limit, they can't meet in time.
  double const reach = 2 * geo::Knots::from_knots(60).metres_per_second() *
                       std::chrono::duration<double>(limits_.closing_tcpa + kFresh).count();
  double const degrees = geo::Metres::from_metres(reach).nautical_miles() / 60;
  std::vector<std::pair<plans::Mmsi, plans::Mmsi>> looked_at;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i + 1; k < all.size() && all[k].latitude - all[i].latitude <= degrees; ++k) {
      auto& one = *all[i].ferry;
      auto& other = *all[k].ferry;
      if (detail::plane_distance(one.last->position, other.last->position) > reach) continue;
      looked_at.push_back(std::minmax(one.data.mmsi, other.data.mmsi));
      watch_pair(*all[i].fleet, one, *all[k].fleet, other);
    }
  std::ranges::sort(looked_at);
  // Two that are no longer both under way near each other are clear; one that is not heard is asked about otherwise.
  for (auto& [key, pair] : pairs_) {
    if (std::ranges::binary_search(looked_at, key)) continue;
    if (pair.slot.latch.feel(Sense::no, now_, limits_.closing_for, limits_.closing_over))
      withdraw(pair.slot, detail::gone_text(VoyageConcern::closing));
  }
  std::erase_if(pairs_, [&](auto const& pair) {
    auto const& slot = pair.second.slot;
    return !slot.latch.on() && !std::ranges::binary_search(looked_at, pair.first) &&
           (!slot.quiet_until || now_ >= *slot.quiet_until);
  });
}

void VoyageWatch::Impl::watch_receiver() {
  down_ = reception_.is_down(now_);
  VoyageQuestion question;
  question.concern = VoyageConcern::receiver_down;
  feel(receiver_, std::move(question), sense_of(down_, !down_), seconds{0}, limits_.silent_over, [&] {
    std::vector<BriefText> under_way;
    for (auto const& [plan, fleet] : fleets_)
      for (auto const& ferry : fleet.ships)
        if (ferry.run) under_way.push_back(detail::name_of(ferry.data));
    return detail::receiver_text(*reception_.last_heard(), under_way);
  });
}

}  // namespace lingding::coordinator
