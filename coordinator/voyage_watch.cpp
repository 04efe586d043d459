#include "coordinator/voyage_watch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include "coordinator/closing.hpp"
#include "coordinator/detail/ferry.hpp"
#include "coordinator/detail/voyage_texts.hpp"
#include "coordinator/limits.hpp"
#include "geo/check.hpp"

namespace lingding::coordinator {
namespace {

using detail::Ferry;
using detail::Run;
using detail::Sense;
using detail::Slot;
using plans::BriefText;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Voyages are made ahead so far, again after half of it; when the watch begins, those of so long before too.
constexpr std::chrono::hours kAhead{2};
constexpr std::chrono::hours kBehind{6};
/// A ship that tells her place is told of at sea where reports of both are no older than this.
constexpr seconds kFresh{30};
/// Reception anywhere near a stop within this shows that arrivals there are heard at all.
constexpr std::chrono::hours kEverHeard{24};
/// What counts as lying at the berth from which a voyage begins: the very stop.
constexpr double kSameStop = 100;
/// Before this far along nothing is said about a voyage's end: harbours are left slowly.
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

Sense sense_of(bool yes, bool no) {
  if (yes) return Sense::yes;
  return no ? Sense::no : Sense::between;
}

/// A voyage on which no ship is seen yet.
struct Waiting {
  detail::Voyage voyage;
  Slot slot;  ///< not_departed
};

struct Fleet {
  std::string plan_id;
  std::vector<Ferry> ships;
  std::vector<Waiting> waiting;
  std::optional<geo::UtcTime> made_until;
};

struct Pair {
  Slot slot;
};

/// A question that is open, and what it needs to be told again.
struct Open {
  VoyageQuestion question;
  geo::UtcTime told_at{};
};

}  // namespace

std::string_view to_text(VoyageConcern concern) {
  switch (concern) {
    case VoyageConcern::not_departed:
      return "not_departed";
    case VoyageConcern::silent:
      return "silent";
    case VoyageConcern::stopped:
      return "stopped";
    case VoyageConcern::off_corridor:
      return "off_corridor";
    case VoyageConcern::late:
      return "late";
    case VoyageConcern::overdue:
      return "overdue";
    case VoyageConcern::closing:
      return "closing";
    case VoyageConcern::speed_fell:
      return "speed_fell";
    case VoyageConcern::heading_swung:
      return "heading_swung";
    case VoyageConcern::receiver_down:
      return "receiver_down";
  }
  return "";
}

std::vector<WatchedShip> watched_ships(std::vector<plans::PlanBrief> const& ships) {
  std::vector<WatchedShip> watched;
  for (auto const& ship : ships)
    if (ship.mmsi && !ship.schedule.empty())
      watched.push_back({*ship.mmsi, ship.plan_id, {ship.names.en, ship.names.zh_hant}, ship.schedule});
  return watched;
}

class VoyageWatch::Impl {
 public:
  explicit Impl(WatchLimits limits) : limits_(limits) {}

  std::vector<WatchOutput> load(std::vector<WatchedShip> const& ships, geo::UtcTime now);
  void hear(HeardReport const& report) {
    reception_.heard(report.mmsi, report.position, report.at);
    if (auto const found = by_number_.find(report.mmsi.number()); found != by_number_.end())
      found->second->hear(report);
  }
  std::vector<WatchOutput> look(geo::UtcTime now);
  std::vector<WatchOutput> answer(std::string_view id, WatchAnswer answer, geo::UtcTime now);
  std::vector<VoyageQuestion> open() const {
    std::vector<VoyageQuestion> all;
    for (auto const& [id, one] : open_) all.push_back(one.question);
    return all;
  }
  std::vector<FerryStanding> standings() const;
  std::size_t ships() const { return by_number_.size(); }
  ReceptionHistory const& reception() const { return reception_; }

