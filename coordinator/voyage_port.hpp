#pragma once
// The watch of timetables as a desk has it: position reports and plans in, the desk's events out. The server and the
// replay of logs both drive this; it has no thread, clock, input or output.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/event.hpp"
#include "coordinator/plan_book.hpp"
#include "coordinator/voyage_watch.hpp"
#include "geo/centre.hpp"
#include "geo/water.hpp"

namespace lingding::coordinator {

/// Whose officers are asked about a ship that was last heard in each centre's water, and by which limits.
struct VoyagePortSetting {
  geo::CentreId centre = geo::CentreId::hk;
  /// The centre asks about ships last heard in the waters of these, its own as a rule. Two centres that hear a ship
  /// near their limit may both ask; what becomes of it is one incident.
  std::vector<geo::CentreId> waters;
  WatchLimits limits;
};

/// In whose water a position is then; empty: nobody's.
std::optional<geo::CentreId> whose_water(geo::WaterMap const& water, geo::Position position, geo::UtcTime at);

/// Use: resume() once with what the desk has; store() for each PlanStored; hear() for each report; look() about every
/// VoyageWatch::kLookEvery; answered() for each VoyageQuestionAnswered that the desk shows. What they give goes to the
/// desk in that order. Deterministic.
class VoyageWatchPort {
 public:
  /// Whose water a position is in; empty: nobody's, or no regions are held.
  using WhoseWater = std::function<std::optional<geo::CentreId>(geo::Position)>;

  VoyageWatchPort(VoyagePortSetting setting, WhoseWater whose_water);

  /// Questions that the desk has from before a restart. One that the watch asks again goes on under its id; one whose
  /// ship is heard and that is not asked again within kSettles is over; what an officer explained is not asked again.
  /// \param ships of the plans held, those of one plan next to each other
  std::vector<Event> resume(std::vector<plans::PlanBrief> const& ships, std::vector<VoyageStanding> const& questions,
                            geo::UtcTime now);
  /// So long after her first report the watch asks again what it would ask of a ship: the longest of its holds.
  static constexpr std::chrono::minutes kSettles{10};

  /// The ships of a version of a plan; an older one than is held changes nothing.
  std::vector<Event> store(std::vector<plans::PlanBrief> const& ships, geo::UtcTime now);
  void hear(HeardReport const& report);
  std::vector<Event> look(geo::UtcTime now);
  /// What an officer answered; the desk has acted on it already.
  void answered(std::string_view question_id, WatchAnswer answer, geo::UtcTime now);

  VoyageWatch const& watch() const { return watch_; }
  /// ReceptionHistory's, to be kept over a restart. restore() takes what it can when the plans are stored.
  std::string learned() const { return watch_.reception().learned(); }
  bool restore(std::string_view learned) { return watch_.restore(learned); }

 private:
  /// A question of before the restart that the watch has not asked again.
  struct Former {
    VoyageStanding standing;
    std::optional<geo::UtcTime> heard_at;  ///< her first report since
    std::optional<EmergencyPhase> proposed;
  };
  /// One that the watch has open and the officers were asked.
  struct Asked {
    std::string id;  ///< at the desk
    geo::UtcTime raised_at{};
    bool proposed = false;
  };

  std::vector<Event> take(std::vector<WatchOutput> const& outputs, geo::UtcTime now);
  void take(QuestionRaised const& raised, geo::UtcTime now, std::vector<Event>& events);
  void ask(VoyageQuestion question, std::vector<Event>& events);
  void watch_former(geo::UtcTime now, std::vector<Event>& events);
  bool is_ours(VoyageQuestion const& question) const;
  VoyageQuestion as_asked(VoyageQuestion question) const;

  VoyagePortSetting setting_;
  WhoseWater whose_water_;
  PlanBook plans_;
  VoyageWatch watch_;
  std::map<std::string, Asked, std::less<>> asked_;    ///< by the watch's id
  std::map<std::string, Former, std::less<>> former_;  ///< by the desk's id
  bool heard_any_ = false;                             ///< since resume()
};

}  // namespace lingding::coordinator
