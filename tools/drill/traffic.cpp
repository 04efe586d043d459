// Ships that move, and the AIS sentences that receivers hear of them, in the order of their times.

#include "tools/drill/traffic.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "adapters/ais/encode.hpp"
#include "geo/check.hpp"
#include "geo/geodesic.hpp"
#include "tools/ais_rows.hpp"
#include "tools/distress_call.hpp"
#include "tools/drill/detail/other_ships.hpp"
#include "tools/drill/detail/random.hpp"
#include "tools/drill/detail/reporting.hpp"
#include "tools/drill/detail/voyage.hpp"
#include "tools/ferry_traffic.hpp"

namespace lingding::drill {
namespace {

using detail::drawn;
using detail::Motion;
using detail::Path;

/// What a draw is for, so that draws for different things have nothing in common.
enum class Draw : std::uint64_t { loss = 1, error_north, error_east, phase, static_phase };

struct Stopped {
  Offset at{0};
  geo::Position position;
};

/// A ship of the script.
struct CastMember {
  CastShip const* ship = nullptr;
  plans::PlanBrief const* plan = nullptr;
  plans::Mmsi mmsi;
  Path path;
  bool by_timetable = false;  ///< she lies at her berths before and after; else she is not there then
  std::string destination;
  std::optional<Stopped> stopped{};
  bool is_silent = false;
};

/// A ferry that keeps her plan's timetable.
struct Ferry {
  plans::PlanBrief const* plan = nullptr;
  std::size_t rota = 0;
  std::size_t number = 0;  ///< in the rota
  Path path;
  std::string destination;
  std::optional<detail::Rota::Duty> then{};
};

struct Device {
  DeviceStarts what;
  Offset began{0};
  std::uint32_t sent = 0;
};

/// What sends: each is at one place of the heap of next-due times.
enum class Sender : std::uint32_t { cast, ferry, other, device };
struct Due {
  Offset at{0};
  Sender sender = Sender::cast;
  std::uint32_t number = 0;
  friend bool operator>(Due const& a, Due const& b) {
    return std::tie(a.at, a.sender, a.number) > std::tie(b.at, b.sender, b.number);
  }
};

/// Eight messages in 14 s, once a minute; message 14 takes the fifth and sixth place of every fourth burst, so that
/// each channel carries one every four minutes (ITU-R M.1371-5, Annex 9). A test is one burst.
constexpr std::uint32_t kBurst = 8;
constexpr std::chrono::seconds kBurstStep{2};
constexpr std::chrono::minutes kBurstEvery{1};
constexpr std::uint32_t kTextEvery = 4;

/// How long before a ferry's next sailing she is at its berth, when it is another than where she lies.
constexpr std::chrono::minutes kBerthBefore{30};

std::string ascii_of(std::string_view text) {
  std::string result;
  for (char const c : text) {
    bool const is_plain = c >= ' ' && c <= '~';
    if (is_plain) result += c;
    if (!is_plain && (result.empty() || result.back() != '-')) result += '-';
  }
  return result;
}

/// The box of all that moves by the scenario; the estuary without any.
detail::SeaBox area_of(Scenario const& scenario, std::span<plans::PlanBrief const> plans) {
  std::vector<geo::Position> all;
  for (auto const& plan : plans) all.insert(all.end(), plan.route.begin(), plan.route.end());
  for (auto const& ship : scenario.ships)
    if (auto const* const track = std::get_if<std::vector<Waypoint>>(&ship.voyage))
      for (auto const& point : *track) all.push_back(point.position);
  if (all.empty()) return {.south = 21.9, .west = 113.4, .north = 22.8, .east = 114.5};
  detail::SeaBox box{.south = 90, .west = 180, .north = -90, .east = -180};
  for (auto const& position : all) {
    box.south = std::min(box.south, position.latitude.degrees());
    box.north = std::max(box.north, position.latitude.degrees());
    box.west = std::min(box.west, position.longitude.degrees());
    box.east = std::max(box.east, position.longitude.degrees());
  }
  // A mile or so around, so that a single place is an area too.
  return {.south = std::max(box.south - 0.02, -89.0),
          .west = std::max(box.west - 0.02, -179.9),
          .north = std::min(box.north + 0.02, 89.0),
          .east = std::min(box.east + 0.02, 179.9)};
}

}  // namespace

class Traffic::Impl {
 public:
  Impl(Scenario scenario, std::span<plans::PlanBrief const> plans) : scenario_(std::move(scenario)) {
    for (auto const centre : geo::kCentres) {
      auto const& by = scenario_.reception.heard_by;
      auto const& all = scenario_.centres;
      bool const takes_part = std::ranges::find(all, centre) != all.end();
      if (takes_part && (by.empty() || std::ranges::find(by, centre) != by.end())) heard_by_.push_back(centre);
    }
    for (auto const& ship : scenario_.ships) add_cast(ship, plans);
    if (scenario_.background.timetables) add_ferries(plans);
    if (scenario_.background.other_ships > 0) add_others(plans);
    std::ranges::make_heap(heap_, std::greater{});
  }

