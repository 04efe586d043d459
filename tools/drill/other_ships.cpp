// Invented ships on random courses.

#include <algorithm>
#include <cmath>

#include "geo/geodesic.hpp"
#include "tools/drill/detail/other_ships.hpp"
#include "tools/drill/detail/random.hpp"
#include "tools/drill/detail/reporting.hpp"

namespace lingding::drill::detail {
namespace {

enum class Draw : std::uint64_t { latitude = 101, longitude, kind, speed, course, leg, turn, static_phase };

double share(std::uint64_t seed, Draw what, plans::Mmsi mmsi, std::uint64_t number = 0) {
  return share_of(drawn({seed, static_cast<std::uint64_t>(what), mmsi.number(), number}));
}

bool is_within(SeaBox const& area, geo::Position position) {
  double const latitude = position.latitude.degrees();
  double const longitude = position.longitude.degrees();
  return latitude >= area.south && latitude <= area.north && longitude >= area.west && longitude <= area.east;
}

geo::Position middle_of(SeaBox const& area) {
  return *geo::Position::from_degrees((area.south + area.north) / 2, (area.west + area.east) / 2);
}

OtherShip made(plans::Mmsi mmsi, std::uint64_t seed, SeaBox const& area) {
  auto const place = [&](Draw what, double from, double to) { return from + share(seed, what, mmsi) * (to - from); };
  OtherShip ship{.mmsi = mmsi,
                 .from = *geo::Position::from_degrees(place(Draw::latitude, area.south, area.north),
                                                      place(Draw::longitude, area.west, area.east)),
                 .course = *geo::TrueBearing::from_degrees(place(Draw::course, 0, 360)),
                 .speed = {},
                 .usual = {}};
  // Design values for a busy estuary: two in five small craft with class B, of the others one in three at anchor.
  double const kind = share(seed, Draw::kind, mmsi);
  ship.class_b = kind < 0.4;
  bool const at_anchor = kind > 0.8;
  ship.ship_type = ship.class_b ? 30 : kind < 0.7 ? 70 : 80;
  ship.status = static_cast<std::uint8_t>(at_anchor ? 1 : ship.class_b ? 15 : 0);
  ship.usual = geo::Knots::from_knots(at_anchor      ? 0
                                      : ship.class_b ? place(Draw::speed, 3, 9)
                                                     : place(Draw::speed, 5, 18));
  ship.static_due = Offset{
      static_cast<std::int64_t>(share(seed, Draw::static_phase, mmsi) * static_cast<double>(kStaticEvery.count()))};
  return ship;
}

}  // namespace

void OtherShip::next_leg(std::uint64_t seed, SeaBox const& area) {
  if (legs > 0) {
    auto const seconds = std::chrono::duration<double>(leg_ends - leg_began).count();
    from = geo::destination(from, course, geo::Metres::from_metres(speed.metres_per_second() * seconds));
  }
  leg_began = leg_ends;
  leg_ends += Offset{300'000 + static_cast<std::int64_t>(share(seed, Draw::leg, mmsi, legs) * 1'500'000)};
  speed = usual;
  if (speed <= geo::Knots{}) return;
  double const turn = (share(seed, Draw::turn, mmsi, legs) - 0.5) * 60;
  auto wanted = *geo::TrueBearing::from_degrees(course.degrees() + (legs == 0 ? 0 : turn));
  auto const length =
      geo::Metres::from_metres(speed.metres_per_second() * std::chrono::duration<double>(leg_ends - leg_began).count());
  if (!is_within(area, geo::destination(from, wanted, length))) wanted = geo::geodesic(from, middle_of(area)).initial;
  turned = std::abs(std::remainder(wanted.degrees() - course.degrees(), 360)) > kTurnDegrees;
  course = wanted;
}

Motion OtherShip::at(Offset now, std::uint64_t seed, SeaBox const& area) {
  while (now >= leg_ends) {
    next_leg(seed, area);
    ++legs;
  }
  auto const seconds = std::chrono::duration<double>(now - leg_began).count();
  if (speed <= geo::Knots{}) return {from, course, speed};
  return {geo::destination(from, course, geo::Metres::from_metres(speed.metres_per_second() * seconds)), course, speed,
          turned && now - leg_began < kTurnLasts};
}

Offset OtherShip::interval(Offset now) const {
  return report_interval(class_b, status == 1, usual, turned && now - leg_began < kTurnLasts);
}

void OtherShip::fill_static(logs::AisRow& row) const {
  auto const digits = mmsi.to_text();
  row.name = "SYNTHETIC " + digits.substr(3);
  row.call_sign = "Z" + digits.substr(3);
  row.ship_type = ship_type;
  row.destination.clear();
}

std::vector<OtherShip> other_ships(std::uint32_t count, std::uint64_t seed, SeaBox const& area,
                                   std::set<std::uint32_t> const& taken) {
  constexpr std::uint32_t kFirst[] = {412'500'000, 413'500'000, 477'500'000, 453'500'000};
  std::vector<OtherShip> ships;
  ships.reserve(count);
  for (std::uint32_t i = 0; ships.size() < count; ++i) {
    auto const number = kFirst[i % 4] + i / 4;
    if (!taken.contains(number)) ships.push_back(made(*plans::Mmsi::from_number(number), seed, area));
  }
  return ships;
}

}  // namespace lingding::drill::detail
