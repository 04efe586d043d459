#pragma once
// The desk of one centre: the whole of its state, and the one function that changes it.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/effect.hpp"
#include "coordinator/event.hpp"
#include "geo/water.hpp"

namespace lingding::coordinator {

/// Gives the water map with a digest. Maps are immutable and outlive the desk.
/// \throws std::runtime_error when no such set is held.
using WaterMaps = std::function<geo::WaterMap const&(std::string_view digest)>;

/// A NotifyAsked that is not done with, and the channels that are.
struct NotifyWaiting {
  NotifyAsked asked;
  std::vector<std::string> done;  ///< NotifyDone::channel
  bool operator==(NotifyWaiting const&) const = default;
};

/// What the traffic picture is to watch for an incident, and what was told of it.
struct ShipAsked {
  ShipWatched watched;
  std::optional<ShipSight> told;  ///< the newest; empty: nothing was
  bool operator==(ShipAsked const&) const = default;
};

/// Deterministic: no clock, no input or output, no threads. The same events in the same order give the same effects to
/// the byte, which recovery, replay and every test rest on. Until the first RegionsLoaded, no position is in any
/// region. Memory is bounded by limits.hpp.
class Desk {
 public:
  Desk(geo::CentreId centre, WaterMaps water);
  Desk(Desk&&) noexcept;
  Desk& operator=(Desk&&) noexcept;
  ~Desk();

  /// \param now must not go back; an earlier one counts as the latest that was seen.
  Effects handle(Event const& event, geo::UtcTime now);

  geo::CentreId centre() const;
  /// By any id the incident ever had; nullptr: unknown. Pointers hold until the next handle().
  Incident const* incident(std::string_view id) const;
  /// All incidents, oldest first.
  std::vector<Incident const*> incidents() const;
  /// True while this centre's officers have not acknowledged the newest alarm of the incident.
  bool alarming(std::string_view incident_id) const;
  /// The level of the newest alarm of the incident, while it is alarming.
  std::optional<AlarmLevel> alarm(std::string_view incident_id) const;
  /// The highest link_seq received in order from a peer.
  std::uint64_t received_from(geo::CentreId peer) const;
  /// The highest link_seq given to a message for a peer.
  std::uint64_t sent_to(geo::CentreId peer) const;
  /// Where the numbers to a peer last went on anew (LinkOutOfStep::sent); 0: they never did.
  std::uint64_t resumed_at(geo::CentreId peer) const;
  /// Numbers to this peer go on after `link_seq` at least: what a journal written by another version of the program has
  /// given.
  void resume_numbers(geo::CentreId peer, std::uint64_t link_seq);
  /// The ship that has this MMSI or lists this device in the plans held; nullptr: none, or several list it.
  plans::PlanBrief const* plan_of(plans::Mmsi mmsi_or_device) const;
  /// The first ship of the version of a plan that is held; nullptr: none is.
  plans::PlanBrief const* plan(std::string_view plan_id) const;
  /// The times of the escalation clock that it goes by.
  ClockSet const& clock() const;
  /// False while the peer is out of reach, by the last LinkChanged.
  bool link_up(geo::CentreId peer) const;
  /// When it wants a TimePassed, if nothing happens before: an alarm is to be repeated, an offer lapses, repeats are to
  /// be told. Empty: nothing waits.
  std::optional<geo::UtcTime> next_due() const;
  /// What second channels were asked for and have not reported the end of, oldest first, at most kMaxNotifyWaiting.
  std::vector<NotifyWaiting> notify_waiting() const;
  /// The ships that the traffic picture is to watch, with what it last said of each, the oldest incident first.
  std::vector<ShipAsked> ships_watched() const;
  /// The questions of the watch of timetables that are open or were answered, by id.
  std::vector<VoyageStanding> voyage_questions() const;
  /// All ships of the versions of plans that are held, by plan.
  std::vector<plans::PlanBrief> plans() const;
  /// The digest of the regions that decisions are made against; empty before the first RegionsLoaded.
  std::string const& regions_digest() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace lingding::coordinator
