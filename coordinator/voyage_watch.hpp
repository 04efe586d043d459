#pragma once
// Watches the ferries of the plans that are held against their timetables: who has not sailed, is not heard, lies still
// in mid-route, is off her track, late or overdue, or closes with another. It asks officers; it decides nothing.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "coordinator/incident.hpp"
#include "coordinator/reception.hpp"
#include "coordinator/voyage_question.hpp"
#include "geo/position.hpp"
#include "geo/time.hpp"
#include "geo/units.hpp"
#include "plans/brief.hpp"
#include "plans/schedule.hpp"

namespace lingding::coordinator {

/// Every limit of the watch; docs/overdue.md gives the source of each. "for": the condition must hold without a break
/// before it is asked about; "over": must be gone as long before the question is withdrawn. That is the hysteresis: one
/// question can't come and go faster.
struct WatchLimits {
  std::chrono::minutes not_departed_after{10};  ///< her sailing
  std::chrono::minutes turnaround{5};           ///< she was at the berth so long before it, else it is not hers
  std::chrono::minutes unheard_before{30};      ///< a ship that nobody heard for so long may have sailed unseen
  std::chrono::minutes early_departure{10};     ///< before the timetable it is that sailing still
  std::chrono::minutes late_departure{60};      ///< after it …
  double silent_reports = 12;  ///< of hers would have been heard, by what is heard of ships that pass there …
  std::chrono::seconds silent_least{120};        ///< … and that for so long …
  std::size_t silent_witnesses = 2;              ///< … while so many others were heard near where she should be …
  std::chrono::seconds silent_heard_within{60};  ///< … within this
  std::chrono::seconds silent_over{30};
  geo::Knots stopped_below = geo::Knots::from_knots(2);
  geo::Knots moving_above = geo::Knots::from_knots(4);
  std::chrono::seconds stopped_for{180};
  std::chrono::seconds stopped_over{60};
  geo::Metres mid_route = geo::Metres::from_nautical_miles(0.6);  ///< farther than this from every stop
  geo::Metres corridor = geo::Metres::from_nautical_miles(1.5);   ///< on each side of the track
  geo::Metres back_within = corridor * 0.8;
  std::chrono::seconds off_for{180};
  std::chrono::seconds off_over{120};
  std::chrono::minutes late_by{20};
  std::chrono::minutes no_longer_late{10};
  std::chrono::seconds late_for{180};
  std::chrono::seconds late_over{180};
  std::chrono::minutes overdue_after{15};     ///< her expected arrival: the question, then the uncertainty phase
  std::chrono::minutes alert_after{30};       ///< her expected arrival: the alert phase
  std::chrono::minutes unanswered_after{10};  ///< the question: the uncertainty phase is proposed
  geo::Metres closing_cpa = geo::Metres::from_metres(185);
  std::chrono::seconds closing_tcpa{120};
  geo::Metres closing_clear_cpa = closing_cpa * 2;
  std::chrono::seconds closing_for{10};
  std::chrono::seconds closing_over{30};
  geo::Knots closing_speed = geo::Knots::from_knots(5);          ///< each is faster
  geo::Metres open_water = geo::Metres::from_nautical_miles(1);  ///< from every stop, for closing and the patterns
  geo::Knots fell_by = geo::Knots::from_knots(10);               ///< within about a minute, and to less than half
  std::chrono::seconds fell_for{20};
  std::chrono::minutes fell_forgotten{10};
  geo::Degrees swung = geo::Degrees::from_degrees(270);  ///< turned through, either way added up, in swung_within
  geo::Degrees steady = geo::Degrees::from_degrees(90);
  std::chrono::seconds swung_within{180};
  std::chrono::seconds swung_for{15};
  std::chrono::seconds swung_over{120};
  std::chrono::minutes update_every{5};  ///< a question that is open
  /// Once withdrawn, the same is not asked of the same ship before this has passed.
  std::chrono::minutes quiet_after{3};
  bool operator==(WatchLimits const&) const = default;
};

/// A ferry that is to be watched: of a plan that is held.
struct WatchedShip {
  plans::Mmsi mmsi;
  std::string plan_id;
  plans::BriefText name;
  plans::Schedule schedule;
  bool operator==(WatchedShip const&) const = default;
};
/// Those of a plan's ships that can be watched: with a number and a timetable.
std::vector<WatchedShip> watched_ships(std::vector<plans::PlanBrief> const& ships);

struct QuestionRaised {
  VoyageQuestion question;
  bool operator==(QuestionRaised const&) const = default;
};
/// The evidence says something else, or update_every has passed.
struct QuestionUpdated {
  VoyageQuestion question;
  bool operator==(QuestionUpdated const&) const = default;
};
/// The condition is gone, or the voyage has ended; answered questions are withdrawn too, by their answer.
struct QuestionWithdrawn {
  std::string id;
  VoyageConcern concern = VoyageConcern::silent;
  plans::BriefText why;
  bool operator==(QuestionWithdrawn const&) const = default;
};
/// The desk is to open an incident in this phase, or to raise hers to it. Once for each phase of a voyage.
struct PhaseProposed {
  EmergencyPhase phase = EmergencyPhase::uncertainty;
  VoyageQuestion question;  ///< with its evidence
  plans::BriefText why;
  bool operator==(PhaseProposed const&) const = default;
};
using WatchOutput = std::variant<QuestionRaised, QuestionUpdated, QuestionWithdrawn, PhaseProposed>;

/// Why a phase is proposed, in words for officers: nobody answered; she is past the limit for the alert phase.
plans::BriefText unanswered_why(WatchLimits const& limits);
plans::BriefText past_alert_why(WatchLimits const& limits);

/// Where a ferry stands, for displays.
struct FerryStanding {
  plans::Mmsi mmsi;
  std::optional<VoyageRef> voyage;  ///< on which she is; empty: on none that is known
  std::optional<geo::Metres> gone;  ///< along the track
  std::optional<geo::Metres> left;
  std::optional<geo::UtcTime> expected;    ///< arrival
  std::optional<geo::UtcTime> last_heard;  ///< empty: never
  std::vector<VoyageConcern> concerns;     ///< about which a question is open
  bool operator==(FerryStanding const&) const = default;
};

/// Deterministic: the same calls in the same order give the same outputs; it asks no clock. Bounded: at most
/// kMaxWatchedShips ferries, the reception cells, the sailings of some hours. Tracks must not cross 180° of longitude.
class VoyageWatch {
 public:
  static constexpr std::size_t kMaxWatchedShips = 1000;
  /// Conditions are looked at no more often than this, however often look() is called.
  static constexpr std::chrono::seconds kLookEvery{5};