  std::optional<Offset> next() const {
    if (heap_.empty()) return std::nullopt;
    return heap_.front().at;
  }

  void hear(Offset until, Heard const& heard) {
    while (!heap_.empty() && heap_.front().at <= until) {
      std::ranges::pop_heap(heap_, std::greater{});
      auto due = heap_.back();
      heap_.pop_back();
      auto const again = send(due, heard);
      if (!again) continue;
      due.at = *again;
      push(due);
    }
  }

  ShipState at(std::string_view name, Offset when) const { return state_of(member(name), when); }
  plans::Mmsi mmsi_of(std::string_view name) const { return member(name).mmsi; }
  plans::PlanBrief const* plan_of(std::string_view name) const { return member(name).plan; }

  void change(ShipChanges const& change, Offset when) {
    auto const index = index_of(change.ship);
    auto& ship = cast_[index];
    switch (change.how) {
      case ShipChanges::How::stops:
        if (!ship.stopped) ship.stopped = Stopped{when, state_of(ship, when).position};
        break;
      case ShipChanges::How::goes_on:
        if (!ship.stopped) break;
        ship.path = ship.path.resumed(state_of(ship, when).position, ship.stopped->at, when);
        ship.stopped.reset();
        break;
      case ShipChanges::How::silent:
        ship.is_silent = true;
        break;
      case ShipChanges::How::heard:
        ship.is_silent = false;
        break;
    }
    // A new speed has a new rhythm at once; no longer interval is waited out.
    auto const interval = detail::report_interval(ship.ship->class_b, false, state_of(ship, when).speed, false);
    for (auto& due : heap_)
      if (due.sender == Sender::cast && due.number == index) due.at = std::min(due.at, when + interval);
    std::ranges::make_heap(heap_, std::greater{});
  }

  void start(DeviceStarts const& device, Offset when) {
    LINGDING_CHECK(device.position || !device.ship.empty());
    push({when, Sender::device, static_cast<std::uint32_t>(devices_.size())});
    devices_.push_back({device, when});
  }

  std::vector<std::string> distress_call(DscCalls const& call, Offset when) const {
    auto const& ship = member(call.ship);
    return tools::distress_call(ship.mmsi, call.nature, state_of(ship, when).position, scenario_.begins + when);
  }

 private:
  std::size_t index_of(std::string_view name) const {
    auto const at = names_.find(name);
    LINGDING_CHECK(at != names_.end());
    return at->second;
  }
  CastMember const& member(std::string_view name) const { return cast_[index_of(name)]; }

  void push(Due due) {
    heap_.push_back(due);
    std::ranges::push_heap(heap_, std::greater{});
  }
  /// When a ship first reports: some time within an interval, hers alone.
  Offset phase(Draw what, plans::Mmsi mmsi, Offset interval) const {
    auto const number = drawn({scenario_.seed, static_cast<std::uint64_t>(what), mmsi.number()});
    return Offset{static_cast<std::int64_t>(detail::below(number, static_cast<std::uint32_t>(interval.count())))};
  }

