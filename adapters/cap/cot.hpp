#pragma once
// An incident as Cursor on Target events for TAK consoles (ATAK, WinTAK, TAK Server).

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "coordinator/incident.hpp"

namespace lingding::cap {

/// A console shows an event until it is stale: a casualty must not vanish from a chart because nothing new is heard.
inline constexpr std::chrono::hours kStaleAfter{24};
/// What takes an event back has done so at once.
inline constexpr std::chrono::minutes kCancelStaleAfter{5};

/// What consoles show of one incident: the positions by the events' uids.
struct CotThread {
  struct Shown {
    geo::Position position;
    std::string said;  ///< the last event but for its times
  };
  std::map<std::string, Shown> shown;
};
/// Two threads that turn out to be of one incident.
CotThread join(CotThread one, CotThread const& other);

/// How events are marked: `opex` is "o", or "e" with the exercise's name behind it ("e-PEARL-2027"), as CoT's schema
/// has it; remarks and call signs of an exercise begin with EXERCISE, as not every console shows `opex`.
struct Opex {
  bool is_exercise = false;
  std::string name{};  ///< of the exercise; empty: "e" alone
};

/// The events that bring consoles up to date, each one line of XML with its line end; none: they are. One event for
/// each place where the casualty is or may be ("lingding.HK-…", "….1", "….2"), of TAK's type of an emergency alert,
/// b-a-o-tbl; b-a-o-can takes it back when the case is closed or the place ruled out (the types of ATAK's emergency
/// tool). What is NO DUFF is "o" in an exercise too, and says NO DUFF. `ce` is the radius of uncertainty; heights are
/// unknown (9999999). A casualty without a position, and a test, have no event: CoT has no way to say "somewhere".
std::vector<std::string> next_events(coordinator::Incident const& incident, Opex const& of_server, CotThread& thread,
                                     geo::UtcTime now);

}  // namespace lingding::cap
