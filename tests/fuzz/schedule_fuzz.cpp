// Timetables from a register's briefs: what is read keeps the schedule's contracts, and where it has a ship is a place
// with a radius and words, at any time.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "coordinator/codec.hpp"
#include "geo/check.hpp"
#include "geo/time.hpp"
#include "plans/schedule.hpp"

using namespace lingding;

namespace {

void check_contracts(plans::Schedule const& schedule) {
  LINGDING_CHECK(schedule.routes.size() <= plans::kMaxScheduleRoutes);
  for (auto const& route : schedule.routes) {
    LINGDING_CHECK(!route.track.empty() && route.track.size() <= plans::kMaxScheduleTrack);
    LINGDING_CHECK(route.stops.size() <= plans::kMaxScheduleStops);
    LINGDING_CHECK(route.sailings.size() <= plans::kMaxSailings);
    for (auto const& sailing : route.sailings) {
      LINGDING_CHECK(sailing.service < route.services.size() && sailing.calls.size() >= 2);
      for (std::size_t i = 0; i < sailing.calls.size(); ++i) {
        auto const& call = sailing.calls[i];
        LINGDING_CHECK(call.stop < route.stops.size() && call.arrives <= call.departs);
        LINGDING_CHECK(i == 0 || sailing.calls[i - 1].departs < call.arrives);
      }
    }
  }
}

void check_places(plans::Schedule const& schedule, geo::UtcTime now) {
  auto const places = plans::scheduled_places(schedule, now);
  LINGDING_CHECK(places == plans::scheduled_places(schedule, now));
  for (auto const& place : places) {
    LINGDING_CHECK(std::isfinite(place.radius.metres()) && place.radius.metres() > 0);
    LINGDING_CHECK(!place.words.empty());
    LINGDING_CHECK(place.under_way || place.radius == plans::kAtBerth);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const event = coordinator::parse_event(text, {});
  if (!event) return 0;
  auto const* const stored = std::get_if<coordinator::PlanStored>(&*event);
  if (stored == nullptr) return 0;
  // A Friday's evening and night in winter, the turn of a year, the end of a month of 29 days.
  for (std::string_view const moment :
       {"2016-08-26T14:05:00Z", "2025-01-10T17:59:59.999Z", "2025-12-31T16:00:00Z", "2028-02-29T15:59:00Z"})
    for (auto const& ship : stored->ships) {
      check_contracts(ship.schedule);
      check_places(ship.schedule, *geo::parse_time(moment));
    }
  return 0;
}