  explicit VoyageWatch(WatchLimits limits = {});
  VoyageWatch(VoyageWatch&&) noexcept;
  VoyageWatch& operator=(VoyageWatch&&) noexcept;
  ~VoyageWatch();

  /// The ferries of all plans held, in place of those before. Ships of plans that did not change keep their state;
  /// questions about the others are withdrawn. A number that several plans name is watched by the first. Ships beyond
  /// kMaxWatchedShips are not watched.
  /// \returns withdrawn questions
  std::vector<WatchOutput> load(std::vector<WatchedShip> const& ships, geo::UtcTime now);
  /// She is known to be on the sailing of this time, from before a restart: when she is heard at sea, that is hers. Of
  /// a ship that is not watched, or a sailing that is not made: nothing.
  void resume(plans::Mmsi ship, geo::UtcTime departs);
  /// A report of any ship: those of others show what can be heard. Of a ferry, one that is no newer than the one before
  /// changes nothing.
  void hear(HeardReport const& report);
  /// Time went by: to be called about every kLookEvery. A `now` before the one before is taken for that.
  std::vector<WatchOutput> look(geo::UtcTime now);
  /// An officer's answer; to a question that is not open: nothing.
  std::vector<WatchOutput> answer(std::string_view question_id, WatchAnswer answer, geo::UtcTime now);

  /// What ReceptionHistory::learned() gave for the same ships; else nothing is taken. \returns whether it was
  bool restore(std::string_view learned);

  std::vector<VoyageQuestion> open() const;      ///< by id
  std::vector<FerryStanding> standings() const;  ///< by number
  std::size_t ships() const;
  ReceptionHistory const& reception() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lingding::coordinator