  void add_cast(CastShip const& ship, std::span<plans::PlanBrief const> plans) {
    plans::PlanBrief const* plan = nullptr;
    if (!ship.plan_id.empty()) {
      for (auto const& brief : plans)
        if (plan == nullptr && brief.plan_id == ship.plan_id && (!ship.mmsi || brief.mmsi == ship.mmsi)) plan = &brief;
      if (plan == nullptr)
        throw std::invalid_argument("ship " + ship.name + ": there is no plan " + ship.plan_id +
                                    (ship.mmsi ? " with a ship " + ship.mmsi->to_text() : ""));
    }
    auto const mmsi = ship.mmsi ? ship.mmsi : plan != nullptr ? plan->mmsi : std::nullopt;
    if (!mmsi)
      throw std::invalid_argument("ship " + ship.name + ": the plan " + ship.plan_id + " has no number of hers");
    bool const by_timetable = std::holds_alternative<TimetableVoyage>(ship.voyage);
    detail::Voyage voyage;
    if (by_timetable) {
      voyage = detail::cast_voyage(ship, *plan, scenario_);
    } else {
      voyage.points = std::get<std::vector<Waypoint>>(ship.voyage);
    }
    names_.emplace(ship.name, cast_.size());
    numbers_.insert(mmsi->number());
    auto const first = by_timetable ? Offset{0} : std::max(Offset{0}, voyage.points.front().at);
    push({first + phase(Draw::phase, *mmsi, std::chrono::seconds{2}), Sender::cast,
          static_cast<std::uint32_t>(cast_.size())});
    static_due_.emplace(mmsi->number(), first + phase(Draw::static_phase, *mmsi, detail::kStaticEvery));
    auto destination = ascii_of(voyage.to);
    cast_.push_back({&ship, plan, *mmsi, Path{std::move(voyage.points)}, by_timetable, std::move(destination)});
  }

  void add_ferries(std::span<plans::PlanBrief const> plans) {
    std::map<std::string_view, std::vector<plans::PlanBrief const*>> by_plan;
    for (auto const& plan : plans)
      if (plan.mmsi && !plan.schedule.empty() && !numbers_.contains(plan.mmsi->number()))
        by_plan[plan.plan_id].push_back(&plan);
    for (auto const& [id, ships] : by_plan) {
      rotas_.emplace_back(ships, scenario_.begins);
      for (std::size_t i = 0; i < ships.size(); ++i) {
        auto const& plan = *ships[i];
        auto const& stop = plan.schedule.routes.front().stops.front();
        numbers_.insert(plan.mmsi->number());
        push({phase(Draw::phase, *plan.mmsi, std::chrono::seconds{10}), Sender::ferry,
              static_cast<std::uint32_t>(ferries_.size())});
        static_due_.emplace(plan.mmsi->number(), phase(Draw::static_phase, *plan.mmsi, detail::kStaticEvery));
        Ferry ferry{&plan, rotas_.size() - 1, i, Path{{{Offset{0}, stop.position}}}, ascii_of(stop.name)};
        // The sailing that is under way when the scenario begins, or else the first after it, whose berth she is at.
        if (auto const duty = rotas_.back().next(i, Offset{0})) take_up(ferry, *duty);
        ferries_.push_back(std::move(ferry));
      }
    }
  }

  void add_others(std::span<plans::PlanBrief const> plans) {
    area_ = area_of(scenario_, plans);
    others_ = detail::other_ships(scenario_.background.other_ships, scenario_.seed, area_, numbers_);
    heap_.reserve(heap_.size() + others_.size());
    for (std::size_t i = 0; i < others_.size(); ++i)
      heap_.push_back({phase(Draw::phase, others_[i].mmsi, others_[i].interval(Offset{0})), Sender::other,
                       static_cast<std::uint32_t>(i)});
  }