 private:
  // Questions.
  template <class Describe>
  void feel(Slot& slot, VoyageQuestion about, Sense sense, seconds hold_on, seconds hold_off, Describe const& describe);
  void withdraw(Slot& slot, BriefText why);
  void propose(Run& run, EmergencyPhase phase, VoyageQuestion const& question, BriefText why);
  Slot* slot_of(std::string_view id, Ferry** ferry);
  VoyageQuestion about(VoyageConcern concern, Ferry const& ferry, VoyageRef voyage) const;
  VoyageRef ref_of(Fleet const& fleet, detail::Voyage const& voyage) const;

  // Voyages.
  void make_voyages(Fleet& fleet);
  void settle(Fleet& fleet, Ferry& ferry);
  void depart(Fleet& fleet, Ferry& ferry);
  void join(Fleet& fleet, Ferry& ferry);
  void begin(Fleet& fleet, Ferry& ferry, std::size_t waiting, geo::UtcTime left_at);
  void end(Ferry& ferry, BriefText const& why);
  void progress(Ferry& ferry);

  // Conditions.
  void watch_waiting(Fleet& fleet);
  void watch_run(Fleet const& fleet, Ferry& ferry);
  void watch_silence(Ferry& ferry, VoyageRef const& voyage);
  void watch_way(Ferry& ferry, VoyageRef const& voyage);
  void watch_clock(Ferry& ferry, VoyageRef const& voyage);
  void watch_patterns(Ferry& ferry, VoyageRef const& voyage);
  void watch_pairs();
  void watch_pair(Fleet const& fleet, Ferry& one, Fleet const& other_fleet, Ferry& other);
  void watch_receiver();
  void escalate(Ferry& ferry);

  milliseconds silence_limit(Ferry const& ferry) const;
  bool is_fresh(Ferry const& ferry) const { return ferry.last && ferry.age(now_) <= silence_limit(ferry); }
  void cover();

