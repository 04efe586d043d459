#pragma once
// Random incidents, events and effects for property tests: small alphabets, so that equal ids, ties and near misses are
// common.

#include <random>
#include <string>
#include <vector>

#include "coordinator/effect.hpp"

namespace lingding::support {

class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : random_(seed) {}

  int below(int end) { return std::uniform_int_distribution<int>{0, end - 1}(random_); }
  bool chance(int in) { return below(in) == 0; }

  coordinator::Incident incident();
  coordinator::Event event();
  coordinator::Effect effect();
  coordinator::Command command();
  coordinator::LinkMessage message();
  plans::PlanBrief plan();
  plans::Schedule schedule();
  template <class Enum, std::size_t count>
  Enum any(std::array<Enum, count> const& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(count)))];
  }
  coordinator::AlertReport report();
  coordinator::VoyageQuestion question();
  coordinator::Stamp stamp();
  coordinator::ShipSight sight();
  void case_of(coordinator::Incident& incident);
  geo::UtcTime time();
  geo::Position position();
  std::string text();

 private:
  geo::CentreId centre() { return geo::kCentres[static_cast<std::size_t>(below(3))]; }
  plans::Mmsi mmsi();
  plans::ScheduledRoute scheduled_route();
  geo::UtcDate date();
  double fraction();
  std::string incident_id(geo::UtcTime opened_at, int opener);
  coordinator::Alert alert();
  coordinator::ShipNear ship_near();
  coordinator::ShipLink ship_link();
  coordinator::Decision decision();
  geo::RegionRef region();
  template <class Make>
  auto some(int at_most, Make const& make) {
    std::vector<decltype(make())> result;
    for (int i = below(at_most + 1); i > 0; --i) result.push_back(make());
    return result;
  }
  template <class Make>
  auto maybe(Make const& make) -> std::optional<decltype(make())> {
    if (chance(2)) return std::nullopt;
    return make();
  }

  std::mt19937_64 random_;
};

}  // namespace lingding::support