  geo::Position drifted(geo::Position from, Offset since, Offset until) const {
    auto const& weather = scenario_.weather;
    for (std::size_t i = 0; i < weather.size(); ++i) {
      if (!weather[i].current || !weather[i].current_to) continue;
      auto const begins = std::max(since, weather[i].at);
      auto const ends = i + 1 < weather.size() ? std::min(until, weather[i + 1].at) : until;
      if (ends <= begins) continue;
      double const seconds = std::chrono::duration<double>(ends - begins).count();
      from = geo::destination(from, *weather[i].current_to,
                              geo::Metres::from_metres(weather[i].current->metres_per_second() * seconds));
    }
    return from;
  }
  /// What lies still moves with it.
  Weather const* weather_at(Offset when) const {
    Weather const* found = nullptr;
    for (auto const& one : scenario_.weather)
      if (one.at <= when) found = &one;
    return found;
  }

  ShipState state_of(CastMember const& ship, Offset when) const {
    if (ship.stopped) {
      auto const* const weather = weather_at(when);
      bool const drifts = weather != nullptr && weather->current && weather->current_to;
      return {.position = drifted(ship.stopped->position, ship.stopped->at, when),
              .course = drifts ? *weather->current_to : ship.path.at(ship.stopped->at).course,
              .speed = drifts ? *weather->current : geo::Knots{},
              .is_heard = !ship.is_silent};
    }
    auto const motion = ship.path.at(when);
    bool const is_there = ship.by_timetable || (when >= ship.path.begins() && when <= ship.path.ends());
    return {.position = motion.position,
            .course = motion.course,
            .speed = motion.speed,
            .is_heard = is_there && !ship.is_silent};
  }

  void take_up(Ferry& ferry, detail::Rota::Duty const& duty) {
    auto voyage = detail::voyage_of(*duty.route, *duty.sailing, duty.midnight, detail::Keeps::right);
    ferry.destination = ascii_of(voyage.to);
    ferry.path = Path{std::move(voyage.points)};
  }

  std::optional<Offset> send(Due const& due, Heard const& heard) {
    switch (due.sender) {
      case Sender::cast:
        return send_cast(cast_[due.number], due.at, heard);
      case Sender::ferry:
        return send_ferry(ferries_[due.number], due.at, heard);
      case Sender::other:
        return send_other(others_[due.number], due.at, heard);
      case Sender::device:
        return send_device(devices_[due.number], due.at, heard);
    }
    return std::nullopt;
  }

  std::optional<Offset> send_cast(CastMember const& ship, Offset now, Heard const& heard) {
    auto const state = state_of(ship, now);
    bool const moored = ship.by_timetable && !ship.stopped && (now < ship.path.begins() || now >= ship.path.ends());
    if (state.is_heard) {
      row_ = logs::AisRow{};
      row_.station = ship.ship->class_b ? logs::Station::class_b : logs::Station::class_a;
      fill(row_, ship.mmsi, now, {state.position, state.course, state.speed});
      row_.status = static_cast<std::uint8_t>(moored ? ais::NavigationStatus::moored
                                                     : ais::NavigationStatus::under_way_using_engine);
      report(row_, now, heard);
      if (static_is_due(ship.mmsi, now)) {
        fill_static(row_, ship.plan);
        row_.ship_type = ship.ship->ship_type;
        if (!ship.ship->names.en.empty()) row_.name = ship.ship->names.en;
        if (!ship.ship->call_sign.empty()) row_.call_sign = ship.ship->call_sign;
        row_.destination = ship.destination;
        report_static(row_, now, heard);
      }
    }
    if (!ship.by_timetable && !ship.stopped && now > ship.path.ends()) return std::nullopt;
    bool const turns = !ship.stopped && ship.path.at(now).turns;
    auto const next = now + detail::report_interval(ship.ship->class_b, moored, state.speed, turns);
    return now < ship.path.begins() ? std::min(next, ship.path.begins()) : next;
  }

