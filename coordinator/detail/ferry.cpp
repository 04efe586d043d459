#include "coordinator/detail/ferry.hpp"

#include <algorithm>
#include <cmath>

#include "coordinator/limits.hpp"

namespace lingding::coordinator::detail {

using std::chrono::seconds;

Ferry::Ferry(WatchedShip ship) : data(std::move(ship)) {
  for (auto const& route : data.schedule.routes)
    for (auto const& stop : route.stops)
      if (std::ranges::find(stops, stop.position) == stops.end()) stops.push_back(stop.position);
}

void Ferry::hear(HeardReport const& report) {
  if (last && report.at <= last->at) return;
  last = report;
  asked_unheard = false;
  Plane const plane{report.position};
  std::optional<geo::Position> nearest;
  to_stop_ = 0;
  for (auto const& stop : stops) {
    double const distance = length(plane.at(stop));
    if (nearest && distance >= to_stop_) continue;
    nearest = stop;
    to_stop_ = distance;
  }
  if (nearest && to_stop_ <= plans::kAtBerth.metres()) {
    if (berth && berth->stop == *nearest)
      berth->until = report.at;
    else
      berth = Berth{*nearest, report.at, report.at};
  }
  if (!samples.empty() && report.at - samples.back().at < kSampleEvery) return;
  std::optional<double> heading;
  if (report.heading)
    heading = report.heading->degrees();
  else if (report.course && report.speed && *report.speed >= kUnderWay)
    heading = report.course->degrees();
  samples.push_back({report.at, report.position, report.speed, heading});
  while (report.at - samples.front().at > kSamplesFor) samples.pop_front();
}

std::optional<double> Ferry::progress(VoyageTrack const& track, geo::UtcTime since) const {
  if (!last) return std::nullopt;
  auto const first = std::ranges::find_if(samples, [&](Sample const& sample) { return sample.at >= since; });
  if (first == samples.end() || last->at - first->at < kProgressOver) return std::nullopt;
  double const took = std::chrono::duration<double>(last->at - first->at).count();
  return (track.project(last->position).along - track.project(first->position).along) / took;
}

std::optional<geo::Knots> Ferry::speed_before(geo::UtcTime now) const {
  std::optional<geo::Knots> most;
  for (auto const& sample : samples) {
    auto const age = now - sample.at;
    if (age < seconds{30} || age > seconds{90} || !sample.speed) continue;
    if (!most || *sample.speed > *most) most = sample.speed;
  }
  return most;
}

double Ferry::turned(geo::UtcTime since) const {
  constexpr double kStill = 5;
  double sum = 0;
  Sample const* before = nullptr;
  for (auto const& sample : samples) {
    if (sample.at < since || !sample.heading) continue;
    if (before != nullptr) {
      double const turn = std::abs(std::remainder(*sample.heading - *before->heading, 360.0));
      if (turn >= kStill) sum += turn;
    }
    before = &sample;
  }
  return sum;
}

std::optional<geo::Knots> Ferry::speed() const {
  if (last && last->speed) return last->speed;
  if (samples.size() < 2) return std::nullopt;
  auto const& b = samples.back();
  auto const& a = samples[samples.size() - 2];
  double const took = std::chrono::duration<double>(b.at - a.at).count();
  return geo::Knots::from_metres_per_second(plane_distance(a.position, b.position) / took);
}

}  // namespace lingding::coordinator::detail
