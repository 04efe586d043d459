#pragma once
// A run's record looked through: which happenings are of one casualty, whose ships they are, and when things began.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/drill/record.hpp"

namespace lingding::drill::detail {

/// One casualty: incidents that became one in the end, at any centre.
struct Case {
  std::string id;                      ///< at the end, where a centre still has it; else the first
  std::set<std::string> ids;           ///< every id that it had anywhere
  std::set<std::string> ships;         ///< nine digits: her number, her devices'
  std::set<std::string> maybe;         ///< ships that it may have been: probable at the end, or thought so on the way
  std::vector<Happened const*> story;  ///< in the record's order
  bool is_test = false;                ///< no distress: nobody was alarmed, and no centre has it as distress
};

class RunView {
 public:
  explicit RunView(RunRecord const& record);

  RunRecord const& record() const { return record_; }
  /// In the order of their first happening.
  std::vector<Case> const& cases() const { return cases_; }
  Case const* case_of(std::string_view incident_id) const;
  /// The incident as it stood at the end at the centre; nullptr: it has none of it.
  coordinator::Incident const* at_end(Case const& of, geo::CentreId centre) const;

  /// Nine digits of a ship of the cast; her name itself when it is no cast ship's.
  std::string number_of(std::string const& ship) const;
  /// The cast's name of a number; the number itself when it is none's.
  std::string name_of(std::string_view mmsi) const;
  bool is_of(Case const& of, std::string const& ship) const { return of.ships.contains(number_of(ship)); }
  /// The distress cases of a ship; where none is hers for certain, those that may be. An empty name: all.
  std::vector<Case const*> cases_of(std::string const& ship) const;
  /// True when the condition is about this, by what is known of the case at the end.
  bool matches(Condition const& condition, Happened const& happened) const;
  /// The first at or after `from`; nullptr: none.
  Happened const* first(Condition const& condition, geo::UtcTime from) const;
  Done const* first_done(std::string_view act) const;
  /// The first act that led to the case: that brought its alert, or, when the watch of timetables alone says it, by
  /// which its ship failed. Its first happening's time when the script names none.
  geo::UtcTime began(Case const& of) const;
  /// The act of that name in the scenario; nullptr: none.
  Act const* act(std::string_view name) const;

 private:
  void group();
  void find_ships();
  bool is_of_watch_alone(Case const& of) const;

  RunRecord const& record_;
  std::vector<Case> cases_;
  std::map<std::string, std::size_t, std::less<>> case_of_;
  std::map<std::string, std::string, std::less<>> ship_of_device_;  ///< numbers, by the script
};

/// "MO#41".
std::string to_text(geo::CentreId centre, coordinator::Seq seq);

}  // namespace lingding::drill::detail