  std::optional<Offset> send_ferry(Ferry& ferry, Offset now, Heard const& heard) {
    if (!ferry.then && now >= ferry.path.ends()) ferry.then = rotas_[ferry.rota].next(ferry.number, now);
    if (ferry.then && now >= std::max(ferry.path.ends(), ferry.then->begins - kBerthBefore)) {
      take_up(ferry, *ferry.then);
      ferry.then.reset();
    }
    auto const motion = ferry.path.at(now);
    bool const moored = now < ferry.path.begins() || now >= ferry.path.ends();
    auto const mmsi = *ferry.plan->mmsi;
    row_ = logs::AisRow{};
    fill(row_, mmsi, now, motion);
    row_.status = static_cast<std::uint8_t>(moored ? ais::NavigationStatus::moored
                                                   : ais::NavigationStatus::under_way_using_engine);
    report(row_, now, heard);
    if (static_is_due(mmsi, now)) {
      fill_static(row_, ferry.plan);
      row_.destination = ferry.destination;
      report_static(row_, now, heard);
    }
    auto const next = now + detail::report_interval(false, moored, motion.speed, motion.turns);
    return now < ferry.path.begins() ? std::min(next, ferry.path.begins()) : next;
  }

  std::optional<Offset> send_other(detail::OtherShip& ship, Offset now, Heard const& heard) {
    auto const motion = ship.at(now, scenario_.seed, area_);
    row_.station = ship.class_b ? logs::Station::class_b : logs::Station::class_a;
    fill(row_, ship.mmsi, now, motion);
    row_.status = ship.status;
    report(row_, now, heard);
    if (now >= ship.static_due) {
      ship.static_due += detail::kStaticEvery;
      row_.imo.reset();
      row_.length.reset();
      ship.fill_static(row_);
      report_static(row_, now, heard);
    }
    return now + ship.interval(now);
  }

  std::optional<Offset> send_device(Device& device, Offset now, Heard const& heard) {
    if (device.what.lasts && now > device.began + *device.what.lasts) return std::nullopt;
    auto const burst = device.sent / kBurst;
    auto const place = device.sent % kBurst;
    bool const is_text = burst % kTextEvery == 0 && (place == 4 || place == 5);
    auto const mode = device.what.is_test ? tools::BurstMode::test : tools::BurstMode::active;
    auto const position = device.what.position ? drifted(*device.what.position, device.began, now)
                                               : state_of(member(device.what.ship), now).position;
    ++device.sent;
    channel_ = device.sent % 2 == 1 ? 'A' : 'B';
    if (is_text) {
      give(tools::burst_text(device.what.device, mode), device.what.device.number(), now, heard);
    } else {
      give(tools::burst_position(device.what.device, mode, position, second_at(now)), device.what.device.number(), now,
           heard);
    }
    if (device.sent % kBurst != 0) return now + kBurstStep;
    if (device.what.is_test) return std::nullopt;
    return device.began + kBurstEvery * (device.sent / kBurst);
  }

  std::uint8_t second_at(Offset now) const {
    auto const second =
        std::chrono::floor<std::chrono::seconds>(scenario_.begins + now).time_since_epoch().count() % 60;
    return static_cast<std::uint8_t>((second + 60) % 60);
  }

  void fill(logs::AisRow& row, plans::Mmsi mmsi, Offset now, Motion const& motion) const {
    row.at = scenario_.begins + now;
    row.mmsi = mmsi.number();
    row.position = motion.position;
    if (double const error = scenario_.reception.position_error_m; error > 0) {
      auto const draw = [&](Draw what) {
        return error * detail::bell_of(drawn({scenario_.seed, static_cast<std::uint64_t>(what), mmsi.number(),
                                              static_cast<std::uint64_t>(now.count())}));
      };
      auto const north = geo::destination(motion.position, *geo::TrueBearing::from_degrees(0),
                                          geo::Metres::from_metres(draw(Draw::error_north)));
      row.position = geo::destination(north, *geo::TrueBearing::from_degrees(90),
                                      geo::Metres::from_metres(draw(Draw::error_east)));
    }
    row.speed = motion.speed;
    row.course = motion.course;
    row.heading = motion.course;
  }

  static void fill_static(logs::AisRow& row, plans::PlanBrief const* plan) {
    if (plan == nullptr) return;
    if (plan->imo) row.imo = plan->imo->number();
    row.name = plan->names.en;
    row.call_sign = plan->call_sign;
    row.length = plan->length_overall;
    // Types 40 high-speed craft, 60 passenger (ITU-R M.1371-5, annex 8, table 53).
    row.ship_type = static_cast<std::uint8_t>(plan->ship_type.starts_with("high-speed") ? 40 : 60);
  }

