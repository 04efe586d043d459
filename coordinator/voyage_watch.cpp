#include "coordinator/voyage_watch.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "coordinator/detail/watch_impl.hpp"

namespace lingding::coordinator {

using detail::Ferry;
using detail::Fleet;
using detail::Run;
using detail::Slot;
using plans::BriefText;

BriefText unanswered_why(WatchLimits const& limits) {
  return detail::unanswered_text(limits.unanswered_after);
}
BriefText past_alert_why(WatchLimits const& limits) {
  return detail::past_alert_text(limits.alert_after);
}

std::vector<WatchedShip> watched_ships(std::vector<plans::PlanBrief> const& ships) {
  std::vector<WatchedShip> watched;
  for (auto const& ship : ships)
    if (ship.mmsi && !ship.schedule.empty())
      watched.push_back({*ship.mmsi, ship.plan_id, {ship.names.en, ship.names.zh_hant}, ship.schedule});
  return watched;
}

// Questions ----------------------------------------------------------------------------------------------------------

void VoyageWatch::Impl::withdraw(Slot& slot, BriefText why) {
  slot.latch.reset();
  slot.quiet_until = now_ + limits_.quiet_after;
  if (slot.id.empty()) return;
  auto const found = open_.find(slot.id);
  LINGDING_CHECK(found != open_.end());
  out_.emplace_back(QuestionWithdrawn{slot.id, found->second.question.concern, std::move(why)});
  open_.erase(found);
  slot.id.clear();
}

void VoyageWatch::Impl::propose(Run& run, EmergencyPhase phase, VoyageQuestion const& question, BriefText why) {
  if (run.proposed && *run.proposed >= phase) return;
  run.proposed = phase;
  out_.emplace_back(PhaseProposed{phase, question, std::move(why)});
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
    // She may have gone on, or drift. Beyond half an hour's way of a fast ferry the circle says nothing any more.
    constexpr Seconds kOld{30};
    constexpr auto kDrift = geo::Knots::from_knots(2);
    constexpr auto kWidest = geo::Metres::from_nautical_miles(20);
    auto const age = std::max(ferry.age(now_), std::chrono::milliseconds{0});
    auto const speed = std::max(ferry.speed().value_or(kDrift), kDrift);
    if (age > kOld)
      question.radius = std::min(
          kWidest,
          geo::Metres::from_metres(std::floor(speed.metres_per_second() * std::chrono::duration<double>(age).count())));
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
      out_.emplace_back(PhaseProposed{EmergencyPhase::uncertainty, question, detail::concerned_text()});
  } else {
    withdraw(*slot, detail::answered_text());
    // The receivers, and two ships that meet again, are asked about again.
    slot->explained = question.concern != VoyageConcern::receiver_down && question.concern != VoyageConcern::closing;
  }
  return std::exchange(out_, {});
}

// Ships, and time ----------------------------------------------------------------------------------------------------

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
  // To tenths of a degree outwards: what was learned is not lost by a stop more.
  for (auto const i : {0U, 1U}) (*box)[i] = std::floor(((*box)[i] - kMargin) * 10) / 10;
  for (auto const i : {2U, 3U}) (*box)[i] = std::ceil(((*box)[i] + kMargin) * 10) / 10;
  auto const latitude = [](double degrees) { return *geo::Latitude::from_degrees(std::clamp(degrees, -90.0, 90.0)); };
  auto const longitude = [](double degrees) {
    return *geo::Longitude::from_degrees(std::clamp(degrees, -180.0, 180.0));
  };
  reception_.cover(latitude((*box)[0]), longitude((*box)[1]), latitude((*box)[2]), longitude((*box)[3]));
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
void VoyageWatch::resume(plans::Mmsi ship, geo::UtcTime departs) {
  impl_->resume(ship, departs);
}
bool VoyageWatch::restore(std::string_view learned) {
  return impl_->restore(learned);
}
ReceptionHistory const& VoyageWatch::reception() const {
  return impl_->reception();
}

}  // namespace lingding::coordinator
