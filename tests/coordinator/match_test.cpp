// How strongly two sets of evidence speak for one casualty. Distances are those of the geodesic on WGS 84: one minute
// of latitude at 22° N is 1845.4 m, 0.996 nautical miles (NGA tables of lengths of degrees).

#include "coordinator/match.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/samples.hpp"

namespace lingding::coordinator {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using support::mmsi;
using support::position;

auto const kNoon = support::utc("2026-03-01T12:00:00Z");

AlertReport located(geo::Position at, double radius_m, PositionSource source = PositionSource::gnss) {
  AlertReport report;
  report.position = at;
  report.radius = geo::Metres::from_metres(radius_m);
  report.position_source = source;
  return report;
}
Match weighed(AlertReport const& a, AlertReport const& b, std::chrono::milliseconds later = minutes{1}) {
  return match(evidence_of(a, nullptr, kNoon), evidence_of(b, nullptr, kNoon + later));
}
int points(Match const& of, std::string_view what) {
  auto const term = std::ranges::find(of.terms, what, &MatchTerm::what);
  return term == of.terms.end() ? 0 : term->points;
}

}  // namespace

TEST_CASE("coordinator.match: a shared number is enough, and what the code had to mend weighs less") {
  AlertReport call;
  call.kind = AlertKind::dsc;
  call.device = mmsi(477'000'101);
  AlertReport beacon;
  beacon.kind = AlertKind::beacon_406;
  beacon.device = mmsi(477'000'101);
  CHECK(weighed(call, beacon).score >= kSameCasualty);
  beacon.corrected_bits = 3;
  CHECK(weighed(call, beacon).score < weighed(call, call).score);
  CHECK(points(weighed(call, beacon), "mended") < 0);
  beacon.device = mmsi(477'000'102);
  CHECK(weighed(call, beacon).score < kPossiblySame);
}

TEST_CASE("coordinator.match: a place alone is never enough, with a name it is") {
  auto const here = located(position(22.0, 113.8), 100);
  auto const near = located(position(22.0 + 0.05 / 60, 113.8), 100);
  auto const alone = weighed(here, near);
  CHECK(alone.score >= kPossiblySame);
  CHECK(alone.score < kSameCasualty);
  auto named = here;
  named.name = "Sample  FERRY";
  auto other = near;
  other.name = "sample ferry";
  CHECK(weighed(named, other).score >= kSameCasualty);
  other.name = "another";
  CHECK(weighed(named, other).score < kPossiblySame);
}

TEST_CASE("coordinator.match: positions match within what their sources and their age allow") {
  auto const at = position(22.0, 113.8);
  // 10 minutes of latitude: 9.96 nautical miles.
  auto const ten = position(22.0 + 10.0 / 60, 113.8);
  CHECK(points(weighed(located(at, 100), located(ten, 100)), "position") < 0);
  // Within 50 km of a Doppler position, 20 km of a DOA one (C/S A.001).
  CHECK(points(weighed(located(at, 100, PositionSource::doppler), located(ten, 100)), "position") > 0);
  CHECK(points(weighed(located(at, 100, PositionSource::doa), located(ten, 100)), "position") > 0);
  auto const far = position(22.0 + 20.0 / 60, 113.8);
  CHECK(points(weighed(located(at, 100, PositionSource::doa), located(far, 100)), "position") < 0);
  CHECK(points(weighed(located(at, 100, PositionSource::doppler), located(far, 100)), "position") > 0);
  // Two encoded positions within 3 km: one minute of latitude is, two are not.
  auto const encoded = PositionSource::encoded;
  CHECK(points(weighed(located(at, 10, encoded), located(position(22.0 + 1.0 / 60, 113.8), 10, encoded)), "position") >
        0);
  CHECK(points(weighed(located(at, 10, encoded), located(position(22.0 + 2.0 / 60, 113.8), 10, encoded)), "position") <
        0);
  // What drifts at 2 knots may be 10 nautical miles away after six hours, not after four.
  CHECK(points(weighed(located(at, 10), located(ten, 10), hours{6}), "position") > 0);
  CHECK(points(weighed(located(at, 10), located(ten, 10), hours{4}), "position") < 0);
}

TEST_CASE("coordinator.match: different ships are two, and so is what is more than a day apart") {
  auto const at = located(position(22.0, 113.8), 10);
  ShipLink first;
  first.certainty = Certainty::listed;
  first.mmsi = mmsi(477'000'101);
  auto second = first;
  second.mmsi = mmsi(453'000'202);
  auto const a = evidence_of(at, &first, kNoon);
  auto const b = evidence_of(at, &second, kNoon);
  CHECK(match(a, b).excluded);
  CHECK(score_of(a, b) == 0);
  second.mmsi = first.mmsi;
  CHECK(match(a, evidence_of(at, &second, kNoon)).score >= kSameCasualty);
  // A probable ship proves nothing.
  second.mmsi = mmsi(453'000'202);
  second.certainty = Certainty::probable;
  CHECK_FALSE(match(a, evidence_of(at, &second, kNoon)).excluded);
  CHECK(weighed(at, at, hours{25}).excluded);
}

TEST_CASE("coordinator.match: it does not matter which is compared with which, and the terms add up to the score") {
  std::vector<AlertReport> reports{
      located(position(22.0, 113.8), 100), located(position(22.3, 113.9), 5000, PositionSource::doa), {}, {}};
  reports[2].device = mmsi(477'000'101);
  reports[2].nature = Nature::collision;
  reports[3].name = "ferry";
  reports[3].nature = Nature::sinking;
  reports[3].corrected_bits = 2;
  for (auto const& one : reports)
    for (auto const& other : reports) {
      auto const a = evidence_of(one, nullptr, kNoon);
      auto const b = evidence_of(other, nullptr, kNoon + minutes{90});
      auto const ab = match(a, b);
      CHECK(ab.score == match(b, a).score);
      int sum = 0;
      for (auto const& term : ab.terms) sum += term.points;
      CHECK(sum == ab.score);
      CHECK(score_of(a, b) == (ab.excluded ? 0 : ab.score));
    }
}

TEST_CASE("coordinator.match: what matches by place is found in a neighbouring cell of the globe") {
  // On both sides of the border of two cells, and of the date line.
  for (auto const& [here, there] : {std::pair{position(22.4999, 113.9999), position(22.5001, 114.0001)},
                                    std::pair{position(-0.0001, 0.0001), position(0.0001, -0.0001)},
                                    std::pair{position(10.1, 179.9999), position(10.1, -179.9999)}}) {
    auto const a = evidence_of(located(here, 100), nullptr, kNoon);
    auto const b = evidence_of(located(there, 100), nullptr, kNoon);
    auto const stored = index_keys(a);
    auto const asked = search_keys(b);
    CHECK(std::ranges::any_of(stored, [&](auto const& key) { return std::ranges::find(asked, key) != asked.end(); }));
  }
}

}  // namespace lingding::coordinator