  bool static_is_due(plans::Mmsi mmsi, Offset now) {
    auto& due = static_due_.at(mmsi.number());
    if (now < due) return false;
    due += detail::kStaticEvery * ((now - due) / detail::kStaticEvery + 1);
    return true;
  }

  void report(logs::AisRow const& row, Offset now, Heard const& heard) {
    channel_ = drawn({row.mmsi, static_cast<std::uint64_t>(now.count())}) % 2 == 0 ? 'A' : 'B';
    auto message = tools::position_message(row);
    LINGDING_CHECK(message);
    if (auto* const class_a = std::get_if<ais::PositionReport>(&*message))
      class_a->accurate = scenario_.reception.position_error_m <= 10;
    give(*message, row.mmsi, now, heard);
  }
  void report_static(logs::AisRow const& row, Offset now, Heard const& heard) {
    for (auto const& message : tools::static_messages(row)) give(message, row.mmsi, now, heard);
  }

  void give(ais::Message const& message, std::uint32_t mmsi, Offset now, Heard const& heard) {
    if (heard_by_.empty()) return;
    auto const sentences = ais::encode(message, {.channel = channel_, .sequence = sequence_});
    LINGDING_CHECK(sentences.has_value());
    if (sentences->size() > 1) sequence_ = (sequence_ + 1) % 10;
    auto const type = std::uint64_t{ais::header_of(message).type};
    for (auto const centre : heard_by_)
      for (std::size_t part = 0; part < sentences->size(); ++part)
        if (!is_lost(mmsi, now, centre, type << 8U | part)) heard(now, centre, (*sentences)[part]);
  }

  bool is_lost(std::uint32_t mmsi, Offset now, geo::CentreId centre, std::uint64_t part) const {
    double const loses = scenario_.reception.loses;
    if (loses <= 0) return false;
    auto const number =
        drawn({scenario_.seed, static_cast<std::uint64_t>(Draw::loss), mmsi, static_cast<std::uint64_t>(now.count()),
               static_cast<std::uint64_t>(centre) << 32U | part});
    return detail::share_of(number) < loses;
  }

  Scenario scenario_;
  std::vector<geo::CentreId> heard_by_;
  std::map<std::string, std::size_t, std::less<>> names_;
  std::vector<CastMember> cast_;
  std::vector<detail::Rota> rotas_;
  std::vector<Ferry> ferries_;
  detail::SeaBox area_;
  std::vector<detail::OtherShip> others_;
  std::vector<Device> devices_;
  std::set<std::uint32_t> numbers_;  ///< of cast and ferries
  std::map<std::uint32_t, Offset> static_due_;
  std::vector<Due> heap_;
  logs::AisRow row_;
  char channel_ = 'A';
  unsigned sequence_ = 0;
};

Traffic::Traffic(Scenario const& scenario, std::span<plans::PlanBrief const> plans)
    : impl_(std::make_unique<Impl>(scenario, plans)) {}
Traffic::~Traffic() = default;
Traffic::Traffic(Traffic&&) noexcept = default;
Traffic& Traffic::operator=(Traffic&&) noexcept = default;

std::optional<Offset> Traffic::next() const {
  return impl_->next();
}
void Traffic::hear(Offset until, Heard const& heard) {
  impl_->hear(until, heard);
}
ShipState Traffic::at(std::string_view ship, Offset at) const {
  return impl_->at(ship, at);
}
plans::Mmsi Traffic::mmsi_of(std::string_view ship) const {
  return impl_->mmsi_of(ship);
}
plans::PlanBrief const* Traffic::plan_of(std::string_view ship) const {
  return impl_->plan_of(ship);
}
void Traffic::change(ShipChanges const& change, Offset at) {
  impl_->change(change, at);
}
void Traffic::start(DeviceStarts const& device, Offset at) {
  impl_->start(device, at);
}
std::vector<std::string> Traffic::distress_call(DscCalls const& call, Offset at) const {
  return impl_->distress_call(call, at);
}

}  // namespace lingding::drill
