#pragma once
// The desk of one centre: the whole of its state, and the one function that changes it.

#include <functional>
#include <memory>
#include <string_view>

#include "coordinator/effect.hpp"
#include "coordinator/event.hpp"
#include "geo/water.hpp"

namespace lingding::coordinator {

/// Gives the water map with a digest. Maps are immutable and outlive the desk.
/// \throws std::runtime_error when no such set is held.
using WaterMaps = std::function<geo::WaterMap const&(std::string_view digest)>;

/// Deterministic: no clock, no input or output, no threads. The same events in the same order give the same effects to the byte,
/// which recovery, replay and every test rest on. Until the first RegionsLoaded, no position is in any region.
class Desk {
 public:
  Desk(geo::CentreId centre, WaterMaps water);
  Desk(Desk&&) noexcept;
  Desk& operator=(Desk&&) noexcept;
  ~Desk();

  /// \param now must not go back; an earlier one counts as the latest that was seen.
  Effects handle(Event const& event, geo::UtcTime now);

  geo::CentreId centre() const;
  /// By any id the incident ever had; nullptr: unknown.
  Incident const* incident(std::string_view id) const;
  /// All incidents, oldest first.
  std::vector<Incident const*> incidents() const;
  /// True while this centre's officers have not acknowledged the newest alarm of the incident.
  bool alarming(std::string_view incident_id) const;
  /// The highest link_seq received in order from a peer.
  std::uint64_t received_from(geo::CentreId peer) const;
  /// The ship that has this MMSI, device, call sign or beacon in the plans held; nullptr: none.
  plans::PlanBrief const* plan_of(plans::Mmsi mmsi_or_device) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace lingding::coordinator