  WatchLimits limits_;
  ReceptionHistory reception_;
  std::map<std::string, Fleet, std::less<>> fleets_;
  std::unordered_map<std::uint32_t, Ferry*> by_number_;
  std::map<std::pair<plans::Mmsi, plans::Mmsi>, Pair> pairs_;
  Slot receiver_;
  std::map<std::string, Open, std::less<>> open_;
  geo::UtcTime now_{};
  std::optional<geo::UtcTime> looked_at_;
  std::optional<geo::UtcTime> began_at_;
  bool down_ = false;
  std::vector<WatchOutput> out_;
};

// Questions ----------------------------------------------------------------------------------------------------------

template <class Describe>
void VoyageWatch::Impl::feel(Slot& slot, VoyageQuestion about, Sense sense, seconds hold_on, seconds hold_off,
                             Describe const& describe) {
  if (slot.explained) return;
  if (!slot.latch.on() && slot.quiet_until && now_ < *slot.quiet_until) sense = Sense::between;
  bool const changed = slot.latch.feel(sense, now_, hold_on, hold_off);
  if (changed && !slot.latch.on()) {
    withdraw(slot, detail::gone_text(about.concern));
    return;
  }
  if (!slot.latch.on()) return;
  if (changed) {
    about.since = slot.latch.since();
    about.raised_at = now_;
    about.limits = detail::limits_text(about.concern, limits_);
    about.evidence = describe();
    about.id = std::string(to_text(about.concern)) + "/" + (about.ship ? about.ship->to_text() : "-") +
               (about.other ? "+" + about.other->to_text() : "") +
               (about.voyage ? "/" + geo::to_iso8601(about.voyage->departs) : "") + "/" + geo::to_iso8601(now_);
    // Two sailings of one plan at one moment, without a ship.
    while (open_.contains(about.id)) about.id += "+";
    slot.id = about.id;
    open_.emplace(about.id, Open{about, now_});
    out_.push_back(QuestionRaised{std::move(about)});
    return;
  }
  auto& open = open_.at(slot.id);
  // Evidence holds still while nothing is heard of her that is worth a word: it is made anew when it is told.
  if (sense != Sense::yes || now_ - open.told_at < limits_.update_every) return;
  open.question.evidence = describe();
  open.question.position = about.position;
  open.question.position_at = about.position_at;
  open.told_at = now_;
  out_.push_back(QuestionUpdated{open.question});
}

void VoyageWatch::Impl::withdraw(Slot& slot, BriefText why) {
  slot.latch.reset();
  slot.quiet_until = now_ + limits_.quiet_after;
  if (slot.id.empty()) return;
  auto const found = open_.find(slot.id);
  LINGDING_CHECK(found != open_.end());
  out_.push_back(QuestionWithdrawn{slot.id, found->second.question.concern, std::move(why)});
  open_.erase(found);
  slot.id.clear();
}

void VoyageWatch::Impl::propose(Run& run, EmergencyPhase phase, VoyageQuestion const& question, BriefText why) {
  if (run.proposed && *run.proposed >= phase) return;
  run.proposed = phase;
  out_.push_back(PhaseProposed{phase, question, std::move(why)});
}

VoyageQuestion VoyageWatch::Impl::about(VoyageConcern concern, Ferry const& ferry, VoyageRef voyage) const {
  VoyageQuestion question;
  question.concern = concern;
  question.ship = ferry.data.mmsi;
  question.ship_name = detail::name_of(ferry.data);
  question.voyage = std::move(voyage);
  if (ferry.last) {
    question.position = ferry.last->position;
    question.position_at = ferry.last->at;
  }
  return question;
}

VoyageRef VoyageWatch::Impl::ref_of(Fleet const& fleet, detail::Voyage const& voyage) const {
  auto const& route = fleet.ships[voyage.ships.front()].data.schedule.routes[voyage.route];
  auto const& from = route.stops[voyage.from];
  auto const& to = route.stops[voyage.to];
  return {fleet.plan_id, route.name, {from.name, from.name_zh}, {to.name, to.name_zh}, voyage.departs, voyage.arrives};
}

Slot* VoyageWatch::Impl::slot_of(std::string_view id, Ferry** ferry) {
  *ferry = nullptr;
  if (receiver_.id == id) return &receiver_;
  for (auto& [numbers, pair] : pairs_)
    if (pair.slot.id == id) return &pair.slot;
  for (auto& [plan, fleet] : fleets_) {
    for (auto& waiting : fleet.waiting)
      if (waiting.slot.id == id) return &waiting.slot;
    for (auto& one : fleet.ships) {
      if (!one.run) continue;
      for (auto& slot : one.run->slots)
        if (slot.id == id) {
          *ferry = &one;
          return &slot;
        }
    }
  }
  return nullptr;
}

std::vector<WatchOutput> VoyageWatch::Impl::answer(std::string_view id, WatchAnswer answer, geo::UtcTime now) {
  now_ = std::max(now, now_);
  auto const open = open_.find(id);
  if (open == open_.end()) return {};
  Ferry* ferry = nullptr;
  Slot* const slot = slot_of(id, &ferry);
  LINGDING_CHECK(slot != nullptr);
  auto const question = open->second.question;
  if (answer == WatchAnswer::trouble) {
    if (ferry != nullptr)
      propose(*ferry->run, EmergencyPhase::uncertainty, question, detail::concerned_text());
    else
      out_.push_back(PhaseProposed{EmergencyPhase::uncertainty, question, detail::concerned_text()});
  } else {
    withdraw(*slot, detail::answered_text());
    // The receivers, and two ships that meet again, are asked about again.
    slot->explained = question.concern != VoyageConcern::receiver_down && question.concern != VoyageConcern::closing;
  }
  return std::exchange(out_, {});
}

// Voyages ------------------------------------------------------------------------------------------------------------

std::vector<WatchOutput> VoyageWatch::Impl::load(std::vector<WatchedShip> const& ships, geo::UtcTime now) {
  now_ = std::max(now, now_);
  std::map<std::string, std::vector<WatchedShip>, std::less<>> by_plan;
  std::map<plans::Mmsi, bool> taken;
  for (auto const& ship : ships)
    if (taken.size() < kMaxWatchedShips && taken.emplace(ship.mmsi, true).second) by_plan[ship.plan_id].push_back(ship);
  // Plans that are gone or changed leave with their questions.
  for (auto fleet = fleets_.begin(); fleet != fleets_.end();) {
    auto const held = by_plan.find(fleet->first);
    bool const same =
        held != by_plan.end() && std::ranges::equal(fleet->second.ships, held->second, {}, &Ferry::data, {});
    if (same) {
      by_plan.erase(held);
      ++fleet;
      continue;
    }
    for (auto& ferry : fleet->second.ships) {
      end(ferry, detail::replaced_text());
      for (auto pair = pairs_.begin(); pair != pairs_.end();) {
        bool const hers = pair->first.first == ferry.data.mmsi || pair->first.second == ferry.data.mmsi;
        if (hers) withdraw(pair->second.slot, detail::replaced_text());
        pair = hers ? pairs_.erase(pair) : std::next(pair);
      }
    }
    for (auto& waiting : fleet->second.waiting) withdraw(waiting.slot, detail::replaced_text());
    fleet = fleets_.erase(fleet);
  }
  for (auto& [plan, members] : by_plan) {
    Fleet fleet{plan, {}, {}, {}};
    for (auto& ship : members) fleet.ships.emplace_back(std::move(ship));
    fleets_.emplace(plan, std::move(fleet));
  }
  by_number_.clear();
  for (auto& [plan, fleet] : fleets_)
    for (auto& ferry : fleet.ships) by_number_.emplace(ferry.data.mmsi.number(), &ferry);
  cover();
  return std::exchange(out_, {});
}

/// The sea around all tracks, by the width of the corridor and a cell's neighbours.
void VoyageWatch::Impl::cover() {
  constexpr double kMargin = 0.2;
  std::optional<std::array<double, 4>> box;  // south, west, north, east
  for (auto const& [plan, fleet] : fleets_)
    for (auto const& ferry : fleet.ships)
      for (auto const& route : ferry.data.schedule.routes)
        for (auto const& position : route.track) {
          double const latitude = position.latitude.degrees();
          double const longitude = position.longitude.degrees();
          if (!box) box = {latitude, longitude, latitude, longitude};
          box = {std::min((*box)[0], latitude), std::min((*box)[1], longitude), std::max((*box)[2], latitude),
                 std::max((*box)[3], longitude)};
        }
  if (!box) return;
  auto const latitude = [](double degrees) { return *geo::Latitude::from_degrees(std::clamp(degrees, -90.0, 90.0)); };
  auto const longitude = [](double degrees) {
    return *geo::Longitude::from_degrees(std::clamp(degrees, -180.0, 180.0));
  };
  reception_.cover(latitude((*box)[0] - kMargin), longitude((*box)[1] - kMargin), latitude((*box)[2] + kMargin),
                   longitude((*box)[3] + kMargin));
}

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
    }
    return;
  }
  if (ferry.at_berth()) return;
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
  run.progress = ferry.progress(track, run.left_at);
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

