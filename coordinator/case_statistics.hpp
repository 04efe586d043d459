#pragma once
// What became of a centre's incidents, counted from the effects in its journal: how many were false, how fast they were
// answered, and how many ended before a unit went out.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/effect.hpp"

namespace lingding::coordinator {

/// Of durations, by nearest rank: the smallest that half, and 95 of 100, do not exceed.
struct Spread {
  std::uint64_t count = 0;
  std::chrono::milliseconds median{};
  std::chrono::milliseconds p95{};
  bool operator==(Spread const&) const = default;
};
/// Empty for no durations.
std::optional<Spread> spread_of(std::vector<std::chrono::milliseconds> durations);

/// How many incidents have something in common, and what became of them.
struct Tally {
  std::uint64_t incidents = 0;
  std::uint64_t closed = 0;        ///< duplicates left out: they are counted where they belong
  std::uint64_t false_alerts = 0;  ///< of these
  bool operator==(Tally const&) const = default;
};
/// Incidents with an alert of the kind; one with several kinds counts in each.
struct KindCount {
  AlertKind kind = AlertKind::ais_sart;
  Tally tally;
  bool operator==(KindCount const&) const = default;
};
/// Incidents with an alert of a source of a centre, likewise.
struct SourceCount {
  geo::CentreId centre = geo::CentreId::hk;  ///< that received it
  std::string source;
  Tally tally;
  bool operator==(SourceCount const&) const = default;
};
/// Incidents with an alert of a 406 MHz beacon, by what its ID says that it is.
struct BeaconCount {
  std::string use;  ///< "EPIRB, float-free", "PLB" … (plans::to_text(BeaconUse)); "unknown": the ID does not say
  Tally tally;
  bool operator==(BeaconCount const&) const = default;
};

struct CaseReport {
  std::uint64_t incidents = 0;  ///< of the class distress
  std::uint64_t tests = 0;
  std::map<CaseOutcome, std::uint64_t> outcomes;  ///< of the distress incidents; `open` among them
  std::vector<KindCount> kinds;                   ///< those that occur, in the order of AlertKind
  std::vector<BeaconCount> beacons;               ///< likewise, by the words
  std::vector<SourceCount> sources;               ///< likewise, by centre and name
  std::uint64_t closed = 0;                       ///< duplicates left out
  std::uint64_t false_alerts = 0;
  std::uint64_t closed_before_units = 0;  ///< of the closed: no unit was ever proceeding, on scene or returning
  std::uint64_t cancelled = 0;            ///< of the distress incidents: a sender took an alert back
  std::optional<Spread> acknowledged;     ///< from opening to the first officer's acknowledgement, at any centre
  std::optional<Spread> accepted;         ///< from opening to the first acceptance of custody by another centre
  std::optional<Spread> closed_after;     ///< from opening to how it ended
  bool operator==(CaseReport const&) const = default;
};

/// A fold over a journal's effects, in their order. Keeps some hundred bytes for each incident.
class CaseStatistics {
 public:
  void take(Effects const& effects);
  /// Of the incidents that were opened in from … until (without).
  CaseReport report(std::optional<geo::UtcTime> from = {}, std::optional<geo::UtcTime> until = {}) const;

 private:
  struct Facts {
    AlertClass incident_class = AlertClass::distress;
    geo::UtcTime opened_at{};
    std::set<AlertKind> kinds;
    std::set<std::string> beacons;
    std::set<std::pair<geo::CentreId, std::string>> sources;
    bool cancelled = false;
    CaseOutcome outcome = CaseOutcome::open;
    std::optional<geo::UtcTime> ended_at;
    std::optional<geo::UtcTime> acknowledged_at;
    std::optional<geo::UtcTime> accepted_at;
    bool unit_went = false;
  };
  void take(Incident const& incident);

  std::map<std::string, Facts, std::less<>> incidents_;
};

}  // namespace lingding::coordinator