// Conditions ---------------------------------------------------------------------------------------------------------

milliseconds VoyageWatch::Impl::silence_limit(Ferry const& ferry) const {
  auto const interval = reporting_interval(ferry.last->ais_class, ferry.speed(), ferry.last->at_rest);
  return std::clamp(interval * limits_.silent_intervals, milliseconds{limits_.silent_least},
                    milliseconds{limits_.silent_most});
}

/// Sailings whose time has come and on which no ship is seen.
void VoyageWatch::Impl::watch_waiting(Fleet& fleet) {
  for (auto& waiting : fleet.waiting) {
    auto const& voyage = waiting.voyage;
    if (now_ < voyage.departs + limits_.not_departed_after && waiting.slot.id.empty()) continue;
    auto const lies_there = [&](Ferry const& ferry) {
      return ferry.at_berth() && !ferry.run && ferry.age(now_) <= limits_.silent_most &&
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
  std::erase_if(fleet.waiting, [&](Waiting& waiting) {
    if (now_ <= waiting.voyage.arrives + limits_.late_departure) return false;
    withdraw(waiting.slot, detail::gone_text(VoyageConcern::not_departed));
    return true;
  });
}

void VoyageWatch::Impl::watch_silence(Ferry& ferry, VoyageRef const& voyage) {
  auto& run = *ferry.run;
  auto const age = ferry.age(now_);
  auto const speed = ferry.speed();
  std::size_t others = 0;
  auto sense = Sense::no;
  if (age > silence_limit(ferry)) {
    // Where she should be by now if all is well: others must be heard there.
    double const metres = speed ? speed->metres_per_second() * std::chrono::duration<double>(age).count() : 0;
    auto const expected = run.voyage.track->at(std::min(run.place.along + metres, run.voyage.track->length()));
    others = reception_.others(expected, now_ - limits_.silent_for, ferry.data.mmsi);
    sense = !down_ && others >= limits_.silent_witnesses ? Sense::yes : Sense::between;
  }
  feel(run.slot(VoyageConcern::silent), about(VoyageConcern::silent, ferry, voyage), sense, limits_.silent_for,
       limits_.silent_over, [&] {
         auto const interval = reporting_interval(ferry.last->ais_class, speed, ferry.last->at_rest);
         return detail::silent_text(detail::who(ferry.data, voyage),
                                    {ferry.last->at, now_, interval, others, ferry.last->position, speed});
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
  auto const approach = closest_approach(a, b);
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

std::vector<WatchOutput> VoyageWatch::Impl::look(geo::UtcTime now) {
  now_ = std::max(now, now_);
  if (looked_at_ && now_ - *looked_at_ < kLookEvery) return {};
  looked_at_ = now_;
  if (!began_at_) began_at_ = now_;
  watch_receiver();
  for (auto& [plan, fleet] : fleets_) {
    make_voyages(fleet);
    for (auto& ferry : fleet.ships) {
      settle(fleet, ferry);
      if (ferry.run) watch_run(fleet, ferry);
    }
    watch_waiting(fleet);
  }
  watch_pairs();
  return std::exchange(out_, {});
}

std::vector<FerryStanding> VoyageWatch::Impl::standings() const {
  std::vector<FerryStanding> all;
  for (auto const& [plan, fleet] : fleets_)
    for (auto const& ferry : fleet.ships) {
      FerryStanding standing{ferry.data.mmsi, {}, {}, {}, {}, {}, {}};
      if (ferry.last) standing.last_heard = ferry.last->at;
      if (ferry.run) {
        auto const& run = *ferry.run;
        standing.voyage = ref_of(fleet, run.voyage);
        standing.gone = geo::Metres::from_metres(run.place.along);
        standing.left = geo::Metres::from_metres(run.voyage.track->length() - run.place.along);
        standing.expected = run.expected;
      }
      for (auto const& [id, open] : open_)
        if (open.question.ship == ferry.data.mmsi || open.question.other == ferry.data.mmsi)
          standing.concerns.push_back(open.question.concern);
      all.push_back(std::move(standing));
    }
  std::ranges::sort(all, {}, &FerryStanding::mmsi);
  return all;
}

VoyageWatch::VoyageWatch(WatchLimits limits) : impl_(std::make_unique<Impl>(limits)) {}
VoyageWatch::VoyageWatch(VoyageWatch&&) noexcept = default;
VoyageWatch& VoyageWatch::operator=(VoyageWatch&&) noexcept = default;
VoyageWatch::~VoyageWatch() = default;

std::vector<WatchOutput> VoyageWatch::load(std::vector<WatchedShip> const& ships, geo::UtcTime now) {
  return impl_->load(ships, now);
}
void VoyageWatch::hear(HeardReport const& report) {
  impl_->hear(report);
}
std::vector<WatchOutput> VoyageWatch::look(geo::UtcTime now) {
  return impl_->look(now);
}
std::vector<WatchOutput> VoyageWatch::answer(std::string_view question_id, WatchAnswer answer, geo::UtcTime now) {
  return impl_->answer(question_id, answer, now);
}
std::vector<VoyageQuestion> VoyageWatch::open() const {
  return impl_->open();
}
std::vector<FerryStanding> VoyageWatch::standings() const {
  return impl_->standings();
}
std::size_t VoyageWatch::ships() const {
  return impl_->ships();
}
ReceptionHistory const& VoyageWatch::reception() const {
  return impl_->reception();
}

}  // namespace lingding::coordinator
